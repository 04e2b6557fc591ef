//! What somebody said beside the file: year and month, which sheets, corrected columns, decided rows.

use qinghuo_domain::{
    Date, ProjectId,
    command::Decision,
    intake::{LedgerRow, Match},
};
use qinghuo_sheet::{Column, Correction, Reading, Role, SheetKind, SheetReading, grid::column_of};
use serde_json::json;

/// What somebody said beside the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// The programme year.
    pub year: Option<i16>,
    /// The month the figures reach to.
    pub month: Option<i8>,
    /// The day the figures are true from.
    pub effective_on: Option<Date>,
    /// The figures are made up, whether the file says so or not.
    pub synthetic: bool,
    /// The sheets to take; all of them where none is named.
    pub sheets: Vec<Box<str>>,
    /// Columns as they are to be read.
    pub columns: Vec<Mapped>,
    /// Where headers stand that are not found, or wrongly.
    pub headers: Vec<HeaderRows>,
    /// Rows that are decided.
    pub decisions: Vec<Decided>,
    /// What is to become of rows whose match is doubtful and that nobody decided.
    pub doubtful: Option<Doubtful>,
}

/// A column as it is to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// On which sheet; on every ledger of the file where none is named.
    pub sheet: Option<Box<str>>,
    /// How.
    pub column: Column,
}

/// Where the header of a sheet stands.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderRows {
    /// The sheet.
    pub sheet: Box<str>,
    /// Its first and last row.
    pub rows: (u32, u32),
}

/// What is to become of rows whose match is doubtful.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Doubtful {
    /// Each is a new project.
    New,
    /// Each is left out.
    Skip,
    /// Each is the project it is most alike.
    Match,
}

/// A decision about one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// The sheet; any where none is named.
    pub sheet: Option<Box<str>>,
    /// The row as the spreadsheet program numbers it.
    pub row: u32,
    /// What is to become of it.
    pub decision: Decision,
}

/// Why a text does not name a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnFault {
    /// It has not the shape of one.
    Malformed,
    /// Nothing is known of this name that a column may hold.
    RoleUnknown(Box<str>),
}

impl Decided {
    /// Reads `12=P3`, `12=new` or `SHEET!12=skip`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (place, decision) = text.rsplit_once('=')?;
        let (sheet, row) = match place.rsplit_once('!') {
            Some((sheet, row)) => (Some(sheet.into()), row),
            None => (None, place),
        };
        Some(Self { sheet, row: row.trim().parse().ok()?, decision: decision_of(decision.trim())? })
    }
}

/// Reads `new`, `skip` or the number of a project.
fn decision_of(text: &str) -> Option<Decision> {
    Some(match text {
        "new" => Decision::New,
        "skip" => Decision::Skip,
        project => Decision::Existing(project.parse::<ProjectId>().ok()?),
    })
}

impl Doubtful {
    /// What this word says: `new`, `skip` or `match`.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "new" => Some(Self::New),
            "skip" => Some(Self::Skip),
            "match" => Some(Self::Match),
            _ => None,
        }
    }
}

impl Mapped {
    /// Reads `G=total:hundred_million`: letters, what the column holds, and for money perhaps the unit.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(sheet: Option<Box<str>>, text: &str) -> Result<Self, ColumnFault> {
        let (letters, meaning) = text.split_once('=').ok_or(ColumnFault::Malformed)?;
        let (role, unit) = match meaning.split_once(':') {
            Some((role, unit)) => (role.trim(), Some(unit.trim())),
            None => (meaning.trim(), None),
        };
        let letters = letters.trim().to_ascii_uppercase();
        if column_of(&letters).is_none() {
            return Err(ColumnFault::Malformed);
        }
        if !Role::ALL.iter().any(|known| known.key() == role) {
            return Err(ColumnFault::RoleUnknown(role.into()));
        }
        // The shape in which a mapping is remembered is the one in which it is given; an unknown unit fails here.
        let mut column = json!({ "column": letters, "role": role });
        if let (Some(unit), Some(object)) = (unit, column.as_object_mut()) {
            object.insert("unit".into(), unit.into());
        }
        let column = serde_json::from_value(column).map_err(|_| ColumnFault::Malformed)?;
        Ok(Self { sheet, column })
    }
}

/// What was said and does not fit the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// There is no such sheet.
    SheetUnknown {
        /// The one named.
        given: Box<str>,
        /// Those there are.
        known: Vec<Box<str>>,
    },
    /// There is no project in this row.
    RowUnknown {
        /// The row.
        row: u32,
    },
    /// Several sheets have a project in this row.
    RowAmbiguous {
        /// The row.
        row: u32,
    },
}

impl Asked {
    /// The columns as corrected now, on top of what was remembered, for every layout of the file they can apply to.
    pub(crate) fn corrections(
        &self,
        reading: &Reading,
        remembered: &[Correction],
    ) -> Result<Vec<Correction>, Misfit> {
        let named = self.columns.iter().filter_map(|mapped| mapped.sheet.as_ref());
        for name in named.chain(self.headers.iter().map(|header| &header.sheet)) {
            find(reading, name)?;
        }
        let mut corrections: Vec<Correction> = Vec::new();
        for sheet in &reading.sheets {
            let columns: Vec<&Column> = self
                .columns
                .iter()
                .filter(|mapped| match &mapped.sheet {
                    Some(name) => *name == sheet.name,
                    None => sheet.kind == SheetKind::Ledger,
                })
                .map(|mapped| &mapped.column)
                .collect();
            let header = self.headers.iter().find(|header| header.sheet == sheet.name);
            let is_known = corrections.iter().any(|known| known.fingerprint == sheet.fingerprint);
            if columns.is_empty() && header.is_none() || is_known {
                continue;
            }
            let before = remembered.iter().find(|known| known.fingerprint == sheet.fingerprint);
            let mut correction = before.cloned().unwrap_or_else(|| sheet.correction());
            if let Some(header) = header {
                // Other header rows have other columns: those found under the wrong ones say nothing.
                correction.header_rows = Some(header.rows);
                correction.columns.clear();
            }
            for column in columns {
                correction.columns.retain(|known| known.column != column.column);
                correction.columns.push(column.clone());
            }
            corrections.push(correction);
        }
        Ok(corrections)
    }

    /// Takes the sheets out of a reading that were not asked for.
    pub(crate) fn leave_out(&self, reading: &mut Reading) -> Result<Vec<SheetReading>, Misfit> {
        for name in &self.sheets {
            find(reading, name)?;
        }
        if self.sheets.is_empty() {
            return Ok(Vec::new());
        }
        let (taken, left_out) = std::mem::take(&mut reading.sheets)
            .into_iter()
            .partition(|sheet| self.sheets.contains(&sheet.name));
        reading.sheets = taken;
        Ok(left_out)
    }

    /// Decides rows: those named, then the doubtful ones as a whole, else as they were matched.
    pub(crate) fn decide(&self, rows: &[LedgerRow], matches: &[Match]) -> Result<Vec<Decision>, Vec<Misfit>> {
        let mut decisions: Vec<Decision> = matches.iter().map(|found| found.decision).collect();
        let mut misfits = Vec::new();
        for decided in &self.decisions {
            let row = decided.row;
            let is_it = |of: &LedgerRow| {
                of.source.row == row && decided.sheet.as_ref().is_none_or(|sheet| **sheet == *of.source.sheet)
            };
            let mut found = rows.iter().zip(&mut decisions).filter(|(row, _)| is_it(row));
            match (found.next(), found.next()) {
                (Some((_, only)), None) => *only = decided.decision,
                (None, _) => misfits.push(Misfit::RowUnknown { row }),
                _ => misfits.push(Misfit::RowAmbiguous { row }),
            }
        }
        if !misfits.is_empty() {
            return Err(misfits);
        }
        let Some(doubtful) = self.doubtful else { return Ok(decisions) };
        for (decision, found) in decisions.iter_mut().zip(matches) {
            if *decision == Decision::Undecided {
                *decision = match doubtful {
                    Doubtful::New => Decision::New,
                    Doubtful::Skip => Decision::Skip,
                    Doubtful::Match => {
                        let likeliest = found.candidates.first();
                        likeliest
                            .map_or(Decision::Undecided, |likeliest| Decision::Existing(likeliest.project))
                    }
                };
            }
        }
        Ok(decisions)
    }
}

fn find(reading: &Reading, name: &str) -> Result<(), Misfit> {
    if reading.sheets.iter().any(|sheet| *sheet.name == *name) {
        return Ok(());
    }
    let known = reading.sheets.iter().map(|sheet| sheet.name.clone()).collect();
    Err(Misfit::SheetUnknown { given: name.into(), known })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_name_their_row_and_perhaps_its_sheet() {
        let read = |text| Decided::read(text).map(|d| (d.sheet, d.row, d.decision));
        assert_eq!(read("12=P3"), Some((None, 12, Decision::Existing(ProjectId(3)))));
        assert_eq!(read("a=b!12=new"), Some((Some("a=b".into()), 12, Decision::New)));
        assert_eq!(read("7=skip"), Some((None, 7, Decision::Skip)));
        for wrong in ["12", "x=new", "12=", "12=Px", "=new"] {
            assert!(read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn columns_name_their_role_and_perhaps_their_unit() {
        let read = |text| Mapped::read(None, text).map(|mapped| mapped.column);
        assert!(read("g=total:hundred_million").is_ok_and(|c| &*c.column == "G" && c.role == Role::Total));
        assert!(read("AB=name").is_ok());
        for wrong in ["G", "7=name", "G=total:dollars", "=name"] {
            assert_eq!(read(wrong), Err(ColumnFault::Malformed), "{wrong}");
        }
        assert_eq!(read("G=nonsense"), Err(ColumnFault::RoleUnknown("nonsense".into())));
    }
}
