//! The five phases (五个环节) of a project's life. Four follow one another; service accompanies them all.

use serde::{Deserialize, Serialize};

/// A phase of a project's life. The order is the order of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 谋划
    Planning,
    /// 落地
    Landing,
    /// 建设
    Construction,
    /// 建成达效
    Benefit,
    /// 服务: accompanies the four others; a project never moves "into" it.
    Service,
}

impl Phase {
    /// All five, in the official order.
    pub const ALL: [Self; 5] =
        [Self::Planning, Self::Landing, Self::Construction, Self::Benefit, Self::Service];

    /// The four a project moves through.
    pub const PATH: [Self; 4] = [Self::Planning, Self::Landing, Self::Construction, Self::Benefit];

    /// The phase that follows, where one does.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Planning => Some(Self::Landing),
            Self::Landing => Some(Self::Construction),
            Self::Construction => Some(Self::Benefit),
            Self::Benefit | Self::Service => None,
        }
    }

    /// Its stable name, as written in facts, playbooks and addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Planning => "planning",
            Self::Landing => "landing",
            Self::Construction => "construction",
            Self::Benefit => "benefit",
            Self::Service => "service",
        }
    }

    /// The phase of this stable name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.key() == key)
    }
}

/// The nature of a project within the year (建设性质).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// 储备, 谋划: an idea kept for later.
    Reserve,
    /// 前期: preparing.
    Preliminary,
    /// 预备, 准备类: on the list, starts next year.
    Standby,
    /// 新开工, 新建: starts this year.
    NewStart,
    /// 续建, 在建: continues.
    Continuing,
    /// 收尾: last works.
    ClosingOut,
    /// 竣工, 竣工投产, 计划建成: completes this year.
    Completing,
}

impl Nature {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Reserve,
        Self::Preliminary,
        Self::Standby,
        Self::NewStart,
        Self::Continuing,
        Self::ClosingOut,
        Self::Completing,
    ];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Reserve => "reserve",
            Self::Preliminary => "preliminary",
            Self::Standby => "standby",
            Self::NewStart => "new_start",
            Self::Continuing => "continuing",
            Self::ClosingOut => "closing_out",
            Self::Completing => "completing",
        }
    }

    /// The nature of this stable name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|nature| nature.key() == key)
    }

    /// The phase a project of this nature is taken to be in when a ledger says nothing else.
    #[must_use]
    pub const fn usual_phase(self) -> Phase {
        match self {
            Self::Reserve | Self::Preliminary => Phase::Planning,
            Self::Standby | Self::NewStart => Phase::Landing,
            Self::Continuing | Self::ClosingOut | Self::Completing => Phase::Construction,
        }
    }
}
