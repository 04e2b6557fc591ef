//! 挂图作战 (DOMAIN.md section 5.3): a project on the axis of time, and what a month asks of it, done or not.
//!
//! A date planned only to the month or year is due on its last day. What an earlier month asked for and did not get is carried over to the next, until
//! it is done. What is absent: how a chart is drawn, and the problems and guarantees of the chart's other columns.

use super::{
    Standpoint,
    approval::Approval,
    progress::{done_in_month, due_by},
};
use crate::{
    Fen, Phase,
    access::Topic,
    attribute::Text,
    procedure::{ItemCode, Lane},
    project::Seen,
    time::{Date, PartialDate, Period, YearMonth},
};
use serde::Serialize;

/// A project on the axis of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// From when to when it is to be built.
    pub planned: Period,
    /// The phases it was in, each with the day it came into it, oldest first; it is in the last one still.
    pub phases: Vec<(Phase, Date)>,
    /// The day works started.
    pub started_on: Option<Date>,
    /// The day works were complete.
    pub completed_on: Option<Date>,
    /// The day production began.
    pub producing_since: Option<Date>,
}

impl Bar {
    /// Of a project.
    #[must_use]
    pub fn of(seen: Seen<'_>) -> Self {
        let happened = |on: Option<&Date>| on.copied().filter(|on| *on <= seen.at.as_of);
        Self {
            planned: seen.period().copied().unwrap_or_default(),
            phases: seen.phases(),
            started_on: happened(seen.started_on()),
            completed_on: happened(seen.completed_on()),
            producing_since: happened(seen.producing_since()),
        }
    }

    /// The first and the last day anything is known of, plan or fact.
    #[must_use]
    pub fn span(&self) -> Option<(Date, Date)> {
        let facts = [self.started_on, self.completed_on, self.producing_since];
        let days = facts.into_iter().flatten().chain(self.phases.iter().map(|(_, since)| *since));
        let plan = [self.planned.start.map(PartialDate::earliest), self.planned.end.map(PartialDate::latest)];
        let days: Vec<Date> = days.chain(plan.into_iter().flatten()).collect();
        days.iter().min().copied().zip(days.iter().max().copied())
    }

    /// The day works began: as told, else the day it came into construction or beyond.
    #[must_use]
    pub fn begun_on(&self) -> Option<Date> {
        self.started_on.or_else(|| self.came_into(&[Phase::Construction, Phase::Benefit]))
    }

    /// The day works were over: as told, else the day it came to benefit.
    #[must_use]
    pub fn over_on(&self) -> Option<Date> {
        self.completed_on.or_else(|| self.came_into(&[Phase::Benefit]))
    }

    fn came_into(&self, phases: &[Phase]) -> Option<Date> {
        self.phases.iter().find(|(phase, _)| phases.contains(phase)).map(|(_, since)| *since)
    }
}

/// What a month asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// 开工
    Start,
    /// 竣工
    Completion,
    /// 入库纳统 as an item of the procedure: whether it is done, never a statistics figure.
    Entry,
    /// 审批事项
    Approval,
    /// 当月投资 (调度数)
    Investment,
}

impl Aim {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Start, Self::Completion, Self::Entry, Self::Approval, Self::Investment];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Completion => "completion",
            Self::Entry => "entry",
            Self::Approval => "approval",
            Self::Investment => "investment",
        }
    }

    /// What it rests on, where that may be withheld.
    #[must_use]
    pub const fn topic(self) -> Option<Topic> {
        match self {
            Self::Start | Self::Completion => None,
            Self::Entry | Self::Approval => Some(Topic::Handling),
            Self::Investment => Some(Topic::Progress),
        }
    }

    /// The aim of this stable name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|aim| aim.key() == key)
    }
}

/// How far a task of a month is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 逾期未完成: its day has passed.
    Overdue,
    /// 未到期
    Open,
    /// 未报: the figure of the month is not in.
    Unreported,
    /// 逾期完成
    Late,
    /// 已完成
    Done,
}

impl Outcome {
    /// All of them, the worst first.
    pub const ALL: [Self; 5] = [Self::Overdue, Self::Open, Self::Unreported, Self::Late, Self::Done];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Open => "open",
            Self::Unreported => "unreported",
            Self::Late => "late",
            Self::Done => "done",
        }
    }

    /// The outcome of this stable name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.key() == key)
    }

    /// Whether what was asked for is there.
    #[must_use]
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Late | Self::Done)
    }
}

/// One thing a month asks of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Task {
    /// What is asked for.
    pub aim: Aim,
    /// By when, as precisely as it is planned.
    pub due: PartialDate,
    /// The day it happened.
    pub done_on: Option<Date>,
    /// How far it is.
    pub outcome: Outcome,
    /// Whether an earlier month asked for it already.
    pub is_carried: bool,
    /// Of an item: which.
    pub item: Option<ItemDue>,
    /// Of an investment: planned for the month, and done in it.
    pub amounts: Option<(Fen, Option<Fen>)>,
}

/// An item of a project's procedure with the day it is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemDue {
    /// Its code.
    pub code: ItemCode,
    /// Its place in the procedure.
    pub index: usize,
    /// Its name, where only this project has it.
    pub own_name: Option<Text>,
    /// The side of 四个并联 it belongs to.
    pub lane: Lane,
    /// The key of the unit that leads.
    pub unit: Text,
    /// The date promised, else the last day of the limit that binds, else the day planned on the first day.
    pub due_on: Date,
    /// The day it was settled.
    pub settled_on: Option<Date>,
}

/// The items a project has to go through, each with the day it is due.
#[must_use]
pub fn items_due(approval: &Approval<'_>) -> Vec<ItemDue> {
    let own = approval.steps.iter().filter(|step| step.is_needed() && step.item.merged_into.is_none());
    own.filter_map(|step| {
        let promised = step.promise.map(|(_, promise)| promise.on);
        let limit = || step.clock.map(|clock| clock.binding().due_on);
        Some(ItemDue {
            code: step.item.code.clone(),
            index: step.index,
            own_name: step.own_name().cloned(),
            lane: step.item.lane,
            unit: super::approval::lead(&step.item).cloned().unwrap_or_default(),
            due_on: promised.or_else(limit).or_else(|| approval.plan.finish(step.index))?,
            settled_on: step.life.settled_on,
        })
    })
    .collect()
}

/// What a month asks of a project, without the items of its procedure.
#[must_use]
pub fn tasks(seen: Seen<'_>, from: Standpoint<'_>, month: YearMonth) -> Vec<Task> {
    let bar = Bar::of(seen);
    let start = (Aim::Start, bar.planned.start, bar.begun_on());
    let completion = (Aim::Completion, bar.planned.end, bar.over_on());
    let dated = [start, completion].into_iter();
    let mut tasks: Vec<Task> = dated
        .filter_map(|(aim, due, done_on)| dated_task(aim, due?, done_on, month, seen.at.as_of))
        .collect();
    tasks.extend(investment(seen, from, month));
    tasks
}

/// What a month asks of the items of a project's procedure.
#[must_use]
pub fn item_tasks(items: &[ItemDue], month: YearMonth, as_of: Date) -> Vec<Task> {
    let task = |item: &ItemDue| {
        let aim = if item.lane == Lane::StatisticsEntry { Aim::Entry } else { Aim::Approval };
        let task = dated_task(aim, PartialDate::Day(item.due_on), item.settled_on, month, as_of)?;
        Some(Task { item: Some(item.clone()), ..task })
    };
    items.iter().filter_map(task).collect()
}

/// A thing that is to happen by a day, if the month asks for it: planned for it, or for an earlier one and not done before it began.
fn dated_task(
    aim: Aim,
    due: PartialDate,
    done_on: Option<Date>,
    month: YearMonth,
    as_of: Date,
) -> Option<Task> {
    let last_day = due.latest();
    let due_month = YearMonth::of(last_day);
    let is_carried = due_month < month;
    let is_settled_before = done_on.is_some_and(|on| on < month.first_day());
    if due_month > month || (is_carried && is_settled_before) {
        return None;
    }
    let outcome = match done_on {
        Some(on) if on <= last_day => Outcome::Done,
        Some(_) => Outcome::Late,
        None if last_day < as_of => Outcome::Overdue,
        None => Outcome::Open,
    };
    Some(Task { aim, due, done_on, outcome, is_carried, item: None, amounts: None })
}

/// The month's part of the year's plan against the month's dispatch figure.
fn investment(seen: Seen<'_>, from: Standpoint<'_>, month: YearMonth) -> Option<Task> {
    let curve = from.rules.curve.as_ref();
    let by_end = due_by(seen, month, curve)?;
    let before = month.before().filter(|before| before.year() == month.year());
    let by_begin = before.and_then(|before| due_by(seen, before, curve)).unwrap_or_default();
    let planned = by_end - by_begin;
    if planned <= Fen::ZERO {
        return None;
    }
    let done = done_in_month(seen, month);
    let outcome = match done {
        Some(done) if done >= planned => Outcome::Done,
        Some(_) if month.last_day() < seen.at.as_of => Outcome::Overdue,
        None if month.last_day() < seen.at.as_of => Outcome::Unreported,
        _ => Outcome::Open,
    };
    Some(Task {
        aim: Aim::Investment,
        due: PartialDate::Month(month),
        done_on: None,
        outcome,
        is_carried: false,
        item: None,
        amounts: Some((planned, done)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a month asks for, by what is planned, what happened, and the day one looks from.
    #[test]
    fn a_month_asks_for_what_is_planned_and_for_what_earlier_months_did_not_get() {
        use Outcome::{Done, Late, Open, Overdue};
        let june = YearMonth::new(2024, 6).unwrap();
        for (due, done_on, as_of, want) in [
            // planned, happened, seen from, what June asks for
            ("2024-06-10", None, "2024-06-10", Some((Open, false))),
            ("2024-06-10", None, "2024-06-11", Some((Overdue, false))),
            ("2024-06-10", Some("2024-06-10"), "2024-06-30", Some((Done, false))),
            ("2024-06-10", Some("2024-05-01"), "2024-06-30", Some((Done, false))),
            ("2024-06-10", Some("2024-07-02"), "2024-07-30", Some((Late, false))),
            ("2024-06", None, "2024-06-30", Some((Open, false))),
            ("2024-06", None, "2024-07-01", Some((Overdue, false))),
            ("2024", None, "2024-06-30", None),
            ("2024-07-01", None, "2024-06-30", None),
            ("2024-03", None, "2024-06-30", Some((Overdue, true))),
            ("2024-03", Some("2024-05-31"), "2024-06-30", None),
            ("2024-03", Some("2024-06-01"), "2024-06-30", Some((Late, true))),
            ("2023", None, "2024-06-30", Some((Overdue, true))),
        ] {
            let (due, done_on) = (due.parse().unwrap(), done_on.map(|on: &str| on.parse().unwrap()));
            let task = dated_task(Aim::Start, due, done_on, june, as_of.parse().unwrap());
            assert_eq!(task.map(|task| (task.outcome, task.is_carried)), want, "{due:?} {done_on:?} {as_of}");
        }
    }
}
