//! One project on a sheet of its own: what it is, how its year goes month by month, and its items lane by lane over time, with what it waits for. It holds what Yantai's walls
//! call the chart of progress and the chart of safeguards (DOMAIN.md section 5.3).

use crate::{
    Issue, Paper,
    wall::{Month, month_names, months, waits},
};
use qinghuo_domain::{
    Date, Phase,
    procedure::{Item, Lane},
    project::Seen,
    time::days_between,
    views::{
        approval::{Approval, Step, lead},
        line::line,
    },
};
use qinghuo_locale::{Locale, signal_key};
use serde::Serialize;

/// One project's sheet.
#[derive(Clone, Debug, Serialize)]
pub struct Sheet {
    template: &'static str,
    paper: Paper,
    title: String,
    basis: Vec<String>,
    synthetic: Option<String>,
    record: String,
    light: &'static str,
    word: String,
    reason: String,
    /// What it is: names and values.
    card: Vec<(String, String)>,
    phases: Vec<PhaseMark>,
    year: YearOf,
    lanes: Vec<LaneOf>,
    /// Where the lanes' time begins and how long it is, in days, with the first days of its months.
    span: Option<Span>,
    waits: (String, String),
    words: Words,
}

#[derive(Clone, Debug, Serialize)]
struct PhaseMark {
    word: String,
    is_reached: bool,
    is_current: bool,
}

#[derive(Clone, Debug, Serialize)]
struct YearOf {
    title: String,
    months: Vec<Month>,
    names: Vec<String>,
    now: usize,
}

#[derive(Clone, Debug, Serialize)]
struct LaneOf {
    name: String,
    items: Vec<ItemOf>,
}

/// An item as a bar; places are days from the beginning of the span.
#[derive(Clone, Debug, Serialize)]
struct ItemOf {
    code: String,
    name: String,
    unit: String,
    state: String,
    from: i32,
    to: i32,
    planned: Option<(i32, i32)>,
    /// `done`, `running`, `late` or `ahead`.
    bar: &'static str,
    is_milestone: bool,
    is_critical: bool,
}

#[derive(Clone, Debug, Serialize)]
struct Span {
    days: i32,
    today: i32,
    months: Vec<(i32, String)>,
}

#[derive(Clone, Debug, Serialize)]
struct Words {
    item: String,
    unit: String,
    state: String,
    legend: Vec<(&'static str, String)>,
    no_procedure: String,
    today: String,
}

/// A project's sheet.
#[must_use]
pub fn sheet(issue: &Issue<'_>, seen: Seen<'_>, paper: Paper) -> Sheet {
    let Issue { locale, from, playbook, .. } = *issue;
    let line = line(seen, from);
    let approval = playbook.approval(seen, from);
    let span = approval.as_ref().and_then(|approval| Span::of(approval));
    let now = usize::try_from(from.month.month() - 1).unwrap_or_default();
    let say = |key| locale.text(key).into_owned();
    Sheet {
        template: "project",
        paper,
        title: seen.name().map(|name| name.to_string()).unwrap_or_default(),
        basis: issue.basis(),
        synthetic: issue.synthetic(),
        record: issue.record(),
        light: signal_key(line.light.signal),
        word: locale.signal(line.light.signal),
        reason: locale.phrase("light", "reason", &line.light.reason),
        card: card(issue, &line),
        phases: phases(locale, line.phase.map(|stay| stay.phase)),
        year: YearOf {
            title: locale.text_with("report-year", &[("year", from.month.year().to_string())]),
            months: months(seen, &line.progress, from.month, from.rules.curve.as_ref()),
            names: month_names(locale),
            now,
        },
        lanes: approval
            .as_ref()
            .zip(span.as_ref())
            .map(|(approval, (begins, _))| lanes(issue, approval, *begins))
            .unwrap_or_default(),
        span: span.map(|(_, span)| span),
        waits: (say("report-waits"), waits(issue, seen)),
        words: Words {
            item: say("report-item"),
            unit: say("report-unit"),
            state: say("report-state"),
            legend: LEGEND.iter().map(|(bar, key)| (*bar, say(key))).collect(),
            no_procedure: say("report-no-procedure"),
            today: locale.day(from.at.as_of),
        },
    }
}

const LEGEND: [(&str, &str); 6] = [
    ("done", "report-bar-done"),
    ("running", "report-bar-running"),
    ("late", "report-bar-late"),
    ("ahead", "report-bar-ahead"),
    ("planned", "report-bar-planned"),
    ("critical", "report-bar-critical"),
];

fn card(issue: &Issue<'_>, line: &qinghuo_domain::views::line::Line<'_>) -> Vec<(String, String)> {
    let Issue { locale, from, .. } = *issue;
    let (seen, progress) = (line.seen, &line.progress);
    let say = |key| locale.text(key).into_owned();
    let text = |text: Option<&qinghuo_domain::attribute::Text>| text.map(|text| text.to_string());
    let money = |fen: Option<qinghuo_domain::Fen>| fen.map(|fen| locale.money(fen));
    let person = |id: Option<&qinghuo_domain::attribute::PersonId>| id.map(|id| (issue.person)(*id));
    let plan = locale.text_with("report-plan-of", &[("year", from.month.year().to_string())]);
    let join = say("value-join");
    let units = seen
        .responsible_units()
        .map(|units| units.iter().map(|unit| unit.to_string()).collect::<Vec<_>>().join(&join));
    [
        (say("report-number"), Some(seen.project.id.to_string())),
        (say("report-place"), text(seen.district().or_else(|| seen.functional_zone()))),
        (say("field-owner"), text(seen.owner())),
        (say("field-lead-unit"), text(seen.lead_unit())),
        (say("field-responsible-units"), units),
        (say("field-leader-sponsor"), person(seen.leader_sponsor())),
        (say("field-service-officer"), person(seen.service_officer())),
        (say("field-total-investment"), money(seen.total_investment().copied())),
        (plan, money(progress.plan)),
        (say("field-done-this-year"), money(progress.done)),
        (say("report-completion"), progress.completion_hundredths.map(|it| locale.percent(it))),
        (say("report-gap"), progress.gap_pp_hundredths.map(|it| locale.points(it))),
        (say("field-period"), seen.period().map(|period| locale.period(*period))),
        (say("field-content"), text(seen.content())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)))
    .collect()
}

fn phases(locale: &Locale, current: Option<Phase>) -> Vec<PhaseMark> {
    let mark = |phase: Phase| PhaseMark {
        word: locale.phase(phase),
        is_reached: current.is_some_and(|current| phase <= current),
        is_current: current == Some(phase),
    };
    Phase::ALL.into_iter().map(mark).collect()
}

fn lanes(issue: &Issue<'_>, approval: &Approval<'_>, begins: Date) -> Vec<LaneOf> {
    let lane = |lane: Lane| {
        let steps = approval.steps.iter().filter(|step| step.item.lane == lane && step.is_needed());
        let items: Vec<ItemOf> = steps.filter_map(|step| item(issue, approval, step, begins)).collect();
        let name = issue.locale.named("lane", lane.key());
        (!items.is_empty()).then_some(LaneOf { name, items })
    };
    Lane::ALL.iter().copied().filter_map(lane).collect()
}

fn item(issue: &Issue<'_>, approval: &Approval<'_>, step: &Step<'_>, begins: Date) -> Option<ItemOf> {
    let dates = approval.forecast.of(step.index)?;
    let place = |date: Date| days_between(begins, date);
    let planned = approval.plan.of(step.index).map(|plan| (place(plan.early.from), place(plan.early.to)));
    let is_over = step.clock.is_some_and(|clock| clock.binding().left < 0);
    let bar = match () {
        () if step.is_settled() => "done",
        () if step.life.begun_on.is_some() && is_over => "late",
        () if step.life.begun_on.is_some() => "running",
        () => "ahead",
    };
    let Item { code, milestone, .. } = &*step.item;
    Some(ItemOf {
        code: code.to_string(),
        name: issue.item(approval, step.index),
        unit: lead(&step.item).map(|unit| issue.unit(unit)).unwrap_or_default(),
        state: issue.locale.named("state", step.life.state.key()),
        from: place(dates.early.from),
        to: place(dates.early.to),
        planned,
        bar,
        is_milestone: milestone.is_some(),
        is_critical: dates.is_critical && !step.is_settled(),
    })
}

impl Span {
    /// From the first day anything of it began, or was to, to the last day it is planned or expected to end.
    fn of(approval: &Approval<'_>) -> Option<(Date, Self)> {
        let both = || [&approval.forecast, &approval.plan];
        let dated = |step: &Step<'_>| {
            both()
                .into_iter()
                .filter_map(|dates| dates.of(step.index))
                .map(|it| (it.early.from, it.early.to))
                .collect::<Vec<_>>()
        };
        let all: Vec<(Date, Date)> =
            approval.steps.iter().filter(|step| step.is_needed()).flat_map(dated).collect();
        let begins = all.iter().map(|(from, _)| *from).min()?.first_of_month();
        let ends = all.iter().map(|(_, to)| *to).max()?.last_of_month();
        let mut months = Vec::new();
        let mut first = begins;
        while first <= ends {
            months.push((days_between(begins, first), format!("{}-{:02}", first.year(), first.month())));
            let Ok(next) = first.last_of_month().tomorrow() else { break };
            first = next;
        }
        let span = Self {
            days: days_between(begins, ends) + 1,
            today: days_between(begins, approval.as_of),
            months,
        };
        Some((begins, span))
    }
}
