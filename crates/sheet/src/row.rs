//! What kind each row is. A decision over one row at a time, with what the layout and the row before say; every row with a cell gets
//! exactly one kind.

use crate::{
    grid::{Cell, Grid, Row},
    header::{Header, is_number_like},
    label::{Label, Numbering, group_nature, is_department},
    normal::{key, line},
    place::Places,
    role::Role,
    unit::is_unit_note,
    value::is_nothing,
    words::{WORDS, after_one_of, before_one_of, has_one_of, is_one_of},
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
    numbered: bool,
    titles: Vec<String>,
    /// The texts of the header's rows, by column.
    header_texts: Vec<Vec<(u16, String)>>,
}

/// What was seen of a row while judging it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Look {
    /// The text that labels it, and its column.
    pub(crate) label: Option<(u16, String)>,
    /// The running number, as text.
    pub(crate) sequence: Option<String>,
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
        let mut layout = Self { grid, header, roles, name, numbered: false, titles, header_texts };
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

    pub(crate) fn role(&self, column: u16) -> Role {
        self.roles.get(usize::from(column)).copied().unwrap_or(Role::Extra)
    }

    /// The normalised text of a cell that is not a number and not a word for nothing.
    fn text(&self, row: &Row, column: u16) -> Option<String> {
        match row.cell(column)? {
            Cell::Text(text) => Some(key(text)).filter(|key| !is_nothing(key) && key.parse::<f64>().is_err()),
            _ => None,
        }
    }

    fn sequence(&self, row: &Row) -> Option<String> {
        row.cells.iter().filter(|(column, _)| self.role(*column) == Role::Sequence).find_map(|(_, cell)| {
            match cell {
                Cell::Number(number) if number.fract() == 0.0 => Some(format!("{number}")),
                Cell::Number(number) => Some(format!("{number}")),
                Cell::Text(text) => {
                    let key = key(text);
                    let short_code =
                        key.len() <= 8 && key.is_ascii() && key.chars().any(|c| c.is_ascii_digit());
                    (is_number_like(&key) || short_code && !key.starts_with('(')).then_some(key)
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

    /// The kind of a row below the header. `after_data` says whether the row before is a project or belongs to one.
    pub(crate) fn kind(&self, row: &Row, after_data: bool, places: &Places<'_>) -> (RowKind, Look) {
        let filled: Vec<(u16, &Cell)> = row
            .cells
            .iter()
            .filter(|(_, cell)| !is_blank(cell))
            .map(|(column, cell)| (*column, cell))
            .collect();
        let mut look = Look::default();
        if filled.is_empty() {
            return (RowKind::Blank, look);
        }
        if self.repeats_header(row) {
            return (RowKind::RepeatedHeader, look);
        }
        look.sequence = self.sequence(row);
        let name = row.cell(self.name).filter(|cell| !is_blank(cell));
        let name_text = match name {
            Some(Cell::Text(text)) if key(text).parse::<f64>().is_err() => Some(line(text)),
            _ => None,
        };
        look.label = match &name_text {
            Some(text) => Some((self.name, text.clone())),
            None => filled.iter().find_map(|(column, cell)| match cell {
                Cell::Text(text) if *column <= self.name.max(3) && self.labels(*column) => {
                    Some((*column, line(text)))
                }
                _ => None,
            }),
        };
        let kind = self.judge(row, &filled, name, after_data, places, &look);
        (kind, look)
    }

    /// Whether a text in this column can label a row.
    fn labels(&self, column: u16) -> bool {
        matches!(
            self.role(column),
            Role::Sequence | Role::Name | Role::Extra | Role::Class | Role::District | Role::Nature
        ) || column <= self.name
    }

    fn judge(
        &self,
        row: &Row,
        filled: &[(u16, &Cell)],
        name: Option<&Cell>,
        after_data: bool,
        places: &Places<'_>,
        look: &Look,
    ) -> RowKind {
        let single = filled.len() == 1;
        let Some((label_at, text)) = &look.label else {
            let covered =
                self.grid.tall_merge(row.number, self.name).is_some_and(|merge| merge.top < row.number);
            let has_amount = filled.iter().any(|(column, _)| self.role(*column).is_money());
            return match () {
                () if after_data && self.continues(row, filled, covered, has_amount, look) => {
                    RowKind::Continuation
                }
                () if has_amount || look.sequence.is_some() => RowKind::Data,
                () if single
                    && filled
                        .iter()
                        .any(|(_, cell)| matches!(cell, Cell::Text(text) if is_unit_note(&key(text)))) =>
                {
                    RowKind::UnitNote
                }
                () if single => self.lone(filled),
                () => RowKind::Note,
            };
        };
        let normal = key(text);
        let evidence = filled
            .iter()
            .filter(|(column, _)| column != label_at && self.role(*column).is_evidence())
            .filter(|(column, _)| {
                self.text(row, *column).is_some()
                    || matches!(
                        (self.role(*column), row.cell(*column)),
                        (Role::Period | Role::PlannedStart | Role::PlannedEnd, Some(Cell::Date(_)))
                    )
            })
            .count();
        if *label_at == self.name && is_secret(&normal) {
            return if look.sequence.is_some() || !single { RowKind::Secret } else { RowKind::Note };
        }
        if let Some(kind) = self.closing(&normal, evidence, look, filled) {
            return kind;
        }
        if self.titles.contains(&normal) && single {
            return RowKind::Title;
        }
        if look.sequence.is_none()
            && (is_note(&normal) && filled.len() <= 2
                || single && after_one_of(&normal, &WORDS.compiled_by).is_some())
        {
            return RowKind::Note;
        }
        if look.sequence.is_none()
            && filled.len() <= 2
            && filled.iter().any(|(_, cell)| matches!(cell, Cell::Text(text) if is_unit_note(&key(text))))
        {
            return RowKind::UnitNote;
        }
        if single && is_overview(&normal) {
            return RowKind::Overview;
        }
        if self.is_group(row, filled, *label_at, text, evidence, name, places, look) {
            return RowKind::Group;
        }
        let named = *label_at == self.name;
        if !named {
            let covered =
                self.grid.tall_merge(row.number, self.name).is_some_and(|merge| merge.top < row.number);
            let has_amount = filled.iter().any(|(column, _)| self.role(*column).is_money());
            return match () {
                () if after_data && self.continues(row, filled, covered, has_amount, look) => {
                    RowKind::Continuation
                }
                () if has_amount || look.sequence.is_some() => RowKind::Data,
                () if single => self.lone(filled),
                () => RowKind::Note,
            };
        }
        if single
            && look.sequence.is_none()
            && (normal.chars().count() > 60 || self.numbered && has_one_of(&normal, &["\u{3002}"]))
        {
            return RowKind::Note;
        }
        RowKind::Data
    }

    /// Whether a row without a name goes on with the project above.
    fn continues(
        &self,
        row: &Row,
        filled: &[(u16, &Cell)],
        covered: bool,
        has_amount: bool,
        look: &Look,
    ) -> bool {
        if covered {
            return true;
        }
        let source = filled.iter().any(|(column, cell)| {
            matches!(cell, Cell::Text(text) if key(text).parse::<f64>().is_err() && (self.role(*column) == Role::Funds || has_one_of(&key(text), &WORDS.sources) && key(text).chars().count() <= 12))
        });
        let words = filled
            .iter()
            .any(|(column, _)| self.role(*column).is_evidence() && self.text(row, *column).is_some());
        look.sequence.is_none() && (has_amount && source || !has_amount && words)
    }

    /// A row with a single cell that labels nothing.
    fn lone(&self, filled: &[(u16, &Cell)]) -> RowKind {
        match filled.first() {
            Some((_, Cell::Text(text))) if is_overview(&key(text)) => RowKind::Overview,
            _ => RowKind::Note,
        }
    }

    /// Total and subtotal.
    fn closing(
        &self,
        normal: &str,
        evidence: usize,
        look: &Look,
        filled: &[(u16, &Cell)],
    ) -> Option<RowKind> {
        if evidence > 1
            || look.sequence.is_some()
            || filled.iter().all(|(column, _)| {
                !self.role(*column).is_money() && filled.len() > 1 && self.role(*column).is_evidence()
            })
        {
            return None;
        }
        let label = Label::read(normal);
        let core = key(&label.core);
        let bare = core.split(['(', ':']).next().unwrap_or_default();
        if is_one_of(bare, &WORDS.total) || is_one_of(bare, &WORDS.total_bare) {
            return Some(RowKind::Total);
        }
        if is_one_of(bare, &WORDS.subtotal)
            || before_one_of(bare, WORDS.subtotal.get(..2).unwrap_or_default()).is_some()
        {
            return Some(RowKind::Subtotal);
        }
        None
    }

    #[expect(clippy::too_many_arguments, reason = "one judgement over everything seen of a row")]
    fn is_group(
        &self,
        row: &Row,
        filled: &[(u16, &Cell)],
        label_at: u16,
        text: &str,
        evidence: usize,
        name: Option<&Cell>,
        places: &Places<'_>,
        look: &Look,
    ) -> bool {
        let label = Label::read(text);
        // The numbering may stand alone in the number column, beside the label.
        let beside = filled.iter().filter(|(column, _)| *column < label_at).find_map(|(_, cell)| {
            if let Cell::Text(text) = cell { Label::read(text).numbering } else { None }
        });
        let strong =
            |numbering: Option<Numbering>| numbering.is_some_and(|numbering| numbering != Numbering::Digits);
        let declares = label.count.is_some();
        if look.sequence.is_some() && !strong(label.numbering) {
            return false;
        }
        if evidence > usize::from(declares || strong(beside) || strong(label.numbering)) {
            return false;
        }
        if evidence > 0
            && !declares
            && filled.iter().any(|(column, _)| {
                matches!(self.role(*column), Role::Content | Role::Owner | Role::Codes | Role::Progress)
                    && self.text(row, *column).is_some()
            })
        {
            return false;
        }
        if label.numbering.is_some() || strong(beside) || declares {
            return true;
        }
        let wide = self.grid.merges_from(row.number).iter().any(|merge| {
            merge.left <= label_at
                && merge.right >= label_at
                && merge.right - merge.left >= 2
                && merge.right > self.name
        });
        if wide {
            return true;
        }
        // "南宁市 | 16 | …": the label before the name column, a count or nothing in it.
        if label_at < self.name
            && name.is_none_or(|cell| matches!(cell, Cell::Number(_)))
            && label_at == filled.first().map_or(label_at, |(column, _)| *column)
        {
            return !after_is_text(self, row, filled, label_at);
        }
        let says_group = places.named(&label.core).is_some()
            || group_nature(&label.core).is_some()
            || is_department(&label.core) && evidence == 0;
        if self.numbered {
            // Where projects are numbered, a name without number and without any word about it heads a group.
            return look.sequence.is_none()
                && evidence == 0
                && (filled.len() == 1
                    || says_group
                    || filled.iter().all(|(column, cell)| {
                        *column == label_at
                            || !matches!(cell, Cell::Text(_))
                            || self.text(row, *column).is_none()
                    }));
        }
        evidence == 0
            && says_group
            && (filled.len() == 1
                || places.named(&label.core).is_some()
                || group_nature(&label.core).is_some())
    }

    fn repeats_header(&self, row: &Row) -> bool {
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

/// Whether any cell right of the label says something about a project in words.
fn after_is_text(layout: &Layout<'_>, row: &Row, filled: &[(u16, &Cell)], label_at: u16) -> bool {
    filled.iter().any(|(column, _)| {
        *column > label_at && layout.role(*column).is_evidence() && layout.text(row, *column).is_some()
    })
}

fn is_blank(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => key(text).is_empty(),
        _ => false,
    }
}

/// `备注：…`, `注:…`, `说明：…`, `备注1…`.
fn is_note(normal: &str) -> bool {
    let starred = normal.trim_start_matches(['*', '\u{203B}']);
    after_one_of(starred, &WORDS.note).is_some_and(|rest| {
        rest.is_empty()
            || rest.starts_with([':', '.', '\u{3001}', '('])
            || rest.starts_with(|c: char| c.is_ascii_digit())
    }) || normal.starts_with('*') && has_one_of(normal, &WORDS.secret)
}

fn is_secret(normal: &str) -> bool {
    let stars = normal.chars().take_while(|c| matches!(c, '*' | '\u{d7}' | 'x')).count();
    stars >= 3 && (stars == normal.chars().count() || normal.starts_with("***"))
        || normal.starts_with('\u{25A0}') && stars == 0 && normal.chars().all(|c| c == '\u{25A0}')
}

/// A sentence that counts and sums: `重大前期项目92个,总投资494亿元。其中…`.
fn is_overview(normal: &str) -> bool {
    let counts = normal.chars().any(|c| c.is_ascii_digit());
    let money = [&WORDS.unit_hundred_million, &WORDS.unit_ten_thousand]
        .into_iter()
        .any(|words| words.first().is_some_and(|word| normal.contains(word)));
    let talks = WORDS.overview.iter().any(|word| normal.contains(word));
    normal.chars().count() >= 16
        && counts
        && money
        && talks
        && normal.contains([',', '\u{3002}', ';', '\u{3001}'])
}
