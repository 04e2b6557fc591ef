//! `export OUT.xlsx`: the projects as an Excel table, with the day it is of and the head of the ledger it was taken from.

use super::{text, views};
use crate::{
    exit::{Exit, Stop},
    filter::Filters,
    lines::{lines, place, reason},
    session::{Session, View},
    telling,
    words::Words,
    writing::write,
};
use clap::{ArgAction, ArgMatches, Command};
use qinghuo_domain::{
    Fen,
    money::MoneyUnit,
    rules::Signal,
    views::{
        line::Line,
        totals::{Dimension, totals_of},
    },
};
use qinghuo_sheet::out::{Cell, Column, Hue, Kind, Table, TableBook, table};
use serde_json::json;
use std::path::Path;

pub fn arguments(command: Command, words: Words) -> Command {
    let command = command
        .arg(words.positional("output"))
        .arg(words.option("where", "filter").action(ArgAction::Append))
        .arg(words.flag("overwrite"));
    views(command, words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let filters = Filters::read(words, given)?;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let from = view.standpoint();
    let lines: Vec<Line<'_>> = lines(&view).filter(|line| filters.let_through(line, from)).collect();
    let sheets = vec![sheet(words, &view, &lines)];
    let written = TableBook {
        title: words.say("cli-export-title"),
        notes: notes(words, &view, &filters.0),
        made_on: session.clock.today(),
        sheets,
    };
    let path = text(given, "output");
    let bytes = table(&written).map_err(|error| {
        let said = [("path", path), ("detail", &*telling::chain(&error))];
        Stop::with(Exit::Failed, words.say_with("cli-unwritable", &said))
    })?;
    write(words, Path::new(path), &bytes, given.get_flag("overwrite"))?;
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.insert("file".into(), path.into());
        answer.insert("projects".into(), json!(lines.len()));
        session.screen.say_json(&answer)?;
    } else {
        let said = [("path", path), ("rows", &*lines.len().to_string())];
        session.screen.say(&words.say_with("cli-written-rows", &said));
    }
    Ok(Exit::Done)
}

/// From when the table is, by which rule it judges, what it leaves out, and from which ledger it was taken.
fn notes(words: Words, view: &View<'_>, filters: &[(Dimension, String)]) -> Vec<String> {
    let month = words.month(view.standpoint().month);
    let rule = words.named("light-rule", &view.rules.light.key);
    let dispatch = words.say_with("cli-export-dispatch", &[("month", &month)]);
    let mut notes = vec![
        format!("{}{}{dispatch}", view.caption(words), words.text("value-join-sentence")),
        words.say_with("cli-export-rule", &[("rule", &rule)]),
    ];
    if !filters.is_empty() {
        let filters =
            filters.iter().map(|(by, value)| format!("{} = {value}", words.named("dimension", by.key())));
        notes.push(filters.collect::<Vec<_>>().join(&words.text("value-join-sentence")));
    }
    notes.push(words.say_with("cli-head", &[("head", &telling::head(view.record))]));
    notes
}

type Write = fn(Words, &Line<'_>) -> Cell;

/// The columns: header, unit, width, kind, and what a line writes there.
const COLUMNS: &[(&str, Option<&str>, f64, Kind, Write)] = {
    const YI: Option<&str> = Some("unit-hundred-million");
    const WAN: Option<&str> = Some("unit-ten-thousand");
    const POINTS: Option<&str> = Some("cli-column-points");
    &[
        ("cli-column-number", None, 8.0, Kind::Text, |_, line| Cell::Text(line.seen.project.id.to_string())),
        ("field-name", None, 40.0, Kind::Text, |_, line| worded(line.seen.name().map(|name| &**name))),
        ("field-codes", None, 26.0, Kind::Text, |words, line| {
            let codes: Vec<&str> =
                line.seen.codes().into_iter().flatten().map(|code| code.as_str()).collect();
            worded(Some(&codes.join(&words.text("value-join"))))
        }),
        ("cli-column-place", None, 16.0, Kind::Text, |_, line| worded(Some(place(line.seen)))),
        ("field-nature", None, 10.0, Kind::Text, |words, line| {
            worded(line.seen.nature().map(|nature| words.nature(*nature)).as_deref())
        }),
        ("field-class", None, 14.0, Kind::Text, |_, line| worded(line.seen.class().map(|class| &**class))),
        ("field-owner", None, 24.0, Kind::Text, |_, line| worded(line.seen.owner().map(|owner| &**owner))),
        ("field-total-investment", YI, 12.0, Kind::Decimal { places: 2 }, |_, line| {
            amount(line.seen.total_investment().copied(), MoneyUnit::HundredMillion)
        }),
        ("field-year-plan", WAN, 12.0, Kind::Decimal { places: 0 }, |_, line| {
            amount(line.progress.plan, MoneyUnit::TenThousand)
        }),
        ("field-done-this-year", WAN, 12.0, Kind::Decimal { places: 0 }, |_, line| {
            amount(line.progress.done, MoneyUnit::TenThousand)
        }),
        ("cli-column-completion", None, 10.0, Kind::Percent, |_, line| {
            ratio(line.progress.completion_hundredths, 10_000.0)
        }),
        ("cli-column-schedule", None, 10.0, Kind::Percent, |_, line| {
            ratio(line.progress.schedule_hundredths, 10_000.0)
        }),
        ("cli-column-gap", POINTS, 12.0, Kind::Decimal { places: 2 }, |_, line| {
            ratio(line.progress.gap_pp_hundredths, 100.0)
        }),
        ("cli-column-light", None, 8.0, Kind::Text, |words, line| {
            let signal = line.light.signal;
            Cell::Signal { text: words.signal(signal), tone: hue(signal) }
        }),
        ("cli-column-reason", None, 30.0, Kind::Text, |words, line| {
            worded(Some(&reason(words, &line.light)))
        }),
        ("field-phase", None, 10.0, Kind::Text, |words, line| {
            worded(line.phase.map(|stay| words.phase(stay.phase)).as_deref())
        }),
        ("cli-column-days", None, 8.0, Kind::Integer, |_, line| {
            line.phase.map_or(Cell::Empty, |stay| Cell::Integer(stay.days.into()))
        }),
        ("field-progress", None, 40.0, Kind::Text, |_, line| {
            let figure = line.progress.filed_for.and_then(|month| line.seen.dispatch(month));
            worded(figure.and_then(|figure| figure.progress.as_deref()))
        }),
    ]
};

fn sheet(words: Words, view: &View<'_>, lines: &[Line<'_>]) -> Table {
    let columns = COLUMNS.iter().map(|(header, unit, width, kind, _)| Column {
        header: words.say(header),
        unit: unit.map(|unit| words.say(unit)),
        width: *width,
        kind: *kind,
    });
    let row = |line: &Line<'_>| COLUMNS.iter().map(|(.., write)| write(words, line)).collect();
    let from = view.standpoint();
    let (all, _) = totals_of(lines.iter().map(|line| line.seen), from, Dimension::Place);
    let stand = all.progress(from);
    let total = |header: &str| match header {
        "field-name" => Cell::Text(words.say("cli-row-all")),
        "field-total-investment" => amount(Some(all.total), MoneyUnit::HundredMillion),
        "field-year-plan" => amount(Some(all.plan), MoneyUnit::TenThousand),
        "field-done-this-year" => amount(Some(all.done), MoneyUnit::TenThousand),
        "cli-column-completion" => ratio(stand.completion_hundredths, 10_000.0),
        "cli-column-schedule" => ratio(stand.schedule_hundredths, 10_000.0),
        "cli-column-gap" => ratio(stand.gap_pp_hundredths, 100.0),
        _ => Cell::Empty,
    };
    Table {
        name: words.say("cli-export-sheet"),
        columns: columns.collect(),
        rows: lines.iter().map(row).collect(),
        totals: Some(COLUMNS.iter().map(|(header, ..)| total(header)).collect()),
    }
}

fn worded(text: Option<&str>) -> Cell {
    text.filter(|text| !text.is_empty()).map_or(Cell::Empty, |text| Cell::Text(text.to_owned()))
}

fn amount(fen: Option<Fen>, unit: MoneyUnit) -> Cell {
    fen.map_or(Cell::Empty, |fen| Cell::Number(fen.number(unit)))
}

/// Hundredths of a percent or point as the number a spreadsheet calculates with.
#[expect(clippy::cast_precision_loss, reason = "small numbers, for showing")]
fn ratio(hundredths: Option<i64>, by: f64) -> Cell {
    hundredths.map_or(Cell::Empty, |hundredths| Cell::Number(hundredths as f64 / by))
}

const fn hue(signal: Signal) -> Hue {
    match signal {
        Signal::Red => Hue::Red,
        Signal::Yellow => Hue::Yellow,
        Signal::Green => Hue::Green,
        Signal::Exempted => Hue::Blue,
        Signal::Unknown | Signal::NotApplicable | Signal::Withheld => Hue::Grey,
    }
}
