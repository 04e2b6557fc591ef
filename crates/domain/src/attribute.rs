//! What can be said of a project: every field the book keeps, each with its type, in one table.
//!
//! An [`Attribute`] is a field together with a value (`None` clears it); a [`Field`] names it without one. Facts carry attributes, the
//! project keeps them on both axes of time, and forms, imports, comparisons and exports walk this one table.

use crate::{
    Fen, Phase,
    circumstance::{Investor, LandSupply},
    code::ProjectCode,
    figure::DispatchFigure,
    list::{ListKey, Membership},
    own::{OwnItem, OwnPlan},
    phase::Nature,
    procedure::{Assignment, ItemCode},
    project::{ProjectId, Seen},
    rules::Exemption,
    step::{Act, Delay, Promise},
    time::{Date, Period, Seq, YearMonth},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// A short text. Never empty: an empty text is no value. Shared, as every larger value is: whoever changes a project copies its history, and must not
/// copy every word in it.
pub type Text = Arc<str>;

/// A person, by the number of the erasable row that holds the name. Facts never hold names or phones of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub u32);

/// Columns of an imported ledger that no field claims: header text to cell text.
pub type Extra = BTreeMap<Text, Text>;

/// A monthly plan curve: cumulative planned investment at the end of each of the year's twelve months.
pub type PlanCurve = [Fen; 12];

macro_rules! attributes {
    (
        plain { $( $(#[$doc:meta])* $name:ident $get:ident $key:literal : $kind:ty , )* }
        keyed { $( $(#[$kdoc:meta])* $kname:ident $kget:ident $kkey:literal ( $by:ty ) : $kkind:ty , )* }
    ) => {
        /// A field with the value it is given; `None` clears it.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Attribute {
            $( $(#[$doc])* #[serde(rename = $key)] $name(Option<$kind>), )*
            $( $(#[$kdoc])* #[serde(rename = $kkey)] $kname($by, Option<$kkind>), )*
        }

        /// A field, without a value.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Field {
            $( $(#[$doc])* #[serde(rename = $key)] $name, )*
            $( $(#[$kdoc])* #[serde(rename = $kkey)] $kname($by), )*
        }

        impl Attribute {
            /// The field this is a value of.
            #[must_use]
            pub fn field(&self) -> Field {
                match self {
                    $( Self::$name(_) => Field::$name, )*
                    $( Self::$kname(by, _) => Field::$kname(by.clone()), )*
                }
            }

            /// Whether this clears its field.
            #[must_use]
            pub const fn is_cleared(&self) -> bool {
                match self {
                    $( Self::$name(value) => value.is_none(), )*
                    $( Self::$kname(_, value) => value.is_none(), )*
                }
            }

            /// Orders two attributes by their fields alone, without building them.
            #[must_use]
            pub fn cmp_field(&self, field: &Field) -> std::cmp::Ordering {
                self.rank().cmp(&field.rank()).then_with(|| match (self, field) {
                    $( (Self::$kname(a, _), Field::$kname(b)) => a.cmp(b), )*
                    _ => std::cmp::Ordering::Equal,
                })
            }

            /// Orders two attributes by their fields alone.
            #[must_use]
            pub fn cmp_field_of(&self, other: &Self) -> std::cmp::Ordering {
                self.rank().cmp(&other.rank()).then_with(|| match (self, other) {
                    $( (Self::$kname(a, _), Self::$kname(b, _)) => a.cmp(b), )*
                    _ => std::cmp::Ordering::Equal,
                })
            }

            pub(crate) const fn rank(&self) -> u8 {
                match self {
                    $( Self::$name(_) => Rank::$name as u8, )*
                    $( Self::$kname(..) => Rank::$kname as u8, )*
                }
            }
        }

        impl Field {
            /// The fields that exist once per project, in the order of this table.
            pub const PLAIN: &[Self] = &[ $( Self::$name, )* ];

            /// The stable names of all fields, in the order of this table.
            pub fn keys() -> impl Iterator<Item = &'static str> {
                [ $( $key, )* $( $kkey, )* ].into_iter()
            }

            /// Its stable name, as written in facts, addresses and locale files (keyed fields without their key).
            #[must_use]
            pub const fn key(&self) -> &'static str {
                match self {
                    $( Self::$name => $key, )*
                    $( Self::$kname(_) => $kkey, )*
                }
            }

            /// Whether a project may have many of it, by a key.
            #[must_use]
            pub const fn is_keyed(&self) -> bool {
                match self {
                    $( Self::$name => false, )*
                    $( Self::$kname(_) => true, )*
                }
            }

            /// The attribute that clears this field.
            #[must_use]
            pub fn cleared(self) -> Attribute {
                match self {
                    $( Self::$name => Attribute::$name(None), )*
                    $( Self::$kname(by) => Attribute::$kname(by, None), )*
                }
            }

            pub(crate) const fn rank(&self) -> u8 {
                match self {
                    $( Self::$name => Rank::$name as u8, )*
                    $( Self::$kname(_) => Rank::$kname as u8, )*
                }
            }
        }

        impl<'a> Seen<'a> {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $get(self) -> Option<&'a $kind> {
                    match self.find(&Field::$name) {
                        Some(Attribute::$name(value)) => value.as_ref(),
                        _ => None,
                    }
                }
            )*
            $(
                $(#[$kdoc])*
                #[must_use]
                pub fn $kget(self, by: $by) -> Option<&'a $kkind> {
                    match self.find(&Field::$kname(by)) {
                        Some(Attribute::$kname(_, value)) => value.as_ref(),
                        _ => None,
                    }
                }
            )*
        }

        /// How many rows the table has.
        pub(crate) const RANKS: usize = [ $( $key, )* $( $kkey, )* ].len();

        #[repr(u8)]
        pub(crate) enum Rank { $( $name, )* $( $kname, )* }
    };
}

attributes! {
    plain {
        /// 项目名称. Every project has one.
        Name name "name": Text,
        /// 曾用名 a ledger states outright; names it had in the book are found in its history.
        Aliases aliases "aliases": Vec<Text>,
        /// 项目代码: none before filing, several when built in instalments.
        Codes codes "codes": Vec<ProjectCode>,
        /// 区县.
        District district "district": Text,
        /// 功能区, which may lie inside a district.
        FunctionalZone functional_zone "functional_zone": Text,
        /// 建设地点 in words.
        Site site "site": Text,
        /// 建设内容及规模.
        Content content "content": Text,
        /// 建设性质 of the year.
        Nature nature "nature": Nature,
        /// 项目类别, in the office's words.
        Class class "class": Text,
        /// 领域.
        PolicyArea policy_area "policy_area": Text,
        /// 主导产业.
        Industry industry "industry": Text,
        /// 产业链节点.
        ChainNodes chain_nodes "chain_nodes": Vec<Text>,
        /// 项目业主, 建设单位.
        Owner owner "owner": Text,
        /// 责任单位.
        ResponsibleUnits responsible_units "responsible_units": Vec<Text>,
        /// 牵头单位.
        LeadUnit lead_unit "lead_unit": Text,
        /// 包挂领导.
        LeaderSponsor leader_sponsor "leader_sponsor": PersonId,
        /// 服务专员.
        ServiceOfficer service_officer "service_officer": PersonId,
        /// 总投资.
        TotalInvestment total_investment "total_investment": Fen,
        /// 建设起止年限.
        Period period "period": Period,
        /// 年度目标, 形象进度目标 in words.
        Goal goal "goal": Text,
        /// 实际开工日期.
        StartedOn started_on "started_on": Date,
        /// 实际竣工日期.
        CompletedOn completed_on "completed_on": Date,
        /// 投产日期.
        ProducingSince producing_since "producing_since": Date,
        /// 承诺年产值.
        PromisedOutput promised_output "promised_output": Fen,
        /// 承诺年税收.
        PromisedTax promised_tax "promised_tax": Fen,
        /// 承诺就业, persons.
        PromisedJobs promised_jobs "promised_jobs": u32,
        /// 投资主体.
        Investor investor "investor": Investor,
        /// 简易低风险 (社会投资): few items, most of them on commitment.
        LowRisk low_risk "low_risk": bool,
        /// 供地方式.
        LandSupply land_supply "land_supply": LandSupply,
        /// 用地面积, square metres.
        LandArea land_area "land_area": u32,
        /// 净地: expropriated and compensated before it is supplied.
        ClearedLand cleared_land "cleared_land": bool,
        /// 地下文物埋藏区.
        RelicZone relic_zone "relic_zone": bool,
        /// 泉水补给区、出露区.
        SpringZone spring_zone "spring_zone": bool,
        /// 年综合能源消费量, tonnes of standard coal.
        EnergyUse energy_use "energy_use": u32,
        /// 特殊建设工程, whose fire design is reviewed (消防法 art. 11).
        SpecialFire special_fire "special_fire": bool,
        /// 需结合修建防空地下室, or the fee in its place.
        CivilDefence civil_defence "civil_defence": bool,
        /// 超限高层建筑.
        OverLimitSeismic over_limit_seismic "over_limit_seismic": bool,
        /// 占用、挖掘城市道路.
        RoadDigging road_digging "road_digging": bool,
        /// 建有地下管线.
        Pipelines pipelines "pipelines": bool,
        /// 概算需要调整.
        EstimateExceeded estimate_exceeded "estimate_exceeded": bool,
        /// 限定知悉: only posts cleared for it know of the project. State secrets do not belong on the platform at all (保守国家秘密法).
        Restricted restricted "restricted": bool,
        /// 标识, such as ★ or 市级重点.
        Marks marks "marks": Vec<Text>,
        /// 备注.
        Remark remark "remark": Text,
        /// Imported columns no field claims.
        Extra extra "extra": Extra,
        /// 所处环节.
        Phase phase "phase": Phase,
        /// 办理流程: the procedure its items follow, by key and version.
        Procedure procedure "procedure": Assignment,
        /// The project this one is a package of (拆分).
        PartOf part_of "part_of": ProjectId,
        /// The project this one turned out to be (合并). A merged project is no longer counted.
        MergedInto merged_into "merged_into": ProjectId,
    }
    keyed {
        /// 年度计划投资, by year.
        YearPlan year_plan "year_plan" (i16): Fen,
        /// Cumulative monthly plan of a year; without one the plan is linear.
        PlanCurve plan_curve "plan_curve" (i16): Arc<PlanCurve>,
        /// 所在清单.
        Listed listed "listed" (ListKey): Arc<Membership>,
        /// An exemption from a light rule, by the rule's key.
        Exempt exempt "exempt" (Text): Arc<Exemption>,
        /// What was done to an item, by its code: its timeline is the item's life.
        Step step "step" (ItemCode): Arc<Act>,
        /// The date an item is promised by; its timeline keeps every move.
        Promised promised "promised" (ItemCode): Arc<Promise>,
        /// What was said about an item's delay.
        Delayed delayed "delayed" (ItemCode): Arc<Delay>,
        /// An item only this project has.
        OwnItem own_item "own_item" (ItemCode): Arc<OwnItem>,
        /// How long an item is planned to take in this project.
        OwnPlan own_plan "own_plan" (ItemCode): Arc<OwnPlan>,
        /// 审核: the fact that filed the figure that was approved, by month. A figure filed anew is approved anew.
        Approved approved "approved" (YearMonth): Seq,
        /// 调度数, by month. Last in the table, so that the usual next fact of a project is appended to its entries.
        Dispatch dispatch "dispatch" (YearMonth): Arc<DispatchFigure>,
    }
}

/// Fields whose value is set by a command of its own with its own rules, never by a plain revision.
impl Field {
    /// Whether a plain revision may set this field.
    #[must_use]
    pub const fn is_revisable(&self) -> bool {
        !matches!(
            self,
            Self::Phase
                | Self::Procedure
                | Self::PartOf
                | Self::MergedInto
                | Self::Step(_)
                | Self::Promised(_)
                | Self::Delayed(_)
                | Self::OwnItem(_)
                | Self::OwnPlan(_)
                | Self::Approved(_)
                | Self::Dispatch(_)
                | Self::Listed(_)
                | Self::Exempt(_)
        )
    }
}
