//! Starts and completions of the year against the period a project states, and where its entry into the statistics library stands (DOMAIN.md sections
//! 3 and 5.1: 提前开工, 按期, 未按计划 are counted apart).
//!
//! The year is the year dispatched; what happened and what fell due is counted up to the standpoint's day, within that year. Entry is a state of a
//! checklist, from what was done to the procedure's item; no figure of the statistics is read or written here.

use super::Standpoint;
use crate::{
    Phase,
    access::Topic,
    procedure::{ItemKind, Lane},
    project::Seen,
    step::{Life, State},
    time::{Date, PartialDate},
};
use serde::Serialize;

/// How a start or a completion of the year stands against its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Punctuality {
    /// 提前: before the first day planned.
    Early,
    /// 按期: within what was planned.
    OnTime,
    /// 逾期完成: after the last day planned.
    Late,
    /// 计划外: it happened, and no date was planned.
    Unplanned,
    /// 日期未填: the phase says that it happened, no date does.
    Undated,
    /// 到期未办: the last day planned is over and it has not happened.
    Overdue,
    /// 未到期: planned for later this year.
    Ahead,
}

impl Punctuality {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Early, Self::OnTime, Self::Late, Self::Unplanned, Self::Undated, Self::Overdue, Self::Ahead];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Early => "early",
            Self::OnTime => "on_time",
            Self::Late => "late",
            Self::Unplanned => "unplanned",
            Self::Undated => "undated",
            Self::Overdue => "overdue",
            Self::Ahead => "ahead",
        }
    }

    /// The one of this stable name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|punctuality| punctuality.key() == key)
    }

    /// Whether it happened.
    #[must_use]
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Early | Self::OnTime | Self::Late | Self::Unplanned | Self::Undated)
    }

    /// Whether it was planned for the year up to its end.
    #[must_use]
    pub const fn is_planned(self) -> bool {
        !matches!(self, Self::Unplanned)
    }
}

/// Where a project's entry into the statistics library (入库纳统) stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LibraryEntry {
    /// 已入库
    Entered,
    /// 申报中: handed in or being prepared.
    InHand,
    /// 应入未入: building has started and nothing was done for the entry.
    Owed,
    /// 未到入库条件: building has not started.
    NotYet,
}

impl LibraryEntry {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Entered, Self::InHand, Self::Owed, Self::NotYet];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Entered => "entered",
            Self::InHand => "in_hand",
            Self::Owed => "owed",
            Self::NotYet => "not_yet",
        }
    }

    /// The one of this stable name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entry| entry.key() == key)
    }
}

/// The start of building; `None` where it is no matter of this year.
#[must_use]
pub fn start(seen: Seen<'_>, from: Standpoint<'_>) -> Option<Punctuality> {
    let planned = seen.period().and_then(|period| period.start);
    judge(planned, seen.started_on().copied(), has_started(seen), from)
}

/// The completion; `None` where it is no matter of this year.
#[must_use]
pub fn completion(seen: Seen<'_>, from: Standpoint<'_>) -> Option<Punctuality> {
    let planned = seen.period().and_then(|period| period.end);
    let is_complete = matches!(seen.phase(), Some(Phase::Benefit));
    judge(planned, seen.completed_on().copied(), is_complete, from)
}

/// Whether building has started: a day says so, or the phase.
fn has_started(seen: Seen<'_>) -> bool {
    matches!(seen.phase(), Some(Phase::Construction | Phase::Benefit))
}

fn judge(
    planned: Option<PartialDate>,
    actual: Option<Date>,
    by_phase: bool,
    from: Standpoint<'_>,
) -> Option<Punctuality> {
    let year = from.month.year();
    let until = horizon(from);
    let planned_year = planned.map(|planned| planned.latest().year());
    if let Some(day) = actual.filter(|day| *day <= until) {
        if day.year() != year && planned_year != Some(year) {
            return None;
        }
        return Some(match planned {
            None => Punctuality::Unplanned,
            Some(planned) if day < planned.earliest() => Punctuality::Early,
            Some(planned) if day > planned.latest() => Punctuality::Late,
            Some(_) => Punctuality::OnTime,
        });
    }
    let planned = planned?;
    if by_phase {
        return (planned_year == Some(year)).then_some(Punctuality::Undated);
    }
    if planned.latest() <= until {
        return Some(Punctuality::Overdue);
    }
    (planned_year == Some(year)).then_some(Punctuality::Ahead)
}

/// The last day counted: the standpoint's, or the end of the year dispatched where that is over.
fn horizon(from: Standpoint<'_>) -> Date {
    let end = PartialDate::Year(from.month.year()).latest();
    from.at.as_of.min(end)
}

/// Where the entry into the statistics library stands; `None` where the project follows no procedure with such an item.
#[must_use]
pub fn entry(seen: Seen<'_>, from: Standpoint<'_>) -> Option<LibraryEntry> {
    let procedure = from.rules.assigned(seen.procedure().filter(|_| from.told.of(Topic::Handling))?)?;
    let item = procedure
        .items
        .iter()
        .find(|item| item.lane == Lane::StatisticsEntry && item.kind == ItemKind::Statistics)?;
    let deemed_after = |received| from.rules.word_due(received);
    let mut life = Life::of(item.course(), seen.acts(&item.code), deemed_after);
    life.pass(from.at.as_of, deemed_after);
    let is_begun = has_started(seen) || seen.started_on().is_some_and(|started| *started <= from.at.as_of);
    match life.state {
        State::NotNeeded => None,
        State::NotStarted if is_begun => Some(LibraryEntry::Owed),
        State::NotStarted => Some(LibraryEntry::NotYet),
        state if state.is_settled() => Some(LibraryEntry::Entered),
        _ => Some(LibraryEntry::InHand),
    }
}
