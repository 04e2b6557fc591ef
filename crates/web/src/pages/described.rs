//! The description of the API as people read it, a page for each group of addresses: what each takes, gives and fails with; the commands; and the shapes
//! they share.
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
    problem::Problem,
    query::encode,
    visit::Visit,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use qinghuo_locale::Locale;
use rows::{Piece, Row, Tree};
use serde_json::Value;

/// Where it is.
pub const PATH: &str = "/api/docs";
/// What is sent to the door for commands.
const COMMAND: &str = "Command";

/// A page of the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What holds everywhere, and where everything else is.
    Contents,
    /// The addresses of a group.
    Group(&'static str),
    /// The commands.
    Commands,
    /// The shapes.
    Shapes,
    /// The vocabularies.
    Values,
}

impl Part {
    /// All of them, in the order they are read in.
    fn all() -> Vec<Self> {
        let mut all = vec![Self::Contents];
        for address in &notation().addresses {
            let group = Self::Group(address.group);
            if !all.contains(&group) {
                all.push(group);
            }
        }
        all.extend([Self::Commands, Self::Shapes, Self::Values]);
        all
    }

    /// The last piece of its address.
    const fn key(self) -> &'static str {
        match self {
            Self::Contents => "",
            Self::Group(group) => group,
            Self::Commands => "commands",
            Self::Shapes => "shapes",
            Self::Values => "values",
        }
    }

    fn title(self, locale: &Locale) -> String {
        match self {
            Self::Contents => locale.text("api-docs-contents").into_owned(),
            Self::Group(group) => words::group(locale, group),
            Self::Commands => locale.text("api-docs-commands").into_owned(),
            Self::Shapes => locale.text("api-docs-shapes").into_owned(),
            Self::Values => locale.text("api-docs-values").into_owned(),
        }
    }

    fn address(self) -> String {
        if self == Self::Contents { PATH.to_owned() } else { format!("{PATH}/{}", self.key()) }
    }

    /// A place on it, as a link from another of the pages.
    fn anchor(self, place: &str, from: Self) -> String {
        if self == from { format!("#{place}") } else { format!("{}#{place}", self.address()) }
    }
}

#[derive(Template)]
#[template(path = "api.html")]
struct Page {
    frame: Frame,
    /// The pages: title, address, whether it is this one.
    parts: Vec<(String, String, bool)>,
    is_contents: bool,
    problem: String,
    /// On the first page every address with where it is described, by group.
    contents: Vec<(String, Vec<Entry>)>,
    together: Vec<Together>,
    addresses: Vec<AddressView>,
    commands: Vec<Alternative>,
    shapes: Vec<Shape>,
    values: Vec<Values>,
}

/// An address in the table of contents.
struct Entry {
    title: String,
    href: String,
    method: &'static str,
    path: String,
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
    /// Where parameters are described that go together, and what they are called.
    together: Vec<(String, String)>,
    takes: Vec<Told>,
    /// What is sent, and where its shape is; no shape for a file.
    sends: Option<(&'static str, Option<String>)>,
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

/// The first page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| draw(served, visit, Part::Contents)).await
}

/// One of the others.
pub async fn part(State(served): State<Served>, Path(key): Path<String>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        let part = Part::all().into_iter().find(|part| *part != Part::Contents && part.key() == key);
        draw(served, visit, part.ok_or(Problem::NoSuchPage)?)
    })
    .await
}

fn draw(served: &Served, visit: &Visit, part: Part) -> Result<Response, Problem> {
    let title = visit.locale.text("api-name").into_owned();
    let frame = Frame::aside(served, visit, "api", title);
    let drawing = Drawing {
        notation: notation(),
        locale: visit.locale,
        tree: Tree::of(notation(), visit.locale, part),
        origin: visit.origin.clone(),
    };
    html(StatusCode::OK, &drawing.page(frame, part))
}

struct Drawing {
    notation: &'static Notation,
    locale: &'static Locale,
    tree: Tree,
    origin: String,
}

impl Drawing {
    fn page(&self, frame: Frame, part: Part) -> Page {
        let parts = Part::all().into_iter();
        let parts = parts.map(|one| (one.title(self.locale), one.address(), one == part)).collect();
        let mut page = Page {
            frame,
            parts,
            is_contents: part == Part::Contents,
            problem: self.tree.to("Problem"),
            contents: Vec::new(),
            together: Vec::new(),
            addresses: Vec::new(),
            commands: Vec::new(),
            shapes: Vec::new(),
            values: Vec::new(),
        };
        match part {
            Part::Contents => {
                page.contents = self.contents();
                page.together = self.together();
            }
            Part::Group(group) => {
                let addresses = self.notation.addresses.iter().filter(|address| address.group == group);
                page.addresses = addresses.map(|address| self.address(address)).collect();
            }
            Part::Commands => page.commands = self.alternatives(COMMAND),
            Part::Shapes => {
                let shapes = self.notation.names.iter().copied().filter(|name| self.tree.is_apart(name));
                page.shapes = shapes.filter_map(|name| self.shape(name)).collect();
            }
            Part::Values => {
                let names = self.notation.names.iter();
                page.values = names.filter_map(|name| self.values(name)).collect();
            }
        }
        page
    }

    /// Every address, by group.
    fn contents(&self) -> Vec<(String, Vec<Entry>)> {
        let of_group = |part: Part| {
            let Part::Group(group) = part else { return None };
            let addresses = self.notation.addresses.iter().filter(|address| address.group == group);
            let entries = addresses.map(|address| Entry {
                title: words::title(self.locale, address),
                href: part.anchor(address.key, Part::Contents),
                method: address.method,
                path: format!("{PREFIX}{}", address.path),
            });
            Some((words::group(self.locale, group), entries.collect()))
        };
        Part::all().into_iter().filter_map(of_group).collect()
    }

    /// The parameters many addresses take together.
    fn together(&self) -> Vec<Together> {
        let nowhere = Address::default();
        let together = self.notation.together.iter().map(|(key, names)| Together {
            key,
            title: self.locale.named("api-docs-together", key),
            parameters: names.iter().filter_map(|name| self.parameter(&nowhere, name)).collect(),
        });
        together.collect()
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
                .map(|key| {
                    let href = Part::Contents.anchor(&format!("in-{key}"), Part::Group(address.group));
                    (href, self.locale.named("api-docs-together", key))
                })
                .collect(),
            takes: own.into_iter().filter_map(|name| self.parameter(address, name)).collect(),
            sends: address.sends.map(|sends| (sends, (sends != "file").then(|| self.tree.to(sends)))),
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
            Some(sends) if sends != COMMAND => {
                let body = example::of(self.notation, &Type::Named(sends));
                format!("curl{headers} --json '{body}' {address_asked}")
            }
            Some(_) => {
                let all = self.alternatives(COMMAND);
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
        let alternatives = if name == COMMAND { return None } else { self.own_alternatives(name) };
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
