//! Primavera's exchange format XER: tables of tab-separated rows (`%T` names a table, `%F` its columns, `%R` is a row).
//!
//! The file does not say its encoding; UTF-8 is known when seen, Chinese and Western ones are guessed and the guess is noted. The work breakdown (PROJWBS) becomes
//! groups, whose numbers are the negative of the file's so that they are no activity's.

use crate::{
    calendar::{Exception, WorkCalendar, minutes_between},
    finding::Code,
    gathering::Gathering,
    plan::{Activity, Constraint, Given, Kind, Lag, Plan, Program, Tie, Work},
    source::{Limits, Unreadable, guessed},
};
use jiff::{
    ToSpan,
    civil::{Date, DateTime, Time, date},
};
use qinghuo_schedule::LinkKind;
use std::{
    collections::{HashMap, HashSet},
    io::Read,
};

/// Work breakdowns are no deeper than this.
const DEEPEST: u16 = 1000;
/// Calendars nest their parentheses no deeper than this.
const DEEPEST_CALENDAR: usize = 32;

/// The rows of a table that is read.
#[derive(Default)]
struct Table<'a> {
    columns: HashMap<&'a str, usize>,
    rows: Vec<(u64, &'a str)>,
}

/// A row, its cells by the names of their columns.
struct Row<'t, 'a> {
    line: u64,
    cells: Vec<&'a str>,
    columns: &'t HashMap<&'a str, usize>,
}

impl<'a> Table<'a> {
    fn rows(&self) -> impl Iterator<Item = Row<'_, 'a>> {
        self.rows.iter().map(|(line, text)| {
            // The first cell is the mark of a row.
            let cells = text.split('\t').skip(1).take(self.columns.len()).map(str::trim).collect();
            Row { line: *line, cells, columns: &self.columns }
        })
    }
}

impl<'a> Row<'_, 'a> {
    fn text(&self, column: &str) -> &'a str {
        self.columns.get(column).and_then(|place| self.cells.get(*place)).copied().unwrap_or_default()
    }
}

/// Reads a plan.
pub(crate) fn read(from: impl Read, limits: &Limits) -> Result<Plan, Unreadable> {
    let (text, encoding) = guessed(from, limits)?;
    let mut gathering = Gathering::new(Program::Primavera, limits);
    if let Some(encoding) = encoding {
        gathering.note(Code::EncodingGuessed, 0, "", encoding);
    }
    let tables = tables(&text, limits)?;
    let mut intake = Intake { gathering, hours: HashMap::new(), project: "" };
    let table = |name: &str| tables.get(name);
    table("PROJECT").into_iter().flat_map(Table::rows).for_each(|row| intake.project(&row));
    for row in table("CALENDAR").into_iter().flat_map(Table::rows) {
        intake.calendar(&row)?;
    }
    if let Some((from, to)) = intake.gathering.plan.calendar.and_then(|uid| intake.hours.get(&uid)) {
        intake.gathering.plan.hours = (*from, *to);
    }
    let groups: Vec<Row<'_, '_>> = table("PROJWBS").into_iter().flat_map(Table::rows).collect();
    let tasks: Vec<Row<'_, '_>> = table("TASK").into_iter().flat_map(Table::rows).collect();
    intake.outline(&groups, &tasks)?;
    for row in table("TASKPRED").into_iter().flat_map(Table::rows) {
        intake.link(&row)?;
    }
    for row in table("TASKRSRC").into_iter().flat_map(Table::rows) {
        intake.gathering.note(Code::Assignments, row.line, "", "");
    }
    Ok(intake.gathering.finish())
}

fn tables<'a>(text: &'a str, limits: &Limits) -> Result<HashMap<&'a str, Table<'a>>, Unreadable> {
    const READ: [&str; 6] = ["PROJECT", "CALENDAR", "PROJWBS", "TASK", "TASKPRED", "TASKRSRC"];
    let mut tables: HashMap<&str, Table<'_>> = HashMap::new();
    let mut rows = limits.links.saturating_add(limits.activities.saturating_mul(4));
    let (mut name, mut is_over) = ("", false);
    for (line, text) in (1..).zip(text.lines()) {
        if text.len() as u64 > limits.piece_bytes {
            return Err(Unreadable::TooLarge { limit: limits.piece_bytes });
        }
        let mut cells = text.split('\t');
        match cells.next() {
            Some("%T") => name = cells.next().unwrap_or_default().trim(),
            Some("%F") if READ.contains(&name) => {
                let columns = cells.take(500).enumerate().map(|(place, column)| (column.trim(), place));
                tables.entry(name).or_default().columns = columns.collect();
            }
            Some("%R") if READ.contains(&name) => {
                rows = rows.checked_sub(1).ok_or(Unreadable::TooMany { limit: limits.links })?;
                tables.entry(name).or_default().rows.push((line, text));
            }
            Some("%E") => is_over = true,
            _ => {}
        }
    }
    if is_over {
        return Ok(tables);
    }
    let line = text.lines().count() as u64;
    Err(Unreadable::Damaged { line, detail: "the end is missing".into() })
}

struct Intake<'a> {
    gathering: Gathering,
    /// When a day begins and ends, by calendar.
    hours: HashMap<i64, (Time, Time)>,
    /// The project read.
    project: &'a str,
}

impl<'a> Intake<'a> {
    /// Reads a value, and notes where it is none.
    fn read<T>(
        &mut self,
        row: &Row<'_, 'a>,
        column: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = row.text(column);
        if text.is_empty() {
            return None;
        }
        let value = read(text);
        if value.is_none() {
            self.gathering.note(Code::ValueUnreadable, row.line, row.text("task_code"), text);
        }
        value
    }

    fn number(&mut self, row: &Row<'_, 'a>, column: &str) -> Option<i64> {
        self.read(row, column, |text| text.parse().ok())
    }

    fn moment(&mut self, row: &Row<'_, 'a>, column: &str) -> Option<DateTime> {
        let moment = self.read(row, column, |text| text.parse().ok())?;
        self.gathering.possible(moment, &|| row.line, row.text("task_code"))
    }

    /// Hours with a fraction, in minutes.
    fn minutes(&mut self, row: &Row<'_, 'a>, column: &str) -> Option<i64> {
        self.read(row, column, minutes_of_hours)
    }

    fn project(&mut self, row: &Row<'_, 'a>) {
        if !self.project.is_empty() {
            self.gathering.note(Code::OtherProjects, row.line, "", row.text("proj_short_name"));
            return;
        }
        self.project = row.text("proj_id");
        let begins = self.moment(row, "plan_start_date");
        let data_date = self.moment(row, "last_recalc_date");
        let calendar = self.number(row, "clndr_id");
        let plan = &mut self.gathering.plan;
        (plan.begins, plan.data_date, plan.calendar) = (begins, data_date, calendar);
        plan.title = row.text("proj_short_name").into();
    }

    fn calendar(&mut self, row: &Row<'_, 'a>) -> Result<(), Unreadable> {
        self.gathering.count_calendar_entry()?;
        let Some(uid) = self.number(row, "clndr_id") else { return Ok(()) };
        if row.text("clndr_type") == "CA_Rsrc" {
            self.gathering.note(Code::ResourceCalendars, row.line, "", row.text("clndr_name"));
            return Ok(());
        }
        let mut calendar = WorkCalendar::usual(uid);
        calendar.name = row.text("clndr_name").into();
        let days = DayTable::read(row.text("clndr_data"));
        for _ in &days.exceptions {
            self.gathering.count_calendar_entry()?;
        }
        if days.is_week_told {
            calendar.week = days.week;
        }
        calendar.exceptions = days.exceptions;
        if let Some(hours) = days.hours {
            self.hours.insert(uid, hours);
        }
        if self.gathering.plan.calendar.is_none() && row.text("default_flag") == "Y" {
            self.gathering.plan.calendar = Some(uid);
        }
        self.gathering.plan.calendars.push(calendar);
        Ok(())
    }

    /// Groups and their activities in the order of the work breakdown, group by group; what stands in no group that can be reached comes last.
    fn outline(&mut self, groups: &[Row<'_, 'a>], tasks: &[Row<'_, 'a>]) -> Result<(), Unreadable> {
        let id = |row: &Row<'_, 'a>, column: &str| row.text(column).parse::<i64>().unwrap_or(0);
        let known: HashSet<i64> = groups.iter().map(|row| id(row, "wbs_id")).collect();
        let (mut below, mut roots): (HashMap<i64, Vec<usize>>, Vec<usize>) = (HashMap::new(), Vec::new());
        for (place, row) in groups.iter().enumerate() {
            match id(row, "parent_wbs_id") {
                parent if known.contains(&parent) => below.entry(parent).or_default().push(place),
                _ => roots.push(place),
            }
        }
        let mut within: HashMap<i64, Vec<usize>> = HashMap::new();
        for (place, row) in tasks.iter().enumerate() {
            within.entry(id(row, "wbs_id")).or_default().push(place);
        }
        let (mut open, mut placed) = (Vec::new(), vec![false; tasks.len()]);
        open.extend(roots.into_iter().rev().map(|place| (place, 1_u16)));
        let mut seen = HashSet::new();
        while let Some((place, level)) = open.pop() {
            let Some(row) = groups.get(place) else { continue };
            let number = id(row, "wbs_id");
            if !seen.insert(number) {
                continue;
            }
            if row.text("proj_id") == self.project {
                let group = Activity {
                    uid: number.saturating_neg(),
                    code: row.text("wbs_short_name").into(),
                    name: row.text("wbs_name").into(),
                    level,
                    kind: Kind::Summary,
                    ..Activity::default()
                };
                self.gathering.add(group, row.line, row.text("wbs_short_name"))?;
            }
            let deeper = (level + 1).min(DEEPEST);
            for task in within.get(&number).into_iter().flatten() {
                if let (Some(row), Some(placed)) = (tasks.get(*task), placed.get_mut(*task)) {
                    *placed = true;
                    self.task(row, deeper)?;
                }
            }
            open.extend(below.get(&number).into_iter().flatten().rev().map(|place| (*place, deeper)));
        }
        for (row, _) in tasks.iter().zip(placed).filter(|(_, placed)| !placed) {
            self.task(row, 1)?;
        }
        Ok(())
    }

    fn task(&mut self, row: &Row<'_, 'a>, level: u16) -> Result<(), Unreadable> {
        let code = row.text("task_code");
        if row.text("proj_id") != self.project {
            self.gathering.note(Code::OtherFiles, row.line, code, "");
            return Ok(());
        }
        let Some(uid) = self.number(row, "task_id").filter(|uid| *uid > 0) else {
            self.gathering.note(Code::UidUnusable, row.line, code, row.text("task_id"));
            return Ok(());
        };
        let kind = match row.text("task_type") {
            "TT_Mile" | "TT_FinMile" => Kind::Milestone,
            "TT_LOE" | "TT_WBS" => Kind::LevelOfEffort,
            "TT_Rsrc" => {
                self.gathering.note(Code::ResourceCalendars, row.line, code, "");
                Kind::Task
            }
            _ => Kind::Task,
        };
        if !row.text("suspend_date").is_empty() {
            self.gathering.note(Code::Splits, row.line, code, "");
        }
        if !row.text("cstr_type2").is_empty() {
            self.gathering.note(Code::SecondConstraint, row.line, code, row.text("cstr_type2"));
        }
        let minutes = self.minutes(row, "target_drtn_hr_cnt").unwrap_or_default();
        let left = self.minutes(row, "remain_drtn_hr_cnt");
        let ended = self.moment(row, "act_end_date");
        let done = left.map_or(0, |left| minutes.saturating_sub(left));
        let percent = if ended.is_some() {
            100
        } else {
            done.saturating_mul(100).checked_div(minutes).unwrap_or(0).clamp(0, 100)
        };
        let activity = Activity {
            uid,
            code: code.into(),
            name: row.text("task_name").into(),
            level,
            kind,
            duration: Work { minutes, is_elapsed: false },
            left,
            percent: u8::try_from(percent).unwrap_or_default(),
            calendar: self.number(row, "clndr_id"),
            constraint: self.constraint(row),
            began: self.moment(row, "act_start_date"),
            ended,
            given: Given {
                start: self.moment(row, "target_start_date"),
                finish: self.moment(row, "target_end_date"),
                early_start: self.moment(row, "early_start_date"),
                early_finish: self.moment(row, "early_end_date"),
                late_start: self.moment(row, "late_start_date"),
                late_finish: self.moment(row, "late_end_date"),
                total_slack: self.minutes(row, "total_float_hr_cnt"),
                is_critical: None,
            },
            ..Activity::default()
        };
        self.gathering.add(activity, row.line, code)
    }

    fn constraint(&mut self, row: &Row<'_, 'a>) -> Option<Constraint> {
        let (kind, code) = (row.text("cstr_type"), row.text("task_code"));
        if kind == "CS_ALAP" {
            self.gathering.note(Code::AsLateAsPossible, row.line, code, "");
            return Some(Constraint::AsLateAsPossible);
        }
        let date = self.moment(row, "cstr_date");
        let is_must = matches!(kind, "CS_MSO" | "CS_MANDSTART" | "CS_MEO" | "CS_MANDFIN");
        if is_must {
            self.gathering.note(Code::MustDates, row.line, code, "");
        }
        match (kind, date) {
            ("", _) => None,
            ("CS_MSO" | "CS_MANDSTART", Some(date)) => Some(Constraint::MustStart(date)),
            ("CS_MEO" | "CS_MANDFIN", Some(date)) => Some(Constraint::MustFinish(date)),
            ("CS_MSOA", Some(date)) => Some(Constraint::StartNoEarlier(date)),
            ("CS_MSOB", Some(date)) => Some(Constraint::StartNoLater(date)),
            ("CS_MEOA", Some(date)) => Some(Constraint::FinishNoEarlier(date)),
            ("CS_MEOB", Some(date)) => Some(Constraint::FinishNoLater(date)),
            _ => {
                self.gathering.note(Code::ValueUnreadable, row.line, code, kind);
                None
            }
        }
    }

    fn link(&mut self, row: &Row<'_, 'a>) -> Result<(), Unreadable> {
        let to = self.number(row, "task_id");
        let from = self.number(row, "pred_task_id");
        let kind = match row.text("pred_type") {
            "PR_FS" => Some(LinkKind::FinishStart),
            "PR_SS" => Some(LinkKind::StartStart),
            "PR_FF" => Some(LinkKind::FinishFinish),
            "PR_SF" => Some(LinkKind::StartFinish),
            other => {
                self.gathering.note(Code::ValueUnreadable, row.line, "", other);
                None
            }
        };
        let minutes = self.minutes(row, "lag_hr_cnt").unwrap_or_default();
        let project = row.text("proj_id");
        if !project.is_empty() && project != self.project {
            self.gathering.note(Code::OtherFiles, row.line, "", "");
            return Ok(());
        }
        let (Some(from), Some(to), Some(kind)) = (from, to, kind) else { return Ok(()) };
        let lag = Lag::Time(Work { minutes, is_elapsed: false });
        self.gathering.tie(Tie { from, to, kind, lag }, row.line)
    }
}

/// Minutes of hours such as `120`, `7.5` or `7,5`.
fn minutes_of_hours(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok().filter(|_| whole.is_ascii())? };
    if !fraction.bytes().all(|digit| digit.is_ascii_digit()) || digits.is_empty() || whole < 0 {
        return None;
    }
    let thousandths = fraction
        .bytes()
        .chain([b'0'; 3])
        .take(3)
        .fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    let minutes = whole.checked_mul(60)?.checked_add((thousandths * 60 + 500) / 1000)?;
    Some(sign * minutes)
}

/// What the nested parentheses of a calendar say: `(0||1()())` is an entry of a number or name, its attributes, and the entries in it.
#[derive(Default)]
struct DayTable {
    week: [u16; 7],
    is_week_told: bool,
    exceptions: Vec<Exception>,
    hours: Option<(Time, Time)>,
}

impl DayTable {
    fn read(text: &str) -> Self {
        let mut days = Self::default();
        let (mut open, mut rest): (Vec<Option<&str>>, &str) = (Vec::new(), text);
        while let Some(at) = rest.find(['(', ')']) {
            let is_open = rest.as_bytes().get(at) == Some(&b'(');
            rest = rest.get(at + 1..).unwrap_or_default();
            if !is_open {
                open.pop();
                continue;
            }
            if open.len() >= DEEPEST_CALENDAR {
                break;
            }
            let Some((name, attributes, after)) = entry(rest) else {
                open.push(None);
                continue;
            };
            open.push(Some(name));
            rest = after;
            let path: Vec<&str> = open.iter().copied().flatten().collect();
            days.see(&path, attributes);
        }
        days
    }

    fn see(&mut self, path: &[&str], attributes: &str) {
        match path {
            [_, "DaysOfWeek"] => self.is_week_told = true,
            [_, "DaysOfWeek", day, _] => {
                let place = day.parse::<usize>().ok().filter(|day| (1..=7).contains(day));
                if let (Some(place), Some((from, to))) = (place, shift(attributes)) {
                    // Sunday is 1.
                    if let Some(minutes) = self.week.get_mut((place + 5) % 7) {
                        *minutes = (*minutes + minutes_between(from, to)).min(1440);
                    }
                    let (first, last) = self.hours.unwrap_or((from, to));
                    self.hours = Some((first.min(from), last.max(to)));
                }
            }
            [_, "Exceptions", _] => {
                if let Some(day) = attribute(attributes, "d").and_then(serial) {
                    self.exceptions.push(Exception { from: day, to: day, minutes: 0 });
                }
            }
            [_, "Exceptions", _, _] => {
                if let (Some((from, to)), Some(day)) = (shift(attributes), self.exceptions.last_mut()) {
                    day.minutes = (day.minutes + minutes_between(from, to)).min(1440);
                }
            }
            _ => {}
        }
    }
}

/// The name and attributes at the beginning of an entry, and what follows.
fn entry(text: &str) -> Option<(&str, &str, &str)> {
    let (number, rest) = text.split_once("||")?;
    if !number.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let (name, rest) = rest.split_once('(')?;
    let (attributes, rest) = rest.split_once(')')?;
    Some((name.trim(), attributes, rest))
}

fn attribute<'t>(attributes: &'t str, name: &str) -> Option<&'t str> {
    let mut parts = attributes.split('|').map(str::trim);
    while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
        if key == name {
            return Some(value);
        }
    }
    None
}

fn shift(attributes: &str) -> Option<(Time, Time)> {
    let time = |name| attribute(attributes, name)?.parse::<Time>().ok();
    Some((time("s")?, time("f")?))
}

/// The day of a spreadsheet's serial number.
fn serial(text: &str) -> Option<Date> {
    let days: i32 = text.parse().ok()?;
    date(1899, 12, 30).checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_become_minutes() {
        let table = [
            ("8", Some(480)),
            ("7.5", Some(450)),
            ("7,5", Some(450)),
            ("-16", Some(-960)),
            ("0.333333", Some(20)),
            (".5", Some(30)),
            ("", None),
            ("-", None),
            ("8h", None),
            ("--8", None),
            ("9223372036854775807", None),
        ];
        for (text, minutes) in table {
            assert_eq!(minutes_of_hours(text), minutes, "{text}");
        }
    }

    #[test]
    fn a_calendar_tells_its_week_and_the_days_that_differ() {
        let text = "(0||CalendarData()((0||DaysOfWeek()((0||1()())(0||2()((0||0(s|08:00|f|12:00)())(0||1(f|17:00|s|13:00)())))\
                    (0||7()((0||0(s|08:00|f|12:00)())))))(0||VIEW(ShowTotal|N)())(0||Exceptions()((0||0(d|45332)())(0||1(d|45333)((0||0(s|08:00|f|16:00)())))))))";
        let days = DayTable::read(text);
        assert_eq!(days.week, [480, 0, 0, 0, 0, 240, 0]);
        let told: Vec<_> = days.exceptions.iter().map(|e| (e.from.to_string(), e.minutes)).collect();
        assert_eq!(told, [("2024-02-10".to_owned(), 0), ("2024-02-11".to_owned(), 480)]);
        let hours = days.hours.map(|(from, to)| (from.to_string(), to.to_string()));
        assert_eq!(hours, Some(("08:00:00".to_owned(), "17:00:00".to_owned())));
    }

    #[test]
    fn nonsense_in_a_calendar_is_no_calendar() {
        for text in
            ["", ")", "((((", "(0||", "(0||CalendarData(", "(x||DaysOfWeek()())", &"(0||a()(".repeat(10_000)]
        {
            let days = DayTable::read(text);
            assert!(!days.is_week_told && days.exceptions.is_empty(), "{}", text.len());
        }
    }
}
