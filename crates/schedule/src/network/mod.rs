//! A network of activities: compiled once from nodes and links, then dated as often as needed.
//!
//! Start at [`Network::new`], which refuses with every fault at once, and [`Network::date`], which fills [`Dates`] anew without allocating.

mod dates;

pub use dates::{Dates, Driver, Driving, Progress, Situation, Window};

use crate::{DayKind, Span};

/// Longest duration or lag, in days.
pub const LONGEST_SPAN: i32 = 10_000;

/// An activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// How long it takes; no days for a milestone.
    pub duration: Span,
}

/// What a link ties together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// It starts when the other has finished.
    FinishStart,
    /// It starts when the other has started.
    StartStart,
    /// It finishes when the other has finished.
    FinishFinish,
    /// It finishes when the other has started.
    StartFinish,
}

/// A link between two activities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The activity before.
    pub from: usize,
    /// The activity after.
    pub to: usize,
    /// What it ties together.
    pub kind: LinkKind,
    /// How long after; negative is overlap.
    pub lag: Span,
}

/// What is wrong with a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A duration is negative or absurdly long.
    Duration {
        /// The activity.
        node: usize,
    },
    /// A link names an activity that is not there.
    Unknown {
        /// The link's place.
        link: usize,
    },
    /// A link ties an activity to itself.
    Itself {
        /// The link's place.
        link: usize,
    },
    /// A link stands there a second time.
    Twice {
        /// The link's place.
        link: usize,
    },
    /// A lag is absurdly long.
    Lag {
        /// The link's place.
        link: usize,
    },
    /// Activities wait for each other in a circle: each for the one before it, the first for the last.
    Cycle {
        /// The activities of the circle.
        nodes: Vec<usize>,
    },
}

/// One end of a link as its other end sees it: eight bytes, for a million networks are dated as fast as they are read.
#[derive(Clone, Copy, Debug)]
struct Tie {
    other: u32,
    lag: i16,
    lag_kind: DayKind,
    kind: LinkKind,
}

impl Tie {
    fn lag(self) -> Span {
        Span { count: self.lag.into(), kind: self.lag_kind }
    }
}

/// An activity in its turn.
#[derive(Clone, Copy, Debug)]
struct Turn {
    node: u32,
    /// The links into it: `ins[ins_from..ins_to]`.
    ins_from: u32,
    ins_to: u32,
    duration: i16,
    duration_kind: DayKind,
}

impl Turn {
    fn duration(&self) -> Span {
        Span { count: self.duration.into(), kind: self.duration_kind }
    }
}

/// A compiled network.
#[derive(Clone, Debug)]
pub struct Network {
    /// Activities in an order in which each comes after all it waits for.
    turns: Box<[Turn]>,
    /// Links into the activities, in that order.
    ins: Box<[Tie]>,
}

impl Network {
    /// Compiles a network. Takes time in proportion to nodes and links.
    ///
    /// # Errors
    /// Every fault; circles are looked for among the links that are sound.
    pub fn new(nodes: &[Node], links: &[Link]) -> Result<Self, Vec<Fault>> {
        let mut faults: Vec<Fault> = Vec::new();
        let durations = nodes.iter().enumerate();
        let is_absurd = |(_, node): &(usize, &Node)| !(0..=LONGEST_SPAN).contains(&node.duration.count);
        faults.extend(durations.filter(is_absurd).map(|(node, _)| Fault::Duration { node }));
        let mut sound: Vec<(usize, &Link)> = Vec::new();
        for (place, link) in links.iter().enumerate() {
            if link.from >= nodes.len() || link.to >= nodes.len() {
                faults.push(Fault::Unknown { link: place });
            } else if link.from == link.to {
                faults.push(Fault::Itself { link: place });
            } else {
                if link.lag.count.abs() > LONGEST_SPAN {
                    faults.push(Fault::Lag { link: place });
                }
                sound.push((place, link));
            }
        }
        let mut sorted = sound.clone();
        sorted.sort_by_key(|(place, link)| (link.to, link.from, link.kind, *place));
        let again = sorted.windows(2).filter_map(|pair| match pair {
            [(_, a), (place, b)] if (a.to, a.from, a.kind) == (b.to, b.from, b.kind) => Some(*place),
            _ => None,
        });
        faults.extend(again.map(|link| Fault::Twice { link }));

        let tied =
            |end: fn(&Link) -> usize, other: fn(&Link) -> usize| gather(nodes.len(), &sound, end, other);
        let (outs, out_from) = tied(|link| link.from, |link| link.to);
        let (ins, in_from) = tied(|link| link.to, |link| link.from);
        let order = match order(nodes.len(), &ins, &in_from, &outs, &out_from) {
            Ok(order) => order,
            Err(nodes) => {
                faults.push(Fault::Cycle { nodes });
                Vec::new()
            }
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        let (mut turns, mut ins_in_order) = (Vec::with_capacity(nodes.len()), Vec::with_capacity(ins.len()));
        for (node, place) in order.into_iter().map(|node| (node, node as usize)) {
            let ins_from = u32::try_from(ins_in_order.len()).unwrap_or(u32::MAX);
            ins_in_order.extend_from_slice(slice(&ins, &in_from, place));
            let ins_to = u32::try_from(ins_in_order.len()).unwrap_or(u32::MAX);
            let Span { count, kind: duration_kind } =
                nodes.get(place).map_or(Span::ZERO, |node| node.duration);
            turns.push(Turn { node, ins_from, ins_to, duration: short(count), duration_kind });
        }
        Ok(Self { turns: turns.into(), ins: ins_in_order.into() })
    }

    /// How many activities it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.turns.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.turns.is_empty()
    }

    /// The activities with the links into them, each after all it waits for.
    fn in_order(&self) -> impl DoubleEndedIterator<Item = (&Turn, &[Tie])> {
        let ins = |turn: &Turn| self.ins.get(turn.ins_from as usize..turn.ins_to as usize);
        self.turns.iter().map(move |turn| (turn, ins(turn).unwrap_or_default()))
    }
}

fn slice<'a>(ties: &'a [Tie], from: &[u32], node: usize) -> &'a [Tie] {
    match (from.get(node), from.get(node + 1)) {
        (Some(from), Some(to)) => ties.get(*from as usize..*to as usize).unwrap_or_default(),
        _ => &[],
    }
}

/// A count of days no larger than [`LONGEST_SPAN`].
fn short(count: i32) -> i16 {
    i16::try_from(count).unwrap_or(i16::MAX)
}

/// The links by one of their ends: all of activity 0, then all of activity 1 …
fn gather(
    nodes: usize,
    links: &[(usize, &Link)],
    end: fn(&Link) -> usize,
    other: fn(&Link) -> usize,
) -> (Vec<Tie>, Vec<u32>) {
    let mut sorted: Vec<&Link> = links.iter().map(|(_, link)| *link).collect();
    sorted.sort_by_key(|link| end(link));
    let mut from = vec![0u32; nodes + 1];
    for link in &sorted {
        if let Some(count) = from.get_mut(end(link) + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for count in &mut from {
        sum += *count;
        *count = sum;
    }
    let tie = |link: &&Link| Tie {
        other: u32::try_from(other(link)).unwrap_or(u32::MAX),
        lag: short(link.lag.count),
        lag_kind: link.lag.kind,
        kind: link.kind,
    };
    (sorted.iter().map(tie).collect(), from)
}

/// An order in which each activity comes after all it waits for, or a circle.
fn order(
    nodes: usize,
    ins: &[Tie],
    in_from: &[u32],
    outs: &[Tie],
    out_from: &[u32],
) -> Result<Vec<u32>, Vec<usize>> {
    let mut waiting: Vec<usize> = (0..nodes).map(|node| slice(ins, in_from, node).len()).collect();
    let mut order: Vec<u32> = Vec::with_capacity(nodes);
    for (node, count) in (0u32..).zip(&waiting) {
        if *count == 0 {
            order.push(node);
        }
    }
    let mut next = 0;
    while let Some(node) = order.get(next).copied() {
        next += 1;
        for tie in slice(outs, out_from, node as usize) {
            if let Some(count) = waiting.get_mut(tie.other as usize) {
                *count -= 1;
                if *count == 0 {
                    order.push(tie.other);
                }
            }
        }
    }
    if order.len() == nodes { Ok(order) } else { Err(circle(&waiting, ins, in_from)) }
}

/// Of activities that wait for one another, one circle: going back from any of them along a link that is waited for never ends, so it comes round.
fn circle(waiting: &[usize], ins: &[Tie], in_from: &[u32]) -> Vec<usize> {
    let is_waiting = |node: usize| waiting.get(node).is_some_and(|count| *count > 0);
    let mut path: Vec<usize> = Vec::new();
    let mut at = (0..waiting.len()).find(|node| is_waiting(*node)).unwrap_or_default();
    loop {
        if let Some(begin) = path.iter().position(|node| *node == at) {
            let mut nodes = path.split_off(begin);
            nodes.reverse();
            let first = (0..nodes.len()).min_by_key(|place| nodes.get(*place).copied()).unwrap_or_default();
            nodes.rotate_left(first);
            return nodes;
        }
        path.push(at);
        match slice(ins, in_from, at).iter().map(|tie| tie.other as usize).find(|before| is_waiting(*before))
        {
            Some(before) => at = before,
            None => return path,
        }
    }
}
