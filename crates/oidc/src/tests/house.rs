//! A house that signs, and one that answers what it is told to.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

/// A key that signs tokens.
pub(super) struct Signer {
    pair: EcdsaKeyPair,
    name: &'static str,
}

impl Signer {
    pub(super) fn new(name: &'static str) -> Signer {
        let chance = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &chance).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &chance);
        Signer { pair: pair.unwrap(), name }
    }

    pub(super) fn key(&self) -> Value {
        let (x, y) = self.pair.public_key().as_ref()[1..].split_at(32);
        let [x, y] = [x, y].map(|part| URL_SAFE_NO_PAD.encode(part));
        json!({ "kty": "EC", "crv": "P-256", "kid": self.name, "use": "sig", "x": x, "y": y })
    }

    pub(super) fn signs(&self, claims: &Value) -> String {
        self.signs_under(&json!({ "alg": "ES256", "kid": self.name }), claims)
    }

    pub(super) fn signs_under(&self, header: &Value, claims: &Value) -> String {
        let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let signed = format!("{header}.{claims}");
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Answers each path with a status and a text, and remembers what it was asked.
#[derive(Clone, Default)]
pub(super) struct House {
    pub(super) answers: Arc<Mutex<Vec<(String, u16, String)>>>,
    pub(super) asked: Arc<Mutex<Vec<String>>>,
}

impl House {
    /// Begins to answer; its address.
    pub(super) fn open(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let house = self.clone();
        thread::spawn(move || listener.incoming().flatten().for_each(|stream| house.answer(stream)));
        address
    }

    #[expect(clippy::needless_pass_by_value, reason = "a document is written where it is said")]
    pub(super) fn says(&self, path: &str, status: u16, text: impl ToString) {
        let mut answers = self.answers.lock().unwrap();
        answers.retain(|(known, ..)| known != path);
        answers.push((path.to_owned(), status, text.to_string()));
    }

    fn answer(&self, mut stream: TcpStream) {
        let mut request = String::new();
        let mut buffer = [0; 4096];
        while !is_whole(&request) {
            match stream.read(&mut buffer) {
                Ok(length) if length > 0 => request.push_str(&String::from_utf8_lossy(&buffer[..length])),
                _ => return,
            }
        }
        let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
        self.asked.lock().unwrap().push(request);
        let answers = self.answers.lock().unwrap();
        let answer = answers.iter().find(|(known, ..)| *known == path);
        let (status, text) = answer.map_or((404, ""), |(_, status, text)| (*status, text.as_str()));
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nlocation: /elsewhere\r\nconnection: close\r\n\r\n",
            text.len()
        );
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(text.as_bytes()));
    }
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let length = head
        .lines()
        .find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}
