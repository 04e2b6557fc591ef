//! Amounts, rates, counts and codes as ledgers write them, read exactly or not at all.

use crate::{
    grid::Cell,
    normal::key,
    words::{WORDS, after_one_of, is_one_of},
};
use qinghuo_domain::{
    Fen,
    code::{CodeFault, ProjectCode},
    money::MoneyUnit,
};

/// What a cell that should hold something of a kind does hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Read<T> {
    /// The value.
    Value(T),
    /// Nothing, or a word for nothing (/, 无, 待定).
    Nothing,
    /// Something else.
    Unclear,
}

impl<T> Read<T> {
    /// The value, where there is one.
    pub(crate) fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }
}

/// Whether a normalised text is a word for nothing.
pub(crate) fn is_nothing(key: &str) -> bool {
    key.is_empty() || is_one_of(key, &WORDS.nothing)
}

/// A money cell; `unit` is the column's, a unit in the cell itself comes first.
pub(crate) fn amount(cell: &Cell, unit: MoneyUnit) -> Read<Fen> {
    match cell {
        Cell::Number(number) => Fen::from_number(*number, unit).map_or(Read::Unclear, Read::Value),
        Cell::Text(text) => amount_text(&key(text), unit),
        _ => Read::Unclear,
    }
}

fn amount_text(key: &str, unit: MoneyUnit) -> Read<Fen> {
    if is_nothing(key) {
        return Read::Nothing;
    }
    let mut text = after_one_of(key, &WORDS.approximately).unwrap_or(key);
    let units = [
        (&WORDS.unit_hundred_million, MoneyUnit::HundredMillion),
        (&WORDS.unit_ten_thousand, MoneyUnit::TenThousand),
        (&WORDS.unit_yuan, MoneyUnit::Yuan),
    ];
    let named = units
        .into_iter()
        .flat_map(|(names, unit)| names.iter().map(move |name| (*name, unit)))
        .filter_map(|(name, unit)| Some((text.strip_suffix(name)?, unit)))
        .min_by_key(|(rest, _)| rest.len());
    let unit = match named {
        Some((rest, named)) => {
            text = rest;
            named
        }
        None => unit,
    };
    let Some(plain) = without_separators(text) else { return Read::Unclear };
    match Fen::parse(&plain, unit) {
        Some(fen) => Read::Value(fen),
        // 1.2E5 as text: rare, and exact enough through the shortest form of the number.
        None => match plain.parse::<f64>() {
            Ok(number) if plain.contains('e') => {
                Fen::from_number(number, unit).map_or(Read::Unclear, Read::Value)
            }
            _ => Read::Unclear,
        },
    }
}

/// Removes thousands separators; `None` where commas stand as no separator would.
fn without_separators(text: &str) -> Option<String> {
    let text = text.replace('\u{3001}', ",");
    if !text.contains([',', '\'']) {
        return Some(text);
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut groups = whole.split([',', '\'']);
    let first = groups.next()?;
    let first_fits =
        !first.trim_start_matches(['-', '+']).is_empty() && first.trim_start_matches(['-', '+']).len() <= 4;
    // Some count in ten thousands: 12,0000. Groups of three or of four, never mixed.
    let lengths: Vec<usize> = groups.map(str::len).collect();
    let even = lengths.iter().all(|length| *length == 3) || lengths.iter().all(|length| *length == 4);
    (first_fits && even && !fraction.contains(',')).then(|| text.replace([',', '\''], ""))
}

/// A plain number from a cell.
pub(crate) fn number(cell: &Cell) -> Read<f64> {
    match cell {
        Cell::Number(number) => Read::Value(*number),
        Cell::Text(text) => {
            let key = key(text);
            if is_nothing(&key) {
                return Read::Nothing;
            }
            without_separators(&key)
                .and_then(|text| text.parse().ok())
                .filter(|number: &f64| number.is_finite())
                .map_or(Read::Unclear, Read::Value)
        }
        _ => Read::Unclear,
    }
}

/// A rate as it stands; `true` where the cell itself says percent.
pub(crate) fn rate(cell: &Cell) -> Read<(f64, bool)> {
    if let Cell::Text(text) = cell {
        let key = key(text);
        if let Some(number) = key.strip_suffix('%') {
            return number.parse().map_or(Read::Unclear, |number| Read::Value((number, true)));
        }
    }
    match number(cell) {
        Read::Value(number) => Read::Value((number, false)),
        Read::Nothing => Read::Nothing,
        Read::Unclear => Read::Unclear,
    }
}

/// A count of things from 1 up.
pub(crate) fn count(cell: &Cell) -> Option<u32> {
    match cell {
        Cell::Number(number) if number.fract() == 0.0 && *number >= 0.0 && *number < 1e6 =>
        {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
            Some(*number as u32)
        }
        Cell::Text(text) => {
            let key = key(text);
            let digits = key.trim_end_matches(|c: char| !c.is_ascii_digit());
            let tail = key.get(digits.len()..).unwrap_or_default();
            (tail.is_empty() || is_one_of(tail, &WORDS.count_words)).then(|| digits.parse().ok()).flatten()
        }
        _ => None,
    }
}

/// The codes in one cell: those of the right shape, and the others with their fault. Words for nothing are no codes.
pub(crate) fn codes(text: &str) -> (Vec<ProjectCode>, Vec<(String, CodeFault)>) {
    let key = key(text).to_uppercase();
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    let separators = |c: char| matches!(c, ',' | ';' | '\u{3001}' | '/' | '|' | '(' | ')' | ' ' | '\u{3002}');
    // White space is gone from the key, so codes on lines of their own are told apart by the original lines.
    let lines =
        text.split(['\n', '\r', ' ', '\u{3000}', '\t']).map(|line| crate::normal::key(line).to_uppercase());
    let pieces: Vec<String> =
        if key.contains(separators) || text.contains(['\n', '\r', ' ', '\u{3000}', '\t']) {
            lines.flat_map(|line| line.split(separators).map(str::to_owned).collect::<Vec<_>>()).collect()
        } else {
            vec![key]
        };
    for piece in pieces.into_iter().filter(|piece| !is_nothing(&piece.to_lowercase())) {
        match piece.parse::<ProjectCode>() {
            Ok(code) if good.contains(&code) => {}
            Ok(code) => good.push(code),
            Err(fault) => match regrouped(&piece) {
                Some(code) => good.push(code),
                None => bad.push((piece, fault)),
            },
        }
    }
    (good, bad)
}

/// A code written without its hyphens.
fn regrouped(piece: &str) -> Option<ProjectCode> {
    let digits: String = piece.chars().filter(|c| *c != '-').collect();
    if digits.len() != 20 || !digits.is_ascii() {
        return None;
    }
    let part = |range| digits.get(range);
    format!("{}-{}-{}-{}-{}", part(0..4)?, part(4..10)?, part(10..12)?, part(12..14)?, part(14..20)?)
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_in_every_dress() {
        let unit = MoneyUnit::TenThousand;
        let table = [
            ("120,000", Some("120000")),
            ("１２０，０００", Some("120000")),
            ("12,0000", Some("120000")),
            ("1,20,000", None),
            ("120.5亿元", Some("1205000")),
            ("52.2亿", Some("522000")),
            ("约3000万元", Some("3000")),
            ("500元", Some("0.05")),
            ("¥1,234.56", Some("1234.56")),
            ("-3", Some("-3")),
            ("1.2e5", Some("120000")),
            ("3.5万千瓦", None),
            ("详见附件", None),
        ];
        for (text, want) in table {
            let got = amount(&Cell::Text(text.into()), unit).value().map(|fen| fen.decimal(unit));
            assert_eq!(got.as_deref(), want, "{text}");
        }
        for nothing in ["", "/", "—", "——", "－", "无", "待定", "N/A", "办理中"] {
            assert_eq!(amount(&Cell::Text(nothing.into()), unit), Read::Nothing, "{nothing}");
        }
        assert_eq!(
            amount(&Cell::Number(12.410_000_000_000_002), MoneyUnit::HundredMillion),
            Read::Value(Fen(124_100_000_000))
        );
        assert_eq!(amount(&Cell::Bool(true), unit), Read::Unclear);
        assert_eq!(amount(&Cell::Number(f64::NAN), unit), Read::Unclear);
    }

    #[test]
    fn codes_are_found_several_to_a_cell() {
        let table: &[(&str, usize, usize)] = &[
            ("2402-370100-04-05-819649", 1, 0),
            ("2402-370100-04-05-819649、2403-370100-04-05-819650", 2, 0),
            ("2402-370100-04-05-819649\n2403-370100-04-05-819650", 2, 0),
            ("２４０２－３７０１００－０４－０５－８１９６４９", 1, 0),
            ("24023701000405819649", 1, 0),
            ("2402—370100—04—05—819649", 1, 0),
            ("/", 0, 0),
            ("办理中", 0, 0),
            ("2402-370100-04-05", 0, 1),
            ("QY20260101001", 0, 1),
            ("2402-370100-04-05-819649（一期） 2402-370100-04-05-819649", 1, 1),
        ];
        for (text, good, bad) in table {
            let (found, faulty) = codes(text);
            assert_eq!((found.len(), faulty.len()), (*good, *bad), "{text}: {found:?} {faulty:?}");
        }
    }
}
