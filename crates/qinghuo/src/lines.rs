//! Projects and sums as rows: for the terminal, and for machines (amounts in fen, ratios in hundredths, named so).

use crate::{
    screen::Paint,
    session::View,
    table::{Cell, Side, Table},
    words::Words,
};
use qinghuo_domain::{
    Fen,
    money::MoneyUnit,
    project::Seen,
    rules::Signal,
    views::{
        Standpoint, counts,
        light::Light,
        line::{Line, line},
        packages,
        progress::Progress,
        totals::{Dimension, Key, Sums},
    },
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Every project that counts, as its line.
pub fn lines<'a>(view: &'a View<'_>) -> impl Iterator<Item = Line<'a>> {
    let (from, packages) = (view.standpoint(), packages(&view.city, view.at));
    let seen = view.city.projects().map(|project| project.at(view.at));
    seen.filter(move |seen| counts(*seen, &packages)).map(move |seen| line(seen, from))
}

/// The colour that accompanies a signal's word.
pub const fn paint(signal: Signal) -> Paint {
    match signal {
        Signal::Red => Paint::Red,
        Signal::Yellow => Paint::Yellow,
        Signal::Green => Paint::Green,
        Signal::Exempted | Signal::Unknown | Signal::NotApplicable | Signal::Withheld => Paint::Faint,
    }
}

/// The place a project is counted under.
pub fn place<'a>(seen: Seen<'a>) -> &'a str {
    seen.district().or_else(|| seen.functional_zone()).map_or("", |place| place)
}

/// The light's reason in words.
pub fn reason(words: Words, light: &Light) -> String {
    words.phrase("light", "reason", &light.reason)
}

/// A choice of columns for a table of projects.
#[derive(Clone, Copy)]
pub struct Columns(&'static [Column]);

#[derive(Clone, Copy)]
enum Column {
    Number,
    Name,
    Place,
    Phase,
    Days,
    Plan,
    Done,
    Completion,
    Gap,
    Light,
    Reason,
}

impl Columns {
    /// For those furthest behind.
    pub const BEHIND: Self = Self(&[
        Column::Number,
        Column::Name,
        Column::Place,
        Column::Phase,
        Column::Days,
        Column::Plan,
        Column::Done,
        Column::Completion,
        Column::Gap,
        Column::Light,
        Column::Reason,
    ]);

    /// The table of some projects.
    pub fn table(self, words: Words, lines: &[Line<'_>]) -> Table {
        let mut table = Table::new(self.0.iter().map(|column| column.heading(words)));
        for line in lines {
            table.push(self.0.iter().map(|column| column.cell(words, line)));
        }
        table
    }
}

impl Column {
    fn heading(self, words: Words) -> (String, Side) {
        let (key, side) = match self {
            Self::Number => ("cli-column-number", Side::Left),
            Self::Name => ("field-name", Side::Left),
            Self::Place => ("cli-column-place", Side::Left),
            Self::Phase => ("field-phase", Side::Left),
            Self::Days => ("cli-column-days", Side::Right),
            Self::Plan => ("cli-column-plan-wan", Side::Right),
            Self::Done => ("cli-column-done-wan", Side::Right),
            Self::Completion => ("cli-column-completion", Side::Right),
            Self::Gap => ("cli-column-gap", Side::Right),
            Self::Light => ("cli-column-light", Side::Left),
            Self::Reason => ("cli-column-reason", Side::Left),
        };
        (words.say(key), side)
    }

    fn cell(self, words: Words, line: &Line<'_>) -> Cell {
        let wan = |amount: Option<Fen>| {
            amount.map(|fen| words.amount(fen, MoneyUnit::TenThousand)).unwrap_or_default()
        };
        let stand = &line.progress;
        let text = match self {
            Self::Number => line.seen.project.id.to_string(),
            Self::Name => line.seen.name().map(|name| name.to_string()).unwrap_or_default(),
            Self::Place => place(line.seen).to_owned(),
            Self::Phase => line.phase.map(|stay| words.phase(stay.phase)).unwrap_or_default(),
            Self::Days => line.phase.map(|stay| stay.days.to_string()).unwrap_or_default(),
            Self::Plan => wan(stand.plan),
            Self::Done => wan(stand.done),
            Self::Completion => percent(words, stand.completion_hundredths),
            Self::Gap => points(words, stand.gap_pp_hundredths),
            Self::Light => {
                return Cell::painted(words.signal(line.light.signal), paint(line.light.signal));
            }
            Self::Reason => reason(words, &line.light),
        };
        Cell::from(text)
    }
}

/// A percentage, or nothing.
pub fn percent(words: Words, hundredths: Option<i64>) -> String {
    hundredths.map(|hundredths| words.percent(hundredths)).unwrap_or_default()
}

/// Percentage points, or nothing.
pub fn points(words: Words, hundredths: Option<i64>) -> String {
    hundredths.map(|hundredths| words.points(hundredths)).unwrap_or_default()
}

/// The value of a dimension in words.
pub fn key(words: Words, key: &Key) -> String {
    words.0.key(key)
}

/// Sums by a dimension, the whole below.
pub fn sums_table(
    words: Words,
    by: Dimension,
    parts: &BTreeMap<Key, Sums>,
    all: &Sums,
    from: Standpoint<'_>,
) -> Table {
    let columns = [
        "cli-column-projects",
        "cli-column-total-yi",
        "cli-column-plan-wan",
        "cli-column-done-wan",
        "cli-column-completion",
        "cli-column-gap",
        "signal-red",
        "signal-yellow",
        "signal-green",
        "cli-column-other-lights",
    ];
    let heading = (words.named("dimension", by.key()), Side::Left);
    let numbers = columns.into_iter().map(|column| (words.say(column), Side::Right));
    let mut table = Table::new([heading].into_iter().chain(numbers));
    let mut row = |name: String, sums: &Sums, heading: bool| {
        let stand = sums.progress(from);
        let lit = |signal, colour| match sums.lit(signal) {
            0 => Cell::from("0"),
            count => Cell::painted(count.to_string(), colour),
        };
        let seen = sums.lit(Signal::Red) + sums.lit(Signal::Yellow) + sums.lit(Signal::Green);
        table.push([
            Cell::painted(name, if heading { Paint::Strong } else { Paint::Plain }),
            Cell::from(sums.projects.to_string()),
            Cell::from(words.amount_in_column(sums.total, MoneyUnit::HundredMillion)),
            Cell::from(words.amount(sums.plan, MoneyUnit::TenThousand)),
            Cell::from(words.amount(sums.done, MoneyUnit::TenThousand)),
            Cell::from(percent(words, stand.completion_hundredths)),
            Cell::from(points(words, stand.gap_pp_hundredths)),
            lit(Signal::Red, Paint::Red),
            lit(Signal::Yellow, Paint::Yellow),
            lit(Signal::Green, Paint::Green),
            Cell::from((sums.projects - seen.min(sums.projects)).to_string()),
        ]);
    };
    for (name, sums) in in_order(parts, from) {
        row(key(words, name), sums, false);
    }
    row(words.say("cli-row-all"), all, true);
    table
}

/// Sums for a machine.
pub fn sums_json(sums: &Sums, from: Standpoint<'_>) -> Value {
    let mut answer = match progress_json(&sums.progress(from)) {
        Value::Object(progress) => progress,
        _ => Map::new(),
    };
    answer.retain(|name, _| name != "filed_for" && name != "month");
    answer.insert("projects".into(), sums.projects.into());
    answer.insert("total_fen".into(), sums.total.0.into());
    answer.insert("without_total".into(), sums.without_total.into());
    answer.insert("without_plan".into(), sums.without_plan.into());
    answer.insert("lights".into(), json!(sums.lights));
    Value::Object(answer)
}

/// Sums by key for a machine.
pub fn keyed_sums_json(parts: &BTreeMap<Key, Sums>, from: Standpoint<'_>) -> Value {
    let part = |(key, sums): (&Key, &Sums)| json!({ "key": key, "sums": sums_json(sums, from) });
    in_order(parts, from).into_iter().map(part).collect()
}

/// The parts as pages show them: places in the order of the dictionary.
fn in_order<'a>(parts: &'a BTreeMap<Key, Sums>, from: Standpoint<'_>) -> Vec<(&'a Key, &'a Sums)> {
    let mut parts: Vec<_> = parts.iter().collect();
    parts.sort_by_cached_key(|(key, _)| key.rank(from.rules));
    parts
}

/// How a project stands, for a machine.
pub fn progress_json(stand: &Progress) -> Value {
    json!({
        "month": stand.month,
        "plan_fen": stand.plan,
        "done_fen": stand.done,
        "filed_for": stand.filed_for,
        "due_fen": stand.due,
        "completion_hundredths": stand.completion_hundredths,
        "schedule_hundredths": stand.schedule_hundredths,
        "gap_pp_hundredths": stand.gap_pp_hundredths,
        "achievement_hundredths": stand.achievement_hundredths,
    })
}

/// A project's line, for a machine.
pub fn line_json(line: &Line<'_>) -> Value {
    json!({
        "project": line.seen.project.id.to_string(),
        "name": line.seen.name(),
        "district": line.seen.district(),
        "functional_zone": line.seen.functional_zone(),
        "total_fen": line.seen.total_investment(),
        "progress": progress_json(&line.progress),
        "light": line.light,
        "phase": line.phase,
    })
}
