//! A grown book: from a stopped program to the first page, the projects page, and memory per project.

use crate::{
    report::{Figure, median, time},
    workload,
};
use anyhow::{Context, Result};
use axum::{Router, body::Body, http::Request};
use qinghuo_accounts::{Accounts, Settings};
use qinghuo_office::Office;
use qinghuo_playbook::Playbook;
use qinghuo_web::{App, Front};
use std::{path::Path, process, sync::Arc};
use tower::ServiceExt;

/// A page, the ways it is usually narrowed, and what is wanted of it.
pub struct Asked {
    /// What is measured, in words.
    pub what: &'static str,
    /// The addresses.
    pub paths: &'static [&'static str],
    /// The address that gets a day nobody looked from before.
    pub anew: &'static str,
    /// What is wanted, in words and milliseconds.
    pub wanted: (&'static str, f64),
}

/// The table of projects.
pub const PROJECTS: &[&str] = &[
    "/projects",
    "/projects?q=jn",
    "/projects?light=red",
    "/projects?sort=-completion",
    "/projects?sort=name&page=3",
];

/// The start page, narrowed and not, and what machines ask.
pub const COCKPIT: &[&str] = &["/", "/?phase=construction", "/screen", "/map", "/api/v1/cockpit"];

/// The application over an office, its clock standing still.
pub fn app(office: &Office, playbook: &Arc<Playbook>) -> Result<Router> {
    let accounts = Accounts::open(office.dir(), Settings::default())?;
    let clock = Arc::new(|| (workload::now(), workload::today()));
    let printer = qinghuo_web::Printer::new("no-printer".into());
    let playbook = Arc::clone(playbook);
    let office = office.clone();
    let app = App { office, accounts, playbook, site: None, provider: None, printer, clock };
    Ok(qinghuo_web::router(app, Front::default()))
}

/// Asks for a page and gives its length.
pub fn get(runtime: &tokio::runtime::Runtime, router: &Router, path: &str) -> Result<usize> {
    runtime.block_on(async {
        // As a browser asks: packing the answer is part of its time.
        let request = Request::get(path).header("accept-encoding", "gzip").body(Body::empty())?;
        let response = router.clone().oneshot(request).await?;
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
        get(&runtime, &app(&office, playbook)?, "/projects")?;
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

/// Pages at one size of the book.
pub fn pages(dir: &Path, playbook: &Arc<Playbook>, projects: usize, asked: &[Asked]) -> Result<Vec<Figure>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let office = Office::open(&dir.join(format!("pages-{projects}")), playbook.rules.clone())?;
    workload::grow(&office, projects, 4)?;
    let router = app(&office, playbook)?;
    // From a day nobody looked from before nothing is remembered: every light is computed for this one page.
    let mut day = workload::today();
    let mut figures = Vec::new();
    for Asked { what, paths, anew, wanted: (wanted, limit) } in asked {
        let mut slowest = (0.0, "", 0);
        let mut told = Vec::new();
        for path in *paths {
            let bytes = get(&runtime, &router, path)?;
            let rounds = if projects > 10_000 { 9 } else { 51 };
            let spent = median(&time(rounds, || get(&runtime, &router, path))?);
            told.push(format!("{spent:.1}"));
            if spent > slowest.0 {
                slowest = (spent, *path, bytes);
            }
        }
        let new_day = median(&time(15, || {
            day = day.yesterday()?;
            get(&runtime, &router, &format!("{anew}as_of={day}"))
        })?);
        let measured = format!(
            "{new_day:.1} ms from a day not looked from before; remembered {} ms, slowest {} {:.1} ms ({} kB)",
            told.join(" / "),
            slowest.1,
            slowest.0,
            slowest.2 / 1000
        );
        figures.push(Figure::new(what, measured, wanted, slowest.0.max(new_day) <= *limit));
    }
    office.close()?;
    Ok(figures)
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
