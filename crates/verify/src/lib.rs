//! Verifies a ledger, or a backup of one, from docs/ledger-format.md alone, and against anchors kept elsewhere.
//!
//! Nothing of the program that wrote the ledger is used here: this is for whoever doubts that program. Start at [`verify`]. It reads the file,
//! writes nothing, repairs nothing, and knows nothing of what a record means. The names of people, accounts and remembered
//! commands are outside of the chain and are not looked at.

pub mod anchor;
pub mod chain;
mod ledger;

use std::collections::BTreeSet;
use std::path::Path;

pub use ledger::{Key, Trouble};

use anchor::Anchor;
use chain::{Chain, Fault, Hash};
use ledger::{Ledger, is_corrupt};

/// What was read, and everything wrong with it.
#[derive(Debug)]
pub struct Report {
    /// The end of the chain: of what is good of it, where a record is bad.
    pub chain: Chain,
    /// How many attachments there are.
    pub attachments: u64,
    /// Everything wrong. Empty means that every record is as it was written.
    pub findings: Vec<Finding>,
}

/// Something wrong.
#[derive(Debug, PartialEq, Eq)]
pub enum Finding {
    /// The first bad record; those behind it were not looked at.
    Record(u64, Fault),
    /// There is no head, or more than one, or it cannot be read.
    NoHead,
    /// A record names an attachment that is not there.
    AttachmentMissing(Hash),
    /// Its bytes are not those it is named after.
    AttachmentAltered(Option<Hash>),
    /// The engine's complaint about the file's structure.
    Structure(String),
    /// An anchor names a record the ledger has not, or no longer: its tail was cut, or it is an older copy.
    BehindAnchor {
        /// Which anchor, from 0.
        anchor: usize,
        /// Number of the anchor's head.
        anchored: u64,
    },
    /// A record is another one than when the anchor was written: the history was rewritten, and all sums with it.
    Rewritten {
        /// Which anchor, from 0.
        anchor: usize,
        /// The last record named by the anchor that still is the same.
        same: u64,
        /// The first that is not.
        other: u64,
    },
}

/// Examines the ledger at `path`, a file or a folder, with its key where it is encrypted.
///
/// # Errors
/// Why nothing can be said of it.
pub fn verify(path: &Path, key: Option<&Key>, anchors: &[Anchor]) -> Result<Report, Trouble> {
    let ledger = Ledger::open(path, key)?;
    let mut examination = Examination::begin(anchors);
    examination.records(&ledger)?;
    let report = examination.report(&ledger)?;
    ledger.close()?;
    Ok(report)
}

/// How far it has come.
struct Examination<'a> {
    chain: Chain,
    /// Attachments records name.
    named: BTreeSet<Hash>,
    against: Vec<Against<'a>>,
    findings: Vec<Finding>,
}

/// A walk along an anchor beside that along the records.
struct Against<'a> {
    due: std::slice::Iter<'a, (u64, Hash)>,
    same: u64,
    other: Option<u64>,
}

impl Against<'_> {
    /// Holds the record the chain has come to against the anchor.
    fn see(&mut self, chain: &Chain) {
        let Some((seq, hash)) = self.due.as_slice().first().filter(|(seq, _)| *seq == chain.seq) else {
            return;
        };
        if *hash == chain.hash {
            self.same = *seq;
        } else {
            self.other = self.other.or(Some(*seq));
        }
        self.due.next();
    }

    fn finding(&self, anchor: usize) -> Option<Finding> {
        let Against { same, other, .. } = *self;
        let behind = self
            .due
            .as_slice()
            .last()
            .map(|(anchored, _)| Finding::BehindAnchor { anchor, anchored: *anchored });
        other.map(|other| Finding::Rewritten { anchor, same, other }).or(behind)
    }
}

impl<'a> Examination<'a> {
    fn begin(anchors: &'a [Anchor]) -> Self {
        let against = |anchor: &'a Anchor| Against { due: anchor.records.iter(), same: 0, other: None };
        let mut examination = Self {
            chain: Chain::begin(),
            named: BTreeSet::new(),
            against: anchors.iter().map(against).collect(),
            findings: Vec::new(),
        };
        examination.hold_against_anchors();
        examination
    }

    fn hold_against_anchors(&mut self) {
        self.against.iter_mut().for_each(|against| against.see(&self.chain));
    }

    /// Walks the records up to the first bad one.
    fn records(&mut self, ledger: &Ledger) -> Result<(), Trouble> {
        let walked = self.walk(ledger);
        if let Some(fault) = walked.or_else(|error| corrupt(error, Some(Fault::Unreadable)))? {
            self.findings.push(Finding::Record(self.chain.seq + 1, fault));
        }
        Ok(())
    }

    fn walk(&mut self, ledger: &Ledger) -> rusqlite::Result<Option<Fault>> {
        let mut statement = ledger.records()?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            // First the place: if a record is missing, that the one after it is bad comes second.
            let record = ledger::number(row).and_then(|found| self.chain.place(found));
            let record = record.and_then(|seq| ledger::record(row, seq));
            let record = match record.and_then(|record| self.chain.advance(&record).map(|()| record)) {
                Ok(record) => record,
                Err(fault) => return Ok(Some(fault)),
            };
            self.named.extend(record.attachments());
            self.hold_against_anchors();
        }
        Ok(None)
    }

    /// The rest: the head, the attachments, the file, the anchors.
    fn report(mut self, ledger: &Ledger) -> Result<Report, Trouble> {
        let whole = self.findings.is_empty();
        if whole && let Some(finding) = self.head(ledger)? {
            self.findings.push(finding);
        }
        let mut there = BTreeSet::new();
        let (mut attachments, findings) = (0, &mut self.findings);
        let looked = ledger.attachments(|name, sound| {
            attachments += 1;
            there.extend(name);
            if !sound {
                findings.push(Finding::AttachmentAltered(name));
            }
        });
        let is_read = looked.map(|()| true).or_else(|error| corrupt(error, false))?;
        if is_read {
            findings.extend(self.named.difference(&there).copied().map(Finding::AttachmentMissing));
        }
        let structure = ledger.structure().or_else(|error| corrupt(error, Some(String::new())))?;
        findings.extend(structure.map(Finding::Structure));
        // Behind a bad record an anchor has nothing to say but of what was read.
        let of_anchors = self.against.iter().enumerate().filter_map(|(at, against)| against.finding(at));
        findings.extend(of_anchors.filter(|finding| whole || matches!(finding, Finding::Rewritten { .. })));
        Ok(Report { chain: self.chain, attachments, findings: self.findings })
    }

    fn head(&self, ledger: &Ledger) -> Result<Option<Finding>, Trouble> {
        let Chain { seq, hash, .. } = self.chain;
        let head = ledger.head().or_else(|error| corrupt(error, None))?;
        Ok(match head {
            None => Some(Finding::NoHead),
            Some((promised, _)) if promised > seq => Some(Finding::Record(seq + 1, Fault::Missing)),
            Some((promised, _)) if promised < seq => Some(Finding::Record(promised + 1, Fault::BeyondHead)),
            Some((_, named)) => (named != hash).then_some(Finding::Record(seq, Fault::HeadDisagrees)),
        })
    }
}

/// A malformed file is a finding; whatever else the engine says is trouble.
fn corrupt<T>(error: rusqlite::Error, found: T) -> Result<T, Trouble> {
    if is_corrupt(&error) { Ok(found) } else { Err(error.into()) }
}
