//! Signing in: name and password, then a code where the account has a second factor; in a demonstration, one click per role.

use super::{back_to, enter, identity, passkey::Passkeys, post_words, told};
use crate::{
    Served,
    pages::{frame::Frame, html, organisation::Sent, page},
    problem::Problem,
    visit::Visit,
    who::{SESSION_COOKIE, visitor},
};
use askama::Template;
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_accounts::{AccountId, Kind, SignIn};
use qinghuo_domain::{Seq, attribute::PersonId};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page {
    frame: Frame,
    back: String,
    login: String,
    /// The ticket of a sign-in that still asks for a code.
    ticket: Option<String>,
    troubles: Vec<String>,
    /// Whether one may sign in with a passkey; nothing as long as nobody has one.
    passkeys: Option<Passkeys>,
    /// The way to the other house, where there is one.
    elsewhere: Option<String>,
    /// Accounts of a demonstration: number, post, person.
    demos: Vec<(u32, String, String)>,
}

/// Signed out here; the other house is next.
#[derive(Template)]
#[template(path = "leaving.html")]
struct Leaving {
    frame: Frame,
    there: String,
}

impl Leaving {
    fn of(visit: &Visit, there: String) -> Self {
        let mut frame = Frame::bare(visit.locale, visit.theme);
        frame.title = visit.locale.text("account-signed-out").into_owned();
        frame.here = "/sign-in".to_owned();
        Self { frame, there }
    }
}

/// The form.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let back = visit.pairs.iter().find(|(name, _)| name == "back").map_or("/", |(_, back)| back);
        if visit.who.signed().is_some() {
            return Ok(Redirect::to(back_to(back)).into_response());
        }
        if !served.has_accounts()? {
            return Ok(Redirect::to("/set-up").into_response());
        }
        render(served, visit, back, "", None, Vec::new(), StatusCode::OK)
    })
    .await
}

/// Takes name and password, or one of a demonstration's accounts.
pub async fn submit(
    State(served): State<Served>,
    visit: Visit,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let sent = Sent::new(pairs);
        let (accounts, back) = (&served.app.accounts, sent.said("back"));
        let guest = visitor(visit.address, &headers);
        if let Ok(demo) = sent.said("demo").parse::<u32>() {
            // Only in a book that says of itself that it is made up.
            if !served.app.office.city().is_synthetic(Seq::LATEST) {
                return Err(Problem::NoSuchPage);
            }
            return match told(visit.locale, accounts.sign_in_demo(visit.now, AccountId(demo), &guest))? {
                Ok(entry) => Ok(enter(visit, &entry, back)),
                Err(troubles) => render(served, visit, back, "", None, troubles, StatusCode::UNAUTHORIZED),
            };
        }
        let login = sent.said("login");
        // As it was typed: blanks are part of a password.
        let password = sent.typed("password");
        match told(visit.locale, accounts.sign_in(visit.now, login, password, &guest))? {
            Ok(SignIn::In(entry)) => Ok(enter(visit, &entry, back)),
            Ok(SignIn::Code { ticket }) => {
                let ticket = Some(ticket.reveal().to_owned());
                render(served, visit, back, login, ticket, Vec::new(), StatusCode::OK)
            }
            Err(troubles) => render(served, visit, back, login, None, troubles, StatusCode::UNAUTHORIZED),
        }
    })
    .await
}

/// Takes the code.
pub async fn submit_code(
    State(served): State<Served>,
    visit: Visit,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let sent = Sent::new(pairs);
        let (ticket, back) = (sent.said("ticket"), sent.said("back"));
        let guest = visitor(visit.address, &headers);
        let entered = served.app.accounts.sign_in_code(visit.now, ticket, sent.said("code"), &guest);
        match told(visit.locale, entered)? {
            Ok(entry) => Ok(enter(visit, &entry, back)),
            Err(troubles) => {
                render(served, visit, back, "", Some(ticket.to_owned()), troubles, StatusCode::UNAUTHORIZED)
            }
        }
    })
    .await
}

/// Ends the session.
pub async fn out(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let mut there = None;
        if let Some(signed) = visit.who.signed()
            && let Some(session) = &signed.session
        {
            served.app.accounts.sign_out(visit.now, &signed.by(), session)?;
            there = identity::end(served, visit, session);
        }
        let mut response = match there {
            // A form of ours leads nowhere but to us, so the page itself goes on to the other house.
            Some(there) => html(StatusCode::OK, &Leaving::of(visit, there))?,
            None => Redirect::to("/sign-in").into_response(),
        };
        let gone = visit.cookie(SESSION_COOKIE, "", Some(0));
        response.headers_mut().extend(gone.map(|gone| (header::SET_COOKIE, gone)));
        Ok(response)
    })
    .await
}

/// The page, with what a form led to.
pub fn render(
    served: &Served,
    visit: &Visit,
    back: &str,
    login: &str,
    ticket: Option<String>,
    troubles: Vec<String>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let locale = visit.locale;
    let is_synthetic = served.app.office.city().is_synthetic(Seq::LATEST);
    let mut frame = Frame::bare(locale, visit.theme);
    frame.title = locale.text("account-sign-in").into_owned();
    frame.here = format!("/sign-in?back={}", crate::query::encode(back_to(back)));
    frame.is_synthetic = is_synthetic;
    let demos = if is_synthetic && ticket.is_none() { demos(served, visit)? } else { Vec::new() };
    let passkeys = served.app.accounts.any_passkey()?.then(|| Passkeys::of(served, locale));
    let (back, login) = (back_to(back).to_owned(), login.to_owned());
    let provider = served.app.provider.as_ref();
    let elsewhere =
        provider.map(|_| format!("{}?for=enter&back={}", identity::BEGIN, crate::query::encode(&back)));
    let page = Page { frame, back, login, ticket, troubles, passkeys, elsewhere, demos };
    html(status, &page)
}

/// The accounts one may try a made-up city with, in the order of the roles.
fn demos(served: &Served, visit: &Visit) -> Result<Vec<(u32, String, String)>, Problem> {
    let (city, people) = (served.app.office.city(), served.app.office.people());
    let roles = &served.app.playbook.access.policy.roles;
    let mut demos = Vec::new();
    for account in served.app.accounts.list()? {
        let person = account.person.map(PersonId).filter(|_| account.kind == Kind::Demo);
        let Some(person) = person.filter(|_| account.disabled_at.is_none()) else { continue };
        let posts = crate::who::held(&city, person, visit.today);
        let Some(post) = posts.first() else { continue };
        let role = city.post(*post).map(|post| &post.tenure.role);
        let rank = roles.iter().position(|known| Some(&known.key) == role);
        let name = people.get(&person).cloned().unwrap_or_default();
        demos.push((rank, (account.id.0, post_words(served, visit.locale, &city, *post), name)));
    }
    demos.sort_by_key(|(rank, _)| rank.unwrap_or(usize::MAX));
    Ok(demos.into_iter().map(|(_, demo)| demo).collect())
}
