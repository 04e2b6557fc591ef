//! The table of rules, and what they share: a violation, and searching a text for words.

mod arrows;
mod effects;
mod leftovers;
mod locales;
mod machines;
mod manifest;
mod rooms;
mod texts;

use std::fmt;

use crate::tree::Tree;

/// One rule about code: its name, what it asks for, and the function that finds where it is broken.
pub struct Rule {
    pub name: &'static str,
    pub asks: &'static str,
    check: fn(&Tree) -> Vec<Violation>,
}

/// Every rule, in the order in which they are explained.
pub const RULES: &[Rule] = &[
    Rule { name: "arrows", asks: "crates depend on one another only along the arrows", check: arrows::check },
    Rule {
        name: "effects",
        asks: "files, network, clock, SQL, HTTP and async stay in the crates they belong to",
        check: effects::check,
    },
    Rule {
        name: "texts",
        asks: "no Chinese text in Rust sources: it lives in locale and data files",
        check: texts::check,
    },
    Rule {
        name: "markers",
        asks: "nothing unfinished, switched off or left behind",
        check: leftovers::unfinished,
    },
    Rule {
        name: "sleeps",
        asks: "a test waits for a condition, never for a time",
        check: leftovers::sleeping_tests,
    },
    Rule { name: "size", asks: "a source file is one room", check: rooms::size },
    Rule { name: "names", asks: "a file is named for what it holds", check: rooms::names },
    Rule { name: "docs", asks: "a source file starts by saying what it is", check: rooms::docs },
    Rule { name: "locales", asks: "Chinese and English hold the same messages", check: locales::check },
    Rule {
        name: "machines",
        asks: "no file names a developer's machine or a package registry",
        check: machines::check,
    },
];

/// A place where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    pub rule: &'static str,
    pub message: String,
}

impl Violation {
    /// A violation whose rule is filled in by [`check`], which knows it.
    fn at(path: &str, line: usize, message: impl Into<String>) -> Violation {
        Violation { path: path.to_owned(), line, rule: "", message: message.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} [{}]", self.path, self.line, self.message, self.rule)
    }
}

/// All violations of all rules, by place.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations: Vec<Violation> = RULES
        .iter()
        .flat_map(|rule| (rule.check)(tree).into_iter().map(|found| Violation { rule: rule.name, ..found }))
        .collect();
    violations.sort();
    violations
}

/// The rules for a reader.
pub fn describe() -> String {
    RULES.iter().map(|rule| format!("  {:<9} {}\n", rule.name, rule.asks)).collect()
}

/// The line, counted from 1, that the byte at `offset` stands on.
fn line_at(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

/// The lines of `text` on which `word` stands by itself, once per occurrence.
fn lines_with<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).filter_map(move |(offset, _)| {
        let (before, rest) = text.split_at(offset);
        let (found, after) = rest.split_at(word.len());
        // Only a side of the pattern that is part of a word can be continued by a longer one.
        let continues_left = found.starts_with(is_word) && before.ends_with(is_word);
        let continues_right = found.ends_with(is_word) && after.starts_with(is_word);
        (!continues_left && !continues_right).then(|| line_at(text, offset))
    })
}

#[cfg(test)]
mod tests {
    //! What the rules share, and that the whole table is wired.
    use super::*;
    use crate::tree::tests::tree;

    /// The violations of one rule as sorted `path:line`, over a tree of these files.
    pub fn places(check: fn(&Tree) -> Vec<Violation>, files: &[(&str, &str)]) -> Vec<String> {
        let mut violations = check(&tree(files));
        violations.sort();
        violations.into_iter().map(|found| format!("{}:{}", found.path, found.line)).collect()
    }

    #[test]
    fn a_word_is_found_only_by_itself() {
        let lines = |text, word| lines_with(text, word).collect::<Vec<_>>();
        assert_eq!(lines("sleep\nsleepy asleep\nthread::sleep()", "sleep"), [1, 3]);
        assert_eq!(lines("dbg!(a)\nmy_dbg!(a)", "dbg!"), [1]);
        assert_eq!(lines("", "a"), [0; 0]);
    }

    #[test]
    fn violations_come_sorted_by_place_with_the_name_of_their_rule() {
        let tree = tree(&[("crates/domain/src/utils.rs", "fn a() {}\n// TODO\n")]);
        let found: Vec<String> = check(&tree).iter().map(Violation::to_string).collect();
        assert_eq!(
            found,
            [
                "crates/domain/src/utils.rs:1: starts without a `//!` that says what it holds and what it does not [docs]",
                "crates/domain/src/utils.rs:1: `utils` names no thing: what does it hold? [names]",
                "crates/domain/src/utils.rs:2: `TODO` marks unfinished work: finish it or file an issue [markers]",
            ]
        );
    }

    #[test]
    fn the_rules_keep_the_rules() {
        let tree = Tree::read().unwrap();
        let own: Vec<Violation> =
            check(&tree).into_iter().filter(|found| found.path.starts_with("crates/xtask/")).collect();
        assert_eq!(own, []);
    }
}
