//! Limits in natural days that end on days off, and promised dates that hold the whole project.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod story;

use qinghuo_domain::{
    Fact, Refusal, Seq, Subject,
    command::Command,
    fact::StepTaken,
    refusal::Cause,
    step::{Act, Promise, State},
    views::approval::why,
};
use story::{P, Story, code, day, industrial};

#[test]
fn a_limit_that_ends_on_a_day_off_ends_on_the_next_day_worked() {
    // The limit of A22 is 30 natural days; its plan of 15 days is no limit.
    for (accepted, as_of, due, left) in [
        // A Friday, a Saturday, a Sunday.
        ("2024-06-05", "2024-06-05", "2024-07-05", 30),
        ("2024-06-06", "2024-06-06", "2024-07-08", 32),
        ("2024-06-07", "2024-06-07", "2024-07-08", 31),
        // In the National Day holidays, and on their last day.
        ("2024-09-03", "2024-09-03", "2024-10-08", 35),
        ("2024-09-07", "2024-10-07", "2024-10-08", 1),
        // A Sunday worked in exchange is no day off.
        ("2024-08-30", "2024-08-30", "2024-09-29", 30),
        // On the days off nothing is overdue, on the day after the last day it is.
        ("2024-06-06", "2024-07-07", "2024-07-08", 1),
        ("2024-06-06", "2024-07-08", "2024-07-08", 0),
        ("2024-06-06", "2024-07-09", "2024-07-08", -1),
        // Over the Spring Festival into a year whose days off are announced.
        ("2024-12-30", "2024-12-30", "2025-02-05", 37),
    ] {
        let mut story = industrial();
        story.act(accepted, "A22", Act::Submit {});
        story.act(accepted, "A22", Act::Accept {});
        let clock = story.look(as_of, |approval| approval.step(&code("A22")).unwrap().clock.unwrap());
        let law = clock.statutory.unwrap();
        assert_eq!((law.due_on, law.left), (day(due), left), "accepted {accepted}, seen {as_of}");
        let plan_ends = day(accepted).checked_add(jiff::Span::new().days(15)).unwrap();
        assert_eq!(clock.planned.due_on, plan_ends, "a plan ends where it ends");
    }
}

#[test]
fn an_item_settled_on_the_day_its_limit_moved_to_is_in_time() {
    for (settled, left) in [("2024-07-06", 2), ("2024-07-08", 0), ("2024-07-09", -1)] {
        let mut story = industrial();
        story.act("2024-06-06", "A22", Act::Submit {});
        story.act("2024-06-06", "A22", Act::Accept {});
        story.act(settled, "A22", Act::Approve { document: None, valid_until: None });
        let law = story.look("2024-08-01", |approval| {
            approval.step(&code("A22")).unwrap().clock.unwrap().statutory.unwrap()
        });
        assert_eq!((law.left, law.due_on), (left, day(settled)), "{settled}");
    }
}

#[test]
fn a_special_procedure_stands_the_days_and_the_last_of_them_still_moves() {
    let mut story = industrial();
    story.act("2024-06-05", "A22", Act::Submit {});
    story.act("2024-06-05", "A22", Act::Accept {});
    let special = qinghuo_domain::step::SpecialProcedure::ExpertReview;
    story.act("2024-06-10", "A22", Act::BeginSpecialProcedure { special, days: 1 });
    story.act("2024-06-11", "A22", Act::EndSpecialProcedure {});
    let law = story.look("2024-06-12", |approval| {
        approval.step(&code("A22")).unwrap().clock.unwrap().statutory.unwrap()
    });
    assert_eq!(law.due_on, day("2024-07-08"), "a day later is a Saturday");
}

fn promise(story: &mut Story, item: &str, on: &str) {
    let promise = Promise::first(day(on));
    story.tell("2024-01-02", Command::PromiseStep { project: P, item: code(item), promise });
}

/// Float and whether it is critical.
fn float(story: &Story, as_of: &str, item: &str) -> (i32, bool) {
    story.look(as_of, |approval| {
        let dates = *approval.forecast.of(approval.step(&code(item)).unwrap().index).unwrap();
        (dates.total_float, dates.is_critical)
    })
}

#[test]
fn a_promise_that_is_not_kept_takes_the_float_of_all_that_leads_to_it() {
    // Planned to start on 8 May; promised ten working days earlier.
    let (mut story, free) = (industrial(), industrial());
    promise(&mut story, "A34", "2024-04-19");
    let short = float(&story, "2024-01-02", "A34").0;
    assert!(short < 0);
    assert_eq!(
        float(&story, "2024-01-02", "A32"),
        (short, true),
        "what drives the start is short by as much"
    );
    let (design, drives) = float(&story, "2024-01-02", "A16");
    assert!(design < 0 && drives, "natural days off count for themselves");
    // What has slack is short by less, and still drives nothing.
    let (slack, _) = float(&free, "2024-01-02", "A24");
    assert!(slack > 0);
    let (left, is_critical) = float(&story, "2024-01-02", "A24");
    assert_eq!(left, slack + short);
    assert!(!is_critical, "short of a promise is not the same as driving the date");
    // What follows the start is not short: nothing is promised there.
    assert_eq!(float(&story, "2024-01-02", "A36"), float(&free, "2024-01-02", "A36"));
    story.look("2024-01-02", |approval| {
        let missed = |item: &str| why::missed(approval, approval.step(&code(item)).unwrap().index);
        let start = approval.step(&code("A34")).unwrap().index;
        let found = missed("A16").unwrap();
        assert_eq!((found.index, found.promised_on), (start, day("2024-04-19")));
        assert_eq!(Some(found.expected_on), approval.forecast.finish(start));
        assert!(missed("A36").is_none());
    });
}

#[test]
fn of_two_promises_the_one_missed_by_more_is_the_reason_and_one_kept_changes_nothing() {
    let mut story = industrial();
    promise(&mut story, "A34", "2024-05-07");
    promise(&mut story, "A50", "2025-03-03");
    story.look("2024-01-02", |approval| {
        let production = approval.step(&code("A50")).unwrap().index;
        let design = approval.step(&code("A16")).unwrap().index;
        assert_eq!(why::missed(approval, design).unwrap().index, production);
    });
    let (mut kept, free) = (industrial(), industrial());
    promise(&mut kept, "A34", "2024-12-31");
    let floats = |story: &Story| {
        story.look("2024-01-02", |approval| {
            (0..51)
                .map(|index| approval.forecast.of(index).map(|dates| dates.total_float))
                .collect::<Vec<_>>()
        })
    };
    assert_eq!(floats(&kept), floats(&free));
}

#[test]
fn a_day_is_provisional_where_working_days_are_counted_in_a_year_nobody_announced() {
    // Announced until 2026.
    let provisional = |story: &Story, as_of: &str, item: &str| {
        story.look(as_of, |approval| {
            let dates = *approval.forecast.of(approval.step(&code(item)).unwrap().index).unwrap();
            (dates.early.to.year() > 2026, dates.is_provisional)
        })
    };
    let mut story = industrial();
    story.act("2026-06-01", "A36", Act::Begin { document: None });
    // 300 natural days end where they end; what counts working days after them does not.
    assert_eq!(provisional(&story, "2026-06-01", "A36"), (true, false));
    assert_eq!(provisional(&story, "2026-06-01", "A38"), (true, false), "natural days on natural days");
    assert_eq!(provisional(&story, "2026-06-01", "A41"), (true, true), "working days in 2027");
    assert_eq!(provisional(&story, "2026-06-01", "A45"), (true, true), "along the chain");
    assert_eq!(provisional(&story, "2026-06-01", "A02"), (false, false), "all within 2026");
    // What was said of a delay is a day, not a count.
    let delay = qinghuo_domain::step::Delay { reason: "等待接入".into(), expected_on: day("2027-09-30") };
    story.tell("2026-06-02", Command::ExplainDelay { project: P, item: code("A39"), delay });
    assert_eq!(provisional(&story, "2026-06-02", "A39"), (true, false));
    story.look("2026-06-01", |approval| {
        let outlook =
            approval.outlook(qinghuo_domain::procedure::Milestone::Completion, &story.playbook.rules);
        let found = outlook.unwrap().provisional;
        assert!(found.expected && found.serial && !found.planned, "planned for 2025, expected after 2026");
    });
}

/// The refusal of an act with the first day it could be done.
fn too_early(story: &mut Story, on: &str, item: &str) -> qinghuo_domain::Date {
    let finish = Command::TakeStep { project: P, item: code(item), act: Act::Finish {}, seen: None };
    let refused = story.try_tell(on, finish).expect_err("should be refused");
    match &refused[..] {
        [Refusal { cause: Cause::MinimumNotRun { earliest, .. }, .. }] => *earliest,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_the_law_sets_a_shortest_time_is_not_done_before_that_has_run() {
    for (item, begun, early, earliest) in [
        // Ten working days, over a weekend and over the Qingming holidays.
        ("A05", "2024-03-01", "2024-03-14", "2024-03-15"),
        ("A05", "2024-03-27", "2024-04-10", "2024-04-11"),
        // Seven natural days, the last of them a Friday, then a Saturday.
        ("A18", "2024-03-01", "2024-03-07", "2024-03-08"),
        ("A18", "2024-03-02", "2024-03-10", "2024-03-11"),
        // Thirty, the last in the National Day holidays; and thirty nobody looked up, which are held and told as such.
        ("A07", "2024-09-07", "2024-10-07", "2024-10-08"),
        ("A11", "2024-03-01", "2024-03-30", "2024-04-01"),
    ] {
        let mut story = industrial();
        story.act(begun, item, Act::Begin { document: None });
        let expected = story.look(begun, |approval| {
            approval.forecast.finish(approval.step(&code(item)).unwrap().index).unwrap()
        });
        assert!(expected >= day(earliest), "{item} is not expected before it can be done: {expected}");
        assert_eq!(too_early(&mut story, early, item), day(earliest), "{item} begun {begun}");
        story.act(earliest, item, Act::Finish {});
    }
}

#[test]
fn a_shortest_time_is_counted_from_the_beginning_which_is_recorded() {
    let mut story = industrial();
    assert_eq!(too_early(&mut story, "2024-03-01", "A18"), day("2024-03-08"), "as if begun that day");
    // What is not needed does not wait, and what takes no shortest time is done at once.
    story.act("2024-03-01", "A18", Act::FindUnneeded { reason: "不涉及".into() });
    story.act("2024-03-01", "A16", Act::Finish {});
    // What is on record from before the rule stands.
    let told = StepTaken { item: code("A05"), act: Act::Finish {} };
    let fact = Fact { subject: Subject::Project(P), effective_on: day("2024-03-01"), happening: told.into() };
    story.city.apply(Seq(story.city.head().0 + 1), fact).unwrap();
    let state = story.look("2024-03-01", |approval| approval.step(&code("A05")).unwrap().life.state);
    assert_eq!(state, State::Done);
}
