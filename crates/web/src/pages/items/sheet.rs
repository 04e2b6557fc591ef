//! The items as a workbook: exactly the selection in its order, and what every unit has to do.

use super::asked;
use crate::{
    Served,
    approvals::unit_name,
    inbox::Line,
    load::Period,
    pages::{
        page,
        sheet::{answer, day},
    },
    problem::Problem,
    visit::Visit,
};
use axum::{extract::State, response::Response};
use qinghuo_domain::views::approval::{bottleneck::Load, inbox::Urgency};
use qinghuo_locale::Locale;
use qinghuo_sheet::out::{Cell, Column, Kind, Table};

/// What stands in the columns: heading, width, kind.
const COLUMNS: [(&str, f64, Kind); 19] = [
    ("page-column-number", 8.0, Kind::Text),
    ("page-column-name", 36.0, Kind::Text),
    ("page-column-place", 12.0, Kind::Text),
    ("page-items-code", 8.0, Kind::Text),
    ("page-items-item", 32.0, Kind::Text),
    ("page-items-lane", 14.0, Kind::Text),
    ("page-items-unit", 16.0, Kind::Text),
    ("page-items-role", 12.0, Kind::Text),
    ("page-items-state", 12.0, Kind::Text),
    ("page-items-since", 12.0, Kind::Date),
    ("page-items-urgency", 12.0, Kind::Text),
    ("page-items-left", 16.0, Kind::Text),
    ("page-items-days-to-due", 12.0, Kind::Integer),
    ("page-items-due", 12.0, Kind::Date),
    ("page-items-first-promised", 12.0, Kind::Date),
    ("page-items-promised", 12.0, Kind::Date),
    ("page-items-float", 12.0, Kind::Integer),
    ("page-items-critical", 8.0, Kind::Text),
    ("page-items-duties", 40.0, Kind::Text),
];

/// The workbook. An address that is not fully understood would give another selection than meant, so it gives none.
pub async fn download(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let asked = asked(served, visit)?.understood()?;
        let (locale, playbook) = (visit.locale, &served.app.playbook);
        let approvals = asked.view.desk.of(&asked.view.board, playbook);
        let selected = asked.filter.select(&approvals);
        let rows =
            selected.iter().map(|selected| cells(locale, Line::of(locale, playbook, &approvals, selected)));
        let items = Table {
            name: locale.text("page-items").into_owned(),
            columns: COLUMNS.iter().map(|column| heading(locale, *column)).collect(),
            rows: rows.collect(),
            totals: None,
        };
        let (period, bad) = Period::read(&visit.pairs);
        Problem::unless_understood(bad)?;
        let loads = approvals.loads(asked.filter.place.as_deref(), &period).into_iter();
        let loads = loads.map(|(unit, load)| load_cells(&unit_name(locale, playbook, &unit), &load));
        let load = Table {
            name: locale.text("page-items-load").into_owned(),
            columns: load_columns(locale),
            rows: loads.collect(),
            totals: None,
        };
        answer(
            visit,
            &asked.view,
            "items",
            locale.text("page-items").into_owned(),
            period
                .words(locale)
                .map(|words| locale.text_with("page-period-settled", &[("period", words)]))
                .into_iter()
                .collect(),
            vec![items, load],
        )
    })
    .await
}

fn heading(locale: &Locale, (key, width, kind): (&str, f64, Kind)) -> Column {
    Column { header: locale.text(key).into_owned(), unit: None, width, kind }
}

fn cells(locale: &Locale, line: Line) -> Vec<Cell> {
    let critical =
        if line.is_critical { locale.text("page-items-critical").into_owned() } else { String::new() };
    vec![
        Cell::Text(line.project.to_string()),
        Cell::Text(line.project_name),
        Cell::Text(line.place),
        Cell::Text(line.code),
        Cell::Text(line.name),
        Cell::Text(line.lane),
        Cell::Text(line.unit),
        Cell::Text(line.role),
        Cell::Text(line.state),
        day(line.since),
        Cell::Text(line.urgency_words),
        Cell::Text(line.left),
        line.days_to_due.map_or(Cell::Empty, |days| Cell::Integer(i64::from(days))),
        day(line.due_on),
        day(line.first_promised_on),
        day(line.promised_on),
        Cell::Integer(i64::from(line.float)),
        Cell::Text(critical),
        Cell::Text(line.duties.join(&locale.text("value-join-sentence"))),
    ]
}

fn load_columns(locale: &Locale) -> Vec<Column> {
    let urgencies = Urgency::ALL.map(|urgency| Column {
        header: locale.named("urgency", urgency.key()),
        unit: None,
        width: 12.0,
        kind: Kind::Integer,
    });
    let ends = [
        ("page-bottlenecks-settled", 12.0, Kind::Integer),
        ("page-bottlenecks-on-time", 12.0, Kind::Percent),
        ("page-bottlenecks-used", 16.0, Kind::Decimal { places: 1 }),
        ("page-bottlenecks-limit", 16.0, Kind::Decimal { places: 1 }),
    ];
    let first = heading(locale, ("page-items-unit", 20.0, Kind::Text));
    [first].into_iter().chain(urgencies).chain(ends.map(|column| heading(locale, column))).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of days for a spreadsheet cell")]
fn load_cells(unit: &str, load: &Load) -> Vec<Cell> {
    let count = |count: usize| Cell::Integer(i64::try_from(count).unwrap_or(i64::MAX));
    let average = |days: u64| match load.settled {
        0 => Cell::Empty,
        settled => Cell::Number(days as f64 / settled as f64),
    };
    let share = load.on_time_hundredths().map_or(Cell::Empty, |share| Cell::Number(share as f64 / 10_000.0));
    let open = Urgency::ALL.map(|urgency| count(load.open.get(&urgency).copied().unwrap_or_default()));
    let ends = [count(load.settled), share, average(load.used_days), average(load.limit_days)];
    [Cell::Text(unit.to_owned())].into_iter().chain(open).chain(ends).collect()
}
