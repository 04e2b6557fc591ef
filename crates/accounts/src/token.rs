//! Tokens with which programs come in: named, narrowed to scopes, with an end.

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use qinghuo_ledger::accounts::NewTokenRow;

use crate::account::{By, living, refuse, what};
use crate::secret::{Secret, hash_of};
use crate::session::TOUCHED_EVERY;
use crate::time::{day, end_of, stored, told};
use crate::{AccountId, Accounts, Refusal, Trouble};

/// How every token begins, so that scanners of leaked secrets know it.
const PREFIX: &str = "qh_";
/// Most characters of a name.
const NAME_MOST: usize = 80;
/// Most tokens of an account.
const TOKENS_MOST: usize = 50;

/// Number of a token, never given to another; no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId(pub i64);

/// A token to issue.
#[derive(Debug, Clone, Copy)]
pub struct NewToken<'a> {
    /// Whose it is.
    pub account: AccountId,
    /// What it is for.
    pub name: &'a str,
    /// What it may do: words of lower-case letters, digits, `.`, `_`, `:` and `*`.
    pub scopes: &'a [&'a str],
    /// The post that acts.
    pub post: Option<u32>,
    /// The last day on which it holds, at most a year ahead.
    pub ends_on: Date,
}

/// A token that holds, found by its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its number.
    pub id: TokenId,
    /// Whose it is.
    pub account: AccountId,
    /// The person; `None` if it is a program's.
    pub person: Option<u32>,
    /// The login of the account.
    pub login: String,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// The post that acts.
    pub post: Option<u32>,
}

/// A token as its owner sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Its number.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// The post that acts.
    pub post: Option<u32>,
    /// When it was issued.
    pub created_at: Timestamp,
    /// The first moment at which it no longer holds.
    pub ends_at: Timestamp,
    /// When it was last used, to the minute.
    pub used_at: Option<Timestamp>,
}

impl Accounts {
    /// Issues a token; its secret is shown once.
    pub fn issue_token(
        &self,
        now: Timestamp,
        by: &By,
        new: &NewToken<'_>,
    ) -> Result<(TokenId, Secret), Trouble> {
        refuse(against(now, new))?;
        let secret = Secret::draw(PREFIX)?;
        let hash = &hash_of(secret.reveal(), PREFIX).ok_or(Trouble::Randomness)?;
        let scopes = &new.scopes.join(" ");
        self.transact(|register| {
            let account = living(register, new.account)?.id;
            if register.tokens_of(account)?.len() >= TOKENS_MOST {
                return Err(Refusal::TokensTooMany { max: TOKENS_MOST }.into());
            }
            let (name, post, ends_at) = (new.name.trim(), new.post, stored(end_of(new.ends_on)));
            let row = NewTokenRow { hash, account, name, scopes, post, created_at: stored(now), ends_at };
            let id = register.insert_token(&row)?;
            by.log(register, now, what::TOKEN_ISSUED, account)?;
            Ok((TokenId(id), secret.clone()))
        })
    }

    /// The token of a secret, if it holds: known, not ended, its account not switched off.
    pub fn token(&self, now: Timestamp, secret: &str) -> Result<Option<Token>, Trouble> {
        let Some(hash) = hash_of(secret, PREFIX) else { return Ok(None) };
        let found = self.read(|register| {
            let Some(row) = register.token(&hash)? else { return Ok(None) };
            let account = register.account(row.account)?;
            Ok(account.map(|account| (row, account)))
        })?;
        let Some((row, account)) =
            found.filter(|(row, account)| account.disabled_at.is_none() && stored(now) < row.ends_at)
        else {
            return Ok(None);
        };
        if row.used_at.is_none_or(|used_at| now.duration_since(told(used_at)) >= TOUCHED_EVERY) {
            self.inner.journal.touch_token(row.id, stored(now));
        }
        Ok(Some(Token {
            id: TokenId(row.id),
            account: AccountId(row.account),
            person: account.person,
            login: account.login,
            name: row.name,
            scopes: words(&row.scopes),
            post: row.post,
        }))
    }

    /// The tokens of an account, the newest first, ended ones too.
    pub fn tokens(&self, id: AccountId) -> Result<Vec<TokenRow>, Trouble> {
        let rows = self.read(|register| register.tokens_of(id.0))?;
        Ok(rows
            .into_iter()
            .map(|row| TokenRow {
                id: TokenId(row.id),
                name: row.name,
                scopes: words(&row.scopes),
                post: row.post,
                created_at: told(row.created_at),
                ends_at: told(row.ends_at),
                used_at: row.used_at.map(told),
            })
            .collect())
    }

    /// Takes a token of an account back. A token of another account is not found there.
    pub fn end_token(&self, now: Timestamp, by: &By, id: AccountId, token: TokenId) -> Result<(), Trouble> {
        self.transact(|register| {
            if !register.delete_token(id.0, token.0)? {
                return Err(Refusal::TokenUnknown.into());
            }
            by.log(register, now, what::TOKEN_ENDED, id.0)
        })
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

/// Everything that speaks against a token.
fn against(now: Timestamp, new: &NewToken<'_>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if new.name.trim().is_empty() {
        refusals.push(Refusal::TokenNameEmpty);
    }
    if new.name.trim().chars().count() > NAME_MOST {
        refusals.push(Refusal::TokenNameTooLong { max: NAME_MOST });
    }
    if new.scopes.is_empty() {
        refusals.push(Refusal::TokenScopesEmpty);
    }
    let malformed = new.scopes.iter().filter(|scope| !is_scope(scope));
    refusals.extend(malformed.map(|scope| Refusal::TokenScopeMalformed { scope: (*scope).to_owned() }));
    let today = day(now);
    let latest = today.saturating_add(Span::new().years(1));
    if new.ends_on < today {
        refusals.push(Refusal::TokenEndsPast);
    }
    if new.ends_on > latest {
        refusals.push(Refusal::TokenEndsTooLate { latest });
    }
    refusals
}

fn is_scope(scope: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._:*-".contains(&byte);
    !scope.is_empty() && scope.len() <= 60 && scope.bytes().all(fits)
}
