//! Files made to harm, and files that merely would: each is refused with its reason or read within bounds, and soon.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

use proptest::prelude::*;
use qinghuo_sheet::{Limits, LooksLike, ReadOptions, Reading, RowKind, SheetKind, Unreadable};
use rust_xlsxwriter::{Format, Workbook};
use std::{
    io::{Cursor, Write},
    time::{Duration, Instant},
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const JINAN: &[u8] = include_bytes!("ledgers/jinan_2024_dispatch.xlsx");
const XLS: &[u8] = include_bytes!("ledgers/synthetic.xls");
const XLSX: &[u8] = include_bytes!("ledgers/synthetic.xlsx");
const ODS: &[u8] = include_bytes!("ledgers/synthetic.ods");

fn read(bytes: &[u8]) -> Result<Reading, Unreadable> {
    qinghuo_sheet::read(bytes, "ledger.xlsx", &ReadOptions::default())
}

/// Reads within a time no bounded work comes near, even in a debug build beside other tests.
fn read_soon(bytes: &[u8]) -> Result<Reading, Unreadable> {
    let start = Instant::now();
    let result = read(bytes);
    assert!(start.elapsed() < Duration::from_secs(30), "took {:?}", start.elapsed());
    result
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        zip.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated))
            .unwrap();
        zip.write_all(part).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const RELS: &[u8] = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &[u8] = br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &[u8] = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook around the cells of one sheet.
fn sheet(data: &str) -> Vec<u8> {
    sheet_with(data, &[])
}

fn sheet_with(data: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let xml = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{data}</worksheet>"#
    );
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/worksheets/sheet1.xml", xml.as_bytes()),
    ];
    parts.extend(more);
    zip(&parts)
}

fn ods(rows: &str) -> Vec<u8> {
    let xml = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="a">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", xml.as_bytes())])
}

#[test]
fn a_far_corner_costs_nothing() {
    let bytes = sheet(
        r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>"#,
    );
    let reading = read_soon(&bytes).unwrap();
    assert_eq!(reading.sheets[0].grid.rows.len(), 2);
    let bytes = ods(
        r#"<table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row><table:table-row><table:table-cell table:number-columns-repeated="16383"/><table:table-cell office:value-type="float" office:value="2"/></table:table-row>"#,
    );
    assert_eq!(read_soon(&bytes).unwrap().sheets[0].grid.rows[0].number, 1_048_576);
}

#[test]
fn a_cell_outside_every_sheet_is_damage() {
    for cell in ["XFE1", "A1048577", "A99999999999", "ZZZZZZZZZZ1"] {
        let bytes = sheet(&format!(r#"<sheetData><row r="1"><c r="{cell}"><v>1</v></c></row></sheetData>"#));
        assert!(matches!(read_soon(&bytes), Err(Unreadable::Damaged { .. })), "{cell}");
    }
}

#[test]
fn what_unpacks_beyond_measure_is_a_bomb() {
    let zeros = vec![b' '; 64 << 20];
    assert!(matches!(
        read_soon(&sheet_with("<sheetData/>", &[("xl/styles.xml", &zeros)])),
        Err(Unreadable::Bomb { .. })
    ));
    assert!(
        matches!(
            read_soon(&sheet_with("<sheetData/>", &[("xl/media/image1.png", &zeros)])),
            Err(Unreadable::Bomb { .. })
        ),
        "also in a part nobody reads"
    );
    let many: Vec<String> = (0..5000).map(|index| format!("xl/{index}.xml")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert!(matches!(read_soon(&sheet_with("<sheetData/>", &many)), Err(Unreadable::Bomb { .. })));
}

#[test]
fn a_part_larger_than_it_says_is_a_bomb() {
    let mut bytes = sheet_with("<sheetData/>", &[("xl/styles.xml", &vec![b' '; 1 << 20])]);
    // Both the local header and the directory say one byte.
    let size = (1u32 << 20).to_le_bytes();
    let places: Vec<usize> =
        bytes.windows(4).enumerate().filter(|(_, window)| *window == size).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&1u32.to_le_bytes());
    }
    assert!(matches!(read_soon(&bytes), Err(Unreadable::Bomb { .. } | Unreadable::Damaged { .. })));
}

#[test]
fn repeated_cells_are_counted_before_they_are_made() {
    let row = r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>"#;
    assert!(matches!(read_soon(&ods(row)), Err(Unreadable::TooManyCells { .. })));
    let wide = r#"<table:table-row><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>"#;
    assert!(matches!(read_soon(&ods(&wide.repeat(500))), Err(Unreadable::TooManyCells { .. })));
}

#[test]
fn a_million_columns_are_refused_or_held_to_a_sheet() {
    let cells = "<c><v>1</v></c>".repeat(1_000_000);
    let bytes = sheet(&format!(r#"<sheetData><row r="1">{cells}</row></sheetData>"#));
    assert!(
        matches!(read_soon(&bytes), Err(Unreadable::Damaged { .. } | Unreadable::Bomb { .. })),
        "{:?}",
        read(&bytes).err()
    );
    let cell = r#"<table:table-cell office:value-type="float" office:value="1"/>"#;
    let bytes = ods(&format!("<table:table-row>{}</table:table-row>", cell.repeat(1_000_000)));
    let refused = read_soon(&bytes);
    assert!(
        matches!(refused, Err(Unreadable::Damaged { .. } | Unreadable::Bomb { .. })),
        "{:?}",
        refused.err()
    );
    // A cell repeated is made no oftener than the sheet is wide.
    let repeated = r#"<table:table-cell table:number-columns-repeated="1000000" office:value-type="float" office:value="1"/>"#;
    let reading = read_soon(&ods(&format!("<table:table-row>{repeated}</table:table-row>"))).unwrap();
    assert_eq!(reading.sheets[0].grid.rows[0].cells.len(), 16_384);
    let text = "1,".repeat(1_000_000);
    let csv = Err(Unreadable::NotAWorkbook { looks_like: LooksLike::Csv });
    assert_eq!(read_soon(text.as_bytes()).map(|_| ()), csv);
}

#[test]
fn more_cells_than_the_limit_are_refused() {
    let limits = Limits { cells: 3, ..Limits::default() };
    let data = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c><c r="C1"><v>1</v></c><c r="D1"><v>1</v></c></row></sheetData>"#;
    let result = qinghuo_sheet::read(&sheet(data), "x", &ReadOptions { limits, ..ReadOptions::default() });
    assert_eq!(result.err(), Some(Unreadable::TooManyCells { limit: 3 }));
    let small = Limits { file_bytes: 100, ..Limits::default() };
    let result = qinghuo_sheet::read(JINAN, "x", &ReadOptions { limits: small, ..ReadOptions::default() });
    assert_eq!(result.err(), Some(Unreadable::TooLarge { limit: 100 }));
}

#[test]
fn a_million_formatted_empty_rows_are_read_at_once() {
    use std::fmt::Write as _;
    let mut data = String::from(
        r#"<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>项目名称</t></is></c><c r="B1" t="inlineStr"><is><t>总投资(万元)</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>甲工程</t></is></c><c r="B2"><v>5</v></c></row>"#,
    );
    for row in 3..=1_048_576 {
        write!(data, r#"<row r="{row}" spans="1:2" s="1" customFormat="1"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>"#).unwrap();
    }
    data.push_str("</sheetData>");
    let reading = read_soon(&sheet(&data)).unwrap();
    assert_eq!((reading.sheets[0].kind, reading.sheets[0].rows.len()), (SheetKind::Ledger, 2));
}

#[test]
fn entities_and_document_types_are_refused() {
    let laughs = br#"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><sst>&lol2;</sst>"#;
    assert!(matches!(
        read_soon(&sheet_with("<sheetData/>", &[("xl/sharedStrings.xml", laughs)])),
        Err(Unreadable::DeclaresEntities { .. })
    ));
    let unknown = r#"<sheetData><row r="1"><c r="A1" t="str"><v>&evil;</v></c></row></sheetData>"#;
    assert!(matches!(read_soon(&sheet(unknown)), Err(Unreadable::Damaged { .. }) | Ok(_)));
}

#[test]
fn links_to_other_files_are_not_followed_but_said() {
    let link = br#"<externalLink><externalBook r:id="rId1"/></externalLink>"#;
    let rels = br#"<Relationships><Relationship Id="rId1" Target="file:///etc/passwd" TargetMode="External"/></Relationships>"#;
    let parts: [(&str, &[u8]); 2] = [
        ("xl/externalLinks/externalLink1.xml", link),
        ("xl/externalLinks/_rels/externalLink1.xml.rels", rels),
    ];
    let reading = read_soon(&sheet_with("<sheetData/>", &parts)).unwrap();
    let codes = serde_json::to_string(&reading.sheets[0].findings).unwrap();
    assert!(codes.contains("external_links"), "{codes}");
}

#[test]
fn encrypted_workbooks_are_named_so() {
    assert_eq!(
        read_soon(&compound(&[("EncryptionInfo", b"x"), ("EncryptedPackage", b"y")])).err(),
        Some(Unreadable::Encrypted)
    );
    // BOF, then FilePass.
    let mut stream = vec![0x09, 0x08, 16, 0, 0, 6, 5, 0];
    stream.extend([0; 12]);
    stream.extend([0x2F, 0, 6, 0, 1, 0, 1, 0, 1, 0]);
    stream.resize(4096, 0);
    assert_eq!(read_soon(&compound(&[("Workbook", &stream)])).err(), Some(Unreadable::Encrypted));
    let manifest = br#"<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#;
    let locked =
        zip(&[("mimetype", b"x"), ("content.xml", b"\x01\x02"), ("META-INF/manifest.xml", manifest)]);
    assert_eq!(read_soon(&locked).err(), Some(Unreadable::Encrypted));
}

#[test]
fn documents_of_other_programs_are_named() {
    let looks = |bytes: &[u8]| match read_soon(bytes) {
        Err(Unreadable::NotAWorkbook { looks_like }) => looks_like,
        other => panic!("{other:?}"),
    };
    assert_eq!(looks(&zip(&[("word/document.xml", b"<w/>")])), LooksLike::Word);
    assert_eq!(looks(&zip(&[("ppt/presentation.xml", b"<p/>")])), LooksLike::Slides);
    assert_eq!(looks(&zip(&[("readme.txt", b"hi")])), LooksLike::Zip);
    assert_eq!(looks(&compound(&[("WordDocument", &[0; 4096])])), LooksLike::Word);
}

#[test]
fn an_old_workbook_that_claims_a_huge_rectangle_is_refused() {
    let record = |kind: u16, body: &[u8]| {
        let mut record = kind.to_le_bytes().to_vec();
        record.extend((body.len() as u16).to_le_bytes());
        record.extend(body);
        record
    };
    let bof = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x000A, &[]);
    let mut bound = Vec::new();
    let globals_length = (bof.len() + 4 + 9 + end.len()) as u32;
    bound.extend(globals_length.to_le_bytes());
    bound.extend([0, 0, 1, 0, b'a']);
    let claims: [&[u8]; 2] = [
        // Dimensions: rows 0 to 4294967295
        &[0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 255, 255, 0, 0],
        // an honest claim, but cells in both corners
        &[0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0, 0],
    ];
    for claim in claims {
        let mut stream =
            [bof.clone(), record(0x0085, &bound), end.clone(), bof.clone(), record(0x0200, claim)].concat();
        for (row, column) in [(0u16, 0u16), (65_535, 65_535)] {
            let cell = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
            stream.extend(record(0x0203, &[cell, 1f64.to_le_bytes().to_vec()].concat()));
        }
        stream.extend(&end);
        assert!(matches!(
            read_soon(&compound(&[("Workbook", &stream)])),
            Err(Unreadable::TooManyCells { .. })
        ));
    }
}

#[test]
fn one_unknown_cell_does_not_spoil_the_sheet() {
    let data = r#"<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>项目名称</t></is></c><c r="B1" t="inlineStr"><is><t>总投资(万元)</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>甲工程</t></is></c><c r="B2" t="e"><v>#SPILL!</v></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>乙工程</t></is></c><c r="B3"><v>7</v></c></row></sheetData>"#;
    let reading = read_soon(&sheet(data)).unwrap();
    let data: Vec<_> = reading.sheets[0].rows.iter().filter(|row| row.kind == RowKind::Data).collect();
    assert_eq!(data.len(), 2);
    assert!(serde_json::to_string(&reading.sheets[0].findings).unwrap().contains("cell_unreadable"));
}

#[test]
fn a_hundred_thousand_rows_take_linear_time() {
    let workbook = |rows: u32| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (column, header) in
            (0u16..).zip(["序号", "项目名称", "建设地点", "总投资(万元)", "年度计划投资(万元)", "建设内容"])
        {
            sheet.write_string_with_format(0, column, header, &Format::new().set_bold()).unwrap();
        }
        for row in 1..=rows {
            sheet.write_number(row, 0, f64::from(row)).unwrap();
            sheet.write_string(row, 1, format!("项目{row}")).unwrap();
            sheet.write_string(row, 2, "历下区").unwrap();
            sheet.write_number(row, 3, f64::from(row % 997)).unwrap();
            sheet.write_number(row, 4, 1.0).unwrap();
            sheet.write_string(row, 5, "新建厂房及配套设施").unwrap();
        }
        book.save_to_buffer().unwrap()
    };
    let time = |bytes: &[u8]| {
        let start = Instant::now();
        let reading = read(bytes).unwrap();
        (start.elapsed(), reading.ledger_rows().len())
    };
    let (small, large) = (workbook(4_000), workbook(40_000));
    time(&small);
    let ((short, few), (long, many)) = (time(&small), time(&large));
    assert_eq!((few, many), (4_000, 40_000));
    // Ten times the rows; square growth would take a hundred times as long.
    assert!(long < short * 35, "{short:?} against {long:?}");
}

/// A compound file of streams that each fit whole sectors.
fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    const END: u32 = 0xFFFF_FFFE;
    let mut file = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    file.extend([0; 16]);
    file.extend([0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    for word in [0, 1, 1, 0, 4096, END, 0, END, 0, 0] {
        file.extend(u32::to_le_bytes(word));
    }
    file.resize(512, 0xFF);
    let mut table = vec![0xFFFF_FFFDu32, END];
    let mut directory = entry("Root Entry", 5, END, 0);
    let mut data = Vec::new();
    for (name, stream) in streams {
        let mut stream = stream.to_vec();
        stream.resize(stream.len().max(4096).div_ceil(512) * 512, 0);
        let start = table.len() as u32;
        let sectors = stream.len() / 512;
        table.extend((1..sectors as u32).map(|sector| start + sector));
        table.push(END);
        directory.extend(entry(name, 2, start, stream.len() as u32));
        data.extend(stream);
    }
    table.resize(128, 0xFFFF_FFFF);
    file.extend(table.into_iter().flat_map(u32::to_le_bytes));
    directory.resize(512, 0);
    file.extend(directory);
    file.extend(data);
    file
}

fn entry(name: &str, kind: u8, start: u32, length: u32) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    entry.resize(64, 0);
    entry.extend([(name.len() * 2 + 2) as u8, 0, kind, 1]);
    entry.extend([0xFF; 12]);
    entry.resize(116, 0);
    entry.extend(start.to_le_bytes());
    entry.extend(length.to_le_bytes());
    entry.resize(128, 0);
    entry
}

/// Some bytes of a file changed, or its end cut off.
fn mutated(original: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    let length = original.len();
    (prop::collection::vec((0..length, any::<u8>()), 1..24), prop::option::of(0..length)).prop_map(
        move |(changes, cut)| {
            let mut bytes = original.to_vec();
            for (at, byte) in changes {
                bytes[at] = byte;
            }
            bytes.truncate(cut.unwrap_or(length));
            bytes
        },
    )
}

/// The inside of a workbook changed, not its packing: most changes to the packing are caught by its checksums.
fn mutated_inside(part: &'static str, original: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    let mut archive = zip_reader(original);
    let parts: Vec<(String, Vec<u8>)> = (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            let name = entry.entry().name().unwrap().into_owned();
            std::io::copy(&mut entry, &mut bytes).unwrap();
            (name, bytes)
        })
        .collect();
    let length = parts.iter().find(|(name, _)| name == part).unwrap().1.len();
    prop::collection::vec((0..length, prop::sample::select(b"<>/\"=09:AZ&; \0\xFF".to_vec())), 1..12)
        .prop_map(move |changes| {
            let mut parts = parts.clone();
            let (_, bytes) = parts.iter_mut().find(|(name, _)| name == part).unwrap();
            for (at, byte) in changes {
                bytes[at] = byte;
            }
            let parts: Vec<(&str, &[u8])> =
                parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            zip(&parts)
        })
}

fn zip_reader(bytes: &'static [u8]) -> zip::ZipArchive<Cursor<&'static [u8]>> {
    zip::ZipArchive::new(Cursor::new(bytes)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn reading_never_panics_on_damaged_bytes(
        bytes in prop_oneof![
            mutated(JINAN),
            mutated(XLS),
            mutated(ODS),
            mutated_inside("xl/worksheets/sheet1.xml", JINAN),
            mutated_inside("xl/sharedStrings.xml", XLSX),
            mutated_inside("xl/styles.xml", JINAN),
            mutated_inside("content.xml", ODS),
        ]
    ) {
        if let Ok(reading) = read_soon(&bytes) {
            prop_assert!(serde_json::to_string(&reading).is_ok());
        }
    }
}
