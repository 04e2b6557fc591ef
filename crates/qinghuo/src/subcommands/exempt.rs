//! `exempt PROJECT`: a dated, reasoned exemption from a light rule, or its early end.

use super::{changes_of, text};
use crate::{
    exit::Exit,
    input,
    session::{Session, date},
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::{command::Command as Wanted, rules::Exemption};

pub fn arguments(command: Command, words: Words) -> Command {
    let command = command
        .arg(words.positional("project"))
        .arg(words.option("rule", "key"))
        .arg(words.option("until", "date").required_unless_present("end"))
        .arg(words.option("approver", "name").required_unless_present("end"))
        .arg(words.reason().required(true))
        .arg(words.flag("end").conflicts_with_all(["until", "approver"]));
    changes_of(command, words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let project = input::project(words, &book.now(session), text(given, "project"))?;
    let rule = given.get_one::<String>("rule").map_or(&*book.playbook.rules.light.key, String::as_str);
    let (rule, reason) = (rule.into(), text(given, "reason").into());
    let command = if given.get_flag("end") {
        Wanted::EndExemption { project, rule, reason }
    } else {
        let until = date(words, text(given, "until"))?;
        let exemption = Exemption { reason, approver: text(given, "approver").into(), until };
        Wanted::GrantExemption { project, rule, exemption }
    };
    session.carry_out(&book, command, Vec::new(), given)
}
