//! A made-up city is played through the domain itself: every command accepted, the total exact, every word from the dictionary, and all of it twice
//! the same.
#![expect(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

mod played;

use played::{from, playbook, played};
use proptest::prelude::*;
use qinghuo_demo::{By, Demo};
use qinghuo_domain::{
    Attribute, Date, Fen, Phase, Seq, YearMonth,
    access::Authority,
    command::Command,
    rules::Signal,
    views::{
        approval::{bottleneck::next_milestone, why},
        counts, living, packages,
        totals::{Dimension, totals},
    },
};
use std::collections::BTreeSet;

fn day() -> impl Strategy<Value = Date> {
    (2023i16..2035, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| Date::new(year, month, day).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_command_is_accepted_and_the_total_is_exact(
        projects in 1usize..160, seed in any::<u64>(), today in day(),
    ) {
        let playbook = playbook();
        let demo = Demo::new(projects, seed, today, &playbook);
        let city = played(&demo, &playbook);
        let from = from(&city, today, &playbook);
        let (sums, _) = totals(&city, from, Dimension::Place);
        prop_assert_eq!(sums.projects, projects);
        prop_assert_eq!(sums.total, Fen(projects as i64 * 133_000_000_000));
        prop_assert!(city.is_synthetic(Seq::LATEST));
        // Of a handful of projects, hardly any may be at work in the last month.
        prop_assert!(projects < 60 || Some(from.month) == YearMonth::of(today).before());
    }

    #[test]
    fn one_seed_tells_one_city(projects in 1usize..80, seed in any::<u64>(), today in day()) {
        let playbook = playbook();
        let tell = |seed| Demo::new(projects, seed, today, &playbook).batches().flatten().collect::<Vec<_>>();
        let told = tell(seed);
        prop_assert_eq!(&told, &tell(seed));
        prop_assert_ne!(&told, &tell(seed ^ 1));
        prop_assert!(told.iter().all(|step| step.sent_on <= today && step.effective_on <= step.sent_on));
        prop_assert!(told.is_sorted_by_key(|step| (step.sent_on, step.hour)));
    }
}

#[test]
fn two_thousand_projects_speak_the_dictionary_and_look_like_a_city() {
    let today = Date::constant(2026, 11, 28);
    let playbook = playbook();
    let demo = Demo::new(2000, 2024, today, &playbook);
    let city = played(&demo, &playbook);
    let from = from(&city, today, &playbook);
    let packages = packages(&city, from.at);
    assert_eq!(packages.len(), 1);

    let of = |entries: &[qinghuo_playbook::dictionary::Entry]| -> BTreeSet<String> {
        entries.iter().filter_map(|entry| entry.name.as_ref()).map(|name| name.zh.to_string()).collect()
    };
    let dictionaries = &playbook.dictionaries;
    let (areas, industries, chains) =
        (of(&dictionaries.policy_areas), of(&dictionaries.industries), of(&dictionaries.chains));
    let mut phases = BTreeSet::new();
    let mut names = BTreeSet::new();
    for project in living(&city, from.at).filter(|project| counts(project.at(from.at), &packages)) {
        let seen = project.at(from.at);
        let places: Vec<_> = seen.district().into_iter().chain(seen.functional_zone()).collect();
        assert!(!places.is_empty(), "{:?} lies nowhere", seen.name());
        for place in places {
            assert_eq!(playbook.rules.place(place).map(|known| &known.name), Some(place));
        }
        assert!(seen.policy_area().is_none_or(|area| areas.contains(&**area)));
        assert!(seen.industry().is_none_or(|industry| industries.contains(&**industry)));
        assert!(seen.chain_nodes().into_iter().flatten().all(|chain| chains.contains(&**chain)));
        assert!(names.insert(seen.name().cloned()), "two are called {:?}", seen.name());
        phases.extend(seen.phase().copied());
    }
    assert_eq!(phases, BTreeSet::from(Phase::PATH));

    // Somebody stands for every role, and still holds the post.
    let exemplars = demo.exemplars();
    let roles: Vec<_> = playbook.access.policy.roles.iter().map(|role| &role.key).collect();
    assert_eq!(exemplars.iter().map(|exemplar| &exemplar.role).collect::<Vec<_>>(), roles);
    for exemplar in &exemplars {
        let post = city.post(exemplar.post).unwrap();
        assert!(post.is_held(today) && post.tenure.person == exemplar.person, "{exemplar:?}");
        let authority = Authority::of(&city, &playbook.rules, exemplar.post, today).unwrap();
        let seen = authority.veiled(&city, None).city;
        // The people ledgers name are numbered by the office, so here nobody is anybody's officer.
        if &*exemplar.role == "service_officer" {
            continue;
        }
        let sees_any = living(&seen, from.at).next().is_some();
        assert_eq!(sees_any, &*exemplar.role != "administrator", "{exemplar:?} has something to look at");
    }
    let restricted = living(&city, from.at).filter(|project| project.at(from.at).restricted() == Some(&true));
    assert_eq!(restricted.count(), 3);
    let approved = |project: &&std::sync::Arc<qinghuo_domain::Project>| {
        project.entries().iter().any(|entry| matches!(entry.attribute, Attribute::Approved(..)))
    };
    assert!(living(&city, from.at).filter(approved).count() > 300, "figures are approved");

    // The office has something to approve: it did not file the last month itself.
    let office = demo.exemplars().into_iter().find(|exemplar| &*exemplar.role == "project_office").unwrap();
    let month = from.month;
    let filed = |step: &qinghuo_demo::Step| match &step.command {
        Command::FileDispatch { month: of, .. } if *of == month => {
            assert_ne!(step.by, By::Post(office.post));
            true
        }
        _ => false,
    };
    assert!(
        demo.batches().flatten().filter(filed).count() > 800,
        "the last month is filed by those it is about"
    );

    // While anything is to be done in a project, something is waited for.
    for project in living(&city, from.at) {
        let Some(approval) = playbook.approval(project.at(from.at), from) else { continue };
        let next = next_milestone(&approval, from.rules).map(|(_, next)| next.index);
        let is_open = approval.steps.iter().any(|step| step.awaits().is_some());
        assert_eq!(!why::held_by(&approval, next).is_empty(), is_open, "{}", project.id);
    }

    let (sums, places) = totals(&city, from, Dimension::Place);
    assert_eq!((sums.projects, sums.total), (2000, Fen(266_000_000_000_000)));
    assert_eq!(places.len(), dictionaries.districts.len() + dictionaries.zones.len());
    let gap = sums.progress(from).gap_pp_hundredths.unwrap();
    assert!((-800..=300).contains(&gap), "the city is {gap} from its schedule");

    // Of those a light speaks of, most are green, and some of each other colour there are.
    let lit = |signal: Signal| sums.lights.get(&signal).copied().unwrap_or_default();
    let judged = 2000 - lit(Signal::NotApplicable);
    let share = |signal: Signal| lit(signal) * 1000 / judged;
    assert!((740..=840).contains(&share(Signal::Green)), "{:?}", sums.lights);
    assert!((80..=150).contains(&share(Signal::Yellow)), "{:?}", sums.lights);
    assert!((30..=70).contains(&share(Signal::Red)), "{:?}", sums.lights);
    assert!(lit(Signal::Unknown) > 0 && lit(Signal::Exempted) > 0, "{:?}", sums.lights);
}
