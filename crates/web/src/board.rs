//! Every project as seen from one standpoint, computed once and kept until a fact or the standpoint changes. All of it is derived; forgetting
//! it costs time and nothing else.

use crate::{
    row::{Draft, Row, Vocabulary, Word},
    select::Found,
};
use qinghuo_domain::{
    City, Moment, Project, ProjectId, Seq, YearMonth,
    access::Told,
    project::Seen,
    rules::Rules,
    views::{
        Filings, Standpoint,
        cockpit::Cockpit,
        totals::{Dimension, Key, keys_of},
    },
};
use std::{
    borrow::Borrow,
    collections::{BTreeMap, BTreeSet},
    panic,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    thread,
};

/// Standpoints kept at hand: now, and a few that somebody compares with.
const KEPT: usize = 4;
/// Searches kept with each of them.
const SEARCHES: usize = 32;

/// Every project in the book as seen from one standpoint.
pub struct Board {
    /// The moment it is seen from.
    pub at: Moment,
    /// The month dispatched last.
    pub month: YearMonth,
    /// The rules it is judged by.
    pub rules: Arc<Rules>,
    /// What can be told of it to who sees it.
    pub told: Told,
    /// The last fact it is current to.
    pub head: Seq,
    /// The projects, by number.
    pub rows: Vec<Arc<Row>>,
    /// Packages whose parts are counted instead of them.
    pub packages: BTreeSet<ProjectId>,
    vocabulary: Arc<Vocabulary>,
    facets: OnceLock<BTreeMap<Dimension, Facet>>,
    cockpit: OnceLock<Cockpit>,
    found: Mutex<Vec<(String, Arc<Found>)>>,
}

/// The values of a dimension and how many projects have each.
pub type Facet = Vec<(Key, usize)>;

impl Board {
    /// Where its views are taken from.
    pub fn standpoint(&self) -> Standpoint<'_> {
        Standpoint { at: self.at, month: self.month, rules: &self.rules, told: self.told }
    }

    /// A project of it, seen from its moment.
    pub fn seen<'a>(&self, row: &'a Row) -> Seen<'a> {
        row.project.at(self.at)
    }

    /// The row of a project; `None` when it is not in the book there, or counted as another.
    pub fn row(&self, id: ProjectId) -> Option<&Arc<Row>> {
        let place = self.rows.binary_search_by_key(&id, |row| row.project.id).ok()?;
        self.rows.get(place)
    }

    /// Whether a project is counted in sums.
    pub fn counts(&self, row: &Row) -> bool {
        self.packages.is_empty() || !self.packages.contains(&row.project.id)
    }

    /// What somebody looked for, by how an address writes it; found once while others look for little else.
    pub fn found(&self, asked: String, find: impl FnOnce() -> Found) -> Arc<Found> {
        let kept = || self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = kept().iter().find(|(known, _)| *known == asked) {
            return Arc::clone(found);
        }
        // Nobody else waits meanwhile; who looks for the same at the same time finds it twice.
        let found = Arc::new(find());
        let mut kept = kept();
        kept.insert(0, (asked, Arc::clone(&found)));
        kept.truncate(SEARCHES);
        found
    }

    /// The cockpit of all its projects; counted once.
    pub fn cockpit(&self) -> &Cockpit {
        self.cockpit.get_or_init(|| self.cockpit_of(&self.rows))
    }

    /// The cockpit of some of its projects.
    pub fn cockpit_of(&self, rows: &[impl Borrow<Arc<Row>> + Sync]) -> Cockpit {
        let shares = in_shares(rows, |share| {
            let mut cockpit = Cockpit::default();
            let rows = share.iter().map(Borrow::borrow).filter(|row| self.counts(row));
            rows.for_each(|row| cockpit.add(&row.counted(self.standpoint()), self.standpoint()));
            cockpit
        });
        let mut cockpit = Cockpit::default();
        shares.into_iter().for_each(|share| cockpit.join(share));
        cockpit
    }

    /// The values a project has in a dimension.
    pub fn keys(&self, row: &Row, dimension: Dimension) -> Vec<Key> {
        match dimension {
            Dimension::Light => vec![Key::Signal(row.light.signal)],
            Dimension::LightBefore => {
                let light = row.counted(self.standpoint()).before.light;
                vec![light.map_or(Key::Missing, Key::Signal)]
            }
            _ => keys_of(self.seen(row), dimension, self.standpoint()),
        }
    }

    /// The number of a value of [`FACETS`]; `None` when no project ever had it.
    pub fn word(&self, dimension: Dimension, key: &Key) -> Option<Word> {
        self.vocabulary.find(dimension, key)
    }

    /// The numbers of the owners and units whose name is so.
    pub fn units(&self, is_so: impl Fn(&str) -> bool) -> BTreeSet<Word> {
        self.vocabulary.units(is_so)
    }

    /// What one can filter by, and how many projects there are of each. Places stand in the order of the dictionary, unknown ones after it.
    pub fn facets(&self) -> &BTreeMap<Dimension, Facet> {
        self.facets.get_or_init(|| {
            let mut counts = vec![0; self.vocabulary.words().len()];
            for word in self.rows.iter().filter(|row| self.counts(row)).flat_map(|row| &row.words) {
                if let Some(count) = usize::try_from(*word).ok().and_then(|word| counts.get_mut(word)) {
                    *count += 1;
                }
            }
            let mut facets: BTreeMap<Dimension, Facet> = BTreeMap::new();
            for ((dimension, key), count) in
                self.vocabulary.words().iter().zip(counts).filter(|(_, count)| *count > 0)
            {
                facets.entry(*dimension).or_default().push((key.clone(), count));
            }
            for facet in facets.values_mut() {
                facet.sort_by_cached_key(|(key, _)| self.rank(key));
            }
            facets
        })
    }

    /// Where a value stands among those of its dimension.
    pub fn rank(&self, key: &Key) -> (usize, Key) {
        key.rank(&self.rules)
    }

    /// A place's position in the dictionary.
    pub fn place_rank(&self, place: &str) -> usize {
        self.rules.place_rank(place)
    }

    fn build(city: &City, book: &City, at: Moment, rules: Arc<Rules>, before: Option<&Self>) -> Self {
        let earlier = Earlier { rows: before.map(|before| before.rows.as_slice()).unwrap_or_default() };
        let same_moment = before.is_some_and(|before| before.at == at);
        let beside: Vec<_> = earlier.beside(city).collect();
        let month = dispatch_month(book, at);
        let from = Standpoint { at, month, rules: &rules, told: city.told() };
        let same = same_moment
            && before.is_some_and(|before| before.month == month && Arc::ptr_eq(&before.rules, &rules));
        let mut vocabulary = before.map(|before| Arc::clone(&before.vocabulary)).unwrap_or_default();
        let known_words = Arc::clone(&vocabulary);
        let drawn = at_the_same_time(&beside, |(project, row)| match row.filter(|row| row.is_of(project)) {
            Some(row) if same => Some(Drawn::Row(Arc::clone(row))),
            known => {
                let findable = known.map(|row| Arc::clone(&row.findable));
                let drawn = Box::new(Draft::living(project, from, findable)?).finish(&known_words);
                Some(match drawn {
                    Ok(row) => Drawn::Row(Arc::new(row)),
                    Err(draft) => Drawn::Unnumbered(draft),
                })
            }
        });
        let rows: Vec<Arc<Row>> = drawn
            .flatten()
            .map(|drawn| match drawn {
                Drawn::Row(row) => row,
                Drawn::Unnumbered(draft) => Arc::new(draft.number(&mut vocabulary)),
            })
            .collect();
        let packages = rows.iter().filter_map(|row| row.part_of).collect();
        Self {
            at,
            month,
            told: city.told(),
            head: city.head(),
            rows,
            packages,
            vocabulary,
            facets: OnceLock::new(),
            cockpit: OnceLock::new(),
            found: Mutex::default(),
            rules,
        }
    }
}

/// A row of a board in the making.
enum Drawn<'a> {
    Row(Arc<Row>),
    Unnumbered(Box<Draft<'a>>),
}

/// Projects each core is given at least: for fewer, starting a thread takes longer than it saves.
const SHARE: usize = 500;

/// Does the same for every item, on all cores, and gives the results in the items' order.
pub fn at_the_same_time<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> impl Iterator<Item = R> {
    in_shares(items, |share| share.iter().map(&work).collect::<Vec<R>>()).into_iter().flatten()
}

/// Does the same for each core's share of the items, and gives the results in the items' order.
fn in_shares<T: Sync, R: Send>(items: &[T], work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(cores).max(SHARE);
    let work = &work;
    thread::scope(|scope| {
        let (first, rest) = items.split_at(share.min(items.len()));
        let others: Vec<_> = rest.chunks(share).map(|share| scope.spawn(move || work(share))).collect();
        let mut results = vec![work(first)];
        let joined = others.into_iter().map(|other| other.join());
        results.extend(joined.map(|done| done.unwrap_or_else(|panic| panic::resume_unwind(panic))));
        results
    })
}

/// The month dispatched last, as [`Standpoint::new`] finds it.
fn dispatch_month(book: &City, at: Moment) -> YearMonth {
    let projects: Vec<&Arc<Project>> = book.projects().collect();
    let shares = in_shares(&projects, |share| {
        let mut filings = Filings::default();
        share.iter().for_each(|project| filings.add(project.at(at)));
        filings
    });
    let mut filings = Filings::default();
    shares.into_iter().for_each(|share| filings.join(share));
    filings.month().unwrap_or_else(|| YearMonth::of(at.as_of))
}

/// The rows of an earlier board.
struct Earlier<'a> {
    rows: &'a [Arc<Row>],
}

impl<'a> Earlier<'a> {
    /// Every project of the city, with its row where the earlier board had one.
    fn beside<'b>(&self, city: &'b City) -> impl Iterator<Item = (&'b Arc<Project>, Option<&'a Arc<Row>>)> {
        let mut rows = self.rows.iter().peekable();
        city.projects().map(move |project| {
            while rows.next_if(|row| row.project.id < project.id).is_some() {}
            (project, rows.next_if(|row| row.project.id == project.id))
        })
    }
}

/// The boards looked at last.
#[derive(Default)]
pub struct Boards(Mutex<Vec<Arc<Board>>>);

impl Boards {
    /// The board of a standpoint, current to the city as somebody sees it. The month dispatched is that of the whole book, whatever is seen of it. Whoever else wants one meanwhile waits, and most often for the same one.
    pub fn of(&self, city: &City, book: &City, at: Moment, rules: &Arc<Rules>) -> Arc<Board> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|board| board.at == at && Arc::ptr_eq(&board.rules, rules));
        let before = match place {
            Some(place) => Some(kept.remove(place)),
            None => kept.first().map(Arc::clone),
        };
        let board = match before {
            // A reader that took its city before another's is shown the later one: it was true when it asked.
            Some(board) if place.is_some() && board.head >= city.head() => board,
            before => Arc::new(Board::build(city, book, at, Arc::clone(rules), before.as_deref())),
        };
        kept.insert(0, Arc::clone(&board));
        // Taking a large board apart takes as long as a page; nobody waits for it.
        if let Some(displaced) = kept.get(KEPT).map(Arc::clone) {
            kept.truncate(KEPT);
            thread::spawn(move || drop(displaced));
        }
        board
    }
}
