//! Where Chinese text may stand: in locale and data files and in tests, never in what ships as Rust. A single character
//! as a `char` is a mark of a notation, such as the one behind a year, and may stay.

use super::Violation;
use crate::tree::Tree;

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for file in tree.rust.iter().filter(|file| file.in_src) {
        for (line, literals) in (1..).zip(file.shipped.literals.lines()) {
            if literals.contains(is_han) {
                let message =
                    format!("Chinese text in {}: it belongs in a locale or data file", literals.trim());
                violations.push(Violation::at(&file.path, line, message));
            }
        }
    }
    violations
}

/// The unified ideographs with their extensions, and the compatibility ones.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3005}' | '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    //! Chinese in every place a Rust file has for it.
    use super::*;
    use crate::rules::tests::places;

    #[test]
    fn chinese_in_a_literal_that_ships_is_found_on_its_line() {
        let text = "//! Doc.\nfn a() {\n    b(\"\n  擎火\", r#\"项目\"#)\n}\n";
        let path = "crates/web/src/page.rs";
        assert_eq!(places(check, &[(path, text)]), ["crates/web/src/page.rs:4"]);
    }

    #[test]
    fn chinese_elsewhere_passes() {
        let text = "//! 擎火\n// 项目\nfn a(c: char) { c == '年' || b(\"（，）\") }\n\
                    #[cfg(test)]\nmod tests { fn b() { \"项目\"; } }\n";
        let files = [
            ("crates/web/src/page.rs", text),
            ("crates/web/tests/page.rs", "//! Doc.\nfn a() { \"项目\"; }"),
        ];
        assert_eq!(places(check, &files), [""; 0]);
    }
}
