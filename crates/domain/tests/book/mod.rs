//! A book in memory for tests: commands go in on a day, facts are folded, and every fold is checked against a fold from zero.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use qinghuo_domain::{
    Attribute, City, Date, Fact, Fen, Moment, Phase, ProjectId, Refusal, Seq, YearMonth,
    command::{Actor, Command, Context},
    decide::decide,
    figure::DispatchFigure,
    money::MoneyUnit,
    rules::{Gate, LightRule, Measure, Place, Requirement, Rules},
};

pub struct Book {
    pub city: City,
    pub facts: Vec<Fact>,
    pub rules: Rules,
    pub today: Date,
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn month(text: &str) -> YearMonth {
    text.parse().unwrap()
}

/// An amount in 万元.
pub fn wan(amount: i64) -> Fen {
    Fen(amount * MoneyUnit::TenThousand.in_fen())
}

pub fn rules() -> Rules {
    Rules {
        name: "test@1".into(),
        year: 2024,
        gates: vec![
            Gate { into: Phase::Landing, requires: vec![Requirement::Place, Requirement::TotalInvestment] },
            Gate { into: Phase::Construction, requires: vec![Requirement::Code, Requirement::StartedOn] },
            Gate { into: Phase::Benefit, requires: vec![Requirement::CompletedOn] },
        ],
        light: LightRule {
            key: "yinchuan_progress".into(),
            measure: Measure::GapPoints,
            yellow_hundredths: 1000,
            red_hundredths: 3000,
            phases: vec![Phase::Construction],
            smallest_plan: Fen::ZERO,
        },
        curve: None,
        places: vec![Place { name: "历下区".into(), also: vec!["历下".into()], zone: false }],
        procedures: Vec::new(),
        superseded: Vec::new(),
        letters: Default::default(),
        calendar: Default::default(),
        discipline: Default::default(),
        evidence: Default::default(),
        access: Default::default(),
    }
}

impl Book {
    pub fn new() -> Self {
        Self { city: City::new(), facts: Vec::new(), rules: rules(), today: day("2024-12-31") }
    }

    pub fn try_tell(&mut self, effective_on: &str, command: Command) -> Result<Vec<Fact>, Vec<Refusal>> {
        let context = Context {
            by: Actor::Operator,
            today: self.today,
            effective_on: day(effective_on),
            rules: &self.rules,
        };
        let before = self.city.clone();
        let decided = decide(&self.city, command, context);
        assert_eq!(self.city, before, "deciding changes nothing");
        let facts = decided?;
        for fact in &facts {
            let seq = Seq(self.city.head().0 + 1);
            self.city.apply(seq, fact.clone()).unwrap();
            self.facts.push(fact.clone());
        }
        Ok(facts)
    }

    pub fn tell(&mut self, effective_on: &str, command: Command) -> Vec<Fact> {
        self.try_tell(effective_on, command).unwrap_or_else(|refusals| panic!("refused: {refusals:?}"))
    }

    /// The codes of the refusals a command meets; it must meet some, and change nothing.
    pub fn refused(&mut self, effective_on: &str, command: Command) -> Vec<String> {
        let before = self.city.clone();
        let refusals = self.try_tell(effective_on, command).expect_err("should be refused");
        assert_eq!(self.city, before);
        refusals.iter().map(|refusal| refusal.cause.code()).collect()
    }

    pub fn register(&mut self, effective_on: &str, name: &str, more: &[Attribute]) -> ProjectId {
        let id = self.city.next_project();
        let mut set = vec![Attribute::Name(Some(name.into()))];
        set.extend_from_slice(more);
        self.tell(effective_on, Command::RegisterProject { set });
        id
    }

    pub fn file(&mut self, on: &str, project: ProjectId, of: &str, done: i64) {
        let figure = DispatchFigure { done_this_year: Some(wan(done)), ..DispatchFigure::default() };
        let reason = Some("补报".into());
        self.tell(on, Command::FileDispatch { project, month: month(of), figure, reason });
    }

    pub fn name(&self, project: ProjectId, as_of: &str, known: u64) -> Option<String> {
        let at = Moment { as_of: day(as_of), known: Seq(known) };
        self.city.project(project)?.at(at).name().map(|name| name.to_string())
    }

    pub fn refold(&self) -> City {
        let mut city = City::new();
        for (fact, seq) in self.facts.iter().zip(1..) {
            city.apply(Seq(seq), fact.clone()).unwrap();
        }
        city
    }
}

impl Drop for Book {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.refold(), self.city, "fold(facts) = image");
        }
    }
}
