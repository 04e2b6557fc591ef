//! `undo IMPORT`: takes back everything one import brought, by new facts; nothing is erased.

use super::{changes_of, text};
use crate::{exit::Exit, input::wrong, session::Session, words::Words};
use clap::{ArgMatches, Command};
use qinghuo_domain::command::Command as Wanted;

pub fn arguments(command: Command, words: Words) -> Command {
    changes_of(command.arg(words.positional("import")).arg(words.reason().required(true)), words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let number = text(given, "import");
    let import = number.parse().map_err(|_| wrong(session.words, "cli-error-not-an-import", number))?;
    let reason = text(given, "reason").into();
    let book = session.look()?;
    session.carry_out(&book, Wanted::UndoImport { import, reason }, Vec::new(), given)
}
