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
    query::BadParameter,
    visit::{Visit, set_cookie},
};
use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use frame::Frame;
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

/// A finished template as an answer.
fn html(status: StatusCode, template: &impl Template) -> Result<Response, Problem> {
    let text = template.render().map_err(|error| Problem::failed(&error))?;
    Ok((status, Html(with_plain_links(text))).into_response())
}

/// A page whose links write letters as letters, three bytes where their encoding takes nine. Browsers encode them again before they ask.
fn with_plain_links(page: String) -> String {
    const LINK: &str = " href=\"";
    if !page.contains("%E") {
        return page;
    }
    let mut plain = String::with_capacity(page.len());
    let mut rest = page.as_str();
    while let Some((before, after)) = rest.split_once(LINK) {
        let (link, behind) = after.split_at(after.find('"').unwrap_or(after.len()));
        plain.extend([before, LINK]);
        plain.push_str(&crate::query::with_letters(link));
        rest = behind;
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
