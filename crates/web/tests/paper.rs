//! What goes out on paper: the bulletin says what the totals say, and charts say why there is none where the printer is absent.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod city;

use axum::http::StatusCode;
use city::City;
use std::io::Read;

/// The text of a Word document.
fn words_of(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let texts = xml.split("<w:t ").skip(1).filter_map(|rest| rest.split_once('>')?.1.split_once("</w:t>"));
    texts.map(|(text, _)| text).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_bulletin_says_what_the_totals_say_on_the_page_and_in_word() {
    let city = City::small();
    let totals = city.get("/api/v1/totals?by=place").await.json();
    let sums = &totals["all"];
    let (done, plan) = (sums["done_fen"].as_i64().unwrap(), sums["plan_fen"].as_i64().unwrap());
    let completion = format!("{:.1}%", done as f64 * 100.0 / plan as f64);
    let page = city.get("/bulletin").await;
    assert_eq!(page.status, StatusCode::OK);
    let word = city.get("/bulletin.docx").await;
    assert_eq!(word.status, StatusCode::OK);
    assert!(word.header("content-disposition").contains("bulletin-2024-"));
    let said = words_of(&word.bytes);
    for text in [page.text(), &said] {
        assert!(text.contains(&format!("占年度计划的 {completion}")), "{text}");
        assert!(text.contains(&format!("纳入调度的重点项目 {} 个", sums["projects"])), "{text}");
        assert!(text.contains("不是统计数据"));
        assert!(text.contains("历下银行总部大楼"), "what shows red is named");
    }
    assert!(
        said.contains(&city.office.head().hash.to_string()),
        "whoever keeps the paper can check the ledger"
    );
}

#[tokio::test]
async fn the_bulletin_of_another_day_and_language_is_another_paper() {
    let city = City::small();
    let july = city.get("/bulletin?as_of=2024-07-20").await;
    assert!(july.text().contains("2024年6月"), "{}", july.text());
    let english = city.get_in("en", "/bulletin.docx").await;
    assert!(
        words_of(&english.bytes).contains("not statistics")
            || words_of(&english.bytes).contains("They are not")
    );
    let empty = City::empty().get("/bulletin").await;
    assert_eq!(empty.status, StatusCode::OK);
}

#[tokio::test]
async fn where_there_is_no_printer_every_address_of_a_chart_says_so() {
    let city = City::small();
    let form = city.get("/wall").await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.text().contains("qinghuo-print"));
    for address in ["/wall.pdf?paper=a0&by=place", "/projects/P1/sheet.pdf"] {
        let answer = city.get(address).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{address}");
        assert!(answer.text().contains("qinghuo-print"), "{address}");
    }
    for address in ["/wall.pdf?paper=a4", "/wall.pdf?by=colour", "/projects/P1/sheet.pdf?paper=x"] {
        assert_eq!(city.get(address).await.status, StatusCode::BAD_REQUEST, "{address}");
    }
    assert_eq!(city.get("/projects/P99/sheet.pdf").await.status, StatusCode::NOT_FOUND);
}
