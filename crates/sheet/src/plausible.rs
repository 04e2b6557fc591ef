//! What the projects of a sheet say about one another: doubles, plans above totals, rates that do not follow.

use crate::{
    entry::Entry, fill::Said, finding::FindingCode, grid::CellName, header::Header, normal::key,
    reading::ReadRow, role::Role,
};
use qinghuo_domain::Fen;
use std::collections::HashMap;

/// Officials cut a rate to one or two digits, some round it: less than this many points apart is the same.
const SAME_RATE: f64 = 0.11;

/// 10万元.
const LEAST_TOTAL: Fen = Fen(10_000_000);
/// 100万元.
const LEAST_ASSUMED: Fen = Fen(100_000_000);
/// 3000亿元.
const MOST_TOTAL: Fen = Fen(30_000_000_000_000);

/// Checks every project, and the columns over all of them.
pub(crate) fn check(rows: &[ReadRow], headers: &[&Header], said: &mut Said) {
    let at = |row: u32, role: Role| {
        let header = headers.iter().rfind(|header| header.first_row <= row);
        let column = header.and_then(|header| header.columns.iter().find(|column| column.role == role));
        column.map_or(0, |column| column.index)
    };
    let (mut names, mut codes) = (HashMap::new(), HashMap::new());
    let (mut above, mut both) = (0usize, 0usize);
    for (row, entry) in rows.iter().filter_map(|row| Some((row.row, row.entry.as_deref()?))) {
        let cell = |role| CellName { row, column: at(row, role) };
        if let Some(name) = &entry.name {
            let place = entry.district.as_ref().or(entry.functional_zone.as_ref()).map(|place| key(place));
            let first_row = *names.entry((key(name), place)).or_insert(row);
            if first_row != row {
                said.push((cell(Role::Name), FindingCode::DuplicateName { first_row }));
            }
        }
        for code in &entry.codes {
            let first_row = *codes.entry(code.clone()).or_insert(row);
            if first_row != row {
                said.push((
                    cell(Role::Codes),
                    FindingCode::DuplicateCode { text: code.as_str().into(), first_row },
                ));
            }
        }
        if let (Some(plan), Some(total)) = (entry.plan, entry.total) {
            both += 1;
            if plan > total {
                above += 1;
                said.push((
                    cell(Role::YearPlan),
                    FindingCode::PlanAboveTotal { plan_fen: plan.0, total_fen: total.0 },
                ));
            }
        }
        if let (Some(done), Some(plan)) = (entry.done, entry.plan)
            && done > plan
            && plan > Fen::ZERO
        {
            said.push((
                cell(Role::DoneThisYear),
                FindingCode::DoneAbovePlan { done_fen: done.0, plan_fen: plan.0 },
            ));
        }
        if let (Some(month), Some(year)) = (entry.done_month, entry.done)
            && month > year
        {
            said.push((
                cell(Role::DoneThisMonth),
                FindingCode::MonthAboveYear { month_fen: month.0, year_fen: year.0 },
            ));
        }
        if let Some((stated, computed)) = rate_off(entry) {
            said.push((cell(Role::Rate), FindingCode::RateDisagrees { stated, computed }));
        }
    }
    // One plan above its total is a slip; most of them are a unit.
    let plans_above = both >= 3 && above * 2 > both;
    for (index, header) in headers.iter().enumerate() {
        let until = headers.get(index + 1).map_or(u32::MAX, |next| next.first_row);
        let own = rows.iter().filter(|row| (header.first_row..until).contains(&row.row));
        let totals: Vec<Fen> = own.filter_map(|row| row.entry.as_deref()?.total).collect();
        for column in header.columns.iter() {
            let doubtful = match column.role {
                Role::Total => {
                    let assumed = said.iter().any(|(at, code)| {
                        at.column == column.index
                            && at.row == header.last_row
                            && matches!(code, FindingCode::UnitAssumed { .. })
                    });
                    plans_above || is_odd(&totals, if assumed { LEAST_ASSUMED } else { LEAST_TOTAL })
                }
                Role::YearPlan => plans_above,
                _ => false,
            };
            if let Some(unit) = column.unit.filter(|_| doubtful) {
                let at = CellName { row: header.last_row, column: column.index };
                said.push((at, FindingCode::UnitDoubtful { header: column.header.clone(), unit }));
            }
        }
    }
}

/// Whether most projects cost so little or so much that it must be the unit: a ledger lists no projects of less than 100,000 yuan, and none
/// of its columns is full of those beyond 300 billion. Where nothing gave the unit, less than a million is doubtful.
fn is_odd(totals: &[Fen], least: Fen) -> bool {
    let mut totals: Vec<Fen> = totals.iter().copied().filter(|total| *total > Fen::ZERO).collect();
    totals.sort_unstable();
    let middle = totals.get(totals.len() / 2);
    totals.len() >= 3 && middle.is_some_and(|middle| *middle < least || *middle > MOST_TOTAL)
}

/// The stated rate and the computed one, where they disagree. A rate of at most 2 may be a share of one instead of percent.
fn rate_off(entry: &Entry) -> Option<(f64, f64)> {
    let (stated, done, plan) = (entry.rate?, entry.done?, entry.plan.filter(|plan| *plan > Fen::ZERO)?);
    #[expect(clippy::cast_precision_loss, reason = "a percentage to compare")]
    let computed = done.0 as f64 / plan.0 as f64 * 100.0;
    let near = |rate: f64| (rate - computed).abs() < SAME_RATE;
    let same = near(stated) || stated <= 2.0 && (stated * 100.0 - computed).abs() < 1.0;
    (!same).then_some((stated, (computed * 100.0).round() / 100.0))
}
