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
};
use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use frame::Frame;
use memchr::memmem;
use qinghuo_locale::Locale;

/// Any address nobody knows.
pub async fn not_found(visit: Visit) -> Response {
    match visit.path.starts_with(api::PREFIX) {
        true => api::problem(visit.locale, &Problem::NoSuchPage),
        false => problem(visit.locale, visit.theme, &Problem::NoSuchPage),
    }
}

/// Makes a page off the threads that answer requests: it may compute for a while, or wait for the disk.
async fn page(
    served: Served,
    visit: Visit,
    render: impl FnOnce(&Served, &Visit) -> Result<Response, Problem> + Send + 'static,
) -> Response {
    let (locale, theme, switched) = (visit.locale, visit.theme, visit.switched.clone());
    let made = tokio::task::spawn_blocking(move || render(&served, &visit)).await;
    let made = made.unwrap_or_else(|error| Err(Problem::failed(&error)));
    let mut response = made.unwrap_or_else(|trouble| problem(locale, theme, &trouble));
    for cookie in switched.into_iter().filter_map(|(name, value)| set_cookie(name, value)) {
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

/// What is wrong with the address, in words. A page with such an address is shown all the same, without what was not understood.
fn bad_words(locale: &Locale, bad: &[BadParameter]) -> Vec<String> {
    // Other pages' parameters, and those other sites hang on, are no fault of the visitor's.
    bad.iter().filter(|bad| bad.fault != "unknown").map(|bad| bad_in_words(locale, bad)).collect()
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
    words: String,
    detail: &'a str,
}

/// A page that says what went wrong.
pub fn problem(locale: &'static Locale, theme: Theme, problem: &Problem) -> Response {
    let words = problem.words(locale);
    let page = ProblemPage {
        frame: Frame::bare(locale, theme),
        status: problem.status().as_u16(),
        words,
        detail: problem.detail(),
    };
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
