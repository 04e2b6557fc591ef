//! What both measurements are made of: numbers by a rule, a calendar of twenty years, networks of forty activities.

use jiff::{Span as Days, civil::Date};
use qinghuo_schedule::{Calendar, Link, LinkKind, Network, Node, Span, Year};

/// Numbers by a rule, the same in every run.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// Twenty years with a week off in spring and in autumn, each worked for on the Saturday after.
pub fn calendar() -> Calendar {
    let week = |year, month| {
        let first = Date::new(year, month, 1).unwrap();
        first.series(Days::new().days(1)).take(7).collect::<Vec<_>>()
    };
    let years: Vec<Year> = (2010..2030)
        .map(|year| {
            let off = [week(year, 2), week(year, 10)].concat();
            let after = |date: &Date| date.checked_add(Days::new().days(7)).unwrap();
            let saturday = |date: &Date| date.weekday() == jiff::civil::Weekday::Saturday;
            Year { year, worked: off.iter().filter(|day| saturday(day)).map(after).collect(), off }
        })
        .collect();
    Calendar::new(&years).unwrap()
}

/// 40 activities, four of them milestones, and 60 links.
pub fn network(numbers: &mut Numbers) -> Network {
    let duration = |place, numbers: &mut Numbers| {
        Span::working(if place % 10 == 9 { 0 } else { 1 + numbers.below(30) as i32 })
    };
    let nodes: Vec<Node> = (0..40).map(|place| Node { duration: duration(place, numbers) }).collect();
    let mut links: Vec<Link> = Vec::new();
    let mut tie = |from, to| {
        if !links.iter().any(|link: &Link| (link.from, link.to) == (from, to)) {
            links.push(Link { from, to, kind: LinkKind::FinishStart, lag: Span::ZERO });
        }
        links.len()
    };
    for to in 1..40 {
        tie(to - 1 - numbers.below(to.min(6)), to);
    }
    loop {
        let to = 2 + numbers.below(38);
        if tie(to - 1 - numbers.below(to.min(10)), to) == 60 {
            break;
        }
    }
    Network::new(&nodes, &links).unwrap()
}
