//! One sheet, from its grid to its reading: where the header is, which year and month, what the columns hold, what each row is, and then
//! its rows ([`crate::body`]).

use crate::{
    body::Body,
    caption::Caption,
    columns,
    fill::{Filler, Said},
    finding::{Finding, FindingCode},
    grid::{Cell, CellName, Grid, column_of},
    header::{self, Column, Header, Other},
    kinds::{self, settle_sums},
    place::Places,
    plausible,
    reading::{Correction, ReadOptions, ReadRow, SheetKind, SheetReading},
    row::Layout,
    tables::{self, Table, part},
    unit::{Notes, Season, season_of_header, season_of_titles},
};
use qinghuo_domain::{money::MoneyUnit, time::YearMonth};

/// Findings of one sheet beyond this many say nothing new.
const MOST_FINDINGS: usize = 20_000;
/// Where a finding stands that is about the whole sheet.
const NOWHERE: CellName = CellName { row: 0, column: 0 };

/// Reads one sheet.
pub(crate) fn read(
    grid: Grid,
    file_name: &str,
    options: &ReadOptions<'_>,
    places: &Places<'_>,
) -> SheetReading {
    let mut said = said_of(&grid);
    if grid.rows.is_empty() {
        return outside(grid, SheetKind::Empty, said, String::new());
    }
    let found = header::find(&grid);
    let fingerprint = fingerprint(&grid, found);
    let correction = options.corrections.iter().find(|correction| *correction.fingerprint == *fingerprint);
    let Some(rows) = correction.and_then(|correction| correction.header_rows).or(found) else {
        let (kind, code) = match header::judge(&grid) {
            Other::Statistics => (SheetKind::Statistics, FindingCode::StatisticsSheet),
            Other::Enumeration => (SheetKind::Enumeration, FindingCode::EnumerationSheet),
            Other::Unknown => (SheetKind::Unknown, FindingCode::HeaderNotFound),
        };
        said.push((NOWHERE, code));
        return outside(grid, kind, said, fingerprint);
    };
    let (mut header, season) = header_in_season(&grid, rows, file_name, options);
    if correction.is_none() && header::is_statistics(&grid, rows.1, &header.columns) {
        said.push((NOWHERE, FindingCode::StatisticsSheet));
        return outside(grid, SheetKind::Statistics, said, fingerprint);
    }
    let further = tables::further(&grid, rows);
    let first = further.first().map(|next| next.rows.0);
    let own = first.map(|next| part(&grid, 0, grid.rows.partition_point(|row| row.number < next)));
    let own = own.as_ref().unwrap_or(&grid);
    let notes = Notes::read(own, rows.0);
    columns::settle(&mut header, own, season, &notes, &mut said);
    if let Some(correction) = correction {
        correct(&mut header, correction, &mut said);
    }
    let more: Vec<(&Table, Header, Season)> = further
        .iter()
        .map(|table| {
            let (mut header, own) = header_in_season(&table.grid, table.rows, file_name, options);
            let season = Season { year: own.year.or(season.year), month: own.month.or(season.month), ..own };
            let own = Notes::read(&table.grid, table.rows.0);
            columns::settle(
                &mut header,
                &table.grid,
                season,
                if own.is_empty() { &notes } else { &own },
                &mut said,
            );
            said.push((CellName { row: table.rows.0, column: 0 }, FindingCode::TableBegins));
            (table, header, season)
        })
        .collect();
    let Some(layout) = Layout::new(own, &header) else {
        said.push((NOWHERE, FindingCode::HeaderNotFound));
        return outside(grid, SheetKind::Unknown, said, fingerprint);
    };
    let mut layouts = vec![(layout, season)];
    layouts.extend(
        more.iter().filter_map(|(table, header, season)| Some((Layout::new(&table.grid, header)?, *season))),
    );
    let mut kinds = Vec::new();
    for (layout, _) in &layouts {
        // The titles above a further table were judged with the one before it.
        let begins = if kinds.is_empty() { 0 } else { layout.header.first_row };
        let of_table = kinds::kinds(layout, places).into_iter().zip(&layout.grid.rows);
        kinds.extend(of_table.filter(|(_, row)| row.number >= begins).map(|(judged, _)| judged));
    }
    settle_sums(&mut kinds);
    let month =
        |season: &Season| season.year.zip(season.month).and_then(|(year, month)| YearMonth::new(year, month));
    let mut tables = layouts
        .iter()
        .map(|(layout, season)| Filler { layout, places, year: season.year, month: month(season) })
        .peekable();
    let Some(first) = tables.next() else { return outside(grid, SheetKind::Unknown, said, fingerprint) };
    let mut body = Body::new(first, said);
    for (row, (kind, look)) in grid.rows.iter().zip(&kinds) {
        if let Some(next) = tables.next_if(|next| next.layout.header.first_row <= row.number) {
            body.turn_to(next);
        }
        body.row(row, *kind, look);
    }
    let (read_rows, mut said, reconciliation) = body.finish();
    let headers: Vec<&Header> = layouts.iter().map(|(layout, _)| layout.header).collect();
    plausible::check(&read_rows, &headers, &mut said);
    drop(layouts);
    header
        .columns
        .retain(|column| !column.header.is_empty() || holds_something(&grid, header.last_row, column.index));
    SheetReading {
        name: grid.name.clone(),
        kind: SheetKind::Ledger,
        year: season.year,
        month: season.month,
        fingerprint: fingerprint.into(),
        header_rows: Some((header.first_row, header.last_row)),
        columns: header.columns,
        rows: read_rows,
        findings: located(said, &grid),
        reconciliation,
        grid,
    }
}

/// What is to be said of a sheet before it is understood.
fn said_of(grid: &Grid) -> Said {
    let mut said = Said::new();
    if grid.hidden {
        said.push((NOWHERE, FindingCode::SheetHidden));
    }
    if let Ok(count @ 1..) = u32::try_from(grid.rows.iter().filter(|row| row.hidden).count()) {
        said.push((NOWHERE, FindingCode::RowsHidden { count }));
    }
    let faults = grid.faults.iter();
    said.extend(faults.map(|(cell, detail)| {
        (cell.unwrap_or(NOWHERE), FindingCode::CellUnreadable { detail: detail.clone() })
    }));
    said
}

/// The header read with the year the sheet turns out to be about: titles first, then the header's own columns.
fn header_in_season(
    grid: &Grid,
    (first_row, last_row): (u32, u32),
    file_name: &str,
    options: &ReadOptions<'_>,
) -> (Header, Season) {
    let titles = season_of_titles(grid, first_row, file_name);
    let year = options.year.or(titles.year);
    let header = header::read(grid, first_row, last_row, year);
    let said = season_of_header(&header, titles);
    let season = Season { year: options.year.or(said.year), month: options.month.or(said.month), ..said };
    if season.year == year {
        return (header, season);
    }
    (header::read(grid, first_row, last_row, season.year), season)
}

/// A sheet that is no ledger: its rows are titles, notes and blanks.
fn outside(grid: Grid, kind: SheetKind, said: Said, fingerprint: String) -> SheetReading {
    SheetReading {
        name: grid.name.clone(),
        kind,
        year: None,
        month: None,
        fingerprint: fingerprint.into(),
        header_rows: None,
        columns: Vec::new(),
        rows: grid.rows.iter().map(|row| ReadRow::plain(row.number, Layout::kind_above(row))).collect(),
        findings: located(said, &grid),
        reconciliation: Vec::new(),
        grid,
    }
}

fn located(mut said: Said, grid: &Grid) -> Vec<Finding> {
    said.sort_by_key(|(cell, _)| *cell);
    said.truncate(MOST_FINDINGS);
    let finding = |(cell, code): (CellName, FindingCode)| Finding {
        severity: code.severity(),
        code,
        sheet: grid.name.clone(),
        cell: (cell.row > 0).then_some(cell),
    };
    said.into_iter().map(finding).collect()
}

/// The layout's name: by its header, or where none was found by its first rows.
fn fingerprint(grid: &Grid, found: Option<(u32, u32)>) -> String {
    let number = |index: usize| grid.rows.get(index).map_or(1, |row| row.number);
    let (first, last) = found.unwrap_or_else(|| (number(0), number(2)));
    header::fingerprint(&header::read(grid, first, last, None).columns)
}

/// Whether any row below the header has a value in this column.
fn holds_something(grid: &Grid, below: u32, column: u16) -> bool {
    let start = grid.rows.partition_point(|row| row.number <= below);
    let value = |cell: &Cell| !matches!(cell, Cell::Error(_) | Cell::Formula(_));
    grid.rows.iter().skip(start).any(|row| row.cell(column).is_some_and(value))
}

/// Applies what a person said of this layout. What was decided about those columns before is not worth saying any more.
fn correct(header: &mut Header, correction: &Correction, said: &mut Said) {
    for corrected in &correction.columns {
        let Some(index) = column_of(&corrected.column) else { continue };
        said.retain(|(cell, _)| cell.row != header.last_row || cell.column != index);
        let unit = |found: Option<MoneyUnit>| {
            corrected.role.is_money().then(|| corrected.unit.or(found).unwrap_or(MoneyUnit::TenThousand))
        };
        if let Some(column) = header.columns.iter_mut().find(|column| column.index == index) {
            column.role = corrected.role;
            column.unit = unit(column.unit);
        } else {
            header.columns.push(Column {
                index,
                unit: unit(None),
                caption: Caption::default(),
                ..corrected.clone()
            });
        }
    }
    header.columns.sort_by_key(|column| column.index);
    said.push((NOWHERE, FindingCode::CorrectionApplied));
}
