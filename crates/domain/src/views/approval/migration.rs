//! What would change if a project followed another procedure, or another version of its own, before it does: items that appear and vanish, what was done that
//! is kept, what waits for what, and how the dates move. Whether it may be done is decided as every command is.
//!
//! Both courses are seen from the same moment with the same facts; only the template differs.

use super::{Approval, Outlook, Step};
use crate::{
    procedure::{Days, ItemCode, Lag, Link, LinkKind, Milestone},
    rules::Rules,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// What would change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Items the project would need and does not have, by their place in the procedure to come.
    pub appear: Vec<usize>,
    /// Items the project needs and would not have, by their place in the procedure of now.
    pub vanish: Vec<usize>,
    /// Items somebody began or settled that stay as they are, by their place in the procedure to come.
    pub kept: Vec<usize>,
    /// Items planned for other days.
    pub replanned: Vec<Replanned>,
    /// Items that would wait for others than now.
    pub retied: Vec<Retied>,
    /// Items not settled of whose predecessors some are settled and some are not, where that would change: half-filled joins, by their place in
    /// the procedure to come.
    pub half_filled: Vec<usize>,
    /// Items begun or settled before something they would now wait for, by their place in the procedure to come: what happened stands.
    pub ahead: Vec<usize>,
    /// The milestones before and after.
    pub milestones: Vec<Moved>,
}

/// An item planned for other days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replanned {
    /// The item.
    pub item: ItemCode,
    /// Its days now.
    pub from: Days,
    /// Its days then.
    pub to: Days,
}

/// An item that would wait for others than now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Retied {
    /// The item.
    pub item: ItemCode,
    /// What it would wait for besides.
    pub added: Vec<ItemCode>,
    /// What it would no longer wait for.
    pub dropped: Vec<ItemCode>,
}

/// A milestone before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Which.
    pub milestone: Milestone,
    /// As it is expected now.
    pub from: Option<Outlook>,
    /// As it would be.
    pub to: Option<Outlook>,
    /// Working days later; negative is earlier.
    pub later_workdays: i32,
}

/// What would change between the course a project is on, if it is on one, and the one it would be on.
#[must_use]
pub fn changes(from: Option<&Approval<'_>>, to: &Approval<'_>, rules: &Rules) -> Changes {
    let mut changes = Changes { milestones: milestones(from, to, rules), ..Changes::default() };
    for after in &to.steps {
        let before = from.and_then(|from| from.step(&after.item.code));
        let was_needed = before.is_some_and(Step::is_needed);
        if after.is_needed() && !was_needed {
            changes.appear.push(after.index);
        }
        if after.life.since.is_some() {
            changes.kept.push(after.index);
        }
        let Some((from, before)) = from.zip(before) else { continue };
        compare(&mut changes, (from, before), (to, after));
    }
    let gone = |step: &&Step<'_>| {
        step.is_needed() && to.step(&step.item.code).is_none_or(|after| !after.is_needed())
    };
    let steps = from.map_or(&[][..], |from| &from.steps);
    changes.vanish = steps.iter().filter(gone).map(|step| step.index).collect();
    changes
}

/// An item both have.
fn compare(changes: &mut Changes, before: (&Approval<'_>, &Step<'_>), after: (&Approval<'_>, &Step<'_>)) {
    let (was, now) = (ties(before.0, before.1), ties(after.0, after.1));
    let ((_, before), (to, after)) = (before, after);
    let item = || after.item.code.clone();
    if before.plan() != after.plan() && after.is_needed() {
        changes.replanned.push(Replanned { item: item(), from: before.plan(), to: after.plan() });
    }
    if was == now || !after.is_needed() {
        return;
    }
    changes.retied.push(Retied { item: item(), added: others(&now, &was), dropped: others(&was, &now) });
    let settled = now.keys().filter(|code| to.step(code).is_some_and(Step::is_settled)).count();
    if after.life.since.is_some() {
        if settled < now.len() {
            changes.ahead.push(after.index);
        }
    } else if (1..now.len()).contains(&settled) {
        changes.half_filled.push(after.index);
    }
}

/// What an item's links come from, and how they tie.
type Ties = BTreeMap<ItemCode, (LinkKind, Lag)>;

fn ties(approval: &Approval<'_>, step: &Step<'_>) -> Ties {
    let tie = |link: &Link| {
        let before = approval.steps.get(link.from)?;
        Some((before.item.code.clone(), (link.kind, link.lag)))
    };
    step.item.links.iter().filter_map(tie).collect()
}

/// The codes of ties the other does not have so.
fn others(ties: &Ties, other: &Ties) -> Vec<ItemCode> {
    ties.iter().filter(|(code, tie)| other.get(*code) != Some(*tie)).map(|(code, _)| code.clone()).collect()
}

fn milestones(from: Option<&Approval<'_>>, to: &Approval<'_>, rules: &Rules) -> Vec<Moved> {
    let moved = |milestone: Milestone| {
        let before = from.and_then(|from| from.outlook(milestone, rules));
        let after = to.outlook(milestone, rules);
        let days = before.zip(after);
        let later_workdays = days.map_or(0, |(before, after)| {
            rules.calendar.workdays_between(before.expected_on, after.expected_on)
        });
        (before.is_some() || after.is_some()).then_some(Moved {
            milestone,
            from: before,
            to: after,
            later_workdays,
        })
    };
    Milestone::ALL.iter().copied().filter_map(moved).collect()
}
