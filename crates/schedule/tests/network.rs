//! Networks against brute force on small graphs, and the networks of the trade.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use proptest::prelude::*;
use qinghuo_schedule::{
    Calendar, Dates, Day, DayKind, Link, LinkKind, Network, Node, Span,
    network::{Driver, Fault, Progress, Situation, Window},
};
use std::sync::LazyLock;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::default);

const TODAY: i32 = 12_000;

fn today() -> Day {
    Day::FIRST.plus(TODAY)
}

fn kind() -> impl Strategy<Value = LinkKind> {
    prop_oneof![
        3 => Just(LinkKind::FinishStart),
        1 => Just(LinkKind::StartStart),
        1 => Just(LinkKind::FinishFinish),
        1 => Just(LinkKind::StartFinish),
    ]
}

fn span(least: i32, most: i32) -> impl Strategy<Value = Span> {
    (least..=most, any::<bool>()).prop_map(|(count, working)| Span {
        count,
        kind: if working { DayKind::Working } else { DayKind::Natural },
    })
}

/// Now and then some days of a month.
fn window() -> impl Strategy<Value = Option<Window>> {
    let days = (1i8..=28, 0i8..12).prop_map(|(first, more)| Window { first, last: (first + more).min(28) });
    prop_oneof![4 => Just(None), 1 => days.prop_map(Some)]
}

#[derive(Debug, Clone)]
struct Case {
    nodes: Vec<Node>,
    links: Vec<Link>,
    situations: Vec<Situation>,
}

/// Up to eight activities; links run from lower to higher numbers, then all are renamed, so that no order can be relied on.
fn case(with_progress: bool) -> impl Strategy<Value = Case> {
    (1usize..=8)
        .prop_flat_map(move |count| {
            let nodes = proptest::collection::vec(span(0, 12), count);
            let links = proptest::collection::vec((0..count, 0..count, kind(), span(-4, 6)), 0..14);
            let states = proptest::collection::vec(
                (0u8..8, 0i32..30, span(0, 9), proptest::option::of(-5i32..20), window()),
                count,
            );
            let names = Just((0..count).collect::<Vec<_>>()).prop_shuffle();
            (nodes, links, states, names)
        })
        .prop_map(move |(durations, raw, states, names)| {
            let mut nodes = vec![Node { duration: Span::ZERO }; durations.len()];
            let mut situations = vec![Situation::default(); durations.len()];
            for (place, duration) in durations.into_iter().enumerate() {
                nodes[names[place]].duration = duration;
                let (state, ago, left, not_before, window) = states[place];
                let on = today().plus(-ago);
                situations[names[place]] = Situation {
                    progress: match state {
                        0 if with_progress => Progress::Finished { from: on, to: on.plus(ago / 2) },
                        1 if with_progress => Progress::Started { on, left },
                        2 => Progress::Excluded,
                        _ => Progress::Planned,
                    },
                    duration: None,
                    not_before: not_before.map(|days| today().plus(days)),
                    must_by: None,
                    window,
                };
            }
            let mut links: Vec<Link> = Vec::new();
            for (a, b, kind, lag) in raw {
                let (from, to) = (names[a.min(b)], names[a.max(b)]);
                if a != b && !links.iter().any(|link| (link.from, link.to, link.kind) == (from, to, kind)) {
                    links.push(Link { from, to, kind, lag });
                }
            }
            Case { nodes, links, situations }
        })
}

/// Early dates by trying: nothing starts before everything lets it, found by raising days until nothing changes.
fn brute(case: &Case, begins: Day) -> Vec<(Day, Day)> {
    let later = |day, span| CALENDAR.later(day, span);
    let mut dates: Vec<(Day, Day)> = vec![(begins, begins); case.nodes.len()];
    for _ in 0..=case.nodes.len() * 2 {
        for node in 0..case.nodes.len() {
            let duration = case.nodes[node].duration;
            let progress = case.situations[node].progress;
            if let Progress::Finished { from, to } = progress {
                dates[node] = (from, to);
                continue;
            }
            if let Progress::Started { on, left } = progress {
                dates[node] = (on, later(today().max(on), left));
                continue;
            }
            let ties: Vec<&Link> = case.links.iter().filter(|link| link.to == node).collect();
            if progress == Progress::Excluded {
                let end = ties.iter().map(|link| dates[link.from].1).fold(begins, Day::max);
                dates[node] = (end, end);
                continue;
            }
            let mut start = begins.max(today());
            if let Some(day) = case.situations[node].not_before {
                start = start.max(day);
            }
            let fits = |start: Day| {
                ties.iter().all(|link| {
                    let other_excluded = case.situations[link.from].progress == Progress::Excluded;
                    let end = match link.kind {
                        LinkKind::FinishStart | LinkKind::FinishFinish => dates[link.from].1,
                        _ if other_excluded => dates[link.from].1,
                        _ => dates[link.from].0,
                    };
                    let bound = later(end, link.lag);
                    match link.kind {
                        LinkKind::FinishStart | LinkKind::StartStart => start >= bound,
                        LinkKind::FinishFinish | LinkKind::StartFinish => later(start, duration) >= bound,
                    }
                })
            };
            let opens = |start: Day| {
                let window = case.situations[node].window;
                window.is_none_or(|window| (window.first..=window.last).contains(&start.date().day()))
            };
            while !fits(start) || !opens(start) {
                start = start.plus(1);
            }
            dates[node] = (start, later(start, duration));
        }
    }
    dates
}

fn date(case: &Case, situations: &[Situation], aims: &[usize]) -> Dates {
    let network = Network::new(&case.nodes, &case.links).unwrap();
    let mut dates = Dates::default();
    network.date(&CALENDAR, today().plus(-3), today(), situations, aims, &mut dates);
    dates
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn early_dates_are_those_found_by_trying(case in case(true)) {
        let dates = date(&case, &case.situations, &[]);
        let found: Vec<_> =
            (0..case.nodes.len()).map(|n| (dates.early_start(n).unwrap(), dates.early_finish(n).unwrap())).collect();
        prop_assert_eq!(found, brute(&case, today().plus(-3)));
    }

    /// Starting, or ending, as late as said moves neither what is aimed at nor the end; a day later moves one of them.
    #[test]
    fn late_dates_are_the_latest(case in case(true), aim in 0usize..8) {
        let aim = aim % case.nodes.len();
        let dates = date(&case, &case.situations, &[aim]);
        let ends = |dates: &Dates| {
            let end = (0..case.nodes.len()).map(|n| dates.early_finish(n).unwrap()).max().unwrap();
            (end, dates.early_finish(aim).unwrap())
        };
        for node in 0..case.nodes.len() {
            let (early, late) = (dates.early_start(node).unwrap(), dates.late_start(node).unwrap());
            let late_finish = dates.late_finish(node).unwrap();
            let late_by = |delay: i32| {
                let mut situations = case.situations.clone();
                match &mut situations[node].progress {
                    Progress::Planned => situations[node].not_before = Some(late.plus(delay)),
                    Progress::Started { left, .. } => *left = Span::natural(today().until(late_finish) + delay),
                    Progress::Excluded | Progress::Finished { .. } => return None,
                }
                Some(ends(&date(&case, &situations, &[aim])) != ends(&dates))
            };
            match case.situations[node].progress {
                Progress::Planned => prop_assert!(late >= early, "node {}", node),
                Progress::Excluded => {}
                Progress::Started { .. } | Progress::Finished { .. } => prop_assert_eq!(late, early, "node {}", node),
            }
            for (delay, moves) in [(0, false), (1, true)] {
                let moved = late_by(delay);
                prop_assert!(moved.is_none_or(|moved| moved == moves), "node {} late by {}", node, delay);
            }
        }
    }

    /// Ending later by the free float moves no other date; by a working day more, where the total float leaves one, moves one.
    #[test]
    fn free_floats_are_free(case in case(true)) {
        let dates = date(&case, &case.situations, &[]);
        let others = |dates: &Dates, but: usize| -> Vec<_> {
            let others = (0..case.nodes.len()).filter(|node| *node != but);
            others.map(|node| (dates.early_start(node), dates.early_finish(node))).collect()
        };
        for node in 0..case.nodes.len() {
            let (on, finish) = (dates.early_start(node).unwrap(), dates.early_finish(node).unwrap());
            let (free, total) = (dates.free_float(node).unwrap(), dates.total_float(node).unwrap());
            prop_assert!((0..=total).contains(&free), "node {}", node);
            let holds_by_its_start = case.links.iter().any(|link| {
                link.from == node && matches!(link.kind, LinkKind::StartStart | LinkKind::StartFinish)
            });
            let is_milestone = case.nodes[node].duration.count == 0;
            let is_natural = case.nodes[node].duration.kind == DayKind::Natural;
            for (delay, moves) in [(free, false), (free + 1, true)] {
                let to = CALENDAR.later(finish, Span::working(delay));
                let mut situations = case.situations.clone();
                match &mut situations[node] {
                    _ if delay > total => continue,
                    // What has a window starts later; natural days from there on may end on a day off, so that a working day more still fits.
                    Situation { progress: Progress::Planned, not_before, window: Some(_), .. } => {
                        if moves && is_natural && !is_milestone {
                            continue;
                        }
                        *not_before = Some(CALENDAR.later(on, Span::working(delay)));
                    }
                    Situation { progress: Progress::Started { left, .. }, .. } => {
                        *left = Span::natural(today().until(to));
                    }
                    Situation { progress: Progress::Planned, not_before, .. } if is_milestone => *not_before = Some(to),
                    Situation { progress: progress @ Progress::Planned, .. } if !holds_by_its_start => {
                        *progress = Progress::Started { on, left: Span::natural(on.until(to)) };
                    }
                    _ => continue,
                }
                let moved = others(&date(&case, &situations, &[]), node) != others(&dates, node);
                prop_assert_eq!(moved, moves, "node {} by {}", node, delay);
            }
        }
    }

    /// What drives a date can be walked back to a day that needs no reason.
    #[test]
    fn drivers_lead_back_to_a_beginning(case in case(true)) {
        let dates = date(&case, &case.situations, &[]);
        for node in 0..case.nodes.len() {
            let (mut at, mut steps) = (node, 0);
            while let Some(Driver::Link { from, .. }) = dates.driver(at) {
                at = from;
                steps += 1;
                prop_assert!(steps <= case.nodes.len());
            }
        }
    }
}

#[test]
fn every_fault_comes_at_once_and_a_circle_is_named() {
    let node = |count| Node { duration: Span::working(count) };
    let link = |from, to| Link { from, to, kind: LinkKind::FinishStart, lag: Span::ZERO };
    let nodes = [node(1), node(-1), node(20_000), node(1), node(1), node(1)];
    let long = Link { lag: Span::natural(-20_000), ..link(0, 1) };
    let links = [link(0, 9), link(2, 2), long, link(0, 1), link(5, 3), link(3, 4), link(4, 5), link(0, 3)];
    let faults = Network::new(&nodes, &links).unwrap_err();
    assert_eq!(
        faults,
        [
            Fault::Duration { node: 1 },
            Fault::Duration { node: 2 },
            Fault::Unknown { link: 0 },
            Fault::Itself { link: 1 },
            Fault::Lag { link: 2 },
            Fault::Twice { link: 3 },
            Fault::Cycle { nodes: vec![3, 4, 5] },
        ]
    );
}

#[test]
fn a_day_to_be_met_makes_floats_negative() {
    let nodes = [Node { duration: Span::working(5) }, Node { duration: Span::working(5) }];
    let links = [Link { from: 0, to: 1, kind: LinkKind::FinishStart, lag: Span::ZERO }];
    let network = Network::new(&nodes, &links).unwrap();
    let begins = Day::of("2024-03-01".parse().unwrap()); // a Friday
    let must_by = Some(Day::of("2024-03-12".parse().unwrap()));
    let situations = [Situation::default(), Situation { must_by, ..Situation::default() }];
    let mut dates = Dates::default();
    network.date(&CALENDAR, begins, begins, &situations, &[], &mut dates);
    let day = |day: Option<Day>| day.unwrap().date().to_string();
    assert_eq!(day(dates.early_finish(0)), "2024-03-08");
    assert_eq!(day(dates.early_finish(1)), "2024-03-15");
    assert_eq!(dates.total_float(0), Some(-3));
    assert_eq!(dates.total_float(1), Some(-3));
    assert_eq!(dates.free_float(0), Some(-3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// A link drives an activity when a day earlier would be too early for it.
    #[test]
    fn all_that_drives_a_date_is_told(mut case in case(true)) {
        for situation in &mut case.situations {
            if situation.progress == Progress::Excluded {
                situation.progress = Progress::Planned;
            }
        }
        let network = Network::new(&case.nodes, &case.links).unwrap();
        let dates = date(&case, &case.situations, &[]);
        let driving = network.driving(&CALENDAR, &case.situations, &dates);
        for node in 0..case.nodes.len() {
            let mut told = driving.of(node).to_vec();
            told.sort_unstable();
            let mut start = dates.early_start(node).unwrap();
            let reaches = |start: Day, link: &&Link| {
                let end = match link.kind {
                    LinkKind::FinishStart | LinkKind::FinishFinish => dates.early_finish(link.from).unwrap(),
                    _ => dates.early_start(link.from).unwrap(),
                };
                let bound = CALENDAR.later(end, link.lag);
                match link.kind {
                    LinkKind::FinishStart | LinkKind::StartStart => start >= bound,
                    _ => CALENDAR.later(start, case.nodes[node].duration) >= bound,
                }
            };
            let Some(Driver::Link { from, kind }) = dates.driver(node) else {
                prop_assert!(told.is_empty());
                continue;
            };
            prop_assert!(told.contains(&(from, kind)), "the one named is one of all");
            let ties = case.links.iter().filter(|link| link.to == node);
            // Where a window opens later than that, back to the day that is waited for.
            while ties.clone().all(|link| reaches(start.plus(-1), &link)) {
                start = start.plus(-1);
            }
            let mut want: Vec<(usize, LinkKind)> = ties
                .filter(|link| !reaches(start.plus(-1), link))
                .map(|link| (link.from, link.kind))
                .collect();
            want.sort_unstable();
            prop_assert_eq!(told, want);
        }
    }
}

#[test]
fn what_takes_no_part_stands_for_what_it_would_have_waited_for() {
    let nodes = [3, 3, 9, 2].map(|days| Node { duration: Span::working(days) });
    let link = |from, to| Link { from, to, kind: LinkKind::FinishStart, lag: Span::ZERO };
    let links = [link(0, 2), link(1, 2), link(2, 3), link(0, 3)];
    let mut situations = [Situation::default(); 4];
    situations[2].progress = Progress::Excluded;
    let network = Network::new(&nodes, &links).unwrap();
    let mut dates = Dates::default();
    network.date(&CALENDAR, today(), today(), &situations, &[], &mut dates);
    let driving = network.driving(&CALENDAR, &situations, &dates);
    let finish = LinkKind::FinishStart;
    assert_eq!(driving.of(3), [(0, finish), (1, finish)]);
    assert_eq!(driving.of(2), [(0, finish), (1, finish)]);
    assert_eq!(driving.of(0), []);
}

#[test]
fn what_has_a_window_starts_within_it() {
    let window = Window { first: 3, last: 10 };
    for (from, next) in [
        ("2024-03-01", "2024-03-03"),
        ("2024-03-03", "2024-03-03"),
        ("2024-03-10", "2024-03-10"),
        ("2024-03-11", "2024-04-03"),
        ("2024-12-31", "2025-01-03"),
        ("2024-01-31", "2024-02-03"),
    ] {
        assert_eq!(window.next(Day::of(from.parse().unwrap())).date().to_string(), next, "from {from}");
    }
    for (until, previous) in [
        ("2024-03-02", "2024-02-10"),
        ("2024-03-03", "2024-03-03"),
        ("2024-03-10", "2024-03-10"),
        ("2024-03-31", "2024-03-10"),
        ("2025-01-01", "2024-12-10"),
    ] {
        assert_eq!(window.previous(Day::of(until.parse().unwrap())).date().to_string(), previous, "{until}");
    }

    // The window moves a date and is no reason of its own: it is still the activity before it that is waited for.
    let nodes = [Node { duration: Span::natural(12) }, Node { duration: Span::natural(5) }];
    let links = [Link { from: 0, to: 1, kind: LinkKind::FinishStart, lag: Span::ZERO }];
    let begins = Day::of("2024-03-01".parse().unwrap());
    let network = Network::new(&nodes, &links).unwrap();
    let mut dates = Dates::default();
    let windowed = |progress| {
        [Situation::default(), Situation { progress, window: Some(window), ..Situation::default() }]
    };
    network.date(&CALENDAR, begins, begins, &windowed(Progress::Planned), &[], &mut dates);
    assert_eq!(dates.early_start(1).unwrap().date().to_string(), "2024-04-03");
    assert_eq!(dates.early_finish(1).unwrap().date().to_string(), "2024-04-08");
    assert_eq!(dates.driver(1), Some(Driver::Link { from: 0, kind: LinkKind::FinishStart }));
    // What was begun was begun when it was.
    let started = Progress::Started { on: begins, left: Span::natural(2) };
    network.date(&CALENDAR, begins, begins, &windowed(started), &[], &mut dates);
    assert_eq!(dates.early_start(1), Some(begins));
}
