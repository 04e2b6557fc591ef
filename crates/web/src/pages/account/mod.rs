//! Signing in and what somebody sees of their own account. Who may sign in is kept by `qinghuo_accounts`; what a post may do, by the policy.

pub mod identity;
pub mod log;
pub mod manage;
pub mod own;
pub mod passkey;
pub mod set_up;
pub mod sign_in;

use crate::{
    Served,
    pages::organisation::{role_name, unit_name},
    problem::Problem,
    visit::{Visit, own_address},
    who::{DEVICE_COOKIE, SESSION_COOKIE},
};
use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_accounts::{Entry, Refusal, Trouble};
use qinghuo_domain::{City, PostId};
use qinghuo_locale::Locale;

/// How long a browser is known again, in seconds: a year.
const KNOWN_FOR: u32 = 31_536_000;

/// Why something about an account was refused, in words.
pub fn words(locale: &Locale, refusal: &Refusal) -> String {
    let key = format!("account-refusal-{}", refusal.code().replace('_', "-"));
    let arguments = match refusal {
        Refusal::Wait { until } => vec![("until", crate::time::wall_clock(*until))],
        Refusal::PasswordTooShort { min, has } => vec![("min", min.to_string()), ("has", has.to_string())],
        Refusal::PasswordTooLong { max }
        | Refusal::LoginTooLong { max }
        | Refusal::TokenNameTooLong { max }
        | Refusal::TokensTooMany { max }
        | Refusal::PasskeyNameTooLong { max }
        | Refusal::PasskeysTooMany { max }
        | Refusal::IdentityTooLong { max }
        | Refusal::IdentitiesTooMany { max }
        | Refusal::ContactTooLong { max, .. } => vec![("max", max.to_string())],
        Refusal::PasswordHoldsWord { word } => vec![("word", word.clone())],
        Refusal::TokenScopeMalformed { scope } => vec![("scope", scope.clone())],
        Refusal::TokenEndsTooLate { latest } => vec![("latest", locale.day(*latest))],
        _ => Vec::new(),
    };
    locale.text_with(&key, &arguments)
}

/// What came of something about an account: done, or every reason why not, in words.
pub fn told<T>(locale: &Locale, done: Result<T, Trouble>) -> Result<Result<T, Vec<String>>, Problem> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(Trouble::Refused(refusals)) => {
            Ok(Err(refusals.iter().map(|refusal| words(locale, refusal)).collect()))
        }
        Err(failed) => Err(failed.into()),
    }
}

/// Where to go back to: an address of our own, or the start.
pub fn back_to(back: &str) -> &str {
    own_address(back).unwrap_or("/")
}

/// Goes in: the session is kept in the browser, and the browser is known again.
fn enter(visit: &Visit, entry: &Entry, back: &str) -> Response {
    let mut response = Redirect::to(back_to(back)).into_response();
    let session = visit.cookie(SESSION_COOKIE, entry.session.reveal(), None);
    let device = entry.device.as_ref();
    let device = device.and_then(|device| visit.cookie(DEVICE_COOKIE, device.reveal(), Some(KNOWN_FOR)));
    for cookie in session.into_iter().chain(device) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// A post in words: unit and role.
pub fn post_words(served: &Served, locale: &Locale, city: &City, id: PostId) -> String {
    let Some(post) = city.post(id) else { return id.to_string() };
    let role = role_name(locale, &served.app.playbook, &post.tenure.role);
    locale.text_with("account-post", &[("unit", unit_name(city, post.tenure.unit)), ("role", role)])
}

/// The name of whoever signed in.
pub fn person_name(served: &Served, visit: &Visit) -> String {
    let person = visit.who.signed().and_then(|signed| signed.person);
    let people = served.app.office.people();
    person.and_then(|person| people.get(&person).cloned()).unwrap_or_default()
}
