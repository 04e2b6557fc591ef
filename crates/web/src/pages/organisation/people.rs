//! Everybody who holds or held a post, with what they may sign in with.

use super::{PostLine, Sent, Tab, carry_out, tabs};
use crate::{
    Served,
    pages::{
        account::manage::Issued,
        frame::{Frame, with_query},
        html, page,
        pager::{Pager, Slice, pager},
    },
    problem::Problem,
    query::{Query, encode, said},
    search::{Words, holds},
    visit::Visit,
};
use askama::Template;
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_accounts::{Account, Identity, Kind, Passkey};
use qinghuo_domain::{access::Action, attribute::PersonId, command::Command};
use qinghuo_locale::Locale;
use std::collections::BTreeMap;

/// People of a page.
const PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "people.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    people: Vec<Person>,
    /// The words that were searched for.
    words: String,
    pager: Pager,
    may_erase: bool,
    key: String,
    troubles: Vec<String>,
    /// Whose form was refused.
    refused: u32,
    /// A password given out just now.
    issued: Option<Issued>,
    may_manage: bool,
    has_stepped_up: bool,
    /// Whether identities of another house are taken.
    has_provider: bool,
}

struct Person {
    number: u32,
    name: String,
    posts: Vec<PostLine>,
    is_in_office: bool,
    /// What the person signs in with; nothing where no account was given.
    account: Option<AccountLine>,
}

impl Person {
    /// Whether name, login, units and roles of the person hold every word.
    fn has(&self, words: &Words) -> bool {
        let posts = self.posts.iter().flat_map(|post| [post.unit.as_str(), post.role.as_str()]);
        let login = self.account.as_ref().map(|account| account.login.as_str());
        holds(&posts.chain([self.name.as_str()]).chain(login).collect::<Vec<_>>().join("\n"), words)
    }
}

/// An account as those see it who keep it.
struct AccountLine {
    login: String,
    /// Given, disabled, of a demonstration.
    state: String,
    is_disabled: bool,
    is_demo: bool,
    has_totp: bool,
    /// Number and name of each.
    passkeys: Vec<(i64, String)>,
    /// Number and name of each, and whether it is only expected.
    identities: Vec<(i64, String, bool)>,
    signed_in: String,
}

/// The people.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| render(served, visit, Vec::new(), 0, None, StatusCode::OK)).await
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
            Err(troubles) => render(served, visit, troubles, number, None, StatusCode::UNPROCESSABLE_ENTITY),
        }
    })
    .await
}

/// The page, with what a form led to.
pub fn render(
    served: &Served,
    visit: &Visit,
    troubles: Vec<String>,
    refused: u32,
    issued: Option<Issued>,
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
    let mut accounts: BTreeMap<PersonId, AccountLine> = BTreeMap::new();
    for account in served.app.accounts.list()? {
        let Some(person) = account.person else { continue };
        let passkeys = served.app.accounts.passkeys(account.id)?;
        let identities = served.app.accounts.identities(visit.now, account.id)?;
        accounts.insert(PersonId(person), account_line(locale, &account, passkeys, identities));
    }
    let person = |(id, mut posts): (PersonId, Vec<PostLine>)| {
        posts.sort_by_key(|post| !post.is_held);
        Person {
            number: id.0,
            name: names.get(&id).cloned().unwrap_or_else(|| locale.text("organisation-erased").into_owned()),
            account: accounts.remove(&id),
            is_in_office: posts.iter().any(|post| post.is_held),
            posts,
        }
    };
    let mut people: Vec<Person> = posts.into_iter().map(person).collect();
    people.sort_by_key(|person| !person.is_in_office);
    let said =
        |name: &str| said(&visit.pairs).find(|(given, _)| *given == name).map_or("", |(_, value)| value);
    let words = said("q").to_owned();
    let wanted = Words::new(&words);
    people.retain(|person| person.has(&wanted));
    // Whose form was refused is on the page that says why.
    let refused_at = people.iter().position(|person| person.number == refused).map(|place| place / PER_PAGE);
    let asked = refused_at.or_else(|| said("page").parse::<usize>().ok()?.checked_sub(1)).unwrap_or_default();
    let slice = Slice::of(people.len(), asked, PER_PAGE);
    let people = people.drain(..).skip(slice.first()).take(PER_PAGE).collect();
    let link = |page: usize| {
        let searched = (!words.is_empty()).then(|| format!("q={}", encode(&words)));
        let turned = (page > 0).then(|| format!("page={}", page + 1));
        with_query("/people", &searched.into_iter().chain(turned).collect::<Vec<_>>().join("&"))
    };
    let pager = pager(locale, "organisation-people-rows", slice, link);
    let here = link(slice.page);
    let title = locale.text("organisation-people").into_owned();
    let mut frame = Frame::aside(served, visit, "organisation", title);
    frame.here = here;
    let shown = Page {
        tabs: tabs(visit, &view, "/people"),
        people,
        words,
        pager,
        may_erase: visit.does(&view, Action::ErasePerson),
        key: served.form_key(visit.now),
        troubles,
        refused,
        issued,
        may_manage: visit.who.signed().is_some() && visit.does(&view, Action::ManageAccounts),
        has_provider: served.app.provider.is_some(),
        has_stepped_up: visit.who.signed().is_some_and(|signed| signed.has_stepped_up(visit.now)),
        frame,
    };
    html(status, &shown)
}

fn account_line(
    locale: &Locale,
    account: &Account,
    passkeys: Vec<Passkey>,
    identities: Vec<Identity>,
) -> AccountLine {
    let identity = |identity: Identity| (identity.id.0, identity.name, identity.expected_until.is_some());
    let is_disabled = account.disabled_at.is_some();
    let state = match (is_disabled, account.kind, &account.password) {
        (true, ..) => "disabled",
        (false, Kind::Demo, _) => "demo",
        (false, _, Some(password)) if password.ends_at.is_some() => "must-change",
        _ => "open",
    };
    AccountLine {
        login: account.login.clone(),
        state: locale.named("account-state", state),
        is_disabled,
        is_demo: account.kind == Kind::Demo,
        has_totp: account.totp,
        passkeys: passkeys.into_iter().map(|passkey| (passkey.id.0, passkey.name)).collect(),
        identities: identities.into_iter().map(identity).collect(),
        signed_in: account.signed_in_at.map(crate::time::wall_clock).unwrap_or_default(),
    }
}
