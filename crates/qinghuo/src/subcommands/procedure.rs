//! `playbook procedure KEY`: one procedure of the year's rules, item by item.

use crate::{
    exit::{Exit, Stop},
    screen::Paint,
    session::Session,
    table::{Cell, Side, Table},
    words::Words,
};
use clap::ArgMatches;
use qinghuo_domain::procedure::{Bound, Days, Item, Lag, Limit, Link, LinkKind};
use qinghuo_locale::Language;
use qinghuo_playbook::{
    Name, Playbook, SourceRef,
    procedures::{Grounded, ItemWords, Template},
};
use serde_json::{Value, json};

const COLUMNS: [(&str, Side); 10] = [
    ("cli-column-code", Side::Left),
    ("cli-column-item", Side::Left),
    ("cli-column-lane", Side::Left),
    ("cli-column-units", Side::Left),
    ("cli-column-legal", Side::Right),
    ("cli-column-promised", Side::Right),
    ("cli-column-plan", Side::Right),
    ("cli-column-after", Side::Left),
    ("cli-column-flags", Side::Left),
    ("cli-column-condition", Side::Left),
];

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let (words, playbook) = (session.words, session.playbook()?);
    let key = given.get_one::<String>("procedure").map(String::as_str).unwrap_or_default();
    let template = playbook.procedures.template(key).ok_or_else(|| {
        let known = playbook.procedures.templates.iter().map(|template| &*template.procedure.key);
        let known = known.collect::<Vec<_>>().join(" ");
        Stop::with(Exit::Usage, words.say_with("cli-procedure-unknown", &[("given", key), ("known", &known)]))
    })?;
    if given.get_flag("json") {
        session.screen.say_json(&whole(&playbook, template))?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(COLUMNS.map(|(key, side)| (words.say(key), side)));
    for (item, said) in template.items() {
        table.push(row(words, &playbook, template, item, said));
    }
    session.screen.say(&format!(
        "{}\n{}\n\n{}",
        words.say_with(
            "cli-procedure-title",
            &[
                ("key", key),
                ("version", &template.procedure.version.to_string()),
                ("name", in_words(words, &template.name)),
                ("items", &template.words.len().to_string()),
            ],
        ),
        in_words(words, &template.note),
        table.render(session.screen)
    ));
    Ok(Exit::Done)
}

/// The procedures of a playbook, and which projects go through each.
pub fn listed(words: Words, playbook: &Playbook) -> String {
    let mut said = vec![words.say("cli-playbook-procedures")];
    for template in &playbook.procedures.templates {
        let items = &template.procedure.items;
        let estimates = items.iter().filter(|item| item.is_estimated()).count();
        said.push(words.say_with(
            "cli-playbook-procedure",
            &[
                ("key", &*template.procedure.key),
                ("name", in_words(words, &template.name)),
                ("items", &items.len().to_string()),
                ("estimates", &estimates.to_string()),
            ],
        ));
        let condition = template.condition.source();
        said.push(words.say_with("cli-playbook-procedure-condition", &[("condition", condition)]));
    }
    said.join("\n")
}

/// A name in the language of the output.
pub fn in_words(words: Words, name: &Name) -> &str {
    match words.0.language() {
        Language::Chinese => &name.zh,
        Language::English => &name.en,
    }
}

fn row(words: Words, playbook: &Playbook, template: &Template, item: &Item, said: &ItemWords) -> [Cell; 10] {
    let named = |family: &str, keys: Vec<&str>| {
        let names: Vec<String> = keys.into_iter().map(|key| words.named(family, key)).collect();
        names.join(&words.text("value-join"))
    };
    let leads = item.units.iter().map(|key| match playbook.procedures.unit(key) {
        Some(unit) => in_words(words, &unit.name),
        None => key,
    });
    let code = |index: &usize| template.procedure.items.get(*index).map_or("", |item| item.code.as_str());
    let after = item.links.iter().map(|link| linked(words, code(&link.from), link));
    let merged =
        item.merged_into.as_ref().map(|into| words.say_with("cli-procedure-merged", &[("code", code(into))]));
    let plan = said.plan.as_ref().map(|ground| planned(words, item.plan, ground));
    let legal = item.statutory.zip(said.legal.as_ref());
    let promised = item.promised.zip(said.promised.as_ref());
    [
        item.code.as_str().into(),
        in_words(words, &said.name).into(),
        named("lane", vec![item.lane.key()]).into(),
        leads.collect::<Vec<_>>().join("/").into(),
        legal.map(|(limit, ground)| limited(words, limit, &ground.source)).unwrap_or_default().into(),
        promised.map(|(days, source)| marked(words, &words.days(days), source)).unwrap_or_default().into(),
        Cell::painted(
            plan.unwrap_or_default(),
            if item.is_estimated() { Paint::Yellow } else { Paint::Plain },
        ),
        after.collect::<Vec<_>>().join(" ").into(),
        [named("item-flag", item.flags.iter().map(|flag| flag.key()).collect()), merged.unwrap_or_default()]
            .into_iter()
            .filter(|said| !said.is_empty())
            .collect::<Vec<_>>()
            .join(&words.text("value-join"))
            .into(),
        said.condition.as_ref().map_or("", |condition| condition.expression.source()).into(),
    ]
}

/// Planned days with their source; the mark of an estimate instead where nobody published them.
fn planned(words: Words, days: Days, ground: &Grounded) -> String {
    let mark = if ground.is_estimate() {
        words.text("cli-procedure-estimate")
    } else {
        (&*ground.source.key).into()
    };
    format!("{} {mark}", words.days(days))
}

/// A limit with its source; said to be unverified where nobody looked it up.
fn marked(words: Words, days: &str, source: &SourceRef) -> String {
    let unverified = source.provenance.is_estimate();
    let mark = if unverified { words.text("cli-procedure-unverified") } else { (&*source.key).into() };
    format!("{days} {mark}")
}

fn limited(words: Words, limit: Limit, source: &SourceRef) -> String {
    marked(words, &limit_in_words(words, limit), source)
}

/// A limit with the way it binds.
pub fn limit_in_words(words: Words, limit: Limit) -> String {
    let sign = match limit.bound {
        Bound::AtMost => "\u{2264}",
        Bound::AtLeast => "\u{2265}",
    };
    match limit.days.count {
        0 => words.say("cli-procedure-at-once"),
        _ => format!("{sign}{}", words.days(limit.days)),
    }
}

fn linked(words: Words, code: &str, link: &Link) -> String {
    let kind = words.named("link", link.kind.key());
    match (link.kind, link.lag.count) {
        (LinkKind::FinishStart, 0) => code.to_owned(),
        (_, 0) => words.say_with("cli-procedure-linked", &[("code", code), ("link", &kind)]),
        _ => {
            let lag = [("code", code), ("link", &*kind), ("lag", &*lagged(words, link.lag))];
            words.say_with("cli-procedure-linked-lag", &lag)
        }
    }
}

fn lagged(words: Words, lag: Lag) -> String {
    let sign = if lag.count < 0 { "\u{2212}" } else { "+" };
    format!("{sign}{}", words.days(Days { count: lag.count.unsigned_abs(), kind: lag.kind }))
}

/// A procedure for a machine: everything the playbook says of it.
fn whole(playbook: &Playbook, template: &Template) -> Value {
    let procedure = &template.procedure;
    json!({
        "key": procedure.key,
        "version": procedure.version,
        "playbook": playbook.name(),
        "name": both(&template.name),
        "note": both(&template.note),
        "source": of_source(&template.source),
        "serial_source": of_source(&template.serial_source),
        "condition": template.condition.source(),
        "items": template.items().map(|(item, said)| item_of(template, item, said)).collect::<Vec<_>>(),
    })
}

fn item_of(template: &Template, item: &Item, said: &ItemWords) -> Value {
    let code = |index: &usize| template.procedure.items.get(*index).map(|item| item.code.as_str());
    let after =
        item.links.iter().map(|link| json!({ "code": code(&link.from), "link": link.kind, "lag": link.lag }));
    json!({
        "code": item.code,
        "name": both(&said.name),
        "lane": item.lane,
        "stage": item.stage,
        "kind": item.kind,
        "units": item.units,
        "plan": said.plan.as_ref().map(|ground| grounded(&json!(item.plan), ground)),
        "is_estimated": item.is_estimated(),
        "legal": said.legal.as_ref().map(|ground| grounded(&json!(item.statutory), ground)),
        "promised": said.promised.as_ref().map(|source| json!({ "value": item.promised, "source": of_source(source) })),
        "after": after.collect::<Vec<_>>(),
        "serial_after": item.serial_after.iter().map(code).collect::<Vec<_>>(),
        "flags": item.flags,
        "merged_into": item.merged_into.as_ref().map(code),
        "condition": said.condition.as_ref().map(|condition| condition.expression.source()),
        "waived": said.condition.as_ref().map(|condition| both(&condition.waived)),
        "validity": said.validity.as_ref().map(|ground| grounded(&json!(item.validity), ground)),
        "letters": item.letters,
        "milestone": item.milestone,
        "note": said.note.as_ref().map(both),
    })
}

fn grounded(value: &Value, ground: &Grounded) -> Value {
    json!({ "value": value, "source": of_source(&ground.source), "words": ground.words.as_ref().map(both) })
}

fn of_source(source: &SourceRef) -> Value {
    json!({ "key": source.key, "provenance": source.provenance.key() })
}

fn both(name: &Name) -> Value {
    json!({ "zh": name.zh, "en": name.en })
}
