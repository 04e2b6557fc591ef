//! Approvals: the whole view of a project over 2,000 of them, small approval instances from beginning to end, and the pages that show what somebody can act on.

use crate::{
    book::{app, get},
    report::{Figure, median, ms, time},
    workload,
};
use anyhow::{Context as _, Result, anyhow};
use qinghuo_domain::{
    Attribute, City, Date, Moment, ProjectId, Seq,
    circumstance::{Investor, LandSupply},
    command::{Actor, Command, Context},
    decide::decide,
    evidence::{Evidence, Paper},
    procedure::{ItemKind, Link, LinkKind, Procedure},
    rules::Rules,
    step::{Act, Course, Delay},
    views::{Standpoint, approval::why},
};
use qinghuo_office::{Office, Order};
use qinghuo_playbook::Playbook;
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

/// Projects of the book.
const PROJECTS: u32 = 2000;
/// Projects of it whose approvals are looked at again after a change.
const LOOKED_AT: u32 = 40;
/// The procedure of 51 items they follow.
const PROCEDURE: &str = "social_industrial";
/// Small instances run from beginning to end.
const INSTANCES: u32 = 20_000;
/// Their branches and the steps of each.
const SHAPE: (usize, usize) = (4, 5);

/// All figures about approvals.
pub fn measure(dir: &Path, playbook: &Arc<Playbook>) -> Result<Vec<Figure>> {
    let office = Office::open(&dir.join("approvals"), playbook.rules.clone())?;
    let acts = grow(&office, playbook)?;
    let mut figures = vec![view(&office, playbook, acts), instances(playbook)?];
    figures.extend(pages(&office, playbook)?);
    office.close()?;
    Ok(figures)
}

/// A book of projects that follow the procedure, each with a part of its items handled; gives the acts recorded.
fn grow(office: &Office, playbook: &Playbook) -> Result<u64> {
    workload::grow(office, PROJECTS.try_into()?, 1)?;
    let template = playbook.procedures.template(PROCEDURE).context("no such procedure")?;
    let (mut orders, mut acts) = (Vec::new(), 0);
    for id in (1..=PROJECTS).map(ProjectId) {
        let set = vec![
            Attribute::Investor(Some(Investor::Social)),
            Attribute::LandSupply(Some(LandSupply::Grant)),
            Attribute::ClearedLand(Some(id.0 % 2 == 0)),
            Attribute::LandArea(Some(10_000 + id.0 % 20_000)),
            Attribute::SpringZone(Some(id.0 % 7 == 0)),
        ];
        let begins = Date::constant(2025, 1, 6);
        let assign = Command::AssignProcedure { project: id, procedure: PROCEDURE.into() };
        for command in [Command::ReviseProject { project: id, set, seen: None, reason: None }, assign] {
            orders.push(order(command, format!("begin-{id}-{}", orders.len()), begins));
        }
        let handled = usize::try_from(id.0)? % template.procedure.items.len();
        // What is handled within another item has no acts of its own.
        let own = template.procedure.items.iter().filter(|item| item.merged_into.is_none());
        for (place, item) in own.take(handled).enumerate() {
            let on = begins.checked_add(jiff::Span::new().days(i64::try_from(place)? * 10))?;
            for act in acts_of(item.course(), &playbook.rules.evidence) {
                let command = Command::TakeStep { project: id, item: item.code.clone(), act, seen: None };
                orders.push(order(command, format!("act-{id}-{}", orders.len()), on));
                acts += 1;
            }
        }
    }
    let many = orders.len();
    office.submit_all(orders).map_err(|rejection| anyhow!("{many} orders: {rejection:?}"))?;
    Ok(acts)
}

/// What settles an item of a kind.
fn acts_of(course: Course, evidence: &Evidence) -> Vec<Act> {
    match course {
        Course::Decision => {
            vec![Act::Submit {}, Act::Accept {}, Act::Approve { document: None, valid_until: None }]
        }
        Course::Work | Course::Milestone => vec![Act::Finish {}],
        Course::Evidence => {
            let asked = evidence.papers(None).filter(|paper| !paper.is_optional && paper.known_by.is_empty());
            let gather = |paper: &Paper| Act::GatherPaper {
                paper: paper.name.zh.clone(),
                document: paper.name.zh.clone(),
                dated_on: None,
                note: None,
            };
            asked.map(gather).chain([Act::HandOver {}, Act::TakeIn {}]).collect()
        }
    }
}

fn order(command: Command, key: String, on: Date) -> Order {
    let order = Order::new(command, "bench", key, workload::now(), workload::today());
    Order { effective_on: Some(on), ..order }
}

/// The whole view of every project: conditions, lives, clocks, four networks, and the chain behind the next date.
fn view(office: &Office, playbook: &Playbook, acts: u64) -> Figure {
    let city = office.city();
    let at = Moment { as_of: workload::today(), known: Seq::LATEST };
    let from = Standpoint::new(&city, at, &playbook.rules);
    let whole = || {
        let mut links = 0;
        for project in city.projects() {
            let Some(approval) = playbook.approval(project.at(at), from) else { continue };
            links += why::chain(&approval, approval.steps.len().saturating_sub(1)).len();
        }
        Ok(links)
    };
    let spent = time(9, whole).map(|spent| median(&spent)).unwrap_or(f64::NAN);
    let measured =
        format!("{spent:.0} ms on one core, {acts} acts recorded; {:.0} µs a project", spent / 2.0);
    Figure::new(
        "approvals of 2,000 projects × 51 items: conditions, states, clocks, four networks",
        measured,
        "",
        true,
    )
}

/// Small instances created and completed in memory: every step decided and folded into the image.
fn instances(playbook: &Playbook) -> Result<Figure> {
    let mut rules = playbook.rules.clone();
    let small = small(&rules)?;
    let codes: Vec<_> = small.items.iter().map(|item| item.code.clone()).collect();
    rules.procedures.push(Arc::new(small));
    let on = workload::today();
    let context = Context { by: Actor::Operator, today: on, effective_on: on, rules: &rules };
    let mut city = City::new();
    for n in 1..=INSTANCES {
        let set = vec![Attribute::Name(Some(workload::name(usize::try_from(n)?).into()))];
        carry_out(&mut city, Command::RegisterProject { set }, context)?;
    }
    let begun = Instant::now();
    for project in (1..=INSTANCES).map(ProjectId) {
        carry_out(&mut city, Command::AssignProcedure { project, procedure: "bench_small".into() }, context)?;
        for item in &codes {
            let (item, act) = (item.clone(), Act::Finish {});
            carry_out(&mut city, Command::TakeStep { project, item, act, seen: None }, context)?;
        }
    }
    let rate = f64::from(INSTANCES) / begun.elapsed().as_secs_f64();
    let measured = format!("{rate:.0} a second on one core, not on the disk");
    let what = "approval instances of 4 parallel branches × 5 steps created and completed in memory";
    Ok(Figure::new(what, measured, "≥ 10,000 a second", rate >= 10_000.0))
}

fn carry_out(city: &mut City, command: Command, context: Context<'_>) -> Result<()> {
    let facts = decide(city, command, context).map_err(|refusals| anyhow!("{refusals:?}"))?;
    for fact in facts {
        let seq = Seq(city.head().0 + 1);
        city.apply(seq, fact)?;
    }
    Ok(())
}

/// A procedure of four branches side by side, five steps each.
fn small(rules: &Rules) -> Result<Procedure> {
    let big = rules.procedure(PROCEDURE).context("no such procedure")?;
    let work =
        big.items.iter().find(|item| item.kind == ItemKind::OwnerWork).context("no work among the items")?;
    let (branches, steps) = SHAPE;
    let mut items = Vec::new();
    for place in 0..branches * steps {
        let mut item = work.clone();
        item.code = format!("Z{place:02}").parse().map_err(|fault| anyhow!("{fault:?}"))?;
        item.serial_after = Vec::new();
        let before = place.checked_sub(1).filter(|_| place % steps != 0);
        item.links = before
            .into_iter()
            .filter_map(|from| Some(Link { from, kind: LinkKind::FinishStart, lag: work.links.first()?.lag }))
            .collect();
        items.push(item);
    }
    Ok(Procedure { key: "bench_small".into(), items, ..Procedure::clone(big) })
}

/// The list of what is to be done, and one project's page after a date of it changed.
fn pages(office: &Office, playbook: &Arc<Playbook>) -> Result<Vec<Figure>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // A router nobody asked before remembers nothing.
    let first = time(7, || get(&runtime, &app(office, playbook)?, "/items"))?;
    let router = app(office, playbook)?;
    get(&runtime, &router, "/items")?;
    let again = time(21, || get(&runtime, &router, "/items"))?;
    let (mut spent, mut after) = (Vec::new(), Vec::new());
    for project in (1..=LOOKED_AT).map(ProjectId) {
        let path = format!("/projects/{project}/approvals");
        get(&runtime, &router, &path)?;
        let expected_on = workload::today().checked_add(jiff::Span::new().days(30 + i64::from(project.0)))?;
        let delay = Delay { reason: "bench".into(), expected_on };
        let item = "A51".parse().map_err(|fault| anyhow!("{fault:?}"))?;
        let change = Command::ExplainDelay { project, item, delay };
        workload::submit(office, change, &format!("delay-{project}"), workload::today())?;
        spent.push(timed(|| get(&runtime, &router, &path))?);
        after.push(timed(|| get(&runtime, &router, "/items"))?);
    }
    let (first, again, after, page) = (median(&first), median(&again), median(&after), median(&spent));
    let items =
        format!("{first:.0} ms first, {again:.1} ms remembered, {after:.1} ms after a change of one project");
    let slowest = spent.iter().copied().fold(0.0, f64::max);
    let project = format!("{page:.1} ms, slowest {slowest:.1} ms, of {LOOKED_AT} projects");
    Ok(vec![
        Figure::new("`/items` over 2,000 projects, 50 rows of HTML", items, "", true),
        Figure::new(
            "a project's approvals page after one of its dates changed, the board of 2,000 projects brought up to date with it",
            project,
            "≤ 20 ms",
            page <= 20.0,
        ),
    ])
}

fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<f64> {
    let begun = Instant::now();
    work()?;
    let spent: Duration = begun.elapsed();
    Ok(ms(spent))
}
