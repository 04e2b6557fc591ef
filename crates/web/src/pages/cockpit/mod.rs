//! 驾驶舱: this month in one screen, of the whole city or of what the filters leave. Every number links to the projects it counts. As a page, as a
//! workbook, and, in [`screen`], for the command hall.

mod instruments;
pub mod screen;
mod workbook;

use super::{
    Misread, chart,
    filters::{Select, selects},
    frame::{Frame, with_query},
    html,
    map::{Map, draw},
    page,
    projects::PATH,
    slice::{Shown, Slice},
};
use crate::{
    Served,
    approvals::Approvals,
    board::Board,
    problem::Problem,
    query::{BadParameter, Query},
    select::Selection,
    visit::{View, Visit},
};
use askama::Template;
use axum::{extract::State, response::Response};
use instruments::{Behind, Event, Figure, Gauge, Moved, Part, Wait};
use qinghuo_domain::{
    ProjectId, YearMonth,
    access::Topic,
    money::MoneyUnit,
    views::{
        approval::inbox::OpenItem,
        cockpit::Cockpit,
        totals::{Dimension, Key},
    },
};
use qinghuo_locale::Locale;
use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

/// The longest waits, and those furthest behind, that are shown.
pub const LISTED: usize = 8;

/// The instruments of the cockpit, as the page and the big screen show them.
struct Panel {
    figures: Vec<Figure>,
    gauge: Option<Gauge>,
    chart: Option<chart::Chart>,
    lamps: Vec<instruments::LampCount>,
    events: Vec<Event>,
    map: Map,
    places: Part,
    industries: Part,
    behind: Vec<Behind>,
    waits: Vec<Wait>,
    moved: Moved,
}

#[derive(Template)]
#[template(path = "cockpit.html")]
struct Page<'a> {
    frame: Frame,
    query: &'a Query,
    bad: Misread,
    is_empty_book: bool,
    is_nothing: bool,
    panel: Panel,
    selects: Vec<Select>,
    download: String,
    clear: String,
    screen: String,
    overdue: String,
    map_page: String,
    as_of: String,
    month: String,
    rule: String,
    home: String,
    narrows: bool,
    slice: Option<Shown>,
    shows_places: bool,
    shows_industries: bool,
}

/// What a query looks at: its projects counted, and what somebody waits for in them.
struct Looked<'a> {
    board: &'a Board,
    query: &'a Query,
    cockpit: Cow<'a, Cockpit>,
    approvals: Arc<Approvals>,
    /// Which projects are looked at; all of them where nothing narrows.
    among: Option<BTreeSet<ProjectId>>,
}

impl<'a> Looked<'a> {
    fn of(served: &Served, view: &'a View, query: &'a Query) -> Self {
        let board = &*view.board;
        let (cockpit, among) = counted(board, query);
        let approvals = view.desk.of(board, &served.app.playbook);
        Self { board, query, cockpit, approvals, among }
    }

    /// What somebody can act on in these projects and waits longest in its state, the longest first.
    fn waits(&self) -> Vec<(&crate::approvals::Course, &OpenItem)> {
        waits(&self.approvals, self.among.as_ref())
    }

    /// The address of the projects table with a change of the query.
    fn to(&self, query: &Query) -> String {
        with_query(PATH, &query.address())
    }

    fn to_only(&self, dimension: Dimension, key: &Key) -> String {
        self.to(&self.query.only(dimension, key.clone()))
    }

    fn to_any(&self, dimension: Dimension, keys: Vec<Key>) -> String {
        self.to(&self.query.any_of(dimension, keys))
    }
}

/// The cockpit of what a query selects, and which projects these are where it narrows.
pub fn counted<'a>(board: &'a Board, query: &Query) -> (Cow<'a, Cockpit>, Option<BTreeSet<ProjectId>>) {
    if !query.narrows() {
        return (Cow::Borrowed(board.cockpit()), None);
    }
    let selection = Selection::of(board, query);
    let among = selection.rows().iter().map(|row| row.project.id).collect();
    (Cow::Owned(board.cockpit_of(&selection.rows())), Some(among))
}

/// What waits longest in its state among the projects, the longest first.
pub fn waits<'a>(
    approvals: &'a Approvals,
    among: Option<&BTreeSet<ProjectId>>,
) -> Vec<(&'a crate::approvals::Course, &'a OpenItem)> {
    let courses =
        approvals.courses.iter().filter(|course| among.is_none_or(|among| among.contains(&course.id())));
    let open = courses.flat_map(|course| course.open.iter().map(move |(lane, open)| (&**course, lane, open)));
    let waits = open.filter(|(_, lane, open)| open.waited_for_since(**lane).is_some());
    let mut open: Vec<_> = waits.map(|(course, _, open)| (course, open)).collect();
    open.sort_by_key(|(_, open)| (open.since, open.project, open.index));
    open.truncate(LISTED);
    open
}

/// The page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, bad) = visit.query();
        let query = Query { sort: Vec::new(), page: 0, per_page: None, ..query };
        render(served, visit, &query, &bad, None)
    })
    .await
}

/// The instruments of what a query selects: of the city, or of a part of it with a page of its own.
pub fn render(
    served: &Served,
    visit: &Visit,
    query: &Query,
    bad: &[BadParameter],
    slice: Option<&Slice>,
) -> Result<Response, Problem> {
    let view = visit.view(served, query)?;
    let (locale, board) = (visit.locale, &*view.board);
    let title = slice.map_or_else(|| locale.text("page-cockpit").into_owned(), |slice| slice.title(locale));
    let mut frame = Frame::new(served, visit, &view, query, "cockpit", title);
    let home = slice.map_or_else(|| "/".to_owned(), Slice::path);
    if let Some(slice) = slice {
        frame.here = slice.address(query);
        frame.now = slice.address(&query.now());
    }
    let looked = Looked::of(served, &view, query);
    let chosen = [Dimension::Place, Dimension::Industry, Dimension::Class, Dimension::Phase, Dimension::List];
    let chosen = chosen.into_iter().filter(|dimension| slice.is_none_or(|slice| slice.by != *dimension));
    let chosen: Vec<&str> = chosen.map(Dimension::key).collect();
    let shown = Page {
        bad: Misread::of(locale, bad),
        is_empty_book: board.rows.is_empty() && query.as_of.is_none() && query.known_at.is_none(),
        is_nothing: looked.cockpit.sums.projects == 0,
        panel: panel(served, locale, &frame, &looked),
        selects: selects(locale, board, query)
            .into_iter()
            .filter(|select| chosen.contains(&select.name))
            .collect(),
        download: with_query("/cockpit.xlsx", &query.address()),
        clear: frame.to(&home),
        overdue: instruments::overdue(&frame),
        map_page: with_query("/map", &query.address()),
        screen: with_query("/screen", &query.address()),
        as_of: locale.day(board.at.as_of),
        month: locale.month(board.month),
        rule: locale.named("light-rule", &board.rules.light.key),
        narrows: slice.map_or_else(|| query.narrows(), |slice| query.without(slice.by).narrows()),
        shows_places: slice.is_none_or(|slice| slice.by != Dimension::Place),
        shows_industries: slice.is_none_or(|slice| slice.by != Dimension::Industry),
        slice: slice.map(|slice| slice.shown(served, locale, &frame, board, query)),
        home,
        query,
        frame,
    };
    let status = shown.bad.status();
    html(status, &shown)
}

/// The same as a workbook.
pub async fn download(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, bad) = visit.query();
        Problem::unless_understood(bad)?;
        let view = visit.view(served, &query)?;
        workbook::workbook(served, visit, &view, &Looked::of(served, &view, &query))
    })
    .await
}

fn panel(served: &Served, locale: &Locale, frame: &Frame, looked: &Looked<'_>) -> Panel {
    let board = looked.board;
    Panel {
        figures: instruments::figures(locale, looked),
        gauge: instruments::gauge(looked),
        chart: year(locale, looked),
        lamps: instruments::lamps(locale, looked),
        events: instruments::events(locale, looked),
        map: draw(served, locale, board, looked.query, &looked.cockpit),
        places: instruments::part(locale, looked, Dimension::Place, &looked.cockpit.places),
        industries: instruments::part(locale, looked, Dimension::Industry, &looked.cockpit.industries),
        behind: instruments::behind(locale, frame, board, first(&looked.cockpit.behind)),
        waits: instruments::waits(served, locale, frame, looked),
        moved: instruments::moved(locale, frame, looked),
    }
}

/// Those furthest behind that the picture has room for; the workbook has all that were counted.
fn first(behind: &[(i64, ProjectId)]) -> &[(i64, ProjectId)] {
    behind.get(..LISTED).unwrap_or(behind)
}

/// The year dispatched, month by month.
fn year(locale: &Locale, looked: &Looked<'_>) -> Option<chart::Chart> {
    let last = looked.board.month;
    let months = (1..=12).zip(looked.cockpit.months).filter_map(|(number, sums)| {
        let month = YearMonth::new(last.year(), number)?;
        Some((month, Some(sums.due), Some(sums.done).filter(|_| month <= last)))
    });
    chart::of_year(locale, last, months.collect(), MoneyUnit::HundredMillion, chart::CITY)
}
