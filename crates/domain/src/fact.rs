//! Facts: what happened, in the past tense, and how it is written down.
//!
//! Every kind ever released must fold for ever: a payload's shape changes only by a new version beside the old one (`since` is the first one read alike), and
//! `tests/fixtures/every_fact.txt` holds one of each.

use crate::{
    Attribute, Phase, YearMonth,
    attribute::{PersonId, Text},
    figure::DispatchFigure,
    list::ListKey,
    own::{OwnItem, OwnPlan},
    post::{PostId, Tenure},
    procedure::ItemCode,
    project::{NotAProjectId, ProjectId},
    rules::Exemption,
    step::{Act, Delay, Promise},
    time::{Date, Seq},
    unit::{NotANumber, UnitCard, UnitId},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it happened to.
    pub subject: Subject,
    /// The civil day from which it is true.
    pub effective_on: Date,
    /// What happened.
    pub happening: Happening,
}

/// A ledger import's number, counted from 1. Written `I3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImportId(pub u32);

impl fmt::Display for ImportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "I{}", self.0)
    }
}

impl FromStr for ImportId {
    type Err = NotASubject;
    fn from_str(text: &str) -> Result<Self, NotASubject> {
        text.strip_prefix(['I', 'i'])
            .unwrap_or(text)
            .parse()
            .ok()
            .filter(|n| *n > 0)
            .map(Self)
            .ok_or(NotASubject)
    }
}

/// What a fact is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The city as a whole.
    City,
    /// One project.
    Project(ProjectId),
    /// One import of a ledger.
    Import(ImportId),
    /// One layout of ledgers, by its fingerprint.
    Layout(Text),
    /// One project list.
    List(ListKey),
    /// One unit.
    Unit(UnitId),
    /// One post.
    Post(PostId),
    /// One person.
    Person(PersonId),
}

/// The text names no subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a subject")]
pub struct NotASubject;

impl From<NotAProjectId> for NotASubject {
    fn from(_: NotAProjectId) -> Self {
        Self
    }
}

impl From<NotANumber> for NotASubject {
    fn from(_: NotANumber) -> Self {
        Self
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::City => f.write_str("city"),
            Self::Project(id) => write!(f, "project/{id}"),
            Self::Import(id) => write!(f, "import/{id}"),
            Self::Layout(fingerprint) => write!(f, "layout/{fingerprint}"),
            Self::List(list) => write!(f, "list/{list}"),
            Self::Unit(id) => write!(f, "unit/{id}"),
            Self::Post(id) => write!(f, "post/{id}"),
            Self::Person(id) => write!(f, "person/{}", id.0),
        }
    }
}

impl FromStr for Subject {
    type Err = NotASubject;
    fn from_str(text: &str) -> Result<Self, NotASubject> {
        match text.split_once('/') {
            None if text == "city" => Ok(Self::City),
            Some(("project", id)) => Ok(Self::Project(id.parse()?)),
            Some(("import", id)) => Ok(Self::Import(id.parse()?)),
            Some(("layout", fingerprint)) if !fingerprint.is_empty() => Ok(Self::Layout(fingerprint.into())),
            Some(("unit", id)) => Ok(Self::Unit(id.parse()?)),
            Some(("post", id)) => Ok(Self::Post(id.parse()?)),
            Some(("person", id)) => {
                id.parse().ok().filter(|n| *n > 0).map(|n| Self::Person(PersonId(n))).ok_or(NotASubject)
            }
            Some(("list", list)) => list.parse().map(Self::List).map_err(|_| NotASubject),
            _ => Err(NotASubject),
        }
    }
}

/// Where in an imported file a fact was read.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The import.
    pub import: ImportId,
    /// The sheet's name.
    pub sheet: Text,
    /// The row as the spreadsheet program numbers it, from 1.
    pub row: u32,
}

macro_rules! happenings {
    ($( $(#[$doc:meta])* $name:ident = $kind:literal, $version:literal $(since $first:literal)? { $( $(#[$fdoc:meta])* $field:ident : $type:ty , )* } )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            pub struct $name { $( $(#[$fdoc])* pub $field: $type, )* }

            impl From<$name> for Happening {
                fn from(happening: $name) -> Self {
                    Self::$name(happening)
                }
            }
        )*

        /// What happened.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Happening { $( $(#[$doc])* $name($name), )* }

        impl Happening {
            /// Every kind with the version written today.
            pub const KINDS: &[(&str, u16)] = &[ $( ($kind, $version), )* ];

            /// Its kind, as written in the ledger.
            #[must_use]
            pub const fn kind(&self) -> &'static str {
                match self { $( Self::$name(_) => $kind, )* }
            }

            /// The version its payload is written in.
            #[must_use]
            pub const fn version(&self) -> u16 {
                match self { $( Self::$name(_) => $version, )* }
            }

            /// Its payload as JSON.
            ///
            /// # Errors
            /// Never for values built by [`crate::decide`]; the JSON writer's own error otherwise.
            pub fn body(&self) -> Result<String, serde_json::Error> {
                match self { $( Self::$name(happening) => serde_json::to_string(happening), )* }
            }

            /// The same as a value, for whoever puts it into words.
            ///
            /// # Errors
            /// As [`Happening::body`].
            pub fn value(&self) -> Result<serde_json::Value, serde_json::Error> {
                match self { $( Self::$name(happening) => serde_json::to_value(happening), )* }
            }

            /// Reads a payload back.
            ///
            /// # Errors
            /// [`Unreadable`] when the kind or version is unknown or the payload has another shape.
            pub fn read(kind: &str, version: u16, body: &str) -> Result<Self, Unreadable> {
                match (kind, version) {
                    $( ($kind, $($first..=)? $version) => Ok(Self::$name(serde_json::from_str(body)?)), )*
                    _ => Err(Unreadable::UnknownKind { kind: kind.to_owned(), version }),
                }
            }
        }
    };
}

/// A recorded payload that cannot be read: written by a newer program, or damaged.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// No such kind, or no such version of it.
    #[error("unknown kind of fact: {kind} version {version}")]
    UnknownKind {
        /// The kind as recorded.
        kind: String,
        /// Its version.
        version: u16,
    },
    /// The payload is not what its kind says.
    #[error("payload of another shape")]
    Payload(#[from] serde_json::Error),
}

happenings! {
    /// The city works by this playbook from now on.
    PlaybookAdopted = "playbook_adopted", 1 {
        /// Its name and version.
        playbook: Text,
    }
    /// A project list was opened.
    ListOpened = "list_opened", 1 {}
    /// A project came into the book.
    ProjectRegistered = "project_registered", 1 {
        /// What is known of it.
        set: Vec<Attribute>,
        /// Where it was read.
        origin: Option<Origin>,
    }
    /// Something about a project changed.
    ProjectRevised = "project_revised", 1 {
        /// The new values.
        set: Vec<Attribute>,
        /// Why, if somebody said so.
        reason: Option<Text>,
        /// Where it was read.
        origin: Option<Origin>,
    }
    /// Something about a project was recorded wrongly and is put right, from the day the wrong value began.
    ProjectCorrected = "project_corrected", 1 {
        /// The right values.
        set: Vec<Attribute>,
        /// The wrong ones.
        was: Vec<Attribute>,
        /// Why.
        reason: Text,
    }
    /// A month's dispatch figure was filed, or filed anew.
    DispatchFiled = "dispatch_filed", 1 {
        /// The month it speaks of.
        month: YearMonth,
        /// The figure.
        figure: DispatchFigure,
        /// Why an earlier figure of the month was replaced.
        reason: Option<Text>,
        /// Where it was read.
        origin: Option<Origin>,
    }
    /// A project went through a gate.
    PhaseAdvanced = "phase_advanced", 1 {
        /// The phase it left.
        from: Option<Phase>,
        /// The phase it entered.
        to: Phase,
    }
    /// A project went back to an earlier phase.
    PhaseReturned = "phase_returned", 1 {
        /// The phase it left.
        from: Phase,
        /// The phase it is in again.
        to: Phase,
        /// Why.
        reason: Text,
    }
    /// A project joined a list.
    ListJoined = "list_joined", 1 {
        /// The list.
        list: ListKey,
        /// Why.
        reason: Text,
    }
    /// A project left a list.
    ListLeft = "list_left", 1 {
        /// The list.
        list: ListKey,
        /// Why.
        reason: Text,
    }
    /// A light rule does not bind this project for a while.
    ExemptionGranted = "exemption_granted", 1 {
        /// The rule's key.
        rule: Text,
        /// Reason, approver, end.
        exemption: Exemption,
    }
    /// An exemption was withdrawn before its end.
    ExemptionEnded = "exemption_ended", 1 {
        /// The rule's key.
        rule: Text,
        /// Why.
        reason: Text,
    }
    /// A project's items follow this procedure from now on.
    ProcedureAssigned = "procedure_assigned", 1 {
        /// The procedure's key.
        procedure: Text,
        /// Its version at the time.
        version: u32,
    }
    /// Something was done to an item. Version 1 knew no notice number of what is published.
    StepTaken = "step_taken", 2 since 1 {
        /// The item.
        item: ItemCode,
        /// What.
        act: Act,
    }
    /// An item was promised by a date, or its promised date moved. Version 1 said neither the paper of a promise nor that it was recorded later.
    StepPromised = "step_promised", 2 since 1 {
        /// The item.
        item: ItemCode,
        /// The promise.
        promise: Promise,
    }
    /// A delay, or the forecast of one, was explained.
    DelayExplained = "delay_explained", 1 {
        /// The item.
        item: ItemCode,
        /// The explanation.
        delay: Delay,
    }
    /// A project goes through an item of its own.
    ItemAdded = "item_added", 1 {
        /// Its code.
        item: ItemCode,
        /// What it is, and why.
        own: OwnItem,
    }
    /// An item is planned to take other days in this project than in the template.
    ItemReplanned = "item_replanned", 1 {
        /// The item.
        item: ItemCode,
        /// How long, and why.
        plan: OwnPlan,
    }
    /// A project turned out to be the same as another and is counted there.
    ProjectMerged = "project_merged", 1 {
        /// The one that remains.
        into: ProjectId,
        /// Why.
        reason: Text,
    }
    /// A project took in another that turned out to be the same.
    ProjectAbsorbed = "project_absorbed", 1 {
        /// The one that is no longer counted.
        absorbed: ProjectId,
        /// Why.
        reason: Text,
    }
    /// A package was split; its parts are registered beside it and counted instead of it.
    PackageSplit = "package_split", 1 {
        /// The parts.
        parts: Vec<ProjectId>,
        /// Why.
        reason: Text,
    }
    /// Earlier facts about this project are taken back; what they said is no longer known to be true.
    FactsRetracted = "facts_retracted", 1 {
        /// The facts, ascending.
        facts: Vec<Seq>,
        /// Why.
        reason: Text,
        /// The import they came from, when an import is undone.
        import: Option<ImportId>,
    }
    /// A ledger file was imported; the facts that follow in the same breath came from it.
    LedgerImported = "ledger_imported", 1 {
        /// The file's name.
        file: Text,
        /// SM3 of the file, in hex: the attachment kept beside the ledger.
        attachment: Text,
        /// Its figures are made up for a demonstration.
        synthetic: bool,
        /// How many facts follow.
        facts: u32,
        /// Projects newly registered.
        registered: u32,
        /// Projects revised or given a figure.
        changed: u32,
        /// Rows that said nothing new.
        unchanged: u32,
    }
    /// An import was undone.
    ImportUndone = "import_undone", 1 {
        /// Why.
        reason: Text,
    }
    /// A unit came into being, or into the book.
    UnitFounded = "unit_founded", 1 {
        /// What is known of it.
        card: UnitCard,
    }
    /// A unit was renamed, moved or otherwise changed.
    UnitChanged = "unit_changed", 1 {
        /// What is known of it from now on.
        card: UnitCard,
        /// Why.
        reason: Text,
    }
    /// A unit was merged into another.
    UnitMerged = "unit_merged", 1 {
        /// The other.
        successor: UnitId,
        /// Why.
        reason: Text,
    }
    /// A unit was dissolved.
    UnitDissolved = "unit_dissolved", 1 {
        /// Why.
        reason: Text,
    }
    /// A person took a post.
    PostTaken = "post_taken", 1 {
        /// Who, where, as what.
        tenure: Tenure,
    }
    /// A post was left.
    PostLeft = "post_left", 1 {
        /// Why.
        reason: Text,
    }
    /// A person's name and contacts were erased; the number remains.
    PersonErased = "person_erased", 1 {
        /// Why.
        reason: Text,
    }
    /// A month's dispatch figure was approved (审核) by somebody else than who filed it.
    DispatchApproved = "dispatch_approved", 1 {
        /// The month.
        month: YearMonth,
        /// The fact that filed the figure.
        filed: Seq,
    }
    /// How the columns of a layout are to be read, as the office corrected it.
    LayoutMapped = "layout_mapped", 1 {
        /// The mapping, in the sheet reader's own form.
        mapping: Text,
    }
}

impl Happening {
    /// Why, where somebody said so beside the values.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::ProjectRevised(fact) => fact.reason.as_deref(),
            Self::DispatchFiled(fact) => fact.reason.as_deref(),
            Self::ProjectCorrected(ProjectCorrected { reason, .. })
            | Self::PhaseReturned(PhaseReturned { reason, .. })
            | Self::ProjectMerged(ProjectMerged { reason, .. })
            | Self::ProjectAbsorbed(ProjectAbsorbed { reason, .. })
            | Self::PackageSplit(PackageSplit { reason, .. })
            | Self::FactsRetracted(FactsRetracted { reason, .. })
            | Self::ExemptionEnded(ExemptionEnded { reason, .. })
            | Self::UnitChanged(UnitChanged { reason, .. })
            | Self::UnitMerged(UnitMerged { reason, .. })
            | Self::UnitDissolved(UnitDissolved { reason })
            | Self::PostLeft(PostLeft { reason })
            | Self::PersonErased(PersonErased { reason })
            | Self::ImportUndone(ImportUndone { reason }) => Some(reason),
            Self::ItemAdded(fact) => Some(&fact.own.reason),
            Self::ItemReplanned(fact) => Some(&fact.plan.reason),
            Self::ListJoined(_)
            | Self::ListLeft(_)
            | Self::ExemptionGranted(_)
            | Self::ProcedureAssigned(_)
            | Self::StepTaken(_)
            | Self::StepPromised(_)
            | Self::DelayExplained(_)
            | Self::PlaybookAdopted(_)
            | Self::ListOpened(_)
            | Self::ProjectRegistered(_)
            | Self::PhaseAdvanced(_)
            | Self::LedgerImported(_)
            | Self::UnitFounded(_)
            | Self::PostTaken(_)
            | Self::DispatchApproved(_)
            | Self::LayoutMapped(_) => None,
        }
    }

    /// Where in an imported file it was read.
    #[must_use]
    pub const fn origin(&self) -> Option<&Origin> {
        match self {
            Self::ProjectRegistered(fact) => fact.origin.as_ref(),
            Self::ProjectRevised(fact) => fact.origin.as_ref(),
            Self::DispatchFiled(fact) => fact.origin.as_ref(),
            _ => None,
        }
    }
}
