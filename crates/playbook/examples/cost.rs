//! What it costs to judge a city by its effect standards, and to say what each project goes through: `cargo run -p qinghuo-playbook --release --example cost`. The city is made up, of
//! 2,000 projects with two years of monthly figures; nothing is read or kept.
#![expect(clippy::print_stdout, reason = "a measurement speaks on its terminal")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "nothing here comes from outside")]

use qinghuo_domain::{
    Attribute, City, Fact, Fen, Moment, Phase, ProjectId, Seq, Subject, YearMonth,
    circumstance::Investor,
    fact::{DispatchFiled, Happening, ListJoined, PhaseAdvanced, ProjectRegistered},
    figure::DispatchFigure,
    views::Standpoint,
};
use qinghuo_playbook::bundled;
use std::time::{Duration, Instant};

const PROJECTS: u32 = 2000;

/// Projects in all four phases of the path, each with two years of monthly figures.
fn city() -> City {
    let mut city = City::new();
    for id in 1..=PROJECTS {
        let mut tell = |month: YearMonth, happening: Happening| {
            let subject = Subject::Project(ProjectId(id));
            let fact = Fact { subject, effective_on: month.last_day(), happening };
            city.apply(Seq(city.head().0 + 1), fact).unwrap();
        };
        let months: Vec<YearMonth> =
            (0..24).filter_map(|m| YearMonth::new(2023 + m / 12, m as i8 % 12 + 1)).collect();
        let set = vec![
            Attribute::Name(Some(format!("project {id}").into())),
            Attribute::District(Some("Lixia".into())),
            Attribute::Owner(Some("owner".into())),
            Attribute::Investor(Some(Investor::Social)),
            Attribute::LandArea(Some(id * 20)),
            Attribute::SpringZone(Some(false)),
            Attribute::EnergyUse(Some(id)),
            Attribute::TotalInvestment(Some(Fen(i64::from(id) * 1_000_000_000))),
            Attribute::Period(Some("2023-02/2024-06-30".parse().unwrap())),
            Attribute::YearPlan(2023, Some(Fen(12_000_000_000))),
            Attribute::YearPlan(2024, Some(Fen(12_000_000_000))),
        ];
        tell(months[0], ProjectRegistered { set, origin: None }.into());
        let list = "2024/city/key".parse().unwrap();
        tell(months[0], ListJoined { list, reason: "programme".into() }.into());
        let to = Phase::PATH[id as usize % 4];
        tell(months[1], PhaseAdvanced { from: None, to }.into());
        for month in months {
            // One month in six is not reported.
            if !(id + month.month() as u32).is_multiple_of(6) {
                let done_this_year = Some(Fen(i64::from(month.month()) * 900_000_000));
                let figure = DispatchFigure { done_this_year, ..DispatchFigure::default() };
                tell(month, DispatchFiled { month, figure, reason: None, origin: None }.into());
            }
        }
    }
    city
}

/// The quickest of many runs: what it costs when nothing else wants the machine.
fn quickest(mut run: impl FnMut() -> usize) -> Duration {
    let time = |_| {
        let start = Instant::now();
        assert!(run() > 0);
        start.elapsed()
    };
    (0..40).map(time).min().unwrap()
}

fn main() {
    let (city, playbook) = (city(), bundled().unwrap());
    let at = Moment::on("2024-11-24".parse().unwrap());
    let from = Standpoint::new(&city, at, &playbook.rules);
    let seen = || city.projects().map(|project| project.at(at));
    let derive = quickest(|| seen().map(|seen| playbook.derive(seen, from).len()).sum());
    println!("{PROJECTS} projects, all attributes derived: {derive:?}");
    for phase in Phase::ALL {
        let judge = quickest(|| seen().map(|seen| playbook.standings_in(phase, seen, from).len()).sum());
        println!("{PROJECTS} projects, three standards of {}: {judge:?}", phase.key());
    }
    let three =
        quickest(|| seen().map(|seen| playbook.standings_in(*seen.phase().unwrap(), seen, from).len()).sum());
    println!("{PROJECTS} projects, three standards of their phase: {three:?}");
    let six = quickest(|| seen().map(|seen| playbook.standings(seen, from).len()).sum());
    println!("{PROJECTS} projects, six standards of their phase and service: {six:?}");
    let chosen = quickest(|| seen().filter(|seen| playbook.procedure_of(*seen, from).is_some()).count());
    println!("{PROJECTS} projects, the procedure of each: {chosen:?}");
    let template = &playbook.procedures.templates.last().unwrap();
    let applies = quickest(|| seen().map(|seen| playbook.applicability(template, seen, from).len()).sum());
    println!("{PROJECTS} projects, what of {} applies: {applies:?}", template.procedure.key);
}
