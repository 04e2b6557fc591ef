//! From names to numbers: names of people live in the ledger's erasable table and never in a fact.

use std::collections::BTreeMap;

use qinghuo_domain::{
    Attribute,
    attribute::PersonId,
    command::Command,
    intake::{LedgerRow, PersonRole},
};
use qinghuo_ledger::{Batch, Ledger, LedgerError};

/// The people whose names are known.
pub type People = BTreeMap<PersonId, String>;

pub(crate) fn read(ledger: &Ledger) -> Result<People, LedgerError> {
    Ok(ledger.people()?.into_iter().map(|(id, name)| (PersonId(id), name)).collect())
}

/// Puts numbers in the place of the names in an order. Returns the people nobody had named before.
pub(crate) fn number(
    batch: &mut Batch<'_>,
    command: &mut Command,
    named: Vec<(PersonRole, String)>,
) -> Result<People, LedgerError> {
    let mut new = People::new();
    match command {
        Command::RegisterProject { set }
        | Command::ReviseProject { set, .. }
        | Command::CorrectProject { set, .. } => {
            for (role, name) in named {
                set.extend(attribute(batch, role, &name, &mut new)?);
            }
        }
        Command::ImportLedger(import) => {
            for (LedgerRow { attributes, people, .. }, _) in &mut import.rows {
                for (role, name) in std::mem::take(people) {
                    attributes.extend(attribute(batch, role, &name, &mut new)?);
                }
            }
        }
        Command::TakePost { tenure } if tenure.person == PersonId(0) => {
            if let Some((_, name)) = named.into_iter().find(|(_, name)| !name.trim().is_empty()) {
                tenure.person = numbered(batch, name.trim(), &mut new)?;
            }
        }
        _ => {}
    }
    Ok(new)
}

/// The number of the person of this name, who is new where nobody named it before.
fn numbered(batch: &mut Batch<'_>, name: &str, new: &mut People) -> Result<PersonId, LedgerError> {
    let (id, is_new) = batch.person_named(name)?;
    if is_new {
        new.insert(PersonId(id), name.to_owned());
    }
    Ok(PersonId(id))
}

fn attribute(
    batch: &mut Batch<'_>,
    role: PersonRole,
    name: &str,
    new: &mut People,
) -> Result<Option<Attribute>, LedgerError> {
    let name = name.trim();
    if name.is_empty() {
        return Ok(None);
    }
    let person = Some(numbered(batch, name, new)?);
    Ok(Some(match role {
        PersonRole::LeaderSponsor => Attribute::LeaderSponsor(person),
        PersonRole::ServiceOfficer => Attribute::ServiceOfficer(person),
        // Whoever takes a post is named in the command itself.
        PersonRole::Holder => return Ok(None),
    }))
}
