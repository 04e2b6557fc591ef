//! The binary among other programs: serving until it is told to stop, and writing to a reader that went away.
#![cfg(unix)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
};

fn qinghuo(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qinghuo"));
    command
        .env_clear()
        .current_dir(dir)
        .args(["--data", "city", "--actor", "a", "--lang", "en"])
        .args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Ends the child with the test, however that ends.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn it_serves_until_it_is_told_to_stop_and_keeps_what_it_was_told() {
    let dir = tempfile::tempdir().unwrap();
    for signal in ["-TERM", "-INT"] {
        let mut served = Served(qinghuo(dir.path(), &["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap());
        let mut lines = BufReader::new(served.0.stdout.take().unwrap()).lines();
        let (first, second) = (lines.next().unwrap().unwrap(), lines.next().unwrap().unwrap());
        let address = first.split_once("http://").unwrap().1.to_owned();
        assert!(second.contains(&address) && second != first, "in both languages: {first} / {second}");

        let mut visit = TcpStream::connect(&address).unwrap();
        write!(visit, "GET /projects HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        visit.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

        // Another process writes meanwhile.
        let name = format!("甲{signal}");
        let told = qinghuo(dir.path(), &["register", &name]).output().unwrap();
        assert!(told.status.success(), "{told:?}");

        let id = served.0.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        assert_eq!(served.0.wait().unwrap().code(), Some(0), "{signal}");
    }
    let audit = qinghuo(dir.path(), &["audit"]).output().unwrap();
    assert!(audit.status.success(), "{audit:?}");
}

#[test]
fn an_address_in_use_is_said_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refused = qinghuo(dir.path(), &["serve", "--listen", &address]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains(&address) && said.contains("in use"), "{said}");
}

#[test]
fn a_reader_that_went_away_is_no_panic() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = qinghuo(dir.path(), &["--help"]).spawn().unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().code().is_some(), "it ends by itself");
    assert_eq!(said, "");
}
