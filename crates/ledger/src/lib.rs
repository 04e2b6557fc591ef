//! The ledger: a city's facts on SQLite, append-only, hash-chained, durable before anybody is told "done".
//!
//! One ledger is one city is one data directory holding [`DATABASE_FILE`] (the truth) and
//! [`SNAPSHOT_FILE`] (a cache of the folded image, see [`write_snapshot`]). A record is a row of plain text
//! fields; this crate knows nothing of what they mean, parses no body and owns no clock.
//!
//! Start at [`Ledger::open`]. Everything is written through a [`Batch`] ([`Ledger::begin`]), which excludes
//! every other writer of the file until it is committed or dropped; everything is read through borrowed
//! [`RecordRef`] rows. [`Ledger::verify`] proves the chain. A damaged file is reported with the first bad
//! record and never repaired.
//!
//! # The chain, for whoever writes an independent verifier
//!
//! Records are numbered `seq` = 1, 2, 3, … without a gap. The hash of a record is SM3 (GB/T 32905-2016) over
//! these nine fields, in this order, each preceded by its length in bytes as a 64-bit big-endian number:
//!
//! | # | field | bytes |
//! |---|---|---|
//! | 1 | `prev_hash` | 32: the hash of record `seq - 1`; for record 1 the genesis hash |
//! | 2 | `seq` | 8: unsigned, big endian |
//! | 3 | `version` | 2: unsigned, big endian |
//! | 4 | `recorded_at` | UTF-8 text, `YYYY-MM-DDTHH:MM:SS.ffffffZ` |
//! | 5 | `effective_on` | UTF-8 text, `YYYY-MM-DD` |
//! | 6 | `actor` | UTF-8 text |
//! | 7 | `subject` | UTF-8 text |
//! | 8 | `kind` | UTF-8 text |
//! | 9 | `body` | UTF-8 text, byte for byte as stored |
//!
//! The genesis hash is SM3 over the ASCII text `qinghuo ledger 1`, that is
//! `a31360cb0ba203a67405e4eb9ca36e23719e91023f8e0ff7fefb6294a44c72f8`. A change of this encoding
//! would start from another genesis text. Example: record 1 with version 1, recorded at
//! `2026-11-24T01:02:03.000004Z`, effective on `2026-11-23`, actor `zhang.san`, subject `project/P1`, kind
//! `ProjectRegistered`, body `{"name":"擎火"}` hashes to
//! `7564c5a671bb107dd8e3f71b25254947b41c1f59cc5a133b3e2ad0773bc2e824`.
//!
//! The columns of table `fact` bear the same names, the hashes are 32-byte blobs, and the one row of `meta`
//! holds `head_seq` and `head_hash`, written in the transaction that appends the records. `recorded_at`
//! never decreases from one record to the next.
//!
//! # What the chain can and cannot show
//!
//! Any change of a stored record, a removed, inserted, moved or repeated record, and a cut tail are found,
//! as long as whoever did it did not redo the sums. Whoever can write the file can also recompute every hash
//! after a change, or cut the tail and set `meta` back: nothing *inside* a file can show that. It shows
//! against a [`Head`] kept outside, on a printed bulletin or in a backup: [`Ledger::holds`] answers whether
//! that head is still part of the chain; and against an [`Anchor`] another party keeps ([`Ledger::against`]). The triggers that forbid `UPDATE` and `DELETE` keep honest tools
//! honest; they stop nobody who may drop a trigger. Attachments are named by their content and so prove
//! themselves, except for one that was removed; remembered commands and the
//! names of people are outside of the chain.

pub mod accounts;
mod anchor;
mod backup;
mod batch;
mod durable;
mod error;
mod hash;
mod key;
mod ledger;
mod people;
mod read;
mod record;
mod restore;
mod schema;
mod snapshot;
mod subjects;
mod verify;

#[cfg(test)]
mod tests;

pub use anchor::{Anchor, NoAnchor, Standing};
pub use batch::{Batch, Receipt};
pub use error::{Damage, LedgerError};
pub use hash::{Hash, Head, MalformedHash};
pub use key::{Key, MalformedKey, use_key};
pub use ledger::{DATABASE_FILE, Ledger};
pub use record::{NewRecord, RecordRef};
pub use snapshot::{NoSnapshot, SNAPSHOT_FILE, Snapshot, read_snapshot, write_snapshot};
pub use verify::Proof;
