//! The ledger under test: what it keeps, what it notices, what it survives.

mod accounts;
mod anchors;
mod backups;
mod chain;
mod files;
mod kill;
mod people;
mod snapshots;
mod writing;

use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::Connection;

use crate::{DATABASE_FILE, Hash, Head, Ledger, LedgerError, NewRecord, RecordRef};

/// A time `number` seconds after midnight.
fn time(number: u64) -> String {
    format!("2026-11-24T{:02}:{:02}:{:02}.000000Z", number / 3600, number / 60 % 60, number % 60)
}

/// A record numbered for recognition; every third is about the same subject.
fn append(batch: &mut crate::Batch<'_>, number: u64) -> Result<u64, LedgerError> {
    batch.append(&NewRecord {
        recorded_at: &time(number),
        effective_on: "2026-11-23",
        actor: "zhang.san",
        subject: &format!("project/{}", number % 3),
        kind: "FigureReported",
        version: 1,
        body: &format!(r#"{{"number":{number},"note":"本月完成投资"}}"#),
    })
}

/// Appends records up to number `last` in one batch.
fn grow(ledger: &mut Ledger, last: u64) -> Head {
    let mut batch = ledger.begin().unwrap();
    for number in batch.head().seq + 1..=last {
        append(&mut batch, number).unwrap();
    }
    batch.commit().unwrap()
}

/// A stored record that owns its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Record {
    seq: u64,
    recorded_at: String,
    effective_on: String,
    actor: String,
    subject: String,
    kind: String,
    version: u16,
    body: String,
    prev_hash: Hash,
    hash: Hash,
}

impl Record {
    /// A copy that outlives the row.
    fn of(record: &RecordRef<'_>) -> Self {
        Self {
            seq: record.seq,
            recorded_at: record.recorded_at.to_owned(),
            effective_on: record.effective_on.to_owned(),
            actor: record.actor.to_owned(),
            subject: record.subject.to_owned(),
            kind: record.kind.to_owned(),
            version: record.version,
            body: record.body.to_owned(),
            prev_hash: record.prev_hash,
            hash: record.hash,
        }
    }
}

fn all(ledger: &Ledger, after_seq: u64) -> Result<Vec<Record>, LedgerError> {
    let mut records = Vec::new();
    ledger
        .read_from(after_seq, |record| {
            records.push(Record::of(record));
            ControlFlow::<()>::Continue(())
        })
        .map(|_| records)
}

fn verify(ledger: &Ledger) -> Result<Head, LedgerError> {
    ledger.verify(|_, _| {})
}

/// The database without the ledger's manners: triggers gone, any SQL goes.
fn bare(dir: &Path) -> Connection {
    let conn = Connection::open(dir.join(DATABASE_FILE)).unwrap();
    conn.execute_batch(
        "DROP TRIGGER fact_keeps_update; DROP TRIGGER fact_keeps_delete;
         DROP TRIGGER command_keeps_update; DROP TRIGGER command_keeps_delete;",
    )
    .unwrap();
    conn
}
