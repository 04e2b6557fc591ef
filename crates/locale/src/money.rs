//! How money is written: in a unit that was chosen, or in the one that suits it. What Chinese tells in 亿元 and 万元, English tells in billions and millions.

use crate::{Language, Locale};
use qinghuo_domain::{Fen, money::MoneyUnit};

impl Locale {
    /// An amount in a unit, grouped and with at most two decimals, without the unit's name: `6,708,223`. What Chinese tells in 亿元, English
    /// tells in billions, what in 万元, in millions, to the same last digit.
    #[must_use]
    pub fn amount(&self, amount: Fen, unit: MoneyUnit) -> String {
        match (self.language(), unit) {
            (Language::English, MoneyUnit::HundredMillion) => group(&billions(amount)),
            (Language::English, MoneyUnit::TenThousand) => group(&millions(amount, 2)),
            _ => group(&round(amount, unit, 2).decimal(unit)),
        }
    }

    /// What [`Locale::amount`] tells, with every decimal, so that amounts one below another line up.
    #[must_use]
    pub fn amount_in_column(&self, amount: Fen, unit: MoneyUnit) -> String {
        let places = match (self.language(), unit) {
            (Language::English, MoneyUnit::HundredMillion) => 3,
            (Language::English, MoneyUnit::TenThousand) => 4,
            _ => 2,
        };
        let text = self.amount(amount, unit);
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        format!("{whole}.{fraction:0<places$}")
    }

    /// The name of the unit that [`Locale::amount`] tells an amount in.
    #[must_use]
    pub fn unit(&self, unit: MoneyUnit) -> String {
        self.text(unit_key(unit)).into_owned()
    }

    /// What [`Locale::amount`] tells, with its unit: `6,708 万元`, `CNY 67.08 m`.
    #[must_use]
    pub fn amount_told(&self, amount: Fen, unit: MoneyUnit) -> String {
        let key = match unit {
            MoneyUnit::Yuan => "value-amount-yuan",
            MoneyUnit::TenThousand => "value-amount-ten-thousand",
            MoneyUnit::HundredMillion => "value-amount-hundred-million",
        };
        self.text_with(key, &[("amount", self.amount(amount, unit))])
    }

    /// An amount to its last digit, in the unit ledgers and forms write it in: `31,349 万元`, `CNY 313.49 m`. For what was changed, or is about to be; a
    /// headline is [`Locale::money`].
    #[must_use]
    pub fn exact(&self, amount: Fen) -> String {
        let amount = self.digits(amount);
        self.text_with("value-amount-ten-thousand", &[("amount", amount)])
    }

    /// What [`Locale::exact`] tells, without its unit.
    #[must_use]
    pub(crate) fn digits(&self, amount: Fen) -> String {
        match self.language() {
            Language::Chinese => group(&amount.decimal(MoneyUnit::TenThousand)),
            Language::English => {
                // A million is a hundred 万: the point stands two digits further left.
                let (million, fen) = (MoneyUnit::TenThousand.in_fen() * 100, amount.0.unsigned_abs());
                let (whole, rest) = (fen / million.unsigned_abs(), fen % million.unsigned_abs());
                let sign = if amount.0 < 0 { "-" } else { "" };
                let decimal = format!("{sign}{whole}.{rest:08}");
                group(decimal.trim_end_matches('0').trim_end_matches('.'))
            }
        }
    }

    /// An amount with the unit that suits it: 亿元 from one 亿 up, else 万元; in English billions, millions or yuan.
    #[must_use]
    pub fn money(&self, amount: Fen) -> String {
        if self.language() == Language::English {
            return in_english(amount);
        }
        let unit = if amount.0.unsigned_abs() >= MoneyUnit::HundredMillion.in_fen().unsigned_abs() {
            MoneyUnit::HundredMillion
        } else {
            MoneyUnit::TenThousand
        };
        self.amount_told(amount, unit)
    }
}

const fn unit_key(unit: MoneyUnit) -> &'static str {
    match unit {
        MoneyUnit::Yuan => "unit-yuan",
        MoneyUnit::TenThousand => "unit-shown-ten-thousand",
        MoneyUnit::HundredMillion => "unit-shown-hundred-million",
    }
}

/// Rounds to `places` decimals of the unit, half away from zero.
fn round(amount: Fen, unit: MoneyUnit, places: u32) -> Fen {
    let step = 10i64.pow(unit.places().saturating_sub(places));
    let half = if amount.0 < 0 { -(step / 2) } else { step / 2 };
    Fen((amount.0.saturating_add(half)) / step * step)
}

/// Billions of yuan with as many digits as 亿元 has with two decimals.
fn billions(amount: Fen) -> String {
    Fen(round(amount, MoneyUnit::HundredMillion, 2).0 / 10).decimal(MoneyUnit::HundredMillion)
}

/// Millions of yuan with as many digits as 万元 has with so many decimals.
fn millions(amount: Fen, places: u32) -> String {
    Fen(round(amount, MoneyUnit::TenThousand, places).0 / 100).decimal(MoneyUnit::TenThousand)
}

/// An amount as English prose has it: `CNY 399 bn`, `CNY 25.44 m`, `CNY 350,000`.
fn in_english(amount: Fen) -> String {
    let one = |unit: MoneyUnit, times: i64| amount.0.saturating_abs() >= unit.in_fen() * times;
    if one(MoneyUnit::HundredMillion, 10) {
        format!("CNY\u{a0}{}\u{a0}bn", group(&billions(amount)))
    } else if one(MoneyUnit::TenThousand, 100) {
        format!("CNY\u{a0}{}\u{a0}m", group(&millions(amount, 0)))
    } else {
        format!("CNY\u{a0}{}", group(&round(amount, MoneyUnit::Yuan, 2).decimal(MoneyUnit::Yuan)))
    }
}

/// Groups the whole part by thousands and shows a true minus sign.
pub(crate) fn group(decimal: &str) -> String {
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |rest| ("\u{2212}", rest));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut grouped = String::with_capacity(sign.len() + digits.len() + digits.len() / 3);
    grouped.push_str(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_and_rounded() {
        let zh = Locale::of(Language::Chinese);
        for (fen, unit, want) in [
            (23_698_300_000_000_i64, MoneyUnit::HundredMillion, "2,369.83"),
            (6_708_223_000_000, MoneyUnit::TenThousand, "6,708,223"),
            (-123_456_789, MoneyUnit::TenThousand, "\u{2212}123.46"),
            (0, MoneyUnit::Yuan, "0"),
        ] {
            assert_eq!(zh.amount(Fen(fen), unit), want);
        }
        for (fen, want) in
            [(0, "0.00"), (23_698_000_000_000, "2,369.80"), (-1_000_000, "0.00"), (7_000_000_000, "0.70")]
        {
            assert_eq!(zh.amount_in_column(Fen(fen), MoneyUnit::HundredMillion), want);
        }
        let en = Locale::of(Language::English);
        assert_eq!(en.amount_in_column(Fen(23_698_000_000_000), MoneyUnit::HundredMillion), "236.980");
        assert_eq!(en.amount(Fen(23_698_300_000_000), MoneyUnit::HundredMillion), "236.983");
        assert_eq!(en.amount(Fen(6_708_223_000_000), MoneyUnit::TenThousand), "67,082.23");
        assert_eq!(en.amount(Fen(-123_456_789), MoneyUnit::TenThousand), "\u{2212}1.2346");
        assert_eq!(en.amount_told(Fen(123_450_000), MoneyUnit::TenThousand), "CNY\u{a0}1.2345\u{a0}m");
        assert_eq!(zh.amount_told(Fen(123_450_000), MoneyUnit::TenThousand), "123.45\u{a0}万元");
        for (fen, zh_words, en_words) in [
            (399_000_000_000_000_i64, "39,900 亿元", "CNY 3,990 bn"),
            (-437_812_345_678, "\u{2212}43.78 亿元", "CNY \u{2212}4.378 bn"),
            (25_544_000_000, "2.55 亿元", "CNY 255.44 m"),
            (9_134_000_000, "9,134 万元", "CNY 91.34 m"),
            (35_000_000, "35 万元", "CNY 350,000"),
        ] {
            let plain = |words: String| words.replace('\u{a0}', " ");
            assert_eq!(
                (plain(zh.money(Fen(fen))).as_str(), plain(en.money(Fen(fen))).as_str()),
                (zh_words, en_words)
            );
        }
        for (fen, zh_words, en_words) in [
            (31_349_000_000_i64, "31,349 万元", "CNY 313.49 m"),
            (99_999_000_000, "99,999 万元", "CNY 999.99 m"),
            (-123_456_789, "\u{2212}123.456789 万元", "CNY \u{2212}1.23456789 m"),
            (10_000_000_000_000, "10,000,000 万元", "CNY 100,000 m"),
            (0, "0 万元", "CNY 0 m"),
        ] {
            let plain = |words: String| words.replace('\u{a0}', " ");
            assert_eq!(
                (plain(zh.exact(Fen(fen))), plain(en.exact(Fen(fen)))),
                (zh_words.into(), en_words.into())
            );
        }
    }
}
