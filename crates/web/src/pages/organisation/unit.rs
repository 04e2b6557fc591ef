//! One unit: what it is and was, who holds a post in it, and everything that can be done to it.

use super::{
    CardForm, Choice, PostLine, Sent, Tab, carry_out, contact, ending_words, kinds, role_name, tabs, tenure,
    working,
};
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
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_domain::{
    City, Subject, UnitId, access::Action, attribute::Text, command::Command, decide::charges, post::Post,
};

#[derive(Template)]
#[template(path = "unit.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    id: String,
    card: CardForm,
    kind: String,
    parent: Option<(String, String)>,
    /// The units that belong to it.
    parts: Vec<(String, String)>,
    ending: String,
    /// What it was from which day, the latest first.
    past: Vec<Past>,
    posts: Vec<Manned>,
    /// Whether somebody holds one of them.
    is_manned: bool,
    may_manage: bool,
    may_appoint: bool,
    key: String,
    kinds: Vec<Choice>,
    units: Vec<Choice>,
    roles: Vec<Choice>,
    held: Vec<Choice>,
    sent: Returned,
    today: String,
}

/// What was sent and refused.
#[derive(Default)]
struct Returned {
    act: String,
    troubles: Vec<String>,
    reason: String,
    person: String,
    role: String,
    until: String,
    post: String,
    effective_on: String,
}

/// A post of the unit with what is told of its holder here and nowhere else.
struct Manned {
    line: PostLine,
    /// Where the holder is reached, in full only for those who may see it.
    contact: String,
    /// For how many projects the holder is named in charge.
    charges: usize,
}

impl Manned {
    fn of(served: &Served, visit: &Visit, city: &City, post: &Post) -> Result<Self, Problem> {
        let line = PostLine::of(served, visit, city, post);
        let person = post.tenure.person;
        let (contact, charges) = match line.is_held {
            true => (contact(served, visit, city, person)?, charges(city, person)),
            false => (String::new(), 0),
        };
        Ok(Self { line, contact, charges })
    }
}

struct Past {
    since: String,
    seq: u64,
    words: String,
    reason: String,
    actor: String,
}

/// The unit.
pub async fn show(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        render(served, visit, &id, None, Returned::default(), StatusCode::OK)
    })
    .await
}

/// Does something to the unit, or to a post in it.
pub async fn submit(
    State(served): State<Served>,
    Path(id): Path<String>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let sent = Sent::new(pairs);
        let unit: UnitId = id.parse().map_err(|_| Problem::NoSuchPage)?;
        let reason: Text = sent.said("reason").into();
        let number = |name: &str| sent.said(name).parse();
        let choose = || vec![visit.locale.text("organisation-choose").into_owned()];
        let card = CardForm::sent(&sent);
        let wanted: Result<(Command, Option<String>), Vec<String>> = match sent.said("act") {
            "change" => {
                card.card(visit.locale).map(|card| (Command::ChangeUnit { unit, card, reason }, None))
            }
            "merge" => match sent.said("successor").parse() {
                Ok(successor) => Ok((Command::MergeUnit { unit, successor, reason }, None)),
                Err(_) => Err(choose()),
            },
            "dissolve" => Ok((Command::DissolveUnit { unit, reason }, None)),
            "appoint" => tenure(visit, &sent, unit)
                .map(|(tenure, person)| (Command::TakePost { tenure }, Some(person))),
            "leave" => match number("post") {
                Ok(post) => Ok((Command::LeavePost { post, reason }, None)),
                Err(_) => Err(choose()),
            },
            "hand_over" => match (number("post"), number("to")) {
                (Ok(from), Ok(to)) => Ok((Command::HandOver { from, to, reason }, None)),
                _ => Err(choose()),
            },
            _ => return Err(Problem::BadBody("act".to_owned())),
        };
        let done = match wanted {
            Ok((command, person)) => carry_out(served, visit, &sent, command, person)?,
            Err(faults) => Err(faults),
        };
        match done {
            Ok(_) => Ok(Redirect::to(&format!("/units/{unit}")).into_response()),
            Err(troubles) => {
                let said = |name: &str| sent.said(name).to_owned();
                let returned = Returned {
                    act: said("act"),
                    troubles,
                    reason: said("reason"),
                    person: said("person"),
                    role: said("role"),
                    until: said("until"),
                    post: said("post"),
                    effective_on: said("effective_on"),
                };
                let card = (returned.act == "change").then_some(card);
                render(served, visit, &id, card, returned, StatusCode::UNPROCESSABLE_ENTITY)
            }
        }
    })
    .await
}

fn render(
    served: &Served,
    visit: &Visit,
    id: &str,
    card: Option<CardForm>,
    sent: Returned,
    status: StatusCode,
) -> Result<Response, Problem> {
    let locale = visit.locale;
    let query = Query::default();
    let view = visit.view(served, &query)?;
    let city = &view.image.city;
    let unit = id.parse().ok().and_then(|id: UnitId| city.unit(id)).ok_or(Problem::NoSuchPage)?;
    let entry = unit.latest().ok_or(Problem::NoSuchPage)?;
    let named = |id: UnitId| (format!("/units/{id}"), super::unit_name(city, id));
    let parts = city.units().filter(|part| {
        part.latest().is_some_and(|part| part.card.parent == Some(unit.id) && part.ending.is_none())
    });
    let in_it = city.posts().filter(|post| post.tenure.unit == unit.id);
    let posts: Result<Vec<Manned>, Problem> =
        in_it.map(|post| Manned::of(served, visit, city, post)).collect();
    let mut posts = posts?;
    posts.sort_by_key(|post| !post.line.is_held);
    let roles = served.app.playbook.access.policy.roles.iter();
    let roles = roles.filter(|role| role.kinds.contains(&entry.card.kind));
    let others = city.posts().filter(|post| post.is_held(visit.today));
    let held = others.map(|post| {
        let line = PostLine::of(served, visit, city, post);
        (line.id, format!("{} · {} {}", line.person, line.unit, line.role))
    });
    let mut frame = Frame::aside(served, visit, "organisation", entry.card.name.to_string());
    frame.here = format!("/units/{}", unit.id);
    let shown = Page {
        tabs: tabs(visit, &view, "/units"),
        id: unit.id.to_string(),
        kind: locale.named("unit-kind", entry.card.kind.key()),
        parent: entry.card.parent.map(named),
        parts: parts.map(|part| named(part.id)).collect(),
        ending: ending_words(locale, city, entry.ending.as_ref()),
        past: past(served, visit, unit.id)?,
        is_manned: posts.iter().any(|post| post.line.is_held),
        posts,
        may_manage: visit.does(&view, Action::ManageUnits) && entry.ending.is_none(),
        may_appoint: visit.does(&view, Action::Appoint) && entry.ending.is_none(),
        key: served.form_key(visit.now),
        kinds: kinds(locale),
        units: working(city, visit.today).into_iter().filter(|(id, _)| *id != unit.id.to_string()).collect(),
        roles: roles
            .map(|role| (role.key.to_string(), role_name(locale, &served.app.playbook, &role.key)))
            .collect(),
        held: held.collect(),
        card: card.unwrap_or_else(|| CardForm::of(locale, &entry.card)),
        sent,
        today: visit.today.to_string(),
        frame,
    };
    html(status, &shown)
}

/// What happened to the unit, the latest first.
fn past(served: &Served, visit: &Visit, unit: UnitId) -> Result<Vec<Past>, Problem> {
    let locale = visit.locale;
    let office = &served.app.office;
    let recorded = office.history(&Subject::Unit(unit)).map_err(|error| Problem::failed(&error))?;
    let (city, people) = (office.city(), office.people());
    let entries = city.unit(unit).map(|unit| unit.entries().to_vec()).unwrap_or_default();
    let told = recorded.iter().rev().map(|recorded| {
        let headline = locale.happening(&recorded.fact.happening, &ToString::to_string);
        let entry = entries.iter().find(|entry| entry.seq == recorded.seq);
        let name = entry.map(|entry| entry.card.name.to_string()).unwrap_or_default();
        let words = locale.text_with("organisation-past", &[("what", headline), ("name", name)]);
        Past {
            since: locale.day(recorded.fact.effective_on),
            seq: recorded.seq.0,
            words,
            reason: recorded.fact.happening.reason().unwrap_or_default().to_owned(),
            actor: crate::people::actor(locale, &city, &people, &recorded.actor),
        }
    });
    Ok(told.collect())
}
