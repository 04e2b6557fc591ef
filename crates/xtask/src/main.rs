//! Checks of the rules about code that neither the compiler nor clippy knows: `cargo xtask tidy`.
//!
//! [`tree`] lists the project's files, [`rust`] tells code, comments and literals of a Rust file apart, and [`rules`] is
//! the table of rules: each a function from the tree to its violations. All violations are reported at once.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool speaks on its terminal")]

mod rules;
mod rust;
mod tree;

use std::process::ExitCode;

use anyhow::Result;

use crate::tree::Tree;

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments != ["tidy"] {
        eprintln!("usage: cargo xtask tidy\n\n{}", rules::describe());
        return Ok(ExitCode::from(2));
    }
    let tree = Tree::read()?;
    let violations = rules::check(&tree);
    if violations.is_empty() {
        println!("tidy: {} files keep {} rules", tree.files.len(), rules::RULES.len());
        return Ok(ExitCode::SUCCESS);
    }
    for violation in &violations {
        println!("{violation}");
    }
    eprintln!("tidy: {} violations", violations.len());
    Ok(ExitCode::FAILURE)
}
