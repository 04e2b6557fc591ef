//! `board`: the city in one minute.

use super::views;
use crate::{
    exit::Exit,
    lines::{Columns, lines, sums_json, sums_table},
    screen::Paint,
    session::{Session, View},
    telling,
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::{
    Fen,
    rules::Signal,
    views::{
        line::Line,
        totals::{Dimension, Sums, totals},
    },
};
use serde_json::json;

/// How many of those furthest behind are shown.
const WORST: usize = 10;

pub fn arguments(command: Command, words: Words) -> Command {
    views(command, words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let book = session.look()?;
    let view = book.view(session, given)?;
    let from = view.standpoint();
    let (all, by_place) = totals(&view.city, from, Dimension::Place);
    let mut behind: Vec<Line<'_>> =
        lines(&view).filter(|line| gap(line).is_some_and(|gap| gap < 0)).collect();
    behind.sort_by_key(|line| (gap(line), line.seen.project.id));
    behind.truncate(WORST);
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.insert("sums".into(), sums_json(&all, from));
        answer.insert("by_place".into(), crate::lines::keyed_sums_json(&by_place, from));
        let worst = behind.iter().map(crate::lines::line_json).collect::<Vec<_>>();
        answer.insert("furthest_behind".into(), json!(worst));
        session.screen.say_json(&answer)?;
        return Ok(Exit::Done);
    }
    session.screen.say(&headline(session, &view, &all));
    if all.projects == 0 {
        return Ok(Exit::Done);
    }
    let words = session.words;
    session.screen.say(&format!("\n{}", words.text("cli-board-places")));
    session.screen.say(&sums_table(words, Dimension::Place, &by_place, &all, from).render(session.screen));
    if !behind.is_empty() {
        session.screen.say(&format!("\n{}", words.text("cli-board-worst")));
        session.screen.say(&Columns::BEHIND.table(words, &behind).render(session.screen));
    }
    Ok(Exit::Done)
}

fn gap(line: &Line<'_>) -> Option<i64> {
    line.progress.gap_pp_hundredths
}

fn headline(session: &Session, view: &View<'_>, all: &Sums) -> String {
    let (words, from) = (session.words, view.standpoint());
    let stand = all.progress(from);
    let percent = |hundredths: Option<i64>| hundredths.map_or_else(|| "-".to_owned(), |h| words.percent(h));
    let title = words.say_with(
        "cli-board-title",
        &[("month", &words.month(from.month)), ("projects", &all.projects.to_string())],
    );
    let mut said = vec![session.screen.paint(&title, Paint::Strong), view.caption(words)];
    said.push(words.say_with("cli-board-total", &[("total", &words.money(all.total))]));
    if all.plan > Fen::ZERO {
        let gap = stand.gap_pp_hundredths.map_or_else(|| "-".to_owned(), |gap| words.points(gap));
        said.push(words.say_with(
            "cli-board-progress",
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
        said.push(words.say_with("cli-board-lights", &[("lights", &lights.join("  ")), ("rule", &rule)]));
    }
    said.push(words.say_with("cli-head", &[("head", &telling::head(view.head))]));
    said.join("\n")
}
