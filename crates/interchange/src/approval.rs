//! A project's approvals as a plan: its items as activities with codes, durations, links, what happened and what is expected, and the promised date as the deadline.
//!
//! Items that are not needed are left out; whoever waited for one waits for what it would have waited for, as in the network itself. A moment that stands for the end
//! of a day is written as the end of its working hours, so that what follows begins the next morning.

use crate::{
    calendar::{USUAL_MINUTES, WorkCalendar},
    plan::{Activity, Constraint, Given, Kind, Lag, Plan, Program, Tie, Work},
};
use jiff::{
    ToSpan,
    civil::{Date, DateTime, time},
};
use qinghuo_domain::{
    procedure::{self, Applies, LinkKind, Milestone},
    step::{Course, State},
    views::approval::{
        Approval, Step,
        network::{Driver, ItemDates},
    },
};
use qinghuo_schedule::{self as schedule, Calendar, Day, DayKind, Span};
use std::collections::HashSet;

/// The number of the one calendar.
const CALENDAR: i64 = 1;

/// The plan of a project's approvals. `name` gives the words for an item by its index.
#[must_use]
pub fn plan<'a>(
    approval: &'a Approval<'a>,
    calendar: &Calendar,
    title: &str,
    calendar_name: &str,
    name: impl Fn(usize) -> &'a str,
) -> Plan {
    let mut plan = Plan::new(Program::MsProject);
    plan.title = title.into();
    plan.begins = Some(evening(approval.begins_on));
    plan.data_date = Some(evening(approval.as_of));
    plan.calendar = Some(CALENDAR);
    let dates = approval.steps.iter().filter_map(|step| approval.forecast.of(step.index));
    let last = dates.map(|dates| dates.early.to.max(dates.late.to)).max().unwrap_or(approval.as_of);
    let around = (approval.begins_on.saturating_sub(1.year()), last.saturating_add(1.year()));
    plan.calendars.push(WorkCalendar::of_days(CALENDAR, calendar_name, calendar, around.0, around.1));
    for step in &approval.steps {
        if let Some(dates) = approval.forecast.of(step.index) {
            plan.activities.push(activity(approval, step, dates, calendar, name(step.index)));
            links_of(approval, step, &mut plan.links);
        }
    }
    plan
}

fn uid(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX - 1) + 1
}

fn evening(date: Date) -> DateTime {
    date.to_datetime(time(17, 0, 0, 0))
}

fn activity(
    approval: &Approval<'_>,
    step: &Step<'_>,
    dates: &ItemDates,
    calendar: &Calendar,
    name: &str,
) -> Activity {
    let ItemDates { early, late, .. } = *dates;
    let kind = match step.plan().kind {
        // The decision after a review in advance takes a working day, however its item is planned.
        _ if step.life.state == State::PreReviewed => DayKind::Working,
        procedure::DayKind::Working => DayKind::Working,
        procedure::DayKind::Natural => DayKind::Natural,
    };
    let whole = between(early.from, early.to, kind, calendar);
    let start = |date: Date| match whole {
        Span { kind: DayKind::Working, count } if count > 0 => {
            calendar.add_workdays(date, 1).to_datetime(time(8, 0, 0, 0))
        }
        _ => evening(date),
    };
    let is_over = step.life.settled_on.is_some();
    let has_begun = dates.driver == Driver::Actual;
    let left = match (is_over, has_begun) {
        (true, _) => Some(0),
        (false, true) => {
            let from = early.from.max(approval.as_of).min(early.to);
            Some(work(Span { count: days(from, early.to, whole.kind, calendar), ..whole }).minutes)
        }
        (false, false) => None,
    };
    let minutes = work(whole).minutes;
    let done = left.map_or(0, |left| minutes - left);
    let percent = if is_over { 100 } else { (done * 100).checked_div(minutes).unwrap_or(0) };
    // Nothing in the file says why it does not begin earlier: what it waits for and the beginning of all do not hold it until then. Neither does it know
    // of the window in which evidence is handed over.
    let waits_for_window = step.item.course() == Course::Evidence && !has_begun;
    let is_held = (waits_for_window || matches!(dates.driver, Driver::Today | Driver::Beginning))
        && early.from > approval.begins_on;
    // Late dates aim at the start of works and at production; a program aims at the end of all, unless it is told that these are not to move.
    let is_aim = matches!(step.item.milestone, Some(Milestone::Start | Milestone::Production)) && !is_over;
    let constraint = match (is_held, is_aim) {
        (true, true) => Some(Constraint::MustFinish(evening(early.to))),
        (true, false) => Some(Constraint::StartNoEarlier(evening(early.from))),
        (false, true) => Some(Constraint::FinishNoLater(evening(early.to))),
        (false, false) => None,
    };
    Activity {
        uid: uid(step.index),
        code: step.item.code.as_str().into(),
        name: name.into(),
        level: 1,
        kind: if whole.count == 0 { Kind::Milestone } else { Kind::Task },
        duration: work(whole),
        is_estimated: step.is_estimated() && !is_over,
        left,
        percent: u8::try_from(percent.clamp(0, 100)).unwrap_or_default(),
        constraint,
        deadline: step.promise.filter(|_| !is_over).map(|(_, promise)| evening(promise.on)),
        began: has_begun.then(|| start(early.from)),
        ended: is_over.then(|| evening(early.to)),
        given: Given {
            start: Some(start(early.from)),
            finish: Some(evening(early.to)),
            early_start: Some(start(early.from)),
            early_finish: Some(evening(early.to)),
            late_start: Some(start(late.from)),
            late_finish: Some(evening(late.to)),
            total_slack: Some(i64::from(dates.total_float) * i64::from(USUAL_MINUTES)),
            is_critical: Some(dates.is_critical),
        },
        ..Activity::default()
    }
}

/// The days from one to another: of this kind where so many of them lead there, else natural.
fn between(from: Date, to: Date, kind: DayKind, calendar: &Calendar) -> Span {
    let span = Span { count: days(from, to, kind, calendar), kind };
    if calendar.later(Day::of(from), span) == Day::of(to) {
        span
    } else {
        Span::natural(days(from, to, DayKind::Natural, calendar))
    }
}

fn days(from: Date, to: Date, kind: DayKind, calendar: &Calendar) -> i32 {
    match kind {
        DayKind::Working => calendar.workdays_between(from, to).max(0),
        DayKind::Natural => Day::of(from).until(Day::of(to)).max(0),
    }
}

fn work(span: Span) -> Work {
    let is_elapsed = span.kind == DayKind::Natural;
    let day = if is_elapsed { 1440 } else { i64::from(USUAL_MINUTES) };
    Work { minutes: i64::from(span.count) * day, is_elapsed }
}

/// The links into an item: what is not needed is replaced by what it would have waited for.
fn links_of(approval: &Approval<'_>, step: &Step<'_>, links: &mut Vec<Tie>) {
    let first = links.len();
    for link in &step.item.links {
        let count = i32::from(link.lag.count);
        let lag = Lag::Time(work(match link.lag.kind {
            procedure::DayKind::Natural if count != 0 => Span::natural(count),
            _ => Span::working(count),
        }));
        let is_there = approval.forecast.of(link.from).is_some();
        let kind = match link.kind {
            LinkKind::FinishStart => schedule::LinkKind::FinishStart,
            LinkKind::FinishFinish => schedule::LinkKind::FinishFinish,
            LinkKind::StartStart if is_there => schedule::LinkKind::StartStart,
            LinkKind::StartFinish if is_there => schedule::LinkKind::StartFinish,
            LinkKind::StartStart => schedule::LinkKind::FinishStart,
            LinkKind::StartFinish => schedule::LinkKind::FinishFinish,
        };
        for from in standing_for(approval, link.from) {
            let tie = Tie { from: uid(from), to: uid(step.index), kind, lag };
            // Of two links between the same two, as those that take the place of an item left out may be, the longer one binds.
            match links.iter_mut().skip(first).find(|other| (other.from, other.kind) == (tie.from, kind)) {
                Some(other) => *other = longer(*other, tie),
                None => links.push(tie),
            }
        }
    }
}

/// Of two links that differ in their lag the one that lasts longer; a working day is taken for at least a natural one.
fn longer(one: Tie, other: Tie) -> Tie {
    let days = |tie: &Tie| match tie.lag {
        Lag::Time(Work { minutes, is_elapsed: true }) => minutes / 1440,
        Lag::Time(Work { minutes, .. }) => minutes / i64::from(USUAL_MINUTES),
        Lag::Percent(_) => 0,
    };
    if days(&other) > days(&one) { other } else { one }
}

/// The item itself, or, where it takes no part, those it would have waited for.
fn standing_for(approval: &Approval<'_>, index: usize) -> Vec<usize> {
    let (mut found, mut asked, mut seen) = (Vec::new(), vec![index], HashSet::new());
    while let Some(index) = asked.pop() {
        if !seen.insert(index) {
            continue;
        }
        if approval.forecast.of(index).is_some() {
            found.push(index);
        } else if let Some(step) = approval.steps.get(index) {
            asked.extend(step.item.links.iter().map(|link| link.from));
        }
    }
    found.sort_unstable();
    found
}

macro_rules! left {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// What a schedule has no place for, or holds otherwise than the platform.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Left { $($(#[$doc])* $name,)* }

        impl Left {
            /// All of it.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its stable name.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
        }
    };
}

left! {
    /// Items that are not needed: not written; what waited for them waits for what they would have waited for.
    Unneeded = "unneeded",
    /// Items nobody knows the need of: written as if they were needed.
    Undetermined = "undetermined",
    /// Legal and promised limits, and the days used of them.
    Limits = "limits",
    /// Acts and letters: only the beginning and the end are written.
    Acts = "acts",
    /// Special procedures: their days are part of the duration, not a stop.
    Stops = "stops",
    /// Promises before the last one.
    Promises = "promises",
    /// What was said about a delay: only the date it leads to is written.
    Delays = "delays",
    /// Lanes, units, legal basis, the marks of sources.
    Words = "words",
    /// Dates in years whose days off are not announced.
    Unannounced = "unannounced",
    /// Latest dates and slack of what waits for, or is, an item promised earlier than it need end, or taken only within a window: a program holds a
    /// deadline to be kept, and knows no window.
    Latest = "latest",
}

/// The items whose dates or slack whoever dates the plan anew finds otherwise.
fn dated_otherwise(approval: &Approval<'_>, calendar: &Calendar) -> HashSet<usize> {
    let binds = |step: &Step<'_>| {
        let promised = step.promise.filter(|_| !step.is_settled()).map(|(_, promise)| promise.on);
        let latest = approval.forecast.of(step.index).map(|dates| dates.late.to);
        promised.zip(latest).is_some_and(|(promised, latest)| promised < latest)
    };
    let has_window = |step: &Step<'_>| step.item.course() == Course::Evidence && !step.is_settled();
    if !approval.steps.iter().any(|step| binds(step) || has_window(step)) {
        return HashSet::new();
    }
    let plan = plan(approval, calendar, "", "", |_| "");
    let differences = plan.dated().map(|dated| dated.differences).unwrap_or_default();
    let uid = |place: usize| plan.activities.get(place).map(|activity| activity.uid);
    let items: HashSet<i64> = differences.iter().filter_map(|one| uid(one.activity)).collect();
    approval.steps.iter().map(|step| step.index).filter(|index| items.contains(&self::uid(*index))).collect()
}

/// What a plan of these approvals does not carry, with the items it is about; what does not occur is left out.
#[must_use]
pub fn left_out(approval: &Approval<'_>, calendar: &Calendar) -> Vec<(Left, Vec<usize>)> {
    let otherwise = dated_otherwise(approval, calendar);
    let is_written = |step: &Step<'_>| approval.forecast.of(step.index).is_some();
    let is_left = |left: Left, step: &Step<'_>| match left {
        Left::Unneeded => !is_written(step),
        _ if !is_written(step) => false,
        Left::Undetermined => step.applies == Applies::Unknown,
        Left::Limits => step.item.statutory.is_some() || step.item.promised.is_some(),
        Left::Acts => step.life.since.is_some(),
        Left::Stops => !step.life.stays.is_empty(),
        Left::Promises => step.moves > 0,
        Left::Delays => step.delay.is_some(),
        Left::Words => true,
        Left::Unannounced => approval.forecast.of(step.index).is_some_and(|dates| dates.is_provisional),
        Left::Latest => otherwise.contains(&step.index),
    };
    let all = Left::ALL.iter().map(|left| {
        let items = approval.steps.iter().filter(|step| is_left(*left, step)).map(|step| step.index);
        (*left, items.collect::<Vec<_>>())
    });
    all.filter(|(_, items)| !items.is_empty()).collect()
}
