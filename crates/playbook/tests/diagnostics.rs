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

/// A procedure of `count` items, `after` saying who waits for whom, that is otherwise whole.
fn procedure(count: usize, after: &BTreeSet<(usize, usize)>) -> String {
    let words =
        "name = { zh = \"事\", en = \"item\" }, lane = \"works\", stage = \"benefit\", units = [\"office\"]";
    let mut text = String::from(
        "version = 1\nname = { zh = \"短\", en = \"short\" }\nnote = { zh = \"注\", en = \"note\" }\nsource = \"A\"\nserial_source = \"A\"\nitems = [\n",
    );
    for item in 0..count {
        let milestone = ["start", "completion"].get(item);
        let milestone = milestone.map_or(String::new(), |key| format!(", milestone = \"{key}\""));
        let links = after.iter().filter(|(of, _)| *of == item);
        let (today, before): (Vec<_>, Vec<_>) = links.partition(|(_, from)| from % 2 == 0);
        let named = |links: Vec<&(usize, usize)>| {
            links.iter().map(|(_, from)| format!("\"A{from:02}\"")).collect::<Vec<_>>().join(", ")
        };
        text += &format!(
            "  {{ code = \"A{item:02}\", {words}, kind = \"milestone\"{milestone}, after = [{}], serial_after = [{}] }},\n",
            named(today),
            named(before)
        );
    }
    text + "]\n"
}

proptest! {
    /// A procedure is refused exactly when something goes round in a circle, and every circle named is one.
    #[test]
    fn circles_are_found_and_are_circles(
        count in 2..7usize,
        after in proptest::collection::btree_set((0..7usize, 0..7usize), 0..12),
    ) {
        let after: BTreeSet<(usize, usize)> =
            after.into_iter().map(|(of, from)| (of % count, from % count)).collect();
        let text = procedure(count, &after);
        let files = SMALL.map(|(name, old)| (name, if name == "procedures/short.toml" { &*text } else { old }));
        // Take away whoever waits for nobody left, until nobody can be taken away.
        let mut left: BTreeSet<usize> = (0..count).collect();
        while let Some(free) =
            left.iter().copied().find(|item| !after.iter().any(|(of, from)| of == item && left.contains(from)))
        {
            left.remove(&free);
        }
        let found = load(&files).err().unwrap_or_default();
        prop_assert_eq!(found.is_empty(), left.is_empty());
        for diagnostic in found {
            let Fault::Cycle { path } = &diagnostic.fault else { panic!("{diagnostic}") };
            let circle: Vec<usize> = path.split(" → ").map(|code| code[1..].parse().unwrap()).collect();
            prop_assert!(circle.len() > 1 && circle.first() == circle.last());
            prop_assert!(circle.windows(2).all(|pair| after.contains(&(pair[1], pair[0]))), "{path}");
        }
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
        let Some((_, text)) = files.iter().find(|(name, _)| *name == &*diagnostic.file) else {
            prop_assert_eq!(&diagnostic.fault, &Fault::MissingFile {});
            continue;
        };
        let line = text.split('\n').nth(diagnostic.place.line - 1);
        prop_assert!(
            line.is_some_and(|line| diagnostic.place.column <= line.chars().count() + 1),
            "{diagnostic}"
        );
    }
    Ok(())
}
