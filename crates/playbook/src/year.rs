//! `year.toml`: which year, which city, under which theme, and the sources everything else refers to.

use crate::{
    diagnostic::Fault,
    nearest::nearest,
    phases::key_once,
    provenance::{Name, Provenance, Source, SourceRef},
    reader::{Item, Once, Table},
};
use qinghuo_domain::time::Date;
use std::sync::Arc;

/// What `year.toml` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Year {
    /// The playbook's id, e.g. `jinan-2024`.
    pub id: Box<str>,
    /// Its version, counted up with every change a city puts in force.
    pub version: u32,
    /// The programme year.
    pub year: i16,
    /// The first day it holds.
    pub from: Date,
    /// The last day it holds.
    pub until: Date,
    /// The id of the playbook of the year before, where one is at hand.
    pub before: Option<Box<str>>,
    /// What public sources say of the year.
    pub points: Vec<Point>,
    /// The city.
    pub city: City,
    /// The year's headline (总牵引).
    pub theme: Theme,
    /// The word shown beside anything of each provenance, in the order of [`Provenance::ALL`].
    pub marks: Vec<(Provenance, Name)>,
    /// All sources.
    pub sources: Vec<SourceRef>,
}

impl Year {
    /// Whether its rules are made for a day.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        (self.from..=self.until).contains(&day)
    }

    /// The playbook's stable name and version, e.g. `jinan-2024@1`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }
}

/// Something public sources say of a year (年度要点): what was set out, or what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its key: the same from year to year, so that years can be laid beside one another.
    pub key: Box<str>,
    /// What it is about.
    pub name: Name,
    /// What is said, and where; nothing where that is yet to be filled in.
    pub said: Option<(Name, SourceRef)>,
}

/// Whose playbook it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct City {
    /// Its name.
    pub name: Name,
    /// Its six-digit administrative code.
    pub code: Box<str>,
}

/// The year's headline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Its key, e.g. `deepening_2024`.
    pub key: Box<str>,
    /// Its name.
    pub name: Name,
    /// Where it is from.
    pub source: SourceRef,
}

/// The sources other files may refer to: all keys, also of rows that are otherwise faulty, so that one fault is not reported twice.
pub(crate) struct Sources<'a> {
    keys: Once<'a>,
    rows: Vec<SourceRef>,
}

impl<'a> Sources<'a> {
    fn read(table: &mut Table<'a>) -> Option<Self> {
        let mut sources = Self { keys: Once::new("source"), rows: Vec::new() };
        for item in table.list("sources")? {
            let row = item.table(|table| {
                let key = table.must("key");
                let name = table.must("name").and_then(|item| item.name());
                let provenance = table
                    .must("provenance")
                    .and_then(|item| item.choice("provenance", &Provenance::ALL, Provenance::key));
                let key = key.and_then(|item| item.text().inspect(|key| sources.keys.note(item, key)))?;
                Some(Source { key: key.into(), name: name?, provenance: provenance? })
            });
            sources.rows.extend(row.map(Arc::new));
        }
        Some(sources)
    }

    /// The source a table names under `source`. Without readable sources (`None`) nothing is said: that is reported where they are.
    pub(crate) fn of(sources: Option<&Self>, table: &mut Table<'_>) -> Option<SourceRef> {
        Self::under("source", sources, table)
    }

    /// The source a table names under `key`.
    pub(crate) fn under(
        key: &'static str,
        sources: Option<&Self>,
        table: &mut Table<'_>,
    ) -> Option<SourceRef> {
        let item = table.must(key)?;
        let key = item.text()?;
        let sources = sources?;
        let row = sources.rows.iter().find(|source| &*source.key == key);
        if row.is_none() && !sources.keys.contains(key) {
            let nearest = nearest(key, sources.keys.words());
            item.report(Fault::UnknownReference { kind: "source", nearest });
        }
        row.cloned()
    }
}

/// Reads `year.toml`: the sources for the other files, and the rest.
pub(crate) fn read<'a>(table: &mut Table<'a>) -> (Option<Sources<'a>>, Option<Year>) {
    let sources = Sources::read(table);
    let id = table.must("id").and_then(|item| item.key_with("-"));
    let version = table.must("version").and_then(|item| item.integer(1..=1_000_000));
    let year = table.must("year").and_then(|item| item.integer(1990..=2200));
    let valid = table.must("valid").and_then(|item| item.table(validity));
    let city = table.must("city").and_then(|item| item.table(city));
    let theme = table.must("theme").and_then(|item| {
        item.table(|table| {
            let key = table.must("key").and_then(|item| item.key());
            let name = table.must("name").and_then(|item| item.name());
            let source = Sources::of(sources.as_ref(), table);
            Some(Theme { key: key?.into(), name: name?, source: source? })
        })
    });
    let marks = table.must("marks").and_then(|item| item.table(marks));
    let before = table.may("before").map(|item| item.key_with("-"));
    let points = match table.may("points") {
        None => Some(Vec::new()),
        Some(item) => item.list().and_then(|items| points(&items, sources.as_ref())),
    };
    let assemble = || {
        let (from, until) = valid?;
        Some(Year {
            id: id?.into(),
            version: version?,
            year: year?,
            from,
            until,
            before: match before {
                None => None,
                Some(id) => Some(id?.into()),
            },
            points: points?,
            city: city?,
            theme: theme?,
            marks: marks?,
            sources: sources.as_ref()?.rows.clone(),
        })
    };
    let read = assemble();
    (sources, read)
}

fn points<'a>(items: &[Item<'a>], sources: Option<&Sources<'a>>) -> Option<Vec<Point>> {
    let mut keys = Once::new("point");
    let mut point = |table: &mut Table<'a>| {
        let key = key_once(table, &mut keys);
        let name = table.must("name").and_then(|item| item.name());
        let said = if table.may("to_fill").and_then(|item| item.truth()) == Some(true) {
            table.must_not("said");
            table.must_not("source");
            Some(None)
        } else {
            let said = table.must("said").and_then(|item| item.name());
            let source = Sources::of(sources, table);
            said.zip(source).map(Some)
        };
        Some(Point { key: key?, name: name?, said: said? })
    };
    let read: Vec<Option<Point>> = items.iter().map(|item| item.table(&mut point)).collect();
    read.into_iter().collect()
}

fn validity(table: &mut Table<'_>) -> Option<(Date, Date)> {
    let from = table.must("from").and_then(|item| item.date());
    let last = table.must("until");
    let until = last.and_then(|item| item.date());
    let (from, until) = (from?, until?);
    if until < from {
        last?.report(Fault::OutOfOrder { first: "from", second: "until" });
        return None;
    }
    Some((from, until))
}

fn city(table: &mut Table<'_>) -> Option<City> {
    let name = table.must("name").and_then(|item| item.name());
    let code = table.must("code").and_then(place_code);
    Some(City { name: name?, code: code? })
}

/// Six digits of an administrative code.
pub(crate) fn place_code(item: Item<'_>) -> Option<Box<str>> {
    let code = item.text()?;
    if code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()) {
        return Some(code.into());
    }
    item.report(Fault::BadPlaceCode {});
    None
}

fn marks(table: &mut Table<'_>) -> Option<Vec<(Provenance, Name)>> {
    let marks = Provenance::ALL.map(|provenance| {
        let item = table.may(provenance.key());
        if item.is_none() {
            table.report(Fault::MissingEntry { kind: "mark", key: provenance.key() });
        }
        item.and_then(|item| item.name()).map(|name| (provenance, name))
    });
    marks.into_iter().collect()
}
