//! A month of the items: on each day the limits and the promises that end on it. Days off are those of the calendar; a year not announced says so.

use super::{Asked, Choice, Head, asked, item_address, units};
use crate::{
    Served,
    approvals::{Approvals, unit_name},
    inbox::{Filter, Line},
    pages::{Misread, frame::Frame, html, page},
    query::BadParameter,
    visit::Visit,
};
use askama::Template;
use axum::{extract::State, response::Response};
use qinghuo_domain::{Date, YearMonth};
use qinghuo_locale::Locale;
use qinghuo_playbook::Playbook;
use std::collections::BTreeMap;

/// Where it is.
pub const PATH: &str = "/items/month";

/// Ends shown on a day; the rest is a link away.
const MOST: usize = 6;

#[derive(Template)]
#[template(path = "items_month.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    head: Head,
    units: Vec<Choice>,
    title: String,
    is_provisional: bool,
    before: String,
    after: String,
    now: String,
    weekdays: Vec<String>,
    weeks: Vec<Vec<Day>>,
    nothing: bool,
}

/// A day of the month.
struct Day {
    number: i8,
    label: String,
    is_outside: bool,
    is_off: bool,
    is_today: bool,
    ends: Vec<End>,
    more: Option<(String, String)>,
}

/// A limit or a promise that ends on a day.
struct End {
    label: String,
    project: String,
    href: String,
    is_promise: bool,
    kind: String,
    urgency: &'static str,
}

/// The page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let mut asked = asked(served, visit)?;
        let (locale, playbook) = (visit.locale, &*served.app.playbook);
        let approvals = asked.view.desk.of(&asked.view.board, playbook);
        let today = asked.view.board.at.as_of;
        let month = month_of(visit, &mut asked.bad).unwrap_or_else(|| YearMonth::of(today));
        let frame = asked.frame(served, visit, PATH);
        let mut ends = ends(locale, playbook, &approvals, &asked, &frame);
        let to = |month: Option<YearMonth>| {
            let month = month.map(|month| ("month", month.to_string()));
            asked.address(PATH, &month.into_iter().collect::<Vec<_>>())
        };
        let weeks: Vec<Vec<Day>> = weeks(month)
            .into_iter()
            .map(|week| week.into_iter().map(|date| day(locale, &asked, month, date, &mut ends)).collect())
            .collect();
        let count = asked.filter.select(&approvals).len();
        let shown = Page {
            bad: Misread::of(locale, &asked.bad),
            head: asked.head(locale, playbook, &approvals, PATH, count),
            units: units(locale, &asked, &approvals, PATH, |key| unit_name(locale, playbook, key)),
            title: locale.month(month),
            is_provisional: playbook.rules.calendar.is_provisional(month.last_day()),
            before: to(month.before()),
            after: to(month.after()),
            now: to(None),
            weekdays: (1..=7).map(|day| locale.named("weekday", &day.to_string())).collect(),
            nothing: weeks.iter().flatten().all(|day| day.is_outside || day.ends.is_empty()),
            weeks,
            frame,
        };
        let status = shown.bad.status();
        html(status, &shown)
    })
    .await
}

/// The month an address asks for.
fn month_of(visit: &Visit, bad: &mut Vec<BadParameter>) -> Option<YearMonth> {
    let (name, value) = visit.pairs.iter().find(|(name, value)| name == "month" && !value.is_empty())?;
    let month = value.trim().parse().ok();
    if month.is_none() {
        bad.push(BadParameter { name: name.clone(), value: value.clone(), fault: "month" });
    }
    month
}

fn ends(
    locale: &Locale,
    playbook: &Playbook,
    approvals: &Approvals,
    asked: &Asked,
    frame: &Frame,
) -> BTreeMap<Date, Vec<End>> {
    let mut ends: BTreeMap<Date, Vec<End>> = BTreeMap::new();
    for selected in asked.filter.select(approvals) {
        let line = Line::of(locale, playbook, approvals, &selected);
        let days = [(line.due_on, false), (line.promised_on, true)];
        for (on, is_promise) in days.into_iter().filter_map(|(on, is_promise)| Some((on?, is_promise))) {
            let kind = if is_promise { "page-items-month-promise" } else { "page-items-month-due" };
            ends.entry(on).or_default().push(End {
                label: format!("{} {}", line.code, line.name),
                project: line.project_name.clone(),
                href: item_address(frame, line.project, &line.code),
                is_promise,
                kind: locale.text(kind).into_owned(),
                urgency: line.urgency.key(),
            });
        }
    }
    ends
}

fn day(
    locale: &Locale,
    asked: &Asked,
    month: YearMonth,
    date: Date,
    ends: &mut BTreeMap<Date, Vec<End>>,
) -> Day {
    let board = &asked.view.board;
    let mut shown = ends.remove(&date).unwrap_or_default();
    let hidden = shown.len().saturating_sub(MOST);
    shown.truncate(MOST);
    let more = (hidden > 0).then(|| {
        let filter = Filter { due: Some(date), ..asked.filter.clone() };
        (locale.count("page-items-month-more", hidden), asked.with(&filter, "/items", &[]))
    });
    Day {
        number: date.day(),
        label: locale.day(date),
        is_outside: YearMonth::of(date) != month,
        is_off: !board.rules.calendar.is_worked(date),
        is_today: date == board.at.as_of,
        ends: shown,
        more,
    }
}

/// The weeks that hold a month, from Monday on.
fn weeks(month: YearMonth) -> Vec<Vec<Date>> {
    let first = month.first_day();
    let back = i64::from(first.weekday().to_monday_zero_offset());
    let begin = first.checked_sub(jiff::Span::new().days(back)).unwrap_or(first);
    let days: Vec<Date> = std::iter::successors(Some(begin), |day| day.tomorrow().ok())
        .enumerate()
        .take_while(|(place, day)| place % 7 != 0 || *day <= month.last_day())
        .map(|(_, day)| day)
        .collect();
    days.chunks(7).map(<[Date]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_whole_weeks_from_monday_on() {
        for (month, first, last, count) in [
            ("2026-11", "2026-10-26", "2026-12-06", 6),
            ("2027-02", "2027-02-01", "2027-02-28", 4),
            ("2024-09", "2024-08-26", "2024-10-06", 6),
        ] {
            let weeks = weeks(month.parse().unwrap());
            let days: Vec<String> = weeks.iter().flatten().map(ToString::to_string).collect();
            assert_eq!((weeks.len(), &*days[0], &**days.last().unwrap()), (count, first, last), "{month}");
            assert!(weeks.iter().all(|week| week.len() == 7));
        }
    }
}
