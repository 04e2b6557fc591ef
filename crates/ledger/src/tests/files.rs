//! Damaged, cut, foreign and missing files: an error that names the cause, never a panic, never a repair.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use rusqlite::Connection;
use tempfile::tempdir;

use super::{all, grow, verify};
use crate::{DATABASE_FILE, Head, Ledger, LedgerError, SNAPSHOT_FILE, write_snapshot};

/// The bytes of a ledger that was closed in peace.
fn ledger_file(last: u64) -> Vec<u8> {
    let dir = tempdir().unwrap();
    grow(&mut Ledger::open(dir.path()).unwrap(), last);
    fs::read(dir.path().join(DATABASE_FILE)).unwrap()
}

fn put(dir: &Path, bytes: &[u8]) {
    fs::write(dir.join(DATABASE_FILE), bytes).unwrap();
}

#[test]
fn a_foreign_file_is_left_alone() {
    let text = "项目名称,总投资\n".repeat(400).into_bytes();
    let dir = tempdir().unwrap();
    let other = dir.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x); PRAGMA user_version = 1;").unwrap();
    for bytes in [text, fs::read(other).unwrap(), Vec::new(), ledger_file(1)[..50].to_vec()] {
        put(dir.path(), &bytes);
        assert!(matches!(Ledger::open(dir.path()), Err(LedgerError::NotALedger { .. })));
        assert!(matches!(Ledger::open_read_only(dir.path()), Err(LedgerError::NotALedger { .. })));
        assert_eq!(fs::read(dir.path().join(DATABASE_FILE)).unwrap(), bytes);
    }
}

#[test]
fn a_newer_schema_is_refused_by_name() {
    let dir = tempdir().unwrap();
    drop(Ledger::open(dir.path()).unwrap());
    Connection::open(dir.path().join(DATABASE_FILE)).unwrap().pragma_update(None, "user_version", 7).unwrap();
    let refused = Ledger::open(dir.path());
    assert!(matches!(refused, Err(LedgerError::NewerSchema { found: 7, known: 3 })), "{refused:?}");
}

#[test]
fn a_lost_ledger_is_not_replaced_by_an_empty_one() {
    let dir = tempdir().unwrap();
    assert!(matches!(Ledger::open_read_only(dir.path()), Err(LedgerError::Missing { .. })));
    write_snapshot(dir.path(), &Head::EMPTY, 1, b"image").unwrap();
    assert!(matches!(Ledger::open(dir.path()), Err(LedgerError::Missing { .. })));
    fs::rename(dir.path().join(SNAPSHOT_FILE), dir.path().join("city.db-wal")).unwrap();
    assert!(matches!(Ledger::open(dir.path()), Err(LedgerError::Missing { .. })));
    fs::remove_file(dir.path().join("city.db-wal")).unwrap();
    Ledger::open(dir.path()).unwrap();
    assert!(
        fs::read_dir(dir.path())
            .unwrap()
            .all(|entry| { entry.unwrap().file_name().to_string_lossy().starts_with("city.db") })
    );
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let dir = tempdir().unwrap();
    fs::write(dir.path().join("file"), "").unwrap();
    let refused = Ledger::open(&dir.path().join("file/city"));
    assert!(matches!(refused, Err(LedgerError::Io { .. })), "{refused:?}");
}

#[test]
fn a_cut_file_is_reported() {
    let whole = ledger_file(300);
    assert!(whole.len() > 20 * 4096);
    for length in (1..whole.len()).step_by(2731) {
        let dir = tempdir().unwrap();
        put(dir.path(), &whole[..length]);
        let told = Ledger::open(dir.path()).and_then(|ledger| verify(&ledger));
        let typed = matches!(
            told,
            Err(LedgerError::NotALedger { .. } | LedgerError::FileDamaged(_) | LedgerError::Damaged { .. })
        );
        assert!(typed, "cut at {length}: {told:?}");
    }
}

/// A crash may leave any part of the log on the disk. Whatever is left, the ledger opens at a state that was
/// once committed, and its chain is good.
#[test]
fn a_torn_log_leaves_a_committed_state() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let mut heads = vec![Head::EMPTY];
    for last in 1..=12 {
        heads.push(grow(&mut ledger, last));
    }
    let database = fs::read(dir.path().join(DATABASE_FILE)).unwrap();
    let log = fs::read(dir.path().join("city.db-wal")).unwrap();
    let mut reached = Vec::new();
    for length in (0..log.len()).step_by(log.len() / 60).chain([log.len()]) {
        let crashed = tempdir().unwrap();
        put(crashed.path(), &database);
        fs::write(crashed.path().join("city.db-wal"), &log[..length]).unwrap();
        let ledger = Ledger::open(crashed.path()).unwrap();
        let head = verify(&ledger).unwrap();
        assert!(heads.contains(&head), "log cut at {length}");
        reached.push(head.seq);
    }
    assert!(reached.is_sorted());
    reached.dedup();
    assert_eq!(reached, (0..=12).collect::<Vec<_>>(), "every commit is reached by some cut");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// A flipped byte anywhere in the file: nothing panics, and whoever is told that all is well reads what
    /// was written.
    #[test]
    fn a_flipped_byte_is_noticed_or_harmless(at: prop::sample::Index, mask in 1..=u8::MAX) {
        static WHOLE: std::sync::LazyLock<(Vec<u8>, Vec<super::Record>)> = std::sync::LazyLock::new(|| {
            let dir = tempdir().unwrap();
            put(dir.path(), &ledger_file(40));
            let records = all(&Ledger::open(dir.path()).unwrap(), 0).unwrap();
            (fs::read(dir.path().join(DATABASE_FILE)).unwrap(), records)
        });
        let (whole, records) = &*WHOLE;
        let mut bytes = whole.clone();
        let place = at.index(bytes.len());
        bytes[place] ^= mask;
        let dir = tempdir().unwrap();
        put(dir.path(), &bytes);
        if let Ok(mut ledger) = Ledger::open(dir.path()) {
            let _ = ledger.head();
            let _ = ledger.records_of("project/1", 20);
            let _ = ledger.read_each(&[1, 4, 7], |_| std::ops::ControlFlow::<()>::Continue(()));
            let _ = ledger.seq_known_at(&super::time(20));
            let _ = ledger.find_command("key");
            let _ = ledger.begin().map(|batch| batch.head());
            if verify(&ledger).is_ok() {
                prop_assert_eq!(&all(&ledger, 0).unwrap(), records);
            }
        }
    }
}
