//! Values out of the ordinary. Each of them may be right, so none is refused for good: whoever types one says why, and the reason stays in the fact. A file
//! that is taken in has findings instead, and is not asked here. What cannot be right at all is refused beside its field, in `attributes`.

use crate::{
    Attribute, Fen, Field, Refusal, YearMonth, figure::DispatchFigure, project::Seen, refusal::Cause,
};

/// What is out of the ordinary about new values of a project: a plan beyond the total, or beside its months.
#[must_use]
pub fn unusual_values(set: &[Attribute], now: Seen<'_>) -> Vec<Refusal> {
    let given = set.iter().find_map(|attribute| match attribute {
        Attribute::TotalInvestment(total) => Some(*total),
        _ => None,
    });
    let total = given.unwrap_or_else(|| now.total_investment().copied());
    let above = |plan: Fen| {
        total.filter(|total| *total >= Fen::ZERO && plan > *total).map(|total| plan_above_total(plan, total))
    };
    let has_curve = |year: i16| set.iter().any(|a| matches!(a, Attribute::PlanCurve(of, _) if *of == year));
    let mut found = Vec::new();
    for attribute in set {
        let Attribute::YearPlan(year, Some(plan)) = attribute else { continue };
        let field = || Field::YearPlan(*year);
        found.extend(above(*plan).map(|cause| cause.of(field())));
        if let Some([.., last]) = now.plan_curve(*year).map(|curve| **curve)
            && !has_curve(*year)
            && last != *plan
        {
            found.push(Cause::PlanBesideCurve { curve_fen: last.0 }.of(field()));
        }
    }
    if given.is_some() {
        let is_set = |year: &i16| set.iter().any(|a| matches!(a, Attribute::YearPlan(of, _) if of == year));
        let plans = now.current().filter_map(|entry| match &entry.attribute {
            Attribute::YearPlan(year, Some(plan)) if !is_set(year) => Some(*plan),
            _ => None,
        });
        found.extend(plans.max().and_then(above).map(|cause| cause.of(Field::TotalInvestment)));
    }
    found
}

/// What is out of the ordinary about a month's figure: the year's sum falls, or goes beyond all there is to invest.
pub(super) fn unusual_figure(month: YearMonth, figure: &DispatchFigure, now: Seen<'_>) -> Vec<Cause> {
    let Some(done) = figure.done_this_year else { return Vec::new() };
    let earlier = now.dispatches().filter(|(of, ..)| of.year() == month.year() && *of < month);
    let before = earlier.filter_map(|(of, figure, _)| Some((of, figure.done_this_year?))).last();
    let falls = before.filter(|(_, before)| done < *before);
    let falls = falls.map(|(month, before)| Cause::DoneFalls { before_fen: before.0, month });
    let total = now.total_investment().copied().filter(|total| done > *total);
    let above = total.map(|total| Cause::DoneAboveTotal { total_fen: total.0 });
    falls.into_iter().chain(above).collect()
}

/// Whether a change of this value is a change of what the project is measured by, which nobody makes without a reason.
#[must_use]
pub const fn is_measure(field: &Field) -> bool {
    matches!(field, Field::TotalInvestment | Field::YearPlan(_) | Field::PlanCurve(_))
}

/// The measures among new values that the book already held otherwise.
pub(super) fn changed_measures(set: &[Attribute], now: Seen<'_>) -> impl Iterator<Item = Refusal> {
    let fields = set.iter().map(Attribute::field).filter(is_measure);
    let is_held = move |field: &Field| now.find(field).is_some_and(|known| !known.is_cleared());
    fields.filter(is_held).map(|field| Cause::ChangeUnexplained.of(field))
}

const fn plan_above_total(plan: Fen, total: Fen) -> Cause {
    Cause::PlanAboveTotal { plan_fen: plan.0, total_fen: total.0 }
}
