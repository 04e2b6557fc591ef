//! The year, the month and the money units of a sheet, from titles, notes, headers and names.

use crate::{
    caption::{Caption, Unit, is_odd, money_unit, unit_of},
    grid::{Cell, Grid},
    header::{Column, Header},
    normal::key,
    role::{Role, match_words},
    words::{WORDS, after_one_of, before_one_of, is_one_of},
};
use qinghuo_domain::money::MoneyUnit;

/// Notes and signatures below a table are looked for in so many last rows.
const SIGNING_ROWS: usize = 5;

/// The units a sheet's notes give.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    /// Units for all amounts: one decides, several leave it to the headers.
    all: Vec<MoneyUnit>,
    /// Units for amounts of one kind: `总投资单位为亿元`.
    of_role: Vec<(Role, MoneyUnit)>,
    /// Whether they name a unit that amounts are not read in, such as 千元.
    odd: bool,
}

impl Notes {
    /// Reads the notes above the header and in the last rows below it. A title may give the unit in brackets at its end.
    pub(crate) fn read(grid: &Grid, first_header_row: u32) -> Self {
        let mut notes = Self::default();
        let above = grid.rows.iter().take_while(|row| row.number <= first_header_row);
        let below = grid.rows.iter().rev().take(SIGNING_ROWS).filter(|row| row.number > first_header_row);
        for (_, cell) in above.chain(below).flat_map(|row| &row.cells) {
            if let Cell::Text(text) = cell {
                notes.take(&key(text));
            }
        }
        if notes == Self::default() {
            let titles = grid.rows.iter().take_while(|row| row.number < first_header_row);
            for (_, cell) in titles.flat_map(|row| &row.cells) {
                if let Cell::Text(text) = cell
                    && let Some(unit) = bracketed_unit(&key(text))
                {
                    add(&mut notes.all, unit);
                }
            }
        }
        notes
    }

    /// The notes above a header alone.
    pub(crate) fn above(grid: &Grid, header_row: u32) -> Self {
        let mut notes = Self::default();
        for (_, cell) in grid.rows.iter().take_while(|row| row.number < header_row).flat_map(|row| &row.cells)
        {
            if let Cell::Text(text) = cell {
                let text = key(text);
                notes.take(&text);
                if let Some(unit) = bracketed_unit(&text) {
                    add(&mut notes.all, unit);
                }
            }
        }
        notes
    }

    /// Whether they say nothing.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn take(&mut self, text: &str) {
        self.odd |= names_odd(text);
        for (role, unit) in announced(text) {
            match role {
                Some(role) => add(&mut self.of_role, (role, unit)),
                None => add(&mut self.all, unit),
            }
        }
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, one: T) {
    if !list.contains(&one) {
        list.push(one);
    }
}

/// The unit in the last brackets of a title: `2024年重点项目表(亿元)`.
fn bracketed_unit(key: &str) -> Option<MoneyUnit> {
    let (_, inner) = key.strip_suffix(')')?.rsplit_once('(')?;
    money_unit(inner)
}

/// Whether a cell is a note about units.
pub(crate) fn is_unit_note(key: &str) -> bool {
    !units_in(key).is_empty() || names_odd(key)
}

/// Whether a note or the brackets behind a title name a unit that amounts are not read in.
fn names_odd(key: &str) -> bool {
    let label = WORDS.unit_label.first().copied().unwrap_or_default();
    let ends = ['(', ')', '[', ']', ':', ',', ';', '\u{3001}', '\u{3002}', ' '];
    let pieces = |text: &str| {
        text.split(ends).any(|piece| is_odd(after_one_of(piece, &WORDS.is_word).unwrap_or(piece)))
    };
    key.split_once(label).is_some_and(|(_, said)| pieces(said))
        || key
            .strip_suffix(')')
            .and_then(|inner| inner.rsplit_once('('))
            .is_some_and(|(_, inner)| is_odd(inner))
}

/// The money units a text announces: `单位:亿元、万元`, `(单位:万元)`, `(万元)`.
fn units_in(key: &str) -> Vec<MoneyUnit> {
    announced(key).into_iter().map(|(_, unit)| unit).collect()
}

/// The money units a text announces, each with the kind of amount it is for where the text says so: `总投资单位为亿元,其余为万元`.
fn announced(key: &str) -> Vec<(Option<Role>, MoneyUnit)> {
    let label = WORDS.unit_label.first().copied().unwrap_or_default();
    let bare = key.trim_matches(['(', ')', '[', ']']);
    if let Some(Unit::Money(unit)) = unit_of(bare) {
        return vec![(None, unit)];
    }
    let mut units = Vec::new();
    let mut before = key.split(label).next().unwrap_or_default();
    for said in key.split(label).skip(1) {
        let mut role = role_named(before);
        before = said;
        let said = after_one_of(said, &WORDS.is_word).unwrap_or(said).trim_start_matches([':', '(']);
        let said = said.split([')', ']', '\u{3002}', ' ']).next().unwrap_or_default();
        for piece in
            said.split(['\u{3001}', ',', '/', ';']).flat_map(|piece| split_words(piece, &WORDS.and_word))
        {
            let rest = after_one_of(piece, &WORDS.rest_words);
            role = role.filter(|_| rest.is_none());
            let piece = rest.map_or(piece, |rest| {
                let rest = after_one_of(rest, &WORDS.rest_words).unwrap_or(rest);
                after_one_of(rest, &WORDS.is_word).unwrap_or(rest).trim_start_matches(':')
            });
            let short = piece.chars().count() <= 6;
            let unit = [
                (&WORDS.unit_hundred_million, MoneyUnit::HundredMillion),
                (&WORDS.unit_ten_thousand, MoneyUnit::TenThousand),
                (&WORDS.unit_yuan, MoneyUnit::Yuan),
            ]
            .into_iter()
            .filter(|_| before_one_of(piece, &WORDS.odd_units).is_none())
            .find(|(names, _)| {
                names.contains(&piece)
                    || short && before_one_of(piece, names.get(..1).unwrap_or_default()).is_some()
            });
            units.extend(unit.filter(|_| short).map(|(_, unit)| (role, unit)));
        }
    }
    units
}

/// The kind of amount that the words right before 单位 name; none where they mean all money.
fn role_named(before: &str) -> Option<Role> {
    let words = before.rsplit([',', '\u{3002}', ';', '\u{3001}', ':', '.', ' ', '(']).next()?;
    if is_one_of(words, &WORDS.any_money) {
        return None;
    }
    match_words(words)
        .filter(|found| found.whole || found.explained >= 4)
        .map(|found| found.role)
        .filter(|role| role.is_money())
}

/// Splits a text wherever one of the words stands.
fn split_words<'a>(text: &'a str, words: &[&str]) -> Vec<&'a str> {
    words
        .iter()
        .fold(vec![text], |pieces, word| pieces.into_iter().flat_map(|piece| piece.split(word)).collect())
}

/// Whether a money column is in a unit that amounts are not read in.
pub(crate) fn is_in_odd_unit(column: &Column, notes: &Notes) -> bool {
    let own = notes.of_role.iter().any(|(role, _)| *role == column.role);
    column.caption.unit == Some(Unit::Odd)
        || notes.odd && !own && !matches!(column.caption.unit, Some(Unit::Money(_)))
}

/// Where a column's unit came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnitSource {
    Header,
    Note,
    Assumed,
}

/// The unit of a money column.
pub(crate) fn unit_of_column(column: &Column, notes: &Notes) -> (MoneyUnit, UnitSource) {
    let mut own = notes.of_role.iter().filter(|(role, _)| *role == column.role).map(|(_, unit)| *unit);
    let notes = notes.all.as_slice();
    match (column.caption.unit, own.next(), notes) {
        (Some(Unit::Money(unit)), ..) => (unit, UnitSource::Header),
        (_, Some(unit), _) => (unit, UnitSource::Note),
        (.., [unit]) => (*unit, UnitSource::Note),
        // 单位:亿元、万元 over headers without units: totals are usually the ones in 亿元.
        (.., [_, _, ..]) if column.role == Role::Total && notes.contains(&MoneyUnit::HundredMillion) => {
            (MoneyUnit::HundredMillion, UnitSource::Assumed)
        }
        _ => (MoneyUnit::TenThousand, UnitSource::Assumed),
    }
}

/// The year and month a file speaks of, as far as it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Season {
    pub(crate) year: Option<i16>,
    pub(crate) month: Option<i8>,
    /// The other year, where a title names two; the headers decide between them.
    pub(crate) other_year: Option<i16>,
}

/// Looks at the titles above the header, then the sheet's name, then the file's.
pub(crate) fn season_of_titles(grid: &Grid, titles_above: u32, file_name: &str) -> Season {
    let titles = grid
        .rows
        .iter()
        .take(12)
        .take_while(|row| row.number < titles_above)
        .flat_map(|row| &row.cells)
        .filter_map(|(_, cell)| if let Cell::Text(text) = cell { Some(key(text)) } else { None });
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let mut season = Season::default();
    for text in titles.chain([key(&grid.name), key(stem)]) {
        let caption = Caption::read(&text);
        if season.year.is_none() {
            (season.year, season.other_year) = (caption.year, caption.other_year);
        }
        season.month = season.month.or(caption.months.map(|(_, last)| last));
    }
    season
}

/// What the headers add: the months of what was done say best how far the file reaches; of several years planned for, the last.
pub(crate) fn season_of_header(header: &Header, titles: Season) -> Season {
    let of = |roles: &[Role]| {
        header
            .columns
            .iter()
            .filter(|column| roles.contains(&column.role))
            .map(|column| &column.caption)
            .collect::<Vec<_>>()
    };
    let months =
        |role: Role| of(&[role]).into_iter().filter_map(|caption| caption.months).map(|(_, last)| last).max();
    let planned = of(&[Role::YearPlan, Role::PastYear, Role::DoneThisYear])
        .into_iter()
        .filter_map(|caption| caption.year)
        .max();
    let decided = titles
        .other_year
        .and(planned)
        .filter(|year| titles.year == Some(*year) || titles.other_year == Some(*year));
    Season {
        other_year: None,
        year: decided
            .or(titles.year)
            .or(planned)
            .or_else(|| of(&[Role::Goal]).into_iter().find_map(|caption| caption.year)),
        month: months(Role::DoneThisYear).or_else(|| months(Role::DoneThisMonth)).or(titles.month),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unit_notes_are_told_from_other_units() {
        use MoneyUnit::{HundredMillion, TenThousand, Yuan};
        let table: &[(&str, &[MoneyUnit])] = &[
            ("单位：万元", &[TenThousand]),
            ("单位:亿元、万元", &[HundredMillion, TenThousand]),
            ("编制单位：桂林市重大项目推进办公室 单位：万元", &[TenThousand]),
            ("编制单位：桂林市重大项目推进办公室", &[]),
            ("（万元）", &[TenThousand]),
            ("金额单位：人民币元", &[Yuan]),
            ("济南市2024年重点项目（单位：万元、亩）", &[TenThousand]),
            ("责任单位", &[]),
            ("注：金额单位为万元。", &[TenThousand]),
        ];
        for (text, want) in table {
            assert_eq!(units_in(&key(text)), *want, "{text}");
        }
    }
}
