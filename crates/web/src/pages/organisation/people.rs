//! Everybody who holds or held a post, with what they may sign in with.

use super::{PostLine, Sent, Tab, carry_out, tabs};
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
use qinghuo_domain::{access::Action, attribute::PersonId, command::Command};
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "people.html")]
struct Page<'a> {
    frame: Frame<'a>,
    tabs: Vec<Tab>,
    people: Vec<Person>,
    may_erase: bool,
    key: String,
    troubles: Vec<String>,
    erased: String,
}

struct Person {
    number: u32,
    name: String,
    posts: Vec<PostLine>,
    is_in_office: bool,
}

/// The people.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| render(served, visit, Vec::new(), String::new(), StatusCode::OK)).await
}

/// Erases a person's name.
pub async fn erase(
    State(served): State<Served>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let sent = Sent::new(pairs);
        let number: u32 = sent.said("person").parse().map_err(|_| Problem::BadBody("person".to_owned()))?;
        let command = Command::ErasePerson { person: PersonId(number), reason: sent.said("reason").into() };
        match carry_out(served, visit, &sent, command, None)? {
            Ok(_) => Ok(Redirect::to("/people").into_response()),
            Err(troubles) => {
                let of = number.to_string();
                render(served, visit, troubles, of, StatusCode::UNPROCESSABLE_ENTITY)
            }
        }
    })
    .await
}

fn render(
    served: &Served,
    visit: &Visit,
    troubles: Vec<String>,
    erased: String,
    status: StatusCode,
) -> Result<Response, Problem> {
    let locale = visit.locale;
    let query = Query::default();
    let view = visit.view(served, &query)?;
    let city = &view.image.city;
    let mut posts: BTreeMap<PersonId, Vec<PostLine>> = BTreeMap::new();
    for post in city.posts() {
        posts.entry(post.tenure.person).or_default().push(PostLine::of(served, visit, city, post));
    }
    let names = served.app.office.people();
    let person = |(id, mut posts): (PersonId, Vec<PostLine>)| {
        posts.sort_by_key(|post| !post.is_held);
        Person {
            number: id.0,
            name: names.get(&id).cloned().unwrap_or_else(|| locale.text("organisation-erased").into_owned()),
            is_in_office: posts.iter().any(|post| post.is_held),
            posts,
        }
    };
    let mut people: Vec<Person> = posts.into_iter().map(person).collect();
    people.sort_by_key(|person| !person.is_in_office);
    let title = locale.text("organisation-people").into_owned();
    let shown = Page {
        tabs: tabs(visit, &view, "/people"),
        people,
        may_erase: visit.does(&view, Action::ErasePerson),
        key: served.form_key(visit.now),
        troubles,
        erased,
        frame: Frame::new(served, visit, &view, &query, "organisation", title),
    };
    html(status, &shown)
}
