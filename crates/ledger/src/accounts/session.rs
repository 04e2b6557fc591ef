//! Sessions: one row from signing in to signing out.

use rusqlite::{OptionalExtension, Row};

use super::Register;
use crate::{Hash, LedgerError};

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Its number, never given to another; no secret.
    pub id: i64,
    /// Whose it is.
    pub account: u32,
    /// When it began.
    pub created_at: i64,
    /// When it was last used, to the minute.
    pub seen_at: i64,
    /// When its owner last proved again who they are.
    pub stepped_up_at: Option<i64>,
    /// The post that acts.
    pub post: Option<u32>,
    /// Where it was begun from.
    pub address: String,
    /// The browser, in its own words.
    pub agent: String,
    /// By which means it was begun: a key such as `password` or `passkey/3`.
    pub means: String,
}

/// A session to begin.
#[derive(Debug, Clone, Copy)]
pub struct NewSessionRow<'a> {
    /// Hash of its secret.
    pub hash: &'a Hash,
    /// Whose it is.
    pub account: u32,
    /// When.
    pub created_at: i64,
    /// From where.
    pub address: &'a str,
    /// With which browser.
    pub agent: &'a str,
    /// By which means.
    pub means: &'a str,
}

const SELECT: &str =
    "SELECT id, account, created_at, seen_at, stepped_up_at, post, address, agent, means FROM session";

fn session(row: &Row<'_>) -> rusqlite::Result<SessionRow> {
    Ok(SessionRow {
        id: row.get(0)?,
        account: row.get(1)?,
        created_at: row.get(2)?,
        seen_at: row.get(3)?,
        stepped_up_at: row.get(4)?,
        post: row.get(5)?,
        address: row.get(6)?,
        agent: row.get(7)?,
        means: row.get(8)?,
    })
}

impl Register {
    /// Begins a session; its number.
    pub fn insert_session(&self, new: &NewSessionRow<'_>) -> Result<i64, LedgerError> {
        const SQL: &str = "INSERT INTO session (hash, account, created_at, seen_at, address, agent, means)
            VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6) RETURNING id";
        let values = (new.hash.0.as_slice(), new.account, new.created_at, new.address, new.agent, new.means);
        Ok(self.conn.prepare_cached(SQL)?.query_row(values, |row| row.get(0))?)
    }

    /// The session of a secret, by its hash.
    pub fn session(&self, hash: &Hash) -> Result<Option<SessionRow>, LedgerError> {
        let mut statement = self.conn.prepare_cached(&format!("{SELECT} WHERE hash = ?1"))?;
        Ok(statement.query_row([hash.0.as_slice()], session).optional()?)
    }

    /// The sessions of an account, the last used first.
    pub fn sessions_of(&self, account: u32) -> Result<Vec<SessionRow>, LedgerError> {
        let mut statement = self
            .conn
            .prepare_cached(&format!("{SELECT} WHERE account = ?1 ORDER BY seen_at DESC, id DESC"))?;
        Ok(statement.query_map([account], session)?.collect::<Result<_, _>>()?)
    }

    /// Notes that a session was used. Never goes back in time.
    pub fn touch_session(&self, id: i64, at: i64) -> Result<(), LedgerError> {
        self.change("UPDATE session SET seen_at = max(seen_at, ?2) WHERE id = ?1", (id, at))?;
        Ok(())
    }

    /// Chooses the post that acts; false if the session is over.
    pub fn set_session_post(&self, id: i64, post: Option<u32>) -> Result<bool, LedgerError> {
        Ok(self.change("UPDATE session SET post = ?2 WHERE id = ?1", (id, post))? > 0)
    }

    /// Gives a session another secret, its owner having proved again who they are; false if the session is over, or
    /// `old` is no longer its secret's hash.
    pub fn renew_session(&self, id: i64, old: &Hash, new: &Hash, at: i64) -> Result<bool, LedgerError> {
        const SQL: &str = "UPDATE session SET hash = ?3, stepped_up_at = ?4, seen_at = max(seen_at, ?4)
            WHERE id = ?1 AND hash = ?2";
        Ok(self.change(SQL, (id, old.0.as_slice(), new.0.as_slice(), at))? > 0)
    }

    /// Ends one session of an account; false if it has none such.
    pub fn delete_session(&self, account: u32, id: i64) -> Result<bool, LedgerError> {
        Ok(self.change("DELETE FROM session WHERE account = ?1 AND id = ?2", (account, id))? > 0)
    }

    /// Ends all sessions of an account but one; how many.
    pub fn delete_sessions(&self, account: u32, keep: Option<i64>) -> Result<usize, LedgerError> {
        self.change("DELETE FROM session WHERE account = ?1 AND id IS NOT ?2", (account, keep))
    }

    /// Ends the sessions of an account that were begun by one means, but one; how many.
    pub fn delete_sessions_by(
        &self,
        account: u32,
        means: &str,
        keep: Option<i64>,
    ) -> Result<usize, LedgerError> {
        const SQL: &str = "DELETE FROM session WHERE account = ?1 AND means = ?2 AND id IS NOT ?3";
        self.change(SQL, (account, means, keep))
    }

    /// Ends all sessions of an account but the `keep` begun last; how many.
    pub fn keep_last_sessions(&self, account: u32, keep: u32) -> Result<usize, LedgerError> {
        const SQL: &str = "DELETE FROM session WHERE account = ?1 AND id NOT IN
            (SELECT id FROM session WHERE account = ?1 ORDER BY id DESC LIMIT ?2)";
        self.change(SQL, (account, keep))
    }

    /// Removes all sessions begun before one time or last used before another; how many.
    pub fn sweep_sessions(&self, begun_before: i64, seen_before: i64) -> Result<usize, LedgerError> {
        self.change("DELETE FROM session WHERE created_at < ?1 OR seen_at < ?2", (begun_before, seen_before))
    }
}
