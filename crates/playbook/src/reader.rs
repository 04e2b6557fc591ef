//! The one reader under all files of a playbook: a TOML tree that knows its places. Whatever cannot be read as asked becomes a
//! diagnostic and `None`; reading goes on, so that one run finds everything. A key nobody asked for is unknown.
//!
//! INVARIANT: a reader that returns `None` has reported why (or the reason was reported where the missing thing was read).

use crate::{
    diagnostic::{Diagnostic, Fault, Place},
    nearest::nearest,
    provenance::Name,
};
use qinghuo_domain::time::Date;
use std::{cell::RefCell, collections::BTreeMap, ops::Range};
use toml::de::{DeTable, DeValue};

/// Longest quote of offending text, in characters.
const QUOTE_LENGTH: usize = 60;

/// Largest file of rules accepted, in bytes.
const SIZE_LIMIT: usize = 1 << 20;

/// One file, and what was found in it so far.
pub(crate) struct Document<'t> {
    file: &'t str,
    text: &'t str,
    line_starts: Vec<usize>,
    found: RefCell<Vec<(usize, Diagnostic)>>,
}

impl<'t> Document<'t> {
    pub(crate) fn new(file: &'t str, text: &'t str) -> Self {
        let line_starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(index, _)| index + 1)).collect();
        Self { file, text, line_starts, found: RefCell::default() }
    }

    /// The whole text.
    pub(crate) const fn text(&self) -> &'t str {
        self.text
    }

    /// Whether the file has more bytes than any of its kind; reports it.
    pub(crate) fn is_larger_than(&self, limit: usize) -> bool {
        let is_too_large = self.text.len() > limit;
        if is_too_large {
            self.report(0..0, Fault::TooLarge { limit });
        }
        is_too_large
    }

    /// The byte offset of a line and a column that counts bytes, both from 1; the end of the text where there is no such place.
    pub(crate) fn offset(&self, line: usize, column: usize) -> usize {
        let start = line.checked_sub(1).and_then(|line| self.line_starts.get(line));
        let offset = start.map_or(self.text.len(), |start| start + column.saturating_sub(1));
        (0..=offset.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or_default()
    }

    /// Where a part of the text stands in it.
    pub(crate) fn span_of(&self, part: &str) -> Range<usize> {
        let start = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        start..start + part.len()
    }

    /// The place of a byte offset.
    pub(crate) fn place(&self, offset: usize) -> Place {
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or_default();
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count()) + 1;
        Place { line, column }
    }

    pub(crate) fn report(&self, span: Range<usize>, fault: Fault) {
        let written = self.text.get(span.clone()).unwrap_or_default();
        let quote: String = written.lines().next().unwrap_or_default().chars().take(QUOTE_LENGTH).collect();
        let place = self.place(span.start);
        let told = (span.start, Diagnostic { file: self.file.into(), place, quote: quote.into(), fault });
        // What several files are read over is told once.
        let mut found = self.found.borrow_mut();
        if !found.contains(&told) {
            found.push(told);
        }
    }

    /// What was found, in the order of the text.
    pub(crate) fn into_diagnostics(self) -> impl Iterator<Item = Diagnostic> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|(offset, _)| *offset);
        found.into_iter().map(|(_, diagnostic)| diagnostic)
    }
}

/// A document that is TOML, with its tree.
pub(crate) struct Parsed<'a> {
    doc: &'a Document<'a>,
    root: toml::Spanned<DeTable<'a>>,
}

impl<'a> Parsed<'a> {
    /// The tree, unless the text is not TOML: then every faulty line is reported and nothing else is read from this file, because what
    /// the parser could save of it would only bring false alarms.
    pub(crate) fn new(doc: &'a Document<'a>) -> Option<Self> {
        if doc.is_larger_than(SIZE_LIMIT) {
            return None;
        }
        let (root, errors) = DeTable::parse_recoverable(doc.text);
        if errors.is_empty() {
            return Some(Self { doc, root });
        }
        let mut by_line = BTreeMap::new();
        for error in errors {
            let start = error.span().map_or(0, |span| span.start);
            by_line.entry(doc.place(start).line).or_insert(error);
        }
        for error in by_line.into_values() {
            let fault = match error.message() {
                "duplicate key" => Fault::RepeatedKey {},
                detail => Fault::Syntax { detail: detail.into() },
            };
            doc.report(error.span().unwrap_or(0..0), fault);
        }
        None
    }

    /// Reads the whole document as one table.
    pub(crate) fn read<'b, T>(&'b self, read: impl FnOnce(&mut Table<'b>) -> Option<T>) -> Option<T> {
        let Self { doc, root } = self;
        read_table(
            Table { doc, span: 0..0, entries: root.get_ref(), pinned: None, under: None, asked: Vec::new() },
            read,
        )
    }

    /// The value of a key of the document, for another document that is read over it: what is wrong with the rest is told where it is read itself.
    pub(crate) fn value<'b>(&'b self, key: &str) -> Option<Item<'b>> {
        let value = self.root.get_ref().get(key)?;
        let Range { start, end } = value.span();
        Some(Item { doc: self.doc, start, end, value: value.get_ref(), is_pinned: false })
    }
}

fn read_table<'a, T>(mut table: Table<'a>, read: impl FnOnce(&mut Table<'a>) -> Option<T>) -> Option<T> {
    let value = read(&mut table);
    for (key, _) in table.entries {
        if !table.asked.contains(&key.get_ref().as_ref()) {
            let nearest = nearest(key.get_ref(), table.asked.iter().copied());
            let span = table.pinned.clone().unwrap_or_else(|| key.span());
            table.doc.report(span, Fault::UnknownKey { nearest });
        }
    }
    value
}

/// A table being read.
pub(crate) struct Table<'a> {
    doc: &'a Document<'a>,
    span: Range<usize>,
    entries: &'a DeTable<'a>,
    /// Where everything in it is reported, where it is written in another document.
    pinned: Option<Range<usize>>,
    /// What it changes: the values of the keys it does not have itself.
    under: Option<&'a DeTable<'a>>,
    asked: Vec<&'static str>,
}

impl<'a> Table<'a> {
    /// The value of a key that may be there.
    pub(crate) fn may(&mut self, key: &'static str) -> Option<Item<'a>> {
        self.asked.push(key);
        if let Some(value) = self.entries.get(key) {
            return Some(item(self.doc, self.pinned.clone(), value));
        }
        let value = self.under?.get(key)?;
        // What a change leaves as it was is wrong, if it is, because of the change.
        Some(item(self.doc, Some(self.span.clone()), value))
    }

    /// The value of a key that must be there.
    pub(crate) fn must(&mut self, key: &'static str) -> Option<Item<'a>> {
        let item = self.may(key);
        if item.is_none() {
            self.report(Fault::MissingKey { key });
        }
        item
    }

    /// The items of a list that must be there.
    pub(crate) fn list(&mut self, key: &'static str) -> Option<Vec<Item<'a>>> {
        self.must(key)?.list()
    }

    /// Refuses a key that has no meaning beside the others.
    pub(crate) fn must_not(&mut self, key: &'static str) {
        if let Some(item) = self.may(key) {
            item.report(Fault::NeedlessKey { key });
        }
    }

    /// Reports something about the table as a whole.
    pub(crate) fn report(&self, fault: Fault) {
        self.doc.report(self.span.clone(), fault);
    }
}

/// A value with its place.
#[derive(Clone, Copy)]
pub(crate) struct Item<'a> {
    doc: &'a Document<'a>,
    start: usize,
    end: usize,
    value: &'a DeValue<'a>,
    /// Whether its place is where it was changed, not where it is written.
    is_pinned: bool,
}

fn item<'a>(
    doc: &'a Document<'a>,
    pinned: Option<Range<usize>>,
    value: &'a toml::Spanned<DeValue<'a>>,
) -> Item<'a> {
    let is_pinned = pinned.is_some();
    let Range { start, end } = pinned.unwrap_or_else(|| value.span());
    Item { doc, start, end, value: value.get_ref(), is_pinned }
}

impl<'a> Item<'a> {
    pub(crate) fn report(&self, fault: Fault) {
        self.doc.report(self.start..self.end, fault);
    }

    /// Reports something about the bytes `within` of this text's value, at their exact place where the text is written without escapes.
    pub(crate) fn report_within(&self, within: Range<usize>, fault: Fault) {
        let written = self.doc.text.get(self.start..self.end).unwrap_or_default();
        let inner = self.value.as_str().filter(|_| !self.is_pinned).and_then(|value| written.find(value));
        match inner {
            Some(offset) => {
                let base = self.start + offset;
                self.doc.report(base + within.start..base + within.end, fault);
            }
            None => self.report(fault),
        }
    }

    fn wrong_type<T>(&self, expected: &'static str) -> Option<T> {
        let found = match self.value {
            DeValue::String(_) => "text",
            DeValue::Float(_) => "number",
            DeValue::Array(_) => "list",
            other => other.type_str(),
        };
        self.report(Fault::WrongType { expected, found });
        None
    }

    /// A text with something in it.
    pub(crate) fn text(&self) -> Option<&'a str> {
        let Some(text) = self.value.as_str() else { return self.wrong_type("text") };
        if text.trim().is_empty() {
            self.report(Fault::EmptyText {});
            return None;
        }
        Some(text)
    }

    /// A key of ours: lower-case letters, digits, underscores, and the characters of `more`.
    pub(crate) fn key_with(&self, more: &str) -> Option<&'a str> {
        let key = self.text()?;
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || more.contains(c);
        if key.chars().all(fits) {
            return Some(key);
        }
        self.report(Fault::BadKey {});
        None
    }

    pub(crate) fn key(&self) -> Option<&'a str> {
        self.key_with("")
    }

    pub(crate) fn truth(&self) -> Option<bool> {
        self.value.as_bool().or_else(|| self.wrong_type("boolean"))
    }

    /// A whole number within `range`.
    pub(crate) fn integer<N: TryFrom<i64>>(&self, range: std::ops::RangeInclusive<i64>) -> Option<N> {
        let DeValue::Integer(written) = self.value else { return self.wrong_type("integer") };
        let number = i64::from_str_radix(written.as_str(), written.radix()).ok();
        let fitting = number.filter(|n| range.contains(n)).and_then(|n| N::try_from(n).ok());
        if fitting.is_none() {
            self.report(Fault::OutOfRange { least: *range.start(), most: *range.end() });
        }
        fitting
    }

    /// A number of at most two decimal places within `range`, in hundredths.
    pub(crate) fn hundredths(&self, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let number = match self.value {
            DeValue::Integer(written) => {
                i64::from_str_radix(written.as_str(), written.radix()).ok().map(|n| n as f64)
            }
            DeValue::Float(written) => written.as_str().parse::<f64>().ok(),
            _ => return self.wrong_type("number"),
        };
        let inside = number.filter(|n| (*range.start() as f64..=*range.end() as f64).contains(n));
        let Some(number) = inside else {
            self.report(Fault::OutOfRange { least: *range.start(), most: *range.end() });
            return None;
        };
        let hundredths = (number * 100.0).round();
        if (hundredths / 100.0 - number).abs() > f64::EPSILON * number.abs() {
            self.report(Fault::TooPrecise {});
            return None;
        }
        Some(hundredths as i64)
    }

    /// A civil date without a time.
    pub(crate) fn date(&self) -> Option<Date> {
        let written = self.value.as_datetime().filter(|d| d.time.is_none()).and_then(|d| d.date);
        let date = written.and_then(|d| {
            Date::new(d.year.try_into().ok()?, d.month.try_into().ok()?, d.day.try_into().ok()?).ok()
        });
        date.or_else(|| self.wrong_type("date"))
    }

    /// A name in both languages.
    pub(crate) fn name(&self) -> Option<Name> {
        self.name_with(|_, _| ())
    }

    /// A name whose Chinese may stand only once.
    pub(crate) fn name_once(&self, once: &mut Once<'a>) -> Option<Name> {
        self.name_with(|item, zh| once.note(item, zh))
    }

    fn name_with(&self, chinese: impl FnOnce(Self, &'a str)) -> Option<Name> {
        self.table(|table| {
            let zh = table.must("zh").and_then(|item| item.text().inspect(|zh| chinese(item, zh)));
            let en = table.must("en").and_then(|item| item.text());
            Some(Name { zh: zh?.into(), en: en?.into() })
        })
    }

    pub(crate) fn is_list(&self) -> bool {
        self.value.is_array()
    }

    /// The line it is written on.
    pub(crate) fn line(&self) -> usize {
        self.doc.place(self.start).line
    }

    pub(crate) fn is_table(&self) -> bool {
        self.value.is_table()
    }

    pub(crate) fn table<T>(&self, read: impl FnOnce(&mut Table<'a>) -> Option<T>) -> Option<T> {
        self.table_over(None, read)
    }

    /// A table whose keys hold where it has them, and those of another where it has not.
    pub(crate) fn table_over<T>(
        &self,
        under: Option<Self>,
        read: impl FnOnce(&mut Table<'a>) -> Option<T>,
    ) -> Option<T> {
        let Some(entries) = self.value.as_table() else { return self.wrong_type("table") };
        let span = self.start..self.end;
        let pinned = self.is_pinned.then(|| span.clone());
        let under = under.and_then(|under| under.value.as_table());
        read_table(Table { doc: self.doc, span, entries, pinned, under, asked: Vec::new() }, read)
    }

    /// The value of a key of a table that is not read now.
    pub(crate) fn peek(&self, key: &str) -> Option<Self> {
        let pinned = self.is_pinned.then_some(self.start..self.end);
        Some(item(self.doc, pinned, self.value.as_table()?.get(key)?))
    }

    /// The text it is, if it is one.
    pub(crate) fn as_str(&self) -> Option<&'a str> {
        self.value.as_str()
    }

    /// Whether it is written in the document a table is of, and not taken over from another.
    pub(crate) fn is_written_in(&self, table: &Table<'a>) -> bool {
        std::ptr::eq(self.doc, table.doc) && !self.is_pinned
    }

    pub(crate) fn list(&self) -> Option<Vec<Self>> {
        let Some(array) = self.value.as_array() else { return self.wrong_type("list") };
        let pinned = self.is_pinned.then_some(self.start..self.end);
        Some(array.iter().map(|value| item(self.doc, pinned.clone(), value)).collect())
    }

    /// One of a closed set of words, which may stand only once.
    pub(crate) fn choice_once<T: Copy>(
        &self,
        once: &mut Once<'a>,
        all: &[T],
        word: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let found = self.choice(once.kind, all, &word)?;
        once.note(*self, word(found));
        Some(found)
    }

    /// One of a closed set of words.
    pub(crate) fn choice<T: Copy>(
        &self,
        kind: &'static str,
        all: &[T],
        word: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let written = self.text()?;
        let found = all.iter().copied().find(|choice| word(*choice) == written);
        if found.is_none() {
            let nearest = nearest(written, all.iter().map(|choice| word(*choice)));
            self.report(Fault::UnknownReference { kind, nearest });
        }
        found
    }
}

/// Watches over something that may stand only once.
pub(crate) struct Once<'a> {
    kind: &'static str,
    seen: BTreeMap<&'a str, Place>,
    noted: usize,
}

impl<'a> Once<'a> {
    pub(crate) fn new(kind: &'static str) -> Self {
        Self { kind, seen: BTreeMap::new(), noted: 0 }
    }

    /// Notes `text`, written at `item`; reports it when it was noted before.
    pub(crate) fn note(&mut self, item: Item<'a>, text: &'a str) {
        self.noted += 1;
        if let Some(first) = self.seen.get(text) {
            item.report(Fault::Repeated { kind: self.kind, first_line: first.line });
        } else {
            self.seen.insert(text, item.doc.place(item.start));
        }
    }

    /// Reports each of `wanted` that was not noted in a table of `rows` rows; unless some row's key could not be read, which may be it.
    pub(crate) fn complete(&self, table: &Table<'_>, rows: usize, wanted: &[&'static str]) {
        if self.noted == rows {
            self.require(table, wanted);
        }
    }

    /// Reports each of `wanted` that was not noted.
    pub(crate) fn require(&self, table: &Table<'_>, wanted: &[&'static str]) {
        for key in wanted.iter().filter(|key| !self.contains(key)) {
            table.report(Fault::MissingEntry { kind: self.kind, key });
        }
    }

    pub(crate) fn contains(&self, text: &str) -> bool {
        self.seen.contains_key(text)
    }

    pub(crate) fn words(&self) -> impl Iterator<Item = &'a str> {
        self.seen.keys().copied()
    }
}
