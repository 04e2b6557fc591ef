//! Names of people: facts hold numbers, the names come from the office's erasable table.

use qinghuo_domain::attribute::PersonId;
use qinghuo_office::People;

/// The name of a person, or the number where the name was erased.
pub fn name(people: &People, id: PersonId) -> String {
    people.get(&id).cloned().unwrap_or_else(|| format!("#{}", id.0))
}
