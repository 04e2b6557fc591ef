//! The workbook to hand back: the same file with what was found marked at its cells.

use super::{Intake, finding};
use crate::{telling::refusal, words::Words};
use qinghuo_domain::{Date, Refusal, intake::Outcome};
use qinghuo_sheet::{
    Severity,
    grid::CellName,
    out::{ListHeaders, Mark, MarkSummary, OutError, Tone, ToneWords, mark},
};

/// The file with every finding, every doubtful row and every reason of a refusal marked.
///
/// # Errors
/// A file that cannot be marked.
pub fn marked(
    words: Words,
    source: &[u8],
    intake: &Intake,
    refusals: &[Refusal],
    today: Date,
) -> Result<Vec<u8>, OutError> {
    let found = intake.reading.findings().map(|found| Mark {
        sheet: found.sheet.to_string(),
        cell: found.cell,
        tone: match found.severity {
            Severity::Error => Tone::Error,
            Severity::Warning => Tone::Warning,
            Severity::Note => Tone::Note,
        },
        text: finding(words, found),
    });
    let doubtful = intake.preview.rows.iter().filter(|row| matches!(row.outcome, Outcome::Undecided));
    let doubtful = doubtful.map(|row| Mark {
        sheet: row.source.sheet.to_string(),
        cell: name_cell(intake, &row.source.sheet, row.source.row),
        tone: Tone::Warning,
        text: words.say("refusal-undecided"),
    });
    let refused = refusals.iter().filter_map(|reason| {
        let row = reason.row.as_ref()?;
        let cell = name_cell(intake, &row.sheet, row.row);
        // The place is the mark's own; the text need not repeat it.
        let text = refusal(words, &Refusal { row: None, ..reason.clone() });
        Some(Mark { sheet: row.sheet.to_string(), cell, tone: Tone::Error, text })
    });
    let marks: Vec<Mark> = found.chain(doubtful).chain(refused).collect();
    mark(source, &intake.reading.file, &marks, &summary(words, &intake.reading.file, today))
}

/// The cell of a row that names the project.
fn name_cell(intake: &Intake, sheet: &str, row: u32) -> Option<CellName> {
    let sheet = intake.reading.sheets.iter().find(|known| &*known.name == sheet)?;
    let name = sheet.columns.iter().find(|column| column.role == qinghuo_sheet::Role::Name)?;
    Some(CellName { row, column: qinghuo_sheet::grid::column_of(&name.column)? })
}

fn summary(words: Words, file: &str, today: Date) -> MarkSummary {
    let say = |key: &str| words.say(key);
    MarkSummary {
        author: say("cli-marked-author"),
        sheet_name: say("cli-marked-sheet"),
        title: say("cli-marked-title"),
        notes: vec![file.to_owned(), say("cli-marked-note")],
        rewritten_note: say("cli-marked-rewritten"),
        headers: ListHeaders {
            sheet: say("cli-marked-column-sheet"),
            cell: say("cli-marked-column-cell"),
            severity: say("cli-marked-column-severity"),
            text: say("cli-marked-column-text"),
        },
        words: ToneWords {
            error: say("severity-error"),
            warning: say("severity-warning"),
            note: say("severity-note"),
        },
        made_on: today,
    }
}
