//! Whatever is done to a ledger is found. The ledgers here are made from docs/ledger-format.md, not by the program that is doubted.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod made;

use std::fs;
use std::path::Path;
use std::process::Command;

use made::{LAST, Made, file_of_twelve};
use proptest::prelude::*;
use qinghuo_verify::anchor::{self, Anchor, NoAnchor};
use qinghuo_verify::chain::{Fault, Hash, Record};
use qinghuo_verify::{Finding, Trouble, verify};
use tempfile::tempdir;

fn findings(path: &Path, anchors: &[Anchor]) -> Vec<Finding> {
    verify(path, None, anchors).unwrap().findings
}

fn anchored(records: &[(u64, Hash)]) -> Anchor {
    Anchor { records: records.to_vec(), recorded_at: String::new() }
}

#[test]
fn the_documented_example_hashes_as_documented() {
    let record = Record {
        seq: 1,
        version: 1,
        texts: [
            "2026-11-24T01:02:03.000004Z",
            "2026-11-23",
            "zhang.san",
            "project/P1",
            "ProjectRegistered",
            r#"{"name":"擎火"}"#,
        ],
        prev_hash: Hash::genesis(),
        hash: Hash::genesis(),
    };
    let (genesis, hash) = (Hash::genesis().to_string(), record.computed_hash().to_string());
    assert_eq!(genesis, "a31360cb0ba203a67405e4eb9ca36e23719e91023f8e0ff7fefb6294a44c72f8");
    assert_eq!(hash, "7564c5a671bb107dd8e3f71b25254947b41c1f59cc5a133b3e2ad0773bc2e824");
}

#[test]
fn a_sound_ledger_is_sound_as_file_as_folder_and_while_it_is_written_to() {
    let made = Made::twelve();
    let head = *made.hashes.last().unwrap();
    for path in [made.path(), made.dir.path().to_owned()] {
        let report =
            verify(&path, None, &[anchored(&[(0, Hash::genesis()), (3, made.hashes[3]), (LAST, head)])])
                .unwrap();
        assert_eq!(report.findings, []);
        assert_eq!((report.chain.seq, report.chain.hash, report.attachments), (LAST, head, 1));
        assert_eq!(report.chain.recorded_at, "2026-11-24T00:00:12.000000Z");
    }
    let names =
        || fs::read_dir(made.dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>();
    assert_eq!(names(), ["city.db"], "nothing was put beside it");

    let shell = made.shell();
    let mode: String = shell.query_row("PRAGMA journal_mode = wal", (), |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    let older = anchored(&[(LAST, head)]);
    made.append(&shell, 13);
    assert!(names().len() > 1, "the record lies in the log");
    let report = verify(&made.path(), None, &[older]).unwrap();
    assert_eq!((report.findings, report.chain.seq), (Vec::new(), 13));
}

/// What is done to the file, and everything that must be said of it.
#[test]
fn damage_is_named() {
    use Fault::*;
    let table: [(&str, &[(u64, Fault)]); 26] = [
        ("UPDATE fact SET recorded_at = '2026-11-24T00:00:05.000001Z' WHERE seq = 5", &[(5, WrongHash)]),
        ("UPDATE fact SET effective_on = '2026-11-22' WHERE seq = 5", &[(5, WrongHash)]),
        ("UPDATE fact SET actor = 'zhang.sun' WHERE seq = 5", &[(5, WrongHash)]),
        ("UPDATE fact SET subject = 'project/3' WHERE seq = 5", &[(5, WrongHash)]),
        ("UPDATE fact SET kind = 'figurereported' WHERE seq = 5", &[(5, WrongHash)]),
        ("UPDATE fact SET version = 2 WHERE seq = 5", &[(5, WrongHash)]),
        ("UPDATE fact SET body = '{}' WHERE seq = 5", &[(5, WrongHash)]),
        (
            "UPDATE fact SET actor = substr(actor, 1, 5), subject = substr(actor, 6) || subject WHERE seq = 5",
            &[(5, WrongHash)],
        ),
        ("UPDATE fact SET hash = zeroblob(32) WHERE seq = 12", &[(12, WrongHash)]),
        ("UPDATE fact SET prev_hash = zeroblob(32) WHERE seq = 1", &[(1, BrokenLink)]),
        ("UPDATE fact SET body = CAST(x'ff' AS TEXT) WHERE seq = 7", &[(7, Unreadable)]),
        ("UPDATE fact SET version = 65536 WHERE seq = 7", &[(7, Unreadable)]),
        ("UPDATE fact SET hash = x'00' WHERE seq = 12", &[(12, Unreadable)]),
        ("DELETE FROM fact WHERE seq = 1", &[(1, Missing)]),
        ("DELETE FROM fact WHERE seq = 6", &[(6, Missing)]),
        ("DELETE FROM fact WHERE seq > 8", &[(9, Missing)]),
        ("DELETE FROM fact", &[(1, Missing)]),
        ("UPDATE fact SET seq = -3 WHERE seq = 3", &[(1, OutOfPlace)]),
        (
            "UPDATE fact SET seq = 99 WHERE seq = 5; UPDATE fact SET seq = 5 WHERE seq = 6; UPDATE fact SET seq = 6 WHERE seq = 99",
            &[(5, BrokenLink)],
        ),
        (
            "INSERT INTO fact SELECT 13, recorded_at, effective_on, actor, subject, kind, version, body, prev_hash, hash FROM fact WHERE seq = 12",
            &[(13, BrokenLink)],
        ),
        ("UPDATE meta SET head_seq = 10", &[(11, BeyondHead)]),
        ("UPDATE meta SET head_seq = 13", &[(13, Missing)]),
        ("UPDATE meta SET head_hash = zeroblob(32)", &[(12, HeadDisagrees)]),
        ("UPDATE fact SET kind = 'x' WHERE seq = 3; DELETE FROM fact WHERE seq = 8", &[(3, WrongHash)]),
        ("DELETE FROM meta", &[]),
        ("UPDATE meta SET head_hash = x'00'", &[]),
    ];
    for (sql, faults) in table {
        let made = Made::twelve();
        made.shell().execute_batch(sql).unwrap();
        let expected: Vec<Finding> = match faults {
            [] => vec![Finding::NoHead],
            faults => faults.iter().map(|(seq, fault)| Finding::Record(*seq, *fault)).collect(),
        };
        // Attachments of records that were not read are nobody's.
        assert_eq!(findings(&made.path(), &[]), expected, "{sql}");
    }
}

#[test]
fn attachments_are_held_against_their_names_and_against_the_records() {
    let made = Made::twelve();
    let name = made.attachment;
    made.shell().execute("UPDATE attachment SET bytes = x'00'", ()).unwrap();
    assert_eq!(findings(&made.path(), &[]), [Finding::AttachmentAltered(Some(name))]);
    made.shell().execute("DELETE FROM attachment", ()).unwrap();
    assert_eq!(findings(&made.path(), &[]), [Finding::AttachmentMissing(name)]);
    made.shell().execute("INSERT INTO attachment VALUES (x'00', x'01')", ()).unwrap();
    assert_eq!(
        findings(&made.path(), &[]),
        [Finding::AttachmentAltered(None), Finding::AttachmentMissing(name)]
    );
}

#[test]
fn what_only_looks_like_the_name_of_an_attachment_names_none() {
    let made = Made::twelve();
    let hash = "0".repeat(64);
    let typed = format!(r#"{{"note":"\"attachment\":\"{hash}\"","attachment":""}}"#);
    made.rewrite(4, &typed);
    assert_eq!(findings(&made.path(), &[]), []);
}

#[test]
fn a_cut_tail_whose_head_was_set_back_is_found_by_the_anchor_alone() {
    let made = Made::twelve();
    let anchor = anchored(&[(4, made.hashes[4]), (LAST, made.hashes[12])]);
    let shell = made.shell();
    shell.execute("DELETE FROM fact WHERE seq > 8", ()).unwrap();
    shell.execute("UPDATE meta SET head_seq = 8, head_hash = ?1", [made.hashes[8].0]).unwrap();
    assert_eq!(findings(&made.path(), &[]), []);
    assert_eq!(findings(&made.path(), &[anchor]), [Finding::BehindAnchor { anchor: 0, anchored: LAST }]);
}

#[test]
fn a_history_rewritten_with_all_its_sums_is_found_by_the_anchor_alone() {
    let made = Made::twelve();
    let [early, late] =
        [3, 9].map(|seq| anchored(&[(1, made.hashes[1]), (seq, made.hashes[usize::try_from(seq).unwrap()])]));
    made.rewrite(7, r#"{"number":9999}"#);
    assert_eq!(findings(&made.path(), &[]), []);
    assert_eq!(
        findings(&made.path(), &[early, late]),
        [Finding::Rewritten { anchor: 1, same: 1, other: 9 }],
        "an anchor from before it still holds"
    );
}

#[test]
fn times_that_go_back_or_are_no_times_are_found_behind_recomputed_sums() {
    for (time, fault) in
        [("2026-11-24T00:00:01.000000Z", Fault::TimeWentBack), ("tomorrow", Fault::MalformedTime)]
    {
        let made = Made::twelve();
        made.shell().execute("UPDATE fact SET recorded_at = ?1 WHERE seq = 5", [time]).unwrap();
        made.rewrite(5, "{}");
        assert_eq!(findings(&made.path(), &[]), [Finding::Record(5, fault)]);
    }
}

#[test]
fn other_files_are_no_ledgers() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("目录 #1?%20.db");
    assert!(matches!(verify(&path, None, &[]), Err(Trouble::NotThere)));
    fs::write(&path, "项目名称,总投资\n".repeat(400)).unwrap();
    assert!(matches!(verify(&path, None, &[]), Err(Trouble::NotALedger)));
    fs::copy(Made::twelve().path(), &path).unwrap();
    assert_eq!(findings(&path, &[]), [], "whatever its name");

    // A view may show whatever it likes, and as much of it.
    let made = Made::twelve();
    made.shell()
        .execute_batch(
            "ALTER TABLE fact RENAME TO real;
             CREATE VIEW fact AS WITH RECURSIVE n(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n)
             SELECT n.seq, recorded_at, effective_on, actor, subject, kind, version, body, prev_hash, hash FROM n, real",
        )
        .unwrap();
    assert!(matches!(verify(&made.path(), None, &[]), Err(Trouble::NotALedger)));
}

#[test]
fn an_index_that_hides_an_attachment_is_found() {
    let made = Made::twelve();
    let shell = made.shell();
    shell
        .execute_batch(
            "PRAGMA writable_schema = on;
             UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'spare')
             WHERE name = 'sqlite_autoindex_attachment_1';",
        )
        .unwrap();
    drop(shell);
    let found = findings(&made.path(), &[]);
    assert!(matches!(found[..], [Finding::Structure(_)]), "{found:?}");
}

#[test]
fn an_anchor_is_read_as_it_is_documented_and_survives_the_post() {
    let hash = Hash::genesis();
    let lines = format!(
        "qinghuo anchor 1\n# kept by the audit office\ncity jinan-2024\nrecorded-at 2026-11-24T00:00:12.000000Z\n\
         waypoint 1 {hash}\nhead 12 {hash}\n"
    );
    let text = format!("{lines}sum {}\n", Hash::of(lines.as_bytes()));
    let read = anchor::read(&text).unwrap();
    assert_eq!(read.records, [(1, hash), (12, hash)]);
    let posted = format!("\u{feff}{}", text.replace('\n', "  \r\n"));
    assert_eq!(anchor::read(&posted), Ok(read));

    assert_eq!(anchor::read(&text.replace("head 12", "head 13")), Err(NoAnchor::Sum));
    assert_eq!(
        anchor::read(&text.replace("waypoint 1 ", "waypoint 12 ")),
        Err(NoAnchor::Line(6)),
        "no order"
    );
    assert_eq!(anchor::read(&lines), Err(NoAnchor::Line(7)), "no sum");
    for (wrong, line) in [
        ("", 1),
        ("qinghuo anchor 2\n", 1),
        ("qinghuo anchor 1\nhead x\n", 2),
        ("qinghuo anchor 1\nsum\n", 2),
    ] {
        assert_eq!(anchor::read(wrong), Err(NoAnchor::Line(line)), "{wrong}");
    }
}

#[test]
fn the_program_says_it_in_words_and_by_its_exit_code() {
    let run = |arguments: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_qinghuo-verify"))
            .args(arguments)
            .env_remove("QINGHUO_LANG")
            .output()
            .unwrap();
        let said = String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap();
        (done.status.code().unwrap(), said)
    };
    let made = Made::twelve();
    let ledger = made.path().display().to_string();
    let anchor = made.dir.path().join("anchor.txt");
    let lines = format!("qinghuo anchor 1\nhead 12 {}\n", made.hashes[12]);
    fs::write(&anchor, format!("{lines}sum {}\n", Hash::of(lines.as_bytes()))).unwrap();
    let anchor = anchor.display().to_string();

    let (exit, said) = run(&["--anchor", &anchor, &ledger]);
    assert!(
        exit == 0 && said.starts_with("完好：12 条记录") && said.contains("至第 12 条未被改写"),
        "{exit} {said}"
    );
    let (exit, said) = run(&["--lang", "en", &ledger]);
    assert!(exit == 0 && said.starts_with("sound: 12 records"), "{exit} {said}");
    made.rewrite(5, "{}");
    let (exit, said) = run(&["--lang", "en", &ledger, "--anchor", &anchor]);
    assert!(exit == 5 && said.contains("record 12 is another"), "{exit} {said}");
    made.shell().execute("UPDATE fact SET kind = 'x' WHERE seq = 3", ()).unwrap();
    let (exit, said) = run(&[&ledger]);
    assert!(exit == 5 && said.contains("第 3 条记录内容与校验值不符"), "{exit} {said}");
    assert_eq!(run(&["--help"]).0, 0);
    for wrong in [&[][..], &["--anchor"], &["a", "b"], &["--lang", "fr", "a"], &["--loud", "a"]] {
        assert_eq!(run(wrong).0, 2, "{wrong:?}");
    }
    assert_eq!(run(&["nowhere.db"]).0, 3);
    assert_eq!(run(&["--anchor", &ledger, &ledger]).0, 3);
}

proptest! {
    // Each case writes a database to the disk.
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_changed_byte_of_a_record_is_found_there_or_at_its_successor(
        seq in 1..=LAST,
        column in prop::sample::select(made::COLUMNS.to_vec()),
        at: prop::sample::Index,
        mask in 1..=u8::MAX,
    ) {
        let made = Made::twelve();
        prop_assume!(made.change_byte(seq, column, at, mask));
        let found = findings(&made.path(), &[]);
        let Some(Finding::Record(place, fault)) = found.first() else { panic!("not found: {found:?}") };
        let early = *fault == Fault::OutOfPlace && *place == 1;
        prop_assert!(early || *place == seq || *place == seq + 1, "{fault:?} at {place}, changed at {seq}");
    }

    /// A flipped byte anywhere in the file: nothing panics, and a file that is called sound holds the very same records.
    #[test]
    fn a_flipped_byte_of_the_file_is_found_or_harmless(at: prop::sample::Index, mask in 1..=u8::MAX) {
        let mut bytes = file_of_twelve().to_vec();
        let place = at.index(bytes.len());
        bytes[place] ^= mask;
        let dir = tempdir().unwrap();
        let path = dir.path().join("city.db");
        fs::write(&path, &bytes).unwrap();
        if let Ok(report) = verify(&path, None, &[]) && report.findings.is_empty() {
            prop_assert_eq!(report.chain.hash, *Made::twelve().hashes.last().unwrap());
        }
    }

    /// A cut through the blank end of a page takes nothing away.
    #[test]
    fn a_cut_file_is_found_or_harmless(at: prop::sample::Index) {
        let whole = file_of_twelve();
        let dir = tempdir().unwrap();
        let path = dir.path().join("city.db");
        fs::write(&path, &whole[..at.index(whole.len())]).unwrap();
        if let Ok(report) = verify(&path, None, &[]) && report.findings.is_empty() {
            let held = (report.chain.hash, report.attachments);
            prop_assert_eq!(held, (*Made::twelve().hashes.last().unwrap(), 1));
        }
    }

    #[test]
    fn no_text_makes_the_reader_of_anchors_panic(text in "(qinghuo anchor 1\n)?((head|waypoint|sum|city|#) ?[0-9a-f ]{0,70}\n|\\PC{0,40}\n){0,6}") {
        prop_assert!(anchor::read(&text).is_err(), "no sum was right");
    }
}
