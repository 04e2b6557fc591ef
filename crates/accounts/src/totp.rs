//! Codes of a second factor: RFC 6238 with its usual parameters (SHA-1, 6 digits, 30 seconds), which every authenticator
//! app knows. SHA-1 is what those apps compute; its weakness against collisions does not touch HMAC.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use qrcode::QrCode;
use qrcode::render::svg;
use sha1::Sha1;

use crate::secret::{base32, in_groups, same};

/// Seconds of a time step.
const STEP: i64 = 30;
/// Steps before and after the present one whose codes are good too: clocks of telephones differ.
const WINDOW: i64 = 1;

/// What somebody needs to set up a second factor.
#[derive(Debug, Clone)]
pub struct TotpOffer {
    /// The secret, in groups, to type by hand.
    pub secret: String,
    /// The same as an address an authenticator app understands.
    pub uri: String,
    /// The address as a QR code, an SVG element without a prologue.
    pub svg: String,
}

impl TotpOffer {
    pub(crate) fn of(secret: &[u8], issuer: &str, login: &str) -> TotpOffer {
        let text = base32(secret);
        let (issuer, login) = (escaped(issuer), escaped(login));
        let uri = format!(
            "otpauth://totp/{issuer}:{login}?secret={text}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
        );
        TotpOffer { secret: in_groups(&text, " "), svg: picture(&uri), uri }
    }
}

/// The step, later than `used`, for which `code` is right at `now`.
pub(crate) fn step_of(secret: &[u8], code: &str, now: Timestamp, used: Option<i64>) -> Option<i64> {
    let digits: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    let present = now.as_second().div_euclid(STEP);
    // All are compared, so that the time taken tells nothing.
    let right = (present - WINDOW..=present + WINDOW)
        .map(|step| (step, same(&code_of(secret, step), &digits)))
        .fold(None, |found, (step, right)| if right { Some(step) } else { found });
    right.filter(|step| used.is_none_or(|used| *step > used))
}

/// The six digits of a step.
pub(crate) fn code_of(secret: &[u8], step: i64) -> String {
    // HMAC takes a key of any length: this cannot fail.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let bytes: [u8; 20] = mac.finalize().into_bytes().into();
    let at = usize::from(bytes.last().copied().unwrap_or_default() & 15);
    let number = bytes.iter().skip(at).take(4).fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

/// Percent-encodes all but what needs none anywhere in an address.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Empty if the address is too long for a QR code: then there is the secret to type.
fn picture(uri: &str) -> String {
    let drawn = QrCode::new(uri).map(|code| code.render::<svg::Color<'_>>().min_dimensions(200, 200).build());
    let drawn = drawn.unwrap_or_default();
    drawn.find("<svg").and_then(|start| drawn.get(start..)).unwrap_or_default().to_owned()
}
