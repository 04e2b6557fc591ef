//! A selection of projects as a workbook, and what every workbook of the pages says about itself.

use super::{imports::WORKBOOK, paper};
use crate::{
    board::Board,
    problem::Problem,
    row::Row,
    select::Selection,
    visit::{View, Visit},
};
use axum::response::Response;
use qinghuo_domain::{
    Date, Fen,
    access::{Told, Topic},
    money::MoneyUnit,
    rules::Signal,
};
use qinghuo_locale::Locale;
use qinghuo_sheet::out::{Cell, Column, Hue, Kind, Table, TableBook, table};

/// What stands in the columns, by the names of their headings.
const COLUMNS: [(&str, Option<&str>, f64, Kind); 20] = [
    ("number", None, 8.0, Kind::Text),
    ("name", None, 40.0, Kind::Text),
    ("counted", None, 12.0, Kind::Text),
    ("codes", None, 26.0, Kind::Text),
    ("light", None, 8.0, Kind::Text),
    ("reason", None, 30.0, Kind::Text),
    ("place", None, 12.0, Kind::Text),
    ("phase", None, 10.0, Kind::Text),
    ("days", None, 10.0, Kind::Integer),
    ("nature", None, 10.0, Kind::Text),
    ("class", None, 12.0, Kind::Text),
    ("industry", None, 14.0, Kind::Text),
    ("owner", None, 28.0, Kind::Text),
    ("units", None, 24.0, Kind::Text),
    ("total", Some("unit-ten-thousand"), 14.0, Kind::Decimal { places: 2 }),
    ("plan", Some("unit-ten-thousand"), 14.0, Kind::Decimal { places: 2 }),
    ("done", Some("unit-ten-thousand"), 14.0, Kind::Decimal { places: 2 }),
    ("completion", None, 10.0, Kind::Percent),
    ("schedule", None, 10.0, Kind::Percent),
    ("gap", Some("page-points"), 12.0, Kind::Decimal { places: 2 }),
];

/// The workbook as an answer.
pub fn workbook(visit: &Visit, view: &View, selection: &Selection<'_>) -> Result<Response, Problem> {
    let (locale, board) = (visit.locale, &*view.board);
    let table = Table {
        name: locale.text("page-projects").into_owned(),
        columns: COLUMNS.iter().map(|column| heading(locale, column)).collect(),
        rows: selection.all().iter().map(|row| cells(locale, board, row)).collect(),
        totals: Some(totals(locale, board, selection)),
    };
    let title = locale.text_with("page-sheet-title", &[("month", locale.month(board.month))]);
    let table = told(table, board.told, &COLUMNS.map(|(heading, ..)| topic(heading)));
    answer(visit, view, "projects", title, Vec::new(), vec![table])
}

/// A table without the columns that rest on what is not told.
pub fn told(table: Table, told: Told, topics: &[Option<Topic>]) -> Table {
    let is_told = |place: usize| topics.get(place).is_none_or(|topic| told.all_of(*topic));
    let row = |cells: Vec<Cell>| {
        let kept = cells.into_iter().enumerate().filter(|(place, _)| is_told(*place));
        kept.map(|(_, cell)| cell).collect()
    };
    let columns = table.columns.into_iter().enumerate().filter(|(place, _)| is_told(*place));
    Table {
        name: table.name,
        columns: columns.map(|(_, column)| column).collect(),
        rows: table.rows.into_iter().map(row).collect(),
        totals: table.totals.map(row),
    }
}

/// What a column rests on, by the name of its heading.
fn topic(heading: &str) -> Option<Topic> {
    match heading {
        "light" | "reason" => Some(Topic::Lights),
        "plan" => Some(Topic::Plan),
        "done" => Some(Topic::Dispatch),
        "completion" | "schedule" | "gap" => Some(Topic::Progress),
        _ => None,
    }
}

/// A column of texts.
pub const fn text_column(header: String, width: f64) -> Column {
    Column { header, unit: None, width, kind: Kind::Text }
}

/// A column of days.
pub const fn day_column(header: String) -> Column {
    Column { header, unit: None, width: 14.0, kind: Kind::Date }
}

/// A table without sums as a workbook; `stem` begins the file's name.
pub fn plain(
    visit: &Visit,
    view: &View,
    stem: &str,
    title: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
) -> Result<Response, Problem> {
    let table = Table { name: title.clone(), columns, rows, totals: None };
    answer(visit, view, stem, title, Vec::new(), vec![table])
}

/// Tables with what they were made from and what there is to say of them, as a workbook to be kept; `stem` begins the file's name.
pub fn answer(
    visit: &Visit,
    view: &View,
    stem: &str,
    title: String,
    said: Vec<String>,
    sheets: Vec<Table>,
) -> Result<Response, Problem> {
    let (locale, board) = (visit.locale, &*view.board);
    let day = board.at.as_of.to_string();
    let known = match view.known() < view.image.city.head() {
        true => locale.text_with("page-sheet-known", &[("seq", view.known().to_string())]),
        false => String::new(),
    };
    let made_from = [
        ("day", day.clone()),
        ("known", known),
        ("rule", locale.named("light-rule", &board.rules.light.key)),
        ("seq", view.record.seq.to_string()),
        ("hash", view.record.hash.to_string()),
    ];
    let mut notes = vec![locale.text_with("page-sheet-note", &made_from)];
    if view.image.city.is_synthetic(view.known()) {
        notes.push(locale.text("page-synthetic").into_owned());
    }
    notes.extend(said);
    let bytes = table(&TableBook { notes, made_on: visit.today, sheets, title })
        .map_err(|error| Problem::failed(&error))?;
    Ok(paper::file(WORKBOOK, &paper::name(view, stem, &day, "", "xlsx"), bytes))
}

fn heading(locale: &Locale, (key, unit, width, kind): &(&str, Option<&str>, f64, Kind)) -> Column {
    Column {
        header: locale.text(&format!("page-column-{key}")).into_owned(),
        unit: unit.map(|unit| locale.text(unit).into_owned()),
        width: *width,
        kind: *kind,
    }
}

/// A cell of what may not be known.
pub fn text(text: Option<impl ToString>) -> Cell {
    text.map_or(Cell::Empty, |text| Cell::Text(text.to_string()))
}

/// A day.
pub fn day(day: Option<Date>) -> Cell {
    day.map_or(Cell::Empty, Cell::Date)
}

/// An amount in 10,000 yuan.
pub fn wan(amount: Option<Fen>) -> Cell {
    amount.map_or(Cell::Empty, |amount| Cell::Number(amount.number(MoneyUnit::TenThousand)))
}

/// A share.
#[expect(clippy::cast_precision_loss, reason = "a share for a spreadsheet cell")]
pub fn share(hundredths: Option<i64>) -> Cell {
    hundredths.map_or(Cell::Empty, |n| Cell::Number(n as f64 / 10_000.0))
}

/// Points.
#[expect(clippy::cast_precision_loss, reason = "points for a spreadsheet cell")]
pub fn points(hundredths: Option<i64>) -> Cell {
    hundredths.map_or(Cell::Empty, |n| Cell::Number(n as f64 / 100.0))
}

fn cells(locale: &Locale, board: &Board, row: &Row) -> Vec<Cell> {
    let seen = board.seen(row);
    let join = |texts: Vec<&str>| (!texts.is_empty()).then(|| texts.join(&locale.text("value-join")));
    let progress = &row.progress;
    vec![
        Cell::Text(row.project.id.to_string()),
        text(seen.name()),
        text((!board.counts(row)).then(|| locale.text("page-package"))),
        text(join(seen.codes().into_iter().flatten().map(|code| code.as_str()).collect())),
        Cell::Signal { text: locale.signal(row.light.signal), tone: hue(row.light.signal) },
        Cell::Text(locale.phrase("light", "reason", &row.light.reason)),
        text(seen.district().or_else(|| seen.functional_zone())),
        text(row.phase.map(|stay| locale.phase(stay.phase))),
        row.phase.map_or(Cell::Empty, |stay| Cell::Integer(i64::from(stay.days))),
        text(seen.nature().map(|nature| locale.nature(*nature))),
        text(seen.class()),
        text(seen.industry()),
        text(seen.owner()),
        text(join(seen.responsible_units().into_iter().flatten().map(|unit| &**unit).collect())),
        wan(row.total),
        wan(progress.plan),
        wan(progress.done),
        share(progress.completion_hundredths),
        share(progress.schedule_hundredths),
        points(progress.gap_pp_hundredths),
    ]
}

fn totals(locale: &Locale, board: &Board, selection: &Selection<'_>) -> Vec<Cell> {
    let sums = &selection.sums;
    let stand = sums.progress(board.standpoint());
    let count = locale.count("page-sheet-total", sums.projects);
    let mut cells = vec![Cell::Empty, Cell::Text(count)];
    cells.resize(14, Cell::Empty);
    cells.extend([
        wan(Some(sums.total)),
        wan(Some(sums.plan)),
        wan(Some(sums.done)),
        share(stand.completion_hundredths),
        share(stand.schedule_hundredths),
        points(stand.gap_pp_hundredths),
    ]);
    cells
}

/// The colour of a light.
pub const fn hue(signal: Signal) -> Hue {
    match signal {
        Signal::Red => Hue::Red,
        Signal::Yellow => Hue::Yellow,
        Signal::Green => Hue::Green,
        Signal::Exempted => Hue::Blue,
        Signal::Unknown | Signal::NotApplicable | Signal::Withheld => Hue::Grey,
    }
}
