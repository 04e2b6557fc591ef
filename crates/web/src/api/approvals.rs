//! Items over all projects, and where days are lost, for machines.

use super::{answer, shape, strict};
use crate::{
    Served,
    approvals::{Filter, item_name, item_of, loads, losses, saved_by, saved_by_month},
    problem::Problem,
    visit::Visit,
};
use axum::{extract::State, response::Response};
use qinghuo_domain::views::{
    approval::bottleneck::{Cost, Load, Saved, by},
    totals::{Dimension, Key},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What somebody can act on.
pub async fn items(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let (query, bad) = visit.query();
        let (filter, own) = Filter::read(&visit.pairs);
        let others = bad.into_iter().filter(|bad| !Filter::NAMES.contains(&&*bad.name));
        let bad: Vec<_> = others.chain(own).collect();
        if !bad.is_empty() {
            return Err(Problem::BadParameters(bad));
        }
        let view = visit.view(served, &query)?;
        let playbook = &served.app.playbook;
        let approvals = served.desk.of(&view.board, playbook);
        let items = filter.select(&approvals).into_iter().map(|(course, lane, open)| {
            json!({
                "project": open.project.to_string(),
                "project_name": course.name(view.board.at),
                "place": course.place,
                "item": open.item,
                "name": item_name(visit.locale, playbook, &course.procedure, open.index, open.own_name.as_deref()),
                "procedure": course.procedure,
                "lane": lane,
                "unit": open.unit,
                "state": open.state,
                "since": open.since,
                "awaits": open.awaits,
                "urgency": open.urgency,
                "days_left": open.left,
                "due_on": open.due_on,
                "promised_on": open.promised_on,
                "float_workdays": open.float,
                "is_critical": open.is_critical,
            })
        });
        let mut body = shape::made_from(&view);
        body.insert("items".into(), items.collect());
        Ok(Value::Object(body))
    })
    .await
}

/// Where days are lost, who has what to do, and what was saved.
pub async fn bottlenecks(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let view = visit.view(served, &strict(visit, &[])?)?;
        let approvals = served.desk.of(&view.board, &served.app.playbook);
        let losses = losses(&approvals);
        let items =
            by(losses.iter().copied(), item_of).into_iter().map(|((procedure, index, item, own), cost)| {
                let name = item_name(visit.locale, &served.app.playbook, &procedure, index, own.as_deref());
                with(
                    cost_of(cost),
                    &[("procedure", json!(procedure)), ("item", json!(item)), ("name", name.into())],
                )
            });
        let units = by(losses.iter().copied(), |loss| loss.unit.clone());
        let units = units.into_iter().map(|(unit, cost)| with(cost_of(cost), &[("unit", json!(unit))]));
        let load =
            loads(&approvals).into_iter().map(|(unit, load)| with(load_of(&load), &[("unit", json!(unit))]));
        let saved = |parts: Vec<(Key, Saved)>| -> Value {
            parts.into_iter().map(|(key, saved)| with(saved_of(saved), &[("key", json!(key))])).collect()
        };
        let mut body = shape::made_from(&view);
        body.insert("projects_following_a_procedure".into(), approvals.courses.len().into());
        body.insert("items".into(), items.collect());
        body.insert("units".into(), units.collect());
        body.insert("load".into(), load.collect());
        body.insert(
            "saved_to_start".into(),
            json!({
                "place": saved(saved_by(&view.board, &approvals, Dimension::Place)),
                "class": saved(saved_by(&view.board, &approvals, Dimension::Class)),
                "month": saved(saved_by_month(&approvals)),
            }),
        );
        Ok(Value::Object(body))
    })
    .await
}

fn cost_of(cost: Cost) -> Value {
    json!({
        "projects": cost.projects,
        "workdays": cost.workdays(),
        "over_workdays": cost.over_workdays,
        "idle_workdays": cost.idle_workdays,
    })
}

fn load_of(load: &Load) -> Value {
    let open: BTreeMap<&str, usize> =
        load.open.iter().map(|(urgency, count)| (urgency.key(), *count)).collect();
    json!({
        "open": open,
        "settled": load.settled,
        "on_time_hundredths": load.on_time_hundredths(),
        "used_days": load.used_days,
        "limit_days": load.limit_days,
    })
}

fn saved_of(saved: Saved) -> Value {
    json!({
        "projects": saved.projects,
        "median_workdays": saved.median,
        "least_workdays": saved.least,
        "most_workdays": saved.most,
        "estimates": saved.estimates,
    })
}

/// An object with some members more.
fn with(mut value: Value, members: &[(&str, Value)]) -> Value {
    if let Value::Object(object) = &mut value {
        object.extend(members.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    }
    value
}
