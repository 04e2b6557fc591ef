//! Accounts: the first one, the others, their passwords and contacts.

use super::*;
use crate::{Contact, Kind, NewAccount};

fn person(person: u32, login: &str) -> NewAccount<'_> {
    NewAccount { person, login, password: Some(GOOD), names: &[] }
}

#[test]
fn the_first_account_needs_the_code_that_was_printed() {
    let town = Town::found();
    assert!(!town.accounts.any().unwrap());
    let first = |code: &str| {
        town.accounts.create_first(at(0), code, &By::host(), person(1, "zhang")).map_err(super::code)
    };
    assert_eq!(first(""), Err("setup_code_wrong"), "no code was given out");
    let void = town.accounts.setup_code().unwrap().unwrap();
    let code = town.accounts.setup_code().unwrap().unwrap();
    assert_eq!(first(void.reveal()), Err("setup_code_wrong"));
    assert_eq!(town.accounts.hashes_done(), 0, "who has no code makes no work");
    let weak = NewAccount { password: Some("kurz"), ..person(99, "") };
    let trouble = town.accounts.create_first(at(0), code.reveal(), &By::host(), weak).unwrap_err();
    assert_eq!(codes(trouble), ["person_unknown", "login_empty", "password_too_short"]);
    town.accounts.check_setup_code(code.reveal()).unwrap();
    let typed = code.reveal().to_lowercase().replace('-', "");
    first(&typed).unwrap();
    assert!(town.accounts.any().unwrap());
    assert_eq!(first(code.reveal()), Err("setup_over"));
    assert!(town.accounts.setup_code().unwrap().is_none());
}

#[test]
fn of_two_who_set_up_at_once_one_succeeds() {
    let town = Town::found();
    let code = town.accounts.setup_code().unwrap().unwrap();
    let done: Vec<bool> = std::thread::scope(|scope| {
        let tries: Vec<_> = [(1, "zhang"), (2, "li"), (3, "wang")]
            .map(|(number, login)| {
                let (accounts, code) = (&town.accounts, &code);
                scope.spawn(move || {
                    accounts.create_first(at(0), code.reveal(), &By::host(), person(number, login)).is_ok()
                })
            })
            .into();
        tries.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(done.iter().filter(|done| **done).count(), 1);
    assert_eq!(town.accounts.list().unwrap().len(), 1);
}

#[test]
fn everything_that_speaks_against_an_account_is_told_at_once_and_nothing_changed() {
    let (town, ..) = Town::peopled();
    let create = |new: NewAccount<'_>| town.accounts.create(at(0), &By::host(), new).map_err(codes);
    let names = ["Wang Wei"];
    let bad = NewAccount { person: 1, login: " Li ", password: Some("wangweixq"), names: &names };
    assert_eq!(
        create(bad).unwrap_err(),
        ["person_has_account", "login_taken", "password_too_short", "password_holds_name"]
    );
    let long = "x".repeat(65);
    assert_eq!(create(person(9, &long)).unwrap_err(), ["person_unknown", "login_too_long"]);
    assert_eq!(create(person(3, "wang wei")).unwrap_err(), ["login_characters"]);
    assert_eq!(create(person(3, "<b>")).unwrap_err(), ["login_characters"]);
    assert_eq!(create(person(3, "zh\u{430}ng")).unwrap_err(), ["login_characters"], "a Cyrillic letter");
    let named = NewAccount { password: Some("王伟在春天里种了一棵海棠树"), ..person(3, "wang") };
    assert_eq!(create(named).unwrap_err(), ["password_holds_name"], "the ledger knows the name");
    assert_eq!(town.accounts.list().unwrap().len(), 2);
    let id = create(person(3, "王伟")).unwrap();
    assert_eq!(town.accounts.account_of_person(3).unwrap().unwrap().id, id);
    assert_eq!(town.tries(at(1), "王伟", GOOD, &home()), "in");
}

#[test]
fn accounts_are_listed_by_login_with_what_may_be_told() {
    let (town, zhang, _) = Town::peopled();
    town.accounts.create_service(at(5), &By::host(), "robot").unwrap();
    town.accounts.disable(at(6), &By::host(), zhang).unwrap();
    town.accounts.disable(at(7), &By::host(), zhang).unwrap();
    let list = town.accounts.list().unwrap();
    let told: Vec<_> =
        list.iter().map(|it| (it.login.as_str(), it.kind, it.password.is_some(), it.disabled_at)).collect();
    assert_eq!(
        told,
        [
            ("li", Kind::Person, true, None),
            ("robot", Kind::Service, false, None),
            ("zhang", Kind::Person, true, Some(at(6))),
        ]
    );
    let trouble = town.accounts.disable(at(8), &By::host(), AccountId(99)).unwrap_err();
    assert_eq!(code(trouble), "account_unknown");
}

#[test]
fn an_issued_password_lets_in_for_three_days_and_must_be_changed() {
    let (town, zhang, _) = Town::peopled();
    let entry = town.enters(at(0), "zhang", &home());
    let issued = town.accounts.issue_password(at(1), &By::host(), zhang).unwrap();
    assert!(town.session(at(2), &entry).is_none());
    assert_eq!(town.tries(at(2), "zhang", GOOD, &home()), "sign_in_wrong");
    let three_days = at(1 + 3 * 86_400);
    assert_eq!(town.tries(three_days, "zhang", issued.reveal(), &from("203.0.113.1")), "sign_in_wrong");
    let now = at(3 * 86_400);
    let Ok(SignIn::In(entry)) = town.accounts.sign_in(now, "zhang", issued.reveal(), &home()) else {
        panic!("the issued password does not let in")
    };
    let session = town.session(now, &entry).unwrap();
    assert!(session.must_change);
    town.accounts.change_password(now, &By::host(), &session, issued.reveal(), OTHER, &[]).unwrap();
    assert!(!town.session(now, &entry).unwrap().must_change);
    assert_eq!(town.tries(three_days, "zhang", OTHER, &home()), "in");
}

#[test]
fn how_a_person_is_reached_goes_with_the_person() {
    let (town, ..) = Town::peopled();
    let set = |person, phone: &str, email: &str| {
        let contact = Contact { phone: phone.to_owned(), email: email.to_owned() };
        town.accounts.set_contact(at(0), &By::host(), person, &contact).map_err(codes)
    };
    assert_eq!(town.accounts.contact(1).unwrap(), Contact::default());
    set(1, " 0531-66601234 ", "zhang@example.cn").unwrap();
    assert_eq!(town.accounts.contact(1).unwrap().phone, "0531-66601234");
    assert_eq!(
        set(1, &"1".repeat(41), &"x".repeat(255)).unwrap_err(),
        ["contact_too_long", "contact_too_long"]
    );
    assert_eq!(set(9, "1", "").unwrap_err(), ["person_unknown"]);
    town.erase(1);
    assert_eq!(town.accounts.contact(1).unwrap(), Contact::default());
}

#[test]
fn an_erased_person_is_unknown_everywhere_and_the_last_one_leaves_no_door_open() {
    let (town, zhang, _) = Town::peopled();
    town.erase(1);
    town.erase(2);
    assert!(town.accounts.list().unwrap().is_empty());
    assert!(town.accounts.any().unwrap() && town.accounts.setup_code().unwrap().is_none());
    assert!(town.accounts.account(zhang).unwrap().is_none());
    assert!(town.accounts.account_of_person(1).unwrap().is_none());
    // As for any login nobody has: wrong, or a code asked for in vain.
    assert_ne!(town.tries(at(1), "zhang", GOOD, &home()), "in");
    let trouble = town.accounts.create(at(1), &By::host(), person(1, "zhang")).unwrap_err();
    assert_eq!(code(trouble), "person_unknown");
}
