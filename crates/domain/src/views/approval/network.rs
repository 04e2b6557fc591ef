//! The network of a project, dated: what can start and finish when, how much slack it has, and what drives it.
//!
//! Four orders of the same items: as planned on the first day; as it runs, from what happened and today; and, to be compared with each other, its links
//! alone, and the order of before the reform, in which every item also waited for [`Item::serial_after`](crate::procedure::Item). The last two have the same
//! durations, recorded where an item is over and planned where it is not, and no idle days: their difference is what the order saves.

use super::Step;
use crate::{
    procedure::{Days, LinkKind, Milestone, Procedure},
    rules::Rules,
    step::State,
    time::Date,
};
use qinghuo_schedule::{
    self as schedule, Day,
    network::{Progress, Situation},
};

/// Working days an item takes that was reviewed in advance: the opinion becomes the decision. An estimate.
pub const CONVERSION_WORKDAYS: i32 = 1;

/// Which order the items follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// As it runs.
    Actual,
    /// As planned on the first day.
    Planned,
    /// Its links and durations alone, nobody idle.
    Linked,
    /// The same in the order of before the reform.
    Serial,
}

/// What set an item's early date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver {
    /// The day the project's procedure began.
    Beginning,
    /// Another item.
    Item {
        /// Its index.
        index: usize,
        /// What ties them.
        kind: LinkKind,
    },
    /// It could have begun before today and did not.
    Today,
    /// It is under way or over.
    Actual,
}

/// Two days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The day it begins: days are counted from the day after.
    pub from: Date,
    /// The day it ends.
    pub to: Date,
}

/// The dates of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemDates {
    /// The earliest, or what happened.
    pub early: Stretch,
    /// The latest that moves neither the start of works nor the end.
    pub late: Stretch,
    /// Working days it can end later without moving either.
    pub total_float: i32,
    /// Working days it can end later without moving any item after it.
    pub free_float: i32,
    /// Whether a day's delay moves the start of works or the end: not over yet, and no float.
    pub is_critical: bool,
    /// What set its early dates.
    pub driver: Driver,
}

/// The dates of all items of a procedure, by index; `None` for those that take no part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dates(Vec<Option<ItemDates>>);

impl Dates {
    /// The dates of an item.
    #[must_use]
    pub fn of(&self, index: usize) -> Option<&ItemDates> {
        self.0.get(index)?.as_ref()
    }

    /// The day an item ends.
    #[must_use]
    pub fn finish(&self, index: usize) -> Option<Date> {
        Some(self.of(index)?.early.to)
    }
}

/// Dates the items of a procedure in an order.
pub(super) fn dates(
    procedure: &Procedure,
    steps: &[Step<'_>],
    rules: &Rules,
    begins_on: Date,
    as_of: Date,
    order: Order,
) -> Dates {
    let networks = &procedure.networks;
    let cell = if order == Order::Serial { &networks.serial } else { &networks.linked };
    let Some(network) = cell.get_or_init(|| procedure.compiled(order == Order::Serial).ok()) else {
        return Dates::default();
    };
    let begins = Day::of(begins_on);
    let today = if order == Order::Actual { Day::of(as_of).max(begins) } else { begins };
    let situations: Vec<Situation> = steps.iter().map(|step| situation(step, rules, order, today)).collect();
    let aims: Vec<usize> = [Milestone::Start, Milestone::Production]
        .into_iter()
        .filter_map(|milestone| procedure.milestone(milestone).map(|(index, _)| index))
        .collect();
    let mut found = schedule::Dates::default();
    network.date(&rules.calendar, begins, today, &situations, &aims, &mut found);
    Dates(
        (0..procedure.items.len())
            .map(|index| {
                if found.is_excluded(index) {
                    return None;
                }
                let day = |day: Option<Day>| day.map(Day::date);
                let total_float = found.total_float(index, &rules.calendar)?;
                let is_over = matches!(
                    situations.get(index).map(|situation| situation.progress),
                    Some(Progress::Finished { .. })
                );
                Some(ItemDates {
                    early: Stretch {
                        from: day(found.early_start(index))?,
                        to: day(found.early_finish(index))?,
                    },
                    late: Stretch { from: day(found.late_start(index))?, to: day(found.late_finish(index))? },
                    total_float,
                    free_float: found.free_float(index)?,
                    is_critical: total_float <= 0 && !is_over,
                    driver: match found.driver(index)? {
                        schedule::network::Driver::Beginning | schedule::network::Driver::NotBefore => {
                            Driver::Beginning
                        }
                        schedule::network::Driver::Link { from, kind } => {
                            Driver::Item { index: from, kind: trade(kind) }
                        }
                        schedule::network::Driver::Today => Driver::Today,
                        schedule::network::Driver::Actual => Driver::Actual,
                    },
                })
            })
            .collect(),
    )
}

fn situation(step: &Step<'_>, rules: &Rules, order: Order, today: Day) -> Situation {
    let life = &step.life;
    let planned = |duration| Situation { duration, ..Situation::default() };
    // What is found not needed in the course of things was still planned on the first day.
    let is_excluded = if order == Order::Planned { !step.was_planned } else { !step.is_needed() };
    if is_excluded {
        return Situation { progress: Progress::Excluded, ..Situation::default() };
    }
    let own = step.own_days().map(Days::span);
    match order {
        Order::Planned => planned(step.first_days.map(Days::span)),
        // What it took, or may take, from the application on.
        Order::Linked | Order::Serial => planned(recorded(step).or(own)),
        Order::Actual => match (life.settled_on, life.state) {
            (Some(to), _) => {
                let from = life.accepted_on.or(life.begun_on).unwrap_or(to).min(to);
                Situation {
                    progress: Progress::Finished { from: Day::of(from), to: Day::of(to) },
                    ..Situation::default()
                }
            }
            (None, State::PreReviewed) => planned(Some(schedule::Span::working(CONVERSION_WORKDAYS))),
            (None, State::Running | State::SpecialProcedure | State::UnderWay | State::HandedOver) => {
                let from = step.clock.map_or(life.since, |clock| Some(clock.from)).unwrap_or(today.date());
                let due = expected(step, rules, today);
                let left = today.until(Day::of(due)).max(0);
                Situation {
                    progress: Progress::Started { on: Day::of(from), left: schedule::Span::natural(left) },
                    ..Situation::default()
                }
            }
            (None, _) => Situation {
                duration: own,
                // What was said about a delay holds until it is over.
                not_before: step.delay.map(|(_, delay)| {
                    rules.calendar.latest_before(Day::of(delay.expected_on), step.plan().span())
                }),
                ..Situation::default()
            },
        },
    }
}

/// The day an item under way is expected to end: as said about its delay, else when its clock runs out, and not before today.
fn expected(step: &Step<'_>, rules: &Rules, today: Day) -> Date {
    if let Some((_, delay)) = step.delay.filter(|(_, delay)| Day::of(delay.expected_on) >= today) {
        return delay.expected_on;
    }
    let Some(clock) = step.clock else { return today.date() };
    let due = clock.binding().due_on;
    // The time told for a special procedure comes before what is left.
    let told = step.life.stays.last().filter(|stay| stay.to.is_none()).map(|stay| {
        let ends = rules.calendar.add_workdays(stay.from, i32::try_from(stay.told_days).unwrap_or(0));
        rules.calendar.workdays_between(today.date(), ends).max(0)
    });
    rules.calendar.add_workdays(due, told.unwrap_or(0)).max(today.date())
}

/// The days an item took, where it is over: those of its clock, stops left out, in the kind of its plan.
fn recorded(step: &Step<'_>) -> Option<schedule::Span> {
    step.life.settled_on?;
    let clock = step.clock?;
    let count = i32::try_from(clock.used).unwrap_or(schedule::network::LONGEST_SPAN);
    Some(schedule::Span { count, kind: step.plan().kind.plain() })
}

const fn trade(kind: schedule::LinkKind) -> LinkKind {
    match kind {
        schedule::LinkKind::FinishStart => LinkKind::FinishStart,
        schedule::LinkKind::StartStart => LinkKind::StartStart,
        schedule::LinkKind::FinishFinish => LinkKind::FinishFinish,
        schedule::LinkKind::StartFinish => LinkKind::StartFinish,
    }
}
