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
    judge::{Look, judge, sum_of},
    label::Label,
    place::Places,
    plausible,
    reading::{Correction, ReadOptions, ReadRow, SheetKind, SheetReading},
    row::{Layout, RowKind},
    unit::{Season, note_units, season_of_header, season_of_titles},
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
    if correction.is_none() && header::is_statistics(&header.columns) {
        said.push((NOWHERE, FindingCode::StatisticsSheet));
        return outside(grid, SheetKind::Statistics, said, fingerprint);
    }
    columns::settle(&mut header, &grid, season, &note_units(&grid, rows.0), &mut said);
    if let Some(correction) = correction {
        correct(&mut header, correction, &mut said);
    }
    let Some(layout) = Layout::new(&grid, &header) else {
        said.push((NOWHERE, FindingCode::HeaderNotFound));
        return outside(grid, SheetKind::Unknown, said, fingerprint);
    };
    let month = season.year.zip(season.month).and_then(|(year, month)| YearMonth::new(year, month));
    let mut body = Body::new(Filler { layout: &layout, places, year: season.year, month }, said);
    for (row, (kind, look)) in grid.rows.iter().zip(&kinds(&layout, places)) {
        body.row(row, *kind, look);
    }
    let (read_rows, mut said, reconciliation) = body.finish();
    plausible::check(&read_rows, &header, &mut said);
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
    let season = Season { year: options.year.or(said.year), month: options.month.or(said.month) };
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

/// The kind of every row.
fn kinds(layout: &Layout<'_>, places: &Places<'_>) -> Vec<(RowKind, Look)> {
    let (first, last) = (layout.header.first_row, layout.header.last_row);
    let mut after_data = false;
    let mut kinds: Vec<(RowKind, Look)> = Vec::with_capacity(layout.grid.rows.len());
    for row in &layout.grid.rows {
        let judged = if row.number < first {
            (Layout::kind_above(row), Look::default())
        } else if row.number <= last {
            (RowKind::Header, Look::default())
        } else {
            judge(layout, row, after_data, places)
        };
        // A page break between the rows of a project does not end it.
        if !matches!(judged.0, RowKind::RepeatedHeader | RowKind::Blank | RowKind::Title) {
            after_data = matches!(judged.0, RowKind::Data | RowKind::Continuation);
        }
        kinds.push(judged);
    }
    settle_sums(&mut kinds);
    kinds
}

/// Puts sums where they belong. A total between projects, or followed by another one, is a subtotal. Named sums (`历下区合计`) stand above
/// their projects when the first of them comes before any project, else below.
fn settle_sums(kinds: &mut [(RowKind, Look)]) {
    let is_project = |kind: RowKind| matches!(kind, RowKind::Data | RowKind::Secret);
    let only: Vec<RowKind> = kinds.iter().map(|(kind, _)| *kind).collect();
    let first_data = only.iter().position(|kind| is_project(*kind));
    let last_data = only.iter().rposition(|kind| is_project(*kind));
    let last_total = only.iter().rposition(|kind| *kind == RowKind::Total);
    let names_group = |(kind, look): &(RowKind, Look)| {
        matches!(kind, RowKind::Group | RowKind::Subtotal)
            && look.label.as_ref().is_some_and(|(_, text)| sum_of(&Label::read(text).core).is_some())
    };
    let above = kinds.iter().position(names_group) < first_data;
    for at in 0..only.len() {
        let after_first = first_data.is_some_and(|first| first < at);
        let before_more = last_data.is_some_and(|last| last > at) || last_total.is_some_and(|last| last > at);
        let projects_follow = only.get(at + 1).is_some_and(|next| is_project(*next));
        let Some(row) = kinds.get_mut(at) else { continue };
        if row.0 == RowKind::Total && after_first && before_more {
            row.0 = RowKind::Subtotal;
        } else if above && projects_follow && names_group(row) {
            row.0 = RowKind::Group;
        }
    }
}
