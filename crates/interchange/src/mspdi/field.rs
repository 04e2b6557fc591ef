//! How MSPDI spells links, constraints, durations and moments.

use crate::plan::{Constraint, Lag, Work};
use jiff::civil::DateTime;
use qinghuo_schedule::LinkKind;

/// The code of each kind of link.
const LINKS: [(&str, LinkKind); 4] = [
    ("0", LinkKind::FinishFinish),
    ("1", LinkKind::FinishStart),
    ("2", LinkKind::StartFinish),
    ("3", LinkKind::StartStart),
];

pub(super) fn link(code: &str) -> Option<LinkKind> {
    LINKS.iter().find(|(known, _)| *known == code).map(|(_, kind)| *kind)
}

pub(super) fn link_code(kind: LinkKind) -> &'static str {
    LINKS.iter().find(|(_, known)| *known == kind).map_or("1", |(code, _)| code)
}

/// The constraint of a code and a date. `Err` where the code is none, or asks for a date and there is none.
pub(super) fn constraint(code: &str, date: Option<DateTime>) -> Result<Option<Constraint>, ()> {
    match code {
        "0" | "" => return Ok(None),
        "1" => return Ok(Some(Constraint::AsLateAsPossible)),
        _ => {}
    }
    let date = date.ok_or(())?;
    Ok(Some(match code {
        "2" => Constraint::MustStart(date),
        "3" => Constraint::MustFinish(date),
        "4" => Constraint::StartNoEarlier(date),
        "5" => Constraint::StartNoLater(date),
        "6" => Constraint::FinishNoEarlier(date),
        "7" => Constraint::FinishNoLater(date),
        _ => return Err(()),
    }))
}

pub(super) fn constraint_code(constraint: Option<Constraint>) -> (&'static str, Option<DateTime>) {
    match constraint {
        None => ("0", None),
        Some(Constraint::AsLateAsPossible) => ("1", None),
        Some(Constraint::MustStart(date)) => ("2", Some(date)),
        Some(Constraint::MustFinish(date)) => ("3", Some(date)),
        Some(Constraint::StartNoEarlier(date)) => ("4", Some(date)),
        Some(Constraint::StartNoLater(date)) => ("5", Some(date)),
        Some(Constraint::FinishNoEarlier(date)) => ("6", Some(date)),
        Some(Constraint::FinishNoLater(date)) => ("7", Some(date)),
    }
}

/// How much more the code of an estimated duration is.
const ESTIMATED: i64 = 32;

/// What the format of a duration or lag says: 3 to 12 are minutes to months, each first worked, then elapsed; 19 and 20 percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) is_elapsed: bool,
    pub(super) is_estimated: bool,
    is_percent: bool,
}

pub(super) fn format(code: i64) -> Format {
    let is_estimated = code >= 3 + ESTIMATED;
    let code = if is_estimated { code - ESTIMATED } else { code };
    Format {
        is_elapsed: matches!(code, 4 | 6 | 8 | 10 | 12 | 20),
        is_estimated,
        is_percent: matches!(code, 19 | 20),
    }
}

/// A lag of tenths of minutes, or of percent, by its format.
pub(super) fn lag(amount: i64, code: i64) -> Lag {
    match format(code) {
        Format { is_percent: true, .. } => Lag::Percent(amount),
        Format { is_elapsed, .. } => Lag::Time(Work { minutes: amount / 10, is_elapsed }),
    }
}

/// The format written for days.
pub(super) fn days_code(is_elapsed: bool, is_estimated: bool) -> i64 {
    7 + i64::from(is_elapsed) + if is_estimated { ESTIMATED } else { 0 }
}

/// The format written for percent.
pub(super) const PERCENT: i64 = 19;

/// Minutes of a duration such as `PT16H30M0S` or `P2DT0H`; days are of 24 hours.
pub(super) fn duration(text: &str) -> Option<i64> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut rest = text.strip_prefix('P')?;
    let (mut minutes, mut in_time, mut seconds) = (0_i64, false, 0.0_f64);
    if rest.is_empty() {
        return None;
    }
    while let Some(first) = rest.chars().next() {
        if first == 'T' {
            (in_time, rest) = (true, rest.get(1..)?);
            continue;
        }
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let (number, unit) = (rest.get(..end)?, rest.get(end..=end)?);
        rest = rest.get(end + 1..)?;
        let whole = || number.parse::<i64>().ok();
        minutes = minutes.checked_add(match (unit, in_time) {
            ("D", false) => whole()?.checked_mul(1440)?,
            ("H", true) => whole()?.checked_mul(60)?,
            ("M", true) => whole()?,
            ("S", true) => {
                seconds += number.parse::<f64>().ok()?;
                0
            }
            _ => return None,
        })?;
    }
    minutes.checked_add(i64::from(seconds >= 30.0)).map(|minutes| sign * minutes)
}

pub(super) fn duration_text(minutes: i64) -> String {
    let sign = if minutes < 0 { "-" } else { "" };
    format!("{sign}PT{}H{}M0S", minutes.abs() / 60, minutes.abs() % 60)
}

/// A moment such as `2024-03-01T08:00:00`; a time zone after it is not looked at, moments being those of the place of the works.
pub(super) fn moment(text: &str) -> Option<DateTime> {
    text.get(..19).unwrap_or(text).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_to_the_minute() {
        let table = [
            ("PT8H0M0S", Some(480)),
            ("PT0H0M0S", Some(0)),
            ("PT12H30M0S", Some(750)),
            ("PT4H48M0S", Some(288)),
            ("PT0H0M45S", Some(1)),
            ("PT0H0M29.5S", Some(0)),
            ("P1DT2H", Some(1560)),
            ("-PT8H0M0S", Some(-480)),
            ("PT99999999999999999999H", None),
            ("PT9223372036854775807H", None),
            ("P", None),
            ("PT8", None),
            ("PTH", None),
            ("P1M", None),
            ("8 days", None),
            ("", None),
        ];
        for (text, minutes) in table {
            assert_eq!(duration(text), minutes, "{text}");
        }
    }

    #[test]
    fn lags_by_format() {
        let time = |minutes, is_elapsed| Lag::Time(Work { minutes, is_elapsed });
        let table = [
            (4800, 7, time(480, false)),
            (-4800, 7, time(-480, false)),
            (14_400, 8, time(1440, true)),
            (600, 5, time(60, false)),
            (600, 6, time(60, true)),
            (4800, 39, time(480, false)),
            (14_400, 40, time(1440, true)),
            (50, 19, Lag::Percent(50)),
            (50, 20, Lag::Percent(50)),
            (50, 51, Lag::Percent(50)),
        ];
        for (amount, code, want) in table {
            assert_eq!(lag(amount, code), want, "{amount} {code}");
        }
    }

    #[test]
    fn durations_written_in_days_are_read_as_what_they_are() {
        for (is_elapsed, is_estimated) in [(false, false), (true, false), (false, true), (true, true)] {
            let read = format(days_code(is_elapsed, is_estimated));
            assert_eq!(read, Format { is_elapsed, is_estimated, is_percent: false });
        }
        assert!(format(PERCENT).is_percent);
    }

    #[test]
    fn constraints_and_links_by_code_and_back() {
        let date = Some(DateTime::constant(2024, 3, 1, 8, 0, 0, 0));
        for code in ["0", "1", "2", "3", "4", "5", "6", "7"] {
            let read = constraint(code, date).unwrap();
            assert_eq!(constraint_code(read).0, code);
        }
        assert_eq!(constraint("4", None), Err(()));
        assert_eq!(constraint("9", date), Err(()));
        for code in ["0", "1", "2", "3"] {
            assert_eq!(link_code(link(code).unwrap()), code);
        }
        assert_eq!(link("4"), None);
    }

    #[test]
    fn moments_are_those_of_the_place() {
        let want = Some(DateTime::constant(2024, 3, 1, 8, 0, 0, 0));
        for text in ["2024-03-01T08:00:00", "2024-03-01T08:00:00+08:00", "2024-03-01T08:00:00Z"] {
            assert_eq!(moment(text), want, "{text}");
        }
        assert_eq!(moment("2024-13-01T08:00:00"), None);
        assert_eq!(moment("NA"), None);
    }
}
