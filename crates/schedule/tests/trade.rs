//! The two networks of the trade (DOMAIN.md sections 2.4 and 2.5), copied from their tables.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use qinghuo_schedule::{
    Calendar, Dates, Day, DayKind, Link, LinkKind, Network, Node, Span,
    network::{Driver, Progress, Situation},
};

const INDUSTRIAL: &str = include_str!("networks/social_industrial.txt");
const GOVERNMENT: &str = include_str!("networks/gov_infrastructure_civil.txt");

/// The items land on which nobody lives or farms does not need.
const CLEARED: &[&str] = &["A05", "A06", "A07", "A08", "A10"];

/// How days of publicity and of work are counted.
#[derive(Clone, Copy)]
enum Natural {
    /// As DOMAIN.md reckons: five working days for seven, rounded up.
    AsWorking,
    /// Day by day.
    Exactly,
}

struct Dated {
    codes: Vec<&'static str>,
    begins: Day,
    calendar: Calendar,
    dates: Dates,
}

impl Dated {
    fn place(&self, code: &str) -> usize {
        self.codes.iter().position(|known| *known == code).unwrap()
    }

    /// Working days from the beginning to the end of an item.
    fn workdays(&self, code: &str) -> i32 {
        self.calendar.workdays(self.begins, self.dates.early_finish(self.place(code)).unwrap())
    }

    /// What the end of an item waits for, back to the beginning; what takes no part is passed over.
    fn chain(&self, code: &str) -> String {
        let (mut at, mut codes) = (self.place(code), vec![code]);
        while let Some(Driver::Link { from, .. }) = self.dates.driver(at) {
            at = from;
            if !self.dates.is_excluded(at) {
                codes.push(self.codes[at]);
            }
        }
        codes.reverse();
        codes.join(" ")
    }
}

/// Dates a network from a Monday on, in weeks of five working days.
fn date(
    text: &'static str,
    natural: Natural,
    without: &[&str],
    overlaps: &[(&str, &str)],
    aim: &str,
) -> Dated {
    let rows: Vec<Vec<&str>> =
        text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(' ').collect()).collect();
    let codes: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    let place = |code: &str| codes.iter().position(|known| *known == code).unwrap();
    let node = |row: &Vec<&str>| {
        let (count, kind) = row[1].split_at(row[1].len() - 1);
        let count: i32 = count.parse().unwrap();
        let duration = match (kind, natural) {
            ("w", _) => Span::working(count),
            ("n", Natural::Exactly) => Span { count, kind: DayKind::Natural },
            ("n", Natural::AsWorking) => Span::working((count * 5 + 6) / 7),
            _ => panic!("{kind} is no kind of day"),
        };
        Node { duration }
    };
    let link = |from: &str, to: &str| {
        let kind = if overlaps.contains(&(from, to)) { LinkKind::StartStart } else { LinkKind::FinishStart };
        Link { from: place(from), to: place(to), kind, lag: Span::ZERO }
    };
    let nodes: Vec<Node> = rows.iter().map(node).collect();
    let links: Vec<Link> =
        rows.iter().flat_map(|row| row[2..].iter().map(|from| link(from, row[0]))).collect();
    let situation = |code: &&str| Situation {
        progress: if without.contains(code) { Progress::Excluded } else { Progress::Planned },
        ..Situation::default()
    };
    let situations: Vec<Situation> = codes.iter().map(situation).collect();
    let (calendar, begins) = (Calendar::default(), Day::of("2024-01-01".parse().unwrap()));
    let aim = place(aim);
    let mut dates = Dates::default();
    let network = Network::new(&nodes, &links).unwrap();
    network.date(&calendar, begins, begins, &situations, &[aim], &mut dates);
    Dated { codes, begins, calendar, dates }
}

#[test]
fn the_networks_reckon_to_the_published_days() {
    let bids = &[("B28", "B29")];
    for (text, natural, without, overlaps, milestone, days) in [
        (INDUSTRIAL, Natural::AsWorking, &[][..], &[][..], "A34", 113),
        (INDUSTRIAL, Natural::AsWorking, &[], &[], "A50", 408),
        (INDUSTRIAL, Natural::AsWorking, CLEARED, &[], "A34", 87),
        (GOVERNMENT, Natural::AsWorking, &[], &[], "B37", 170),
        (GOVERNMENT, Natural::AsWorking, &[], &[], "B46", 533),
        // Bids are prepared from the first issue of the documents on: five natural days, four working ones, less.
        (GOVERNMENT, Natural::AsWorking, &[], bids, "B37", 166),
        // Counted day by day, in weeks from a Monday: nothing is rounded up, and a period may end on a day off.
        (INDUSTRIAL, Natural::Exactly, &[], &[], "A34", 113),
        (INDUSTRIAL, Natural::Exactly, &[], &[], "A50", 405),
        (INDUSTRIAL, Natural::Exactly, CLEARED, &[], "A34", 84),
        (GOVERNMENT, Natural::Exactly, &[], &[], "B37", 164),
        (GOVERNMENT, Natural::Exactly, &[], &[], "B46", 526),
    ] {
        let dated = date(text, natural, without, overlaps, milestone);
        assert_eq!(dated.workdays(milestone), days, "{milestone}");
    }
}

#[test]
fn what_governs_the_start_of_works_is_found() {
    for (text, without, milestone, chain) in [
        (INDUSTRIAL, &[][..], "A34", "A01 A05 A06 A07 A08 A10 A11 A12 A13 A15 A24 A32 A34"),
        (INDUSTRIAL, CLEARED, "A34", "A01 A03 A16 A17 A25 A29 A30 A32 A34"),
        (GOVERNMENT, &[], "B37", "B01 B02 B07 B08 B18 B19 B22 B26 B28 B29 B30 B31 B32 B36 B37"),
    ] {
        let dated = date(text, Natural::AsWorking, without, &[], milestone);
        assert_eq!(dated.chain(milestone), chain);
        let float = |code| dated.dates.total_float(dated.place(code)).unwrap();
        assert!(chain.split(' ').all(|code| float(code) == 0), "all of it is critical");
    }
}
