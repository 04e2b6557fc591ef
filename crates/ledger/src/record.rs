//! Records: as handed in, as borrowed from a row, as owned; and their hash.

use rusqlite::Row;
use rusqlite::types::ValueRef;

use crate::{Damage, Hash, LedgerError};

/// A record to be appended. All texts are taken as they are; only the shape of the two times is checked,
/// because their order as text must be their order in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewRecord<'a> {
    /// When it was recorded, UTC with microseconds: `YYYY-MM-DDTHH:MM:SS.ffffffZ`. Never before its predecessor.
    pub recorded_at: &'a str,
    /// The civil date from which it holds: `YYYY-MM-DD`.
    pub effective_on: &'a str,
    /// Who did it.
    pub actor: &'a str,
    /// What it is about; the key of [`Ledger::records_of`](crate::Ledger::records_of).
    pub subject: &'a str,
    /// What happened.
    pub kind: &'a str,
    /// Version of the body's layout, per kind.
    pub version: u16,
    /// The particulars, as JSON text; not parsed here.
    pub body: &'a str,
}

/// A stored record, borrowed from the row being read: no field is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordRef<'a> {
    /// Its number, from 1.
    pub seq: u64,
    /// See [`NewRecord::recorded_at`].
    pub recorded_at: &'a str,
    /// See [`NewRecord::effective_on`].
    pub effective_on: &'a str,
    /// See [`NewRecord::actor`].
    pub actor: &'a str,
    /// See [`NewRecord::subject`].
    pub subject: &'a str,
    /// See [`NewRecord::kind`].
    pub kind: &'a str,
    /// See [`NewRecord::version`].
    pub version: u16,
    /// See [`NewRecord::body`].
    pub body: &'a str,
    /// Hash of the record before it.
    pub prev_hash: Hash,
    /// Its own hash, as stored.
    pub hash: Hash,
}

/// The columns [`RecordRef::from_row`] expects, in its order.
macro_rules! record_columns {
    () => {
        "seq, recorded_at, effective_on, actor, subject, kind, version, body, prev_hash, hash"
    };
}
pub(crate) use record_columns;

impl<'a> RecordRef<'a> {
    pub(crate) fn from_row(row: &'a Row<'_>) -> Result<RecordRef<'a>, LedgerError> {
        let found = row.get_ref(0)?.as_i64().map_err(|_| Damage::Unreadable.at(1))?;
        // Whatever is numbered below 1 stands before record 1, where nothing may stand.
        let seq =
            u64::try_from(found).ok().filter(|seq| *seq > 0).ok_or(Damage::OutOfPlace { found }.at(1))?;
        let column = |index: usize| row.get_ref(index).map_err(LedgerError::from);
        let unreadable = || Damage::Unreadable.at(seq);
        let text = |index: usize| column(index)?.as_str().map_err(|_| unreadable());
        let hash = |index: usize| hash_in(column(index)?).ok_or_else(unreadable);
        let version = column(6)?.as_i64().ok().and_then(|version| u16::try_from(version).ok());
        Ok(RecordRef {
            seq,
            recorded_at: text(1)?,
            effective_on: text(2)?,
            actor: text(3)?,
            subject: text(4)?,
            kind: text(5)?,
            version: version.ok_or_else(unreadable)?,
            body: text(7)?,
            prev_hash: hash(8)?,
            hash: hash(9)?,
        })
    }

    /// What was handed in when the record was appended.
    pub fn content(&self) -> NewRecord<'a> {
        NewRecord {
            recorded_at: self.recorded_at,
            effective_on: self.effective_on,
            actor: self.actor,
            subject: self.subject,
            kind: self.kind,
            version: self.version,
            body: self.body,
        }
    }
}

/// The hash stored in a column, if one is.
pub(crate) fn hash_in(column: ValueRef<'_>) -> Option<Hash> {
    column.as_blob().ok().and_then(|bytes| bytes.try_into().ok()).map(Hash)
}

impl NewRecord<'_> {
    /// The hash of this record as number `seq` after `prev_hash`; the encoding is that of the crate's page.
    /// `scratch` only lends its memory.
    pub(crate) fn hash_as(&self, seq: u64, prev_hash: &Hash, scratch: &mut Vec<u8>) -> Hash {
        let fields: [&[u8]; 9] = [
            &prev_hash.0,
            &seq.to_be_bytes(),
            &self.version.to_be_bytes(),
            self.recorded_at.as_bytes(),
            self.effective_on.as_bytes(),
            self.actor.as_bytes(),
            self.subject.as_bytes(),
            self.kind.as_bytes(),
            self.body.as_bytes(),
        ];
        scratch.clear();
        for field in fields {
            scratch.extend_from_slice(&(field.len() as u64).to_be_bytes());
            scratch.extend_from_slice(field);
        }
        Hash::of(scratch)
    }

    pub(crate) fn check_shape(&self) -> Result<(), LedgerError> {
        check_time(self.recorded_at)?;
        if has_shape(self.effective_on, "0000-00-00") {
            Ok(())
        } else {
            Err(LedgerError::MalformedField { field: "effective_on", given: self.effective_on.to_owned() })
        }
    }
}

/// Refuses a time of recording whose text would not sort as the time does.
pub(crate) fn check_time(recorded_at: &str) -> Result<(), LedgerError> {
    if has_shape(recorded_at, "0000-00-00T00:00:00.000000Z") {
        Ok(())
    } else {
        Err(LedgerError::MalformedField { field: "recorded_at", given: recorded_at.to_owned() })
    }
}

/// Whether `text` is `shape` with any digits for its zeros.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, model)| match model {
            b'0' => byte.is_ascii_digit(),
            _ => byte == model,
        })
}
