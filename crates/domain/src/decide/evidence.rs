//! Decisions about the evidence for entry into the statistics library: which papers there are, and when it may be handed over.
//!
//! A day outside the monthly window is no reason to refuse: what was handed over was handed over, and whoever plays by the window sees which one it is
//! good for ([`crate::evidence::Evidence::opens`]).

use super::Attempt;
use crate::{
    Field, Project,
    evidence::{Listed, checklist},
    procedure::{Item, Milestone, Procedure},
    refusal::Cause,
    step::{Act, Life},
    time::{Date, Moment},
};

impl<'a> Attempt<'a> {
    /// Everything the checklist and the order of things say against an act on the entry.
    pub(super) fn refuse_evidence(&mut self, project: &'a Project, item: &Item, life: &Life, act: &Act) {
        let field = Field::Step(item.code.clone());
        let rules = self.context.rules;
        let class = project.at(Moment::on(Date::MAX)).class().map(|class| &**class);
        match act {
            Act::GatherPaper { paper, document, dated_on, note } => {
                if !rules.evidence.papers(class).any(|known| known.name.zh == *paper) {
                    self.refuse(Cause::PaperUnknown { paper: paper.clone() }.of(field.clone()));
                }
                self.refuse_text(&field, document);
                if let Some(note) = note {
                    self.refuse_text(&field, note);
                }
                match dated_on {
                    Some(day) if !super::attributes::in_range(*day) => {
                        self.refuse(Cause::DateOutOfRange.of(field));
                    }
                    Some(day) if *day > self.context.effective_on => {
                        self.refuse(Cause::PaperFromLater { dated_on: *day }.of(field));
                    }
                    _ => {}
                }
            }
            Act::HandOver {} => {
                let Some((procedure, _)) = self.procedure(project) else { return };
                self.refuse_before_start(project, &procedure, &field);
                let other = |code: &_| Some(self.life(project, procedure.item(code)?.1));
                let missing: Vec<_> = checklist(&rules.evidence, class, life, other)
                    .into_iter()
                    .filter(Listed::is_wanting)
                    .map(|listed| listed.paper.name.clone())
                    .collect();
                if !missing.is_empty() {
                    self.refuse(Cause::PapersMissing { papers: missing }.of(field));
                }
            }
            _ => {}
        }
    }

    /// 先开工，后移交: evidence is handed over when the works have started.
    fn refuse_before_start(&mut self, project: &'a Project, procedure: &Procedure, field: &Field) {
        let Some((_, start)) = procedure.milestone(Milestone::Start) else { return };
        let (item, life) = (start.code.clone(), self.life(project, start));
        match life.settled_on.filter(|_| life.state.is_settled()) {
            None => self.refuse(Cause::ItemFirst { item }.of(field.clone())),
            Some(on) if on > self.context.effective_on => {
                self.refuse(Cause::BeforeItem { item, on }.of(field.clone()));
            }
            Some(_) => {}
        }
    }
}
