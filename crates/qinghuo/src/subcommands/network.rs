//! `network PROJECT OUT.xml`: a project's approvals as a schedule MS Project opens, and what that schedule does not carry.

use super::{text, views};
use crate::{
    exit::{Exit, Stop},
    input::project,
    session::Session,
    words::Words,
    writing::write,
};
use clap::{ArgMatches, Command};
use qinghuo_intake::tame;
use qinghuo_web::Network;
use std::path::Path;

/// Items named of each kind of thing that is not carried.
const SHOWN: usize = 5;

pub fn arguments(command: Command, words: Words) -> Command {
    let command = command
        .arg(words.positional("project"))
        .arg(words.positional("schedule"))
        .arg(words.flag("overwrite"));
    views(command, words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let id = project(words, &view, text(given, "project"))?;
    let seen = view.city.project(id).map(|project| project.at(view.at));
    let named = seen.and_then(|seen| seen.name()).map_or("", |name| name);
    let (Some(seen), Some(approval)) =
        (seen, seen.and_then(|seen| book.playbook.approval(seen, view.standpoint())))
    else {
        let said = [("project", &*id.to_string())];
        return Err(Stop::with(Exit::Refused, words.say_with("cli-network-no-procedure", &said)));
    };
    let is_synthetic = view.city.is_synthetic(view.at.known);
    let network = Network::of(words.0, &book.playbook, (id, &tame(named)), is_synthetic, &approval);
    let path = text(given, "schedule");
    write(words, Path::new(path), network.xml.as_bytes(), given.get_flag("overwrite"))?;
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.insert("file".into(), path.into());
        answer.insert("project".into(), seen.project.id.to_string().into());
        answer.extend(network.json());
        session.screen.say_json(&answer)?;
    } else {
        let said =
            [("path", path), ("items", &*network.items.to_string()), ("links", &*network.links.to_string())];
        session.screen.say(&words.say_with("cli-network-written", &said));
        session.screen.say(&words.text("network-left"));
        for (_, what, items) in &network.left {
            let count = items.len().to_string();
            let shown = items
                .iter()
                .take(SHOWN)
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(&words.text("value-join"));
            let key = if items.len() > SHOWN { "network-left-some" } else { "network-left-line" };
            let said = [("what", &**what), ("count", &*count), ("items", &*shown)];
            session.screen.say(&format!("  {}", words.say_with(key, &said)));
        }
    }
    Ok(Exit::Done)
}
