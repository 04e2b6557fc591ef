//! What ties the items of a procedure together: codes become indices, and what goes round in a circle is named.

use super::template::code;
use crate::{
    diagnostic::Fault,
    nearest::nearest,
    reader::{Item as Written, Once},
};
use qinghuo_domain::procedure::{Item, Lag, Link, LinkKind};
use std::collections::BTreeMap;

/// The code of another item, with the place where it is named.
#[derive(Clone, Copy)]
pub(super) struct Reference<'a> {
    item: Written<'a>,
    code: &'a str,
}

impl<'a> Reference<'a> {
    pub(super) fn read(item: Written<'a>) -> Option<Self> {
        let (_, code) = code(item)?;
        Some(Self { item, code })
    }

    /// A reference that may stand only once in its list.
    pub(super) fn once(item: Written<'a>, once: &mut Once<'a>) -> Option<Self> {
        Self::read(item).inspect(|reference| once.note(item, reference.code))
    }
}

/// The other items an item names.
pub(super) struct References<'a> {
    pub(super) after: Vec<(Reference<'a>, LinkKind, Lag)>,
    pub(super) serial_after: Vec<Reference<'a>>,
    pub(super) merged_into: Option<Reference<'a>>,
}

impl<'a> References<'a> {
    fn all(&self) -> impl Iterator<Item = Reference<'a>> {
        self.before().chain(self.merged_into)
    }

    /// What comes before the item, today or before the reform.
    fn before(&self) -> impl Iterator<Item = Reference<'a>> {
        self.after.iter().map(|(reference, ..)| *reference).chain(self.serial_after.iter().copied())
    }

    /// Whether all of them are items; those that are not are reported.
    pub(super) fn check(&self, codes: &Once<'a>) -> bool {
        let mut known = true;
        for Reference { item, code } in self.all().filter(|reference| !codes.contains(reference.code)) {
            item.report(Fault::UnknownReference { kind: "item", nearest: nearest(code, codes.words()) });
            known = false;
        }
        known
    }
}

/// Turns what each item refers to into indices of `items`. `None` when something goes round in a circle, which is reported where it closes.
pub(super) fn tie(items: &mut [Item], references: &[References<'_>]) -> Option<()> {
    let indices: BTreeMap<Box<str>, usize> =
        items.iter().enumerate().map(|(index, item)| (item.code.as_str().into(), index)).collect();
    let index = |reference: &Reference<'_>| indices.get(reference.code).copied();
    for (item, of) in items.iter_mut().zip(references) {
        let link = |(reference, kind, lag): &(Reference<'_>, LinkKind, Lag)| {
            Some(Link { from: index(reference)?, kind: *kind, lag: *lag })
        };
        item.links = of.after.iter().map(link).collect::<Option<_>>()?;
        item.serial_after = of.serial_after.iter().map(index).collect::<Option<_>>()?;
        item.merged_into = of.merged_into.as_ref().and_then(index);
    }
    let before: Vec<Vec<(usize, Reference<'_>)>> = references
        .iter()
        .map(|of| of.before().filter_map(|reference| Some((index(&reference)?, reference))).collect())
        .collect();
    let circles = circles(&before);
    for (reference, circle) in &circles {
        let codes = circle.iter().filter_map(|index| items.get(*index)).map(|item| item.code.as_str());
        reference.item.report(Fault::Cycle { path: codes.collect::<Vec<_>>().join(" → ").into() });
    }
    circles.is_empty().then_some(())
}

/// Every circle a depth-first walk backwards finds, each with the reference that closes it, in the order of work: what comes first stands first,
/// and again at the end.
fn circles<'a>(before: &[Vec<(usize, Reference<'a>)>]) -> Vec<(Reference<'a>, Vec<usize>)> {
    let mut done = vec![false; before.len()];
    let mut circles = Vec::new();
    for start in 0..before.len() {
        // The way from `start` to where the walk is: each item with how many of its references were followed.
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((at, followed)) = way.last_mut() {
            let (here, next) = (*at, before.get(*at).and_then(|before| before.get(*followed)));
            if done.get(here).copied().unwrap_or(true) {
                way.pop();
                continue;
            }
            *followed += 1;
            let Some((next, reference)) = next else {
                if let Some(done) = done.get_mut(here) {
                    *done = true;
                }
                way.pop();
                continue;
            };
            if let Some(since) = way.iter().position(|(on_the_way, _)| on_the_way == next) {
                let mut circle: Vec<usize> =
                    way.iter().skip(since).map(|(on_the_way, _)| *on_the_way).collect();
                circle.push(*next);
                circle.reverse();
                circles.push((*reference, circle));
            } else {
                way.push((*next, 0));
            }
        }
    }
    circles
}
