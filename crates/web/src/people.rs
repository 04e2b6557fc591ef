//! Names of people: facts hold numbers, the names come from the office's erasable table.

use qinghuo_domain::{City, attribute::PersonId};
use qinghuo_locale::Locale;
use qinghuo_office::People;

/// The name of a person, or the number where the name was erased.
pub fn name(people: &People, id: PersonId) -> String {
    people.get(&id).cloned().unwrap_or_else(|| format!("#{}", id.0))
}

/// Who did something, as the ledger names it, in words.
pub fn actor(locale: &Locale, city: &City, people: &People, actor: &str) -> String {
    locale.actor(actor, city, &|id| people.get(&id).cloned())
}
