//! The identity token: a signed statement of who somebody is, read and checked (OpenID Connect Core 1.0, section 3.1.3.7).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::document::{Algorithm, Key};

/// Clocks of two houses may differ so much.
const SKEW: SignedDuration = SignedDuration::from_secs(60);
/// Who was to be asked anew must have been asked within this time.
const ANEW: SignedDuration = SignedDuration::from_mins(5);
/// Most characters of a subject (section 8).
const SUBJECT_MOST: usize = 255;
/// What a provider says if somebody showed more than one factor: methods (RFC 8176), and classes in use.
const MULTI_FACTOR: [&str; 3] =
    ["mfa", "http://schemas.openid.net/pape/policies/2007/06/multi-factor", "https://refeds.org/profile/mfa"];

/// Who somebody is, as a token that is to be believed says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The number at the provider, which never changes.
    pub subject: String,
    /// What they are called there, which may change; empty if it is not said.
    pub username: String,
    /// Whether they showed more than one factor.
    pub multi_factor: bool,
    /// Whether they were asked just now, and not only known from before.
    pub anew: bool,
}

/// What is wrong with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It is not three parts of base64url and JSON.
    #[error("not a token")]
    Malformed,
    /// It is signed in a way that is not taken, or not at all.
    #[error("signed in a way that is not taken")]
    Algorithm,
    /// None of the provider's keys signed it.
    #[error("not signed by the provider")]
    Signature,
    /// Another house made it.
    #[error("of another issuer")]
    Issuer,
    /// It was made for somebody else to rely on.
    #[error("for another client")]
    Audience,
    /// It is over, or not yet.
    #[error("over, or not yet")]
    Time,
    /// It was made for another flow.
    #[error("for another flow")]
    Nonce,
    /// It says of nobody who they are.
    #[error("about nobody")]
    Subject,
}

/// What a token is held against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) client: &'a str,
    pub(crate) nonce: &'a str,
}

/// A token taken apart; nothing of it is believed yet.
pub(crate) struct Parts<'a> {
    signed: &'a str,
    signature: Vec<u8>,
    algorithm: Algorithm,
    key: Option<String>,
    claims: Value,
}

impl<'a> Parts<'a> {
    pub(crate) fn of(token: &'a str) -> Result<Parts<'a>, Flaw> {
        let (signed, signature) = token.rsplit_once('.').ok_or(Flaw::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(Flaw::Malformed)?;
        let bytes = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Flaw::Malformed);
        let json = |part: &str| serde_json::from_slice::<Value>(&bytes(part)?).map_err(|_| Flaw::Malformed);
        let header = json(header)?;
        let said = |name: &str| header.get(name).and_then(Value::as_str);
        // What must be understood and is not known here is refused (RFC 7515, section 4.1.11).
        if header.get("crit").is_some() {
            return Err(Flaw::Algorithm);
        }
        Ok(Parts {
            signed,
            signature: bytes(signature)?,
            algorithm: said("alg").and_then(Algorithm::named).ok_or(Flaw::Algorithm)?,
            key: said("kid").map(str::to_owned),
            claims: json(claims)?,
        })
    }

    /// Whether one of these keys could have signed it.
    pub(crate) fn knows_key(&self, keys: &[Key]) -> bool {
        keys.iter().any(|key| key.may_be(self.algorithm, self.key.as_deref()))
    }

    /// Who it is about, if one of the keys signed it and it is what was expected.
    pub(crate) fn believe(
        &self,
        now: Timestamp,
        keys: &[Key],
        expected: Expected<'_>,
    ) -> Result<Identity, Flaw> {
        let mut keys = keys.iter().filter(|key| key.may_be(self.algorithm, self.key.as_deref()));
        if !keys.any(|key| key.has_signed(self.signed.as_bytes(), &self.signature)) {
            return Err(Flaw::Signature);
        }
        let said = |name: &str| self.claims.get(name).and_then(Value::as_str);
        if said("iss") != Some(expected.issuer) {
            return Err(Flaw::Issuer);
        }
        if !self.is_for(expected.client) {
            return Err(Flaw::Audience);
        }
        let over = self.time("exp").ok_or(Flaw::Time)?;
        let early = ["iat", "nbf"].into_iter().filter_map(|name| self.time(name));
        if near(now, over) >= SKEW || early.into_iter().any(|time| near(time, now) > SKEW) {
            return Err(Flaw::Time);
        }
        if said("nonce") != Some(expected.nonce) {
            return Err(Flaw::Nonce);
        }
        let subject = said("sub").filter(|subject| !subject.is_empty()).ok_or(Flaw::Subject)?;
        if subject.chars().count() > SUBJECT_MOST {
            return Err(Flaw::Subject);
        }
        let username = said("preferred_username").unwrap_or_default();
        Ok(Identity {
            subject: subject.to_owned(),
            username: username.chars().filter(|letter| !letter.is_control()).take(SUBJECT_MOST).collect(),
            multi_factor: self.is_multi_factor(),
            anew: self.time("auth_time").is_some_and(|asked| near(now, asked) <= ANEW),
        })
    }

    /// Whether it was made for this client, and by itself or together with others only if this one asked.
    fn is_for(&self, client: &str) -> bool {
        let (is_named, is_alone) = match self.claims.get("aud") {
            Some(Value::String(one)) => (one == client, true),
            Some(Value::Array(all)) => (all.iter().any(|one| one.as_str() == Some(client)), all.len() == 1),
            _ => (false, false),
        };
        let asked = self.claims.get("azp");
        let is_asked = asked.map_or(is_alone, |asked| asked.as_str() == Some(client));
        is_named && is_asked
    }

    fn is_multi_factor(&self) -> bool {
        let methods = self.claims.get("amr").and_then(Value::as_array).into_iter().flatten();
        let mut words = methods.chain(self.claims.get("acr")).filter_map(Value::as_str);
        words.any(|word| MULTI_FACTOR.contains(&word))
    }

    fn time(&self, name: &str) -> Option<Timestamp> {
        let seconds = self.claims.get(name)?;
        // Some write fractions of a second.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "what does not fit is cut to the first or last moment"
        )]
        let whole = seconds.as_i64().or_else(|| seconds.as_f64().map(|seconds| seconds as i64))?;
        Timestamp::from_second(whole).ok()
    }
}

/// How much later one moment is than another.
fn near(later: Timestamp, earlier: Timestamp) -> SignedDuration {
    later.duration_since(earlier)
}
