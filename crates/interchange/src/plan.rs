//! A schedule as a file tells it: activities, what ties them, calendars. Minutes and moments are the file's; days are made of them in `dated`.

use crate::{calendar::WorkCalendar, finding::Finding};
use jiff::civil::{DateTime, Time};
use qinghuo_schedule::LinkKind;
use serde::Serialize;

/// The program whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    /// Microsoft Project, in XML (MSPDI); ProjectLibre and others write it too.
    MsProject,
    /// Primavera P6, in its exchange format XER.
    Primavera,
}

/// A schedule.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The program whose file it is.
    pub program: Program,
    /// Its title.
    pub title: Box<str>,
    /// When it begins.
    pub begins: Option<DateTime>,
    /// The moment what is known was known (status date, data date).
    pub data_date: Option<DateTime>,
    /// When a working day begins and ends where nothing else is said.
    pub hours: (Time, Time),
    /// Its calendars, those of single resources left out.
    pub calendars: Vec<WorkCalendar>,
    /// The calendar of the whole, by its number.
    pub calendar: Option<i64>,
    /// Its activities and the groups they stand in, in the file's order.
    pub activities: Vec<Activity>,
    /// What ties them.
    pub links: Vec<Tie>,
    /// What reading it found worth saying.
    pub findings: Vec<Finding>,
}

/// What an activity is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Work.
    #[default]
    Task,
    /// A group: what follows it in the file and lies deeper belongs to it.
    Summary,
    /// A moment.
    Milestone,
    /// Work that lasts as long as other work does (LOE): takes no part in the network.
    LevelOfEffort,
}

/// An amount of time, in minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Work {
    /// How many; of working time, unless they are elapsed.
    pub minutes: i64,
    /// Whether they run through nights and days off.
    pub is_elapsed: bool,
}

/// How long after a link's first end its second may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lag {
    /// An amount of time; negative is overlap.
    Time(Work),
    /// A share of the time the activity before takes, in percent.
    Percent(i64),
}

impl Default for Lag {
    fn default() -> Self {
        Self::Time(Work::default())
    }
}

/// What holds an activity to a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Constraint {
    /// 越晚越好
    AsLateAsPossible,
    /// 不得早于…开始
    StartNoEarlier(DateTime),
    /// 不得晚于…开始
    StartNoLater(DateTime),
    /// 必须开始于
    MustStart(DateTime),
    /// 不得早于…完成
    FinishNoEarlier(DateTime),
    /// 不得晚于…完成
    FinishNoLater(DateTime),
    /// 必须完成于
    MustFinish(DateTime),
}

/// The dates and slack the file's own program found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Planned start.
    pub start: Option<DateTime>,
    /// Planned finish.
    pub finish: Option<DateTime>,
    /// Early start.
    pub early_start: Option<DateTime>,
    /// Early finish.
    pub early_finish: Option<DateTime>,
    /// Late start.
    pub late_start: Option<DateTime>,
    /// Late finish.
    pub late_finish: Option<DateTime>,
    /// Total slack, in minutes of working time.
    pub total_slack: Option<i64>,
    /// Whether it is critical.
    pub is_critical: Option<bool>,
}

/// An activity, or a group of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Activity {
    /// Its number in the file, unique.
    pub uid: i64,
    /// What people call it by: its place in the work breakdown, or its code.
    pub code: Box<str>,
    /// Its name.
    pub name: Box<str>,
    /// How deep it lies in the outline, from 1.
    pub level: u16,
    /// What it is.
    pub kind: Kind,
    /// How long it takes in all.
    pub duration: Work,
    /// Whether its duration is an estimate (估), which stays marked as one.
    pub is_estimated: bool,
    /// How much of it is left, where it has begun.
    pub left: Option<i64>,
    /// How much of it is done, in percent.
    pub percent: u8,
    /// The calendar it follows, where it is not the plan's.
    pub calendar: Option<i64>,
    /// What holds it to a date.
    pub constraint: Option<Constraint>,
    /// The moment it should be finished by.
    pub deadline: Option<DateTime>,
    /// When it began.
    pub began: Option<DateTime>,
    /// When it finished.
    pub ended: Option<DateTime>,
    /// What its own program found.
    pub given: Given,
    /// Dated by hand: its start is kept, whatever comes before it.
    pub is_manual: bool,
    /// Struck out: takes no part.
    pub is_inactive: bool,
}

impl Activity {
    /// Whether it is a node of the network: groups are what lies in them.
    #[must_use]
    pub fn takes_part(&self) -> bool {
        matches!(self.kind, Kind::Task | Kind::Milestone) && !self.is_inactive
    }
}

/// A link, by the numbers of the two activities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tie {
    /// The activity before.
    pub from: i64,
    /// The activity after.
    pub to: i64,
    /// What is tied together.
    pub kind: LinkKind,
    /// How long after.
    pub lag: Lag,
}

impl Plan {
    /// A plan of nothing yet.
    #[must_use]
    pub fn new(program: Program) -> Self {
        Self {
            program,
            title: Box::default(),
            begins: None,
            data_date: None,
            hours: (Time::constant(8, 0, 0, 0), Time::constant(17, 0, 0, 0)),
            calendars: Vec::new(),
            calendar: None,
            activities: Vec::new(),
            links: Vec::new(),
            findings: Vec::new(),
        }
    }
}
