//! A schedule of the works on its way into the book: read, held against the project it is for, and what was found in it said in words: the same for page, API
//! and command line.

use crate::batch::Ground;
use qinghuo_domain::{
    Refusal,
    command::{Command, Context},
    decide::decide,
    own::{OwnPlan, WorksSchedule},
    procedure::{DayKind, Days, ItemCode},
    project::Seen,
};
use qinghuo_intake::tame;
use qinghuo_interchange::{
    Finding, Limits, Place, Unreadable, read,
    taken::{Taken, days, taken},
};
use qinghuo_locale::Locale;
use serde_json::{Value, json};

/// A schedule that becomes an item's own plan.
pub struct Takeover {
    /// The plan.
    pub plan: OwnPlan,
    /// What of the schedule is not carried.
    pub left: Vec<Finding>,
}

/// Why a schedule is not taken over.
pub struct NotTaken {
    /// What is wrong with the file.
    pub fault: Fault,
    /// What the rules say against taking over any schedule there, all of it.
    pub refusals: Vec<Refusal>,
}

/// What is wrong with a schedule.
pub enum Fault {
    /// It cannot be read.
    Unreadable(Unreadable),
    /// Something in it is wrong: all of it.
    Findings(Vec<Finding>),
}

impl Takeover {
    /// The own plan a file of this name makes for an item of a project.
    ///
    /// # Errors
    /// A file that is no schedule, or one with anything wrong in it.
    pub fn of(
        ground: &Ground<'_>,
        project: Seen<'_>,
        item: &ItemCode,
        (name, bytes): (&str, &[u8]),
        reason: &str,
    ) -> Result<Self, NotTaken> {
        let approval = ground.playbook.approval(project, ground.from);
        let planned = approval.and_then(|approval| Some(approval.step(item)?.item.plan));
        let planned = planned.unwrap_or(Days { count: 1, kind: DayKind::Natural });
        let not_taken = |fault| {
            let refusals = refusals(ground, project, item, (name, reason), planned);
            NotTaken { fault, refusals }
        };
        let schedule =
            read(bytes, &Limits::default()).map_err(|error| not_taken(Fault::Unreadable(error)))?;
        let calendar = &ground.playbook.rules.calendar;
        let taken = taken(&schedule, name, project.procedure_since(), calendar);
        let Taken { works, left } = taken.map_err(|findings| not_taken(Fault::Findings(findings)))?;
        let days = days(&works, planned.kind, calendar);
        Ok(Self { plan: OwnPlan { days: Some(days), reason: reason.into(), works: Some(works) }, left })
    }
}

/// What the rules would say if the schedule were a good one: a faulty file hides nothing of it.
fn refusals(
    ground: &Ground<'_>,
    project: Seen<'_>,
    item: &ItemCode,
    (name, reason): (&str, &str),
    planned: Days,
) -> Vec<Refusal> {
    let on = project.procedure_since().unwrap_or(ground.effective_on);
    let works = WorksSchedule {
        file: name.into(),
        attachment: "".into(),
        starts_on: on,
        ends_on: on,
        milestones: Vec::new(),
    };
    let days = Days { count: planned.count.max(1), ..planned };
    let plan = OwnPlan { days: Some(days), reason: reason.into(), works: Some(works) };
    let command = Command::ReplanItem { project: project.project.id, item: item.clone(), plan };
    let Ground { by, today, effective_on, .. } = *ground;
    let context = Context { by, today, effective_on, rules: &ground.playbook.rules };
    decide(ground.city, command, context).err().unwrap_or_default()
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
