//! `merge KEEP ABSORB`: two projects turn out to be one.

use super::{changes_of, text};
use crate::{exit::Exit, input, session::Session, words::Words};
use clap::{ArgMatches, Command};
use qinghuo_domain::command::Command as Wanted;

pub fn arguments(command: Command, words: Words) -> Command {
    let command = command.arg(words.positional("keep")).arg(words.positional("absorb"));
    changes_of(command.arg(words.reason().required(true)), words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let book = session.look()?;
    let view = book.now(session);
    let keep = input::project(session.words, &view, text(given, "keep"))?;
    let absorb = input::project(session.words, &view, text(given, "absorb"))?;
    let reason = text(given, "reason").into();
    session.carry_out(&book, Wanted::MergeProjects { keep, absorb, reason }, Vec::new(), given)
}
