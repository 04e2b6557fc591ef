//! Devices somebody signed in from before.

use rusqlite::OptionalExtension;

use super::Register;
use crate::{Hash, LedgerError};

impl Register {
    /// Whether a device, by the hash of its secret, is known for an account.
    pub fn knows_device(&self, account: u32, hash: &Hash) -> Result<bool, LedgerError> {
        let mut statement =
            self.conn.prepare_cached("SELECT 1 FROM device WHERE account = ?1 AND hash = ?2")?;
        let found = statement.query_row((account, hash.0.as_slice()), |_| Ok(())).optional()?;
        Ok(found.is_some())
    }

    /// Remembers a device for an account, or that it was used again.
    pub fn put_device(&self, account: u32, hash: &Hash, at: i64) -> Result<(), LedgerError> {
        const SQL: &str = "INSERT INTO device (account, hash, seen_at) VALUES (?1, ?2, ?3)
            ON CONFLICT (account, hash) DO UPDATE SET seen_at = max(seen_at, excluded.seen_at)";
        self.change(SQL, (account, hash.0.as_slice(), at))?;
        Ok(())
    }

    /// Forgets the devices of an account that were last used before a time, and all but the last used `keep`.
    pub fn forget_devices(&self, account: u32, before: i64, keep: u32) -> Result<(), LedgerError> {
        const SQL: &str = "DELETE FROM device WHERE account = ?1 AND (seen_at < ?2 OR hash NOT IN
            (SELECT hash FROM device WHERE account = ?1 ORDER BY seen_at DESC LIMIT ?3))";
        self.change(SQL, (account, before, keep))?;
        Ok(())
    }
}
