//! Secrets: where chance comes from, how a secret is written, and what is stored in its place.
//!
//! A secret of 256 bits has no need of a slow hash: SM3 of it is stored. This is the one place that asks for randomness.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use qinghuo_ledger::Hash;
use sm3::Sm3;

use crate::Trouble;

/// Letters and digits nobody mistakes for one another (RFC 4648).
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Something that is shown once and then known only to whoever was shown it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// 256 bits, as 64 hexadecimal digits behind a prefix.
    pub(crate) fn draw(prefix: &str) -> Result<Secret, Trouble> {
        Ok(Secret(format!("{prefix}{}", hex(&random::<32>()?))))
    }

    /// `N` random bytes to be typed by hand: letters and digits in groups of four.
    pub(crate) fn to_type<const N: usize>() -> Result<Secret, Trouble> {
        Ok(Secret(in_groups(&base32(&random::<N>()?), "-")))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Trouble> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Trouble::Randomness)?;
    Ok(bytes)
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The hash a drawn secret is stored under; `None` for a text that cannot be one.
pub(crate) fn hash_of(secret: &str, prefix: &str) -> Option<Hash> {
    let digits = secret.strip_prefix(prefix)?;
    let drawn = digits.len() == 64 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    drawn.then(|| Hash::of(digits.as_bytes()))
}

/// The hash a typed secret is stored under, together with whose it is: blanks, dashes and case do not matter, and digits
/// that are not in the alphabet stand for the letters they look like.
pub(crate) fn hash_typed(owner: &str, typed: &str) -> Hash {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric).map(|letter| match letter {
        '0' => 'O',
        '1' => 'I',
        '8' => 'B',
        other => other.to_ascii_uppercase(),
    });
    Hash::of(format!("{owner}\0{}", letters.collect::<String>()).as_bytes())
}

/// HMAC-SM3 of a text.
pub(crate) fn mac(key: &[u8], text: &str) -> [u8; 32] {
    // HMAC takes a key of any length: this cannot fail.
    let Ok(mut mac) = Hmac::<Sm3>::new_from_slice(key) else { return [0; 32] };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

/// Whether two texts are the same, in a time that does not tell where they differ.
pub(crate) fn same(left: &str, right: &str) -> bool {
    let differing = left.bytes().zip(right.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    left.len() == right.len() && std::hint::black_box(differing) == 0
}

/// RFC 4648 base 32 without padding.
pub(crate) fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let number = (0..5).fold(0_u64, |sum, at| sum << 8 | u64::from(chunk.get(at).copied().unwrap_or(0)));
        for place in 0..(chunk.len() * 8).div_ceil(5) {
            let five = usize::try_from(number >> (35 - 5 * place) & 31).unwrap_or_default();
            text.extend(BASE32.get(five).copied().map(char::from));
        }
    }
    text
}

/// A text in groups of four.
pub(crate) fn in_groups(text: &str, between: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(between)
}
