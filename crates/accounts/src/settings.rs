//! What a city may set about signing in.

use std::thread;

use jiff::SignedDuration;

/// Limits of sessions and the cost of passwords; the default is what `docs/accounts.md` tells the sources of.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A session not used for so long is over.
    pub idle: SignedDuration,
    /// A session begun so long ago is over.
    pub absolute: SignedDuration,
    /// For so long after proving again who one is, dangerous acts are open.
    pub step_up: SignedDuration,
    /// What hashing a password costs.
    pub hashing: Hashing,
    /// Words of the place, such as the names of city and office, that a password must not hold.
    pub words: Vec<String>,
}

/// What hashing a password costs, and how much of it goes on at once.
#[derive(Debug, Clone, Copy)]
pub struct Hashing {
    /// Memory of one hash.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Hashes at work at once, on threads of their own that let all others go first.
    pub permits: usize,
    /// Hashes that wait for their turn; who comes after them is told to try again.
    pub queue: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            idle: SignedDuration::from_mins(30),
            absolute: SignedDuration::from_hours(12),
            step_up: SignedDuration::from_mins(10),
            hashing: Hashing::default(),
            words: Vec::new(),
        }
    }
}

impl Default for Hashing {
    fn default() -> Hashing {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        Hashing { memory_kib: 19_456, passes: 2, permits: (processors / 2).max(1), queue: 64 }
    }
}
