//! `split PROJECT --part NAME…`: a package becomes parts that are counted instead of it.

use super::{changes_of, text};
use crate::{exit::Exit, input, session::Session, words::Words};
use clap::{ArgAction, ArgMatches, Command};
use qinghuo_domain::{Attribute, command::Command as Wanted};

pub fn arguments(command: Command, words: Words) -> Command {
    let part = words.option("part", "name").action(ArgAction::Append).required(true);
    let command = command.arg(words.positional("project")).arg(part);
    changes_of(command.arg(words.reason().required(true)), words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let book = session.look()?;
    let project = input::project(session.words, &book.now(session), text(given, "project"))?;
    let parts = given.get_many::<String>("part").into_iter().flatten();
    let parts = parts.map(|name| vec![Attribute::Name(Some(name.as_str().into()))]).collect();
    let reason = text(given, "reason").into();
    session.carry_out(&book, Wanted::SplitPackage { project, parts, reason }, Vec::new(), given)
}
