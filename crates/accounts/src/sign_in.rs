//! Signing in: password, then a code where there is a second factor; or one click in a made-up city.
//!
//! Whoever does not get in learns nothing: an unknown login costs the same hash as a known one, and whether a second factor
//! is asked for does not depend on the password. Of the unknown logins half are asked for a code too, always the same half,
//! so being asked does not tell that there is an account.

use core::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use qinghuo_ledger::Hash;
use qinghuo_ledger::accounts::{AccountKind, AccountRow, Register};

use crate::account::{By, fold, living, subject, what};
use crate::failures::Trier;
use crate::hashing::Verdict;
use crate::recovery::{code_fits, use_code};
use crate::secret::{Secret, hash_of, mac};
use crate::session::Means;
use crate::tickets::Passed;
use crate::time::{before, stored};
use crate::{Account, AccountId, Accounts, Refusal, Trouble};

/// A device not used for so long is a stranger again.
const DEVICE_KEPT: SignedDuration = SignedDuration::from_hours(24 * 365);
/// Devices remembered of an account.
const DEVICES: u32 = 20;
/// Characters kept of what a browser says it is.
const AGENT_MOST: usize = 200;
/// Marks the secret of a device.
const DEVICE: &str = "d_";

/// Who a request comes from.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The address.
    pub address: IpAddr,
    /// The browser, in its own words.
    pub agent: String,
    /// The secret of the device, from an earlier [`Entry`], as the device sent it.
    pub device: Option<String>,
}

/// How far somebody came with their password.
#[derive(Debug)]
pub enum SignIn {
    /// All the way.
    In(Entry),
    /// A code is asked for, whether or not the password was right: give it to [`Accounts::sign_in_code`].
    Code {
        /// Names this sign-in, for some minutes.
        ticket: Secret,
    },
}

/// Somebody who is in.
#[derive(Debug)]
pub struct Entry {
    /// The secret of the session.
    pub session: Secret,
    /// The secret of the device, to be kept there for a year, if it is a new one.
    pub device: Option<Secret>,
    /// Who.
    pub account: Account,
}

impl Accounts {
    /// Signs somebody in who knows a login and its password.
    ///
    /// # Errors
    /// [`Refusal::Wrong`], [`Refusal::Wait`], [`Refusal::Busy`].
    pub fn sign_in(
        &self,
        now: Timestamp,
        login: &str,
        password: &str,
        visitor: &Visitor,
    ) -> Result<SignIn, Trouble> {
        let login = fold(login);
        let account = self.read(|register| register.account_of_login(&login))?;
        let device = self.known_device(account.as_ref(), visitor)?;
        let trier = Trier { login: &login, address: visitor.address, device, code_of: None };
        self.inner.failures.begin(now, &trier)?;
        let stored = account.as_ref().and_then(|account| usable_password(now, account));
        let verdict = match self.inner.hasher.verify(password, stored) {
            Ok(verdict) => verdict,
            Err(trouble) => {
                self.inner.failures.withdraw(&trier);
                return Err(trouble);
            }
        };
        let right = verdict != Verdict::Wrong;
        if self.asks_code(&login, account.as_ref()) {
            let passed = account.filter(|_| right).map(|account| passed(&account));
            return Ok(SignIn::Code {
                ticket: self.inner.tickets.issue(now, passed, &login, Means::Password)?,
            });
        }
        match account.filter(|_| right) {
            Some(account) => {
                // Not where a code is asked for: the time it takes would tell that the password was right.
                self.refresh(&account, password, verdict)?;
                let by = by(&account, visitor);
                let entry = self.enter(now, &by, &account, visitor, Means::Password, |_| Ok(true))?;
                self.inner.failures.succeeded(&trier, 1);
                Ok(SignIn::In(entry))
            }
            None => Err(self.refuse_entry(now, &login, visitor)?),
        }
    }

    /// Signs somebody in who gave a password before and now gives a code of their second factor, or a recovery code.
    ///
    /// # Errors
    /// [`Refusal::Wrong`] if the code *or* the password before it was wrong, [`Refusal::TicketOver`], [`Refusal::Wait`].
    pub fn sign_in_code(
        &self,
        now: Timestamp,
        ticket: &str,
        code: &str,
        visitor: &Visitor,
    ) -> Result<Entry, Trouble> {
        let first = self.inner.tickets.present(now, ticket)?;
        let login = &first.login;
        // The owner's device counts as one even if the password was wrong.
        let typed = self.read(|register| register.account_of_login(login))?;
        let device = self.known_device(typed.as_ref(), visitor)?;
        let code_of = first.passed.map(|passed| passed.account);
        let trier = Trier { login, address: visitor.address, device, code_of };
        self.inner.failures.begin(now, &trier)?;
        // Looked at before it is known whether the password was right, so that a wrong code costs the same in both cases.
        let fits = self.read(|register| code_fits(register, now, typed.as_ref(), code))?;
        let Some(account) = typed.filter(|account| fits && first.passed == Some(passed(account))) else {
            return Err(self.refuse_entry(now, login, visitor)?);
        };
        let by = by(&account, visitor);
        let entered = self.enter(now, &by, &account, visitor, first.means, |register| {
            // Of two who present one ticket at once, one gets in: a code is used up within this transaction.
            use_code(register, now, &by, &living(register, by_account(&account))?, code)
        });
        match entered {
            Ok(entry) => {
                self.inner.tickets.redeem(ticket);
                self.inner.failures.succeeded(&trier, 2);
                Ok(entry)
            }
            Err(Trouble::Refused(_)) => Err(self.refuse_entry(now, login, visitor)?),
            Err(trouble) => Err(trouble),
        }
    }

    /// Signs in to an account of a made-up city, and to no other.
    pub fn sign_in_demo(&self, now: Timestamp, id: AccountId, visitor: &Visitor) -> Result<Entry, Trouble> {
        let account = self.read(|register| register.account(id.0))?.ok_or(Refusal::AccountUnknown)?;
        if account.kind != AccountKind::Demo {
            return Err(Refusal::NotDemo.into());
        }
        self.enter(now, &by(&account, visitor), &account, visitor, Means::Demo, |_| Ok(true))
    }

    /// Lets somebody in, if `proof` holds in the same transaction.
    pub(crate) fn enter(
        &self,
        now: Timestamp,
        by: &By,
        account: &AccountRow,
        visitor: &Visitor,
        means: Means,
        proof: impl FnOnce(&Register) -> Result<bool, Trouble>,
    ) -> Result<Entry, Trouble> {
        let agent: String =
            visitor.agent.chars().filter(|letter| !letter.is_control()).take(AGENT_MOST).collect();
        let fresh = Secret::draw(DEVICE)?;
        self.transact(|register| {
            // Switched off, given another password or a second factor since it was looked up: then the proof is none.
            let current = living(register, by_account(account)).map_err(|trouble| match trouble {
                Trouble::Refused(_) => Refusal::Wrong.into(),
                failure => failure,
            })?;
            let unchanged = set_at(&current) == set_at(account) && current.totp.secret == account.totp.secret;
            if !unchanged || !proof(register)? {
                return Err(Refusal::Wrong.into());
            }
            let session = self.begin_session(register, now, &current, (&by.address, &agent), means)?;
            register.set_signed_in(current.id, stored(now))?;
            let device = remember(register, now, current.id, visitor, fresh)?;
            by.log(register, now, means.signed_in(), current.id)?;
            Ok(Entry { session, device, account: Account::of(&current) })
        })
    }

    /// The hash of the visitor's device, if somebody signed in to this account from it before.
    pub(crate) fn known_device(
        &self,
        account: Option<&AccountRow>,
        visitor: &Visitor,
    ) -> Result<Option<Hash>, Trouble> {
        let hash = visitor.device.as_deref().and_then(|secret| hash_of(secret, DEVICE));
        let (Some(hash), Some(account)) = (hash, account) else { return Ok(None) };
        let known = self.read(|register| register.knows_device(account.id, &hash))?;
        Ok(known.then_some(hash))
    }

    /// Whether a code is asked for: for an account that has a second factor, and for half of the logins nobody has.
    fn asks_code(&self, login: &str, account: Option<&AccountRow>) -> bool {
        match account {
            Some(account) => account.totp.secret.is_some(),
            None => mac(&self.inner.key, login).first().is_some_and(|byte| byte & 1 == 1),
        }
    }

    /// Makes the hash of a right password anew if it was made with other parameters than are in use. That this may have to
    /// wait is no reason to fail.
    pub(crate) fn refresh(
        &self,
        account: &AccountRow,
        password: &str,
        verdict: Verdict,
    ) -> Result<(), Trouble> {
        let Some(old) = account.password.as_ref().filter(|_| verdict == Verdict::RightOutdated) else {
            return Ok(());
        };
        match self.inner.hasher.hash(password) {
            Ok(new) => self.transact(|register| Ok(register.rehash_password(account.id, &old.hash, &new)?)),
            Err(_) => Ok(()),
        }
    }

    /// Notes that somebody did not get in, and says so to them in the words used for all such cases.
    pub(crate) fn refuse_entry(
        &self,
        now: Timestamp,
        login: &str,
        visitor: &Visitor,
    ) -> Result<Trouble, Trouble> {
        // What was typed is not written down: it is now and then a password.
        let account = self.read(|register| register.account_of_login(login))?;
        let subject = account.map_or_else(|| "account/unknown".to_owned(), |account| subject(account.id));
        let by = By { account: None, post: None, address: visitor.address.to_canonical().to_string() };
        self.note(now, by.note(what::SIGN_IN_FAILED, subject))?;
        Ok(Refusal::Wrong.into())
    }
}

pub(crate) fn by(account: &AccountRow, visitor: &Visitor) -> By {
    let address = visitor.address.to_canonical().to_string();
    By { account: Some(by_account(account)), post: None, address }
}

fn by_account(account: &AccountRow) -> AccountId {
    AccountId(account.id)
}

pub(crate) fn passed(account: &AccountRow) -> Passed {
    Passed { account: account.id, password_set_at: set_at(account) }
}

fn set_at(account: &AccountRow) -> Option<i64> {
    account.password.as_ref().map(|password| password.set_at)
}

/// The hash of a password that may be used to sign in.
fn usable_password(now: Timestamp, account: &AccountRow) -> Option<&str> {
    let usable = account.kind == AccountKind::Person && account.disabled_at.is_none();
    let password = account.password.as_ref().filter(|_| usable)?;
    let ended = password.ends_at.is_some_and(|ends_at| ends_at <= stored(now));
    (!ended).then_some(&password.hash)
}

/// Remembers the visitor's device for an account; its secret, if it is a new one.
fn remember(
    register: &Register,
    now: Timestamp,
    account: u32,
    visitor: &Visitor,
    fresh: Secret,
) -> Result<Option<Secret>, Trouble> {
    let shown = visitor.device.as_deref().and_then(|secret| hash_of(secret, DEVICE));
    let known = match shown {
        Some(hash) if register.knows_device(account, &hash)? => Some(hash),
        _ => None,
    };
    let hash = known.or_else(|| hash_of(fresh.reveal(), DEVICE)).ok_or(Trouble::Randomness)?;
    register.put_device(account, &hash, stored(now))?;
    register.forget_devices(account, stored(before(now, DEVICE_KEPT)), DEVICES)?;
    Ok(known.is_none().then_some(fresh))
}
