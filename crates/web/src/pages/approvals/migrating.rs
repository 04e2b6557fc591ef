//! Letting a project follow a procedure, moving it to today's version of its own, or to another one: the offer, and what it would change before it is done.

use super::{Teller, with_query};
use crate::{
    approvals::named,
    pages::approvals::returned::Returned,
    time,
    visit::{View, Visit},
};
use qinghuo_domain::{Date, Project, views::approval::Approval};
use qinghuo_locale::Part;
use qinghuo_playbook::{Migration, Playbook, procedures::Template};

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
    /// The day from which it would be true.
    pub effective_on: String,
    /// Whether the project follows another procedure now.
    pub is_move: bool,
    pub title: String,
    pub parts: Vec<Part>,
    pub refusals: Vec<String>,
}

/// The parameter of the address that asks for a preview.
pub const ASKED: &str = "procedure";
/// The parameter that says from which day.
pub const BEGINS: &str = "effective_on";

impl Preview {
    /// What was asked for, by the address or by a form that came back.
    pub fn asked(
        playbook: &Playbook,
        visit: &Visit,
        view: &View,
        project: &Project,
        returned: Option<&Returned>,
    ) -> Option<Self> {
        let of_address =
            |asked: &str| visit.pairs.iter().find(|(name, _)| name == asked).map(|(_, said)| &**said);
        let back = returned.filter(|back| back.what == "assign");
        let said = |asked: &str| of_address(asked).or_else(|| back?.said(asked));
        let then = playbook.procedures.template(said(ASKED)?)?;
        let on = said(BEGINS).and_then(time::day_seen).unwrap_or(visit.today);
        preview(playbook, visit, view, project, (then, on), back)
    }
}

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
        preview: Preview::asked(playbook, visit, teller.view, project, returned),
    })
}

fn preview(
    playbook: &Playbook,
    visit: &Visit,
    view: &View,
    project: &Project,
    (then, effective_on): (&Template, Date),
    back: Option<&Returned>,
) -> Option<Preview> {
    let (locale, from) = (visit.locale, view.board.standpoint());
    let days = (visit.today, effective_on);
    let found = playbook.migration(&view.image.city, project.id, then, from, days)?;
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
    let sent = back.map(|back| &back.troubles);
    refusals.extend(
        sent.into_iter().flatten().filter(|said| !refusals.contains(said)).cloned().collect::<Vec<_>>(),
    );
    let said = [("name", named(locale, &then.name)), ("version", then.procedure.version.to_string())];
    Some(Preview {
        key: then.procedure.key.to_string(),
        effective_on: effective_on.to_string(),
        is_move: now.is_some(),
        title: locale.text_with(if now.is_some() { "page-migration-to" } else { "page-assign-to" }, &said),
        parts,
        refusals,
    })
}
