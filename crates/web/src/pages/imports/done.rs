//! An import that is in the book: what it changed, its files, and its undoing.

use super::{Line, WORKBOOK, download, marked_name};
use crate::{
    Served,
    pages::{frame::Frame, history, html, page},
    problem::Problem,
    query::Query,
    visit::Visit,
};
use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_domain::{Moment, city::Import, command::Command};
use qinghuo_intake::unreadable;
use qinghuo_office::{Hash, Rejection};
use std::sync::Arc;

/// Projects named on the page.
const MOST: usize = 250;

#[derive(Template)]
#[template(path = "import.html")]
struct Page {
    frame: Frame,
    line: Line,
    projects: Vec<Touched>,
    cut: Option<String>,
    key: String,
    reason: String,
    troubles: Vec<(String, String)>,
}

/// A project the import says something of.
struct Touched {
    id: String,
    name: String,
    href: String,
    is_new: bool,
}

/// One import.
pub async fn show(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        render(served, visit, &id, String::new(), Vec::new(), StatusCode::OK)
    })
    .await
}

/// Undoes it.
pub async fn undo(
    State(served): State<Served>,
    Path(id): Path<String>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let field = |name: &str| {
            let found = pairs.iter().find(|(field, _)| field == name);
            found.map(|(_, text)| text.trim().to_owned()).unwrap_or_default()
        };
        let (key, reason) = (field("key"), field("reason"));
        if key.is_empty() {
            return Err(Problem::BadBody("key".to_owned()));
        }
        let words = |key: &'static str| (visit.locale.text(key).into_owned(), String::new());
        let import = find(served, &id)?.id;
        if visit.needs_actor() {
            let troubles = vec![words("page-problem-actor-missing")];
            return render(served, visit, &id, reason, troubles, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let command = Command::UndoImport { import, reason: reason.as_str().into() };
        match served.app.office.submit(visit.order(command, key)) {
            Ok(_) => Ok(Redirect::to(&format!("/imports/{import}")).into_response()),
            Err(Rejection::Refused(refusals)) => {
                let one = |refusal: &qinghuo_domain::Refusal| {
                    let href = match refusal.cause {
                        qinghuo_domain::refusal::Cause::ImportBuiltUpon { project, by } => {
                            history::fact(project, "", by)
                        }
                        _ => String::new(),
                    };
                    (visit.locale.phrase("refusal", "code", &refusal.cause), href)
                };
                let troubles = refusals.iter().map(one).collect();
                render(served, visit, &id, reason, troubles, Problem::Refused(refusals).status())
            }
            Err(Rejection::KeyReused) => {
                let troubles = vec![words("page-problem-key-reused")];
                render(served, visit, &id, reason, troubles, StatusCode::CONFLICT)
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

/// The file it was read from, as it came.
pub async fn file(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    page(served, visit, move |served, _| {
        let import = find(served, &id)?;
        Ok(download(&import.ledger.file, "application/octet-stream", source(served, &import)?))
    })
    .await
}

/// The file with what was found marked at its cells.
pub async fn marked(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        let import = find(served, &id)?;
        let (bytes, office) = (source(served, &import)?, &served.app.office);
        let reading =
            qinghuo_intake::read_again(&bytes, &import.ledger.file, &office.city(), &office.rules())
                .map_err(|reason| Problem::Unreadable(unreadable(visit.locale, &reason)))?;
        let marked = qinghuo_intake::marked(visit.locale, &bytes, &reading, None, &[], visit.today)
            .map_err(|error| Problem::failed(&error))?;
        Ok(download(&marked_name(visit, &import.ledger.file), WORKBOOK, marked))
    })
    .await
}

fn find(served: &Served, id: &str) -> Result<Arc<Import>, Problem> {
    let import = id.parse().ok().and_then(|id| served.app.office.city().import(id).cloned());
    import.ok_or(Problem::NoSuchPage)
}

fn source(served: &Served, import: &Import) -> Result<Vec<u8>, Problem> {
    let hash: Hash = import.ledger.attachment.parse().map_err(|_| Problem::NoSuchPage)?;
    let bytes = served.app.office.attachment(&hash).map_err(|error| Problem::failed(&error))?;
    bytes.ok_or(Problem::NoSuchPage)
}

fn render(
    served: &Served,
    visit: &Visit,
    id: &str,
    reason: String,
    troubles: Vec<(String, String)>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let query = Query::default();
    let view = visit.view(served, &query)?;
    let import = find(served, id)?;
    let line = Line::of(served, visit, &view, &import)?;
    let title = visit.locale.text_with("import-title", &[("import", line.id.clone())]);
    let mut frame = Frame::aside(served, visit, "imports", title);
    frame.here = format!("/imports/{}", line.id);
    let touched = view.image.city.projects().filter_map(|project| {
        let entry = project.entries().iter().find(|entry| import.made(entry.seq))?;
        let first = project.entries().iter().map(|entry| entry.seq).min();
        let name = project.at(Moment::on(qinghuo_domain::Date::MAX)).name();
        let name = name.map(ToString::to_string).unwrap_or_else(|| {
            // Undone, it has no name any more; the import gave it one.
            let named = project.entries().iter().find_map(|entry| match &entry.attribute {
                qinghuo_domain::Attribute::Name(name) => name.as_ref().map(ToString::to_string),
                _ => None,
            });
            named.unwrap_or_default()
        });
        Some(Touched {
            id: project.id.to_string(),
            name,
            href: history::fact(project.id, "", entry.seq),
            is_new: first.is_some_and(|first| import.made(first)),
        })
    });
    let mut projects: Vec<Touched> = touched.collect();
    let cut = (projects.len() > MOST).then(|| visit.locale.count("import-more", projects.len() - MOST));
    projects.truncate(MOST);
    let key = served.form_key(visit.now);
    html(status, &Page { frame, line, projects, cut, key, reason, troubles })
}
