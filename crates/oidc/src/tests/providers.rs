//! Asking a provider that answers well, badly, or not at all.

use jiff::ToSpan as _;
use serde_json::{Value, json};

use super::house::{House, Signer};
use super::now;
use crate::{Client, Flaw, Flow, Provider, Trouble};

/// A provider that answers, with a key and a token for the flow.
fn house(flow: &Flow) -> (House, Signer, Provider) {
    let house = House::default();
    let address = house.open();
    let signer = Signer::new("k1");
    describes(&house, &address, &json!({}));
    house.says("/keys", 200, json!({ "keys": [signer.key()] }));
    issues(&house, &address, &signer, flow);
    let client = Client {
        issuer: address,
        id: "qing huo".to_owned(),
        secret: Some("s:1".to_owned()),
        back: "https://qh.example/back".to_owned(),
    };
    (house, signer, Provider::new(client).unwrap())
}

fn describes(house: &House, address: &str, besides: &Value) {
    let mut description = json!({
        "issuer": address, "authorization_endpoint": format!("{address}/authorize?tenant=1"),
        "token_endpoint": format!("{address}/token"), "jwks_uri": format!("{address}/keys"),
        "end_session_endpoint": format!("{address}/end"),
    });
    for (name, value) in besides.as_object().unwrap() {
        description[name] = value.clone();
    }
    house.says("/.well-known/openid-configuration", 200, description);
}

fn issues(house: &House, address: &str, signer: &Signer, flow: &Flow) {
    let at = now().as_second();
    let claims = json!({
        "iss": address, "sub": "0001", "aud": "qing huo", "exp": at + 30_000, "iat": at, "nonce": flow.nonce,
    });
    house.says("/token", 200, json!({ "access_token": "a", "id_token": signer.signs(&claims) }));
}

fn flow() -> Flow {
    Flow::of("secret", false)
}

#[test]
fn somebody_is_sent_there_and_known_on_return() {
    let flow = flow();
    let (house, _, provider) = house(&flow);
    let address = provider.begin(now(), &flow).unwrap();
    let (where_to, query) = address.split_once("?tenant=1&").unwrap();
    assert_eq!(where_to, format!("{}/authorize", provider.issuer()));
    for part in [
        "response_type=code",
        "client_id=qing%20huo",
        "redirect_uri=https%3A%2F%2Fqh.example%2Fback",
        "code_challenge_method=S256",
        &format!("state={}", flow.state),
        &format!("nonce={}", flow.nonce),
        &format!("code_challenge={}", flow.challenge()),
    ] {
        assert!(query.split('&').any(|known| known == part), "{part} in {query}");
    }
    assert!(!query.contains("prompt") && !address.contains(&flow.verifier));
    assert!(provider.begin(now(), &Flow::of("secret", true)).unwrap().contains("prompt=login&max_age=0"));

    assert_eq!(provider.finish(now(), &flow, "c-1").unwrap().subject, "0001");
    let asked = house.asked.lock().unwrap();
    let asked: Vec<&String> = asked.iter().filter(|request| request.starts_with("POST /token")).collect();
    assert!(asked[0].contains("code=c-1") && asked[0].contains(&format!("code_verifier={}", flow.verifier)));
    // `qing%20huo:s%3A1`
    assert!(asked[0].to_lowercase().contains("authorization: basic cwlu"), "{}", asked[0]);
    assert!(!asked[0].contains("client_secret"));
}

#[test]
fn a_secret_goes_in_the_form_where_the_provider_takes_it_so_only() {
    let flow = flow();
    let (house, _, provider) = house(&flow);
    describes(
        &house,
        provider.issuer(),
        &json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] }),
    );
    provider.finish(now(), &flow, "c-1").unwrap();
    let asked = house.asked.lock().unwrap();
    assert!(asked.iter().any(|request| request.contains("client_secret=s%3A1")));
    assert!(!asked.iter().any(|request| request.to_lowercase().contains("authorization:")));
}

#[test]
fn one_flow_follows_from_one_secret_and_another_from_another() {
    let (one, same, other) = (Flow::of("a", false), Flow::of("a", false), Flow::of("b", false));
    assert_eq!(one, same);
    let parts = [&one.state, &one.nonce, &one.verifier, &other.state, &other.nonce, &other.verifier];
    for (place, part) in parts.iter().enumerate() {
        assert!(!parts[..place].contains(part) && part.len() == 43);
    }
}

#[test]
fn a_token_for_another_flow_is_none() {
    let (_, _, provider) = house(&flow());
    let done = provider.finish(now(), &Flow::of("another", false), "c-1");
    assert!(matches!(done, Err(Trouble::Token(Flaw::Nonce))), "{done:?}");
}

#[test]
fn a_code_the_provider_does_not_take_is_refused_by_its_name() {
    let flow = flow();
    let (house, _, provider) = house(&flow);
    house.says("/token", 400, json!({ "error": "invalid_grant" }));
    let done = provider.finish(now(), &flow, "c-1");
    assert!(matches!(&done, Err(Trouble::CodeRefused { error }) if error == "invalid_grant"), "{done:?}");
    house.says("/token", 200, json!({ "access_token": "a" }));
    assert!(matches!(provider.finish(now(), &flow, "c-1"), Err(Trouble::Token(Flaw::Malformed))));
}

#[test]
fn changed_keys_are_asked_for_again_and_not_all_the_time() {
    let flow = flow();
    let (house, _, provider) = house(&flow);
    provider.finish(now(), &flow, "c-1").unwrap();
    let newer = Signer::new("k2");
    issues(&house, provider.issuer(), &newer, &flow);
    house.says("/keys", 200, json!({ "keys": [newer.key()] }));
    let asked =
        || house.asked.lock().unwrap().iter().filter(|request| request.starts_with("GET /keys")).count();
    assert!(matches!(provider.finish(now(), &flow, "c-1"), Err(Trouble::Token(Flaw::Signature))));
    assert_eq!(asked(), 1);
    assert!(provider.finish(now() + 31.seconds(), &flow, "c-1").is_ok());
    assert_eq!(asked(), 2);
}

#[test]
fn what_it_says_of_itself_is_asked_once_an_hour() {
    let flow = flow();
    let (house, _, provider) = house(&flow);
    for minutes in [0, 1, 59, 61] {
        provider.begin(now() + minutes.minutes(), &flow).unwrap();
    }
    let asked = house.asked.lock().unwrap();
    assert_eq!(asked.iter().filter(|request| request.contains("openid-configuration")).count(), 2);
}

#[test]
fn a_description_that_points_elsewhere_is_not_followed() {
    let flow = flow();
    for (besides, is_taken) in [
        (json!({ "issuer": "https://id.example" }), false),
        (json!({ "token_endpoint": "http://id.example/token" }), false),
        (json!({ "jwks_uri": "file:///etc/passwd" }), false),
        (json!({ "authorization_endpoint": "javascript:alert(1)" }), false),
        (json!({ "authorization_endpoint": null }), false),
        (json!({ "end_session_endpoint": "javascript:alert(1)" }), true),
    ] {
        let (house, _, provider) = house(&flow);
        describes(&house, provider.issuer(), &besides);
        assert_eq!(provider.begin(now(), &flow).is_ok(), is_taken, "{besides}");
        assert_eq!(provider.end(now(), "https://qh.example"), None);
    }
    let (_, _, provider) = house(&flow);
    let end = provider.end(now(), "https://qh.example/sign-in").unwrap();
    assert!(
        end.ends_with(
            "/end?client_id=qing%20huo&post_logout_redirect_uri=https%3A%2F%2Fqh.example%2Fsign-in"
        )
    );
}

#[test]
fn an_answer_too_long_elsewhere_or_of_another_kind_is_none() {
    let flow = flow();
    let unreachable = |status: u16, text: String| {
        let (house, _, provider) = house(&flow);
        house.says("/.well-known/openid-configuration", status, text);
        matches!(provider.begin(now(), &flow), Err(Trouble::Unreachable { .. }))
    };
    assert!(unreachable(200, format!("{{\"x\":\"{}\"}}", "x".repeat(300_000))));
    assert!(unreachable(302, String::new()), "a redirection is not followed");
    assert!(unreachable(500, "{}".to_owned()) && unreachable(200, "[]".to_owned()));
    assert!(unreachable(200, "<html>".to_owned()));
    let nobody = Client { issuer: "http://127.0.0.1:1".to_owned(), ..client("") };
    assert!(matches!(Provider::new(nobody).unwrap().begin(now(), &flow), Err(Trouble::Unreachable { .. })));
}

#[test]
fn only_encrypted_providers_are_relied_on_or_this_machine() {
    for (issuer, is) in [
        ("https://id.example/realms/city", true),
        ("http://localhost:9000", true),
        ("http://127.0.0.1:9000/op", true),
        ("http://[::1]:9000", true),
        ("http://id.example", false),
        ("http://localhost.evil.example", false),
        ("http://localhost:9@evil.example", false),
        ("https://id.example/?x", false),
        ("ftp://id.example", false),
        ("", false),
    ] {
        assert_eq!(Provider::new(client(issuer)).is_ok(), is, "{issuer}");
    }
}

fn client(issuer: &str) -> Client {
    let (id, back) = ("qinghuo".to_owned(), "https://qh.example/back".to_owned());
    Client { issuer: issuer.to_owned(), id, secret: None, back }
}

#[test]
fn no_secret_is_written_into_what_is_said_of_it() {
    let client = Client { secret: Some("s-1".to_owned()), ..client("https://id.example") };
    assert!(!format!("{client:?}").contains("s-1"));
}
