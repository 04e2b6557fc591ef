//! 入库纳统 by the bundled playbook: what the checklist asks for, when the evidence may be handed over, and when it is expected to be.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod story;

use qinghuo_domain::{
    Attribute, Moment, Seq,
    command::Command,
    evidence::Standing,
    refusal::Cause,
    step::{Act, Role, State},
    views::approval::{
        entry::{Entry, entry},
        why::{Because, chain},
    },
};
use story::{P, Story, code, day, industrial};

fn gather(paper: &str, document: &str) -> Act {
    Act::GatherPaper { paper: paper.into(), document: document.into(), dated_on: None, note: None }
}

/// Decides an item of an authority in favour on one day.
fn decide(story: &mut Story, on: &str, item: &str, document: &str) {
    story.act(on, item, Act::Submit {});
    story.act(on, item, Act::Accept {});
    story.act(on, item, Act::Approve { document: Some(document.into()), valid_until: None });
}

/// A project that was filed, and gathers.
fn filed() -> Story {
    let mut story = industrial();
    decide(&mut story, "2024-01-04", "A02", "2401-370102-04-01-123456");
    story.act("2024-01-10", "A35", Act::Begin { document: None });
    story
}

/// The same with every paper that has to be gathered.
fn gathered() -> Story {
    let mut story = filed();
    for paper in ["营业执照", "施工合同", "现场照片"] {
        story.act("2024-03-01", "A35", gather(paper, "样号"));
    }
    story
}

fn listed<T>(story: &Story, as_of: &str, look: impl FnOnce(&Entry<'_>) -> T) -> T {
    let seen = story.city.project(P).unwrap().at(Moment::on(day(as_of)));
    story.look(as_of, |approval| look(&entry(approval, seen, &story.playbook.rules).unwrap()))
}

/// The papers as a person reads the list: what is there, and from where.
fn papers(story: &Story, as_of: &str) -> Vec<String> {
    listed(story, as_of, |entry| {
        let line = |(listed, fact): &(_, Option<Seq>)| {
            let listed: &qinghuo_domain::evidence::Listed<'_> = listed;
            let optional = if listed.paper.is_optional { "?" } else { "" };
            let standing = match &listed.standing {
                Standing::Missing => "missing".to_owned(),
                Standing::Known { item, on, document } => {
                    format!("known {item} {on} {}", document.as_deref().unwrap_or("-"))
                }
                Standing::Gathered(gathered) => format!("gathered {} {}", gathered.on, gathered.document),
            };
            format!("{}{optional} {standing} {}", listed.paper.name.zh, fact.map_or(0, |seq| seq.0))
        };
        entry.papers.iter().map(line).collect()
    })
}

#[test]
fn what_the_book_knows_is_not_asked_for_again() {
    let mut story = filed();
    assert_eq!(
        papers(&story, "2024-01-31"),
        [
            "营业执照 missing 0",
            "立项文件 known A02 2024-01-04 2401-370102-04-01-123456 5",
            "施工合同 missing 0",
            "施工许可证? missing 0",
            "开工证明 missing 0",
            "现场照片 missing 0",
        ]
    );
    // A decision that is revoked, or taken back, is a paper no more.
    story.act("2024-02-01", "A02", Act::Revoke { reason: "重复备案".into() });
    assert_eq!(papers(&story, "2024-02-01")[1], "立项文件 missing 0");
    assert_eq!(papers(&story, "2024-01-31")[1], "立项文件 known A02 2024-01-04 2401-370102-04-01-123456 5");
    // Another may stand in for it, with the reason on record.
    story.act(
        "2024-02-05",
        "A35",
        Act::GatherPaper {
            paper: "立项文件".into(),
            document: "可研报告".into(),
            dated_on: Some(day("2024-01-20")),
            note: Some("备案已撤销,以可研报告代替".into()),
        },
    );
    assert_eq!(papers(&story, "2024-02-05")[1], "立项文件 gathered 2024-02-05 可研报告 8");
    // A pre-review opinion is no permit.
    story.act("2024-02-06", "A32", Act::Submit {});
    assert_eq!(papers(&story, "2024-02-06")[3], "施工许可证? missing 0");
}

#[test]
fn each_kind_of_entry_has_papers_of_its_own() {
    let names = |class: &str| {
        let story = Story::new("2024-01-02", "social_industrial", &[Attribute::Class(Some(class.into()))]);
        let kind = listed(&story, "2024-01-02", |entry| entry.kind.map(str::to_owned)).unwrap();
        let names: Vec<String> = listed(&story, "2024-01-02", |entry| {
            entry.papers.iter().map(|(listed, _)| listed.paper.name.zh.to_string()).collect()
        });
        format!("{kind}: {}", names.join(" "))
    };
    for (class, wanted) in [
        ("产业类", "construction: 营业执照 立项文件 施工合同 施工许可证 开工证明 现场照片"),
        (
            "房地产开发",
            "real_estate: 营业执照 立项文件 土地证或出让合同 施工合同 施工许可证 开工证明 现场照片",
        ),
        ("设备购置", "purchase: 营业执照 购置合同 当年大额发票 付款凭证和设备到场照片"),
    ] {
        assert_eq!(names(class), wanted);
    }
}

#[test]
fn evidence_is_handed_over_after_the_start_with_every_paper() {
    let mut story = filed();
    // Every reason at once: what has to come first by its code, and every paper by its name.
    let hand_over = || Command::TakeStep { project: P, item: code("A35"), act: Act::HandOver {}, seen: None };
    let refusals = story.try_tell("2024-03-01", hand_over()).unwrap_err();
    let causes: Vec<&Cause> = refusals.iter().map(|refusal| &refusal.cause).collect();
    let [Cause::ItemFirst { item }, Cause::PapersMissing { papers }] = causes[..] else {
        panic!("{causes:?}")
    };
    assert_eq!(*item, code("A34"));
    let names: Vec<&str> = papers.iter().map(|name| &*name.zh).collect();
    // The permit is a help, no condition.
    assert_eq!(names, ["营业执照", "施工合同", "开工证明", "现场照片"]);

    let mut story = gathered();
    assert_eq!(story.refused_act("2024-03-05", "A35", Act::HandOver {}), ["item_first", "papers_missing"]);
    story.act("2024-03-20", "A34", Act::Finish {});
    assert_eq!(story.refused_act("2024-03-19", "A35", Act::HandOver {}), ["before_item"]);
    story.act("2024-04-02", "A35", Act::HandOver {});
}

#[test]
fn papers_are_those_of_the_list_and_bear_no_later_date() {
    let mut story = filed();
    assert_eq!(story.refused_act("2024-02-01", "A35", gather("投资完成额", "1")), ["paper_unknown"]);
    assert_eq!(story.refused_act("2024-02-01", "A35", gather("购置合同", "1")), ["paper_unknown"]);
    assert_eq!(story.refused_act("2024-02-01", "A35", gather("施工合同", " ")), ["text_empty"]);
    let later = Act::GatherPaper {
        paper: "施工合同".into(),
        document: "样号".into(),
        dated_on: Some(day("2024-02-02")),
        note: None,
    };
    assert_eq!(story.refused_act("2024-02-01", "A35", later), ["paper_from_later"]);
    let drop = |reason: &str| Act::DropPaper { paper: "施工合同".into(), reason: reason.into() };
    assert_eq!(story.refused_act("2024-02-01", "A35", drop("误传")), ["paper_not_gathered"]);
    story.act("2024-02-01", "A35", gather("施工合同", "样号"));
    assert_eq!(story.refused_act("2024-02-02", "A35", drop("")), ["reason_missing"]);
    story.act("2024-02-02", "A35", drop("签章不全"));
    assert_eq!(papers(&story, "2024-02-02")[2], "施工合同 missing 0");
    assert_eq!(papers(&story, "2024-02-01")[2], "施工合同 gathered 2024-02-01 样号 7");
    // Of other items nobody gathers papers.
    assert_eq!(story.refused_act("2024-02-02", "A36", gather("施工合同", "样号")), ["step_not_now"]);
}

#[test]
fn the_statistics_side_takes_in_or_sends_back() {
    let mut story = gathered();
    story.act("2024-03-20", "A34", Act::Finish {});
    story.act("2024-04-02", "A35", Act::HandOver {});
    let awaits =
        |story: &Story, on: &str| story.look(on, |approval| approval.step(&code("A35")).unwrap().awaits());
    assert_eq!(awaits(&story, "2024-04-03"), Some(Role::Department));
    // The owner neither ends it nor goes on gathering.
    assert_eq!(story.refused_act("2024-04-03", "A35", Act::Finish {}), ["step_not_now"]);
    assert_eq!(story.refused_act("2024-04-03", "A35", gather("施工合同", "样号")), ["step_not_now"]);
    story.act("2024-04-08", "A35", Act::WantCorrections { missing: "照片无时间水印".into() });
    assert_eq!(awaits(&story, "2024-04-09"), Some(Role::Applicant));
    story.act("2024-04-10", "A35", gather("现场照片", "重拍"));
    story.act("2024-05-06", "A35", Act::HandOver {});
    // The Saturday between is worked in exchange.
    story.act("2024-05-13", "A35", Act::TakeIn {});
    let step = |story: &Story| {
        story.look("2024-05-13", |approval| {
            let step = approval.step(&code("A35")).unwrap();
            (step.life.state, step.life.settled_on, step.clock.unwrap().used)
        })
    };
    assert_eq!(step(&story), (State::Done, Some(day("2024-05-13")), 6));
}

#[test]
fn the_forecast_waits_for_the_start_and_falls_into_the_next_window() {
    // (what is told, seen from, the day it is expected to be handed over, the window's last day)
    let begins = |story: &Story, as_of: &str| {
        story.look(as_of, |approval| {
            let entry = approval.step(&code("A35")).unwrap().index;
            approval.forecast.of(entry).unwrap().early
        })
    };
    // While gathering, before the start: the first window from the forecast start on, and never today.
    let story = gathered();
    let start = story.look("2024-03-01", |approval| {
        approval.forecast.finish(approval.step(&code("A34")).unwrap().index).unwrap()
    });
    let entry = begins(&story, "2024-03-01");
    assert!(entry.from >= start && (1..=10).contains(&entry.from.day()), "{entry:?} after {start}");
    assert!(entry.to > entry.from);
    // It is the start that it waits for, and the chain says so.
    let because = story.look("2024-03-01", |approval| {
        let index = approval.step(&code("A35")).unwrap().index;
        let cause = chain(approval, index).pop().unwrap();
        (cause.index == index, cause.because)
    });
    assert!(matches!(because, (true, Because::Waits { .. })), "{because:?}");

    // Begun within a window: that one is still open. Begun after it: the next.
    for (started, seen, from, last) in [
        ("2024-03-06", "2024-03-06", "2024-03-06", "2024-03-10"),
        ("2024-03-06", "2024-03-08", "2024-03-08", "2024-03-10"),
        ("2024-03-06", "2024-03-11", "2024-04-01", "2024-04-10"),
        ("2024-03-20", "2024-03-20", "2024-04-01", "2024-04-10"),
        // A window that was missed costs a month.
        ("2024-03-20", "2024-04-11", "2024-05-01", "2024-05-10"),
    ] {
        let mut story = gathered();
        story.act(started, "A34", Act::Finish {});
        assert_eq!(begins(&story, seen).from, day(from), "started {started}, seen {seen}");
        let window = listed(&story, seen, |entry| entry.window);
        assert_eq!(window, Some((day(from), day(last))), "started {started}, seen {seen}");
    }

    // Handed over out of the window, it is recorded, told so, and reckoned from the next one: fifteen working days from 1 April.
    let mut story = gathered();
    story.act("2024-03-06", "A34", Act::Finish {});
    story.act("2024-03-20", "A35", Act::HandOver {});
    assert_eq!(listed(&story, "2024-03-21", |entry| entry.handed_over), Some((day("2024-03-20"), true)));
    assert_eq!(begins(&story, "2024-03-21").to, day("2024-04-23"));
    let mut story = gathered();
    story.act("2024-03-06", "A34", Act::Finish {});
    story.act("2024-03-07", "A35", Act::HandOver {});
    assert_eq!(listed(&story, "2024-03-21", |entry| entry.handed_over), Some((day("2024-03-07"), false)));
    assert_eq!(begins(&story, "2024-03-21").to, day("2024-03-28"));
}
