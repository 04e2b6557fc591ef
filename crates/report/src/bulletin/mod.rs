//! The month's dispatch bulletin (调度通报): how the year stands, the places and industries ranked, what shows red and why, what changed since the last
//! dispatch, and what the approvals are waiting for. A model of headings, sentences and tables, which the page shows and [`word()`] sets as a Word document.
//!
//! Its figures are dispatch figures (调度数) only, and it says so.

mod approvals;
mod figures;
mod word;

pub use approvals::Waiting;
pub use word::word;

use crate::Issue;
use figures::Month;
use qinghuo_domain::{City, Seen, views::totals::Dimension};
use serde::Serialize;

/// A month's bulletin.
#[derive(Clone, Debug, Serialize)]
pub struct Bulletin {
    /// Its title.
    pub title: String,
    /// The day it is of, the rule of its lights, and until when facts count.
    pub basis: Vec<String>,
    /// What a made-up city says of itself.
    pub synthetic: Option<String>,
    /// What it says, part by part.
    pub parts: Vec<Part>,
    /// What a table of it had no room for.
    pub appendix: Option<Part>,
    /// What its figures are, and are not.
    pub notes: Vec<String>,
    /// The record it was made from.
    pub record: String,
}

/// One part of it.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// Its heading, numbered.
    pub heading: String,
    /// Its sentences.
    pub paragraphs: Vec<String>,
    /// Its table.
    pub table: Option<Table>,
}

/// A table of a part; never without rows.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Its header, with its unit.
    pub header: String,
    /// Its share of the width, in hundredths.
    pub width: u32,
    /// Whether it holds numbers.
    pub is_number: bool,
}

/// A cell.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cell {
    /// Words or a number with its unit.
    Text {
        /// What it says.
        text: String,
    },
    /// A light: always with its word.
    Light {
        /// Its stable key, which names its colour.
        signal: &'static str,
        /// Its word.
        word: String,
    },
    /// A share as a bar, with what was due.
    Bar {
        /// Its length in hundredths of the whole, 100 at most.
        percent: u32,
        /// Whether it reaches what was due.
        is_behind: bool,
    },
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }
}

/// The bulletin of the standpoint's month over the projects that are among those it is of, with what their approvals wait for.
#[must_use]
pub fn bulletin(
    issue: &Issue<'_>,
    city: &City,
    waiting: &Waiting,
    among: &dyn Fn(Seen<'_>) -> bool,
) -> Bulletin {
    let locale = issue.locale;
    let month = Month::of(issue, city, among);
    let say = |key| locale.text(key).into_owned();
    let parts = [
        ("bulletin-overall", month.overall(), None),
        ("bulletin-places", month.ranked_words(), month.ranking(Dimension::Place, true)),
        ("bulletin-industries", vec![], month.ranking(Dimension::Industry, false)),
        ("bulletin-red", month.red_words(), month.red_table()),
        ("bulletin-changes", month.changes(), None),
        ("bulletin-approvals", waiting.words(issue), waiting.table(issue)),
    ];
    let is_told = |(_, paragraphs, table): &(&str, Vec<String>, Option<Table>)| {
        table.is_some() || !paragraphs.is_empty()
    };
    let parts = parts.into_iter().filter(is_told).zip(1..).map(|((key, paragraphs, table), number)| Part {
        heading: locale.text_with(
            "bulletin-heading",
            &[("number", locale.named("bulletin-number", &number.to_string())), ("words", say(key))],
        ),
        paragraphs,
        table,
    });
    let told =
        [("month", locale.month(issue.from.month)), ("scope", issue.scope.unwrap_or_default().to_owned())];
    let mut basis = issue.basis();
    if issue.is_of_post {
        basis.push(locale.count("bulletin-of-post", month.projects()));
    }
    Bulletin {
        title: locale
            .text_with(if issue.scope.is_some() { "bulletin-title-of" } else { "bulletin-title" }, &told),
        basis,
        synthetic: issue.synthetic(),
        parts: parts.collect(),
        appendix: month.red_rest().map(|table| Part {
            heading: say("bulletin-appendix"),
            paragraphs: Vec::new(),
            table: Some(table),
        }),
        notes: vec![say("bulletin-note-figures"), say("bulletin-note-lights")],
        record: issue.record(),
    }
}
