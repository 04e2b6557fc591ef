//! Paper from the command line: the bulletin, and charts by the printer beside this program.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests fail by panicking")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const NOW: &str = "2026-11-28T10:00:00+08:00";

fn qinghuo(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_qinghuo"))
        .args(["--data".as_ref(), data.as_os_str()])
        .args(["--now", NOW])
        .args(arguments)
        .env("QINGHUO_ACTOR", "王芳")
        .output()
        .unwrap()
}

fn told(done: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))
}

/// The printer is built with the workspace; a run of this package alone may come without it.
fn has_printer() -> bool {
    let printer = Path::new(env!("CARGO_BIN_EXE_qinghuo"))
        .with_file_name(format!("qinghuo-print{}", std::env::consts::EXE_SUFFIX));
    printer.is_file()
}

#[test]
fn a_demo_city_goes_on_paper() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let made = qinghuo(&data, &["demo", "--projects", "80"]);
    assert!(made.status.success(), "{}", told(&made));
    let at = |name: &str| dir.path().join(name).display().to_string();

    let bulletin = at("bulletin.docx");
    let done = qinghuo(&data, &["bulletin", &bulletin]);
    assert!(done.status.success(), "{}", told(&done));
    assert!(fs::read(&bulletin).unwrap().starts_with(b"PK"));
    let again = qinghuo(&data, &["bulletin", &bulletin]);
    assert_eq!(again.status.code(), Some(4), "an existing file stays: {}", told(&again));

    let sheets: [&[&str]; 4] = [
        &["--paper", "a3", "--by", "place"],
        &["--paper", "a0"],
        &["--paper", "a1", "--where", "phase=construction"],
        &["--project", "P1"],
    ];
    for (number, options) in sheets.into_iter().enumerate() {
        let path = at(&format!("{number}.pdf"));
        let done = qinghuo(&data, &[&["wall", &path], options].concat());
        if has_printer() {
            assert!(done.status.success(), "{options:?}: {}", told(&done));
            assert!(fs::read(&path).unwrap().starts_with(b"%PDF-"), "{options:?}");
        } else {
            eprintln!("the printer is not built: only its absence is looked at");
            assert_eq!(done.status.code(), Some(1), "{}", told(&done));
            assert!(told(&done).contains("qinghuo-print"), "{}", told(&done));
            assert!(!Path::new(&path).exists());
        }
    }
    let wrong = qinghuo(&data, &["wall", &at("x.pdf"), "--paper", "a4"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", told(&wrong));
    assert!(told(&wrong).contains("a4"));
}
