//! What the rows say of the columns: headers missing, units missing, sums that count from the beginning of building.

use crate::{
    caption::Unit,
    fill::Said,
    finding::FindingCode,
    grid::{Cell, CellName, Grid},
    header::{Column, Header, look},
    label::nature,
    normal::key,
    role::Role,
    unit::{Notes, Season, UnitSource, is_in_odd_unit, unit_of_column},
    value::{Read, amount, is_nothing},
    words::{WORDS, has_one_of, is_one_of},
};
use qinghuo_domain::money::MoneyUnit;
use std::collections::BTreeSet;

/// Rows that are looked at to judge a column.
const SAMPLE: usize = 400;

/// Settles roles and units, and says what was decided.
pub(crate) fn settle(header: &mut Header, grid: &Grid, season: Season, notes: &Notes, said: &mut Said) {
    let header_cell = |column: u16| CellName { row: header.last_row, column };
    let mut inferred = Vec::new();
    if let Some(name) = header.shifted {
        said.push((header_cell(name), FindingCode::ColumnInferred { header: "".into(), role: Role::Name }));
    }
    for (index, role) in &header.twice {
        if let Some(column) = header.columns.get(*index) {
            said.push((
                header_cell(column.index),
                FindingCode::ColumnTwice { header: column.header.clone(), role: *role },
            ));
        }
    }
    let has = |role: Role| header.columns.iter().any(|column| column.role == role);
    let (mut nature_known, mut class_known) = (has(Role::Nature), has(Role::Class));
    for (index, column) in header.columns.iter().enumerate() {
        if matches!(column.role, Role::Extra | Role::Funds) && is_ticked(grid, header.last_row, column) {
            let role = if nature(column.own_header()).is_some() { Role::Nature } else { Role::Marks };
            inferred.push((index, role));
            continue;
        }
        if column.role != Role::Extra || !column.header.is_empty() {
            continue;
        }
        match headless(grid, header.last_row, column.index) {
            Some(Role::Nature) if !nature_known => {
                nature_known = true;
                inferred.push((index, Role::Nature));
            }
            Some(Role::Class) if !class_known => {
                class_known = true;
                inferred.push((index, Role::Class));
            }
            Some(_) => {
                said.push((header_cell(column.index), FindingCode::ColumnUnmapped { header: "".into() }));
            }
            None => {}
        }
    }
    // A month's column of another month than the file's is not the file's.
    let stray = header.columns.iter().enumerate().filter(|(_, column)| {
        column.role == Role::DoneThisMonth && matches!((column.caption.months, season.month), (Some((_, said)), Some(month)) if said != month)
    });
    let stray: Vec<(usize, Role)> = stray.map(|(index, _)| (index, Role::PastYear)).collect();
    let since_start = since_start(header, grid).map(|index| (index, Role::DoneSinceStart));
    for (index, role) in inferred.into_iter().chain(since_start) {
        if let Some(column) = header.columns.get_mut(index) {
            column.role = role;
            said.push((
                CellName { row: header.last_row, column: column.index },
                FindingCode::ColumnInferred { header: column.header.clone(), role },
            ));
        }
    }
    for (index, role) in stray {
        if let Some(column) = header.columns.get_mut(index) {
            column.role = role;
        }
    }
    units(header, grid, notes, said);
    report(header, season, grid, said);
}

/// Whether a column with a header holds ticks (√) and nothing else.
fn is_ticked(grid: &Grid, below: u32, column: &Column) -> bool {
    if column.header.is_empty() {
        return false;
    }
    let start = grid.rows.partition_point(|row| row.number <= below);
    let mut ticks = 0;
    for cell in grid.rows.iter().skip(start).take(SAMPLE).filter_map(|row| row.cell(column.index)) {
        match cell {
            Cell::Text(text) if is_one_of(&key(text), &WORDS.ticks) => ticks += 1,
            Cell::Text(text) if is_nothing(&key(text)) => {}
            // A group's row may count them.
            Cell::Number(_) => {}
            _ => return false,
        }
    }
    ticks > 0
}

/// What a column without a header holds, by its values; `None` when it holds nothing.
fn headless(grid: &Grid, below: u32, column: u16) -> Option<Role> {
    let (mut natures, mut texts, mut others) = (0usize, 0usize, 0usize);
    let mut distinct = BTreeSet::new();
    let start = grid.rows.partition_point(|row| row.number <= below);
    for cell in grid.rows.iter().skip(start).take(SAMPLE).filter_map(|row| row.cell(column)) {
        match cell {
            Cell::Text(text) if !is_nothing(&key(text)) => {
                texts += 1;
                natures += usize::from(text.chars().count() <= 8 && nature(text).is_some());
                if text.chars().count() <= 16 {
                    distinct.insert(key(text));
                } else {
                    others += 1;
                }
            }
            Cell::Number(_) | Cell::Date(_) | Cell::Bool(_) => others += 1,
            _ => {}
        }
    }
    if texts + others == 0 {
        None
    } else if texts > others && natures * 10 >= texts * 6 {
        Some(Role::Nature)
    } else if texts >= 4 && texts > others * 4 && distinct.len() * 2 <= texts {
        Some(Role::Class)
    } else {
        Some(Role::Extra)
    }
}

/// A 累计完成 of which nothing says since when: above the year's plan in most rows, it counts from the start of building.
fn since_start(header: &Header, grid: &Grid) -> Option<usize> {
    let at = |role: Role| header.columns.iter().position(|column| column.role == role);
    let done_at = at(Role::DoneThisYear)?;
    let done = header.columns.get(done_at)?;
    let plan = header.columns.get(at(Role::YearPlan)?)?;
    if !is_ambiguous(&done.caption) {
        return None;
    }
    let (mut above, mut both) = (0usize, 0usize);
    let start = grid.rows.partition_point(|row| row.number <= header.last_row);
    for row in grid.rows.iter().skip(start).take(SAMPLE) {
        let value = |column: &Column| {
            let unit = match column.caption.unit {
                Some(Unit::Money(unit)) => unit,
                _ => MoneyUnit::TenThousand,
            };
            row.cell(column.index).map(|cell| amount(cell, unit)).and_then(Read::value)
        };
        if let (Some(done), Some(plan)) = (value(done), value(plan)) {
            both += 1;
            above += usize::from(done > plan);
        }
    }
    (both >= 3 && above * 2 > both).then_some(done_at)
}

/// Whether a header of something done names neither this year nor any months.
fn is_ambiguous(caption: &crate::caption::Caption) -> bool {
    caption.year.is_none()
        && caption.months.is_none()
        && !has_one_of(&caption.all_words, &WORDS.this_year)
        && WORDS.cumulative.first().is_some_and(|word| caption.all_words.contains(word))
}

fn units(header: &mut Header, grid: &Grid, notes: &Notes, said: &mut Said) {
    let row = header.last_row;
    for column in header.columns.iter_mut().filter(|column| column.role.is_money()) {
        let seen = look(grid, row, column.index);
        if is_in_odd_unit(column, notes) {
            if seen.numbers > 0 {
                let header = column.header.clone();
                said.push((CellName { row, column: column.index }, FindingCode::UnitUnknown { header }));
            }
            column.role = Role::Extra;
            column.caption.unit = Some(Unit::Odd);
            continue;
        }
        let (unit, source) = unit_of_column(column, notes);
        column.unit = Some(unit);
        let at = CellName { row, column: column.index };
        let header = column.header.clone();
        match source {
            _ if seen.numbers == 0
                || matches!(
                    column.role,
                    Role::PastYear | Role::Funds | Role::MonthPlan | Role::DoneSinceStart
                ) => {}
            UnitSource::Header => {}
            UnitSource::Note => said.push((at, FindingCode::UnitFromNote { header, unit })),
            UnitSource::Assumed => said.push((at, FindingCode::UnitAssumed { header, unit })),
        }
    }
}

fn report(header: &Header, season: Season, grid: &Grid, said: &mut Said) {
    let row = header.last_row;
    tables_beside(header, grid, said);
    let mut reports_month = false;
    for column in &header.columns {
        let at = CellName { row, column: column.index };
        let name = column.header.clone();
        match column.role {
            Role::Extra if column.caption.unit == Some(Unit::Foreign) => {
                said.push((at, FindingCode::ForeignCurrency { header: name }));
            }
            Role::Extra if column.caption.unit == Some(Unit::Odd) => {}
            Role::Extra
                if !name.is_empty()
                    && !header.twice.iter().any(|(index, _)| *index == usize::from(column.index)) =>
            {
                said.push((at, FindingCode::ColumnUnmapped { header: name }));
            }
            Role::PastYear => said.push((at, FindingCode::PastYearColumn { header: name })),
            Role::Contact => said.push((at, FindingCode::PersonalDataLeftOut { header: name })),
            Role::DoneThisYear if is_ambiguous(&column.caption) => {
                said.push((at, FindingCode::DoneAmbiguous { header: name }));
            }
            _ => {}
        }
        reports_month |= matches!(column.role, Role::DoneThisYear | Role::DoneThisMonth);
    }
    let planned = header
        .columns
        .iter()
        .any(|column| column.role == Role::YearPlan && look(grid, row, column.index).numbers > 0);
    let nowhere = CellName { row: 0, column: 0 };
    if season.year.is_none() && (planned || reports_month) {
        said.push((nowhere, FindingCode::YearUnknown));
    } else if season.month.is_none() && reports_month {
        said.push((nowhere, FindingCode::MonthUnknown));
    }
}

/// Tells of a table beside the first one: a second column of names, and the headers around it said twice.
fn tables_beside(header: &Header, grid: &Grid, said: &mut Said) {
    let mut seen = BTreeSet::new();
    let again =
        header.columns.iter().filter(|column| !column.header.is_empty() && !seen.insert(&column.header));
    if again.count() < 3 {
        return;
    }
    for (index, _) in header.twice.iter().filter(|(_, role)| *role == Role::Name) {
        let Some(column) = header.columns.get(*index) else { continue };
        let names = look(grid, header.last_row, column.index);
        if names.texts > names.numbers {
            let at = CellName { row: header.last_row, column: column.index };
            said.push((at, FindingCode::TableBeside { header: column.header.clone() }));
        }
    }
}

/// Whether an integer in a group's row may be a count of projects: the column is one of counts, or one in which projects have words.
pub(crate) fn may_count(grid: &Grid, header: &Header, column: u16) -> bool {
    let known = header.columns.iter().find(|known| known.index == column);
    let labelled = known.is_some_and(|known| is_one_of(&known.caption.words, &WORDS.count_labels));
    let seen = look(grid, header.last_row, column);
    labelled || seen.texts > seen.numbers
}
