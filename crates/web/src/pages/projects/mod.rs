//! The table of projects: the band of sums, the filters, a page of rows, and the same selection as a workbook.
//!
//! - [`batch`]: one field of many projects at once
//! - [`columns`]: which columns are shown, in which order, and what stands in them
//! - [`views`]: what somebody saved under a name

pub mod batch;
pub mod columns;
pub mod views;

use super::{
    Misread,
    filters::Filters,
    frame::{Frame, Lamp, with_query},
    html, page,
    pager::{self, Pager, Slice},
    sheet,
};
use crate::{
    Served,
    board::Board,
    problem::Problem,
    query::{Column, Query, SIGNALS},
    select::Selection,
    visit::Visit,
};
use askama::Template;
use axum::{
    Form,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use columns::{Choice, Heading, Line, choice, headings, line};
use qinghuo_domain::{
    access::Topic,
    money::MoneyUnit,
    views::totals::{Dimension, Key},
};
pub use qinghuo_locale::signed;
use qinghuo_locale::{Locale, whole};

/// Where the table is.
pub const PATH: &str = "/projects";

#[derive(Template)]
#[template(path = "projects.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    band: Band,
    filters: Filters,
    choice: Choice,
    views: Vec<(String, String, bool)>,
    keep: String,
    batch: Option<String>,
    trouble: Option<String>,
    is_own: bool,
    headings: Vec<Heading>,
    rows: Vec<Line>,
    pager: Pager,
    download: String,
    clear: String,
    is_empty_book: bool,
    rule: String,
    month: String,
    as_of: String,
}

/// The sums of the selection.
struct Band {
    figures: Vec<Figure>,
    lamps: Vec<LampCount>,
}

/// A sum that links to the table behind it.
struct Figure {
    label: String,
    value: String,
    unit: String,
    note: String,
    href: String,
    tone: &'static str,
    topic: Option<Topic>,
}

struct LampCount {
    lamp: Lamp,
    count: usize,
    href: String,
    is_on: bool,
}

/// Projects on a page of the table, where an address asks for no other number.
const ROWS: usize = 40;

/// The table.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| render(served, visit, None)).await
}

/// Keeps the view the address shows under a name, or forgets one.
pub async fn keep(
    State(served): State<Served>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let field = |name: &str| pairs.iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str());
        let (query, _) = visit.query();
        let kept = match field("forget") {
            Some(name) => views::forget(visit, name),
            None => views::save(visit, field("name").unwrap_or_default(), &query.at_page(0).address()),
        };
        match kept {
            Ok(cookie) => {
                let mut response = Redirect::to(&link(&query)).into_response();
                response.headers_mut().append(header::SET_COOKIE, cookie);
                Ok(response)
            }
            Err(trouble) => render(served, visit, Some(trouble)),
        }
    })
    .await
}

fn render(served: &Served, visit: &Visit, trouble: Option<&'static str>) -> Result<Response, Problem> {
    let (query, mut bad) = visit.query();
    let query = &query;
    let view = visit.view(served, query)?;
    let board = &*view.board;
    let shown = Query { per_page: query.per_page.or(Some(ROWS)), ..query.clone() };
    let selection = Selection::of(board, &shown);
    bad.extend(slice(&selection).beyond(query.page));
    let locale = visit.locale;
    let people = served.app.office.people();
    let title = locale.text("page-projects").into_owned();
    let mut frame = Frame::new(served, visit, &view, query, "projects", title);
    frame.here = link(query);
    let rows = selection.page();
    let shown = Page {
        bad: Misread::of(locale, &bad),
        band: band(locale, board, &selection, query),
        filters: Filters::of(locale, board, query, PATH, Vec::new()),
        choice: choice(locale, query, board.told),
        views: saved(visit, query),
        batch: (query.as_of.is_none() && query.known_at.is_none() && selection.len() > 0)
            .then(|| with_query(batch::PATH, &query.at_page(0).address())),
        keep: with_query("/projects/views", &query.address()),
        trouble: trouble.map(|key| locale.text(key).into_owned()),
        headings: headings(locale, query, board.told),
        rows: rows.iter().map(|row| line(locale, &frame, board, row, query, &people)).collect(),
        is_own: !query.columns.is_empty(),
        pager: pager(locale, &selection, query),
        download: with_query("/projects.xlsx", &query.address()),
        clear: link(&query.unfiltered()),
        is_empty_book: board.rows.is_empty() && query.as_of.is_none() && query.known_at.is_none(),
        rule: locale.named("light-rule", &board.rules.light.key),
        month: locale.month(board.month),
        as_of: locale.day(board.at.as_of),
        frame,
    };
    let status = trouble.map_or_else(|| shown.bad.status(), |_| StatusCode::UNPROCESSABLE_ENTITY);
    html(status, &shown)
}

/// The saved views of who acts: name, address, whether it is the one shown.
fn saved(visit: &Visit, query: &Query) -> Vec<(String, String, bool)> {
    let here = query.at_page(0).address();
    let shown = |view: views::SavedView| {
        let is_here = view.address == here;
        (view.name, with_query(PATH, &view.address), is_here)
    };
    views::own(visit).into_iter().map(shown).collect()
}

/// Exactly the selection, in its order, as a workbook. An address that is not fully understood would give another selection than meant, so it
/// gives none.
pub async fn download(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, bad) = visit.query();
        Problem::unless_understood(bad)?;
        let view = visit.view(served, &query)?;
        sheet::workbook(visit, &view, &Selection::of(&view.board, &query))
    })
    .await
}

fn link(query: &Query) -> String {
    with_query(PATH, &query.address())
}

fn band(locale: &Locale, board: &Board, selection: &Selection<'_>, query: &Query) -> Band {
    let sums = &selection.sums;
    let stand = sums.progress(board.standpoint());
    let figure =
        |key: &str, value: String, unit: &str, note: String, column: Column, descending: bool| Figure {
            label: locale.text(&format!("page-band-{key}")).into_owned(),
            value,
            unit: if unit.is_empty() { String::new() } else { locale.text(unit).into_owned() },
            note,
            href: link(&query.in_order(column, descending)),
            tone: "",
            topic: column.topic(),
        };
    let yi = |amount| locale.amount(amount, MoneyUnit::HundredMillion);
    let missing = |key: &str, count: usize| if count > 0 { locale.count(key, count) } else { String::new() };
    let percent = |hundredths: Option<i64>| hundredths.map_or_else(|| "—".to_owned(), |n| locale.percent(n));
    let unit = "unit-shown-hundred-million";
    let gap = stand.gap_pp_hundredths;
    let mut figures = vec![
        figure("projects", whole(sums.projects), "", String::new(), Column::Number, false),
        figure(
            "total",
            yi(sums.total),
            unit,
            missing("page-without-total", sums.without_total),
            Column::Total,
            true,
        ),
        figure(
            "plan",
            yi(sums.plan),
            unit,
            missing("page-without-plan", sums.without_plan),
            Column::Plan,
            true,
        ),
        figure("done", yi(sums.done), unit, String::new(), Column::Done, true),
        figure(
            "completion",
            percent(stand.completion_hundredths),
            "",
            String::new(),
            Column::Completion,
            false,
        ),
        figure("schedule", percent(stand.schedule_hundredths), "", String::new(), Column::Completion, true),
        Figure {
            tone: tone(gap),
            ..figure(
                "gap",
                gap.map_or_else(|| "—".to_owned(), signed),
                "page-points",
                String::new(),
                Column::Gap,
                false,
            )
        },
    ];
    figures.retain(|figure| board.told.all_of(figure.topic));
    let chosen = query.filters.get(&Dimension::Light);
    let lamps = SIGNALS.into_iter().filter(|_| board.told.of(Topic::Lights)).map(|signal| {
        let key = Key::Signal(signal);
        let is_on = chosen.is_some_and(|chosen| chosen.contains(&key));
        let others = query.without(Dimension::Light);
        LampCount {
            lamp: Lamp::new(locale, signal),
            count: sums.lit(signal),
            href: link(&if is_on { others } else { query.only(Dimension::Light, key) }),
            is_on,
        }
    });
    Band { figures, lamps: lamps.collect() }
}

/// Whether a gap is to be shown as behind.
pub const fn tone(gap: Option<i64>) -> &'static str {
    match gap {
        Some(gap) if gap < 0 => "behind",
        _ => "",
    }
}

fn slice(selection: &Selection<'_>) -> Slice {
    Slice { all: selection.len(), page: selection.page_number(), size: selection.per_page() }
}

fn pager(locale: &Locale, selection: &Selection<'_>, query: &Query) -> Pager {
    let mut pager = pager::pager(locale, "page-rows", slice(selection), |page| link(&query.at_page(page)));
    if selection.packages > 0 {
        pager.summary += &locale.text("value-join-sentence");
        pager.summary += &locale.count("page-packages-not-counted", selection.packages);
    }
    pager
}
