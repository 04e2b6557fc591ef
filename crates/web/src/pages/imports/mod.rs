//! Ledgers on their way in and those that are in. [`upload`] takes a file, [`draft`] is the wizard over it, [`done`] an import with its undoing;
//! here is the list of them.

pub mod commit;
pub mod done;
mod doubts;
pub mod draft;
mod summary;
mod understood;
pub mod upload;

use super::{frame::Frame, html, page};
use crate::{
    Served,
    drafts::file_name,
    problem::Problem,
    query::{Query, encode},
    time,
    visit::{View, Visit},
};
use askama::Template;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use qinghuo_domain::city::Import;

/// Imports shown, the latest first.
const MOST: usize = 200;

#[derive(Template)]
#[template(path = "imports.html")]
struct Page {
    frame: Frame,
    /// Files not taken in yet: address, name, when they came.
    drafts: Vec<(String, String, String)>,
    rows: Vec<Line>,
    cut: Option<String>,
}

/// One import.
pub struct Line {
    id: String,
    file: String,
    at: String,
    actor: String,
    effective_on: String,
    registered: u32,
    changed: u32,
    unchanged: u32,
    is_synthetic: bool,
    undone_by: Option<u64>,
    /// Whether it was a workbook, of which a marked copy can be made.
    is_workbook: bool,
}

impl Line {
    fn of(served: &Served, visit: &Visit, view: &View, import: &Import) -> Result<Self, Problem> {
        let recorded = served.app.office.recorded(import.seq).map_err(|error| Problem::failed(&error))?;
        let (at, actor) = recorded
            .map(|recorded| {
                let people = served.app.office.people();
                let actor = crate::people::actor(visit.locale, &view.image.city, &people, &recorded.actor);
                (time::wall_clock(recorded.recorded_at), actor)
            })
            .unwrap_or_default();
        Ok(Self {
            id: import.id.to_string(),
            file: import.ledger.file.to_string(),
            at,
            actor,
            effective_on: visit.locale.day(import.effective_on),
            registered: import.ledger.registered,
            changed: import.ledger.changed,
            unchanged: import.ledger.unchanged,
            is_synthetic: import.ledger.synthetic,
            is_workbook: is_workbook(&import.ledger.file),
            undone_by: import.undone_by.filter(|by| *by <= view.known()).map(|by| by.0),
        })
    }
}

/// The imports.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let query = Query::default();
        let view = visit.view(served, &query)?;
        let known = view.known();
        let imports: Vec<_> = view.image.city.imports().filter(|import| import.seq <= known).collect();
        let shown = imports.iter().rev().take(MOST);
        let rows = shown.map(|import| Line::of(served, visit, &view, import)).collect::<Result<_, _>>()?;
        let cut = (imports.len() > MOST).then(|| visit.locale.count("import-list-cut", MOST));
        let title = visit.locale.text("import-list").into_owned();
        let frame = Frame::aside(served, visit, "imports", title);
        let drafts = served.drafts.open(visit.who.holder().map(|holder| holder.post));
        let drafts = drafts
            .into_iter()
            .map(|(id, file, since)| (format!("/imports/drafts/{id}"), file, time::wall_clock(since)));
        html(StatusCode::OK, &Page { frame, drafts: drafts.collect(), rows, cut })
    })
    .await
}

/// A file as a download. Browsers that do not read the second name take the first. The name was somebody's who sent the file, by whatever road.
pub fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let name = encode(&file_name(name)).replace(',', "%2C").replace(':', "%3A");
    let disposition = format!("attachment; filename=\"ledger\"; filename*=UTF-8''{name}");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
        .into_response()
}

/// Whether a file is a workbook by its name.
fn is_workbook(file: &str) -> bool {
    let end = file.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    end.is_some_and(|end| ["xlsx", "xlsm", "xlsb", "xls", "ods"].contains(&end.as_str()))
}

/// The name of the marked copy of a file. Whatever it was, the copy is of the newest format.
fn marked_name(visit: &Visit, file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    format!("{stem}-{}.xlsx", visit.locale.text("marked-sheet"))
}

/// What a workbook is called in answers.
pub const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
