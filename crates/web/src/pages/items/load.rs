//! What every unit has to do and how it kept its limits in a period: open items by urgency, the share settled on time, average days used against the limit.

use super::{Asked, Choice, Head, asked};
use crate::{
    Served,
    inbox::Filter,
    load::{Loaded, Period, loaded},
    pages::{Misread, frame::Frame, html, page, period::Periods},
    visit::Visit,
};
use askama::Template;
use axum::{extract::State, response::Response};
use qinghuo_domain::views::approval::inbox::Urgency;

/// Where it is.
pub const PATH: &str = "/items/load";

#[derive(Template)]
#[template(path = "items_load.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    head: Head,
    /// What is counted as settled.
    periods: Periods,
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
        let mut head = asked.head(locale, playbook, &approvals, PATH, count);
        // A load counts all of a unit's items; only the place and the period narrow it.
        head.tabs = Vec::<Choice>::new();
        head.selects.retain(|select| select.name == "place");
        head.kept.extend(period.pairs());
        head.workbook = asked.address("/items.xlsx", &period.pairs());
        let periods = Periods::of(
            locale,
            ("page-period-title", PATH),
            (&period, &visit.pairs),
            asked.view.board.at.as_of,
            asked.kept(&["place"]),
            |one| asked.address(PATH, &one.pairs()),
        );
        let mut frame = asked.frame(served, visit, PATH);
        frame.here = asked.address(PATH, &period.pairs());
        let bad: Vec<_> = asked.bad.iter().cloned().chain(own).collect();
        let shown = Page {
            bad: Misread::of(locale, &bad),
            head,
            periods,
            urgencies: Urgency::ALL.map(|urgency| locale.named("urgency", urgency.key())).into(),
            rows: rows.into_iter().map(row).collect(),
            frame,
        };
        let status = shown.bad.status();
        html(status, &shown)
    })
    .await
}
