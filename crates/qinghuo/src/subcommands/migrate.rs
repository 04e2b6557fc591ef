//! `migrate`: running projects moved to today's version of their procedure, or to another one, many at a time: first what would change, then, with
//! `--yes`, every move that is not refused. Also the preview of `assign`.

use super::{changes_of, procedure::in_words};
use crate::{
    exit::{Exit, Stop},
    filter::Filters,
    lines::lines,
    session::{Book, Session, View, fresh_key},
    telling,
    words::Words,
};
use clap::{ArgAction, ArgMatches, Command};
use qinghuo_domain::{Date, ProjectId, command::Command as Wanted, views::approval::Approval};
use qinghuo_intake::tame;
use qinghuo_office::{Order, Rejection};
use qinghuo_playbook::{Migration, procedures::Template};
use serde_json::{Value, json};

pub fn arguments(command: Command, words: Words) -> Command {
    let command = command
        .arg(words.option("where", "filter").action(ArgAction::Append))
        .arg(words.option("to", "procedure"))
        .arg(words.flag("yes"))
        .arg(words.flag("json"));
    changes_of(command, words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let filters = Filters::read(words, given)?;
    let named = given.get_one::<String>("to").map(String::as_str);
    let book = session.look()?;
    let view = book.now(session);
    if let Some(key) = named.filter(|key| book.playbook.procedures.template(key).is_none()) {
        return Err(Stop::with(Exit::Usage, words.say_with("cli-error-not-a-procedure", &[("given", key)])));
    }
    let today = session.clock.today();
    let from = view.standpoint();
    let wanted = lines(&view).filter(|line| filters.let_through(line, from));
    let found: Vec<(ProjectId, Migration<'_>)> = wanted
        .map(|line| line.seen.project.id)
        .filter_map(|id| {
            let then = book.playbook.to_move(&view.city, id, named, from)?;
            Some((id, book.playbook.migration(&view.city, id, then, from, (today, today))?))
        })
        .collect();
    let done = if given.get_flag("yes") { carry_out(session, &book, &found, given)? } else { Vec::new() };
    if given.get_flag("json") {
        return say_json(session, &view, &found, &done, given);
    }
    let mut said: Vec<String> = found.iter().map(|(id, found)| line(words, *id, found)).collect();
    let movable = found.iter().filter(|(_, found)| found.refusals.is_empty()).count();
    let moved = if given.get_flag("yes") { done.len() } else { movable };
    let refused = found.len().saturating_sub(moved);
    let (all, movable) = (found.len().to_string(), moved.to_string());
    let counts = [("all", &*all), ("movable", &*movable), ("refused", &*refused.to_string())];
    let key = match (found.is_empty(), given.get_flag("yes")) {
        (true, _) => "cli-migrate-none",
        (_, true) => "cli-migrate-done",
        (_, false) => "cli-migrate-preview",
    };
    said.push(words.say_with(key, &counts));
    session.screen.say(&said.join("\n"));
    Ok(if refused > 0 && given.get_flag("yes") { Exit::Refused } else { Exit::Done })
}

/// What is looked at before one project is moved.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The project.
    pub project: ProjectId,
    /// The procedure, where one is named.
    pub named: Option<&'a str>,
    /// From which day; from today where nothing is said.
    pub on: Option<Date>,
}

/// What would change for one project if it followed a procedure; for `assign`.
pub fn preview(
    session: &Session,
    book: &Book,
    view: &View<'_>,
    Look { project: id, named, on }: Look<'_>,
    is_json: bool,
) -> anyhow::Result<Exit> {
    let words = session.words;
    let today = session.clock.today();
    let from = view.standpoint();
    let then = book.playbook.destination(&view.city, id, named, from);
    let found = then
        .and_then(|then| book.playbook.migration(&view.city, id, then, from, (today, on.unwrap_or(today))));
    let Some(found) = found else {
        let given = named.unwrap_or_default();
        let (key, name) = match named {
            Some(_) => ("cli-error-not-a-procedure", "given"),
            None => ("cli-schedule-unjudged", "project"),
        };
        let of = if named.is_some() { given.to_owned() } else { id.to_string() };
        return Err(Stop::with(Exit::Refused, words.say_with(key, &[(name, &of)])));
    };
    let exit = if found.refusals.is_empty() { Exit::Done } else { Exit::Refused };
    if is_json {
        let mut answer = view.json();
        answer.insert("project".into(), id.to_string().into());
        answer.extend(qinghuo_web::migration(words.0, &found));
        session.screen.say_json(&answer)?;
        return Ok(exit);
    }
    let mut said = vec![line(words, id, &found)];
    let parts = words.migration(
        &found.changes,
        &|index| item(words, found.now, found.from.as_ref(), index),
        &|index| item(words, Some(found.then), Some(&found.to), index),
    );
    for part in parts {
        said.push(words.say_with("cli-migrate-part", &[("title", &part.title)]));
        said.extend(part.lines.iter().map(|line| format!("  {}", tame(line))));
    }
    session.screen.say(&said.join("\n"));
    Ok(exit)
}

/// Has every move that is not refused carried out; each is an order of its own, under the key given with the project's number.
fn carry_out(
    session: &Session,
    book: &Book,
    found: &[(ProjectId, Migration<'_>)],
    given: &ArgMatches,
) -> anyhow::Result<Vec<ProjectId>> {
    let key = given.get_one::<String>("key").cloned().unwrap_or_else(fresh_key);
    let mut done = Vec::new();
    for (project, migration) in found.iter().filter(|(_, migration)| migration.refusals.is_empty()) {
        let procedure = migration.then.procedure.key.clone();
        let wanted = Wanted::AssignProcedure { project: *project, procedure };
        let order = Order { key: format!("{key}/{project}"), ..session.order(wanted, given)? };
        match session.try_submit(book, order) {
            Ok(_) => done.push(*project),
            Err(Rejection::Refused(reasons)) => {
                session.screen.note(&telling::refusals(session.words, &reasons));
            }
            Err(other) => return Err(telling::rejected(session.words, &other)),
        }
    }
    Ok(done)
}

/// One project in a line: from where to where, how much would change, how the next date moves, and why it cannot be done.
fn line(words: Words, id: ProjectId, found: &Migration<'_>) -> String {
    let changes = &found.changes;
    let template = |template: &Template| format!("{}@{}", template.procedure.key, template.procedure.version);
    let next = changes.milestones.iter().find(|moved| moved.to.is_some_and(|to| !to.is_past));
    let date = next.and_then(|moved| {
        let said = [
            ("milestone", &*words.named("milestone", moved.milestone.key())),
            ("from", &*moved.from.map_or_else(|| words.say("migration-none"), |o| words.day(o.expected_on))),
            ("to", &*words.day(moved.to?.expected_on)),
        ];
        Some(words.say_with("migration-moved", &said))
    });
    let now = found.now.map_or_else(|| words.say("migration-none"), template);
    let (appear, vanish) = (changes.appear.len().to_string(), changes.vanish.len().to_string());
    let (retied, kept) = (changes.retied.len().to_string(), changes.kept.len().to_string());
    let said = [
        ("project", &*id.to_string()),
        ("now", &*now),
        ("then", &*template(found.then)),
        ("appear", &*appear),
        ("vanish", &*vanish),
        ("retied", &*retied),
        ("kept", &*kept),
        ("date", date.as_deref().unwrap_or_default()),
    ];
    let mut text = words.say_with("cli-migrate-line", &said);
    for reason in &found.refusals {
        text.push_str("\n  - ");
        text.push_str(&telling::refusal(words, reason));
    }
    text
}

/// Code and name of an item.
fn item(words: Words, template: Option<&Template>, approval: Option<&Approval<'_>>, index: usize) -> String {
    let step = approval.and_then(|approval| approval.steps.get(index));
    let code = step.map_or("", |step| step.item.code.as_str());
    let named = template.and_then(|template| template.words.get(index));
    let own = step.and_then(|step| step.own_name()).map(|own| &**own);
    let name = own.or_else(|| named.map(|named| in_words(words, &named.name)));
    format!("{code} {}", name.unwrap_or_default())
}

fn say_json(
    session: &Session,
    view: &View<'_>,
    found: &[(ProjectId, Migration<'_>)],
    done: &[ProjectId],
    given: &ArgMatches,
) -> anyhow::Result<Exit> {
    let one = |(id, found): &(ProjectId, Migration<'_>)| {
        let mut shape = qinghuo_web::migration(session.words.0, found);
        shape.insert("project".into(), id.to_string().into());
        shape.insert("is_done".into(), done.contains(id).into());
        Value::Object(shape)
    };
    let mut answer = view.json();
    answer.insert("projects".into(), json!(found.iter().map(one).collect::<Vec<_>>()));
    session.screen.say_json(&answer)?;
    Ok(if given.get_flag("yes") && done.len() < found.len() { Exit::Refused } else { Exit::Done })
}
