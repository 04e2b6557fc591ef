//! Days and moments as addresses and forms write them. The city's civil day is that of China, UTC+8 all year.

use jiff::{
    SignedDuration, Timestamp,
    tz::{Offset, TimeZone},
};
use qinghuo_domain::Date;

fn city_zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

/// A day, written `2024-06-30` and no other way.
pub fn day(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

/// A day the city can be seen as of: of the years the book speaks of.
pub fn day_seen(text: &str) -> Option<Date> {
    day(text).filter(|day| (1990..=2100).contains(&day.year()))
}

/// A moment: RFC 3339, or a day, which stands for its end in the city.
pub fn moment(text: &str) -> Option<Timestamp> {
    day(text).and_then(end_of).or_else(|| text.parse().ok())
}

/// The first or the last moment of a day in the city.
pub fn bound_of(day: Date, is_end: bool) -> Option<Timestamp> {
    if is_end { end_of(day) } else { day.to_zoned_datetime(city_zone()).ok().map(|at| at.timestamp()) }
}

fn end_of(day: Date) -> Option<Timestamp> {
    let midnight = day.tomorrow().ok()?.to_zoned_datetime(city_zone()).ok()?;
    midnight.timestamp().checked_sub(SignedDuration::from_micros(1)).ok()
}

/// A moment as the city's wall clock shows it, to the minute.
pub fn wall_clock(at: Timestamp) -> String {
    at.to_zoned_datetime(city_zone()).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_stands_for_its_end_in_the_city() {
        assert_eq!(moment("2024-06-30").unwrap().to_string(), "2024-06-30T15:59:59.999999Z");
        assert_eq!(wall_clock(moment("2024-06-30").unwrap()), "2024-06-30 23:59");
        for (text, want) in [
            ("2024-06-30T10:00:00+08:00", true),
            ("2024-06-31", false),
            ("2024-6-30", false),
            ("20240630", false),
            ("2024-06-30 ", false),
            ("", false),
        ] {
            assert_eq!(moment(text).is_some(), want, "{text:?}");
        }
    }
}
