//! Sessions: looked up with every request, ended by rest, age, their owner or whoever keeps the accounts.

use jiff::{SignedDuration, Timestamp};
use qinghuo_ledger::Hash;
use qinghuo_ledger::accounts::{AccountKind, AccountRow, NewSessionRow, Register};

use crate::account::{By, living, subject, what};
use crate::hashing::Verdict;
use crate::identity::{Claim, IdentityId, proves};
use crate::recovery::use_code;
use crate::secret::{Secret, hash_of, hex, mac, same};
use crate::time::{after, before, stored, told};
use crate::webauthn::Assertion;
use crate::{AccountId, Accounts, PasskeyId, Refusal, Settings, Site, Trouble};

/// A session's last use is written once in this time.
pub(crate) const TOUCHED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Sessions of an account; whoever begins one more ends the one begun first.
const SESSIONS_MOST: u32 = 200;

/// Number of a session, never given to another; no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub i64);

/// A living session, found by its secret.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its number.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// The person.
    pub person: Option<u32>,
    /// What the person typed to sign in.
    pub login: String,
    /// Whether it was begun with one click in a made-up city.
    pub demo: bool,
    /// The post that acts.
    pub post: Option<u32>,
    /// When it began.
    pub created_at: Timestamp,
    /// Until when dangerous acts are open.
    pub stepped_up_until: Option<Timestamp>,
    /// Somebody else has issued the password: nothing else goes on until it is changed.
    pub must_change: bool,
    /// Whether the account has a second factor.
    pub totp: bool,
    /// By which means it was begun.
    pub means: Means,
    hash: Hash,
    form_token: String,
}

/// A session as its owner sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Its number.
    pub id: SessionId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// From where it was begun.
    pub address: String,
    /// With which browser, in the browser's words.
    pub agent: String,
    /// The post that acts.
    pub post: Option<u32>,
    /// By which means it was begun.
    pub means: Means,
}

/// By which means somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// By a password, with a code where one was asked for.
    Password,
    /// By a passkey.
    Passkey(PasskeyId),
    /// By an identity at another house.
    Identity(IdentityId),
    /// In a made-up city, by a click.
    Demo,
}

impl Means {
    /// As stored.
    pub(crate) fn words(self) -> String {
        match self {
            Means::Passkey(id) => format!("{}/{}", self.key(), id.0),
            Means::Identity(id) => format!("{}/{}", self.key(), id.0),
            Means::Password | Means::Demo => self.key().to_owned(),
        }
    }

    /// A stable name of the kind.
    pub fn key(self) -> &'static str {
        match self {
            Means::Password => "password",
            Means::Passkey(_) => "passkey",
            Means::Identity(_) => "identity",
            Means::Demo => "demo",
        }
    }

    fn of(words: &str) -> Means {
        let number = |kind: &str| words.strip_prefix(kind)?.strip_prefix('/')?.parse().ok();
        match (words, number("passkey"), number("identity")) {
            ("demo", ..) => Means::Demo,
            (_, Some(id), _) => Means::Passkey(PasskeyId(id)),
            (_, _, Some(id)) => Means::Identity(IdentityId(id)),
            _ => Means::Password,
        }
    }

    /// What the log says of it.
    pub(crate) fn signed_in(self) -> &'static str {
        match self {
            Means::Password | Means::Demo => what::SIGNED_IN,
            Means::Passkey(_) => what::SIGNED_IN_PASSKEY,
            Means::Identity(_) => what::SIGNED_IN_IDENTITY,
        }
    }
}

/// How somebody who is signed in proves again who they are.
#[derive(Debug, Clone, Copy)]
pub enum Proof<'a> {
    /// By the password.
    Password(&'a str),
    /// By a code of the second factor.
    Code(&'a str),
    /// By a passkey, shown to this site.
    Passkey(&'a Site, Assertion<'a>),
    /// By an identity at another house, which has asked just now.
    Identity(&'a Claim<'a>),
    /// In a made-up city, by a click.
    Demo,
}

impl Session {
    /// What every form of this session must send back; follows from its secret.
    pub fn form_token(&self) -> &str {
        &self.form_token
    }

    /// Whether a form sent it back.
    pub fn form_token_is(&self, given: &str) -> bool {
        same(&self.form_token, given)
    }

    /// Whether dangerous acts are open.
    pub fn stepped_up(&self, now: Timestamp) -> bool {
        self.stepped_up_until.is_some_and(|until| now < until)
    }
}

impl Accounts {
    /// The living session of a secret. `None` if it is unknown, too old, at rest for too long, or its account is switched
    /// off or erased. Writes nothing while anybody waits.
    pub fn session(&self, now: Timestamp, secret: &str) -> Result<Option<Session>, Trouble> {
        let Some(hash) = hash_of(secret, "") else { return Ok(None) };
        let found = self.read(|register| {
            let Some(row) = register.session(&hash)? else { return Ok(None) };
            let account = register.account(row.account)?;
            Ok(account.map(|account| (row, account)))
        })?;
        let settings = &self.inner.settings;
        let Some((row, account)) = found.filter(|(row, account)| {
            account.disabled_at.is_none() && lives(now, row.created_at, row.seen_at, settings)
        }) else {
            return Ok(None);
        };
        if now.duration_since(told(row.seen_at)) >= TOUCHED_EVERY {
            self.inner.journal.touch_session(row.id, stored(now));
        }
        let stepped_up_at = row.stepped_up_at.map(told).filter(|at| *at <= now);
        Ok(Some(Session {
            id: SessionId(row.id),
            account: AccountId(row.account),
            person: account.person,
            demo: account.kind == AccountKind::Demo,
            post: row.post,
            created_at: told(row.created_at),
            stepped_up_until: stepped_up_at.map(|at| after(at, settings.step_up)),
            must_change: account.password.is_some_and(|password| password.ends_at.is_some()),
            totp: account.totp.secret.is_some(),
            means: Means::of(&row.means),
            login: account.login,
            hash,
            form_token: hex(&mac(secret.as_bytes(), "form")),
        }))
    }

    /// Chooses the post that acts; whether the person holds it is known elsewhere.
    pub fn choose_post(&self, session: &Session, post: Option<u32>) -> Result<(), Trouble> {
        self.transact(|register| {
            let chosen = register.set_session_post(session.id.0, post)?;
            if chosen { Ok(()) } else { Err(Refusal::SessionOver.into()) }
        })
    }

    /// Opens dangerous acts for some minutes, after the owner proved again who they are. The session gets another secret,
    /// so that whoever has copied the old one is out.
    pub fn step_up(
        &self,
        now: Timestamp,
        by: &By,
        session: &Session,
        proof: Proof<'_>,
    ) -> Result<Secret, Trouble> {
        let secret = Secret::draw("")?;
        let new = hash_of(secret.reveal(), "").ok_or(Trouble::Randomness)?;
        match proof {
            Proof::Password(password) => self.prove_password(now, by, session, password)?,
            Proof::Code(_) | Proof::Passkey(..) | Proof::Identity(_) => {
                self.inner.failures.begin_step_up(now, session.id.0)?;
            }
            Proof::Demo if session.demo => {}
            Proof::Demo => return Err(Refusal::NotDemo.into()),
        }
        let stepped = self.transact(|register| {
            let account = living(register, session.account)?;
            match proof {
                Proof::Code(code) if !use_code(register, now, by, &account, code)? => {
                    return Err(Refusal::Wrong.into());
                }
                Proof::Passkey(site, shown) if !self.use_passkey(register, now, session, site, &shown)? => {
                    return Err(Refusal::PasskeyWrong.into());
                }
                Proof::Identity(claim) if !proves(register, now, session, claim)? => {
                    return Err(Refusal::IdentityUnknown.into());
                }
                _ => {}
            }
            if !register.renew_session(session.id.0, &session.hash, &new, stored(now))? {
                return Err(Refusal::SessionOver.into());
            }
            by.log(register, now, what::STEPPED_UP, account.id)
        });
        match stepped {
            Ok(()) => {
                self.inner.failures.stepped_up(session.id.0);
                Ok(secret)
            }
            Err(trouble) => {
                self.note(now, by.note(what::STEP_UP_FAILED, subject(session.account.0)))?;
                Err(trouble)
            }
        }
    }

    /// The living sessions of an account, the last used first.
    pub fn sessions(&self, now: Timestamp, id: AccountId) -> Result<Vec<SessionRow>, Trouble> {
        let rows = self.read(|register| register.sessions_of(id.0))?;
        let living =
            rows.into_iter().filter(|row| lives(now, row.created_at, row.seen_at, &self.inner.settings));
        Ok(living
            .map(|row| SessionRow {
                id: SessionId(row.id),
                created_at: told(row.created_at),
                seen_at: told(row.seen_at),
                address: row.address,
                agent: row.agent,
                post: row.post,
                means: Means::of(&row.means),
            })
            .collect())
    }

    /// Ends the session its owner is in.
    pub fn sign_out(&self, now: Timestamp, by: &By, session: &Session) -> Result<(), Trouble> {
        self.transact(|register| {
            register.delete_session(session.account.0, session.id.0)?;
            by.log(register, now, what::SIGNED_OUT, session.account.0)
        })
    }

    /// Ends one session of an account. A session of another account is not found there.
    pub fn end_session(
        &self,
        now: Timestamp,
        by: &By,
        id: AccountId,
        session: SessionId,
    ) -> Result<(), Trouble> {
        self.transact(|register| {
            if !register.delete_session(id.0, session.0)? {
                return Err(Refusal::SessionOver.into());
            }
            by.log(register, now, what::SESSIONS_ENDED, id.0)
        })
    }

    /// Ends all sessions of the owner but the one they are in; how many.
    pub fn end_other_sessions(&self, now: Timestamp, by: &By, session: &Session) -> Result<usize, Trouble> {
        self.transact(|register| {
            let ended = register.delete_sessions(session.account.0, Some(session.id.0))?;
            by.log(register, now, what::SESSIONS_ENDED, session.account.0)?;
            Ok(ended)
        })
    }

    /// Whether the owner of a session knows its account's password; tries are counted by session.
    pub(crate) fn prove_password(
        &self,
        now: Timestamp,
        by: &By,
        session: &Session,
        password: &str,
    ) -> Result<(), Trouble> {
        self.inner.failures.begin_step_up(now, session.id.0)?;
        let account = self.read(|register| register.account(session.account.0))?;
        let hash =
            account.as_ref().and_then(|it| it.password.as_ref()).map(|password| password.hash.as_str());
        let verdict = match self.inner.hasher.verify(password, hash) {
            Ok(verdict) => verdict,
            Err(trouble) => {
                self.inner.failures.withdraw_step_up(session.id.0);
                return Err(trouble);
            }
        };
        let Some(account) = account.filter(|_| verdict != Verdict::Wrong) else {
            self.note(now, by.note(what::STEP_UP_FAILED, subject(session.account.0)))?;
            return Err(Refusal::Wrong.into());
        };
        self.refresh(&account, password, verdict)?;
        self.inner.failures.stepped_up(session.id.0);
        Ok(())
    }

    /// Begins a session in the transaction under way; its secret. Sessions that are over are swept.
    pub(crate) fn begin_session(
        &self,
        register: &Register,
        now: Timestamp,
        account: &AccountRow,
        (address, agent): (&str, &str),
        means: Means,
    ) -> Result<Secret, Trouble> {
        let Settings { idle, absolute, .. } = self.inner.settings;
        register.sweep_sessions(stored(before(now, absolute)), stored(before(now, idle)))?;
        let secret = Secret::draw("")?;
        let hash = &hash_of(secret.reveal(), "").ok_or(Trouble::Randomness)?;
        let created_at = stored(now);
        let (account, means) = (account.id, &means.words());
        let new = NewSessionRow { hash, account, created_at, address, agent, means };
        register.insert_session(&new)?;
        register.keep_last_sessions(account, SESSIONS_MOST)?;
        Ok(secret)
    }
}

/// Whether a session lives. If the clock was put back, its last use is the time that has surely passed.
fn lives(now: Timestamp, created_at: i64, seen_at: i64, settings: &Settings) -> bool {
    let now = now.max(told(seen_at));
    now.duration_since(told(seen_at)) < settings.idle
        && now.duration_since(told(created_at)) < settings.absolute
}
