//! What comes of reading a file: the shape of `qinghuo import FILE --dry-run --json`.

use crate::{
    entry::Entry,
    finding::Finding,
    grid::{CellName, Grid},
    header::Column,
    label::Grouping,
    normal::key,
    open::{Format, Limits},
    reconcile::Check,
    row::RowKind,
    words::{WORDS, has_one_of},
};
use qinghuo_domain::{intake::LedgerRow, rules::Place};
use serde::{Deserialize, Serialize};

/// How to read, where the file itself does not decide.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions<'a> {
    /// The programme year, over what the file says.
    pub year: Option<i16>,
    /// The month the figures reach to, over what the file says.
    pub month: Option<i8>,
    /// The dictionary of places.
    pub places: &'a [Place],
    /// Corrections a person made earlier; each applies to sheets with its fingerprint.
    pub corrections: &'a [Correction],
    /// How much is read at most.
    pub limits: Limits,
}

/// A mapping as a person corrected it, remembered for every sheet of the same layout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// The layout, as [`SheetReading::fingerprint`] names it.
    pub fingerprint: Box<str>,
    /// The first and last row of the header, where it is found wrongly or not at all; else it is found again in each file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub header_rows: Option<(u32, u32)>,
    /// Columns by their letters; those not named stay as found.
    #[serde(default)]
    pub columns: Vec<Column>,
}

/// What a sheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetKind {
    /// A list of projects.
    Ledger,
    /// Counts and sums only.
    Statistics,
    /// Words to choose from.
    Enumeration,
    /// Nothing on it.
    Empty,
    /// Something else, or a ledger whose header was not found.
    Unknown,
}

/// A file, read.
#[derive(Clone, Debug, Serialize)]
pub struct Reading {
    /// Its name.
    pub file: Box<str>,
    /// The format it is stored in.
    pub format: Format,
    /// Whether a title or note says that its figures are made up.
    pub synthetic: bool,
    /// Its sheets, in order.
    pub sheets: Vec<SheetReading>,
}

/// A sheet, read.
#[derive(Clone, Debug, Serialize)]
pub struct SheetReading {
    /// Its name.
    pub name: Box<str>,
    /// What it is.
    pub kind: SheetKind,
    /// The programme year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
    /// The month its figures reach to, 1 to 12.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<i8>,
    /// The layout: the same for files that differ only in year, month and rows.
    pub fingerprint: Box<str>,
    /// The first and last row of the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_rows: Option<(u32, u32)>,
    /// Its columns as they were understood.
    pub columns: Vec<Column>,
    /// Its rows, in order.
    pub rows: Vec<ReadRow>,
    /// What was found, in the order of rows.
    pub findings: Vec<Finding>,
    /// Declared counts and sums against what was found.
    pub reconciliation: Vec<Check>,
    /// The sheet as it literally is, for messages and for marking it.
    #[serde(skip)]
    pub grid: Grid,
}

/// One row, read.
#[derive(Clone, Debug, Serialize)]
pub struct ReadRow {
    /// The row as the spreadsheet program numbers it, from 1.
    pub row: u32,
    /// What it is.
    pub kind: RowKind,
    /// Of a group or sum: its label without numbering and count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Box<str>>,
    /// Of a group: how deep it lies, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// Of a group: how it gathers its projects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grouping: Option<Grouping>,
    /// Of a group or sum: how many projects it declares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declared_count: Option<u32>,
    /// Of a project: what the row says.
    #[serde(flatten)]
    pub entry: Option<Box<Entry>>,
}

impl Reading {
    /// The projects of all sheets, ready for matching.
    #[must_use]
    pub fn ledger_rows(&self) -> Vec<LedgerRow> {
        self.sheets.iter().flat_map(SheetReading::ledger_rows).collect()
    }

    /// All findings, in the order of sheets.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.sheets.iter().flat_map(|sheet| &sheet.findings)
    }
}

impl ReadRow {
    pub(crate) fn plain(row: u32, kind: RowKind) -> Self {
        Self { row, kind, label: None, level: None, grouping: None, declared_count: None, entry: None }
    }
}

impl SheetReading {
    /// Whether its name, a title or a note says that its figures are made up.
    pub(crate) fn says_synthetic(&self) -> bool {
        let says = |text: &str| has_one_of(&key(text), &WORDS.synthetic);
        let told = |row: &&ReadRow| {
            matches!(row.kind, RowKind::Title | RowKind::UnitNote | RowKind::Note | RowKind::Overview)
        };
        says(&self.name)
            || self
                .rows
                .iter()
                .filter(told)
                .filter_map(|row| self.grid.row(row.row))
                .flat_map(|row| &row.cells)
                .any(|(_, cell)| says(&cell.show()))
    }

    /// The projects of the sheet. Rows without a name are not among them.
    pub fn ledger_rows(&self) -> impl Iterator<Item = LedgerRow> + '_ {
        self.rows.iter().filter_map(|row| row.entry.as_ref()?.ledger_row(&self.name, row.row))
    }

    /// What a cell literally says.
    #[must_use]
    pub fn raw(&self, cell: CellName) -> String {
        self.grid.show(cell)
    }

    /// The mapping found, in the shape in which a person corrects it.
    #[must_use]
    pub fn correction(&self) -> Correction {
        Correction { fingerprint: self.fingerprint.clone(), header_rows: None, columns: self.columns.clone() }
    }
}
