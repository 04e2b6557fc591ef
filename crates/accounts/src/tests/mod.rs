//! The accounts under test: what lets in, what keeps out, what is kept.

mod accounts;
mod authenticator;
mod factor;
mod identities;
mod lockout;
mod log;
mod passkeys;
mod sessions;
mod signing;
mod tokens;

use core::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use qinghuo_ledger::Ledger;
use tempfile::TempDir;

use crate::{
    AccountId, Accounts, By, Entry, Hashing, NewAccount, Refusal, Session, Settings, SignIn, Trouble, Visitor,
};

const GOOD: &str = "correct horse battery staple";
const OTHER: &str = "mellow otter paints seven";

/// A ledger with three people, 1 to 3, and its accounts. Hashing is cheap here: it is counted, never timed.
struct Town {
    dir: TempDir,
    accounts: Accounts,
}

fn settings() -> Settings {
    let hashing = Hashing { memory_kib: 8, passes: 1, permits: 4, queue: 64 };
    Settings { hashing, words: vec!["jinan".to_owned()], ..Settings::default() }
}

impl Town {
    fn found() -> Town {
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(dir.path()).unwrap();
        let mut batch = ledger.begin().unwrap();
        for name in ["张三", "李四", "王伟"] {
            batch.person_named(name).unwrap();
        }
        batch.commit().unwrap();
        let accounts = Accounts::open(dir.path(), settings()).unwrap();
        Town { dir, accounts }
    }

    /// With accounts `zhang` and `li` of the first two people; their numbers.
    fn peopled() -> (Town, AccountId, AccountId) {
        let town = Town::found();
        let ids = [(1, "zhang"), (2, "li")].map(|(person, login)| {
            let new = NewAccount { person, login, password: Some(GOOD), names: &[] };
            town.accounts.create(at(0), &By::host(), new).unwrap()
        });
        (town, ids[0], ids[1])
    }

    /// What becomes of a try to sign in.
    fn tries(&self, now: Timestamp, login: &str, password: &str, visitor: &Visitor) -> &'static str {
        match self.accounts.sign_in(now, login, password, visitor) {
            Ok(SignIn::In(_)) => "in",
            Ok(SignIn::Code { .. }) => "code",
            Err(trouble) => code(trouble),
        }
    }

    fn enters(&self, now: Timestamp, login: &str, visitor: &Visitor) -> Entry {
        match self.accounts.sign_in(now, login, GOOD, visitor).unwrap() {
            SignIn::In(entry) => entry,
            SignIn::Code { .. } => panic!("a code is asked for"),
        }
    }

    fn session(&self, now: Timestamp, entry: &Entry) -> Option<Session> {
        self.accounts.session(now, entry.session.reveal()).unwrap()
    }

    fn erase(&self, person: u32) {
        let mut ledger = Ledger::open(self.dir.path()).unwrap();
        let mut batch = ledger.begin().unwrap();
        batch.erase_person(person).unwrap();
        batch.commit().unwrap();
    }
}

/// A morning, and so many seconds after it.
fn at(seconds: i64) -> Timestamp {
    "2026-11-24T01:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

fn minutes(number: i64) -> Timestamp {
    at(60 * number)
}

fn from(address: &str) -> Visitor {
    Visitor { address: address.parse::<IpAddr>().unwrap(), agent: "Firefox".to_owned(), device: None }
}

fn home() -> Visitor {
    from("192.0.2.1")
}

/// The one code of a refusal.
fn code(trouble: Trouble) -> &'static str {
    match codes(trouble).as_slice() {
        [code] => code,
        codes => panic!("{codes:?}"),
    }
}

fn codes(trouble: Trouble) -> Vec<&'static str> {
    match trouble {
        Trouble::Refused(refusals) => refusals.iter().map(Refusal::code).collect(),
        other => panic!("{other:?}"),
    }
}
