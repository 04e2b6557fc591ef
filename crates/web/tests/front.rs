//! The way in from the network: an encrypted one, and a pace everybody is held to.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod city;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use city::{City, now, today};
use qinghuo_accounts::{By, NewAccount, Visitor};
use qinghuo_domain::{Attribute, command::Command, intake::PersonRole};
use qinghuo_office::Order;
use qinghuo_web::{Front, NotACertificate, Tls};
use rustls_pki_types::{CertificateDer, ServerName, pem::PemObject};
use std::{net::SocketAddr, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring},
};

/// Made for these tests: a certificate for `localhost`, good for a hundred years, and its key.
const CERTIFICATE: &[u8] = include_bytes!("tls/certificate.pem");
const KEY: &[u8] = include_bytes!("tls/key.pem");
const PASSWORD: &str = "plum-rain-over-the-spring-city";

/// Asks over TLS, trusting the tests' certificate alone; head and body as they come.
async fn ask(address: SocketAddr, request: &str) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(CERTIFICATE).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    // Whether the other side says goodbye is its own affair.
    let _ = stream.read_to_end(&mut answer).await;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Somebody the city knows of.
fn person(city: &City) -> u32 {
    let set = vec![Attribute::Name(Some("甲".into()))];
    let mut order = Order::new(Command::RegisterProject { set }, "王芳", "manned", now(), today());
    order.people = vec![(PersonRole::LeaderSponsor, "张敏".to_owned())];
    city.office.submit(order).unwrap();
    1
}

/// Gives a city an account, so that nobody works alone, and the account's session.
fn manned(city: &City) -> String {
    let account = city.accounts.create_demo(now(), &By::host(), person(city), "zhangmin").unwrap();
    let visitor = Visitor { address: [127, 0, 0, 1].into(), agent: String::new(), device: None };
    city.accounts.sign_in_demo(now(), account, &visitor).unwrap().session.reveal().to_owned()
}

#[tokio::test]
async fn an_encrypted_way_is_served_and_said_to_be_the_only_one() {
    let city = City::empty();
    let new = NewAccount { person: person(&city), login: "zhangmin", password: Some(PASSWORD), names: &[] };
    let code = city.accounts.setup_code().unwrap().unwrap();
    city.accounts.create_first(now(), code.reveal(), &By::host(), new).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let front = Front { tls: Some(Tls::from_pem(CERTIFICATE, KEY).unwrap()), ..Front::default() };
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let stopped = async move { drop(stopped.await) };
    let serving =
        tokio::spawn(qinghuo_web::serve(listener, City::app(&city.office, &city.accounts), front, stopped));

    // Who connects and says nothing, or speaks without encryption, holds up nobody.
    let silent = TcpStream::connect(address).await.unwrap();
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut told = Vec::new();
    let _ = plain.read_to_end(&mut told).await;
    assert!(!String::from_utf8_lossy(&told).contains("HTTP/1.1"), "an answer in the open: {told:?}");

    let page = "GET /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let answer = ask(address, page).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.to_ascii_lowercase().contains("strict-transport-security: max-age=63072000"), "{answer}");

    // A cookie that signs in goes no other way; that it does is no word of the request's.
    let form = format!("login=zhangmin&password={PASSWORD}&back=/");
    let sign_in = format!(
        "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nOrigin: https://localhost\r\nX-Forwarded-Proto: http\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    let answer = ask(address, &sign_in).await.unwrap();
    let cookies: Vec<&str> =
        answer.lines().filter(|line| line.to_ascii_lowercase().starts_with("set-cookie")).collect();
    assert!(!cookies.is_empty() && cookies.iter().all(|line| line.contains("; Secure")), "{answer}");

    drop(silent);
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
}

#[test]
fn what_is_no_certificate_is_told_from_what_is_no_key() {
    let of = |chain: &[u8], key: &[u8]| Tls::from_pem(chain, key).err().unwrap();
    assert!(matches!(of(b"", KEY), NotACertificate::NoCertificate));
    assert!(matches!(of(KEY, KEY), NotACertificate::NoCertificate));
    assert!(matches!(of(CERTIFICATE, b"x"), NotACertificate::NoKey));
    let broken = String::from_utf8_lossy(CERTIFICATE).replace("MII", "MIJ");
    assert!(matches!(of(broken.as_bytes(), KEY), NotACertificate::Unusable(_)));
}

#[tokio::test]
async fn everybody_is_held_to_a_pace_of_their_own() {
    let city = City::small();
    let session = manned(&city);
    let front = Front { requests_a_second: Some(1), ..Front::default() };
    let held = city.behind(front);
    let ask = |address: &str, cookie: &str| {
        let request =
            Request::get(address).header(header::COOKIE, cookie).header(header::ACCEPT_LANGUAGE, "zh");
        held.ask(request.body(Body::empty()).unwrap())
    };
    // The clock stands still: ten at once are taken, no more.
    for _ in 0..10 {
        assert_eq!(ask("/sign-in", "").await.status, StatusCode::OK);
    }
    let refused = ask("/sign-in", "").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers[header::RETRY_AFTER], "2");
    assert!(refused.text().contains("请求过于频繁"), "{}", refused.text());
    let refused = ask("/api/v1/projects", "").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.text().contains("\"too_many\""), "{}", refused.text());
    // What pages are made with is always to be had, and an account has a pace of its own.
    assert_eq!(ask("/assets/no-such-file", "").await.status, StatusCode::NOT_FOUND);
    let signed = format!("qinghuo_session={session}");
    assert_eq!(ask("/account", &signed).await.status, StatusCode::OK);
    for _ in 0..10 {
        ask("/account", &signed).await;
    }
    assert_eq!(ask("/account", &signed).await.status, StatusCode::TOO_MANY_REQUESTS);
}
