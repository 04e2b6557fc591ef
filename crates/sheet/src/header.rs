//! Where the header is and what each column is for.
//!
//! Every block of one to four rows near the top is tried as the header and scored by how many roles its columns make; the words of a column
//! come from all the block's rows, through merged cells, so that split words and parents with children meet again. Then the rows below
//! have a say: a name column full of numbers is a number column, a column without a header is what its values are.

use crate::{
    caption::{Caption, Unit, unit_of},
    grid::{Cell, Grid, Merge, Row, column_letters},
    normal::{key, line},
    role::{Match, Role, match_caption},
    unit::is_unit_note,
    value::is_nothing,
    words::{WORDS, before_one_of, has_one_of, is_one_of},
};
use qinghuo_domain::money::MoneyUnit;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Rows in which a header is looked for.
const SEARCHED_ROWS: usize = 40;
/// Rows a header has at most.
const MOST_HEADER_ROWS: u32 = 4;
/// A cell longer than this is no header.
const LONGEST_HEADER: usize = 60;
/// Columns looked at; no ledger has more.
const MOST_COLUMNS: u16 = 512;

/// A column as it was understood; also the shape in which a person corrects it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its letters.
    pub column: Box<str>,
    /// Its header on one line; empty where it has none.
    #[serde(default)]
    pub header: Box<str>,
    /// What it holds.
    pub role: Role,
    /// The unit of its amounts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit: Option<MoneyUnit>,
    /// The column, counted from 0.
    #[serde(skip)]
    pub(crate) index: u16,
    /// Year, months and unit of its header.
    #[serde(skip)]
    pub(crate) caption: Caption,
}

impl Column {
    /// What stands right above its cells; its parents left out.
    pub(crate) fn own_header(&self) -> &str {
        self.header.rsplit('/').next().unwrap_or_default()
    }
}

/// A header found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Header {
    pub(crate) first_row: u32,
    pub(crate) last_row: u32,
    pub(crate) columns: Vec<Column>,
    /// Whether name and number stood under the name's header.
    pub(crate) shifted: Option<u16>,
    /// Columns whose role another column already has.
    pub(crate) twice: Vec<(usize, Role)>,
}

/// Finds the rows of the header.
pub(crate) fn find(grid: &Grid) -> Option<(u32, u32)> {
    let width = grid.width().min(MOST_COLUMNS);
    let mut cache = HashMap::new();
    let mut best: Option<(usize, u32, u32)> = None;
    let mut since_best = 0;
    for row in grid.rows.iter().take(SEARCHED_ROWS) {
        if row.cells.iter().filter(|(_, cell)| matches!(cell, Cell::Text(_))).count() < 2 {
            continue;
        }
        since_best += 1;
        for rows in 1..=MOST_HEADER_ROWS {
            let Some(last_row) = block_end(grid, row.number, row.number + rows - 1) else { break };
            let matches: Vec<_> = levels(grid, row.number, last_row, width)
                .iter()
                .map(|levels| column_match(levels, None, &mut cache))
                .collect();
            let score = score(&matches);
            // Of equals the lowest and shortest: a note above the header explains nothing more.
            let better = best.is_none_or(|(best, first, last)| {
                score > best || score == best && last_row - row.number < last - first
            });
            if score > 0 && better {
                best = Some((score, row.number, last_row));
                since_best = 0;
            }
        }
        // A good header with several rows of something else below it is the header.
        if since_best > 6 && best.is_some_and(|(score, ..)| score >= 40) {
            break;
        }
    }
    best.map(|(_, first, last)| (first, with_units(grid, first, last)))
}

/// The last row of a header with the row of units (亿元 | 万元) that may stand below it.
fn with_units(grid: &Grid, first_row: u32, last_row: u32) -> u32 {
    let below = grid.row(last_row + 1).is_some_and(is_unit_row);
    if below && last_row + 1 < first_row + MOST_HEADER_ROWS { last_row + 1 } else { last_row }
}

/// Whether a row gives the units of columns and nothing else.
fn is_unit_row(row: &Row) -> bool {
    let mut money = 0;
    let units = row.cells.iter().all(|(_, cell)| {
        let Cell::Text(text) = cell else { return false };
        let text = key(text);
        let unit = unit_of(text.trim_matches(['(', ')']));
        money += usize::from(matches!(unit, Some(Unit::Money(_))));
        unit.is_some() || is_nothing(&text)
    });
    units
        && money > 0
        && row.cells.iter().all(|(_, cell)| !matches!(cell, Cell::Text(text) if key(text).contains(':')))
}

/// Reads the header in these rows. `year` is the file's year, which tells this year's columns from others.
pub(crate) fn read(grid: &Grid, first_row: u32, last_row: u32, year: Option<i16>) -> Header {
    let width = grid.width().min(MOST_COLUMNS);
    let last_row = last_row.clamp(first_row, first_row + MOST_HEADER_ROWS);
    let mut cache = HashMap::new();
    let levels = levels(grid, first_row, last_row, width);
    let matches: Vec<_> = levels.iter().map(|levels| column_match(levels, year, &mut cache)).collect();
    let columns = levels
        .iter()
        .zip(&matches)
        .enumerate()
        .filter_map(|(index, (levels, found))| {
            let caption = found
                .as_ref()
                .map_or_else(|| Caption::read(&key(&levels.concat())), |(_, caption)| caption.clone());
            let role = match found {
                Some((found, _)) if found.role.is_money() && caption.unit == Some(Unit::Foreign) => {
                    Role::Extra
                }
                Some((found, _)) => found.role,
                None => Role::Extra,
            };
            let index = u16::try_from(index).ok()?;
            let header = line(&levels.join("/")).into();
            Some(Column { column: column_letters(index).into(), header, role, unit: None, index, caption })
        })
        .collect();
    let mut header = Header { first_row, last_row, columns, ..Header::default() };
    settle_january(&mut header);
    settle_names(&mut header, grid);
    settle_doubles(&mut header, grid, &matches);
    header
}

/// A stable name for a layout: its headers without years, months and units, so that next month's file of the same layout has the same.
pub(crate) fn fingerprint(columns: &[Column]) -> String {
    let mut hash: u64 = 0xCBF2_9CE4_8422_2325;
    let mut eat = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    };
    for column in columns {
        eat(column.caption.all_words.as_bytes());
        eat(&[
            0,
            u8::from(column.caption.year.is_some()),
            u8::from(column.caption.cumulative_month().is_some()),
        ]);
    }
    format!("{hash:016x}")
}

/// The last row of the header that has these rows; `None` when one of them cannot be in a header.
fn block_end(grid: &Grid, first_row: u32, last_row: u32) -> Option<u32> {
    for number in first_row..=last_row {
        let row = grid.row(number);
        if number == last_row && row.is_none() {
            return None;
        }
        let unfit =
            row.map(|row| row.cells.as_slice()).unwrap_or_default().iter().any(|(_, cell)| match cell {
                Cell::Number(number) => !(1990.0..=2100.0).contains(number),
                Cell::Text(text) => text.chars().count() > LONGEST_HEADER || is_remark(&key(text)),
                Cell::Bool(_) | Cell::Date(_) => true,
                Cell::Error(_) | Cell::Formula(_) => false,
            });
        if unfit {
            return None;
        }
    }
    // What is merged downwards out of the block belongs to the header as well.
    let merged_to = (first_row..=last_row)
        .flat_map(|number| grid.merges_from(number))
        .filter(|merge| !is_title(grid, merge))
        .map(|merge| merge.bottom)
        .max()
        .unwrap_or(last_row);
    (merged_to < first_row + MOST_HEADER_ROWS).then_some(merged_to.max(last_row))
}

/// Whether a text is a note about the sheet, such as `单位：万元` or `编制单位：…`, and no header.
fn is_remark(key: &str) -> bool {
    let announced = key.split_once(':').is_some_and(|(label, _)| {
        before_one_of(label, &WORDS.compiled_by) == Some("")
            || label.ends_with(WORDS.unit_note.first().copied().unwrap_or_default())
    });
    announced || is_unit_note(key) && key.contains(WORDS.unit_label.first().copied().unwrap_or_default())
}

/// Whether a merge is as wide as a title is, and stands as alone.
fn is_title(grid: &Grid, merge: &Merge) -> bool {
    let width = merge.right - merge.left + 1;
    let beside = || {
        let cells = grid.row(merge.top).map(|row| row.cells.as_slice()).unwrap_or_default();
        cells.iter().filter(|(column, _)| !(merge.left..=merge.right).contains(column)).count()
    };
    width > 3 && u32::from(width) * 10 > u32::from(grid.width()) * 6 && beside() < 2
}

fn levels(grid: &Grid, first_row: u32, last_row: u32, width: u16) -> Vec<Vec<Box<str>>> {
    let mut columns: Vec<Vec<Box<str>>> = vec![Vec::new(); usize::from(width)];
    for number in first_row..=last_row {
        let units = number > first_row && grid.row(number).is_some_and(is_unit_row);
        let texts: Vec<Option<Box<str>>> = (0..width)
            .map(|column| header_text(grid.cell(number, column)))
            .map(|text| {
                text.map(|text| {
                    if units && !text.ends_with([')', '\u{FF09}']) {
                        format!("({text})").into()
                    } else {
                        text
                    }
                })
            })
            .collect();
        let merges: Vec<_> = grid.merges_from(number).iter().filter(|merge| !is_title(grid, merge)).collect();
        let mut parent: Option<Box<str>> = None;
        for column in 0..width {
            let own = texts.get(usize::from(column)).cloned().flatten();
            let merged = merges.iter().find(|merge| merge.left <= column && column <= merge.right);
            let titled = grid
                .merges_from(number)
                .iter()
                .any(|merge| merge.left <= column && column <= merge.right && is_title(grid, merge));
            let text = match (own, merged) {
                _ if titled => None,
                (Some(text), _) => {
                    parent = merged.is_none().then(|| text.clone());
                    Some(text)
                }
                (None, Some(merge)) => {
                    parent = None;
                    header_text(grid.cell(number, merge.left))
                }
                // A parent that was typed into the first of its columns and not merged: the row below tells.
                (None, None) if number < last_row && is_child(grid, number, column) => parent.clone(),
                (None, None) => None,
            };
            if let (Some(text), Some(levels)) = (text, columns.get_mut(usize::from(column))) {
                levels.push(text);
            }
        }
    }
    columns
}

/// Whether a blank header cell stands over a text while its left neighbour does too.
fn is_child(grid: &Grid, number: u32, column: u16) -> bool {
    let below = |column| {
        header_text(grid.cell(number + 1, column)).is_some() && grid.tall_merge(number, column).is_none()
    };
    below(column) && column.checked_sub(1).is_some_and(below)
}

fn header_text(cell: Option<&Cell>) -> Option<Box<str>> {
    match cell? {
        Cell::Text(text) => Some(line(text)).filter(|text| !text.is_empty()).map(Into::into),
        Cell::Number(number) => Some(format!("{number}").into()),
        _ => None,
    }
}

type Cache = HashMap<String, Option<(Match, Caption)>>;

fn column_match(levels: &[Box<str>], year: Option<i16>, cache: &mut Cache) -> Option<(Match, Caption)> {
    if levels.is_empty() {
        return None;
    }
    let joined = levels.join("\n");
    if let Some(found) = cache.get(&joined) {
        return found.clone();
    }
    let found = match_levels(levels, year);
    cache.insert(joined, found.clone());
    found
}

/// The role of a column from its header texts, parents first.
fn match_levels(levels: &[Box<str>], year: Option<i16>) -> Option<(Match, Caption)> {
    let whole = Caption::read(&key(&levels.concat()));
    let joined = match_caption(&whole, year);
    let [parents @ .., child] = levels else { return None };
    if parents.is_empty() || joined.is_some_and(|joined| joined.whole) {
        return joined.map(|found| (found, whole));
    }
    let child_caption = Caption::read(&key(child));
    let parent_caption = Caption::read(&key(&parents.concat()));
    let parent = match_caption(&parent_caption, year);
    // The words of the child with the year and months of both.
    let timed = Caption {
        words: child_caption.words.clone(),
        all_words: child_caption.all_words.clone(),
        ..whole.clone()
    };
    let found = match (parent, match_caption(&timed, year)) {
        (None, None) => joined,
        (None, Some(child)) => Some(joined.map_or(child, |joined| child.max(joined))),
        (Some(parent), None) => {
            Some(joined.filter(|joined| joined.explained > parent.explained).unwrap_or(Match {
                whole: false,
                role: under_parent(parent.role, &child_caption),
                ..parent
            }))
        }
        (Some(parent), Some(child)) => Some(Match {
            whole: child.whole,
            explained: child.explained,
            role: together(parent.role, child.role),
        }),
    };
    found.map(|found| (found, whole))
}

/// A child whose own words say nothing, below a parent that has a role.
fn under_parent(parent: Role, child: &Caption) -> Role {
    // 本月 alone may mean anything; under 完成投资 it is what was done in the month.
    if is_one_of(&child.words, &WORDS.child_month) {
        match parent {
            Role::DoneThisYear => return Role::DoneThisMonth,
            Role::YearPlan => return Role::MonthPlan,
            _ => {}
        }
    }
    let sum = child.words.is_empty()
        || is_one_of(&child.words, &WORDS.child_year)
        || is_one_of(&child.words, &WORDS.subtotal)
        || is_one_of(&child.words, &WORDS.total);
    match parent {
        Role::YearPlan | Role::MonthPlan if child.months == Some(WHOLE_YEAR) && sum => Role::YearPlan,
        Role::YearPlan if child.months.is_some() => Role::MonthPlan,
        Role::DoneThisYear if child.months.is_some_and(|(first, last)| first == last) => Role::DoneThisMonth,
        Role::Funds => Role::Funds,
        parent if parent.is_money() && !sum => Role::Funds,
        parent if parent.is_money() || sum => parent,
        Role::Goal | Role::Progress | Role::Responsible | Role::Contact | Role::Sequence => parent,
        _ => Role::Extra,
    }
}

/// The months of a whole year.
pub(crate) const WHOLE_YEAR: (i8, i8) = (1, 12);

/// A child with a role below a parent with one.
fn together(parent: Role, child: Role) -> Role {
    match (parent, child) {
        (Role::Funds, Role::Total) => Role::Total,
        (Role::Funds, _) => Role::Funds,
        (
            Role::YearPlan
            | Role::PastYear
            | Role::DoneThisYear
            | Role::DoneThisMonth
            | Role::Total
            | Role::MonthPlan,
            Role::Total,
        ) => parent,
        (Role::YearPlan, Role::YearPlan | Role::DoneThisYear) => Role::YearPlan,
        (Role::YearPlan | Role::MonthPlan, Role::DoneThisMonth) => Role::MonthPlan,
        (Role::YearPlan | Role::Goal, Role::Content | Role::Goal | Role::Progress) => Role::Goal,
        (Role::Goal, child) if child.is_money() => Role::MonthPlan,
        (Role::PastYear, child) if child.is_money() => Role::PastYear,
        (Role::PastYear, _) => Role::Extra,
        (_, child) => child,
    }
}

/// What a header is worth: every role counts once, a name is needed.
fn score(matches: &[Option<(Match, Caption)>]) -> usize {
    let mut seen = Vec::new();
    let mut score = 0;
    for (found, _) in matches.iter().flatten() {
        let again = seen.contains(&found.role);
        seen.push(found.role);
        score += match (again, found.whole) {
            (true, _) => usize::from(!found.role.is_single()),
            (false, true) => 10,
            (false, false) => 8,
        };
    }
    let fields =
        seen.iter().filter(|role| **role != Role::Sequence).collect::<std::collections::BTreeSet<_>>().len();
    if seen.contains(&Role::Name) && fields >= 2 { score } else { 0 }
}

/// How the cells of a column below the header look.
#[derive(Clone, Copy, Default)]
pub(crate) struct Look {
    pub(crate) numbers: usize,
    pub(crate) texts: usize,
}

/// Looks at a column below the header.
pub(crate) fn look(grid: &Grid, below: u32, column: u16) -> Look {
    let mut look = Look::default();
    let start = grid.rows.partition_point(|row| row.number <= below);
    for row in grid.rows.iter().skip(start).take(300) {
        match row.cell(column) {
            Some(Cell::Number(_)) => look.numbers += 1,
            Some(Cell::Text(text)) if is_number_like(&key(text)) => look.numbers += 1,
            Some(Cell::Text(_)) => look.texts += 1,
            _ => {}
        }
    }
    look
}

/// `12`, `3-1`, `428-442`: a running number typed as text.
pub(crate) fn is_number_like(key: &str) -> bool {
    key.len() <= 9
        && key.starts_with(|c: char| c.is_ascii_digit())
        && key.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | '~'))
}

/// The name's header over a column of numbers: the names are in the next column.
fn settle_names(header: &mut Header, grid: &Grid) {
    let Some(at) = header.columns.iter().position(|column| column.role == Role::Name) else { return };
    let Some(name) = header.columns.get(at).map(|column| column.index) else { return };
    let own = look(grid, header.last_row, name);
    let next = look(grid, header.last_row, name + 1);
    let mostly_numbers = own.numbers > 0 && own.numbers * 5 >= (own.numbers + own.texts) * 4;
    let next_role = header.columns.get(at + 1).map(|column| column.role);
    if mostly_numbers
        && next.texts > next.numbers
        && next_role.is_none_or(|role| matches!(role, Role::Extra | Role::Name))
    {
        let caption = header.columns.get(at).map(|column| column.caption.clone()).unwrap_or_default();
        if let Some(column) = header.columns.get_mut(at) {
            column.role = Role::Sequence;
        }
        if let Some(column) = header.columns.get_mut(at + 1) {
            column.role = Role::Name;
            column.caption = caption;
        }
        header.shifted = Some(name + 1);
    } else if header.columns.get(at + 1).is_some_and(|column| column.role == Role::Name) && next.texts == 0 {
        // The merge was wide for looks only.
        if let Some(column) = header.columns.get_mut(at + 1) {
            column.role = Role::Extra;
        }
    }
}

/// 1月 counts both January and the year up to it; beside 2月 it is January.
fn settle_january(header: &mut Header) {
    let single = |column: &Column| {
        column.caption.months.filter(|(first, last)| first == last && !column.caption.up_to)
    };
    let months = |column: &Column| {
        column.role == Role::DoneThisMonth && single(column).is_some_and(|(month, _)| month > 1)
    };
    if header.columns.iter().filter(|column| months(column)).count() < 2 {
        return;
    }
    for column in header.columns.iter_mut().filter(|column| column.role == Role::DoneThisYear) {
        if single(column) == Some((1, 1)) {
            column.role = Role::DoneThisMonth;
        }
    }
}

/// Of several columns with a role that only one can have, the surest keeps it.
fn settle_doubles(header: &mut Header, grid: &Grid, matches: &[Option<(Match, Caption)>]) {
    for role in Role::ALL.iter().copied().filter(|role| role.is_single()) {
        let having: Vec<usize> = header
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.role == role)
            .map(|(index, _)| index)
            .collect();
        if having.len() < 2 || role == Role::Name && header.shifted.is_some() {
            continue;
        }
        let sure = |index: &usize| {
            let last_month = header
                .columns
                .get(*index)
                .and_then(|column| column.caption.months)
                .map_or(0, |(_, last)| last);
            let found =
                matches.get(*index).and_then(Option::as_ref).map(|(found, _)| (found.whole, found.explained));
            // Of twelve months' columns the last one that holds anything is this month's.
            let filled = role != Role::DoneThisMonth
                || header
                    .columns
                    .get(*index)
                    .is_some_and(|column| look(grid, header.last_row, column.index).numbers > 0);
            (filled, last_month, found, std::cmp::Reverse(*index))
        };
        let Some(best) = having.iter().copied().max_by_key(sure) else { continue };
        for index in having.into_iter().filter(|index| *index != best) {
            if let Some(column) = header.columns.get_mut(index) {
                column.role =
                    if role.is_money() && role != Role::Total { Role::PastYear } else { Role::Extra };
            }
            header.twice.push((index, role));
        }
    }
}

/// What a sheet without a ledger's header is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Other {
    Statistics,
    Enumeration,
    Unknown,
}

/// Judges a sheet by its cells: counts and sums by something, short words to choose from, or neither.
pub(crate) fn judge(grid: &Grid) -> Other {
    let name = key(&grid.name);
    let (mut numbers, mut texts, mut short) = (0usize, 0usize, 0usize);
    let mut counts = false;
    for (_, cell) in grid.rows.iter().take(500).flat_map(|row| &row.cells) {
        match cell {
            Cell::Text(text) => {
                let key = key(text);
                texts += 1;
                short += usize::from(key.chars().count() <= 16);
                counts |= is_one_of(&Caption::read(&key).words, &WORDS.count_labels)
                    || is_one_of(&key, &WORDS.count_labels);
            }
            _ => numbers += 1,
        }
    }
    let titled = |words: &[&str]| has_one_of(&name, words);
    if counts || titled(&WORDS.statistics_title) && numbers > 0 {
        Other::Statistics
    } else if numbers * 10 <= texts && short * 10 >= texts * 9 && grid.width() <= 30
        || titled(&WORDS.enumeration_title)
    {
        Other::Enumeration
    } else if numbers >= texts && numbers > 4 {
        Other::Statistics
    } else {
        Other::Unknown
    }
}

/// Whether a header with a name column still is one of statistics: it counts projects and says nothing about single ones.
pub(crate) fn is_statistics(grid: &Grid, below: u32, columns: &[Column]) -> bool {
    let counting = columns.iter().find(|column| {
        is_one_of(&column.caption.words, &WORDS.count_labels)
            || is_one_of(&column.caption.all_words, &WORDS.count_labels)
    });
    // Where only sums have a count, the other rows are projects.
    let counted = counting.is_some_and(|column| {
        let start = grid.rows.partition_point(|row| row.number <= below);
        let rows = grid.rows.iter().skip(start).take(300).filter(|row| row.cells.len() > 2);
        let (counts, blanks): (Vec<&Row>, Vec<&Row>) = rows.partition(|row| row.cell(column.index).is_some());
        blanks.len() < counts.len().max(2)
    });
    counted
        && !columns
            .iter()
            .any(|column| column.role.is_evidence() && !matches!(column.role, Role::District | Role::Nature))
}
