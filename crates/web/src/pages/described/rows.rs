//! What an object looks like, a row per member. A shape that occurs once is drawn where it occurs, indented; one that occurs in several places stands
//! apart and is linked to.

use super::{COMMAND, Part};
use crate::api::description::{
    notation::{Form, Member, Notation, Type, Word},
    words,
};
use qinghuo_locale::Locale;
use std::collections::BTreeMap;

/// A part of a type as it is written.
pub struct Piece {
    /// The text.
    pub text: String,
    /// Where more is said of it.
    pub href: Option<String>,
}

/// A member of an object.
pub struct Row {
    /// How far it is indented.
    pub depth: usize,
    /// Its name; empty for the members of another shape taken in.
    pub name: String,
    /// Whether it may be left out.
    pub is_optional: bool,
    /// What it is.
    pub holds: Vec<Piece>,
    /// What it says.
    pub about: String,
}

/// The shapes with how often each occurs.
pub struct Tree {
    notation: &'static Notation,
    locale: &'static Locale,
    /// The page they stand on.
    here: Part,
    uses: BTreeMap<Word, usize>,
}

impl Tree {
    /// Counts through a notation.
    pub fn of(notation: &'static Notation, locale: &'static Locale, here: Part) -> Self {
        let mut tree = Self { notation, locale, here, uses: BTreeMap::new() };
        for form in notation.forms.values() {
            match form {
                Form::Scalar(_) | Form::Words(_) => {}
                Form::Shape { members, takes_in, .. } => {
                    members.iter().for_each(|member| tree.count(&member.holds));
                    takes_in.iter().for_each(|name| tree.count(&Type::Named(name)));
                }
                Form::OneOf { with, alternatives, .. } => {
                    with.iter().for_each(|name| tree.count(&Type::Named(name)));
                    alternatives
                        .iter()
                        .flat_map(|one| &one.members)
                        .for_each(|member| tree.count(&member.holds));
                    alternatives
                        .iter()
                        .filter_map(|one| one.holds.as_ref())
                        .for_each(|holds| tree.count(holds));
                }
            }
        }
        notation.addresses.iter().flat_map(|address| &address.gives).for_each(|gives| tree.count(gives));
        tree
    }

    fn count(&mut self, holds: &Type) {
        match holds {
            Type::Named(name) => *self.uses.entry(name).or_default() += 1,
            Type::List(of, _) | Type::Map(of) | Type::Null(of) => self.count(of),
            Type::Tuple(all) | Type::Either(all) => all.iter().for_each(|one| self.count(one)),
        }
    }

    /// Whether something stands apart: it occurs in several places, is one of several, or is what an address is sent.
    pub fn is_apart(&self, name: &str) -> bool {
        match self.notation.forms.get(name) {
            Some(Form::OneOf { .. }) => true,
            Some(Form::Shape { .. }) => {
                name == "Problem"
                    || self.uses.get(name).is_some_and(|uses| *uses > 1)
                    || self.notation.addresses.iter().any(|address| address.sends == Some(name))
            }
            _ => false,
        }
    }

    fn is_drawn_here(&self, name: &str) -> bool {
        matches!(self.notation.forms.get(name), Some(Form::Shape { .. })) && !self.is_apart(name)
    }

    /// What an address gives.
    pub fn of_answer(&self, gives: &Type) -> Vec<Row> {
        match gives {
            Type::Named(name) if self.is_drawn_here(name) => self.of_shape(name),
            Type::Either(all) => {
                all.iter().flat_map(|one| [self.bare(one)].into_iter().chain(self.inside(one, 1))).collect()
            }
            _ => vec![self.bare(gives)],
        }
    }

    /// The members of a shape.
    pub fn of_shape(&self, name: &str) -> Vec<Row> {
        let Some(Form::Shape { members, takes_in, .. }) = self.notation.forms.get(name) else {
            return Vec::new();
        };
        let members: Vec<&Member> = members.iter().collect();
        let mut rows = self.taken_in(takes_in);
        rows.extend(self.of_members(name, &members));
        rows
    }

    /// The members of shapes that are taken in.
    pub fn taken_in(&self, names: &[Word]) -> Vec<Row> {
        let rows = names.iter().flat_map(|name| match self.is_apart(name) {
            true => vec![self.bare(&Type::Named(name))],
            false => self.of_shape(name),
        });
        rows.collect()
    }

    /// These members of a shape.
    pub fn of_members(&self, shape: &str, members: &[&Member]) -> Vec<Row> {
        let rows = members.iter().flat_map(|member| {
            let row = Row {
                depth: 0,
                name: member.name.to_owned(),
                is_optional: member.is_optional,
                holds: self.pieces(&member.holds),
                about: words::member(self.locale, shape, member.name),
            };
            std::iter::once(row).chain(self.inside(&member.holds, 1))
        });
        rows.collect()
    }

    /// The members of what a member holds, where that is drawn here.
    fn inside(&self, holds: &Type, depth: usize) -> Vec<Row> {
        match holds {
            Type::Named(name) if self.is_drawn_here(name) => {
                let mut rows = self.of_shape(name);
                rows.iter_mut().for_each(|row| row.depth += depth);
                rows
            }
            Type::List(of, _) | Type::Map(of) | Type::Null(of) => self.inside(of, depth),
            _ => Vec::new(),
        }
    }

    /// A type without a name.
    pub fn bare(&self, holds: &Type) -> Row {
        let about = match holds {
            Type::Named(name) => words::shape(self.locale, name).unwrap_or_default(),
            _ => String::new(),
        };
        Row { depth: 0, name: String::new(), is_optional: false, holds: self.pieces(holds), about }
    }

    /// A type as it is written: plain values in words, vocabularies and shapes by name.
    pub fn pieces(&self, holds: &Type) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.write(holds, &mut pieces);
        pieces
    }

    fn write(&self, holds: &Type, pieces: &mut Vec<Piece>) {
        let mark = |text: &str| Piece { text: text.to_owned(), href: None };
        match holds {
            Type::Named(name) => pieces.push(self.named(name)),
            Type::List(of, count) => {
                pieces.push(mark("["));
                self.write(of, pieces);
                pieces.push(mark(&count.map_or_else(|| "]".to_owned(), |count| format!(" × {count}]"))));
            }
            Type::Map(of) => {
                pieces.push(mark("{"));
                self.write(of, pieces);
                pieces.push(mark("}"));
            }
            Type::Tuple(all) => {
                pieces.push(mark("("));
                self.write_all(all, " · ", pieces);
                pieces.push(mark(")"));
            }
            Type::Either(all) => self.write_all(all, " | ", pieces),
            Type::Null(of) => {
                self.write(of, pieces);
                pieces.push(mark("?"));
            }
        }
    }

    fn write_all(&self, all: &[Type], between: &str, pieces: &mut Vec<Piece>) {
        for (index, one) in all.iter().enumerate() {
            if index > 0 {
                pieces.push(Piece { text: between.to_owned(), href: None });
            }
            self.write(one, pieces);
        }
    }

    /// Where a shape or a vocabulary is drawn.
    pub fn to(&self, name: &str) -> String {
        let part = match self.notation.forms.get(name) {
            _ if name == COMMAND => Part::Commands,
            Some(Form::Words(_)) => Part::Values,
            _ => Part::Shapes,
        };
        part.anchor(name, self.here)
    }

    fn named(&self, name: Word) -> Piece {
        match self.notation.forms.get(name) {
            Some(Form::Scalar(_)) => Piece { text: words::scalar(self.locale, name), href: None },
            Some(Form::Words(values)) if values.len() == 1 => Piece { text: values.concat(), href: None },
            Some(Form::Words(_)) => Piece { text: name.to_owned(), href: Some(self.to(name)) },
            _ if self.is_apart(name) => Piece { text: name.to_owned(), href: Some(self.to(name)) },
            _ => Piece { text: name.to_owned(), href: None },
        }
    }
}
