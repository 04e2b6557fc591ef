//! Anchors: what another party keeps of a ledger, so that a cut tail and a rewritten history are found. The text is that of
//! docs/ledger-format.md; a second reader of it, sharing no code with this, is the crate `verify`.

use std::fmt;
use std::str::FromStr;

use crate::read::{self, Tail};
use crate::record::check_time;
use crate::{Damage, Hash, Head, Ledger, LedgerError};

const TITLE: &str = "qinghuo anchor 1";
/// Every how many records a waypoint stands.
const STRIDE: u64 = 1000;

/// The head of a ledger on some day, and waypoints before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// For whoever finds it in a drawer; part of its check sum and of nothing else.
    pub remarks: Vec<String>,
    /// Which city it is of, for people.
    pub city: String,
    /// When the head was recorded; empty for an empty ledger.
    pub recorded_at: String,
    /// Records by number, ascending; the last is the head.
    pub records: Vec<Head>,
}

/// How a ledger whose chain is proved stands towards an anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Up to this record it is the ledger the anchor was made of.
    Holds(u64),
    /// The anchor names a record behind its end: its tail was cut, or it is an older copy.
    Behind {
        /// The anchor's head.
        anchored: u64,
        /// Where the ledger ends.
        ends: u64,
    },
    /// Its history was rewritten, between two records of the anchor.
    Rewritten {
        /// The last one that is the same; 0 if none is.
        same: u64,
        /// The first that is not.
        other: u64,
    },
}

/// Why a text is no anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAnchor {
    /// This line, counted from 1, is not what an anchor has there.
    #[error("line {0} is not that of an anchor")]
    Line(usize),
    /// The check sum is not that of the lines above it: it was mistyped or damaged on the way.
    #[error("the check sum is wrong")]
    Sum,
}

impl Anchor {
    /// The record anchored last; that of an empty ledger if there is none.
    pub fn head(&self) -> Head {
        self.records.last().copied().unwrap_or(Head::EMPTY)
    }
}

impl Ledger {
    /// An anchor of the ledger as it stands. It names hashes as they are stored: that they are true is for
    /// [`Ledger::verify`] to say first.
    pub fn anchor(&self, city: &str) -> Result<Anchor, LedgerError> {
        let _moment = self.moment()?;
        let Tail { head, recorded_at } = Tail::of(&self.conn)?;
        let mut records = Vec::new();
        let waypoints = std::iter::once(1).chain((1..).map(|number| number * STRIDE));
        for seq in waypoints.take_while(|seq| *seq < head.seq) {
            let hash = read::hash_of(&self.conn, seq)?.ok_or(Damage::Missing.at(seq))?;
            records.push(Head { seq, hash });
        }
        records.push(head);
        let city = if city.is_empty() { "-" } else { city };
        Ok(Anchor { remarks: Vec::new(), city: one_line(city), recorded_at, records })
    }

    /// Holds the ledger against an anchor, by its stored hashes: to be asked of one that [`Ledger::verify`] found sound.
    pub fn against(&self, anchor: &Anchor) -> Result<Standing, LedgerError> {
        let _moment = self.moment()?;
        let ends = Tail::of(&self.conn)?.head.seq;
        let mut same = 0;
        for record in anchor.records.iter().filter(|record| record.seq <= ends) {
            if !self.holds(record)? {
                return Ok(Standing::Rewritten { same, other: record.seq });
            }
            same = record.seq;
        }
        let anchored = anchor.head().seq;
        Ok(if anchored > ends { Standing::Behind { anchored, ends } } else { Standing::Holds(anchored) })
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = vec![TITLE.to_owned()];
        lines.extend(self.remarks.iter().map(|remark| format!("# {}", one_line(remark))));
        lines.push(format!("city {}", self.city));
        lines.push(format!(
            "recorded-at {}",
            if self.recorded_at.is_empty() { "-" } else { &self.recorded_at }
        ));
        let (head, waypoints) =
            (self.head(), self.records.split_last().map_or(&[][..], |(_, before)| before));
        lines.extend(waypoints.iter().map(|waypoint| format!("waypoint {} {}", waypoint.seq, waypoint.hash)));
        lines.push(format!("head {} {}\n", head.seq, head.hash));
        let above = lines.join("\n");
        writeln!(f, "{above}sum {}", Hash::of(above.as_bytes()))
    }
}

impl FromStr for Anchor {
    type Err = NoAnchor;

    /// Reads an anchor. Ends of lines and blanks at them may have been changed on the way, as mails do.
    fn from_str(text: &str) -> Result<Anchor, NoAnchor> {
        let mut anchor = Anchor {
            remarks: Vec::new(),
            city: String::new(),
            recorded_at: String::new(),
            records: Vec::new(),
        };
        let mut above = String::new();
        let mut has_head = false;
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines().map(str::trim_end)) {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                _ if number == 1 && line == TITLE => {}
                "sum" if has_head => {
                    let sum = Hash::of(above.as_bytes());
                    return if rest.parse() == Ok(sum) { Ok(anchor) } else { Err(NoAnchor::Sum) };
                }
                _ if number > 1 && !has_head && anchor.take(word, rest) => has_head = word == "head",
                "#" if number > 1 => anchor.remarks.push(rest.to_owned()),
                _ => return Err(NoAnchor::Line(number)),
            }
            above.push_str(line);
            above.push('\n');
        }
        Err(NoAnchor::Line(text.lines().count() + 1))
    }
}

impl Anchor {
    /// Takes in one line; whether it is one.
    fn take(&mut self, word: &str, rest: &str) -> bool {
        match word {
            "city" => rest.clone_into(&mut self.city),
            "recorded-at" if rest == "-" => {}
            "recorded-at" if check_time(rest).is_ok() => rest.clone_into(&mut self.recorded_at),
            "waypoint" | "head" => {
                let record = rest
                    .split_once(' ')
                    .and_then(|(seq, hash)| Some(Head { seq: seq.parse().ok()?, hash: hash.parse().ok()? }));
                let next =
                    record.filter(|record| self.records.last().is_none_or(|last| last.seq < record.seq));
                self.records.extend(next);
                return next.is_some();
            }
            _ => return false,
        }
        true
    }
}
