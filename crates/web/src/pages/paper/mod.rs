//! What goes out on paper: the month's bulletin as a page and as a Word document, wall charts and project sheets as PDF. The models are the report's; here they
//! are only asked for, and handed out.

pub mod bulletin;
pub mod wall;

use super::{filters::key_words, organisation::unit_name};
use crate::{
    Served, people,
    problem::Problem,
    query::{Query, encode},
    visit::{View, Visit},
};
use axum::{
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use qinghuo_domain::{
    Seq,
    access::{Action, Reach},
    attribute::PersonId,
};
use qinghuo_locale::Locale;
use qinghuo_report::{Issue, NotPrinted};

/// Makes a report of what a visitor sees.
pub fn with_issue<R>(
    served: &Served,
    visit: &Visit,
    view: &View,
    scope: &Scope,
    make: impl FnOnce(&Issue<'_>) -> R,
) -> R {
    let people = served.app.office.people();
    let person = |id: PersonId| people::name(&people, id);
    let hash = view.record.hash.to_string();
    let known = (view.board.at.known != Seq::LATEST).then(|| format!("#{}", view.known()));
    make(&Issue {
        locale: visit.locale,
        playbook: &served.app.playbook,
        from: view.board.standpoint(),
        record: (view.record.seq, &hash),
        scope: scope.words.as_deref(),
        is_of_post: scope.is_of_post,
        known: known.as_deref(),
        is_synthetic: view.image.city.is_synthetic(view.known()),
        person: &person,
    })
}

/// What part of the city a paper is of.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The unit whose post looks no further, and what was chosen, in words; nothing where it is the city.
    pub words: Option<String>,
    /// Whether the post looks no further than its own.
    pub is_of_post: bool,
}

impl Scope {
    /// What a post sees of what a query chooses.
    ///
    /// # Errors
    /// The post gives nothing any more.
    pub fn of(visit: &Visit, view: &View, query: &Query) -> Result<Self, Problem> {
        let city = &view.image.city;
        let authority = visit.authority(city, &view.board.rules)?;
        let bound = authority.filter(|own| own.reach(Action::See) != Some(Reach::City));
        let unit = bound.as_ref().map(|own| unit_name(city, own.post.tenure.unit));
        let is_of_post = bound.is_some();
        let mut words: Vec<String> = unit.into_iter().collect();
        words.extend(
            chosen(visit.locale, query).into_iter().filter(|word| !words.contains(word)).collect::<Vec<_>>(),
        );
        let words = (!words.is_empty()).then(|| words.join(&visit.locale.text("value-join")));
        Ok(Self { words, is_of_post })
    }
}

/// What a query narrows to, in words.
fn chosen(locale: &Locale, query: &Query) -> Vec<String> {
    let keys = query.filters.values().flatten().map(|key| key_words(locale, key));
    keys.chain([&query.search, &query.unit].into_iter().filter(|words| !words.is_empty()).cloned()).collect()
}

/// The name of a file that is kept: what it is, of when, of what part of the city, and as known up to which record where that is not the last.
pub fn name(view: &View, stem: &str, of: &str, scope: &str, ending: &str) -> String {
    let mut name = format!("{stem}-{of}");
    if !scope.is_empty() {
        name.push('-');
        name.push_str(scope);
    }
    if view.known() < view.image.city.head() {
        name.push_str(&format!("-known-{}", view.known().0));
    }
    format!("{name}.{ending}")
}

/// A file to be kept under a name. Browsers that do not read the second name take the first, without what is not plain in it.
pub fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let plain: String = name.chars().filter(is_plain).collect();
    let safe: String =
        name.chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\' | ':' | '"')).collect();
    let disposition = match plain == safe {
        true => format!("attachment; filename=\"{plain}\""),
        false => {
            let encoded = encode(&safe).replace(',', "%2C");
            format!("attachment; filename=\"{}\"; filename*=UTF-8''{encoded}", plain.replace("-.", "."))
        }
    };
    let headers: [(HeaderName, String); 2] =
        [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
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
