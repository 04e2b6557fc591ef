//! The city as the holder of a post sees it: projects out of sight are not in it, fields out of sight have no values. Whatever is derived from a
//! veiled city, any list, sum, rank or search, cannot tell what is behind the veil, because it is not there.

use super::Authority;
use crate::{
    City, Project,
    time::{Date, Moment},
};
use std::sync::Arc;

impl Authority<'_> {
    /// The city as the holder sees it.
    #[must_use]
    pub fn veiled(&self, city: &City) -> City {
        if self.sees_all() {
            return city.clone();
        }
        city.map_projects(|project| self.veil(project))
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
