//! `phases.toml`: the five phases, each with three effect standards (看), three mechanisms (深化) and the gate into it. The official wording
//! of 三看三深化 is not public (DOMAIN.md section 1.2), so the file says whose wording it carries.

use crate::{
    derived::{Kind, Unit},
    diagnostic::Fault,
    expression::Expression,
    provenance::{Name, SourceRef},
    reader::{Item, Once, Table},
    year::Sources,
};
use qinghuo_domain::{
    Phase,
    rules::{Gate, Requirement},
};

/// How many effect standards, and how many mechanisms, a phase has: 三看三深化.
const PER_PHASE: usize = 3;

/// The keys that judge a number; without a meaning for yes and no.
const THRESHOLDS: [&str; 3] = ["direction", "green", "yellow"];

/// Whose wording the standards and mechanisms carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    /// Made up by this software from figures officials do report; the note must be shown with it.
    Default,
    /// The city's own.
    Official,
}

impl Wording {
    const ALL: [Self; 2] = [Self::Default, Self::Official];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Official => "official",
        }
    }
}

/// What `phases.toml` says.
#[derive(Clone, Debug)]
pub struct Phases {
    /// Whose wording it is.
    pub wording: Wording,
    /// What users are told about the wording.
    pub note: Name,
    /// The five phases, in the official order.
    pub phases: Vec<PhaseRules>,
}

/// The rules of one phase.
#[derive(Clone, Debug)]
pub struct PhaseRules {
    /// The phase.
    pub phase: Phase,
    /// Its name.
    pub name: Name,
    /// Where the name is from.
    pub source: SourceRef,
    /// Its effect standards (三看).
    pub standards: Vec<EffectStandard>,
    /// Its mechanisms (三深化).
    pub mechanisms: Vec<Mechanism>,
    /// The gate into it, which service has not, with where that is from.
    pub gate: Option<(Gate, SourceRef)>,
}

/// An effect standard (效果标准, 看).
#[derive(Clone, Debug)]
pub struct EffectStandard {
    /// Its key, unique in the playbook.
    pub key: Box<str>,
    /// Its name.
    pub name: Name,
    /// What it looks at.
    pub expression: Expression,
    /// How its value is judged.
    pub scale: Scale,
    /// Where it is from.
    pub source: SourceRef,
}

/// How the value of an effect standard is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Yes is met, no is unmet.
    YesNo,
    /// A number against two thresholds.
    Measured(Measured),
}

/// A number against two thresholds, both inclusive, in hundredths of the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The unit of value and thresholds.
    pub unit: Unit,
    /// Which way is better.
    pub direction: Direction,
    /// Met at this value or better.
    pub green_hundredths: i64,
    /// Near at this value or better, unmet beyond.
    pub yellow_hundredths: i64,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

impl Direction {
    const ALL: [Self; 2] = [Self::Higher, Self::Lower];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
        }
    }
}

/// A promotion mechanism (推进机制, 深化).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mechanism {
    /// Its key, unique in the playbook.
    pub key: Box<str>,
    /// Its name.
    pub name: Name,
    /// What is done.
    pub description: Name,
    /// Where it is from.
    pub source: SourceRef,
}

/// Reads `phases.toml`.
pub(crate) fn read<'a>(table: &mut Table<'a>, sources: Option<&Sources<'a>>) -> Option<Phases> {
    let wording = table.must("wording").and_then(|item| item.choice("wording", &Wording::ALL, Wording::key));
    let note = table.must("note").and_then(|item| item.name());
    let mut reader = Reader {
        sources,
        phases: Once::new("phase"),
        standards: Once::new("standard"),
        mechanisms: Once::new("mechanism"),
    };
    let rows: Vec<Option<PhaseRules>> =
        table.list("phases")?.into_iter().map(|item| reader.phase(item)).collect();
    reader.phases.complete(table, rows.len(), &Phase::ALL.map(Phase::key));
    let mut phases: Vec<PhaseRules> = rows.into_iter().collect::<Option<_>>()?;
    phases.sort_by_key(|rules| rules.phase);
    Some(Phases { wording: wording?, note: note?, phases })
}

struct Reader<'a, 's> {
    sources: Option<&'s Sources<'a>>,
    phases: Once<'a>,
    standards: Once<'a>,
    mechanisms: Once<'a>,
}

impl<'a> Reader<'a, '_> {
    fn phase(&mut self, item: Item<'a>) -> Option<PhaseRules> {
        item.table(|table| {
            let phase = table
                .must("key")
                .and_then(|item| item.choice_once(&mut self.phases, &Phase::ALL, Phase::key));
            let name = table.must("name").and_then(|item| item.name());
            let source = Sources::of(self.sources, table);
            let standards = rows(table, "standards", |item| self.standard(item));
            let mechanisms = rows(table, "mechanisms", |item| self.mechanism(item));
            let gate = match phase {
                Some(Phase::Service) => {
                    table.must_not("gate");
                    Some(None)
                }
                Some(_) => table.must("gate").and_then(|item| self.gate(item, phase)).map(Some),
                None => table.may("gate").and_then(|item| self.gate(item, phase)).map(Some),
            };
            Some(PhaseRules {
                phase: phase?,
                name: name?,
                source: source?,
                standards: standards?,
                mechanisms: mechanisms?,
                gate: gate?,
            })
        })
    }

    /// The gate into a phase, or `None` for a phase whose key was faulty.
    fn gate(&self, item: Item<'a>, into: Option<Phase>) -> Option<(Gate, SourceRef)> {
        item.table(|table| {
            let source = Sources::of(self.sources, table);
            let mut once = Once::new("requirement");
            let requires: Vec<Option<Requirement>> = table
                .list("requires")?
                .into_iter()
                .map(|item| item.choice_once(&mut once, &Requirement::ALL, Requirement::key))
                .collect();
            Some((Gate { into: into?, requires: requires.into_iter().collect::<Option<_>>()? }, source?))
        })
    }

    fn standard(&mut self, item: Item<'a>) -> Option<EffectStandard> {
        item.table(|table| {
            let key = key_once(table, &mut self.standards);
            let name = table.must("name").and_then(|item| item.name());
            let unit = table.must("unit").and_then(|item| item.choice("unit", &Unit::ALL, Unit::key));
            let scale = match unit {
                Some(Unit::YesNo) => {
                    for key in THRESHOLDS {
                        table.must_not(key);
                    }
                    Some(Scale::YesNo)
                }
                Some(unit) => measured(table, unit).map(Scale::Measured),
                None => {
                    for key in THRESHOLDS {
                        table.may(key);
                    }
                    None
                }
            };
            let expression = table.must("expression").and_then(|item| {
                let wanted = if unit? == Unit::YesNo { Kind::Truth } else { Kind::Number };
                Expression::read(item, wanted)
            });
            let source = Sources::of(self.sources, table);
            Some(EffectStandard {
                key: key?,
                name: name?,
                expression: expression?,
                scale: scale?,
                source: source?,
            })
        })
    }

    fn mechanism(&mut self, item: Item<'a>) -> Option<Mechanism> {
        item.table(|table| {
            let key = key_once(table, &mut self.mechanisms);
            let name = table.must("name").and_then(|item| item.name());
            let description = table.must("description").and_then(|item| item.name());
            let source = Sources::of(self.sources, table);
            Some(Mechanism { key: key?, name: name?, description: description?, source: source? })
        })
    }
}

/// The key of a row, which no other row may have.
pub(crate) fn key_once<'a>(table: &mut Table<'a>, once: &mut Once<'a>) -> Option<Box<str>> {
    let item = table.must("key")?;
    let key = item.key()?;
    once.note(item, key);
    Some(key.into())
}

fn rows<'a, T>(
    table: &mut Table<'a>,
    key: &'static str,
    read: impl FnMut(Item<'a>) -> Option<T>,
) -> Option<Vec<T>> {
    let items = table.list(key)?;
    if items.len() != PER_PHASE {
        table.report(Fault::WrongCount { kind: key, expected: PER_PHASE, found: items.len() });
    }
    let rows: Vec<Option<T>> = items.into_iter().map(read).collect();
    rows.into_iter().collect()
}

fn measured(table: &mut Table<'_>, unit: Unit) -> Option<Measured> {
    const RANGE: std::ops::RangeInclusive<i64> = -1_000_000_000..=1_000_000_000;
    let direction =
        table.must("direction").and_then(|item| item.choice("direction", &Direction::ALL, Direction::key));
    let green = table.must("green").and_then(|item| item.hundredths(RANGE));
    let written = table.must("yellow");
    let yellow = written.and_then(|item| item.hundredths(RANGE));
    let (direction, green, yellow) = (direction?, green?, yellow?);
    let reversed = match direction {
        Direction::Higher => yellow > green,
        Direction::Lower => yellow < green,
    };
    if reversed {
        written?.report(Fault::OutOfOrder { first: "green", second: "yellow" });
        return None;
    }
    Some(Measured { unit, direction, green_hundredths: green, yellow_hundredths: yellow })
}
