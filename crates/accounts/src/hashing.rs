//! Hashing passwords: Argon2id, always the same work, and only so much of it at once.
//!
//! Threads of their own hash, as many as the settings permit and behind everybody else in the line for a processor: pages go
//! first. Whoever asks waits for the answer, or is told at once that too many are waiting.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::secret::random;
use crate::{Hashing, Refusal, Trouble};

/// A longer text is no password of ours, and is not hashed.
const MOST_BYTES: usize = 1024;
/// A place far back in the line for a processor, not the last: under full load a tenth of one is left for signing in.
#[cfg(target_os = "linux")]
const LESS_URGENT: i32 = 10;

/// What holding a password against a hash gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Wrong,
    Right,
    /// Right, but the hash was made with other parameters than are in use now.
    RightOutdated,
}

/// Work for a hashing thread.
type Job = Box<dyn FnOnce() + Send>;

/// The one that hashes, and counts it.
pub(crate) struct Hasher {
    argon2: Arc<Argon2<'static>>,
    /// How a hash made with the parameters in use begins.
    head: String,
    /// A hash of no password, for work that must be done though there is nothing to compare with.
    decoy: String,
    /// To the hashing threads, which end when this is dropped.
    line: Sender<Job>,
    /// Jobs at work or waiting, and the most there may be.
    places: Arc<AtomicUsize>,
    most: usize,
    done: AtomicU64,
}

/// A place in the line; free again when dropped.
pub(crate) struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Hasher {
    pub(crate) fn new(cost: &Hashing) -> Hasher {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).unwrap_or_default();
        let head = format!("$argon2id$v=19$m={},t={},p=1$", params.m_cost(), params.t_cost());
        let permits = cost.permits.max(1);
        Hasher {
            argon2: Arc::new(Argon2::new(Algorithm::Argon2id, Version::V0x13, params)),
            decoy: format!("{head}{}${}", "A".repeat(22), "A".repeat(43)),
            head,
            line: start_threads(permits),
            places: Arc::default(),
            most: permits + cost.queue,
            done: AtomicU64::new(0),
        }
    }

    /// A new hash of a password, as a PHC string.
    pub(crate) fn hash(&self, password: &str) -> Result<String, Trouble> {
        let salt: [u8; 16] = random()?;
        let (argon2, password) = (Arc::clone(&self.argon2), password.to_owned());
        let hash = self.work(move || argon2.hash_password_with_salt(password.as_bytes(), &salt))?;
        // Fails for a salt or password of absurd length only, and neither comes here.
        hash.map(|hash| hash.to_string()).map_err(|_| Refusal::Busy.into())
    }

    /// Holds a password against a stored hash; with none stored the same work is done in vain.
    pub(crate) fn verify(&self, password: &str, stored: Option<&str>) -> Result<Verdict, Trouble> {
        let stored = stored.filter(|_| password.len() <= MOST_BYTES);
        let password = if password.len() <= MOST_BYTES { password } else { "" };
        let hash = stored.unwrap_or(&self.decoy);
        let (argon2, typed, held) = (Arc::clone(&self.argon2), password.to_owned(), hash.to_owned());
        let right = self.work(move || argon2.verify_password(typed.as_bytes(), held.as_str()).is_ok())?;
        Ok(match right && stored.is_some() {
            false => Verdict::Wrong,
            true if hash.starts_with(&self.head) => Verdict::Right,
            true => Verdict::RightOutdated,
        })
    }

    /// A place in the line, unless it is full.
    pub(crate) fn place(&self) -> Result<Place, Trouble> {
        let place = Place(Arc::clone(&self.places));
        // Its place is counted before it is known whether there is one; dropped it is given back.
        if self.places.fetch_add(1, Ordering::Relaxed) < self.most {
            Ok(place)
        } else {
            Err(Refusal::Busy.into())
        }
    }

    /// Has a hashing thread do one hash, and waits for it.
    fn work<T: Send + 'static>(&self, hash: impl FnOnce() -> T + Send + 'static) -> Result<T, Trouble> {
        let _place = self.place()?;
        self.done.fetch_add(1, Ordering::Relaxed);
        let (answer, answered): (SyncSender<T>, Receiver<T>) = sync_channel(1);
        let job: Job = Box::new(move || {
            // Whoever asked is waiting.
            let _ = answer.send(hash());
        });
        // The threads live as long as the line to them.
        self.line.send(job).map_err(|_| Refusal::Busy)?;
        answered.recv().map_err(|_| Refusal::Busy.into())
    }

    /// How many hashes were made.
    pub(crate) fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }
}

/// Starts the threads that hash; they end when the line to them is dropped.
fn start_threads(number: usize) -> Sender<Job> {
    let (line, jobs) = channel::<Job>();
    let jobs = Arc::new(Mutex::new(jobs));
    for _ in 0..number {
        let jobs = Arc::clone(&jobs);
        thread::spawn(move || {
            step_back();
            loop {
                let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
                match job {
                    Ok(job) => job(),
                    Err(_) => return,
                }
            }
        });
    }
    line
}

/// Lets all other threads go first. On Linux the call is about the calling thread; elsewhere it would be about the process.
fn step_back() {
    #[cfg(target_os = "linux")]
    {
        // If it may not be, the hashing is done all the same.
        let _ = rustix::process::setpriority_process(None, LESS_URGENT);
    }
}
