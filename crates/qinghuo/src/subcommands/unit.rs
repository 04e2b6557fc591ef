//! `unit show|found|change|merge|dissolve|import`: the units of the city.

mod roster;

use super::{changes_of, text, views};
use crate::{
    exit::{Exit, Stop},
    organisation::{kind, post_line, unit, unit_name},
    session::{Session, View},
    table::{Cell, Side, Table},
    words::Words,
};
use clap::{ArgAction, ArgMatches, Command};
use qinghuo_domain::{
    UnitId,
    attribute::Text,
    command::Command as Wanted,
    unit::{Ending, Unit, UnitCard},
};
use qinghuo_intake::tame;
use serde_json::{Value, json};
use std::sync::Arc;

pub fn arguments(command: Command, words: Words) -> Command {
    let below = |name: &'static str| Command::new(name).about(words.say(&format!("cli-unit-{name}-about")));
    let reasoned = |command: Command| changes_of(command.arg(words.reason().required(true)), words);
    let card = |command: Command| {
        command
            .arg(words.option("kind", "unit-kind"))
            .arg(words.option("parent", "unit"))
            .arg(words.option("credit-code", "key"))
            .arg(words.option("known-as", "name").action(ArgAction::Append))
    };
    command
        .subcommand(views(below("show").arg(words.positional("unit").required(false)), words))
        .subcommand(changes_of(card(below("found").arg(words.positional("unit-name"))), words))
        .subcommand(reasoned(
            card(below("change").arg(words.positional("unit")).arg(words.option("name", "name")))
                .arg(words.flag("no-parent").conflicts_with("parent")),
        ))
        .subcommand(reasoned(below("merge").arg(words.positional("unit")).arg(words.positional("successor"))))
        .subcommand(reasoned(below("dissolve").arg(words.positional("unit"))))
        .subcommand(roster::arguments(below("import"), words))
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    match given.subcommand() {
        Some(("found", given)) => found(session, given),
        Some(("change", given)) => change(session, given),
        Some(("merge", given)) => end(session, given, |view, words, unit_given, reason| {
            let successor = unit(words, view, text(given, "successor"))?;
            Ok(Wanted::MergeUnit { unit: unit_given, successor, reason })
        }),
        Some(("dissolve", given)) => {
            end(session, given, |_, _, unit, reason| Ok(Wanted::DissolveUnit { unit, reason }))
        }
        Some(("import", given)) => roster::run(session, given),
        Some((_, given)) => show(session, given),
        None => Ok(Exit::Usage),
    }
}

/// What the options say of a unit, over what is known of it.
fn card(words: Words, view: &View<'_>, given: &ArgMatches, mut card: UnitCard) -> anyhow::Result<UnitCard> {
    let option = |name: &str| given.get_one::<String>(name);
    let mut wrong: Vec<String> = Vec::new();
    match option("kind").map(|text| kind(words, text)) {
        Some(Ok(kind)) => card.kind = kind,
        Some(Err(error)) => wrong.push(error.to_string()),
        None => {}
    }
    match option("parent").map(|text| unit(words, view, text)) {
        Some(Ok(parent)) => card.parent = Some(parent),
        Some(Err(error)) => wrong.push(error.to_string()),
        None => {}
    }
    match option("credit-code").map(|text| text.parse()) {
        Some(Ok(code)) => card.credit_code = Some(code),
        Some(Err(fault)) => wrong.push(credit_code_fault(words, &fault)),
        None => {}
    }
    if let Some(known_as) = given.get_many::<String>("known-as") {
        card.known_as =
            known_as.map(|word| Text::from(word.trim())).filter(|word| !word.is_empty()).collect();
    }
    if wrong.is_empty() { Ok(card) } else { Err(Stop::with(Exit::Usage, wrong.join("\n"))) }
}

/// What is wrong with a credit code.
fn credit_code_fault(words: Words, fault: &qinghuo_domain::credit_code::CreditCodeFault) -> String {
    let said = words.phrase("credit-code-fault", "fault", fault);
    format!("{}{}{said}", words.text("organisation-credit-code"), words.text("cli-colon"))
}

fn found(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let Some(wanted) = given.get_one::<String>("kind") else {
        return Err(Stop::with(
            Exit::Usage,
            words.say_with("cli-error-argument-missing", &[("given", "--kind")]),
        ));
    };
    let kind = kind(words, wanted)?;
    let book = session.open()?;
    let name = text(given, "unit-name").trim().into();
    let new = UnitCard { name, kind, parent: None, credit_code: None, known_as: Vec::new() };
    let card = card(words, &book.now(session), given, new)?;
    session.carry_out(&book, Wanted::FoundUnit { card }, Vec::new(), given)
}

fn change(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.now(session);
    let unit = unit(words, &view, text(given, "unit"))?;
    let known = view.city.unit(unit).and_then(|unit| unit.latest()).map(|entry| entry.card.clone());
    let Some(known) = known else { return Ok(Exit::Refused) };
    let mut card = card(words, &view, given, known)?;
    if let Some(name) = given.get_one::<String>("name") {
        card.name = name.trim().into();
    }
    if given.get_flag("no-parent") {
        card.parent = None;
    }
    let command = Wanted::ChangeUnit { unit, card, reason: text(given, "reason").into() };
    session.carry_out(&book, command, Vec::new(), given)
}

fn end(
    session: &Session,
    given: &ArgMatches,
    wanted: impl FnOnce(&View<'_>, Words, UnitId, Text) -> anyhow::Result<Wanted>,
) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.now(session);
    let unit = unit(words, &view, text(given, "unit"))?;
    let command = wanted(&view, words, unit, text(given, "reason").into())?;
    session.carry_out(&book, command, Vec::new(), given)
}

fn show(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let chosen = given.get_one::<String>("unit").map(|text| unit(words, &view, text)).transpose()?;
    let there = view.city.units().filter(|unit| unit.at(view.at).is_some());
    let units: Vec<&Arc<Unit>> = there.filter(|unit| chosen.is_none_or(|chosen| unit.id == chosen)).collect();
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.insert("units".into(), units.iter().map(|unit| as_json(&view, unit)).collect());
        session.screen.say_json(&answer)?;
        return Ok(Exit::Done);
    }
    if units.is_empty() {
        session.screen.say(&words.text("organisation-no-units"));
        return Ok(Exit::Done);
    }
    session.screen.say(&table(session, &view, &units));
    if chosen.is_some() {
        for post in
            view.city.posts().filter(|post| chosen == Some(post.tenure.unit) && post.is_held(view.at.as_of))
        {
            session.screen.say(&post_line(words, &view, &book.playbook, post));
        }
    }
    Ok(Exit::Done)
}

fn table(session: &Session, view: &View<'_>, units: &[&Arc<Unit>]) -> String {
    let words = session.words;
    let head = |key: &str| (words.say(key), Side::Left);
    let mut table = Table::new([
        head("cli-column-number"),
        head("organisation-name"),
        head("organisation-kind"),
        head("organisation-parent"),
        head("organisation-credit-code"),
        head("organisation-known-as"),
        (words.say("organisation-posts-held"), Side::Right),
    ]);
    for unit in units {
        let Some(entry) = unit.at(view.at) else { continue };
        let held =
            view.city.posts().filter(|post| post.tenure.unit == unit.id && post.is_held(view.at.as_of));
        let ending = entry
            .ending
            .as_ref()
            .map_or(String::new(), |ending| format!(" ({})", ended(words, view, ending)));
        table.push([
            Cell::from(unit.id.to_string()),
            Cell::from(format!("{}{ending}", entry.card.name)),
            Cell::from(words.named("unit-kind", entry.card.kind.key())),
            Cell::from(entry.card.parent.map(|parent| unit_name(view, parent)).unwrap_or_default()),
            Cell::from(entry.card.credit_code.as_ref().map(ToString::to_string).unwrap_or_default()),
            Cell::from(tame(&entry.card.known_as.join(&words.text("value-join")))),
            Cell::from(held.count().to_string()),
        ]);
    }
    table.render(session.screen)
}

fn ended(words: Words, view: &View<'_>, ending: &Ending) -> String {
    match ending {
        Ending::Merged { successor } => {
            words.say_with("organisation-merged", &[("unit", &unit_name(view, *successor))])
        }
        Ending::Dissolved => words.say("organisation-dissolved"),
    }
}

fn as_json(view: &View<'_>, unit: &Unit) -> Value {
    let entries = unit.entries().iter().filter(|entry| entry.seq <= view.at.known);
    let entries = entries.map(|entry| {
        json!({ "since": entry.effective_on, "seq": entry.seq, "card": entry.card, "ending": entry.ending })
    });
    json!({ "unit": unit.id.to_string(), "entries": entries.collect::<Vec<_>>() })
}
