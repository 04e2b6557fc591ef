//! A schedule of the works on its way into the book: read, held against the project it is for, and what was found in it said in words: the same for page, API
//! and command line.

use qinghuo_domain::{
    own::OwnPlan,
    procedure::{DayKind, ItemCode},
    project::Seen,
    views::Standpoint,
};
use qinghuo_intake::tame;
use qinghuo_interchange::{
    Finding, Limits, Place, Unreadable, read,
    taken::{Taken, days, taken},
};
use qinghuo_locale::Locale;
use qinghuo_playbook::Playbook;
use serde_json::{Value, json};

/// A schedule that becomes an item's own plan.
pub struct Takeover {
    /// The plan.
    pub plan: OwnPlan,
    /// What of the schedule is not carried.
    pub left: Vec<Finding>,
}

/// Why a schedule is not taken over.
pub enum NotTaken {
    /// It cannot be read.
    Unreadable(Unreadable),
    /// Something in it is wrong: all of it.
    Faulty(Vec<Finding>),
}

impl Takeover {
    /// The own plan a file of this name makes for an item of a project.
    ///
    /// # Errors
    /// A file that is no schedule, or one with anything wrong in it.
    pub fn of(
        playbook: &Playbook,
        (project, from): (Seen<'_>, Standpoint<'_>),
        item: &ItemCode,
        (name, bytes): (&str, &[u8]),
        reason: &str,
    ) -> Result<Self, NotTaken> {
        let schedule = read(bytes, &Limits::default()).map_err(NotTaken::Unreadable)?;
        let calendar = &playbook.rules.calendar;
        let taken = taken(&schedule, name, project.procedure_since(), calendar);
        let Taken { works, left } = taken.map_err(NotTaken::Faulty)?;
        let approval = playbook.approval(project, from);
        let kind = approval.and_then(|approval| Some(approval.step(item)?.item.plan.kind));
        let days = days(&works, kind.unwrap_or(DayKind::Natural), calendar);
        Ok(Self { plan: OwnPlan { days: Some(days), reason: reason.into(), works: Some(works) }, left })
    }
}

/// Something found in a schedule, in words: what, how often, and its first places.
#[must_use]
pub fn found(locale: &Locale, finding: &Finding) -> String {
    let places = finding.places.iter().map(|at| place(locale, at)).filter(|said| !said.is_empty());
    let places = tame(&places.collect::<Vec<_>>().join(&locale.text("value-join")));
    let key = if places.is_empty() { "works-found" } else { "works-found-at" };
    let words = locale.named("works-finding", finding.code.key());
    locale.text_with(key, &[("words", words), ("count", finding.count.to_string()), ("places", places)])
}

/// A place in words: the activity, what stands there, and the line.
fn place(locale: &Locale, Place { line, task, name, given }: &Place) -> String {
    let task: Vec<&str> = [task, name].into_iter().flatten().map(|text| &**text).collect();
    let mut said = match (task.join(" "), given) {
        (task, Some(given)) if !task.is_empty() => {
            locale.text_with("works-place", &[("task", task), ("given", given.to_string())])
        }
        (task, given) => given.as_deref().map_or(task, ToOwned::to_owned),
    };
    if let Some(line) = line {
        said.push_str(&locale.text_with("works-line", &[("line", line.to_string())]));
    }
    said
}

/// The same for machines: codes, places and words.
pub(crate) fn found_json(locale: &Locale, findings: &[Finding]) -> Value {
    let one = |finding: &Finding| {
        let Finding { severity, code, count, places } = finding;
        json!({ "severity": severity, "code": code, "count": count, "places": places, "words": found(locale, finding) })
    };
    findings.iter().map(one).collect()
}
