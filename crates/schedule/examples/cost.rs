//! What dates cost: `cargo run -p qinghuo-schedule --release --example cost`. One core unless said; the days and networks are made up, nothing is kept.
#![expect(clippy::print_stdout, reason = "a measurement speaks on its terminal")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "nothing here comes from outside")]

mod made;

use jiff::{Span as Days, civil::Date};
use made::{Numbers, calendar, network};
use qinghuo_schedule::{
    Dates, Day, DayKind, Link, LinkKind, Network, Node, Span,
    network::{Progress, Situation},
};
use std::{
    hint::black_box,
    thread,
    time::{Duration, Instant},
};

/// The procedure of an industrial project, 51 items in working and natural days.
const PROCEDURE: &str = include_str!("../tests/networks/social_industrial.txt");

fn procedure() -> (Vec<Node>, Vec<Link>) {
    let rows: Vec<Vec<&str>> = PROCEDURE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(' ').collect())
        .collect();
    let place = |code: &str| rows.iter().position(|row| row[0] == code).unwrap();
    let node = |row: &Vec<&str>| {
        let (count, kind) = row[1].split_at(row[1].len() - 1);
        let kind = if kind == "n" { DayKind::Natural } else { DayKind::Working };
        Node { duration: Span { count: count.parse().unwrap(), kind } }
    };
    let links = rows.iter().enumerate().flat_map(|(to, row)| {
        let link =
            move |code: &&str| Link { from: place(code), to, kind: LinkKind::FinishStart, lag: Span::ZERO };
        row[2..].iter().map(link).collect::<Vec<_>>()
    });
    (rows.iter().map(node).collect(), links.collect())
}

/// The quickest of some runs: what it costs when nothing else wants the machine.
fn quickest(runs: usize, mut run: impl FnMut()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..runs).map(time).min().unwrap()
}

/// A project some way on: items begun and finished before today, one excluded, and a day to keep.
fn situations(items: usize, today: Day, numbers: &mut Numbers) -> Vec<Situation> {
    let over = numbers.below(items);
    let mut situations: Vec<Situation> = (0..items)
        .map(|item| {
            let from = today.plus(item as i32 - over as i32 - 3);
            let progress = match item {
                _ if item % 17 == 8 => Progress::Excluded,
                _ if item < over => Progress::Finished { from, to: from.plus(2) },
                _ if item == over => Progress::Started { on: from, left: Span::working(4) },
                _ => Progress::Planned,
            };
            Situation { progress, ..Situation::default() }
        })
        .collect();
    situations[items - 2].must_by = Some(today.plus(500));
    situations
}

fn main() {
    let calendar = calendar();
    let mut numbers = Numbers(1);
    let first = Date::constant(2012, 1, 1);

    let asked: Vec<(Date, i32)> = (0..1_000_000)
        .map(|_| {
            let date = first.checked_add(Days::new().days(numbers.below(5000) as i32)).unwrap();
            (date, numbers.below(240) as i32 - 40)
        })
        .collect();
    let add = quickest(10, || {
        for (date, count) in &asked {
            black_box(calendar.add_workdays(*date, *count));
        }
    });
    println!("1,000,000 additions of working days to dates: {add:?}");
    let numbered: Vec<(Day, Span)> =
        asked.iter().map(|(date, count)| (Day::of(*date), Span::working(*count))).collect();
    let add = quickest(10, || {
        for (day, span) in &numbered {
            black_box(calendar.later(*day, *span));
        }
    });
    println!("the same by day numbers: {add:?}");

    let (nodes, links) = procedure();
    let compile = quickest(200, || {
        black_box(Network::new(&nodes, &links).unwrap());
    });
    println!("one procedure of {} items and {} links compiled: {compile:?}", nodes.len(), links.len());
    let procedure = Network::new(&nodes, &links).unwrap();
    let begins = |numbers: &mut Numbers| Day::of(first).plus(numbers.below(3000) as i32);
    let projects: Vec<(Day, Day, Vec<Situation>)> = (0..2000)
        .map(|_| {
            let begins = begins(&mut numbers);
            let today = begins.plus(numbers.below(300) as i32);
            (begins, today, situations(nodes.len(), today, &mut numbers))
        })
        .collect();
    let mut dates = Dates::default();
    let plan = quickest(40, || {
        for (begins, ..) in &projects {
            procedure.date(&calendar, *begins, *begins, &[], &[33, 49], &mut dates);
            black_box(&dates);
        }
    });
    println!("2,000 projects x {} items planned: {plan:?}", nodes.len());
    let date = quickest(40, || {
        for (begins, today, situations) in &projects {
            procedure.date(&calendar, *begins, *today, situations, &[33, 49], &mut dates);
            black_box(&dates);
        }
    });
    println!("2,000 projects x {} items dated from what happened and today: {date:?}", nodes.len());

    let networks: Vec<(Day, Network)> =
        (0..2000).map(|_| (begins(&mut numbers), network(&mut numbers))).collect();
    let each = |networks: &[(Day, Network)], rounds: usize| {
        let mut dates = Dates::default();
        for _ in 0..rounds {
            for (begins, network) in networks {
                network.date(&calendar, *begins, *begins, &[], &[], &mut dates);
                black_box(&dates);
            }
        }
    };
    let once = quickest(40, || each(&networks, 1));
    println!("2,000 networks x 40 activities and 60 links, each its own: {once:?}");
    for rounds in [5, 50, 500] {
        let both = quickest(3, || {
            thread::scope(|scope| {
                let (left, right) = networks.split_at(networks.len() / 2);
                scope.spawn(|| each(left, rounds));
                each(right, rounds);
            });
        });
        println!("{} such, on two cores: {both:?}", 2000 * rounds);
    }
}
