//! The rules of a year as plain data: what `decide` and the views need of a playbook. Text forms, diagnostics and expressions live in
//! the playbook crate; thresholds come from DOMAIN.md section 5.2.

use crate::{
    Phase,
    access::Policy,
    attribute::Text,
    evidence::Evidence,
    procedure::{Assignment, ItemKind, Letter, Procedure},
    step::Discipline,
    time::Date,
};
use qinghuo_schedule::Calendar;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// A dated, reasoned exemption from one light rule (DOMAIN.md section 5.2: "无正当理由"). Shown as exempted, never as green.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Exemption {
    /// Why the rule does not bind this project for now.
    pub reason: Text,
    /// Who approved it.
    pub approver: Text,
    /// The last day it holds.
    pub until: Date,
}

/// What the light shows. Never shown by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// 红灯
    Red,
    /// 黄灯
    Yellow,
    /// 豁免: would be yellow or red, but a dated exemption holds.
    Exempted,
    /// 无法判定: a figure the rule needs is missing.
    Unknown,
    /// 绿灯
    Green,
    /// 不适用: the rule does not speak of this project (no plan this year, not yet in construction …).
    NotApplicable,
    /// 不公开: it rests on fields the post does not see; no rule says it.
    Withheld,
}

/// How a light rule measures the distance from plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Percentage points of the yearly plan below 序时 (Yinchuan): done/plan − schedule, times 100.
    GapPoints,
    /// Share of what should be done by now (Wuhan, Sanya): done / (plan × schedule), times 100.
    AchievementPercent,
}

/// A light rule over the year's investment. Both thresholds are hundredths of a point or percent, so that comparing is exact.
///
/// `GapPoints`: yellow when the shortfall reaches `yellow` points, red when it exceeds `red` points.
/// `AchievementPercent`: yellow below `yellow` percent, red below `red` percent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LightRule {
    /// Stable key, e.g. `yinchuan_progress`.
    pub key: Text,
    /// What it measures.
    pub measure: Measure,
    /// Where yellow begins, in hundredths.
    pub yellow_hundredths: i64,
    /// Where red begins, in hundredths.
    pub red_hundredths: i64,
    /// Phases it speaks of.
    pub phases: Vec<Phase>,
    /// Yearly plans below this many fen are out of its scope (Sanya: 1,000 万元).
    pub smallest_plan: crate::Fen,
}

/// A name or short text in both languages of the pages.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Name {
    /// Chinese. Facts that name something of the rules name it so.
    pub zh: Text,
    /// English.
    pub en: Text,
}

/// What kind of ground a rule stands on. Nothing that is commonly known, estimated or ours may be shown as official (DOMAIN.md, "How each fact is
/// marked").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// A public official source of this city or above it.
    Official,
    /// The text of a law or regulation.
    Law,
    /// Another city's published rule or a case there, not this city's.
    Elsewhere,
    /// Commonly known, not verified: `[K]`.
    Known,
    /// An estimate without a source: `[E]`.
    Estimate,
    /// Made up by this software as a replaceable default.
    Default,
}

impl Provenance {
    /// All of them, the firmest first.
    pub const ALL: [Self; 6] =
        [Self::Official, Self::Law, Self::Elsewhere, Self::Known, Self::Estimate, Self::Default];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Law => "law",
            Self::Elsewhere => "elsewhere",
            Self::Known => "known",
            Self::Estimate => "estimate",
            Self::Default => "default",
        }
    }

    /// Whether a page may show the rule as this city's official one.
    #[must_use]
    pub const fn is_official(self) -> bool {
        matches!(self, Self::Official | Self::Law)
    }

    /// Whether a number standing on it must be marked as an estimate: nobody published it.
    #[must_use]
    pub const fn is_estimate(self) -> bool {
        matches!(self, Self::Known | Self::Estimate | Self::Default)
    }
}

/// What must be known of a project before it may enter a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// An owner is named.
    Owner,
    /// A district or functional zone is named.
    Place,
    /// The total investment is known.
    TotalInvestment,
    /// It has a project code (立项).
    Code,
    /// The actual start date is known (正式打桩; levelling does not count).
    StartedOn,
    /// The actual completion date is known.
    CompletedOn,
}

impl Requirement {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Owner, Self::Place, Self::TotalInvestment, Self::Code, Self::StartedOn, Self::CompletedOn];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Place => "place",
            Self::TotalInvestment => "total_investment",
            Self::Code => "code",
            Self::StartedOn => "started_on",
            Self::CompletedOn => "completed_on",
        }
    }
}

/// The gate into a phase: everything that must be known first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// The phase it leads into.
    pub into: Phase,
    /// What must be known.
    pub requires: Vec<Requirement>,
}

/// A place of the dictionary and the other names ledgers give it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The official name.
    pub name: Text,
    /// Other names it is written under.
    pub also: Vec<Text>,
    /// Whether it is a functional zone (功能区) rather than a district (区县).
    pub zone: bool,
}

/// What `decide` and the views need of the year's playbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Stable name and version of the playbook, e.g. `jinan-2024@1`; facts refer to it.
    pub name: Box<str>,
    /// The programme year.
    pub year: i16,
    /// Gates into the phases.
    pub gates: Vec<Gate>,
    /// The light rule in force.
    pub light: LightRule,
    /// The plan curve (序时进度) of projects without one of their own: the share of a yearly plan due by the end of each month, cumulative, in
    /// hundredths of a percent. `None` is linear, m/12 by the end of month m.
    pub curve: Option<[i64; 12]>,
    /// The dictionary of places.
    pub places: Vec<Place>,
    /// The procedures, in the order in which they are offered to a project.
    pub procedures: Vec<Arc<Procedure>>,
    /// Earlier versions of procedures, which projects may still follow.
    pub superseded: Vec<Arc<Procedure>>,
    /// The letters an item of a kind may produce.
    pub letters: BTreeMap<ItemKind, Vec<Letter>>,
    /// The working days.
    pub calendar: Arc<Calendar>,
    /// The discipline of promised dates.
    pub discipline: Discipline,
    /// The papers asked for before a project enters the statistics library.
    pub evidence: Evidence,
    /// Who may do what.
    pub access: Policy,
}

impl Rules {
    /// Where a place stands in the dictionary; behind all of them where it is not in it.
    #[must_use]
    pub fn place_rank(&self, name: &str) -> usize {
        self.places.iter().position(|place| &*place.name == name).unwrap_or(usize::MAX)
    }

    /// The dictionary's place of this name, by its official or any other name.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<&Place> {
        self.places.iter().find(|place| &*place.name == name || place.also.iter().any(|also| &**also == name))
    }

    /// The last day to say whether an application is accepted; over it, it counts as accepted from its receipt (行政许可法 art. 32: five days).
    #[must_use]
    pub fn word_due(&self, received: Date) -> Date {
        self.calendar.add_workdays(received, 5)
    }

    /// The procedure of this key, as it is offered today.
    #[must_use]
    pub fn procedure(&self, key: &str) -> Option<&Arc<Procedure>> {
        self.procedures.iter().find(|procedure| &*procedure.key == key)
    }

    /// The procedure a project was assigned, in the version it was assigned; today's, where the playbook no longer keeps that one.
    #[must_use]
    pub fn assigned(&self, assignment: &Assignment) -> Option<&Arc<Procedure>> {
        let is_it = |procedure: &&Arc<Procedure>| {
            procedure.key == assignment.key && procedure.version == assignment.version
        };
        let all = self.procedures.iter().chain(&self.superseded);
        all.clone().find(is_it).or_else(|| self.procedure(&assignment.key))
    }
}
