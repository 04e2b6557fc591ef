//! Two moments side by side, and what moved between them.

use super::{answer, shape, strict_with};
use crate::{
    Served,
    pages::compare::sides::{Asked, Moved, Pair, Side},
    problem::Problem,
    row::Row,
    visit::Visit,
};
use axum::{extract::State, response::Response};
use qinghuo_domain::views::{changes::ProjectChange, totals::Sums};
use serde_json::{Map, Value, json};
use std::sync::Arc;

fn asked(served: &Served, visit: &Visit) -> Result<Asked, Problem> {
    let asked = Asked::read(served, visit)?;
    strict_with(visit, asked.bad.clone())?;
    Ok(asked)
}

/// What moved between two days: field by field, with the fact behind each move.
pub async fn changes(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let asked = asked(served, visit)?;
        let mut changed = Vec::new();
        let mut moved = asked.moved();
        moved.sort_by_key(Moved::id);
        for moved in moved.iter().filter(|moved| asked.wants(moved) && is_told(&moved.change)) {
            changed.push(Value::Object(change(&moved.change)?));
        }
        let mut body = shape::made_from(&asked.view);
        body.insert("since".into(), asked.since.day.to_string().into());
        body.insert("until".into(), asked.until.day.to_string().into());
        body.insert("changes".into(), Value::Array(changed));
        Ok(Value::Object(body))
    })
    .await
}

/// Two moments side by side: sums, parts by a dimension, and every project that moved, with its light and gap on both sides.
pub async fn compare(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let asked = asked(served, visit)?;
        let (all, parts) = asked.sums();
        let mut projects = Vec::new();
        for moved in asked.moved().iter().filter(|moved| asked.wants(moved)) {
            let mut shape = change(&moved.change)?;
            shape.insert("before".into(), stand(moved.before));
            shape.insert("after".into(), stand(moved.after));
            projects.push(Value::Object(shape));
        }
        let groups =
            parts.iter().map(|(key, part)| json!({ "key": key, "sums": pair(&asked, part) })).collect();
        let mut body = shape::made_from(&asked.view);
        body.insert("since".into(), side(&asked.since));
        body.insert("until".into(), side(&asked.until));
        body.insert("all".into(), pair(&asked, &all));
        body.insert("by".into(), asked.by.key().into());
        body.insert("overlaps".into(), asked.by.overlaps().into());
        body.insert("groups".into(), Value::Array(groups));
        body.insert("projects".into(), Value::Array(projects));
        Ok(Value::Object(body))
    })
    .await
}

/// Whether anything was told, and not only time has passed.
fn is_told(change: &ProjectChange) -> bool {
    change.kind != qinghuo_domain::views::changes::Kind::Changed || !change.fields.is_empty()
}

fn change(change: &ProjectChange) -> Result<Map<String, Value>, Problem> {
    let shape = serde_json::to_value(change).map_err(|error| Problem::failed(&error))?;
    let Value::Object(mut shape) = shape else { return Ok(Map::new()) };
    shape.insert("project".into(), change.project.to_string().into());
    Ok(shape)
}

fn side(side: &Side) -> Value {
    json!({
        "day": side.day.to_string(),
        "known_at": side.known.as_ref().map(|(_, at)| at.to_string()),
        "dispatch_month": side.board.month.to_string(),
    })
}

fn pair(asked: &Asked, pair: &Pair) -> Value {
    let sums = |side: &Side, sums: &Sums| shape::sums_from(sums, side.board.standpoint());
    json!({ "before": sums(&asked.since, &pair.before), "after": sums(&asked.until, &pair.after) })
}

fn stand(row: Option<&Arc<Row>>) -> Value {
    row.map_or(Value::Null, |row| {
        json!({
            "light": row.light.signal,
            "phase": row.phase.map(|stay| stay.phase.key()),
            "plan_fen": row.progress.plan,
            "done_fen": row.progress.done,
            "gap_pp_hundredths": row.progress.gap_pp_hundredths,
        })
    })
}
