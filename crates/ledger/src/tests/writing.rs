//! Batches: what is committed stays, what is not leaves no trace, and writers take turns.

use std::ops::ControlFlow;
use std::time::Duration;

use rusqlite::Connection;
use tempfile::tempdir;

use super::{all, append, grow, time, verify};
use crate::{DATABASE_FILE, Damage, Hash, Head, Ledger, LedgerError, NewRecord, Receipt};

#[test]
fn a_new_ledger_is_empty_and_sound() {
    let dir = tempdir().unwrap();
    let ledger = Ledger::open(&dir.path().join("city/of/jinan")).unwrap();
    assert_eq!(ledger.head().unwrap(), Head::EMPTY);
    assert_eq!(verify(&ledger).unwrap(), Head::EMPTY);
    assert_eq!(all(&ledger, 0).unwrap(), []);
    assert!(ledger.holds(&Head::EMPTY).unwrap());
    assert_eq!(ledger.seq_known_at(&time(1)).unwrap(), 0);
}

#[test]
fn what_is_committed_is_there_after_reopening() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let middle = grow(&mut ledger, 4);
    let head = grow(&mut ledger, 10);
    let before = all(&ledger, 0).unwrap();
    drop(ledger);

    let ledger = Ledger::open(dir.path()).unwrap();
    assert_eq!(ledger.head().unwrap(), head);
    assert_eq!(verify(&ledger).unwrap(), head);
    assert_eq!(all(&ledger, 0).unwrap(), before);
    assert_eq!(all(&ledger, 7).unwrap(), before[7..]);
    assert_eq!(all(&ledger, 10).unwrap(), []);
    assert!(ledger.holds(&middle).unwrap() && ledger.holds(&head).unwrap());
    assert!(!ledger.holds(&Head { seq: 5, ..middle }).unwrap());
    assert!(!ledger.holds(&Head { seq: u64::MAX, ..head }).unwrap());

    let mut of_subject = Vec::new();
    let broken = ledger
        .read_each(&ledger.records_of("project/1", 10).unwrap()[1..], |record| {
            of_subject.push(record.seq);
            if record.seq == 7 { ControlFlow::Break("enough") } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!((of_subject, broken), (vec![4, 7], ControlFlow::Break("enough")));
}

#[test]
fn the_history_of_a_subject_grows_with_it() {
    let dir = tempdir().unwrap();
    let mut writer = Ledger::open(dir.path()).unwrap();
    let reader = Ledger::open_read_only(dir.path()).unwrap();
    let history = |subject: &str| {
        let seqs = reader.records_of(subject, u64::MAX).unwrap();
        let read = reader.read_each(&seqs, |record| {
            assert_eq!(record.subject, subject);
            ControlFlow::<()>::Continue(())
        });
        assert_eq!(read.unwrap(), ControlFlow::Continue(()));
        seqs
    };
    assert_eq!(history("project/2"), []);
    grow(&mut writer, 6);
    assert_eq!(history("project/2"), [2, 5]);
    grow(&mut writer, 9);
    assert_eq!(history("project/2"), [2, 5, 8], "what another handle wrote since");
    assert_eq!(history("project"), []);
}

#[test]
fn a_dropped_batch_leaves_nothing() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let head = grow(&mut ledger, 2);
    let mut batch = ledger.begin().unwrap();
    assert_eq!(append(&mut batch, 3).unwrap(), 3);
    batch.note_command("k", &Hash::of(b"k"), 3, 3, "done").unwrap();
    let attached = batch.attach(b"paper").unwrap();
    assert_eq!(batch.head().seq, 3);
    drop(batch);
    assert_eq!(ledger.head().unwrap(), head);
    assert_eq!(ledger.find_command("k").unwrap(), None);
    assert_eq!(ledger.attachment(&attached).unwrap(), None);
    assert_eq!(grow(&mut ledger, 3).seq, 3);
    verify(&ledger).unwrap();
}

#[test]
fn a_refused_record_leaves_the_batch_as_it_was() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let mut batch = ledger.begin().unwrap();
    append(&mut batch, 60).unwrap();
    let head = batch.head();

    assert!(matches!(append(&mut batch, 59), Err(LedgerError::RecordedBeforeLast { .. })));
    let good = NewRecord {
        recorded_at: &time(60),
        effective_on: "2026-11-24",
        actor: "",
        subject: "",
        kind: "",
        version: u16::MAX,
        body: "",
    };
    for recorded_at in
        ["", "2026-11-24T00:01:00Z", "2026-11-24T00:01:00.000000+", "2026-11-2４T00:01:00.0000"]
    {
        let refused = batch.append(&NewRecord { recorded_at, ..good });
        assert!(matches!(refused, Err(LedgerError::MalformedField { field: "recorded_at", .. })));
    }
    for effective_on in ["", "2026-1-24", "2026-11-24 ", "24.11.2026"] {
        let refused = batch.append(&NewRecord { effective_on, ..good });
        assert!(matches!(refused, Err(LedgerError::MalformedField { field: "effective_on", .. })));
    }
    assert_eq!(batch.head(), head);
    assert_eq!(batch.append(&good).unwrap(), 2, "the same instant, and empty texts, are lawful");
    batch.commit().unwrap();
    verify(&ledger).unwrap();

    let mut batch = ledger.begin().unwrap();
    assert!(
        matches!(append(&mut batch, 59), Err(LedgerError::RecordedBeforeLast { .. })),
        "across batches too"
    );
}

#[test]
fn a_command_is_noted_once() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let digest = Hash::of("登记项目".as_bytes());
    let receipt = Receipt { digest, first_seq: 1, last_seq: 1, outcome: "ok".to_owned() };
    let mut batch = ledger.begin().unwrap();
    assert_eq!(batch.find_command("key-1").unwrap(), None);
    append(&mut batch, 1).unwrap();
    batch.note_command("key-1", &digest, 1, 1, "ok").unwrap();
    assert_eq!(batch.find_command("key-1").unwrap(), Some(receipt.clone()), "already within the batch");
    let again = batch.note_command("key-1", &digest, 2, 2, "other");
    assert!(matches!(again, Err(LedgerError::CommandKnown { key }) if key == "key-1"));
    batch.commit().unwrap();

    let ledger = Ledger::open_read_only(dir.path()).unwrap();
    assert_eq!(ledger.find_command("key-1").unwrap(), Some(receipt));
    assert_eq!(ledger.find_command("key-2").unwrap(), None);
}

#[test]
fn an_attachment_is_kept_once_and_proves_itself() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let mut batch = ledger.begin().unwrap();
    let hash = batch.attach(b"workbook").unwrap();
    assert_eq!(batch.attach(b"workbook").unwrap(), hash);
    let empty = batch.attach(b"").unwrap();
    batch.commit().unwrap();
    assert_eq!(ledger.attachment(&hash).unwrap().as_deref(), Some(b"workbook".as_slice()));
    assert_eq!(ledger.attachment(&empty).unwrap().as_deref(), Some(b"".as_slice()));
    assert_eq!(ledger.attachment(&Hash::of(b"other")).unwrap(), None);
    assert_eq!(ledger.verify_attachments(|_, _| {}).unwrap(), 2);

    super::bare(dir.path())
        .execute("UPDATE attachment SET bytes = x'00' WHERE length(bytes) > 0", ())
        .unwrap();
    assert!(
        matches!(ledger.attachment(&hash), Err(LedgerError::AttachmentDamaged { hash: of }) if of == hash)
    );
    assert!(matches!(ledger.verify_attachments(|_, _| {}), Err(LedgerError::AttachmentDamaged { .. })));
}

#[test]
fn known_at_counts_what_was_recorded_by_then() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let times = [10, 10, 20, 20, 20, 30, 41, 41];
    let mut batch = ledger.begin().unwrap();
    for number in times {
        append(&mut batch, number).unwrap();
    }
    batch.commit().unwrap();
    for asked in 0..50 {
        let naive = times.iter().filter(|recorded| **recorded <= asked).count() as u64;
        assert_eq!(ledger.seq_known_at(&time(asked)).unwrap(), naive, "at second {asked}");
    }
    assert!(matches!(ledger.seq_known_at("2026-11-24"), Err(LedgerError::MalformedField { .. })));
}

#[test]
fn a_second_handle_sees_what_the_first_committed() {
    let dir = tempdir().unwrap();
    let mut first = Ledger::open(dir.path()).unwrap();
    let mut second = Ledger::open(dir.path()).unwrap();
    let reader = Ledger::open_read_only(dir.path()).unwrap();
    let before = (second.data_version().unwrap(), reader.data_version().unwrap());
    grow(&mut first, 3);
    assert_ne!(second.data_version().unwrap(), before.0);
    assert_ne!(reader.data_version().unwrap(), before.1);
    assert_eq!(all(&reader, 1).unwrap().len(), 2);

    // The second writer catches up inside its batch, then goes on in the same chain.
    let mut batch = second.begin().unwrap();
    let mut seen = Vec::new();
    let _ = batch.read_from(0, |record| {
        seen.push(record.seq);
        ControlFlow::<()>::Continue(())
    });
    assert_eq!(seen, [1, 2, 3]);
    assert_eq!(append(&mut batch, 4).unwrap(), 4);
    let head = batch.commit().unwrap();
    assert_eq!(first.head().unwrap(), head);
    assert_eq!(verify(&first).unwrap(), head);
    let own = first.data_version().unwrap();
    grow(&mut first, 5);
    assert_eq!(first.data_version().unwrap(), own, "one's own commits are not news");
}

#[test]
fn two_writers_exclude_one_another_and_readers_do_not_wait() {
    let dir = tempdir().unwrap();
    let mut first = Ledger::open(dir.path()).unwrap();
    let mut second = Ledger::open(dir.path()).unwrap();
    second.conn.busy_timeout(Duration::ZERO).unwrap();
    let head = grow(&mut first, 1);
    let mut batch = first.begin().unwrap();
    append(&mut batch, 2).unwrap();
    assert!(matches!(second.begin(), Err(LedgerError::Busy)));
    assert_eq!(second.head().unwrap(), head, "a reader sees the last committed state");
    batch.commit().unwrap();
    assert_eq!(second.begin().unwrap().head().seq, 2);
}

#[test]
fn a_reader_of_one_moment_can_read_more_of_it_from_within() {
    let dir = tempdir().unwrap();
    let mut writer = Ledger::open(dir.path()).unwrap();
    grow(&mut writer, 3);
    let reader = Ledger::open_read_only(dir.path()).unwrap();
    let mut heads = Vec::new();
    let walked = reader.read_from(0, |record| {
        grow(&mut writer, 3 + record.seq);
        heads.push(reader.head().unwrap().seq);
        ControlFlow::<()>::Continue(())
    });
    assert!(walked.is_ok());
    assert_eq!(heads, [3, 3, 3]);
    assert_eq!(reader.head().unwrap().seq, 6);
}

#[test]
fn a_reader_does_not_write() {
    let dir = tempdir().unwrap();
    drop(Ledger::open(dir.path()).unwrap());
    let mut reader = Ledger::open_read_only(dir.path()).unwrap();
    assert!(matches!(reader.begin(), Err(LedgerError::ReadOnly)));
}

#[test]
fn the_engine_giving_up_a_batch_is_noticed() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let head = grow(&mut ledger, 1);
    let mut batch = ledger.begin().unwrap();
    append(&mut batch, 2).unwrap();
    // As the engine does by itself when the disk is full.
    batch.conn.execute_batch("ROLLBACK").unwrap();
    assert!(matches!(append(&mut batch, 3), Err(LedgerError::BatchLost)));
    assert!(matches!(batch.attach(b""), Err(LedgerError::BatchLost)));
    assert!(matches!(batch.commit(), Err(LedgerError::BatchLost)));
    assert_eq!(ledger.head().unwrap(), head);
}

#[test]
fn honest_tools_cannot_change_or_remove_anything() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let mut batch = ledger.begin().unwrap();
    append(&mut batch, 1).unwrap();
    batch.note_command("k", &Hash::of(b"k"), 1, 1, "ok").unwrap();
    batch.commit().unwrap();
    let shell = Connection::open(dir.path().join(DATABASE_FILE)).unwrap();
    for sql in [
        "UPDATE fact SET actor = 'li.si'",
        "DELETE FROM fact",
        "UPDATE command SET outcome = 'other'",
        "DELETE FROM command",
        "INSERT INTO fact SELECT * FROM fact",
    ] {
        assert!(shell.execute(sql, ()).is_err(), "{sql}");
    }
    // `REPLACE` asks the trigger only on a handle set up as ours is; a stranger's is caught by the chain.
    let replace = "REPLACE INTO fact SELECT seq, recorded_at, effective_on, 'li.si', subject, kind, version,
        body, prev_hash, hash FROM fact";
    assert!(ledger.conn.execute(replace, ()).is_err());
    verify(&ledger).unwrap();
    shell.pragma_update(None, "recursive_triggers", false).unwrap();
    shell.execute(replace, ()).unwrap();
    assert!(matches!(verify(&ledger), Err(LedgerError::Damaged { seq: 1, damage: Damage::WrongHash })));
}

#[test]
fn a_ledger_can_be_sent_to_another_thread() {
    fn sendable<T: Send>() {}
    sendable::<Ledger>();
}
