//! Bytes → [`Grid`]s. Decides by content what a file is, measures it before it costs anything, and refuses with a reason.
//!
//! Whatever a decoder gets to see was measured here first: zip parts are inflated under a bound and handed on uncompressed
//! ([`package`]), the stream of an old workbook is walked and handed on in a container of our own ([`xls`]). Nothing is allocated by a
//! sheet's claimed size. Formulas, macros, external links and embedded objects are never followed or run.

mod ods;
mod package;
mod xls;
mod xlsb;
mod xlsx;

use crate::grid::{Cell, Grid};
use jiff::civil::Date;
use serde::Serialize;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How much of a file is read at most. A ledger of 100,000 rows fits several times over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Bytes of everything inflated from it.
    pub inflated_bytes: u64,
    /// How many times larger than its compressed form one part may be, once it is larger than a few megabytes.
    pub ratio: u64,
    /// Entries of the container.
    pub entries: usize,
    /// Sheets.
    pub sheets: usize,
    /// Cells that hold something, over all sheets.
    pub cells: usize,
    /// Characters of one cell.
    pub cell_chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            inflated_bytes: 512 << 20,
            ratio: 150,
            entries: 4_000,
            sheets: 256,
            cells: 6_000_000,
            cell_chars: 32_767,
        }
    }
}

/// What a file that is no workbook looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LooksLike {
    /// No bytes at all.
    Empty,
    /// A PDF document or scan.
    Pdf,
    /// A Word document, new or old.
    Word,
    /// A presentation.
    Slides,
    /// Text in columns, with commas or tabs.
    Csv,
    /// A web page, often one that a system exports under the name `.xls`.
    Html,
    /// XML that is no package.
    Xml,
    /// A picture.
    Picture,
    /// A zip archive of other things.
    Zip,
    /// Another kind of archive (RAR, 7z, gzip).
    Archive,
    /// Plain text.
    Text,
    /// Something else.
    Unknown,
}

/// Why a file could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Unreadable {
    /// It is something else than a workbook.
    #[error("not a workbook")]
    NotAWorkbook {
        /// What it seems to be.
        looks_like: LooksLike,
    },
    /// It is protected by a password for opening.
    #[error("the workbook is encrypted")]
    Encrypted,
    /// The file is larger than is read.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// The bound, in bytes.
        limit: u64,
    },
    /// It would grow beyond measure when unpacked, or is made to look smaller than it is.
    #[error("the file unpacks to more than it may: {part}")]
    Bomb {
        /// The part of the container that does.
        part: String,
    },
    /// It holds, or claims a rectangle of, more cells than are read.
    #[error("more than {limit} cells")]
    TooManyCells {
        /// The bound.
        limit: usize,
    },
    /// It holds more sheets than are read.
    #[error("more than {limit} sheets")]
    TooManySheets {
        /// The bound.
        limit: usize,
    },
    /// It declares a document type or entities, which no spreadsheet program writes.
    #[error("the file declares XML entities: {part}")]
    DeclaresEntities {
        /// The part that does.
        part: String,
    },
    /// It is broken.
    #[error("the file is damaged: {detail}")]
    Damaged {
        /// What the decoder said, for the log.
        detail: String,
    },
}

impl Unreadable {
    #[expect(clippy::needless_pass_by_value, reason = "the shape `map_err` hands an error over in")]
    fn damaged(detail: impl ToString) -> Self {
        Self::Damaged { detail: detail.to_string() }
    }
}

/// The format a workbook is stored in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Office Open XML, also with macros.
    Xlsx,
    /// The same in binary records.
    Xlsb,
    /// OpenDocument.
    Ods,
    /// Excel 97 to 2003, and WPS `.et`.
    Xls,
}

/// A workbook, literally.
#[derive(Clone, Debug)]
pub struct Workbook {
    /// How it was stored.
    pub format: Format,
    /// Its sheets, in order.
    pub sheets: Vec<Grid>,
    /// Whether it refers to other files. They are not opened.
    pub external_links: bool,
}

/// Reads a workbook of any supported format.
///
/// # Errors
/// [`Unreadable`] when it is none, is encrypted, is larger in any way than `limits`, or is damaged. Never panics.
pub fn open(bytes: &[u8], limits: &Limits) -> Result<Workbook, Unreadable> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Unreadable::TooLarge { limit: limits.file_bytes });
    }
    // The decoders index into what they read; a damaged file must end as a refusal, not end the program.
    catch_unwind(AssertUnwindSafe(|| match bytes {
        [b'P', b'K', 3, 4, ..] => package::open(bytes, limits),
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => xls::open(bytes, limits),
        _ => Err(Unreadable::NotAWorkbook { looks_like: look(bytes) }),
    }))
    .unwrap_or_else(|_| Err(Unreadable::damaged("the decoder gave up")))
}

fn look(bytes: &[u8]) -> LooksLike {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let starts = |with: &[u8]| text.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    let head = text.get(..text.len().min(4096)).unwrap_or_default();
    if text.is_empty() {
        LooksLike::Empty
    } else if starts(b"%PDF") {
        LooksLike::Pdf
    } else if starts(b"PK\x05\x06") || starts(b"PK\x07\x08") {
        LooksLike::Zip
    } else if starts(b"Rar!") || starts(b"7z\xBC\xAF") || starts(b"\x1F\x8B") {
        LooksLike::Archive
    } else if starts(b"{\\rtf") {
        LooksLike::Word
    } else if [b"\x89PNG".as_slice(), b"\xFF\xD8\xFF", b"GIF8", b"BM", b"II*\0", b"MM\0*"]
        .into_iter()
        .any(starts)
    {
        LooksLike::Picture
    } else if starts(b"<!doctype html") || contains(&head.to_ascii_lowercase(), b"<html") || starts(b"<table")
    {
        LooksLike::Html
    } else if starts(b"<?xml") {
        LooksLike::Xml
    } else if head.contains(&0) {
        LooksLike::Unknown
    } else if head
        .split(|byte| *byte == b'\n')
        .take(3)
        .all(|line| line.contains(&b',') || line.contains(&b'\t'))
    {
        LooksLike::Csv
    } else {
        LooksLike::Text
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    memchr::memmem::find(bytes, wanted).is_some()
}

/// Counts cells over all sheets against the bound.
struct Budget {
    left: usize,
    limit: usize,
    chars: usize,
}

impl Budget {
    fn new(limits: &Limits) -> Self {
        Self { left: limits.cells, limit: limits.cells, chars: limits.cell_chars }
    }

    fn take(&mut self, cells: usize) -> Result<(), Unreadable> {
        self.left = self.left.checked_sub(cells).ok_or(Unreadable::TooManyCells { limit: self.limit })?;
        Ok(())
    }

    /// A text cell, cut at the bound; `None` for one of nothing but space.
    fn text(&self, text: &str) -> Option<Cell> {
        if text.trim().is_empty() {
            return None;
        }
        let cut = text.char_indices().nth(self.chars).map_or(text.len(), |(at, _)| at);
        text.get(..cut).map(|text| Cell::Text(text.into()))
    }
}

/// A decoded value as a cell; `None` for an empty one.
fn decode(value: &calamine::DataRef<'_>, budget: &Budget) -> Option<Cell> {
    use calamine::DataRef;
    match value {
        DataRef::Empty => None,
        DataRef::Int(number) => Some(Cell::Number(*number as f64)),
        DataRef::Float(number) => Some(Cell::Number(*number)),
        DataRef::String(text) => budget.text(text),
        DataRef::SharedString(text) => budget.text(text),
        DataRef::Bool(truth) => Some(Cell::Bool(*truth)),
        DataRef::DateTime(date) => Some(excel_date(*date)),
        DataRef::DateTimeIso(text) => {
            Some(iso_date(text).map_or_else(|| Cell::Text(text.as_str().into()), Cell::Date))
        }
        DataRef::DurationIso(text) => budget.text(text),
        DataRef::Error(error) => Some(Cell::Error(error.to_string().into())),
    }
}

/// A serial number formatted as a date. A time without a day, or a day no calendar has, stays the number it is.
fn excel_date(date: calamine::ExcelDateTime) -> Cell {
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    match parts {
        (Ok(year), Ok(month), Ok(day)) if date.is_datetime() && date.as_f64() >= 1.0 => {
            Date::new(year, month, day).map_or(Cell::Number(date.as_f64()), Cell::Date)
        }
        _ => Cell::Number(date.as_f64()),
    }
}

fn iso_date(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_workbook_is_named_by_what_it_looks_like() {
        let table: &[(&[u8], LooksLike)] = &[
            (b"", LooksLike::Empty),
            (b" \r\n", LooksLike::Empty),
            (b"%PDF-1.7 ...", LooksLike::Pdf),
            (b"\xEF\xBB\xBF<!DOCTYPE html><html>", LooksLike::Html),
            (b"<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>", LooksLike::Html),
            (b"<?xml version=\"1.0\"?><Workbook/>", LooksLike::Xml),
            (b"dear sir\nplease", LooksLike::Text),
            (b"a,b,c\n1,2,3\n4,5,6", LooksLike::Csv),
            (b"\x89PNG\r\n", LooksLike::Picture),
            (b"PK\x05\x06\0\0", LooksLike::Zip),
            (b"7z\xBC\xAF\x27\x1C", LooksLike::Archive),
            (b"\0\x01\x02", LooksLike::Unknown),
        ];
        for (bytes, looks_like) in table {
            let want = Unreadable::NotAWorkbook { looks_like: *looks_like };
            assert_eq!(
                open(bytes, &Limits::default()).err(),
                Some(want),
                "{:?}",
                String::from_utf8_lossy(bytes)
            );
        }
    }
}
