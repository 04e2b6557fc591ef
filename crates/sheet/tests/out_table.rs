//! Tables as workbooks, read back.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

use calamine::{Data, Reader, Xlsx};
use jiff::civil::date;
use qinghuo_sheet::out::{Cell, Column, Hue, Kind, OutError, Table, TableBook, table};
use std::io::{Cursor, Read};
use zip::ZipArchive;

fn column(header: &str, unit: Option<&str>, width: f64, kind: Kind) -> Column {
    Column { header: header.into(), unit: unit.map(Into::into), width, kind }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.into())
}

fn projects(rows: Vec<Vec<Cell>>) -> TableBook {
    TableBook {
        title: "济南市2024年重点项目推进情况".into(),
        notes: vec!["截至2024年6月30日".into(), "数据为演示用虚构数据".into()],
        made_on: date(2026, 11, 24),
        sheets: vec![Table {
            name: "项目".into(),
            columns: vec![
                column("序号", None, 6.0, Kind::Integer),
                column("项目名称", None, 36.0, Kind::Text),
                column("总投资", Some("亿元"), 12.0, Kind::Decimal { places: 2 }),
                column("完成率", None, 10.0, Kind::Percent),
                column("开工日期", None, 12.0, Kind::Date),
                column("亮灯", None, 8.0, Kind::Text),
            ],
            totals: Some(vec![Cell::Empty, text("合计"), Cell::Number(12.5)]),
            rows,
        }],
    }
}

fn sample() -> TableBook {
    projects(vec![
        vec![
            Cell::Integer(1),
            text("齐鲁大数据中心"),
            Cell::Number(12.5),
            Cell::Number(0.5),
            Cell::Date(date(2024, 11, 1)),
            Cell::Signal { text: "正常".into(), tone: Hue::Green },
        ],
        vec![Cell::Integer(i64::MAX), text("短行")],
    ])
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut out = String::new();
    ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(name).unwrap().read_to_string(&mut out).unwrap();
    out
}

#[test]
fn a_table_reads_back_as_it_was_given() {
    let bytes = table(&sample()).unwrap();
    let mut book = Xlsx::new(Cursor::new(&bytes)).unwrap();
    let range = book.worksheet_range("项目").unwrap();
    let at = |row, column| range.get_value((row, column)).cloned().unwrap_or_default();
    let words = |text: &str| Data::String(text.into());
    assert_eq!(at(0, 0), words("济南市2024年重点项目推进情况"));
    assert_eq!(at(2, 0), words("数据为演示用虚构数据"));
    assert_eq!(at(3, 2), words("总投资（亿元）"));
    assert_eq!(
        (at(4, 0), at(4, 1), at(4, 2), at(4, 3)),
        (Data::Float(1.0), words("齐鲁大数据中心"), Data::Float(12.5), Data::Float(0.5))
    );
    assert!(matches!(at(4, 4), Data::DateTime(day) if day.as_f64() == 45597.0), "{:?}", at(4, 4));
    assert_eq!(at(4, 5), words("正常"));
    // Not exact as a number of the format, so written as its digits.
    assert_eq!(at(5, 0), words("9223372036854775807"));
    assert_eq!((at(6, 1), at(6, 2)), (words("合计"), Data::Float(12.5)));
}

#[test]
fn a_sheet_is_set_up_for_reading_and_for_print() {
    let bytes = table(&sample()).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for wanted in [
        "<pane xSplit=\"2\" ySplit=\"4\" topLeftCell=\"C5\"",
        // Without the row of totals.
        "<autoFilter ref=\"A4:F6\"",
        "<mergeCell ref=\"A1:F1\"",
        "paperSize=\"9\"",
        "orientation=\"landscape\"",
        "fitToHeight=\"0\"",
        "fitToPage=\"1\"",
        "&amp;P / &amp;N",
    ] {
        assert!(sheet.contains(wanted), "{wanted} in {sheet}");
    }
    assert!(part(&bytes, "xl/workbook.xml").contains("_xlnm.Print_Titles"));
    let core = part(&bytes, "docProps/core.xml");
    assert!(core.contains("<dc:creator>Qinghuo</dc:creator>") && core.contains("济南市2024年"));
    assert!(core.contains("2026-11-24T00:00:00Z"), "{core}");
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    assert_eq!(table(&sample()).unwrap(), table(&sample()).unwrap());
}

#[test]
fn text_that_looks_like_a_formula_stays_text() {
    let hostile =
        ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x\")"];
    let mut tables = projects(hostile.iter().map(|said| vec![Cell::Empty, text(said)]).collect());
    tables.title = "=TITLE()".into();
    tables.notes = vec!["=NOTE()".into()];
    tables.sheets[0].columns[1].header = "=HEAD()".into();
    tables.sheets[0].totals = Some(vec![text("=SUM(A1:A9)"), text("=SUM(B1:B9)")]);
    let bytes = table(&tables).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{sheet}");
    assert!(!sheet.contains("<hyperlink"), "{sheet}");
    let styles = part(&bytes, "xl/styles.xml");
    assert!(styles.contains("quotePrefix=\"1\""), "{styles}");
    let mut book = Xlsx::new(Cursor::new(&bytes)).unwrap();
    let range = book.worksheet_range("项目").unwrap();
    for (row, said) in (3..).zip(hostile) {
        assert_eq!(range.get_value((row, 1)), Some(&Data::String(said.into())), "{said:?}");
    }
}

#[test]
fn odd_tables_are_written_all_the_same() {
    let mut tables = sample();
    let mut second = tables.sheets[0].clone();
    second.columns.truncate(1);
    second.totals = None;
    second.rows = vec![
        vec![Cell::Number(f64::NAN)],
        vec![Cell::Date(date(1800, 1, 1))],
        vec![text(&"长".repeat(40_000))],
    ];
    let third =
        Table { name: "项目".into(), columns: vec![], rows: vec![vec![text("没有列")]], totals: None };
    tables.sheets.extend([second, third]);
    let bytes = table(&tables).unwrap();
    let mut book = Xlsx::new(Cursor::new(&bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["项目", "项目 (2)", "项目 (3)"]);
    let range = book.worksheet_range("项目 (2)").unwrap();
    assert_eq!(range.get_value((5, 0)), Some(&Data::String("1800-01-01".into())));
    assert!(matches!(range.get_value((6, 0)), Some(Data::String(text)) if text.chars().count() == 32_767));
    tables.sheets.clear();
    assert!(table(&tables).is_ok());
}

#[test]
fn more_than_a_sheet_holds_is_refused() {
    let mut wide = sample();
    wide.sheets[0].columns = vec![column("x", None, 5.0, Kind::Text); 16_385];
    assert!(matches!(table(&wide), Err(OutError::TooManyColumns { limit: 16_384 })));
    let long = projects(vec![Vec::new(); 1_048_576]);
    assert!(matches!(table(&long), Err(OutError::TooManyRows { limit: 1_048_576 })));
}
