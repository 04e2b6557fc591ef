//! One synthetic ledger in four formats reads the same from each.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

use qinghuo_sheet::{Format, ReadOptions, Reading, Unreadable};
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

const XLSX: &[u8] = include_bytes!("ledgers/synthetic.xlsx");
const XLS: &[u8] = include_bytes!("ledgers/synthetic.xls");
const ODS: &[u8] = include_bytes!("ledgers/synthetic.ods");

fn read(bytes: &[u8]) -> Result<Reading, Unreadable> {
    // The extension says nothing.
    qinghuo_sheet::read(bytes, "ledger.pdf", &ReadOptions::default())
}

#[test]
fn the_format_makes_no_difference() {
    let first = read(XLSX).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&first.sheets).unwrap());
    for (bytes, format) in [(XLS, Format::Xls), (ODS, Format::Ods)] {
        let other = read(bytes).unwrap();
        assert_eq!(other.format, format);
        assert_eq!(
            serde_json::to_value(&other.sheets).unwrap(),
            serde_json::to_value(&first.sheets).unwrap()
        );
        let merges = |reading: &Reading| reading.sheets[0].grid.merges.clone();
        assert_eq!(merges(&other), merges(&first));
    }
}

#[test]
fn binary_workbooks_are_read_with_their_merges_and_hidden_rows() {
    let reading = read(&xlsb()).unwrap();
    assert_eq!(reading.format, Format::Xlsb);
    let sheet = &reading.sheets[0];
    assert_eq!(&*sheet.name, "示例");
    assert_eq!(sheet.grid.merges.len(), 1);
    assert!(sheet.grid.rows.last().unwrap().hidden);
    let entry = sheet.rows.last().unwrap().entry.as_deref().unwrap();
    assert_eq!((entry.name.as_deref(), entry.total.unwrap().0), (Some("甲工程"), 15_000_000_000));
}

/// A record: kind, length, body.
fn record(out: &mut Vec<u8>, kind: u16, body: &[u8]) {
    if kind < 0x80 {
        out.push(kind as u8);
    } else {
        out.extend([(kind & 0x7F) as u8 | 0x80, (kind >> 7) as u8]);
    }
    let mut length = body.len();
    while length >= 0x80 {
        out.push((length & 0x7F) as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend(body);
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = (units.len() as u32).to_le_bytes();
    length.into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}

fn xlsb() -> Vec<u8> {
    let mut sheet = Vec::new();
    record(&mut sheet, 0x0081, &[]);
    record(&mut sheet, 0x0094, &[0; 16]);
    record(&mut sheet, 0x0091, &[]);
    let rows: [&[Result<&str, f64>]; 3] = [
        &[Ok("重点项目（示例数据）")],
        &[Ok("序号"), Ok("项目名称"), Ok("总投资（亿元）")],
        &[Err(1.0), Ok("甲工程"), Err(1.5)],
    ];
    for (number, cells) in (0u32..).zip(rows) {
        let mut head = number.to_le_bytes().to_vec();
        head.extend([0; 7]);
        head.extend([if number == 2 { 0x10 } else { 0 }, 0, 0, 0, 0, 0]);
        record(&mut sheet, 0x0000, &head);
        for (column, cell) in (0u32..).zip(cells) {
            let mut body = column.to_le_bytes().to_vec();
            body.extend([0; 4]);
            match cell {
                Ok(text) => {
                    body.extend(wide(text));
                    record(&mut sheet, 0x0006, &body);
                }
                Err(value) => {
                    body.extend(value.to_le_bytes());
                    record(&mut sheet, 0x0005, &body);
                }
            }
        }
    }
    record(&mut sheet, 0x0092, &[]);
    let merge: Vec<u8> = [0u32, 0, 0, 2].into_iter().flat_map(u32::to_le_bytes).collect();
    record(&mut sheet, 0x00B0, &merge);
    record(&mut sheet, 0x0082, &[]);
    let mut book = Vec::new();
    record(&mut book, 0x0083, &[]);
    let mut bundle = vec![0, 0, 0, 0, 1, 0, 0, 0];
    bundle.extend(wide("rId1"));
    bundle.extend(wide("示例"));
    record(&mut book, 0x009C, &bundle);
    record(&mut book, 0x0090, &[]);
    record(&mut book, 0x0084, &[]);
    let rels = br#"<?xml version="1.0"?><Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let parts: [(&str, &[u8]); 3] = [
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", rels),
        ("xl/worksheets/sheet1.bin", &sheet),
    ];
    for (name, part) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(part).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
