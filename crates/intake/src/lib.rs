//! A ledger file on its way into the book: read, matched, decided, previewed, and marked to be handed back. The command line and the pages
//! stand on it alike, so both understand a file the same way.
//!
//! Start at [`Intake::of`]. Nothing here changes anything; the command that would is [`Intake::command`]. What is absent: where the file comes
//! from, how it is asked for and shown, and the ledger.

mod asked;
mod compare;
mod machine;
mod marking;
mod words;

pub use asked::{Asked, ColumnFault, Decided, Doubtful, HeaderRows, Mapped, Misfit};
pub use compare::Side;
pub use machine::{attributes_json, move_json};
pub use marking::marked;
pub use words::{checked, finding, ground, key, likeness, tame, unreadable};

use qinghuo_domain::{
    City, Date, YearMonth,
    command::{Command, Decision, LedgerImport},
    intake::{LedgerRow, Match, Matcher, Outcome, Preview, preview},
    rules::Rules,
};
use qinghuo_sheet::{Correction, ReadOptions, Reading, SheetKind, SheetReading, Unreadable, read};

/// A ledger file with what would become of it.
#[derive(Debug)]
pub struct Intake {
    /// The file as it was read, with the sheets that are taken.
    pub reading: Reading,
    /// The sheets that are left out.
    pub left_out: Vec<SheetReading>,
    /// Its projects, each with its decision.
    pub rows: Vec<(LedgerRow, Decision)>,
    /// How each row was matched, before anybody decided.
    pub matches: Vec<Match>,
    /// What would become of each row.
    pub preview: Preview,
    /// The day its figures are true from.
    pub effective_on: Date,
    /// Whether its figures are made up, as it says itself or as somebody said.
    pub synthetic: bool,
    /// Whether columns were read as somebody corrected them before.
    pub remembered: bool,
    /// Corrections given now, to be remembered.
    pub corrections: Vec<Correction>,
}

/// Why there is no intake.
#[derive(Debug, thiserror::Error)]
pub enum NoIntake {
    /// The file cannot be read.
    #[error("the file cannot be read")]
    Unreadable(#[source] Unreadable),
    /// What was said beside the file does not fit it.
    #[error("what was asked does not fit the file")]
    Misfits(Vec<Misfit>),
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
        bytes: &[u8],
        name: &str,
        asked: &Asked,
        city: &City,
        rules: &Rules,
        today: Date,
    ) -> Result<Self, NoIntake> {
        let options = |corrections| ReadOptions {
            year: asked.year,
            month: asked.month,
            places: &rules.places,
            corrections,
            ..ReadOptions::default()
        };
        let mut reading = read(bytes, name, &options(&[])).map_err(NoIntake::Unreadable)?;
        let remembered = remembered(city, &reading);
        let corrections = asked.corrections(&reading, &remembered).map_err(misfit)?;
        let mut applied = corrections.clone();
        applied.extend(
            remembered
                .iter()
                .filter(|known| corrections.iter().all(|new| new.fingerprint != known.fingerprint))
                .cloned(),
        );
        if !applied.is_empty() {
            reading = read(bytes, name, &options(&applied)).map_err(NoIntake::Unreadable)?;
        }
        let left_out = asked.leave_out(&mut reading).map_err(misfit)?;
        let rows = reading.ledger_rows();
        let matches = Matcher::new(city).match_all(&rows);
        let decisions = asked.decide(&rows, &matches).map_err(NoIntake::Misfits)?;
        let rows: Vec<(LedgerRow, Decision)> = rows.into_iter().zip(decisions).collect();
        let effective_on =
            asked.effective_on.unwrap_or_else(|| last_day(&reading).unwrap_or(today).min(today));
        let preview = preview(city, effective_on, &rows);
        let synthetic = reading.synthetic || asked.synthetic;
        let remembered = !remembered.is_empty() && corrections.is_empty();
        Ok(Self {
            reading,
            left_out,
            rows,
            matches,
            preview,
            effective_on,
            synthetic,
            remembered,
            corrections,
        })
    }

    /// The command that takes the rows in.
    #[must_use]
    pub fn command(&self) -> Command {
        // The office writes the hash of the attachment in.
        let (file, attachment) = (self.reading.file.as_ref().into(), "".into());
        Command::ImportLedger(LedgerImport {
            file,
            attachment,
            synthetic: self.synthetic,
            rows: self.rows.clone(),
        })
    }

    /// The commands that make the book remember the columns as corrected, for the next file of the layout.
    #[must_use]
    pub fn mappings(&self, city: &City) -> Vec<Command> {
        let kept = self.corrections.iter().filter_map(|correction| {
            let mapping = serde_json::to_string(correction).ok()?;
            let fingerprint = correction.fingerprint.clone();
            (city.layout(&fingerprint) != Some(&*mapping))
                .then(|| Command::MapLayout { fingerprint: fingerprint.into(), mapping: mapping.into() })
        });
        kept.collect()
    }

    /// How many rows end how.
    #[must_use]
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
    #[must_use]
    pub fn is_news(&self) -> bool {
        let Counts { new, changed, unchanged, .. } = self.counts();
        let named = self.rows.iter().any(|(row, decision)| {
            !row.people.is_empty() && matches!(decision, Decision::New | Decision::Existing(_))
        });
        new + changed > 0 || unchanged > 0 && named
    }
}

fn misfit(misfit: Misfit) -> NoIntake {
    NoIntake::Misfits(vec![misfit])
}

/// The mappings the book remembers for the layouts of a file.
fn remembered(city: &City, reading: &Reading) -> Vec<Correction> {
    let sheets = reading.sheets.iter();
    sheets.filter_map(|sheet| serde_json::from_str(city.layout(&sheet.fingerprint)?).ok()).collect()
}

/// Reads a file that is kept as the book would read it now: for marking it once more.
///
/// # Errors
/// A file that cannot be read.
pub fn read_again(bytes: &[u8], name: &str, city: &City, rules: &Rules) -> Result<Reading, Unreadable> {
    let options = |corrections| ReadOptions { places: &rules.places, corrections, ..ReadOptions::default() };
    let reading = read(bytes, name, &options(&[]))?;
    let remembered = remembered(city, &reading);
    if remembered.is_empty() { Ok(reading) } else { read(bytes, name, &options(&remembered)) }
}

/// The last day of the latest month the file's figures reach to.
fn last_day(reading: &Reading) -> Option<Date> {
    let ledgers = reading.sheets.iter().filter(|sheet| sheet.kind == SheetKind::Ledger);
    ledgers.filter_map(|sheet| YearMonth::new(sheet.year?, sheet.month?)).max().map(YearMonth::last_day)
}
