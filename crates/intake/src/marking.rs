//! The workbook to hand back: the same file with what was found marked at its cells.

use crate::words::{finding, tame};
use qinghuo_domain::{
    Date, Refusal,
    intake::{Outcome, Preview},
};
use qinghuo_locale::Locale;
use qinghuo_sheet::{
    Reading, Role, Severity,
    grid::{CellName, column_of},
    out::{ListHeaders, Mark, MarkSummary, OutError, Tone, ToneWords, mark},
};

/// The file with every finding marked, and where there is a preview, every doubtful row and every reason of a refusal.
///
/// # Errors
/// A file that cannot be marked.
pub fn marked(
    locale: &Locale,
    source: &[u8],
    reading: &Reading,
    preview: Option<&Preview>,
    refusals: &[Refusal],
    today: Date,
) -> Result<Vec<u8>, OutError> {
    let found = reading.findings().map(|found| Mark {
        sheet: found.sheet.to_string(),
        cell: found.cell,
        tone: match found.severity {
            Severity::Error => Tone::Error,
            Severity::Warning => Tone::Warning,
            Severity::Note => Tone::Note,
        },
        text: finding(locale, found),
    });
    let rows = preview.into_iter().flat_map(|preview| &preview.rows);
    let doubtful = rows.filter(|row| matches!(row.outcome, Outcome::Undecided)).map(|row| Mark {
        sheet: row.source.sheet.to_string(),
        cell: name_cell(reading, &row.source.sheet, row.source.row),
        tone: Tone::Warning,
        text: locale.text("refusal-undecided").into_owned(),
    });
    let refused = refusals.iter().filter_map(|reason| {
        let row = reason.row.as_ref()?;
        // The place is the mark's own; the text need not repeat it.
        let field = reason
            .field
            .as_ref()
            .map(|field| locale.text_with("at-field", &[("field", locale.field(field))]));
        let text =
            format!("{}{}", field.unwrap_or_default(), locale.phrase("refusal", "code", &reason.cause));
        Some(Mark {
            sheet: row.sheet.to_string(),
            cell: name_cell(reading, &row.sheet, row.row),
            tone: Tone::Error,
            text: tame(&text),
        })
    });
    let marks: Vec<Mark> = found.chain(doubtful).chain(refused).collect();
    mark(source, &reading.file, &marks, &summary(locale, &reading.file, today))
}

/// The cell of a row that names the project.
fn name_cell(reading: &Reading, sheet: &str, row: u32) -> Option<CellName> {
    let sheet = reading.sheets.iter().find(|known| &*known.name == sheet)?;
    let name = sheet.columns.iter().find(|column| column.role == Role::Name)?;
    Some(CellName { row, column: column_of(&name.column)? })
}

fn summary(locale: &Locale, file: &str, today: Date) -> MarkSummary {
    let say = |key: &str| locale.text(key).into_owned();
    MarkSummary {
        author: say("marked-author"),
        sheet_name: say("marked-sheet"),
        title: say("marked-title"),
        notes: vec![file.to_owned(), say("marked-note")],
        rewritten_note: say("marked-rewritten"),
        headers: ListHeaders {
            sheet: say("marked-column-sheet"),
            cell: say("marked-column-cell"),
            severity: say("marked-column-severity"),
            text: say("marked-column-text"),
        },
        words: ToneWords {
            error: say("severity-error"),
            warning: say("severity-warning"),
            note: say("severity-note"),
        },
        made_on: today,
    }
}
