//! `evidence PROJECT [OUT.xlsx]`: the papers for a project's entry into the statistics library, listed or as a workbook. A directory, never a return.

use super::{text, views};
use crate::{
    exit::{Exit, Stop},
    input::project,
    screen::Paint,
    session::Session,
    table::{Cell, Side, Table},
    telling,
    words::Words,
    writing::write,
};
use clap::{ArgMatches, Command};
use qinghuo_intake::tame;
use qinghuo_web::evidence::{Ground, Pack, PaperLine};
use std::path::Path;

pub fn arguments(command: Command, words: Words) -> Command {
    let command = command
        .arg(words.positional("project"))
        .arg(words.positional("workbook").required(false))
        .arg(words.flag("overwrite"));
    views(command, words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let id = project(words, &view, text(given, "project"))?;
    let seen = view.city.project(id).map(|project| project.at(view.at));
    let approval = seen.and_then(|seen| book.playbook.approval(seen, view.standpoint()));
    let who = |seq| {
        let recorded = book.office.recorded(seq).ok().flatten()?;
        Some(view.actor(words, &recorded.actor))
    };
    let (city, playbook) = (&*view.city, &book.playbook);
    let ground = Ground { locale: words.0, playbook, city, at: view.at, head: view.record, who: &who };
    let pack = seen.zip(approval.as_ref()).and_then(|(seen, approval)| Pack::of(ground, seen, approval));
    let Some(pack) = pack else {
        let said = [("project", &*id.to_string())];
        return Err(Stop::with(Exit::Refused, words.say_with("cli-evidence-none", &said)));
    };
    let path = given.get_one::<String>("workbook").map(String::as_str);
    if let Some(path) = path {
        let bytes = pack.workbook(session.clock.today()).map_err(|error| {
            let said = [("path", path), ("detail", &*telling::chain(&error))];
            Stop::with(Exit::Failed, words.say_with("cli-unwritable", &said))
        })?;
        write(words, Path::new(path), &bytes, given.get_flag("overwrite"))?;
    }
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.insert("project".into(), id.to_string().into());
        answer.extend(pack.json());
        answer.extend(path.map(|path| ("file".to_owned(), path.into())));
        session.screen.say_json(&answer)?;
    } else if let Some(path) = path {
        let said = [("path", path), ("papers", &*pack.papers.len().to_string())];
        session.screen.say(&words.say_with("cli-evidence-written", &said));
    } else {
        let title = session.screen.paint(&tame(&pack.title), Paint::Strong);
        let window = pack.window.iter().cloned();
        let said: Vec<String> =
            [title, view.caption(words), pack.standing.clone()].into_iter().chain(window).collect();
        session.screen.say(&said.join("\n"));
        session.screen.say(&list(words, &pack).render(session.screen));
        session.screen.say(&pack.said.join("\n"));
    }
    Ok(Exit::Done)
}

fn list(words: Words, pack: &Pack) -> Table {
    const COLUMNS: [&str; 7] = ["paper", "state", "document", "dated", "on", "by", "note"];
    let heading = |key| (words.named("evidence-column", key), Side::Left);
    let mut list = Table::new(COLUMNS.map(heading));
    for paper in &pack.papers {
        list.push(row(words, paper));
    }
    list
}

fn row(words: Words, paper: &PaperLine) -> [Cell; 7] {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| words.day(day)).unwrap_or_default();
    // Whoever gathers a paper names it as facts do.
    let name = match paper.name == paper.key {
        true => paper.name.clone(),
        false => format!("{} ({})", paper.name, paper.key),
    };
    let behind = match (&paper.item, paper.fact) {
        (Some((code, _)), Some(fact)) => format!("{code} {} #{fact}", paper.by),
        (None, Some(fact)) => format!("{} #{fact}", paper.by),
        _ => String::new(),
    };
    [
        name.into(),
        (&paper.state).into(),
        (&paper.document).into(),
        day(paper.dated_on).into(),
        day(paper.on).into(),
        behind.into(),
        (&paper.note).into(),
    ]
}
