//! An anchor: a small text another party keeps, naming the head of a ledger and some records on the way to it. It holds what
//! is read against a ledger; it says nothing of who wrote it: that it was kept out of reach is what it is worth.

use crate::chain::{Hash, has_shape};

const TITLE: &str = "qinghuo anchor 1";

/// What an anchor says.
#[derive(Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Records by number and hash, ascending; the last is the head of the day.
    pub records: Vec<(u64, Hash)>,
    /// When the head was recorded.
    pub recorded_at: String,
}

/// Why a text is no anchor: the line, counted from 1.
#[derive(Debug, PartialEq, Eq)]
pub enum NoAnchor {
    /// The line is not what an anchor has there.
    Line(usize),
    /// The check sum is not that of the lines above it: a letter was lost or mistyped.
    Sum,
}

/// Reads an anchor. Ends of lines and blanks at them may have been changed on the way, as mails do.
pub fn read(text: &str) -> Result<Anchor, NoAnchor> {
    let mut anchor = Anchor { records: Vec::new(), recorded_at: String::new() };
    let mut above = String::new();
    let mut has_head = false;
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines().map(str::trim_end)) {
        let wrong = || NoAnchor::Line(number);
        let mut parts = line.splitn(2, ' ');
        let (word, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        match word {
            _ if number == 1 => (line == TITLE).then_some(()).ok_or_else(wrong)?,
            "#" | "city" => {}
            "recorded-at" if has_shape(rest, "0000-00-00T00:00:00.000000Z") || rest == "-" => {
                rest.clone_into(&mut anchor.recorded_at);
            }
            "waypoint" | "head" if !has_head => {
                let record =
                    record(rest).filter(|(seq, _)| anchor.records.last().is_none_or(|last| last.0 < *seq));
                anchor.records.push(record.ok_or_else(wrong)?);
                has_head = word == "head";
            }
            "sum" if has_head => {
                return if rest.parse() == Ok(Hash::of(above.as_bytes())) {
                    Ok(anchor)
                } else {
                    Err(NoAnchor::Sum)
                };
            }
            _ => return Err(wrong()),
        }
        above.push_str(line);
        above.push('\n');
    }
    Err(NoAnchor::Line(text.lines().count() + 1))
}

/// `12 <hash>`.
fn record(text: &str) -> Option<(u64, Hash)> {
    let (seq, hash) = text.split_once(' ')?;
    Some((seq.parse().ok()?, hash.parse().ok()?))
}
