//! A ledger of twelve records, made from the documented format with SQL alone, and ways to tamper with it.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use proptest::prelude::prop;
use qinghuo_verify::chain::{Hash, Record};
use rusqlite::Connection;
use rusqlite::types::Value;
use tempfile::{TempDir, tempdir};

pub const LAST: u64 = 12;
pub const COLUMNS: [&str; 10] = [
    "seq",
    "recorded_at",
    "effective_on",
    "actor",
    "subject",
    "kind",
    "version",
    "body",
    "prev_hash",
    "hash",
];

const TABLES: &str = "
    PRAGMA application_id = 0x51484c47; PRAGMA user_version = 1;
    CREATE TABLE fact (seq INTEGER PRIMARY KEY, recorded_at TEXT NOT NULL, effective_on TEXT NOT NULL, actor TEXT NOT NULL,
        subject TEXT NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, prev_hash BLOB NOT NULL,
        hash BLOB NOT NULL) STRICT;
    CREATE TABLE meta (id INTEGER PRIMARY KEY CHECK (id = 1), head_seq INTEGER NOT NULL, head_hash BLOB NOT NULL) STRICT;
    CREATE TABLE attachment (hash BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
    CREATE TABLE other (x); CREATE INDEX spare ON other (x);";
const FILE: &[u8] = b"PK a file";

pub struct Made {
    pub dir: TempDir,
    /// Of every record; at 0 that before the first.
    pub hashes: Vec<Hash>,
    pub attachment: Hash,
}

/// The file of an untouched one.
pub fn file_of_twelve() -> &'static [u8] {
    &TWELVE.0
}

static TWELVE: LazyLock<(Vec<u8>, Vec<Hash>)> = LazyLock::new(|| {
    let mut made =
        Made { dir: tempdir().unwrap(), hashes: vec![Hash::genesis()], attachment: Hash::of(FILE) };
    let shell = made.shell();
    shell.execute_batch(TABLES).unwrap();
    shell.execute("INSERT INTO meta VALUES (1, 0, ?1)", [Hash::genesis().0]).unwrap();
    shell.execute("INSERT INTO attachment VALUES (?1, ?2)", (made.attachment.0, FILE)).unwrap();
    for seq in 1..=LAST {
        let hash = made.append(&shell, seq);
        made.hashes.push(hash);
    }
    drop(shell);
    (fs::read(made.path()).unwrap(), made.hashes)
});

impl Made {
    pub fn twelve() -> Made {
        let dir = tempdir().unwrap();
        fs::write(dir.path().join("city.db"), file_of_twelve()).unwrap();
        Made { dir, hashes: TWELVE.1.clone(), attachment: Hash::of(FILE) }
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("city.db")
    }

    pub fn shell(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }

    /// Appends record `seq`, which must be the next; the second names the attachment.
    pub fn append(&self, shell: &Connection, seq: u64) -> Hash {
        let body = match seq {
            2 => format!(r#"{{"file":"台账.xlsx","attachment":"{}","facts":4}}"#, self.attachment),
            _ => format!(r#"{{"number":{seq},"note":"本月完成投资"}}"#),
        };
        let recorded_at = format!("2026-11-24T00:00:{seq:02}.000000Z");
        let number = seq.cast_signed();
        shell
            .execute(
                "INSERT INTO fact VALUES (?1, ?2, '2026-11-23', 'zhang.san', 'project/' || ?1 % 3, 'FigureReported', 1, ?3, zeroblob(32), zeroblob(32))",
                (number, recorded_at, body),
            )
            .unwrap();
        link(shell, seq)
    }

    /// Gives record `seq` another body and redoes all sums from there on, as somebody would who knows how.
    pub fn rewrite(&self, seq: u64, body: &str) {
        let shell = self.shell();
        shell.execute("UPDATE fact SET body = ?2 WHERE seq = ?1", (seq.cast_signed(), body)).unwrap();
        (seq..=LAST).for_each(|seq| {
            link(&shell, seq);
        });
    }

    /// Changes one byte of one stored field. Moving a record onto another is refused by the engine and no change then.
    pub fn change_byte(&self, seq: u64, column: &str, at: prop::sample::Index, mask: u8) -> bool {
        let shell = self.shell();
        let seq = seq.cast_signed();
        let sql = format!("SELECT {column} FROM fact WHERE seq = ?1");
        let changed = |mut bytes: Vec<u8>| {
            let place = at.index(bytes.len());
            bytes[place] ^= mask;
            bytes
        };
        let (value, set) = match shell.query_row(&sql, [seq], |row| row.get(0)).unwrap() {
            Value::Text(text) => (Value::Blob(changed(text.into_bytes())), "CAST(?2 AS TEXT)"),
            Value::Blob(blob) => (Value::Blob(changed(blob)), "?2"),
            Value::Integer(number) => {
                let bytes = changed(number.to_be_bytes().to_vec());
                (Value::Integer(i64::from_be_bytes(bytes.try_into().unwrap())), "?2")
            }
            other => panic!("{other:?}"),
        };
        shell.execute(&format!("UPDATE fact SET {column} = {set} WHERE seq = ?1"), (seq, value)).is_ok()
    }
}

/// Sets the hashes of a record to what its content and the record before it make them, and the head to it.
fn link(shell: &Connection, seq: u64) -> Hash {
    let number = seq.cast_signed();
    let before = shell.query_row("SELECT hash FROM fact WHERE seq = ?1", [number - 1], |row| row.get(0));
    let prev_hash = before.map_or_else(|_| Hash::genesis(), Hash);
    let texts: [String; 6] = shell
        .query_row(
            "SELECT recorded_at, effective_on, actor, subject, kind, body FROM fact WHERE seq = ?1",
            [number],
            |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?]),
        )
        .unwrap();
    let texts = texts.each_ref().map(String::as_str);
    let hash = Record { seq, version: 1, texts, prev_hash, hash: prev_hash }.computed_hash();
    shell
        .execute("UPDATE fact SET prev_hash = ?2, hash = ?3 WHERE seq = ?1", (number, prev_hash.0, hash.0))
        .unwrap();
    shell.execute("UPDATE meta SET head_seq = ?1, head_hash = ?2", (number, hash.0)).unwrap();
    hash
}
