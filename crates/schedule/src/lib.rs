//! Working-day calendars and activity networks, over plain indices and dates.
//!
//! Start at [`Calendar`] (which days are worked; adding and counting them in constant time) and [`Network`] (activities and links, compiled once, then
//! dated as often as needed: early and late dates, floats, what drives each date).
//!
//! # The convention of dates
//!
//! A moment is the end of a civil day. An activity that can begin once its predecessors finished on day D *starts* on D and counts from the day after:
//! of n working days it *finishes* on the n-th working day after D. So the day of acceptance does not count (行政许可法 art. 82 with 民法典 art. 201), an
//! activity of no days finishes on the day it starts, and a chain of activities needs no corrections by one.
//!
//! What is absent: what an activity is, whose it is and what its state is called; input and output; the clock.

mod calendar;
mod day;
pub mod network;

pub use calendar::{Calendar, Fault, Year};
pub use day::Day;
pub use network::{Dates, Link, LinkKind, Network, Node};

/// How days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// 工作日
    Working,
    /// 自然日
    Natural,
}

/// A number of days of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// How many; lags may be negative.
    pub count: i32,
    /// Of which kind.
    pub kind: DayKind,
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self { count: 0, kind: DayKind::Natural };

    /// So many working days.
    #[must_use]
    pub const fn working(count: i32) -> Self {
        Self { count, kind: DayKind::Working }
    }

    /// So many natural days.
    #[must_use]
    pub const fn natural(count: i32) -> Self {
        Self { count, kind: DayKind::Natural }
    }
}
