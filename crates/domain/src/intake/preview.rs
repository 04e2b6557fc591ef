//! What an import would do, before anything is done: per row what is new, changed field by field, or unchanged, and what the file does not
//! mention. The same functions then make the facts, so a preview cannot differ from the import.

use super::{LedgerRow, RowSource};
use crate::{
    Attribute, City, Fen, Phase,
    attribute::Text,
    command::Decision,
    figure::DispatchFigure,
    project::{ProjectId, Seen},
    time::{Date, Moment},
};
use serde::Serialize;
use std::{collections::BTreeSet, sync::Arc};

/// What an import would do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Preview {
    /// One per row, in the file's order.
    pub rows: Vec<RowPreview>,
    /// Projects of the book the file does not mention. They stay as they are.
    pub absent: Vec<ProjectId>,
}

/// What an import would do with one row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowPreview {
    /// Where the row is.
    pub source: RowSource,
    /// What it calls the project.
    pub name: Text,
    /// What would become of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What would become of a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// A new project.
    New,
    /// A known project changes.
    Changed {
        /// The project.
        project: ProjectId,
        /// Field by field.
        changes: Vec<FieldChange>,
    },
    /// A known project, and nothing new about it.
    Unchanged {
        /// The project.
        project: ProjectId,
    },
    /// Left out.
    Skipped,
    /// Waits for a decision.
    Undecided,
}

/// One field, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// The value now; `None` when nothing is known.
    pub before: Option<Attribute>,
    /// The value to come; a cleared attribute when it ends.
    pub after: Attribute,
}

/// Previews an import on the day its figures speak of.
#[must_use]
pub fn preview(city: &City, effective_on: Date, rows: &[(LedgerRow, Decision)]) -> Preview {
    let mut mentioned: BTreeSet<ProjectId> = BTreeSet::new();
    let rows = rows
        .iter()
        .map(|(row, decision)| {
            let outcome = match decision {
                Decision::New => Outcome::New,
                Decision::Skip => Outcome::Skipped,
                Decision::Undecided => Outcome::Undecided,
                Decision::Existing(project) => {
                    mentioned.insert(*project);
                    match city.project(*project) {
                        None => Outcome::Undecided,
                        Some(known) => outcome(*project, known.at(Moment::on(effective_on)), row),
                    }
                }
            };
            RowPreview {
                source: row.source.clone(),
                name: name_of(row).cloned().unwrap_or_default(),
                outcome,
            }
        })
        .collect();
    let absent = city
        .projects()
        .filter(|project| {
            let seen = project.at(Moment::on(Date::MAX));
            seen.exists() && seen.merged_into().is_none() && !mentioned.contains(&project.id)
        })
        .map(|project| project.id)
        .collect();
    Preview { rows, absent }
}

fn outcome(project: ProjectId, now: Seen<'_>, row: &LedgerRow) -> Outcome {
    let (set, figure) = changes_of(Some(now), row);
    let figure = figure.map(|(month, figure)| Attribute::Dispatch(month, Some(Arc::new(figure))));
    let changes: Vec<FieldChange> = set
        .into_iter()
        .chain(figure)
        .map(|after| FieldChange {
            before: now.find(&after.field()).filter(|before| !before.is_cleared()).cloned(),
            after,
        })
        .collect();
    if changes.is_empty() { Outcome::Unchanged { project } } else { Outcome::Changed { project, changes } }
}

/// The name a row gives.
pub(crate) fn name_of(row: &LedgerRow) -> Option<&Text> {
    row.attributes
        .iter()
        .find_map(|attribute| if let Attribute::Name(name) = attribute { name.as_ref() } else { None })
}

/// What a row would change: the attributes that differ from what is known, and the month's figure if it does. A blank never clears; codes and
/// unclaimed columns add up; a first phase follows from the nature of the year.
#[must_use]
pub fn changes_of(
    now: Option<Seen<'_>>,
    row: &LedgerRow,
) -> (Vec<Attribute>, Option<(crate::YearMonth, DispatchFigure)>) {
    let known = |attribute: &Attribute| now.and_then(|now| now.find(&attribute.field()));
    let mut set: Vec<Attribute> =
        row.attributes.iter().filter(|attribute| !attribute.is_cleared()).cloned().collect();
    for attribute in &mut set {
        match (&mut *attribute, now) {
            (Attribute::Codes(Some(codes)), Some(now)) => {
                let old = now.codes().into_iter().flatten();
                let mut joined: Vec<_> = old.cloned().collect();
                joined.extend(
                    codes.iter().filter(|code| !now.codes().is_some_and(|old| old.contains(code))).cloned(),
                );
                *codes = joined;
            }
            (Attribute::Extra(Some(extra)), Some(now)) => {
                for (column, text) in now.extra().into_iter().flatten() {
                    extra.entry(column.clone()).or_insert_with(|| text.clone());
                }
            }
            _ => {}
        }
    }
    let figure = row.figure.as_ref().filter(|(_, figure)| !figure.is_empty()).and_then(|(month, figure)| {
        let before = now.and_then(|now| now.dispatch(*month));
        let figure = before.map_or_else(|| figure.clone(), |before| completed(figure, before));
        (before.map(|before| &**before) != Some(&figure)).then_some((*month, figure))
    });
    if now.is_none_or(|now| now.phase().is_none())
        && let Some(phase) = first_phase(row)
    {
        set.push(Attribute::Phase(Some(phase)));
    }
    set.retain(|attribute| known(attribute) != Some(attribute));
    set.sort_by(Attribute::cmp_field_of);
    (set, figure)
}

/// A figure filed anew keeps what the new one leaves blank.
fn completed(figure: &DispatchFigure, before: &DispatchFigure) -> DispatchFigure {
    DispatchFigure {
        done_this_year: figure.done_this_year.or(before.done_this_year),
        done_this_month: figure.done_this_month.or(before.done_this_month),
        progress: figure.progress.clone().or_else(|| before.progress.clone()),
        problems: figure.problems.clone().or_else(|| before.problems.clone()),
    }
}

/// The phase a ledger row implies: that of its nature, but a new start with money spent is being built.
fn first_phase(row: &LedgerRow) -> Option<Phase> {
    let nature =
        row.attributes.iter().find_map(|a| if let Attribute::Nature(nature) = a { *nature } else { None })?;
    let spent = row
        .figure
        .as_ref()
        .and_then(|(_, figure)| figure.done_this_year)
        .is_some_and(|done| done > Fen::ZERO);
    Some(match nature.usual_phase() {
        Phase::Landing if spent => Phase::Construction,
        phase => phase,
    })
}
