//! Declared counts and sums against what the rows hold.
//!
//! Sums are exact. Where amounts were rounded for showing, a declared sum may be off from its rows by a little: within that the verdict is
//! `rounding`, beyond it `differs`.

use crate::{finding::FindingCode, grid::CellName, role::Role, row::RowKind};
use qinghuo_domain::{Fen, money::MoneyUnit};
use serde::{Deserialize, Serialize};

/// The sums that are checked.
pub(crate) const SUMMED: [Role; 4] = [Role::Total, Role::YearPlan, Role::DoneThisYear, Role::DoneThisMonth];

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The number of projects.
    Count,
    /// Total investment, in fen.
    Total,
    /// The year's plan, in fen.
    YearPlan,
    /// Done in the year, in fen.
    DoneThisYear,
    /// Done in the month, in fen.
    DoneThisMonth,
}

/// How a comparison ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Equal.
    Ok,
    /// As far apart as rounding explains.
    Rounding,
    /// Further apart.
    Differs,
}

/// One declared figure against what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The row that declares it.
    pub row: u32,
    /// Group, subtotal or total.
    pub kind: RowKind,
    /// Its label.
    pub label: Box<str>,
    /// What is compared.
    pub measure: Measure,
    /// The cell that declares it.
    pub cell: CellName,
    /// What it declares: a number of projects, or fen.
    pub declared: i64,
    /// What was found: a number of projects, or fen.
    pub found: i64,
    /// How the two compare.
    pub verdict: Verdict,
}

impl Check {
    /// The finding to report; none where they agree.
    pub(crate) fn finding(&self) -> Option<FindingCode> {
        if self.verdict != Verdict::Differs {
            return None;
        }
        let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        Some(match self.measure.role() {
            None => FindingCode::DeclaredCountDiffers {
                group: self.label.clone(),
                declared: count(self.declared),
                found: count(self.found),
            },
            Some(field) => FindingCode::SubtotalDiffers {
                group: self.label.clone(),
                field,
                declared_fen: self.declared,
                found_fen: self.found,
            },
        })
    }
}

impl Measure {
    fn of(role: Role) -> Self {
        match role {
            Role::YearPlan => Self::YearPlan,
            Role::DoneThisYear => Self::DoneThisYear,
            Role::DoneThisMonth => Self::DoneThisMonth,
            _ => Self::Total,
        }
    }

    fn role(self) -> Option<Role> {
        match self {
            Self::Count => None,
            Self::Total => Some(Role::Total),
            Self::YearPlan => Some(Role::YearPlan),
            Self::DoneThisYear => Some(Role::DoneThisYear),
            Self::DoneThisMonth => Some(Role::DoneThisMonth),
        }
    }
}

/// What a row declares.
#[derive(Clone, Debug, Default)]
pub(crate) struct Declared {
    pub(crate) row: u32,
    pub(crate) label: Box<str>,
    pub(crate) count: Option<(u32, CellName)>,
    pub(crate) amounts: Vec<(Role, Fen, MoneyUnit, CellName)>,
}

/// The projects of a group, counted and summed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    pub(crate) declared: Option<Declared>,
    count: u32,
    sums: [Sum; SUMMED.len()],
}

#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    fen: Fen,
    rows: i64,
    /// The finest digit any row shows, in fen.
    digit: Option<i64>,
}

impl Account {
    /// The account of a group that declares something.
    pub(crate) fn of(declared: Declared) -> Self {
        Self { declared: Some(declared), ..Self::default() }
    }

    /// Books a project: how many it stands for and its amounts in the order of [`SUMMED`].
    pub(crate) fn book(&mut self, count: u32, amounts: [Option<(Fen, MoneyUnit)>; SUMMED.len()]) {
        self.count += count;
        for (sum, amount) in self.sums.iter_mut().zip(amounts) {
            if let Some((fen, unit)) = amount {
                sum.fen += fen;
                sum.rows += 1;
                let digit = last_digit(fen, unit);
                sum.digit = Some(sum.digit.map_or(digit, |finest| finest.min(digit)));
            }
        }
    }

    /// Compares what `declared` says with this account. `digits` are the finest digits any declared sum of the sheet shows: beside a 23.45
    /// a 42 is a 42.00.
    pub(crate) fn check(&self, kind: RowKind, declared: &Declared, digits: &Digits) -> Vec<Check> {
        let check = |measure, cell, said: i64, found: i64, verdict| Check {
            row: declared.row,
            kind,
            label: declared.label.clone(),
            measure,
            cell,
            declared: said,
            found,
            verdict,
        };
        let count = declared.count.map(|(said, cell)| {
            let verdict = if said == self.count { Verdict::Ok } else { Verdict::Differs };
            check(Measure::Count, cell, i64::from(said), i64::from(self.count), verdict)
        });
        let amounts = declared.amounts.iter().filter_map(|(role, said, _, cell)| {
            let at = SUMMED.iter().position(|summed| summed == role)?;
            let sum = self.sums.get(at)?;
            let apart = (*said - sum.fen).0.saturating_abs();
            let allowed = allowed(sum, digits.0.get(at).copied().flatten().unwrap_or(0));
            let verdict = match apart {
                0 => Verdict::Ok,
                apart if apart <= allowed => Verdict::Rounding,
                _ => Verdict::Differs,
            };
            Some(check(Measure::of(*role), *cell, said.0, sum.fen.0, verdict))
        });
        count.into_iter().chain(amounts).collect()
    }
}

/// How far rounding may drive a declared sum from its rows. Each row is off by half of its last digit at most; over many rows the offs
/// cancel out, so that three standard deviations (of an even spread) bound them closer. A sum that shows fewer digits than its rows adds
/// half of its own last one.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a tolerance")]
fn allowed(sum: &Sum, declared_digit: i64) -> i64 {
    let digit = sum.digit.unwrap_or(0);
    let rows = sum.rows as f64;
    let of_rows = (digit as f64 * (rows / 2.0).min((3.0 * rows).sqrt() / 2.0)) as i64;
    let of_sum = if declared_digit > digit { declared_digit / 2 } else { 0 };
    of_rows + of_sum
}

/// The worth of the finest digit that declared sums show, in the order of [`SUMMED`], in fen.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Digits([Option<i64>; SUMMED.len()]);

impl Digits {
    pub(crate) fn of<'a>(declared: impl Iterator<Item = &'a Declared>) -> Self {
        let mut digits = Self::default();
        for (role, fen, unit, _) in declared.flat_map(|declared| &declared.amounts) {
            if let Some(finest) =
                SUMMED.iter().position(|summed| summed == role).and_then(|at| digits.0.get_mut(at))
            {
                let digit = last_digit(*fen, *unit);
                *finest = Some(finest.map_or(digit, |finest| finest.min(digit)));
            }
        }
        digits
    }
}

/// The worth of the last digit an amount shows in its unit, in fen.
fn last_digit(fen: Fen, unit: MoneyUnit) -> i64 {
    let text = fen.decimal(unit);
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    unit.in_fen() / 10i64.pow(u32::try_from(decimals).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_agree_round_or_differ() {
        let unit = MoneyUnit::HundredMillion;
        let fen = |text| Fen::parse(text, unit).unwrap();
        let cell = CellName { row: 1, column: 6 };
        let mut account = Account::default();
        for amount in ["1.24", "2.24", "3.24"] {
            account.book(1, [Some((fen(amount), unit)), None, None, None]);
        }
        for (said, verdict) in [
            ("6.72", Verdict::Ok),
            ("6.73", Verdict::Rounding),
            ("6.7", Verdict::Rounding),
            ("6.80", Verdict::Differs),
            ("7.72", Verdict::Differs),
        ] {
            let declared = Declared {
                row: 1,
                label: "x".into(),
                count: Some((3, cell)),
                amounts: vec![(Role::Total, fen(said), unit, cell)],
            };
            let checks = account.check(RowKind::Group, &declared, &Digits::of([&declared].into_iter()));
            assert_eq!(
                checks.iter().map(|check| check.verdict).collect::<Vec<_>>(),
                [Verdict::Ok, verdict],
                "{said}"
            );
            assert_eq!(checks[1].finding().is_some(), verdict == Verdict::Differs);
        }
    }
}
