//! From facts to derived attributes: what each says of a project, and what it refuses to say.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod small;

use qinghuo_domain::{
    Attribute, City, Date, Fact, Fen, Moment, Phase, ProjectId, Seen, Seq, Subject, YearMonth,
    attribute::PersonId,
    circumstance::{Investor, LandSupply},
    fact::{
        DispatchFiled, FactsRetracted, Happening, ListJoined, ListLeft, PhaseAdvanced, ProjectRegistered,
        ProjectRevised,
    },
    figure::DispatchFigure,
    money::MoneyUnit,
    phase::Nature,
    procedure::Applies,
    views::{Standpoint, progress::progress},
};
use qinghuo_playbook::{AttributeValue, DERIVED_ATTRIBUTES, Playbook, Standing, bundled, load};
use small::SMALL;
use std::collections::BTreeMap;

/// One project as facts tell it, and what is derived of it.
struct Told {
    playbook: Playbook,
    city: City,
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn month(text: &str) -> YearMonth {
    text.parse().unwrap()
}

fn wan(amount: i64) -> Fen {
    Fen(amount * MoneyUnit::TenThousand.in_fen())
}

fn shown(value: &AttributeValue) -> String {
    match value {
        AttributeValue::Number(number) => number.to_string(),
        AttributeValue::Truth(truth) => truth.to_string(),
        AttributeValue::Text(text) => text.to_string(),
        AttributeValue::Unknown => "?".into(),
    }
}

impl Told {
    fn new() -> Self {
        Self::by(bundled().unwrap())
    }

    fn by(playbook: Playbook) -> Self {
        let mut told = Self { playbook, city: City::new() };
        let set = vec![Attribute::Name(Some("甲".into()))];
        told.tell("2023-12-01", ProjectRegistered { set, origin: None });
        told
    }

    fn tell(&mut self, on: &str, happening: impl Into<Happening>) -> &mut Self {
        let subject = Subject::Project(ProjectId(1));
        let fact = Fact { subject, effective_on: day(on), happening: happening.into() };
        self.city.apply(Seq(self.city.head().0 + 1), fact).unwrap();
        self
    }

    fn set(&mut self, on: &str, set: Vec<Attribute>) -> &mut Self {
        self.tell(on, ProjectRevised { set, reason: None, origin: None })
    }

    fn file(&mut self, of: &str, done: Option<i64>, problems: Option<&str>) -> &mut Self {
        let figure = DispatchFigure {
            done_this_year: done.map(wan),
            progress: Some("主体施工".into()),
            problems: problems.map(Into::into),
            ..DispatchFigure::default()
        };
        let on = month(of).last_day().to_string();
        self.tell(&on, DispatchFiled { month: month(of), figure, reason: None, origin: None })
    }

    fn list(&mut self, on: &str, list: &str, joins: bool) -> &mut Self {
        let (list, reason) = (list.parse().unwrap(), "理由".into());
        let happening: Happening =
            if joins { ListJoined { list, reason }.into() } else { ListLeft { list, reason }.into() };
        self.tell(on, happening)
    }

    /// The project as of a day, of the month the city dispatched last.
    fn on(&self, as_of: &str) -> (Seen<'_>, Standpoint<'_>) {
        self.at(Moment::on(day(as_of)), None)
    }

    /// The project at a moment, of a given month.
    fn at(&self, at: Moment, dispatched: Option<&str>) -> (Seen<'_>, Standpoint<'_>) {
        let from = Standpoint::new(&self.city, at, &self.playbook.rules);
        let month = dispatched.map_or(from.month, month);
        (self.city.project(ProjectId(1)).unwrap().at(at), Standpoint { month, ..from })
    }

    fn derive(&self, (seen, from): (Seen<'_>, Standpoint<'_>)) -> BTreeMap<&'static str, AttributeValue> {
        self.playbook.derive(seen, from)
    }

    /// One attribute as of a day, as text, `?` where unknown.
    fn derived(&self, as_of: &str, name: &str) -> String {
        let all = self.derive(self.on(as_of));
        shown(all.get(name).unwrap_or_else(|| panic!("{name} is not derived")))
    }
}

fn full() -> Told {
    let mut told = Told::new();
    let code = "2403-370102-04-01-123456".parse().unwrap();
    told.set(
        "2024-01-05",
        vec![
            Attribute::Nature(Some(Nature::NewStart)),
            Attribute::District(Some("历下".into())),
            Attribute::FunctionalZone(Some("中央商务区".into())),
            Attribute::Class(Some("产业类".into())),
            Attribute::PolicyArea(Some("科技自立自强".into())),
            Attribute::Industry(Some("智能制造".into())),
            Attribute::TotalInvestment(Some(wan(125_000))),
            Attribute::Codes(Some(vec![code])),
            Attribute::Owner(Some("一公司".into())),
            Attribute::YearPlan(2024, Some(wan(12_000))),
            Attribute::ServiceOfficer(Some(PersonId(1))),
            Attribute::LeaderSponsor(Some(PersonId(2))),
            Attribute::PromisedOutput(Some(wan(90_000))),
            Attribute::PromisedTax(Some(wan(4500))),
            Attribute::PromisedJobs(Some(320)),
            Attribute::Investor(Some(Investor::Social)),
            Attribute::LowRisk(Some(false)),
            Attribute::LandSupply(Some(LandSupply::Grant)),
            Attribute::LandArea(Some(26_000)),
            Attribute::ClearedLand(Some(true)),
            Attribute::RelicZone(Some(false)),
            Attribute::SpringZone(Some(true)),
            Attribute::EnergyUse(Some(1200)),
            Attribute::SpecialFire(Some(false)),
            Attribute::CivilDefence(Some(true)),
            Attribute::OverLimitSeismic(Some(false)),
            Attribute::RoadDigging(Some(true)),
            Attribute::Pipelines(Some(true)),
            Attribute::EstimateExceeded(Some(false)),
            Attribute::Period(Some("2024-02/2024-06-30".parse().unwrap())),
            Attribute::StartedOn(Some(day("2024-03-10"))),
            Attribute::CompletedOn(Some(day("2024-07-10"))),
            Attribute::ProducingSince(Some(day("2024-08-01"))),
        ],
    );
    told.list("2024-01-20", "2024/city/重点实施类", true);
    told.tell("2024-03-10", PhaseAdvanced { from: None, to: Phase::Construction });
    told.file("2024-03", Some(1000), None);
    told.file("2024-05", Some(4000), Some("征迁"));
    told.file("2024-06", Some(5000), Some("征迁、资金"));
    told
}

/// Every attribute, of a project that only has a name and of one with everything, as of 2024-08-20.
#[test]
fn every_attribute_is_derived_as_the_table_says() {
    let table = "
        nature                ?      new_start
        district              ?      历下区
        functional_zone       ?      中央商务区
        class                 ?      产业类
        policy_area           ?      科技自立自强
        industry              ?      智能制造
        total_investment_yi   ?      12.5
        has_code              false  true
        has_owner             false  true
        has_place             false  true
        has_year_plan         false  true
        has_service_officer   false  true
        has_leader_sponsor    false  true
        has_promises          false  true
        started               false  true
        completed             false  true
        producing             false  true
        days_in_phase         ?      163
        year_plan_wan         ?      12000
        done_this_year_wan    ?      5000
        schedule_percent      ?      50
        planned_to_date_wan   ?      6000
        completion_percent    ?      41.67
        gap_pp                ?      -8.33
        achievement_percent   ?      83.33
        start_delay_days      ?      10
        completion_delay_days ?      10
        idle_days             ?      22
        months_unreported     ?      4
        problem_reported      ?      true
        months_with_problem   ?      2
        promised_output_wan   ?      90000
        promised_tax_wan      ?      4500
        promised_jobs         ?      320
        investor              ?      social
        land_supply           ?      grant
        land_area             ?      26000
        energy_use            ?      1200
        low_risk              ?      false
        cleared_land          ?      true
        relic_zone            ?      false
        spring_zone           ?      true
        special_fire          ?      false
        civil_defence         ?      true
        over_limit_seismic    ?      false
        road_digging          ?      true
        pipelines             ?      true
        estimate_exceeded     ?      false
    ";
    let (bare, full) = (Told::new(), full());
    let row = |name: &str| [name.into(), bare.derived("2024-08-20", name), full.derived("2024-08-20", name)];
    let rows: Vec<String> =
        DERIVED_ATTRIBUTES.iter().map(|attribute| row(attribute.name).join(" ")).collect();
    let words = |row: &str| row.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(rows, table.trim().lines().map(words).collect::<Vec<_>>());
    let all = full.derive(full.on("2024-08-20"));
    assert_eq!(all.len(), DERIVED_ATTRIBUTES.len(), "one value for each attribute, and no other");
    for attribute in DERIVED_ATTRIBUTES {
        assert_eq!(all[attribute.name].kind(), Some(attribute.kind), "{}", attribute.name);
    }
}

/// What is not yet true on a day, or was not yet known, or was taken back, is not derived.
#[test]
fn attributes_are_seen_from_a_moment() {
    let mut told = Told::new();
    told.set("2024-05-01", vec![Attribute::TotalInvestment(Some(wan(10_000)))]); // 2
    told.set("2024-05-01", vec![Attribute::TotalInvestment(Some(wan(20_000)))]); // 3
    told.tell("2024-06-01", FactsRetracted { facts: vec![Seq(3)], reason: "误".into(), import: None }); // 4
    for (as_of, known, want) in
        [("2024-04-30", 4, "?"), ("2024-05-01", 1, "?"), ("2024-05-01", 3, "2"), ("2024-05-01", 4, "1")]
    {
        let at = Moment { as_of: day(as_of), known: Seq(known) };
        let all = told.derive(told.at(at, None));
        assert_eq!(shown(&all["total_investment_yi"]), want, "{as_of} known to {known}");
    }
}

#[test]
fn a_date_to_come_has_not_happened() {
    let mut told = Told::new();
    told.set(
        "2024-01-01",
        vec![
            Attribute::StartedOn(Some(day("2024-03-10"))),
            Attribute::CompletedOn(Some(day("2024-06-20"))),
            Attribute::ProducingSince(Some(day("2024-07-01"))),
        ],
    );
    for (as_of, want) in [
        ("2024-03-09", "false false false 0"),
        ("2024-03-10", "true false false 0"),
        ("2024-06-19", "true false false 0"),
        ("2024-06-20", "true true false 0"),
        ("2024-06-30", "true true false 10"),
        ("2024-07-01", "true true true 11"),
        ("2024-12-31", "true true true 11"),
    ] {
        let found = ["started", "completed", "producing", "idle_days"].map(|name| told.derived(as_of, name));
        assert_eq!(found.join(" "), want, "{as_of}");
    }
}

/// Production that began before completion has not been idle; production without a stated completion cannot be judged.
#[test]
fn idle_days_need_a_completion() {
    for (completed, producing, want) in [
        (None, None, "?"),
        (None, Some("2024-05-01"), "?"),
        (Some("2024-06-01"), Some("2024-05-01"), "0"),
        (Some("2024-06-01"), None, "30"),
    ] {
        let mut told = Told::new();
        let dates =
            vec![Attribute::CompletedOn(completed.map(day)), Attribute::ProducingSince(producing.map(day))];
        told.set("2024-01-01", dates);
        assert_eq!(told.derived("2024-07-01", "idle_days"), want, "{completed:?} {producing:?}");
    }
}

#[test]
fn lateness_counts_from_the_last_day_a_plan_may_mean() {
    for (period, started, completed, as_of, want) in [
        ("/", None, None, "2024-06-30", "? ?"),
        ("2024/", None, None, "2024-12-31", "0 ?"),
        ("2024/", None, None, "2025-01-01", "1 ?"),
        ("2024-05/2024-06", None, None, "2024-06-30", "30 0"),
        ("2024-05-01/2024-06-15", None, None, "2024-06-30", "60 15"),
        ("2024-05-01/2024-06-15", Some("2024-05-31"), None, "2024-06-30", "30 15"),
        ("2024-05-01/2024-06-15", Some("2024-04-01"), Some("2024-06-10"), "2024-06-30", "0 0"),
        ("2024-05-01/2024-06-15", Some("2024-07-01"), Some("2024-08-01"), "2024-06-30", "60 15"),
    ] {
        let mut told = Told::new();
        told.set(
            "2024-01-01",
            vec![
                Attribute::Period(Some(period.parse().unwrap())),
                Attribute::StartedOn(started.map(day)),
                Attribute::CompletedOn(completed.map(day)),
            ],
        );
        let found = ["start_delay_days", "completion_delay_days"].map(|name| told.derived(as_of, name));
        assert_eq!(found.join(" "), want, "{period} {started:?} {completed:?} as of {as_of}");
    }
}

const INVESTMENT: [&str; 7] = [
    "year_plan_wan",
    "done_this_year_wan",
    "schedule_percent",
    "planned_to_date_wan",
    "completion_percent",
    "gap_pp",
    "achievement_percent",
];

/// Plan, filed months with 万元 done (`-` a figure without an amount), month dispatched; then the attributes of the year's investment.
#[test]
fn investment_is_what_the_views_say() {
    let monthly = SMALL[4].1.replace(
        "curve = \"linear\"",
        "curve = \"monthly\", cumulative_percent = [0, 2.5, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100]",
    );
    let monthly = load(&SMALL.map(|(name, old)| (name, if name == "lights.toml" { &monthly } else { old })));
    let (linear, monthly) = (bundled().unwrap(), monthly.unwrap());
    for (playbook, plan, filed, dispatched, want) in [
        (&linear, None, "06 500", "2024-06", "? 500 ? ? ? ? ?"),
        (&linear, Some(0), "06 500", "2024-06", "0 500 ? 0 ? ? ?"),
        (&linear, Some(1200), "", "2024-06", "1200 ? 50 600 ? ? ?"),
        (&linear, Some(1200), "06 500", "2024-06", "1200 500 50 600 41.67 -8.33 83.33"),
        // The month dispatched has not been filed: the figure speaks of May, and so does the schedule.
        (&linear, Some(1200), "05 500", "2024-06", "1200 500 41.67 500 41.67 0 100"),
        // The latest figure has words only: there is no figure, and the schedule is that of the month dispatched.
        (&linear, Some(1200), "05 500, 06 -", "2024-06", "1200 ? 50 600 ? ? ?"),
        // Figures of months after the one dispatched do not count.
        (&linear, Some(1200), "05 500, 06 700", "2024-05", "1200 500 41.67 500 41.67 0 100"),
        (&monthly, Some(1200), "01 60", "2024-01", "1200 60 0 0 5 5 ?"),
        (&monthly, Some(1200), "02 60", "2024-02", "1200 60 2.5 30 5 2.5 200"),
        (&monthly, Some(1200), "11 1140", "2024-11", "1200 1140 95 1140 95 0 100"),
    ] {
        let mut told = Told::by(playbook.clone());
        told.set("2024-01-01", vec![Attribute::YearPlan(2024, plan.map(wan))]);
        for (of, done) in filed.split(", ").filter_map(|figure| figure.split_once(' ')) {
            told.file(&format!("2024-{of}"), done.parse().ok(), None);
        }
        let (seen, from) = told.at(Moment::on(day("2024-12-31")), Some(dispatched));
        let all = told.playbook.derive(seen, from);
        let found = INVESTMENT.map(|name| shown(&all[name]));
        assert_eq!(found.join(" "), want, "plan {plan:?}, filed {filed}, dispatched {dispatched}");

        let stand = progress(seen, from);
        let whole =
            |hundredths: Option<i64>| hundredths.map_or("?".into(), |h| (h as f64 / 100.0).to_string());
        let views = [
            stand.schedule_hundredths,
            stand.completion_hundredths,
            stand.gap_pp_hundredths,
            stand.achievement_hundredths,
        ];
        assert_eq!(views.map(whole), [2, 4, 5, 6].map(|place| found[place].clone()));
    }
}

/// A year without plan and figures of its own knows nothing, however much the year before does.
#[test]
fn another_year_lends_nothing() {
    let mut told = full();
    told.set("2025-01-01", vec![Attribute::YearPlan(2025, Some(wan(600)))]);
    let all = told.derive(told.at(Moment::on(day("2025-02-10")), Some("2025-01")));
    let found: Vec<String> = INVESTMENT
        .iter()
        .chain(&["problem_reported", "months_unreported"])
        .map(|name| shown(&all[name]))
        .collect();
    assert_eq!(found.join(" "), "600 ? 8.33 50 ? ? ? ? ?");
}

/// Lists joined (`+`) and left (`-`), months filed; as of a day, the months owed. Figures are due by the 5th of the following month.
#[test]
fn months_unreported_are_those_owed() {
    let a = "2024/city/重点实施类";
    let b = "2024/city/重点准备类";
    for (lists, filed, as_of, want) in [
        ("", "", "2024-07-06", "?"),
        ("2023-01-01 +2023", "", "2024-07-06", "?"),
        ("2024-01-20 +a", "", "2024-02-05", "0"),
        ("2024-01-20 +a", "", "2024-02-06", "1"),
        ("2023-12-20 +a", "", "2024-07-05", "5"),
        ("2023-12-20 +a", "", "2024-07-06", "6"),
        ("2024-04-30 +a", "", "2024-07-06", "3"),
        ("2024-05-01 +a", "", "2024-07-06", "2"),
        ("2024-01-20 +a", "01 02 03 04 05", "2024-07-06", "1"),
        ("2024-01-20 +a", "01 02 03 05 06", "2024-07-06", "1"),
        // A figure without an amount leaves the light without one, so it does not count as reported.
        ("2024-01-20 +a", "01 02 03 04 05 06-", "2024-07-06", "1"),
        // Moved from one list to another: owed throughout. Off all lists for March and April: not owed then.
        ("2024-01-20 +a, 2024-04-10 -a, 2024-04-10 +b", "", "2024-07-06", "6"),
        ("2024-01-20 +a, 2024-03-10 -a, 2024-05-10 +a", "", "2024-07-06", "4"),
        ("2024-01-20 +a, 2024-03-10 -a", "", "2024-07-06", "?"),
        ("2024-01-20 +a", "", "2025-01-06", "12"),
    ] {
        let mut told = Told::new();
        for (on, what) in lists.split(", ").filter_map(|move_| move_.split_once(' ')) {
            let list = match &what[1..] {
                "a" => a,
                "b" => b,
                _ => "2023/city/重点实施类",
            };
            told.list(on, list, what.starts_with('+'));
        }
        for of in filed.split_whitespace() {
            told.file(&format!("2024-{}", &of[..2]), (!of.ends_with('-')).then_some(100), None);
        }
        let all = told.derive(told.at(Moment::on(day(as_of)), Some("2024-06")));
        assert_eq!(shown(&all["months_unreported"]), want, "{lists}; filed {filed}; {as_of}");
    }
}

/// Months filed, `!` with a problem; then whether one is reported and for how many figures in a row.
#[test]
fn problems_are_counted_without_a_break() {
    for (filed, want) in [
        ("", "? ?"),
        ("01", "false 0"),
        ("01! 02", "false 0"),
        ("01 02!", "true 1"),
        ("01! 02 03! 04!", "true 2"),
        ("01! 04! 06!", "true 3"),
        ("01! 07", "true 1"),
    ] {
        let mut told = Told::new();
        for of in filed.split_whitespace() {
            told.file(&format!("2024-{}", &of[..2]), Some(100), of.ends_with('!').then_some("征迁"));
        }
        let all = told.derive(told.at(Moment::on(day("2024-12-31")), Some("2024-06")));
        let found = ["problem_reported", "months_with_problem"].map(|name| shown(&all[name]));
        assert_eq!(found.join(" "), want, "{filed}");
    }
}

#[test]
fn a_project_stands_towards_its_phase_and_towards_service() {
    let told = full();
    let (seen, from) = told.on("2024-08-20");
    let standings = told.playbook.standings(seen, from);
    let rows = standings.iter().flat_map(|(phase, standings)| standings.iter().map(move |s| (phase, s)));
    let found: Vec<String> = rows
        .map(|(phase, standing)| {
            let value = standing.value.as_ref().map_or("?".into(), shown);
            format!("{} {} {value} {:?}", phase.key(), standing.standard.key, standing.verdict)
        })
        .collect();
    assert_eq!(
        found,
        [
            "construction construction_progress 83.33 Near",
            "construction construction_end 10 Near",
            "construction construction_reporting 4 Unmet",
            "service service_officer true Met",
            "service service_leader true Met",
            "service service_problems 2 Unmet",
        ]
    );
    let (seen, from) = told.on("2024-03-09");
    let phases: Vec<Phase> = told.playbook.standings(seen, from).iter().map(|(phase, _)| *phase).collect();
    assert_eq!(phases, [Phase::Service], "nobody knows the phase yet");
    let mut told = Told::new();
    told.tell("2024-01-01", PhaseAdvanced { from: None, to: Phase::Service });
    let (seen, from) = told.on("2024-03-09");
    assert_eq!(told.playbook.standings(seen, from).len(), 1, "service is looked at once");
}

/// The procedure and what of it applies follow from facts: what is not in the book is to be determined.
#[test]
fn a_project_goes_through_the_procedure_its_facts_ask_for() {
    let told = full();
    let (seen, from) = told.on("2024-08-20");
    let template = told.playbook.procedure_of(seen, from).unwrap();
    assert_eq!(&*template.procedure.key, "social_industrial");
    let applies = told.playbook.applicability(template, seen, from);
    let of = |code: &str| {
        let (index, _) = template.procedure.item(&code.parse().unwrap()).unwrap();
        applies[index]
    };
    assert_eq!(applies.len(), template.procedure.items.len());
    // Cleared land; 26,000 square metres; in a spring zone; 1,200 tonnes; no special fire project; civil defence.
    let found = ["A05", "A09", "A19", "A21", "A24", "A27", "A28"].map(of);
    use Applies::{No, Yes};
    assert_eq!(found, [No, Yes, Yes, Yes, Yes, No, Yes]);
    let mut told = Told::new();
    let (seen, from) = told.on("2024-08-20");
    assert!(told.playbook.procedure_of(seen, from).is_none(), "nobody knows what kind of project it is");
    told.set("2024-01-05", vec![Attribute::Investor(Some(Investor::Government))]);
    let (seen, from) = told.on("2024-08-20");
    let template = told.playbook.procedure_of(seen, from).unwrap();
    assert_eq!(&*template.procedure.key, "gov_infrastructure_civil");
    let applies = told.playbook.applicability(template, seen, from);
    let undetermined = applies.iter().filter(|applies| **applies == Applies::Unknown).count();
    assert_eq!((undetermined, applies.contains(&No)), (11, false));
}

/// Deriving only what a phase uses judges as deriving everything does, for a known and for an unknown project.
#[test]
fn judging_by_what_is_used_is_judging_by_everything() {
    let judged = |standings: Vec<Standing<'_>>| {
        standings.into_iter().map(|s| (s.value, s.verdict)).collect::<Vec<_>>()
    };
    for told in [full(), Told::new()] {
        let (seen, from) = told.on("2024-08-20");
        let all = told.playbook.derive(seen, from);
        for phase in Phase::ALL {
            let by_all = judged(told.playbook.evaluate(phase, &all));
            assert_eq!(by_all, judged(told.playbook.standings_in(phase, seen, from)), "{phase:?}");
        }
    }
}

/// 统计数 belong to the enterprise: no standard may look at them, so no code here may (统计法; DOMAIN.md section 3.5).
#[test]
fn statistics_figures_are_never_used() {
    for source in [include_str!("../src/derive.rs"), include_str!("../src/derived.rs")] {
        assert!(!source.contains("StatisticsFigure"));
    }
    for attribute in DERIVED_ATTRIBUTES {
        assert!(!attribute.name.contains("statistic") && !attribute.doc.contains("statistic"));
    }
}
