//! Folding records into the city, each proved before it counts.

use std::{ops::ControlFlow, sync::Arc};

use qinghuo_domain::{City, Seq};
use qinghuo_ledger::{Head, LedgerError, Proof, RecordRef};

use crate::{OfficeError, codec};

/// The city together with the head it is current to: what a bulletin shows and the hash it prints belong together.
#[derive(Clone, Debug)]
pub struct Image {
    /// Everything known.
    pub city: Arc<City>,
    /// The last record folded into it.
    pub head: Head,
}

/// A city on its way from one head to the next.
pub(crate) struct Fold {
    pub(crate) city: City,
    pub(crate) head: Head,
    proof: Proof,
}

impl Fold {
    /// Goes on from a city that is current to `head`.
    pub(crate) fn from(city: City, head: Head) -> Self {
        Self { city, head, proof: Proof::default() }
    }

    /// Begins with nothing.
    pub(crate) fn new() -> Self {
        Self::from(City::new(), Head::EMPTY)
    }

    /// Folds in whatever `read` finds after the head.
    ///
    /// # Errors
    /// The first record that is damaged, cannot be read or does not fit; the fold is then good for nothing.
    pub(crate) fn follow(
        &mut self,
        read: impl FnOnce(u64, &mut Visit<'_>) -> Result<ControlFlow<OfficeError>, LedgerError>,
    ) -> Result<(), OfficeError> {
        let after = self.head.seq;
        match read(after, &mut |record| match self.add(record) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => ControlFlow::Break(error),
        })? {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(error) => Err(error),
        }
    }

    /// Folds in the next record.
    pub(crate) fn add(&mut self, record: &RecordRef<'_>) -> Result<(), OfficeError> {
        if record.prev_hash != self.head.hash {
            return Err(OfficeError::Forked { seq: Seq(self.head.seq) });
        }
        let damaged = |damage| LedgerError::Damaged { seq: record.seq, damage };
        self.proof.check(record).map_err(damaged)?;
        self.city.apply(Seq(record.seq), codec::fact_of(record)?)?;
        self.head = Head { seq: record.seq, hash: record.hash };
        Ok(())
    }
}

impl From<Fold> for Image {
    fn from(fold: Fold) -> Self {
        Self { city: Arc::new(fold.city), head: fold.head }
    }
}

/// What is done with each record of a walk.
pub(crate) type Visit<'a> = dyn FnMut(&RecordRef<'_>) -> ControlFlow<OfficeError> + 'a;
