//! A copy of the running ledger.

use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use crate::durable::Draft;
use crate::read::Tail;
use crate::schema::Access;
use crate::{Head, Key, Ledger, LedgerError, key};

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
        key::unlock(&copy, self.key.as_ref())?;
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

    /// The same, encrypted with another key, or not at all: row by row, since no page can be taken as it is.
    pub(crate) fn copy_under(&self, path: &Path, key: Option<&Key>) -> Result<Head, LedgerError> {
        if self.key.as_ref() == key {
            return self.backup_to(path);
        }
        if path.exists() {
            return Err(LedgerError::AlreadyExists { path: path.to_owned() });
        }
        let draft = Draft::of(path);
        let head = Tail::of(&self.conn)?.head;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let copy = Connection::open_with_flags(draft.path(), flags)?;
        key::unlock(&copy, key)?;
        key::attach(&copy, self.path(), self.key.as_ref(), "source")?;
        copy.execute_batch("SELECT sqlcipher_export('main', 'source')")?;
        for label in ["application_id", "user_version"] {
            let value = self.conn.pragma_query_value(None, label, |row| row.get::<_, i64>(0))?;
            copy.pragma_update(None, label, value)?;
        }
        copy.close().map_err(|(_, error)| error)?;
        // Whatever went wrong on the way shows here, before the copy is given its name.
        let made = Ledger::connect(draft.path().to_owned(), Access::Read, key.cloned())?;
        made.verify(|_, _| {})?;
        made.verify_attachments(|_, _| {})?;
        if made.head()? != head {
            return Err(LedgerError::Busy);
        }
        drop(made);
        draft.publish()?;
        Ok(head)
    }
}
