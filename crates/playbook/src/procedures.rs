//! `procedures.toml` and the files of `procedures/`: which project goes through which approval items, in what order, and how long each may take
//! (DOMAIN.md sections 2.1 to 2.5).
//!
//! Start at [`Procedures::of`] (the procedure of a project) and [`Template::applicability`] (which of its items a project needs). Here are the
//! order in which procedures are offered, the units and the letters; one procedure's file is read in [`template`], one written over another's in `overlay`,
//! and what ties items together is checked in `network`. The numbers end up in a [`Procedure`](qinghuo_domain::procedure::Procedure), words and sources stay here.
//!
//! What is absent: dates, calendars, and any project's own state.

mod network;
mod overlay;
pub mod template;

pub use template::{Condition, Grounded, ItemWords, Template};

use crate::{
    derived::{AttributeValue, Kind},
    diagnostic::Fault,
    expression::Expression,
    nearest::nearest,
    phases::key_once,
    provenance::Name,
    reader::{Item, Once, Parsed, Table},
    year::Sources,
};
use qinghuo_domain::{
    attribute::Text,
    procedure::{Assignment, ItemKind, Letter, Procedure},
};
use std::{collections::BTreeMap, ops::RangeInclusive};

/// Where the files of single procedures lie within a playbook.
pub const FOLDER: &str = "procedures/";

/// The procedures of today, and earlier versions.
type Templates = (Vec<Template>, Vec<Template>);

/// No procedure changes more often.
const LAST_VERSION: i64 = 1_000_000;

/// Their ending.
const ENDING: &str = ".toml";

/// What `procedures.toml` and the files it names say.
#[derive(Clone, Debug)]
pub struct Procedures {
    /// The procedures, in the order in which they are offered to a project.
    pub templates: Vec<Template>,
    /// Earlier versions, which projects may still follow until they are moved.
    pub earlier: Vec<Template>,
    /// Who handles items.
    pub units: Vec<HandlingUnit>,
    /// The letters an item of a kind may produce.
    pub letters: BTreeMap<ItemKind, Vec<Letter>>,
}

/// Who handles items (办理单位).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandlingUnit {
    /// Its key, unique in the playbook.
    pub key: Box<str>,
    /// What it is called.
    pub name: Name,
}

impl Procedures {
    /// The template of this key.
    #[must_use]
    pub fn template(&self, key: &str) -> Option<&Template> {
        self.templates.iter().find(|template| &*template.procedure.key == key)
    }

    /// The words of a procedure, in its own version.
    #[must_use]
    pub fn template_of(&self, procedure: &Procedure) -> Option<&Template> {
        let Procedure { key, version, .. } = procedure;
        self.assigned(&Assignment { key: key.clone(), version: *version })
    }

    /// The template a project was assigned, in its version; today's, where the playbook no longer keeps that one.
    #[must_use]
    pub fn assigned(&self, assignment: &Assignment) -> Option<&Template> {
        let is_it = |template: &&Template| {
            template.procedure.key == assignment.key && template.procedure.version == assignment.version
        };
        let all = self.templates.iter().chain(&self.earlier);
        all.clone().find(is_it).or_else(|| self.template(&assignment.key))
    }

    /// The unit of this key.
    #[must_use]
    pub fn unit(&self, key: &str) -> Option<&HandlingUnit> {
        self.units.iter().find(|unit| &*unit.key == key)
    }

    /// The procedure of a project with these derived attributes: the first whose condition holds. A condition that cannot be judged does not.
    #[must_use]
    pub fn of(&self, attributes: &BTreeMap<&str, AttributeValue>) -> Option<&Template> {
        self.templates.iter().find(|template| template.condition.truth(attributes) == Some(true))
    }
}

/// The name of the file of a procedure.
pub(crate) fn file_of(key: &str) -> String {
    format!("{FOLDER}{key}{ENDING}")
}

/// The name of the file of an earlier version of a procedure.
pub(crate) fn file_of_earlier(key: &str, version: u32) -> String {
    format!("{FOLDER}{key}@{version}{ENDING}")
}

/// Whether a file is, by its name, one of a procedure.
pub(crate) fn is_file(name: &str) -> bool {
    name.strip_prefix(FOLDER).is_some_and(|file| file.ends_with(ENDING))
}

/// `procedures.toml` while the files it names are read.
pub(crate) struct Index<'a> {
    rows: Vec<Row<'a>>,
    /// The keys of all procedures, also of rows that are otherwise faulty.
    keys: Once<'a>,
    unit_keys: Once<'a>,
    units: Option<Vec<HandlingUnit>>,
    letters: Option<BTreeMap<ItemKind, Vec<Letter>>>,
}

/// A procedure as `procedures.toml` names it; what could not be read is `None`.
struct Row<'a> {
    key: Option<&'a str>,
    condition: Option<Expression>,
    /// Earlier versions that are kept.
    earlier: Vec<u32>,
}

impl Row<'_> {
    /// The version a file of the procedure may say it is: an earlier one its own, today's a later one than all of them.
    fn versions(&self, earlier: Option<u32>) -> RangeInclusive<i64> {
        match earlier {
            Some(version) => version.into()..=version.into(),
            None => self.earlier.iter().max().map_or(1, |last| i64::from(*last) + 1)..=LAST_VERSION,
        }
    }
}

impl<'a> Index<'a> {
    /// The files it names.
    pub(crate) fn files(&self) -> Vec<String> {
        let earlier = self.rows.iter().filter_map(|row| Some((row.key?, &row.earlier)));
        let earlier = earlier
            .flat_map(|(key, versions)| versions.iter().map(move |version| file_of_earlier(key, *version)));
        self.keys.words().map(file_of).chain(earlier).collect()
    }

    /// The units and the templates, when all of it could be read.
    pub(crate) fn assemble(self, (templates, earlier): Templates) -> Option<Procedures> {
        Some(Procedures { templates, earlier, units: self.units?, letters: self.letters? })
    }

    /// The letters every item of a kind may produce.
    fn letters(&self, kind: ItemKind) -> Vec<Letter> {
        self.letters.as_ref().and_then(|letters| letters.get(&kind)).cloned().unwrap_or_default()
    }
}

/// Reads `procedures.toml`.
pub(crate) fn read<'a>(table: &mut Table<'a>) -> Option<Index<'a>> {
    let mut keys = Once::new("procedure");
    let rows = table.list("procedures").map(|rows| {
        let row = |item: Item<'a>| {
            item.table(|table| {
                let key = table.must("key").and_then(|item| item.key().inspect(|key| keys.note(item, key)));
                let condition = table.must("condition").and_then(|item| Expression::read(item, Kind::Truth));
                let earlier = table.may("earlier").map(versions);
                Some(Row { key, condition, earlier: earlier.unwrap_or_default() })
            })
        };
        rows.into_iter().filter_map(row).collect()
    });
    let mut unit_keys = Once::new("handling_unit");
    let units = table.list("units").and_then(|rows| {
        let row = |item: Item<'a>| {
            item.table(|table| {
                let key = key_once(table, &mut unit_keys);
                let name = table.must("name").and_then(|item| item.name());
                Some(HandlingUnit { key: key?, name: name? })
            })
        };
        let rows: Vec<Option<HandlingUnit>> = rows.into_iter().map(row).collect();
        rows.into_iter().collect()
    });
    let letters = table.must("letters").and_then(|item| item.table(letters_by_kind));
    Some(Index { rows: rows?, keys, unit_keys, units, letters })
}

/// The files of the folder, each with its name, as far as they could be read.
pub(crate) struct Folder<'f, 'a>(&'f [(&'f str, &'a Option<Parsed<'a>>)]);

impl<'a> Folder<'_, 'a> {
    fn file(&self, name: &str) -> Option<&'a Parsed<'a>> {
        self.0.iter().find(|(given, _)| *given == name).and_then(|(_, parsed)| parsed.as_ref())
    }
}

/// Reads the files of the folder, each given with its name: those the index names, in its order. Without an index all are read, so that they
/// are told everything too.
pub(crate) fn templates<'a>(
    index: Option<&Index<'a>>,
    files: &[(&str, &'a Option<Parsed<'a>>)],
    sources: Option<&Sources<'a>>,
) -> Option<Templates> {
    let Some(index) = index else {
        for file in files.iter().filter_map(|(_, file)| file.as_ref()) {
            file.read(|table| template::read(table, None, None, sources, None));
        }
        return None;
    };
    let folder = Folder(files);
    let template = |row: &Row<'a>, version: Option<u32>| {
        let key = row.key?;
        let file = version.map_or_else(|| file_of(key), |version| file_of_earlier(key, version));
        let read = |table: &mut Table<'a>| {
            template::read(table, Some(row), version, sources, Some((index, &folder)))
        };
        folder.file(&file)?.read(read)
    };
    let templates: Vec<Option<Template>> = index.rows.iter().map(|row| template(row, None)).collect();
    let earlier: Vec<Option<Template>> = index
        .rows
        .iter()
        .flat_map(|row| row.earlier.iter().map(move |version| template(row, Some(*version))))
        .collect();
    let (templates, earlier): (Option<_>, Option<_>) =
        (templates.into_iter().collect(), earlier.into_iter().collect());
    templates.zip(earlier)
}

/// Versions, the earliest first.
fn versions(item: Item<'_>) -> Vec<u32> {
    let mut versions: Vec<u32> = Vec::new();
    for item in item.list().unwrap_or_default() {
        let least = versions.last().map_or(1, |before| i64::from(*before) + 1);
        versions.extend(item.integer::<u32>(least..=LAST_VERSION));
    }
    versions
}

fn letters_by_kind(table: &mut Table<'_>) -> Option<BTreeMap<ItemKind, Vec<Letter>>> {
    let of_kind = |kind: &ItemKind| {
        let letters = table.may(kind.key()).map(letters)?;
        Some(letters.map(|letters| (*kind, letters)))
    };
    let letters: Vec<Option<(ItemKind, Vec<Letter>)>> = ItemKind::ALL.iter().filter_map(of_kind).collect();
    letters.into_iter().collect()
}

/// A list of letters, each named once.
fn letters(item: Item<'_>) -> Option<Vec<Letter>> {
    words(item, "letter", Letter::ALL, Letter::key)
}

/// A list of words of a closed set, each named once.
fn words<T: Copy>(
    item: Item<'_>,
    kind: &'static str,
    all: &[T],
    word: impl Fn(T) -> &'static str + Copy,
) -> Option<Vec<T>> {
    let mut once = Once::new(kind);
    let words: Vec<Option<T>> =
        item.list()?.into_iter().map(|item| item.choice_once(&mut once, all, word)).collect();
    words.into_iter().collect()
}

/// The units of an item, the leading one first: at least one, each known and named once.
fn units<'a>(index: Option<&Index<'a>>, item: Item<'a>) -> Option<Vec<Text>> {
    let list = item.list()?;
    if list.is_empty() {
        item.report(Fault::WrongCount { kind: "handling_unit", expected: 1, found: 0 });
        return None;
    }
    let mut once = Once::new("handling_unit");
    let unit = |item: Item<'a>| {
        let key = item.text()?;
        once.note(item, key);
        if let Some(index) = index
            && !index.unit_keys.contains(key)
        {
            let nearest = nearest(key, index.unit_keys.words());
            item.report(Fault::UnknownReference { kind: "handling_unit", nearest });
            return None;
        }
        Some(key.into())
    };
    let units: Vec<Option<Text>> = list.into_iter().map(unit).collect();
    units.into_iter().collect()
}
