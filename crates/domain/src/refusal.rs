//! Refusals: a rule said no. They are expected, come all at once, each tied to its place, and carry a stable code with arguments; the words
//! live in the locale files under `refusal-<code>`.

use crate::{
    Phase,
    attribute::Field,
    code::ProjectCode,
    fact::ImportId,
    intake::RowSource,
    list::ListKey,
    project::ProjectId,
    rules::Requirement,
    time::{Date, Seq, YearMonth},
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
        rule: Box<str>,
    },
    /// The exemption ends before it begins.
    ExemptionOver,
    /// No exemption from this rule holds.
    NotExempt {
        /// The rule's key.
        rule: Box<str>,
    },
    /// A project cannot be merged with itself.
    SameProject,
    /// A package is split into at least two parts.
    TooFewParts,
    /// Two parts, or two new rows, carry the same name.
    NameTwice {
        /// The name.
        name: Box<str>,
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
