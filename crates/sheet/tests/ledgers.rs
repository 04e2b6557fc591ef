//! The two sample ledgers, to their ground truth.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

use qinghuo_domain::{Attribute, Fen};
use qinghuo_sheet::{ReadOptions, Reading, RowKind, SheetKind, Verdict};

const JINAN: &[u8] = include_bytes!("ledgers/jinan_2024_dispatch.xlsx");

fn read(bytes: &[u8], name: &str) -> Reading {
    qinghuo_sheet::read(bytes, name, &ReadOptions::default()).unwrap()
}

fn sums(reading: &Reading) -> [i64; 3] {
    let entries: Vec<_> =
        reading.sheets.iter().flat_map(|sheet| &sheet.rows).filter_map(|row| row.entry.as_deref()).collect();
    let sum = |of: fn(&qinghuo_sheet::Entry) -> Option<Fen>| {
        entries.iter().filter_map(|entry| of(entry)).sum::<Fen>().0
    };
    [sum(|entry| entry.total), sum(|entry| entry.plan), sum(|entry| entry.done)]
}

fn count(reading: &Reading, kind: RowKind) -> usize {
    reading.sheets.iter().flat_map(|sheet| &sheet.rows).filter(|row| row.kind == kind).count()
}

#[test]
fn the_jinan_dispatch_table_reads_to_its_ground_truth() {
    let reading = read(JINAN, "jinan_2024_dispatch.xlsx");
    let sheet = &reading.sheets[0];
    assert_eq!(
        (sheet.kind, sheet.year, sheet.month, sheet.header_rows),
        (SheetKind::Ledger, Some(2024), Some(6), Some((3, 4)))
    );
    assert_eq!((count(&reading, RowKind::Data), count(&reading, RowKind::Group)), (81, 10));
    assert_eq!(sums(&reading), [23_698_300_000_000, 6_708_223_000_000, 2_859_385_000_000]);
    assert!(sheet.reconciliation.iter().all(|check| check.verdict == Verdict::Ok));
    assert_eq!(sheet.reconciliation.len(), 4 * 11);
    assert_eq!(sheet.findings, []);
    assert_eq!(reading.ledger_rows().len(), 81);
    insta::assert_snapshot!(serde_json::to_string_pretty(&sheet.columns).unwrap());
    let chosen: Vec<_> = sheet
        .rows
        .iter()
        .filter(|row| [1, 2, 5, 6, 7, 8, 18, 22, 29, 32, 77, 96, 97].contains(&row.row))
        .collect();
    insta::assert_snapshot!(serde_json::to_string_pretty(&chosen).unwrap());
    let first = &reading.ledger_rows()[1];
    assert!(first.attributes.contains(&Attribute::YearPlan(2024, Some(Fen(352_636_000_000)))));
    assert_eq!(first.figure.as_ref().unwrap().0.to_string(), "2024-06");
}

#[test]
fn the_guilin_list_reads_to_its_ground_truth_and_says_what_does_not_add_up() {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/ledgers/guilin_2022_preliminary.xlsx");
    let Ok(bytes) = std::fs::read(path) else {
        println!("skipped: the Guilin sample is not part of the project");
        return;
    };
    let reading = read(&bytes, "guilin_2022_preliminary.xlsx");
    let sheet = &reading.sheets[0];
    assert_eq!(
        (sheet.kind, sheet.year, sheet.month, sheet.header_rows),
        (SheetKind::Ledger, Some(2022), None, Some((4, 4)))
    );
    assert_eq!((count(&reading, RowKind::Data), count(&reading, RowKind::Group)), (52, 18));
    assert_eq!(sums(&reading)[0], 6_979_732_100_000);
    let third_level: Vec<u32> =
        sheet.rows.iter().filter(|row| row.level == Some(3)).map(|row| row.row).collect();
    let complete = third_level
        .iter()
        .filter(|row| {
            sheet
                .reconciliation
                .iter()
                .filter(|check| check.row == **row)
                .all(|check| check.verdict == Verdict::Ok)
        })
        .count();
    assert_eq!((third_level.len(), complete), (13, 12));
    let differ: Vec<(u32, i64)> = sheet
        .reconciliation
        .iter()
        .filter(|check| check.verdict == Verdict::Differs)
        .map(|check| (check.row, check.declared))
        .collect();
    assert_eq!(differ.len(), 8);
    assert_eq!(differ[0], (5, 241));
    let codes: Vec<String> = sheet
        .findings
        .iter()
        .map(|finding| serde_json::to_value(finding).unwrap()["code"].as_str().unwrap().to_owned())
        .collect();
    for code in
        ["error_cell", "column_inferred", "unit_from_note", "declared_count_differs", "subtotal_differs"]
    {
        assert!(codes.iter().any(|found| found == code), "{code}: {codes:?}");
    }
    let row = |number| {
        sheet.rows.iter().find(|row| row.row == number).and_then(|row| row.entry.as_deref()).unwrap()
    };
    assert_eq!(row(12).owner, None, "the owner is to be determined");
    assert_eq!(row(10).groups.join("/"), "基础设施/交通/铁路");
    assert_eq!(row(10).class.as_deref(), Some("铁路"));
}
