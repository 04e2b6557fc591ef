//! A project moved to another procedure, or to another version of its own, before it is: what would change, and every reason why it could not be done.

use crate::{Playbook, procedures::Template};
use qinghuo_domain::{
    City, Date, ProjectId, Refusal,
    command::{Actor, Command, Context},
    decide::decide,
    procedure::Procedure,
    views::{
        Standpoint,
        approval::{
            Approval, approval_under,
            migration::{Changes, changes},
        },
    },
};

/// What a move would bring.
#[derive(Clone, Debug)]
pub struct Migration<'a> {
    /// The template the project follows; `None` while it follows none.
    pub now: Option<&'a Template>,
    /// The one it would follow.
    pub then: &'a Template,
    /// Its approvals as they are.
    pub from: Option<Approval<'a>>,
    /// As they would be.
    pub to: Approval<'a>,
    /// What would change.
    pub changes: Changes,
    /// Why it would be refused; nothing where it would not.
    pub refusals: Vec<Refusal>,
}

impl Playbook {
    /// What would change if a project followed this procedure, as it is offered today, from a day on; `None` where there is no such project.
    #[must_use]
    pub fn migration<'a>(
        &'a self,
        city: &'a City,
        project: ProjectId,
        then: &'a Template,
        from: Standpoint<'_>,
        (today, effective_on): (Date, Date),
    ) -> Option<Migration<'a>> {
        let seen = city.project(project)?.at(from.at);
        let now = seen.procedure().and_then(|assigned| self.procedures.assigned(assigned));
        let before = self.approval(seen, from);
        let applies = self.applicability(then, seen, from);
        let after = approval_under(seen, &self.rules, &then.procedure, &applies, effective_on)?;
        let context = Context { by: Actor::Operator, today, effective_on, rules: &self.rules };
        let command = Command::AssignProcedure { project, procedure: then.procedure.key.clone() };
        let changes = changes(before.as_ref(), &after, &self.rules);
        let refusals = decide(city, command, context).err().unwrap_or_default();
        Some(Migration { now, then, from: before, to: after, changes, refusals })
    }

    /// The template a project is to be moved to: the one named, else today's version of its own, else the one its circumstances choose.
    #[must_use]
    pub fn destination(
        &self,
        city: &City,
        project: ProjectId,
        named: Option<&str>,
        from: Standpoint<'_>,
    ) -> Option<&Template> {
        let seen = city.project(project)?.at(from.at);
        match (named, seen.procedure()) {
            (Some(key), _) => self.procedures.template(key),
            (None, Some(assigned)) => self.procedures.template(&assigned.key),
            (None, None) => self.procedure_of(seen, from),
        }
    }

    /// The same, where there is something to move: a project that follows that very version is there, and one that follows none is moved only where a
    /// procedure is named.
    #[must_use]
    pub fn to_move(
        &self,
        city: &City,
        project: ProjectId,
        named: Option<&str>,
        from: Standpoint<'_>,
    ) -> Option<&Template> {
        let assigned = city.project(project)?.at(from.at).procedure();
        let then = self.destination(city, project, named, from)?;
        let Procedure { key, version, .. } = &*then.procedure;
        let is_there = assigned.is_some_and(|now| (&now.key, now.version) == (key, *version));
        (!is_there && (named.is_some() || assigned.is_some())).then_some(then)
    }
}
