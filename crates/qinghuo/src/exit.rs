//! How the program ends. The numbers are a contract with scripts and are listed in `--help`.

use std::{fmt, process::ExitCode};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It did what was asked.
    Done = 0,
    /// Something of its own failed: the disk, the database, the network.
    Failed = 1,
    /// The command line is not understood.
    Usage = 2,
    /// A file cannot be read, or is not worth reading.
    Unreadable = 3,
    /// A rule said no, or a person has to decide first. Nothing was changed.
    Refused = 4,
    /// The ledger is damaged.
    Damaged = 5,
    /// The playbook has faults.
    PlaybookInvalid = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The program stops short of what was asked, for a reason already put into the user's words.
#[derive(Debug)]
pub struct Stop {
    /// How it ends.
    pub exit: Exit,
    /// What the user is told, line by line; empty when everything was said.
    pub words: String,
}

impl Stop {
    /// Stops with these words.
    pub fn with(exit: Exit, words: impl Into<String>) -> anyhow::Error {
        Self { exit, words: words.into() }.into()
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl std::error::Error for Stop {}
