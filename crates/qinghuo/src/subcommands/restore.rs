//! `restore BACKUP`: puts a backup into an empty folder, after proving every record of it.

use super::{key, text};
use crate::{exit::Exit, screen::Progress, session::Session, telling, words::Words};
use clap::{ArgMatches, Command};
use qinghuo_office::{OfficeError, restore};
use std::path::Path;

pub fn arguments(command: Command, words: Words) -> Command {
    command.arg(words.positional("backup")).arg(words.option("backup-key-file", "file"))
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let backup = Path::new(text(given, "backup"));
    // The file's own trouble in the file's own words: a path mistyped is no lost ledger.
    std::fs::File::open(backup).map_err(|error| telling::unreadable_file(words, backup, &error))?;
    let backup_key = given.get_one::<String>("backup-key-file").map(|path| key::read(words, Path::new(path)));
    let backup_key = backup_key.transpose()?;
    let mut progress = Progress::begin();
    let show = |done: u64, total: u64| {
        let (done, total) = (done.to_string(), total.to_string());
        progress.show(|| words.say_with("cli-audit-progress", &[("done", &done), ("total", &total)]));
    };
    let restored = restore(backup, backup_key, &session.data, show);
    drop(progress);
    let head = restored.map_err(|error: OfficeError| session.failed(&error))?;
    let dir = session.data.display().to_string();
    let said = [("dir", &*dir), ("facts", &head.seq.to_string()), ("head", &telling::head(head))];
    session.screen.say(&words.say_with("cli-restored", &said));
    Ok(Exit::Done)
}
