//! The office under test: what it answers, what it keeps, what it survives.

mod backups;
mod batches;
mod crowds;
mod damage;
mod kill;
mod orders;
mod random;
mod snapshots;

use std::path::Path;

use jiff::Timestamp;
use qinghuo_domain::{
    Attribute, City, Date, Fen, Phase, ProjectId, Subject, YearMonth,
    command::Command,
    figure::DispatchFigure,
    refusal::Cause,
    rules::{Gate, LightRule, Measure, Requirement, Rules},
};
use qinghuo_ledger::DATABASE_FILE;
use rusqlite::Connection;

use crate::{Office, Order, Receipt, Rejection, audit, fold::Fold};

fn rules() -> Rules {
    Rules {
        name: "test@1".into(),
        year: 2024,
        gates: vec![Gate { into: Phase::Construction, requires: vec![Requirement::StartedOn] }],
        light: LightRule {
            key: "progress".into(),
            measure: Measure::GapPoints,
            yellow_hundredths: 1000,
            red_hundredths: 3000,
            phases: vec![Phase::Construction],
            smallest_plan: Fen::ZERO,
        },
        curve: None,
        places: Vec::new(),
        procedures: Vec::new(),
        superseded: Vec::new(),
        letters: Default::default(),
        calendar: Default::default(),
        discipline: Default::default(),
        evidence: Default::default(),
        access: Default::default(),
    }
}

fn open(dir: &Path) -> Office {
    Office::open(dir, rules()).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// An order of an ordinary day, `number` seconds after midnight.
fn order(number: i64, key: &str, command: Command) -> Order {
    let midnight = "2024-06-30T00:00:00Z".parse::<Timestamp>().unwrap().as_second();
    let now = Timestamp::from_second(midnight + number).unwrap();
    Order::new(command, "zhang.san", key, now, day("2024-06-30"))
}

fn register(name: &str) -> Command {
    Command::RegisterProject { set: vec![Attribute::Name(Some(name.into()))] }
}

fn revise(project: u32, attribute: Attribute) -> Command {
    Command::ReviseProject { project: ProjectId(project), set: vec![attribute], seen: None, reason: None }
}

fn file(project: u32, done: i64) -> Command {
    Command::FileDispatch {
        project: ProjectId(project),
        month: YearMonth::new(2024, 5).unwrap(),
        figure: DispatchFigure { done_this_year: Some(Fen(done)), ..DispatchFigure::default() },
        reason: Some("更正".into()),
    }
}

fn project(number: u32) -> Subject {
    Subject::Project(ProjectId(number))
}

/// Carries out commands, each under a key of its own.
fn tell(office: &Office, commands: impl IntoIterator<Item = Command>) -> Vec<Receipt> {
    let submit = |command| {
        let number = office.head().seq + 1;
        office.submit(order(i64::try_from(number).unwrap(), &format!("key of {number}"), command)).unwrap()
    };
    commands.into_iter().map(submit).collect()
}

/// The codes of a refusal.
fn refused(answer: &Result<Receipt, Rejection>) -> Vec<String> {
    match answer {
        Err(Rejection::Refused(refusals)) => refusals.iter().map(|refusal| refusal.cause.code()).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

/// An order every city refuses, after looking at everything that is on the disk.
fn idle(office: &Office) {
    let nobody = revise(u32::MAX, Attribute::Remark(None));
    let answer = office.submit(order(0, "idle", nobody));
    assert_eq!(refused(&answer), [Cause::ProjectUnknown { project: ProjectId(u32::MAX) }.code()]);
}

/// The city folded from the first record, whatever image or snapshot there is.
fn folded(dir: &Path) -> City {
    let ledger = qinghuo_ledger::Ledger::open_read_only(dir).unwrap();
    let mut fold = Fold::new();
    fold.follow(|after, visit| ledger.read_from(after, visit)).unwrap();
    fold.city
}

/// What must be true of every open office at every time.
fn check(office: &Office, dir: &Path) {
    let found = office.audit(|_, _| {}).unwrap();
    assert_eq!(found.image_matches, Some(true));
    assert_eq!(found.head.seq, found.facts);
    assert!(*office.city() == folded(dir), "fold(facts) = image");
    assert_eq!(audit(dir, |_, _| {}).unwrap().image_matches, None);
}

/// The database without the ledger's manners: triggers gone, any SQL goes.
fn bare(dir: &Path) -> Connection {
    let conn = Connection::open(dir.join(DATABASE_FILE)).unwrap();
    conn.execute_batch("DROP TRIGGER fact_keeps_update; DROP TRIGGER fact_keeps_delete;").unwrap();
    conn
}
