//! What moved between two days: of what is known now, what was true at the end of the one and of the other.

use super::{bad_words, frame::Frame, html, page};
use crate::{
    Served, people,
    problem::Problem,
    query::{BadParameter, Query},
    time,
    visit::{View, Visit},
};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use qinghuo_domain::{
    Date, Moment,
    views::changes::{Kind, ProjectChange, changes},
};
use qinghuo_locale::Locale;
use qinghuo_office::People;

/// Projects shown; who wants more asks for a shorter time, or the API.
const MOST: usize = 500;

#[derive(Template)]
#[template(path = "changes.html")]
struct Page<'a> {
    frame: Frame<'a>,
    bad: Vec<String>,
    since: String,
    until: String,
    today: String,
    summary: String,
    cut: Option<String>,
    rows: Vec<Line>,
}

struct Line {
    id: String,
    name: String,
    href: String,
    kind: String,
    kind_key: &'static str,
    moves: Vec<Move>,
}

struct Move {
    field: String,
    before: String,
    after: String,
    href: Option<String>,
}

/// From when to when, as an address asks.
pub struct Span {
    /// What was true at the end of this day …
    pub since: Date,
    /// … against what was true at the end of this one.
    pub until: Date,
}

/// Reads the span; a month up to today where nothing is said.
pub fn span(visit: &Visit) -> (Span, Vec<BadParameter>) {
    let mut bad = Vec::new();
    let mut day = |name: &str| {
        let (name, text) =
            visit.pairs.iter().find(|(given, text)| given == name && !text.trim().is_empty())?;
        let day = time::day(text.trim());
        if day.is_none() {
            bad.push(BadParameter { name: name.clone(), value: text.clone(), fault: "date" });
        }
        day
    };
    let until = day("until").unwrap_or(visit.today);
    let since =
        day("since").unwrap_or_else(|| until.checked_sub(jiff::Span::new().months(1)).unwrap_or(until));
    (Span { since, until }, bad)
}

/// The changes of a span in the city as a view knows it.
pub fn of(view: &View, span: &Span) -> Vec<ProjectChange> {
    let known = view.board.at.known;
    changes(&view.image.city, Moment { as_of: span.since, known }, Moment { as_of: span.until, known })
}

/// The changes.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, mut bad) = visit.query();
        let (span, bad_span) = span(visit);
        bad.extend(bad_span);
        let query = Query { as_of: None, known_at: query.known_at, ..Query::default() };
        let view = visit.view(served, &query)?;
        let locale = visit.locale;
        let changed = of(&view, &span);
        let count = |kind| changed.iter().filter(|change| change.kind == kind).count();
        let summary = locale.text_with(
            "page-changes-summary",
            &[
                ("appeared", count(Kind::Appeared).to_string()),
                ("vanished", count(Kind::Vanished).to_string()),
                ("changed", count(Kind::Changed).to_string()),
            ],
        );
        let mut frame =
            Frame::new(served, visit, &view, &query, "changes", locale.text("page-changes").into_owned());
        frame.here = format!("/changes?since={}&until={}", span.since, span.until);
        let people = served.app.office.people();
        let rows =
            changed.iter().take(MOST).map(|change| line(locale, &frame, &view, &span, change, &people));
        let shown = Page {
            bad: bad_words(locale, &bad),
            since: span.since.to_string(),
            until: span.until.to_string(),
            today: visit.today.to_string(),
            summary,
            cut: (changed.len() > MOST).then(|| locale.count("page-changes-cut", MOST)),
            rows: rows.collect(),
            frame,
        };
        let status = if shown.bad.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        html(status, &shown)
    })
    .await
}

fn line(
    locale: &Locale,
    frame: &Frame<'_>,
    view: &View,
    span: &Span,
    change: &ProjectChange,
    people: &People,
) -> Line {
    let value =
        |attribute: &qinghuo_domain::Attribute| locale.attribute(attribute, &|id| people::name(people, id));
    let project = view.image.city.project(change.project);
    let name_at =
        |as_of| project.and_then(|project| project.at(Moment { as_of, known: view.board.at.known }).name());
    let (kind, kind_key) = match change.kind {
        Kind::Appeared => ("page-change-appeared", "appeared"),
        Kind::Vanished => ("page-change-vanished", "vanished"),
        Kind::Changed => ("page-change-changed", "changed"),
    };
    // Of a project that came in, everything is new; its page says it better.
    let fields = if change.kind == Kind::Changed { change.fields.as_slice() } else { &[] };
    let moved = |moved: &qinghuo_domain::views::changes::FieldMove| Move {
        field: locale.field(&moved.change.after.field()),
        before: moved.change.before.as_ref().map(value).unwrap_or_default(),
        after: value(&moved.change.after),
        href: moved.by.map(|seq| format!("{}#fact-{seq}", frame.project(&change.project))),
    };
    Line {
        id: change.project.to_string(),
        name: name_at(span.until)
            .or_else(|| name_at(span.since))
            .map(|name| name.to_string())
            .unwrap_or_default(),
        href: frame.project(&change.project),
        kind: locale.text(kind).into_owned(),
        kind_key,
        moves: fields.iter().map(moved).collect(),
    }
}

/// A day that is not understood, as a problem of the whole request.
pub fn strictly(visit: &Visit) -> Result<Span, Problem> {
    let (span, bad) = span(visit);
    if bad.is_empty() { Ok(span) } else { Err(Problem::BadParameters(bad)) }
}
