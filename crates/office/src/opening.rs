//! From the files to the first image.

use std::path::Path;

use qinghuo_domain::Seq;
use qinghuo_ledger::Ledger;

use crate::{OfficeError, SnapshotUnused, fold::Fold, snapshot};

/// How the office came to its first image.
#[derive(Debug)]
pub struct Opening {
    /// The snapshot it started from, or why it started from nothing.
    pub snapshot: Result<Seq, SnapshotUnused>,
    /// How many records were folded.
    pub folded: u64,
}

/// Folds the image from the snapshot and what came after it, or from nothing; every record folded is proved.
pub(crate) fn open(dir: &Path, ledger: &Ledger) -> Result<(Fold, Opening), OfficeError> {
    let (mut fold, snapshot) = match snapshot::restore(dir, ledger)? {
        Ok((city, head)) => (Fold::from(city, head), Ok(Seq(head.seq))),
        Err(reason) => (Fold::new(), Err(reason)),
    };
    let before = fold.head.seq;
    fold.follow(|after, visit| ledger.read_from(after, visit))?;
    let folded = fold.head.seq - before;
    Ok((fold, Opening { snapshot, folded }))
}
