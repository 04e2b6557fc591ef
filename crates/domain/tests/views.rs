//! What is derived: lights at their thresholds, sums, and what moved between two moments.

mod book;

use book::{Book, day, month, rules, wan};
use qinghuo_domain::{
    Attribute, Field, Moment, Phase, ProjectId, Seq,
    access::{Told, Topic},
    command::Command,
    figure::DispatchFigure,
    phase::Nature,
    rules::{LightRule, Measure, Signal},
    views::{
        Standpoint,
        changes::{Kind, changes},
        cockpit::cockpit,
        light::{Reason, light, showing_since, signal},
        line::line,
        progress::done_in_month,
        totals::{Dimension, Key, totals},
    },
};

/// Yinchuan: 10 to 30 points behind, both inclusive, are yellow. Wuhan: below 80 % yellow, below 60 % red.
/// Sanya: below 序时 yellow, a shortfall of more than half of it red (DOMAIN.md section 5.2).
#[test]
fn lights_change_exactly_at_their_thresholds() {
    let rule = |measure, yellow_hundredths, red_hundredths| LightRule {
        measure,
        yellow_hundredths,
        red_hundredths,
        ..rules().light
    };
    let yinchuan = rule(Measure::GapPoints, 1000, 3000);
    let wuhan = rule(Measure::AchievementPercent, 8000, 6000);
    let sanya = rule(Measure::AchievementPercent, 10_000, 5000);
    for (rule, measured, want) in [
        (&yinchuan, 500, Signal::Green),
        (&yinchuan, -999, Signal::Green),
        (&yinchuan, -1000, Signal::Yellow),
        (&yinchuan, -3000, Signal::Yellow),
        (&yinchuan, -3001, Signal::Red),
        (&wuhan, 8000, Signal::Green),
        (&wuhan, 7999, Signal::Yellow),
        (&wuhan, 6000, Signal::Yellow),
        (&wuhan, 5999, Signal::Red),
        (&sanya, 10_000, Signal::Green),
        (&sanya, 9999, Signal::Yellow),
        (&sanya, 5000, Signal::Yellow),
        (&sanya, 4999, Signal::Red),
    ] {
        assert_eq!(signal(rule, measured), want, "{:?} at {measured}", rule.measure);
    }
}

fn building(book: &mut Book, name: &str, plan: i64) -> ProjectId {
    book.rules.gates.clear();
    let id = book.register(
        "2024-01-05",
        name,
        &[
            Attribute::YearPlan(2024, Some(wan(plan))),
            Attribute::TotalInvestment(Some(wan(plan * 3))),
            Attribute::District(Some("历下区".into())),
            Attribute::Nature(Some(Nature::Continuing)),
        ],
    );
    book.tell("2024-01-06", Command::AdvancePhase { project: id, to: Phase::Construction });
    id
}

#[test]
fn a_project_that_stops_reporting_does_not_stay_green() {
    let mut book = Book::new();
    let (a, b) = (building(&mut book, "甲", 1200), building(&mut book, "乙", 1200));
    for (project, of, done) in [(a, "2024-05", 500), (b, "2024-05", 500), (a, "2024-06", 600)] {
        book.file("2024-07-05", project, of, done);
    }
    let at = Moment::on(day("2024-07-05"));
    let from = Standpoint::new(&book.city, at, &book.rules);
    assert_eq!(from.month, month("2024-06"));
    let seen = |id| book.city.project(id).unwrap().at(at);
    assert_eq!(light(seen(a), from).signal, Signal::Green);
    let silent = light(seen(b), from);
    assert_eq!(
        (silent.signal, silent.reason),
        (Signal::Unknown, Reason::NotFiled { month: month("2024-06") })
    );
    let earlier = Moment::on(day("2024-06-29"));
    let from = Standpoint::new(&book.city, earlier, &book.rules);
    assert_eq!(from.month, month("2024-05"), "a month is dispatched from its last day on");
    assert_eq!(light(book.city.project(b).unwrap().at(earlier), from).signal, Signal::Green);
}

#[test]
fn one_early_filing_does_not_turn_everybody_to_not_filed() {
    let mut book = Book::new();
    let projects: Vec<ProjectId> = (0..5).map(|n| building(&mut book, &format!("项目{n}"), 1200)).collect();
    for project in &projects {
        book.file("2024-07-05", *project, "2024-06", 600);
    }
    let month_at =
        |book: &Book, as_of: &str| Standpoint::new(&book.city, Moment::on(day(as_of)), &book.rules).month;
    book.file("2024-07-10", projects[0], "2024-07", 650);
    assert_eq!(month_at(&book, "2024-07-10"), month("2024-06"), "July is not over");
    book.file("2024-08-01", projects[1], "2024-07", 700);
    assert_eq!(month_at(&book, "2024-08-01"), month("2024-06"), "two of five filed July");
    book.file("2024-08-02", projects[2], "2024-07", 700);
    assert_eq!(month_at(&book, "2024-08-02"), month("2024-07"), "three of five did");
}

#[test]
fn a_light_says_since_when_it_shows() {
    let mut book = Book::new();
    let id = building(&mut book, "甲", 1200);
    for (of, done) in [
        ("2024-01", 100),
        ("2024-02", 200),
        ("2024-03", 250),
        ("2024-04", 260),
        ("2024-05", 270),
        ("2024-06", 280),
    ] {
        book.file("2024-07-05", id, of, done);
    }
    let at = Moment::on(day("2024-07-05"));
    let from = Standpoint::new(&book.city, at, &book.rules);
    let seen = book.city.project(id).unwrap().at(at);
    let now = light(seen, from);
    // gaps: 0, 0, −4.2, −11.7 (yellow), −19.2 (yellow), −26.7 (yellow)
    assert_eq!(now.signal, Signal::Yellow);
    assert_eq!(now.reason, Reason::Gap { gap_pp_hundredths: -2667 });
    assert_eq!(showing_since(seen, from, Signal::Yellow), month("2024-04"));
    let line = line(seen, from);
    let stay = line.phase.unwrap();
    assert_eq!((stay.phase, stay.since, stay.days), (Phase::Construction, day("2024-01-06"), 181));
}

#[test]
fn sums_by_any_dimension_add_up_to_the_whole() {
    let mut book = Book::new();
    for (name, plan, done) in [("甲", 1200, 600), ("乙", 600, 100), ("丙", 240, 200)] {
        let id = building(&mut book, name, plan);
        book.file("2024-07-01", id, "2024-06", done);
    }
    book.register("2024-02-01", "丁", &[]);
    let at = Moment::on(day("2024-07-01"));
    let from = Standpoint::new(&book.city, at, &book.rules);
    for dimension in Dimension::ALL {
        let (all, by_key) = totals(&book.city, from, dimension);
        assert_eq!((all.projects, all.plan, all.done, all.due), (4, wan(2040), wan(900), wan(1020)));
        assert_eq!((all.without_total, all.without_plan), (1, 1));
        let sum: usize = by_key.values().map(|sums| sums.projects).sum();
        assert_eq!(sum, 4, "{dimension:?}");
        assert_eq!(by_key.values().map(|sums| sums.done).sum::<qinghuo_domain::Fen>(), wan(900));
        assert_eq!(Dimension::from_key(dimension.key()), Some(dimension));
    }
    let (all, by_light) = totals(&book.city, from, Dimension::Light);
    assert_eq!(
        by_light.keys().collect::<Vec<_>>(),
        [&Key::Signal(Signal::Red), &Key::Signal(Signal::Green), &Key::Signal(Signal::NotApplicable)]
    );
    let stand = all.progress(from);
    assert_eq!(
        (stand.completion_hundredths, stand.schedule_hundredths, stand.gap_pp_hundredths),
        (Some(4412), Some(5000), Some(-588))
    );
}

#[test]
fn changes_between_two_moments_name_field_and_fact() {
    let mut book = Book::new();
    let id = book.register("2024-01-05", "甲", &[Attribute::Owner(Some("一公司".into()))]); // 1
    let set = vec![Attribute::Owner(None), Attribute::Site(Some("经十路".into()))];
    book.tell("2024-05-01", Command::ReviseProject { project: id, set, seen: None, reason: None }); // 2
    book.register("2024-05-02", "乙", &[]); // 3
    let moved = changes(&book.city, Moment::on(day("2024-04-30")), Moment::on(day("2024-05-02")));
    assert_eq!(moved.len(), 2);
    assert_eq!((moved[0].kind, moved[1].kind), (Kind::Changed, Kind::Appeared));
    let told: Vec<_> = moved[0].fields.iter().map(|f| (f.change.after.field().key(), f.by)).collect();
    assert_eq!(told, [("site", Some(Seq(2))), ("owner", Some(Seq(2)))]);
    let known = |seq| Moment { as_of: day("2024-12-31"), known: Seq(seq) };
    assert_eq!(changes(&book.city, known(3), known(3)), []);
    assert_eq!(changes(&book.city, known(3), known(2))[0].kind, Kind::Vanished);
}

/// 当月完成 has one meaning: as filed for the month, else the rise of the year's sum; nothing to compare with is nothing, not nought.
#[test]
fn what_was_done_in_a_month_is_what_was_filed_for_it_else_what_the_year_rose_by() {
    for (before, now, in_month, want) in [
        (Some(100), Some(250), None, Some(150)),
        (Some(100), Some(250), Some(120), Some(120)),
        (None, Some(250), None, None),
        (None, Some(250), Some(120), Some(120)),
        (Some(100), None, None, None),
    ] {
        let mut book = Book::new();
        let id = building(&mut book, "甲", 1200);
        for (month_of, done, in_month) in [("2024-05", before, None), ("2024-06", now, in_month)] {
            if let Some(done) = done {
                let figure = DispatchFigure {
                    done_this_year: Some(wan(done)),
                    done_this_month: in_month.map(wan),
                    ..DispatchFigure::default()
                };
                let month = month(month_of);
                book.tell("2024-07-01", Command::FileDispatch { project: id, month, figure, reason: None });
            }
        }
        let at = Moment::on(day("2024-07-01"));
        let seen = book.city.project(id).unwrap().at(at);
        assert_eq!(done_in_month(seen, month("2024-06")), want.map(wan), "{before:?} {now:?} {in_month:?}");
        let from = Standpoint { month: month("2024-06"), ..Standpoint::new(&book.city, at, &book.rules) };
        assert_eq!(cockpit(&book.city, from).done_in_month, want.map(wan), "the cockpit tells the same");
    }
    // The year begins anew: what is done by the end of January was done in January.
    let mut book = Book::new();
    let id = building(&mut book, "甲", 1200);
    book.file("2024-02-01", id, "2024-01", 70);
    let seen = book.city.project(id).unwrap().at(Moment::on(day("2024-02-01")));
    assert_eq!(done_in_month(seen, month("2024-01")), Some(wan(70)));
}

/// Every field a topic rests on is one: a field that is renamed must not open what rests on it.
#[test]
fn topics_rest_on_fields_there_are() {
    for topic in Topic::ALL {
        for field in topic.fields() {
            let hidden = [(*field).into()].into();
            assert!(!Told::without(&hidden).of(topic), "{} rests on {field}", topic.key());
            assert!(Field::keys().any(|key| key == *field), "{field} is no field");
        }
        assert!(Told::default().of(topic));
    }
    assert!(Told::without(&["remark".into()].into()).of(Topic::Lights));
}
