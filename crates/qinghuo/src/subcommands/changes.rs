//! `changes --since …`: what moved between two days.

use super::{text, views};
use crate::{
    exit::Exit,
    facts::moved,
    screen::Paint,
    session::{Session, date, date_option},
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::{
    Attribute, Moment,
    project::Seen,
    views::changes::{Kind, ProjectChange, changes},
};
use qinghuo_intake::move_json;
use qinghuo_intake::tame;
use qinghuo_web::evidence::value_in_words;
use serde_json::{Value, json};

pub fn arguments(command: Command, words: Words) -> Command {
    let command = command
        .arg(words.option("since", "date").required(true))
        .arg(words.option("until", "date").conflicts_with("as-of"));
    views(command, words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let mut view = book.view(session, given)?;
    if let Some(until) = date_option(words, given, "until")? {
        view.at.as_of = until;
    }
    let since = Moment { as_of: date(words, text(given, "since"))?, ..view.at };
    let found = changes(&view.city, since, view.at);
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.insert("since".into(), since.as_of.to_string().into());
        answer.insert("changes".into(), found.iter().map(as_json).collect());
        session.screen.say_json(&answer)?;
        return Ok(Exit::Done);
    }
    let span = [("since", &*words.day(since.as_of)), ("until", &*words.day(view.at.as_of))];
    session.screen.say(&words.say_with("cli-changes-title", &span));
    let person = |id| view.person(id);
    let value = |attribute: &Attribute| value_in_words(&words, &book.playbook, attribute, &person);
    for change in &found {
        let name = name_of(&view.city, change, since, view.at);
        let title = format!("{}  {}  {}", change.project, name, words.text(kind_key(change.kind)));
        session.screen.say(&format!("\n{}", session.screen.paint(&title, Paint::Strong)));
        // All of what a project came with is one command away; here it would drown what changed.
        if change.kind == Kind::Changed {
            for field in &change.fields {
                session.screen.say(&format!("    {}", moved(words, &field.change, &value)));
            }
        }
    }
    session.screen.say(&format!("\n{}", words.count("cli-changes-count", found.len())));
    Ok(Exit::Done)
}

fn as_json(change: &ProjectChange) -> Value {
    let fields = change.fields.iter().map(|field| {
        let mut moved = move_json(&field.change);
        if let Value::Object(object) = &mut moved {
            object.insert("by".into(), json!(field.by));
        }
        moved
    });
    json!({ "project": change.project.to_string(), "kind": change.kind, "fields": fields.collect::<Vec<_>>() })
}

fn name_of(city: &qinghuo_domain::City, change: &ProjectChange, since: Moment, until: Moment) -> String {
    let project = city.project(change.project);
    let name = |at| project.map(|project| project.at(at)).and_then(Seen::name);
    tame(name(until).or_else(|| name(since)).map_or("", |name| name))
}

const fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Appeared => "cli-appeared",
        Kind::Vanished => "cli-vanished",
        Kind::Changed => "cli-changed",
    }
}
