//! The key a city's files are encrypted with, where they are: the database (SQLCipher: AES-256, each page with its HMAC) with its log, its backups,
//! and the snapshot (AES-256-GCM). The key is 256 random bits, kept by whoever runs the program, never beside the files.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::str::FromStr;
use std::sync::OnceLock;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use rusqlite::Connection;

use crate::{Hash, LedgerError};

/// How every SQLite file begins that is not encrypted.
const PLAIN: &[u8; 16] = b"SQLite format 3\0";
/// What an encrypted file is a multiple of: its smallest page.
const PAGE: u64 = 512;

/// 256 bits; written as 64 hexadecimal digits, and shown to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

/// A text that is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is 64 hexadecimal digits")]
pub struct MalformedKey;

impl FromStr for Key {
    type Err = MalformedKey;

    fn from_str(text: &str) -> Result<Key, MalformedKey> {
        text.trim().parse().map(|Hash(bytes)| Key(bytes)).map_err(|_| MalformedKey)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// A new one.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub fn random() -> Result<Key, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Key(bytes))
    }

    /// As it is written into a file of its own; nowhere else.
    pub fn reveal(&self) -> String {
        Hash(self.0).to_string()
    }

    /// As the engine takes it: raw, so that nothing is derived from it anew at every start.
    fn raw(&self) -> String {
        format!("\"x'{}'\"", Hash(self.0))
    }

    /// Seals bytes under a key of their own purpose; `beside` is not hidden, but goes with nothing else.
    pub(crate) fn seal(&self, mut bytes: Vec<u8>, beside: &[u8]) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).ok()?;
        let key = self.for_snapshots()?;
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(beside), &mut bytes)
            .ok()?;
        bytes.extend_from_slice(&nonce);
        Some(bytes)
    }

    /// Opens what was sealed.
    pub(crate) fn unseal(&self, mut bytes: Vec<u8>, beside: &[u8]) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE_LEN] = *bytes.last_chunk()?;
        bytes.truncate(bytes.len() - NONCE_LEN);
        let key = self.for_snapshots()?;
        let opened = key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(beside), &mut bytes);
        let length = opened.ok()?.len();
        bytes.truncate(length);
        Some(bytes)
    }

    /// Another key than the database's, since another cipher uses it.
    fn for_snapshots(&self) -> Option<LessSafeKey> {
        let Hash(own) = Hash::of(&[&self.0[..], b"qinghuo snapshot"].concat());
        UnboundKey::new(&AES_256_GCM, &own).ok().map(LessSafeKey::new)
    }
}

static IN_USE: OnceLock<Key> = OnceLock::new();

/// Says what the files of this process's city are encrypted with; once, before any is opened. A process works on one city.
///
/// # Errors
/// One is in use already.
pub fn use_key(key: Key) -> Result<(), Key> {
    IN_USE.set(key)
}

/// The key in use, if one is.
pub(crate) fn in_use() -> Option<&'static Key> {
    IN_USE.get()
}

/// Makes a connection just opened speak to an encrypted file.
pub(crate) fn unlock(conn: &Connection, key: Option<&Key>) -> Result<(), LedgerError> {
    match key {
        Some(key) => Ok(conn.execute_batch(&format!("PRAGMA key = {}", key.raw()))?),
        None => Ok(()),
    }
}

/// Puts a file beside that of a connection, to be read under a name.
pub(crate) fn attach(
    conn: &Connection,
    path: &Path,
    key: Option<&Key>,
    name: &str,
) -> Result<(), LedgerError> {
    let key = key.map_or_else(|| "''".to_owned(), Key::raw);
    let text = path.to_str().ok_or_else(|| LedgerError::NotALedger { path: path.to_owned() })?;
    let address = ["%", "?", "#"].iter().zip(["%25", "%3f", "%23"]);
    let address = address.fold(text.to_owned(), |text, (sign, written)| text.replace(sign, written));
    conn.execute(&format!("ATTACH DATABASE ?1 AS {name} KEY {key}"), [format!("file:{address}?mode=ro")])?;
    Ok(())
}

/// How a file lies on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As the engine writes it when nobody gives it a key.
    Plain,
    /// Nothing can be told of it without a key.
    Sealed,
    /// Neither.
    Other,
}

/// How the file lies there, by its first bytes and its size.
pub(crate) fn form_of(path: &Path) -> Result<Form, LedgerError> {
    let mut file = File::open(path).map_err(LedgerError::io(path))?;
    let length = file.metadata().map_err(LedgerError::io(path))?.len();
    let mut head = [0; PLAIN.len()];
    Ok(match file.read_exact(&mut head) {
        Ok(()) if head == *PLAIN => Form::Plain,
        Ok(()) if length > 0 && length.is_multiple_of(PAGE) => Form::Sealed,
        _ => Form::Other,
    })
}
