//! Snapshots of the image, so that a start folds only what came after.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread::{self, JoinHandle},
};

use qinghuo_domain::{City, Seq};
use qinghuo_ledger::{Head, Ledger, LedgerError, NoSnapshot, read_snapshot, write_snapshot};

use crate::{Image, OfficeError, office::Board};

/// Version of the image's encoding. It goes up with every change in the layout of anything a [`City`] holds; a test
/// notices when it was forgotten.
pub const SNAPSHOT_FORMAT: u32 = 8;

/// How much a book may grow, as a part of what it holds, from one snapshot to the next: a snapshot writes all of it, so that a book
/// filled fact by fact would else be written in whole ever more often.
const GROWTH: u64 = 8;

/// Why a snapshot was passed over, and everything folded anew.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotUnused {
    /// The file is not there or not sound.
    #[error("no sound snapshot")]
    File(#[source] NoSnapshot),
    /// The file is sound, but its content is no image.
    #[error("not an image")]
    Undecodable(#[source] postcard::Error),
    /// It speaks of a record this ledger does not hold.
    #[error("the snapshot of record {seq} is not one of this ledger")]
    NotOfThisLedger {
        /// The record.
        seq: Seq,
    },
}

pub(crate) fn encode(city: &City) -> Result<Vec<u8>, OfficeError> {
    postcard::to_stdvec(city).map_err(OfficeError::Image)
}

/// Reads the snapshot of the ledger in `dir`, if there is one to go on from.
pub(crate) fn restore(
    dir: &Path,
    ledger: &Ledger,
) -> Result<Result<(City, Head), SnapshotUnused>, LedgerError> {
    let snapshot = match read_snapshot(dir, SNAPSHOT_FORMAT) {
        Ok(snapshot) => snapshot,
        Err(reason) => return Ok(Err(SnapshotUnused::File(reason))),
    };
    let (head, seq) = (snapshot.head, Seq(snapshot.head.seq));
    Ok(match postcard::from_bytes::<City>(&snapshot.payload) {
        Err(error) => Err(SnapshotUnused::Undecodable(error)),
        Ok(city) if city.head() == seq && ledger.holds(&head)? => Ok((city, head)),
        Ok(_) => Err(SnapshotUnused::NotOfThisLedger { seq }),
    })
}

fn keep(dir: &Path, image: &Image) -> Result<(), OfficeError> {
    Ok(write_snapshot(dir, &image.head, SNAPSHOT_FORMAT, &encode(&image.city)?)?)
}

/// Sees to it that the snapshot is never far behind, without anybody waiting for it.
pub(crate) struct Keeper {
    dir: PathBuf,
    board: Arc<Board>,
    /// Facts from one snapshot to the next, at least.
    interval: u64,
    /// The head of the last snapshot that was begun.
    begun: u64,
    at_work: Option<JoinHandle<bool>>,
}

impl Keeper {
    /// `kept` is the head of the snapshot there is, 0 if there is none.
    pub(crate) fn new(dir: PathBuf, board: Arc<Board>, interval: u64, kept: u64) -> Self {
        Self { dir, board, interval, begun: kept, at_work: None }
    }

    /// Begins a snapshot of the image if one is due.
    pub(crate) fn offer(&mut self, image: &Arc<Image>) {
        let due = image.head.seq.saturating_sub(self.begun) >= self.interval.max(self.begun / GROWTH);
        if due && self.at_work.as_ref().is_none_or(JoinHandle::is_finished) {
            self.begun = image.head.seq;
            let (dir, board, image) = (self.dir.clone(), Arc::clone(&self.board), Arc::clone(image));
            let keep = move || {
                let trouble = keep(&dir, &image).err();
                board.tell_snapshot(trouble)
            };
            match thread::Builder::new().name("snapshot".to_owned()).spawn(keep) {
                Ok(thread) => self.at_work = Some(thread),
                Err(error) => {
                    self.board.tell_snapshot(Some(OfficeError::Thread(error)));
                }
            }
        }
    }

    /// Waits for the snapshot under way, and writes the last one.
    pub(crate) fn finish(mut self, image: &Image) -> Result<(), OfficeError> {
        let kept = self.at_work.take().is_none_or(|thread| thread.join().unwrap_or(false));
        if image.head.seq == self.begun && kept { Ok(()) } else { keep(&self.dir, image) }
    }
}
