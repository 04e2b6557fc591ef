//! What every unit has to do and how it kept its limits, in a period: what an address asks ([`Period`]), and a unit's load in words ([`Loaded`]), so that
//! page, workbook, API and command line say the same.

use crate::{
    approvals::{Approvals, unit_name},
    query::{BadParameter, said},
    time,
};
use qinghuo_domain::{
    Date, YearMonth,
    views::approval::{bottleneck::Load, inbox::Urgency},
};
use qinghuo_locale::Locale;
use qinghuo_playbook::Playbook;
use serde_json::{Map, Value, json};
use std::{cmp::Reverse, collections::BTreeMap};

/// Of which days something is counted: of a year, a quarter or a month, or from a day to a day, both counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    named: Option<(String, Date, Date)>,
    from: Option<Date>,
    to: Option<Date>,
}

impl Period {
    /// The parameters it reads.
    pub const NAMES: [&'static str; 3] = ["period", "period_from", "period_to"];

    /// Reads an address's parameters; what is not understood is left out and reported. A period is named, or told by its days, never both; and it does
    /// not end before it begins.
    #[must_use]
    pub fn read(pairs: &[(String, String)]) -> (Self, Vec<BadParameter>) {
        let (mut period, mut bad) = (Self::default(), Vec::new());
        let said: Vec<(&str, &str)> = said(pairs).filter(|(name, _)| Self::NAMES.contains(name)).collect();
        let is_named = said.iter().any(|(name, _)| *name == "period");
        for (name, value) in said {
            let fault = match name {
                _ if is_named && name != "period" => Some("period-twice"),
                "period" => {
                    period.named = days_of(value).map(|(from, to)| (value.to_owned(), from, to));
                    period.named.is_none().then_some("period")
                }
                "period_from" => {
                    period.from = time::day_seen(value);
                    period.from.is_none().then_some("date")
                }
                "period_to" => {
                    period.to = time::day_seen(value);
                    period.to.is_none().then_some("date")
                }
                _ => None,
            };
            bad.extend(fault.map(|fault| BadParameter {
                name: name.to_owned(),
                value: value.to_owned(),
                fault,
            }));
        }
        if let (Some(from), Some(to)) = (period.from, period.to)
            && to < from
        {
            bad.push(BadParameter {
                name: "period_to".to_owned(),
                value: to.to_string(),
                fault: "period-reversed",
            });
            period = Self::default();
        }
        (period, bad)
    }

    /// A period by its name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let (from, to) = days_of(name)?;
        Some(Self { named: Some((name.to_owned(), from, to)), ..Self::default() })
    }

    /// The year, quarter and month of a day, and those before them.
    pub(crate) fn around(day: Date) -> Vec<String> {
        let (year, quarter) = (day.year(), quarter_of(day));
        let before = if quarter == 1 { (year - 1, 4) } else { (year, quarter - 1) };
        let month = YearMonth::of(day);
        let first = day.first_of_month();
        let last_month = first.yesterday().map_or(month, YearMonth::of);
        vec![
            month.to_string(),
            last_month.to_string(),
            format!("{year}-Q{quarter}"),
            format!("{}-Q{}", before.0, before.1),
            year.to_string(),
            (year - 1).to_string(),
        ]
    }

    /// A period's name in words.
    pub(crate) fn label(locale: &Locale, name: &str) -> String {
        if let Ok(month) = name.parse::<YearMonth>() {
            return locale.month(month);
        }
        let (year, quarter) = name.split_once("-Q").unwrap_or((name, ""));
        let key = if quarter.is_empty() { "page-period-year" } else { "page-period-quarter" };
        locale.text_with(key, &[("year", year.to_owned()), ("quarter", quarter.to_owned())])
    }

    /// The name it was asked by.
    pub(crate) fn name(&self) -> Option<&str> {
        self.named.as_ref().map(|(name, ..)| name.as_str())
    }

    /// Its first and its last day, where it has any.
    #[must_use]
    pub fn days(&self) -> (Option<Date>, Option<Date>) {
        self.named.as_ref().map_or((self.from, self.to), |(_, from, to)| (Some(*from), Some(*to)))
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        let (from, to) = self.days();
        from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
    }

    /// Its parameters as they stand in an address.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let pairs = [
            ("period", self.name().map(str::to_owned)),
            ("period_from", day(self.from)),
            ("period_to", day(self.to)),
        ];
        pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// In words: nothing where it holds every day.
    #[must_use]
    pub fn words(&self, locale: &Locale) -> Option<String> {
        let told = |key: &str, days: &[(&str, Date)]| {
            let said: Vec<(&str, String)> =
                days.iter().map(|(name, day)| (*name, locale.day(*day))).collect();
            locale.text_with(key, &said)
        };
        match self.days() {
            (None, None) => None,
            (Some(from), None) => Some(told("page-period-from", &[("from", from)])),
            (None, Some(to)) => Some(told("page-period-to", &[("to", to)])),
            (Some(from), Some(to)) => Some(told("page-period-between", &[("from", from), ("to", to)])),
        }
    }
}

fn quarter_of(day: Date) -> i8 {
    (day.month() - 1) / 3 + 1
}

/// The first and the last day of a year (`2024`), a quarter (`2024-Q2`) or a month (`2024-06`).
fn days_of(name: &str) -> Option<(Date, Date)> {
    let (year, part) = name.split_once('-').map_or((name, None), |(year, part)| (year, Some(part)));
    let year: i16 = year.parse().ok().filter(|year| (1990..=2100).contains(year))?;
    let (from, to) = match part {
        None => (1, 12),
        Some(part) => match part.strip_prefix(['Q', 'q']) {
            Some(quarter) => {
                let quarter: i8 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
                (quarter * 3 - 2, quarter * 3)
            }
            None => {
                let month: i8 = part.parse().ok().filter(|_| part.len() == 2)?;
                (month, month)
            }
        },
    };
    Some((Date::new(year, from, 1).ok()?, Date::new(year, to, 1).ok()?.last_of_month()))
}

/// A unit's load in words.
pub struct Loaded {
    /// The unit.
    pub label: String,
    /// Its key.
    pub unit: String,
    /// Open items by urgency, in the order of [`Urgency::ALL`].
    pub open: Vec<usize>,
    /// All open items.
    pub all_open: usize,
    /// Items settled in the period that had a limit.
    pub settled: usize,
    /// The share of these that kept it.
    pub on_time: String,
    /// Days used on average.
    pub used: String,
    /// Days allowed on average.
    pub limit: String,
}

impl Loaded {
    /// A load in words.
    pub(crate) fn of(locale: &Locale, playbook: &Playbook, unit: &str, load: &Load) -> Self {
        // A tenth of a day is as exact as days are.
        let average = |days: u64| {
            let tenths = (days * 10).checked_div(load.settled as u64);
            tenths.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10)).unwrap_or_default()
        };
        Self {
            label: unit_name(locale, playbook, unit),
            unit: unit.to_owned(),
            open: Urgency::ALL.map(|urgency| load.open.get(&urgency).copied().unwrap_or_default()).into(),
            all_open: load.all_open(),
            settled: load.settled,
            on_time: load.on_time_hundredths().map(|share| locale.percent(share)).unwrap_or_default(),
            used: average(load.used_days),
            limit: average(load.limit_days),
        }
    }
}

/// What every unit has to do, who has most first.
pub fn loaded(
    locale: &Locale,
    playbook: &Playbook,
    approvals: &Approvals,
    place: Option<&str>,
    period: &Period,
) -> Vec<Loaded> {
    let mut loads: Vec<_> = approvals.loads(place, period).into_iter().collect();
    loads.sort_by_key(|(_, load)| Reverse(load.all_open()));
    loads.iter().map(|(unit, load)| Loaded::of(locale, playbook, unit, load)).collect()
}

/// The same for machines.
pub fn loads_json(approvals: &Approvals, place: Option<&str>, period: &Period) -> Map<String, Value> {
    let (from, to) = period.days();
    let loads = approvals.loads(place, period);
    let one = |(unit, load): (&qinghuo_domain::attribute::Text, &Load)| load_json(unit, load);
    let mut told = Map::new();
    told.insert("period_from".into(), json!(from));
    told.insert("period_to".into(), json!(to));
    told.insert("load".into(), loads.iter().map(one).collect());
    told
}

/// A unit's load for machines.
pub fn load_json(unit: &str, load: &Load) -> Value {
    let open: BTreeMap<&str, usize> =
        load.open.iter().map(|(urgency, count)| (urgency.key(), *count)).collect();
    json!({
        "unit": unit,
        "open": open,
        "settled": load.settled,
        "on_time_hundredths": load.on_time_hundredths(),
        "used_days": load.used_days,
        "limit_days": load.limit_days,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> (Period, Vec<&'static str>) {
        let pairs: Vec<_> = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let (period, bad) = Period::read(&pairs);
        (period, bad.into_iter().map(|bad| bad.fault).collect())
    }

    #[test]
    fn a_period_is_a_year_a_quarter_a_month_or_two_days() {
        for (said, from, to) in [
            (&[("period", "2024")][..], "2024-01-01", "2024-12-31"),
            (&[("period", "2024-Q1")], "2024-01-01", "2024-03-31"),
            (&[("period", "2024-q4")], "2024-10-01", "2024-12-31"),
            (&[("period", "2024-02")], "2024-02-01", "2024-02-29"),
            (&[("period_from", "2024-02-03"), ("period_to", "2024-02-05")], "2024-02-03", "2024-02-05"),
        ] {
            let (period, bad) = read(said);
            assert_eq!(bad, [""; 0], "{said:?}");
            assert_eq!(period.days(), (from.parse().ok(), to.parse().ok()), "{said:?}");
            assert!(period.holds(from.parse().unwrap()) && period.holds(to.parse().unwrap()));
            assert_eq!(
                Period::read(&period.pairs().into_iter().map(|(n, v)| (n.to_owned(), v)).collect::<Vec<_>>())
                    .0,
                period
            );
        }
        assert!(read(&[]).0.holds(Date::constant(1999, 1, 1)));
    }

    #[test]
    fn what_is_no_period_is_refused_with_every_reason() {
        for (said, faults) in [
            (&[("period", "2024-Q5")][..], &["period"][..]),
            (&[("period", "2024-13")], &["period"]),
            (&[("period", "24")], &["period"]),
            (&[("period_to", "x")], &["date"]),
            (&[("period_from", "y"), ("period_to", "x")], &["date", "date"]),
            (&[("period_from", "2024-06-02"), ("period_to", "2024-06-01")], &["period-reversed"]),
            (&[("period_from", "2024-06-01"), ("period_to", "2024-06-01")], &[]),
            (&[("period", "2024-02"), ("period_from", "2024-02-10")], &["period-twice"]),
            (
                &[("period_to", "2024-02-10"), ("period", "2024-02"), ("period_from", "2024-03-10")],
                &["period-twice", "period-twice"],
            ),
            (&[("period", "x"), ("period_from", "2024-02-10")], &["period", "period-twice"]),
            (&[("period", "2024-02"), ("period_from", "")], &[]),
            (&[("period", "2024-02"), ("period_from", " ")], &["period-twice"]),
            (&[("period_from", " ")], &["date"]),
        ] {
            let (period, bad) = read(said);
            assert_eq!(bad, faults, "{said:?}");
            let (from, to) = period.days();
            assert!(from.is_none() || to.is_none() || from <= to, "{said:?}");
        }
    }

    #[test]
    fn the_periods_around_a_day_are_periods() {
        let around = Period::around(Date::constant(2024, 1, 31));
        assert_eq!(around, ["2024-01", "2023-12", "2024-Q1", "2023-Q4", "2024", "2023"]);
        assert!(around.iter().all(|name| Period::named(name).is_some()));
    }
}
