//! What every unit has to do and how it keeps its limits: open items by urgency, the share settled on time, average days used against the limit.

use super::{Asked, Choice, Head, asked};
use crate::{
    Served,
    approvals::unit_name,
    inbox::Filter,
    pages::{bad_words, frame::Frame, html, page},
    visit::Visit,
};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use qinghuo_domain::views::approval::{bottleneck::Load, inbox::Urgency};
use qinghuo_locale::Locale;

/// Where it is.
pub const PATH: &str = "/items/load";

#[derive(Template)]
#[template(path = "items_load.html")]
struct Page {
    frame: Frame,
    bad: Vec<String>,
    head: Head,
    urgencies: Vec<String>,
    rows: Vec<Loaded>,
}

/// A unit's load in words.
pub struct Loaded {
    pub label: String,
    pub href: String,
    pub open: Vec<usize>,
    pub all_open: usize,
    pub settled: usize,
    pub on_time: String,
    pub used: String,
    pub limit: String,
}

/// The page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let asked = narrowed(asked(served, visit)?);
        let (locale, playbook) = (visit.locale, &served.app.playbook);
        let approvals = asked.view.desk.of(&asked.view.board, playbook);
        let mut loads: Vec<_> = approvals.loads(asked.filter.place.as_deref()).into_iter().collect();
        loads.sort_by_key(|(_, load)| std::cmp::Reverse(load.all_open()));
        let count = loads.iter().map(|(_, load)| load.all_open()).sum();
        let row = |(unit, load): (qinghuo_domain::attribute::Text, Load)| {
            let href =
                asked.with(&Filter { unit: Some(unit.to_string()), ..asked.filter.clone() }, "/items", &[]);
            loaded(locale, unit_name(locale, playbook, &unit), href, &load)
        };
        let mut head = asked.head(locale, &approvals, PATH, count);
        // A load counts all of a unit's items; only the place narrows it.
        head.tabs = Vec::<Choice>::new();
        head.selects.truncate(1);
        let shown = Page {
            bad: bad_words(locale, &asked.bad),
            head,
            urgencies: Urgency::ALL.map(|urgency| locale.named("urgency", urgency.key())).into(),
            rows: loads.into_iter().map(row).collect(),
            frame: asked.frame(served, visit, PATH),
        };
        let status = if shown.bad.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        html(status, &shown)
    })
    .await
}

fn narrowed(asked: Asked) -> Asked {
    let filter = Filter { place: asked.filter.place, ..Filter::default() };
    Asked { filter, ..asked }
}

/// A load in words.
pub fn loaded(locale: &Locale, label: String, href: String, load: &Load) -> Loaded {
    // A tenth of a day is as exact as days are.
    let average = |days: u64| {
        let tenths = (days * 10).checked_div(load.settled as u64);
        tenths.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10)).unwrap_or_default()
    };
    Loaded {
        label,
        href,
        open: Urgency::ALL.map(|urgency| load.open.get(&urgency).copied().unwrap_or_default()).into(),
        all_open: load.all_open(),
        settled: load.settled,
        on_time: load.on_time_hundredths().map(|share| locale.percent(share)).unwrap_or_default(),
        used: average(load.used_days),
        limit: average(load.limit_days),
    }
}
