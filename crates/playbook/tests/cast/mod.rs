//! A city of units and posts in memory, told command by command, each by somebody: what tests of access start from.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use qinghuo_domain::{
    Attribute, City, Date, Fact, ProjectId, Refusal, Seq, Subject, YearMonth,
    access::{Authority, Role},
    attribute::PersonId,
    command::{Actor, Command, Context},
    decide::decide,
    figure::DispatchFigure,
    money::Fen,
    post::{PostId, Tenure},
    unit::{UnitCard, UnitId, UnitKind},
};
use qinghuo_playbook::{Playbook, bundled};
use std::sync::LazyLock;

/// The shipped rules, read once.
static PLAYBOOK: LazyLock<Playbook> = LazyLock::new(|| bundled().unwrap());

/// The city, and who recorded each of its facts.
pub struct Cast {
    pub city: City,
    pub playbook: &'static Playbook,
    pub actors: Vec<String>,
    pub today: Date,
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn month(text: &str) -> YearMonth {
    text.parse().unwrap()
}

pub fn card(name: &str, kind: UnitKind) -> UnitCard {
    UnitCard { name: name.into(), kind, parent: None, credit_code: None, known_as: Vec::new() }
}

pub fn tenure(person: u32, unit: UnitId, role: &str) -> Tenure {
    let person = PersonId(person);
    Tenure { person, unit, role: role.into(), until: None, deputy_for: None, cleared: false }
}

impl Cast {
    pub fn new() -> Self {
        Self { city: City::new(), playbook: &PLAYBOOK, actors: Vec::new(), today: day("2024-12-31") }
    }

    /// What comes of a command somebody gives on a day; nothing is recorded.
    pub fn decide(&self, by: Option<PostId>, on: &str, command: Command) -> Result<Vec<Fact>, Vec<Refusal>> {
        let author = |seq: Seq| self.actors.get(usize::try_from(seq.0).unwrap() - 1).cloned();
        let by = by.map_or(Actor::Operator, |post| Actor::Post { post, author: &author });
        let rules = &self.playbook.rules;
        decide(&self.city, command, Context { by, today: self.today, effective_on: day(on), rules })
    }

    pub fn try_tell(
        &mut self,
        by: Option<PostId>,
        on: &str,
        command: Command,
    ) -> Result<Vec<Fact>, Vec<Refusal>> {
        let facts = self.decide(by, on, command)?;
        let actor = by.map_or("运维".to_owned(), |post| Subject::Post(post).to_string());
        for fact in &facts {
            self.city.apply(Seq(self.city.head().0 + 1), fact.clone()).unwrap();
            self.actors.push(actor.clone());
        }
        Ok(facts)
    }

    pub fn tell(&mut self, by: Option<PostId>, on: &str, command: Command) -> Vec<Fact> {
        self.try_tell(by, on, command).unwrap_or_else(|refusals| panic!("refused: {refusals:?}"))
    }

    pub fn found(&mut self, on: &str, card: UnitCard) -> UnitId {
        let id = self.city.next_unit();
        self.tell(None, on, Command::FoundUnit { card });
        id
    }

    pub fn appoint(&mut self, on: &str, tenure: Tenure) -> PostId {
        let id = self.city.next_post();
        self.tell(None, on, Command::TakePost { tenure });
        id
    }

    pub fn register(&mut self, on: &str, name: &str, more: &[Attribute]) -> ProjectId {
        let id = self.city.next_project();
        let mut set = vec![Attribute::Name(Some(name.into()))];
        set.extend_from_slice(more);
        self.tell(None, on, Command::RegisterProject { set });
        id
    }

    pub fn authority(&self, post: PostId) -> Authority<'_> {
        Authority::of(&self.city, &self.playbook.rules, post, self.today).unwrap()
    }

    /// The city as the holder of a post sees it.
    pub fn seen_by(&self, post: PostId) -> City {
        self.authority(post).veiled(&self.city, None).city
    }

    pub fn role(&self, key: &str) -> &Role {
        self.playbook.rules.access.role(key).unwrap()
    }
}

pub fn codes(refusals: &[Refusal]) -> Vec<String> {
    refusals.iter().map(|refusal| refusal.cause.code()).collect()
}

pub fn file(project: ProjectId, of: &str, done_fen: i64) -> Command {
    let figure = DispatchFigure { done_this_year: Some(Fen(done_fen)), ..DispatchFigure::default() };
    Command::FileDispatch { project, month: month(of), figure, reason: Some("补报".into()) }
}

pub fn approve(project: ProjectId, of: &str) -> Command {
    Command::ApproveDispatch { project, month: month(of) }
}
