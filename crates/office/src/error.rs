//! What can go wrong between an order and the disk.

use qinghuo_domain::{Seq, city::Misfit, fact::NotASubject, fact::Unreadable};
use qinghuo_ledger::LedgerError;

/// Why the office could not do as asked, other than that a rule said no.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OfficeError {
    /// The ledger failed, is busy, or is damaged; damage names the first bad record.
    #[error("ledger")]
    Ledger(#[from] LedgerError),
    /// A record is sound but says nothing this program understands: it was written by a newer one.
    #[error("record {seq} cannot be read")]
    Unreadable {
        /// Its number.
        seq: Seq,
        /// What is not understood.
        #[source]
        source: NotAFact,
    },
    /// A fact does not follow from those before it.
    #[error("the facts do not add up")]
    Misfit(#[from] Misfit),
    /// The ledger is no longer the one this image was folded from: it was replaced, or cut back to an older state.
    #[error("the ledger left the chain after record {seq}")]
    Forked {
        /// The last record of this image.
        seq: Seq,
    },
    /// A fact would not read back from the ledger as it is; writing it would lock everybody out for ever.
    #[error("a fact of kind {kind} would not read back")]
    Unfaithful {
        /// Its kind.
        kind: &'static str,
    },
    /// A command or fact that has no JSON form.
    #[error("no JSON form")]
    Unwritable(#[source] serde_json::Error),
    /// The image could not be encoded.
    #[error("the image cannot be encoded")]
    Image(#[source] postcard::Error),
    /// The operating system gave no thread.
    #[error("no thread")]
    Thread(#[source] std::io::Error),
    /// A thread of the office ended before its time.
    #[error("a thread of the office panicked")]
    Panicked,
}

/// What in a record is no fact.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotAFact {
    /// Its subject.
    #[error("subject")]
    Subject(#[from] NotASubject),
    /// Its kind, version or payload.
    #[error("payload")]
    Payload(#[from] Unreadable),
    /// Its effective date, or its time of recording.
    #[error("time")]
    Time(#[from] jiff::Error),
}
