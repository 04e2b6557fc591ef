//! Identities somebody has with another house: linked by their owner, expected by whoever keeps the accounts, and shown to
//! sign in or to prove again who one is.
//!
//! What another house says is found out elsewhere; here it is an argument, [`Claim`]. No account is made by it: an identity
//! nobody linked opens nothing. A second factor of ours is asked for beside it, unless the other house has asked for two.

use jiff::{SignedDuration, Timestamp};
use qinghuo_ledger::accounts::{AccountKind, AccountRow, IdentityRow, NewIdentityRow, Register};

use crate::account::{By, fold_words, known, living, what};
use crate::challenge::Purpose;
use crate::session::{Means, Session};
use crate::sign_in::{SignIn, Visitor, by, passed};
use crate::time::{before, stored, told};
use crate::{AccountId, Accounts, Refusal, Trouble};

/// Identities of an account.
const MOST: usize = 10;
/// Most characters of what an identity is expected to be called.
const WORD_MOST: usize = 255;
/// So long an identity that was expected may take to come: names at another house pass from one to the next.
const EXPECTED: SignedDuration = SignedDuration::from_hours(24 * 14);

/// Number of an identity, never given to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdentityId(pub i64);

/// What another house says of who somebody is, found to be its word.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// The house.
    pub issuer: &'a str,
    /// Their number there, which never changes.
    pub subject: &'a str,
    /// What they are called there; empty if it is not said.
    pub username: &'a str,
    /// Whether they showed more than one factor there.
    pub multi_factor: bool,
    /// Whether they were asked just now.
    pub anew: bool,
}

/// An identity as its owner sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its number.
    pub id: IdentityId,
    /// The house that vouches for it.
    pub issuer: String,
    /// What it is called there; its number there, if it has no name.
    pub name: String,
    /// When it was linked, or first expected.
    pub created_at: Timestamp,
    /// When somebody last signed in with it.
    pub used_at: Option<Timestamp>,
    /// Whether it is only expected, and until when.
    pub expected_until: Option<Timestamp>,
}

impl Claim<'_> {
    fn name(&self) -> String {
        let name = fold_words(self.username);
        if name.is_empty() { self.subject.to_owned() } else { name }
    }
}

impl Accounts {
    /// Counts somebody who came back from another house, before it is asked who they are: an answer is not guessed, but each
    /// costs the other house something.
    ///
    /// # Errors
    /// [`Refusal::Wait`].
    pub fn begin_identity(&self, now: Timestamp, visitor: &Visitor) -> Result<(), Trouble> {
        self.inner.failures.begin_elsewhere(now, visitor.address)
    }

    /// Notes that what the other house answered was not to be believed, or nothing.
    pub fn note_identity_failed(&self, now: Timestamp, visitor: &Visitor) -> Result<(), Trouble> {
        self.refuse_entry(now, "", visitor).map(|_| ())
    }

    /// Whether a challenge was given out for this and is not over; it counts once.
    ///
    /// # Errors
    /// [`Refusal::IdentityOver`].
    pub fn redeem_challenge(&self, now: Timestamp, purpose: Purpose, challenge: &str) -> Result<(), Trouble> {
        let challenges = &self.inner.challenges;
        match challenges.holds(now, purpose, challenge) && challenges.redeem(now, challenge) {
            true => Ok(()),
            false => Err(Refusal::IdentityOver.into()),
        }
    }

    /// Signs somebody in whom another house knows, if an account is linked to that identity, or expects it.
    ///
    /// # Errors
    /// [`Refusal::IdentityUnknown`].
    pub fn sign_in_identity(
        &self,
        now: Timestamp,
        claim: &Claim<'_>,
        visitor: &Visitor,
    ) -> Result<SignIn, Trouble> {
        let found = self.read(|register| {
            let Some(identity) = find(register, now, claim)? else { return Ok(None) };
            let account = register.account(identity.account)?;
            Ok(account.map(|account| (identity, account)))
        })?;
        let Some((identity, account)) = found.filter(|(_, account)| opens(account)) else {
            self.refuse_entry(now, "", visitor)?;
            return Err(Refusal::IdentityUnknown.into());
        };
        let (by, means) = (by(&account, visitor), Means::Identity(IdentityId(identity.id)));
        if account.totp.secret.is_some() && !claim.multi_factor {
            self.transact(|register| come(register, now, &by, &identity, claim))?;
            self.inner.failures.succeeded_elsewhere(visitor.address);
            let passed = Some(passed(&account));
            let ticket = self.inner.tickets.issue(now, passed, &account.login, means)?;
            return Ok(SignIn::Code { ticket });
        }
        let entered = self.enter(now, &by, &account, visitor, means, |register| {
            come(register, now, &by, &identity, claim)?;
            Ok(true)
        });
        match entered {
            Ok(entry) => {
                self.inner.failures.succeeded_elsewhere(visitor.address);
                Ok(SignIn::In(entry))
            }
            Err(Trouble::Refused(_)) => {
                self.refuse_entry(now, &account.login, visitor)?;
                Err(Refusal::IdentityUnknown.into())
            }
            Err(trouble) => Err(trouble),
        }
    }

    /// Links an identity to the account of a session, its owner having shown it.
    ///
    /// # Errors
    /// [`Refusal::IdentityTaken`] if it opens an account already, this one or another.
    pub fn link_identity(
        &self,
        now: Timestamp,
        by: &By,
        session: &Session,
        claim: &Claim<'_>,
    ) -> Result<IdentityId, Trouble> {
        self.transact(|register| {
            let account = living(register, session.account)?;
            has_room(register, &account)?;
            // One that is expected for this very account has come; expected for another, it is not for this one to take.
            if let Some(identity) = find(register, now, claim)? {
                if identity.account != account.id || identity.subject.is_some() {
                    return Err(Refusal::IdentityTaken.into());
                }
                come(register, now, by, &identity, claim)?;
                return Ok(IdentityId(identity.id));
            }
            let name = claim.name();
            let new = NewIdentityRow {
                account: account.id,
                issuer: claim.issuer,
                subject: Some(claim.subject),
                expected: None,
                name: &name,
                created_at: stored(now),
            };
            let id = register.insert_identity(&new)?.ok_or(Refusal::IdentityTaken)?;
            by.log(register, now, what::IDENTITY_LINKED, account.id)?;
            Ok(IdentityId(id))
        })
    }

    /// Expects an identity for an account: the first to come of that house with this number or name opens it, within two weeks.
    ///
    /// # Errors
    /// [`Refusal::IdentityTaken`] if an account expects it already.
    pub fn expect_identity(
        &self,
        now: Timestamp,
        by: &By,
        id: AccountId,
        issuer: &str,
        word: &str,
    ) -> Result<IdentityId, Trouble> {
        let word = fold_words(word);
        if word.is_empty() {
            return Err(Refusal::IdentityEmpty.into());
        }
        if word.chars().count() > WORD_MOST {
            return Err(Refusal::IdentityTooLong { max: WORD_MOST }.into());
        }
        self.transact(|register| {
            let account = known(register, id)?;
            has_room(register, &account)?;
            register.forget_expected(stored(before(now, EXPECTED)))?;
            if register.identity(issuer, &word)?.is_some() {
                return Err(Refusal::IdentityTaken.into());
            }
            let new = NewIdentityRow {
                account: account.id,
                issuer,
                subject: None,
                expected: Some(&word),
                name: &word,
                created_at: stored(now),
            };
            let id = register.insert_identity(&new)?.ok_or(Refusal::IdentityTaken)?;
            by.log(register, now, what::IDENTITY_EXPECTED, account.id)?;
            Ok(IdentityId(id))
        })
    }

    /// The identities of an account, the newest first.
    pub fn identities(&self, now: Timestamp, id: AccountId) -> Result<Vec<Identity>, Trouble> {
        let rows = self.read(|register| register.identities_of(id.0))?;
        let row = |row: IdentityRow| {
            let created_at = told(row.created_at);
            let until = row.subject.is_none().then(|| crate::time::after(created_at, EXPECTED));
            (until.is_none_or(|until| now < until)).then_some(Identity {
                id: IdentityId(row.id),
                issuer: row.issuer,
                name: row.name,
                created_at,
                used_at: row.used_at.map(told),
                expected_until: until,
            })
        };
        Ok(rows.into_iter().filter_map(row).collect())
    }

    /// Unlinks an identity of an account, and ends the sessions that were begun with it, but for the one its owner is in.
    pub fn unlink_identity(
        &self,
        now: Timestamp,
        by: &By,
        id: AccountId,
        identity: IdentityId,
        keep: Option<&Session>,
    ) -> Result<(), Trouble> {
        self.transact(|register| {
            if !register.delete_identity(id.0, identity.0)? {
                return Err(Refusal::IdentityAbsent.into());
            }
            let keep = keep.map(|session| session.id.0);
            register.delete_sessions_by(id.0, &Means::Identity(identity).words(), keep)?;
            by.log(register, now, what::IDENTITY_UNLINKED, id.0)
        })
    }
}

/// Whether an identity just shown is one of the session's account, in the transaction under way.
pub(crate) fn proves(
    register: &Register,
    now: Timestamp,
    session: &Session,
    claim: &Claim<'_>,
) -> Result<bool, Trouble> {
    let identity = register.identity(claim.issuer, claim.subject)?;
    let theirs = identity.filter(|identity| identity.account == session.account.0 && claim.anew);
    match theirs {
        Some(identity) => Ok(register.use_identity(identity.id, &claim.name(), stored(now))?),
        None => Ok(false),
    }
}

/// The identity a claim is of: linked, or expected under its number or its name.
fn find(
    register: &Register,
    now: Timestamp,
    claim: &Claim<'_>,
) -> Result<Option<IdentityRow>, qinghuo_ledger::LedgerError> {
    if let Some(linked) = register.identity(claim.issuer, claim.subject)? {
        return Ok(Some(linked));
    }
    let since = stored(before(now, EXPECTED)) + 1;
    for word in [claim.subject.to_owned(), fold_words(claim.username)] {
        if !word.is_empty()
            && let Some(expected) = register.expected_identity(claim.issuer, &word, since)?
        {
            return Ok(Some(expected));
        }
    }
    Ok(None)
}

/// An identity has come: one that was expected is linked from now on by its number.
fn come(
    register: &Register,
    now: Timestamp,
    by: &By,
    identity: &IdentityRow,
    claim: &Claim<'_>,
) -> Result<(), Trouble> {
    if identity.subject.is_none() {
        if !register.bind_identity(identity.id, claim.subject)? {
            return Err(Refusal::IdentityUnknown.into());
        }
        by.log(register, now, what::IDENTITY_LINKED, identity.account)?;
    }
    match register.use_identity(identity.id, &claim.name(), stored(now))? {
        true => Ok(()),
        false => Err(Refusal::IdentityUnknown.into()),
    }
}

fn opens(account: &AccountRow) -> bool {
    account.kind == AccountKind::Person && account.disabled_at.is_none()
}

fn has_room(register: &Register, account: &AccountRow) -> Result<(), Trouble> {
    if account.kind != AccountKind::Person {
        return Err(Refusal::NotAPerson.into());
    }
    match register.identities_of(account.id)?.len() < MOST {
        true => Ok(()),
        false => Err(Refusal::IdentitiesTooMany { max: MOST }.into()),
    }
}
