//! A plan as a network of whole days, dated, and held against the dates its own program found.
//!
//! Minutes become days: durations rounded up, lags to the nearest day, elapsed time to natural days. A moment becomes the end of a civil day, as everywhere in
//! `qinghuo_schedule`: what starts in the morning starts at the end of the day before, what starts or ends in the evening, at that day's. A group that is tied
//! to something gets two moments of its own, its beginning before all that lies in it and its end after.

use crate::{
    calendar::{USUAL_MINUTES, WorkCalendar},
    finding::{Code, Finding, Findings, Place},
    gathering::parents,
    plan::{Activity, Constraint, Kind, Lag, Plan, Program, Work},
};
use jiff::civil::{Date, DateTime};
use qinghuo_schedule::{
    Calendar, Dates, Day, DayKind, Link, LinkKind, Network, Node, Span,
    network::{Driver, Fault, LONGEST_SPAN, Progress, Situation},
};
use serde::Serialize;
use std::collections::HashMap;

/// A plan with its dates.
#[derive(Clone, Debug)]
pub struct Dated {
    /// The network: a node for each activity that takes part, two for each group where groups are tied.
    pub network: Network,
    /// What each node is held to.
    pub situations: Vec<Situation>,
    /// The days worked.
    pub calendar: Calendar,
    /// The day the network begins.
    pub begins: Day,
    /// The day it is seen from: nothing left to do lies before.
    pub today: Day,
    /// The node of each activity of the plan; of a group that of its beginning.
    pub nodes: Vec<Option<usize>>,
    /// The dates of each activity that takes part; groups have none of their own.
    pub activities: Vec<Option<Outline>>,
    /// What drives the end of all, the earliest first, by the places of the activities.
    pub chain: Vec<usize>,
    /// Where the file's own program found otherwise.
    pub differences: Vec<Difference>,
    /// How many figures were held against the file's.
    pub compared: usize,
    /// What could not be carried into days.
    pub findings: Vec<Finding>,
}

/// The dates of an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Outline {
    /// The first day worked on it; of a milestone, its day.
    pub from: Date,
    /// The last.
    pub to: Date,
    /// Working days it can end later without moving the end of all.
    pub total_float: i32,
    /// Working days it can end later without moving any activity.
    pub free_float: i32,
    /// Whether it is not over and a day's delay moves the end of all.
    pub is_critical: bool,
}

/// A figure that is held against the file's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The early start.
    EarlyStart,
    /// The early finish.
    EarlyFinish,
    /// The late start.
    LateStart,
    /// The late finish.
    LateFinish,
    /// The total slack, in working days.
    TotalSlack,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::EarlyStart, Self::EarlyFinish, Self::LateStart, Self::LateFinish, Self::TotalSlack];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::EarlyStart => "early_start",
            Self::EarlyFinish => "early_finish",
            Self::LateStart => "late_start",
            Self::LateFinish => "late_finish",
            Self::TotalSlack => "total_slack",
        }
    }
}

/// A figure that is not the file's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The activity's place in the plan.
    pub activity: usize,
    /// Which figure.
    pub measure: Measure,
    /// Working days ours is later, or more; negative is earlier, or less.
    pub workdays: i32,
    /// What the file says: the day, `None` for slack.
    pub given: Option<Date>,
}

impl Plan {
    /// The calendar most activities follow.
    #[must_use]
    pub fn usual_calendar(&self) -> Option<&WorkCalendar> {
        let mut followed: HashMap<i64, usize> = HashMap::new();
        for activity in self.activities.iter().filter(|activity| activity.kind != Kind::Summary) {
            if let Some(uid) = activity.calendar.or(self.calendar) {
                *followed.entry(uid).or_default() += 1;
            }
        }
        let by_use = |calendar: &&WorkCalendar| followed.get(&calendar.uid).copied().unwrap_or(0);
        // Of two followed alike the plan's own, else the first.
        self.calendars
            .iter()
            .rev()
            .max_by_key(|calendar| (by_use(calendar), Some(calendar.uid) == self.calendar))
    }

    /// The plan as a network, dated, and held against the file.
    ///
    /// # Errors
    /// The circle activities wait for each other in.
    pub fn dated(&self) -> Result<Dated, Vec<Finding>> {
        let mut making = Making::new(self);
        making.add_nodes();
        making.add_links();
        let Making {
            nodes,
            links,
            situations,
            node_of,
            activity_of,
            calendar,
            begins,
            today,
            mut findings,
            ..
        } = making;
        let network = match Network::new(&nodes, &links) {
            Ok(network) => network,
            Err(faults) => {
                self.note_faults(&faults, &activity_of, &mut findings);
                return Err(findings.all(&self.activities));
            }
        };
        let mut dates = Dates::default();
        network.date(&calendar, begins, today, &situations, &[], &mut dates);
        let outlines: Vec<Option<Outline>> = self
            .activities
            .iter()
            .zip(&node_of)
            .map(|(activity, node)| {
                let node = node.filter(|_| activity.kind != Kind::Summary)?;
                let outline =
                    outline(node, nodes.get(node)?.duration, activity.ended.is_some(), &dates, &calendar)?;
                // What takes no time and waits for nothing happens in the morning the plan begins, not the evening before.
                let is_opening = activity.kind == Kind::Milestone
                    && activity.ended.is_none()
                    && Day::of(outline.to) == begins;
                let first = self.begins.map(DateTime::date).filter(|_| is_opening);
                Some(first.map_or(outline, |day| Outline { from: day, to: day, ..outline }))
            })
            .collect();
        let chain = chain(&outlines, &node_of, &activity_of, &dates);
        let (differences, compared) = self.compared(&node_of, &dates, &calendar);
        Ok(Dated {
            network,
            situations,
            calendar,
            begins,
            today,
            nodes: node_of,
            activities: outlines,
            chain,
            differences,
            compared,
            findings: findings.all(&self.activities),
        })
    }

    fn note_faults(&self, faults: &[Fault], activity_of: &[usize], findings: &mut Findings) {
        let code = |node: &usize| {
            let activity = activity_of.get(*node).and_then(|place| self.activities.get(*place));
            activity.map_or("", |activity| &*activity.code)
        };
        for fault in faults {
            if let Fault::Cycle { nodes } = fault {
                let mut named: Vec<&str> = nodes.iter().map(code).collect();
                named.dedup();
                named.extend(named.first().copied());
                findings
                    .add(Code::Circle, Place { given: Some(named.join(" → ").into()), ..Place::default() });
            }
        }
    }

    /// The end of day a moment of starting stands for.
    fn start_day(&self, moment: DateTime) -> Day {
        let day = Day::of(moment.date());
        if moment.time() >= self.hours.1 { day } else { day.plus(-1) }
    }

    /// The end of day a moment of finishing stands for.
    fn finish_day(&self, moment: DateTime) -> Day {
        let day = Day::of(moment.date());
        if moment.time() <= self.hours.0 { day.plus(-1) } else { day }
    }

    fn compared(
        &self,
        node_of: &[Option<usize>],
        dates: &Dates,
        calendar: &Calendar,
    ) -> (Vec<Difference>, usize) {
        let (mut differences, mut compared) = (Vec::new(), 0);
        let minutes = self.usual_calendar().and_then(WorkCalendar::minutes_per_day).unwrap_or(USUAL_MINUTES);
        for (place, (activity, node)) in self.activities.iter().zip(node_of).enumerate() {
            let Some(node) = node.filter(|_| activity.kind != Kind::Summary) else { continue };
            let given = activity.given;
            let days = [
                (Measure::EarlyStart, given.early_start.or(given.start), dates.early_start(node), true),
                (Measure::EarlyFinish, given.early_finish.or(given.finish), dates.early_finish(node), false),
                (Measure::LateStart, given.late_start, dates.late_start(node), true),
                (Measure::LateFinish, given.late_finish, dates.late_finish(node), false),
            ];
            for (measure, theirs, ours, is_start) in days {
                let (Some(theirs), Some(ours)) = (theirs, ours) else { continue };
                // A milestone has one moment, and both ends may be written at either end of a day.
                let end = match activity.kind {
                    Kind::Milestone => self.finish_day(theirs),
                    _ if is_start => self.start_day(theirs),
                    _ => self.finish_day(theirs),
                };
                let workdays = calendar.workdays(end, ours);
                compared += 1;
                if workdays != 0 {
                    differences.push(Difference {
                        activity: place,
                        measure,
                        workdays,
                        given: Some(theirs.date()),
                    });
                }
            }
            if let (Some(theirs), Some(ours)) = (given.total_slack, dates.total_float(node)) {
                let theirs = theirs.div_euclid(i64::from(minutes));
                let theirs = i32::try_from(theirs).unwrap_or(LONGEST_SPAN);
                compared += 1;
                if theirs != ours {
                    differences.push(Difference {
                        activity: place,
                        measure: Measure::TotalSlack,
                        workdays: ours.saturating_sub(theirs),
                        given: None,
                    });
                }
            }
        }
        (differences, compared)
    }
}

fn outline(
    node: usize,
    duration: Span,
    is_over: bool,
    dates: &Dates,
    calendar: &Calendar,
) -> Option<Outline> {
    let (start, finish) = (dates.early_start(node)?, dates.early_finish(node)?);
    let first = match duration {
        Span { count: 0, .. } => start,
        Span { kind: DayKind::Natural, .. } => start.plus(1),
        Span { kind: DayKind::Working, .. } => calendar.later(start, Span::working(1)),
    };
    let total_float = dates.total_float(node)?;
    Some(Outline {
        from: first.min(finish).date(),
        to: finish.date(),
        total_float,
        free_float: dates.free_float(node)?,
        is_critical: total_float <= 0 && !is_over,
    })
}

/// What drives the activity that ends last, groups left out.
fn chain(
    outlines: &[Option<Outline>],
    node_of: &[Option<usize>],
    activity_of: &[usize],
    dates: &Dates,
) -> Vec<usize> {
    let ends = outlines.iter().enumerate().filter_map(|(place, outline)| Some((outline.as_ref()?.to, place)));
    let last = ends.max_by_key(|(to, place)| (*to, std::cmp::Reverse(*place)));
    let mut node = last.and_then(|(_, place)| node_of.get(place).copied().flatten());
    let mut chain = Vec::new();
    while let Some(at) = node {
        if let Some(place) = activity_of.get(at).filter(|p| outlines.get(**p).is_some_and(Option::is_some)) {
            chain.push(*place);
        }
        node = match dates.driver(at) {
            Some(Driver::Link { from, .. }) => Some(from),
            _ => None,
        };
    }
    chain.reverse();
    chain
}

/// A network being made.
struct Making<'a> {
    plan: &'a Plan,
    usual: Option<&'a WorkCalendar>,
    calendar: Calendar,
    calendars: HashMap<i64, &'a WorkCalendar>,
    begins: Day,
    today: Day,
    nodes: Vec<Node>,
    situations: Vec<Situation>,
    links: Vec<Link>,
    node_of: Vec<Option<usize>>,
    /// The node of a group's end.
    end_of: Vec<Option<usize>>,
    activity_of: Vec<usize>,
    findings: Findings,
}

impl<'a> Making<'a> {
    fn new(plan: &'a Plan) -> Self {
        let mut findings = Findings::default();
        let usual = plan.usual_calendar();
        let calendar = usual.and_then(WorkCalendar::days).unwrap_or_else(|| {
            let given = usual.map(|calendar| calendar.name.clone());
            let code = if given.is_some() { Code::CalendarUnusable } else { Code::CalendarMissing };
            findings.add(code, Place { given, ..Place::default() });
            Calendar::default()
        });
        if let Some(uneven) = usual.filter(|calendar| calendar.is_uneven()) {
            findings.add(Code::UnevenDays, Place { given: Some(uneven.name.clone()), ..Place::default() });
        }
        let starts = plan.activities.iter().flat_map(|activity| [activity.began, activity.given.start]);
        let begins = plan.begins.or_else(|| starts.flatten().min());
        if begins.is_none() || !plan.activities.iter().any(Activity::takes_part) {
            findings.add(Code::Undated, Place::default());
        } else if plan.begins.is_none() {
            findings.add(Code::BeginningMissing, Place::default());
        }
        let begins = begins.map_or(Day::FIRST, |moment| plan.start_day(moment));
        // Primavera moves what is left behind its data date; MS Project leaves it where it is.
        let today = match (plan.program, plan.data_date) {
            (Program::Primavera, Some(date)) => plan.start_day(date).max(begins),
            _ => begins,
        };
        let count = plan.activities.len();
        Self {
            plan,
            usual,
            calendar,
            calendars: plan.calendars.iter().map(|calendar| (calendar.uid, calendar)).collect(),
            begins,
            today,
            nodes: Vec::with_capacity(count),
            situations: Vec::with_capacity(count),
            links: Vec::with_capacity(plan.links.len()),
            node_of: vec![None; count],
            end_of: vec![None; count],
            activity_of: Vec::with_capacity(count),
            findings,
        }
    }

    fn note(&mut self, code: Code, activity: &Activity, given: impl std::fmt::Display) {
        let (task, given) = (Some(activity.code.clone()), Some(given.to_string().into()));
        self.findings.add(code, Place { task, given, ..Place::default() });
    }

    fn push(&mut self, place: usize, duration: Span, situation: Situation) -> usize {
        self.nodes.push(Node { duration });
        self.situations.push(situation);
        self.activity_of.push(place);
        self.nodes.len() - 1
    }

    fn add_nodes(&mut self) {
        let plan = self.plan;
        let kinds: HashMap<i64, Kind> =
            plan.activities.iter().map(|activity| (activity.uid, activity.kind)).collect();
        let is_group = |uid: &i64| kinds.get(uid) == Some(&Kind::Summary);
        let groups_matter = plan.links.iter().any(|tie| is_group(&tie.from) || is_group(&tie.to));
        for (place, activity) in plan.activities.iter().enumerate() {
            let (node, end) = match activity.kind {
                Kind::Summary if groups_matter => (
                    Some(self.push(place, Span::ZERO, Situation::default())),
                    Some(self.push(place, Span::ZERO, Situation::default())),
                ),
                _ if activity.takes_part() => {
                    let duration = self.duration(activity);
                    let situation = self.situation(activity, duration);
                    let node = Some(self.push(place, duration, situation));
                    (node, node)
                }
                _ => (None, None),
            };
            if let (Some(first), Some(last)) = (self.node_of.get_mut(place), self.end_of.get_mut(place)) {
                (*first, *last) = (node, end);
            }
        }
    }

    /// The calendar an activity follows, where it is not the usual one.
    fn own_calendar(&self, activity: &Activity) -> Option<&'a WorkCalendar> {
        let own = self.calendars.get(&activity.calendar?).copied()?;
        Some(own).filter(|own| Some(own.uid) != self.usual.map(|usual| usual.uid))
    }

    fn minutes_per_day(&self, activity: &Activity) -> i64 {
        let calendar = self.own_calendar(activity).or(self.usual);
        i64::from(calendar.and_then(WorkCalendar::minutes_per_day).unwrap_or(USUAL_MINUTES))
    }

    /// The kind of days an activity's time is counted in, and how many minutes make one.
    fn day_of(&self, work: Work, activity: &Activity) -> (DayKind, i64) {
        if work.is_elapsed {
            return (DayKind::Natural, 1440);
        }
        let every_day = self.own_calendar(activity).is_some_and(WorkCalendar::is_every_day);
        let kind = if every_day { DayKind::Natural } else { DayKind::Working };
        (kind, self.minutes_per_day(activity))
    }

    fn duration(&mut self, activity: &Activity) -> Span {
        let (kind, day) = self.day_of(activity.duration, activity);
        if !activity.duration.is_elapsed && self.own_calendar(activity).is_some_and(|own| !own.is_every_day())
        {
            self.note(Code::OwnCalendars, activity, activity.calendar.unwrap_or_default());
        }
        self.up_to_days(activity, activity.duration.minutes, kind, day)
    }

    /// Whole days of so many minutes, none too few.
    fn up_to_days(&mut self, activity: &Activity, minutes: i64, kind: DayKind, day: i64) -> Span {
        let (whole, rest) = (minutes.max(0) / day, minutes.max(0) % day);
        if rest > 0 {
            self.note(Code::PartialDays, activity, in_days(minutes, day));
        }
        let count = whole + i64::from(rest > 0);
        Span { count: self.bounded(activity, count), kind }
    }

    fn bounded(&mut self, activity: &Activity, count: i64) -> i32 {
        match i32::try_from(count).ok().filter(|count| count.abs() <= LONGEST_SPAN) {
            Some(count) => count,
            None => {
                self.note(Code::Absurd, activity, format_args!("{count} d"));
                if count < 0 { -LONGEST_SPAN } else { LONGEST_SPAN }
            }
        }
    }

    fn situation(&mut self, activity: &Activity, duration: Span) -> Situation {
        let plan = self.plan;
        let deadline = activity.deadline.map(|moment| plan.finish_day(moment));
        if let Some(ended) = activity.ended {
            let to = plan.finish_day(ended);
            let from = activity.began.map_or(to, |began| plan.start_day(began)).min(to);
            return Situation { progress: Progress::Finished { from, to }, ..Situation::default() };
        }
        if let Some(began) = activity.began {
            let on = plan.start_day(began);
            let left = match (plan.program, activity.left) {
                (Program::Primavera, Some(left)) => {
                    let (kind, day) = self.day_of(activity.duration, activity);
                    self.up_to_days(activity, left, kind, day)
                }
                _ => duration,
            };
            let progress = Progress::Started { on, left };
            return Situation { progress, must_by: deadline, ..Situation::default() };
        }
        let starting = |moment| plan.start_day(moment);
        let ending = |moment| self.calendar.earliest_reaching(plan.finish_day(moment), duration);
        let (mut not_before, must_by) = match activity.constraint {
            None | Some(Constraint::AsLateAsPossible) => (None, None),
            Some(Constraint::StartNoEarlier(moment)) => (Some(starting(moment)), None),
            Some(Constraint::StartNoLater(moment)) => {
                (None, Some(self.calendar.later(starting(moment), duration)))
            }
            Some(Constraint::MustStart(moment)) => {
                (Some(starting(moment)), Some(self.calendar.later(starting(moment), duration)))
            }
            Some(Constraint::FinishNoEarlier(moment)) => (Some(ending(moment)), None),
            Some(Constraint::FinishNoLater(moment)) => (None, Some(plan.finish_day(moment))),
            Some(Constraint::MustFinish(moment)) => (Some(ending(moment)), Some(plan.finish_day(moment))),
        };
        if activity.is_manual {
            not_before = not_before.max(activity.given.start.map(starting));
        }
        let must_by = [must_by, deadline].into_iter().flatten().min();
        Situation { not_before, must_by, ..Situation::default() }
    }

    fn add_links(&mut self) {
        let plan = self.plan;
        let places: HashMap<i64, usize> =
            plan.activities.iter().enumerate().map(|(place, activity)| (activity.uid, place)).collect();
        for tie in &plan.links {
            let (Some(from), Some(to)) = (places.get(&tie.from).copied(), places.get(&tie.to).copied())
            else {
                continue;
            };
            let from_start = matches!(tie.kind, LinkKind::StartStart | LinkKind::StartFinish);
            let to_start = matches!(tie.kind, LinkKind::FinishStart | LinkKind::StartStart);
            let first = |place: usize| self.node_of.get(place).copied().flatten();
            let last = |place: usize| self.end_of.get(place).copied().flatten();
            let ends = (
                if from_start { first(from) } else { last(from) },
                if to_start { first(to) } else { last(to) },
            );
            // What takes no part was named when it was read.
            let (Some(from_node), Some(to_node)) = ends else { continue };
            let Some(before) = plan.activities.get(from) else { continue };
            let Some(after) = plan.activities.get(to) else { continue };
            let lag = self.lag(tie.lag, before, after);
            self.links.push(Link { from: from_node, to: to_node, kind: tie.kind, lag });
        }
        let parents = parents(&plan.activities);
        for (place, parent) in parents.iter().enumerate() {
            let node = |nodes: &[Option<usize>], place: usize| nodes.get(place).copied().flatten();
            let (first, last) = (node(&self.node_of, place), node(&self.end_of, place));
            let around = parent.map(|parent| (node(&self.node_of, parent), node(&self.end_of, parent)));
            let mut after = |from: Option<usize>, to: Option<usize>| {
                if let (Some(from), Some(to)) = (from, to)
                    && from != to
                {
                    self.links.push(Link { from, to, kind: LinkKind::FinishStart, lag: Span::ZERO });
                }
            };
            after(first, last);
            if let Some((begins, ends)) = around {
                after(begins, first);
                after(last, ends);
            }
        }
    }

    fn lag(&mut self, lag: Lag, before: &Activity, after: &Activity) -> Span {
        let (work, by) = match lag {
            Lag::Time(work) => (work, after),
            Lag::Percent(percent) => {
                self.note(Code::PercentLags, after, format_args!("{percent}%"));
                let minutes = before.duration.minutes.saturating_mul(percent) / 100;
                (Work { minutes, ..before.duration }, before)
            }
        };
        let (kind, day) = self.day_of(work, by);
        if work.minutes % day != 0 {
            self.note(Code::PartialLags, after, in_days(work.minutes, day));
        }
        let count = work.minutes.saturating_add(day / 2).div_euclid(day);
        Span { count: self.bounded(after, count), kind }
    }
}

/// So many minutes in days of so many, to two places.
fn in_days(minutes: i64, day: i64) -> String {
    let hundredths = i128::from(minutes) * 100 / i128::from(day.max(1));
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)
}
