//! What must not stay behind in a source: unfinished work, switched-off tests, and tests that sleep.

use super::{Violation, lines_with};
use crate::tree::Tree;

/// Words of a comment that admit unfinished work.
const MARKERS: [&str; 3] = ["TODO", "FIXME", "XXX"];
/// Code that is a stub, a trace of debugging or a test that does not run.
const STUBS: [&str; 4] = ["todo!", "unimplemented!", "dbg!", "#[ignore"];

pub fn unfinished(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for file in &tree.rust {
        for half in file.halves() {
            for marker in MARKERS {
                violations.extend(lines_with(&half.comments, marker).map(|line| {
                    let message = format!("`{marker}` marks unfinished work: finish it or file an issue");
                    Violation::at(&file.path, line, message)
                }));
            }
            for stub in STUBS {
                violations.extend(
                    lines_with(&half.code, stub)
                        .map(|line| Violation::at(&file.path, line, format!("`{stub}` was left behind"))),
                );
            }
        }
    }
    violations
}

pub fn sleeping_tests(tree: &Tree) -> Vec<Violation> {
    let message = "a test sleeps: wait for the condition instead";
    tree.rust
        .iter()
        .flat_map(|file| {
            lines_with(&file.tests.code, "sleep").map(|line| Violation::at(&file.path, line, message))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    //! Leftovers in code, comments, tests and where they are only spoken of.
    use super::*;
    use crate::rules::tests::places;

    const PATH: &str = "crates/office/src/writer.rs";

    #[test]
    fn leftovers_are_found_in_what_ships_and_in_tests() {
        let text = "//! Doc.\n// FIXME later\nfn a() { todo!() }\n/* XXX */ fn b() { dbg!(1); }\n\
                    #[cfg(test)]\nmod tests {\n#[ignore = \"slow\"]\nfn c() { unimplemented!() }\n}\n";
        let found = places(unfinished, &[(PATH, text)]);
        assert_eq!(found, [2, 3, 4, 4, 7, 8].map(|line| format!("{PATH}:{line}")));
    }

    #[test]
    fn words_that_only_speak_of_leftovers_pass() {
        let text = "//! Doc: codes look like XXXX-2024.\nfn a() { \"todo!\"; // nothing is ignored: #[ignore\n mytodo!() }\n";
        assert_eq!(places(unfinished, &[(PATH, text)]), [""; 0]);
    }

    #[test]
    fn only_tests_may_not_sleep() {
        let text = "//! Doc.\nfn back_off() { std::thread::sleep(d) }\n#[cfg(test)]\nmod tests {\n\
                    use std::thread::{self, sleep};\nfn a() { tokio::time::sleep(d).await; }\n}\n";
        assert_eq!(places(sleeping_tests, &[(PATH, text)]), [5, 6].map(|line| format!("{PATH}:{line}")));
    }
}
