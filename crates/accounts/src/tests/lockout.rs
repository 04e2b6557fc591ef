//! Guessing is slow, and nobody is locked out by others.

use std::collections::BTreeMap;

use super::*;
use crate::failures::{Failures, Trier};
use proptest::prelude::*;
use qinghuo_ledger::Hash;

/// Tries a wrong password so often, a second apart; how many were let through to the hash.
fn guesses(town: &Town, start: i64, login: &str, visitor: &Visitor, times: i64) -> usize {
    (0..times)
        .filter(|second| town.tries(at(start + second), login, OTHER, visitor) != "sign_in_wait")
        .count()
}

fn wait(town: &Town, now: Timestamp, visitor: &Visitor) -> Option<Timestamp> {
    match town.accounts.sign_in(now, "zhang", GOOD, visitor) {
        Err(Trouble::Refused(refusals)) => match refusals.as_slice() {
            [Refusal::Wait { until }] => Some(*until),
            other => panic!("{other:?}"),
        },
        _ => None,
    }
}

#[test]
fn after_five_failures_the_wait_grows_from_half_a_minute_to_an_hour() {
    let (town, ..) = Town::peopled();
    let (mut now, mut waits) = (at(0), Vec::new());
    for _ in 0..14 {
        let before = town.accounts.hashes_done();
        assert_eq!(town.tries(now, "zhang", OTHER, &home()), "sign_in_wrong");
        assert_eq!(town.accounts.hashes_done() - before, 1);
        let until = match town.accounts.inner.failures.waits_until(now, "zhang", home().address) {
            Some(until) => until,
            None => now,
        };
        waits.push(until.duration_since(now).as_secs());
        now = until;
    }
    assert_eq!(waits, [0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
}

#[test]
fn whoever_must_wait_is_not_told_whether_the_password_is_right_and_costs_no_hash() {
    let (town, ..) = Town::peopled();
    guesses(&town, 0, "zhang", &home(), 5);
    let before = town.accounts.hashes_done();
    assert_eq!(town.tries(at(5), "zhang", GOOD, &home()), "sign_in_wait");
    assert_eq!(town.tries(at(5), "zhang", OTHER, &home()), "sign_in_wait");
    assert_eq!(town.accounts.hashes_done(), before);
    let until = wait(&town, at(5), &home()).unwrap();
    assert_eq!(until, at(34));
    assert_eq!(town.tries(until, "zhang", GOOD, &home()), "in");
    assert_eq!(guesses(&town, 40, "zhang", &from("192.0.2.77"), 9), 5, "who got in is counted anew");
}

#[test]
fn a_login_nobody_has_is_treated_like_any_other() {
    let (town, ..) = Town::peopled();
    let (known, unknown) = (from("192.0.2.1"), from("198.51.100.1"));
    assert_eq!(guesses(&town, 0, "zhang", &known, 20), guesses(&town, 0, "nobody", &unknown, 20));
}

#[test]
fn strangers_bar_neither_the_owner_at_their_own_computer_nor_elsewhere() {
    let (town, ..) = Town::peopled();
    let device = town.enters(at(0), "zhang", &home()).device.unwrap();
    for network in 0..200 {
        guesses(&town, 0, "zhang", &from(&format!("198.51.{network}.9")), 8);
    }
    // Even from the owner's own network.
    guesses(&town, 0, "zhang", &home(), 60);
    assert_eq!(town.tries(at(61), "zhang", GOOD, &home()), "sign_in_wait");
    let own = Visitor { device: Some(device.reveal().to_owned()), ..home() };
    assert_eq!(town.tries(at(61), "zhang", GOOD, &own), "in");
    assert_eq!(town.tries(at(61), "zhang", GOOD, &from("203.0.113.5")), "in", "on a new device elsewhere");
}

#[test]
fn a_known_device_may_not_guess_on_either_and_knows_only_its_own_account() {
    let (town, ..) = Town::peopled();
    let device = town.enters(at(0), "zhang", &home()).device.unwrap();
    let own = Visitor { device: Some(device.reveal().to_owned()), ..from("203.0.113.5") };
    assert_eq!(guesses(&town, 1, "zhang", &own, 20), 5);
    assert_eq!(guesses(&town, 30, "li", &own, 20), 5, "for another account it is a stranger");
    assert_eq!(wait(&town, at(31), &from("203.0.113.6")), None, "its failures bar nobody else");
    let forged = Visitor { device: Some(format!("d_{}", "0".repeat(64))), ..own };
    assert_eq!(guesses(&town, 60, "zhang", &forged, 20), 5, "a device nobody knows is a stranger");
}

#[test]
fn under_siege_each_further_network_has_one_try() {
    let (town, ..) = Town::peopled();
    for network in 0..20 {
        guesses(&town, 0, "zhang", &from(&format!("198.51.{network}.9")), 5);
    }
    assert_eq!(guesses(&town, 10, "zhang", &from("198.18.7.1"), 20), 1);
    assert_eq!(guesses(&town, 10, "li", &from("198.18.7.1"), 9), 5, "others are not under siege");
}

#[test]
fn one_network_that_tries_many_logins_is_slowed_but_not_for_long() {
    let (town, ..) = Town::peopled();
    let let_through = (0..80)
        .filter(|number| town.tries(at(0), &format!("nobody{number}"), OTHER, &home()) != "sign_in_wait")
        .count();
    assert_eq!(let_through, 50);
    // A colleague in the same network waits seconds.
    assert_eq!(wait(&town, at(1), &home()), Some(at(5)));
    assert_eq!(town.tries(at(5), "zhang", GOOD, &home()), "in");
}

#[test]
fn a_morning_of_many_sign_ins_from_one_office_counts_for_nothing() {
    let (town, ..) = Town::peopled();
    for second in 0..200 {
        assert_eq!(town.tries(at(second), "zhang", GOOD, &home()), "in");
    }
}

#[test]
fn addresses_of_one_subscriber_are_one() {
    let (town, ..) = Town::peopled();
    let table = [
        (["192.0.2.1", "192.0.2.200"], true),
        (["192.0.2.1", "192.0.3.1"], false),
        (["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"], true),
        (["2001:db8:1:2::1", "2001:db8:1:3::1"], false),
        (["192.0.2.1", "::ffff:192.0.2.7"], true),
    ];
    for (row, (addresses, one)) in (0..).zip(table) {
        let login = format!("nobody{row}");
        guesses(&town, 3000 * row, &login, &from(addresses[0]), 5);
        let second = guesses(&town, 3000 * row + 6, &login, &from(addresses[1]), 1);
        assert_eq!(second == 0, one, "{addresses:?}");
    }
}

#[test]
fn whoever_keeps_the_accounts_can_end_a_wait() {
    let (town, zhang, _) = Town::peopled();
    guesses(&town, 0, "zhang", &home(), 9);
    assert_eq!(town.tries(at(10), "zhang", GOOD, &home()), "sign_in_wait");
    town.accounts.unlock(at(10), &By::host(), zhang).unwrap();
    assert_eq!(town.tries(at(10), "zhang", GOOD, &home()), "in");
}

#[test]
fn a_clock_put_back_makes_no_wait_longer() {
    let (town, ..) = Town::peopled();
    guesses(&town, 0, "zhang", &home(), 5);
    let back = at(-86_400 * 365);
    assert_eq!(wait(&town, back, &home()), Some(back + SignedDuration::from_secs(30)));
    assert_eq!(town.tries(back + SignedDuration::from_secs(30), "zhang", GOOD, &home()), "in");
}

#[test]
fn a_thousand_tries_at_once_are_a_thousand_tries() {
    let (town, ..) = Town::peopled();
    let before = town.accounts.hashes_done();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..125 {
                    town.tries(at(0), "zhang", OTHER, &home());
                }
            });
        }
    });
    assert_eq!(town.accounts.hashes_done() - before, 5);
}

proptest! {
    /// Whatever strangers try, wherever and whenever: the owner's known device is never barred, and nobody has more tries in
    /// a day than the growing wait leaves them.
    #[test]
    fn no_order_of_tries_bars_the_owner(
        tries in prop::collection::vec((0..3_u8, 0..2_u8, -60..4000_i64), 1..300),
    ) {
        let failures = Failures::default();
        let (mut now, mut through) = (0, BTreeMap::new());
        for (network, login, later) in tries {
            now += later;
            let login = ["zhang", "li"][usize::from(login)];
            let address = IpAddr::from([192, 0, network, 1]);
            let stranger = Trier { login, address, device: None, code_of: None };
            if failures.begin(at(now), &stranger).is_ok() {
                *through.entry((network, login, now / 86_400)).or_insert(0) += 1;
            }
            let owner = Trier { login: "zhang", device: Some(Hash([1; 32])), ..stranger };
            prop_assert!(failures.begin(at(now), &owner).is_ok());
            failures.succeeded(&owner, 1);
        }
        // Five free ones, seven while the wait grows, one an hour after that.
        prop_assert!(through.values().all(|count| *count <= 5 + 7 + 24 + 2), "{through:?}");
    }
}
