//! The kinds of rows, and what a layout as a whole says about them. The judgement over a single row is in [`crate::judge`].

use crate::{
    grid::{Cell, Grid, Row},
    header::{Header, is_number_like},
    label::{Numbering, numbering},
    normal::key,
    role::Role,
    unit::is_unit_note,
    value::is_nothing,
    words::{WORDS, after_one_of, has_one_of},
};
use serde::{Deserialize, Serialize};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// A title above the table.
    Title,
    /// A note that gives units.
    UnitNote,
    /// Any other note.
    Note,
    /// The header.
    Header,
    /// The header again, after a page break.
    RepeatedHeader,
    /// The beginning of a group of projects.
    Group,
    /// The sum of a group.
    Subtotal,
    /// The sum of everything.
    Total,
    /// A sentence that counts and sums projects.
    Overview,
    /// A project.
    Data,
    /// A further row of the project above.
    Continuation,
    /// A secret project, whose name is not given.
    Secret,
    /// Cells that hold nothing but space or strokes.
    Blank,
}

/// What a layout says of its rows as a whole.
pub(crate) struct Layout<'a> {
    pub(crate) grid: &'a Grid,
    pub(crate) header: &'a Header,
    /// The role of each column, by its index.
    pub(crate) roles: Vec<Role>,
    pub(crate) name: u16,
    /// Whether most projects have a running number.
    pub(crate) numbered: bool,
    /// Whether projects are numbered (1), (2) and their groups 1, 2.
    bracketed: bool,
    pub(crate) titles: Vec<String>,
    /// The texts of the header's rows, by column.
    header_texts: Vec<Vec<(u16, String)>>,
}

impl<'a> Layout<'a> {
    pub(crate) fn new(grid: &'a Grid, header: &'a Header) -> Option<Self> {
        let mut roles = vec![Role::Extra; usize::from(grid.width())];
        for column in &header.columns {
            if let Some(role) = roles.get_mut(usize::from(column.index)) {
                *role = column.role;
            }
        }
        let name = header.columns.iter().find(|column| column.role == Role::Name)?.index;
        let header_texts = (header.first_row..=header.last_row)
            .filter_map(|number| grid.row(number))
            .map(|row| row.cells.iter().map(|(column, cell)| (*column, key(&cell.show()))).collect())
            .collect();
        let titles = grid
            .rows
            .iter()
            .take_while(|row| row.number < header.first_row)
            .flat_map(|row| &row.cells)
            .map(|(_, cell)| key(&cell.show()))
            .filter(|text| text.chars().count() >= 4)
            .collect();
        let mut layout =
            Self { grid, header, roles, name, numbered: false, bracketed: false, titles, header_texts };
        layout.bracketed = layout.brackets_number_projects();
        let (mut named, mut numbered) = (0, 0);
        for row in grid.rows.iter().filter(|row| row.number > header.last_row).take(2000) {
            if layout.text(row, name).is_some() {
                named += 1;
                numbered += usize::from(layout.sequence(row).is_some());
            }
        }
        layout.numbered = numbered * 2 >= named && numbered > 0;
        Some(layout)
    }

    /// Whether the rows numbered (1) say in words what projects say, and those numbered 1 do not.
    fn brackets_number_projects(&self) -> bool {
        let (mut bracketed, mut plain) = ((0usize, 0usize), (0usize, 0usize));
        for row in self.grid.rows.iter().filter(|row| row.number > self.header.last_row).take(2000) {
            let number = row.cells.iter().find(|(column, _)| self.role(*column) == Role::Sequence);
            let Some(text) = number.map(|(_, cell)| key(&cell.show())) else { continue };
            let counted = match numbering(&text) {
                (Some(Numbering::DigitsInBrackets), "") => &mut bracketed,
                _ if is_number_like(&text) => &mut plain,
                _ => continue,
            };
            counted.0 += 1;
            let speaks = |column: u16| self.role(column).is_evidence() && self.text(row, column).is_some();
            counted.1 += usize::from(row.cells.iter().any(|(column, _)| speaks(*column)));
        }
        bracketed.1 > 1 && bracketed.1 * 3 >= bracketed.0 * 2 && plain.1 * 3 <= plain.0
    }

    pub(crate) fn role(&self, column: u16) -> Role {
        self.roles.get(usize::from(column)).copied().unwrap_or(Role::Extra)
    }

    /// The normalised text of a cell that is not a number and not a word for nothing.
    pub(crate) fn text(&self, row: &Row, column: u16) -> Option<String> {
        match row.cell(column)? {
            Cell::Text(text) => Some(key(text)).filter(|key| !is_nothing(key) && key.parse::<f64>().is_err()),
            _ => None,
        }
    }

    pub(crate) fn sequence(&self, row: &Row) -> Option<String> {
        row.cells.iter().filter(|(column, _)| self.role(*column) == Role::Sequence).find_map(|(_, cell)| {
            match cell {
                Cell::Number(_) if self.bracketed => None,
                Cell::Number(number) => Some(format!("{number}")),
                Cell::Text(text) => {
                    let key = key(text);
                    if self.bracketed {
                        return matches!(numbering(&key), (Some(Numbering::DigitsInBrackets), ""))
                            .then_some(key);
                    }
                    let short_code =
                        key.len() <= 8 && key.is_ascii() && key.chars().any(|c| c.is_ascii_digit());
                    (is_number_like(&key) || short_code && !key.starts_with(['(', '-'])).then_some(key)
                }
                _ => None,
            }
        })
    }

    /// The kind of a row above the header or without one.
    pub(crate) fn kind_above(row: &Row) -> RowKind {
        let texts: Vec<String> =
            row.cells.iter().map(|(_, cell)| key(&cell.show())).filter(|text| !text.is_empty()).collect();
        if texts.is_empty() {
            RowKind::Blank
        } else if texts.iter().any(|text| is_unit_note(text)) {
            RowKind::UnitNote
        } else if texts.iter().any(|text| is_note(text) || after_one_of(text, &WORDS.compiled_by).is_some()) {
            RowKind::Note
        } else {
            RowKind::Title
        }
    }

    /// Whether a row says again what a row of the header says.
    pub(crate) fn repeats_header(&self, row: &Row) -> bool {
        self.header_texts.iter().any(|texts| {
            let same = row.cells.iter().filter(|(column, cell)| {
                matches!(cell, Cell::Text(_))
                    && texts
                        .iter()
                        .any(|(at, text)| at == column && !text.is_empty() && *text == key(&cell.show()))
            });
            let same = same.count();
            same >= 2 && same * 5 >= row.cells.len() * 4
        })
    }
}

/// `备注：…`, `注:…`, `说明：…`, `备注1…`, and what stars stand for.
pub(crate) fn is_note(normal: &str) -> bool {
    let starred = normal.trim_start_matches(['*', '\u{203B}']);
    let announced = after_one_of(starred, &WORDS.note).is_some_and(|rest| {
        rest.is_empty()
            || rest.starts_with([':', '.', '\u{3001}', '('])
            || rest.starts_with(|c: char| c.is_ascii_digit())
    });
    announced || normal.starts_with('*') && has_one_of(normal, &WORDS.secret)
}
