//! What ties the items of a procedure together: codes become indices, and what goes round in a circle is named.

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
    pub(super) item: Written<'a>,
    pub(super) code: &'a str,
}

impl<'a> Reference<'a> {
    /// Whether it is one of these codes; reported where it is not.
    pub(super) fn is_among(&self, codes: &Once<'a>) -> bool {
        let known = codes.contains(self.code);
        if !known {
            let nearest = nearest(self.code, codes.words());
            self.item.report(Fault::UnknownReference { kind: "item", nearest });
        }
        known
    }
}

/// The other items an item names.
pub(super) struct References<'a> {
    pub(super) after: Vec<(Reference<'a>, LinkKind, Lag)>,
    pub(super) serial_after: Vec<Reference<'a>>,
    pub(super) merged_into: Option<Reference<'a>>,
}

impl<'a> References<'a> {
    /// Every item it names.
    pub(super) fn all(&self) -> impl Iterator<Item = Reference<'a>> {
        self.before().chain(self.merged_into)
    }

    /// What comes before the item, today or before the reform.
    fn before(&self) -> impl Iterator<Item = Reference<'a>> {
        self.after.iter().map(|(reference, ..)| *reference).chain(self.serial_after.iter().copied())
    }
}

/// Turns what each item refers to into indices of `items`. `None` when something goes round in a circle, which is reported where it closes; where some of it
/// is written in another file, where a part of it `is_written_here`.
pub(super) fn tie<'a>(
    items: &mut [Item],
    references: &[References<'a>],
    is_written_here: impl Fn(&Reference<'a>) -> bool,
) -> Option<()> {
    let indices: BTreeMap<Box<str>, usize> =
        items.iter().enumerate().map(|(index, item)| (item.code.as_str().into(), index)).collect();
    // A code that stands twice was reported where it does; circles through it would be false alarms.
    if indices.len() < items.len() {
        return None;
    }
    let index = |reference: &Reference<'_>| indices.get(reference.code).copied();
    for (item, of) in items.iter_mut().zip(references) {
        let link = |(reference, kind, lag): &(Reference<'_>, LinkKind, Lag)| {
            Some(Link { from: index(reference)?, kind: *kind, lag: *lag })
        };
        item.links = of.after.iter().map(link).collect::<Option<_>>()?;
        item.serial_after = of.serial_after.iter().map(index).collect::<Option<_>>()?;
        item.merged_into = of.merged_into.as_ref().and_then(index);
    }
    let before: Vec<Vec<(usize, Reference<'a>)>> = references
        .iter()
        .map(|of| of.before().filter_map(|reference| Some((index(&reference)?, reference))).collect())
        .collect();
    let circles = circles(&before);
    for (reference, circle) in &circles {
        let codes = circle.iter().filter_map(|index| items.get(*index)).map(|item| item.code.as_str());
        let ways = circle.windows(2).filter_map(|way| match way {
            [from, to] => before.get(*to)?.iter().find(|(named, _)| named == from),
            _ => None,
        });
        let here = ways.map(|(_, reference)| reference).find(|reference| is_written_here(reference));
        let place = if is_written_here(reference) { reference } else { here.unwrap_or(reference) };
        place.item.report(Fault::Cycle { path: codes.collect::<Vec<_>>().join(" → ").into() });
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
