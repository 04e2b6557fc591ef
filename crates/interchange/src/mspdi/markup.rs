//! XML as a row of pieces, read in blocks: as much of it as schedules are written in. A piece lies in the block it was read into, so whoever passes
//! over it pays for finding its end and no more.
//!
//! Held to: all of it is UTF-8, elements end as they began, nothing is cut off, no piece and no file is larger than its limit, nothing is declared.
//! Not looked at: what names are made of, what stands in comments and instructions, attributes until somebody asks for them. References to
//! characters are left as they stand; [`Markup::resolved`] is for who takes a text.

use crate::source::{Limits, Unreadable};
use memchr::{memchr, memchr_iter, memchr3, memmem};
use quick_xml::escape::{EscapeError, unescape};
use std::{borrow::Cow, cell::Cell, io::Read, mem};

/// Bytes read at a time: they stay at hand until they are looked at.
const BLOCK: usize = 1 << 18;

/// A piece of XML. Elements go by their names without prefixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'b> {
    /// An element begins.
    Begin(&'b str),
    /// The last element that began ends.
    End(&'b str),
    /// An element that holds nothing but a text, whole.
    Leaf(&'b str, &'b str),
    /// An element in one tag.
    Empty(&'b str),
    /// A text, references as they stand.
    Text(&'b str),
    /// A text in which nothing is a reference (CDATA).
    Verbatim(&'b str),
}

/// XML being read.
pub(super) struct Markup<R> {
    from: R,
    limits: Limits,
    /// What was read, in whole characters, from what was not yet passed on.
    block: String,
    /// The first bytes of a character that was cut off with the block, and what came before it up to the last of ASCII.
    cut: Vec<u8>,
    given: u64,
    is_read: bool,
    piece: Found,
    /// The names of the elements around, one after another, and where each begins.
    names: String,
    around: Vec<usize>,
    /// Lines before `counted`.
    lines: Cell<u64>,
    counted: Cell<usize>,
}

/// A part of the block, from a byte to a byte.
type Part = (usize, usize);

/// A piece by its parts.
#[derive(Clone, Copy, Default)]
struct Found {
    shape: Shape,
    /// The name with its prefix, and where it begins without it.
    name: Part,
    local: usize,
    text: Part,
    end: usize,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Shape {
    Begin,
    End,
    Leaf,
    Empty,
    Text,
    Verbatim,
    /// A comment or an instruction.
    #[default]
    Aside,
    /// A document type, or what else is only to be met inside of one.
    Declaration,
}

impl<R: Read> Markup<R> {
    pub(super) fn new(from: R, limits: &Limits) -> Self {
        Self {
            from,
            limits: *limits,
            block: String::new(),
            cut: Vec::new(),
            given: 0,
            is_read: false,
            piece: Found::default(),
            names: String::new(),
            around: Vec::new(),
            lines: Cell::new(1),
            counted: Cell::new(0),
        }
    }

    /// Goes on to the next piece; `false` at the end.
    pub(super) fn advance(&mut self) -> Result<bool, Unreadable> {
        loop {
            let from = self.piece.end;
            let Some(found) = find(self.block.as_bytes(), from) else {
                if self.more()? {
                    continue;
                }
                let is_over =
                    self.around.is_empty() && self.block.as_bytes().get(self.piece.end) != Some(&b'<');
                return if is_over { Ok(false) } else { Err(self.damaged("the end is missing")) };
            };
            if (found.end - from) as u64 > self.limits.piece_bytes {
                return Err(Unreadable::TooLarge { limit: self.limits.piece_bytes });
            }
            self.piece = found;
            match found.shape {
                Shape::Aside => continue,
                Shape::Declaration => return Err(Unreadable::DeclaresEntities),
                Shape::Begin => {
                    self.around.push(self.names.len());
                    self.names.push_str(part(&self.block, found.name));
                }
                Shape::End => self.end()?,
                Shape::Leaf | Shape::Empty | Shape::Text | Shape::Verbatim => {}
            }
            return Ok(true);
        }
    }

    /// The piece reached.
    #[inline]
    pub(super) fn piece(&self) -> Piece<'_> {
        let Found { shape, name, local, text, .. } = self.piece;
        let (name, text) = (part(&self.block, (local, name.1)), part(&self.block, text));
        match shape {
            Shape::Begin => Piece::Begin(name),
            Shape::End => Piece::End(name),
            Shape::Leaf => Piece::Leaf(name, text),
            Shape::Empty => Piece::Empty(name),
            Shape::Verbatim => Piece::Verbatim(text),
            Shape::Text | Shape::Aside | Shape::Declaration => Piece::Text(text),
        }
    }

    /// The values of the attributes of the tag reached.
    pub(super) fn attributes(&self) -> impl Iterator<Item = &str> {
        let from = self.piece.name.1;
        let to = end_of_tag(self.block.as_bytes(), from).unwrap_or(from);
        let mut rest = part(&self.block, (from, to));
        std::iter::from_fn(move || {
            let opening = rest.find(['"', '\''])?;
            let (opened, quoted) = rest.get(opening..)?.split_at_checked(1)?;
            let (value, after) = quoted.split_once(opened)?;
            rest = after;
            Some(value)
        })
    }

    /// The line in which the piece reached ends.
    pub(super) fn line(&self) -> u64 {
        let passed = self.block.as_bytes().get(self.counted.get()..self.piece.end).unwrap_or_default();
        self.counted.set(self.piece.end);
        self.lines.update(|lines| lines + memchr_iter(b'\n', passed).count() as u64);
        self.lines.get()
    }

    /// A text with its references to characters resolved.
    pub(super) fn resolved<'t>(&self, text: &'t str) -> Result<Cow<'t, str>, Unreadable> {
        if memchr(b'&', text.as_bytes()).is_none() {
            return Ok(Cow::Borrowed(text));
        }
        unescape(text).map_err(|error| match error {
            EscapeError::UnterminatedEntity(_) => self.damaged("a reference without an end"),
            _ => Unreadable::DeclaresEntities,
        })
    }

    pub(super) fn damaged(&self, detail: &str) -> Unreadable {
        Unreadable::Damaged { line: self.line(), detail: detail.into() }
    }

    /// Holds the end of an element against its beginning.
    fn end(&mut self) -> Result<(), Unreadable> {
        let begun = self.around.pop().and_then(|from| Some((from, self.names.get(from..)?)));
        match begun {
            Some((from, name)) if name == part(&self.block, self.piece.name) => {
                self.names.truncate(from);
                Ok(())
            }
            _ => Err(self.damaged("an element ends that did not begin")),
        }
    }

    /// Reads on, keeping what was not passed on. `false` when there is nothing more.
    fn more(&mut self) -> Result<bool, Unreadable> {
        if self.is_read {
            return Ok(false);
        }
        self.line();
        let mut bytes = mem::take(&mut self.block).into_bytes();
        bytes.drain(..self.piece.end);
        (self.piece, self.counted) = (Found::default(), Cell::new(0));
        bytes.append(&mut self.cut);
        if bytes.len() as u64 > self.limits.piece_bytes {
            return Err(Unreadable::TooLarge { limit: self.limits.piece_bytes });
        }
        // Twice what is there at least, so that a large piece is not looked through again for every block of it.
        let room = BLOCK.max(bytes.len());
        bytes.reserve(room);
        let count = self.from.by_ref().take(room as u64).read_to_end(&mut bytes)?;
        self.is_read = count < room;
        self.given += count as u64;
        if self.given > self.limits.file_bytes {
            return Err(Unreadable::TooLarge { limit: self.limits.file_bytes });
        }
        if !self.is_read {
            let whole = bytes.iter().rposition(u8::is_ascii).map_or(0, |last| last + 1);
            self.cut = bytes.split_off(whole);
        }
        self.block = String::from_utf8(bytes).map_err(|error| {
            let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
            let line = self.lines.get() + memchr_iter(b'\n', before).count() as u64;
            Unreadable::Damaged { line, detail: "characters that are not UTF-8".into() }
        })?;
        Ok(true)
    }
}

#[inline]
fn part(block: &str, (from, to): Part) -> &str {
    block.get(from..to).unwrap_or_default()
}

/// What ends a name or its prefix.
#[expect(clippy::indexing_slicing, reason = "reckoned when it is compiled")]
const ENDS_A_NAME: [bool; 256] = {
    let mut ends = [false; 256];
    let mut marks: &[u8] = b">/: \t\r\n";
    while let [mark, rest @ ..] = marks {
        ends[*mark as usize] = true;
        marks = rest;
    }
    ends
};

/// The piece from a byte on, if all of it is there. Inlined: handed over in memory, what was found takes as long as
/// finding it.
#[inline(always)]
fn find(block: &[u8], from: usize) -> Option<Found> {
    let rest = block.get(from..)?;
    let until =
        |opening: usize, mark: &[u8]| memmem::find(rest.get(opening..)?, mark).map(|at| from + opening + at);
    let of = |shape, text: Part, end| Some(Found { shape, text, end, ..Found::default() });
    match rest {
        [b'<', b'/', ..] => {
            let local = from + 2;
            let end = from + memchr(b'>', rest)?;
            let spaces =
                block.get(local..end)?.iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
            let name = (local, end - spaces);
            let prefix = memchr(b':', block.get(name.0..name.1)?).map_or(0, |colon| colon + 1);
            Some(Found { shape: Shape::End, name, local: local + prefix, end: end + 1, ..Found::default() })
        }
        [b'<', b'?', ..] => of(Shape::Aside, (0, 0), until(2, b"?>")? + 2),
        [b'<', b'!', b'-', b'-', ..] => of(Shape::Aside, (0, 0), until(4, b"-->")? + 3),
        [b'<', b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] => {
            let end = until(9, b"]]>")?;
            of(Shape::Verbatim, (from + 9, end), end + 3)
        }
        [b'<', b'!', _, _, _, _, _, _, _, ..] => of(Shape::Declaration, (0, 0), from),
        [b'<', b'!', ..] | [b'<'] | [] => None,
        [b'<', ..] => element(block, from),
        _ => {
            let end = from + memchr(b'<', rest)?;
            of(Shape::Text, (from, end), end)
        }
    }
}

/// The element whose tag begins here: whole, if it holds nothing but a text.
#[inline(always)]
fn element(block: &[u8], from: usize) -> Option<Found> {
    let ends = |byte: &u8| ENDS_A_NAME.get(usize::from(*byte)).is_some_and(|ends| *ends);
    let end_of_name = |from: usize| Some(from + block.get(from..)?.iter().position(ends)?);
    let mut local = from + 1;
    let mut to = end_of_name(local)?;
    if block.get(to) == Some(&b':') {
        local = to + 1;
        to = end_of_name(local)?;
    }
    let name = (from + 1, to);
    let close = if block.get(to) == Some(&b'>') { to } else { end_of_tag(block, to)? };
    if block.get(close - 1) == Some(&b'/') {
        return Some(Found { shape: Shape::Empty, name, local, end: close + 1, ..Found::default() });
    }
    let begun = Found { shape: Shape::Begin, name, local, end: close + 1, ..Found::default() };
    let text = (begun.end, begun.end + memchr(b'<', block.get(begun.end..)?)?);
    if *block.get(text.1 + 1)? != b'/' {
        return Some(begun);
    }
    let after_name = text.1 + 2 + (name.1 - name.0);
    let is_same = block.get(text.1 + 2..after_name)? == block.get(name.0..name.1)?;
    if *block.get(after_name)? != b'>' || !is_same {
        return Some(begun);
    }
    Some(Found { shape: Shape::Leaf, text, end: after_name + 1, ..begun })
}

/// The `>` of a tag, from a byte within it on; one in quotes is none.
fn end_of_tag(block: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let at = from + memchr3(b'>', b'"', b'\'', block.get(from..)?)?;
        match block.get(at)? {
            b'>' => return Some(at),
            quote => from = at + 2 + memchr(*quote, block.get(at + 1..)?)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use quick_xml::{Reader, events::Event};

    /// What a document holds, a line a piece; a leaf as its three.
    fn pieces(text: &str) -> Result<Vec<String>, Unreadable> {
        let mut markup = Markup::new(text.as_bytes(), &Limits::default());
        let mut told = Vec::new();
        while markup.advance()? {
            let begins = |name: &str| format!("<{name} {:?}", markup.attributes().collect::<Vec<_>>());
            let ends = |name: &str| format!("/{name}");
            let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            match markup.piece() {
                Piece::Begin(name) => told.push(begins(name)),
                Piece::End(name) => told.push(ends(name)),
                Piece::Leaf(name, inside) => {
                    told.push(begins(name));
                    told.extend(text(inside));
                    told.push(ends(name));
                }
                Piece::Empty(name) => told.push(begins(name) + "/"),
                Piece::Text(outside) => told.extend(text(outside)),
                Piece::Verbatim(inside) => told.push(format!("[{inside}]")),
            }
        }
        Ok(told)
    }

    /// The same by another reader of XML.
    fn events(text: &str) -> Vec<String> {
        let mut reader = Reader::from_str(text);
        let mut told: Vec<String> = Vec::new();
        let mut is_in_text = false;
        loop {
            let tag = |tag: &quick_xml::events::BytesStart<'_>| {
                let mut attributes = tag.attributes();
                let values = attributes.with_checks(false).flatten();
                let values: Vec<String> = values.map(|one| one.value.into_owned()).collect();
                format!("<{} {values:?}", tag.local_name().as_ref())
            };
            let (text, next) = match reader.read_event().unwrap() {
                Event::Start(start) => (None, Some(tag(&start))),
                Event::Empty(empty) => (None, Some(tag(&empty) + "/")),
                Event::End(end) => (None, Some(format!("/{}", end.local_name().as_ref()))),
                Event::Text(text) => (Some(text.to_string()), None),
                Event::GeneralRef(name) => (Some(format!("&{};", &*name)), None),
                Event::CData(text) => (None, Some(format!("[{}]", &*text))),
                Event::Eof => return told,
                _ => (None, None),
            };
            let is_text = text.is_some();
            match (text, told.last_mut()) {
                (Some(text), Some(last)) if is_in_text => last.push_str(&text),
                (Some(text), _) => told.push(text),
                (None, _) => told.extend(next),
            }
            is_in_text = is_text;
        }
    }

    fn content() -> impl Strategy<Value = String> {
        let words = "[a-z >\"'\n项目]{0,6}";
        let leaf = prop_oneof![
            4 => words,
            1 => words.prop_map(|text| format!("{text}&amp;{text}&#65;")),
            1 => "[a-z<>/&\"' \n]{0,8}".prop_map(|text| format!("<!--{text}</Task><Task>-->")),
            1 => "[a-z<>/&\"' \n]{0,8}".prop_map(|text| format!("<![CDATA[{text}</Task>]]>")),
            1 => "[a-z<>/&\"' \n]{0,8}".prop_map(|text| format!("<?p {text}<Task>?>")),
        ];
        let attributes = prop_oneof![
            3 => Just(String::new()),
            1 => "[a-z<>/' ]{0,6}".prop_map(|value| format!(" a=\"{value}\"")),
            1 => "[a-z<>/\" ]{0,6}".prop_map(|value| format!("\n a = '{value}' b=\"\" ")),
        ];
        let name = prop_oneof![Just("Task"), Just("Tasks"), Just("p:Task"), Just("x")];
        leaf.prop_recursive(6, 60, 5, move |inner| {
            let inside = proptest::collection::vec(inner, 0..5).prop_map(|parts| parts.concat());
            (name.clone(), attributes.clone(), inside, "( |\n)?", any::<bool>()).prop_map(
                |(name, attributes, inside, space, is_empty)| match is_empty {
                    true => format!("<{name}{attributes}/>"),
                    false => format!("<{name}{attributes}>{inside}</{name}{space}>"),
                },
            )
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn pieces_are_those_another_reader_finds(inside in content()) {
            let text = format!("<?xml version=\"1.0\"?>\n<r>{inside}</r>");
            prop_assert_eq!(pieces(&text).unwrap(), events(&text));
        }

        #[test]
        fn what_is_cut_off_is_damaged(inside in content(), cut in any::<prop::sample::Index>()) {
            let text = format!("<r>{inside}</r>");
            let mut end = 1 + cut.index(text.len() - 1);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            prop_assert!(matches!(pieces(&text[..end]), Err(Unreadable::Damaged { .. })), "{}", &text[..end]);
        }
    }

    #[test]
    fn a_piece_lies_whole_wherever_a_block_ends() {
        let text = "<r><Name a=\"x>y\">土方开挖</Name><!-- <Name> --><![CDATA[</r>]]>回填<a/></r>";
        let want = pieces(text).unwrap();
        for before in 0..=text.len() {
            let comment = format!("<!--{}-->", "-".repeat(BLOCK - 7 - before));
            assert_eq!(pieces(&(comment + text)).unwrap(), want, "{before} bytes before the end");
        }
    }

    #[test]
    fn what_is_no_xml_is_damaged_at_its_line() {
        for text in ["<a>\n</b>", "<a>\n</a></a>", "<a>\n<b></a></b>", "<a>\n<b>x</c></a>"] {
            let Err(Unreadable::Damaged { line, .. }) = pieces(text) else { panic!("{text}") };
            assert_eq!(line, 2, "{text}");
        }
        let mut markup = Markup::new(&b"<a>\n\n\xFF</a>"[..], &Limits::default());
        assert!(matches!(markup.advance(), Err(Unreadable::Damaged { line: 3, .. })));
    }
}
