//! Who acts: a name the visitor gives, kept in a cookie until accounts come.

use super::{frame::Frame, html, page};
use crate::{
    Served,
    visit::{ACTOR_COOKIE, Visit, own_address, set_cookie},
};
use askama::Template;
use axum::{
    Form,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

/// The longest name taken, in characters.
const LONGEST: usize = 40;

#[derive(Template)]
#[template(path = "actor.html")]
struct Page {
    frame: Frame,
    name: String,
    back: String,
    trouble: Option<String>,
}

/// Asks for the name.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        if visit.who.signed().is_some() {
            return Ok(Redirect::to("/account").into_response());
        }
        let back = visit.pairs.iter().find(|(name, _)| name == "back").map(|(_, back)| back.as_str());
        let name = visit.who.name().unwrap_or_default().to_owned();
        render(served, visit, name, own(back.unwrap_or_default()), None, StatusCode::OK)
    })
    .await
}

/// Takes the name and goes back to where it was asked for.
pub async fn set(
    State(served): State<Served>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let field = |name: &str| {
            pairs.iter().find(|(field, _)| field == name).map(|(_, text)| text.trim()).unwrap_or_default()
        };
        let (name, back) = (field("name"), own(field("back")));
        let trouble = match name.chars().count() {
            0 => Some("page-actor-empty"),
            length if length > LONGEST || name.chars().any(char::is_control) => Some("page-actor-long"),
            _ => None,
        };
        match (trouble, set_cookie(ACTOR_COOKIE, name)) {
            (None, Some(cookie)) => {
                let mut response = Redirect::to(&back).into_response();
                response.headers_mut().append(header::SET_COOKIE, cookie);
                Ok(response)
            }
            (trouble, _) => {
                render(served, visit, name.to_owned(), back, trouble, StatusCode::UNPROCESSABLE_ENTITY)
            }
        }
    })
    .await
}

fn render(
    served: &Served,
    visit: &Visit,
    name: String,
    back: String,
    trouble: Option<&str>,
    status: StatusCode,
) -> Result<Response, crate::problem::Problem> {
    let title = visit.locale.text("page-actor").into_owned();
    let mut frame = Frame::aside(served, visit, "", title);
    frame.here = format!("/actor?back={}", crate::query::encode(&back));
    let trouble = trouble.map(|key| visit.locale.text(key).into_owned());
    html(status, &Page { frame, name, back, trouble })
}

/// Only an address of our own is gone back to.
fn own(back: &str) -> String {
    own_address(back).unwrap_or("/projects").to_owned()
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for (back, want) in [
            ("/projects/P1?edit=place", "/projects/P1?edit=place"),
            ("//evil.example", "/projects"),
            ("https://evil.example", "/projects"),
            ("/\\evil.example", "/projects"),
            ("", "/projects"),
        ] {
            assert_eq!(own(back), want, "{back}");
        }
    }
}
