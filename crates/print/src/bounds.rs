//! How much time and memory one sheet may take.

use rustix::process::{Resource, Rlimit, setrlimit};
use std::{process, thread, time::Duration};

/// A sheet of 2,000 projects takes a few seconds.
const LONGEST: Duration = Duration::from_secs(60);
/// Address space, in bytes; the fonts alone are some 20 MB each.
const MOST_MEMORY: u64 = 2 << 30;

/// Sets both. Where the system knows no limit of memory, only time is bounded.
pub fn set() {
    let most = Rlimit { current: Some(MOST_MEMORY), maximum: Some(MOST_MEMORY) };
    let _ = setrlimit(Resource::As, most);
    thread::spawn(|| {
        thread::sleep(LONGEST);
        process::exit(5);
    });
}
