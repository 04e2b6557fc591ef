//! A story of one project told to a book in memory, and looked at.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use qinghuo_domain::{
    Attribute, City, Date, Moment, ProjectId, Refusal, Seq,
    circumstance::LandSupply,
    command::{Actor, Command, Context},
    decide::decide,
    procedure::{ItemCode, Milestone},
    step::Act,
    views::{Standpoint, approval::Approval},
};
use qinghuo_playbook::{Playbook, bundled};
use std::fmt::Write;

/// One project of the bundled playbook, told day by day.
pub struct Story {
    pub city: City,
    pub playbook: Playbook,
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn code(text: &str) -> ItemCode {
    text.parse().unwrap()
}

pub const P: ProjectId = ProjectId(1);

impl Story {
    pub fn new(begins: &str, procedure: &str, more: &[Attribute]) -> Self {
        let mut story = Self { city: City::new(), playbook: bundled().unwrap() };
        let mut set = vec![Attribute::Name(Some("样例项目".into()))];
        set.extend_from_slice(more);
        story.tell(begins, Command::RegisterProject { set });
        story.tell(begins, Command::AssignProcedure { project: P, procedure: procedure.into() });
        story
    }

    /// Told on its own day; what lies ahead is told before it.
    pub fn try_tell(&mut self, on: &str, command: Command) -> Result<(), Vec<Refusal>> {
        let context = Context {
            by: Actor::Operator,
            today: day(on).min(day("2026-11-28")),
            effective_on: day(on),
            rules: &self.playbook.rules,
        };
        for fact in decide(&self.city, command, context)? {
            self.city.apply(Seq(self.city.head().0 + 1), fact).unwrap();
        }
        Ok(())
    }

    pub fn tell(&mut self, on: &str, command: Command) {
        self.try_tell(on, command).unwrap_or_else(|refusals| panic!("refused: {refusals:?}"));
    }

    pub fn act(&mut self, on: &str, item: &str, act: Act) {
        self.tell(on, Command::TakeStep { project: P, item: code(item), act, seen: None });
    }

    pub fn refused(&mut self, on: &str, command: Command) -> Vec<String> {
        let refusals = self.try_tell(on, command).expect_err("should be refused");
        refusals.iter().map(|refusal| refusal.cause.code()).collect()
    }

    pub fn refused_act(&mut self, on: &str, item: &str, act: Act) -> Vec<String> {
        self.refused(on, Command::TakeStep { project: P, item: code(item), act, seen: None })
    }

    pub fn look<T>(&self, as_of: &str, look: impl FnOnce(&Approval<'_>) -> T) -> T {
        let at = Moment::on(day(as_of));
        let from = Standpoint::new(&self.city, at, &self.playbook.rules);
        let seen = self.city.project(P).unwrap().at(at);
        look(&self.playbook.approval(seen, from).unwrap())
    }

    /// The whole network in words.
    pub fn told(&self, as_of: &str) -> String {
        self.look(as_of, |approval| {
            let mut text = String::new();
            for milestone in [Milestone::Start, Milestone::Completion, Milestone::Production] {
                if let Some(outlook) = approval.outlook(milestone, &self.playbook.rules) {
                    let (planned, expected, serial) =
                        (outlook.planned_on, outlook.expected_on, outlook.serial_on);
                    let (late, saved) = (outlook.late_workdays, outlook.saved_workdays);
                    writeln!(
                        text,
                        "{} planned {planned} expected {expected} late {late} serial {serial} saved {saved}",
                        milestone.key()
                    )
                    .unwrap();
                }
            }
            for step in &approval.steps {
                let item = &step.item.code;
                let Some(dates) = approval.forecast.of(step.index) else {
                    writeln!(text, "{item} -").unwrap();
                    continue;
                };
                let clock = step.clock.map(|clock| {
                    let reach = clock.binding();
                    format!(" used {} left {} due {}", clock.used, reach.left, reach.due_on)
                });
                let waits: Vec<String> =
                    step.waits_for.iter().map(|i| approval.steps[*i].item.code.to_string()).collect();
                let critical = if dates.is_critical { "!" } else { "" };
                writeln!(
                    text,
                    "{item} {} {}..{} float {}/{}{critical}{} {}",
                    step.life.state.key(),
                    dates.early.from,
                    dates.early.to,
                    dates.total_float,
                    dates.free_float,
                    clock.unwrap_or_default(),
                    waits.join(","),
                )
                .unwrap();
            }
            text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
        })
    }
}

pub fn industrial() -> Story {
    Story::new(
        "2024-01-02",
        "social_industrial",
        &[
            Attribute::LandSupply(Some(LandSupply::Grant)),
            Attribute::ClearedLand(Some(true)),
            Attribute::LandArea(Some(15_000)),
            Attribute::RelicZone(Some(false)),
            Attribute::SpringZone(Some(false)),
            Attribute::EnergyUse(Some(500)),
            Attribute::SpecialFire(Some(false)),
            Attribute::CivilDefence(Some(true)),
        ],
    )
}
