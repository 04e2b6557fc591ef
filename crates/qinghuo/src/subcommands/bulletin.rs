//! `bulletin OUT.docx`: the month's dispatch bulletin as a Word document.

use super::{text, views};
use crate::{
    exit::{Exit, Stop},
    filter::Filters,
    session::{Book, Session, View},
    telling,
    words::Words,
    writing::write,
};
use clap::{ArgAction, ArgMatches, Command};
use qinghuo_domain::{Seen, attribute::PersonId, views::line::line};
use qinghuo_report::{
    Issue,
    bulletin::{Waiting, bulletin, word},
};
use std::path::Path;

pub fn arguments(command: Command, words: Words) -> Command {
    let command = command
        .arg(words.positional("output"))
        .arg(words.option("where", "filter").action(ArgAction::Append))
        .arg(words.flag("overwrite"));
    views(command, words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let (filters, from) = (Filters::read(words, given)?, view.standpoint());
    let among = |seen: Seen<'_>| filters.let_through(&line(seen, from), from);
    let scope = filters.words(words);
    let bulletin = with_issue(words, &book, &view, scope.as_deref(), |issue| {
        bulletin(issue, &view.city, &Waiting::of(issue, &view.city, &among), &among)
    });
    let path = text(given, "output");
    let bytes = word(&bulletin).map_err(|error| {
        let said = [("path", path), ("detail", &*telling::chain(&error))];
        Stop::with(Exit::Failed, words.say_with("cli-unwritable", &said))
    })?;
    write(words, Path::new(path), &bytes, given.get_flag("overwrite"))?;
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.insert("file".into(), path.into());
        answer.insert("bulletin".into(), serde_json::to_value(&bulletin)?);
        session.screen.say_json(&answer)?;
    } else {
        session.screen.say(&words.say_with("cli-written", &[("path", path)]));
    }
    Ok(Exit::Done)
}

/// Makes a report of what is seen.
pub(super) fn with_issue<R>(
    words: Words,
    book: &Book,
    view: &View<'_>,
    scope: Option<&str>,
    make: impl FnOnce(&Issue<'_>) -> R,
) -> R {
    let person = |id: PersonId| view.person(id);
    let hash = view.record.hash.to_string();
    let known = (view.at.known < view.city.head()).then(|| format!("#{}", view.at.known));
    make(&Issue {
        locale: words.0,
        playbook: &book.playbook,
        from: view.standpoint(),
        record: (view.record.seq, &hash),
        scope,
        is_of_post: false,
        known: known.as_deref(),
        is_synthetic: view.city.is_synthetic(view.at.known),
        person: &person,
    })
}
