//! A ledger handed back: what is marked, and that nothing else changes.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

use calamine::{Data, Reader, Xlsx};
use jiff::civil::date;
use qinghuo_sheet::{
    grid::CellName,
    open::{Limits, Unreadable, open},
    out::{ListHeaders, Mark, MarkSummary, OutError, Tone, ToneWords, mark},
};
use rust_xlsxwriter::{Format, Note, Workbook};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const LEDGER: &[u8] = include_bytes!("ledgers/jinan_2024_dispatch.xlsx");
const LEDGER_SHEET: &str = "2024年1-6月调度";

fn words() -> MarkSummary {
    MarkSummary {
        author: "擎火".into(),
        sheet_name: "核对结果".into(),
        title: "需要核对的单元格".into(),
        notes: vec!["原文件的数值与公式未作任何改动。".into()],
        rewritten_note: "原文件为旧格式，已按单元格的值另存。".into(),
        headers: ListHeaders {
            sheet: "工作表".into(),
            cell: "单元格".into(),
            severity: "程度".into(),
            text: "说明".into(),
        },
        words: ToneWords { error: "错误".into(), warning: "提醒".into(), note: "说明".into() },
        made_on: date(2026, 11, 24),
    }
}

fn at(sheet: &str, cell: &str, tone: Tone, text: &str) -> Mark {
    Mark { sheet: sheet.into(), cell: Some(cell.parse().unwrap()), tone, text: text.into() }
}

fn marked(source: &[u8], marks: &[Mark]) -> Vec<u8> {
    mark(source, "台账.xlsx", marks, &words()).unwrap()
}

type Parts = BTreeMap<String, Vec<u8>>;

fn parts(bytes: &[u8]) -> Parts {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.entry().name().unwrap().into_owned(), content)
        })
        .collect()
}

fn pack(parts: &Parts) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn text<'a>(parts: &'a Parts, name: &str) -> &'a str {
    std::str::from_utf8(parts.get(name).unwrap_or_else(|| panic!("no {name}"))).unwrap()
}

/// The parts with one of them changed by hand.
fn with(bytes: &[u8], name: &str, change: impl FnOnce(String) -> String) -> Vec<u8> {
    let mut parts = parts(bytes);
    let changed = change(text(&parts, name).to_owned());
    parts.insert(name.into(), changed.into());
    pack(&parts)
}

fn values(bytes: &[u8], sheet: &str) -> Vec<((u32, u32), Data)> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let (top, left) = range.start().unwrap_or_default();
    range
        .used_cells()
        .map(|(row, column, value)| ((top + row as u32, left + column as u32), value.clone()))
        .collect()
}

fn formulas(bytes: &[u8], sheet: &str) -> Vec<((u32, u32), String)> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_formula(sheet).unwrap();
    let (top, left) = range.start().unwrap_or_default();
    range
        .used_cells()
        .map(|(row, column, formula)| ((top + row as u32, left + column as u32), formula.clone()))
        .collect()
}

/// The inside of the first `<c>` of this cell, with its tag.
fn cell_xml<'a>(sheet: &'a str, cell: &str) -> &'a str {
    let start = sheet.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("no {cell} in {sheet}"));
    let rest = &sheet[start..];
    &rest[..=rest.find('>').unwrap()]
}

fn count(text: &str, wanted: &str) -> usize {
    text.matches(wanted).count()
}

/// A workbook with all that marking must not disturb.
fn rich() -> Vec<u8> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold().set_background_color(0xDD_EEFF_u32).set_num_format("0.00");
    let sheet = book.add_worksheet().set_name("甲").unwrap();
    sheet.write_string(0, 0, "名称").unwrap();
    sheet.write_number_with_format(1, 1, 12.5, &bold).unwrap();
    sheet.write_formula(2, 1, "=SUM(B2:B2)*2").unwrap().set_formula_result(2, 1, "25");
    sheet.write_string(9, 3, "后面").unwrap();
    sheet.merge_range(4, 0, 6, 2, "合并", &bold).unwrap();
    sheet.insert_note(0, 0, &Note::new("原有批注").set_author("张")).unwrap();
    sheet.insert_note(7, 7, &Note::new("另一条").set_author("张")).unwrap();
    let other = book.add_worksheet().set_name("乙").unwrap();
    other.write_string(0, 0, "不动").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn nothing_to_mark_gives_the_file_back_as_it_is() {
    assert_eq!(marked(LEDGER, &[]), LEDGER);
}

#[test]
fn the_ledger_keeps_every_value_and_formula_and_every_other_part() {
    let marks = [
        at(LEDGER_SHEET, "D12", Tone::Error, "区划名称不在字典中"),
        at(LEDGER_SHEET, "H12", Tone::Warning, "项目代码缺失"),
        at(LEDGER_SHEET, "B500", Tone::Note, "空单元格"),
        at("没有的表", "A1", Tone::Error, "只列出"),
    ];
    let out = marked(LEDGER, &marks);
    assert_eq!(values(&out, LEDGER_SHEET), values(LEDGER, LEDGER_SHEET));
    assert_eq!(formulas(&out, LEDGER_SHEET), formulas(LEDGER, LEDGER_SHEET));
    let (before, after) = (parts(LEDGER), parts(&out));
    let changed: Vec<&str> =
        before.iter().filter(|(name, part)| after[*name] != **part).map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        changed,
        [
            "[Content_Types].xml",
            "xl/_rels/workbook.xml.rels",
            "xl/styles.xml",
            "xl/workbook.xml",
            "xl/worksheets/sheet1.xml"
        ]
    );
    let added: Vec<&str> =
        after.keys().filter(|name| !before.contains_key(*name)).map(String::as_str).collect();
    assert_eq!(
        added,
        [
            "xl/comments1.xml",
            "xl/drawings/vmlDrawing1.vml",
            "xl/worksheets/_rels/sheet1.xml.rels",
            "xl/worksheets/sheet2.xml"
        ]
    );
    let comments = text(&after, "xl/comments1.xml");
    assert_eq!(count(comments, "<comment "), 3);
    assert!(
        comments.contains("区划名称不在字典中")
            && comments.contains("错误")
            && comments.contains("<author>擎火</author>")
    );
    let list = values(&out, "核对结果");
    assert_eq!(list.iter().filter(|(_, value)| *value == Data::String("只列出".into())).count(), 1);
    // The extent covers the new cell.
    assert!(text(&after, "xl/worksheets/sheet1.xml").contains("<dimension ref=\"A1:P500\"/>"));
}

#[test]
fn without_its_splices_the_sheet_is_the_bytes_it_was() {
    let out = parts(&marked(LEDGER, &[at(LEDGER_SHEET, "B7", Tone::Error, "一")]));
    let (before, after) = (parts(LEDGER), out);
    let (before, after) =
        (text(&before, "xl/worksheets/sheet1.xml"), text(&after, "xl/worksheets/sheet1.xml"));
    let drawing_at = after.find("<legacyDrawing").unwrap();
    let drawing_to = drawing_at + after[drawing_at..].find("/>").unwrap() + 2;
    let undone = format!("{}{}", &after[..drawing_at], &after[drawing_to..])
        .replace(cell_xml(after, "B7"), cell_xml(before, "B7"));
    assert!(undone == before, "more than the splices changed");
}

#[test]
fn styles_grow_by_the_marked_ones_and_those_of_the_list() {
    let mut marks = Vec::new();
    for row in 3..90 {
        for (column, tone) in
            [("A", Tone::Error), ("B", Tone::Warning), ("E", Tone::Note), ("K", Tone::Error)]
        {
            marks.push(at(LEDGER_SHEET, &format!("{column}{row}"), tone, "x"));
        }
    }
    let xfs = |bytes: &[u8]| {
        let parts = parts(bytes);
        let styles = text(&parts, "xl/styles.xml");
        let list = &styles[styles.find("<cellXfs").unwrap()..styles.find("</cellXfs>").unwrap()];
        assert!(list.starts_with(&format!("<cellXfs count=\"{}\"", count(list, "<xf "))), "{list}");
        count(list, "<xf ")
    };
    let (before, after) = (xfs(LEDGER), xfs(&marked(LEDGER, &marks)));
    assert!(after - before <= 3 * before + 8, "{before} to {after}");
}

#[test]
fn existing_comments_stay_and_findings_follow() {
    let source = rich();
    let out = marked(
        &source,
        &[
            at("甲", "A1", Tone::Warning, "表头不明"),
            at("甲", "B2", Tone::Error, "金额过大"),
            at("甲", "B2", Tone::Note, "另见附注"),
            at("甲", "B3", Tone::Error, "公式"),
        ],
    );
    let (before, after) = (parts(&source), parts(&out));
    let comments = text(&after, "xl/comments1.xml");
    assert_eq!(count(comments, "<comment "), 4);
    assert_eq!(count(comments, "ref=\"A1\""), 1);
    let first = &comments[comments.find("ref=\"A1\"").unwrap()..];
    let first = &first[..first.find("</comment>").unwrap()];
    assert!(first.find("原有批注").unwrap() < first.find("表头不明").unwrap());
    assert!(comments.contains("另一条") && comments.contains("<author>张</author>"));
    let (error, note) = (comments.find("金额过大").unwrap(), comments.find("另见附注").unwrap());
    assert!(error < note);
    // One box for each comment: two there were, two are new.
    assert_eq!(count(text(&after, "xl/drawings/vmlDrawing1.vml"), "ObjectType=\"Note\""), 4);
    assert_eq!(count(text(&after, "[Content_Types].xml"), "Extension=\"vml\""), 1);
    assert_eq!(before["xl/worksheets/sheet2.xml"], after["xl/worksheets/sheet2.xml"]);
    assert_eq!(values(&out, "甲"), values(&source, "甲"));
    assert_eq!(formulas(&out, "甲"), formulas(&source, "甲"));
    assert_eq!(formulas(&out, "甲"), [((2, 1), "SUM(B2:B2)*2".to_owned())]);
}

#[test]
fn a_mark_in_a_merged_range_goes_to_the_cell_that_shows() {
    let out =
        parts(&marked(&rich(), &[at("甲", "B6", Tone::Note, "合并内"), at("甲", "A5", Tone::Error, "首格")]));
    let comments = text(&out, "xl/comments1.xml");
    assert_eq!(count(comments, "ref=\"A5\""), 1);
    assert!(!comments.contains("ref=\"B6\""));
    assert!(comments.contains("合并内") && comments.contains("首格"));
}

#[test]
fn cells_that_are_not_there_are_made_in_order() {
    let marks: Vec<Mark> = ["A2", "C2", "A3", "F1", "B12", "A12", "D8", "XFD1048576"]
        .map(|cell| at("甲", cell, Tone::Note, "缺"))
        .into();
    let source = rich();
    let out = marked(&source, &marks);
    assert_eq!(values(&out, "甲"), values(&source, "甲"));
    let parts = parts(&out);
    let sheet = text(&parts, "xl/worksheets/sheet1.xml");
    let mut places: Vec<(u32, u16)> = Vec::new();
    for chunk in sheet.split("<c r=\"").skip(1) {
        let cell: CellName = chunk[..chunk.find('"').unwrap()].parse().unwrap();
        places.push((cell.row, cell.column));
    }
    assert!(places.is_sorted_by(|a, b| a < b), "{places:?}");
    assert!(places.contains(&(1_048_576, 16_383)));
    let rows: Vec<u32> = sheet
        .split("<row r=\"")
        .skip(1)
        .map(|chunk| chunk[..chunk.find('"').unwrap()].parse().unwrap())
        .collect();
    assert!(rows.is_sorted_by(|a, b| a < b), "{rows:?}");
    for row in sheet.split("<row ").skip(1).filter(|row| row.contains("r=\"F1\"") || row.contains("r=\"A3\""))
    {
        assert!(!row[..row.find('>').unwrap()].contains("spans"), "{row}");
    }
}

/// A minimal file written by hand, with `cells` as its sheet's content.
fn bare(cells: &str) -> Vec<u8> {
    const SPACE: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let parts: Parts = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
                 ContentType=\"application/xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"a\" Type=\"{RELATIONS}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "\u{FEFF}<x:workbook xmlns:x=\"{SPACE}\"><x:sheets><x:sheet name=\"s\" sheetId=\"7\" r:id=\"a\" xmlns:r=\"{RELATIONS}\"/>\
                 </x:sheets></x:workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<p:Relationships xmlns:p=\"{package}/relationships\"><p:Relationship Id=\"a\" Type=\"{RELATIONS}/worksheet\" \
                 Target=\"worksheets/one.xml\"/></p:Relationships>"
            ),
        ),
        ("xl/worksheets/one.xml", format!("<x:worksheet xmlns:x=\"{SPACE}\">{cells}</x:worksheet>")),
    ]
    .into_iter()
    .map(|(name, text)| (name.to_owned(), text.into_bytes()))
    .collect();
    pack(&parts)
}

#[test]
fn bare_and_prefixed_files_are_marked_too() {
    let table = [
        ("<x:sheetData/>", "<x:row r=\"2\"><x:c r=\"B2\" s=\"1\"/></x:row></x:sheetData>"),
        (
            "<x:sheetData><x:row/></x:sheetData>",
            "<x:row/><x:row r=\"2\"><x:c r=\"B2\" s=\"1\"/></x:row></x:sheetData>",
        ),
        (
            "<x:sheetData><x:row/><x:row/></x:sheetData>",
            "<x:row/><x:row><x:c r=\"B2\" s=\"1\"/></x:row></x:sheetData>",
        ),
        (
            "<x:sheetData><x:row r='2'><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row></x:sheetData>",
            "<x:c><x:v>1</x:v></x:c><x:c s=\"1\"><x:v>2</x:v></x:c></x:row></x:sheetData>",
        ),
        (
            "<x:cols><x:col min=\"1\" max=\"3\" style=\"9\"/></x:cols><x:sheetData/><x:tableParts/>",
            "</x:sheetData><x:legacyDrawing xmlns:r=",
        ),
    ];
    for (cells, want) in table {
        let source = bare(cells);
        let out = marked(&source, &[at("s", "B2", Tone::Warning, "说")]);
        let after = parts(&out);
        let sheet = text(&after, "xl/worksheets/one.xml");
        assert!(sheet.contains(want), "{sheet}");
        assert!(text(&after, "xl/workbook.xml").contains("sheetId=\"8\""));
        assert!(text(&after, "[Content_Types].xml").contains("styles+xml"));
        let read = open(&out, &Limits::default()).unwrap();
        assert_eq!(read.sheets.len(), 2);
        assert_eq!(values(&out, "s"), values(&source, "s"));
    }
}

#[test]
fn hostile_text_stays_text() {
    let said = "</t></r></text></comment><f>1+1</f>\u{0}\u{1b}]]>&#x41; _x000D_ \"'";
    let mut summary = words();
    summary.author = "<script>".into();
    summary.sheet_name = "a]b/c".into();
    let marks = [
        at(LEDGER_SHEET, "D12", Tone::Error, said),
        at(LEDGER_SHEET, "D13", Tone::Error, "=HYPERLINK(\"x\")"),
    ];
    let out = mark(LEDGER, "x", &marks, &summary).unwrap();
    let after = parts(&out);
    let comments = text(&after, "xl/comments1.xml");
    assert!(!comments.contains("<f>") && !comments.contains("<script>") && !comments.contains('\u{1b}'));
    assert!(comments.contains("_x005F_x000D_"));
    assert_eq!(count(comments, "</comment>"), 2);
    assert!(!text(&after, "xl/worksheets/sheet2.xml").contains("<f"));
    let list = values(&out, "a_b_c");
    assert!(list.iter().any(|(_, value)| *value == Data::String("=HYPERLINK(\"x\")".into())));
    let shown = said.replace(['\0', '\u{1b}'], "");
    assert!(list.iter().any(
        |(_, value)| matches!(value, Data::String(text) if *text == shown || text.starts_with("</t></r>"))
    ));
}

#[test]
fn too_many_comments_leave_out_the_least_and_the_list_has_all() {
    let mut marks: Vec<Mark> = (0..10_050)
        .map(|number| {
            at("甲", &format!("{}{}", ["A", "B", "C"][number % 3], number / 3 + 20), Tone::Note, "轻")
        })
        .collect();
    marks.push(at("甲", "Z9000", Tone::Error, "重"));
    let out = marked(&rich(), &marks);
    let after = parts(&out);
    let comments = text(&after, "xl/comments1.xml");
    assert_eq!(count(comments, "<comment "), 10_000 + 2);
    assert!(comments.contains('重'));
    let list = values(&out, "核对结果");
    assert_eq!(
        list.iter()
            .filter(|(_, value)| matches!(value, Data::String(said) if said == "轻" || said == "重"))
            .count(),
        marks.len()
    );
}

#[test]
fn the_list_finds_a_free_name_and_leads_to_the_cells() {
    let once = marked(LEDGER, &[at(LEDGER_SHEET, "D12", Tone::Error, "一")]);
    let twice =
        marked(&once, &[at(LEDGER_SHEET, "D12", Tone::Error, "二"), at("核对结果", "A1", Tone::Note, "三")]);
    let names = Xlsx::new(Cursor::new(&twice)).unwrap().sheet_names().to_vec();
    assert_eq!(names, [LEDGER_SHEET, "核对结果", "核对结果 (2)"]);
    let after = parts(&twice);
    assert!(text(&after, "xl/worksheets/sheet3.xml").contains("location=\"'2024年1-6月调度'!D12\""));
    let comments = text(&after, "xl/comments1.xml");
    assert_eq!(count(comments, "<comment "), 1);
    assert!(comments.contains('一') && comments.contains('二'));
}

#[test]
fn what_cannot_be_patched_is_written_anew_from_its_values() {
    let shuffled = bare(
        "<x:sheetData><x:row r=\"3\"><x:c r=\"A3\"><x:v>3</x:v></x:c></x:row><x:row r=\"1\"><x:c r=\"A1\"><x:v>1</x:v></x:c></x:row>\
         </x:sheetData>",
    );
    let out = marked(&shuffled, &[at("s", "A3", Tone::Error, "乱")]);
    assert_eq!(values(&out, "s"), [((0, 0), Data::Float(1.0)), ((2, 0), Data::Float(3.0))]);
    let list = values(&out, "核对结果");
    assert!(list.iter().any(|(_, value)| *value == Data::String(words().rewritten_note)));
    assert!(text(&parts(&out), "xl/comments1.xml").contains('乱'));
}

#[test]
fn other_formats_are_written_anew() {
    let content = "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
        xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
        <office:body><office:spreadsheet><table:table table:name=\"a/b\"><table:table-row><table:table-cell office:value-type=\"string\">\
        <text:p>=1+1</text:p></table:table-cell><table:table-cell office:value-type=\"float\" office:value=\"2.5\"><text:p>2.5</text:p>\
        </table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    let source = pack(&Parts::from([
        ("content.xml".to_owned(), content.as_bytes().to_vec()),
        ("mimetype".to_owned(), b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
    ]));
    let out = marked(&source, &[at("a/b", "B1", Tone::Error, "过小")]);
    assert_eq!(values(&out, "a_b"), [((0, 0), Data::String("=1+1".into())), ((0, 1), Data::Float(2.5))]);
    assert_eq!(formulas(&out, "a_b"), []);
    assert!(text(&parts(&out), "xl/comments1.xml").contains("ref=\"B1\""));
    assert!(values(&out, "核对结果").iter().any(|(_, value)| *value == Data::String(words().rewritten_note)));
}

#[test]
fn bad_sources_are_refused_with_their_reason() {
    let source = |result: Result<Vec<u8>, OutError>| match result {
        Err(OutError::Source(reason)) => reason,
        other => panic!("{other:?}"),
    };
    let marks = [at(LEDGER_SHEET, "D12", Tone::Error, "一")];
    let go = |bytes: &[u8]| source(mark(bytes, "x", &marks, &words()));
    assert!(matches!(go(b"%PDF-1.7"), Unreadable::NotAWorkbook { .. }));
    assert!(matches!(go(&LEDGER[..9000]), Unreadable::Damaged { .. }));
    for part in ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"] {
        let entities = with(LEDGER, part, |text| format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{text}"));
        assert!(matches!(go(&entities), Unreadable::DeclaresEntities { .. }), "{part}");
    }
    let bomb = with(LEDGER, "xl/styles.xml", |text| {
        text.replace("</styleSheet>", &format!("{}</styleSheet>", " ".repeat(30 << 20)))
    });
    assert!(matches!(go(&bomb), Unreadable::Bomb { .. }));
}

/// Cuts and swaps bytes of each part that is spliced: any answer will do, but there must be one.
#[test]
fn damage_never_panics() {
    let source = rich();
    let marks = [
        at("甲", "A1", Tone::Error, "一"),
        at("甲", "C3", Tone::Note, "二"),
        at("甲", "Z99", Tone::Warning, "三"),
    ];
    let names: Vec<String> = parts(&source)
        .into_keys()
        .filter(|name| !name.contains("docProps") && !name.contains("theme"))
        .collect();
    let mut seed = 7_u64;
    for name in &names {
        for _ in 0..40 {
            let broken = with(&source, name, |text| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let letters: Vec<char> = text.chars().collect();
                let (from, length) = ((seed >> 33) as usize % letters.len(), (seed >> 20) as usize % 40);
                let filler = ["", "<", ">", "\"", "99999999999", "-1", "</row>"][(seed >> 50) as usize % 7];
                let head: String = letters[..from].iter().collect();
                let tail: String = letters[(from + length).min(letters.len())..].iter().collect();
                format!("{head}{filler}{tail}")
            });
            let _ = mark(&broken, "x", &marks, &words());
        }
    }
}
