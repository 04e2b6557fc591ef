//! MSPDI, event by event: nothing is held but the element being read and the plan.

use super::{NAMESPACE, field};
use crate::{
    calendar::{Exception, USUAL_MINUTES, WorkCalendar, minutes_between},
    finding::Code,
    gathering::Gathering,
    plan::{Activity, Constraint, Kind, Plan, Program, Tie},
    source::{Bounded, Limits, LooksLike, Unreadable},
};
use jiff::civil::{Date, DateTime, Time};
use qinghuo_schedule::LinkKind;
use quick_xml::{
    Reader,
    escape::resolve_xml_entity,
    events::{BytesStart, Event},
};
use std::io::BufRead;

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

struct Intake {
    gathering: Gathering,
    line: u64,
    minutes_per_day: u16,
    task: Draft,
    days: DraftDays,
    calendar: DraftCalendar,
}

/// Reads a plan.
pub(crate) fn read(from: impl BufRead, limits: &Limits) -> Result<Plan, Unreadable> {
    let mut reader = Reader::from_reader(Bounded::new(from, *limits));
    let mut intake = Intake {
        gathering: Gathering::new(Program::MsProject, limits),
        line: 1,
        minutes_per_day: USUAL_MINUTES,
        task: Draft::default(),
        days: DraftDays::default(),
        calendar: DraftCalendar { calendar: WorkCalendar::usual(0), is_base: true },
    };
    let (mut piece, mut value, mut around) = (Vec::new(), String::new(), Vec::with_capacity(DEEPEST));
    let mut is_over = false;
    loop {
        piece.clear();
        reader.get_mut().piece();
        let event = reader.read_event_into(&mut piece);
        if let Err(error) = event {
            let source = reader.get_mut();
            return Err(match source.exceeded() {
                Some(limit) => Unreadable::TooLarge { limit },
                None => damaged(source.line(), &error),
            });
        }
        let Ok(event) = event else { continue };
        match event {
            Event::Start(tag) | Event::Empty(tag) if around.is_empty() && (is_over || !is_root(&tag)) => {
                return Err(Unreadable::NotASchedule { looks_like: LooksLike::Xml });
            }
            Event::Start(_) if around.is_empty() => around.push(Element::Project),
            Event::Start(tag) => {
                let inner = around.last().map_or(Element::Other, |a| a.within(tag.local_name().as_ref()));
                if around.len() >= DEEPEST {
                    return Err(Unreadable::TooDeep);
                }
                around.push(inner);
                value.clear();
                if !matches!(inner, Element::Value | Element::Other) {
                    intake.line = reader.get_mut().line();
                    intake.begin(inner);
                }
            }
            Event::Empty(_) if around.is_empty() => is_over = true,
            Event::Empty(_) => value.clear(),
            Event::Text(text) if around.last() == Some(&Element::Value) => {
                value.push_str(&text);
            }
            Event::CData(text) if around.last() == Some(&Element::Value) => {
                value.push_str(&text);
            }
            Event::GeneralRef(entity) if around.last() == Some(&Element::Value) => {
                match entity.resolve_char_ref() {
                    Ok(Some(character)) => value.push(character),
                    _ => match resolve_xml_entity(entity.as_ref()) {
                        Some(text) => value.push_str(text),
                        None => return Err(Unreadable::DeclaresEntities),
                    },
                }
            }
            Event::End(tag) => {
                if around.last() != Some(&Element::Other) {
                    intake.line = reader.get_mut().line();
                }
                match (around.pop(), around.last()) {
                    (Some(Element::Value), Some(parent)) => {
                        intake.value(*parent, tag.local_name().as_ref(), value.trim());
                    }
                    (Some(ended), _) => intake.end(ended)?,
                    (None, _) => {}
                }
                is_over = around.is_empty();
                value.clear();
            }
            Event::DocType(_) => return Err(Unreadable::DeclaresEntities),
            Event::Eof => break,
            _ => {}
        }
    }
    if !around.is_empty() || !is_over {
        return Err(damaged(reader.get_mut().line(), &"the end is missing"));
    }
    Ok(intake.gathering.finish())
}

/// Whether this is the root element of an MSPDI file.
fn is_root(tag: &BytesStart<'_>) -> bool {
    let mut attributes = tag.attributes();
    tag.local_name().as_ref() == "Project"
        && attributes.with_checks(false).flatten().any(|attribute| attribute.value.starts_with(NAMESPACE))
}

fn damaged(line: u64, detail: &dyn std::fmt::Display) -> Unreadable {
    Unreadable::Damaged { line, detail: detail.to_string().chars().take(200).collect::<String>().into() }
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
    fn read<T>(&mut self, text: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        if text.is_empty() || text == "NA" {
            return None;
        }
        let value = read(text);
        if value.is_none() {
            self.gathering.note(Code::ValueUnreadable, self.line, self.task.seen(), text);
        }
        value
    }

    fn number(&mut self, text: &str) -> Option<i64> {
        self.read(text, |text| {
            text.parse().ok().or_else(|| {
                // Some programs write whole numbers with a fraction of nought.
                let (whole, fraction) = text.split_once('.')?;
                whole.parse().ok().filter(|_| fraction.bytes().all(|digit| digit == b'0'))
            })
        })
    }

    fn moment(&mut self, text: &str) -> Option<DateTime> {
        let moment = self.read(text, field::moment)?;
        self.gathering.possible(moment, self.line, self.task.seen())
    }

    fn minutes(&mut self, text: &str) -> Option<i64> {
        self.read(text, field::duration)
    }

    fn value(&mut self, parent: Element, name: &str, text: &str) {
        match parent {
            Element::Task => self.task_value(name, text),
            Element::PredecessorLink => self.link_value(name, text),
            Element::Project => self.project_value(name, text),
            Element::Calendar => match name {
                "UID" => self.calendar.calendar.uid = self.number(text).unwrap_or(-1),
                "Name" => self.calendar.calendar.name = text.into(),
                "IsBaseCalendar" => self.calendar.is_base = is_true(text),
                "WorkWeeks" => self.gathering.note(Code::WorkWeeks, self.line, "", ""),
                _ => {}
            },
            Element::WeekDay | Element::Exception => match name {
                "DayType" => self.days.day_type = self.number(text).unwrap_or(0),
                "DayWorking" => self.days.is_worked = is_true(text),
                "Type" => self.days.kind = self.number(text).unwrap_or(1),
                _ => {}
            },
            // Work nobody is assigned to has an assignment of no resource.
            Element::Assignment if !text.starts_with('-') => {
                self.gathering.note(Code::Assignments, self.line, "", "");
            }
            Element::TimePeriod => match name {
                "FromDate" => self.days.from = self.read(text, field::moment).map(DateTime::date),
                "ToDate" => self.days.to = self.read(text, field::moment).map(DateTime::date),
                _ => {}
            },
            Element::WorkingTime => match name {
                "FromTime" => self.days.opens = self.read(text, |text| text.parse().ok()),
                "ToTime" => {
                    let closes = self.read(text, |text| text.parse().ok());
                    if let (Some(from), Some(to)) = (self.days.opens.take(), closes) {
                        self.days.minutes = (self.days.minutes + minutes_between(from, to)).min(1440);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn project_value(&mut self, name: &str, text: &str) {
        match name {
            "Title" => self.gathering.plan.title = text.into(),
            "Name" if self.gathering.plan.title.is_empty() => self.gathering.plan.title = text.into(),
            "StartDate" => self.gathering.plan.begins = self.moment(text),
            "StatusDate" => self.gathering.plan.data_date = self.moment(text),
            "CalendarUID" => self.gathering.plan.calendar = self.number(text),
            "DefaultStartTime" => {
                if let Some(time) = self.read(text, |text| text.parse().ok()) {
                    self.gathering.plan.hours.0 = time;
                }
            }
            "DefaultFinishTime" => {
                if let Some(time) = self.read(text, |text| text.parse().ok()) {
                    self.gathering.plan.hours.1 = time;
                }
            }
            "MinutesPerDay" => {
                let minutes = self.number(text).and_then(|minutes| u16::try_from(minutes).ok());
                self.minutes_per_day = minutes.filter(|m| (1..=1440).contains(m)).unwrap_or(USUAL_MINUTES);
            }
            _ => {}
        }
    }

    fn task_value(&mut self, name: &str, text: &str) {
        match name {
            "UID" => {
                let uid = self.number(text);
                self.task.has_uid = uid.is_some();
                self.task.activity.uid = uid.unwrap_or_default();
            }
            "ID" => self.task.id = text.to_owned(),
            "Name" => self.task.activity.name = text.into(),
            "WBS" => self.task.activity.code = text.into(),
            "OutlineNumber" => self.task.outline = text.to_owned(),
            "OutlineLevel" => {
                let level = self.number(text).and_then(|level| u16::try_from(level).ok());
                self.task.activity.level = level.unwrap_or(1).min(DEEPEST_OUTLINE);
            }
            "Summary" => self.task.is_summary = is_true(text),
            "Milestone" => self.task.is_milestone = is_true(text),
            "IsNull" => self.task.is_null = is_true(text),
            "Active" => self.task.activity.is_inactive = !is_true(text),
            "Manual" => self.task.activity.is_manual = is_true(text),
            "ExternalTask" | "IsSubproject" => self.task.is_elsewhere |= is_true(text),
            "Start" => self.task.activity.given.start = self.moment(text),
            "Finish" => self.task.activity.given.finish = self.moment(text),
            "EarlyStart" => self.task.activity.given.early_start = self.moment(text),
            "EarlyFinish" => self.task.activity.given.early_finish = self.moment(text),
            "LateStart" => self.task.activity.given.late_start = self.moment(text),
            "LateFinish" => self.task.activity.given.late_finish = self.moment(text),
            "TotalSlack" => {
                self.task.activity.given.total_slack = self.number(text).map(|tenths| tenths / 10);
            }
            "Critical" => self.task.activity.given.is_critical = Some(is_true(text)),
            "Duration" => self.task.activity.duration.minutes = self.minutes(text).unwrap_or_default(),
            "DurationFormat" => self.task.duration_format = self.number(text).unwrap_or(7),
            "RemainingDuration" => self.task.activity.left = self.minutes(text),
            "PercentComplete" => {
                let percent = self.number(text).and_then(|percent| u8::try_from(percent).ok());
                self.task.activity.percent = percent.unwrap_or_default().min(100);
            }
            "ActualStart" => self.task.activity.began = self.moment(text),
            "ActualFinish" => self.task.activity.ended = self.moment(text),
            "ConstraintType" => self.task.constraint = text.to_owned(),
            "ConstraintDate" => self.task.constraint_date = self.moment(text),
            "Deadline" => self.task.activity.deadline = self.moment(text),
            "CalendarUID" => self.task.activity.calendar = self.number(text).filter(|uid| *uid >= 0),
            "LevelingDelay" => self.task.levelled = !matches!(text, "" | "0"),
            "Stop" => self.task.stop = self.moment(text),
            "Resume" => self.task.resume = self.moment(text),
            _ => {}
        }
    }

    fn link_value(&mut self, name: &str, text: &str) {
        let number = self.number_of_link(name, text);
        let Some((_, link)) = self.task.links.last_mut() else { return };
        match name {
            "PredecessorUID" => link.from = number,
            "Type" => link.kind = field::link(text),
            "LinkLag" => link.lag = number.unwrap_or_default(),
            "LagFormat" => link.format = number.unwrap_or(7),
            "CrossProject" => link.is_elsewhere = is_true(text),
            _ => {}
        }
    }

    fn number_of_link(&mut self, name: &str, text: &str) -> Option<i64> {
        if matches!(name, "PredecessorUID" | "LinkLag" | "LagFormat") { self.number(text) } else { None }
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

fn is_true(text: &str) -> bool {
    matches!(text, "1" | "true")
}
