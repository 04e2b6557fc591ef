//! Prints the figures of `docs/performance.md`, measured in one run: medians, and ratios of pairs measured side by side.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints")]

mod access;
mod accounts;
mod approvals;
mod book;
mod durable;
mod fold;
mod growth;
mod intake;
mod interchange;
mod report;
mod workload;

use anyhow::{Context, Result, anyhow};
use book::{Asked, COCKPIT, PROJECTS};
use std::{path::Path, sync::Arc};

/// The measures, by the word that selects one.
const MEASURES: [&str; 11] = [
    "intake",
    "durable",
    "start",
    "fold",
    "pages",
    "memory",
    "interchange",
    "networks",
    "approvals",
    "access",
    "accounts",
];

/// The server's, so that what is measured is what runs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let playbook = qinghuo_playbook::bundled().map_err(|diagnostics| anyhow!("{diagnostics:?}"))?;
    let playbook = Arc::new(playbook);
    if let [word, place] = arguments.as_slice() {
        let place = Path::new(place);
        let told = match word.as_str() {
            "resident" => Some(book::resident(place, &playbook)?.to_string()),
            "plan" => Some(interchange::plan(place)?),
            "growth" => Some(growth::measure(place)?),
            _ => None,
        };
        if let Some(told) = told {
            println!("{told}");
            return Ok(());
        }
    }
    if let Some(unknown) = arguments.iter().find(|word| !MEASURES.contains(&word.as_str())) {
        anyhow::bail!("no measure {unknown}; choose among {}", MEASURES.join(", "));
    }
    let python = std::env::var("QINGHUO_BENCH_PYTHON").ok();
    let chosen = |word: &str| arguments.is_empty() || arguments.iter().any(|argument| argument == word);
    // On the disk the data would lie on, not in a memory file system.
    let place = std::env::current_dir()?.join("target");
    std::fs::create_dir_all(&place)?;
    let dir = tempfile::tempdir_in(&place).context("no room for the bench's books")?;
    let dir = dir.path();
    let mut figures = Vec::new();
    for word in MEASURES.into_iter().filter(|word| chosen(word)) {
        eprintln!("{word} …");
        match word {
            "intake" => figures.extend(intake::measure(dir, &playbook.rules, python.as_deref())?),
            "durable" => figures.extend(durable::measure(dir, &playbook.rules)?),
            "start" => figures.extend(book::start(dir, &playbook)?),
            "fold" => figures.extend(fold::measure()?),
            "pages" => {
                let asked = |table, wanted, cockpit, wanted_of_cockpit| {
                    [
                        Asked { what: table, paths: PROJECTS, anew: "/projects?", wanted },
                        Asked { what: cockpit, paths: COCKPIT, anew: "/?", wanted: wanted_of_cockpit },
                    ]
                };
                let small = asked(
                    "projects page over 2,000 projects, lights computed, 50 rows of HTML",
                    ("≤ 5 ms", 5.0),
                    "cockpit, big screen, map and their API over 2,000 projects",
                    ("≤ 10 ms", 10.0),
                );
                let large = asked(
                    "projects page over 100,000 projects",
                    ("≤ 150 ms", 150.0),
                    "cockpit, big screen, map and their API over 100,000 projects",
                    ("≤ 300 ms", 300.0),
                );
                figures.extend(book::pages(dir, &playbook, 2000, &small)?);
                figures.extend(book::pages(dir, &playbook, 100_000, &large)?);
            }
            "access" => figures.extend(access::measure(dir, &playbook)?),
            "approvals" => figures.extend(approvals::measure(dir, &playbook)?),
            "accounts" => figures.extend(accounts::measure(dir, &playbook)?),
            "networks" => figures.push(growth::figure()),
            "interchange" => figures.push(interchange::measure(dir)?),
            _ => figures.push(book::memory(dir, &playbook)?),
        }
    }
    println!("{}", report::table(&figures));
    Ok(())
}
