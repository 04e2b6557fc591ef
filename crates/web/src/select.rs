//! From the board to what a query asks for: one pass that filters and sums, and as much of the order as is shown.

use crate::{
    board::Board,
    query::{Column, PER_PAGE, Query, Sort},
    row::{FACETS, Row, Word},
    search::{Words, holds},
};
use qinghuo_domain::{
    Date, PartialDate,
    project::Seen,
    rules::Signal,
    views::totals::{Dimension, Key, Sums},
};
use std::{
    cmp::Ordering,
    collections::BTreeSet,
    sync::{Arc, OnceLock},
};

/// Up to so many projects are put in order once for all pages; of more only the page shown is.
const ORDERED_AT_ONCE: usize = 5_000;

/// What a query selects.
pub struct Selection<'a> {
    board: &'a Board,
    query: &'a Query,
    found: Arc<Found>,
    /// The sums; packages whose parts are counted are not in them.
    pub sums: Sums,
    /// The packages among the projects.
    pub packages: usize,
}

/// What filters and order find on a board. The board keeps it: the next page, the workbook and the next visitor ask for the same.
pub struct Found {
    /// Places on the board, in its order.
    places: Vec<u32>,
    /// The same in the query's order.
    order: OnceLock<Vec<u32>>,
    sums: Sums,
    /// How many of them have each value of [`FACETS`], by its number.
    counts: OnceLock<Vec<usize>>,
}

impl<'a> Selection<'a> {
    /// Of the whole board.
    pub fn of(board: &'a Board, query: &'a Query) -> Self {
        let found = board.found(query.selection(), || Found::by(board, query));
        let (sums, packages) = (found.sums.clone(), found.places.len() - found.sums.projects);
        Self { board, query, found, sums, packages }
    }

    /// The projects, in the board's order.
    pub fn rows(&self) -> Vec<&'a Arc<Row>> {
        self.at(&self.found.places).collect()
    }

    fn at<'p>(&self, places: &'p [u32]) -> impl Iterator<Item = &'a Arc<Row>> + use<'a, 'p> {
        let board = self.board;
        places.iter().filter_map(|place| board.rows.get(usize::try_from(*place).ok()?))
    }

    /// How many of them have a value of [`FACETS`].
    pub fn count(&self, dimension: Dimension, key: &Key) -> usize {
        let counts = self.found.counts.get_or_init(|| {
            let mut counts = Vec::new();
            for word in self.at(&self.found.places).flat_map(|row| &row.words) {
                let Ok(word) = usize::try_from(*word) else { continue };
                if counts.len() <= word {
                    counts.resize(word + 1, 0);
                }
                if let Some(count) = counts.get_mut(word) {
                    *count += 1;
                }
            }
            counts
        });
        let word = self.board.word(dimension, key).and_then(|word| usize::try_from(word).ok());
        word.and_then(|word| counts.get(word)).copied().unwrap_or_default()
    }

    /// How many projects there are.
    pub fn len(&self) -> usize {
        self.found.places.len()
    }

    /// How many projects a page has.
    pub fn per_page(&self) -> usize {
        self.query.per_page.unwrap_or(PER_PAGE)
    }

    /// How many pages there are; at least one.
    pub fn pages(&self) -> usize {
        self.len().div_ceil(self.per_page()).max(1)
    }

    /// The query's page, from 0; the last one if there are not so many.
    pub fn page_number(&self) -> usize {
        self.query.page.min(self.pages() - 1)
    }

    /// The projects of the query's page, in order.
    pub fn page(&self) -> Vec<&'a Arc<Row>> {
        let first = self.page_number() * self.per_page();
        self.ordered(first, first + self.per_page())
    }

    /// All projects, in order.
    pub fn all(&self) -> Vec<&'a Arc<Row>> {
        self.ordered(0, self.len())
    }

    /// The projects from `first` up to `end` of the order.
    fn ordered(&self, first: usize, end: usize) -> Vec<&'a Arc<Row>> {
        if self.len() > ORDERED_AT_ONCE {
            return self.sorted(first, end).into_iter().map(|(_, row)| row).collect();
        }
        let order = self
            .found
            .order
            .get_or_init(|| self.sorted(0, self.len()).into_iter().map(|(place, _)| place).collect());
        self.at(order.get(first..end.min(order.len())).unwrap_or_default()).collect()
    }

    /// The same, computed. What stands behind the end is left unsorted: of a large city only a page is shown.
    fn sorted(&self, first: usize, end: usize) -> Vec<(u32, &'a Arc<Row>)> {
        const USUAL: [Sort; 1] = [Sort { column: Column::Light, descending: false }];
        let order = if self.query.sort.is_empty() { &USUAL } else { self.query.sort.as_slice() };
        let Some((main, rest)) = order.split_first() else { return Vec::new() };
        let by = |row: &'a Arc<Row>, sort: &Sort| by(self.board, row, sort.column);
        let placed = self.found.places.iter().zip(self.at(&self.found.places));
        let mut keyed: Vec<Keyed<'a>> = placed.map(|(place, row)| (by(row, main), *place, row)).collect();
        let compare = |(a, _, row_a): &Keyed<'a>, (b, _, row_b): &Keyed<'a>| {
            in_order(main, a.as_ref(), b.as_ref())
                .then_with(|| {
                    let columns = rest
                        .iter()
                        .map(|sort| in_order(sort, by(row_a, sort).as_ref(), by(row_b, sort).as_ref()));
                    columns.fold(Ordering::Equal, Ordering::then)
                })
                .then_with(|| row_a.project.id.cmp(&row_b.project.id))
        };
        if end < keyed.len() {
            keyed.select_nth_unstable_by(end, compare);
            keyed.truncate(end);
        }
        keyed.sort_unstable_by(compare);
        keyed.into_iter().skip(first).map(|(_, place, row)| (place, row)).collect()
    }
}

/// A project with what it is sorted by and its place on the board.
type Keyed<'a> = (Option<By<'a>>, u32, &'a Arc<Row>);

impl Found {
    fn by(board: &Board, query: &Query) -> Self {
        let sieve = Sieve::new(board, query);
        let mut sums = Sums::default();
        let mut places = Vec::with_capacity(if query.narrows() { 0 } else { board.rows.len() });
        for (place, row) in (0..).zip(&board.rows).filter(|(_, row)| sieve.lets_through(row)) {
            if board.counts(row) {
                row.add_to(&mut sums);
            }
            places.push(place);
        }
        Self { places, order: OnceLock::new(), sums, counts: OnceLock::new() }
    }
}

/// What a query wants, made ready to be asked of every project.
struct Sieve<'a> {
    board: &'a Board,
    numbered: Vec<Vec<Word>>,
    others: Vec<(Dimension, &'a [Key])>,
    words: Words,
    units: Option<BTreeSet<Word>>,
}

impl<'a> Sieve<'a> {
    fn new(board: &'a Board, query: &'a Query) -> Self {
        let (mut numbered, mut others) = (Vec::new(), Vec::new());
        for (dimension, wanted) in &query.filters {
            if FACETS.contains(dimension) {
                numbered.push(wanted.iter().filter_map(|key| board.word(*dimension, key)).collect());
            } else {
                others.push((*dimension, wanted.as_slice()));
            }
        }
        let unit = Words::new(&query.unit);
        let units = (!unit.is_empty()).then(|| board.units(|name| holds(name, &unit)));
        Self { board, numbered, others, words: Words::new(&query.search), units }
    }

    fn lets_through(&self, row: &Row) -> bool {
        self.numbered.iter().all(|wanted| row.words.iter().any(|word| wanted.contains(word)))
            && self.others.iter().all(|(dimension, wanted)| {
                self.board.keys(row, *dimension).iter().any(|key| wanted.contains(key))
            })
            && (self.words.is_empty() || self.words.find(row.project.id.0, &row.findable))
            && self.units.as_ref().is_none_or(|units| row.units.iter().any(|unit| units.contains(unit)))
    }
}

/// What a row is sorted by in one column.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum By<'a> {
    Number(i64),
    Text(&'a str),
    Place(usize, &'a str),
    Light(Signal, i64),
    Days(Date, Option<Date>),
}

fn by<'a>(board: &Board, row: &'a Row, column: Column) -> Option<By<'a>> {
    let progress = &row.progress;
    match column {
        Column::Light => Some(By::Light(row.light.signal, progress.gap_pp_hundredths.unwrap_or(i64::MAX))),
        Column::Name => Some(By::Text(&row.findable.sounds)),
        Column::Number => Some(By::Number(i64::from(row.project.id.0))),
        Column::Place => {
            let seen = board.seen(row);
            let place = seen.district().or_else(|| seen.functional_zone())?;
            Some(By::Place(board.place_rank(place), place))
        }
        // Who has been in a phase longest comes first within it.
        Column::Phase => {
            row.phase.map(|stay| By::Number(stay.phase as i64 * 1_000_000 - i64::from(stay.days)))
        }
        Column::Nature => row.nature.map(|nature| By::Number(nature as i64)),
        Column::Total => row.total.map(|total| By::Number(total.0)),
        Column::Plan => progress.plan.map(|plan| By::Number(plan.0)),
        Column::Done => progress.done.map(|done| By::Number(done.0)),
        Column::Completion => progress.completion_hundredths.map(By::Number),
        Column::Gap => progress.gap_pp_hundredths.map(By::Number),
        Column::Owner => unit(board.seen(row)).map(By::Text),
        Column::Schedule => progress.schedule_hundredths.map(By::Number),
        Column::Class => board.seen(row).class().map(|text| By::Text(text)),
        Column::PolicyArea => board.seen(row).policy_area().map(|text| By::Text(text)),
        Column::Industry => board.seen(row).industry().map(|text| By::Text(text)),
        Column::LeadUnit => board.seen(row).lead_unit().map(|text| By::Text(text)),
        Column::Sponsor => board.seen(row).leader_sponsor().map(|id| By::Number(i64::from(id.0))),
        Column::Period => {
            let period = board.seen(row).period()?;
            let end = period.end.map(PartialDate::latest);
            period.start.map(PartialDate::earliest).or(end).map(|start| By::Days(start, end))
        }
        Column::StartedOn => board.seen(row).started_on().map(|day| By::Days(*day, None)),
        Column::CompletedOn => board.seen(row).completed_on().map(|day| By::Days(*day, None)),
    }
}

/// Whose project it is: the owner, or who answers for it where the ledger names no owner.
pub fn unit(seen: Seen<'_>) -> Option<&str> {
    let owner = seen.owner().or_else(|| seen.responsible_units().and_then(|units| units.first()));
    owner.map(|unit| &**unit)
}

/// What is not known comes last, whichever way round.
fn in_order(sort: &Sort, a: Option<&By<'_>>, b: Option<&By<'_>>) -> Ordering {
    match (a, b) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) if sort.descending => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
    }
}
