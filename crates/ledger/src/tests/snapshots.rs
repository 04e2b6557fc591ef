//! Snapshots: found whole or not used.

use std::fs;

use proptest::collection::vec;
use proptest::prelude::*;
use tempfile::tempdir;

use crate::{Hash, Head, NoSnapshot, SNAPSHOT_FILE, Snapshot, read_snapshot, write_snapshot};

const FORMAT: u32 = 3;

fn head(seq: u64) -> Head {
    Head { seq, hash: Hash::of(&seq.to_be_bytes()) }
}

#[test]
fn the_last_written_is_the_one_read() {
    let dir = tempdir().unwrap();
    assert!(matches!(read_snapshot(dir.path(), FORMAT), Err(NoSnapshot::Absent)));
    write_snapshot(dir.path(), &head(1), FORMAT, b"a longer image").unwrap();
    write_snapshot(dir.path(), &head(2), FORMAT, b"image").unwrap();
    let snapshot = read_snapshot(dir.path(), FORMAT).unwrap();
    assert_eq!(snapshot, Snapshot { head: head(2), payload: b"image".to_vec() });
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no draft is left");
}

#[test]
fn what_is_not_ours_is_not_used() {
    let dir = tempdir().unwrap();
    write_snapshot(dir.path(), &head(1), FORMAT, b"image").unwrap();
    let other = read_snapshot(dir.path(), FORMAT + 1);
    assert!(matches!(other, Err(NoSnapshot::OtherFormat { found: FORMAT, wanted: 4 })));
    for bytes in [b"".as_slice(), b"QHLSNAP", b"PK\x03\x04 some other file"] {
        fs::write(dir.path().join(SNAPSHOT_FILE), bytes).unwrap();
        assert!(matches!(read_snapshot(dir.path(), FORMAT), Err(NoSnapshot::Foreign)));
    }
    fs::remove_file(dir.path().join(SNAPSHOT_FILE)).unwrap();
    fs::create_dir(dir.path().join(SNAPSHOT_FILE)).unwrap();
    assert!(matches!(read_snapshot(dir.path(), FORMAT), Err(NoSnapshot::Unreadable(_))));
}

proptest! {
    // Each case writes to the disk.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_changed_cut_or_lengthened_file_is_not_used(
        payload in vec(prop::sample::select(vec![0_u8, 1, 255]), 0..40),
        at: prop::sample::Index,
        mask in 1..=u8::MAX,
    ) {
        let dir = tempdir().unwrap();
        write_snapshot(dir.path(), &head(9), FORMAT, &payload).unwrap();
        let path = dir.path().join(SNAPSHOT_FILE);
        let whole = fs::read(&path).unwrap();
        prop_assert_eq!(read_snapshot(dir.path(), FORMAT).unwrap().payload, payload);

        let at = at.index(whole.len());
        let mut changed = whole.clone();
        changed[at] ^= mask;
        for bytes in [&changed, &whole[..at], &[&whole[..], &[0]].concat()] {
            fs::write(&path, bytes).unwrap();
            prop_assert!(read_snapshot(dir.path(), FORMAT).is_err());
        }
    }
}
