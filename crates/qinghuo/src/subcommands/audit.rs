//! `audit`: proves that nothing was altered and that what is shown is what the facts say.

use crate::{
    exit::{Exit, Stop},
    screen::Progress,
    session::Session,
    telling,
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_ledger::LedgerError;
use qinghuo_office::{Audit, OfficeError, SnapshotCheck, audit};
use serde_json::{Value, json};

pub fn arguments(command: Command, words: Words) -> Command {
    command.arg(words.flag("json"))
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    if !session.has_city() {
        session.look()?;
    }
    let mut progress = Progress::begin();
    let show = |done: u64, total: u64| {
        let (done, total) = (done.to_string(), total.to_string());
        progress.show(|| words.say_with("cli-audit-progress", &[("done", &done), ("total", &total)]));
    };
    // The files alone are examined: an office would refuse to open over damage, and the point is to name it.
    let found = audit(&session.data, show);
    drop(progress);
    if given.get_flag("json") {
        let (answer, exit) = as_json(words, &found);
        session.screen.say_json(&answer)?;
        return Ok(exit);
    }
    let found = found.map_err(|error| session.failed(&error))?;
    session.screen.say(&words.say_with(
        "cli-audit-sound",
        &[
            ("facts", &found.facts.to_string()),
            ("attachments", &found.attachments.to_string()),
            ("head", &telling::head(found.head)),
        ],
    ));
    match &found.snapshot {
        SnapshotCheck::Matches(seq) => {
            session.screen.say(&words.say_with("cli-audit-snapshot-matches", &[("seq", &seq.to_string())]));
            Ok(Exit::Done)
        }
        SnapshotCheck::Unused(_) => {
            session.screen.say(&words.text("cli-audit-snapshot-unused"));
            Ok(Exit::Done)
        }
        SnapshotCheck::Differs(seq) => {
            let seq = seq.to_string();
            Err(Stop::with(Exit::Damaged, words.say_with("cli-audit-snapshot-differs", &[("seq", &seq)])))
        }
    }
}

fn as_json(words: Words, found: &Result<Audit, OfficeError>) -> (Value, Exit) {
    match found {
        Ok(audit) => {
            let (snapshot, exit) = match audit.snapshot {
                SnapshotCheck::Matches(_) => ("matches", Exit::Done),
                SnapshotCheck::Differs(_) => ("differs", Exit::Damaged),
                SnapshotCheck::Unused(_) => ("unused", Exit::Done),
            };
            let answer = json!({
                "sound": exit == Exit::Done,
                "facts": audit.facts,
                "attachments": audit.attachments,
                "head": telling::head(audit.head),
                "snapshot": snapshot,
            });
            (answer, exit)
        }
        Err(error) => {
            let stop = telling::failure(words, error);
            let exit = stop.downcast_ref::<Stop>().map_or(Exit::Failed, |stop| stop.exit);
            let first_bad = match error {
                OfficeError::Ledger(LedgerError::Damaged { seq, .. }) => Some(*seq),
                OfficeError::Unreadable { seq, .. } => Some(seq.0),
                _ => None,
            };
            (json!({ "sound": false, "first_bad": first_bad, "words": stop.to_string() }), exit)
        }
    }
}
