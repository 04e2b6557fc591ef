//! Decisions about units, posts and people: `organisation.txt` tells stories, line by line with what came of each, as the book answers them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod cast;

use cast::{Cast, approve, card, codes, file, tenure};
use qinghuo_domain::{
    Attribute, Date, Fact, Moment, PostId, ProjectId, Subject, UnitId,
    attribute::{PersonId, Text},
    command::Command,
    post::Tenure,
    unit::{UnitCard, UnitKind},
};
use std::fmt::Write;

const STORIES: &str = include_str!("organisation.txt");

/// A line's words with its `key=value` pairs taken out.
struct Said<'t> {
    words: Vec<&'t str>,
    pairs: Vec<(&'t str, &'t str)>,
}

impl<'t> Said<'t> {
    fn of(line: &'t str) -> Self {
        let (pairs, words) = line.split_whitespace().partition::<Vec<&str>, _>(|word| word.contains('='));
        Self { words, pairs: pairs.into_iter().map(|pair| pair.split_once('=').unwrap()).collect() }
    }

    fn pair(&self, key: &str) -> Option<&'t str> {
        self.pairs.iter().find(|(k, _)| *k == key).map(|(_, value)| *value)
    }
}

fn unit(text: &str) -> UnitId {
    text.parse().unwrap()
}

fn post(text: &str) -> PostId {
    text.parse().unwrap()
}

fn project(text: &str) -> ProjectId {
    text.parse().unwrap()
}

fn person(text: &str) -> PersonId {
    PersonId(text.strip_prefix('R').unwrap().parse().unwrap())
}

fn reason() -> Text {
    "机构改革".into()
}

fn told_card(name: &str, kind: &str, said: &Said<'_>) -> UnitCard {
    UnitCard {
        parent: said.pair("parent").map(unit),
        credit_code: said.pair("code").map(|code| code.parse().unwrap()),
        known_as: said.pair("as").map(|words| words.split(',').map(Text::from).collect()).unwrap_or_default(),
        ..card(name, UnitKind::from_key(kind).unwrap())
    }
}

fn told_tenure(of: &str, at: &str, role: &str, said: &Said<'_>) -> Tenure {
    Tenure {
        until: said.pair("until").map(|day| day.parse().unwrap()),
        deputy_for: said.pair("for").map(post),
        cleared: said.pair("cleared") == Some("yes"),
        ..tenure(person(of).0, unit(at), role)
    }
}

/// What a line wants.
fn command(said: &Said<'_>) -> Command {
    match said.words[..] {
        ["found", name, kind] => Command::FoundUnit { card: told_card(name, kind, said) },
        ["change", of, name, kind] => {
            Command::ChangeUnit { unit: unit(of), card: told_card(name, kind, said), reason: reason() }
        }
        ["merge", of, into] => Command::MergeUnit { unit: unit(of), successor: unit(into), reason: reason() },
        ["dissolve", of] => Command::DissolveUnit { unit: unit(of), reason: reason() },
        ["dissolve", of, "silently"] => Command::DissolveUnit { unit: unit(of), reason: "".into() },
        ["take", of, at, role] => Command::TakePost { tenure: told_tenure(of, at, role, said) },
        ["leave", of] => Command::LeavePost { post: post(of), reason: reason() },
        ["hand_over", from, to] => Command::HandOver { from: post(from), to: post(to), reason: reason() },
        ["erase", of] => Command::ErasePerson { person: person(of), reason: "本人要求".into() },
        ["file", of, month, fen] => file(project(of), month, fen.parse().unwrap()),
        ["approve", of, month] => approve(project(of), month),
        ["register", name] => {
            let mut set = vec![Attribute::Name(Some(name.into()))];
            set.extend(said.pairs.iter().map(|(key, value)| attribute(key, value)));
            Command::RegisterProject { set }
        }
        ["revise", of] => {
            let set = said.pairs.iter().map(|(key, value)| attribute(key, value)).collect();
            Command::ReviseProject { project: project(of), set, seen: None, reason: None }
        }
        ["split", of, one, two] => {
            let part = |name: &str| vec![Attribute::Name(Some(name.into()))];
            Command::SplitPackage {
                project: project(of),
                parts: vec![part(one), part(two)],
                reason: reason(),
            }
        }
        ["join", absorb, keep] => {
            Command::MergeProjects { keep: project(keep), absorb: project(absorb), reason: reason() }
        }
        _ => panic!("{:?}", said.words),
    }
}

fn attribute(key: &str, value: &str) -> Attribute {
    match key {
        "district" => Attribute::District(Some(value.into())),
        "owner" => Attribute::Owner(Some(value.into())),
        "lead" => Attribute::LeadUnit(Some(value.into())),
        "officer" => Attribute::ServiceOfficer(Some(person(value))),
        "sponsor" => Attribute::LeaderSponsor(Some(person(value))),
        "code" => Attribute::Codes(Some(vec![value.parse().unwrap()])),
        "site" => Attribute::Site(Some(value.into())),
        "restricted" => Attribute::Restricted(Some(value == "yes")),
        _ => panic!("{key}"),
    }
}

/// What happened, in short.
fn happened(facts: &[Fact]) -> String {
    let one = |fact: &Fact| {
        let subject = fact.subject.to_string();
        format!("{} {}", subject.rsplit('/').next().unwrap(), fact.happening.kind())
    };
    facts.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// What the holder of a post sees and whose they are, or why nothing.
fn sees(cast: &Cast, of: &str) -> String {
    let rules = &cast.playbook.rules;
    match qinghuo_domain::access::Authority::of(&cast.city, rules, post(of), cast.today) {
        Err(cause) => format!("nothing: {}", cause.code()),
        Ok(authority) => {
            let city = authority.veiled(&cast.city, None).city;
            let names = qinghuo_domain::views::living(&city, Moment::on(cast.today));
            let ids: Vec<String> = names.map(|project| project.id.to_string()).collect();
            if ids.is_empty() { "no project".to_owned() } else { ids.join(" ") }
        }
    }
}

fn state(cast: &Cast, of: &str) -> Option<String> {
    let on = cast.today;
    if of.starts_with('U') {
        let unit = cast.city.unit(unit(of))?;
        let lived: Vec<String> = unit
            .entries()
            .iter()
            .map(|entry| {
                let end = entry.ending.as_ref().map_or(String::new(), |ending| format!(" {ending:?}"));
                format!("{} {}{end}", entry.effective_on, entry.card.name)
            })
            .collect();
        return Some(lived.join("; "));
    }
    if of.starts_with('P') {
        let seen = cast.city.project(project(of))?.at(Moment::on(on));
        let named =
            |person: Option<&PersonId>| person.map_or("nobody".to_owned(), |person| format!("R{}", person.0));
        return Some(format!(
            "officer {}, sponsor {}",
            named(seen.service_officer()),
            named(seen.leader_sponsor())
        ));
    }
    let post = cast.city.post(post(of))?;
    let held = if post.is_held(on) { "held" } else { "over" };
    let left = post.left.map_or(String::new(), |(day, _)| format!(", left {day}"));
    let tenure = &post.tenure;
    Some(format!(
        "R{} in {} as {} since {}{left}: {held}",
        tenure.person.0, tenure.unit, tenure.role, post.from
    ))
}

/// The actor at the head of a line, `J3: …`, and the rest.
fn acting(line: &str) -> (Option<PostId>, &str) {
    match line.split_once(": ") {
        Some((actor, rest)) if actor.starts_with('J') => (Some(post(actor)), rest),
        _ => (None, line),
    }
}

/// What comes of a line.
fn answer(cast: &mut Cast, day: &mut String, line: &str) -> Option<String> {
    let (by, line) = acting(line);
    let said = Said::of(line);
    match said.words[..] {
        ["on", when] => {
            *day = when.to_owned();
            let date: Date = when.parse().unwrap();
            cast.today = date;
            None
        }
        ["sees"] => Some(sees(cast, &by.unwrap().to_string())),
        ["look", of] => Some(state(cast, of).unwrap_or_else(|| "unknown".to_owned())),
        _ => {
            let (on, said) = match said.pair("since") {
                Some(since) => {
                    let pairs = said.pairs.into_iter().filter(|(key, _)| *key != "since").collect();
                    (since.to_owned(), Said { words: said.words, pairs })
                }
                None => (day.clone(), said),
            };
            Some(match cast.try_tell(by, &on, command(&said)) {
                Ok(facts) => happened(&facts),
                Err(refusals) => format!("refused: {}", codes(&refusals).join(", ")),
            })
        }
    }
}

#[test]
fn the_stories_go_as_told() {
    let mut cast = Cast::new();
    let mut day = String::new();
    let mut told = String::new();
    for line in STORIES.lines() {
        let want = line.split_once("  > ").map_or(line, |(want, _)| want).trim_end();
        if want.starts_with('=') {
            cast = Cast::new();
        }
        let answered = match want.is_empty() || want.starts_with(['#', '=']) {
            true => None,
            false => answer(&mut cast, &mut day, want),
        };
        match answered {
            Some(answer) => writeln!(told, "{want:<72}  > {answer}").unwrap(),
            None => writeln!(told, "{want}").unwrap(),
        }
    }
    if std::env::var_os("UPDATE_STORIES").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/organisation.txt"), &told).unwrap();
    }
    assert_eq!(told, STORIES, "UPDATE_STORIES=1 writes what came; read the difference");
}

#[test]
fn subjects_of_units_posts_and_people_read_back() {
    for subject in [Subject::Unit(UnitId(3)), Subject::Post(PostId(7)), Subject::Person(PersonId(2))] {
        assert_eq!(subject.to_string().parse::<Subject>(), Ok(subject));
    }
    for wrong in ["unit/U0", "post/J0", "person/0", "person/x", "unit/", "post/P1"] {
        assert!(wrong.parse::<Subject>().is_err(), "{wrong}");
    }
}
