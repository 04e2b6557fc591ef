//! `cockpit`: this month in one screen. What is counted is [`qinghuo_domain::views::cockpit`]; here it is only written.

use super::{procedure::in_words, views};
use crate::{
    exit::Exit,
    lines::{Columns, lines, sums_table},
    screen::Paint,
    session::{Book, Session, View},
    table::{Cell, Side, Table},
    telling,
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::{
    Fen, ProjectId,
    rules::Signal,
    time::days_between,
    views::{
        approval::inbox::{OpenItem, open_items},
        cockpit::{Cockpit, cockpit, has_fallen, has_risen},
        line::Line,
        living,
        punctuality::{LibraryEntry, Punctuality},
        totals::Dimension,
    },
};
use serde_json::Value;
use std::collections::BTreeMap;

/// How many of the longest waits are shown.
const WAITS: usize = 10;

pub fn arguments(command: Command, words: Words) -> Command {
    views(command, words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let book = session.look()?;
    let view = book.view(session, given)?;
    let from = view.standpoint();
    let counted = cockpit(&view.city, from);
    let waits = waits(&book, &view);
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.extend(qinghuo_web::cockpit(&counted, from));
        let waits: Value = waits.iter().map(qinghuo_web::wait).collect();
        answer.insert("longest_waits".into(), waits);
        session.screen.say_json(&answer)?;
        return Ok(Exit::Done);
    }
    let (year, today) = (&book.playbook.year, session.clock.today());
    let overrun = (!year.covers(today)).then(|| {
        let said = [("year", &*today.year().to_string()), ("rules", &*book.playbook.rules.name)];
        session.words.say_with("page-rules-overrun", &said)
    });
    session.screen.say(&headline(session, &view, &counted, overrun));
    if counted.sums.projects == 0 {
        return Ok(Exit::Done);
    }
    let words = session.words;
    for (title, dimension, parts) in [
        ("cli-cockpit-places", Dimension::Place, &counted.places),
        ("cli-cockpit-industries", Dimension::Industry, &counted.industries),
    ] {
        session.screen.say(&format!("\n{}", words.text(title)));
        session.screen.say(&sums_table(words, dimension, parts, &counted.sums, from).render(session.screen));
    }
    let behind = behind(&view, &counted.behind);
    if !behind.is_empty() {
        session.screen.say(&format!("\n{}", words.text("cli-cockpit-worst")));
        session.screen.say(&Columns::BEHIND.table(words, &behind).render(session.screen));
    }
    if !waits.is_empty() {
        session.screen.say(&format!("\n{}", words.text("cli-cockpit-waits")));
        session.screen.say(&waits_table(&book, session, &view, &waits).render(session.screen));
    }
    Ok(Exit::Done)
}

fn behind<'a>(view: &'a View<'_>, worst: &[(i64, ProjectId)]) -> Vec<Line<'a>> {
    let mut lines: BTreeMap<ProjectId, Line<'a>> = lines(view)
        .filter(|line| worst.iter().any(|(_, id)| *id == line.seen.project.id))
        .map(|line| (line.seen.project.id, line))
        .collect();
    worst.iter().filter_map(|(_, id)| lines.remove(id)).collect()
}

/// What waits longest in its state, the longest first.
fn waits(book: &Book, view: &View<'_>) -> Vec<OpenItem> {
    let from = view.standpoint();
    let mut waits = Vec::new();
    for project in living(&view.city, view.at) {
        let Some(approval) = book.playbook.approval(project.at(view.at), from) else { continue };
        let items = &approval.procedure.items;
        waits.extend(open_items(project.id, &approval).filter(|open| {
            items.get(open.index).is_some_and(|item| open.waited_for_since(item.lane).is_some())
        }));
    }
    waits.sort_by_key(|open| (open.since, open.project, open.index));
    waits.truncate(WAITS);
    waits
}

fn waits_table(book: &Book, session: &Session, view: &View<'_>, waits: &[OpenItem]) -> Table {
    let words = session.words;
    let headings =
        ["cli-column-number", "field-name", "page-items-item", "page-items-unit", "cli-cockpit-waited"];
    let headings = headings.map(|key| (words.say(key), Side::Left));
    let mut table = Table::new(headings);
    for open in waits {
        let seen = view.city.project(open.project).map(|project| project.at(view.at));
        let name = seen.and_then(|seen| seen.name()).map(|name| name.to_string()).unwrap_or_default();
        let days = open.since.map_or(0, |since| days_between(since, view.at.as_of));
        let unit = book.playbook.procedures.unit(&open.unit);
        let unit = unit.map_or_else(|| open.unit.to_string(), |unit| in_words(words, &unit.name).to_owned());
        table.push([
            Cell::from(open.project.to_string()),
            Cell::from(name),
            Cell::from(open.item.to_string()),
            Cell::from(unit),
            Cell::from(words.count("page-days", usize::try_from(days).unwrap_or_default())),
        ]);
    }
    table
}

fn headline(session: &Session, view: &View<'_>, counted: &Cockpit, overrun: Option<String>) -> String {
    let all = &counted.sums;
    let (words, from) = (session.words, view.standpoint());
    let stand = all.progress(from);
    let percent = |hundredths: Option<i64>| hundredths.map_or_else(|| "-".to_owned(), |h| words.percent(h));
    let title = words.say_with(
        "cli-cockpit-title",
        &[("month", &words.month(from.month)), ("projects", &all.projects.to_string())],
    );
    let mut said = vec![session.screen.paint(&title, Paint::Strong), view.caption(words)];
    said.push(words.say_with("cli-cockpit-total", &[("total", &words.money(all.total))]));
    if all.plan > Fen::ZERO {
        let gap = stand.gap_pp_hundredths.map_or_else(|| "-".to_owned(), |gap| words.points(gap));
        said.push(words.say_with(
            "cli-cockpit-progress",
            &[
                ("plan", &words.money(all.plan)),
                ("done", &words.money(all.done)),
                ("completion", &percent(stand.completion_hundredths)),
                ("schedule", &percent(stand.schedule_hundredths)),
                ("gap", &gap),
            ],
        ));
    }
    let lights = [
        Signal::Red,
        Signal::Yellow,
        Signal::Exempted,
        Signal::Unknown,
        Signal::Green,
        Signal::NotApplicable,
    ];
    let lights: Vec<String> = lights
        .into_iter()
        .filter(|signal| all.lit(*signal) > 0)
        .map(|signal| {
            let word = format!("{} {}", words.signal(signal), all.lit(signal));
            session.screen.paint(&word, crate::lines::paint(signal))
        })
        .collect();
    if !lights.is_empty() {
        let rule = words.named("light-rule", &view.rules.light.key);
        said.push(words.say_with("cli-cockpit-lights", &[("lights", &lights.join("  ")), ("rule", &rule)]));
    }
    said.extend(events(words, counted));
    said.extend(overrun);
    said.push(words.say_with("cli-head", &[("head", &telling::head(view.head))]));
    said.join("\n")
}

/// Starts, completions and entries against plan, and what moved since the dispatch before.
fn events(words: Words, counted: &Cockpit) -> Vec<String> {
    let mut said = Vec::new();
    for (key, counts, month) in [
        ("cli-cockpit-starts", &counted.starts, counted.started_this_month),
        ("cli-cockpit-completions", &counted.completions, counted.completed_this_month),
    ] {
        let sum = |wanted: &dyn Fn(Punctuality) -> bool| -> String {
            let of_it = counts.iter().filter(|(each, _)| wanted(**each)).map(|(_, count)| count);
            of_it.sum::<usize>().to_string()
        };
        let counts = [
            ("done", &*sum(&Punctuality::is_done)),
            ("planned", &*sum(&Punctuality::is_planned)),
            ("overdue", &*sum(&|each| each == Punctuality::Overdue)),
            ("month", &*month.to_string()),
        ];
        said.push(words.say_with(key, &counts));
    }
    if !counted.entries.is_empty() {
        let part =
            |(entry, count): (&LibraryEntry, &usize)| format!("{} {count}", words.0.library_entry(*entry));
        let parts: Vec<String> = counted.entries.iter().map(part).collect();
        let all = counted.entries.values().sum::<usize>().to_string();
        let said_of = [("all", &*all), ("parts", &*parts.join(&words.text("value-join")))];
        said.push(words.say_with("cli-cockpit-entries", &said_of));
    }
    let in_month = counted.done_in_month.map_or_else(|| "—".to_owned(), |done| words.money(done));
    said.push(words.say_with("cli-cockpit-in-month", &[("amount", &in_month)]));
    if !counted.has_before() {
        said.push(words.say("cli-cockpit-no-before"));
        return said;
    }
    let moved = |wanted: &dyn Fn(Option<Signal>, Signal) -> bool| -> String {
        let of_it = counted.moves.iter().filter(|((before, now), _)| wanted(*before, *now));
        of_it.map(|(_, count)| count).sum::<usize>().to_string()
    };
    let moves = [("fell", &*moved(&has_fallen)), ("rose", &*moved(&has_risen))];
    said.push(words.say_with("cli-cockpit-moved", &moves));
    said
}
