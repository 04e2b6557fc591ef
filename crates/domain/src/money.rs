//! Money, exact to the fen (分, 1/100 yuan). Text is read without floating point; nothing here knows a currency symbol.

use serde::{Deserialize, Serialize};
use std::{iter::Sum, ops};

/// An amount in fen (1/100 yuan). Negative amounts occur only as differences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// The units ledgers write money in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoneyUnit {
    /// 元
    Yuan,
    /// 万元
    TenThousand,
    /// 亿元
    HundredMillion,
}

impl MoneyUnit {
    /// How many decimal places one unit has, counted in fen: 元 2, 万元 6, 亿元 10.
    #[must_use]
    pub const fn places(self) -> u32 {
        match self {
            Self::Yuan => 2,
            Self::TenThousand => 6,
            Self::HundredMillion => 10,
        }
    }

    /// One unit in fen.
    #[must_use]
    pub const fn in_fen(self) -> i64 {
        10i64.pow(self.places())
    }
}

impl Fen {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Reads a plain decimal (`-12`, `3.5`, `6708223`) given in `unit`. Half a fen or less beyond the last place is rounded away
    /// (spreadsheets carry binary noise such as `12.410000000000002`). `None` when the text is no plain decimal or does not fit.
    #[must_use]
    pub fn parse(text: &str, unit: MoneyUnit) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty()
            || !(whole.bytes().chain(fraction.bytes())).all(|b| b.is_ascii_digit())
        {
            return None;
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let mut fen = whole.checked_mul(unit.in_fen())?;
        let mut place = unit.in_fen();
        for digit in fraction.bytes().map(|b| i64::from(b - b'0')) {
            if place == 1 {
                fen = fen.checked_add(i64::from(digit >= 5))?;
                break;
            }
            place /= 10;
            fen = fen.checked_add(digit * place)?;
        }
        Some(Self(if negative { -fen } else { fen }))
    }

    /// Reads a spreadsheet number given in `unit`, rounded to the nearest fen. `None` when it is not finite or does not fit.
    #[must_use]
    pub fn from_number(number: f64, unit: MoneyUnit) -> Option<Self> {
        (number.is_finite() && number.abs() < 1e15).then(|| Self::parse(&format!("{number}"), unit)).flatten()
    }

    /// The amount as an exact decimal text in `unit`, without trailing zeros: `Fen(420_000_000_000).decimal(HundredMillion)` is `42`.
    #[must_use]
    pub fn decimal(self, unit: MoneyUnit) -> String {
        let (whole, fraction) = (
            self.0.unsigned_abs() / unit.in_fen().unsigned_abs(),
            self.0.unsigned_abs() % unit.in_fen().unsigned_abs(),
        );
        let sign = if self.0 < 0 { "-" } else { "" };
        if fraction == 0 {
            return format!("{sign}{whole}");
        }
        let places = unit.places() as usize;
        let text = format!("{sign}{whole}.{fraction:0places$}");
        text.trim_end_matches('0').to_owned()
    }

    /// The amount in `unit` as the nearest double: for charts and spreadsheet cells, never for sums.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "display only; documented")]
    pub fn number(self, unit: MoneyUnit) -> f64 {
        self.0 as f64 / unit.in_fen() as f64
    }
}

impl ops::Add for Fen {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl ops::AddAssign for Fen {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl ops::Sub for Fen {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, ops::Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_exactly() {
        let table: &[(&str, MoneyUnit, Option<i64>)] = &[
            ("42", MoneyUnit::HundredMillion, Some(420_000_000_000)),
            ("12.41", MoneyUnit::HundredMillion, Some(124_100_000_000)),
            ("12.410000000000002", MoneyUnit::HundredMillion, Some(124_100_000_000)),
            ("0.1", MoneyUnit::TenThousand, Some(100_000)),
            ("-3.5", MoneyUnit::Yuan, Some(-350)),
            (".5", MoneyUnit::Yuan, Some(50)),
            ("0.005", MoneyUnit::Yuan, Some(1)),
            ("0.004", MoneyUnit::Yuan, Some(0)),
            ("", MoneyUnit::Yuan, None),
            (".", MoneyUnit::Yuan, None),
            ("1,000", MoneyUnit::Yuan, None),
            ("1e3", MoneyUnit::Yuan, None),
            ("99999999999999999999", MoneyUnit::Yuan, None),
            ("9223372036854775807", MoneyUnit::HundredMillion, None),
        ];
        for (text, unit, want) in table {
            assert_eq!(Fen::parse(text, *unit), want.map(Fen), "{text:?} in {unit:?}");
        }
    }

    proptest! {
        #[test]
        fn decimal_text_reads_back(fen in -9_000_000_000_000_000_000i64..9_000_000_000_000_000_000) {
            for unit in [MoneyUnit::Yuan, MoneyUnit::TenThousand, MoneyUnit::HundredMillion] {
                prop_assert_eq!(Fen::parse(&Fen(fen).decimal(unit), unit), Some(Fen(fen)));
            }
        }

        #[test]
        fn spreadsheet_numbers_keep_their_digits(hundredths in -1_000_000_000i64..1_000_000_000) {
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let number = hundredths as f64 / 100.0;
            prop_assert_eq!(Fen::from_number(number, MoneyUnit::TenThousand), Some(Fen(hundredths * 10_000)));
        }
    }
}
