//! The cockpit: every number is what the page behind it counts, on the page, in the API, and whatever narrows it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod city;

use axum::http::StatusCode;
use city::{City, encode};
use qinghuo_domain::{Attribute, ProjectId, command::Command};

/// The small city with starts and completions on, before and after their plan.
fn busy() -> City {
    let city = City::small();
    let period = |text: &str| Attribute::Period(Some(text.parse().unwrap()));
    city.revise(1, vec![period("2024-01/2024-09"), Attribute::Industry(Some("智能制造与高端装备".into()))]);
    city.revise(2, vec![period("2024-03/2026-06")]);
    city.revise(
        3,
        vec![period("2023-12/2024-10"), Attribute::CompletedOn(Some("2024-10-20".parse().unwrap()))],
    );
    city.revise(5, vec![period("2024-08/2025-12")]);
    city.tell(
        "2024-11-01",
        Command::AssignProcedure { project: ProjectId(1), procedure: "social_industrial".into() },
    );
    city
}

/// The links of a page with the number each stands around: the last number before its end.
fn numbered_links(text: &str) -> Vec<(String, usize)> {
    let links = text.split("<a ").skip(1).filter_map(|rest| {
        let (inside, _) = rest.split_once("</a>")?;
        let (_, after) = inside.split_once("href=\"")?;
        let (href, _) = after.split_once('"')?;
        let (_, shown) = inside.split_once('>')?;
        let mut plain = String::new();
        let mut is_tag = false;
        for c in shown.chars() {
            match c {
                '<' => is_tag = true,
                '>' => is_tag = false,
                c if !is_tag => plain.push(c),
                _ => {}
            }
        }
        let number = plain.trim().rsplit(' ').next()?.parse().ok()?;
        Some((href.replace("&#38;", "&").replace("&amp;", "&"), number))
    });
    links.filter(|(href, _)| href.starts_with("/projects?")).collect()
}

#[tokio::test]
async fn every_number_links_to_as_many_projects() {
    let city = busy();
    for address in ["/", "/?place=%E5%8E%86%E4%B8%8B%E5%8C%BA", "/?as_of=2024-10-31", "/screen"] {
        let page = city.get(address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        let links = numbered_links(page.text());
        assert!(links.len() > 6, "{address}: {links:?}");
        for (href, number) in links {
            let answer = city.get(&format!("/api/v1{href}")).await.json();
            assert_eq!(answer["selected"], number, "{address} says {number} and links to {href}");
        }
    }
}

#[tokio::test]
async fn the_api_counts_what_the_page_counts() {
    let city = busy();
    let answer = city.get("/api/v1/cockpit").await.json();
    assert_eq!(answer["sums"]["projects"], 5);
    // P2 and P4 started late or on time by their periods; P5 is due and has not started; P3 started after December 2023.
    assert_eq!(
        answer["starts"],
        serde_json::json!({ "early": 1, "on_time": 1, "late": 1, "unplanned": 1, "overdue": 1 })
    );
    assert_eq!(answer["completions"], serde_json::json!({ "on_time": 1, "overdue": 1 }));
    assert_eq!(answer["completed_this_month"], 1);
    assert_eq!(answer["library_entries"], serde_json::json!({ "owed": 1 }));
    assert_eq!(answer["months"][9]["done_fen"], answer["sums"]["done_fen"]);
    assert!(answer["months"][10]["done_fen"].is_null(), "nothing is said of a month not dispatched");
    let ranks: Vec<_> =
        answer["places"].as_array().unwrap().iter().map(|place| place["rank"].clone()).collect();
    assert_eq!(
        ranks,
        [1, 2, 3, 4]
            .map(serde_json::Value::from)
            .into_iter()
            .chain([serde_json::Value::Null])
            .collect::<Vec<_>>()
    );
    assert_eq!(answer["furthest_behind"][0]["project"], "P2");
    let one = city.get(&format!("/api/v1/cockpit?place={}", encode("历下区"))).await.json();
    assert_eq!(one["sums"]["projects"], 1);
    assert_eq!(city.get("/api/v1/cockpit?place=x&colour=red").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_moved_since_the_last_dispatch_is_told() {
    let city = City::small();
    for (project, done) in [(1, 1000), (2, 2000)] {
        city.file(ProjectId(project), "2024-09", done);
    }
    let answer = city.get("/api/v1/cockpit").await.json();
    let fell = &answer["light_moves"];
    let of = |before: &str, now: &str| {
        let moves = fell.as_array().unwrap().iter();
        moves.filter(|moved| moved["before"] == before && moved["now"] == now).count()
    };
    assert_eq!((of("green", "yellow"), of("green", "red")), (1, 1), "{fell}");
    let page = city.get("/").await;
    assert!(page.text().contains("light_before=yellow"), "the number links to whose light it was");
}

#[tokio::test]
async fn an_empty_book_and_an_empty_selection_say_so() {
    let empty = City::empty();
    assert!(empty.get("/").await.text().contains("/imports/new"));
    assert_eq!(empty.get("/screen").await.status, StatusCode::OK);
    let city = City::small();
    let page = city.get("/?place=nowhere").await;
    assert!(page.text().contains("没有符合条件的项目"));
    let page = city.get("/?as_of=x").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text().contains("不是日期"));
}

#[tokio::test]
async fn the_workbook_holds_the_ranking() {
    let city = busy();
    let book = city.get("/cockpit.xlsx").await;
    assert_eq!(book.status, StatusCode::OK);
    assert!(book.header("content-disposition").contains("cockpit-2024-11-24.xlsx"));
    assert_eq!(&book.bytes[..2], b"PK");
    assert_eq!(city.get("/cockpit.xlsx?as_of=x").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_picture_of_the_hall_renews_itself_with_and_without_a_script() {
    let page = City::small().get("/screen").await;
    assert!(page.text().contains("<main data-renew=\"30\">"));
    assert!(page.text().contains("<noscript><meta http-equiv=\"refresh\" content=\"30\"></noscript>"));
    assert!(page.text().contains("2024-11-24 10:00"), "says when it was made");
    assert!(page.text().contains("data-unreachable hidden"));
}

#[tokio::test]
async fn the_map_has_a_tile_for_every_place_and_names_who_has_none() {
    let city = busy();
    city.revise(4, vec![Attribute::District(Some("别处".into()))]);
    for address in ["/map", "/", "/screen"] {
        let page = city.get(address).await;
        let tiles = page.text().matches("class=\"tile tile-").count();
        let dictionary = qinghuo_playbook::bundled().unwrap().dictionaries;
        assert_eq!(tiles, dictionary.districts.len() + dictionary.zones.len(), "{address}");
        assert!(
            page.text().contains("历下区：红灯，与序时之差"),
            "{address}: shape and word, not colour alone"
        );
        assert!(page.text().contains("别处 1</a>"), "{address}: who is not on the map is named");
    }
}
