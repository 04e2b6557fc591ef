//! The command line's own words: arguments and headings in the user's language, and which language that is.

use clap::{Arg, ArgAction, builder::Str};
use qinghuo_locale::{Language, Locale};
use std::{env, ffi::OsString, ops::Deref};

/// The texts of the chosen language, with shorthands for building a command line out of them.
#[derive(Clone, Copy)]
pub struct Words(pub &'static Locale);

impl Deref for Words {
    type Target = Locale;
    fn deref(&self) -> &Locale {
        self.0
    }
}

impl Words {
    /// The texts of a language.
    pub fn of(language: Language) -> Self {
        Self(Locale::of(language))
    }

    /// The text of a key, owned.
    pub fn say(self, key: &str) -> String {
        self.text(key).into_owned()
    }

    /// The text of a key with arguments.
    pub fn say_with(self, key: &str, arguments: &[(&str, &str)]) -> String {
        let arguments: Vec<(&str, String)> =
            arguments.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.text_with(key, &arguments)
    }

    fn argument(self, name: &'static str) -> Arg {
        Arg::new(name).help(self.say(&format!("cli-option-{name}")))
    }

    /// An option without a value.
    pub fn flag(self, name: &'static str) -> Arg {
        self.argument(name).long(name).action(ArgAction::SetTrue).help_heading(self.say("cli-options"))
    }

    /// An option with a value.
    pub fn option(self, name: &'static str, value: &'static str) -> Arg {
        let value_name: Str = self.say(&format!("cli-value-{value}")).into();
        let argument = self.argument(name).long(name).action(ArgAction::Set).hide_possible_values(true);
        let argument = argument.value_name(value_name).help_heading(self.say("cli-options"));
        argument.allow_hyphen_values(may_be_negative(value))
    }

    /// An argument told by its place.
    pub fn positional(self, name: &'static str) -> Arg {
        let value_name: Str = self.say(&format!("cli-value-{name}")).into();
        let help = self.say(&format!("cli-argument-{name}"));
        Arg::new(name)
            .value_name(value_name)
            .help(help)
            .help_heading(self.say("cli-arguments"))
            .allow_hyphen_values(may_be_negative(name))
            .required(true)
    }

    /// The reason every correction and withdrawal needs.
    pub fn reason(self) -> Arg {
        self.option("reason", "text")
    }
}

/// Whether a value may begin with a minus, however wrong it is: the rules say what is wrong with it, not the reader of options.
fn may_be_negative(value: &str) -> bool {
    matches!(value, "days" | "planned" | "amount")
}

/// The language: `--lang`, else `QINGHUO_LANG`, else Chinese. It has to be known before the command line can be explained, so the arguments are
/// looked through ahead of their parsing.
pub fn language(arguments: &[OsString]) -> Language {
    let texts: Vec<&str> = arguments.iter().skip(1).map_while(|argument| argument.to_str()).collect();
    let given = texts.iter().enumerate().find_map(|(place, text)| match text.strip_prefix("--lang") {
        Some("") => texts.get(place + 1).copied(),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    });
    let environment = env::var("QINGHUO_LANG").ok();
    given.or(environment.as_deref()).and_then(Language::from_tag).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, fs, path::Path};

    #[test]
    fn the_language_is_known_before_anything_else() {
        let arguments = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(language(&arguments("qinghuo cockpit --lang en")), Language::English);
        assert_eq!(language(&arguments("qinghuo --lang=en board")), Language::English);
        assert_eq!(language(&arguments("qinghuo cockpit --lang")), Language::Chinese);
        assert_eq!(language(&arguments("qinghuo --language=en board")), Language::Chinese);
    }

    /// Every text under this stem that the sources name in full.
    fn named_in_sources(dir: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                named_in_sources(&path, found);
            } else {
                let source = fs::read_to_string(&path).unwrap();
                let literals =
                    source.split('"').filter(|text| text.starts_with("cli-") && !text.contains('{'));
                found.extend(literals.filter(|text| !text.ends_with('-')).map(ToOwned::to_owned));
            }
        }
    }

    #[test]
    fn every_text_is_there_and_none_is_left_over() {
        const TEXTS: &str = include_str!("../../locale/locales/zh/command_line.ftl");
        let mut named = BTreeSet::new();
        named_in_sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut named);
        for language in Language::ALL {
            let missing: Vec<&String> = named.iter().filter(|key| !Words::of(language).has(key)).collect();
            assert!(missing.is_empty(), "{missing:?} in {language:?}");
        }
        // Those built from the names of subcommands and arguments are held complete by the test of the command line.
        let built = |key: &str| {
            key.ends_with("-about")
                || ["cli-option-", "cli-value-", "cli-argument-"].iter().any(|stem| key.starts_with(stem))
        };
        let keys = TEXTS
            .lines()
            .filter_map(|line| Some(line.split_once(" =")?.0))
            .filter(|key| key.starts_with("cli-"));
        let left_over: Vec<&str> = keys.filter(|key| !built(key) && !named.contains(*key)).collect();
        assert!(left_over.is_empty(), "{left_over:?}");
    }
}
