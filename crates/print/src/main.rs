//! `qinghuo-print`: one sheet as JSON on standard input, its PDF on standard output. Each kind of sheet is a template under `templates/` that only
//! lays out; every word and number of it comes in with the JSON, already written for its readers.
//!
//! It is a program of its own because the typesetter would nearly double what the server takes to build, and so that a sheet gone wrong takes nothing with it:
//! it reads no file but its fonts, has no network, and ends itself when it needs more time or memory than [`bounds`] allows.
//!
//! Exit codes: 0 printed, 2 the input is no sheet, 3 it could not be set, 4 no font for Chinese, 5 took too long.

mod bounds;
mod setting;

use std::{
    io::{self, Read, Write},
    process::ExitCode,
};

fn main() -> ExitCode {
    bounds::set();
    let mut sheet = Vec::new();
    let outcome = io::stdin()
        .take(setting::LARGEST)
        .read_to_end(&mut sheet)
        .map_err(|error| setting::Trouble::Input(error.to_string()))
        .and_then(|_| setting::pdf(sheet))
        .and_then(|pdf| {
            io::stdout().write_all(&pdf).map_err(|error| setting::Trouble::Setting(error.to_string()))
        });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            // Whoever called shows it to those who look after the machine.
            let _ = writeln!(io::stderr(), "{trouble}");
            ExitCode::from(trouble.code())
        }
    }
}
