//! One act on many items: what it would do is said first, what is refused stays with its reasons.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod city;

use axum::http::{Request, StatusCode};
use city::{Answer, City};
use qinghuo_domain::{ProjectId, command::Command, step::Act};
use serde_json::json;

const PAGE: &str = "/items/batch";

/// Three projects under way: two whose water plan waits to be accepted, one that was accepted already.
fn city() -> City {
    let city = City::small();
    for project in [1, 2, 3] {
        let procedure = "social_industrial".into();
        city.tell("2024-09-02", Command::AssignProcedure { project: ProjectId(project), procedure });
        step(&city, "2024-11-20", project, "A20", Act::Submit {});
    }
    step(&city, "2024-11-21", 3, "A20", Act::Accept {});
    city
}

fn step(city: &City, on: &str, project: u32, item: &str, act: Act) {
    let (project, item) = (ProjectId(project), item.parse().unwrap());
    city.tell(on, Command::TakeStep { project, item, act, seen: None });
}

/// The page of the three water plans with an act chosen.
async fn opened(city: &City, act: &str) -> Answer {
    city.get(&format!("{PAGE}?pick=P1-A20&pick=P2-A20&pick=P3-A20&act={act}")).await
}

async fn send(city: &City, page: &Answer, act: &str, more: &[(&str, &str)]) -> Answer {
    let (key, seen) = (page.hidden("key"), page.hidden("seen"));
    let previewed = page.hidden("previewed");
    let mut fields = vec![("act", act), ("key", &key), ("seen", &seen), ("previewed", &previewed)];
    for row in ["P1-A20", "P2-A20", "P3-A20"] {
        fields.push(("row", row));
    }
    fields.extend_from_slice(more);
    city.post(PAGE, &fields).await
}

const ALL: [(&str, &str); 3] = [("pick", "P1-A20"), ("pick", "P2-A20"), ("pick", "P3-A20")];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    ALL.iter().chain(more).copied().collect()
}

async fn state(city: &City, project: &str) -> String {
    let body = city.get(&format!("/api/v1/projects/{project}/schedule")).await.json();
    let items = body["items"].as_array().unwrap();
    items.iter().find(|item| item["item"] == "A20").unwrap()["state"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_would_happen_is_said_before_it_does_and_what_is_refused_stays() {
    let city = city();
    let page = opened(&city, "accept").await;
    assert_eq!(page.status, StatusCode::OK);
    for shown in ["受理（2 项可办）", "主管部门", "自受理次日起算"] {
        assert!(page.text().contains(shown), "{shown}");
    }
    let head = city.office.head().seq;
    let preview =
        send(&city, &page, "accept", &with(&[("stage", "preview"), ("effective_on", "2024-11-22")])).await;
    assert_eq!(preview.status, StatusCode::UNPROCESSABLE_ENTITY, "one of three is refused");
    assert!(preview.text().contains("办理所勾选的（2 项可办）") && preview.text().contains("期限至"));
    assert!(preview.text().contains("不能“受理”"));
    assert_eq!(city.office.head().seq, head, "a preview records nothing");
    let done =
        send(&city, &preview, "accept", &with(&[("stage", "do"), ("effective_on", "2024-11-22")])).await;
    assert!(done.text().contains("已办理 2") && done.text().contains("不能“受理”"), "{}", done.text());
    for project in ["P1", "P2", "P3"] {
        assert_eq!(state(&city, project).await, "running");
    }
    let head = city.office.head().seq;
    send(&city, &preview, "accept", &with(&[("stage", "do"), ("effective_on", "2024-11-22")])).await;
    assert_eq!(city.office.head().seq, head, "sent twice, it is done once");
}

#[tokio::test]
async fn only_what_was_previewed_is_done() {
    let city = city();
    let page = opened(&city, "accept").await;
    let ticked = [("pick", "P1-A20"), ("stage", "do"), ("effective_on", "2024-11-22")];
    let unseen = send(&city, &page, "accept", &ticked).await;
    assert!(unseen.text().contains("办理所勾选的（1 项可办）"), "it is previewed first");
    assert_eq!(state(&city, "P1").await, "submitted");
    let other = [("pick", "P1-A20"), ("stage", "do"), ("effective_on", "2024-11-21")];
    send(&city, &unseen, "accept", &other).await;
    assert_eq!(state(&city, "P1").await, "submitted", "another day was previewed");
    send(&city, &unseen, "accept", &ticked).await;
    assert_eq!(state(&city, "P1").await, "running");
    assert_eq!(state(&city, "P2").await, "submitted", "it was not ticked");
}

#[tokio::test]
async fn faults_of_the_form_are_told_once_and_keep_the_ticks() {
    let city = city();
    let page = opened(&city, "want_corrections").await;
    let blank =
        send(&city, &page, "want_corrections", &[ALL[0], ALL[1], ("stage", "preview"), ("missing", " ")])
            .await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(blank.text().matches("请填写原因").count(), 1, "{}", blank.text());
    assert_eq!(blank.text().matches(" checked").count(), 2);
    let day = send(&city, &page, "promise", &with(&[("stage", "preview"), ("on", "soon")])).await;
    assert!(day.text().contains("不是日期") && day.text().contains("is-invalid"));
    let nothing = send(&city, &page, "accept", &[("stage", "preview")]).await;
    assert!(nothing.text().contains("没有勾选事项"));
    let nobody = city
        .post_as(None, PAGE, &[ALL[0], ("act", "accept"), ("key", "k"), ("stage", "do"), ("previewed", "")])
        .await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(state(&city, "P1").await, "submitted");
    let bad = city.get(&format!("{PAGE}?pick=P1-A20&pick=P99-A20&pick=x")).await;
    assert!(bad.text().contains("P99-A20") && bad.text().contains("“x”") && bad.text().contains("P1-A20"));
    assert!(city.get(PAGE).await.text().contains("没有勾选事项"));
}

#[tokio::test]
async fn all_that_a_filter_lets_through_can_be_acted_on() {
    let city = city();
    let list = city.get("/items?unit=water").await;
    assert!(list.text().contains("/items/batch?unit=water&#38;all=yes"), "{}", list.text());
    let page = city.get("/items/batch?unit=water&all=yes&act=promise").await;
    assert_eq!(page.text().matches("type=\"checkbox\"").count(), 3);
    assert!(!city.get("/items?unit=water&as_of=2024-11-22").await.text().contains("type=\"checkbox\""));
}

/// What the API says of each item, in order.
fn fates(body: &serde_json::Value) -> Vec<String> {
    let one = |item: &serde_json::Value| {
        format!(
            "{}-{} {}",
            item["project"].as_str().unwrap(),
            item["item"].as_str().unwrap(),
            item["fate"].as_str().unwrap()
        )
    };
    body["items"].as_array().unwrap().iter().map(one).collect()
}

#[tokio::test]
async fn a_program_looks_first_and_then_does_the_same() {
    const API: &str = "/api/v1/items/batch";
    let city = city();
    let send = async |address: &str, body: serde_json::Value| {
        let request = Request::post(address)
            .header("idempotency-key", "k")
            .header("qinghuo-actor", "%E7%8E%8B%E8%8A%B3")
            .header("accept-language", "zh");
        city.ask(request.body(body.to_string().into()).unwrap()).await
    };
    let wanted = json!({
        "items": ["P1-A20", "P2-A20", "P3-A20", "P1-A20"],
        "wanted": { "act": { "accept": {} } },
        "effective_on": "2024-11-22",
    });
    let head = city.office.head().seq;
    let preview = send(API, wanted.clone()).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text());
    let told = preview.json();
    assert_eq!((&told["would"], &told["done"], &told["refused"]), (&json!(2), &json!(0), &json!(1)));
    assert_eq!(fates(&told), ["P1-A20 would", "P2-A20 would", "P3-A20 refused"]);
    assert_eq!(told["items"][0]["after"]["state"], "running");
    assert!(told["items"][2]["refusals"][0]["words"].as_str().unwrap().contains("不能“受理”"), "{told}");
    assert_eq!(city.office.head().seq, head, "a preview records nothing");
    let commit = format!("{API}?commit=true");
    let done = send(&commit, wanted.clone()).await.json();
    assert_eq!(fates(&done), ["P1-A20 done", "P2-A20 done", "P3-A20 refused"], "{done}");
    let head = city.office.head().seq;
    let again = send(&commit, wanted).await.json();
    assert_eq!(again["items"][0]["receipt"]["repeated"], true, "{again}");
    assert_eq!(city.office.head().seq, head, "sent twice under one key, it is done once");
    let promise = json!({ "items": ["P2-A20"], "wanted": { "promise": { "on": "2024-12-20" } } });
    assert_eq!(send(API, promise).await.json()["items"][0]["after"]["promised_on"], "2024-12-20");
    let wrong = json!({ "items": ["P99-A20", "x", "P1-A20"], "wanted": { "act": { "accept": {} } } });
    let wrong = send(API, wrong).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let pointers: Vec<_> =
        wrong.json()["members"].as_array().unwrap().iter().map(|bad| bad["pointer"].clone()).collect();
    assert_eq!(pointers, ["/items/0", "/items/1"]);
    let none = json!({ "items": [], "wanted": { "act": { "fly": {} } }, "colour": 1 });
    assert_eq!(send(API, none).await.json()["members"].as_array().unwrap().len(), 2);
    assert_eq!(send(&format!("{API}?commit=perhaps"), json!({})).await.status, StatusCode::BAD_REQUEST);
}
