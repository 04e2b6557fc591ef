//! Names of sheets, which the format restricts: 31 units, seven characters forbidden, unique whatever their case.

use std::collections::BTreeSet;

/// The names a workbook has used up.
#[derive(Default)]
pub(super) struct SheetNames(BTreeSet<String>);

impl SheetNames {
    /// Marks a name as used.
    pub(super) fn take(&mut self, name: &str) -> bool {
        self.0.insert(name.to_lowercase())
    }

    /// The nearest lawful name that is still free.
    pub(super) fn free(&mut self, wanted: &str) -> String {
        let clean: String = wanted
            .chars()
            .map(|letter| if letter.is_control() || "[]:*?/\\".contains(letter) { '_' } else { letter })
            .filter(|letter| !matches!(letter, '\u{FFFE}' | '\u{FFFF}'))
            .collect();
        let clean = clean.trim().trim_matches('\'');
        // "History" is the one name Excel keeps for itself.
        let clean = if clean.is_empty() || clean.eq_ignore_ascii_case("history") { "Sheet" } else { clean };
        let plain = super::fit(clean, 31).to_owned();
        if self.take(&plain) {
            return plain;
        }
        let numbered = (2..).map(|number: usize| {
            let ending = format!(" ({number})");
            format!("{}{ending}", super::fit(clean, 31 - ending.len()))
        });
        for name in numbered {
            if self.take(&name) {
                return name;
            }
        }
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_lawful_and_stay_apart() {
        let mut names = SheetNames::default();
        let long = "很".repeat(40);
        for (wanted, given) in [
            ("项目", "项目"),
            ("项目", "项目 (2)"),
            ("a/b:c", "a_b_c"),
            ("A_B_C", "A_B_C (2)"),
            ("'quoted'", "quoted"),
            ("", "Sheet"),
            ("History", "Sheet (2)"),
            (&long, &"很".repeat(31)),
            (&long, &format!("{} (2)", "很".repeat(27))),
        ] {
            assert_eq!(names.free(wanted), given);
        }
    }
}
