//! The life of an item: `step_table.txt` is the specification; the matrix of all states and acts is generated from the code, for reading.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use qinghuo_domain::{
    Date,
    step::{Act, Course, Deed, Life, Misstep, Role, State},
};
use std::{collections::BTreeMap, fmt::Write};

const TABLE: &str = include_str!("step_table.txt");

/// The states an item of a course can come into.
fn reachable(course: Course) -> Vec<State> {
    let mut states = vec![State::NotStarted];
    let mut next = 0;
    while let Some(state) = states.get(next).copied() {
        for after in Deed::ALL.iter().filter_map(|deed| state.after(course, *deed)) {
            if !states.contains(&after) {
                states.push(after);
            }
        }
        next += 1;
    }
    states.sort();
    states
}

#[test]
fn what_may_be_done_is_what_the_table_says() {
    let mut wanted: BTreeMap<(&str, &str, &str), &str> = BTreeMap::new();
    for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [course, state, deed, ">", after] = words[..] else { panic!("five words: {line}") };
        assert!(wanted.insert((course, state, deed), after).is_none(), "twice: {line}");
    }
    let mut found = BTreeMap::new();
    for course in Course::ALL {
        for state in reachable(course) {
            for deed in Deed::ALL {
                if let Some(after) = state.after(course, *deed) {
                    found.insert((course.key(), state.key(), deed.key()), after.key());
                }
            }
        }
    }
    assert_eq!(found, wanted);
}

#[test]
fn the_matrix_of_states_and_acts() {
    let mut matrix = String::new();
    for course in Course::ALL {
        writeln!(matrix, "{}", course.key()).unwrap();
        for state in reachable(course) {
            for deed in Deed::ALL {
                let after = state.after(course, *deed).map_or("—", State::key);
                let who = deed.role().key();
                let letter = deed.letter().map_or("", |letter| letter.key());
                writeln!(matrix, "  {:<20}{:<26}{after:<20}{who:<12}{letter}", state.key(), deed.key())
                    .unwrap();
            }
        }
    }
    let matrix: Vec<&str> = matrix.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(matrix.join("\n"));
}

#[test]
fn every_state_and_every_act_has_a_place_somewhere() {
    let states: Vec<State> = Course::ALL.into_iter().flat_map(reachable).collect();
    for state in State::ALL {
        assert!(states.contains(state), "{state:?} is never reached");
    }
    for deed in Deed::ALL {
        let has_place =
            |course: Course| reachable(course).into_iter().any(|state| state.after(course, *deed).is_some());
        assert!(Course::ALL.into_iter().any(has_place), "{deed:?} has no place");
    }
}

#[test]
fn the_end_of_an_entry_told_as_finish_still_is_its_end() {
    let day = |n: i8| Date::constant(2024, 3, n);
    let acts =
        [(day(1), Act::Begin { document: None }), (day(5), Act::HandOver {}), (day(9), Act::Finish {})];
    let told = |course| Life::of(course, acts.iter().map(|(on, act)| (*on, act)), |day| day);
    assert_eq!(
        (told(Course::Evidence).state, told(Course::Evidence).settled_on),
        (State::Done, Some(day(9)))
    );
    // Nobody can tell it so any more: it is the statistics side that takes evidence in.
    assert_eq!(State::HandedOver.after(Course::Evidence, Deed::Finish), None);
    assert_eq!(Deed::TakeIn.role(), Role::Department);
    assert_eq!(State::HandedOver.awaits(Course::Evidence), Some(Role::Department));
}

#[test]
fn papers_are_gathered_replaced_and_taken_out_again() {
    let day = |n: i8| Date::constant(2024, 3, n);
    let gather = |document: &str| Act::GatherPaper {
        paper: "合同".into(),
        document: document.into(),
        dated_on: Some(day(1)),
        note: None,
    };
    let drop = Act::DropPaper { paper: "合同".into(), reason: "签章不全".into() };
    let mut life = Life::default();
    let mut take = |act: &Act, n| life.take(Course::Evidence, act, day(n), |day| day).map(|()| life.clone());
    let gathered = take(&gather("甲"), 2).unwrap();
    assert_eq!((gathered.state, gathered.begun_on), (State::UnderWay, Some(day(2))));
    let replaced = take(&gather("乙"), 4).unwrap();
    let papers: Vec<_> =
        replaced.papers.iter().map(|(name, paper)| (&**name, &*paper.document, paper.on)).collect();
    assert_eq!(papers, [("合同", "乙", day(4))]);
    assert!(take(&drop, 5).unwrap().papers.is_empty());
    assert_eq!(take(&drop, 6), Err(Misstep::NoSuchPaper));
}
