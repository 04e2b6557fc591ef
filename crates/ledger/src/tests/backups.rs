//! Backups: one file, taken while others write, that opens and verifies to the head it was said to have.

use std::fs;

use tempfile::tempdir;

use super::{all, append, grow, verify};
use crate::{DATABASE_FILE, Ledger, LedgerError};

#[test]
fn a_backup_is_a_whole_ledger() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let head = grow(&mut ledger, 50);
    let mut writer = Ledger::open(dir.path()).unwrap();
    let mut batch = writer.begin().unwrap();
    append(&mut batch, 51).unwrap();

    let restored = tempdir().unwrap();
    let path = restored.path().join(DATABASE_FILE);
    assert_eq!(ledger.backup_to(&path).unwrap(), head, "an open batch is neither waited for nor copied");
    batch.commit().unwrap();
    let names: Vec<_> =
        fs::read_dir(restored.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, [DATABASE_FILE], "one file, no draft left");

    let reader = Ledger::open_read_only(restored.path()).unwrap();
    assert_eq!(verify(&reader).unwrap(), head);
    drop(reader);
    let mut copy = Ledger::open(restored.path()).unwrap();
    assert_eq!(all(&copy, 0).unwrap(), all(&ledger, 0).unwrap()[..50]);
    grow(&mut copy, 51);
    assert_eq!(verify(&copy).unwrap(), verify(&ledger).unwrap(), "the same records make the same chain");
}

#[test]
fn a_backup_overwrites_nothing() {
    let dir = tempdir().unwrap();
    let ledger = Ledger::open(dir.path()).unwrap();
    let path = dir.path().join("yesterday.db");
    fs::write(&path, "precious").unwrap();
    assert!(matches!(ledger.backup_to(&path), Err(LedgerError::AlreadyExists { .. })));
    assert!(matches!(ledger.backup_to(ledger.path()), Err(LedgerError::AlreadyExists { .. })));
    assert_eq!(fs::read(&path).unwrap(), b"precious");
    assert!(ledger.backup_to(&dir.path().join("no/such/directory.db")).is_err());
}

#[test]
fn a_cut_ledger_is_not_backed_up_as_if_it_were_whole() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    grow(&mut ledger, 5);
    super::bare(dir.path()).execute("DELETE FROM fact WHERE seq = 5", ()).unwrap();
    let path = dir.path().join("backup.db");
    assert!(matches!(ledger.backup_to(&path), Err(LedgerError::Damaged { seq: 5, .. })));
    assert!(!path.exists());
}
