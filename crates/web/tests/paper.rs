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
    let completion = format!("{:.2}%", done as f64 * 100.0 / plan as f64);
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

/// The document of a Word file, as it is written.
fn document_of(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    xml
}

#[tokio::test]
async fn a_bulletin_of_a_part_is_of_that_part_on_page_and_in_word() {
    let city = City::small();
    let part = "place=%E9%95%BF%E6%B8%85%E5%8C%BA";
    let page = city.get(&format!("/bulletin?{part}")).await;
    let word = city.get(&format!("/bulletin.docx?{part}")).await;
    let said = words_of(&word.bytes);
    for text in [page.text(), &said] {
        assert!(text.contains("长清区重点项目调度通报") && text.contains("重点项目 1 个"), "{text}");
        assert!(!text.contains("历下银行总部大楼") && !text.contains("各属地进展"));
    }
    for offered in ["/bulletin?place=", "as_of=2024-09-30", "name=\"place\"", "name=\"list\""] {
        assert!(page.text().contains(offered), "{offered}");
    }
    assert_eq!(city.get("/bulletin.docx?light=blue").await.status, StatusCode::BAD_REQUEST);
    let wrong = city.get("/bulletin?light=blue").await;
    assert!(
        wrong.status == StatusCode::BAD_REQUEST && wrong.text().contains("blue"),
        "nothing is ignored in silence"
    );
}

#[tokio::test]
async fn a_bulletin_without_projects_or_plan_has_sentences_without_holes() {
    let city = City::small();
    let nobody = city.get("/bulletin?as_of=2023-06-30").await;
    assert!(nobody.text().contains("截至 2023-06-30，没有纳入调度的重点项目。"), "{}", nobody.text());
    assert!(!nobody.text().contains("百分点</p>") && !nobody.text().contains("没有红灯"));
    let unplanned = city.get("/bulletin?place=%E7%AB%A0%E4%B8%98%E5%8C%BA").await;
    assert!(unplanned.text().contains("未列2024年度计划"), "{}", unplanned.text());
    assert!(!unplanned.text().contains("序时进度 "), "nothing is ahead of no schedule");
}

/// A paper of the past names the record known then, on the page, in Word and in Excel, and its file says so.
#[tokio::test]
async fn a_paper_as_known_then_names_the_record_known_then() {
    let city = City::small();
    let head = city.office.head();
    let early = city.get("/bulletin?known_at=2024-01-01").await;
    assert!(early.text().contains("账本第 0 条记录"), "{}", early.text());
    let sheet = city.get("/projects.xlsx?known_at=2024-01-01").await;
    assert!(sheet.header("content-disposition").contains("-known-0.xlsx"));
    let word = city.get("/bulletin.docx?known_at=2024-01-01").await;
    assert!(word.header("content-disposition").contains("-known-0.docx"));
    let known = qinghuo_domain::Seq(5);
    let record = city.office.record(known).unwrap();
    assert!(record.seq == 5 && record.hash != head.hash);
    assert_eq!(city.office.record(qinghuo_domain::Seq::LATEST).unwrap(), head);
}

#[tokio::test]
async fn the_heads_of_tables_repeat_over_pages_and_reasons_are_told() {
    let word = City::small().get("/bulletin.docx").await;
    let document = document_of(&word.bytes);
    let headed = document.matches("<w:tblHeader />").count();
    let shaded = document.matches("E8EEF4").count();
    assert!(headed >= 2 && shaded > headed, "{headed} heads");
    assert!(words_of(&word.bytes).contains("未填报原因"));
}

/// Page, Word and API tell the same bulletin of the same part.
#[tokio::test]
async fn a_program_reads_the_bulletin_the_page_shows() {
    let city = City::small();
    let part = "place=%E9%95%BF%E6%B8%85%E5%8C%BA";
    let answer = city.get(&format!("/api/v1/bulletin?{part}")).await.json();
    let page = city.get(&format!("/bulletin?{part}")).await;
    let bulletin = &answer["bulletin"];
    assert_eq!(bulletin["title"], "长清区重点项目调度通报（2024年10月）");
    for part in bulletin["parts"].as_array().unwrap() {
        for words in part["paragraphs"].as_array().unwrap() {
            assert!(page.text().contains(words.as_str().unwrap()), "{words}");
        }
    }
    assert_eq!(city.get("/api/v1/bulletin?colour=red").await.status, StatusCode::BAD_REQUEST);
}
