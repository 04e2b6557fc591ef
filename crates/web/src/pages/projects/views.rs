//! Views of the table that somebody gave a name: filters, order and columns, as an address. They are kept in the browser beside the acting name, each with
//! the name of who saved it, until accounts come; the addresses themselves can be sent to anybody.

use crate::visit::{VIEWS_COOKIE, Visit, set_cookie};
use axum::http::HeaderValue;

/// Views one browser keeps.
const MOST: usize = 12;
/// The longest name, in characters.
const LONGEST: usize = 20;
/// What a browser surely keeps of a cookie, in bytes as it is sent.
const LARGEST: usize = 3800;

/// A view with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Who saved it; empty where nobody was named.
    pub actor: String,
    /// Its name.
    pub name: String,
    /// What stands after the question mark.
    pub address: String,
}

/// The views the browser keeps, of whoever.
fn all(visit: &Visit) -> Vec<SavedView> {
    read(visit.views.as_deref().unwrap_or_default())
}

fn read(text: &str) -> Vec<SavedView> {
    let view = |line: &str| {
        let mut parts = line.split('\t').map(str::to_owned);
        Some(SavedView { actor: parts.next()?, name: parts.next()?, address: parts.next()? })
    };
    text.lines().filter_map(view).collect()
}

fn write(views: &[SavedView]) -> String {
    let lines = views.iter().map(|view| format!("{}\t{}\t{}", view.actor, view.name, view.address));
    lines.collect::<Vec<_>>().join("\n")
}

fn actor(visit: &Visit) -> String {
    visit.who.actor().map(|actor| actor.to_string()).unwrap_or_default().trim().replace(['\t', '\n'], " ")
}

/// The views of who acts, in the order they were saved.
pub fn own(visit: &Visit) -> Vec<SavedView> {
    let actor = actor(visit);
    all(visit).into_iter().filter(|view| view.actor == actor).collect()
}

/// Keeps a view under a name; the same name again stands for the new address.
///
/// # Errors
/// The key of what is wrong with the name, or with so many views.
pub fn save(visit: &Visit, name: &str, address: &str) -> Result<HeaderValue, &'static str> {
    let name = name.trim();
    match name.chars().count() {
        0 => return Err("page-view-empty"),
        length if length > LONGEST || name.chars().any(char::is_control) => return Err("page-view-long"),
        _ => {}
    }
    let actor = actor(visit);
    let mut views = all(visit);
    let new = SavedView { actor, name: name.to_owned(), address: address.to_owned() };
    let is_full = views.len() >= MOST;
    match views.iter_mut().find(|view| view.actor == new.actor && view.name == new.name) {
        Some(view) => *view = new,
        None if is_full => return Err("page-view-many"),
        None => views.push(new),
    }
    kept(&views)
}

/// Forgets a view.
///
/// # Errors
/// As of [`save`].
pub fn forget(visit: &Visit, name: &str) -> Result<HeaderValue, &'static str> {
    let actor = actor(visit);
    let mut views = all(visit);
    views.retain(|view| view.actor != actor || view.name != name);
    kept(&views)
}

fn kept(views: &[SavedView]) -> Result<HeaderValue, &'static str> {
    let cookie = set_cookie(VIEWS_COOKIE, &write(views)).filter(|cookie| cookie.len() <= LARGEST);
    cookie.ok_or("page-view-many")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_read_back_as_they_are_written() {
        let view = |actor: &str, name: &str, address: &str| SavedView {
            actor: actor.into(),
            name: name.into(),
            address: address.into(),
        };
        let views = [view("王芳", "红灯", "light=red&sort=-gap"), view("", "x y", "")];
        assert_eq!(read(&write(&views)), views);
        assert_eq!(read("nonsense\n\t"), []);
    }
}
