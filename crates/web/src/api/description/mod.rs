//! What the API takes and gives, written down once: `v1.txt`. From it come the OpenAPI document ([`openapi`]), the page that shows it
//! ([`crate::pages::described`]), the examples ([`example`]), which parameters an address takes ([`taken`]) and what a body must look like ([`check`]). The
//! tests hold real answers against it.
//!
//! What is absent: words, which are in the locale files (see [`words`]).

pub mod check;
pub mod example;
pub mod notation;
mod openapi;
mod vocabulary;
pub mod words;

use crate::visit::Visit;
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use notation::{Notation, Parameter};
use qinghuo_locale::Locale;
use serde_json::Value;
use std::sync::LazyLock;

static NOTATION: LazyLock<Notation> =
    LazyLock::new(|| Notation::read(include_str!("v1.txt"), vocabulary::values));

/// The description.
pub fn notation() -> &'static Notation {
    &NOTATION
}

/// The parameters an address takes, by its path below the prefix.
pub fn taken(path: &str) -> Vec<&'static Parameter> {
    let path = path.strip_prefix(super::PREFIX).unwrap_or(path);
    notation().address(path).map(|address| notation().taken(address)).unwrap_or_default()
}

/// The OpenAPI document in one language.
#[must_use]
pub fn document(locale: &Locale) -> Value {
    openapi::document(notation(), locale)
}

/// The document, in the language asked for.
pub async fn serve(visit: Visit) -> Response {
    match super::strict(&visit) {
        Ok(_) => Json(document(visit.locale)).into_response(),
        Err(trouble) => super::problem(visit.locale, &trouble),
    }
}

#[cfg(test)]
mod tests {
    //! The notation itself: every line understood, every name known and used, every command and act described by an example it reads back.
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]
    use super::{
        notation::{Form, Type, Word},
        *,
    };
    use qinghuo_domain::{Attribute, Field, command::Command, step::Deed};
    use qinghuo_locale::Language;
    use std::collections::BTreeSet;

    /// The names in a type.
    fn names(of: &Type) -> Vec<Word> {
        match of {
            Type::Named(name) => vec![name],
            Type::List(of, _) | Type::Map(of) | Type::Null(of) => names(of),
            Type::Tuple(all) | Type::Either(all) => all.iter().flat_map(names).collect(),
        }
    }

    /// The types of a form's members and alternatives, and the names it takes in.
    fn used(form: &Form) -> (Vec<&Type>, Vec<Word>) {
        match form {
            Form::Scalar(_) | Form::Words(_) => (Vec::new(), Vec::new()),
            Form::Shape { members, takes_in, .. } => {
                (members.iter().map(|member| &member.holds).collect(), takes_in.clone())
            }
            Form::OneOf { with, alternatives, .. } => {
                let members = alternatives.iter().flat_map(|one| &one.members).map(|member| &member.holds);
                let held = alternatives.iter().filter_map(|one| one.holds.as_ref());
                (members.chain(held).collect(), with.iter().copied().collect())
            }
        }
    }

    #[test]
    fn every_line_is_understood_and_every_name_is_known_and_used() {
        let notation = notation();
        assert_eq!(notation.faults, [""; 0]);
        let mut named: BTreeSet<&str> = BTreeSet::from(["Problem", "order_key", "actor", "project", "item"]);
        for form in notation.forms.values() {
            let (types, takes_in) = used(form);
            named.extend(types.into_iter().flat_map(names).chain(takes_in));
            assert_ne!(*form, Form::Words(Vec::new()), "words without values");
        }
        let mut parameters = BTreeSet::from(["lang"]);
        for address in &notation.addresses {
            named.extend(address.gives.iter().flat_map(names));
            named.extend(address.also.iter().map(|(_, name)| *name));
            named.extend(address.sends.filter(|name| *name != "file"));
            parameters.extend(notation.taken(address).iter().map(|parameter| parameter.name));
            for name in &address.takes {
                assert!(
                    notation.together.contains_key(name) || notation.parameters.contains_key(name),
                    "{name}"
                );
            }
        }
        named.extend(notation.parameters.values().flat_map(|parameter| names(&parameter.holds)));
        let known: BTreeSet<&str> = notation.forms.keys().copied().collect();
        assert_eq!(named.difference(&known).collect::<Vec<_>>(), [&""; 0], "unknown");
        assert_eq!(known.difference(&named).collect::<Vec<_>>(), [&""; 0], "unused");
        assert_eq!(parameters, notation.parameters.keys().copied().collect());
    }

    /// The names the reader of an enum knows, as its error lists them.
    fn variants(error: &str) -> BTreeSet<String> {
        error.split('`').skip(1).step_by(2).skip(1).map(ToOwned::to_owned).collect()
    }

    fn keys(of: &str) -> BTreeSet<String> {
        notation().alternatives(of).iter().map(|(one, _)| one.key.to_owned()).collect()
    }

    #[test]
    fn every_command_act_and_field_is_described() {
        let error = serde_json::from_str::<Command>("{\"command\":\"?\"}").unwrap_err().to_string();
        let mut commands = variants(&error);
        // It needs its file, and has an address of its own.
        assert!(commands.remove("import_ledger"));
        assert_eq!(keys("Command"), commands);
        assert_eq!(keys("Act"), Deed::ALL.iter().map(|deed| deed.key().to_owned()).collect());
        let fields: BTreeSet<String> = Field::keys().map(ToOwned::to_owned).collect();
        assert_eq!(keys("AttributeAny"), fields);
    }

    fn without(value: Value, names: &[&str]) -> Value {
        let Value::Object(object) = value else { return value };
        object
            .into_iter()
            .filter(|(name, _)| !names.contains(&&**name))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    #[test]
    fn every_example_is_read_and_written_back_as_it_is() {
        for (one, members) in notation().alternatives("Command") {
            let example = example::alternative(notation(), Some("command"), one, &members);
            assert_eq!(check::faults(notation(), "Command", &example), [], "{example}");
            let example = without(example, &["effective_on", "people"]);
            let command: Command =
                serde_json::from_value(example.clone()).unwrap_or_else(|error| panic!("{example}: {error}"));
            assert_eq!(serde_json::to_value(command).unwrap(), example);
        }
        for (one, members) in notation().alternatives("Act") {
            let example = example::alternative(notation(), None, one, &members);
            let act: qinghuo_domain::step::Act = serde_json::from_value(example.clone()).unwrap();
            assert_eq!(serde_json::to_value(act).unwrap(), example);
        }
        for (one, members) in notation().alternatives("AttributeAny") {
            let example = example::alternative(notation(), None, one, &members);
            let attribute: Attribute =
                serde_json::from_value(example.clone()).unwrap_or_else(|error| panic!("{example}: {error}"));
            assert_eq!(serde_json::to_value(&attribute).unwrap(), example);
            let field = attribute.field();
            assert_eq!(keys("Attribute").contains(field.key()), field.is_revisable(), "{}", field.key());
        }
    }

    #[test]
    fn everything_has_words_in_both_languages() {
        for language in Language::ALL {
            let document = document(Locale::of(language)).to_string();
            let bare: BTreeSet<&str> = document
                .split('"')
                .filter(|text| {
                    text.starts_with("api-") || text.starts_with("field-") || text.starts_with("deed-")
                })
                .collect();
            assert_eq!(bare, BTreeSet::new(), "{language:?}");
        }
    }

    #[test]
    fn no_words_are_left_over() {
        let notation = notation();
        let dashed = |name: &str| name.replace('_', "-").to_lowercase();
        let names: BTreeSet<String> = notation.forms.keys().map(|name| dashed(name)).collect();
        let shapes =
            || notation.forms.iter().filter(|(_, form)| !matches!(form, Form::Scalar(_) | Form::Words(_)));
        let mut members = BTreeSet::new();
        let mut own = BTreeSet::new();
        for (name, _) in shapes() {
            let alternatives = notation.alternatives(name);
            let of_alternatives = alternatives.iter().flat_map(|(_, members)| members.clone());
            for member in notation.members(name).into_iter().chain(of_alternatives) {
                members.insert(format!("api-is-{}", dashed(member.name)));
                own.insert(format!("api-of-{}-{}", dashed(name), dashed(member.name)));
            }
            own.extend(
                alternatives.iter().map(|(one, _)| format!("api-one-{}-{}", dashed(name), dashed(one.key))),
            );
            own.insert(format!("api-shape-{}", dashed(name)));
        }
        for (name, form) in &notation.forms {
            if let Form::Words(values) = form {
                own.extend(
                    values.iter().map(|value| format!("api-value-{}-{}", dashed(name), dashed(value))),
                );
            }
        }
        for address in &notation.addresses {
            own.extend([format!("api-title-{}", address.key), format!("api-at-{}", address.key)]);
            own.insert(format!("api-in-{}-item", address.key));
            let taken = notation.taken(address);
            own.extend(taken.iter().map(|of| format!("api-in-{}-{}", address.key, dashed(of.name))));
            own.extend(taken.iter().map(|of| format!("api-in-{}", dashed(of.name))));
        }
        own.insert("api-in-id".into());
        own.extend(names.iter().map(|name| format!("api-kind-{name}")));
        let words = include_str!("../../../../locale/locales/en/api.ftl");
        let keys = words.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key);
        let of_ours = ["is", "of", "one", "shape", "value", "title", "at", "in", "kind"];
        let of_ours = |key: &&str| of_ours.iter().any(|family| key.starts_with(&format!("api-{family}-")));
        let left: Vec<&str> =
            keys.filter(of_ours).filter(|key| !own.contains(*key) && !members.contains(*key)).collect();
        assert_eq!(left, [""; 0]);
    }

    #[test]
    fn a_body_is_told_everything_that_is_wrong_with_it() {
        let body: Value = serde_json::from_str(
            r#"{"command":"correct_project","project":"1","set":[{"name":1},{"colour":"red"},{"nature":"odd"},7],"sed":3}"#,
        )
        .unwrap();
        let told = check::faults(notation(), "Command", &body);
        let told: Vec<(&str, &str)> = told.iter().map(|fault| (&*fault.pointer, fault.fault)).collect();
        assert_eq!(
            told,
            [
                ("/project", "kind"),
                ("/set/0/name", "kind"),
                ("/set/1/colour", "unknown"),
                ("/set/2/nature", "value"),
                ("/set/3", "kind"),
                ("/reason", "missing"),
                ("/sed", "unknown"),
            ]
        );
    }
}
