//! A grown book: from a stopped program to the first page, the projects page, and memory per project.

use crate::{
    report::{Figure, median, time},
    workload,
};
use anyhow::{Context, Result};
use axum::{Router, body::Body, http::Request};
use qinghuo_office::Office;
use qinghuo_playbook::Playbook;
use qinghuo_web::App;
use std::{path::Path, process, sync::Arc};
use tower::ServiceExt;

/// The page everybody opens, and the ways it is usually narrowed.
const PAGES: [&str; 5] = [
    "/projects",
    "/projects?q=jn",
    "/projects?light=red",
    "/projects?sort=-completion",
    "/projects?sort=name&page=3",
];

fn app(office: &Office, playbook: &Arc<Playbook>) -> Router {
    let clock = Arc::new(|| (workload::now(), workload::today()));
    qinghuo_web::router(App {
        office: office.clone(),
        playbook: Arc::clone(playbook),
        printer: qinghuo_web::Printer::new("no-printer".into()),
        clock,
    })
}

fn get(runtime: &tokio::runtime::Runtime, router: &Router, path: &str) -> Result<usize> {
    runtime.block_on(async {
        let response = router.clone().oneshot(Request::get(path).body(Body::empty())?).await?;
        anyhow::ensure!(response.status().is_success(), "{path}: {}", response.status());
        Ok(axum::body::to_bytes(response.into_body(), 64 << 20).await?.len())
    })
}

/// Start to first page with 2,000 projects and 500,000 facts.
pub fn start(dir: &Path, playbook: &Arc<Playbook>) -> Result<Vec<Figure>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let dir = dir.join("start");
    let office = Office::open(&dir, playbook.rules.clone())?;
    workload::grow(&office, 2000, 249)?;
    let facts = office.head().seq;
    office.close()?;
    let mut begin = || {
        let office = Office::open(&dir, playbook.rules.clone())?;
        get(&runtime, &app(&office, playbook), "/projects")?;
        Ok(office)
    };
    let from_snapshot = median(&time(5, &mut begin)?);
    std::fs::remove_file(dir.join("city.snapshot"))?;
    let from_facts = median(&time(1, &mut begin)?);
    let measured = format!(
        "{from_snapshot:.0} ms with {facts} facts; {from_facts:.0} ms without a snapshot, chain verified"
    );
    Ok(vec![Figure::new(
        "start with 2,000 projects and 500,000 facts to the first page",
        measured,
        "≤ 1,000 ms from a snapshot",
        from_snapshot <= 1000.0,
    )])
}

/// The projects page at one size of the book.
pub fn pages(
    dir: &Path,
    playbook: &Arc<Playbook>,
    what: &'static str,
    projects: usize,
    (wanted, limit): (&'static str, f64),
) -> Result<Figure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let office = Office::open(&dir.join(format!("pages-{projects}")), playbook.rules.clone())?;
    workload::grow(&office, projects, 4)?;
    let router = app(&office, playbook);
    let mut slowest = (0.0, "");
    let mut told = Vec::new();
    for path in PAGES {
        get(&runtime, &router, path)?;
        let spent = median(&time(if projects > 10_000 { 9 } else { 51 }, || get(&runtime, &router, path))?);
        told.push(format!("{spent:.1}"));
        if spent > slowest.0 {
            slowest = (spent, path);
        }
    }
    // From a day nobody looked from before nothing is remembered: every light is computed for this one page.
    let mut day = workload::today();
    let anew = time(15, || {
        day = day.yesterday()?;
        get(&runtime, &router, &format!("/projects?as_of={day}"))
    })?;
    office.close()?;
    let anew = median(&anew);
    let measured = format!(
        "{anew:.1} ms from a day not looked from before; remembered {} ms, slowest {} {:.1} ms",
        told.join(" / "),
        slowest.1,
        slowest.0
    );
    Ok(Figure::new(what, measured, wanted, slowest.0.max(anew) <= limit))
}

/// Memory per project with two years of monthly figures, in a process of its own.
pub fn memory(dir: &Path, playbook: &Arc<Playbook>) -> Result<Figure> {
    const PROJECTS: usize = 10_000;
    let dir = dir.join("memory");
    let office = Office::open(&dir, playbook.rules.clone())?;
    workload::grow(&office, PROJECTS, 24)?;
    office.close()?;
    drop(office);
    let output = process::Command::new(std::env::current_exe()?).arg("resident").arg(&dir).output()?;
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let bytes: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
    #[expect(clippy::cast_precision_loss, reason = "a count of projects")]
    let kib = bytes / 1024.0 / PROJECTS as f64;
    let measured = format!("{kib:.1} KiB (growth of the resident set over {PROJECTS} projects)");
    Ok(Figure::new("memory per project with two years of history", measured, "≤ 16 KiB", kib <= 16.0))
}

/// Prints how much the resident set grows by opening a book.
pub fn resident(dir: &Path, playbook: &Playbook) -> Result<u64> {
    let before = resident_bytes()?;
    let office = Office::open(dir, playbook.rules.clone())?;
    let after = resident_bytes()?;
    anyhow::ensure!(office.city().projects().len() > 0, "an empty book");
    Ok(after.saturating_sub(before))
}

fn resident_bytes() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line =
        status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS in /proc/self/status")?;
    let kib: u64 = line.split_whitespace().nth(1).context("no figure after VmRSS")?.parse()?;
    Ok(kib * 1024)
}
