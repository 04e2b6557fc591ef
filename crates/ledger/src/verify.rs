//! Proving the chain.

use std::ops::ControlFlow;

use crate::read::{self, Tail};
use crate::{Damage, Hash, Head, Ledger, LedgerError, RecordRef};

/// Records between two reports of progress.
const STRIDE: u64 = 4096;

impl Ledger {
    /// Reads every record and proves, as of one moment: numbers without a gap from 1, each record linked to
    /// the one before it, content and hash agreeing, time not going back, the head row naming the last
    /// record; then that the file's inner structure is whole, so that no index hides a command. Returns the
    /// head, to be compared with one kept outside (see the crate's page for what a chain cannot show).
    ///
    /// `on_progress(done, total)` counts records; the check of the file's structure follows the last call.
    /// Writers go on meanwhile, but the log grows until this returns.
    ///
    /// # Errors
    /// [`LedgerError::Damaged`] with the *first* bad record; [`LedgerError::Inconsistent`] or
    /// [`LedgerError::FileDamaged`] if all records are good and the file is not. Nothing is repaired.
    pub fn verify(&self, mut on_progress: impl FnMut(u64, u64)) -> Result<Head, LedgerError> {
        let _moment = self.moment()?;
        let last: Option<i64> = self.conn.query_row("SELECT max(seq) FROM fact", (), |row| row.get(0))?;
        let total = last.and_then(|last| u64::try_from(last).ok()).unwrap_or(0);
        let mut proof = Proof::default();
        let walked = read::walk(&self.conn, 0, |record| {
            if let Err(damage) = proof.check(record) {
                return ControlFlow::Break(damage.at(record.seq));
            }
            if record.seq % STRIDE == 0 && record.seq < total {
                on_progress(record.seq, total);
            }
            ControlFlow::Continue(())
        })?;
        if let ControlFlow::Break(damaged) = walked {
            return Err(damaged);
        }
        let tail = Tail::of(&self.conn)?;
        on_progress(total, total);
        self.check_structure()?;
        Ok(tail.head)
    }

    /// Holds every attachment against its name and returns how many there are. At the speed of SM3: 5 to
    /// 15 s per gigabyte. `on_progress(done, total)` counts attachments.
    pub fn verify_attachments(&self, mut on_progress: impl FnMut(u64, u64)) -> Result<u64, LedgerError> {
        let _moment = self.moment()?;
        let total: i64 = self.conn.query_row("SELECT count(*) FROM attachment", (), |row| row.get(0))?;
        let total = total.cast_unsigned();
        let mut statement = self.conn.prepare_cached("SELECT hash, bytes FROM attachment")?;
        let mut rows = statement.query(())?;
        let mut done = 0;
        while let Some(row) = rows.next()? {
            let hash = Hash(row.get(0)?);
            if !row.get_ref(1)?.as_blob().is_ok_and(|bytes| Hash::of(bytes) == hash) {
                return Err(LedgerError::AttachmentDamaged { hash });
            }
            done += 1;
            on_progress(done, total);
        }
        Ok(done)
    }

    fn check_structure(&self) -> Result<(), LedgerError> {
        let report: String = self.conn.query_row("PRAGMA integrity_check(1)", (), |row| row.get(0))?;
        if report == "ok" { Ok(()) } else { Err(LedgerError::Inconsistent { report }) }
    }
}

/// What a record proves by itself and against the time of the one before it. That each record is linked to
/// the one before it is proved by whoever walks: [`Ledger::read_from`] does.
#[derive(Debug, Default)]
pub struct Proof {
    scratch: Vec<u8>,
    last_recorded_at: String,
}

impl Proof {
    /// Checks the next record of a walk.
    pub fn check(&mut self, record: &RecordRef<'_>) -> Result<(), Damage> {
        if record.content().hash_as(record.seq, &record.prev_hash, &mut self.scratch) != record.hash {
            return Err(Damage::WrongHash);
        }
        if record.recorded_at < self.last_recorded_at.as_str() {
            return Err(Damage::TimeWentBack);
        }
        self.last_recorded_at.clear();
        self.last_recorded_at.push_str(record.recorded_at);
        Ok(())
    }
}
