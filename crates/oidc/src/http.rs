//! Asking the provider: bounded in time and size, following no redirection, over TLS but for this very machine.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::Trouble;

/// One question, from looking up the name to the last byte of the answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Most bytes of an answer.
const MOST: u64 = 256 * 1024;

/// Why asking failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No connection, no certificate to be trusted, too late, too long.
    #[error("no answer")]
    Unanswered(#[source] Box<ureq::Error>),
    /// The answer is no JSON object.
    #[error("the answer is not JSON")]
    NotJson,
    /// The answer has another status than it should.
    #[error("status {0}")]
    Status(u16),
}

/// How the provider is asked.
#[derive(Debug)]
pub(crate) struct Asker(ureq::Agent);

impl Asker {
    /// `is_local`: the provider is on this machine, where no encryption is asked for and no gateway stands between.
    pub(crate) fn new(is_local: bool) -> Asker {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .https_only(!is_local)
            .user_agent("qinghuo");
        let config = match is_local {
            true => config.proxy(None).build(),
            false => {
                // The system's list holds what a city's own authority signs. What cannot be read of it is left out: then the
                // provider is not trusted, and the log says so.
                let known = rustls_native_certs::load_native_certs().certs;
                let certificates: Vec<_> =
                    known.iter().map(|known| Certificate::from_der(known).to_owned()).collect();
                let tls = TlsConfig::builder()
                    .root_certs(RootCerts::new_with_certs(&certificates))
                    .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
                    .build();
                config.tls_config(tls).build()
            }
        };
        Asker(config.new_agent())
    }

    /// A document.
    pub(crate) fn get(&self, address: &str) -> Result<Value, Trouble> {
        let asked = self.0.get(address).header("accept", "application/json").call();
        match answer(address, asked)? {
            (200, value) => Ok(value),
            (status, _) => Err(unreachable(address, Failure::Status(status))),
        }
    }

    /// What a form leads to, with its status.
    pub(crate) fn post(
        &self,
        address: &str,
        form: &[(&str, &str)],
        authorization: Option<&str>,
    ) -> Result<(u16, Value), Trouble> {
        let mut request = self.0.post(address).header("accept", "application/json");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        answer(address, request.send_form(form.iter().copied()))
    }
}

fn answer(
    address: &str,
    asked: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<(u16, Value), Trouble> {
    let failed = |error| unreachable(address, Failure::Unanswered(Box::new(error)));
    let mut response = asked.map_err(failed)?;
    let status = response.status().as_u16();
    let text = response.body_mut().with_config().limit(MOST).read_to_vec().map_err(failed)?;
    match serde_json::from_slice(&text) {
        Ok(value @ Value::Object(_)) => Ok((status, value)),
        _ if status != 200 => Err(unreachable(address, Failure::Status(status))),
        _ => Err(unreachable(address, Failure::NotJson)),
    }
}

fn unreachable(address: &str, cause: Failure) -> Trouble {
    Trouble::Unreachable { address: address.to_owned(), cause }
}
