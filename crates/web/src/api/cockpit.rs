//! The cockpit for machines: what was counted, with what follows from it. The command line prints the same shape.

use super::{answer, shape, strict};
use crate::{
    Served,
    pages::cockpit::{counted, waits},
    visit::Visit,
};
use axum::{extract::State, response::Response};
use qinghuo_domain::{
    access::Topic,
    views::{
        Standpoint,
        approval::inbox::OpenItem,
        cockpit::{Cockpit, ranking},
        totals::{Key, Sums},
    },
};
use qinghuo_locale::signal_key;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The cockpit of the whole city, or of what the filters leave.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let query = strict(visit)?;
        let view = visit.view(served, &query)?;
        let (counted, among) = counted(&view.board, &query);
        let approvals = view.desk.of(&view.board, &served.app.playbook);
        let mut body = shape::made_from(&view);
        body.extend(cockpit(&counted, view.board.standpoint()));
        let waits = waits(&approvals, among.as_ref());
        body.insert("longest_waits".into(), waits.into_iter().map(|(_, open)| wait(open)).collect());
        Ok(Value::Object(body))
    })
    .await
}

/// What was counted. Keys of projects are their numbers; the worst are the worst ten.
#[must_use]
pub fn cockpit(cockpit: &Cockpit, from: Standpoint<'_>) -> Map<String, Value> {
    let counts = |counts: Vec<(&'static str, usize)>| -> Value {
        counts
            .into_iter()
            .map(|(key, count)| (key.to_owned(), Value::from(count)))
            .collect::<Map<_, _>>()
            .into()
    };
    let worst = |worst: &[(i64, qinghuo_domain::ProjectId)]| -> Value {
        let one =
            |(gap, id): &(i64, _)| json!({ "project": ToString::to_string(id), "gap_pp_hundredths": gap });
        worst.iter().map(one).collect()
    };
    let months = (1..=12).zip(cockpit.months).map(|(month, sums): (i8, _)| {
        let done = (month <= from.month.month() && from.told.of(Topic::Dispatch)).then_some(sums.done);
        let due = from.told.of(Topic::Progress).then_some(sums.due);
        json!({ "month": month, "due_fen": due, "done_fen": done })
    });
    let moves = cockpit.moves.iter().map(|((before, now), count)| {
        let key = |signal| signal_key(signal).replace('-', "_");
        json!({ "before": before.map(key), "now": key(*now), "projects": count })
    });
    let mut shape = Map::new();
    shape.insert("sums".into(), shape::sums_from(&cockpit.sums, from));
    let done_before = from.told.of(Topic::Dispatch).then_some(cockpit.done_before);
    shape.insert("done_in_month_fen".into(), json!(cockpit.done_in_month));
    shape.insert("done_before_fen".into(), json!(done_before));
    shape.insert("months".into(), months.collect());
    shape.insert(
        "starts".into(),
        counts(cockpit.starts.iter().map(|(key, count)| (key.key(), *count)).collect()),
    );
    shape.insert("started_this_month".into(), cockpit.started_this_month.into());
    shape.insert(
        "completions".into(),
        counts(cockpit.completions.iter().map(|(key, count)| (key.key(), *count)).collect()),
    );
    shape.insert("completed_this_month".into(), cockpit.completed_this_month.into());
    shape.insert(
        "library_entries".into(),
        counts(cockpit.entries.iter().map(|(key, count)| (key.key(), *count)).collect()),
    );
    shape.insert("places".into(), ranked(&cockpit.places, from));
    shape.insert("industries".into(), ranked(&cockpit.industries, from));
    shape.insert("light_moves".into(), moves.collect());
    shape.insert("furthest_behind".into(), worst(&cockpit.behind));
    shape.insert("fallen".into(), worst(&cockpit.fell));
    shape
}

/// An item that waits.
#[must_use]
pub fn wait(open: &OpenItem) -> Value {
    json!({
        "project": open.project.to_string(),
        "item": open.item,
        "unit": open.unit,
        "state": open.state,
        "since": open.since,
        "urgency": open.urgency.key(),
        "days_left": open.left.map(|(left, _)| left),
    })
}

fn ranked(parts: &BTreeMap<Key, Sums>, from: Standpoint<'_>) -> Value {
    let one = |part: &qinghuo_domain::views::cockpit::Ranked<'_>| json!({ "rank": part.rank, "key": part.key, "sums": shape::sums_from(part.sums, from) });
    ranking(parts, from).iter().map(one).collect()
}
