//! The cockpit as a workbook: places and industries in their ranking, starts and completions and entries, who is furthest behind, what waits longest.

use super::{
    Looked,
    instruments::{self, Event, Wait},
};
use crate::{
    Served,
    pages::{
        filters::key_words,
        frame::Frame,
        sheet::{self, answer, hue, points, share, wan},
    },
    problem::Problem,
    visit::{View, Visit},
};
use axum::response::Response;
use qinghuo_domain::{
    ProjectId,
    access::Topic,
    rules::Signal,
    views::{
        cockpit::ranking,
        totals::{Key, Sums},
    },
};
use qinghuo_locale::Locale;
use qinghuo_sheet::out::{Cell, Column, Kind, Table};
use std::collections::BTreeMap;

/// Two decimals, for money.
const MONEY: Kind = Kind::Decimal { places: 2 };
/// The same, for points.
const POINTS: Kind = Kind::Decimal { places: 2 };

/// The workbook as an answer.
pub fn workbook(
    served: &Served,
    visit: &Visit,
    view: &View,
    looked: &Looked<'_>,
) -> Result<Response, Problem> {
    let locale = visit.locale;
    let title = locale.text_with("cockpit-sheet-title", &[("month", locale.month(looked.board.month))]);
    let frame = Frame::new(served, visit, view, looked.query, "cockpit", String::new());
    let rule = locale.text("cockpit-ranking-rule").into_owned();
    let mut sheets = vec![
        part(locale, looked, "place", &looked.cockpit.places),
        part(locale, looked, "industry", &looked.cockpit.industries),
        events(locale, &instruments::events(locale, looked)),
    ];
    if frame.tells(Topic::Progress) {
        sheets.push(behind(locale, looked, &looked.cockpit.behind));
    }
    if frame.tells(Topic::Handling) {
        sheets.push(waits(locale, instruments::waits(served, locale, &frame, looked)));
    }
    answer(visit, view, "cockpit", title, vec![rule], sheets)
}

fn column(locale: &Locale, key: &str, unit: Option<&str>, width: f64, kind: Kind) -> Column {
    Column {
        header: locale.text(key).into_owned(),
        unit: unit.map(|unit| locale.text(unit).into_owned()),
        width,
        kind,
    }
}

fn part(locale: &Locale, looked: &Looked<'_>, dimension: &str, parts: &BTreeMap<Key, Sums>) -> Table {
    let name = locale.named("page-dimension", dimension);
    let wan_unit = Some("unit-ten-thousand");
    let column = |key: &str, unit, width, kind| column(locale, key, unit, width, kind);
    let mut columns = vec![
        column("cockpit-rank", None, 8.0, Kind::Integer),
        Column { header: name.clone(), unit: None, width: 24.0, kind: Kind::Text },
        column("page-band-projects", None, 10.0, Kind::Integer),
        column("page-column-plan", wan_unit, 14.0, MONEY),
        column("page-column-done", wan_unit, 14.0, MONEY),
        column("page-column-completion", None, 10.0, Kind::Percent),
        column("page-column-schedule", None, 10.0, Kind::Percent),
        column("page-column-gap", Some("page-points"), 12.0, POINTS),
    ];
    let signals = crate::query::SIGNALS;
    columns.extend(signals.map(|signal| Column {
        header: locale.signal(signal),
        unit: None,
        width: 8.0,
        kind: Kind::Integer,
    }));
    let integer = |count: usize| i64::try_from(count).map_or(Cell::Empty, Cell::Integer);
    let cells = |rank: Option<usize>, label: String, sums: &Sums| {
        let stand = sums.progress(looked.board.standpoint());
        let mut cells = vec![
            rank.map_or(Cell::Empty, integer),
            Cell::Text(label),
            integer(sums.projects),
            wan(Some(sums.plan)),
            wan(Some(sums.done)),
            share(stand.completion_hundredths),
            share(stand.schedule_hundredths),
            points(stand.gap_pp_hundredths),
        ];
        cells.extend(signals.map(|signal: Signal| integer(sums.lit(signal))));
        cells
    };
    let ranked = ranking(parts, looked.board.standpoint());
    let progress = Some(Topic::Progress);
    let mut topics =
        vec![progress, None, None, Some(Topic::Plan), Some(Topic::Dispatch), progress, progress, progress];
    topics.extend(signals.map(|_| Some(Topic::Lights)));
    let table = Table {
        name,
        columns,
        rows: ranked.iter().map(|part| cells(part.rank, key_words(locale, part.key), part.sums)).collect(),
        totals: Some(cells(None, locale.text("page-sum").into_owned(), &looked.cockpit.sums)),
    };
    sheet::told(table, looked.board.told, &topics)
}

fn events(locale: &Locale, events: &[Event]) -> Table {
    let rows = events.iter().flat_map(|event| {
        event.counts.iter().map(|count| {
            vec![
                Cell::Text(event.title.clone()),
                Cell::Text(count.word.clone()),
                i64::try_from(count.count).map_or(Cell::Empty, Cell::Integer),
            ]
        })
    });
    Table {
        name: locale.text("cockpit-events").into_owned(),
        columns: vec![
            column(locale, "cockpit-event", None, 20.0, Kind::Text),
            column(locale, "page-items-state", None, 20.0, Kind::Text),
            column(locale, "page-band-projects", None, 10.0, Kind::Integer),
        ],
        rows: rows.collect(),
        totals: None,
    }
}

fn behind(locale: &Locale, looked: &Looked<'_>, worst: &[(i64, ProjectId)]) -> Table {
    let board = looked.board;
    let row = |id: &ProjectId| {
        let place = board.rows.binary_search_by_key(id, |row| row.project.id).ok()?;
        let row = board.rows.get(place)?;
        let (seen, progress) = (board.seen(row), &row.progress);
        Some(vec![
            Cell::Text(row.project.id.to_string()),
            sheet::text(seen.name()),
            Cell::Signal { text: locale.signal(row.light.signal), tone: hue(row.light.signal) },
            sheet::text(seen.district().or_else(|| seen.functional_zone())),
            wan(progress.plan),
            wan(progress.done),
            share(progress.completion_hundredths),
            points(progress.gap_pp_hundredths),
        ])
    };
    let column = |key: &str, unit, width, kind| column(locale, key, unit, width, kind);
    Table {
        name: locale.text("cockpit-behind").into_owned(),
        columns: vec![
            column("page-column-number", None, 8.0, Kind::Text),
            column("page-column-name", None, 40.0, Kind::Text),
            column("page-column-light", None, 8.0, Kind::Text),
            column("page-column-place", None, 14.0, Kind::Text),
            column("page-column-plan", Some("unit-ten-thousand"), 14.0, MONEY),
            column("page-column-done", Some("unit-ten-thousand"), 14.0, MONEY),
            column("page-column-completion", None, 10.0, Kind::Percent),
            column("page-column-gap", Some("page-points"), 12.0, POINTS),
        ],
        rows: worst.iter().filter_map(|(_, id)| row(id)).collect(),
        totals: None,
    }
}

fn waits(locale: &Locale, waits: Vec<Wait>) -> Table {
    let column = |key: &str, width| column(locale, key, None, width, Kind::Text);
    let row = |wait: Wait| [wait.item, wait.project, wait.unit, wait.days, wait.over].map(Cell::Text).into();
    Table {
        name: locale.text("cockpit-waits").into_owned(),
        columns: vec![
            column("page-items-item", 30.0),
            column("page-column-name", 40.0),
            column("page-items-unit", 24.0),
            column("cockpit-waited", 12.0),
            column("page-items-urgency", 12.0),
        ],
        rows: waits.into_iter().map(row).collect(),
        totals: None,
    }
}
