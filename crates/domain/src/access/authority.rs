//! What the holder of a post may do, to what, and why not.

use super::{Action, Policy, Reach, Role};
use crate::{
    Attribute, Field, Project, Refusal,
    attribute::{PersonId, Text},
    city::{City, Import},
    command::{Command, Decision},
    intake::LedgerRow,
    post::{Post, PostId},
    procedure::ItemCode,
    project::{ProjectId, Seen},
    refusal::Cause,
    rules::Rules,
    step::Deed,
    time::{Date, Moment},
    unit::UnitId,
};
use std::{collections::BTreeSet, sync::Arc};

/// The holder of a post on a day, with the rights of the role.
#[derive(Clone, Debug)]
pub struct Authority<'a> {
    /// The post.
    pub post: &'a Post,
    /// Its role.
    pub role: &'a Role,
    city: &'a City,
    rules: &'a Rules,
    today: Date,
    /// Every word the unit, and those that went into it, are called by.
    pub(super) words: BTreeSet<Text>,
    /// The holder, and whom the holder stands in for.
    pub(super) persons: BTreeSet<PersonId>,
}

/// Why something is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// The role does not do this at all.
    NotOfRole(Action),
    /// The role does this, but not so far.
    BeyondReach(Action, Reach),
}

impl Bar {
    /// As the reason of a refusal.
    #[must_use]
    pub const fn cause(self) -> Cause {
        match self {
            Self::NotOfRole(action) => Cause::NotAllowed { action },
            Self::BeyondReach(action, reach) => Cause::BeyondReach { action, reach },
        }
    }
}

/// What a command is about, as far as reach is asked.
enum Target<'c> {
    /// The city as a whole.
    City,
    /// A project of the book.
    Project(ProjectId),
    /// An item of a project.
    Item(ProjectId, &'c ItemCode),
    /// A project that is not in the book yet, with what is known of it.
    New(&'c [Attribute]),
}

impl<'a> Authority<'a> {
    /// What a post gives on a day.
    ///
    /// # Errors
    /// The post is unknown, not held on that day, in a unit that is over, or of a role the policy does not know.
    pub fn of(city: &'a City, rules: &'a Rules, post: PostId, today: Date) -> Result<Self, Cause> {
        let held = city.post(post).ok_or(Cause::PostUnknown { post })?;
        if !held.is_held(today) {
            return Err(Cause::PostNotHeld { post });
        }
        let unit = held.tenure.unit;
        if !city.unit(unit).is_some_and(|unit| unit.is_alive(today)) {
            return Err(Cause::UnitOver { unit });
        }
        let role = rules.access.role(&held.tenure.role);
        let role = role.ok_or_else(|| Cause::RoleUnknown { post_role: held.tenure.role.clone() })?;
        let stands_in = held.tenure.deputy_for.and_then(|post| city.post(post));
        let persons = std::iter::once(held.tenure.person).chain(stands_in.map(|post| post.tenure.person));
        let asks_words = |reach: &Reach| matches!(reach, Reach::Place | Reach::Unit | Reach::Own);
        let words = match role.may.values().any(asks_words) {
            true => words_of(city, held.tenure.unit),
            false => BTreeSet::new(),
        };
        Ok(Self { post: held, role, city, rules, today, words, persons: persons.collect() })
    }

    /// How far the role may do something; `None`: not at all.
    #[must_use]
    pub fn reach(&self, action: Action) -> Option<Reach> {
        self.role.may.get(&action).copied()
    }

    /// Whether an action is barred for a project; the project must be one the holder sees.
    #[must_use]
    pub fn bar(&self, action: Action, project: Seen<'_>) -> Option<Bar> {
        match self.reach(action) {
            None => Some(Bar::NotOfRole(action)),
            Some(reach) if !self.reaches(reach, project) => Some(Bar::BeyondReach(action, reach)),
            Some(_) => None,
        }
    }

    /// Whether an act on an item is barred.
    #[must_use]
    pub fn bar_item(&self, action: Action, project: Seen<'_>, item: &ItemCode) -> Option<Bar> {
        match self.reach(action) {
            None => Some(Bar::NotOfRole(action)),
            Some(Reach::Unit) if !self.has_item(project, item) => Some(Bar::BeyondReach(action, Reach::Unit)),
            Some(Reach::Unit) => None,
            Some(_) => self.bar(action, project),
        }
    }

    /// Whether the holder sees a project at all. By what is known now, whatever moment is looked at: who lost a project lost its past too.
    #[must_use]
    pub fn sees(&self, project: Seen<'_>) -> bool {
        (self.post.tenure.cleared || !self.is_restricted(project))
            && self.reach(Action::See).is_some_and(|reach| self.reaches(reach, project))
    }

    /// Whether only who is cleared may know of a project: it is restricted itself, or a part of one that is, or was merged into one.
    fn is_restricted(&self, project: Seen<'_>) -> bool {
        let is_marked = |seen: Seen<'_>| seen.restricted().copied().unwrap_or(false);
        let other = |seen: Seen<'_>| {
            self.city.project(leads_to(seen)?).map(|project| project.at(Moment::on(Date::MAX)))
        };
        // A circle cannot be, but a bound costs nothing.
        let mut others = std::iter::successors(other(project), |seen| other(*seen)).take(LONGEST_CHAIN);
        is_marked(project) || others.any(is_marked)
    }

    /// Whether the holder sees every project an import touched.
    #[must_use]
    pub fn sees_import(&self, import: &Import) -> bool {
        let touched = |project: &&Arc<Project>| project.entries().iter().any(|entry| import.made(entry.seq));
        let at = Moment::on(Date::MAX);
        self.sees_all() || self.city.projects().filter(touched).all(|project| self.sees(project.at(at)))
    }

    /// Whether the holder sees everything there is.
    #[must_use]
    pub fn sees_all(&self) -> bool {
        self.post.tenure.cleared
            && self.reach(Action::See) == Some(Reach::City)
            && self.role.hidden.is_empty()
    }

    /// Whether a project lies within a reach.
    #[must_use]
    pub fn reaches(&self, reach: Reach, project: Seen<'_>) -> bool {
        let is_ours = |word: Option<&Text>| word.is_some_and(|word| self.is_called(word));
        match reach {
            Reach::City => true,
            Reach::Place => is_ours(project.district()) || is_ours(project.functional_zone()),
            Reach::Unit => {
                is_ours(project.lead_unit())
                    || project.responsible_units().into_iter().flatten().any(|unit| self.is_called(unit))
                    || self.has_an_item(project)
            }
            Reach::Own => is_ours(project.owner()),
            Reach::Served => {
                let serves =
                    |person: Option<&PersonId>| person.is_some_and(|person| self.persons.contains(person));
                serves(project.service_officer()) || serves(project.leader_sponsor())
            }
        }
    }

    /// Whether a word of ledger or playbook means the unit.
    fn is_called(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    fn has_an_item(&self, project: Seen<'_>) -> bool {
        let procedure = project.procedure().and_then(|assigned| self.rules.assigned(assigned));
        let items = procedure.iter().flat_map(|procedure| &procedure.items);
        items.flat_map(|item| &item.units).any(|unit| self.is_called(unit))
            || project.own_items().any(|(_, _, own)| self.is_called(&own.unit))
    }

    fn has_item(&self, project: Seen<'_>, code: &ItemCode) -> bool {
        let procedure = project.procedure().and_then(|assigned| self.rules.assigned(assigned));
        let item = procedure.and_then(|procedure| procedure.item(code));
        item.is_some_and(|(_, item)| item.units.iter().any(|unit| self.is_called(unit)))
            || project.own_items().any(|(own_code, _, own)| own_code == code && self.is_called(&own.unit))
    }

    /// Every reason why the holder may not give a command. What is not seen is unknown, and told so.
    #[must_use]
    pub fn refusals(&self, command: &Command) -> Vec<Refusal> {
        let action = match command {
            Command::TakeStep { act, .. } => self.action_of(act.deed()),
            command => Action::of(command),
        };
        let Some(reach) = self.reach(action) else { return vec![Cause::NotAllowed { action }.alone()] };
        let beyond = || Cause::BeyondReach { action, reach }.alone();
        let mut refusals: Vec<Refusal> = Vec::new();
        for target in targets(command) {
            let bar = match target {
                Target::City => (reach != Reach::City).then(beyond),
                Target::New(set) => (!self.reaches_new(reach, set)).then(beyond),
                Target::Project(id) | Target::Item(id, _) => {
                    // As it will be known from the command's day on; by what is known now.
                    let seen = self.city.project(id).map(|project| project.at(Moment::on(Date::MAX)));
                    match (seen.filter(|seen| seen.exists() && self.sees(*seen)), target) {
                        (None, _) => Some(Cause::ProjectUnknown { project: id }.alone()),
                        (Some(seen), Target::Item(_, code)) => {
                            self.bar_item(action, seen, code).map(|bar| bar.cause().alone())
                        }
                        (Some(seen), _) => self.bar(action, seen).map(|bar| bar.cause().alone()),
                    }
                }
            };
            refusals.extend(bar.filter(|bar| !refusals.contains(bar)));
        }
        if let Command::UndoImport { import, .. } = command
            && self.city.import(*import).is_some_and(|import| !self.sees_import(import))
        {
            refusals.push(beyond());
        }
        refusals.extend(self.fields_beyond(command));
        refusals
    }

    /// What doing something to an item is to the holder: a silence is noticed by whoever handles the item, and by who co-ordinates.
    #[must_use]
    pub fn action_of(&self, deed: Deed) -> Action {
        match deed {
            Deed::NoticeSilence if self.reach(Action::Coordinate).is_some() => Action::Coordinate,
            deed => Action::of_deed(deed),
        }
    }

    /// Whether a project that is only about to be registered would lie within a reach.
    fn reaches_new(&self, reach: Reach, set: &[Attribute]) -> bool {
        set.iter().any(|attribute| match (reach, attribute) {
            (Reach::City, _) => true,
            (Reach::Place, Attribute::District(Some(place)) | Attribute::FunctionalZone(Some(place))) => {
                self.is_called(place)
            }
            (Reach::Unit, Attribute::LeadUnit(Some(unit))) | (Reach::Own, Attribute::Owner(Some(unit))) => {
                self.is_called(unit)
            }
            (Reach::Unit, Attribute::ResponsibleUnits(Some(units))) => {
                units.iter().any(|unit| self.is_called(unit))
            }
            _ => false,
        })
    }

    /// Fields the command sets that the role does not see or does not change.
    fn fields_beyond(&self, command: &Command) -> Vec<Refusal> {
        let is_new = matches!(command, Command::RegisterProject { .. } | Command::SplitPackage { .. });
        let sets: Vec<&[Attribute]> = match command {
            Command::RegisterProject { set }
            | Command::ReviseProject { set, .. }
            | Command::CorrectProject { set, .. } => vec![set],
            Command::SplitPackage { parts, .. } => parts.iter().map(Vec::as_slice).collect(),
            Command::ImportLedger(import) => {
                import.rows.iter().map(|(row, _)| row.attributes.as_slice()).collect()
            }
            _ => Vec::new(),
        };
        let mut fields: Vec<Field> = sets.into_iter().flatten().map(Attribute::field).collect();
        fields.sort();
        fields.dedup();
        // Of a new project everything seen may be told: what is fixed is fixed once it is there.
        let is_beyond = |field: &Field| if is_new { self.is_veiled(field) } else { self.is_beyond(field) };
        let beyond = fields.into_iter().filter(is_beyond);
        beyond.map(|field| Cause::FieldNotAllowed.of(field)).collect()
    }

    /// Whether a field is one the role neither sees nor changes.
    #[must_use]
    pub fn is_beyond(&self, field: &Field) -> bool {
        self.is_veiled(field) || self.role.fixed.contains(field.key())
    }

    /// Whether a field is one the role does not see.
    #[must_use]
    pub fn is_veiled(&self, field: &Field) -> bool {
        // Nobody who may not know of restricted projects makes one, or unmakes it.
        let is_restriction = *field == Field::Restricted && !self.post.tenure.cleared;
        is_restriction || self.role.hidden.contains(field.key())
    }

    /// The day these rights are of.
    #[must_use]
    pub const fn today(&self) -> Date {
        self.today
    }

    /// Whether an actor, as written in the ledger, is the holder of this post.
    #[must_use]
    pub fn is_self(&self, actor: &str) -> bool {
        let post = actor.parse::<crate::Subject>().ok().and_then(|subject| match subject {
            crate::Subject::Post(post) => self.city.post(post),
            _ => None,
        });
        post.is_some_and(|post| self.persons.contains(&post.tenure.person))
    }
}

/// The project another is a part of, or was merged into.
pub(super) fn leads_to(project: Seen<'_>) -> Option<ProjectId> {
    project.merged_into().or_else(|| project.part_of()).copied()
}

/// How far a chain of parts and mergers is followed.
const LONGEST_CHAIN: usize = 16;

/// Every word a unit is or was called by, and those of the units that were merged into it.
fn words_of(city: &City, unit: UnitId) -> BTreeSet<Text> {
    let mut units = vec![unit];
    let mut words = BTreeSet::new();
    let mut place = 0;
    while let Some(id) = units.get(place).copied() {
        place += 1;
        if let Some(unit) = city.unit(id) {
            words.extend(unit.entries().iter().flat_map(|entry| entry.card.words()).cloned());
        }
        units.extend(city.merged_into(id).filter(|merged| !units.contains(merged)).collect::<Vec<_>>());
    }
    words
}

/// What a command is about.
fn targets<'c>(command: &'c Command) -> Vec<Target<'c>> {
    match command {
        Command::RegisterProject { set } => vec![Target::New(set)],
        Command::ReviseProject { project, .. }
        | Command::CorrectProject { project, .. }
        | Command::FileDispatch { project, .. }
        | Command::ApproveDispatch { project, .. }
        | Command::AdvancePhase { project, .. }
        | Command::ReturnPhase { project, .. }
        | Command::JoinList { project, .. }
        | Command::LeaveList { project, .. }
        | Command::GrantExemption { project, .. }
        | Command::EndExemption { project, .. }
        | Command::AssignProcedure { project, .. }
        | Command::AddItem { project, .. }
        | Command::SplitPackage { project, .. } => vec![Target::Project(*project)],
        Command::TakeStep { project, item, .. }
        | Command::TakeBackStep { project, item, .. }
        | Command::PromiseStep { project, item, .. }
        | Command::ExplainDelay { project, item, .. }
        | Command::ReplanItem { project, item, .. }
        | Command::TakeBackItem { project, item, .. } => vec![Target::Item(*project, item)],
        Command::MergeProjects { keep, absorb, .. } => vec![Target::Project(*keep), Target::Project(*absorb)],
        Command::ImportLedger(import) => {
            let of_row = |(row, decision): &'c (LedgerRow, Decision)| match decision {
                Decision::Existing(id) => Some(Target::Project(*id)),
                Decision::New => Some(Target::New(&row.attributes)),
                Decision::Skip | Decision::Undecided => None,
            };
            import.rows.iter().filter_map(of_row).collect()
        }
        Command::AdoptPlaybook { .. }
        | Command::OpenList { .. }
        | Command::UndoImport { .. }
        | Command::MapLayout { .. }
        | Command::FoundUnit { .. }
        | Command::ChangeUnit { .. }
        | Command::MergeUnit { .. }
        | Command::DissolveUnit { .. }
        | Command::TakePost { .. }
        | Command::LeavePost { .. }
        | Command::HandOver { .. }
        | Command::ErasePerson { .. } => vec![Target::City],
    }
}

impl Policy {
    /// Whether any role may do something; a right nobody has is a door nobody can open.
    #[must_use]
    pub fn is_granted(&self, action: Action) -> bool {
        self.roles.iter().any(|role| role.may.contains_key(&action))
    }
}
