//! How a person is reached.

use rusqlite::OptionalExtension;

use super::Register;
use crate::LedgerError;

/// Telephone and mail of a person; empty where unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactRow {
    /// Telephone number as written.
    pub phone: String,
    /// Mail address as written.
    pub email: String,
}

impl Register {
    /// How a person is reached, if it is known.
    pub fn contact(&self, person: u32) -> Result<Option<ContactRow>, LedgerError> {
        let mut statement = self.conn.prepare_cached("SELECT phone, email FROM contact WHERE person = ?1")?;
        let contact =
            statement.query_row([person], |row| Ok(ContactRow { phone: row.get(0)?, email: row.get(1)? }));
        Ok(contact.optional()?)
    }

    /// Replaces how a person is reached.
    pub fn set_contact(&self, person: u32, contact: &ContactRow) -> Result<(), LedgerError> {
        const SQL: &str = "INSERT INTO contact (person, phone, email) VALUES (?1, ?2, ?3)
            ON CONFLICT (person) DO UPDATE SET phone = excluded.phone, email = excluded.email";
        self.change(SQL, (person, &contact.phone, &contact.email))?;
        Ok(())
    }
}
