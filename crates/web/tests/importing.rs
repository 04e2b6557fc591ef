//! A ledger through the browser: understood, decided, taken in, handed back, undone; and what nobody may get in.
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
use city::{Answer, City};
use qinghuo_domain::{Attribute, command::Command};
use std::{fs, path::Path};

const SAMPLE: &str = "jinan_2024_dispatch.xlsx";

fn sample() -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(SAMPLE)).unwrap()
}

/// Sends a file as a browser does.
async fn upload(city: &City, name: &str, bytes: &[u8]) -> Answer {
    let mut body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
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

/// Uploads the sample and gives the address of its draft.
async fn draft(city: &City) -> String {
    let answer = upload(city, SAMPLE, &sample()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.header("location").to_owned()
}

async fn commit(city: &City, address: &str, digest: &str) -> Answer {
    city.post(address, &[("act", "commit"), ("digest", digest)]).await
}

/// The figure under a label of the summary.
fn figure(page: &Answer, label: &str) -> String {
    let (_, rest) = page.text().split_once(&format!("<dt>{label}</dt>")).unwrap();
    let (_, rest) = rest.split_once("\">").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_ledger_goes_in_and_out_again() {
    let city = City::empty();
    let address = draft(&city).await;
    let page = city.get(&address).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.bytes.len() < 400 << 10, "{}", page.bytes.len());
    for (label, want) in [("项目", "81"), ("分组", "10"), ("新增", "81"), ("待确认", "0"), ("错误", "0")]
    {
        assert_eq!(figure(&page, label), want, "{label}");
    }
    let checks = figure(&page, "合计相符");
    let (held, all) = checks.split_once('/').unwrap();
    assert!(held == all && held != "0", "{checks}");
    for words in ["class=\"row-group\"", "分组", "表头", "虚构", "亿元", "万元"] {
        assert!(page.text().contains(words), "{words}");
    }
    assert!(!page.text().contains(">import-"), "a text without words");
    assert_eq!(city.office.head().seq, 0, "a preview changes nothing");

    let digest = page.hidden("digest");
    let done = commit(&city, &address, &digest).await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, "/imports/I1"));
    let head = city.office.head();
    // Sent twice, by a hand that clicks twice: once done.
    assert_eq!(commit(&city, &address, &digest).await.header("location"), "/imports/I1");
    assert_eq!(city.office.head(), head);
    assert!(city.get("/projects").await.text().contains("共 81 个"));
    let shown = city.get("/imports/I1").await;
    assert!(shown.text().contains("已入账") && shown.text().contains("/projects/P81/history?fact="));
    let list = city.get("/imports").await;
    assert!(list.text().contains(SAMPLE) && list.text().contains("王芳") && list.text().contains("虚构"));

    let original = city.get("/imports/I1/file").await;
    assert_eq!(original.bytes, sample());
    assert!(original.header("content-disposition").contains(SAMPLE));
    let marked = city.get("/imports/I1/marked.xlsx").await;
    assert!(marked.bytes.starts_with(b"PK"));

    let key = shown.hidden("key");
    let undo = "/imports/I1/undo";
    let refused = city.post(undo, &[("key", &key), ("reason", " ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("class=\"trouble\""), "{}", refused.text());
    let key = refused.hidden("key");
    assert_eq!(city.post(undo, &[("key", &key), ("reason", "报错了")]).await.status, StatusCode::SEE_OTHER);
    assert!(city.get("/projects").await.text().contains("台账里还没有项目"));
    assert!(city.get("/imports").await.text().contains("已撤销"));
}

#[tokio::test]
async fn what_was_built_upon_is_not_undone_and_says_where() {
    let city = City::empty();
    let address = draft(&city).await;
    let digest = city.get(&address).await.hidden("digest");
    commit(&city, &address, &digest).await;
    city.revise(1, vec![Attribute::Name(Some("另一个名字".into()))]);
    let key = city.get("/imports/I1").await.hidden("key");
    let refused = city.post("/imports/I1/undo", &[("key", &key), ("reason", "报错了")]).await;
    assert!(refused.status.is_client_error());
    assert!(refused.text().contains("<a href=\"/projects/P1/history?fact="), "{}", refused.text());
}

#[tokio::test]
async fn nothing_else_is_taken_in_than_what_was_shown() {
    let city = City::empty();
    let address = draft(&city).await;
    let digest = city.get(&address).await.hidden("digest");
    // Somebody registers a project of the file meanwhile.
    let first = city.get(&format!("{address}?row=8")).await;
    let name = first.text().split("<ul class=\"names-few\"><li><a href=").nth(1).unwrap();
    let name = name.split("</a> ").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let set = vec![Attribute::Name(Some(format!("{name}（暂定名）").into()))];
    city.tell("2024-01-02", Command::RegisterProject { set });
    let head = city.office.head();
    let refused = commit(&city, &address, &digest).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("预览之后台账或设置有变化"));
    assert_eq!(city.office.head(), head);
    // The first row is now in doubt.
    assert_eq!(figure(&refused, "新增"), "80");
    assert_eq!(figure(&refused, "待确认"), "1");
    assert_eq!(commit(&city, &address, &digest).await.status, StatusCode::CONFLICT);
    let choice = refused.text().split("type=\"radio\" class=\"form-check-input\" name=\"").nth(1).unwrap();
    let choice = choice.split('"').next().unwrap().to_owned();
    let decided = city.post(&address, &[("act", "decide"), (&choice, "P1")]).await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER);
    let page = city.get(&address).await;
    assert_eq!((figure(&page, "待确认"), figure(&page, "变更")), ("0".into(), "1".into()));
    assert!(page.text().contains("<ins>"));
    let done = commit(&city, &address, &page.hidden("digest")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert_eq!(city.office.city().projects().count(), 81);
}

#[tokio::test]
async fn columns_are_corrected_and_remembered() {
    let city = City::empty();
    let address = draft(&city).await;
    let page = city.get(&format!("{address}?correct=yes")).await;
    let sheet = page.hidden("here");
    let start = format!("name=\"role/B/{sheet}\"");
    assert!(page.text().contains(&start), "the form has column B");
    // The column of the total, read as nothing known.
    let total = page
        .text()
        .split("name=\"role/")
        .skip(1)
        .find(|part| part.split("</select>").next().unwrap().contains("value=\"total\" selected"));
    let letters = total.unwrap().split('/').next().unwrap().to_owned();
    let role = format!("role/{letters}/{sheet}");
    let form = [("act", "understand"), ("sheet", sheet.as_str()), (role.as_str(), "extra")];
    let answer = city.post(&address, &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = city.get(&format!("{address}?correct=yes")).await;
    assert!(!page.text().contains("value=\"total\" selected"));
    // That it was corrected is marked in the copy.
    let marked = city.get(&format!("{address}/marked.xlsx")).await;
    assert!(marked.bytes.starts_with(b"PK") && marked.bytes != sample());
    let done = commit(&city, &address, &page.hidden("digest")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    // The next file of the layout is read the same way.
    let next = city.get(&format!("{}?correct=yes", draft(&city).await)).await;
    assert!(
        next.text().contains("已按上次更正的列含义读取") && !next.text().contains("value=\"total\" selected")
    );
}

#[tokio::test]
async fn files_nobody_can_read_are_refused_with_the_reason() {
    let city = City::empty();
    for (name, bytes, status) in [
        ("a.xlsx", &b"%PDF-1.7"[..], StatusCode::UNPROCESSABLE_ENTITY),
        ("a.xlsx", &b"name,total\n1,2\n"[..], StatusCode::UNPROCESSABLE_ENTITY),
        ("../../a.xlsx", &b"PK\x03\x04 broken"[..], StatusCode::UNPROCESSABLE_ENTITY),
        ("", &b""[..], StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let answer = upload(&city, name, bytes).await;
        assert_eq!(answer.status, status, "{name}");
        assert!(answer.text().contains("role=\"alert\""), "{}", answer.text());
        assert!(!answer.text().contains("../"));
    }
    let huge = vec![0; (64 << 20) + (1 << 20)];
    let answer = upload(&city, "a.xlsx", &huge).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

fn workbook(rows: &[[&str; 3]]) -> Vec<u8> {
    use qinghuo_sheet::out::{Cell, Column, Kind, Table, TableBook, table};
    let column = |header: &str| Column { header: header.into(), unit: None, width: 12.0, kind: Kind::Text };
    let row = |row: &[&str; 3]| row.iter().map(|text| Cell::Text((*text).to_owned())).collect();
    let one = Table {
        name: "台账".into(),
        columns: ["项目名称", "总投资（万元）", "年度计划投资（万元）"].map(column).into(),
        rows: rows.iter().map(row).collect(),
        totals: None,
    };
    let title = "2024年10月重点项目台账".into();
    table(&TableBook { title, notes: Vec::new(), made_on: city::today(), sheets: vec![one] }).unwrap()
}

#[tokio::test]
async fn what_stands_against_a_file_is_said_first_and_bars_the_way_in() {
    let city = City::small();
    let rows = [["甲厂", "99999999999", "10"], ["乙厂", "5000", "100"]];
    let address = upload(&city, "a.xlsx", &workbook(&rows)).await.header("location").to_owned();
    let page = city.get(&address).await;
    let (above, _) = page.text().split_once("class=\"tabs import-steps\"").unwrap();
    assert!(above.contains("有 1 处不能入账") && above.contains("金额超过"), "{above}");
    assert!(above.contains("#r"), "with the way to its row");
    assert!(page.text().contains("class=\"is-blocked\"") && !page.text().contains("name=\"digest\""));
    // Open drafts are found again.
    assert!(city.get("/imports").await.text().contains(&format!("href=\"{address}\"")));
    let empty = upload(&city, "b.xlsx", &workbook(&[])).await;
    if empty.status == StatusCode::SEE_OTHER {
        let page = city.get(empty.header("location")).await;
        let (above, _) = page.text().split_once("class=\"tabs import-steps\"").unwrap();
        assert!(above.contains("role=\"alert\"") && above.contains("没有找到可导入的项目"));
    }
}

#[tokio::test]
async fn a_change_is_shown_field_by_field_and_confirming_what_was_understood_says_nothing_new() {
    let city = City::small();
    let rows = [["长清大学城智能制造园", "6000.5", "1200"]];
    let address = upload(&city, "a.xlsx", &workbook(&rows)).await.header("location").to_owned();
    let page = city.get(&address).await;
    assert!(
        page.text().contains("<del>6,000\u{a0}万元</del>")
            && page.text().contains("<ins>6,000.5\u{a0}万元</ins>")
    );
    assert!(page.text().contains("<details id=\"absent\"><summary>本表没有 4"), "folded away");
    let input = |name: &str| {
        let (_, rest) = page.text().split_once(&format!("name=\"{name}\" value=\"")).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let (month, on) = (input("month"), input("effective_on"));
    assert_eq!((month.as_str(), on.as_str()), ("2024-10", "2024-10-31"), "as understood");
    let sheet = page.hidden("here");
    let told = [("act", "understand"), ("sheet", &*sheet), ("month", &month), ("effective_on", &on)];
    assert_eq!(city.post(&address, &told).await.status, StatusCode::SEE_OTHER);
    assert_eq!(city.get(&address).await.hidden("digest"), page.hidden("digest"));
}

#[tokio::test]
async fn a_draft_that_is_gone_says_so() {
    let city = City::empty();
    let address = draft(&city).await;
    let again = city.again();
    for answer in [again.get(&address).await, commit(&again, &address, "").await] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.text().contains("请重新上传文件") && answer.text().contains("type=\"file\""));
    }
    let gone = city.post(&address, &[("act", "discard")]).await;
    assert_eq!(gone.header("location"), "/imports");
    assert_eq!(city.get(&address).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_takes_in_without_a_name_or_from_another_site() {
    let city = City::empty();
    let address = draft(&city).await;
    let digest = city.get(&address).await.hidden("digest");
    let nameless = city.post_as(None, &address, &[("act", "commit"), ("digest", &digest)]).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let request = Request::post("/imports/new")
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
    assert_eq!(city.ask(request.body(Body::empty()).unwrap()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(city.office.head().seq, 0);
}

#[tokio::test]
async fn programs_look_first_and_then_take_in() {
    let city = City::empty();
    let send = async |address: &str, bytes: Vec<u8>| {
        let request = Request::post(format!("/api/v1/imports{address}"))
            .header("idempotency-key", "ledger-1")
            .header("qinghuo-actor", "%E7%8E%8B%E8%8A%B3");
        city.ask(request.body(Body::from(bytes)).unwrap()).await
    };
    let looked = send("?file=a.xlsx", sample()).await;
    assert_eq!((looked.status, city.office.head().seq), (StatusCode::OK, 0));
    assert_eq!(looked.json()["preview"]["counts"]["new"], 81);
    assert_eq!(looked.json()["file"], "a.xlsx");
    let unknown = send("?file=a.xlsx&comit=true", sample()).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    let unreadable = send("?file=a.xlsx", b"%PDF-1.7".to_vec()).await;
    assert_eq!(unreadable.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unreadable.json()["error"], "unreadable");
    assert!(!unreadable.json()["detail"].as_str().unwrap().is_empty());
    let done = send("?file=a.xlsx&commit=true", sample()).await;
    assert_eq!((done.status, done.json()["import"].as_str()), (StatusCode::OK, Some("I1")));
    let again = send("?file=a.xlsx&commit=true", sample()).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(city.office.city().imports().count(), 1);
}
