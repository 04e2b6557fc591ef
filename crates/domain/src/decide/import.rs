//! The decision about a whole ledger: every row or none.

use super::{Attempt, project::check_figure, project::figure_day};
use crate::{
    Attribute, Field, Refusal, Subject,
    attribute::Text,
    command::{Decision, LedgerImport},
    fact::{DispatchFiled, LedgerImported, Origin, ProjectRegistered, ProjectRevised},
    intake::{LedgerRow, changes_of},
    project::ProjectId,
    refusal::Cause,
};
use std::collections::HashMap;

impl Attempt<'_> {
    pub(super) fn import(&mut self, import: LedgerImport) {
        if import.rows.is_empty() {
            return self.refuse(Cause::ImportEmpty.alone());
        }
        let id = self.city.next_import();
        let mut intake = Intake::default();
        let mut next = self.city.next_project().0;
        for (row, decision) in &import.rows {
            let origin = Origin { import: id, sheet: row.source.sheet.clone(), row: row.source.row };
            match decision {
                Decision::Skip => {}
                Decision::Undecided => self.refuse_row(row, Cause::Undecided.alone()),
                Decision::New => {
                    self.check_row(row, None, &mut intake);
                    self.import_row(row, ProjectId(next), true, origin);
                    next += 1;
                    intake.registered += 1;
                }
                Decision::Existing(project) => {
                    if let Some(first_row) = intake.taken.insert(*project, row.source.row) {
                        self.refuse_row(row, Cause::ProjectTwice { project: *project, first_row }.alone());
                    }
                    self.check_row(row, Some(*project), &mut intake);
                    let refusals = self.refusals.len();
                    if self.living(*project).is_none() {
                        for refusal in self.refusals.iter_mut().skip(refusals) {
                            refusal.row = Some(row.source.clone());
                        }
                        continue;
                    }
                    if self.import_row(row, *project, false, origin) {
                        intake.changed += 1;
                    } else {
                        intake.unchanged += 1;
                    }
                }
            }
        }
        if self.facts.is_empty() {
            return;
        }
        let ledger = LedgerImported {
            file: import.file,
            attachment: import.attachment,
            synthetic: import.synthetic,
            facts: u32::try_from(self.facts.len()).unwrap_or(u32::MAX),
            registered: intake.registered,
            changed: intake.changed,
            unchanged: intake.unchanged,
        };
        let rows = std::mem::take(&mut self.facts);
        self.happened(Subject::Import(id), ledger);
        self.facts.extend(rows);
    }

    /// The facts of one row; whether there are any.
    fn import_row(&mut self, row: &LedgerRow, id: ProjectId, new: bool, origin: Origin) -> bool {
        let known = self.city.project(id).filter(|_| !new).map(|project| project.at(self.at()));
        let (set, figure) = changes_of(known, row);
        let before = self.facts.len();
        if new {
            self.happened(Subject::Project(id), ProjectRegistered { set, origin: Some(origin.clone()) });
        } else if !set.is_empty() {
            let revised = ProjectRevised { set, reason: None, origin: Some(origin.clone()) };
            self.happened(Subject::Project(id), revised);
        }
        if let Some((month, figure)) = figure {
            let filed = DispatchFiled { month, figure, reason: None, origin: Some(origin) };
            self.happened_on(figure_day(month, self.context.effective_on), Subject::Project(id), filed);
        }
        self.facts.len() > before
    }

    fn check_row(&mut self, row: &LedgerRow, known: Option<ProjectId>, intake: &mut Intake) {
        let seen = known.and_then(|id| self.city.project(id)).map(|project| project.at(self.at()));
        let mut refusals = self.check(&row.attributes, seen);
        if known.is_none() && crate::intake::name_of(row).is_none() {
            refusals.push(Cause::NameMissing.of(Field::Name));
        }
        for code in row
            .attributes
            .iter()
            .filter_map(|a| if let Attribute::Codes(Some(codes)) = a { Some(codes) } else { None })
            .flatten()
        {
            if let Some(first_row) = intake.codes.insert(code.as_str().into(), row.source.row) {
                let project = self.city.holder(code).or(known).unwrap_or(ProjectId(0));
                let cause = if project == ProjectId(0) {
                    Cause::CodeTwice { project_code: code.clone(), first_row }
                } else {
                    Cause::ProjectTwice { project, first_row }
                };
                refusals.push(cause.of(Field::Codes));
            }
        }
        if let Some((month, figure)) = &row.figure {
            let causes = check_figure(*month, figure, self.context.effective_on).into_iter();
            // A district's own monthly and yearly sums may disagree; the finding says so, the import does not fail on it.
            let causes = causes.filter(|cause| !matches!(cause, Cause::FigureEmpty | Cause::MonthAboveYear));
            refusals.extend(causes.map(|cause| cause.of(Field::Dispatch(*month))));
        }
        for refusal in refusals {
            self.refuse_row(row, refusal);
        }
    }

    fn refuse_row(&mut self, row: &LedgerRow, refusal: Refusal) {
        self.refuse(Refusal { row: Some(row.source.clone()), ..refusal });
    }
}

/// What an import has met so far.
#[derive(Default)]
struct Intake {
    taken: HashMap<ProjectId, u32>,
    codes: HashMap<Text, u32>,
    registered: u32,
    changed: u32,
    unchanged: u32,
}
