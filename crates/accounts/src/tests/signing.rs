//! Signing in with a password: who gets in, and what those who do not can learn.

use super::*;
use crate::{Kind, Page, Proof};

#[test]
fn who_knows_login_and_password_is_in() {
    let (town, zhang, _) = Town::peopled();
    let entry = town.enters(at(1), " ZHANG ", &home());
    assert_eq!((entry.account.id, entry.account.person), (zhang, Some(1)));
    let session = town.session(at(2), &entry).unwrap();
    assert_eq!((session.account, session.post, session.must_change), (zhang, None, false));
    assert!(!format!("{entry:?}").contains(entry.session.reveal()), "secrets are not printed");
    let account = town.accounts.account(zhang).unwrap().unwrap();
    assert_eq!(account.signed_in_at, Some(at(1)));
}

#[test]
fn all_who_do_not_get_in_cost_one_hash_and_hear_one_answer() {
    let (town, _, li) = Town::peopled();
    let by = By::host();
    town.accounts.disable(at(0), &by, li).unwrap();
    town.accounts.create_service(at(0), &by, "robot").unwrap();
    town.accounts
        .create(at(0), &by, NewAccount { person: 3, login: "wang", password: None, names: &[] })
        .unwrap();
    // Logins nobody has: some of them are asked for a code, see `factor`.
    let tried = |login: &String| town.tries(at(0), login, GOOD, &from("198.51.100.1"));
    let unknown =
        (0..).map(|number| format!("nobody{number}")).find(|login| tried(login) == "sign_in_wrong").unwrap();
    let table = [("zhang", OTHER), ("li", GOOD), ("robot", GOOD), ("wang", GOOD), (unknown.as_str(), GOOD)];
    for (number, (login, password)) in table.into_iter().enumerate() {
        let before = town.accounts.hashes_done();
        let visitor = from(&format!("203.0.{number}.1"));
        assert_eq!(town.tries(at(1), login, password, &visitor), "sign_in_wrong", "{login}");
        assert_eq!(town.accounts.hashes_done() - before, 1, "{login}");
    }
    let long = "x".repeat(5000);
    let before = town.accounts.hashes_done();
    assert_eq!(town.tries(at(1), "zhang", &long, &home()), "sign_in_wrong");
    assert_eq!(town.accounts.hashes_done() - before, 1);
}

#[test]
fn a_session_is_never_one_the_visitor_brought_along() {
    let (town, ..) = Town::peopled();
    let first = town.enters(at(1), "zhang", &home());
    let second = town.enters(at(2), "li", &home());
    assert_ne!(first.session, second.session);
    // What an attacker planted opens nothing, before or after.
    let planted = "0".repeat(64);
    assert!(town.accounts.session(at(3), &planted).unwrap().is_none());
    let (own, theirs) = (town.session(at(3), &first).unwrap(), town.session(at(3), &second).unwrap());
    assert_ne!(own.form_token(), theirs.form_token());
    assert!(own.form_token_is(own.form_token()) && !own.form_token_is(theirs.form_token()));
    assert!(!own.form_token_is(""));
}

#[test]
fn many_who_sign_in_at_once_all_get_sessions_of_their_own() {
    let (town, zhang, _) = Town::peopled();
    let device = town.enters(at(0), "zhang", &home()).device.unwrap();
    let visitor = Visitor { device: Some(device.reveal().to_owned()), ..home() };
    let secrets: std::collections::BTreeSet<String> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| town.enters(at(1), "zhang", &visitor).session.reveal().to_owned()))
            .collect();
        tries.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(secrets.len(), 4);
    assert_eq!(town.accounts.sessions(at(1), zhang).unwrap().len(), 5);
}

#[test]
fn a_crowd_is_told_to_try_again_and_nobody_is_counted_as_failed_for_it() {
    let (town, ..) = Town::peopled();
    let hashing = Hashing { memory_kib: 8, passes: 1, permits: 1, queue: 0 };
    let accounts = Accounts::open(town.dir.path(), Settings { hashing, ..settings() }).unwrap();
    let held = accounts.inner.hasher.place().unwrap();
    for second in 0..20 {
        let trouble = accounts.sign_in(at(second), "zhang", GOOD, &home()).unwrap_err();
        assert_eq!(code(trouble), "sign_in_busy");
    }
    drop(held);
    assert!(matches!(accounts.sign_in(at(21), "zhang", GOOD, &home()), Ok(SignIn::In(_))));
}

#[test]
fn a_hash_made_with_other_parameters_is_made_anew_at_the_next_sign_in() {
    let (town, ..) = Town::peopled();
    let hashing = Hashing { memory_kib: 16, ..settings().hashing };
    let costly = Accounts::open(town.dir.path(), Settings { hashing, ..settings() }).unwrap();
    let hashes = |accounts: &Accounts| {
        let before = accounts.hashes_done();
        assert!(matches!(accounts.sign_in(at(1), "zhang", GOOD, &home()), Ok(SignIn::In(_))));
        accounts.hashes_done() - before
    };
    assert_eq!((hashes(&costly), hashes(&costly)), (2, 1), "verified and made anew, then verified");
    assert_eq!(hashes(&town.accounts), 2, "and back");
    // Where a code is asked for it would tell that the password was right; proving again tells nothing new.
    let session = town.session(at(2), &town.enters(at(2), "zhang", &home())).unwrap();
    let (secret, _) = factor::with_factor(&town, "li");
    let Ok(SignIn::Code { ticket }) = costly.sign_in(at(60), "li", GOOD, &home()) else { panic!("no code") };
    let before = costly.hashes_done();
    let code = factor::code_at(&secret, at(60));
    costly.sign_in_code(at(60), ticket.reveal(), &code, &home()).unwrap();
    assert_eq!(costly.hashes_done() - before, 0);
    let before = costly.hashes_done();
    costly.step_up(at(61), &By::host(), &session, Proof::Password(GOOD)).unwrap();
    assert_eq!(costly.hashes_done() - before, 2);
}

#[test]
fn one_click_opens_accounts_of_a_made_up_city_and_no_others() {
    let (town, zhang, _) = Town::peopled();
    let demo = town.accounts.create_demo(at(0), &By::host(), 3, "demo").unwrap();
    let refused = |id| code(town.accounts.sign_in_demo(at(1), id, &home()).unwrap_err());
    assert_eq!(refused(zhang), "account_not_demo");
    assert_eq!(refused(AccountId(99)), "account_unknown");
    let entry = town.accounts.sign_in_demo(at(1), demo, &home()).unwrap();
    assert_eq!(entry.account.kind, Kind::Demo);
    assert!(town.session(at(2), &entry).unwrap().demo);
    assert_eq!(town.tries(at(2), "demo", GOOD, &home()), "sign_in_wrong");
    let trouble = town.accounts.set_password(at(2), &By::host(), demo, GOOD, &[], None).unwrap_err();
    assert_eq!(code(trouble), "account_not_a_person");
    town.accounts.disable(at(3), &By::host(), demo).unwrap();
    assert_eq!(refused(demo), "sign_in_wrong");
}

#[test]
fn every_try_is_in_the_log_and_no_login_that_was_typed() {
    let (town, zhang, _) = Town::peopled();
    town.enters(at(1), "zhang", &home());
    town.tries(at(2), "zhang", OTHER, &home());
    town.tries(at(3), GOOD, "", &home());
    town.tries(at(3), "my secret typed in the wrong field", "", &home());
    town.accounts.flush().unwrap();
    let rows = town.accounts.search_log(&Default::default(), Page { skip: 0, take: 99 }).unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.note.what.as_str(), row.note.subject.as_str())).collect();
    assert!(told.contains(&("account.signed_in", "account/1")) && zhang == AccountId(1));
    assert!(told.contains(&("account.sign_in_failed", "account/1")));
    assert!(told.iter().all(|(what, subject)| !format!("{what}{subject}").contains("secret")));
    assert!(rows.iter().filter(|row| row.at == at(1)).all(|row| row.note.address == "192.0.2.1"));
}
