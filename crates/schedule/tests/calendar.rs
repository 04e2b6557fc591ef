//! Calendars against naive counting.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use jiff::{
    Span as Days,
    civil::{Date, Weekday},
};
use proptest::prelude::*;
use qinghuo_schedule::{Calendar, Day, Fault, Span, Year};
use std::sync::LazyLock;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn days(texts: &[&str]) -> Vec<Date> {
    texts
        .iter()
        .flat_map(|text| match text.split_once("..") {
            None => vec![day(text)],
            Some((from, to)) => {
                let (from, to) = (day(from), day(to));
                from.series(Days::new().days(1)).take_while(|date| *date <= to).collect()
            }
        })
        .collect()
}

/// 2024 and 2025 as the State Council announced them.
fn years() -> Vec<Year> {
    vec![
        Year {
            year: 2024,
            off: days(&[
                "2024-01-01",
                "2024-02-10..2024-02-17",
                "2024-04-04..2024-04-06",
                "2024-05-01..2024-05-05",
                "2024-06-10",
                "2024-09-15..2024-09-17",
                "2024-10-01..2024-10-07",
            ]),
            worked: days(&[
                "2024-02-04",
                "2024-02-18",
                "2024-04-07",
                "2024-04-28",
                "2024-05-11",
                "2024-09-14",
                "2024-09-29",
                "2024-10-12",
            ]),
        },
        Year {
            year: 2025,
            off: days(&[
                "2025-01-01",
                "2025-01-28..2025-02-04",
                "2025-04-04..2025-04-06",
                "2025-05-01..2025-05-05",
                "2025-05-31..2025-06-02",
                "2025-10-01..2025-10-08",
            ]),
            worked: days(&["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"]),
        },
    ]
}

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::new(&years()).unwrap());

fn is_worked(date: Date) -> bool {
    let years = years();
    if years.iter().any(|year| year.worked.contains(&date)) {
        return true;
    }
    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    !weekend && !years.iter().any(|year| year.off.contains(&date))
}

/// Adding by walking from day to day.
fn walk(mut date: Date, count: i32) -> Date {
    let mut left = count.abs();
    while left > 0 {
        date = if count > 0 { date.tomorrow().unwrap() } else { date.yesterday().unwrap() };
        if is_worked(date) {
            left -= 1;
        }
    }
    date
}

#[test]
fn every_day_of_the_announced_years_is_what_the_notices_say() {
    let mut counts = [0, 0];
    let mut date = day("2024-01-01");
    while date < day("2026-01-01") {
        assert_eq!(CALENDAR.is_worked(date), is_worked(date), "{date}");
        counts[usize::from(date.year() == 2025)] += i32::from(CALENDAR.is_worked(date));
        date = date.tomorrow().unwrap();
    }
    assert_eq!(counts, [251, 248], "the counts of DOMAIN.md section 9");
    assert!(!CALENDAR.is_provisional(day("2025-12-31")));
    assert!(CALENDAR.is_provisional(day("2026-01-01")));
}

#[test]
fn known_sums() {
    for (from, count, to) in [
        ("2024-02-09", 3, "2024-02-20"),
        ("2024-02-09", 1, "2024-02-18"),
        ("2024-09-30", 1, "2024-10-08"),
        ("2024-10-08", -1, "2024-09-30"),
        ("2024-10-05", 0, "2024-10-05"),
        ("2024-10-05", -1, "2024-09-30"),
        ("2024-10-05", 1, "2024-10-08"),
        ("2023-10-02", 1, "2023-10-03"), // not announced here: every weekday counts
    ] {
        assert_eq!(CALENDAR.add_workdays(day(from), count), day(to), "{from} + {count}");
    }
}

#[test]
fn every_fault_comes_at_once() {
    let wrong = [
        Year {
            year: 2024,
            off: days(&["2024-01-01", "2024-01-01", "2022-05-01"]),
            worked: days(&["2024-01-03", "2024-02-04"]),
        },
        Year { year: 2024, off: days(&["2024-02-04", "2023-12-30"]), worked: Vec::new() },
    ];
    let faults = Calendar::new(&wrong).unwrap_err();
    assert_eq!(
        faults,
        [
            Fault::DayTwice { day: day("2024-01-01") },
            Fault::Elsewhere { year: 2024, day: day("2022-05-01") },
            Fault::NotWeekend { day: day("2024-01-03") },
            Fault::YearTwice { year: 2024 },
            Fault::DayTwice { day: day("2024-02-04") },
        ]
    );
}

fn some_day() -> impl Strategy<Value = Date> {
    (0i32..1000).prop_map(|n| day("2023-09-01").checked_add(Days::new().days(n)).unwrap())
}

proptest! {
    #[test]
    fn adding_is_walking(date in some_day(), count in -60i32..60) {
        prop_assert_eq!(CALENDAR.add_workdays(date, count), walk(date, count));
    }

    #[test]
    fn counting_undoes_adding(date in some_day(), count in 0i32..200) {
        let later = CALENDAR.add_workdays(date, count);
        prop_assert_eq!(CALENDAR.workdays_between(date, later), count);
        prop_assert_eq!(CALENDAR.workdays_between(later, date), -count);
    }

    #[test]
    fn the_latest_and_earliest_days_are_just_that(date in some_day(), count in -40i32..40, working: bool) {
        let span = if working { Span::working(count) } else { Span::natural(count) };
        let end = Day::of(date);
        let latest = CALENDAR.latest_before(end, span);
        prop_assert!(CALENDAR.later(latest, span) <= end);
        prop_assert!(CALENDAR.later(latest.plus(1), span) > end);
        let earliest = CALENDAR.earliest_reaching(end, span);
        prop_assert!(CALENDAR.later(earliest, span) >= end);
        prop_assert!(CALENDAR.later(earliest.plus(-1), span) < end);
    }
}
