//! `file PROJECT MONTH`: a month's dispatch figure; `approve PROJECT MONTH`: that it was looked at and is right.

use super::{changes_of, text};
use crate::{
    exit::{Exit, Stop},
    input,
    session::Session,
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::{Fen, command::Command as Wanted, figure::DispatchFigure};

pub fn arguments(command: Command, words: Words) -> Command {
    let command = command
        .arg(words.positional("project"))
        .arg(words.positional("month"))
        .arg(words.option("done", "amount").allow_hyphen_values(true))
        .arg(words.option("month-done", "amount").allow_hyphen_values(true))
        .arg(words.option("progress", "text"))
        .arg(words.option("problems", "text"))
        .arg(words.reason());
    changes_of(command, words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let project = input::project(words, &book.now(session), text(given, "project"))?;
    let (mut wrong, mut notes) = (Vec::new(), Vec::new());
    let month = input::month(words, text(given, "month")).map_err(|error| wrong.push(error.to_string())).ok();
    let mut amount = |name: &str| -> Option<Fen> {
        let text = given.get_one::<String>(name)?;
        input::amount_or_stop(words, text, &mut notes).map_err(|error| wrong.push(error.to_string())).ok()
    };
    let (done_this_year, done_this_month) = (amount("done"), amount("month-done"));
    let said = |name: &str| given.get_one::<String>(name).map(|text| text.as_str().into());
    let figure = DispatchFigure {
        done_this_year,
        done_this_month,
        progress: said("progress"),
        problems: said("problems"),
    };
    let Some(month) = month.filter(|_| wrong.is_empty()) else {
        return Err(Stop::with(Exit::Usage, wrong.join("\n")));
    };
    notes.iter().for_each(|note| session.screen.note(note));
    let command = Wanted::FileDispatch { project, month, figure, reason: said("reason") };
    session.carry_out(&book, command, Vec::new(), given)
}

pub fn approve_arguments(command: Command, words: Words) -> Command {
    changes_of(command.arg(words.positional("project")).arg(words.positional("month")), words)
}

pub fn approve(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let project = input::project(words, &book.now(session), text(given, "project"))?;
    let month = input::month(words, text(given, "month"))?;
    session.carry_out(&book, Wanted::ApproveDispatch { project, month }, Vec::new(), given)
}
