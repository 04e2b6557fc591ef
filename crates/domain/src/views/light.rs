//! The light of a project: what it shows, why, and since which month (DOMAIN.md section 5.2). A function of the book, the moment and the rule,
//! so that any light ever shown can be computed again and argued about.

use super::{
    Standpoint,
    progress::{Progress, progress},
};
use crate::{
    Fen, Phase,
    access::Topic,
    attribute::Text,
    project::Seen,
    rules::{LightRule, Measure, Signal},
    time::{Date, YearMonth},
};
use serde::Serialize;

/// A light with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Light {
    /// What it shows.
    pub signal: Signal,
    /// Why.
    #[serde(flatten)]
    pub reason: Reason,
}

/// Why a light shows what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// The gap to the schedule, in hundredths of a percentage point; negative is behind.
    Gap {
        /// The gap.
        gap_pp_hundredths: i64,
    },
    /// The share of what is due that is done, in hundredths of a percent.
    Achievement {
        /// The share.
        achievement_hundredths: i64,
    },
    /// The month's figure has not been filed.
    NotFiled {
        /// The month dispatched.
        month: YearMonth,
    },
    /// There is no plan for the year.
    NoPlan {
        /// The year.
        year: i16,
    },
    /// The post does not see what it rests on.
    Withheld,
    /// The rule does not speak of plans this small.
    PlanTooSmall {
        /// The smallest plan it speaks of.
        smallest: Fen,
    },
    /// The rule does not speak of this phase, or the phase is not known.
    OtherPhase {
        /// The phase.
        phase: Option<Phase>,
    },
    /// It would show `would_be`, but an exemption holds.
    Exempted {
        /// What it would show.
        would_be: Signal,
        /// Why it is exempted.
        because: Text,
        /// Who approved it.
        approver: Text,
        /// The last day it holds.
        until: Date,
    },
}

/// The light of a project.
#[must_use]
pub fn light(seen: Seen<'_>, from: Standpoint<'_>) -> Light {
    light_of(seen, from, &progress(seen, from))
}

/// The light of a project whose progress is computed already.
#[must_use]
pub fn light_of(seen: Seen<'_>, from: Standpoint<'_>, stand: &Progress) -> Light {
    if !from.told.of(Topic::Lights) {
        return Light { signal: Signal::Withheld, reason: Reason::Withheld };
    }
    let judged = judge(seen, from, stand);
    let rule = &from.rules.light;
    if !matches!(judged.signal, Signal::Red | Signal::Yellow | Signal::Unknown) {
        return judged;
    }
    match seen.exempt(rule.key.clone()).filter(|exemption| exemption.until >= seen.at.as_of) {
        None => judged,
        Some(exemption) => Light {
            signal: Signal::Exempted,
            reason: Reason::Exempted {
                would_be: judged.signal,
                because: exemption.reason.clone(),
                approver: exemption.approver.clone(),
                until: exemption.until,
            },
        },
    }
}

fn judge(seen: Seen<'_>, from: Standpoint<'_>, stand: &Progress) -> Light {
    let rule = &from.rules.light;
    let phase = seen.phase().copied();
    let because = |signal, reason| Light { signal, reason };
    if !phase.is_some_and(|phase| rule.phases.contains(&phase)) {
        return because(Signal::NotApplicable, Reason::OtherPhase { phase });
    }
    match stand.plan {
        None => return because(Signal::NotApplicable, Reason::NoPlan { year: from.month.year() }),
        Some(plan) if plan <= Fen::ZERO => {
            return because(Signal::NotApplicable, Reason::NoPlan { year: from.month.year() });
        }
        Some(plan) if plan < rule.smallest_plan => {
            return because(Signal::NotApplicable, Reason::PlanTooSmall { smallest: rule.smallest_plan });
        }
        Some(_) => {}
    }
    // A light may rest on a figure only if it is this dispatch's: a project that stops reporting must not stay green.
    if stand.filed_for != Some(from.month) {
        return because(Signal::Unknown, Reason::NotFiled { month: from.month });
    }
    let (hundredths, reason) = match rule.measure {
        Measure::GapPoints => {
            let gap_pp_hundredths = stand.gap_pp_hundredths.unwrap_or_default();
            (gap_pp_hundredths, Reason::Gap { gap_pp_hundredths })
        }
        Measure::AchievementPercent => {
            let achievement_hundredths = stand.achievement_hundredths.unwrap_or(10_000);
            (achievement_hundredths, Reason::Achievement { achievement_hundredths })
        }
    };
    because(signal(rule, hundredths), reason)
}

/// The signal of a measured value. Behind by `yellow` points is yellow already, behind by more than `red` points is red (Yinchuan: 10 to 30 points
/// inclusive are yellow); below `yellow` percent is yellow, below `red` percent is red (Wuhan, Sanya).
#[must_use]
pub fn signal(rule: &LightRule, hundredths: i64) -> Signal {
    let (red, yellow) = match rule.measure {
        Measure::GapPoints => (-hundredths > rule.red_hundredths, -hundredths >= rule.yellow_hundredths),
        Measure::AchievementPercent => {
            (hundredths < rule.red_hundredths, hundredths < rule.yellow_hundredths)
        }
    };
    match (red, yellow) {
        (true, _) => Signal::Red,
        (false, true) => Signal::Yellow,
        (false, false) => Signal::Green,
    }
}

/// The first of the unbroken run of months of this year, up to the dispatch, in which the light showed what it shows now.
#[must_use]
pub fn showing_since(seen: Seen<'_>, from: Standpoint<'_>, showing: Signal) -> YearMonth {
    let mut since = from.month;
    while let Some(before) = since.before().filter(|month| month.year() == from.month.year()) {
        // The phase and the exemption are taken as of that month's end, what is known as of the standpoint.
        let at = crate::Moment { as_of: before.last_day().min(seen.at.as_of), ..seen.at };
        let then = seen.project.at(at);
        if !then.exists() || light(then, Standpoint { at, month: before, ..from }).signal != showing {
            break;
        }
        since = before;
    }
    since
}
