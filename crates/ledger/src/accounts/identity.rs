//! Identities somebody has with another house: who they are there, and whose account here that is.

use rusqlite::{OptionalExtension, Row};

use super::Register;
use crate::LedgerError;

/// An identity linked to an account, or expected to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityRow {
    /// Its number, never given to another.
    pub id: i64,
    /// Whose account it opens.
    pub account: u32,
    /// The house that vouches for it.
    pub issuer: String,
    /// Its number there, which never changes; `None` while it has not come yet.
    pub subject: Option<String>,
    /// What whoever keeps the accounts wrote it would be called.
    pub expected: Option<String>,
    /// What it was last called there, for the eye.
    pub name: String,
    /// When it was linked, or first expected.
    pub created_at: i64,
    /// When somebody last signed in with it.
    pub used_at: Option<i64>,
}

/// An identity to link.
#[derive(Debug, Clone, Copy)]
pub struct NewIdentityRow<'a> {
    /// Whose account it opens.
    pub account: u32,
    /// The house that vouches for it.
    pub issuer: &'a str,
    /// Its number there; `None` for one that is only expected.
    pub subject: Option<&'a str>,
    /// What it is expected to be called.
    pub expected: Option<&'a str>,
    /// What it is called there.
    pub name: &'a str,
    /// When.
    pub created_at: i64,
}

const SELECT: &str = "SELECT id, account, issuer, subject, expected, name, created_at, used_at FROM identity";

fn identity(row: &Row<'_>) -> rusqlite::Result<IdentityRow> {
    Ok(IdentityRow {
        id: row.get(0)?,
        account: row.get(1)?,
        issuer: row.get(2)?,
        subject: row.get(3)?,
        expected: row.get(4)?,
        name: row.get(5)?,
        created_at: row.get(6)?,
        used_at: row.get(7)?,
    })
}

impl Register {
    /// Links or expects an identity; its number, or nothing if it is linked or expected already.
    pub fn insert_identity(&self, new: &NewIdentityRow<'_>) -> Result<Option<i64>, LedgerError> {
        const SQL: &str = "INSERT INTO identity (account, issuer, subject, expected, name, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING RETURNING id";
        let values = (new.account, new.issuer, new.subject, new.expected, new.name, new.created_at);
        Ok(self.conn.prepare_cached(SQL)?.query_row(values, |row| row.get(0)).optional()?)
    }

    /// The identity that is linked.
    pub fn identity(&self, issuer: &str, subject: &str) -> Result<Option<IdentityRow>, LedgerError> {
        let sql = format!("{SELECT} WHERE issuer = ?1 AND subject = ?2");
        Ok(self.conn.prepare_cached(&sql)?.query_row((issuer, subject), identity).optional()?)
    }

    /// The identity that is expected under a word since a time or later, and has not come yet.
    pub fn expected_identity(
        &self,
        issuer: &str,
        word: &str,
        since: i64,
    ) -> Result<Option<IdentityRow>, LedgerError> {
        let sql =
            format!("{SELECT} WHERE issuer = ?1 AND expected = ?2 AND subject IS NULL AND created_at >= ?3");
        Ok(self.conn.prepare_cached(&sql)?.query_row((issuer, word, since), identity).optional()?)
    }

    /// Forgets what was expected before a time and has not come.
    pub fn forget_expected(&self, before: i64) -> Result<usize, LedgerError> {
        self.change("DELETE FROM identity WHERE subject IS NULL AND created_at < ?1", [before])
    }

    /// The identities of an account, the newest first.
    pub fn identities_of(&self, account: u32) -> Result<Vec<IdentityRow>, LedgerError> {
        let mut statement =
            self.conn.prepare_cached(&format!("{SELECT} WHERE account = ?1 ORDER BY id DESC"))?;
        Ok(statement.query_map([account], identity)?.collect::<Result<_, _>>()?)
    }

    /// An expected identity has come: from now on it is known by its number; false if it came before.
    pub fn bind_identity(&self, id: i64, subject: &str) -> Result<bool, LedgerError> {
        const SQL: &str = "UPDATE identity SET subject = ?2 WHERE id = ?1 AND subject IS NULL";
        Ok(self.change(SQL, (id, subject))? > 0)
    }

    /// Notes that an identity was used, and what it is called now; false if it is gone.
    pub fn use_identity(&self, id: i64, name: &str, at: i64) -> Result<bool, LedgerError> {
        const SQL: &str =
            "UPDATE identity SET name = ?2, used_at = max(coalesce(used_at, ?3), ?3) WHERE id = ?1";
        Ok(self.change(SQL, (id, name, at))? > 0)
    }

    /// Unlinks one identity of an account; false if it has none such.
    pub fn delete_identity(&self, account: u32, id: i64) -> Result<bool, LedgerError> {
        Ok(self.change("DELETE FROM identity WHERE account = ?1 AND id = ?2", (account, id))? > 0)
    }
}
