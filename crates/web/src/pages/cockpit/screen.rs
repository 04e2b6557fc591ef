//! The cockpit for the command hall: one picture without navigation that fills the wall and renews itself. What it shows is what the page shows.

use super::{Looked, Panel, panel};
use crate::{
    Served,
    pages::{
        Misread,
        frame::{Frame, with_query},
        html, page,
    },
    query::Query,
    time::wall_clock,
    visit::Visit,
};
use askama::Template;
use axum::{extract::State, response::Response};
use qinghuo_domain::access::Topic;

/// Seconds after which the picture is renewed.
const RENEWED_AFTER: u32 = 30;

#[derive(Template)]
#[template(path = "screen.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    panel: Panel,
    as_of: String,
    month: String,
    refreshed: String,
    seconds: u32,
    back: String,
}

/// The picture.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, bad) = visit.query();
        let query = Query { sort: Vec::new(), page: 0, per_page: None, ..query };
        let view = visit.view(served, &query)?;
        let locale = visit.locale;
        let title = locale.text("cockpit-screen-title").into_owned();
        let frame = Frame::new(served, visit, &view, &query, "cockpit", title);
        let looked = Looked::of(served, &view, &query);
        let shown = Page {
            bad: Misread::of(locale, &bad),
            panel: panel(served, locale, &frame, &looked),
            as_of: locale.day(view.board.at.as_of),
            month: locale.month(view.board.month),
            refreshed: wall_clock(visit.now),
            seconds: RENEWED_AFTER,
            back: with_query("/", &query.address()),
            frame,
        };
        let status = shown.bad.status();
        html(status, &shown)
    })
    .await
}
