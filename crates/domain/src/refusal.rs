//! Refusals: a rule said no. They are expected, come all at once, each tied to its place, and carry a stable code with arguments; the words
//! live in the locale files under `refusal-<code>`.

use crate::{
    Date, Phase, PostId, ProjectId, Seq, UnitId, YearMonth,
    access::{Action, Reach},
    attribute::{Field, Text},
    code::ProjectCode,
    fact::ImportId,
    intake::RowSource,
    list::ListKey,
    procedure::{Bound, Days, ItemCode, ItemKind},
    rules::{Name, Provenance, Requirement},
    step::{Deed, State},
    unit::UnitKind,
};
use serde::Serialize;

/// One reason why a command was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The field it is about, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
    /// The row of the file it is about, for imports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<RowSource>,
    /// The reason.
    #[serde(flatten)]
    pub cause: Cause,
}

/// Why a rule said no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Cause {
    /// A project needs a name.
    NameMissing,
    /// The text is empty or only blanks.
    TextEmpty,
    /// The text is longer than this many characters.
    TextTooLong {
        /// The longest accepted.
        limit: usize,
    },
    /// There is no such project, or not at that date.
    ProjectUnknown {
        /// Its number.
        project: ProjectId,
    },
    /// The project was merged into another; change that one.
    ProjectMerged {
        /// Its number.
        project: ProjectId,
        /// The other.
        into: ProjectId,
    },
    /// A reason is needed.
    ReasonMissing,
    /// The approver is needed.
    ApproverMissing,
    /// The effective date lies after today.
    EffectiveInFuture {
        /// The date given.
        effective_on: Date,
        /// Today.
        today: Date,
    },
    /// The date lies outside 1990 to 2100.
    DateOutOfRange,
    /// The period ends before it starts.
    PeriodReversed,
    /// Completion before start.
    CompletedBeforeStart,
    /// An amount or number below zero.
    NegativeAmount,
    /// The field is changed by a command of its own.
    FieldHasOwnCommand,
    /// Nothing would change.
    NothingChanges,
    /// The same field is given twice.
    FieldTwice,
    /// Somebody changed the field after it was looked at.
    ChangedMeanwhile {
        /// The fact that changed it.
        by: Seq,
    },
    /// Another project holds this code.
    CodeTaken {
        /// The code.
        project_code: ProjectCode,
        /// Its holder.
        holder: ProjectId,
    },
    /// A project the acting post does not see holds this code; which one is not told.
    CodeTakenUnseen {
        /// The code.
        project_code: ProjectCode,
    },
    /// Two rows of the file carry this code.
    CodeTwice {
        /// The code.
        project_code: ProjectCode,
        /// The row that carried it first.
        first_row: u32,
    },
    /// There is no value to correct.
    NothingToCorrect,
    /// The figure speaks of a month that has not begun by the effective date.
    MonthNotBegun {
        /// The month.
        month: YearMonth,
    },
    /// The figure says nothing.
    FigureEmpty,
    /// The month's own investment is more than the year's so far.
    MonthAboveYear,
    /// An amount no project comes to.
    AmountTooLarge {
        /// The largest accepted.
        largest_fen: i64,
    },
    /// A plan, or the total it belongs to, is changed without a reason.
    ChangeUnexplained,
    /// Unusual, and nobody said why: the year's plan is more than the total investment.
    PlanAboveTotal {
        /// The plan.
        plan_fen: i64,
        /// The total.
        total_fen: i64,
    },
    /// Unusual, and nobody said why: the year's plan is another sum than its months come to.
    PlanBesideCurve {
        /// What the months come to.
        curve_fen: i64,
    },
    /// Unusual, and nobody said why: the year's sum is less than that of an earlier month.
    DoneFalls {
        /// The earlier sum.
        before_fen: i64,
        /// Its month.
        month: YearMonth,
    },
    /// Unusual, and nobody said why: more was done in the year than the project is to cost.
    DoneAboveTotal {
        /// The total.
        total_fen: i64,
    },
    /// The plan curve falls in this month.
    CurveFalls {
        /// The month, 1 to 12.
        month: usize,
    },
    /// The plan curve does not end at the year's plan.
    CurveMissesPlan,
    /// Service accompanies the other phases; a project does not move into it.
    PhaseAccompanies,
    /// The project is already in this phase.
    PhaseSame {
        /// The phase.
        phase: Phase,
    },
    /// Phases follow one another; this one is not next.
    PhaseNotNext {
        /// Where the project is.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<Phase>,
        /// Where it was to go.
        to: Phase,
    },
    /// The gate asks for something the book does not know.
    GateUnmet {
        /// The gate.
        into: Phase,
        /// What is missing.
        requirement: Requirement,
    },
    /// The list is not open.
    ListUnknown {
        /// The list.
        list: ListKey,
    },
    /// The list is open already.
    ListOpen {
        /// The list.
        list: ListKey,
    },
    /// The project is on the list already.
    AlreadyListed {
        /// The list.
        list: ListKey,
    },
    /// The project is not on the list.
    NotListed {
        /// The list.
        list: ListKey,
    },
    /// No such light rule is in force.
    LightRuleUnknown {
        /// The key given.
        rule: Text,
    },
    /// The exemption ends before it begins.
    ExemptionOver,
    /// No exemption from this rule holds.
    NotExempt {
        /// The rule's key.
        rule: Text,
    },
    /// A project cannot be merged with itself.
    SameProject,
    /// A package is split into at least two parts.
    TooFewParts,
    /// Two parts, or two new rows, carry the same name.
    NameTwice {
        /// The name.
        name: Text,
    },
    /// There is no such import.
    ImportUnknown {
        /// Its number.
        import: ImportId,
    },
    /// The import is undone already.
    ImportUndone {
        /// Its number.
        import: ImportId,
    },
    /// Later facts stand on a project this import brought in; take those back first.
    ImportBuiltUpon {
        /// The project.
        project: ProjectId,
        /// The first later fact.
        by: Seq,
    },
    /// The same project is matched by two rows.
    ProjectTwice {
        /// The project.
        project: ProjectId,
        /// The row that took it first.
        first_row: u32,
    },
    /// The import holds no rows.
    ImportEmpty,
    /// A row is doubtful and nobody decided it.
    Undecided,
    /// The city already works by this playbook.
    PlaybookSame,
    /// The rules of the year hold no such procedure.
    ProcedureUnknown {
        /// The key given.
        procedure: Text,
    },
    /// The project follows this procedure already.
    ProcedureSame,
    /// The project follows another procedure, and items of it were acted on that the new one does not have.
    ProcedureUnderWay {
        /// The items.
        items: Vec<ItemCode>,
    },
    /// The project follows no procedure yet.
    ProcedureMissing,
    /// The day lies before the project's procedure begins.
    BeforeProcedure {
        /// The day it begins.
        begins_on: Date,
    },
    /// The procedure has no such item.
    ItemUnknown {
        /// The code given.
        item: ItemCode,
    },
    /// The procedure, or the project, has an item of this code already.
    ItemKnown {
        /// The code given.
        item: ItemCode,
    },
    /// Only the template has items of this kind.
    NoOwnItemOfKind {
        /// The kind.
        item_kind: ItemKind,
    },
    /// Items would wait for each other in a circle.
    ItemsInCircle {
        /// The items, each waiting for the one before it.
        items: Vec<ItemCode>,
    },
    /// The item is over; nothing more can be put before it.
    ItemOver {
        /// The item.
        item: ItemCode,
    },
    /// The item was acted on, promised or explained; find it unneeded instead of taking it back.
    ItemActedOn {
        /// The item.
        item: ItemCode,
    },
    /// Another item of the project's own is tied to it; take that back first.
    ItemTied {
        /// The other item.
        item: ItemCode,
        /// What it is tied to.
        to: ItemCode,
    },
    /// The item takes no time: it happens, or is handled within another.
    ItemTakesNoTime,
    /// A schedule of the works is no plan for an item that is not the building itself.
    ItemNotWorks,
    /// Planned for no day, or for longer than anything takes.
    PlanOutOfRange {
        /// The longest, in days.
        longest: u16,
    },
    /// Planned beyond what the law allows, or in days of another kind than the law counts.
    PlanBeyondLimit {
        /// The days the law sets.
        limit: Days,
        /// Which way they bind.
        bound: Bound,
    },
    /// Nothing of the project's own stands about the item.
    NothingToTakeBack,
    /// The item's state has no room for this act.
    StepNotNow {
        /// The state.
        state: State,
        /// The act.
        deed: Deed,
    },
    /// The day lies before that of the act recorded last for the item.
    StepBeforeLast {
        /// That day.
        last: Date,
    },
    /// What is missing was told before; it is told once (行政许可法 art. 32).
    CorrectionsToldAlready {
        /// The day it was told.
        told_on: Date,
    },
    /// Nobody said anything within five working days, so the application counts as accepted from its receipt (行政许可法 art. 32).
    DeemedAccepted {
        /// The day of receipt.
        accepted_on: Date,
    },
    /// The item cannot be handled in advance.
    NoPreHandling,
    /// The item cannot be decided on commitment.
    NoCommitment,
    /// A promised date lies before the act itself.
    PromiseInPast,
    /// What the item yields does not expire, or not before the new end.
    NothingToRenew,
    /// An extension of no days, or longer than the limit itself.
    ExtensionOutOfRange {
        /// The longest.
        limit: u32,
    },
    /// A special procedure of no days, or longer than any.
    StayOutOfRange {
        /// The longest, in working days.
        longest: u32,
    },
    /// Nothing was done to the item yet.
    NoStepToTakeBack,
    /// The item is settled; there is nothing to promise or explain.
    StepSettled,
    /// The promised date is near or over and may not be moved any more; explain the delay instead.
    PromiseFrozen {
        /// The promised date.
        promised: Date,
        /// The days before it in which it stands.
        days: u16,
    },
    /// A move says who caused it.
    MovedByMissing,
    /// A move names the units consulted.
    ConsultedMissing,
    /// The item comes after another, which is not done yet.
    ItemFirst {
        /// The other.
        item: ItemCode,
    },
    /// The item comes after another, which was done on a later day.
    BeforeItem {
        /// The other.
        item: ItemCode,
        /// That day.
        on: Date,
    },
    /// The evidence lacks papers.
    PapersMissing {
        /// Every one of them.
        papers: Vec<Name>,
    },
    /// No such paper is asked for.
    PaperUnknown {
        /// The name given.
        paper: Text,
    },
    /// The paper was not gathered.
    PaperNotGathered {
        /// The name given.
        paper: Text,
    },
    /// The paper bears a date after the day it was gathered.
    PaperFromLater {
        /// Its date.
        dated_on: Date,
    },
    /// There is no such unit.
    UnitUnknown {
        /// Its number.
        unit: UnitId,
    },
    /// The unit was merged into another or dissolved.
    UnitOver {
        /// Its number.
        unit: UnitId,
    },
    /// The unit is as it is only since a later day.
    BeforeUnit {
        /// Its number.
        unit: UnitId,
        /// That day.
        since: Date,
    },
    /// Another unit is called by this word.
    UnitWordTaken {
        /// The word.
        word: Text,
        /// The other unit.
        other: UnitId,
    },
    /// Another unit has this credit code.
    CreditCodeTaken {
        /// The other unit.
        other: UnitId,
    },
    /// A unit would belong to itself.
    UnitsInCircle,
    /// Other units belong to it; they come first.
    UnitHasParts {
        /// Them.
        units: Vec<UnitId>,
    },
    /// There is no such post.
    PostUnknown {
        /// Its number.
        post: PostId,
    },
    /// The post is not held on the day.
    PostNotHeld {
        /// Its number.
        post: PostId,
    },
    /// The person holds the same post already.
    PostHeld {
        /// It.
        post: PostId,
    },
    /// The policy knows no such role.
    RoleUnknown {
        /// Its key.
        post_role: Text,
    },
    /// Units of this kind have no such posts.
    RoleNotOfUnit {
        /// The role's key.
        post_role: Text,
        /// What the unit is.
        unit_kind: UnitKind,
    },
    /// A deputy's post needs a last day.
    DeputyWithoutEnd,
    /// The last day lies before the first.
    PostEndsBeforeItBegins,
    /// Nobody of this number or name is known.
    PersonUnknown,
    /// The person still holds a post; hand it over, or end it, first.
    PersonInOffice {
        /// The posts.
        posts: Vec<PostId>,
    },
    /// The name given is written like a post's number.
    ActorReserved,
    /// Nobody gives a post to themselves.
    AppointsOneself,
    /// Who is not cleared for restricted projects clears nobody else.
    ClearsBeyondOneself,
    /// Both posts are held by the same person.
    SamePerson,
    /// No figure was filed for the month.
    NothingFiled {
        /// The month.
        month: YearMonth,
    },
    /// The figure is approved already.
    ApprovedAlready,
    /// Who files a month does not approve it.
    FiledByYourself {
        /// The month.
        month: YearMonth,
    },
    /// The acting post's role does not do this.
    NotAllowed {
        /// What.
        action: Action,
    },
    /// The acting post's role does this, but not so far.
    BeyondReach {
        /// What.
        action: Action,
        /// How far.
        reach: Reach,
    },
    /// The acting post's role does not change this field.
    FieldNotAllowed,
    /// The promise is dated before one made already: what was promised first stays first.
    PromiseBeforeLast {
        /// The day the last one was made.
        made_on: Date,
    },
    /// The promise was made some time ago, and no paper shows it.
    PromisePaperMissing {
        /// Working days within which it can be told without one.
        days: u16,
    },
    /// The notice was published some time ago, and nobody gave its number.
    NoticeNumberMissing {
        /// Working days within which it can be told without one.
        days: u16,
    },
    /// The applicant was heard of not so long ago that a silence could be noticed.
    NotSilentYet {
        /// Since when it is the applicant's move.
        since: Date,
        /// Natural days after which it is a silence.
        days: u16,
    },
    /// The applicant was told already.
    SilenceNoticed {
        /// The day of the notice.
        noticed_on: Date,
    },
    /// The government's extensions add up to more than its share of the original span; whoever tells it without a post names the office that decided.
    CoordinatorMissing {
        /// Days moved so far and now.
        moved_days: i32,
        /// Days allowed.
        allowed_days: i32,
    },
    /// The same, told by a post that does not co-ordinate: one that does decides, by moving the date itself.
    CoordinatorDecides {
        /// Days moved so far and now.
        moved_days: i32,
        /// Days allowed.
        allowed_days: i32,
        /// The units with a post that does so for the project.
        deciders: Vec<Text>,
    },
    /// The law sets the item a shortest time that has not run yet.
    MinimumNotRun {
        /// The shortest time.
        limit: Days,
        /// What it stands on.
        ground: Provenance,
        /// The day it is counted from: when the item was begun, or that of the act where it was not.
        begun_on: Date,
        /// The first day it can be done.
        earliest: Date,
    },
    /// Who decides is the acting post; it names nobody else.
    DecidedByAnother,
}

impl Cause {
    /// The refusal of a command as a whole.
    #[must_use]
    pub const fn alone(self) -> Refusal {
        Refusal { field: None, row: None, cause: self }
    }

    /// The refusal of one field.
    #[must_use]
    pub const fn of(self, field: Field) -> Refusal {
        Refusal { field: Some(field), row: None, cause: self }
    }

    /// Its stable code.
    #[must_use]
    pub fn code(&self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::Object(object)) => {
                object.get("code").and_then(|c| c.as_str()).unwrap_or_default().to_owned()
            }
            _ => String::new(),
        }
    }
}
