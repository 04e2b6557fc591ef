//! One door for commands. The body is a command of the domain as JSON, with `effective_on` and `people` beside its members where they matter;
//! the headers say who acts and name the order, so that it can be sent again.

use super::{KEY_HEADER, header, problem};
use crate::{Served, problem::Problem, visit::Visit};
use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use qinghuo_domain::{Date, command::Command, intake::PersonRole};
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
    let key = header(headers, &KEY_HEADER).ok_or(Problem::KeyMissing)?;
    visit.actor()?;
    let Body { command, effective_on, people } =
        serde_json::from_slice(body).map_err(|error| Problem::BadBody(error.to_string()))?;
    // The file an import or a schedule was read from is kept beside the ledger; here there is none. It has an address of its own.
    let names_a_file = match &command {
        Command::ImportLedger(_) => true,
        Command::ReplanItem { plan, .. } => plan.works.is_some(),
        _ => false,
    };
    if names_a_file {
        return Err(Problem::ImportWithoutFile);
    }
    let mut wanted = visit.order(command, key);
    wanted.effective_on = effective_on;
    wanted.people = people;
    Ok(order(served, wanted)?)
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
