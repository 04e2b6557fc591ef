//! One act on many items, for the page, the API and the command line alike: the items named ([`Pick`]), what is asked of all of them ([`Wish`]), and what
//! each would become ([`Ground::foresee`]): the command is decided against the city as it is, and what follows is folded into a copy nobody else sees.
//!
//! What is absent: the doing. Each item is its own order, all of them one commit; whoever asks has them carried out.

use crate::{
    Served,
    visit::{View, Visit},
};
use qinghuo_domain::{
    City, Date, Moment, ProjectId, Refusal, Seq,
    command::{Actor, Command, Context},
    decide::decide,
    procedure::{ItemCode, Milestone},
    step::{Act, Delay, Promise, State},
    views::{
        Standpoint,
        approval::{Approval, bottleneck::next_milestone},
    },
};
use qinghuo_locale::Locale;
use qinghuo_office::Receipt;
use qinghuo_playbook::Playbook;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Items acted on at once.
pub const MOST: usize = 200;

/// An item somebody picked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pick {
    /// The project.
    pub project: ProjectId,
    /// The item in it.
    pub item: ItemCode,
}

impl Pick {
    /// As an address, a form or a command line names it: `P1-A14`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (project, item) = text.trim().split_once('-')?;
        Some(Self { project: project.parse().ok()?, item: item.parse().ok()? })
    }

    /// The same written.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}-{}", self.project, self.item)
    }
}

/// What is asked of every item.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// An act.
    Act(Act),
    /// A date to be promised, or the promise to be moved to.
    Promise(Promise),
    /// A word about a delay.
    Delay(Delay),
}

impl Wish {
    /// The command for one item. Who moved an earlier promise is said only where there is one.
    #[must_use]
    pub fn command(&self, pick: &Pick, is_promised: bool, seen: Option<Seq>) -> Command {
        let (project, item) = (pick.project, pick.item.clone());
        match self.clone() {
            Self::Act(act) => Command::TakeStep { project, item, act, seen },
            Self::Promise(promise) => {
                let first = || Promise { document: promise.document.clone(), ..Promise::first(promise.on) };
                Command::PromiseStep { project, item, promise: if is_promised { promise } else { first() } }
            }
            Self::Delay(delay) => Command::ExplainDelay { project, item, delay },
        }
    }
}

/// What an item would become.
pub struct After {
    /// Its state.
    pub state: State,
    /// The last day of the limit that would bind, while its clock runs.
    pub due_on: Option<Date>,
    /// Whether the clock would stand.
    pub stands: bool,
    /// The date it would be promised for.
    pub promised_on: Option<Date>,
    /// The next milestone, and how many working days later it would come; earlier where negative.
    pub moves: Option<(Milestone, i32)>,
}

/// The city somebody decides against, without changing it.
pub struct Ground<'a> {
    /// The city as far as who asks sees it.
    pub city: &'a City,
    /// The rules, with the procedures.
    pub playbook: &'a Playbook,
    /// Where it is seen from.
    pub from: Standpoint<'a>,
    /// Who asks.
    pub by: Actor<'a>,
    /// Today.
    pub today: Date,
    /// From which day it would be true.
    pub effective_on: Date,
}

impl<'a> Ground<'a> {
    /// What a visitor sees, for an act true from a day; from today where nothing is said.
    pub(crate) fn of(served: &'a Served, visit: &Visit, view: &'a View, effective_on: Option<Date>) -> Self {
        Self {
            city: &view.image.city,
            playbook: &served.app.playbook,
            from: view.board.standpoint(),
            by: visit.by(),
            today: visit.today,
            effective_on: effective_on.unwrap_or(visit.today),
        }
    }

    /// A project's approvals as they are, where an item of theirs is picked.
    #[must_use]
    pub fn approval(&self, pick: &Pick) -> Option<Approval<'a>> {
        let project = self.city.project(pick.project)?;
        let approval = self.playbook.approval(project.at(self.from.at), self.from)?;
        approval.step(&pick.item).is_some().then_some(approval)
    }

    /// What an item would become by a command.
    ///
    /// # Errors
    /// Every reason why the command would be refused.
    pub fn foresee(
        &self,
        before: &Approval<'_>,
        pick: &Pick,
        command: Command,
    ) -> Result<After, Vec<Refusal>> {
        let rules = self.from.rules;
        let context = Context { by: self.by, today: self.today, effective_on: self.effective_on, rules };
        let facts = decide(self.city, command, context)?;
        let mut after = self.city.clone();
        for fact in facts {
            let seq = Seq(after.head().0 + 1);
            // A fact just decided against this very city fits it.
            let _ = after.apply(seq, fact);
        }
        // What was just decided is known to nobody yet, and counts here.
        let from = Standpoint { at: Moment { known: Seq::LATEST, ..self.from.at }, ..self.from };
        let project = after.project(pick.project);
        let approval = project.and_then(|project| self.playbook.approval(project.at(from.at), from));
        let step = approval.as_ref().and_then(|approval| approval.step(&pick.item));
        let clock = step.filter(|step| !step.is_settled()).and_then(|step| step.clock);
        let moves = next_milestone(before, rules).zip(approval.as_ref()).and_then(
            |((milestone, before), approval)| {
                let later = approval.outlook(milestone, rules)?;
                let moved = rules.calendar.workdays_between(before.expected_on, later.expected_on);
                (moved != 0).then_some((milestone, moved))
            },
        );
        Ok(After {
            state: step.map_or(State::NotStarted, |step| step.life.state),
            due_on: clock.filter(|clock| !clock.stands).map(|clock| clock.binding().due_on),
            stands: clock.is_some_and(|clock| clock.stands),
            promised_on: step.and_then(|step| step.promise).map(|(_, promise)| promise.on),
            moves,
        })
    }
}

/// What an item would become, in words.
#[must_use]
pub fn after_words(locale: &Locale, after: &After) -> Vec<String> {
    let mut words = vec![locale.named("state", after.state.key())];
    if after.stands {
        words.push(locale.named("urgency", "stopped"));
    }
    words.extend(after.due_on.map(|day| locale.text_with("page-batch-due", &[("day", locale.day(day))])));
    let promised = |day| locale.text_with("page-batch-promised", &[("day", locale.day(day))]);
    words.extend(after.promised_on.map(promised));
    words.extend(after.moves.map(|(milestone, days)| {
        let key = if days > 0 { "page-approvals-late" } else { "page-approvals-early" };
        let moved = locale.count(key, usize::try_from(days.abs()).unwrap_or_default());
        locale.text_with(
            "page-batch-moves",
            &[("milestone", locale.named("milestone", milestone.key())), ("moved", moved)],
        )
    }));
    words
}

/// What becomes of an item, or would.
pub enum Fate {
    /// What it would become.
    Would(After),
    /// It is done.
    Done(Receipt),
    /// It is refused: every reason, as the API tells one.
    Refused(Vec<Value>),
}

impl Fate {
    const fn key(&self) -> &'static str {
        match self {
            Self::Would(_) => "would",
            Self::Done(_) => "done",
            Self::Refused(_) => "refused",
        }
    }
}

/// What becomes of the items as the API and the command line give it: how many of each, then each.
#[must_use]
pub fn batch_json(fates: &[(Pick, Fate)]) -> Map<String, Value> {
    let count = |key: &str| fates.iter().filter(|(_, fate)| fate.key() == key).count();
    let one = |(pick, fate): &(Pick, Fate)| {
        let (mut after, mut receipt, mut refusals) = (Value::Null, Value::Null, Vec::new());
        match fate {
            Fate::Would(would) => {
                let moves = would.moves.map(
                    |(milestone, workdays)| json!({ "milestone": milestone, "later_workdays": workdays }),
                );
                after = json!({
                    "state": would.state,
                    "due_on": would.due_on,
                    "stands": would.stands,
                    "promised_on": would.promised_on,
                    "moves": moves,
                });
            }
            Fate::Done(done) => {
                receipt = json!({ "first": done.first.0, "last": done.last.0, "repeated": done.repeated });
            }
            Fate::Refused(reasons) => refusals.clone_from(reasons),
        }
        json!({
            "project": pick.project.to_string(),
            "item": pick.item,
            "fate": fate.key(),
            "after": after,
            "receipt": receipt,
            "refusals": refusals,
        })
    };
    let mut told = Map::new();
    for key in ["would", "done", "refused"] {
        told.insert(key.into(), count(key).into());
    }
    told.insert("items".into(), fates.iter().map(one).collect());
    told
}
