//! Moving the project to today's version of its procedure, or to another procedure: the offer, and what it would change before it is done.

use super::{Teller, with_query};
use crate::{approvals::named, pages::approvals::returned::Returned, visit::Visit};
use qinghuo_domain::{Project, views::approval::Approval};
use qinghuo_locale::Part;
use qinghuo_playbook::{Migration, procedures::Template};

/// The offer, and the preview of what was asked for.
pub struct Migrating {
    /// That the procedure changed since the project was assigned it.
    pub newer: String,
    /// Where the move to its present version is previewed.
    pub newer_href: String,
    /// The other procedures, by key.
    pub others: Vec<(String, String)>,
    /// What was asked for.
    pub preview: Option<Preview>,
}

/// What a move would change.
pub struct Preview {
    pub key: String,
    pub title: String,
    pub parts: Vec<Part>,
    pub refusals: Vec<String>,
}

/// The parameter of the address that asks for a preview.
pub const ASKED: &str = "procedure";

pub fn offer(
    teller: &Teller<'_>,
    visit: &Visit,
    project: &Project,
    returned: Option<&Returned>,
) -> Option<Migrating> {
    let (locale, playbook) = (teller.locale, teller.playbook);
    let assigned = project.at(teller.view.board.at).procedure()?;
    let current = playbook.procedures.template(&assigned.key);
    let newer = current.filter(|current| current.procedure.version != assigned.version);
    let others = playbook.procedures.templates.iter().filter(|other| other.procedure.key != assigned.key);
    let asked = visit.pairs.iter().find(|(name, _)| name == ASKED).map(|(_, key)| &**key);
    let asked = asked.or_else(|| returned.filter(|back| back.what == "assign")?.said("procedure"));
    let preview =
        asked.and_then(|key| preview(teller, visit, project, playbook.procedures.template(key)?, returned));
    Some(Migrating {
        newer: newer
            .map(|current| {
                let said =
                    [("now", assigned.version.to_string()), ("then", current.procedure.version.to_string())];
                locale.text_with("page-migration-newer", &said)
            })
            .unwrap_or_default(),
        newer_href: with_query(teller.path, &format!("{ASKED}={}", crate::query::encode(&assigned.key))),
        others: others.map(|other| (other.procedure.key.to_string(), named(locale, &other.name))).collect(),
        preview,
    })
}

fn preview(
    teller: &Teller<'_>,
    visit: &Visit,
    project: &Project,
    then: &Template,
    returned: Option<&Returned>,
) -> Option<Preview> {
    let (locale, view) = (teller.locale, teller.view);
    let from = view.board.standpoint();
    let found = teller.playbook.migration(&view.image.city, project.id, then, from, visit.today)?;
    let Migration { now, then, from, to, changes, refusals } = &found;
    let name = |template: Option<&Template>, approval: Option<&Approval<'_>>, index: usize| {
        let step = approval.and_then(|approval| approval.steps.get(index));
        let code = step.map(|step| step.item.code.to_string()).unwrap_or_default();
        let words = template.and_then(|template| template.words.get(index));
        let words = words.map(|words| named(locale, &words.name));
        let own = step.and_then(|step| step.own_name()).map(ToString::to_string);
        format!("{code} {}", own.or(words).unwrap_or_default())
    };
    let parts = locale.migration(changes, &|index| name(*now, from.as_ref(), index), &|index| {
        name(Some(then), Some(to), index)
    });
    let mut refusals: Vec<String> =
        refusals.iter().map(|refusal| locale.phrase("refusal", "code", &refusal.cause)).collect();
    let sent = returned.filter(|back| back.what == "assign").map(|back| &back.troubles);
    refusals.extend(
        sent.into_iter().flatten().filter(|said| !refusals.contains(said)).cloned().collect::<Vec<_>>(),
    );
    let said = [("name", named(locale, &then.name)), ("version", then.procedure.version.to_string())];
    Some(Preview {
        key: then.procedure.key.to_string(),
        title: locale.text_with("page-migration-to", &said),
        parts,
        refusals,
    })
}
