//! What approvals ask of a project: who invests and how the land comes. The yes-or-no circumstances are plain fields of the attribute table.

use serde::{Deserialize, Serialize};

/// Who invests (投资主体).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Investor {
    /// 政府投资
    Government,
    /// 社会投资
    Social,
}

impl Investor {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Government, Self::Social];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Government => "government",
            Self::Social => "social",
        }
    }
}

/// How the land comes (供地方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LandSupply {
    /// 出让
    Grant,
    /// 划拨
    Allocation,
    /// 租赁
    Lease,
    /// 自有, 已取得: no land is supplied.
    Existing,
}

impl LandSupply {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Grant, Self::Allocation, Self::Lease, Self::Existing];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Allocation => "allocation",
            Self::Lease => "lease",
            Self::Existing => "existing",
        }
    }
}
