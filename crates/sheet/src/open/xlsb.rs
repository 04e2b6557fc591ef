//! Office Open XML in binary records ([MS-XLSB]): cells streamed by calamine, merged ranges and hidden rows read beside them.

use super::{
    Budget, Limits, Unreadable, decode,
    package::{Parts, pack},
};
use crate::grid::{Grid, Merge, Row};
use calamine::{Reader, SheetType, SheetVisible, Xlsb};
use std::collections::{BTreeMap, BTreeSet};

/// BrtRowHdr: row, format, height, then flags of which bit 4 of the second byte hides the row.
const ROW: u16 = 0x0000;
/// BrtMergeCell: first row, last row, first column, last column.
const MERGE: u16 = 0x00B0;

pub(super) fn read(parts: Parts, limits: &Limits, budget: &mut Budget) -> Result<Vec<Grid>, Unreadable> {
    let beside: BTreeMap<String, (Vec<Merge>, BTreeSet<u32>)> = parts
        .iter()
        .filter(|(name, _)| name.starts_with("xl/worksheets/") && name.ends_with(".bin"))
        .map(|(name, part)| (name.clone(), beside(part)))
        .collect();
    let packed = pack(&parts)?;
    let order = sheet_order(&parts);
    drop(parts);
    let mut book = Xlsb::new(packed).map_err(Unreadable::damaged)?;
    let sheets = book.sheets_metadata().to_vec();
    if sheets.len() > limits.sheets {
        return Err(Unreadable::TooManySheets { limit: limits.sheets });
    }
    let mut grids = Vec::new();
    for (index, sheet) in sheets.iter().enumerate().filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet) {
        let (merges, hidden) =
            order.get(index).and_then(|part| beside.get(part)).cloned().unwrap_or_default();
        let mut rows: Vec<Row> = Vec::new();
        let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(Unreadable::damaged)?;
        while let Some(cell) = cells.next_cell().map_err(Unreadable::damaged)? {
            let (row, column) = cell.get_position();
            let Some(value) = decode(cell.get_value(), budget) else { continue };
            let column = u16::try_from(column).ok().filter(|column| *column < 16_384);
            let column = column.ok_or_else(|| Unreadable::damaged("a cell beyond the last column"))?;
            budget.take(1)?;
            match rows.last_mut() {
                Some(last) if last.number == row + 1 => last.cells.push((column, value)),
                _ => rows.push(Row {
                    number: row + 1,
                    hidden: hidden.contains(&(row + 1)),
                    cells: vec![(column, value)],
                }),
            }
        }
        grids.push(Grid::new(&sheet.name, sheet.visible != SheetVisible::Visible, rows, merges));
    }
    Ok(grids)
}

fn beside(part: &[u8]) -> (Vec<Merge>, BTreeSet<u32>) {
    let mut merges = Vec::new();
    let mut hidden = BTreeSet::new();
    for (kind, body) in Records(part) {
        match kind {
            ROW => {
                if let (Some(row), Some(flags)) = (long(body, 0), body.get(11))
                    && flags & 0x10 != 0
                {
                    hidden.insert(row.saturating_add(1));
                }
            }
            MERGE => {
                if let (Some(top), Some(bottom), Some(left), Some(right)) =
                    (long(body, 0), long(body, 4), long(body, 8), long(body, 12))
                    && let (Ok(left), Ok(right)) = (u16::try_from(left), u16::try_from(right))
                    && top <= bottom
                    && left <= right
                {
                    merges.push(Merge {
                        top: top.saturating_add(1),
                        left,
                        bottom: bottom.saturating_add(1),
                        right,
                    });
                }
            }
            _ => {}
        }
    }
    (merges, hidden)
}

/// The parts of the sheets, in the workbook's order: BrtBundleSh names a relation, the relations file its part.
fn sheet_order(parts: &Parts) -> Vec<String> {
    let rels =
        parts.get("xl/_rels/workbook.bin.rels").map(|part| String::from_utf8_lossy(part)).unwrap_or_default();
    let targets: BTreeMap<&str, &str> = rels
        .split("<Relationship ")
        .skip(1)
        .filter_map(|element| {
            let attribute = |name: &str| element.split_once(name)?.1.split('"').next();
            Some((attribute("Id=\"")?, attribute("Target=\"")?))
        })
        .collect();
    let book = parts.get("xl/workbook.bin").map(Vec::as_slice).unwrap_or_default();
    Records(book)
        .filter(|(kind, _)| *kind == 0x009C)
        .filter_map(|(_, body)| {
            let length = usize::try_from(long(body, 8)?).ok().filter(|length| *length < 1 << 16)?;
            let id: Vec<u16> = body
                .get(12..12 + length * 2)?
                .chunks_exact(2)
                .filter_map(|pair| pair.try_into().ok().map(u16::from_le_bytes))
                .collect();
            let target = *targets.get(String::from_utf16(&id).ok()?.as_str())?;
            Some(format!("xl/{target}"))
        })
        .collect()
}

fn long(body: &[u8], at: usize) -> Option<u32> {
    body.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// The records of a part: kind in one or two bytes, length in one to four, seven bits each.
struct Records<'a>(&'a [u8]);

impl Records<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.byte()?;
        let kind = if first & 0x80 == 0 {
            u16::from(first)
        } else {
            u16::from(first & 0x7F) | u16::from(self.byte()? & 0x7F) << 7
        };
        let mut length = 0;
        for shift in [0, 7, 14, 21] {
            let byte = self.byte()?;
            length |= usize::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let (body, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some((kind, body))
    }
}
