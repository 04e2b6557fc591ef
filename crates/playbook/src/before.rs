//! The year before, as far as it was written down: its `year.toml`, and whichever of the other files there are. A playbook names it under `before`, and its
//! folder lies beside the playbook's own; its files are given to [`load`](crate::load) with `../` and that folder in front.
//!
//! What is absent: the year before that one, and putting two years side by side.

use crate::{
    Rooms,
    diagnostic::{Diagnostic, Fault},
    dictionary::Dictionaries,
    dispatch::DispatchCalendar,
    lights::Lights,
    nearest::nearest,
    of_whole,
    phases::Phases,
    procedures::Procedures,
    year::Year,
};
use toml::de::DeTable;

/// What stands before the name of every file of the year before.
const BESIDE: &str = "../";

/// The year before. What was not written down is `None`.
#[derive(Clone, Debug)]
pub struct Before {
    /// Which year, city and theme, what is said of it, and its sources.
    pub year: Year,
    /// Its phases.
    pub phases: Option<Phases>,
    /// Its words.
    pub dictionaries: Option<Dictionaries>,
    /// Its dispatch calendar.
    pub dispatch: Option<DispatchCalendar>,
    /// Its light rules.
    pub lights: Option<Lights>,
    /// Its procedures.
    pub procedures: Option<Procedures>,
}

/// The folder of a playbook as it stands before the names of its files.
#[must_use]
pub fn folder_of(id: &str) -> String {
    format!("{BESIDE}{id}/")
}

/// The id of the year before that a `year.toml` names, where it is one; its other faults are told when it is read.
#[must_use]
pub fn named_in(text: &str) -> Option<String> {
    let (root, _) = DeTable::parse_recoverable(text);
    let id = root.get_ref().get("before")?.get_ref().as_str()?;
    let is_id =
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    is_id.then(|| id.to_owned())
}

/// Whether a file is, by its name, one of the year before.
pub(crate) fn is_file(name: &str) -> bool {
    name.starts_with(BESIDE)
}

/// Reads the year before from those of its files that are given; its `year.toml` must be.
pub(crate) fn read(
    year: Option<&Year>,
    files: &[(&str, &str)],
    found: &mut Vec<Diagnostic>,
) -> Option<Before> {
    let folder = year?.before.as_deref().map(folder_of);
    let is_own = |name: &str| folder.as_deref().is_some_and(|folder| name.starts_with(folder));
    let foreign = files.iter().filter(|(name, _)| !is_own(name));
    found.extend(foreign.map(|(name, _)| {
        let nearest = nearest(name, folder.as_deref());
        of_whole(name, Fault::UnknownFile { nearest })
    }));
    let folder = folder.as_deref()?;
    let of_year = format!("{folder}year.toml");
    if !files.iter().any(|(name, _)| *name == of_year) {
        found.push(of_whole(&of_year, Fault::MissingFile {}));
        return None;
    }
    let own: Vec<_> = files.iter().copied().filter(|(name, _)| is_own(name)).collect();
    let rooms = Rooms::read(&own, folder, found);
    let before = rooms.year?;
    if before.year >= year?.year {
        found.push(of_whole(&of_year, Fault::OutOfOrder { first: "before", second: "year" }));
    }
    Some(Before {
        year: before,
        phases: rooms.phases,
        dictionaries: rooms.dictionaries,
        dispatch: rooms.dispatch,
        lights: rooms.lights,
        procedures: rooms.procedures,
    })
}
