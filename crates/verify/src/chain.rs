//! Records and their hashes, as docs/ledger-format.md writes them down. No file is touched here.

use std::fmt;
use std::str::FromStr;

use sm3::{Digest, Sm3};

/// An SM3 hash (GB/T 32905-2016), written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sm3::digest(bytes).into())
    }

    /// What stands before record 1.
    pub fn genesis() -> Hash {
        Hash::of(b"qinghuo ledger 1")
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A text that is not 64 hexadecimal digits.
#[derive(Debug, PartialEq, Eq)]
pub struct NoHash;

impl FromStr for Hash {
    type Err = NoHash;

    fn from_str(text: &str) -> Result<Hash, NoHash> {
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return Err(NoHash) };
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let byte = |pair: &[u8; 2]| {
            let [high, low] = pair.map(digit);
            Some(high? << 4 | low?)
        };
        let bytes: Option<Vec<u8>> = pairs.iter().map(byte).collect();
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Hash).ok_or(NoHash)
    }
}

/// A record as stored.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// Its number.
    pub seq: u64,
    /// Version of its body's layout.
    pub version: u16,
    /// `recorded_at`, `effective_on`, `actor`, `subject`, `kind` and `body`, in this order.
    pub texts: [&'a str; 6],
    /// The hash it names as that of the record before it.
    pub prev_hash: Hash,
    /// The hash it bears.
    pub hash: Hash,
}

impl<'a> Record<'a> {
    /// When it was recorded.
    pub fn recorded_at(&self) -> &'a str {
        let [recorded_at, ..] = self.texts;
        recorded_at
    }

    /// The hash of its content.
    pub fn computed_hash(&self) -> Hash {
        let (seq, version) = (self.seq.to_be_bytes(), self.version.to_be_bytes());
        let [a, b, c, d, e, f] = self.texts.map(str::as_bytes);
        let mut sum = Sm3::new();
        for field in [&self.prev_hash.0[..], &seq, &version, a, b, c, d, e, f] {
            sum.update((field.len() as u64).to_be_bytes());
            sum.update(field);
        }
        Hash(sum.finalize().into())
    }

    /// The attachments its body names. A quotation mark inside of a text is always written `\"`, so that nothing anybody
    /// typed can look like this key.
    pub fn attachments(&self) -> impl Iterator<Item = Hash> + use<'a> {
        let [.., body] = self.texts;
        let behind_keys = body.split("\"attachment\":\"").skip(1);
        behind_keys.filter_map(|text| text.split_once('"')?.0.parse().ok())
    }
}

/// What is wrong with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is not there, though a later one is, or the head says that it was.
    Missing,
    /// Another stands in its place.
    OutOfPlace,
    /// A field is of another type or size, or no UTF-8.
    Unreadable,
    /// It does not name the hash of the one before it.
    BrokenLink,
    /// Its hash is not that of its content.
    WrongHash,
    /// Its times are not written as they must be.
    MalformedTime,
    /// It was recorded before its predecessor.
    TimeWentBack,
    /// It lies behind the head.
    BeyondHead,
    /// It is the last, but the head names another hash.
    HeadDisagrees,
}

/// The end of the chain walked so far.
#[derive(Debug)]
pub struct Chain {
    /// Number of the last record.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
    /// When it was recorded.
    pub recorded_at: String,
}

impl Chain {
    /// Before record 1.
    pub fn begin() -> Chain {
        Chain { seq: 0, hash: Hash::genesis(), recorded_at: String::new() }
    }

    /// Whether a row of this number may come next.
    pub fn place(&self, found: i64) -> Result<u64, Fault> {
        let due = self.seq + 1;
        match u64::try_from(found) {
            Ok(seq) if seq == due => Ok(seq),
            Ok(seq) if seq > due => Err(Fault::Missing),
            _ => Err(Fault::OutOfPlace),
        }
    }

    /// Goes on to the next record, if it is as it was written.
    pub fn advance(&mut self, record: &Record<'_>) -> Result<(), Fault> {
        let [recorded_at, effective_on, ..] = record.texts;
        if record.prev_hash != self.hash {
            return Err(Fault::BrokenLink);
        }
        if record.computed_hash() != record.hash {
            return Err(Fault::WrongHash);
        }
        if !has_shape(recorded_at, "0000-00-00T00:00:00.000000Z") || !has_shape(effective_on, "0000-00-00") {
            return Err(Fault::MalformedTime);
        }
        if recorded_at < self.recorded_at.as_str() {
            return Err(Fault::TimeWentBack);
        }
        (self.seq, self.hash) = (record.seq, record.hash);
        self.recorded_at.clear();
        self.recorded_at.push_str(recorded_at);
        Ok(())
    }
}

/// Whether `text` is `shape` with any digits for its zeros.
pub fn has_shape(text: &str, shape: &str) -> bool {
    let fits = |(byte, model): (u8, u8)| if model == b'0' { byte.is_ascii_digit() } else { byte == model };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}
