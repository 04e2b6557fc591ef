//! Durable commands from 32 writers against a bare append + fdatasync, round by round on the same disk. Idempotency keys sort by time, as those
//! of the pages and the command line do; keys in no order are measured beside them.

use crate::{
    report::{Figure, median, ms, quantile},
    workload,
};
use anyhow::{Result, anyhow};
use qinghuo_domain::{Attribute, ProjectId, command::Command};
use qinghuo_office::Office;
use std::{
    fs::File,
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

const WRITERS: usize = 32;
const ROUNDS: usize = 7;
const ROUND: Duration = Duration::from_millis(1500);

/// Measures group commit.
pub fn measure(dir: &Path, rules: &qinghuo_domain::rules::Rules) -> Result<Vec<Figure>> {
    let office = Office::open(&dir.join("durable"), rules.clone())?;
    let first = workload::months(1).first().copied().ok_or_else(|| anyhow!("no month"))?;
    workload::import(&office, 2000, first, false)?;
    let (mut ratios, mut latencies, mut rates, mut raws) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut in_no_order = Vec::new();
    for round in 0..ROUNDS {
        let raw = bare_appends(&dir.join("bare.log"))?;
        let by_time = |nanos: u128, writer: usize| format!("{round}-{nanos:012x}-{writer}");
        let (commands, mut waits) = commands(&office, round, by_time)?;
        let scattered = |nanos: u128, writer: usize| {
            format!("{:016x}-{round}-{writer}-{nanos}", nanos.wrapping_mul(0x9e37_79b9_7f4a_7c15) as u64)
        };
        in_no_order.push(self::commands(&office, round + ROUNDS, scattered)?.0 / raw);
        raws.push(raw);
        rates.push(commands);
        ratios.push(commands / raw);
        latencies.append(&mut waits);
    }
    office.close()?;
    let measured = format!(
        "{:.1} × ({:.0}/s against {:.0}/s); p50 {:.1} ms, p99 {:.1} ms; keys in no order {:.1} ×",
        median(&ratios),
        median(&rates),
        median(&raws),
        median(&latencies),
        quantile(&latencies, 0.99),
        median(&in_no_order)
    );
    Ok(vec![Figure::new(
        "durable commands, 32 writers, against a bare append + fdatasync",
        measured,
        "≥ 12 ×",
        median(&ratios) >= 12.0,
    )])
}

/// Appends and syncs per second, 4 KiB at a time.
fn bare_appends(path: &Path) -> Result<f64> {
    let mut file = File::create(path)?;
    let block = [b'x'; 4096];
    let (start, mut count) = (Instant::now(), 0u32);
    while start.elapsed() < ROUND {
        file.write_all(&block)?;
        file.sync_data()?;
        count += 1;
    }
    let rate = f64::from(count) / start.elapsed().as_secs_f64();
    std::fs::remove_file(path)?;
    Ok(rate)
}

/// Acknowledged commands per second, and each one's wait in milliseconds.
pub fn commands(
    office: &Office,
    round: usize,
    key: impl Fn(u128, usize) -> String + Sync,
) -> Result<(f64, Vec<f64>)> {
    let key = &key;
    let start = Instant::now();
    let waits = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                scope.spawn(move || {
                    let (mut waits, mut count) = (Vec::new(), 0usize);
                    while start.elapsed() < ROUND {
                        let project = ProjectId(u32::try_from((writer * 61 + count * WRITERS) % 2000)? + 1);
                        let site = Attribute::Site(Some(format!("{round}-{writer}-{count}").into()));
                        let revise =
                            Command::ReviseProject { project, set: vec![site], seen: None, reason: None };
                        let sent = Instant::now();
                        workload::submit(
                            office,
                            revise,
                            &key(start.elapsed().as_nanos(), writer),
                            workload::today(),
                        )?;
                        waits.push(ms(sent.elapsed()));
                        count += 1;
                    }
                    anyhow::Ok(waits)
                })
            })
            .collect();
        let mut all = Vec::new();
        for writer in writers {
            all.extend(writer.join().map_err(|_| anyhow!("a writer panicked"))??);
        }
        anyhow::Ok(all)
    })?;
    #[expect(clippy::cast_precision_loss, reason = "a count of commands")]
    let rate = waits.len() as f64 / start.elapsed().as_secs_f64();
    Ok((rate, waits))
}
