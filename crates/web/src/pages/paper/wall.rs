//! Wall charts (作战图) of a selection of projects, and the sheet of one project, as PDF; the form to choose them by.

use super::{Scope, file, with_issue};
use crate::{
    Served,
    pages::{
        Misread,
        filters::{dimension_words, key_words},
        frame::{Frame, with_query},
        html, page,
        project::find,
    },
    problem::Problem,
    query::{BadParameter, key_text},
    select::Selection,
    visit::{View, Visit},
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use qinghuo_domain::views::totals::Dimension;
use qinghuo_report::{Paper, sheet::sheet, wall::wall};

const KIND: &str = "application/pdf";
/// What one chooses a slice by, and may group it by.
const SLICES: [Dimension; 5] =
    [Dimension::Place, Dimension::Industry, Dimension::List, Dimension::PolicyArea, Dimension::Phase];
/// Projects of one chart at most; more is no wall.
const MOST: usize = 2000;

#[derive(Template)]
#[template(path = "wall.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    is_there: bool,
    slices: Vec<Slice>,
    groups: Vec<(&'static str, String, bool)>,
    papers: Vec<(&'static str, String)>,
    hidden: Vec<(&'static str, String)>,
    projects: String,
}

/// A dimension to narrow by, with its values.
struct Slice {
    name: &'static str,
    label: String,
    values: Vec<(String, String, usize, bool)>,
}

/// The form.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, mut bad) = visit.query();
        let view = visit.view(served, &query)?;
        let (locale, board) = (visit.locale, &*view.board);
        let title = locale.text("page-wall").into_owned();
        let frame = Frame::new(served, visit, &view, &query, "paper", title);
        let slice = |by: Dimension| {
            let (_, sums) = crate::pages::totals::sums(board, by);
            let mut sums: Vec<_> = sums.into_iter().collect();
            sums.sort_by_cached_key(|(key, _)| board.rank(key));
            let chosen = query.filters.get(&by);
            let value =
                |(key, sums): (qinghuo_domain::views::totals::Key, qinghuo_domain::views::totals::Sums)| {
                    let is_chosen = chosen.is_some_and(|keys| keys.contains(&key));
                    (key_text(&key), key_words(locale, &key), sums.projects, is_chosen)
                };
            Slice {
                name: by.key(),
                label: dimension_words(locale, by),
                values: sums.into_iter().map(value).collect(),
            }
        };
        let by = by(visit, &mut bad);
        let group = |each: Dimension| (each.key(), dimension_words(locale, each), by == Some(each));
        let paper = |paper: Paper| (paper.key(), locale.named("paper", paper.key()));
        let shown = Page {
            bad: Misread::of(locale, &bad),
            is_there: served.app.printer.is_there(),
            slices: SLICES.into_iter().map(slice).collect(),
            groups: SLICES.into_iter().map(group).collect(),
            papers: Paper::ALL.into_iter().map(paper).collect(),
            hidden: query.moment_pairs(),
            projects: with_query("/projects", &query.address()),
            frame,
        };
        html(shown.bad.status(), &shown)
    })
    .await
}

/// A wall chart as PDF.
pub async fn print(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, mut bad) = visit.query();
        let by = by(visit, &mut bad);
        let paper = paper(visit, &mut bad);
        Problem::unless_understood(bad)?;
        let view = visit.view(served, &query)?;
        let selection = Selection::of(&view.board, &query);
        if selection.sums.projects > MOST {
            return Err(Problem::TooManyToPrint);
        }
        let scope = Scope::of(visit, &view, &query)?;
        let title = title(visit, &scope);
        let board = &view.board;
        let rows = selection.all();
        let seen = rows.iter().filter(|row| board.counts(row)).map(|row| board.seen(row));
        let chart = with_issue(served, visit, &view, &scope, |issue| wall(issue, &title, seen, by, paper));
        let bytes = served.app.printer.print(&chart)?;
        Ok(file(KIND, &format!("wall-{}-{}.pdf", board.at.as_of, paper.key()), bytes))
    })
    .await
}

/// A project's sheet as PDF.
pub async fn print_project(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        let (query, mut bad) = visit.query();
        let paper = paper(visit, &mut bad);
        Problem::unless_understood(bad)?;
        let view: View = visit.view(served, &query)?;
        let project = find(served, visit, &id)?;
        let seen = project.at(view.board.at);
        if !seen.exists() {
            return Err(Problem::NoSuchProject(id));
        }
        let scope = Scope::default();
        let chart = with_issue(served, visit, &view, &scope, |issue| sheet(issue, seen, paper));
        let bytes = served.app.printer.print(&chart)?;
        Ok(file(KIND, &format!("{}-{}.pdf", project.id, view.board.at.as_of), bytes))
    })
    .await
}

/// The dimension the address groups by.
fn by(visit: &Visit, bad: &mut Vec<BadParameter>) -> Option<Dimension> {
    visit.own("by", "dimension", |text| SLICES.into_iter().find(|by| by.key() == text), bad)
}

/// The paper it asks for.
fn paper(visit: &Visit, bad: &mut Vec<BadParameter>) -> Paper {
    visit.own("paper", "paper", Paper::from_key, bad).unwrap_or_default()
}

/// The chart's title, with what part of the city it is of.
fn title(visit: &Visit, scope: &Scope) -> String {
    match &scope.words {
        None => visit.locale.text("wall-title").into_owned(),
        Some(words) => visit.locale.text_with("wall-title-of", &[("slice", words.clone())]),
    }
}
