//! How the cost of dating networks grows: 2,000 to 1,000,000 networks of 40 activities and 60 links, each its own and all of them held at once, dated both
//! ways on two threads. `./dev bench growth docs/growth.svg` prints the table of docs/performance.md and draws its plot.
#![expect(clippy::cast_precision_loss, reason = "places on a drawing")]

#[path = "../../schedule/examples/made/mod.rs"]
#[expect(clippy::unwrap_used, reason = "nothing here comes from outside")]
mod made;

use crate::report::{Figure, median, processor};
use anyhow::Result;
use jiff::civil::Date;
use qinghuo_schedule::{Calendar, Dates, Day, Network};
use std::{fmt::Write, fs, hint::black_box, path::Path, thread, time::Instant};

/// How many networks.
const SERIES: [usize; 5] = [2_000, 10_000, 50_000, 200_000, 1_000_000];
/// Runs of each; the quickest counts, for other work may want the machine.
const RUNS: usize = 5;

/// One point of the series.
struct Point {
    networks: usize,
    seconds: f64,
    median: f64,
    slowest: f64,
    processor: f64,
    megabytes: f64,
}

/// Measures the series, draws it into a file, and gives the table.
pub fn measure(drawn: &Path) -> Result<String> {
    let calendar = made::calendar();
    let first = Day::of(Date::constant(2012, 1, 1));
    let points: Vec<Point> = SERIES.iter().map(|count| dated(*count, &calendar, first)).collect();
    let mut table = String::from(
        "| Networks of 40 activities | Dated, two threads: quickest of five, slowest | Processor time of a run | of it per network | Memory held |\n|---|---|---|---|---|\n",
    );
    for Point { networks, seconds, slowest, processor, megabytes, .. } in &points {
        let each = processor / *networks as f64 * 1e6;
        let (seconds, slowest, processor) = (seconds * 1e3, slowest * 1e3, processor * 1e3);
        let _ = writeln!(
            table,
            "| {networks} | {seconds:.1} ms, {slowest:.1} ms | {processor:.0} ms | {each:.2} µs | {megabytes:.0} MB |"
        );
    }
    fs::write(drawn, drawing(&points))?;
    Ok(table)
}

/// The last of the series, against the time wanted.
pub fn figure() -> Figure {
    let count = SERIES.into_iter().max().unwrap_or_default();
    let Point { median, seconds, processor, .. } =
        dated(count, &made::calendar(), Day::of(Date::constant(2012, 1, 1)));
    let [median, quickest, processor] = [median, seconds, processor].map(|seconds| seconds * 1e3);
    let measured = format!("{median:.0} ms, {quickest:.0} ms at best; {processor:.0} ms of processor time");
    Figure::new(
        "1,000,000 networks of 40 activities and 60 links, each its own, dated both ways on two threads",
        measured,
        "≤ 1,500 ms",
        median <= 1500.0,
    )
}

fn dated(count: usize, calendar: &Calendar, first: Day) -> Point {
    let before = resident();
    let mut numbers = made::Numbers(1);
    let networks: Vec<(Day, Network)> = (0..count)
        .map(|_| {
            (first.plus(i32::try_from(numbers.below(3000)).unwrap_or_default()), made::network(&mut numbers))
        })
        .collect();
    let date = |networks: &[(Day, Network)]| {
        let mut dates = Dates::default();
        for (begins, network) in networks {
            network.date(calendar, *begins, *begins, &[], &[], &mut dates);
            black_box(&dates);
        }
    };
    let run = |_| {
        let begun = Instant::now();
        thread::scope(|scope| {
            let (left, right) = networks.split_at(networks.len() / 2);
            scope.spawn(|| date(left));
            date(right);
        });
        begun.elapsed().as_secs_f64()
    };
    let begun = processor();
    let spent: Vec<f64> = (0..RUNS).map(run).collect();
    let ended = processor();
    Point {
        networks: count,
        seconds: spent.iter().copied().fold(f64::INFINITY, f64::min),
        median: median(&spent),
        slowest: spent.iter().copied().fold(0.0, f64::max),
        processor: (ended - begun) / RUNS as f64,
        megabytes: (resident() - before).max(0.0),
    }
}

/// Megabytes the process holds.
fn resident() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse::<f64>().ok())
        .map_or(0.0, |kib| kib * 1024.0 / 1e6)
}

/// Both axes by powers of ten: what grows linearly is a straight line that climbs one square a square.
fn drawing(points: &[Point]) -> String {
    const SQUARE: f64 = 110.0;
    const LEFT: f64 = 70.0;
    const BOTTOM: f64 = 370.0;
    let x = |networks: f64| LEFT + (networks.log10() - 3.0) * SQUARE;
    let y = |seconds: f64| BOTTOM - (seconds.log10() + 3.0) * SQUARE * 0.75;
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 460 430\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>Processor time to date N networks of 40 activities</title>\n\
         <rect width=\"460\" height=\"430\" fill=\"#fff\"/>\n",
    );
    for (power, words) in (3..=6).zip(["1,000", "10,000", "100,000", "1,000,000"]) {
        let at = x(10f64.powi(power));
        let _ = writeln!(
            svg,
            "<path d=\"M{at:.1} 40V{BOTTOM}\" stroke=\"#ddd\"/><text x=\"{at:.1}\" y=\"390\" text-anchor=\"middle\">{words}</text>"
        );
    }
    for (power, words) in (-3..=1).zip(["1 ms", "10 ms", "100 ms", "1 s", "10 s"]) {
        let at = y(10f64.powi(power));
        let _ = writeln!(
            svg,
            "<path d=\"M{LEFT} {at:.1}H420\" stroke=\"#ddd\"/><text x=\"62\" y=\"{:.1}\" text-anchor=\"end\">{words}</text>",
            at + 4.0
        );
    }
    // What the first point would come to if every network cost the same.
    let (Some(from), Some(to)) = (points.first(), points.last()) else { return svg };
    let linear = from.processor / from.networks as f64 * to.networks as f64;
    let _ = writeln!(
        svg,
        "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"#888\" stroke-dasharray=\"4 3\"/>",
        x(from.networks as f64),
        y(from.processor),
        x(to.networks as f64),
        y(linear)
    );
    let line: Vec<String> = points
        .iter()
        .map(|point| format!("{:.1},{:.1}", x(point.networks as f64), y(point.processor)))
        .collect();
    let _ = writeln!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"2\"/>",
        line.join(" ")
    );
    for point in points {
        let (at, up) = (x(point.networks as f64), y(point.processor));
        // Beside the line; the last before the edge.
        let (beside, under, anchor) = if point.networks == to.networks {
            (at - 8.0, up - 8.0, "end")
        } else {
            (at + 8.0, up + 14.0, "start")
        };
        let _ = writeln!(
            svg,
            "<circle cx=\"{at:.1}\" cy=\"{up:.1}\" r=\"4\" fill=\"#1f5fa8\"/><text x=\"{beside:.1}\" y=\"{under:.1}\" text-anchor=\"{anchor}\">{:.0} ms, {:.0} MB</text>",
            point.processor * 1e3,
            point.megabytes
        );
    }
    svg.push_str(
        "<text x=\"245\" y=\"412\" text-anchor=\"middle\">networks of 40 activities and 60 links, each its own</text>\n\
         <text x=\"70\" y=\"24\">processor time to date them; dashed: in proportion to the first</text>\n</svg>\n",
    );
    svg
}
