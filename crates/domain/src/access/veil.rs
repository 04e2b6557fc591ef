//! The city as the holder of a post sees it: projects out of sight are not in it, fields out of sight have no values. Whatever is derived from a
//! veiled city, any list, sum, rank or search, cannot tell what is behind the veil, because it is not there.

use super::{Action, Authority, Reach, authority::leads_to};
use crate::{
    City, Project,
    attribute::{PersonId, Text},
    time::{Date, Moment},
};
use std::{collections::BTreeSet, sync::Arc};

/// What decides what is seen: holders with the same sight see the same city.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sight {
    reach: Option<Reach>,
    words: BTreeSet<Text>,
    persons: BTreeSet<PersonId>,
    hidden: BTreeSet<Text>,
    cleared: bool,
}

/// A veiled city with the one it was made from, so that the next one is made from what changed.
#[derive(Clone, Debug)]
pub struct Veiled {
    source: City,
    /// The city as it is seen.
    pub city: City,
}

impl Authority<'_> {
    /// What decides what the holder sees.
    #[must_use]
    pub fn sight(&self) -> Sight {
        let reach = self.reach(Action::See);
        Sight {
            reach,
            words: match reach {
                Some(Reach::Place | Reach::Unit | Reach::Own) => self.words.clone(),
                Some(Reach::City | Reach::Served) | None => BTreeSet::new(),
            },
            persons: if reach == Some(Reach::Served) { self.persons.clone() } else { BTreeSet::new() },
            hidden: self.role.hidden.clone(),
            cleared: self.post.tenure.cleared,
        }
    }

    /// The city as the holder sees it. `before`, where there is one, was made with the same sight and rules; projects that did not change since are
    /// not looked at again.
    #[must_use]
    pub fn veiled(&self, city: &City, before: Option<&Veiled>) -> Veiled {
        let source = city.clone();
        if self.sees_all() {
            return Veiled { city: source.clone(), source };
        }
        let known = |project: &Arc<Project>| {
            let before = before?;
            // What is a part of another, or went into it, is seen as the other is.
            let stands_alone = leads_to(project.at(Moment::on(Date::MAX))).is_none();
            let is_same = Arc::ptr_eq(before.source.project(project.id)?, project);
            (stands_alone && is_same).then(|| before.city.project(project.id)).flatten().cloned()
        };
        let seen = city.map_projects(|project| known(project).unwrap_or_else(|| self.veil(project)));
        Veiled { city: seen.telling(self.role.told()), source }
    }

    /// A project as the holder sees it: as if nothing were known of it where it is out of sight.
    fn veil(&self, project: &Arc<Project>) -> Arc<Project> {
        // By what is known last, so that a project that moved out of reach, or will, is out of sight.
        let now = project.at(Moment::on(Date::MAX));
        if !self.sees(now) {
            return Arc::new(Project::new(project.id));
        }
        if self.role.hidden.is_empty() {
            return Arc::clone(project);
        }
        Arc::new(project.without(|field| self.role.hidden.contains(field)))
    }
}

impl Veiled {
    /// Whether nothing at all is hidden.
    #[must_use]
    pub fn hides_nothing(&self) -> bool {
        if self.city.told() != self.source.told() {
            return false;
        }
        let mut both = self.city.projects().zip(self.source.projects());
        both.all(|(seen, project)| Arc::ptr_eq(seen, project))
    }
}
