//! The one call to `qinghuo-print`: a chart goes in as JSON, its PDF comes out.

use serde::Serialize;
use std::{
    io::{self, Write},
    path::PathBuf,
    process::{Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
};

/// The program that sets charts. It bounds its own time and memory; here one chart is set at a time, so that many who ask at once do not take the machine.
#[derive(Clone, Debug)]
pub struct Printer {
    program: PathBuf,
    turn: Arc<Mutex<()>>,
}

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum NotPrinted {
    /// The program is not there, or not built yet.
    #[error("the printer program is not there")]
    Absent,
    /// The machine has no font for Chinese.
    #[error("no font for Chinese is installed")]
    NoFont,
    /// It took longer than it may.
    #[error("it took too long")]
    TooLong,
    /// It failed; its own words.
    #[error("the printer failed: {0}")]
    Failed(String),
    /// It could not be started or spoken to.
    #[error("the printer could not be run")]
    Machine(#[source] io::Error),
}

impl Printer {
    /// The printer that is this program.
    #[must_use]
    pub fn new(program: PathBuf) -> Self {
        Self { program, turn: Arc::default() }
    }

    /// Whether it is there; it is built after the server, and may come while that runs.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.program.is_file()
    }

    /// The PDF of a chart. Blocks.
    ///
    /// # Errors
    /// See [`NotPrinted`].
    pub fn print(&self, chart: &impl Serialize) -> Result<Vec<u8>, NotPrinted> {
        if !self.is_there() {
            return Err(NotPrinted::Absent);
        }
        let chart = serde_json::to_vec(chart).map_err(|error| NotPrinted::Failed(error.to_string()))?;
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut child = Command::new(&self.program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(NotPrinted::Machine)?;
        // It reads all before it writes anything, so neither waits for the other. One that stopped reading says why by its code.
        if let Some(mut input) = child.stdin.take() {
            let _ = input.write_all(&chart);
        }
        let done = child.wait_with_output().map_err(NotPrinted::Machine)?;
        match done.status.code() {
            Some(0) => Ok(done.stdout),
            Some(4) => Err(NotPrinted::NoFont),
            Some(5) => Err(NotPrinted::TooLong),
            _ => Err(NotPrinted::Failed(String::from_utf8_lossy(&done.stderr).trim().to_owned())),
        }
    }
}
