//! The axis of time that bars are drawn on: a window of whole months, places on it as shares of its width, ticks, and the windows beside it.

use crate::query::{BadParameter, said};
use qinghuo_domain::{Date, YearMonth};

/// The shortest window, in months.
const SHORTEST: i32 = 3;
/// The longest.
const LONGEST: i32 = 480;

/// A window of whole months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    from: i32,
    to: i32,
}

/// A line of the axis with what stands at it.
#[derive(Debug, PartialEq, Eq)]
pub struct Tick {
    /// Its place, in percent.
    pub x: String,
    /// The year, or the number of the month.
    pub label: String,
    /// Whether a year begins here.
    pub is_year: bool,
}

impl Axis {
    /// Reads `from` and `to` (months, both within the window); three years around that of the dispatch where nothing is said.
    pub fn read(pairs: &[(String, String)], dispatched: YearMonth) -> (Self, Vec<BadParameter>) {
        let mut bad = Vec::new();
        let mut month = |wanted: &str| {
            let (name, value) = said(pairs).find(|(name, _)| *name == wanted)?;
            let month = value.parse::<YearMonth>().ok();
            if month.is_none() {
                bad.push(BadParameter { name: name.to_owned(), value: value.to_owned(), fault: "month" });
            }
            month.map(number)
        };
        let year = i32::from(dispatched.year()) * 12;
        let (from, to) = (month("from").unwrap_or(year - 12), month("to").unwrap_or(year + 23));
        (Self::of(from, to), bad)
    }

    /// A window within its bounds.
    fn of(from: i32, to: i32) -> Self {
        let length = (to - from + 1).clamp(SHORTEST, LONGEST);
        Self { from, to: from + length - 1 }
    }

    /// The window that holds two days.
    pub fn around(first: Date, last: Date) -> Self {
        Self::of(number(YearMonth::of(first)), number(YearMonth::of(last)))
    }

    const fn length(self) -> i32 {
        self.to - self.from + 1
    }

    /// Half as long, or twice, around the same middle.
    pub fn zoomed(self, is_in: bool) -> Self {
        let length = (if is_in { self.length() / 2 } else { self.length() * 2 }).clamp(SHORTEST, LONGEST);
        let from = self.from + (self.length() - length) / 2;
        Self::of(from, from + length - 1)
    }

    /// Moved by half its length.
    pub fn moved(self, is_later: bool) -> Self {
        let step = (self.length() / 2).max(1) * if is_later { 1 } else { -1 };
        Self::of(self.from + step, self.to + step)
    }

    /// As an address writes it.
    pub fn address(self) -> String {
        match (month(self.from), month(self.to)) {
            (Some(from), Some(to)) => format!("from={from}&to={to}"),
            _ => String::new(),
        }
    }

    /// Its first day, and the day after its last, counted from 1970.
    pub fn days(self) -> (i64, i64) {
        let first = month(self.from).map_or(0, |month| day_number(month.first_day()));
        let last = month(self.to).map_or(0, |month| day_number(month.last_day()));
        (first, last + 1)
    }

    /// A day's place in hundredths of a percent of the width; it may lie outside.
    pub fn place(self, day: Date) -> i64 {
        let (first, end) = self.days();
        (day_number(day) - first) * 10_000 / (end - first).max(1)
    }

    /// Whether a day lies within the window.
    pub fn holds(self, day: Date) -> bool {
        (0..10_000).contains(&self.place(day))
    }

    /// A stretch as its left edge and its width in percent, as much of it as lies within the window.
    pub fn stretch(self, from: Date, to: Date) -> Option<(String, String)> {
        let (left, right) = (self.place(from).max(0), self.place(to).min(10_000));
        (right > left || (right == left && self.holds(from)))
            .then(|| (percent(left), percent((right - left).max(10))))
    }

    /// Its ticks: every month, quarter, year or five years, whatever leaves room for the words.
    pub fn ticks(self) -> Vec<Tick> {
        let step = match self.length() {
            ..=24 => 1,
            25..=84 => 3,
            85..=240 => 12,
            _ => 60,
        };
        let at = (self.from..=self.to).filter(|number| number.rem_euclid(step) == 0).filter_map(month);
        let tick = |month: YearMonth| {
            let is_year = month.month() == 1;
            let label = if is_year { month.year().to_string() } else { month.month().to_string() };
            Tick { x: percent(self.place(month.first_day())), label, is_year }
        };
        at.map(tick).collect()
    }
}

/// Hundredths of a percent as SVG writes a share.
pub fn percent(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / 100, (hundredths % 100).abs())
}

/// Days since 1970.
pub fn day_number(day: Date) -> i64 {
    const EPOCH: Date = Date::constant(1970, 1, 1);
    EPOCH.until(day).map_or(0, |span| i64::from(span.get_days()))
}

/// Months since the year 0.
fn number(month: YearMonth) -> i32 {
    i32::from(month.year()) * 12 + i32::from(month.month()) - 1
}

fn month(number: i32) -> Option<YearMonth> {
    let year = i16::try_from(number.div_euclid(12)).ok()?;
    YearMonth::new(year, i8::try_from(number.rem_euclid(12) + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(address: &str) -> Axis {
        let pairs: Vec<(String, String)> = address
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let (axis, bad) = Axis::read(&pairs, "2024-10".parse().unwrap());
        assert_eq!(bad, [], "{address}");
        axis
    }

    #[test]
    fn windows_are_addressed_zoomed_and_moved() {
        for (asked, shown) in [
            ("", "from=2023-01&to=2025-12"),
            ("from=2024-01&to=2024-12", "from=2024-01&to=2024-12"),
            ("from=2024-05&to=2024-01", "from=2024-05&to=2024-07"),
            ("from=1950-01&to=2024-12", "from=1950-01&to=1989-12"),
        ] {
            assert_eq!(axis(asked).address(), shown);
        }
        let year = axis("from=2024-01&to=2024-12");
        assert_eq!(year.zoomed(true).address(), "from=2024-04&to=2024-09");
        assert_eq!(year.zoomed(false).address(), "from=2023-07&to=2025-06");
        assert_eq!(year.moved(true).address(), "from=2024-07&to=2025-06");
        assert_eq!(year.moved(false).address(), "from=2023-07&to=2024-06");
    }

    #[test]
    fn days_have_their_place_and_stretches_end_at_the_window() {
        let year = axis("from=2023-01&to=2023-12");
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(year.place(day("2023-01-01")), 0);
        assert_eq!(year.place(day("2023-03-15")), 2000);
        assert!(year.holds(day("2023-12-31")) && !year.holds(day("2024-01-01")));
        let stretch = |from, to| year.stretch(day(from), day(to));
        assert_eq!(stretch("2022-01-01", "2023-03-15"), Some(("0.00%".into(), "20.00%".into())));
        assert_eq!(stretch("2023-03-15", "2026-01-01"), Some(("20.00%".into(), "80.00%".into())));
        assert_eq!(stretch("2023-03-15", "2023-03-15"), Some(("20.00%".into(), "0.10%".into())));
        assert_eq!(stretch("2021-01-01", "2022-01-01"), None);
        assert_eq!(year.ticks().len(), 12);
        assert_eq!(axis("from=2020-01&to=2024-12").ticks().len(), 20);
        assert_eq!(axis("from=2010-01&to=2024-12").ticks().len(), 15);
        assert_eq!(axis("from=2000-01&to=2024-12").ticks().len(), 5);
    }
}
