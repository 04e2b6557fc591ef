//! A ledger handed back: the same file, with cells coloured and commented, and a list of all findings as its last sheet.
//!
//! A file in the new format is patched ([`patch`]): its parts are copied as the bytes they are, except the few that must name a style, a
//! comment or the new sheet, and those are changed by splicing, never by writing them anew. Values and formulas are not touched.
//! Any other format is first written anew from its values ([`rewrite`]) and then goes the same way. A digital signature over the file
//! is not renewed: the file is no longer what was signed.

mod cells;
mod comments;
mod drawing;
mod listing;
mod package;
mod patch;
mod rewrite;
mod styles;
mod xml;

use super::{MOST_ROWS, OutError};
use crate::{grid::CellName, open::Unreadable};
use jiff::civil::Date;

/// How much a finding matters. Orders from the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// For information.
    Note,
    /// To be looked at.
    Warning,
    /// To be put right.
    Error,
}

/// A finding and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The name of the sheet; empty for one about the whole file.
    pub sheet: String,
    /// The cell; `None` for a finding about the whole sheet, which is only listed. In a merged range the range is marked.
    pub cell: Option<CellName>,
    /// How much it matters.
    pub tone: Tone,
    /// What to say.
    pub text: String,
}

/// The words around the findings.
#[derive(Clone, Debug)]
pub struct MarkSummary {
    /// Who the comments are by.
    pub author: String,
    /// The name of the added sheet; made lawful and unique.
    pub sheet_name: String,
    /// What stands over the list.
    pub title: String,
    /// Lines under the title.
    pub notes: Vec<String>,
    /// A further line when the file had to be written anew from its values.
    pub rewritten_note: String,
    /// The headers of the list.
    pub headers: ListHeaders,
    /// A word for each tone.
    pub words: ToneWords,
    /// The day of making, for the properties of a file written anew.
    pub made_on: Date,
}

/// The headers of the list of findings.
#[derive(Clone, Debug)]
pub struct ListHeaders {
    /// Over the names of sheets.
    pub sheet: String,
    /// Over the names of cells.
    pub cell: String,
    /// Over the words for the tones.
    pub severity: String,
    /// Over what is said.
    pub text: String,
}

/// A word for each [`Tone`]: no mark is by colour alone.
#[derive(Clone, Debug)]
pub struct ToneWords {
    /// For [`Tone::Error`].
    pub error: String,
    /// For [`Tone::Warning`].
    pub warning: String,
    /// For [`Tone::Note`].
    pub note: String,
}

impl ToneWords {
    fn of(&self, tone: Tone) -> &str {
        match tone {
            Tone::Error => &self.error,
            Tone::Warning => &self.warning,
            Tone::Note => &self.note,
        }
    }
}

/// Rows of the list above the findings at most: title, notes, header.
const MOST_HEADING: usize = 100;

/// Marks a workbook. A file in the new format with nothing to mark is given back as it is. `file_name` is only the title of a
/// file that has to be written anew. The answer is always in the new format.
///
/// # Errors
/// [`OutError::Source`] when the source is no workbook, is larger than is read, declares XML entities or is damaged beyond reading;
/// [`OutError::TooManyRows`] when a sheet cannot list the findings. Never panics.
pub fn mark(
    source: &[u8],
    file_name: &str,
    marks: &[Mark],
    summary: &MarkSummary,
) -> Result<Vec<u8>, OutError> {
    if marks.len() > MOST_ROWS - MOST_HEADING {
        return Err(OutError::TooManyRows { limit: MOST_ROWS - MOST_HEADING });
    }
    if package::holds_workbook(source) {
        if marks.is_empty() {
            return Ok(source.to_vec());
        }
        match patch::patch(source, marks, summary, false) {
            // What cannot be patched may still be read: rows out of order, another encoding, a part that is missing.
            Err(OutError::Source(Unreadable::Damaged { .. })) => {}
            patched => return patched,
        }
    }
    let (plain, names) = rewrite::rewrite(source, file_name, summary)?;
    let renamed: Vec<Mark> = marks.iter().map(|mark| rewrite::rename(mark, &names)).collect();
    patch::patch(&plain, &renamed, summary, true)
}
