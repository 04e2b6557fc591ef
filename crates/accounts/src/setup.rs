//! The first account: made by whoever reads the code that the program printed at its start, exactly once.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use qinghuo_ledger::Hash;

use crate::account::{By, insert_person};
use crate::secret::{Secret, hash_typed};
use crate::{AccountId, Accounts, NewAccount, Refusal, Trouble};

/// The hash of the code in force.
#[derive(Default)]
pub(crate) struct Setup(Mutex<Option<Hash>>);

impl Accounts {
    /// A new code to set the platform up with, for the caller to print where only the machine's keeper reads it; `None` once
    /// there is an account. Codes given out before are void.
    pub fn setup_code(&self) -> Result<Option<Secret>, Trouble> {
        if self.any()? {
            return Ok(None);
        }
        let code = Secret::to_type::<15>()?;
        *self.inner.setup.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(hash(code.reveal()));
        Ok(Some(code))
    }

    /// Whether this is the code in force. Does not use it up.
    pub fn check_setup_code(&self, code: &str) -> Result<(), Trouble> {
        if self.any()? {
            return Err(Refusal::SetupOver.into());
        }
        let inside = self.inner.setup.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *inside == Some(hash(code)) { Ok(()) } else { Err(Refusal::SetupCodeWrong.into()) }
    }

    /// Makes the first account, and uses the code up. Of two who try at once one succeeds.
    pub fn create_first(
        &self,
        now: Timestamp,
        code: &str,
        by: &By,
        new: NewAccount<'_>,
    ) -> Result<AccountId, Trouble> {
        self.check_setup_code(code)?;
        let (login, hash) = self.prepare(&new)?;
        let first = self.transact(|register| {
            // Only now nobody else writes.
            if register.any_account()? {
                return Err(Refusal::SetupOver.into());
            }
            insert_person(register, now, by, &new, &login, hash)
        })?;
        *self.inner.setup.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(first)
    }
}

fn hash(code: &str) -> Hash {
    hash_typed("setup", code)
}
