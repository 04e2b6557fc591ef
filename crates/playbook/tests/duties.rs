//! What the discipline of dates asks for, and whose days a delay is: one project told line by line and looked at. `duties.txt` is the specification.
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
    step::{Act, Delay, Promise},
    views::approval::{
        duty::{Duty, duties},
        silence::{miss, silence},
    },
};
use std::fmt::Write;
use story::{P, Story, code, day, industrial};

const STORIES: &str = include_str!("duties.txt");

fn act(deed: &str) -> Act {
    let text = || "说明".into();
    match deed {
        "begin" => Act::Begin { document: None },
        "notice" => Act::NoticeSilence { document: "告知〔2024〕1号".into() },
        "find_unneeded" => Act::FindUnneeded { reason: text() },
        "finish" => Act::Finish {},
        "begin_pre_handling" => Act::BeginPreHandling {},
        "give_pre_review" => Act::GivePreReview { opinion: text() },
        "submit" => Act::Submit {},
        "want_corrections" => Act::WantCorrections { missing: text() },
        "supply_corrections" => Act::SupplyCorrections {},
        "decline" => Act::Decline { reason: text() },
        "accept" => Act::Accept {},
        "refuse" => Act::Refuse { reason: text() },
        "withdraw" => Act::Withdraw { reason: text() },
        "approve" => Act::Approve { document: None, valid_until: None },
        "revoke" => Act::Revoke { reason: text() },
        "hand_over" => Act::HandOver {},
        other => panic!("{other}"),
    }
}

/// The first promise about an item, or what is said of its delay, or an act.
fn tell(story: &mut Story, words: &[&str]) {
    match *words {
        [on, item, "promise", until] => {
            let promise = Promise::first(day(until));
            story.tell(on, Command::PromiseStep { project: P, item: code(item), promise });
        }
        [on, item, "explain", until] => {
            let delay = Delay { reason: "资料未齐".into(), expected_on: day(until) };
            story.tell(on, Command::ExplainDelay { project: P, item: code(item), delay });
        }
        [on, item, deed] => story.act(on, item, act(deed)),
        ref other => panic!("{other:?}"),
    }
}

fn look(story: &Story, as_of: &str, item: &str) -> String {
    story.look(as_of, |approval| {
        let step = approval.step(&code(item)).unwrap();
        let silent = silence(approval, step);
        let asked: Vec<&str> = duties(approval, step, silent).into_iter().map(Duty::key).collect();
        let mut said = vec![if asked.is_empty() { "nothing".to_owned() } else { asked.join(" ") }];
        said.extend(silent.map(|it| {
            let told = it.noticed_on.map(|on| format!(", noticed on {on}")).unwrap_or_default();
            format!("silent since {}, stands from {}{told}", it.since, it.stands_from)
        }));
        said.extend(
            miss(approval, step)
                .map(|it| format!("missed by {}, {} the applicant's", it.days, it.applicant_days)),
        );
        said.extend(
            step.clock.map(|clock| {
                format!("clock used {}{}", clock.used, if clock.stands { ", stands" } else { "" })
            }),
        );
        said.join("; ")
    })
}

#[test]
fn what_is_asked_for_and_whose_days_they_are() {
    let (mut answered, mut story) = (String::new(), industrial());
    for line in STORIES.lines() {
        if line.starts_with('=') {
            story = industrial();
        }
        let words: Vec<&str> = line.split('>').next().unwrap().split_whitespace().collect();
        match words[..] {
            ["look", as_of, item] => {
                let said = look(&story, as_of, item);
                writeln!(answered, "look {as_of} {item} > {said}").unwrap();
                continue;
            }
            [] | ["#" | "=", ..] => {}
            _ => tell(&mut story, &words),
        }
        writeln!(answered, "{line}").unwrap();
    }
    if std::env::var_os("UPDATE_STORIES").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/duties.txt"), &answered).unwrap();
        return;
    }
    assert_eq!(answered, STORIES, "UPDATE_STORIES=1 writes what came; read the difference");
}
