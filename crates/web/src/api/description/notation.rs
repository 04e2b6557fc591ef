//! Reads the notation of `v1.txt`: what the API takes and gives, a line each.
//!
//! A line that is not indented begins something: `scalar NAME SCHEMA`, `words NAME VALUE…`, `parameter NAME TYPE [many]`, `together NAME PARAMETER…`,
//! `METHOD PATH KEY`, `shape NAME [open]` and `oneof NAME [by TAG] [with NAME]`. What is indented belongs to it: members of a shape, alternatives of a
//! `oneof` with their own members indented once more, and what an address takes, sends, gives and fails with. `+ NAME` takes in the members of another
//! shape. A `oneof` with a tag holds objects whose tag says which; without one, an object with one member, whose name says which.
//!
//! What is absent: words, and where the notation is used. A line that is not understood is left out and told in [`Notation::faults`].

use serde_json::Value;
use std::collections::BTreeMap;

/// A piece of the notation's text, which the binary holds.
pub type Word = &'static str;

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Something with a name.
    Named(Word),
    /// A list, of so many where that is fixed.
    List(Box<Type>, Option<usize>),
    /// An object by key.
    Map(Box<Type>),
    /// A list of exactly these.
    Tuple(Vec<Type>),
    /// One of these.
    Either(Vec<Type>),
    /// This or null.
    Null(Box<Type>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: Word,
    /// Whether it may be left out.
    pub is_optional: bool,
    /// What it is.
    pub holds: Type,
}

/// One of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// What it is told by.
    pub key: Word,
    /// What it holds, where it is no object.
    pub holds: Option<Type>,
    /// Its members, where it is one.
    pub members: Vec<Member>,
}

/// What something with a name is.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// A bare value, with its schema.
    Scalar(Value),
    /// One of some words.
    Words(Vec<String>),
    /// An object; an open one has members besides that depend on it.
    Shape {
        /// What it has.
        members: Vec<Member>,
        /// The shapes it takes in.
        takes_in: Vec<Word>,
        /// Whether there may be more.
        is_open: bool,
    },
    /// One of several.
    OneOf {
        /// The member that says which.
        tag: Option<Word>,
        /// The members all of them have, or the alternatives it has besides its own.
        with: Option<Word>,
        /// Which there are.
        alternatives: Vec<Alternative>,
    },
}

/// A parameter of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: Word,
    /// What it is.
    pub holds: Type,
    /// Whether it may be given several times.
    pub is_many: bool,
}

/// An address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// `GET` or `POST`.
    pub method: Word,
    /// Its path below the prefix, with `{id}` for what changes.
    pub path: Word,
    /// What it is called in the locale files.
    pub key: Word,
    /// What it stands with.
    pub group: Word,
    /// What whoever comes needs: `nothing`, `sign_in`, or what their role must do.
    pub needs: Word,
    /// The parameters it takes, or names of several together.
    pub takes: Vec<Word>,
    /// The headers it reads, and whether it needs them.
    pub headers: Vec<(Word, bool)>,
    /// What it is sent; `file` is a file.
    pub sends: Option<Word>,
    /// What it gives.
    pub gives: Option<Type>,
    /// What it gives with another status.
    pub also: Vec<(u16, Word)>,
    /// The statuses it fails with, besides those any address does.
    pub fails: Vec<u16>,
}

/// All of it.
#[derive(Debug, Default)]
pub struct Notation {
    /// What has a name, and the names in their order.
    pub forms: BTreeMap<Word, Form>,
    /// The names in the order of the text.
    pub names: Vec<Word>,
    /// Parameters by name.
    pub parameters: BTreeMap<Word, Parameter>,
    /// Parameters that go together.
    pub together: BTreeMap<Word, Vec<Word>>,
    /// The addresses, in their order.
    pub addresses: Vec<Address>,
    /// Lines that were not understood.
    pub faults: Vec<String>,
}

impl Notation {
    /// Reads a text; `from_code` gives the values of words that have none in it.
    pub fn read(text: &'static str, from_code: impl Fn(&str) -> Vec<String>) -> Self {
        let mut notation = Self::default();
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let mut below = Vec::new();
            while let Some(next) = lines.next_if(|next| next.starts_with(' ')) {
                below.push(next);
            }
            if notation.take(line, &below, &from_code).is_none() {
                notation.faults.push(line.to_owned());
            }
        }
        notation
    }

    fn take(
        &mut self,
        line: &'static str,
        below: &[&'static str],
        from_code: &impl Fn(&str) -> Vec<String>,
    ) -> Option<()> {
        let (kind, rest) = line.split_once(' ')?;
        let (name, more) = rest.split_once(' ').unwrap_or((rest, ""));
        match kind {
            "scalar" => self.put(name, Form::Scalar(serde_json::from_str(more).ok()?)),
            "words" => {
                let written: Vec<String> = more.split_whitespace().map(ToOwned::to_owned).collect();
                self.put(name, Form::Words(if written.is_empty() { from_code(name) } else { written }))
            }
            "parameter" => {
                let (of, is_many) = more.strip_suffix(" many").map_or((more, false), |of| (of, true));
                self.parameters.insert(name, Parameter { name, holds: read_type(of)?, is_many });
                Some(())
            }
            "together" => {
                self.together.insert(name, more.split(' ').collect());
                Some(())
            }
            "GET" | "POST" => {
                let address = Address { method: kind, path: name, key: more, ..Address::default() };
                self.addresses.push(read_address(address, below)?);
                Some(())
            }
            "shape" => {
                let mut lines = below.iter().map(|line| line.trim());
                let takes_in = lines.clone().filter_map(|line| line.strip_prefix("+ ")).collect();
                let members = lines.by_ref().filter(|line| !line.starts_with('+')).map(read_member);
                let members = members.collect::<Option<Vec<_>>>()?;
                self.put(name, Form::Shape { members, takes_in, is_open: more == "open" })
            }
            "oneof" => {
                let after = |word: &str| {
                    let mut words = more.split(' ').skip_while(|of| *of != word).skip(1);
                    words.next()
                };
                let alternatives = read_alternatives(below)?;
                self.put(name, Form::OneOf { tag: after("by"), with: after("with"), alternatives })
            }
            _ => None,
        }
    }

    fn put(&mut self, name: Word, form: Form) -> Option<()> {
        self.names.push(name);
        self.forms.insert(name, form).is_none().then_some(())
    }

    /// The members of a shape with those it takes in, in their order.
    pub fn members(&self, name: &str) -> Vec<&Member> {
        match self.forms.get(name) {
            Some(Form::Shape { members, takes_in, .. }) => {
                takes_in.iter().flat_map(|name| self.members(name)).chain(members).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The alternatives of one of several, each with the members all of them have.
    pub fn alternatives(&self, name: &str) -> Vec<(&Alternative, Vec<&Member>)> {
        let Some(Form::OneOf { with, alternatives, .. }) = self.forms.get(name) else { return Vec::new() };
        let with = with.unwrap_or_default();
        let common = self.members(with);
        let own = alternatives.iter().map(|one| (one, one.members.iter().chain(common.clone()).collect()));
        self.alternatives(with).into_iter().chain(own).collect()
    }

    /// The parameters an address takes.
    pub fn taken(&self, address: &Address) -> Vec<&Parameter> {
        let names = address.takes.iter().flat_map(|name| match self.together.get(name) {
            Some(names) => names.clone(),
            None => vec![*name],
        });
        names.chain(["lang"]).filter_map(|name| self.parameters.get(name)).collect()
    }

    /// The address of a path below the prefix.
    pub fn address(&self, path: &str) -> Option<&Address> {
        let fits = |address: &&Address| {
            let (mut want, mut have) = (address.path.split('/'), path.split('/'));
            loop {
                match (want.next(), have.next()) {
                    (None, None) => return true,
                    (Some(want), Some(have)) if want == have || want.starts_with('{') => {}
                    _ => return false,
                }
            }
        };
        let mut fitting: Vec<&Address> = self.addresses.iter().filter(fits).collect();
        fitting.sort_by_key(|address| address.path.contains('{'));
        fitting.first().copied()
    }
}

fn read_address(mut address: Address, below: &[&'static str]) -> Option<Address> {
    for line in below {
        let (what, rest) = line.trim().split_once(' ')?;
        let mut words = rest.split(' ');
        match what {
            "group" => address.group = rest,
            "needs" => address.needs = rest,
            "takes" => address.takes = words.collect(),
            "sends" => address.sends = Some(rest),
            "gives" => address.gives = Some(read_type(rest)?),
            "also" => address.also.push((words.next()?.parse().ok()?, words.next()?)),
            "fails" => address.fails = words.map(|word| word.parse().ok()).collect::<Option<_>>()?,
            "headers" => {
                let header =
                    |word: Word| word.strip_suffix('!').map_or((word, false), |needed| (needed, true));
                address.headers = words.map(header).collect();
            }
            _ => return None,
        }
    }
    Some(address)
}

fn read_member(line: &'static str) -> Option<Member> {
    let (name, of) = line.split_once(' ')?;
    let (name, is_optional) = name.strip_suffix('?').map_or((name, false), |name| (name, true));
    Some(Member { name, is_optional, holds: read_type(of)? })
}

fn read_alternatives(below: &[&'static str]) -> Option<Vec<Alternative>> {
    let mut alternatives: Vec<Alternative> = Vec::new();
    for line in below {
        if let Some(line) = line.strip_prefix("    ") {
            alternatives.last_mut()?.members.push(read_member(line)?);
        } else {
            let line = line.trim();
            let (key, of) = line.split_once(' ').map_or((line, None), |(key, of)| (key, Some(of)));
            let holds = match of {
                Some(of) => Some(read_type(of)?),
                None => None,
            };
            alternatives.push(Alternative { key, holds, members: Vec::new() });
        }
    }
    Some(alternatives)
}

/// Reads a type; nothing may be left of the text.
fn read_type(text: &'static str) -> Option<Type> {
    let (read, rest) = either(text)?;
    rest.is_empty().then_some(read)
}

fn either(text: &'static str) -> Option<(Type, &'static str)> {
    let (first, mut rest) = one(text)?;
    let mut all = vec![first];
    while let Some(more) = rest.strip_prefix('|') {
        let (next, after) = one(more)?;
        all.push(next);
        rest = after;
    }
    let read = if all.len() > 1 { Type::Either(all) } else { all.pop()? };
    Some((read, rest))
}

fn one(text: &'static str) -> Option<(Type, &'static str)> {
    let (read, rest) = if let Some(inner) = text.strip_prefix('[') {
        let (of, rest) = either(inner)?;
        let (count, rest) = rest.split_once(']')?;
        let count = count.trim();
        let count = if count.is_empty() { None } else { Some(count.parse().ok()?) };
        (Type::List(Box::new(of), count), rest)
    } else if let Some(inner) = text.strip_prefix('{') {
        let (of, rest) = either(inner)?;
        (Type::Map(Box::new(of)), rest.strip_prefix('}')?)
    } else if let Some(mut rest) = text.strip_prefix('(') {
        let mut parts = Vec::new();
        loop {
            let (part, after) = either(rest)?;
            parts.push(part);
            match after.strip_prefix(' ') {
                Some(more) => rest = more,
                None => break (Type::Tuple(parts), after.strip_prefix(')')?),
            }
        }
    } else {
        let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
        let (name, rest) = text.split_at_checked(end)?;
        (Type::Named(name).named()?, rest)
    };
    match rest.strip_prefix('?') {
        Some(rest) => Some((Type::Null(Box::new(read)), rest)),
        None => Some((read, rest)),
    }
}

impl Type {
    /// Itself, unless it is a name without letters.
    fn named(self) -> Option<Self> {
        (self != Self::Named("")).then_some(self)
    }
}
