//! `audit`: proves that nothing was altered and that what is shown is what the facts say.

use super::anchor;
use crate::{
    exit::{Exit, Stop},
    screen::Progress,
    session::Session,
    telling,
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_ledger::{Ledger, LedgerError, Standing};
use qinghuo_office::{Audit, OfficeError, SnapshotCheck, audit};
use serde_json::{Value, json};

pub fn arguments(command: Command, words: Words) -> Command {
    command.arg(words.option("anchor", "file")).arg(words.flag("json"))
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    if !session.has_city() {
        session.look()?;
    }
    let path = given.get_one::<String>("anchor");
    let anchor = path.map(|path| anchor::read(words, path)).transpose()?;
    let mut progress = Progress::begin();
    let show = |done: u64, total: u64| {
        let (done, total) = (done.to_string(), total.to_string());
        progress.show(|| words.say_with("cli-audit-progress", &[("done", &done), ("total", &total)]));
    };
    // The files alone are examined: an office would refuse to open over damage, and the point is to name it.
    let mut found = audit(&session.data, show);
    drop(progress);
    let mut against = None;
    if let (Ok(_), Some(path), Some(anchor)) = (&found, path, anchor) {
        match Ledger::open_read_only(&session.data).and_then(|ledger| ledger.against(&anchor)) {
            Ok(standing) => against = Some((standing, anchor::told(words, path, standing))),
            Err(error) => found = Err(error.into()),
        }
    }
    if given.get_flag("json") {
        let (answer, exit) = as_json(words, &found, against);
        session.screen.say_json(&answer)?;
        return Ok(exit);
    }
    let found = found.map_err(|error| session.failed(&error))?;
    in_words(session, &found)?;
    match against {
        Some((Standing::Holds(_), said)) => session.screen.say(&said),
        Some((_, said)) => return Err(Stop::with(Exit::Damaged, said)),
        None => {}
    }
    Ok(Exit::Done)
}

/// Says what an audit found.
fn in_words(session: &Session, found: &Audit) -> anyhow::Result<()> {
    let words = session.words;
    session.screen.say(&words.say_with(
        "cli-audit-sound",
        &[
            ("facts", &found.facts.to_string()),
            ("attachments", &found.attachments.to_string()),
            ("head", &telling::head(found.head)),
        ],
    ));
    let at = |key: &str, seq: &dyn ToString| words.say_with(key, &[("seq", &seq.to_string())]);
    match &found.snapshot {
        SnapshotCheck::Matches(seq) => session.screen.say(&at("cli-audit-snapshot-matches", seq)),
        SnapshotCheck::Unused(_) => session.screen.say(&words.text("cli-audit-snapshot-unused")),
        SnapshotCheck::Differs(seq) => {
            return Err(Stop::with(Exit::Damaged, at("cli-audit-snapshot-differs", seq)));
        }
    }
    Ok(())
}

fn as_json(
    words: Words,
    found: &Result<Audit, OfficeError>,
    against: Option<(Standing, String)>,
) -> (Value, Exit) {
    match found {
        Ok(audit) => {
            let (snapshot, mut exit) = match audit.snapshot {
                SnapshotCheck::Matches(_) => ("matches", Exit::Done),
                SnapshotCheck::Differs(_) => ("differs", Exit::Damaged),
                SnapshotCheck::Unused(_) => ("unused", Exit::Done),
            };
            let anchor = against.map(|(standing, said)| {
                let standing = match standing {
                    Standing::Holds(_) => "holds",
                    Standing::Behind { .. } => "behind",
                    Standing::Rewritten { .. } => "rewritten",
                };
                if standing != "holds" {
                    exit = Exit::Damaged;
                }
                json!({ "standing": standing, "words": said })
            });
            let mut answer = json!({
                "sound": exit == Exit::Done,
                "facts": audit.facts,
                "attachments": audit.attachments,
                "head": telling::head(audit.head),
                "snapshot": snapshot,
            });
            if let (Some(anchor), Some(members)) = (anchor, answer.as_object_mut()) {
                members.insert("anchor".into(), anchor);
            }
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
