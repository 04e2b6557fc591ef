//! What changes among who runs the made-up city in two years, and what they do by their posts: a clerk moves on and asks to be erased, a department is merged,
//! an officer hands over, a leader stands in for another, figures are approved by somebody else than who filed them, a few projects are restricted.

use crate::{
    By, Demo, Step, TIDIED,
    life::Life,
    rows,
    span::MONTHS,
    staff::{ADMINISTRATOR, Held},
};
use qinghuo_domain::{Attribute, PostId, attribute::Text, command::Command, post::Tenure};

/// The unit that is merged, and the one it goes on in, as the playbook calls them.
const MERGED: (&str, &str) = ("spring_protection", "water");
/// The place whose first clerk moves on.
const LEFT_BEHIND: usize = 0;
/// The place whose leader stands in for another's, and that other.
const STANDS_IN: (usize, usize) = (1, 2);
/// Months at whose end the clerk has left, and is erased.
const CLERK_LEAVES: i32 = TIDIED - 1;
const CLERK_IS_ERASED: i32 = TIDIED + 1;
/// The first month whose figures are approved.
const APPROVED_FROM: i32 = MONTHS - 3;
/// Projects that only cleared posts may know of, from the last month on.
const RESTRICTED: [usize; 3] = [5, 12, 19];

impl Demo<'_> {
    /// The units and the first posts, as the book is opened.
    pub(crate) fn opening(&self) -> Vec<Step> {
        let first = self.span.month(0).first_day();
        let by = By::Operator(self.lexicon.say("operator", &[]));
        let step = |command, holder| Step {
            by: by.clone(),
            holder,
            effective_on: first,
            ..self.step(0, 8, command)
        };
        let adopted = Command::AdoptPlaybook { playbook: self.playbook.name().into() };
        let units = self.staff.cards.iter().map(|card| Command::FoundUnit { card: card.clone() });
        let before = std::iter::once(adopted).chain(units).map(|command| step(command, None));
        let taken = self.staff.posts.iter().map(|held| {
            let tenure = held.tenure.clone();
            step(Command::TakePost { tenure }, Some(held.holder.clone()))
        });
        before.chain(taken).collect()
    }

    /// What changes at the end of a month.
    pub(crate) fn staff_changes(&self, month: i32) -> Vec<Step> {
        let by_administrator =
            |command| Step { by: By::Post(ADMINISTRATOR), ..self.step(month, 14, command) };
        match month {
            CLERK_LEAVES => self.clerk_moves_on(month).into_iter().flatten().collect(),
            TIDIED => self.unit_merged().map(by_administrator).into_iter().collect(),
            CLERK_IS_ERASED => self.clerk_erased().map(by_administrator).into_iter().collect(),
            _ if month == MONTHS - 1 => {
                let stands_in = self.stands_in(month);
                let handed_over = self.handed_over().map(by_administrator);
                self.restricted(month).chain(stands_in).chain(handed_over).collect()
            }
            _ => Vec::new(),
        }
    }

    fn reason(&self, key: &str) -> Text {
        self.lexicon.say(key, &[]).into()
    }

    /// The first clerk of a place leaves, and another takes the post.
    fn clerk_moves_on(&self, month: i32) -> Option<[Step; 2]> {
        let (clerk, _) = self.staff.places.get(LEFT_BEHIND)?;
        let left = self.staff.held(*clerk)?;
        let step =
            |command, holder| Step { by: By::Post(ADMINISTRATOR), holder, ..self.step(month, 14, command) };
        let leaves = Command::LeavePost { post: *clerk, reason: self.reason("clerk_left") };
        let tenure = Tenure { person: self.staff.next_person(), ..left.tenure.clone() };
        Some([
            step(leaves, None),
            step(Command::TakePost { tenure }, Some(self.lexicon.say("next_clerk", &[]))),
        ])
    }

    fn clerk_erased(&self) -> Option<Command> {
        let person = self.staff.held(self.staff.places.get(LEFT_BEHIND)?.0)?.tenure.person;
        Some(Command::ErasePerson { person, reason: self.reason("person_erased") })
    }

    fn unit_merged(&self) -> Option<Command> {
        let (unit, successor) = (self.staff.unit(MERGED.0)?, self.staff.unit(MERGED.1)?);
        Some(Command::MergeUnit { unit, successor, reason: self.reason("unit_merged") })
    }

    /// A leader stands in for the leader of another place.
    fn stands_in(&self, month: i32) -> Option<Step> {
        let (_, own) = self.staff.places.get(STANDS_IN.0)?;
        let (_, vacant) = self.staff.places.get(STANDS_IN.1)?;
        let Held { holder, tenure } = self.staff.held(*own)?;
        let unit = self.staff.held(*vacant)?.tenure.unit;
        let until = Some(self.span.month(month + 4).last_day());
        let tenure = Tenure { unit, until, deputy_for: Some(*vacant), ..tenure.clone() };
        let step = self.step(month, 14, Command::TakePost { tenure });
        Some(Step { by: By::Post(ADMINISTRATOR), holder: Some(holder.clone()), ..step })
    }

    /// One officer hands over to another.
    fn handed_over(&self) -> Option<Command> {
        let [to, from] = *self.staff.officers.as_slice() else { return None };
        Some(Command::HandOver { from, to, reason: self.reason("handed_over") })
    }

    /// The projects only who is cleared may know of from now on.
    fn restricted(&self, month: i32) -> impl Iterator<Item = Step> {
        let numbers =
            RESTRICTED.into_iter().filter(|number| *number < self.sums.len() && !self.is_odd(*number));
        let there = numbers.filter(move |number| self.joins(*number) <= month);
        there.map(move |number| {
            let set = vec![Attribute::Restricted(Some(true))];
            let project = Self::id(number);
            self.step(month, 14, Command::ReviseProject { project, set, seen: None, reason: None })
        })
    }

    /// Who clerks for a project's place in a month.
    pub(crate) fn clerk_of(&self, life: &Life<'_>, month: i32) -> Option<PostId> {
        let place = self.place_of(life)?;
        let (clerk, _) = self.staff.places.get(place)?;
        // The next clerk's is the first post taken after the opening.
        Some(if place == LEFT_BEHIND && month >= CLERK_LEAVES { self.staff.later(0) } else { *clerk })
    }

    fn place_of(&self, life: &Life<'_>) -> Option<usize> {
        self.lexicon.places.iter().position(|place| place.name == life.place.name)
    }

    /// The last month's figure is not in the ledger: the enterprise files it where it has a unit, else the clerk of the project's place, and nobody has
    /// approved it yet.
    pub(crate) fn filed(&self, month: i32, life: &Life<'_>) -> Option<Step> {
        let is_plain = !self.is_odd(life.number) && !rows::is_misstated(life) && life.joins < month;
        if month != MONTHS - 1 || !is_plain || !life.files(month) {
            return None;
        }
        let command = Command::FileDispatch {
            project: Self::id(life.number),
            month: self.span.month(month),
            figure: rows::right_figure(life, &self.lexicon, month),
            reason: None,
        };
        let owner = life.known.and_then(|_| self.staff.filler(&rows::owner(life, &self.lexicon)));
        let by = By::Post(owner.or_else(|| self.clerk_of(life, month))?);
        Some(Step { by, ..self.step(month, 9, command) })
    }

    /// The leader of a project's place approves the month's figure.
    pub(crate) fn approved(&self, month: i32, life: &Life<'_>) -> Option<Step> {
        let day = self.span.refiled_on(month)?;
        if month < APPROVED_FROM || self.is_odd(life.number) || !life.files(month) {
            return None;
        }
        let (_, leader) = self.staff.places.get(self.place_of(life)?)?;
        let command =
            Command::ApproveDispatch { project: Self::id(life.number), month: self.span.month(month) };
        Some(Step { by: By::Post(*leader), sent_on: day, effective_on: day, ..self.step(month, 15, command) })
    }
}
