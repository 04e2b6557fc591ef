//! What an attacker tries by way of files: formulas that would run in whoever opens an export, names that would leave their folder, and files made to
//! harm. SECURITY.md says what each is for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod city;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use calamine::{Data, Reader, Xlsx};
use city::{Answer, City};
use qinghuo_domain::Attribute;
use std::io::{Cursor, Read, Write};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// Beginnings a spreadsheet takes for a formula, with what they would do.
const FORMULAS: [&str; 5] = [
    "=HYPERLINK(\"http://evil.example\",\"点我\")",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "=1\u{0}\t\r\n</t></is></c><c><f>1+1</f></c>",
];

/// Every address that answers with a workbook of projects.
const WORKBOOKS: [&str; 7] = [
    "/projects.xlsx",
    "/cockpit.xlsx",
    "/board.xlsx",
    "/board/month.xlsx",
    "/compare.xlsx?since=2024-01-01",
    "/items.xlsx",
    "/bottlenecks.xlsx",
];

/// The parts of a workbook that hold cells, as they are written.
fn cells(bytes: &[u8]) -> Vec<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().to_string()).collect();
    let sheets = names.into_iter().filter(|name| name.starts_with("xl/worksheets/sheet"));
    sheets
        .map(|name| {
            let mut text = String::new();
            archive.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
            text
        })
        .collect()
}

/// Every text of a workbook, read back by a program that is not ours.
fn texts(bytes: &[u8]) -> Vec<String> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut texts = Vec::new();
    for (name, range) in book.worksheets() {
        assert!(book.worksheet_formula(&name).unwrap().used_cells().next().is_none(), "a formula in {name}");
        texts.extend(range.used_cells().filter_map(|(.., value)| match value {
            Data::String(text) => Some(text.clone()),
            _ => None,
        }));
    }
    texts
}

#[tokio::test]
async fn no_export_holds_a_formula_somebody_typed() {
    let city = City::small();
    for (project, name) in (1..).zip(FORMULAS) {
        city.revise(project, vec![Attribute::Name(Some(name.into())), Attribute::Remark(Some(name.into()))]);
    }
    let mut told = 0;
    for address in WORKBOOKS {
        let answer = city.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        for sheet in cells(&answer.bytes) {
            assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{address}: {sheet}");
            assert!(!sheet.contains("<hyperlink "), "{address}");
        }
        let typed = texts(&answer.bytes)
            .into_iter()
            .filter(|text| text.contains("cmd|") || text.contains("HYPERLINK"));
        told += typed.count();
    }
    assert!(told >= FORMULAS.len(), "the names are there, as text: {told}");
    let calendar = city.get("/items.ics").await;
    for line in calendar.text().split("\r\n") {
        assert!(!line.starts_with(['=', '+', '-', '@']), "{line}");
        assert!(!line.contains(char::is_control), "{line:?}");
    }
}

/// A workbook of one ledger; a total below zero is a finding.
fn ledger(names: &[&str], total: i32) -> Vec<u8> {
    use std::fmt::Write as _;
    let mut rows = String::from(
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>序号</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>项目名称</t></is></c>\
         <c r=\"C1\" t=\"inlineStr\"><is><t>总投资（亿元）</t></is></c></row>",
    );
    for (row, name) in (2..).zip(names) {
        let name = name.replace('&', "&amp;").replace('<', "&lt;");
        write!(
            rows,
            "<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c><c r=\"B{row}\" t=\"inlineStr\"><is><t>{name}</t></is></c><c r=\"C{row}\"><v>{total}</v></c></row>"
        )
        .unwrap();
    }
    workbook(&format!("<sheetData>{rows}</sheetData>"))
}

fn workbook(data: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"rId1\" Type=\"{office}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    zip(&[
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
             <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"
                .as_bytes(),
        ),
        ("_rels/.rels", relations("officeDocument", "xl/workbook.xml").as_bytes()),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            )
            .as_bytes(),
        ),
        ("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\">{data}</worksheet>").as_bytes()),
    ])
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(name, options).unwrap();
        zip.write_all(part).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Sends a file as a browser does; the header of its part is given.
async fn upload(city: &City, disposition: &[u8], bytes: &[u8]) -> Answer {
    let mut body = b"--b\r\nContent-Disposition: form-data; name=\"file\"; ".to_vec();
    body.extend_from_slice(disposition);
    body.extend_from_slice(b"\r\n\r\n");
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--b--\r\n");
    let request = Request::post("/imports/new")
        .header(header::ACCEPT_LANGUAGE, "zh")
        .header(header::HOST, "qinghuo.test")
        .header(header::ORIGIN, "http://qinghuo.test")
        .header(header::COOKIE, "qinghuo_actor=%E7%8E%8B%E8%8A%B3")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
    city.ask(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn the_marked_copy_holds_no_formula_either() {
    let city = City::empty();
    let answer = upload(&city, b"filename=\"a.xlsx\"", &ledger(&FORMULAS[..4], -5)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let marked = city.get(&format!("{}/marked.xlsx", answer.header("location"))).await;
    assert_eq!(marked.status, StatusCode::OK);
    let sheets = cells(&marked.bytes);
    assert!(sheets.len() > 1, "what was found is listed");
    for sheet in &sheets {
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{sheet}");
    }
    let texts = texts(&marked.bytes);
    for name in &FORMULAS[..4] {
        assert!(texts.iter().any(|text| text == name), "{name} in {texts:?}");
    }
}

#[tokio::test]
async fn no_name_of_a_file_leads_anywhere() {
    let long = format!("filename=\"{}.xlsx\"", "a".repeat(4096));
    let names: [&[u8]; 9] = [
        b"filename=\"../../../../etc/passwd\"",
        b"filename=\"..\\\\..\\\\windows\\\\a.xlsx\"",
        b"filename=\"/etc/cron.d/a\"",
        b"filename=\"..\"",
        b"filename=\"a\x07\x1b[2Jb.xlsx\"",
        "filename=\"台账\u{202e}xslx.exe\"".as_bytes(),
        b"filename=\"<img src=x onerror=alert(1)>.xlsx\"",
        b"filename=\"\xff\xfe.xlsx\"",
        long.as_bytes(),
    ];
    let mut taken = 0;
    for given in names {
        let city = City::empty();
        let shown = String::from_utf8_lossy(given);
        let answer = upload(&city, given, &ledger(&["甲"], 5)).await;
        // A header that is none is refused; a name that is one becomes harmless.
        if answer.status != StatusCode::SEE_OTHER {
            assert!(answer.status.is_client_error(), "{shown}: {}", answer.status);
            continue;
        }
        taken += 1;
        let draft = answer.header("location").to_owned();
        let page = city.get(&draft).await;
        let text = page.text();
        assert!(
            !text.contains("../")
                && !text.contains("<img")
                && !text.contains(['\u{202e}', '\u{7}', '\u{1b}']),
            "{shown}"
        );
        assert!(!text.contains(&"a".repeat(300)), "{shown}");
        let done = city.post(&draft, &[("act", "commit"), ("digest", &page.hidden("digest"))]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{shown}: {}", done.text());
        for file in ["file", "marked.xlsx"] {
            let download = city.get(&format!("/imports/I1/{file}")).await;
            assert_eq!(download.status, StatusCode::OK, "{shown}");
            let (_, name) = download.header("content-disposition").split_once("filename*=UTF-8''").unwrap();
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"%._~-".contains(&byte);
            assert!(
                name.bytes().all(plain) && !name.starts_with("..") && name.len() < 2100,
                "{shown}: {name}"
            );
            for steering in ["%2F", "%5C", "%00", "%0D", "%0A", "%E2%80%AE"] {
                assert!(!name.contains(steering), "{shown}: {name}");
            }
            assert_eq!(download.header("x-content-type-options"), "nosniff");
        }
    }
    assert!(taken > 5, "only {taken} names came in");
}

#[tokio::test]
async fn a_name_with_a_line_end_or_a_zero_is_no_header() {
    let city = City::empty();
    for given in [&b"filename=\"a\0b.xlsx\""[..], b"filename=\"a\r\nX: y\r\n\r\nb.xlsx\"", b"filename=\"a"] {
        let answer = upload(&city, given, &ledger(&["甲"], 5)).await;
        let refused = answer.status.is_client_error();
        let harmless = answer.status == StatusCode::SEE_OTHER
            && !city.get(answer.header("location")).await.text().contains('\0');
        assert!(refused || harmless, "{:?}: {}", String::from_utf8_lossy(given), answer.status);
    }
}

#[tokio::test]
async fn files_made_to_harm_are_refused_in_words() {
    let city = City::empty();
    let bomb = workbook(&format!("<sheetData/>{}", " ".repeat(64 << 20)));
    let wide = format!("<sheetData><row r=\"1\">{}</row></sheetData>", "<c><v>1</v></c>".repeat(1_000_000));
    let far = "<sheetData><row r=\"1\"><c r=\"BDWGN1\"><v>1</v></c></row></sheetData>";
    let text = "1,".repeat(1_000_000).into_bytes();
    for (what, bytes) in [("bomb", bomb), ("wide", workbook(&wide)), ("far", workbook(far)), ("csv", text)] {
        assert!(bytes.len() < 4 << 20, "{what} is small to send: {}", bytes.len());
        let answer = upload(&city, b"filename=\"a.xlsx\"", &bytes).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {}", answer.text());
        assert!(answer.text().contains("role=\"alert\""), "{what}");
        let request = Request::post("/api/v1/imports?file=a.xlsx").body(Body::from(bytes)).unwrap();
        let answer = city.ask(request).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        assert_eq!(answer.json()["error"], "unreadable", "{what}");
    }
    assert_eq!(city.office.head().seq, 0);
}
