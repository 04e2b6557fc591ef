//! Every user-visible text, Chinese and English, and how values are written in each.
//!
//! Texts are Fluent files under `locales/`, one file per subject; a key exists in both languages or the build's tests fail. Core crates speak
//! in typed codes with arguments; [`Locale::phrase`] turns any of them into words (see [`phrase`] for its conventions).
//! Nothing here decides anything, and nothing is read at run time.

mod migration;
mod money;
mod phrase;
mod value;

pub use migration::Part;
pub use phrase::{Phrased, signal_key};
pub use value::{signed, whole};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::{borrow::Cow, sync::OnceLock};

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// 简体中文
    #[default]
    Chinese,
    /// English
    English,
}

impl Language {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// Its tag, `zh` or `en`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh",
            Self::English => "en",
        }
    }

    /// The language of a tag such as `zh`, `zh-CN` or `en_US.UTF-8`.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| {
            tag.get(..2).is_some_and(|start| start.eq_ignore_ascii_case(language.tag()))
                && !tag.get(2..3).is_some_and(|next| next.chars().all(char::is_alphanumeric))
        })
    }
}

macro_rules! sources {
    ($tag:literal) => {
        sources!($tag: "book", "refusal", "finding", "light", "fact", "command_line", "intake", "page", "procedure", "step", "approvals", "items", "interchange", "style", "war_map", "cockpit", "compare", "table", "standing", "report", "organisation", "account", "evidence", "api")
    };
    ($tag:literal: $($file:literal),*) => {
        &[$(($file, include_str!(concat!("../locales/", $tag, "/", $file, ".ftl")))),*]
    };
}

const CHINESE: &[(&str, &str)] = sources!("zh");
const ENGLISH: &[(&str, &str)] = sources!("en");

/// The texts of one language.
pub struct Locale {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

/// Numbers within texts, grouped as everywhere else.
fn grouped<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(money::group(&number.as_string())),
        _ => None,
    }
}

impl Locale {
    /// The texts of a language.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        static LOCALES: [OnceLock<Locale>; 2] = [OnceLock::new(), OnceLock::new()];
        let [chinese, english] = &LOCALES;
        match language {
            Language::Chinese => chinese.get_or_init(|| Self::load(language, CHINESE)),
            Language::English => english.get_or_init(|| Self::load(language, ENGLISH)),
        }
    }

    fn load(language: Language, sources: &[(&str, &str)]) -> Self {
        let id = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(grouped));
        for (_, source) in sources {
            // Broken lines are found by the tests, which parse strictly; at run time what can be read is used.
            let resource = match FluentResource::try_new((*source).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// Its language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Whether there is a text of this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The text of a key without arguments. A missing key shows itself.
    #[must_use]
    pub fn text<'a>(&'a self, key: &'a str) -> Cow<'a, str> {
        self.format(key, None)
    }

    /// The text of a key with arguments, given as they are to be shown.
    #[must_use]
    pub fn text_with<'a>(&'a self, key: &'a str, arguments: &[(&'a str, String)]) -> String {
        let mut args = FluentArgs::with_capacity(arguments.len());
        for (name, value) in arguments {
            args.set(*name, FluentValue::from(value.as_str()));
        }
        self.format(key, Some(&args)).into_owned()
    }

    /// The text of a key that counts something: `$count` takes part in plural rules.
    #[must_use]
    pub fn count(&self, key: &str, count: usize) -> String {
        let mut args = FluentArgs::with_capacity(1);
        args.set("count", FluentValue::from(count));
        self.format(key, Some(&args)).into_owned()
    }

    pub(crate) fn format<'a>(&'a self, key: &'a str, args: Option<&'a FluentArgs<'_>>) -> Cow<'a, str> {
        self.find(key, args).unwrap_or(Cow::Borrowed(key))
    }

    fn find<'a>(&'a self, key: &str, args: Option<&'a FluentArgs<'_>>) -> Option<Cow<'a, str>> {
        let pattern = self.bundle.get_message(key)?.value()?;
        Some(self.bundle.format_pattern(pattern, args, &mut Vec::new()))
    }
}
