//! Rows of a ledger on their way in: what a sheet said about projects, matched against the book.

use crate::{Attribute, YearMonth, attribute::Text, figure::DispatchFigure};
use serde::{Deserialize, Serialize};

/// Where in a file a project was read.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RowSource {
    /// The sheet's name.
    pub sheet: Text,
    /// The row as the spreadsheet program numbers it, from 1. Of a project over several rows, the first.
    pub row: u32,
}

/// The roles in which a ledger names people. The names themselves stay out of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonRole {
    /// 包挂领导
    LeaderSponsor,
    /// 服务专员, 项目管家
    ServiceOfficer,
    /// Whoever takes a post; no ledger of projects names one.
    Holder,
}

/// One project as a ledger states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRow {
    /// Where it was read.
    pub source: RowSource,
    /// What the ledger says, one attribute per field at most; the name is always among them.
    pub attributes: Vec<Attribute>,
    /// The people it names, by role.
    pub people: Vec<(PersonRole, Text)>,
    /// The month's figure, when the ledger is a dispatch table.
    pub figure: Option<(YearMonth, DispatchFigure)>,
}

mod matching;
mod preview;

pub use matching::{Candidate, Ground, Match, Matcher};
pub(crate) use preview::name_of;
pub use preview::{FieldChange, Outcome, Preview, RowPreview, changes_of, preview};
