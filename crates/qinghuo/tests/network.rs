//! The approval networks of a demo city go out as schedules and are read back: dated anew from what the file says, early and late dates and slack are ours,
//! but for the items the list of what is not carried names.
#![expect(clippy::unwrap_used, reason = "this is how a test fails")]

use serde_json::Value;
use std::{collections::BTreeSet, path::Path, process::Command};

fn try_run(dir: &Path, arguments: &str) -> Option<Vec<u8>> {
    let output = Command::new(env!("CARGO_BIN_EXE_qinghuo"))
        .env_clear()
        .current_dir(dir)
        .args(["--actor", "a", "--now", "2026-11-28T09:00:00+08:00"])
        .args(arguments.split(' '))
        .output()
        .unwrap();
    output.status.success().then_some(output.stdout)
}

fn texts<'v>(values: &'v Value, name: &str) -> BTreeSet<&'v str> {
    let all = values.as_array().into_iter().flatten();
    all.filter_map(|one| if name.is_empty() { one.as_str() } else { one.get(name)?.as_str() }).collect()
}

#[test]
fn a_network_read_back_has_our_dates_but_where_it_is_said() {
    let dir = tempfile::tempdir().unwrap();
    try_run(dir.path(), "demo --projects 30").unwrap();
    let (mut compared, mut unequal, mut whole) = (0, 0, 0);
    for number in 1..=30 {
        let file = format!("P{number}.xml");
        let Some(made) = try_run(dir.path(), &format!("network P{number} {file} --json")) else { continue };
        let made: Value = serde_json::from_slice(&made).unwrap();
        let read: Value =
            serde_json::from_slice(&try_run(dir.path(), &format!("works {file} --json")).unwrap()).unwrap();
        let left = made.get("not_carried").unwrap().as_array().unwrap();
        let said = left.iter().find(|left| left.get("what").is_some_and(|what| what == "latest"));
        let said = said.and_then(|left| left.get("items")).map(|items| texts(items, "")).unwrap_or_default();
        let differing = read.get("differences").unwrap();
        assert_eq!(texts(differing, "code"), said, "P{number}");
        // What is known early is known alike; only what a deadline tightens differs.
        let measures = texts(differing, "measure");
        assert!(
            measures.iter().all(|of| of.starts_with("late") || *of == "total_slack"),
            "P{number}: {measures:?}"
        );
        compared += read.get("compared").and_then(Value::as_u64).unwrap();
        unequal += differing.as_array().unwrap().len();
        whole += usize::from(said.is_empty());
    }
    assert!(
        compared > 1000 && whole > 3,
        "{whole} projects equal to the last figure, {unequal} of {compared} not"
    );
}
