//! The board and what a month asks for: page, data and workbook say the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod city;

use axum::http::StatusCode;
use city::{City, wan};
use qinghuo_domain::{Attribute, ProjectId, command::Command, figure::DispatchFigure};
use qinghuo_sheet::{grid::Cell, open::Limits};
use serde_json::Value;

/// The small city with plans: P1 was to start in January and be complete by now, P2 runs, P5 was to start this month.
fn planned() -> City {
    let city = City::small();
    for (project, period) in [(1, "2024-01/2024-10"), (2, "2024/2026"), (5, "2024-11/2025-12")] {
        city.revise(project, vec![Attribute::Period(Some(period.parse().unwrap()))]);
    }
    city
}

/// The bars of the data: id, and the group it stands in.
fn bars(data: &Value) -> Vec<String> {
    let groups = data["groups"].as_array().unwrap();
    let in_group = |group: &Value| {
        let label = group["label"].as_str().unwrap().to_owned();
        let bars = group["bars"].as_array().unwrap().clone();
        bars.into_iter().map(move |bar| format!("{label} {}", bar[0].as_str().unwrap()))
    };
    groups.iter().flat_map(in_group).collect()
}

#[tokio::test]
async fn every_project_stands_in_its_group_on_page_and_in_data_alike() {
    let city = planned();
    for (address, want) in [
        ("group=place&sort=number", "历下区 P2|市中区 P3|历城区 P4|长清区 P1|章丘区 P5"),
        ("group=phase&sort=number", "建设 P1|建设 P2|建设 P3|建设 P4|未填 P5"),
        ("group=list&sort=number", "2024年市级重点实施类 P1|未填 P2|未填 P3|未填 P4|未填 P5"),
        ("group=sponsor&light=red", "未填 P2"),
        ("group=light&place=历下区&place=章丘区", "红灯 P2|不适用 P5"),
        ("q=nothing-is-called-so", ""),
    ] {
        let data = city.get(&format!("/api/v1/board?{address}")).await.json();
        let stand = bars(&data);
        assert_eq!(stand.join("|"), want, "{address}");
        assert_eq!(data["selected"], stand.len(), "{address}");
        let page = city.get(&format!("/board?{address}")).await;
        let shown: Vec<&str> =
            page.text().split("data-id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let ids: Vec<&str> = stand.iter().map(|bar| bar.rsplit(' ').next().unwrap()).collect();
        assert_eq!(shown, ids, "{address}");
    }
}

#[tokio::test]
async fn a_bar_says_plan_phase_and_facts() {
    let city = planned();
    let data = city.get("/api/v1/board?q=P1&from=2024-01&to=2024-12").await.json();
    let day = |text: &str| {
        let day: qinghuo_domain::Date = text.parse().unwrap();
        qinghuo_domain::Date::constant(1970, 1, 1).until(day).unwrap().get_days()
    };
    let bar = &data["groups"][0]["bars"][0];
    assert_eq!(bar[3], serde_json::json!([[2, day("2024-02-01")]]), "construction since");
    assert_eq!((&bar[4], &bar[5]), (&day("2024-01-01").into(), &day("2024-10-31").into()));
    assert_eq!((&bar[6], &bar[7], &bar[9]), (&day("2024-01-10").into(), &Value::Null, &true.into()));
    assert_eq!((&data["from"], &data["to"]), (&day("2024-01-01").into(), &day("2025-01-01").into()));
    // Nothing was known of it the day before it was told.
    let then = city.get("/api/v1/board?q=P1&as_of=2024-11-24&known_at=2024-11-23").await.json();
    assert_eq!(then["groups"], serde_json::json!([]));
    let page = city.get("/board?q=P1&open=P1").await;
    assert!(page.text().contains("该开工或竣工而未到") && page.text().contains("class=\"plan is-behind\""));
    assert!(page.text().contains("href=\"/projects/P1\""), "the project stands beside the board");
    let card = city.get("/projects/P1/card").await;
    assert!(!card.text().contains("<html") && card.text().contains("2024年11月要做的"));
    assert_eq!(city.get("/projects/P99/card").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_month_says_what_is_done_and_what_is_not() {
    let city = planned();
    let figure = DispatchFigure { done_this_month: Some(wan(10)), ..DispatchFigure::default() };
    let month = "2024-09".parse().unwrap();
    city.tell(
        "2024-11-24",
        Command::FileDispatch { project: ProjectId(1), month, figure, reason: Some("补报".into()) },
    );
    for (address, want) in [
        (
            "month=2024-01",
            "P1 start done|P1 investment unreported|P2 investment unreported|P3 investment unreported|P4 investment unreported",
        ),
        (
            "month=2024-09&aim=investment&sort=number",
            "P1 investment overdue|P2 investment unreported|P3 investment unreported|P4 investment unreported",
        ),
        ("month=2024-11&aim=start", "P5 start open"),
        ("month=2024-11&aim=completion", "P1 completion overdue"),
        ("month=2024-12&aim=start", "P2 start done|P5 start overdue"),
        ("month=2024-12&aim=start&outcome=done", "P2 start done"),
        ("month=2024-11&aim=entry", ""),
    ] {
        let as_of = if address.contains("2024-12") { "&as_of=2024-12-31" } else { "" };
        let data = city.get(&format!("/api/v1/board/month?{address}{as_of}")).await.json();
        let mut tasks: Vec<String> = data["tasks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|task| {
                let text = |key: &str| task[key].as_str().unwrap().to_owned();
                format!("{} {} {}", text("project"), text("aim"), text("outcome"))
            })
            .collect();
        tasks.sort_by_key(|task| (!task.contains("start"), task.clone()));
        assert_eq!(tasks.join("|"), want, "{address}");
    }
    let page = city.get("/board/month?month=2024-11&aim=completion").await;
    assert!(page.text().contains("2024年11月作战图") && page.text().contains("outcome-overdue"));
}

#[tokio::test]
async fn what_is_not_understood_is_said_and_machines_get_nothing() {
    let city = planned();
    for (page, data, faults) in [
        ("/board?group=colour&from=x&open=y", "/api/v1/board?group=colour&from=x&open=y", 3),
        ("/board/month?month=x&aim=y&outcome=z", "/api/v1/board/month?month=x&aim=y&outcome=z", 3),
    ] {
        let shown = city.get(page).await;
        assert_eq!(shown.status, StatusCode::BAD_REQUEST);
        assert!(shown.text().contains("class=\"alert"));
        let answer = city.get(data).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.json()["parameters"].as_array().unwrap().len(), faults, "{data}");
    }
    assert_eq!(city.get("/board.xlsx?light=pink").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn workbooks_hold_the_selection() {
    let city = planned();
    for (address, rows) in [("/board.xlsx", 5), ("/board/month.xlsx?month=2024-11&aim=start", 1)] {
        let answer = city.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        let book = qinghuo_sheet::open::open(&answer.bytes, &Limits::default()).unwrap();
        let first = book.sheets[0].rows.iter().filter_map(|row| row.cell(0)).map(Cell::show);
        let ids = first.filter(|text| text.parse::<ProjectId>().is_ok()).count();
        assert_eq!(ids, rows, "{address}");
    }
}
