//! What every answer carries and what no request may do: headers that bind the browser, and a check that changes come from our own pages.

use crate::{
    api, pages,
    problem::Problem,
    visit::{language, theme},
};
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};
use qinghuo_locale::Locale;

/// Nothing inline, nothing from elsewhere, no framing; our script may send a file to ourselves. The kit's style sheet holds small pictures as `data:`.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Refuses changes asked for by foreign pages, and puts the headers on.
pub async fn guard(request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let mut response = if changes && is_foreign(request.headers()) {
        let locale = Locale::of(language(request.headers()));
        match request.uri().path().starts_with(api::PREFIX) {
            true => api::problem(locale, &Problem::Foreign),
            false => pages::problem_of_stranger(locale, theme(request.headers()), &Problem::Foreign),
        }
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Whether a browser says that the request comes from another site. Every browser of the last years sends one of the two headers with a form;
/// a program that sends neither is no browser and carries nobody's cookies.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or_default());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (None, _) => false,
        (Some(origin), host) => origin.split_once("://").map(|(_, rest)| rest) != host,
    }
}
