//! Holds a value against a schema of the OpenAPI document: the keywords the document uses and no others. What a text must look like is left to the
//! fuzz run, whose validator knows patterns and formats.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use serde_json::{Map, Value};

/// Everything of a value that is not as its schema says, each with its place.
pub fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    hold(document, schema, value, "", &mut faults);
    faults
}

fn fits(document: &Value, schema: &Value, value: &Value) -> bool {
    faults(document, schema, value).is_empty()
}

fn hold(document: &Value, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
    let schema = match schema {
        Value::Bool(true) => return,
        Value::Bool(false) => return faults.push(format!("{place}: nothing may stand here")),
        schema => schema.as_object().unwrap(),
    };
    for (keyword, said) in schema {
        let holds = match &**keyword {
            "description" | "title" | "example" | "examples" | "format" | "pattern" | "minLength"
            | "maxLength" => true,
            "$ref" => {
                let pointer = said.as_str().unwrap().strip_prefix('#').unwrap();
                hold(document, document.pointer(pointer).unwrap(), value, place, faults);
                true
            }
            // Dates and moments are told apart by format alone.
            "anyOf" => said.as_array().unwrap().iter().any(|one| fits(document, one, value)),
            "oneOf" => said.as_array().unwrap().iter().filter(|one| fits(document, one, value)).count() == 1,
            "type" => is(said.as_str().unwrap(), value),
            "const" => said == value,
            "enum" => said.as_array().unwrap().contains(value),
            "minimum" => value.as_f64().is_none_or(|number| number >= said.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|number| number <= said.as_f64().unwrap()),
            "minItems" => value.as_array().is_none_or(|all| all.len() as u64 >= said.as_u64().unwrap()),
            "maxItems" => value.as_array().is_none_or(|all| all.len() as u64 <= said.as_u64().unwrap()),
            "required" => {
                let has = |name: &Value| value.get(name.as_str().unwrap()).is_some();
                !value.is_object() || said.as_array().unwrap().iter().all(has)
            }
            "properties" | "additionalProperties" | "items" | "prefixItems" => true,
            other => panic!("the document uses a keyword this test does not know: {other}"),
        };
        if !holds {
            faults.push(format!("{place}: {keyword} {said}, found {value}"));
        }
    }
    inside(document, schema, value, place, faults);
}

fn inside(
    document: &Value,
    schema: &Map<String, Value>,
    value: &Value,
    place: &str,
    faults: &mut Vec<String>,
) {
    let nothing = Map::new();
    let properties = schema.get("properties").map_or(&nothing, |of| of.as_object().unwrap());
    let anything = Value::Bool(true);
    let others = schema.get("additionalProperties").unwrap_or(&anything);
    for (name, member) in value.as_object().into_iter().flatten() {
        let of = properties.get(name).unwrap_or(others);
        hold(document, of, member, &format!("{place}/{name}"), faults);
    }
    let first = schema.get("prefixItems").map_or(&[][..], |of| of.as_array().unwrap());
    let rest = schema.get("items").unwrap_or(&anything);
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        hold(document, first.get(index).unwrap_or(rest), item, &format!("{place}/{index}"), faults);
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no such type: {other}"),
    }
}
