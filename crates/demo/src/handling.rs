//! How one item of a project is handled: from the day it can begin, what is done to it, by draws of its own. Most go well; about one in eight takes
//! longer than it should, and a few much longer.
//!
//! Days are counted by the playbook's calendar; which acts an item has room for follows from its kind, flags and letters, never from its code.

use crate::{
    chance::{About, Chance},
    lexicon::Lexicon,
    life::Life,
};
use qinghuo_domain::{
    Date, Fen,
    attribute::Text,
    evidence::Paper,
    procedure::{Bound, DayKind, Flag, Item, ItemKind, Letter, Stage},
    step::{Act, Course, SpecialProcedure},
    views::approval::network::CONVERSION_WORKDAYS,
};
use qinghuo_playbook::Playbook;
use qinghuo_schedule::{Calendar, Day, Span};

/// The longest run of days off, with a day to spare.
const DAYS_OFF: i32 = 10;

/// What happened, or will, to one item.
pub(crate) struct Handling {
    /// The day it can begin.
    pub(crate) from: Day,
    /// The day it is settled.
    pub(crate) ends: Day,
    /// The day its limit runs out, where it overruns it.
    pub(crate) overdue_from: Option<Day>,
    /// What is done, in the order it is done.
    pub(crate) acts: Vec<(Day, Act)>,
}

impl Handling {
    /// What takes no time, and needs nothing done.
    pub(crate) const fn nothing(from: Day) -> Self {
        Self { from, ends: from, overdue_from: None, acts: Vec::new() }
    }
}

/// The days an item is handled within.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    /// The day the project began to follow its procedure.
    pub(crate) opens: Day,
    /// The day the items before it are settled.
    pub(crate) from: Day,
    /// The day something is on record that it comes before.
    pub(crate) latest: Day,
    /// The day on which it is on record itself.
    pub(crate) pinned: Option<Day>,
}

/// Who handles the items of one project.
pub(crate) struct Desk<'a> {
    pub(crate) life: &'a Life<'a>,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) playbook: &'a Playbook,
}

/// How an item goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pace {
    Kept,
    Over,
    FarOver,
}

impl Desk<'_> {
    /// How an item is handled within some days.
    pub(crate) fn handle(&self, (index, item): (usize, &Item), bounds: Bounds) -> Handling {
        let chance = self.life.chance(About::Items, index as i32);
        let latest = bounds.latest.max(bounds.opens);
        let record = Record { latest, last: bounds.opens, acts: Vec::new() };
        let mut work = Work { desk: self, index, item, bounds, chance, record, overdue_from: None };
        let ends = match item.course() {
            Course::Decision => work.decide(),
            Course::Work => work.do_it(),
            Course::Evidence => work.hand_over(),
            Course::Milestone => work.happen(),
        };
        Handling { from: bounds.from, ends, overdue_from: work.overdue_from, acts: work.record.acts }
    }

    /// The words of the unit that leads an item, else those of its stage, else those that fit all.
    pub(crate) fn ways(&self, key: &str, item: &Item) -> &[&'static str] {
        let unit = item.units.first().map(|unit| format!("{key}_{unit}"));
        let keys = unit.into_iter().chain([format!("{key}_{}", item.stage.key()), key.to_owned()]);
        keys.map(|key| self.lexicon.ways(&key)).find(|ways| !ways.is_empty()).unwrap_or_default()
    }

    /// What the unit that leads an item is called.
    pub(crate) fn unit(&self, item: &Item) -> &str {
        let unit = item.units.first().and_then(|key| self.playbook.procedures.unit(key));
        unit.map_or("", |unit| &unit.name.zh)
    }
}

/// Acts in their order: none lies before another, nor after the day something is on record that they come before.
struct Record {
    latest: Day,
    last: Day,
    acts: Vec<(Day, Act)>,
}

impl Record {
    fn tell(&mut self, on: Day, act: Act) -> Day {
        self.last = on.min(self.latest).max(self.last);
        self.acts.push((self.last, act));
        self.last
    }
}

/// One item being handled.
struct Work<'a> {
    desk: &'a Desk<'a>,
    index: usize,
    item: &'a Item,
    bounds: Bounds,
    chance: Chance,
    record: Record,
    overdue_from: Option<Day>,
}

impl Work<'_> {
    fn calendar(&self) -> &Calendar {
        &self.desk.playbook.rules.calendar
    }

    fn later(&self, day: Day, days: i32) -> Day {
        self.calendar().later(day, Span::working(days))
    }

    /// A working day drawn between so many later.
    fn soon(&mut self, day: Day, least: i32, most: i32) -> Day {
        let days = self.chance.count(least, most);
        self.later(day, days)
    }

    /// The day itself where it is worked, else the next that is.
    fn worked(&self, day: Day) -> Day {
        if self.calendar().is_worked(day.date()) { day } else { self.later(day, 1) }
    }

    /// A day so many days of the item's own kind later.
    fn passed(&self, day: Day, days: i32) -> Day {
        match self.item.plan.kind {
            DayKind::Working => self.later(day, days),
            DayKind::Natural => day.plus(days),
        }
    }

    fn word(&mut self, key: &str) -> Text {
        let ways = self.desk.ways(key, self.item);
        self.chance.word(ways).into()
    }

    fn pace(&mut self) -> Pace {
        // Where building began late, more of what came before it went badly.
        let badly = if self.desk.life.is_late() && self.item.stage < Stage::Construction { 8 } else { 3 };
        match self.chance.between(1, 100) {
            far if far <= badly => Pace::FarOver,
            over if over <= badly + 10 => Pace::Over,
            _ => Pace::Kept,
        }
    }

    /// Days it takes from the first day of its clock, and the limit it is held to.
    fn takes(&mut self) -> (i32, i32) {
        let plan = i32::from(self.item.plan.count).max(1);
        let legal = self.item.statutory.filter(|limit| limit.bound == Bound::AtMost).map(|limit| limit.days);
        let limit = self.item.promised.or(legal).map_or(plan, |days| i32::from(days.count));
        let pace = self.pace();
        let days = match pace {
            Pace::Kept => (plan * self.chance.count(60, 125) / 100).clamp(limit.min(1), limit),
            Pace::Over => limit + self.chance.count(1, (limit / 2).max(4)),
            Pace::FarOver => limit + self.chance.count(limit / 2 + 3, limit + 10),
        };
        (days, limit)
    }

    /// An authority decides: perhaps reviewed in advance, perhaps sent back, told what is missing, or waiting for experts.
    fn decide(&mut self) -> Day {
        let Bounds { opens, from, pinned, .. } = self.bounds;
        if self.item.has(Flag::AreaCovered) && self.chance.percent(22) {
            let on = self.soon(opens, 2, 8);
            let reason = self.word("unneeded");
            return self.record.tell(on, Act::FindUnneeded { reason }).max(from);
        }
        let (mut days, limit) = self.takes();
        let is_kept = days <= limit;
        let on_word = self.item.has(Flag::Commitment) && self.chance.percent(60);
        if on_word {
            days = days.min(self.chance.count(0, 2));
        }
        let mut hands_in = self.worked(from);
        if let Some(pinned) = pinned {
            hands_in = hands_in.max(self.passed(pinned, -(days + 2)));
        } else if self.item.stage == Stage::Benefit || self.waits_for_works() {
            // What is looked at while building goes on comes some way in.
            let days = self.chance.count(60, 150);
            hands_in = self.worked(hands_in.plus(days));
        }
        if self.item.has(Flag::PreHandling) && self.chance.percent(72) {
            let begun = self.soon(hands_in, -22, -8).max(self.later(opens, 2));
            let plan = i32::from(self.item.plan.count).max(2);
            let opinion = self.soon(begun, plan * 6 / 10, plan * 13 / 10);
            if opinion <= hands_in {
                self.record.tell(begun, Act::BeginPreHandling {});
                let said = self.word("opinion");
                self.record.tell(opinion, Act::GivePreReview { opinion: said });
                if is_kept {
                    days = CONVERSION_WORKDAYS + self.chance.count(0, 1);
                }
            }
        }
        let hands_in = if self.chance.percent(2) { self.fail_first(hands_in) } else { hands_in };
        let mut received = self.record.tell(hands_in, Act::Submit {});
        let asks_more = self.chance.percent(10);
        if asks_more {
            let missing = self.word("missing");
            let told = self.soon(received, 1, 3);
            let told = self.record.tell(told, Act::WantCorrections { missing });
            let supplied = self.answered(told);
            received = self.record.tell(supplied, Act::SupplyCorrections {});
        }
        // Nobody says anything now and then: after five working days that is acceptance from the receipt.
        let silent_until = self.later(received, days);
        let may_be_silent = !asks_more && days > 6 && self.item.plan.kind == DayKind::Working;
        if may_be_silent && silent_until <= self.record.latest && pinned.is_none() && self.chance.percent(7) {
            return self.settle(silent_until, on_word);
        }
        let said = if self.chance.percent(60) { received } else { self.soon(received, 1, 3) };
        let accepted = self.record.tell(said, Act::Accept {});
        self.ask_fee(accepted);
        let stood = self.ask_experts(accepted);
        days += self.extend(accepted, stood, (days, limit));
        let counted = self.later(self.passed(accepted, days), stood);
        let overdue_from = self.later(self.passed(accepted, limit), stood).plus(1);
        self.overdue_from = (counted > overdue_from.plus(4)).then_some(overdue_from);
        self.settle(pinned.unwrap_or_else(|| self.worked(counted)), on_word)
    }

    /// The day what was missing comes: now and then nothing is heard of an applicant for months, who is told so in writing, not always at once.
    fn answered(&mut self, told: Day) -> Day {
        let soon = self.soon(told, 2, 9);
        let mut chance = self.desk.life.chance(About::Silence, self.index as i32);
        let silent_days = i32::from(self.desk.playbook.rules.discipline.silent_days);
        let silence = told.plus(silent_days);
        let late = self.worked(silence.plus(chance.count(20, 130)));
        if self.bounds.pinned.is_some() || late > self.record.latest || !chance.percent(15) {
            return soon;
        }
        let noticed = self.later(silence, chance.count(1, 6));
        if noticed < late && chance.percent(65) {
            let document = self.numbered(noticed);
            self.record.tell(noticed, Act::NoticeSilence { document });
        }
        late
    }

    /// The number of a paper of a day.
    fn numbered(&self, on: Day) -> Text {
        let number = (self.desk.life.number * 53 + self.index * 7) % 9000 + 1000;
        let year = on.date().year().to_string();
        self.desk.lexicon.say("document", &[&year, &number.to_string()]).into()
    }

    /// Whether building has to be some way on for it.
    fn waits_for_works(&self) -> bool {
        self.item.stage == Stage::Construction && self.item.kind == ItemKind::Inspection
    }

    /// Not accepted, or refused, the first time.
    fn fail_first(&mut self, hands_in: Day) -> Day {
        let submitted = self.record.tell(hands_in, Act::Submit {});
        let said = self.soon(submitted, 1, 3);
        if self.chance.percent(60) {
            let reason = self.word("decline");
            self.record.tell(said, Act::Decline { reason });
        } else {
            let accepted = self.record.tell(said, Act::Accept {});
            let reason = self.word("refuse");
            let refused = self.soon(accepted, 2, 6);
            self.record.tell(refused, Act::Refuse { reason });
        }
        self.soon(self.record.last, 5, 14)
    }

    fn ask_fee(&mut self, accepted: Day) {
        if self.item.letters.contains(&Letter::PaymentNotice) {
            let on = self.soon(accepted, 0, 1);
            let amount_fen = Fen(self.chance.between(30, 4000) * 1_000_000);
            self.record.tell(on, Act::DemandFee { amount_fen });
        }
    }

    /// Working days the clock stands for a special procedure.
    fn ask_experts(&mut self, accepted: Day) -> i32 {
        let specials: &[SpecialProcedure] = match self.item.kind {
            ItemKind::TechReview | ItemKind::PermitAbove => &[SpecialProcedure::ExpertReview],
            ItemKind::Permit => &[
                SpecialProcedure::ExpertReview,
                SpecialProcedure::ExpertReview,
                SpecialProcedure::Appraisal,
                SpecialProcedure::Hearing,
            ],
            ItemKind::Inspection => &[SpecialProcedure::Testing, SpecialProcedure::Inspection],
            _ => return 0,
        };
        let asks = self.item.plan.count >= 5 && self.bounds.pinned.is_none() && self.chance.percent(16);
        let place = self.chance.between(0, specials.len() as i64 - 1) as usize;
        let Some(special) = specials.get(place).copied().filter(|_| asks) else { return 0 };
        let told = self.chance.count(8, 20);
        let took = told * if self.chance.percent(85) { self.chance.count(50, 100) } else { 130 } / 100;
        let begun = self.soon(accepted, 1, 2);
        let begun =
            self.record.tell(begun, Act::BeginSpecialProcedure { special, days: told.unsigned_abs() });
        let ended = self.later(begun, took);
        self.record.tell(ended, Act::EndSpecialProcedure {});
        took
    }

    /// Days more it takes because its limit was extended: late work asks for that more often.
    fn extend(&mut self, accepted: Day, stood: i32, (days, limit): (i32, i32)) -> i32 {
        let asks = if days > limit { 35 } else { 2 };
        if self.bounds.pinned.is_some() || limit < 5 || !self.chance.percent(asks) {
            return 0;
        }
        let on = self.later(self.passed(accepted, days.min(limit) * 2 / 3), stood);
        let more = self.chance.count(5, 10);
        let reason = self.word("extend");
        let approver = self.desk.lexicon.say("approver", &[self.desk.unit(self.item)]).into();
        let on = self.worked(on);
        self.record.tell(on, Act::Extend { days: more.unsigned_abs(), reason, approver });
        if days > limit { 0 } else { limit - days + more / 2 }
    }

    /// The decision, and what follows from it.
    fn settle(&mut self, on: Day, on_word: bool) -> Day {
        let on = on.min(self.record.latest).max(self.record.last);
        let written = self.item.kind != ItemKind::TechReview;
        let document = written.then(|| self.numbered(on));
        let valid_until = self.item.validity.map(|validity| months_later(on.date(), validity.months));
        if on_word {
            let checks = on.plus(self.chance.count(60, 120));
            let check_by = checks.date();
            let on = self.record.tell(on, Act::ApproveOnCommitment { check_by, document, valid_until });
            let days = if self.chance.percent(90) { self.chance.count(-40, -2) } else { 20 };
            let checked = checks.plus(days);
            self.after(self.worked(checked), Act::ConfirmCommitment {});
            return on;
        }
        let may_lack = matches!(self.item.kind, ItemKind::Permit | ItemKind::Filing | ItemKind::Registration);
        if may_lack && self.chance.percent(5) {
            let days = self.chance.count(15, 30);
            let owed = self.worked(on.plus(days));
            let missing = self.word("tolerated");
            let until = owed.date();
            let on = self.record.tell(on, Act::ApproveTolerating { missing, until, document, valid_until });
            let supplied =
                if self.chance.percent(80) { self.soon(owed, -8, -1) } else { self.soon(owed, 3, 40) };
            self.after(supplied, Act::SupplyTolerated {});
            return on;
        }
        let on = self.record.tell(on, Act::Approve { document, valid_until });
        if may_lack && self.chance.percent(30) {
            let delivered = self.soon(on, 0, 2);
            self.after(delivered, Act::Deliver {});
        }
        on
    }

    /// What the items after it do not wait for.
    fn after(&mut self, on: Day, act: Act) {
        self.record.latest = Day::LAST;
        self.record.tell(on, act);
    }

    /// Somebody does it.
    fn do_it(&mut self) -> Day {
        let Bounds { from, .. } = self.bounds;
        let plan = i32::from(self.item.plan.count).max(1);
        let builds = self.item.stage == Stage::Construction;
        let least = self.item.minimum();
        let (days, is_over) = match (least, builds, self.pace()) {
            // Published for as long as the law says, and taken down in the days after.
            (Some(_), _, Pace::Kept) => (plan, false),
            (Some(_), ..) => (plan + self.chance.count(1, 4), true),
            (None, true, _) => (plan * self.chance.count(88, 99) / 100, false),
            (None, false, Pace::Kept) => (plan * self.chance.count(75, 100) / 100, false),
            (None, false, Pace::Over) => (plan * self.chance.count(105, 135) / 100 + 1, true),
            (None, false, Pace::FarOver) => (plan * self.chance.count(140, 220) / 100 + 8, true),
        };
        let begins = match least {
            // Early enough to be up for as long as the law says before what it comes before.
            Some(_) => self.worked(from).min(self.passed(self.record.latest, -(plan + DAYS_OFF))),
            None => self.worked(from),
        };
        // What is published has a notice with a number.
        let document = least.map(|_| self.numbered(begins));
        let begun = if plan > 2 { self.record.tell(begins, Act::Begin { document }) } else { from };
        if is_over {
            self.overdue_from = Some(self.passed(begun, plan).plus(1));
        }
        let done = self.worked(self.passed(begun, days.max(1)));
        self.record.tell(done, Act::Finish {})
    }

    /// Evidence is gathered from the beginning, paper by paper, handed over in the first window after the start, and taken in or sent back once.
    fn hand_over(&mut self) -> Day {
        let Bounds { opens, from, .. } = self.bounds;
        let begun = self.soon(opens, 10, 25);
        self.record.tell(begun, Act::Begin { document: None });
        let papers = self.papers();
        for (place, paper) in papers.iter().enumerate() {
            // The first is at hand early; what speaks of the works comes with their start.
            let on = match place {
                0 => self.soon(begun, 2, 15),
                _ if place + 1 == papers.len() => self.soon(from, 0, 4),
                _ => self.soon(from, -12, -2),
            };
            self.gather(on, paper);
        }
        let mut handed = self.within_window(from.max(self.record.last));
        if self.chance.percent(12) {
            // One that misses the window waits for the next.
            handed = self.within_window(handed.plus(28));
        }
        handed = self.record.tell(handed, Act::HandOver {});
        if self.chance.percent(15) {
            let missing = self.word("missing");
            let told = self.soon(handed, 3, 7);
            let told = self.record.tell(told, Act::WantCorrections { missing });
            let again = self.soon(told, 2, 8);
            if let Some(last) = papers.last() {
                self.gather(again, last);
            }
            let again = self.within_window(again);
            handed = self.record.tell(again, Act::HandOver {});
        }
        let plan = i32::from(self.item.plan.count).max(1);
        let days = match self.pace() {
            Pace::Kept => plan * self.chance.count(60, 100) / 100,
            Pace::Over | Pace::FarOver => plan + self.chance.count(1, 6),
        };
        let taken = self.later(handed, days);
        self.record.tell(taken, Act::TakeIn {})
    }

    /// The papers to be gathered: those no item of the procedure is.
    fn papers(&self) -> Vec<Text> {
        let evidence = &self.desk.playbook.rules.evidence;
        let is_asked = |paper: &&Paper| !paper.is_optional && paper.known_by.is_empty();
        let papers = evidence.papers(Some(self.desk.life.kind.class)).filter(is_asked);
        papers.map(|paper| paper.name.zh.clone()).collect()
    }

    fn gather(&mut self, on: Day, paper: &Text) {
        let on = self.worked(on);
        let number = (self.desk.life.number * 31 + usize::try_from(self.chance.count(1, 900)).unwrap_or(1))
            % 9000
            + 1000;
        let year = on.date().year().to_string();
        let document = self.desk.lexicon.say("document", &[&year, &number.to_string()]).into();
        let (paper, dated_on) = (paper.clone(), Some(on.plus(-self.chance.count(0, 9)).date()));
        self.record.tell(on, Act::GatherPaper { paper, document, dated_on, note: None });
    }

    /// A day worked within the first window from a day on.
    fn within_window(&mut self, from: Day) -> Day {
        let opens = Day::of(self.desk.playbook.rules.evidence.opens(from.date()));
        let last = self.desk.playbook.rules.evidence.window.map_or(28, |window| i32::from(window.last));
        let days = self.chance.count(0, (last - i32::from(opens.date().day())).max(0));
        let mut day = opens.plus(days);
        while day > opens && !self.calendar().is_worked(day.date()) {
            day = day.plus(-1);
        }
        self.worked(day)
    }

    fn happen(&mut self) -> Day {
        let on = self.bounds.pinned.unwrap_or(self.bounds.from);
        if self.item.kind == ItemKind::Merged {
            return on;
        }
        self.record.tell(on, Act::Finish {})
    }
}

/// A day so many months later, or the last of that month.
fn months_later(day: Date, months: u16) -> Date {
    day.saturating_add(jiff::Span::new().months(months))
}
