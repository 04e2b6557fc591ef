//! Investment against plan and against the schedule (DOMAIN.md section 5.1).
//!
//! 序时进度 is the share of the year that has passed, m/12 at the end of month m, or the plan curve's share where a project has one. The gap is
//! in percentage points of the yearly plan: done/plan − schedule. All ratios are hundredths of a percent or point, rounded half away from zero.

use super::Standpoint;
use crate::{Fen, project::Seen, time::YearMonth};
use serde::Serialize;

/// How a project stands in the year of the dispatch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// The month dispatched.
    pub month: YearMonth,
    /// The year's plan.
    pub plan: Option<Fen>,
    /// Done in the year so far, from the latest figure filed up to that month.
    pub done: Option<Fen>,
    /// The month that figure speaks of.
    pub filed_for: Option<YearMonth>,
    /// What should be done by the end of the month the figure speaks of (of the month dispatched while there is none).
    pub due: Option<Fen>,
    /// done / plan, hundredths of a percent.
    pub completion_hundredths: Option<i64>,
    /// due / plan (序时), hundredths of a percent.
    pub schedule_hundredths: Option<i64>,
    /// completion − schedule, hundredths of a percentage point; negative is behind.
    pub gap_pp_hundredths: Option<i64>,
    /// done / due, hundredths of a percent.
    pub achievement_hundredths: Option<i64>,
}

/// How a project stands.
#[must_use]
pub fn progress(seen: Seen<'_>, from: Standpoint<'_>) -> Progress {
    let month = from.month;
    let plan = seen.year_plan(month.year()).copied();
    let filed = seen.last_dispatch(month).filter(|(_, figure)| figure.done_this_year.is_some());
    let done = filed.and_then(|(_, figure)| figure.done_this_year);
    let filed_for = filed.map(|(month, _)| month);
    let due = due_by(seen, filed_for.unwrap_or(month));
    compute(month, plan, done, due, filed_for, seen.plan_curve(month.year()).is_none())
}

/// What should be done by the end of a month: the plan curve's value, else the plan's share of the year. `None` without a plan.
#[must_use]
pub fn due_by(seen: Seen<'_>, month: YearMonth) -> Option<Fen> {
    let plan = seen.year_plan(month.year())?;
    let place = usize::try_from(month.month() - 1).ok()?;
    let planned = seen.plan_curve(month.year()).and_then(|curve| curve.get(place));
    planned.copied().or_else(|| divide(i128::from(plan.0) * i128::from(month.month()), 12).map(Fen))
}

/// The same arithmetic over sums.
#[must_use]
pub(super) fn of_sums(month: YearMonth, plan: Fen, done: Fen, due: Fen) -> Progress {
    compute(month, Some(plan), Some(done), Some(due), Some(month), false)
}

fn compute(
    month: YearMonth,
    plan: Option<Fen>,
    done: Option<Fen>,
    due: Option<Fen>,
    filed_for: Option<YearMonth>,
    linear: bool,
) -> Progress {
    let percent =
        |part: Option<Fen>, whole: Option<Fen>| divide(i128::from(part?.0) * 10_000, i128::from(whole?.0));
    let completion = percent(done, plan);
    // On a linear plan the schedule is m/12 exactly, whatever fen the due amount was rounded to.
    let schedule = match (plan, linear) {
        (Some(plan), true) if plan > Fen::ZERO => {
            divide(i128::from(filed_for.unwrap_or(month).month()) * 10_000, 12)
        }
        _ => percent(due, plan),
    };
    Progress {
        month,
        plan,
        done,
        filed_for,
        due,
        completion_hundredths: completion,
        schedule_hundredths: schedule,
        gap_pp_hundredths: completion.zip(schedule).map(|(completion, schedule)| completion - schedule),
        achievement_hundredths: percent(done, due),
    }
}

/// Division rounded half away from zero; `None` by zero or out of range.
fn divide(part: i128, whole: i128) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    let half = if part < 0 { -(whole / 2) } else { whole / 2 };
    i64::try_from((part + half) / whole).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Statements officials published (DOMAIN.md section 5.1): completion, months passed, the gap they stated. They truncate, so a tenth is allowed.
    #[test]
    fn gaps_agree_with_published_statements() {
        for (completion, months, stated) in [
            (3090, 3, 590),
            (9720, 10, 1380),
            (3170, 4, -160),
            (3750, 4, 420),
            (1140, 4, -2190),
            (7400, 8, 733),
            (5630, 6, 630),
        ] {
            let month = YearMonth::new(2024, months).unwrap();
            let plan = Fen(10_000_000);
            let got = compute(month, Some(plan), Some(Fen(completion * 1000)), None, Some(month), true);
            let gap = got.gap_pp_hundredths.unwrap();
            assert!((gap - stated).abs() <= 10, "{completion} after {months} months: {gap} against {stated}");
        }
    }

    #[test]
    fn ratios_round_half_away_from_zero() {
        for (part, whole, want) in [
            (1, 2, Some(1)),
            (-1, 2, Some(-1)),
            (1, 3, Some(0)),
            (2, 3, Some(1)),
            (5, 0, None),
            (5, -1, None),
        ] {
            assert_eq!(divide(part, whole), want, "{part}/{whole}");
        }
    }
}
