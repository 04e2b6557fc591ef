//! The JSON API: what the pages show, for machines, and one door for commands. Names are stable and typed: `…_fen` is money in 1/100 yuan,
//! `…_hundredths` hundredths of a percent, `…_pp_hundredths` hundredths of a percentage point. Money and ratios are integers, so nothing is lost.
//!
//! An address that is not fully understood is answered with every fault and no data, unlike a page: a machine that misspells a filter must
//! not get everything. What there is to take and to give is written down in [`description`]; a parameter that is not in it is not taken.

mod approvals;
mod batch;
mod cockpit;
mod commands;
mod compare;
pub mod description;
mod imports;
mod migration;
mod read;
mod registers;
mod schedule;
mod shape;
mod war_map;

pub use approvals::bottlenecks_json;
pub use cockpit::{cockpit, wait};
pub use commands::{order, orders};
pub use migration::migration;
pub use schedule::{of_silence, schedule};
pub use war_map::task;

use crate::{
    Served,
    door::{Doors, Needs},
    drafts::LARGEST,
    pages::bad_in_words,
    problem::{NoSchedule, Problem},
    query::{BadParameter, Query},
    visit::{Visit, decode, language},
    works::found_json,
};
use axum::{
    Json,
    extract::Request,
    http::{HeaderMap, HeaderName, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use qinghuo_domain::{
    Refusal,
    access::{Action, Topic},
};
use qinghuo_locale::{Language, Locale};
use serde_json::{Map, Value, json};

/// Where the API is.
pub const PREFIX: &str = "/api/v1";

/// Names an order for ever.
const KEY_HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// Who acts, percent-encoded where it is not plain ASCII.
const ACTOR_HEADER: HeaderName = HeaderName::from_static("qinghuo-actor");

/// What a header says, percent-decoded; nothing where it is blank.
fn said(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let text = headers.get(name).and_then(|value| decode(std::str::from_utf8(value.as_bytes()).ok()?));
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Who acts, as a header says.
pub fn header_of_actor(headers: &HeaderMap) -> Option<String> {
    said(headers, &ACTOR_HEADER)
}

/// The name of an order, as a header says.
pub fn header_of_key(headers: &HeaderMap) -> Option<String> {
    said(headers, &KEY_HEADER)
}

/// The doors below [`PREFIX`].
pub fn doors(doors: Doors) -> Doors {
    use Needs::{Nothing, Of, SignIn, To};
    const SEE_ITEMS: Needs = Of(Action::See, Topic::Handling);
    let doors = doors.below(PREFIX);
    doors
        .get("/openapi.json", Nothing, description::serve)
        .get("/health", Nothing, read::health)
        .get("/head", SignIn, read::head)
        .get("/anchor", SignIn, read::anchor)
        .get("/playbook", SignIn, read::playbook)
        .get("/projects", To(Action::See), read::projects)
        .get("/projects/{id}", To(Action::See), read::project)
        .get("/projects/{id}/history", To(Action::SeeHistory), read::history)
        .get("/projects/{id}/schedule", SEE_ITEMS, read::schedule)
        .get("/projects/{id}/network", Of(Action::Export, Topic::Handling), schedule::network)
        .get("/projects/{id}/evidence", SEE_ITEMS, schedule::evidence)
        .get("/projects/{id}/migration", To(Action::AssignProcedure), migration::preview)
        .post_file(
            "/projects/{id}/items/{item}/works",
            To(Action::OwnItems),
            LARGEST,
            crate::pages::approvals::works::take,
        )
        .get("/migrations", To(Action::AssignProcedure), migration::preview_all)
        .get("/projects/{id}/standings", Of(Action::See, Topic::Effects), read::standings)
        .get("/items", SEE_ITEMS, approvals::items)
        .get("/load", SEE_ITEMS, approvals::load)
        .get("/bottlenecks", SEE_ITEMS, approvals::bottlenecks)
        .get("/board", To(Action::See), war_map::board)
        .get("/board/month", To(Action::See), war_map::month)
        .get("/cockpit", To(Action::See), cockpit::show)
        .get("/bulletin", Of(Action::See, Topic::Lights), read::bulletin)
        .get("/totals", To(Action::See), read::totals)
        .get("/changes", To(Action::SeeHistory), compare::changes)
        .get("/compare", To(Action::SeeHistory), compare::compare)
        .get("/dispatch", Of(Action::See, Topic::Filing), registers::filing)
        .get("/lists", To(Action::See), registers::lists)
        .get("/imported", To(Action::Import), registers::imports)
        .get("/units", SignIn, registers::units)
        .get("/lights", SignIn, registers::lights)
        // Which command is asked again where it is decided.
        .post("/commands", SignIn, commands::submit)
        // Whose act it is, is asked where it is decided.
        .post("/items/batch", SEE_ITEMS, batch::submit)
        .post_file("/imports", To(Action::Import), LARGEST, imports::take)
}

/// Makes an answer off the threads that answer requests.
async fn answer(
    served: Served,
    visit: Visit,
    make: impl FnOnce(&Served, &Visit) -> Result<Value, Problem> + Send + 'static,
) -> Response {
    let locale = visit.locale;
    let made = tokio::task::spawn_blocking(move || make(&served, &visit)).await;
    match made.unwrap_or_else(|error| Err(Problem::failed(&error))) {
        Ok(value) => Json(value).into_response(),
        Err(trouble) => problem(locale, &trouble),
    }
}

/// A problem as JSON: its stable code, and the words for it.
pub fn problem(locale: &Locale, problem: &Problem) -> Response {
    let words = problem.words(locale);
    let mut body = Map::new();
    body.insert("error".into(), problem.code().replace('-', "_").into());
    body.insert("words".into(), words.into());
    if !problem.detail().is_empty() {
        body.insert("detail".into(), problem.detail().into());
    }
    match problem {
        Problem::Refused(refusals) => {
            let refusals = refusals.iter().map(|reason| refusal(locale, reason)).collect();
            body.insert("refusals".into(), Value::Array(refusals));
        }
        Problem::BadParameters(bad) => {
            let one = |bad: &BadParameter| {
                let BadParameter { name, value, fault } = bad;
                json!({ "name": name, "value": value, "fault": fault.replace('-', "_"), "words": bad_in_words(locale, bad) })
            };
            body.insert("parameters".into(), bad.iter().map(one).collect());
        }
        Problem::NoSchedule(it) => {
            let NoSchedule { findings, refusals, .. } = &**it;
            if let Some(findings) = findings {
                body.insert("findings".into(), found_json(locale, findings));
            }
            if !refusals.is_empty() {
                let refusals = refusals.iter().map(|reason| refusal(locale, reason)).collect();
                body.insert("refusals".into(), Value::Array(refusals));
            }
        }
        Problem::BadMembers(faults) => {
            let one = |fault: &description::check::Fault| {
                let description::check::Fault { pointer, fault } = fault;
                let words = locale.text_with(&format!("api-fault-{fault}"), &[("pointer", pointer.clone())]);
                json!({ "pointer": pointer, "fault": fault, "words": words })
            };
            body.insert("members".into(), faults.iter().map(one).collect());
        }
        _ => {}
    }
    (problem.status(), Json(Value::Object(body))).into_response()
}

/// One reason: its code with its arguments, the field it belongs to, and the words.
fn refusal(locale: &Locale, refusal: &Refusal) -> Value {
    let mut value = serde_json::to_value(refusal).unwrap_or_default();
    if let Value::Object(object) = &mut value {
        object.insert("words".into(), locale.phrase("refusal", "code", &refusal.cause).into());
    }
    value
}

/// What an address asks for; every part of it must be understood, but for parameters of the one address itself, which its own reader judges.
fn strict(visit: &Visit) -> Result<Query, Problem> {
    strict_with(visit, Vec::new())
}

/// The same with what the address's own reader did not understand.
fn strict_with(visit: &Visit, own: Vec<BadParameter>) -> Result<Query, Problem> {
    let (query, read) = visit.query();
    let mut bad = untaken(visit);
    let takes = |name: &str| description::taken(&visit.path).iter().any(|parameter| parameter.name == name);
    for fault in read.into_iter().filter(|bad| bad.fault != "unknown").chain(own) {
        if takes(&fault.name) && !bad.iter().any(|told| told.name == fault.name && told.value == fault.value)
        {
            bad.push(fault);
        }
    }
    if bad.is_empty() { Ok(query) } else { Err(Problem::BadParameters(bad)) }
}

/// The parameters an address does not take, or not so: without a value, in a language nobody speaks, or a second time where once is meant.
pub fn untaken(visit: &Visit) -> Vec<BadParameter> {
    let taken = description::taken(&visit.path);
    let fault = |index: usize, name: &str, value: &str| {
        let Some(parameter) = taken.iter().find(|parameter| parameter.name == name) else {
            return Some("unknown");
        };
        let is_said_before = || visit.pairs.iter().take(index).any(|(earlier, _)| earlier == name);
        match name {
            _ if !parameter.is_many && is_said_before() => Some("twice"),
            "lang" if Language::from_tag(value).is_none() => Some("value"),
            _ if value.is_empty() => Some("value"),
            _ => None,
        }
    };
    let told = visit.pairs.iter().enumerate().filter_map(|(index, (name, value))| {
        let fault = fault(index, name, value)?;
        Some(BadParameter { name: name.clone(), value: value.clone(), fault })
    });
    told.collect()
}

/// Puts an answer the router gives by itself, such as to a body that is too large, into the shape of all our problems.
pub async fn in_our_shape(request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(PREFIX) {
        return next.run(request).await;
    }
    let locale = Locale::of(language(request.headers()));
    let mut answer = next.run(request).await;
    let is_ours = answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    let (true, false) = (answer.status().is_client_error(), is_ours) else { return answer };
    let trouble = match answer.status() {
        StatusCode::NOT_FOUND => Problem::NoSuchPage,
        status => Problem::Malformed(status),
    };
    let ours = problem(locale, &trouble);
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
        answer.headers_mut().remove(&name);
        if let Some(value) = ours.headers().get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    *answer.body_mut() = ours.into_body();
    answer
}
