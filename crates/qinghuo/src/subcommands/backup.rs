//! `backup FILE`: a copy of the city as of one moment, while work goes on.

use super::text;
use crate::{exit::Exit, session::Session, telling, words::Words};
use clap::{ArgMatches, Command};
use std::path::Path;

pub fn arguments(command: Command, words: Words) -> Command {
    command.arg(words.positional("file"))
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let path = text(given, "file");
    let book = session.look()?;
    let head = book.office.backup(Path::new(path)).map_err(|error| session.failed(&error))?;
    session.screen.say(&words.say_with("cli-backed-up", &[("path", path), ("head", &telling::head(head))]));
    Ok(Exit::Done)
}
