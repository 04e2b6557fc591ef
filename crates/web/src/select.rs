//! From the board to what a query asks for: one pass that filters and sums, one sort, and a page of it.

use crate::{
    board::{Board, Row, add},
    query::{Column, PER_PAGE, Query, Sort},
    search::{Words, holds},
};
use qinghuo_domain::{
    phase::Nature,
    rules::Signal,
    views::totals::{Dimension, Key, Sums},
};
use std::{cmp::Ordering, sync::Arc};

/// What a query selects.
pub struct Selection<'a> {
    /// The projects, in order.
    pub rows: Vec<&'a Arc<Row>>,
    /// Their sums; packages whose parts are counted are not in them.
    pub sums: Sums,
    /// The packages among the rows.
    pub packages: usize,
}

impl<'a> Selection<'a> {
    /// Of the whole board.
    pub fn of(board: &'a Board, query: &Query) -> Self {
        let (words, unit) = (Words::new(&query.search), Words::new(&query.unit));
        let mut sums = Sums::default();
        let mut rows = Vec::with_capacity(if query.narrows() { 0 } else { board.rows.len() });
        for row in &board.rows {
            if is_selected(board, row, query, &words, &unit) {
                if board.counts(row) {
                    add(&mut sums, row);
                }
                rows.push(row);
            }
        }
        sort(board, &mut rows, &query.sort);
        let packages = rows.len() - sums.projects;
        Self { rows, sums, packages }
    }

    /// How many pages there are; at least one.
    pub fn pages(&self, query: &Query) -> usize {
        self.rows.len().div_ceil(query.per_page.unwrap_or(PER_PAGE)).max(1)
    }

    /// The rows of the query's page; of the last page if there are not so many.
    pub fn page(&self, query: &Query) -> &[&'a Arc<Row>] {
        let size = query.per_page.unwrap_or(PER_PAGE);
        let first = query.page.min(self.pages(query) - 1) * size;
        self.rows.get(first..(first + size).min(self.rows.len())).unwrap_or_default()
    }
}

fn is_selected(board: &Board, row: &Row, query: &Query, words: &Words, unit: &Words) -> bool {
    let has = |(dimension, wanted): (&Dimension, &Vec<Key>)| match dimension {
        Dimension::Light => wanted.contains(&Key::Signal(row.light.signal)),
        _ => board.keys(row, *dimension).iter().any(|key| wanted.contains(key)),
    };
    query.filters.iter().all(has)
        && (words.is_empty() || words.find(row.project.id.0, &row.findable))
        && (unit.is_empty() || is_of_unit(board, row, unit))
}

/// Whether the owner or a unit is called so.
fn is_of_unit(board: &Board, row: &Row, unit: &Words) -> bool {
    let seen = board.seen(row);
    let units = seen.responsible_units().into_iter().flatten();
    [seen.owner(), seen.lead_unit()].into_iter().flatten().chain(units).any(|name| holds(name, unit))
}

/// What a row is sorted by in one column. What is not known comes last, whichever way round.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum By<'a> {
    Number(i64),
    Text(&'a str),
    Pair(usize, &'a str),
    Light(Signal, i64),
}

fn by<'a>(board: &Board, row: &'a Row, column: Column) -> Option<By<'a>> {
    let seen = board.seen(row);
    let progress = &row.progress;
    match column {
        Column::Light => Some(By::Light(row.light.signal, progress.gap_pp_hundredths.unwrap_or(i64::MAX))),
        Column::Name => Some(By::Text(&row.findable.sounds)),
        Column::Number => Some(By::Number(i64::from(row.project.id.0))),
        Column::Place => {
            let place = seen.district().or_else(|| seen.functional_zone())?;
            Some(By::Pair(board.place_rank(&Key::Word(place.clone())), place))
        }
        // Who has been in a phase longest comes first within it.
        Column::Phase => {
            row.phase.map(|stay| By::Number(stay.phase as i64 * 1_000_000 - i64::from(stay.days)))
        }
        Column::Nature => {
            let place = Nature::ALL.iter().position(|nature| Some(nature) == seen.nature())?;
            i64::try_from(place).ok().map(By::Number)
        }
        Column::Total => row.total.map(|total| By::Number(total.0)),
        Column::Plan => progress.plan.map(|plan| By::Number(plan.0)),
        Column::Done => progress.done.map(|done| By::Number(done.0)),
        Column::Completion => progress.completion_hundredths.map(By::Number),
        Column::Gap => progress.gap_pp_hundredths.map(By::Number),
        Column::Owner => seen.owner().map(|owner| By::Text(owner)),
    }
}

/// Sorts by the columns in turn, and by number where they do not decide.
fn sort<'a>(board: &Board, rows: &mut Vec<&'a Arc<Row>>, order: &[Sort]) {
    const USUAL: [Sort; 1] = [Sort { column: Column::Light, descending: false }];
    let order = if order.is_empty() { &USUAL } else { order };
    let mut keyed: Vec<(Vec<Option<By<'a>>>, &'a Arc<Row>)> = rows
        .drain(..)
        .map(|row| (order.iter().map(|sort| by(board, row, sort.column)).collect(), row))
        .collect();
    keyed.sort_unstable_by(|(a, row_a), (b, row_b)| {
        let columns = order.iter().zip(a.iter().zip(b));
        let decided = columns.map(|(sort, pair)| match pair {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) if sort.descending => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
        });
        let decided = decided.fold(Ordering::Equal, Ordering::then);
        decided.then_with(|| row_a.project.id.cmp(&row_b.project.id))
    });
    rows.extend(keyed.into_iter().map(|(_, row)| row));
}
