//! How fast one account, or one address nobody signed in from, may ask: a bucket that fills steadily and may be emptied at once. Kept in memory, bounded.

use jiff::{SignedDuration, Timestamp};
use qinghuo_accounts::AccountId;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

/// Seconds' worth of requests that may come at once.
const AT_ONCE: i64 = 10;
/// Buckets kept; then those full again are forgotten, and if none is, all.
const MOST: usize = 100_000;

/// Whose requests are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asker {
    /// An account, from wherever it asks.
    Account(AccountId),
    /// An address nobody signed in from: of IPv6 the network, which one subscriber has whole.
    Address(IpAddr),
}

impl Asker {
    /// A stranger.
    pub fn stranger(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::from([a, b, c, d, 0, 0, 0, 0])
            }
            address @ IpAddr::V4(_) => address,
        })
    }
}

/// The pace everybody is held to.
pub struct Pace {
    /// What one request takes out of the bucket, as the time in which it comes back.
    each: SignedDuration,
    /// When each bucket will be full again.
    full_at: Mutex<HashMap<Asker, Timestamp>>,
}

impl Pace {
    /// So many requests a second; at least one.
    pub fn new(requests_a_second: u32) -> Self {
        let each = SignedDuration::from_nanos(1_000_000_000 / i64::from(requests_a_second.max(1)));
        Self { each, full_at: Mutex::default() }
    }

    /// Takes a request in.
    ///
    /// # Errors
    /// It comes too soon; how long to wait.
    pub fn take(&self, asker: Asker, now: Timestamp) -> Result<(), SignedDuration> {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() >= MOST {
            full_at.retain(|_, at| *at > now);
            if full_at.len() >= MOST {
                full_at.clear();
            }
        }
        let at = full_at.entry(asker).or_insert(now);
        let next = (*at).max(now).saturating_add(self.each).unwrap_or(Timestamp::MAX);
        let over = next.duration_since(now) - SignedDuration::from_secs(AT_ONCE);
        if over.is_positive() {
            return Err(over);
        }
        *at = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_taken_then_a_steady_pace_and_nobody_waits_for_another() {
        let pace = Pace::new(5);
        let start: Timestamp = "2026-11-28T00:00:00Z".parse().unwrap();
        let at = |millis| start + SignedDuration::from_millis(millis);
        let (one, other) = (Asker::Account(AccountId(1)), Asker::stranger("10.0.0.1".parse().unwrap()));
        for _ in 0..50 {
            pace.take(one, start).unwrap();
        }
        assert_eq!(pace.take(one, start), Err(SignedDuration::from_millis(200)));
        pace.take(other, start).unwrap();
        // What was refused costs nothing.
        assert!(pace.take(one, at(199)).is_err());
        pace.take(one, at(200)).unwrap();
        assert!(pace.take(one, at(200)).is_err());
        // A clock that goes back frees nobody, and bars nobody for long.
        assert!(pace.take(one, at(-1000)).is_err());
        for _ in 0..50 {
            pace.take(one, at(60_000)).unwrap();
        }
    }

    #[test]
    fn a_subscriber_of_many_addresses_is_one() {
        let asker = |text: &str| Asker::stranger(text.parse().unwrap());
        assert_eq!(asker("2001:db8:1:2::1"), asker("2001:db8:1:2:ffff::9"));
        assert_ne!(asker("2001:db8:1:2::1"), asker("2001:db8:1:3::1"));
        assert_eq!(asker("::ffff:10.0.0.1"), asker("10.0.0.1"));
        assert_ne!(asker("10.0.0.2"), asker("10.0.0.1"));
    }
}
