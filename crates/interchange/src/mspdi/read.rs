//! MSPDI, piece by piece: nothing is held but the element being read and the plan.

use super::{
    NAMESPACE, field,
    markup::{Markup, Piece},
};
use crate::{
    calendar::{Exception, USUAL_MINUTES, WorkCalendar, minutes_between},
    finding::Code,
    gathering::Gathering,
    plan::{Activity, Constraint, Kind, Plan, Program, Tie},
    source::{Limits, LooksLike, Unreadable},
};
use jiff::civil::{Date, DateTime, Time};
use qinghuo_schedule::LinkKind;
use std::io::Read;

/// Elements lie in one another no deeper than this in any schedule.
const DEEPEST: usize = 32;
/// Outlines are no deeper than this.
const DEEPEST_OUTLINE: u16 = 1000;

/// An element that is looked into, or not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    Project,
    Calendars,
    Calendar,
    WeekDays,
    WeekDay,
    WorkingTimes,
    WorkingTime,
    TimePeriod,
    Exceptions,
    Exception,
    Tasks,
    Task,
    PredecessorLink,
    Assignments,
    Assignment,
    /// A value of the element around it.
    Value,
    /// Whatever lies in something not looked into.
    Other,
}

impl Element {
    fn within(self, name: &str) -> Self {
        match (self, name) {
            (Self::Project, "Calendars") => Self::Calendars,
            (Self::Project, "Tasks") => Self::Tasks,
            (Self::Project, "Assignments") => Self::Assignments,
            (Self::Project, "Resources") => Self::Other,
            (Self::Assignments, "Assignment") => Self::Assignment,
            (Self::Assignment, "ResourceUID") => Self::Value,
            (Self::Assignment, _) => Self::Other,
            (Self::Calendars, "Calendar") => Self::Calendar,
            (Self::Calendar, "WeekDays") => Self::WeekDays,
            (Self::Calendar, "Exceptions") => Self::Exceptions,
            (Self::WeekDays, "WeekDay") => Self::WeekDay,
            (Self::Exceptions, "Exception") => Self::Exception,
            (Self::WeekDay | Self::Exception, "WorkingTimes") => Self::WorkingTimes,
            (Self::WeekDay | Self::Exception, "TimePeriod") => Self::TimePeriod,
            (Self::WorkingTimes, "WorkingTime") => Self::WorkingTime,
            (Self::Tasks, "Task") => Self::Task,
            (Self::Task, "PredecessorLink") => Self::PredecessorLink,
            (Self::Value | Self::Other, _) => Self::Other,
            _ => Self::Value,
        }
    }
}

/// A task so far.
#[derive(Default)]
struct Draft {
    line: u64,
    activity: Activity,
    has_uid: bool,
    id: String,
    outline: String,
    duration_format: i64,
    constraint: String,
    constraint_date: Option<DateTime>,
    is_summary: bool,
    is_milestone: bool,
    is_null: bool,
    is_elsewhere: bool,
    levelled: bool,
    stop: Option<DateTime>,
    resume: Option<DateTime>,
    links: Vec<(u64, DraftLink)>,
}

impl Draft {
    /// What people know it by: its place in the work breakdown, in small plans its row.
    fn seen(&self) -> &str {
        let told = [&*self.activity.code, &self.outline, &self.id];
        told.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    }
}

#[derive(Clone, Copy)]
struct DraftLink {
    from: Option<i64>,
    kind: Option<LinkKind>,
    lag: i64,
    format: i64,
    is_elsewhere: bool,
}

/// Days of the week, or days that differ, so far.
#[derive(Default)]
struct DraftDays {
    day_type: i64,
    is_worked: bool,
    from: Option<Date>,
    to: Option<Date>,
    minutes: u16,
    opens: Option<Time>,
    kind: i64,
}

/// A calendar so far.
struct DraftCalendar {
    calendar: WorkCalendar,
    is_base: bool,
}

/// A value as it stands in the file.
#[derive(Clone, Copy)]
struct Value<'a> {
    text: &'a str,
    /// Its line, counted when somebody wants to know.
    line: &'a dyn Fn() -> u64,
}

impl Value<'_> {
    fn is_true(self) -> bool {
        matches!(self.text, "1" | "true")
    }
}

struct Intake {
    gathering: Gathering,
    line: u64,
    minutes_per_day: u16,
    task: Draft,
    days: DraftDays,
    calendar: DraftCalendar,
}

/// Reads a plan.
pub(crate) fn read(from: impl Read, limits: &Limits) -> Result<Plan, Unreadable> {
    let mut markup = Markup::new(from, limits);
    let mut intake = Intake {
        gathering: Gathering::new(Program::MsProject, limits),
        line: 1,
        minutes_per_day: USUAL_MINUTES,
        task: Draft::default(),
        days: DraftDays::default(),
        calendar: DraftCalendar { calendar: WorkCalendar::usual(0), is_base: true },
    };
    let (mut text_so_far, mut around, mut is_over) = (String::new(), Vec::with_capacity(DEEPEST), false);
    while markup.advance()? {
        let Some(parent) = around.last().copied() else {
            match markup.piece() {
                Piece::Begin(name) | Piece::Leaf(name, _) | Piece::Empty(name)
                    if is_over || !is_root(name, &markup) =>
                {
                    return Err(Unreadable::NotASchedule { looks_like: LooksLike::Xml });
                }
                Piece::Begin(_) => around.push(Element::Project),
                Piece::Leaf(..) | Piece::Empty(_) => is_over = true,
                Piece::End(_) | Piece::Text(_) | Piece::Verbatim(_) => {}
            }
            continue;
        };
        match markup.piece() {
            Piece::Leaf(name, text) => match parent.within(name) {
                Element::Other => {}
                Element::Value => {
                    let text = markup.resolved(text)?;
                    intake.value(parent, name, Value { text: text.trim(), line: &|| markup.line() });
                }
                inner => {
                    intake.line = markup.line();
                    intake.begin(inner);
                    intake.end(inner)?;
                }
            },
            Piece::Begin(_) if around.len() >= DEEPEST => return Err(Unreadable::TooDeep),
            Piece::Begin(name) => {
                let inner = parent.within(name);
                around.push(inner);
                text_so_far.clear();
                if !matches!(inner, Element::Value | Element::Other) {
                    intake.line = markup.line();
                    intake.begin(inner);
                }
            }
            Piece::Text(text) if parent == Element::Value => text_so_far.push_str(&markup.resolved(text)?),
            Piece::Verbatim(text) if parent == Element::Value => text_so_far.push_str(text),
            Piece::Text(_) | Piece::Verbatim(_) => {}
            Piece::Empty(_) => text_so_far.clear(),
            Piece::End(name) => {
                around.pop();
                match (parent, around.last()) {
                    (Element::Other, _) => {}
                    (Element::Value, Some(outer)) => {
                        let text = text_so_far.trim();
                        intake.value(*outer, name, Value { text, line: &|| markup.line() });
                    }
                    _ => {
                        intake.line = markup.line();
                        intake.end(parent)?;
                    }
                }
                is_over = around.is_empty();
                text_so_far.clear();
            }
        }
    }
    if is_over { Ok(intake.gathering.finish()) } else { Err(markup.damaged("nothing is in it")) }
}

/// Whether the tag reached is the root element of an MSPDI file.
fn is_root<R: Read>(name: &str, markup: &Markup<R>) -> bool {
    name == "Project" && markup.attributes().any(|value| value.starts_with(NAMESPACE))
}

impl Intake {
    fn begin(&mut self, element: Element) {
        match element {
            Element::Task => {
                self.task = Draft { line: self.line, duration_format: 7, ..Draft::default() };
            }
            Element::PredecessorLink => {
                let link = DraftLink {
                    from: None,
                    kind: Some(LinkKind::FinishStart),
                    lag: 0,
                    format: 7,
                    is_elsewhere: false,
                };
                self.task.links.push((self.line, link));
            }
            Element::WeekDay | Element::Exception => {
                self.days = DraftDays { kind: 1, ..DraftDays::default() };
            }
            Element::Calendar => {
                self.calendar = DraftCalendar { calendar: WorkCalendar::usual(-1), is_base: true };
            }
            _ => {}
        }
    }

    fn end(&mut self, element: Element) -> Result<(), Unreadable> {
        match element {
            Element::Task => self.end_task(),
            Element::WeekDay => self.end_week_day(),
            Element::Exception => self.end_exception(),
            Element::Calendar => self.end_calendar(),
            _ => Ok(()),
        }
    }

    /// Reads a value, and notes where it is none.
    fn read<T>(&mut self, Value { text, line }: Value<'_>, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        if text.is_empty() || text == "NA" {
            return None;
        }
        let value = read(text);
        if value.is_none() {
            self.gathering.note(Code::ValueUnreadable, line(), self.task.seen(), text);
        }
        value
    }

    fn number(&mut self, value: Value<'_>) -> Option<i64> {
        self.read(value, |text| {
            text.parse().ok().or_else(|| {
                // Some programs write whole numbers with a fraction of nought.
                let (whole, fraction) = text.split_once('.')?;
                whole.parse().ok().filter(|_| fraction.bytes().all(|digit| digit == b'0'))
            })
        })
    }

    fn moment(&mut self, value: Value<'_>) -> Option<DateTime> {
        let moment = self.read(value, field::moment)?;
        self.gathering.possible(moment, value.line, self.task.seen())
    }

    fn minutes(&mut self, value: Value<'_>) -> Option<i64> {
        self.read(value, field::duration)
    }

    fn value(&mut self, parent: Element, name: &str, value: Value<'_>) {
        match parent {
            Element::Task => self.task_value(name, value),
            Element::PredecessorLink => self.link_value(name, value),
            Element::Project => self.project_value(name, value),
            Element::Calendar => match name {
                "UID" => self.calendar.calendar.uid = self.number(value).unwrap_or(-1),
                "Name" => self.calendar.calendar.name = value.text.into(),
                "IsBaseCalendar" => self.calendar.is_base = value.is_true(),
                "WorkWeeks" => self.gathering.note(Code::WorkWeeks, (value.line)(), "", ""),
                _ => {}
            },
            Element::WeekDay | Element::Exception => match name {
                "DayType" => self.days.day_type = self.number(value).unwrap_or(0),
                "DayWorking" => self.days.is_worked = value.is_true(),
                "Type" => self.days.kind = self.number(value).unwrap_or(1),
                _ => {}
            },
            // Work nobody is assigned to has an assignment of no resource.
            Element::Assignment if !value.text.starts_with('-') => {
                self.gathering.note(Code::Assignments, (value.line)(), "", "");
            }
            Element::TimePeriod => match name {
                "FromDate" => self.days.from = self.read(value, field::moment).map(DateTime::date),
                "ToDate" => self.days.to = self.read(value, field::moment).map(DateTime::date),
                _ => {}
            },
            Element::WorkingTime => match name {
                "FromTime" => self.days.opens = self.read(value, |text| text.parse().ok()),
                "ToTime" => {
                    let closes = self.read(value, |text| text.parse().ok());
                    if let (Some(from), Some(to)) = (self.days.opens.take(), closes) {
                        self.days.minutes = (self.days.minutes + minutes_between(from, to)).min(1440);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn project_value(&mut self, name: &str, value: Value<'_>) {
        match name {
            "Title" => self.gathering.plan.title = value.text.into(),
            "Name" if self.gathering.plan.title.is_empty() => self.gathering.plan.title = value.text.into(),
            "StartDate" => self.gathering.plan.begins = self.moment(value),
            "StatusDate" => self.gathering.plan.data_date = self.moment(value),
            "CalendarUID" => self.gathering.plan.calendar = self.number(value),
            "DefaultStartTime" => {
                if let Some(time) = self.read(value, |text| text.parse().ok()) {
                    self.gathering.plan.hours.0 = time;
                }
            }
            "DefaultFinishTime" => {
                if let Some(time) = self.read(value, |text| text.parse().ok()) {
                    self.gathering.plan.hours.1 = time;
                }
            }
            "MinutesPerDay" => {
                let minutes = self.number(value).and_then(|minutes| u16::try_from(minutes).ok());
                self.minutes_per_day = minutes.filter(|m| (1..=1440).contains(m)).unwrap_or(USUAL_MINUTES);
            }
            _ => {}
        }
    }

    fn task_value(&mut self, name: &str, value: Value<'_>) {
        match name {
            "UID" => {
                let uid = self.number(value);
                self.task.has_uid = uid.is_some();
                self.task.activity.uid = uid.unwrap_or_default();
            }
            "ID" => self.task.id = value.text.to_owned(),
            "Name" => self.task.activity.name = value.text.into(),
            "WBS" => self.task.activity.code = value.text.into(),
            "OutlineNumber" => self.task.outline = value.text.to_owned(),
            "OutlineLevel" => {
                let level = self.number(value).and_then(|level| u16::try_from(level).ok());
                self.task.activity.level = level.unwrap_or(1).min(DEEPEST_OUTLINE);
            }
            "Summary" => self.task.is_summary = value.is_true(),
            "Milestone" => self.task.is_milestone = value.is_true(),
            "IsNull" => self.task.is_null = value.is_true(),
            "Active" => self.task.activity.is_inactive = !value.is_true(),
            "Manual" => self.task.activity.is_manual = value.is_true(),
            "ExternalTask" | "IsSubproject" => self.task.is_elsewhere |= value.is_true(),
            "Start" => self.task.activity.given.start = self.moment(value),
            "Finish" => self.task.activity.given.finish = self.moment(value),
            "EarlyStart" => self.task.activity.given.early_start = self.moment(value),
            "EarlyFinish" => self.task.activity.given.early_finish = self.moment(value),
            "LateStart" => self.task.activity.given.late_start = self.moment(value),
            "LateFinish" => self.task.activity.given.late_finish = self.moment(value),
            "TotalSlack" => {
                self.task.activity.given.total_slack = self.number(value).map(|tenths| tenths / 10);
            }
            "Critical" => self.task.activity.given.is_critical = Some(value.is_true()),
            "Duration" => self.task.activity.duration.minutes = self.minutes(value).unwrap_or_default(),
            "DurationFormat" => self.task.duration_format = self.number(value).unwrap_or(7),
            "RemainingDuration" => self.task.activity.left = self.minutes(value),
            "PercentComplete" => {
                let percent = self.number(value).and_then(|percent| u8::try_from(percent).ok());
                self.task.activity.percent = percent.unwrap_or_default().min(100);
            }
            "ActualStart" => self.task.activity.began = self.moment(value),
            "ActualFinish" => self.task.activity.ended = self.moment(value),
            "ConstraintType" => self.task.constraint = value.text.to_owned(),
            "ConstraintDate" => self.task.constraint_date = self.moment(value),
            "Deadline" => self.task.activity.deadline = self.moment(value),
            "CalendarUID" => self.task.activity.calendar = self.number(value).filter(|uid| *uid >= 0),
            "LevelingDelay" => self.task.levelled = !matches!(value.text, "" | "0"),
            "Stop" => self.task.stop = self.moment(value),
            "Resume" => self.task.resume = self.moment(value),
            _ => {}
        }
    }

    fn link_value(&mut self, name: &str, value: Value<'_>) {
        let number = self.number_of_link(name, value);
        let Some((_, link)) = self.task.links.last_mut() else { return };
        match name {
            "PredecessorUID" => link.from = number,
            "Type" => link.kind = field::link(value.text),
            "LinkLag" => link.lag = number.unwrap_or_default(),
            "LagFormat" => link.format = number.unwrap_or(7),
            "CrossProject" => link.is_elsewhere = value.is_true(),
            _ => {}
        }
    }

    fn number_of_link(&mut self, name: &str, value: Value<'_>) -> Option<i64> {
        if matches!(name, "PredecessorUID" | "LinkLag" | "LagFormat") { self.number(value) } else { None }
    }

    fn end_task(&mut self) -> Result<(), Unreadable> {
        let draft = std::mem::take(&mut self.task);
        let seen: Box<str> = match draft.seen() {
            "" => draft.activity.uid.to_string().into(),
            seen => seen.into(),
        };
        let Draft { line, mut activity, .. } = draft;
        // An empty row; the row of the whole project.
        if draft.is_null || (activity.uid == 0 && activity.level == 0) {
            return Ok(());
        }
        activity.code.clone_from(&seen);
        if !draft.has_uid {
            self.gathering.note(Code::UidUnusable, line, &seen, "");
            return Ok(());
        }
        if draft.is_elsewhere {
            self.gathering.note(Code::OtherFiles, line, &seen, "");
            return Ok(());
        }
        activity.level = activity.level.max(1);
        let format = field::format(draft.duration_format);
        activity.duration.is_elapsed = format.is_elapsed;
        activity.is_estimated = format.is_estimated;
        activity.kind = match (draft.is_summary, draft.is_milestone && activity.duration.minutes == 0) {
            (true, _) => Kind::Summary,
            (false, true) => Kind::Milestone,
            (false, false) => Kind::Task,
        };
        match field::constraint(&draft.constraint, draft.constraint_date) {
            Ok(constraint) => activity.constraint = constraint,
            Err(()) => self.gathering.note(Code::ValueUnreadable, line, &seen, &draft.constraint),
        }
        self.note_left(&activity, draft.levelled, line, &seen);
        // Work that goes on later than the next day was interrupted.
        let paused = draft.stop.zip(draft.resume).is_some_and(|(stop, resume)| {
            stop.date().until(resume.date()).is_ok_and(|gap| gap.get_days() > 3) && activity.ended.is_none()
        });
        if paused {
            self.gathering.note(Code::Splits, line, &seen, "");
        }
        let to = activity.uid;
        self.gathering.add(activity, line, &seen)?;
        for (line, link) in draft.links {
            if link.is_elsewhere {
                self.gathering.note(Code::OtherFiles, line, &seen, "");
                continue;
            }
            let (Some(from), Some(kind)) = (link.from, link.kind) else {
                self.gathering.note(Code::PredecessorUnknown, line, &seen, "");
                continue;
            };
            let lag = field::lag(link.lag, link.format);
            self.gathering.tie(Tie { from, to, kind, lag }, line)?;
        }
        Ok(())
    }

    fn note_left(&mut self, activity: &Activity, levelled: bool, line: u64, seen: &str) {
        if activity.kind == Kind::Summary {
            return;
        }
        match activity.constraint {
            Some(Constraint::AsLateAsPossible) => {
                self.gathering.note(Code::AsLateAsPossible, line, seen, "");
            }
            Some(Constraint::MustStart(_) | Constraint::MustFinish(_)) => {
                self.gathering.note(Code::MustDates, line, seen, "");
            }
            _ => {}
        }
        if levelled {
            self.gathering.note(Code::Levelling, line, seen, "");
        }
    }

    fn end_week_day(&mut self) -> Result<(), Unreadable> {
        let days = std::mem::take(&mut self.days);
        // Sunday is 1; 0 are days that differ, as files of before 2007 have them.
        match days.day_type {
            0 => self.differing(&days),
            day @ 1..=7 => {
                let minutes = self.worked(&days);
                let place = usize::try_from((day + 5) % 7).unwrap_or_default();
                if let Some(slot) = self.calendar.calendar.week.get_mut(place) {
                    *slot = minutes;
                }
                Ok(())
            }
            other => {
                self.gathering.note(Code::ValueUnreadable, self.line, "", &other.to_string());
                Ok(())
            }
        }
    }

    fn end_exception(&mut self) -> Result<(), Unreadable> {
        let days = std::mem::take(&mut self.days);
        if days.kind != 1 {
            self.gathering.note(Code::RecurringDays, self.line, "", "");
            return Ok(());
        }
        self.differing(&days)
    }

    fn worked(&self, days: &DraftDays) -> u16 {
        match days.minutes {
            _ if !days.is_worked => 0,
            // Worked, at hours not told.
            0 => self.minutes_per_day,
            minutes => minutes,
        }
    }

    fn differing(&mut self, days: &DraftDays) -> Result<(), Unreadable> {
        self.gathering.count_calendar_entry()?;
        if let (Some(from), Some(to)) = (days.from, days.to) {
            let exception = Exception { from, to, minutes: self.worked(days) };
            let exceptions = &mut self.calendar.calendar.exceptions;
            // Programs write each exception in the form of before 2007 and again in that of today.
            if !exceptions.contains(&exception) {
                exceptions.push(exception);
            }
        }
        Ok(())
    }

    fn end_calendar(&mut self) -> Result<(), Unreadable> {
        self.gathering.count_calendar_entry()?;
        let empty = DraftCalendar { calendar: WorkCalendar::usual(-1), is_base: true };
        let DraftCalendar { calendar, is_base } = std::mem::replace(&mut self.calendar, empty);
        if is_base {
            self.gathering.plan.calendars.push(calendar);
        } else {
            self.gathering.note(Code::ResourceCalendars, self.line, "", &calendar.name);
        }
        Ok(())
    }
}
