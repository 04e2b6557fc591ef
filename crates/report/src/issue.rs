//! What every paper says of itself: what it is of, from when, by which rule, from which ledger, and whether its figures are made up.

use qinghuo_domain::{
    attribute::PersonId,
    views::{Standpoint, approval::Approval},
};
use qinghuo_locale::{Language, Locale};
use qinghuo_playbook::{Name, Playbook};
use serde::Serialize;

/// What surrounds everything handed out.
#[derive(Clone, Copy)]
pub struct Issue<'a> {
    /// The reader's language.
    pub locale: &'static Locale,
    /// The year's rules.
    pub playbook: &'a Playbook,
    /// From where the book is seen.
    pub from: Standpoint<'a>,
    /// The last record that counts, and its hash in hex.
    pub record: (u64, &'a str),
    /// What part of the city it is of, in words, where it is of a part.
    pub scope: Option<&'a str>,
    /// Whether it is of no more than a post sees.
    pub is_of_post: bool,
    /// Until when facts count, in words, where that is not now.
    pub known: Option<&'a str>,
    /// Whether figures made up for a demonstration are in the book.
    pub is_synthetic: bool,
    /// The name of a person.
    pub person: &'a dyn Fn(PersonId) -> String,
}

impl Issue<'_> {
    /// The day it is of and the dispatch it speaks of, the rule of its lights, and until when facts count.
    pub(crate) fn basis(&self) -> Vec<String> {
        let Self { locale, from, .. } = *self;
        let day = locale.day(from.at.as_of);
        let month = locale.month(from.month);
        let rule = locale.named("light-rule", &from.rules.light.key);
        let mut basis = vec![
            locale.text_with("report-as-of", &[("day", day), ("month", month)]),
            locale.text_with("report-rule", &[("rule", rule)]),
        ];
        basis.extend(self.known.map(|at| locale.text_with("report-known", &[("known", at.to_owned())])));
        basis
    }

    /// The sentence a made-up city bears on every paper.
    pub(crate) fn synthetic(&self) -> Option<String> {
        self.is_synthetic.then(|| self.locale.text("report-synthetic").into_owned())
    }

    /// The name of an item: its own where only one project has it, else its procedure's.
    pub(crate) fn item(&self, approval: &Approval<'_>, index: usize) -> String {
        let own = approval.steps.get(index).and_then(|step| step.own);
        if let Some((_, own)) = own {
            return own.name.to_string();
        }
        let template = self.playbook.procedures.template_of(&approval.procedure);
        let words = template.and_then(|template| template.words.get(index));
        words.map(|words| self.named(&words.name)).unwrap_or_default()
    }

    /// The name of a unit that handles items.
    pub(crate) fn unit(&self, key: &str) -> String {
        self.playbook.procedures.unit(key).map_or_else(|| key.to_owned(), |unit| self.named(&unit.name))
    }

    fn named(&self, name: &Name) -> String {
        match self.locale.language() {
            Language::Chinese => name.zh.to_string(),
            Language::English => name.en.to_string(),
        }
    }

    /// The record it was made from: whoever keeps the paper can tell whether history was rewritten.
    pub(crate) fn record(&self) -> String {
        let (seq, hash) = self.record;
        self.locale.text_with("report-record", &[("seq", seq.to_string()), ("hash", hash.to_owned())])
    }
}

/// The size of the paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// 1189 × 841 mm
    A0,
    /// 841 × 594 mm
    A1,
    /// 420 × 297 mm
    #[default]
    A3,
}

impl Paper {
    /// All of them, the largest first.
    pub const ALL: [Self; 3] = [Self::A0, Self::A1, Self::A3];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::A0 => "a0",
            Self::A1 => "a1",
            Self::A3 => "a3",
        }
    }

    /// The paper of this stable name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paper| paper.key().eq_ignore_ascii_case(key))
    }
}
