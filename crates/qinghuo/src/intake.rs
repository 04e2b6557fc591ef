//! An intake in words: what the file is, what was found in it, whether its sums hold, and what would become of each row.

use crate::{
    exit::{Exit, Stop},
    facts::moved,
    screen::{Paint, Screen},
    table::{Cell, Side, Table},
    words::Words,
};
use qinghuo_domain::{
    Attribute, City, Moment,
    attribute::PersonId,
    intake::{Outcome, RowPreview},
};
use qinghuo_intake::{Intake, checked, finding, ground, key, likeness, tame, unreadable};
use qinghuo_sheet::{Check, Finding, Severity, SheetReading, Unreadable, Verdict};

/// Findings, changes and sums beyond this many are counted, not shown: the screen is for reading.
const SHOWN: usize = 40;
/// New projects are told by a few names.
const NAMED: usize = 10;

/// Why a file cannot be read.
pub fn unreadable_ledger(words: Words, name: &str, error: &Unreadable) -> anyhow::Error {
    let said = [("path", name), ("detail", &*unreadable(&words, error))];
    Stop::with(Exit::Unreadable, words.say_with("cli-unreadable", &said))
}

/// Everything a person wants to see before saying yes.
pub fn in_words(words: Words, screen: Screen, intake: &Intake, city: &City) -> String {
    let reading = &intake.reading;
    let mut said =
        vec![words.say_with(
            "cli-import-file",
            &[("file", &tame(&reading.file)), ("format", &key(&reading.format))],
        )];
    said.extend(reading.sheets.iter().map(|sheet| sheet_line(words, sheet)));
    if intake.synthetic {
        said.push(words.say("cli-synthetic"));
    }
    if intake.remembered {
        said.push(words.say("cli-import-remembered"));
    }
    said.extend(findings(words, screen, intake));
    said.extend(reconciliation(words, screen, intake));
    said.extend(preview(words, screen, intake, city));
    said.join("\n")
}

fn sheet_line(words: Words, sheet: &SheetReading) -> String {
    let kind = words.named("sheet", &key(&sheet.kind));
    let mut said = words.say_with("cli-import-sheet", &[("name", &tame(&sheet.name)), ("kind", &kind)]);
    if let Some((first, last)) = sheet.header_rows {
        let rows = [("first", &*first.to_string()), ("last", &*last.to_string())];
        let key = if first == last { "cli-import-sheet-header-row" } else { "cli-import-sheet-header" };
        said.push_str(&words.say_with(key, &rows));
    }
    if let Some(year) = sheet.year {
        let month = sheet.month.and_then(|month| qinghuo_domain::YearMonth::new(year, month));
        let when = month.map_or_else(|| year.to_string(), |month| words.month(month));
        said.push_str(&words.say_with("cli-import-sheet-when", &[("when", &when)]));
    }
    let rows = sheet.ledger_rows().count();
    if rows > 0 {
        said.push_str(&words.say_with("cli-import-sheet-rows", &[("rows", &rows.to_string())]));
    }
    said
}

fn findings(words: Words, screen: Screen, intake: &Intake) -> Vec<String> {
    let count =
        |severity| intake.reading.findings().filter(|found| found.severity == severity).count().to_string();
    let counts = [
        ("errors", &*count(Severity::Error)),
        ("warnings", &*count(Severity::Warning)),
        ("notes", &*count(Severity::Note)),
    ];
    let mut said = vec![String::new(), words.say_with("cli-import-findings", &counts)];
    let mut found: Vec<&Finding> = intake.reading.findings().collect();
    found.sort_by_key(|found| found.severity);
    for found in found.iter().take(SHOWN) {
        let severity = key(&found.severity);
        let paint = match found.severity {
            Severity::Error => Paint::Red,
            Severity::Warning => Paint::Yellow,
            Severity::Note => Paint::Faint,
        };
        let at = found.cell.map_or_else(|| found.sheet.to_string(), |cell| format!("{}!{cell}", found.sheet));
        said.push(words.say_with(
            "cli-import-finding",
            &[
                ("severity", &screen.paint(&words.named("severity", &severity), paint)),
                ("place", &tame(&at)),
                ("words", &finding(&words, found)),
            ],
        ));
    }
    if found.len() > SHOWN {
        said.push(words.count("cli-import-more-findings", found.len() - SHOWN));
    }
    said
}

fn reconciliation(words: Words, screen: Screen, intake: &Intake) -> Vec<String> {
    let checks = || intake.reading.sheets.iter().flat_map(|sheet| &sheet.reconciliation);
    let mut shown: Vec<&Check> = checks().collect();
    if shown.is_empty() {
        return Vec::new();
    }
    let count = |verdict| checks().filter(|check| check.verdict == verdict).count().to_string();
    let counts = [
        ("ok", &*count(Verdict::Ok)),
        ("rounding", &*count(Verdict::Rounding)),
        ("differs", &*count(Verdict::Differs)),
    ];
    let mut said = vec![String::new(), words.say_with("cli-import-reconciliation", &counts)];
    // What differs comes first; of a long table the rest is left to the counts.
    shown.sort_by_key(|check| check.verdict != Verdict::Differs);
    if shown.len() > SHOWN {
        let differing = shown.iter().take_while(|check| check.verdict == Verdict::Differs).count();
        shown.truncate(differing.min(SHOWN));
    }
    if shown.is_empty() {
        return said;
    }
    let left = |key: &str| (words.say(key), Side::Left);
    let right = |key: &str| (words.say(key), Side::Right);
    let mut table = Table::new([
        right("cli-column-row"),
        left("cli-column-label"),
        left("cli-column-measure"),
        right("cli-column-declared"),
        right("cli-column-found"),
        left("cli-column-verdict"),
    ]);
    for check in shown {
        let amount = |number: i64| checked(&words, check.measure, number);
        let paint = if check.verdict == Verdict::Differs { Paint::Red } else { Paint::Plain };
        table.push([
            Cell::from(check.row.to_string()),
            Cell::from(&check.label),
            Cell::from(words.named("measure", &key(&check.measure))),
            Cell::from(amount(check.declared)),
            Cell::from(amount(check.found)),
            Cell::painted(words.named("verdict", &key(&check.verdict)), paint),
        ]);
    }
    said.push(table.render(screen).trim_end().to_owned());
    said
}

fn preview(words: Words, screen: Screen, intake: &Intake, city: &City) -> Vec<String> {
    let counts = intake.counts();
    let mut said = vec![
        String::new(),
        words.say_with(
            "cli-import-preview",
            &[
                ("day", &words.day(intake.effective_on)),
                ("new", &counts.new.to_string()),
                ("changed", &counts.changed.to_string()),
                ("unchanged", &counts.unchanged.to_string()),
                ("skipped", &counts.skipped.to_string()),
                ("undecided", &counts.undecided.to_string()),
                ("absent", &intake.preview.absent.len().to_string()),
            ],
        ),
    ];
    let of = |wanted: fn(&Outcome) -> bool| {
        intake.preview.rows.iter().enumerate().filter(move |(_, row)| wanted(&row.outcome))
    };
    let mut group = |heading: &str, count: usize, most: usize, lines: &mut dyn Iterator<Item = String>| {
        if count == 0 {
            return;
        }
        said.push(words.say(heading));
        said.extend(lines.take(most));
        if count > most {
            said.push(words.count("cli-import-more", count - most));
        }
    };
    let new = of(|outcome| matches!(outcome, Outcome::New));
    group("cli-import-new", counts.new, NAMED, &mut new.map(|(_, row)| row_line(words, row)));
    let changed = of(|outcome| matches!(outcome, Outcome::Changed { .. }));
    group("cli-import-changes", counts.changed, SHOWN, &mut changed.map(|(_, row)| changes(words, row)));
    let undecided = of(|outcome| matches!(outcome, Outcome::Undecided));
    let mut undecided = undecided.map(|(at, _)| side_by_side(words, screen, intake, at, city));
    group("cli-import-undecided", counts.undecided, SHOWN, &mut undecided);
    let mut absent = intake.preview.absent.iter().map(|id| {
        let name = city.project(*id).and_then(|project| project.at(Moment::on(intake.effective_on)).name());
        format!("  {id}  {}", tame(name.map_or("", |name| name)))
    });
    group("cli-import-absent", intake.preview.absent.len(), NAMED, &mut absent);
    said
}

fn row_line(words: Words, row: &RowPreview) -> String {
    let at = [
        ("sheet", &*tame(&row.source.sheet)),
        ("row", &*row.source.row.to_string()),
        ("name", &*tame(&row.name)),
    ];
    words.say_with("cli-import-row", &at)
}

fn changes(words: Words, row: &RowPreview) -> String {
    let Outcome::Changed { project, changes } = &row.outcome else { return String::new() };
    let mut said = words.say_with(
        "cli-import-row-project",
        &[
            ("sheet", &tame(&row.source.sheet)),
            ("row", &row.source.row.to_string()),
            ("project", &project.to_string()),
            ("name", &tame(&row.name)),
        ],
    );
    let number = |id: PersonId| format!("#{}", id.0);
    let value = |attribute: &Attribute| words.attribute(attribute, &number);
    for change in changes {
        said.push_str(&format!("\n      {}", moved(words, change, &value)));
    }
    said
}

/// A doubtful row beside the projects it may be.
fn side_by_side(words: Words, screen: Screen, intake: &Intake, at: usize, city: &City) -> String {
    let (Some(row), Some(found)) = (intake.preview.rows.get(at), intake.matches.get(at)) else {
        return String::new();
    };
    let columns =
        ["cli-column-which", "field-name", "cli-column-place", "field-owner", "field-total-investment"];
    let mut table = Table::new(columns.map(|key| (words.say(key), Side::Left)));
    for side in intake.side_by_side(at, city) {
        let which = match side.candidate {
            None => words.say("cli-import-this-row"),
            Some((project, alike)) => {
                let likeness = likeness(&words, alike);
                let which = [("project", &*project.to_string()), ("likeness", &*likeness)];
                words.say_with("cli-import-candidate", &which)
            }
        };
        let total = side.total.map(|total| words.exact(total)).unwrap_or_default();
        table.push([which, side.name, side.place, side.owner, total].map(Cell::from));
    }
    let table: Vec<String> = table.render(screen).lines().map(|line| format!("      {line}")).collect();
    format!("{}  {}\n{}", row_line(words, row), ground(&words, found.ground), table.join("\n"))
}
