//! Two moments side by side: what moved, by how much, and by which fact.
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
use qinghuo_domain::{Attribute, command::Command};
use serde_json::{Value, json};

fn projects(data: &Value) -> Vec<String> {
    let list = data["projects"].as_array().unwrap();
    list.iter()
        .map(|moved| {
            let light = |side: &str| moved[side]["light"].as_str().unwrap_or("-").to_owned();
            format!(
                "{} {} {}>{}",
                moved["project"].as_str().unwrap(),
                moved["kind"].as_str().unwrap(),
                light("before"),
                light("after")
            )
        })
        .collect()
}

/// By the end of June every project had done half its plan; in October P1 did two thirds, P2 a sixth, P3 all, P4 did not file.
#[tokio::test]
async fn sums_lights_and_projects_move() {
    let city = City::small();
    let span = "since=2024-07-01&until=2024-11-24";
    let data = city.get(&format!("/api/v1/compare?{span}")).await.json();
    assert_eq!(data["since"]["dispatch_month"], "2024-06");
    assert_eq!(data["until"]["dispatch_month"], "2024-10");
    let done = |side: &str| data["all"][side]["done_fen"].as_i64().unwrap() / 1_000_000;
    assert_eq!((done("before"), done("after")), (2550, 2250), "P4 counts with its figure of June");
    assert_eq!(
        projects(&data),
        [
            "P2 changed green>red",
            "P1 changed green>yellow",
            "P4 changed green>unknown",
            "P3 changed green>green"
        ]
    );
    // Nothing was told of P4: time alone moved its light.
    assert_eq!(data["projects"][2]["fields"], json!([]));
    let page = city.get(&format!("/compare?{span}")).await;
    for words in ["台账没有新记录", "报送2024年10月调度数", "−66.66", "王芳"] {
        assert!(page.text().contains(words), "{words}");
    }
    let plain = city.get(&format!("/api/v1/changes?{span}")).await.json();
    let told: Vec<&str> = plain["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["project"].as_str().unwrap())
        .collect();
    assert_eq!(told, ["P1", "P2", "P3"], "what was told, in the order of numbers");
}

#[tokio::test]
async fn addresses_narrow_what_is_shown() {
    let city = City::small();
    let set = vec![Attribute::Name(Some("新来的项目".into()))];
    city.tell("2024-11-01", Command::RegisterProject { set });
    for (address, want) in [
        ("shift=green.red", "P2"),
        ("shift=red.green", ""),
        ("kind=appeared", "P6"),
        ("kind=vanished", ""),
        ("light=yellow", "P1"),
        ("place=历下区&place=市中区", "P2 P3"),
        ("q=P3&by=owner", "P3"),
    ] {
        let data = city.get(&format!("/api/v1/compare?since=2024-07-01&{address}")).await.json();
        let ids: Vec<String> =
            projects(&data).iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
        assert_eq!(ids.join(" "), want, "{address}");
        let page = city.get(&format!("/compare?since=2024-07-01&{address}")).await;
        assert_eq!(page.status, StatusCode::OK);
        for id in ids {
            assert!(page.text().contains(&format!("<span class=\"quiet\">{id}</span>")), "{address}: {id}");
        }
    }
}

/// The same day, known at two moments: what was told late.
#[tokio::test]
async fn one_day_can_be_compared_as_it_was_known() {
    let city = City::small();
    let data = city
        .get(
            "/api/v1/compare?since=2024-11-24&until=2024-11-24&since_known=2024-11-23&until_known=2024-11-24",
        )
        .await
        .json();
    assert_eq!(data["all"]["before"]["projects"], 0);
    assert_eq!(data["all"]["after"]["projects"], 5);
    assert!(projects(&data).iter().all(|line| line.contains(" appeared ")));
}

#[tokio::test]
async fn bad_addresses_are_told_and_old_ones_lead_on() {
    let city = City::small();
    let bad = "since=x&until_known=y&kind=z&shift=red&by=colour";
    let page = city.get(&format!("/compare?{bad}")).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    let data = city.get(&format!("/api/v1/compare?{bad}")).await;
    assert_eq!(data.json()["parameters"].as_array().unwrap().len(), 5);
    assert_eq!(city.get("/compare.xlsx?since=x").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(&city.get("/compare.xlsx?since=2024-07-01").await.bytes[..2], b"PK");
    let old = city.get("/changes?since=2024-07-01").await;
    assert_eq!(old.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(old.header("location"), "/compare?since=2024-07-01");
}
