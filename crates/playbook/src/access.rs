//! `access.toml`: the roles, what each may do and how far.

use crate::{
    diagnostic::Fault,
    nearest::nearest,
    provenance::Name,
    reader::{Item, Once, Table},
};
use qinghuo_domain::{
    Field,
    access::{Action, Group, Policy, Reach, Role},
    attribute::Text,
    unit::UnitKind,
};
use std::collections::{BTreeMap, BTreeSet};

/// What `access.toml` says.
#[derive(Clone, Debug)]
pub struct Access {
    /// The roles in words, in the order of the file.
    pub roles: Vec<RoleWords>,
    /// What `decide` needs of them.
    pub policy: Policy,
}

/// A role in words.
#[derive(Clone, Debug)]
pub struct RoleWords {
    /// Its key.
    pub key: Text,
    /// Its name.
    pub name: Name,
    /// What it is there for.
    pub duty: Name,
}

impl Access {
    /// The words of a role.
    #[must_use]
    pub fn words(&self, role: &str) -> Option<&RoleWords> {
        self.roles.iter().find(|words| &*words.key == role)
    }
}

/// Reads `access.toml`.
pub(crate) fn read(table: &mut Table<'_>) -> Option<Access> {
    let (mut keys, mut names) = (Once::new("role"), Once::new("role_name"));
    let rows = table.list("roles")?;
    let read: Vec<_> = rows.iter().map(|row| row.table(|row| role(row, &mut keys, &mut names))).collect();
    let (words, roles): (Vec<RoleWords>, Vec<Role>) =
        read.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
    let policy = Policy { roles };
    let mut is_whole = true;
    for action in Action::ALL.iter().filter(|action| !policy.is_granted(**action)) {
        table.report(Fault::MissingEntry { kind: "action", key: action.key() });
        is_whole = false;
    }
    is_whole.then_some(Access { roles: words, policy })
}

fn role<'a>(table: &mut Table<'a>, keys: &mut Once<'a>, names: &mut Once<'a>) -> Option<(RoleWords, Role)> {
    let key = table.must("key").and_then(|item| item.key().inspect(|key| keys.note(item, key)));
    let name = table.must("name").and_then(|item| item.name_once(names));
    let duty = table.must("duty").and_then(|item| item.name());
    let kinds = table
        .list("units")
        .and_then(|items| set(&items, |item, once| item.choice_once(once, &UnitKind::ALL, UnitKind::key)));
    let hidden = table.may("hidden").map_or(Some(BTreeSet::new()), fields);
    let fixed = table.may("fixed").map_or(Some(BTreeSet::new()), fields);
    let may = table.must("may").and_then(|item| item.table(rights));
    let key: Text = key?.into();
    let role = Role { key: key.clone(), kinds: kinds?, may: may?, hidden: hidden?, fixed: fixed? };
    Some((RoleWords { key, name: name?, duty: duty? }, role))
}

/// How far which actions go; each once.
fn rights(table: &mut Table<'_>) -> Option<BTreeMap<Action, Reach>> {
    let mut once = Once::new("action");
    let mut rights = BTreeMap::new();
    let mut places = Vec::new();
    let mut is_whole = true;
    for reach in Reach::ALL {
        let Some(list) = table.may(reach.key()) else { continue };
        let Some(items) = list.list() else {
            is_whole = false;
            continue;
        };
        for item in items {
            match item.choice_once(&mut once, Action::ALL, Action::key) {
                Some(action) if !rights.contains_key(&action) => {
                    rights.insert(action, reach);
                    places.push((item, action, reach));
                }
                Some(_) => {}
                None => is_whole = false,
            }
        }
    }
    // Nobody does anything to a project they do not see: such a right would be a door nobody can open.
    let sight = rights.get(&Action::See).copied();
    let is_seen = |action: Action, reach| {
        action.group() == Group::Run || sight == Some(Reach::City) || sight == Some(reach)
    };
    for (item, action, _) in
        places.into_iter().filter(|(_, action, reach)| is_whole && !is_seen(*action, *reach))
    {
        item.report(Fault::OutOfOrder { first: action.key(), second: Action::See.key() });
    }
    is_whole.then_some(rights)
}

fn set<'a, T: Ord>(
    items: &[Item<'a>],
    mut read: impl FnMut(&Item<'a>, &mut Once<'a>) -> Option<T>,
) -> Option<BTreeSet<T>> {
    let mut once = Once::new("unit_kind");
    let read: Vec<Option<T>> = items.iter().map(|item| read(item, &mut once)).collect();
    read.into_iter().collect()
}

/// Fields of projects by their keys.
fn fields<'a>(item: Item<'a>) -> Option<BTreeSet<Text>> {
    let known: Vec<&'static str> = Field::keys().collect();
    let mut once = Once::new("field");
    let items = item.list()?;
    let mut field = |item: &Item<'a>| {
        let written = item.text()?;
        if !known.contains(&written) {
            item.report(Fault::UnknownReference {
                kind: "field",
                nearest: nearest(written, known.iter().copied()),
            });
            return None;
        }
        once.note(*item, written);
        Some(Text::from(written))
    };
    let read: Vec<Option<Text>> = items.iter().map(&mut field).collect();
    read.into_iter().collect()
}
