//! Accounts, with password and second factor.

use rusqlite::{OptionalExtension, Row};

use super::Register;
use crate::{Hash, LedgerError};

/// What kind of account it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountKind {
    /// A person signs in with it.
    Person,
    /// A program uses its tokens; nobody signs in with it.
    Service,
    /// A person of a made-up city, signed in with one click.
    Demo,
}

impl AccountKind {
    const ALL: [AccountKind; 3] = [AccountKind::Person, AccountKind::Service, AccountKind::Demo];

    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            AccountKind::Person => "person",
            AccountKind::Service => "service",
            AccountKind::Demo => "demo",
        }
    }

    fn of(name: &str) -> AccountKind {
        // The table lets no other name in.
        AccountKind::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or(AccountKind::Person)
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Its number, never given to another.
    pub id: u32,
    /// Whose it is; `None` for a program's.
    pub person: Option<u32>,
    /// What is typed to sign in, unique.
    pub login: String,
    /// What kind it is.
    pub kind: AccountKind,
    /// When it was made.
    pub created_at: i64,
    /// Since when it is switched off.
    pub disabled_at: Option<i64>,
    /// When somebody last signed in with it.
    pub signed_in_at: Option<i64>,
    /// The password, if there is one.
    pub password: Option<PasswordRow>,
    /// The second factor.
    pub totp: TotpRow,
}

/// A password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordRow {
    /// The hash, as a PHC string.
    pub hash: String,
    /// Since when it holds.
    pub set_at: i64,
    /// Until when it may be used, for one that somebody else has issued: it must then be changed.
    pub ends_at: Option<i64>,
}

/// The second factor: secrets of a device that makes codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TotpRow {
    /// The secret in use.
    pub secret: Option<Vec<u8>>,
    /// A secret offered and not yet confirmed.
    pub offered: Option<Vec<u8>>,
    /// The last time step a code was accepted for.
    pub step: Option<i64>,
}

/// An account to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewAccountRow<'a> {
    /// Whose it is.
    pub person: Option<u32>,
    /// What is typed to sign in.
    pub login: &'a str,
    /// What kind it is.
    pub kind: AccountKind,
    /// When.
    pub created_at: i64,
}

const SELECT: &str = "SELECT id, person, login, kind, created_at, disabled_at, signed_in_at, password,
    password_set_at, password_ends_at, totp_secret, totp_offered, totp_step FROM account";

fn account(row: &Row<'_>) -> rusqlite::Result<AccountRow> {
    let hash: Option<String> = row.get(7)?;
    let password = match hash {
        Some(hash) => Some(PasswordRow { hash, set_at: row.get(8)?, ends_at: row.get(9)? }),
        None => None,
    };
    Ok(AccountRow {
        id: row.get(0)?,
        person: row.get(1)?,
        login: row.get(2)?,
        kind: AccountKind::of(&row.get::<_, String>(3)?),
        created_at: row.get(4)?,
        disabled_at: row.get(5)?,
        signed_in_at: row.get(6)?,
        password,
        totp: TotpRow { secret: row.get(10)?, offered: row.get(11)?, step: row.get(12)? },
    })
}

impl Register {
    /// Whether there is any account, or ever was one.
    pub fn any_account(&self) -> Result<bool, LedgerError> {
        const SQL: &str = "SELECT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'account')";
        let mut statement = self.conn.prepare_cached(SQL)?;
        Ok(statement.query_row((), |row| row.get(0))?)
    }

    /// All accounts, by login.
    pub fn accounts(&self) -> Result<Vec<AccountRow>, LedgerError> {
        let mut statement = self.conn.prepare_cached(&format!("{SELECT} ORDER BY login"))?;
        Ok(statement.query_map((), account)?.collect::<Result<_, _>>()?)
    }

    /// The account of this number.
    pub fn account(&self, id: u32) -> Result<Option<AccountRow>, LedgerError> {
        let mut statement = self.conn.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
        Ok(statement.query_row([id], account).optional()?)
    }

    /// The account of this login.
    pub fn account_of_login(&self, login: &str) -> Result<Option<AccountRow>, LedgerError> {
        let mut statement = self.conn.prepare_cached(&format!("{SELECT} WHERE login = ?1"))?;
        Ok(statement.query_row([login], account).optional()?)
    }

    /// The account of this person.
    pub fn account_of_person(&self, person: u32) -> Result<Option<AccountRow>, LedgerError> {
        let mut statement = self.conn.prepare_cached(&format!("{SELECT} WHERE person = ?1"))?;
        Ok(statement.query_row([person], account).optional()?)
    }

    /// Makes an account; its number.
    pub fn insert_account(&self, new: &NewAccountRow<'_>) -> Result<u32, LedgerError> {
        const SQL: &str =
            "INSERT INTO account (person, login, kind, created_at) VALUES (?1, ?2, ?3, ?4) RETURNING id";
        let values = (new.person, new.login, new.kind.name(), new.created_at);
        Ok(self.conn.prepare_cached(SQL)?.query_row(values, |row| row.get(0))?)
    }

    /// Replaces the password.
    pub fn set_password(&self, id: u32, password: &PasswordRow) -> Result<(), LedgerError> {
        const SQL: &str =
            "UPDATE account SET password = ?2, password_set_at = ?3, password_ends_at = ?4 WHERE id = ?1";
        self.change(SQL, (id, &password.hash, password.set_at, password.ends_at))?;
        Ok(())
    }

    /// Replaces the hash of the password by another hash of the same one, unless it was changed meanwhile.
    pub fn rehash_password(&self, id: u32, old: &str, new: &str) -> Result<(), LedgerError> {
        self.change("UPDATE account SET password = ?3 WHERE id = ?1 AND password = ?2", (id, old, new))?;
        Ok(())
    }

    /// Switches the account off since a time, or on.
    pub fn set_disabled(&self, id: u32, since: Option<i64>) -> Result<(), LedgerError> {
        self.change("UPDATE account SET disabled_at = ?2 WHERE id = ?1", (id, since))?;
        Ok(())
    }

    /// Notes that somebody signed in.
    pub fn set_signed_in(&self, id: u32, at: i64) -> Result<(), LedgerError> {
        self.change("UPDATE account SET signed_in_at = ?2 WHERE id = ?1", (id, at))?;
        Ok(())
    }

    /// Replaces the second factor as a whole.
    pub fn set_totp(&self, id: u32, totp: &TotpRow) -> Result<(), LedgerError> {
        const SQL: &str =
            "UPDATE account SET totp_secret = ?2, totp_offered = ?3, totp_step = ?4 WHERE id = ?1";
        self.change(SQL, (id, &totp.secret, &totp.offered, totp.step))?;
        Ok(())
    }

    /// Uses a time step up; false if it, or a later one, was used before.
    pub fn use_totp_step(&self, id: u32, step: i64) -> Result<bool, LedgerError> {
        const SQL: &str = "UPDATE account SET totp_step = ?2
            WHERE id = ?1 AND totp_secret IS NOT NULL AND (totp_step IS NULL OR totp_step < ?2)";
        Ok(self.change(SQL, (id, step))? > 0)
    }

    /// Replaces the recovery codes.
    pub fn set_recovery_codes(&self, id: u32, hashes: &[Hash]) -> Result<(), LedgerError> {
        self.change("DELETE FROM recovery_code WHERE account = ?1", [id])?;
        for hash in hashes {
            self.change(
                "INSERT INTO recovery_code (account, hash) VALUES (?1, ?2)",
                (id, hash.0.as_slice()),
            )?;
        }
        Ok(())
    }

    /// Whether there is such a recovery code.
    pub fn has_recovery_code(&self, id: u32, hash: &Hash) -> Result<bool, LedgerError> {
        let mut statement =
            self.conn.prepare_cached("SELECT 1 FROM recovery_code WHERE account = ?1 AND hash = ?2")?;
        Ok(statement.query_row((id, hash.0.as_slice()), |_| Ok(())).optional()?.is_some())
    }

    /// Uses a recovery code up; false if there is none such.
    pub fn use_recovery_code(&self, id: u32, hash: &Hash) -> Result<bool, LedgerError> {
        let sql = "DELETE FROM recovery_code WHERE account = ?1 AND hash = ?2";
        Ok(self.change(sql, (id, hash.0.as_slice()))? > 0)
    }

    /// How many recovery codes are left.
    pub fn recovery_codes_left(&self, id: u32) -> Result<u32, LedgerError> {
        let mut statement =
            self.conn.prepare_cached("SELECT count(*) FROM recovery_code WHERE account = ?1")?;
        Ok(statement.query_row([id], |row| row.get(0))?)
    }
}
