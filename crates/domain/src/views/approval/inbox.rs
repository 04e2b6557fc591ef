//! Items over all projects by whose they are and how many days are left: a department's work, and where the city loses days.

use super::{
    Approval, Step,
    duty::{Duty, duties},
    silence::{Silence, silence},
};
use crate::{
    ProjectId,
    attribute::Text,
    procedure::{DayKind, ItemCode, Lane},
    step::{Role, State},
    time::{Date, days_between},
};
use serde::Serialize;

/// How near an item's end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// 已超期
    Overdue,
    /// 今日到期
    Today,
    /// 七日内到期
    ThisWeek,
    /// 未到期
    Later,
    /// 停止计时: a special procedure, or the applicant, turned back or silent for too long, has the move.
    Stopped,
    /// 待接件、待办: no clock runs yet.
    Waiting,
}

impl Urgency {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 6] =
        [Self::Overdue, Self::Today, Self::ThisWeek, Self::Later, Self::Stopped, Self::Waiting];

    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Today => "today",
            Self::ThisWeek => "this_week",
            Self::Later => "later",
            Self::Stopped => "stopped",
            Self::Waiting => "waiting",
        }
    }

    /// The urgency of this stable name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|urgency| urgency.key() == key)
    }
}

/// An item of a project that somebody can act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// The project.
    pub project: ProjectId,
    /// The item's code.
    pub item: ItemCode,
    /// The item's index in its procedure.
    pub index: usize,
    /// Its name, where only this project has it.
    pub own_name: Option<Text>,
    /// Its lead unit's key.
    pub unit: Text,
    /// Its state.
    pub state: State,
    /// Since when it is in that state.
    pub since: Option<Date>,
    /// Whose move it is.
    pub awaits: Role,
    /// How near its end is.
    pub urgency: Urgency,
    /// Days left to the limit that binds, and the kind of days it counts; negative is over.
    pub left: Option<(i32, DayKind)>,
    /// The last day of that limit.
    pub due_on: Option<Date>,
    /// The first promised date: re-dating never hides a delay.
    pub first_promised_on: Option<Date>,
    /// The promised date that stands.
    pub promised_on: Option<Date>,
    /// What the discipline of dates asks for.
    pub duties: Vec<Duty>,
    /// The applicant's silence, where it stands the clock.
    pub silence: Option<Silence>,
    /// Working days of slack; none or less is critical.
    pub float: i32,
    /// Whether a day's delay moves the start of works or the end.
    pub is_critical: bool,
}

impl OpenItem {
    /// Natural days to the end of that limit; negative is over. Of items whose limits count different days only this can be compared.
    #[must_use]
    pub fn days_to_due(&self, as_of: Date) -> Option<i32> {
        self.due_on.map(|due_on| days_between(as_of, due_on))
    }

    /// Since when somebody waits for it, with its lane; `None` while nothing was done to it, and for building itself and the gathering of evidence, which
    /// take their time.
    #[must_use]
    pub fn waited_for_since(&self, lane: Lane) -> Option<Date> {
        let is_gathered = lane == Lane::StatisticsEntry && self.state == State::UnderWay;
        self.since.filter(|_| lane != Lane::Works && !is_gathered)
    }
}

/// The items of a project that somebody can act on, in the procedure's order.
pub fn open_items(project: ProjectId, approval: &Approval<'_>) -> impl Iterator<Item = OpenItem> {
    approval.steps.iter().filter_map(move |step| {
        let awaits = step.awaits()?;
        let dates = approval.forecast.of(step.index)?;
        let reach = step.clock.map(|clock| clock.binding());
        let silence = silence(approval, step);
        Some(OpenItem {
            project,
            item: step.item.code.clone(),
            index: step.index,
            own_name: step.own_name().cloned(),
            unit: super::lead(&step.item).cloned().unwrap_or_default(),
            state: step.life.state,
            since: step.life.since,
            awaits,
            urgency: if silence.is_some() { Urgency::Stopped } else { urgency(step, approval.as_of) },
            left: reach.map(|reach| (reach.left, reach.kind)),
            due_on: reach.map(|reach| reach.due_on),
            first_promised_on: step.first_promise.map(|(_, promise)| promise.on),
            promised_on: step.promise.map(|(_, promise)| promise.on),
            duties: duties(approval, step, silence),
            silence,
            float: dates.total_float,
            is_critical: dates.is_critical,
        })
    })
}

fn urgency(step: &Step<'_>, as_of: Date) -> Urgency {
    let Some(clock) = step.clock else { return Urgency::Waiting };
    if clock.stands {
        return Urgency::Stopped;
    }
    let reach = clock.binding();
    let days_to_due = days_between(as_of, reach.due_on);
    match (reach.left, days_to_due) {
        (..0, _) => Urgency::Overdue,
        (_, ..=0) => Urgency::Today,
        (_, ..=7) => Urgency::ThisWeek,
        _ => Urgency::Later,
    }
}
