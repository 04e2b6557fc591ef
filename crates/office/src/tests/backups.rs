//! Backups taken while others write, and what comes of them when they are restored.

use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use qinghuo_domain::Attribute;
use qinghuo_ledger::{Ledger, Standing};
use tempfile::tempdir;

use super::{bare, check, file, folded, open, order, register, revise, tell};
use crate::{OfficeError, audit, restore};

#[test]
fn a_backup_taken_while_others_write_is_the_city_of_its_head() {
    let dir = tempdir().unwrap();
    let office = open(&dir.path().join("city"));
    tell(&office, [register("甲"), register("乙")]);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        // Ends with the scope however that ends, so that a failed check is told and not waited for.
        let _ended = Ended(&done);
        for writer in 0..3_u32 {
            let (office, done) = (&office, &done);
            scope.spawn(move || {
                for number in 0.. {
                    let name = format!("{writer}-{number}");
                    let remark = Attribute::Remark(Some(name.as_str().into()));
                    office.submit(order(100, &name, revise(1 + writer % 2, remark))).unwrap();
                    if done.load(Ordering::Relaxed) {
                        break;
                    }
                }
            });
        }
        let mut last = 0;
        for number in 0..5 {
            while office.head().seq < last + 20 {
                thread::yield_now();
            }
            let backup = dir.path().join(format!("{number}.db"));
            let restored = dir.path().join(format!("restored-{number}"));
            let head = office.backup(&backup).unwrap();
            assert!(head.seq > last, "work goes on");
            last = head.seq;
            assert_eq!(restore(&backup, None, &restored, |_, _| {}).unwrap(), head);

            let found = audit(&restored, |_, _| {}).unwrap();
            assert_eq!(found.head, head);
            assert!(Ledger::open_read_only(&dir.path().join("city")).unwrap().holds(&head).unwrap());
            let city = open(&restored);
            assert_eq!(city.head(), head);
            assert!(*city.city() == folded(&restored), "what is served is what was backed up");
            check(&city, &restored);
            let anchor = city.anchor().unwrap();
            let running = Ledger::open_read_only(&dir.path().join("city")).unwrap();
            assert_eq!(running.against(&anchor).unwrap(), Standing::Holds(head.seq));
        }
    });
    // Once work rests, the restored city is the very same.
    let (backup, restored) = (dir.path().join("last.db"), dir.path().join("restored"));
    let head = office.backup(&backup).unwrap();
    restore(&backup, None, &restored, |_, _| {}).unwrap();
    let city = open(&restored);
    assert_eq!((city.head(), office.head()), (head, head));
    assert!(*city.city() == *office.city());
    assert!(*city.people() == *office.people());
    tell(&city, [revise(1, Attribute::Remark(Some("恢复之后".into())))]);
    check(&city, &restored);
}

struct Ended<'a>(&'a AtomicBool);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn only_what_is_whole_goes_only_where_nothing_is() {
    let dir = tempdir().unwrap();
    let (city, backup) = (dir.path().join("city"), dir.path().join("backup.db"));
    let office = open(&city);
    tell(&office, [register("甲"), file(1, 5)]);
    office.backup(&backup).unwrap();

    let taken = dir.path().join("taken");
    fs::create_dir(&taken).unwrap();
    fs::write(taken.join("city.snapshot"), "of another city").unwrap();
    for full in [&city, &taken] {
        let refused = restore(&backup, None, full, |_, _| {});
        assert!(
            matches!(refused, Err(OfficeError::Ledger(qinghuo_ledger::LedgerError::NotEmpty { .. }))),
            "{refused:?}"
        );
    }
    assert_eq!(fs::read_dir(&taken).unwrap().count(), 1);

    let broken = dir.path().join("broken");
    fs::create_dir(&broken).unwrap();
    fs::copy(&backup, broken.join("city.db")).unwrap();
    bare(&broken).execute("UPDATE fact SET actor = 'li.si' WHERE seq = 2", ()).unwrap();
    let target = dir.path().join("target");
    let refused = restore(&broken.join("city.db"), None, &target, |_, _| {});
    assert!(
        matches!(refused, Err(OfficeError::Ledger(qinghuo_ledger::LedgerError::Damaged { seq: 2, .. }))),
        "{refused:?}"
    );
    assert!(!target.exists(), "nothing is left of it");

    fs::create_dir(&target).unwrap();
    restore(&backup, None, &target, |_, _| {}).unwrap();
    check(&open(&target), &target);
}
