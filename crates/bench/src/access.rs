//! What permissions cost: one decision, and a city of 2,000 projects veiled for a district.

use crate::{
    report::Figure,
    workload::{self, grow},
};
use anyhow::{Context, Result, anyhow};
use qinghuo_domain::{
    Attribute, Moment, PostId, ProjectId, UnitId,
    access::Authority,
    attribute::PersonId,
    command::Command,
    post::Tenure,
    unit::{UnitCard, UnitKind},
};
use qinghuo_office::{Office, Order};
use qinghuo_playbook::Playbook;
use std::{
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

/// Projects of the city.
const PROJECTS: usize = 2000;
/// Rounds of each measure.
const ROUNDS: usize = 101;
/// Decisions of a round.
const DECISIONS: u32 = 1000;

/// A decision about a command, and the veil of a district: made anew, and remade after one project changed.
pub fn measure(dir: &Path, playbook: &Playbook) -> Result<Vec<Figure>> {
    let office = Office::open(&dir.join("access"), playbook.rules.clone())?;
    grow(&office, PROJECTS, 24)?;
    let (today, rules) = (workload::today(), office.rules());
    let card = UnitCard {
        name: workload::district(0).into(),
        kind: UnitKind::District,
        parent: None,
        credit_code: None,
        known_as: Vec::new(),
    };
    workload::submit(&office, Command::FoundUnit { card }, "unit", today)?;
    let tenure = Tenure {
        person: PersonId(0),
        unit: UnitId(1),
        role: "district_clerk".into(),
        until: None,
        deputy_for: None,
        cleared: false,
    };
    let mut order = Order::new(Command::TakePost { tenure }, "bench", "post", workload::now(), today);
    order.people = vec![(qinghuo_domain::intake::PersonRole::Holder, "bench".to_owned())];
    office.submit(order).map_err(|rejection| anyhow!("{rejection:?}"))?;
    let city = office.city();
    let authority = || Authority::of(&city, &rules, PostId(1), today).map_err(|cause| anyhow!("{cause:?}"));
    let own = city.projects().find(|project| {
        project.at(Moment::on(today)).district().is_some_and(|place| **place == *workload::district(0))
    });
    let project = own.context("a project of the district")?.id;
    let command = |project: ProjectId| Command::ReviseProject {
        project,
        set: vec![Attribute::Goal(Some("bench".into()))],
        seen: None,
        reason: None,
    };
    let command = command(project);
    anyhow::ensure!(authority()?.refusals(&command).is_empty(), "the clerk may");
    let decision = median(|| {
        for _ in 0..DECISIONS {
            black_box(authority().map(|authority| authority.refusals(black_box(&command))).ok());
        }
    }) / DECISIONS;
    let authority = authority()?;
    let anew = median(|| {
        black_box(authority.veiled(&city, None));
    });
    let before = authority.veiled(&city, None);
    let seen = before.city.projects().filter(|project| !project.entries().is_empty()).count();
    workload::submit(&office, command, "revise", today)?;
    let changed = office.city();
    let remade = median(|| {
        black_box(authority.veiled(&changed, Some(&before)));
    });
    office.close()?;
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    Ok(vec![
        Figure::new(
            "whether a district clerk may give a command, the post looked up",
            format!("{:.2} µs", micros(decision)),
            "≤ 20 µs",
            micros(decision) <= 20.0,
        ),
        Figure::new(
            "2,000 projects veiled for a district clerk: anew; after one project changed",
            format!("{:.2} ms ({seen} seen); {:.2} ms", millis(anew), millis(remade)),
            "≤ 2 ms",
            millis(anew) <= 2.0,
        ),
    ])
}

/// The median time of a piece of work.
fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times.get(ROUNDS / 2).copied().unwrap_or_default()
}
