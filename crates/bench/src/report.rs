//! How figures are taken and printed: medians, and ratios of pairs measured side by side.

use std::time::{Duration, Instant};

/// The middle value.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The value below which `share` of the values lie.
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index"
    )]
    let place = ((sorted.len() as f64 - 1.0) * share).round() as usize;
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

/// Runs `work` `rounds` times and gives each run's milliseconds.
pub fn time<T>(rounds: usize, mut work: impl FnMut() -> anyhow::Result<T>) -> anyhow::Result<Vec<f64>> {
    (0..rounds)
        .map(|_| {
            let start = Instant::now();
            let result = work()?;
            let spent = start.elapsed();
            drop(result);
            Ok(ms(spent))
        })
        .collect()
}

/// Milliseconds.
pub fn ms(spent: Duration) -> f64 {
    spent.as_secs_f64() * 1e3
}

/// Seconds the process had of the processors, to a hundredth.
pub fn processor() -> f64 {
    let told = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in brackets: state is the first, time in user mode the twelfth, in the kernel the thirteenth.
    let fields: Vec<&str> = told.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks =
        |place: usize| fields.get(place).and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
    (ticks(11) + ticks(12)) / 100.0
}

/// One line of the table.
pub struct Figure {
    /// What was measured.
    pub what: &'static str,
    /// The figure, with its unit.
    pub measured: String,
    /// What it should be.
    pub wanted: &'static str,
    /// Whether it is.
    pub met: bool,
}

impl Figure {
    /// A figure with its verdict.
    pub fn new(what: &'static str, measured: String, wanted: &'static str, met: bool) -> Self {
        Self { what, measured, wanted, met }
    }
}

/// The table, as Markdown.
pub fn table(figures: &[Figure]) -> String {
    let mut text = String::from("| Figure | Measured | Wanted | |\n|---|---|---|---|\n");
    for Figure { what, measured, wanted, met } in figures {
        // Where nothing is wanted, nothing is met.
        let verdict = match (wanted.is_empty(), met) {
            (true, _) => "",
            (false, true) => "met",
            (false, false) => "NOT MET",
        };
        text += &format!("| {what} | {measured} | {wanted} | {verdict} |\n");
    }
    text
}
