//! A ledger file on its way into the book: read, matched, decided, previewed. Nothing here changes anything; the command that would is
//! [`Intake::command`].

mod asked;
mod marking;
mod telling;

pub use asked::Asked;
pub use marking::marked;
pub use telling::{finding, in_words, unreadable};

use crate::{
    exit::{Exit, Stop},
    lines::move_json,
    words::Words,
};
use qinghuo_domain::{
    City, Date, YearMonth,
    command::{Command, Decision, LedgerImport},
    intake::{LedgerRow, Match, Matcher, Outcome, Preview, RowPreview, preview},
    rules::Rules,
};
use qinghuo_sheet::{Correction, ReadOptions, Reading, SheetKind, Unreadable, read};
use serde_json::{Value, json};

/// A ledger file with what would become of it.
pub struct Intake {
    /// The file as it was read.
    pub reading: Reading,
    /// Its projects, each with its match and its decision.
    pub rows: Vec<(LedgerRow, Decision)>,
    /// Why each row was matched as it was.
    pub matches: Vec<Match>,
    /// What would become of each row.
    pub preview: Preview,
    /// The day its figures are true from.
    pub effective_on: Date,
    /// Whether columns were read as somebody corrected them before.
    pub remembered: bool,
    /// Corrections given now, to be remembered.
    pub corrections: Vec<Correction>,
}

/// How many rows end how.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// New projects.
    pub new: usize,
    /// Known projects that change.
    pub changed: usize,
    /// Known projects about which nothing is new.
    pub unchanged: usize,
    /// Rows left out.
    pub skipped: usize,
    /// Rows nobody decided.
    pub undecided: usize,
}

impl Intake {
    /// Reads a file and matches it against the book.
    ///
    /// # Errors
    /// A file that cannot be read, and what was asked of it that does not fit it.
    pub fn of(
        words: Words,
        bytes: &[u8],
        name: &str,
        asked: &Asked,
        city: &City,
        rules: &Rules,
        today: Date,
    ) -> anyhow::Result<Self> {
        let unreadable = |error: Unreadable| Stop::with(Exit::Unreadable, unreadable(words, name, &error));
        let options = |corrections| ReadOptions {
            year: asked.year,
            month: asked.month,
            places: &rules.places,
            corrections,
            ..ReadOptions::default()
        };
        let mut reading = read(bytes, name, &options(&[])).map_err(unreadable)?;
        let remembered: Vec<Correction> = reading
            .sheets
            .iter()
            .filter_map(|sheet| serde_json::from_str(city.layout(&sheet.fingerprint)?).ok())
            .collect();
        let corrections = asked.corrections(words, &reading, &remembered)?;
        let applied = if corrections.is_empty() { &remembered } else { &corrections };
        if !applied.is_empty() {
            reading = read(bytes, name, &options(applied)).map_err(unreadable)?;
        }
        asked.keep_sheet(words, &mut reading)?;
        let rows = reading.ledger_rows();
        let mut matches = Matcher::new(city).match_all(&rows);
        asked.decide(words, &rows, &mut matches)?;
        let rows: Vec<(LedgerRow, Decision)> =
            rows.into_iter().zip(matches.iter().map(|found| found.decision)).collect();
        let effective_on =
            asked.effective_on.unwrap_or_else(|| last_day(&reading).unwrap_or(today).min(today));
        let preview = preview(city, effective_on, &rows);
        let remembered = !remembered.is_empty() && corrections.is_empty();
        Ok(Self { reading, rows, matches, preview, effective_on, remembered, corrections })
    }

    /// The command that takes the rows in.
    pub fn command(&self) -> Command {
        // The office writes the hash of the attachment in.
        let (file, attachment) = (self.reading.file.clone(), "".into());
        Command::ImportLedger(LedgerImport {
            file,
            attachment,
            synthetic: self.reading.synthetic,
            rows: self.rows.clone(),
        })
    }

    /// How many rows end how.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for row in &self.preview.rows {
            *match row.outcome {
                Outcome::New => &mut counts.new,
                Outcome::Changed { .. } => &mut counts.changed,
                Outcome::Unchanged { .. } => &mut counts.unchanged,
                Outcome::Skipped => &mut counts.skipped,
                Outcome::Undecided => &mut counts.undecided,
            } += 1;
        }
        counts
    }

    /// Whether taking it in would say anything new. People are named by rows but numbered only in the office, so a row that names any may.
    pub fn is_news(&self) -> bool {
        let Counts { new, changed, unchanged, .. } = self.counts();
        let named = self.rows.iter().any(|(row, decision)| {
            !row.people.is_empty() && matches!(decision, Decision::New | Decision::Existing(_))
        });
        new + changed > 0 || unchanged > 0 && named
    }

    /// The reading and the preview for a machine.
    ///
    /// # Errors
    /// When the reading has no JSON form.
    pub fn json(&self) -> anyhow::Result<Value> {
        let rows: Vec<Value> =
            self.preview.rows.iter().zip(&self.matches).map(|(row, found)| row_json(row, found)).collect();
        let counts = self.counts();
        let mut answer = serde_json::to_value(&self.reading)?;
        if let Value::Object(object) = &mut answer {
            let preview = json!({
                "effective_on": self.effective_on,
                "counts": {
                    "new": counts.new,
                    "changed": counts.changed,
                    "unchanged": counts.unchanged,
                    "skipped": counts.skipped,
                    "undecided": counts.undecided,
                    "absent": self.preview.absent.len(),
                },
                "rows": rows,
                "absent": self.preview.absent.iter().map(ToString::to_string).collect::<Vec<_>>(),
            });
            object.insert("preview".into(), preview);
        }
        Ok(answer)
    }
}

/// What would become of a row, and why, for a machine.
fn row_json(row: &RowPreview, found: &Match) -> Value {
    let candidates: Vec<Value> = found
        .candidates
        .iter()
        .map(|candidate| json!({ "project": candidate.project.to_string(), "likeness": candidate.likeness }))
        .collect();
    let mut answer = json!({
        "sheet": row.source.sheet,
        "row": row.source.row,
        "name": row.name,
        "ground": found.ground,
        "candidates": candidates,
    });
    let (outcome, project, changes) = match &row.outcome {
        Outcome::New => ("new", None, None),
        Outcome::Changed { project, changes } => ("changed", Some(project), Some(changes)),
        Outcome::Unchanged { project } => ("unchanged", Some(project), None),
        Outcome::Skipped => ("skipped", None, None),
        Outcome::Undecided => ("undecided", None, None),
    };
    if let Value::Object(object) = &mut answer {
        object.insert("outcome".into(), outcome.into());
        object.extend(project.map(|project| ("project".to_owned(), project.to_string().into())));
        let changes = changes.map(|changes| changes.iter().map(move_json).collect::<Value>());
        object.extend(changes.map(|changes| ("changes".to_owned(), changes)));
    }
    answer
}

/// The last day of the latest month the file's figures reach to.
fn last_day(reading: &Reading) -> Option<Date> {
    let ledgers = reading.sheets.iter().filter(|sheet| sheet.kind == SheetKind::Ledger);
    ledgers.filter_map(|sheet| YearMonth::new(sheet.year?, sheet.month?)).max().map(YearMonth::last_day)
}
