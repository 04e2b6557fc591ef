//! Snapshots: a cache of the folded image, so that a start need not fold every record.
//!
//! The ledger is the truth. A snapshot that is missing, damaged or of another format costs time and nothing
//! else, so reading one has no fatal error: it has [`NoSnapshot`] reasons. Before using one, ask
//! [`Ledger::holds`](crate::Ledger::holds) whether its head is part of the ledger beside it.
//!
//! The file is a header of 60 bytes, then the payload. Numbers are big endian.
//!
//! | offset | bytes | |
//! |---|---|---|
//! | 0 | 8 | ASCII `QHLSNAP1` |
//! | 8 | 4 | format of the payload, the caller's number |
//! | 12 | 8 | seq of the head |
//! | 20 | 32 | hash of the head |
//! | 52 | 8 | checksum of all other bytes |
//!
//! Where a key is in use ([`crate::use_key`]) the file begins with `QHLSEAL1`, and the payload is sealed with it, bound to format and head.
//!
//! The checksum is not SM3, which at 70 to 190 MB/s would take about as long over a big city's image as the
//! whole start may. It needs to find torn writes and flipped bits, not forgers: whoever can forge the cache can
//! write the ledger too. So it is a multiply-and-fold over 64-bit words that runs at several GB/s; each
//! step is a bijection, therefore damage within one aligned word is always found, and any other with a
//! chance of 1 − 2⁻⁶⁴.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use crate::durable::Draft;
use crate::{Hash, Head, Key, LedgerError, key};

/// Name of the snapshot in a ledger's directory.
pub const SNAPSHOT_FILE: &str = "city.snapshot";

const MAGIC: [u8; 8] = *b"QHLSNAP1";
const SEALED: [u8; 8] = *b"QHLSEAL1";

/// The image as of `head`, in the caller's encoding.
#[derive(Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The last record folded into it.
    pub head: Head,
    /// The bytes that were handed to [`write_snapshot`].
    pub payload: Vec<u8>,
}

/// Why there is no snapshot to start from. Fold from the first record; worth a line in the log unless absent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoSnapshot {
    /// None was written yet.
    #[error("there is none")]
    Absent,
    /// The file is not a snapshot.
    #[error("not a snapshot")]
    Foreign,
    /// Written by another version of the program.
    #[error("format {found} instead of {wanted}")]
    OtherFormat {
        /// The format of the file.
        found: u32,
        /// The format asked for.
        wanted: u32,
    },
    /// Bytes were lost or changed.
    #[error("damaged")]
    Damaged,
    /// The file could not be read.
    #[error("unreadable")]
    Unreadable(#[source] io::Error),
}

/// Writes the snapshot of the ledger in `dir`, in place of the one before. A crash leaves the old one or the
/// new one. `format` is the version of the payload's encoding; [`read_snapshot`] returns no other.
pub fn write_snapshot(dir: &Path, head: &Head, format: u32, payload: &[u8]) -> Result<(), LedgerError> {
    write_under(dir, head, format, payload, key::in_use())
}

pub(crate) fn write_under(
    dir: &Path,
    head: &Head,
    format: u32,
    payload: &[u8],
    key: Option<&Key>,
) -> Result<(), LedgerError> {
    let draft = Draft::of(&dir.join(SNAPSHOT_FILE));
    let labels = labels(key, head, format);
    let sealed = key.map(|key| {
        let unsealable = || LedgerError::io(draft.path())(io::Error::other("the snapshot cannot be sealed"));
        key.seal(payload.to_vec(), &labels).ok_or_else(unsealable)
    });
    let sealed = sealed.transpose()?;
    let payload = sealed.as_deref().unwrap_or(payload);
    let write = || {
        let mut file = File::create(draft.path())?;
        file.write_all(&labels)?;
        file.write_all(&checksum(checksum(0, &labels), payload).to_be_bytes())?;
        file.write_all(payload)
    };
    write().map_err(LedgerError::io(draft.path()))?;
    draft.replace()
}

/// Reads the snapshot of the ledger in `dir`, if there is a sound one of this format.
pub fn read_snapshot(dir: &Path, format: u32) -> Result<Snapshot, NoSnapshot> {
    read_under(dir, format, key::in_use())
}

pub(crate) fn read_under(dir: &Path, format: u32, key: Option<&Key>) -> Result<Snapshot, NoSnapshot> {
    let mut file = File::open(dir.join(SNAPSHOT_FILE)).map_err(|error| match error.kind() {
        ErrorKind::NotFound => NoSnapshot::Absent,
        _ => NoSnapshot::Unreadable(error),
    })?;
    let magic: [u8; 8] = take(&mut file).map_err(|reason| match reason {
        NoSnapshot::Damaged => NoSnapshot::Foreign,
        other => other,
    })?;
    if magic != magic_of(key) {
        return Err(NoSnapshot::Foreign);
    }
    let found = u32::from_be_bytes(take(&mut file)?);
    if found != format {
        return Err(NoSnapshot::OtherFormat { found, wanted: format });
    }
    let head = Head { seq: u64::from_be_bytes(take(&mut file)?), hash: Hash(take(&mut file)?) };
    let expected = u64::from_be_bytes(take(&mut file)?);
    let mut payload = Vec::new();
    file.read_to_end(&mut payload).map_err(NoSnapshot::Unreadable)?;
    let labels = labels(key, &head, format);
    if checksum(checksum(0, &labels), &payload) != expected {
        return Err(NoSnapshot::Damaged);
    }
    let payload = match key {
        Some(key) => key.unseal(payload, &labels).ok_or(NoSnapshot::Damaged)?,
        None => payload,
    };
    Ok(Snapshot { head, payload })
}

/// The header up to the checksum.
fn labels(key: Option<&Key>, head: &Head, format: u32) -> Vec<u8> {
    [&magic_of(key)[..], &format.to_be_bytes(), &head.seq.to_be_bytes(), &head.hash.0].concat()
}

const fn magic_of(key: Option<&Key>) -> [u8; 8] {
    if key.is_some() { SEALED } else { MAGIC }
}

fn take<const N: usize>(file: &mut File) -> Result<[u8; N], NoSnapshot> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => NoSnapshot::Damaged,
        _ => NoSnapshot::Unreadable(error),
    })?;
    Ok(bytes)
}

/// Continues the checksum `sum` over `bytes`; see the module's page for what it is worth.
fn checksum(sum: u64, bytes: &[u8]) -> u64 {
    // An odd number multiplies without loss; folding brings the high bits, which only move up, back down.
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |sum: u64, word: u64| {
        let product = (sum ^ word).wrapping_mul(ODD);
        product ^ (product >> 32)
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let sum = words.iter().fold(sum, |sum, word| mix(sum, u64::from_le_bytes(*word)));
    // The length tells the padding of the last word from bytes that are zero.
    let last = rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    mix(mix(sum, last), bytes.len() as u64)
}
