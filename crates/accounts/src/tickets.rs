//! Sign-ins that wait for their second step. In memory, bounded, gone after a few minutes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use qinghuo_ledger::Hash;

use crate::secret::{Secret, hash_of};
use crate::session::Means;
use crate::time::after;
use crate::{Refusal, Trouble};

/// How long the second step may take.
const PATIENCE: SignedDuration = SignedDuration::from_mins(5);
/// Codes that may be tried on one ticket.
const TRIES: u32 = 5;
/// Most tickets kept.
const MOST: usize = 50_000;

/// An account whose password was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Passed {
    pub(crate) account: u32,
    /// When that password was set: another one since, and the step must be taken anew.
    pub(crate) password_set_at: Option<i64>,
}

/// A first step that was taken.
#[derive(Debug, Clone)]
pub(crate) struct Ticket {
    /// Whose password was right; with nobody, no code is.
    pub(crate) passed: Option<Passed>,
    /// By which means the first step was taken.
    pub(crate) means: Means,
    /// What was typed for a login.
    pub(crate) login: String,
    until: Timestamp,
    tries: u32,
}

/// All tickets, by the hash of their secret.
#[derive(Default)]
pub(crate) struct Tickets(Mutex<HashMap<Hash, Ticket>>);

impl Tickets {
    pub(crate) fn issue(
        &self,
        now: Timestamp,
        passed: Option<Passed>,
        login: &str,
        means: Means,
    ) -> Result<Secret, Trouble> {
        let secret = Secret::draw("")?;
        let mut tickets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tickets.len() >= MOST {
            tickets.retain(|_, ticket| ticket.until > now);
        }
        if tickets.len() >= MOST {
            return Err(Refusal::Busy.into());
        }
        let login = login.to_owned();
        let ticket = Ticket { passed, means, login, until: after(now, PATIENCE), tries: 0 };
        tickets.extend(hash_of(secret.reveal(), "").map(|hash| (hash, ticket)));
        Ok(secret)
    }

    /// The ticket of a secret, one try of it used up.
    pub(crate) fn present(&self, now: Timestamp, secret: &str) -> Result<Ticket, Trouble> {
        let mut tickets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let over = || Trouble::from(Refusal::TicketOver);
        let hash = hash_of(secret, "").ok_or_else(over)?;
        let ticket = tickets.get_mut(&hash).ok_or_else(over)?;
        ticket.tries += 1;
        // A clock put back must not make a ticket live longer than its whole time.
        if ticket.tries > TRIES || ticket.until <= now || ticket.until > after(now, PATIENCE) {
            tickets.remove(&hash);
            return Err(over());
        }
        Ok(ticket.clone())
    }

    /// The second step was taken: true for exactly one who says so.
    pub(crate) fn redeem(&self, secret: &str) -> bool {
        let mut tickets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hash_of(secret, "").is_some_and(|hash| tickets.remove(&hash).is_some())
    }
}
