//! The month's bulletin: to be read, and as a Word document.

use super::{file, with_issue};
use crate::{
    Served,
    pages::{
        bad_words,
        frame::{Frame, with_query},
        html, page,
    },
    problem::Problem,
    query::Query,
    visit::{View, Visit},
};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use qinghuo_report::bulletin::{Bulletin, Cell, Waiting, bulletin, word};

const KIND: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

#[derive(Template)]
#[template(path = "bulletin.html")]
struct Page {
    frame: Frame,
    bad: Vec<String>,
    bulletin: Bulletin,
    download: String,
}

/// The bulletin to be read.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, bad) = visit.query();
        let query = Query { as_of: query.as_of, known_at: query.known_at, ..Query::default() };
        let view = visit.view(served, &query)?;
        let title = visit.locale.text("page-bulletin").into_owned();
        let frame = Frame::new(served, visit, &view, &query, "paper", title);
        let bulletin = of(served, visit, &view);
        let download = with_query("/bulletin.docx", &query.address());
        html(StatusCode::OK, &Page { frame, bad: bad_words(visit.locale, &bad), bulletin, download })
    })
    .await
}

/// The bulletin as a Word document.
pub async fn download(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, _) = visit.query();
        let view = visit.view(served, &query)?;
        let bulletin = of(served, visit, &view);
        let bytes = word(&bulletin).map_err(|error| Problem::failed(&error))?;
        Ok(file(KIND, &format!("bulletin-{}.docx", view.board.month), bytes))
    })
    .await
}

/// The bulletin of what a visitor sees; its approvals are those the other pages show, computed once.
fn of(served: &Served, visit: &Visit, view: &View) -> Bulletin {
    let board = &view.board;
    let approvals = view.desk.of(board, &served.app.playbook);
    let mut waiting = Waiting::default();
    let is_counted = |id| board.row(id).is_some_and(|row| board.counts(row));
    for course in approvals.courses.iter().filter(|course| is_counted(course.id())) {
        waiting.add(course.open.iter().map(|(_, open)| open), approvals.at.as_of);
    }
    with_issue(served, visit, view, |issue| bulletin(issue, &view.image.city, &waiting))
}
