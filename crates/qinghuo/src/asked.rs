//! The options of an import: year and month, corrected columns, decided rows.

use crate::{
    exit::{Exit, Stop},
    input::{month, wrong},
    session::date_option,
    words::Words,
};
use clap::ArgMatches;
use qinghuo_domain::{ProjectId, command::Decision};
use qinghuo_intake::{Asked, Decided, Doubtful, Mapped, Misfit};
use qinghuo_sheet::{Column, Role, grid::column_of};
use serde_json::json;

/// Reads the options.
///
/// # Errors
/// Everything that is not understood, at once.
pub fn asked(words: Words, given: &ArgMatches) -> anyhow::Result<Asked> {
    let mut asked = Asked::default();
    let mut faults: Vec<String> = Vec::new();
    let mut fault = |error: anyhow::Error| faults.push(error.to_string());
    let text = |name: &str| given.get_one::<String>(name);
    let sheet = text("sheet").map(|sheet| Box::from(sheet.as_str()));
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
            Ok(column) => asked.columns.push(Mapped { sheet: sheet.clone(), column }),
            Err(error) => fault(error),
        }
    }
    for text in given.get_many::<String>("decide").into_iter().flatten() {
        match decided(text) {
            Some(decided) => asked.decisions.push(decided),
            None => fault(wrong(words, "cli-error-not-a-decision", text)),
        }
    }
    asked.sheets = sheet.into_iter().collect();
    asked.doubtful = text("doubtful").map(|doubtful| match &**doubtful {
        "new" => Doubtful::New,
        "skip" => Doubtful::Skip,
        _ => Doubtful::Match,
    });
    if faults.is_empty() { Ok(asked) } else { Err(Stop::with(Exit::Usage, faults.join("\n"))) }
}

/// What was said and does not fit the file, in words.
pub fn misfits(words: Words, misfits: &[Misfit]) -> anyhow::Error {
    let said = misfits.iter().map(|misfit| match misfit {
        Misfit::SheetUnknown { given, known } => {
            words.say_with("cli-error-sheet-unknown", &[("given", given), ("known", &known.join(" / "))])
        }
        Misfit::RowUnknown { row } => words.say_with("cli-error-row-unknown", &[("given", &row.to_string())]),
        Misfit::RowAmbiguous { row } => {
            words.say_with("cli-error-row-ambiguous", &[("given", &row.to_string())])
        }
    });
    Stop::with(Exit::Usage, said.collect::<Vec<_>>().join("\n"))
}

/// Reads `12=P3` or `SHEET!12=skip`.
fn decided(text: &str) -> Option<Decided> {
    let (place, decision) = text.rsplit_once('=')?;
    let (sheet, row) = match place.rsplit_once('!') {
        Some((sheet, row)) => (Some(sheet.into()), row),
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
