//! How the projects of a made-up city go through their procedures: on the days their ledgers tell, in the order of the network, and with everything in the
//! inboxes that a real city has in them.
#![expect(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

mod played;

use played::{from, playbook, played};
use proptest::prelude::*;
use qinghuo_demo::{Demo, Step};
use qinghuo_domain::{
    City, Date, Phase, Seen,
    attribute::Text,
    command::Command,
    procedure::{Applies, Lane, Milestone},
    step::{Course, Deed, State},
    views::{
        approval::{
            Approval,
            inbox::{Urgency, open_items},
        },
        living,
    },
};
use qinghuo_playbook::Playbook;
use std::collections::{BTreeMap, BTreeSet};

/// Every project that follows a procedure, as it stands.
fn look(city: &City, today: Date, playbook: &Playbook, mut look: impl FnMut(Seen<'_>, &Approval<'_>)) {
    let from = from(city, today, playbook);
    for project in living(city, from.at) {
        let seen = project.at(from.at);
        if let Some(approval) = playbook.approval(seen, from) {
            look(seen, &approval);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_happened_agrees_with_the_ledgers(
        projects in 60usize..220, seed in any::<u64>(), year in 2023i16..2035, month in 1i8..=12, day in 1i8..=28,
    ) {
        let (playbook, today) = (playbook(), Date::new(year, month, day).unwrap());
        let city = played(&Demo::new(projects, seed, today, &playbook), &playbook);
        let mut followed = 0;
        look(&city, today, &playbook, |seen, approval| {
            followed += 1;
            let step = |milestone| {
                approval.procedure.milestone(milestone).and_then(|(index, _)| approval.steps.get(index))
            };
            let settled_on = |milestone| step(milestone).and_then(|step| step.life.settled_on);
            assert_eq!(settled_on(Milestone::Start), seen.started_on().copied(), "{:?}", seen.name());
            assert_eq!(settled_on(Milestone::Completion), seen.completed_on().copied(), "{:?}", seen.name());
            if step(Milestone::Production).is_some() {
                assert_eq!(settled_on(Milestone::Production), seen.producing_since().copied());
            }
            let phase = seen.phase().copied().unwrap();
            assert_eq!(settled_on(Milestone::Start).is_some(), phase >= Phase::Construction);
            assert_eq!(settled_on(Milestone::Completion).is_some(), phase == Phase::Benefit);
            for milestone in [Milestone::Start, Milestone::Completion, Milestone::Production] {
                if let Some(step) = step(milestone).filter(|step| step.is_settled()) {
                    assert_eq!(step.waits_for, Vec::<usize>::new(), "{:?} of {:?}", milestone, seen.name());
                }
            }
            for step in approval.steps.iter().filter(|step| step.item.lane == Lane::StatisticsEntry) {
                let gathered =
                    [Deed::Begin, Deed::GatherPaper, Deed::HandOver, Deed::WantCorrections, Deed::TakeIn];
                assert!(seen.acts(&step.item.code).all(|(_, act)| gathered.contains(&act.deed())));
            }
        });
        prop_assert!(followed > 0);
    }
}

#[test]
fn two_thousand_projects_fill_every_inbox() {
    let today = Date::constant(2026, 11, 28);
    let playbook = playbook();
    let city = played(&Demo::new(2000, 2024, today, &playbook), &playbook);
    let mut procedures = BTreeMap::<Text, usize>::new();
    let mut open = BTreeMap::<Urgency, usize>::new();
    let mut states = BTreeSet::new();
    let (mut over, mut decided) = (0, 0);
    let mut met = BTreeMap::<&str, usize>::new();
    look(&city, today, &playbook, |seen, approval| {
        *procedures.entry(approval.procedure.key.clone()).or_default() += 1;
        for item in open_items(seen.project.id, approval) {
            *open.entry(item.urgency).or_default() += 1;
            states.insert(item.state);
        }
        for step in &approval.steps {
            if let (Some(clock), Course::Decision, true) =
                (step.clock, step.item.course(), step.life.settled_on.is_some())
            {
                decided += 1;
                over += usize::from(clock.binding().left < 0);
            }
            let is_moved = step.moves > 0;
            let is_decided = step.promise.is_some_and(|(_, promise)| promise.decided_by.is_some());
            for (what, is_so) in [
                ("deemed accepted", step.life.is_deemed),
                ("pre-reviewed", step.life.pre_reviewed_on.is_some()),
                ("told what is missing", step.life.corrections_told_on.is_some()),
                ("with experts", !step.life.stays.is_empty()),
                ("extended", step.life.extended_days > 0),
                ("found not needed", step.life.state == State::NotNeeded),
                ("on commitment", step.life.state == State::Committed),
                ("papers owed", step.life.state == State::Tolerated),
                ("to be determined", step.applies == Applies::Unknown),
                ("promise moved", is_moved),
                ("promise moved further than the rules allow", is_decided),
                ("delay explained", step.delay.is_some()),
                ("silent and told so", step.life.notice.is_some()),
            ] {
                *met.entry(what).or_default() += usize::from(is_so);
            }
        }
    });
    assert!((600..=950).contains(&procedures.values().sum::<usize>()), "{procedures:?}");
    assert!(procedures.len() >= 2, "{procedures:?}");
    assert!(met.values().all(|times| *times >= 5), "{met:?}");

    // What lies in the inboxes: of the items whose clock runs a few are over it.
    assert_eq!(open.len(), Urgency::ALL.len(), "{open:?}");
    let ticking: usize =
        open.iter().filter(|(urgency, _)| **urgency != Urgency::Waiting).map(|(_, times)| times).sum();
    let overdue = open.get(&Urgency::Overdue).unwrap() * 1000 / ticking;
    assert!((30..=80).contains(&overdue), "{overdue} in 1,000 are overdue: {open:?}");
    let waiting_states = [
        State::PreHandling,
        State::PreReviewed,
        State::Submitted,
        State::CorrectionsWanted,
        State::Declined,
        State::SpecialProcedure,
        State::HandedOver,
    ];
    assert!(states.is_superset(&BTreeSet::from(waiting_states)), "{states:?}");
    // About one decision in eight came later than it should.
    let late = over * 1000 / decided;
    assert!((70..=170).contains(&late), "{late} in 1,000 of {decided} decisions were late");
}

#[test]
fn a_large_city_follows_only_some_of_its_projects() {
    let playbook = playbook();
    let today = Date::constant(2026, 11, 28);
    let assigned = |projects| {
        let demo = Demo::new(projects, 1, today, &playbook);
        let steps = demo.batches().flatten();
        let command = |step: Step| step.command;
        steps.map(command).filter(|command| matches!(command, Command::AssignProcedure { .. })).count()
    };
    let (some, more) = (assigned(2400), assigned(7500));
    assert!(more < some * 5 / 4, "{some} of 2,400 projects, {more} of 7,500");
}
