//! Investment against plan and against the schedule (DOMAIN.md section 5.1).
//!
//! 序时进度 is the share of the plan due by the end of a month: by the project's own plan curve, else by the playbook's, else m/12. The gap is
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
    let speaks_of = filed_for.unwrap_or(month);
    let curve = from.rules.curve.as_ref();
    let share = seen.plan_curve(month.year()).is_none().then(|| default_share(speaks_of, curve));
    compute(month, plan, done, due_by(seen, speaks_of, curve), filed_for, share)
}

/// 当月完成: what was done in a month alone, as it was filed; where only the sum of the year was, what that rose by since the month before. Nothing where
/// there is no month before to compare with. A month filed late is told by its own figure, so this is not the rise of the year's sum between two
/// dispatches.
#[must_use]
pub fn done_in_month(seen: Seen<'_>, month: YearMonth) -> Option<Fen> {
    let figure = seen.dispatch(month)?;
    let risen = || {
        let before = month.before().filter(|before| before.year() == month.year());
        let earlier = before.map_or(Some(Fen::ZERO), |before| seen.dispatch(before)?.done_this_year);
        Some(figure.done_this_year? - earlier?)
    };
    figure.done_this_month.or_else(risen)
}

/// [`done_in_month`] over projects; nothing where none of them tells.
#[must_use]
pub fn all_done_in_month<'a>(projects: impl Iterator<Item = Seen<'a>>, month: YearMonth) -> Option<Fen> {
    projects.filter_map(|seen| done_in_month(seen, month)).reduce(|sum, done| sum + done)
}

/// What should be done by the end of a month. A project without a curve of its own follows that of the rules ([`Rules::curve`](crate::rules::Rules::curve)).
#[must_use]
pub fn due_by(seen: Seen<'_>, month: YearMonth, curve: Option<&[i64; 12]>) -> Option<Fen> {
    let plan = seen.year_plan(month.year())?;
    if let Some(due) = seen.plan_curve(month.year()).and_then(|own| own.get(place(month)?)) {
        return Some(*due);
    }
    let Share { part, whole } = default_share(month, curve);
    divide(i128::from(plan.0) * part, whole).map(Fen)
}

/// A share of the plan, as an exact fraction.
#[derive(Clone, Copy)]
struct Share {
    part: i128,
    whole: i128,
}

/// The share due by the end of a month where the project has no curve of its own.
fn default_share(month: YearMonth, curve: Option<&[i64; 12]>) -> Share {
    match curve.and_then(|curve| curve.get(place(month)?)) {
        Some(hundredths) => Share { part: i128::from(*hundredths), whole: 10_000 },
        None => Share { part: i128::from(month.month()), whole: 12 },
    }
}

/// Where a month stands in a curve.
fn place(month: YearMonth) -> Option<usize> {
    usize::try_from(month.month() - 1).ok()
}

/// The same arithmetic over sums.
#[must_use]
pub(super) fn of_sums(month: YearMonth, plan: Fen, done: Fen, due: Fen) -> Progress {
    compute(month, Some(plan), Some(done), Some(due), Some(month), None)
}

fn compute(
    month: YearMonth,
    plan: Option<Fen>,
    done: Option<Fen>,
    due: Option<Fen>,
    filed_for: Option<YearMonth>,
    share: Option<Share>,
) -> Progress {
    let percent =
        |part: Option<Fen>, whole: Option<Fen>| divide(i128::from(part?.0) * 10_000, i128::from(whole?.0));
    let completion = percent(done, plan);
    // Without a curve of its own the schedule is the default share exactly, whatever fen the due amount was rounded to.
    let schedule = match (plan, share) {
        (Some(plan), Some(share)) if plan > Fen::ZERO => divide(share.part * 10_000, share.whole),
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
    use crate::{
        Attribute, Moment, Project, ProjectId, Seq,
        attribute::PlanCurve,
        figure::DispatchFigure,
        rules::{LightRule, Measure, Rules},
    };
    use std::sync::Arc;

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
            let linear = Some(default_share(month, None));
            let got = compute(month, Some(plan), Some(Fen(completion * 1000)), None, Some(month), linear);
            let gap = got.gap_pp_hundredths.unwrap();
            assert!((gap - stated).abs() <= 10, "{completion} after {months} months: {gap} against {stated}");
        }
    }

    /// Plan 2,500 元, 1,000 元 done. A third of 2,500 元 is no whole fen, and still exactly 33.33 %.
    #[test]
    fn the_schedule_is_the_own_curve_else_the_rules_else_linear() {
        let light = LightRule {
            key: "points".into(),
            measure: Measure::GapPoints,
            yellow_hundredths: 1000,
            red_hundredths: 3000,
            phases: Vec::new(),
            smallest_plan: Fen::ZERO,
        };
        let of_rules = [0, 250, 500, 1000, 2000, 3000, 4500, 6000, 7500, 9000, 9950, 10_000];
        let own: PlanCurve = std::array::from_fn(|month| Fen([50_000, 250_000][usize::from(month > 3)]));
        for (own, of_rules, month, filed, want) in [
            (None, None, 4, 4, (Some(83_333), Some(3333), Some(667), Some(12_000))),
            (None, None, 6, 4, (Some(83_333), Some(3333), Some(667), Some(12_000))),
            (None, None, 12, 12, (Some(250_000), Some(10_000), Some(-6000), Some(4000))),
            (None, Some(of_rules), 1, 1, (Some(0), Some(0), Some(4000), None)),
            (None, Some(of_rules), 4, 4, (Some(25_000), Some(1000), Some(3000), Some(40_000))),
            (None, Some(of_rules), 11, 11, (Some(248_750), Some(9950), Some(-5950), Some(4020))),
            (None, Some(of_rules), 12, 12, (Some(250_000), Some(10_000), Some(-6000), Some(4000))),
            (Some(own), None, 4, 4, (Some(50_000), Some(2000), Some(2000), Some(20_000))),
            (Some(own), Some(of_rules), 4, 4, (Some(50_000), Some(2000), Some(2000), Some(20_000))),
        ] {
            let mut project = Project::new(ProjectId(1));
            let begin = YearMonth::new(2024, 1).unwrap().first_day();
            let filed = YearMonth::new(2024, filed).unwrap();
            let figure = DispatchFigure { done_this_year: Some(Fen(100_000)), ..DispatchFigure::default() };
            project.record(Seq(1), begin, Attribute::YearPlan(2024, Some(Fen(250_000))));
            project.record(Seq(1), begin, Attribute::PlanCurve(2024, own.map(Arc::new)));
            project.record(Seq(1), begin, Attribute::Dispatch(filed, Some(Arc::new(figure))));
            let rules = Rules {
                name: "test@1".into(),
                year: 2024,
                gates: Vec::new(),
                light: light.clone(),
                curve: of_rules,
                places: Vec::new(),
                procedures: Vec::new(),
                superseded: Vec::new(),
                letters: Default::default(),
                calendar: Default::default(),
                discipline: Default::default(),
                evidence: Default::default(),
                access: Default::default(),
            };
            let month = YearMonth::new(2024, month).unwrap();
            let at = Moment::on(month.last_day());
            let from = Standpoint { at, month, rules: &rules, told: crate::access::Told::default() };
            let got = progress(project.at(at), from);
            let got = (
                got.due.map(|due| due.0),
                got.schedule_hundredths,
                got.gap_pp_hundredths,
                got.achievement_hundredths,
            );
            assert_eq!(got, want, "{month}, own {}, rules {}", own.is_some(), of_rules.is_some());
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
