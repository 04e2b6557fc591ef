//! Procedures as plain data: the network of approval items a class of projects goes through (DOMAIN.md sections 2.2 to 2.5), as the rules of
//! a year hold it.
//!
//! A [`Procedure`] is a template: what an item is, whose it is, how long it may take and how long it is planned to take, what it waits for.
//! Words, legal texts, sources and conditions stay in the playbook crate; here are codes and numbers, so that `decide` and the views can reckon
//! with them. Items are named by [`ItemCode`] in facts and by their index within one procedure.
//!
//! What is absent: the calendar and the reckoning of dates, the state of an item in a project, and whether a condition holds for a project
//! ([`Applies`] is only the answer's type).

use crate::{
    attribute::Text,
    rules::Provenance,
    step::{Course, Deed},
};
use qinghuo_schedule::{self as schedule, Network, Node, Span, network::Fault};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr, sync::OnceLock};

/// The code of an item, unique within its procedure: a capital letter, two or three digits, and perhaps more letters and digits, e.g. `A24`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Text", into = "Text")]
pub struct ItemCode(Text);

/// The text is no code of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an item's code is a capital letter, digits, and at most twelve characters in all")]
pub struct NotAnItemCode;

impl ItemCode {
    /// Longest code, in characters.
    const LONGEST: usize = 12;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ItemCode {
    type Err = NotAnItemCode;

    fn from_str(text: &str) -> Result<Self, NotAnItemCode> {
        let shaped = match text.as_bytes() {
            [letter, tens, ones, rest @ ..] => {
                letter.is_ascii_uppercase()
                    && tens.is_ascii_digit()
                    && ones.is_ascii_digit()
                    && rest.iter().all(u8::is_ascii_alphanumeric)
            }
            _ => false,
        };
        if shaped && text.len() <= Self::LONGEST { Ok(Self(text.into())) } else { Err(NotAnItemCode) }
    }
}

impl TryFrom<Text> for ItemCode {
    type Error = NotAnItemCode;
    fn try_from(text: Text) -> Result<Self, NotAnItemCode> {
        text.parse()
    }
}

impl From<ItemCode> for Text {
    fn from(code: ItemCode) -> Self {
        code.0
    }
}

impl fmt::Display for ItemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! words {
    ($( $(#[$doc:meta])* $name:ident { $( $(#[$vdoc:meta])* $variant:ident = $key:literal, )* } )*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $( $(#[$vdoc])* #[serde(rename = $key)] $variant, )* }

        impl $name {
            /// All of them, in the order of this table.
            pub const ALL: &[Self] = &[ $( Self::$variant, )* ];

            /// Its stable name, as written in facts, playbooks and locale files.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $( Self::$variant => $key, )* }
            }
        }
    )* };
}

words! {
    /// How days are counted (行政许可法 art. 82, 济南市城乡规划条例 art. 97).
    DayKind {
        /// 工作日: approval limits.
        Working = "working",
        /// 自然日: publicity periods and the owner's own work.
        Natural = "natural",
    }

    /// The side of 四个并联 an item runs on (DOMAIN.md section 2.4).
    Lane {
        /// 供地
        Land = "land",
        /// 手续审批
        Permits = "permits",
        /// 提前开工: the construction permit, which may be issued in stages, and what leads from it to the start.
        EarlyStart = "early_start",
        /// 入库纳统
        StatisticsEntry = "statistics_entry",
        /// 建设竣工投产: what follows the start.
        Works = "works",
    }

    /// The stage of the law an item belongs to; the four legal ones, and what lies before, beside and after them.
    Stage {
        /// 策划生成
        Origination = "origination",
        /// 立项用地规划许可
        LandAndInitiation = "land_and_initiation",
        /// 工程建设许可
        EngineeringPermits = "engineering_permits",
        /// The owner's design and contracting, beside the stages.
        OwnersDesign = "owners_design",
        /// 施工许可
        ConstructionPermit = "construction_permit",
        /// 建设
        Construction = "construction",
        /// 竣工验收
        CompletionAcceptance = "completion_acceptance",
        /// 入库纳统
        Statistics = "statistics",
        /// 达产达效
        Benefit = "benefit",
    }

    /// What kind of act an item is.
    ItemKind {
        /// 行政许可
        Permit = "permit",
        /// A permit decided above the city (报省).
        PermitAbove = "permit_above",
        /// 备案
        Filing = "filing",
        /// 登记
        Registration = "registration",
        /// 公告, 公示
        Publicity = "publicity",
        /// An act within government, without an applicant.
        GovInternal = "gov_internal",
        /// 技术审查
        TechReview = "tech_review",
        /// 验线, 验收
        Inspection = "inspection",
        /// The owner's own work.
        OwnerWork = "owner_work",
        /// 市政公用服务
        Utility = "utility",
        /// Handled within another item; takes no time of its own.
        Merged = "merged",
        /// 统计
        Statistics = "statistics",
        /// A moment; takes no time and has no clock.
        Milestone = "milestone",
        /// 评估
        Evaluation = "evaluation",
    }

    /// What is special about how an item may be handled (DOMAIN.md section 2.2).
    Flag {
        /// 预办理: may be reviewed before its legal condition exists; yields an opinion, never the permit.
        PreHandling = "pre_handling",
        /// 告知承诺: on the applicant's word, checked later.
        Commitment = "commitment",
        /// 容缺: may be accepted with papers missing that are promised by a date.
        Tolerance = "tolerance",
        /// 区域评估: may be covered by the assessment of the whole area.
        AreaCovered = "area_covered",
        /// 联合验收: part of one joint acceptance.
        Joint = "joint",
        /// 分阶段: may be issued in stages (pit and piles, to ±0.00, above).
        Staged = "staged",
        /// 并行: goes on beside the acceptance, not in its order.
        Parallel = "parallel",
        /// An estimate more than 10 % above the approved one must be reported (政府投资条例 art. 12).
        BudgetGate = "budget_gate",
        /// Needs the approved feasibility study or estimate (政府投资条例 art. 17).
        FundingGate = "funding_gate",
    }

    /// What a link ties together: the end or beginning of what comes before to the beginning or end of the item.
    LinkKind {
        /// The item begins when the other has ended.
        FinishStart = "finish_start",
        /// The item begins when the other has begun.
        StartStart = "start_start",
        /// The item ends when the other has ended.
        FinishFinish = "finish_finish",
        /// The item ends when the other has begun.
        StartFinish = "start_finish",
    }

    /// Which way a legal limit binds.
    Bound {
        /// 限: no longer than this.
        AtMost = "at_most",
        /// 不少于: no shorter than this (publicity periods).
        AtLeast = "at_least",
    }

    /// A moment code looks for without knowing codes.
    Milestone {
        /// 开工
        Start = "start",
        /// 竣工: the completion is accepted and filed.
        Completion = "completion",
        /// 投产
        Production = "production",
        /// 达产达效
        Benefit = "benefit",
    }

    /// The letters an approval produces (文书, DOMAIN.md section 2.2).
    Letter {
        /// 提交申请回执
        SubmissionReceipt = "submission_receipt",
        /// 接收回执
        ReceptionReceipt = "reception_receipt",
        /// 受理回执
        AcceptanceReceipt = "acceptance_receipt",
        /// 申请材料补正告知书
        CorrectionNotice = "correction_notice",
        /// 不予受理通知书
        RefusalToAccept = "refusal_to_accept",
        /// 特殊程序审查期限告知书
        SpecialProcedureNotice = "special_procedure_notice",
        /// 延长办理期限通知书
        ExtensionNotice = "extension_notice",
        /// 批准决定书
        ApprovalDecision = "approval_decision",
        /// 不予批准决定书
        RefusalDecision = "refusal_decision",
        /// 缴费通知书
        PaymentNotice = "payment_notice",
        /// 送达回执
        DeliveryReceipt = "delivery_receipt",
        /// 联合验收终审意见书
        JointAcceptanceOpinion = "joint_acceptance_opinion",
    }

    /// Whether an item applies to a project. What cannot be judged yet counts as applying, and is shown as to be determined (待定).
    Applies {
        /// 需办理
        Yes = "yes",
        /// 无需办理: the condition does not hold. Not the same as done.
        No = "no",
        /// 待定: the book does not say what the condition asks.
        Unknown = "unknown",
    }
}

impl LinkKind {
    /// Whether what comes after waits for the end of what comes before.
    #[must_use]
    pub const fn waits_for_finish(self) -> bool {
        matches!(self, Self::FinishStart | Self::FinishFinish)
    }

    /// As a network knows it.
    const fn plain(self) -> schedule::LinkKind {
        match self {
            Self::FinishStart => schedule::LinkKind::FinishStart,
            Self::StartStart => schedule::LinkKind::StartStart,
            Self::FinishFinish => schedule::LinkKind::FinishFinish,
            Self::StartFinish => schedule::LinkKind::StartFinish,
        }
    }
}

impl DayKind {
    /// As the calendar knows it.
    pub(crate) const fn plain(self) -> schedule::DayKind {
        match self {
            Self::Working => schedule::DayKind::Working,
            Self::Natural => schedule::DayKind::Natural,
        }
    }
}

/// A number of days of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Days {
    /// How many.
    pub count: u16,
    /// Of which kind.
    pub kind: DayKind,
}

impl Days {
    /// As the calendar knows it.
    pub(crate) fn span(self) -> Span {
        Span { count: self.count.into(), kind: self.kind.plain() }
    }
}

/// Days between two ends of a link; negative is overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Lag {
    /// How many.
    pub count: i16,
    /// Of which kind.
    pub kind: DayKind,
}

/// A legal limit (法定时限).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Limit {
    /// The days.
    pub days: Days,
    /// Which way it binds.
    pub bound: Bound,
    /// What it stands on: a limit commonly known but not looked up is not shown as law.
    pub ground: Provenance,
}

/// What an item waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Link {
    /// The index of the item before.
    pub from: usize,
    /// What is tied together.
    pub kind: LinkKind,
    /// How long after.
    pub lag: Lag,
}

/// How long a certificate holds, and how it can be prolonged (DOMAIN.md section 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Validity {
    /// Months it holds.
    pub months: u16,
    /// How often it may be prolonged.
    pub renewals: u8,
    /// Months each time; 0 where it may not.
    pub renewal_months: u16,
    /// How long before the end that must be asked for, where the rule says.
    pub apply_before: Option<Days>,
}

/// One item of a procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its code.
    pub code: ItemCode,
    /// The side of 四个并联 it runs on.
    pub lane: Lane,
    /// Its stage.
    pub stage: Stage,
    /// What kind of act it is.
    pub kind: ItemKind,
    /// Who handles it, the leading unit first, by the keys of the playbook's units.
    pub units: Vec<Text>,
    /// Planned days; zero for milestones and merged items.
    pub plan: Days,
    /// What the plan stands on. Milestones stand on nothing.
    pub plan_ground: Option<Provenance>,
    /// Statutory limit (法定时限).
    pub statutory: Option<Limit>,
    /// Promised limit (承诺时限).
    pub promised: Option<Days>,
    /// What it waits for.
    pub links: Vec<Link>,
    /// What else it had to wait for before the reform, finish to start, by index: the order of the counterfactual is these and the links together.
    pub serial_after: Vec<usize>,
    /// What is special about handling it.
    pub flags: Vec<Flag>,
    /// The item it is handled within (合并办理), by index.
    pub merged_into: Option<usize>,
    /// How long what it yields holds.
    pub validity: Option<Validity>,
    /// Whether it applies only to some projects.
    pub is_conditional: bool,
    /// The letters it may produce.
    pub letters: Vec<Letter>,
    /// The moment in the project's life it marks.
    pub milestone: Option<Milestone>,
}

impl Item {
    /// How it runs its course.
    #[must_use]
    pub const fn course(&self) -> Course {
        match self.kind {
            ItemKind::Permit
            | ItemKind::PermitAbove
            | ItemKind::Filing
            | ItemKind::Registration
            | ItemKind::TechReview
            | ItemKind::Inspection
            | ItemKind::Evaluation => Course::Decision,
            ItemKind::Publicity | ItemKind::GovInternal | ItemKind::OwnerWork | ItemKind::Utility => {
                Course::Work
            }
            ItemKind::Statistics => Course::Evidence,
            ItemKind::Milestone | ItemKind::Merged => Course::Milestone,
        }
    }

    /// Whether it is the building itself, which a schedule of the works is about.
    #[must_use]
    pub fn is_building(&self) -> bool {
        self.kind == ItemKind::OwnerWork && self.stage == Stage::Construction
    }

    /// The letter an act on it produces, if it is one it may produce: a review yields its opinion, never a decision. The last opinion of a joint
    /// acceptance takes the place of its decision.
    #[must_use]
    pub fn letter(&self, deed: Deed) -> Option<Letter> {
        let may = |letter: &Letter| self.letters.contains(letter);
        let own = Some(Letter::JointAcceptanceOpinion).filter(may);
        match deed.letter()? {
            Letter::ApprovalDecision => own.or(Some(Letter::ApprovalDecision).filter(may)),
            letter => Some(letter).filter(may),
        }
    }

    /// The shortest time the law sets it, as for publicity.
    #[must_use]
    pub fn minimum(&self) -> Option<Limit> {
        self.statutory.filter(|limit| limit.bound == Bound::AtLeast)
    }

    /// Whether the applicant begins with it: an application, evidence, or the owner's own work.
    #[must_use]
    pub fn is_applicants(&self) -> bool {
        match self.course() {
            Course::Decision | Course::Evidence => true,
            Course::Work => self.kind == ItemKind::OwnerWork,
            Course::Milestone => false,
        }
    }

    /// Whether this is special about it.
    #[must_use]
    pub fn has(&self, flag: Flag) -> bool {
        self.flags.contains(&flag)
    }

    /// Whether its planned days are an estimate and must be shown as one (估).
    #[must_use]
    pub fn is_estimated(&self) -> bool {
        self.plan_ground.is_some_and(Provenance::is_estimate)
    }
}

/// A template network.
///
/// INVARIANT: codes are unique, every index is one of `items`, the links and `serial_after` together have no cycle, and there are an item that is
/// the start and one that is the completion. The playbook checks it before anybody holds one.
///
/// An item that does not apply takes no time and hands on what it waits for: whoever waits for it waits for what it would have waited for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Procedure {
    /// Its stable key, e.g. `social_industrial`.
    pub key: Text,
    /// Its version, counted up with every change: running projects are offered a migration.
    pub version: u32,
    /// What the order of before the reform stands on.
    pub serial_ground: Provenance,
    /// Its items, in the order of the playbook.
    pub items: Vec<Item>,
    /// The items tied together, compiled when first asked for.
    #[serde(skip)]
    pub networks: Networks,
}

/// Which procedure a project's items follow, and in which version: a procedure that changed leaves running projects where they are until they are moved.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Assignment {
    /// The procedure's key.
    pub key: Text,
    /// Its version at the time.
    pub version: u32,
}

/// A procedure's compiled networks. They follow from its items: a copy compiles its own, and comparing procedures leaves them out.
#[derive(Debug, Default)]
pub struct Networks {
    /// By its links.
    pub(crate) linked: OnceLock<Option<Network>>,
    /// In the order of before the reform.
    pub(crate) serial: OnceLock<Option<Network>>,
}

impl Clone for Networks {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Networks {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Networks {}

impl Procedure {
    /// The item of this code, with its index.
    #[must_use]
    pub fn item(&self, code: &ItemCode) -> Option<(usize, &Item)> {
        self.items.iter().enumerate().find(|(_, item)| item.code == *code)
    }

    /// What is wrong with its network; nothing in a checked one.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        self.compiled(false).err().unwrap_or_default()
    }

    /// Its network, by its links alone or in the order of before the reform.
    ///
    /// # Errors
    /// Every fault.
    pub(crate) fn compiled(&self, serial: bool) -> Result<Network, Vec<Fault>> {
        let nodes: Vec<Node> = self.items.iter().map(|item| Node { duration: item.plan.span() }).collect();
        let mut links: Vec<schedule::Link> = Vec::new();
        for (to, item) in self.items.iter().enumerate() {
            let own = item.links.iter().map(|link| schedule::Link {
                from: link.from,
                to,
                kind: link.kind.plain(),
                lag: Span { count: link.lag.count.into(), kind: link.lag.kind.plain() },
            });
            links.extend(own);
            let before = if serial { item.serial_after.as_slice() } else { &[] };
            for from in before.iter().copied() {
                let kind = schedule::LinkKind::FinishStart;
                if !links.iter().any(|link| (link.from, link.to, link.kind) == (from, to, kind)) {
                    links.push(schedule::Link { from, to, kind, lag: Span::ZERO });
                }
            }
        }
        Network::new(&nodes, &links)
    }

    /// The unit that applies: whose own work the owner's items are.
    #[must_use]
    pub fn applicant(&self) -> Option<&Text> {
        self.items.iter().find(|item| item.kind == ItemKind::OwnerWork)?.units.first()
    }

    /// The item that marks this moment, with its index.
    #[must_use]
    pub fn milestone(&self, milestone: Milestone) -> Option<(usize, &Item)> {
        self.items.iter().enumerate().find(|(_, item)| item.milestone == Some(milestone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_checked_for_shape() {
        for (text, good) in [
            ("A24", true),
            ("B105", true),
            ("A32P", true),
            ("A32abcdef123", true),
            ("A32abcdef1234", false),
            ("a24", false),
            ("A2", false),
            ("24", false),
            ("A24 ", false),
            ("A24_1", false),
            ("甲24", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<ItemCode>().is_ok(), good, "{text:?}");
            let json = format!("{text:?}");
            assert_eq!(serde_json::from_str::<ItemCode>(&json).is_ok(), good, "{json}");
        }
    }
}
