//! Tokens with which programs come in.

use rusqlite::{OptionalExtension, Row};

use super::Register;
use crate::{Hash, LedgerError};

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Its number, never given to another; no secret.
    pub id: i64,
    /// Whose it is.
    pub account: u32,
    /// What it is for.
    pub name: String,
    /// What it may do, separated by blanks.
    pub scopes: String,
    /// The post that acts.
    pub post: Option<u32>,
    /// When it was issued.
    pub created_at: i64,
    /// The first moment at which it no longer holds.
    pub ends_at: i64,
    /// When it was last used, to the minute.
    pub used_at: Option<i64>,
}

/// A token to issue.
#[derive(Debug, Clone, Copy)]
pub struct NewTokenRow<'a> {
    /// Hash of its secret.
    pub hash: &'a Hash,
    /// Whose it is.
    pub account: u32,
    /// What it is for.
    pub name: &'a str,
    /// What it may do, separated by blanks.
    pub scopes: &'a str,
    /// The post that acts.
    pub post: Option<u32>,
    /// When.
    pub created_at: i64,
    /// The first moment at which it no longer holds.
    pub ends_at: i64,
}

const SELECT: &str = "SELECT id, account, name, scopes, post, created_at, ends_at, used_at FROM token";

fn token(row: &Row<'_>) -> rusqlite::Result<TokenRow> {
    Ok(TokenRow {
        id: row.get(0)?,
        account: row.get(1)?,
        name: row.get(2)?,
        scopes: row.get(3)?,
        post: row.get(4)?,
        created_at: row.get(5)?,
        ends_at: row.get(6)?,
        used_at: row.get(7)?,
    })
}

impl Register {
    /// Issues a token; its number.
    pub fn insert_token(&self, new: &NewTokenRow<'_>) -> Result<i64, LedgerError> {
        const SQL: &str = "INSERT INTO token (hash, account, name, scopes, post, created_at, ends_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id";
        let values =
            (new.hash.0.as_slice(), new.account, new.name, new.scopes, new.post, new.created_at, new.ends_at);
        Ok(self.conn.prepare_cached(SQL)?.query_row(values, |row| row.get(0))?)
    }

    /// The token of a secret, by its hash.
    pub fn token(&self, hash: &Hash) -> Result<Option<TokenRow>, LedgerError> {
        let mut statement = self.conn.prepare_cached(&format!("{SELECT} WHERE hash = ?1"))?;
        Ok(statement.query_row([hash.0.as_slice()], token).optional()?)
    }

    /// The tokens of an account, the newest first, ended ones too.
    pub fn tokens_of(&self, account: u32) -> Result<Vec<TokenRow>, LedgerError> {
        let mut statement =
            self.conn.prepare_cached(&format!("{SELECT} WHERE account = ?1 ORDER BY id DESC"))?;
        Ok(statement.query_map([account], token)?.collect::<Result<_, _>>()?)
    }

    /// Notes that a token was used. Never goes back in time.
    pub fn touch_token(&self, id: i64, at: i64) -> Result<(), LedgerError> {
        self.change("UPDATE token SET used_at = max(coalesce(used_at, ?2), ?2) WHERE id = ?1", (id, at))?;
        Ok(())
    }

    /// Takes one token of an account back; false if it has none such.
    pub fn delete_token(&self, account: u32, id: i64) -> Result<bool, LedgerError> {
        Ok(self.change("DELETE FROM token WHERE account = ?1 AND id = ?2", (account, id))? > 0)
    }
}
