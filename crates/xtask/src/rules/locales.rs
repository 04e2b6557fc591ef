//! The two languages of the screen hold the same messages, each once. What a message says is not looked at.

use std::collections::BTreeMap;

use super::Violation;
use crate::tree::Tree;

const LOCALES: &str = "crates/locale/locales/";
const LANGUAGES: [&str; 2] = ["zh", "en"];

/// Where a message stands: its file and line.
type Place<'t> = (&'t str, usize);

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    let [zh, en] = LANGUAGES.map(|language| {
        let mut messages: BTreeMap<String, Place<'_>> = BTreeMap::new();
        for (key, (path, line)) in keys(tree, language) {
            if let Some((first, at)) = messages.insert(key.clone(), (path, line)) {
                violations.push(Violation::at(path, line, format!("`{key}` stands in {first}:{at} already")));
            }
        }
        messages
    });
    for (here, there, language) in [(&zh, &en, "en"), (&en, &zh, "zh")] {
        for (key, (path, line)) in here.iter().filter(|(key, _)| !there.contains_key(*key)) {
            violations.push(Violation::at(path, *line, format!("`{key}` is missing in {language}")));
        }
    }
    violations
}

/// Every message, term and attribute (as `message.attribute`) of a language.
fn keys<'t>(tree: &'t Tree, language: &str) -> Vec<(String, Place<'t>)> {
    let directory = format!("{LOCALES}{language}/");
    let mut keys = Vec::new();
    for file in tree.files.iter().filter(|it| it.path.starts_with(&directory) && it.path.ends_with(".ftl")) {
        let mut message = "";
        for (line, text) in (1..).zip(file.text.lines()) {
            let Some((key, _)) = text.split_once('=') else { continue };
            let key = key.trim_end();
            if let Some(attribute) = key.trim_start().strip_prefix('.').filter(|name| is_key(name)) {
                keys.push((format!("{message}.{attribute}"), (file.path.as_str(), line)));
            } else if is_key(key) {
                message = key;
                keys.push((key.to_owned(), (file.path.as_str(), line)));
            }
        }
    }
    keys
}

/// Whether this is an identifier of Fluent, with the dash of a term or without. A line that goes on with a message is
/// indented and so is none.
fn is_key(text: &str) -> bool {
    let name = text.strip_prefix('-').unwrap_or(text);
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

#[cfg(test)]
mod tests {
    //! Languages in step and out of step.
    use super::*;
    use crate::rules::tests::places;

    #[test]
    fn languages_in_step_pass_however_they_are_spread_over_files() {
        let zh =
            "# 说明 a = b\n-brand = 擎火\ntitle = { -brand }\n    .label = 甲\nlong =\n    多行\n    x = y\n";
        let en_one = "-brand = Qinghuo\ntitle={ -brand }\n  .label = A\n";
        let files = [
            ("crates/locale/locales/zh/all.ftl", zh),
            ("crates/locale/locales/en/one.ftl", en_one),
            ("crates/locale/locales/en/two.ftl", "long = One line\n"),
        ];
        assert_eq!(places(check, &files), [""; 0]);
    }

    #[test]
    fn a_message_missing_or_doubled_is_found_in_either_language() {
        let files = [
            ("crates/locale/locales/zh/a.ftl", "one = 一\ntwo = 二\n    .hint = 提示\none = 又一\n"),
            ("crates/locale/locales/en/a.ftl", "one = One\ntwo = Two\nthree = Three\n"),
        ];
        let found = places(check, &files);
        assert_eq!(
            found,
            [
                "crates/locale/locales/en/a.ftl:3",
                "crates/locale/locales/zh/a.ftl:3",
                "crates/locale/locales/zh/a.ftl:4"
            ]
        );
    }
}
