//! Who somebody is at another house: OpenID Connect 1.0, authorization code flow with PKCE, as the one who relies on it.
//!
//! Start at [`Provider`]: [`Provider::begin`] says where to send somebody, [`Provider::finish`] what their answer is worth. It
//! knows no accounts, keeps nothing about anybody, reads no clock (`now` is an argument) and draws no random number (a
//! [`Flow`] follows from a secret given). Its calls block: each asks the provider up to three things, each bounded in time and
//! size, none redirected.
//!
//! What is absent: dynamic registration, encrypted tokens, symmetric signatures, the userinfo endpoint, refresh tokens.

mod document;
mod flow;
mod http;
mod provider;
mod token;

#[cfg(test)]
mod tests;

pub use flow::Flow;
pub use provider::{Client, Provider};
pub use token::Identity;

/// Why nothing can be said of who somebody is.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The address of the provider is not encrypted, or none.
    #[error("the issuer is no address of https, nor of this machine")]
    IssuerUnfit,
    /// The provider did not answer in time, or not in the form it must.
    #[error("the provider at {address}")]
    Unreachable {
        /// What was asked.
        address: String,
        /// Why it failed.
        #[source]
        cause: Failure,
    },
    /// The provider refuses the code: it is not its own, or was shown before.
    #[error("the provider refuses the code: {error}")]
    CodeRefused {
        /// The provider's word for it, as RFC 6749 lists them.
        error: String,
    },
    /// The token is not one to be believed.
    #[error("the identity token: {0}")]
    Token(Flaw),
    /// What the provider says of itself lacks something, or points elsewhere.
    #[error("the provider's description: {0}")]
    Description(&'static str),
}

/// Why asking failed.
pub use http::Failure;
/// What is wrong with a token.
pub use token::Flaw;
