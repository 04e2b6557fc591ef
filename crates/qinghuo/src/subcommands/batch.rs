//! `item batch`: one act on many items, those named or all a filter lets through: first what each would become and which are refused and why, then, with
//! `--yes`, what is not refused.

use super::{changes_of, items, step, text};
use crate::{
    exit::{Exit, Stop},
    input::{self, wrong},
    session::{Book, Session, date, date_option, fresh_key},
    telling,
    words::Words,
};
use clap::{ArgAction, ArgMatches, Command};
use qinghuo_domain::{
    command::{Actor, Command as Wanted},
    step::Delay,
    views::approval::Approval,
};
use qinghuo_office::{Order, Rejection};
use qinghuo_web::{Fate, Filter, Ground, MOST, Overview, Pick, Wish, after_words, batch_json};
use serde_json::Value;
use std::collections::BTreeSet;

pub fn arguments(command: Command, words: Words) -> Command {
    let mut command = command
        .arg(words.positional("act"))
        .arg(words.positional("picked-item").required(false).action(ArgAction::Append))
        .arg(words.option("where", "filter").action(ArgAction::Append))
        .arg(words.option("date", "date"))
        .arg(words.option("moved-by", "moved-by"))
        .arg(words.option("consulted", "names"))
        .arg(words.option("decided-by", "name"));
    for (name, value) in step::PARTICULARS {
        command = command.arg(words.option(name, value));
    }
    let command = command.arg(words.flag("yes")).arg(words.flag("json"));
    let help = format!("{}\n{}", words.say("cli-item-batch-help"), step::acts_in_words(words));
    changes_of(command, words).after_help(help)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let mut notes = Vec::new();
    let wish = wish(words, given, &mut notes)?;
    notes.iter().for_each(|note| session.screen.note(note));
    let effective_on = date_option(words, given, "effective-on")?.unwrap_or_else(|| session.clock.today());
    let book = session.look()?;
    let view = book.now(session);
    let ground = Ground {
        city: &view.city,
        playbook: &book.playbook,
        from: view.standpoint(),
        by: Actor::Operator,
        today: session.clock.today(),
        effective_on,
    };
    let picked = picked(session, &book, &ground, given)?;
    let commands = picked.into_iter().map(|(pick, approval)| {
        let is_promised = approval.step(&pick.item).is_some_and(|step| step.promise.is_some());
        let command = wish.command(&pick, is_promised, None);
        (pick, approval, command)
    });
    let is_to_be_done = given.get_flag("yes");
    let fates = match is_to_be_done {
        true => {
            let commands = commands.map(|(pick, _, command)| (pick, command)).collect();
            carry_out(session, &book, commands, given)?
        }
        false => {
            let foreseen = commands.map(|(pick, approval, command)| {
                let fate = ground.foresee(&approval, &pick, command);
                (pick, fate.map_or_else(|reasons| refused(words, &reasons), Fate::Would))
            });
            foreseen.collect()
        }
    };
    let is_refused = |(_, fate): &&(Pick, Fate)| matches!(fate, Fate::Refused(_));
    let refused = fates.iter().filter(is_refused).count();
    if given.get_flag("json") {
        let mut answer = book.now(session).json();
        answer.extend(batch_json(&fates));
        session.screen.say_json(&answer)?;
    } else {
        fates.iter().for_each(|(pick, fate)| session.screen.say(&line(words, pick, fate)));
        let (all, done) = (fates.len().to_string(), fates.len().saturating_sub(refused).to_string());
        let counts = [("all", &*all), ("done", &*done), ("refused", &*refused.to_string())];
        let key = if is_to_be_done { "cli-item-batch-done" } else { "cli-item-batch-preview" };
        session.screen.say(&words.say_with(key, &counts));
    }
    Ok(if is_to_be_done && refused > 0 { Exit::Refused } else { Exit::Done })
}

/// What is asked of every item: an act with its particulars, a promise, or a word about a delay.
fn wish(words: Words, given: &ArgMatches, notes: &mut Vec<String>) -> anyhow::Result<Wish> {
    let named = text(given, "act");
    let is = |key: &str| named.eq_ignore_ascii_case(key) || named == words.text(&format!("page-act-{key}"));
    let needs = |name: &str| match given.contains_id(name) {
        true => Ok(()),
        false => {
            let said = [("deed", named), ("options", &*format!("--{name}"))];
            Err(Stop::with(Exit::Usage, words.say_with("cli-step-needs", &said)))
        }
    };
    if is("promise") {
        needs("date")?;
        return Ok(Wish::Promise(step::promised(words, given)?));
    }
    if is("explain") {
        needs("date")?;
        needs("reason")?;
        let expected_on = date(words, text(given, "date"))?;
        return Ok(Wish::Delay(Delay { reason: text(given, "reason").into(), expected_on }));
    }
    Ok(Wish::Act(step::act(words, input::deed(words, named)?, given, notes)?))
}

/// The items named and those a filter lets through, each once; every name that is none at once.
fn picked<'a>(
    session: &Session,
    book: &Book,
    ground: &Ground<'a>,
    given: &ArgMatches,
) -> anyhow::Result<Vec<(Pick, Approval<'a>)>> {
    let words = session.words;
    let mut texts: Vec<String> =
        given.get_many::<String>("picked-item").into_iter().flatten().cloned().collect();
    if given.contains_id("where") {
        let filter = items::pairs(words, &book.playbook, given, &Filter::NAMES, Filter::read)?;
        let overview = Overview::of(ground.city, ground.from.at, &book.office.rules(), &book.playbook);
        let lines = overview.items(words.0, &filter).into_iter();
        texts.extend(lines.map(|line| format!("{}-{}", line.project, line.code)));
    }
    let (mut seen, mut picked, mut faults) = (BTreeSet::new(), Vec::new(), Vec::new());
    for text in texts {
        match Pick::read(&text.to_uppercase()).and_then(|pick| Some((ground.approval(&pick)?, pick))) {
            Some((approval, pick)) if seen.insert(pick.clone()) => picked.push((pick, approval)),
            Some(_) => {}
            None => faults.push(wrong(words, "cli-error-not-a-picked-item", &text).to_string()),
        }
    }
    if picked.len() > MOST {
        faults.push(words.count("page-batch-too-many", MOST));
    }
    if picked.is_empty() && faults.is_empty() {
        faults.push(words.say("cli-item-batch-none"));
    }
    if faults.is_empty() { Ok(picked) } else { Err(Stop::with(Exit::Usage, faults.join("\n"))) }
}

/// Has every command carried out, all in one commit; each is an order of its own, under the key given with the item.
fn carry_out(
    session: &Session,
    book: &Book,
    commands: Vec<(Pick, Wanted)>,
    given: &ArgMatches,
) -> anyhow::Result<Vec<(Pick, Fate)>> {
    let words = session.words;
    let key = given.get_one::<String>("key").cloned().unwrap_or_else(fresh_key);
    let orders: anyhow::Result<Vec<(Pick, Order)>> = commands
        .into_iter()
        .map(|(pick, command)| {
            let order = session.order(command, given)?;
            let key = format!("{key}-{}", pick.text());
            Ok((pick, Order { key, ..order }))
        })
        .collect();
    let (picks, orders): (Vec<Pick>, Vec<Order>) = orders?.into_iter().unzip();
    let answers = book.office.submit_each(orders).into_iter().map(|answer| match answer {
        Ok(receipt) => Ok(Fate::Done(receipt)),
        Err(Rejection::Refused(reasons)) => Ok(refused(words, &reasons)),
        Err(other) => Err(telling::rejected(words, &other)),
    });
    picks.into_iter().zip(answers).map(|(pick, fate)| Ok((pick, fate?))).collect()
}

fn refused(words: Words, reasons: &[qinghuo_domain::Refusal]) -> Fate {
    let told = telling::refusals_json(words, reasons);
    Fate::Refused(told.get("refusals").and_then(Value::as_array).cloned().unwrap_or_default())
}

/// An item in a line: what it would become, that it is done, or every reason why it is not.
fn line(words: Words, pick: &Pick, fate: &Fate) -> String {
    match fate {
        Fate::Would(after) => {
            let after = after_words(words.0, after).join(&words.text("value-join-sentence"));
            words.say_with("cli-item-batch-would", &[("item", &pick.text()), ("after", &after)])
        }
        Fate::Done(receipt) => {
            let seq = receipt.first.to_string();
            words.say_with("cli-item-batch-item-done", &[("item", &pick.text()), ("seq", &seq)])
        }
        Fate::Refused(reasons) => {
            let said = reasons.iter().filter_map(|reason| reason.get("words").and_then(Value::as_str));
            let said: String = said.map(|reason| format!("\n  - {reason}")).collect();
            let refused = words.say_with("cli-item-batch-refused", &[("item", &pick.text())]);
            format!("{refused}{said}")
        }
    }
}
