//! What reading a file found worth saying: typed, with its place, without words. Messages live with the pages that show them.

use crate::{grid::CellName, role::Role};
use qinghuo_domain::{code::CodeFault, money::MoneyUnit};
use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Something was not read that should have been.
    Error,
    /// Something is probably wrong in the file.
    Warning,
    /// Something was decided that a person may want to know.
    Note,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What it is.
    #[serde(flatten)]
    pub code: FindingCode,
    /// The sheet's name.
    pub sheet: Box<str>,
    /// The cell, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cell: Option<CellName>,
}

/// Declares each code with its severity.
macro_rules! codes {
    ($($(#[$doc:meta])* $severity:ident $name:ident $({ $($(#[$fdoc:meta])* $field:ident : $kind:ty),* $(,)? })?),* $(,)?) => {
        /// What was found, with what a message about it needs to say.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case", tag = "code")]
        pub enum FindingCode {
            $($(#[$doc])* $name $({ $($(#[$fdoc])* $field: $kind),* })?),*
        }

        impl FindingCode {
            /// How much this matters.
            #[must_use]
            pub const fn severity(&self) -> Severity {
                match self { $(Self::$name $({ $($field: _),* })? => Severity::$severity),* }
            }
        }
    };
}

codes! {
    /// No row was recognised as the header of a ledger.
    Error HeaderNotFound,
    /// A row has amounts but no name. It is not taken in.
    Error NameMissing,
    /// A cell holds an error value.
    Warning ErrorCell {
        /// The error.
        text: Box<str>,
        /// What the column holds.
        field: Role,
    },
    /// A formula whose value is not in the file: opening and saving it in the spreadsheet program helps.
    Error FormulaWithoutValue {
        /// The formula.
        formula: Box<str>,
    },
    /// A cell that the decoder could not read.
    Error CellUnreadable {
        /// What it said.
        detail: Box<str>,
    },
    /// A cell that should be a number is not.
    Error NotANumber {
        /// What it says.
        text: Box<str>,
        /// What the column holds.
        field: Role,
    },
    /// A negative amount.
    Warning NegativeAmount {
        /// What it says.
        text: Box<str>,
        /// What the column holds.
        field: Role,
    },
    /// An amount in the money of another country: kept with the extra columns.
    Warning ForeignCurrency {
        /// The header.
        header: Box<str>,
    },
    /// A code that has not the shape of one: kept with the extra columns.
    Warning CodeMalformed {
        /// What it says.
        text: Box<str>,
        /// What is wrong.
        fault: CodeFault,
    },
    /// A date or period that may be read in several ways, or in none: kept with the extra columns.
    Warning DateUnclear {
        /// What it says.
        text: Box<str>,
        /// What the column holds.
        field: Role,
    },
    /// A period whose end lies before its start.
    Warning PeriodReversed {
        /// The period.
        period: Box<str>,
    },
    /// A length of time where a period should be: kept with the extra columns.
    Warning DurationNotPeriod {
        /// What it says.
        text: Box<str>,
    },
    /// A word for the nature of construction that is not known: kept with the extra columns.
    Warning NatureUnknown {
        /// The word.
        text: Box<str>,
    },
    /// The same name stood in an earlier row.
    Warning DuplicateName {
        /// That row.
        first_row: u32,
    },
    /// The same code stood in an earlier row.
    Warning DuplicateCode {
        /// The code.
        text: Box<str>,
        /// That row.
        first_row: u32,
    },
    /// The year's plan is larger than the total investment.
    Warning PlanAboveTotal {
        /// The plan.
        plan_fen: i64,
        /// The total.
        total_fen: i64,
    },
    /// More was done than planned for the year: welcome, but worth a look.
    Note DoneAbovePlan {
        /// Done this year.
        done_fen: i64,
        /// The plan.
        plan_fen: i64,
    },
    /// The month's figure is larger than the year's up to that month.
    Warning MonthAboveYear {
        /// Done in the month.
        month_fen: i64,
        /// Done in the year.
        year_fen: i64,
    },
    /// The rate in the file is not what plan and done give.
    Warning RateDisagrees {
        /// The rate in the file, in percent.
        stated: f64,
        /// The rate computed, in percent.
        computed: f64,
    },
    /// Nothing says what unit a money column is in; one was assumed.
    Warning UnitAssumed {
        /// The header.
        header: Box<str>,
        /// The unit assumed.
        unit: MoneyUnit,
    },
    /// The unit of a money column was taken from a note on the sheet.
    Note UnitFromNote {
        /// The header.
        header: Box<str>,
        /// The unit.
        unit: MoneyUnit,
    },
    /// Most amounts of a column are implausible in its unit.
    Warning UnitDoubtful {
        /// The header.
        header: Box<str>,
        /// The unit it was read in.
        unit: MoneyUnit,
    },
    /// A money column in a unit that amounts are not read in, such as 千元: kept with the extra columns.
    Error UnitUnknown {
        /// The header.
        header: Box<str>,
    },
    /// No year was found: yearly plans cannot be kept.
    Warning YearUnknown,
    /// No month was found: the figures of the month cannot be kept.
    Warning MonthUnknown,
    /// It cannot be told whether a column counts from the year's beginning; that was assumed.
    Warning DoneAmbiguous {
        /// The header.
        header: Box<str>,
    },
    /// A column was not recognised: kept with the extra columns.
    Note ColumnUnmapped {
        /// The header; empty where there is none.
        header: Box<str>,
    },
    /// A column was read as something its header does not say.
    Note ColumnInferred {
        /// The header; empty where there is none.
        header: Box<str>,
        /// What it was read as.
        role: Role,
    },
    /// A second column of the same kind: kept with the extra columns.
    Note ColumnTwice {
        /// The header.
        header: Box<str>,
        /// What both hold.
        role: Role,
    },
    /// An amount of another year: kept with the extra columns, never taken as this year's.
    Note PastYearColumn {
        /// The header.
        header: Box<str>,
    },
    /// A column with names or phones of contact persons was left out.
    Note PersonalDataLeftOut {
        /// The header.
        header: Box<str>,
    },
    /// Telephone numbers in the cell of a unit were left out, with the names they belong to.
    Note PhoneLeftOut,
    /// A row whose number says that it is a part of another row's project; both were read as projects.
    Warning PartBesideWhole {
        /// The number of the whole.
        sequence: Box<str>,
        /// Its row.
        whole_row: u32,
    },
    /// Another table begins here, with a header of its own.
    Note TableBegins,
    /// Another table stands beside this one. Its projects were not read.
    Error TableBeside {
        /// Its header of names.
        header: Box<str>,
    },
    /// A row about a secret project was left out.
    Note SecretRow,
    /// Several rows are one project.
    Note RowsMerged {
        /// The last of them.
        last_row: u32,
        /// How its amounts came together.
        amounts: AmountsMerged,
    },
    /// The rows of one project hold different amounts that do not add up to the first.
    Warning AmountsUnclear {
        /// What the column holds.
        field: Role,
    },
    /// One row stands for a range of numbers.
    Note NumberRange {
        /// The first number.
        first: u32,
        /// The last number.
        last: u32,
    },
    /// A group or total declares another number of projects than the sheet holds.
    Warning DeclaredCountDiffers {
        /// Its label.
        group: Box<str>,
        /// How many it declares.
        declared: u32,
        /// How many there are.
        found: u32,
    },
    /// A group or total declares another amount than its rows sum up to.
    Warning SubtotalDiffers {
        /// Its label.
        group: Box<str>,
        /// What the column holds.
        field: Role,
        /// What it declares.
        declared_fen: i64,
        /// What its rows sum up to.
        found_fen: i64,
    },
    /// The whole sheet is hidden.
    Note SheetHidden,
    /// Rows are hidden but were read.
    Note RowsHidden {
        /// How many.
        count: u32,
    },
    /// The sheet only counts and sums projects.
    Note StatisticsSheet,
    /// The sheet only lists values to choose from.
    Note EnumerationSheet,
    /// The file refers to other files; they were not opened.
    Note ExternalLinks,
    /// A correction made earlier for this layout was applied.
    Note CorrectionApplied,
}

/// How the amounts of a project over several rows came together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountsMerged {
    /// The first row has the whole.
    FirstHoldsTotal,
    /// The rows were added up.
    Added,
}
