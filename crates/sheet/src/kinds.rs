//! The kind of every row of a table: each is judged by itself ([`crate::judge`]), then the rows have a say about one another. Sums find their
//! place, what is signed below the last project is no group, numbers like 1.1 below 1 are parts where they add up.

use crate::{
    caption::unit_of,
    grid::{Cell, Row},
    judge::{Before, Look, judge, sum_of},
    label::Label,
    normal::key,
    place::Places,
    reconcile::SUMMED,
    row::{Layout, RowKind},
    value::{Read, amount, is_nothing},
    words::{WORDS, after_one_of, is_one_of},
};
use qinghuo_domain::{Fen, money::MoneyUnit};

/// A row's kind with what its judgement saw.
pub(crate) type Judged = (RowKind, Look);

/// The kind of every row of a layout's table.
pub(crate) fn kinds(layout: &Layout<'_>, places: &Places<'_>) -> Vec<Judged> {
    let (first, last) = (layout.header.first_row, layout.header.last_row);
    let mut before = Before::Other;
    let mut kinds: Vec<Judged> = Vec::with_capacity(layout.grid.rows.len());
    for row in &layout.grid.rows {
        let heading = kinds.last().map(|(kind, _)| *kind);
        let judged = if row.number < first {
            (Layout::kind_above(row), Look::default())
        } else if row.number <= last {
            (RowKind::Header, Look::default())
        } else if let Some(kind @ (RowKind::Header | RowKind::RepeatedHeader)) = heading
            && explains_header(layout, row)
        {
            (kind, Look::default())
        } else {
            judge(layout, row, before, places)
        };
        // A page break between the rows of a project does not end it.
        if !matches!(judged.0, RowKind::RepeatedHeader | RowKind::Blank | RowKind::Title) {
            before = match judged {
                (RowKind::Continuation, Look { part: true, .. }) => Before::Part,
                (RowKind::Data | RowKind::Continuation, _) => Before::Project,
                _ => Before::Other,
            };
        }
        kinds.push(judged);
    }
    settle_parts(layout, &mut kinds);
    settle_groups(layout, &mut kinds);
    settle_endings(layout, &mut kinds);
    settle_breakdown(&mut kinds);
    kinds
}

/// Whether a row right below the header numbers its columns (`甲 | 乙 | 1 | 2`, `1 | 2 | 3`) or gives their units.
fn explains_header(layout: &Layout<'_>, row: &Row) -> bool {
    let texts: Vec<(u16, String)> =
        row.cells.iter().map(|(column, cell)| (*column, key(&cell.show()))).collect();
    let units =
        texts.iter().all(|(_, text)| unit_of(text.trim_matches(['(', ')'])).is_some() || is_nothing(text));
    if units && texts.iter().any(|(_, text)| !is_nothing(text)) {
        return true;
    }
    if texts.len() < 3 || !texts.iter().any(|(column, _)| *column == layout.name) {
        return false;
    }
    let mut next = None;
    texts.iter().all(|(_, text)| {
        let text = text.trim_matches(['(', ')']);
        // 3=1+2: the sum of two columns before.
        let number = text.split('=').next().and_then(|number| number.parse::<u16>().ok());
        match number {
            Some(number) => next.replace(number + 1).is_none_or(|next| next == number),
            None => next.is_none() && (is_one_of(text, &WORDS.stems) || text.len() == 1 && text.is_ascii()),
        }
    })
}

/// Rows numbered 1.1, 1.2 below a project 1 whose amounts they add up to are its parts.
fn settle_parts(layout: &Layout<'_>, kinds: &mut [Judged]) {
    for at in 0..kinds.len() {
        let Some((RowKind::Data, look)) = kinds.get(at) else { continue };
        let Some(whole) =
            look.sequence.clone().filter(|sequence| sequence.bytes().all(|byte| byte.is_ascii_digit()))
        else {
            continue;
        };
        let parts = kinds
            .iter()
            .skip(at + 1)
            .take_while(|(kind, look)| {
                *kind == RowKind::Data
                    && look.sequence.as_deref().is_some_and(|sequence| is_below(sequence, &whole))
            })
            .count();
        if parts > 1 && adds_up(layout, at, parts) {
            for (kind, look) in kinds.iter_mut().skip(at + 1).take(parts) {
                *kind = RowKind::Continuation;
                look.part = true;
            }
        }
    }
}

/// Where nothing is numbered, a row of which no word is said and whose amounts are the sums of the rows below it, up to the next such row,
/// heads a group. One row below alone may be chance; beside a group of several it is none.
fn settle_groups(layout: &Layout<'_>, kinds: &mut [Judged]) {
    if layout.numbered {
        return;
    }
    let bare: Vec<Option<bool>> =
        kinds.iter().map(|(kind, look)| (*kind == RowKind::Data).then_some(look.evidence == 0)).collect();
    let mut heads = Vec::new();
    let mut at = 0;
    while at < bare.len() {
        let below = bare.iter().skip(at + 1).take_while(|bare| **bare == Some(false)).count();
        if bare.get(at) == Some(&Some(true)) && below > 0 && adds_up(layout, at, below) {
            heads.push((at, below));
        }
        at += below + 1;
    }
    if heads.iter().any(|(_, below)| *below > 1) {
        for (at, _) in heads {
            if let Some((kind, _)) = kinds.get_mut(at) {
                *kind = RowKind::Group;
            }
        }
    }
}

/// Whether the amounts of a row are the sums of so many rows below it; there must be one above zero.
fn adds_up(layout: &Layout<'_>, at: usize, below: usize) -> bool {
    let of =
        |index: usize| layout.grid.rows.get(index).map_or([None; SUMMED.len()], |row| amounts(layout, row));
    let mut sums = [Fen::ZERO; SUMMED.len()];
    for index in at + 1..=at + below {
        for (sum, amount) in sums.iter_mut().zip(of(index)) {
            *sum += amount.unwrap_or(Fen::ZERO);
        }
    }
    let whole = of(at);
    whole.iter().flatten().any(|whole| *whole > Fen::ZERO)
        && whole.iter().zip(sums).all(|(whole, sum)| whole.is_none_or(|whole| whole == sum))
}

/// Whether `1.1` or `1-1` is a number below `1`.
pub(crate) fn is_below(sequence: &str, whole: &str) -> bool {
    sequence.strip_prefix(whole).is_some_and(|rest| {
        rest.strip_prefix(['.', '-']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

fn amounts(layout: &Layout<'_>, row: &Row) -> [Option<Fen>; SUMMED.len()] {
    SUMMED.map(|role| {
        let column = layout.header.columns.iter().find(|column| column.role == role)?;
        match amount(row.cell(column.index)?, column.unit.unwrap_or(MoneyUnit::TenThousand)) {
            Read::Value(fen) => Some(fen),
            _ => None,
        }
    })
}

/// Below the last project and sum nothing opens a group that declares nothing: what follows a note goes on with it, and what stands in
/// brackets or ends like a sentence is one.
fn settle_endings(layout: &Layout<'_>, kinds: &mut [Judged]) {
    let end = kinds.iter().rposition(|(kind, _)| {
        matches!(
            kind,
            RowKind::Data | RowKind::Continuation | RowKind::Secret | RowKind::Subtotal | RowKind::Total
        )
    });
    let mut noted = false;
    for (at, (kind, look)) in kinds.iter_mut().enumerate().skip(end.map_or(usize::MAX, |end| end + 1)) {
        let single = layout
            .grid
            .rows
            .get(at)
            .is_some_and(|row| row.cells.iter().filter(|(_, cell)| is_said(cell)).count() == 1);
        if let (RowKind::Group, Some((_, text))) = (*kind, &look.label) {
            let normal = key(text);
            let sentence =
                normal.ends_with(['\u{3002}', ';']) || normal.starts_with('(') && normal.ends_with(')');
            if single && Label::read(text).count.is_none() && (noted || sentence) {
                *kind = RowKind::Note;
            }
        }
        noted = *kind == RowKind::Note || noted && *kind == RowKind::Blank;
    }
}

fn is_said(cell: &Cell) -> bool {
    !matches!(cell, Cell::Text(text) if key(text).is_empty())
}

/// `其中:续建项目` under a total, and its like below it, break the total down; they head no projects.
fn settle_breakdown(kinds: &mut [Judged]) {
    let only: Vec<RowKind> = kinds.iter().map(|(kind, _)| *kind).collect();
    let mut breaks = false;
    for at in 0..only.len() {
        let heads = only
            .iter()
            .skip(at + 1)
            .find(|kind| **kind != RowKind::Blank)
            .is_some_and(|kind| matches!(kind, RowKind::Data | RowKind::Secret));
        let Some((kind, look)) = kinds.get_mut(at) else { continue };
        let label = look.label.as_ref().map(|(_, text)| text.as_str()).unwrap_or_default();
        let announced = after_one_of(&key(label), &WORDS.of_which).is_some();
        breaks = *kind == RowKind::Group
            && !heads
            && (announced || breaks && Label::read(label).numbering.is_none());
        if breaks {
            *kind = RowKind::Overview;
        }
    }
}

/// Puts sums where they belong. A total between projects, or followed by another one, is a subtotal. Named sums (`历下区合计`) stand above
/// their projects when the first of them comes before any project, else below.
pub(crate) fn settle_sums(kinds: &mut [Judged]) {
    let is_project = |kind: RowKind| matches!(kind, RowKind::Data | RowKind::Secret);
    let only: Vec<RowKind> = kinds.iter().map(|(kind, _)| *kind).collect();
    let first_data = only.iter().position(|kind| is_project(*kind));
    let last_data = only.iter().rposition(|kind| is_project(*kind));
    let last_total = only.iter().rposition(|kind| *kind == RowKind::Total);
    let names_group = |(kind, look): &Judged| {
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
