//! Units, posts and people as typed on a command line: found by number or name, and told by name.

use crate::{
    exit::{Exit, Stop},
    input::by_name,
    session::View,
    words::Words,
};
use qinghuo_domain::{
    Happening, PostId, UnitId,
    access::Role,
    attribute::{PersonId, Text},
    post::Post,
    unit::{Unit, UnitCard, UnitKind},
};
use qinghuo_intake::tame;
use qinghuo_locale::Language;
use qinghuo_playbook::{Playbook, provenance::Name};

/// Several answers, or none, to what was typed.
fn none_or_several(words: Words, given: &str, found: &[String]) -> anyhow::Error {
    let said = match found {
        [] => words.say_with("cli-organisation-unknown", &[("given", given)]),
        several => {
            let count = several.len().to_string();
            let said = [("given", given), ("found", &*count)];
            format!("{}\n  {}", words.say_with("cli-organisation-ambiguous", &said), several.join("\n  "))
        }
    };
    Stop::with(Exit::Refused, said)
}

/// Finds a unit by its number, or by a word it is or was called by: one that works today before one that is over.
///
/// # Errors
/// None, or several, which are then listed.
pub fn unit(words: Words, view: &View<'_>, given: &str) -> anyhow::Result<UnitId> {
    let given = given.trim();
    if let Some(unit) = given.parse().ok().and_then(|id| view.city.unit(id)) {
        return Ok(unit.id);
    }
    let called = |unit: &&std::sync::Arc<Unit>| {
        unit.entries().iter().any(|entry| entry.card.words().any(|word| &**word == given))
    };
    let found: Vec<&std::sync::Arc<Unit>> = view.city.units().filter(called).collect();
    let alive: Vec<&std::sync::Arc<Unit>> =
        found.iter().copied().filter(|unit| unit.is_alive(view.at.as_of)).collect();
    match if alive.is_empty() { found } else { alive }.as_slice() {
        [only] => Ok(only.id),
        several => {
            let several: Vec<String> =
                several.iter().map(|unit| format!("{}  {}", unit.id, unit_name(view, unit.id))).collect();
            Err(none_or_several(words, given, &several))
        }
    }
}

/// Finds a post by its number, or by who holds it when that is one post.
///
/// # Errors
/// None, or several, which are then listed.
pub fn post(words: Words, view: &View<'_>, playbook: &Playbook, given: &str) -> anyhow::Result<PostId> {
    let given = given.trim();
    if let Some(post) = given.parse().ok().and_then(|id| view.city.post(id)) {
        return Ok(post.id);
    }
    let held = |post: &&std::sync::Arc<Post>| {
        post.is_held(view.at.as_of) && view.name(post.tenure.person).is_some_and(|name| name == given)
    };
    match view.city.posts().filter(held).collect::<Vec<_>>().as_slice() {
        [only] => Ok(only.id),
        several => {
            let several: Vec<String> =
                several.iter().map(|post| post_line(words, view, playbook, post)).collect();
            Err(none_or_several(words, given, &several))
        }
    }
}

/// Finds a person by number or name.
///
/// # Errors
/// Nobody, or nobody any more.
pub fn person(words: Words, view: &View<'_>, given: &str) -> anyhow::Result<PersonId> {
    let given = given.trim();
    let number = given.trim_start_matches('#').parse().ok().map(PersonId);
    let known = number.filter(|person| view.name(*person).is_some());
    let named = || view.people().find(|(_, name)| *name == given).map(|(person, _)| person);
    known.or_else(named).ok_or_else(|| none_or_several(words, given, &[]))
}

/// Finds a kind of unit by its key or its name in either language.
///
/// # Errors
/// A word that names none.
pub fn kind(words: Words, given: &str) -> anyhow::Result<UnitKind> {
    find_kind(given).ok_or_else(|| {
        let known = UnitKind::ALL.map(|kind| words.named("unit-kind", kind.key())).join(" ");
        Stop::with(Exit::Usage, words.say_with("cli-error-none-of", &[("given", given), ("known", &known)]))
    })
}

/// The kind of unit a word names.
pub fn find_kind(given: &str) -> Option<UnitKind> {
    by_name(&UnitKind::ALL, "unit-kind", UnitKind::key, &given.trim().replace('-', "_"))
}

/// Finds a role of the policy by its key or its name in either language.
///
/// # Errors
/// A word that names none.
pub fn role<'a>(words: Words, playbook: &'a Playbook, given: &str) -> anyhow::Result<&'a Role> {
    let key = given.trim().replace('-', "_");
    let access = &playbook.access;
    let is_called =
        |name: &Name| [&name.zh, &name.en].into_iter().any(|name| name.eq_ignore_ascii_case(given.trim()));
    let named = access.roles.iter().find(|role| *role.key == *key || is_called(&role.name));
    named.and_then(|named| access.policy.role(&named.key)).ok_or_else(|| {
        let known: Vec<String> = access.roles.iter().map(|role| name_of(words, &role.name)).collect();
        let said = [("given", given), ("known", &*known.join(" "))];
        Stop::with(Exit::Usage, words.say_with("cli-error-none-of", &said))
    })
}

/// A name of the playbook in the user's language.
pub fn name_of(words: Words, name: &Name) -> String {
    match words.language() {
        Language::Chinese => name.zh.to_string(),
        Language::English => name.en.to_string(),
    }
}

/// What a role is called.
pub fn role_name(words: Words, playbook: &Playbook, key: &Text) -> String {
    playbook.access.words(key).map_or_else(|| key.to_string(), |role| name_of(words, &role.name))
}

/// What a unit is called at the moment looked at, or was last.
pub fn unit_name(view: &View<'_>, id: UnitId) -> String {
    let unit = view.city.unit(id);
    let entry = unit.and_then(|unit| unit.at(view.at).or(unit.latest()));
    entry.map_or_else(|| id.to_string(), |entry| tame(&entry.card.name))
}

/// Who holds a post, in which unit, as what.
pub fn post_line(words: Words, view: &View<'_>, playbook: &Playbook, post: &Post) -> String {
    let tenure = &post.tenure;
    let name = view.name(tenure.person).map_or_else(|| words.say("organisation-erased"), tame);
    let role = role_name(words, playbook, &tenure.role);
    format!("{}  {name}  {}  {role}", post.id, unit_name(view, tenure.unit))
}

/// What a fact about a unit or a post says, each field in a line.
pub fn details(words: Words, view: &View<'_>, playbook: &Playbook, happening: &Happening) -> Vec<String> {
    let row = |name: &str, value: String| {
        let said = [("field", &*words.text(name)), ("value", &*tame(&value))];
        (!value.is_empty()).then(|| words.say_with("cli-field-row", &said).trim_start().to_owned())
    };
    let of_card = |card: &UnitCard| {
        vec![
            row("organisation-name", card.name.to_string()),
            row("organisation-kind", words.named("unit-kind", card.kind.key())),
            row("organisation-parent", card.parent.map(|parent| unit_name(view, parent)).unwrap_or_default()),
            row(
                "organisation-credit-code",
                card.credit_code.as_ref().map(ToString::to_string).unwrap_or_default(),
            ),
            row("organisation-known-as", card.known_as.join(&words.text("value-join"))),
        ]
    };
    let rows = match happening {
        Happening::UnitFounded(fact) => of_card(&fact.card),
        Happening::UnitChanged(fact) => of_card(&fact.card),
        Happening::PostTaken(fact) => {
            let tenure = &fact.tenure;
            let name =
                view.name(tenure.person).map_or_else(|| words.say("organisation-erased"), str::to_owned);
            vec![
                row("organisation-person", name),
                row("cli-column-unit", unit_name(view, tenure.unit)),
                row("organisation-role", role_name(words, playbook, &tenure.role)),
                row("organisation-until", tenure.until.map(|day| words.day(day)).unwrap_or_default()),
                row(
                    "organisation-deputy-for",
                    tenure.deputy_for.map(|post| post.to_string()).unwrap_or_default(),
                ),
                row(
                    "organisation-cleared",
                    if tenure.cleared { words.say("value-yes") } else { String::new() },
                ),
            ]
        }
        _ => Vec::new(),
    };
    rows.into_iter().flatten().collect()
}
