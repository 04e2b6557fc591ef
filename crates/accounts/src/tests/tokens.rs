//! Tokens of programs: issued, narrowed, ended.

use super::*;
use crate::{NewToken, TokenId};
use jiff::civil::{Date, date};

fn new(account: AccountId, ends_on: Date) -> NewToken<'static> {
    NewToken { account, name: " 大屏 BI ", scopes: &["project.view", "board.view"], post: Some(4), ends_on }
}

#[test]
fn a_token_holds_until_the_end_of_its_last_day_in_the_city() {
    let (town, ..) = Town::peopled();
    let robot = town.accounts.create_service(at(0), &By::host(), "robot").unwrap();
    let (id, secret) =
        town.accounts.issue_token(at(0), &By::host(), &new(robot, date(2026, 12, 31))).unwrap();
    assert!(secret.reveal().starts_with("qh_") && secret.reveal().len() == 67);
    let last: Timestamp = "2026-12-31T15:59:59.999Z".parse().unwrap();
    let token = town.accounts.token(last, secret.reveal()).unwrap().unwrap();
    assert_eq!((token.id, token.account, token.person, token.post), (id, robot, None, Some(4)));
    assert_eq!(
        (token.name.as_str(), token.scopes.join(" ").as_str()),
        ("大屏 BI", "project.view board.view")
    );
    assert_eq!(town.accounts.token(last + SignedDuration::from_millis(1), secret.reveal()).unwrap(), None);
    for wrong in [
        "",
        "qh_",
        &secret.reveal()[3..],
        &format!("qh_{}", "0".repeat(64)),
        &format!("{}0", secret.reveal()),
    ] {
        assert_eq!(town.accounts.token(at(1), wrong).unwrap(), None, "{wrong}");
    }
    assert!(town.accounts.session(at(1), secret.reveal()).unwrap().is_none(), "a token is no session");
}

#[test]
fn everything_that_speaks_against_a_token_is_told_at_once() {
    let (town, zhang, _) = Town::peopled();
    let issue = |new: NewToken<'_>| town.accounts.issue_token(at(0), &By::host(), &new).map_err(codes);
    let bad = NewToken { name: " ", scopes: &["Project View", "ok"], ..new(zhang, date(2026, 11, 23)) };
    assert_eq!(issue(bad).unwrap_err(), ["token_name_empty", "token_scope_malformed", "token_ends_past"]);
    let name = "x".repeat(81);
    let bad = NewToken { name: &name, scopes: &[], ..new(zhang, date(2027, 11, 25)) };
    assert_eq!(issue(bad).unwrap_err(), ["token_name_too_long", "token_scopes_empty", "token_ends_too_late"]);
    assert!(issue(new(zhang, date(2026, 11, 24))).is_ok() && issue(new(zhang, date(2027, 11, 24))).is_ok());
    assert_eq!(issue(new(AccountId(99), date(2026, 12, 1))).unwrap_err(), ["account_unknown"]);
    for _ in 0..48 {
        issue(new(zhang, date(2026, 12, 1))).unwrap();
    }
    assert_eq!(issue(new(zhang, date(2026, 12, 1))).unwrap_err(), ["tokens_too_many"]);
}

#[test]
fn a_token_goes_with_its_account_its_person_and_its_owners_will() {
    let (town, zhang, li) = Town::peopled();
    let issue =
        |account| town.accounts.issue_token(at(0), &By::host(), &new(account, date(2026, 12, 31))).unwrap();
    let (id, first) = issue(zhang);
    let (_, second) = issue(li);
    let holds = |secret: &crate::Secret| town.accounts.token(at(1), secret.reveal()).unwrap().is_some();
    town.accounts.disable(at(0), &By::host(), zhang).unwrap();
    assert!(!holds(&first) && holds(&second));
    town.accounts.enable(at(0), &By::host(), zhang).unwrap();
    assert!(holds(&first));
    let end = |owner, id| town.accounts.end_token(at(0), &By::host(), owner, id).map_err(code);
    assert_eq!(end(li, id), Err("token_unknown"), "of another account it is not found");
    assert_eq!(end(zhang, TokenId(99)), Err("token_unknown"));
    end(zhang, id).unwrap();
    assert!(!holds(&first));
    town.erase(2);
    assert!(!holds(&second));
}

#[test]
fn the_last_use_is_noted_to_the_minute() {
    let (town, zhang, _) = Town::peopled();
    let (_, secret) = town.accounts.issue_token(at(0), &By::host(), &new(zhang, date(2026, 12, 31))).unwrap();
    let used = |seconds| {
        town.accounts.token(at(seconds), secret.reveal()).unwrap().unwrap();
        town.accounts.flush().unwrap();
        town.accounts.tokens(zhang).unwrap()[0].used_at
    };
    assert_eq!(town.accounts.tokens(zhang).unwrap()[0].used_at, None);
    assert_eq!([5, 64, 65].map(used), [Some(at(5)), Some(at(5)), Some(at(65))]);
}
