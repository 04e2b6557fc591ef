//! The shapes of the API's answers.

use crate::{evidence::value_in_words, people, row::Row, visit::View};
use qinghuo_domain::{
    access::Topic,
    project::Seen,
    views::{Standpoint, totals::Sums},
};
use qinghuo_locale::{Locale, signal_key};
use qinghuo_office::People;
use qinghuo_playbook::Playbook;
use serde_json::{Map, Value, json};

/// What every answer begins with: what it was made from.
pub fn made_from(view: &View) -> Map<String, Value> {
    let mut shape = Map::new();
    shape.insert("as_of".into(), view.board.at.as_of.to_string().into());
    shape.insert("known".into(), view.known().0.into());
    shape.insert("dispatch_month".into(), view.board.month.to_string().into());
    shape.insert("rules".into(), (&*view.board.rules.name).into());
    shape.insert("light_rule".into(), (&*view.board.rules.light.key).into());
    shape.insert("synthetic".into(), view.image.city.is_synthetic(view.known()).into());
    shape.insert("head".into(), head(view));
    shape
}

/// The last record and its hash.
pub fn head(view: &View) -> Value {
    json!({ "seq": view.image.head.seq, "hash": view.image.head.hash.to_string() })
}

/// One project as the table has it.
pub fn project(locale: &Locale, seen: Seen<'_>, row: &Row) -> Value {
    let progress = &row.progress;
    let mut light = serde_json::to_value(&row.light).unwrap_or_default();
    if let Value::Object(light) = &mut light {
        light.insert("words".into(), locale.phrase("light", "reason", &row.light.reason).into());
    }
    json!({
        "id": row.project.id.to_string(),
        "name": seen.name(),
        "former_names": seen.former_names(),
        "codes": seen.codes().map(Vec::as_slice).unwrap_or_default(),
        "district": seen.district(),
        "functional_zone": seen.functional_zone(),
        "phase": row.phase.map(|stay| stay.phase.key()),
        "phase_since": row.phase.map(|stay| stay.since.to_string()),
        "days_in_phase": row.phase.map(|stay| stay.days),
        "nature": seen.nature().map(|nature| nature.key()),
        "class": seen.class(),
        "policy_area": seen.policy_area(),
        "industry": seen.industry(),
        "owner": seen.owner(),
        "responsible_units": seen.responsible_units().map(Vec::as_slice).unwrap_or_default(),
        "lead_unit": seen.lead_unit(),
        "lists": seen.lists().map(|(list, _)| list.to_string()).collect::<Vec<_>>(),
        "total_fen": row.total,
        "plan_fen": progress.plan,
        "done_fen": progress.done,
        "due_fen": progress.due,
        "filed_for": progress.filed_for.map(|month| month.to_string()),
        "completion_hundredths": progress.completion_hundredths,
        "schedule_hundredths": progress.schedule_hundredths,
        "gap_pp_hundredths": progress.gap_pp_hundredths,
        "achievement_hundredths": progress.achievement_hundredths,
        "light": light,
        "latest": row.project.latest.0,
    })
}

/// Every field of a project with its value, since when, and by which fact.
pub fn fields(locale: &Locale, playbook: &Playbook, seen: Seen<'_>, names: &People) -> Vec<Value> {
    let field = |entry: &qinghuo_domain::project::Entry| {
        let field = entry.attribute.field();
        json!({
            "field": field,
            "value": value(&entry.attribute),
            "words": value_in_words(locale, playbook, &entry.attribute, &|id| people::name(names, id)),
            "since": entry.effective_on.to_string(),
            "fact": entry.seq.0,
        })
    };
    seen.current().map(field).collect()
}

/// An attribute's bare value: without the field's name, and without what the field is kept by.
fn value(attribute: &qinghuo_domain::Attribute) -> Value {
    match serde_json::to_value(attribute) {
        Ok(Value::Object(object)) => match object.into_iter().next() {
            Some((_, Value::Array(pair))) if is_keyed(attribute) => {
                pair.into_iter().nth(1).unwrap_or_default()
            }
            Some((_, value)) => value,
            None => Value::Null,
        },
        Ok(other) => other,
        Err(_) => Value::Null,
    }
}

const fn is_keyed(attribute: &qinghuo_domain::Attribute) -> bool {
    use qinghuo_domain::Attribute;
    matches!(
        attribute,
        Attribute::YearPlan(..)
            | Attribute::PlanCurve(..)
            | Attribute::Dispatch(..)
            | Attribute::Listed(..)
            | Attribute::Exempt(..)
            | Attribute::Step(..)
            | Attribute::Promised(..)
            | Attribute::Delayed(..)
    )
}

/// Sums with what follows from them.
pub fn sums(view: &View, sums: &Sums) -> Value {
    sums_from(sums, view.board.standpoint())
}

/// The same from a standpoint.
pub fn sums_from(sums: &Sums, from: Standpoint<'_>) -> Value {
    let stand = sums.progress(from);
    let told = |topic: Topic, value: Value| if from.told.of(topic) { value } else { Value::Null };
    let lights: Map<String, Value> = sums
        .lights
        .iter()
        .map(|(signal, count)| (signal_key(*signal).replace('-', "_"), (*count).into()))
        .collect();
    json!({
        "projects": sums.projects,
        "total_fen": sums.total,
        "without_total": sums.without_total,
        "plan_fen": told(Topic::Plan, json!(sums.plan)),
        "without_plan": told(Topic::Plan, json!(sums.without_plan)),
        "done_fen": told(Topic::Dispatch, json!(sums.done)),
        "due_fen": told(Topic::Progress, json!(sums.due)),
        "completion_hundredths": stand.completion_hundredths,
        "schedule_hundredths": stand.schedule_hundredths,
        "gap_pp_hundredths": stand.gap_pp_hundredths,
        "lights": lights,
    })
}
