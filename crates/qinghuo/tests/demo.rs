//! The demo city through the real binary: the same seed and day give the same ledger to the last hash, and what it exports can be imported.
#![expect(clippy::unwrap_used, reason = "this is how a test fails")]

use serde_json::Value;
use std::{path::Path, process::Command};

fn run(dir: &Path, arguments: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_qinghuo"))
        .env_clear()
        .current_dir(dir)
        .args(["--actor", "a", "--now", "2026-11-28T09:00:00+08:00"])
        .args(arguments.split(' '))
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn one_seed_gives_one_ledger_and_its_export_goes_into_another() {
    let dir = tempfile::tempdir().unwrap();
    let cockpit = |data: &str| -> Value {
        serde_json::from_str(&run(dir.path(), &format!("--data {data} cockpit --json"))).unwrap()
    };
    for (data, seed) in [("one", 7), ("again", 7), ("other", 8)] {
        run(dir.path(), &format!("--data {data} demo --projects 60 --seed {seed}"));
    }
    let of = |cockpit: &Value, name: &str| {
        cockpit.get(name).cloned().unwrap_or_else(|| panic!("no {name} in {cockpit}"))
    };
    let one = cockpit("one");
    assert_eq!(of(&one, "head"), of(&cockpit("again"), "head"));
    assert_ne!(of(&one, "head"), of(&cockpit("other"), "head"));

    run(dir.path(), "--data one export city.xlsx");
    run(dir.path(), "--data copy import city.xlsx --yes --doubtful new");
    let copy = cockpit("copy");
    assert_eq!(of(&copy, "synthetic"), true);
    for sum in ["projects", "total_fen"] {
        let sums = |cockpit: &Value| of(&of(cockpit, "sums"), sum);
        assert_eq!(sums(&copy), sums(&one), "{sum}");
    }
}
