//! The dates promised for a project: for the permits that matter, the start of works and the completion. Most are kept; of those that are not, some are moved
//! in time by the rules of the year, and what is missed is explained month after month.

use crate::{chance::About, course::Course, handling::Handling};
use qinghuo_domain::{
    command::Command,
    procedure::{Flag, Item, ItemKind, Milestone, Stage},
    step::{Act, MovedBy, Promise},
};
use qinghuo_schedule::Day;

/// Who moves dates, how his reasons are found, and how often it is he.
const MOVERS: [(MovedBy, &str, i64); 3] = [
    (MovedBy::Government, "move_government", 45),
    (MovedBy::Applicant, "move_applicant", 40),
    (MovedBy::Circumstance, "move_circumstance", 15),
];

/// Whether a date is promised for it.
fn is_promised(item: &Item) -> bool {
    let is_planning_permit =
        item.kind == ItemKind::Permit && item.stage == Stage::EngineeringPermits && item.validity.is_some();
    is_planning_permit
        || item.has(Flag::Staged)
        || matches!(item.milestone, Some(Milestone::Start | Milestone::Completion))
}

impl Course<'_> {
    /// What is promised, moved and explained about an item, in this order.
    pub(crate) fn promises(&self, index: usize, item: &Item, handling: &Handling) -> Vec<(Day, Command)> {
        let is_unneeded = handling.acts.iter().any(|(_, act)| matches!(act, Act::FindUnneeded { .. }));
        if !self.is_needed(index) || is_unneeded {
            return Vec::new();
        }
        let mut chance = self.desk.life.chance(About::Promises, index as i32);
        if is_promised(item) && chance.percent(92) {
            return self.promised(index, item, handling.ends);
        }
        let overdue = handling.overdue_from.filter(|_| chance.percent(55));
        let on = overdue.map(|from| self.later(from, chance.count(1, 4)));
        on.filter(|on| *on < handling.ends)
            .map(|on| {
                let reason = chance.word(self.desk.ways("delay", item));
                (on, self.explained(item, reason, (on, handling.ends.plus(chance.count(0, 6)))))
            })
            .into_iter()
            .collect()
    }

    fn promised(&self, index: usize, item: &Item, ends: Day) -> Vec<(Day, Command)> {
        let life = self.desk.life;
        let mut chance = life.chance(About::Promises, 1000 + index as i32);
        let made = self.later(self.opens, chance.count(3, 12));
        let planned = self.planned().get(index).copied().unwrap_or(made).plus(chance.count(5, 20));
        let month = |month: i32| Day::of(life.span.month(month).last_day());
        // Start and completion were promised with the plan of the year.
        let first = match item.milestone {
            Some(Milestone::Start) => planned.max(month(life.start)),
            Some(Milestone::Completion) => planned.max(month(life.start + life.length)),
            _ => planned,
        };
        let first = first.max(made.plus(10));
        if ends <= made {
            return Vec::new();
        }
        // What was promised before the project came into the book is shown by its paper.
        let entered = Day::of(life.span.filed_on(life.joins));
        let paper = (made < entered).then(|| {
            let number = ((life.number * 37 + index * 11) % 9000 + 1000).to_string();
            self.desk.lexicon.say("document", &[&made.date().year().to_string(), &number])
        });
        let mut told = vec![(made, self.promise(item, first, None, paper))];
        if ends <= first {
            return told;
        }
        let discipline = self.desk.playbook.rules.discipline;
        let asked = first.plus(-i32::from(discipline.frozen_days) - chance.count(1, 15));
        let mut standing = first;
        // A date that was near before the project came into the book could not be moved when it did.
        if asked > made && asked >= entered && chance.percent(60) {
            let over = first.until(ends);
            let seen = if chance.percent(70) { over + chance.count(0, 10) } else { over * 6 / 10 + 1 };
            standing = first.plus(seen);
            // The span counts from the day the promise was on record.
            let allowed =
                made.max(entered).until(first).max(0) * i32::from(discipline.government_percent) / 100;
            if let Some((by, key, _)) = chance.weighed(&MOVERS, |(.., share)| *share) {
                let reason = chance.word(self.desk.lexicon.ways(key));
                let is_beyond = *by == MovedBy::Government && seen > allowed;
                told.push((asked, self.promise(item, standing, Some((*by, reason, is_beyond)), None)));
            }
        }
        let today = Day::of(life.span.today());
        let mut on = standing.plus(chance.count(1, 5));
        while on < ends && on <= today {
            let reason = chance.word(self.desk.ways("delay", item));
            told.push((on, self.explained(item, reason, (on, ends.plus(chance.count(0, 12))))));
            on = on.plus(chance.count(27, 33));
        }
        told
    }

    /// A date promised, or moved: by whom, why, and whether that is more than the rules allow.
    fn promise(
        &self,
        item: &Item,
        on: Day,
        moved: Option<(MovedBy, &str, bool)>,
        paper: Option<String>,
    ) -> Command {
        let decided = moved.filter(|(.., is_beyond)| *is_beyond);
        let promise = Promise {
            document: paper.map(Into::into),
            moved_by: moved.map(|(by, ..)| by),
            reason: moved.map(|(_, reason, _)| reason.into()),
            consulted: moved.map(|_| self.desk.unit(item).into()).into_iter().collect(),
            decided_by: decided.map(|_| self.desk.lexicon.say("decided_by", &[]).into()),
            ..Promise::first(on.date())
        };
        Command::PromiseStep { project: self.project, item: item.code.clone(), promise }
    }
}
