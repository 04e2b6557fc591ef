//! A plan as MSPDI, elements in the order of the schema.

use super::{NAMESPACE, field};
use crate::{
    calendar::WorkCalendar,
    plan::{Activity, Kind, Lag, Plan, Tie},
};
use jiff::civil::DateTime;
use quick_xml::escape::escape;
use std::{
    collections::HashMap,
    fmt::{Display, Write},
};

/// Writes a plan. What it holds of assignments, interruptions and levelling it does not hold, so none is written.
#[must_use]
pub fn write(plan: &Plan) -> String {
    let mut xml = Xml(String::with_capacity(2000 + plan.activities.len() * 1200));
    xml.0.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
    xml.0.push_str(&format!("<Project xmlns=\"{NAMESPACE}\">\n"));
    xml.put("SaveVersion", 14);
    xml.text("Title", &plan.title);
    xml.put("ScheduleFromStart", 1);
    xml.moment("StartDate", plan.begins);
    xml.option("CalendarUID", plan.calendar);
    xml.put("DefaultStartTime", plan.hours.0);
    xml.put("DefaultFinishTime", plan.hours.1);
    let calendar = plan.calendars.iter().find(|calendar| Some(calendar.uid) == plan.calendar);
    let week: u32 = calendar.map_or(2400, |calendar| calendar.week.iter().copied().map(u32::from).sum());
    xml.option("MinutesPerDay", calendar.map_or(Some(480), WorkCalendar::minutes_per_day));
    xml.put("MinutesPerWeek", week);
    xml.moment("StatusDate", plan.data_date);
    xml.within("Calendars", |xml| plan.calendars.iter().for_each(|calendar| xml.calendar(calendar)));
    let mut links: HashMap<i64, Vec<&Tie>> = HashMap::new();
    for tie in &plan.links {
        links.entry(tie.to).or_default().push(tie);
    }
    xml.within("Tasks", |xml| {
        let mut outline: Vec<u32> = Vec::new();
        for (id, activity) in (1_usize..).zip(&plan.activities) {
            outline.resize(usize::from(activity.level.max(1)), 0);
            if let Some(last) = outline.last_mut() {
                *last += 1;
            }
            let number: Vec<String> = outline.iter().map(u32::to_string).collect();
            let links = links.get(&activity.uid).map_or(&[][..], Vec::as_slice);
            xml.within("Task", |xml| xml.task(id, activity, &number.join("."), links));
        }
    });
    xml.0.push_str("</Project>\n");
    xml.0
}

/// The text of a file being written.
struct Xml(String);

impl Xml {
    fn within(&mut self, name: &str, fill: impl FnOnce(&mut Self)) {
        self.0.push_str(&format!("<{name}>\n"));
        fill(self);
        self.0.push_str(&format!("</{name}>\n"));
    }

    /// Writes a value whose text needs no escaping.
    fn put(&mut self, name: &str, value: impl Display) {
        // Writing to a text cannot fail.
        let _ = writeln!(self.0, "<{name}>{value}</{name}>");
    }

    fn option(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// Writes words; characters XML cannot hold become spaces.
    fn text(&mut self, name: &str, text: &str) {
        let clean: String = text.chars().map(|c| if is_allowed(c) { c } else { ' ' }).collect();
        self.put(name, escape(clean.trim()));
    }

    fn moment(&mut self, name: &str, moment: Option<DateTime>) {
        self.option(name, moment.map(|moment| moment.strftime("%Y-%m-%dT%H:%M:%S")));
    }

    fn truth(&mut self, name: &str, truth: bool) {
        self.put(name, u8::from(truth));
    }

    fn hours(&mut self, minutes: u16) {
        if minutes == 0 {
            return;
        }
        let clock = |minute: u16| format!("{:02}:{:02}:00", minute / 60 % 24, minute % 60);
        // From eight, with an hour at noon where the day is long enough for one; through the night where it does not end otherwise.
        let spans = match minutes {
            241..=659 => vec![(480, 720), (780, 780 + minutes - 240)],
            1..=240 => vec![(480, 480 + minutes)],
            _ => vec![(0, minutes)],
        };
        self.within("WorkingTimes", |xml| {
            for (from, to) in spans {
                xml.within("WorkingTime", |xml| {
                    xml.put("FromTime", clock(from));
                    xml.put("ToTime", clock(to));
                });
            }
        });
    }

    fn calendar(&mut self, calendar: &WorkCalendar) {
        self.within("Calendar", |xml| {
            xml.put("UID", calendar.uid);
            xml.text("Name", &calendar.name);
            xml.put("IsBaseCalendar", 1);
            xml.put("BaseCalendarUID", -1);
            xml.within("WeekDays", |xml| {
                let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = calendar.week;
                let week = [sunday, monday, tuesday, wednesday, thursday, friday, saturday];
                for (day, minutes) in (1..).zip(week) {
                    xml.within("WeekDay", |xml| {
                        xml.put("DayType", day);
                        xml.truth("DayWorking", minutes > 0);
                        xml.hours(minutes);
                    });
                }
            });
            if calendar.exceptions.is_empty() {
                return;
            }
            xml.within("Exceptions", |xml| {
                for days in &calendar.exceptions {
                    xml.within("Exception", |xml| {
                        xml.put("EnteredByOccurrences", 0);
                        xml.within("TimePeriod", |xml| {
                            xml.put("FromDate", format_args!("{}T00:00:00", days.from));
                            xml.put("ToDate", format_args!("{}T23:59:00", days.to));
                        });
                        let span = days.from.until(days.to).map_or(0, |span| span.get_days());
                        xml.put("Occurrences", span + 1);
                        xml.put("Type", 1);
                        xml.truth("DayWorking", days.minutes > 0);
                        xml.hours(days.minutes);
                    });
                }
            });
        });
    }

    fn task(&mut self, id: usize, activity: &Activity, number: &str, links: &[&Tie]) {
        let Activity { duration, given, .. } = activity;
        self.put("UID", activity.uid);
        self.put("ID", id);
        self.text("Name", &activity.name);
        self.truth("Active", !activity.is_inactive);
        self.truth("Manual", activity.is_manual);
        // Fixed duration: no resource changes it.
        self.put("Type", 1);
        self.put("IsNull", 0);
        self.text("WBS", &activity.code);
        self.put("OutlineNumber", number);
        self.put("OutlineLevel", activity.level.max(1));
        self.moment("Start", given.start);
        self.moment("Finish", given.finish);
        self.put("Duration", field::duration_text(duration.minutes));
        self.put("DurationFormat", field::days_code(duration.is_elapsed, activity.is_estimated));
        self.truth("Estimated", activity.is_estimated);
        self.truth("Milestone", activity.kind == Kind::Milestone);
        self.truth("Summary", activity.kind == Kind::Summary);
        self.option("Critical", given.is_critical.map(u8::from));
        self.moment("EarlyStart", given.early_start);
        self.moment("EarlyFinish", given.early_finish);
        self.moment("LateStart", given.late_start);
        self.moment("LateFinish", given.late_finish);
        self.option("TotalSlack", given.total_slack.map(|minutes| minutes.saturating_mul(10)));
        self.put("PercentComplete", activity.percent);
        self.moment("ActualStart", activity.began);
        self.moment("ActualFinish", activity.ended);
        self.option("RemainingDuration", activity.left.map(field::duration_text));
        let (constraint, date) = field::constraint_code(activity.constraint);
        self.put("ConstraintType", constraint);
        self.option("CalendarUID", activity.calendar);
        self.moment("ConstraintDate", date);
        self.moment("Deadline", activity.deadline);
        for tie in links {
            self.within("PredecessorLink", |xml| {
                xml.put("PredecessorUID", tie.from);
                xml.put("Type", field::link_code(tie.kind));
                xml.put("CrossProject", 0);
                let (lag, format) = match tie.lag {
                    Lag::Time(work) => {
                        (work.minutes.saturating_mul(10), field::days_code(work.is_elapsed, false))
                    }
                    Lag::Percent(percent) => (percent, field::PERCENT),
                };
                xml.put("LinkLag", lag);
                xml.put("LagFormat", format);
            });
        }
    }
}

/// Whether XML 1.0 can hold a character.
fn is_allowed(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')
}
