//! The network of a project, dated: what can start and finish when, how much slack it has, and what drives it.
//!
//! Four orders of the same items: as planned on the first day; as it runs, from what happened and today; and, to be compared with each other, its links
//! alone, and the order of before the reform, in which every item also waited for [`Item::serial_after`](crate::procedure::Item). The last two have the same
//! durations, recorded where an item is over and planned where it is not, and no idle days: their difference is what the order saves.

use super::Step;
use crate::{
    procedure::{Days, LinkKind, Milestone, Procedure},
    rules::Rules,
    step::{Course, State},
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
    /// Working days it can end later without moving either; negative where a date promised for the start, the completion or production is not kept: so
    /// many days earlier it would have to end.
    pub total_float: i32,
    /// Working days it can end later without moving any item after it.
    pub free_float: i32,
    /// Whether a day's delay moves the start of works or the end: not over yet, and no float.
    pub is_critical: bool,
    /// What set its early dates.
    pub driver: Driver,
    /// Whether the day it ends may still change with days off nobody announced yet: somewhere behind it working days are counted in such a year. A day
    /// that is told, happened, or is reached by natural days alone stays as it is, whatever its year.
    pub is_provisional: bool,
}

/// The dates of all items of a procedure, by index; `None` for those that take no part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    items: Vec<Option<ItemDates>>,
    /// What drives them, in the order as it runs.
    driving: schedule::network::Driving,
}

impl Dates {
    /// The dates of an item.
    #[must_use]
    pub fn of(&self, index: usize) -> Option<&ItemDates> {
        self.items.get(index)?.as_ref()
    }

    /// The items that drive one's dates beside the one [`ItemDates::driver`] names: they reach it on the same day.
    pub fn also_driven_by(&self, index: usize) -> impl Iterator<Item = (usize, LinkKind)> {
        let all = self.driving.of(index).iter().map(|(from, kind)| (*from, trade(*kind)));
        let main = self.of(index).map(|dates| dates.driver);
        all.filter(move |(from, kind)| main != Some(Driver::Item { index: *from, kind: *kind }))
    }

    /// The day an item ends.
    #[must_use]
    pub fn finish(&self, index: usize) -> Option<Date> {
        Some(self.of(index)?.early.to)
    }
}

/// How long durations that are estimates are taken to be, to see how far a result stands on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swing {
    /// As they are.
    None,
    /// Half as long.
    Short,
    /// Half as long again.
    Long,
}

impl Swing {
    /// An estimated duration under it; the swing of a half is this software's own assumption, and whatever shows the result says so.
    fn of(self, days: Days) -> Days {
        let half = days.count.div_ceil(2);
        let count = match self {
            Self::None => days.count,
            Self::Short => half,
            Self::Long => days.count.saturating_add(half),
        };
        Days { count, ..days }
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
    swung(procedure, steps, rules, (begins_on, as_of), order, Swing::None)
}

/// The same with the durations that are estimates longer or shorter, in the orders that are compared with each other.
pub(super) fn swung(
    procedure: &Procedure,
    steps: &[Step<'_>],
    rules: &Rules,
    (begins_on, as_of): (Date, Date),
    order: Order,
    swing: Swing,
) -> Dates {
    let networks = &procedure.networks;
    let cell = if order == Order::Serial { &networks.serial } else { &networks.linked };
    let Some(network) = cell.get_or_init(|| procedure.compiled(order == Order::Serial).ok()) else {
        return Dates::default();
    };
    let begins = Day::of(begins_on);
    let today = if order == Order::Actual { Day::of(as_of).max(begins) } else { begins };
    let situations: Vec<Situation> =
        steps.iter().map(|step| situation(step, rules, order, today, swing)).collect();
    let aims: Vec<usize> = [Milestone::Start, Milestone::Production]
        .into_iter()
        .filter_map(|milestone| procedure.milestone(milestone).map(|(index, _)| index))
        .collect();
    let mut found = schedule::Dates::default();
    network.date(&rules.calendar, begins, today, &situations, &aims, &mut found);
    let held =
        (order == Order::Actual).then(|| deadlines(steps, &situations, &found)).flatten().map(|situations| {
            let mut held = schedule::Dates::default();
            network.date(&rules.calendar, begins, today, &situations, &aims, &mut held);
            held
        });
    let late = held.as_ref().unwrap_or(&found);
    // The two orders that are only compared are not shown day by day.
    let is_shown = matches!(order, Order::Actual | Order::Planned);
    let provisional = if is_shown { provisional(steps, &situations, &found, rules) } else { Vec::new() };
    let driving = match order {
        Order::Actual => network.driving(&rules.calendar, &situations, &found),
        _ => schedule::network::Driving::default(),
    };
    let items = (0..procedure.items.len())
        .map(|index| {
            if found.is_excluded(index) {
                return None;
            }
            let day = |day: Option<Day>| day.map(Day::date);
            // A promise that is not kept makes no item critical that does not drive the date.
            let is_driving = found.total_float(index)? <= 0;
            let is_over = matches!(
                situations.get(index).map(|situation| situation.progress),
                Some(Progress::Finished { .. })
            );
            Some(ItemDates {
                early: Stretch { from: day(found.early_start(index))?, to: day(found.early_finish(index))? },
                late: Stretch { from: day(late.late_start(index))?, to: day(late.late_finish(index))? },
                total_float: late.total_float(index)?,
                free_float: found.free_float(index)?,
                is_critical: is_driving && !is_over,
                is_provisional: provisional.get(index).copied().unwrap_or_default(),
                driver: match found.driver(index)? {
                    schedule::network::Driver::Beginning | schedule::network::Driver::NotBefore => {
                        Driver::Beginning
                    }
                    // What takes no part stands for what it would have waited for.
                    schedule::network::Driver::Link { from, .. } if found.is_excluded(from) => {
                        driving.of(index).first().map_or(Driver::Beginning, |(from, kind)| Driver::Item {
                            index: *from,
                            kind: trade(*kind),
                        })
                    }
                    schedule::network::Driver::Link { from, kind } => {
                        Driver::Item { index: from, kind: trade(kind) }
                    }
                    schedule::network::Driver::Today => Driver::Today,
                    schedule::network::Driver::Actual => Driver::Actual,
                },
            })
        })
        .collect();
    Dates { items, driving }
}

/// Of each item, whether the day it ends depends on days off nobody announced yet.
fn provisional(
    steps: &[Step<'_>],
    situations: &[Situation],
    found: &schedule::Dates,
    rules: &Rules,
) -> Vec<bool> {
    let is_unannounced =
        |index: usize| found.early_finish(index).is_some_and(|day| rules.calendar.is_provisional(day.date()));
    if !(0..steps.len()).any(is_unannounced) {
        return Vec::new();
    }
    let mut known: Vec<Option<bool>> = vec![None; steps.len()];
    let mut way = Vec::new();
    for index in 0..steps.len() {
        // Back along what drives it, to an item that is known or that nothing drives; then forward again.
        way.clear();
        way.push(index);
        while let Some(from) = way.last().and_then(|at| driven_by(found, *at)) {
            if known.get(from).is_none_or(Option::is_some) || way.contains(&from) {
                break;
            }
            way.push(from);
        }
        for at in way.iter().rev().copied() {
            let before = driven_by(found, at).and_then(|from| known.get(from).copied().flatten());
            let (Some(step), Some(situation)) = (steps.get(at), situations.get(at)) else { continue };
            let own = counts_unannounced(step, situation, found, rules);
            if let Some(place) = known.get_mut(at) {
                place.get_or_insert(own || before.unwrap_or_default());
            }
        }
    }
    known.into_iter().map(Option::unwrap_or_default).collect()
}

/// The item whose date an item's own follows.
fn driven_by(found: &schedule::Dates, index: usize) -> Option<usize> {
    match found.driver(index)? {
        schedule::network::Driver::Link { from, .. } => Some(from),
        _ => None,
    }
}

/// Whether an item's own days are counted into a year that is not announced.
fn counts_unannounced(
    step: &Step<'_>,
    situation: &Situation,
    found: &schedule::Dates,
    rules: &Rules,
) -> bool {
    let ends_on = found.early_finish(step.index).map(Day::date);
    let is_unannounced = ends_on.is_some_and(|day| rules.calendar.is_provisional(day));
    let duration = situation.duration.unwrap_or_else(|| step.item.plan.span());
    let is_told = found.driver(step.index) == Some(schedule::network::Driver::NotBefore);
    is_unannounced
        && match situation.progress {
            Progress::Finished { .. } | Progress::Excluded => false,
            Progress::Started { .. } => {
                let is_told = step.delay.is_some_and(|(_, delay)| Some(delay.expected_on) == ends_on);
                !is_told && step.clock.is_none_or(|clock| clock.binding().is_provisional)
            }
            Progress::Planned => {
                !is_told && duration.count > 0 && duration.kind == schedule::DayKind::Working
            }
        }
}

/// The situations with each promised start, completion and production as a day to be kept, where one of them is not.
fn deadlines(
    steps: &[Step<'_>],
    situations: &[Situation],
    found: &schedule::Dates,
) -> Option<Vec<Situation>> {
    let missed = |step: &Step<'_>| {
        let promised = Day::of(step.deadline()?);
        (found.early_finish(step.index)? > promised).then_some((step.index, promised))
    };
    let missed: Vec<(usize, Day)> = steps.iter().filter_map(missed).collect();
    if missed.is_empty() {
        return None;
    }
    let mut situations = situations.to_vec();
    for (index, promised) in missed {
        if let Some(situation) = situations.get_mut(index) {
            situation.must_by = Some(promised);
        }
    }
    Some(situations)
}

fn situation(step: &Step<'_>, rules: &Rules, order: Order, today: Day, swing: Swing) -> Situation {
    let life = &step.life;
    let is_entry = step.item.course() == Course::Evidence;
    // Evidence is gathered at any time; what takes its days begins with handing it over, within the window.
    let window = rules.evidence.window.filter(|_| is_entry);
    let planned = |duration| Situation { duration, window, ..Situation::default() };
    // What is found not needed in the course of things was still planned on the first day.
    let is_excluded = if order == Order::Planned { !step.was_planned } else { !step.is_needed() };
    if is_excluded {
        return Situation { progress: Progress::Excluded, ..Situation::default() };
    }
    let own = step.own_days().map(Days::span);
    match order {
        Order::Planned => planned(step.first_days.map(Days::span)),
        // What it took, or may take, from the application on.
        Order::Linked | Order::Serial => planned(recorded(step).or(own).or_else(|| estimated(step, swing))),
        Order::Actual => match (life.settled_on, life.state) {
            (Some(to), _) => {
                let from = life.accepted_on.or(life.begun_on).unwrap_or(to).min(to);
                Situation {
                    progress: Progress::Finished { from: Day::of(from), to: Day::of(to) },
                    ..Situation::default()
                }
            }
            (None, State::PreReviewed) => planned(Some(schedule::Span::working(CONVERSION_WORKDAYS))),
            (None, State::Running | State::SpecialProcedure | State::UnderWay | State::HandedOver)
                if !is_entry || life.state == State::HandedOver =>
            {
                let from = step.clock.map_or(life.since, |clock| Some(clock.from)).unwrap_or(today.date());
                let from = from.min(today.date());
                let due = expected(step, rules, today);
                let left = today.until(Day::of(due)).max(0);
                Situation {
                    progress: Progress::Started { on: Day::of(from), left: schedule::Span::natural(left) },
                    ..Situation::default()
                }
            }
            (None, _) => Situation {
                duration: own,
                window,
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
    // What the law sets a shortest time is not done before that has run, whatever its plan.
    let due = clock.earliest().map_or(clock.binding().due_on, |day| day.max(clock.binding().due_on));
    // The time told for a special procedure comes before what is left.
    let told = step.life.stays.last().filter(|stay| stay.to.is_none()).map(|stay| {
        let ends = rules.calendar.add_workdays(stay.from, i32::try_from(stay.told_days).unwrap_or(0));
        rules.calendar.workdays_between(today.date(), ends).max(0)
    });
    rules.calendar.add_workdays(due, told.unwrap_or(0)).max(today.date())
}

/// The days an item may take, where they are an estimate and a swing is asked for.
fn estimated(step: &Step<'_>, swing: Swing) -> Option<schedule::Span> {
    (swing != Swing::None && step.is_estimated()).then(|| swing.of(step.item.plan).span())
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
