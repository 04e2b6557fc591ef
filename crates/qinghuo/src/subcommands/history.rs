//! `history PROJECT`: fact by fact, when it was recorded, from when it is true, who, what, why, and where it was read.

use super::{text, views};
use crate::{
    clock::wall_clock,
    exit::Exit,
    facts::{headline, moved, moves, origin},
    input,
    screen::Paint,
    session::{Session, View},
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::{ProjectId, Seq, Subject};
use qinghuo_intake::move_json;
use qinghuo_intake::tame;
use qinghuo_office::Recorded;
use serde_json::{Value, json};

pub fn arguments(command: Command, words: Words) -> Command {
    views(command.arg(words.positional("project")), words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let id = input::project(words, &view, text(given, "project"))?;
    let history = book.office.history(&Subject::Project(id)).map_err(|error| session.failed(&error))?;
    let until_then =
        |recorded: &Recorded| recorded.seq <= view.at.known && recorded.fact.effective_on <= view.at.as_of;
    let history: Vec<Recorded> = history.into_iter().filter(until_then).collect();
    if given.get_flag("json") {
        let facts: Vec<Value> = history.iter().map(|recorded| as_json(&view, id, recorded)).collect();
        let mut answer = view.json();
        answer.insert("project".into(), id.to_string().into());
        answer.insert("facts".into(), facts.into());
        session.screen.say_json(&answer)?;
        return Ok(Exit::Done);
    }
    let name = view.city.project(id).and_then(|project| project.at(view.at).name());
    let title = format!("{id}  {}", tame(name.map_or("", |name| name)));
    session.screen.say(&session.screen.paint(&title, Paint::Strong));
    session.screen.say(&view.caption(words));
    for recorded in &history {
        session.screen.say(&in_words(session, &view, id, recorded));
    }
    Ok(Exit::Done)
}

fn in_words(session: &Session, view: &View<'_>, id: ProjectId, recorded: &Recorded) -> String {
    let words = session.words;
    let fact = &recorded.fact;
    let taken_back = retracted_by(view, id, recorded.seq);
    let head = words.say_with(
        "cli-fact",
        &[
            ("seq", &recorded.seq.to_string()),
            ("recorded", &wall_clock(recorded.recorded_at)),
            ("effective", &words.day(fact.effective_on)),
            ("actor", &tame(&recorded.actor)),
            ("what", &headline(words, &fact.happening)),
        ],
    );
    let paint = if taken_back.is_some() { Paint::Faint } else { Paint::Strong };
    let mut said = vec![String::new(), session.screen.paint(&head, paint)];
    let mut detail = |text: String| said.push(format!("    {text}"));
    let person = |id| view.person(id);
    for change in moves(&view.city, recorded.seq, fact) {
        detail(moved(words, &change, &person));
    }
    if let Some(reason) = fact.happening.reason() {
        detail(words.say_with("cli-reason", &[("reason", &tame(reason))]));
    }
    if let Some(read) = fact.happening.origin() {
        let file = view.city.import(read.import).map_or("", |import| &import.ledger.file);
        detail(origin(words, read, file));
    }
    if let Some(by) = taken_back {
        detail(words.say_with("cli-taken-back", &[("by", &by.to_string())]));
    }
    said.join("\n")
}

/// The fact that took back what a fact said.
fn retracted_by(view: &View<'_>, id: ProjectId, seq: Seq) -> Option<Seq> {
    let entries = view.city.project(id)?.entries();
    let by = entries.iter().find(|entry| entry.seq == seq)?.retracted_by()?;
    (by <= view.at.known).then_some(by)
}

fn as_json(view: &View<'_>, id: ProjectId, recorded: &Recorded) -> Value {
    let body = recorded.fact.happening.body().ok().and_then(|body| serde_json::from_str::<Value>(&body).ok());
    let moves: Vec<Value> = moves(&view.city, recorded.seq, &recorded.fact).iter().map(move_json).collect();
    json!({
        "seq": recorded.seq,
        "recorded_at": recorded.recorded_at.to_string(),
        "effective_on": recorded.fact.effective_on,
        "actor": recorded.actor,
        "kind": recorded.fact.happening.kind(),
        "body": body,
        "moves": moves,
        "taken_back_by": retracted_by(view, id, recorded.seq),
    })
}
