//! The life of an item: `step_table.txt` is the specification; the matrix of all states and acts is generated from the code, for reading.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use qinghuo_domain::step::{Course, Deed, State};
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
