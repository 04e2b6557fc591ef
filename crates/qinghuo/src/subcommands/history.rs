//! `history PROJECT`, or of a unit (`U3`) or a post (`J7`): fact by fact, when it was recorded, from when it is true, who, what, why, and where it was read.

use super::{text, views};
use crate::{
    clock::wall_clock,
    exit::Exit,
    facts::{headline, moved, moves, origin},
    input,
    organisation::{details, post_line, unit_name},
    screen::Paint,
    session::{Session, View},
    telling,
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::{Attribute, Seq, Subject};
use qinghuo_intake::move_json;
use qinghuo_intake::tame;
use qinghuo_office::Recorded;
use qinghuo_playbook::Playbook;
use qinghuo_web::evidence::value_in_words;
use serde_json::{Value, json};

pub fn arguments(command: Command, words: Words) -> Command {
    views(command.arg(words.positional("project")), words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let subject = subject(words, &view, text(given, "project"))?;
    let mut history = book.office.history(&subject).map_err(|error| session.failed(&error))?;
    history.retain(|recorded| recorded.seq <= view.at.known && recorded.fact.effective_on <= view.at.as_of);
    if given.get_flag("json") {
        let facts: Vec<Value> = history.iter().map(|recorded| as_json(words, &view, recorded)).collect();
        let mut answer = view.json();
        let (kind, number) = match &subject {
            Subject::Unit(unit) => ("unit", unit.to_string()),
            Subject::Post(post) => ("post", post.to_string()),
            other => ("project", telling::subject(words, other)),
        };
        answer.insert(kind.into(), number.into());
        answer.insert("facts".into(), facts.into());
        session.screen.say_json(&answer)?;
        return Ok(Exit::Done);
    }
    let title = title(words, &view, &book.playbook, &subject);
    session.screen.say(&session.screen.paint(&title, Paint::Strong));
    session.screen.say(&view.caption(words));
    for recorded in &history {
        session.screen.say(&in_words(session, &view, &book.playbook, recorded));
    }
    Ok(Exit::Done)
}

/// What is asked about: a unit or post by its number, else a project.
fn subject(words: Words, view: &View<'_>, given: &str) -> anyhow::Result<Subject> {
    let has_letter = |letters: [char; 2]| given.trim().starts_with(letters);
    if has_letter(['U', 'u'])
        && let Some(unit) = given.trim().parse().ok().and_then(|id| view.city.unit(id))
    {
        return Ok(Subject::Unit(unit.id));
    }
    if has_letter(['J', 'j'])
        && let Some(post) = given.trim().parse().ok().and_then(|id| view.city.post(id))
    {
        return Ok(Subject::Post(post.id));
    }
    input::project(words, view, given).map(Subject::Project)
}

fn title(words: Words, view: &View<'_>, playbook: &Playbook, subject: &Subject) -> String {
    match subject {
        Subject::Project(id) => {
            let name = view.city.project(*id).and_then(|project| project.at(view.at).name());
            format!("{id}  {}", tame(name.map_or("", |name| name)))
        }
        Subject::Unit(id) => format!("{id}  {}", unit_name(view, *id)),
        Subject::Post(id) => {
            view.city.post(*id).map_or_else(|| id.to_string(), |post| post_line(words, view, playbook, post))
        }
        other => telling::subject(words, other),
    }
}

fn in_words(session: &Session, view: &View<'_>, playbook: &Playbook, recorded: &Recorded) -> String {
    let words = session.words;
    let fact = &recorded.fact;
    let taken_back = retracted_by(view, &recorded.fact.subject, recorded.seq);
    let head = words.say_with(
        "cli-fact",
        &[
            ("seq", &recorded.seq.to_string()),
            ("recorded", &wall_clock(recorded.recorded_at)),
            ("effective", &words.day(fact.effective_on)),
            ("actor", &tame(&view.actor(words, &recorded.actor))),
            ("what", &headline(words, &fact.happening)),
        ],
    );
    let paint = if taken_back.is_some() { Paint::Faint } else { Paint::Strong };
    let mut said = vec![String::new(), session.screen.paint(&head, paint)];
    let mut detail = |text: String| said.push(format!("    {text}"));
    details(words, view, playbook, &fact.happening).into_iter().for_each(&mut detail);
    let person = |id| view.person(id);
    let value = |attribute: &Attribute| value_in_words(&words, playbook, attribute, &person);
    for change in moves(&view.city, recorded.seq, fact) {
        detail(moved(words, &change, &value));
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
fn retracted_by(view: &View<'_>, subject: &Subject, seq: Seq) -> Option<Seq> {
    let Subject::Project(id) = subject else { return None };
    let entries = view.city.project(*id)?.entries();
    let by = entries.iter().find(|entry| entry.seq == seq)?.retracted_by()?;
    (by <= view.at.known).then_some(by)
}

fn as_json(words: Words, view: &View<'_>, recorded: &Recorded) -> Value {
    let body = recorded.fact.happening.body().ok().and_then(|body| serde_json::from_str::<Value>(&body).ok());
    let moves: Vec<Value> = moves(&view.city, recorded.seq, &recorded.fact).iter().map(move_json).collect();
    json!({
        "seq": recorded.seq,
        "recorded_at": recorded.recorded_at.to_string(),
        "effective_on": recorded.fact.effective_on,
        "actor": recorded.actor,
        "actor_name": view.actor(words, &recorded.actor),
        "kind": recorded.fact.happening.kind(),
        "body": body,
        "moves": moves,
        "taken_back_by": retracted_by(view, &recorded.fact.subject, recorded.seq),
    })
}
