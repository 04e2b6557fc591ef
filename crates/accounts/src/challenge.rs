//! Challenges: what an authenticator signs, or another house sends back, so that an answer made earlier is none.
//!
//! A challenge carries its own end and a seal over what it is for, so nothing is kept of one that is only asked for, and
//! whoever asks for thousands fills nothing. What was answered rightly is remembered until it is over anyway: it counts once.
//! The key of the seal is drawn when the program starts; challenges of before are void.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use qinghuo_ledger::Hash;

use crate::secret::{hex, mac, random, same};
use crate::time::after;
use crate::{SessionId, Trouble};

/// How long an answer may take.
const PATIENCE: SignedDuration = SignedDuration::from_mins(5);
/// Hexadecimal digits of the random part, of the end, and of the seal.
const DIGITS: (usize, usize, usize) = (32, 16, 64);

/// What a challenge is for; answered for something else it is void.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Signing in.
    Enter,
    /// Adding a way to sign in to the account of this session.
    Add(SessionId),
    /// Proving again whose this session is.
    Prove(SessionId),
}

impl Purpose {
    fn words(self) -> String {
        match self {
            Purpose::Enter => "enter".to_owned(),
            Purpose::Add(session) => format!("add/{}", session.0),
            Purpose::Prove(session) => format!("prove/{}", session.0),
        }
    }
}

/// The seal of the challenges given out, and those that were answered.
pub(crate) struct Challenges {
    key: [u8; 32],
    answered: Mutex<HashMap<Hash, Timestamp>>,
}

impl Challenges {
    pub(crate) fn new() -> Result<Challenges, Trouble> {
        Ok(Challenges { key: random()?, answered: Mutex::default() })
    }

    pub(crate) fn issue(&self, now: Timestamp, purpose: Purpose) -> Result<String, Trouble> {
        let until = after(now, PATIENCE).as_second();
        let open = format!("{}{until:016x}", hex(&random::<16>()?));
        let seal = self.seal(purpose, &open);
        Ok(format!("{open}{seal}"))
    }

    /// Whether a challenge was given out for this, and is not over. Uses nothing up.
    pub(crate) fn holds(&self, now: Timestamp, purpose: Purpose, challenge: &str) -> bool {
        let (random, end, seal) = DIGITS;
        let Some((open, given)) = challenge.split_at_checked(random + end) else { return false };
        let until = open.get(random..).and_then(|end| i64::from_str_radix(end, 16).ok());
        let until = until.and_then(|until| Timestamp::from_second(until).ok());
        // A clock put back must not make it live longer than its whole time.
        let lives = until.is_some_and(|until| now < until && until <= after(now, PATIENCE));
        given.len() == seal && same(&self.seal(purpose, open), given) && lives
    }

    /// A challenge that holds was answered rightly: true for exactly one who says so.
    pub(crate) fn redeem(&self, now: Timestamp, challenge: &str) -> bool {
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        answered.retain(|_, until| *until > now);
        answered.insert(Hash::of(challenge.as_bytes()), after(now, PATIENCE)).is_none()
    }

    fn seal(&self, purpose: Purpose, open: &str) -> String {
        hex(&mac(&self.key, &format!("{}\n{open}", purpose.words())))
    }
}
