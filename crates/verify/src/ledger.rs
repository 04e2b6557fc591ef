//! The file: opened for reading only, told from other files, and read row by row. Whatever it holds, it is never believed: a value of
//! another type or size is a fault of its record, and what the engine stumbles over is one too.

use std::path::{Path, PathBuf};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, Row, Statement};

use crate::chain::{Fault, Hash, Record};

const DATABASE: &str = "city.db";
/// ASCII `QHLG`.
const APPLICATION_ID: i64 = 0x5148_4c47;

/// Why a file cannot be examined.
#[derive(Debug)]
pub enum Trouble {
    /// There is no such file, or it may not be read.
    NotThere,
    /// Another program's file, or no database.
    NotALedger,
    /// It was written to while it was read.
    Changed,
    /// Somebody is writing just now.
    Busy,
    /// What the engine said.
    Engine(String),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Trouble {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Trouble::NotALedger,
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Trouble::NotThere,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Trouble::Busy,
            _ => Trouble::Engine(error.to_string()),
        }
    }
}

/// Whether the engine says that the file itself is malformed.
pub fn is_corrupt(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt)
}

/// The key an encrypted ledger is read with: 64 hexadecimal digits.
pub struct Key(String);

impl Key {
    /// The key in a text, if it is one.
    pub fn of(text: &str) -> Option<Key> {
        let text = text.trim();
        (text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| Key(text.to_owned()))
    }
}

/// An open ledger. One moment of it is seen, whatever is written meanwhile.
pub struct Ledger {
    conn: Connection,
    log: PathBuf,
    had_log: bool,
}

impl Ledger {
    /// Opens the file, or the `city.db` of a folder.
    pub fn open(path: &Path, key: Option<&Key>) -> Result<Ledger, Trouble> {
        let path = path.canonicalize().map_err(|_| Trouble::NotThere)?;
        let path = if path.is_dir() { path.join(DATABASE) } else { path };
        let mut log = path.clone().into_os_string();
        log.push("-wal");
        let log = PathBuf::from(log);
        let had_log = log.exists();
        // Without a log beside it nobody is at work on the file: nothing is locked and nothing is put beside it then, so that
        // it may lie on a medium that cannot be written.
        let immutable = if had_log { "" } else { "&immutable=1" };
        let address = format!("file:{}?mode=ro{immutable}", escaped(&path)?);
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(address, flags)?;
        if let Some(key) = key {
            conn.execute_batch(&format!("PRAGMA key = \"x'{}'\"", key.0))?;
        }
        conn.pragma_update(None, "trusted_schema", false)?;
        conn.pragma_update(None, "cell_size_check", true)?;
        conn.pragma_update(None, "query_only", true)?;
        let ledger = Ledger { conn, log, had_log };
        ledger.recognise()?;
        ledger.conn.execute_batch("BEGIN")?;
        Ok(ledger)
    }

    /// Tells a ledger from other files. Its tables must be tables: what a view or a virtual one shows is made up as it is read.
    fn recognise(&self) -> Result<(), Trouble> {
        const TABLES: &str = "SELECT count(*) FROM pragma_table_list
            WHERE schema = 'main' AND type = 'table' AND name IN ('fact', 'meta', 'attachment')";
        const COLUMNS: &str =
            "SELECT count(*) FROM pragma_table_list AS t JOIN pragma_table_xinfo(t.name) AS c
            WHERE t.schema = 'main' AND t.name IN ('fact', 'meta', 'attachment') AND c.hidden <> 0";
        let one = |sql: &str| self.conn.query_row(sql, (), |row| row.get::<_, i64>(0));
        let id = self.conn.pragma_query_value(None, "application_id", |row| row.get::<_, i64>(0));
        let is_ledger = id? == APPLICATION_ID && one(TABLES)? == 3 && one(COLUMNS)? == 0;
        if is_ledger { Ok(()) } else { Err(Trouble::NotALedger) }
    }

    /// Every record, by number.
    pub fn records(&self) -> rusqlite::Result<Statement<'_>> {
        self.conn.prepare(
            "SELECT seq, version, recorded_at, effective_on, actor, subject, kind, body, prev_hash, hash
             FROM fact ORDER BY seq",
        )
    }

    /// The number and hash the head names, if there is one head, and it can be read.
    pub fn head(&self) -> rusqlite::Result<Option<(u64, Hash)>> {
        let mut statement = self.conn.prepare("SELECT id, head_seq, head_hash FROM meta")?;
        let mut rows = statement.query(())?;
        let mut head = None;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            count += 1;
            let seq = integer(row, 1).and_then(|seq| u64::try_from(seq).ok());
            head = seq.zip(hash(row, 2));
        }
        Ok(head.filter(|_| count == 1))
    }

    /// Calls `see` with the name of every attachment and whether its bytes are those it is named after.
    pub fn attachments(&self, mut see: impl FnMut(Option<Hash>, bool)) -> rusqlite::Result<()> {
        let mut statement = self.conn.prepare("SELECT hash, bytes FROM attachment")?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            let name = hash(row, 0);
            let bytes = row.get_ref(1)?.as_blob().ok();
            see(name, name.is_some() && bytes.map(Hash::of) == name);
        }
        Ok(())
    }

    /// The engine's first complaint about the inner structure of the file: an index, say, that hides an attachment.
    pub fn structure(&self) -> rusqlite::Result<Option<String>> {
        let report = self.conn.query_row("PRAGMA integrity_check(1)", (), |row| row.get::<_, String>(0))?;
        Ok((report != "ok").then_some(report))
    }

    /// To be asked at the end: whether what was read still counts.
    pub fn close(self) -> Result<(), Trouble> {
        if !self.had_log && self.log.exists() { Err(Trouble::Changed) } else { Ok(()) }
    }
}

/// The number of a row of [`Ledger::records`].
pub fn number(row: &Row<'_>) -> Result<i64, Fault> {
    integer(row, 0).ok_or(Fault::Unreadable)
}

/// The rest of it.
pub fn record<'r>(row: &'r Row<'_>, seq: u64) -> Result<Record<'r>, Fault> {
    let text = |index: usize| row.get_ref(index).ok().and_then(|value| value.as_str().ok());
    let read = || {
        let version = u16::try_from(integer(row, 1)?).ok()?;
        let texts = [text(2)?, text(3)?, text(4)?, text(5)?, text(6)?, text(7)?];
        Some(Record { seq, version, texts, prev_hash: hash(row, 8)?, hash: hash(row, 9)? })
    };
    read().ok_or(Fault::Unreadable)
}

fn integer(row: &Row<'_>, index: usize) -> Option<i64> {
    match row.get_ref(index) {
        Ok(ValueRef::Integer(number)) => Some(number),
        _ => None,
    }
}

fn hash(row: &Row<'_>, index: usize) -> Option<Hash> {
    row.get_ref(index).ok()?.as_blob().ok()?.try_into().ok().map(Hash)
}

/// A path as part of an address.
fn escaped(path: &Path) -> Result<String, Trouble> {
    let path = path.to_str().ok_or(Trouble::NotThere)?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    let one = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    Ok(path.bytes().map(one).collect())
}
