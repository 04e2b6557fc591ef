//! The approvals of one project in the browser: what is proposed, shown, done, refused and printed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod city;

use axum::http::StatusCode;
use city::{Answer, City};
use qinghuo_domain::{
    Attribute,
    circumstance::{Investor, LandSupply},
};

const PAGE: &str = "/projects/P1/approvals";

/// The small city, of whose first project the book knows what its procedure asks.
fn city() -> City {
    let city = City::small();
    city.revise(
        1,
        vec![
            Attribute::Investor(Some(Investor::Social)),
            Attribute::LandSupply(Some(LandSupply::Grant)),
            Attribute::ClearedLand(Some(true)),
        ],
    );
    city
}

async fn assigned() -> City {
    let city = city();
    let answer = post(
        &city,
        &[("what", "assign"), ("procedure", "social_industrial"), ("effective_on", "2024-07-01")],
    )
    .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    city
}

/// Sends a form of the page, with the key and the last record the page shows.
async fn post(city: &City, fields: &[(&str, &str)]) -> Answer {
    // Every item's forms carry the same page's key; the first item has some.
    let known = fields.iter().find(|(name, _)| *name == "item").map_or("A01", |(_, code)| code);
    let page = city.get(&format!("{PAGE}?item={}", if known == "A99" { "A01" } else { known })).await;
    let key = format!("{}-{}", page.hidden("key"), fields.len());
    let mut fields = fields.to_vec();
    fields.push(("key", &key));
    city.post(PAGE, &fields).await
}

async fn step<'f>(
    city: &City,
    on: &'f str,
    item: &'f str,
    deed: &'f str,
    more: &[(&'f str, &'f str)],
) -> Answer {
    let mut fields = vec![("what", "step"), ("item", item), ("deed", deed), ("effective_on", on)];
    fields.extend_from_slice(more);
    post(city, &fields).await
}

#[tokio::test]
async fn a_project_without_a_procedure_is_offered_one() {
    let city = city();
    let page = city.get_in("zh", PAGE).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("项目尚未确定办理流程"));
    let option =
        page.text().split("<option").find(|option| option.contains("social_industrial")).unwrap().to_owned();
    assert!(page.text().contains("建议适用") || option.contains("value"), "{option}");
    let refused =
        post(&city, &[("what", "assign"), ("procedure", "none_such"), ("effective_on", "2024-07-01")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("none_such"));
    assert!(!assigned().await.get(PAGE).await.text().contains("项目尚未确定办理流程"));
}

#[tokio::test]
async fn an_item_is_acted_on_and_every_reason_comes_back_with_the_form() {
    let city = assigned().await;
    assert_eq!(step(&city, "2024-11-22", "A24", "submit", &[]).await.status, StatusCode::SEE_OTHER);
    let opened = city.get_in("zh", &format!("{PAGE}?item=A24")).await;
    for shown in ["已申请", "提交申请回执", "一次性告知补正", "不予受理", "首日计划", "并联进度图"]
    {
        assert!(opened.text().contains(shown), "{shown}");
    }
    let refused = step(&city, "2024-11-20", "A24", "want_corrections", &[("missing", " ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text().contains("请填写原因") && refused.text().contains("2024-11-22"),
        "both reasons at once"
    );
    let faulty = step(&city, "2024-11-23", "A24", "approve", &[("valid_until", "soon")]).await;
    assert!(faulty.text().contains("is-invalid") || faulty.status == StatusCode::UNPROCESSABLE_ENTITY);
    let nobody = city
        .post_as(None, PAGE, &[("what", "step"), ("item", "A24"), ("deed", "accept"), ("key", "x")])
        .await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unknown = step(&city, "2024-11-23", "A99", "submit", &[]).await;
    assert!(unknown.text().contains("A99"));
}

#[tokio::test]
async fn a_letter_is_printed_from_the_record_that_made_it() {
    let city = assigned().await;
    step(&city, "2024-09-02", "A24", "submit", &[]).await;
    step(&city, "2024-09-03", "A24", "want_corrections", &[("missing", "日照分析报告")]).await;
    let opened = city.get_in("zh", &format!("{PAGE}?item=A24")).await;
    let (_, rest) =
        opened.text().split_once("申请材料补正告知书").map(|(before, after)| (after, before)).unwrap();
    let href = rest.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned();
    let letter = city.get_in("zh", &href).await;
    assert_eq!(letter.status, StatusCode::OK, "{href}");
    for shown in ["申请材料补正告知书", "日照分析报告", "行政许可法第三十二条"] {
        assert!(letter.text().contains(shown), "{shown}");
    }
    assert_eq!(
        city.get(&format!("{PAGE}/letters/1")).await.status,
        StatusCode::NOT_FOUND,
        "no letter came of that record"
    );
}

#[tokio::test]
async fn the_past_is_shown_as_it_was_and_takes_no_acts() {
    let city = assigned().await;
    step(&city, "2024-09-02", "A24", "submit", &[]).await;
    let past = city.get_in("zh", &format!("{PAGE}?item=A24&as_of=2024-08-01")).await;
    assert!(past.text().contains("尚无办理记录") && !past.text().contains("name=\"deed\""));
    let english = city.get_in("en", &format!("{PAGE}?item=A24")).await;
    assert!(
        english.text().contains("Planned at first") && !english.text().contains("page-"),
        "no text is missing"
    );
    assert_eq!(city.get("/projects/P99/approvals").await.status, StatusCode::NOT_FOUND);
}
