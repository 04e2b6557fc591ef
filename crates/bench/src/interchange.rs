//! A works schedule of 80,000 tasks in MS Project's XML, with every element that program writes of a task: read and dated in a process of its own.

use crate::report::{Figure, median, processor};
use anyhow::{Context, Result};
use qinghuo_interchange::{Limits, read};
use std::{
    fs::File,
    io::{BufReader, BufWriter, Write},
    path::Path,
    process,
    time::Instant,
};

const GROUPS: usize = 1600;
const TASKS_OF_GROUP: usize = 49;

/// Elements MS Project writes of every task, whatever it is.
const FILLING: &str = include_str!("task.xml");

/// Writes the schedule: groups of tasks one after another, each tied to the one before and every third to one further back.
fn write(path: &Path) -> Result<u64> {
    let mut out = BufWriter::new(File::create(path)?);
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Project xmlns=\"http://schemas.microsoft.com/project\">\n\
          <SaveVersion>14</SaveVersion>\n<StartDate>2024-01-02T08:00:00</StartDate>\n<CalendarUID>1</CalendarUID>\n\
          <Calendars>\n<Calendar>\n<UID>1</UID>\n<Name>Standard</Name>\n</Calendar>\n</Calendars>\n<Tasks>\n",
    )?;
    let mut uid = 0_usize;
    for group in 1..=GROUPS {
        uid += 1;
        task(&mut out, uid, 1, &format!("<WBS>{group}</WBS>\n<Summary>1</Summary>\n"), 0, &[])?;
        for task_of_group in 1..=TASKS_OF_GROUP {
            uid += 1;
            let mut links = Vec::new();
            if task_of_group > 1 {
                links.push((uid - 1, 1, 0));
            }
            if task_of_group > 3 && uid.is_multiple_of(3) {
                links.push((uid - 3, 3, 4800));
            }
            let words = format!("<WBS>{group}.{task_of_group}</WBS>\n<Summary>0</Summary>\n");
            task(&mut out, uid, 2, &words, 1 + uid * 7 % 20, &links)?;
        }
    }
    out.write_all(b"</Tasks>\n</Project>\n")?;
    out.into_inner()?.sync_all()?;
    Ok(std::fs::metadata(path)?.len())
}

fn task(
    out: &mut impl Write,
    uid: usize,
    level: u8,
    words: &str,
    days: usize,
    links: &[(usize, u8, u32)],
) -> Result<()> {
    write!(
        out,
        "<Task>\n<UID>{uid}</UID>\n<ID>{uid}</ID>\n<Name>Task {uid}</Name>\n{words}<OutlineLevel>{level}</OutlineLevel>\n\
         <Duration>PT{}H0M0S</Duration>\n<DurationFormat>7</DurationFormat>\n{FILLING}",
        days * 8
    )?;
    for (from, kind, lag) in links {
        write!(
            out,
            "<PredecessorLink>\n<PredecessorUID>{from}</PredecessorUID>\n<Type>{kind}</Type>\n<CrossProject>0</CrossProject>\n\
             <LinkLag>{lag}</LinkLag>\n<LagFormat>7</LagFormat>\n</PredecessorLink>\n"
        )?;
    }
    out.write_all(b"</Task>\n")?;
    Ok(())
}

/// Reading it, against the time and memory wanted.
pub fn measure(dir: &Path) -> Result<Figure> {
    let path = dir.join("works.xml");
    let bytes = write(&path)?;
    let (mut reading, mut busy, mut dating, mut peak) = (Vec::new(), Vec::new(), Vec::new(), 0.0_f64);
    for _ in 0..5 {
        let output = process::Command::new(std::env::current_exe()?).arg("plan").arg(&path).output()?;
        anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let told = String::from_utf8(output.stdout)?;
        let told: Vec<f64> = told.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        let [read, of_processor, dated, mib] = told.as_slice() else {
            anyhow::bail!("four figures were to be told")
        };
        reading.push(*read);
        busy.push(*of_processor);
        dating.push(*dated);
        peak = peak.max(*mib);
    }
    let (reading, busy, dating) = (median(&reading), median(&busy), median(&dating));
    let measured = format!(
        "{reading:.0} ms ({busy:.0} ms of processor time) and {dating:.0} ms more to date it, {peak:.0} MB at most ({} MB of file)",
        bytes / 1_000_000
    );
    let met = reading <= 2000.0 && peak <= 300.0;
    Ok(Figure::new("MS Project XML of 80,000 tasks read", measured, "≤ 2,000 ms and 300 MB", met))
}

/// Reads and dates a schedule: milliseconds of reading, of processor time for it, and of dating, and the most memory ever held in megabytes.
pub fn plan(path: &Path) -> Result<String> {
    let (begin, begun) = (Instant::now(), processor());
    let plan = read(BufReader::with_capacity(1 << 16, File::open(path)?), &Limits::default())?;
    let (reading, busy) = (begin.elapsed(), processor() - begun);
    let begin = Instant::now();
    let dated = plan.dated().map_err(|findings| anyhow::anyhow!("{findings:?}"))?;
    let dating = begin.elapsed();
    anyhow::ensure!(plan.activities.len() == GROUPS * (TASKS_OF_GROUP + 1), "not what was written");
    anyhow::ensure!(dated.activities.iter().flatten().count() == GROUPS * TASKS_OF_GROUP, "not dated");
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).context("no VmHWM in the status")?;
    let kib: u64 = line.split_whitespace().nth(1).context("no figure after VmHWM")?.parse()?;
    Ok(format!(
        "{} {} {} {}",
        reading.as_secs_f64() * 1e3,
        busy * 1e3,
        dating.as_secs_f64() * 1e3,
        kib * 1024 / 1_000_000
    ))
}
