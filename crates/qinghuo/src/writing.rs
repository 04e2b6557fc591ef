//! Files written for the user.

use crate::{
    exit::{Exit, Stop},
    telling::io,
    words::Words,
};
use std::{
    fs,
    io::{ErrorKind, Write},
    path::Path,
};

/// Writes a new file that only its owner may read.
///
/// # Errors
/// A file that exists, or cannot be written.
pub fn write_secret(words: Words, path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    write_with(words, path, bytes, options.write(true).create_new(true))
}

/// Writes a file; one that exists is only replaced when asked to.
///
/// # Errors
/// A file that exists, or cannot be written.
pub fn write(words: Words, path: &Path, bytes: &[u8], overwrite: bool) -> anyhow::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    if overwrite {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    write_with(words, path, bytes, &options)
}

fn write_with(words: Words, path: &Path, bytes: &[u8], options: &fs::OpenOptions) -> anyhow::Result<()> {
    let written = options.open(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let shown = path.display().to_string();
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Stop::with(Exit::Refused, words.say_with("cli-file-exists", &[("path", &shown)]))
        }
        _ => {
            let said = [("path", &*shown), ("detail", &*io(words, &error))];
            Stop::with(Exit::Failed, words.say_with("cli-unwritable", &said))
        }
    })
}
