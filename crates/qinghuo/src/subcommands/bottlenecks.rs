//! `bottlenecks`: where the city loses days on the way to its projects' next milestones, and what the reform saved, by the filters of the page.

use super::{items::pairs, views};
use crate::{
    exit::Exit,
    session::Session,
    table::{Cell, Side, Table},
    words::Words,
};
use clap::{ArgAction, ArgMatches, Command};
use qinghuo_web::{Narrowing, Overview};

pub fn arguments(command: Command, words: Words) -> Command {
    let known =
        Narrowing::NAMES.map(|name| format!("  {name:<12} {}", words.named("bottlenecks-filter", name)));
    let known = format!("{}\n{}", words.text("cli-items-filters"), known.join("\n"));
    views(command.arg(words.option("where", "filter").action(ArgAction::Append)), words).after_help(known)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let narrowing = pairs(words, &book.playbook, given, &Narrowing::NAMES, Narrowing::read)?;
    let view = book.view(session, given)?;
    let overview = Overview::of(&view.city, view.at, &book.office.rules(), &book.playbook);
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.extend(overview.bottlenecks_json(words.0, &narrowing));
        session.screen.say_json(&answer)?;
        return Ok(Exit::Done);
    }
    session.screen.say(&format!("{}\n{}", view.caption(words), words.text("page-bottlenecks-note")));
    if let Some(period) = narrowing.period.words(words.0) {
        session.screen.say(&words.say_with("page-bottlenecks-counted", &[("period", &period)]));
    }
    let lost = overview.lost(words.0, &narrowing);
    if lost.is_empty() {
        session.screen.say(&words.text("page-bottlenecks-nothing"));
    } else {
        let heads = [
            "page-items-item",
            "page-band-projects",
            "page-bottlenecks-over",
            "page-bottlenecks-idle",
            "page-bottlenecks-all",
        ];
        let mut table = table(words, &heads);
        for (label, cost) in lost {
            let days = [cost.over_workdays, cost.idle_workdays, cost.workdays()]
                .map(|days| Cell::from(days.to_string()));
            table.push([Cell::from(label), Cell::from(cost.projects.to_string())].into_iter().chain(days));
        }
        session.screen.say(&format!("\n{}", table.render(session.screen)));
    }
    session.screen.say(&format!(
        "\n{}\n{}",
        words.text("page-bottlenecks-saved"),
        words.text("page-bottlenecks-saved-note")
    ));
    for (title, rows) in overview.saved(words.0, &narrowing).into_iter().filter(|(_, rows)| !rows.is_empty())
    {
        let heads = [
            "page-bottlenecks-group",
            "page-band-projects",
            "page-bottlenecks-before",
            "page-bottlenecks-now",
            "page-bottlenecks-median",
            "page-bottlenecks-least",
            "page-bottlenecks-most",
            "page-bottlenecks-estimates",
            "page-bottlenecks-lowest",
            "page-bottlenecks-highest",
        ];
        let mut table = table(words, &heads);
        for (label, saved) in rows {
            let days = [saved.before_median, saved.now_median, saved.median, saved.least, saved.most]
                .map(|days| days.to_string());
            let ends = [saved.estimates.to_string(), saved.lowest.to_string(), saved.highest.to_string()];
            let cells = [label, saved.projects.to_string()].into_iter().chain(days).chain(ends);
            table.push(cells.map(Cell::from));
        }
        session.screen.say(&format!("\n{title}\n{}", table.render(session.screen)));
    }
    Ok(Exit::Done)
}

/// A table whose first column is words and whose others are numbers.
fn table(words: Words, heads: &[&str]) -> Table {
    let side = |place| if place == 0 { Side::Left } else { Side::Right };
    Table::new(heads.iter().enumerate().map(|(place, key)| (words.say(key), side(place))))
}
