//! Office Open XML: cells streamed by calamine, merged ranges and hidden rows read beside them.

use super::{
    Budget, Limits, Unreadable, decode,
    package::{Parts, pack},
};
use crate::grid::{Cell, CellName, Grid, Merge, Row};
use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxError, XlsxFormulaMetadata};
use memchr::memmem;
use quick_xml::{
    Reader as Xml,
    events::{BytesStart, Event},
};
use std::collections::BTreeMap;

/// The last row and column of the format.
const LAST: (u32, u32) = (1_048_575, 16_383);
/// After this many unreadable cells the sheet is not worth reading.
const MOST_FAULTS: usize = 100;

pub(super) fn read(mut parts: Parts, limits: &Limits, budget: &mut Budget) -> Result<Vec<Grid>, Unreadable> {
    let places = sheet_parts(&parts);
    let mut beside = BTreeMap::new();
    for (name, part) in &places {
        if let Some(xml) = parts.get_mut(part) {
            trim_empty_rows(xml);
            beside.insert(name.clone(), Beside::read(xml));
        }
    }
    let packed = pack(&parts)?;
    drop(parts);
    let mut book = Xlsx::new(packed).map_err(refuse)?;
    let sheets = book.sheets_metadata().to_vec();
    if sheets.len() > limits.sheets {
        return Err(Unreadable::TooManySheets { limit: limits.sheets });
    }
    let mut grids = Vec::new();
    for sheet in sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        let beside = beside.remove(&sheet.name).unwrap_or_default();
        let (rows, faults) = match book.worksheet_cells_reader(&sheet.name) {
            Ok(mut cells) => read_cells(|| cells.next_cell_with_formula_metadata(), &beside, budget)?,
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(refuse(error)),
        };
        let mut grid = Grid::new(&sheet.name, sheet.visible != SheetVisible::Visible, rows, beside.merges);
        grid.faults = faults;
        grids.push(grid);
    }
    Ok(grids)
}

fn refuse(error: XlsxError) -> Unreadable {
    match error {
        XlsxError::Password => Unreadable::Encrypted,
        error => Unreadable::damaged(error),
    }
}

type Faults = Vec<(Option<CellName>, Box<str>)>;

fn read_cells<'a>(
    mut next: impl FnMut() -> Result<Option<calamine::XlsxCellFormulaMetadataRecord<'a>>, XlsxError>,
    beside: &Beside,
    budget: &mut Budget,
) -> Result<(Vec<Row>, Faults), Unreadable> {
    let mut rows: Vec<Row> = Vec::new();
    let mut faults = Faults::new();
    loop {
        let record = match next() {
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(error @ (XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Io(_))) => {
                return Err(refuse(error));
            }
            // One cell with an unknown error value or type does not spoil the sheet; the reader stands behind it.
            Err(error) => {
                faults.push((None, error.to_string().into()));
                if faults.len() > MOST_FAULTS {
                    return Err(refuse(error));
                }
                continue;
            }
        };
        let (row, column) = record.pos;
        if row > LAST.0 || column > LAST.1 {
            return Err(Unreadable::damaged("a cell beyond the last row or column"));
        }
        let cell = match (decode(&record.value, budget), record.formula) {
            (Some(cell), _) => cell,
            (
                None,
                Some(XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. }),
            ) => Cell::Formula(formula.into()),
            (None, Some(XlsxFormulaMetadata::SharedDerived { .. })) => Cell::Formula("".into()),
            (None, _) => continue,
        };
        budget.take(1)?;
        let number = row + 1;
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        match rows.last_mut() {
            Some(last) if last.number == number => last.cells.push((column, cell)),
            _ => rows.push(Row { number, hidden: beside.hides(number), cells: vec![(column, cell)] }),
        }
    }
    Ok((rows, faults))
}

/// Cuts the rows behind the last one that holds anything: sheets formatted down to row 1,048,576 are common, and their empty cells
/// would cost a hundred times what the ledger does. Sound because a cell holds something only in a `v`, `is` or `f` element.
fn trim_empty_rows(xml: &mut Vec<u8>) {
    let Some(data_end) = find_back(xml, xml.len(), b"</sheetData>") else { return };
    let last_value = [b"</v>".as_slice(), b"</is>", b"</f>", b"<f "]
        .iter()
        .filter_map(|tag| find_back(xml, data_end, tag))
        .max();
    let Some(first_row) = find(xml, b"<row") else { return };
    let keep = match last_value {
        Some(value) => match find(xml.get(value..data_end).unwrap_or_default(), b"</row>") {
            Some(row_end) => value + row_end + b"</row>".len(),
            None => return,
        },
        None => first_row,
    };
    if keep < data_end {
        xml.drain(keep..data_end);
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memmem::find(bytes, wanted)
}

fn find_back(bytes: &[u8], end: usize, wanted: &[u8]) -> Option<usize> {
    memmem::rfind(bytes.get(..end)?, wanted)
}

/// What calamine does not say of a sheet.
#[derive(Default)]
struct Beside {
    merges: Vec<Merge>,
    /// Hidden rows, in order.
    hidden: Vec<u32>,
}

impl Beside {
    fn hides(&self, row: u32) -> bool {
        self.hidden.binary_search(&row).is_ok()
    }

    /// Reads hidden rows by scanning the tags of rows, and merged ranges from behind the cells: no cell is parsed.
    fn read(xml: &[u8]) -> Self {
        let mut hidden = Vec::new();
        let mut rest = xml;
        while let Some(at) = find(rest, b"<row ") {
            rest = rest.get(at..).unwrap_or_default();
            let Some(end) = rest.iter().position(|byte| *byte == b'>') else { break };
            let tag = rest.get(..end).unwrap_or_default();
            if (find(tag, b" hidden=\"1\"").is_some() || find(tag, b" hidden=\"true\"").is_some())
                && let Some(number) = attribute(tag, b" r=\"").and_then(|text| text.parse().ok())
            {
                hidden.push(number);
            }
            rest = rest.get(end..).unwrap_or_default();
        }
        hidden.sort_unstable();
        let mut merges = Vec::new();
        let mut rest =
            find_back(xml, xml.len(), b"<mergeCells").and_then(|at| xml.get(at..)).unwrap_or_default();
        while let Some(at) = find(rest, b"<mergeCell ") {
            rest = rest.get(at..).unwrap_or_default();
            let Some(end) = rest.iter().position(|byte| *byte == b'>') else { break };
            merges.extend(attribute(rest.get(..end).unwrap_or_default(), b" ref=\"").and_then(merge));
            rest = rest.get(end..).unwrap_or_default();
        }
        Self { merges, hidden }
    }
}

fn attribute<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a str> {
    let value = tag.get(find(tag, name)? + name.len()..)?;
    let end = value.iter().position(|byte| *byte == b'"')?;
    std::str::from_utf8(value.get(..end)?).ok()
}

fn merge(range: &str) -> Option<Merge> {
    let (first, last) = range.split_once(':')?;
    let (first, last): (CellName, CellName) = (first.parse().ok()?, last.parse().ok()?);
    (first.row <= last.row && first.column <= last.column && first != last).then_some(Merge {
        top: first.row,
        left: first.column,
        bottom: last.row,
        right: last.column,
    })
}

/// Which part holds which sheet, by the sheet's name.
fn sheet_parts(parts: &Parts) -> Vec<(String, String)> {
    let part = |name: &str| parts.get(name).map(Vec::as_slice).unwrap_or_default();
    let mut targets = BTreeMap::new();
    each_element(part("xl/_rels/workbook.xml.rels"), |element| {
        if element.local_name().as_ref() == "Relationship"
            && let (Some(id), Some(target)) = (value_of(element, "Id"), value_of(element, "Target"))
        {
            targets.insert(id, target);
        }
    });
    let mut sheets = Vec::new();
    each_element(part("xl/workbook.xml"), |element| {
        if element.local_name().as_ref() == "sheet"
            && let (Some(name), Some(id)) = (value_of(element, "name"), value_of(element, "id"))
            && let Some(target) = targets.get(&id)
        {
            let path = match target.strip_prefix('/') {
                Some(path) => path.to_owned(),
                None => format!("xl/{target}"),
            };
            sheets.push((name, path));
        }
    });
    sheets
}

fn each_element(xml: &[u8], mut visit: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Xml::from_reader(xml);
    let mut buffer = Vec::new();
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        match event {
            Event::Start(element) | Event::Empty(element) => visit(&element),
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
}

/// An attribute by its name without prefix.
fn value_of(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute =
        element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}
