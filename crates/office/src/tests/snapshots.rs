//! Snapshots: never needed, never wrong.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use qinghuo_domain::{City, Fact, Happening, Seq};
use qinghuo_ledger::{Hash, NoSnapshot, SNAPSHOT_FILE, read_snapshot, write_snapshot};
use tempfile::tempdir;

use super::{check, file, open, register, rules, tell};
use crate::{Office, SNAPSHOT_FORMAT, SnapshotCheck, SnapshotUnused, audit, snapshot::encode};

/// A city in which everything there is to know occurs.
fn rich() -> City {
    let mut city = City::new();
    let lines = include_str!("../../../domain/tests/fixtures/every_fact.txt").lines();
    for (seq, line) in (1..).zip(lines.filter(|line| !line.starts_with('#'))) {
        let [kind, version, subject, effective_on, body] =
            line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let happening = Happening::read(kind, version.parse().unwrap(), body).unwrap();
        let fact = Fact {
            subject: subject.parse().unwrap(),
            effective_on: effective_on.parse().unwrap(),
            happening,
        };
        city.apply(Seq(seq), fact).unwrap();
    }
    city
}

#[test]
fn a_closed_city_is_whole_in_its_one_file() {
    let (dir, copy) = (tempdir().unwrap(), tempdir().unwrap());
    let office = open(dir.path());
    tell(&office, [register("甲项目")]);
    let head = office.head();
    office.close().unwrap();
    // Whether the log is gone or empty is SQLite's business; nothing of the city may be in it.
    let left = fs::metadata(dir.path().join("city.db-wal")).map_or(0, |log| log.len());
    assert_eq!(left, 0);
    fs::copy(dir.path().join("city.db"), copy.path().join("city.db")).unwrap();
    assert_eq!(audit(copy.path(), |_, _| {}).unwrap().head, head);
}

#[test]
fn a_rich_city_comes_back_bit_for_bit() {
    let city = rich();
    let bytes = encode(&city).unwrap();
    let back: City = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(back, city);
    assert_eq!(encode(&back).unwrap(), bytes);
}

#[test]
fn a_new_layout_needs_a_new_format_number() {
    // If this fails, something a city holds is laid out anew (or the fixture has grown): raise SNAPSHOT_FORMAT, unless only
    // the fixture has, and put the new hash here.
    let layout = (SNAPSHOT_FORMAT, Hash::of(&encode(&rich()).unwrap()).to_string());
    assert_eq!(layout, (8, "0f0cf56a3ca3caca47217ffbabd40d173304825d950013f3150de37f18f5094e".to_owned()));
}

fn snapshot_check(dir: &Path) -> SnapshotCheck {
    audit(dir, |_, _| {}).unwrap().snapshot
}

#[test]
fn closing_writes_a_snapshot_and_opening_folds_only_what_came_after() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    assert!(matches!(office.opening().snapshot, Err(SnapshotUnused::File(NoSnapshot::Absent))));
    assert!(matches!(snapshot_check(dir.path()), SnapshotCheck::Unused(_)));
    tell(&office, [register("一"), file(1, 500)]);
    office.close().unwrap();
    assert!(matches!(snapshot_check(dir.path()), SnapshotCheck::Matches(Seq(2))));
    let kept = fs::read(dir.path().join(SNAPSHOT_FILE)).unwrap();

    let office = open(dir.path());
    assert!(matches!(office.opening().snapshot, Ok(Seq(2))));
    assert_eq!(office.opening().folded, 0);
    tell(&office, [file(1, 700)]);
    let image = office.image();
    drop(office);
    // As if the machine had stopped before the last snapshot.
    fs::write(dir.path().join(SNAPSHOT_FILE), kept).unwrap();
    let office = open(dir.path());
    assert_eq!(office.opening().folded, 1);
    assert_eq!(*office.city(), *image.city);
    check(&office, dir.path());
}

#[test]
fn snapshots_are_taken_while_the_office_works() {
    let dir = tempdir().unwrap();
    let office = Office::start(dir.path(), rules(), 10).unwrap();
    let begun = Instant::now();
    let mut done = 0;
    while read_snapshot(dir.path(), SNAPSHOT_FORMAT).is_err() {
        done += 1;
        tell(&office, [register(&format!("项目{done}"))]);
        assert!(begun.elapsed() < Duration::from_secs(20), "waited in vain");
        thread::yield_now();
    }
    let first = read_snapshot(dir.path(), SNAPSHOT_FORMAT).unwrap().head.seq;
    assert!((10..=done).contains(&first), "{first} of {done}");
    check(&office, dir.path());
    assert!(office.health().snapshot.is_none());
}

#[test]
fn a_snapshot_that_cannot_be_used_is_passed_over_with_a_reason() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    tell(&office, [register("一"), file(1, 500)]);
    let image = office.image();
    drop(office);
    let path = dir.path().join(SNAPSHOT_FILE);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;

    type Spoil<'a> = Box<dyn Fn() + 'a>;
    type Reason = fn(&SnapshotUnused) -> bool;
    let put = |head, format, payload: &[u8]| write_snapshot(dir.path(), head, format, payload).unwrap();
    let elsewhere = qinghuo_ledger::Head { seq: 2, hash: Hash::of(b"another ledger") };
    let encoded = encode(&image.city).unwrap();
    let spoils: [(Spoil<'_>, Reason); 4] = [
        (Box::new(|| fs::write(&path, &bytes).unwrap()), |r| {
            matches!(r, SnapshotUnused::File(NoSnapshot::Damaged))
        }),
        (Box::new(|| put(&image.head, SNAPSHOT_FORMAT + 1, &encoded)), |r| {
            matches!(r, SnapshotUnused::File(NoSnapshot::OtherFormat { .. }))
        }),
        (Box::new(|| put(&image.head, SNAPSHOT_FORMAT, b"\xff")), |r| {
            matches!(r, SnapshotUnused::Undecodable(_))
        }),
        (Box::new(|| put(&elsewhere, SNAPSHOT_FORMAT, &encoded)), |r| {
            matches!(r, SnapshotUnused::NotOfThisLedger { seq: Seq(2) })
        }),
    ];
    for (number, (spoil, expected)) in spoils.into_iter().enumerate() {
        spoil();
        let office = open(dir.path());
        let reason = office.opening().snapshot.as_ref().unwrap_err();
        assert!(expected(reason), "{number}: {reason:?}");
        assert_eq!(office.opening().folded, 2);
        assert_eq!(*office.city(), *image.city);
        // It is replaced by a good one without anything new having happened.
        drop(office);
        assert!(matches!(snapshot_check(dir.path()), SnapshotCheck::Matches(Seq(2))), "{number}");
    }
}

#[test]
fn an_audit_tells_a_wrong_snapshot() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    tell(&office, [register("一")]);
    let other = tempdir().unwrap();
    let elsewhere = open(other.path());
    tell(&elsewhere, [register("二")]);
    write_snapshot(dir.path(), &office.head(), SNAPSHOT_FORMAT, &encode(&elsewhere.city()).unwrap()).unwrap();
    let mut progress = Vec::new();
    let found = office.audit(|done, total| progress.push((done, total))).unwrap();
    assert!(matches!(found.snapshot, SnapshotCheck::Differs(Seq(1))));
    assert_eq!(found.image_matches, Some(true));
    assert_eq!(progress, [(1, 2), (2, 2)]);
}
