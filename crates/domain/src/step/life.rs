//! Where an item stands, folded from its acts.

use super::{Act, Course, Deed, Role, SpecialProcedure, State};
use crate::{attribute::Text, evidence::Gathered, time::Date};
use std::collections::BTreeMap;

/// A stay in a special procedure: the clock stands from the day after `from` to `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// Which.
    pub special: SpecialProcedure,
    /// The day it began.
    pub from: Date,
    /// The day it ended; `None` while it goes on.
    pub to: Option<Date>,
    /// The time told to the applicant, in working days.
    pub told_days: u32,
}

/// A time in which an item was left to the applicant, and the day it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The state it was left in.
    pub state: State,
    /// Since when.
    pub since: Date,
    /// The day the applicant, or somebody else, did something.
    pub until: Date,
}

/// A notice to an applicant who does not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilenceNotice {
    /// The day it was sent.
    pub on: Date,
    /// Its number.
    pub document: Text,
}

/// Why an act has no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misstep {
    /// The item's state has no room for it.
    NotNow,
    /// It lies before the act recorded last for the item.
    BeforeLast {
        /// The day of that act.
        last: Date,
    },
    /// What is missing is told once (行政许可法 art. 32).
    ToldAlready {
        /// The day it was told.
        told_on: Date,
    },
    /// Nobody said anything in time, so the application counts as accepted from its receipt (行政许可法 art. 32).
    DeemedAccepted {
        /// The day of receipt.
        accepted_on: Date,
    },
    /// A date it promises lies before the act itself.
    PromiseInPast,
    /// What it yields does not expire, or not before the new end.
    NothingToRenew,
    /// The paper was not gathered.
    NoSuchPaper,
}

/// Where an item stands and how it came there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Life {
    /// The state.
    pub state: State,
    /// Since when; `None` while nothing was done.
    pub since: Option<Date>,
    /// The day somebody first began with it, in pre-handling or in earnest.
    pub begun_on: Option<Date>,
    /// The day of the pre-review opinion.
    pub pre_reviewed_on: Option<Date>,
    /// The day complete materials were received, or evidence was handed over.
    pub submitted_on: Option<Date>,
    /// The day of acceptance: the clock runs from the day after.
    pub accepted_on: Option<Date>,
    /// Whether it counts as accepted because nobody said otherwise in time.
    pub is_deemed: bool,
    /// The day it was told what is missing.
    pub corrections_told_on: Option<Date>,
    /// Its special procedures, oldest first.
    pub stays: Vec<Stay>,
    /// Days its limit was extended by.
    pub extended_days: u32,
    /// The day it was decided, done, or found not needed.
    pub settled_on: Option<Date>,
    /// The document's number.
    pub document: Option<Text>,
    /// The last day what it yields holds.
    pub valid_until: Option<Date>,
    /// By when papers are promised, or the commitment is checked.
    pub owed_by: Option<Date>,
    /// Whether it was called for although the project's circumstances exclude it.
    pub is_called_for: bool,
    /// How often its validity was renewed.
    pub renewals: u8,
    /// The papers gathered for it, by name.
    pub papers: BTreeMap<Text, Gathered>,
    /// The day the applicant did something last.
    pub heard_on: Option<Date>,
    /// The notice that nothing was heard since, where one was sent.
    pub notice: Option<SilenceNotice>,
    /// The times it was left to the applicant that are over, oldest first.
    pub waits: Vec<Wait>,
    /// The last act's day.
    last: Option<Date>,
}

impl Life {
    /// Folds acts, oldest first. An act without a place there (a fact retracted before it took its ground away) is passed over. The end of an entry into
    /// the statistics library was told as `finish` before taking evidence in had an act of its own, and is read so for ever.
    pub fn of<'a>(
        course: Course,
        acts: impl IntoIterator<Item = (Date, &'a Act)>,
        deemed_after: impl Fn(Date) -> Date,
    ) -> Self {
        let (mut life, taken_in) = (Self::default(), Act::TakeIn {});
        for (on, act) in acts {
            let act = match (course, act) {
                (Course::Evidence, Act::Finish {}) => &taken_in,
                (_, act) => act,
            };
            let _ = life.take(course, act, on, &deemed_after);
        }
        life
    }

    /// Lets time pass: an application nobody said anything about counts as accepted from its receipt once `deemed_after(receipt)`, the last day
    /// to say so, is over.
    pub fn pass(&mut self, as_of: Date, deemed_after: impl Fn(Date) -> Date) {
        if let (State::Submitted, Some(received)) = (self.state, self.submitted_on)
            && as_of > deemed_after(received)
        {
            self.state = State::Running;
            self.since = Some(received);
            self.accepted_on = Some(received);
            self.is_deemed = true;
        }
    }

    /// Takes one more act in.
    ///
    /// # Errors
    /// [`Misstep`]; nothing changed then.
    pub fn take(
        &mut self,
        course: Course,
        act: &Act,
        on: Date,
        deemed_after: impl Fn(Date) -> Date,
    ) -> Result<(), Misstep> {
        if let Some(last) = self.last.filter(|last| *last > on) {
            return Err(Misstep::BeforeLast { last });
        }
        let mut next = self.clone();
        next.pass(on, deemed_after);
        next.enter(course, act, on)?;
        if let Some(since) = self.left_to_applicant(course)
            && next.left_to_applicant(course) != Some(since)
        {
            next.waits.push(Wait { state: self.state, since, until: on });
        }
        next.last = Some(on);
        *self = next;
        Ok(())
    }

    /// Since when an item that was begun is left to the applicant, where an authority waits at the other end; nobody waits so for what is built.
    #[must_use]
    pub fn left_to_applicant(&self, course: Course) -> Option<Date> {
        let is_asked = matches!(course, Course::Decision | Course::Evidence);
        let is_left = is_asked && self.state.is_open() && self.state.awaits(course) == Some(Role::Applicant);
        // Evidence being gathered is heard of with every paper.
        self.since.max(self.heard_on).filter(|_| is_left)
    }

    /// Whether an authority is done with an application without having granted it: its clock stands until there is another.
    #[must_use]
    pub fn is_turned_back(&self, course: Course) -> bool {
        self.accepted_on.is_some() && self.left_to_applicant(course).is_some()
    }

    fn enter(&mut self, course: Course, act: &Act, on: Date) -> Result<(), Misstep> {
        let deed = act.deed();
        if let (true, State::Running, Some(accepted_on)) = (self.is_deemed, self.state, self.accepted_on) {
            match deed {
                // Said late, it changes nothing: the receipt counts.
                Deed::Accept => {
                    self.is_deemed = false;
                    return Ok(());
                }
                Deed::WantCorrections | Deed::Decline => return Err(Misstep::DeemedAccepted { accepted_on }),
                _ => {}
            }
        }
        let after = self.state.after(course, deed).ok_or(Misstep::NotNow)?;
        match act {
            Act::BeginPreHandling {} => self.begun_on = self.begun_on.or(Some(on)),
            Act::Begin { document } => {
                self.begun_on = self.begun_on.or(Some(on));
                self.document.clone_from(document);
            }
            Act::GivePreReview { .. } => self.pre_reviewed_on = Some(on),
            Act::Submit {} => {
                // A new application begins a new count.
                *self = Self {
                    begun_on: self.begun_on.or(Some(on)),
                    pre_reviewed_on: self.pre_reviewed_on,
                    is_called_for: self.is_called_for,
                    waits: std::mem::take(&mut self.waits),
                    submitted_on: Some(on),
                    ..Self::default()
                };
            }
            Act::WantCorrections { .. } if course == Course::Decision => {
                if let Some(told_on) = self.corrections_told_on {
                    return Err(Misstep::ToldAlready { told_on });
                }
                self.corrections_told_on = Some(on);
            }
            Act::SupplyCorrections {} => self.submitted_on = Some(on),
            Act::Accept {} => self.accepted_on = Some(on),
            Act::BeginSpecialProcedure { special, days } => {
                self.stays.push(Stay { special: *special, from: on, to: None, told_days: *days });
            }
            Act::EndSpecialProcedure {} => {
                if let Some(stay) = self.stays.last_mut() {
                    stay.to = Some(on);
                }
            }
            Act::Extend { days, .. } => self.extended_days = self.extended_days.saturating_add(*days),
            Act::Approve { document, valid_until } => {
                self.settle(on, document.as_ref(), *valid_until, None)?;
            }
            Act::ApproveTolerating { until: owed, document, valid_until, .. }
            | Act::ApproveOnCommitment { check_by: owed, document, valid_until } => {
                self.settle(on, document.as_ref(), *valid_until, Some(*owed))?;
            }
            Act::SupplyTolerated {} | Act::ConfirmCommitment {} => self.owed_by = None,
            Act::Renew { valid_until } => {
                if self.valid_until.is_none_or(|held| *valid_until <= held) {
                    return Err(Misstep::NothingToRenew);
                }
                self.valid_until = Some(*valid_until);
                self.renewals = self.renewals.saturating_add(1);
            }
            Act::FindUnneeded { .. } => {
                self.settled_on = Some(on);
                self.is_called_for = false;
            }
            Act::GatherPaper { paper, document, dated_on, note } => {
                let (document, note) = (document.clone(), note.clone());
                let gathered = Gathered { on, document, dated_on: *dated_on, note };
                self.papers.insert(paper.clone(), gathered);
                self.begun_on = self.begun_on.or(Some(on));
            }
            Act::DropPaper { paper, .. } => {
                self.papers.remove(paper).ok_or(Misstep::NoSuchPaper)?;
            }
            Act::Finish {} | Act::TakeIn {} => {
                self.begun_on = self.begun_on.or(Some(on));
                self.settled_on = Some(on);
            }
            Act::NeedAfterAll { .. } => {
                if self.is_called_for && self.state == State::NotStarted {
                    return Err(Misstep::NotNow);
                }
                let waits = std::mem::take(&mut self.waits);
                *self = Self { is_called_for: true, waits, ..Self::default() };
            }
            Act::Revoke { .. } => {
                self.settled_on = None;
                self.valid_until = None;
                self.owed_by = None;
            }
            Act::WantCorrections { .. }
            | Act::Decline { .. }
            | Act::DemandFee { .. }
            | Act::Refuse { .. }
            | Act::Withdraw { .. }
            | Act::Deliver {} => {}
            Act::HandOver {} => self.submitted_on = Some(on),
            Act::NoticeSilence { document } => {
                self.notice = Some(SilenceNotice { on, document: document.clone() });
            }
        }
        if deed != Deed::NoticeSilence {
            self.notice = None;
        }
        if deed.role() == Role::Applicant {
            self.heard_on = Some(on);
        }
        if after != self.state || matches!(act, Act::Submit {}) {
            self.state = after;
            self.since = Some(on);
        }
        Ok(())
    }

    fn settle(
        &mut self,
        on: Date,
        document: Option<&Text>,
        valid_until: Option<Date>,
        owed_by: Option<Date>,
    ) -> Result<(), Misstep> {
        if valid_until.is_some_and(|end| end < on) || owed_by.is_some_and(|owed| owed < on) {
            return Err(Misstep::PromiseInPast);
        }
        self.settled_on = Some(on);
        self.document = document.cloned();
        self.valid_until = valid_until;
        self.owed_by = owed_by;
        Ok(())
    }
}
