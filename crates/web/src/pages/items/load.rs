//! What every unit has to do and how it kept its limits in a period: open items by urgency, the share settled on time, average days used against the limit.

use super::{Asked, Choice, Head, asked};
use crate::{
    Served,
    inbox::Filter,
    load::{Loaded, Period, loaded},
    pages::{bad_words, frame::Frame, html, page},
    visit::Visit,
};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use qinghuo_domain::views::approval::inbox::Urgency;

/// Where it is.
pub const PATH: &str = "/items/load";

#[derive(Template)]
#[template(path = "items_load.html")]
struct Page {
    frame: Frame,
    bad: Vec<String>,
    head: Head,
    /// What is counted as settled.
    period: String,
    /// The periods around the day: words, address, whether it is the one shown.
    periods: Vec<(String, String, bool)>,
    /// What the form of two days carries along, and its days.
    kept: Vec<(&'static str, String)>,
    from: String,
    to: String,
    urgencies: Vec<String>,
    rows: Vec<(String, Loaded)>,
}

fn narrowed(asked: Asked) -> Asked {
    let filter = Filter { place: asked.filter.place, ..Filter::default() };
    Asked { filter, ..asked }
}

/// The page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let asked = narrowed(asked(served, visit)?);
        let (period, own) = Period::read(&visit.pairs);
        let (locale, playbook) = (visit.locale, &served.app.playbook);
        let approvals = asked.view.desk.of(&asked.view.board, playbook);
        let rows = loaded(locale, playbook, &approvals, asked.filter.place.as_deref(), &period);
        let count = rows.iter().map(|row| row.all_open).sum();
        let row = |row: Loaded| {
            let filter = Filter { unit: Some(row.unit.clone()), ..asked.filter.clone() };
            (asked.with(&filter, "/items", &[]), row)
        };
        let mut head = asked.head(locale, &approvals, PATH, count);
        // A load counts all of a unit's items; only the place and the period narrow it.
        head.tabs = Vec::<Choice>::new();
        head.selects.truncate(1);
        head.kept.extend(period.pairs());
        head.workbook = asked.address("/items.xlsx", &period.pairs());
        let around = Period::around(asked.view.board.at.as_of).into_iter().filter_map(|name| {
            let one = Period::named(&name)?;
            let is_on = one == period;
            Some((Period::label(locale, &name), asked.address(PATH, &one.pairs()), is_on))
        });
        let all = locale.text("page-period-all").into_owned();
        let periods =
            [(all, asked.address(PATH, &[]), period == Period::default())].into_iter().chain(around);
        let (from, to) = period.days();
        let day = |day: Option<qinghuo_domain::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let mut frame = asked.frame(served, visit, PATH);
        frame.here = asked.address(PATH, &period.pairs());
        let others = asked.bad.iter().filter(|bad| !Period::NAMES.contains(&&*bad.name)).cloned();
        let bad: Vec<_> = others.chain(own).collect();
        let shown = Page {
            bad: bad_words(locale, &bad),
            head,
            period: period.words(locale).unwrap_or_else(|| locale.text("page-period-all").into_owned()),
            periods: periods.collect(),
            kept: asked.kept(&["place"]),
            from: day(from),
            to: day(to),
            urgencies: Urgency::ALL.map(|urgency| locale.named("urgency", urgency.key())).into(),
            rows: rows.into_iter().map(row).collect(),
            frame,
        };
        let status = if shown.bad.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        html(status, &shown)
    })
    .await
}
