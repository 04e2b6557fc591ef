//! The chain: whatever is done to the records is found, and where it was done.

use proptest::collection::vec;
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::Value;
use tempfile::{TempDir, tempdir};

use super::{Record, all, append, bare, grow, verify};
use crate::read::Link;
use crate::verify::Proof;
use crate::{Damage, Hash, Head, Ledger, LedgerError, NewRecord, RecordRef};

const LAST: u64 = 12;

fn ledger_of_twelve() -> (TempDir, Ledger) {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    grow(&mut ledger, LAST);
    (dir, ledger)
}

fn found(result: Result<Head, LedgerError>) -> (u64, Damage) {
    match result {
        Err(LedgerError::Damaged { seq, damage }) => (seq, damage),
        other => panic!("not found: {other:?}"),
    }
}

#[test]
fn the_documented_example_holds() {
    // Both hashes were computed with another implementation of SM3 (OpenSSL), from the crate's page alone.
    assert_eq!(Hash::of(b"qinghuo ledger 1"), Hash::GENESIS);
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let mut batch = ledger.begin().unwrap();
    batch
        .append(&NewRecord {
            recorded_at: "2026-11-24T01:02:03.000004Z",
            effective_on: "2026-11-23",
            actor: "zhang.san",
            subject: "project/P1",
            kind: "ProjectRegistered",
            version: 1,
            body: r#"{"name":"擎火"}"#,
        })
        .unwrap();
    let text = "7564c5a671bb107dd8e3f71b25254947b41c1f59cc5a133b3e2ad0773bc2e824";
    assert_eq!(batch.commit().unwrap().hash.to_string(), text);
    assert_eq!(text.to_uppercase().parse(), Ok(ledger.head().unwrap().hash));
    for wrong in ["", "75", &text[1..], &format!("{text}00"), &text.replace('7', "g")] {
        assert!(wrong.parse::<Hash>().is_err(), "{wrong:?}");
    }
}

#[test]
fn a_shift_between_fields_is_a_change() {
    let record = NewRecord {
        recorded_at: "",
        effective_on: "",
        actor: "ab",
        subject: "c",
        kind: "",
        version: 1,
        body: "",
    };
    let shifted = NewRecord { actor: "a", subject: "bc", ..record };
    let hash = |record: &NewRecord<'_>| record.hash_as(1, &Hash::GENESIS, &mut Vec::new());
    assert_ne!(hash(&record), hash(&shifted));
}

/// What is done to the file, and what must be said of it.
#[test]
fn damage_is_named() {
    let table: [(&str, u64, Damage); 15] = [
        ("UPDATE fact SET body = '{}' WHERE seq = 5", 5, Damage::WrongHash),
        ("UPDATE fact SET hash = zeroblob(32) WHERE seq = 12", 12, Damage::WrongHash),
        ("UPDATE fact SET prev_hash = zeroblob(32) WHERE seq = 1", 1, Damage::BrokenLink),
        ("UPDATE fact SET body = CAST(x'ff' AS TEXT) WHERE seq = 7", 7, Damage::Unreadable),
        ("UPDATE fact SET version = 65536 WHERE seq = 7", 7, Damage::Unreadable),
        ("UPDATE fact SET hash = x'00' WHERE seq = 12", 12, Damage::Unreadable),
        ("DELETE FROM fact WHERE seq = 1", 1, Damage::Missing),
        ("DELETE FROM fact WHERE seq = 6", 6, Damage::Missing),
        ("DELETE FROM fact WHERE seq > 8", 9, Damage::Missing),
        ("DELETE FROM fact", 1, Damage::Missing),
        ("UPDATE fact SET seq = -3 WHERE seq = 3", 1, Damage::OutOfPlace { found: -3 }),
        ("UPDATE meta SET head_seq = 10", 11, Damage::BeyondHead),
        ("UPDATE meta SET head_seq = 13", 13, Damage::Missing),
        ("UPDATE meta SET head_hash = zeroblob(32)", 12, Damage::HeadMismatch),
        ("DELETE FROM meta", 12, Damage::HeadMismatch),
    ];
    for (sql, seq, damage) in table {
        let (dir, ledger) = ledger_of_twelve();
        bare(dir.path()).execute(sql, ()).unwrap();
        assert_eq!(found(verify(&ledger)), (seq, damage), "{sql}");
    }
}

#[test]
fn the_first_bad_record_is_the_one_reported() {
    let (dir, ledger) = ledger_of_twelve();
    let shell = bare(dir.path());
    shell.execute("UPDATE fact SET version = -1 WHERE seq = 9", ()).unwrap();
    shell.execute("DELETE FROM fact WHERE seq = 8", ()).unwrap();
    assert_eq!(found(verify(&ledger)), (8, Damage::Missing));
    shell.execute("UPDATE fact SET kind = 'x' WHERE seq = 3", ()).unwrap();
    assert_eq!(found(verify(&ledger)), (3, Damage::WrongHash));
}

#[test]
fn time_going_back_is_found_behind_a_recomputed_chain() {
    let (dir, ledger) = ledger_of_twelve();
    let records = all(&ledger, 0).unwrap();
    let shell = bare(dir.path());
    let mut prev_hash = records[4].prev_hash;
    for record in &records[4..] {
        let recorded_at = if record.seq == 5 { "2026-11-24T00:00:01.000000Z" } else { &record.recorded_at };
        let content = NewRecord { recorded_at, ..borrow(record).content() };
        let hash = content.hash_as(record.seq, &prev_hash, &mut Vec::new());
        shell
            .execute(
                "UPDATE fact SET recorded_at = ?2, prev_hash = ?3, hash = ?4 WHERE seq = ?1",
                (record.seq.cast_signed(), recorded_at, prev_hash.0, hash.0),
            )
            .unwrap();
        prev_hash = hash;
    }
    shell.execute("UPDATE meta SET head_hash = ?1", [prev_hash.0]).unwrap();
    assert_eq!(found(verify(&ledger)), (5, Damage::TimeWentBack));
}

#[test]
fn a_wholly_rewritten_chain_shows_only_against_a_head_kept_outside() {
    let (dir, mut ledger) = ledger_of_twelve();
    let printed = ledger.head().unwrap();
    let shell = bare(dir.path());
    let shorter = all(&ledger, 0).unwrap()[9].clone();
    shell.execute("DELETE FROM fact WHERE seq > 10", ()).unwrap();
    shell.execute("UPDATE meta SET head_seq = 10, head_hash = ?1", [shorter.hash.0]).unwrap();
    verify(&ledger).unwrap();
    assert!(!ledger.holds(&printed).unwrap());
    let mut batch = ledger.begin().unwrap();
    append(&mut batch, 20).unwrap();
    append(&mut batch, 21).unwrap();
    assert_eq!(batch.commit().unwrap().seq, printed.seq);
    verify(&ledger).unwrap();
    assert!(!ledger.holds(&printed).unwrap());
}

#[test]
fn nothing_is_appended_to_or_folded_from_a_cut_chain() {
    let (dir, mut ledger) = ledger_of_twelve();
    let shell = bare(dir.path());
    shell.execute("DELETE FROM fact WHERE seq > 8", ()).unwrap();
    assert!(matches!(ledger.begin(), Err(LedgerError::Damaged { seq: 9, damage: Damage::Missing })));
    assert!(matches!(all(&ledger, 0), Err(LedgerError::Damaged { seq: 9, damage: Damage::Missing })));
    assert!(matches!(ledger.head(), Err(LedgerError::Damaged { seq: 9, damage: Damage::Missing })));
    shell.execute("BEGIN IMMEDIATE", ()).expect("the refused batch let go of the file");
}

#[test]
fn a_file_at_odds_with_itself_is_found_behind_good_records() {
    let (dir, ledger) = ledger_of_twelve();
    drop(ledger);
    bare(dir.path())
        .execute_batch(
            "CREATE INDEX wrong ON fact (subject); PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = 'CREATE INDEX wrong ON fact (actor)' WHERE name = 'wrong';",
        )
        .unwrap();
    let ledger = Ledger::open_read_only(dir.path()).unwrap();
    assert!(matches!(verify(&ledger), Err(LedgerError::Inconsistent { .. })));
}

#[test]
fn verify_reports_its_progress_to_the_end() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    grow(&mut ledger, 5000);
    let mut reports = Vec::new();
    ledger.verify(|done, total| reports.push((done, total))).unwrap();
    assert_eq!(reports, [(4096, 5000), (5000, 5000)]);
}

fn borrow(record: &Record) -> RecordRef<'_> {
    RecordRef {
        seq: record.seq,
        recorded_at: &record.recorded_at,
        effective_on: &record.effective_on,
        actor: &record.actor,
        subject: &record.subject,
        kind: &record.kind,
        version: record.version,
        body: &record.body,
        prev_hash: record.prev_hash,
        hash: record.hash,
    }
}

/// The walk of `verify` over any sequence of records, also one no table can hold. Returns the first bad place.
fn first_bad(records: &[Record]) -> Option<u64> {
    let mut link = Link::after(0, Some(Hash::GENESIS));
    let mut proof = Proof::default();
    for (due, record) in (1..).zip(records) {
        let record = borrow(record);
        let checked = link.expect(record.seq.cast_signed()).and_then(|()| link.advance(&record));
        if checked.is_err() || proof.check(&record).is_err() {
            return Some(due);
        }
    }
    None
}

fn records() -> impl Strategy<Value = Vec<Record>> {
    vec(("[a-c]{0,3}", "\\PC{0,8}", any::<u16>(), "\\PC{0,40}"), 2..12).prop_map(|contents| {
        let mut prev_hash = Hash::GENESIS;
        let mut records = Vec::new();
        for (seq, (actor, subject, version, body)) in (1..).zip(contents) {
            let mut record = Record {
                seq,
                recorded_at: super::time(seq),
                effective_on: "2026-01-01".to_owned(),
                actor,
                subject,
                kind: "Kind".to_owned(),
                version,
                body,
                prev_hash,
                hash: prev_hash,
            };
            prev_hash = borrow(&record).content().hash_as(seq, &prev_hash, &mut Vec::new());
            record.hash = prev_hash;
            records.push(record);
        }
        records
    })
}

proptest! {
    #[test]
    fn an_untouched_chain_is_good(records in records()) {
        prop_assert_eq!(first_bad(&records), None);
    }

    #[test]
    fn reordering_is_found_at_the_first_moved(records in records(), a: prop::sample::Index, b: prop::sample::Index) {
        let (a, b) = (a.index(records.len()), b.index(records.len()));
        prop_assume!(a != b);
        let mut swapped = records;
        swapped.swap(a, b);
        prop_assert_eq!(first_bad(&swapped), Some(a.min(b) as u64 + 1));
        // Renumbering what was moved does not help.
        for (seq, record) in (1..).zip(&mut swapped) {
            record.seq = seq;
        }
        prop_assert_eq!(first_bad(&swapped), Some(a.min(b) as u64 + 1));
    }

    #[test]
    fn a_cut_in_the_middle_is_found(records in records(), at: prop::sample::Index) {
        let at = at.index(records.len() - 1);
        let mut cut = records;
        cut.remove(at);
        prop_assert_eq!(first_bad(&cut), Some(at as u64 + 1));
        for (seq, record) in (1..).zip(&mut cut) {
            record.seq = seq;
        }
        prop_assert_eq!(first_bad(&cut), Some(at as u64 + 1));
    }

    #[test]
    fn a_repeated_record_is_found(records in records(), at: prop::sample::Index) {
        let at = at.index(records.len());
        let mut repeated = records.clone();
        repeated.insert(at, records[at].clone());
        prop_assert_eq!(first_bad(&repeated), Some(at as u64 + 2));
        for (seq, record) in (1..).zip(&mut repeated) {
            record.seq = seq;
        }
        prop_assert_eq!(first_bad(&repeated), Some(at as u64 + 2));
    }
}

/// Changes one byte of one stored field; returns false if the field has no byte.
fn change_byte(shell: &Connection, seq: i64, column: &str, at: prop::sample::Index, mask: u8) -> bool {
    let stored: Value = shell
        .query_row(&format!("SELECT {column} FROM fact WHERE seq = ?1"), [seq], |row| row.get(0))
        .unwrap();
    let change = |mut bytes: Vec<u8>| {
        let place = at.index(bytes.len());
        bytes[place] ^= mask;
        bytes
    };
    let (value, cast) = match stored {
        Value::Text(text) if text.is_empty() => return false,
        Value::Text(text) => (Value::Blob(change(text.into_bytes())), "CAST(?2 AS TEXT)"),
        Value::Blob(blob) => (Value::Blob(change(blob)), "?2"),
        Value::Integer(number) => {
            let bytes = change(number.to_be_bytes().to_vec());
            (Value::Integer(i64::from_be_bytes(bytes.try_into().unwrap())), "?2")
        }
        other => panic!("{other:?}"),
    };
    let sql = format!("UPDATE fact SET {column} = {cast} WHERE seq = ?1");
    // Moving a record onto another is refused by the engine; that is not a change then.
    shell.execute(&sql, (seq, value)).is_ok()
}

proptest! {
    // Each case writes a database to the disk.
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_changed_byte_is_found_there_or_at_the_successor(
        seq in 1..=LAST.cast_signed(),
        column in prop::sample::select(vec![
            "seq", "recorded_at", "effective_on", "actor", "subject", "kind", "version", "body", "prev_hash", "hash",
        ]),
        at: prop::sample::Index,
        mask in 1..=u8::MAX,
    ) {
        let (dir, ledger) = ledger_of_twelve();
        prop_assume!(change_byte(&bare(dir.path()), seq, column, at, mask));
        let (place, damage) = found(verify(&ledger));
        // A record given a number below 1 stands before all others: found even earlier.
        let early = matches!(damage, Damage::OutOfPlace { found } if found < 1) && place == 1;
        let seq = seq.cast_unsigned();
        prop_assert!(early || place == seq || place == seq + 1, "{damage:?} at {place}, changed at {seq}");
    }
}
