//! `person erase PERSON`: a name and contacts are gone for good; what was done stays, under the number.

use super::{changes_of, text};
use crate::{exit::Exit, organisation::person, session::Session, words::Words};
use clap::{ArgMatches, Command};
use qinghuo_domain::command::Command as Wanted;

pub fn arguments(command: Command, words: Words) -> Command {
    let erase = Command::new("erase").about(words.say("cli-person-erase-about"));
    let erase = erase.arg(words.positional("person")).arg(words.reason().required(true));
    command.subcommand(changes_of(erase, words))
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let Some((_, given)) = given.subcommand() else { return Ok(Exit::Usage) };
    let book = session.look()?;
    let person = person(session.words, &book.now(session), text(given, "person"))?;
    let command = Wanted::ErasePerson { person, reason: text(given, "reason").into() };
    session.carry_out(&book, command, Vec::new(), given)
}
