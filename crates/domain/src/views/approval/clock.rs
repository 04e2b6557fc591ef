//! The clock of one item: three numbers side by side, the statutory limit, the promised one and the days used (行政许可法 art. 32, 42, 45, 82).
//!
//! The day of acceptance does not count. A special procedure stands the clock from the day after it began to the day it ended; an extension lengthens the
//! limit. An application that was refused or withdrawn has used its days: from then on it is the applicant's move. Work begun without an application runs from the day after it began.
//!
//! A limit in natural days, set by law or promised, that ends on a day off ends on the next day worked (民法典 art. 201 and 203: the day it begins does not
//! count; where the last day is a legal day off, the day after the days off is the last). A weekend day worked in exchange is no day off. Limits in working
//! days cannot end on one; a plan is no limit and ends where it ends.

use crate::{
    procedure::{Bound, DayKind, Days, Item},
    rules::Rules,
    step::{Course, Life, State},
    time::{Date, days_between},
};
use qinghuo_schedule::Calendar;

/// The clock of an item that began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemClock {
    /// The day it began: the day after counts as the first.
    pub from: Date,
    /// Days used so far, or in all, of the kind its plan counts.
    pub used: u32,
    /// Whether it stands: a special procedure, or the item is decided, withdrawn or refused.
    pub stands: bool,
    /// The limit by law, extensions included.
    pub statutory: Option<Reach>,
    /// Whether the law sets a longest time and not, as for publicity, a shortest.
    pub law_limits: bool,
    /// The limit promised, extensions included.
    pub promised: Option<Reach>,
    /// The days planned.
    pub planned: Reach,
}

/// A limit against the days used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The limit.
    pub days: u32,
    /// The kind of days it counts.
    pub kind: DayKind,
    /// Days left; negative is over.
    pub left: i32,
    /// The last day, as the clock stands now; it moves on while the clock stands.
    pub due_on: Date,
    /// Whether that may still change with days off nobody announced yet.
    pub is_provisional: bool,
}

impl Reach {
    /// The days left, or over, with their kind.
    #[must_use]
    pub fn days_apart(self) -> Days {
        days_apart(self.left, self.kind)
    }
}

/// So many days, or so many over, of a kind.
#[must_use]
pub fn days_apart(left: i32, kind: DayKind) -> Days {
    Days { count: u16::try_from(left.unsigned_abs()).unwrap_or(u16::MAX), kind }
}

impl ItemClock {
    /// The limit that binds: the promised one, else the statutory one where it is a limit at all, else the plan.
    #[must_use]
    pub fn binding(&self) -> Reach {
        self.promised.or(self.statutory.filter(|_| self.law_limits)).unwrap_or(self.planned)
    }

    /// Whether a limit is over: the statutory one where it is a longest time, or the promised one. A plan is no limit.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        let limits = [self.promised, self.statutory.filter(|_| self.law_limits)];
        limits.into_iter().flatten().any(|reach| reach.left < 0)
    }

    /// The day before which it may not be done: the law sets it a shortest time that has not run.
    #[must_use]
    pub fn earliest(&self) -> Option<Date> {
        let minimum = self.statutory.filter(|_| !self.law_limits)?;
        (minimum.left > 0).then_some(minimum.due_on)
    }
}

/// The clock of an item planned for so many days; `None` while nothing runs yet.
#[must_use]
pub fn of(item: &Item, plan: Days, life: &Life, rules: &Rules, as_of: Date) -> Option<ItemClock> {
    let calendar = &rules.calendar;
    let from = match item.course() {
        // What is reviewed in advance again, and what was revoked, has no clock of its application before.
        Course::Decision
            if matches!(life.state, State::PreHandling | State::PreReviewed | State::Revoked) =>
        {
            return None;
        }
        Course::Decision => life.accepted_on?,
        Course::Work => life.begun_on?,
        // Handed over out of the window, it is good for the next one.
        Course::Evidence if matches!(life.state, State::HandedOver | State::Done) => {
            rules.evidence.opens(life.submitted_on?)
        }
        Course::Evidence | Course::Milestone => return None,
    };
    // Turned back, it is the applicant's move: no day of that is the authority's.
    let turned_back = life.since.filter(|_| life.is_turned_back(item.course()));
    let until = life.settled_on.or(turned_back).unwrap_or(as_of).max(from);
    let used = |kind| {
        let stood = life
            .stays
            .iter()
            .map(|stay| days(calendar, kind, stay.from, stay.to.unwrap_or(until).min(until)).max(0));
        days(calendar, kind, from, until) - stood.sum::<i32>()
    };
    let reach = |limit: Days, bound: Bound, is_period: bool| {
        let days = u32::from(limit.count) + if bound == Bound::AtMost { life.extended_days } else { 0 };
        let counted = i32::try_from(days).unwrap_or(i32::MAX) - used(limit.kind);
        let last = after(calendar, limit.kind, until, counted);
        let (last, left) = match limit.kind {
            DayKind::Natural if is_period => {
                let last = calendar.worked_from(last);
                (last, self::days(calendar, limit.kind, until, last))
            }
            _ => (last, counted),
        };
        let due_on = life.settled_on.unwrap_or(last);
        let asks_calendar = is_period || limit.kind == DayKind::Working;
        let is_provisional = life.settled_on.is_none() && asks_calendar && calendar.is_provisional(due_on);
        Reach { days, kind: limit.kind, left, due_on, is_provisional }
    };
    Some(ItemClock {
        from,
        used: u32::try_from(used(plan.kind)).unwrap_or(0),
        stands: life.settled_on.or(turned_back).is_some() || life.state == State::SpecialProcedure,
        statutory: item.statutory.map(|limit| reach(limit.days, limit.bound, true)),
        law_limits: item.statutory.is_some_and(|limit| limit.bound == Bound::AtMost),
        promised: item.promised.map(|promised| reach(promised, Bound::AtMost, true)),
        planned: reach(plan, Bound::AtMost, false),
    })
}

/// Days of a kind from the day after `from` to `to`, both counted; negative the other way round.
fn days(calendar: &Calendar, kind: DayKind, from: Date, to: Date) -> i32 {
    match kind {
        DayKind::Working => calendar.workdays_between(from, to),
        DayKind::Natural => days_between(from, to),
    }
}

/// The day so many days of a kind after `from`.
fn after(calendar: &Calendar, kind: DayKind, from: Date, count: i32) -> Date {
    match kind {
        DayKind::Working => calendar.add_workdays(from, count),
        DayKind::Natural => from.checked_add(jiff::Span::new().days(count)).unwrap_or(Date::MAX),
    }
}
