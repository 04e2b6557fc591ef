//! The bottlenecks as a workbook: the days lost item by item, and the days saved by place, class, month and project. Never a sum of durations.

use super::{Asked, label, title};
use crate::{
    Served,
    approvals::{item_name, unit_name},
    bottleneck::{By, saved_by},
    inbox::place,
    pages::{page, sheet::answer},
    problem::Problem,
    visit::Visit,
};
use axum::{extract::State, response::Response};
use qinghuo_domain::views::approval::bottleneck::Saved;
use qinghuo_locale::Locale;
use qinghuo_sheet::out::{Cell, Column, Kind, Table};

/// The workbook. An address that is not fully understood would give another selection than meant, so it gives none.
pub async fn download(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let asked = Asked::read(served, visit)?;
        Problem::unless_understood(asked.bad.clone())?;
        let (locale, playbook, board) = (visit.locale, &served.app.playbook, &asked.view.board);
        let approvals = asked.view.desk.of(board, playbook);
        let name = |project| {
            let course = approvals.courses.iter().find(|course| course.id() == project);
            course.map(|course| course.name(approvals.at).to_owned()).unwrap_or_default()
        };
        let lost = asked.narrowing.losses(&approvals).into_iter().map(|loss| {
            vec![
                Cell::Text(loss.project.to_string()),
                Cell::Text(name(loss.project)),
                Cell::Text(loss.item.to_string()),
                Cell::Text(item_name(
                    locale,
                    playbook,
                    &loss.procedure,
                    loss.index,
                    loss.own_name.as_deref(),
                )),
                Cell::Text(unit_name(locale, playbook, &loss.unit)),
                Cell::Integer(loss.over_workdays.into()),
                Cell::Integer(loss.idle_workdays.into()),
            ]
        });
        let lost = Table {
            name: locale.text("page-bottlenecks").into_owned(),
            columns: columns(locale, &LOST),
            rows: lost.collect(),
            totals: None,
        };
        let differences = asked.narrowing.differences(board, &approvals);
        let groups = By::ALL.into_iter().map(|by| Table {
            name: title(locale, by),
            columns: columns(locale, &GROUPS),
            rows: saved_by(board, &differences, by)
                .into_iter()
                .map(|(key, saved)| group(label(locale, by, &key), &saved))
                .collect(),
            totals: None,
        });
        let projects = differences.iter().map(|(course, saved)| {
            vec![
                Cell::Text(course.id().to_string()),
                Cell::Text(course.name(approvals.at).to_owned()),
                Cell::Text(place(locale, &course.place)),
                Cell::Text(locale.month(saved.month())),
                Cell::Integer(saved.before_workdays.into()),
                Cell::Integer(saved.now_workdays.into()),
                Cell::Integer(saved.workdays.into()),
                Cell::Integer(saved.lowest.into()),
                Cell::Integer(saved.highest.into()),
                Cell::Text(if saved.is_estimate {
                    locale.text("page-estimate-mark").into_owned()
                } else {
                    String::new()
                }),
            ]
        });
        let projects = Table {
            name: locale.text("page-projects").into_owned(),
            columns: columns(locale, &PROJECTS),
            rows: projects.collect(),
            totals: None,
        };
        let sheets = [lost].into_iter().chain(groups).chain([projects]).collect();
        let notes = ["page-bottlenecks-note", "page-bottlenecks-saved-note"];
        let period = asked.narrowing.period.words(locale);
        let period = period.map(|period| locale.text_with("page-bottlenecks-counted", &[("period", period)]));
        let notes = notes.map(|key| locale.text(key).into_owned()).into_iter().chain(period).collect();
        let heading = locale.text("page-bottlenecks").into_owned();
        answer(visit, &asked.view, "bottlenecks", heading, notes, sheets)
    })
    .await
}

/// Heading, width and kind of a column.
type Heading = (&'static str, f64, Kind);

const LOST: [Heading; 7] = [
    ("page-column-number", 8.0, Kind::Text),
    ("page-column-name", 36.0, Kind::Text),
    ("page-items-code", 8.0, Kind::Text),
    ("page-items-item", 32.0, Kind::Text),
    ("page-bottlenecks-mover", 16.0, Kind::Text),
    ("page-bottlenecks-over", 12.0, Kind::Integer),
    ("page-bottlenecks-idle", 12.0, Kind::Integer),
];

const GROUPS: [Heading; 10] = [
    ("page-bottlenecks-group", 20.0, Kind::Text),
    ("page-band-projects", 10.0, Kind::Integer),
    ("page-bottlenecks-before", 14.0, Kind::Integer),
    ("page-bottlenecks-now", 14.0, Kind::Integer),
    ("page-bottlenecks-median", 12.0, Kind::Integer),
    ("page-bottlenecks-least", 10.0, Kind::Integer),
    ("page-bottlenecks-most", 10.0, Kind::Integer),
    ("page-bottlenecks-estimates", 12.0, Kind::Integer),
    ("page-bottlenecks-lowest", 12.0, Kind::Integer),
    ("page-bottlenecks-highest", 12.0, Kind::Integer),
];

const PROJECTS: [Heading; 10] = [
    ("page-column-number", 8.0, Kind::Text),
    ("page-column-name", 36.0, Kind::Text),
    ("page-column-place", 14.0, Kind::Text),
    ("page-bottlenecks-month", 14.0, Kind::Text),
    ("page-bottlenecks-before", 14.0, Kind::Integer),
    ("page-bottlenecks-now", 14.0, Kind::Integer),
    ("page-bottlenecks-days-saved", 12.0, Kind::Integer),
    ("page-bottlenecks-lowest", 12.0, Kind::Integer),
    ("page-bottlenecks-highest", 12.0, Kind::Integer),
    ("page-bottlenecks-is-estimate", 10.0, Kind::Text),
];

fn columns(locale: &Locale, headings: &[Heading]) -> Vec<Column> {
    let column = |(key, width, kind): &Heading| Column {
        header: locale.text(key).into_owned(),
        unit: None,
        width: *width,
        kind: *kind,
    };
    headings.iter().map(column).collect()
}

fn group(label: String, saved: &Saved) -> Vec<Cell> {
    let count = |count: usize| Cell::Integer(i64::try_from(count).unwrap_or(i64::MAX));
    vec![
        Cell::Text(label),
        count(saved.projects),
        Cell::Integer(saved.before_median.into()),
        Cell::Integer(saved.now_median.into()),
        Cell::Integer(saved.median.into()),
        Cell::Integer(saved.least.into()),
        Cell::Integer(saved.most.into()),
        count(saved.estimates),
        Cell::Integer(saved.lowest.into()),
        Cell::Integer(saved.highest.into()),
    ]
}
