//! Units: the organisations that keep, file, handle and own, as a tree that changes over time without losing its past.

use crate::{
    attribute::Text,
    credit_code::CreditCode,
    time::{Date, Moment, Seq},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A unit's number, counted from 1 and never reused. Written `U3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitId(pub u32);

impl fmt::Display for UnitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "U{}", self.0)
    }
}

/// The text is no number of a unit or post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number of a unit or post")]
pub struct NotANumber;

impl FromStr for UnitId {
    type Err = NotANumber;
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let digits = text.strip_prefix(['U', 'u']).unwrap_or(text);
        digits.parse().ok().filter(|n| *n > 0).map(Self).ok_or(NotANumber)
    }
}

/// What kind of organisation a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// 市级牵头机构: the city's key-project office, its leadership.
    CityOffice,
    /// 部门
    Department,
    /// 区县
    District,
    /// 功能区
    FunctionalZone,
    /// 镇街
    Town,
    /// 企业
    Enterprise,
    /// 平台公司: a company the government owns and builds through.
    PlatformCompany,
}

impl UnitKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::CityOffice,
        Self::Department,
        Self::District,
        Self::FunctionalZone,
        Self::Town,
        Self::Enterprise,
        Self::PlatformCompany,
    ];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::CityOffice => "city_office",
            Self::Department => "department",
            Self::District => "district",
            Self::FunctionalZone => "functional_zone",
            Self::Town => "town",
            Self::Enterprise => "enterprise",
            Self::PlatformCompany => "platform_company",
        }
    }

    /// The kind of this stable name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// What is known of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UnitCard {
    /// Its name.
    pub name: Text,
    /// What it is.
    pub kind: UnitKind,
    /// The unit it belongs to.
    pub parent: Option<UnitId>,
    /// Its unified social credit code.
    pub credit_code: Option<CreditCode>,
    /// The other words by which ledgers, and the keys by which the playbook, call it. By these and its name it is found in a project's place, units
    /// and owner, and in the units of items.
    pub known_as: Vec<Text>,
}

impl UnitCard {
    /// Every word it is called by.
    pub fn words(&self) -> impl Iterator<Item = &Text> {
        std::iter::once(&self.name).chain(&self.known_as)
    }
}

/// How a unit ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// 合并: it went on within another.
    Merged {
        /// The other.
        successor: UnitId,
    },
    /// 撤销
    Dissolved,
}

/// What a unit was from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitEntry {
    /// The first day it is true.
    pub effective_on: Date,
    /// The fact that says so.
    pub seq: Seq,
    /// What was known of it.
    pub card: UnitCard,
    /// How it ended, when it did.
    pub ending: Option<Ending>,
}

/// A unit with its whole history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its number.
    pub id: UnitId,
    // INVARIANT: sorted by (effective_on, seq); never empty.
    entries: Vec<UnitEntry>,
}

impl Unit {
    pub(crate) fn new(id: UnitId, first: UnitEntry) -> Self {
        Self { id, entries: vec![first] }
    }

    pub(crate) fn record(&mut self, entry: UnitEntry) {
        let place =
            self.entries.partition_point(|e| (e.effective_on, e.seq) <= (entry.effective_on, entry.seq));
        self.entries.insert(place, entry);
    }

    /// What it was at a moment; `None` before it was founded.
    #[must_use]
    pub fn at(&self, at: Moment) -> Option<&UnitEntry> {
        self.entries.iter().rev().find(|entry| entry.effective_on <= at.as_of && entry.seq <= at.known)
    }

    /// What is known of it last, whatever day that speaks of.
    #[must_use]
    pub fn latest(&self) -> Option<&UnitEntry> {
        self.entries.last()
    }

    /// Everything it was, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[UnitEntry] {
        &self.entries
    }

    /// Whether it works on a day: founded, and neither merged nor dissolved.
    #[must_use]
    pub fn is_alive(&self, on: Date) -> bool {
        self.at(Moment::on(on)).is_some_and(|entry| entry.ending.is_none())
    }
}
