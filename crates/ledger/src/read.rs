//! Reading rows in order, for readers and writers alike.

use std::cmp::Ordering;
use std::ops::ControlFlow;

use rusqlite::{Connection, OptionalExtension};

use crate::record::{hash_in, record_columns};
use crate::{Damage, Hash, Head, LedgerError, Receipt, RecordRef};

/// A number of a record as the engine stores it. Larger numbers than it can store are not in any ledger.
pub(crate) fn column(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

/// The end of the chain.
pub(crate) struct Tail {
    pub(crate) head: Head,
    /// When the last record was recorded; empty, and so before all times, for an empty ledger.
    pub(crate) recorded_at: String,
}

impl Tail {
    /// Reads the last record and the head row, in one statement, and holds one against the other.
    pub(crate) fn of(conn: &Connection) -> Result<Tail, LedgerError> {
        const SQL: &str = "SELECT last.seq, last.hash, last.recorded_at, meta.head_seq, meta.head_hash
            FROM (SELECT 1 AS id) AS one LEFT JOIN meta ON meta.id = one.id
            LEFT JOIN fact AS last ON last.seq = (SELECT max(seq) FROM fact)";
        let mut statement = conn.prepare_cached(SQL)?;
        let mut rows = statement.query(())?;
        let row = rows.next()?.ok_or(Damage::HeadMismatch.at(0))?;

        let last = row.get_ref(0)?.as_i64_or_null().ok().flatten().unwrap_or(0);
        let seq = u64::try_from(last).map_err(|_| Damage::OutOfPlace { found: last }.at(1))?;
        let (hash, recorded_at) = if seq == 0 {
            (Hash::GENESIS, "")
        } else {
            let hash = hash_in(row.get_ref(1)?).ok_or(Damage::Unreadable.at(seq))?;
            (hash, row.get_ref(2)?.as_str().map_err(|_| Damage::Unreadable.at(seq))?)
        };

        let promised = row.get_ref(3)?.as_i64().ok().and_then(|promised| u64::try_from(promised).ok());
        match promised {
            Some(promised) if promised > seq => Err(Damage::Missing.at(seq + 1)),
            Some(promised) if promised < seq => Err(Damage::BeyondHead.at(promised + 1)),
            Some(_) if hash_in(row.get_ref(4)?) == Some(hash) => {
                Ok(Tail { head: Head { seq, hash }, recorded_at: recorded_at.to_owned() })
            }
            _ => Err(Damage::HeadMismatch.at(seq)),
        }
    }
}

/// The stored hash of record `seq`.
pub(crate) fn hash_of(conn: &Connection, seq: u64) -> Result<Option<Hash>, LedgerError> {
    let mut statement = conn.prepare_cached("SELECT hash FROM fact WHERE seq = ?1")?;
    let mut rows = statement.query([column(seq)])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    hash_in(row.get_ref(0)?).map(Some).ok_or(Damage::Unreadable.at(seq))
}

/// Calls `visit` with record `seq`, if there is one.
pub(crate) fn one<T>(
    conn: &Connection,
    seq: u64,
    visit: impl FnOnce(&RecordRef<'_>) -> T,
) -> Result<Option<T>, LedgerError> {
    const SQL: &str = concat!("SELECT ", record_columns!(), " FROM fact WHERE seq = ?1");
    let mut statement = conn.prepare_cached(SQL)?;
    let mut rows = statement.query([column(seq)])?;
    rows.next()?.map(|row| RecordRef::from_row(row).map(|record| visit(&record))).transpose()
}

/// The place in the chain a walk has come to.
pub(crate) struct Link {
    seq: u64,
    /// Unknown only behind the end of the chain, where nothing follows.
    hash: Option<Hash>,
}

impl Link {
    pub(crate) fn after(seq: u64, hash: Option<Hash>) -> Link {
        Link { seq, hash }
    }

    /// Whether the row numbered `found` is the next.
    pub(crate) fn expect(&self, found: i64) -> Result<(), LedgerError> {
        let due = self.seq + 1;
        match found.cmp(&column(due)) {
            Ordering::Equal => Ok(()),
            Ordering::Greater => Err(Damage::Missing.at(due)),
            Ordering::Less => Err(Damage::OutOfPlace { found }.at(due)),
        }
    }

    /// Goes on to the next record, if it is linked to the last.
    pub(crate) fn advance(&mut self, record: &RecordRef<'_>) -> Result<(), LedgerError> {
        if self.hash.is_some_and(|hash| hash != record.prev_hash) {
            return Err(Damage::BrokenLink.at(record.seq));
        }
        (self.seq, self.hash) = (record.seq, Some(record.hash));
        Ok(())
    }
}

/// Visits the records after `after_seq`, each checked for its place in the chain.
pub(crate) fn walk<B>(
    conn: &Connection,
    after_seq: u64,
    mut visit: impl FnMut(&RecordRef<'_>) -> ControlFlow<B>,
) -> Result<ControlFlow<B>, LedgerError> {
    const SQL: &str = concat!("SELECT ", record_columns!(), " FROM fact WHERE seq > ?1 ORDER BY seq");
    // From the start means from the very start: a record numbered 0 or less is found by looking there.
    let (lowest, before) = match after_seq {
        0 => (i64::MIN, Some(Hash::GENESIS)),
        _ => (column(after_seq), hash_of(conn, after_seq)?),
    };
    let mut link = Link::after(after_seq, before);
    let mut statement = conn.prepare_cached(SQL)?;
    let mut rows = statement.query([lowest])?;
    loop {
        let row = rows.next().map_err(|error| match error.into() {
            LedgerError::FileDamaged(_) => Damage::Unreadable.at(link.seq + 1),
            other => other,
        })?;
        let Some(row) = row else { return Ok(ControlFlow::Continue(())) };
        // First the place: if a record is missing, that the one after it is unreadable comes second.
        link.expect(row.get(0)?)?;
        let record = RecordRef::from_row(row)?;
        link.advance(&record)?;
        if let ControlFlow::Break(result) = visit(&record) {
            return Ok(ControlFlow::Break(result));
        }
    }
}

/// Looks up an idempotency key.
pub(crate) fn find_command(conn: &Connection, key: &str) -> Result<Option<Receipt>, LedgerError> {
    let mut statement =
        conn.prepare_cached("SELECT digest, first_seq, last_seq, outcome FROM command WHERE key = ?1")?;
    let receipt = statement
        .query_row([key], |row| {
            Ok(Receipt {
                digest: Hash(row.get(0)?),
                first_seq: row.get::<_, i64>(1)?.cast_unsigned(),
                last_seq: row.get::<_, i64>(2)?.cast_unsigned(),
                outcome: row.get(3)?,
            })
        })
        .optional()?;
    Ok(receipt)
}
