//! Signing in: what a try costs, what a look-up costs, and what a rush of sign-ins and a busy log leave to everybody else.

use crate::{
    book, durable,
    report::{Figure, median, quantile, time},
    workload,
};
use anyhow::{Result, anyhow};
use jiff::SignedDuration;
use qinghuo_accounts::{Accounts, By, NewAccount, Note, Refusal, Settings, SignIn, Trouble, Visitor};
use qinghuo_ledger::Ledger;
use qinghuo_office::Office;
use qinghuo_playbook::Playbook;
use std::{
    net::{IpAddr, Ipv6Addr},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

const PASSWORD: &str = "correct horse battery staple";
/// Those who sign in at once.
const CROWD: u16 = 1000;
/// How long somebody who is told to try again waits before they do.
const AGAIN: Duration = Duration::from_millis(250);
/// Sessions looked up for one figure.
const LOOK_UPS: u32 = 2000;
/// Rounds of the writers, with a busy log and without.
const ROUNDS: usize = 5;
/// Views that are logged in a second.
const VIEWS: u64 = 1000;

/// Measures signing in.
pub fn measure(dir: &Path, playbook: &Arc<Playbook>) -> Result<Vec<Figure>> {
    let dir = dir.join("accounts");
    let office = Office::open(&dir, playbook.rules.clone())?;
    workload::grow(&office, 2000, 4)?;
    let accounts = peopled(&dir)?;
    let mut figures = vec![a_try(&accounts)?, a_look_up(&accounts)?, a_rush(&office, &accounts, playbook)?];
    figures.push(a_busy_log(&office, &accounts)?);
    drop(accounts);
    office.close()?;
    Ok(figures)
}

/// The accounts of a book, with one person who can sign in.
fn peopled(dir: &Path) -> Result<Accounts> {
    let mut ledger = Ledger::open(dir)?;
    let mut batch = ledger.begin()?;
    let (person, _) = batch.person_named("Wang Haitang")?;
    batch.commit()?;
    let accounts = Accounts::open(dir, Settings::default())?;
    let new = NewAccount { person, login: "wang", password: Some(PASSWORD), names: &[] };
    accounts.create(workload::now(), &By::host(), new)?;
    Ok(accounts)
}

/// Somebody from a network of their own.
fn visitor(number: u16) -> Visitor {
    let address = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, number, 0, 0, 0, 1));
    Visitor { address, agent: "bench".to_owned(), device: None }
}

/// Whether the try reached the hash; what becomes of it does not matter.
fn tries(accounts: &Accounts, login: &str, number: u16) -> Result<bool> {
    match accounts.sign_in(workload::now(), login, PASSWORD, &visitor(number)) {
        Ok(_) => Ok(true),
        Err(Trouble::Refused(refusals)) => Ok(!refusals.contains(&Refusal::Busy)),
        Err(trouble) => Err(trouble.into()),
    }
}

fn a_try(accounts: &Accounts) -> Result<Figure> {
    let mut number = 0;
    let spent = median(&time(21, || {
        number += 1;
        tries(accounts, "nobody", number)
    })?);
    let measured = format!("{spent:.0} ms of one core and 19 MiB");
    Ok(Figure::new("one try to sign in: Argon2id, 19 MiB, two passes", measured, "", true))
}

fn a_look_up(accounts: &Accounts) -> Result<Figure> {
    let SignIn::In(entry) = accounts.sign_in(workload::now(), "wang", PASSWORD, &visitor(5000))? else {
        return Err(anyhow!("a code is asked for"));
    };
    let later = workload::now() + SignedDuration::from_secs(30);
    let spent = median(&time(21, || {
        (0..LOOK_UPS).try_for_each(|_| match accounts.session(later, entry.session.reveal())? {
            Some(_) => Ok(()),
            None => Err(anyhow!("no session")),
        })
    })?);
    let micros = spent * 1e3 / f64::from(LOOK_UPS);
    let measured = format!("{micros:.1} µs");
    Ok(Figure::new("the session of a request looked up", measured, "≤ 50 µs", micros <= 50.0))
}

/// A thousand sign-ins at once, and the board asked for all the while.
fn a_rush(office: &Office, accounts: &Accounts, playbook: &Arc<Playbook>) -> Result<Figure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let router = book::app(office, playbook)?;
    let mut page = || book::get(&runtime, &router, "/board");
    let at_rest = time(101, &mut page)?;
    let (begun, left) = (Instant::now(), AtomicUsize::new(usize::from(CROWD)));
    let pages = thread::scope(|scope| {
        for number in 0..CROWD {
            let left = &left;
            scope.spawn(move || {
                // Whoever is told to try again does, as a browser would.
                while !tries(accounts, &format!("crowd{number}"), number).unwrap_or(true) {
                    thread::sleep(AGAIN);
                }
                left.fetch_sub(1, Ordering::Relaxed);
            });
        }
        let mut pages = Vec::new();
        while left.load(Ordering::Relaxed) > 0 {
            pages.extend(time(1, &mut page)?);
        }
        anyhow::Ok(pages)
    })?;
    let (p50, p99) = (median(&pages), quantile(&pages, 0.99));
    let measured = format!(
        "p99 {p99:.0} ms, p50 {p50:.1} ms over {} pages in the {:.0} s the crowd took; at rest p99 {:.0} ms, p50 {:.1} ms",
        pages.len(),
        begun.elapsed().as_secs_f64(),
        quantile(&at_rest, 0.99),
        median(&at_rest)
    );
    Ok(Figure::new(
        "the board of 2,000 projects while 1,000 sign in at once",
        measured,
        "p99 ≤ 100 ms",
        p99 <= 100.0,
    ))
}

/// The writers of facts, with a log of a thousand views a second and without.
fn a_busy_log(office: &Office, accounts: &Accounts) -> Result<Figure> {
    let key = |round: usize| move |nanos: u128, writer: usize| format!("log-{round}-{nanos:012x}-{writer}");
    let (mut ratios, mut quiet_waits, mut busy_waits) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let (quiet, mut waits) = durable::commands(office, 2 * round, key(2 * round))?;
        quiet_waits.append(&mut waits);
        let over = AtomicBool::new(false);
        let (busy, mut waits) = thread::scope(|scope| {
            scope.spawn(|| log_views(accounts, &over));
            let measured = durable::commands(office, 2 * round + 1, key(2 * round + 1));
            over.store(true, Ordering::Relaxed);
            measured
        })?;
        busy_waits.append(&mut waits);
        ratios.push(busy / quiet);
    }
    let ratio = median(&ratios);
    let measured = format!(
        "{ratio:.2} of the rate without; p99 {:.1} ms against {:.1} ms",
        quantile(&busy_waits, 0.99),
        quantile(&quiet_waits, 0.99)
    );
    Ok(Figure::new(
        "durable commands, 32 writers, while 1,000 views a second are logged",
        measured,
        "≥ 0.8",
        ratio >= 0.8,
    ))
}

/// Logs views until it is over; a failure shows as a log that stands still.
fn log_views(accounts: &Accounts, over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) {
        for number in 0..VIEWS / 100 {
            let note = Note {
                account: None,
                post: None,
                what: "project.view".to_owned(),
                subject: format!("project/P{number}"),
                address: "192.0.2.1".to_owned(),
            };
            if let Err(trouble) = accounts.note(workload::now(), note) {
                eprintln!("{trouble}");
                return;
            }
        }
        thread::sleep(Duration::from_millis(10));
    }
}
