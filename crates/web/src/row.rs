//! One project as seen from a standpoint, ready to be filtered, sorted, summed and shown.

use crate::search::Findable;
use qinghuo_domain::{
    Attribute, Fen, Project, ProjectId,
    attribute::Text,
    phase::Nature,
    project::Seen,
    rules::Signal,
    views::{
        Standpoint,
        cockpit::{self, Before, Counted},
        light::Light,
        line::{Line, PhaseStay, line},
        progress::{Progress, due_by},
        totals::{Dimension, Key, Sums},
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

/// One project as seen from a standpoint.
pub struct Row {
    /// The project.
    pub project: Arc<Project>,
    /// What it can be found by.
    pub findable: Arc<Findable>,
    /// How it stands.
    pub progress: Progress,
    /// Its light.
    pub light: Light,
    /// Its phase.
    pub phase: Option<PhaseStay>,
    /// Its nature.
    pub nature: Option<Nature>,
    /// Its total investment.
    pub total: Option<Fen>,
    /// What should be done by the end of the month dispatched.
    pub due: Fen,
    /// The package it is a part of.
    pub part_of: Option<ProjectId>,
    /// How it stood at the dispatch before; computed when first asked for.
    before: OnceLock<Before>,
    /// Its values in the dimensions of [`FACETS`], as a vocabulary numbers them, dimension by dimension.
    pub words: Box<[Word]>,
    /// The names of its owner and units, as a vocabulary numbers them under [`UNIT`].
    pub units: Box<[Word]>,
}

/// Dimensions one can filter by on the page.
pub const FACETS: [Dimension; 7] = [
    Dimension::Light,
    Dimension::Place,
    Dimension::Phase,
    Dimension::Nature,
    Dimension::Class,
    Dimension::Industry,
    Dimension::List,
];

/// Under which dimension a vocabulary keeps the names of owners and units, whatever their role.
const UNIT: Dimension = Dimension::Owner;

/// A value of a dimension, as a number: comparing texts for every project at every request would take longer than everything else.
pub type Word = u32;

/// The values that occur in the dimensions of [`FACETS`], each with its number.
#[derive(Clone, Default)]
pub struct Vocabulary {
    words: Vec<(Dimension, Key)>,
    texts: BTreeMap<Dimension, foldhash::HashMap<Text, Word>>,
    others: BTreeMap<Dimension, BTreeMap<Key, Word>>,
}

impl Vocabulary {
    /// All values, in the order of their numbers.
    pub fn words(&self) -> &[(Dimension, Key)] {
        &self.words
    }

    /// The numbers of the owners and units whose name is so: each name is asked once, however many projects it has.
    pub fn units(&self, is_so: impl Fn(&str) -> bool) -> BTreeSet<Word> {
        let names = self.texts.get(&UNIT).into_iter().flatten();
        names.filter(|(name, _)| is_so(name)).map(|(_, number)| *number).collect()
    }

    fn find_value(&self, dimension: Dimension, value: &Value<'_>) -> Option<Word> {
        match value {
            Value::Text(text) => self.find_text(dimension, text),
            Value::Key(key) => self.find(dimension, key),
        }
    }

    /// The number of a value, which gets one if it has none.
    fn number(this: &mut Arc<Self>, dimension: Dimension, value: Value<'_>) -> Word {
        this.find_value(dimension, &value).unwrap_or_else(|| {
            let key = match value {
                Value::Text(text) => Key::Word(text.into()),
                Value::Key(key) => key,
            };
            Arc::make_mut(this).add(dimension, key)
        })
    }

    /// The number of a value; `None` when no project ever had it.
    pub fn find(&self, dimension: Dimension, key: &Key) -> Option<Word> {
        match key {
            Key::Word(text) => self.find_text(dimension, text),
            _ => self.others.get(&dimension)?.get(key).copied(),
        }
    }

    fn find_text(&self, dimension: Dimension, text: &str) -> Option<Word> {
        self.texts.get(&dimension)?.get(text).copied()
    }

    fn add(&mut self, dimension: Dimension, key: Key) -> Word {
        let number = Word::try_from(self.words.len()).unwrap_or(Word::MAX);
        self.words.push((dimension, key.clone()));
        match key {
            Key::Word(text) => self.texts.entry(dimension).or_default().insert(text, number),
            other => self.others.entry(dimension).or_default().insert(other, number),
        };
        number
    }
}

/// A value in a dimension; a text is copied only when it is new to the vocabulary.
enum Value<'v> {
    Text(&'v str),
    Key(Key),
}

/// The numbers of a row's values.
#[derive(Default)]
struct Numbers {
    words: Box<[Word]>,
    units: Box<[Word]>,
}

/// A row but for the numbers of its values: what can be computed for many projects at the same time.
pub struct Draft<'a> {
    project: &'a Arc<Project>,
    gist: Gist<'a>,
    line: Line<'a>,
    due: Fen,
    findable: Arc<Findable>,
}

impl<'a> Draft<'a> {
    /// A project as seen from a standpoint; `None` when it is not in the book there, or counted as another.
    pub fn living(
        project: &'a Arc<Project>,
        from: Standpoint<'_>,
        findable: Option<Arc<Findable>>,
    ) -> Option<Self> {
        let gist = Gist::of(project.at(from.at));
        gist.is_living().then(|| Self::of(project, gist, from, findable))
    }

    fn of(
        project: &'a Arc<Project>,
        gist: Gist<'a>,
        from: Standpoint<'_>,
        findable: Option<Arc<Findable>>,
    ) -> Self {
        let line = line(project.at(from.at), from);
        let due = match line.progress.filed_for {
            Some(month) if month != from.month => due_by(line.seen, from.month, from.rules.curve.as_ref()),
            _ => line.progress.due,
        };
        let findable = findable.unwrap_or_else(|| Arc::new(Findable::new(project)));
        Self { project, gist, line, due: due.unwrap_or_default(), findable }
    }

    /// The row, when a vocabulary knows all its values already.
    pub fn finish(self: Box<Self>, vocabulary: &Vocabulary) -> Result<Row, Box<Self>> {
        match self.words(&mut |dimension, value| vocabulary.find_value(dimension, &value)) {
            Some(numbers) => Ok(self.row(numbers)),
            None => Err(self),
        }
    }

    /// The row, with values no project had before added to the vocabulary.
    pub fn number(self, vocabulary: &mut Arc<Vocabulary>) -> Row {
        let numbers =
            self.words(&mut |dimension, value| Some(Vocabulary::number(vocabulary, dimension, value)));
        self.row(numbers.unwrap_or_default())
    }

    fn words(&self, number: &mut impl FnMut(Dimension, Value<'_>) -> Option<Word>) -> Option<Numbers> {
        let words = self.gist.words(self.line.light.signal, number)?;
        let units = self.gist.units.iter().map(|name| number(UNIT, Value::Text(name)));
        Some(Numbers { words, units: units.collect::<Option<_>>()? })
    }

    fn row(self, Numbers { words, units }: Numbers) -> Row {
        let Self { project, gist, line, due, findable } = self;
        Row {
            findable,
            nature: gist.nature,
            total: gist.total,
            due,
            part_of: gist.part_of,
            before: OnceLock::new(),
            words,
            units,
            progress: line.progress,
            light: line.light,
            phase: line.phase,
            project: Arc::clone(project),
        }
    }
}

impl Row {
    /// A project by itself, living or not.
    pub fn alone(project: &Arc<Project>, from: Standpoint<'_>) -> Self {
        Draft::of(project, Gist::of(project.at(from.at)), from, None).number(&mut Arc::default())
    }

    /// Whether nothing was told about the project since. The row holds on to its project, so no other can have come to its place in memory.
    pub fn is_of(&self, project: &Arc<Project>) -> bool {
        Arc::ptr_eq(&self.project, project)
    }

    /// Adds the project to sums, as [`Sums::add`] does, from what is computed already.
    pub fn add_to(&self, sums: &mut Sums) {
        sums.add_computed(self.total, &self.progress, self.due, self.light.signal);
    }

    /// The project as the cockpit counts it, from the standpoint the row is drawn from.
    pub fn counted(&self, from: Standpoint<'_>) -> Counted<'_> {
        let seen = self.project.at(from.at);
        let before = *self.before.get_or_init(|| cockpit::before(seen, from));
        Counted { seen, progress: &self.progress, light: self.light.signal, due: self.due, before }
    }
}

/// What the table filters and sums by, gathered in one walk: looking each field up by itself takes several times as long.
#[derive(Default)]
struct Gist<'a> {
    has_name: bool,
    is_merged: bool,
    part_of: Option<ProjectId>,
    nature: Option<Nature>,
    total: Option<Fen>,
    district: Option<&'a str>,
    zone: Option<&'a str>,
    class: Option<&'a str>,
    industry: Option<&'a str>,
    phase: Option<qinghuo_domain::Phase>,
    lists: Vec<Key>,
    units: Vec<&'a str>,
}

impl<'a> Gist<'a> {
    fn of(seen: Seen<'a>) -> Self {
        let mut gist = Self::default();
        for entry in seen.current() {
            match &entry.attribute {
                Attribute::Name(_) => gist.has_name = true,
                Attribute::MergedInto(_) => gist.is_merged = true,
                Attribute::PartOf(package) => gist.part_of = *package,
                Attribute::Nature(nature) => gist.nature = *nature,
                Attribute::TotalInvestment(total) => gist.total = *total,
                Attribute::District(place) => gist.district = place.as_deref(),
                Attribute::FunctionalZone(place) => gist.zone = place.as_deref(),
                Attribute::Owner(unit) | Attribute::LeadUnit(unit) => gist.units.extend(unit.as_deref()),
                Attribute::ResponsibleUnits(units) => {
                    gist.units.extend(units.iter().flatten().map(|unit| &**unit));
                }
                Attribute::Class(class) => gist.class = class.as_deref(),
                Attribute::Industry(industry) => gist.industry = industry.as_deref(),
                Attribute::Phase(phase) => gist.phase = *phase,
                Attribute::Listed(list, Some(membership)) if membership.on => {
                    gist.lists.push(Key::List(list.clone()));
                }
                _ => {}
            }
        }
        gist
    }

    const fn is_living(&self) -> bool {
        self.has_name && !self.is_merged
    }

    /// Its values in the dimensions of [`FACETS`], as [`qinghuo_domain::views::totals::keys_of`] tells them.
    fn words(
        &self,
        signal: Signal,
        number: &mut impl FnMut(Dimension, Value<'_>) -> Option<Word>,
    ) -> Option<Box<[Word]>> {
        let mut words = Vec::with_capacity(FACETS.len() + self.lists.len());
        for dimension in FACETS {
            let value = match dimension {
                Dimension::Light => Some(Value::Key(Key::Signal(signal))),
                Dimension::Place => self.district.or(self.zone).map(Value::Text),
                Dimension::Phase => self.phase.map(Key::Phase).map(Value::Key),
                Dimension::Nature => self.nature.map(Key::Nature).map(Value::Key),
                Dimension::Class => self.class.map(Value::Text),
                Dimension::Industry => self.industry.map(Value::Text),
                _ => {
                    for list in self.lists.iter().skip(1) {
                        words.push(number(dimension, Value::Key(list.clone()))?);
                    }
                    self.lists.first().cloned().map(Value::Key)
                }
            };
            words.push(number(dimension, value.unwrap_or(Value::Key(Key::Missing)))?);
        }
        Some(words.into())
    }
}
