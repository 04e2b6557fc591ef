//! What a project has of its own within the procedure it follows: items nobody else has, and planned days that suit it better than the template's.
//!
//! Both are told with a reason, from a day on; the template's days stay beside the project's. An item the template has and the project's circumstances
//! exclude is called for by an act ([`crate::step::Act::NeedAfterAll`]), as one it does not need is found unneeded by one.
//!
//! What is absent: the item's life, which is that of any item, and dates.

use crate::{
    attribute::Text,
    procedure::{
        DayKind, Days, Item, ItemCode, ItemKind, Lag, Lane, Link, LinkKind, Networks, Procedure, Stage,
    },
    project::Seen,
    rules::Rules,
    time::Date,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Most days an item may be planned for: ten years is beyond all measure.
pub const LONGEST_PLAN: u16 = 3650;

/// An item only this project goes through.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OwnItem {
    /// What it is called.
    pub name: Text,
    /// The side of 四个并联 it runs on.
    pub lane: Lane,
    /// What kind of act it is.
    pub kind: ItemKind,
    /// The unit that leads it: the key of one of the playbook's, or a name.
    pub unit: Text,
    /// Planned days.
    pub plan: Days,
    /// The items it waits for.
    #[serde(default)]
    pub after: Vec<ItemCode>,
    /// The items that wait for it.
    #[serde(default)]
    pub before: Vec<ItemCode>,
    /// Why the project needs it.
    pub reason: Text,
}

impl OwnItem {
    /// Kinds an item of one project may be of: what takes no time, and the enterprise's statistics, are the template's alone.
    pub const KINDS: [ItemKind; 11] = [
        ItemKind::Permit,
        ItemKind::PermitAbove,
        ItemKind::Filing,
        ItemKind::Registration,
        ItemKind::Publicity,
        ItemKind::GovInternal,
        ItemKind::TechReview,
        ItemKind::Inspection,
        ItemKind::OwnerWork,
        ItemKind::Utility,
        ItemKind::Evaluation,
    ];

    /// The stage it belongs to, by its lane.
    const fn stage(&self) -> Stage {
        match (self.lane, self.kind) {
            (Lane::Land, _) => Stage::LandAndInitiation,
            (Lane::Permits, ItemKind::OwnerWork) => Stage::OwnersDesign,
            (Lane::Permits, _) => Stage::EngineeringPermits,
            (Lane::EarlyStart, _) => Stage::ConstructionPermit,
            (Lane::StatisticsEntry, _) => Stage::Statistics,
            (Lane::Works, ItemKind::OwnerWork) => Stage::Construction,
            (Lane::Works, _) => Stage::CompletionAcceptance,
        }
    }
}

/// A schedule of the works, drawn up with another program, from which an item's own days were taken.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WorksSchedule {
    /// The file's name.
    pub file: Text,
    /// SM3 of the file, in hex: the attachment kept beside the ledger.
    pub attachment: Text,
    /// The day its works begin.
    pub starts_on: Date,
    /// The day they end.
    pub ends_on: Date,
    /// Its milestones, each with its day.
    pub milestones: Vec<(Text, Date)>,
}

/// How long an item is planned to take in this project.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OwnPlan {
    /// The days; `None` is those of the template again.
    pub days: Option<Days>,
    /// Why.
    pub reason: Text,
    /// The schedule they were taken from.
    #[serde(default)]
    pub works: Option<WorksSchedule>,
}

/// A procedure with the items a project has of its own, which come last; `None` of them leaves it as it is. A link to an item the procedure does not
/// have is left out.
#[must_use]
pub fn tailored<'a>(procedure: &'a Procedure, seen: Seen<'a>, rules: &Rules) -> Cow<'a, Procedure> {
    let is_new = |(code, _): &(&ItemCode, &OwnItem)| procedure.item(code).is_none();
    let own: Vec<(&ItemCode, &OwnItem)> =
        seen.own_items().map(|(code, _, own)| (code, own)).filter(is_new).collect();
    if own.is_empty() { Cow::Borrowed(procedure) } else { Cow::Owned(with_items(procedure, &own, rules)) }
}

/// A procedure with more items.
pub(crate) fn with_items(procedure: &Procedure, own: &[(&ItemCode, &OwnItem)], rules: &Rules) -> Procedure {
    let mut items = procedure.items.clone();
    items.extend(own.iter().map(|(code, own)| item(code, own, rules)));
    let place = |items: &[Item], code: &ItemCode| items.iter().position(|item| item.code == *code);
    for (code, own) in own {
        let Some(to) = place(&items, code) else { continue };
        for from in own.after.iter().filter_map(|code| place(&items, code)).collect::<Vec<_>>() {
            tie(&mut items, from, to);
        }
        for waiting in own.before.iter().filter_map(|code| place(&items, code)).collect::<Vec<_>>() {
            tie(&mut items, to, waiting);
        }
    }
    Procedure {
        key: procedure.key.clone(),
        version: procedure.version,
        serial_ground: procedure.serial_ground,
        items,
        networks: Networks::default(),
    }
}

/// Lets an item wait for the end of another, once.
fn tie(items: &mut [Item], from: usize, to: usize) {
    let Some(item) = items.get_mut(to) else { return };
    if !item.links.iter().any(|link| link.from == from && link.kind == LinkKind::FinishStart) {
        let lag = Lag { count: 0, kind: DayKind::Working };
        item.links.push(Link { from, kind: LinkKind::FinishStart, lag });
    }
}

fn item(code: &ItemCode, own: &OwnItem, rules: &Rules) -> Item {
    Item {
        code: code.clone(),
        lane: own.lane,
        stage: own.stage(),
        kind: own.kind,
        units: vec![own.unit.clone()],
        plan: own.plan,
        // Whoever added it said how long: no estimate of ours.
        plan_ground: None,
        statutory: None,
        promised: None,
        links: Vec::new(),
        serial_after: Vec::new(),
        flags: Vec::new(),
        merged_into: None,
        validity: None,
        is_conditional: false,
        letters: rules.letters.get(&own.kind).cloned().unwrap_or_default(),
        milestone: None,
    }
}
