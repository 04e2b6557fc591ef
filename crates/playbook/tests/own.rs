//! What a project has of its own within its procedure: items, planned days, and what it is called for after all.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod story;

use qinghuo_domain::{
    Field, Moment, Seq,
    command::Command,
    own::{OwnItem, OwnPlan, WorksSchedule},
    procedure::{Applies, DayKind, Days, ItemKind, Lane, Letter, LinkKind, Milestone},
    step::{Act, Deed, Promise, State},
    views::approval::{bottleneck::losses, inbox::open_items, network::Driver, why},
};
use story::{P, Story, code, day, industrial};

const fn working(count: u16) -> Days {
    Days { count, kind: DayKind::Working }
}

const fn natural(count: u16) -> Days {
    Days { count, kind: DayKind::Natural }
}

fn own(after: &[&str], before: &[&str]) -> OwnItem {
    OwnItem {
        name: "临时用地审批".into(),
        lane: Lane::EarlyStart,
        kind: ItemKind::Permit,
        unit: "natural_resources".into(),
        plan: working(12),
        after: after.iter().map(|text| code(text)).collect(),
        before: before.iter().map(|text| code(text)).collect(),
        reason: "施工便道占用相邻地块".into(),
    }
}

fn add(item: &str, own: OwnItem) -> Command {
    Command::AddItem { project: P, item: code(item), own }
}

fn replan(item: &str, days: Option<Days>) -> Command {
    let plan = OwnPlan { days, reason: "体量大于一般项目".into(), works: None };
    Command::ReplanItem { project: P, item: code(item), plan }
}

fn take_back(item: &str) -> Command {
    Command::TakeBackItem { project: P, item: code(item), reason: "登记有误".into() }
}

/// Planned and expected day of a milestone.
fn days(story: &Story, as_of: &str, milestone: Milestone) -> (String, String) {
    story.look(as_of, |approval| {
        let outlook = approval.outlook(milestone, &story.playbook.rules).unwrap();
        (outlook.planned_on.to_string(), outlook.expected_on.to_string())
    })
}

#[test]
fn longer_works_move_what_follows_and_leave_the_plan_of_the_first_day_visible() {
    let mut story = industrial();
    let (planned, expected) = days(&story, "2024-01-02", Milestone::Production);
    assert_eq!(planned, expected);
    story.tell("2024-02-01", replan("A36", Some(natural(420))));
    let (still, later) = days(&story, "2024-02-01", Milestone::Production);
    assert_eq!(still, planned, "what was planned on the first day stays");
    assert!(later > expected);
    story.look("2024-02-01", |approval| {
        let works = approval.step(&code("A36")).unwrap();
        assert_eq!((works.plan(), works.item.plan), (natural(420), natural(300)));
        assert!(
            works.item.is_estimated() && !works.is_estimated(),
            "what the project says is no estimate of ours"
        );
        let took = approval.forecast.of(works.index).unwrap().early;
        assert_eq!(took.from.until(took.to).unwrap().get_days(), 420);
    });
    assert_eq!(days(&story, "2024-01-31", Milestone::Production).1, {
        let untouched = industrial();
        days(&untouched, "2024-01-31", Milestone::Production).1
    });
    // Back to the days of the template, with its own reason; and the record of that taken back again.
    story.tell("2024-03-01", replan("A36", None));
    story
        .look("2024-03-01", |approval| assert_eq!(approval.step(&code("A36")).unwrap().plan(), natural(300)));
    story.tell("2024-03-02", take_back("A36"));
    story
        .look("2024-03-02", |approval| assert_eq!(approval.step(&code("A36")).unwrap().plan(), natural(420)));
}

#[test]
fn days_told_on_the_first_day_are_the_plan() {
    let mut story = industrial();
    let (template, _) = days(&story, "2024-01-02", Milestone::Production);
    story.tell("2024-01-02", replan("A36", Some(natural(420))));
    let (planned, expected) = days(&story, "2024-01-02", Milestone::Production);
    assert!(planned == expected && planned > template);
    // What is said later does not change what was planned then.
    story.tell("2024-05-06", replan("A36", Some(natural(500))));
    assert_eq!(days(&story, "2024-05-06", Milestone::Production).0, planned);
}

#[test]
fn a_running_clock_counts_against_the_days_of_the_project() {
    let mut story = industrial();
    story.tell("2024-01-02", replan("A36", Some(natural(420))));
    story.act("2024-06-03", "A36", Act::Begin { document: None });
    let left = story.look("2024-06-13", |approval| {
        let clock = approval.step(&code("A36")).unwrap().clock.unwrap();
        (clock.planned.days, clock.planned.left)
    });
    assert_eq!(left, (420, 410));
}

#[test]
fn an_item_of_its_own_lives_like_any_other() {
    let mut story = industrial();
    let before = days(&story, "2024-01-02", Milestone::Start);
    story.tell("2024-01-15", add("X01", own(&["A24"], &["A32"])));
    let (planned, expected) = days(&story, "2024-01-15", Milestone::Start);
    let (_, without) = days(&industrial(), "2024-01-15", Milestone::Start);
    assert!(
        planned == before.0 && expected >= without,
        "an item added later is no part of the first day's plan"
    );
    story.look("2024-01-15", |approval| {
        let step = approval.step(&code("X01")).unwrap();
        assert_eq!(step.index, 51);
        assert_eq!(
            (&**step.own_name().unwrap(), step.applies, step.was_planned),
            ("临时用地审批", Applies::Yes, false)
        );
        assert_eq!(step.item.letter(Deed::Approve), Some(Letter::ApprovalDecision));
        let waits = |item: &str| {
            let step = approval.step(&code(item)).unwrap();
            step.waits_for.iter().map(|i| approval.steps[*i].item.code.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(waits("X01"), ["A24"]);
        assert!(waits("A32").contains(&"X01".to_owned()));
    });
    // It does not exist before the day it was added, nor in what was known before.
    assert!(story.look("2024-01-14", |approval| approval.step(&code("X01")).is_none()));
    let known = Moment { as_of: day("2024-01-15"), known: Seq(2) };
    assert_eq!(story.city.project(P).unwrap().at(known).own_items().count(), 0);
    for (on, act) in [("2024-02-01", Act::Submit {}), ("2024-02-02", Act::Accept {})] {
        story.act(on, "X01", act);
    }
    story.look("2024-04-15", |approval| {
        let open = open_items(P, approval).find(|open| open.item == code("X01")).unwrap();
        assert_eq!(open.own_name.as_deref(), Some("临时用地审批"));
        assert_eq!(&*open.unit, "natural_resources");
        let all = losses(P, approval, &story.playbook.rules);
        assert!(all.iter().all(|loss| loss.own_name.is_none() || loss.item == code("X01")));
    });
    story.act("2024-04-16", "X01", Act::Approve { document: None, valid_until: None });
    story.look("2024-04-16", |approval| {
        assert_eq!(approval.step(&code("X01")).unwrap().life.state, State::Approved);
    });
}

#[test]
fn an_item_of_its_own_added_on_the_first_day_is_part_of_the_plan() {
    let mut story = industrial();
    let (before, _) = days(&story, "2024-01-02", Milestone::Start);
    let late = OwnItem { plan: working(60), ..own(&["A24"], &["A32"]) };
    story.tell("2024-01-02", add("X01", late));
    assert!(days(&story, "2024-01-02", Milestone::Start).0 > before);
}

#[test]
fn what_does_not_hold_together_is_refused_with_every_reason() {
    let mut story = industrial();
    let bad = OwnItem {
        name: " ".into(),
        unit: "".into(),
        plan: working(0),
        kind: ItemKind::Milestone,
        reason: "".into(),
        ..own(&["A99"], &["A98"])
    };
    assert_eq!(
        story.refused("2024-01-15", add("X01", bad)),
        [
            "reason_missing",
            "text_empty",
            "plan_out_of_range",
            "no_own_item_of_kind",
            "item_unknown",
            "item_unknown",
        ]
    );
    assert_eq!(story.refused("2024-01-15", add("A24", own(&[], &[]))), ["item_known"]);
    assert_eq!(story.refused("2024-01-01", add("X01", own(&[], &[]))), ["before_procedure"]);
    // A circle is named: what it waits for waits for it.
    assert_eq!(story.refused("2024-01-15", add("X01", own(&["A32"], &["A24"]))), ["items_in_circle"]);
    assert_eq!(story.refused("2024-01-15", add("X01", own(&["X01"], &[]))), ["items_in_circle"]);
    story.act("2024-01-03", "A01", Act::Finish {});
    assert_eq!(story.refused("2024-01-15", add("X01", own(&[], &["A01"]))), ["item_over"]);
    story.tell("2024-01-15", add("X01", own(&["A24"], &[])));
    assert_eq!(story.refused("2024-01-15", add("X01", own(&[], &[]))), ["item_known"]);
    // Two items of its own cannot wait for each other either.
    let other = own(&["X01"], &["A24"]);
    assert_eq!(story.refused("2024-01-16", add("X02", other)), ["items_in_circle"]);
}

#[test]
fn planned_days_keep_within_the_law() {
    let mut story = industrial();
    let long = |count| OwnPlan { days: Some(working(count)), reason: "情况复杂".into(), works: None };
    let plan = |item: &str, plan| Command::ReplanItem { project: P, item: code(item), plan };
    for (item, days, want) in [
        ("A24", working(21), &["plan_beyond_limit"][..]),
        ("A24", natural(10), &["plan_beyond_limit"]),
        ("A05", working(9), &["plan_beyond_limit"]),
        ("A34", working(5), &["item_takes_no_time"]),
        ("A36", natural(0), &["plan_out_of_range"]),
        ("A36", natural(3651), &["plan_out_of_range"]),
        ("A99", working(5), &["item_unknown"]),
        ("A24", working(20), &[]),
        ("A05", working(10), &["nothing_changes"; 0]),
    ] {
        let command = plan(item, OwnPlan { days: Some(days), ..long(1) });
        if want.is_empty() {
            story.tell("2024-01-15", command);
        } else {
            assert_eq!(story.refused("2024-01-15", command), want, "{item} {days:?}");
        }
    }
    let works = |item: &str, from: &str, to: &str| {
        let works = WorksSchedule {
            file: "a.xml".into(),
            attachment: "".into(),
            starts_on: from.parse().unwrap(),
            ends_on: to.parse().unwrap(),
            milestones: Vec::new(),
        };
        plan(item, OwnPlan { days: Some(natural(9)), works: Some(works), ..long(1) })
    };
    for (item, from, to, want) in [
        ("A36", "2024-04-01", "2024-04-09", &["nothing_changes"; 0][..]),
        ("A36", "2023-12-31", "2024-04-09", &["before_procedure"]),
        ("A36", "2101-01-01", "1989-12-31", &["date_out_of_range", "period_reversed"]),
        ("A24", "2024-04-01", "2024-04-09", &["item_not_works", "plan_beyond_limit"]),
        ("A37", "2023-12-31", "2024-04-09", &["item_not_works", "before_procedure", "plan_beyond_limit"]),
        ("A34", "2024-04-01", "2024-04-09", &["item_takes_no_time"]),
    ] {
        let command = works(item, from, to);
        if want.is_empty() {
            story.tell("2024-01-15", command);
        } else {
            assert_eq!(story.refused("2024-01-15", command), want, "{item} {from} {to}");
        }
    }
    assert_eq!(story.refused("2024-01-16", plan("A24", long(20))), ["nothing_changes"]);
    let nameless = OwnPlan { reason: " ".into(), ..long(40) };
    assert_eq!(story.refused("2024-01-16", plan("A24", nameless)), ["reason_missing", "plan_beyond_limit"]);
    story.act("2024-01-17", "A02", Act::Submit {});
    story.act("2024-01-17", "A02", Act::Accept {});
    story.act("2024-01-17", "A02", Act::Approve { document: None, valid_until: None });
    assert_eq!(story.refused("2024-01-18", replan("A02", Some(working(1)))), ["step_settled"]);
}

#[test]
fn what_was_added_by_mistake_is_taken_back_unless_something_stands_on_it() {
    let mut story = industrial();
    story.tell("2024-01-15", add("X01", own(&["A24"], &["A32"])));
    story.tell("2024-01-15", add("X02", own(&["X01"], &["A32"])));
    assert_eq!(story.refused("2024-01-16", take_back("X01")), ["item_tied"]);
    story.tell("2024-01-16", take_back("X02"));
    let promise = Promise::first(day("2024-06-03"));
    story.tell("2024-01-17", Command::PromiseStep { project: P, item: code("X01"), promise });
    assert_eq!(story.refused("2024-01-18", take_back("X01")), ["item_acted_on"]);
    assert_eq!(story.refused("2024-01-18", take_back("A24")), ["nothing_to_take_back"]);
    // Found unneeded it stays, with its reason, and holds nobody.
    story.act("2024-01-19", "X01", Act::FindUnneeded { reason: "改走既有道路".into() });
    story.look("2024-01-19", |approval| {
        assert!(!approval.step(&code("X01")).unwrap().is_needed());
        assert!(approval.step(&code("X02")).is_none());
    });
    let told = story.city.project(P).unwrap().timeline(&Field::OwnItem(code("X02")));
    assert!(told[0].retracted_by().is_some(), "what was said stays in the book");
}

#[test]
fn an_item_the_circumstances_exclude_is_called_for_after_all() {
    let mut story = industrial();
    let called = |story: &Story, as_of: &str| {
        story.look(as_of, |approval| {
            let step = approval.step(&code("A19")).unwrap();
            (step.applies, step.is_needed(), step.was_planned)
        })
    };
    assert_eq!(called(&story, "2024-01-15"), (Applies::No, false, false));
    let reason = || "补勘发现泉脉".into();
    story.act("2024-01-15", "A19", Act::NeedAfterAll { reason: reason() });
    assert_eq!(called(&story, "2024-01-15"), (Applies::Yes, true, false));
    assert_eq!(called(&story, "2024-01-14"), (Applies::No, false, false));
    // Once is enough; and what every project needs is not called for.
    assert_eq!(
        story.refused_act("2024-01-16", "A19", Act::NeedAfterAll { reason: reason() }),
        ["step_not_now"]
    );
    assert_eq!(
        story.refused_act("2024-01-16", "A24", Act::NeedAfterAll { reason: reason() }),
        ["step_not_now"]
    );
    story.act("2024-01-16", "A19", Act::Submit {});
    assert_eq!(
        called(&story, "2024-01-16"),
        (Applies::Yes, true, false),
        "still no part of the first day's plan"
    );
    story.act("2024-01-17", "A19", Act::FindUnneeded { reason: "复核后不在保护区".into() });
    assert!(!called(&story, "2024-01-17").1);
}

#[test]
fn items_that_drive_a_date_alike_are_each_told_with_their_tie() {
    let mut story = industrial();
    // An item that waits for another which itself waits for a third: a twin of the second drives the first as much.
    let on = "2024-01-15";
    let (first, second, third, plan) = story.look(on, |approval| {
        let before = |index| match approval.forecast.of(index)?.driver {
            Driver::Item { index, kind: LinkKind::FinishStart } => Some(index),
            _ => None,
        };
        let item = |index: usize| approval.steps[index].item.code.clone();
        let found = approval.steps.iter().find_map(|step| {
            let second = before(step.index)?;
            let third = before(second)?;
            let plan = approval.steps[second].plan();
            (plan.count > 0).then(|| (step.item.code.clone(), item(second), item(third), plan))
        });
        found.unwrap()
    });
    let twin = OwnItem { plan, after: vec![third], before: vec![first.clone()], ..own(&[], &[]) };
    story.tell(on, add("X01", twin));
    let ties = story.look(on, |approval| {
        let step = approval.step(&first).unwrap();
        let driver = approval.forecast.of(step.index).unwrap().driver;
        let Driver::Item { index, kind } = driver else { panic!("{driver:?}") };
        let all = std::iter::once((index, kind)).chain(why::also(approval, step.index));
        all.map(|(index, kind)| (approval.steps[index].item.code.clone(), kind)).collect::<Vec<_>>()
    });
    for item in [second, code("X01")] {
        assert!(ties.contains(&(item.clone(), LinkKind::FinishStart)), "{item} in {ties:?}");
    }
}
