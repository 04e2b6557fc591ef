//! What is to be done over all projects: the page, the calendar, the answers for machines.
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
use qinghuo_domain::{
    ProjectId,
    command::Command,
    step::{Act, Promise},
};
use serde_json::{Value, json};

/// The small city, two of whose projects follow a procedure: one accepted its water plan long ago, the other has not begun.
fn city() -> City {
    let city = City::small();
    for project in [1, 2] {
        let procedure = "social_industrial".into();
        city.tell("2024-09-02", Command::AssignProcedure { project: ProjectId(project), procedure });
    }
    for (on, act) in [("2024-09-03", Act::Submit {}), ("2024-09-04", Act::Accept {})] {
        step(&city, on, 1, "A20", act);
    }
    let promise = Promise {
        document: Some("承诺〔2024〕3号".into()),
        ..Promise::first("2024-12-01".parse().unwrap())
    };
    let item = "A20".parse().unwrap();
    city.tell("2024-09-05", Command::PromiseStep { project: ProjectId(1), item, promise });
    city
}

fn step(city: &City, on: &str, project: u32, item: &str, act: Act) {
    let (project, item) = (ProjectId(project), item.parse().unwrap());
    city.tell(on, Command::TakeStep { project, item, act, seen: None });
}

async fn items(city: &City, address: &str) -> Vec<String> {
    let answer = city.get(&format!("/api/v1/items{address}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let body = answer.json();
    let one = |item: &Value| {
        let text = |name: &str| item[name].as_str().unwrap().to_owned();
        format!("{} {} {} {}", text("project"), text("item"), text("urgency"), text("awaits"))
    };
    body["items"].as_array().unwrap().iter().map(one).collect()
}

#[tokio::test]
async fn the_most_urgent_comes_first_and_filters_narrow() {
    let city = city();
    let all = items(&city, "").await;
    assert_eq!(all[0], "P1 A20 overdue department");
    assert!(all.len() > 2 && all[1..].iter().all(|item| item.contains("waiting")), "{all:?}");
    assert_eq!(items(&city, "?urgency=overdue").await.len(), 1);
    assert_eq!(items(&city, "?unit=water").await, items(&city, "?urgency=overdue").await);
    assert!(items(&city, "?lane=land&place=历下区").await.iter().all(|item| item.starts_with("P2")));
    assert!(items(&city, "?unit=nobody").await.is_empty());
    assert!(items(&city, "?as_of=2024-09-10").await.iter().all(|item| !item.contains("overdue")));
    let wrong = city.get("/api/v1/items?urgency=soon&lane=x&colour=red").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert_eq!(wrong.json()["parameters"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_new_fact_shows_at_once() {
    let city = city();
    assert_eq!(items(&city, "?urgency=overdue").await.len(), 1);
    step(&city, "2024-11-24", 1, "A20", Act::Approve { document: None, valid_until: None });
    assert!(items(&city, "?urgency=overdue").await.is_empty());
}

#[tokio::test]
async fn the_page_links_to_the_item_and_keeps_the_filter() {
    let city = city();
    let page = city.get("/items?urgency=overdue").await;
    let text = page.text();
    assert!(text.contains("href=\"/projects/P1/approvals?item=A20#A20\""), "{text}");
    assert!(text.contains("已超期 1") && text.contains("2024-12-01") && text.contains("水务"));
    assert!(text.contains("href=\"/items.ics?urgency=overdue\""));
    assert!(text.contains("href=\"/items?unit=water&#38;urgency=overdue\""));
    let none = City::small().get("/items").await;
    assert!(none.text().contains("qinghuo assign P1"));
}

#[tokio::test]
async fn pages_hold_the_whole_selection_once() {
    let city = city();
    let all = items(&city, "").await;
    let first = items(&city, "?per_page=2").await;
    let second = items(&city, "?per_page=2&page=2").await;
    assert_eq!([first, second].concat(), all);
    let body = city.get("/api/v1/items?per_page=2&page=99").await.json();
    let beyond = (body["selected"].as_u64(), body["page"].as_u64(), body["items"].as_array().unwrap().len());
    assert_eq!(beyond, (Some(all.len() as u64), Some(99), 0), "who reads page after page comes to an end");
    let body = city.get("/api/v1/projects?page=99").await.json();
    assert_eq!((body["page"].as_u64(), body["projects"].as_array().unwrap().len()), (Some(99), 0));
    let page = city.get("/items?per_page=1&page=99").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text().contains("没有第 99 页，显示的是最后一页"), "{}", page.text());
    let page = city.get("/items?lane=land&per_page=1&page=2").await;
    assert!(page.text().contains("第 2–2 项"), "{}", page.text());
    assert!(page.text().contains("/items?lane=land&#38;per_page=1\""), "the filter goes along");
    assert_eq!(city.get("/items?page=0").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_state_an_item_and_a_day_narrow_too() {
    let city = city();
    assert_eq!(items(&city, "?state=running").await, ["P1 A20 overdue department"]);
    assert_eq!(items(&city, "?item=a01&state=not_started").await.len(), 2);
    assert_eq!(items(&city, "?due=2024-12-01").await, items(&city, "?state=running").await);
    let wrong = city.get("/api/v1/items?state=gone&due=soon").await.json();
    assert_eq!(wrong["parameters"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_month_shows_what_ends_on_which_day() {
    let city = city();
    let page = city.get("/items/month?month=2024-12").await;
    for shown in ["2024年12月", "A20", "承诺", "month=2025-01", "长清大学城智能制造园"] {
        assert!(page.text().contains(shown), "{shown}");
    }
    let empty = city.get("/items/month?month=2023-02").await;
    assert!(empty.text().contains("本月没有到期或承诺的事项"));
    let holidays = city.get("/items/month?month=2031-05").await;
    assert!(holidays.text().contains("放假安排未公布"));
    let wrong = city.get("/items/month?month=May").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(wrong.text().contains("不是月份"));
}

#[tokio::test]
async fn the_selection_goes_out_as_a_workbook_and_units_have_their_load() {
    let city = city();
    step(&city, "2024-11-24", 1, "A20", Act::Approve { document: None, valid_until: None });
    let workbook = city.get("/items.xlsx?unit=water").await;
    assert_eq!(workbook.status, StatusCode::OK);
    assert!(workbook.bytes.starts_with(b"PK") && workbook.header("content-disposition").contains("items-"));
    assert_eq!(city.get("/items.xlsx?urgency=soon").await.status, StatusCode::BAD_REQUEST);
    let load = city.get("/items/load").await;
    assert!(load.text().contains("水务") && load.text().contains("0.00%"), "{}", load.text());
    let elsewhere = city.get("/items/load?place=历下区").await;
    assert!(!elsewhere.text().contains("0.00%"));
    assert!(city.get("/items?unit=water").await.text().contains("平均用时"));
}

#[tokio::test]
async fn the_calendar_is_one_a_client_reads() {
    let city = city();
    let answer = city.get("/items.ics?unit=water").await;
    assert!(answer.header("content-type").starts_with("text/calendar"));
    let text = answer.text();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.replace("\r\n", "").chars().all(|c| c != '\n' && c != '\r'));
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    let whole = text.replace("\r\n ", "");
    for line in ["UID:P1-A20-due@qinghuo", "UID:P1-A20-promise@qinghuo", "DTSTART;VALUE=DATE:20241201"] {
        assert!(whole.contains(&format!("\r\n{line}\r\n")), "{line}: {whole}");
    }
    assert!(whole.contains("SUMMARY:长清大学城智能制造园：A20 "));
    assert_eq!(text, city.get("/items.ics?unit=water").await.text(), "the same whenever it is asked for");
    assert_eq!(city.get("/items.ics?urgency=soon").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn days_are_lost_and_saved_by_whom() {
    let city = city();
    let body = city.get("/api/v1/bottlenecks").await.json();
    assert_eq!(body["projects_following_a_procedure"], 2);
    let dearest = &body["items"][0];
    assert!(dearest["idle_workdays"].as_u64().unwrap() > 40, "{dearest}");
    let water = body["load"].as_array().unwrap().iter().find(|load| load["unit"] == "water").unwrap();
    assert_eq!(water["open"], json!({ "overdue": 1 }));
    for part in ["place", "class", "month"] {
        let parts = body["saved_to_start"][part].as_array().unwrap();
        let projects: u64 = parts.iter().map(|part| part["projects"].as_u64().unwrap()).sum();
        assert_eq!(projects, 2, "{part}");
    }
    let page = city.get("/bottlenecks").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("是估计，不是统计结果"));
}

#[tokio::test]
async fn what_is_no_period_is_refused_wherever_one_is_asked_for() {
    let city = city();
    for (asked, faults) in [
        ("period_from=2024-06-02&period_to=2024-06-01", &["period_reversed"][..]),
        ("period=2024&period_from=2024-06-02", &["period_twice"]),
        ("period=2024-Q5&period_to=2024-06-02", &["period", "period_twice"]),
    ] {
        for address in ["load", "bottlenecks"] {
            let refused = city.get(&format!("/api/v1/{address}?{asked}")).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{address} {asked}");
            let told = refused.json();
            let told: Vec<_> =
                told["parameters"].as_array().unwrap().iter().map(|bad| &bad["fault"]).collect();
            assert_eq!(told, faults, "{address} {asked}");
        }
        for address in ["/items/load", "/bottlenecks", "/items.xlsx", "/bottlenecks.xlsx"] {
            assert_eq!(
                city.get(&format!("{address}?{asked}")).await.status,
                StatusCode::BAD_REQUEST,
                "{address} {asked}"
            );
        }
    }
    let page = city.get("/items/load?period_from=2024-06-02&period_to=2024-06-01").await;
    assert!(page.text().contains("period_to 早于时段的第一天：“2024-06-01”"), "{}", page.text());
    assert!(page.text().contains("name=\"period_from\" value=\"2024-06-02\""), "it comes back filled");
}

#[tokio::test]
async fn days_lost_and_saved_are_those_of_a_period() {
    let city = city();
    let lost = async |asked: &str| {
        let body = city.get(&format!("/api/v1/bottlenecks{asked}")).await.json();
        let days = body["lost"].as_array().unwrap().iter();
        let days: u64 = days
            .map(|loss| loss["over_workdays"].as_u64().unwrap() + loss["idle_workdays"].as_u64().unwrap())
            .sum();
        let saved = body["saved_to_start"]["project"].as_array().unwrap().clone();
        (days, saved)
    };
    let (all, projects) = lost("").await;
    let (of_2024, _) = lost("?period_to=2024-12-31").await;
    let (since, _) = lost("?period_from=2025-01-01").await;
    assert!(all > 0 && of_2024 + since == all, "{all} = {of_2024} + {since}: no day is lost twice");
    let (november, _) = lost("?period=2024-11").await;
    assert!(0 < november && november < all, "{november} of {all}");
    let month = projects[0]["month"].as_str().unwrap();
    let (_, in_it) = lost(&format!("?period={month}")).await;
    assert!(in_it.iter().all(|saved| saved["month"] == month) && !in_it.is_empty());
    assert!(lost("?period=1999").await == (0, Vec::new()));
    let page = city.get("/bottlenecks?period=2024-11&place=历下区").await;
    assert!(page.text().contains("2024-11-01至2024-11-30"), "{}", page.text());
    assert!(page.text().contains("name=\"period\" value=\"2024-11\""), "the other filters keep the period");
}

#[tokio::test]
async fn a_unit_is_chosen_by_name_and_a_calendar_says_how_to_subscribe() {
    let city = city();
    let page = city.get("/items?unit=water").await;
    assert!(page.text().contains("<select class=\"form-select\" name=\"unit\">"), "{}", page.text());
    assert!(page.text().contains("<option value=\"water\" selected>水务"));
    let (_, filter) = page.text().split_once("<form class=\"items-filter").unwrap();
    assert!(!filter.contains("type=\"hidden\" name=\"unit\""), "said once");
    assert!(
        page.text().contains("value=\"https://qinghuo.example/items.ics?unit=water\""),
        "{}",
        page.text()
    );
    let english = city.get_in("en", "/items?unit=water").await;
    assert!(english.text().contains("/items.ics?unit=water&#38;lang=en\""), "{}", english.text());
    assert!(english.text().contains("Nobody has an account yet"));
}

#[tokio::test]
async fn bottlenecks_narrow_and_lead_to_the_projects_behind_them() {
    let city = city();
    let whole = city.get("/api/v1/bottlenecks").await.json();
    let part = city.get("/api/v1/bottlenecks?place=历下区").await.json();
    assert_eq!(part["projects_following_a_procedure"], 1);
    assert!(part["lost"].as_array().unwrap().iter().all(|loss| loss["project"] == "P2"));
    let saved = &part["saved_to_start"]["project"][0];
    let days = |name: &str| saved[name].as_i64().unwrap();
    assert_eq!(days("before_workdays") - days("now_workdays"), days("saved_workdays"));
    assert!(
        days("lowest_workdays") <= days("saved_workdays")
            && days("saved_workdays") <= days("highest_workdays")
    );
    assert!(saved["is_estimate"] == true && days("lowest_workdays") < days("highest_workdays"), "{saved}");
    let month = saved["month"].as_str().unwrap();
    let of_month = city.get(&format!("/api/v1/bottlenecks?month={month}")).await.json();
    assert!(of_month["saved_to_start"]["month"].as_array().unwrap().len() == 1);
    let item = whole["items"][0]["item"].as_str().unwrap().to_owned();
    let of_item = city.get(&format!("/api/v1/bottlenecks?item={item}")).await.json();
    assert_eq!(of_item["items"].as_array().unwrap().len(), 1);
    assert_eq!(city.get("/api/v1/bottlenecks?month=May&colour=red").await.status, StatusCode::BAD_REQUEST);
    let page = city.get(&format!("/bottlenecks?item={item}&place=历下区")).await;
    let link = format!("/projects/P2/approvals?item={item}#{item}");
    assert!(page.text().contains(&link), "{link}: {}", page.text());
    assert!(page.text().contains("估计范围") && page.text().contains("本软件的假定"));
    let workbook = city.get("/bottlenecks.xlsx?place=历下区").await;
    assert!(workbook.status == StatusCode::OK && workbook.bytes.starts_with(b"PK"));
    assert_eq!(city.get("/bottlenecks.xlsx?month=May").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(city.get("/bottlenecks?month=May").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_projects_page_says_what_it_waits_for_and_what_comes_next() {
    let city = city();
    let page = city.get("/projects/P1").await;
    for shown in ["现在等什么", "接下来的三个日期", "A20 水土保持方案审批 承诺办结", "2024-12-01"]
    {
        assert!(page.text().contains(shown), "{shown}");
    }
    assert!(city.get("/projects/P3").await.text().contains("项目尚未确定办理流程"));
}

#[tokio::test]
async fn a_schedule_tells_what_is_behind_its_dates() {
    let city = city();
    let body = city.get("/api/v1/projects/P1/schedule").await.json();
    assert_eq!(body["procedure"]["key"], "social_industrial");
    let start = &body["milestones"][0];
    assert_eq!(start["milestone"], "start");
    assert_eq!(start["chain"].as_array().unwrap().last().unwrap()["item"], start["item"]);
    let water = body["items"].as_array().unwrap().iter().find(|item| item["item"] == "A20").unwrap();
    assert_eq!((&water["state"], &water["clock"]["from"]), (&json!("running"), &json!("2024-09-04")));
    assert!(city.get("/api/v1/projects/P3/schedule").await.json()["procedure"].is_null());
    assert_eq!(city.get("/api/v1/projects/P99/schedule").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn commands_about_items_come_in_by_the_one_door() {
    let city = City::small();
    let item = json!({ "project": 1, "item": "A24" });
    let with = |more: Value| {
        let mut body = item.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let act = |act: Value| with(json!({ "command": "take_step", "act": act, "seen": null }));
    let promise = |on: &str| with(json!({ "command": "promise_step", "promise": { "on": on } }));
    let delay = json!({ "reason": "等待批复", "expected_on": "2025-03-01" });
    let table = [
        (act(json!({ "submit": {} })), "procedure_missing"),
        (
            json!({ "command": "assign_procedure", "project": 1, "procedure": "nonsense" }),
            "procedure_unknown",
        ),
        (json!({ "command": "assign_procedure", "project": 1, "procedure": "social_industrial" }), ""),
        (act(json!({ "accept": {} })), "step_not_now"),
        (act(json!({ "submit": {} })), ""),
        (act(json!({ "want_corrections": { "missing": " " } })), "reason_missing"),
        (promise("2024-01-01"), "promise_in_past"),
        (promise("2025-02-01"), ""),
        (promise("2025-03-01"), "reason_missing"),
        (with(json!({ "command": "explain_delay", "delay": delay })), ""),
        (with(json!({ "command": "take_back_step", "reason": "" })), "reason_missing"),
        (with(json!({ "command": "take_back_step", "reason": "误记" })), ""),
        (with(json!({ "command": "take_back_step", "reason": "误记" })), "no_step_to_take_back"),
    ];
    for (number, (body, refused)) in table.iter().enumerate() {
        let answer = city.command(&format!("items-{number}"), body).await;
        if refused.is_empty() {
            assert_eq!(answer.status, StatusCode::OK, "{body}: {}", answer.text());
        } else {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", answer.text());
            let answer = answer.json();
            let codes: Vec<&str> = answer["refusals"]
                .as_array()
                .unwrap()
                .iter()
                .map(|refusal| refusal["code"].as_str().unwrap())
                .collect();
            assert!(codes.contains(refused), "{body}: {codes:?}");
        }
    }
}

#[tokio::test]
async fn how_limits_were_kept_is_counted_in_a_period() {
    let city = city();
    step(&city, "2024-11-24", 1, "A20", Act::Approve { document: None, valid_until: None });
    let settled = async |asked: &str| {
        let body = city.get(&format!("/api/v1/load{asked}")).await.json();
        let units = body["load"].as_array().unwrap().clone();
        units.iter().find(|unit| unit["unit"] == "water").map(|unit| unit["settled"].as_u64().unwrap())
    };
    for (asked, count) in [
        ("", 1),
        ("?period=2024", 1),
        ("?period=2024-Q4", 1),
        ("?period=2024-Q3", 0),
        ("?period=2024-11", 1),
        ("?period_from=2024-11-25", 0),
        ("?period_from=2024-11-24&period_to=2024-11-24", 1),
        ("?period_to=2024-11-23", 0),
    ] {
        assert_eq!(settled(asked).await.unwrap_or_default(), count, "{asked}");
    }
    let page = city.get("/items/load?period=2024-Q4").await;
    for shown in ["2024年4季度", "value=\"2024-10-01\"", "/items.xlsx?period=2024-Q4", "0.00%"] {
        assert!(page.text().contains(shown), "{shown}");
    }
    assert!(!city.get("/items/load?period=2024-Q3").await.text().contains("0.00%"));
    let wrong = city.get("/items/load?period=2024-Q5").await;
    assert!(wrong.status == StatusCode::BAD_REQUEST && wrong.text().contains("不是时段"));
    assert_eq!(city.get("/items.xlsx?period=2024-Q4").await.status, StatusCode::OK);
    assert_eq!(city.get("/items.xlsx?period=Q4").await.status, StatusCode::BAD_REQUEST);
}
