//! What goes out on paper: the month's bulletin as a page and as a Word document, wall charts and project sheets as PDF. The models are the report's; here they
//! are only asked for, and handed out.

pub mod bulletin;
pub mod wall;

use crate::{
    Served, people,
    problem::Problem,
    visit::{View, Visit},
};
use axum::{
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use qinghuo_domain::{Seq, attribute::PersonId};
use qinghuo_report::{Issue, NotPrinted};

/// Makes a report of what a visitor sees.
pub fn with_issue<R>(served: &Served, visit: &Visit, view: &View, make: impl FnOnce(&Issue<'_>) -> R) -> R {
    let people = served.app.office.people();
    let person = |id: PersonId| people::name(&people, id);
    let hash = view.image.head.hash.to_string();
    let known = (view.board.at.known != Seq::LATEST).then(|| format!("#{}", view.known()));
    make(&Issue {
        locale: visit.locale,
        playbook: &served.app.playbook,
        from: view.board.standpoint(),
        head: (view.image.head.seq, &hash),
        known: known.as_deref(),
        is_synthetic: view.image.city.is_synthetic(view.known()),
        person: &person,
    })
}

/// A file to be kept under a name.
fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let headers: [(HeaderName, String); 2] = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}

impl From<NotPrinted> for Problem {
    fn from(trouble: NotPrinted) -> Self {
        match trouble {
            NotPrinted::Absent => Self::NoPrinter("printer-absent"),
            NotPrinted::NoFont => Self::NoPrinter("printer-no-font"),
            NotPrinted::TooLong => Self::NoPrinter("printer-too-long"),
            failed @ (NotPrinted::Failed(_) | NotPrinted::Machine(_)) => Self::failed(&failed),
        }
    }
}
