//! Qinghuo's one binary: the command line, the configuration, the wiring and the clock. Rules live in the domain, files in their own crates.
//!
//! Start at [`command_line`] (what may be given), then [`subcommands`] (one room each). A [`session`] is one run: who asks, in which language,
//! of which city, when. What is written where is for [`screen`]; how the program ends for [`exit`].

mod asked;
mod clock;
mod command_line;
mod exit;
mod facts;
mod filter;
mod input;
mod intake;
mod lines;
mod organisation;
mod screen;
mod session;
mod subcommands;
mod table;
mod telling;
mod words;
mod writing;

use command_line::Asked;
use exit::{Exit, Stop};
use screen::{Paint, Screen};
use session::Session;
use std::{ffi::OsString, process::ExitCode};
use words::Words;

/// Cities are many small values: the system's allocator takes up to twice as long over them (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let words = Words::of(words::language(&arguments));
    match run(arguments, words) {
        Ok(exit) => exit.into(),
        Err(error) => told(words, &error).into(),
    }
}

fn run(arguments: Vec<OsString>, words: Words) -> anyhow::Result<Exit> {
    match command_line::read(arguments, words)? {
        Asked::Read(page) => {
            Screen::new().say(&page);
            Ok(Exit::Done)
        }
        Asked::Run(name, given) => {
            let session = Session::new(words, &given)?;
            match subcommands::ALL.iter().find(|subcommand| subcommand.name == name) {
                Some(subcommand) => (subcommand.run)(&session, &given),
                None => Ok(Exit::Usage),
            }
        }
    }
}

/// Says why the program stops.
fn told(words: Words, error: &anyhow::Error) -> Exit {
    let screen = Screen::new();
    let (exit, said) = match error.downcast_ref::<Stop>() {
        Some(stop) => (stop.exit, stop.words.clone()),
        None => (Exit::Failed, words.say_with("cli-failed", &[("detail", &format!("{error:#}"))])),
    };
    if !said.is_empty() {
        screen.note(&screen.paint_note(&said, Paint::Red));
    }
    exit
}
