//! Holds a value against the notation: every member that is missing, unknown or of another kind, at once, by its place (RFC 6901).
//!
//! What is absent: what a text other than a day must look like; whoever reads the value finds that out.

use super::notation::{Form, Member, Notation, Type};
use qinghuo_domain::Date;
use serde_json::{Map, Value};

/// A member that is not as described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands, as a JSON pointer.
    pub pointer: String,
    /// What is wrong: the key of its explanation, under `api-fault-`.
    pub fault: &'static str,
}

/// Everything of a value that is not as described.
pub fn faults(notation: &Notation, name: &'static str, value: &Value) -> Vec<Fault> {
    let mut checking = Checking { notation, faults: Vec::new() };
    checking.value("", &Type::Named(name), value);
    checking.faults
}

struct Checking<'a> {
    notation: &'a Notation,
    faults: Vec<Fault>,
}

impl Checking<'_> {
    fn tell(&mut self, pointer: &str, fault: &'static str) {
        self.faults.push(Fault { pointer: pointer.to_owned(), fault });
    }

    fn value(&mut self, pointer: &str, holds: &Type, value: &Value) {
        match (holds, value) {
            (Type::Null(_), Value::Null) => {}
            (Type::Null(of), _) => self.value(pointer, of, value),
            (Type::Either(all), _) => self.either(pointer, all, value),
            (Type::List(of, count), Value::Array(values)) => {
                if count.is_some_and(|count| count != values.len()) {
                    self.tell(pointer, "kind");
                }
                for (index, value) in values.iter().enumerate() {
                    self.value(&format!("{pointer}/{index}"), of, value);
                }
            }
            (Type::Tuple(parts), Value::Array(values)) if parts.len() == values.len() => {
                for (index, (part, value)) in parts.iter().zip(values).enumerate() {
                    self.value(&format!("{pointer}/{index}"), part, value);
                }
            }
            (Type::Map(of), Value::Object(object)) => {
                for (name, value) in object {
                    self.value(&below(pointer, name), of, value);
                }
            }
            (Type::Named(name), _) => self.named(pointer, name, value),
            _ => self.tell(pointer, "kind"),
        }
    }

    fn either(&mut self, pointer: &str, all: &[Type], value: &Value) {
        let fits = |one: &Type| {
            let mut trying = Checking { notation: self.notation, faults: Vec::new() };
            trying.value(pointer, one, value);
            trying.faults.is_empty()
        };
        if !all.iter().any(fits) {
            self.tell(pointer, "kind");
        }
    }

    fn named(&mut self, pointer: &str, name: &str, value: &Value) {
        let notation = self.notation;
        match (notation.forms.get(name), value) {
            (Some(Form::Scalar(schema)), _) => {
                if !is_kind(schema.get("type").and_then(Value::as_str), value) {
                    self.tell(pointer, "kind");
                } else if !is_within(schema, value) {
                    self.tell(pointer, "range");
                } else if schema.get("format").is_some_and(|format| format == "date") && !is_day(value) {
                    self.tell(pointer, "date");
                }
            }
            (Some(Form::Words(words)), Value::String(word)) => {
                if !words.contains(word) {
                    self.tell(pointer, "value");
                }
            }
            (Some(Form::Shape { is_open, .. }), Value::Object(object)) => {
                self.object(pointer, &notation.members(name), object, *is_open, None);
            }
            (Some(Form::OneOf { tag: Some(tag), .. }), Value::Object(object)) => {
                self.tagged(pointer, name, tag, object);
            }
            (Some(Form::OneOf { tag: None, .. }), Value::Object(object)) => {
                self.keyed(pointer, name, object);
            }
            _ => self.tell(pointer, "kind"),
        }
    }

    fn object(
        &mut self,
        pointer: &str,
        members: &[&Member],
        object: &Map<String, Value>,
        is_open: bool,
        tag: Option<&str>,
    ) {
        for member in members {
            match object.get(member.name) {
                Some(value) => self.value(&below(pointer, member.name), &member.holds, value),
                None if member.is_optional => {}
                None => self.tell(&below(pointer, member.name), "missing"),
            }
        }
        let is_known = |name: &str| tag == Some(name) || members.iter().any(|member| member.name == name);
        for name in object.keys().filter(|name| !is_open && !is_known(name)) {
            self.tell(&below(pointer, name), "unknown");
        }
    }

    fn tagged(&mut self, pointer: &str, name: &str, tag: &str, object: &Map<String, Value>) {
        let Some(said) = object.get(tag) else { return self.tell(&below(pointer, tag), "missing") };
        let alternatives = self.notation.alternatives(name);
        match alternatives.iter().find(|(one, _)| said.as_str() == Some(one.key)) {
            Some((_, members)) => self.object(pointer, members, object, false, Some(tag)),
            None => self.tell(&below(pointer, tag), "value"),
        }
    }

    fn keyed(&mut self, pointer: &str, name: &str, object: &Map<String, Value>) {
        let alternatives = self.notation.alternatives(name);
        let mut given = object.iter();
        let (Some((key, value)), None) = (given.next(), given.next()) else {
            return self.tell(pointer, "kind");
        };
        let pointer = below(pointer, key);
        match (alternatives.iter().find(|(one, _)| one.key == key), value) {
            (None, _) => self.tell(&pointer, "unknown"),
            (Some((one, members)), _) => match (&one.holds, value) {
                (Some(holds), _) => self.value(&pointer, holds, value),
                (None, Value::Object(object)) => self.object(&pointer, members, object, false, None),
                (None, _) => self.tell(&pointer, "kind"),
            },
        }
    }
}

fn below(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// A number written with a fraction that is none, as a whole one: `12.0` is an integer to JSON Schema (and to Python), but not to every reader.
fn whole(value: &Value) -> Option<i64> {
    // Every whole number up to this has a float of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let number = value.as_f64().filter(|number| number.fract() == 0.0 && number.abs() <= EXACT)?;
    format!("{number:.0}").parse().ok()
}

/// The same value with every whole number written as one.
pub fn with_whole_numbers(value: Value) -> Value {
    match value {
        Value::Array(values) => values.into_iter().map(with_whole_numbers).collect(),
        Value::Object(object) => object
            .into_iter()
            .map(|(name, value)| (name, with_whole_numbers(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Number(_) if value.is_f64() => whole(&value).map_or(value, Value::from),
        _ => value,
    }
}

/// Whether a number lies within what its scalar allows.
fn is_within(schema: &Value, value: &Value) -> bool {
    let Some(number) = value.as_f64() else { return true };
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    bound("minimum").is_none_or(|least| number >= least) && bound("maximum").is_none_or(|most| number <= most)
}

/// Whether a text is a day there is.
fn is_day(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.parse::<Date>().is_ok())
}

fn is_kind(kind: Option<&str>, value: &Value) -> bool {
    match kind {
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64() || whole(value).is_some(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => true,
    }
}
