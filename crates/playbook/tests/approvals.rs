//! A project on its way through the shipped procedures: what is decided, what the clock says, what is expected when and why, and what was saved.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod story;

use qinghuo_domain::{
    command::Command,
    procedure::{DayKind, Milestone},
    step::{Act, Delay, MovedBy, Promise, State},
    views::approval::why,
};
use story::{P, Story, code, day, industrial};

#[test]
fn on_the_first_day_everything_lies_ahead() {
    insta::assert_snapshot!(industrial().told("2024-01-02"));
}

#[test]
fn on_the_way_what_happened_overrides_the_plan() {
    let mut story = industrial();
    for (on, item, act) in [
        ("2024-01-02", "A01", Act::Finish {}),
        ("2024-01-03", "A02", Act::Submit {}),
        ("2024-01-03", "A02", Act::Accept {}),
        (
            "2024-01-04",
            "A02",
            Act::Approve { document: Some("2401-370100-04-01-000001".into()), valid_until: None },
        ),
        ("2024-01-02", "A03", Act::Begin { document: None }),
        ("2024-01-12", "A03", Act::Finish {}),
        ("2024-01-12", "A16", Act::Begin { document: None }),
        ("2024-02-20", "A16", Act::Finish {}),
        ("2024-02-20", "A17", Act::BeginPreHandling {}),
        ("2024-02-26", "A17", Act::GivePreReview { opinion: "方案总体可行".into() }),
        ("2024-02-27", "A17", Act::Submit {}),
        ("2024-03-01", "A24", Act::BeginPreHandling {}),
        ("2024-03-08", "A24", Act::GivePreReview { opinion: "待用地手续齐备后转正式批复".into() }),
    ] {
        story.act(on, item, act);
    }
    insta::assert_snapshot!(story.told("2024-03-08"));
}

/// One item's clock through everything that moves it: `on | act` and what stands there at the end of some day.
#[test]
fn the_clock_of_an_item_stands_and_goes_as_the_law_says() {
    let mut story = industrial();
    let clock = |story: &Story, as_of: &str| {
        story.look(as_of, |approval| {
            let step = approval.step(&code("A26")).unwrap();
            let clock = step.clock.map(|clock| {
                let reach = clock.binding();
                (clock.used, reach.left, reach.due_on.to_string(), clock.stands)
            });
            (step.life.state, clock)
        })
    };
    let running = |used, left, due: &str| Some((used, left, due.to_owned(), false));
    story.act("2024-03-01", "A26", Act::Submit {}); // a Friday
    assert_eq!(clock(&story, "2024-03-08"), (State::Submitted, None), "five working days to say so");
    // Nobody said anything: accepted from the receipt. Statutory 20 working days.
    assert_eq!(clock(&story, "2024-03-11"), (State::Running, running(6, 14, "2024-03-29")));
    assert_eq!(
        story.refused_act("2024-03-11", "A26", Act::WantCorrections { missing: "地勘报告".into() }),
        ["deemed_accepted"]
    );
    story.act(
        "2024-03-12",
        "A26",
        Act::BeginSpecialProcedure { special: qinghuo_domain::step::SpecialProcedure::ExpertReview, days: 5 },
    );
    let stands = |used, left, due: &str| Some((used, left, due.to_owned(), true));
    assert_eq!(clock(&story, "2024-03-12"), (State::SpecialProcedure, stands(7, 13, "2024-03-29")));
    assert_eq!(
        clock(&story, "2024-03-18"),
        (State::SpecialProcedure, stands(7, 13, "2024-04-07")),
        "04-07 is worked"
    );
    story.act("2024-03-19", "A26", Act::EndSpecialProcedure {});
    assert_eq!(clock(&story, "2024-03-20"), (State::Running, running(8, 12, "2024-04-08")));
    let extend =
        |days, approver: &str| Act::Extend { days, reason: "图纸修改".into(), approver: approver.into() };
    assert_eq!(
        story.refused_act("2024-03-21", "A26", extend(0, " ")),
        ["approver_missing", "extension_out_of_range"]
    );
    story.act("2024-03-21", "A26", extend(5, "市住建局"));
    assert_eq!(clock(&story, "2024-03-21"), (State::Running, running(9, 16, "2024-04-15")));
    assert_eq!(clock(&story, "2024-04-17"), (State::Running, running(27, -2, "2024-04-15")), "two days over");
    story.act("2024-04-18", "A26", Act::Approve { document: None, valid_until: None });
    assert_eq!(clock(&story, "2024-12-31"), (State::Approved, stands(28, -3, "2024-04-18")));
    assert_eq!(
        story.refused_act("2024-04-19", "A26", Act::Refuse { reason: "重复".into() }),
        ["step_not_now"]
    );
}

#[test]
fn what_is_missing_is_told_once_and_an_act_has_its_place_and_day() {
    let mut story = industrial();
    let want = |missing: &str| Act::WantCorrections { missing: missing.into() };
    story.act("2024-03-01", "A24", Act::Submit {});
    story.act("2024-03-04", "A24", want("日照分析"));
    story.act("2024-03-06", "A24", Act::SupplyCorrections {});
    assert_eq!(story.refused_act("2024-03-07", "A24", want("交通评价")), ["corrections_told_already"]);
    assert_eq!(story.refused_act("2024-03-05", "A24", Act::Accept {}), ["step_before_last"]);
    assert_eq!(
        story.refused_act("2023-12-29", "A24", Act::Accept {}),
        ["before_procedure", "step_before_last"]
    );
    assert_eq!(
        story.refused_act("2026-12-01", "A24", Act::Decline { reason: " ".into() }),
        ["effective_in_future", "reason_missing", "deemed_accepted"]
    );
    assert_eq!(story.refused_act("2024-03-07", "A99", Act::Accept {}), ["item_unknown"]);
    assert_eq!(
        story.refused_act("2024-03-07", "A35", Act::BeginPreHandling {}),
        ["no_pre_handling", "step_not_now"]
    );
    story.act("2024-03-07", "A24", Act::Accept {});
    let committed =
        Act::ApproveOnCommitment { check_by: day("2024-03-01"), document: None, valid_until: None };
    assert_eq!(story.refused_act("2024-03-08", "A24", committed), ["no_commitment", "promise_in_past"]);
    let take_back =
        |reason: &str| Command::TakeBackStep { project: P, item: code("A24"), reason: reason.into() };
    assert_eq!(story.refused("2024-03-08", take_back("")), ["reason_missing"]);
    story.tell("2024-03-08", take_back("误录"));
    let state = story.look("2024-03-08", |approval| approval.step(&code("A24")).unwrap().life.state);
    assert_eq!(state, State::Submitted, "as before the act taken back");
}

#[test]
fn a_promised_date_moves_by_the_discipline_and_both_dates_stay() {
    let mut story = industrial();
    let promise = |on: &str| Promise::first(day(on));
    let told = |promise: Promise| Command::PromiseStep { project: P, item: code("A32"), promise };
    let moved = |on: &str, by, decided: Option<&str>| Promise {
        moved_by: Some(by),
        reason: Some("图审延期".into()),
        consulted: vec!["市住建局".into()],
        decided_by: decided.map(Into::into),
        ..promise(on)
    };
    assert_eq!(story.refused("2024-02-01", told(promise("2024-01-31"))), ["promise_in_past"]);
    story.tell("2024-02-01", told(promise("2024-05-11"))); // a span of 100 days
    assert_eq!(
        story.refused("2024-03-01", told(promise("2024-06-01"))),
        ["reason_missing", "moved_by_missing", "consulted_missing"]
    );
    story.tell("2024-03-01", told(moved("2024-06-10", MovedBy::Government, None))); // 30 of 50 days
    assert_eq!(
        story.refused("2024-03-02", told(moved("2024-07-10", MovedBy::Government, None))),
        ["coordinator_missing"]
    );
    story.tell("2024-03-02", told(moved("2024-07-10", MovedBy::Government, Some("市重点项目办"))));
    story.tell("2024-03-03", told(moved("2024-08-10", MovedBy::Applicant, None)));
    assert_eq!(
        story.refused("2024-07-15", told(moved("2024-09-10", MovedBy::Applicant, None))),
        ["promise_frozen"]
    );
    let explain = Command::ExplainDelay {
        project: P,
        item: code("A32"),
        delay: Delay { reason: "图审未完成".into(), expected_on: day("2024-09-10") },
    };
    story.tell("2024-07-15", explain);
    story.look("2024-07-15", |approval| {
        let step = approval.step(&code("A32")).unwrap();
        let dates = (step.first_promise.unwrap().1.on, step.promise.unwrap().1.on, step.moves);
        assert_eq!(dates, (day("2024-05-11"), day("2024-08-10"), 3));
        assert!(approval.forecast.finish(step.index).unwrap() >= day("2024-09-10"), "what was said holds");
    });
}

#[test]
fn the_chain_behind_a_date_leads_back_to_what_holds_it() {
    let mut story = industrial();
    story.act("2024-01-02", "A01", Act::Finish {});
    story.act("2024-01-02", "A03", Act::Begin { document: None });
    story.look("2024-03-01", |approval| {
        let (start, _) = approval.procedure.milestone(Milestone::Start).unwrap();
        let chain = why::chain(approval, start);
        let codes: Vec<&str> =
            chain.iter().map(|cause| approval.steps[cause.index].item.code.as_str()).collect();
        assert_eq!(
            codes,
            ["A03", "A16", "A17", "A25", "A29", "A30", "A32", "A34"],
            "land is cleared, so design governs"
        );
        assert_eq!(chain[0].because, why::Because::UnderWay);
        assert_eq!(
            chain[0].over.map(|over| (over.count, over.kind)),
            Some((20, DayKind::Working)),
            "40 working days from 2 January to 1 March, 20 by law"
        );
        let held: Vec<usize> = why::held_by(approval, Some(start));
        assert_eq!(approval.steps[held[0]].item.code, code("A03"));
    });
}

#[test]
fn what_is_not_needed_keeps_its_reason_and_breaks_no_chain() {
    let mut story = industrial();
    let unneeded = Act::FindUnneeded { reason: "区域评估已覆盖".into() };
    story.act("2024-01-10", "A20", unneeded.clone());
    assert_eq!(story.refused_act("2024-01-11", "A20", unneeded), ["step_not_now"]);
    story.look("2024-01-11", |approval| {
        let step = approval.step(&code("A20")).unwrap();
        assert_eq!(step.life.state, State::NotNeeded);
        assert!(!step.is_needed() && step.is_settled(), "not needed, which is not the same as done");
        assert!(approval.forecast.of(step.index).is_none());
        let eia = approval.step(&code("A22")).unwrap();
        let waits: Vec<&str> = eia.waits_for.iter().map(|i| approval.steps[*i].item.code.as_str()).collect();
        assert_eq!(waits, ["A02", "A17"], "what it waited for through A20");
    });
    story.act("2024-01-12", "A20", Act::NeedAfterAll { reason: "超出评估范围".into() });
    assert!(story.look("2024-01-12", |approval| approval.step(&code("A20")).unwrap().is_needed()));
    assert!(
        !story.look("2024-01-11", |approval| approval.step(&code("A20")).unwrap().is_needed()),
        "as it was the day before"
    );
}
