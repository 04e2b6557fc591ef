//! The description of the API as people read it: each address with what it takes, gives and fails with, the commands, and the shapes they share.
//!
//! All of it is read from [`crate::api::description`], as the OpenAPI document is. [`rows`] draws what an answer looks like.
//!
//! What is absent: trying an address out; the line for `curl` does that.

mod rows;

use super::{frame::Frame, html, page};
use crate::{
    Served,
    api::{
        PREFIX,
        description::{
            example, notation,
            notation::{Address, Form, Notation, Parameter, Type},
            words,
        },
    },
    query::{Query, encode},
    visit::Visit,
};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use qinghuo_locale::Locale;
use rows::{Piece, Row, Tree};
use serde_json::Value;

/// Where it is.
pub const PATH: &str = "/api/docs";

#[derive(Template)]
#[template(path = "api.html")]
struct Page {
    frame: Frame,
    groups: Vec<Group>,
    together: Vec<Together>,
    commands: Vec<Alternative>,
    shapes: Vec<Shape>,
    values: Vec<Values>,
}

struct Group {
    key: &'static str,
    title: String,
    addresses: Vec<AddressView>,
}

struct AddressView {
    key: &'static str,
    method: &'static str,
    path: String,
    title: String,
    about: String,
    needs: String,
    in_path: Vec<Told>,
    headers: Vec<Told>,
    together: Vec<(&'static str, String)>,
    takes: Vec<Told>,
    sends: Option<&'static str>,
    gives: Vec<Row>,
    fails: Vec<(u16, String)>,
    curl: String,
}

/// A parameter or header.
struct Told {
    name: &'static str,
    is_needed: bool,
    is_many: bool,
    holds: Vec<Piece>,
    about: String,
    example: String,
}

struct Together {
    key: &'static str,
    title: String,
    parameters: Vec<Told>,
}

struct Alternative {
    key: &'static str,
    about: String,
    rows: Vec<Row>,
    example: String,
}

struct Shape {
    name: &'static str,
    rows: Vec<Row>,
    is_open: bool,
    alternatives: Vec<Alternative>,
}

struct Values {
    name: &'static str,
    values: Vec<(String, Option<String>)>,
}

/// The page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        let query = Query::default();
        let view = visit.view(served, &query)?;
        let title = visit.locale.text("api-name").into_owned();
        let frame = Frame::new(served, visit, &view, &query, "api", title);
        let drawing = Drawing {
            notation: notation(),
            locale: visit.locale,
            tree: Tree::of(notation(), visit.locale),
            origin: visit.origin.clone(),
        };
        html(StatusCode::OK, &drawing.page(frame))
    })
    .await
}

struct Drawing {
    notation: &'static Notation,
    locale: &'static Locale,
    tree: Tree,
    origin: String,
}

impl Drawing {
    fn page(&self, frame: Frame) -> Page {
        let mut groups: Vec<Group> = Vec::new();
        for address in &self.notation.addresses {
            let view = self.address(address);
            match groups.iter_mut().find(|group| group.key == address.group) {
                Some(group) => group.addresses.push(view),
                None => groups.push(Group {
                    key: address.group,
                    title: words::group(self.locale, address.group),
                    addresses: vec![view],
                }),
            }
        }
        let nowhere = Address::default();
        let together = self.notation.together.iter().map(|(key, names)| Together {
            key,
            title: self.locale.named("api-docs-together", key),
            parameters: names.iter().filter_map(|name| self.parameter(&nowhere, name)).collect(),
        });
        let names = || self.notation.names.iter().copied();
        Page {
            groups,
            together: together.collect(),
            commands: self.alternatives("Command"),
            shapes: names()
                .filter(|name| self.tree.is_apart(name))
                .filter_map(|name| self.shape(name))
                .collect(),
            values: names().filter_map(|name| self.values(name)).collect(),
            frame,
        }
    }

    fn address(&self, address: &'static Address) -> AddressView {
        let in_path = address.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let in_path = in_path.map(|name| {
            let holds = Type::Named(if name == "id" { "project" } else { "item" });
            self.told(name, true, false, &holds, words::parameter(self.locale, address, name))
        });
        let headers = address.headers.iter().map(|(name, is_needed)| {
            let holds = Type::Named(if *name == "Idempotency-Key" { "order_key" } else { "actor" });
            self.told(name, *is_needed, false, &holds, words::header(self.locale, name))
        });
        let (together, own): (Vec<&str>, Vec<&str>) =
            address.takes.iter().partition(|name| self.notation.together.contains_key(*name));
        let also = address.also.iter().map(|(status, _)| status);
        let barred: &[u16] = if address.needs == "nothing" { &[] } else { &[401, 403] };
        let mut fails: Vec<u16> =
            [400].iter().chain(barred).chain(&address.fails).chain(also).copied().collect();
        fails.sort_unstable();
        AddressView {
            key: address.key,
            method: address.method,
            path: format!("{PREFIX}{}", address.path),
            title: words::title(self.locale, address),
            about: words::about(self.locale, address),
            needs: words::needs(self.locale, address.needs),
            in_path: in_path.collect(),
            headers: headers.collect(),
            together: together
                .into_iter()
                .map(|key| (key, self.locale.named("api-docs-together", key)))
                .collect(),
            takes: own.into_iter().filter_map(|name| self.parameter(address, name)).collect(),
            sends: address.sends,
            gives: address.gives.as_ref().map(|gives| self.tree.of_answer(gives)).unwrap_or_default(),
            fails: fails.into_iter().map(|status| (status, words::status(self.locale, status))).collect(),
            curl: self.curl(address),
        }
    }

    fn parameter(&self, address: &Address, name: &str) -> Option<Told> {
        let Parameter { name, holds, is_many } = self.notation.parameters.get(name)?;
        Some(self.told(name, false, *is_many, holds, words::parameter(self.locale, address, name)))
    }

    fn told(&self, name: &'static str, is_needed: bool, is_many: bool, holds: &Type, about: String) -> Told {
        Told {
            name,
            is_needed,
            is_many,
            holds: self.tree.pieces(holds),
            about,
            example: plain(&example::of(self.notation, holds)),
        }
    }

    /// A line that does it.
    fn curl(&self, address: &Address) -> String {
        let path = address.path.replace("{id}", "P1").replace("{item}", "A36");
        let taken = self.notation.taken(address);
        let query = ["file", "place", "by"].into_iter().find_map(|name| {
            let parameter = taken.iter().find(|parameter| parameter.name == name)?;
            Some(format!("?{name}={}", encode(&plain(&example::of(self.notation, &parameter.holds)))))
        });
        let address_asked = format!("'{}{PREFIX}{path}{}'", self.origin, query.unwrap_or_default());
        let shown = address
            .headers
            .iter()
            .filter(|(_, is_needed)| *is_needed || address.headers.iter().any(|(_, is_needed)| *is_needed));
        let headers = shown.map(|(name, _)| {
            let value = if *name == "Idempotency-Key" { "order_key" } else { "actor" };
            format!(" -H '{name}: {}'", plain(&example::of(self.notation, &Type::Named(value))))
        });
        let headers: String = headers.collect();
        match address.sends {
            None => format!("curl {address_asked}"),
            Some("file") => format!("curl{headers} --data-binary @ledger.xlsx {address_asked}"),
            Some(sends) if sends != "Command" => {
                let body = example::of(self.notation, &Type::Named(sends));
                format!("curl{headers} --json '{body}' {address_asked}")
            }
            Some(_) => {
                let all = self.alternatives("Command");
                let body = all.iter().find(|one| one.key == "advance_phase");
                let body = body.map(|one| one.example.clone()).unwrap_or_default();
                format!("curl{headers} --json '{body}' {address_asked}")
            }
        }
    }

    fn alternatives(&self, name: &str) -> Vec<Alternative> {
        let tag = match self.notation.forms.get(name) {
            Some(Form::OneOf { tag, .. }) => *tag,
            _ => None,
        };
        let all = self.notation.alternatives(name).into_iter();
        let view = all.map(|(one, _)| {
            // What all of them have stands beside them once.
            let members: Vec<_> = one.members.iter().collect();
            Alternative {
                key: one.key,
                about: words::alternative(self.locale, name, one.key),
                rows: match &one.holds {
                    Some(holds) => vec![self.tree.bare(holds)],
                    None => self.tree.of_members(name, &members),
                },
                example: example::alternative(self.notation, tag, one, &members).to_string(),
            }
        });
        view.collect()
    }

    fn shape(&self, name: &'static str) -> Option<Shape> {
        let (rows, is_open) = match self.notation.forms.get(name)? {
            Form::Shape { is_open, .. } => (self.tree.of_shape(name), *is_open),
            Form::OneOf { with, .. } => (self.tree.taken_in(with.as_slice()), false),
            _ => return None,
        };
        let alternatives = if name == "Command" { return None } else { self.own_alternatives(name) };
        Some(Shape { name, rows, is_open, alternatives })
    }

    /// The alternatives of its own; those it has from another stand there.
    fn own_alternatives(&self, name: &str) -> Vec<Alternative> {
        let own: Vec<&str> = match self.notation.forms.get(name) {
            Some(Form::OneOf { alternatives, .. }) => alternatives.iter().map(|one| one.key).collect(),
            _ => Vec::new(),
        };
        self.alternatives(name).into_iter().filter(|one| own.contains(&one.key)).collect()
    }

    fn values(&self, name: &'static str) -> Option<Values> {
        let Form::Words(values) = self.notation.forms.get(name)? else { return None };
        let named = |value: &String| (value.clone(), words::value(self.locale, name, value));
        Some(Values { name, values: values.iter().map(named).collect() })
    }
}

/// An example as an address or header writes it.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}
