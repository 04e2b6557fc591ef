//! One project of the made-up city: what it is, when it is planned, begun and finished, and how well it goes. All of it follows from the seed
//! and the project's number, so that no project has to be kept in memory.

use crate::{
    chance::{About, Chance},
    lexicon::{Kind, Known, Lexicon, Place},
    span::Span,
};
use qinghuo_domain::{Fen, Phase, phase::Nature};
use std::sync::Arc;

/// Yearly plans are whole millions of yuan.
const MILLION: i64 = 100_000_000;
/// Figures are whole 万元.
const WAN: i64 = 1_000_000;

/// A project's life; months are counted from the first of the span and may lie outside of it.
pub(crate) struct Life<'a> {
    pub(crate) number: usize,
    pub(crate) seed: u64,
    pub(crate) span: Span,
    pub(crate) known: Option<&'a Known>,
    pub(crate) place: &'a Place,
    pub(crate) kind: &'a Kind,
    pub(crate) total: Fen,
    /// The month it comes into the book.
    pub(crate) joins: i32,
    /// The month it comes out of planning.
    lands: i32,
    /// The month building was to begin.
    pub(crate) start: i32,
    /// Months building began late.
    delay: i32,
    /// Months of building.
    pub(crate) length: i32,
}

/// What part of a year a project's plan speaks of: the first month, counted in the year, and how many.
struct Window {
    from: i32,
    months: i32,
}

/// How large a project is beside the others, before the total of the city is given out.
pub(crate) fn weight(lexicon: &Lexicon, seed: u64, number: usize, known: usize) -> i64 {
    let mut chance = Chance::of(seed, About::Life, number, 0);
    let kind = kind_of(lexicon, &mut chance, number, known);
    kind.map_or(1, |kind| kind.scale * 1_000_000 / chance.between(40, 1000))
}

fn kind_of<'a>(lexicon: &'a Lexicon, chance: &mut Chance, number: usize, known: usize) -> Option<&'a Kind> {
    let drawn = chance.weighed(&lexicon.kinds, |kind| kind.share);
    let named = lexicon.known.get(number).filter(|_| number < known);
    named.and_then(|named| lexicon.kinds.iter().find(|kind| kind.key == named.kind)).or(drawn)
}

impl<'a> Life<'a> {
    pub(crate) fn of(
        lexicon: &'a Lexicon,
        (seed, span): (u64, Span),
        (number, known): (usize, usize),
        joins: i32,
        total: Fen,
    ) -> Option<Self> {
        let mut chance = Chance::of(seed, About::Life, number, 0);
        let kind = kind_of(lexicon, &mut chance, number, known)?;
        let size = chance.between(40, 1000);
        let drawn = chance.weighed(&lexicon.places, |place| place.share)?;
        let known = lexicon.known.get(number).filter(|_| number < known);
        let place = known
            .and_then(|known| lexicon.places.iter().find(|place| place.name == known.place))
            .unwrap_or(drawn);
        // The larger, the longer.
        let length = chance.count(18, 36) + (1000 - size as i32) / 60;
        let start =
            if joins == 0 { chance.count(-26, 36).max(2 - length) } else { joins + chance.count(-2, 24) };
        let delay = if chance.percent(10) { chance.count(1, 4) } else { 0 };
        let lands = start - chance.count(4, 12);
        Some(Self { number, seed, span, known, place, kind, total, joins, lands, start, delay, length })
    }

    /// The month building begins.
    pub(crate) const fn begins(&self) -> i32 {
        self.start + self.delay
    }

    /// The first month after building.
    pub(crate) const fn ends(&self) -> i32 {
        self.start + self.delay + self.length
    }

    /// Whether building begins later than it was to.
    pub(crate) const fn is_late(&self) -> bool {
        self.delay > 0
    }

    /// The draws about one thing in one month or year.
    pub(crate) fn chance(&self, about: About, when: i32) -> Chance {
        Chance::of(self.seed, about, self.number, when)
    }

    /// The phase at the end of a month.
    pub(crate) const fn phase(&self, month: i32) -> Phase {
        if month < self.lands {
            Phase::Planning
        } else if month < self.begins() {
            Phase::Landing
        } else if month < self.ends() {
            Phase::Construction
        } else {
            Phase::Benefit
        }
    }

    /// The phase it enters in a month, having been in the book before.
    pub(crate) fn enters(&self, month: i32) -> Option<Phase> {
        let phase = self.phase(month);
        (month > self.joins && self.phase(month - 1) != phase).then_some(phase)
    }

    /// The nature of the year as a list would state it; what is complete keeps the one it had.
    pub(crate) fn nature(&self, month: i32) -> Option<Nature> {
        let this_year = |other: i32| self.span.year(other) == self.span.year(month);
        Some(match self.phase(month) {
            Phase::Planning if self.start - month > 18 => Nature::Reserve,
            Phase::Planning => Nature::Preliminary,
            Phase::Landing if this_year(self.start) || self.start < month => Nature::NewStart,
            Phase::Landing => Nature::Standby,
            // A list that brings a project in while it is built calls it continued.
            Phase::Construction if this_year(self.begins()) && month > self.joins => Nature::NewStart,
            Phase::Construction if this_year(self.ends()) && self.ends() - month < 5 => Nature::ClosingOut,
            Phase::Construction if this_year(self.ends()) => Nature::Completing,
            Phase::Construction => Nature::Continuing,
            Phase::Benefit | Phase::Service => return None,
        })
    }

    /// The part of the month's year its plan speaks of, if any.
    fn window(&self, month: i32) -> Option<Window> {
        let january = month - self.span.place(month);
        let planned = self.span.year(self.start) == self.span.year(month);
        let (from, until) =
            if planned { (self.start, self.start + self.length) } else { (self.begins(), self.ends()) };
        let (from, until) = (from.max(january), until.min(january + 12));
        (from < until).then(|| Window { from: from - january, months: until - from })
    }

    /// The plan for the month's year.
    pub(crate) fn plan(&self, month: i32) -> Option<Fen> {
        let window = self.window(month)?;
        let share = self.chance(About::Year, self.span.year(month).into()).between(68, 88);
        let plan = self.total.0 / 100 / i64::from(self.length) * i64::from(window.months) * share;
        Some(Fen((plan / MILLION).max(1) * MILLION))
    }

    /// The cumulative plan by month, where the year is not built in from end to end.
    pub(crate) fn curve(&self, month: i32) -> Option<Arc<[Fen; 12]>> {
        let window = self.window(month).filter(|window| window.months < 12)?;
        let plan = self.plan(month)?;
        let due = |place: usize| {
            let passed = (place as i32 + 1 - window.from).clamp(0, window.months);
            Fen(plan.0 / i64::from(window.months) * i64::from(passed))
        };
        let mut curve: [Fen; 12] = std::array::from_fn(due);
        // Division leaves a rest; the year ends on the plan itself.
        for due in curve.iter_mut().skip((window.from + window.months) as usize - 1) {
            *due = plan;
        }
        Some(Arc::new(curve))
    }

    /// How much of what is due it does in the year, in thousandths: most keep up, some fall behind, few far.
    fn pace(&self, month: i32) -> i64 {
        let mut chance = self.chance(About::Year, self.span.year(month).into());
        let kept = chance.between(955, 1070);
        self.push()
            + match chance.between(1, 100) {
                1..=3 => chance.between(400, 580),
                4..=19 => chance.between(640, 840),
                _ => kept,
            }
    }

    /// What its place adds to the pace, in thousandths: some places press harder than others.
    fn push(&self) -> i64 {
        let place =
            self.place.name.bytes().fold(0, |number: usize, byte| (number * 31 + usize::from(byte)) % 65_521);
        Chance::of(self.seed, About::Places, place, 0).between(-20, 80)
    }

    /// Whether it is behind in a month.
    pub(crate) fn is_behind(&self, month: i32) -> bool {
        self.plan(month).is_some() && (self.pace(month) < 880 || self.start < month && month < self.begins())
    }

    /// Done in the month's year up to its end.
    pub(crate) fn done(&self, month: i32) -> Fen {
        let (Some(window), Some(plan)) = (self.window(month), self.plan(month)) else { return Fen::ZERO };
        let january = month - self.span.place(month);
        let from = (january + window.from).max(self.begins());
        let pace = self.pace(month);
        let upto = |month: i32| {
            let passed = i64::from((month + 1 - from).clamp(0, window.months));
            // At the end of the year a part of what is missing is made good.
            let pace = if self.span.place(month) == 11 { pace + (1010 - pace) / 3 } else { pace };
            // Who finishes has settled nearly all of it.
            let pace = if month >= self.ends() - 1 { pace.max(955) } else { pace };
            let pace = pace + self.chance(About::Month, month).between(-15, 15);
            plan.0 / 1000 / i64::from(window.months) * passed * pace / WAN * WAN
        };
        Fen((january..=month).map(upto).max().unwrap_or_default())
    }

    /// Whether the month's figure came in.
    pub(crate) fn files(&self, month: i32) -> bool {
        let due = self.phase(month) != Phase::Planning && self.plan(month).is_some();
        due && (month == self.joins || !self.chance(About::Events, month).percent(3))
    }
}
