//! Layouts as text tables. A line is a row, cells stand between `|`, and behind `=>` stand the row's kind and what must be read from it
//! (`key=value`, as the dry run's JSON says it; lists joined with `+`, amounts in 万元). `<` is merged with the cell to its left, `^` with the one above,
//! `'` keeps a number a text, `~` is an empty line's blank. Lines with `!` at the end name the findings, `?` the columns, `#` comment.

mod cities;
mod layouts;
mod properties;
mod provinces;

use crate::{
    ReadOptions, SheetReading,
    grid::{Cell, Grid, Merge, Row},
    place::Places,
};
use serde_json::Value;

/// A sheet written as a table.
pub(crate) fn grid(name: &str, table: &str) -> Grid {
    let lines: Vec<&str> = table.lines().map(str::trim).filter(|line| is_row(line)).collect();
    let cells: Vec<Vec<&str>> = lines
        .iter()
        .map(|line| line.split("=>").next().unwrap_or_default().trim().split('|').map(str::trim).collect())
        .collect();
    let mut rows = Vec::new();
    let mut merges: Vec<Merge> = Vec::new();
    for (number, row) in (1u32..).zip(&cells) {
        let mut filled = Vec::new();
        for (column, text) in (0u16..).zip(row) {
            match *text {
                "<" => widen(&mut merges, number, column),
                "^" => lengthen(&mut merges, number, column),
                "" | "~" => {}
                text => filled.push((column, cell(text))),
            }
        }
        rows.push(Row { number, hidden: false, cells: filled });
    }
    merges.retain(|merge| merge.left < merge.right || merge.top < merge.bottom);
    Grid::new(name, false, rows, merges)
}

fn is_row(line: &str) -> bool {
    !line.is_empty() && !line.starts_with(['#', '!', '?'])
}

fn cell(text: &str) -> Cell {
    if let Some(text) = text.strip_prefix('\'') {
        return Cell::Text(text.into());
    }
    match text {
        "#REF!" => Cell::Error(text.into()),
        "TRUE" => Cell::Bool(true),
        _ if text.starts_with("=SUM") => Cell::Formula(text[1..].into()),
        _ if text.starts_with("date:") => Cell::Date(text[5..].parse().unwrap()),
        _ => text.parse().map_or_else(|_| Cell::Text(text.replace("\\n", "\n").into()), Cell::Number),
    }
}

fn widen(merges: &mut Vec<Merge>, row: u32, column: u16) {
    match merges.iter_mut().find(|merge| merge.top <= row && merge.bottom >= row && merge.right + 1 == column)
    {
        Some(merge) => merge.right = column,
        None => merges.push(Merge { top: row, left: column - 1, bottom: row, right: column }),
    }
}

fn lengthen(merges: &mut Vec<Merge>, row: u32, column: u16) {
    match merges
        .iter_mut()
        .find(|merge| merge.bottom + 1 == row && (merge.left..=merge.right).contains(&column))
    {
        Some(merge) => merge.bottom = row,
        None => {
            if !merges.iter().any(|merge| merge.bottom == row && (merge.left..=merge.right).contains(&column))
            {
                merges.push(Merge { top: row - 1, left: column, bottom: row, right: column });
            }
        }
    }
}

/// Reads a table as a sheet of a file without a year in its name.
pub(crate) fn reading(table: &str) -> SheetReading {
    reading_with(table, &ReadOptions::default())
}

pub(crate) fn reading_with(table: &str, options: &ReadOptions<'_>) -> SheetReading {
    crate::sheet::read(grid("Sheet1", table), "ledger.xlsx", options, &Places::new(options.places))
}

/// Reads the table and compares every line with what it says behind `=>`.
pub(crate) fn check(table: &str) -> SheetReading {
    check_with(table, &ReadOptions::default())
}

pub(crate) fn check_with(table: &str, options: &ReadOptions<'_>) -> SheetReading {
    let reading = reading_with(table, options);
    let mut wrong = Vec::new();
    let lines = table.lines().map(str::trim).filter(|line| is_row(line));
    for (number, line) in (1u32..).zip(lines) {
        let Some((_, expected)) = line.split_once("=>") else { continue };
        let row = reading.rows.iter().find(|row| row.row == number);
        let json = row.map(|row| serde_json::to_value(row).unwrap()).unwrap_or(Value::Null);
        let kind = json["kind"].as_str().unwrap_or("blank");
        let mut words = expected.split_whitespace();
        let want = words.next().unwrap_or_default();
        if kind != want {
            wrong.push(format!("row {number}: {kind}, not {want}: {line}"));
        }
        for word in words {
            let (key, want) = word.split_once('=').unwrap();
            let got = show(key, &json);
            if got != want {
                wrong.push(format!("row {number}: {key} is {got:?}, not {want:?}"));
            }
        }
    }
    for line in table.lines().map(str::trim) {
        if let Some(want) = line.strip_prefix('!') {
            let got = codes(&reading);
            for want in want.split_whitespace() {
                let fits = match want.strip_prefix('-') {
                    Some(unwanted) => !got.iter().any(|code| code.starts_with(unwanted)),
                    None => got.iter().any(|code| code == want || code.split('@').next() == Some(want)),
                };
                if !fits {
                    wrong.push(format!("finding {want}: {got:?}"));
                }
            }
        }
        if let Some(want) = line.strip_prefix('?') {
            let got: Vec<String> = reading
                .columns
                .iter()
                .map(|column| format!("{}:{}", column.column, column.role.key()))
                .collect();
            for want in want.split_whitespace().filter(|want| !got.iter().any(|column| column == want)) {
                wrong.push(format!("column {want}: {got:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    reading
}

pub(crate) fn codes(reading: &SheetReading) -> Vec<String> {
    reading
        .findings
        .iter()
        .map(|finding| {
            let json = serde_json::to_value(finding).unwrap();
            format!("{}@{}", json["code"].as_str().unwrap(), json["cell"].as_str().unwrap_or_default())
        })
        .collect()
}

fn show(key: &str, json: &Value) -> String {
    if let Some(header) = key.strip_prefix("extra.") {
        return json["extra"][header].as_str().unwrap_or_default().to_owned();
    }
    let fen = format!("{key}_fen");
    if let Some(fen) = json.get(&fen).and_then(Value::as_i64) {
        return qinghuo_domain::Fen(fen).decimal(qinghuo_domain::money::MoneyUnit::TenThousand);
    }
    match json.get(key) {
        None | Some(Value::Null) => "-".into(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("+"),
        Some(other) => other.to_string(),
    }
}
