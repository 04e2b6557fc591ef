//! `do COMMAND.json`: any command of the domain as JSON, for scripts.

use super::{changes_of, text};
use crate::{
    exit::{Exit, Stop},
    session::Session,
    telling,
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::command::Command as Wanted;
use qinghuo_office::Rejection;
use serde_json::json;
use std::{fs, io::Read, path::Path};

/// A command is a few kilobytes; an import of many thousand rows tens of megabytes.
const LARGEST: u64 = 256 << 20;

pub fn arguments(command: Command, words: Words) -> Command {
    changes_of(command.arg(words.positional("command-file")).arg(words.flag("json")), words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let path = text(given, "command-file");
    let unreadable = |detail: String| {
        let said = [("path", path), ("detail", &*detail)];
        Stop::with(Exit::Unreadable, words.say_with("cli-unreadable", &said))
    };
    let mut written = String::new();
    let read = match path {
        "-" => std::io::stdin().take(LARGEST).read_to_string(&mut written),
        path => fs::File::open(path).and_then(|file| file.take(LARGEST).read_to_string(&mut written)),
    };
    read.map_err(|error| telling::unreadable_file(words, Path::new(path), &error))?;
    let command: Wanted = serde_json::from_str(&written).map_err(|error| unreadable(error.to_string()))?;
    let order = session.order(command, given)?;
    let book = session.open()?;
    if !given.get_flag("json") {
        let receipt = session.submit(&book, order)?;
        session.screen.say(&telling::receipt(words, &receipt));
        return Ok(Exit::Done);
    }
    match session.try_submit(&book, order) {
        Ok(receipt) => {
            let subjects: Vec<String> = receipt.subjects.iter().map(ToString::to_string).collect();
            session.screen.say_json(&json!({
                "first": receipt.first,
                "last": receipt.last,
                "subjects": subjects,
                "repeated": receipt.repeated,
                "head": telling::head(book.office.head()),
            }))?;
            Ok(Exit::Done)
        }
        Err(Rejection::Refused(refusals)) => {
            session.screen.say_json(&telling::refusals_json(words, &refusals))?;
            Ok(Exit::Refused)
        }
        Err(other) => Err(telling::rejected(words, &other)),
    }
}
