//! The printer as its callers know it: JSON in, PDF out, and a code that says why not.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

fn print(sheet: &str) -> Output {
    let mut printer = Command::new(env!("CARGO_BIN_EXE_qinghuo-print"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    printer.stdin.take().unwrap().write_all(sheet.as_bytes()).unwrap();
    printer.wait_with_output().unwrap()
}

#[test]
fn what_is_no_sheet_is_refused_with_the_reason() {
    for (sheet, says) in [
        ("", "no template"),
        ("{}", "no template"),
        ("{\"template\":\"poster\"}", "no template poster"),
        ("[\"template\"]", "no template"),
    ] {
        let done = print(sheet);
        let told = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(2), "{sheet}: {told}");
        assert!(told.contains(says), "{sheet}: {told}");
        assert!(done.stdout.is_empty());
    }
}

#[test]
fn a_sheet_without_what_its_template_shows_is_not_set() {
    for template in ["wall", "project"] {
        let done = print(&format!("{{\"template\":\"{template}\",\"paper\":\"a3\"}}"));
        assert_eq!(done.status.code(), Some(3), "{}", String::from_utf8_lossy(&done.stderr));
        assert!(done.stdout.is_empty());
    }
}
