//! The table of projects: the band of sums, the filters, a page of rows, and the same selection as a workbook.

use super::{
    bad_words,
    filters::Filters,
    frame::{Frame, Lamp, with_query},
    html, page, sheet,
};
use crate::{
    Served,
    board::Board,
    problem::Problem,
    query::{Column, Query, SIGNALS},
    row::Row,
    select::{Selection, unit},
    visit::Visit,
};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use qinghuo_domain::{
    attribute::Text,
    money::MoneyUnit,
    views::totals::{Dimension, Key},
};
use qinghuo_locale::Locale;

/// Where the table is.
pub const PATH: &str = "/projects";

#[derive(Template)]
#[template(path = "projects.html")]
struct Page<'a> {
    frame: Frame<'a>,
    bad: Vec<String>,
    band: Band,
    filters: Filters,
    headings: Vec<Heading>,
    rows: Vec<Line>,
    pager: Pager,
    download: String,
    clear: String,
    is_empty_book: bool,
    packages: Option<String>,
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
}

struct LampCount {
    lamp: Lamp,
    count: usize,
    href: String,
    is_on: bool,
}

struct Heading {
    key: &'static str,
    label: String,
    unit: String,
    href: String,
    /// `ascending`, `descending` or `none`, in the words of ARIA.
    order: &'static str,
    is_number: bool,
}

struct Line {
    id: String,
    href: String,
    name: String,
    codes: String,
    lamp: Lamp,
    reason: String,
    place: String,
    phase: String,
    days: String,
    nature: String,
    total: String,
    plan: String,
    done: String,
    completion: String,
    /// Share of the bar that is filled, and where the schedule stands on it, in hundredths of its length.
    bar: Option<(i64, i64)>,
    gap: String,
    gap_tone: &'static str,
    owner: String,
}

struct Pager {
    summary: String,
    previous: Option<String>,
    next: Option<String>,
    pages: Vec<(usize, String, bool)>,
}

/// The table.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, bad) = visit.query();
        let view = visit.view(served, &query)?;
        let board = &*view.board;
        let selection = Selection::of(board, &query);
        let locale = visit.locale;
        let frame =
            Frame::new(served, visit, &view, &query, "projects", locale.text("page-projects").into_owned());
        let shown = Page {
            bad: bad_words(locale, &bad),
            band: band(locale, board, &selection, &query),
            filters: Filters::of(locale, board, &query, PATH, kept(&query)),
            headings: headings(locale, &query),
            rows: selection.page().iter().map(|row| line(locale, &frame, board, row)).collect(),
            pager: pager(locale, &selection, &query),
            download: with_query("/projects.xlsx", &query.address()),
            clear: frame.to(PATH),
            is_empty_book: board.rows.is_empty() && query.as_of.is_none() && query.known_at.is_none(),
            packages: (selection.packages > 0)
                .then(|| locale.count("page-packages-not-counted", selection.packages)),
            rule: locale.named("light-rule", &board.rules.light.key),
            month: locale.month(board.month),
            as_of: locale.day(board.at.as_of),
            frame,
        };
        let status = if shown.bad.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        html(status, &shown)
    })
    .await
}

/// Exactly the selection, in its order, as a workbook. An address that is not fully understood would give another selection than meant, so it
/// gives none.
pub async fn download(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, bad) = visit.query();
        let bad: Vec<_> = bad.into_iter().filter(|bad| bad.fault != "unknown").collect();
        if !bad.is_empty() {
            return Err(Problem::BadParameters(bad));
        }
        let view = visit.view(served, &query)?;
        sheet::workbook(visit, &view, &Selection::of(&view.board, &query))
    })
    .await
}

/// What the form of filters keeps of the table: its order.
fn kept(query: &Query) -> Vec<(&'static str, String)> {
    let sort = query.sort_text();
    if sort.is_empty() { Vec::new() } else { vec![("sort", sort)] }
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
        };
    let yi = |amount| locale.amount(amount, MoneyUnit::HundredMillion);
    let missing = |key: &str, count: usize| if count > 0 { locale.count(key, count) } else { String::new() };
    let percent = |hundredths: Option<i64>| hundredths.map_or_else(|| "—".to_owned(), |n| locale.percent(n));
    let unit = "unit-hundred-million";
    let gap = stand.gap_pp_hundredths;
    let figures = vec![
        figure("projects", sums.projects.to_string(), "", String::new(), Column::Number, false),
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
    let chosen = query.filters.get(&Dimension::Light);
    let lamps = SIGNALS.into_iter().map(|signal| {
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

/// Hundredths of a point with sign and one decimal, without the unit.
pub fn signed(hundredths: i64) -> String {
    let tenths = (hundredths.abs() + 5) / 10;
    let sign = match hundredths {
        _ if tenths == 0 => "",
        n if n > 0 => "+",
        _ => "\u{2212}",
    };
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

/// Whether a gap is to be shown as behind.
pub const fn tone(gap: Option<i64>) -> &'static str {
    match gap {
        Some(gap) if gap < 0 => "behind",
        _ => "",
    }
}

fn headings(locale: &Locale, query: &Query) -> Vec<Heading> {
    const SHOWN: [Column; 11] = [
        Column::Light,
        Column::Name,
        Column::Place,
        Column::Phase,
        Column::Nature,
        Column::Total,
        Column::Plan,
        Column::Done,
        Column::Completion,
        Column::Gap,
        Column::Owner,
    ];
    let heading = |column: Column| {
        let sorted = query.sort.first().filter(|sort| sort.column == column);
        let unit = match column {
            Column::Total => "unit-hundred-million",
            Column::Plan | Column::Done => "unit-ten-thousand",
            Column::Gap => "page-points",
            _ => "",
        };
        // Where the ledger names no owner, the table shows who answers for the project.
        let name = if column == Column::Owner { "unit" } else { column.key() };
        Heading {
            key: column.key(),
            label: locale.text(&format!("page-column-{name}")).into_owned(),
            unit: if unit.is_empty() { String::new() } else { locale.text(unit).into_owned() },
            href: link(&query.sorted_by(column)),
            order: match sorted {
                None => "none",
                Some(sort) if sort.descending => "descending",
                Some(_) => "ascending",
            },
            is_number: column.is_number(),
        }
    };
    SHOWN.into_iter().map(heading).collect()
}

fn line(locale: &Locale, frame: &Frame<'_>, board: &Board, row: &Row) -> Line {
    let seen = board.seen(row);
    let progress = &row.progress;
    let text = |text: Option<&Text>| text.map(|text| text.to_string()).unwrap_or_default();
    let wan = |amount| locale.amount(amount, MoneyUnit::TenThousand);
    let codes: Vec<&str> = seen.codes().into_iter().flatten().map(|code| code.as_str()).collect();
    Line {
        id: row.project.id.to_string(),
        href: frame.project(&row.project.id),
        name: text(seen.name()),
        codes: codes.join(" "),
        lamp: Lamp::new(locale, row.light.signal),
        reason: locale.phrase("light", "reason", &row.light.reason),
        place: text(seen.district().or_else(|| seen.functional_zone())),
        phase: row.phase.map(|stay| locale.phase(stay.phase)).unwrap_or_default(),
        days: row
            .phase
            .map(|stay| locale.count("page-days", usize::try_from(stay.days).unwrap_or_default()))
            .unwrap_or_default(),
        nature: seen.nature().map(|nature| locale.nature(*nature)).unwrap_or_default(),
        total: row.total.map(|total| locale.amount(total, MoneyUnit::HundredMillion)).unwrap_or_default(),
        plan: progress.plan.map(wan).unwrap_or_default(),
        done: progress.done.map(wan).unwrap_or_default(),
        completion: progress.completion_hundredths.map(|share| locale.percent(share)).unwrap_or_default(),
        bar: progress
            .completion_hundredths
            .zip(progress.schedule_hundredths)
            .map(|(done, due)| ((done / 100).clamp(0, 100), (due / 100).clamp(0, 100))),
        gap: progress.gap_pp_hundredths.map(signed).unwrap_or_default(),
        gap_tone: tone(progress.gap_pp_hundredths),
        owner: unit(seen).unwrap_or_default().to_owned(),
    }
}

fn pager(locale: &Locale, selection: &Selection<'_>, query: &Query) -> Pager {
    let pages = selection.pages();
    let here = selection.page_number();
    let size = query.per_page.unwrap_or(crate::query::PER_PAGE);
    let first = here * size;
    let last = (first + size).min(selection.len());
    let numbers = [
        ("first", (first + 1).min(last).to_string()),
        ("last", last.to_string()),
        ("all", selection.len().to_string()),
    ];
    // The ends, and two on either side of where one is.
    let near = |page: &usize| *page == 0 || *page + 1 == pages || page.abs_diff(here) <= 2;
    let to = |page: usize| link(&query.at_page(page));
    Pager {
        summary: locale.text_with("page-rows", &numbers),
        previous: here.checked_sub(1).map(to),
        next: (here + 1 < pages).then(|| to(here + 1)),
        pages: if pages > 1 {
            (0..pages).filter(near).map(|page| (page + 1, to(page), page == here)).collect()
        } else {
            Vec::new()
        },
    }
}
