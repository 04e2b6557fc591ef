//! XML parts, read with the place of every element and changed by splices, so that what is not changed stays byte for byte.

use super::super::OutError;
use crate::open::Unreadable;
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};
use std::{borrow::Cow, fmt::Write, ops::Range};

/// A part of the package.
pub(super) struct Part {
    /// Its name in the package.
    pub(super) name: String,
    /// What it says.
    pub(super) text: String,
}

/// An element's tag.
pub(super) enum Tag<'a> {
    /// The start of an element that has an end.
    Open(BytesStart<'a>),
    /// An element that is nothing but this tag.
    Empty(BytesStart<'a>),
    /// The end of an element, by its name without prefix.
    Close(String),
}

/// A tag in its place.
pub(super) struct Found<'a> {
    /// The tag.
    pub(super) tag: Tag<'a>,
    /// Where it is in the text.
    pub(super) span: Range<usize>,
    /// How many elements its element is in.
    pub(super) depth: usize,
}

/// Goes over the tags of a part. Text, comments and instructions are passed over; a document type is refused.
pub(super) struct Walk<'a> {
    reader: Reader<&'a [u8]>,
    part: &'a str,
    depth: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn over(part: &'a Part) -> Self {
        Self { reader: Reader::from_str(&part.text), part: &part.name, depth: 0 }
    }

    fn at(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// The next tag; `None` at the end.
    pub(super) fn step(&mut self) -> Result<Option<Found<'a>>, OutError> {
        loop {
            let start = self.at();
            let event = self
                .reader
                .read_event()
                .map_err(|error| OutError::damaged(format_args!("{}: {error}", self.part)))?;
            let (tag, depth) = match event {
                Event::Start(tag) => {
                    self.depth += 1;
                    (Tag::Open(tag), self.depth - 1)
                }
                Event::Empty(tag) => (Tag::Empty(tag), self.depth),
                Event::End(tag) => {
                    self.depth = self.depth.saturating_sub(1);
                    (Tag::Close(tag.local_name().as_ref().to_owned()), self.depth)
                }
                Event::DocType(_) => {
                    return Err(OutError::Source(Unreadable::DeclaresEntities {
                        part: self.part.to_owned(),
                    }));
                }
                Event::Eof => return Ok(None),
                _ => continue,
            };
            return Ok(Some(Found { tag, span: start..self.at(), depth }));
        }
    }

    /// Visits the start of every element.
    pub(super) fn each(
        part: &'a Part,
        mut visit: impl FnMut(&BytesStart<'_>, usize),
    ) -> Result<(), OutError> {
        let mut walk = Self::over(part);
        while let Some(found) = walk.step()? {
            if let Tag::Open(tag) | Tag::Empty(tag) = &found.tag {
                visit(tag, found.depth);
            }
        }
        Ok(())
    }
}

/// Whether this is an element of this name, whatever its prefix.
pub(super) fn is(tag: &BytesStart<'_>, name: &str) -> bool {
    tag.local_name().as_ref() == name
}

/// The prefix of an element's name with its colon, or nothing.
pub(super) fn prefix_of(tag: &BytesStart<'_>) -> String {
    tag.name().as_ref().split_once(':').map(|(prefix, _)| format!("{prefix}:")).unwrap_or_default()
}

/// The value of an attribute, by its name without prefix.
pub(super) fn value_of(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
}

/// The prefix bound to a namespace by this element; the empty text for the default one.
pub(super) fn bound_prefix(tag: &BytesStart<'_>, namespace: &str) -> Option<String> {
    tag.attributes().with_checks(false).flatten().find_map(|attribute| {
        let prefix = match attribute.key.as_ref() {
            "xmlns" => "",
            key => key.strip_prefix("xmlns:")?,
        };
        (attribute.value.as_ref() == namespace).then(|| prefix.to_owned())
    })
}

/// How an attribute of the namespace of relations is written under this root: its prefix and, where the root binds none, a declaration.
/// The prefix is then the usual one, because readers that look for it by its spelling are common.
pub(super) fn relation_attribute(root: &BytesStart<'_>, namespace: &str) -> (String, String) {
    match bound_prefix(root, namespace).filter(|prefix| !prefix.is_empty()) {
        Some(prefix) => (prefix, String::new()),
        None => ("r".to_owned(), format!(" xmlns:r=\"{}\"", escape(namespace))),
    }
}

/// The start tag again with some attributes set, or taken away (`None`). The others keep their place and their bytes.
pub(super) fn retag(tag: &BytesStart<'_>, empty: bool, changes: &[(&str, Option<&str>)]) -> String {
    let mut out = format!("<{}", tag.name().as_ref());
    let mut done = vec![false; changes.len()];
    for attribute in tag.attributes().with_checks(false).flatten() {
        let key = attribute.key.as_ref();
        let change = changes.iter().zip(&mut done).find(|((name, _), _)| *name == key);
        match change {
            Some(((_, value), done)) => {
                *done = true;
                if let Some(value) = value {
                    let _ = write!(out, " {key}=\"{}\"", escape(value));
                }
            }
            // A value between apostrophes may hold quotation marks.
            None => {
                let _ = write!(out, " {key}=\"{}\"", attribute.value.replace('"', "&quot;"));
            }
        }
    }
    for ((key, value), done) in changes.iter().zip(done) {
        if let (Some(value), false) = (value, done) {
            let _ = write!(out, " {key}=\"{}\"", escape(value));
        }
    }
    out.push_str(if empty { "/>" } else { ">" });
    out
}

/// Changes to a text, by where they go.
#[derive(Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    pub(super) fn insert(&mut self, at: usize, text: String) {
        self.0.push((at..at, text));
    }

    pub(super) fn replace(&mut self, span: Range<usize>, text: String) {
        self.0.push((span, text));
    }

    pub(super) fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(span, _)| (span.start, span.end));
        let added: usize = self.0.iter().map(|(_, text)| text.len()).sum();
        let mut out = String::with_capacity(text.len() + added);
        let mut from = 0;
        for (span, change) in self.0 {
            out.push_str(text.get(from..span.start).unwrap_or_default());
            out.push_str(&change);
            from = span.end;
        }
        out.push_str(text.get(from..).unwrap_or_default());
        out
    }
}

/// Adds children at the end of the first element of this name at this depth. They are made from the prefix of its name.
pub(super) fn append(
    part: &Part,
    name: &str,
    depth: usize,
    children: impl Fn(&str) -> String,
) -> Result<String, OutError> {
    let mut edits = Edits::default();
    let mut walk = Walk::over(part);
    let mut prefix = None;
    while let Some(found) = walk.step()? {
        if found.depth != depth {
            continue;
        }
        match (&found.tag, &prefix) {
            (Tag::Open(tag), None) if is(tag, name) => prefix = Some(prefix_of(tag)),
            (Tag::Empty(tag), None) if is(tag, name) => {
                let open = retag(tag, false, &[]);
                edits.replace(
                    found.span,
                    format!("{open}{}</{}>", children(&prefix_of(tag)), tag.name().as_ref()),
                );
                return Ok(edits.apply(&part.text));
            }
            (Tag::Close(closed), Some(prefix)) if closed == name => {
                edits.insert(found.span.start, children(prefix));
                return Ok(edits.apply(&part.text));
            }
            _ => {}
        }
    }
    Err(OutError::damaged(format_args!("{}: no {name}", part.name)))
}

/// Text as XML may hold it: markup escaped, characters XML forbids left out, and no accidental `_x0041_`, which spreadsheet programs
/// read as a character.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, letter) in text.char_indices() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '_' if text.get(at..).is_some_and(names_a_character) => out.push_str("_x005F_"),
            '\t' | '\n' => out.push(letter),
            '\0'..='\u{1F}' | '\u{7F}' | '\u{FFFE}' | '\u{FFFF}' => {}
            letter => out.push(letter),
        }
    }
    out
}

fn names_a_character(text: &str) -> bool {
    match text.as_bytes() {
        [b'_', b'x', digits @ ..] if digits.len() > 4 => {
            digits.get(..4).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
                && digits.get(4) == Some(&b'_')
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str) -> Part {
        Part { name: "p".into(), text: text.into() }
    }

    #[test]
    fn children_are_added_where_the_element_ends() {
        for (before, after) in [
            ("<a><b/></a>", "<a><b><c/></b></a>"),
            ("<x:a><x:b n='\"'/></x:a>", "<x:a><x:b n=\"&quot;\"><x:c/></x:b></x:a>"),
            ("<a><b>1<!-- </b> --><b/></b></a>", "<a><b>1<!-- </b> --><b/><c/></b></a>"),
        ] {
            let got = append(&part(before), "b", 1, |prefix| format!("<{prefix}c/>"));
            assert_eq!(got.ok().as_deref(), Some(after));
        }
        assert!(append(&part("<a/>"), "b", 1, |_| String::new()).is_err());
        assert!(append(&part("<!DOCTYPE a><a/>"), "a", 0, |_| String::new()).is_err());
    }

    #[test]
    fn text_cannot_break_out_of_its_element() {
        for (text, want) in [
            ("</t><f>1</f>", "&lt;/t&gt;&lt;f&gt;1&lt;/f&gt;"),
            ("a\0\u{1}\u{FFFF}b\r\n", "ab\n"),
            ("_x0041_ _x00g1_ _x004", "_x005F_x0041_ _x00g1_ _x004"),
            ("\"&'", "&quot;&amp;'"),
        ] {
            assert_eq!(escape(text), want);
        }
    }

    #[test]
    fn a_tag_keeps_what_is_not_changed() {
        let part = part("<c r='A1' t=\"s\" s=\"4\" x:y='1'/>");
        let mut got = String::new();
        let walked = Walk::each(&part, |tag, _| {
            got = retag(tag, true, &[("s", Some("9")), ("t", None), ("z", Some("<"))]);
        });
        assert!(walked.is_ok());
        assert_eq!(got, "<c r=\"A1\" s=\"9\" x:y=\"1\" z=\"&lt;\"/>");
    }
}
