//! 批量迁移: what moving many projects to today's version of their procedure, or to another one, would change; done with one form for all that can be.

use super::{Misread, filters::Filters, frame::Frame, html, page};
use crate::{
    Served,
    approvals::named,
    problem::Problem,
    row::Row,
    select::Selection,
    visit::{View, Visit},
};
use askama::Template;
use axum::{
    extract::{RawForm, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_domain::{ProjectId, command::Command};
use qinghuo_office::Rejection;
use qinghuo_playbook::{Migration, procedures::Template as Procedure};
use std::sync::Arc;

/// Where the page is.
const PATH: &str = "/migrations";
/// Projects shown; more are counted.
const MOST: usize = 50;
/// The parameter that names another procedure.
const ASKED: &str = "procedure";

#[derive(Template)]
#[template(path = "migrations.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    filters: Filters,
    /// Key, name, and whether it is the one asked for; the empty key is each project's own.
    procedures: Vec<(String, String, bool)>,
    summary: String,
    cut: String,
    rows: Vec<Line>,
    movable: usize,
    move_them: String,
    action: String,
    needs_actor: bool,
    key: String,
    troubles: Vec<String>,
}

struct Line {
    id: String,
    name: String,
    href: String,
    now: String,
    then: String,
    appear: usize,
    vanish: usize,
    retied: usize,
    kept: usize,
    date: String,
    refusals: Vec<String>,
}

/// The page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| render(served, visit, Vec::new())).await
}

/// Has every move carried out that is not refused; each is an order of its own.
pub async fn submit(State(served): State<Served>, visit: Visit, RawForm(body): RawForm) -> Response {
    page(served, visit, move |served, visit| {
        let key = key_of(&body).ok_or_else(|| Problem::BadBody("key".to_owned()))?;
        if visit.needs_actor() {
            let missing = visit.locale.text("page-problem-actor-missing").into_owned();
            return render(served, visit, vec![missing]);
        }
        let (query, _) = visit.query();
        let view = visit.view(served, &query)?;
        let mut troubles = Vec::new();
        for (row, found) in found(served, visit, &view).iter().filter(|(_, found)| found.refusals.is_empty())
        {
            let (project, procedure) = (row.project.id, found.then.procedure.key.clone());
            let order =
                visit.order(Command::AssignProcedure { project, procedure }, format!("{key}/{project}"));
            match crate::api::order(served, order) {
                Ok(_) => {}
                Err(Rejection::Refused(refusals)) => {
                    let said = |refusal| format!("{project} {}", words(visit, refusal));
                    troubles.extend(refusals.iter().map(said));
                }
                Err(Rejection::KeyReused) => {
                    troubles.push(visit.locale.text("page-problem-key-reused").into_owned());
                }
                Err(other) => return Err(other.into()),
            }
        }
        if troubles.is_empty() {
            let back = super::frame::with_query(PATH, &address(visit));
            return Ok(Redirect::to(&back).into_response());
        }
        render(served, visit, troubles)
    })
    .await
}

/// The key the form carries.
fn key_of(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let key = text.split('&').find_map(|pair| pair.strip_prefix("key="))?;
    crate::visit::decode(key).filter(|key| !key.is_empty())
}

fn asked(visit: &Visit) -> Option<&str> {
    let named = visit.pairs.iter().find(|(name, _)| name == ASKED).map(|(_, key)| &**key);
    named.filter(|key| !key.is_empty())
}

/// The address as it was asked for, to come back to.
fn address(visit: &Visit) -> String {
    let (query, _) = visit.query();
    let own = asked(visit).map(|key| format!("{ASKED}={}", crate::query::encode(key)));
    [Some(query.address()), own]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("&")
}

/// The projects the filters let through that are to be moved, and what that would change.
fn found<'a>(served: &'a Served, visit: &Visit, view: &'a View) -> Vec<(Arc<Row>, Migration<'a>)> {
    let (query, _) = visit.query();
    let (playbook, city) = (&*served.app.playbook, &*view.image.city);
    let from = view.board.standpoint();
    let one = |row: &Arc<Row>| {
        let then = playbook.to_move(city, row.project.id, asked(visit), from)?;
        let found = playbook.migration(city, row.project.id, then, from, (visit.today, visit.today))?;
        Some((Arc::clone(row), found))
    };
    Selection::of(&view.board, &query).all().into_iter().filter_map(one).collect()
}

fn render(served: &Served, visit: &Visit, troubles: Vec<String>) -> Result<Response, Problem> {
    let (query, bad) = visit.query();
    let view = visit.view(served, &query)?;
    let (locale, playbook) = (visit.locale, &served.app.playbook);
    let title = locale.text("page-migrations").into_owned();
    let mut frame = Frame::new(served, visit, &view, &query, "items", title);
    frame.here = super::frame::with_query(PATH, &address(visit));
    let own = asked(visit).map(|key| format!("{ASKED}={}", crate::query::encode(key)));
    frame.now = super::frame::with_query(PATH, &own.unwrap_or_default());
    // The past is looked at, not moved.
    let is_now = query.as_of.is_none() && query.known_at.is_none();
    let found = found(served, visit, &view);
    let movable = found.iter().filter(|(_, found)| found.refusals.is_empty()).count();
    let counts = [("all", found.len()), ("movable", movable), ("refused", found.len() - movable)];
    let counts = counts.map(|(name, count)| (name, count.to_string()));
    let option = |template: &Procedure| {
        let key = template.procedure.key.to_string();
        let is_asked = asked(visit) == Some(&*key);
        (key, named(locale, &template.name), is_asked)
    };
    let own = (String::new(), locale.text("page-migrations-own").into_owned(), asked(visit).is_none());
    let kept = asked(visit).map(|key| (ASKED, key.to_owned())).into_iter().collect();
    let shown = Page {
        bad: Misread::of(locale, &bad),
        filters: Filters::of(locale, &view.board, &query, PATH, kept),
        procedures: std::iter::once(own).chain(playbook.procedures.templates.iter().map(option)).collect(),
        summary: if found.is_empty() {
            locale.text("page-migrations-none").into_owned()
        } else {
            locale.text_with("page-migrations-summary", &counts)
        },
        cut: if found.len() > MOST { locale.count("page-migrations-cut", MOST) } else { String::new() },
        rows: found.iter().take(MOST).map(|(row, found)| line(visit, &view, &frame, row, found)).collect(),
        movable: if is_now { movable } else { 0 },
        move_them: locale.count("page-migrations-do", movable),
        action: super::frame::with_query(PATH, &address(visit)),
        needs_actor: visit.needs_actor(),
        key: served.form_key(visit.now),
        troubles,
        frame,
    };
    let is_refused = !shown.troubles.is_empty();
    html(if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { shown.bad.status() }, &shown)
}

fn line(visit: &Visit, view: &View, frame: &Frame, row: &Row, found: &Migration<'_>) -> Line {
    let (locale, changes, id) = (visit.locale, &found.changes, row.project.id);
    let version = |template: &Procedure| {
        let said = [
            ("procedure", named(locale, &template.name)),
            ("version", template.procedure.version.to_string()),
        ];
        locale.text_with("value-assignment", &said)
    };
    let next = changes.milestones.iter().find(|moved| moved.to.is_some_and(|to| !to.is_past));
    Line {
        id: id.to_string(),
        name: row.project.at(view.board.at).name().map(ToString::to_string).unwrap_or_default(),
        href: preview(frame, id, found),
        now: found.now.map(version).unwrap_or_default(),
        then: version(found.then),
        appear: changes.appear.len(),
        vanish: changes.vanish.len(),
        retied: changes.retied.len(),
        kept: changes.kept.len(),
        date: next.map(|moved| locale.moved(moved)).unwrap_or_default(),
        refusals: found.refusals.iter().map(|refusal| words(visit, refusal)).collect(),
    }
}

/// Where one project's move is previewed in full.
fn preview(frame: &Frame, id: ProjectId, found: &Migration<'_>) -> String {
    let asked = format!("{ASKED}={}", crate::query::encode(&found.then.procedure.key));
    let joint = if frame.moment.is_empty() { "" } else { "&" };
    super::frame::with_query(&format!("/projects/{id}/approvals"), &format!("{asked}{joint}{}", frame.moment))
}

fn words(visit: &Visit, refusal: &qinghuo_domain::Refusal) -> String {
    visit.locale.phrase("refusal", "code", &refusal.cause)
}
