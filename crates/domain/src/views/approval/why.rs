//! Why a date is what it is: the chain of items behind it, from the beginning to the item asked about.

use super::{Approval, Step, clock::Reach, network::Driver};
use crate::{
    procedure::{Days, LinkKind},
    step::State,
    time::Date,
};
use serde::Serialize;

/// One link of the chain: an item, its dates, and the reason it did not begin earlier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The item's index.
    pub index: usize,
    /// The day it begins or began.
    pub from: Date,
    /// The day it ends or ended.
    pub to: Date,
    /// Why then.
    pub because: Because,
    /// The other items it waits for just as long, each with what ties them: they let it begin on the same day.
    pub also: Vec<(usize, LinkKind)>,
    /// Its state.
    pub state: State,
    /// Days over its limit so far, of the kind that counts, where it runs late.
    pub over: Option<Days>,
}

/// Why an item begins when it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Because {
    /// It begins with the procedure.
    Beginning,
    /// It waits for another item.
    Waits {
        /// The item's index.
        #[serde(skip)]
        index: usize,
        /// What ties them.
        kind: LinkKind,
    },
    /// Nothing holds it back, and nobody has begun.
    NobodyBegan,
    /// It is under way.
    UnderWay,
    /// It is over.
    Over,
}

/// The chain behind an item's date, the item asked about last.
#[must_use]
pub fn chain(approval: &Approval<'_>, index: usize) -> Vec<Cause> {
    let mut chain = Vec::new();
    let mut at = Some(index);
    while let Some(index) = at.filter(|_| chain.len() <= approval.steps.len()) {
        let (Some(dates), Some(step)) = (approval.forecast.of(index), approval.steps.get(index)) else {
            break;
        };
        let (because, before) = match dates.driver {
            Driver::Beginning => (Because::Beginning, None),
            Driver::Item { index, kind } => (Because::Waits { index, kind }, Some(index)),
            // Evidence being gathered is begun, though what takes its days is not.
            Driver::Today if step.life.state == State::UnderWay => (Because::UnderWay, None),
            Driver::Today => (Because::NobodyBegan, None),
            Driver::Actual if step.life.settled_on.is_some() => (Because::Over, None),
            Driver::Actual => (Because::UnderWay, None),
        };
        let over = step.clock.filter(|_| step.life.settled_on.is_none()).map(|clock| clock.binding());
        chain.push(Cause {
            index,
            from: dates.early.from,
            to: dates.early.to,
            because,
            also: also(approval, index),
            state: step.life.state,
            over: over.filter(|reach| reach.left < 0).map(Reach::days_apart),
        });
        at = before;
    }
    chain.reverse();
    chain
}

/// The items that drive an item's date beside the one its chain goes on with, each with what ties them.
#[must_use]
pub fn also(approval: &Approval<'_>, index: usize) -> Vec<(usize, LinkKind)> {
    let main = approval.forecast.of(index).map(|dates| dates.driver);
    let is_other = |from: usize| !matches!(main, Some(Driver::Item { index, .. }) if index == from);
    approval.forecast.also_driven_by(index).filter(|(from, _)| is_other(*from)).collect()
}

/// A promised date that is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missed {
    /// The milestone's item.
    pub index: usize,
    /// The day promised.
    pub promised_on: Date,
    /// The day it is expected.
    pub expected_on: Date,
}

/// The promised start, completion or production behind an item's negative float: of those that wait for it the one missed by most.
#[must_use]
pub fn missed(approval: &Approval<'_>, index: usize) -> Option<Missed> {
    approval.forecast.of(index).filter(|dates| dates.total_float < 0)?;
    let mut reached = vec![index];
    let mut next = 0;
    while let Some(at) = reached.get(next).copied() {
        next += 1;
        let waits = |step: &&Step<'_>| step.item.links.iter().any(|link| link.from == at);
        for after in approval.steps.iter().filter(waits).map(|step| step.index) {
            if !reached.contains(&after) {
                reached.push(after);
            }
        }
    }
    let missed = |index: usize| {
        let (promised_on, expected_on) =
            (approval.steps.get(index)?.deadline()?, approval.forecast.finish(index)?);
        (expected_on > promised_on).then_some(Missed { index, promised_on, expected_on })
    };
    let float = |missed: &Missed| approval.forecast.of(missed.index).map_or(0, |dates| dates.total_float);
    reached.into_iter().filter_map(missed).min_by_key(float)
}

/// What holds the next milestone back now, in order: of the items of its chain those that are somebody's move. What drives a date may come after what
/// takes no time, and no milestone may be ahead; then the critical items that are somebody's move, else those under way, else any: while anything is to
/// be done, something is waited for.
#[must_use]
pub fn held_by(approval: &Approval<'_>, milestone: Option<usize>) -> Vec<usize> {
    let chain = milestone.map(|index| chain(approval, index)).unwrap_or_default();
    let steps = chain.iter().filter_map(|cause| approval.steps.get(cause.index));
    let moves: Vec<usize> = steps.filter(|step| is_move(step)).map(|step| step.index).collect();
    if !moves.is_empty() {
        return moves;
    }
    let among = |wanted: &dyn Fn(&Step<'_>) -> bool| -> Vec<usize> {
        approval.steps.iter().filter(|step| is_move(step) && wanted(step)).map(|step| step.index).collect()
    };
    let is_critical =
        |step: &Step<'_>| approval.forecast.of(step.index).is_some_and(|dates| dates.is_critical);
    let narrowed = [among(&is_critical), among(&|step| step.life.state.is_open())];
    narrowed.into_iter().find(|found| !found.is_empty()).unwrap_or_else(|| among(&|_| true))
}

/// Whether an item is somebody's move.
fn is_move(step: &Step<'_>) -> bool {
    step.awaits().is_some()
}
