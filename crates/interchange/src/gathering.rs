//! A plan while it is read: every activity and link is checked as it comes, so that whoever holds a [`Plan`] holds sound links.

use crate::{
    finding::{Code, Findings, Place},
    plan::{Activity, Kind, Plan, Program, Tie},
    source::{Limits, Unreadable},
};
use jiff::civil::DateTime;
use std::collections::{HashMap, HashSet};

/// A plan being read.
pub(crate) struct Gathering {
    pub(crate) plan: Plan,
    pub(crate) findings: Findings,
    limits: Limits,
    places: HashMap<i64, usize>,
    /// The line each link stands in.
    lines: Vec<u64>,
    calendar_entries: usize,
}

impl Gathering {
    pub(crate) fn new(program: Program, limits: &Limits) -> Self {
        Self {
            plan: Plan::new(program),
            findings: Findings::default(),
            limits: *limits,
            places: HashMap::new(),
            lines: Vec::new(),
            calendar_entries: 0,
        }
    }

    /// Notes something of the file at a line.
    pub(crate) fn note(&mut self, code: Code, line: u64, task: &str, given: &str) {
        let filled = |text: &str| Some(text).filter(|text| !text.is_empty()).map(Into::into);
        let line = Some(line).filter(|line| *line > 0);
        self.findings.add(code, Place { line, task: filled(task), name: None, given: filled(given) });
    }

    /// A moment as it was read, where it lies in a year anything can be planned in.
    pub(crate) fn possible(
        &mut self,
        moment: DateTime,
        line: &dyn Fn() -> u64,
        task: &str,
    ) -> Option<DateTime> {
        let is_possible = (1990..=2100).contains(&moment.year());
        if !is_possible {
            self.note(Code::DateOutOfRange, line(), task, &moment.date().to_string());
        }
        is_possible.then_some(moment)
    }

    /// Takes a calendar, or an exception of one, into account.
    pub(crate) fn count_calendar_entry(&mut self) -> Result<(), Unreadable> {
        self.calendar_entries += 1;
        within(self.calendar_entries, self.limits.calendar_entries)
    }

    /// Adds an activity. `seen` is what people call it in its program.
    pub(crate) fn add(&mut self, mut activity: Activity, line: u64, seen: &str) -> Result<(), Unreadable> {
        within(self.plan.activities.len() + 1, self.limits.activities)?;
        if activity.duration.minutes < 0 {
            self.note(Code::Absurd, line, seen, &format!("{} h", activity.duration.minutes / 60));
            activity.duration.minutes = 0;
        }
        if activity.kind == Kind::Summary && activity.constraint.take().is_some() {
            self.note(Code::GroupConstraint, line, seen, "");
        }
        if activity.kind == Kind::LevelOfEffort {
            self.note(Code::LevelOfEffort, line, seen, "");
        }
        if activity.is_inactive {
            self.note(Code::Inactive, line, seen, "");
        }
        if activity.is_manual && activity.kind != Kind::Summary {
            self.note(Code::Manual, line, seen, "");
        }
        match self.places.entry(activity.uid) {
            std::collections::hash_map::Entry::Occupied(_) => {
                self.note(Code::UidUnusable, line, seen, &activity.uid.to_string());
            }
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(self.plan.activities.len());
                self.plan.activities.push(activity);
            }
        }
        Ok(())
    }

    /// Adds a link; whether its ends are there is seen at the end.
    pub(crate) fn tie(&mut self, tie: Tie, line: u64) -> Result<(), Unreadable> {
        within(self.plan.links.len() + 1, self.limits.links)?;
        self.plan.links.push(tie);
        self.lines.push(line);
        Ok(())
    }

    /// The plan, its links checked.
    pub(crate) fn finish(mut self) -> Plan {
        let parents = parents(&self.plan.activities);
        let mut seen = HashSet::with_capacity(self.plan.links.len());
        let (links, lines) = (std::mem::take(&mut self.plan.links), std::mem::take(&mut self.lines));
        for (tie, line) in links.into_iter().zip(lines) {
            let (from, to) = (self.places.get(&tie.from).copied(), self.places.get(&tie.to).copied());
            let fault = match (from, to) {
                (Some(from), Some(to)) if from == to => Some(Code::LinkToItself),
                (Some(from), Some(to)) if lies_in(from, to, &parents) || lies_in(to, from, &parents) => {
                    Some(Code::LinkWithinGroup)
                }
                (Some(from), Some(to)) if !seen.insert((from, to, tie.kind)) => Some(Code::LinkTwice),
                (Some(_), Some(_)) => None,
                _ => Some(Code::PredecessorUnknown),
            };
            let Some(code) = fault else {
                self.plan.links.push(tie);
                continue;
            };
            let known = to.and_then(|to| self.plan.activities.get(to));
            let after = known.map_or_else(|| tie.to.to_string(), |activity| activity.code.to_string());
            self.note(code, line, &after, &tie.from.to_string());
        }
        self.plan.findings = self.findings.all(&self.plan.activities);
        self.plan
    }
}

fn within(count: usize, limit: usize) -> Result<(), Unreadable> {
    if count > limit { Err(Unreadable::TooMany { limit }) } else { Ok(()) }
}

/// The group each activity stands in, by place: the last before it that lies less deep.
pub(crate) fn parents(activities: &[Activity]) -> Vec<Option<usize>> {
    let mut open: Vec<(usize, u16)> = Vec::new();
    activities
        .iter()
        .enumerate()
        .map(|(place, activity)| {
            while open.last().is_some_and(|(_, level)| *level >= activity.level) {
                open.pop();
            }
            let parent = open.last().map(|(place, _)| *place);
            if activity.kind == Kind::Summary {
                open.push((place, activity.level));
            }
            parent
        })
        .collect()
}

fn lies_in(inner: usize, outer: usize, parents: &[Option<usize>]) -> bool {
    let up = |place: &usize| parents.get(*place).copied().flatten();
    std::iter::successors(up(&inner), up).any(|place| place == outer)
}
