//! Project lists: a year × level × class (DOMAIN.md section 1.1). A project sits on several at once, joins and leaves with a date and a reason.

use crate::attribute::Text;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Whose list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 国家
    National,
    /// 省
    Provincial,
    /// 市
    City,
    /// 区县
    District,
}

impl Level {
    /// All of them, from the top.
    pub const ALL: [Self; 4] = [Self::National, Self::Provincial, Self::City, Self::District];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::Provincial => "provincial",
            Self::City => "city",
            Self::District => "district",
        }
    }
}

/// Names one list, written `2024/city/key`: the year, the level, and the class in the office's own word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Text", into = "Text")]
pub struct ListKey {
    /// The programme year.
    pub year: i16,
    /// Whose list.
    pub level: Level,
    /// The class, e.g. 重点实施类; never contains `/`.
    pub class: Text,
}

/// The text names no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a list is written year/level/class")]
pub struct NotAList;

impl fmt::Display for ListKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.year, self.level.key(), self.class)
    }
}

impl FromStr for ListKey {
    type Err = NotAList;
    fn from_str(text: &str) -> Result<Self, NotAList> {
        let mut parts = text.splitn(3, '/');
        let year = parts
            .next()
            .and_then(|y| y.parse().ok())
            .filter(|y| (1990..=2200).contains(y))
            .ok_or(NotAList)?;
        let level = parts
            .next()
            .and_then(|l| Level::ALL.into_iter().find(|level| level.key() == l))
            .ok_or(NotAList)?;
        let class =
            parts.next().map(str::trim).filter(|c| !c.is_empty() && !c.contains('/')).ok_or(NotAList)?;
        Ok(Self { year, level, class: class.into() })
    }
}

impl TryFrom<Text> for ListKey {
    type Error = NotAList;
    fn try_from(text: Text) -> Result<Self, NotAList> {
        text.parse()
    }
}

impl From<ListKey> for Text {
    fn from(key: ListKey) -> Self {
        key.to_string().into()
    }
}

/// How a project stands towards a list, and why.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Membership {
    /// On the list, or off it again.
    pub on: bool,
    /// Why it joined or left.
    pub reason: Text,
}
