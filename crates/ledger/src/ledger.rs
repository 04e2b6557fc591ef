//! The ledger as its readers see it.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Transaction};

use crate::read::{self, Tail};
use crate::record::check_time;
use crate::schema::{self, Access};
use crate::subjects::Subjects;
use crate::{Damage, Hash, Head, Key, LedgerError, Receipt, RecordRef, key};

/// Name of the database in a ledger's directory. While the ledger is open, and after a crash, SQLite keeps
/// its log beside it (`-wal`, `-shm`): copy the three together, or better take [`Ledger::backup_to`].
pub const DATABASE_FILE: &str = "city.db";

/// One city's facts. A handle is one connection: it can be sent to another thread but not shared; open one
/// per thread. Any number of handles, also of other processes, may have the same ledger open.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) conn: Connection,
    pub(crate) access: Access,
    path: PathBuf,
    pub(crate) key: Option<Key>,
    subjects: RefCell<Subjects>,
}

impl Ledger {
    /// Opens the ledger in `dir`, which is created, with the directory, if there is none.
    ///
    /// # Errors
    /// [`LedgerError::NotALedger`], [`LedgerError::NewerSchema`]; where the key in use ([`crate::use_key`]) does not fit the file,
    /// [`LedgerError::KeyMissing`], [`LedgerError::KeyWrong`] or [`LedgerError::NotEncrypted`]; [`LedgerError::Missing`] if the directory
    /// holds only the remains of a lost ledger; [`LedgerError::FileDamaged`]. The records are not examined.
    pub fn open(dir: &Path) -> Result<Ledger, LedgerError> {
        let path = dir.join(DATABASE_FILE);
        schema::create_if_absent(dir, &path, key::in_use())?;
        Ledger::connect(path, Access::Write, key::in_use().cloned())
    }

    /// Opens an existing ledger for reading; [`LedgerError::Missing`] if there is none. The first reader
    /// of a ledger nobody writes needs the right to create SQLite's side files in `dir`; a fresh backup does not.
    pub fn open_read_only(dir: &Path) -> Result<Ledger, LedgerError> {
        Ledger::connect(dir.join(DATABASE_FILE), Access::Read, key::in_use().cloned())
    }

    pub(crate) fn connect(path: PathBuf, access: Access, key: Option<Key>) -> Result<Ledger, LedgerError> {
        let conn = schema::connect(&path, access, key.as_ref())?;
        Ok(Ledger { conn, access, path, key, subjects: RefCell::default() })
    }

    /// Path of the database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The last record, after checking that it is the one the head was written for.
    pub fn head(&self) -> Result<Head, LedgerError> {
        Ok(Tail::of(&self.conn)?.head)
    }

    /// Whether `head` is part of this chain: the question to ask of a head kept on paper, in a snapshot or
    /// by another image. It compares the stored hash; that the records before it are unaltered is for
    /// [`Ledger::verify`] to say.
    pub fn holds(&self, head: &Head) -> Result<bool, LedgerError> {
        Ok(*head == Head::EMPTY || read::hash_of(&self.conn, head.seq)? == Some(head.hash))
    }

    /// Calls `visit` with every record after `after_seq`, in order, as of one moment, until it breaks.
    /// Checks that no record is missing and that each is linked to the one before it, but not the hashes.
    pub fn read_from<B>(
        &self,
        after_seq: u64,
        visit: impl FnMut(&RecordRef<'_>) -> ControlFlow<B>,
    ) -> Result<ControlFlow<B>, LedgerError> {
        let _moment = self.moment()?;
        Tail::of(&self.conn)?;
        read::walk(&self.conn, after_seq, visit)
    }

    /// The numbers of the records of `subject` up to record `until`, in order. The first call on a handle indexes the records, about
    /// half a second per million; later ones take in what is new.
    pub fn records_of(&self, subject: &str, until: u64) -> Result<Vec<u64>, LedgerError> {
        let mut subjects = self.subjects.borrow_mut();
        if !subjects.know(until) {
            let _moment = self.moment()?;
            subjects.catch_up(&self.conn)?;
        }
        Ok(subjects.of(subject, until).to_vec())
    }

    /// Calls `visit` with the records of these numbers, in their order, until it breaks.
    pub fn read_each<B>(
        &self,
        seqs: &[u64],
        mut visit: impl FnMut(&RecordRef<'_>) -> ControlFlow<B>,
    ) -> Result<ControlFlow<B>, LedgerError> {
        let _moment = self.moment()?;
        for &seq in seqs {
            match read::one(&self.conn, seq, &mut visit)?.ok_or(Damage::Missing.at(seq))? {
                ControlFlow::Continue(()) => {}
                broken => return Ok(broken),
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The last record recorded at or before `recorded_at` (shape as in [`NewRecord`](crate::NewRecord));
    /// 0 if there was none yet. Takes some 20 look-ups for a million records.
    pub fn seq_known_at(&self, recorded_at: &str) -> Result<u64, LedgerError> {
        check_time(recorded_at)?;
        let _moment = self.moment()?;
        let mut statement = self.conn.prepare_cached("SELECT recorded_at <= ?2 FROM fact WHERE seq = ?1")?;
        // Records up to `known` were recorded by then, those from `unknown` on were not.
        let (mut known, mut unknown) = (0, Tail::of(&self.conn)?.head.seq + 1);
        while unknown - known > 1 {
            let middle = known + (unknown - known) / 2;
            let was_known: Option<bool> =
                statement.query_row((read::column(middle), recorded_at), |row| row.get(0)).optional()?;
            match was_known {
                Some(true) => known = middle,
                Some(false) => unknown = middle,
                None => return Err(Damage::Missing.at(middle)),
            }
        }
        Ok(known)
    }

    /// What was noted for the command with this idempotency key, see
    /// [`Batch::note_command`](crate::Batch::note_command).
    pub fn find_command(&self, key: &str) -> Result<Option<Receipt>, LedgerError> {
        read::find_command(&self.conn, key)
    }

    /// The bytes of an attachment, checked against its name; `None` if it is unknown.
    pub fn attachment(&self, hash: &Hash) -> Result<Option<Vec<u8>>, LedgerError> {
        let mut statement = self.conn.prepare_cached("SELECT bytes FROM attachment WHERE hash = ?1")?;
        let bytes: Option<Vec<u8>> = statement.query_row([hash.0.as_slice()], |row| row.get(0)).optional()?;
        match bytes {
            Some(bytes) if Hash::of(&bytes) != *hash => Err(LedgerError::AttachmentDamaged { hash: *hash }),
            bytes => Ok(bytes),
        }
    }

    /// A number that changes when any *other* handle, in this or another process, has committed. Costs a
    /// few microseconds: ask it before asking for new records.
    pub fn data_version(&self) -> Result<u64, LedgerError> {
        let mut statement = self.conn.prepare_cached("PRAGMA data_version")?;
        let version: i64 = statement.query_row((), |row| row.get(0))?;
        Ok(version.cast_unsigned())
    }

    /// Moves what the log holds into the database, so that the one file is whole. Readers at work, or another process, may keep some of it in
    /// the log; that is no error, the log is then taken along as always.
    pub fn checkpoint(&self) -> Result<(), LedgerError> {
        self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))?;
        Ok(())
    }

    /// One moment of the file for several statements: nothing committed by others is seen until it is
    /// dropped. Within a moment already held (a reader called from a reader's visit) there is nothing to do.
    pub(crate) fn moment(&self) -> Result<Option<Transaction<'_>>, LedgerError> {
        if self.conn.is_autocommit() { Ok(Some(self.conn.unchecked_transaction()?)) } else { Ok(None) }
    }
}
