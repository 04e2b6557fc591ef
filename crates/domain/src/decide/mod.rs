//! Decisions: a command becomes facts, or every reason why not.
//!
//! Pure: the city, the command and its context go in; nothing is changed. Start at [`decide`].

mod attributes;
mod evidence;
mod import;
mod organisation;
mod own;
mod project;
mod step;
mod unusual;

pub use organisation::charges;
pub use unusual::{is_measure, unusual_values};

use crate::{
    Fact, Field, Happening, Project, Refusal, Subject,
    access::Authority,
    attribute::Text,
    city::City,
    command::{Actor, Command, Context},
    fact::{ImportUndone, LayoutMapped, ListOpened, PlaybookAdopted},
    project::{ProjectId, Seen},
    refusal::Cause,
    time::{Date, Moment, Seq},
};

/// Longest text a field takes, in characters. Ledger cells hold paragraphs, not books.
pub const LONGEST_TEXT: usize = 4000;

/// Turns a command into the facts that carry it out.
///
/// # Errors
/// Every reason why it is refused; never an empty list.
pub fn decide(city: &City, command: Command, context: Context<'_>) -> Result<Vec<Fact>, Vec<Refusal>> {
    let mut attempt = Attempt { city, context, facts: Vec::new(), refusals: Vec::new() };
    attempt.refuse_dates();
    if let Some(refusals) = attempt.beyond_authority(&command) {
        return Err(refusals);
    }
    match command {
        Command::AdoptPlaybook { playbook } => attempt.adopt_playbook(playbook),
        Command::RegisterProject { set } => attempt.register(set),
        Command::ReviseProject { project, set, seen, reason } => attempt.revise(project, set, seen, reason),
        Command::CorrectProject { project, set, seen, reason } => {
            attempt.correct(project, set, seen, &reason);
        }
        Command::FileDispatch { project, month, figure, reason } => {
            attempt.file_dispatch(project, month, figure, reason);
        }
        Command::AdvancePhase { project, to } => attempt.advance_phase(project, to),
        Command::ReturnPhase { project, to, reason } => attempt.return_phase(project, to, reason),
        Command::OpenList { list } => match city.has_list(&list) {
            true => attempt.refuse(Cause::ListOpen { list }.alone()),
            false => attempt.happened(Subject::List(list), ListOpened {}),
        },
        Command::JoinList { project, list, reason } => attempt.join_list(project, list, reason),
        Command::LeaveList { project, list, reason } => attempt.leave_list(project, list, reason),
        Command::GrantExemption { project, rule, exemption } => {
            attempt.grant_exemption(project, rule, exemption);
        }
        Command::EndExemption { project, rule, reason } => attempt.end_exemption(project, rule, reason),
        Command::AssignProcedure { project, procedure } => attempt.assign_procedure(project, procedure),
        Command::TakeStep { project, item, act, seen } => attempt.take_step(project, item, act, seen),
        Command::TakeBackStep { project, item, reason } => attempt.take_back_step(project, item, reason),
        Command::PromiseStep { project, item, promise } => attempt.promise_step(project, item, promise),
        Command::ExplainDelay { project, item, delay } => attempt.explain_delay(project, item, delay),
        Command::AddItem { project, item, own } => attempt.add_item(project, item, own),
        Command::ReplanItem { project, item, plan } => attempt.replan_item(project, item, plan),
        Command::TakeBackItem { project, item, reason } => attempt.take_back_item(project, &item, reason),
        Command::MergeProjects { keep, absorb, reason } => attempt.merge(keep, absorb, reason),
        Command::SplitPackage { project, parts, reason } => attempt.split(project, parts, reason),
        Command::ImportLedger(import) => attempt.import(import),
        Command::UndoImport { import, reason } => attempt.undo_import(import, reason),
        Command::ApproveDispatch { project, month } => attempt.approve_dispatch(project, month),
        Command::FoundUnit { card } => attempt.found_unit(card),
        Command::ChangeUnit { unit, card, reason } => attempt.change_unit(unit, card, reason),
        Command::MergeUnit { unit, successor, reason } => attempt.merge_unit(unit, successor, &reason),
        Command::DissolveUnit { unit, reason } => attempt.dissolve_unit(unit, &reason),
        Command::TakePost { tenure } => attempt.take_post(tenure),
        Command::LeavePost { post, reason } => attempt.leave_post(post, reason),
        Command::HandOver { from, to, reason } => attempt.hand_over(from, to, reason),
        Command::ErasePerson { person, reason } => attempt.erase_person(person, reason),
        Command::MapLayout { fingerprint, mapping } => {
            attempt.happened(Subject::Layout(fingerprint), LayoutMapped { mapping });
        }
    }
    attempt.conclude()
}

/// One decision under way: it collects facts and refusals side by side, so that all reasons are found at once.
struct Attempt<'a> {
    city: &'a City,
    context: Context<'a>,
    facts: Vec<Fact>,
    refusals: Vec<Refusal>,
}

impl<'a> Attempt<'a> {
    fn conclude(self) -> Result<Vec<Fact>, Vec<Refusal>> {
        if !self.refusals.is_empty() {
            return Err(self.refusals);
        }
        if self.facts.is_empty() { Err(vec![Cause::NothingChanges.alone()]) } else { Ok(self.facts) }
    }

    /// Every reason why the acting post may not give the command. Nothing else is then told: a refusal must not say what the actor may not know.
    fn beyond_authority(&self, command: &Command) -> Option<Vec<Refusal>> {
        let Actor::Post { post, .. } = self.context.by else { return None };
        let refusals = match Authority::of(self.city, self.context.rules, post, self.context.today) {
            Ok(authority) => authority.refusals(command),
            Err(cause) => vec![cause.alone()],
        };
        (!refusals.is_empty()).then_some(refusals)
    }

    /// Whether whoever acts may know of a project.
    fn is_in_sight(&self, project: ProjectId) -> bool {
        let Actor::Post { post, .. } = self.context.by else { return true };
        let Some(seen) = self.city.project(project).map(|project| project.at(Moment::on(Date::MAX))) else {
            return true;
        };
        let authority = Authority::of(self.city, self.context.rules, post, self.context.today);
        authority.is_ok_and(|authority| authority.sees(seen))
    }

    /// The post that acts, where one does.
    fn acting_post(&self) -> Option<&'a crate::post::Post> {
        let Actor::Post { post, .. } = self.context.by else { return None };
        self.city.post(post).map(|post| &**post)
    }

    /// The person who acts, where that is known.
    fn acting_person(&self) -> Option<crate::attribute::PersonId> {
        self.acting_post().map(|post| post.tenure.person)
    }

    /// Whether a fact was recorded by the person who now acts.
    fn is_by_self(&self, seq: Seq) -> bool {
        let Actor::Post { post, author } = self.context.by else { return false };
        let authority = Authority::of(self.city, self.context.rules, post, self.context.today);
        authority.is_ok_and(|authority| author(seq).is_some_and(|actor| authority.is_self(&actor)))
    }

    fn refuse(&mut self, refusal: Refusal) {
        if !self.refusals.contains(&refusal) {
            self.refusals.push(refusal);
        }
    }

    fn happened(&mut self, subject: Subject, happening: impl Into<Happening>) {
        self.happened_on(self.context.effective_on, subject, happening);
    }

    fn happened_on(&mut self, effective_on: Date, subject: Subject, happening: impl Into<Happening>) {
        self.facts.push(Fact { subject, effective_on, happening: happening.into() });
    }

    /// What is known now to be true on the day the command speaks of.
    const fn at(&self) -> Moment {
        Moment::on(self.context.effective_on)
    }

    fn refuse_dates(&mut self) {
        let Context { today, effective_on, .. } = self.context;
        if effective_on > today {
            self.refuse(Cause::EffectiveInFuture { effective_on, today }.alone());
        }
        if !attributes::in_range(effective_on) {
            self.refuse(Cause::DateOutOfRange.alone());
        }
    }

    fn refuse_unless_reason(&mut self, reason: &str) {
        if reason.trim().is_empty() {
            self.refuse(Cause::ReasonMissing.alone());
        } else if reason.chars().count() > LONGEST_TEXT {
            self.refuse(Cause::TextTooLong { limit: LONGEST_TEXT }.alone());
        }
    }

    /// The project, if it is in the book on the effective date and not merged into another.
    fn living(&mut self, id: ProjectId) -> Option<&'a Project> {
        let project: Option<&'a Project> = self.city.project(id).map(|project| &**project);
        // A project registered later than the effective date may still be told about earlier days.
        let known = project.map(|p| p.at(Moment::on(Date::MAX))).filter(|seen| seen.exists());
        match (known, known.and_then(Seen::merged_into)) {
            (None, _) => self.refuse(Cause::ProjectUnknown { project: id }.alone()),
            (Some(_), Some(into)) => self.refuse(Cause::ProjectMerged { project: id, into: *into }.alone()),
            (Some(seen), None) => return Some(seen.project),
        }
        None
    }

    fn adopt_playbook(&mut self, playbook: Text) {
        if self.city.playbook() == Some(&playbook) {
            self.refuse(Cause::PlaybookSame.alone());
        }
        self.happened(Subject::City, PlaybookAdopted { playbook });
    }

    fn undo_import(&mut self, id: crate::fact::ImportId, reason: Text) {
        self.refuse_unless_reason(&reason);
        let Some(import) = self.city.import(id) else {
            return self.refuse(Cause::ImportUnknown { import: id }.alone());
        };
        if import.undone_by.is_some() {
            return self.refuse(Cause::ImportUndone { import: id }.alone());
        }
        for project in self.city.projects() {
            let mut facts: Vec<_> =
                project.entries().iter().map(|entry| entry.seq).filter(|seq| import.made(*seq)).collect();
            facts.sort_unstable();
            facts.dedup();
            if facts.is_empty() {
                continue;
            }
            // What it registered must not carry later work, or that work would hang in the air.
            let born_here = project
                .timeline(&Field::Name)
                .iter()
                .map(|entry| entry.seq)
                .min()
                .is_some_and(|seq| import.made(seq));
            let later = project
                .entries()
                .iter()
                .filter(|e| !import.made(e.seq) && e.retracted_by().is_none())
                .map(|e| e.seq)
                .min();
            if let (true, Some(by)) = (born_here, later) {
                self.refuse(Cause::ImportBuiltUpon { project: project.id, by }.alone());
            }
            let retracted = crate::fact::FactsRetracted { facts, reason: reason.clone(), import: Some(id) };
            self.happened(Subject::Project(project.id), retracted);
        }
        self.happened(Subject::Import(id), ImportUndone { reason });
    }
}
