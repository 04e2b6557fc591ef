//! The approvals of a project for machines: milestones, the chain behind each, and every item with its clock and dates. The command line prints
//! the same shape.

use super::{answer, shape, strict};
use crate::{
    Served,
    pages::{
        approvals::{evidence::pack, network::network as written},
        project::find,
    },
    problem::Problem,
    visit::Visit,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use jiff::civil::Date;
use qinghuo_domain::{
    procedure::{LinkKind, Milestone},
    step::{Delay, Promise},
    views::approval::{
        Approval, Outlook, Step,
        clock::{ItemClock, Reach},
        duty::duties,
        network::{Driver, ItemDates, Stretch},
        silence::{Silence, miss, silence},
        why::{self, Because},
    },
};
use qinghuo_playbook::{Name, Playbook};
use serde_json::{Map, Value, json};

/// A project's approval network as a schedule for MS Project, and what it does not carry.
pub async fn network(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    answer(served, visit, move |served, visit| {
        let view = visit.view(served, &strict(visit)?)?;
        let project = find(served, visit, &id)?;
        let seen = project.at(view.board.at);
        let approval = served.app.playbook.approval(seen, view.board.standpoint());
        let network = written(served, visit, &view, seen, &approval.ok_or(Problem::NoProcedure)?);
        let mut body = shape::made_from(&view);
        body.insert("project".into(), project.id.to_string().into());
        body.extend(network.json());
        body.insert("file".into(), network.file.into());
        body.insert("xml".into(), network.xml.into());
        Ok(Value::Object(body))
    })
    .await
}

/// A project's evidence for entry into the statistics library: the checklist, with what is behind each paper.
pub async fn evidence(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    answer(served, visit, move |served, visit| {
        let view = visit.view(served, &strict(visit)?)?;
        let project = find(served, visit, &id)?;
        let seen = project.at(view.board.at);
        let playbook = &*served.app.playbook;
        let approval = playbook.approval(seen, view.board.standpoint()).ok_or(Problem::NoProcedure)?;
        let pack = pack(&served.app.office, visit, (&view, seen, &approval), playbook);
        let mut body = shape::made_from(&view);
        body.insert("project".into(), project.id.to_string().into());
        body.extend(pack.ok_or(Problem::NoSuchPage)?.json());
        Ok(Value::Object(body))
    })
    .await
}

/// The approvals of a project. Days without a kind in their name are of the kind their limit counts.
#[must_use]
pub fn schedule(playbook: &Playbook, approval: &Approval<'_>) -> Map<String, Value> {
    let template = playbook.procedures.template_of(&approval.procedure);
    let name = |index: usize| Some(&template?.words.get(index)?.name);
    let milestones = Milestone::ALL.iter().filter_map(|milestone| {
        let outlook = approval.outlook(*milestone, &playbook.rules)?;
        Some(of_milestone(approval, *milestone, outlook))
    });
    let mut shape = Map::new();
    shape.insert(
        "procedure".into(),
        json!({
            "key": approval.procedure.key,
            "version": approval.procedure.version,
            "name": template.map(|template| both(&template.name)),
            "begins_on": approval.begins_on,
        }),
    );
    shape.insert("milestones".into(), milestones.collect());
    let items = approval.steps.iter().map(|step| of_step(approval, step, name(step.index)));
    shape.insert("items".into(), items.collect());
    shape
}

fn of_milestone(approval: &Approval<'_>, milestone: Milestone, outlook: Outlook) -> Value {
    let chain = why::chain(approval, outlook.index);
    let chain = chain.iter().map(|cause| {
        let (because, after, link) = match cause.because {
            Because::Beginning => ("beginning", None, None),
            Because::Waits { index, kind } => ("waits", code(approval, index), Some(kind)),
            Because::NobodyBegan => ("nobody_began", None, None),
            Because::UnderWay => ("under_way", None, None),
            Because::Over => ("over", None, None),
        };
        json!({
            "item": code(approval, cause.index),
            "from": cause.from,
            "to": cause.to,
            "because": because,
            "after": after,
            "link": link,
            "also": tied(approval, &cause.also),
            "state": cause.state,
            "days_over": cause.over.map(|over| over.count),
        })
    });
    let held_by = why::held_by(approval, Some(outlook.index));
    json!({
        "milestone": milestone,
        "item": code(approval, outlook.index),
        "is_past": outlook.is_past,
        "planned_on": outlook.planned_on,
        "expected_on": outlook.expected_on,
        "late_workdays": outlook.late_workdays,
        "serial_on": outlook.serial_on,
        "saved_workdays": outlook.saved_workdays,
        "is_estimate": outlook.is_estimate,
        "provisional": outlook.provisional,
        "held_by": held_by.iter().map(|index| code(approval, *index)).collect::<Vec<_>>(),
        "chain": chain.collect::<Vec<_>>(),
    })
}

fn of_step(approval: &Approval<'_>, step: &Step<'_>, name: Option<&Name>) -> Value {
    let (life, index) = (&step.life, step.index);
    let silent = silence(approval, step);
    json!({
        "item": step.item.code,
        "name": match step.own_name() {
            Some(own) => json!({ "zh": own, "en": own }),
            None => json!(name.map(both)),
        },
        "lane": step.item.lane,
        "stage": step.item.stage,
        "kind": step.item.kind,
        "units": step.item.units,
        "applies": step.applies,
        "state": life.state,
        "since": life.since,
        "is_settled": step.is_settled(),
        "awaits": step.awaits(),
        "waits_for": step.waits_for.iter().map(|index| code(approval, *index)).collect::<Vec<_>>(),
        "begun_on": life.begun_on,
        "pre_reviewed_on": life.pre_reviewed_on,
        "submitted_on": life.submitted_on,
        "accepted_on": life.accepted_on,
        "is_deemed_accepted": life.is_deemed,
        "settled_on": life.settled_on,
        "document": life.document,
        "valid_until": life.valid_until,
        "owed_by": life.owed_by,
        "is_estimated": step.is_estimated(),
        "plan": step.plan(),
        "template_plan": step.item.plan,
        "own": step.own.map(|(since, item)| json!({ "since": since, "item": item })),
        "own_plan": step.own_plan.map(|(since, plan)| json!({ "since": since, "plan": plan })),
        "clock": step.clock.map(|clock| of_clock(step, &clock)),
        "expected": approval.forecast.of(index).map(|dates| of_dates(approval, index, dates)),
        "missed": why::missed(approval, index).map(|missed| json!({
            "milestone": code(approval, missed.index),
            "promised_on": missed.promised_on,
            "expected_on": missed.expected_on,
        })),
        "planned": approval.plan.of(index).map(|dates| of_stretch(dates.early)),
        "serial": approval.serial.of(index).map(|dates| of_stretch(dates.early)),
        "first_promise": step.first_promise.map(|(made_on, promise)| of_promise(made_on, promise)),
        "promise": step.promise.map(|(made_on, promise)| of_promise(made_on, promise)),
        "promise_moves": step.moves,
        "delay": step.delay.map(|(said_on, delay)| of_delay(said_on, delay)),
        "duties": duties(approval, step, silent),
        "silence": silent.map(of_silence),
        "promise_miss": miss(approval, step),
    })
}

fn of_clock(step: &Step<'_>, clock: &ItemClock) -> Value {
    json!({
        "from": clock.from,
        "used": clock.used,
        "kind": step.plan().kind,
        "stands": clock.stands,
        "statutory": clock.statutory.map(of_reach),
        "promised": clock.promised.map(of_reach),
        "planned": of_reach(clock.planned),
        "binding": of_reach(clock.binding()),
    })
}

fn of_reach(reach: Reach) -> Value {
    json!({
        "days": reach.days,
        "kind": reach.kind,
        "left": reach.left,
        "due_on": reach.due_on,
        "is_provisional": reach.is_provisional,
    })
}

fn of_dates(approval: &Approval<'_>, index: usize, dates: &ItemDates) -> Value {
    let (driver, after, link) = match dates.driver {
        Driver::Beginning => ("beginning", None, None),
        Driver::Item { index: from, kind } => ("item", code(approval, from), Some(kind)),
        Driver::Today => ("today", None, None),
        Driver::Actual => ("actual", None, None),
    };
    json!({
        "from": dates.early.from,
        "to": dates.early.to,
        "latest_from": dates.late.from,
        "latest_to": dates.late.to,
        "float_workdays": dates.total_float,
        "free_float_workdays": dates.free_float,
        "is_critical": dates.is_critical,
        "is_provisional": dates.is_provisional,
        "driver": driver,
        "after": after,
        "link": link,
        "also": tied(approval, &why::also(approval, index)),
    })
}

fn of_stretch(stretch: Stretch) -> Value {
    json!({ "from": stretch.from, "to": stretch.to })
}

/// An applicant's silence that goes on.
pub fn of_silence(silence: Silence) -> Value {
    json!({ "since": silence.since, "stands_from": silence.stands_from, "noticed_on": silence.noticed_on })
}

fn of_promise(made_on: Date, promise: &Promise) -> Value {
    json!({ "made_on": made_on, "promise": promise })
}

fn of_delay(said_on: Date, delay: &Delay) -> Value {
    json!({ "said_on": said_on, "delay": delay })
}

fn code<'a>(approval: &'a Approval<'_>, index: usize) -> Option<&'a str> {
    approval.procedure.items.get(index).map(|item| item.code.as_str())
}

/// Items with what ties them to the one spoken of.
fn tied(approval: &Approval<'_>, items: &[(usize, LinkKind)]) -> Value {
    let one = |(index, kind): &(usize, LinkKind)| json!({ "item": code(approval, *index), "link": kind });
    items.iter().map(one).collect()
}

fn both(name: &Name) -> Value {
    json!({ "zh": name.zh, "en": name.en })
}
