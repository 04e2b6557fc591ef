//! Decisions about what a project has of its own within its procedure: items only it goes through, and its own planned days.

use super::Attempt;
use crate::{
    Field, Project, Subject,
    attribute::Text,
    fact::{FactsRetracted, ItemAdded, ItemReplanned},
    own::{LONGEST_PLAN, OwnItem, OwnPlan, WorksSchedule, with_items},
    procedure::{Bound, Days, Item, ItemCode, Procedure},
    project::ProjectId,
    refusal::Cause,
    step::Course,
    time::{Date, Moment},
};
use qinghuo_schedule::network::Fault;

impl<'a> Attempt<'a> {
    pub(super) fn add_item(&mut self, id: ProjectId, code: ItemCode, own: OwnItem) {
        let field = Field::OwnItem(code.clone());
        self.refuse_unless_reason(&own.reason);
        self.refuse_text(&field, &own.name);
        self.refuse_text(&field, &own.unit);
        self.refuse_plan(&field, own.plan);
        if !OwnItem::KINDS.contains(&own.kind) {
            self.refuse(Cause::NoOwnItemOfKind { item_kind: own.kind }.of(field.clone()));
        }
        let Some(project) = self.living(id) else { return };
        let Some((procedure, _)) = self.begun(project) else { return };
        if procedure.item(&code).is_some() {
            return self.refuse(Cause::ItemKnown { item: code }.of(field));
        }
        self.refuse_ties(project, &procedure, &code, &own);
        self.happened(Subject::Project(id), ItemAdded { item: code, own });
    }

    pub(super) fn replan_item(&mut self, id: ProjectId, code: ItemCode, plan: OwnPlan) {
        let field = Field::OwnPlan(code.clone());
        self.refuse_unless_reason(&plan.reason);
        if let Some(works) = &plan.works {
            self.refuse_schedule(&field, works);
        }
        let Some((project, item)) = self.item(id, &code) else { return };
        if item.course() == Course::Milestone {
            return self.refuse(Cause::ItemTakesNoTime.of(field));
        }
        if let Some(works) = &plan.works {
            if !item.is_building() {
                self.refuse(Cause::ItemNotWorks.of(field.clone()));
            }
            let begins_on = project.at(Moment::on(Date::MAX)).procedure_since();
            if let Some(begins_on) = begins_on.filter(|begins_on| works.starts_on < *begins_on) {
                self.refuse(Cause::BeforeProcedure { begins_on }.of(field.clone()));
            }
        }
        if let Some(days) = plan.days {
            self.refuse_plan(&field, days);
            self.refuse_against_limit(&field, &item, days);
        }
        if self.life(project, &item).state.is_settled() {
            self.refuse(Cause::StepSettled.of(field.clone()));
        }
        let known = project.at(self.at()).own_plan_of(&code).map(|(_, known)| known);
        let is_same = match known {
            Some(known) => known.days == plan.days && known.works == plan.works,
            None => plan.days.is_none() && plan.works.is_none(),
        };
        if !is_same {
            self.happened(Subject::Project(id), ItemReplanned { item: code, plan });
        }
    }

    pub(super) fn take_back_item(&mut self, id: ProjectId, code: &ItemCode, reason: Text) {
        self.refuse_unless_reason(&reason);
        let Some(project) = self.living(id) else { return };
        let now = Moment::on(Date::MAX);
        let (plan, own) = (Field::OwnPlan(code.clone()), Field::OwnItem(code.clone()));
        let last = |field: &Field| {
            let standing = project.timeline(field).iter().filter(|entry| entry.retracted_by().is_none());
            standing.map(|entry| entry.seq).max()
        };
        let fact = match (last(&plan), last(&own)) {
            (Some(planned), _) => planned,
            (None, Some(added)) => {
                let seen = project.at(now);
                if seen.touched_items().contains(&code) {
                    self.refuse(Cause::ItemActedOn { item: code.clone() }.of(own.clone()));
                }
                for (other, _, with) in seen.own_items() {
                    if with.after.contains(code) || with.before.contains(code) {
                        let tied = Cause::ItemTied { item: other.clone(), to: code.clone() };
                        self.refuse(tied.of(own.clone()));
                    }
                }
                added
            }
            (None, None) => return self.refuse(Cause::NothingToTakeBack.of(own)),
        };
        let retracted = FactsRetracted { facts: vec![fact], reason, import: None };
        self.happened(Subject::Project(id), retracted);
    }

    pub(super) fn refuse_text(&mut self, field: &Field, text: &str) {
        if text.trim().is_empty() {
            self.refuse(Cause::TextEmpty.of(field.clone()));
        } else if text.chars().count() > super::LONGEST_TEXT {
            self.refuse(Cause::TextTooLong { limit: super::LONGEST_TEXT }.of(field.clone()));
        }
    }

    fn refuse_plan(&mut self, field: &Field, days: Days) {
        if !(1..=LONGEST_PLAN).contains(&days.count) {
            self.refuse(Cause::PlanOutOfRange { longest: LONGEST_PLAN }.of(field.clone()));
        }
    }

    /// No item may be planned beyond what the law allows it.
    fn refuse_against_limit(&mut self, field: &Field, item: &Item, days: Days) {
        let Some(limit) = item.statutory else { return };
        let is_beyond = match limit.bound {
            Bound::AtMost => days.count > limit.days.count.max(1),
            Bound::AtLeast => days.count < limit.days.count,
        };
        if days.kind != limit.days.kind || is_beyond {
            let beyond = Cause::PlanBeyondLimit { limit: limit.days, bound: limit.bound };
            self.refuse(beyond.of(field.clone()));
        }
    }

    fn refuse_schedule(&mut self, field: &Field, works: &WorksSchedule) {
        self.refuse_text(field, &works.file);
        let days = works.milestones.iter().map(|(_, on)| *on).chain([works.starts_on, works.ends_on]);
        if !days.into_iter().all(super::attributes::in_range) {
            self.refuse(Cause::DateOutOfRange.of(field.clone()));
        }
        if works.ends_on < works.starts_on {
            self.refuse(Cause::PeriodReversed.of(field.clone()));
        }
    }

    /// What an item of the project's own waits for, and what waits for it, must be there, must not be over, and must not wait in a circle.
    fn refuse_ties(&mut self, project: &'a Project, procedure: &Procedure, code: &ItemCode, own: &OwnItem) {
        let field = Field::OwnItem(code.clone());
        for other in own.after.iter().chain(&own.before).filter(|other| *other != code) {
            if procedure.item(other).is_none() {
                self.refuse(Cause::ItemUnknown { item: other.clone() }.of(field.clone()));
            }
        }
        for (_, item) in own.before.iter().filter_map(|waiting| procedure.item(waiting)) {
            if self.life(project, item).state.is_settled() {
                self.refuse(Cause::ItemOver { item: item.code.clone() }.of(field.clone()));
            }
        }
        let with = with_items(procedure, &[(code, own)], self.context.rules);
        let circles = with.faults().into_iter().filter_map(|fault| match fault {
            Fault::Cycle { nodes } => Some(nodes),
            // What an item waits for itself is a circle of one.
            Fault::Itself { .. } => Some(vec![procedure.items.len()]),
            _ => None,
        });
        for nodes in circles {
            let codes = nodes.iter().filter_map(|node| with.items.get(*node)).map(|item| item.code.clone());
            self.refuse(Cause::ItemsInCircle { items: codes.collect() }.of(field.clone()));
        }
    }
}
