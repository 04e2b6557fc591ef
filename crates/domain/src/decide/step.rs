//! Decisions about a project's items: which procedure it follows, what is done to an item, what is promised and what is said about a delay.

use super::Attempt;
use crate::{
    Field, Project, Subject,
    access::{Action, Authority},
    attribute::Text,
    command::{Actor, Context},
    fact::{DelayExplained, FactsRetracted, ProcedureAssigned, StepPromised, StepTaken},
    own::tailored,
    post::PostId,
    procedure::{Assignment, Flag, Item, ItemCode, Procedure},
    project::{ProjectId, Seen},
    refusal::Cause,
    step::{Act, Course, Deed, Delay, Life, Misstep, MovedBy, Promise, State},
    time::{Date, Moment, Seq, days_between},
    views::approval::clock,
};
use std::{borrow::Cow, collections::BTreeSet};

/// Longest single extension, in days: twice the longest the law knows (行政许可法 art. 42: 15 days after 45).
const LONGEST_EXTENSION: u32 = 60;

/// Longest time told for a special procedure, in working days: some two years.
const LONGEST_STAY: u32 = 500;

impl<'a> Attempt<'a> {
    pub(super) fn assign_procedure(&mut self, id: ProjectId, key: Text) {
        let rules = self.context.rules;
        let Some(procedure) = rules.procedure(&key) else {
            return self.refuse(Cause::ProcedureUnknown { procedure: key }.of(Field::Procedure));
        };
        let Some(project) = self.living(id) else { return };
        let now = project.at(Moment::on(Date::MAX));
        let wanted = Assignment { key, version: procedure.version };
        if now.procedure() == Some(&wanted) {
            return self.refuse(Cause::ProcedureSame.of(Field::Procedure));
        }
        self.refuse_losses(now, procedure);
        let assigned = ProcedureAssigned { procedure: wanted.key, version: wanted.version };
        self.happened(Subject::Project(id), assigned);
    }

    /// What was said of a project's items must have a place in the procedure it is to follow.
    fn refuse_losses(&mut self, now: Seen<'_>, procedure: &Procedure) {
        let has = |code: &ItemCode| procedure.item(code).is_some();
        let is_own = |code: &ItemCode| now.own_items().any(|(own, ..)| own == code);
        let lost = now.touched_items().into_iter().filter(|code| !has(code) && !is_own(code));
        let items: Vec<ItemCode> = lost.cloned().collect();
        if !items.is_empty() {
            self.refuse(Cause::ProcedureUnderWay { items }.of(Field::Procedure));
        }
        for (code, _, own) in now.own_items() {
            let field = Field::OwnItem(code.clone());
            if has(code) {
                self.refuse(Cause::ItemKnown { item: code.clone() }.of(field.clone()));
            }
            for to in own.after.iter().chain(&own.before).filter(|to| !has(to) && !is_own(to)) {
                self.refuse(Cause::ItemTied { item: code.clone(), to: to.clone() }.of(field.clone()));
            }
        }
    }

    pub(super) fn take_step(&mut self, id: ProjectId, code: ItemCode, act: Act, seen: Option<Seq>) {
        let field = Field::Step(code.clone());
        if let Some(reason) = act.reason() {
            self.refuse_unless_reason(reason);
        }
        if let Act::Extend { approver, days, .. } = &act {
            if approver.trim().is_empty() {
                self.refuse(Cause::ApproverMissing.of(field.clone()));
            }
            if !(1..=LONGEST_EXTENSION).contains(days) {
                self.refuse(Cause::ExtensionOutOfRange { limit: LONGEST_EXTENSION }.of(field.clone()));
            }
        }
        if let Act::BeginSpecialProcedure { days, .. } = &act
            && !(1..=LONGEST_STAY).contains(days)
        {
            self.refuse(Cause::StayOutOfRange { longest: LONGEST_STAY }.of(field.clone()));
        }
        if let Act::DemandFee { amount_fen } = &act
            && *amount_fen <= crate::Fen::ZERO
        {
            self.refuse(Cause::NegativeAmount.of(field.clone()));
        }
        let Some((project, item)) = self.item(id, &code) else { return };
        self.refuse_stepped_meanwhile(project, &field, seen);
        if act.deed() == Deed::BeginPreHandling && !item.has(Flag::PreHandling) {
            self.refuse(Cause::NoPreHandling.of(field.clone()));
        }
        if act.deed() == Deed::ApproveOnCommitment && !item.has(Flag::Commitment) {
            self.refuse(Cause::NoCommitment.of(field.clone()));
        }
        // All acts that stand, whatever day they speak of: an act told late must fit between the others.
        let mut life = self.life(project, &item);
        let state = life.state;
        let on = self.context.effective_on;
        let rules = self.context.rules;
        if act.deed() == Deed::NeedAfterAll && state == State::NotStarted && !item.is_conditional {
            return self.refuse(Cause::StepNotNow { state, deed: act.deed() }.of(field));
        }
        if item.course() == Course::Evidence {
            self.refuse_evidence(project, &item, &life, &act);
        }
        match &act {
            Act::Begin { document } => self.refuse_late_notice(&field, &item, document.as_ref()),
            Act::NoticeSilence { document } => {
                self.refuse_text(&field, document);
                self.refuse_unless_silent(&field, project, &item, &life);
            }
            _ => {}
        }
        match life.take(item.course(), &act, on, |day| rules.word_due(day)) {
            Ok(()) => {
                if !state.is_settled() {
                    self.refuse_before_minimum(&field, &item, &life);
                }
                self.happened(Subject::Project(id), StepTaken { item: code, act });
            }
            Err(misstep) => {
                let cause = match misstep {
                    Misstep::NotNow => Cause::StepNotNow { state, deed: act.deed() },
                    Misstep::BeforeLast { last } => Cause::StepBeforeLast { last },
                    Misstep::ToldAlready { told_on } => Cause::CorrectionsToldAlready { told_on },
                    Misstep::DeemedAccepted { accepted_on } => Cause::DeemedAccepted { accepted_on },
                    Misstep::PromiseInPast => Cause::PromiseInPast,
                    Misstep::NothingToRenew => Cause::NothingToRenew,
                    Misstep::NoSuchPaper => match &act {
                        Act::DropPaper { paper, .. } => Cause::PaperNotGathered { paper: paper.clone() },
                        _ => Cause::StepNotNow { state, deed: act.deed() },
                    },
                };
                self.refuse(cause.of(field));
            }
        }
    }

    /// The working days after which what happened is recorded late and needs its paper, where that is over.
    fn is_late_entry(&self) -> Option<u16> {
        let Context { today, effective_on, rules, .. } = self.context;
        let days = rules.discipline.late_entry_days;
        (rules.calendar.workdays_between(effective_on, today) > i32::from(days)).then_some(days)
    }

    /// What the law sets a shortest time cannot have been published some time ago by word alone: the notice has a number.
    fn refuse_late_notice(&mut self, field: &Field, item: &Item, document: Option<&Text>) {
        if let Some(document) = document {
            return self.refuse_text(field, document);
        }
        if let Some(days) = self.is_late_entry().filter(|_| item.minimum().is_some()) {
            self.refuse(Cause::NoticeNumberMissing { days }.of(field.clone()));
        }
    }

    /// An applicant is told of a silence once it is one, and once.
    fn refuse_unless_silent(&mut self, field: &Field, project: &Project, item: &Item, life: &Life) {
        let (state, deed) = (life.state, Deed::NoticeSilence);
        if let Some(notice) = &life.notice {
            return self.refuse(Cause::SilenceNoticed { noticed_on: notice.on }.of(field.clone()));
        }
        let begins_on = || project.at(Moment::on(Date::MAX)).procedure_since();
        let since = match state {
            State::NotStarted if item.is_applicants() => begins_on(),
            _ => life.left_to_applicant(item.course()),
        };
        let Some(since) = since else {
            return self.refuse(Cause::StepNotNow { state, deed }.of(field.clone()));
        };
        let days = self.context.rules.discipline.silent_days;
        if days_between(since, self.context.effective_on) <= i32::from(days) {
            self.refuse(Cause::NotSilentYet { since, days }.of(field.clone()));
        }
    }

    /// What the law sets a shortest time is not done before that has run, whatever day is told. What was recorded before this rule stands.
    fn refuse_before_minimum(&mut self, field: &Field, item: &Item, life: &Life) {
        let is_done = life.state.is_settled() && life.state != State::NotNeeded;
        let Some(limit) = item.minimum().filter(|_| is_done) else { return };
        let mut running = life.clone();
        running.settled_on = None;
        let clock = clock::of(item, item.plan, &running, self.context.rules, self.context.effective_on);
        if let Some((clock, earliest)) = clock.and_then(|clock| Some((clock, clock.earliest()?))) {
            let (ground, begun_on) = (limit.ground, clock.from);
            let not_run = Cause::MinimumNotRun { limit: limit.days, ground, begun_on, earliest };
            self.refuse(not_run.of(field.clone()));
        }
    }

    pub(super) fn take_back_step(&mut self, id: ProjectId, code: ItemCode, reason: Text) {
        self.refuse_unless_reason(&reason);
        let Some((project, _)) = self.item(id, &code) else { return };
        let field = Field::Step(code);
        let last =
            project.at(Moment::on(Date::MAX)).project.entry(&field, Moment::on(Date::MAX)).map(|e| e.seq);
        match last {
            None => self.refuse(Cause::NoStepToTakeBack.of(field)),
            Some(seq) => {
                let retracted = FactsRetracted { facts: vec![seq], reason, import: None };
                self.happened(Subject::Project(id), retracted);
            }
        }
    }

    pub(super) fn promise_step(&mut self, id: ProjectId, code: ItemCode, mut promise: Promise) {
        let field = Field::Promised(code.clone());
        if !super::attributes::in_range(promise.on) {
            self.refuse(Cause::DateOutOfRange.of(field.clone()));
        }
        if promise.decided_by.is_some() && self.acting_post().is_some() {
            self.refuse(Cause::DecidedByAnother.of(field.clone()));
        }
        if let Some(document) = &promise.document {
            self.refuse_text(&field, document);
        }
        let Some((project, item)) = self.item(id, &code) else { return };
        let Context { today, effective_on: on, .. } = self.context;
        promise.recorded_on = (on < today).then_some(today);
        if let Some(days) = self.is_late_entry().filter(|_| promise.document.is_none()) {
            self.refuse(Cause::PromisePaperMissing { days }.of(field.clone()));
        }
        // Only a paper shows that a day that is over was promised before it was.
        if promise.on < if promise.document.is_some() { on } else { today } {
            self.refuse(Cause::PromiseInPast.of(field.clone()));
        }
        if self.life(project, &item).state.is_settled() {
            self.refuse(Cause::StepSettled.of(field.clone()));
        }
        // All promises that stand, whatever day they speak of: none told late comes before them.
        let moves = project.at(Moment::on(Date::MAX)).promises(&code);
        if let Some((made_on, last)) = moves.last() {
            if last.on == promise.on {
                return;
            }
            if on < *made_on {
                self.refuse(Cause::PromiseBeforeLast { made_on: *made_on }.of(field.clone()));
            }
            self.refuse_move(&field, last, &promise);
            self.decide_beyond(&field, project, &moves, &mut promise);
        }
        self.happened(Subject::Project(id), StepPromised { item: code, promise });
    }

    /// A promised date moves with a reason, after others were asked, and not when it is near: counted from the day the order came in, so that no order
    /// told for an earlier day moves it.
    fn refuse_move(&mut self, field: &Field, last: &Promise, wanted: &Promise) {
        let discipline = self.context.rules.discipline;
        match &wanted.reason {
            Some(reason) => self.refuse_unless_reason(reason),
            None => self.refuse(Cause::ReasonMissing.of(field.clone())),
        }
        if wanted.moved_by.is_none() {
            self.refuse(Cause::MovedByMissing.of(field.clone()));
        }
        if !wanted.consulted.iter().any(|unit| !unit.trim().is_empty()) {
            self.refuse(Cause::ConsultedMissing.of(field.clone()));
        }
        if days_between(self.context.today, last.on) < i32::from(discipline.frozen_days) {
            let frozen = Cause::PromiseFrozen { promised: last.on, days: discipline.frozen_days };
            self.refuse(frozen.of(field.clone()));
        }
    }

    /// Beyond its share of the original span the government's extensions are decided by a post that co-ordinates, which moves the date itself and is
    /// written down as having decided. Where nobody holds posts, whoever tells it names the office that did.
    fn decide_beyond(
        &mut self,
        field: &Field,
        project: &'a Project,
        moves: &[(Date, &Promise)],
        wanted: &mut Promise,
    ) {
        let percent = i32::from(self.context.rules.discipline.government_percent);
        let all: Vec<&Promise> = moves.iter().map(|(_, promise)| *promise).chain([&*wanted]).collect();
        let (moved_days, moved_now) = government_days(&all);
        let span = moves
            .first()
            .map_or(0, |(made_on, first)| days_between(first.counts_from(*made_on), first.on).max(0));
        let allowed_days = span * percent / 100;
        if moved_now == 0 || moved_days <= allowed_days {
            return;
        }
        let Actor::Post { post, .. } = self.context.by else {
            if wanted.decided_by.as_ref().is_none_or(|name| name.trim().is_empty()) {
                self.refuse(Cause::CoordinatorMissing { moved_days, allowed_days }.of(field.clone()));
            }
            return;
        };
        let Context { today, rules, .. } = self.context;
        let seen = project.at(Moment::on(Date::MAX));
        let coordinators = self.city.posts().filter(|held| {
            let authority = Authority::of(self.city, rules, held.id, today);
            authority.is_ok_and(|it| it.sees(seen) && it.bar(Action::Coordinate, seen).is_none())
        });
        let name = |unit| Some(self.city.unit(unit)?.at(Moment::on(today))?.card.name.clone());
        let held: Vec<(PostId, Option<Text>)> =
            coordinators.map(|held| (held.id, name(held.tenure.unit))).collect();
        match held.iter().find(|(held, _)| *held == post) {
            Some((_, unit)) => wanted.decided_by.clone_from(unit),
            None => {
                let deciders: BTreeSet<Text> = held.into_iter().filter_map(|(_, unit)| unit).collect();
                let deciders = deciders.into_iter().collect();
                self.refuse(
                    Cause::CoordinatorDecides { moved_days, allowed_days, deciders }.of(field.clone()),
                );
            }
        }
    }

    pub(super) fn explain_delay(&mut self, id: ProjectId, code: ItemCode, delay: Delay) {
        let field = Field::Delayed(code.clone());
        self.refuse_unless_reason(&delay.reason);
        if !super::attributes::in_range(delay.expected_on) {
            self.refuse(Cause::DateOutOfRange.of(field.clone()));
        } else if delay.expected_on < self.context.effective_on {
            self.refuse(Cause::PromiseInPast.of(field.clone()));
        }
        let Some((project, item)) = self.item(id, &code) else { return };
        if self.life(project, &item).state.is_settled() {
            return self.refuse(Cause::StepSettled.of(field));
        }
        self.happened(Subject::Project(id), DelayExplained { item: code, delay });
    }

    /// A living project's item; the command's day must not lie before the day its procedure begins.
    pub(super) fn item(&mut self, id: ProjectId, code: &ItemCode) -> Option<(&'a Project, Cow<'a, Item>)> {
        let project = self.living(id)?;
        let (procedure, _) = self.begun(project)?;
        let found = match &procedure {
            Cow::Borrowed(procedure) => procedure.item(code).map(|(_, item)| Cow::Borrowed(item)),
            Cow::Owned(procedure) => procedure.item(code).map(|(_, item)| Cow::Owned(item.clone())),
        };
        if found.is_none() {
            self.refuse(Cause::ItemUnknown { item: code.clone() }.alone());
        }
        Some((project, found?))
    }

    /// The procedure a project follows, with the items of its own, and the day it began to follow one, which the command's day must not lie before.
    pub(super) fn begun(&mut self, project: &'a Project) -> Option<(Cow<'a, Procedure>, Date)> {
        let on = self.context.effective_on;
        let Some((procedure, begins_on)) = self.procedure(project) else {
            self.refuse(Cause::ProcedureMissing.of(Field::Procedure));
            return None;
        };
        if on < begins_on {
            self.refuse(Cause::BeforeProcedure { begins_on }.alone());
        }
        Some((procedure, begins_on))
    }

    pub(super) fn procedure(&self, project: &'a Project) -> Option<(Cow<'a, Procedure>, Date)> {
        let now: Seen<'a> = project.at(Moment::on(Date::MAX));
        let rules = self.context.rules;
        let procedure: &'a Procedure = rules.assigned(now.procedure()?)?;
        Some((tailored(procedure, now, rules), now.procedure_since()?))
    }

    pub(super) fn life(&self, project: &Project, item: &Item) -> Life {
        let now = project.at(Moment::on(Date::MAX));
        let rules = self.context.rules;
        Life::of(item.course(), now.acts(&item.code), |day| rules.word_due(day))
    }

    fn refuse_stepped_meanwhile(&mut self, project: &Project, field: &Field, seen: Option<Seq>) {
        let later =
            |seen| project.timeline(field).iter().map(|entry| entry.seq).filter(move |seq| *seq > seen).max();
        if let Some(by) = seen.and_then(later) {
            self.refuse(Cause::ChangedMeanwhile { by }.of(field.clone()));
        }
    }
}

/// Days the government moved a promise later in all, and by the last move.
fn government_days(promises: &[&Promise]) -> (i32, i32) {
    let moved = promises.windows(2).map(|pair| match pair {
        [before, after] if after.moved_by == Some(MovedBy::Government) => {
            days_between(before.on, after.on).max(0)
        }
        _ => 0,
    });
    moved.fold((0, 0), |(all, _), days| (all + days, days))
}
