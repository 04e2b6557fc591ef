//! Posts: a person in a unit with a role, from a day to a day. Rights come from posts, never from people or accounts.

use crate::{
    attribute::{PersonId, Text},
    time::{Date, Seq},
    unit::{NotANumber, UnitId},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A post's number, counted from 1 and never reused. Written `J7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PostId(pub u32);

impl fmt::Display for PostId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "J{}", self.0)
    }
}

impl FromStr for PostId {
    type Err = NotANumber;
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let digits = text.strip_prefix(['J', 'j']).unwrap_or(text);
        digits.parse().ok().filter(|n| *n > 0).map(Self).ok_or(NotANumber)
    }
}

/// A person in a unit with a role.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tenure {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub unit: UnitId,
    /// With which role, by its key in the playbook.
    pub role: Text,
    /// The last day, where it is known from the beginning: a deputy's always is.
    pub until: Option<Date>,
    /// The post it stands in for (代理), whose projects it serves too.
    pub deputy_for: Option<PostId>,
    /// Whether it may know of restricted projects (限定知悉).
    pub cleared: bool,
}

/// A post with its whole history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Its number.
    pub id: PostId,
    /// The fact that began it.
    pub seq: Seq,
    /// The first day.
    pub from: Date,
    /// Who, where, as what.
    pub tenure: Tenure,
    /// The day from which it is over, and the fact that says so.
    pub left: Option<(Date, Seq)>,
}

impl Post {
    /// Whether it is held on a day.
    #[must_use]
    pub fn is_held(&self, on: Date) -> bool {
        self.from <= on
            && self.tenure.until.is_none_or(|until| on <= until)
            && self.left.is_none_or(|(left, _)| on < left)
    }

    /// Whether it is over on a day, and not just not begun.
    #[must_use]
    pub fn is_over(&self, on: Date) -> bool {
        self.from <= on && !self.is_held(on)
    }
}
