//! Reading: everything the pages show.

use super::{answer, problem, shape, strict, strict_with};
use crate::{
    Served,
    pages::{project::find, standing::of_project, totals},
    problem::Problem,
    query::PER_PAGE,
    row::Row,
    select::Selection,
    visit::Visit,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use qinghuo_domain::{Subject, views::line::line};
use serde_json::{Value, json};
use std::sync::Arc;

/// Whether the office can do its work; for whoever watches over the machine.
pub async fn health(State(served): State<Served>, visit: Visit) -> Response {
    if let Err(trouble) = strict(&visit) {
        return problem(visit.locale, &trouble);
    }
    let office = &served.app.office;
    let health = office.health();
    let trouble = |error: Option<Arc<qinghuo_office::OfficeError>>| {
        error.map(|error| Problem::failed(&*error).detail().to_owned())
    };
    let status = if health.writer.is_none() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let state = if health.writer.is_none() { "ok" } else { "failing" };
    let body = json!({
        "status": state,
        "seq": office.head().seq,
        "writer": trouble(health.writer),
        "snapshot": trouble(health.snapshot),
    });
    (status, Json(body)).into_response()
}

/// The head of the ledger: what a bulletin prints.
pub async fn head(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let view = visit.view(served, &strict(visit)?)?;
        let mut body = shape::made_from(&view);
        body.insert("projects".into(), view.board.rows.len().into());
        Ok(Value::Object(body))
    })
    .await
}

/// What another party may keep of the ledger, to find a cut tail or a rewritten history by.
pub async fn anchor(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        strict(visit)?;
        let mut anchor = served.app.office.anchor().map_err(|error| Problem::failed(&error))?;
        anchor.remarks.push(visit.locale.text("anchor-remark").into_owned());
        Ok(json!({ "anchor": anchor.to_string() }))
    })
    .await
}

/// The table.
pub async fn projects(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let query = strict(visit)?;
        let view = visit.view(served, &query)?;
        let board = &*view.board;
        let selection = Selection::of(board, &query);
        // Whoever reads page after page stops at the first that is empty.
        let is_beyond = query.page >= selection.pages();
        let page = if is_beyond { Vec::new() } else { selection.page() };
        let mut body = shape::made_from(&view);
        body.insert("selected".into(), selection.len().into());
        body.insert("packages".into(), selection.packages.into());
        body.insert("page".into(), (query.page + 1).into());
        body.insert("pages".into(), selection.pages().into());
        body.insert("per_page".into(), query.per_page.unwrap_or(PER_PAGE).into());
        body.insert("sums".into(), shape::sums(&view, &selection.sums));
        let rows = page.iter().map(|row| shape::project(visit.locale, board.seen(row), row)).collect();
        body.insert("projects".into(), Value::Array(rows));
        Ok(Value::Object(body))
    })
    .await
}

/// One project with all its fields.
pub async fn project(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    answer(served, visit, move |served, visit| {
        let view = visit.view(served, &strict(visit)?)?;
        let project = find(served, visit, &id)?;
        let seen = project.at(view.board.at);
        if !seen.exists() {
            return Err(Problem::NoSuchProject(id));
        }
        let mut body = shape::made_from(&view);
        let row = Row::alone(&project, view.board.standpoint());
        body.insert("project".into(), shape::project(visit.locale, seen, &row));
        body.insert("merged_into".into(), seen.merged_into().map(ToString::to_string).into());
        body.insert("part_of".into(), seen.part_of().map(ToString::to_string).into());
        let showing = qinghuo_domain::views::light::showing_since(
            seen,
            view.board.standpoint(),
            line(seen, view.board.standpoint()).light.signal,
        );
        body.insert("light_since".into(), showing.to_string().into());
        let fields = shape::fields(visit.locale, &served.app.playbook, seen, &served.app.office.people());
        body.insert("fields".into(), Value::Array(fields));
        Ok(Value::Object(body))
    })
    .await
}

/// A project's approvals; `null` in place of its procedure while it follows none.
pub async fn schedule(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    answer(served, visit, move |served, visit| {
        let view = visit.view(served, &strict(visit)?)?;
        let project = find(served, visit, &id)?;
        let seen = project.at(view.board.at);
        if !seen.exists() {
            return Err(Problem::NoSuchProject(id));
        }
        let mut body = shape::made_from(&view);
        body.insert("project".into(), project.id.to_string().into());
        body.insert("procedure".into(), Value::Null);
        let playbook = &served.app.playbook;
        if let Some(approval) = playbook.approval(seen, view.board.standpoint()) {
            body.extend(super::schedule(playbook, &approval));
        }
        Ok(Value::Object(body))
    })
    .await
}

/// A project's history, the oldest fact first.
pub async fn history(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    answer(served, visit, move |served, visit| {
        let view = visit.view(served, &strict(visit)?)?;
        let project = find(served, visit, &id)?;
        let recorded = served.app.office.history(&Subject::Project(project.id));
        let recorded = recorded.map_err(|error| Problem::failed(&error))?;
        let known = view.known();
        let mut facts = Vec::new();
        for fact in recorded.iter().filter(|fact| fact.seq <= known) {
            let body = fact.fact.happening.body().map_err(|error| Problem::failed(&error))?;
            let body: Value = serde_json::from_str(&body).map_err(|error| Problem::failed(&error))?;
            let mut entries = project.entries().iter().filter(|entry| entry.seq == fact.seq);
            let retracted = entries.find_map(|entry| entry.retracted_by()).filter(|by| *by <= known);
            facts.push(json!({
                "seq": fact.seq.0,
                "recorded_at": fact.recorded_at.to_string(),
                "effective_on": fact.fact.effective_on.to_string(),
                "actor": fact.actor,
                "kind": fact.fact.happening.kind(),
                "version": fact.fact.happening.version(),
                "body": body,
                "retracted_by": retracted.map(|by| by.0),
            }));
        }
        let mut body = shape::made_from(&view);
        body.insert("project".into(), project.id.to_string().into());
        body.insert("facts".into(), Value::Array(facts));
        Ok(Value::Object(body))
    })
    .await
}

/// The month's bulletin of the city or of what the filters leave.
pub async fn bulletin(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let query = strict(visit)?;
        let view = visit.view(served, &query)?;
        let (bulletin, _) = crate::pages::paper::bulletin::of(served, visit, &view, &query)?;
        let mut body = shape::made_from(&view);
        body.insert("bulletin".into(), serde_json::to_value(&bulletin).unwrap_or_default());
        Ok(Value::Object(body))
    })
    .await
}

/// Sums by a dimension.
pub async fn totals(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        let by = totals::dimension(visit);
        let query = strict_with(visit, by.clone().err().into_iter().collect())?;
        let by = by.map_err(|bad| Problem::BadParameters(vec![bad]))?;
        let view = visit.view(served, &query)?;
        let (all, by_key) = totals::sums(&view.board, by);
        let mut body = shape::made_from(&view);
        body.insert("by".into(), by.key().into());
        body.insert("overlaps".into(), by.overlaps().into());
        body.insert("all".into(), shape::sums(&view, &all));
        let mut by_key: Vec<_> = by_key.into_iter().collect();
        by_key.sort_by_cached_key(|(key, _)| view.board.rank(key));
        let groups = by_key
            .iter()
            .map(|(key, sums)| json!({ "key": key, "sums": shape::sums(&view, sums) }))
            .collect();
        body.insert("groups".into(), Value::Array(groups));
        Ok(Value::Object(body))
    })
    .await
}

/// The rules of the year beside those of the year before.
pub async fn playbook(State(served): State<Served>, visit: Visit) -> Response {
    answer(served, visit, |served, visit| {
        strict(visit)?;
        Ok(crate::years::years_json(visit.locale, &served.app.playbook))
    })
    .await
}

/// How a project stands towards the effect standards of each phase, and what the book says of it in the mechanisms.
pub async fn standings(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    answer(served, visit, move |served, visit| {
        let view = visit.view(served, &strict(visit)?)?;
        let project = find(served, visit, &id)?;
        let seen = project.at(view.board.at);
        if !seen.exists() {
            return Err(Problem::NoSuchProject(id));
        }
        let approval = served.app.playbook.approval(seen, view.board.standpoint());
        let phases = of_project(served, visit.locale, &view, seen, approval.as_ref(), "");
        let phases = phases.iter().map(|phase| {
            let standards = phase.standards.iter().map(|standard| {
                let stand = standard.stand.as_ref();
                json!({
                    "standard": standard.key,
                    "name": standard.name,
                    "rule": standard.rule,
                    "verdict": stand.map(|stand| stand.verdict),
                    "value": stand.map(|stand| stand.value.as_str()).filter(|value| !value.is_empty()),
                    "missing": stand.map(|stand| stand.missing.as_str()).filter(|missing| !missing.is_empty()),
                })
            });
            let mechanisms = phase.mechanisms.iter().map(|mechanism| {
                let words = mechanism.stand.as_ref().map(|(words, _)| words);
                json!({ "mechanism": mechanism.key, "name": mechanism.name, "stand": words })
            });
            json!({
                "phase": phase.key,
                "state": phase.state,
                "standards": standards.collect::<Vec<_>>(),
                "mechanisms": mechanisms.collect::<Vec<_>>(),
            })
        });
        let mut body = shape::made_from(&view);
        body.insert("project".into(), project.id.to_string().into());
        body.insert("wording".into(), served.app.playbook.phases.wording.key().into());
        body.insert("phases".into(), phases.collect());
        Ok(Value::Object(body))
    })
    .await
}
