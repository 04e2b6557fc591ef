//! The sample ledger the project does not carry: a real list with three levels of subtotals, restarting numbers and owners not known yet. Where the
//! file is not at hand, the test says so and passes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use serde_json::Value;
use std::{fs, path::Path, process::Command};

#[test]
fn a_real_list_goes_in_to_its_ground_truth_and_out_again() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/ledgers");
    let ledger = shared.join("guilin_2022_preliminary.xlsx");
    if !ledger.exists() {
        eprintln!("skipped: {} is not here", ledger.display());
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    fs::copy(&ledger, dir.path().join("guilin.xlsx")).unwrap();
    let run = |arguments: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_qinghuo"))
            .args(["--data", "city", "--actor", "a", "--now", "2022-12-31T09:00:00+08:00"])
            .args(arguments.split(' '))
            .current_dir(dir.path())
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let json = |arguments: &str| -> Value { serde_json::from_str(&run(arguments).1).unwrap() };

    let read = json("import guilin.xlsx --dry-run --json");
    assert_eq!(read["preview"]["counts"]["new"], 52);
    assert!(!dir.path().join("city").exists(), "a preview makes no city");
    let checks = read["sheets"][0]["reconciliation"].as_array().unwrap();
    let verdicts = |verdict: &str| checks.iter().filter(|check| check["verdict"] == verdict).count();
    assert!(verdicts("ok") >= 12, "the complete groups agree");
    assert!(verdicts("differs") > 0, "the cut-off sheet declares more than it holds");

    assert_eq!(run("import guilin.xlsx --yes").0, Some(0));
    assert_eq!(json("totals --by class --json")["sums"]["projects"], 52);
    assert_eq!(run("undo I1 --reason out").0, Some(0));
    assert_eq!(json("totals --by class --json")["sums"]["projects"], 0);
    assert_eq!(run("audit").0, Some(0));
}
