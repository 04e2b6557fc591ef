//! Projects on their way, over all of them: what loses days, who has what to do, what was saved.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use qinghuo_domain::{
    Attribute, City, Date, Moment, ProjectId, Seq,
    circumstance::LandSupply,
    command::{Actor, Command, Context},
    decide::decide,
    step::Act,
    views::{
        Standpoint,
        approval::{
            bottleneck::{Load, Loss, by, difference, kept, losses, saved},
            inbox::open_items,
        },
    },
};
use qinghuo_playbook::{Playbook, bundled};
use std::{collections::BTreeMap, fmt::Write};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn tell(city: &mut City, playbook: &Playbook, on: &str, command: Command) {
    let context = Context {
        by: Actor::Operator,
        today: day("2026-11-28"),
        effective_on: day(on),
        rules: &playbook.rules,
    };
    for fact in decide(city, command, context).unwrap_or_else(|refusals| panic!("{refusals:?}")) {
        city.apply(Seq(city.head().0 + 1), fact).unwrap();
    }
}

/// Three projects: nobody began the first; the second waits for its scheme, handed in and accepted long ago; the third is as the second, and in time.
fn city(playbook: &Playbook) -> City {
    let mut city = City::new();
    for (number, name) in [(1, "样例一"), (2, "样例二"), (3, "样例三")] {
        let set = vec![
            Attribute::Name(Some(name.into())),
            Attribute::LandSupply(Some(LandSupply::Grant)),
            Attribute::ClearedLand(Some(true)),
            Attribute::LandArea(Some(15_000)),
            Attribute::RelicZone(Some(false)),
            Attribute::SpringZone(Some(false)),
        ];
        tell(&mut city, playbook, "2024-01-02", Command::RegisterProject { set });
        let project = ProjectId(number);
        let procedure = "social_industrial".into();
        tell(&mut city, playbook, "2024-01-02", Command::AssignProcedure { project, procedure });
    }
    let acts = [
        (2, "2024-01-02", "A01", Act::Finish {}),
        (2, "2024-01-09", "A03", Act::Finish {}),
        (2, "2024-01-09", "A16", Act::Begin { document: None }),
        (2, "2024-02-08", "A16", Act::Finish {}),
        (2, "2024-02-18", "A17", Act::Submit {}),
        (2, "2024-02-19", "A17", Act::Accept {}),
        (2, "2024-01-03", "A02", Act::Submit {}),
        (2, "2024-01-03", "A02", Act::Accept {}),
        (2, "2024-01-08", "A02", Act::Approve { document: None, valid_until: None }),
        (3, "2024-01-02", "A01", Act::Finish {}),
        (3, "2024-01-03", "A02", Act::Submit {}),
        (3, "2024-01-03", "A02", Act::Accept {}),
        (3, "2024-01-03", "A02", Act::Approve { document: None, valid_until: None }),
    ];
    for (project, on, item, act) in acts {
        let (project, item) = (ProjectId(project), item.parse().unwrap());
        tell(&mut city, playbook, on, Command::TakeStep { project, item, act, seen: None });
    }
    city
}

fn told(as_of: &str) -> String {
    let playbook = bundled().unwrap();
    let city = city(&playbook);
    let at = Moment::on(day(as_of));
    let from = Standpoint::new(&city, at, &playbook.rules);
    let (mut all, mut loads, mut differences) = (Vec::<Loss>::new(), BTreeMap::<_, Load>::new(), Vec::new());
    for project in city.projects() {
        let approval = playbook.approval(project.at(at), from).unwrap();
        all.extend(losses(project.id, &approval, &playbook.rules));
        for open in open_items(project.id, &approval) {
            loads.entry(open.unit).or_default().add_open(open.urgency);
        }
        for kept in kept(&approval) {
            loads.entry(kept.unit.clone()).or_default().add_kept(&kept);
        }
        differences.push(("all", difference(&approval, &playbook.rules).unwrap()));
    }
    let mut text = String::new();
    for (item, cost) in by(&all, |loss| loss.item.clone()) {
        writeln!(
            text,
            "{item} projects {} over {} idle {}",
            cost.projects, cost.over_workdays, cost.idle_workdays
        )
        .unwrap();
    }
    for (unit, cost) in by(&all, |loss| loss.unit.clone()) {
        writeln!(text, "{unit} {}", cost.workdays()).unwrap();
    }
    for (unit, load) in loads {
        let open: Vec<String> =
            load.open.iter().map(|(urgency, count)| format!("{} {count}", urgency.key())).collect();
        let kept = load.on_time_hundredths().map_or("-".to_owned(), |share| share.to_string());
        let (used, limit) = (load.used_days, load.limit_days);
        writeln!(
            text,
            "{unit}: {}; {} settled, on time {kept}, used {used} of {limit}",
            open.join(" "),
            load.settled
        )
        .unwrap();
    }
    for (_, saved) in saved(differences) {
        writeln!(
            text,
            "saved {} [{}..{}] of {}, {} estimated",
            saved.median, saved.least, saved.most, saved.projects, saved.estimates
        )
        .unwrap();
    }
    text
}

#[test]
fn on_the_first_day_nothing_is_lost() {
    assert!(!told("2024-01-02").contains("idle"));
}

#[test]
fn days_are_lost_where_they_count() {
    insta::assert_snapshot!(told("2024-04-15"));
}
