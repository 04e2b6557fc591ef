//! The comments of a sheet: those there are, kept, and the findings, after them.

use super::{
    super::{OutError, fit},
    MarkSummary, Tone,
    cells::{CellMark, CellMarks},
    xml::{Edits, Found, Part, Tag, Walk, escape, is, prefix_of, retag, value_of},
};
use crate::grid::CellName;
use std::{collections::BTreeMap, fmt::Write, ops::Range};

/// Cells of one sheet that get a comment at most, the gravest first: programs slow down long before. The others keep their colour and
/// their line in the list.
const MOST_COMMENTS: usize = 10_000;
/// Units of one finding in a comment; the list has the whole.
const MOST_SAID: usize = 1_000;
/// Findings of one cell in its comment.
const MOST_PER_CELL: usize = 12;

/// A sheet's comments, found or new.
pub(super) struct Comments {
    part: Part,
    prefix: String,
    authors: Range<usize>,
    author_count: usize,
    /// The authors or the list may be elements without content; what is put in then needs both tags.
    authors_open: Option<String>,
    list_at: Range<usize>,
    list_open: Option<String>,
    /// Where more can be said in the comments there are, by cell.
    existing: BTreeMap<(u32, u16), Existing>,
}

/// Where a comment's text can be added to.
#[derive(Default)]
struct Existing {
    /// Plain text, which must become a run before other runs may follow it.
    plain: Vec<Range<usize>>,
    /// Where runs end.
    end: Option<usize>,
}

impl Comments {
    pub(super) fn read(part: Part) -> Result<Self, OutError> {
        let mut walk = Walk::over(&part);
        let mut prefix = None;
        let (mut authors, mut author_count, mut list) = (None, 0, None);
        let mut existing: BTreeMap<(u32, u16), Existing> = BTreeMap::new();
        let mut place = None;
        let mut plain_from = 0;
        while let Some(Found { tag, span, depth }) = walk.step()? {
            match (&tag, depth) {
                (Tag::Open(tag), 0) if is(tag, "comments") => prefix = Some(prefix_of(tag)),
                (Tag::Empty(tag), 1) if is(tag, "authors") => {
                    authors = Some((span.clone(), Some(retag(tag, false, &[]))));
                }
                (Tag::Close(name), 1) if name == "authors" => authors = Some((span.start..span.start, None)),
                (Tag::Open(tag) | Tag::Empty(tag), 2) if is(tag, "author") => author_count += 1,
                (Tag::Empty(tag), 1) if is(tag, "commentList") => {
                    list = Some((span.clone(), Some(retag(tag, false, &[]))));
                }
                (Tag::Close(name), 1) if name == "commentList" => list = Some((span.start..span.start, None)),
                (Tag::Open(tag), 2) if is(tag, "comment") => {
                    place = value_of(tag, "ref")
                        .and_then(|name| name.parse::<CellName>().ok())
                        .map(|cell| (cell.row, cell.column));
                }
                (Tag::Open(tag), 4) if is(tag, "t") => plain_from = span.start,
                _ => {}
            }
            let Some(comment) = place.map(|place| existing.entry(place).or_default()) else { continue };
            match (&tag, depth) {
                (Tag::Close(name), 4) if name == "t" => comment.plain.push(plain_from..span.end),
                (Tag::Open(tag) | Tag::Empty(tag), 4) if is(tag, "rPh") || is(tag, "phoneticPr") => {
                    comment.end = comment.end.or(Some(span.start));
                }
                (Tag::Close(name), 3) if name == "text" => comment.end = comment.end.or(Some(span.start)),
                (Tag::Close(_), 2) => place = None,
                _ => {}
            }
        }
        match (prefix, authors, list) {
            (Some(prefix), Some((authors, authors_open)), Some((list_at, list_open))) => {
                Ok(Self { part, prefix, authors, author_count, authors_open, list_at, list_open, existing })
            }
            _ => Err(OutError::damaged(format_args!("{}: no comments", part.name))),
        }
    }

    /// The cells that have a comment.
    pub(super) fn cells(&self) -> Vec<(u32, u16)> {
        self.existing.keys().copied().collect()
    }

    /// The part with the findings added, and the cells whose comment is new.
    pub(super) fn write(self, marks: &CellMarks<'_>, summary: &MarkSummary) -> (Part, Vec<(u32, u16)>) {
        let mut edits = Edits::default();
        let (mut list, mut fresh) = (String::new(), Vec::new());
        for (place, mark) in commented(marks) {
            let runs = runs(mark, &self.prefix, summary);
            match self.existing.get(&place) {
                // A comment without any text element cannot be added to; the colour and the list still tell.
                Some(Existing { end: None, .. }) => {}
                Some(Existing { plain, end: Some(end) }) => {
                    for span in plain {
                        edits.insert(span.start, format!("<{}r>", self.prefix));
                        edits.insert(span.end, format!("</{}r>", self.prefix));
                    }
                    edits.insert(*end, format!("{}{runs}", run("\n", false, &self.prefix)));
                }
                None => {
                    let cell = CellName { row: place.0, column: place.1 };
                    let _ = write!(
                        list,
                        "<{0}comment ref=\"{cell}\" authorId=\"{1}\"><{0}text>{runs}</{0}text></{0}comment>",
                        self.prefix, self.author_count
                    );
                    fresh.push(place);
                }
            }
        }
        let filled = |open: &Option<String>, content: String, name: &str| match open {
            Some(open) => format!("{open}{content}</{}{name}>", self.prefix),
            None => content,
        };
        if !fresh.is_empty() {
            let author =
                format!("<{0}author>{1}</{0}author>", self.prefix, escape(fit(&summary.author, 255)));
            edits.replace(self.authors.clone(), filled(&self.authors_open, author, "authors"));
            edits.replace(self.list_at.clone(), filled(&self.list_open, list, "commentList"));
        }
        (Part { text: edits.apply(&self.part.text), name: self.part.name }, fresh)
    }
}

/// The part of a sheet that has no comments yet.
pub(super) fn new(name: String, namespace: &str) -> Part {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <comments xmlns=\"{}\"><authors></authors><commentList></commentList></comments>",
        escape(namespace)
    );
    Part { name, text }
}

/// The marks that get a comment, in the order of their cells.
fn commented<'a, 'm>(marks: &'a CellMarks<'m>) -> Vec<((u32, u16), &'a CellMark<'m>)> {
    let mut chosen: Vec<_> = marks.iter().map(|(place, mark)| (*place, mark)).collect();
    if chosen.len() > MOST_COMMENTS {
        chosen.sort_by_key(|(_, mark)| std::cmp::Reverse(mark.tone));
        chosen.truncate(MOST_COMMENTS);
        chosen.sort_by_key(|(place, _)| *place);
    }
    chosen
}

/// What is said, a line for each finding, led by its word.
fn runs(mark: &CellMark<'_>, prefix: &str, summary: &MarkSummary) -> String {
    let mut said: Vec<&(Tone, &str)> = mark.said.iter().collect();
    said.sort_by_key(|(tone, _)| std::cmp::Reverse(*tone));
    let mut out = String::new();
    for (number, (tone, text)) in said.into_iter().take(MOST_PER_CELL).enumerate() {
        let word = fit(summary.words.of(*tone), 40);
        let lead = if number == 0 { "" } else { "\n" };
        out.push_str(&run(&format!("{lead}{word} "), true, prefix));
        out.push_str(&run(fit(text, MOST_SAID), false, prefix));
    }
    out
}

fn run(text: &str, bold: bool, prefix: &str) -> String {
    let weight = if bold { format!("<{prefix}b/>") } else { String::new() };
    format!(
        "<{prefix}r><{prefix}rPr>{weight}<{prefix}sz val=\"9\"/><{prefix}color indexed=\"81\"/><{prefix}rFont val=\"SimSun\"/>\
         <{prefix}family val=\"3\"/></{prefix}rPr><{prefix}t xml:space=\"preserve\">{}</{prefix}t></{prefix}r>",
        escape(text)
    )
}

/// How long the text of a cell's comment is at most, as shown, for the size of its box.
pub(super) fn lines(mark: &CellMark<'_>, width: usize) -> usize {
    mark.said
        .iter()
        .take(MOST_PER_CELL)
        .map(|(_, text)| super::super::lines_in(fit(text, MOST_SAID), width))
        .sum()
}
