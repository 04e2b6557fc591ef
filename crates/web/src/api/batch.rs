//! One act on many items through the API: without `commit=true` nothing changes, and what each item would become is told; with it, what is not refused is
//! done, in one commit.

use super::{
    commands::is_of_another_kind, description::check, header_of_key, orders, problem, refusal, shape,
};
use crate::{
    Served,
    batch::{Fate, Ground, MOST, Pick, Wish, batch_json},
    problem::Problem,
    query::BadParameter,
    visit::Visit,
};
use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use check::Fault;
use qinghuo_domain::{Date, Seq, access::Action, command::Command, views::approval::Approval};
use qinghuo_office::{Order, Rejection};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[derive(Deserialize)]
struct Body {
    items: Vec<String>,
    wanted: Wish,
    #[serde(default)]
    effective_on: Option<Date>,
    #[serde(default)]
    seen: Option<Seq>,
}

/// Looks at what an act would make of many items, or does it.
pub async fn submit(State(served): State<Served>, visit: Visit, headers: HeaderMap, body: Bytes) -> Response {
    let locale = visit.locale;
    let made = tokio::task::spawn_blocking(move || answer(&served, &visit, &headers, &body)).await;
    match made.unwrap_or_else(|error| Err(Problem::failed(&error))) {
        Ok(value) => Json(value).into_response(),
        Err(trouble) => problem(locale, &trouble),
    }
}

fn answer(served: &Served, visit: &Visit, headers: &HeaderMap, body: &[u8]) -> Result<Value, Problem> {
    let (mut is_commit, mut bad) = (false, Vec::new());
    for (_, value) in visit.pairs.iter().filter(|(name, _)| name == "commit") {
        match value.parse() {
            Ok(said) => is_commit = said,
            Err(_) => {
                bad.push(BadParameter { name: "commit".into(), value: value.clone(), fault: "value" });
            }
        }
    }
    let query = super::strict_with(visit, bad)?;
    if is_of_another_kind(headers) {
        return Err(Problem::Malformed(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let key = match is_commit {
        true => Some(header_of_key(headers).ok_or(Problem::KeyMissing)?),
        false => None,
    };
    if is_commit {
        visit.actor()?;
    }
    let Body { items, wanted, effective_on, seen } = read(body)?;
    let view = visit.view(served, &query)?;
    let ground = Ground::of(served, visit, &view, effective_on);
    let chosen = picked(&ground, &items)?;
    let commands = chosen.into_iter().map(|(pick, approval)| {
        let is_promised = approval.step(&pick.item).is_some_and(|step| step.promise.is_some());
        let command = wanted.command(&pick, is_promised, seen);
        (pick, approval, command)
    });
    let commands: Vec<(Pick, Approval<'_>, Command)> = commands.collect();
    // A token does what it was given for, however much its post may.
    let beyond = commands.iter().map(|(.., command)| Action::of(command));
    if let Some(action) =
        visit.who.signed().and_then(|signed| beyond.into_iter().find(|a| !signed.is_in_scope(*a)))
    {
        return Err(Problem::NotAllowed(action));
    }
    let refused = |reasons: &[qinghuo_domain::Refusal]| {
        Fate::Refused(reasons.iter().map(|reason| refusal(visit.locale, reason)).collect())
    };
    let fates: Vec<(Pick, Fate)> = match key {
        None => {
            let foreseen = commands.into_iter().map(|(pick, approval, command)| {
                let fate = ground.foresee(&approval, &pick, command);
                (pick, fate.map_or_else(|reasons| refused(&reasons), Fate::Would))
            });
            foreseen.collect()
        }
        Some(key) => {
            let (picks, wanted): (Vec<Pick>, Vec<Order>) = commands
                .into_iter()
                .map(|(pick, _, command)| {
                    let order = visit.order(command, format!("{key}-{}", pick.text()));
                    (pick, Order { effective_on, ..order })
                })
                .unzip();
            let answers = orders(served, wanted).into_iter().map(|answer| match answer {
                Ok(receipt) => Fate::Done(receipt),
                Err(Rejection::Refused(reasons)) => refused(&reasons),
                Err(other) => {
                    let trouble = Problem::from(other);
                    let code = trouble.code().replace('-', "_");
                    Fate::Refused(vec![json!({ "code": code, "words": trouble.words(visit.locale) })])
                }
            });
            picks.into_iter().zip(answers).collect()
        }
    };
    // As it is after what was done.
    let view = visit.view(served, &query)?;
    let mut told = shape::made_from(&view);
    told.extend(batch_json(&fates));
    Ok(Value::Object(told))
}

fn read(body: &[u8]) -> Result<Body, Problem> {
    let bad = |error: serde_json::Error| Problem::BadBody(error.to_string());
    let value = check::with_whole_numbers(serde_json::from_slice(body).map_err(bad)?);
    let faults = check::faults(super::description::notation(), "ItemBatch", &value);
    if faults.is_empty() {
        serde_json::from_value(value).map_err(bad)
    } else {
        Err(Problem::BadMembers(faults))
    }
}

/// The items named, each once, with the approvals of their projects; every name that is none at once.
fn picked<'a>(ground: &Ground<'a>, named: &[String]) -> Result<Vec<(Pick, Approval<'a>)>, Problem> {
    let (mut seen, mut chosen, mut faults) = (BTreeSet::new(), Vec::new(), Vec::new());
    for (index, text) in named.iter().enumerate() {
        let found = Pick::read(text).and_then(|pick| Some((ground.approval(&pick)?, pick)));
        match found {
            Some((approval, pick)) if seen.insert(pick.clone()) => chosen.push((pick, approval)),
            Some(_) => {}
            None => faults.push(Fault { pointer: format!("/items/{index}"), fault: "value" }),
        }
    }
    if chosen.len() > MOST || named.is_empty() {
        faults.push(Fault { pointer: "/items".into(), fault: "count" });
    }
    if faults.is_empty() { Ok(chosen) } else { Err(Problem::BadMembers(faults)) }
}
