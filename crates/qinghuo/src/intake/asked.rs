//! What the user said beside the file: year and month, corrected columns, decided rows.

use crate::{
    exit::{Exit, Stop},
    input::{month, wrong},
    session::date_option,
    words::Words,
};
use clap::ArgMatches;
use qinghuo_domain::{
    Date, ProjectId,
    command::Decision,
    intake::{LedgerRow, Match},
};
use qinghuo_sheet::{Column, Correction, Reading, Role, SheetKind, grid::column_of};
use serde_json::json;

/// What the user said beside the file.
#[derive(Debug, Default)]
pub struct Asked {
    /// The programme year.
    pub year: Option<i16>,
    /// The month the figures reach to.
    pub month: Option<i8>,
    /// The day the figures are true from.
    pub effective_on: Option<Date>,
    sheet: Option<String>,
    columns: Vec<Column>,
    decisions: Vec<Decided>,
    doubtful: Option<Doubtful>,
}

/// What is to become of rows whose match is doubtful.
#[derive(Clone, Copy, Debug)]
enum Doubtful {
    New,
    Skip,
    Match,
}

/// A decision about one row.
#[derive(Debug)]
struct Decided {
    sheet: Option<String>,
    row: u32,
    decision: Decision,
}

impl Asked {
    /// Reads the options.
    ///
    /// # Errors
    /// Everything that is not understood, at once.
    pub fn of(words: Words, given: &ArgMatches) -> anyhow::Result<Self> {
        let mut asked = Self::default();
        let mut faults: Vec<String> = Vec::new();
        let mut fault = |error: anyhow::Error| faults.push(error.to_string());
        let text = |name: &str| given.get_one::<String>(name);
        if let Some(year) = text("year") {
            match year.parse().ok().filter(|year| (1990..=2200).contains(year)) {
                Some(year) => asked.year = Some(year),
                None => fault(wrong(words, "cli-error-not-a-year", year)),
            }
        }
        if let Some(text) = text("month") {
            match month(words, text) {
                Ok(month) => (asked.year, asked.month) = (Some(month.year()), Some(month.month())),
                Err(error) => fault(error),
            }
        }
        match date_option(words, given, "effective-on") {
            Ok(date) => asked.effective_on = date,
            Err(error) => fault(error),
        }
        for text in given.get_many::<String>("map").into_iter().flatten() {
            match column(words, text) {
                Ok(column) => asked.columns.push(column),
                Err(error) => fault(error),
            }
        }
        for text in given.get_many::<String>("decide").into_iter().flatten() {
            match decided(text) {
                Some(decided) => asked.decisions.push(decided),
                None => fault(wrong(words, "cli-error-not-a-decision", text)),
            }
        }
        asked.sheet = text("sheet").cloned();
        asked.doubtful = text("doubtful").map(|doubtful| match &**doubtful {
            "new" => Doubtful::New,
            "skip" => Doubtful::Skip,
            _ => Doubtful::Match,
        });
        if faults.is_empty() { Ok(asked) } else { Err(Stop::with(Exit::Usage, faults.join("\n"))) }
    }

    /// The columns as corrected now, on top of what was remembered, for every layout of the file they can apply to.
    ///
    /// # Errors
    /// A sheet that is not there.
    pub fn corrections(
        &self,
        words: Words,
        reading: &Reading,
        remembered: &[Correction],
    ) -> anyhow::Result<Vec<Correction>> {
        if self.columns.is_empty() {
            return Ok(Vec::new());
        }
        self.find_sheet(words, reading)?;
        let mut corrections: Vec<Correction> = Vec::new();
        for sheet in &reading.sheets {
            let wanted = match &self.sheet {
                Some(name) => *name == *sheet.name,
                None => sheet.kind == SheetKind::Ledger,
            };
            if !wanted || corrections.iter().any(|known| known.fingerprint == sheet.fingerprint) {
                continue;
            }
            let before = remembered.iter().find(|known| known.fingerprint == sheet.fingerprint);
            let mut correction = before.cloned().unwrap_or_else(|| sheet.correction());
            for column in &self.columns {
                correction.columns.retain(|known| known.column != column.column);
                correction.columns.push(column.clone());
            }
            corrections.push(correction);
        }
        Ok(corrections)
    }

    /// Leaves only the sheet asked for.
    ///
    /// # Errors
    /// A sheet that is not there.
    pub fn keep_sheet(&self, words: Words, reading: &mut Reading) -> anyhow::Result<()> {
        self.find_sheet(words, reading)?;
        if let Some(name) = &self.sheet {
            reading.sheets.retain(|sheet| *name == *sheet.name);
        }
        Ok(())
    }

    fn find_sheet(&self, words: Words, reading: &Reading) -> anyhow::Result<()> {
        let Some(name) = &self.sheet else { return Ok(()) };
        if reading.sheets.iter().any(|sheet| *name == *sheet.name) {
            return Ok(());
        }
        let known: Vec<&str> = reading.sheets.iter().map(|sheet| &*sheet.name).collect();
        let said = [("given", &**name), ("known", &*known.join(" / "))];
        Err(Stop::with(Exit::Usage, words.say_with("cli-error-sheet-unknown", &said)))
    }

    /// Decides rows: those named, then the doubtful ones as a whole.
    ///
    /// # Errors
    /// Rows that are not there, or in several sheets.
    pub fn decide(&self, words: Words, rows: &[LedgerRow], matches: &mut [Match]) -> anyhow::Result<()> {
        let mut faults: Vec<String> = Vec::new();
        for decided in &self.decisions {
            let is_it = |row: &LedgerRow| {
                row.source.row == decided.row
                    && decided.sheet.as_deref().is_none_or(|sheet| sheet == &*row.source.sheet)
            };
            let mut found = rows.iter().zip(matches.iter_mut()).filter(|(row, _)| is_it(row));
            let number = decided.row.to_string();
            match (found.next(), found.next()) {
                (Some((_, only)), None) => only.decision = decided.decision,
                (None, _) => faults.push(words.say_with("cli-error-row-unknown", &[("given", &number)])),
                _ => faults.push(words.say_with("cli-error-row-ambiguous", &[("given", &number)])),
            }
        }
        if !faults.is_empty() {
            return Err(Stop::with(Exit::Usage, faults.join("\n")));
        }
        let Some(doubtful) = self.doubtful else { return Ok(()) };
        for found in matches.iter_mut().filter(|found| found.decision == Decision::Undecided) {
            let likeliest = found.candidates.first().map(|candidate| candidate.project);
            found.decision = match doubtful {
                Doubtful::New => Decision::New,
                Doubtful::Skip => Decision::Skip,
                Doubtful::Match => likeliest.map_or(Decision::Undecided, Decision::Existing),
            };
        }
        Ok(())
    }
}

/// Reads `12=P3` or `SHEET!12=skip`.
fn decided(text: &str) -> Option<Decided> {
    let (place, decision) = text.rsplit_once('=')?;
    let (sheet, row) = match place.rsplit_once('!') {
        Some((sheet, row)) => (Some(sheet.to_owned()), row),
        None => (None, place),
    };
    let decision = match decision.trim() {
        "new" => Decision::New,
        "skip" => Decision::Skip,
        project => Decision::Existing(project.parse::<ProjectId>().ok()?),
    };
    Some(Decided { sheet, row: row.trim().parse().ok()?, decision })
}

/// Reads `G=total:hundred_million`.
fn column(words: Words, text: &str) -> anyhow::Result<Column> {
    let malformed = || wrong(words, "cli-error-not-a-mapping", text);
    let (letters, meaning) = text.split_once('=').ok_or_else(malformed)?;
    let (role, unit) = match meaning.split_once(':') {
        Some((role, unit)) => (role.trim(), Some(unit.trim())),
        None => (meaning.trim(), None),
    };
    let letters = letters.trim().to_ascii_uppercase();
    if column_of(&letters).is_none() {
        return Err(malformed());
    }
    if !Role::ALL.iter().any(|known| known.key() == role) {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.key()).collect();
        let said = [("given", role), ("known", &*known.join(" "))];
        return Err(Stop::with(Exit::Usage, words.say_with("cli-error-role-unknown", &said)));
    }
    // The shape in which a mapping is remembered is the one in which it is given; an unknown unit fails here.
    let mut column = json!({ "column": letters, "role": role });
    if let (Some(unit), Some(object)) = (unit, column.as_object_mut()) {
        object.insert("unit".into(), unit.into());
    }
    serde_json::from_value(column).map_err(|_| malformed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use qinghuo_locale::Language;

    #[test]
    fn decisions_name_their_row_and_perhaps_its_sheet() {
        let read = |text| decided(text).map(|d| (d.sheet, d.row, d.decision));
        assert_eq!(read("12=P3"), Some((None, 12, Decision::Existing(ProjectId(3)))));
        assert_eq!(read("a=b!12=new"), Some((Some("a=b".into()), 12, Decision::New)));
        assert_eq!(read("7=skip"), Some((None, 7, Decision::Skip)));
        for wrong in ["12", "x=new", "12=", "12=Px", "=new"] {
            assert!(decided(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn columns_name_their_role_and_perhaps_their_unit() {
        let words = Words::of(Language::Chinese);
        assert!(
            column(words, "g=total:hundred_million")
                .is_ok_and(|c| &*c.column == "G" && c.role == Role::Total)
        );
        assert!(column(words, "AB=name").is_ok());
        for wrong in ["G", "7=name", "G=nonsense", "G=total:dollars", "=name"] {
            assert!(column(words, wrong).is_err(), "{wrong}");
        }
    }
}
