//! Every project as seen from one standpoint, computed once and kept until a fact or the standpoint changes. All of it is derived; forgetting
//! it costs time and nothing else.

use crate::search::Findable;
use qinghuo_domain::{
    City, Fen, Moment, Project, ProjectId, Seq, YearMonth,
    project::Seen,
    rules::Rules,
    views::{
        Standpoint, dispatch_month,
        light::Light,
        line::{PhaseStay, line},
        living,
        progress::{Progress, due_by},
        totals::{Dimension, Key, Sums, keys_of},
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// Standpoints kept at hand: now, and a few that somebody compares with.
const KEPT: usize = 4;

/// One project as seen from the board's standpoint.
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
    /// Its total investment.
    pub total: Option<Fen>,
    /// What should be done by the end of the month dispatched.
    pub due: Fen,
}

/// Every project in the book as seen from one standpoint.
pub struct Board {
    /// The moment it is seen from.
    pub at: Moment,
    /// The month dispatched last.
    pub month: YearMonth,
    /// The rules it is judged by.
    pub rules: Arc<Rules>,
    /// The last fact it is current to.
    pub head: Seq,
    /// The projects, by number.
    pub rows: Vec<Arc<Row>>,
    /// Packages whose parts are counted instead of them.
    pub packages: BTreeSet<ProjectId>,
    facets: OnceLock<BTreeMap<Dimension, Facet>>,
}

/// The values of a dimension and how many projects have each.
pub type Facet = Vec<(Key, usize)>;

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

impl Board {
    /// Where its views are taken from.
    pub fn standpoint(&self) -> Standpoint<'_> {
        Standpoint { at: self.at, month: self.month, rules: &self.rules }
    }

    /// A project of it, seen from its moment.
    pub fn seen<'a>(&self, row: &'a Row) -> Seen<'a> {
        row.project.at(self.at)
    }

    /// Whether a project is counted in sums.
    pub fn counts(&self, row: &Row) -> bool {
        self.packages.is_empty() || !self.packages.contains(&row.project.id)
    }

    /// The values a project has in a dimension.
    pub fn keys(&self, row: &Row, dimension: Dimension) -> Vec<Key> {
        match dimension {
            Dimension::Light => vec![Key::Signal(row.light.signal)],
            _ => keys_of(self.seen(row), dimension, self.standpoint()),
        }
    }

    /// What one can filter by, and how many projects there are of each. Places stand in the order of the dictionary, unknown ones after it.
    pub fn facets(&self) -> &BTreeMap<Dimension, Facet> {
        self.facets.get_or_init(|| {
            let facet = |dimension| {
                let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
                for row in &self.rows {
                    for key in self.keys(row, dimension) {
                        *counts.entry(key).or_default() += 1;
                    }
                }
                let mut facet: Facet = counts.into_iter().collect();
                if dimension == Dimension::Place {
                    facet.sort_by_key(|(key, _)| self.place_rank(key));
                }
                (dimension, facet)
            };
            FACETS.into_iter().map(facet).collect()
        })
    }

    /// The place's position in the dictionary.
    pub fn place_rank(&self, key: &Key) -> usize {
        let Key::Word(word) = key else { return usize::MAX };
        let known = self.rules.places.iter().position(|place| place.name == *word);
        known.unwrap_or(usize::MAX - 1)
    }

    fn build(city: &City, at: Moment, rules: Arc<Rules>, before: Option<&Self>) -> Self {
        let month = dispatch_month(city, at).unwrap_or_else(|| YearMonth::of(at.as_of));
        let from = Standpoint { at, month, rules: &rules };
        // A row stays good while nothing is told about its project and the standpoint is the same; what it is found by, from anywhere.
        let same = before.is_some_and(|before| {
            before.at == at && before.month == month && Arc::ptr_eq(&before.rules, &rules)
        });
        let mut earlier = before.into_iter().flat_map(|before| &before.rows).peekable();
        let mut packages = BTreeSet::new();
        let mut rows = Vec::with_capacity(city.projects().len());
        for project in living(city, at) {
            while earlier.next_if(|row| row.project.id < project.id).is_some() {}
            let known = earlier
                .next_if(|row| row.project.id == project.id)
                .filter(|row| row.findable.made_from == project.latest);
            let row = match known {
                Some(row) if same => Arc::clone(row),
                _ => {
                    let findable = known.map(|row| Arc::clone(&row.findable));
                    Arc::new(Row::new(project, from, findable))
                }
            };
            packages.extend(project.at(at).part_of().copied());
            rows.push(row);
        }
        Self { at, month, head: city.head(), rows, packages, facets: OnceLock::new(), rules }
    }
}

impl Row {
    /// One project seen from a standpoint.
    pub fn new(project: &Arc<Project>, from: Standpoint<'_>, findable: Option<Arc<Findable>>) -> Self {
        let line = line(project.at(from.at), from);
        Self {
            findable: findable.unwrap_or_else(|| Arc::new(Findable::new(project))),
            total: line.seen.total_investment().copied(),
            due: due_by(line.seen, from.month, from.rules.curve.as_ref()).unwrap_or_default(),
            progress: line.progress,
            light: line.light,
            phase: line.phase,
            project: Arc::clone(project),
        }
    }
}

/// Adds a project to sums, as [`Sums::add`] does, from what is computed already.
pub fn add(sums: &mut Sums, row: &Row) {
    sums.projects += 1;
    match row.total {
        Some(total) => sums.total += total,
        None => sums.without_total += 1,
    }
    match row.progress.plan {
        Some(plan) => sums.plan += plan,
        None => sums.without_plan += 1,
    }
    sums.done += row.progress.done.unwrap_or_default();
    sums.due += row.due;
    *sums.lights.entry(row.light.signal).or_default() += 1;
}

/// The boards looked at last.
#[derive(Default)]
pub struct Boards(Mutex<Vec<Arc<Board>>>);

impl Boards {
    /// The board of a standpoint, current to the city. Whoever else wants one meanwhile waits, and most often for the same one.
    pub fn of(&self, city: &City, at: Moment, rules: &Arc<Rules>) -> Arc<Board> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|board| board.at == at && Arc::ptr_eq(&board.rules, rules));
        let before = match place {
            Some(place) => Some(kept.remove(place)),
            None => kept.first().map(Arc::clone),
        };
        let board = match before {
            // A reader that took its city before another's is shown the later one: it was true when it asked.
            Some(board) if place.is_some() && board.head >= city.head() => board,
            before => Arc::new(Board::build(city, at, Arc::clone(rules), before.as_deref())),
        };
        kept.insert(0, Arc::clone(&board));
        kept.truncate(KEPT);
        board
    }
}
