//! Hashing passwords: Argon2id, always the same work, and only so much of it at once.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::secret::random;
use crate::{Hashing, Refusal, Trouble};

/// A longer text is no password of ours, and is not hashed.
const MOST_BYTES: usize = 1024;

/// What holding a password against a hash gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Wrong,
    Right,
    /// Right, but the hash was made with other parameters than are in use now.
    RightOutdated,
}

/// The one that hashes, and counts it.
pub(crate) struct Hasher {
    argon2: Argon2<'static>,
    /// How a hash made with the parameters in use begins.
    head: String,
    /// A hash of no password, for work that must be done though there is nothing to compare with.
    decoy: String,
    gate: Gate,
    done: AtomicU64,
}

impl Hasher {
    pub(crate) fn new(cost: &Hashing) -> Hasher {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).unwrap_or_default();
        let head = format!("$argon2id$v=19$m={},t={},p=1$", params.m_cost(), params.t_cost());
        let decoy = format!("{head}{}${}", "A".repeat(22), "A".repeat(43));
        Hasher {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            head,
            decoy,
            gate: Gate::new(cost.permits, cost.queue),
            done: AtomicU64::new(0),
        }
    }

    /// A new hash of a password, as a PHC string.
    pub(crate) fn hash(&self, password: &str) -> Result<String, Trouble> {
        let salt: [u8; 16] = random()?;
        let _pass = self.gate.enter()?;
        self.done.fetch_add(1, Ordering::Relaxed);
        let hash = self.argon2.hash_password_with_salt(password.as_bytes(), &salt);
        // Fails for a salt or password of absurd length only, and neither comes here.
        hash.map(|hash| hash.to_string()).map_err(|_| Refusal::Busy.into())
    }

    /// Holds a password against a stored hash; with none stored the same work is done in vain.
    pub(crate) fn verify(&self, password: &str, stored: Option<&str>) -> Result<Verdict, Trouble> {
        let stored = stored.filter(|_| password.len() <= MOST_BYTES);
        let password = if password.len() <= MOST_BYTES { password } else { "" };
        let _pass = self.gate.enter()?;
        self.done.fetch_add(1, Ordering::Relaxed);
        let hash = stored.unwrap_or(&self.decoy);
        let right = self.argon2.verify_password(password.as_bytes(), hash).is_ok() && stored.is_some();
        Ok(match right {
            false => Verdict::Wrong,
            true if hash.starts_with(&self.head) => Verdict::Right,
            true => Verdict::RightOutdated,
        })
    }

    /// Takes a place as a hash at work would.
    #[cfg(test)]
    pub(crate) fn hold(&self) -> Pass<'_> {
        self.gate.enter().unwrap()
    }

    /// How many hashes were made.
    pub(crate) fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }
}

/// Lets so many in at once and so many wait.
pub(crate) struct Gate {
    permits: usize,
    queue: usize,
    inside: Mutex<Inside>,
    left: Condvar,
}

#[derive(Default)]
struct Inside {
    working: usize,
    waiting: usize,
}

/// Somebody inside; leaves when dropped.
pub(crate) struct Pass<'g>(&'g Gate);

impl Gate {
    pub(crate) fn new(permits: usize, queue: usize) -> Gate {
        Gate { permits: permits.max(1), queue, inside: Mutex::default(), left: Condvar::new() }
    }

    /// Waits for a turn, or says at once that too many are waiting.
    pub(crate) fn enter(&self) -> Result<Pass<'_>, Trouble> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if inside.working >= self.permits {
            if inside.waiting >= self.queue {
                return Err(Refusal::Busy.into());
            }
            inside.waiting += 1;
            inside = self
                .left
                .wait_while(inside, |inside| inside.working >= self.permits)
                .unwrap_or_else(PoisonError::into_inner);
            inside.waiting -= 1;
        }
        inside.working += 1;
        Ok(Pass(self))
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.inside.lock().unwrap_or_else(PoisonError::into_inner).working -= 1;
        self.0.left.notify_one();
    }
}
