//! All units, as the tree they are.

use super::{CardForm, Choice, Sent, Tab, carry_out, ending_words, kinds, tabs, unit_of, working};
use crate::{
    Served,
    pages::{frame::Frame, html, page},
    problem::Problem,
    query::Query,
    visit::Visit,
};
use askama::Template;
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_domain::{City, UnitId, access::Action, attribute::Text, command::Command};
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "units.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    can_found: bool,
    key: String,
    card: CardForm,
    kinds: Vec<Choice>,
    parents: Vec<Choice>,
    troubles: Vec<String>,
    today: String,
    effective_on: String,
}

struct Line {
    id: String,
    name: String,
    kind: String,
    credit_code: String,
    known_as: String,
    posts: usize,
    /// How deep in the tree.
    depth: usize,
    /// How it ended.
    ending: String,
}

/// The units.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        render(served, visit, &Sent::new(Vec::new()), Vec::new(), StatusCode::OK)
    })
    .await
}

/// Founds a unit.
pub async fn submit(
    State(served): State<Served>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let sent = Sent::new(pairs);
        let done = match CardForm::sent(&sent).card(visit.locale) {
            Ok(card) => carry_out(served, visit, &sent, Command::FoundUnit { card }, None)?,
            Err(faults) => Err(faults),
        };
        match done {
            Ok(receipt) => {
                let to = unit_of(&receipt).map_or_else(|| "/units".to_owned(), |id| format!("/units/{id}"));
                Ok(Redirect::to(&to).into_response())
            }
            Err(troubles) => render(served, visit, &sent, troubles, StatusCode::UNPROCESSABLE_ENTITY),
        }
    })
    .await
}

fn render(
    served: &Served,
    visit: &Visit,
    sent: &Sent,
    troubles: Vec<String>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let locale = visit.locale;
    let query = Query::default();
    let view = visit.view(served, &query)?;
    let city = &view.image.city;
    let lines = lines(visit, city);
    let shown = Page {
        tabs: tabs(visit, &view, "/units"),
        lines,
        can_found: visit.does(&view, Action::ManageUnits),
        key: served.form_key(visit.now),
        card: CardForm::sent(sent),
        kinds: kinds(locale),
        parents: working(city, visit.today),
        troubles,
        today: visit.today.to_string(),
        effective_on: sent.said("effective_on").to_owned(),
        frame: Frame::aside(served, visit, "organisation", locale.text("organisation-units").into_owned()),
    };
    html(status, &shown)
}

/// The names people say: what the year's rules call it among themselves, `natural_resources`, is none of them.
fn spoken(names: &[Text]) -> Vec<&str> {
    let is_key = |name: &&Text| name.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase());
    names.iter().filter(|name| !is_key(name)).map(|name| &**name).collect()
}

/// Every unit under the one it belongs to, those that are over last.
fn lines(visit: &Visit, city: &City) -> Vec<Line> {
    let locale = visit.locale;
    let mut below: BTreeMap<Option<UnitId>, Vec<UnitId>> = BTreeMap::new();
    let mut over = Vec::new();
    for unit in city.units() {
        let Some(entry) = unit.latest() else { continue };
        match entry.ending {
            None => below.entry(entry.card.parent).or_default().push(unit.id),
            Some(_) => over.push(unit.id),
        }
    }
    let line = |id: UnitId, depth: usize| {
        let entry = city.unit(id)?.latest()?;
        let held = |post: &&std::sync::Arc<qinghuo_domain::post::Post>| {
            post.tenure.unit == id && post.is_held(visit.today)
        };
        Some(Line {
            id: id.to_string(),
            name: entry.card.name.to_string(),
            kind: locale.named("unit-kind", entry.card.kind.key()),
            credit_code: entry.card.credit_code.as_ref().map(ToString::to_string).unwrap_or_default(),
            known_as: spoken(&entry.card.known_as).join(&locale.text("value-join")),
            posts: city.posts().filter(held).count(),
            depth,
            ending: ending_words(locale, city, entry.ending.as_ref()),
        })
    };
    let mut lines = Vec::new();
    let mut open: Vec<(UnitId, usize)> =
        below.get(&None).into_iter().flatten().rev().map(|id| (*id, 0)).collect();
    while let Some((id, depth)) = open.pop() {
        lines.extend(line(id, depth));
        open.extend(below.get(&Some(id)).into_iter().flatten().rev().map(|id| (*id, depth + 1)));
    }
    lines.extend(over.into_iter().filter_map(|id| line(id, 0)));
    lines
}
