//! What a file comes to at a glance: its figures, how far each step is, its sheets to choose from, and the reasons why it would be refused, each with the
//! address of its place.

use super::understood;
use crate::query::encode;
use qinghuo_domain::{Refusal, YearMonth};
use qinghuo_intake::{Intake, key};
use qinghuo_locale::Locale;
use qinghuo_sheet::{RowKind, Severity, SheetReading, Verdict};

/// A figure of the summary.
pub struct Figure {
    /// What it counts, as a key of words.
    pub label: &'static str,
    /// The count.
    pub value: String,
    /// Where it is told one by one.
    pub href: &'static str,
    /// How it is shown.
    pub tone: &'static str,
}

/// A sheet to choose.
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Where it is looked at.
    pub href: String,
    /// What it is, in words.
    pub kind: String,
    /// How many projects it holds, in words.
    pub projects: Option<String>,
    /// Whether it is to be taken in.
    pub is_taken: bool,
    /// Whether it is the one shown.
    pub is_here: bool,
}

/// A step of the wizard, and how far it is.
pub struct Step {
    /// Its place on the page.
    pub href: &'static str,
    /// What it is, as a key of words.
    pub label: &'static str,
    /// `done`, `blocked` or `open`.
    pub state: &'static str,
    /// The same in words.
    pub words: String,
}

/// How far each step is, where so many reasons stand against the file.
pub fn steps(locale: &Locale, intake: &Intake, refusals: usize) -> [Step; 5] {
    let (is_read, undecided) = (!intake.rows.is_empty(), intake.counts().undecided > 0);
    let told = |is_blocked| match (is_read, is_blocked) {
        (false, _) => "open",
        (true, true) => "blocked",
        (true, false) => "done",
    };
    let commit = if obstacle(intake).is_some() || refusals > 0 { "blocked" } else { "open" };
    [
        ("#sheet", "import-step-sheet", if is_read { "done" } else { "blocked" }),
        ("#findings", "import-step-findings", told(refusals > 0)),
        ("#doubts", "import-step-doubts", told(undecided)),
        ("#preview", "import-step-preview", told(refusals > 0 || undecided)),
        ("#commit", "import-step-commit", commit),
    ]
    .map(|(href, label, state)| Step { href, label, state, words: locale.named("import-is", state) })
}

/// How many checks hold, of how many: what differs by no more than rounding holds.
pub fn held(intake: &Intake) -> String {
    let (all, differing) = checks(intake);
    format!("{}/{all}", all - differing)
}

fn checks(intake: &Intake) -> (usize, usize) {
    let checks = || intake.reading.sheets.iter().flat_map(|sheet| &sheet.reconciliation);
    (checks().count(), checks().filter(|check| check.verdict == Verdict::Differs).count())
}

/// The month all sheets say they are about.
pub fn month(sheets: &[SheetReading]) -> Option<YearMonth> {
    let mut said =
        sheets.iter().filter_map(|sheet| YearMonth::new(sheet.year?, sheet.month.unwrap_or_default()));
    let first = said.next()?;
    said.all(|month| month == first).then_some(first)
}

/// The key of what stands in the way of taking it in.
pub fn obstacle(intake: &Intake) -> Option<&'static str> {
    if intake.rows.is_empty() {
        Some("import-no-rows")
    } else if intake.counts().undecided > 0 {
        Some("import-undecided-left")
    } else if !intake.is_news() {
        Some("import-nothing-new")
    } else {
        None
    }
}

/// What the file comes to, in figures.
pub fn figures(intake: &Intake) -> Vec<Figure> {
    let counts = intake.counts();
    let groups = intake
        .reading
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.rows)
        .filter(|row| row.kind == RowKind::Group)
        .count();
    let severity = |wanted| intake.reading.findings().filter(|found| found.severity == wanted).count();
    let (_, differing) = checks(intake);
    let figure = |label, value: usize, href, tone| Figure { label, value: value.to_string(), href, tone };
    let when = |count: usize, tone| if count > 0 { tone } else { "" };
    let (errors, warnings) = (severity(Severity::Error), severity(Severity::Warning));
    vec![
        figure("import-figure-projects", intake.rows.len(), "#sheet", ""),
        figure("import-figure-groups", groups, "#sheet", ""),
        Figure {
            label: "import-figure-checks",
            value: held(intake),
            href: "#checks",
            tone: when(differing, "behind"),
        },
        figure("import-figure-errors", errors, "#findings", when(errors, "behind")),
        figure("import-figure-warnings", warnings, "#findings", ""),
        figure("import-figure-new", counts.new, "#preview", ""),
        figure("import-figure-changed", counts.changed, "#preview", ""),
        figure("import-figure-unchanged", counts.unchanged, "#preview", ""),
        figure("import-figure-undecided", counts.undecided, "#doubts", when(counts.undecided, "behind")),
        figure("import-figure-absent", intake.preview.absent.len(), "#preview", ""),
    ]
}

/// A sheet of the file.
pub fn chosen(
    locale: &Locale,
    address: &str,
    intake: &Intake,
    sheet: &SheetReading,
    here: Option<&SheetReading>,
) -> Sheet {
    let projects = sheet.ledger_rows().count();
    Sheet {
        name: sheet.name.to_string(),
        href: format!("{address}?sheet={}#sheet", encode(&sheet.name)),
        kind: locale.named("sheet", &key(&sheet.kind)),
        projects: (projects > 0).then(|| locale.count("import-sheet-projects", projects)),
        is_taken: intake.reading.sheets.iter().any(|taken| taken.name == sheet.name),
        is_here: here.is_some_and(|here| here.name == sheet.name),
    }
}

/// The year or month the sheets say they are about.
pub fn when(locale: &Locale, sheets: &[SheetReading]) -> String {
    let mut said: Vec<String> = sheets
        .iter()
        .filter_map(|sheet| {
            let month = YearMonth::new(sheet.year?, sheet.month.unwrap_or_default());
            Some(
                month.map_or_else(|| sheet.year.unwrap_or_default().to_string(), |month| locale.month(month)),
            )
        })
        .collect();
    said.dedup();
    said.join(&locale.text("value-join"))
}

/// A reason of a refusal with its place, and the address of that place.
pub fn refused(locale: &Locale, address: &str, refusal: &Refusal) -> (String, String) {
    let mut words = String::new();
    let mut href = String::new();
    if let Some(row) = &refusal.row {
        let place = [("sheet", row.sheet.to_string()), ("row", row.row.to_string())];
        words = format!("{} ", locale.text_with("import-at-row", &place));
        href = understood::row_address(address, &row.sheet, row.row);
    }
    if let Some(field) = &refusal.field {
        words.push_str(&locale.text_with("at-field", &[("field", locale.field(field))]));
    }
    words.push_str(&locale.phrase("refusal", "code", &refusal.cause));
    (words, href)
}

/// A size in units people use.
pub fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} kB", bytes.div_ceil(1024)),
        _ => format!("{}.{} MB", bytes >> 20, (bytes >> 10) % 1024 * 10 / 1024),
    }
}
