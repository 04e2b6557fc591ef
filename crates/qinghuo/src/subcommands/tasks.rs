//! `tasks [MONTH]`: what a month asks for, done or not. What is asked is [`qinghuo_domain::views::war_map`]; here it is only written.

use super::{procedure::in_words, views};
use crate::{
    exit::{Exit, Stop},
    input,
    session::{Book, Session, View},
    table::{Cell, Side, Table},
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::{
    YearMonth,
    project::Seen,
    views::{
        living,
        war_map::{Aim, Outcome, Task, item_tasks, items_due, tasks},
    },
};
use serde_json::Value;

/// Tasks of one kind written out; the rest is counted.
const MOST: usize = 20;

pub fn arguments(command: Command, words: Words) -> Command {
    let aims = Aim::ALL.map(|aim| format!("  {:<12} {}", aim.key(), words.named("war-map-aim", aim.key())));
    let known = format!("{}\n{}", words.text("cli-tasks-aims"), aims.join("\n"));
    let command = command.arg(words.positional("month").required(false)).arg(words.option("aim", "aim"));
    views(command, words).after_help(known)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let month = match given.get_one::<String>("month") {
        Some(text) => input::month(words, text)?,
        None => YearMonth::of(view.at.as_of),
    };
    let aim = given.get_one::<String>("aim").map(|text| aim(words, text)).transpose()?;
    let found = all(&book, &view, month);
    let wanted = |of: Aim| aim.is_none_or(|aim| aim == of);
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.insert("month".into(), month.to_string().into());
        let told = found.iter().filter(|(_, task)| wanted(task.aim));
        let told: Value = told.map(|(seen, task)| qinghuo_web::task(seen.project.id, task)).collect();
        answer.insert("tasks".into(), told);
        session.screen.say_json(&answer)?;
        return Ok(Exit::Done);
    }
    let title = words.say_with("war-map-month-title", &[("month", &words.month(month))]);
    session.screen.say(&format!("{title}  {}", view.caption(words)));
    for aim in Aim::ALL.into_iter().filter(|aim| wanted(*aim)) {
        let of_aim: Vec<_> = found.iter().filter(|(_, task)| task.aim == aim).collect();
        say(session, &book, aim, &of_aim);
    }
    Ok(Exit::Done)
}

/// What the month asks of all projects, the worst first.
fn all<'a>(book: &Book, view: &'a View<'_>, month: YearMonth) -> Vec<(Seen<'a>, Task)> {
    let from = view.standpoint();
    let mut found = Vec::new();
    for project in living(&view.city, view.at) {
        let seen = project.at(view.at);
        let due = book.playbook.approval(seen, from).map(|approval| items_due(&approval)).unwrap_or_default();
        let told = tasks(seen, from, month).into_iter().chain(item_tasks(&due, month, view.at.as_of));
        found.extend(told.map(|task| (seen, task)));
    }
    found.sort_by_key(|(seen, task)| (task.outcome, task.due.latest(), seen.project.id));
    found
}

fn aim(words: Words, text: &str) -> anyhow::Result<Aim> {
    let known = Aim::ALL.map(Aim::key).join(" ");
    Aim::from_key(text).ok_or_else(|| {
        Stop::with(Exit::Usage, words.say_with("cli-error-none-of", &[("given", text), ("known", &known)]))
    })
}

fn say(session: &Session, book: &Book, aim: Aim, tasks: &[&(Seen<'_>, Task)]) {
    let words = session.words;
    let count = |outcome: Outcome| tasks.iter().filter(|(_, task)| task.outcome == outcome).count();
    let counts: Vec<String> = Outcome::ALL
        .into_iter()
        .filter(|outcome| count(*outcome) > 0)
        .map(|outcome| format!("{} {}", words.named("war-map-outcome", outcome.key()), count(outcome)))
        .collect();
    let counts = if counts.is_empty() { "0".to_owned() } else { counts.join(&words.text("value-join")) };
    session.screen.say(&format!("\n{}  {counts}", words.named("war-map-aim", aim.key())));
    if tasks.is_empty() {
        return;
    }
    let headings = [
        "war-map-month-outcome",
        "cli-column-number",
        "field-name",
        "war-map-month-what",
        "war-map-month-due",
        "war-map-month-done",
    ];
    let mut table = Table::new(headings.map(|key| (words.say(key), Side::Left)));
    for (seen, task) in tasks.iter().take(MOST) {
        table.push(row(words, book, *seen, task).map(Cell::from));
    }
    session.screen.say(table.render(session.screen).trim_end());
    if tasks.len() > MOST {
        session.screen.say(&words.count("cli-import-more", tasks.len() - MOST));
    }
}

fn row(words: Words, book: &Book, seen: Seen<'_>, task: &Task) -> [String; 6] {
    let what = match &task.item {
        Some(item) => {
            let template =
                seen.procedure().and_then(|following| book.playbook.procedures.template(&following.key));
            let named = template.and_then(|template| template.words.get(item.index));
            let name = item.own_name.as_ref().map(ToString::to_string);
            let name = name.or_else(|| named.map(|item| in_words(words, &item.name).to_owned()));
            format!("{} {}", item.code, name.unwrap_or_default())
        }
        None => words.named("war-map-aim", task.aim.key()),
    };
    let (due, done) = match task.amounts {
        Some((planned, done)) => (words.money(planned), done.map(|done| words.money(done))),
        None => (words.partial_date(task.due), task.done_on.map(|on| words.day(on))),
    };
    [
        words.named("war-map-outcome", task.outcome.key()),
        seen.project.id.to_string(),
        seen.name().map(|name| name.to_string()).unwrap_or_default(),
        what,
        due,
        done.unwrap_or_default(),
    ]
}
