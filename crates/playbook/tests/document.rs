//! `docs/playbook.md` is true to the code: every key, word, attribute, light rule and diagnostic stands in it as the program has it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use qinghuo_domain::{
    Phase,
    phase::Nature,
    procedure::{Flag, ItemKind, Lane, Letter, LinkKind, Milestone, Stage},
    rules::Requirement,
};
use qinghuo_playbook::{BUNDLED, DERIVED_ATTRIBUTES, Fault, Provenance, Unit, bundled};
use std::collections::BTreeSet;

const DOCUMENT: &str = include_str!("../../../docs/playbook.md");

/// Every key of a table and of the tables within.
fn keys_of(table: &toml::Table, keys: &mut BTreeSet<String>) {
    for (key, value) in table {
        keys.insert(key.clone());
        let within = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        within.iter().filter_map(toml::Value::as_table).for_each(|table| keys_of(table, keys));
    }
}

#[test]
fn every_key_and_every_word_is_named() {
    let mut words = BTreeSet::from(["cumulative_percent", "monthly", "to_fill"].map(String::from));
    for (name, text) in BUNDLED {
        // The year before has the same files.
        if !name.starts_with("../") {
            words.insert(name.into());
        }
        keys_of(&text.parse().unwrap(), &mut words);
    }
    // Of names and marks the text speaks in its own words.
    for key in ["zh", "en"] {
        assert!(words.remove(key));
    }
    words.extend(Phase::ALL.iter().map(|phase| phase.key().into()));
    words.extend(Nature::ALL.iter().map(|nature| nature.key().into()));
    words.extend(Requirement::ALL.iter().map(|requirement| requirement.key().into()));
    words.extend(Provenance::ALL.iter().map(|provenance| provenance.key().into()));
    words.extend(Lane::ALL.iter().map(|lane| lane.key().into()));
    words.extend(Stage::ALL.iter().map(|stage| stage.key().into()));
    words.extend(ItemKind::ALL.iter().map(|kind| kind.key().into()));
    words.extend(Flag::ALL.iter().map(|flag| flag.key().into()));
    words.extend(LinkKind::ALL.iter().map(|kind| kind.key().into()));
    words.extend(Milestone::ALL.iter().map(|milestone| milestone.key().into()));
    words.extend(Letter::ALL.iter().map(|letter| letter.key().into()));
    words.extend(Unit::ALL.iter().map(|unit| unit.key().into()));
    words.extend(Fault::CODES.iter().map(|code| (*code).into()));
    let missing: Vec<_> = words.iter().filter(|word| !DOCUMENT.contains(&format!("`{word}`"))).collect();
    assert!(missing.is_empty(), "not in the document: {missing:?}");
}

#[test]
fn every_attribute_stands_there_with_its_unit_and_derivation() {
    for attribute in DERIVED_ATTRIBUTES {
        let start = format!("| `{}` | ", attribute.name);
        let row = DOCUMENT.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("{start}"));
        let unit = attribute.unit.map_or("text".into(), |unit| format!("`{}`", unit.key()));
        assert!(row.ends_with(&format!(" | {unit} | {} |", attribute.doc)), "{row}");
    }
}

#[test]
fn every_light_rule_stands_there_with_its_thresholds() {
    for set in &bundled().unwrap().lights.rule_sets {
        let start = format!("| `{}` | ", set.rule.key);
        let row = DOCUMENT.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("{start}"));
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, _, city, _, yellow, red, smallest, phases, _] = cells[..] else { panic!("{row}") };
        assert!(city.ends_with(&format!("`{}`", set.source.key)), "{row}");
        for (cell, hundredths) in [
            (yellow, set.rule.yellow_hundredths),
            (red, set.rule.red_hundredths),
            (smallest, set.rule.smallest_plan.0 / 10_000),
        ] {
            let number = (hundredths / 100).to_string();
            assert!(cell.split_whitespace().any(|word| word == number), "{number} in {row}");
        }
        assert_eq!(phases, set.rule.phases.iter().map(|phase| phase.key()).collect::<Vec<_>>().join(", "));
    }
}
