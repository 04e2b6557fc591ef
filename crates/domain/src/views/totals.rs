//! Sums by any dimension.

use super::{
    Standpoint, cockpit, counts,
    light::{light, light_of},
    packages,
    progress::{Progress, due_by, of_sums, progress},
    punctuality::{self, LibraryEntry, Punctuality},
};
use crate::rules::Rules;
use crate::{
    City, Fen, access::Topic, attribute::Text, list::ListKey, phase::Nature, project::Seen, rules::Signal,
    time::YearMonth,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What projects can be summed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// District; a project in none counts under its functional zone.
    Place,
    /// District.
    District,
    /// Functional zone.
    FunctionalZone,
    /// Phase.
    Phase,
    /// Nature of the year.
    Nature,
    /// Class.
    Class,
    /// Policy area.
    PolicyArea,
    /// Industry.
    Industry,
    /// A node of an industrial chain; a project at several counts under each.
    Chain,
    /// Owner.
    Owner,
    /// Lead unit.
    LeadUnit,
    /// Responsible unit; a project with several counts under each.
    ResponsibleUnit,
    /// Light.
    Light,
    /// Project list; a project on several counts under each.
    List,
    /// The year building starts.
    StartYear,
    /// The start of building against its plan; projects of which it is no matter of the year are under "missing".
    Start,
    /// The completion against its plan, likewise.
    Completion,
    /// The entry into the statistics library.
    LibraryEntry,
    /// The month building actually started.
    StartMonth,
    /// The month it was actually completed.
    CompletionMonth,
    /// The light at the dispatch before this one; "missing" for what was not in the book then.
    LightBefore,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::Place,
        Self::District,
        Self::FunctionalZone,
        Self::Phase,
        Self::Nature,
        Self::Class,
        Self::PolicyArea,
        Self::Industry,
        Self::Chain,
        Self::Owner,
        Self::LeadUnit,
        Self::ResponsibleUnit,
        Self::Light,
        Self::List,
        Self::StartYear,
        Self::Start,
        Self::Completion,
        Self::LibraryEntry,
        Self::StartMonth,
        Self::CompletionMonth,
        Self::LightBefore,
    ];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::District => "district",
            Self::FunctionalZone => "functional_zone",
            Self::Phase => "phase",
            Self::Nature => "nature",
            Self::Class => "class",
            Self::PolicyArea => "policy_area",
            Self::Industry => "industry",
            Self::Chain => "chain",
            Self::Owner => "owner",
            Self::LeadUnit => "lead_unit",
            Self::ResponsibleUnit => "responsible_unit",
            Self::Light => "light",
            Self::List => "list",
            Self::StartYear => "start_year",
            Self::Start => "start",
            Self::Completion => "completion",
            Self::LibraryEntry => "library_entry",
            Self::StartMonth => "start_month",
            Self::CompletionMonth => "completion_month",
            Self::LightBefore => "light_before",
        }
    }

    /// The dimension of this stable name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.key() == key)
    }

    /// What it rests on beside a field of its own, where that may be withheld.
    #[must_use]
    pub const fn topic(self) -> Option<Topic> {
        match self {
            Self::Light | Self::LightBefore => Some(Topic::Lights),
            Self::LibraryEntry => Some(Topic::Handling),
            _ => None,
        }
    }

    /// Whether one project may count under several keys, so that the parts add up to more than the whole.
    #[must_use]
    pub const fn overlaps(self) -> bool {
        matches!(self, Self::ResponsibleUnit | Self::List | Self::Chain)
    }
}

/// A value of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Key {
    /// A phase.
    Phase(crate::Phase),
    /// A nature.
    Nature(Nature),
    /// A signal.
    Signal(Signal),
    /// A list.
    List(ListKey),
    /// A year.
    Year(i16),
    /// A month.
    Month(YearMonth),
    /// How a start or completion stands against its plan.
    Punctuality(Punctuality),
    /// Where the entry into the statistics library stands.
    LibraryEntry(LibraryEntry),
    /// A word of the book.
    Word(Text),
    /// Nothing is known.
    Missing,
}

impl Key {
    /// Where it stands among those of its dimension: places in the order of the dictionary, all others in their own; what is not stated comes last.
    #[must_use]
    pub fn rank(&self, rules: &Rules) -> (usize, Self) {
        let rank = match self {
            Self::Word(word) => rules.place_rank(word),
            _ => usize::MAX,
        };
        (rank, self.clone())
    }
}

/// The sums of one key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// Projects, packages not among them.
    pub projects: usize,
    /// Total investment of those that state one.
    pub total: Fen,
    /// Projects without a total.
    pub without_total: usize,
    /// The year's plan.
    pub plan: Fen,
    /// Projects without a plan this year.
    pub without_plan: usize,
    /// Done in the year, of projects with a plan or without.
    pub done: Fen,
    /// What the plans and curves say should be done by the end of the month dispatched.
    pub due: Fen,
    /// Lights by signal.
    pub lights: BTreeMap<Signal, usize>,
}

impl Sums {
    /// Completion, schedule and gap of the sums.
    #[must_use]
    pub fn progress(&self, from: Standpoint<'_>) -> Progress {
        of_sums(from.month, self.plan, self.done, self.due)
    }

    /// How many lights show a signal.
    #[must_use]
    pub fn lit(&self, signal: Signal) -> usize {
        self.lights.get(&signal).copied().unwrap_or_default()
    }

    /// Adds one project.
    pub fn add(&mut self, seen: Seen<'_>, from: Standpoint<'_>) {
        let stand = progress(seen, from);
        let due = due_by(seen, from.month, from.rules.curve.as_ref()).unwrap_or_default();
        let signal = light_of(seen, from, &stand).signal;
        self.add_computed(seen.total_investment().copied(), &stand, due, signal);
    }

    /// Adds one project of which everything is computed already.
    pub fn add_computed(&mut self, total: Option<Fen>, stand: &Progress, due: Fen, signal: Signal) {
        self.projects += 1;
        match total {
            Some(total) => self.total += total,
            None => self.without_total += 1,
        }
        match stand.plan {
            Some(plan) => self.plan += plan,
            None => self.without_plan += 1,
        }
        self.done += stand.done.unwrap_or_default();
        self.due += due;
        *self.lights.entry(signal).or_default() += 1;
    }

    /// Adds what another summed of other projects.
    pub fn join(&mut self, other: Self) {
        self.projects += other.projects;
        self.total += other.total;
        self.without_total += other.without_total;
        self.plan += other.plan;
        self.without_plan += other.without_plan;
        self.done += other.done;
        self.due += other.due;
        for (signal, count) in other.lights {
            *self.lights.entry(signal).or_default() += count;
        }
    }
}

/// The values a project has in a dimension; never empty.
#[must_use]
pub fn keys_of(seen: Seen<'_>, dimension: Dimension, from: Standpoint<'_>) -> Vec<Key> {
    let word = |text: Option<&Text>| text.map(|text| Key::Word(text.clone()));
    let one = match dimension {
        Dimension::Place => word(seen.district().or_else(|| seen.functional_zone())),
        Dimension::District => word(seen.district()),
        Dimension::FunctionalZone => word(seen.functional_zone()),
        Dimension::Phase => seen.phase().copied().map(Key::Phase),
        Dimension::Nature => seen.nature().copied().map(Key::Nature),
        Dimension::Class => word(seen.class()),
        Dimension::PolicyArea => word(seen.policy_area()),
        Dimension::Industry => word(seen.industry()),
        Dimension::Owner => word(seen.owner()),
        Dimension::LeadUnit => word(seen.lead_unit()),
        Dimension::Light => Some(Key::Signal(light(seen, from).signal)),
        Dimension::Start => punctuality::start(seen, from).map(Key::Punctuality),
        Dimension::Completion => punctuality::completion(seen, from).map(Key::Punctuality),
        Dimension::LibraryEntry => punctuality::entry(seen, from).map(Key::LibraryEntry),
        Dimension::StartMonth => seen.started_on().map(|day| Key::Month(YearMonth::of(*day))),
        Dimension::CompletionMonth => seen.completed_on().map(|day| Key::Month(YearMonth::of(*day))),
        Dimension::LightBefore => cockpit::before(seen, from).light.map(Key::Signal),
        Dimension::StartYear => {
            seen.period().and_then(|period| period.start).map(|start| Key::Year(start.earliest().year()))
        }
        Dimension::ResponsibleUnit => {
            let units: Vec<Key> =
                seen.responsible_units().into_iter().flatten().cloned().map(Key::Word).collect();
            return if units.is_empty() { vec![Key::Missing] } else { units };
        }
        Dimension::Chain => {
            let nodes: Vec<Key> = seen.chain_nodes().into_iter().flatten().cloned().map(Key::Word).collect();
            return if nodes.is_empty() { vec![Key::Missing] } else { nodes };
        }
        Dimension::List => {
            let lists: Vec<Key> = seen.lists().map(|(list, _)| Key::List(list.clone())).collect();
            return if lists.is_empty() { vec![Key::Missing] } else { lists };
        }
    };
    vec![one.unwrap_or(Key::Missing)]
}

/// The sums of all projects that count, and the same by the values of a dimension, in the values' own order.
#[must_use]
pub fn totals(city: &City, from: Standpoint<'_>, dimension: Dimension) -> (Sums, BTreeMap<Key, Sums>) {
    let packages = packages(city, from.at);
    let seen = city.projects().map(|project| project.at(from.at)).filter(|seen| counts(*seen, &packages));
    totals_of(seen, from, dimension)
}

/// The same over any selection of projects.
#[must_use]
pub fn totals_of<'a>(
    projects: impl Iterator<Item = Seen<'a>>,
    from: Standpoint<'_>,
    dimension: Dimension,
) -> (Sums, BTreeMap<Key, Sums>) {
    let (mut all, mut by_key) = (Sums::default(), BTreeMap::<Key, Sums>::new());
    for seen in projects {
        all.add(seen, from);
        for key in keys_of(seen, dimension, from) {
            by_key.entry(key).or_default().add(seen, from);
        }
    }
    (all, by_key)
}
