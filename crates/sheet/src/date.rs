//! Dates and periods as ledgers write them (DOMAIN.md section 4.3, failure mode 12): `2023-2025`, `2023年6月至2025年2月`, `2021.5-2025.2`,
//! Excel serial numbers, half-years and quarters. What is not clear is said to be unclear, never guessed.

use crate::{
    grid::Cell,
    normal::key,
    value::is_nothing,
    words::{WORDS, after_one_of, before_one_of, is_one_of},
};
use qinghuo_domain::time::{Date, PartialDate, Period, YearMonth};

/// What a period or date cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// From when to when. A single date stands as both where it is a year.
    Period(Period),
    /// A single date.
    Date(PartialDate),
    /// A length of time, not a period.
    Duration,
    /// Nothing, or a word for nothing.
    Nothing,
    /// Something else, or a number that may be read in two ways.
    Unclear,
}

/// Excel's serial numbers of 1982 to 2064: no other number in a date column is that large.
const SERIALS: std::ops::RangeInclusive<f64> = 30_000.0..=60_000.0;

/// Reads a date or period cell.
pub(crate) fn when(cell: &Cell) -> When {
    match cell {
        Cell::Date(date) => When::Date(PartialDate::Day(*date)),
        Cell::Number(number) => when_number(*number),
        Cell::Text(text) => when_text(&key(text)),
        _ => When::Unclear,
    }
}

fn when_number(number: f64) -> When {
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the ranges")]
    if number.fract() == 0.0 && (1990.0..=2100.0).contains(&number) {
        When::Date(PartialDate::Year(number as i16))
    } else if number.fract() == 0.0 && (199_001.0..=210_012.0).contains(&number) {
        let number = number as i32;
        month(number / 100, number % 100).map_or(When::Unclear, |month| When::Date(PartialDate::Month(month)))
    } else if number.fract() == 0.0 && (19_900_101.0..=21_001_231.0).contains(&number) {
        let number = number as i32;
        day(number / 10_000, number / 100 % 100, number % 100)
            .map_or(When::Unclear, |day| When::Date(PartialDate::Day(day)))
    } else if SERIALS.contains(&number) {
        let days = number.floor() as i32;
        let epoch = jiff::civil::date(1899, 12, 30);
        epoch
            .checked_add(jiff::Span::new().days(days))
            .map_or(When::Unclear, |day| When::Date(PartialDate::Day(day)))
    } else if (1990.0..=2100.0).contains(&number) {
        // 2023.6 is June; 2023.1 may have been 2023.10 before the spreadsheet took it for a number.
        let hundredths = ((number - number.floor()) * 100.0).round() as i32;
        let year = number.floor() as i32;
        match hundredths {
            20 | 30 | 40 | 50 | 60 | 70 | 80 | 90 => month(year, hundredths / 10),
            1..=9 | 11 | 12 => month(year, hundredths),
            _ => None,
        }
        .map_or(When::Unclear, |month| When::Date(PartialDate::Month(month)))
    } else {
        When::Unclear
    }
}

fn month(year: i32, month: i32) -> Option<YearMonth> {
    YearMonth::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?)
}

fn day(year: i32, in_year: i32, in_month: i32) -> Option<Date> {
    let month = month(year, in_year)?;
    Date::new(month.year(), month.month(), i8::try_from(in_month).ok()?).ok()
}

fn when_text(text: &str) -> When {
    if is_nothing(text) {
        return When::Nothing;
    }
    if let Ok(number) = text.parse::<f64>()
        && !text.contains('.')
    {
        return when_number(number);
    }
    if is_duration(text) {
        return When::Duration;
    }
    // 2023.6-2025.6(24个月): what stands in brackets explains what stands before.
    if let Some((before, _)) = text.strip_suffix(')').and_then(|inner| inner.split_once('('))
        && !before.is_empty()
    {
        return when_text(before);
    }
    if let Some(whole) = short_years(text) {
        return when_text(&whole);
    }
    let text = after_one_of(text, &WORDS.expected).unwrap_or(text);
    let Some((first, rest)) = date(text) else { return When::Unclear };
    let begun = after_one_of(rest, &WORDS.begins);
    let rest = begun.unwrap_or(rest);
    let only = |start, end| When::Period(Period { start, end });
    if rest.is_empty() {
        return match begun {
            Some(_) => only(Some(first.start), None),
            None if first.start != first.end => only(Some(first.start), Some(first.end)),
            None => When::Date(first.start),
        };
    }
    if is_one_of(rest, &WORDS.onwards) {
        return only(Some(first.start), None);
    }
    if is_one_of(rest, &WORDS.ends) {
        return only(None, Some(first.end));
    }
    // 2023年启动,2025年建成: with the word for the beginning, a comma joins as well as a dash.
    let joint = after_one_of(rest, &WORDS.ranges).or_else(|| begun.and(rest.strip_prefix([',', ';'])));
    let Some(rest) = joint else { return When::Unclear };
    let rest = rest.trim_start_matches(['-', '~']);
    if rest.is_empty() || is_one_of(rest, &WORDS.ongoing) {
        return When::Period(Period { start: Some(first.start), end: None });
    }
    let second = date(rest).or_else(|| short_second(&first, rest));
    match second.map(|(second, rest)| (second, after_one_of(rest, &WORDS.ends).unwrap_or(rest))) {
        Some((second, "")) => When::Period(Period { start: Some(first.start), end: Some(second.end) }),
        _ => When::Unclear,
    }
}

/// `24.6-25.12` with its years written out. A single `24.6` may be anything.
fn short_years(text: &str) -> Option<String> {
    let whole = |part: &str| {
        let (year, month) = part.split_once('.')?;
        let (year, behind) = digits(year, 2)?;
        let fits = behind.is_empty() && (10..=60).contains(&year);
        (fits && (1..=12).contains(&month.parse::<u8>().ok()?)).then(|| format!("20{part}"))
    };
    let (first, second) = text.split_once(['-', '~'])?;
    Some(format!("{}-{}", whole(first)?, whole(second)?))
}

/// `2024年3-12月`, `2023-25年`: the second date leaves out what it shares with the first.
fn short_second<'a>(first: &Read, rest: &'a str) -> Option<(Read, &'a str)> {
    let (number, after) = digits(rest, 2)?;
    match (first.start, first.month_was_last) {
        (PartialDate::Month(start), true) => {
            let end = PartialDate::Month(month(i32::from(start.year()), number)?);
            Some((Read { start: end, end, month_was_last: true }, month_tail(after)))
        }
        (PartialDate::Year(year), _) if number >= 10 => {
            let end = PartialDate::Year(year / 100 * 100 + i16::try_from(number).ok()?);
            let after = after_one_of(after, &WORDS.year_word).unwrap_or(after);
            (end.earliest().year() >= year)
                .then_some((Read { start: end, end, month_was_last: false }, after))
        }
        _ => None,
    }
}

/// One date read: what it means as the start and as the end of a period (上半年 starts in January and ends in June).
#[derive(Clone, Copy, Debug)]
struct Read {
    start: PartialDate,
    end: PartialDate,
    month_was_last: bool,
}

fn exactly(date: PartialDate) -> Read {
    Read { start: date, end: date, month_was_last: false }
}

/// A date at the beginning of a text, and what follows it.
fn date(text: &str) -> Option<(Read, &str)> {
    let (year, rest) = digits(text, 4).filter(|(year, _)| (1990..=2100).contains(year)).or_else(|| {
        let (year, rest) = digits(text, 2).filter(|(year, _)| (10..=60).contains(year))?;
        after_one_of(rest, &WORDS.year_word).map(|_| (2000 + year, rest))
    })?;
    let only_year = exactly(PartialDate::Year(i16::try_from(year).ok()?));
    // 202405
    if let Some((number, after)) = digits(rest, 2)
        && let Some(within) = month(year, number)
    {
        return Some((Read { month_was_last: true, ..exactly(PartialDate::Month(within)) }, after));
    }
    let after_word = after_one_of(rest, &WORDS.year_word);
    if let Some(after) = after_word {
        let after = after_one_of(after, &WORDS.year_tail).unwrap_or(after);
        if let Some(read) = part_of_year(year, after) {
            return Some(read);
        }
        if let Some(after) =
            after_one_of(after, &WORDS.year_end).or_else(|| after_one_of(after, &WORDS.year_begin))
        {
            return Some((only_year, after));
        }
        if let Some(after) = after_one_of(after, &WORDS.end_of) {
            return Some((only_year, after));
        }
    }
    let separated = after_word.or_else(|| rest.strip_prefix(['.', '/', '-']));
    let Some(after) = separated else { return Some((only_year, rest)) };
    let month_follows = digits(after, 2)
        .or_else(|| digits(after, 1))
        .filter(|(_, tail)| !tail.starts_with(|c: char| c.is_ascii_digit()));
    let Some((within, tail)) = month_follows.and_then(|(number, tail)| Some((month(year, number)?, tail)))
    else {
        return Some((only_year, after_word.unwrap_or(rest)));
    };
    // 2023-12年: a shortened year, not a month.
    if after_one_of(tail, &WORDS.year_word).is_some() {
        return Some((only_year, after_word.unwrap_or(rest)));
    }
    let of_month = Read { month_was_last: true, ..exactly(PartialDate::Month(within)) };
    let tail_word = after_one_of(tail, &WORDS.month_word);
    let day_separated = tail_word.or_else(|| tail.strip_prefix(['.', '/', '-']));
    let day_follows = day_separated
        .and_then(|after| digits(after, 2).or_else(|| digits(after, 1)))
        .filter(|(_, rest)| !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.'))
        .filter(|(_, rest)| after_one_of(rest, &WORDS.month_word).is_none())
        .and_then(|(number, rest)| Some((day(year, i32::from(within.month()), number)?, rest)));
    match day_follows {
        Some((day, rest)) => {
            let rest = after_one_of(rest, &WORDS.day_word).unwrap_or(rest);
            Some((exactly(PartialDate::Day(day)), rest))
        }
        None => Some((of_month, month_tail(tail))),
    }
}

/// 月, 月份, 月底, or nothing.
fn month_tail(text: &str) -> &str {
    let Some(rest) = after_one_of(text, &WORDS.month_word) else { return text };
    after_one_of(rest, &WORDS.month_tail).or_else(|| after_one_of(rest, &WORDS.end_of)).unwrap_or(rest)
}

fn part_of_year(year: i32, text: &str) -> Option<(Read, &str)> {
    let parts = [
        (&WORDS.first_half, 1, 6),
        (&WORDS.second_half, 7, 12),
        (&WORDS.quarter_1, 1, 3),
        (&WORDS.quarter_2, 4, 6),
        (&WORDS.quarter_3, 7, 9),
        (&WORDS.quarter_4, 10, 12),
    ];
    parts.into_iter().find_map(|(names, first, last)| {
        let after = after_one_of(text, names)?;
        let (start, end) = (PartialDate::Month(month(year, first)?), PartialDate::Month(month(year, last)?));
        Some((Read { start, end, month_was_last: false }, after))
    })
}

/// Exactly so many digits at the beginning, and the rest.
fn digits(text: &str, count: usize) -> Option<(i32, &str)> {
    let head = text.get(..count)?;
    (head.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| Some((head.parse().ok()?, text.get(count..)?)))?
}

fn is_duration(text: &str) -> bool {
    let units = [&WORDS.duration_months, &WORDS.duration_years, &WORDS.duration_days];
    let number = units.into_iter().find_map(|names| before_one_of(text, names));
    number.is_some_and(|number| {
        let plain = number.trim_start_matches(|c: char| !c.is_ascii_digit());
        !plain.is_empty() && plain.len() <= 4 && plain.parse::<f64>().is_ok_and(|length| length < 1990.0)
            || crate::caption::chinese_number(number).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_periods_are_read_as_written() {
        let table = "
            2023-2025                | 2023/2025
            2023年至2025年           | 2023/2025
            2023—2025年              | 2023/2025
            2023~2025                | 2023/2025
            2024.9-2027.10           | 2024-09/2027-10
            2023.6-2025.2            | 2023-06/2025-02
            2021年10月-2023年12月    | 2021-10/2023-12
            2021年10月至2023年12月底 | 2021-10/2023-12
            2024年3-12月             | 2024-03/2024-12
            2023-25年                | 2023/2025
            2024/3-2025/6            | 2024-03/2025-06
            202403-202506            | 2024-03/2025-06
            2024-03-2025-06          | 2024-03/2025-06
            2024.3.15-2025.6.30      | 2024-03-15/2025-06-30
            2024年3月15日至今        | 2024-03-15/
            2023年-                  | 2023/
            2024年上半年-2025年底    | 2024-01/2025
            2024年一季度至2025年三季度 | 2024-01/2025-09
            ２０２３－２０２５       | 2023/2025
            2024年10月               | 2024-10
            2024年                   | 2024
            2024                     | 2024
            2024-12                  | 2024-12
            2024.1                   | 2024-01
            2024.10                  | 2024-10
            2024-03-15               | 2024-03-15
            2024年3月15日            | 2024-03-15
            45597                    | 2024-11-01
            24个月                   | duration
            2年                      | duration
            730天                    | duration
            2023.6-2025.6（24个月）  | 2023-06/2025-06
            24.6-25.12               | 2024-06/2025-12
            24.6                     | unclear
            2024年开工               | 2024/
            2026年底前               | /2026
            2025年12月前竣工         | /2025-12
            2024年下半年             | 2024-07/2024-12
            计划2024年6月开工        | 2024-06/
            2023年起                 | 2023/
            2023年启动，2025年建成   | 2023/2025
            2024年3月开工，2025年12月竣工 | 2024-03/2025-12
            2024年3月,2025年4月      | unclear
            两年左右                 | unclear
            待定                     | nothing
            /                        | nothing
            尽快                     | unclear
            2024年3月、2025年4月、2026年 | unclear
        ";
        for (text, want) in table.lines().filter_map(|line| line.split_once('|')) {
            let got = match when(&Cell::Text(text.trim().into())) {
                When::Period(period) => period.to_string(),
                When::Date(date) => date.to_string(),
                When::Duration => "duration".into(),
                When::Nothing => "nothing".into(),
                When::Unclear => "unclear".into(),
            };
            assert_eq!(got, want.trim(), "{}", text.trim());
        }
    }

    #[test]
    fn numbers_are_dates_where_they_can_only_mean_one() {
        let table = [
            (2024.0, Some("2024")),
            (2023.6, Some("2023-06")),
            (2023.12, Some("2023-12")),
            (2023.1, None),
            (45597.0, Some("2024-11-01")),
            (45597.6, Some("2024-11-01")),
            (202_406.0, Some("2024-06")),
            (20_240_615.0, Some("2024-06-15")),
            (20_240_635.0, None),
            (12.0, None),
            (f64::NAN, None),
        ];
        for (number, want) in table {
            let got = match when(&Cell::Number(number)) {
                When::Date(date) => Some(date.to_string()),
                _ => None,
            };
            assert_eq!(got.as_deref(), want, "{number}");
        }
    }
}
