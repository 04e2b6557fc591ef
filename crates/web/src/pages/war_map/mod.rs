//! 挂图: every project on the axis of time by phase, in groups; plan and fact, today, lights. Rendered page by page; the script of the page puts the
//! whole board in its place from `/api/v1/board`, which says the same.
//!
//! - [`axis`]: the window of time
//! - [`bars`]: groups, and what is drawn of a project
//! - [`card`]: a project beside the board
//! - [`month`]: what a month asks for, done or not

pub mod axis;
pub mod bars;
pub mod card;
pub mod month;

use super::{
    Misread,
    filters::Filters,
    frame::{Frame, Lamp, with_query},
    html, page, sheet,
};
use crate::{
    Served,
    asset::WAR_MAP,
    problem::Problem,
    query::{BadParameter, Query},
    row::Row,
    select::Selection,
    visit::{View, Visit},
};
use askama::Template;
use axis::{Axis, Tick, percent};
use axum::{extract::State, response::Response};
use bars::{Group, Lane, Shapes, is_behind, lanes};
use card::Card;
use qinghuo_domain::{
    Date, Phase, ProjectId,
    views::{totals::Dimension, war_map::Bar},
};
use qinghuo_locale::Locale;
use qinghuo_sheet::out::Cell;

/// Where the board is.
pub const PATH: &str = "/board";
/// Parameters of the board's own.
/// Projects the script is given at once; who wants to see more narrows the filter.
pub const MOST: usize = 10_000;

#[derive(Template)]
#[template(path = "war_map.html")]
struct Page {
    frame: Frame,
    assets: &'static [String; 2],
    bad: Misread,
    filters: Filters,
    groups: Vec<(String, String, bool)>,
    zooms: Vec<Zoom>,
    ticks: Vec<Tick>,
    today: Option<String>,
    lanes: Vec<LaneView>,
    phases: Vec<(&'static str, String)>,
    summary: String,
    previous: Option<String>,
    next: Option<String>,
    source: String,
    here: String,
    month: String,
    download: String,
    is_empty_book: bool,
    card: Option<Card>,
    close: String,
    as_of: String,
}

/// A link to another window of time.
struct Zoom {
    key: &'static str,
    label: String,
    href: String,
}

struct LaneView {
    label: String,
    href: String,
    count: usize,
    bars: Vec<BarView>,
}

struct BarView {
    id: String,
    name: String,
    href: String,
    is_open: bool,
    lamp: Lamp,
    shapes: Shapes,
    words: String,
}

/// What an address asks of the board.
pub struct Asked {
    /// The selection.
    pub query: Query,
    /// The groups.
    pub group: Group,
    /// The window.
    pub axis: Axis,
    /// The project opened beside it.
    pub open: Option<ProjectId>,
    /// What is not understood.
    pub bad: Vec<BadParameter>,
    /// The city.
    pub view: View,
}

impl Asked {
    /// Reads an address. Blocks.
    ///
    /// # Errors
    /// The ledger's.
    pub fn read(served: &Served, visit: &Visit) -> Result<Self, Problem> {
        let (query, mut bad) = visit.query();
        let view = visit.view(served, &query)?;
        let (group, bad_group) = Group::read(&visit.pairs);
        let (axis, bad_axis) = Axis::read(&visit.pairs, view.board.month);
        bad.extend(bad_group.into_iter().chain(bad_axis));
        let open = visit.pairs.iter().find(|(name, value)| name == "open" && !value.is_empty());
        let id = open.and_then(|(_, value)| value.parse().ok());
        if let Some((name, value)) = open.filter(|_| id.is_none()) {
            bad.push(BadParameter { name: name.clone(), value: value.clone(), fault: "value" });
        }
        Ok(Self { query, group, axis, open: id, bad, view })
    }

    /// The board's own parameters, as a form keeps them.
    fn kept(&self, visit: &Visit) -> Vec<(&'static str, String)> {
        let given = |name: &str| visit.pairs.iter().find(|(given, value)| given == name && !value.is_empty());
        let kept = ["group", "from", "to"].into_iter();
        kept.filter_map(|name| given(name).map(|(_, value)| (name, value.clone()))).collect()
    }

    /// The address of the same selection in other groups or another window.
    fn address(&self, group: Group, axis: Axis, page: usize) -> String {
        let selection = self.query.at_page(page).address();
        let joint = if selection.is_empty() { "" } else { "&" };
        with_query(PATH, &format!("{selection}{joint}group={}&{}", group.key(), axis.address()))
    }

    /// Where the script finds the same selection: all of it, so neither in pages nor in columns.
    fn source(&self) -> String {
        let query = self.query.at_page(0);
        let query = Query { columns: Vec::new(), per_page: None, ..query }.address();
        let joint = if query.is_empty() { "" } else { "&" };
        with_query(
            "/api/v1/board",
            &format!("{query}{joint}group={}&{}", self.group.key(), self.axis.address()),
        )
    }
}

/// The page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let asked = Asked::read(served, visit)?;
        let (locale, board) = (visit.locale, &*asked.view.board);
        let selection = Selection::of(board, &asked.query);
        let title = locale.text("war-map").into_owned();
        let mut frame = Frame::new(served, visit, &asked.view, &asked.query, "board", title);
        let here = asked.address(asked.group, asked.axis, asked.query.page);
        frame.here.clone_from(&here);
        let lanes = lanes(locale, board, &selection, asked.group, &served.app.office.people());
        let (shown, pages) = cut(&lanes, &asked.query);
        let page_number = asked.query.page.min(pages - 1);
        let zooms = zooms(locale, &asked, &selection);
        let opened = asked.open.and_then(|id| Card::of(served, visit, &frame, &asked.view, id));
        let page_at = |page| asked.address(asked.group, asked.axis, page);
        let group = |group: Group| {
            let href = asked.address(group, asked.axis, 0);
            (group.words(locale), href, group == asked.group)
        };
        let view = Page {
            assets: &WAR_MAP,
            bad: Misread::of(locale, &asked.bad),
            filters: Filters::of(locale, board, &asked.query, PATH, asked.kept(visit)),
            groups: Group::ALL
                .into_iter()
                .filter(|group| board.told.all_of(group.topic()))
                .map(group)
                .collect(),
            zooms,
            ticks: asked.axis.ticks(),
            today: asked.axis.holds(board.at.as_of).then(|| percent(asked.axis.place(board.at.as_of))),
            lanes: shown.iter().map(|lane| lane_view(locale, &asked, &here, lane)).collect(),
            phases: Phase::PATH.map(|phase| (phase.key(), locale.phase(phase))).to_vec(),
            summary: summary(locale, &selection, page_number + 1, pages),
            previous: page_number.checked_sub(1).map(page_at),
            next: (page_number + 1 < pages).then(|| page_at(page_number + 1)),
            source: asked.source(),
            month: with_query(month::PATH, &asked.query.at_page(0).address()),
            download: with_query("/board.xlsx", &asked.query.at_page(0).address()),
            is_empty_book: board.rows.is_empty()
                && asked.query.as_of.is_none()
                && asked.query.known_at.is_none(),
            card: opened,
            close: here.clone(),
            as_of: locale.day(board.at.as_of),
            here,
            frame,
        };
        let status = view.bad.status();
        html(status, &view)
    })
    .await
}

/// The part of the lanes that the query's page shows, and how many pages there are.
fn cut<'a>(lanes: &[Lane<'a>], query: &Query) -> (Vec<Lane<'a>>, usize) {
    let size = query.per_page.unwrap_or(crate::query::PER_PAGE);
    let all: usize = lanes.iter().map(|lane| lane.rows.len()).sum();
    let pages = all.div_ceil(size).max(1);
    let (mut skipped, mut left) = (query.page.min(pages - 1) * size, size);
    let mut shown = Vec::new();
    for lane in lanes {
        let rows: Vec<_> = lane.rows.iter().copied().skip(skipped).take(left).collect();
        skipped = skipped.saturating_sub(lane.rows.len());
        left -= rows.len();
        if !rows.is_empty() {
            shown.push(Lane {
                label: lane.label.clone(),
                key: lane.key.clone(),
                rows,
                counted: lane.counted,
            });
        }
    }
    (shown, pages)
}

/// How many projects there are, the packages among them apart, and where one is among the pages.
fn summary(locale: &Locale, selection: &Selection<'_>, page: usize, pages: usize) -> String {
    let projects = selection.sums.projects.to_string();
    let told = [("projects", projects), ("page", page.to_string()), ("pages", pages.to_string())];
    let mut summary = locale.text_with("war-map-summary", &told);
    if selection.packages > 0 {
        summary += &locale.text("value-join-sentence");
        summary += &locale.count("page-packages-not-counted", selection.packages);
    }
    summary
}

fn zooms(locale: &Locale, asked: &Asked, selection: &Selection<'_>) -> Vec<Zoom> {
    let board = &asked.view.board;
    let spans = selection.all().into_iter().filter_map(|row| Bar::of(board.seen(row)).span());
    let all = spans.reduce(|(first, last), (from, to)| (first.min(from), last.max(to)));
    let all = all.map_or(asked.axis, |(first, last)| Axis::around(first, last));
    let zoom = |key: &'static str, axis| Zoom {
        key,
        label: locale.text(&format!("war-map-{key}")).into_owned(),
        href: asked.address(asked.group, axis, asked.query.page),
    };
    vec![
        zoom("earlier", asked.axis.moved(false)),
        zoom("later", asked.axis.moved(true)),
        zoom("in", asked.axis.zoomed(true)),
        zoom("out", asked.axis.zoomed(false)),
        zoom("all", all),
    ]
}

fn lane_view(locale: &Locale, asked: &Asked, here: &str, lane: &Lane<'_>) -> LaneView {
    LaneView {
        label: lane.label.clone(),
        href: lane_address(asked, lane),
        count: lane.counted,
        bars: lane.rows.iter().map(|row| bar_view(locale, asked, here, row)).collect(),
    }
}

/// The table of the projects of a lane; nothing where the table knows no such filter.
pub fn lane_address(asked: &Asked, lane: &Lane<'_>) -> String {
    match (asked.group, &lane.key) {
        (Group::By(dimension), Some(key)) => {
            with_query(super::projects::PATH, &asked.query.only(dimension, key.clone()).address())
        }
        _ => String::new(),
    }
}

fn bar_view(locale: &Locale, asked: &Asked, here: &str, row: &Row) -> BarView {
    let board = &asked.view.board;
    let seen = board.seen(row);
    let bar = Bar::of(seen);
    BarView {
        id: row.project.id.to_string(),
        name: seen.name().map(|name| name.to_string()).unwrap_or_default(),
        href: format!("{here}&open={}#opened", row.project.id),
        is_open: asked.open == Some(row.project.id),
        lamp: Lamp::new(locale, row.light.signal),
        shapes: Shapes::draw(&bar, asked.axis, board.at.as_of),
        words: in_words(locale, &bar, board.at.as_of, board.counts(row)),
    }
}

/// A bar for who does not see it.
pub fn in_words(locale: &Locale, bar: &Bar, today: Date, is_counted: bool) -> String {
    let mut words = Vec::new();
    if !is_counted {
        words.push(locale.text("page-package").into_owned());
    }
    if let Some((phase, since)) = bar.phases.last() {
        words.push(locale.text_with(
            "war-map-words-phase",
            &[("phase", locale.phase(*phase)), ("since", locale.day(*since))],
        ));
    }
    if bar.planned != qinghuo_domain::Period::default() {
        words.push(locale.text_with("war-map-words-plan", &[("period", locale.period(bar.planned))]));
    }
    if is_behind(bar, today) {
        words.push(locale.text("war-map-behind").into_owned());
    }
    for (key, on) in
        [("started", bar.started_on), ("completed", bar.completed_on), ("producing", bar.producing_since)]
    {
        if let Some(on) = on {
            words.push(locale.text_with(&format!("war-map-words-{key}"), &[("day", locale.day(on))]));
        }
    }
    words.join(&locale.text("war-map-words-join"))
}

/// The same selection as a workbook, a row per project: plan and facts as dates.
pub async fn download(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let asked = Asked::read(served, visit)?;
        Problem::unless_understood(asked.bad.clone())?;
        let (locale, board) = (visit.locale, &*asked.view.board);
        let selection = Selection::of(board, &asked.query);
        let people = served.app.office.people();
        let heading = |key: &str, width| sheet::text_column(locale.text(key).into_owned(), width);
        let mut columns = vec![
            heading("page-column-number", 8.0),
            heading("page-column-name", 40.0),
            heading("page-column-light", 8.0),
            heading("page-dimension-place", 16.0),
            heading("field-leader-sponsor", 12.0),
            heading("page-column-phase", 10.0),
            heading("war-map-plan-start", 14.0),
            heading("war-map-plan-end", 14.0),
        ];
        columns.extend(Phase::PATH.map(|phase| {
            let begins = [("phase", locale.phase(phase))];
            sheet::day_column(locale.text_with("war-map-came-into", &begins))
        }));
        columns.extend(
            ["field-started-on", "field-completed-on", "field-producing-since"]
                .map(|key| sheet::day_column(locale.text(key).into_owned())),
        );
        columns.push(heading("war-map-behind", 12.0));
        let rows = selection.all().into_iter().map(|row| {
            let seen = board.seen(row);
            let bar = Bar::of(seen);
            let came = |phase: Phase| bar.phases.iter().find(|(of, _)| *of == phase).map(|(_, since)| *since);
            let place = board.keys(row, Dimension::Place).into_iter().next();
            let sponsor = seen.leader_sponsor().map(|id| crate::people::name(&people, *id));
            let mut cells = vec![
                Cell::Text(row.project.id.to_string()),
                sheet::text(seen.name()),
                Cell::Signal { text: locale.signal(row.light.signal), tone: sheet::hue(row.light.signal) },
                sheet::text(place.map(|key| super::filters::key_words(locale, &key))),
                sheet::text(sponsor),
                sheet::text(row.phase.map(|stay| locale.phase(stay.phase))),
                sheet::text(bar.planned.start),
                sheet::text(bar.planned.end),
            ];
            cells.extend(Phase::PATH.map(|phase| sheet::day(came(phase))));
            cells.extend([bar.started_on, bar.completed_on, bar.producing_since].map(sheet::day));
            let behind = is_behind(&bar, board.at.as_of).then(|| locale.truth(true));
            cells.push(sheet::text(behind));
            cells
        });
        let title = locale.text("war-map").into_owned();
        sheet::plain(visit, &asked.view, "board", title, columns, rows.collect())
    })
    .await
}
