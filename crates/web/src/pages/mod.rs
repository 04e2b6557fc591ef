//! The pages. Each renders from the board or from one project; what all of them share is the [`frame`].

pub mod account;
pub mod actor;
pub mod approvals;
pub mod bottlenecks;
pub mod chart;
pub mod cockpit;
pub mod compare;
pub mod described;
pub mod dispatch;
pub mod edit;
pub mod filters;
pub mod form;
pub mod frame;
pub mod history;
pub mod imports;
pub mod items;
pub mod map;
pub mod migrations;
pub mod organisation;
pub mod pager;
pub mod paper;
pub mod period;
pub mod playbook;
pub mod project;
pub mod projects;
pub mod rules;
pub mod sheet;
pub mod slice;
pub mod standing;
pub mod style;
pub mod totals;
pub mod war_map;

use crate::{
    Served, api,
    look::Theme,
    problem::Problem,
    query::{BadParameter, with_letters},
    visit::{Visit, set_cookie},
    who::Who,
};
use askama::Template;
use axum::{
    extract::{FromRequestParts as _, Request, State},
    http::{StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use frame::Frame;
use memchr::memmem;
use qinghuo_locale::Locale;
use std::sync::Arc;

/// Any address nobody knows.
pub async fn not_found(State(served): State<Served>, request: Request) -> Response {
    told(&served, &mut request.into_parts().0, &Problem::NoSuchPage).await
}

/// An address that is not asked for in this way. What only takes forms is asked for by whoever comes back to the answer of one: they find the page it stands on.
pub async fn not_so(State(served): State<Served>, request: Request) -> Response {
    let path = request.uri().path();
    if request.method().is_safe()
        && !path.starts_with(api::PREFIX)
        && let Some((above, _)) = path.rsplit_once('/')
    {
        return Redirect::to(if above.is_empty() { "/" } else { above }).into_response();
    }
    let trouble = Problem::Malformed(StatusCode::METHOD_NOT_ALLOWED);
    told(&served, &mut request.into_parts().0, &trouble).await
}

/// A trouble outside any page, as whoever asked reads it.
pub async fn told(served: &Served, parts: &mut Parts, trouble: &Problem) -> Response {
    if parts.extensions.get::<Who>().is_none()
        && let Ok(who) = Who::of(served, parts)
    {
        parts.extensions.insert(who);
    }
    let Ok(visit) = Visit::from_request_parts(parts, served).await;
    match visit.path.starts_with(api::PREFIX) {
        true => api::problem(visit.locale, trouble),
        false => problem(served, &visit, trouble),
    }
}

/// Makes a page off the threads that answer requests: it may compute for a while, or wait for the disk.
async fn page(
    served: Served,
    visit: Visit,
    render: impl FnOnce(&Served, &Visit) -> Result<Response, Problem> + Send + 'static,
) -> Response {
    let visit = Arc::new(visit);
    let (own, its) = (served.clone(), Arc::clone(&visit));
    let made = tokio::task::spawn_blocking(move || {
        render(&own, &its).unwrap_or_else(|trouble| problem(&own, &its, &trouble))
    });
    let made = made.await;
    let mut response = made.unwrap_or_else(|error| problem(&served, &visit, &Problem::failed(&error)));
    for cookie in visit.switched.iter().filter_map(|(name, value)| set_cookie(name, value)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Bytes of the heaviest page.
const HEAVIEST: usize = 60_000;

/// A finished template as an answer.
fn html(status: StatusCode, template: &impl Template) -> Result<Response, Problem> {
    let mut text = String::with_capacity(HEAVIEST);
    template.render_into(&mut text).map_err(|error| Problem::failed(&error))?;
    Ok((status, Html(with_plain_links(text))).into_response())
}

/// A page whose links write letters as letters, three bytes where their encoding takes nine. Browsers encode them again before they ask.
fn with_plain_links(page: String) -> String {
    const LINK: &str = " href=\"";
    const LETTER: &str = "%E";
    let (mut plain, mut rest) = (String::new(), page.as_str());
    while let Some(place) = memmem::find(rest.as_bytes(), LETTER.as_bytes()) {
        let (before, encoded) = rest.split_at(place);
        let is_link = before.rfind('"').is_some_and(|quote| before.split_at(quote + 1).0.ends_with(LINK));
        let length = if is_link { encoded.find('"').unwrap_or(encoded.len()) } else { LETTER.len() };
        let (encoded, behind) = encoded.split_at(length);
        plain.reserve(rest.len());
        plain.push_str(before);
        plain.push_str(&if is_link { with_letters(encoded) } else { encoded.into() });
        rest = behind;
    }
    if plain.is_empty() {
        return page;
    }
    plain.push_str(rest);
    plain
}

/// What of an address is not understood, in words. A page is shown all the same, without it, and says so. A value without meaning is answered as a fault; a
/// name nobody here knows, as other sites hang on, is none.
struct Misread {
    words: Vec<String>,
    is_fault: bool,
}

impl Misread {
    fn of(locale: &Locale, bad: &[BadParameter]) -> Self {
        Self {
            words: bad.iter().map(|bad| bad_in_words(locale, bad)).collect(),
            is_fault: !bad.iter().all(BadParameter::is_nobodys),
        }
    }

    /// As a page with it is answered.
    const fn status(&self) -> StatusCode {
        self.or(StatusCode::OK)
    }

    /// The same where a page without it would be answered otherwise.
    const fn or(&self, otherwise: StatusCode) -> StatusCode {
        if self.is_fault { StatusCode::BAD_REQUEST } else { otherwise }
    }
}

/// What is wrong with one parameter, in words.
pub fn bad_in_words(locale: &Locale, bad: &BadParameter) -> String {
    let key = format!("page-bad-{}", bad.fault);
    let arguments = [("name", bad.name.clone()), ("value", bad.value.chars().take(60).collect())];
    locale.text_with(&key, &arguments)
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    frame: Frame,
    status: u16,
    detail: &'a str,
    reasons: Vec<String>,
    /// Where one may go from here: address and words.
    ways: Vec<(String, &'static str)>,
}

/// A page that says what went wrong, to whom it went wrong for.
pub fn problem(served: &Served, visit: &Visit, problem: &Problem) -> Response {
    shown(Frame::aside(served, visit, "", problem.words(visit.locale)), problem)
}

/// The same for whoever is not known, nor asked for.
pub fn problem_of_stranger(locale: &'static Locale, theme: Theme, problem: &Problem) -> Response {
    let mut frame = Frame::bare(locale, theme);
    frame.title = problem.words(locale);
    shown(frame, problem)
}

fn shown(frame: Frame, problem: &Problem) -> Response {
    let locale = frame.locale;
    let reasons = match problem {
        Problem::BadParameters(bad) => bad.iter().map(|bad| bad_in_words(locale, bad)).collect(),
        Problem::Refused(refusals) => {
            refusals.iter().map(|refusal| locale.phrase("refusal", "code", &refusal.cause)).collect()
        }
        _ => Vec::new(),
    };
    let is_offered = |section: &str| frame.entries.iter().find(|(offered, ..)| *offered == section);
    let offered = match is_offered("projects") {
        Some(projects) => vec![projects, is_offered("cockpit").unwrap_or(projects)],
        None => is_offered("organisation").into_iter().collect(),
    };
    let mut ways: Vec<_> = offered.into_iter().map(|(_, path, key)| (frame.to(path), *key)).collect();
    if frame.entries.is_empty() {
        ways.push(("/sign-in".to_owned(), "account-sign-in"));
    }
    let page =
        ProblemPage { status: problem.status().as_u16(), detail: problem.detail(), reasons, ways, frame };
    let made = html(problem.status(), &page);
    made.unwrap_or_else(|_| problem.status().into_response())
}

#[cfg(test)]
mod tests {
    use super::with_plain_links;

    #[test]
    fn letters_stand_as_letters_in_links_and_nowhere_else() {
        for (page, want) in [
            ("<p>100%</p>", "<p>100%</p>"),
            (r#"<a href="/?q=%E6%B5%8E&r=%26%E5%8D%97">"#, r#"<a href="/?q=济&r=%26南">"#),
            (
                r#"<a href="/x">%E6%B5%8E</a><a href="/%E6%B5%8E">"#,
                r#"<a href="/x">%E6%B5%8E</a><a href="/济">"#,
            ),
            (r#"<input value="%E6%B5%8E%E6"><a href="/">"#, r#"<input value="%E6%B5%8E%E6"><a href="/">"#),
            (r#"<a href="/%E6%B5%8E"#, r#"<a href="/济"#),
        ] {
            assert_eq!(with_plain_links(page.to_owned()), want);
        }
    }
}
