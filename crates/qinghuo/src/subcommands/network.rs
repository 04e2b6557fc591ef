//! `network PROJECT OUT.xml`: a project's approvals as a schedule MS Project opens.

use super::{procedure::in_words, text, views};
use crate::{
    exit::{Exit, Stop},
    input::project,
    session::Session,
    words::Words,
    writing::write,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::views::approval::Step;
use qinghuo_intake::tame;
use qinghuo_interchange::{approval, mspdi};
use serde_json::json;
use std::path::Path;

pub fn arguments(command: Command, words: Words) -> Command {
    let command = command
        .arg(words.positional("project"))
        .arg(words.positional("schedule"))
        .arg(words.flag("overwrite"));
    views(command, words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let id = project(words, &view, text(given, "project"))?;
    let seen = view.city.project(id).map(|project| project.at(view.at));
    let named = seen.and_then(|seen| seen.name()).map_or("", |name| name);
    let (Some(seen), Some(approval)) =
        (seen, seen.and_then(|seen| book.playbook.approval(seen, view.standpoint())))
    else {
        let said = [("project", &*id.to_string())];
        return Err(Stop::with(Exit::Refused, words.say_with("cli-network-no-procedure", &said)));
    };
    let template = book.playbook.procedures.template_of(&approval.procedure);
    let name = |index: usize| {
        if let Some(own) = approval.steps.get(index).and_then(Step::own_name) {
            return &**own;
        }
        let item = template.and_then(|template| template.words.get(index));
        item.map_or("", |said| in_words(words, &said.name))
    };
    let mut title = format!("{id} {}", tame(named));
    if view.city.is_synthetic(view.at.known) {
        title.push_str(&format!("({})", words.text("cli-synthetic")));
    }
    let calendar = &book.playbook.rules.calendar;
    let plan = approval::plan(&approval, calendar, &title, &words.text("cli-network-calendar"), name);
    let path = text(given, "schedule");
    write(words, Path::new(path), mspdi::write(&plan).as_bytes(), given.get_flag("overwrite"))?;
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.insert("file".into(), path.into());
        answer.insert("project".into(), seen.project.id.to_string().into());
        answer.insert("activities".into(), json!(plan.activities.len()));
        answer.insert("links".into(), json!(plan.links.len()));
        session.screen.say_json(&answer)?;
    } else {
        let said = [
            ("path", path),
            ("items", &*plan.activities.len().to_string()),
            ("links", &*plan.links.len().to_string()),
        ];
        session.screen.say(&words.say_with("cli-network-written", &said));
    }
    Ok(Exit::Done)
}
