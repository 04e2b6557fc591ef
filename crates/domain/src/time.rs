//! Civil dates at the three precisions ledgers use, and the two axes of time: what was true when, and what was known when.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

pub use jiff::civil::Date;

/// Natural days from one day to another; negative where the other is the earlier.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// Position of a fact in the city's total order, counted from 1. `0` is "before the first fact".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// Later than every fact: "all that is known".
    pub const LATEST: Self = Self(u64::MAX);
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The point every view looks from: what was true on `as_of`, as far as it was known at `known`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The last civil day whose changes count (`effective_on <= as_of`).
    pub as_of: Date,
    /// The last fact that counts.
    pub known: Seq,
}

impl Moment {
    /// What is known now to be true on `as_of`.
    #[must_use]
    pub const fn on(as_of: Date) -> Self {
        Self { as_of, known: Seq::LATEST }
    }
}

/// A calendar month, written `2024-06`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearMonth {
    year: i16,
    month: i8,
}

impl YearMonth {
    /// The first month there is.
    pub const FIRST: Self = Self { year: 1900, month: 1 };

    /// `None` unless `month` is 1 to 12 and `year` 1900 to 2200.
    #[must_use]
    pub const fn new(year: i16, month: i8) -> Option<Self> {
        if year >= 1900 && year <= 2200 && month >= 1 && month <= 12 {
            Some(Self { year, month })
        } else {
            None
        }
    }

    /// The month `date` lies in.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self { year: date.year(), month: date.month() }
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> i8 {
        self.month
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month, 1).unwrap_or(Date::MIN)
    }

    /// Its last day: the day a month's dispatch figure speaks of.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// The month after, `None` at the edge of the calendar.
    #[must_use]
    pub const fn after(self) -> Option<Self> {
        if self.month == 12 { Self::new(self.year + 1, 1) } else { Self::new(self.year, self.month + 1) }
    }

    /// The month before, `None` at the edge of the calendar.
    #[must_use]
    pub const fn before(self) -> Option<Self> {
        if self.month == 1 { Self::new(self.year - 1, 12) } else { Self::new(self.year, self.month - 1) }
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for YearMonth {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        match text.parse() {
            Ok(PartialDate::Month(month)) => Ok(month),
            _ => Err(NotADate),
        }
    }
}

/// A date as precisely as somebody wrote it: `2024`, `2024-06` or `2024-06-30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartialDate {
    /// Only the year is known.
    Year(i16),
    /// Year and month are known.
    Month(YearMonth),
    /// The day is known.
    Day(Date),
}

impl PartialDate {
    /// The first day it may mean.
    #[must_use]
    pub fn earliest(self) -> Date {
        match self {
            Self::Year(year) => Date::new(year, 1, 1).unwrap_or(Date::MIN),
            Self::Month(month) => month.first_day(),
            Self::Day(day) => day,
        }
    }

    /// The last day it may mean.
    #[must_use]
    pub fn latest(self) -> Date {
        match self {
            Self::Year(year) => Date::new(year, 12, 31).unwrap_or(Date::MAX),
            Self::Month(month) => month.last_day(),
            Self::Day(day) => day,
        }
    }
}

/// The text is not a date of the expected shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date")]
pub struct NotADate;

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(month) => month.fmt(f),
            Self::Day(day) => day.fmt(f),
        }
    }
}

impl FromStr for PartialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let number = |part: &str, width: usize| {
            (part.len() == width && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<i16>().ok())
                .flatten()
                .ok_or(NotADate)
        };
        let mut parts = text.split('-');
        let year = number(parts.next().unwrap_or_default(), 4)?;
        let month = match parts.next() {
            None => return YearMonth::new(year, 1).map(|_| Self::Year(year)).ok_or(NotADate),
            Some(month) => i8::try_from(number(month, 2)?).map_err(|_| NotADate)?,
        };
        let within = YearMonth::new(year, month).ok_or(NotADate)?;
        match (parts.next(), parts.next()) {
            (None, _) => Ok(Self::Month(within)),
            (Some(day), None) => {
                let day = i8::try_from(number(day, 2)?).map_err(|_| NotADate)?;
                Date::new(year, month, day).map(Self::Day).map_err(|_| NotADate)
            }
            _ => Err(NotADate),
        }
    }
}

/// From when to when a project is built (建设起止年限); either end may be unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// When building starts.
    pub start: Option<PartialDate>,
    /// When it is to be complete.
    pub end: Option<PartialDate>,
}

impl Period {
    /// Whether the end lies before the start.
    #[must_use]
    pub fn is_reversed(&self) -> bool {
        matches!((self.start, self.end), (Some(start), Some(end)) if end.latest() < start.earliest())
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(start) = self.start {
            start.fmt(f)?;
        }
        f.write_str("/")?;
        if let Some(end) = self.end {
            end.fmt(f)?;
        }
        Ok(())
    }
}

impl FromStr for Period {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let (start, end) = text.split_once('/').ok_or(NotADate)?;
        let side = |side: &str| if side.is_empty() { Ok(None) } else { side.parse().map(Some) };
        Ok(Self { start: side(start)?, end: side(end)? })
    }
}

/// Dates travel as text: readable in the ledger, and the same in every format.
macro_rules! serde_as_text {
    ($($kind:ty),*) => {$(
        impl Serialize for $kind {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Text;
                impl serde::de::Visitor<'_> for Text {
                    type Value = $kind;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a date as text")
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$kind, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                from.deserialize_str(Text)
            }
        }
    )*};
}
serde_as_text!(YearMonth, PartialDate);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_at_their_own_precision() {
        let table: &[(&str, Option<&str>)] = &[
            ("2024", Some("2024-01-01..2024-12-31")),
            ("2024-02", Some("2024-02-01..2024-02-29")),
            ("2024-06-30", Some("2024-06-30..2024-06-30")),
            ("2024-13", None),
            ("2024-6", None),
            ("2024-02-30", None),
            ("202", None),
            ("2024-06-30-1", None),
            ("+024", None),
        ];
        for (text, want) in table {
            let got = text.parse::<PartialDate>().ok().map(|d| format!("{}..{}", d.earliest(), d.latest()));
            assert_eq!(got.as_deref(), *want, "{text:?}");
            if let Ok(date) = text.parse::<PartialDate>() {
                assert_eq!(date.to_string(), *text);
            }
        }
    }

    #[test]
    fn periods_may_be_open_and_know_when_they_are_reversed() {
        for (text, reversed) in [
            ("2024/2025", false),
            ("2024-05/2024", false),
            ("2025/2024", true),
            ("/2024", false),
            ("2024/", false),
        ] {
            let period: Period = text.parse().unwrap();
            assert_eq!(period.is_reversed(), reversed, "{text}");
            assert_eq!(period.to_string(), text);
        }
    }
}
