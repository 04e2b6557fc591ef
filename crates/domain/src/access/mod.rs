//! Who may do what to which projects: roles as data ([`Policy`]), and what the holder of a post may do by them ([`Authority`]).
//!
//! One table, one question: role × [`Action`] × [`Reach`]. Pages, API and command line ask [`Authority`]; commands are asked again where they are
//! decided, so no door can be forgotten.

mod authority;
mod told;
mod veil;

pub use authority::{Authority, Bar};
pub use told::{Told, Topic};
pub use veil::{Sight, Veiled};

use crate::{
    attribute::Text,
    command::{Command, LedgerImport},
    step::{Deed, Role as Side},
    unit::UnitKind,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

macro_rules! actions {
    ($( $(#[$doc:meta])* $name:ident $key:literal $group:ident , )*) => {
        /// What somebody may or may not do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Action { $( $(#[$doc])* $name, )* }

        impl Action {
            /// All of them, in the order in which they are read.
            pub const ALL: &[Self] = &[ $( Self::$name, )* ];

            /// Its stable name.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $( Self::$name => $key, )* }
            }

            /// What kind it is.
            #[must_use]
            pub const fn group(self) -> Group {
                match self { $( Self::$name => Group::$group, )* }
            }

            /// The action of this stable name.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|action| action.key() == key)
            }
        }
    };
}

/// What kind of action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Looking.
    See,
    /// Keeping projects.
    Keep,
    /// The approvals of projects.
    Approve,
    /// What concerns the platform rather than a project.
    Run,
}

impl Group {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::See, Self::Keep, Self::Approve, Self::Run];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::See => "see",
            Self::Keep => "keep",
            Self::Approve => "approve",
            Self::Run => "run",
        }
    }
}

actions! {
    /// 查看项目: projects, and every sum, list and chart they are counted in.
    See "see" See,
    /// 查看沿革: who changed what, when and why.
    SeeHistory "see_history" See,
    /// 下载: workbooks, bulletins, wall charts.
    Export "export" See,
    /// 查看联系方式: phones and addresses of people, unmasked.
    SeeContacts "see_contacts" See,
    /// 登记项目
    Register "register" Keep,
    /// 修改项目信息
    Revise "revise" Keep,
    /// 更正
    Correct "correct" Keep,
    /// 填报调度数
    FileDispatch "file_dispatch" Keep,
    /// 审核调度数: never of what one filed oneself.
    ApproveDispatch "approve_dispatch" Keep,
    /// 推进环节
    MovePhase "move_phase" Keep,
    /// 管理清单
    KeepLists "keep_lists" Keep,
    /// 批准豁免
    Exempt "exempt" Keep,
    /// 合并、拆分项目
    MergeSplit "merge_split" Keep,
    /// 导入台账
    Import "import" Keep,
    /// 撤销导入
    UndoImport "undo_import" Keep,
    /// 确定办理流程
    AssignProcedure "assign_procedure" Approve,
    /// 申请方办理: what the project's owner does to an item.
    Apply "apply" Approve,
    /// 审批方办理: what the lead department does to an item.
    Handle "handle" Approve,
    /// 牵头协调: what the coordinator does to an item.
    Coordinate "coordinate" Approve,
    /// 撤回误记的办理
    TakeBackStep "take_back_step" Approve,
    /// 承诺办结日期、调整
    Promise "promise" Approve,
    /// 说明延期
    ExplainDelay "explain_delay" Approve,
    /// 项目自有事项和计划
    OwnItems "own_items" Approve,
    /// 采用规则
    AdoptPlaybook "adopt_playbook" Run,
    /// 管理单位
    ManageUnits "manage_units" Run,
    /// 任免岗位: who holds which post.
    Appoint "appoint" Run,
    /// 管理账号: sign-in, never data.
    ManageAccounts "manage_accounts" Run,
    /// 删除个人信息
    ErasePerson "erase_person" Run,
    /// 查看访问日志
    ReadLog "read_log" Run,
}

/// Of which projects, or items, an action is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// 全市
    City,
    /// 本区域: projects whose district or functional zone is the unit.
    Place,
    /// 本单位: projects it leads or is responsible for, or has an item of; for acts on items, those items only.
    Unit,
    /// 本企业: projects it owns.
    Own,
    /// 服务的项目: projects the person is sponsor or service officer of.
    Served,
}

impl Reach {
    /// All of them, the widest first.
    pub const ALL: [Self; 5] = [Self::City, Self::Place, Self::Unit, Self::Own, Self::Served];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::Place => "place",
            Self::Unit => "unit",
            Self::Own => "own",
            Self::Served => "served",
        }
    }
}

/// A role: what its holders may do, and of which projects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its stable key.
    pub key: Text,
    /// The kinds of units that have such posts.
    pub kinds: BTreeSet<UnitKind>,
    /// What they may do, and how far.
    pub may: BTreeMap<Action, Reach>,
    /// Fields of projects they do not see, by key.
    pub hidden: BTreeSet<Text>,
    /// Fields of projects they do not change, by key, though they may change others.
    pub fixed: BTreeSet<Text>,
}

/// The roles of a city.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The roles, in the order in which they are read.
    pub roles: Vec<Role>,
}

impl Role {
    /// What can be told to its holders.
    #[must_use]
    pub fn told(&self) -> Told {
        Told::without(&self.hidden)
    }
}

impl Policy {
    /// The role of this key.
    #[must_use]
    pub fn role(&self, key: &str) -> Option<&Role> {
        self.roles.iter().find(|role| &*role.key == key)
    }
}

impl Action {
    /// What a command is. Exhaustive: a new command has no place until somebody says who may give it.
    #[must_use]
    pub const fn of(command: &Command) -> Self {
        match command {
            Command::AdoptPlaybook { .. } => Self::AdoptPlaybook,
            Command::RegisterProject { .. } => Self::Register,
            Command::ReviseProject { .. } => Self::Revise,
            Command::CorrectProject { .. } => Self::Correct,
            Command::FileDispatch { .. } => Self::FileDispatch,
            Command::ApproveDispatch { .. } => Self::ApproveDispatch,
            Command::AdvancePhase { .. } | Command::ReturnPhase { .. } => Self::MovePhase,
            Command::OpenList { .. } | Command::JoinList { .. } | Command::LeaveList { .. } => {
                Self::KeepLists
            }
            Command::GrantExemption { .. } | Command::EndExemption { .. } => Self::Exempt,
            Command::AssignProcedure { .. } => Self::AssignProcedure,
            Command::TakeStep { act, .. } => Self::of_deed(act.deed()),
            Command::TakeBackStep { .. } => Self::TakeBackStep,
            Command::PromiseStep { .. } => Self::Promise,
            Command::ExplainDelay { .. } => Self::ExplainDelay,
            Command::AddItem { .. } | Command::ReplanItem { .. } | Command::TakeBackItem { .. } => {
                Self::OwnItems
            }
            Command::MergeProjects { .. } | Command::SplitPackage { .. } => Self::MergeSplit,
            Command::ImportLedger(LedgerImport { .. }) | Command::MapLayout { .. } => Self::Import,
            Command::UndoImport { .. } => Self::UndoImport,
            Command::FoundUnit { .. }
            | Command::ChangeUnit { .. }
            | Command::MergeUnit { .. }
            | Command::DissolveUnit { .. } => Self::ManageUnits,
            Command::TakePost { .. } | Command::LeavePost { .. } | Command::HandOver { .. } => Self::Appoint,
            Command::ErasePerson { .. } => Self::ErasePerson,
        }
    }

    /// What doing something to an item is, by whose act it is.
    #[must_use]
    pub const fn of_deed(deed: Deed) -> Self {
        match deed.role() {
            Side::Applicant => Self::Apply,
            Side::Department => Self::Handle,
            Side::Coordinator => Self::Coordinate,
        }
    }
}
