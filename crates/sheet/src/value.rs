//! Amounts, rates, counts and codes as ledgers write them, read exactly or not at all.

use crate::{
    caption::{Unit, unit_of},
    grid::Cell,
    normal::key,
    words::{WORDS, after_one_of, before_one_of, is_one_of},
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
    // (1,200): below zero, as accountants write it.
    if let Some(inner) = key.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))
        && inner.starts_with(|c: char| c.is_ascii_digit())
    {
        return match amount_text(inner, unit) {
            Read::Value(fen) => Read::Value(Fen(-fen.0)),
            other => other,
        };
    }
    if let Some((figure, remark)) = with_remark(key) {
        return match unit_of(remark) {
            Some(Unit::Money(said)) => amount_text(figure, said),
            Some(Unit::Foreign) => Read::Unclear,
            _ => amount_text(figure, unit),
        };
    }
    let text = after_one_of(key, &WORDS.approximately).unwrap_or(key);
    let text = before_one_of(text, &WORDS.or_so).unwrap_or(text);
    let odd = WORDS.odd.iter().find_map(|word| text.split_once(word));
    let plain = odd.map(|(figure, unit)| format!("{figure}{unit}"));
    let mut text = plain.as_deref().unwrap_or(text);
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

/// `1.2亿元(其中政府投资0.5亿元)`: a figure, and what is said of it in brackets behind.
fn with_remark(key: &str) -> Option<(&str, &str)> {
    let (figure, remark) = key.strip_suffix(')')?.split_once('(')?;
    figure.contains(|c: char| c.is_ascii_digit()).then_some((figure, remark))
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
    let (found, rest) = codes_within(&key);
    // Words around whole codes (项目代码:…, …(一期)) say which they are and are no codes themselves.
    if !found.is_empty() && !rest.contains(|c: char| c.is_ascii_alphanumeric()) {
        return (found, Vec::new());
    }
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

/// The shape of a code: how many digits stand between its hyphens.
const CODE_SHAPE: [usize; 5] = [4, 6, 2, 2, 6];

/// The codes that stand anywhere in a text without white space, whatever line breaks or spaces cut them, and what stands around them.
fn codes_within(key: &str) -> (Vec<ProjectCode>, String) {
    let (mut found, mut around) = (Vec::new(), String::new());
    let mut rest = key;
    while let Some(first) = rest.chars().next() {
        let inside = around.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
        let code =
            shaped(rest).filter(|_| !inside).and_then(|end| Some((rest.get(..end)?.parse().ok()?, end)));
        let length = match code {
            Some((code, end)) => {
                if !found.contains(&code) {
                    found.push(code);
                }
                end
            }
            None => {
                around.push(first);
                first.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    (found, around)
}

/// Where the code at the beginning of a text ends; digits behind it must be those of another one.
fn shaped(text: &str) -> Option<usize> {
    let mut at = 0;
    for (index, digits) in CODE_SHAPE.into_iter().enumerate() {
        if index > 0 {
            at += usize::from(text.get(at..)?.starts_with('-'));
            if !text.get(..at)?.ends_with('-') {
                return None;
            }
        }
        let group = text.get(at..at + digits)?;
        if !group.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        at += digits;
    }
    let behind = text.get(at..)?;
    let goes_on = behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
    (!goes_on || shaped(behind).is_some()).then_some(at)
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
            ("(1,200)", Some("-1200")),
            ("（120万元）", Some("-120")),
            ("1.2亿元（其中政府投资0.5亿元）", Some("12000")),
            ("350（亿元）", Some("3500000")),
            ("350（万美元）", None),
            ("5亿元左右", Some("50000")),
            ("800余万元", Some("800")),
            ("500万美元", None),
            ("3000-5000", None),
            ("5亿元以上", None),
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
            ("2402-370100-04-05-819649（一期） 2402-370100-04-05-819649", 1, 0),
            ("一期：2402-370100-04-05-819649；二期：2403-370100-04-05-819650", 2, 0),
            ("项目代码：2402-370100-04-05-819649", 1, 0),
            ("2402 - 370100 - 04 - 05 - 819649", 1, 0),
            ("2402-370100-04-05-\n819649", 1, 0),
            ("2402-370100-04-05-8196491", 0, 1),
            ("2402-370100-04-05-819649、QY20260101001", 1, 1),
        ];
        for (text, good, bad) in table {
            let (found, faulty) = codes(text);
            assert_eq!((found.len(), faulty.len()), (*good, *bad), "{text}: {found:?} {faulty:?}");
        }
    }
}
