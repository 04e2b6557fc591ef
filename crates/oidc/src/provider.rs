//! The provider: where people are sent, and what is asked of it when they come back.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::Trouble;
use crate::document::{Description, Key, is_fit, is_local};
use crate::flow::Flow;
use crate::http::{Asker, Failure};
use crate::token::{Expected, Flaw, Identity, Parts};

/// How long what the provider says of itself is believed without asking again.
const KEPT: SignedDuration = SignedDuration::from_hours(1);
/// A key that is not known makes us ask for the keys again, but not more often than this.
const KEYS_EVERY: SignedDuration = SignedDuration::from_secs(30);

/// How we are known at the provider.
#[derive(Clone)]
pub struct Client {
    /// The provider, as it names itself.
    pub issuer: String,
    /// Our name there.
    pub id: String,
    /// Our secret there; `None` where none was given.
    pub secret: Option<String>,
    /// Where people come back to, as it is written down there.
    pub back: String,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("issuer", &self.issuer).field("id", &self.id).finish_non_exhaustive()
    }
}

/// A provider we rely on.
#[derive(Debug)]
pub struct Provider {
    client: Client,
    asker: Asker,
    is_local: bool,
    known: Mutex<Option<Known>>,
}

/// What is known of the provider.
#[derive(Debug, Clone)]
struct Known {
    description: Description,
    keys: Vec<Key>,
    asked_at: Timestamp,
    keys_at: Timestamp,
}

impl Provider {
    /// A provider that has not been asked anything yet.
    ///
    /// # Errors
    /// [`Trouble::IssuerUnfit`].
    pub fn new(client: Client) -> Result<Provider, Trouble> {
        let is_local = is_local(&client.issuer);
        let is_plain = !client.issuer.contains(['?', '#', '@']);
        if !is_plain || !is_fit(&client.issuer, true) {
            return Err(Trouble::IssuerUnfit);
        }
        Ok(Provider { asker: Asker::new(is_local), client, is_local, known: Mutex::default() })
    }

    /// The provider, as it names itself.
    pub fn issuer(&self) -> &str {
        &self.client.issuer
    }

    /// Where to send somebody.
    ///
    /// # Errors
    /// [`Trouble::Unreachable`], [`Trouble::Description`].
    pub fn begin(&self, now: Timestamp, flow: &Flow) -> Result<String, Trouble> {
        let known = self.known(now)?;
        let mut asked = vec![
            ("response_type", "code"),
            ("client_id", &self.client.id),
            ("redirect_uri", &self.client.back),
            ("scope", "openid profile"),
            ("state", &flow.state),
            ("nonce", &flow.nonce),
            ("code_challenge_method", "S256"),
        ];
        let challenge = flow.challenge();
        asked.push(("code_challenge", &challenge));
        if flow.anew {
            asked.extend([("prompt", "login"), ("max_age", "0")]);
        }
        Ok(with_query(&known.description.authorization, &asked))
    }

    /// Who came back with this code.
    ///
    /// # Errors
    /// [`Trouble::CodeRefused`], [`Trouble::Token`], [`Trouble::Unreachable`], [`Trouble::Description`].
    pub fn finish(&self, now: Timestamp, flow: &Flow, code: &str) -> Result<Identity, Trouble> {
        let known = self.known(now)?;
        let token = self.redeem(&known.description, flow, code)?;
        let parts = Parts::of(&token).map_err(Trouble::Token)?;
        // A provider changes its keys now and then; it says so by using one that is not known.
        let keys = match parts.knows_key(&known.keys) {
            true => known.keys,
            false => self.newer_keys(now)?,
        };
        let Client { issuer, id, .. } = &self.client;
        let expected = Expected { issuer, client: id, nonce: &flow.nonce };
        parts.believe(now, &keys, expected).map_err(Trouble::Token)
    }

    /// Where to send somebody to sign out there too, and then back; `None` where the provider offers no such thing.
    pub fn end(&self, now: Timestamp, back: &str) -> Option<String> {
        let address = self.known(now).ok()?.description.end_session?;
        Some(with_query(
            &address,
            &[("client_id", self.client.id.as_str()), ("post_logout_redirect_uri", back)],
        ))
    }

    /// The token a code is good for.
    fn redeem(&self, description: &Description, flow: &Flow, code: &str) -> Result<String, Trouble> {
        let Client { id, secret, back, .. } = &self.client;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", back),
            ("code_verifier", &flow.verifier),
        ];
        let mut authorization = None;
        match secret {
            Some(secret) if !description.secret_in_form => {
                // Both are encoded as in a form before they are joined (RFC 6749, section 2.3.1).
                let joined = format!("{}:{}", encoded(id), encoded(secret));
                authorization = Some(format!("Basic {}", STANDARD.encode(joined)));
            }
            Some(secret) => form.extend([("client_id", id.as_str()), ("client_secret", secret)]),
            None => form.push(("client_id", id)),
        }
        let (status, answer) = self.asker.post(&description.token, &form, authorization.as_deref())?;
        let said = |name: &str| answer.get(name).and_then(Value::as_str);
        match (status, said("id_token")) {
            (200, Some(token)) => Ok(token.to_owned()),
            (200, None) => Err(Trouble::Token(Flaw::Malformed)),
            (400 | 401, _) => {
                let error = said("error").unwrap_or("invalid_request");
                let error = error.chars().filter(char::is_ascii_graphic).take(64).collect();
                Err(Trouble::CodeRefused { error })
            }
            (status, _) => {
                let (address, cause) = (description.token.clone(), Failure::Status(status));
                Err(Trouble::Unreachable { address, cause })
            }
        }
    }

    /// What the provider says of itself and its keys, asked for once an hour.
    fn known(&self, now: Timestamp) -> Result<Known, Trouble> {
        let held = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let fresh = held.filter(|known| {
            let age = now.duration_since(known.asked_at);
            age >= SignedDuration::ZERO && age < KEPT
        });
        if let Some(known) = fresh {
            return Ok(known);
        }
        let issuer = self.client.issuer.trim_end_matches('/');
        let document = self.asker.get(&format!("{issuer}/.well-known/openid-configuration"))?;
        let description = Description::read(&document, &self.client.issuer, self.is_local)?;
        let keys = Key::read_all(&self.asker.get(&description.keys)?);
        let known = Known { description, keys, asked_at: now, keys_at: now };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }

    /// The keys asked for again, unless that was a moment ago.
    fn newer_keys(&self, now: Timestamp) -> Result<Vec<Key>, Trouble> {
        let known = self.known(now)?;
        if now.duration_since(known.keys_at) < KEYS_EVERY {
            return Ok(known.keys);
        }
        let keys = Key::read_all(&self.asker.get(&known.description.keys)?);
        let known = Known { keys: keys.clone(), keys_at: now, ..known };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
        Ok(keys)
    }
}

/// An address with parameters added to those it has.
fn with_query(address: &str, pairs: &[(&str, &str)]) -> String {
    let mut whole = address.to_owned();
    let mut between = if address.contains('?') { '&' } else { '?' };
    for (name, value) in pairs {
        whole.push(between);
        whole.push_str(name);
        whole.push('=');
        whole.push_str(&encoded(value));
        between = '&';
    }
    whole
}

/// Percent-encodes all but what needs none anywhere in an address.
fn encoded(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                whole.push(char::from(byte));
            }
            other => whole.push_str(&format!("%{other:02X}")),
        }
    }
    whole
}
