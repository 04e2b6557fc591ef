//! Setting up a second factor and taking it away, and the codes for the day the telephone is lost.

use jiff::Timestamp;
use qinghuo_ledger::LedgerError;
use qinghuo_ledger::accounts::{AccountKind, AccountRow, Register, TotpRow};

use crate::account::{By, living, what};
use crate::secret::{Secret, hash_typed, random};
use crate::totp::{TotpOffer, step_of};
use crate::{AccountId, Accounts, Refusal, Session, Trouble};

/// Codes given out at once.
const CODES: usize = 10;

impl Accounts {
    /// Offers a second factor to the owner of a session; it is in use only after [`Accounts::confirm_totp`]. An offer made
    /// before is void. `issuer` is how an authenticator app names the place.
    pub fn begin_totp(&self, session: &Session, issuer: &str) -> Result<TotpOffer, Trouble> {
        let secret: [u8; 20] = random()?;
        self.transact(|register| {
            let account = own(register, session)?;
            if account.totp.secret.is_some() {
                return Err(Refusal::TotpAlready.into());
            }
            let offered = TotpRow { offered: Some(secret.to_vec()), ..TotpRow::default() };
            register.set_totp(account.id, &offered)?;
            Ok(TotpOffer::of(&secret, issuer, &account.login))
        })
    }

    /// Takes the offered second factor into use, its owner showing a code of it; the recovery codes, shown once.
    pub fn confirm_totp(
        &self,
        now: Timestamp,
        by: &By,
        session: &Session,
        code: &str,
    ) -> Result<Vec<Secret>, Trouble> {
        self.transact(|register| {
            let account = own(register, session)?;
            let Some(secret) = account.totp.offered else { return Err(Refusal::TotpNotBegun.into()) };
            let Some(step) = step_of(&secret, code, now, None) else { return Err(Refusal::Wrong.into()) };
            let totp = TotpRow { secret: Some(secret), offered: None, step: Some(step) };
            register.set_totp(account.id, &totp)?;
            by.log(register, now, what::TOTP_SET, account.id)?;
            fresh_codes(register, account.id)
        })
    }

    /// Replaces the recovery codes: the old ones no longer hold, the new ones are shown once.
    pub fn renew_recovery_codes(
        &self,
        now: Timestamp,
        by: &By,
        id: AccountId,
    ) -> Result<Vec<Secret>, Trouble> {
        self.transact(|register| {
            let account = living(register, id)?;
            if account.totp.secret.is_none() {
                return Err(Refusal::TotpAbsent.into());
            }
            by.log(register, now, what::RECOVERY_CODES_SET, account.id)?;
            fresh_codes(register, account.id)
        })
    }

    /// Takes the second factor away, and its recovery codes.
    pub fn drop_totp(&self, now: Timestamp, by: &By, id: AccountId) -> Result<(), Trouble> {
        self.transact(|register| {
            let account = living(register, id)?;
            if account.totp.secret.is_none() {
                return Err(Refusal::TotpAbsent.into());
            }
            register.set_totp(account.id, &TotpRow::default())?;
            register.set_recovery_codes(account.id, &[])?;
            by.log(register, now, what::TOTP_REMOVED, account.id)
        })
    }

    /// How many recovery codes are left.
    pub fn recovery_codes_left(&self, id: AccountId) -> Result<u32, Trouble> {
        self.read(|register| register.recovery_codes_left(id.0))
    }
}

/// Whether a code would be right for an account, at the same cost whether or not there is one. Uses nothing up.
pub(crate) fn code_fits(
    register: &Register,
    now: Timestamp,
    account: Option<&AccountRow>,
    code: &str,
) -> Result<bool, LedgerError> {
    let secret = account.and_then(|account| account.totp.secret.as_deref());
    let used = account.and_then(|account| account.totp.step);
    let step = step_of(secret.unwrap_or(&[0; 20]), code, now, used);
    // Numbers of accounts begin with 1.
    let id = account.map_or(0, |account| account.id);
    let recovers = register.has_recovery_code(id, &hash_typed(&id.to_string(), code))?;
    Ok(secret.is_some() && (step.is_some() || recovers))
}

/// Whether a code of the second factor, or a recovery code, is right; whichever it is, it is used up.
pub(crate) fn use_code(
    register: &Register,
    now: Timestamp,
    by: &By,
    account: &AccountRow,
    code: &str,
) -> Result<bool, Trouble> {
    let Some(secret) = &account.totp.secret else { return Ok(false) };
    if let Some(step) = step_of(secret, code, now, account.totp.step) {
        return Ok(register.use_totp_step(account.id, step)?);
    }
    let used = register.use_recovery_code(account.id, &hash_typed(&account.id.to_string(), code))?;
    if used {
        by.log(register, now, what::RECOVERY_CODE_USED, account.id)?;
    }
    Ok(used)
}

/// The account of a session, if a second factor is a thing it can have.
fn own(register: &Register, session: &Session) -> Result<AccountRow, Trouble> {
    let account = living(register, session.account)?;
    if account.kind == AccountKind::Person { Ok(account) } else { Err(Refusal::NotAPerson.into()) }
}

fn fresh_codes(register: &Register, account: u32) -> Result<Vec<Secret>, Trouble> {
    let codes = (0..CODES).map(|_| Secret::to_type::<10>()).collect::<Result<Vec<_>, _>>()?;
    let owner = account.to_string();
    let hashes: Vec<_> = codes.iter().map(|code| hash_typed(&owner, code.reveal())).collect();
    register.set_recovery_codes(account, &hashes)?;
    Ok(codes)
}
