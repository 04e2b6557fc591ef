//! A sheet as it was understood: rows with their kinds, columns with what they hold, findings at their cells. Of a long sheet a window is
//! shown: where one asks for a row, the rows around it, else the beginning and the rows with findings.

use qinghuo_domain::money::MoneyUnit;
use qinghuo_intake::{checked, finding, key};
use qinghuo_locale::Locale;
use qinghuo_sheet::{
    Finding, Role, RowKind, SheetReading, Verdict,
    grid::{CellName, column_letters, column_of},
};
use std::collections::BTreeMap;

/// Rows of a window.
const WINDOW: usize = 40;
/// Columns shown; more are read, but no page holds them.
const MOST_COLUMNS: u16 = 40;
/// Characters of a cell shown.
const MOST_CHARACTERS: usize = 40;
/// Findings and checks listed; the marked workbook has all of them.
const MOST_LISTED: usize = 150;

/// One sheet.
pub struct Understood {
    /// Its name.
    pub name: String,
    /// The letters of its columns, with what each holds.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Which rows are shown.
    pub summary: String,
    /// The rows before and after.
    pub previous: Option<String>,
    /// The rows after.
    pub next: Option<String>,
    /// Its header's first and last row.
    pub header: (String, String),
    /// Columns that are not shown.
    pub hidden_columns: Option<String>,
}

/// A column as it was understood.
pub struct Column {
    /// Its letters.
    pub letters: String,
    /// Its header.
    pub header: String,
    /// The key of what it holds.
    pub role: &'static str,
    /// In words.
    pub meaning: String,
    /// The key of its unit.
    pub unit: String,
    /// In words.
    pub unit_words: String,
    /// Whether it stays aside.
    pub is_aside: bool,
    /// Whether there is a column at all.
    pub is_read: bool,
}

/// A row.
pub struct Row {
    /// As the spreadsheet program numbers it.
    pub number: u32,
    /// The key of its kind.
    pub kind: String,
    /// In words.
    pub kind_words: String,
    /// Whether rows are left out before it.
    pub after_gap: bool,
    /// What its cells say.
    pub cells: Vec<Cell>,
}

/// A cell.
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Whether it is a number.
    pub is_number: bool,
    /// What was found at it: severity, words, and the finding's number in the list.
    pub found: Option<(String, String, usize)>,
}

/// A finding in the list.
pub struct Found {
    /// Its number.
    pub number: usize,
    /// The key of its severity.
    pub severity: String,
    /// In words.
    pub severity_words: String,
    /// Where it is.
    pub place: String,
    /// The address of the cell.
    pub href: String,
    /// What it is.
    pub words: String,
}

/// A declared figure against what was found.
pub struct Checked {
    /// The row that declares it.
    pub row: u32,
    /// Its address.
    pub href: String,
    /// Its label.
    pub label: String,
    /// What is compared.
    pub measure: String,
    /// What is declared.
    pub declared: String,
    /// What was found.
    pub found: String,
    /// How they compare, as key.
    pub verdict_key: String,
    /// In words.
    pub verdict: String,
}

/// The address of a row in the wizard.
pub fn row_address(draft: &str, sheet: &str, row: u32) -> String {
    format!("{draft}?sheet={}&row={row}#r{row}", crate::query::encode(sheet))
}

/// The findings of all sheets, the gravest first, with their numbers.
pub fn numbered<'a>(sheets: impl Iterator<Item = &'a SheetReading>) -> Vec<&'a Finding> {
    let mut found: Vec<&Finding> = sheets.flat_map(|sheet| &sheet.findings).collect();
    found.sort_by_key(|found| found.severity);
    found
}

/// The list of findings, as far as a page holds it, and how many more there are.
pub fn listed(locale: &Locale, draft: &str, findings: &[&Finding]) -> (Vec<Found>, usize) {
    let line = |(number, found): (usize, &&Finding)| {
        let severity = key(&found.severity);
        let (place, href) = match found.cell {
            Some(cell) => (format!("{}!{cell}", found.sheet), row_address(draft, &found.sheet, cell.row)),
            None => {
                let sheet = crate::query::encode(&found.sheet);
                (found.sheet.to_string(), format!("{draft}?sheet={sheet}#sheet"))
            }
        };
        Found {
            number,
            severity_words: locale.named("severity", &severity),
            severity,
            place,
            href,
            words: finding(locale, found),
        }
    };
    let shown = findings.iter().enumerate().take(MOST_LISTED).map(line).collect();
    (shown, findings.len().saturating_sub(MOST_LISTED))
}

/// The reconciliation, what differs first, and how many more checks there are.
pub fn checks(locale: &Locale, draft: &str, sheets: &[SheetReading]) -> (Vec<Checked>, usize) {
    let all = sheets.iter().flat_map(|sheet| sheet.reconciliation.iter().map(move |check| (sheet, check)));
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(_, check)| check.verdict != Verdict::Differs);
    let shown = all.iter().take(MOST_LISTED).map(|(sheet, check)| {
        let verdict_key = key(&check.verdict);
        Checked {
            row: check.row,
            href: row_address(draft, &sheet.name, check.row),
            label: check.label.to_string(),
            measure: locale.named("measure", &key(&check.measure)),
            declared: checked(locale, check.measure, check.declared),
            found: checked(locale, check.measure, check.found),
            verdict: locale.named("verdict", &verdict_key),
            verdict_key,
        }
    });
    (shown.collect(), all.len().saturating_sub(MOST_LISTED))
}

impl Understood {
    /// A sheet around a row, or from its beginning.
    pub fn of(
        locale: &Locale,
        draft: &str,
        sheet: &SheetReading,
        findings: &[&Finding],
        around: Option<u32>,
    ) -> Self {
        let width = sheet.grid.width();
        let shown = width.min(MOST_COLUMNS);
        let mut at: BTreeMap<CellName, Vec<usize>> = BTreeMap::new();
        for (number, found) in findings.iter().enumerate().filter(|(_, found)| found.sheet == sheet.name) {
            if let Some(cell) = found.cell {
                at.entry(cell).or_default().push(number);
            }
        }
        let (indices, first, last) = window(sheet, around, |row| {
            at.range(CellName { row, column: 0 }..=CellName { row, column: u16::MAX }).next().is_some()
        });
        let mut before = None;
        let rows = indices.into_iter().filter_map(|index| {
            let read = sheet.rows.get(index)?;
            let after_gap = before.is_some_and(|before| before + 1 < index);
            before = Some(index);
            let kind = key(&read.kind);
            let cells = (0..shown).map(|column| {
                let name = CellName { row: read.row, column };
                let cell = sheet.grid.cell(read.row, column);
                let found = at.get(&name).and_then(|numbers| {
                    let of = |number: &usize| findings.get(*number);
                    let severity = numbers.iter().filter_map(of).map(|found| found.severity).min()?;
                    let words: Vec<String> =
                        numbers.iter().filter_map(of).map(|found| finding(locale, found)).collect();
                    Some((key(&severity), words.join("\n"), *numbers.first()?))
                });
                Cell {
                    text: cell.map(|cell| shortened(&cell.show())).unwrap_or_default(),
                    is_number: matches!(cell, Some(qinghuo_sheet::grid::Cell::Number(_))),
                    found: found.map(|(severity, words, number)| {
                        (severity, words, if number < MOST_LISTED { number } else { usize::MAX })
                    }),
                }
            });
            Some(Row {
                number: read.row,
                kind_words: locale.named("row", &kind),
                kind,
                after_gap,
                cells: cells.collect(),
            })
        });
        let rows: Vec<Row> = rows.collect();
        let window_at =
            |index: usize| sheet.rows.get(index).map(|row| row_address(draft, &sheet.name, row.row));
        let numbers = [
            ("first", (first + 1).min(last).to_string()),
            ("last", last.to_string()),
            ("all", sheet.rows.len().to_string()),
        ];
        let header = sheet.header_rows.map(|(first, last)| (first.to_string(), last.to_string()));
        Self {
            name: sheet.name.to_string(),
            columns: (0..shown).map(|column| column_of_sheet(locale, sheet, column)).collect(),
            rows,
            summary: locale.text_with("import-rows", &numbers),
            previous: (first > 0).then(|| window_at(first.saturating_sub(WINDOW))).flatten(),
            next: (last < sheet.rows.len()).then(|| window_at(last)).flatten(),
            header: header.unwrap_or_default(),
            hidden_columns: (width > shown)
                .then(|| locale.count("import-columns-hidden", usize::from(width - shown))),
        }
    }
}

/// Which rows are shown, and the window among them: from its first to before its last.
fn window(
    sheet: &SheetReading,
    around: Option<u32>,
    has_finding: impl Fn(u32) -> bool,
) -> (Vec<usize>, usize, usize) {
    let all = sheet.rows.len();
    let is_head = |row: &qinghuo_sheet::ReadRow| matches!(row.kind, RowKind::Header);
    if let Some(number) = around {
        let at = sheet.rows.partition_point(|row| row.row < number).min(all.saturating_sub(1));
        let first = at / WINDOW * WINDOW;
        let last = (first + WINDOW).min(all);
        // The header goes along, so that the columns can be read.
        let heads = (0..first).filter(|index| sheet.rows.get(*index).is_some_and(is_head)).take(5);
        return (heads.chain(first..last).collect(), first, last);
    }
    let last = WINDOW.min(all);
    let found = (last..all).filter(|index| sheet.rows.get(*index).is_some_and(|row| has_finding(row.row)));
    ((0..last).chain(found.take(WINDOW)).collect(), 0, last)
}

fn column_of_sheet(locale: &Locale, sheet: &SheetReading, index: u16) -> Column {
    let letters = column_letters(index);
    let read = sheet.columns.iter().find(|column| column_of(&column.column) == Some(index));
    let role = read.map_or(Role::Extra, |column| column.role);
    let unit = read.and_then(|column| column.unit).filter(|_| role.is_money());
    Column {
        header: read.map(|column| shortened(&column.header)).unwrap_or_default(),
        role: role.key(),
        meaning: match read {
            Some(_) => locale.named("field", role.key()),
            None => String::new(),
        },
        unit: unit.map(|unit| key(&unit)).unwrap_or_default(),
        unit_words: unit.map(|unit| locale.named("unit", &key(&unit))).unwrap_or_default(),
        is_aside: matches!(
            role,
            Role::Extra
                | Role::Contact
                | Role::PastYear
                | Role::Funds
                | Role::MonthPlan
                | Role::DoneSinceStart
        ),
        is_read: read.is_some(),
        letters,
    }
}

/// What a column may hold: key and words.
pub fn roles(locale: &Locale) -> Vec<(&'static str, String)> {
    Role::ALL.iter().map(|role| (role.key(), locale.named("field", role.key()))).collect()
}

/// The units of money: key and words.
pub fn units(locale: &Locale) -> Vec<(String, String)> {
    [MoneyUnit::HundredMillion, MoneyUnit::TenThousand, MoneyUnit::Yuan]
        .map(|unit| (key(&unit), locale.named("unit", &key(&unit))))
        .to_vec()
}

fn shortened(text: &str) -> String {
    let mut characters = text.chars();
    let mut short: String = characters.by_ref().take(MOST_CHARACTERS).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}
