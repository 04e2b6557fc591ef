//! `role show [ROLE]`: the policy as people read it: who may do what, and how far.

use super::text;
use crate::{
    exit::Exit,
    organisation::{name_of, role},
    screen::Paint,
    session::Session,
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::access::{Action, Reach, Role};
use serde_json::json;

pub fn arguments(command: Command, words: Words) -> Command {
    let show = Command::new("show").about(words.say("cli-role-show-about"));
    command.subcommand(show.arg(words.positional("role").required(false)).arg(words.flag("json")))
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let Some((_, given)) = given.subcommand() else { return Ok(Exit::Usage) };
    let words = session.words;
    let playbook = session.playbook()?;
    let roles: Vec<&Role> = match given.get_one::<String>("role") {
        Some(_) => vec![role(words, &playbook, text(given, "role"))?],
        None => playbook.access.policy.roles.iter().collect(),
    };
    if given.get_flag("json") {
        session.screen.say_json(&json!({ "rules": playbook.name(), "roles": roles }))?;
        return Ok(Exit::Done);
    }
    session.screen.say(&words.text("organisation-access-note"));
    for role in roles {
        session.screen.say("");
        if let Some(named) = playbook.access.words(&role.key) {
            let title = format!("{}  {}", name_of(words, &named.name), role.key);
            session.screen.say(&session.screen.paint(&title, Paint::Strong));
            session.screen.say(&format!("  {}", name_of(words, &named.duty)));
        }
        session.screen.say(&in_words(words, role));
    }
    session.screen.say(&format!("\n{}", words.text("organisation-always")));
    Ok(Exit::Done)
}

fn in_words(words: Words, role: &Role) -> String {
    let join = words.say("value-join");
    let row = |name: String, values: Vec<String>| {
        (!values.is_empty())
            .then(|| words.say_with("cli-field-row", &[("field", &name), ("value", &values.join(&join))]))
    };
    let named = |family: &'static str| move |key: &str| words.named(family, key);
    let kinds = role.kinds.iter().map(|kind| words.named("unit-kind", kind.key())).collect();
    let mut rows = vec![row(words.say("organisation-role-units"), kinds)];
    for reach in Reach::ALL {
        let actions = Action::ALL.iter().filter(|action| role.may.get(action) == Some(&reach));
        let actions = actions.map(|action| words.named("action", action.key())).collect();
        rows.push(row(words.named("reach", reach.key()), actions));
    }
    for (name, fields) in [("organisation-hidden", &role.hidden), ("organisation-fixed", &role.fixed)] {
        rows.push(row(words.say(name), fields.iter().map(|field| named("field")(field)).collect()));
    }
    rows.into_iter().flatten().collect::<Vec<_>>().join("\n")
}
