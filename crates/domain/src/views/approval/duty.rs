//! What the discipline of dates asks for now (承诺纪律): a date or limit that is missed, or the forecast of a missed date, asks for a reason and a new date,
//! and for a word every month until it is over; an applicant silent for too long is noticed and the clock stands.

use super::{Approval, Step, silence::Silence};
use crate::time::days_between;
use serde::Serialize;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// 已失约，须说明原因和新的日期: the promised date is over.
    ExplainMiss,
    /// 已超期，须说明原因和新的日期: the limit, by law or promised by the playbook, is over.
    ExplainOverdue,
    /// 预计失约，须说明原因和新的日期: it is expected after the promised date.
    ExplainForecast,
    /// 须更新月度情况: what was said is over a month old, or its date is over.
    MonthlyStatus,
    /// 申请人逾期未回应，停止计时并告知.
    NoticeSilence,
}

impl Duty {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::ExplainMiss,
        Self::ExplainOverdue,
        Self::ExplainForecast,
        Self::MonthlyStatus,
        Self::NoticeSilence,
    ];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::ExplainMiss => "explain_miss",
            Self::ExplainOverdue => "explain_overdue",
            Self::ExplainForecast => "explain_forecast",
            Self::MonthlyStatus => "monthly_status",
            Self::NoticeSilence => "notice_silence",
        }
    }
}

/// How long what was said about a delay holds, in natural days.
const STATUS_DAYS: i32 = 31;

/// What is asked for about an item: a word about its delay, and a notice to an applicant whose silence ([`super::silence::silence`]) goes on, the one
/// whatever the other, until it is sent.
#[must_use]
pub fn duties(approval: &Approval<'_>, step: &Step<'_>, silence: Option<Silence>) -> Vec<Duty> {
    if step.is_settled() {
        return Vec::new();
    }
    let word = late(approval, step).and_then(|late| match step.delay {
        Some((said_on, delay))
            if days_between(said_on, approval.as_of) <= STATUS_DAYS
                && delay.expected_on >= approval.as_of =>
        {
            None
        }
        Some(_) => Some(Duty::MonthlyStatus),
        None => Some(late),
    });
    let notice = silence.filter(|silence| silence.noticed_on.is_none()).map(|_| Duty::NoticeSilence);
    word.into_iter().chain(notice).collect()
}

/// Why a word about a delay is asked for.
fn late(approval: &Approval<'_>, step: &Step<'_>) -> Option<Duty> {
    let promised = step.promise.map(|(_, promise)| promise.on);
    let expected = approval.forecast.finish(step.index);
    // An authority that turned an application back is done with it, late or not.
    let runs = step.clock.filter(|_| !step.life.is_turned_back(step.item.course()));
    if promised.is_some_and(|on| on < approval.as_of) {
        Some(Duty::ExplainMiss)
    } else if runs.is_some_and(|clock| clock.is_overdue()) {
        Some(Duty::ExplainOverdue)
    } else if promised.zip(expected).is_some_and(|(on, expected)| expected > on) {
        Some(Duty::ExplainForecast)
    } else {
        None
    }
}
