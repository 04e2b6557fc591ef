//! What a column is for. Headers are compared with `synonyms.tsv`; what the words mean together with years and months is decided here.

use crate::{
    caption::{Caption, Unit},
    header::WHOLE_YEAR,
};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::LazyLock};

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $key:literal),* $(,)?) => {
        /// What a column holds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Role { $($(#[$doc])* $name),* }

        impl Role {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its stable name.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key),* }
            }
        }
    };
}

roles! {
    /// 序号: a running number, possibly one of two.
    Sequence = "sequence",
    /// 项目名称
    Name = "name",
    /// 曾用名
    Aliases = "aliases",
    /// 项目代码, one or several.
    Codes = "codes",
    /// 项目业主, 建设单位
    Owner = "owner",
    /// 责任单位
    Responsible = "responsible",
    /// 牵头单位
    LeadUnit = "lead_unit",
    /// 所在区县 or 功能区
    District = "district",
    /// 建设地点: a place, or an address that may begin with one.
    Site = "site",
    /// 建设内容及规模
    Content = "content",
    /// 建设性质
    Nature = "nature",
    /// 项目类别
    Class = "class",
    /// 领域
    PolicyArea = "policy_area",
    /// 行业
    Industry = "industry",
    /// 产业链
    ChainNodes = "chain_nodes",
    /// 总投资
    Total = "total",
    /// 年度计划投资 of the file's year.
    YearPlan = "year_plan",
    /// 月度计划, 季度计划: kept with the extra columns.
    MonthPlan = "month_plan",
    /// 年度目标 in words.
    Goal = "goal",
    /// 本年累计完成
    DoneThisYear = "done_this_year",
    /// 当月完成
    DoneThisMonth = "done_this_month",
    /// 开工以来累计完成: kept with the extra columns, never taken as this year's.
    DoneSinceStart = "done_since_start",
    /// 完成率: checked, not kept.
    Rate = "rate",
    /// 形象进度
    Progress = "progress",
    /// 存在问题
    Problems = "problems",
    /// 建设起止年限
    Period = "period",
    /// 计划开工时间: the start of the period.
    PlannedStart = "planned_start",
    /// 计划竣工时间: the end of the period.
    PlannedEnd = "planned_end",
    /// 实际开工日期
    StartedOn = "started_on",
    /// 实际竣工日期
    CompletedOn = "completed_on",
    /// 投产日期
    ProducingSince = "producing_since",
    /// 承诺产值
    PromisedOutput = "promised_output",
    /// 承诺税收
    PromisedTax = "promised_tax",
    /// 承诺就业
    PromisedJobs = "promised_jobs",
    /// 标识
    Marks = "marks",
    /// 备注
    Remark = "remark",
    /// 包挂领导
    LeaderSponsor = "leader_sponsor",
    /// 服务专员
    ServiceOfficer = "service_officer",
    /// 联系人, 联系电话: personal data, left out.
    Contact = "contact",
    /// An amount of another year: kept with the extra columns.
    PastYear = "past_year",
    /// An amount from one source of funds or for one kind of cost: kept with the extra columns.
    Funds = "funds",
    /// Nothing known: kept with the extra columns.
    Extra = "extra",
}

impl Role {
    /// Whether its cells are amounts of money.
    #[must_use]
    pub const fn is_money(self) -> bool {
        matches!(
            self,
            Self::Total
                | Self::YearPlan
                | Self::MonthPlan
                | Self::DoneThisYear
                | Self::DoneThisMonth
                | Self::DoneSinceStart
                | Self::PastYear
                | Self::Funds
                | Self::PromisedOutput
                | Self::PromisedTax
        )
    }

    /// Whether a second column of this role would say something different rather than more of the same.
    #[must_use]
    pub const fn is_single(self) -> bool {
        !matches!(
            self,
            Self::Sequence
                | Self::Codes
                | Self::Responsible
                | Self::Marks
                | Self::Contact
                | Self::PastYear
                | Self::Funds
                | Self::Extra
                | Self::Goal
                | Self::MonthPlan
                | Self::DoneSinceStart
                | Self::Remark
                | Self::ChainNodes
        )
    }

    /// Whether a text in such a column is a sign of a project rather than of a group of projects.
    #[must_use]
    pub const fn is_evidence(self) -> bool {
        matches!(
            self,
            Self::Codes
                | Self::Owner
                | Self::Responsible
                | Self::LeadUnit
                | Self::District
                | Self::Site
                | Self::Content
                | Self::Nature
                | Self::Goal
                | Self::Progress
                | Self::Problems
                | Self::Period
                | Self::PlannedStart
                | Self::PlannedEnd
                | Self::StartedOn
                | Self::CompletedOn
                | Self::LeaderSponsor
                | Self::ServiceOfficer
                | Self::Contact
        )
    }

    /// Whether its cells are words about a project.
    #[must_use]
    pub const fn is_text(self) -> bool {
        !self.is_money() && !matches!(self, Self::Sequence | Self::Rate | Self::PromisedJobs | Self::Extra)
    }
}

/// A role with how sure the header's words make it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Match {
    /// Whether the words are exactly the pattern.
    pub(crate) whole: bool,
    /// How many characters of them the pattern explains.
    pub(crate) explained: usize,
    pub(crate) role: Role,
}

struct Patterns {
    whole: HashMap<&'static str, Role>,
    part: Vec<(&'static str, usize, Role)>,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let mut patterns = Patterns { whole: HashMap::new(), part: Vec::new() };
    let lines = include_str!("synonyms.tsv").lines().filter(|line| !line.starts_with("# "));
    for (key, words) in lines.filter_map(|line| line.split_once('\t')) {
        let Some(role) = Role::ALL.iter().copied().find(|role| role.key() == key) else { continue };
        for word in words.split(' ') {
            let bare = word.strip_prefix('=').unwrap_or(word);
            patterns.whole.entry(bare).or_insert(role);
            if bare == word {
                patterns.part.push((word, word.chars().count(), role));
            }
        }
    }
    patterns
});

/// The role of a header's words alone.
pub(crate) fn match_words(words: &str) -> Option<Match> {
    if words.is_empty() {
        return None;
    }
    let length = words.chars().count();
    if let Some(role) = PATTERNS.whole.get(words) {
        return Some(Match { whole: true, explained: length, role: *role });
    }
    // A sentence is no header, whatever words it contains.
    if length > 24 {
        return None;
    }
    let mut best: Option<Match> = None;
    for (word, explained, role) in &PATTERNS.part {
        if best.is_none_or(|best| *explained > best.explained) && words.contains(word) {
            best = Some(Match { whole: false, explained: *explained, role: *role });
        }
    }
    best
}

/// The role of a header, with what its year and months make of it. `year` is the file's year.
pub(crate) fn match_caption(caption: &Caption, year: Option<i16>) -> Option<Match> {
    // 2024年计划
    let planned =
        caption.year.is_some() && crate::words::is_one_of(&caption.words, &crate::words::WORDS.plan_words);
    let bare = match planned {
        true => Some(Match { whole: true, explained: caption.words.chars().count(), role: Role::YearPlan }),
        false => match_words(&caption.words),
    };
    let all = (caption.all_words != caption.words).then(|| match_words(&caption.all_words)).flatten();
    let mut found = match (bare, all) {
        (Some(bare), Some(all)) => bare.max(all),
        (one, other) => one.or(other)?,
    };
    found.role = in_time(found.role, caption, year);
    Some(found)
}

fn in_time(role: Role, caption: &Caption, year: Option<i16>) -> Role {
    use crate::words::{WORDS, before_one_of, has_one_of};
    let other_year = matches!((caption.year, year), (Some(said), Some(year)) if said != year);
    let single_month = caption.months.is_some_and(|(first, last)| first == last)
        && !caption.up_to
        && caption.months != Some((1, 1));
    let words = caption.all_words.as_str();
    let share = before_one_of(&caption.words, &WORDS.ratio_tail).is_some();
    match role {
        // 完成投资比例, 占总投资比重, 同比增长 are no amounts.
        role if role.is_money() && before_one_of(&caption.words, &WORDS.growth_tail).is_some() => Role::Extra,
        Role::DoneThisYear | Role::YearPlan if share => Role::Rate,
        role if role.is_money() && share => Role::Extra,
        // 2024年总投资, 2024年投资: what is to be invested that year.
        Role::Total if caption.year.is_some() && caption.months.is_none() => {
            if other_year {
                Role::PastYear
            } else {
                Role::YearPlan
            }
        }
        // 2024年主要建设内容: what is to be built that year.
        Role::Content if caption.year.is_some() && !other_year => Role::Goal,
        Role::YearPlan if other_year => Role::PastYear,
        Role::YearPlan if caption.months.is_some_and(|months| months != WHOLE_YEAR) => Role::MonthPlan,
        // 累计完成占年计划(%) is no amount.
        Role::DoneThisYear | Role::DoneThisMonth | Role::YearPlan if caption.unit == Some(Unit::Percent) => {
            Role::Rate
        }
        Role::DoneThisYear if caption.since_start => Role::DoneSinceStart,
        Role::DoneThisYear | Role::DoneThisMonth if other_year => {
            if caption.words.contains(WORDS.cumulative.first().copied().unwrap_or_default()) {
                Role::DoneSinceStart
            } else {
                Role::PastYear
            }
        }
        Role::DoneThisYear if single_month => Role::DoneThisMonth,
        Role::DoneThisMonth if caption.cumulative_month().is_some() => Role::DoneThisYear,
        // 形象进度完成率 speaks of works, not of money.
        Role::Rate if has_one_of(words, &WORDS.image) => Role::Progress,
        role => role,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normal::key;

    #[test]
    fn every_role_has_words_and_every_line_a_role() {
        let keys: Vec<&str> = include_str!("synonyms.tsv")
            .lines()
            .filter(|line| !line.starts_with("# "))
            .filter_map(|line| line.split_once('\t'))
            .map(|(key, _)| key)
            .collect();
        for key in &keys {
            assert!(Role::ALL.iter().any(|role| role.key() == *key), "{key} is no role");
        }
        for role in Role::ALL {
            let wordless = matches!(role, Role::PastYear | Role::Extra);
            assert_eq!(keys.contains(&role.key()), !wordless, "{role:?}");
            assert_eq!(serde_json::to_string(role).unwrap(), format!("\"{}\"", role.key()));
        }
    }

    #[test]
    fn headers_are_recognised() {
        let table = "
            项 目 名 称 | name
            项目单位及名称 | name
            建设单位名称 | owner
            项目（法人）单位 | owner
            项目代码 | codes
            总投资（亿元） | total
            2024年计划投资(万元) | year_plan
            2023年计划投资 | past_year
            2024年总投资 | year_plan
            2024年1-6月完成投资 | done_this_year
            1-6月完成投资（万元） | done_this_year
            6月完成投资 | done_this_month
            其中:6月完成 | done_this_month
            截至6月底累计完成投资 | done_this_year
            截至2023年底累计完成投资 | done_since_start
            自开工累计完成投资 | done_since_start
            累计至6月底完成投资 | done_since_start
            年度累计完成(万元) | done_this_year
            完成率（%） | rate
            年度形象进度 | goal
            形象进度 | progress
            2022年前期工作或工程形象进度目标 | goal
            建设起止年限 | period
            计划开工时间 | planned_start
            实际开工时间 | started_on
            联系人及电话 | contact
            包挂领导 | leader_sponsor
            所在区县 | district
            隶属区县 | district
            建设地点 | site
            建设规模及内容 | content
            建设性质 | nature
            九大领域 | policy_area
            所属产业链 | chain_nodes
            备注 | remark
            完成投资比例 | rate
            占总投资比重 | extra
            年度计划完成率 | rate
            完成投资同比增长 | extra
            2024年计划 | year_plan
            完成投资 | done_this_year
            二季度计划投资 | month_plan
            天气 | -
        ";
        for (header, want) in table.lines().filter_map(|line| line.split_once('|')) {
            let caption = Caption::read(&key(header));
            let got = match_caption(&caption, Some(2024)).map_or("-", |found| found.role.key());
            assert_eq!(got, want.trim(), "{}", header.trim());
        }
    }
}
