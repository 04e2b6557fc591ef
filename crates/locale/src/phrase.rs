//! From typed codes to words.
//!
//! Refusals, findings, light reasons and facts all serialise to an object with a tag (`code`, `reason`, `kind` …) and arguments. The phrase is the
//! message `<family>-<tag>` (underscores become hyphens) and its arguments are the object's members, written by what their names say:
//!
//! | name | written as |
//! |---|---|
//! | `…_fen` | money with the unit that suits it |
//! | `…_hundredths` | percentage; `…_pp_hundredths` percentage points |
//! | `phase`, `from`, `to`, `into` with a phase | the phase |
//! | `signal`, `would_be` | the signal |
//! | `requirement`, `field`, `role` (a field's), `nature`, `unit` | their names |
//! | `month` as `2024-06` | the month |
//! | `state`, `deed`, `special`, `moved_by`, `letter`, `bound`, `item_kind`, `action`, `reach`, `unit_kind` | their names |
//! | `unit`, `other`, `successor`, `post` as numbers | `U3`, `J7` |
//! | `limit` as days of a kind | the days |
//! | `ground` | what a rule stands on |
//! | `deciders` | the units with such a post, or that nobody holds one |
//! | `list` as `2024/city/…` | the list |
//! | anything with a name in both languages | the name in this one |
//! | anything else | as it is |

use crate::{Locale, value};
use fluent_bundle::{FluentArgs, FluentValue};
use qinghuo_domain::{Fen, Happening, Phase, YearMonth, list::ListKey, phase::Nature, procedure::ItemCode};
use serde_json::Value;

/// A typed code as an object: its tag's value and its arguments.
pub struct Phrased {
    /// `<family>-<tag>`.
    pub key: String,
    arguments: Vec<(String, Value)>,
}

impl Phrased {
    /// Reads the tag and arguments from anything that serialises to a tagged object (or to a bare string, for codes without arguments).
    pub fn new(family: &str, tag: &str, code: &impl serde::Serialize) -> Self {
        Self::of(family, tag, serde_json::to_value(code).unwrap_or_default())
    }

    fn of(family: &str, tag: &str, code: Value) -> Self {
        let (name, arguments) = match code {
            Value::Object(mut object) => match object.remove(tag) {
                Some(Value::String(name)) => (name, object.into_iter().collect()),
                // An externally tagged enum nests its arguments under its own name.
                Some(Value::Object(inner)) => match inner.into_iter().next() {
                    Some((name, Value::Object(arguments))) => (name, arguments.into_iter().collect()),
                    Some((name, argument)) => (name.clone(), vec![("value".to_owned(), argument)]),
                    None => (String::new(), Vec::new()),
                },
                _ => (String::new(), Vec::new()),
            },
            Value::String(name) => (name, Vec::new()),
            _ => (String::new(), Vec::new()),
        };
        Self { key: format!("{family}-{}", name.replace('_', "-")), arguments }
    }
}

impl Locale {
    /// Words for a typed code; see the module for conventions.
    pub fn phrase(&self, family: &str, tag: &str, code: &impl serde::Serialize) -> String {
        self.word(&Phrased::new(family, tag, code))
    }

    /// What happened, in one line; `named` tells an item.
    pub fn happening(&self, happening: &Happening, named: &dyn Fn(&ItemCode) -> String) -> String {
        let mut fact = happening.value().unwrap_or_default();
        if let Value::Object(object) = &mut fact {
            object.insert("kind".into(), happening.kind().into());
            let item = object.get("item").and_then(Value::as_str).and_then(|code| code.parse().ok());
            if let Some(item) = item {
                object.insert("item".into(), named(&item).into());
            }
            // Numbers of projects carry their letter, as everywhere.
            let numbered = match happening {
                Happening::ProjectAbsorbed(fact) => Some(("absorbed", vec![fact.absorbed])),
                Happening::PackageSplit(fact) => Some(("parts", fact.parts.clone())),
                _ => None,
            };
            if let Some((name, ids)) = numbered {
                let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
                object.insert(name.into(), ids.join(&self.text("value-join")).into());
            }
        }
        self.word(&Phrased::of("fact", "kind", fact))
    }

    fn word(&self, phrased: &Phrased) -> String {
        let mut args = FluentArgs::with_capacity(phrased.arguments.len());
        for (name, argument) in &phrased.arguments {
            args.set(name.replace('_', "-"), FluentValue::from(self.argument(name, argument)));
        }
        self.format(&phrased.key, Some(&args)).into_owned()
    }

    fn argument(&self, name: &str, argument: &Value) -> String {
        match argument {
            Value::Number(number) => match number.as_i64() {
                Some(n) if name == "smallest" => self.money(Fen(n)),
                Some(n) if name.ends_with("_fen") => self.exact(Fen(n)),
                Some(n) if name.ends_with("_pp_hundredths") => self.points(n),
                Some(n) if name.ends_with("_hundredths") => self.percent(n),
                Some(n) if name == "project" || name == "holder" || name == "into" => format!("P{n}"),
                Some(n) if name == "import" => format!("I{n}"),
                Some(n) if matches!(name, "unit" | "units" | "other" | "successor") => format!("U{n}"),
                Some(n) if matches!(name, "post" | "posts") => format!("J{n}"),
                _ => number.to_string(),
            },
            Value::String(text) => self.argument_text(name, text),
            Value::Array(items) if name == "deciders" => match items.is_empty() {
                true => self.text("value-no-decider").into_owned(),
                false => self.text_with("value-deciders", &[("units", self.argument("names", argument))]),
            },
            Value::Array(items) => items
                .iter()
                .map(|item| self.argument(name, item))
                .collect::<Vec<_>>()
                .join(&self.text("value-join")),
            // Keyed fields serialise as an object of one member.
            Value::Object(object) if name == "field" => match object.iter().next() {
                Some((key, by)) => self.text_with(
                    "value-field-of",
                    &[("field", self.named("field", key)), ("by", self.argument("month", by))],
                ),
                None => String::new(),
            },
            Value::Object(_) if name == "limit" => {
                serde_json::from_value(argument.clone()).map(|days| self.days(days)).unwrap_or_default()
            }
            // A name the playbook has in both languages.
            Value::Object(names) if names.contains_key(self.language.tag()) => {
                names.get(self.language.tag()).and_then(Value::as_str).unwrap_or_default().to_owned()
            }
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }

    fn argument_text(&self, name: &str, text: &str) -> String {
        let known = match name {
            "phase" | "from" | "to" | "into" => Phase::from_key(text).map(|phase| self.phase(phase)),
            "nature" => Nature::from_key(text).map(|nature| self.nature(nature)),
            "signal" | "would_be" => Some(self.named("signal", text)),
            "requirement" => Some(self.named("requirement", text)),
            "field" => Some(self.named("field", text)),
            "role" => Some(self.named("field", text)),
            "unit" => Some(self.named("unit", text)),
            "fault" => Some(self.named("code-fault", text)),
            "state" | "deed" | "special" | "moved_by" | "letter" | "bound" | "item_kind" | "action"
            | "reach" | "unit_kind" => Some(self.named(&name.replace('_', "-"), text)),
            "ground" => Some(self.named("provenance", text)),
            "rule" => Some(self.named("light-rule", text)),
            "month" => text.parse::<YearMonth>().ok().map(|month| self.month(month)),
            "list" => text.parse::<ListKey>().ok().map(|list| self.list(&list)),
            _ => None,
        };
        known.unwrap_or_else(|| text.to_owned())
    }
}

/// The stable key of a signal, for class names and addresses.
#[must_use]
pub const fn signal_key(signal: qinghuo_domain::rules::Signal) -> &'static str {
    value::signal_key(signal)
}
