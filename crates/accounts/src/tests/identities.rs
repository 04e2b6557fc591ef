//! Identities at another house: who is let in by one, and who is not.

use jiff::ToSpan as _;

use super::*;
use crate::{Claim, IdentityId, Means, Page, Proof, Purpose, Secret};

const ISSUER: &str = "https://id.example";

fn claim(subject: &'static str) -> Claim<'static> {
    Claim { issuer: ISSUER, subject, username: "zhangmin", multi_factor: false, anew: false }
}

/// What comes of coming back with a claim.
fn comes(town: &Town, now: Timestamp, claim: &Claim<'_>) -> &'static str {
    match town.accounts.sign_in_identity(now, claim, &home()) {
        Ok(SignIn::In(_)) => "in",
        Ok(SignIn::Code { .. }) => "code",
        Err(trouble) => code(trouble),
    }
}

fn session_of(town: &Town, login: &str) -> Session {
    town.session(at(0), &town.enters(at(0), login, &home())).unwrap()
}

fn linked(town: &Town, login: &str, subject: &'static str) -> (Session, IdentityId) {
    let session = session_of(town, login);
    let id = town.accounts.link_identity(at(0), &By::host(), &session, &claim(subject)).unwrap();
    (session, id)
}

fn log(town: &Town) -> Vec<(String, String)> {
    town.accounts.flush().unwrap();
    let rows = town.accounts.search_log(&Default::default(), Page { skip: 0, take: 99 }).unwrap();
    rows.into_iter().map(|row| (row.note.what, row.note.subject)).collect()
}

#[test]
fn a_linked_identity_lets_in_and_no_other() {
    let (town, zhang, li) = Town::peopled();
    assert_eq!(comes(&town, at(0), &claim("0001")), "identity_unknown");
    let (_, id) = linked(&town, "zhang", "0001");
    let Ok(SignIn::In(entry)) = town.accounts.sign_in_identity(at(60), &claim("0001"), &home()) else {
        panic!("stays out");
    };
    assert_eq!(entry.account.login, "zhang");
    let session = town.session(at(61), &entry).unwrap();
    assert_eq!(session.means, Means::Identity(id));
    assert_eq!(comes(&town, at(60), &claim("0002")), "identity_unknown");
    let elsewhere = Claim { issuer: "https://other.example", ..claim("0001") };
    assert_eq!(comes(&town, at(60), &elsewhere), "identity_unknown");
    let listed = town.accounts.identities(at(61), zhang).unwrap();
    assert_eq!((listed[0].name.as_str(), listed[0].used_at), ("zhangmin", Some(at(60))));
    assert!(town.accounts.identities(at(61), li).unwrap().is_empty());
    let log = log(&town);
    let of_zhang = format!("account/{}", zhang.0);
    for (what, subject) in [
        ("account.identity_linked", of_zhang.as_str()),
        ("account.signed_in_identity", &of_zhang),
        ("account.sign_in_failed", "account/unknown"),
    ] {
        assert!(log.contains(&(what.to_owned(), subject.to_owned())), "{what}: {log:?}");
    }
}

#[test]
fn an_identity_opens_one_account() {
    let (town, zhang, _) = Town::peopled();
    let (session, _) = linked(&town, "zhang", "0001");
    let of_li = session_of(&town, "li");
    for session in [&session, &of_li] {
        let again = town.accounts.link_identity(at(1), &By::host(), session, &claim("0001"));
        assert_eq!(code(again.unwrap_err()), "identity_taken");
    }
    let expected = town.accounts.expect_identity(at(1), &By::host(), zhang, ISSUER, "0001");
    assert_eq!(code(expected.unwrap_err()), "identity_taken");
}

#[test]
fn our_second_factor_is_asked_for_unless_the_other_house_asked_for_two() {
    let (town, ..) = Town::peopled();
    let (_, id) = linked(&town, "zhang", "0001");
    let (secret, _) = factor::with_factor(&town, "zhang");
    assert_eq!(comes(&town, at(60), &Claim { multi_factor: true, ..claim("0001") }), "in");
    let Ok(SignIn::Code { ticket }) = town.accounts.sign_in_identity(at(60), &claim("0001"), &home()) else {
        panic!("no code is asked for");
    };
    let gives = |code: &str| town.accounts.sign_in_code(at(60), ticket.reveal(), code, &home());
    assert_eq!(code(gives("000000").unwrap_err()), "sign_in_wrong");
    let entry = gives(&factor::code_at(&secret, at(60))).unwrap();
    assert_eq!(town.session(at(61), &entry).unwrap().means, Means::Identity(id));
}

#[test]
fn one_that_is_expected_comes_by_number_or_name_once_and_within_two_weeks() {
    for word in ["0001", " zhangmin "] {
        let (town, zhang, _) = Town::peopled();
        town.accounts.expect_identity(at(0), &By::host(), zhang, ISSUER, word).unwrap();
        assert!(town.accounts.identities(at(1), zhang).unwrap()[0].expected_until.is_some());
        let elsewhere = Claim { issuer: "https://other.example", ..claim("0001") };
        assert_eq!(comes(&town, at(1), &elsewhere), "identity_unknown");
        assert_eq!(comes(&town, at(1), &claim("0001")), "in");
        // Whoever is called so later is somebody else.
        assert_eq!(comes(&town, at(2), &claim("0002")), "identity_unknown");
        assert_eq!(comes(&town, at(3), &Claim { username: "", ..claim("0001") }), "in");
        assert_eq!(town.accounts.identities(at(4), zhang).unwrap()[0].expected_until, None);
    }
    let (town, zhang, li) = Town::peopled();
    town.accounts.expect_identity(at(0), &By::host(), zhang, ISSUER, "zhangmin").unwrap();
    let taken = town.accounts.expect_identity(at(0), &By::host(), li, ISSUER, "zhangmin");
    assert_eq!(code(taken.unwrap_err()), "identity_taken");
    let late = at(0) + (14 * 24).hours();
    assert_eq!(comes(&town, late, &claim("0001")), "identity_unknown");
    assert!(town.accounts.identities(late, zhang).unwrap().is_empty());
    town.accounts.expect_identity(late + 1.second(), &By::host(), li, ISSUER, "zhangmin").unwrap();
    assert_eq!(comes(&town, late + 2.seconds(), &claim("0001")), "in");
}

#[test]
fn its_owner_takes_what_is_expected_for_them_and_nothing_else() {
    let (town, zhang, _) = Town::peopled();
    let (of_zhang, of_li) = (session_of(&town, "zhang"), session_of(&town, "li"));
    let id = town.accounts.expect_identity(at(0), &By::host(), zhang, ISSUER, "zhangmin").unwrap();
    let links = |session: &Session| town.accounts.link_identity(at(1), &By::host(), session, &claim("0001"));
    assert_eq!(code(links(&of_li).unwrap_err()), "identity_taken");
    assert_eq!(links(&of_zhang).unwrap(), id);
    assert_eq!(comes(&town, at(2), &claim("0001")), "in");
}

#[test]
fn unlinked_it_lets_nobody_in_and_its_sessions_end() {
    let (town, zhang, li) = Town::peopled();
    let (session, id) = linked(&town, "zhang", "0001");
    let Ok(SignIn::In(entry)) = town.accounts.sign_in_identity(at(60), &claim("0001"), &home()) else {
        panic!("stays out");
    };
    let unlinks = |of, keep| town.accounts.unlink_identity(at(61), &By::host(), of, id, keep);
    assert_eq!(code(unlinks(li, None).unwrap_err()), "identity_absent");
    unlinks(zhang, Some(&session)).unwrap();
    assert!(town.session(at(62), &entry).is_none());
    assert_eq!(town.accounts.sessions(at(62), zhang).unwrap().len(), 1, "the one by password stays");
    assert_eq!(comes(&town, at(62), &claim("0001")), "identity_unknown");
    assert!(log(&town).iter().any(|(what, _)| what == "account.identity_unlinked"));
}

#[test]
fn an_account_switched_off_or_without_a_person_stays_shut() {
    let (town, zhang, _) = Town::peopled();
    linked(&town, "zhang", "0001");
    town.accounts.disable(at(60), &By::host(), zhang).unwrap();
    assert_eq!(comes(&town, at(60), &claim("0001")), "identity_unknown");
    let service = town.accounts.create_service(at(0), &By::host(), "bi").unwrap();
    let expected = town.accounts.expect_identity(at(0), &By::host(), service, ISSUER, "bi");
    assert_eq!(code(expected.unwrap_err()), "account_not_a_person");
}

#[test]
fn it_proves_again_who_somebody_is_if_it_was_asked_just_now() {
    let (town, ..) = Town::peopled();
    let (session, _) = linked(&town, "zhang", "0001");
    linked(&town, "li", "0002");
    let proves =
        |claim: &Claim<'_>| town.accounts.step_up(at(60), &By::host(), &session, Proof::Identity(claim));
    assert_eq!(code(proves(&claim("0001")).unwrap_err()), "identity_unknown", "known from before");
    assert_eq!(code(proves(&Claim { anew: true, ..claim("0002") }).unwrap_err()), "identity_unknown");
    let renewed: Secret = proves(&Claim { anew: true, ..claim("0001") }).unwrap();
    assert!(town.accounts.session(at(61), renewed.reveal()).unwrap().unwrap().stepped_up(at(61)));
}

#[test]
fn a_way_there_is_gone_once_and_who_fails_often_waits() {
    let (town, ..) = Town::peopled();
    let challenge = town.accounts.challenge(at(0), Purpose::Enter).unwrap();
    let session = session_of(&town, "zhang");
    let redeems = |now, purpose, challenge: &str| {
        town.accounts.redeem_challenge(now, purpose, challenge).map_or_else(code, |()| "once")
    };
    assert_eq!(redeems(at(1), Purpose::Add(session.id), &challenge), "identity_over");
    assert_eq!(redeems(at(1), Purpose::Enter, &challenge), "once");
    assert_eq!(redeems(at(1), Purpose::Enter, &challenge), "identity_over");
    let tries = |now| town.accounts.begin_identity(now, &home()).map_or_else(code, |()| "goes on");
    let outcomes: Vec<_> = (0..51).map(|_| tries(at(2))).collect();
    assert_eq!(outcomes[49..], ["goes on", "sign_in_wait"]);
    assert_eq!(tries(at(60)), "goes on");
}
