//! The JSON API: names, statuses, and commands that can be sent again.
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
use serde_json::{Value, json};

#[tokio::test]
async fn projects_come_with_exact_typed_numbers() {
    let city = City::small();
    let answer = city.get(&format!("/api/v1/projects?place={}", encode("长清区"))).await.json();
    assert_eq!(answer["as_of"], "2024-11-24");
    assert_eq!(answer["dispatch_month"], "2024-10");
    assert_eq!((&answer["selected"], &answer["page"], &answer["pages"]), (&json!(1), &json!(1), &json!(1)));
    let project = &answer["projects"][0];
    for (name, want) in [
        ("id", json!("P1")),
        ("phase", json!("construction")),
        ("nature", json!("continuing")),
        ("total_fen", json!(6_000_000_000_i64)),
        ("plan_fen", json!(1_200_000_000)),
        ("done_fen", json!(800_000_000)),
        ("completion_hundredths", json!(6667)),
        ("schedule_hundredths", json!(8333)),
        ("gap_pp_hundredths", json!(-1666)),
        ("lists", json!(["2024/city/重点实施类"])),
    ] {
        assert_eq!(project[name], want, "{name}");
    }
    assert_eq!(project["light"]["signal"], "yellow");
    assert_eq!(project["light"]["reason"], "gap");
    assert_eq!(answer["sums"]["lights"], json!({ "yellow": 1 }));
}

#[tokio::test]
async fn one_project_its_history_sums_and_changes() {
    let city = City::small();
    let project = city.get("/api/v1/projects/P1").await.json();
    let fields = project["fields"].as_array().unwrap();
    let plan = fields.iter().find(|field| field["field"] == json!({ "year_plan": 2024 })).unwrap();
    assert_eq!((&plan["value"], &plan["since"]), (&json!(1_200_000_000), &json!("2024-02-01")));
    let history = city.get("/api/v1/projects/P1/history").await.json();
    let kinds: Vec<&str> =
        history["facts"].as_array().unwrap().iter().map(|fact| fact["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        ["project_registered", "phase_advanced", "dispatch_filed", "dispatch_filed", "list_joined"]
    );
    let totals = city.get("/api/v1/totals?by=light").await.json();
    assert_eq!(totals["all"]["projects"], 5);
    assert_eq!(totals["groups"][0]["key"], json!({ "kind": "signal", "value": "red" }));
    let changes = city.get("/api/v1/changes?since=2024-10-01").await.json();
    assert_eq!(changes["until"], "2024-11-24");
    assert_eq!(changes["changes"][0]["project"], "P1");
    let head = city.get("/api/v1/head").await.json();
    assert_eq!(head["projects"], 5);
    assert_eq!(head["head"]["seq"], json!(city.office.head().seq));
    let anchor = city.get("/api/v1/anchor").await.json();
    let anchor = anchor["anchor"].as_str().unwrap();
    let head = city.office.head();
    assert!(anchor.starts_with("qinghuo anchor 1\n# "), "{anchor}");
    assert!(anchor.contains(&format!("\nhead {} {}\nsum ", head.seq, head.hash)), "{anchor}");
    assert_eq!(city.get("/api/v1/anchor?of=P1").await.status.as_u16(), 400);
    assert_eq!(city.get("/api/v1/health").await.json()["status"], "ok");
}

#[tokio::test]
async fn addresses_are_taken_at_their_word_or_not_at_all() {
    let city = City::small();
    for (address, status, error) in [
        ("/api/v1/projects?colour=red", 400, "bad_parameters"),
        ("/api/v1/projects?as_of=2024-02-30", 400, "bad_parameters"),
        ("/api/v1/totals?by=colour", 400, "bad_parameters"),
        ("/api/v1/changes?since=yesterday", 400, "bad_parameters"),
        ("/api/v1/projects/P99", 404, "no_such_project"),
        ("/api/v1/projects/x", 404, "no_such_project"),
        ("/api/v1/nowhere", 404, "no_such_page"),
    ] {
        let answer = city.get(address).await;
        assert_eq!(answer.status.as_u16(), status, "{address}");
        assert_eq!(answer.json()["error"], error, "{address}");
    }
}

fn rename(name: &str, seen: Option<u64>) -> Value {
    json!({ "command": "revise_project", "project": 1, "set": [{ "name": name }], "seen": seen, "reason": null })
}

#[tokio::test]
async fn commands_are_carried_out_once() {
    let city = City::small();
    let answer = city.command("k1", &rename("甲", None)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.json()["repeated"], false);
    assert_eq!(answer.json()["subjects"], json!(["project/P1"]));
    let again = city.command("k1", &rename("甲", None)).await;
    assert_eq!((again.status, &again.json()["repeated"]), (StatusCode::OK, &json!(true)));
    let reused = city.command("k1", &rename("乙", None)).await;
    assert_eq!((reused.status, &reused.json()["error"]), (StatusCode::CONFLICT, &json!("key_reused")));
    let late = city.command("k2", &rename("乙", Some(3))).await;
    assert_eq!(
        (late.status, &late.json()["refusals"][0]["code"]),
        (StatusCode::CONFLICT, &json!("changed_meanwhile"))
    );
}

#[tokio::test]
async fn refusals_come_all_at_once_with_codes_fields_and_words() {
    let city = City::small();
    let head = city.office.head();
    let wrong = json!({
        "command": "correct_project",
        "project": 1,
        "set": [{ "name": null }, { "total_investment": -1 }, { "codes": ["2402-370102-04-05-000002"] }],
        "seen": null,
        "reason": " ",
    });
    let answer = city.command("k", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refusals = answer.json()["refusals"].as_array().unwrap().clone();
    let codes: Vec<&str> = refusals.iter().map(|refusal| refusal["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["reason_missing", "name_missing", "negative_amount", "code_taken"]);
    assert_eq!(refusals[2]["field"], "total_investment");
    assert_eq!(refusals[3]["words"], "项目代码 2402-370102-04-05-000002 已属于 P2");
    assert_eq!(city.office.head(), head);
    for (body, error) in [
        (json!({ "command": "fly" }), "bad_body"),
        (json!([]), "bad_body"),
        (
            json!({ "command": "import_ledger", "file": "x", "attachment": "", "rows": [], "synthetic": false }),
            "import_without_file",
        ),
    ] {
        let answer = city.command("k3", &body).await;
        assert_eq!((answer.status, &answer.json()["error"]), (StatusCode::BAD_REQUEST, &json!(error)));
    }
    let nobody = axum::http::Request::post("/api/v1/commands").header("idempotency-key", "k4");
    let answer = city.ask(nobody.body(rename("丙", None).to_string().into()).unwrap()).await;
    assert_eq!(answer.json()["error"], "actor_missing");
}

#[tokio::test]
async fn the_first_order_of_a_city_puts_its_playbook_in_force() {
    let city = City::empty();
    let register = json!({
        "command": "register_project",
        "set": [{ "name": "甲" }],
        "effective_on": "2024-03-01",
        "people": [["service_officer", "李强"]],
    });
    let answer = city.command("k", &register).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(city.office.city().playbook().is_some());
    let page = city.get("/projects/P1").await;
    assert!(page.text().contains("李强") && page.text().contains("2024-03-01"));
}
