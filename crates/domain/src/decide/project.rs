//! Decisions about one project.

use super::{Attempt, attributes::refuse_amount, unusual};
use crate::{
    Attribute, Field, Phase, Project, Subject, YearMonth,
    attribute::Text,
    fact::{
        DispatchFiled, ExemptionEnded, ExemptionGranted, ListJoined, ListLeft, PackageSplit, PhaseAdvanced,
        PhaseReturned, ProjectAbsorbed, ProjectCorrected, ProjectMerged, ProjectRegistered, ProjectRevised,
    },
    figure::DispatchFigure,
    list::ListKey,
    project::{ProjectId, Seen},
    refusal::Cause,
    rules::{Exemption, Requirement},
    time::{Date, Seq},
};
use std::collections::BTreeMap;

impl Attempt<'_> {
    pub(super) fn register(&mut self, set: Vec<Attribute>) {
        if !set.iter().any(|attribute| matches!(attribute, Attribute::Name(_))) {
            self.refuse(Cause::NameMissing.of(Field::Name));
        }
        for refusal in self.check(&set, None) {
            self.refuse(refusal);
        }
        let id = self.city.next_project();
        self.happened(Subject::Project(id), ProjectRegistered { set: sorted(set), origin: None });
    }

    pub(super) fn revise(
        &mut self,
        id: ProjectId,
        set: Vec<Attribute>,
        seen: Option<Seq>,
        reason: Option<Text>,
    ) {
        let Some(project) = self.living(id) else { return };
        let now = project.at(self.at());
        for refusal in self.check(&set, Some(now)) {
            self.refuse(refusal);
        }
        self.refuse_changed_meanwhile(project, &set, seen);
        let set: Vec<Attribute> = set.into_iter().filter(|attribute| !is_known(now, attribute)).collect();
        let reason = reason.filter(|reason| !reason.trim().is_empty());
        if reason.is_none() {
            for refusal in unusual::changed_measures(&set, now).chain(unusual::unusual_values(&set, now)) {
                self.refuse(refusal);
            }
        }
        if !set.is_empty() {
            self.happened(Subject::Project(id), ProjectRevised { set: sorted(set), reason, origin: None });
        }
    }

    pub(super) fn correct(&mut self, id: ProjectId, set: Vec<Attribute>, seen: Option<Seq>, reason: &str) {
        self.refuse_unless_reason(reason);
        let Some(project) = self.living(id) else { return };
        let now = project.at(self.at());
        for refusal in self.check(&set, Some(now)) {
            self.refuse(refusal);
        }
        self.refuse_changed_meanwhile(project, &set, seen);
        let mut by_day: BTreeMap<Date, ProjectCorrected> = BTreeMap::new();
        for attribute in set {
            match project.entry(&attribute.field(), self.at()) {
                None => self.refuse(Cause::NothingToCorrect.of(attribute.field())),
                Some(wrong) if wrong.attribute == attribute => {}
                Some(wrong) => {
                    let empty =
                        || ProjectCorrected { set: Vec::new(), was: Vec::new(), reason: reason.into() };
                    let correction = by_day.entry(wrong.effective_on).or_insert_with(empty);
                    correction.was.push(wrong.attribute.clone());
                    correction.set.push(attribute);
                }
            }
        }
        for (effective_on, correction) in by_day {
            self.happened_on(effective_on, Subject::Project(id), correction);
        }
    }

    fn refuse_changed_meanwhile(&mut self, project: &Project, set: &[Attribute], seen: Option<Seq>) {
        let Some(seen) = seen else { return };
        for field in set.iter().map(Attribute::field) {
            if let Some(later) =
                project.timeline(&field).iter().filter(|entry| entry.seq > seen).map(|entry| entry.seq).max()
            {
                self.refuse(Cause::ChangedMeanwhile { by: later }.of(field));
            }
        }
    }

    pub(super) fn file_dispatch(
        &mut self,
        id: ProjectId,
        month: YearMonth,
        figure: DispatchFigure,
        reason: Option<Text>,
    ) {
        let field = Field::Dispatch(month);
        for cause in check_figure(month, &figure, self.context.effective_on) {
            self.refuse(cause.of(field.clone()));
        }
        let Some(project) = self.living(id) else { return };
        let before = project.timeline(&field).iter().rev().find(|entry| entry.retracted_by().is_none());
        let reason = reason.filter(|reason| !reason.trim().is_empty());
        if let Some(Attribute::Dispatch(_, Some(earlier))) = before.map(|entry| &entry.attribute) {
            if **earlier == figure {
                return;
            }
            if reason.is_none() {
                self.refuse(Cause::ReasonMissing.of(field.clone()));
            }
        }
        if reason.is_none() {
            for cause in unusual::unusual_figure(month, &figure, project.at(self.at())) {
                self.refuse(cause.of(field.clone()));
            }
        }
        let day = figure_day(month, self.context.effective_on);
        self.happened_on(day, Subject::Project(id), DispatchFiled { month, figure, reason, origin: None });
    }

    pub(super) fn advance_phase(&mut self, id: ProjectId, to: Phase) {
        let Some(project) = self.living(id) else { return };
        let now = project.at(self.at());
        let from = now.phase().copied();
        if to == Phase::Service {
            return self.refuse(Cause::PhaseAccompanies.of(Field::Phase));
        }
        if from == Some(to) {
            return self.refuse(Cause::PhaseSame { phase: to }.of(Field::Phase));
        }
        // A project whose phase nobody knows may be placed anywhere its gates allow.
        if from.is_some_and(|from| from.next() != Some(to)) {
            self.refuse(Cause::PhaseNotNext { from, to }.of(Field::Phase));
        }
        for gate in self.context.rules.gates.iter().filter(|gate| gate.into == to) {
            for requirement in gate.requires.iter().copied().filter(|requirement| !is_met(now, *requirement))
            {
                self.refuse(Cause::GateUnmet { into: to, requirement }.of(Field::Phase));
            }
        }
        self.happened(Subject::Project(id), PhaseAdvanced { from, to });
    }

    pub(super) fn return_phase(&mut self, id: ProjectId, to: Phase, reason: Text) {
        self.refuse_unless_reason(&reason);
        let Some(project) = self.living(id) else { return };
        match project.at(self.at()).phase().copied() {
            _ if to == Phase::Service => self.refuse(Cause::PhaseAccompanies.of(Field::Phase)),
            Some(from) if to < from => {
                self.happened(Subject::Project(id), PhaseReturned { from, to, reason });
            }
            Some(from) if to == from => self.refuse(Cause::PhaseSame { phase: to }.of(Field::Phase)),
            from => self.refuse(Cause::PhaseNotNext { from, to }.of(Field::Phase)),
        }
    }

    pub(super) fn join_list(&mut self, id: ProjectId, list: ListKey, reason: Text) {
        self.refuse_unless_reason(&reason);
        if !self.city.has_list(&list) {
            self.refuse(Cause::ListUnknown { list: list.clone() }.alone());
        }
        let Some(project) = self.living(id) else { return };
        if project.at(self.at()).listed(list.clone()).is_some_and(|membership| membership.on) {
            return self.refuse(Cause::AlreadyListed { list }.alone());
        }
        self.happened(Subject::Project(id), ListJoined { list, reason });
    }

    pub(super) fn leave_list(&mut self, id: ProjectId, list: ListKey, reason: Text) {
        self.refuse_unless_reason(&reason);
        let Some(project) = self.living(id) else { return };
        if !project.at(self.at()).listed(list.clone()).is_some_and(|membership| membership.on) {
            return self.refuse(Cause::NotListed { list }.alone());
        }
        self.happened(Subject::Project(id), ListLeft { list, reason });
    }

    pub(super) fn grant_exemption(&mut self, id: ProjectId, rule: Text, exemption: Exemption) {
        self.refuse_unless_reason(&exemption.reason);
        if exemption.approver.trim().is_empty() {
            self.refuse(Cause::ApproverMissing.alone());
        }
        if exemption.until < self.context.effective_on {
            self.refuse(Cause::ExemptionOver.alone());
        }
        if rule != self.context.rules.light.key {
            self.refuse(Cause::LightRuleUnknown { rule: rule.clone() }.alone());
        }
        if self.living(id).is_some() {
            self.happened(Subject::Project(id), ExemptionGranted { rule, exemption });
        }
    }

    pub(super) fn end_exemption(&mut self, id: ProjectId, rule: Text, reason: Text) {
        self.refuse_unless_reason(&reason);
        let Some(project) = self.living(id) else { return };
        let on = self.context.effective_on;
        if project.at(self.at()).exempt(rule.clone()).is_none_or(|exemption| exemption.until < on) {
            return self.refuse(Cause::NotExempt { rule }.alone());
        }
        self.happened(Subject::Project(id), ExemptionEnded { rule, reason });
    }

    pub(super) fn merge(&mut self, keep: ProjectId, absorb: ProjectId, reason: Text) {
        self.refuse_unless_reason(&reason);
        if keep == absorb {
            return self.refuse(Cause::SameProject.alone());
        }
        let (kept, absorbed) = (self.living(keep), self.living(absorb));
        if let (Some(kept), Some(absorbed)) = (kept, absorbed) {
            // What only the absorbed project knew moves over; where both know, the remaining project's word stands.
            let now = kept.at(self.at());
            let mut missing = missing_in(now, absorbed.at(self.at()));
            let codes = absorbed.at(self.at()).codes().into_iter().flatten();
            let joined: Vec<_> = now.codes().into_iter().flatten().chain(codes).cloned().collect();
            if joined.len() > now.codes().map_or(0, Vec::len) {
                missing.retain(|attribute| attribute.field() != Field::Codes);
                missing.push(Attribute::Codes(Some(joined)));
            }
            self.happened(Subject::Project(absorb), ProjectMerged { into: keep, reason: reason.clone() });
            self.happened(
                Subject::Project(keep),
                ProjectAbsorbed { absorbed: absorb, reason: reason.clone() },
            );
            for (month, figure, entry) in absorbed.at(self.at()).dispatches() {
                if now.dispatch(month).is_none() {
                    let filed = DispatchFiled {
                        month,
                        figure: figure.clone(),
                        reason: Some(reason.clone()),
                        origin: None,
                    };
                    self.happened_on(entry.effective_on, Subject::Project(keep), filed);
                }
            }
            for (list, _) in absorbed.at(self.at()).lists() {
                if !now.listed(list.clone()).is_some_and(|membership| membership.on) {
                    self.happened(
                        Subject::Project(keep),
                        ListJoined { list: list.clone(), reason: reason.clone() },
                    );
                }
            }
            if !missing.is_empty() {
                let revised = ProjectRevised { set: sorted(missing), reason: Some(reason), origin: None };
                self.happened(Subject::Project(keep), revised);
            }
        }
    }

    pub(super) fn split(&mut self, id: ProjectId, parts: Vec<Vec<Attribute>>, reason: Text) {
        self.refuse_unless_reason(&reason);
        if parts.len() < 2 {
            self.refuse(Cause::TooFewParts.alone());
        }
        let Some(package) = self.living(id) else { return };
        let first = self.city.next_project().0;
        let mut names: Vec<Text> = Vec::new();
        let mut numbers = Vec::new();
        for (part, number) in parts.into_iter().zip(first..) {
            for refusal in self.check(&part, None) {
                self.refuse(refusal);
            }
            match part.iter().find_map(|a| if let Attribute::Name(name) = a { name.clone() } else { None }) {
                None => self.refuse(Cause::NameMissing.of(Field::Name)),
                Some(name) if names.contains(&name) => self.refuse(Cause::NameTwice { name }.of(Field::Name)),
                Some(name) => names.push(name),
            }
            numbers.push(ProjectId(number));
            // A part lies where its package lies, belongs to whom it belongs to and is where it is, unless it says otherwise.
            let mut set = part;
            let inherited = package.at(self.at()).current().map(|entry| entry.attribute.clone());
            let inherited = inherited.filter(is_inherited).collect::<Vec<_>>();
            for attribute in inherited {
                if !set.iter().any(|own| own.field() == attribute.field()) {
                    set.push(attribute);
                }
            }
            set.push(Attribute::PartOf(Some(id)));
            self.happened(
                Subject::Project(ProjectId(number)),
                ProjectRegistered { set: sorted(set), origin: None },
            );
        }
        self.happened(Subject::Project(id), PackageSplit { parts: numbers, reason });
    }
}

fn is_inherited(attribute: &Attribute) -> bool {
    matches!(
        attribute,
        Attribute::District(_)
            | Attribute::FunctionalZone(_)
            | Attribute::Nature(_)
            | Attribute::Class(_)
            | Attribute::PolicyArea(_)
            | Attribute::Industry(_)
            | Attribute::Owner(_)
            | Attribute::ResponsibleUnits(_)
            | Attribute::LeadUnit(_)
            | Attribute::Phase(_)
    )
}

/// Attributes `other` has and `now` lacks, of those a plain revision may set.
fn missing_in(now: Seen<'_>, other: Seen<'_>) -> Vec<Attribute> {
    let missing = |attribute: &&Attribute| {
        attribute.field().is_revisable() && now.find(&attribute.field()).is_none_or(Attribute::is_cleared)
    };
    other.current().map(|entry| &entry.attribute).filter(missing).cloned().collect()
}

/// Whether the book already says exactly this.
pub(super) fn is_known(now: Seen<'_>, attribute: &Attribute) -> bool {
    match now.find(&attribute.field()) {
        Some(known) => known == attribute,
        None => attribute.is_cleared(),
    }
}

/// Facts list their attributes in the order of the table, whatever order they were given in.
pub(super) fn sorted(mut set: Vec<Attribute>) -> Vec<Attribute> {
    set.sort_by(Attribute::cmp_field_of);
    set
}

fn is_met(now: Seen<'_>, requirement: Requirement) -> bool {
    match requirement {
        Requirement::Owner => now.owner().is_some(),
        Requirement::Place => now.district().is_some() || now.functional_zone().is_some(),
        Requirement::TotalInvestment => now.total_investment().is_some(),
        Requirement::Code => now.codes().is_some_and(|codes| !codes.is_empty()),
        Requirement::StartedOn => now.started_on().is_some_and(|date| *date <= now.at.as_of),
        Requirement::CompletedOn => now.completed_on().is_some_and(|date| *date <= now.at.as_of),
    }
}

/// The day a month's figure is true from: its last day, or the day it is told when the month is still running.
pub(super) fn figure_day(month: YearMonth, told_on: Date) -> Date {
    month.last_day().min(told_on.max(month.first_day()))
}

/// Everything wrong with a dispatch figure by itself.
pub(super) fn check_figure(month: YearMonth, figure: &DispatchFigure, effective_on: Date) -> Vec<Cause> {
    let mut causes = Vec::new();
    if figure.is_empty() {
        causes.push(Cause::FigureEmpty);
    }
    if month.first_day() > effective_on {
        causes.push(Cause::MonthNotBegun { month });
    }
    let amounts = [figure.done_this_year, figure.done_this_month].into_iter().flatten();
    causes.extend(amounts.filter_map(refuse_amount).take(1));
    if let (Some(in_month), Some(in_year)) = (figure.done_this_month, figure.done_this_year)
        && in_month > in_year
    {
        causes.push(Cause::MonthAboveYear);
    }
    for text in [&figure.progress, &figure.problems].into_iter().flatten() {
        if text.chars().count() > super::LONGEST_TEXT {
            causes.push(Cause::TextTooLong { limit: super::LONGEST_TEXT });
        }
    }
    causes
}
