//! Moments as the rows hold them, and the city's civil day.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// Milliseconds since 1970, as stored.
pub fn stored(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// A stored time. What lies outside of all calendars, in a damaged row, becomes the end of time it is nearer to.
pub fn told(stored: i64) -> Timestamp {
    Timestamp::from_millisecond(stored).unwrap_or(if stored < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// `at` moved by a duration, to the ends of time at most.
pub fn after(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(at)
}

/// `at` moved back by a duration, to the ends of time at most.
pub fn before(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_sub(by).unwrap_or(at)
}

/// China has one time all year.
const CITY: Offset = Offset::constant(8);

/// The civil day of a moment.
pub fn day(at: Timestamp) -> Date {
    CITY.to_datetime(at).date()
}

/// The first moment of a civil day.
pub fn start_of(day: Date) -> Timestamp {
    CITY.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX)
}

/// The first moment after a civil day.
pub fn end_of(day: Date) -> Timestamp {
    day.tomorrow().map_or(Timestamp::MAX, start_of)
}
