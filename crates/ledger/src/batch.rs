//! Writing: a batch is one transaction, and the only writer of the file while it lasts.

use std::ops::ControlFlow;

use rusqlite::{Connection, ErrorCode};

use crate::read::{self, Tail};
use crate::schema::Access;
use crate::{Hash, Head, Ledger, LedgerError, NewRecord, RecordRef};

/// What is remembered of a command, so that sending it twice does it once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Hash of the command as it was sent: another command under the same key can be told from a repetition.
    pub digest: Hash,
    /// Its first record.
    pub first_seq: u64,
    /// Its last record; less than `first_seq` if it led to none.
    pub last_seq: u64,
    /// What its sender was told. Keep it short: it is stored with every command.
    pub outcome: String,
}

/// Records and receipts that become durable together, or not at all. No other process can write until the
/// batch is committed or dropped; dropping it rolls it back.
#[derive(Debug)]
pub struct Batch<'l> {
    pub(crate) conn: &'l Connection,
    /// The head before the batch.
    base: Head,
    head: Head,
    last_recorded_at: String,
    scratch: Vec<u8>,
}

impl Ledger {
    /// Begins a batch, waiting up to ten seconds for a writer in another process.
    ///
    /// # Errors
    /// [`LedgerError::Busy`] after that; [`LedgerError::ReadOnly`]; [`LedgerError::Damaged`] if the last
    /// record is not the head: nothing is appended to a broken chain.
    pub fn begin(&mut self) -> Result<Batch<'_>, LedgerError> {
        // The engine would quietly make it a reading transaction.
        if self.access == Access::Read {
            return Err(LedgerError::ReadOnly);
        }
        self.conn.prepare_cached("BEGIN IMMEDIATE")?.execute(())?;
        let mut batch = Batch {
            conn: &self.conn,
            base: Head::EMPTY,
            head: Head::EMPTY,
            last_recorded_at: String::new(),
            scratch: Vec::new(),
        };
        // From here on, dropping the batch ends the transaction.
        let tail = Tail::of(batch.conn)?;
        (batch.base, batch.head, batch.last_recorded_at) = (tail.head, tail.head, tail.recorded_at);
        Ok(batch)
    }
}

impl Batch<'_> {
    /// The last record, those appended in this batch included.
    pub fn head(&self) -> Head {
        self.head
    }

    /// When the last record was recorded; empty, and so before all times, for an empty ledger.
    pub fn last_recorded_at(&self) -> &str {
        &self.last_recorded_at
    }

    /// Calls `visit` with every record after `after_seq`, in order, until it breaks: how a writer catches
    /// up with what others wrote before it decides. Checks as [`Ledger::read_from`] does.
    pub fn read_from<B>(
        &self,
        after_seq: u64,
        visit: impl FnMut(&RecordRef<'_>) -> ControlFlow<B>,
    ) -> Result<ControlFlow<B>, LedgerError> {
        read::walk(self.conn, after_seq, visit)
    }

    /// What was noted for the command with this idempotency key, in this batch or before.
    pub fn find_command(&self, key: &str) -> Result<Option<Receipt>, LedgerError> {
        read::find_command(self.conn, key)
    }

    /// Appends a record and returns its number.
    ///
    /// # Errors
    /// [`LedgerError::MalformedField`], [`LedgerError::RecordedBeforeLast`]: the batch is as before, and
    /// may go on.
    pub fn append(&mut self, record: &NewRecord<'_>) -> Result<u64, LedgerError> {
        const SQL: &str = "INSERT INTO fact
            (seq, recorded_at, effective_on, actor, subject, kind, version, body, prev_hash, hash)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        self.check_alive()?;
        record.check_shape()?;
        if record.recorded_at < self.last_recorded_at.as_str() {
            return Err(LedgerError::RecordedBeforeLast {
                last: self.last_recorded_at.clone(),
                given: record.recorded_at.to_owned(),
            });
        }
        let seq = self.head.seq + 1;
        let hash = record.hash_as(seq, &self.head.hash, &mut self.scratch);
        self.conn.prepare_cached(SQL)?.execute((
            read::column(seq),
            record.recorded_at,
            record.effective_on,
            record.actor,
            record.subject,
            record.kind,
            record.version,
            record.body,
            self.head.hash.0.as_slice(),
            hash.0.as_slice(),
        ))?;
        self.head = Head { seq, hash };
        self.last_recorded_at.clear();
        self.last_recorded_at.push_str(record.recorded_at);
        Ok(seq)
    }

    /// Remembers a command under its idempotency key, see [`Receipt`] for the rest. Keys that sort by the
    /// time they were made (UUIDv7, a counter) share pages; random ones (UUIDv4) dirty a page each, and a
    /// batch of 32 then takes more than twice as long to commit once there are many.
    ///
    /// # Errors
    /// [`LedgerError::CommandKnown`] if the key is taken: the batch is as before, and may go on.
    pub fn note_command(
        &mut self,
        key: &str,
        digest: &Hash,
        first_seq: u64,
        last_seq: u64,
        outcome: &str,
    ) -> Result<(), LedgerError> {
        const SQL: &str = "INSERT INTO command (key, digest, first_seq, last_seq, outcome)
            VALUES (?1, ?2, ?3, ?4, ?5)";
        self.check_alive()?;
        let (first_seq, last_seq) = (read::column(first_seq), read::column(last_seq));
        let noted =
            self.conn.prepare_cached(SQL)?.execute((key, digest.0.as_slice(), first_seq, last_seq, outcome));
        match noted {
            Ok(_) => Ok(()),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                Err(LedgerError::CommandKnown { key: key.to_owned() })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps `bytes` under their SM3 hash, once however often they are attached. At most a billion bytes.
    pub fn attach(&mut self, bytes: &[u8]) -> Result<Hash, LedgerError> {
        const SQL: &str =
            "INSERT INTO attachment (hash, bytes) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING";
        self.check_alive()?;
        let hash = Hash::of(bytes);
        self.conn.prepare_cached(SQL)?.execute((hash.0.as_slice(), bytes))?;
        Ok(hash)
    }

    /// Makes the batch durable: when this returns, it is on the disk. Returns the new head.
    ///
    /// # Errors
    /// After an error here nobody may be told that it was done, nor that it was not: read the head again.
    pub fn commit(self) -> Result<Head, LedgerError> {
        self.check_alive()?;
        if self.head != self.base {
            self.conn
                .prepare_cached("UPDATE meta SET head_seq = ?1, head_hash = ?2 WHERE id = 1")?
                .execute((read::column(self.head.seq), self.head.hash.0.as_slice()))?;
        }
        self.conn.prepare_cached("COMMIT")?.execute(())?;
        Ok(self.head)
    }

    /// After some errors (disk full, I/O) the engine has already rolled the transaction back; a statement
    /// that followed would be committed alone.
    pub(crate) fn check_alive(&self) -> Result<(), LedgerError> {
        if self.conn.is_autocommit() { Err(LedgerError::BatchLost) } else { Ok(()) }
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        if !self.conn.is_autocommit() {
            // If even this fails, the next `begin` says so.
            let _ = self.conn.execute_batch("ROLLBACK");
        }
    }
}
