//! The discipline of promised dates, line by line: when an order came in and of which day it speaks, who gives it, what is promised, and what came of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod cast;

use cast::{Cast, card, codes, day, tenure};
use qinghuo_domain::{
    Happening, PostId, Refusal,
    command::Command,
    refusal::Cause,
    step::{Act, MovedBy, Promise},
    unit::{UnitCard, UnitKind},
};
use std::fmt::Write;

const STORIES: &str = include_str!("promises.txt");

/// A project whose permit is led by the housing department, an office that co-ordinates, and a district that does neither.
fn city() -> Cast {
    let mut cast = Cast::new();
    cast.today = day("2024-01-02");
    let office = cast.found("2024-01-02", card("市重点项目办", UnitKind::CityOffice));
    let known_as = vec!["housing".into()];
    let housing = cast.found("2024-01-02", UnitCard { known_as, ..card("市住建局", UnitKind::Department) });
    for (person, unit, role) in [(1, office, "project_office"), (2, housing, "department_head")] {
        cast.appoint("2024-01-02", tenure(person, unit, role));
    }
    let project = cast.register("2024-01-02", "样例项目", &[]);
    cast.tell(
        None,
        "2024-01-02",
        Command::AssignProcedure { project, procedure: "social_industrial".into() },
    );
    cast
}

/// Who gives an order: `J2`, or the operator.
fn actor(text: &str) -> Option<PostId> {
    text.parse().ok()
}

fn told(cast: &mut Cast, line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [sent, of, by, on, moved_by, named, paper] = words[..] else { panic!("seven columns: {line}") };
    let said = |text: &str| (text != "-").then(|| text.to_owned());
    let moved_by = said(moved_by).map(|key| MovedBy::ALL.into_iter().find(|by| by.key() == key).unwrap());
    cast.today = day(sent);
    let project = cast.city.projects().next().unwrap().id;
    let published = match on {
        "publish" => Some(Act::Begin { document: said(paper).map(Into::into) }),
        "done" => Some(Act::Finish {}),
        _ => None,
    };
    if let Some(act) = published {
        let item = "A05".parse().unwrap();
        let told = cast.try_tell(actor(by), of, Command::TakeStep { project, item, act, seen: None });
        return told.map_or_else(
            |refusals| format!("refused: {}", codes(&refusals).join(", ")),
            |_| "told".to_owned(),
        );
    }
    let promise = Promise {
        moved_by,
        reason: moved_by.map(|_| "图审延期".into()),
        consulted: moved_by.map(|_| "市发改委".into()).into_iter().collect(),
        decided_by: said(named).map(Into::into),
        document: said(paper).map(Into::into),
        ..Promise::first(day(on))
    };
    let item = "A32".parse().unwrap();
    match cast.try_tell(actor(by), of, Command::PromiseStep { project, item, promise }) {
        Ok(facts) => match &facts[..] {
            [fact] => match &fact.happening {
                Happening::StepPromised(made) => {
                    let mut told = "promised".to_owned();
                    if let Some(name) = &made.promise.decided_by {
                        write!(told, ", decided by {name}").unwrap();
                    }
                    if let Some(day) = made.promise.recorded_on {
                        write!(told, ", recorded on {day}").unwrap();
                    }
                    told
                }
                other => panic!("{other:?}"),
            },
            facts => panic!("{facts:?}"),
        },
        Err(refusals) => format!("refused: {}", codes(&refusals).join(", ")),
    }
}

#[test]
fn promised_dates_move_by_the_discipline() {
    let (mut answered, mut cast) = (String::new(), city());
    for line in STORIES.lines() {
        if line.starts_with('=') {
            cast = city();
        }
        match line.split_once('>').filter(|_| !line.starts_with('#')) {
            Some((said, _)) => {
                let came = told(&mut cast, said);
                writeln!(answered, "{:<80}> {came}", said.trim_end()).unwrap();
            }
            None => writeln!(answered, "{line}").unwrap(),
        }
    }
    if std::env::var_os("UPDATE_STORIES").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/promises.txt"), &answered).unwrap();
        return;
    }
    assert_eq!(answered, STORIES, "set UPDATE_STORIES=1 to write it anew");
}

#[test]
fn the_refusal_says_who_can_decide() {
    let mut cast = city();
    let (project, item) = (cast.city.projects().next().unwrap().id, "A32".parse::<_>().unwrap());
    told(&mut cast, "2024-02-01 2024-02-01 J2 2024-05-11 - - -");
    let promise = Promise {
        moved_by: Some(MovedBy::Government),
        reason: Some("图审延期".into()),
        consulted: vec!["市发改委".into()],
        ..Promise::first(day("2024-08-11"))
    };
    let refused = cast
        .try_tell(actor("J2"), "2024-02-01", Command::PromiseStep { project, item, promise })
        .unwrap_err();
    let [Refusal { cause: Cause::CoordinatorDecides { moved_days: 92, allowed_days: 50, deciders }, .. }] =
        &refused[..]
    else {
        panic!("{refused:?}")
    };
    assert_eq!(deciders.iter().map(|unit| &**unit).collect::<Vec<_>>(), ["市重点项目办"]);
}
