//! `items`: what somebody can act on over all projects, the most urgent first, by the filters of the page.

use super::views;
use crate::{
    exit::{Exit, Stop},
    input::wrong,
    screen::Paint,
    session::{Book, Session},
    table::{Cell, Side, Table},
    words::Words,
};
use clap::{ArgAction, ArgMatches, Command};
use qinghuo_domain::{procedure::Lane, step::Role, step::State, views::approval::inbox::Urgency};
use qinghuo_playbook::Playbook;
use qinghuo_web::{BadParameter, Filter, ItemLine, Overview, Period};

const COLUMNS: [(&str, Side); 12] = [
    ("cli-column-number", Side::Left),
    ("field-name", Side::Left),
    ("cli-column-place", Side::Left),
    ("cli-column-code", Side::Left),
    ("cli-column-item", Side::Left),
    ("cli-column-units", Side::Left),
    ("cli-column-state", Side::Left),
    ("page-items-urgency", Side::Left),
    ("page-items-due", Side::Left),
    ("page-items-promised", Side::Left),
    ("cli-column-float", Side::Right),
    ("page-items-duties", Side::Left),
];

pub fn arguments(command: Command, words: Words) -> Command {
    let known = Filter::NAMES.map(|name| format!("  {name:<8} {}", words.named("items-filter", name)));
    let periods = Period::NAMES.map(|name| format!("  {name:<12} {}", words.named("items-filter", name)));
    let known = [
        words.say("cli-items-filters"),
        known.join("\n"),
        words.say("cli-items-load-filters"),
        periods.join("\n"),
    ];
    let known = known.join("\n");
    let command = command.arg(words.option("where", "filter").action(ArgAction::Append));
    views(command.arg(words.flag("load")), words).after_help(known)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    if given.get_flag("load") {
        return load(session, &book, given);
    }
    let filter = pairs(words, &book.playbook, given, &Filter::NAMES, Filter::read)?;
    let view = book.view(session, given)?;
    let overview = Overview::of(&view.city, view.at, &book.office.rules(), &book.playbook);
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.insert("items".into(), overview.items_json(words.0, &filter).into());
        session.screen.say_json(&answer)?;
        return Ok(Exit::Done);
    }
    let lines = overview.items(words.0, &filter);
    session.screen.say(&view.caption(words));
    session.screen.say(&words.count("page-items-summary", lines.len()));
    if !lines.is_empty() {
        let mut table = Table::new(COLUMNS.map(|(key, side)| (words.say(key), side)));
        lines.into_iter().for_each(|line| table.push(row(words, line)));
        session.screen.say(&format!("\n{}", table.render(session.screen)));
    }
    Ok(Exit::Done)
}

/// What every unit has to do, and how it kept its limits in a period.
fn load(session: &Session, book: &Book, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let names = ["place"].into_iter().chain(Period::NAMES).collect::<Vec<_>>();
    let read = |asked: &[(String, String)]| {
        let (filter, mut bad) = Filter::read(asked);
        let (period, own) = Period::read(asked);
        bad.extend(own);
        ((filter.place, period), bad)
    };
    let (place, period) = pairs(words, &book.playbook, given, &names, read)?;
    let view = book.view(session, given)?;
    let overview = Overview::of(&view.city, view.at, &book.office.rules(), &book.playbook);
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.extend(overview.loads_json(place.as_deref(), &period));
        session.screen.say_json(&answer)?;
        return Ok(Exit::Done);
    }
    session.screen.say(&view.caption(words));
    if let Some(period) = period.words(words.0) {
        session.screen.say(&words.say_with("page-period-settled", &[("period", &period)]));
    }
    let head = |key: &str, side| (words.say(key), side);
    let urgencies = Urgency::ALL.map(|urgency| (words.named("urgency", urgency.key()), Side::Right));
    let mut columns = vec![head("cli-column-units", Side::Left), head("page-items-open", Side::Right)];
    columns.extend(urgencies);
    let ends = ["settled", "on-time", "used", "limit"];
    columns.extend(ends.map(|end| head(&format!("page-bottlenecks-{end}"), Side::Right)));
    let mut table = Table::new(columns);
    for unit in overview.loads(words.0, place.as_deref(), &period) {
        let mut cells = vec![Cell::from(unit.label), Cell::from(unit.all_open.to_string())];
        cells.extend(unit.open.iter().map(|count| Cell::from(count.to_string())));
        let ends = [unit.settled.to_string(), unit.on_time, unit.used, unit.limit];
        cells.extend(ends.map(Cell::from));
        table.push(cells);
    }
    session.screen.say(&format!("\n{}", table.render(session.screen)));
    Ok(Exit::Done)
}

fn row(words: Words, line: ItemLine) -> [Cell; 12] {
    let day = |date: Option<qinghuo_domain::Date>| date.map(|date| words.day(date)).unwrap_or_default();
    let urgency = if line.left.is_empty() {
        line.urgency_words
    } else {
        format!("{} {}", line.urgency_words, line.left)
    };
    let urgency = match line.urgency {
        Urgency::Overdue => Cell::painted(urgency, Paint::Red),
        Urgency::Today => Cell::painted(urgency, Paint::Yellow),
        _ => Cell::from(urgency),
    };
    let promised = match (line.first_promised_on, line.promised_on) {
        (Some(first), Some(last)) if first != last => words
            .say_with("page-items-promise-moved", &[("first", &words.day(first)), ("on", &words.day(last))]),
        (_, last) => day(last),
    };
    let float = line.float.to_string();
    [
        Cell::from(line.project.to_string()),
        Cell::from(line.project_name),
        Cell::from(line.place),
        Cell::from(line.code),
        Cell::from(line.name),
        Cell::from(line.unit),
        Cell::from(line.state),
        urgency,
        Cell::from(day(line.due_on)),
        Cell::from(promised),
        if line.is_critical { Cell::painted(float, Paint::Strong) } else { Cell::from(float) },
        Cell::from(line.duties.join(&words.text("value-join-sentence"))),
    ]
}

/// What is asked for, read from its pairs; every part that is not understood is told at once. A value is a stable name or its word in either language.
pub fn pairs<T>(
    words: Words,
    playbook: &Playbook,
    given: &ArgMatches,
    names: &[&str],
    read: impl FnOnce(&[(String, String)]) -> (T, Vec<BadParameter>),
) -> anyhow::Result<T> {
    let (mut pairs, mut faults) = (Vec::new(), Vec::new());
    for text in given.get_many::<String>("where").into_iter().flatten() {
        match text.split_once(['=', '＝']).map(|(name, value)| (name.trim(), value.trim())) {
            Some((name, value)) if names.contains(&name) => {
                pairs.push((name.to_owned(), key_of(words, playbook, name, value)));
            }
            _ => faults.push(wrong(words, "cli-error-not-an-items-filter", text).to_string()),
        }
    }
    let (asked, bad) = read(&pairs);
    let bad = bad.into_iter().map(|bad| {
        let said = [("name", &*bad.name), ("value", &*bad.value)];
        words.say_with(&format!("page-bad-{}", bad.fault), &said)
    });
    faults.extend(bad);
    if faults.is_empty() { Ok(asked) } else { Err(Stop::with(Exit::Usage, faults.join("\n"))) }
}

/// The stable name of a value that was given by its word.
fn key_of(words: Words, playbook: &Playbook, name: &str, value: &str) -> String {
    let known: Vec<(&str, &'static str)> = match name {
        "lane" => Lane::ALL.iter().map(|lane| ("lane", lane.key())).collect(),
        "state" => State::ALL.iter().map(|state| ("state", state.key())).collect(),
        "urgency" => Urgency::ALL.iter().map(|urgency| ("urgency", urgency.key())).collect(),
        "role" => {
            [Role::Applicant, Role::Department, Role::Coordinator].map(|role| ("role", role.key())).into()
        }
        "unit" => {
            let units = playbook.procedures.units.iter();
            let is_it =
                |name: &qinghuo_playbook::Name| *name.zh == *value || name.en.eq_ignore_ascii_case(value);
            let unit = units.into_iter().find(|unit| is_it(&unit.name));
            return unit.map_or_else(|| value.to_owned(), |unit| unit.key.to_string());
        }
        _ => return value.to_owned(),
    };
    let is_it = |(family, key): &&(&str, &'static str)| words.named(family, key).eq_ignore_ascii_case(value);
    known.iter().find(is_it).map_or_else(|| value.to_owned(), |(_, key)| (*key).to_owned())
}
