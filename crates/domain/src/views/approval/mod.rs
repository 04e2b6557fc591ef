//! The approvals of a project: every item with its state, clock and dates, what the project waits for and why, and what pre-handling and the four
//! parallels saved (DOMAIN.md section 2, 2.4). All of it is a function of the book, the moment, the rules and which items apply.
//!
//! - [`approval`] puts it together: start here
//! - [`clock`]: the limits of one item, statutory and promised, against the days used
//! - [`network`]: early and late dates, floats and what drives each date
//! - [`why`]: the chain of items behind a date
//! - [`duty`](mod@duty): what the discipline of promised dates asks for
//! - [`entry`](mod@entry): the papers for the statistics library, and when they can be handed over
//! - [`migration`]: what would change under another procedure
//! - [`inbox`]: items over all projects, by the days left
//! - [`bottleneck`]: days lost on the way to milestones, load by unit, days saved
//!
//! Which items apply is asked of the playbook, whose conditions are expressions over the project, and comes in as an argument.

pub mod bottleneck;
pub mod clock;
pub mod duty;
pub mod entry;
pub mod inbox;
pub mod migration;
pub mod network;
pub mod silence;
pub mod why;

use crate::{
    attribute::Text,
    own::{OwnItem, OwnPlan, tailored},
    procedure::{Applies, Days, Item, Milestone, Procedure},
    project::Seen,
    rules::Rules,
    step::{Delay, Discipline, Life, Promise, Role, State},
    time::{Date, Moment},
};
use clock::ItemClock;
use network::{Dates, Order};
use std::{borrow::Cow, collections::BTreeMap};

/// All that can be said of a project's approvals at a moment.
#[derive(Clone, Debug)]
pub struct Approval<'a> {
    /// The procedure its items follow, with the items of the project's own.
    pub procedure: Cow<'a, Procedure>,
    /// The day it began to follow one: where its network begins.
    pub begins_on: Date,
    /// The day everything is seen from.
    pub as_of: Date,
    /// Its items, in the procedure's order.
    pub steps: Vec<Step<'a>>,
    /// The network as it runs: pre-handling and parallels, actual dates, today.
    pub forecast: Dates,
    /// The network as it was planned on the first day, nothing known of what came.
    pub plan: Dates,
    /// Its links with the durations recorded since, nobody idle.
    pub linked: Dates,
    /// The same in the order of before the reform.
    pub serial: Dates,
    /// The discipline of promised dates.
    pub discipline: Discipline,
}

/// One item of a project.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    /// Its place in the procedure.
    pub index: usize,
    /// The item.
    pub item: Cow<'a, Item>,
    /// What it is where only this project has it, and since when.
    pub own: Option<(Date, &'a OwnItem)>,
    /// The days of the project's own, and since when they are its plan.
    pub own_plan: Option<(Date, &'a OwnPlan)>,
    /// The days of the project's own that were planned on the first day already.
    pub first_days: Option<Days>,
    /// Whether it applies.
    pub applies: Applies,
    /// Whether it was planned on the first day.
    pub was_planned: bool,
    /// Where it stands and how it came there, time having passed until the moment.
    pub life: Life,
    /// Its limits and days used, once its clock began.
    pub clock: Option<ItemClock>,
    /// Items it waits for: not settled, and it cannot be settled before them.
    pub waits_for: Vec<usize>,
    /// The first promise made.
    pub first_promise: Option<(Date, &'a Promise)>,
    /// The promise that stands.
    pub promise: Option<(Date, &'a Promise)>,
    /// How often the promised date moved.
    pub moves: usize,
    /// What was said last about its delay.
    pub delay: Option<(Date, &'a Delay)>,
}

impl Step<'_> {
    /// The day promised for the start, the completion or production, while it is ahead: the date all of the project is held to.
    #[must_use]
    pub fn deadline(&self) -> Option<Date> {
        let is_held = matches!(
            self.item.milestone,
            Some(Milestone::Start | Milestone::Completion | Milestone::Production)
        );
        self.promise.filter(|_| is_held && !self.is_settled()).map(|(_, promise)| promise.on)
    }

    /// Its name where only this project has it.
    #[must_use]
    pub fn own_name(&self) -> Option<&'_ Text> {
        self.own.map(|(_, own)| &own.name)
    }

    /// The days it is planned for: the project's own, else the template's.
    #[must_use]
    pub fn plan(&self) -> Days {
        self.own_days().unwrap_or(self.item.plan)
    }

    /// The days of the project's own it is planned for.
    #[must_use]
    pub fn own_days(&self) -> Option<Days> {
        self.own_plan.and_then(|(_, plan)| plan.days)
    }

    /// Whether its planned days are an estimate and must be shown as one (估).
    #[must_use]
    pub fn is_estimated(&self) -> bool {
        self.own_days().is_none() && self.item.is_estimated()
    }

    /// Whether the project has to go through it.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        self.applies != Applies::No && self.life.state != State::NotNeeded
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        !self.is_needed() || self.life.state.is_settled()
    }

    /// Whether somebody can act on it now; what is handled within another item is not acted on by itself.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        let is_own = self.item.merged_into.is_none();
        is_own && !self.is_settled() && (self.waits_for.is_empty() || self.life.state.is_open())
    }

    /// Whose move it is: nobody's while it waits for other items. What is published, surveyed or done within government is begun by the unit that leads
    /// it, and by no applicant.
    #[must_use]
    pub fn awaits(&self) -> Option<Role> {
        let role = self.life.state.awaits(self.item.course()).filter(|_| self.is_ready())?;
        Some(if role == Role::Applicant && !self.item.is_applicants() { Role::Department } else { role })
    }
}

/// What is said of one milestone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// The milestone's item.
    pub index: usize,
    /// The day it was planned for on the first day.
    pub planned_on: Date,
    /// The day it is expected, or happened.
    pub expected_on: Date,
    /// Whether it happened.
    pub is_past: bool,
    /// The day it would have come under the order of before the reform: the day expected, and the days saved after it.
    pub serial_on: Date,
    /// Working days saved against that order: both networks with the same durations and nobody idle, so that standing still saves nothing and loses
    /// nothing; negative where the order of before would have been quicker.
    pub saved_workdays: i32,
    /// Working days later than planned; negative is earlier.
    pub late_workdays: i32,
    /// Whether a duration on the way there is an estimate, so that the days saved are one too.
    pub is_estimate: bool,
    /// Which of its days may still change with days off nobody announced yet.
    pub provisional: Provisional,
}

/// Which days of a milestone may still change with days off nobody announced yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Provisional {
    /// The day planned.
    pub planned: bool,
    /// The day expected.
    pub expected: bool,
    /// The day under the order of before the reform.
    pub serial: bool,
}

impl<'a> Approval<'a> {
    /// What is said of a milestone; `None` where the procedure has none of the kind.
    #[must_use]
    pub fn outlook(&self, milestone: Milestone, rules: &Rules) -> Option<Outlook> {
        let (index, _) = self.procedure.milestone(milestone)?;
        let (planned, expected) = (self.plan.of(index)?, self.forecast.of(index)?);
        let (planned_on, expected_on) = (planned.early.to, expected.early.to);
        let between = |from, to| rules.calendar.workdays_between(from, to);
        let saved_workdays = between(self.linked.finish(index)?, self.serial.finish(index)?);
        let estimated = |step: &Step<'_>| step.is_estimated() && step.life.settled_on.is_none();
        let serial_on = rules.calendar.add_workdays(expected_on, saved_workdays);
        let moves = saved_workdays != 0 && rules.calendar.is_provisional(serial_on);
        Some(Outlook {
            index,
            planned_on,
            expected_on,
            is_past: self.steps.get(index).is_some_and(|step| step.life.state.is_settled()),
            serial_on,
            saved_workdays,
            late_workdays: between(planned_on, expected_on),
            is_estimate: self.procedure.serial_ground.is_estimate() || self.steps.iter().any(estimated),
            provisional: Provisional {
                planned: planned.is_provisional,
                expected: expected.is_provisional,
                serial: expected.is_provisional || moves,
            },
        })
    }

    /// The step of an item's code.
    #[must_use]
    pub fn step(&self, code: &crate::procedure::ItemCode) -> Option<&Step<'a>> {
        self.steps.get(self.procedure.item(code)?.0)
    }
}

/// The approvals of a project; `None` while it follows no procedure of the rules. `applies` speaks of each item of the procedure in its order.
#[must_use]
pub fn approval<'a>(seen: Seen<'a>, rules: &'a Rules, applies: &[Applies]) -> Option<Approval<'a>> {
    approval_under(seen, rules, rules.assigned(seen.procedure()?)?, applies, seen.at.as_of)
}

/// The approvals of a project as they were if it followed this procedure from the day it began to follow one, or else from `begins` on.
#[must_use]
pub fn approval_under<'a>(
    seen: Seen<'a>,
    rules: &'a Rules,
    template: &'a Procedure,
    applies: &[Applies],
    begins: Date,
) -> Option<Approval<'a>> {
    let procedure = tailored(template, seen, rules);
    let begins_on = seen.procedure_since().unwrap_or(begins);
    let as_of = seen.at.as_of;
    let items: Vec<Cow<'a, Item>> = match &procedure {
        Cow::Borrowed(procedure) => procedure.items.iter().map(Cow::Borrowed).collect(),
        Cow::Owned(procedure) => procedure.items.iter().cloned().map(Cow::Owned).collect(),
    };
    let own: BTreeMap<_, _> = seen.own_items().map(|(code, on, own)| (code, (on, own))).collect();
    let mut steps: Vec<Step<'a>> = items
        .into_iter()
        .enumerate()
        .map(|(index, item)| {
            let own = own.get(&item.code).copied().filter(|_| index >= template.items.len());
            let applies = applies.get(index).copied().unwrap_or(Applies::Unknown);
            let applies = if own.is_some() { Applies::Yes } else { applies };
            step(seen, rules, begins_on, (index, item), own, applies)
        })
        .collect();
    settle_merged(&mut steps);
    let waits: Vec<Vec<usize>> = steps.iter().map(|step| waits_for(step, &steps)).collect();
    for (step, waits_for) in steps.iter_mut().zip(waits) {
        step.waits_for = waits_for;
    }
    let dates = |order| network::dates(&procedure, &steps, rules, begins_on, as_of, order);
    let (forecast, plan) = (dates(Order::Actual), dates(Order::Planned));
    let (linked, serial) = (dates(Order::Linked), dates(Order::Serial));
    let discipline = rules.discipline;
    Some(Approval { procedure, begins_on, as_of, steps, forecast, plan, linked, serial, discipline })
}

fn step<'a>(
    seen: Seen<'a>,
    rules: &Rules,
    begins_on: Date,
    (index, item): (usize, Cow<'a, Item>),
    own: Option<(Date, &'a OwnItem)>,
    applies: Applies,
) -> Step<'a> {
    let deemed_after = |day| rules.word_due(day);
    let mut life = Life::of(item.course(), seen.acts(&item.code), deemed_after);
    life.pass(seen.at.as_of, deemed_after);
    let promises = seen.promises(&item.code);
    let own_plan = seen.own_plan_of(&item.code);
    let first = Seen { at: Moment { as_of: begins_on, ..seen.at }, ..seen }.own_plan_of(&item.code);
    let days = own_plan.and_then(|(_, plan)| plan.days).unwrap_or(item.plan);
    // What was begun or called for applies, whatever the conditions say.
    let is_begun = life.begun_on.is_some();
    let clock = clock::of(&item, days, &life, rules, seen.at.as_of);
    let delay = seen.delay_of(&item.code);
    Step {
        index,
        own,
        own_plan,
        first_days: first.and_then(|(_, plan)| plan.days),
        applies: if is_begun || life.is_called_for { Applies::Yes } else { applies },
        was_planned: match own {
            Some((added_on, _)) => added_on <= begins_on,
            None => applies != Applies::No || is_begun && !life.is_called_for,
        },
        clock,
        life,
        waits_for: Vec::new(),
        first_promise: promises.first().copied(),
        promise: promises.last().copied(),
        moves: promises.len().saturating_sub(1),
        delay,
        item,
    }
}

/// An item handled within another is settled with it.
fn settle_merged(steps: &mut [Step<'_>]) {
    for index in 0..steps.len() {
        let host = steps.get(index).and_then(|step| step.item.merged_into);
        let host = host.and_then(|host| steps.get(host)).map(|host| host.life.clone());
        if let (Some(host), Some(step)) = (host, steps.get_mut(index))
            && step.life.state == State::NotStarted
            && host.state.is_settled()
        {
            step.life.state = State::Done;
            step.life.settled_on = host.settled_on;
        }
    }
}

/// The items not settled that an item waits for; one that is not needed, or is handled within another, hands on what
/// it waits for itself.
fn waits_for(step: &Step<'_>, steps: &[Step<'_>]) -> Vec<usize> {
    let mut waits = Vec::new();
    let mut asked: Vec<usize> =
        step.item.links.iter().filter(|link| link.kind.waits_for_finish()).map(|link| link.from).collect();
    let mut next = 0;
    while let Some(index) = asked.get(next).copied() {
        next += 1;
        let Some(before) = steps.get(index) else { continue };
        // What is handled within another item is settled with it, and is no wait of its own.
        if !before.is_needed() || before.item.merged_into.is_some() {
            for from in before.item.links.iter().map(|link| link.from) {
                if !asked.contains(&from) {
                    asked.push(from);
                }
            }
        } else if !before.is_settled() && !waits.contains(&index) {
            waits.push(index);
        }
    }
    // What it begins with must have begun.
    for link in step.item.links.iter().filter(|link| !link.kind.waits_for_finish()) {
        let has_not_begun = |before: &&Step<'_>| before.is_needed() && before.life.state == State::NotStarted;
        if steps.get(link.from).filter(has_not_begun).is_some() && !waits.contains(&link.from) {
            waits.push(link.from);
        }
    }
    waits.sort_unstable();
    waits
}

/// The unit whose move an item is: the owner's where the applicant has to do something, else the one that leads it.
#[must_use]
pub fn mover<'a>(procedure: &'a Procedure, step: &'a Step<'_>) -> Option<&'a Text> {
    let applicant = || procedure.applicant();
    step.awaits()
        .filter(|role| *role == Role::Applicant)
        .and_then(|_| applicant())
        .or_else(|| lead(&step.item))
}

/// The units an item belongs to, the leading one first.
#[must_use]
pub fn lead(item: &Item) -> Option<&Text> {
    item.units.first()
}
