//! Starts and completions against their plan, as a table; and the cockpit counted in parts is the cockpit counted whole.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod book;

use book::{day, rules};
use qinghuo_domain::{
    Attribute, City, Fact, Fen, Happening, Moment, Phase, Project, ProjectId, Seq, Subject, YearMonth,
    fact::ProjectRegistered,
    figure::DispatchFigure,
    rules::{Rules, Signal},
    views::{
        Standpoint,
        cockpit::{Cockpit, Counted, WORST, before, cockpit, has_fallen, has_risen, ranking},
        line::line,
        progress::due_by,
        punctuality::{completion, start},
        totals::{Dimension, Key, Sums, keys_of},
    },
};
use std::sync::Arc;

/// planned period; actual start or completion; phase; the day it is seen from (dispatch month October 2024); what is said of it.
const TABLE: &str = "
2024-06     2024-06-30  construction  2024-11-24  on_time
2024-06     2024-05-31  construction  2024-11-24  early
2024-06     2024-07-01  construction  2024-11-24  late
2024        2024-02-01  construction  2024-11-24  on_time
2024        -           landing       2024-11-24  ahead
2024-10     -           landing       2024-11-24  overdue
2024-10     -           landing       2024-10-30  ahead
2024-10     -           construction  2024-11-24  undated
2023-10     -           landing       2024-11-24  overdue
2023-10     -           construction  2024-11-24  -
2023-10     2023-10-09  construction  2024-11-24  -
2024-03     2023-12-09  construction  2024-11-24  early
2023-10     2024-01-09  construction  2024-11-24  late
2025-03     2024-10-09  construction  2024-11-24  early
2025-03     -           landing       2024-11-24  -
-           2024-10-09  construction  2024-11-24  unplanned
-           2023-10-09  construction  2024-11-24  -
-           -           construction  2024-11-24  -
2024-12     2024-12-05  construction  2024-11-24  undated
2024-12     -           landing       2025-01-10  overdue
";

/// A city of projects of which this is known from the beginning of 2023.
fn city_of(sets: Vec<Vec<Attribute>>) -> City {
    let mut city = City::new();
    for (number, set) in (1..).zip(sets) {
        let name = Attribute::Name(Some(format!("project {number}").into()));
        let set = [name].into_iter().chain(set).collect();
        let fact = Fact {
            subject: Subject::Project(ProjectId(number)),
            effective_on: day("2023-01-01"),
            happening: Happening::ProjectRegistered(ProjectRegistered { set, origin: None }),
        };
        city.apply(Seq(u64::from(number)), fact).unwrap();
    }
    city
}

fn standpoint<'a>(rules: &'a Rules, as_of: &str) -> Standpoint<'a> {
    Standpoint {
        at: Moment { as_of: day(as_of), known: Seq::LATEST },
        month: YearMonth::new(2024, 10).unwrap(),
        rules,
        told: Default::default(),
    }
}

#[test]
fn starts_and_completions_stand_against_their_plan_as_the_table_says() {
    let rules = rules();
    for row in TABLE.lines().filter(|row| !row.is_empty()) {
        let [planned, actual, phase, as_of, want] = row.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        let given = |text: &'static str| (text != "-").then_some(text);
        let phase = Phase::from_key(phase).unwrap();
        for is_start in [true, false] {
            let mut set = vec![Attribute::Phase(Some(match (is_start, phase) {
                (false, Phase::Construction) => Phase::Benefit,
                (_, phase) => phase,
            }))];
            let period = |text: &str| if is_start { format!("{text}/") } else { format!("/{text}") };
            set.extend(given(planned).map(|text| Attribute::Period(Some(period(text).parse().unwrap()))));
            set.extend(given(actual).map(|text| match is_start {
                true => Attribute::StartedOn(Some(day(text))),
                false => Attribute::CompletedOn(Some(day(text))),
            }));
            let city = city_of(vec![set]);
            let project = city.project(ProjectId(1)).unwrap();
            let from = standpoint(&rules, as_of);
            let seen = project.at(from.at);
            let found = if is_start { start(seen, from) } else { completion(seen, from) };
            assert_eq!(found.map(|found| found.key()), given(want), "{row} (start: {is_start})");
            let dimension = if is_start { Dimension::Start } else { Dimension::Completion };
            let key = found.map_or(Key::Missing, Key::Punctuality);
            assert_eq!(keys_of(seen, dimension, from), [key], "{row}");
        }
    }
}

/// Twenty projects of three places, with plans, figures of September and October, some without either.
fn city() -> City {
    let figure =
        |done: i64| Arc::new(DispatchFigure { done_this_year: Some(Fen(done)), ..DispatchFigure::default() });
    let sets = (1..=20u32).map(|id| {
        let n = i64::from(id);
        let mut set = vec![
            Attribute::Phase(Some(Phase::Construction)),
            Attribute::District(Some(["a", "b", "c"][id as usize % 3].into())),
            Attribute::Industry((id % 2 == 0).then(|| "x".into())),
        ];
        if id % 5 != 0 {
            set.push(Attribute::YearPlan(2024, Some(Fen(1_200))));
            set.push(Attribute::Dispatch(YearMonth::new(2024, 9).unwrap(), Some(figure(50 * n))));
        }
        if id % 7 != 0 {
            set.push(Attribute::Dispatch(YearMonth::new(2024, 10).unwrap(), Some(figure(55 * n))));
        }
        set
    });
    city_of(sets.collect())
}

fn count<'a>(projects: impl IntoIterator<Item = &'a Arc<Project>>, from: Standpoint<'_>) -> Cockpit {
    let mut sum = Cockpit::default();
    for project in projects {
        let seen = project.at(from.at);
        let line = line(seen, from);
        let due = due_by(seen, from.month, None).unwrap_or_default();
        let counted = Counted {
            seen,
            progress: &line.progress,
            light: line.light.signal,
            due,
            before: before(seen, from),
        };
        sum.add(&counted, from);
    }
    sum
}

#[test]
fn counted_in_parts_is_counted_whole() {
    let rules = rules();
    let from = standpoint(&rules, "2024-11-24");
    let city = city();
    let projects: Vec<&Arc<Project>> = city.projects().collect();
    let whole = count(city.projects(), from);
    assert_eq!(cockpit(&city, from), whole);
    for cut in [1, 7, 13] {
        let mut joined = count(projects[..cut].iter().copied(), from);
        joined.join(count(projects[cut..].iter().copied(), from));
        assert_eq!(joined, whole, "cut at {cut}");
    }
    let october = whole.months[9];
    assert_eq!((october.done, october.due), (whole.sums.done, whole.sums.due));
    let lit: usize = whole.moves.values().sum();
    assert_eq!((lit, whole.sums.projects), (20, 20));
    assert!(whole.behind.len() <= WORST && whole.behind.is_sorted());
    let september: i64 = (1..=20).filter(|n| n % 5 != 0).map(|n| 50 * n).sum();
    assert_eq!(whole.done_before, Fen(september));
}

#[test]
fn equal_gaps_share_a_rank_and_nothing_planned_is_not_ranked() {
    let rules = rules();
    let from = standpoint(&rules, "2024-11-24");
    let sums = |plan: i64, done: i64| Sums {
        plan: Fen(plan),
        done: Fen(done),
        due: Fen(plan / 2),
        ..Sums::default()
    };
    let key = |word: &str| Key::Word(word.into());
    let parts = [
        (key("behind"), sums(100, 10)),
        (key("ahead"), sums(100, 70)),
        (key("level"), sums(100, 50)),
        (key("level too"), sums(1000, 500)),
        (key("nothing"), sums(0, 0)),
        (Key::Missing, sums(100, 90)),
    ];
    let parts = parts.into_iter().collect();
    let ranked: Vec<_> =
        ranking(&parts, from).into_iter().map(|part| (part.key.clone(), part.rank)).collect();
    let want = [
        (key("ahead"), Some(1)),
        (key("level"), Some(2)),
        (key("level too"), Some(2)),
        (key("behind"), Some(4)),
    ];
    assert_eq!(ranked[..4], want);
    assert!(ranked[4..].iter().all(|(_, rank)| rank.is_none()) && ranked.len() == 6);
}

#[test]
fn a_light_falls_from_better_and_rises_to_green() {
    use Signal::{Exempted, Green, NotApplicable, Red, Unknown, Yellow};
    for (before, now, fallen, risen) in [
        (Some(Green), Red, true, false),
        (Some(Yellow), Red, true, false),
        (Some(Red), Red, false, false),
        (Some(Red), Yellow, false, false),
        (Some(Unknown), Yellow, true, false),
        (Some(Red), Green, false, true),
        (Some(Yellow), Green, false, true),
        (Some(NotApplicable), Green, false, false),
        (Some(Green), Exempted, false, false),
        (None, Red, false, false),
    ] {
        assert_eq!((has_fallen(before, now), has_risen(before, now)), (fallen, risen), "{before:?} {now:?}");
    }
}
