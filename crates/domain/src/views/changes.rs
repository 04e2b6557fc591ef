//! What moved between two moments.

use crate::{
    City, ProjectId, Seq,
    intake::FieldChange,
    project::{Entry, Project, Seen},
    time::Moment,
};
use serde::Serialize;

/// One project that differs between two moments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProjectChange {
    /// The project.
    pub project: ProjectId,
    /// How it differs.
    pub kind: Kind,
    /// Field by field, in table order; for an appearance everything it came with.
    pub fields: Vec<FieldMove>,
}

/// How a project differs between two moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It is in the book at the later moment only.
    Appeared,
    /// It is in the book at the earlier moment only: taken back, or merged.
    Vanished,
    /// It is in the book at both.
    Changed,
}

/// One field that differs, and the fact that says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldMove {
    /// Before and after.
    #[serde(flatten)]
    pub change: FieldChange,
    /// The fact behind the later value; `None` when the value was taken back.
    pub by: Option<Seq>,
}

/// Every project that differs between two moments, in the order of their numbers.
#[must_use]
pub fn changes(city: &City, before: Moment, after: Moment) -> Vec<ProjectChange> {
    city.projects().filter_map(|project| change(project, before, after)).collect()
}

/// How one project differs between two moments.
#[must_use]
pub fn change(project: &Project, before: Moment, after: Moment) -> Option<ProjectChange> {
    let (was, is) = (project.at(before), project.at(after));
    let there = |seen: Seen<'_>| seen.exists() && seen.merged_into().is_none();
    let kind = match (there(was), there(is)) {
        (false, false) => return None,
        (false, true) => Kind::Appeared,
        (true, false) => Kind::Vanished,
        (true, true) => Kind::Changed,
    };
    let mut fields = Vec::new();
    if kind != Kind::Vanished {
        // One pass over all values: looking each field up at both moments took four times as long.
        let mut ended = Vec::new();
        for timeline in project.timelines() {
            let counting = |at: Moment| timeline.iter().rev().find(|entry| entry.counts(at));
            let told = |entry: &&Entry| !entry.attribute.is_cleared();
            let (old, now) = (counting(before).filter(told), counting(after));
            match (old, now.filter(told)) {
                (Some(old), Some(new)) if old.attribute == new.attribute => {}
                (old, Some(new)) => {
                    let before = old.map(|old| old.attribute.clone());
                    let change = FieldChange { before, after: new.attribute.clone() };
                    fields.push(FieldMove { change, by: Some(new.seq) });
                }
                (Some(old), None) => {
                    let after = old.attribute.field().cleared();
                    let change = FieldChange { before: Some(old.attribute.clone()), after };
                    ended.push(FieldMove { change, by: now.map(|now| now.seq) });
                }
                (None, None) => {}
            }
        }
        fields.extend(ended);
        if fields.is_empty() {
            return None;
        }
    }
    Some(ProjectChange { project: project.id, kind, fields })
}
