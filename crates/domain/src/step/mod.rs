//! The life of one item (事项) in one project: what may be done to it in which state, by whom, which letter that produces, and what it does
//! to the clock (行政许可法 art. 32, 42, 44, 45, 82; DOMAIN.md section 2.2).
//!
//! An [`Act`] is what somebody did; [`State::after`] is the whole table of what may follow; [`Life`] folds the acts of an item into where it stands.
//! `tests/step_table.txt` is the specification, row by row.
//!
//! What is absent: durations and calendars (see [`crate::views::approval`]), words, and who is allowed to say so: [`Act::role`] names the role an act
//! belongs to, permissions are checked elsewhere.

mod life;
mod timetable;

pub use life::{Life, Misstep, SilenceNotice, Stay, Wait};
pub use timetable::{Delay, Discipline, MovedBy, Promise};

use crate::{Fen, attribute::Text, procedure::Letter, time::Date};
use serde::{Deserialize, Serialize};

/// How an item runs its course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// An authority decides on an application: permits, filings, registrations, reviews, inspections.
    Decision,
    /// Somebody does it: design, building, publicity, utilities.
    Work,
    /// It happens: start of works, production.
    Milestone,
    /// 入库纳统: evidence is gathered paper by paper, handed over, and the statistics side takes it in or sends it back. The return itself is the
    /// enterprise's own.
    Evidence,
}

impl Course {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Decision, Self::Work, Self::Milestone, Self::Evidence];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Work => "work",
            Self::Milestone => "milestone",
            Self::Evidence => "evidence",
        }
    }
}

macro_rules! states {
    ($( $(#[$doc:meta])* $name:ident $key:literal )*) => {
        /// Where an item stands.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum State { $( $(#[$doc])* $name, )* }

        impl State {
            /// All of them.
            pub const ALL: &[Self] = &[ $( Self::$name, )* ];

            /// Its stable name.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $( Self::$name => $key, )* }
            }
        }
    };
}

states! {
    /// 未开始
    #[default]
    NotStarted "not_started"
    /// 预办理中: reviewed before the legal condition exists.
    PreHandling "pre_handling"
    /// 已出预审意见: an opinion, never a permit.
    PreReviewed "pre_reviewed"
    /// 已申请: handed in; nobody said yet whether it is accepted.
    Submitted "submitted"
    /// 待补正
    CorrectionsWanted "corrections_wanted"
    /// 不予受理
    Declined "declined"
    /// 办理中: accepted, or deemed so; the clock runs.
    Running "running"
    /// 特别程序: hearing, review, testing; the clock stands.
    SpecialProcedure "special_procedure"
    /// 办结
    Approved "approved"
    /// 容缺办结: approved, some papers promised.
    Tolerated "tolerated"
    /// 承诺办结: approved on commitment, to be checked.
    Committed "committed"
    /// 不予批准
    Refused "refused"
    /// 无需办理: with its reason; not the same as done.
    NotNeeded "not_needed"
    /// 已撤回 by the applicant.
    Withdrawn "withdrawn"
    /// 已撤销 by the authority.
    Revoked "revoked"
    /// 进行中: work, or evidence being gathered.
    UnderWay "under_way"
    /// 已移交: evidence handed over, not taken in yet.
    HandedOver "handed_over"
    /// 已完成
    Done "done"
}

impl State {
    /// Whether what follows the item may go on: it is decided in favour, done, or not needed.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Approved | Self::Tolerated | Self::Committed | Self::NotNeeded | Self::Done)
    }

    /// Whether somebody has begun with it and it is not settled.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !self.is_settled() && !matches!(self, Self::NotStarted)
    }

    /// Whose move it is; `None` when nothing is left to do, or nobody can begin yet.
    #[must_use]
    pub const fn awaits(self, course: Course) -> Option<Role> {
        match (self, course) {
            (Self::NotNeeded | Self::Approved | Self::Done, _) => None,
            (Self::HandedOver, _) | (_, Course::Milestone) => Some(Role::Department),
            (
                Self::Submitted
                | Self::Running
                | Self::SpecialProcedure
                | Self::PreHandling
                | Self::Committed,
                _,
            ) => Some(Role::Department),
            _ => Some(Role::Applicant),
        }
    }

    /// The state after an act; `None` where the act has no place. The whole table of what may be done.
    #[must_use]
    pub const fn after(self, course: Course, act: Deed) -> Option<Self> {
        use Deed as D;
        match (course, self, act) {
            // What does not concern this project, and what does after all.
            // One the conditions exclude is called for before anything else is done to it.
            (_, Self::NotNeeded | Self::NotStarted, D::NeedAfterAll) => Some(Self::NotStarted),
            (
                _,
                Self::NotNeeded
                | Self::Approved
                | Self::Tolerated
                | Self::Committed
                | Self::Revoked
                | Self::Done,
                D::FindUnneeded,
            ) => None,
            (_, _, D::FindUnneeded) => Some(Self::NotNeeded),

            // An applicant who does not answer is told so; nothing else changes.
            (Course::Decision | Course::Work | Course::Evidence, Self::NotStarted, D::NoticeSilence)
            | (
                Course::Decision,
                Self::PreReviewed
                | Self::CorrectionsWanted
                | Self::Declined
                | Self::Refused
                | Self::Withdrawn
                | Self::Revoked,
                D::NoticeSilence,
            )
            | (Course::Evidence, Self::UnderWay, D::NoticeSilence) => Some(self),

            // An authority decides.
            (
                Course::Decision,
                Self::NotStarted
                | Self::PreReviewed
                | Self::Declined
                | Self::Refused
                | Self::Withdrawn
                | Self::Revoked,
                D::BeginPreHandling,
            ) => Some(Self::PreHandling),
            (Course::Decision, Self::PreHandling, D::GivePreReview) => Some(Self::PreReviewed),
            (
                Course::Decision,
                Self::NotStarted
                | Self::PreHandling
                | Self::PreReviewed
                | Self::Declined
                | Self::Refused
                | Self::Withdrawn
                | Self::Revoked,
                D::Submit,
            ) => Some(Self::Submitted),
            (Course::Decision, Self::Submitted, D::WantCorrections) => Some(Self::CorrectionsWanted),
            (Course::Decision, Self::CorrectionsWanted, D::SupplyCorrections) => Some(Self::Submitted),
            (Course::Decision, Self::Submitted | Self::CorrectionsWanted, D::Decline) => Some(Self::Declined),
            (Course::Decision, Self::Submitted, D::Accept) => Some(Self::Running),
            (Course::Decision, Self::Running, D::BeginSpecialProcedure) => Some(Self::SpecialProcedure),
            (Course::Decision, Self::SpecialProcedure, D::EndSpecialProcedure) => Some(Self::Running),
            (Course::Decision, Self::Running, D::Extend | D::DemandFee) => Some(Self::Running),
            (Course::Decision, Self::Running, D::Approve) => Some(Self::Approved),
            (Course::Decision, Self::Running, D::ApproveTolerating) => Some(Self::Tolerated),
            (Course::Decision, Self::Running, D::ApproveOnCommitment) => Some(Self::Committed),
            (Course::Decision, Self::Running, D::Refuse) => Some(Self::Refused),
            (Course::Decision, Self::Tolerated, D::SupplyTolerated) => Some(Self::Approved),
            (Course::Decision, Self::Committed, D::ConfirmCommitment) => Some(Self::Approved),
            (Course::Decision, Self::Approved | Self::Tolerated | Self::Committed, D::Revoke) => {
                Some(Self::Revoked)
            }
            (Course::Decision, Self::Approved | Self::Tolerated | Self::Committed, D::Renew) => Some(self),
            (
                Course::Decision,
                Self::Approved | Self::Tolerated | Self::Committed | Self::Refused,
                D::Deliver,
            ) => Some(self),
            (
                Course::Decision,
                Self::PreHandling
                | Self::PreReviewed
                | Self::Submitted
                | Self::CorrectionsWanted
                | Self::Running
                | Self::SpecialProcedure,
                D::Withdraw,
            ) => Some(Self::Withdrawn),

            // Somebody does it, or it happens.
            (Course::Work | Course::Evidence, Self::NotStarted, D::Begin) => Some(Self::UnderWay),
            (Course::Work, Self::NotStarted | Self::UnderWay, D::Finish)
            | (Course::Milestone, Self::NotStarted, D::Finish) => Some(Self::Done),

            // Evidence is gathered paper by paper, handed over, and taken in or sent back.
            (Course::Evidence, Self::NotStarted | Self::UnderWay, D::GatherPaper)
            | (Course::Evidence, Self::UnderWay, D::DropPaper) => Some(Self::UnderWay),
            (Course::Evidence, Self::UnderWay, D::HandOver) => Some(Self::HandedOver),
            (Course::Evidence, Self::HandedOver, D::WantCorrections) => Some(Self::UnderWay),
            (Course::Evidence, Self::HandedOver, D::TakeIn) => Some(Self::Done),
            _ => None,
        }
    }
}

/// Who an act belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 申请人, the project's owner.
    Applicant,
    /// The lead department of the item.
    Department,
    /// 牵头协调单位, the key-project office.
    Coordinator,
}

impl Role {
    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Department => "department",
            Self::Coordinator => "coordinator",
        }
    }
}

/// What an act is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concern {
    /// The item itself.
    Item,
    /// One of the papers gathered for it: asked for, and told, paper by paper.
    Paper,
}

/// Why a clock stands (行政许可法 art. 45).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpecialProcedure {
    /// 听证
    Hearing,
    /// 招标
    Tender,
    /// 拍卖
    Auction,
    /// 检验
    Inspection,
    /// 检测
    Testing,
    /// 检疫
    Quarantine,
    /// 鉴定
    Appraisal,
    /// 专家评审
    ExpertReview,
}

impl SpecialProcedure {
    /// All of them, in the order of the law.
    pub const ALL: [Self; 8] = [
        Self::Hearing,
        Self::Tender,
        Self::Auction,
        Self::Inspection,
        Self::Testing,
        Self::Quarantine,
        Self::Appraisal,
        Self::ExpertReview,
    ];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Hearing => "hearing",
            Self::Tender => "tender",
            Self::Auction => "auction",
            Self::Inspection => "inspection",
            Self::Testing => "testing",
            Self::Quarantine => "quarantine",
            Self::Appraisal => "appraisal",
            Self::ExpertReview => "expert_review",
        }
    }
}

macro_rules! acts {
    ($( $(#[$doc:meta])* $name:ident $key:literal $role:ident $letter:expr => { $( $(#[$fdoc:meta])* $field:ident : $type:ty , )* } )*) => {
        /// What somebody did to an item.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Act { $( $(#[$doc])* $name { $( $(#[$fdoc])* $field: $type, )* }, )* }

        /// An act without its particulars.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Deed { $( $(#[$doc])* $name, )* }

        impl Act {
            /// The act without its particulars.
            #[must_use]
            pub const fn deed(&self) -> Deed {
                match self { $( Self::$name { .. } => Deed::$name, )* }
            }
        }

        impl Deed {
            /// All of them.
            pub const ALL: &[Self] = &[ $( Self::$name, )* ];

            /// Its stable name.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $( Self::$name => $key, )* }
            }

            /// The act of this stable name.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|deed| deed.key() == key)
            }

            /// Who it belongs to.
            #[must_use]
            pub const fn role(self) -> Role {
                match self { $( Self::$name => Role::$role, )* }
            }

            /// What it is done to.
            #[must_use]
            pub const fn concerns(self) -> Concern {
                match self {
                    Self::GatherPaper | Self::DropPaper => Concern::Paper,
                    _ => Concern::Item,
                }
            }

            /// The letter it produces where its item may produce it: see [`Item::letter`](crate::procedure::Item::letter).
            #[must_use]
            pub const fn letter(self) -> Option<Letter> {
                match self { $( Self::$name => $letter, )* }
            }
        }
    };
}

acts! {
    /// 启动预办理
    BeginPreHandling "begin_pre_handling" Applicant None => {}
    /// 出具预审意见
    GivePreReview "give_pre_review" Department None => {
        /// The opinion in words.
        opinion: Text,
    }
    /// 提交申请
    Submit "submit" Applicant Some(Letter::SubmissionReceipt) => {}
    /// 一次性告知补正
    WantCorrections "want_corrections" Department Some(Letter::CorrectionNotice) => {
        /// Everything that is missing, told once.
        missing: Text,
    }
    /// 补正材料
    SupplyCorrections "supply_corrections" Applicant Some(Letter::ReceptionReceipt) => {}
    /// 不予受理
    Decline "decline" Department Some(Letter::RefusalToAccept) => {
        /// Why.
        reason: Text,
    }
    /// 受理
    Accept "accept" Department Some(Letter::AcceptanceReceipt) => {}
    /// 通知缴费
    DemandFee "demand_fee" Department Some(Letter::PaymentNotice) => {
        /// How much.
        amount_fen: Fen,
    }
    /// 进入特别程序
    BeginSpecialProcedure "begin_special_procedure" Department Some(Letter::SpecialProcedureNotice) => {
        /// Which.
        special: SpecialProcedure,
        /// The time told to the applicant, in working days.
        days: u32,
    }
    /// 特别程序结束
    EndSpecialProcedure "end_special_procedure" Department None => {}
    /// 延长办理期限
    Extend "extend" Department Some(Letter::ExtensionNotice) => {
        /// By how many days of the limit's own kind.
        days: u32,
        /// Why.
        reason: Text,
        /// The office or post that approved it; never a person's name.
        approver: Text,
    }
    /// 准予许可，办结
    Approve "approve" Department Some(Letter::ApprovalDecision) => {
        /// The document's number.
        document: Option<Text>,
        /// The last day it holds, where it expires.
        valid_until: Option<Date>,
    }
    /// 容缺办结
    ApproveTolerating "approve_tolerating" Department Some(Letter::ApprovalDecision) => {
        /// The papers still missing.
        missing: Text,
        /// By when they are promised.
        until: Date,
        /// The document's number.
        document: Option<Text>,
        /// The last day it holds, where it expires.
        valid_until: Option<Date>,
    }
    /// 补齐容缺材料
    SupplyTolerated "supply_tolerated" Applicant Some(Letter::ReceptionReceipt) => {}
    /// 告知承诺办结
    ApproveOnCommitment "approve_on_commitment" Department Some(Letter::ApprovalDecision) => {
        /// By when the commitment is checked.
        check_by: Date,
        /// The document's number.
        document: Option<Text>,
        /// The last day it holds, where it expires.
        valid_until: Option<Date>,
    }
    /// 核查承诺属实
    ConfirmCommitment "confirm_commitment" Department None => {}
    /// 不予批准
    Refuse "refuse" Department Some(Letter::RefusalDecision) => {
        /// Why.
        reason: Text,
    }
    /// 认定无需办理
    FindUnneeded "find_unneeded" Coordinator None => {
        /// Why: 区域评估, project type, threshold.
        reason: Text,
    }
    /// 恢复办理
    NeedAfterAll "need_after_all" Coordinator None => {
        /// Why.
        reason: Text,
    }
    /// 撤回申请
    Withdraw "withdraw" Applicant None => {
        /// Why.
        reason: Text,
    }
    /// 撤销决定
    Revoke "revoke" Department None => {
        /// Why: a broken commitment, papers never supplied, an error.
        reason: Text,
    }
    /// 延续有效期
    Renew "renew" Department None => {
        /// The new last day.
        valid_until: Date,
    }
    /// 送达
    Deliver "deliver" Department Some(Letter::DeliveryReceipt) => {}
    /// 开始
    Begin "begin" Applicant None => {
        /// The number of the notice, where something is published.
        #[serde(default)]
        document: Option<Text>,
    }
    /// 移交申报资料
    HandOver "hand_over" Applicant None => {}
    /// 完成
    Finish "finish" Applicant None => {}
    /// 归集材料
    GatherPaper "gather_paper" Applicant None => {
        /// The paper, by its Chinese name in the playbook.
        paper: Text,
        /// Its number, or its name where it has none.
        document: Text,
        /// Its own date.
        dated_on: Option<Date>,
        /// What there is to say of it: that it stands in for another, and why.
        note: Option<Text>,
    }
    /// 撤下材料
    DropPaper "drop_paper" Applicant None => {
        /// The paper, by its Chinese name in the playbook.
        paper: Text,
        /// Why.
        reason: Text,
    }
    /// 审核入库: the statistics side takes the evidence in.
    TakeIn "take_in" Department None => {}
    /// 告知申请人逾期未回应
    NoticeSilence "notice_silence" Department Some(Letter::DeliveryReceipt) => {
        /// The notice's number.
        document: Text,
    }
}

impl Act {
    /// The reason given, where the act needs one.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Decline { reason }
            | Self::Extend { reason, .. }
            | Self::Refuse { reason }
            | Self::FindUnneeded { reason }
            | Self::NeedAfterAll { reason }
            | Self::Withdraw { reason }
            | Self::Revoke { reason }
            | Self::DropPaper { reason, .. } => Some(reason),
            Self::WantCorrections { missing } | Self::ApproveTolerating { missing, .. } => Some(missing),
            Self::GivePreReview { opinion } => Some(opinion),
            _ => None,
        }
    }
}
