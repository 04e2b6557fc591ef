//! The national project code (GB/T 40058-2021): 24 characters, `YYMM-RRRRRR-DD-TT-NNNNNN`.
//!
//! Shape, region and month are checked. The rule of its last (check) character was not found in public (DOMAIN.md sections 3.6 and 12), so it
//! is not checked. Codes of the older generation begin with a year (2015 to 2020) instead of year and month; both are accepted.

use crate::attribute::Text;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A project code of the right shape: four, six, two, two and six digits between hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Text", into = "Text")]
pub struct ProjectCode(Text);

/// What is wrong with a text that should be a project code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum CodeFault {
    /// Not 4-6-2-2-6 digits.
    #[error("project code is not of the shape 4-6-2-2-6 digits")]
    Shape,
    /// The first four digits are neither a year and month nor a year of the older generation.
    #[error("project code begins with no month")]
    Month,
    /// The region does not begin with a province (11 to 66) or is unfinished.
    #[error("project code names no region")]
    Region,
}

impl ProjectCode {
    const SEGMENTS: [usize; 5] = [4, 6, 2, 2, 6];

    /// The text, as written on the filing record.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The six digits of the administrative region that gave the code, e.g. `370102`.
    #[must_use]
    pub fn region(&self) -> &str {
        self.0.get(5..11).unwrap_or_default()
    }
}

impl FromStr for ProjectCode {
    type Err = CodeFault;

    fn from_str(text: &str) -> Result<Self, CodeFault> {
        let segments: Vec<&str> = text.split('-').collect();
        let shaped = segments.len() == Self::SEGMENTS.len()
            && segments
                .iter()
                .zip(Self::SEGMENTS)
                .all(|(s, len)| s.len() == len && s.bytes().all(|b| b.is_ascii_digit()));
        if !shaped {
            return Err(CodeFault::Shape);
        }
        let number = |range| text.get(range).and_then(|t: &str| t.parse::<u32>().ok()).unwrap_or_default();
        let (year, month) = (number(0..2), number(2..4));
        let old_generation = (2015..=2020).contains(&number(0..4));
        if !(old_generation || (16..=50).contains(&year) && (1..=12).contains(&month)) {
            return Err(CodeFault::Month);
        }
        if !(11..=66).contains(&number(5..7)) {
            return Err(CodeFault::Region);
        }
        Ok(Self(text.into()))
    }
}

impl TryFrom<Text> for ProjectCode {
    type Error = CodeFault;
    fn try_from(text: Text) -> Result<Self, CodeFault> {
        text.parse()
    }
}

impl From<ProjectCode> for Text {
    fn from(code: ProjectCode) -> Self {
        code.0
    }
}

impl fmt::Display for ProjectCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_checked_for_shape_month_and_region() {
        let table: &[(&str, Result<(), CodeFault>)] = &[
            ("2402-370100-04-05-819649", Ok(())),
            ("2017-370102-70-03-000123", Ok(())),
            ("2413-370100-04-05-819649", Err(CodeFault::Month)),
            ("2021-370100-04-05-819649", Err(CodeFault::Month)),
            ("2400-370100-04-05-819649", Err(CodeFault::Month)),
            ("2402-070100-04-05-819649", Err(CodeFault::Region)),
            ("2402-370100-04-05-81964", Err(CodeFault::Shape)),
            ("2402-370100-04-05-81964X", Err(CodeFault::Shape)),
            ("2402370100040581964900000", Err(CodeFault::Shape)),
            ("", Err(CodeFault::Shape)),
        ];
        for (text, want) in table {
            assert_eq!(text.parse::<ProjectCode>().map(|_| ()), *want, "{text:?}");
        }
    }
}
