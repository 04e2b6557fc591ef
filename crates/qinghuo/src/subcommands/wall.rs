//! `wall OUT.pdf`: a wall chart of a selection of projects, or the sheet of one project, as PDF.

use super::{bulletin::with_issue, serve::printer, text, views};
use crate::{
    exit::{Exit, Stop},
    filter::Filters,
    input::{self, dimension, wrong},
    lines::lines,
    session::Session,
    telling,
    words::Words,
    writing::write,
};
use clap::{ArgAction, ArgMatches, Command};
use qinghuo_report::{NotPrinted, Paper, sheet::sheet, wall::wall};
use std::path::Path;

pub fn arguments(command: Command, words: Words) -> Command {
    let command = command
        .arg(words.positional("output"))
        .arg(words.option("where", "filter").action(ArgAction::Append))
        .arg(words.option("by", "dimension"))
        .arg(
            words
                .option("project", "project")
                .help(words.say("cli-wall-project"))
                .conflicts_with_all(["where", "by"]),
        )
        .arg(words.option("paper", "paper"))
        .arg(words.flag("overwrite"));
    views(command, words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let given_text = |name: &str| given.get_one::<String>(name).map(String::as_str);
    let paper = match given_text("paper") {
        None => Paper::default(),
        Some(key) => Paper::from_key(key).ok_or_else(|| wrong(words, "cli-error-not-a-paper", key))?,
    };
    let by = given_text("by").map(|key| dimension(words, key)).transpose()?;
    let filters = Filters::read(words, given)?;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let from = view.standpoint();
    let printed = match given_text("project") {
        Some(named) => {
            let id = input::project(words, &view, named)?;
            let Some(project) = view.city.project(id) else { return Ok(Exit::Refused) };
            let seen = project.at(view.at);
            printer().print(&with_issue(words, &book, &view, None, |issue| sheet(issue, seen, paper)))
        }
        None => {
            let wanted = lines(&view).filter(|line| filters.let_through(line, from));
            let seen = wanted.map(|line| line.seen);
            let scope = filters.words(words);
            let title = match &scope {
                None => words.say("wall-title"),
                Some(scope) => words.say_with("wall-title-of", &[("slice", scope)]),
            };
            printer().print(&with_issue(words, &book, &view, scope.as_deref(), |issue| {
                wall(issue, &title, seen, by, paper)
            }))
        }
    };
    let bytes = printed.map_err(|trouble| not_printed(words, &trouble))?;
    let path = text(given, "output");
    write(words, Path::new(path), &bytes, given.get_flag("overwrite"))?;
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.insert("file".into(), path.into());
        session.screen.say_json(&answer)?;
    } else {
        session.screen.say(&words.say_with("cli-written", &[("path", path)]));
    }
    Ok(Exit::Done)
}

fn not_printed(words: Words, trouble: &NotPrinted) -> anyhow::Error {
    let key = match trouble {
        NotPrinted::Absent => "page-problem-printer-absent",
        NotPrinted::NoFont => "page-problem-printer-no-font",
        NotPrinted::TooLong => "page-problem-printer-too-long",
        NotPrinted::Failed(_) | NotPrinted::Machine(_) => {
            let said = [("detail", &*telling::chain(trouble))];
            return Stop::with(Exit::Failed, words.say_with("cli-not-printed", &said));
        }
    };
    Stop::with(Exit::Failed, words.say(key))
}
