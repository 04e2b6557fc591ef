//! Dating a network: forward, backward, floats, and what drives each date.

use super::{LinkKind, Network, Tie};
use crate::{Calendar, Day, Span};

/// How far an activity is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    /// Nothing was done: it takes its duration from when it can start, and not before today.
    #[default]
    Planned,
    /// It does not apply: it takes no time and hands on what it waits for.
    Excluded,
    /// It was begun and is expected to finish so much later than today, whatever it should have waited for.
    Started {
        /// The day it was begun.
        on: Day,
        /// What is left of it.
        left: Span,
    },
    /// It is over.
    Finished {
        /// The day it was begun.
        from: Day,
        /// The day it finished.
        to: Day,
    },
}

/// What an activity is held to besides its links.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// How far it is.
    pub progress: Progress,
    /// Another duration than the network's.
    pub duration: Option<Span>,
    /// It cannot start before this day.
    pub not_before: Option<Day>,
    /// It must have finished by this day: where it cannot, its float is negative.
    pub must_by: Option<Day>,
}

/// What set an activity's early date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Driver {
    /// The network's beginning.
    #[default]
    Beginning,
    /// The finish or start of this activity.
    Link {
        /// The activity.
        from: usize,
        /// What is tied together.
        kind: LinkKind,
    },
    /// It cannot start before a day of its own.
    NotBefore,
    /// It could have started before today and did not.
    Today,
    /// It is under way or over: the date is what happened, or is left from today.
    Actual,
}

/// The dates of every activity. Kept and filled again, it allocates nothing.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    early_start: Vec<Day>,
    early_finish: Vec<Day>,
    late_start: Vec<Day>,
    late_finish: Vec<Day>,
    free: Vec<i32>,
    drivers: Vec<Driver>,
    excluded: Vec<bool>,
}

impl Default for Day {
    fn default() -> Self {
        Self::FIRST
    }
}

impl Dates {
    /// The day it can start, or was begun.
    #[must_use]
    pub fn early_start(&self, node: usize) -> Option<Day> {
        self.early_start.get(node).copied()
    }

    /// The day it can finish, or finished.
    #[must_use]
    pub fn early_finish(&self, node: usize) -> Option<Day> {
        self.early_finish.get(node).copied()
    }

    /// The latest day to start without moving what is aimed at.
    #[must_use]
    pub fn late_start(&self, node: usize) -> Option<Day> {
        self.late_start.get(node).copied()
    }

    /// The latest day to finish without moving what is aimed at.
    #[must_use]
    pub fn late_finish(&self, node: usize) -> Option<Day> {
        self.late_finish.get(node).copied()
    }

    /// Working days it can finish later without moving what is aimed at; negative where a day it must be finished by cannot be kept.
    #[must_use]
    pub fn total_float(&self, node: usize, calendar: &Calendar) -> Option<i32> {
        Some(calendar.workdays(self.early_finish(node)?, self.late_finish(node)?))
    }

    /// Working days it can finish later without moving any activity after it.
    #[must_use]
    pub fn free_float(&self, node: usize) -> Option<i32> {
        self.free.get(node).copied()
    }

    /// What set its early date.
    #[must_use]
    pub fn driver(&self, node: usize) -> Option<Driver> {
        self.drivers.get(node).copied()
    }

    /// Whether it takes no part.
    #[must_use]
    pub fn is_excluded(&self, node: usize) -> bool {
        self.excluded.get(node).copied().unwrap_or(false)
    }

    fn reset(&mut self, nodes: usize) {
        for days in
            [&mut self.early_start, &mut self.early_finish, &mut self.late_start, &mut self.late_finish]
        {
            days.clear();
            days.resize(nodes, Day::FIRST);
        }
        self.free.clear();
        self.free.resize(nodes, i32::MAX);
        self.drivers.clear();
        self.drivers.resize(nodes, Driver::Beginning);
        self.excluded.clear();
        self.excluded.resize(nodes, false);
    }
}

impl Network {
    /// Dates every activity.
    ///
    /// `begins` is the day the network begins, `today` the day it is seen from (a plan not begun is dated with both the same), `situations` are the
    /// activities' own, in their order; where there is none, it is planned. Late dates aim at each of `aims`: it is not to move; and at the end of all.
    pub fn date(
        &self,
        calendar: &Calendar,
        begins: Day,
        today: Day,
        situations: &[Situation],
        aims: &[usize],
        dates: &mut Dates,
    ) {
        dates.reset(self.nodes.len());
        for node in self.order.iter().map(|node| *node as usize) {
            self.forward(calendar, begins, today, situations, node, dates);
        }
        let end = dates.early_finish.iter().copied().max().unwrap_or(begins);
        dates.late_finish.fill(end);
        for aim in aims {
            if let (Some(late), Some(early)) = (dates.late_finish.get_mut(*aim), dates.early_finish.get(*aim))
            {
                *late = *early;
            }
        }
        for node in self.order.iter().rev().map(|node| *node as usize) {
            self.backward(calendar, situations, node, dates);
        }
    }

    fn duration(&self, situations: &[Situation], node: usize) -> Span {
        let own = situations.get(node).and_then(|situation| situation.duration);
        own.or_else(|| self.nodes.get(node).map(|node| node.duration)).unwrap_or(Span::ZERO)
    }

    fn forward(
        &self,
        calendar: &Calendar,
        begins: Day,
        today: Day,
        situations: &[Situation],
        node: usize,
        dates: &mut Dates,
    ) {
        let situation = situations.get(node).copied().unwrap_or_default();
        let duration = self.duration(situations, node);
        let is_excluded = situation.progress == Progress::Excluded;
        // When its predecessors let it start.
        let (mut start, mut driver) = (begins, Driver::Beginning);
        for tie in self.ins(node) {
            let bound = if is_excluded {
                // Nothing but the ends of what it waits for is handed on.
                dates.early_finish.get(tie.other as usize).copied().unwrap_or(begins)
            } else {
                bound(calendar, *tie, duration, dates)
            };
            if bound > start {
                (start, driver) = (bound, Driver::Link { from: tie.other as usize, kind: tie.kind });
            }
        }
        let finish = match situation.progress {
            Progress::Excluded => start,
            Progress::Finished { from, to } => {
                (start, driver) = (from, Driver::Actual);
                to
            }
            Progress::Started { on, left } => {
                (start, driver) = (on, Driver::Actual);
                calendar.later(today.max(on), left)
            }
            Progress::Planned => {
                if let Some(day) = situation.not_before.filter(|day| *day > start) {
                    (start, driver) = (day, Driver::NotBefore);
                }
                if today > start {
                    (start, driver) = (today, Driver::Today);
                }
                calendar.later(start, duration)
            }
        };
        put(&mut dates.early_start, node, start);
        put(&mut dates.early_finish, node, finish);
        put(&mut dates.drivers, node, driver);
        put(&mut dates.excluded, node, is_excluded);
    }

    fn backward(&self, calendar: &Calendar, situations: &[Situation], node: usize, dates: &mut Dates) {
        let situation = situations.get(node).copied().unwrap_or_default();
        let (Some(early_start), Some(early_finish), Some(mut late)) = (
            dates.early_start.get(node).copied(),
            dates.early_finish.get(node).copied(),
            dates.late_finish.get(node).copied(),
        ) else {
            return;
        };
        let duration = match situation.progress {
            Progress::Planned => self.duration(situations, node),
            _ => Span::ZERO,
        };
        if let Some(day) = situation.must_by {
            late = late.min(day);
        }
        let has_begun = matches!(situation.progress, Progress::Started { .. } | Progress::Finished { .. });
        let mut late_start_bound = Day::LAST;
        let mut free = i32::MAX;
        for tie in self.outs(node) {
            let after = tie.other as usize;
            let is_done = matches!(
                situations.get(after).map(|situation| situation.progress),
                Some(Progress::Finished { .. } | Progress::Started { .. })
            );
            // What has begun no longer waits for anything.
            if is_done {
                continue;
            }
            let (Some(after_start), Some(after_finish)) =
                (dates.late_start.get(after).copied(), dates.late_finish.get(after).copied())
            else {
                continue;
            };
            let (Some(early_after_start), Some(early_after_finish)) =
                (dates.early_start.get(after).copied(), dates.early_finish.get(after).copied())
            else {
                continue;
            };
            let (kind, lag) = if dates.is_excluded(after) {
                (LinkKind::FinishStart, Span::ZERO)
            } else {
                (tie.kind, tie.lag)
            };
            let from_start = matches!(kind, LinkKind::StartStart | LinkKind::StartFinish);
            if from_start && has_begun {
                continue;
            }
            let (latest, slack_end) = match kind {
                LinkKind::FinishStart | LinkKind::StartStart => (after_start, early_after_start),
                LinkKind::FinishFinish | LinkKind::StartFinish => (after_finish, early_after_finish),
            };
            let (latest, slack_end) =
                (calendar.latest_before(latest, lag), calendar.latest_before(slack_end, lag));
            if from_start {
                late_start_bound = late_start_bound.min(latest);
                free = free.min(calendar.workdays(early_start, slack_end));
            } else {
                late = late.min(latest);
                free = free.min(calendar.workdays(early_finish, slack_end));
            }
        }
        let is_fixed = matches!(situation.progress, Progress::Finished { .. });
        let (late_start, late) = if is_fixed {
            (early_start, early_finish)
        } else {
            let start = calendar.latest_before(late, duration).min(late_start_bound);
            // The finish that start leads to: on a day of its kind, and the start alone may be what is bound.
            (start, calendar.later(start, duration))
        };
        put(&mut dates.late_start, node, late_start);
        put(&mut dates.late_finish, node, late);
        let total = calendar.workdays(early_finish, late);
        put(&mut dates.free, node, if is_fixed { 0 } else { free.min(total) });
    }
}

/// The day a link lets an activity of this duration start.
fn bound(calendar: &Calendar, tie: Tie, duration: Span, dates: &Dates) -> Day {
    let other = tie.other as usize;
    let end = match tie.kind {
        LinkKind::FinishStart | LinkKind::FinishFinish => dates.early_finish.get(other),
        LinkKind::StartStart | LinkKind::StartFinish if dates.is_excluded(other) => {
            dates.early_finish.get(other)
        }
        LinkKind::StartStart | LinkKind::StartFinish => dates.early_start.get(other),
    };
    let lagged = calendar.later(end.copied().unwrap_or(Day::FIRST), tie.lag);
    match tie.kind {
        LinkKind::FinishStart | LinkKind::StartStart => lagged,
        LinkKind::FinishFinish | LinkKind::StartFinish => calendar.earliest_reaching(lagged, duration),
    }
}

fn put<T>(values: &mut [T], place: usize, value: T) {
    if let Some(slot) = values.get_mut(place) {
        *slot = value;
    }
}
