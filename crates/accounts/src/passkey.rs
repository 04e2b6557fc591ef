//! Passkeys: added by their owner, listed, removed, and shown to sign in or to prove again who one is.
//!
//! A passkey lets in alone: it is something one has, and its authenticator has asked its owner for a PIN, a finger or a face,
//! so no password and no code is asked for beside it. A login is not asked for either: the authenticator knows which account
//! is meant, so nothing can be learned of which logins exist.

use jiff::Timestamp;
use qinghuo_ledger::accounts::{AccountKind, AccountRow, NewPasskeyRow, Register};

use crate::account::{By, fold_words, living, what};
use crate::challenge::Purpose;
use crate::failures::Trier;
use crate::secret::mac;
use crate::session::{Means, Session};
use crate::sign_in::{Entry, Visitor, by};
use crate::time::{stored, told};
use crate::webauthn::{self, Assertion, NewCredential};
use crate::{AccountId, Accounts, Refusal, Site, Trouble};

/// Passkeys of an account.
const MOST: usize = 10;
/// Most characters of a passkey's name.
const NAME_MOST: usize = 60;

/// Number of a passkey, never given to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PasskeyId(pub i64);

/// A passkey as its owner sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Its number.
    pub id: PasskeyId,
    /// How its owner names it.
    pub name: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

/// What a browser must be told to make a passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyOffer {
    /// What is to be signed.
    pub challenge: String,
    /// The account, as it is named to the authenticator: base64url, no login.
    pub user: String,
    /// The login, for the eye.
    pub login: String,
    /// The passkeys there are, so that no authenticator makes a second one: base64url.
    pub known: Vec<String>,
}

impl Accounts {
    /// What a passkey is to sign: for signing in, or for proving again whose a session is.
    pub fn challenge(&self, now: Timestamp, purpose: Purpose) -> Result<String, Trouble> {
        self.inner.challenges.issue(now, purpose)
    }

    /// Offers a passkey to the owner of a session; made, it is brought to [`Accounts::add_passkey`].
    pub fn offer_passkey(&self, now: Timestamp, session: &Session) -> Result<PasskeyOffer, Trouble> {
        let challenge = self.challenge(now, Purpose::Add(session.id))?;
        let known = self.read(|register| register.passkeys_of(session.account.0))?;
        Ok(PasskeyOffer {
            challenge,
            user: self.user_handle(session.account.0),
            login: session.login.clone(),
            known: known.iter().map(|passkey| webauthn::text(&passkey.credential)).collect(),
        })
    }

    /// Adds a passkey to the account of a session.
    ///
    /// # Errors
    /// [`Refusal::PasskeyOver`] if the challenge is, [`Refusal::PasskeyWrong`] if what the browser brought is none for this site.
    pub fn add_passkey(
        &self,
        now: Timestamp,
        by: &By,
        session: &Session,
        site: &Site,
        name: &str,
        new: &NewCredential<'_>,
    ) -> Result<PasskeyId, Trouble> {
        let name = fold_words(name);
        if name.is_empty() {
            return Err(Refusal::PasskeyNameEmpty.into());
        }
        if name.chars().count() > NAME_MOST {
            return Err(Refusal::PasskeyNameTooLong { max: NAME_MOST }.into());
        }
        let made = webauthn::made(site, new).ok_or(Refusal::PasskeyWrong)?;
        let challenges = &self.inner.challenges;
        if !challenges.holds(now, Purpose::Add(session.id), &made.challenge) {
            return Err(Refusal::PasskeyOver.into());
        }
        self.transact(|register| {
            let account = living(register, session.account)?;
            if account.kind != AccountKind::Person {
                return Err(Refusal::NotAPerson.into());
            }
            if register.passkeys_of(account.id)?.len() >= MOST {
                return Err(Refusal::PasskeysTooMany { max: MOST }.into());
            }
            let row = NewPasskeyRow {
                account: account.id,
                credential: &made.credential,
                key: &made.key,
                counter: made.counter,
                name: &name,
                created_at: stored(now),
            };
            // A credential somebody else has is no more told apart than one that is broken.
            let id = register.insert_passkey(&row)?.ok_or(Refusal::PasskeyWrong)?;
            if !challenges.redeem(now, &made.challenge) {
                return Err(Refusal::PasskeyOver.into());
            }
            by.log(register, now, what::PASSKEY_ADDED, account.id)?;
            Ok(PasskeyId(id))
        })
    }

    /// The passkeys of an account, the newest first.
    pub fn passkeys(&self, id: AccountId) -> Result<Vec<Passkey>, Trouble> {
        let rows = self.read(|register| register.passkeys_of(id.0))?;
        Ok(rows
            .into_iter()
            .map(|row| Passkey {
                id: PasskeyId(row.id),
                name: row.name,
                created_at: told(row.created_at),
                used_at: row.used_at.map(told),
            })
            .collect())
    }

    /// Whether anybody could sign in with a passkey.
    pub fn any_passkey(&self) -> Result<bool, Trouble> {
        self.read(Register::any_passkey)
    }

    /// Removes a passkey of an account, and ends the sessions that were begun with it, but for the one its owner is in.
    pub fn remove_passkey(
        &self,
        now: Timestamp,
        by: &By,
        id: AccountId,
        passkey: PasskeyId,
        keep: Option<&Session>,
    ) -> Result<(), Trouble> {
        self.transact(|register| {
            if !register.delete_passkey(id.0, passkey.0)? {
                return Err(Refusal::PasskeyUnknown.into());
            }
            let keep = keep.map(|session| session.id.0);
            register.delete_sessions_by(id.0, &Means::Passkey(passkey).words(), keep)?;
            by.log(register, now, what::PASSKEY_REMOVED, id.0)
        })
    }

    /// Signs somebody in who shows a passkey.
    ///
    /// # Errors
    /// [`Refusal::PasskeyWrong`] whatever is wrong with it, [`Refusal::PasskeyOver`], [`Refusal::Wait`].
    pub fn sign_in_passkey(
        &self,
        now: Timestamp,
        site: &Site,
        shown: &Assertion<'_>,
        visitor: &Visitor,
    ) -> Result<Entry, Trouble> {
        let credential = webauthn::bytes(shown.credential).unwrap_or_default();
        let passkey = self.read(|register| register.passkey(&credential))?;
        let account = match &passkey {
            Some(passkey) => self.read(|register| register.account(passkey.account))?,
            None => None,
        };
        // Counted by credential as passwords are by login: a signature is not guessed, but each try costs something.
        let device = self.known_device(account.as_ref(), visitor)?;
        let trier = Trier { login: shown.credential, address: visitor.address, device, code_of: None };
        self.inner.failures.begin(now, &trier)?;
        let login = account.as_ref().map(|account| account.login.clone()).unwrap_or_default();
        let checked = passkey.zip(account).and_then(|(passkey, account)| {
            let checked = self.checked(site, &account, &passkey, shown)?;
            Some((passkey, account, checked))
        });
        let Some((passkey, account, checked)) = checked else {
            self.refuse_entry(now, &login, visitor)?;
            return Err(Refusal::PasskeyWrong.into());
        };
        if !self.inner.challenges.holds(now, Purpose::Enter, &checked.challenge) {
            self.inner.failures.withdraw(&trier);
            return Err(Refusal::PasskeyOver.into());
        }
        let (by, means) = (by(&account, visitor), Means::Passkey(PasskeyId(passkey.id)));
        let entered = self.enter(now, &by, &account, visitor, means, |register| {
            // An authenticator that counts less than before is a copy (section 6.1.1).
            Ok(register.use_passkey(passkey.id, checked.counter, stored(now))?
                && self.inner.challenges.redeem(now, &checked.challenge))
        });
        match entered {
            Ok(entry) => {
                self.inner.failures.succeeded(&trier, 1);
                Ok(entry)
            }
            Err(Trouble::Refused(_)) => {
                self.refuse_entry(now, &login, visitor)?;
                Err(Refusal::PasskeyWrong.into())
            }
            Err(trouble) => Err(trouble),
        }
    }

    /// Whether a passkey shown again is one of the session's account and good, in the transaction under way; it is used up.
    pub(crate) fn use_passkey(
        &self,
        register: &Register,
        now: Timestamp,
        session: &Session,
        site: &Site,
        shown: &Assertion<'_>,
    ) -> Result<bool, Trouble> {
        let account = living(register, session.account)?;
        let credential = webauthn::bytes(shown.credential).unwrap_or_default();
        let passkey = register.passkey(&credential)?.filter(|passkey| passkey.account == account.id);
        let Some(passkey) = passkey else { return Ok(false) };
        let Some(checked) = self.checked(site, &account, &passkey, shown) else { return Ok(false) };
        let challenges = &self.inner.challenges;
        Ok(challenges.holds(now, Purpose::Prove(session.id), &checked.challenge)
            && register.use_passkey(passkey.id, checked.counter, stored(now))?
            && challenges.redeem(now, &checked.challenge))
    }

    fn checked(
        &self,
        site: &Site,
        account: &AccountRow,
        passkey: &qinghuo_ledger::accounts::PasskeyRow,
        shown: &Assertion<'_>,
    ) -> Option<webauthn::Shown> {
        // An authenticator that was told of the account says so; one that was not leaves it empty.
        let is_theirs = shown.user.is_empty() || shown.user == self.user_handle(account.id);
        webauthn::shown(site, &passkey.key, shown)
            .filter(|_| is_theirs && account.kind == AccountKind::Person && account.disabled_at.is_none())
    }

    /// How an account is named to authenticators: a number of this ledger that tells nobody anything.
    fn user_handle(&self, account: u32) -> String {
        webauthn::text(&mac(&self.inner.key, &format!("passkey\n{account}")))
    }
}
