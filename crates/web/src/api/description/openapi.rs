//! The notation as an OpenAPI 3.1 document, in one language.

use super::{
    example,
    notation::{Address, Alternative, Form, Member, Notation, Parameter, Type},
    words,
};
use crate::api::PREFIX;
use qinghuo_locale::Locale;
use serde_json::{Map, Value, json};

/// The statuses any address may fail with; one that does not read its body fails with fewer.
const ANYWHERE: [u16; 4] = [400, 429, 500, 503];

/// The document.
pub fn document(notation: &Notation, locale: &Locale) -> Value {
    let writing = Writing { notation, locale };
    let mut paths: Map<String, Value> = Map::new();
    for address in &notation.addresses {
        let path = paths.entry(address.path).or_insert_with(|| json!({}));
        if let Value::Object(methods) = path {
            methods.insert(address.method.to_lowercase(), writing.operation(address));
        }
    }
    let mut groups: Vec<&str> = Vec::new();
    for address in &notation.addresses {
        if !groups.contains(&address.group) {
            groups.push(address.group);
        }
    }
    let tags = groups.iter().map(|key| json!({ "name": key, "description": words::group(locale, key) }));
    let schemas = notation.names.iter().filter_map(|name| Some(((*name).to_owned(), writing.schema(name)?)));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": locale.text("api-name"),
            "description": locale.text("api-note"),
            "version": "1",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": PREFIX }],
        "security": [{ "token": [] }, {}],
        "tags": tags.collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "description": locale.text("api-token") } },
            "parameters": writing.common(),
            "schemas": schemas.collect::<Map<_, _>>(),
        },
    })
}

struct Writing<'a> {
    notation: &'a Notation,
    locale: &'a Locale,
}

impl Writing<'_> {
    fn operation(&self, address: &Address) -> Value {
        let mut operation = json!({
            "operationId": address.key,
            "tags": [address.group],
            "summary": words::title(self.locale, address),
            "description": words::about(self.locale, address),
            "parameters": self.parameters(address),
            "responses": self.responses(address),
            "x-needs": address.needs,
        });
        if let Value::Object(members) = &mut operation {
            if address.needs == "nothing" {
                members.insert("security".into(), json!([]));
            }
            if let Some(sends) = address.sends {
                members.insert("requestBody".into(), self.body(sends));
            }
        }
        operation
    }

    fn parameters(&self, address: &Address) -> Value {
        let in_path = address.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let in_path = in_path.map(|name| {
            let holds = Type::Named(if name == "id" { "project" } else { "item" });
            self.parameter("path", name, true, &holds, &words::parameter(self.locale, address, name))
        });
        let headers = address.headers.iter().map(|(name, is_needed)| {
            let holds = Type::Named(if *name == "Idempotency-Key" { "order_key" } else { "actor" });
            self.parameter("header", name, *is_needed, &holds, &words::header(self.locale, name))
        });
        let in_query = self.notation.taken(address);
        let in_query = in_query.into_iter().map(|parameter| {
            let name = parameter.name;
            match words::is_of_its_own(self.locale, address, name) {
                true => self.in_query(parameter, &words::parameter(self.locale, address, name)),
                false => json!({ "$ref": format!("#/components/parameters/{name}") }),
            }
        });
        in_path.chain(headers).chain(in_query).collect()
    }

    /// The parameters that ask for the same thing wherever they are taken.
    fn common(&self) -> Value {
        let nowhere = Address::default();
        let parameters = self.notation.parameters.values().map(|parameter| {
            let about = words::parameter(self.locale, &nowhere, parameter.name);
            (parameter.name.to_owned(), self.in_query(parameter, &about))
        });
        Value::Object(parameters.collect())
    }

    fn in_query(&self, parameter: &Parameter, about: &str) -> Value {
        let holds = match parameter.is_many {
            true => &Type::List(Box::new(parameter.holds.clone()), None),
            false => &parameter.holds,
        };
        self.parameter("query", parameter.name, false, holds, about)
    }

    fn parameter(&self, place: &str, name: &str, is_needed: bool, holds: &Type, about: &str) -> Value {
        json!({
            "name": name,
            "in": place,
            "required": is_needed,
            "description": about,
            "schema": self.of(holds),
            "example": example::of(self.notation, holds),
        })
    }

    fn body(&self, sends: &'static str) -> Value {
        if sends == "file" {
            let file = json!({ "type": "string", "format": "binary" });
            return json!({ "required": true, "content": { "application/octet-stream": { "schema": file } } });
        }
        let tag = match self.notation.forms.get(sends) {
            Some(Form::OneOf { tag, .. }) => *tag,
            _ => None,
        };
        let all = self.notation.alternatives(sends);
        let examples = all.iter().map(|(one, members)| {
            let value = example::alternative(self.notation, tag, one, members);
            (one.key.to_owned(), json!({ "value": value }))
        });
        let content = json!({ "schema": reference(sends), "examples": examples.collect::<Map<_, _>>() });
        json!({ "required": true, "content": { "application/json": content } })
    }

    fn responses(&self, address: &Address) -> Value {
        let answer = |about: String, schema: Value| json!({ "description": about, "content": { "application/json": { "schema": schema } } });
        let mut responses = Map::new();
        let fails = ANYWHERE.iter().chain(&address.fails);
        // Another site's page is turned away from what changes something, whoever it speaks for.
        let barred: &[u16] = match (address.needs, address.method) {
            ("nothing", "GET") => &[],
            ("nothing", _) => &[403],
            _ => &[401, 403],
        };
        for status in fails.chain(barred) {
            let failed = answer(words::status(self.locale, *status), reference("Problem"));
            responses.insert(status.to_string(), failed);
        }
        for (status, gives) in &address.also {
            responses
                .insert(status.to_string(), answer(words::status(self.locale, *status), reference(gives)));
        }
        let gives = address.gives.as_ref().map_or_else(|| json!({}), |gives| self.of(gives));
        responses.insert("200".into(), answer(words::status(self.locale, 200), gives));
        Value::Object(responses)
    }

    /// The schema of something with a name.
    fn schema(&self, name: &str) -> Option<Value> {
        match self.notation.forms.get(name)? {
            Form::Scalar(schema) => Some(self.scalar(name, schema)),
            Form::Words(values) => {
                let named =
                    |value: &String| Some(format!("{value}: {}", words::value(self.locale, name, value)?));
                let mut schema = json!({ "type": "string", "enum": values });
                let about = values.iter().filter_map(named).collect::<Vec<_>>().join("; ");
                if let (false, Value::Object(members)) = (about.is_empty(), &mut schema) {
                    members.insert("description".into(), about.into());
                }
                Some(schema)
            }
            Form::Shape { is_open, .. } => {
                Some(self.object(name, &self.notation.members(name), *is_open, None))
            }
            Form::OneOf { tag, .. } => {
                let all = self.notation.alternatives(name);
                let all = all.iter().map(|(one, members)| self.alternative(name, *tag, one, members));
                Some(json!({ "oneOf": all.collect::<Vec<_>>() }))
            }
        }
    }

    fn alternative(&self, of: &str, tag: Option<&str>, one: &Alternative, members: &[&Member]) -> Value {
        let about = words::alternative(self.locale, of, one.key);
        let mut schema = match (tag, &one.holds) {
            (Some(tag), _) => self.object(of, members, false, Some((tag, one.key))),
            (None, holds) => {
                let holds =
                    holds.as_ref().map_or_else(|| self.object(of, members, false, None), |it| self.of(it));
                json!({
                    "type": "object",
                    "properties": { one.key: holds },
                    "required": [one.key],
                    "additionalProperties": false,
                })
            }
        };
        if let Value::Object(members) = &mut schema {
            members.insert("title".into(), one.key.into());
            members.insert("description".into(), about.into());
        }
        schema
    }

    fn object(&self, of: &str, members: &[&Member], is_open: bool, tag: Option<(&str, &str)>) -> Value {
        let tagged = tag.map(|(tag, key)| (tag.to_owned(), json!({ "const": key })));
        let described = members.iter().map(|member| {
            let mut schema = self.of(&member.holds);
            if let Value::Object(schema) = &mut schema {
                let about = words::member(self.locale, of, member.name);
                schema.insert("description".into(), about.into());
            }
            (member.name.to_owned(), schema)
        });
        let properties: Map<String, Value> = tagged.into_iter().chain(described).collect();
        let needed = members.iter().filter(|member| !member.is_optional).map(|member| member.name);
        let required: Vec<&str> = tag.map(|(tag, _)| tag).into_iter().chain(needed).collect();
        json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": is_open,
        })
    }

    fn of(&self, holds: &Type) -> Value {
        match holds {
            Type::Named(name) => reference(name),
            Type::List(of, count) => {
                let mut schema = json!({ "type": "array", "items": self.of(of) });
                if let (Some(count), Value::Object(members)) = (count, &mut schema) {
                    members.insert("minItems".into(), (*count).into());
                    members.insert("maxItems".into(), (*count).into());
                }
                schema
            }
            Type::Map(of) => json!({ "type": "object", "additionalProperties": self.of(of) }),
            Type::Tuple(parts) => json!({
                "type": "array",
                "prefixItems": parts.iter().map(|part| self.of(part)).collect::<Vec<_>>(),
                "items": false,
                "minItems": parts.len(),
                "maxItems": parts.len(),
            }),
            Type::Either(all) => json!({ "anyOf": all.iter().map(|one| self.of(one)).collect::<Vec<_>>() }),
            Type::Null(of) => json!({ "anyOf": [self.of(of), { "type": "null" }] }),
        }
    }

    fn scalar(&self, name: &str, schema: &Value) -> Value {
        let mut schema = schema.clone();
        if let Value::Object(members) = &mut schema {
            if let Some(example) = members.remove("example") {
                members.insert("examples".into(), json!([example]));
            }
            members.insert("description".into(), words::scalar(self.locale, name).into());
        }
        schema
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
