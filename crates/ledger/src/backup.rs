//! A copy of the running ledger.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use crate::durable::Draft;
use crate::read::Tail;
use crate::{Head, Ledger, LedgerError};

impl Ledger {
    /// Copies the ledger, as of one moment, to the new file `path`, while others read and write. The copy is
    /// a single file, complete when it appears; [`Ledger::restore`] puts it into its place again.
    /// Returns the head of the copy.
    ///
    /// # Errors
    /// [`LedgerError::AlreadyExists`]: a backup never overwrites.
    pub fn backup_to(&self, path: &Path) -> Result<Head, LedgerError> {
        // Told before the copying rather than after; what appears meanwhile is refused at the end.
        if path.exists() {
            return Err(LedgerError::AlreadyExists { path: path.to_owned() });
        }
        let draft = Draft::of(path);
        let mut copy = Connection::open(draft.path())?;
        // All pages in one step: with a write-ahead log nobody has to wait for it, and it never starts anew.
        let copied = Backup::new(&self.conn, &mut copy)?.step(-1)?;
        if copied != StepResult::Done {
            return Err(LedgerError::Busy);
        }
        // Without its write-ahead log the copy can be read from a medium that cannot be written.
        copy.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))?;
        let head = Tail::of(&copy)?.head;
        copy.close().map_err(|(_, error)| error)?;
        draft.publish()?;
        Ok(head)
    }
}
