//! `playbook check|show|years|procedure|adopt`: the year's rules.

use super::{
    changes_of,
    procedure::{self, in_words},
};
use crate::{
    exit::Exit,
    session::{Session, playbook_files},
    table::{Side, Table},
    telling,
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::command::Command as Wanted;
use qinghuo_playbook::{Name, Playbook, load};
use qinghuo_web::{Said, Verdict, Years, years_json};
use serde_json::json;
use std::path::Path;

pub fn arguments(command: Command, words: Words) -> Command {
    let below =
        |name: &'static str| Command::new(name).about(words.say(&format!("cli-playbook-{name}-about")));
    command
        .subcommand(below("check").arg(words.positional("directory").required(false)).arg(words.flag("json")))
        .subcommand(below("show"))
        .subcommand(below("years").arg(words.flag("json")))
        .subcommand(below("procedure").arg(words.positional("procedure")).arg(words.flag("json")))
        .subcommand(changes_of(below("adopt"), words))
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    match given.subcommand() {
        Some(("check", given)) => check(session, given),
        Some(("procedure", given)) => procedure::run(session, given),
        Some(("years", given)) => years(session, given),
        Some(("adopt", given)) => {
            let book = session.open()?;
            let playbook = book.playbook.name().into();
            session.carry_out(&book, Wanted::AdoptPlaybook { playbook }, Vec::new(), given)
        }
        _ => {
            let playbook = session.playbook()?;
            session.screen.say(&shown(session.words, &playbook));
            Ok(Exit::Done)
        }
    }
}

fn check(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let checked = match given.get_one::<String>("directory") {
        None if !given.get_flag("json") => Ok(session.playbook()?),
        None => qinghuo_playbook::bundled(),
        Some(dir) => {
            let files = playbook_files(words, Path::new(dir))?;
            load(&files.iter().map(|(name, text)| (&**name, &**text)).collect::<Vec<_>>())
        }
    };
    match checked {
        Ok(playbook) if given.get_flag("json") => {
            session.screen.say_json(&json!({ "playbook": playbook.name(), "faults": [] }))?;
            Ok(Exit::Done)
        }
        Ok(playbook) => {
            session.screen.say(&words.say_with("cli-playbook-sound", &[("name", playbook.name())]));
            Ok(Exit::Done)
        }
        Err(faults) if given.get_flag("json") => {
            session.screen.say_json(&json!({ "playbook": null, "faults": faults }))?;
            Ok(Exit::PlaybookInvalid)
        }
        Err(faults) => Err(telling::faulty_playbook(words, &faults)),
    }
}

/// The rules beside those of the year before.
fn years(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let (words, playbook) = (session.words, session.playbook()?);
    if given.get_flag("json") {
        session.screen.say_json(&years_json(words.0, &playbook))?;
        return Ok(Exit::Done);
    }
    let Some(years) = Years::of(words.0, &playbook) else {
        session.screen.say(&words.say("playbook-no-earlier"));
        return Ok(Exit::Done);
    };
    let said = |said: &Option<Said>| match said {
        Some(said) => said.words.clone().unwrap_or_else(|| Verdict::ToFill.words(words.0)),
        None => "—".to_owned(),
    };
    let theme = in_words(words, &playbook.year.theme.name);
    let headings =
        [words.say("years-verdict"), words.say("years-rule"), theme.to_owned(), years.before.1.clone()];
    let mut table = Table::new(headings.map(|heading| (heading, Side::Left)));
    for rule in &years.rules {
        table.push([
            rule.verdict.words(words.0).into(),
            rule.name.as_str().into(),
            said(&rule.now).into(),
            said(&rule.before).into(),
        ]);
    }
    let counts = Verdict::ALL.map(|verdict| format!("{} {}", verdict.words(words.0), years.count(verdict)));
    let mut told = vec![
        format!("{}  ←  {}", playbook.name(), years.before.0),
        counts.join(&words.text("value-join")),
        format!("\n{}", table.render(session.screen)),
    ];
    told.extend(years.missing_words(words.0));
    session.screen.say(&told.join("\n"));
    Ok(Exit::Done)
}

/// The playbook on a page: the year, the phases with what is looked at and deepened, the light rule in force and those to choose from.
fn shown(words: Words, playbook: &Playbook) -> String {
    let name = |name: &Name| in_words(words, name).to_owned();
    let year = &playbook.year;
    let mut said = vec![words.say_with(
        "cli-playbook-title",
        &[
            ("name", playbook.name()),
            ("city", &name(&year.city.name)),
            ("theme", &name(&year.theme.name)),
            ("from", &words.day(year.from)),
            ("until", &words.day(year.until)),
        ],
    )];
    said.push(name(&playbook.phases.note));
    for rules in &playbook.phases.phases {
        said.push(format!("\n{}", name(&rules.name)));
        let standards = rules.standards.iter().map(|standard| name(&standard.name)).collect::<Vec<_>>();
        let mechanisms = rules.mechanisms.iter().map(|mechanism| name(&mechanism.name)).collect::<Vec<_>>();
        let join = words.text("value-join-sentence");
        said.push(words.say_with("cli-playbook-standards", &[("standards", &standards.join(&join))]));
        said.push(words.say_with("cli-playbook-mechanisms", &[("mechanisms", &mechanisms.join(&join))]));
        if let Some((gate, _)) = &rules.gate {
            let requires: Vec<String> = gate
                .requires
                .iter()
                .map(|requirement| words.named("requirement", requirement.key()))
                .collect();
            let requires = requires.join(&words.text("value-join"));
            if !requires.is_empty() {
                said.push(words.say_with("cli-playbook-gate", &[("requires", &requires)]));
            }
        }
    }
    said.push(format!("\n{}", procedure::listed(words, playbook)));
    said.push(format!("\n{}", words.text("cli-playbook-lights")));
    said.push(format!("  {}", name(&playbook.lights.note)));
    for set in &playbook.lights.rule_sets {
        let in_force = if *set.rule.key == *playbook.lights.in_force { "*" } else { " " };
        said.push(format!("{in_force} {}  {}", set.rule.key, name(&set.name)));
    }
    said.join("\n")
}
