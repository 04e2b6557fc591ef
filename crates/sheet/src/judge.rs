//! The judgement over one row below the header: what it looks like, then what it is. The order of the questions matters and is the order in
//! [`Seen::kind`].

use crate::{
    grid::{Cell, Row},
    label::{Label, Numbering, group_nature, is_department},
    normal::{key, line},
    place::Places,
    role::Role,
    row::{Layout, RowKind, is_note},
    unit::is_unit_note,
    value::{count, is_nothing},
    words::{WORDS, after_one_of, before_one_of, has_one_of, is_one_of},
};

/// A sentence is longer than a name.
const LONGEST_NAME: usize = 60;

/// What is kept of a row's judgement for the passes after it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Look {
    /// The text that labels it, and its column.
    pub(crate) label: Option<(u16, String)>,
    /// The running number, as text.
    pub(crate) sequence: Option<String>,
    /// Whether the row is a part of the project above, whose amounts it has already.
    pub(crate) part: bool,
    /// How many cells say in words something about a single project.
    pub(crate) evidence: usize,
}

/// What stands before a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Before {
    /// No project.
    #[default]
    Other,
    /// A project, or more of it.
    Project,
    /// A part of a project, announced by 其中.
    Part,
}

/// Judges a row, knowing what stands before it.
pub(crate) fn judge(layout: &Layout<'_>, row: &Row, before: Before, places: &Places<'_>) -> (RowKind, Look) {
    let filled: Vec<(u16, &Cell)> =
        row.cells.iter().filter(|(_, cell)| !is_blank(cell)).map(|(column, cell)| (*column, cell)).collect();
    let said = |cell: &Cell| !matches!(cell, Cell::Text(text) if is_nothing(&key(text)));
    if !filled.iter().any(|(_, cell)| said(cell)) {
        return (RowKind::Blank, Look::default());
    }
    if layout.repeats_header(row) {
        return (RowKind::RepeatedHeader, Look::default());
    }
    let label = label(layout, row, &filled);
    let seen = Seen {
        layout,
        row,
        normal: label.as_ref().map(|(_, text)| key(text)).unwrap_or_default(),
        evidence: evidence(layout, row, &filled, label.as_ref().map(|(column, _)| *column)),
        sequence: layout.sequence(row),
        label,
        filled,
        before,
    };
    let part = seen.is_part();
    let kind = if part { RowKind::Continuation } else { seen.kind(places) };
    (kind, Look { label: seen.label, sequence: seen.sequence, part, evidence: seen.evidence })
}

/// The text that labels a row: its name, or the first words near it.
fn label(layout: &Layout<'_>, row: &Row, filled: &[(u16, &Cell)]) -> Option<(u16, String)> {
    // 合计 | 2个: the count stands where names do.
    if let Some((column, Cell::Text(text))) = filled.first()
        && *column < layout.name
        && row.cell(layout.name).is_none_or(|cell| count(cell).is_some())
        && is_sum(&key(text))
    {
        return Some((*column, line(text)));
    }
    if let Some(Cell::Text(text)) = row.cell(layout.name)
        && layout.text(row, layout.name).is_some()
    {
        return Some((layout.name, line(text)));
    }
    filled.iter().find_map(|(column, cell)| match cell {
        Cell::Text(text) if *column <= layout.name.max(3) => {
            let near = *column <= layout.name
                || matches!(layout.role(*column), Role::Extra | Role::Class | Role::District | Role::Nature);
            near.then(|| (*column, line(text)))
        }
        _ => None,
    })
}

/// How many cells beside the label say in words something about a single project.
fn evidence(layout: &Layout<'_>, row: &Row, filled: &[(u16, &Cell)], label: Option<u16>) -> usize {
    let says = |column: u16, cell: &Cell| match layout.role(column) {
        Role::Period | Role::PlannedStart | Role::PlannedEnd if matches!(cell, Cell::Date(_)) => true,
        role => role.is_evidence() && layout.text(row, column).is_some(),
    };
    filled.iter().filter(|(column, cell)| Some(*column) != label && says(*column, cell)).count()
}

/// What is to be seen of a row.
struct Seen<'a> {
    layout: &'a Layout<'a>,
    row: &'a Row,
    /// Its cells that are not blank.
    filled: Vec<(u16, &'a Cell)>,
    label: Option<(u16, String)>,
    /// The label for comparing.
    normal: String,
    sequence: Option<String>,
    evidence: usize,
    before: Before,
}

impl Seen<'_> {
    fn kind(&self, places: &Places<'_>) -> RowKind {
        let single = self.filled.len() == 1;
        let Some((label_at, text)) = &self.label else { return self.nameless() };
        let named = *label_at == self.layout.name;
        let numbered = self.sequence.is_some();
        if named && is_secret(&self.normal) {
            return if numbered || !single { RowKind::Secret } else { RowKind::Note };
        }
        if !numbered && (is_page_line(&self.normal) || self.is_signature()) {
            return RowKind::Note;
        }
        if let Some(kind) = self.closing() {
            return kind;
        }
        if single && self.layout.titles.contains(&self.normal) {
            return RowKind::Title;
        }
        if !numbered && self.filled.len() <= 2 {
            if is_note(&self.normal) || single && after_one_of(&self.normal, &WORDS.compiled_by).is_some() {
                return RowKind::Note;
            }
            if self.has_unit_note() {
                return RowKind::UnitNote;
            }
        }
        let declares = self.label_numbering().is_some() && Label::read(text).count.is_some();
        if single && !declares && is_overview(&self.normal) {
            return RowKind::Overview;
        }
        if self.is_group(*label_at, text, places) {
            return RowKind::Group;
        }
        if !named {
            return self.nameless();
        }
        let sentence = self.normal.chars().count() > LONGEST_NAME
            || self.layout.numbered && self.normal.contains('\u{3002}');
        if single && !numbered && sentence { RowKind::Note } else { RowKind::Data }
    }

    /// A row without a name: more of the project above, a project whose name is missing, or a note.
    fn nameless(&self) -> RowKind {
        let has_amount = self.filled.iter().any(|(column, _)| self.layout.role(*column).is_money());
        if self.before != Before::Other && self.continues(has_amount) {
            RowKind::Continuation
        } else if has_amount || self.sequence.is_some() {
            RowKind::Data
        } else if self.has_unit_note() {
            RowKind::UnitNote
        } else if self.filled.len() == 1 && is_overview(&self.normal) {
            RowKind::Overview
        } else {
            RowKind::Note
        }
    }

    /// Whether the row is a part of the project above (其中:…), or one more of such parts.
    fn is_part(&self) -> bool {
        let Some((label_at, _)) = &self.label else { return false };
        let amounts = self.filled.iter().any(|(column, _)| self.layout.role(*column).is_money());
        if self.sequence.is_some() || !amounts || *label_at > self.layout.name {
            return false;
        }
        let announced = after_one_of(&self.normal, &WORDS.of_which).is_some_and(|rest| !rest.is_empty())
            && (self.layout.numbered || self.normal.contains([':', ',']));
        match self.before {
            Before::Other => false,
            Before::Project => announced,
            Before::Part => {
                announced
                    || self.evidence == 0
                        && self.layout.numbered
                        && self.label_numbering().is_none()
                        && self.closing().is_none()
                        && Label::read(&self.normal).count.is_none()
            }
        }
    }

    /// `填报人:… | 审核人:…`: who signs for the sheet.
    fn is_signature(&self) -> bool {
        let (mut signed, mut others) = (0, 0);
        for (_, cell) in &self.filled {
            match cell {
                Cell::Text(text) if is_signed(&key(text)) => signed += 1,
                Cell::Text(_) | Cell::Date(_) => others += 1,
                _ => return false,
            }
        }
        signed > others && (signed > 1 || others == 0)
    }

    /// Whether the row goes on with the project above: under its merged name, with an amount from another source of funds, or with more
    /// words and no amount.
    fn continues(&self, has_amount: bool) -> bool {
        if self
            .layout
            .grid
            .tall_merge(self.row.number, self.layout.name)
            .is_some_and(|merge| merge.top < self.row.number)
        {
            return true;
        }
        let source = self.filled.iter().any(|(column, _)| {
            self.layout.text(self.row, *column).is_some_and(|text| {
                self.layout.role(*column) == Role::Funds
                    || text.chars().count() <= 12 && has_one_of(&text, &WORDS.sources)
            })
        });
        self.sequence.is_none() && (has_amount && source || !has_amount && self.evidence > 0)
    }

    fn has_unit_note(&self) -> bool {
        self.filled.iter().any(|(_, cell)| matches!(cell, Cell::Text(text) if is_unit_note(&key(text))))
    }

    /// Total and subtotal.
    fn closing(&self) -> Option<RowKind> {
        if self.evidence > 1 || self.sequence.is_some() {
            return None;
        }
        let core = key(&Label::read(&self.normal).core);
        let bare = core.split(['(', ':']).next().unwrap_or_default();
        let of_group = || self.label_numbering().is_none() && sum_of(bare).is_some();
        // 全县重点项目总计
        let of_all = after_one_of(bare, &WORDS.whole_area)
            .is_some_and(|_| before_one_of(bare, &WORDS.total).is_some());
        if is_one_of(bare, &WORDS.total) || is_one_of(bare, &WORDS.total_bare) || of_all {
            Some(RowKind::Total)
        } else if is_one_of(bare, &WORDS.subtotal) || of_group() {
            Some(RowKind::Subtotal)
        } else {
            None
        }
    }

    fn is_group(&self, label_at: u16, text: &str, places: &Places<'_>) -> bool {
        let label = Label::read(text);
        let strong =
            |numbering: Option<Numbering>| numbering.is_some_and(|numbering| numbering != Numbering::Digits);
        let beside = numbering_beside(self.row, label_at);
        let declares = label.count.is_some();
        let marked = strong(label.numbering) || strong(beside) && self.sequence.is_none();
        if self.sequence.is_some() && !strong(label.numbering) {
            return false;
        }
        // A group may name the unit answering for it; more than that, or what is built and by whom, is said of projects only.
        if self.evidence > usize::from(declares || marked)
            || self.evidence > 0 && !declares && self.speaks_of_a_project()
        {
            return false;
        }
        // `1、` before a name is a group's only where projects have their numbers in a column.
        let numbered = label.numbering == Some(Numbering::Digits) && self.layout.numbered;
        if marked || numbered || declares || self.spans_the_name(label_at) {
            return true;
        }
        if label_at < self.layout.name && self.heads_the_row(label_at) {
            return true;
        }
        let is_place_or_nature = places.named(&label.core).is_some() || group_nature(&label.core).is_some();
        let single = self.filled.len() == 1;
        if self.evidence > 0 || self.sequence.is_some() {
            false
        } else if self.layout.numbered {
            // Where projects are numbered, a name without number and without any word beside it heads a group.
            single || is_place_or_nature || is_department(&label.core) || self.only_words(label_at)
        } else {
            is_place_or_nature || single && is_department(&label.core)
        }
    }

    /// How the label is numbered, by itself or by a numbering that stands alone in the number column.
    fn label_numbering(&self) -> Option<Numbering> {
        let (label_at, text) = self.label.as_ref()?;
        Label::read(text).numbering.or_else(|| numbering_beside(self.row, *label_at))
    }

    fn speaks_of_a_project(&self) -> bool {
        self.filled.iter().any(|(column, _)| {
            matches!(self.layout.role(*column), Role::Content | Role::Owner | Role::Codes | Role::Progress)
                && self.layout.text(self.row, *column).is_some()
        })
    }

    /// Whether the label's cell is merged across the name and more.
    fn spans_the_name(&self, label_at: u16) -> bool {
        self.layout.grid.merges_from(self.row.number).iter().any(|merge| {
            (merge.left..=merge.right).contains(&label_at)
                && merge.right - merge.left >= 2
                && merge.right > self.layout.name
        })
    }

    /// `南宁市 | 16 | …`: the label stands first, where numbers do, and there is a count or nothing where names are.
    fn heads_the_row(&self, label_at: u16) -> bool {
        let first = self.filled.first().is_some_and(|(column, _)| *column == label_at);
        let name_is_free = matches!(self.row.cell(self.layout.name), None | Some(Cell::Number(_)));
        let words_follow = self.filled.iter().any(|(column, _)| {
            *column > label_at
                && self.layout.role(*column).is_evidence()
                && self.layout.text(self.row, *column).is_some()
        });
        first && name_is_free && !words_follow
    }

    /// Whether no cell but the label says anything in words.
    fn only_words(&self, label_at: u16) -> bool {
        self.filled
            .iter()
            .all(|(column, _)| *column == label_at || self.layout.text(self.row, *column).is_none())
    }
}

/// What a label such as `历下区合计` or `交通小计` is the sum of.
pub(crate) fn sum_of(label: &str) -> Option<&str> {
    before_one_of(label, WORDS.subtotal.get(..3).unwrap_or_default()).filter(|rest| !rest.is_empty())
}

/// Whether a text is a word for a sum and nothing else.
fn is_sum(normal: &str) -> bool {
    normal.chars().count() > 1 && (is_one_of(normal, &WORDS.total) || is_one_of(normal, &WORDS.subtotal))
}

/// `填报人:张三`, `单位负责人:`: a word for one who signs, and who.
fn is_signed(normal: &str) -> bool {
    normal.split_once(':').is_some_and(|(label, _)| {
        label.chars().count() <= 8 && before_one_of(label, &WORDS.compiled_by).is_some()
    })
}

/// `第1页,共2页`, `-1-`.
fn is_page_line(normal: &str) -> bool {
    let bare = WORDS.page_words.iter().fold(normal.to_owned(), |bare, word| bare.replace(word, ""));
    let page = has_one_of(normal, &WORDS.page_word) || normal.starts_with('-') && normal.ends_with('-');
    page && !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit())
}

/// The numbering that stands alone left of a label.
pub(crate) fn numbering_beside(row: &Row, label_at: u16) -> Option<Numbering> {
    row.cells.iter().filter(|(column, _)| *column < label_at).find_map(|(_, cell)| match cell {
        Cell::Text(text) => Label::read(text).numbering,
        _ => None,
    })
}

fn is_blank(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if key(text).is_empty())
}

/// A name that is nothing but strokes: `******`, with or without a word behind.
fn is_secret(normal: &str) -> bool {
    normal.starts_with("***")
        || normal.chars().count() >= 3 && normal.chars().all(|c| matches!(c, '\u{d7}' | 'x' | '\u{25A0}'))
}

/// A sentence that counts and sums: `重大前期项目92个,总投资494亿元。其中…`.
fn is_overview(normal: &str) -> bool {
    let counts = normal.chars().any(|c| c.is_ascii_digit());
    let money = [&WORDS.unit_hundred_million, &WORDS.unit_ten_thousand]
        .into_iter()
        .any(|words| words.first().is_some_and(|word| normal.contains(word)));
    let talks = has_one_of(normal, &WORDS.overview);
    normal.chars().count() >= 16
        && counts
        && money
        && talks
        && normal.contains([',', '\u{3002}', ';', '\u{3001}'])
}
