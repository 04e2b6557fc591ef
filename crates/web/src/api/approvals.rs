//! Items over all projects, and where days are lost, for machines.

use super::{answer, shape, strict_with};
use crate::{
    Served,
    approvals::{Approvals, item_name},
    board::Board,
    bottleneck::{By, Narrowing, item_of, saved_by},
    inbox::{Filter, item_json},
    load::{Period, loads_json},
    pages::pager::Slice,
    query::PER_PAGE,
    visit::Visit,
};
use axum::{extract::State, response::Response};
use qinghuo_domain::views::approval::bottleneck::{Cost, Saved, by};
use qinghuo_locale::Locale;
use qinghuo_playbook::Playbook;
use serde_json::{Map, Value, json};

/// What somebody can act on.
pub async fn items(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let (filter, bad) = Filter::read(&visit.pairs);
        let query = strict_with(visit, bad)?;
        let view = visit.view(served, &query)?;
        let playbook = &served.app.playbook;
        let approvals = view.desk.of(&view.board, playbook);
        let selected = filter.select(&approvals);
        // Everything, unless pages are asked for.
        let size = query.per_page.unwrap_or(if query.page > 0 { PER_PAGE } else { selected.len().max(1) });
        let slice = Slice::of(selected.len(), query.page, size);
        let shown = selected.iter().skip(query.page.saturating_mul(size)).take(size);
        let items = shown.map(|selected| item_json(visit.locale, playbook, &approvals, selected));
        let mut body = shape::made_from(&view);
        body.insert("selected".into(), slice.all.into());
        body.insert("page".into(), (query.page + 1).into());
        body.insert("pages".into(), slice.pages().into());
        body.insert("items".into(), items.collect());
        Ok(Value::Object(body))
    })
    .await
}

/// What every unit has to do, and how it kept its limits in a period.
pub async fn load(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let (filter, mut bad) = Filter::read(&visit.pairs);
        let (period, own) = Period::read(&visit.pairs);
        bad.extend(own);
        let view = visit.view(served, &strict_with(visit, bad)?)?;
        let approvals = view.desk.of(&view.board, &served.app.playbook);
        let mut body = shape::made_from(&view);
        body.extend(loads_json(&approvals, filter.place.as_deref(), &period));
        Ok(Value::Object(body))
    })
    .await
}

/// Where days are lost, who has what to do, and what was saved.
pub async fn bottlenecks(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let (narrowing, bad) = Narrowing::read(&visit.pairs);
        let query = strict_with(visit, bad)?;
        let view = visit.view(served, &query)?;
        let playbook = &served.app.playbook;
        let approvals = view.desk.of(&view.board, playbook);
        let mut body = shape::made_from(&view);
        body.extend(bottlenecks_json(visit.locale, playbook, &view.board, &approvals, &narrowing));
        Ok(Value::Object(body))
    })
    .await
}

/// The bottlenecks as the API and the command line give them.
pub fn bottlenecks_json(
    locale: &Locale,
    playbook: &Playbook,
    board: &Board,
    approvals: &Approvals,
    narrowing: &Narrowing,
) -> Map<String, Value> {
    let losses = narrowing.losses(approvals);
    let all = || losses.iter().map(|loss| &**loss);
    let items = by(all(), item_of).into_iter().map(|((procedure, index, item, own), cost)| {
        let name = item_name(locale, playbook, &procedure, index, own.as_deref());
        with(cost_of(cost), &[("procedure", json!(procedure)), ("item", json!(item)), ("name", name.into())])
    });
    let units = by(all(), |loss| loss.unit.clone());
    let units = units.into_iter().map(|(unit, cost)| with(cost_of(cost), &[("unit", json!(unit))]));
    let lost = all().map(|loss| {
        json!({
            "project": loss.project.to_string(),
            "milestone": loss.milestone,
            "item": loss.item,
            "unit": loss.unit,
            "over_workdays": loss.over_workdays,
            "idle_workdays": loss.idle_workdays,
        })
    });
    let load = loads_json(approvals, narrowing.place.as_deref(), &narrowing.period).remove("load");
    let differences = narrowing.differences(board, approvals);
    let mut saved = Map::new();
    for by in By::ALL {
        let parts = saved_by(board, &differences, by).into_iter();
        let parts = parts.map(|(key, saved)| with(saved_of(saved), &[("key", json!(key))]));
        saved.insert(by.key().into(), parts.collect());
    }
    let projects = differences.iter().map(|(course, saved)| {
        json!({
            "project": course.id().to_string(),
            "month": saved.month().to_string(),
            "before_workdays": saved.before_workdays,
            "now_workdays": saved.now_workdays,
            "saved_workdays": saved.workdays,
            "lowest_workdays": saved.lowest,
            "highest_workdays": saved.highest,
            "is_estimate": saved.is_estimate,
        })
    });
    saved.insert("project".into(), projects.collect());
    let mut body = Map::new();
    body.insert("projects_following_a_procedure".into(), narrowing.courses(approvals).count().into());
    body.insert("items".into(), items.collect());
    body.insert("units".into(), units.collect());
    body.insert("lost".into(), lost.collect());
    body.insert("load".into(), load.unwrap_or_default());
    body.insert("saved_to_start".into(), Value::Object(saved));
    body
}

fn cost_of(cost: Cost) -> Value {
    json!({
        "projects": cost.projects,
        "workdays": cost.workdays(),
        "over_workdays": cost.over_workdays,
        "idle_workdays": cost.idle_workdays,
    })
}

fn saved_of(saved: Saved) -> Value {
    json!({
        "projects": saved.projects,
        "median_workdays": saved.median,
        "least_workdays": saved.least,
        "most_workdays": saved.most,
        "before_median_workdays": saved.before_median,
        "now_median_workdays": saved.now_median,
        "lowest_workdays": saved.lowest,
        "highest_workdays": saved.highest,
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
