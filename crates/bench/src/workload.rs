//! A made-up city: names, amounts and months by arithmetic from the number of the project, so that every run measures the same book.

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use qinghuo_domain::{
    Attribute, Date, Fen, ProjectId, YearMonth,
    code::ProjectCode,
    command::{Command, Decision, LedgerImport},
    figure::DispatchFigure,
    intake::{LedgerRow, RowSource},
    money::MoneyUnit,
    phase::Nature,
};
use qinghuo_office::{Office, Order};

const NAMES: &str = include_str!("names.txt");

/// Words the names of the made-up projects and places are put together from, by column of `names.txt`.
fn word(column: usize, number: usize) -> &'static str {
    let words: Vec<&str> = NAMES.lines().nth(column).unwrap_or_default().split(' ').collect();
    words.get(number % words.len().max(1)).copied().unwrap_or_default()
}

/// The name of project `n`.
pub fn name(n: usize) -> String {
    format!("{}{}{}{n}", word(0, n / 7), word(1, n), word(2, n / 3))
}

/// The district of project `n`.
pub fn district(n: usize) -> &'static str {
    word(3, n)
}

/// The yearly plan of project `n`.
pub fn plan(n: usize) -> Fen {
    Fen((1_000 + (n as i64 * 37) % 90_000) * MoneyUnit::TenThousand.in_fen())
}

/// The code of project `n`.
pub fn code(n: usize) -> String {
    format!("24{:02}-370100-04-01-{n:06}", n % 12 + 1)
}

/// A row that brings project `n` in, or its figure for a month when `known`.
pub fn row(n: usize, month: YearMonth, known: bool) -> Result<LedgerRow> {
    let done = Fen(plan(n).0 / 13 * i64::from(month.month()) * (70 + (n as i64) % 50) / 100);
    let mut attributes = vec![Attribute::Name(Some(name(n).into()))];
    if !known {
        attributes.extend([
            Attribute::Codes(Some(vec![code(n).parse::<ProjectCode>()?])),
            Attribute::District(Some(district(n).into())),
            Attribute::Content(Some(word(4, n).into())),
            Attribute::Nature(Some(Nature::Continuing)),
            Attribute::Owner(Some(format!("{}{}", word(0, n / 5), word(5, n)).into())),
            Attribute::ResponsibleUnits(Some(vec![district(n).into(), word(5, n / 2).into()])),
            Attribute::TotalInvestment(Some(Fen(plan(n).0 * 3))),
            Attribute::Period(Some("2023-03/2026-11".parse()?)),
        ]);
    }
    if !known || month.month() == 1 {
        attributes.push(Attribute::YearPlan(month.year(), Some(plan(n))));
    }
    let figure = DispatchFigure {
        done_this_year: Some(done),
        done_this_month: Some(Fen(done.0 / i64::from(month.month()))),
        progress: Some(word(6, n + usize::try_from(month.month())?).into()),
        problems: None,
    };
    let source = RowSource { sheet: word(3, 0).into(), row: u32::try_from(n)? + 4 };
    Ok(LedgerRow { source, attributes, people: Vec::new(), figure: Some((month, figure)) })
}

/// Imports one month's ledger of `projects` projects.
pub fn import(office: &Office, projects: usize, month: YearMonth, known: bool) -> Result<()> {
    let rows = (0..projects)
        .map(|n| {
            let id = ProjectId(u32::try_from(n)? + 1);
            Ok((row(n, month, known)?, if known { Decision::Existing(id) } else { Decision::New }))
        })
        .collect::<Result<Vec<_>>>()?;
    let ledger = LedgerImport {
        file: format!("{month}.xlsx").into(),
        attachment: "bench".into(),
        synthetic: true,
        rows,
    };
    submit(office, Command::ImportLedger(ledger), &format!("import-{month}"), month.last_day())
}

/// Submits one command for the bench's own clock, which stands still.
pub fn submit(office: &Office, command: Command, key: &str, effective_on: Date) -> Result<()> {
    let order =
        Order { effective_on: Some(effective_on), ..Order::new(command, "bench", key, now(), today()) };
    office.submit(order).map(|_| ()).map_err(|rejection| anyhow!("{rejection:?}"))
}

/// The bench's now.
pub fn now() -> Timestamp {
    "2026-11-24T08:00:00Z".parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The bench's today.
pub fn today() -> Date {
    Date::constant(2026, 11, 24)
}

/// The `count` months up to October 2026, oldest first.
pub fn months(count: usize) -> Vec<YearMonth> {
    let last = YearMonth::new(2026, 10);
    let mut months: Vec<YearMonth> =
        std::iter::successors(last, |month| month.before()).take(count).collect();
    months.reverse();
    months
}

/// A city of `projects` projects with a figure for each of `count` months.
pub fn grow(office: &Office, projects: usize, count: usize) -> Result<()> {
    for (place, month) in months(count).into_iter().enumerate() {
        import(office, projects, month, place > 0)?;
        if place % 24 == 23 {
            eprint!(".");
        }
    }
    Ok(())
}
