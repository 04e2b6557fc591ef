//! A workbook of another format written anew from its values: cells, merged ranges, what is hidden. Formulas become their values,
//! formats are lost; the list of findings says so.

use super::{
    super::{MOST_UNITS, OutError, display_width, fit, looks_like_formula, name::SheetNames, table},
    Mark, MarkSummary,
};
use crate::{
    grid::{Cell, Grid},
    open::{Limits, open},
};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet};
use std::collections::{BTreeMap, BTreeSet};

/// Cells under merged ranges at most, over a whole sheet: the writer fills each.
const MOST_MERGED: u64 = 200_000;
/// A row of so few cells is a line about the table rather than of it.
const FEW: usize = 2;
/// Rows looked at to find the widths of columns, which the reader does not keep.
const LOOKED_AT: usize = 500;

/// The file in the new format, and the names of its sheets by those they had.
pub(super) fn rewrite(
    source: &[u8],
    file_name: &str,
    summary: &MarkSummary,
) -> Result<(Vec<u8>, BTreeMap<String, String>), OutError> {
    let read = open(source, &Limits::default()).map_err(OutError::Source)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&table::properties(file_name, summary.made_on)?);
    let (mut names, mut renamed) = (SheetNames::default(), BTreeMap::new());
    let shown = read.sheets.iter().position(|grid| !grid.hidden).unwrap_or(0);
    for (number, grid) in read.sheets.iter().enumerate() {
        let name = names.free(&grid.name);
        let sheet = workbook.add_worksheet();
        sheet.set_name(&name)?;
        if number == shown {
            sheet.set_active(true).set_first_tab(true);
        } else if grid.hidden {
            sheet.set_hidden(true);
        }
        renamed.entry(grid.name.to_string()).or_insert(name);
        write(sheet, grid)?;
    }
    Ok((workbook.save_to_buffer()?, renamed))
}

/// The mark, for the sheet as it is named now.
pub(super) fn rename(mark: &Mark, names: &BTreeMap<String, String>) -> Mark {
    let sheet = names.get(&mark.sheet).unwrap_or(&mark.sheet).clone();
    Mark { sheet, ..mark.clone() }
}

fn write(sheet: &mut Worksheet, grid: &Grid) -> Result<(), OutError> {
    let ruled = Format::new().set_border(FormatBorder::Thin).set_border_color(0xBF_C7D1_u32);
    let plain = ruled.set_text_wrap().set_align(FormatAlign::VerticalCenter);
    // A line over or under the table runs on over its empty neighbours.
    let loose = Format::new().set_align(FormatAlign::VerticalCenter);
    let merged = plain.clone().set_align(FormatAlign::Center);
    let quoted = plain.clone().set_quote_prefix();
    let day = plain.clone().set_num_format("yyyy-mm-dd");
    let mut left = MOST_MERGED;
    let mut heads = BTreeSet::new();
    for merge in &grid.merges {
        let high = u64::from(merge.bottom.saturating_sub(merge.top)) + 1;
        let area = high * (u64::from(merge.right.saturating_sub(merge.left)) + 1);
        if area <= left && merge.top > 0 && merge.bottom >= merge.top {
            left -= area;
            // Ranges that overlap are a fault of the file; the first one stands.
            if sheet
                .merge_range(merge.top - 1, merge.left, merge.bottom - 1, merge.right, "", &merged)
                .is_ok()
            {
                heads.insert((merge.top, merge.left));
            }
        }
    }
    for row in &grid.rows {
        let Some(at) = row.number.checked_sub(1) else { continue };
        if row.hidden {
            sheet.set_row_hidden(at)?;
        }
        let plain_of_row = if row.cells.len() <= FEW { &loose } else { &plain };
        for (column, cell) in &row.cells {
            let base = if heads.contains(&(row.number, *column)) { &merged } else { plain_of_row };
            match cell {
                Cell::Number(number) if number.is_finite() => {
                    sheet.write_number_with_format(at, *column, *number, base)?
                }
                Cell::Bool(truth) => sheet.write_boolean_with_format(at, *column, *truth, base)?,
                Cell::Date(date) => match table::serial(*date) {
                    Some(serial) => sheet.write_number_with_format(at, *column, serial, &day)?,
                    None => sheet.write_string_with_format(at, *column, date.to_string(), base)?,
                },
                cell => {
                    let text = cell.show();
                    let format = if looks_like_formula(&text) { &quoted } else { base };
                    sheet.write_string_with_format(at, *column, fit(&text, MOST_UNITS), format)?
                }
            };
        }
    }
    for (column, mut widths) in widths(grid) {
        // Titles and notes run over their neighbours; a tenth of the cells may be wider than the column.
        widths.sort_unstable();
        let width = widths.get(widths.len() * 9 / 10).copied().unwrap_or(0);
        sheet.set_column_width(column, (width.min(38) + 2).max(6) as f64)?;
    }
    Ok(())
}

/// How wide the cells of each column are that are not merged with others beside them.
fn widths(grid: &Grid) -> BTreeMap<u16, Vec<usize>> {
    let mut widths: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
    for row in grid.rows.iter().take(LOOKED_AT) {
        let merges = grid.merges_from(row.number);
        for (column, cell) in &row.cells {
            if !merges.iter().any(|merge| merge.left == *column && merge.right > merge.left) {
                widths
                    .entry(*column)
                    .or_default()
                    .push(cell.show().lines().map(display_width).max().unwrap_or(0));
            }
        }
    }
    widths
}
