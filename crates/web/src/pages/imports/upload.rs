//! A file comes in: dropped or chosen, read once to see whether it can be, and kept as a draft.

use crate::{
    Served,
    drafts::{Draft, LARGEST, file_name},
    pages::{frame::Frame, html, page},
    problem::Problem,
    visit::Visit,
};
use askama::Template;
use axum::{
    extract::{Multipart, State, multipart::MultipartRejection},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_intake::{Asked, NoIntake, unreadable};
use qinghuo_sheet::Unreadable;

#[derive(Template)]
#[template(path = "upload.html")]
struct Page {
    frame: Frame,
    trouble: Option<String>,
    largest: usize,
}

/// Asks for a file.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| render(served, visit, None, StatusCode::OK)).await
}

/// Says that a draft is there no more, and asks for its file again.
pub fn lost(served: &Served, visit: &Visit) -> Result<Response, Problem> {
    let words = visit.locale.text("import-draft-lost").into_owned();
    render(served, visit, Some(words), StatusCode::NOT_FOUND)
}

/// Takes a file.
pub async fn take(
    State(served): State<Served>,
    visit: Visit,
    parts: Result<Multipart, MultipartRejection>,
) -> Response {
    let file = match parts {
        Ok(parts) => file_of(parts).await,
        Err(_) => Err(Fault::Missing),
    };
    page(served, visit, move |served, visit| {
        let words = |key| visit.locale.text(key).into_owned();
        let (name, bytes) = match file {
            Ok(file) => file,
            Err(Fault::Missing) => {
                let trouble = Some(words("import-file-missing"));
                return render(served, visit, trouble, StatusCode::UNPROCESSABLE_ENTITY);
            }
            Err(Fault::TooLarge) => {
                let reason = Unreadable::TooLarge { limit: LARGEST as u64 };
                let trouble = Some(unreadable(visit.locale, &reason));
                return render(served, visit, trouble, StatusCode::PAYLOAD_TOO_LARGE);
            }
            Err(Fault::Broken) => {
                let trouble = Some(words("import-upload-broken"));
                return render(served, visit, trouble, StatusCode::BAD_REQUEST);
            }
        };
        let id = served.form_key(visit.now);
        let draft = Draft {
            owner: visit.who.holder().map(|holder| holder.post),
            id: id.clone(),
            file: name,
            bytes,
            asked: Asked::default(),
            import: None,
        };
        let image = visit.window(served)?.image;
        let city = (&*image.city, image.head.seq);
        match served.drafts.intake(&draft, city, &served.app.office.rules(), visit.today) {
            Ok(_) => {
                served.drafts.keep(draft, visit.now);
                Ok(Redirect::to(&format!("/imports/drafts/{id}")).into_response())
            }
            Err(NoIntake::Unreadable(reason)) => {
                let arguments = [("file", draft.file), ("reason", unreadable(visit.locale, &reason))];
                let trouble = visit.locale.text_with("import-unreadable", &arguments);
                render(served, visit, Some(trouble), StatusCode::UNPROCESSABLE_ENTITY)
            }
            // Nothing was asked that could not fit.
            Err(other) => Err(Problem::failed(&other)),
        }
    })
    .await
}

/// Why there is no file.
enum Fault {
    Missing,
    TooLarge,
    Broken,
}

async fn file_of(mut parts: Multipart) -> Result<(String, Vec<u8>), Fault> {
    let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
        _ => Fault::Broken,
    };
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        if part.name() != Some("file") {
            continue;
        }
        let name = file_name(part.file_name().unwrap_or_default());
        let bytes = part.bytes().await.map_err(broken)?;
        return match (name.is_empty(), bytes.len()) {
            (true, 0) => Err(Fault::Missing),
            (_, length) if length > LARGEST => Err(Fault::TooLarge),
            _ => Ok((name, bytes.to_vec())),
        };
    }
    Err(Fault::Missing)
}

fn render(
    served: &Served,
    visit: &Visit,
    trouble: Option<String>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let title = visit.locale.text("import-new").into_owned();
    let mut frame = Frame::aside(served, visit, "imports", title);
    frame.here = "/imports/new".to_owned();
    html(status, &Page { frame, trouble, largest: LARGEST })
}
