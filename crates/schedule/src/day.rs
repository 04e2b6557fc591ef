//! Civil days as numbers, so that counting them is subtraction.

use jiff::{Span, civil::Date};
use std::sync::LazyLock;

/// The date of each number: a look-up takes a third of the time of reckoning it.
static DATES: LazyLock<Box<[Date]>> =
    LazyLock::new(|| Day::ORIGIN.series(Span::new().days(1)).take(Day::LAST.0 as usize + 1).collect());

/// The civil days calendars know, as numbers from the first of them. Dates outside are taken for the nearest day inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub(crate) i32);

impl Day {
    /// 1990-01-01.
    pub const FIRST: Self = Self(0);
    /// 2120-12-31.
    pub const LAST: Self = Self(47_846);

    const ORIGIN: Date = Date::constant(1990, 1, 1);

    /// The number of a date.
    #[must_use]
    pub fn of(date: Date) -> Self {
        let year = i32::from(date.year());
        let leap_days = |years: i32| years / 4 - years / 100 + years / 400;
        let first = (year - 1990) * 365 + leap_days(year - 1) - leap_days(1989);
        Self(first + i32::from(date.day_of_year()) - 1).inside()
    }

    /// The date of the number.
    #[must_use]
    pub fn date(self) -> Date {
        DATES.get(self.inside().0 as usize).copied().unwrap_or(Self::ORIGIN)
    }

    /// So many natural days later; earlier where negative.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days)).inside()
    }

    /// Natural days from `self` to `other`.
    #[must_use]
    pub const fn until(self, other: Self) -> i32 {
        other.0 - self.0
    }

    fn inside(self) -> Self {
        self.clamp(Self::FIRST, Self::LAST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_one_another_as_dates_do() {
        let mut date = Day::ORIGIN;
        for number in Day::FIRST.0..=Day::LAST.0 {
            assert_eq!((Day::of(date), Day(number).date()), (Day(number), date));
            date = date.tomorrow().unwrap();
        }
    }

    #[test]
    fn numbers_and_dates_agree_and_stay_inside() {
        assert_eq!(Day::of(Date::constant(1990, 1, 1)), Day::FIRST);
        assert_eq!(Day::of(Date::constant(2120, 12, 31)), Day::LAST);
        for text in ["1990-01-01", "2000-02-29", "2024-12-31", "2120-12-31"] {
            let date: Date = text.parse().unwrap();
            assert_eq!(Day::of(date).date(), date);
            assert_eq!(Day::of(date).plus(1).plus(-1).date(), date.min(Date::constant(2120, 12, 30)));
        }
        assert_eq!(Day::of(Date::constant(1950, 1, 1)), Day::FIRST);
        assert_eq!(Day::of(Date::MIN), Day::FIRST);
        assert_eq!(Day::of(Date::MAX), Day::LAST);
        assert_eq!(Day::LAST.plus(i32::MAX), Day::LAST);
    }
}
