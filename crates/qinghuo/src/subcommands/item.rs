//! `item add|replan|take-back`: what a project has of its own within its procedure: items, and planned days. `item batch` is in [`super::batch`].

use super::{batch, changes_of, step::tell, text};
use crate::{
    exit::{Exit, Stop},
    input,
    session::Session,
    words::Words,
};
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

/// An item of the project's own, as the options say it; everything that is no value is told at once.
fn own(session: &Session, given: &ArgMatches) -> anyhow::Result<OwnItem> {
    let (words, mut faults) = (session.words, Vec::new());
    kept(input::item(words, text(given, "item")), &mut faults);
    let lane = kept(input::lane(words, text(given, "lane")), &mut faults);
    let kind = kept(input::item_kind(words, text(given, "kind")), &mut faults);
    let plan = kept(input::days(words, text(given, "plan")), &mut faults);
    let [after, before] = ["after", "before"].map(|name| -> Vec<ItemCode> {
        let written = given.get_one::<String>(name).map_or("", String::as_str);
        input::pieces(written).filter_map(|piece| kept(input::item(words, piece), &mut faults)).collect()
    });
    let (true, Some(lane), Some(kind), Some(plan)) = (faults.is_empty(), lane, kind, plan) else {
        return Err(Stop::with(Exit::Usage, faults.join("\n")));
    };
    Ok(OwnItem {
        name: text(given, "name").into(),
        lane,
        kind,
        unit: unit(session, text(given, "unit"))?,
        plan,
        after,
        before,
        reason: text(given, "reason").into(),
    })
}

/// A value, or else what is wrong with it, kept to be told with the rest.
fn kept<T>(read: anyhow::Result<T>, faults: &mut Vec<String>) -> Option<T> {
    read.map_err(|fault| faults.push(fault.to_string())).ok()
}

/// The key of a unit the playbook names so; any other name stands as it is.
fn unit(session: &Session, named: &str) -> anyhow::Result<Text> {
    let book = session.look()?;
    let units = &book.playbook.procedures.units;
    let is_it = |name: &qinghuo_playbook::Name| &*name.zh == named || &*name.en == named;
    Ok(units.iter().find(|unit| is_it(&unit.name)).map_or_else(|| named.into(), |unit| (*unit.key).into()))
}
