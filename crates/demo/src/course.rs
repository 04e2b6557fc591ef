//! The course of one project through its procedure: when each item can begin and is settled, so that building begins and ends, and production begins, on the
//! days its ledgers tell.
//!
//! The procedure, and which of its items apply, are asked of the playbook with the project's own circumstances. The walk is a simple one: item after
//! item in the order of the network. Floats and forecasts are the domain's business.

use crate::{
    By, Demo, Step,
    chance::About,
    circumstances::Circumstances,
    handling::{Bounds, Desk, Handling},
    life::Life,
    rows,
    span::MONTHS,
};
use qinghuo_domain::{
    Attribute, City, Date, Moment, ProjectId, Seq,
    attribute::Text,
    command::{Actor, Command, Context},
    decide::decide,
    own::{LONGEST_PLAN, OwnPlan},
    procedure::{Applies, DayKind, Days, Item, ItemKind, Link, Milestone, Stage},
    step::{Act, Course as Way, Delay, Role},
    views::Standpoint,
};
use qinghuo_playbook::{
    Playbook,
    procedures::{ItemWords, Template},
};
use qinghuo_schedule::{Calendar, Day, Span};

/// Of so many projects all are followed through their procedures; of more, only as many.
const FOLLOWED: usize = 2500;
/// Projects whose building is further off than this many months have not begun with their items.
const AHEAD: i32 = 14;
/// Those whose building began in the last so many months are all followed.
const RECENT: i32 = 9;
/// Of those whose building began earlier, or was near when they came into the book, the file of one in so many was entered.
const ENTERED: usize = 5;
/// Projects complete for longer than this many months are not followed any more.
const BEHIND: i32 = 9;
/// No works are planned for fewer days.
const SHORTEST_WORKS: i32 = 30;
/// How often the walk is begun again to meet the days on record.
const TRIES: usize = 8;

/// The days something about a project is on record.
#[derive(Clone, Copy, Default)]
pub(crate) struct Pins {
    start: Option<Day>,
    completion: Option<Day>,
    production: Option<Day>,
}

impl Pins {
    fn of(self, item: &Item) -> Option<Day> {
        match item.milestone? {
            Milestone::Start => self.start,
            Milestone::Completion => self.completion,
            Milestone::Production => self.production,
            Milestone::Benefit => None,
        }
    }
}

/// A project on its way through its procedure.
pub(crate) struct Course<'a> {
    pub(crate) desk: Desk<'a>,
    pub(crate) project: ProjectId,
    template: &'a Template,
    applies: Vec<Applies>,
    /// The items' indices, what comes before first.
    order: Vec<usize>,
    /// The day it began to follow the procedure.
    pub(crate) opens: Day,
    /// What became of each item, or will.
    pub(crate) handled: Vec<Handling>,
    /// Days the main works are planned to take longer than the template says; fewer, where negative.
    longer: i32,
}

/// Something told about a project: the day, who tells it, and what.
pub(crate) type Told = (Day, String, Command);

impl Demo<'_> {
    /// Everything done about approvals in the city, in the order in which it is sent.
    pub(crate) fn approvals(&self) -> Vec<Step> {
        let numbers = (0..self.sums.len()).step_by(1 + self.sums.len() / FOLLOWED);
        let lives = numbers.filter(|number| !self.is_odd(*number)).filter_map(|number| self.life(number));
        let mut steps: Vec<Step> = lives.filter(is_followed).flat_map(|life| self.course(&life)).collect();
        steps.sort_by_key(|step| step.sent_on);
        steps
    }

    /// What was done about the approvals of one project up to today.
    fn course(&self, life: &Life<'_>) -> Vec<Step> {
        let desk = Desk { life, lexicon: &self.lexicon, playbook: self.playbook };
        let Some(course) = Course::of(desk, Self::id(life.number)) else { return Vec::new() };
        let (entered, today) = (life.span.filed_on(life.joins), life.span.today());
        let mut told = course.told();
        told.retain(|(on, ..)| on.date() <= today);
        told.sort_by_key(|(on, ..)| *on);
        let step = |(on, actor, command): Told| {
            let on = on.date();
            // What happened before the project came into the book was entered from its file then.
            let sent_on = on.max(entered);
            Step {
                command,
                by: By::Operator(actor),
                holder: None,
                sent_on,
                hour: 16,
                effective_on: on,
                attachment: None,
            }
        };
        told.into_iter().map(step).collect()
    }
}

/// Whether a project is followed through its procedure.
fn is_followed(life: &Life<'_>) -> bool {
    let began_earlier = life.begins() < (life.joins + 5).max(MONTHS - RECENT);
    let is_near = life.begins() <= MONTHS + AHEAD && life.ends() >= MONTHS - BEHIND;
    is_near && (!began_earlier || life.number.is_multiple_of(ENTERED))
}

/// The days on record about a project; what is not yet in a ledger lies ahead.
fn pins(life: &Life<'_>) -> Pins {
    let ahead = Day::of(life.span.today()).plus(3);
    let pin = |month: i32, on: Date| if month < MONTHS { Day::of(on) } else { Day::of(on).max(ahead) };
    // Production nobody tells of has not begun.
    let production = rows::producing_since(life).map_or(Day::LAST, |(month, on)| pin(month, on));
    Pins {
        start: Some(pin(life.begins(), rows::started_on(life))),
        completion: Some(pin(life.ends(), rows::completed_on(life))),
        production: Some(production),
    }
}

/// The procedure of a project of which all is known, and which of its items apply.
fn judged<'a>(
    playbook: &'a Playbook,
    desk: &Desk<'_>,
    withheld: &[Attribute],
) -> Option<(&'a Template, Vec<Applies>)> {
    let mut set = rows::first_attributes(desk.life, desk.lexicon);
    set.extend_from_slice(withheld);
    let mut city = City::new();
    let today = desk.life.span.today();
    let context = Context { by: Actor::Operator, today, effective_on: today, rules: &playbook.rules };
    let facts = decide(&city, Command::RegisterProject { set }, context).ok()?;
    for (seq, fact) in (1..).zip(facts) {
        city.apply(Seq(seq), fact).ok()?;
    }
    let at = Moment::on(today);
    let from = Standpoint::new(&city, at, &playbook.rules);
    let seen = city.project(ProjectId(1))?.at(at);
    let template = playbook.procedure_of(seen, from)?;
    Some((template, playbook.applicability(template, seen, from)))
}

const fn span(count: i32, kind: DayKind) -> Span {
    match kind {
        DayKind::Working => Span::working(count),
        DayKind::Natural => Span::natural(count),
    }
}

/// The items in an order in which each comes after what it waits for.
fn ordered(items: &[Item]) -> Vec<usize> {
    let mut order = Vec::with_capacity(items.len());
    // A checked procedure has no circles: every round places one item at least.
    while order.len() < items.len() {
        let before = order.len();
        for (index, item) in items.iter().enumerate() {
            if !order.contains(&index) && item.links.iter().all(|link| order.contains(&link.from)) {
                order.push(index);
            }
        }
        if order.len() == before {
            break;
        }
    }
    order
}

impl<'a> Course<'a> {
    /// The course of a project; `None` where the playbook has no procedure for it, or it begins after today.
    fn of(desk: Desk<'a>, project: ProjectId) -> Option<Self> {
        let (life, playbook) = (desk.life, desk.playbook);
        let withheld = Circumstances::of(life).withheld;
        let (template, applies) = judged(playbook, &desk, &withheld)?;
        let order = ordered(&template.procedure.items);
        let (opens, handled) = (Day::of(life.span.today()), Vec::new());
        let mut course = Self { desk, project, template, applies, order, opens, handled, longer: 0 };
        let pins = pins(life);
        course.open(pins.start?)?;
        if course.opens > Day::of(life.span.today()) {
            return None;
        }
        course.size_the_works(pins.start?, pins.completion?)?;
        course.handled = course.walk(pins);
        Some(course)
    }

    pub(crate) fn items(&self) -> &'a [Item] {
        &self.template.procedure.items
    }

    pub(crate) fn calendar(&self) -> &'a Calendar {
        &self.desk.playbook.rules.calendar
    }

    pub(crate) fn later(&self, day: Day, days: i32) -> Day {
        self.calendar().later(day, Span::working(days))
    }

    /// Whether the project has to go through an item of its own.
    pub(crate) fn is_needed(&self, index: usize) -> bool {
        self.applies.get(index) == Some(&Applies::Yes)
            && self.items().get(index).is_some_and(|item| item.kind != ItemKind::Merged)
    }

    /// Begins so early that the conditions for the start of works are there shortly before it.
    fn open(&mut self, start: Day) -> Option<()> {
        let (index, _) = self.template.procedure.milestone(Milestone::Start)?;
        let spare_days = self.desk.life.chance(About::Items, -1).count(1, 9);
        self.opens = start.plus(-250);
        for _ in 0..TRIES {
            let reached = self.walk(Pins::default()).get(index)?.from;
            let spare = reached.until(start);
            if (0..=spare_days + 5).contains(&spare) {
                break;
            }
            self.opens = self.opens.plus(spare - spare_days);
        }
        self.opens = self.later(self.opens.min(start.plus(-40)).plus(-1), 1);
        Some(())
    }

    /// Plans the main works for as long as it takes to meet the completion.
    fn size_the_works(&mut self, start: Day, completion: Day) -> Option<()> {
        let (index, _) = self.template.procedure.milestone(Milestone::Completion)?;
        let known = Pins { start: Some(start), ..Pins::default() };
        for _ in 0..TRIES {
            let spare = self.walk(known).get(index)?.ends.until(completion);
            if (0..=8).contains(&spare) {
                break;
            }
            self.longer += spare - 3;
        }
        Some(())
    }

    /// The last day of each item, so that it comes before what is on record and waits for it.
    fn latest(&self, pins: Pins) -> Vec<Day> {
        let mut latest = vec![Day::LAST; self.items().len()];
        for index in self.order.iter().rev().copied() {
            let Some(item) = self.items().get(index) else { continue };
            let Some(own) = latest.get_mut(index) else { continue };
            *own = pins.of(item).unwrap_or(Day::LAST).min(*own);
            let own = *own;
            for link in &item.links {
                if let Some(before) = latest.get_mut(link.from) {
                    *before = own.min(*before);
                }
            }
        }
        latest
    }

    /// The day an item can begin, the days of those before it being known.
    fn from(&self, item: &Item, days: impl Fn(usize) -> Option<(Day, Day)>) -> Day {
        let ready = item.links.iter().filter_map(|link| {
            let (from, ends) = days(link.from)?;
            let lag = span(link.lag.count.into(), link.lag.kind);
            Some(self.calendar().later(if link.kind.waits_for_finish() { ends } else { from }, lag))
        });
        ready.max().unwrap_or(self.opens)
    }

    /// Whether it is the building itself, which follows the start of works.
    fn is_main_works(&self, item: &Item) -> bool {
        let follows_start = |link: &Link| {
            self.items().get(link.from).is_some_and(|before| before.milestone == Some(Milestone::Start))
        };
        item.stage == Stage::Construction
            && item.kind == ItemKind::OwnerWork
            && item.links.iter().any(follows_start)
    }

    /// All items handled one after another, and side by side where the network lets them.
    fn walk(&self, pins: Pins) -> Vec<Handling> {
        let latest = self.latest(pins);
        let mut handled: Vec<Handling> = self.items().iter().map(|_| Handling::nothing(self.opens)).collect();
        for index in self.order.iter().copied() {
            let Some(item) = self.items().get(index) else { continue };
            let from = self.from(item, |before| handled.get(before).map(|before| (before.from, before.ends)));
            let sized = self.sized(item);
            let bounds = Bounds {
                opens: self.opens,
                from,
                latest: latest.get(index).copied().unwrap_or(Day::LAST),
                pinned: pins.of(item),
            };
            let now = if self.is_needed(index) {
                self.desk.handle((index, sized.as_ref().unwrap_or(item)), bounds)
            } else {
                Handling::nothing(from)
            };
            if let Some(place) = handled.get_mut(index) {
                *place = now;
            }
        }
        handled
    }

    /// The day each item was planned to end on the first day.
    pub(crate) fn planned(&self) -> Vec<Day> {
        let mut planned = vec![(self.opens, self.opens); self.items().len()];
        for index in self.order.iter().copied() {
            let Some(item) = self.items().get(index) else { continue };
            let from = self.from(item, |before| planned.get(before).copied());
            let days = self.own_days(item).unwrap_or(item.plan);
            let count = if self.is_needed(index) { i32::from(days.count) } else { 0 };
            if let Some(place) = planned.get_mut(index) {
                *place = (from, self.calendar().later(from, span(count, days.kind)));
            }
        }
        planned.into_iter().map(|(_, ends)| ends).collect()
    }

    /// Everything told of the project's approvals, in no order but that of each item's own acts.
    fn told(&self) -> Vec<Told> {
        let office = self.desk.lexicon.say("actor", &[]);
        let assigned = Command::AssignProcedure {
            project: self.project,
            procedure: self.template.procedure.key.clone(),
        };
        let mut told = vec![(self.opens, office.clone(), assigned)];
        told.extend(self.works().map(|command| (self.opens, office.clone(), command)));
        told.extend(self.circumstances().map(|(on, command)| (on, office.clone(), command)));
        for (index, (item, handling)) in self.items().iter().zip(&self.handled).enumerate() {
            let acts = handling.acts.iter().map(|(on, act)| {
                let command = Command::TakeStep {
                    project: self.project,
                    item: item.code.clone(),
                    act: act.clone(),
                    seen: None,
                };
                (*on, self.actor(item, act), command)
            });
            told.extend(acts);
            let promised = self.promises(index, item, handling);
            told.extend(promised.into_iter().map(|(on, command)| (on, office.clone(), command)));
        }
        told
    }

    /// Who does something to an item.
    fn actor(&self, item: &Item, act: &Act) -> String {
        match (item.course(), act.deed().role()) {
            (_, Role::Coordinator) => self.desk.lexicon.say("actor", &[]),
            (Way::Decision | Way::Evidence, Role::Applicant) => self.desk.lexicon.say("actor_applicant", &[]),
            _ => self.desk.lexicon.say("actor_unit", &[self.desk.unit(item)]),
        }
    }

    /// What nobody knew at first is told when the first item asks for it.
    fn circumstances(&self) -> impl Iterator<Item = (Day, Command)> {
        let reason = self.desk.lexicon.say("circumstances", &[]);
        Circumstances::of(self.desk.life).withheld.into_iter().filter_map(move |attribute| {
            let key = attribute.field().key();
            let asks = |words: &&ItemWords| {
                let condition = words.condition.as_ref();
                condition.is_some_and(|asked| asked.expression.attributes().iter().any(|a| a.name == key))
            };
            let asked = self.template.words.iter().zip(&self.handled).filter(|(words, _)| asks(words));
            let on = asked.map(|(_, handling)| handling.from).min()?;
            let command = Command::ReviseProject {
                project: self.project,
                set: vec![attribute],
                seen: None,
                reason: Some(reason.clone().into()),
            };
            Some((on, command))
        })
    }

    /// What is said about an item that overruns its limit or its promise, or waits for what is built before it.
    pub(crate) fn explained(&self, item: &Item, reason: &str, (on, expected_on): (Day, Day)) -> Command {
        let delay = Delay { reason: reason.into(), expected_on: expected_on.max(on.plus(3)).date() };
        Command::ExplainDelay { project: self.project, item: item.code.clone(), delay }
    }

    /// The days the main works are planned for in this project, where they are not the template's.
    fn own_days(&self, item: &Item) -> Option<Days> {
        let count = (i32::from(item.plan.count) + self.longer).max(SHORTEST_WORKS);
        let count = u16::try_from(count).unwrap_or(LONGEST_PLAN).min(LONGEST_PLAN);
        let days = Days { count, ..item.plan };
        Some(days).filter(|days| *days != item.plan && self.is_main_works(item))
    }

    /// The main works as this project plans them.
    fn sized(&self, item: &Item) -> Option<Item> {
        let plan = self.own_days(item)?;
        Some(Item { plan, ..item.clone() })
    }

    /// How long the main works are planned to take in this project, said with its plan on the first day.
    fn works(&self) -> impl Iterator<Item = Command> {
        let reason: Text = self.desk.lexicon.say("works_plan", &[]).into();
        self.items().iter().filter_map(move |item| {
            let plan = OwnPlan { days: Some(self.own_days(item)?), reason: reason.clone(), works: None };
            Some(Command::ReplanItem { project: self.project, item: item.code.clone(), plan })
        })
    }
}
