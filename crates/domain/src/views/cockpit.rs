//! 驾驶舱: this month in one screen. The sums against plan and schedule month by month, starts and completions and entries against plan, lights by
//! place and industry, who is furthest behind, what moved since the dispatch before, and the ranking of places and industries.
//!
//! Projects may be counted in parts and the parts joined, so that many cores may count. The longest waits are not here: they come from
//! [`super::approval::inbox`].

use super::{
    Standpoint,
    light::{light_of, signal},
    line::line,
    packages,
    progress::{Progress, done_in_month, due_by, progress},
    punctuality::{LibraryEntry, Punctuality, completion, entry, start},
    totals::{Dimension, Key, Sums, keys_of},
};
use crate::{
    City, Fen, ProjectId,
    project::Seen,
    rules::{Measure, Signal},
    time::{Moment, YearMonth},
};
use serde::Serialize;
use std::collections::BTreeMap;

/// How many of those furthest behind, and of those whose light fell, are kept.
pub const WORST: usize = 10;

/// One project as it is counted, with what a table has computed of it already.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    /// The project.
    pub seen: Seen<'a>,
    /// How it stands.
    pub progress: &'a Progress,
    /// Its light.
    pub light: Signal,
    /// What should be done by the end of the month dispatched.
    pub due: Fen,
    /// How it stood at the dispatch before.
    pub before: Before,
}

/// How a project stood at the dispatch before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Before {
    /// Its light; `None` when it was not in the book, or there was no month before.
    pub light: Option<Signal>,
    /// Done in the year up to then; nothing in the first month of a year.
    pub done: Fen,
}

/// How a project stood at the dispatch before: at the end of the month before the month dispatched, of what is known now.
#[must_use]
pub fn before(seen: Seen<'_>, from: Standpoint<'_>) -> Before {
    let Some(month) = from.month.before() else { return Before::default() };
    let at = Moment { as_of: month.last_day().min(seen.at.as_of), ..seen.at };
    let then = seen.project.at(at);
    if !then.exists() || then.merged_into().is_some() {
        return Before::default();
    }
    let from_then = Standpoint { at, month, ..from };
    let stand = progress(then, from_then);
    let is_same_year = month.year() == from.month.year();
    Before {
        light: Some(light_of(then, from_then, &stand).signal),
        done: stand.done.filter(|_| is_same_year).unwrap_or_default(),
    }
}

/// This month in one screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cockpit {
    /// The sums.
    pub sums: Sums,
    /// What should be done and what was, by the end of each month of the year.
    pub months: [MonthSums; 12],
    /// Starts of the year.
    pub starts: BTreeMap<Punctuality, usize>,
    /// Starts within the month dispatched.
    pub started_this_month: usize,
    /// Completions of the year.
    pub completions: BTreeMap<Punctuality, usize>,
    /// Completions within the month dispatched.
    pub completed_this_month: usize,
    /// Entries into the statistics library, of the projects that follow a procedure.
    pub entries: BTreeMap<LibraryEntry, usize>,
    /// The sums of each place.
    pub places: BTreeMap<Key, Sums>,
    /// The sums of each industry.
    pub industries: BTreeMap<Key, Sums>,
    /// How many lights went from what they showed at the dispatch before to what they show.
    pub moves: BTreeMap<(Option<Signal>, Signal), usize>,
    /// 当月完成, see [`done_in_month`]; nothing where nobody tells.
    pub done_in_month: Option<Fen>,
    /// Invested in the year up to the dispatch before.
    pub done_before: Fen,
    /// Those furthest behind the schedule, the furthest first.
    pub behind: Vec<(i64, ProjectId)>,
    /// Those whose light fell to red or yellow, the furthest behind first.
    pub fell: Vec<(i64, ProjectId)>,
}

/// Sums at the end of a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MonthSums {
    /// What the plans say should be done.
    pub due: Fen,
    /// What was done, of the months dispatched.
    pub done: Fen,
}

impl Cockpit {
    /// Counts a project.
    pub fn add(&mut self, counted: &Counted<'_>, from: Standpoint<'_>) {
        let (seen, total) = (counted.seen, counted.seen.total_investment().copied());
        let add_to = |sums: &mut Sums| sums.add_computed(total, counted.progress, counted.due, counted.light);
        add_to(&mut self.sums);
        for (by, dimension) in
            [(&mut self.places, Dimension::Place), (&mut self.industries, Dimension::Industry)]
        {
            for key in keys_of(seen, dimension, from) {
                add_to(by.entry(key).or_default());
            }
        }
        self.add_in_month(done_in_month(seen, from.month));
        self.add_months(seen, from);
        self.add_events(seen, from);
        self.add_moves(counted);
    }

    fn add_in_month(&mut self, done: Option<Fen>) {
        if let Some(done) = done {
            self.done_in_month = Some(self.done_in_month.unwrap_or_default() + done);
        }
    }

    /// Whether there was a dispatch before to compare with.
    #[must_use]
    pub fn has_before(&self) -> bool {
        self.moves.keys().any(|(before, _)| before.is_some())
    }

    fn add_months(&mut self, seen: Seen<'_>, from: Standpoint<'_>) {
        let year = from.month.year();
        let curve = from.rules.curve.as_ref();
        let plan = seen.year_plan(year).is_some();
        let mut figures = seen.dispatches_of(year).peekable();
        let mut done = Fen::ZERO;
        for (number, sums) in (1..=12).zip(&mut self.months) {
            let Some(month) = YearMonth::new(year, number) else { continue };
            while let Some((_, figure)) = figures.next_if(|(of, _)| *of <= month) {
                done = figure.done_this_year.unwrap_or_default();
            }
            if plan {
                sums.due += due_by(seen, month, curve).unwrap_or_default();
            }
            if month <= from.month {
                sums.done += done;
            }
        }
    }

    fn add_events(&mut self, seen: Seen<'_>, from: Standpoint<'_>) {
        if let Some(start) = start(seen, from) {
            *self.starts.entry(start).or_default() += 1;
        }
        if let Some(completion) = completion(seen, from) {
            *self.completions.entry(completion).or_default() += 1;
        }
        if let Some(entry) = entry(seen, from) {
            *self.entries.entry(entry).or_default() += 1;
        }
        let is_of_month =
            |day: Option<&crate::Date>| day.is_some_and(|day| YearMonth::of(*day) == from.month);
        self.started_this_month += usize::from(is_of_month(seen.started_on()));
        self.completed_this_month += usize::from(is_of_month(seen.completed_on()));
    }

    fn add_moves(&mut self, counted: &Counted<'_>) {
        let (before, now) = (counted.before, counted.light);
        *self.moves.entry((before.light, now)).or_default() += 1;
        self.done_before += before.done;
        let Some(gap) = counted.progress.gap_pp_hundredths.filter(|gap| *gap < 0) else { return };
        keep_worst(&mut self.behind, (gap, counted.seen.project.id));
        if has_fallen(before.light, now) {
            keep_worst(&mut self.fell, (gap, counted.seen.project.id));
        }
    }

    /// Adds what another counted of other projects.
    pub fn join(&mut self, other: Self) {
        self.sums.join(other.sums);
        for (sums, others) in self.months.iter_mut().zip(other.months) {
            sums.due += others.due;
            sums.done += others.done;
        }
        add_counts(&mut self.starts, other.starts);
        add_counts(&mut self.completions, other.completions);
        add_counts(&mut self.entries, other.entries);
        add_counts(&mut self.moves, other.moves);
        self.started_this_month += other.started_this_month;
        self.completed_this_month += other.completed_this_month;
        for (by, others) in [(&mut self.places, other.places), (&mut self.industries, other.industries)] {
            for (key, sums) in others {
                by.entry(key).or_default().join(sums);
            }
        }
        self.add_in_month(other.done_in_month);
        self.done_before += other.done_before;
        other.behind.into_iter().for_each(|one| keep_worst(&mut self.behind, one));
        other.fell.into_iter().for_each(|one| keep_worst(&mut self.fell, one));
    }
}

/// Whether a light is red or yellow and was better at the dispatch before.
#[must_use]
pub fn has_fallen(before: Option<Signal>, now: Signal) -> bool {
    match now {
        Signal::Red => before.is_some_and(|before| before != Signal::Red),
        Signal::Yellow => before.is_some_and(|before| !matches!(before, Signal::Red | Signal::Yellow)),
        _ => false,
    }
}

/// Whether a light is green and was red or yellow at the dispatch before.
#[must_use]
pub fn has_risen(before: Option<Signal>, now: Signal) -> bool {
    now == Signal::Green && matches!(before, Some(Signal::Red | Signal::Yellow))
}

fn add_counts<K: Ord>(to: &mut BTreeMap<K, usize>, counts: BTreeMap<K, usize>) {
    for (key, count) in counts {
        *to.entry(key).or_default() += count;
    }
}

/// Puts one among the worst, in order, and lets go whoever is worst no more.
fn keep_worst(worst: &mut Vec<(i64, ProjectId)>, one: (i64, ProjectId)) {
    let place = worst.partition_point(|other| *other <= one);
    if place < WORST {
        worst.insert(place, one);
        worst.truncate(WORST);
    }
}

/// A place or an industry in its ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked<'a> {
    /// Its rank from 1; who is as far has the same, and the next one counts on. `None` without a plan.
    pub rank: Option<usize>,
    /// Which it is.
    pub key: &'a Key,
    /// Its sums.
    pub sums: &'a Sums,
    /// How it stands.
    pub progress: Progress,
}

/// The ranking: by the gap to the schedule in points, the furthest ahead first. Who has no plan this year, and what is not stated, is not ranked and
/// stands behind.
#[must_use]
pub fn ranking<'a>(parts: &'a BTreeMap<Key, Sums>, from: Standpoint<'_>) -> Vec<Ranked<'a>> {
    let part =
        |(key, sums): (&'a Key, &'a Sums)| Ranked { rank: None, key, sums, progress: sums.progress(from) };
    let mut ranked: Vec<Ranked<'a>> = parts.iter().map(part).collect();
    let is_ranked = |part: &Ranked<'_>| part.sums.plan > Fen::ZERO && *part.key != Key::Missing;
    ranked.sort_by_cached_key(|part| {
        let gap = part.progress.gap_pp_hundredths;
        (!is_ranked(part), std::cmp::Reverse(gap), part.key.rank(from.rules))
    });
    let mut last = (None, 0);
    for (index, part) in ranked.iter_mut().enumerate().filter(|(_, part)| is_ranked(part)) {
        let gap = part.progress.gap_pp_hundredths;
        if last.0 != Some(gap) {
            last = (Some(gap), index + 1);
        }
        part.rank = Some(last.1);
    }
    ranked
}

/// What the light rule in force says of sums, as if they were one project: where to look first, and nobody's light. Sums without a plan are out of
/// its scope.
#[must_use]
pub fn signal_of(sums: &Sums, from: Standpoint<'_>) -> Signal {
    let (rule, stand) = (&from.rules.light, sums.progress(from));
    let measured = match rule.measure {
        Measure::GapPoints => stand.gap_pp_hundredths,
        Measure::AchievementPercent => stand.achievement_hundredths,
    };
    measured
        .filter(|_| sums.plan > Fen::ZERO)
        .map_or(Signal::NotApplicable, |measured| signal(rule, measured))
}

/// The cockpit of a whole city.
#[must_use]
pub fn cockpit(city: &City, from: Standpoint<'_>) -> Cockpit {
    let packages = packages(city, from.at);
    let mut cockpit = Cockpit::default();
    for project in super::living(city, from.at).filter(|project| !packages.contains(&project.id)) {
        let seen = project.at(from.at);
        let line = line(seen, from);
        let due = due_by(seen, from.month, from.rules.curve.as_ref()).unwrap_or_default();
        let (light, before) = (line.light.signal, before(seen, from));
        cockpit.add(&Counted { seen, progress: &line.progress, light, due, before }, from);
    }
    cockpit
}
