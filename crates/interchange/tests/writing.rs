//! What is written is read again: any plan of what MSPDI holds comes back equal, and is dated the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use jiff::civil::{Date, DateTime};
use proptest::prelude::*;
use qinghuo_interchange::{
    Activity, Code, Constraint, Given, Kind, Lag, Limits, Plan, Program, Tie, Work,
    calendar::{Exception, WorkCalendar},
    mspdi, read,
};
use qinghuo_schedule::LinkKind;
use std::collections::HashSet;

fn again(plan: &Plan) -> Plan {
    read(mspdi::write(plan).as_bytes(), &Limits::default()).unwrap()
}

fn date() -> impl Strategy<Value = Date> {
    (2020_i16..2030, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| Date::constant(year, month, day))
}

fn moment() -> impl Strategy<Value = DateTime> {
    (date(), 0_i8..24, 0_i8..60).prop_map(|(date, hour, minute)| date.at(hour, minute, 0, 0))
}

fn maybe_moment() -> impl Strategy<Value = Option<DateTime>> {
    proptest::option::of(moment())
}

fn words() -> impl Strategy<Value = Box<str>> {
    "[ -~甲乙丙楼层&<>\"']{0,12}".prop_map(|text| text.trim().into())
}

fn work(least: i64) -> impl Strategy<Value = Work> {
    (least..100_000_i64, any::<bool>()).prop_map(|(minutes, is_elapsed)| Work { minutes, is_elapsed })
}

fn lag() -> impl Strategy<Value = Lag> {
    prop_oneof![3 => work(-9_000).prop_map(Lag::Time), 1 => (-100_i64..200).prop_map(Lag::Percent)]
}

fn kind() -> impl Strategy<Value = LinkKind> {
    prop_oneof![
        Just(LinkKind::FinishStart),
        Just(LinkKind::StartStart),
        Just(LinkKind::FinishFinish),
        Just(LinkKind::StartFinish),
    ]
}

fn constraint() -> impl Strategy<Value = Option<Constraint>> {
    let dated = prop_oneof![
        moment().prop_map(Constraint::StartNoEarlier),
        moment().prop_map(Constraint::StartNoLater),
        moment().prop_map(Constraint::MustStart),
        moment().prop_map(Constraint::FinishNoEarlier),
        moment().prop_map(Constraint::FinishNoLater),
        moment().prop_map(Constraint::MustFinish),
        Just(Constraint::AsLateAsPossible),
    ];
    proptest::option::of(dated)
}

fn given() -> impl Strategy<Value = Given> {
    let moments = proptest::array::uniform6(maybe_moment());
    (moments, proptest::option::of(-90_000_i64..90_000), proptest::option::of(any::<bool>())).prop_map(
        |([start, finish, early_start, early_finish, late_start, late_finish], total_slack, is_critical)| {
            Given {
                start,
                finish,
                early_start,
                early_finish,
                late_start,
                late_finish,
                total_slack,
                is_critical,
            }
        },
    )
}

fn activity() -> impl Strategy<Value = Activity> {
    let what = (words(), words(), 1_u16..6, 0_u8..3, work(0), any::<bool>());
    let stand = (proptest::option::of(0_i64..90_000), 0_u8..=100, constraint(), maybe_moment());
    let flags = (any::<bool>(), any::<bool>(), proptest::option::of(1_i64..3));
    (what, stand, flags, maybe_moment(), maybe_moment(), given()).prop_map(
        |(
            what,
            (left, percent, constraint, deadline),
            (is_manual, is_inactive, calendar),
            began,
            ended,
            given,
        )| {
            let (name, code, level, kind, duration, is_estimated) = what;
            let kind = [Kind::Task, Kind::Summary, Kind::Milestone][usize::from(kind)];
            Activity {
                uid: 0,
                code,
                name,
                level,
                kind,
                // A milestone that lasts is a task to whoever reads it.
                duration: if kind == Kind::Milestone { Work { minutes: 0, ..duration } } else { duration },
                is_estimated,
                left,
                percent,
                calendar,
                constraint: constraint.filter(|_| kind != Kind::Summary),
                deadline,
                began,
                ended,
                given,
                is_manual,
                is_inactive,
            }
        },
    )
}

fn calendar(uid: i64) -> impl Strategy<Value = WorkCalendar> {
    let minutes = || prop_oneof![Just(0_u16), Just(480), 1_u16..=1440];
    let week = proptest::array::uniform7(minutes());
    let exceptions = proptest::collection::vec((date(), 0_i32..9, minutes()), 0..4);
    (words(), week, exceptions).prop_map(move |(name, week, exceptions)| {
        let mut seen = HashSet::new();
        let exceptions = exceptions.into_iter().map(|(from, days, minutes)| Exception {
            from,
            to: from.saturating_add(jiff::Span::new().days(days)),
            minutes,
        });
        let exceptions = exceptions.filter(|one| seen.insert((one.from, one.to, one.minutes))).collect();
        WorkCalendar { uid, name, week, exceptions }
    })
}

fn plan() -> impl Strategy<Value = Plan> {
    let links = proptest::collection::vec(
        (any::<prop::sample::Index>(), any::<prop::sample::Index>(), kind(), lag()),
        0..30,
    );
    let activities = proptest::collection::vec(activity(), 1..20);
    let head = (words(), maybe_moment(), maybe_moment());
    (head, calendar(1), calendar(2), activities, links).prop_map(
        |((title, begins, data_date), first, second, mut activities, links)| {
            for (uid, activity) in (7_i64..).step_by(3).zip(&mut activities) {
                activity.uid = uid;
                if activity.code.is_empty() {
                    activity.code = uid.to_string().into();
                }
            }
            // Groups are tied elsewhere: which links they may have depends on what lies in them.
            let work: Vec<i64> =
                activities.iter().filter(|one| one.kind != Kind::Summary).map(|one| one.uid).collect();
            let (mut seen, mut ties) = (HashSet::new(), Vec::new());
            for (from, to, kind, lag) in links {
                if work.is_empty() {
                    continue;
                }
                let (from, to) = (work[from.index(work.len())], work[to.index(work.len())]);
                if from < to && seen.insert((from, to, kind)) {
                    ties.push(Tie { from, to, kind, lag });
                }
            }
            // In the file links stand with what comes after.
            ties.sort_by_key(|tie| tie.to);
            let mut plan = Plan::new(Program::MsProject);
            (plan.title, plan.begins, plan.data_date) = (title, begins, data_date);
            (plan.calendars, plan.calendar) = (vec![first, second], Some(1));
            (plan.activities, plan.links) = (activities, ties);
            plan
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_written_is_read_again(plan in plan()) {
        let read = again(&plan);
        // What is said of a plan is not part of it.
        let read = Plan { findings: plan.findings.clone(), ..read };
        prop_assert_eq!(&read, &plan);
    }
}

proptest! {
    // Calendars of odd weeks take their time to be made.
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_read_again_has_the_same_dates(plan in plan()) {
        let (ours, theirs) = (plan.dated().unwrap(), again(&plan).dated().unwrap());
        prop_assert_eq!(ours.activities, theirs.activities);
        prop_assert_eq!(ours.findings, theirs.findings);
    }
}

#[test]
fn what_xml_cannot_hold_becomes_a_space() {
    let mut plan = Plan::new(Program::MsProject);
    plan.begins = Some(DateTime::constant(2024, 3, 1, 8, 0, 0, 0));
    plan.activities.push(Activity {
        uid: 1,
        name: "一\u{1}层\u{ffff}\n<&>".into(),
        code: "A".into(),
        level: 1,
        ..Activity::default()
    });
    assert_eq!(&*again(&plan).activities[0].name, "一 层  <&>");
    assert_eq!(again(&plan).dated().unwrap().findings[0].code, Code::CalendarMissing);
}

#[test]
fn a_file_of_another_program_is_written_again_without_loss() {
    let source = read(&include_bytes!("plans/works.xml")[..], &Limits::default()).unwrap();
    assert_eq!(again(&source), source);
}
