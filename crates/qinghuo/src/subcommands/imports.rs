//! `imports`: the ledgers that were imported.

use super::views;
use crate::{
    exit::Exit,
    session::Session,
    table::{Cell, Side, Table},
    words::Words,
};
use clap::{ArgMatches, Command};
use serde_json::{Value, json};

pub fn arguments(command: Command, words: Words) -> Command {
    views(command, words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let imports = view.city.imports().filter(|import| import.seq <= view.at.known);
    if given.get_flag("json") {
        let imports: Vec<Value> = imports
            .map(|import| {
                json!({
                    "import": import.id.to_string(),
                    "seq": import.seq,
                    "effective_on": import.effective_on,
                    "file": import.ledger.file,
                    "attachment": import.ledger.attachment,
                    "registered": import.ledger.registered,
                    "changed": import.ledger.changed,
                    "unchanged": import.ledger.unchanged,
                    "undone_by": import.undone_by.filter(|by| *by <= view.at.known),
                })
            })
            .collect();
        let mut answer = view.json();
        answer.insert("imports".into(), imports.into());
        session.screen.say_json(&answer)?;
        return Ok(Exit::Done);
    }
    let left = ["cli-column-number", "cli-column-effective", "cli-column-file"];
    let right = ["cli-column-registered", "cli-column-changed", "cli-column-unchanged"];
    let headings = left.map(|key| (words.say(key), Side::Left)).into_iter();
    let headings = headings.chain(right.map(|key| (words.say(key), Side::Right)));
    let mut table = Table::new(headings.chain([(words.say("cli-column-state"), Side::Left)]));
    for import in imports {
        let undone = import.undone_by.filter(|by| *by <= view.at.known);
        let state = undone.map(|by| words.say_with("cli-undone", &[("by", &by.to_string())]));
        table.push([
            Cell::from(import.id.to_string()),
            Cell::from(words.day(import.effective_on)),
            Cell::from(&import.ledger.file),
            Cell::from(import.ledger.registered.to_string()),
            Cell::from(import.ledger.changed.to_string()),
            Cell::from(import.ledger.unchanged.to_string()),
            Cell::from(state.unwrap_or_default()),
        ]);
    }
    match table.is_empty() {
        true => session.screen.say(&words.text("cli-no-imports")),
        false => session.screen.say(&table.render(session.screen)),
    }
    Ok(Exit::Done)
}
