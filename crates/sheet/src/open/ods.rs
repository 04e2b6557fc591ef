//! OpenDocument spreadsheets, read directly: the format says "this cell a thousand times" and "this row a million times", and a decoder
//! that unrolls that can be made to fill any memory. Here repeats of nothing cost nothing and repeats of something are counted first.

use super::{Budget, Limits, Unreadable, contains, iso_date, package::Parts};
use crate::grid::{Cell, Grid, Merge, Row};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use std::collections::BTreeSet;

/// The last row and column a spreadsheet program shows.
const MOST: (u32, u32) = (1_048_576, 16_384);

pub(super) fn read(parts: &Parts, limits: &Limits, budget: &mut Budget) -> Result<Vec<Grid>, Unreadable> {
    if parts.get("META-INF/manifest.xml").is_some_and(|manifest| contains(manifest, b"encryption-data")) {
        return Err(Unreadable::Encrypted);
    }
    let content = parts.get("content.xml").map(Vec::as_slice).unwrap_or_default();
    let mut reader = Reader::from_reader(content);
    reader.config_mut().expand_empty_elements = true;
    let mut tables = Tables { budget, grids: Vec::new(), hidden_styles: BTreeSet::new(), style: None };
    let mut sheet: Option<Sheet> = None;
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(Unreadable::damaged)? {
            Event::Start(element) => tables.enter(&element, &mut sheet)?,
            Event::End(element) => {
                tables.leave(element.name().as_ref(), &mut sheet)?;
                if tables.grids.len() > limits.sheets {
                    return Err(Unreadable::TooManySheets { limit: limits.sheets });
                }
            }
            Event::Text(text) => {
                if let Some(text_of) = sheet.as_mut().and_then(Sheet::open_text) {
                    text_of.push_str(&text.xml10_content());
                }
            }
            Event::GeneralRef(entity) => {
                if let Some(text_of) = sheet.as_mut().and_then(Sheet::open_text) {
                    let known = quick_xml::escape::resolve_xml_entity(entity.as_ref()).map(str::to_owned);
                    let code = entity.resolve_char_ref().ok().flatten().map(String::from);
                    text_of.push_str(&known.or(code).unwrap_or_default());
                }
            }
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    Ok(tables.grids)
}

struct Tables<'a> {
    budget: &'a mut Budget,
    grids: Vec<Grid>,
    hidden_styles: BTreeSet<String>,
    style: Option<String>,
}

/// The table being read.
struct Sheet {
    name: String,
    hidden: bool,
    rows: Vec<Row>,
    merges: Vec<Merge>,
    next_row: u32,
    row_repeats: u32,
    row_hidden: bool,
    row: Vec<(u16, Cell)>,
    next_column: u32,
    cell: Option<Open>,
    /// Inside an annotation or a table within a cell: its text is not the cell's.
    aside: u32,
}

/// The cell being read.
struct Open {
    repeats: u32,
    value: Option<Cell>,
    formula: Option<String>,
    is_error: bool,
    text: String,
    paragraphs: u32,
    spanned: (u32, u32),
}

impl Sheet {
    fn open_text(&mut self) -> Option<&mut String> {
        (self.aside == 0)
            .then_some(self.cell.as_mut())
            .flatten()
            .filter(|cell| cell.paragraphs > 0)
            .map(|cell| &mut cell.text)
    }
}

impl Tables<'_> {
    fn enter(&mut self, element: &BytesStart<'_>, sheet: &mut Option<Sheet>) -> Result<(), Unreadable> {
        let name = element.name();
        match (name.as_ref(), sheet.as_mut()) {
            ("style:style", None) => self.style = text_of(element, "style:name"),
            ("style:table-properties", None)
                if text_of(element, "table:display").as_deref() == Some("false") =>
            {
                self.hidden_styles.extend(self.style.take());
            }
            ("table:table", None) => {
                let hidden = text_of(element, "table:style-name")
                    .is_some_and(|style| self.hidden_styles.contains(&style));
                *sheet = Some(Sheet {
                    name: text_of(element, "table:name").unwrap_or_default(),
                    hidden,
                    rows: Vec::new(),
                    merges: Vec::new(),
                    next_row: 1,
                    row_repeats: 1,
                    row_hidden: false,
                    row: Vec::new(),
                    next_column: 0,
                    cell: None,
                    aside: 0,
                });
            }
            ("office:annotation" | "table:table", Some(sheet)) => sheet.aside += 1,
            (_, Some(sheet)) if sheet.aside > 0 => {}
            ("table:table-row", Some(sheet)) => {
                sheet.row_repeats = count(element, "table:number-rows-repeated")?;
                sheet.row_hidden =
                    text_of(element, "table:visibility").is_some_and(|visibility| visibility != "visible");
                sheet.next_column = 0;
                sheet.row.clear();
            }
            ("table:table-cell" | "table:covered-table-cell", Some(sheet)) => {
                sheet.cell = Some(open_cell(element)?);
            }
            ("text:p", Some(sheet)) => {
                if let Some(cell) = &mut sheet.cell {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                }
            }
            ("text:line-break", Some(sheet)) => {
                sheet.open_text().into_iter().for_each(|text| text.push('\n'));
            }
            ("text:s" | "text:tab", Some(sheet)) => {
                sheet.open_text().into_iter().for_each(|text| text.push(' '));
            }
            _ => {}
        }
        Ok(())
    }

    fn leave(&mut self, name: &str, sheet: &mut Option<Sheet>) -> Result<(), Unreadable> {
        let Some(open) = sheet.as_mut() else { return Ok(()) };
        match name {
            "office:annotation" | "table:table" if open.aside > 0 => open.aside -= 1,
            _ if open.aside > 0 => {}
            "table:table-cell" | "table:covered-table-cell" => {
                if let Some(cell) = open.cell.take() {
                    self.close_cell(open, cell)?;
                }
            }
            "table:table-row" => {
                if !open.row.is_empty() {
                    let repeats = open.row_repeats.min(MOST.0.saturating_sub(open.next_row) + 1);
                    self.budget.take(open.row.len().saturating_mul(repeats.saturating_sub(1) as usize))?;
                    for number in open.next_row..open.next_row + repeats {
                        open.rows.push(Row { number, hidden: open.row_hidden, cells: open.row.clone() });
                    }
                }
                open.next_row = open.next_row.saturating_add(open.row_repeats);
            }
            "table:table" => {
                if let Some(done) = sheet.take() {
                    self.grids.push(Grid::new(&done.name, done.hidden, done.rows, done.merges));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self, sheet: &mut Sheet, cell: Open) -> Result<(), Unreadable> {
        let (column, row) = (sheet.next_column, sheet.next_row);
        sheet.next_column = column.saturating_add(cell.repeats);
        if column >= MOST.1 || row > MOST.0 {
            return Ok(());
        }
        let (rows, columns) = cell.spanned;
        if (rows > 1 || columns > 1) && sheet.merges.len() < self.budget.limit {
            let last =
                |from: u32, span: u32, most: u32| from.saturating_add(span.saturating_sub(1)).min(most);
            sheet.merges.push(Merge {
                top: row,
                left: narrow(column),
                bottom: last(row, rows, MOST.0),
                right: narrow(last(column, columns, MOST.1 - 1)),
            });
        }
        let value = match cell.value {
            Some(value) => Some(value),
            None if cell.is_error => Some(Cell::Error(cell.text.trim().into())),
            None => self.budget.text(&cell.text),
        };
        let value = value.or_else(|| cell.formula.map(|formula| Cell::Formula(formula.into())));
        let Some(value) = value else { return Ok(()) };
        let repeats = cell.repeats.min(MOST.1 - column);
        self.budget.take(repeats as usize)?;
        sheet.row.extend((column..column + repeats).map(|at| (narrow(at), value.clone())));
        Ok(())
    }
}

fn narrow(column: u32) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

fn open_cell(element: &BytesStart<'_>) -> Result<Open, Unreadable> {
    let number = || text_of(element, "office:value").and_then(|text| text.parse::<f64>().ok());
    let value = match text_of(element, "office:value-type").as_deref() {
        Some("float" | "currency" | "percentage") => number().map(Cell::Number),
        Some("date") => text_of(element, "office:date-value")
            .map(|text| iso_date(&text).map_or_else(|| Cell::Text(text.as_str().into()), Cell::Date)),
        Some("boolean") => {
            text_of(element, "office:boolean-value").map(|text| Cell::Bool(text.eq_ignore_ascii_case("true")))
        }
        _ => text_of(element, "office:string-value")
            .filter(|text| !text.trim().is_empty())
            .map(|text| Cell::Text(text.into())),
    };
    let is_error = text_of(element, "calcext:value-type").as_deref() == Some("error");
    Ok(Open {
        repeats: count(element, "table:number-columns-repeated")?,
        value: if is_error { None } else { value },
        formula: text_of(element, "table:formula"),
        is_error,
        text: String::new(),
        paragraphs: 0,
        spanned: (
            count(element, "table:number-rows-spanned")?,
            count(element, "table:number-columns-spanned")?,
        ),
    })
}

fn text_of(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// A repeat or span; one where nothing is said.
fn count(element: &BytesStart<'_>, name: &str) -> Result<u32, Unreadable> {
    match text_of(element, name) {
        None => Ok(1),
        Some(text) => text.parse().map_err(|_| Unreadable::damaged(format!("{name}={text}"))),
    }
}
