//! From the book to the derived attributes of a project, and on to how it stands towards the effect standards and what it goes through.
//!
//! What each attribute means, and how it is derived, is said once, row by row, in [`DERIVED_ATTRIBUTES`]; here is what the rows share.
//! Plan, figure, schedule and gap are those of [`progress`](qinghuo_domain::views::progress), hundredths and all, so that a page never shows
//! two numbers for one thing.
//!
//! What is absent: what an enterprise returned to the statistics system (统计数). An effect standard can only speak of the dispatch's own
//! figures, because the platform must never aim at the others.

use crate::{
    Playbook,
    derived::{AttributeValue, DERIVED_ATTRIBUTES, Derivation, DerivedAttribute},
    procedures::Template,
    standing::Standing,
};
use qinghuo_domain::{
    Date, Fen, Moment, PartialDate, Phase, Seen, YearMonth,
    access::Topic,
    money::MoneyUnit,
    procedure::Applies,
    views::{
        Standpoint,
        approval::{Approval, approval},
        progress::{Progress, progress},
    },
};
use std::{cell::OnceCell, collections::BTreeMap, iter::once};

impl Playbook {
    /// Every derived attribute of a project, seen from a standpoint. For a single standard or phase, [`Self::standings`] derives only what its
    /// expressions use.
    #[must_use]
    pub fn derive(&self, seen: Seen<'_>, from: Standpoint<'_>) -> BTreeMap<&'static str, AttributeValue> {
        Look::new(self, seen, from).attributes(DERIVED_ATTRIBUTES)
    }

    /// How a project stands towards the effect standards (三看) of its phase, then of service, which accompanies all phases. A project whose
    /// phase nobody knows only has the latter.
    #[must_use]
    pub fn standings(&self, seen: Seen<'_>, from: Standpoint<'_>) -> Vec<(Phase, Vec<Standing<'_>>)> {
        let look = Look::new(self, seen, from);
        let own = seen.phase().copied().filter(|phase| *phase != Phase::Service);
        own.into_iter().chain(once(Phase::Service)).map(|phase| (phase, self.judge(phase, &look))).collect()
    }

    /// How a project stands towards the effect standards of any one phase, whichever it is in.
    #[must_use]
    pub fn standings_in(&self, phase: Phase, seen: Seen<'_>, from: Standpoint<'_>) -> Vec<Standing<'_>> {
        self.judge(phase, &Look::new(self, seen, from))
    }

    /// The procedure of a project: the first whose condition holds. `None` while the book says too little of it.
    #[must_use]
    pub fn procedure_of(&self, seen: Seen<'_>, from: Standpoint<'_>) -> Option<&Template> {
        let used = self.procedures.templates.iter().flat_map(|template| template.condition.attributes());
        self.procedures.of(&Look::new(self, seen, from).attributes(used.copied()))
    }

    /// Whether each item of a procedure applies to a project, in the order of the items.
    #[must_use]
    pub fn applicability(&self, template: &Template, seen: Seen<'_>, from: Standpoint<'_>) -> Vec<Applies> {
        let conditions = template.words.iter().filter_map(|words| words.condition.as_ref());
        let used = conditions.flat_map(|condition| condition.expression.attributes());
        template.applicability(&Look::new(self, seen, from).attributes(used.copied()))
    }

    /// What the book would have to say of a project before anybody knows whether an item of a procedure applies to it.
    #[must_use]
    pub fn unknown_of(
        &self,
        template: &Template,
        index: usize,
        seen: Seen<'_>,
        from: Standpoint<'_>,
    ) -> Vec<&'static DerivedAttribute> {
        let condition = template.words.get(index).and_then(|words| words.condition.as_ref());
        let Some(condition) = condition else { return Vec::new() };
        let look = Look::new(self, seen, from);
        let asked = condition.expression.attributes().iter().copied();
        asked.filter(|attribute| look.attribute(attribute) == AttributeValue::Unknown).collect()
    }

    /// The approvals of a project; `None` while it follows no procedure of this playbook.
    #[must_use]
    pub fn approval<'a>(&'a self, seen: Seen<'a>, from: Standpoint<'_>) -> Option<Approval<'a>> {
        let assigned = seen.procedure().filter(|_| from.told.of(Topic::Handling))?;
        let template = self.procedures.assigned(assigned)?;
        approval(seen, &self.rules, &self.applicability(template, seen, from))
    }

    fn judge(&self, phase: Phase, look: &Look<'_>) -> Vec<Standing<'_>> {
        let used = self.effect_standards(phase).iter().flat_map(|standard| standard.expression.attributes());
        self.evaluate(phase, &look.attributes(used.copied()))
    }
}

/// A project being looked at.
pub(crate) struct Look<'a> {
    pub(crate) seen: Seen<'a>,
    pub(crate) from: Standpoint<'a>,
    playbook: &'a Playbook,
    progress: OnceCell<Progress>,
}

impl<'a> Look<'a> {
    fn new(playbook: &'a Playbook, seen: Seen<'a>, from: Standpoint<'a>) -> Self {
        Self { seen, from, playbook, progress: OnceCell::new() }
    }

    fn attributes(
        &self,
        wanted: impl IntoIterator<Item = &'static DerivedAttribute>,
    ) -> BTreeMap<&'static str, AttributeValue> {
        wanted.into_iter().map(|attribute| (attribute.name, self.attribute(attribute))).collect()
    }

    fn attribute(&self, attribute: &DerivedAttribute) -> AttributeValue {
        let value = match attribute.derivation {
            Derivation::Number(derive) => derive(self).map(AttributeValue::Number),
            Derivation::Truth(derive) => derive(self).map(AttributeValue::Truth),
            Derivation::Text(derive) => derive(self).map(|text| AttributeValue::Text(text.into())),
        };
        value.unwrap_or(AttributeValue::Unknown)
    }

    /// The year of the dispatch.
    pub(crate) fn year(&self) -> i16 {
        self.from.month.year()
    }

    /// How it stands in that year.
    pub(crate) fn progress(&self) -> &Progress {
        self.progress.get_or_init(|| progress(self.seen, self.from))
    }

    /// A place by its official name, where the dictionary has it.
    pub(crate) fn place(&self, written: &'a str) -> &'a str {
        self.playbook.rules.place(written).map_or(written, |place| &place.name)
    }

    /// The day of something that has happened by today. A date to come is a plan, not an event.
    pub(crate) fn happened(&self, on: Option<&Date>) -> Option<Date> {
        on.copied().filter(|date| *date <= self.from.at.as_of)
    }

    /// Days from `since` to the day something happened, or to today while it has not; 0 where that lies before `since`.
    pub(crate) fn days_until(&self, since: Date, happens: Option<&Date>) -> f64 {
        days(since, self.happened(happens).unwrap_or(self.from.at.as_of)).max(0.0)
    }

    /// Days something is or was late; a date known only to the month or year counts as its last day.
    pub(crate) fn days_late(&self, planned: Option<PartialDate>, happens: Option<&Date>) -> Option<f64> {
        Some(self.days_until(planned?.latest(), happens))
    }

    pub(crate) fn days_in_phase(&self) -> Option<f64> {
        let (_, since) = self.seen.phase_since()?;
        Some(days(since, self.from.at.as_of))
    }

    pub(crate) fn months_unreported(&self) -> Option<f64> {
        let listed = |seen: Seen<'_>| seen.lists().any(|(list, _)| list.year == self.year());
        let passed = |month: &YearMonth| {
            self.playbook.dispatch.figures_due(*month).is_some_and(|due| due < self.from.at.as_of)
        };
        let reported =
            |month| self.seen.dispatch(month).is_some_and(|figure| figure.done_this_year.is_some());
        let owed = |month: YearMonth| {
            listed(self.seen.project.at(Moment { as_of: month.last_day(), ..self.seen.at }))
        };
        let months = (1..=12).filter_map(|month| YearMonth::new(self.year(), month)).take_while(passed);
        // The lists are asked last: that is the dear question, and seldom needed.
        listed(self.seen).then(|| months.filter(|month| !reported(*month) && owed(*month)).count() as f64)
    }

    pub(crate) fn problem_reported(&self) -> Option<bool> {
        self.problems().next()
    }

    pub(crate) fn months_with_problem(&self) -> Option<f64> {
        let mut problems = self.problems().peekable();
        problems.peek()?;
        Some(problems.take_while(|problem| *problem).count() as f64)
    }

    /// Whether each figure of the year, up to the month dispatched and the latest first, reports a problem.
    fn problems(&self) -> impl Iterator<Item = bool> {
        let months =
            (1..=self.from.month.month()).rev().filter_map(|month| YearMonth::new(self.year(), month));
        months.filter_map(|month| self.seen.dispatch(month)).map(|figure| figure.problems.is_some())
    }
}

fn days(from: Date, to: Date) -> f64 {
    to.since(from).map_or(0.0, |span| f64::from(span.get_days()))
}

/// In 万元.
pub(crate) fn wan(amount: Option<Fen>) -> Option<f64> {
    amount.map(|amount| in_unit(amount, MoneyUnit::TenThousand))
}

/// In 亿元.
pub(crate) fn yi(amount: Option<Fen>) -> Option<f64> {
    amount.map(|amount| in_unit(amount, MoneyUnit::HundredMillion))
}

fn in_unit(amount: Fen, unit: MoneyUnit) -> f64 {
    amount.0 as f64 / unit.in_fen() as f64
}

/// Hundredths of a percent or point as percent or points.
pub(crate) fn whole(hundredths: Option<i64>) -> Option<f64> {
    hundredths.map(|hundredths| hundredths as f64 / 100.0)
}
