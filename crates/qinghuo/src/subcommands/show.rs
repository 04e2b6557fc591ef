//! `show PROJECT`: everything known of one project.

use super::{text, views};
use crate::{
    exit::Exit,
    input,
    lines::{line_json, paint, percent, points, reason},
    screen::Paint,
    session::{Session, View},
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::{
    Attribute,
    project::Seen,
    rules::Signal,
    views::{
        light::showing_since,
        line::{Line, line},
    },
};
use qinghuo_intake::attributes_json;
use qinghuo_intake::tame;
use qinghuo_playbook::Playbook;
use qinghuo_web::evidence::value_in_words;
use serde_json::json;

pub fn arguments(command: Command, words: Words) -> Command {
    views(command.arg(words.positional("project")), words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let id = input::project(words, &view, text(given, "project"))?;
    let Some(project) = view.city.project(id) else { return Ok(Exit::Refused) };
    let line = line(project.at(view.at), view.standpoint());
    if given.get_flag("json") {
        session.screen.say_json(&as_json(&view, &line))?;
    } else {
        session.screen.say(&in_words(session, &book.playbook, &view, &line));
    }
    Ok(Exit::Done)
}

fn as_json(view: &View<'_>, line: &Line<'_>) -> serde_json::Value {
    let person = |attribute: &Attribute| match attribute {
        Attribute::LeaderSponsor(Some(id)) | Attribute::ServiceOfficer(Some(id)) => Some(view.person(*id)),
        _ => None,
    };
    let mut answer = view.json();
    if let serde_json::Value::Object(own) = line_json(line) {
        answer.extend(own);
    }
    let current = line.seen.current().map(|entry| &entry.attribute);
    answer.insert("fields".into(), attributes_json(current, &person));
    answer.insert("former_names".into(), json!(line.seen.former_names()));
    answer.insert("latest".into(), line.seen.project.latest.0.into());
    answer.insert("origins".into(), origins(line.seen, view).map(|origin| json!(origin)).collect());
    answer.into()
}

fn origins<'a>(
    seen: Seen<'a>,
    view: &View<'_>,
) -> impl Iterator<Item = &'a qinghuo_domain::fact::Origin> + use<'a> {
    let known = view.at.known;
    let read = seen.project.origins.iter().filter(move |(seq, _)| *seq <= known).map(|(_, origin)| origin);
    // A row makes several facts; the place is told once.
    let mut before = None;
    read.filter(move |origin| before.replace(*origin) != Some(*origin))
}

fn in_words(session: &Session, playbook: &Playbook, view: &View<'_>, line: &Line<'_>) -> String {
    let (words, screen, seen, from) = (session.words, session.screen, line.seen, view.standpoint());
    let name = seen.name().map_or("", |name| name);
    let title = format!("{}  {}", seen.project.id, tame(name));
    let mut said = vec![screen.paint(&title, Paint::Strong), view.caption(words), String::new()];
    let mut row = |name: &str, value: &str| {
        if !value.is_empty() {
            said.push(words.say_with("cli-field-row", &[("field", name), ("value", value)]));
        }
    };
    let light = line.light.signal;
    let mut shown = screen.paint(&words.signal(light), paint(light));
    shown.push_str(&words.say_with("cli-because", &[("reason", &reason(words, &line.light))]));
    if matches!(light, Signal::Red | Signal::Yellow) {
        let since = showing_since(seen, from, light);
        shown.push_str(&words.say_with("cli-since-month", &[("month", &words.month(since))]));
    }
    row(&words.text("cli-column-light"), &shown);
    if let Some(stay) = line.phase {
        let stay = [
            ("phase", &*words.phase(stay.phase)),
            ("since", &*words.day(stay.since)),
            ("days", &*stay.days.to_string()),
        ];
        row(&words.text("field-phase"), &words.say_with("cli-phase-stay", &stay));
    }
    let stand = &line.progress;
    if let (Some(plan), Some(done), Some(month)) = (stand.plan, stand.done, stand.filed_for) {
        let progress = words.say_with(
            "cli-progress",
            &[
                ("month", &words.month(month)),
                ("plan", &words.money(plan)),
                ("done", &words.money(done)),
                ("completion", &percent(words, stand.completion_hundredths)),
                ("schedule", &percent(words, stand.schedule_hundredths)),
                ("gap", &points(words, stand.gap_pp_hundredths)),
            ],
        );
        row(&words.text("cli-row-progress"), &progress);
    }
    let person = |id| view.person(id);
    for entry in seen.current() {
        if matches!(entry.attribute, Attribute::Name(_) | Attribute::Phase(_)) {
            continue;
        }
        let field = words.field(&entry.attribute.field());
        row(&field, &tame(&value_in_words(&words, playbook, &entry.attribute, &person)));
    }
    row(&words.text("cli-row-former-names"), &tame(&seen.former_names().join(&words.text("value-join"))));
    for origin in origins(seen, view) {
        let file = view.city.import(origin.import).map_or("", |import| &import.ledger.file);
        row(&words.text("cli-row-origin"), &crate::facts::origin(words, origin, file));
    }
    said.join("\n")
}
