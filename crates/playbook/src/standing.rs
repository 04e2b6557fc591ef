//! How a project stands towards the effect standards of its phase. What the book does not say makes a standard unknown, never met.

use crate::{
    Playbook,
    derived::AttributeValue,
    expression::{Known, context},
    phases::{Direction, EffectStandard, Measured, Scale},
};
use cel::Value;
use qinghuo_domain::Phase;
use std::collections::BTreeMap;

/// How a project stands towards one effect standard.
#[derive(Clone, Debug)]
pub struct Standing<'p> {
    /// The standard.
    pub standard: &'p EffectStandard,
    /// The value of its expression; `None` exactly when the verdict is unknown.
    pub value: Option<AttributeValue>,
    /// What that means.
    pub verdict: Verdict,
}

/// What the value of an effect standard means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// 达到
    Met,
    /// 接近
    Near,
    /// 未达到
    Unmet,
    /// 无法判定, because these attributes are unknown.
    Unknown(Vec<&'static str>),
    /// 无法判定, because the calculation has no result (division by zero).
    Undefined,
}

impl Playbook {
    /// How a project with these derived attributes stands towards the effect standards of `phase`, in the playbook's order. An attribute
    /// that is absent, unknown, not finite or of another type than [`DERIVED_ATTRIBUTES`](crate::DERIVED_ATTRIBUTES) says counts as unknown.
    #[must_use]
    pub fn evaluate(&self, phase: Phase, attributes: &BTreeMap<&str, AttributeValue>) -> Vec<Standing<'_>> {
        let known = Known::of(attributes);
        let mut context = context();
        context.set_variable_resolver(&known);
        self.effect_standards(phase)
            .iter()
            .map(|standard| {
                let (value, verdict) = match standard.expression.value(&context) {
                    Ok(value) => judge(&standard.scale, value),
                    Err(_) => {
                        let used = standard.expression.attributes().iter().map(|a| a.name);
                        let missing: Vec<_> = used.filter(|name| known.value(name).is_none()).collect();
                        let undefined = missing.is_empty();
                        (None, if undefined { Verdict::Undefined } else { Verdict::Unknown(missing) })
                    }
                };
                Standing { standard, value, verdict }
            })
            .collect()
    }
}

/// The value and its verdict. The expression was checked to yield what its scale judges; anything else cannot be judged.
fn judge(scale: &Scale, value: Value) -> (Option<AttributeValue>, Verdict) {
    match (scale, value) {
        (Scale::YesNo, Value::Bool(yes)) => {
            (Some(AttributeValue::Truth(yes)), if yes { Verdict::Met } else { Verdict::Unmet })
        }
        (Scale::Measured(measured), Value::Float(number)) if number.is_finite() => {
            let number = without_noise(number);
            (Some(AttributeValue::Number(number)), measured.judge(number))
        }
        _ => (None, Verdict::Undefined),
    }
}

/// The number to six decimal places, so that the noise of binary fractions (`79.99999999999999` for 80) moves no verdict.
fn without_noise(number: f64) -> f64 {
    const PLACES: f64 = 1e6;
    let rounded = (number * PLACES).round() / PLACES;
    if rounded.is_finite() { rounded } else { number }
}

impl Measured {
    /// The verdict on a value in this unit. Both thresholds are inclusive.
    #[must_use]
    pub fn judge(&self, value: f64) -> Verdict {
        let reaches = |hundredths: i64| {
            let threshold = hundredths as f64 / 100.0;
            match self.direction {
                Direction::Higher => value >= threshold,
                Direction::Lower => value <= threshold,
            }
        };
        match (reaches(self.green_hundredths), reaches(self.yellow_hundredths)) {
            (true, _) => Verdict::Met,
            (false, true) => Verdict::Near,
            (false, false) => Verdict::Unmet,
        }
    }
}
