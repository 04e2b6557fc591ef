//! Examples made from the notation: of every value one that the program itself would read.

use super::notation::{Alternative, Form, Member, Notation, Type};
use serde_json::{Map, Value, json};

/// An example of a type.
pub fn of(notation: &Notation, holds: &Type) -> Value {
    match holds {
        Type::Named(name) => named(notation, name),
        Type::List(of_it, count) => vec![of(notation, of_it); count.unwrap_or(1)].into(),
        Type::Map(of_it) => json!({ "key": of(notation, of_it) }),
        Type::Tuple(parts) => parts.iter().map(|part| of(notation, part)).collect(),
        Type::Either(all) => all.first().map_or(Value::Null, |first| of(notation, first)),
        Type::Null(of_it) => of(notation, of_it),
    }
}

fn named(notation: &Notation, name: &str) -> Value {
    match notation.forms.get(name) {
        Some(Form::Scalar(schema)) => schema.get("example").cloned().unwrap_or_default(),
        Some(Form::Words(words)) => words.first().map_or(Value::Null, |word| word.as_str().into()),
        Some(Form::Shape { .. }) => Value::Object(object(notation, &notation.members(name))),
        Some(Form::OneOf { tag, .. }) => {
            let all = notation.alternatives(name);
            all.first().map_or(Value::Null, |(one, members)| alternative(notation, *tag, one, members))
        }
        None => Value::Null,
    }
}

/// An example of one of several.
pub fn alternative(notation: &Notation, tag: Option<&str>, one: &Alternative, members: &[&Member]) -> Value {
    let mut object = object(notation, members);
    match (tag, &one.holds) {
        (Some(tag), _) => {
            object.insert(tag.to_owned(), one.key.into());
            Value::Object(object)
        }
        (None, Some(holds)) => json!({ one.key: of(notation, holds) }),
        (None, None) => json!({ one.key: object }),
    }
}

fn object(notation: &Notation, members: &[&Member]) -> Map<String, Value> {
    members.iter().map(|member| (member.name.to_owned(), of(notation, &member.holds))).collect()
}
