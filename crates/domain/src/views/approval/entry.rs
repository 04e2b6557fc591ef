//! The entry of a project into the statistics library: its papers, each with the fact behind it, and the window they can be handed over in.

use super::{Approval, Step};
use crate::{
    Attribute, Field,
    evidence::{Listed, Standing, checklist},
    procedure::ItemCode,
    project::Seen,
    rules::Rules,
    step::{Act, Course, Deed, State},
    time::{Date, Seq},
};

/// The evidence of one project.
#[derive(Clone, Debug)]
pub struct Entry<'r> {
    /// The entry's item, by index.
    pub index: usize,
    /// The kind of entry, by key; `None` where the rules ask for nothing.
    pub kind: Option<&'r str>,
    /// The papers, in the order in which they are packed, each with the fact that says it is there.
    pub papers: Vec<(Listed<'r>, Option<Seq>)>,
    /// While it is not handed over: the first and the last day on which it is expected to be.
    pub window: Option<(Date, Date)>,
    /// The day it was handed over last, and whether that day lay outside the window.
    pub handed_over: Option<(Date, bool)>,
}

impl Entry<'_> {
    /// The papers it cannot be handed over without.
    pub fn wanting(&self) -> impl Iterator<Item = &Listed<'_>> {
        self.papers.iter().map(|(listed, _)| listed).filter(|listed| listed.is_wanting())
    }

    /// How many of the papers it needs are there, and how many it needs.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let needed = self.papers.iter().filter(|(listed, _)| !listed.paper.is_optional).count();
        (needed - self.wanting().count(), needed)
    }
}

/// The evidence of a project; `None` where its procedure has no entry, or it does not need one.
#[must_use]
pub fn entry<'r>(approval: &Approval<'_>, seen: Seen<'_>, rules: &'r Rules) -> Option<Entry<'r>> {
    let is_entry = |step: &&Step<'_>| step.item.course() == Course::Evidence && step.is_needed();
    let step = approval.steps.iter().find(is_entry)?;
    let class = seen.class().map(|class| &**class);
    let life = |code: &_| Some(approval.step(code)?.life.clone());
    let behind = |listed: &Listed<'_>| {
        let name = &listed.paper.name.zh;
        let gathers = |act: &Act| matches!(act, Act::GatherPaper { paper, .. } if paper == name);
        match &listed.standing {
            Standing::Missing => None,
            Standing::Gathered(_) => last(seen, &step.item.code, gathers),
            Standing::Known { item, .. } => last(seen, item, settles),
        }
    };
    let papers = checklist(&rules.evidence, class, &step.life, life).into_iter().map(|listed| {
        let fact = behind(&listed);
        (listed, fact)
    });
    let is_ahead = matches!(step.life.state, State::NotStarted | State::UnderWay);
    let window = rules.evidence.window.filter(|_| is_ahead).and_then(|window| {
        let first = approval.forecast.of(step.index)?.early.from;
        Some((first, first.with().day(window.last).build().ok()?))
    });
    let handed_over = step.life.submitted_on.filter(|_| !is_ahead);
    Some(Entry {
        index: step.index,
        kind: rules.evidence.kind(class).map(|kind| &*kind.key),
        papers: papers.collect(),
        window,
        handed_over: handed_over.map(|on| (on, rules.evidence.opens(on) != on)),
    })
}

/// The last act of a kind on an item that counts.
fn last(seen: Seen<'_>, item: &ItemCode, is_it: impl Fn(&Act) -> bool) -> Option<Seq> {
    let timeline = seen.project.timeline(&Field::Step(item.clone()));
    let found = timeline
        .iter()
        .rev()
        .filter(|entry| entry.counts(seen.at))
        .find(|entry| matches!(&entry.attribute, Attribute::Step(_, Some(act)) if is_it(act)));
    found.map(|entry| entry.seq)
}

/// Whether an act is what settles an item in favour.
const fn settles(act: &Act) -> bool {
    matches!(act.deed(), Deed::Approve | Deed::ApproveTolerating | Deed::ApproveOnCommitment | Deed::Finish)
}
