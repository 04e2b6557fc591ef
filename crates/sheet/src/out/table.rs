//! Tables as workbooks. What a cell looks like follows from its column's [`Kind`]; what it says is the caller's.

mod look;

use super::{
    GENERATOR, MOST_COLUMNS, MOST_ROWS, MOST_UNITS, OutError, fit, is_wide, lines_in, looks_like_formula,
    name::SheetNames,
};
use jiff::civil::Date;
use look::{Look, Part};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

/// Tables that go out together.
#[derive(Clone, Debug)]
pub struct TableBook {
    /// What stands over every table, and in the properties of the document.
    pub title: String,
    /// Lines under the title: the day the figures are of, where they come from, the head of the ledger.
    pub notes: Vec<String>,
    /// The day of making, for the properties of the document.
    pub made_on: Date,
    /// The tables, a sheet each.
    pub sheets: Vec<Table>,
}

/// A table, which becomes a sheet.
#[derive(Clone, Debug)]
pub struct Table {
    /// The name of the sheet; made lawful and unique.
    pub name: String,
    /// Its columns, from the left.
    pub columns: Vec<Column>,
    /// Its rows. A short row ends in empty cells; what is beyond the columns is left out.
    pub rows: Vec<Vec<Cell>>,
    /// The row of totals, set apart at the foot and outside the filter.
    pub totals: Option<Vec<Cell>>,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its header.
    pub header: String,
    /// The unit of its figures, shown in the header.
    pub unit: Option<String>,
    /// Its width in half-width characters.
    pub width: f64,
    /// What it holds.
    pub kind: Kind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, wrapped.
    Text,
    /// Whole numbers with thousands separators.
    Integer,
    /// Numbers with so many decimals.
    Decimal {
        /// Digits behind the point, at most nine.
        places: u8,
    },
    /// Shares: 0.5 is shown as 50.0%.
    Percent,
    /// Days.
    Date,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, never taken for a formula.
    Text(String),
    /// A number; one that is not finite is left empty.
    Number(f64),
    /// A day.
    Date(Date),
    /// A whole number.
    Integer(i64),
    /// A light: a word on a colour.
    Signal {
        /// The word. The colour alone says nothing.
        text: String,
        /// The colour.
        tone: Hue,
    },
}

/// The colour behind a light's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hue {
    /// As planned.
    Green,
    /// To be watched.
    Yellow,
    /// Late.
    Red,
    /// Apart from the rule, such as exempted.
    Blue,
    /// Nothing to say.
    Grey,
}

/// The height of a row of one line, in points.
const ONE_LINE: f64 = 18.0;
/// Whole numbers beyond this are not exact as the format's only kind of number.
const MOST_EXACT: u64 = 1 << 53;

/// Writes tables as a workbook.
///
/// # Errors
/// [`OutError::TooManyRows`], [`OutError::TooManyColumns`], or what the writer refuses.
pub fn table(book: &TableBook) -> Result<Vec<u8>, OutError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&book.title, book.made_on)?);
    let mut names = SheetNames::default();
    for sheet in &book.sheets {
        let title = match book.sheets.len() {
            1 => book.title.clone(),
            _ => format!("{} · {}", book.title, sheet.name),
        };
        write(workbook.add_worksheet(), sheet, &title, &book.notes, &mut names)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// What the properties of a document say.
pub(super) fn properties(title: &str, made_on: Date) -> Result<DocProperties, OutError> {
    let day = |date: Date| {
        ExcelDateTime::from_ymd(
            u16::try_from(date.year()).unwrap_or_default(),
            u8::try_from(date.month()).unwrap_or_default(),
            u8::try_from(date.day()).unwrap_or_default(),
        )
    };
    Ok(DocProperties::new()
        .set_title(fit(title, 255))
        .set_author(GENERATOR)
        .set_creation_datetime(&day(made_on)?))
}

fn write(
    sheet: &mut Worksheet,
    table: &Table,
    title: &str,
    notes: &[String],
    names: &mut SheetNames,
) -> Result<(), OutError> {
    let header = row_number(notes.len() + 1)?;
    let last_row = row_number(notes.len() + 1 + table.rows.len() + usize::from(table.totals.is_some()))?;
    let last_column = match u16::try_from(table.columns.len()) {
        Ok(columns) if usize::from(columns) <= MOST_COLUMNS => columns.saturating_sub(1),
        _ => return Err(OutError::TooManyColumns { limit: MOST_COLUMNS }),
    };
    sheet.set_name(names.free(&table.name))?;
    for (number, column) in (0..).zip(&table.columns) {
        sheet.set_column_width(number, column.width.clamp(2.0, 255.0))?;
    }
    write_heading(sheet, table, title, notes, last_column)?;

    sheet.set_default_row_height(ONE_LINE);
    let header_look = look::header();
    let mut lines = 1;
    for (number, column) in (0..).zip(&table.columns) {
        let header_text = header_of(column);
        lines = lines.max(lines_in(&header_text, room(column)));
        sheet.write_string_with_format(header, number, fit(&header_text, MOST_UNITS), &header_look)?;
    }
    set_height(sheet, header, lines + 1)?;
    let looks: Vec<Look> = table.columns.iter().map(|column| Look::of(column.kind, Part::Body)).collect();
    for (number, row) in (header + 1..).zip(&table.rows) {
        write_row(sheet, number, row, table, &looks)?;
    }
    if let Some(totals) = &table.totals {
        let looks: Vec<Look> =
            table.columns.iter().map(|column| Look::of(column.kind, Part::Totals)).collect();
        write_row(sheet, last_row, totals, table, &looks)?;
    }
    if !table.columns.is_empty() {
        let last_filtered = if table.totals.is_some() { last_row - 1 } else { last_row };
        sheet.autofilter(header, 0, last_filtered, last_column)?;
        sheet.set_print_area(0, 0, last_row, last_column)?;
    }
    sheet.set_freeze_panes(header + 1, frozen_columns(&table.columns))?;
    sheet.set_repeat_rows(header, header)?;
    set_up_page(sheet);
    Ok(())
}

fn row_number(row: usize) -> Result<u32, OutError> {
    u32::try_from(row).ok().filter(|_| row < MOST_ROWS).ok_or(OutError::TooManyRows { limit: MOST_ROWS })
}

fn set_up_page(sheet: &mut Worksheet) {
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3).set_footer("&C&9&P / &N");
    sheet.set_print_center_horizontally(true);
}

/// The title and the notes, each over the whole width. A merged cell does not grow with its text, so its height is set.
fn write_heading(
    sheet: &mut Worksheet,
    table: &Table,
    title: &str,
    notes: &[String],
    last_column: u16,
) -> Result<(), OutError> {
    let widths: f64 = table.columns.iter().map(|column| column.width.clamp(2.0, 255.0)).sum();
    // Text lines are an estimate anyway; one past any real width is as good as that width.
    let width = widths.min(10_000.0) as usize;
    let mut line =
        |row: u32, text: &str, format: &Format, points: f64, share: usize| -> Result<(), OutError> {
            let text = fit(text, MOST_UNITS);
            if last_column > 0 {
                sheet.merge_range(row, 0, row, last_column, text, format)?;
            } else {
                sheet.write_string_with_format(row, 0, text, format)?;
            }
            let lines = lines_in(text, width * share / 10).min(24);
            sheet.set_row_height(row, (points * lines as f64).min(400.0))?;
            Ok(())
        };
    // A title's letters are half as wide again as those the widths count.
    line(0, title, &look::title(), 30.0, 6)?;
    for (row, note) in (1..).zip(notes) {
        line(row, note, &look::note(looks_like_formula(note)), 15.0, 10)?;
    }
    Ok(())
}

/// The header with its unit, in the brackets of the script it is written in.
fn header_of(column: &Column) -> String {
    match &column.unit {
        None => column.header.clone(),
        Some(unit) if column.header.chars().chain(unit.chars()).any(is_wide) => {
            format!("{}\u{FF08}{unit}\u{FF09}", column.header)
        }
        Some(unit) => format!("{} ({unit})", column.header),
    }
}

/// What stays in view when scrolling to the right: up to the column that names the row, if it stands near the left edge.
fn frozen_columns(columns: &[Column]) -> u16 {
    let named = columns.iter().take(3).position(|column| column.kind == Kind::Text && column.width >= 16.0);
    match named.and_then(|at| u16::try_from(at + 1).ok()) {
        Some(frozen) if usize::from(frozen) < columns.len() => frozen,
        _ => 0,
    }
}

/// How many half-width characters a column has room for beside its padding.
fn room(column: &Column) -> usize {
    (column.width.clamp(2.0, 255.0) as usize).saturating_sub(2)
}

/// Not every program fits rows to wrapped text when it opens a file, so rows of more than a line get their height here.
fn set_height(sheet: &mut Worksheet, row: u32, lines: usize) -> Result<(), OutError> {
    if lines > 1 {
        sheet.set_row_height(row, (lines.min(30) as f64 * 13.0 + 5.0).min(400.0))?;
    }
    Ok(())
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    cells: &[Cell],
    table: &Table,
    looks: &[Look],
) -> Result<(), OutError> {
    let mut lines = 1;
    for ((column, look), (at, shape)) in (0..).zip(looks).zip(table.columns.iter().enumerate()) {
        let cell = cells.get(at).unwrap_or(&Cell::Empty);
        if let Cell::Text(text) | Cell::Signal { text, .. } = cell {
            lines = lines.max(lines_in(text, room(shape)));
        }
        match cell {
            Cell::Number(number) if number.is_finite() => {
                sheet.write_number_with_format(row, column, *number, &look.figure)?
            }
            Cell::Empty | Cell::Number(_) => sheet.write_blank(row, column, &look.plain)?,
            Cell::Integer(whole) if whole.unsigned_abs() <= MOST_EXACT => {
                sheet.write_number_with_format(row, column, *whole as f64, &look.whole)?
            }
            Cell::Integer(whole) => {
                sheet.write_string_with_format(row, column, whole.to_string(), &look.plain)?
            }
            Cell::Date(date) => match serial(*date) {
                Some(serial) => sheet.write_number_with_format(row, column, serial, &look.date)?,
                None => sheet.write_string_with_format(row, column, date.to_string(), &look.plain)?,
            },
            Cell::Text(text) => {
                let format = if looks_like_formula(text) { &look.quoted } else { &look.plain };
                sheet.write_string_with_format(row, column, fit(text, MOST_UNITS), format)?
            }
            Cell::Signal { text, tone } => {
                sheet.write_string_with_format(row, column, fit(text, MOST_UNITS), look.signal(*tone))?
            }
        };
    }
    set_height(sheet, row, lines)
}

/// A day as the format counts it; `None` before March 1900, where it counts a day that never was.
pub(super) fn serial(date: Date) -> Option<f64> {
    const EPOCH: Date = jiff::civil::date(1899, 12, 30);
    let days = EPOCH.until(date).ok()?.get_days();
    (61..=2_958_465).contains(&days).then(|| f64::from(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_counted_as_the_format_does() {
        for (day, want) in [
            (date(2024, 11, 1), Some(45597.0)),
            (date(1900, 3, 1), Some(61.0)),
            (date(1900, 2, 28), None),
            (date(9999, 12, 31), Some(2_958_465.0)),
            (date(-1, 1, 1), None),
        ] {
            assert_eq!(serial(day), want, "{day}");
        }
    }

    #[test]
    fn units_stand_in_the_brackets_of_their_script() {
        let column = |header: &str, unit: Option<&str>| Column {
            header: header.into(),
            unit: unit.map(Into::into),
            width: 10.0,
            kind: Kind::Integer,
        };
        assert_eq!(header_of(&column("总投资", Some("亿元"))), "总投资（亿元）");
        assert_eq!(header_of(&column("Total", Some("CNY 10k"))), "Total (CNY 10k)");
        assert_eq!(header_of(&column("序号", None)), "序号");
    }
}
