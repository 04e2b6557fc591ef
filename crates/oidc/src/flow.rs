//! One way to the provider and back: what goes with it, so that an answer to another one is none.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::hmac;

/// What goes with somebody to the provider. All of it follows from one secret that only their browser and we know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Comes back beside the code: whose answer it is.
    pub state: String,
    /// Comes back in the token: for which flow it was made.
    pub(crate) nonce: String,
    /// Shown with the code, its hash before (PKCE, RFC 7636).
    pub(crate) verifier: String,
    /// Whether the provider must ask who it is even if it knows.
    pub(crate) anew: bool,
}

impl Flow {
    /// The flow of a secret; `anew` asks the provider to ask again who it is.
    pub fn of(secret: &str, anew: bool) -> Flow {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let part = |name: &str| URL_SAFE_NO_PAD.encode(hmac::sign(&key, name.as_bytes()));
        Flow { state: part("state"), nonce: part("nonce"), verifier: part("verifier"), anew }
    }

    /// The hash of the verifier, sent ahead.
    pub(crate) fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(digest(&SHA256, self.verifier.as_bytes()))
    }
}
