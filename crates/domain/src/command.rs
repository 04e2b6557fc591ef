//! Commands: what somebody wants, in the imperative. [`crate::decide::decide`] turns each into facts or refusals.

use crate::{
    Attribute, Phase, YearMonth,
    attribute::{PersonId, Text},
    fact::ImportId,
    figure::DispatchFigure,
    intake::LedgerRow,
    list::ListKey,
    own::{OwnItem, OwnPlan},
    post::{PostId, Tenure},
    procedure::ItemCode,
    project::ProjectId,
    rules::Exemption,
    step::{Act, Delay, Promise},
    time::{Date, Seq},
    unit::{UnitCard, UnitId},
};
use serde::{Deserialize, Serialize};

/// What somebody wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Work by this playbook from now on.
    AdoptPlaybook {
        /// Its name and version.
        playbook: Text,
    },
    /// Bring a project into the book.
    RegisterProject {
        /// What is known of it; the name at least.
        set: Vec<Attribute>,
    },
    /// Record that something changed.
    ReviseProject {
        /// The project.
        project: ProjectId,
        /// The new values.
        set: Vec<Attribute>,
        /// The last fact about the project the editor had seen; a field changed since is refused. `None` does not ask.
        seen: Option<Seq>,
        /// Why.
        reason: Option<Text>,
    },
    /// Put right what was recorded wrongly, from the day the wrong value began.
    CorrectProject {
        /// The project.
        project: ProjectId,
        /// The right values.
        set: Vec<Attribute>,
        /// As in [`Command::ReviseProject`].
        seen: Option<Seq>,
        /// Why.
        reason: Text,
    },
    /// File a month's dispatch figure.
    FileDispatch {
        /// The project.
        project: ProjectId,
        /// The month.
        month: YearMonth,
        /// The figure.
        figure: DispatchFigure,
        /// Needed when the month already has another figure.
        reason: Option<Text>,
    },
    /// Move a project through the gate into the next phase.
    AdvancePhase {
        /// The project.
        project: ProjectId,
        /// The phase to enter.
        to: Phase,
    },
    /// Move a project back to an earlier phase.
    ReturnPhase {
        /// The project.
        project: ProjectId,
        /// The phase to go back to.
        to: Phase,
        /// Why.
        reason: Text,
    },
    /// Open a project list.
    OpenList {
        /// The list.
        list: ListKey,
    },
    /// Put a project on a list.
    JoinList {
        /// The project.
        project: ProjectId,
        /// The list.
        list: ListKey,
        /// Why.
        reason: Text,
    },
    /// Take a project off a list.
    LeaveList {
        /// The project.
        project: ProjectId,
        /// The list.
        list: ListKey,
        /// Why.
        reason: Text,
    },
    /// Exempt a project from a light rule for a while.
    GrantExemption {
        /// The project.
        project: ProjectId,
        /// The rule's key.
        rule: Text,
        /// Reason, approver, end.
        exemption: Exemption,
    },
    /// End an exemption early.
    EndExemption {
        /// The project.
        project: ProjectId,
        /// The rule's key.
        rule: Text,
        /// Why.
        reason: Text,
    },
    /// Let a project's items follow a procedure.
    AssignProcedure {
        /// The project.
        project: ProjectId,
        /// The procedure's key.
        procedure: Text,
    },
    /// Do something to an item.
    TakeStep {
        /// The project.
        project: ProjectId,
        /// The item.
        item: ItemCode,
        /// What.
        act: Act,
        /// The last fact about the project the doer had seen; an item acted on since is refused. `None` does not ask.
        seen: Option<Seq>,
    },
    /// Take back the last act on an item, recorded by mistake.
    TakeBackStep {
        /// The project.
        project: ProjectId,
        /// The item.
        item: ItemCode,
        /// Why.
        reason: Text,
    },
    /// Promise an item by a date, or move the promise.
    PromiseStep {
        /// The project.
        project: ProjectId,
        /// The item.
        item: ItemCode,
        /// The promise.
        promise: Promise,
    },
    /// Explain a delay, or the forecast of one.
    ExplainDelay {
        /// The project.
        project: ProjectId,
        /// The item.
        item: ItemCode,
        /// The explanation.
        delay: Delay,
    },
    /// Let a project go through an item of its own.
    AddItem {
        /// The project.
        project: ProjectId,
        /// The item's code: neither the procedure nor the project has it yet.
        item: ItemCode,
        /// What it is, and why.
        own: OwnItem,
    },
    /// Plan an item of a project for other days than the template's.
    ReplanItem {
        /// The project.
        project: ProjectId,
        /// The item.
        item: ItemCode,
        /// How long, and why.
        plan: OwnPlan,
    },
    /// Take back an item added, or days planned, by mistake: what was said last of the item itself.
    TakeBackItem {
        /// The project.
        project: ProjectId,
        /// The item.
        item: ItemCode,
        /// Why.
        reason: Text,
    },
    /// Say that two projects are one.
    MergeProjects {
        /// The one that remains.
        keep: ProjectId,
        /// The one that is no longer counted.
        absorb: ProjectId,
        /// Why.
        reason: Text,
    },
    /// Split a package into parts that are counted instead of it.
    SplitPackage {
        /// The package.
        project: ProjectId,
        /// What is known of each part; the name at least.
        parts: Vec<Vec<Attribute>>,
        /// Why.
        reason: Text,
    },
    /// Import the rows of a ledger.
    ImportLedger(LedgerImport),
    /// Take back everything one import brought.
    UndoImport {
        /// The import.
        import: ImportId,
        /// Why.
        reason: Text,
    },
    /// Approve a month's dispatch figure as it was filed.
    ApproveDispatch {
        /// The project.
        project: ProjectId,
        /// The month.
        month: YearMonth,
    },
    /// Bring a unit into the book.
    FoundUnit {
        /// What is known of it.
        card: UnitCard,
    },
    /// Rename, move or otherwise change a unit.
    ChangeUnit {
        /// The unit.
        unit: UnitId,
        /// What is known of it from now on.
        card: UnitCard,
        /// Why.
        reason: Text,
    },
    /// Merge a unit into another, with everybody in it.
    MergeUnit {
        /// The one that ends.
        unit: UnitId,
        /// The one it goes on in.
        successor: UnitId,
        /// Why.
        reason: Text,
    },
    /// Dissolve a unit; the posts in it end.
    DissolveUnit {
        /// The unit.
        unit: UnitId,
        /// Why.
        reason: Text,
    },
    /// Give a person a post. A person new to the book is named beside the command, and `person` is 0.
    TakePost {
        /// Who, where, as what.
        tenure: Tenure,
    },
    /// End a post.
    LeavePost {
        /// The post.
        post: PostId,
        /// Why.
        reason: Text,
    },
    /// End a post and put another person's in charge of everything its holder is in charge of.
    HandOver {
        /// The post that ends.
        from: PostId,
        /// The post that goes on.
        to: PostId,
        /// Why.
        reason: Text,
    },
    /// Erase a person's name and contacts. What they did stays, under their number.
    ErasePerson {
        /// The person.
        person: PersonId,
        /// Why.
        reason: Text,
    },
    /// Remember how the columns of a layout are to be read.
    MapLayout {
        /// The layout's fingerprint.
        fingerprint: Text,
        /// The mapping, in the sheet reader's own form.
        mapping: Text,
    },
}

/// The rows of a ledger with what is to become of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerImport {
    /// The file's name.
    pub file: Text,
    /// SM3 of the file, in hex.
    pub attachment: Text,
    /// The file's figures are made up for a demonstration; everything that shows them says so.
    pub synthetic: bool,
    /// The rows, each with its decision.
    pub rows: Vec<(LedgerRow, Decision)>,
}

/// What is to become of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// A project the book does not know.
    New,
    /// This project of the book.
    Existing(ProjectId),
    /// Leave the row out.
    Skip,
    /// Nobody decided yet; the import is refused while one row is like this.
    Undecided,
}

/// Who recorded a fact: the actor as written in the ledger.
pub type Author<'a> = &'a dyn Fn(Seq) -> Option<String>;

/// What surrounds a command.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Who wants it.
    pub by: Actor<'a>,
    /// Today, from the binary's clock.
    pub today: Date,
    /// The civil day from which the change is true; not after today.
    pub effective_on: Date,
    /// The rules of the year.
    pub rules: &'a crate::rules::Rules,
}

/// Who wants something.
#[derive(Clone, Copy)]
pub enum Actor<'a> {
    /// Whoever keeps the machine, or works alone on it: bound by the rules of the trade, by no role.
    Operator,
    /// The holder of a post: bound by its role.
    Post {
        /// The post.
        post: PostId,
        /// Tells who recorded a fact, for what must not be done by the same person twice.
        author: Author<'a>,
    },
}
