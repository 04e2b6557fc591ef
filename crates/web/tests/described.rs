//! The description of the API against the API: its addresses, parameters, examples and statuses, and the checked-in OpenAPI document.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod city;
mod schema;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use city::{Answer, City, encode};
use qinghuo_domain::{ProjectId, command::Command, step::Act};
use qinghuo_web::Needs;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");

async fn document(city: &City, language: &str) -> Value {
    city.get_in(language, "/api/v1/openapi.json").await.json()
}

/// Method, path and description of every operation.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of = |path: &String, methods: &Value| {
        let methods = methods.as_object().unwrap().clone().into_iter();
        let path = path.clone();
        methods.map(move |(method, operation)| (method.to_uppercase(), path.clone(), operation))
    };
    paths.iter().flat_map(|(path, methods)| of(path, methods).collect::<Vec<_>>()).collect()
}

fn address(path: &str) -> String {
    format!("/api/v1{}", path.replace("{id}", "P1").replace("{item}", "A36"))
}

async fn ask(city: &City, method: &str, address: &str) -> Answer {
    city.ask(Request::builder().method(method).uri(address).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn the_checked_in_document_is_the_one_that_is_served() {
    let served = document(&City::empty(), "en").await;
    let text = serde_json::to_string_pretty(&served).unwrap() + "\n";
    if std::env::var_os("UPDATE_STORIES").is_some() {
        std::fs::write(SNAPSHOT, &text).unwrap();
    }
    let kept = std::fs::read_to_string(SNAPSHOT).unwrap_or_default();
    assert!(kept == text, "docs/openapi.json is not what is served; UPDATE_STORIES=1 writes it");
}

/// A document without its words, so that only what programs read is left.
fn without_words(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let kept = object.iter().filter(|(name, value)| {
                !(value.is_string() && matches!(&***name, "description" | "summary" | "title"))
            });
            kept.map(|(name, value)| (name.clone(), without_words(value))).collect()
        }
        Value::Array(values) => values.iter().map(without_words).collect(),
        _ => value.clone(),
    }
}

#[tokio::test]
async fn both_languages_describe_the_same() {
    let city = City::empty();
    let [zh, en] = [document(&city, "zh").await, document(&city, "en").await];
    assert_ne!(zh, en);
    assert_eq!(without_words(&zh), without_words(&en));
    let asked = city.get_in("zh", "/api/v1/openapi.json?lang=en").await.json();
    assert_eq!(asked, en);
}

#[tokio::test]
async fn every_address_of_the_router_is_described_and_every_one_described_is_routed() {
    let city = City::small();
    let document = document(&city, "en").await;
    let described: BTreeSet<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
    let app = City::app(&city.office, &city.accounts);
    let doors = qinghuo_web::every_door(app).into_iter();
    let doors = doors.filter_map(|door| {
        let needs = match door.needs {
            Needs::Nothing => "nothing",
            Needs::SignIn => "sign_in",
            Needs::To(action) | Needs::Of(action, _) => action.key(),
        };
        Some((door.path.strip_prefix("/api/v1")?.to_owned(), door.method.to_owned(), needs.to_owned()))
    });
    let doors: BTreeSet<_> = doors.collect();
    let told = operations(&document)
        .into_iter()
        .map(|(method, path, operation)| (path, method, operation["x-needs"].as_str().unwrap().to_owned()));
    assert_eq!(doors, told.collect());
    for path in &described {
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
            let is_described = document["paths"][path][method.to_lowercase()].is_object();
            let answer = ask(&city, method, &address(path)).await;
            assert_eq!(answer.status != StatusCode::METHOD_NOT_ALLOWED, is_described, "{method} {path}");
        }
    }
}

/// An example as an address writes it.
fn pairs(parameter: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let values = match &parameter["example"] {
        Value::Array(values) => values.iter().map(text).collect(),
        value => vec![text(value)],
    };
    let name = parameter["name"].as_str().unwrap();
    values.iter().map(|value| format!("{name}={}", encode(value))).collect()
}

fn of_query<'a>(document: &'a Value, operation: &'a Value) -> impl Iterator<Item = &'a Value> {
    let parameters = operation["parameters"].as_array().unwrap().iter();
    let parameters = parameters.map(|parameter| match parameter["$ref"].as_str() {
        Some(reference) => document.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
        None => parameter,
    });
    parameters.filter(|parameter| parameter["in"] == "query")
}

#[tokio::test]
async fn every_parameter_described_is_read_and_no_other() {
    let city = City::small();
    let document = document(&city, "en").await;
    let operations = operations(&document);
    let all = operations.iter().flat_map(|(.., operation)| of_query(&document, operation).cloned());
    let mut names: BTreeSet<String> =
        all.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect();
    names.extend(["colour", "theme", "column", "open"].map(ToOwned::to_owned));
    for (method, path, operation) in &operations {
        let own: BTreeSet<&str> =
            of_query(&document, operation).map(|parameter| parameter["name"].as_str().unwrap()).collect();
        // All at once: an address tells everything it does not understand, so what it does not tell it takes.
        let nonsense = names.iter().map(|name| format!("{name}=%01")).collect::<Vec<_>>().join("&");
        let address = address(path);
        let request = Request::builder().method(&**method).uri(format!("{address}?{nonsense}"));
        let request = request.header("idempotency-key", "k").header("qinghuo-actor", "x");
        let answer = city.ask(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        let told = answer.json();
        let unknown: BTreeSet<&str> = told["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|bad| bad["fault"] == "unknown")
            .map(|bad| bad["name"].as_str().unwrap())
            .collect();
        let taken: BTreeSet<&str> =
            names.iter().map(String::as_str).filter(|name| !unknown.contains(name)).collect();
        assert_eq!(taken, own, "{path}");
        if method == "GET" {
            for parameter in of_query(&document, operation) {
                let answer = city.get(&format!("{address}?{}", pairs(parameter).join("&"))).await;
                // A project that was not in the book at that moment, or a procedure nobody knows, is no fault of the address.
                let is_taken = matches!(answer.status, StatusCode::OK | StatusCode::NOT_FOUND);
                assert!(is_taken, "{path} {parameter}: {}", answer.text());
            }
        }
    }
}

/// The schema of an answer.
fn answer_of<'a>(operation: &'a Value, answer: &Answer) -> &'a Value {
    let status = answer.status.as_str();
    let schema = operation.pointer(&format!("/responses/{status}/content/application~1json/schema"));
    schema.unwrap_or_else(|| panic!("{status} is not described: {}", answer.text()))
}

#[tokio::test]
async fn every_answer_is_as_it_is_described() {
    let city = City::small();
    let key = "social_industrial".into();
    city.tell("2024-03-01", Command::AssignProcedure { project: ProjectId(1), procedure: key });
    let steps = [("A01", Act::Finish {}), ("A02", Act::Submit {}), ("A02", Act::Accept {})];
    for (item, act) in steps {
        let (project, item) = (ProjectId(1), item.parse().unwrap());
        city.tell("2024-04-01", Command::TakeStep { project, item, act, seen: None });
    }
    let document = document(&city, "zh").await;
    let mut seen = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        if method != "GET" {
            continue;
        }
        let mut asked = vec![address(&path), format!("{}?colour=red", address(&path))];
        if path.contains("{id}") {
            asked.extend([address(&path).replace("P1", "P4"), address(&path).replace("P1", "P99")]);
        }
        for parameter in of_query(&document, &operation) {
            asked.push(format!("{}?{}", address(&path), pairs(parameter).join("&")));
            asked.push(format!("{}?{}=%01", address(&path), parameter["name"].as_str().unwrap()));
        }
        for asked in asked {
            let answer = city.get(&asked).await;
            seen.insert(answer.status.as_u16());
            assert_eq!(
                schema::faults(&document, answer_of(&operation, &answer), &answer.json()),
                [""; 0],
                "{asked}"
            );
        }
    }
    assert_eq!(seen, BTreeSet::from([200, 400, 404]));
}

#[tokio::test]
async fn every_answer_to_a_command_is_as_it_is_described() {
    let city = City::small();
    let document = document(&city, "zh").await;
    let operation = &document["paths"]["/commands"]["post"];
    let mut seen = BTreeSet::new();
    for (key, body) in [
        ("a", rename("\u{7532}", None)),
        ("a", rename("\u{7532}", None)),
        ("a", rename("\u{4e59}", None)),
        ("b", rename("\u{4e59}", Some(3))),
        ("c", rename(" ", None)),
        ("d", json!({ "command": "fly" })),
        ("e", json!([])),
    ] {
        let answer = city.command(key, &body).await;
        seen.insert(answer.status.as_u16());
        assert_eq!(
            schema::faults(&document, answer_of(operation, &answer), &answer.json()),
            [""; 0],
            "{body}"
        );
    }
    assert_eq!(seen, BTreeSet::from([200, 400, 409, 422]));
}

fn rename(name: &str, seen: Option<u64>) -> Value {
    json!({ "command": "revise_project", "project": 1, "set": [{ "name": name }], "seen": seen, "reason": null })
}

#[test]
fn the_holder_of_schemas_finds_what_is_wrong() {
    let document = json!({ "a": { "type": "integer", "minimum": 1 } });
    let schema = json!({
        "type": "object",
        "properties": { "n": { "$ref": "#/a" }, "t": { "type": "array", "prefixItems": [{ "const": "x" }], "items": false } },
        "required": ["n"],
        "additionalProperties": false,
    });
    for (value, faults) in [
        (json!({ "n": 1, "t": ["x"] }), 0),
        (json!({ "n": 0 }), 1),
        (json!({ "n": "1" }), 1),
        (json!({}), 1),
        (json!({ "n": 1, "m": 2 }), 1),
        (json!({ "n": 1, "t": ["y", "z"] }), 2),
        (json!([]), 1),
    ] {
        assert_eq!(schema::faults(&document, &schema, &value).len(), faults, "{value}");
    }
}

#[tokio::test]
async fn whatever_goes_wrong_is_told_in_one_shape() {
    let city = City::small();
    let large = "x".repeat((64 << 20) + 1);
    for (method, address, kind, body, status, error) in [
        ("PUT", "/api/v1/head", "", "", 405, "wrong_method"),
        ("POST", "/api/v1/nowhere", "", "", 404, "no_such_page"),
        ("GET", "/api/v1/projects/%FF", "", "", 400, "malformed"),
        ("POST", "/api/v1/commands", "text/csv", "a,b", 415, "unsupported_media"),
        ("POST", "/api/v1/commands", "application/json", "{", 400, "bad_body"),
        ("POST", "/api/v1/commands?page=2", "", "{}", 400, "bad_parameters"),
        ("POST", "/api/v1/commands", "application/json", &large, 413, "too_large"),
        ("POST", "/api/v1/imports", "", &large, 413, "too_large"),
    ] {
        for (language, mark) in [("zh", false), ("en", true)] {
            let mut request = Request::builder().method(method).uri(address);
            request = request.header("accept-language", language);
            request = request.header("idempotency-key", "k").header("qinghuo-actor", "x");
            if !kind.is_empty() {
                request = request.header("content-type", kind);
            }
            let answer = city.ask(request.body(body.to_owned().into()).unwrap()).await;
            assert_eq!(answer.status.as_u16(), status, "{method} {address}");
            assert_eq!(answer.header("content-type"), "application/json", "{method} {address}");
            let told = answer.json();
            assert_eq!(told["error"], error, "{method} {address}");
            assert_eq!(told["words"].as_str().unwrap().is_ascii(), mark, "{told}");
        }
    }
    assert_eq!(ask(&city, "PUT", "/api/v1/head").await.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn every_wrong_member_of_a_body_is_told_and_nothing_is_changed() {
    let city = City::small();
    let head = city.office.head();
    let wrong =
        json!({ "command": "correct_project", "project": "P1", "set": [{ "colour": "red" }], "sed": 3 });
    let answer = city.command("k", &wrong).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let told: Vec<Value> = answer.json()["members"].as_array().unwrap().clone();
    let told: Vec<(&str, &str)> =
        told.iter().map(|bad| (bad["pointer"].as_str().unwrap(), bad["words"].as_str().unwrap())).collect();
    assert_eq!(
        told,
        [
            ("/project", "/project 的类型不对"),
            ("/set/0/colour", "没有 /set/0/colour 这个成员"),
            ("/reason", "缺少 /reason"),
            ("/sed", "没有 /sed 这个成员"),
        ]
    );
    assert_eq!(city.office.head(), head);
}

#[tokio::test]
async fn a_number_out_of_range_and_a_day_that_is_none_are_told_in_the_users_words() {
    let city = City::small();
    let own = json!({
        "name": "临时用地", "lane": "early_start", "kind": "permit", "unit": "housing",
        "plan": { "count": -4, "kind": "working" }, "reason": "便道",
    });
    let replan = json!({ "days": { "count": 70_000, "kind": "working" }, "reason": "长" });
    let delay = json!({ "reason": "待批", "expected_on": "2024-02-30" });
    for (command, member, value, pointer, words) in [
        ("add_item", "own", own, "/own/plan/count", "/own/plan/count 的数值过小或过大"),
        ("replan_item", "plan", replan, "/plan/days/count", "/plan/days/count 的数值过小或过大"),
        (
            "explain_delay",
            "delay",
            delay,
            "/delay/expected_on",
            "/delay/expected_on 不是日期，应写成 2024-06-30",
        ),
    ] {
        let mut body = json!({ "command": command, "project": 1, "item": "X01" });
        body[member] = value;
        let answer = city.command(command, &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{command}");
        let told = answer.json();
        assert_eq!(told["members"].as_array().unwrap().len(), 1, "{told}");
        assert_eq!(
            (&told["members"][0]["pointer"], &told["members"][0]["words"]),
            (&json!(pointer), &json!(words))
        );
        assert!(told["detail"].is_null(), "{told}");
    }
}

#[tokio::test]
async fn a_whole_number_may_be_written_with_a_fraction_that_is_none() {
    let city = City::small();
    let body = |project: f64| json!({ "command": "advance_phase", "project": project, "to": "construction" });
    for (project, status) in [(5.0, 422), (5.5, 400), (-1.0, 400), (1e300, 400)] {
        let answer = city.command(&format!("k{project}"), &body(project)).await;
        assert_eq!(answer.status.as_u16(), status, "{project}: {}", answer.text());
    }
}

#[tokio::test]
async fn every_example_of_a_command_is_understood() {
    let city = City::small();
    let document = document(&city, "en").await;
    let content = &document["paths"]["/commands"]["post"]["requestBody"]["content"]["application/json"];
    for (name, example) in content["examples"].as_object().unwrap() {
        let answer = city.command(&format!("example-{name}"), &example["value"]).await;
        assert_ne!(answer.status, StatusCode::BAD_REQUEST, "{name}: {}", answer.text());
        assert!(!answer.status.is_server_error(), "{name}: {}", answer.text());
    }
}

#[tokio::test]
async fn the_examples_of_the_documents_are_understood() {
    let city = City::small();
    let texts = [
        include_str!("../../../README.md"),
        include_str!("../../../README.zh-CN.md"),
        include_str!("../../../docs/api.md"),
    ];
    let mut asked = 0;
    for line in texts
        .iter()
        .flat_map(|text| text.lines())
        .filter(|line| line.contains("http://127.0.0.1:8080/api/v1"))
    {
        let (before, address) = line.split_once("http://127.0.0.1:8080").unwrap();
        let address = address.split(['\'', ' ']).next().unwrap();
        let answer = match before.split_once("--json '") {
            Some((_, body)) => {
                city.command("k", &serde_json::from_str(body.split('\'').next().unwrap()).unwrap()).await
            }
            None => city.get(address).await,
        };
        assert!(matches!(answer.status.as_u16(), 200 | 422), "{line}: {}", answer.text());
        asked += 1;
    }
    assert!(asked >= 4, "the documents show how it is called");
}

#[tokio::test]
async fn the_page_shows_every_address_command_and_vocabulary_in_both_languages() {
    let city = City::small();
    let document = document(&city, "en").await;
    for language in ["zh", "en"] {
        let mut pages = std::collections::BTreeMap::new();
        let first = city.get_in(language, "/api/docs").await;
        let tabs = first
            .text()
            .split("<nav class=\"tabs\"")
            .nth(1)
            .unwrap()
            .split("</nav>")
            .next()
            .unwrap()
            .to_owned();
        for address in tabs.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let page = city.get_in(language, address).await;
            assert_eq!(page.status, StatusCode::OK, "{address}");
            pages.insert(address.to_owned(), page.text().to_owned());
        }
        let all: String = pages.values().map(String::as_str).collect();
        for (method, path, operation) in operations(&document) {
            let (shown, id) =
                (format!("<b>{method}</b> /api/v1{path}</code>"), operation["operationId"].as_str().unwrap());
            assert_eq!(
                all.matches(&shown).count(),
                2,
                "in the contents and where it is described: {method} {path}"
            );
            assert!(all.contains(&format!("id=\"{id}\"")));
        }
        let commands = document["components"]["schemas"]["Command"]["oneOf"].as_array().unwrap();
        for command in commands {
            let name = command["title"].as_str().unwrap();
            assert!(all.contains(&format!("id=\"command-{name}\"")), "{name}");
        }
        // Every link to a place on one of the pages leads somewhere.
        for (address, text) in &pages {
            for link in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let Some((page, place)) = link.split_once('#') else { continue };
                let on = pages.get(if page.is_empty() { address.as_str() } else { page });
                assert!(on.is_some_and(|on| on.contains(&format!("id=\"{place}\""))), "{link} on {address}");
            }
        }
        assert!(!all.contains("api-is-") && !all.contains("api-kind-"), "words are missing");
        assert_eq!(city.get("/api/docs/nothing").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_page_shows_a_host_only_where_it_is_plain() {
    let known = City::empty().get("/api/docs/service").await;
    assert!(known.text().contains("https://qinghuo.example/api/v1/head"), "the address somebody said it has");
    let city = City::empty().unaddressed();
    for (host, shown) in [("city.example:8443", "city.example:8443"), ("x'; rm -rf /;'", "127.0.0.1:8080")] {
        let request = Request::get("/api/docs/service").header("host", host).body(Body::empty()).unwrap();
        let page = city.ask(request).await;
        assert!(page.text().contains(&format!("http://{shown}/api/v1/head")), "{host}");
    }
}
