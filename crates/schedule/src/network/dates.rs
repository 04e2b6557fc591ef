//! Dating a network: forward, backward, floats, and what drives each date.

use super::{LinkKind, Network, Tie, Turn};
use crate::{Calendar, Day, Span, calendar::Mark};

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

/// The days of every month on which something can start, both counted: from the first to the last, which months have in common up to the 28th.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first day.
    pub first: i8,
    /// The last day, not before the first.
    pub last: i8,
}

impl Window {
    /// The first day in it, from this one on.
    #[must_use]
    pub fn next(self, from: Day) -> Day {
        let date = from.date();
        let opens = if date.day() > self.last {
            date.last_of_month().saturating_add(jiff::Span::new().days(i64::from(self.first)))
        } else {
            date.saturating_add(jiff::Span::new().days(i64::from(self.first - date.day()).max(0)))
        };
        Day::of(opens)
    }

    /// The last day in it, up to this one.
    #[must_use]
    pub fn previous(self, until: Day) -> Day {
        let date = until.date();
        if date.day() < self.first {
            let month_before = until.plus(-i32::from(date.day()));
            month_before.plus(i32::from(self.last - month_before.date().day()))
        } else {
            until.plus(i32::from(self.last - date.day()).min(0))
        }
    }
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
    /// It can start only on these days of a month, late as early: its floats say how much later it can start.
    pub window: Option<Window>,
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
    rows: Vec<Row>,
}

/// The dates of one activity.
#[derive(Clone, Copy, Debug)]
struct Row {
    early_start: Mark,
    early_finish: Mark,
    /// Until its turn comes in the backward pass: how late what comes after it lets it start and finish.
    late_start: Mark,
    late_finish: Mark,
    /// How late it can start and finish without moving an early date after it.
    free_start: Mark,
    free_finish: Mark,
    driver: Driver,
    standing: Standing,
}

/// The days of an activity that hold what it waits for.
#[derive(Clone, Copy)]
struct Days {
    early_start: Mark,
    early_finish: Mark,
    late_start: Mark,
    late_finish: Mark,
}

/// What of an activity's progress its neighbours ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Ahead,
    Excluded,
    /// Begun, and perhaps over.
    Begun,
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
        Some(self.rows.get(node)?.early_start.day())
    }

    /// The day it can finish, or finished.
    #[must_use]
    pub fn early_finish(&self, node: usize) -> Option<Day> {
        Some(self.rows.get(node)?.early_finish.day())
    }

    /// The latest day to start without moving what is aimed at, or the day it was begun.
    #[must_use]
    pub fn late_start(&self, node: usize) -> Option<Day> {
        Some(self.rows.get(node)?.late_start.day())
    }

    /// The latest day to finish without moving what is aimed at, or the day it finished.
    #[must_use]
    pub fn late_finish(&self, node: usize) -> Option<Day> {
        Some(self.rows.get(node)?.late_finish.day())
    }

    /// Working days it can finish later without moving what is aimed at; negative where a day it must be finished by cannot be kept.
    #[must_use]
    pub fn total_float(&self, node: usize) -> Option<i32> {
        let row = self.rows.get(node)?;
        Some(row.early_finish.workdays_until(row.late_finish))
    }

    /// Working days it can finish later without moving any activity after it.
    #[must_use]
    pub fn free_float(&self, node: usize) -> Option<i32> {
        let row = self.rows.get(node)?;
        let by_its_finish = row.early_finish.workdays_until(row.free_finish.min(row.late_finish));
        Some(by_its_finish.min(row.early_start.workdays_until(row.free_start)))
    }

    /// What set its early date.
    #[must_use]
    pub fn driver(&self, node: usize) -> Option<Driver> {
        Some(self.rows.get(node)?.driver)
    }

    /// Whether it takes no part.
    #[must_use]
    pub fn is_excluded(&self, node: usize) -> bool {
        self.rows.get(node).is_some_and(|row| row.standing == Standing::Excluded)
    }
}

impl Network {
    /// Dates every activity.
    ///
    /// `begins` is the day the network begins, `today` the day it is seen from (a plan not begun is dated with both the same), `situations` are the
    /// activities' own, in their order; where there is none, it is planned. Late dates aim at each of `aims`: it is not to move; and at the end of all.
    ///
    /// What was begun goes on from today even where it should have waited, and no longer holds back what it waited for.
    pub fn date(
        &self,
        calendar: &Calendar,
        begins: Day,
        today: Day,
        situations: &[Situation],
        aims: &[usize],
        dates: &mut Dates,
    ) {
        // What stands there from before is overwritten, for every activity has its turn.
        dates.rows.resize(self.len(), Row::UNKNOWN);
        let (begins, today) = (calendar.mark(begins), calendar.mark(today));
        let rows = &mut dates.rows;
        // A plan nothing is said about is dated without looking any situation up: twice as fast, from the same lines.
        if situations.is_empty() {
            Dating { network: self, calendar, begins, today, situation: |_| &PLANNED, rows }.date(aims);
        } else {
            let situation = |node| situations.get(node).unwrap_or(&PLANNED);
            Dating { network: self, calendar, begins, today, situation, rows }.date(aims);
        }
    }
}

/// What drives every activity whose early date links set: all of them, where several reach it on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Driving {
    ties: Vec<(usize, LinkKind)>,
    /// Those of an activity: `ties[from..to]`.
    of: Vec<(usize, usize)>,
}

impl Driving {
    /// The activities that drive one, with what is tied together; none where its date is set by no link. One that takes no part stands for what it
    /// would have waited for itself.
    #[must_use]
    pub fn of(&self, node: usize) -> &[(usize, LinkKind)] {
        let range = self.of.get(node).and_then(|(from, to)| self.ties.get(*from..*to));
        range.unwrap_or_default()
    }
}

impl Network {
    /// What drives each activity, once it is dated with the same situations.
    #[must_use]
    pub fn driving(&self, calendar: &Calendar, situations: &[Situation], dates: &Dates) -> Driving {
        let mut driving = Driving { ties: Vec::new(), of: vec![(0, 0); self.len()] };
        for (turn, ins) in self.in_order() {
            let (node, first) = (turn.node as usize, driving.ties.len());
            let Some(row) = dates.rows.get(node) else { continue };
            if !matches!(row.driver, Driver::Link { .. }) {
                continue;
            }
            let own = situations.get(node).and_then(|situation| situation.duration);
            let duration = own.unwrap_or_else(|| turn.duration());
            let is_excluded = row.standing == Standing::Excluded;
            let reached = |tie: &Tie| {
                let before = dates.rows.get(tie.other as usize)?;
                Some(if is_excluded { before.early_finish } else { bound(calendar, *tie, before, duration) })
            };
            // The last of the days they reach: the activity starts on it, or in the first window after it.
            let last = ins.iter().filter_map(reached).max();
            for tie in ins.iter().filter(|tie| reached(tie) == last) {
                let other = tie.other as usize;
                let Some(before) = dates.rows.get(other) else { continue };
                // What takes no part stands for what it would have waited for, each once.
                let passed: Vec<usize> = match before.standing {
                    Standing::Excluded => driving.of(other).iter().map(|(other, _)| *other).collect(),
                    _ => vec![other],
                };
                for one in passed.into_iter().map(|other| (other, tie.kind)) {
                    if !driving.ties.get(first..).is_some_and(|own| own.contains(&one)) {
                        driving.ties.push(one);
                    }
                }
            }
            if let Some(range) = driving.of.get_mut(node) {
                *range = (first, driving.ties.len());
            }
        }
        driving
    }
}

/// The day a link lets an activity of this duration start.
#[inline(always)]
fn bound(calendar: &Calendar, tie: Tie, before: &Row, duration: Span) -> Mark {
    let lagged = |mark| calendar.mark_later(mark, tie.lag());
    match tie.kind {
        LinkKind::FinishStart => lagged(before.early_finish),
        LinkKind::StartStart => lagged(before.early_start),
        LinkKind::FinishFinish => calendar.earliest_mark_reaching(lagged(before.early_finish), duration),
        LinkKind::StartFinish => calendar.earliest_mark_reaching(lagged(before.early_start), duration),
    }
}

/// The activity as planned, where nothing is said about it.
const PLANNED: Situation =
    Situation { progress: Progress::Planned, duration: None, not_before: None, must_by: None, window: None };

impl Row {
    const UNKNOWN: Self = Self {
        early_start: Mark::FIRST,
        early_finish: Mark::FIRST,
        late_start: Mark::LAST,
        late_finish: Mark::LAST,
        free_start: Mark::LAST,
        free_finish: Mark::LAST,
        driver: Driver::Beginning,
        standing: Standing::Ahead,
    };
}

impl Row {
    fn days(&self) -> Days {
        let Self { early_start, early_finish, late_start, late_finish, .. } = *self;
        Days { early_start, early_finish, late_start, late_finish }
    }
}

/// A network being dated, `situation` telling an activity's by its number.
struct Dating<'a, S> {
    network: &'a Network,
    calendar: &'a Calendar,
    begins: Mark,
    today: Mark,
    situation: S,
    rows: &'a mut [Row],
}

impl<'a, S: Fn(usize) -> &'a Situation> Dating<'a, S> {
    fn date(mut self, aims: &[usize]) {
        let end = self.forward();
        self.aim(aims);
        self.backward(end);
    }

    /// Sets all early dates, and gives the end of all.
    fn forward(&mut self) -> Mark {
        let mut end = Mark::FIRST;
        for (turn, ins) in self.network.in_order() {
            let early = self.early(turn, ins);
            end = end.max(early.early_finish);
            if let Some(row) = self.rows.get_mut(turn.node as usize) {
                *row = early;
            }
        }
        end
    }

    /// When an activity can start and finish, once what it waits for is dated.
    fn early(&self, turn: &Turn, ins: &[Tie]) -> Row {
        let situation = (self.situation)(turn.node as usize);
        let duration = situation.duration.unwrap_or_else(|| turn.duration());
        let is_excluded = situation.progress == Progress::Excluded;
        let (mut start, mut last) = (self.begins, None);
        // Of links that reach one day the first is the reason, and before the beginning: there is somebody to wait for.
        for tie in ins.iter().rev() {
            let Some(before) = self.rows.get(tie.other as usize) else { continue };
            // What does not apply hands on nothing but the ends of what it waits for.
            let bound =
                if is_excluded { before.early_finish } else { bound(self.calendar, *tie, before, duration) };
            if bound >= start {
                (start, last) = (bound, Some(tie));
            }
        }
        let mut driver =
            last.map_or(Driver::Beginning, |tie| Driver::Link { from: tie.other as usize, kind: tie.kind });
        let (finish, standing) = match situation.progress {
            Progress::Excluded => (start, Standing::Excluded),
            Progress::Finished { from, to } => {
                (start, driver) = (self.calendar.mark(from), Driver::Actual);
                (self.calendar.mark(to), Standing::Begun)
            }
            Progress::Started { on, left } => {
                (start, driver) = (self.calendar.mark(on), Driver::Actual);
                (self.calendar.mark_later(self.today.max(start), left), Standing::Begun)
            }
            Progress::Planned => {
                if let Some(day) =
                    situation.not_before.map(|day| self.calendar.mark(day)).filter(|day| *day > start)
                {
                    (start, driver) = (day, Driver::NotBefore);
                }
                if self.today > start {
                    (start, driver) = (self.today, Driver::Today);
                }
                // Whatever it waited for is still what it waits for: the window only says when that is good for.
                if let Some(window) = situation.window {
                    start = self.calendar.mark(window.next(start.day()));
                }
                (self.calendar.mark_later(start, duration), Standing::Ahead)
            }
        };
        Row { early_start: start, early_finish: finish, driver, standing, ..Row::UNKNOWN }
    }

    /// What is aimed at is not to move.
    fn aim(&mut self, aims: &[usize]) {
        for aim in aims {
            if let Some(row) = self.rows.get_mut(*aim) {
                row.late_finish = row.early_finish;
            }
        }
    }

    /// Sets all late dates, none of which is to move the end of all.
    fn backward(&mut self, end: Mark) {
        for (turn, ins) in self.network.in_order().rev() {
            let situation = (self.situation)(turn.node as usize);
            let Some(row) = self.rows.get_mut(turn.node as usize) else { continue };
            row.late_finish = row.late_finish.min(end);
            if let Some(day) = situation.must_by {
                row.late_finish = row.late_finish.min(self.calendar.mark(day));
            }
            match situation.progress {
                Progress::Planned => {
                    let duration = situation.duration.unwrap_or_else(|| turn.duration());
                    let latest = self.calendar.latest_mark_before(row.late_finish, duration);
                    row.late_start = row.late_start.min(latest);
                    if let Some(window) = situation.window {
                        let previous = |mark: Mark| self.calendar.mark(window.previous(mark.day()));
                        row.late_start = previous(row.late_start);
                        let free = self.calendar.latest_mark_before(row.free_finish, duration);
                        row.free_start = previous(row.free_start.min(free));
                        row.free_finish = self.calendar.mark_later(row.free_start, duration);
                    }
                    // The finish that start leads to: on a day of its kind, and the start alone may be what is held.
                    row.late_finish = self.calendar.mark_later(row.late_start, duration);
                    let own = row.days();
                    ins.iter().for_each(|tie| self.hold(tie.other, tie.kind, tie.lag(), own));
                }
                Progress::Excluded => {
                    row.late_start = row.late_start.min(row.late_finish);
                    row.late_finish = row.late_start;
                    let own = row.days();
                    ins.iter().for_each(|tie| self.hold(tie.other, LinkKind::FinishStart, Span::ZERO, own));
                }
                // What was begun no longer waits for anything.
                Progress::Started { .. } => row.late_start = row.early_start,
                Progress::Finished { .. } => {
                    (row.late_start, row.late_finish) = (row.early_start, row.early_finish);
                }
            }
        }
    }

    /// Holds what an activity waits for to the activity's own days.
    #[inline]
    fn hold(&mut self, other: u32, kind: LinkKind, lag: Span, after: Days) {
        let Some(before) = self.rows.get_mut(other as usize) else { return };
        let (late, free) = match kind {
            LinkKind::FinishStart | LinkKind::StartStart => (after.late_start, after.early_start),
            LinkKind::FinishFinish | LinkKind::StartFinish => (after.late_finish, after.early_finish),
        };
        let held = |mark| self.calendar.latest_mark_before(mark, lag);
        match kind {
            LinkKind::FinishStart | LinkKind::FinishFinish => {
                before.late_finish = before.late_finish.min(held(late));
                before.free_finish = before.free_finish.min(held(free));
            }
            LinkKind::StartStart | LinkKind::StartFinish if before.standing != Standing::Begun => {
                before.late_start = before.late_start.min(held(late));
                before.free_start = before.free_start.min(held(free));
            }
            LinkKind::StartStart | LinkKind::StartFinish => {}
        }
    }
}
