//! The options of an import: year and month, corrected columns, decided rows.

use crate::{
    exit::{Exit, Stop},
    input::{month, wrong},
    session::date_option,
    words::Words,
};
use clap::ArgMatches;
use qinghuo_intake::{Asked, ColumnFault, Decided, Doubtful, Mapped, Misfit};
use qinghuo_sheet::Role;

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
        match column(words, sheet.clone(), text) {
            Ok(mapped) => asked.columns.push(mapped),
            Err(error) => fault(error),
        }
    }
    for text in given.get_many::<String>("decide").into_iter().flatten() {
        match Decided::read(text) {
            Some(decided) => asked.decisions.push(decided),
            None => fault(wrong(words, "cli-error-not-a-decision", text)),
        }
    }
    asked.sheets = sheet.into_iter().collect();
    asked.doubtful = text("doubtful").and_then(|doubtful| Doubtful::from_key(doubtful));
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

/// Reads `G=total:hundred_million`.
fn column(words: Words, sheet: Option<Box<str>>, text: &str) -> anyhow::Result<Mapped> {
    Mapped::read(sheet, text).map_err(|fault| match fault {
        ColumnFault::Malformed => wrong(words, "cli-error-not-a-mapping", text),
        ColumnFault::RoleUnknown(role) => {
            let known: Vec<&str> = Role::ALL.iter().map(|role| role.key()).collect();
            let said = [("given", &*role), ("known", &*known.join(" "))];
            Stop::with(Exit::Usage, words.say_with("cli-error-role-unknown", &said))
        }
    })
}
