//! One door for commands. The body is a command of the domain as JSON, with `effective_on` and `people` beside its members where they matter;
//! the headers say who acts and name the order, so that it can be sent again.

use super::{description::check, header_of_key, problem, strict};
use crate::{Served, problem::Problem, visit::Visit};
use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use qinghuo_domain::{Date, access::Action, command::Command, intake::PersonRole};
use qinghuo_office::{Order, Receipt, Rejection};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Body {
    #[serde(flatten)]
    command: Command,
    effective_on: Option<Date>,
    #[serde(default)]
    people: Vec<(PersonRole, String)>,
}

/// Has a command carried out.
pub async fn submit(State(served): State<Served>, visit: Visit, headers: HeaderMap, body: Bytes) -> Response {
    let locale = visit.locale;
    let made = tokio::task::spawn_blocking(move || carry_out(&served, &visit, &headers, &body)).await;
    match made.unwrap_or_else(|error| Err(Problem::failed(&error))) {
        Ok(receipt) => {
            let subjects: Vec<String> = receipt.subjects.iter().map(ToString::to_string).collect();
            let receipt = json!({
                "first": receipt.first.0,
                "last": receipt.last.0,
                "subjects": subjects,
                "repeated": receipt.repeated,
            });
            Json(receipt).into_response()
        }
        Err(trouble) => problem(locale, &trouble),
    }
}

fn carry_out(served: &Served, visit: &Visit, headers: &HeaderMap, body: &[u8]) -> Result<Receipt, Problem> {
    strict(visit)?;
    let key = header_of_key(headers).ok_or(Problem::KeyMissing)?;
    visit.actor()?;
    if is_of_another_kind(headers) {
        return Err(Problem::Malformed(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let Body { command, effective_on, people } = read(body)?;
    // A token does what it was given for, however much its post may.
    let action = Action::of(&command);
    if visit.who.signed().is_some_and(|signed| !signed.is_in_scope(action)) {
        return Err(Problem::NotAllowed(action));
    }
    let mut wanted = visit.order(command, key);
    wanted.effective_on = effective_on;
    wanted.people = people;
    Ok(order(served, wanted)?)
}

/// Whether the sender says that the body is no JSON. Who says nothing is taken at the body's word.
pub fn is_of_another_kind(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap_or_default());
    let kind = kind.map(|kind| kind.split(';').next().unwrap_or_default().trim());
    kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("application/json"))
}

fn read(body: &[u8]) -> Result<Body, Problem> {
    let bad = |error: serde_json::Error| Problem::BadBody(error.to_string());
    let value = check::with_whole_numbers(serde_json::from_slice(body).map_err(bad)?);
    // The file an import or a schedule was read from is kept beside the ledger; here there is none. It has an address of its own.
    if value.get("command").is_some_and(|command| command == "import_ledger")
        || value.pointer("/plan/works").is_some_and(|works| !works.is_null())
    {
        return Err(Problem::ImportWithoutFile);
    }
    let faults = check::faults(super::description::notation(), "Command", &value);
    if !faults.is_empty() {
        return Err(Problem::BadMembers(faults));
    }
    serde_json::from_value(value).map_err(bad)
}

/// Has an order carried out. The first order of a city puts its playbook in force. Blocks.
pub fn order(served: &Served, order: Order) -> Result<Receipt, Rejection> {
    orders(served, vec![order]).pop().unwrap_or(Err(Rejection::Closed))
}

/// Has orders carried out, each by itself, in one commit as far as it goes; an answer for each, in their order. Blocks.
pub fn orders(served: &Served, orders: Vec<Order>) -> Vec<Result<Receipt, Rejection>> {
    let office = &served.app.office;
    let first = orders.first().cloned();
    let mut answers = office.submit_each(orders);
    if office.city().playbook().is_none()
        && let (Some(order), Some(answer)) = (first, answers.iter_mut().find(|answer| answer.is_ok()))
    {
        let playbook = Command::AdoptPlaybook { playbook: served.app.playbook.name().into() };
        let key = format!("{}/playbook", order.key);
        match office.submit(Order::new(playbook, order.actor, key, order.now, order.today)) {
            // Refused only when somebody else was faster.
            Ok(_) | Err(Rejection::Refused(_)) => {}
            Err(other) => *answer = Err(other),
        }
    }
    answers
}
