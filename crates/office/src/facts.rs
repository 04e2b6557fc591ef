//! Facts as they were read last. A fact never changes, so one that was read stays true; the pages people look at say the same few again and again.

use std::sync::{Arc, Mutex, PoisonError};

use hashlink::LruCache;
use qinghuo_domain::Seq;

use crate::codec::Recorded;

/// Facts kept at hand, about a kilobyte each.
const KEPT: usize = 16_384;

/// The facts read last.
#[derive(Debug)]
pub(crate) struct Facts(Mutex<LruCache<Seq, Arc<Recorded>>>);

impl Default for Facts {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(KEPT)))
    }
}

impl Facts {
    /// The facts of these numbers, in their order; `read` is asked once for those not at hand.
    ///
    /// # Errors
    /// Those of `read`.
    pub(crate) fn of<E>(
        &self,
        seqs: &[Seq],
        read: impl FnOnce(&[Seq]) -> Result<Vec<Recorded>, E>,
    ) -> Result<Vec<Arc<Recorded>>, E> {
        let mut found: Vec<Option<Arc<Recorded>>> = {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            seqs.iter().map(|seq| kept.get(seq).cloned()).collect()
        };
        let missing: Vec<Seq> =
            seqs.iter().zip(&found).filter(|(_, found)| found.is_none()).map(|(seq, _)| *seq).collect();
        if !missing.is_empty() {
            let fresh: Vec<Arc<Recorded>> = read(&missing)?.into_iter().map(Arc::new).collect();
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for fact in &fresh {
                kept.insert(fact.seq, Arc::clone(fact));
            }
            for (place, fact) in found.iter_mut().filter(|found| found.is_none()).zip(fresh) {
                *place = Some(fact);
            }
        }
        Ok(found.into_iter().flatten().collect())
    }
}
