//! What was acknowledged survives `kill -9`. The process is killed, not the machine: that the disk has it
//! when the power goes is for SQLite's `synchronous = FULL` and the disk, and is not tested here.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::tempdir;

use super::{append, verify};
use crate::{Head, Ledger};

const DIR: &str = "QINGHUO_LEDGER_APPENDER_DIR";

/// Not a test of its own: the process that the test below starts and kills.
#[test]
fn appender() {
    let Some(dir) = env::var_os(DIR) else { return };
    let mut ledger = Ledger::open(Path::new(&dir)).unwrap();
    let mut out = std::io::stdout().lock();
    loop {
        let mut batch = ledger.begin().unwrap();
        let next = batch.head().seq + 1;
        for number in next..=next + next % 4 {
            append(&mut batch, number).unwrap();
        }
        let head = batch.commit().unwrap();
        // The harness may have begun the line with the name of this test.
        writeln!(out, "\nack {} {}", head.seq, head.hash).unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn nothing_acknowledged_is_lost_to_kill_9() {
    let dir = tempdir().unwrap();
    let mut acknowledged = vec![Head::EMPTY];
    for acks in [1, 40, 7] {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "tests::kill::appender", "--nocapture", "--test-threads=1"])
            .env(DIR, dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut heads =
            BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok).filter_map(|line| {
                let mut words = line.strip_prefix("ack ")?.split(' ');
                Some(Head { seq: words.next()?.parse().ok()?, hash: words.next()?.parse().ok()? })
            });
        acknowledged.extend(heads.by_ref().take(acks));
        child.kill().unwrap();
        child.wait().unwrap();
        // What it had said before it died counts too.
        acknowledged.extend(heads);

        let ledger = Ledger::open(dir.path()).unwrap();
        let head = verify(&ledger).unwrap();
        let last = acknowledged.last().unwrap();
        assert!(head.seq >= last.seq, "{head:?} is before {last:?}");
        for head in &acknowledged {
            assert!(ledger.holds(head).unwrap(), "{head:?} was acknowledged");
        }
    }
    assert!(acknowledged.len() > 40, "the child did append");
}
