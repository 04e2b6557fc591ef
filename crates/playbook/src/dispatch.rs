//! `dispatch.toml`: by when the month's figures are due, and the rhythm around them (DOMAIN.md section 5.4). Days are natural days; moving a due
//! day that is no working day belongs to whoever owns the calendar.

use crate::{
    phases::key_once,
    provenance::{Name, SourceRef},
    reader::{Item, Once, Table},
    year::Sources,
};
use qinghuo_domain::{
    step::Discipline,
    time::{Date, YearMonth},
};

/// What `dispatch.toml` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DispatchCalendar {
    /// What users are told about where the calendar is from.
    pub note: Name,
    /// The day of the following month on which a month's figures are due.
    pub due_day: i8,
    /// How many days before the due day those who have not reported are reminded.
    pub remind_days_before: u8,
    /// Where the due day is from.
    pub source: SourceRef,
    /// The discipline of promised dates.
    pub discipline: Discipline,
    /// Where it is from.
    pub discipline_source: SourceRef,
    /// What else happens regularly.
    pub events: Vec<Event>,
}

impl DispatchCalendar {
    /// The day on which the figures of `month` are due; `None` at the edge of the calendar.
    #[must_use]
    pub fn figures_due(&self, month: YearMonth) -> Option<Date> {
        let following = match month.month() {
            12 => YearMonth::new(month.year() + 1, 1),
            other => YearMonth::new(month.year(), other + 1),
        }?;
        Date::new(following.year(), following.month(), self.due_day).ok()
    }
}

/// Something that happens regularly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its key.
    pub key: Box<str>,
    /// Its name.
    pub name: Name,
    /// How often.
    pub every: Every,
    /// The day: of the week from Monday (1 to 7), of the month, or of the quarter's first month (1 to 28).
    pub day: i8,
    /// Where it is from.
    pub source: SourceRef,
}

/// How often something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// Weekly.
    Week,
    /// Monthly.
    Month,
    /// Quarterly.
    Quarter,
}

impl Every {
    const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }

    const fn last_day(self) -> i64 {
        match self {
            Self::Week => 7,
            Self::Month | Self::Quarter => 28,
        }
    }
}

/// Reads `dispatch.toml`.
pub(crate) fn read<'a>(table: &mut Table<'a>, sources: Option<&Sources<'a>>) -> Option<DispatchCalendar> {
    let note = table.must("note").and_then(|item| item.name());
    let figures = table.must("figures").and_then(|item| {
        item.table(|table| {
            let due_day = table.must("due_day").and_then(|item| item.integer(1..=28));
            let remind = table.must("remind_days_before").and_then(|item| item.integer(0..=27));
            let source = Sources::of(sources, table);
            Some((due_day?, remind?, source?))
        })
    });
    let promises = table.must("promises").and_then(|item| {
        item.table(|table| {
            let frozen_days = table.must("frozen_days").and_then(|item| item.integer(0..=365));
            let percent = table.must("government_percent").and_then(|item| item.integer(0..=1000));
            let silent_days = table.must("silent_days").and_then(|item| item.integer(1..=365));
            let late_entry_days = table.must("late_entry_days").and_then(|item| item.integer(0..=30));
            let source = Sources::of(sources, table);
            let discipline = Discipline {
                frozen_days: frozen_days?,
                government_percent: percent?,
                silent_days: silent_days?,
                late_entry_days: late_entry_days?,
            };
            Some((discipline, source?))
        })
    });
    let mut keys = Once::new("event");
    let events: Vec<Option<Event>> =
        table.list("events")?.into_iter().map(|item| event(item, &mut keys, sources)).collect();
    let (due_day, remind_days_before, source) = figures?;
    let (discipline, discipline_source) = promises?;
    let events = events.into_iter().collect::<Option<_>>()?;
    Some(DispatchCalendar {
        note: note?,
        due_day,
        remind_days_before,
        source,
        discipline,
        discipline_source,
        events,
    })
}

fn event<'a>(item: Item<'a>, keys: &mut Once<'a>, sources: Option<&Sources<'a>>) -> Option<Event> {
    item.table(|table| {
        let key = key_once(table, keys);
        let name = table.must("name").and_then(|item| item.name());
        let every = table.must("every").and_then(|item| item.choice("every", &Every::ALL, Every::key));
        let day = table.must("day").and_then(|item| item.integer(1..=every.map_or(28, Every::last_day)));
        let source = Sources::of(sources, table);
        Some(Event { key: key?, name: name?, every: every?, day: day?, source: source? })
    })
}
