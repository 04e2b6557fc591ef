//! Many senders, several offices: one order of facts, and everybody comes to see the same.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use tempfile::tempdir;

use super::{check, file, idle, open, order, register};
use crate::{Office, Receipt};

/// Registers a project for each of `senders` and files `each` figures for it, from as many threads.
fn crowd(office: &Office, name: &str, senders: u32, each: i64) -> Vec<Receipt> {
    thread::scope(|scope| {
        let send = |sender| {
            move || {
                let key = |n: i64| format!("{name} {sender} {n}");
                let registered = office.submit(order(0, &key(0), register(&key(0)))).unwrap();
                let [qinghuo_domain::Subject::Project(id)] = registered.subjects[..] else { panic!() };
                let mut receipts = vec![registered];
                for n in 1..=each {
                    receipts.push(office.submit(order(n, &key(n), file(id.0, n))).unwrap());
                    // What is answered shows.
                    assert!(office.head().seq >= receipts.last().unwrap().last.0);
                }
                receipts
            }
        };
        let threads: Vec<_> = (0..senders).map(|sender| scope.spawn(send(sender))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

/// Every fact belongs to exactly one receipt.
fn assert_gapless(mut receipts: Vec<Receipt>) {
    receipts.sort_by_key(|receipt| receipt.first);
    let mut next = 1;
    for receipt in receipts {
        assert_eq!(receipt.first.0, next);
        next = receipt.last.0 + 1;
    }
}

#[test]
fn thirty_two_senders_share_commits_and_lose_nothing() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    let receipts = crowd(&office, "a", 32, 20);
    assert_eq!(receipts.len(), 32 * 21);
    assert!(office.commits() < 32 * 21 / 2, "{} commits", office.commits());
    assert_gapless(receipts);
    check(&office, dir.path());
    let image = office.image();
    drop(office);
    assert_eq!(*open(dir.path()).city(), *image.city);
}

fn wait_for(what: impl Fn() -> bool) {
    let begun = Instant::now();
    while !what() {
        assert!(begun.elapsed() < Duration::from_secs(20), "waited in vain");
        thread::yield_now();
    }
}

#[test]
fn two_offices_on_one_ledger_never_fork() {
    let dir = tempdir().unwrap();
    let (a, b) = (open(dir.path()), open(dir.path()));
    let receipts = thread::scope(|scope| {
        let of_a = scope.spawn(|| crowd(&a, "a", 4, 25));
        let mut receipts = crowd(&b, "b", 4, 25);
        receipts.extend(of_a.join().unwrap());
        receipts
    });
    assert_eq!(receipts.len(), 2 * 4 * 26);
    assert_gapless(receipts);
    for office in [&a, &b] {
        idle(office);
        check(office, dir.path());
    }
    assert_eq!(a.head(), b.head());
    assert_eq!(*a.city(), *b.city());
    // The keys are one another's, too.
    assert!(b.submit(order(0, "a 0 0", register("a 0 0"))).unwrap().repeated);
}

#[test]
fn an_idle_office_follows_what_another_writes() {
    let dir = tempdir().unwrap();
    let (a, b) = (open(dir.path()), open(dir.path()));
    let mut named = order(1, "a", register("一"));
    named.people = vec![(qinghuo_domain::intake::PersonRole::LeaderSponsor, "张三".to_owned())];
    a.submit(named).unwrap();
    wait_for(|| b.head() == a.head());
    assert_eq!(*b.people(), *a.people());
    assert_eq!(*b.city(), *a.city());
}

#[test]
fn nobody_waits_for_ever_when_the_office_closes() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    let answered = thread::scope(|scope| {
        let send = |sender: u32| {
            let office = &office;
            move || {
                let mut answered = 0;
                while office.submit(order(1, &format!("{sender} {answered}"), register("一"))).is_ok() {
                    answered += 1;
                }
                answered
            }
        };
        let threads: Vec<_> = (0..8).map(|sender| scope.spawn(send(sender))).collect();
        wait_for(|| office.head().seq > 50);
        office.close().unwrap();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>()
    });
    assert_eq!(reopened(dir.path()), answered);
}

fn reopened(dir: &Path) -> usize {
    open(dir).city().projects().len()
}
