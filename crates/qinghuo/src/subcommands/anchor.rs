//! `anchor FILE`: what another party keeps of the ledger, so that a cut tail and a rewritten history are found.

use super::text;
use crate::{
    exit::{Exit, Stop},
    session::Session,
    telling,
    words::Words,
    writing::write,
};
use clap::{ArgMatches, Command};
use qinghuo_ledger::{Anchor, Ledger, LedgerError, NoAnchor, Standing};
use qinghuo_office::OfficeError;
use std::{fs, path::Path};

pub fn arguments(command: Command, words: Words) -> Command {
    command.arg(words.positional("output"))
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let path = text(given, "output");
    let book = session.look()?;
    // What is not sound is not vouched for.
    let proved = prove(&session.data).map_err(|error| session.failed(&OfficeError::Ledger(error)))?;
    let mut anchor = book.office.anchor().map_err(|error| session.failed(&error))?;
    anchor.remarks.push(words.text("anchor-remark").into());
    let city = book.office.city();
    if city.is_synthetic(city.head()) {
        anchor.remarks.push(words.text("cli-synthetic").into());
    }
    write(words, Path::new(path), anchor.to_string().as_bytes(), false)?;
    let said = [("path", path), ("head", &*telling::head(anchor.head())), ("proved", &*proved.to_string())];
    session.screen.say(&words.say_with("cli-anchored", &said));
    Ok(Exit::Done)
}

fn prove(data: &Path) -> Result<u64, LedgerError> {
    Ok(Ledger::open_read_only(data)?.verify(|_, _| {})?.seq)
}

/// Reads the anchor at `path`.
///
/// # Errors
/// A file that cannot be read, or is no anchor.
pub fn read(words: Words, path: &str) -> anyhow::Result<Anchor> {
    let bytes = fs::read(path).map_err(|error| telling::unreadable_file(words, Path::new(path), &error))?;
    let anchor: Result<Anchor, NoAnchor> = String::from_utf8_lossy(&bytes).parse();
    anchor.map_err(|no| {
        let (key, line) = match no {
            NoAnchor::Line(line) => ("cli-anchor-line", line),
            NoAnchor::Sum => ("cli-anchor-sum", 0),
        };
        Stop::with(Exit::Unreadable, words.say_with(key, &[("path", path), ("line", &line.to_string())]))
    })
}

/// What is to be said of the ledger as it stands towards an anchor.
pub fn told(words: Words, path: &str, standing: Standing) -> String {
    let at = |key: &str, one: u64, other: u64| {
        words.say_with(key, &[("path", path), ("one", &one.to_string()), ("other", &other.to_string())])
    };
    match standing {
        Standing::Holds(seq) => at("cli-anchor-holds", seq, seq),
        Standing::Behind { anchored, ends } => at("cli-anchor-behind", anchored, ends),
        Standing::Rewritten { same, other } => at("cli-anchor-rewritten", same, other),
    }
}
