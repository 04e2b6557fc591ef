//! What can be told to a post beside single fields: a sum, a light or a list that rests on a hidden field would be computed from blanks and told as fact.
//! The city as a post sees it, and every standpoint in it, knows what cannot be told; whatever is derived asks here what it rests on.

use crate::attribute::Text;
use std::collections::BTreeSet;

/// A matter that rests on fields of projects, and is told only to who sees all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// 年度计划
    Plan,
    /// 调度数
    Dispatch,
    /// Completion against plan and schedule.
    Progress,
    /// 灯号
    Lights,
    /// 填报和审核 of dispatch figures.
    Filing,
    /// 手续办理: items, their clocks and whom they wait for.
    Handling,
    /// 成效: how a project stands towards the standards of its phase.
    Effects,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Plan,
        Self::Dispatch,
        Self::Progress,
        Self::Lights,
        Self::Filing,
        Self::Handling,
        Self::Effects,
    ];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Dispatch => "dispatch",
            Self::Progress => "progress",
            Self::Lights => "lights",
            Self::Filing => "filing",
            Self::Handling => "handling",
            Self::Effects => "effects",
        }
    }

    /// The fields it rests on, by key.
    #[must_use]
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Plan => &["year_plan"],
            Self::Dispatch => &["dispatch"],
            Self::Progress => &["year_plan", "plan_curve", "dispatch"],
            Self::Lights => &["year_plan", "plan_curve", "dispatch", "exempt"],
            Self::Filing => &["dispatch", "approved"],
            Self::Handling => &["step", "promised", "delayed", "own_item", "own_plan"],
            Self::Effects => &[
                "year_plan",
                "plan_curve",
                "dispatch",
                "exempt",
                "leader_sponsor",
                "service_officer",
                "promised_output",
                "promised_tax",
                "promised_jobs",
                "step",
            ],
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// What can be told. By default everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    withheld: u8,
}

impl Told {
    /// What can be told to who does not see these fields.
    #[must_use]
    pub fn without(hidden: &BTreeSet<Text>) -> Self {
        let rests = |topic: &Topic| topic.fields().iter().any(|field| hidden.contains(*field));
        let withheld = Topic::ALL.into_iter().filter(rests).fold(0, |bits, topic| bits | topic.bit());
        Self { withheld }
    }

    /// Whether a topic can be told.
    #[must_use]
    pub const fn of(self, topic: Topic) -> bool {
        self.withheld & topic.bit() == 0
    }

    /// Whether what rests on a topic, or on none, can be told.
    #[must_use]
    pub fn all_of(self, topic: Option<Topic>) -> bool {
        topic.is_none_or(|topic| self.of(topic))
    }
}
