//! `post show|take|leave|hand-over`: who holds which post. The operator gives these commands; holders of posts act in the browser or by a token, so there is no
//! way to act as somebody else from here.

use super::{changes_of, text, views};
use crate::{
    exit::{Exit, Stop},
    organisation::{post, post_line, role, role_name, unit, unit_name},
    screen::Screen,
    session::{Session, View, date},
    table::{Cell, Side, Table},
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::{
    attribute::PersonId,
    command::Command as Wanted,
    decide::charges,
    intake::PersonRole,
    post::{Post, Tenure},
};
use serde_json::{Value, json};
use std::sync::Arc;

pub fn arguments(command: Command, words: Words) -> Command {
    let below = |name: &'static str| Command::new(name).about(words.say(&format!("cli-post-{name}-about")));
    let reasoned = |command: Command| changes_of(command.arg(words.reason().required(true)), words);
    command
        .subcommand(views(
            below("show").arg(words.positional("post").required(false)).arg(words.flag("all")),
            words,
        ))
        .subcommand(changes_of(
            below("take")
                .arg(words.positional("person"))
                .arg(words.positional("unit"))
                .arg(words.positional("role"))
                .arg(words.option("until", "date"))
                .arg(words.option("deputy-for", "post"))
                .arg(words.flag("cleared")),
            words,
        ))
        .subcommand(reasoned(below("leave").arg(words.positional("post"))))
        .subcommand(reasoned(
            below("hand-over")
                .arg(words.positional("post"))
                .arg(words.positional("to-post"))
                .arg(words.flag("yes")),
        ))
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    match given.subcommand() {
        Some(("take", given)) => take(session, given),
        Some(("leave", given)) => leave(session, given),
        Some(("hand-over", given)) => hand_over(session, given),
        Some((_, given)) => show(session, given),
        None => Ok(Exit::Usage),
    }
}

fn take(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.now(session);
    let unit = unit(words, &view, text(given, "unit"))?;
    let role = role(words, &book.playbook, text(given, "role"))?.key.clone();
    let until = given.get_one::<String>("until").map(|text| date(words, text)).transpose()?;
    let deputy_for = given.get_one::<String>("deputy-for");
    let deputy_for = deputy_for.map(|text| post(words, &view, &book.playbook, text)).transpose()?;
    let tenure =
        Tenure { person: PersonId(0), unit, role, until, deputy_for, cleared: given.get_flag("cleared") };
    let person = text(given, "person").trim().to_owned();
    session.carry_out(&book, Wanted::TakePost { tenure }, vec![(PersonRole::Holder, person)], given)
}

fn leave(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let book = session.look()?;
    let post = post(session.words, &book.now(session), &book.playbook, text(given, "post"))?;
    let command = Wanted::LeavePost { post, reason: text(given, "reason").into() };
    session.carry_out(&book, command, Vec::new(), given)
}

/// Says how many projects change hands before anything is done.
fn hand_over(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let (words, screen) = (session.words, session.screen);
    let book = session.look()?;
    let view = book.now(session);
    let find = |name: &str| post(words, &view, &book.playbook, text(given, name));
    let (from, to) = (find("post")?, find("to-post")?);
    if let (Some(leaving), Some(taking)) = (view.city.post(from), view.city.post(to)) {
        let moving = charges(&view.city, leaving.tenure.person).to_string();
        let (leaving, taking) = (
            post_line(words, &view, &book.playbook, leaving),
            post_line(words, &view, &book.playbook, taking),
        );
        let said = [("from", &*leaving), ("to", &*taking), ("count", &*moving)];
        screen.say(&words.say_with("cli-hand-over", &said));
    }
    if !given.get_flag("yes") {
        let may_ask = Screen::is_interactive();
        if !may_ask || !screen.ask(words, "cli-hand-over-ask", "cli-import-answers-yes") {
            return Err(Stop::with(Exit::Refused, words.say("cli-hand-over-needs-yes")));
        }
    }
    let command = Wanted::HandOver { from, to, reason: text(given, "reason").into() };
    session.carry_out(&book, command, Vec::new(), given)
}

fn show(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.view(session, given)?;
    let asked = given.get_one::<String>("post").map(|text| post(words, &view, &book.playbook, text));
    let asked = asked.transpose()?;
    let is_shown = |post: &&Arc<Post>| {
        let is_held = given.get_flag("all") || post.is_held(view.at.as_of);
        post.seq <= view.at.known && asked.map_or(is_held, |asked| post.id == asked)
    };
    let posts: Vec<&Arc<Post>> = view.city.posts().filter(is_shown).collect();
    if given.get_flag("json") {
        let mut answer = view.json();
        answer.insert("posts".into(), posts.iter().map(|post| as_json(&view, post)).collect());
        session.screen.say_json(&answer)?;
        return Ok(Exit::Done);
    }
    let head = |key: &str| (words.say(key), Side::Left);
    let mut table = Table::new([
        head("cli-column-number"),
        head("organisation-person"),
        head("cli-column-unit"),
        head("organisation-role"),
        head("organisation-from"),
        head("organisation-until"),
        head("organisation-deputy-for"),
        head("organisation-cleared"),
        (words.say("organisation-charges"), Side::Right),
    ]);
    for post in posts {
        table.push(cells(words, &view, &book.playbook, post));
    }
    match table.is_empty() {
        true => session.screen.say(&words.text("organisation-no-posts")),
        false => session.screen.say(&table.render(session.screen)),
    }
    Ok(Exit::Done)
}

fn cells(words: Words, view: &View<'_>, playbook: &qinghuo_playbook::Playbook, post: &Post) -> [Cell; 9] {
    let tenure = &post.tenure;
    let erased = || words.say("organisation-erased");
    let name = |person: PersonId| view.name(person).map_or_else(erased, str::to_owned);
    let over = post.left.map(|(left, _)| left).or(tenure.until);
    let stands_in = tenure.deputy_for.and_then(|post| view.city.post(post));
    [
        Cell::from(post.id.to_string()),
        Cell::from(name(tenure.person)),
        Cell::from(unit_name(view, tenure.unit)),
        Cell::from(role_name(words, playbook, &tenure.role)),
        Cell::from(words.day(post.from)),
        Cell::from(over.map(|day| words.day(day)).unwrap_or_default()),
        Cell::from(stands_in.map(|post| name(post.tenure.person)).unwrap_or_default()),
        Cell::from(if tenure.cleared { words.say("value-yes") } else { String::new() }),
        Cell::from(charges(&view.city, tenure.person).to_string()),
    ]
}

fn as_json(view: &View<'_>, post: &Post) -> Value {
    json!({
        "post": post.id.to_string(),
        "person": post.tenure.person,
        "name": view.name(post.tenure.person),
        "unit": post.tenure.unit.to_string(),
        "role": post.tenure.role,
        "from": post.from,
        "until": post.tenure.until,
        "left": post.left.map(|(day, _)| day),
        "deputy_for": post.tenure.deputy_for.map(|post| post.to_string()),
        "cleared": post.tenure.cleared,
    })
}
