//! The unified social credit code of an organisation (统一社会信用代码, GB 32100-2015): 17 characters and a check character.

use crate::attribute::Text;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The characters in the order of their values; I, O, S, V and Z are left out (GB 32100-2015, table 1).
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// As many as the alphabet has.
const MODULUS: usize = 31;
/// The weight of each character grows by this factor, modulo 31 (GB 32100-2015, section 5.6).
const FACTOR: usize = 3;
/// Characters of a code.
const LENGTH: usize = 18;

/// A code whose check character is right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Text", into = "Text")]
pub struct CreditCode(Text);

/// What is wrong with a text that should be a credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum CreditCodeFault {
    /// Not 18 of the characters the standard knows.
    #[error("a credit code has 18 digits and capital letters without I, O, S, V, Z")]
    Shape,
    /// The last character does not follow from the others.
    #[error("the check character is wrong")]
    CheckCharacter,
}

impl CreditCode {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The value of the check character of 17 values.
fn check_value(values: &[usize]) -> usize {
    let weighed = values
        .iter()
        .fold((0, 1), |(sum, weight), value| ((sum + value * weight) % MODULUS, weight * FACTOR % MODULUS));
    (MODULUS - weighed.0) % MODULUS
}

impl FromStr for CreditCode {
    type Err = CreditCodeFault;

    fn from_str(text: &str) -> Result<Self, CreditCodeFault> {
        let text = text.trim().to_ascii_uppercase();
        let values: Option<Vec<usize>> = text.chars().map(|c| ALPHABET.find(c)).collect();
        let values = values.filter(|values| values.len() == LENGTH).ok_or(CreditCodeFault::Shape)?;
        match values.split_last() {
            Some((last, body)) if *last == check_value(body) => Ok(Self(text.into())),
            _ => Err(CreditCodeFault::CheckCharacter),
        }
    }
}

impl TryFrom<Text> for CreditCode {
    type Error = CreditCodeFault;
    fn try_from(text: Text) -> Result<Self, CreditCodeFault> {
        text.parse()
    }
}

impl From<CreditCode> for Text {
    fn from(code: CreditCode) -> Self {
        code.0
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_by_the_standard() {
        let read = |text: &str| text.parse::<CreditCode>().map(|code| code.to_string());
        // The example of the standard's annex, and a code of a company in public registers.
        assert_eq!(read("91350100M000100Y43"), Ok("91350100M000100Y43".to_owned()));
        assert_eq!(read(" 91350100m000100y43 "), Ok("91350100M000100Y43".to_owned()));
        assert_eq!(read("91350100M000100Y44"), Err(CreditCodeFault::CheckCharacter));
        assert_eq!(read("91350100M000100I43"), Err(CreditCodeFault::Shape));
        assert_eq!(read("91350100M000100Y4"), Err(CreditCodeFault::Shape));
        assert_eq!(read(""), Err(CreditCodeFault::Shape));
    }

    #[test]
    fn one_wrong_character_never_passes() {
        let right = "91350100M000100Y43";
        for place in 0..right.len() {
            for wrong in ALPHABET.chars().filter(|c| !right.get(place..).unwrap_or_default().starts_with(*c))
            {
                let (before, after) = right.split_at(place);
                let text = format!("{before}{wrong}{}", after.get(1..).unwrap_or_default());
                assert!(text.parse::<CreditCode>().is_err(), "{text}");
            }
        }
    }
}
