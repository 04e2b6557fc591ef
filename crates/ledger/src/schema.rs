//! The tables, and how a database is created, recognised and set up.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use crate::durable::{Draft, sync_parent};
use crate::key::{self, Form, Key};
use crate::{DATABASE_FILE, Hash, LedgerError, SNAPSHOT_FILE};

/// ASCII `QHLG`: tells a ledger from any other SQLite file.
const APPLICATION_ID: i64 = 0x5148_4c47;
/// Schema version this program writes, and the newest it reads.
const SCHEMA: i64 = 3;
/// The schema of programs that had no accounts: facts and names only.
const WITHOUT_ACCOUNTS: i64 = 1;
/// The schema of programs that knew passwords and codes only.
const WITHOUT_PASSKEYS: i64 = 2;
/// How long a writer waits for another process to finish its batch.
const PATIENCE: Duration = Duration::from_secs(10);
/// Room for the pages that commands with random keys touch.
const CACHE_KIB: i64 = 32 * 1024;
/// Pages of the log (16 MiB) after which a commit also copies them into the database: that commit is the
/// slow one, so not too often; a start after a crash reads the log, so not too seldom.
const CHECKPOINT_PAGES: i64 = 4000;
/// A long audit or a large import may swell the log; it shrinks back to this afterwards.
const LOG_LIMIT_BYTES: i64 = 64 * 1024 * 1024;

// No index on `subject`: see `subjects`.
const TABLES: &str = "
CREATE TABLE fact (
    seq          INTEGER PRIMARY KEY,
    recorded_at  TEXT NOT NULL,
    effective_on TEXT NOT NULL,
    actor        TEXT NOT NULL,
    subject      TEXT NOT NULL,
    kind         TEXT NOT NULL,
    version      INTEGER NOT NULL,
    body         TEXT NOT NULL,
    prev_hash    BLOB NOT NULL,
    hash         BLOB NOT NULL
) STRICT;

CREATE TABLE meta (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    head_seq  INTEGER NOT NULL,
    head_hash BLOB NOT NULL
) STRICT;

CREATE TABLE command (
    key       TEXT PRIMARY KEY,
    digest    BLOB NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL,
    outcome   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE attachment (
    hash  BLOB PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE person (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TRIGGER fact_keeps_update BEFORE UPDATE ON fact
    BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END;
CREATE TRIGGER fact_keeps_delete BEFORE DELETE ON fact
    BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END;
CREATE TRIGGER command_keeps_update BEFORE UPDATE ON command
    BEGIN SELECT RAISE(ABORT, 'commands are append-only'); END;
CREATE TRIGGER command_keeps_delete BEFORE DELETE ON command
    BEGIN SELECT RAISE(ABORT, 'commands are append-only'); END;
";

/// What schema 2 adds: the rows of those who sign in. All that belongs to a person goes with the person.
const ACCOUNT_TABLES: &str = "
CREATE TABLE account (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    person           INTEGER UNIQUE REFERENCES person (id) ON DELETE CASCADE,
    login            TEXT NOT NULL UNIQUE,
    kind             TEXT NOT NULL CHECK (kind IN ('person', 'service', 'demo')),
    created_at       INTEGER NOT NULL,
    disabled_at      INTEGER,
    signed_in_at     INTEGER,
    password         TEXT,
    password_set_at  INTEGER,
    password_ends_at INTEGER,
    totp_secret      BLOB,
    totp_offered     BLOB,
    totp_step        INTEGER
) STRICT;

CREATE TABLE recovery_code (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    hash    BLOB NOT NULL,
    PRIMARY KEY (account, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    hash          BLOB NOT NULL UNIQUE,
    account       INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at    INTEGER NOT NULL,
    seen_at       INTEGER NOT NULL,
    stepped_up_at INTEGER,
    post          INTEGER,
    address       TEXT NOT NULL,
    agent         TEXT NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account);

CREATE TABLE token (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    hash       BLOB NOT NULL UNIQUE,
    account    INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    scopes     TEXT NOT NULL,
    post       INTEGER,
    created_at INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;
CREATE INDEX token_account ON token (account);

CREATE TABLE device (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    hash    BLOB NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (account, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
    person INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    phone  TEXT NOT NULL,
    email  TEXT NOT NULL
) STRICT;

CREATE TABLE seen (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    account INTEGER,
    post    INTEGER,
    what    TEXT NOT NULL,
    subject TEXT NOT NULL,
    address TEXT NOT NULL
) STRICT;
CREATE INDEX seen_at ON seen (at);
CREATE INDEX seen_account ON seen (account, at);
CREATE INDEX seen_subject ON seen (subject, at);

CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;
";

/// What schema 3 adds: other ways to sign in than by password, and by which of them a session was begun.
const PASSKEY_TABLES: &str = "
CREATE TABLE passkey (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account    INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    credential BLOB NOT NULL UNIQUE,
    key        BLOB NOT NULL,
    counter    INTEGER NOT NULL,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;
CREATE INDEX passkey_account ON passkey (account);

CREATE TABLE identity (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account    INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    issuer     TEXT NOT NULL,
    subject    TEXT,
    expected   TEXT,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER,
    UNIQUE (issuer, subject),
    CHECK (subject IS NOT NULL OR expected IS NOT NULL)
) STRICT;
CREATE INDEX identity_account ON identity (account);
CREATE UNIQUE INDEX identity_expected ON identity (issuer, expected) WHERE subject IS NULL;

ALTER TABLE session ADD COLUMN means TEXT NOT NULL DEFAULT 'password';
";

/// Creates an empty ledger in `dir` if none was ever there. The database appears complete, in one step, so
/// that a file of no bytes is always a loss and never a beginning.
pub(crate) fn create_if_absent(dir: &Path, database: &Path, key: Option<&Key>) -> Result<(), LedgerError> {
    if database.exists() {
        return Ok(());
    }
    // SQLite would replay a left-over log into the new file; a snapshot says that a city once lived here.
    let log = dir.join(format!("{DATABASE_FILE}-wal"));
    if log.exists() || dir.join(SNAPSHOT_FILE).exists() {
        return Err(LedgerError::Missing { path: database.to_owned() });
    }
    if !dir.exists() {
        fs::create_dir_all(dir).map_err(LedgerError::io(dir))?;
        sync_parent(dir)?;
    }
    let draft = Draft::of(database);
    let conn = Connection::open(draft.path())?;
    key::unlock(&conn, key)?;
    conn.execute_batch("BEGIN")?;
    conn.execute_batch(TABLES)?;
    conn.execute_batch(ACCOUNT_TABLES)?;
    conn.execute_batch(PASSKEY_TABLES)?;
    conn.execute(
        "INSERT INTO meta (id, head_seq, head_hash) VALUES (1, 0, ?1)",
        [Hash::GENESIS.0.as_slice()],
    )?;
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", SCHEMA)?;
    conn.execute_batch("COMMIT")?;
    conn.close().map_err(|(_, error)| error)?;
    match draft.publish() {
        // Another process was first: its ledger is as good as ours.
        Err(LedgerError::AlreadyExists { .. }) => Ok(()),
        done => done,
    }
}

/// Whether the handle may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Write,
    Read,
}

/// Connects to an existing database that is a ledger of a schema we know, and to no other.
pub(crate) fn connect(database: &Path, access: Access, key: Option<&Key>) -> Result<Connection, LedgerError> {
    if !database.exists() {
        return Err(LedgerError::Missing { path: database.to_owned() });
    }
    let mode = match access {
        Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let conn = Connection::open_with_flags(database, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(PATIENCE)?;
    let path = || database.to_owned();
    match (key::form_of(database)?, key) {
        (Form::Plain, Some(_)) => return Err(LedgerError::NotEncrypted { path: path() }),
        (Form::Sealed, None) => return Err(LedgerError::KeyMissing { path: path() }),
        (Form::Other, _) => return Err(LedgerError::NotALedger { path: path() }),
        (Form::Plain, None) => {}
        (Form::Sealed, Some(_)) => {
            key::unlock(&conn, key)?;
            // The engine finds out at the first page it reads.
            let read = conn.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get::<_, i64>(0));
            if read.is_err_and(|error| error.sqlite_error_code() == Some(ErrorCode::NotADatabase)) {
                return Err(LedgerError::KeyWrong { path: path() });
            }
        }
    }
    let schema = recognise(&conn, database)?;
    // No memory map: reading a file that shrank would then kill the process instead of returning an error.
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    // The name of an erased person must not stay readable in the file.
    conn.pragma_update_and_check(None, "secure_delete", "fast", |_| Ok(()))?;
    conn.pragma_update(None, "cache_size", -CACHE_KIB)?;
    conn.set_prepared_statement_cache_capacity(32);
    if access == Access::Write {
        let mode: String = conn.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
        if mode != "wal" {
            return Err(LedgerError::NoWriteAheadLog { path: database.to_owned() });
        }
        conn.pragma_update(None, "synchronous", "full")?;
        conn.pragma_update(None, "foreign_keys", true)?;
        // Without this, REPLACE deletes rows without asking the triggers.
        conn.pragma_update(None, "recursive_triggers", true)?;
        conn.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT_PAGES, |_| Ok(()))?;
        conn.pragma_update_and_check(None, "journal_size_limit", LOG_LIMIT_BYTES, |_| Ok(()))?;
        if schema < SCHEMA {
            bring_up(&conn)?;
        }
    }
    Ok(conn)
}

/// Brings a ledger of an older schema to ours, in one transaction; facts and names stay as they are.
fn bring_up(conn: &Connection) -> Result<(), LedgerError> {
    let change = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    // Another process may have been first.
    let schema: i64 = change.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if schema <= WITHOUT_ACCOUNTS {
        change.execute_batch(ACCOUNT_TABLES)?;
    }
    if schema <= WITHOUT_PASSKEYS {
        change.execute_batch(PASSKEY_TABLES)?;
    }
    if schema < SCHEMA {
        change.pragma_update(None, "user_version", SCHEMA)?;
    }
    Ok(change.commit()?)
}

/// The schema of the file. Looks before anything is set, so that another program's file stays as it is.
fn recognise(conn: &Connection, database: &Path) -> Result<i64, LedgerError> {
    let stranger = || LedgerError::NotALedger { path: database.to_owned() };
    let number = |name: &str| {
        conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(|error| {
            match error.sqlite_error_code() {
                Some(ErrorCode::NotADatabase) => stranger(),
                _ => error.into(),
            }
        })
    };
    if number("application_id")? != APPLICATION_ID {
        return Err(stranger());
    }
    match number("user_version")? {
        known @ (WITHOUT_ACCOUNTS | WITHOUT_PASSKEYS | SCHEMA) => Ok(known),
        found if found > SCHEMA => Err(LedgerError::NewerSchema { found, known: SCHEMA }),
        _ => Err(stranger()),
    }
}
