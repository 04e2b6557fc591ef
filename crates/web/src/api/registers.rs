//! What the office keeps beside the projects, as its pages show it: who filed the month, the imports, the units, the lists and the light rules.

use super::{answer, shape, strict, strict_with};
use crate::{
    Served,
    pages::dispatch::{self, State as Filing},
    query::PER_PAGE,
    select::Selection,
    visit::Visit,
};
use axum::{extract::State, response::Response};
use qinghuo_domain::{
    Moment,
    rules::{LightRule, Measure},
    views::totals::{Dimension, Key},
};
use serde_json::{Value, json};

/// Who filed a month and who has still to.
pub async fn filing(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let asked = dispatch::Asked::read(served, visit)?;
        strict_with(visit, asked.bad.clone())?;
        let (board, query) = (&*asked.view.board, &asked.query);
        let selection = Selection::of(board, query);
        let is_beyond = query.page >= selection.pages();
        let rows = if is_beyond { Vec::new() } else { selection.page() };
        let filings = rows.into_iter().map(|row| {
            let seen = board.seen(row);
            let state = Filing::of(seen, board.standpoint(), asked.month);
            let figure = seen.dispatch(asked.month).filter(|_| state != Filing::Missing);
            json!({
                "project": row.project.id.to_string(),
                "name": seen.name(),
                "state": state.key(),
                "done_this_year_fen": figure.and_then(|figure| figure.done_this_year),
                "done_this_month_fen": figure.and_then(|figure| figure.done_this_month),
                "progress": figure.and_then(|figure| figure.progress.as_ref()),
                "problems": figure.and_then(|figure| figure.problems.as_ref()),
            })
        });
        let filings = filings.collect();
        let mut body = shape::made_from(&asked.view);
        body.insert("month".into(), asked.month.to_string().into());
        body.insert("selected".into(), selection.len().into());
        body.insert("page".into(), (query.page + 1).into());
        body.insert("pages".into(), selection.pages().into());
        body.insert("per_page".into(), query.per_page.unwrap_or(PER_PAGE).into());
        body.insert("filings".into(), filings);
        Ok(Value::Object(body))
    })
    .await
}

/// The imports, the oldest first.
pub async fn imports(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        strict(visit)?;
        let city = visit.city(served)?;
        let imports = city.imports().map(|import| {
            let ledger = &import.ledger;
            json!({
                "import": import.id.to_string(),
                "seq": import.seq.0,
                "file": ledger.file,
                "effective_on": import.effective_on.to_string(),
                "registered": ledger.registered,
                "changed": ledger.changed,
                "unchanged": ledger.unchanged,
                "synthetic": ledger.synthetic,
                "undone_by": import.undone_by.map(|by| by.0),
            })
        });
        Ok(json!({ "imports": imports.collect::<Vec<_>>() }))
    })
    .await
}

/// The units that work today.
pub async fn units(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        strict(visit)?;
        let city = visit.city(served)?;
        let working = city.units().filter(|unit| unit.is_alive(visit.today));
        let units = working.filter_map(|unit| {
            let card = &unit.at(Moment::on(visit.today))?.card;
            Some(json!({ "unit": unit.id, "card": card }))
        });
        Ok(json!({ "units": units.collect::<Vec<_>>() }))
    })
    .await
}

/// The lists that are open, with how many projects each holds.
pub async fn lists(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let view = visit.view(served, &strict(visit)?)?;
        let facets = view.board.facets();
        let held = facets.get(&Dimension::List).map(Vec::as_slice).unwrap_or_default();
        let lists = view.image.city.lists().filter(|(_, opened_on)| *opened_on <= view.board.at.as_of);
        let lists = lists.map(|(list, opened_on)| {
            let held = held.iter().find(|(key, _)| matches!(key, Key::List(known) if known == list));
            json!({
                "list": list.to_string(),
                "opened_on": opened_on.to_string(),
                "projects": held.map_or(0, |(_, count)| *count),
            })
        });
        let lists = lists.collect();
        let mut body = shape::made_from(&view);
        body.insert("lists".into(), lists);
        Ok(Value::Object(body))
    })
    .await
}

/// The light rules of the year's playbook; one is in force.
pub async fn lights(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        strict(visit)?;
        let in_force = &served.app.office.rules().light.key;
        let playbook = &served.app.playbook;
        let rules = playbook.lights.rule_sets.iter().map(|set| {
            let LightRule { key, measure, yellow_hundredths, red_hundredths, phases, smallest_plan } =
                &set.rule;
            json!({
                "rule": key,
                "name": crate::approvals::named(visit.locale, &set.name),
                "in_force": key == in_force,
                "measure": match measure {
                    Measure::GapPoints => "gap_points",
                    Measure::AchievementPercent => "achievement_percent",
                },
                "yellow_hundredths": yellow_hundredths,
                "red_hundredths": red_hundredths,
                "smallest_plan_fen": smallest_plan,
                "phases": phases.iter().map(|phase| phase.key()).collect::<Vec<_>>(),
                "source": crate::approvals::named(visit.locale, &set.source.name),
            })
        });
        let year = &playbook.year;
        Ok(json!({
            "rules": rules.collect::<Vec<_>>(),
            "valid_from": year.from.to_string(),
            "valid_until": year.until.to_string(),
            "covers_today": year.covers(visit.today),
        }))
    })
    .await
}
