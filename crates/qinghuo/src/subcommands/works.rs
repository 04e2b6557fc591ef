//! `works FILE`: what a works schedule of MS Project or Primavera says, dated by our calendar and held against its own dates; with `--project` and `--item`
//! it becomes the item's own plan.

use super::{changes_of, schedule::marked, text};
use crate::{
    exit::{Exit, Stop},
    input,
    screen::{Paint, Screen},
    session::{Session, date_option},
    table::{Cell, Side, Table},
    telling,
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::{
    command::{Actor, Command as Wanted},
    own::OwnPlan,
};
use qinghuo_intake::tame;
use qinghuo_interchange::{
    Activity, Dated, Finding, Kind, Limits, Outline, Plan, Severity, Unreadable, read,
};
use qinghuo_office::Order;
use qinghuo_playbook::Playbook;
use qinghuo_web::{Fault, Ground, NotTaken, Takeover};
use serde_json::{Value, json};
use std::{
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

/// Activities and differences beyond this many are counted, not shown: the screen is for reading.
const SHOWN: usize = 40;
/// Largest file that is kept beside the ledger.
const LARGEST_KEPT: u64 = 64 * 1024 * 1024;

pub fn arguments(command: Command, words: Words) -> Command {
    let command = command
        .arg(words.positional("file"))
        .arg(words.flag("json"))
        .arg(words.option("project", "project").requires("item"))
        .arg(words.option("item", "item").requires("project"))
        .arg(words.reason().requires("project"));
    changes_of(command, words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let path = text(given, "file");
    let unread = |error: &Unreadable| Stop::with(Exit::Unreadable, unreadable(words, path, error));
    let file = File::open(path).map_err(|error| telling::unreadable_file(words, Path::new(path), &error))?;
    if given.contains_id("project") {
        return take(session, given, path, file);
    }
    let read = read(BufReader::with_capacity(1 << 16, file), &Limits::default());
    let plan = read.map_err(|error| unread(&error))?;
    let dated = plan.dated();
    // A circle leaves the plan without dates; what it holds is still told.
    let exit = if dated.is_ok() { Exit::Done } else { Exit::Refused };
    if given.get_flag("json") {
        session.screen.say_json(&as_json(&plan, &dated))?;
    } else {
        session.screen.say(&in_words(words, session.screen, path, &plan, &dated));
    }
    Ok(exit)
}

/// Takes the schedule over as the days of a project's item; the file is kept beside the ledger.
fn take(session: &Session, given: &ArgMatches, path: &str, file: File) -> anyhow::Result<Exit> {
    let words = session.words;
    let unread = |error: Unreadable| Stop::with(Exit::Unreadable, unreadable(words, path, &error));
    let mut bytes = Vec::new();
    file.take(LARGEST_KEPT + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| telling::unreadable_file(words, Path::new(path), &error))?;
    if bytes.len() as u64 > LARGEST_KEPT {
        return Err(unread(Unreadable::TooLarge { limit: LARGEST_KEPT }));
    }
    let (item, book) = (input::item(words, text(given, "item"))?, session.look()?);
    let view = book.now(session);
    let project = input::project(words, &view, text(given, "project"))?;
    let seen = view.city.project(project).map(|project| project.at(view.at)).ok_or_else(|| {
        Stop::with(Exit::Refused, words.say_with("cli-project-unknown", &[("given", text(given, "project"))]))
    })?;
    let name = Path::new(path).file_name().map_or(path.into(), |name| name.to_string_lossy());
    let reason = given.get_one::<String>("reason").map_or("", String::as_str);
    let today = session.clock.today();
    let ground = Ground {
        city: &view.city,
        playbook: &book.playbook,
        from: view.standpoint(),
        by: Actor::Operator,
        today,
        effective_on: date_option(words, given, "effective-on")?.unwrap_or(today),
    };
    let taken = Takeover::of(&ground, seen, &item, (&name, &bytes), reason);
    let Takeover { plan, left } = taken.map_err(|NotTaken { fault, refusals }| {
        let said = match &fault {
            Fault::Unreadable(error) => vec![unreadable(words, path, error)],
            Fault::Findings(findings) => {
                findings.iter().map(|finding| qinghuo_web::found(&words, finding)).collect()
            }
        };
        let besides = refusals.iter().map(|refusal| telling::refusal(words, refusal));
        match fault {
            Fault::Unreadable(_) if refusals.is_empty() => Stop::with(Exit::Unreadable, said.concat()),
            Fault::Unreadable(_) => {
                Stop::with(Exit::Unreadable, refused(words, said.into_iter().chain(besides)))
            }
            Fault::Findings(_) => Stop::with(Exit::Refused, refused(words, said.into_iter().chain(besides))),
        }
    })?;
    session.screen.note(&summary(words, &book.playbook, &plan));
    let order = session.order(Wanted::ReplanItem { project, item, plan }, given)?;
    let receipt = session.submit(&book, Order { attachment: Some(bytes), ..order })?;
    if !left.is_empty() {
        let left: Vec<&Finding> = left.iter().collect();
        session.screen.note(&findings(words, session.screen, &left).join("\n"));
    }
    session.screen.say(&telling::receipt(words, &receipt));
    Ok(Exit::Done)
}

/// Every reason why a schedule is not taken over, as lines.
fn refused(words: Words, reasons: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = reasons.map(|reason| format!("\n  - {reason}")).collect();
    words.count("cli-refused", lines.len()) + &lines.concat()
}

/// What is taken of a schedule.
fn summary(words: Words, playbook: &Playbook, plan: &OwnPlan) -> String {
    let (Some(works), Some(days)) = (&plan.works, plan.days) else { return String::new() };
    let is_provisional = playbook.rules.calendar.is_provisional(works.ends_on);
    let said = [
        ("file", &*tame(&works.file)),
        ("from", &*words.day(works.starts_on)),
        ("to", &*marked(words, works.ends_on, is_provisional)),
        ("days", &*words.days(days)),
        ("milestones", &*works.milestones.len().to_string()),
    ];
    words.say_with("cli-works-taken", &said)
}

/// Why a file cannot be read.
fn unreadable(words: Words, path: &str, error: &Unreadable) -> String {
    let detail = match error {
        Unreadable::Lost { error } => telling::io(words, error),
        _ => tame(&words.phrase("works-unreadable", "reason", error)),
    };
    words.say_with("cli-unreadable", &[("path", path), ("detail", &detail)])
}

fn in_words(
    words: Words,
    screen: Screen,
    path: &str,
    plan: &Plan,
    dated: &Result<Dated, Vec<Finding>>,
) -> String {
    let title = if plan.title.is_empty() { path } else { &plan.title };
    let groups = plan.activities.iter().filter(|activity| activity.kind == Kind::Summary).count();
    let counts = [
        ("title", &*tame(title)),
        ("program", &*words.named("program", key(&plan.program).as_str())),
        ("activities", &*(plan.activities.len() - groups).to_string()),
        ("groups", &*groups.to_string()),
        ("links", &*plan.links.len().to_string()),
    ];
    let mut said = vec![words.say_with("cli-works-title", &counts)];
    let mut found: Vec<&Finding> = plan.findings.iter().collect();
    match dated {
        Ok(dated) => {
            said.extend(span(words, plan, dated));
            said.extend([String::new(), words.say("cli-works-chain")]);
            let rows = dated.chain.iter().filter_map(|place| row_of(plan, dated, *place));
            said.push(activities(words, screen, rows));
            said.extend(differences(words, screen, plan, dated));
            found.extend(&dated.findings);
        }
        Err(findings) => found.extend(findings),
    }
    found.sort_by_key(|finding| finding.severity);
    said.extend(findings(words, screen, &found));
    said.join("\n")
}

fn span(words: Words, plan: &Plan, dated: &Dated) -> Option<String> {
    let outlines = || dated.activities.iter().flatten();
    let (from, to) =
        (outlines().map(|outline| outline.from).min()?, outlines().map(|outline| outline.to).max()?);
    let workdays = dated.calendar.workdays_between(from, to) + i32::from(dated.calendar.is_worked(from));
    let calendar = plan.usual_calendar().map_or("", |calendar| &*calendar.name);
    let told = [
        ("from", &*words.day(from)),
        ("to", &*words.day(to)),
        ("workdays", &*workdays.to_string()),
        ("calendar", &*tame(calendar)),
    ];
    Some(
        words.say_with(if calendar.is_empty() { "cli-works-span" } else { "cli-works-span-calendar" }, &told),
    )
}

fn row_of<'p>(plan: &'p Plan, dated: &'p Dated, place: usize) -> Option<(&'p Activity, &'p Outline)> {
    Some((plan.activities.get(place)?, dated.activities.get(place)?.as_ref()?))
}

fn activities<'p>(
    words: Words,
    screen: Screen,
    rows: impl Iterator<Item = (&'p Activity, &'p Outline)>,
) -> String {
    let mut table = Table::new([
        (words.say("cli-column-code"), Side::Left),
        (words.say("cli-works-column-activity"), Side::Left),
        (words.say("cli-works-column-from"), Side::Left),
        (words.say("cli-works-column-to"), Side::Left),
        (words.say("cli-works-column-percent"), Side::Right),
    ]);
    let rows: Vec<_> = rows.collect();
    for (activity, outline) in rows.iter().take(SHOWN) {
        table.push([
            Cell::from(&activity.code),
            Cell::from(&activity.name),
            Cell::from(outline.from.to_string()),
            Cell::from(outline.to.to_string()),
            Cell::from(format!("{}%", activity.percent)),
        ]);
    }
    let mut said = table.render(screen).trim_end().to_owned();
    if rows.len() > SHOWN {
        said.push_str(&format!("\n{}", words.count("cli-works-more", rows.len() - SHOWN)));
    }
    said
}

fn differences(words: Words, screen: Screen, plan: &Plan, dated: &Dated) -> Vec<String> {
    let counts =
        [("compared", &*dated.compared.to_string()), ("differing", &*dated.differences.len().to_string())];
    let mut said = vec![String::new(), words.say_with("cli-works-differences", &counts)];
    if dated.differences.is_empty() {
        return said;
    }
    let mut table = Table::new([
        (words.say("cli-column-code"), Side::Left),
        (words.say("cli-works-column-activity"), Side::Left),
        (words.say("cli-works-column-measure"), Side::Left),
        (words.say("cli-works-column-given"), Side::Left),
        (words.say("cli-works-column-workdays"), Side::Right),
    ]);
    for difference in dated.differences.iter().take(SHOWN) {
        let activity = plan.activities.get(difference.activity);
        table.push([
            Cell::from(activity.map_or("", |activity| &*activity.code)),
            Cell::from(activity.map_or("", |activity| &*activity.name)),
            Cell::from(words.named("works-measure", difference.measure.key())),
            Cell::from(difference.given.map(|given| given.to_string()).unwrap_or_default()),
            Cell::from(format!("{:+}", difference.workdays)),
        ]);
    }
    said.push(table.render(screen).trim_end().to_owned());
    if dated.differences.len() > SHOWN {
        said.push(words.count("cli-works-more", dated.differences.len() - SHOWN));
    }
    said
}

fn findings(words: Words, screen: Screen, found: &[&Finding]) -> Vec<String> {
    if found.is_empty() {
        return Vec::new();
    }
    let mut said = vec![String::new(), words.say("cli-works-findings")];
    for finding in found {
        let paint = match finding.severity {
            Severity::Error => Paint::Red,
            Severity::Warning => Paint::Yellow,
            Severity::Note => Paint::Faint,
        };
        let severity = screen.paint(&words.named("severity", &key(&finding.severity)), paint);
        said.push(format!("  {severity}  {}", qinghuo_web::found(&words, finding)));
    }
    said
}

/// The stable key of a value that serialises to one.
fn key(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(key)) => key,
        _ => String::new(),
    }
}

fn as_json(plan: &Plan, dated: &Result<Dated, Vec<Finding>>) -> Value {
    let code = |place: &usize| plan.activities.get(*place).map(|activity| &*activity.code);
    let calendar = plan.usual_calendar();
    let outline = |place: usize| dated.as_ref().ok().and_then(|dated| *dated.activities.get(place)?);
    let activities = plan.activities.iter().enumerate().map(|(place, activity)| {
        json!({
            "uid": activity.uid,
            "code": activity.code,
            "name": activity.name,
            "level": activity.level,
            "kind": activity.kind,
            "duration_minutes": activity.duration.minutes,
            "is_elapsed": activity.duration.is_elapsed,
            "percent": activity.percent,
            "dates": outline(place),
        })
    });
    let findings = match dated {
        Ok(dated) => &dated.findings,
        Err(findings) => findings,
    };
    let differences = dated.iter().flat_map(|dated| &dated.differences).map(|difference| {
        json!({
            "code": code(&difference.activity),
            "measure": difference.measure,
            "given": difference.given,
            "workdays": difference.workdays,
        })
    });
    json!({
        "program": plan.program,
        "title": plan.title,
        "begins": plan.begins,
        "data_date": plan.data_date,
        "calendar": calendar.map(|calendar| &*calendar.name),
        "activities": activities.collect::<Vec<_>>(),
        "links": plan.links.len(),
        "chain": dated.iter().flat_map(|dated| &dated.chain).map(code).collect::<Vec<_>>(),
        "compared": dated.as_ref().map_or(0, |dated| dated.compared),
        "differences": differences.collect::<Vec<_>>(),
        "findings": plan.findings.iter().chain(findings).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use qinghuo_interchange::{Code, LooksLike, Measure, Program};
    use qinghuo_locale::Language;

    #[test]
    fn everything_said_of_a_schedule_has_its_words() {
        for language in Language::ALL {
            let words = Words::of(language);
            let named = |family: &str, key: &str| {
                let message = format!("{family}-{}", key.replace('_', "-"));
                assert!(words.has(&message), "{message} in {language:?}");
            };
            Code::ALL.iter().for_each(|code| named("works-finding", code.key()));
            Measure::ALL.iter().for_each(|measure| named("works-measure", measure.key()));
            [Program::MsProject, Program::Primavera]
                .iter()
                .for_each(|program| named("program", &key(program)));
        }
    }

    #[test]
    fn every_reason_not_to_read_a_file_has_its_words() {
        use LooksLike::{Empty, Mpp, Unknown, Xml, Zip};
        let mut reasons: Vec<Unreadable> = [Empty, Mpp, Zip, Xml, Unknown]
            .into_iter()
            .map(|looks_like| Unreadable::NotASchedule { looks_like })
            .collect();
        reasons.extend([
            Unreadable::Empty,
            Unreadable::TooLarge { limit: 1 },
            Unreadable::TooMany { limit: 1 },
            Unreadable::TooDeep,
            Unreadable::DeclaresEntities,
            Unreadable::Encoding { name: "n".into() },
            Unreadable::Damaged { line: 3, detail: "d".into() },
        ]);
        for language in Language::ALL {
            let said: Vec<String> =
                reasons.iter().map(|reason| unreadable(Words::of(language), "a.xml", reason)).collect();
            assert!(said.iter().all(|said| !said.contains("works-") && !said.contains("{$")), "{said:?}");
        }
    }
}
