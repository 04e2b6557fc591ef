//! Sessions: how long they live, who ends them, and what opens dangerous acts.

use super::*;
use crate::{Proof, SessionId};

#[test]
fn a_session_lives_while_it_is_used_and_half_a_day_at_most() {
    let (town, ..) = Town::peopled();
    let entry = town.enters(at(0), "zhang", &home());
    let lives = |now| {
        let lives = town.session(now, &entry).is_some();
        town.accounts.flush().unwrap();
        lives
    };
    assert!(lives(minutes(29)));
    assert!(!lives(minutes(59)), "at rest for 30 minutes");
    assert!((1..26).all(|turn| lives(minutes(29 + 27 * turn))), "27 minutes apart");
    assert!(!lives(minutes(720)), "12 hours after its beginning");
}

#[test]
fn a_look_up_writes_at_most_once_a_minute_and_never_before_it_answers() {
    let (town, zhang, _) = Town::peopled();
    let entry = town.enters(at(0), "zhang", &home());
    let seen_at = |town: &Town| town.accounts.sessions(at(130), zhang).unwrap()[0].seen_at;
    for (second, seen) in [(59, 0), (60, 60), (119, 60), (120, 120)] {
        town.session(at(second), &entry).unwrap();
        town.accounts.flush().unwrap();
        assert_eq!(seen_at(&town), at(seen), "{second}");
    }
}

#[test]
fn a_clock_put_back_neither_ends_a_session_nor_lengthens_its_rest() {
    let (town, ..) = Town::peopled();
    let entry = town.enters(at(0), "zhang", &home());
    town.session(minutes(20), &entry).unwrap();
    town.accounts.flush().unwrap();
    assert!(town.session(minutes(-600), &entry).is_some());
    assert!(town.session(minutes(49), &entry).is_some());
    assert!(town.session(minutes(50), &entry).is_none());
}

#[test]
fn a_session_ends_with_its_account_or_person() {
    let (town, zhang, _) = Town::peopled();
    let (own, other) = (town.enters(at(0), "zhang", &home()), town.enters(at(0), "li", &home()));
    town.accounts.disable(at(1), &By::host(), zhang).unwrap();
    town.accounts.enable(at(2), &By::host(), zhang).unwrap();
    assert!(town.session(at(3), &own).is_none(), "switched on again, the old sessions stay over");
    town.erase(2);
    assert!(town.session(at(3), &other).is_none());
}

#[test]
fn another_password_ends_the_other_sessions() {
    let (town, zhang, _) = Town::peopled();
    let (stolen, own) = (town.enters(at(0), "zhang", &home()), town.enters(at(0), "zhang", &home()));
    let session = town.session(at(1), &own).unwrap();
    let change = |old: &str, new: &str| {
        town.accounts.change_password(at(1), &By::host(), &session, old, new, &[]).map_err(code)
    };
    assert_eq!(change(OTHER, OTHER), Err("sign_in_wrong"));
    assert_eq!(change(GOOD, GOOD), Err("password_same"));
    assert_eq!(change(GOOD, "kurz"), Err("password_too_short"));
    assert!(town.session(at(2), &stolen).is_some(), "what was refused changes nothing");
    change(GOOD, OTHER).unwrap();
    assert!(town.session(at(2), &stolen).is_none() && town.session(at(2), &own).is_some());
    town.accounts.set_password(at(3), &By::host(), zhang, GOOD, &[], None).unwrap();
    assert!(town.session(at(4), &own).is_none());
}

#[test]
fn sessions_are_listed_and_ended_by_their_owner_alone() {
    let (town, zhang, li) = Town::peopled();
    let agent = format!("Firefox\u{7}{}", "x".repeat(500));
    let first = town.enters(at(0), "zhang", &Visitor { agent, ..from("::ffff:192.0.2.9") });
    let second = town.enters(at(5), "zhang", &home());
    let rows = town.accounts.sessions(at(6), zhang).unwrap();
    assert_eq!(rows.iter().map(|row| row.created_at).collect::<Vec<_>>(), [at(5), at(0)]);
    assert_eq!((rows[1].address.as_str(), rows[1].agent.chars().count()), ("192.0.2.9", 200));
    assert!(!rows[1].agent.contains('\u{7}'));
    let end = |owner, id| town.accounts.end_session(at(6), &By::host(), owner, id).map_err(code);
    assert_eq!(end(li, rows[1].id), Err("session_over"), "of another account it is not found");
    assert_eq!(end(zhang, SessionId(999)), Err("session_over"));
    end(zhang, rows[1].id).unwrap();
    assert!(town.session(at(7), &first).is_none());
    let own = town.session(at(7), &second).unwrap();
    town.enters(at(7), "zhang", &home());
    town.enters(at(7), "li", &home());
    assert_eq!(town.accounts.end_other_sessions(at(8), &By::host(), &own).unwrap(), 1);
    assert_eq!(town.accounts.sessions(at(8), li).unwrap().len(), 1);
    town.accounts.sign_out(at(9), &By::host(), &own).unwrap();
    assert!(town.session(at(9), &second).is_none());
    assert_eq!(code(town.accounts.choose_post(&own, Some(7)).unwrap_err()), "session_over");
}

#[test]
fn sessions_that_are_over_are_swept_by_the_next_sign_in() {
    let (town, zhang, li) = Town::peopled();
    town.enters(at(0), "zhang", &home());
    town.enters(minutes(31), "li", &home());
    let rows = |id: AccountId| town.accounts.read(|register| register.sessions_of(id.0)).unwrap().len();
    assert_eq!((rows(zhang), rows(li)), (0, 1));
}

#[test]
fn an_account_has_so_many_sessions_at_once() {
    let (town, ..) = Town::peopled();
    let demo = town.accounts.create_demo(at(0), &By::host(), 3, "demo").unwrap();
    let own = town.enters(at(0), "zhang", &home());
    let entries: Vec<_> =
        (0..203).map(|_| town.accounts.sign_in_demo(at(1), demo, &home()).unwrap()).collect();
    let lives: Vec<bool> = entries.iter().map(|entry| town.session(at(2), entry).is_some()).collect();
    assert_eq!(lives.iter().filter(|lives| **lives).count(), 200);
    assert_eq!(lives[..4], [false, false, false, true]);
    assert!(town.session(at(2), &own).is_some(), "those of others stay");
}

#[test]
fn the_post_that_acts_is_chosen_in_the_session() {
    let (town, ..) = Town::peopled();
    let (one, other) = (town.enters(at(0), "zhang", &home()), town.enters(at(0), "zhang", &home()));
    let session = town.session(at(1), &one).unwrap();
    town.accounts.choose_post(&session, Some(7)).unwrap();
    assert_eq!(town.session(at(1), &one).unwrap().post, Some(7));
    assert_eq!(town.session(at(1), &other).unwrap().post, None);
    town.accounts.choose_post(&session, None).unwrap();
    assert_eq!(town.session(at(1), &one).unwrap().post, None);
}

#[test]
fn proving_again_opens_dangerous_acts_for_ten_minutes_and_shuts_out_a_copied_secret() {
    let (town, ..) = Town::peopled();
    let entry = town.enters(at(0), "zhang", &home());
    let session = town.session(at(1), &entry).unwrap();
    let step_up = |proof| town.accounts.step_up(minutes(1), &By::host(), &session, proof);
    assert!(!session.stepped_up(at(1)));
    assert_eq!(code(step_up(Proof::Password(OTHER)).unwrap_err()), "sign_in_wrong");
    assert_eq!(code(step_up(Proof::Code("123456")).unwrap_err()), "sign_in_wrong");
    assert_eq!(code(step_up(Proof::Demo).unwrap_err()), "account_not_demo");
    let renewed = step_up(Proof::Password(GOOD)).unwrap();
    assert!(town.session(minutes(2), &entry).is_none(), "the old secret opens nothing");
    let now = town.accounts.session(minutes(2), renewed.reveal()).unwrap().unwrap();
    assert_eq!(now.id, session.id);
    assert_ne!(now.form_token(), session.form_token());
    assert!(now.stepped_up(minutes(10)) && !now.stepped_up(minutes(11)));
    assert_eq!(
        code(step_up(Proof::Password(GOOD)).unwrap_err()),
        "session_over",
        "a session proves with its own secret"
    );
}

#[test]
fn a_stolen_session_does_not_guess_the_password_for_long() {
    let (town, ..) = Town::peopled();
    let session = town.session(at(1), &town.enters(at(0), "zhang", &home())).unwrap();
    let codes: Vec<_> = (0..7)
        .map(|_| {
            let proof = Proof::Password(OTHER);
            code(town.accounts.step_up(at(1), &By::host(), &session, proof).unwrap_err())
        })
        .collect();
    assert_eq!(codes[3..], ["sign_in_wrong", "sign_in_wrong", "sign_in_wait", "sign_in_wait"]);
    assert_eq!(town.tries(at(2), "zhang", GOOD, &home()), "in", "and bars nobody else");
}

#[test]
fn in_a_made_up_city_a_click_proves() {
    let (town, ..) = Town::peopled();
    let demo = town.accounts.create_demo(at(0), &By::host(), 3, "demo").unwrap();
    let entry = town.accounts.sign_in_demo(at(1), demo, &home()).unwrap();
    let session = town.session(at(2), &entry).unwrap();
    let renewed = town.accounts.step_up(at(2), &By::host(), &session, Proof::Demo).unwrap();
    assert!(town.accounts.session(at(3), renewed.reveal()).unwrap().unwrap().stepped_up(at(3)));
}
