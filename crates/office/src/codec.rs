//! Facts as the ledger keeps them.

use jiff::Timestamp;
use qinghuo_domain::{Fact, Happening, Seq};
use qinghuo_ledger::{NewRecord, RecordRef};

use crate::{NotAFact, OfficeError};

/// A fact with what the ledger knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its number.
    pub seq: Seq,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who brought it about.
    pub actor: String,
    /// What happened.
    pub fact: Fact,
}

impl Recorded {
    pub(crate) fn read(record: &RecordRef<'_>) -> Result<Self, OfficeError> {
        let seq = Seq(record.seq);
        let recorded_at: Result<Timestamp, _> = record.recorded_at.parse();
        let recorded_at =
            recorded_at.map_err(|source| OfficeError::Unreadable { seq, source: source.into() })?;
        Ok(Self { seq, recorded_at, actor: record.actor.to_owned(), fact: fact_of(record)? })
    }
}

/// The fact a record holds.
pub(crate) fn fact_of(record: &RecordRef<'_>) -> Result<Fact, OfficeError> {
    read(record.subject, record.effective_on, record.kind, record.version, record.body)
        .map_err(|source| OfficeError::Unreadable { seq: Seq(record.seq), source })
}

fn read(subject: &str, effective_on: &str, kind: &str, version: u16, body: &str) -> Result<Fact, NotAFact> {
    Ok(Fact {
        subject: subject.parse()?,
        effective_on: effective_on.parse()?,
        happening: Happening::read(kind, version, body)?,
    })
}

/// The text form of a time of recording: it sorts as the time does.
pub(crate) fn time_text(at: Timestamp) -> String {
    format!("{at:.6}")
}

/// A fact in the text form in which it goes into the ledger.
pub(crate) struct Written {
    subject: String,
    effective_on: String,
    kind: &'static str,
    version: u16,
    body: String,
}

impl Written {
    /// Writes a fact, and makes sure that it reads back as the same: what is in the ledger must fold for ever.
    pub(crate) fn of(fact: &Fact) -> Result<Self, OfficeError> {
        let happening = &fact.happening;
        let written = Self {
            subject: fact.subject.to_string(),
            effective_on: fact.effective_on.to_string(),
            kind: happening.kind(),
            version: happening.version(),
            body: happening.body().map_err(OfficeError::Unwritable)?,
        };
        let Self { subject, effective_on, kind, version, body } = &written;
        match read(subject, effective_on, kind, *version, body) {
            Ok(again) if again == *fact => Ok(written),
            _ => Err(OfficeError::Unfaithful { kind }),
        }
    }

    pub(crate) fn record<'a>(&'a self, recorded_at: &'a str, actor: &'a str) -> NewRecord<'a> {
        let Self { subject, effective_on, kind, version, body } = self;
        NewRecord { recorded_at, effective_on, actor, subject, kind, version: *version, body }
    }
}
