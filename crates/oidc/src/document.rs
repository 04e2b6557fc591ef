//! What the provider says of itself (OpenID Connect Discovery 1.0), and the keys it signs with (RFC 7517).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::Value;

use crate::Trouble;

/// The parts of the provider's description that are used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Description {
    pub(crate) authorization: String,
    pub(crate) token: String,
    pub(crate) keys: String,
    pub(crate) end_session: Option<String>,
    /// Whether a secret goes in the form instead of the header.
    pub(crate) secret_in_form: bool,
}

impl Description {
    /// Reads the description of the provider at `issuer`.
    pub(crate) fn read(document: &Value, issuer: &str, is_local: bool) -> Result<Description, Trouble> {
        let said = |name: &str| document.get(name).and_then(Value::as_str);
        // Otherwise one provider could speak for another (section 4.3).
        if said("issuer") != Some(issuer) {
            return Err(Trouble::Description("its issuer is another one"));
        }
        let address = |name: &str, missing| {
            let address = said(name).filter(|address| is_fit(address, is_local));
            address.map(str::to_owned).ok_or(Trouble::Description(missing))
        };
        let methods = document.get("token_endpoint_auth_methods_supported").and_then(Value::as_array);
        let takes = |wanted: &str| {
            methods.is_some_and(|methods| methods.iter().any(|method| method.as_str() == Some(wanted)))
        };
        Ok(Description {
            authorization: address("authorization_endpoint", "no fit authorization_endpoint")?,
            token: address("token_endpoint", "no fit token_endpoint")?,
            keys: address("jwks_uri", "no fit jwks_uri")?,
            end_session: address("end_session_endpoint", "").ok(),
            secret_in_form: takes("client_secret_post") && !takes("client_secret_basic"),
        })
    }
}

/// Whether an address is encrypted, or on this machine where that is allowed.
pub(crate) fn is_fit(address: &str, local_allowed: bool) -> bool {
    let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic());
    is_plain && (address.starts_with("https://") || local_allowed && is_local(address))
}

/// Whether an address is of this machine, unencrypted.
pub(crate) fn is_local(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("http://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => host,
        _ => host,
    };
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

/// How a token is signed. Whatever else a token says of itself is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Rs256,
    Es256,
}

impl Algorithm {
    pub(crate) fn named(name: &str) -> Option<Algorithm> {
        match name {
            "RS256" => Some(Algorithm::Rs256),
            "ES256" => Some(Algorithm::Es256),
            _ => None,
        }
    }
}

/// A key the provider signs with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    name: Option<String>,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
}

impl Key {
    /// The keys of a set that may sign tokens; those of kinds that are not taken are left out.
    pub(crate) fn read_all(document: &Value) -> Vec<Key> {
        let keys = document.get("keys").and_then(Value::as_array);
        keys.into_iter().flatten().filter_map(Key::read).collect()
    }

    fn read(key: &Value) -> Option<Key> {
        let said = |name: &str| key.get(name).and_then(Value::as_str);
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(said(name)?).ok();
        if said("use").is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let alg = said("alg");
        let kind = match said("kty")? {
            "RSA" if alg.is_none_or(|alg| alg == "RS256") => Kind::Rsa { n: bytes("n")?, e: bytes("e")? },
            "EC" if said("crv") == Some("P-256") && alg.is_none_or(|alg| alg == "ES256") => {
                let (x, y) = (bytes("x")?, bytes("y")?);
                (x.len() == 32 && y.len() == 32).then(|| Kind::P256([&[4], x.as_slice(), &y].concat()))?
            }
            _ => return None,
        };
        Some(Key { name: said("kid").map(str::to_owned), kind })
    }

    /// Whether a token that names its key may mean this one.
    pub(crate) fn may_be(&self, algorithm: Algorithm, name: Option<&str>) -> bool {
        let is_kind = match (&self.kind, algorithm) {
            (Kind::Rsa { .. }, Algorithm::Rs256) | (Kind::P256(_), Algorithm::Es256) => true,
            (Kind::Rsa { .. }, Algorithm::Es256) | (Kind::P256(_), Algorithm::Rs256) => false,
        };
        is_kind && name.is_none_or(|name| self.name.as_deref().is_none_or(|known| known == name))
    }

    pub(crate) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.kind {
            Kind::Rsa { n, e } => {
                let key = RsaPublicKeyComponents { n, e };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
            Kind::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }
        }
    }
}
