//! What is derived from the book, never stored: pure functions of the city, a moment and the year's rules.
//!
//! - [`progress`]: investment against plan and against the schedule (序时进度)
//! - [`light`]: the light of a project with its reason
//! - [`line`](mod@line): one project as a table shows it
//! - [`totals`]: sums by any dimension
//! - [`changes`]: what moved between two moments

pub mod changes;
pub mod light;
pub mod line;
pub mod progress;
pub mod totals;

use crate::{
    City, Project, ProjectId,
    project::Seen,
    rules::Rules,
    time::{Moment, YearMonth},
};
use std::{collections::BTreeSet, sync::Arc};

/// Where a view is taken from: a moment, the dispatch it speaks of, and the rules it judges by.
#[derive(Clone, Copy, Debug)]
pub struct Standpoint<'a> {
    /// What was true when, and what was known when.
    pub at: Moment,
    /// The month dispatched last: figures are judged as of its end.
    pub month: YearMonth,
    /// The rules of the year.
    pub rules: &'a Rules,
}

impl<'a> Standpoint<'a> {
    /// The standpoint of the city at a moment: its dispatch month is the latest month up to then for which any project filed a figure, else the
    /// moment's own month.
    #[must_use]
    pub fn new(city: &City, at: Moment, rules: &'a Rules) -> Self {
        Self { at, month: dispatch_month(city, at).unwrap_or_else(|| YearMonth::of(at.as_of)), rules }
    }
}

/// The latest month, up to the moment, for which any project filed a dispatch figure.
#[must_use]
pub fn dispatch_month(city: &City, at: Moment) -> Option<YearMonth> {
    city.projects().filter_map(|project| project.at(at).latest_dispatch_month()).max()
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
