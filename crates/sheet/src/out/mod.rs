//! Workbooks out: any table of the application as a careful office would hand it round ([`table`]), and a ledger handed back with the
//! cells marked that need attention ([`mark`]).
//!
//! All words come from the caller, already in the reader's language. Nothing is computed here and no formula is ever written: text
//! that looks like one stays text. Nothing reads a clock: dates of making are arguments.

mod mark;
mod name;
mod table;

pub use mark::{ListHeaders, Mark, MarkSummary, Tone, ToneWords, mark};
pub use table::{Cell, Column, Hue, Kind, Table, TableBook, table};

use crate::open::Unreadable;
use rust_xlsxwriter::XlsxError;

/// Who the properties of a document say made it.
const GENERATOR: &str = "Qinghuo";
/// What the format holds of a text, in UTF-16 units.
const MOST_UNITS: usize = 32_767;
/// Rows of a sheet in the format.
const MOST_ROWS: usize = 1_048_576;
/// Columns of a sheet in the format.
const MOST_COLUMNS: usize = 16_384;

/// Why no workbook could be written.
#[derive(Debug, thiserror::Error)]
pub enum OutError {
    /// The workbook to be marked could not be read.
    #[error("the source cannot be marked")]
    Source(#[source] Unreadable),
    /// More rows, or findings in one list, than a sheet holds.
    #[error("more than {limit} rows")]
    TooManyRows {
        /// The bound.
        limit: usize,
    },
    /// More columns than a sheet holds.
    #[error("more than {limit} columns")]
    TooManyColumns {
        /// The bound.
        limit: usize,
    },
    /// The writer refused.
    #[error("the workbook cannot be written")]
    Writer(#[from] XlsxError),
}

impl OutError {
    #[expect(clippy::needless_pass_by_value, reason = "errors come by value out of map_err")]
    fn damaged(detail: impl ToString) -> Self {
        Self::Source(Unreadable::Damaged { detail: detail.to_string() })
    }
}

/// Whether a program that opens the text as a field of a CSV file might take it for a formula.
fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The text as far as a cell holds it.
fn fit(text: &str, most: usize) -> &str {
    let mut units = 0;
    let cut = text.char_indices().find(|(_, letter)| {
        units += letter.len_utf16();
        units > most
    });
    cut.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// How many half-width columns a line takes: a Chinese character is twice as wide as a digit.
fn display_width(line: &str) -> usize {
    line.chars().map(|letter| if is_wide(letter) { 2 } else { 1 }).sum()
}

fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{20000}'..='\u{3FFFD}')
}

/// How many lines a text takes in a box so many half-width columns wide.
fn lines_in(text: &str, width: usize) -> usize {
    text.lines().map(|line| display_width(line).div_ceil(width.max(1)).max(1)).sum::<usize>().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(fit("ab", 2), "ab");
        assert_eq!(fit("重点", 1), "重");
        assert_eq!(fit("a\u{20000}b", 2), "a");
        assert_eq!(fit("", 0), "");
    }

    #[test]
    fn lines_count_chinese_twice() {
        for (text, width, lines) in
            [("", 10, 1), ("abcde", 5, 1), ("重点项目", 4, 2), ("a\nb", 9, 2), ("x", 0, 1)]
        {
            assert_eq!(lines_in(text, width), lines, "{text}");
        }
    }
}
