//! `kill -9` in the middle of writing, while another office works on the same ledger. The process is killed, not the
//! machine: that the disk has it when the power goes is the ledger's to see to.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    sync::Mutex,
    thread,
};

use qinghuo_domain::Seq;
use tempfile::tempdir;

use super::{check, open, order, register, rules};
use crate::{Office, Order};

const DIR: &str = "QINGHUO_OFFICE_WRITER_DIR";

fn numbered(key: &str) -> Order {
    order(1, key, register(key))
}

/// Not a test of its own: the process that the test below starts and kills.
#[test]
fn writer() {
    let Some(dir) = env::var_os(DIR) else { return };
    // Snapshots all the time, so that some are hit as well.
    let office = Office::start(Path::new(&dir), rules(), 3).unwrap();
    let out = Mutex::new(std::io::stdout());
    thread::scope(|scope| {
        for sender in 0..4 {
            let (office, out) = (&office, &out);
            scope.spawn(move || {
                for number in 0.. {
                    let key = format!("{}-{sender}-{number}", std::process::id());
                    let receipt = office.submit(numbered(&key)).unwrap();
                    let mut out = out.lock().unwrap();
                    // The harness may have begun the line with the name of this test.
                    writeln!(out, "\nack {key} {}", receipt.first).unwrap();
                    out.flush().unwrap();
                }
            });
        }
    });
}

#[test]
fn nothing_acknowledged_is_lost_to_kill_9() {
    let dir = tempdir().unwrap();
    let beside = open(dir.path());
    let mut acknowledged: Vec<(String, Seq)> = Vec::new();
    for (round, acks) in [2, 60, 11].into_iter().enumerate() {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "tests::kill::writer", "--nocapture", "--test-threads=1"])
            .env(DIR, dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut acks_read =
            BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok).filter_map(|line| {
                let mut words = line.strip_prefix("ack ")?.split(' ').map(str::to_owned);
                Some((words.next()?, Seq(words.next()?.parse().ok()?)))
            });
        acknowledged.extend(acks_read.by_ref().take(acks));
        for number in 0..10 {
            let key = format!("beside {round} {number}");
            acknowledged.push((key.clone(), beside.submit(numbered(&key)).unwrap().first));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What it had said before it died counts too.
        acknowledged.extend(acks_read);
        check(&Office::open(dir.path(), rules()).unwrap(), dir.path());
    }
    assert!(acknowledged.len() > 100, "the child did write");
    let office = open(dir.path());
    for office in [&beside, &office] {
        for (key, first) in &acknowledged {
            let again = office.submit(numbered(key)).unwrap();
            assert!(again.repeated && again.first == *first, "{key} was acknowledged as {first}");
        }
        check(office, dir.path());
    }
}
