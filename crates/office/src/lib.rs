//! The running city: the one writer with its group commit, the image everybody reads, keeping up with other
//! processes on the same ledger, and snapshots.
//!
//! Start at [`Office::open`]. Every change comes in as an [`Order`] through [`Office::submit`], is decided by
//! [`qinghuo_domain::decide`](mod@qinghuo_domain::decide) against everything that was decided before it, and is
//! answered when the facts it led to are on the disk. Orders that wait together are committed together, with one
//! sync for all of them. Readers take [`Office::image`] and hold a consistent city for as long as they like.
//!
//! Several offices, in one process or many, may run on one directory: each catches up with the others before it
//! decides, within the transaction in which it writes, so there is one order of facts and never a fork.
//!
//! What is absent: HTTP, rules, the clock (every order brings its time) and display language.

mod audit;
mod codec;
mod error;
mod facts;
mod fold;
mod office;
mod opening;
mod order;
mod people;
mod snapshot;
mod writer;

#[cfg(test)]
mod tests;

pub use audit::{Audit, SnapshotCheck, audit, restore};
pub use codec::Recorded;
pub use error::{NotAFact, OfficeError};
pub use fold::Image;
pub use office::{Health, Office};
pub use opening::Opening;
pub use order::{Actor, Order, Receipt, Rejection};
pub use people::People;
pub use qinghuo_ledger::{Anchor, Hash, Head};
pub use snapshot::{SNAPSHOT_FORMAT, SnapshotUnused};
