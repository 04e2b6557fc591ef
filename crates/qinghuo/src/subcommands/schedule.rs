//! `schedule PROJECT`: when a project can start, be completed and produce, what it waits for and whose move that is; with `--why`, what is behind a date.

use super::{
    procedure::{in_words, limit_in_words},
    text, views,
};
use crate::{
    exit::{Exit, Stop},
    input,
    screen::Paint,
    session::{Session, View},
    table::{Cell, Side, Table},
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::{
    Date,
    procedure::{Applies, Days, LinkKind, Milestone},
    project::Seen,
    views::approval::{
        Approval, Outlook, Step,
        clock::Reach,
        duty::duties,
        silence::{miss, silence},
        why::{self, Because, Cause},
    },
};
use qinghuo_intake::tame;
use qinghuo_playbook::{Playbook, procedures::Template};

const COLUMNS: [(&str, Side); 14] = [
    ("cli-column-code", Side::Left),
    ("cli-column-item", Side::Left),
    ("cli-column-lane", Side::Left),
    ("cli-column-units", Side::Left),
    ("cli-column-state", Side::Left),
    ("cli-column-legal", Side::Right),
    ("cli-column-promised", Side::Right),
    ("cli-column-used", Side::Right),
    ("cli-column-left", Side::Right),
    ("cli-column-expected-from", Side::Left),
    ("cli-column-expected-to", Side::Left),
    ("cli-column-float", Side::Right),
    ("cli-column-critical", Side::Left),
    ("cli-column-waits-for", Side::Left),
];

pub fn arguments(command: Command, words: Words) -> Command {
    let why = words.option("why", "milestone-or-item").num_args(0..=1).default_missing_value("");
    views(command.arg(words.positional("project")).arg(why), words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let id = input::project(words, &view, text(given, "project"))?;
    let Some(project) = view.city.project(id) else { return Ok(Exit::Refused) };
    let seen = project.at(view.at);
    let playbook = &book.playbook;
    let Some(approval) = playbook.approval(seen, view.standpoint()) else {
        return Err(Stop::with(Exit::Refused, unassigned(words, playbook, &view, seen)));
    };
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.insert("project".into(), id.to_string().into());
        answer.extend(qinghuo_web::schedule(playbook, &approval));
        session.screen.say_json(&answer)?;
        return Ok(Exit::Done);
    }
    let told = Told { words, playbook, approval: &approval };
    let name = seen.name().map_or("", |name| name);
    let title = format!("{id}  {}", tame(name));
    let mut said = vec![session.screen.paint(&title, Paint::Strong), view.caption(words), told.procedure()];
    match given.get_one::<String>("why") {
        Some(asked) => said.extend(told.why(asked)?),
        None => {
            said.extend(told.milestones());
            said.push(String::new());
            said.push(told.items().render(session.screen));
            said.extend(told.own());
            said.extend(told.asked());
        }
    }
    session.screen.say(&said.join("\n"));
    Ok(Exit::Done)
}

/// What to do about a project that follows no procedure.
fn unassigned(words: Words, playbook: &Playbook, view: &View<'_>, seen: Seen<'_>) -> String {
    let id = seen.project.id.to_string();
    match playbook.procedure_of(seen, view.standpoint()) {
        Some(template) => {
            let (key, name) = (&*template.procedure.key, in_words(words, &template.name));
            words.say_with("cli-schedule-unassigned", &[("project", &id), ("key", key), ("name", name)])
        }
        None => words.say_with("cli-schedule-unjudged", &[("project", &id)]),
    }
}

/// The approvals of a project being told.
struct Told<'a> {
    words: Words,
    playbook: &'a Playbook,
    approval: &'a Approval<'a>,
}

impl Told<'_> {
    fn procedure(&self) -> String {
        let (words, approval) = (self.words, self.approval);
        let said = [
            ("key", &*approval.procedure.key),
            ("version", &*approval.procedure.version.to_string()),
            ("name", self.template().map_or("", |template| in_words(words, &template.name))),
            ("day", &*words.day(approval.begins_on)),
        ];
        words.say_with("cli-schedule-procedure", &said)
    }

    fn template(&self) -> Option<&Template> {
        self.playbook.procedures.template_of(&self.approval.procedure)
    }

    /// Code and name of an item.
    fn item(&self, index: usize) -> String {
        let code = self.code(index);
        format!("{code} {}", self.name(index)).trim_end().to_owned()
    }

    /// The name of an item: the project's own, or the procedure's.
    fn name(&self, index: usize) -> &str {
        if let Some(own) = self.approval.steps.get(index).and_then(Step::own_name) {
            return own;
        }
        let said = self.template().and_then(|template| template.words.get(index));
        said.map_or("", |said| in_words(self.words, &said.name))
    }

    fn code(&self, index: usize) -> &str {
        self.approval.procedure.items.get(index).map_or("", |item| item.code.as_str())
    }

    /// The leading unit of an item.
    fn lead<'b>(&'b self, step: &'b Step<'_>) -> &'b str {
        let Some(key) = step.item.units.first() else { return "" };
        let unit = self.playbook.procedures.unit(key);
        unit.map_or(&**key, |unit| in_words(self.words, &unit.name))
    }

    fn outlook(&self, milestone: Milestone) -> Option<Outlook> {
        self.approval.outlook(milestone, &self.playbook.rules)
    }

    /// Every milestone, and what the next one waits for.
    fn milestones(&self) -> Vec<String> {
        let words = self.words;
        let outlooks: Vec<(Milestone, Outlook)> =
            Milestone::ALL.iter().filter_map(|m| Some((*m, self.outlook(*m)?))).collect();
        let mut said: Vec<String> = outlooks.iter().map(|(m, outlook)| self.milestone(*m, outlook)).collect();
        if let Some((milestone, next)) = outlooks.iter().find(|(_, outlook)| !outlook.is_past) {
            let name = words.named("milestone", milestone.key());
            let held = why::held_by(self.approval, Some(next.index));
            if !held.is_empty() {
                said.push(words.say_with("cli-schedule-held", &[("milestone", &name)]));
            }
            said.extend(held.into_iter().filter_map(|index| self.held(self.approval.steps.get(index)?)));
        }
        said
    }

    fn milestone(&self, milestone: Milestone, outlook: &Outlook) -> String {
        let words = self.words;
        let compared = |later: i32, key: &str, other: &str| {
            let (key, days) = if later < 0 { (other, -later) } else { (key, later) };
            words.count(key, usize::try_from(days).unwrap_or_default())
        };
        let late = match outlook.late_workdays {
            0 => words.say("cli-schedule-on-time"),
            late => compared(late, "cli-schedule-late", "cli-schedule-early"),
        };
        let saved = compared(outlook.saved_workdays, "cli-schedule-saved", "cli-schedule-lost");
        let key = if outlook.is_past { "cli-schedule-reached" } else { "cli-schedule-milestone" };
        let mut said = words.say_with(
            key,
            &[
                ("milestone", &words.named("milestone", milestone.key())),
                ("planned", &marked(words, outlook.planned_on, outlook.provisional.planned)),
                ("expected", &marked(words, outlook.expected_on, outlook.provisional.expected)),
                ("late", &late),
                ("serial", &marked(words, outlook.serial_on, outlook.provisional.serial)),
                ("saved", &saved),
            ],
        );
        if outlook.is_estimate {
            said.push_str(&words.text("cli-schedule-estimate"));
        }
        said
    }

    /// The day an item is expected to end, marked where it may still change.
    fn expected(&self, index: usize, day: Date) -> String {
        marked(self.words, day, self.approval.forecast.of(index).is_some_and(|dates| dates.is_provisional))
    }

    /// An item somebody can act on, whose move it is, and since when.
    fn held(&self, step: &Step<'_>) -> Option<String> {
        let words = self.words;
        let said = [
            ("item", &*self.item(step.index)),
            ("state", &*words.named("state", step.life.state.key())),
            ("role", &*words.named("role", step.awaits()?.key())),
            ("unit", self.lead(step)),
        ];
        let mut text = words.say_with("cli-schedule-holds", &said);
        if let Some(since) = step.life.since {
            text.push_str(&words.say_with("cli-schedule-since", &[("day", &words.day(since))]));
        }
        Some(text)
    }

    /// What the project has of its own: items, and planned days beside those of the procedure.
    fn own(&self) -> Vec<String> {
        let words = self.words;
        let added = |step: &Step<'_>| {
            let (since, own) = step.own?;
            let said = [
                ("item", &*self.item(step.index)),
                ("day", &*words.day(since)),
                ("reason", &*tame(&own.reason)),
            ];
            Some(words.say_with("cli-schedule-own-item", &said))
        };
        let planned = |step: &Step<'_>| {
            let ((since, plan), days) = (step.own_plan?, step.own_days()?);
            let said = [
                ("item", &*self.item(step.index)),
                ("days", &*words.days(days)),
                ("template", &*words.days(step.item.plan)),
                ("day", &*words.day(since)),
                ("reason", &*tame(&plan.reason)),
            ];
            Some(words.say_with("cli-schedule-own-plan", &said))
        };
        let steps = self.approval.steps.iter();
        steps.flat_map(|step| [added(step), planned(step)]).flatten().collect()
    }

    /// What the discipline of dates asks for, with the silence behind it and how far a promise is missed.
    fn asked(&self) -> Vec<String> {
        self.approval.steps.iter().filter_map(|step| self.asked_of(step)).collect()
    }

    fn asked_of(&self, step: &Step<'_>) -> Option<String> {
        let words = self.words;
        let silent = silence(self.approval, step);
        let duties = duties(self.approval, step, silent).into_iter();
        let duties = duties.map(|duty| words.named("duty", duty.key()));
        let silent = silent.map(|silence| words.silence(&silence));
        let missed = miss(self.approval, step).map(|miss| words.miss(&miss));
        let said: Vec<String> = duties.chain(silent).chain(missed).collect();
        let (item, said) = (self.item(step.index), said.join(&words.text("value-join-sentence")));
        let told = || words.say_with("cli-schedule-asked", &[("item", &item), ("asked", &said)]);
        (!said.is_empty()).then(told)
    }

    fn items(&self) -> Table {
        let mut table = Table::new(COLUMNS.map(|(key, side)| (self.words.say(key), side)));
        for step in &self.approval.steps {
            table.push(self.row(step));
        }
        table
    }

    fn row(&self, step: &Step<'_>) -> [Cell; 14] {
        let (words, item) = (self.words, &*step.item);
        let state = match step.applies {
            Applies::No => words.named("applies", Applies::No.key()),
            _ => words.named("state", step.life.state.key()),
        };
        let binding = step.clock.filter(|_| !step.is_settled()).map(|clock| clock.binding());
        let state = if binding.is_some_and(|reach| reach.left < 0) {
            Cell::painted(state, Paint::Red)
        } else {
            Cell::from(state)
        };
        let dates = self.approval.forecast.of(step.index);
        let critical = dates.filter(|dates| dates.is_critical).map(|_| words.say("cli-schedule-critical"));
        let waits: Vec<&str> = step.waits_for.iter().map(|index| self.code(*index)).collect();
        let day = |date: Option<Date>| date.map(|date| words.day(date)).unwrap_or_default();
        [
            Cell::from(item.code.as_str()),
            Cell::from(self.name(step.index)),
            Cell::from(words.named("lane", item.lane.key())),
            Cell::from(self.lead(step)),
            state,
            Cell::from(item.statutory.map(|limit| limit_in_words(words, limit)).unwrap_or_default()),
            Cell::from(item.promised.map(|days| words.days(days)).unwrap_or_default()),
            Cell::from(step.clock.map(|clock| clock.used.to_string()).unwrap_or_default()),
            Cell::from(binding.map(|reach| left(words, reach)).unwrap_or_default()),
            Cell::from(day(dates.map(|dates| dates.early.from))),
            Cell::from(dates.map(|dates| self.expected(step.index, dates.early.to)).unwrap_or_default()),
            Cell::from(dates.map(|dates| dates.total_float.to_string()).unwrap_or_default()),
            Cell::painted(critical.unwrap_or_default(), Paint::Strong),
            Cell::from(waits.join(" ")),
        ]
    }

    /// What is behind the date of a milestone or an item; of the next milestone where none is named.
    fn why(&self, asked: &str) -> anyhow::Result<Vec<String>> {
        let words = self.words;
        let milestone = match asked {
            "" => Milestone::ALL.iter().copied().find(|m| self.outlook(*m).is_some_and(|o| !o.is_past)),
            _ => input::milestone(asked),
        };
        if let Some((milestone, outlook)) = milestone.and_then(|m| Some((m, self.outlook(m)?))) {
            let said = [self.milestone(milestone, &outlook), words.say("cli-why-chain")];
            return Ok(said.into_iter().chain(self.chain(outlook.index)).collect());
        }
        if asked.is_empty() {
            return Ok(vec![words.say("cli-why-nothing-ahead")]);
        }
        let step = asked.trim().to_uppercase().parse().ok().and_then(|code| self.approval.step(&code));
        let Some(step) = step else {
            return Err(input::wrong(words, "cli-error-not-a-milestone-or-item", asked));
        };
        let said = [self.item(step.index), self.slack(step)];
        let chain = self.chain(step.index);
        let heading = (!chain.is_empty()).then(|| words.say("cli-why-chain"));
        Ok(said.into_iter().chain(self.asked_of(step)).chain(heading).chain(chain).collect())
    }

    /// Whether an item is critical, and why; else how late it may come.
    fn slack(&self, step: &Step<'_>) -> String {
        let words = self.words;
        let Some(dates) = self.approval.forecast.of(step.index) else {
            return words.say("cli-why-unneeded");
        };
        if step.is_settled() {
            return words.say_with("cli-why-settled", &[("day", &words.day(dates.early.to))]);
        }
        if let Some(missed) = why::missed(self.approval, step.index) {
            let said = [
                ("milestone", &*self.item(missed.index)),
                ("promised", &*words.day(missed.promised_on)),
                ("expected", &*self.expected(missed.index, missed.expected_on)),
                ("day", &*words.day(dates.late.to)),
            ];
            let mut text = words.say_with("page-slack-missed", &said);
            text += &words.count("page-slack-short", usize::try_from(-dates.total_float).unwrap_or_default());
            if dates.is_critical {
                text += &words.text("page-slack-and-critical");
            }
            return text;
        }
        if dates.is_critical {
            return words.say("cli-why-critical");
        }
        let said = [
            ("float", &*dates.total_float.to_string()),
            ("free", &*dates.free_float.to_string()),
            ("day", &*words.day(dates.late.to)),
        ];
        words.say_with("cli-why-slack", &said)
    }

    fn chain(&self, index: usize) -> Vec<String> {
        let chain = why::chain(self.approval, index);
        chain.iter().enumerate().map(|(place, cause)| self.cause(place + 1, cause)).collect()
    }

    fn cause(&self, place: usize, cause: &Cause) -> String {
        let words = self.words;
        let (key, before) = match cause.because {
            Because::Beginning => ("cli-why-beginning", ""),
            Because::Waits { index, kind } => {
                let key = match kind {
                    LinkKind::FinishStart => "cli-why-finish-start",
                    LinkKind::StartStart => "cli-why-start-start",
                    LinkKind::FinishFinish => "cli-why-finish-finish",
                    LinkKind::StartFinish => "cli-why-start-finish",
                };
                (key, self.code(index))
            }
            Because::NobodyBegan => ("cli-why-nobody-began", ""),
            Because::UnderWay => ("cli-why-under-way", ""),
            Because::Over => ("cli-why-over", ""),
        };
        let said = [
            ("place", &*place.to_string()),
            ("item", &*self.item(cause.index)),
            ("from", &*words.day(cause.from)),
            ("to", &*self.expected(cause.index, cause.to)),
            ("before", before),
            ("state", &*words.named("state", cause.state.key())),
        ];
        let mut text = words.say_with(key, &said);
        if !cause.also.is_empty() {
            let others = cause.also.iter().map(|(index, kind)| {
                let link = words.named("link", kind.key());
                words.say_with("page-why-also-item", &[("item", &self.item(*index)), ("link", &link)])
            });
            let others = others.collect::<Vec<_>>().join(&words.text("value-join"));
            text.push_str(&words.say_with("page-why-also", &[("others", &others)]));
        }
        if let Some(over) = cause.over {
            text.push_str(&words.say_with("cli-why-days-over", &[("days", &words.days(over))]));
        }
        text
    }
}

/// A day, marked where it may still change with days off nobody announced yet.
pub fn marked(words: Words, day: Date, is_provisional: bool) -> String {
    let mark = if is_provisional { words.text("page-provisional") } else { "".into() };
    format!("{}{mark}", words.day(day))
}

/// Days left, or over.
fn left(words: Words, reach: Reach) -> String {
    let days =
        |count: i32| words.days(Days { count: u16::try_from(count).unwrap_or(u16::MAX), kind: reach.kind });
    match reach.left {
        over @ ..0 => words.say_with("cli-schedule-over", &[("days", &days(-over))]),
        left => days(left),
    }
}
