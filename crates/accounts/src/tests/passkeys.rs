//! Passkeys, by an authenticator that signs as real ones do.

use super::authenticator::{Authenticator, Saying, TRUE};
use super::*;
use crate::{Means, Page, PasskeyId, Proof, Purpose, SessionId, Site};

fn site() -> Site {
    Site::of("https://qh.example").unwrap()
}

/// An account's session, and a passkey it has added.
fn with_passkey(town: &Town, login: &str, mut authenticator: Authenticator) -> (Session, Authenticator) {
    let session = town.session(at(0), &town.enters(at(0), login, &home())).unwrap();
    adds(town, &session, &mut authenticator, &TRUE).unwrap();
    (session, authenticator)
}

fn adds(
    town: &Town,
    session: &Session,
    authenticator: &mut Authenticator,
    saying: &Saying,
) -> Result<PasskeyId, Trouble> {
    let offer = town.accounts.offer_passkey(at(0), session).unwrap();
    let sent = authenticator.makes(&offer.challenge, &offer.user, saying);
    town.accounts.add_passkey(at(0), &By::host(), session, &site(), " 工作手机 ", &sent.created())
}

fn challenge(town: &Town, now: Timestamp) -> String {
    town.accounts.challenge(now, Purpose::Enter).unwrap()
}

/// What comes of showing a passkey.
fn enters(town: &Town, now: Timestamp, authenticator: &mut Authenticator, saying: &Saying) -> &'static str {
    let sent = authenticator.shows(&challenge(town, now), saying);
    outcome(town.accounts.sign_in_passkey(now, &site(), &sent.shown(), &home()))
}

fn outcome<T>(done: Result<T, Trouble>) -> &'static str {
    done.map_or_else(code, |_| "in")
}

fn log(town: &Town) -> Vec<String> {
    town.accounts.flush().unwrap();
    let rows = town.accounts.search_log(&Default::default(), Page { skip: 0, take: 99 }).unwrap();
    rows.into_iter().map(|row| row.note.what).collect()
}

#[test]
fn a_passkey_lets_in_alone_and_its_use_is_told() {
    for authenticator in [Authenticator::p256(1), Authenticator::ed25519(1)] {
        let (town, zhang, _) = Town::peopled();
        let (_, mut authenticator) = with_passkey(&town, "zhang", authenticator);
        let listed = town.accounts.passkeys(zhang).unwrap();
        assert_eq!((listed[0].name.as_str(), listed[0].used_at), ("工作手机", None));
        let sent = authenticator.shows(&challenge(&town, at(60)), &TRUE);
        let entry = town.accounts.sign_in_passkey(at(60), &site(), &sent.shown(), &home()).unwrap();
        assert_eq!(entry.account.login, "zhang");
        assert_eq!(town.accounts.passkeys(zhang).unwrap()[0].used_at, Some(at(60)));
        let sessions = town.accounts.sessions(at(61), zhang).unwrap();
        assert_eq!(sessions[0].means, Means::Passkey(listed[0].id));
        assert_eq!(sessions[1].means, Means::Password);
        let log = log(&town);
        for what in ["account.passkey_added", "account.signed_in", "account.signed_in_passkey"] {
            assert!(log.iter().any(|known| known == what), "{what}: {log:?}");
        }
    }
}

#[test]
fn it_needs_no_code_where_a_password_would() {
    let (town, ..) = Town::peopled();
    let (_, mut authenticator) = with_passkey(&town, "zhang", Authenticator::p256(1));
    factor::with_factor(&town, "zhang");
    assert_eq!(enters(&town, at(60), &mut authenticator, &TRUE), "in");
}

#[test]
fn what_is_shown_counts_once() {
    let (town, ..) = Town::peopled();
    let (_, mut authenticator) = with_passkey(&town, "zhang", Authenticator::p256(1));
    let sent = authenticator.shows(&challenge(&town, at(60)), &TRUE);
    let tries = |now| outcome(town.accounts.sign_in_passkey(now, &site(), &sent.shown(), &home()));
    assert_eq!((tries(at(60)), tries(at(60))), ("in", "passkey_wrong"));
    // Nor where the authenticator does not count.
    let mut plain = Authenticator::p256(2);
    plain.counts = false;
    let (_, mut plain) = with_passkey(&town, "li", plain);
    let sent = plain.shows(&challenge(&town, at(60)), &TRUE);
    let tries = || outcome(town.accounts.sign_in_passkey(at(60), &site(), &sent.shown(), &home()));
    assert_eq!((tries(), tries()), ("in", "passkey_wrong"));
    assert_eq!(enters(&town, at(61), &mut plain, &TRUE), "in");
}

#[test]
fn a_copy_that_counts_less_is_shut_out() {
    let (town, ..) = Town::peopled();
    let (_, mut authenticator) = with_passkey(&town, "zhang", Authenticator::p256(1));
    assert_eq!(enters(&town, at(60), &mut authenticator, &TRUE), "in");
    authenticator.counter -= 1;
    assert_eq!(enters(&town, at(61), &mut authenticator, &TRUE), "passkey_wrong");
}

#[test]
fn a_challenge_is_good_for_five_minutes_and_for_what_it_was_given() {
    let (town, ..) = Town::peopled();
    let (session, mut authenticator) = with_passkey(&town, "zhang", Authenticator::p256(1));
    let mut tries = |now, challenge: &str| {
        let sent = authenticator.shows(challenge, &TRUE);
        outcome(town.accounts.sign_in_passkey(now, &site(), &sent.shown(), &home()))
    };
    let old = challenge(&town, at(60));
    assert_eq!(tries(at(360), &old), "passkey_over");
    // A clock put back does not bring it to life.
    assert_eq!(tries(at(-3600), &old), "passkey_over");
    let proving = town.accounts.challenge(at(400), Purpose::Prove(session.id)).unwrap();
    assert_eq!(tries(at(400), &proving), "passkey_over");
    let mut bent = challenge(&town, at(400));
    bent.replace_range(0..1, if bent.starts_with('0') { "1" } else { "0" });
    assert_eq!(tries(at(400), &bent), "passkey_over");
    assert_eq!(tries(at(400), "谎"), "passkey_over");
    let elsewhere = Accounts::open(town.dir.path(), settings()).unwrap();
    let foreign = elsewhere.challenge(at(400), Purpose::Enter).unwrap();
    assert_eq!(tries(at(400), &foreign), "passkey_over", "of another run of the program");
}

#[test]
fn a_passkey_of_another_page_or_without_its_owner_is_none() {
    let (town, ..) = Town::peopled();
    let (session, mut authenticator) = with_passkey(&town, "zhang", Authenticator::p256(1));
    let wrong = [
        Saying { origin: "https://qh.example.evil", ..TRUE },
        Saying { origin: "http://qh.example", ..TRUE },
        Saying { origin: "https://qh.example:8443", ..TRUE },
        Saying { domain: "example", ..TRUE },
        Saying { framed: Some(true), ..TRUE },
        Saying { flags: 1, ..TRUE },
        Saying { flags: 4, ..TRUE },
        Saying { act: Some("payment.get"), ..TRUE },
    ];
    for (place, saying) in wrong.iter().enumerate() {
        // Each from a network of its own: guessing is slow.
        let visitor = from(&format!("198.51.{place}.1"));
        let sent = authenticator.shows(&challenge(&town, at(60)), saying);
        let done = town.accounts.sign_in_passkey(at(60), &site(), &sent.shown(), &visitor);
        assert_eq!(outcome(done), "passkey_wrong", "{place}");
        let mut fresh = Authenticator::p256(9);
        assert_eq!(outcome(adds(&town, &session, &mut fresh, saying)), "passkey_wrong", "{place}");
    }
    assert_eq!(enters(&town, at(61), &mut authenticator, &Saying { framed: None, ..TRUE }), "in");
}

#[test]
fn a_signature_of_another_key_or_over_something_else_is_none() {
    let (town, ..) = Town::peopled();
    let (_, mut authenticator) = with_passkey(&town, "zhang", Authenticator::p256(1));
    let mut other = Authenticator::p256(1);
    other.counter = 5;
    assert_eq!(enters(&town, at(60), &mut other, &TRUE), "passkey_wrong");
    let sent = authenticator.shows(&challenge(&town, at(60)), &TRUE);
    for place in 0..5 {
        let mut bent = authenticator::Sent(sent.0.clone());
        let member = &mut bent.0[place];
        let swapped = if member.starts_with('A') { "B" } else { "A" };
        member.replace_range(0..1, swapped);
        let visitor = from(&format!("198.51.{place}.1"));
        let done = town.accounts.sign_in_passkey(at(60), &site(), &bent.shown(), &visitor);
        assert!(matches!(done, Err(Trouble::Refused(_))), "{place}");
    }
    let empty = authenticator::Sent(Default::default());
    let done = town.accounts.sign_in_passkey(at(60), &site(), &empty.shown(), &from("203.0.113.1"));
    assert_eq!(outcome(done), "passkey_wrong");
    assert_eq!(outcome(town.accounts.sign_in_passkey(at(60), &site(), &sent.shown(), &home())), "in");
    assert!(log(&town).iter().any(|what| what == "account.sign_in_failed"));
}

#[test]
fn showing_wrong_ones_is_slow() {
    let (town, ..) = Town::peopled();
    let mut stranger = Authenticator::p256(7);
    let outcomes: Vec<_> = (0..6).map(|_| enters(&town, at(60), &mut stranger, &TRUE)).collect();
    assert_eq!(outcomes[4..], ["passkey_wrong", "sign_in_wait"]);
}

#[test]
fn one_of_one_account_opens_no_other_and_is_added_once() {
    let (town, zhang, li) = Town::peopled();
    let (_, mut of_zhang) = with_passkey(&town, "zhang", Authenticator::p256(1));
    let (session, mut of_li) = with_passkey(&town, "li", Authenticator::p256(2));
    of_li.user.clone_from(&of_zhang.user);
    assert_eq!(enters(&town, at(60), &mut of_li, &TRUE), "passkey_wrong", "who it is for does not fit");
    assert_eq!(outcome(adds(&town, &session, &mut of_zhang, &TRUE)), "passkey_wrong");
    let id = town.accounts.passkeys(zhang).unwrap()[0].id;
    let removed = town.accounts.remove_passkey(at(61), &By::host(), li, id, None);
    assert_eq!(outcome(removed), "passkey_unknown");
}

#[test]
fn removed_it_lets_nobody_in_and_its_sessions_end() {
    let (town, zhang, _) = Town::peopled();
    let (session, mut authenticator) = with_passkey(&town, "zhang", Authenticator::p256(1));
    let sent = authenticator.shows(&challenge(&town, at(60)), &TRUE);
    let entry = town.accounts.sign_in_passkey(at(60), &site(), &sent.shown(), &home()).unwrap();
    assert!(town.session(at(61), &entry).is_some() && town.accounts.any_passkey().unwrap());
    let id = town.accounts.passkeys(zhang).unwrap()[0].id;
    town.accounts.remove_passkey(at(61), &By::host(), zhang, id, Some(&session)).unwrap();
    assert!(town.session(at(62), &entry).is_none());
    assert_eq!(town.accounts.sessions(at(62), zhang).unwrap().len(), 1, "the one by password stays");
    assert_eq!(enters(&town, at(62), &mut authenticator, &TRUE), "passkey_wrong");
    assert!(log(&town).iter().any(|what| what == "account.passkey_removed"));
    assert!(!town.accounts.any_passkey().unwrap());
}

#[test]
fn an_account_switched_off_stays_out() {
    let (town, zhang, _) = Town::peopled();
    let (_, mut authenticator) = with_passkey(&town, "zhang", Authenticator::p256(1));
    town.accounts.disable(at(60), &By::host(), zhang).unwrap();
    assert_eq!(enters(&town, at(60), &mut authenticator, &TRUE), "passkey_wrong");
    town.accounts.enable(at(61), &By::host(), zhang).unwrap();
    assert_eq!(enters(&town, at(61), &mut authenticator, &TRUE), "in");
}

#[test]
fn it_proves_again_who_somebody_is() {
    let (town, ..) = Town::peopled();
    let (session, mut authenticator) = with_passkey(&town, "zhang", Authenticator::p256(1));
    let (_, mut of_li) = with_passkey(&town, "li", Authenticator::p256(2));
    let site = site();
    let proves = |authenticator: &mut Authenticator, challenge: &str| {
        let sent = authenticator.shows(challenge, &TRUE);
        town.accounts.step_up(at(60), &By::host(), &session, Proof::Passkey(&site, sent.shown()))
    };
    let prove = |session| town.accounts.challenge(at(60), Purpose::Prove(session)).unwrap();
    assert_eq!(outcome(proves(&mut of_li, &prove(session.id))), "passkey_wrong");
    assert_eq!(outcome(proves(&mut authenticator, &challenge(&town, at(60)))), "passkey_wrong");
    assert_eq!(outcome(proves(&mut authenticator, &prove(SessionId(99)))), "passkey_wrong");
    let renewed = proves(&mut authenticator, &prove(session.id)).unwrap();
    assert!(town.accounts.session(at(61), renewed.reveal()).unwrap().unwrap().stepped_up(at(61)));
    assert!(log(&town).iter().any(|what| what == "account.step_up_failed"));
}

#[test]
fn an_account_has_ten_with_names() {
    let (town, ..) = Town::peopled();
    let (session, _) = with_passkey(&town, "zhang", Authenticator::p256(0));
    for name in 1..10 {
        adds(&town, &session, &mut Authenticator::p256(name), &TRUE).unwrap();
    }
    assert_eq!(outcome(adds(&town, &session, &mut Authenticator::p256(10), &TRUE)), "passkeys_too_many");
    let offer = town.accounts.offer_passkey(at(0), &session).unwrap();
    assert_eq!((offer.known.len(), offer.login.as_str()), (10, "zhang"));
    let sent = Authenticator::p256(11).makes(&offer.challenge, &offer.user, &TRUE);
    let named = |name: &str| {
        outcome(town.accounts.add_passkey(at(0), &By::host(), &session, &site(), name, &sent.created()))
    };
    assert_eq!((named(" \u{7} "), named(&"长".repeat(61))), ("passkey_name_empty", "passkey_name_too_long"));
}

#[test]
fn accounts_of_a_made_up_city_have_none() {
    let town = Town::peopled().0;
    let id = town.accounts.create_demo(at(0), &By::host(), 3, "demo").unwrap();
    let entry = town.accounts.sign_in_demo(at(0), id, &home()).unwrap();
    let session = town.session(at(0), &entry).unwrap();
    assert_eq!(town.accounts.sessions(at(0), id).unwrap()[0].means, Means::Demo);
    let added = adds(&town, &session, &mut Authenticator::p256(1), &TRUE);
    assert_eq!(outcome(added), "account_not_a_person");
}
