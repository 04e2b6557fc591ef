//! The second factor and its recovery codes.

use super::*;
use crate::secret::base32;
use crate::totp::{code_of, step_of};
use crate::{Page, Proof, Secret};

/// An account with a second factor: its secret and its recovery codes.
pub(super) fn with_factor(town: &Town, login: &str) -> (Vec<u8>, Vec<Secret>) {
    let session = town.session(at(0), &town.enters(at(0), login, &home())).unwrap();
    town.accounts.begin_totp(&session, "擎火 Qinghuo").unwrap();
    let row = town.accounts.read(|register| register.account(session.account.0)).unwrap().unwrap();
    let secret = row.totp.offered.unwrap();
    let codes = town.accounts.confirm_totp(at(0), &By::host(), &session, &code_at(&secret, at(0))).unwrap();
    (secret, codes)
}

pub(super) fn code_at(secret: &[u8], now: Timestamp) -> String {
    code_of(secret, now.as_second() / 30)
}

fn ticket(town: &Town, now: Timestamp, login: &str, password: &str, visitor: &Visitor) -> Secret {
    match town.accounts.sign_in(now, login, password, visitor).unwrap() {
        SignIn::Code { ticket } => ticket,
        SignIn::In(_) => panic!("no code is asked for"),
    }
}

fn gives(town: &Town, now: Timestamp, ticket: &Secret, code: &str, visitor: &Visitor) -> &'static str {
    match town.accounts.sign_in_code(now, ticket.reveal(), code, visitor) {
        Ok(_) => "in",
        Err(trouble) => super::code(trouble),
    }
}

#[test]
fn the_codes_are_those_of_rfc_6238() {
    let secret = b"12345678901234567890";
    // Appendix B, SHA-1; the last six of its eight digits.
    for (seconds, code) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ] {
        assert_eq!(code_of(secret, seconds / 30), code, "{seconds}");
    }
    // RFC 4648, section 10.
    for (bytes, text) in
        [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB")]
    {
        assert_eq!(base32(bytes.as_bytes()), text);
    }
}

#[test]
fn a_code_is_good_for_its_step_and_one_beside_it_and_only_after_the_last_one_used() {
    let secret = [3; 20];
    let good = |step: i64, used| {
        step_of(&secret, &code_of(&secret, 100 + step), Timestamp::from_second(3000).unwrap(), used)
    };
    assert_eq!([-2, -1, 0, 1, 2].map(|step| good(step, None)), [None, Some(99), Some(100), Some(101), None]);
    assert_eq!([-1, 0, 1].map(|step| good(step, Some(100))), [None, None, Some(101)]);
    let spaced = code_of(&secret, 100);
    let spaced = format!(" {} {}", &spaced[..3], &spaced[3..]);
    assert_eq!(step_of(&secret, &spaced, Timestamp::from_second(3000).unwrap(), None), Some(100));
    assert_eq!(step_of(&secret, "", Timestamp::from_second(3000).unwrap(), None), None);
}

#[test]
fn an_offer_is_in_use_only_when_a_code_of_it_was_shown() {
    let (town, zhang, _) = Town::peopled();
    let session = town.session(at(0), &town.enters(at(0), "zhang", &home())).unwrap();
    let confirm = |code: &str| town.accounts.confirm_totp(at(0), &By::host(), &session, code);
    assert_eq!(code(confirm("123456").unwrap_err()), "totp_not_begun");
    let offer = town.accounts.begin_totp(&session, "擎火").unwrap();
    let plain = offer.secret.replace(' ', "");
    assert_eq!(plain.len(), 32);
    assert_eq!(
        offer.uri,
        format!(
            "otpauth://totp/%E6%93%8E%E7%81%AB:zhang?secret={plain}&issuer=%E6%93%8E%E7%81%AB&algorithm=SHA1&digits=6&period=30"
        )
    );
    assert!(offer.svg.starts_with("<svg") && offer.svg.ends_with("</svg>") && !offer.svg.contains("style"));
    assert_eq!(code(confirm("12345").unwrap_err()), "sign_in_wrong");
    assert_eq!(town.tries(at(1), "zhang", GOOD, &home()), "in", "not in use yet");
    let again = town.accounts.begin_totp(&session, "擎火").unwrap();
    assert_ne!(again.secret, offer.secret);
    let row = town.accounts.read(|register| register.account(zhang.0)).unwrap().unwrap();
    let codes = confirm(&code_at(&row.totp.offered.unwrap(), at(0))).unwrap();
    assert_eq!((codes.len(), codes[0].reveal().len()), (10, 19));
    assert_eq!(town.accounts.recovery_codes_left(zhang).unwrap(), 10);
    assert_eq!(code(town.accounts.begin_totp(&session, "擎火").unwrap_err()), "totp_already");
    assert_eq!(town.tries(at(1), "zhang", GOOD, &home()), "code");
    assert!(town.accounts.account(zhang).unwrap().unwrap().totp);
}

#[test]
fn password_and_code_let_in_and_a_code_only_once() {
    let (town, ..) = Town::peopled();
    let (secret, _) = with_factor(&town, "zhang");
    let now = at(60);
    let code = code_at(&secret, now);
    let (first, second) =
        (ticket(&town, now, "zhang", GOOD, &home()), ticket(&town, now, "zhang", GOOD, &home()));
    assert_eq!(gives(&town, now, &first, &code, &home()), "in");
    assert_eq!(gives(&town, now, &first, &code, &home()), "sign_in_ticket_over");
    assert_eq!(gives(&town, now, &second, &code, &home()), "sign_in_wrong", "seen over somebody's shoulder");
    assert_eq!(gives(&town, at(90), &second, &code_at(&secret, at(90)), &home()), "in");
}

#[test]
fn the_code_that_set_it_up_does_not_let_in() {
    let (town, ..) = Town::peopled();
    let (secret, _) = with_factor(&town, "zhang");
    let ticket = ticket(&town, at(1), "zhang", GOOD, &home());
    assert_eq!(gives(&town, at(1), &ticket, &code_at(&secret, at(1)), &home()), "sign_in_wrong");
}

#[test]
fn of_two_who_show_one_code_at_once_one_gets_in() {
    let (town, ..) = Town::peopled();
    let (secret, _) = with_factor(&town, "zhang");
    let now = at(60);
    let code = code_at(&secret, now);
    let tickets = [(); 2].map(|()| ticket(&town, now, "zhang", GOOD, &home()));
    let outcomes: Vec<&str> = std::thread::scope(|scope| {
        let tries: Vec<_> =
            tickets.iter().map(|ticket| scope.spawn(|| gives(&town, now, ticket, &code, &home()))).collect();
        tries.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == "in").count(), 1, "{outcomes:?}");
}

#[test]
fn whoever_does_not_get_in_is_not_told_what_was_wrong() {
    let (town, ..) = Town::peopled();
    let (secret, _) = with_factor(&town, "zhang");
    let now = at(60);
    // A wrong password asks for a code too, and the right code then does not help.
    let wrong = ticket(&town, now, "zhang", OTHER, &home());
    assert_eq!(gives(&town, now, &wrong, &code_at(&secret, now), &home()), "sign_in_wrong");
    let right = ticket(&town, now, "zhang", GOOD, &home());
    assert_eq!(gives(&town, now, &right, "000000", &home()), "sign_in_wrong");
    assert_eq!(
        gives(&town, now, &right, &code_at(&secret, now), &home()),
        "in",
        "and the code was not used up"
    );
    // Logins nobody has: half are asked for a code, always the same half.
    let asked = |login: &str| {
        let visitor = from("198.51.100.1");
        town.accounts.inner.failures.forget(login, 0);
        town.tries(now, login, GOOD, &visitor)
    };
    let logins: Vec<String> = (0..40).map(|number| format!("nobody{number}")).collect();
    let first: Vec<_> = logins.iter().map(|login| asked(login)).collect();
    let codes = first.iter().filter(|outcome| **outcome == "code").count();
    assert!((5..=35).contains(&codes), "{codes}");
}

#[test]
fn what_a_login_is_asked_for_does_not_change() {
    let (town, ..) = Town::peopled();
    let asked = |accounts: &Accounts, number: u8| {
        let visitor = from(&format!("198.51.{number}.1"));
        (0..20)
            .map(|it| {
                matches!(
                    accounts.sign_in(at(0), &format!("nobody{it}"), GOOD, &visitor),
                    Ok(SignIn::Code { .. })
                )
            })
            .collect::<Vec<_>>()
    };
    let reopened = Accounts::open(town.dir.path(), settings()).unwrap();
    assert_eq!(asked(&town.accounts, 1), asked(&town.accounts, 2));
    assert_eq!(asked(&town.accounts, 3), asked(&reopened, 4));
}

#[test]
fn guessing_codes_is_slow_even_from_many_networks() {
    let (town, ..) = Town::peopled();
    let (secret, _) = with_factor(&town, "zhang");
    let now = at(60);
    for network in 0..10 {
        let visitor = from(&format!("198.51.{network}.1"));
        let ticket = ticket(&town, now, "zhang", GOOD, &visitor);
        assert_eq!(gives(&town, now, &ticket, "000000", &visitor), "sign_in_wrong");
    }
    // Not a wait, which would tell that the password is right.
    let visitor = from("203.0.113.1");
    let late = ticket(&town, now, "zhang", GOOD, &visitor);
    assert_eq!(gives(&town, now, &late, &code_at(&secret, now), &visitor), "sign_in_wrong");
    assert_eq!(gives(&town, at(120), &late, &code_at(&secret, at(120)), &visitor), "in");
}

#[test]
fn a_ticket_ends_after_five_minutes_or_five_codes() {
    let (town, ..) = Town::peopled();
    let (secret, _) = with_factor(&town, "zhang");
    let old = ticket(&town, at(60), "zhang", GOOD, &home());
    assert_eq!(gives(&town, at(360), &old, &code_at(&secret, at(360)), &home()), "sign_in_ticket_over");
    let worn = ticket(&town, at(400), "zhang", GOOD, &home());
    let codes: Vec<_> = (0..6)
        .map(|number| gives(&town, at(400), &worn, "000000", &from(&format!("198.51.{number}.1"))))
        .collect();
    assert_eq!(codes[4..], ["sign_in_wrong", "sign_in_ticket_over"]);
    let strange = Secret::draw("").unwrap();
    assert_eq!(gives(&town, at(400), &strange, "000000", &home()), "sign_in_ticket_over");
}

#[test]
fn a_recovery_code_lets_in_once_however_it_is_typed() {
    let (town, zhang, _) = Town::peopled();
    let (_, codes) = with_factor(&town, "zhang");
    let typed = codes[3].reveal().to_lowercase().replace('-', " ");
    let first = ticket(&town, at(60), "zhang", GOOD, &home());
    assert_eq!(gives(&town, at(60), &first, &typed, &home()), "in");
    let second = ticket(&town, at(61), "zhang", GOOD, &home());
    assert_eq!(gives(&town, at(61), &second, &typed, &home()), "sign_in_wrong");
    assert_eq!(town.accounts.recovery_codes_left(zhang).unwrap(), 9);
    let fresh = town.accounts.renew_recovery_codes(at(62), &By::host(), zhang).unwrap();
    assert_eq!(gives(&town, at(62), &second, codes[4].reveal(), &home()), "sign_in_wrong");
    assert_eq!(gives(&town, at(62), &second, fresh[0].reveal(), &home()), "in");
}

#[test]
fn a_wrong_password_uses_no_code_up() {
    let (town, zhang, _) = Town::peopled();
    let (secret, codes) = with_factor(&town, "zhang");
    let wrong = ticket(&town, at(60), "zhang", OTHER, &home());
    assert_eq!(gives(&town, at(60), &wrong, codes[0].reveal(), &home()), "sign_in_wrong");
    assert_eq!(gives(&town, at(60), &wrong, &code_at(&secret, at(60)), &home()), "sign_in_wrong");
    assert_eq!(town.accounts.recovery_codes_left(zhang).unwrap(), 10);
    let right = ticket(&town, at(61), "zhang", GOOD, &home());
    assert_eq!(gives(&town, at(61), &right, &code_at(&secret, at(61)), &home()), "in");
}

#[test]
fn a_recovery_code_of_one_opens_no_account_of_another() {
    let (town, ..) = Town::peopled();
    let (_, codes) = with_factor(&town, "zhang");
    with_factor(&town, "li");
    let ticket = ticket(&town, at(60), "li", GOOD, &home());
    assert_eq!(gives(&town, at(60), &ticket, codes[0].reveal(), &home()), "sign_in_wrong");
}

#[test]
fn taken_away_it_is_asked_for_no_more() {
    let (town, zhang, li) = Town::peopled();
    with_factor(&town, "zhang");
    let by = By::host();
    assert_eq!(code(town.accounts.drop_totp(at(1), &by, li).unwrap_err()), "totp_absent");
    assert_eq!(code(town.accounts.renew_recovery_codes(at(1), &by, li).unwrap_err()), "totp_absent");
    town.accounts.drop_totp(at(1), &by, zhang).unwrap();
    assert_eq!(town.accounts.recovery_codes_left(zhang).unwrap(), 0);
    assert_eq!(town.tries(at(1), "zhang", GOOD, &home()), "in");
    let rows = town.accounts.search_log(&Default::default(), Page { skip: 0, take: 9 }).unwrap();
    assert!(rows.iter().any(|row| row.note.what == "account.totp_removed"));
}

#[test]
fn an_account_switched_off_between_the_steps_stays_out() {
    let (town, zhang, _) = Town::peopled();
    let (secret, codes) = with_factor(&town, "zhang");
    let waiting = ticket(&town, at(60), "zhang", GOOD, &home());
    town.accounts.disable(at(61), &By::host(), zhang).unwrap();
    assert_eq!(gives(&town, at(61), &waiting, &code_at(&secret, at(61)), &home()), "sign_in_wrong");
    town.accounts.enable(at(62), &By::host(), zhang).unwrap();
    let waiting = ticket(&town, at(62), "zhang", GOOD, &home());
    town.accounts.set_password(at(62), &By::host(), zhang, OTHER, &[], None).unwrap();
    assert_eq!(
        gives(&town, at(63), &waiting, codes[0].reveal(), &home()),
        "sign_in_wrong",
        "nor after another password"
    );
}

#[test]
fn a_code_proves_again_who_somebody_is() {
    let (town, ..) = Town::peopled();
    let (secret, _) = with_factor(&town, "zhang");
    let waiting = ticket(&town, at(60), "zhang", GOOD, &home());
    let entry =
        town.accounts.sign_in_code(at(60), waiting.reveal(), &code_at(&secret, at(60)), &home()).unwrap();
    let session = town.session(at(61), &entry).unwrap();
    let step_up = |now, code: &str| town.accounts.step_up(now, &By::host(), &session, Proof::Code(code));
    assert_eq!(code(step_up(at(61), &code_at(&secret, at(60))).unwrap_err()), "sign_in_wrong");
    let renewed = step_up(at(90), &code_at(&secret, at(90))).unwrap();
    assert!(town.accounts.session(at(91), renewed.reveal()).unwrap().unwrap().stepped_up(at(91)));
}
