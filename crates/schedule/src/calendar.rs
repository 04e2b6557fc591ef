//! Which days are worked: weekends, days off and weekend days worked, by announced year (DOMAIN.md section 9).
//!
//! Adding working days and counting them are look-ups in two tables: how many working days there are up to a day, and which day is the n-th of them.
//! Who goes on reckoning from a day he was given keeps it as a [`Mark`], which holds its place in both.

use crate::{Day, DayKind, Span};
use jiff::civil::{Date, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// The days of one announced year that differ from an ordinary week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// Days off, weekends among them or not; the last days of the year before may belong to them.
    pub off: Vec<Date>,
    /// Weekend days worked.
    pub worked: Vec<Date>,
}

/// What is wrong with an announced year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The year is given twice.
    YearTwice {
        /// The year.
        year: i16,
    },
    /// The day lies outside of the year and the week before it.
    Elsewhere {
        /// The year.
        year: i16,
        /// The day.
        day: Date,
    },
    /// The day is given as off, or as worked, twice, or as both.
    DayTwice {
        /// The day.
        day: Date,
    },
    /// The day is given as worked, and is a weekday anyway.
    NotWeekend {
        /// The day.
        day: Date,
    },
}

/// A calendar of working days from 1990 to 2120. Years that were not announced count every weekday, and answers that reach them say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    announced: BTreeSet<i16>,
    /// Working days up to and including each day. Narrow numbers suffice for all the days there are, and more of them stay at hand.
    up_to: Box<[u16]>,
    /// The day of each working day, in order.
    working: Box<[u16]>,
}

impl Default for Calendar {
    /// Nothing announced: every weekday is worked.
    fn default() -> Self {
        Self::count(BTreeSet::new(), &BTreeMap::new())
    }
}

impl Calendar {
    /// The calendar of these announced years.
    ///
    /// # Errors
    /// Every fault of every year, in order.
    pub fn new(years: &[Year]) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut announced = BTreeSet::new();
        let mut exceptions = BTreeMap::new();
        for Year { year, off, worked } in years {
            if !announced.insert(*year) {
                faults.push(Fault::YearTwice { year: *year });
            }
            for (day, is_worked) in
                off.iter().map(|day| (*day, false)).chain(worked.iter().map(|day| (*day, true)))
            {
                let next_week =
                    day.checked_add(jiff::Span::new().days(7)).map_or(day.year(), |later| later.year());
                if day.year() != *year && next_week != *year {
                    faults.push(Fault::Elsewhere { year: *year, day });
                }
                if is_worked && !is_weekend(day) {
                    faults.push(Fault::NotWeekend { day });
                }
                if exceptions.insert(Day::of(day), is_worked).is_some() {
                    faults.push(Fault::DayTwice { day });
                }
            }
        }
        if faults.is_empty() { Ok(Self::count(announced, &exceptions)) } else { Err(faults) }
    }

    fn count(announced: BTreeSet<i16>, exceptions: &BTreeMap<Day, bool>) -> Self {
        let (mut up_to, mut working) = (Vec::new(), Vec::new());
        // 1990-01-01 was a Monday.
        for number in 0..=Day::LAST.0 as u16 {
            let is_worked = exceptions.get(&Day(number.into())).copied().unwrap_or(number % 7 < 5);
            if is_worked {
                working.push(number);
            }
            up_to.push(u16::try_from(working.len()).unwrap_or(u16::MAX));
        }
        Self { announced, up_to: up_to.into(), working: working.into() }
    }

    /// The announced years.
    pub fn announced(&self) -> impl Iterator<Item = i16> {
        self.announced.iter().copied()
    }

    /// Whether a day is worked.
    #[must_use]
    pub fn is_worked(&self, date: Date) -> bool {
        let mark = self.mark(Day::of(date));
        mark.workdays() > self.workdays_before(mark)
    }

    /// Whether an answer that reaches this day may still change: its year is not announced.
    #[must_use]
    pub fn is_provisional(&self, date: Date) -> bool {
        !self.announced.contains(&date.year())
    }

    /// The `count`-th working day after a date, or before it where negative; the date itself for 0, worked or not.
    #[must_use]
    pub fn add_workdays(&self, date: Date, count: i32) -> Date {
        self.later(Day::of(date), Span::working(count)).date()
    }

    /// The date itself where it is worked, else the first one after it that is.
    #[must_use]
    pub fn worked_from(&self, date: Date) -> Date {
        if self.is_worked(date) { date } else { self.add_workdays(date, 1) }
    }

    /// Working days from the day after `from` to `to`, both counted; negative the other way round.
    #[must_use]
    pub fn workdays_between(&self, from: Date, to: Date) -> i32 {
        self.workdays(Day::of(from), Day::of(to))
    }

    /// The same of day numbers.
    #[must_use]
    pub fn workdays(&self, from: Day, to: Day) -> i32 {
        self.mark(from).workdays_until(self.mark(to))
    }

    /// The day a span later: the n-th day of its kind after, or before where negative; the day itself for no days.
    #[must_use]
    pub fn later(&self, day: Day, span: Span) -> Day {
        self.mark_later(self.mark(day), span).day()
    }

    /// The latest day from which a span later is not after `end`: the inverse of [`Self::later`] for the backward pass.
    #[must_use]
    pub fn latest_before(&self, end: Day, span: Span) -> Day {
        self.latest_mark_before(self.mark(end), span).day()
    }

    /// The earliest day from which a span later is not before `end`.
    #[must_use]
    pub fn earliest_reaching(&self, end: Day, span: Span) -> Day {
        self.earliest_mark_reaching(self.mark(end), span).day()
    }

    /// The mark of a day.
    #[inline]
    pub(crate) fn mark(&self, day: Day) -> Mark {
        let count = usize::try_from(day.0).ok().and_then(|place| self.up_to.get(place));
        Mark::new(count.copied().unwrap_or_default(), day.0 as u16)
    }

    /// [`Self::later`], of marks.
    #[inline]
    pub(crate) fn mark_later(&self, mark: Mark, span: Span) -> Mark {
        match (span.kind, span.count) {
            (_, 0) => mark,
            (DayKind::Natural, count) => self.mark(mark.day().plus(count)),
            (DayKind::Working, count) if count > 0 => self.nth(mark.workdays() + count - 1),
            (DayKind::Working, count) => self.nth(self.workdays_before(mark) + count),
        }
    }

    /// [`Self::latest_before`], of marks.
    #[inline]
    pub(crate) fn latest_mark_before(&self, end: Mark, span: Span) -> Mark {
        match (span.kind, span.count) {
            (_, 0) => end,
            (DayKind::Natural, count) => self.mark(end.day().plus(-count)),
            // Every day before the next working day still leaves this one for the last.
            (DayKind::Working, count) if count > 0 => self.nth(end.workdays() - count).day_before(),
            (DayKind::Working, count) => self.nth(end.workdays() - 1 - count),
        }
    }

    /// [`Self::earliest_reaching`], of marks.
    pub(crate) fn earliest_mark_reaching(&self, end: Mark, span: Span) -> Mark {
        match (span.kind, span.count) {
            (_, 0) => end,
            (DayKind::Natural, count) => self.mark(end.day().plus(-count)),
            (DayKind::Working, count) if count > 0 => self.nth(self.workdays_before(end) - count),
            // The first day by which so many working days are over.
            (DayKind::Working, count) => {
                self.mark(self.nth(self.workdays_before(end) - count - 1).day().plus(1))
            }
        }
    }

    /// The working day of this place in the order of all; the first or last where there is none.
    #[inline]
    fn nth(&self, place: i32) -> Mark {
        let place = usize::try_from(place).unwrap_or(0);
        match self.working.get(place) {
            Some(number) => Mark::new(place as u16 + 1, *number),
            None => Mark::new(self.working.len() as u16, self.working.last().copied().unwrap_or(u16::MAX)),
        }
    }

    /// Working days before a day, itself not counted.
    fn workdays_before(&self, mark: Mark) -> i32 {
        if mark.day() == Day::FIRST { 0 } else { self.mark(mark.day().plus(-1)).workdays() }
    }
}

/// A day of a calendar with the working days up to and including it, in one number that sorts as the day does: the days a working span leads to are one
/// look-up away, and the working days between two of them none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark(u32);

impl Mark {
    /// Before and after every day there is.
    pub(crate) const FIRST: Self = Self(0);
    pub(crate) const LAST: Self = Self::new(u16::MAX, Day::LAST.0 as u16);

    const fn new(workdays: u16, day: u16) -> Self {
        Self((workdays as u32) << 16 | day as u32)
    }

    pub(crate) fn day(self) -> Day {
        Day(i32::from(self.0 as u16))
    }

    fn workdays(self) -> i32 {
        (self.0 >> 16) as i32
    }

    /// Working days from the day after this one to the other, both counted; negative the other way round.
    pub(crate) fn workdays_until(self, other: Self) -> i32 {
        other.workdays() - self.workdays()
    }

    /// The day before a working day.
    fn day_before(self) -> Self {
        if self.day() == Day::FIRST { self } else { Self(self.0 - Self::new(1, 1).0) }
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}
