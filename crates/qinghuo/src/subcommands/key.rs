//! `key FILE`: a new key to encrypt a city's files with; and how a key is read, wherever one is named.

use super::text;
use crate::{
    exit::{Exit, Stop},
    session::Session,
    telling,
    words::Words,
    writing,
};
use clap::{ArgMatches, Command};
use qinghuo_ledger::Key;
use std::{fs, path::Path};

/// A key is short; a file of more bytes is none.
const LARGEST: u64 = 4096;

pub fn arguments(command: Command, words: Words) -> Command {
    command.arg(words.positional("key-output"))
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let path = text(given, "key-output");
    let key = Key::random().map_err(|error| {
        Stop::with(Exit::Failed, words.say_with("cli-failed", &[("detail", &error.to_string())]))
    })?;
    writing::write_secret(words, Path::new(path), format!("{}\n", key.reveal()).as_bytes())?;
    session.screen.say(&words.say_with("cli-key-written", &[("path", path)]));
    Ok(Exit::Done)
}

/// The key in a file.
///
/// # Errors
/// A file that cannot be read, holds no key, or may be read by others.
pub fn read(words: Words, path: &Path) -> anyhow::Result<Key> {
    let metadata = fs::metadata(path).map_err(|error| telling::unreadable_file(words, path, &error))?;
    let shown = path.display().to_string();
    let refused = |key| Stop::with(Exit::Unreadable, words.say_with(key, &[("path", &shown)]));
    if is_open_to_others(&metadata) {
        return Err(refused("cli-key-open-to-others"));
    }
    if !metadata.is_file() || metadata.len() > LARGEST {
        return Err(refused("cli-not-a-key"));
    }
    let bytes = fs::read(path).map_err(|error| telling::unreadable_file(words, path, &error))?;
    String::from_utf8_lossy(&bytes).parse().map_err(|_| refused("cli-not-a-key"))
}

#[cfg(unix)]
fn is_open_to_others(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_: &fs::Metadata) -> bool {
    false
}
