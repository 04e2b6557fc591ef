//! A 2,000-row × 30-column ledger: read, classified and matched, against openpyxl reading the same file; then committed.

use crate::{
    report::{Figure, median, ms, time},
    workload,
};
use anyhow::{Context, Result, anyhow};
use qinghuo_domain::{
    City,
    command::{Command, Decision, LedgerImport},
    intake::Matcher,
    rules::Rules,
};
use qinghuo_office::{Office, Order};
use qinghuo_sheet::ReadOptions;
use rust_xlsxwriter::{Color, Format, FormatBorder, Workbook};
use std::{path::Path, process, time::Instant};

const ROWS: usize = 2000;
const ROUNDS: usize = 7;

/// What openpyxl is timed at: load the workbook with cached values and visit every cell, as a script would.
const OPENPYXL: &str = "
import sys, time
from openpyxl import load_workbook
start = time.perf_counter()
rows = 0
for row in load_workbook(sys.argv[1], data_only=True).active.iter_rows(values_only=True):
    rows += 1
print((time.perf_counter() - start) * 1e3, rows)
";

/// Measures intake against openpyxl, then the commit of what was read.
pub fn measure(dir: &Path, rules: &Rules, python: Option<&str>) -> Result<Vec<Figure>> {
    let file = dir.join("ledger.xlsx");
    std::fs::write(&file, workbook()?)?;
    let bytes = std::fs::read(&file)?;
    let known = known_city(dir, rules, &bytes)?;
    let options = ReadOptions { places: &rules.places, ..ReadOptions::default() };
    let read = || {
        let reading =
            qinghuo_sheet::read(&bytes, "ledger.xlsx", &options).map_err(|error| anyhow!("{error:?}"))?;
        let rows = reading.ledger_rows();
        let matches = Matcher::new(&known).match_all(&rows);
        Ok((rows, matches))
    };
    let (rows, matches) = read()?;
    let taken = matches.iter().filter(|m| matches!(m.decision, Decision::Existing(_))).count();
    anyhow::ensure!(rows.len() == ROWS && taken == ROWS, "{} rows read, {taken} matched", rows.len());
    let mut figures = vec![match python {
        None => {
            let ours = time(ROUNDS, read)?;
            let measured = format!("{:.0} ms (openpyxl not there to compare)", median(&ours));
            Figure::new(
                "2,000 × 30 workbook read, classified and matched",
                measured,
                "≤ 1/5 of openpyxl's reading",
                false,
            )
        }
        Some(python) => {
            let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..ROUNDS {
                let our = median(&time(1, read)?);
                let their = openpyxl(python, &file)?;
                ours.push(our);
                theirs.push(their);
                ratios.push(our / their);
            }
            let measured = format!(
                "1/{:.1} ({:.0} ms against {:.0} ms)",
                1.0 / median(&ratios),
                median(&ours),
                median(&theirs)
            );
            Figure::new(
                "2,000 × 30 workbook read, classified and matched, against openpyxl reading it",
                measured,
                "≤ 1/5",
                median(&ratios) <= 0.2,
            )
        }
    }];
    figures.push(commit(dir, rules, rows)?);
    Ok(figures)
}

fn commit(dir: &Path, rules: &Rules, rows: Vec<qinghuo_domain::intake::LedgerRow>) -> Result<Figure> {
    let rows: Vec<_> = rows.into_iter().map(|row| (row, Decision::New)).collect();
    let mut spent = Vec::new();
    for round in 0..5 {
        let office = Office::open(&dir.join(format!("commit-{round}")), rules.clone())?;
        let ledger = LedgerImport {
            file: "ledger.xlsx".into(),
            attachment: "bench".into(),
            synthetic: true,
            rows: rows.clone(),
        };
        let order =
            Order::new(Command::ImportLedger(ledger), "bench", "import", workload::now(), workload::today());
        let start = Instant::now();
        office.submit(order).map_err(|rejection| anyhow!("{rejection:?}"))?;
        spent.push(ms(start.elapsed()));
        office.close()?;
    }
    let measured = format!("{:.0} ms", median(&spent));
    Ok(Figure::new("its 2,000 projects committed, durable", measured, "≤ 1,000 ms", median(&spent) <= 1000.0))
}

/// The city after an earlier import of the same ledger, so that matching has something to match.
fn known_city(dir: &Path, rules: &Rules, bytes: &[u8]) -> Result<City> {
    let options = ReadOptions { places: &rules.places, ..ReadOptions::default() };
    let reading =
        qinghuo_sheet::read(bytes, "ledger.xlsx", &options).map_err(|error| anyhow!("{error:?}"))?;
    let rows = reading.ledger_rows().into_iter().map(|row| (row, Decision::New)).collect();
    let office = Office::open(&dir.join("known"), rules.clone())?;
    let ledger =
        LedgerImport { file: "ledger.xlsx".into(), attachment: "bench".into(), synthetic: true, rows };
    workload::submit(&office, Command::ImportLedger(ledger), "known", workload::today())?;
    let city = (*office.city()).clone();
    office.close()?;
    Ok(city)
}

fn openpyxl(python: &str, file: &Path) -> Result<f64> {
    let output = process::Command::new(python).arg("-c").arg(OPENPYXL).arg(file).output()?;
    anyhow::ensure!(output.status.success(), "openpyxl: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout)?;
    text.split_whitespace()
        .next()
        .context("openpyxl printed nothing")?
        .parse()
        .context("openpyxl printed no number")
}

/// A ledger as offices write it: title, unit note, a two-row header with merged parents, styles and borders, thirty columns.
fn workbook() -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new()
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0xDD_EB_F7))
        .set_text_wrap();
    let cell = Format::new().set_border(FormatBorder::Thin);
    let amount = Format::new().set_border(FormatBorder::Thin).set_num_format("#,##0.00");
    let lines: Vec<Vec<&str>> =
        include_str!("header.txt").lines().map(|line| line.split('|').collect()).collect();
    let [title, parents, children] = lines.as_slice() else { anyhow::bail!("header.txt has three lines") };
    let columns = u16::try_from(children.len())?;
    sheet.merge_range(0, 0, 0, columns - 1, title.first().copied().unwrap_or_default(), &bold)?;
    for (column, (parent, child)) in (0..).zip(parents.iter().zip(children)) {
        match (parent.is_empty(), child.is_empty()) {
            (false, true) => {
                sheet.merge_range(1, column, 2, column, parent, &bold)?;
            }
            _ => {
                sheet.write_with_format(1, column, *parent, &bold)?;
                sheet.write_with_format(2, column, *child, &bold)?;
            }
        }
    }
    for n in 0..ROWS {
        let row = u32::try_from(n)? + 3;
        let wan = |fen: qinghuo_domain::Fen| fen.number(qinghuo_domain::money::MoneyUnit::TenThousand);
        let plan = wan(workload::plan(n));
        sheet.write_with_format(row, 0, u32::try_from(n)? + 1, &cell)?;
        sheet.write_with_format(row, 1, workload::name(n), &cell)?;
        sheet.write_with_format(row, 2, workload::code(n), &cell)?;
        sheet.write_with_format(row, 3, workload::district(n), &cell)?;
        sheet.write_with_format(row, 4, children.get(4).copied().unwrap_or_default(), &cell)?;
        sheet.write_with_format(row, 5, plan * 3.0, &amount)?;
        sheet.write_with_format(row, 6, "2023.3-2026.11", &cell)?;
        sheet.write_with_format(row, 7, plan, &amount)?;
        sheet.write_with_format(row, 8, plan * 0.4, &amount)?;
        for column in 9..columns {
            sheet.write_with_format(row, column, plan / f64::from(column), &amount)?;
        }
        if n % 20 == 0 && n + 4 < ROWS {
            sheet.merge_range(row, columns - 1, row + 3, columns - 1, "", &cell)?;
        }
    }
    Ok(book.save_to_buffer()?)
}
