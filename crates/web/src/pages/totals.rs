//! Sums by any dimension; every row links to the projects behind it.

use super::{
    Misread,
    filters::{dimension_words, key_words},
    frame::{Frame, with_query},
    html, page,
    projects::{PATH, signed, tone},
    slice,
};
use crate::{
    Served,
    board::Board,
    query::{BadParameter, Query},
    visit::Visit,
};
use askama::Template;
use axum::{extract::State, response::Response};
use qinghuo_domain::{
    access::Topic,
    money::MoneyUnit,
    rules::Signal,
    views::totals::{Dimension, Key, Sums},
};
use qinghuo_locale::Locale;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "totals.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    dimensions: Vec<(String, String, bool)>,
    chosen: String,
    month: String,
    rows: Vec<Line>,
    all: Line,
    overlaps: bool,
}

struct Line {
    label: String,
    href: String,
    all: String,
    projects: usize,
    total: String,
    plan: String,
    done: String,
    completion: String,
    gap: String,
    gap_tone: &'static str,
    red: usize,
    yellow: usize,
}

/// The sums.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, mut bad) = visit.query();
        let by = dimension(visit).unwrap_or_else(|fault| {
            bad.push(fault);
            Dimension::Place
        });
        let view = visit.view(served, &query)?;
        let board = &*view.board;
        let locale = visit.locale;
        let (all, sums) = sums(board, by);
        let mut sums: Vec<(Key, Sums)> = sums.into_iter().collect();
        sums.sort_by_cached_key(|(key, _)| board.rank(key));
        let moment = Query { as_of: query.as_of, known_at: query.known_at.clone(), ..Query::default() };
        let mut frame =
            Frame::new(served, visit, &view, &moment, "totals", locale.text("page-totals").into_owned());
        let address = |by: Dimension| {
            let joint = if frame.moment.is_empty() { "" } else { "&" };
            with_query("/totals", &format!("by={}{joint}{}", by.key(), frame.moment))
        };
        let told = Dimension::ALL.into_iter().filter(|each| board.told.all_of(each.topic()));
        let dimensions = told.map(|each| (dimension_words(locale, each), address(each), each == by));
        let dimensions = dimensions.collect();
        frame.here = address(by);
        frame.now = format!("/totals?by={}", by.key());
        let line_of = |(key, sums): (Key, Sums)| {
            let all = with_query(PATH, &moment.only(by, key.clone()).address());
            line(locale, board, key_words(locale, &key), (slice::part_of(&moment, by, &key), all), &sums)
        };
        let shown = Page {
            bad: Misread::of(locale, &bad),
            dimensions,
            chosen: dimension_words(locale, by),
            month: locale.month(board.month),
            rows: sums.into_iter().map(line_of).collect(),
            all: line(
                locale,
                board,
                locale.text("page-sum").into_owned(),
                (frame.to(PATH), frame.to(PATH)),
                &all,
            ),
            overlaps: by.overlaps(),
            frame,
        };
        let status = shown.bad.status();
        html(status, &shown)
    })
    .await
}

/// The dimension an address asks for; by place if none.
pub fn dimension(visit: &Visit) -> Result<Dimension, BadParameter> {
    let Some((name, value)) = visit.pairs.iter().find(|(name, value)| name == "by" && !value.is_empty())
    else {
        return Ok(Dimension::Place);
    };
    Dimension::from_key(value).ok_or_else(|| BadParameter {
        name: name.clone(),
        value: value.clone(),
        fault: "dimension",
    })
}

/// The sums of the board, and the same by the values of a dimension.
pub fn sums(board: &Board, by: Dimension) -> (Sums, BTreeMap<Key, Sums>) {
    let (mut all, mut by_key) = (Sums::default(), BTreeMap::<Key, Sums>::new());
    for row in board.rows.iter().filter(|row| board.counts(row)) {
        row.add_to(&mut all);
        for key in board.keys(row, by) {
            row.add_to(by_key.entry(key).or_default());
        }
    }
    (all, by_key)
}

fn line(locale: &Locale, board: &Board, label: String, (href, all): (String, String), sums: &Sums) -> Line {
    let stand = sums.progress(board.standpoint());
    let yi = |amount| locale.amount_in_column(amount, MoneyUnit::HundredMillion);
    Line {
        label,
        href,
        all,
        projects: sums.projects,
        total: yi(sums.total),
        plan: yi(sums.plan),
        done: yi(sums.done),
        completion: stand.completion_hundredths.map(|share| locale.percent(share)).unwrap_or_default(),
        gap: stand.gap_pp_hundredths.map(signed).unwrap_or_default(),
        gap_tone: tone(stand.gap_pp_hundredths),
        red: sums.lit(Signal::Red),
        yellow: sums.lit(Signal::Yellow),
    }
}
