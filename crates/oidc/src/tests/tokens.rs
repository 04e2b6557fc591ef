//! Which tokens are believed.

use serde_json::{Value, json};

use super::house::Signer;
use super::now;
use crate::document::Key;
use crate::token::{Expected, Flaw, Identity, Parts};

const EXPECTED: Expected<'_> = Expected { issuer: "https://id.example", client: "qinghuo", nonce: "n-1" };

fn claims() -> Value {
    let now = now().as_second();
    json!({
        "iss": "https://id.example", "sub": "0001", "aud": "qinghuo", "exp": now + 300, "iat": now, "nonce": "n-1",
        "preferred_username": "zhangmin",
    })
}

fn keys(signer: &Signer) -> Vec<Key> {
    Key::read_all(&json!({ "keys": [signer.key()] }))
}

fn believed(token: &str, keys: &[Key]) -> Result<Identity, Flaw> {
    Parts::of(token)?.believe(now(), keys, EXPECTED)
}

#[test]
fn a_token_of_the_provider_for_us_says_who_somebody_is() {
    let signer = Signer::new("k1");
    let identity = believed(&signer.signs(&claims()), &keys(&signer)).unwrap();
    let want = Identity {
        subject: "0001".to_owned(),
        username: "zhangmin".to_owned(),
        multi_factor: false,
        anew: false,
    };
    assert_eq!(identity, want);
}

#[test]
fn rs256_of_another_program_is_understood() {
    // Made by openssl; good until 2033.
    let token = include_str!("rs256.token").trim();
    let keys = Key::read_all(&serde_json::from_str(include_str!("rs256.keys.json")).unwrap());
    assert_eq!(believed(token, &keys).unwrap().subject, "0001");
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let swapped = if signature.starts_with('A') { "B" } else { "A" };
    let bent = format!("{signed}.{swapped}{}", &signature[1..]);
    assert_eq!(believed(&bent, &keys), Err(Flaw::Signature));
}

#[test]
fn each_claim_that_differs_is_told_apart() {
    let signer = Signer::new("k1");
    let keys = keys(&signer);
    let at = now().as_second();
    for (name, value, flaw) in [
        ("iss", json!("https://id.example/"), Flaw::Issuer),
        ("iss", Value::Null, Flaw::Issuer),
        ("aud", json!("another"), Flaw::Audience),
        ("aud", json!(["another", "third"]), Flaw::Audience),
        ("aud", json!(["qinghuo", "another"]), Flaw::Audience),
        ("aud", json!([]), Flaw::Audience),
        ("azp", json!("another"), Flaw::Audience),
        ("exp", json!(at - 61), Flaw::Time),
        ("exp", Value::Null, Flaw::Time),
        ("exp", json!("tomorrow"), Flaw::Time),
        ("iat", json!(at + 61), Flaw::Time),
        ("nbf", json!(at + 61), Flaw::Time),
        ("nonce", json!("n-2"), Flaw::Nonce),
        ("nonce", Value::Null, Flaw::Nonce),
        ("sub", json!(""), Flaw::Subject),
        ("sub", json!(1), Flaw::Subject),
        ("sub", json!("9".repeat(256)), Flaw::Subject),
    ] {
        let mut claims = claims();
        claims[name] = value.clone();
        assert_eq!(believed(&signer.signs(&claims), &keys), Err(flaw), "{name}: {value}");
    }
    for (name, value) in [
        ("aud", json!(["qinghuo"])),
        ("exp", json!(at - 59)),
        ("iat", json!(at + 59)),
        ("exp", json!(at as f64 + 10.5)),
        ("azp", json!("qinghuo")),
    ] {
        let mut claims = claims();
        claims[name] = value.clone();
        assert!(believed(&signer.signs(&claims), &keys).is_ok(), "{name}: {value}");
    }
    let mut several = claims();
    several["aud"] = json!(["qinghuo", "another"]);
    several["azp"] = json!("qinghuo");
    assert!(believed(&signer.signs(&several), &keys).is_ok());
}

#[test]
fn what_is_bent_or_signed_otherwise_is_not_believed() {
    let signer = Signer::new("k1");
    let keys = keys(&signer);
    let token = signer.signs(&claims());
    // Any letter of it.
    for place in (0..token.len()).step_by(7) {
        let mut bent: Vec<char> = token.chars().collect();
        bent[place] = if bent[place] == 'A' { 'B' } else { 'A' };
        let bent: String = bent.into_iter().collect();
        assert!(believed(&bent, &keys).is_err(), "{place}");
    }
    let under = |header: Value| believed(&signer.signs_under(&header, &claims()), &keys);
    assert_eq!(under(json!({ "alg": "none" })), Err(Flaw::Algorithm));
    assert_eq!(under(json!({ "alg": "HS256", "kid": "k1" })), Err(Flaw::Algorithm));
    assert_eq!(under(json!({ "alg": "RS256", "kid": "k1" })), Err(Flaw::Signature), "a key of another kind");
    assert_eq!(under(json!({ "alg": "ES256", "kid": "k2" })), Err(Flaw::Signature), "a key of another name");
    assert_eq!(under(json!({ "alg": "ES256", "kid": "k1", "crit": ["exp"] })), Err(Flaw::Algorithm));
    assert!(under(json!({ "alg": "ES256" })).is_ok(), "one that names no key");
    assert_eq!(believed(&Signer::new("k1").signs(&claims()), &keys), Err(Flaw::Signature));
    let (signed, _) = token.rsplit_once('.').unwrap();
    assert_eq!(believed(&format!("{signed}."), &keys), Err(Flaw::Signature));
    for broken in ["", ".", "..", "a.b.c", signed] {
        assert!(believed(broken, &keys).is_err(), "{broken}");
    }
}

#[test]
fn more_than_one_factor_and_being_asked_anew_are_what_the_token_says() {
    let signer = Signer::new("k1");
    let keys = keys(&signer);
    let at = now().as_second();
    let says = |name: &str, value: Value| {
        let mut claims = claims();
        claims[name] = value;
        let identity = believed(&signer.signs(&claims), &keys).unwrap();
        (identity.multi_factor, identity.anew)
    };
    assert_eq!(says("amr", json!(["pwd", "mfa"])), (true, false));
    assert_eq!(says("amr", json!(["pwd", "otp"])), (false, false), "said in so many words or not at all");
    assert_eq!(says("amr", json!("mfa")), (false, false));
    assert_eq!(says("acr", json!("https://refeds.org/profile/mfa")), (true, false));
    assert_eq!(says("acr", json!("1")), (false, false));
    assert_eq!(says("auth_time", json!(at - 200)), (false, true));
    assert_eq!(says("auth_time", json!(at - 400)), (false, false));
}

#[test]
fn keys_of_other_kinds_and_for_other_ends_are_left_out() {
    let signer = Signer::new("k1");
    let mut for_secrets = signer.key();
    for_secrets["use"] = json!("enc");
    let mut another_curve = signer.key();
    another_curve["crv"] = json!("P-384");
    let others = json!({ "keys": [for_secrets, another_curve, { "kty": "oct", "k": "AAAA" }, 5, {}] });
    assert!(Key::read_all(&others).is_empty());
    assert!(Key::read_all(&json!({})).is_empty());
}
