//! Names of people. They are no facts: facts refer to a person by number, and the name behind a number can be
//! erased, while the chain stays whole.

use rusqlite::OptionalExtension;

use crate::{Batch, Ledger, LedgerError};

impl Ledger {
    /// Every person whose name is known, by number.
    pub fn people(&self) -> Result<Vec<(u32, String)>, LedgerError> {
        let mut statement = self.conn.prepare_cached("SELECT id, name FROM person ORDER BY id")?;
        let people = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(people.collect::<Result<_, _>>()?)
    }
}

impl Batch<'_> {
    /// The number of the person of this name, blanks around it left aside, and whether it is a new one because
    /// nobody of this name was known.
    pub fn person_named(&mut self, name: &str) -> Result<(u32, bool), LedgerError> {
        self.check_alive()?;
        let name = name.trim();
        let mut statement = self.conn.prepare_cached("SELECT id FROM person WHERE name = ?1")?;
        if let Some(id) = statement.query_row([name], |row| row.get(0)).optional()? {
            return Ok((id, false));
        }
        let mut statement = self.conn.prepare_cached("INSERT INTO person (name) VALUES (?1) RETURNING id")?;
        Ok((statement.query_row([name], |row| row.get(0))?, true))
    }

    /// Erases the name behind a number, and with it the person's account, sessions, tokens, devices and contact (the tables
    /// say so themselves); whether there was one. The number is never given to anybody else. The log of what was seen keeps
    /// the number of the account, for it must be kept. Copies made before, such as backups, keep everything.
    pub fn erase_person(&mut self, id: u32) -> Result<bool, LedgerError> {
        self.check_alive()?;
        let erased = self.conn.prepare_cached("DELETE FROM person WHERE id = ?1")?.execute([id])?;
        Ok(erased > 0)
    }
}
