//! The way in from the network: plain or encrypted, straight or through gateways that say for whom they ask.

use axum::{
    extract::{ConnectInfo, Request, State, connect_info::Connected},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
    serve::{IncomingStream, Listener},
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc},
    time::timeout,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{self, ServerConfig},
    server::TlsStream,
};

/// Who greets for longer is no browser.
const GREETING: Duration = Duration::from_secs(10);
/// Greetings under way at once; more wait to be taken up.
const GREETINGS: usize = 512;

/// How the pages stand to the network.
#[derive(Clone, Default)]
pub struct Front {
    /// Encrypts the way, where there is a certificate.
    pub tls: Option<Tls>,
    /// Gateways whose word on whom they ask for is taken.
    pub gateways: Vec<IpAddr>,
    /// Requests a second that one account, or one address nobody signed in from, may make over time; any number where nothing is said.
    pub requests_a_second: Option<u32>,
}

/// A certificate with its key, ready to greet with. TLS 1.2 and 1.3.
#[derive(Clone)]
pub struct Tls(Arc<ServerConfig>);

/// What is wrong with a certificate and its key.
#[derive(Debug, thiserror::Error)]
pub enum NotACertificate {
    /// The file of certificates holds none.
    #[error("no certificate")]
    NoCertificate,
    /// The file of the key holds none.
    #[error("no private key")]
    NoKey,
    /// They do not go together, or are of no use.
    #[error("unusable")]
    Unusable(#[source] rustls::Error),
}

impl Tls {
    /// A chain of certificates, the server's own first, and its private key; both as PEM.
    ///
    /// # Errors
    /// See [`NotACertificate`].
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, NotACertificate> {
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain).collect();
        let certificates =
            certificates.ok().filter(|all| !all.is_empty()).ok_or(NotACertificate::NoCertificate)?;
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| NotACertificate::NoKey)?;
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|config| config.with_no_client_auth().with_single_cert(certificates, key));
        let mut config = config.map_err(NotACertificate::Unusable)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(Arc::new(config)))
    }
}

/// Connections that have greeted. Greetings run side by side: who is slow at it holds up nobody.
pub struct Greeted {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: io::Result<SocketAddr>,
}

impl Greeted {
    pub fn new(mut listener: TcpListener, tls: Tls) -> Self {
        let address = listener.local_addr();
        let (greeted, ready) = mpsc::channel(1);
        let acceptor = TlsAcceptor::from(tls.0);
        let places = Arc::new(Semaphore::new(GREETINGS));
        tokio::spawn(async move {
            while let Ok(place) = Arc::clone(&places).acquire_owned().await {
                let (stream, peer) = Listener::accept(&mut listener).await;
                let (acceptor, greeted) = (acceptor.clone(), greeted.clone());
                if greeted.is_closed() {
                    break;
                }
                tokio::spawn(async move {
                    if let Ok(Ok(stream)) = timeout(GREETING, acceptor.accept(stream)).await {
                        // Nobody is there to take it when the house closes.
                        let _ = greeted.send((stream, peer)).await;
                    }
                    drop(place);
                });
            }
        });
        Self { ready, address }
    }
}

impl Listener for Greeted {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.address.as_ref().copied().map_err(|error| io::Error::from(error.kind()))
    }
}

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    address: IpAddr,
    is_encrypted: bool,
}

impl Connected<IncomingStream<'_, TcpListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Self { address: stream.remote_addr().ip(), is_encrypted: false }
    }
}

impl Connected<IncomingStream<'_, Greeted>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Greeted>) -> Self {
        Self { address: stream.remote_addr().ip(), is_encrypted: true }
    }
}

/// From where a request comes, and whether its way is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The address.
    pub address: IpAddr,
    /// Whether nobody on the way can read it.
    pub is_encrypted: bool,
}

impl Default for Origin {
    fn default() -> Self {
        Self { address: IpAddr::V4(Ipv4Addr::UNSPECIFIED), is_encrypted: false }
    }
}

impl Origin {
    /// What a connection and, where it is a gateway's, its headers say. Only gateways named so are believed: anybody can write a header.
    fn of(peer: Peer, headers: &HeaderMap, gateways: &[IpAddr]) -> Self {
        let is_gateway = |address: &IpAddr| gateways.contains(&address.to_canonical());
        let direct = Self { address: peer.address, is_encrypted: peer.is_encrypted };
        if !is_gateway(&peer.address) {
            return direct;
        }
        let said = |name| headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        let hops = said("x-forwarded-for").flat_map(|text| text.split(',')).map(str::trim);
        let hops: Vec<Option<IpAddr>> = hops.map(|hop| hop.parse().ok()).collect();
        // Each gateway adds whom it heard from at the end; what stands before the first stranger is the stranger's own invention.
        let stranger = hops.into_iter().rev().find(|hop| !hop.as_ref().is_some_and(is_gateway)).flatten();
        let scheme = said("x-forwarded-proto").next_back();
        Self {
            address: stranger.unwrap_or(peer.address),
            is_encrypted: scheme.map_or(peer.is_encrypted, |scheme| scheme.eq_ignore_ascii_case("https")),
        }
    }
}

/// Tells every request where it comes from.
pub async fn tell(State(front): State<Arc<Front>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| *peer);
    let origin = peer.map(|peer| Origin::of(peer, request.headers(), &front.gateways)).unwrap_or_default();
    request.extensions_mut().insert(origin);
    let mut response = next.run(request).await;
    if origin.is_encrypted {
        let two_years = HeaderValue::from_static("max-age=63072000");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, two_years);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateways_word_is_taken_and_nobody_elses() {
        // peer, encrypted, x-forwarded-for, x-forwarded-proto => address, encrypted
        let table = [
            ("203.0.113.9", false, None, None, "203.0.113.9", false),
            ("203.0.113.9", false, Some("10.9.9.9"), Some("https"), "203.0.113.9", false),
            ("10.0.0.1", false, Some("203.0.113.9"), Some("https"), "203.0.113.9", true),
            ("10.0.0.1", false, Some("6.6.6.6, 203.0.113.9, 10.0.0.2"), Some("http"), "203.0.113.9", false),
            ("10.0.0.1", true, Some("203.0.113.9"), Some("http"), "203.0.113.9", false),
            ("10.0.0.1", false, Some("garbage"), None, "10.0.0.1", false),
            ("10.0.0.1", false, Some("10.0.0.2"), None, "10.0.0.1", false),
            ("10.0.0.1", false, None, None, "10.0.0.1", false),
            ("::ffff:10.0.0.1", false, Some("2001:db8::7"), Some("HTTPS"), "2001:db8::7", true),
        ];
        let gateways: Vec<IpAddr> = vec!["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        for (peer, is_encrypted, forwarded, scheme, address, encrypted) in table {
            let mut headers = HeaderMap::new();
            forwarded.map(|text| headers.insert("x-forwarded-for", text.parse().unwrap()));
            scheme.map(|text| headers.insert("x-forwarded-proto", text.parse().unwrap()));
            let peer = Peer { address: peer.parse().unwrap(), is_encrypted };
            let want = Origin { address: address.parse().unwrap(), is_encrypted: encrypted };
            assert_eq!(Origin::of(peer, &headers, &gateways), want, "{peer:?} {forwarded:?} {scheme:?}");
        }
    }
}
