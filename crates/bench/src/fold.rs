//! Folding facts: reading their payloads and applying them, on one core.

use crate::report::{Figure, median, time};
use anyhow::Result;
use qinghuo_domain::{
    City, Date, Fact, Fen, Happening, ProjectId, Seq, Subject, YearMonth,
    fact::{DispatchFiled, ProjectRegistered},
    figure::DispatchFigure,
};

const PROJECTS: u32 = 4000;
const FACTS: u64 = 1_000_000;

/// A fact as the ledger holds it.
struct Written {
    subject: String,
    effective_on: String,
    kind: &'static str,
    version: u16,
    body: String,
}

/// Measures decode + apply.
pub fn measure() -> Result<Vec<Figure>> {
    let facts = facts()?;
    let spent = time(5, || {
        let mut city = City::new();
        for (fact, seq) in facts.iter().zip(1..) {
            let read = Fact {
                subject: fact.subject.parse()?,
                effective_on: fact.effective_on.parse()?,
                happening: Happening::read(fact.kind, fact.version, &fact.body)?,
            };
            city.apply(Seq(seq), read)?;
        }
        Ok(city)
    })?;
    #[expect(clippy::cast_precision_loss, reason = "a million")]
    let rate = FACTS as f64 / median(&spent) * 1e3;
    Ok(vec![Figure::new(
        "fold of 1,000,000 facts, payloads read and applied, one core",
        format!("{rate:.0} facts/s"),
        "≥ 500,000 facts/s",
        rate >= 500_000.0,
    )])
}

fn facts() -> Result<Vec<Written>> {
    let first = crate::workload::months(250).first().copied().unwrap_or(YearMonth::FIRST);
    let mut months = vec![first];
    while let Some(next) = months.last().and_then(|m| YearMonth::of(m.last_day().tomorrow().ok()?).into()) {
        if months.len() == 250 {
            break;
        }
        months.push(next);
    }
    let mut facts = Vec::new();
    for n in 0..PROJECTS {
        let row = crate::workload::row(n as usize, first, false)?;
        let registered = ProjectRegistered { set: row.attributes, origin: None };
        facts.push(written(ProjectId(n + 1), first.last_day(), &registered.into())?);
    }
    'all: for month in months {
        for n in 0..PROJECTS {
            if facts.len() as u64 == FACTS {
                break 'all;
            }
            let figure = DispatchFigure {
                done_this_year: Some(Fen(i64::from(n) * 1_000_000)),
                done_this_month: Some(Fen(i64::from(n) * 10_000)),
                progress: Some("a line of progress in words".into()),
                problems: None,
            };
            let filed = DispatchFiled { month, figure, reason: None, origin: None };
            facts.push(written(ProjectId(n + 1), month.last_day(), &filed.into())?);
        }
    }
    Ok(facts)
}

fn written(project: ProjectId, on: Date, happening: &Happening) -> Result<Written> {
    Ok(Written {
        subject: Subject::Project(project).to_string(),
        effective_on: on.to_string(),
        kind: happening.kind(),
        version: happening.version(),
        body: happening.body()?,
    })
}
