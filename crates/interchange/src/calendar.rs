//! A calendar as schedule files have it: the hours of each day of the week, and days that differ.

use jiff::{
    ToSpan,
    civil::{Date, Time, Weekday},
};
use qinghuo_schedule::{Calendar, Day, Year};
use std::collections::BTreeMap;

/// Minutes of a working day where no hours are given.
pub const USUAL_MINUTES: u16 = 480;

/// A calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkCalendar {
    /// Its number in the file.
    pub uid: i64,
    /// Its name.
    pub name: Box<str>,
    /// Minutes worked on each day of the week, Monday first.
    pub week: [u16; 7],
    /// Days that differ, in the file's order; of two for the same day the later holds.
    pub exceptions: Vec<Exception>,
}

/// Days that differ from the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The first of them.
    pub from: Date,
    /// The last of them.
    pub to: Date,
    /// Minutes worked on each; none on days off.
    pub minutes: u16,
}

impl WorkCalendar {
    /// Five days of eight hours.
    #[must_use]
    pub fn usual(uid: i64) -> Self {
        const DAY: u16 = USUAL_MINUTES;
        Self { uid, name: Box::default(), week: [DAY, DAY, DAY, DAY, DAY, 0, 0], exceptions: Vec::new() }
    }

    /// The minutes of a working day: those of most days of its week.
    #[must_use]
    pub fn minutes_per_day(&self) -> Option<u16> {
        let worked = self.week.iter().copied().filter(|minutes| *minutes > 0);
        let most = worked.max_by_key(|minutes| self.week.iter().filter(|other| *other == minutes).count())?;
        Some(most)
    }

    /// Whether working days are of different length.
    #[must_use]
    pub fn is_uneven(&self) -> bool {
        let usual = self.minutes_per_day();
        let differs = |minutes: u16| minutes > 0 && Some(minutes) != usual;
        self.week.into_iter().any(differs) || self.exceptions.iter().any(|days| differs(days.minutes))
    }

    /// Whether every day is worked.
    #[must_use]
    pub fn is_every_day(&self) -> bool {
        self.week.iter().all(|minutes| *minutes > 0) && self.exceptions.iter().all(|days| days.minutes > 0)
    }

    /// The calendar of whole days it stands for; `None` where no day of the week is worked.
    #[must_use]
    pub fn days(&self) -> Option<Calendar> {
        self.minutes_per_day()?;
        let mut differing: BTreeMap<Date, bool> = BTreeMap::new();
        let is_usual = |date: Date| !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let is_worked = |date: Date| {
            let place = date.weekday().to_monday_zero_offset();
            usize::try_from(place).ok().and_then(|place| self.week.get(place)).is_some_and(|m| *m > 0)
        };
        let (first, last) = (Day::FIRST.date(), Day::LAST.date());
        if first.series(1.day()).take(7).any(|date| is_worked(date) != is_usual(date)) {
            let days = first.series(1.day()).take_while(|date| *date <= last);
            differing.extend(days.map(|date| (date, is_worked(date))));
        }
        for Exception { from, to, minutes } in &self.exceptions {
            let days = (*from).max(first).series(1.day()).take_while(|date| date <= to && *date <= last);
            differing.extend(days.map(|date| (date, *minutes > 0)));
        }
        let mut years: BTreeMap<i16, Year> = BTreeMap::new();
        for (date, worked) in differing.into_iter().filter(|(date, worked)| *worked != is_usual(*date)) {
            let year = date.year();
            let year = years.entry(year).or_insert(Year { year, off: Vec::new(), worked: Vec::new() });
            if worked { year.worked.push(date) } else { year.off.push(date) }
        }
        Calendar::new(&years.into_values().collect::<Vec<_>>()).ok()
    }

    /// The calendar of whole days as a file has it, its exceptions within two days given.
    #[must_use]
    pub fn of_days(uid: i64, name: &str, calendar: &Calendar, from: Date, to: Date) -> Self {
        let mut exceptions: Vec<Exception> = Vec::new();
        for date in from.series(1.day()).take_while(|date| *date <= to) {
            let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
            let is_worked = calendar.is_worked(date);
            if is_worked != is_weekend {
                continue;
            }
            let minutes = if is_worked { USUAL_MINUTES } else { 0 };
            match exceptions.last_mut() {
                Some(last) if last.minutes == minutes && last.to.tomorrow().ok() == Some(date) => {
                    last.to = date;
                }
                _ => exceptions.push(Exception { from: date, to: date, minutes }),
            }
        }
        Self { name: name.into(), exceptions, ..Self::usual(uid) }
    }
}

/// Minutes from one time of a day to another; midnight as the end is that of the day.
pub(crate) fn minutes_between(from: Time, to: Time) -> u16 {
    let minutes = |time: Time| i32::from(time.hour()) * 60 + i32::from(time.minute());
    let end = if minutes(to) == 0 { 1440 } else { minutes(to) };
    u16::try_from(end - minutes(from)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn weeks_and_days_that_differ_become_working_days() {
        let six = [480, 480, 480, 480, 480, 480, 0];
        let off = Exception { from: day("2024-02-10"), to: day("2024-02-17"), minutes: 0 };
        let worked = Exception { from: day("2024-02-18"), to: day("2024-02-18"), minutes: 240 };
        let calendar = WorkCalendar { week: six, exceptions: vec![off, worked], ..WorkCalendar::usual(1) };
        let days = calendar.days().unwrap();
        for (text, is_worked) in [
            ("2024-02-03", true),
            ("2024-02-04", false),
            ("2024-02-09", true),
            ("2024-02-10", false),
            ("2024-02-15", false),
            ("2024-02-17", false),
            ("2024-02-18", true),
            ("2024-02-24", true),
        ] {
            assert_eq!(days.is_worked(day(text)), is_worked, "{text}");
        }
        assert!(calendar.is_uneven() && !calendar.is_every_day());
        assert_eq!(calendar.minutes_per_day(), Some(480));
    }

    #[test]
    fn a_calendar_without_a_worked_day_is_none() {
        assert_eq!(WorkCalendar { week: [0; 7], ..WorkCalendar::usual(1) }.days(), None);
    }

    #[test]
    fn days_survive_being_written_as_exceptions() {
        let (from, to) = (day("2023-12-01"), day("2025-02-01"));
        let mut source = WorkCalendar::usual(1);
        source.exceptions.push(Exception { from: day("2024-10-01"), to: day("2024-10-07"), minutes: 0 });
        source.exceptions.push(Exception { from: day("2024-09-29"), to: day("2024-09-29"), minutes: 480 });
        let days = source.days().unwrap();
        let again = WorkCalendar::of_days(1, "", &days, from, to);
        // 5 and 6 October are a weekend: off without saying so.
        let stated: Vec<_> = again.exceptions.iter().map(|e| (e.from, e.to, e.minutes > 0)).collect();
        assert_eq!(
            stated,
            [
                (day("2024-09-29"), day("2024-09-29"), true),
                (day("2024-10-01"), day("2024-10-04"), false),
                (day("2024-10-07"), day("2024-10-07"), false),
            ]
        );
        let again = again.days().unwrap();
        assert!(
            from.series(1.day()).take_while(|d| *d <= to).all(|d| again.is_worked(d) == days.is_worked(d))
        );
    }
}
