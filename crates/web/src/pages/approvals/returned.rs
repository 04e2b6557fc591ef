//! A form about items that came back: what it said, and every reason why, each beside the input it is about where it is about one.

use super::act_fields::Field;
use crate::time;
use qinghuo_domain::{Date, Refusal, procedure::ItemCode, refusal::Cause, step::Deed};
use qinghuo_locale::Locale;
use std::collections::BTreeMap;

/// Inputs that may not stay empty where a form has them.
const NEEDED: [&str; 6] = ["reason", "missing", "opinion", "approver", "moved_by", "consulted"];

/// What a form said, and why it came back.
pub struct Returned {
    /// What it does.
    pub what: String,
    /// Its texts.
    texts: BTreeMap<String, String>,
    /// What is wrong with single inputs: keys of words.
    pub faults: BTreeMap<&'static str, &'static str>,
    /// What the rules say against single inputs, in words.
    refused: BTreeMap<&'static str, Vec<String>>,
    /// Every other reason, in words.
    pub troubles: Vec<String>,
    /// What was done and needs to be known, in words: nothing of it is wrong.
    pub done: Vec<String>,
}

impl Returned {
    /// What a form said, about one item or several.
    pub fn new(what: &str, deed: Option<Deed>, mut texts: BTreeMap<String, String>) -> Self {
        if let Some(deed) = deed {
            texts.insert("deed".to_owned(), deed.key().to_owned());
        }
        Self {
            what: what.to_owned(),
            texts,
            faults: BTreeMap::new(),
            refused: BTreeMap::new(),
            troubles: Vec::new(),
            done: Vec::new(),
        }
    }

    /// What was carried out for an item, and what there is to know of it: no form comes back.
    pub fn done(item: &ItemCode, done: Vec<String>) -> Self {
        let texts = BTreeMap::from([("item".to_owned(), item.to_string())]);
        Self { done, ..Self::new("", None, texts) }
    }

    /// The same about one item. Who moved an earlier promise is said only where there is one.
    pub fn for_item(&self, item: &ItemCode, is_promised: bool) -> Self {
        let mut texts = self.texts.clone();
        texts.insert("item".to_owned(), item.to_string());
        if self.what == "promise" && !is_promised {
            texts.retain(|name, _| matches!(&**name, "item" | "on"));
        }
        Self::new(&self.what, None, texts)
    }

    /// What it asks for, apart from the items: the act, its particulars and its day.
    pub fn content(&self) -> String {
        const AROUND: [&str; 7] = ["key", "seen", "row", "pick", "stage", "previewed", "item"];
        let said = self.texts.iter().filter(|(name, _)| !AROUND.contains(&&***name));
        said.map(|(name, text)| format!("{name}={}", crate::query::encode(text.trim())))
            .collect::<Vec<_>>()
            .join(";")
    }

    /// What an input said, if anything.
    pub fn said(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    pub fn fault(&mut self, name: &'static str, key: &'static str) {
        self.faults.insert(name, key);
    }

    pub fn day(&mut self, name: &'static str, is_needed: bool) -> Option<Date> {
        match self.said(name).map(time::day) {
            Some(Some(day)) => Some(day),
            Some(None) => {
                self.fault(name, "page-input-day");
                None
            }
            None => {
                if is_needed {
                    self.fault(name, "page-act-needed");
                }
                None
            }
        }
    }

    /// The day from which it is true, where one is said.
    pub fn effective_on(&mut self) -> Option<Date> {
        let said = self.said("effective_on").map(time::day)?;
        if said.is_none() {
            self.fault("effective_on", "page-input-effective-on");
        }
        said
    }

    /// Where an input is faulty the rules are not asked: what was left empty is told with it.
    pub fn tell_empty(&mut self) {
        for name in NEEDED {
            let is_empty = self.texts.contains_key(name) && self.said(name).is_none();
            if is_empty && !self.faults.contains_key(name) {
                self.fault(name, "page-act-needed");
            }
        }
    }

    /// Whether anything is wrong with it.
    pub fn is_faulty(&self) -> bool {
        !self.faults.is_empty() || !self.refused.is_empty() || !self.troubles.is_empty()
    }

    /// What the rules say against it: each reason beside its input, the others over the form.
    pub fn refuse(&mut self, locale: &Locale, refusals: &[Refusal]) {
        for refusal in refusals {
            let words = locale.phrase("refusal", "code", &refusal.cause);
            self.tell(self.input_of(&refusal.cause), words);
        }
    }

    /// A reason beside an input, or over the form.
    pub fn tell(&mut self, input: Option<&'static str>, words: String) {
        match input {
            Some(name) => self.refused.entry(name).or_default().push(words),
            None => self.troubles.push(words),
        }
    }

    /// What is wrong with an input, in words.
    pub fn troubles_of(&self, locale: &Locale, name: &str) -> Vec<String> {
        let fault = self.faults.get(name).map(|key| locale.text(key).into_owned());
        fault.into_iter().chain(self.refused.get(name).into_iter().flatten().cloned()).collect()
    }

    /// The input of the form a reason is about.
    pub fn input_of(&self, cause: &Cause) -> Option<&'static str> {
        let first =
            |names: &[&'static str]| names.iter().copied().find(|name| self.texts.contains_key(*name));
        let blank = |names: &[&'static str]| {
            let is_blank = |name: &&str| self.texts.contains_key(*name) && self.said(name).is_none();
            names.iter().copied().find(is_blank)
        };
        match cause {
            Cause::ReasonMissing => blank(&["reason", "missing", "opinion"]),
            Cause::TextEmpty => blank(&["name", "unit", "document"]),
            Cause::TextTooLong { limit } => {
                let is_long =
                    |name: &&str| self.texts.get(*name).is_some_and(|text| text.chars().count() > *limit);
                ["reason", "missing", "opinion", "name", "unit", "document", "note"].into_iter().find(is_long)
            }
            Cause::ApproverMissing => first(&["approver"]),
            Cause::ExtensionOutOfRange { .. }
            | Cause::StayOutOfRange { .. }
            | Cause::PlanOutOfRange { .. }
            | Cause::PlanBeyondLimit { .. } => first(&["days"]),
            Cause::PromisePaperMissing { .. } | Cause::NoticeNumberMissing { .. } => first(&["document"]),
            Cause::NegativeAmount => first(&["amount_fen"]),
            Cause::DateOutOfRange | Cause::PromiseInPast | Cause::PromiseFrozen { .. } => {
                first(&["on", "expected_on", "until", "check_by", "dated_on"])
            }
            Cause::PaperFromLater { .. } => first(&["dated_on"]),
            Cause::NothingToRenew => first(&["valid_until"]),
            Cause::MovedByMissing => first(&["moved_by"]),
            Cause::ConsultedMissing => first(&["consulted"]),
            Cause::CoordinatorMissing { .. } => first(&["decided_by"]),
            Cause::CoordinatorDecides { .. } => first(&["on"]),
            Cause::MinimumNotRun { .. }
            | Cause::StepBeforeLast { .. }
            | Cause::PromiseBeforeLast { .. }
            | Cause::NotSilentYet { .. }
            | Cause::BeforeItem { .. }
            | Cause::BeforeProcedure { .. }
            | Cause::EffectiveInFuture { .. } => first(&["effective_on"]),
            Cause::ItemKnown { .. } => first(&["item"]).filter(|_| self.what == "add"),
            Cause::NoOwnItemOfKind { .. } => first(&["kind"]),
            Cause::ItemUnknown { item } => ["after", "before"]
                .into_iter()
                .find(|name| self.said(name).is_some_and(|said| said.to_uppercase().contains(item.as_str()))),
            Cause::ItemOver { .. } => first(&["before"]),
            Cause::ItemsInCircle { .. } => first(&["after"]),
            _ => None,
        }
    }
}

/// The input for the day from which it is true.
pub fn day(locale: &Locale, back: Option<&Returned>, usual: &str, latest: &str) -> Field {
    Field {
        name: "effective_on",
        label: locale.text("page-effective-on-label").into_owned(),
        kind: "day",
        value: back.and_then(|back| back.said("effective_on")).unwrap_or(usual).to_owned(),
        options: Vec::new(),
        troubles: back.map(|back| back.troubles_of(locale, "effective_on")).unwrap_or_default(),
        latest: latest.to_owned(),
    }
}
