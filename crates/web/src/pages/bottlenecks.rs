//! 堵点: where the city loses days on the way to its projects' next milestones, who has what to do, and what the reform saved.

use super::{
    bad_words,
    filters::key_words,
    frame::{Frame, with_query},
    html, page,
};
use crate::{
    Served,
    approvals::{Filter, item_name, item_of, loads, losses, saved_by, saved_by_month, unit_name},
    query::Query,
    visit::Visit,
};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use qinghuo_domain::{
    YearMonth,
    views::{
        approval::{
            bottleneck::{Cost, Load, Saved, by},
            inbox::Urgency,
        },
        totals::{Dimension, Key},
    },
};
use qinghuo_locale::Locale;

/// Items shown, the dearest.
const MOST: usize = 30;

#[derive(Template)]
#[template(path = "bottlenecks.html")]
struct Page<'a> {
    frame: Frame<'a>,
    bad: Vec<String>,
    is_begun: bool,
    lost: Vec<(String, Vec<Lost>)>,
    urgencies: Vec<String>,
    loads: Vec<Loaded>,
    saved: Vec<(String, Vec<Gained>)>,
}

struct Lost {
    label: String,
    href: Option<String>,
    projects: usize,
    over: u32,
    idle: u32,
    all: u32,
}

struct Loaded {
    label: String,
    href: String,
    open: Vec<usize>,
    settled: usize,
    on_time: String,
    used: String,
    limit: String,
}

struct Gained {
    label: String,
    projects: usize,
    median: i32,
    least: i32,
    most: i32,
    estimates: usize,
}

/// The page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, bad) = visit.query();
        let moment = Query { as_of: query.as_of, known_at: query.known_at, ..Query::default() };
        let view = visit.view(served, &moment)?;
        let (locale, playbook) = (visit.locale, &served.app.playbook);
        let approvals = served.desk.of(&view.board, playbook);
        let title = locale.text("page-bottlenecks").into_owned();
        let frame = Frame::new(served, visit, &view, &moment, "bottlenecks", title);
        let to_unit = |key: &str| {
            let filter = Filter { unit: Some(key.to_owned()), ..Filter::default() };
            let joint = if frame.moment.is_empty() { "" } else { "&" };
            with_query("/items", &format!("{}{joint}{}", filter.address(), frame.moment))
        };
        let losses = losses(&approvals);
        let items = by(losses.iter().copied(), item_of).into_iter().take(MOST);
        let items = items.map(|((procedure, index, code, own), cost)| {
            lost(
                format!("{code} {}", item_name(locale, playbook, &procedure, index, own.as_deref())),
                None,
                cost,
            )
        });
        let units = by(losses.iter().copied(), |loss| loss.unit.clone()).into_iter();
        let units =
            units.map(|(unit, cost)| lost(unit_name(locale, playbook, &unit), Some(to_unit(&unit)), cost));
        let mut loads: Vec<_> = loads(&approvals).into_iter().collect();
        loads.sort_by_key(|(_, load)| std::cmp::Reverse(load.all_open()));
        let loaded = |(unit, load): (qinghuo_domain::attribute::Text, Load)| {
            loaded(locale, unit_name(locale, playbook, &unit), to_unit(&unit), &load)
        };
        let gained = |parts: Vec<(Key, Saved)>| parts.into_iter().map(|part| gain(locale, part)).collect();
        let dimension = |by: Dimension| locale.named("dimension", by.key());
        let saved = vec![
            (dimension(Dimension::Place), gained(saved_by(&view.board, &approvals, Dimension::Place))),
            (dimension(Dimension::Class), gained(saved_by(&view.board, &approvals, Dimension::Class))),
            (locale.text("page-bottlenecks-month").into_owned(), gained(saved_by_month(&approvals))),
        ];
        let shown = Page {
            bad: bad_words(locale, &bad),
            is_begun: !approvals.courses.is_empty(),
            lost: if losses.is_empty() {
                Vec::new()
            } else {
                vec![
                    (locale.text("page-items-item").into_owned(), items.collect()),
                    (locale.text("page-items-unit").into_owned(), units.collect()),
                ]
            },
            urgencies: Urgency::ALL.map(|urgency| locale.named("urgency", urgency.key())).into(),
            loads: loads.into_iter().map(loaded).collect(),
            saved,
            frame,
        };
        let status = if shown.bad.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        html(status, &shown)
    })
    .await
}

const fn lost(label: String, href: Option<String>, cost: Cost) -> Lost {
    Lost {
        label,
        href,
        projects: cost.projects,
        over: cost.over_workdays,
        idle: cost.idle_workdays,
        all: cost.workdays(),
    }
}

fn loaded(locale: &Locale, label: String, href: String, load: &Load) -> Loaded {
    // A tenth of a day is as exact as days are.
    let average = |days: u64| {
        let tenths = (days * 10).checked_div(load.settled as u64);
        tenths.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10)).unwrap_or_default()
    };
    Loaded {
        label,
        href,
        open: Urgency::ALL.map(|urgency| load.open.get(&urgency).copied().unwrap_or_default()).into(),
        settled: load.settled,
        on_time: load.on_time_hundredths().map(|share| locale.percent(share)).unwrap_or_default(),
        used: average(load.used_days),
        limit: average(load.limit_days),
    }
}

fn gain(locale: &Locale, (key, saved): (Key, Saved)) -> Gained {
    let month = match &key {
        Key::Word(word) => word.parse::<YearMonth>().ok(),
        _ => None,
    };
    Gained {
        label: month.map_or_else(|| key_words(locale, &key), |month| locale.month(month)),
        projects: saved.projects,
        median: saved.median,
        least: saved.least,
        most: saved.most,
        estimates: saved.estimates,
    }
}
