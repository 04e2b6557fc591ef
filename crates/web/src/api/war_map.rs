//! The board as its script and other programs read it, and what a month asks for.

use super::{answer, shape, strict_with};
use crate::{
    Served,
    pages::war_map::{
        self, MOST,
        axis::day_number,
        bars::{is_behind, lanes},
        lane_address, month as of_month,
    },
    query::SIGNALS,
    row::Row,
    select::Selection,
    visit::Visit,
};
use axum::{extract::State, response::Response};
use qinghuo_domain::{
    Date, PartialDate, Phase, ProjectId,
    rules::Signal,
    views::war_map::{Aim, Bar, Task},
};
use qinghuo_locale::signal_key;
use serde_json::{Value, json};

/// What stands in each bar, in this order. Days are counted from 1970; `phases` are pairs of a number in `phases` and the day it began.
const COLUMNS: [&str; 11] = [
    "id",
    "name",
    "light",
    "phases",
    "plan_from",
    "plan_to",
    "started",
    "completed",
    "producing",
    "behind",
    "words",
];

/// The board: groups, and a row of values per bar, compact because a city has thousands.
pub async fn board(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let asked = war_map::Asked::read(served, visit)?;
        strict_with(visit, asked.bad.clone())?;
        let mut body = shape::made_from(&asked.view);
        let board = &*asked.view.board;
        let selection = Selection::of(board, &asked.query);
        let lanes = lanes(visit.locale, board, &selection, asked.group, &served.app.office.people());
        let (mut left, mut groups) = (MOST, Vec::with_capacity(lanes.len()));
        for lane in &lanes {
            let bars: Vec<Value> = lane.rows.iter().take(left).map(|row| bar(visit, board, row)).collect();
            left -= bars.len();
            groups.push(json!({
                "label": lane.label,
                "href": lane_address(&asked, lane),
                "count": lane.counted,
                "bars": bars,
            }));
        }
        let lights: Vec<Value> = shown()
            .map(|signal| json!({ "key": signal_key(signal), "words": visit.locale.signal(signal) }))
            .collect();
        let (from, to) = asked.axis.days();
        body.insert("group".into(), asked.group.key().into());
        body.insert("selected".into(), selection.len().into());
        let cut = left == 0;
        let words = if cut { "war-map-cut" } else { "war-map-loaded" };
        let shown = if cut { MOST } else { selection.sums.projects };
        body.insert("cut".into(), cut.into());
        body.insert("words".into(), visit.locale.count(words, shown).into());
        body.insert("today".into(), day_number(board.at.as_of).into());
        body.insert("from".into(), from.into());
        body.insert("to".into(), to.into());
        body.insert("lights".into(), lights.into());
        body.insert("phases".into(), Phase::ALL.map(Phase::key).to_vec().into());
        body.insert("columns".into(), COLUMNS.to_vec().into());
        body.insert("groups".into(), groups.into());
        Ok(Value::Object(body))
    })
    .await
}

/// What a light may show, also to who is told of none.
fn shown() -> impl Iterator<Item = Signal> {
    SIGNALS.into_iter().chain([Signal::Withheld])
}

fn bar(visit: &Visit, board: &crate::board::Board, row: &Row) -> Value {
    let seen = board.seen(row);
    let bar = Bar::of(seen);
    let today = board.at.as_of;
    let day = |on: Option<Date>| on.map_or(Value::Null, |on| day_number(on).into());
    let (start, end) = (bar.planned.start.or(bar.planned.end), bar.planned.end.or(bar.planned.start));
    let light = shown().position(|signal| signal == row.light.signal);
    let number = |phase: &Phase| Phase::ALL.iter().position(|of| of == phase);
    let phases = bar.phases.iter().map(|(phase, since)| json!([number(phase), day_number(*since)]));
    Value::Array(vec![
        row.project.id.to_string().into(),
        seen.name().map_or("", |name| name).into(),
        light.into(),
        phases.collect(),
        day(start.map(PartialDate::earliest)),
        day(end.map(PartialDate::latest)),
        day(bar.started_on),
        day(bar.completed_on),
        day(bar.producing_since),
        is_behind(&bar, today).into(),
        war_map::in_words(visit.locale, &bar, today, board.counts(row)).into(),
    ])
}

/// What a month asks for, done or not.
pub async fn month(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let asked = of_month::Asked::read(served, visit)?;
        strict_with(visit, asked.bad.clone())?;
        let is_asked =
            |name: &str| visit.pairs.iter().any(|(given, value)| given == name && !value.is_empty());
        let (by_aim, by_outcome) = (is_asked("aim"), is_asked("outcome"));
        let found = asked.tasks(served);
        let wanted = |task: &Task| {
            (!by_aim || task.aim == asked.aim) && (!by_outcome || asked.outcome == Some(task.outcome))
        };
        let tasks = found.tasks.iter().filter(|(_, task)| wanted(task));
        let tasks = tasks.map(|(row, found)| task(row.project.id, found)).collect();
        let counts = Aim::ALL.into_iter().map(|aim| {
            let of_aim = || found.tasks.iter().map(|(_, task)| task).filter(move |task| task.aim == aim);
            let done = of_aim().filter(|task| task.outcome.is_done()).count();
            let (planned, invested) = of_month::sums(of_aim());
            json!({
                "aim": aim,
                "tasks": of_aim().count(),
                "done": done,
                "planned_fen": (aim == Aim::Investment).then_some(planned),
                "done_fen": (aim == Aim::Investment).then_some(invested),
            })
        });
        let mut body = shape::made_from(&asked.view);
        body.insert("month".into(), found.month.to_string().into());
        body.insert("aims".into(), counts.collect());
        body.insert("tasks".into(), tasks);
        Ok(Value::Object(body))
    })
    .await
}

/// One thing a month asks of a project.
#[must_use]
pub fn task(project: ProjectId, task: &Task) -> Value {
    json!({
        "project": project.to_string(),
        "aim": task.aim,
        "item": task.item.as_ref().map(|item| item.code.to_string()),
        "unit": task.item.as_ref().map(|item| &item.unit),
        "due": task.due,
        "done_on": task.done_on.map(|on| on.to_string()),
        "outcome": task.outcome,
        "carried": task.is_carried,
        "planned_fen": task.amounts.map(|(planned, _)| planned),
        "done_fen": task.amounts.and_then(|(_, done)| done),
    })
}
