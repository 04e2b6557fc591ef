//! `item add|replan|take-back`: what a project has of its own within its procedure: items, and planned days. `item batch` is in [`super::batch`].

use super::{batch, changes_of, step::tell, text};
use crate::{exit::Exit, input, session::Session, words::Words};
use clap::{ArgMatches, Command};
use qinghuo_domain::{
    attribute::Text,
    command::Command as Wanted,
    own::{OwnItem, OwnPlan},
    procedure::ItemCode,
};

pub fn arguments(command: Command, words: Words) -> Command {
    let below = |name: &'static str| {
        let command = Command::new(name).about(words.say(&format!("cli-item-{name}-about")));
        let command = command.arg(words.positional("project")).arg(words.positional("item"));
        changes_of(command, words)
    };
    let reason = || words.reason().required(true);
    let add = below("add")
        .arg(words.option("name", "text").required(true))
        .arg(words.option("lane", "lane").required(true))
        .arg(words.option("kind", "kind").required(true))
        .arg(words.option("unit", "unit").required(true))
        .arg(words.option("plan", "days").required(true))
        .arg(words.option("after", "items"))
        .arg(words.option("before", "items"))
        .arg(reason());
    command
        .subcommand(add)
        .subcommand(below("replan").arg(words.positional("planned")).arg(reason()))
        .subcommand(below("take-back").arg(reason()))
        .subcommand(batch::arguments(Command::new("batch").about(words.say("cli-item-batch-about")), words))
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    match given.subcommand() {
        Some(("add", given)) => {
            let own = own(session, given)?;
            tell(session, given, |project, item| Wanted::AddItem { project, item, own })
        }
        Some(("replan", given)) => {
            let days = input::planned(words, text(given, "planned"))?;
            let plan = OwnPlan { days, reason: text(given, "reason").into(), works: None };
            tell(session, given, |project, item| Wanted::ReplanItem { project, item, plan })
        }
        Some(("batch", given)) => batch::run(session, given),
        Some((_, given)) => {
            let reason = text(given, "reason").into();
            tell(session, given, |project, item| Wanted::TakeBackItem { project, item, reason })
        }
        None => Ok(Exit::Usage),
    }
}

/// An item of the project's own, as the options say it.
fn own(session: &Session, given: &ArgMatches) -> anyhow::Result<OwnItem> {
    let words = session.words;
    let codes = |name: &str| -> anyhow::Result<Vec<ItemCode>> {
        let written = given.get_one::<String>(name).map_or("", String::as_str);
        input::pieces(written).map(|piece| input::item(words, piece)).collect()
    };
    let plan = input::days(words, text(given, "plan"))?;
    Ok(OwnItem {
        name: text(given, "name").into(),
        lane: input::lane(words, text(given, "lane"))?,
        kind: input::item_kind(words, text(given, "kind"))?,
        unit: unit(session, text(given, "unit"))?,
        plan,
        after: codes("after")?,
        before: codes("before")?,
        reason: text(given, "reason").into(),
    })
}

/// The key of a unit the playbook names so; any other name stands as it is.
fn unit(session: &Session, named: &str) -> anyhow::Result<Text> {
    let book = session.look()?;
    let units = &book.playbook.procedures.units;
    let is_it = |name: &qinghuo_playbook::Name| &*name.zh == named || &*name.en == named;
    Ok(units.iter().find(|unit| is_it(&unit.name)).map_or_else(|| named.into(), |unit| (*unit.key).into()))
}
