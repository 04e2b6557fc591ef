//! The log of what was seen and done.

use super::*;
use crate::{LogFilter, Note, Page};

const ALL: Page = Page { skip: 0, take: 10_000 };

fn viewed(subject: &str) -> Note {
    Note {
        account: Some(AccountId(1)),
        post: Some(4),
        what: "project.view".to_owned(),
        subject: subject.to_owned(),
        address: "192.0.2.1".to_owned(),
    }
}

#[test]
fn what_is_noted_is_found_and_exported_in_order() {
    let (town, ..) = Town::peopled();
    for second in 0..2500 {
        town.accounts.note(at(second), viewed(&format!("project/P{}", second % 5))).unwrap();
    }
    town.accounts.flush().unwrap();
    let views = LogFilter { what: Some("project.view".to_owned()), ..LogFilter::default() };
    assert_eq!(town.accounts.count_log(&views).unwrap(), 2500);
    let newest = town.accounts.search_log(&views, Page { skip: 1, take: 2 }).unwrap();
    assert_eq!(newest.iter().map(|row| row.at).collect::<Vec<_>>(), [at(2498), at(2497)]);
    assert_eq!((newest[0].note.post, newest[0].note.address.as_str()), (Some(4), "192.0.2.1"));
    let exported: Vec<_> = town.accounts.export_log(&views).map(|row| row.unwrap().at).collect();
    assert_eq!(exported, (0..2500).map(at).collect::<Vec<_>>());
    let filter = LogFilter {
        from: Some(at(100)),
        before: Some(at(200)),
        subject: Some("project/P3".to_owned()),
        account: Some(AccountId(1)),
        ..views
    };
    assert_eq!(town.accounts.count_log(&filter).unwrap(), 20);
    assert_eq!(town.accounts.export_log(&filter).count(), 20);
}

#[test]
fn what_waits_is_written_when_the_program_ends() {
    let (town, ..) = Town::peopled();
    town.accounts.note(at(1), viewed("project/P1")).unwrap();
    let Town { dir, accounts } = town;
    drop(accounts);
    let again = Accounts::open(dir.path(), settings()).unwrap();
    let filter = LogFilter { subject: Some("project/P1".to_owned()), ..LogFilter::default() };
    assert_eq!(again.count_log(&filter).unwrap(), 1);
}

#[test]
fn many_at_once_lose_nothing() {
    let (town, ..) = Town::peopled();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let accounts = &town.accounts;
            scope.spawn(move || {
                for number in 0..3000 {
                    accounts.note(at(number), viewed(&format!("project/P{thread}"))).unwrap();
                }
                accounts.flush().unwrap();
            });
        }
    });
    let views = LogFilter { what: Some("project.".to_owned()), ..LogFilter::default() };
    assert_eq!(town.accounts.count_log(&views).unwrap(), 12_000);
}

#[test]
fn six_months_are_kept_and_that_the_rest_was_removed_is_told() {
    let (town, zhang, _) = Town::peopled();
    for text in ["2026-05-01T00:00:00Z", "2026-05-23T15:59:59Z", "2026-05-23T16:00:00Z"] {
        town.accounts.note(text.parse().unwrap(), viewed("project/P1")).unwrap();
    }
    town.accounts.flush().unwrap();
    let by = By { account: Some(zhang), post: None, address: String::new() };
    let purge = |text: &str| town.accounts.purge_log(at(0), &by, text.parse().unwrap());
    let refused = purge("2026-05-23T16:00:01Z");
    let latest = "2026-05-23T16:00:00Z".parse().unwrap();
    assert!(
        matches!(&refused, Err(Trouble::Refused(it)) if *it == [Refusal::LogTooYoung { latest }]),
        "{refused:?}"
    );
    assert_eq!(purge("2026-05-23T16:00:00Z").unwrap(), 2);
    let rows = town.accounts.search_log(&LogFilter::default(), ALL).unwrap();
    let purged: Vec<_> = rows.iter().filter(|row| row.note.what == "log.purged").collect();
    assert_eq!((purged.len(), purged[0].note.account), (1, Some(zhang)));
    assert_eq!(purged[0].note.subject, "log/2026-05-24");
}

#[test]
fn every_change_of_an_account_is_told_with_who_did_it() {
    let (town, zhang, li) = Town::peopled();
    let by = By { account: Some(li), post: Some(9), address: "192.0.2.7".to_owned() };
    let accounts = &town.accounts;
    accounts.set_password(at(1), &by, zhang, OTHER, &[], None).unwrap();
    accounts.issue_password(at(2), &by, zhang).unwrap();
    accounts.disable(at(3), &by, zhang).unwrap();
    accounts.enable(at(4), &by, zhang).unwrap();
    accounts.unlock(at(5), &by, zhang).unwrap();
    let filter = LogFilter { account: Some(li), ..LogFilter::default() };
    let rows: Vec<_> = accounts.export_log(&filter).map(Result::unwrap).collect();
    let told: Vec<_> = rows.iter().map(|row| row.note.what.as_str()).collect();
    assert_eq!(
        told,
        [
            "account.password_set",
            "account.password_issued",
            "account.disabled",
            "account.enabled",
            "account.unlocked"
        ]
    );
    assert!(rows.iter().all(|row| row.note.subject == "account/1" && row.note.post == Some(9)));
    // What was refused is no change.
    accounts.disable(at(6), &by, AccountId(99)).unwrap_err();
    assert_eq!(accounts.count_log(&filter).unwrap(), 5);
}
