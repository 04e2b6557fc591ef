//! An intake and the values of fields for machines: amounts in fen, named so.

use crate::Intake;
use qinghuo_domain::{
    Attribute,
    intake::{FieldChange, Match, Outcome, RowPreview},
};
use serde_json::{Map, Value, json};

impl Intake {
    /// The reading and the preview: the shape of `qinghuo import --dry-run --json`.
    ///
    /// # Errors
    /// When the reading has no JSON form.
    pub fn json(&self) -> serde_json::Result<Value> {
        let rows: Vec<Value> =
            self.preview.rows.iter().zip(&self.matches).map(|(row, found)| row_json(row, found)).collect();
        let counts = self.counts();
        let mut answer = serde_json::to_value(&self.reading)?;
        if let Value::Object(object) = &mut answer {
            let preview = json!({
                "effective_on": self.effective_on,
                "counts": {
                    "new": counts.new,
                    "changed": counts.changed,
                    "unchanged": counts.unchanged,
                    "skipped": counts.skipped,
                    "undecided": counts.undecided,
                    "absent": self.preview.absent.len(),
                },
                "rows": rows,
                "absent": self.preview.absent.iter().map(ToString::to_string).collect::<Vec<_>>(),
            });
            object.insert("preview".into(), preview);
        }
        Ok(answer)
    }
}

/// What would become of a row, and why, for a machine.
fn row_json(row: &RowPreview, found: &Match) -> Value {
    let candidates: Vec<Value> = found
        .candidates
        .iter()
        .map(|candidate| json!({ "project": candidate.project.to_string(), "likeness": candidate.likeness }))
        .collect();
    let mut answer = json!({
        "sheet": row.source.sheet,
        "row": row.source.row,
        "name": row.name,
        "ground": found.ground,
        "candidates": candidates,
    });
    let (outcome, project, changes) = match &row.outcome {
        Outcome::New => ("new", None, None),
        Outcome::Changed { project, changes } => ("changed", Some(project), Some(changes)),
        Outcome::Unchanged { project } => ("unchanged", Some(project), None),
        Outcome::Skipped => ("skipped", None, None),
        Outcome::Undecided => ("undecided", None, None),
    };
    if let Value::Object(object) = &mut answer {
        object.insert("outcome".into(), outcome.into());
        object.extend(project.map(|project| ("project".to_owned(), project.to_string().into())));
        let changes = changes.map(|changes| changes.iter().map(move_json).collect::<Value>());
        object.extend(changes.map(|changes| ("changes".to_owned(), changes)));
    }
    answer
}

/// One field before and after, for a machine; a side with nothing is `null`.
pub fn move_json(change: &FieldChange) -> Value {
    let side = |attribute: &Attribute| match attribute.is_cleared() {
        true => Value::Null,
        false => attributes_json([attribute].into_iter(), &|_| None),
    };
    json!({
        "field": change.after.field().key(),
        "before": change.before.as_ref().map_or(Value::Null, side),
        "after": side(&change.after),
    })
}

/// Everything known of a project, for a machine: field to value, keyed fields as objects by their key, amounts in fields ending in `_fen`.
pub fn attributes_json<'a>(
    attributes: impl Iterator<Item = &'a Attribute>,
    person: &dyn Fn(&Attribute) -> Option<String>,
) -> Value {
    let mut answer = Map::new();
    for attribute in attributes {
        let field = attribute.field();
        let is_money = matches!(
            attribute,
            Attribute::TotalInvestment(_)
                | Attribute::PromisedOutput(_)
                | Attribute::PromisedTax(_)
                | Attribute::YearPlan(..)
                | Attribute::PlanCurve(..)
        );
        let name = format!("{}{}", field.key(), if is_money { "_fen" } else { "" });
        let value = match serde_json::to_value(attribute) {
            Ok(Value::Object(tagged)) => tagged.into_iter().next().map(|(_, value)| value),
            _ => None,
        };
        match (value, person(attribute)) {
            (_, Some(person)) => {
                answer.insert(name, person.into());
            }
            (Some(Value::Array(pair)), None) if is_keyed(attribute) => {
                let mut pair = pair.into_iter();
                let by = pair.next().map(|by| by.as_str().map_or_else(|| by.to_string(), ToOwned::to_owned));
                let value = pair.next().map(fen_named).unwrap_or_default();
                if let Value::Object(values) = answer.entry(name).or_insert_with(|| json!({})) {
                    values.insert(by.unwrap_or_default(), value);
                }
            }
            (Some(value), None) => {
                answer.insert(name, value);
            }
            (None, None) => {}
        }
    }
    Value::Object(answer)
}

const fn is_keyed(attribute: &Attribute) -> bool {
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

/// A dispatch figure's amounts under names that say their unit.
fn fen_named(value: Value) -> Value {
    let Value::Object(object) = value else { return value };
    let named = |(name, value): (String, Value)| match &*name {
        "done_this_year" | "done_this_month" => (format!("{name}_fen"), value),
        _ => (name, value),
    };
    Value::Object(object.into_iter().map(named).collect())
}
