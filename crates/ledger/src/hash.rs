//! SM3 hashes and the head of the chain.

use std::fmt;
use std::str::FromStr;

use sm3::{Digest, Sm3};

/// An SM3 hash (GB/T 32905-2016), 32 bytes; displayed and parsed as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What record 1 has for its `prev_hash`: SM3 of the ASCII text `qinghuo ledger 1`.
    pub const GENESIS: Hash = Hash([
        0xa3, 0x13, 0x60, 0xcb, 0x0b, 0xa2, 0x03, 0xa6, 0x74, 0x05, 0xe4, 0xeb, 0x9c, 0xa3, 0x6e, 0x23, 0x71,
        0x9e, 0x91, 0x02, 0x3f, 0x8e, 0x0f, 0xf7, 0xfe, 0xfb, 0x62, 0x94, 0xa4, 0x4c, 0x72, 0xf8,
    ]);

    /// The SM3 hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sm3::digest(bytes).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

/// A text that is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a hash is 64 hexadecimal digits")]
pub struct MalformedHash;

impl FromStr for Hash {
    type Err = MalformedHash;

    fn from_str(text: &str) -> Result<Hash, MalformedHash> {
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return Err(MalformedHash) };
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let bytes: Option<Vec<u8>> =
            pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Hash).ok_or(MalformedHash)
    }
}

/// The last record of a chain: whoever keeps it can later tell whether the history before it was altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Number of the last record; 0 for an empty ledger.
    pub seq: u64,
    /// Hash of the last record; [`Hash::GENESIS`] for an empty ledger.
    pub hash: Hash,
}

impl Head {
    /// The head of an empty ledger.
    pub const EMPTY: Head = Head { seq: 0, hash: Hash::GENESIS };
}
