//! What effect standards say of a project: at their thresholds, and above all where the book does not know.
#![allow(clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod small;

use qinghuo_domain::Phase;
use qinghuo_playbook::{
    AttributeValue::{self, Number, Truth, Unknown},
    Kind, Playbook, Verdict, bundled, load,
};
use small::SMALL;
use std::collections::BTreeMap;

fn of(text: &str) -> AttributeValue {
    AttributeValue::Text(text.into())
}

/// The small playbook with one of its standards of the planning phase rewritten: 1 is in points (higher; -5, -10.5), 3 is yes or no.
fn with(standard: usize, expression: &str) -> Playbook {
    let written = ["gap_pp", "idle_days", "has_code"][standard - 1];
    let text = SMALL[1].1.replacen(
        &format!("expression = \"{written}\""),
        &format!("expression = '''{expression}'''"),
        1,
    );
    let files = SMALL.map(|(name, old)| (name, if name == "phases.toml" { text.as_str() } else { old }));
    load(&files).unwrap_or_else(|faults| panic!("{expression}: {}", faults[0]))
}

fn verdict(playbook: &Playbook, standard: usize, attributes: &[(&str, AttributeValue)]) -> Verdict {
    let attributes: BTreeMap<&str, AttributeValue> = attributes.iter().cloned().collect();
    let standing = &playbook.evaluate(Phase::Planning, &attributes)[standard - 1];
    let unknown = matches!(standing.verdict, Verdict::Unknown(_) | Verdict::Undefined);
    assert_eq!(standing.value.is_none(), unknown, "a value is there exactly when it could be judged");
    standing.verdict.clone()
}

#[test]
fn both_thresholds_are_inclusive_in_both_directions() {
    let playbook = load(&SMALL).unwrap();
    for (gap, want) in [
        (0.0, Verdict::Met),
        (-5.0, Verdict::Met),
        (-5.000_001, Verdict::Near),
        (-10.5, Verdict::Near),
        (-10.500_001, Verdict::Unmet),
        (-1e300, Verdict::Unmet),
    ] {
        assert_eq!(verdict(&playbook, 1, &[("gap_pp", Number(gap))]), want, "{gap}");
    }
    for (days, want) in
        [(0.0, Verdict::Met), (1.0, Verdict::Near), (90.0, Verdict::Near), (91.0, Verdict::Unmet)]
    {
        assert_eq!(verdict(&playbook, 2, &[("idle_days", Number(days))]), want, "{days}");
    }
    for (yes, want) in [(true, Verdict::Met), (false, Verdict::Unmet)] {
        assert_eq!(verdict(&playbook, 3, &[("has_code", Truth(yes))]), want);
    }
}

/// 29 of 200 is 14.5 %, in binary a little less: at a schedule of 25 % the gap of -10.5 points must still count as reached.
#[test]
fn the_noise_of_binary_fractions_moves_no_verdict() {
    let playbook = with(1, "done_this_year_wan / year_plan_wan * 100.0 - schedule_percent");
    let figures = [
        ("done_this_year_wan", Number(29.0)),
        ("year_plan_wan", Number(200.0)),
        ("schedule_percent", Number(25.0)),
    ];
    assert_eq!(verdict(&playbook, 1, &figures), Verdict::Near);
}

#[test]
fn what_the_book_does_not_know_is_unknown_and_named() {
    let playbook = with(1, "completion_percent - schedule_percent");
    let half = [("completion_percent", Number(40.0)), ("schedule_percent", Unknown)];
    assert_eq!(verdict(&playbook, 1, &half), Verdict::Unknown(vec!["schedule_percent"]));
    assert_eq!(verdict(&playbook, 1, &[]), Verdict::Unknown(vec!["schedule_percent", "completion_percent"]));
    let whole = [("completion_percent", Number(40.0)), ("schedule_percent", Number(50.0))];
    assert_eq!(verdict(&playbook, 1, &whole), Verdict::Near);
}

#[test]
fn a_value_that_is_no_value_of_its_attribute_is_unknown() {
    let playbook = load(&SMALL).unwrap();
    for value in [Unknown, Truth(true), of("0"), Number(f64::NAN), Number(f64::INFINITY)] {
        let found = verdict(&playbook, 1, &[("gap_pp", value.clone())]);
        assert_eq!(found, Verdict::Unknown(vec!["gap_pp"]), "{value:?}");
    }
}

#[test]
fn a_calculation_without_result_is_undefined_and_not_met() {
    let playbook = with(1, "done_this_year_wan / year_plan_wan * 100.0");
    for done in [0.0, 5.0, -5.0] {
        let nothing_planned = [("done_this_year_wan", Number(done)), ("year_plan_wan", Number(0.0))];
        assert_eq!(verdict(&playbook, 1, &nothing_planned), Verdict::Undefined, "{done} / 0");
    }
}

/// CEL's own rule: an unknown part matters only where the answer depends on it.
#[test]
fn logic_looks_past_an_unknown_that_decides_nothing() {
    let unknown = || Verdict::Unknown(vec!["started"]);
    for (expression, has_code, want) in [
        ("has_code || started", true, Verdict::Met),
        ("started || has_code", true, Verdict::Met),
        ("started || has_code", false, unknown()),
        ("has_code && started", false, Verdict::Unmet),
        ("started && has_code", false, Verdict::Unmet),
        ("started && has_code", true, unknown()),
        ("!started || !has_code", true, unknown()),
        ("started == has_code", true, unknown()),
        ("started != has_code", false, unknown()),
        ("has_code ? true : started", true, Verdict::Met),
        ("has_code ? true : started", false, unknown()),
        ("started ? true : has_code", true, unknown()),
        ("started in [has_code]", true, unknown()),
    ] {
        let found = verdict(&with(3, expression), 3, &[("has_code", Truth(has_code))]);
        assert_eq!(found, want, "{expression} with has_code {has_code}");
    }
}

#[test]
fn texts_can_be_compared_and_searched() {
    let attributes = [("district", of("历下区")), ("nature", of("new_start"))];
    for (expression, want) in [
        ("district == '历下区'", Verdict::Met),
        ("district != '历下区'", Verdict::Unmet),
        ("nature in ['new_start', 'continuing']", Verdict::Met),
        ("district.startsWith('历') && district.endsWith('区')", Verdict::Met),
        ("district.contains('中')", Verdict::Unmet),
        ("district + nature == '历下区new_start'", Verdict::Met),
    ] {
        assert_eq!(verdict(&with(3, expression), 3, &attributes), want, "{expression}");
    }
}

#[test]
fn numbers_are_calculated_and_compared_with_whole_numbers() {
    for (expression, want) in [
        ("(gap_pp + 2.0) * -3.5 / 7.0 == 1", Verdict::Met),
        ("gap_pp >= -4", Verdict::Met),
        ("-4 > gap_pp", Verdict::Unmet),
        ("gap_pp in [-4.0, 1.0]", Verdict::Met),
        ("-gap_pp == 4", Verdict::Met),
    ] {
        assert_eq!(verdict(&with(3, expression), 3, &[("gap_pp", Number(-4.0))]), want, "{expression}");
    }
}

/// The bundled standards, for a project that does well and for one of which the book knows nothing.
#[test]
fn the_bundled_standards_judge_a_known_and_an_unknown_project() {
    let playbook = bundled().unwrap();
    let well: BTreeMap<&str, AttributeValue> = qinghuo_playbook::DERIVED_ATTRIBUTES
        .iter()
        .map(|attribute| {
            let value = match (attribute.kind, attribute.name) {
                (Kind::Truth, name) => Truth(!name.contains("problem")),
                (Kind::Text, _) => of("text"),
                (Kind::Number, "achievement_percent" | "total_investment_yi") => Number(100.0),
                (Kind::Number, _) => Number(0.0),
            };
            (attribute.name, value)
        })
        .collect();
    for phase in Phase::ALL {
        for standing in playbook.evaluate(phase, &well) {
            assert_eq!(standing.verdict, Verdict::Met, "{}", standing.standard.key);
        }
        for standing in playbook.evaluate(phase, &BTreeMap::new()) {
            assert!(matches!(standing.verdict, Verdict::Unknown(_)), "{}", standing.standard.key);
        }
    }
}
