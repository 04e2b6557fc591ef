//! The first account: whoever has the code the program printed where it was started becomes its first administrator. No password comes with the
//! program.

use super::told;
use crate::{
    Served,
    pages::{
        frame::Frame,
        html,
        organisation::{Sent, unit_of},
        page,
    },
    problem::Problem,
    visit::Visit,
};
use askama::Template;
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_accounts::{By, NewAccount};
use qinghuo_domain::{
    Refusal, UnitId,
    attribute::PersonId,
    command::Command,
    intake::PersonRole,
    post::Tenure,
    refusal::Cause,
    unit::{UnitCard, UnitKind},
};
use qinghuo_office::{Actor, Order, Rejection};

/// The roles the first person holds: one keeps accounts, the other the book. Each is a post of its own, and the first one acts in one at a time.
const FIRST_ROLES: [&str; 2] = ["project_office", "administrator"];

#[derive(Template)]
#[template(path = "set_up.html")]
struct Page {
    frame: Frame,
    name: String,
    unit: String,
    login: String,
    troubles: Vec<String>,
}

/// The form.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        if served.has_accounts()? {
            return Ok(Redirect::to("/sign-in").into_response());
        }
        render(visit, &Sent::new(Vec::new()), Vec::new(), StatusCode::OK)
    })
    .await
}

/// Makes the first account, with the posts that go with it.
pub async fn submit(
    State(served): State<Served>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let sent = Sent::new(pairs);
        match set_up(served, visit, &sent)? {
            Ok(()) => Ok(Redirect::to("/sign-in").into_response()),
            Err(troubles) => render(visit, &sent, troubles, StatusCode::UNPROCESSABLE_ENTITY),
        }
    })
    .await
}

fn set_up(served: &Served, visit: &Visit, sent: &Sent) -> Result<Result<(), Vec<String>>, Problem> {
    let (locale, accounts) = (visit.locale, &served.app.accounts);
    let (name, unit, login) = (sent.said("name"), sent.said("unit"), sent.said("login"));
    let (code, password) = (sent.said("code"), sent.typed("password"));
    let names = [name, unit];
    let mut troubles = Vec::new();
    if let Err(refused) = told(locale, accounts.check_setup_code(code))? {
        // Nothing else is told to somebody without the code.
        return Ok(Err(refused));
    }
    for (said, missing) in [(name, "account-name-missing"), (unit, "account-unit-missing")] {
        if said.is_empty() {
            troubles.push(locale.text(missing).into_owned());
        }
    }
    if password != sent.typed("again") {
        troubles.push(locale.text("account-passwords-differ").into_owned());
    }
    let refusals = accounts.check_password(login, &names, password);
    troubles.extend(refusals.iter().map(|refusal| super::words(locale, refusal)));
    if !troubles.is_empty() {
        return Ok(Err(troubles));
    }
    let person = match appoint(served, visit, name, unit) {
        Ok(person) => person,
        Err(Rejection::Refused(refusals)) => {
            let words = refusals.iter().map(|refusal| locale.phrase("refusal", "code", &refusal.cause));
            return Ok(Err(words.collect()));
        }
        Err(other) => return Err(other.into()),
    };
    let by = By { account: None, post: None, address: visit.address.to_string() };
    let new = NewAccount { person: person.0, login, password: Some(password), names: &names };
    let made = told(locale, accounts.create_first(visit.now, code, &by, new))?;
    Ok(made.map(|_| served.now_has_accounts()))
}

/// The unit, founded where it is not there yet, and the first person's posts in it. Sent twice, it is done once.
fn appoint(served: &Served, visit: &Visit, name: &str, unit: &str) -> Result<PersonId, Rejection> {
    let city = served.app.office.city();
    let known = city.units().find(|known| {
        known.is_alive(visit.today) && known.latest().is_some_and(|entry| *entry.card.name == *unit)
    });
    let order = |command, key: String| {
        let mut order = Order::new(command, Actor::Operator(name.to_owned()), key, visit.now, visit.today);
        // Only a command about a post takes the name; the others leave it aside.
        order.people = vec![(PersonRole::Holder, name.to_owned())];
        crate::api::order(served, order)
    };
    let unit = match known {
        Some(known) => known.id,
        None => {
            let card = UnitCard {
                name: unit.into(),
                kind: UnitKind::CityOffice,
                parent: None,
                credit_code: None,
                known_as: Vec::new(),
            };
            let key = format!("set-up/unit/{unit}");
            let founded = order(Command::FoundUnit { card }, key)?;
            unit_of(&founded).unwrap_or(UnitId(0))
        }
    };
    for role in FIRST_ROLES {
        let tenure = Tenure {
            person: PersonId(0),
            unit,
            role: role.into(),
            until: None,
            deputy_for: None,
            cleared: true,
        };
        match order(Command::TakePost { tenure }, format!("set-up/{unit}/{name}/{role}")) {
            // Held already: an earlier attempt got so far.
            Ok(_) | Err(Rejection::KeyReused) => {}
            Err(Rejection::Refused(reasons)) if reasons.iter().all(is_held) => {}
            Err(other) => return Err(other),
        }
    }
    let people = served.app.office.people();
    let person = people.iter().find(|(_, known)| known.as_str() == name.trim()).map(|(id, _)| *id);
    person.ok_or(Rejection::Closed)
}

fn is_held(refusal: &Refusal) -> bool {
    matches!(refusal.cause, Cause::PostHeld { .. })
}

fn render(
    visit: &Visit,
    sent: &Sent,
    troubles: Vec<String>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let said = |name: &str| sent.said(name).to_owned();
    let mut frame = Frame::bare(visit.locale, visit.theme);
    frame.title = visit.locale.text("account-set-up").into_owned();
    frame.here = "/set-up".to_owned();
    html(status, &Page { frame, name: said("name"), unit: said("unit"), login: said("login"), troubles })
}
