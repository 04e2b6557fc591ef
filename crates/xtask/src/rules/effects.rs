//! Which crate may touch the world, and through what. What only tests do is not looked at.

use super::{Violation, line_at, lines_with};
use crate::rules::manifest::dependencies;
use crate::tree::Tree;

/// A part of the world outside of the program's own memory.
struct Effect {
    what: &'static str,
    /// Paths whose mention in code, or crates whose mention in a manifest, is its use.
    signs: &'static [&'static str],
    /// Directory names of the crates that may.
    may: &'static [&'static str],
}

const EFFECTS: &[Effect] = &[
    Effect {
        what: "files",
        signs: &["std::fs", "tokio::fs"],
        may: &["ledger", "verify", "qinghuo", "bench", "xtask"],
    },
    Effect { what: "the network", signs: &["std::net", "tokio::net"], may: &["web", "qinghuo", "bench"] },
    Effect {
        what: "the clock",
        signs: &["SystemTime", "Timestamp::now", "ZonedDateTime::now"],
        may: &["qinghuo", "bench", "xtask"],
    },
    Effect { what: "SQL", signs: &["rusqlite"], may: &["ledger", "verify", "bench"] },
    Effect { what: "HTTP", signs: &["axum"], may: &["web", "qinghuo", "bench"] },
    Effect { what: "async", signs: &["tokio"], may: &["office", "web", "qinghuo", "bench"] },
];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for effect in EFFECTS {
        for file in tree.rust.iter().filter(|file| !effect.may.contains(&file.krate.as_str())) {
            for sign in effect.signs {
                violations.extend(
                    uses(&file.shipped.code, sign).map(|line| effect.violation(&file.path, line, sign)),
                );
            }
        }
        for (_, manifest) in tree.per_crate("Cargo.toml").filter(|(krate, _)| !effect.may.contains(krate)) {
            violations.extend(
                dependencies(&manifest.text)
                    .iter()
                    .filter(|it| !it.for_tests && effect.signs.contains(&it.package))
                    .map(|it| effect.violation(&manifest.path, it.line, it.package)),
            );
        }
    }
    violations
}

impl Effect {
    fn violation(&self, path: &str, line: usize, sign: &str) -> Violation {
        let Effect { what, may, .. } = self;
        Violation::at(path, line, format!("`{sign}` touches {what}, which belongs to {}", may.join(", ")))
    }
}

/// The lines on which `code` names the path `sign`, written out or inside the braces of an import.
fn uses<'t>(code: &'t str, sign: &'t str) -> impl Iterator<Item = usize> + 't {
    let grouped = sign.split_once("::").into_iter().flat_map(move |(root, leaf)| {
        code.match_indices(root).filter_map(move |(offset, _)| {
            let group = code.get(offset..)?.strip_prefix(root)?.strip_prefix("::{")?;
            top_level_names(group).any(|name| name == leaf).then(|| line_at(code, offset))
        })
    });
    lines_with(code, sign).chain(grouped)
}

/// The first segments of the paths in an import's braces, given the text behind the opening one.
fn top_level_names(group: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let end = group.find(|c| match c {
        '{' => {
            depth += 1;
            false
        }
        '}' if depth == 0 => true,
        '}' => {
            depth -= 1;
            false
        }
        _ => false,
    });
    let mut depth = 0_usize;
    let inside = group.split_at(end.unwrap_or(group.len())).0;
    inside
        .split(move |c| {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            c == ',' && depth == 0
        })
        .map(|path| path.trim().split([':', ' ']).next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    //! Uses of the world where they are at home, where they are not, and where they only look like it.
    use super::*;
    use crate::rules::tests::places;

    #[test]
    fn a_use_outside_of_its_home_is_found_however_it_is_imported() {
        let table: &[(&str, &[usize])] = &[
            ("//! Doc.\nuse std::fs;\n", &[2]),
            (
                "//! Doc.\nuse std::{\n    collections::{BTreeMap, BTreeSet},\n    fs::{self, File},\n};\n",
                &[2],
            ),
            ("//! Doc.\nfn a() { std::fs::read(x) }\n", &[2]),
            ("//! Doc.\n\nuse std::{io, net};\n", &[3]),
            ("//! Doc.\nuse tokio::sync::watch;\n", &[2]),
            ("//! Doc.\nfn a() { jiff::Timestamp::now() }\nfn b(at: SystemTime) {}\n", &[2, 3]),
            ("//! Doc: std::fs is absent.\nconst A: &str = \"std::fs\";\n", &[]),
            ("//! Doc.\nuse std::{fmt::{self, net}, io};\nlet fs = fsync; let my_tokio = 1;\n", &[]),
            ("//! Doc.\nfn a() {}\n#[cfg(test)]\nmod tests { use std::fs; }\n", &[]),
        ];
        for (text, lines) in table {
            let expected: Vec<String> =
                lines.iter().map(|line| format!("crates/domain/src/city.rs:{line}")).collect();
            assert_eq!(places(check, &[("crates/domain/src/city.rs", text)]), expected, "{text}");
        }
    }

    #[test]
    fn a_use_at_home_passes() {
        let text = "//! Doc.\nuse std::fs;\nuse rusqlite::Connection;\n";
        assert_eq!(places(check, &[("crates/ledger/src/lib.rs", text)]), [""; 0]);
    }

    #[test]
    fn a_dependency_counts_as_a_use_unless_only_tests_have_it() {
        let manifest =
            "[dependencies]\nrusqlite.workspace = true\n[dev-dependencies]\ntokio.workspace = true\n";
        assert_eq!(places(check, &[("crates/domain/Cargo.toml", manifest)]), ["crates/domain/Cargo.toml:2"]);
    }
}
