//! The months a made-up city was dispatched in, counted from the first.

use qinghuo_domain::{Date, YearMonth};

/// How many months there are.
pub(crate) const MONTHS: i32 = 24;

/// The months up to the one before today.
#[derive(Clone, Copy)]
pub(crate) struct Span {
    today: Date,
}

impl Span {
    pub(crate) const fn before(today: Date) -> Self {
        Self { today }
    }

    pub(crate) const fn today(self) -> Date {
        self.today
    }

    /// Months since the beginning of the calendar.
    fn absolute(self, month: i32) -> i32 {
        i32::from(self.today.year()) * 12 + i32::from(self.today.month()) - 1 - MONTHS + month
    }

    /// The year a month lies in; months before and after the span have one too.
    pub(crate) fn year(self, month: i32) -> i16 {
        self.absolute(month).div_euclid(12) as i16
    }

    /// Where in its year a month lies, from 0.
    pub(crate) fn place(self, month: i32) -> i32 {
        self.absolute(month).rem_euclid(12)
    }

    /// The calendar month.
    pub(crate) fn month(self, month: i32) -> YearMonth {
        YearMonth::new(self.year(month), self.place(month) as i8 + 1).unwrap_or(YearMonth::FIRST)
    }

    /// A day of a month.
    pub(crate) fn day(self, month: i32, day: i64) -> Date {
        let first = self.month(month).first_day();
        Date::new(first.year(), first.month(), day.clamp(1, 28) as i8).unwrap_or(first)
    }

    /// The day a month's figures came in: the fifth of the next, but not after today.
    pub(crate) fn filed_on(self, month: i32) -> Date {
        self.day(month + 1, 5).min(self.today)
    }

    /// The day figures of a month are put right.
    pub(crate) fn refiles_on(self, month: i32) -> Date {
        self.day(month + 1, 12)
    }

    /// The day figures of a month were put right, if that is over.
    pub(crate) fn refiled_on(self, month: i32) -> Option<Date> {
        Some(self.refiles_on(month)).filter(|day| *day <= self.today && month < MONTHS - 1)
    }

    /// The day the next month's figures came in; after the last month one that lies ahead.
    pub(crate) fn next_filed_on(self, month: i32) -> Date {
        if month + 1 < MONTHS { self.filed_on(month + 1) } else { self.day(month + 2, 5) }
    }
}
