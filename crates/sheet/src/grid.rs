//! What is literally on a sheet: cells where there are any, merged ranges, what is hidden. The low view; nothing here knows a ledger.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text, as written.
    Text(Box<str>),
    /// A number.
    Number(f64),
    /// A day (times of day mean nothing in a ledger).
    Date(Date),
    /// A truth value.
    Bool(bool),
    /// An error value such as `#REF!`.
    Error(Box<str>),
    /// A formula whose value the file does not hold.
    Formula(Box<str>),
}

impl Cell {
    /// The cell as a person would read it.
    #[must_use]
    pub fn show(&self) -> String {
        match self {
            Self::Text(text) | Self::Error(text) => text.to_string(),
            Self::Number(number) => format!("{number}"),
            Self::Date(date) => date.to_string(),
            Self::Bool(truth) => truth.to_string().to_uppercase(),
            Self::Formula(formula) => format!("={formula}"),
        }
    }
}

/// One row with at least one cell that holds something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The row as the spreadsheet program numbers it, from 1.
    pub number: u32,
    /// Whether it is hidden.
    pub hidden: bool,
    /// Its cells by column (from 0), in order.
    pub cells: Vec<(u16, Cell)>,
}

impl Row {
    /// The cell in a column.
    #[must_use]
    pub fn cell(&self, column: u16) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&column, |(at, _)| *at).ok()?;
        self.cells.get(at).map(|(_, cell)| cell)
    }
}

/// A merged range; rows from 1, columns from 0, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merge {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u16,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u16,
}

/// One sheet as it literally is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// Its name.
    pub name: Box<str>,
    /// Whether the sheet is hidden.
    pub hidden: bool,
    /// Rows that hold something, in order.
    pub rows: Vec<Row>,
    /// Merged ranges, in order.
    pub merges: Vec<Merge>,
    /// What could not be read of it, with the cell where it is known.
    pub faults: Vec<(Option<CellName>, Box<str>)>,
    /// For every column in which a merge spans rows: the merges that cover it, by first row.
    tall: Vec<Vec<Merge>>,
}

/// More merged ranges than any ledger has; what is beyond is not looked at.
const MOST_MERGES: usize = 50_000;
/// The same for the columns they cover.
const MOST_MERGED_COLUMNS: usize = 500_000;

impl Grid {
    /// Puts cells in order and indexes the merges.
    #[must_use]
    pub fn new(name: &str, hidden: bool, mut rows: Vec<Row>, mut merges: Vec<Merge>) -> Self {
        rows.retain(|row| !row.cells.is_empty());
        if !rows.is_sorted_by_key(|row| row.number) {
            rows.sort_by_key(|row| row.number);
        }
        rows.dedup_by(|later, earlier| {
            let same = later.number == earlier.number;
            if same {
                earlier.cells.append(&mut later.cells);
            }
            same
        });
        for row in &mut rows {
            if !row.cells.is_sorted_by(|a, b| a.0 < b.0) {
                row.cells.sort_by_key(|(column, _)| *column);
                row.cells.dedup_by_key(|(column, _)| *column);
            }
        }
        merges.truncate(MOST_MERGES);
        merges.sort_unstable();
        let width =
            rows.iter().filter_map(|row| row.cells.last()).map(|(column, _)| column + 1).max().unwrap_or(0);
        let mut tall = vec![Vec::new(); usize::from(width)];
        let mut covered = 0;
        for merge in merges.iter().filter(|merge| merge.bottom > merge.top) {
            for column in usize::from(merge.left)..=usize::from(merge.right) {
                if let Some(list) = tall.get_mut(column)
                    && covered < MOST_MERGED_COLUMNS
                {
                    covered += 1;
                    list.push(*merge);
                }
            }
        }
        Self { name: name.into(), hidden, rows, merges, faults: Vec::new(), tall }
    }

    /// How many columns are in use.
    #[must_use]
    pub fn width(&self) -> u16 {
        u16::try_from(self.tall.len()).unwrap_or(u16::MAX)
    }

    /// The row of this number.
    #[must_use]
    pub fn row(&self, number: u32) -> Option<&Row> {
        let at = self.rows.binary_search_by_key(&number, |row| row.number).ok()?;
        self.rows.get(at)
    }

    /// The cell at this place.
    #[must_use]
    pub fn cell(&self, number: u32, column: u16) -> Option<&Cell> {
        self.row(number)?.cell(column)
    }

    /// The merge over several rows that covers this place.
    #[must_use]
    pub fn tall_merge(&self, number: u32, column: u16) -> Option<&Merge> {
        let list = self.tall.get(usize::from(column))?;
        let after = list.partition_point(|merge| merge.top <= number);
        list.get(after.checked_sub(1)?).filter(|merge| merge.bottom >= number)
    }

    /// The merges that begin in this row.
    #[must_use]
    pub fn merges_from(&self, number: u32) -> &[Merge] {
        let start = self.merges.partition_point(|merge| merge.top < number);
        let end = self.merges.partition_point(|merge| merge.top <= number);
        self.merges.get(start..end).unwrap_or_default()
    }

    /// The merges that begin in these rows, cut off at the last one.
    #[must_use]
    pub fn merges_within(&self, first: u32, last: u32) -> Vec<Merge> {
        let start = self.merges.partition_point(|merge| merge.top < first);
        let end = self.merges.partition_point(|merge| merge.top <= last);
        let within = self.merges.get(start..end).unwrap_or_default();
        within.iter().map(|merge| Merge { bottom: merge.bottom.min(last), ..*merge }).collect()
    }

    /// The cell at this place as a person would read it; the empty text where there is none.
    #[must_use]
    pub fn show(&self, at: CellName) -> String {
        self.cell(at.row, at.column).map(Cell::show).unwrap_or_default()
    }
}

/// Names a cell as the spreadsheet program does: `D12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellName {
    /// The row, from 1.
    pub row: u32,
    /// The column, from 0.
    pub column: u16,
}

/// The letters of a column: 0 is `A`.
#[must_use]
pub fn column_letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// The column of these letters.
#[must_use]
pub fn column_of(letters: &str) -> Option<u16> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let number = letters.bytes().try_fold(0u32, |sum, byte| {
        let byte = byte.to_ascii_uppercase();
        byte.is_ascii_uppercase().then(|| sum * 26 + u32::from(byte - b'A') + 1)
    })?;
    u16::try_from(number - 1).ok()
}

impl fmt::Display for CellName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_letters(self.column), self.row)
    }
}

/// The text names no cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a cell")]
pub struct NotACell;

impl FromStr for CellName {
    type Err = NotACell;
    fn from_str(text: &str) -> Result<Self, NotACell> {
        let split = text.find(|c: char| c.is_ascii_digit()).ok_or(NotACell)?;
        let (letters, digits) = text.split_at(split);
        let row = digits.parse().ok().filter(|row| *row > 0).ok_or(NotACell)?;
        Ok(Self { row, column: column_of(letters).ok_or(NotACell)? })
    }
}

impl Serialize for CellName {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CellName {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_the_spreadsheet_does() {
        for (name, row, column) in
            [("A1", 1, 0), ("Z9", 9, 25), ("AA10", 10, 26), ("XFD1048576", 1_048_576, 16_383)]
        {
            let cell = CellName { row, column };
            assert_eq!(cell.to_string(), name);
            assert_eq!(name.parse(), Ok(cell));
        }
        for bad in ["", "1", "A", "A0", "1A", "AAAA1", "甲1"] {
            assert_eq!(bad.parse::<CellName>(), Err(NotACell), "{bad}");
        }
    }

    #[test]
    fn a_merge_over_rows_is_found_from_every_cell_it_covers() {
        let rows = (1..=6)
            .map(|number| Row {
                number,
                hidden: false,
                cells: vec![(0, Cell::Number(1.0)), (3, Cell::Bool(true))],
            })
            .collect();
        let merge = |top, left, bottom, right| Merge { top, left, bottom, right };
        let grid = Grid::new("s", false, rows, vec![merge(4, 1, 6, 2), merge(1, 1, 2, 1), merge(1, 0, 1, 3)]);
        let found: Vec<Option<u32>> =
            (1..=7).map(|row| grid.tall_merge(row, 1).map(|merge| merge.top)).collect();
        assert_eq!(found, [Some(1), Some(1), None, Some(4), Some(4), Some(4), None]);
        assert_eq!(grid.tall_merge(1, 0), None);
        assert_eq!(grid.merges_from(1).len(), 2);
    }
}
