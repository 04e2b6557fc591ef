//! Everything that can go wrong between a caller and the file.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::Hash;

/// Why the ledger could not do as asked. Nothing is changed by a call that returns one of these, except
/// that after a failed [`Batch::commit`](crate::Batch::commit) the outcome is known only by reading again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// A file or directory could not be read or written.
    #[error("file {}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        source: io::Error,
    },
    /// There is no ledger: a reader found no database, or a writer found what remains of a lost one (its
    /// snapshot or write-ahead log) and will not start an empty ledger over it.
    #[error("no ledger at {}", path.display())]
    Missing {
        /// Where the database should be.
        path: PathBuf,
    },
    /// The file is something else: another program's database, or no database at all.
    #[error("not a ledger: {}", path.display())]
    NotALedger {
        /// The file.
        path: PathBuf,
    },
    /// The file is encrypted, or no ledger: without a key nobody can tell.
    #[error("encrypted: {}", path.display())]
    KeyMissing {
        /// The file.
        path: PathBuf,
    },
    /// The file is encrypted with another key, or no ledger.
    #[error("another key is needed: {}", path.display())]
    KeyWrong {
        /// The file.
        path: PathBuf,
    },
    /// A key was given, but the file is not encrypted: whoever gave it believes otherwise.
    #[error("not encrypted: {}", path.display())]
    NotEncrypted {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a newer program.
    #[error("the ledger has schema {found}, this program knows schema {known}")]
    NewerSchema {
        /// Schema version of the file.
        found: i64,
        /// Newest schema version this program can handle.
        known: i64,
    },
    /// The file system offers no write-ahead log (shared memory or locks are missing), as network drives do.
    #[error("no write-ahead log possible at {}", path.display())]
    NoWriteAheadLog {
        /// The database.
        path: PathBuf,
    },
    /// Another process is writing and did not finish within the patience of this one. Try again.
    #[error("the ledger is busy")]
    Busy,
    /// The handle, or the file, may only be read.
    #[error("the ledger is open for reading only")]
    ReadOnly,
    /// A backup does not overwrite.
    #[error("file exists: {}", path.display())]
    AlreadyExists {
        /// The file that is in the way.
        path: PathBuf,
    },
    /// A backup is restored into an empty folder only.
    #[error("folder is not empty: {}", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// The first bad record, and what is wrong with it.
    #[error("record {seq} is damaged: {damage}")]
    Damaged {
        /// Number of the record.
        seq: u64,
        /// What is wrong.
        damage: Damage,
    },
    /// An attachment's bytes are no longer those it is named after.
    #[error("attachment {hash} is damaged")]
    AttachmentDamaged {
        /// Its name.
        hash: Hash,
    },
    /// The database file is malformed: a torn page, a cut file, a flipped bit outside of any record.
    #[error("the database file is damaged")]
    FileDamaged(#[source] rusqlite::Error),
    /// All records are good, but the file's inner structure is not (such as an index that lost an entry).
    #[error("the database file is inconsistent: {report}")]
    Inconsistent {
        /// The engine's first complaint, in its own words.
        report: String,
    },
    /// A record may not be older than the one before it.
    #[error("recorded at {given}, before the last record at {last}")]
    RecordedBeforeLast {
        /// When the last record was recorded.
        last: String,
        /// What was to be appended, or asked for.
        given: String,
    },
    /// A date or time does not have the shape that makes its text sort like the time it means.
    #[error("{field} has the wrong shape: {given:?}")]
    MalformedField {
        /// Name of the field.
        field: &'static str,
        /// What it held.
        given: String,
    },
    /// The command's key is taken: look it up with [`Batch::find_command`](crate::Batch::find_command) first.
    #[error("command {key:?} is already noted")]
    CommandKnown {
        /// The key.
        key: String,
    },
    /// The engine gave the batch up after an earlier error (such as a full disk); nothing of it is kept.
    #[error("the batch was rolled back by an earlier error")]
    BatchLost,
    /// Any other refusal of the engine.
    #[error("database engine")]
    Engine(#[source] rusqlite::Error),
}

/// What is wrong with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Damage {
    /// It is not there, though a later record or the head says that it was.
    #[error("missing")]
    Missing,
    /// Another record stands in its place, one that belongs before it or nowhere.
    #[error("record {found} stands in its place")]
    OutOfPlace {
        /// The number found.
        found: i64,
    },
    /// It does not name the hash of the record before it.
    #[error("not linked to the record before it")]
    BrokenLink,
    /// Its hash is not the hash of its content.
    #[error("content and hash disagree")]
    WrongHash,
    /// It was recorded before its predecessor.
    #[error("recorded before its predecessor")]
    TimeWentBack,
    /// A field cannot be read: the page is torn, the text is not UTF-8, the type or size is wrong.
    #[error("unreadable")]
    Unreadable,
    /// It lies behind the head: it was added without the head being told.
    #[error("lies behind the head")]
    BeyondHead,
    /// It is the last record, but the head holds another hash, or the head itself cannot be read.
    #[error("the head disagrees")]
    HeadMismatch,
}

impl Damage {
    pub(crate) fn at(self, seq: u64) -> LedgerError {
        LedgerError::Damaged { seq, damage: self }
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> LedgerError {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LedgerError::Busy,
            Some(ErrorCode::ReadOnly) => LedgerError::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => LedgerError::FileDamaged(error),
            _ => LedgerError::Engine(error),
        }
    }
}

impl LedgerError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> LedgerError {
        |source| LedgerError::Io { path: path.to_owned(), source }
    }
}
