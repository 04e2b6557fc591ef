//! Several tables on one sheet, one below the other: each with a header of its own, perhaps in other units or another order.
//!
//! What is absent: tables side by side. Those are told, not read (`columns`).

use crate::{
    grid::{Cell, Grid, Row},
    header,
    normal::key,
    role::{Role, match_words},
    unit::Notes,
};

/// Rows looked at as headers on one sheet at most; a header that is repeated on every page is compared by its texts first and costs little.
const MOST_TRIED: usize = 200;
/// Rows taken along to recognise a header.
const HEADER_AND_SOME: usize = 40;
/// Titles and notes above a further header.
const TITLES: usize = 3;

/// A table: its own rows with the titles above them, and its header.
pub(crate) struct Table {
    /// The rows of the table, and before them its titles.
    pub(crate) grid: Grid,
    /// Its header.
    pub(crate) rows: (u32, u32),
}

/// The tables below the first one, whose header is given. A header that only says the first one again, under no other unit, begins none.
pub(crate) fn further(grid: &Grid, first: (u32, u32)) -> Vec<Table> {
    let mut headers: Vec<(usize, (u32, u32))> = Vec::new();
    let (mut known, mut until) = (texts(grid, first), first.1);
    let mut units = Notes::above(grid, first.0);
    let mut tried = 0;
    for (at, row) in grid.rows.iter().enumerate().filter(|(_, row)| may_head(row)) {
        if row.number <= until || tried >= MOST_TRIED {
            continue;
        }
        let titles = titles_above(grid, at);
        let own = Notes::above(&part(grid, titles, at + 1), row.number);
        let again = known.contains(&said(row));
        if again && (own.is_empty() || own == units) {
            continue;
        }
        tried += 1;
        let near = part(grid, at, (at + HEADER_AND_SOME).min(grid.rows.len()));
        let Some(rows) = header::find(&near).filter(|(found, _)| *found == row.number) else { continue };
        until = rows.1;
        known = texts(grid, rows);
        if !own.is_empty() {
            units = own;
        }
        headers.push((at, rows));
    }
    let ends = headers.iter().skip(1).map(|(at, _)| *at).chain([grid.rows.len()]);
    headers
        .iter()
        .zip(ends)
        .map(|((at, rows), end)| Table { grid: part(grid, titles_above(grid, *at), end), rows: *rows })
        .collect()
}

/// Some of the rows of a sheet with what is merged in them.
pub(crate) fn part(grid: &Grid, from: usize, to: usize) -> Grid {
    let rows: Vec<Row> = grid.rows.get(from..to).unwrap_or_default().to_vec();
    let (first, last) = (rows.first().map_or(1, |row| row.number), rows.last().map_or(0, |row| row.number));
    let merges = grid.merges_within(first, last);
    Grid::new(&grid.name, grid.hidden, rows, merges)
}

/// Where the titles above a header begin: rows with hardly a cell.
fn titles_above(grid: &Grid, header: usize) -> usize {
    let title = |row: &&Row| row.cells.iter().filter(|(_, cell)| !key(&cell.show()).is_empty()).count() <= 2;
    header - grid.rows.iter().take(header).rev().take(TITLES).take_while(title).count()
}

/// Whether a row says in three words or more what columns hold, and one of them holds names.
fn may_head(row: &Row) -> bool {
    let words = row.cells.iter().filter_map(|(_, cell)| match cell {
        Cell::Text(text) => Some(key(text)),
        _ => None,
    });
    let (mut texts, mut named) = (0, false);
    for text in words {
        texts += 1;
        named |= text.chars().count() <= 8
            && match_words(&text).is_some_and(|found| found.whole && found.role == Role::Name);
    }
    texts >= 3 && named && texts * 5 >= row.cells.len() * 4
}

fn texts(grid: &Grid, rows: (u32, u32)) -> Vec<Vec<(u16, String)>> {
    (rows.0..=rows.1).filter_map(|number| grid.row(number)).map(said).collect()
}

fn said(row: &Row) -> Vec<(u16, String)> {
    row.cells.iter().map(|(column, cell)| (*column, key(&cell.show()))).collect()
}
