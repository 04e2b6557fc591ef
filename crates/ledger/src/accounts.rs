//! Rows of those who sign in: accounts, passkeys, identities kept elsewhere, sessions, tokens, devices, contacts, and the log
//! of what was seen.
//!
//! They are no facts: outside of the chain, changed in place, erasable. [`Register`] is a connection of its own to the
//! same file, so that the writer of facts never waits for more than one of its small transactions. What a row means, when
//! a session is over or a password good, is not known here: this is typed SQL and nothing else. Times are whole
//! milliseconds since 1970 in UTC, secrets come as hashes made elsewhere.

mod account;
mod contact;
mod device;
mod identity;
mod passkey;
mod seen;
mod session;
mod token;

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};

use crate::key;
use crate::schema::{self, Access};
use crate::{DATABASE_FILE, LedgerError};

pub use account::{AccountKind, AccountRow, NewAccountRow, PasswordRow, TotpRow};
pub use contact::ContactRow;
pub use identity::{IdentityRow, NewIdentityRow};
pub use passkey::{NewPasskeyRow, PasskeyRow};
pub use seen::{SeenFilter, SeenRow, SeenText};
pub use session::{NewSessionRow, SessionRow};
pub use token::{NewTokenRow, TokenRow};

/// When a change of the register must have reached the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Before the change is answered.
    Now,
    /// With the next write of facts at the latest: a power cut may take the last changes, a crash of the program
    /// does not. No change waits for the disk.
    Soon,
}

/// The rows of those who sign in. A handle is one connection: open one per thread.
#[derive(Debug)]
pub struct Register {
    conn: Connection,
}

impl Register {
    /// Opens the register of the ledger in `dir`, which must exist; an older ledger is given its tables first.
    pub fn open(dir: &Path, durability: Durability) -> Result<Register, LedgerError> {
        let conn = schema::connect(&dir.join(DATABASE_FILE), Access::Write, key::in_use())?;
        if durability == Durability::Soon {
            conn.pragma_update(None, "synchronous", "normal")?;
        }
        Ok(Register { conn })
    }

    /// Opens the register for reading. On a ledger of an older program some tables are not there to read: the calls
    /// below then fail with the engine's words, so open it for writing once first.
    pub fn open_read_only(dir: &Path) -> Result<Register, LedgerError> {
        Ok(Register { conn: schema::connect(&dir.join(DATABASE_FILE), Access::Read, key::in_use())? })
    }

    /// Makes `change` as one transaction: all of it, or nothing if it fails. Nobody else writes meanwhile.
    pub fn transact<T, E: From<LedgerError>>(
        &mut self,
        change: impl FnOnce(&Register) -> Result<T, E>,
    ) -> Result<T, E> {
        self.conn.execute_batch("BEGIN IMMEDIATE").map_err(LedgerError::from)?;
        let changed = change(self).and_then(|done| {
            self.conn.execute_batch("COMMIT").map_err(LedgerError::from)?;
            Ok(done)
        });
        if changed.is_err() && !self.conn.is_autocommit() {
            // If even this fails, the next transaction says so.
            let _ = self.conn.execute_batch("ROLLBACK");
        }
        changed
    }

    /// The name of a person, if it is known.
    pub fn person_name(&self, person: u32) -> Result<Option<String>, LedgerError> {
        let mut statement = self.conn.prepare_cached("SELECT name FROM person WHERE id = ?1")?;
        Ok(statement.query_row([person], |row| row.get(0)).optional()?)
    }

    /// Bytes kept under a name, made by `fresh` if there are none yet.
    pub fn secret(&self, name: &str, fresh: &[u8]) -> Result<Vec<u8>, LedgerError> {
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO secret (name, bytes) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
        )?;
        insert.execute((name, fresh))?;
        let mut statement = self.conn.prepare_cached("SELECT bytes FROM secret WHERE name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0))?)
    }

    /// Executes one statement; how many rows it changed.
    fn change(&self, sql: &str, values: impl rusqlite::Params) -> Result<usize, LedgerError> {
        Ok(self.conn.prepare_cached(sql)?.execute(values)?)
    }
}
