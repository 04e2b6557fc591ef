//! `demo`: fills an empty book with a made-up city, through the same orders as everybody's.

use super::account;
use crate::{
    clock::hour_of,
    exit::{Exit, Stop},
    screen::Progress,
    session::Session,
    telling,
    words::Words,
};
use clap::{ArgMatches, value_parser};
use qinghuo_accounts::{By as Host, Trouble};
use qinghuo_demo::{By, Demo, Step};
use qinghuo_domain::{
    attribute::PersonId,
    command::Command,
    intake::PersonRole,
    views::totals::{Dimension, totals},
};
use qinghuo_office::{Actor, Order};

/// As many as Jinan's list of 2024 counted.
const PROJECTS: u32 = 2000;
const SEED: u64 = 2024;

pub fn arguments(command: clap::Command, words: Words) -> clap::Command {
    command
        .arg(words.option("projects", "count").value_parser(value_parser!(u32).range(1..=1_000_000)))
        .arg(words.option("seed", "number").value_parser(value_parser!(u64)))
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let (words, screen) = (session.words, session.screen);
    let projects = given.get_one("projects").copied().unwrap_or(PROJECTS);
    let seed = given.get_one("seed").copied().unwrap_or(SEED);
    let dir = session.data.display().to_string();
    let book = session.open()?;
    let facts = book.office.head().seq;
    if facts > 0 {
        let said = [("dir", &*dir), ("facts", &facts.to_string())];
        return Err(Stop::with(Exit::Refused, words.say_with("cli-demo-not-empty", &said)));
    }

    let demo = Demo::new(projects as usize, seed, session.clock.today(), &book.playbook);
    let batches = demo.count();
    let mut progress = Progress::begin();
    for (done, batch) in demo.batches().enumerate() {
        let percent = (done * 100 / batches).to_string();
        progress.show(|| words.say_with("cli-demo-progress", &[("percent", &percent)]));
        let orders = batch
            .into_iter()
            .zip(1..)
            .map(|(step, number)| order(session, step, format!("demo-{done}-{number}")));
        book.office.submit_all(orders).map_err(|rejection| telling::rejected(words, &rejection))?;
    }
    drop(progress);
    let accounts = accounts_for(session, &demo)?;

    let view = book.now(session);
    let from = view.standpoint();
    let (sums, _) = totals(&view.city, from, Dimension::Phase);
    let said = [
        ("dir", dir),
        ("projects", sums.projects.to_string()),
        ("total", words.money(sums.total)),
        ("facts", view.head.seq.to_string()),
        ("people", book.office.people().len().to_string()),
        ("month", words.month(from.month)),
    ];
    let said: Vec<(&str, &str)> = said.iter().map(|(name, value)| (*name, &**value)).collect();
    screen.say(&words.say_with("cli-demo-done", &said));
    screen.say(&words.text("cli-demo-synthetic"));
    screen.say(&words.count("cli-demo-accounts", accounts));
    screen.say(&words.text("cli-demo-next"));
    Ok(Exit::Done)
}

/// An account for each role, signed in with one click; how many.
fn accounts_for(session: &Session, demo: &Demo<'_>) -> anyhow::Result<usize> {
    let accounts = session.accounts()?;
    let failed = |failed: Trouble| account::trouble(session.words, &failed);
    let exemplars = demo.exemplars();
    for exemplar in &exemplars {
        let (now, person) = (session.clock.now(), exemplar.person.0);
        accounts.create_demo(now, &Host::host(), person, &exemplar.role).map_err(failed)?;
    }
    Ok(exemplars.len())
}

/// A step as an order of its moment, which never lies ahead.
fn order(session: &Session, step: Step, key: String) -> Order {
    let now = session.clock.now();
    let sent_at = hour_of(step.sent_on, step.hour).map_or(now, |hour| hour.min(now));
    let actor = match step.by {
        By::Operator(name) => Actor::Operator(name),
        By::Post(post) => Actor::Post(post),
    };
    let mut order = Order::new(step.command, "", key, sent_at, step.sent_on);
    // Whoever is named gets the next number, which is the one the city was made up with.
    if let (Command::TakePost { tenure }, Some(_)) = (&mut order.command, &step.holder) {
        tenure.person = PersonId(0);
    }
    let people = step.holder.into_iter().map(|name| (PersonRole::Holder, name)).collect();
    Order { actor, people, effective_on: Some(step.effective_on), attachment: step.attachment, ..order }
}
