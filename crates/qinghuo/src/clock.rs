//! The one clock of the program. The city's civil day is that of China, UTC+8 all year, whatever the machine's time zone says.

use jiff::{Timestamp, civil::Date, tz::Offset};

/// The city's time.
const CITY: Offset = Offset::constant(8);

/// What time it is, from the system or held still for a replay.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A moment given on the command line.
    Held(Timestamp),
}

impl Clock {
    /// Now.
    pub fn now(self) -> Timestamp {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the edge that owns the clock")]
            Self::System => Timestamp::now(),
            Self::Held(at) => at,
        }
    }

    /// Today, in the city.
    pub fn today(self) -> Date {
        day_of(self.now())
    }
}

/// The city's civil day of a moment.
pub fn day_of(at: Timestamp) -> Date {
    CITY.to_datetime(at).date()
}

/// A moment as the city's wall clock shows it, to the minute.
pub fn wall_clock(at: Timestamp) -> String {
    CITY.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// An hour of a day in the city.
pub fn hour_of(day: Date, hour: i8) -> Option<Timestamp> {
    CITY.to_timestamp(day.at(hour, 0, 0, 0)).ok()
}

/// The last moment of a day in the city, to the microsecond in which facts are recorded.
pub fn end_of(day: Date) -> Option<Timestamp> {
    CITY.to_timestamp(day.at(23, 59, 59, 999_999_000)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_the_city_begins_and_ends_eight_hours_early() {
        let day: Date = "2024-06-30".parse().unwrap();
        let end = end_of(day).unwrap();
        assert_eq!(end.to_string(), "2024-06-30T15:59:59.999999Z");
        assert_eq!(day_of(end), day);
        let next: Timestamp = "2024-06-30T16:00:00Z".parse().unwrap();
        assert_eq!(day_of(next).to_string(), "2024-07-01");
        assert_eq!(wall_clock(next), "2024-07-01 00:00");
    }
}
