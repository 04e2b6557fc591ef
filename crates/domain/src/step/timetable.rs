//! What an item's date was promised to be, how often it moved and why, and what was said about a delay.
//!
//! The rules follow the strictest known for parallel approvals and are data of the year ([`Discipline`]). Re-dating never hides a delay: every promise
//! stays on the timeline, and the first is always shown beside the last.

use crate::{attribute::Text, time::Date};
use serde::{Deserialize, Serialize};

/// Who moved a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovedBy {
    /// 政府原因: its extensions are counted against the original span.
    Government,
    /// 项目单位原因
    Applicant,
    /// 不可抗力等
    Circumstance,
}

impl MovedBy {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Government, Self::Applicant, Self::Circumstance];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Government => "government",
            Self::Applicant => "applicant",
            Self::Circumstance => "circumstance",
        }
    }
}

/// A date somebody promises an item to be settled by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Promise {
    /// The day.
    pub on: Date,
    /// Who moved an earlier promise; the first moves none.
    #[serde(default)]
    pub moved_by: Option<MovedBy>,
    /// Why it moved.
    #[serde(default)]
    pub reason: Option<Text>,
    /// The units consulted about the move.
    #[serde(default)]
    pub consulted: Vec<Text>,
    /// The office or post that decided it beyond what the rules allow; never a person's name.
    #[serde(default)]
    pub decided_by: Option<Text>,
    /// The number of the paper it was promised in: needed where it is recorded late.
    #[serde(default)]
    pub document: Option<Text>,
    /// The day it came in, where that was after the day it was made. Whatever an order says here, the rules write it.
    #[serde(default)]
    pub recorded_on: Option<Date>,
}

impl Promise {
    /// A first promise, by word.
    #[must_use]
    pub const fn first(on: Date) -> Self {
        let (moved_by, reason, decided_by) = (None, None, None);
        Self { on, moved_by, reason, consulted: Vec::new(), decided_by, document: None, recorded_on: None }
    }

    /// The day from which the discipline counts: that on which a promise made (`made_on`) came in.
    #[must_use]
    pub fn counts_from(&self, made_on: Date) -> Date {
        self.recorded_on.unwrap_or(made_on)
    }
}

/// What is said about a miss, or the forecast of one; asked for anew every month.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Delay {
    /// Why.
    pub reason: Text,
    /// The day it is expected now.
    pub expected_on: Date,
}

/// The rules about moving promised dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discipline {
    /// Within so many natural days of a promised date it may not be moved any more.
    pub frozen_days: u16,
    /// Extensions the government causes may add up to this share of the original span, in percent; beyond it the coordinator decides.
    pub government_percent: u16,
    /// After so many natural days without a word from the applicant the clock stands, with a notice.
    pub silent_days: u16,
    /// A promise made, or a notice published, more working days ago than these is recorded with the number of its paper.
    pub late_entry_days: u16,
}

impl Default for Discipline {
    fn default() -> Self {
        Self { frozen_days: 30, government_percent: 50, silent_days: 30, late_entry_days: 1 }
    }
}
