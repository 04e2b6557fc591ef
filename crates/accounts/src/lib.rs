//! Who signs in: accounts, passwords, second factors, passkeys, identities at
//! another house, sessions, tokens of programs, and the log of what was seen.
//!
//! Start at [`Accounts`]. It says *who* somebody is, never what they may do: a post is a number here, a scope a word, and
//! what either allows is decided elsewhere. It knows neither the city nor HTTP, reads no clock (`now` is an argument of
//! everything that asks for it) and keeps its rows in the ledger's file, beside the facts and outside of their chain.
//!
//! All calls block, most of them for microseconds. Those that hash a password take tens of milliseconds of a processor
//! and queue for it: see [`Hashing`]. What is kept, in which form, for how long and after which rule is told in
//! `docs/accounts.md`.

mod account;
mod accounts;
mod challenge;
mod failures;
mod hashing;
mod identity;
mod journal;
mod passkey;
mod password;
mod recovery;
mod refusal;
mod secret;
mod session;
mod settings;
mod setup;
mod sign_in;
mod site;
mod tickets;
mod time;
mod token;
mod totp;
mod webauthn;

#[cfg(test)]
mod tests;

pub use account::{Account, AccountId, By, Contact, Kind, NewAccount, PasswordState};
pub use accounts::Accounts;
pub use challenge::Purpose;
pub use identity::{Claim, Identity, IdentityId};
pub use journal::{Export, LogFilter, LogRow, Note, Page};
pub use passkey::{Passkey, PasskeyId, PasskeyOffer};
pub use refusal::{Refusal, Trouble};
pub use secret::Secret;
pub use session::{Means, Proof, Session, SessionId, SessionRow};
pub use settings::{Hashing, Settings};
pub use sign_in::{Entry, SignIn, Visitor};
pub use site::{Site, Unfit};
pub use token::{NewToken, Token, TokenId, TokenRow};
pub use totp::TotpOffer;
pub use webauthn::{Assertion, NewCredential};
