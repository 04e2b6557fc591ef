//! Rows of those who sign in: given to older ledgers, taken along by backups, gone with their person.

use std::fs;

use tempfile::tempdir;

use super::{all, grow, verify};
use crate::accounts::{
    AccountKind, ContactRow, Durability, NewAccountRow, NewIdentityRow, NewPasskeyRow, NewSessionRow,
    NewTokenRow, Register, SeenFilter, SeenText,
};
use crate::{DATABASE_FILE, Hash, Ledger, LedgerError};

/// A ledger of a program without accounts: five records and two people, written by that program.
const SCHEMA_1: &[u8] = include_bytes!("fixtures/schema_1.db");

/// The same five records and two people, with an account and a session, of a program that knew neither passkeys nor identities.
const SCHEMA_2: &[u8] = include_bytes!("fixtures/schema_2.db");

const SECRET: Hash = Hash([7; 32]);

/// An account of a person with everything that hangs on it.
fn furnish(register: &Register, person: u32, login: &str, secret: &Hash) -> u32 {
    let new = NewAccountRow { person: Some(person), login, kind: AccountKind::Person, created_at: 1 };
    let account = register.insert_account(&new).unwrap();
    let (created_at, address, agent) = (2, "192.0.2.1", "Firefox");
    let means = "password";
    let session = NewSessionRow { hash: secret, account, created_at, address, agent, means };
    register.insert_session(&session).unwrap();
    let (credential, key) = (secret.0.as_slice(), [1].as_slice());
    let passkey = NewPasskeyRow { account, credential, key, counter: 0, name: "手机", created_at };
    register.insert_passkey(&passkey).unwrap().unwrap();
    let (issuer, subject) = ("https://id.example", Some(login));
    let identity = NewIdentityRow { account, issuer, subject, expected: None, name: login, created_at };
    register.insert_identity(&identity).unwrap().unwrap();
    let (name, scopes, post, ends_at) = ("BI", "project.view", None, 9);
    register
        .insert_token(&NewTokenRow { hash: secret, account, name, scopes, post, created_at, ends_at })
        .unwrap();
    register.put_device(account, secret, 2).unwrap();
    register.set_recovery_codes(account, &[*secret]).unwrap();
    register
        .set_contact(person, &ContactRow { phone: "13800000000".to_owned(), ..ContactRow::default() })
        .unwrap();
    account
}

fn viewed(at: i64, account: u32, what: &str, subject: &str) -> SeenText {
    SeenText {
        at,
        account: Some(account),
        post: None,
        what: what.to_owned(),
        subject: subject.to_owned(),
        address: String::new(),
    }
}

#[test]
fn an_older_ledger_is_read_as_it_is_and_given_the_tables_when_opened_for_writing() {
    let dir = tempdir().unwrap();
    fs::write(dir.path().join(DATABASE_FILE), SCHEMA_1).unwrap();
    let reader = Ledger::open_read_only(dir.path()).unwrap();
    let (head, records) = (verify(&reader).unwrap(), all(&reader, 0).unwrap());
    assert_eq!((head.seq, reader.people().unwrap().len()), (5, 2));
    drop(reader);
    assert_eq!(fs::read(dir.path().join(DATABASE_FILE)).unwrap(), SCHEMA_1, "reading changes nothing");

    // Two at once: the tables are made once.
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let dir = dir.path().to_owned();
            std::thread::spawn(move || Register::open(&dir, Durability::Now).unwrap().any_account().unwrap())
        })
        .collect();
    assert!(threads.into_iter().all(|thread| !thread.join().unwrap()));
    let mut ledger = Ledger::open(dir.path()).unwrap();
    assert_eq!((verify(&ledger).unwrap(), all(&ledger, 0).unwrap()), (head, records));
    assert_eq!(grow(&mut ledger, 6).seq, 6);
    let register = Register::open(dir.path(), Durability::Now).unwrap();
    furnish(&register, 1, "zhang", &SECRET);
}

#[test]
fn a_ledger_without_passkeys_is_given_their_tables_and_keeps_its_sessions() {
    let dir = tempdir().unwrap();
    fs::write(dir.path().join(DATABASE_FILE), SCHEMA_2).unwrap();
    let reader = Ledger::open_read_only(dir.path()).unwrap();
    assert_eq!((verify(&reader).unwrap().seq, reader.people().unwrap().len()), (5, 2));
    drop(reader);
    assert_eq!(fs::read(dir.path().join(DATABASE_FILE)).unwrap(), SCHEMA_2, "reading changes nothing");
    let register = Register::open(dir.path(), Durability::Now).unwrap();
    let session = register.session(&SECRET).unwrap().unwrap();
    assert_eq!((session.account, session.means.as_str()), (1, "password"));
    assert!(register.passkeys_of(1).unwrap().is_empty() && register.identities_of(1).unwrap().is_empty());
    furnish(&register, 2, "li", &Hash([8; 32]));
    assert_eq!(grow(&mut Ledger::open(dir.path()).unwrap(), 6).seq, 6);
}

#[test]
fn a_passkey_counts_on_and_a_credential_has_one_owner() {
    let dir = tempdir().unwrap();
    fs::write(dir.path().join(DATABASE_FILE), SCHEMA_2).unwrap();
    let register = Register::open(dir.path(), Durability::Now).unwrap();
    let new = |counter, credential| NewPasskeyRow {
        account: 1,
        credential,
        key: &[1],
        counter,
        name: "手机",
        created_at: 1,
    };
    let counting = register.insert_passkey(&new(5, &[1])).unwrap().unwrap();
    let plain = register.insert_passkey(&new(0, &[2])).unwrap().unwrap();
    assert_eq!(register.insert_passkey(&new(0, &[2])).unwrap(), None);
    let used = |id, counter| register.use_passkey(id, counter, 3).unwrap();
    assert_eq!([5, 4, 0, 6, 6].map(|counter| used(counting, counter)), [false, false, false, true, false]);
    assert_eq!([0, 0, 1, 0].map(|counter| used(plain, counter)), [true, true, true, false]);
    assert!(!register.delete_passkey(2, plain).unwrap() && register.delete_passkey(1, plain).unwrap());
}

#[test]
fn an_expected_identity_comes_once() {
    let dir = tempdir().unwrap();
    fs::write(dir.path().join(DATABASE_FILE), SCHEMA_2).unwrap();
    let register = Register::open(dir.path(), Durability::Now).unwrap();
    let issuer = "https://id.example";
    let expects = |account, word| {
        let new = NewIdentityRow {
            account,
            issuer,
            subject: None,
            expected: Some(word),
            name: word,
            created_at: 7,
        };
        register.insert_identity(&new).unwrap()
    };
    let id = expects(1, "zhang3").unwrap();
    assert_eq!(expects(1, "zhang3"), None, "one account only");
    let found = |since| register.expected_identity(issuer, "zhang3", since).unwrap().map(|row| row.id);
    assert_eq!((found(7), found(8)), (Some(id), None));
    assert!(register.bind_identity(id, "0001").unwrap() && !register.bind_identity(id, "0002").unwrap());
    assert_eq!((found(7), register.identity(issuer, "0001").unwrap().unwrap().id), (None, id));
    assert!(expects(1, "zhang3").is_some(), "whoever came is known by another number");
    assert_eq!(register.forget_expected(8).unwrap(), 1);
}

#[test]
fn with_a_person_goes_all_that_is_theirs_and_nothing_of_others() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let mut batch = ledger.begin().unwrap();
    let (zhang, _) = batch.person_named("张三").unwrap();
    let (li, _) = batch.person_named("李四").unwrap();
    batch.commit().unwrap();
    let register = Register::open(dir.path(), Durability::Now).unwrap();
    let gone = furnish(&register, zhang, "zhang", &SECRET);
    let other = Hash([8; 32]);
    let stays = furnish(&register, li, "li", &other);
    register.insert_seen(&viewed(5, gone, "project.view", "project/P1")).unwrap();

    let mut batch = ledger.begin().unwrap();
    batch.erase_person(zhang).unwrap();
    drop(batch);
    assert!(register.account(gone).unwrap().is_some(), "a batch that is dropped erases nothing");
    let mut batch = ledger.begin().unwrap();
    batch.erase_person(zhang).unwrap();
    batch.commit().unwrap();
    let left = |account: u32, person: u32, secret: &Hash| {
        [
            register.account(account).unwrap().is_some(),
            register.session(secret).unwrap().is_some(),
            register.token(secret).unwrap().is_some(),
            register.knows_device(account, secret).unwrap(),
            register.recovery_codes_left(account).unwrap() > 0,
            register.contact(person).unwrap().is_some(),
            register.passkey(&secret.0).unwrap().is_some(),
            !register.identities_of(account).unwrap().is_empty(),
        ]
    };
    assert_eq!(left(gone, zhang, &SECRET), [false; 8]);
    assert_eq!(left(stays, li, &other), [true; 8]);
    assert_eq!(register.count_seen(&SeenFilter::default()).unwrap(), 1, "the log is kept, by number");
    let again = NewAccountRow { person: None, login: "new", kind: AccountKind::Service, created_at: 1 };
    assert!(register.insert_account(&again).unwrap() > stays, "numbers are not given again");
}

#[test]
fn a_backup_takes_the_rows_along() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let mut batch = ledger.begin().unwrap();
    let (zhang, _) = batch.person_named("张三").unwrap();
    batch.commit().unwrap();
    let account = furnish(&Register::open(dir.path(), Durability::Soon).unwrap(), zhang, "zhang", &SECRET);
    let copy = tempdir().unwrap();
    ledger.backup_to(&copy.path().join(DATABASE_FILE)).unwrap();
    let register = Register::open_read_only(copy.path()).unwrap();
    assert_eq!(register.account_of_login("zhang").unwrap().unwrap().id, account);
    assert_eq!(register.session(&SECRET).unwrap().unwrap().account, account);
}

#[test]
fn a_change_that_fails_leaves_nothing_and_the_register_goes_on() {
    let dir = tempdir().unwrap();
    let _ledger = Ledger::open(dir.path()).unwrap();
    let mut register = Register::open(dir.path(), Durability::Now).unwrap();
    let new = NewAccountRow { person: None, login: "bi", kind: AccountKind::Service, created_at: 1 };
    let failed: Result<(), LedgerError> = register.transact(|register| {
        register.insert_account(&new)?;
        register.insert_account(&new)?;
        Ok(())
    });
    assert!(matches!(failed, Err(LedgerError::Engine(_))), "{failed:?}");
    assert!(!register.any_account().unwrap());
    register.transact(|register| register.insert_account(&new)).unwrap();
    assert!(register.any_account().unwrap());
}

#[test]
fn a_time_step_and_a_recovery_code_are_used_once() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let mut batch = ledger.begin().unwrap();
    let (zhang, _) = batch.person_named("张三").unwrap();
    batch.commit().unwrap();
    let register = Register::open(dir.path(), Durability::Now).unwrap();
    let account = furnish(&register, zhang, "zhang", &SECRET);
    assert!(!register.use_totp_step(account, 5).unwrap(), "without a second factor there is no step");
    let secret = Some(vec![1]);
    register.set_totp(account, &crate::accounts::TotpRow { secret, offered: None, step: None }).unwrap();
    let used: Vec<bool> = [5, 5, 4, 6, 6].map(|step| register.use_totp_step(account, step).unwrap()).into();
    assert_eq!(used, [true, false, false, true, false]);
    assert!(register.use_recovery_code(account, &SECRET).unwrap());
    assert!(!register.use_recovery_code(account, &SECRET).unwrap());
}

#[test]
fn the_log_is_found_by_every_mark_and_in_chunks() {
    let dir = tempdir().unwrap();
    let _ledger = Ledger::open(dir.path()).unwrap();
    let register = Register::open(dir.path(), Durability::Now).unwrap();
    for number in 0..12_u32 {
        let what = ["project.view", "account.created", "account.disabled", "accounting"]
            [usize::try_from(number % 4).unwrap()];
        let subject = format!("project/P{}", number % 3);
        // Two of each moment.
        register.insert_seen(&viewed(i64::from(number / 2), number % 2, what, &subject)).unwrap();
    }
    let count = |filter: SeenFilter| register.count_seen(&filter).unwrap();
    let what = |text: &str| SeenFilter { what: Some(text.to_owned()), ..SeenFilter::default() };
    assert_eq!(count(SeenFilter::default()), 12);
    assert_eq!(count(what("account.")), 6);
    assert_eq!(count(what("account.created")), 3);
    assert_eq!(count(what("account")), 0);
    assert_eq!(count(SeenFilter { account: Some(1), ..what("account.") }), 3);
    assert_eq!(count(SeenFilter { subject: Some("project/P1".to_owned()), ..SeenFilter::default() }), 4);
    assert_eq!(count(SeenFilter { from: Some(2), before: Some(4), ..SeenFilter::default() }), 4);

    let filter = SeenFilter::default();
    let newest = register.seen(&filter, 1, 3).unwrap();
    assert_eq!(newest.iter().map(|row| row.id).collect::<Vec<_>>(), [11, 10, 9]);
    let (mut after, mut ids) = ((i64::MIN, i64::MIN), Vec::new());
    loop {
        let rows = register.seen_after(&filter, after, 5).unwrap();
        let Some(last) = rows.last() else { break };
        after = (last.text.at, last.id);
        ids.extend(rows.iter().map(|row| row.id));
    }
    assert_eq!(ids, (1..=12).collect::<Vec<_>>());
    assert_eq!([4, 4, 4].map(|most| register.purge_seen(3, most).unwrap()), [4, 2, 0]);
    assert_eq!(register.seen(&filter, 0, 99).unwrap().last().unwrap().text.at, 3);
}
