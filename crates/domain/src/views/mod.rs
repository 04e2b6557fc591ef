//! What is derived from the book, never stored: pure functions of the city, a moment and the year's rules.
//!
//! - [`approval`]: the items of a project, their clocks, dates and reasons
//! - [`progress`]: investment against plan and against the schedule (序时进度)
//! - [`light`]: the light of a project with its reason
//! - [`line`](mod@line): one project as a table shows it
//! - [`totals`]: sums by any dimension
//! - [`punctuality`]: starts and completions against their plan, entry into the statistics library
//! - [`cockpit`]: this month in one screen
//! - [`changes`]: what moved between two moments
//! - [`war_map`]: a project on the axis of time, and what a month asks of it (挂图作战)

pub mod approval;
pub mod changes;
pub mod cockpit;
pub mod light;
pub mod line;
pub mod progress;
pub mod punctuality;
pub mod totals;
pub mod war_map;

use crate::{
    City, Project, ProjectId,
    access::Told,
    project::Seen,
    rules::Rules,
    time::{Moment, YearMonth},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Where a view is taken from: a moment, the dispatch it speaks of, and the rules it judges by.
#[derive(Clone, Copy, Debug)]
pub struct Standpoint<'a> {
    /// What was true when, and what was known when.
    pub at: Moment,
    /// The month dispatched last: figures are judged as of its end.
    pub month: YearMonth,
    /// The rules of the year.
    pub rules: &'a Rules,
    /// What can be told from there: nothing is derived from fields that are hidden.
    pub told: Told,
}

impl<'a> Standpoint<'a> {
    /// The standpoint of the city at a moment: its dispatch month by [`dispatch_month`], else the moment's own month.
    #[must_use]
    pub fn new(city: &City, at: Moment, rules: &'a Rules) -> Self {
        let month = dispatch_month(city, at).unwrap_or_else(|| YearMonth::of(at.as_of));
        Self { at, month, rules, told: city.told() }
    }
}

/// How far back each project's filings are looked at to find the month of the dispatch.
const LOOK_BACK: usize = 3;

/// The month of the dispatch, see [`Filings::month`].
#[must_use]
pub fn dispatch_month(city: &City, at: Moment) -> Option<YearMonth> {
    let mut filings = Filings::default();
    for project in city.projects() {
        filings.add(project.at(at));
    }
    filings.month()
}

/// How many projects filed a figure, month by month. Counted in parts, they may be joined.
#[derive(Clone, Debug, Default)]
pub struct Filings(BTreeMap<YearMonth, usize>);

impl Filings {
    /// Counts the latest months a project filed.
    pub fn add(&mut self, seen: Seen<'_>) {
        let mut counted = None;
        let latest = seen.dispatched_months().filter(|month| counted.replace(*month) != Some(*month));
        for month in latest.take(LOOK_BACK) {
            *self.0.entry(month).or_default() += 1;
        }
    }

    /// Adds what another counted of other projects.
    pub fn join(&mut self, other: Self) {
        for (month, count) in other.0 {
            *self.0.entry(month).or_default() += count;
        }
    }

    /// The month of the dispatch: the latest one that is over at the moment and that at least half as many projects filed as the month before it. So
    /// neither a figure told early nor the first of many filings turns everybody else to "not filed".
    #[must_use]
    pub fn month(&self) -> Option<YearMonth> {
        let before = |month: YearMonth| month.before().and_then(|before| self.0.get(&before)).copied();
        let found =
            self.0.iter().rev().find(|(month, count)| **count * 2 >= before(**month).unwrap_or_default());
        found.map(|(month, _)| *month)
    }
}

/// The projects in the book at a moment: they have a name and were not merged into another. Packages and their parts are both among them.
pub fn living(city: &City, at: Moment) -> impl Iterator<Item = &Arc<Project>> {
    city.projects().filter(move |project| {
        let seen = project.at(at);
        seen.exists() && seen.merged_into().is_none()
    })
}

/// The packages whose parts are counted instead of them at a moment.
#[must_use]
pub fn packages(city: &City, at: Moment) -> BTreeSet<ProjectId> {
    living(city, at).filter_map(|project| project.at(at).part_of().copied()).collect()
}

/// Whether a project counts in sums at a moment.
#[must_use]
pub fn counts(seen: Seen<'_>, packages: &BTreeSet<ProjectId>) -> bool {
    seen.exists() && seen.merged_into().is_none() && !packages.contains(&seen.project.id)
}
