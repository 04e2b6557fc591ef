//! An applicant who does not answer (申请人逾期未回应): while it is the applicant's move no authority's limit runs; after so many days without a word
//! ([`Discipline::silent_days`](crate::step::Discipline)) the promised date stands still too, with a notice, and the days from then on are the applicant's.
//!
//! Where an authority spoke last (corrections wanted, turned back, revoked) the days count from then on. Where nobody did (not applied for, an opinion
//! given in advance, evidence being gathered) they count from the day nothing else holds the item back; and what was never begun is silence only where a day is
//! promised for it or it drives the dates: with slack, an applicant may take time. What is built, published or done within government is never waited for so.
//!
//! The promised date itself does not move: a miss is shown whole, and how many of its days are the applicant's beside it.

use super::{Approval, Step, bottleneck::ready_since};
use crate::{
    step::State,
    time::{Date, days_between},
};
use serde::Serialize;

/// A silence long enough to stand the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Silence {
    /// Since when it is the applicant's move.
    pub since: Date,
    /// The last day that still counts: from the day after, days are the applicant's.
    pub stands_from: Date,
    /// The day it was broken; `None` while it goes on.
    pub until: Option<Date>,
    /// The day the applicant was told so in writing, while it goes on.
    pub noticed_on: Option<Date>,
}

/// A promised date that was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// Natural days over the promised date, so far or in all.
    pub days: u32,
    /// Of these, days in which the applicant was silent.
    pub applicant_days: u32,
}

/// The silence that goes on.
#[must_use]
pub fn silence(approval: &Approval<'_>, step: &Step<'_>) -> Option<Silence> {
    if step.is_settled() || !step.is_ready() {
        return None;
    }
    let since = match step.life.left_to_applicant(step.item.course()) {
        Some(since) => answered_from(approval, step, step.life.state, since)?,
        None if step.life.state == State::NotStarted && step.item.is_applicants() => {
            let drives = approval.forecast.of(step.index).is_some_and(|dates| dates.is_critical);
            free_since(approval, step).filter(|_| drives || step.promise.is_some())?
        }
        None => return None,
    };
    let noticed_on = step.life.notice.as_ref().map(|notice| notice.on);
    long_enough(approval, since, None)
        .filter(|silence| silence.stands_from < approval.as_of)
        .map(|silence| Silence { noticed_on, ..silence })
}

/// How far a promised date is missed, and whose days these are.
#[must_use]
pub fn miss(approval: &Approval<'_>, step: &Step<'_>) -> Option<Miss> {
    let ((made_on, first), (_, promise)) = (step.first_promise?, step.promise?);
    let promised_from = first.counts_from(made_on);
    let until = step.life.settled_on.unwrap_or(approval.as_of);
    let over = days_between(promise.on, until);
    if over <= 0 || !step.is_needed() {
        return None;
    }
    let silent = all(approval, step).map(|silence| {
        days_between(silence.stands_from.max(promised_from), silence.until.unwrap_or(until).min(until)).max(0)
    });
    let count = |days: i32| u32::try_from(days).unwrap_or_default();
    Some(Miss { days: count(over), applicant_days: count(silent.sum::<i32>().min(over)) })
}

/// Every silence of an item, those that are over first.
fn all(approval: &Approval<'_>, step: &Step<'_>) -> impl Iterator<Item = Silence> {
    let begun = step.life.begun_on.filter(|_| step.item.is_applicants());
    let before = begun.and_then(|begun| Some((free_since(approval, step)?, begun)));
    let waits = step.life.waits.iter().filter_map(|wait| {
        let since = answered_from(approval, step, wait.state, wait.since)?;
        Some((since, wait.until))
    });
    let over: Vec<(Date, Date)> = before.into_iter().chain(waits).collect();
    let over = over.into_iter().filter_map(|(since, until)| {
        long_enough(approval, since, Some(until)).filter(|silence| silence.stands_from < until)
    });
    over.chain(silence(approval, step))
}

/// The day from which an answer is waited for in a state.
fn answered_from(approval: &Approval<'_>, step: &Step<'_>, state: State, since: Date) -> Option<Date> {
    match state {
        State::PreReviewed | State::UnderWay => Some(free_since(approval, step)?.max(since)),
        _ => Some(since),
    }
}

/// The day from which nothing else holds an item back.
fn free_since(approval: &Approval<'_>, step: &Step<'_>) -> Option<Date> {
    step.waits_for.is_empty().then(|| ready_since(approval, step))
}

fn long_enough(approval: &Approval<'_>, since: Date, until: Option<Date>) -> Option<Silence> {
    let allowed = jiff::Span::new().days(i64::from(approval.discipline.silent_days));
    Some(Silence { since, stands_from: since.checked_add(allowed).ok()?, until, noticed_on: None })
}
