//! The month's bulletin of the city or of a part of it: to be read, and as a Word document.

use super::{Scope, file, name, with_issue};
use crate::{
    Served,
    pages::{
        Misread,
        filters::{Select, selects},
        frame::{Frame, with_query},
        html, page,
    },
    problem::Problem,
    query::{BadParameter, Query},
    select::Selection,
    visit::{View, Visit},
};
use askama::Template;
use axum::{extract::State, response::Response};
use qinghuo_domain::{ProjectId, YearMonth, views::totals::Dimension};
use qinghuo_report::bulletin::{Bulletin, Cell, Waiting, bulletin, word};
use std::{collections::BTreeSet, iter::successors};

/// Where it is.
const PATH: &str = "/bulletin";
const KIND: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// Months that are offered, the latest last.
const MONTHS: usize = 12;
/// What one chooses a part of the city by.
const PARTS: [Dimension; 2] = [Dimension::Place, Dimension::List];

#[derive(Template)]
#[template(path = "bulletin.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    bulletin: Bulletin,
    months: Vec<(String, String, bool)>,
    selects: Vec<Select>,
    moment: Vec<(&'static str, String)>,
    clear: Option<String>,
    download: String,
}

/// The bulletin to be read.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, bad) = asked(visit);
        let view = visit.view(served, &query)?;
        let title = visit.locale.text("page-bulletin").into_owned();
        let frame = Frame::new(served, visit, &view, &query, "paper", title);
        let (bulletin, _) = of(served, visit, &view, &query)?;
        let chosen = selects(visit.locale, &view.board, &query);
        let is_offered = |select: &Select| PARTS.iter().any(|part| part.key() == select.name);
        let moment = [
            ("as_of", query.as_of.map(|day| day.to_string())),
            ("known_at", query.known_at.as_ref().map(|(text, _)| text.clone())),
        ];
        let shown = Page {
            bad: Misread::of(visit.locale, &bad),
            months: months(served, visit, &view, &query)?,
            selects: chosen.into_iter().filter(is_offered).collect(),
            moment: moment.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
            clear: query.narrows().then(|| with_query(PATH, &query.unfiltered().address())),
            download: with_query("/bulletin.docx", &query.address()),
            bulletin,
            frame,
        };
        html(shown.bad.status(), &shown)
    })
    .await
}

/// The bulletin as a Word document.
pub async fn download(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, bad) = asked(visit);
        Problem::unless_understood(bad)?;
        let view = visit.view(served, &query)?;
        let (bulletin, scope) = of(served, visit, &view, &query)?;
        let bytes = word(&bulletin).map_err(|error| Problem::failed(&error))?;
        let (month, scope) = (view.board.month.to_string(), scope.words.unwrap_or_default());
        Ok(file(KIND, &name(&view, "bulletin", &month, &scope, "docx"), bytes))
    })
    .await
}

/// The part of the city and the moment an address asks for, and what of it is not understood.
fn asked(visit: &Visit) -> (Query, Vec<BadParameter>) {
    let (query, bad) = visit.query();
    (Query { sort: Vec::new(), columns: Vec::new(), page: 0, per_page: None, ..query }, bad)
}

/// The bulletin of what a visitor sees of what a query chooses; its approvals are those the other pages show, computed once.
pub fn of(served: &Served, visit: &Visit, view: &View, query: &Query) -> Result<(Bulletin, Scope), Problem> {
    let board = &view.board;
    let selection = Selection::of(board, query);
    let counted = selection.rows().into_iter().filter(|row| board.counts(row));
    let among: BTreeSet<ProjectId> = counted.map(|row| row.project.id).collect();
    let approvals = view.desk.of(board, &served.app.playbook);
    let mut waiting = Waiting::default();
    for course in approvals.courses.iter().filter(|course| among.contains(&course.id())) {
        waiting.add(course.open.iter().map(|(_, open)| open), approvals.at.as_of);
    }
    let scope = Scope::of(visit, view, query)?;
    let bulletin = with_issue(served, visit, view, &scope, |issue| {
        bulletin(issue, &view.image.city, &waiting, &|seen| among.contains(&seen.project.id))
    });
    Ok((bulletin, scope))
}

/// The months up to the one dispatched last, each as it stood on its last day.
fn months(
    served: &Served,
    visit: &Visit,
    view: &View,
    query: &Query,
) -> Result<Vec<(String, String, bool)>, Problem> {
    let last = visit.view(served, &query.now())?.board.month;
    let shown = view.board.month;
    let mut months: Vec<YearMonth> = successors(Some(last), |month| month.before()).take(MONTHS).collect();
    if !months.contains(&shown) {
        months.push(shown);
    }
    months.sort();
    let link = |month: YearMonth| {
        let as_of = (month != last).then(|| month.last_day());
        with_query(PATH, &Query { as_of, ..query.clone() }.address())
    };
    let told = months.into_iter().map(|month| (visit.locale.month(month), link(month), month == shown));
    Ok(told.collect())
}
