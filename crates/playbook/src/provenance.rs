//! Names in both languages, and where a rule comes from. Nothing that is commonly known, estimated or ours may be shown as official
//! (DOMAIN.md, "How each fact is marked").

use std::sync::Arc;

/// A name or short text in both languages of the pages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// Chinese.
    pub zh: Box<str>,
    /// English.
    pub en: Box<str>,
}

/// What kind of ground a rule stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provenance {
    /// A public official source of this city or above it.
    Official,
    /// The text of a law or regulation.
    Law,
    /// Another city's published rule, not this city's.
    Elsewhere,
    /// Commonly known, not verified: `[K]`.
    Known,
    /// An estimate without a source: `[E]`.
    Estimate,
    /// Made up by this software as a replaceable default.
    Default,
}

impl Provenance {
    /// All of them, the firmest first.
    pub const ALL: [Self; 6] =
        [Self::Official, Self::Law, Self::Elsewhere, Self::Known, Self::Estimate, Self::Default];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Law => "law",
            Self::Elsewhere => "elsewhere",
            Self::Known => "known",
            Self::Estimate => "estimate",
            Self::Default => "default",
        }
    }

    /// Whether a page may show the rule as this city's official one.
    #[must_use]
    pub const fn is_official(self) -> bool {
        matches!(self, Self::Official | Self::Law)
    }
}

/// Where something in a playbook comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The mark, e.g. `JN1`, `YC`, `K`.
    pub key: Box<str>,
    /// What it is.
    pub name: Name,
    /// The kind of ground it gives.
    pub provenance: Provenance,
}

/// A source as the entries of a playbook hold it.
pub type SourceRef = Arc<Source>;
