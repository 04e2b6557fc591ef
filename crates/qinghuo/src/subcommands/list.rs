//! `list show|open|join|leave`: the project lists and who is on them.

use super::{changes_of, text, views};
use crate::{
    exit::Exit,
    input,
    session::Session,
    table::{Cell, Side, Table},
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::{ProjectId, attribute::Text, command::Command as Wanted, list::ListKey, views::living};
use serde_json::{Value, json};

pub fn arguments(command: Command, words: Words) -> Command {
    let below = |name: &'static str| Command::new(name).about(words.say(&format!("cli-list-{name}-about")));
    let member = |name| {
        let command = below(name).arg(words.positional("list")).arg(words.positional("project"));
        changes_of(command.arg(words.reason().required(true)), words)
    };
    command
        .subcommand(views(below("show"), words))
        .subcommand(changes_of(below("open").arg(words.positional("list")), words))
        .subcommand(member("join"))
        .subcommand(member("leave"))
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    match given.subcommand() {
        Some(("open", given)) => {
            let list = input::list(words, text(given, "list"))?;
            session.carry_out(&session.open()?, Wanted::OpenList { list }, Vec::new(), given)
        }
        Some(("join", given)) => {
            member(session, given, |project, list, reason| Wanted::JoinList { project, list, reason })
        }
        Some(("leave", given)) => {
            member(session, given, |project, list, reason| Wanted::LeaveList { project, list, reason })
        }
        Some((_, given)) => show(session, given),
        None => Ok(Exit::Usage),
    }
}

fn member(
    session: &Session,
    given: &ArgMatches,
    wanted: fn(ProjectId, ListKey, Text) -> Wanted,
) -> anyhow::Result<Exit> {
    let words = session.words;
    let list = input::list(words, text(given, "list"))?;
    let book = session.look()?;
    let project = input::project(words, &book.now(session), text(given, "project"))?;
    session.carry_out(&book, wanted(project, list, text(given, "reason").into()), Vec::new(), given)
}

fn show(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let on = |list: &ListKey| {
        living(&view.city, view.at)
            .filter(|project| project.at(view.at).lists().any(|(other, _)| other == list))
            .count()
    };
    let lists = view.city.lists().filter(|(_, since)| *since <= view.at.as_of);
    if given.get_flag("json") {
        let lists: Vec<Value> = lists
            .map(|(list, since)| json!({ "list": list, "open_since": since, "projects": on(list) }))
            .collect();
        let mut answer = view.json();
        answer.insert("lists".into(), lists.into());
        session.screen.say_json(&answer)?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new([
        (words.say("dimension-list"), Side::Left),
        (words.say("cli-column-key"), Side::Left),
        (words.say("cli-column-since"), Side::Left),
        (words.say("cli-column-projects"), Side::Right),
    ]);
    for (list, since) in lists {
        table.push([
            Cell::from(words.list(list)),
            Cell::from(list.to_string()),
            Cell::from(words.day(since)),
            Cell::from(on(list).to_string()),
        ]);
    }
    match table.is_empty() {
        true => session.screen.say(&words.text("cli-no-lists")),
        false => session.screen.say(&table.render(session.screen)),
    }
    Ok(Exit::Done)
}
