//! One project on both axes of time.
//!
//! Every value a project ever had is an [`Entry`]: true from `effective_on`, known from `seq`, and, where a fact was taken back,
//! unknown again from `retracted_by`. Reading at a [`Moment`] picks, per field, the entry with the latest effective date among those
//! visible; of several for one date the last one recorded. Nothing is ever overwritten, so any day can be seen as any other day knew it.

use crate::{
    Attribute, Field, Phase,
    attribute::{RANKS, Rank},
    fact::Origin,
    figure::DispatchFigure,
    list::{ListKey, Membership},
    own::{OwnItem, OwnPlan},
    procedure::ItemCode,
    step::{Act, Delay, Promise},
    time::{Date, Moment, Seq, YearMonth},
};
use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, fmt, ops::Range, str::FromStr};

/// A project's number in the city's book, counted from 1 and never reused. Written `P12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProjectId(pub u32);

impl fmt::Display for ProjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{}", self.0)
    }
}

/// The text is no project number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a project number is written P1, P2, …")]
pub struct NotAProjectId;

impl FromStr for ProjectId {
    type Err = NotAProjectId;
    fn from_str(text: &str) -> Result<Self, NotAProjectId> {
        let digits = text.strip_prefix(['P', 'p']).unwrap_or(text);
        digits.parse().ok().filter(|n| *n > 0).map(Self).ok_or(NotAProjectId)
    }
}

/// One value of one field, from one fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The first day it is true.
    pub effective_on: Date,
    /// The fact that says so.
    pub seq: Seq,
    /// The fact that took it back; `Seq(0)` while it stands.
    retracted_by: Seq,
    /// The field and its value.
    pub attribute: Attribute,
}

impl Entry {
    /// Whether it counts at `at`, leaving its effective date aside.
    fn is_known(&self, known: Seq) -> bool {
        self.seq <= known && (self.retracted_by == Seq(0) || self.retracted_by > known)
    }

    pub(crate) fn counts(&self, at: Moment) -> bool {
        self.effective_on <= at.as_of && self.is_known(at.known)
    }

    /// The fact that took this value back, if one did.
    #[must_use]
    pub fn retracted_by(&self) -> Option<Seq> {
        (self.retracted_by != Seq(0)).then_some(self.retracted_by)
    }
}

/// A project with its whole history.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub struct Project {
    /// Its number.
    pub id: ProjectId,
    // INVARIANT: sorted by (field, effective_on, seq).
    entries: Vec<Entry>,
    // INVARIANT: the entries of the table's row r are ends[r - 1]..ends[r]; so a plain field is found without a search.
    #[serde(skip)]
    ends: [u32; RANKS],
    /// Where it was read from ledgers, oldest first.
    pub origins: Vec<(Seq, Origin)>,
    /// The last fact about it.
    pub latest: Seq,
}

/// A project as a snapshot keeps it: where its fields lie follows from its entries.
#[derive(Deserialize)]
struct Stored {
    id: ProjectId,
    entries: Vec<Entry>,
    origins: Vec<(Seq, Origin)>,
    latest: Seq,
}

impl From<Stored> for Project {
    fn from(Stored { id, entries, origins, latest }: Stored) -> Self {
        let mut project = Self { id, entries, ends: [0; RANKS], origins, latest };
        for entry in &project.entries {
            grow(&mut project.ends, entry.attribute.rank());
        }
        project
    }
}

/// Entries there is room for when a project is copied to be changed: what one order mostly adds.
const ROOM: usize = 4;

// Every order copies the project it changes, since readers hold the one before. With room for what it adds the entries are copied once, and
// hardly any memory is set aside that nothing comes into.
impl Clone for Project {
    fn clone(&self) -> Self {
        let mut entries = Vec::with_capacity(self.entries.len() + ROOM);
        entries.extend_from_slice(&self.entries);
        let mut origins = Vec::with_capacity(self.origins.len() + 1);
        origins.extend_from_slice(&self.origins);
        Self { id: self.id, entries, ends: self.ends, origins, latest: self.latest }
    }
}

/// Makes room for one more entry of a row of the table.
fn grow(ends: &mut [u32; RANKS], rank: u8) {
    for end in ends.iter_mut().skip(usize::from(rank)) {
        *end += 1;
    }
}

impl Project {
    /// A project nothing is known of yet.
    #[must_use]
    pub const fn new(id: ProjectId) -> Self {
        Self { id, entries: Vec::new(), ends: [0; RANKS], origins: Vec::new(), latest: Seq(0) }
    }

    /// The same project without some fields, by their keys: as if nothing had ever been said of them.
    pub(crate) fn without(&self, is_hidden: impl Fn(&str) -> bool) -> Self {
        let seen = |entry: &&Entry| !is_hidden(entry.attribute.field().key());
        let entries = self.entries.iter().filter(seen).cloned().collect();
        Stored { id: self.id, entries, origins: Vec::new(), latest: self.latest }.into()
    }

    /// Adds a value.
    pub(crate) fn record(&mut self, seq: Seq, effective_on: Date, attribute: Attribute) {
        let goes_before = |entry: &Entry| match entry.attribute.cmp_field_of(&attribute) {
            Ordering::Equal => (entry.effective_on, entry.seq) <= (effective_on, seq),
            order => order == Ordering::Less,
        };
        let rank = attribute.rank();
        let row = self.bounds(rank);
        let (start, row) = (row.start, self.entries.get(row).unwrap_or_default());
        // The usual next entry goes last: looking there first spares a search.
        let place = match row.last() {
            Some(last) if !goes_before(last) => row.partition_point(goes_before),
            _ => row.len(),
        };
        grow(&mut self.ends, rank);
        if self.entries.len() == self.entries.capacity() {
            self.entries.reserve_exact(ROOM + self.entries.len() / 8);
        }
        self.entries.insert(start + place, Entry { effective_on, seq, retracted_by: Seq(0), attribute });
    }

    /// Takes back every value the facts `taken_back` (ascending) gave.
    pub(crate) fn retract(&mut self, taken_back: &[Seq], by: Seq) {
        for entry in &mut self.entries {
            if entry.retracted_by == Seq(0) && taken_back.binary_search(&entry.seq).is_ok() {
                entry.retracted_by = by;
            }
        }
    }

    /// All its values, by field, then effective date, then fact.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// All its values field by field, each field's by effective date, then fact.
    pub(crate) fn timelines(&self) -> impl Iterator<Item = &[Entry]> {
        self.entries.chunk_by(|one, next| one.attribute.cmp_field_of(&next.attribute) == Ordering::Equal)
    }

    /// The values of one field.
    #[must_use]
    pub fn timeline(&self, field: &Field) -> &[Entry] {
        let row = self.row(field.rank());
        if !field.is_keyed() {
            return row;
        }
        let start = row.partition_point(|e| e.attribute.cmp_field(field) == Ordering::Less);
        let rest = row.get(start..).unwrap_or_default();
        let length = rest.partition_point(|e| e.attribute.cmp_field(field) == Ordering::Equal);
        rest.get(..length).unwrap_or_default()
    }

    /// All that was said of an item: acts, promises, delays, the item itself and its days.
    pub fn said_of(&self, item: &ItemCode) -> impl Iterator<Item = &Entry> {
        let fields = [Field::Step, Field::Promised, Field::Delayed, Field::OwnItem, Field::OwnPlan];
        fields.into_iter().flat_map(|field| self.timeline(&field(item.clone())))
    }

    /// The entries of one row of the table of fields.
    fn row(&self, rank: u8) -> &[Entry] {
        self.entries.get(self.bounds(rank)).unwrap_or_default()
    }

    fn bounds(&self, rank: u8) -> Range<usize> {
        let end = |rank: usize| self.ends.get(rank).map_or(0, |end| *end as usize);
        let rank = usize::from(rank);
        rank.checked_sub(1).map_or(0, end)..end(rank)
    }

    /// The dispatch figures of all months, month by month.
    fn dispatch_entries(&self) -> &[Entry] {
        self.row(Field::Dispatch(YearMonth::FIRST).rank())
    }

    /// The value of a field that counts at `at`.
    #[must_use]
    pub fn entry(&self, field: &Field, at: Moment) -> Option<&Entry> {
        self.timeline(field).iter().rev().find(|entry| entry.counts(at))
    }

    /// What a fact found in a field's place: the value that counted, until then, on the day the fact is true from.
    #[must_use]
    pub fn found_by(&self, seq: Seq, field: &Field) -> Option<&Entry> {
        let told = self.timeline(field).iter().find(|entry| entry.seq == seq)?;
        self.entry(field, Moment { as_of: told.effective_on, known: Seq(seq.0.saturating_sub(1)) })
    }

    /// The project seen from a moment.
    #[must_use]
    pub const fn at(&self, at: Moment) -> Seen<'_> {
        Seen { project: self, at }
    }
}

/// A project seen from a moment. The typed readers, one per field, come from the table in [`crate::attribute`].
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The project with its whole history.
    pub project: &'a Project,
    /// From where it is seen.
    pub at: Moment,
}

impl<'a> Seen<'a> {
    /// The attribute of this field that counts, cleared or not.
    #[must_use]
    pub fn find(self, field: &Field) -> Option<&'a Attribute> {
        self.project.entry(field, self.at).map(|entry| &entry.attribute)
    }

    /// Whether the project is in the book at all at this moment: it has a name.
    #[must_use]
    pub fn exists(self) -> bool {
        self.name().is_some()
    }

    /// For every field the entry that counts, in table order; cleared fields are left out.
    pub fn current(self) -> impl Iterator<Item = &'a Entry> {
        self.counting(&self.project.entries).filter(|entry| !entry.attribute.is_cleared())
    }

    /// The names it had before, oldest first, without the present one.
    #[must_use]
    pub fn former_names(self) -> Vec<&'a str> {
        let mut names: Vec<&str> = self.aliases().into_iter().flatten().map(|alias| &**alias).collect();
        let now = self.name();
        for entry in self.project.timeline(&Field::Name).iter().filter(|entry| entry.counts(self.at)) {
            if let Attribute::Name(Some(name)) = &entry.attribute
                && Some(name) != now
                && !names.contains(&&**name)
            {
                names.push(name);
            }
        }
        names
    }

    /// The phase it is in and since when.
    #[must_use]
    pub fn phase_since(self) -> Option<(Phase, Date)> {
        let timeline = self.project.timeline(&Field::Phase);
        let mut found: Option<(Phase, Date)> = None;
        for entry in timeline.iter().rev().filter(|entry| entry.counts(self.at)) {
            let Attribute::Phase(Some(phase)) = entry.attribute else { break };
            match found {
                Some((current, _)) if current != phase => break,
                _ => found = Some((phase, entry.effective_on)),
            }
        }
        found
    }

    /// The phases it was in up to this moment, each with the day it came into it, oldest first.
    #[must_use]
    pub fn phases(self) -> Vec<(Phase, Date)> {
        let mut phases: Vec<(Phase, Date)> = Vec::new();
        let counting = self.project.timeline(&Field::Phase).iter().filter(|entry| entry.counts(self.at));
        for entry in counting {
            let Attribute::Phase(Some(phase)) = entry.attribute else { continue };
            // Of several on one day the last one told counts.
            if phases.last().is_some_and(|(_, since)| *since == entry.effective_on) {
                phases.pop();
            }
            if phases.last().is_none_or(|(before, _)| *before != phase) {
                phases.push((phase, entry.effective_on));
            }
        }
        phases
    }

    /// The latest month up to `until` with a dispatch figure, in the same year.
    #[must_use]
    pub fn last_dispatch(self, until: YearMonth) -> Option<(YearMonth, &'a DispatchFigure)> {
        let entries = self.project.dispatch_entries();
        let length = entries
            .partition_point(|entry| entry.attribute.cmp_field(&Field::Dispatch(until)) != Ordering::Greater);
        let counting =
            entries.get(..length).unwrap_or_default().iter().rev().filter(|entry| entry.counts(self.at));
        let mut months = counting.filter_map(|entry| match &entry.attribute {
            Attribute::Dispatch(month, Some(figure)) => Some((*month, &**figure)),
            _ => None,
        });
        months.next().filter(|(month, _)| month.year() == until.year())
    }

    /// The months with a dispatch figure that were over at the moment, latest first.
    pub fn dispatched_months(self) -> impl Iterator<Item = YearMonth> {
        self.project.dispatch_entries().iter().rev().filter(move |entry| entry.counts(self.at)).filter_map(
            move |entry| match entry.attribute {
                Attribute::Dispatch(month, Some(_)) if month.last_day() <= self.at.as_of => Some(month),
                _ => None,
            },
        )
    }

    /// All dispatch figures that count, oldest month first.
    pub fn dispatches(self) -> impl Iterator<Item = (YearMonth, &'a DispatchFigure, &'a Entry)> {
        self.current().filter_map(|entry| match &entry.attribute {
            Attribute::Dispatch(month, Some(figure)) => Some((*month, &**figure, entry)),
            _ => None,
        })
    }

    /// The dispatch figures of a year that count, oldest month first.
    pub fn dispatches_of(self, year: i16) -> impl Iterator<Item = (YearMonth, &'a DispatchFigure)> {
        let entries = self.project.dispatch_entries();
        let month_of = |entry: &Entry| match entry.attribute {
            Attribute::Dispatch(month, _) => Some(month),
            _ => None,
        };
        let start = entries.partition_point(|entry| month_of(entry).is_some_and(|month| month.year() < year));
        let of_year = entries.get(start..).unwrap_or_default();
        let end = of_year.partition_point(|entry| month_of(entry).is_some_and(|month| month.year() == year));
        let months = of_year.get(..end).unwrap_or_default().chunk_by(move |a, b| month_of(a) == month_of(b));
        months.filter_map(move |timeline| {
            let entry = timeline.iter().rev().find(|entry| entry.counts(self.at))?;
            match &entry.attribute {
                Attribute::Dispatch(month, Some(figure)) => Some((*month, &**figure)),
                _ => None,
            }
        })
    }

    /// What was done to an item, oldest first.
    pub fn acts(self, item: &ItemCode) -> impl Iterator<Item = (Date, &'a Act)> {
        let timeline = self.project.timeline(&Field::Step(item.clone()));
        timeline.iter().filter(move |entry| entry.counts(self.at)).filter_map(|entry| {
            match &entry.attribute {
                Attribute::Step(_, Some(act)) => Some((entry.effective_on, &**act)),
                _ => None,
            }
        })
    }

    /// Every promise made about an item with the day it was made, oldest first.
    #[must_use]
    pub fn promises(self, item: &ItemCode) -> Vec<(Date, &'a Promise)> {
        let timeline = self.project.timeline(&Field::Promised(item.clone()));
        let standing = timeline.iter().filter(|entry| entry.counts(self.at));
        standing
            .filter_map(|entry| match &entry.attribute {
                Attribute::Promised(_, Some(promise)) => Some((entry.effective_on, &**promise)),
                _ => None,
            })
            .collect()
    }

    /// What was said last about an item's delay, and on which day.
    #[must_use]
    pub fn delay_of(self, item: &ItemCode) -> Option<(Date, &'a Delay)> {
        let entry = self.project.entry(&Field::Delayed(item.clone()), self.at)?;
        match &entry.attribute {
            Attribute::Delayed(_, Some(delay)) => Some((entry.effective_on, &**delay)),
            _ => None,
        }
    }

    /// The items of its own, by code, each with the day it was added.
    pub fn own_items(self) -> impl Iterator<Item = (&'a ItemCode, Date, &'a OwnItem)> {
        self.in_row(Rank::OwnItem as u8).filter_map(|entry| match &entry.attribute {
            Attribute::OwnItem(code, Some(own)) => Some((code, entry.effective_on, &**own)),
            _ => None,
        })
    }

    /// How long an item is planned to take in this project, where somebody said so, and since which day.
    #[must_use]
    pub fn own_plan_of(self, item: &ItemCode) -> Option<(Date, &'a OwnPlan)> {
        let entry = self.project.entry(&Field::OwnPlan(item.clone()), self.at)?;
        match &entry.attribute {
            Attribute::OwnPlan(_, Some(plan)) => Some((entry.effective_on, &**plan)),
            _ => None,
        }
    }

    /// The items anything was said of that would be lost without them: acts, promised dates, delays, days of the project's own.
    #[must_use]
    pub fn touched_items(self) -> Vec<&'a ItemCode> {
        let rows = [Rank::Step as u8, Rank::Promised as u8, Rank::Delayed as u8, Rank::OwnPlan as u8];
        let said = rows.into_iter().flat_map(|rank| self.in_row(rank));
        let mut items: Vec<&ItemCode> = said
            .filter_map(|entry| match &entry.attribute {
                Attribute::Step(item, Some(_))
                | Attribute::Promised(item, Some(_))
                | Attribute::Delayed(item, Some(_))
                | Attribute::OwnPlan(item, Some(_)) => Some(item),
                _ => None,
            })
            .collect();
        items.sort_unstable();
        items.dedup();
        items
    }

    /// For every field of one row of the table the entry that counts.
    fn in_row(self, rank: u8) -> impl Iterator<Item = &'a Entry> {
        self.counting(self.project.row(rank))
    }

    /// For every field of some entries the one that counts.
    fn counting(self, entries: &'a [Entry]) -> impl Iterator<Item = &'a Entry> {
        entries
            .chunk_by(|a, b| a.attribute.cmp_field_of(&b.attribute) == Ordering::Equal)
            .filter_map(move |timeline| timeline.iter().rev().find(|entry| entry.counts(self.at)))
    }

    /// The day its items began to follow a procedure.
    #[must_use]
    pub fn procedure_since(self) -> Option<Date> {
        let timeline = self.project.timeline(&Field::Procedure);
        timeline.iter().find(|entry| entry.counts(self.at)).map(|entry| entry.effective_on)
    }

    /// The lists it is on.
    pub fn lists(self) -> impl Iterator<Item = (&'a ListKey, &'a Membership)> {
        self.current().filter_map(|entry| match &entry.attribute {
            Attribute::Listed(list, Some(membership)) if membership.on => Some((list, &**membership)),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fen;
    use proptest::prelude::*;

    fn day(n: i64) -> Date {
        Date::constant(2024, 1, 1).checked_add(jiff::Span::new().days(n)).unwrap()
    }

    /// The rule in words, computed naively: of the entries known and effective, the latest effective, then the last recorded.
    fn naive(entries: &[(i64, u64, i64, Option<u64>)], at: Moment) -> Option<i64> {
        entries
            .iter()
            .filter(|(on, seq, _, taken)| {
                day(*on) <= at.as_of && *seq <= at.known.0 && taken.is_none_or(|taken| taken > at.known.0)
            })
            .max_by_key(|(on, seq, ..)| (*on, *seq))
            .map(|(_, _, value, _)| *value)
    }

    proptest! {
        #[test]
        fn reading_at_a_moment_follows_the_rule(
            facts in proptest::collection::vec((0i64..40, 0i64..1000, proptest::option::of(0usize..30)), 1..30),
            as_of in 0i64..45,
            known in 0u64..70,
        ) {
            let mut project = Project::new(ProjectId(1));
            let mut told: Vec<(i64, u64, i64, Option<u64>)> = Vec::new();
            let mut seq = 0u64;
            for (on, value, take_back) in facts {
                seq += 1;
                project.record(Seq(seq), day(on), Attribute::TotalInvestment(Some(Fen(value))));
                project.record(Seq(seq), day(on), Attribute::Name(Some("x".into())));
                told.push((on, seq, value, None));
                if let Some(which) = take_back.filter(|i| *i < told.len()) {
                    seq += 1;
                    project.retract(&[Seq(told[which].1)], Seq(seq));
                    told[which].3.get_or_insert(seq);
                }
            }
            let at = Moment { as_of: day(as_of), known: Seq(known) };
            prop_assert_eq!(project.at(at).total_investment().map(|f| f.0), naive(&told, at));
            prop_assert_eq!(project.at(at).exists(), naive(&told, at).is_some());
            prop_assert_eq!(project.at(at).current().count(), if naive(&told, at).is_some() { 2 } else { 0 });
        }
    }

    #[test]
    fn numbers_of_projects_read_back() {
        for (text, want) in
            [("P12", Some(12)), ("p7", Some(7)), ("3", Some(3)), ("P0", None), ("Px", None), ("", None)]
        {
            assert_eq!(text.parse::<ProjectId>().ok().map(|id| id.0), want, "{text:?}");
        }
    }
}
