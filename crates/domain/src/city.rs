//! The city image: everything known, current to the last fact, cheap to clone.

use crate::{
    Attribute, Fact, Happening, Subject,
    access::Told,
    attribute::Text,
    code::ProjectCode,
    fact::{ImportId, LedgerImported, Origin},
    list::{ListKey, Membership},
    post::{Post, PostId},
    procedure::Assignment,
    project::{Project, ProjectId},
    time::{Date, Moment, Seq},
    unit::{Ending, Unit, UnitCard, UnitEntry, UnitId},
};
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The whole city. Clones share everything, so a reader keeps its own consistent city while the writer goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct City {
    // INVARIANT: the project numbered n is at n - 1.
    projects: Vector<Arc<Project>>,
    codes: OrdMap<ProjectCode, ProjectId>,
    lists: OrdMap<ListKey, Date>,
    // INVARIANT: the import numbered n is at n - 1.
    imports: Vector<Arc<Import>>,
    layouts: OrdMap<Text, Text>,
    // INVARIANT: the unit numbered n is at n - 1.
    units: Vector<Arc<Unit>>,
    // INVARIANT: the post numbered n is at n - 1.
    posts: Vector<Arc<Post>>,
    playbook: Option<Text>,
    head: Seq,
    // Of a city as a post sees it; nothing of the book.
    #[serde(skip)]
    told: Told,
}

/// One import of a ledger file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Its number.
    pub id: ImportId,
    /// The fact that opened it; the facts it made follow directly.
    pub seq: Seq,
    /// The day its figures speak of.
    pub effective_on: Date,
    /// What was imported.
    pub ledger: LedgerImported,
    /// The fact that undid it.
    pub undone_by: Option<Seq>,
}

impl Import {
    /// Whether `seq` is one of the facts it made.
    #[must_use]
    pub fn made(&self, seq: Seq) -> bool {
        seq > self.seq && seq.0 <= self.seq.0 + u64::from(self.ledger.facts)
    }
}

/// A fact that does not fit the image it is folded into: the ledger was cut, reordered or written by another program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The facts do not follow one another.
    #[error("fact {found} where {expected} should follow")]
    OutOfOrder {
        /// The next one due.
        expected: Seq,
        /// The one given.
        found: Seq,
    },
    /// It speaks of a project, import or list that is not there, or registers one out of turn.
    #[error("fact {seq} speaks of {subject}, which does not fit")]
    Subject {
        /// The fact.
        seq: Seq,
        /// Its subject.
        subject: String,
    },
}

impl City {
    /// A city nothing is known of.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The last fact folded in.
    #[must_use]
    pub const fn head(&self) -> Seq {
        self.head
    }

    /// What can be told of it to who sees it.
    #[must_use]
    pub const fn told(&self) -> Told {
        self.told
    }

    /// The same city as who is told only this sees it.
    pub(crate) fn telling(self, told: Told) -> Self {
        Self { told, ..self }
    }

    /// Every project that ever was, by number; see [`crate::views`] for those that exist at a moment.
    pub fn projects(&self) -> impl ExactSizeIterator<Item = &Arc<Project>> {
        self.projects.iter()
    }

    /// One project.
    #[must_use]
    pub fn project(&self, id: ProjectId) -> Option<&Arc<Project>> {
        self.projects.get(id.0.checked_sub(1)? as usize)
    }

    /// The project that holds a code now.
    #[must_use]
    pub fn holder(&self, code: &ProjectCode) -> Option<ProjectId> {
        self.codes.get(code).copied()
    }

    /// The lists and since when they are open.
    pub fn lists(&self) -> impl Iterator<Item = (&ListKey, Date)> {
        self.lists.iter().map(|(key, on)| (key, *on))
    }

    /// Whether a list is open.
    #[must_use]
    pub fn has_list(&self, list: &ListKey) -> bool {
        self.lists.contains_key(list)
    }

    /// All imports, oldest first.
    pub fn imports(&self) -> impl ExactSizeIterator<Item = &Arc<Import>> {
        self.imports.iter()
    }

    /// Whether figures made up for a demonstration are in the book, as far as it was known at `known`.
    #[must_use]
    pub fn is_synthetic(&self, known: Seq) -> bool {
        self.imports.iter().any(|import| {
            import.ledger.synthetic
                && import.seq <= known
                && import.undone_by.is_none_or(|undone| undone > known)
        })
    }

    /// One import.
    #[must_use]
    pub fn import(&self, id: ImportId) -> Option<&Arc<Import>> {
        self.imports.get(id.0.checked_sub(1)? as usize)
    }

    /// The remembered mapping of a layout.
    #[must_use]
    pub fn layout(&self, fingerprint: &str) -> Option<&str> {
        self.layouts.get(fingerprint).map(|mapping| &**mapping)
    }

    /// The playbook in force.
    #[must_use]
    pub fn playbook(&self) -> Option<&str> {
        self.playbook.as_deref()
    }

    /// Every unit that ever was, by number.
    pub fn units(&self) -> impl ExactSizeIterator<Item = &Arc<Unit>> {
        self.units.iter()
    }

    /// One unit.
    #[must_use]
    pub fn unit(&self, id: UnitId) -> Option<&Arc<Unit>> {
        self.units.get(id.0.checked_sub(1)? as usize)
    }

    /// The units that were merged into one.
    pub fn merged_into(&self, into: UnitId) -> impl Iterator<Item = UnitId> {
        let went = move |unit: &&Arc<Unit>| {
            unit.latest().is_some_and(|entry| entry.ending == Some(Ending::Merged { successor: into }))
        };
        self.units.iter().filter(went).map(|unit| unit.id)
    }

    /// Every post that ever was, by number.
    pub fn posts(&self) -> impl ExactSizeIterator<Item = &Arc<Post>> {
        self.posts.iter()
    }

    /// One post.
    #[must_use]
    pub fn post(&self, id: PostId) -> Option<&Arc<Post>> {
        self.posts.get(id.0.checked_sub(1)? as usize)
    }

    /// The number the next unit gets.
    #[must_use]
    pub fn next_unit(&self) -> UnitId {
        UnitId(u32::try_from(self.units.len()).unwrap_or(u32::MAX - 1) + 1)
    }

    /// The number the next post gets.
    #[must_use]
    pub fn next_post(&self) -> PostId {
        PostId(u32::try_from(self.posts.len()).unwrap_or(u32::MAX - 1) + 1)
    }

    /// The same city with every project as `seen` shows it. Codes nothing is known of are nobody's.
    #[must_use]
    pub(crate) fn map_projects(&self, seen: impl Fn(&Arc<Project>) -> Arc<Project>) -> Self {
        let projects: Vector<Arc<Project>> = self.projects.iter().map(seen).collect();
        let is_known = |id: &ProjectId| {
            let project = (id.0 as usize).checked_sub(1).and_then(|place| projects.get(place));
            project.is_some_and(|project| !project.timeline(&crate::Field::Codes).is_empty())
        };
        let codes =
            self.codes.iter().filter(|(_, id)| is_known(id)).map(|(code, id)| (code.clone(), *id)).collect();
        Self { projects, codes, ..self.clone() }
    }

    /// The number the next project gets.
    #[must_use]
    pub fn next_project(&self) -> ProjectId {
        ProjectId(u32::try_from(self.projects.len()).unwrap_or(u32::MAX - 1) + 1)
    }

    /// The number the next import gets.
    #[must_use]
    pub fn next_import(&self) -> ImportId {
        ImportId(u32::try_from(self.imports.len()).unwrap_or(u32::MAX - 1) + 1)
    }

    /// Folds one fact into the image.
    ///
    /// # Errors
    /// [`Misfit`] when the fact does not follow from those before it; the image is then unchanged but for its head.
    pub fn apply(&mut self, seq: Seq, fact: Fact) -> Result<(), Misfit> {
        let expected = Seq(self.head.0 + 1);
        if seq != expected {
            return Err(Misfit::OutOfOrder { expected, found: seq });
        }
        self.head = seq;
        let misfit = |subject: &Subject| Misfit::Subject { seq, subject: subject.to_string() };
        let on = fact.effective_on;
        match (&fact.subject, fact.happening) {
            (Subject::City, Happening::PlaybookAdopted(adopted)) => self.playbook = Some(adopted.playbook),
            (Subject::List(list), Happening::ListOpened(_)) => {
                self.lists.insert(list.clone(), on);
            }
            (Subject::Layout(fingerprint), Happening::LayoutMapped(mapped)) => {
                self.layouts.insert(fingerprint.clone(), mapped.mapping);
            }
            (Subject::Import(id), Happening::LedgerImported(ledger)) => {
                if *id != self.next_import() {
                    return Err(misfit(&fact.subject));
                }
                self.imports.push_back(Arc::new(Import {
                    id: *id,
                    seq,
                    effective_on: on,
                    ledger,
                    undone_by: None,
                }));
            }
            (Subject::Import(id), Happening::ImportUndone(_)) => {
                let place = (id.0 as usize).wrapping_sub(1);
                let import = self.imports.get_mut(place).ok_or_else(|| misfit(&fact.subject))?;
                Arc::make_mut(import).undone_by = Some(seq);
            }
            (Subject::Unit(id), happening) => {
                self.change_unit(*id, seq, on, happening).ok_or_else(|| misfit(&fact.subject))?;
            }
            (Subject::Post(id), Happening::PostTaken(taken)) => {
                if *id != self.next_post() {
                    return Err(misfit(&fact.subject));
                }
                self.posts.push_back(Arc::new(Post {
                    id: *id,
                    seq,
                    from: on,
                    tenure: taken.tenure,
                    left: None,
                }));
            }
            (Subject::Post(id), Happening::PostLeft(_)) => {
                let place = (id.0 as usize).wrapping_sub(1);
                let post = self.posts.get_mut(place).ok_or_else(|| misfit(&fact.subject))?;
                Arc::make_mut(post).left = Some((on, seq));
            }
            // The name is in the ledger's erasable table; the office takes it out with this fact.
            (Subject::Person(_), Happening::PersonErased(_)) => {}
            (Subject::Project(id), happening) => {
                if matches!(happening, Happening::ProjectRegistered(_)) {
                    if *id != self.next_project() {
                        return Err(misfit(&fact.subject));
                    }
                    self.projects.push_back(Arc::new(Project::new(*id)));
                }
                self.change(*id, seq, on, happening).ok_or_else(|| misfit(&fact.subject))?;
            }
            _ => return Err(misfit(&fact.subject)),
        }
        Ok(())
    }

    /// Folds what happened to one unit. `None` when there is no such unit or nothing of the kind happens to units.
    fn change_unit(&mut self, id: UnitId, seq: Seq, on: Date, happening: Happening) -> Option<()> {
        let entry = |card: UnitCard, ending| UnitEntry { effective_on: on, seq, card, ending };
        if let Happening::UnitFounded(founded) = happening {
            let is_next = id == self.next_unit();
            is_next.then(|| self.units.push_back(Arc::new(Unit::new(id, entry(founded.card, None)))))?;
            return Some(());
        }
        let unit = Arc::make_mut(self.units.get_mut((id.0 as usize).checked_sub(1)?)?);
        let card = unit.latest()?.card.clone();
        unit.record(match happening {
            Happening::UnitChanged(changed) => entry(changed.card, None),
            Happening::UnitMerged(merged) => {
                entry(card, Some(Ending::Merged { successor: merged.successor }))
            }
            Happening::UnitDissolved(_) => entry(card, Some(Ending::Dissolved)),
            _ => return None,
        });
        Some(())
    }

    /// Folds what happened to one project. `None` when there is no such project or nothing of the kind happens to projects.
    fn change(&mut self, id: ProjectId, seq: Seq, on: Date, happening: Happening) -> Option<()> {
        let place = (id.0 as usize).checked_sub(1)?;
        let project = Arc::make_mut(self.projects.get_mut(place)?);
        project.latest = seq;
        let mut recoded = false;
        let mut origin: Option<Origin> = None;
        match happening {
            Happening::ProjectRegistered(fact) => {
                recoded = set(project, seq, on, fact.set);
                origin = fact.origin;
            }
            Happening::ProjectRevised(fact) => {
                recoded = set(project, seq, on, fact.set);
                origin = fact.origin;
            }
            Happening::ProjectCorrected(fact) => recoded = set(project, seq, on, fact.set),
            Happening::DispatchFiled(fact) => {
                project.record(seq, on, Attribute::Dispatch(fact.month, Some(Arc::new(fact.figure))));
                origin = fact.origin;
            }
            Happening::PhaseAdvanced(fact) => project.record(seq, on, Attribute::Phase(Some(fact.to))),
            Happening::PhaseReturned(fact) => project.record(seq, on, Attribute::Phase(Some(fact.to))),
            Happening::ListJoined(fact) => {
                let membership = Membership { on: true, reason: fact.reason };
                project.record(seq, on, Attribute::Listed(fact.list, Some(Arc::new(membership))));
            }
            Happening::ListLeft(fact) => {
                let membership = Membership { on: false, reason: fact.reason };
                project.record(seq, on, Attribute::Listed(fact.list, Some(Arc::new(membership))));
            }
            Happening::ExemptionGranted(fact) => {
                project.record(seq, on, Attribute::Exempt(fact.rule, Some(Arc::new(fact.exemption))));
            }
            Happening::ExemptionEnded(fact) => project.record(seq, on, Attribute::Exempt(fact.rule, None)),
            Happening::ProcedureAssigned(fact) => {
                let assignment = Assignment { key: fact.procedure, version: fact.version };
                project.record(seq, on, Attribute::Procedure(Some(assignment)));
            }
            Happening::StepTaken(fact) => {
                project.record(seq, on, Attribute::Step(fact.item, Some(Arc::new(fact.act))));
            }
            Happening::StepPromised(fact) => {
                project.record(seq, on, Attribute::Promised(fact.item, Some(Arc::new(fact.promise))));
            }
            Happening::DelayExplained(fact) => {
                project.record(seq, on, Attribute::Delayed(fact.item, Some(Arc::new(fact.delay))));
            }
            Happening::ItemAdded(fact) => {
                project.record(seq, on, Attribute::OwnItem(fact.item, Some(Arc::new(fact.own))));
            }
            Happening::ItemReplanned(fact) => {
                project.record(seq, on, Attribute::OwnPlan(fact.item, Some(Arc::new(fact.plan))));
            }
            Happening::ProjectMerged(fact) => {
                project.record(seq, on, Attribute::MergedInto(Some(fact.into)));
                recoded = true;
            }
            Happening::FactsRetracted(fact) => {
                project.retract(&fact.facts, seq);
                recoded = true;
            }
            // The parts carry the link; the package's own history keeps the fact.
            Happening::ProjectAbsorbed(_) | Happening::PackageSplit(_) => {}
            Happening::DispatchApproved(fact) => {
                project.record(seq, on, Attribute::Approved(fact.month, Some(fact.filed)));
            }
            Happening::PlaybookAdopted(_)
            | Happening::ListOpened(_)
            | Happening::UnitFounded(_)
            | Happening::UnitChanged(_)
            | Happening::UnitMerged(_)
            | Happening::UnitDissolved(_)
            | Happening::PostTaken(_)
            | Happening::PostLeft(_)
            | Happening::PersonErased(_)
            | Happening::LedgerImported(_)
            | Happening::ImportUndone(_)
            | Happening::LayoutMapped(_) => return None,
        }
        if let Some(origin) = origin {
            project.origins.push((seq, origin));
        }
        if recoded {
            let now = project.at(Moment::on(Date::MAX));
            let codes = match (now.exists(), now.merged_into()) {
                (true, None) => now.codes().cloned().unwrap_or_default(),
                _ => Vec::new(),
            };
            let stale: Vec<ProjectCode> = all_codes(project)
                .filter(|code| self.codes.get(*code) == Some(&id) && !codes.contains(code))
                .cloned()
                .collect();
            for code in stale {
                self.codes.remove(&code);
            }
            for code in codes {
                self.codes.insert(code, id);
            }
        }
        Some(())
    }
}

/// Records the attributes; says whether codes are among them.
fn set(project: &mut Project, seq: Seq, on: Date, attributes: Vec<Attribute>) -> bool {
    let mut recoded = false;
    for attribute in attributes {
        recoded |= matches!(attribute, Attribute::Codes(_));
        project.record(seq, on, attribute);
    }
    recoded
}

fn all_codes(project: &Project) -> impl Iterator<Item = &ProjectCode> {
    project.timeline(&crate::Field::Codes).iter().flat_map(|entry| match &entry.attribute {
        Attribute::Codes(Some(codes)) => codes.as_slice(),
        _ => &[],
    })
}
