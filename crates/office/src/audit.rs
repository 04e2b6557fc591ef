//! Proving that nothing was altered, and that what is shown is what the ledger says.

use std::{ops::ControlFlow, path::Path};

use qinghuo_domain::{City, Seq};
use qinghuo_ledger::{Head, Key, Ledger};

use crate::{Image, OfficeError, SnapshotUnused, fold::Fold, snapshot};

/// What an audit found. That there is one at all says that every record is whole, in its place and adds up.
#[derive(Debug)]
pub struct Audit {
    /// How many facts there are.
    pub facts: u64,
    /// The last record: to be compared with the head on a bulletin.
    pub head: Head,
    /// How many attachments there are, each the bytes it is named after.
    pub attachments: u64,
    /// Whether the running image is what the facts fold to; `None` if no image was at hand.
    pub image_matches: Option<bool>,
    /// The snapshot beside the ledger.
    pub snapshot: SnapshotCheck,
}

/// What the snapshot is worth.
#[derive(Debug)]
pub enum SnapshotCheck {
    /// It is what the facts up to its head fold to, and so is whatever is folded onto it.
    Matches(Seq),
    /// It is not; remove the file.
    Differs(Seq),
    /// There is none that would be used.
    Unused(SnapshotUnused),
}

/// Audits the ledger in `dir` when no office has it open, or beside one.
///
/// # Errors
/// The first bad record.
pub fn audit(dir: &Path, on_progress: impl FnMut(u64, u64)) -> Result<Audit, OfficeError> {
    examine(dir, None, on_progress)
}

/// Puts the backup at `backup`, encrypted with `backup_key` where that is another than the one in use, into `dir`, an empty folder, after proving all
/// of it. Returns its head.
///
/// # Errors
/// A folder that is not empty, a file that is no ledger, or its first bad record; nothing is restored then.
pub fn restore(
    backup: &Path,
    backup_key: Option<Key>,
    dir: &Path,
    on_progress: impl FnMut(u64, u64),
) -> Result<Head, OfficeError> {
    Ok(Ledger::restore(backup, backup_key, dir, on_progress)?)
}

pub(crate) fn examine(
    dir: &Path,
    image: Option<&Image>,
    mut on_progress: impl FnMut(u64, u64),
) -> Result<Audit, OfficeError> {
    let ledger = Ledger::open_read_only(dir)?;
    let head = ledger.verify(|done, total| on_progress(done, total * 2))?;
    let attachments = ledger.verify_attachments(|_, _| {})?;
    let snapshot = snapshot::restore(dir, &ledger)?;

    let mut comparisons = [
        image.map(|image| Comparison::with(&image.city, image.head)),
        snapshot.as_ref().ok().map(|(city, head)| Comparison::with(city, *head)),
    ];
    let total = head.seq;
    let mut fold = Fold::new();
    look_at(&fold, &mut comparisons);
    let folded = ledger.read_from(0, |record| {
        if let Err(error) = fold.add(record) {
            return ControlFlow::Break(error);
        }
        look_at(&fold, &mut comparisons);
        if record.seq % PROGRESS_EVERY == 0 || record.seq == total {
            on_progress(total + record.seq.min(total), total * 2);
        }
        ControlFlow::Continue(())
    })?;
    if let ControlFlow::Break(error) = folded {
        return Err(error);
    }
    let [image, kept] = comparisons.map(|comparison| comparison.map(|comparison| comparison.matches));
    let snapshot = match snapshot {
        Err(reason) => SnapshotCheck::Unused(reason),
        Ok((_, head)) if kept == Some(true) => SnapshotCheck::Matches(Seq(head.seq)),
        Ok((_, head)) => SnapshotCheck::Differs(Seq(head.seq)),
    };
    Ok(Audit { facts: head.seq, head, attachments, image_matches: image, snapshot })
}

/// Records between two reports of progress.
const PROGRESS_EVERY: u64 = 4096;

/// A city to be held against the fold when that has come to the same head.
struct Comparison<'a> {
    city: &'a City,
    head: Head,
    matches: bool,
}

impl<'a> Comparison<'a> {
    fn with(city: &'a City, head: Head) -> Self {
        Self { city, head, matches: false }
    }
}

fn look_at(fold: &Fold, comparisons: &mut [Option<Comparison<'_>>]) {
    for comparison in comparisons.iter_mut().flatten().filter(|comparison| comparison.head == fold.head) {
        comparison.matches = fold.city == *comparison.city;
    }
}
