//! Every way a playbook can be wrong, as a text table (`broken.txt`), and the promise that no text whatever makes loading panic.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod small;

use proptest::prelude::*;
use qinghuo_playbook::{BUNDLED, Fault, lights::Curve, load};
use small::SMALL;
use std::collections::BTreeSet;

struct Case<'t> {
    title: &'t str,
    files: Vec<(String, String)>,
    expected: Vec<&'t str>,
}

impl Case<'_> {
    fn apply(&mut self, step: &str) {
        let (verb, rest) = step.split_once(' ').unwrap();
        match verb {
            "drop" => self.files.retain(|(name, _)| name != rest),
            "give" => self.files.push((rest.into(), String::new())),
            "pad" => self.text(rest).push_str(&"#".repeat(1 << 20)),
            "edit" => {
                let parts: Vec<&str> = rest.splitn(3, " | ").collect();
                let [file, from, to] = parts[..] else { panic!("{}: {step}", self.title) };
                let [from, to] = [from, to].map(|part| part.replace("\\n", "\n"));
                let text = self.text(file);
                assert!(text.contains(&from), "{from:?} is not in {file}");
                *text = text.replacen(&from, to.trim_matches(' '), 1);
            }
            _ => panic!("{step}"),
        }
    }

    fn text(&mut self, file: &str) -> &mut String {
        self.files.iter_mut().find(|(name, _)| name == file).map(|(_, text)| text).unwrap()
    }
}

fn cases(table: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case> = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with("  ")).skip(1) {
        if let Some(title) = line.strip_prefix("= ") {
            let files = SMALL.map(|(name, text)| (name.into(), text.into())).into();
            cases.push(Case { title, files, expected: Vec::new() });
        } else if let Some(expected) = line.strip_prefix("> ") {
            cases.last_mut().unwrap().expected.push(expected);
        } else if !line.is_empty() {
            cases.last_mut().unwrap().apply(line);
        }
    }
    cases
}

#[test]
fn broken_playbooks_are_told_everything_at_its_place() {
    let mut codes = BTreeSet::new();
    let mut wrong = String::new();
    for case in cases(include_str!("broken.txt")) {
        let files: Vec<(&str, &str)> = case.files.iter().map(|(n, t)| (&**n, &**t)).collect();
        let found = load(&files).err().unwrap_or_default();
        codes.extend(found.iter().map(|diagnostic| diagnostic.fault.code()));
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        let same = found.len() == case.expected.len()
            && found.iter().zip(&case.expected).all(|(found, expected)| {
                found == expected || expected.ends_with("detail:") && found.starts_with(expected)
            });
        if !same {
            wrong += &format!("= {}\n", case.title);
            wrong.extend(found.iter().map(|found| format!("> {found}\n")));
        }
    }
    assert!(wrong.is_empty(), "these cases came out otherwise:\n{wrong}");
    let untold: Vec<_> = Fault::CODES.iter().filter(|code| !codes.contains(*code)).collect();
    assert!(untold.is_empty(), "no case leads to {untold:?}");
}

#[test]
fn a_monthly_curve_is_read_in_hundredths() {
    let months = "[0, 2.5, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100]";
    let monthly = format!("curve = \"monthly\", cumulative_percent = {months}");
    let text = SMALL[4].1.replace("curve = \"linear\"", &monthly);
    let files = SMALL.map(|(name, old)| (name, if name == "lights.toml" { text.as_str() } else { old }));
    let want = [0, 250, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 9500, 10_000];
    let playbook = load(&files).unwrap();
    assert_eq!(playbook.lights.curve, Curve::Monthly(want));
    assert_eq!(
        playbook.rules_with("ratio").unwrap().curve,
        Some(want),
        "the views need it under any rule set"
    );
}

/// What an editor's slip, a bad merge or a hostile upload may leave in place of a stretch of text.
fn slip() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[\\[\\]{}=\"'#,.:?()!&|<>*/+\\\\\n -]{1,4}",
        "\\PC{1,6}",
        prop_oneof![
            Just("key"),
            Just("true"),
            Just("1979-05-27"),
            Just("1e400"),
            Just("-0x1"),
            Just("gap_pp")
        ]
        .prop_map(Into::into),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_loading_panic(file in any::<prop::sample::Index>(), at in 0.0..1.0f64, length in 0..12usize, slip in slip()) {
        for whole in [&SMALL[..], &BUNDLED[..]] {
            let mut files: Vec<(&str, String)> = whole.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
            let file = file.index(files.len());
            let characters: Vec<char> = files[file].1.chars().collect();
            let start = (at * characters.len() as f64) as usize;
            let end = (start + length).min(characters.len());
            let text = characters[..start].iter().chain(&slip.chars().collect::<Vec<_>>())
                .chain(&characters[end..]).collect::<String>();
            files[file].1 = text;
            let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
            check(&files)?;
        }
    }

    #[test]
    fn no_expression_makes_loading_panic(expression in "[a-z_0-9 .+*/()<>=!&|?:,\\[\\]{}'\"\\\\%@中-]{0,40}") {
        let quoted = format!("expression = '''{expression}'''");
        let text = SMALL[1].1.replacen("expression = \"gap_pp\"", &quoted, 1);
        let files: Vec<(&str, &str)> =
            SMALL.iter().map(|(name, old)| (*name, if *name == "phases.toml" { &text } else { *old })).collect();
        check(&files)?;
    }
}

/// Whatever was loaded: there is a playbook, or at least one diagnostic, each at a place that exists and in the order of the text.
fn check(files: &[(&str, &str)]) -> Result<(), TestCaseError> {
    let Err(found) = load(files) else { return Ok(()) };
    prop_assert!(!found.is_empty());
    for pair in found.windows(2).filter(|pair| pair[0].file == pair[1].file) {
        prop_assert!(pair[0].place <= pair[1].place);
    }
    for diagnostic in &found {
        let text = files.iter().find(|(name, _)| *name == &*diagnostic.file).unwrap().1;
        let line = text.split('\n').nth(diagnostic.place.line - 1);
        prop_assert!(
            line.is_some_and(|line| diagnostic.place.column <= line.chars().count() + 1),
            "{diagnostic}"
        );
    }
    Ok(())
}
