//! A backup put back into its place.

use std::fs;
use std::path::Path;

use crate::durable::sync_parent;
use crate::schema::Access;
use crate::{DATABASE_FILE, Head, Key, Ledger, LedgerError, key};

impl Ledger {
    /// Puts the backup at `backup` into `dir`, a folder that is empty or not there yet, after proving all of it: every
    /// record, every attachment, the structure of the file. Returns the head. The backup is only read, and stays.
    /// `backup_key` is what the backup is encrypted with, if it is not the key in use; the city is encrypted with the key in use, if one is: so a
    /// city is given a key, another one, or none.
    ///
    /// `on_progress(done, total)` counts records.
    ///
    /// # Errors
    /// [`LedgerError::NotEmpty`]; whatever [`Ledger::verify`] finds. Nothing is in the folder then.
    pub fn restore(
        backup: &Path,
        backup_key: Option<Key>,
        dir: &Path,
        on_progress: impl FnMut(u64, u64),
    ) -> Result<Head, LedgerError> {
        check_empty(dir)?;
        let is_sealed = key::form_of(backup)? == key::Form::Sealed;
        let backup_key = backup_key.or_else(|| key::in_use().filter(|_| is_sealed).cloned());
        let source = Ledger::connect(backup.to_owned(), Access::Read, backup_key)?;
        source.verify(on_progress)?;
        source.verify_attachments(|_, _| {})?;
        if !dir.exists() {
            fs::create_dir_all(dir).map_err(LedgerError::io(dir))?;
            sync_parent(dir)?;
        }
        // What remains of another city, such as a log, would be read into this one: looked for last, too.
        check_empty(dir)?;
        source.copy_under(&dir.join(DATABASE_FILE), key::in_use())
    }
}

fn check_empty(dir: &Path) -> Result<(), LedgerError> {
    match fs::read_dir(dir) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(LedgerError::io(dir)(error)),
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(LedgerError::NotEmpty { path: dir.to_owned() }),
        },
    }
}
