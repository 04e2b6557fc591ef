//! A backup taken beside a running server, restored and served: the same pages, byte for byte; and verified by the program that shares no code
//! with this one.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests fail by panicking")]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
};

fn qinghuo(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qinghuo"));
    command
        .env_clear()
        .args(["--actor", "王芳", "--lang", "en", "--now", "2026-11-28T10:00:00+08:00"])
        .args(["--data".as_ref(), data.as_os_str()])
        .args(arguments);
    command
}

fn done(data: &Path, arguments: &[&str]) -> String {
    let output = qinghuo(data, arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    told(&output)
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A running server, ended with the test however that ends.
struct Served {
    child: Child,
    /// Held open: a server whose reader went away stops.
    _said: BufReader<ChildStdout>,
    address: String,
    /// The session of the demo city's key-project office.
    session: String,
}

impl Served {
    fn start(data: &Path) -> Self {
        let mut serve = qinghuo(data, &["serve", "--listen", "127.0.0.1:0"]);
        let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut first = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut first).unwrap();
        let address = first.trim().split_once("http://").unwrap().1.to_owned();
        let mut served = Self { child, _said: said, address, session: String::new() };
        served.sign_in();
        served
    }

    /// One click, as the demo city offers it; the key-project office stands first.
    fn sign_in(&mut self) {
        let page = self.ask("GET /sign-in", "");
        let account = page.split_once("name=\"demo\" value=\"").unwrap().1.split('"').next().unwrap();
        let entered = self.ask("POST /sign-in", &format!("demo={account}&back=%2F"));
        let session = entered.split_once("qinghuo_session=").unwrap().1.split(';').next().unwrap();
        self.session = session.to_owned();
    }

    fn ask(&self, what: &str, form: &str) -> String {
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let (cookie, length) = (format!("Cookie: qinghuo_session={}", self.session), form.len());
        // In one piece: what is written after an answer was sent would reset the connection.
        let request = format!(
            "{what} HTTP/1.1\r\nHost: city\r\n{cookie}\r\n{kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{form}"
        );
        let mut visit = TcpStream::connect(&self.address).unwrap();
        visit.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        visit.read_to_string(&mut answer).unwrap_or_else(|error| panic!("{what}: {error}"));
        answer
    }

    /// The body of an answer.
    fn get(&self, path: &str) -> String {
        let answer = self.ask(&format!("GET {path}"), "");
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The head a command speaks of.
fn head(said: &str) -> &str {
    said.split_once("ledger head ").unwrap().1.split(')').next().unwrap()
}

/// The verifier is built with the workspace; a run of this package alone may come without it.
fn verifier() -> Option<PathBuf> {
    let name = format!("qinghuo-verify{}", std::env::consts::EXE_SUFFIX);
    Some(Path::new(env!("CARGO_BIN_EXE_qinghuo")).with_file_name(name)).filter(|path| path.is_file())
}

#[test]
fn a_restored_city_is_served_as_the_one_it_was_taken_from() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let (city, restored, backup, anchor) = (at("city"), at("restored"), at("backup.db"), at("anchor.txt"));
    let [backup_name, anchor_name] = [&backup, &anchor].map(|path| path.display().to_string());
    done(&city, &["demo", "--projects", "60"]);
    let server = Served::start(&city);
    done(&city, &["register", "滨河公园"]);
    let backed_up = done(&city, &["backup", &backup_name]);
    let restored_said = done(&restored, &["restore", &backup_name]);
    assert_eq!(head(&restored_said), head(&backed_up));
    done(&city, &["anchor", &anchor_name]);
    for data in [&city, &restored] {
        let audited = done(data, &["audit", "--anchor", &anchor_name]);
        assert_eq!(head(&audited), head(&backed_up));
    }

    let second = Served::start(&restored);
    for path in
        ["/api/v1/projects?per_page=200", "/api/v1/cockpit", "/api/v1/items", "/projects/P1/approvals"]
    {
        let (one, other) = (server.get(path), second.get(path));
        assert_eq!(one, other, "{path}");
    }
    let api: serde_json::Value = serde_json::from_str(&server.get("/api/v1/anchor")).unwrap();
    let api = api.get("anchor").and_then(|text| text.as_str()).unwrap().to_owned();
    let kept = fs::read_to_string(&anchor).unwrap();
    let records = |text: &str| {
        let named = |line: &&str| line.starts_with("waypoint ") || line.starts_with("head ");
        text.lines().filter(named).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(records(&api), records(&kept));
    assert!(kept.contains("# ") && records(&kept).len() > 2, "{kept}");

    let Some(verifier) = verifier() else {
        eprintln!("not verified by qinghuo-verify: it was not built");
        return;
    };
    let api_anchor = at("api.txt");
    fs::write(&api_anchor, api).unwrap();
    for ledger in [&city, &restored, &backup] {
        let verified = Command::new(&verifier)
            .args(["--lang".as_ref(), "en".as_ref(), ledger.as_os_str()])
            .args(["--anchor".as_ref(), anchor.as_os_str(), "--anchor".as_ref(), api_anchor.as_os_str()])
            .output()
            .unwrap();
        let said = told(&verified);
        assert!(verified.status.success() && said.contains(head(&backed_up)), "{ledger:?}: {said}");
    }
}
