//! What an authenticator says, read and checked: Web Authentication Level 2, sections 6.1, 7.1 and 7.2.
//!
//! Attestation is not asked for: which make of authenticator somebody has is not ours to know. So a new passkey is believed as
//! the owner's browser brings it, over a session that has just proved whose it is; from then on only its signature counts.
//! Keys are those every authenticator in use makes: ES256, EdDSA, RS256. Input is bounded, nothing here keeps anything.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use ring::digest::{SHA256, digest};
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};

use crate::Site;

/// Most characters of anything a browser sends along.
const MOST: usize = 16 * 1024;
/// Most bytes of a credential's name (section 5.4.5 asks for no more than 1023).
const CREDENTIAL_MOST: usize = 1023;

/// Flags of authenticator data: somebody was there, and it was the owner; a new key is told.
const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const ATTESTED: u8 = 1 << 6;

/// What a browser's script brings of a new passkey, each as base64url.
#[derive(Debug, Clone, Copy)]
pub struct NewCredential<'a> {
    /// `clientDataJSON`.
    pub client_data: &'a str,
    /// `attestationObject`.
    pub attestation: &'a str,
}

/// What a browser's script brings of a passkey that is shown, each as base64url.
#[derive(Debug, Clone, Copy)]
pub struct Assertion<'a> {
    /// The credential's name.
    pub credential: &'a str,
    /// `clientDataJSON`.
    pub client_data: &'a str,
    /// `authenticatorData`.
    pub authenticator_data: &'a str,
    /// `signature`.
    pub signature: &'a str,
    /// `userHandle`: the account, as we named it to the authenticator.
    pub user: &'a str,
}

/// A new passkey as its authenticator made it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) challenge: String,
    pub(crate) credential: Vec<u8>,
    /// The public key as it came (COSE, RFC 9052).
    pub(crate) key: Vec<u8>,
    pub(crate) counter: u32,
}

/// A passkey shown, its signature good.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) challenge: String,
    pub(crate) counter: u32,
}

/// The bytes of a base64url text of bearable length.
pub(crate) fn bytes(text: &str) -> Option<Vec<u8>> {
    (text.len() <= MOST).then(|| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()).flatten()
}

/// A text of bytes, as addresses and scripts carry it.
pub(crate) fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a new passkey made for this site; `None` if anything of it is not as it must be.
pub(crate) fn made(site: &Site, new: &NewCredential<'_>) -> Option<Made> {
    let challenge = challenge_of(site, "webauthn.create", &bytes(new.client_data)?)?;
    let object: Value = ciborium::from_reader(bytes(new.attestation)?.as_slice()).ok()?;
    let Value::Bytes(data) = member(&object, &Value::from("authData"))? else { return None };
    let (flags, counter, rest) = authenticator(site, data)?;
    if flags & ATTESTED == 0 {
        return None;
    }
    // The make of the authenticator, the length of the name, the name, the key, and perhaps extensions.
    let (_make, rest) = rest.split_at_checked(16)?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (credential, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let mut after = rest;
    let _: Value = ciborium::from_reader(&mut after).ok()?;
    let key = rest.get(..rest.len() - after.len())?;
    Key::of(key)?;
    let fits = !credential.is_empty() && credential.len() <= CREDENTIAL_MOST;
    fits.then(|| Made { challenge, credential: credential.to_vec(), key: key.to_vec(), counter })
}

/// Reads a passkey shown to this site and checks its signature; `None` if anything of it is not as it must be.
pub(crate) fn shown(site: &Site, key: &[u8], shown: &Assertion<'_>) -> Option<Shown> {
    let client = bytes(shown.client_data)?;
    let challenge = challenge_of(site, "webauthn.get", &client)?;
    let mut signed = bytes(shown.authenticator_data)?;
    let (_, counter, _) = authenticator(site, &signed)?;
    signed.extend_from_slice(digest(&SHA256, &client).as_ref());
    Key::of(key)?.has_signed(&signed, &bytes(shown.signature)?).then_some(Shown { challenge, counter })
}

/// The challenge a browser had signed, if it was for this act and on a page of this site that nobody has framed.
fn challenge_of(site: &Site, act: &str, client_data: &[u8]) -> Option<String> {
    let client: serde_json::Value = serde_json::from_slice(client_data).ok()?;
    let said = |name: &str| client.get(name).and_then(serde_json::Value::as_str);
    let is_framed = client.get("crossOrigin").is_some_and(|framed| framed.as_bool() != Some(false));
    let fits = said("type") == Some(act) && said("origin") == Some(site.origin()) && !is_framed;
    String::from_utf8(bytes(said("challenge").filter(|_| fits)?)?).ok()
}

/// Flags, count and what follows, if the authenticator spoke to this site and knew its owner (by PIN, finger or face).
fn authenticator<'a>(site: &Site, data: &'a [u8]) -> Option<(u8, u32, &'a [u8])> {
    let domain = site.passkey_domain().ok()?;
    let (spoken_to, rest) = data.split_at_checked(32)?;
    let (flags, rest) = rest.split_first()?;
    let (counter, rest) = rest.split_first_chunk::<4>()?;
    let fits = spoken_to == digest(&SHA256, domain.as_bytes()).as_ref()
        && flags & (PRESENT | VERIFIED) == PRESENT | VERIFIED;
    fits.then_some((*flags, u32::from_be_bytes(*counter), rest))
}

/// A member of a CBOR map.
fn member<'a>(map: &'a Value, name: &Value) -> Option<&'a Value> {
    let Value::Map(members) = map else { return None };
    members.iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

/// A public key.
enum Key {
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
    Rsa { n: Vec<u8>, e: Vec<u8> },
}

impl Key {
    /// Reads a key as COSE writes it (RFC 9053); `None` for kinds that are not taken.
    fn of(cose: &[u8]) -> Option<Key> {
        let map: Value = ciborium::from_reader(cose).ok()?;
        let number = |label: i64| member(&map, &Value::from(label))?.as_integer()?.try_into().ok();
        let bytes = |label: i64| match member(&map, &Value::from(label))? {
            Value::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        };
        // Kind, algorithm, curve.
        let (kind, algorithm): (i64, i64) = (number(1)?, number(3)?);
        match (kind, algorithm) {
            (2, -7) if number(-1) == Some(1_i64) => {
                let (x, y) = (bytes(-2)?, bytes(-3)?);
                let point = [&[4], x.as_slice(), &y].concat();
                (x.len() == 32 && y.len() == 32).then_some(Key::P256(point))
            }
            (1, -8) if number(-1) == Some(6_i64) => {
                let x = bytes(-2)?;
                (x.len() == 32).then_some(Key::Ed25519(x))
            }
            (3, -257) => {
                let (n, e) = (bytes(-1)?, bytes(-2)?);
                (256..=1024).contains(&n.len()).then_some(Key::Rsa { n, e })
            }
            _ => None,
        }
    }

    fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Key::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature).is_ok()
            }
            Key::Ed25519(point) => UnparsedPublicKey::new(&ED25519, point).verify(message, signature).is_ok(),
            Key::Rsa { n, e } => {
                let key = RsaPublicKeyComponents { n, e };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
        }
    }
}
