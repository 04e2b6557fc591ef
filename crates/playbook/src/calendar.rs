//! `calendar.toml`: the days off and the weekend days worked of each announced year, as the State Council gave notice of them (DOMAIN.md section 9).

use crate::{
    diagnostic::Fault,
    reader::{Item, Table},
};
use qinghuo_domain::time::Date;
use qinghuo_schedule::{Calendar, Fault as DayFault, Year};

/// Longest stretch of days off, in days: the longest there was is ten.
const LONGEST_HOLIDAY: i32 = 31;

/// A day with the place it is written at.
struct Written<'a> {
    day: Date,
    item: Item<'a>,
}

/// Reads `calendar.toml`.
pub(crate) fn read<'a>(table: &mut Table<'a>) -> Option<Calendar> {
    let mut written: Vec<Written<'a>> = Vec::new();
    let mut numbers: Vec<(i16, Item<'a>)> = Vec::new();
    let rows = table.list("years")?;
    let read: Vec<Option<Year>> = rows.into_iter().map(|row| year(row, &mut written, &mut numbers)).collect();
    let years = read.into_iter().collect::<Option<Vec<_>>>()?;
    match Calendar::new(&years) {
        Ok(calendar) => Some(calendar),
        Err(faults) => {
            for fault in faults {
                report(fault, &written, &numbers);
            }
            None
        }
    }
}

fn year<'a>(
    row: Item<'a>,
    written: &mut Vec<Written<'a>>,
    numbers: &mut Vec<(i16, Item<'a>)>,
) -> Option<Year> {
    row.table(|table| {
        let year = table.must("year").and_then(|item| {
            let year = item.integer(1990..=2120)?;
            numbers.push((year, item));
            Some(year)
        });
        let off = table
            .list("off")
            .map(|items| items.into_iter().map(|item| days(item, written)).collect::<Vec<_>>());
        let worked = table
            .list("worked")
            .map(|items| items.into_iter().map(|item| days(item, written)).collect::<Vec<_>>());
        let flat =
            |days: Vec<Option<Vec<Date>>>| Some(days.into_iter().collect::<Option<Vec<_>>>()?.concat());
        Some(Year { year: year?, off: flat(off?)?, worked: flat(worked?)? })
    })
}

/// A day, or a stretch of days written as its first and last.
fn days<'a>(item: Item<'a>, written: &mut Vec<Written<'a>>) -> Option<Vec<Date>> {
    let days = if item.is_list() {
        let ends = item.list()?;
        let [from, to] = ends.as_slice() else {
            item.report(Fault::WrongCount { kind: "ends", expected: 2, found: ends.len() });
            return None;
        };
        let (from, to) = (from.date()?, to.date()?);
        if to <= from || from.until(to).is_ok_and(|span| span.get_days() > LONGEST_HOLIDAY) {
            item.report(Fault::OutOfOrder { first: "from", second: "to" });
            return None;
        }
        from.series(jiff::Span::new().days(1)).take_while(|day| *day <= to).collect()
    } else {
        vec![item.date()?]
    };
    written.extend(days.iter().map(|day| Written { day: *day, item }));
    Some(days)
}

/// Reports a fault at the last place its day or year is written.
fn report(fault: DayFault, written: &[Written<'_>], numbers: &[(i16, Item<'_>)]) {
    let places: Vec<Item<'_>> = match fault {
        DayFault::YearTwice { year } => {
            numbers.iter().filter(|(number, _)| *number == year).map(|(_, item)| *item).collect()
        }
        DayFault::DayTwice { day } | DayFault::Elsewhere { day, .. } | DayFault::NotWeekend { day } => {
            written.iter().filter(|written| written.day == day).map(|written| written.item).collect()
        }
    };
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return };
    last.report(match fault {
        DayFault::YearTwice { .. } => Fault::Repeated { kind: "year", first_line: first.line() },
        DayFault::DayTwice { .. } => Fault::Repeated { kind: "day", first_line: first.line() },
        DayFault::Elsewhere { .. } => Fault::DayElsewhere {},
        DayFault::NotWeekend { .. } => Fault::DayNotWeekend {},
    });
}
