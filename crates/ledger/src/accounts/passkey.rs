//! Passkeys: public keys with which somebody signs in.

use rusqlite::{OptionalExtension, Row};

use super::Register;
use crate::LedgerError;

/// A passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyRow {
    /// Its number, never given to another.
    pub id: i64,
    /// Whose it is.
    pub account: u32,
    /// How its authenticator names it.
    pub credential: Vec<u8>,
    /// Its public key.
    pub key: Vec<u8>,
    /// What its authenticator last counted; 0 for one that does not count.
    pub counter: u32,
    /// How its owner names it.
    pub name: String,
    /// When it was added.
    pub created_at: i64,
    /// When it was last used.
    pub used_at: Option<i64>,
}

/// A passkey to add.
#[derive(Debug, Clone, Copy)]
pub struct NewPasskeyRow<'a> {
    /// Whose it is.
    pub account: u32,
    /// How its authenticator names it.
    pub credential: &'a [u8],
    /// Its public key.
    pub key: &'a [u8],
    /// What its authenticator counts.
    pub counter: u32,
    /// How its owner names it.
    pub name: &'a str,
    /// When.
    pub created_at: i64,
}

const SELECT: &str = "SELECT id, account, credential, key, counter, name, created_at, used_at FROM passkey";

fn passkey(row: &Row<'_>) -> rusqlite::Result<PasskeyRow> {
    Ok(PasskeyRow {
        id: row.get(0)?,
        account: row.get(1)?,
        credential: row.get(2)?,
        key: row.get(3)?,
        counter: row.get(4)?,
        name: row.get(5)?,
        created_at: row.get(6)?,
        used_at: row.get(7)?,
    })
}

impl Register {
    /// Adds a passkey; its number, or nothing if there is one of this credential.
    pub fn insert_passkey(&self, new: &NewPasskeyRow<'_>) -> Result<Option<i64>, LedgerError> {
        const SQL: &str = "INSERT INTO passkey (account, credential, key, counter, name, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (credential) DO NOTHING RETURNING id";
        let values = (new.account, new.credential, new.key, new.counter, new.name, new.created_at);
        Ok(self.conn.prepare_cached(SQL)?.query_row(values, |row| row.get(0)).optional()?)
    }

    /// The passkey of a credential.
    pub fn passkey(&self, credential: &[u8]) -> Result<Option<PasskeyRow>, LedgerError> {
        let mut statement = self.conn.prepare_cached(&format!("{SELECT} WHERE credential = ?1"))?;
        Ok(statement.query_row([credential], passkey).optional()?)
    }

    /// The passkeys of an account, the newest first.
    pub fn passkeys_of(&self, account: u32) -> Result<Vec<PasskeyRow>, LedgerError> {
        let mut statement =
            self.conn.prepare_cached(&format!("{SELECT} WHERE account = ?1 ORDER BY id DESC"))?;
        Ok(statement.query_map([account], passkey)?.collect::<Result<_, _>>()?)
    }

    /// Whether anybody has a passkey.
    pub fn any_passkey(&self) -> Result<bool, LedgerError> {
        let mut statement = self.conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM passkey)")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Notes that a passkey was used; false if it is gone, or if its authenticator counted this use or a later one before.
    pub fn use_passkey(&self, id: i64, counter: u32, at: i64) -> Result<bool, LedgerError> {
        const SQL: &str = "UPDATE passkey SET counter = ?2, used_at = max(coalesce(used_at, ?3), ?3)
            WHERE id = ?1 AND (counter < ?2 OR (counter = 0 AND ?2 = 0))";
        Ok(self.change(SQL, (id, counter, at))? > 0)
    }

    /// Removes one passkey of an account; false if it has none such.
    pub fn delete_passkey(&self, account: u32, id: i64) -> Result<bool, LedgerError> {
        Ok(self.change("DELETE FROM passkey WHERE account = ?1 AND id = ?2", (account, id))? > 0)
    }
}
