//! Counting failures, so that guessing is slow and nobody can be locked out by others.
//!
//! What is counted together decides who is made to wait. A stranger is counted by login *and* address block, so failures
//! from elsewhere do not bar the owner; a device that signed in before is counted by itself, so failures of all strangers
//! together do not bar the owner on their own computer. A try is counted before its password is hashed and taken back if it
//! succeeds: a thousand tries at once are a thousand tries. Counts are kept in memory, bounded; a restart forgets them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use core::net::IpAddr;
use jiff::{SignedDuration, Timestamp};
use qinghuo_ledger::Hash;

use crate::time::after;
use crate::{Refusal, Trouble};

/// Most counts kept; then those longest at rest go first.
const MOST_COUNTS: usize = 100_000;
/// A count at rest for so long is forgotten.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(24);
/// Failures of strangers on one login after which each further address block has but one free try.
const SIEGE: u32 = 100;

/// The addresses one subscriber commonly has: /24 of IPv4, /64 of IPv6 (an IPv4 address in IPv6 clothes counts as what it is).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Block([u8; 8], bool);

impl Block {
    pub(crate) fn of(address: IpAddr) -> Block {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                Block([a, b, c, 0, 0, 0, 0, 0], false)
            }
            IpAddr::V6(address) => {
                let [a, b, c, d, e, f, g, h, ..] = address.octets();
                Block([a, b, c, d, e, f, g, h], true)
            }
        }
    }
}

/// What failures are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    /// A login, tried from a block by a device not known for it.
    Stranger(Hash, Block),
    /// A login, tried by all strangers: counts, never bars.
    Siege(Hash),
    /// All strangers' tries from a block.
    Block(Block),
    /// A device that is known for the account it tries.
    Device(Hash),
    /// Codes of a second factor tried by strangers who know the password.
    Code(u32),
    /// A session that proves again whose it is.
    Session(i64),
}

/// How many failures are free, and how the wait grows after them.
struct Limit {
    free: u32,
    first: SignedDuration,
    most: SignedDuration,
}

impl Key {
    fn limit(self) -> Option<Limit> {
        let (free, first, most) = match self {
            Key::Stranger(..) | Key::Device(_) | Key::Session(_) => (5, 30, 3600),
            // Many share an address: a whole office must not wait long for one of its own.
            Key::Block(_) => (50, 5, 60),
            Key::Code(_) => (10, 30, 3600),
            Key::Siege(_) => return None,
        };
        Some(Limit { free, first: SignedDuration::from_secs(first), most: SignedDuration::from_secs(most) })
    }
}

#[derive(Debug, Clone, Copy)]
struct Count {
    failures: u32,
    last: Timestamp,
    until: Timestamp,
}

/// Who tries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trier<'a> {
    pub(crate) login: &'a str,
    pub(crate) address: IpAddr,
    /// The hash of its secret, if the device is known for the account it tries.
    pub(crate) device: Option<Hash>,
    /// The account whose password was right and whose code is tried.
    pub(crate) code_of: Option<u32>,
}

impl Trier<'_> {
    fn keys(&self) -> Vec<Key> {
        let login = Hash::of(self.login.as_bytes());
        let block = Block::of(self.address);
        match self.device {
            Some(device) => vec![Key::Device(device)],
            None => [Key::Siege(login), Key::Stranger(login, block), Key::Block(block)]
                .into_iter()
                .chain(self.code_of.map(Key::Code))
                .collect(),
        }
    }
}

/// All counts.
#[derive(Default)]
pub(crate) struct Failures {
    counts: Mutex<HashMap<Key, Count>>,
}

impl Failures {
    /// Counts a try as failed until it is said to have succeeded, or says until when to wait.
    pub(crate) fn begin(&self, now: Timestamp, trier: &Trier<'_>) -> Result<(), Trouble> {
        self.count(now, &trier.keys())
    }

    /// The same for a session that proves again whose it is.
    pub(crate) fn begin_step_up(&self, now: Timestamp, session: i64) -> Result<(), Trouble> {
        self.count(now, &[Key::Session(session)])
    }

    /// The same for somebody who comes back from another house: nobody is named, so only where they come from counts.
    pub(crate) fn begin_elsewhere(&self, now: Timestamp, address: IpAddr) -> Result<(), Trouble> {
        self.count(now, &[Key::Block(Block::of(address))])
    }

    /// They are known there, and here.
    pub(crate) fn succeeded_elsewhere(&self, address: IpAddr) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        take_back(&mut counts, Key::Block(Block::of(address)), 1);
    }

    /// The trier succeeded after so many counted steps: what was counted against them is forgotten, but a block only has
    /// these steps back.
    pub(crate) fn succeeded(&self, trier: &Trier<'_>, steps: u32) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for key in trier.keys() {
            match key {
                Key::Block(_) => take_back(&mut counts, key, steps),
                _ => drop(counts.remove(&key)),
            }
        }
    }

    /// The session proved whose it is.
    pub(crate) fn stepped_up(&self, session: i64) {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).remove(&Key::Session(session));
    }

    /// The try did not take place.
    pub(crate) fn withdraw(&self, trier: &Trier<'_>) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        trier.keys().into_iter().for_each(|key| take_back(&mut counts, key, 1));
    }

    /// The session's try did not take place.
    pub(crate) fn withdraw_step_up(&self, session: i64) {
        take_back(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner), Key::Session(session), 1);
    }

    /// Forgets what was counted against a login and an account, wherever it was tried from.
    pub(crate) fn forget(&self, login: &str, account: u32) {
        let login = Hash::of(login.as_bytes());
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).retain(|key, _| match key {
            Key::Stranger(of, _) | Key::Siege(of) => *of != login,
            Key::Code(of) => *of != account,
            Key::Block(_) | Key::Device(_) | Key::Session(_) => true,
        });
    }

    /// Until when a stranger must wait; `None` if not at all. Counts nothing.
    #[cfg(test)]
    pub(crate) fn waits_until(&self, now: Timestamp, login: &str, address: IpAddr) -> Option<Timestamp> {
        let keys = Trier { login, address, device: None, code_of: None }.keys();
        match held(&self.counts.lock().unwrap(), &keys, now) {
            Some(Refusal::Wait { until }) => Some(until),
            _ => None,
        }
    }

    fn count(&self, now: Timestamp, keys: &[Key]) -> Result<(), Trouble> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            if let Some(count) = counts.get_mut(key) {
                count.settle(now);
            }
        }
        if let Some(refusal) = held(&counts, keys, now) {
            return Err(refusal.into());
        }
        if counts.len() >= MOST_COUNTS {
            shed(&mut counts, now);
        }
        let besieged = keys.iter().any(|key| {
            matches!(key, Key::Siege(_)) && counts.get(key).is_some_and(|count| count.failures >= SIEGE)
        });
        for key in keys {
            let count = counts.entry(*key).or_insert(Count { failures: 0, last: now, until: now });
            count.add(*key, now, besieged);
        }
        Ok(())
    }
}

impl Count {
    /// Brings a count to `now`: forgets it after a long rest, and moves it along if the clock was put back, so that a wait
    /// never grows by it.
    fn settle(&mut self, now: Timestamp) {
        if now < self.last {
            self.until = after(now, self.until.duration_since(self.last));
            self.last = now;
        }
        if now.duration_since(self.last) >= FORGOTTEN {
            *self = Count { failures: 0, last: now, until: now };
        }
    }

    fn add(&mut self, key: Key, now: Timestamp, besieged: bool) {
        self.failures = self.failures.saturating_add(1);
        self.last = now;
        let Some(limit) = key.limit() else { return };
        let free = if besieged && matches!(key, Key::Stranger(..)) { 1 } else { limit.free };
        if self.failures >= free {
            let doublings = (self.failures - free).min(16);
            let wait = limit.first.saturating_mul(1 << doublings).min(limit.most);
            self.until = after(now, wait);
        }
    }
}

/// Whether one of the counts bars the try. Somebody who tries codes is not told to wait for that reason: it would tell
/// them that the password was right.
fn held(counts: &HashMap<Key, Count>, keys: &[Key], now: Timestamp) -> Option<Refusal> {
    let (codes, others): (Vec<Key>, Vec<Key>) = keys.iter().partition(|key| matches!(key, Key::Code(_)));
    let latest = |keys: &[Key]| {
        let until = keys.iter().filter_map(|key| counts.get(key)).map(|count| count.until).max();
        until.filter(|until| *until > now)
    };
    match latest(&others) {
        Some(until) => Some(Refusal::Wait { until }),
        None => latest(&codes).map(|_| Refusal::Wrong),
    }
}

fn take_back(counts: &mut HashMap<Key, Count>, key: Key, steps: u32) {
    if let Some(count) = counts.get_mut(&key) {
        count.failures = count.failures.saturating_sub(steps);
        count.until = count.last;
    }
}

/// Makes room: what is long at rest goes, and if that is not enough the half that is longest at rest.
fn shed(counts: &mut HashMap<Key, Count>, now: Timestamp) {
    counts.retain(|_, count| now.duration_since(count.last) < FORGOTTEN);
    if counts.len() >= MOST_COUNTS {
        let mut times: Vec<Timestamp> = counts.values().map(|count| count.last).collect();
        let middle = times.len() / 2;
        let (_, median, _) = times.select_nth_unstable(middle);
        let median = *median;
        counts.retain(|_, count| count.last > median);
    }
}
