//! Over all projects: where working days are being lost on the way to the next milestone, how much each unit has to do and how it keeps its limits,
//! and how many days the reform saved.
//!
//! A day is lost only where it counts: on the chain behind the date of the project's next milestone ([`why::chain`]). Two things lose days there, and
//! both are counted in working days so that they can be added: an item whose clock ran over the limit that binds it, from the day after that limit
//! to today; and an item nothing holds back any more that nobody has begun, from the day the last item before it was settled (or the procedure began)
//! to today. An item in a special procedure, waiting for papers, or within its limit loses none; nor does
//! one handled within another, nor building itself, which is no approval and takes as long as the project's own plan says.
//!
//! What was saved is a difference of two dates of one project. Over several projects there is a count, a median and a range, never a sum: durations
//! that ran side by side do not add up.

use super::{
    Approval, Outlook, Step,
    inbox::Urgency,
    lead, mover,
    network::{self, Order, Swing},
    why,
};
use crate::{
    ProjectId, YearMonth,
    attribute::Text,
    procedure::{Bound, ItemCode, Milestone},
    rules::Rules,
    step::State,
    time::Date,
};
use qinghuo_schedule::Calendar;
use std::collections::{BTreeMap, BTreeSet};

/// Days an item of a project loses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The project.
    pub project: ProjectId,
    /// The milestone it is on the way to.
    pub milestone: Milestone,
    /// The procedure it follows.
    pub procedure: Text,
    /// The item.
    pub item: ItemCode,
    /// The item's index in its procedure.
    pub index: usize,
    /// Its name, where only this project has it.
    pub own_name: Option<Text>,
    /// The unit whose move it is: nobody has begun with what an applicant has not applied for.
    pub unit: Text,
    /// The last day of the limit that binds, where it ran over it.
    pub due_on: Option<Date>,
    /// Working days over that limit.
    pub over_workdays: u32,
    /// The day since which it could have begun and did not.
    pub ready_since: Option<Date>,
    /// Working days since then.
    pub idle_workdays: u32,
}

impl Loss {
    /// What of it falls on the days from one to another, both counted, up to the day it is seen from; `None` where nothing does.
    #[must_use]
    pub fn within(
        &self,
        (from, to): (Option<Date>, Option<Date>),
        as_of: Date,
        calendar: &Calendar,
    ) -> Option<Self> {
        let until = to.map_or(as_of, |to| to.min(as_of));
        let before = from.and_then(|from| from.yesterday().ok());
        let lost = |since: Option<Date>| {
            // Days are lost from the day after.
            let since = since.map(|since| before.map_or(since, |before| before.max(since)));
            let count = since.map_or(0, |since| calendar.workdays_between(since, until));
            u32::try_from(count).unwrap_or_default()
        };
        let (over_workdays, idle_workdays) = (lost(self.due_on), lost(self.ready_since));
        (over_workdays + idle_workdays > 0).then(|| Self { over_workdays, idle_workdays, ..self.clone() })
    }
}

/// Days lost over several projects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Projects that lose them.
    pub projects: usize,
    /// Working days over limits.
    pub over_workdays: u32,
    /// Working days nobody had begun.
    pub idle_workdays: u32,
}

impl Cost {
    /// All working days lost.
    #[must_use]
    pub const fn workdays(&self) -> u32 {
        self.over_workdays + self.idle_workdays
    }
}

/// The first milestone of a project that lies ahead.
#[must_use]
pub fn next_milestone(approval: &Approval<'_>, rules: &Rules) -> Option<(Milestone, Outlook)> {
    Milestone::ALL
        .iter()
        .filter_map(|milestone| Some((*milestone, approval.outlook(*milestone, rules)?)))
        .find(|(_, outlook)| !outlook.is_past)
}

/// The days a project is losing on the way to its next milestone, by item.
#[must_use]
pub fn losses(project: ProjectId, approval: &Approval<'_>, rules: &Rules) -> Vec<Loss> {
    let Some((milestone, next)) = next_milestone(approval, rules) else { return Vec::new() };
    let lost = |index: usize| {
        let counts = |step: &&Step<'_>| {
            !step.is_settled() && !step.item.is_building() && step.item.merged_into.is_none()
        };
        let step = approval.steps.get(index).filter(counts)?;
        let clock = step.clock.filter(|clock| !clock.stands).map(|clock| clock.binding());
        let is_idle = step.is_ready() && step.life.state == State::NotStarted;
        let loss = Loss {
            project,
            milestone,
            procedure: approval.procedure.key.clone(),
            item: step.item.code.clone(),
            index,
            own_name: step.own_name().cloned(),
            unit: mover(&approval.procedure, step).cloned().unwrap_or_default(),
            due_on: clock.filter(|reach| reach.left < 0).map(|reach| reach.due_on),
            over_workdays: 0,
            ready_since: is_idle.then(|| ready_since(approval, step)),
            idle_workdays: 0,
        };
        loss.within((None, None), approval.as_of, &rules.calendar)
    };
    why::chain(approval, next.index).iter().filter_map(|cause| lost(cause.index)).collect()
}

/// The day the last item before this one was settled, or the procedure began. What is not needed, or is handled within another item, hands on what it
/// waited for itself.
pub(super) fn ready_since(approval: &Approval<'_>, step: &Step<'_>) -> Date {
    let mut since = approval.begins_on;
    let mut asked: Vec<usize> = step.item.links.iter().map(|link| link.from).collect();
    let mut next = 0;
    while let Some(index) = asked.get(next).copied() {
        next += 1;
        let Some(before) = approval.steps.get(index) else { continue };
        match before.life.settled_on.filter(|_| before.is_needed()) {
            Some(settled_on) => since = since.max(settled_on),
            None => {
                for from in before.item.links.iter().map(|link| link.from) {
                    if !asked.contains(&from) {
                        asked.push(from);
                    }
                }
            }
        }
    }
    since
}

/// Losses by whatever one asks, the dearest first.
pub fn by<'a, K: Ord + Clone>(
    losses: impl IntoIterator<Item = &'a Loss>,
    key: impl Fn(&Loss) -> K,
) -> Vec<(K, Cost)> {
    let mut costs: BTreeMap<K, (Cost, BTreeSet<ProjectId>)> = BTreeMap::new();
    for loss in losses {
        let (cost, projects) = costs.entry(key(loss)).or_default();
        cost.over_workdays += loss.over_workdays;
        cost.idle_workdays += loss.idle_workdays;
        projects.insert(loss.project);
    }
    let mut costs: Vec<(K, Cost)> = costs
        .into_iter()
        .map(|(key, (cost, projects))| (key, Cost { projects: projects.len(), ..cost }))
        .collect();
    costs.sort_by(|(a, x), (b, y)| y.workdays().cmp(&x.workdays()).then_with(|| a.cmp(b)));
    costs
}

/// What a unit has to do, and how it kept its limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Items somebody can act on, by urgency.
    pub open: BTreeMap<Urgency, usize>,
    /// Items settled that had a limit to keep: a promised one, else a statutory one.
    pub settled: usize,
    /// Of these, those that kept it.
    pub on_time: usize,
    /// Days these used in all, each of the kind its limit counts.
    pub used_days: u64,
    /// Days these were allowed in all.
    pub limit_days: u64,
}

impl Load {
    /// Share of settled items that kept their limit, in hundredths of a percent.
    #[must_use]
    pub fn on_time_hundredths(&self) -> Option<i64> {
        let share = (self.on_time * 10_000).checked_div(self.settled)?;
        i64::try_from(share).ok()
    }

    /// All items somebody can act on.
    #[must_use]
    pub fn all_open(&self) -> usize {
        self.open.values().sum()
    }

    /// Adds an item somebody can act on.
    pub fn add_open(&mut self, urgency: Urgency) {
        *self.open.entry(urgency).or_default() += 1;
    }

    /// Adds an item that was settled.
    pub fn add_kept(&mut self, kept: &Kept) {
        self.settled += 1;
        self.on_time += usize::from(kept.is_on_time);
        self.used_days += kept.used_days;
        self.limit_days += kept.limit_days;
    }
}

/// An item that was settled and had a limit to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The unit that leads it.
    pub unit: Text,
    /// The day it was settled.
    pub settled_on: Date,
    /// Days it used, of the kind its limit counts.
    pub used_days: u64,
    /// Days it was allowed.
    pub limit_days: u64,
    /// Whether it kept its limit.
    pub is_on_time: bool,
}

/// The items of a project that were settled and had a limit to keep.
#[must_use]
pub fn kept(approval: &Approval<'_>) -> Vec<Kept> {
    let mut all = Vec::new();
    for step in approval.steps.iter().filter(|step| step.is_needed()) {
        let Some((clock, settled_on)) = step.clock.zip(step.life.settled_on) else { continue };
        // A shortest time, as of a publicity period, is no limit to keep.
        let statutory = clock.statutory.filter(|_| is_limit(step));
        let Some(reach) = clock.promised.or(statutory) else { continue };
        let used = i64::from(reach.days) - i64::from(reach.left);
        all.push(Kept {
            unit: lead(&step.item).cloned().unwrap_or_default(),
            settled_on,
            used_days: u64::try_from(used).unwrap_or_default(),
            limit_days: u64::from(reach.days),
            is_on_time: reach.left >= 0,
        });
    }
    all
}

fn is_limit(step: &Step<'_>) -> bool {
    step.item.statutory.is_some_and(|limit| limit.bound == Bound::AtMost)
}

/// What the reform saved a project on the way to the start of works: two lengths of one way, and their difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Working days to the start in the order of before the reform.
    pub before_workdays: i32,
    /// Working days to the start as it is linked now.
    pub now_workdays: i32,
    /// Working days saved; negative where the order of before would have been quicker.
    pub workdays: i32,
    /// The least it may come to where durations are estimates.
    pub lowest: i32,
    /// The most it may come to where durations are estimates.
    pub highest: i32,
    /// Whether a duration behind it is an estimate.
    pub is_estimate: bool,
    /// The day of the start, expected or past.
    pub starts_on: Date,
}

impl Difference {
    /// The month of the start.
    #[must_use]
    pub fn month(&self) -> YearMonth {
        YearMonth::of(self.starts_on)
    }
}

/// What the reform saved a project; `None` where its procedure has no start of works.
#[must_use]
pub fn difference(approval: &Approval<'_>, rules: &Rules) -> Option<Difference> {
    let outlook = approval.outlook(Milestone::Start, rules)?;
    let until = |dates: &network::Dates| {
        let finish = dates.finish(outlook.index)?;
        Some(rules.calendar.workdays_between(approval.begins_on, finish))
    };
    let (before, now) = (until(&approval.serial)?, until(&approval.linked)?);
    let workdays = outlook.saved_workdays;
    let swung = |swing| {
        let of = |order| {
            let days = (approval.begins_on, approval.as_of);
            until(&network::swung(&approval.procedure, &approval.steps, rules, days, order, swing))
        };
        Some(of(Order::Serial)? - of(Order::Linked)?)
    };
    let swings = [Swing::Short, Swing::Long].into_iter().filter(|_| outlook.is_estimate);
    let ends: Vec<i32> = swings.filter_map(swung).chain([workdays]).collect();
    Some(Difference {
        before_workdays: before,
        now_workdays: now,
        workdays,
        lowest: ends.iter().copied().min().unwrap_or(workdays),
        highest: ends.iter().copied().max().unwrap_or(workdays),
        is_estimate: outlook.is_estimate,
        starts_on: outlook.expected_on,
    })
}

/// Differences of several projects: medians, ranges, never a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Projects.
    pub projects: usize,
    /// The median; of an even number the lower of the two in the middle, so that it is some project's own.
    pub median: i32,
    /// The least.
    pub least: i32,
    /// The most.
    pub most: i32,
    /// The median length in the order of before the reform.
    pub before_median: i32,
    /// The median length as it is linked now.
    pub now_median: i32,
    /// The least it may come to where durations are estimates.
    pub lowest: i32,
    /// The most it may come to where durations are estimates.
    pub highest: i32,
    /// Projects whose difference is an estimate.
    pub estimates: usize,
}

/// The differences of projects by whatever one asks.
pub fn saved<K: Ord>(differences: impl IntoIterator<Item = (K, Difference)>) -> BTreeMap<K, Saved> {
    let mut groups: BTreeMap<K, Vec<Difference>> = BTreeMap::new();
    for (key, difference) in differences {
        groups.entry(key).or_default().push(difference);
    }
    groups.into_iter().filter_map(|(key, group)| Some((key, of_group(&group)?))).collect()
}

fn of_group(group: &[Difference]) -> Option<Saved> {
    let sorted = |value: fn(&Difference) -> i32| {
        let mut values: Vec<i32> = group.iter().map(value).collect();
        values.sort_unstable();
        values
    };
    let median = |values: &[i32]| values.get(values.len().checked_sub(1)? / 2).copied();
    let saved = sorted(|difference| difference.workdays);
    Some(Saved {
        projects: group.len(),
        median: median(&saved)?,
        least: *saved.first()?,
        most: *saved.last()?,
        before_median: median(&sorted(|difference| difference.before_workdays))?,
        now_median: median(&sorted(|difference| difference.now_workdays))?,
        lowest: group.iter().map(|difference| difference.lowest).min()?,
        highest: group.iter().map(|difference| difference.highest).max()?,
        estimates: group.iter().filter(|difference| difference.is_estimate).count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differences(days: &[i32]) -> impl Iterator<Item = ((), Difference)> {
        days.iter().map(|workdays| ((), difference(*workdays)))
    }

    fn difference(workdays: i32) -> Difference {
        Difference {
            before_workdays: 100 + workdays,
            now_workdays: 100,
            workdays,
            lowest: workdays - 5,
            highest: workdays + 5,
            is_estimate: workdays > 50,
            starts_on: Date::constant(2024, 5, 8),
        }
    }

    #[test]
    fn of_a_loss_a_period_takes_the_days_within_it() {
        let day = |text: &str| Some(text.parse::<Date>().unwrap());
        let loss = Loss {
            project: ProjectId(1),
            milestone: Milestone::Start,
            procedure: "social".into(),
            item: "A20".parse().unwrap(),
            index: 0,
            own_name: None,
            unit: "housing".into(),
            due_on: day("2024-06-14"),
            over_workdays: 0,
            ready_since: day("2024-05-31"),
            idle_workdays: 0,
        };
        // Fridays; seen on Friday, 28 June, of five-day weeks.
        for (from, to, want) in [
            (None, None, Some((10, 20))),
            (day("2024-06-01"), day("2024-06-30"), Some((10, 20))),
            (None, day("2024-06-14"), Some((0, 10))),
            (day("2024-06-17"), day("2024-06-18"), Some((2, 2))),
            (day("2024-06-24"), None, Some((5, 5))),
            (None, day("2024-05-31"), None),
            (day("2024-06-29"), None, None),
        ] {
            let seen = loss.within((from, to), Date::constant(2024, 6, 28), &Calendar::default());
            let days = seen.map(|loss| (loss.over_workdays, loss.idle_workdays));
            assert_eq!(days, want, "{from:?} {to:?}");
        }
    }

    #[test]
    fn what_was_saved_is_a_median_and_a_range() {
        for (days, median, least, most, estimates) in [
            (&[73][..], 73, 73, 73, 1),
            (&[73, -4], -4, -4, 73, 1),
            (&[10, 90, 20], 20, 10, 90, 1),
            (&[40, 30, 20, 10], 20, 10, 40, 0),
        ] {
            let want = Saved {
                projects: days.len(),
                median,
                least,
                most,
                before_median: 100 + median,
                now_median: 100,
                lowest: least - 5,
                highest: most + 5,
                estimates,
            };
            assert_eq!(saved(differences(days)).get(&()), Some(&want), "{days:?}");
        }
        assert!(saved(differences(&[])).is_empty());
    }
}
