//! `lights.toml`: the light rule sets a city may choose from, the one in force, the default plan curve and the exemption policy
//! (DOMAIN.md section 5.2).

use crate::{
    diagnostic::Fault,
    nearest::nearest,
    phases::key_once,
    provenance::{Name, SourceRef},
    reader::{Item, Once, Table},
    year::Sources,
};
use qinghuo_domain::{
    Fen, Phase,
    money::MoneyUnit,
    rules::{LightRule, Measure},
};

/// What `lights.toml` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lights {
    /// What users are told about where the rules are from.
    pub note: Name,
    /// The key of the rule set in force.
    pub in_force: Box<str>,
    /// All rule sets.
    pub rule_sets: Vec<RuleSet>,
    /// The share of a plan due by the end of each month, for projects without a monthly plan of their own.
    pub curve: Curve,
    /// How long an exemption may last.
    pub exemption: ExemptionPolicy,
}

/// A light rule with what an official should know about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSet {
    /// The rule itself; its key names the set.
    pub rule: LightRule,
    /// Its name.
    pub name: Name,
    /// Which projects it was made for, in words.
    pub scope: Name,
    /// What follows a yellow light.
    pub on_yellow: Name,
    /// What follows a red light.
    pub on_red: Name,
    /// Where it is from.
    pub source: SourceRef,
}

/// The default plan curve (序时进度).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Curve {
    /// Month m of 12: m/12.
    Linear,
    /// Cumulative share of the plan at the end of each month, in hundredths of a percent; never falling, the last 100 %.
    Monthly([i64; 12]),
}

/// What an exemption needs besides reason, approver and end date, which it always needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExemptionPolicy {
    /// The longest it may last, in natural days; afterwards it must be decided anew.
    pub longest_days: u16,
    /// Where that is from.
    pub source: SourceRef,
}

/// Reads `lights.toml`.
pub(crate) fn read<'a>(table: &mut Table<'a>, sources: Option<&Sources<'a>>) -> Option<Lights> {
    let note = table.must("note").and_then(|item| item.name());
    let mut keys = Once::new("rule_set");
    let rule_sets: Option<Vec<Option<RuleSet>>> = table
        .list("rule_sets")
        .map(|items| items.into_iter().map(|item| rule_set(item, &mut keys, sources)).collect());
    let in_force = table.must("in_force").and_then(|item| {
        let key = item.text()?;
        if rule_sets.is_some() && !keys.contains(key) {
            let nearest = nearest(key, keys.words());
            item.report(Fault::UnknownReference { kind: "rule_set", nearest });
        }
        Some(key)
    });
    let curve = table.must("plan").and_then(|item| item.table(curve));
    let exemption = table.must("exemption").and_then(|item| {
        item.table(|table| {
            let longest_days = table.must("longest_days").and_then(|item| item.integer(1..=366));
            let source = Sources::of(sources, table);
            Some(ExemptionPolicy { longest_days: longest_days?, source: source? })
        })
    });
    Some(Lights {
        note: note?,
        in_force: in_force?.into(),
        rule_sets: rule_sets?.into_iter().collect::<Option<_>>()?,
        curve: curve?,
        exemption: exemption?,
    })
}

fn rule_set<'a>(item: Item<'a>, keys: &mut Once<'a>, sources: Option<&Sources<'a>>) -> Option<RuleSet> {
    item.table(|table| {
        let key = key_once(table, keys);
        let name = table.must("name").and_then(|item| item.name());
        let scope = table.must("scope").and_then(|item| item.name());
        let measure = table.must("measure").and_then(|item| item.choice("measure", &MEASURES, measure_key));
        let thresholds = thresholds(table, measure);
        let phases = table.list("phases").and_then(phases);
        let smallest_plan = table
            .must("smallest_plan_wan")
            .and_then(|item| item.integer::<i64>(0..=100_000_000))
            .map(|wan| Fen(wan * MoneyUnit::TenThousand.in_fen()));
        let on_yellow = table.must("on_yellow").and_then(|item| item.name());
        let on_red = table.must("on_red").and_then(|item| item.name());
        let source = Sources::of(sources, table);
        let (yellow_hundredths, red_hundredths) = thresholds?;
        let rule = LightRule {
            key: key?.into(),
            measure: measure?,
            yellow_hundredths,
            red_hundredths,
            phases: phases?,
            smallest_plan: smallest_plan?,
        };
        Some(RuleSet {
            rule,
            name: name?,
            scope: scope?,
            on_yellow: on_yellow?,
            on_red: on_red?,
            source: source?,
        })
    })
}

const MEASURES: [Measure; 2] = [Measure::GapPoints, Measure::AchievementPercent];

const fn measure_key(measure: Measure) -> &'static str {
    match measure {
        Measure::GapPoints => "gap_points",
        Measure::AchievementPercent => "achievement_percent",
    }
}

/// Yellow, then red, in hundredths; red may never be milder than yellow. Without a known measure their order cannot be judged.
fn thresholds(table: &mut Table<'_>, measure: Option<Measure>) -> Option<(i64, i64)> {
    let yellow = table.must("yellow").and_then(|item| item.hundredths(0..=1000));
    let written = table.must("red");
    let red = written.and_then(|item| item.hundredths(0..=1000));
    let (yellow, red) = (yellow?, red?);
    let reversed = match measure? {
        Measure::GapPoints => red < yellow,
        Measure::AchievementPercent => red > yellow,
    };
    if reversed {
        written?.report(Fault::OutOfOrder { first: "yellow", second: "red" });
        return None;
    }
    Some((yellow, red))
}

fn phases(items: Vec<Item<'_>>) -> Option<Vec<Phase>> {
    let mut once = Once::new("phase");
    let phases: Vec<Option<Phase>> =
        items.into_iter().map(|item| item.choice_once(&mut once, &Phase::ALL, Phase::key)).collect();
    phases.into_iter().collect()
}

fn curve(table: &mut Table<'_>) -> Option<Curve> {
    const CURVES: [&str; 2] = ["linear", "monthly"];
    match table.must("curve").and_then(|item| item.choice("curve", &CURVES, |word| word)) {
        Some("monthly") => {
            let item = table.must("cumulative_percent")?;
            let months: Vec<Option<i64>> =
                item.list()?.iter().map(|month| month.hundredths(0..=100)).collect();
            let found = months.len();
            let months: Vec<i64> = months.into_iter().collect::<Option<_>>()?;
            let Ok(months) = <[i64; 12]>::try_from(months) else {
                item.report(Fault::WrongCount { kind: "month", expected: 12, found });
                return None;
            };
            if !months.is_sorted() {
                item.report(Fault::OutOfOrder { first: "earlier_month", second: "later_month" });
                return None;
            }
            if months.last() != Some(&10_000) {
                item.report(Fault::OutOfRange { least: 100, most: 100 });
                return None;
            }
            Some(Curve::Monthly(months))
        }
        Some(_) => {
            table.must_not("cumulative_percent");
            Some(Curve::Linear)
        }
        None => {
            table.may("cumulative_percent");
            None
        }
    }
}
