//! What the discipline of promised dates asks for now (承诺纪律): a miss, or the forecast of one, asks for a reason and a new date, and for a word every
//! month until it is over; an applicant silent for too long is noticed and the clock stands.

use super::{Approval, Step};
use crate::{
    step::{Discipline, Role},
    time::Date,
};
use serde::Serialize;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// 已失约，须说明原因和新的日期: the promised date is over.
    ExplainMiss,
    /// 预计失约，须说明原因和新的日期: it is expected after the promised date.
    ExplainForecast,
    /// 须更新月度情况: what was said is over a month old, or its date is over.
    MonthlyStatus,
    /// 申请人逾期未回应，停止计时并告知.
    NoticeSilence,
}

impl Duty {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::ExplainMiss, Self::ExplainForecast, Self::MonthlyStatus, Self::NoticeSilence];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::ExplainMiss => "explain_miss",
            Self::ExplainForecast => "explain_forecast",
            Self::MonthlyStatus => "monthly_status",
            Self::NoticeSilence => "notice_silence",
        }
    }
}

/// How long what was said about a delay holds, in natural days.
const STATUS_DAYS: i32 = 31;

/// What is asked for about an item.
#[must_use]
pub fn duty(approval: &Approval<'_>, step: &Step<'_>, discipline: Discipline) -> Option<Duty> {
    if step.is_settled() {
        return None;
    }
    let as_of = approval.as_of;
    if let Some((_, promise)) = step.promise {
        let expected_on = approval.forecast.finish(step.index)?;
        let is_missed = promise.on < as_of;
        if is_missed || expected_on > promise.on {
            return match step.delay {
                Some((said_on, delay))
                    if days(said_on, as_of) <= STATUS_DAYS && delay.expected_on >= as_of =>
                {
                    None
                }
                Some(_) => Some(Duty::MonthlyStatus),
                None if is_missed => Some(Duty::ExplainMiss),
                None => Some(Duty::ExplainForecast),
            };
        }
    }
    let silent_since = step.life.since.filter(|_| step.life.state.is_open());
    let is_silent = silent_since.is_some_and(|since| days(since, as_of) > i32::from(discipline.silent_days));
    (step.life.state.is_with_applicant() && step.awaits() == Some(Role::Applicant) && is_silent)
        .then_some(Duty::NoticeSilence)
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
