//! `--where DIMENSION=VALUE`: which projects are meant.

use crate::{
    input::{dimension, wrong},
    lines::key,
    words::Words,
};
use clap::ArgMatches;
use qinghuo_domain::views::{
    Standpoint,
    line::Line,
    totals::{Dimension, Key, keys_of},
};
use qinghuo_locale::{Language, Locale};

/// What is asked of a project; it must meet all of it.
pub struct Filters(pub Vec<(Dimension, String)>);

impl Filters {
    /// Reads every `--where`.
    ///
    /// # Errors
    /// Another shape, or no such dimension.
    pub fn read(words: Words, given: &ArgMatches) -> anyhow::Result<Self> {
        let given = given.get_many::<String>("where").into_iter().flatten();
        given.map(|text| filter(words, text)).collect::<anyhow::Result<_>>().map(Self)
    }

    /// What is chosen, in words; nothing where nothing is.
    pub fn words(&self, words: Words) -> Option<String> {
        let chosen: Vec<&str> = self.0.iter().map(|(_, value)| &**value).collect();
        (!chosen.is_empty()).then(|| chosen.join(&words.text("value-join")))
    }

    /// Whether a project meets it.
    pub fn let_through(&self, line: &Line<'_>, from: Standpoint<'_>) -> bool {
        let has = |(by, value): &(Dimension, String)| {
            keys_of(line.seen, *by, from).iter().any(|key| is(key, value))
        };
        self.0.iter().all(has)
    }
}

/// Reads `DIMENSION=VALUE`.
fn filter(words: Words, text: &str) -> anyhow::Result<(Dimension, String)> {
    let (by, value) = text.split_once('=').ok_or_else(|| wrong(words, "cli-error-not-a-filter", text))?;
    Ok((dimension(words, by.trim())?, value.trim().to_owned()))
}

/// Whether a value is the one named: by its stable key or by its name in either language.
fn is(value: &Key, named: &str) -> bool {
    let stable = match value {
        Key::Phase(phase) => phase.key() == named,
        Key::Nature(nature) => nature.key() == named,
        Key::Signal(signal) => qinghuo_locale::signal_key(*signal) == named,
        Key::List(list) => list.to_string() == named,
        Key::Month(month) => month.to_string() == named,
        Key::Punctuality(punctuality) => punctuality.key() == named,
        Key::LibraryEntry(entry) => entry.key() == named,
        Key::Year(_) | Key::Word(_) | Key::Missing => false,
    };
    stable || Language::ALL.into_iter().any(|language| key(Words(Locale::of(language)), value) == named)
}
