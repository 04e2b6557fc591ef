//! `advance` and `return`: through the gates of the phases, and back.

use super::{changes_of, text};
use crate::{exit::Exit, input, session::Session, words::Words};
use clap::{ArgMatches, Command};
use qinghuo_domain::command::Command as Wanted;

pub fn advance_arguments(command: Command, words: Words) -> Command {
    changes_of(command.arg(words.positional("project")).arg(words.positional("phase")), words)
}

pub fn return_arguments(command: Command, words: Words) -> Command {
    advance_arguments(command, words).arg(words.reason().required(true))
}

pub fn advance(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let to = input::phase(words, text(given, "phase"))?;
    let book = session.look()?;
    let project = input::project(words, &book.now(session), text(given, "project"))?;
    session.carry_out(&book, Wanted::AdvancePhase { project, to }, Vec::new(), given)
}

pub fn return_back(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let to = input::phase(words, text(given, "phase"))?;
    let book = session.look()?;
    let project = input::project(words, &book.now(session), text(given, "project"))?;
    let reason = text(given, "reason").into();
    session.carry_out(&book, Wanted::ReturnPhase { project, to, reason }, Vec::new(), given)
}
