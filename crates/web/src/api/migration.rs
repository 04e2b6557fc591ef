//! What would change for a project under another procedure, or under another version of its own, for machines. The command line prints the same shape.

use super::{answer, refusal, shape, strict};
use crate::{Served, pages::project::find, problem::Problem, row::Row, select::Selection, visit::Visit};
use axum::{
    extract::{Path, State},
    response::Response,
};
use qinghuo_domain::views::approval::{Approval, Outlook};
use qinghuo_locale::Locale;
use qinghuo_playbook::{Migration, procedures::Template};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What moving a project to a procedure would change: its own procedure of today, or the one asked for with `procedure`.
pub async fn preview(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    answer(served, visit, move |served, visit| {
        let view = visit.view(served, &strict(visit)?)?;
        let project = find(served, visit, &id)?;
        let asked = visit.pairs.iter().find(|(name, _)| name == "procedure").map(|(_, key)| &**key);
        let (playbook, city) = (&served.app.playbook, &view.image.city);
        let from = view.board.standpoint();
        let then = playbook.destination(city, project.id, asked, from).ok_or(Problem::NoSuchPage)?;
        let found = playbook.migration(city, project.id, then, from, (visit.today, visit.today));
        let mut body = shape::made_from(&view);
        body.insert("project".into(), project.id.to_string().into());
        body.extend(migration(visit.locale, &found.ok_or(Problem::NoSuchProject(id))?));
        Ok(Value::Object(body))
    })
    .await
}

/// What moving every project the filters let through would change; without `procedure`, to today's version of each one's own, those left out that are there.
pub async fn preview_all(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, move |served, visit| {
        let query = strict(visit)?;
        let view = visit.view(served, &query)?;
        let asked = visit.pairs.iter().find(|(name, _)| name == "procedure").map(|(_, key)| &**key);
        let (playbook, city) = (&served.app.playbook, &view.image.city);
        if asked.is_some_and(|key| playbook.procedures.template(key).is_none()) {
            return Err(Problem::NoSuchPage);
        }
        let from = view.board.standpoint();
        let one = |row: &Arc<Row>| {
            let id = row.project.id;
            let then = playbook.to_move(city, id, asked, from)?;
            let found = playbook.migration(city, id, then, from, (visit.today, visit.today))?;
            let mut shape = migration(visit.locale, &found);
            shape.insert("project".into(), id.to_string().into());
            Some(Value::Object(shape))
        };
        let selection = Selection::of(&view.board, &query);
        let mut body = shape::made_from(&view);
        body.insert("projects".into(), selection.all().into_iter().filter_map(one).collect());
        Ok(Value::Object(body))
    })
    .await
}

/// What would change.
#[must_use]
pub fn migration(locale: &Locale, found: &Migration<'_>) -> Map<String, Value> {
    let changes = &found.changes;
    let then = |indices: &[usize]| codes(Some(&found.to), indices);
    let milestones = changes.milestones.iter().map(|moved| {
        let expected = |outlook: Option<Outlook>| outlook.map(|outlook| outlook.expected_on);
        json!({
            "milestone": moved.milestone,
            "expected_now": expected(moved.from),
            "expected_then": expected(moved.to),
            "later_workdays": moved.later_workdays,
        })
    });
    let members = [
        ("now", found.now.map_or(Value::Null, template)),
        ("then", template(found.then)),
        ("milestones", milestones.collect()),
        ("appear", then(&changes.appear)),
        ("vanish", codes(found.from.as_ref(), &changes.vanish)),
        ("kept", then(&changes.kept)),
        ("replanned", json!(changes.replanned)),
        ("retied", json!(changes.retied)),
        ("half_filled", then(&changes.half_filled)),
        ("ahead", then(&changes.ahead)),
        ("refusals", found.refusals.iter().map(|reason| refusal(locale, reason)).collect()),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn template(template: &Template) -> Value {
    let (procedure, name) = (&template.procedure, &template.name);
    json!({ "key": procedure.key, "version": procedure.version, "name": { "zh": name.zh, "en": name.en } })
}

fn codes(approval: Option<&Approval<'_>>, indices: &[usize]) -> Value {
    let items = indices.iter().filter_map(|index| approval?.procedure.items.get(*index));
    items.map(|item| Value::from(item.code.as_str())).collect()
}
