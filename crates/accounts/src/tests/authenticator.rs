//! An authenticator in software: it makes keys, counts, and signs, as one in a telephone does; and it can be told to lie.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};

use crate::webauthn::{Assertion, NewCredential};

/// What is said of a page and by an authenticator; each may be made to differ from what is true.
#[derive(Clone)]
pub(super) struct Saying {
    pub(super) origin: &'static str,
    pub(super) domain: &'static str,
    pub(super) framed: Option<bool>,
    pub(super) flags: u8,
    pub(super) act: Option<&'static str>,
}

pub(super) const TRUE: Saying =
    Saying { origin: "https://qh.example", domain: "qh.example", framed: Some(false), flags: 5, act: None };

enum Pair {
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

pub(super) struct Authenticator {
    pair: Pair,
    pub(super) credential: Vec<u8>,
    pub(super) counter: u32,
    pub(super) counts: bool,
    pub(super) user: String,
}

/// What a browser would send: base64url, in the order of its members.
pub(super) struct Sent(pub(super) [String; 5]);

impl Sent {
    pub(super) fn created(&self) -> NewCredential<'_> {
        NewCredential { client_data: &self.0[1], attestation: &self.0[2] }
    }

    pub(super) fn shown(&self) -> Assertion<'_> {
        let [credential, client_data, authenticator_data, signature, user] = &self.0;
        Assertion { credential, client_data, authenticator_data, signature, user }
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Authenticator {
    pub(super) fn p256(name: u8) -> Authenticator {
        let chance = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &chance).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &chance).unwrap();
        Authenticator::of(Pair::P256(pair), name)
    }

    pub(super) fn ed25519(name: u8) -> Authenticator {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Authenticator::of(Pair::Ed25519(Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap()), name)
    }

    fn of(pair: Pair, name: u8) -> Authenticator {
        Authenticator { pair, credential: vec![name; 32], counter: 0, counts: true, user: String::new() }
    }

    fn cose(&self) -> Vec<u8> {
        let number = |label: i64, value: i64| (Value::from(label), Value::from(value));
        let bytes = |label: i64, value: &[u8]| (Value::from(label), Value::Bytes(value.to_vec()));
        let map = match &self.pair {
            Pair::P256(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) = point[1..].split_at(32);
                vec![number(1, 2), number(3, -7), number(-1, 1), bytes(-2, x), bytes(-3, y)]
            }
            Pair::Ed25519(pair) => {
                let point = pair.public_key().as_ref();
                vec![number(1, 1), number(3, -8), number(-1, 6), bytes(-2, point)]
            }
        };
        let mut written = Vec::new();
        ciborium::into_writer(&Value::Map(map), &mut written).unwrap();
        written
    }

    fn client(&self, act: &str, challenge: &str, saying: &Saying) -> Vec<u8> {
        let mut said = serde_json::json!({
            "type": saying.act.unwrap_or(act), "challenge": text(challenge.as_bytes()), "origin": saying.origin,
        });
        if let Some(framed) = saying.framed {
            said["crossOrigin"] = framed.into();
        }
        said.to_string().into_bytes()
    }

    fn data(&mut self, saying: &Saying, flags: u8) -> Vec<u8> {
        self.counter += u32::from(self.counts);
        let mut data = digest(&SHA256, saying.domain.as_bytes()).as_ref().to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    pub(super) fn makes(&mut self, challenge: &str, user: &str, saying: &Saying) -> Sent {
        user.clone_into(&mut self.user);
        let client = self.client("webauthn.create", challenge, saying);
        let mut data = self.data(saying, saying.flags | 1 << 6);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.credential.len()).unwrap().to_be_bytes());
        data.extend(&self.credential);
        data.extend(self.cose());
        let map = vec![
            (Value::from("fmt"), Value::from("none")),
            (Value::from("attStmt"), Value::Map(Vec::new())),
            (Value::from("authData"), Value::Bytes(data)),
        ];
        let mut object = Vec::new();
        ciborium::into_writer(&Value::Map(map), &mut object).unwrap();
        Sent([text(&self.credential), text(&client), text(&object), String::new(), String::new()])
    }

    pub(super) fn shows(&mut self, challenge: &str, saying: &Saying) -> Sent {
        let client = self.client("webauthn.get", challenge, saying);
        let data = self.data(saying, saying.flags);
        let message = [data.as_slice(), digest(&SHA256, &client).as_ref()].concat();
        let signature = match &self.pair {
            Pair::P256(pair) => pair.sign(&SystemRandom::new(), &message).unwrap().as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.sign(&message).as_ref().to_vec(),
        };
        Sent([text(&self.credential), text(&client), text(&data), text(&signature), self.user.clone()])
    }
}
