//! Accounts: made, listed, given passwords, switched off and on.

use jiff::{SignedDuration, Timestamp};
use qinghuo_ledger::accounts::{AccountKind, AccountRow, ContactRow, NewAccountRow, PasswordRow, Register};

use crate::secret::Secret;
use crate::time::{after, stored, told};
use crate::{Accounts, Note, Refusal, Session, SessionId, Trouble, password};

/// Most characters of a login.
const LOGIN_MOST: usize = 64;
/// How long a password that somebody else has issued may be used.
const ISSUED: SignedDuration = SignedDuration::from_hours(72);
/// Most characters of a telephone number, and of a mail address (RFC 5321).
const PHONE_MOST: usize = 40;
const EMAIL_MOST: usize = 254;

/// Number of an account, never given to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(pub u32);

/// What kind of account it is.
pub use qinghuo_ledger::accounts::AccountKind as Kind;

/// An account, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Whose it is; `None` for a program's.
    pub person: Option<u32>,
    /// What is typed to sign in.
    pub login: String,
    /// What kind it is.
    pub kind: Kind,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it is switched off.
    pub disabled_at: Option<Timestamp>,
    /// When somebody last signed in with it.
    pub signed_in_at: Option<Timestamp>,
    /// Its password, if it has one.
    pub password: Option<PasswordState>,
    /// Whether it has a second factor.
    pub totp: bool,
}

/// What may be told of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordState {
    /// Since when it holds.
    pub set_at: Timestamp,
    /// Until when it may be used, for one that somebody else has issued: its owner must change it.
    pub ends_at: Option<Timestamp>,
}

impl Account {
    pub(crate) fn of(row: &AccountRow) -> Account {
        Account {
            id: AccountId(row.id),
            person: row.person,
            login: row.login.clone(),
            kind: row.kind,
            created_at: told(row.created_at),
            disabled_at: row.disabled_at.map(told),
            signed_in_at: row.signed_in_at.map(told),
            password: row.password.as_ref().map(|password| PasswordState {
                set_at: told(password.set_at),
                ends_at: password.ends_at.map(told),
            }),
            totp: row.totp.secret.is_some(),
        }
    }
}

/// An account to be made for a person.
#[derive(Debug, Clone, Copy)]
pub struct NewAccount<'a> {
    /// Whose it is.
    pub person: u32,
    /// What is typed to sign in; case does not matter.
    pub login: &'a str,
    /// The password; with none, nobody signs in until one is issued.
    pub password: Option<&'a str>,
    /// Ways to write the person's name, beside the one the ledger knows, that the password must not hold.
    pub names: &'a [&'a str],
}

/// How a person is reached; empty where unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Telephone number as written.
    pub phone: String,
    /// Mail address as written.
    pub email: String,
}

/// Who does something to accounts, for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The account; `None` for somebody at the machine itself.
    pub account: Option<AccountId>,
    /// The post that acts.
    pub post: Option<u32>,
    /// From which address.
    pub address: String,
}

/// What the log says is done to accounts.
pub(crate) mod what {
    pub const CREATED: &str = "account.created";
    pub const PASSWORD_SET: &str = "account.password_set";
    pub const PASSWORD_ISSUED: &str = "account.password_issued";
    pub const DISABLED: &str = "account.disabled";
    pub const ENABLED: &str = "account.enabled";
    pub const UNLOCKED: &str = "account.unlocked";
    pub const SIGNED_IN: &str = "account.signed_in";
    pub const SIGNED_IN_PASSKEY: &str = "account.signed_in_passkey";
    pub const SIGNED_IN_IDENTITY: &str = "account.signed_in_identity";
    pub const SIGN_IN_FAILED: &str = "account.sign_in_failed";
    pub const SIGNED_OUT: &str = "account.signed_out";
    pub const STEPPED_UP: &str = "account.stepped_up";
    pub const STEP_UP_FAILED: &str = "account.step_up_failed";
    pub const SESSIONS_ENDED: &str = "account.sessions_ended";
    pub const TOTP_SET: &str = "account.totp_set";
    pub const TOTP_REMOVED: &str = "account.totp_removed";
    pub const RECOVERY_CODES_SET: &str = "account.recovery_codes_set";
    pub const RECOVERY_CODE_USED: &str = "account.recovery_code_used";
    pub const PASSKEY_ADDED: &str = "account.passkey_added";
    pub const PASSKEY_REMOVED: &str = "account.passkey_removed";
    pub const IDENTITY_LINKED: &str = "account.identity_linked";
    pub const IDENTITY_EXPECTED: &str = "account.identity_expected";
    pub const IDENTITY_UNLINKED: &str = "account.identity_unlinked";
    pub const TOKEN_ISSUED: &str = "account.token_issued";
    pub const TOKEN_ENDED: &str = "account.token_ended";
    pub const CONTACT_SET: &str = "person.contact_set";
    pub const LOG_PURGED: &str = "log.purged";
}

impl By {
    /// Somebody at the machine itself, on its command line.
    pub fn host() -> By {
        By { account: None, post: None, address: String::new() }
    }

    pub(crate) fn note(&self, what: &str, subject: String) -> Note {
        let By { account, post, address } = self.clone();
        Note { account, post, what: what.to_owned(), subject, address }
    }

    /// Writes what was done to an account, in the transaction that does it.
    pub(crate) fn log(
        &self,
        register: &Register,
        now: Timestamp,
        what: &str,
        account: u32,
    ) -> Result<(), Trouble> {
        Ok(register.insert_seen(&self.note(what, subject(account)).stored(now))?)
    }
}

/// How the log names an account.
pub(crate) fn subject(account: u32) -> String {
    format!("account/{account}")
}

impl Accounts {
    /// All accounts, by login.
    pub fn list(&self) -> Result<Vec<Account>, Trouble> {
        Ok(self.read(Register::accounts)?.iter().map(Account::of).collect())
    }

    /// The account of a number.
    pub fn account(&self, id: AccountId) -> Result<Option<Account>, Trouble> {
        Ok(self.read(|register| register.account(id.0))?.as_ref().map(Account::of))
    }

    /// The account of a person.
    pub fn account_of_person(&self, person: u32) -> Result<Option<Account>, Trouble> {
        Ok(self.read(|register| register.account_of_person(person))?.as_ref().map(Account::of))
    }

    /// Makes an account for a person.
    pub fn create(&self, now: Timestamp, by: &By, new: NewAccount<'_>) -> Result<AccountId, Trouble> {
        let (login, hash) = self.prepare(&new)?;
        self.transact(|register| insert_person(register, now, by, &new, &login, hash))
    }

    /// Makes an account for a program: nobody signs in with it, its tokens come in.
    pub fn create_service(&self, now: Timestamp, by: &By, login: &str) -> Result<AccountId, Trouble> {
        self.transact(|register| insert(register, now, by, None, &fold(login), AccountKind::Service))
    }

    /// Makes an account of a made-up city: it is signed in with one click, by anybody.
    pub fn create_demo(
        &self,
        now: Timestamp,
        by: &By,
        person: u32,
        login: &str,
    ) -> Result<AccountId, Trouble> {
        self.transact(|register| insert(register, now, by, Some(person), &fold(login), AccountKind::Demo))
    }

    /// Everything that speaks against a password; `names` are ways to write the name of its owner.
    pub fn check_password(&self, login: &str, names: &[&str], password: &str) -> Vec<Refusal> {
        password::check(password, login, names, &self.inner.settings.words)
    }

    /// Gives a person's account a password its owner has chosen, and ends its sessions but one.
    pub fn set_password(
        &self,
        now: Timestamp,
        by: &By,
        id: AccountId,
        new: &str,
        names: &[&str],
        keep: Option<SessionId>,
    ) -> Result<(), Trouble> {
        let account = self.read(|register| register.account(id.0))?.ok_or(Refusal::AccountUnknown)?;
        let name = self.name_of(account.person)?;
        let names: Vec<&str> = names.iter().copied().chain(name.as_deref()).collect();
        refuse(self.check_password(&account.login, &names, new))?;
        let hash = self.inner.hasher.hash(new)?;
        let password = PasswordRow { hash, set_at: stored(now), ends_at: None };
        self.transact(|register| {
            put_password(register, id, &password, keep)?;
            by.log(register, now, what::PASSWORD_SET, id.0)
        })
    }

    /// The owner's own way to another password: they know the old one. Ends their other sessions.
    pub fn change_password(
        &self,
        now: Timestamp,
        by: &By,
        session: &Session,
        old: &str,
        new: &str,
        names: &[&str],
    ) -> Result<(), Trouble> {
        self.prove_password(now, by, session, old)?;
        if old == new {
            return Err(Refusal::PasswordSame.into());
        }
        self.set_password(now, by, session.account, new, names, Some(session.id))
    }

    /// Issues a random password, to be handed over and changed at the first sign-in, within three days. Ends all sessions.
    pub fn issue_password(&self, now: Timestamp, by: &By, id: AccountId) -> Result<Secret, Trouble> {
        let secret = Secret::to_type::<10>()?;
        let hash = self.inner.hasher.hash(secret.reveal())?;
        let ends_at = Some(stored(after(now, ISSUED)));
        let password = PasswordRow { hash, set_at: stored(now), ends_at };
        self.transact(|register| {
            put_password(register, id, &password, None)?;
            by.log(register, now, what::PASSWORD_ISSUED, id.0)
        })?;
        Ok(secret)
    }

    /// Switches an account off: its sessions end, its tokens do not hold.
    pub fn disable(&self, now: Timestamp, by: &By, id: AccountId) -> Result<(), Trouble> {
        self.transact(|register| {
            let account = known(register, id)?;
            if account.disabled_at.is_some() {
                return Ok(());
            }
            register.set_disabled(id.0, Some(stored(now)))?;
            register.delete_sessions(id.0, None)?;
            by.log(register, now, what::DISABLED, id.0)
        })
    }

    /// Switches an account on again.
    pub fn enable(&self, now: Timestamp, by: &By, id: AccountId) -> Result<(), Trouble> {
        self.transact(|register| {
            if known(register, id)?.disabled_at.is_none() {
                return Ok(());
            }
            register.set_disabled(id.0, None)?;
            by.log(register, now, what::ENABLED, id.0)
        })
    }

    /// Forgets the failed tries to sign in with an account, so that nobody has to wait.
    pub fn unlock(&self, now: Timestamp, by: &By, id: AccountId) -> Result<(), Trouble> {
        let login = self.transact(|register| {
            by.log(register, now, what::UNLOCKED, id.0)?;
            Ok(known(register, id)?.login)
        })?;
        self.inner.failures.forget(&login, id.0);
        Ok(())
    }

    /// How a person is reached.
    pub fn contact(&self, person: u32) -> Result<Contact, Trouble> {
        let ContactRow { phone, email } = self.read(|register| register.contact(person))?.unwrap_or_default();
        Ok(Contact { phone, email })
    }

    /// Replaces how a person is reached.
    pub fn set_contact(
        &self,
        now: Timestamp,
        by: &By,
        person: u32,
        contact: &Contact,
    ) -> Result<(), Trouble> {
        let row =
            ContactRow { phone: contact.phone.trim().to_owned(), email: contact.email.trim().to_owned() };
        let fields = [("phone", &row.phone, PHONE_MOST), ("email", &row.email, EMAIL_MOST)];
        let too_long = fields.into_iter().filter(|(_, text, max)| text.chars().count() > *max);
        refuse(too_long.map(|(field, _, max)| Refusal::ContactTooLong { field, max }).collect())?;
        self.transact(|register| {
            if register.person_name(person)?.is_none() {
                return Err(Refusal::PersonUnknown.into());
            }
            register.set_contact(person, &row)?;
            let note = by.note(what::CONTACT_SET, format!("person/{person}"));
            Ok(register.insert_seen(&note.stored(now))?)
        })
    }

    /// What a new account needs before anything is written: everything that speaks against it, or its login and hash.
    pub(crate) fn prepare(&self, new: &NewAccount<'_>) -> Result<(String, Option<String>), Trouble> {
        let login = fold(new.login);
        let name = self.name_of(Some(new.person))?;
        let names: Vec<&str> = new.names.iter().copied().chain(name.as_deref()).collect();
        let mut refusals = self.read(|register| against(register, Some(new.person), &login))?;
        refusals.extend(new.password.map(|it| self.check_password(&login, &names, it)).unwrap_or_default());
        refuse(refusals)?;
        let hash = new.password.map(|password| self.inner.hasher.hash(password)).transpose()?;
        Ok((login, hash))
    }

    fn name_of(&self, person: Option<u32>) -> Result<Option<String>, Trouble> {
        let Some(person) = person else { return Ok(None) };
        self.read(|register| register.person_name(person))
    }
}

/// What is typed for a login, as stored: case and blanks around it do not matter.
pub(crate) fn fold(login: &str) -> String {
    login.trim().to_lowercase()
}

/// What is typed for the name of a thing, as stored: no blanks around it, nothing that cannot be seen.
pub(crate) fn fold_words(typed: &str) -> String {
    typed.trim().chars().filter(|letter| !letter.is_control()).collect()
}

/// Every reason, or none.
pub(crate) fn refuse(refusals: Vec<Refusal>) -> Result<(), Trouble> {
    if refusals.is_empty() { Ok(()) } else { Err(Trouble::Refused(refusals)) }
}

/// The account of a number.
pub(crate) fn known(register: &Register, id: AccountId) -> Result<AccountRow, Trouble> {
    register.account(id.0)?.ok_or_else(|| Refusal::AccountUnknown.into())
}

/// The account of a number, if it is not switched off.
pub(crate) fn living(register: &Register, id: AccountId) -> Result<AccountRow, Trouble> {
    Ok(Some(known(register, id)?)
        .filter(|account| account.disabled_at.is_none())
        .ok_or(Refusal::AccountUnknown)?)
}

/// Makes a person's account in the transaction under way.
pub(crate) fn insert_person(
    register: &Register,
    now: Timestamp,
    by: &By,
    new: &NewAccount<'_>,
    login: &str,
    hash: Option<String>,
) -> Result<AccountId, Trouble> {
    let id = insert(register, now, by, Some(new.person), login, AccountKind::Person)?;
    if let Some(hash) = hash {
        register.set_password(id.0, &PasswordRow { hash, set_at: stored(now), ends_at: None })?;
    }
    Ok(id)
}

fn insert(
    register: &Register,
    now: Timestamp,
    by: &By,
    person: Option<u32>,
    login: &str,
    kind: AccountKind,
) -> Result<AccountId, Trouble> {
    refuse(against(register, person, login)?)?;
    let new = NewAccountRow { person, login, kind, created_at: stored(now) };
    let id = register.insert_account(&new)?;
    by.log(register, now, what::CREATED, id)?;
    Ok(AccountId(id))
}

/// Everything that speaks against an account of this person and login.
fn against(
    register: &Register,
    person: Option<u32>,
    login: &str,
) -> Result<Vec<Refusal>, qinghuo_ledger::LedgerError> {
    let mut refusals = Vec::new();
    if let Some(person) = person {
        if register.person_name(person)?.is_none() {
            refusals.push(Refusal::PersonUnknown);
        }
        if register.account_of_person(person)?.is_some() {
            refusals.push(Refusal::PersonHasAccount);
        }
    }
    if login.is_empty() {
        refusals.push(Refusal::LoginEmpty);
    }
    if login.chars().count() > LOGIN_MOST {
        refusals.push(Refusal::LoginTooLong { max: LOGIN_MOST });
    }
    if !login
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || "._-@".contains(letter) || is_han(letter))
    {
        refusals.push(Refusal::LoginCharacters);
    }
    if register.account_of_login(login)?.is_some() {
        refusals.push(Refusal::LoginTaken);
    }
    Ok(refusals)
}

/// Whether a letter is a Chinese character, or the dot between the parts of a name. Letters that only look like others of
/// ours are none.
fn is_han(letter: char) -> bool {
    matches!(letter, '\u{b7}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

fn put_password(
    register: &Register,
    id: AccountId,
    password: &PasswordRow,
    keep: Option<SessionId>,
) -> Result<(), Trouble> {
    if known(register, id)?.kind != AccountKind::Person {
        return Err(Refusal::NotAPerson.into());
    }
    register.set_password(id.0, password)?;
    register.delete_sessions(id.0, keep.map(|session| session.0))?;
    Ok(())
}
