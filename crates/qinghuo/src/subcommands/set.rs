//! `register` and `set`: the fields of a project, told one by one.

use super::{changes_of, text};
use crate::{
    exit::{Exit, Stop},
    input::{self, Given},
    session::{Book, Session},
    words::Words,
};
use clap::{ArgAction, ArgMatches, Command};
use qinghuo_domain::{Attribute, Seq, command::Command as Wanted, intake::PersonRole};

pub fn arguments(command: Command, words: Words) -> Command {
    let command = command
        .arg(words.positional("project"))
        .arg(words.positional("assignment").action(ArgAction::Append))
        .arg(words.reason())
        .arg(words.flag("correct"))
        .arg(words.option("seen", "seq").value_parser(clap::value_parser!(u64)));
    changes_of(command, words)
}

pub fn register_arguments(command: Command, words: Words) -> Command {
    let assignments = words.positional("assignment").action(ArgAction::Append).required(false);
    changes_of(command.arg(words.positional("name")).arg(assignments), words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let project = input::project(words, &book.now(session), text(given, "project"))?;
    let (set, people) = assignments(session, &book, given)?;
    let seen = given.get_one::<u64>("seen").copied().map(Seq);
    let reason = given.get_one::<String>("reason");
    let command = if given.get_flag("correct") {
        // Without a reason the domain refuses, and says so beside everything else that is wrong.
        let reason = reason.map_or("", String::as_str).into();
        Wanted::CorrectProject { project, set, seen, reason }
    } else {
        Wanted::ReviseProject { project, set, seen, reason: reason.map(|reason| reason.as_str().into()) }
    };
    session.carry_out(&book, command, people, given)
}

pub fn register(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let book = session.open()?;
    let (mut set, people) = assignments(session, &book, given)?;
    set.insert(0, Attribute::Name(Some(text(given, "name").into())));
    session.carry_out(&book, Wanted::RegisterProject { set }, people, given)
}

type Assigned = (Vec<Attribute>, Vec<(PersonRole, String)>);

/// Reads every `FIELD=VALUE`; all that cannot be read is said at once.
fn assignments(session: &Session, book: &Book, given: &ArgMatches) -> anyhow::Result<Assigned> {
    let (words, year) = (session.words, book.playbook.rules.year);
    let (mut set, mut people, mut wrong, mut notes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for text in given.get_many::<String>("assignment").into_iter().flatten() {
        match input::assignment(words, text, year, &mut notes) {
            Ok(Given::Attribute(attribute)) => set.push(attribute),
            Ok(Given::Person(role, name)) => people.push((role, name)),
            Err(error) => wrong.push(error.to_string()),
        }
    }
    if !wrong.is_empty() {
        return Err(Stop::with(Exit::Usage, wrong.join("\n")));
    }
    notes.iter().for_each(|note| session.screen.note(note));
    Ok((set, people))
}
