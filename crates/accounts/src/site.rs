//! The address people know the platform by: what passkeys are bound to, and where another house sends people back.

use core::net::IpAddr;

/// The one address of the platform, as browsers write an origin: `https://host`, or with a port that is not the usual one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    origin: String,
    host: String,
}

/// Why browsers make no passkeys for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// The way there is not encrypted.
    NotEncrypted,
    /// It is a number and no name.
    BareNumber,
}

impl Unfit {
    /// A stable name of the reason.
    pub fn code(self) -> &'static str {
        match self {
            Unfit::NotEncrypted => "not-encrypted",
            Unfit::BareNumber => "bare-number",
        }
    }
}

impl Site {
    /// The site of an address such as `https://qinghuo.example.cn`; `None` for anything but scheme, host and port.
    pub fn of(address: &str) -> Option<Site> {
        let (scheme, rest) = address.trim().split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let usual = match scheme.as_str() {
            "https" => 443,
            "http" => 80,
            _ => return None,
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest).to_ascii_lowercase();
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse::<u16>().ok()?),
            _ => (rest.as_str(), usual),
        };
        let is_number = bare(host).is_some();
        let is_name = !host.is_empty()
            && host.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"-.".contains(&letter))
            && !host.starts_with(['.', '-'])
            && !host.ends_with(['.', '-']);
        if !is_name && !is_number {
            return None;
        }
        let port = if port == usual { String::new() } else { format!(":{port}") };
        Some(Site { origin: format!("{scheme}://{host}{port}"), host: host.to_owned() })
    }

    /// As browsers write it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether the way there is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.origin.starts_with("https:")
    }

    /// What passkeys are bound to, or why there can be none.
    pub fn passkey_domain(&self) -> Result<&str, Unfit> {
        let is_local = self.host == "localhost" || self.host.ends_with(".localhost");
        if bare(&self.host).is_some() {
            return Err(Unfit::BareNumber);
        }
        if !self.is_encrypted() && !is_local {
            return Err(Unfit::NotEncrypted);
        }
        Ok(&self.host)
    }
}

/// The address a host is, if it is no name.
fn bare(host: &str) -> Option<IpAddr> {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_scheme_host_and_port_and_nothing_else() {
        for (given, origin, domain) in [
            ("https://qh.example.cn", "https://qh.example.cn", Ok("qh.example.cn")),
            ("HTTPS://QH.Example.CN:443/", "https://qh.example.cn", Ok("qh.example.cn")),
            ("https://qh.example.cn:8443", "https://qh.example.cn:8443", Ok("qh.example.cn")),
            ("http://localhost:8080", "http://localhost:8080", Ok("localhost")),
            ("http://qh.example.cn", "http://qh.example.cn", Err(Unfit::NotEncrypted)),
            ("https://10.1.2.3", "https://10.1.2.3", Err(Unfit::BareNumber)),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080", Err(Unfit::BareNumber)),
            ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443", Err(Unfit::BareNumber)),
        ] {
            let site = Site::of(given).unwrap();
            assert_eq!((site.origin(), site.passkey_domain()), (origin, domain), "{given}");
        }
        for given in [
            "qh.example.cn",
            "ftp://qh.example.cn",
            "https://",
            "https://qh.example.cn/app",
            "https://u:p@qh.example.cn",
            "https://qh.example.cn:port",
            "https://qh.example.cn?x",
            "https://市.example.cn",
            "https://.cn",
        ] {
            assert_eq!(Site::of(given), None, "{given}");
        }
    }
}
