//! Ledgers that were tampered with, cut back, or written by a program of the future.

use qinghuo_domain::Seq;
use qinghuo_ledger::{Damage, Ledger, LedgerError, NewRecord, SNAPSHOT_FILE};
use tempfile::tempdir;

use super::{bare, file, idle, open, order, register, rules, tell};
use crate::{Office, OfficeError, Rejection, audit};

#[test]
fn the_first_bad_record_is_named() {
    let dir = tempdir().unwrap();
    tell(&open(dir.path()), [register("一"), file(1, 500), file(1, 700)]);
    bare(dir.path())
        .execute_batch("UPDATE fact SET body = replace(body, '500', '900') WHERE seq = 2")
        .unwrap();
    let is_second = |error: &OfficeError| {
        matches!(error, OfficeError::Ledger(LedgerError::Damaged { seq: 2, damage: Damage::WrongHash }))
    };
    // A start from the snapshot folds nothing that is damaged; the audit sees it all the same.
    assert!(is_second(&open(dir.path()).audit(|_, _| {}).unwrap_err()));
    assert!(is_second(&audit(dir.path(), |_, _| {}).unwrap_err()));
    std::fs::remove_file(dir.path().join(SNAPSHOT_FILE)).unwrap();
    assert!(is_second(&Office::open(dir.path(), rules()).unwrap_err()));
}

/// Appends a record as another program would.
fn append(dir: &std::path::Path, subject: &str, kind: &str, body: &str) {
    let mut ledger = Ledger::open(dir).unwrap();
    let mut batch = ledger.begin().unwrap();
    let (recorded_at, effective_on) = ("2024-07-01T00:00:00.000000Z", "2024-06-30");
    let record = NewRecord { recorded_at, effective_on, actor: "x", subject, kind, version: 1, body };
    batch.append(&record).unwrap();
    batch.commit().unwrap();
}

#[test]
fn what_nobody_understands_stops_the_writer_and_shows_nothing_in_part() {
    type Expected = fn(&OfficeError) -> bool;
    let table: [(&str, &str, &str, Expected); 4] = [
        ("project/P1", "dream_dreamt", "{}", |e| matches!(e, OfficeError::Unreadable { seq: Seq(2), .. })),
        ("moon", "list_opened", "{}", |e| matches!(e, OfficeError::Unreadable { seq: Seq(2), .. })),
        ("project/P1", "list_joined", "{}", |e| matches!(e, OfficeError::Unreadable { seq: Seq(2), .. })),
        ("project/P9", "project_revised", r#"{"set":[]}"#, |e| matches!(e, OfficeError::Misfit(_))),
    ];
    for (subject, kind, body, expected) in table {
        let dir = tempdir().unwrap();
        let office = open(dir.path());
        tell(&office, [register("一")]);
        let before = office.image();
        append(dir.path(), subject, kind, body);
        let Err(Rejection::Failed(error)) = office.submit(order(1, "b", register("二"))) else { panic!() };
        assert!(expected(&error), "{kind}: {error:?}");
        assert!(expected(office.health().writer.as_ref().unwrap()), "{kind}");
        assert_eq!(office.head(), before.head);
        drop(office);
        assert!(expected(&Office::open(dir.path(), rules()).unwrap_err()), "{kind}");
    }
}

#[test]
fn a_ledger_cut_back_under_a_running_office_is_not_continued() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    tell(&office, [register("一"), file(1, 500), file(1, 700)]);
    bare(dir.path())
        .execute_batch(
            "DELETE FROM fact WHERE seq = 3;
             UPDATE meta SET head_seq = 2, head_hash = (SELECT hash FROM fact WHERE seq = 2)",
        )
        .unwrap();
    let forked = |office: &Office| {
        let Err(Rejection::Failed(error)) = office.submit(order(9, "d", register("二"))) else { panic!() };
        assert!(matches!(*error, OfficeError::Forked { seq: Seq(3) }), "{error:?}");
    };
    forked(&office);
    // Nor when the ledger has grown as long again by another hand.
    append(dir.path(), "project/P1", "project_revised", r#"{"set":[]}"#);
    forked(&office);
    append(dir.path(), "project/P1", "project_revised", r#"{"set":[]}"#);
    forked(&office);
    assert_eq!(office.audit(|_, _| {}).unwrap().image_matches, Some(false));
    // Whoever starts anew follows the ledger there is. The snapshot of the lost future is passed over.
    drop(office);
    let office = open(dir.path());
    assert_eq!(office.head().seq, 4);
    assert!(office.opening().snapshot.is_err());
    idle(&office);
}
