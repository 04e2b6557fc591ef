//! Checks of single values: whatever way they come in, the same rules hold.

use super::{Attempt, LONGEST_TEXT};
use crate::{
    Attribute, Fen, Field, Refusal,
    project::{ProjectId, Seen},
    refusal::Cause,
    time::{Date, PartialDate},
};

/// Dates a major project can have anything to do with.
pub(super) fn in_range(date: Date) -> bool {
    (1990..=2100).contains(&date.year())
}

fn refuse_text(text: &str) -> Option<Cause> {
    if text.trim().is_empty() {
        Some(Cause::TextEmpty)
    } else if text.chars().count() > LONGEST_TEXT {
        Some(Cause::TextTooLong { limit: LONGEST_TEXT })
    } else {
        None
    }
}

/// No project is larger: ten times the dearest ever begun. What is beyond it was written in another unit.
const LARGEST: Fen = Fen(1_000_000_000_000_000);

pub(super) fn refuse_amount(amount: Fen) -> Option<Cause> {
    if amount < Fen::ZERO {
        Some(Cause::NegativeAmount)
    } else {
        (amount > LARGEST).then_some(Cause::AmountTooLarge { largest_fen: LARGEST.0 })
    }
}

/// What is wrong with one value by itself.
fn refuse_value(attribute: &Attribute) -> Option<Cause> {
    match attribute {
        Attribute::Name(None) => Some(Cause::NameMissing),
        Attribute::Name(Some(text))
        | Attribute::District(Some(text))
        | Attribute::FunctionalZone(Some(text))
        | Attribute::Site(Some(text))
        | Attribute::Content(Some(text))
        | Attribute::Class(Some(text))
        | Attribute::PolicyArea(Some(text))
        | Attribute::Industry(Some(text))
        | Attribute::Owner(Some(text))
        | Attribute::LeadUnit(Some(text))
        | Attribute::Goal(Some(text))
        | Attribute::Remark(Some(text)) => refuse_text(text),
        Attribute::Aliases(Some(texts))
        | Attribute::ChainNodes(Some(texts))
        | Attribute::ResponsibleUnits(Some(texts))
        | Attribute::Marks(Some(texts)) => texts.iter().find_map(|text| refuse_text(text)),
        Attribute::Extra(Some(extra)) => extra.values().find_map(|text| refuse_text(text)),
        Attribute::TotalInvestment(Some(amount))
        | Attribute::PromisedOutput(Some(amount))
        | Attribute::PromisedTax(Some(amount))
        | Attribute::YearPlan(_, Some(amount)) => refuse_amount(*amount),
        Attribute::PlanCurve(_, Some(curve)) => {
            let falls =
                curve.windows(2).position(|pair| matches!(pair, [a, b] if b < a)).map(|place| place + 2);
            let amount = curve.iter().find_map(|amount| refuse_amount(*amount));
            amount.or(falls.map(|month| Cause::CurveFalls { month }))
        }
        Attribute::Period(Some(period)) => {
            let ends = [period.start, period.end];
            if ends.into_iter().flatten().map(PartialDate::earliest).any(|date| !in_range(date)) {
                Some(Cause::DateOutOfRange)
            } else {
                period.is_reversed().then_some(Cause::PeriodReversed)
            }
        }
        Attribute::StartedOn(Some(date))
        | Attribute::CompletedOn(Some(date))
        | Attribute::ProducingSince(Some(date)) => (!in_range(*date)).then_some(Cause::DateOutOfRange),
        _ => None,
    }
}

impl Attempt<'_> {
    /// Everything wrong with these values of one project: each by itself, together, and against what the book knows.
    pub(super) fn check(&self, set: &[Attribute], of: Option<Seen<'_>>) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        for (place, attribute) in set.iter().enumerate() {
            let field = attribute.field();
            if let Some(cause) = refuse_value(attribute) {
                refusals.push(cause.of(field.clone()));
            }
            if set.iter().take(place).any(|earlier| earlier.field() == field) {
                refusals.push(Cause::FieldTwice.of(field.clone()));
            }
            if !field.is_revisable() {
                refusals.push(Cause::FieldHasOwnCommand.of(field));
            }
        }
        refusals.extend(self.check_codes(set, of.map(|seen| seen.project.id)));
        refusals.extend(check_dates(set, of));
        refusals.extend(check_curves(set, of));
        refusals
    }

    fn check_codes(&self, set: &[Attribute], own: Option<ProjectId>) -> Vec<Refusal> {
        let codes = set.iter().filter_map(|attribute| match attribute {
            Attribute::Codes(Some(codes)) => Some(codes),
            _ => None,
        });
        codes
            .flatten()
            .filter_map(|code| {
                let holder = self.city.holder(code).filter(|holder| Some(*holder) != own)?;
                let project_code = code.clone();
                let cause = match self.is_in_sight(holder) {
                    true => Cause::CodeTaken { project_code, holder },
                    false => Cause::CodeTakenUnseen { project_code },
                };
                Some(cause.of(Field::Codes))
            })
            .collect()
    }
}

fn check_dates(set: &[Attribute], of: Option<Seen<'_>>) -> Option<Refusal> {
    let given = |pick: fn(&Attribute) -> Option<Date>| set.iter().find_map(pick);
    let started = given(|a| if let Attribute::StartedOn(date) = a { *date } else { None })
        .or(of.and_then(Seen::started_on).copied())?;
    let completed = given(|a| if let Attribute::CompletedOn(date) = a { *date } else { None })
        .or(of.and_then(Seen::completed_on).copied())?;
    let touched = set.iter().any(|a| matches!(a, Attribute::StartedOn(_) | Attribute::CompletedOn(_)));
    (touched && completed < started).then(|| Cause::CompletedBeforeStart.of(Field::CompletedOn))
}

fn check_curves(set: &[Attribute], of: Option<Seen<'_>>) -> Vec<Refusal> {
    let misses = |attribute: &Attribute| {
        let Attribute::PlanCurve(year, Some(curve)) = attribute else { return None };
        let given = set.iter().find_map(|a| match a {
            Attribute::YearPlan(of_year, plan) if of_year == year => Some(*plan),
            _ => None,
        });
        let plan = given.unwrap_or_else(|| of.and_then(|seen| seen.year_plan(*year).copied()));
        let [.., last] = **curve;
        (plan != Some(last)).then(|| Cause::CurveMissesPlan.of(Field::PlanCurve(*year)))
    };
    set.iter().filter_map(misses).collect()
}
