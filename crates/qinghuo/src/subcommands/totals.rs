//! `totals --by …`: sums by any dimension.

use super::{text, views};
use crate::{
    exit::Exit,
    input::dimension,
    lines::{keyed_sums_json, sums_json, sums_table},
    session::Session,
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::views::totals::{Dimension, totals};

pub fn arguments(command: Command, words: Words) -> Command {
    let known: Vec<String> = Dimension::ALL
        .into_iter()
        .map(|by| format!("  {:<16} {}", by.key(), words.named("dimension", by.key())))
        .collect();
    let known = format!("{}\n{}", words.text("cli-dimensions"), known.join("\n"));
    views(command.arg(words.option("by", "dimension").required(true)), words).after_help(known)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let by = dimension(words, text(given, "by"))?;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let from = view.standpoint();
    let (all, parts) = totals(&view.city, from, by);
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.insert("by".into(), by.key().into());
        answer.insert("overlaps".into(), by.overlaps().into());
        answer.insert("sums".into(), sums_json(&all, from));
        answer.insert("parts".into(), keyed_sums_json(&parts, from));
        session.screen.say_json(&answer)?;
        return Ok(Exit::Done);
    }
    session.screen.say(&format!("{}\n", view.caption(words)));
    session.screen.say(&sums_table(words, by, &parts, &all, from).render(session.screen));
    if by.overlaps() {
        session.screen.say(&words.text("cli-totals-overlap"));
    }
    Ok(Exit::Done)
}
