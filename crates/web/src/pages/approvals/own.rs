//! The forms for what a project has of its own: an item added, days planned, and both taken back.

use super::{
    Teller,
    act_fields::Field,
    opened::{ActForm, day_of},
    returned::Returned,
};
use crate::{approvals::named, query::said};
use qinghuo_domain::{
    access::Action,
    attribute::Text,
    command::Command,
    own::{OwnItem, OwnPlan},
    procedure::{DayKind, Days, ItemCode, ItemKind, Lane},
    project::ProjectId,
    step::Course,
    views::approval::Step,
};
use qinghuo_locale::Locale;
use qinghuo_playbook::Playbook;

/// The inputs of the form that adds an item: name and kind.
const ADD: [(&str, &str); 10] = [
    ("item", "line"),
    ("name", "line"),
    ("lane", "choice"),
    ("kind", "choice"),
    ("unit", "suggestion"),
    ("days", "number"),
    ("day_kind", "choice"),
    ("after", "line"),
    ("before", "line"),
    ("reason", "lines"),
];

/// The inputs of the form that plans other days.
pub const REPLAN: &[(&str, &str)] = &[("days", "number"), ("day_kind", "choice"), ("reason", "lines")];

/// The form that adds an item to the project; without its inputs until it is asked for.
pub fn adding(teller: &Teller<'_>, returned: Option<&Returned>) -> ActForm {
    let locale = teller.locale;
    let back = returned.filter(|returned| returned.what == "add");
    let is_open = back.is_some() || said(&teller.visit.pairs).any(|(name, _)| name == "add");
    let typed = |name: &str| back.and_then(|back| back.said(name)).unwrap_or_default().to_owned();
    let field = |(name, kind): (&'static str, &'static str)| Field {
        name,
        label: locale.text(&format!("page-own-{}", name.replace('_', "-"))).into_owned(),
        kind,
        value: typed(name),
        options: options(locale, teller.playbook, name),
        troubles: back.map(|back| back.troubles_of(locale, name)).unwrap_or_default(),
        latest: String::new(),
    };
    ActForm {
        not_allowed: teller.visit.barred(teller.view, Action::OwnItems, teller.seen),
        id: "add".to_owned(),
        what: "add",
        deed: "",
        title: locale.text("page-own-add").into_owned(),
        role: String::new(),
        clock: String::new(),
        inputs: ADD.into_iter().filter(|_| is_open).map(field).collect(),
        day: day_of(teller, back),
        troubles: back.map(|back| back.troubles.clone()).unwrap_or_default(),
        is_open,
    }
}

/// Whether a schedule of the works may become the item's plan now.
pub fn takes_works(step: &Step<'_>) -> Option<()> {
    (step.item.is_building() && !step.is_settled()).then_some(())
}

/// The form that takes a schedule of the works over.
pub fn works(teller: &Teller<'_>, returned: Option<&Returned>) -> ActForm {
    let locale = teller.locale;
    let back = returned.filter(|returned| returned.what == "works");
    let field = |name: &'static str, kind: &'static str, label: &str| Field {
        name,
        label: locale.text(label).into_owned(),
        kind,
        value: back.and_then(|back| back.said(name)).unwrap_or_default().to_owned(),
        options: Vec::new(),
        troubles: back.map(|back| back.troubles_of(locale, name)).unwrap_or_default(),
        latest: String::new(),
    };
    let file = field("file", "file", "page-own-works-file");
    ActForm {
        not_allowed: teller.visit.barred(teller.view, Action::OwnItems, teller.seen),
        id: "works".to_owned(),
        what: "works",
        deed: "",
        title: locale.text("page-own-works").into_owned(),
        role: String::new(),
        clock: String::new(),
        inputs: vec![file, field("reason", "lines", "page-own-reason")],
        day: day_of(teller, back),
        troubles: back.map(|back| back.troubles.clone()).unwrap_or_default(),
        is_open: back.is_some(),
    }
}

/// What may be chosen or is suggested for an input.
pub fn options(locale: &Locale, playbook: &Playbook, name: &str) -> Vec<(String, String)> {
    let pair = |family: &str, key: &str| (key.to_owned(), locale.named(family, key));
    match name {
        "lane" => Lane::ALL.iter().map(|lane| pair("lane", lane.key())).collect(),
        "kind" => OwnItem::KINDS.iter().map(|kind| pair("item-kind", kind.key())).collect(),
        "day_kind" => DayKind::ALL.iter().map(|kind| pair("day-kind", kind.key())).collect(),
        "unit" => {
            let units = playbook.procedures.units.iter();
            units.map(|unit| (named(locale, &unit.name), String::new())).collect()
        }
        _ => Vec::new(),
    }
}

/// The forms about the planned days of an item, and about taking back what is its own: what each does, and the key of its title.
pub fn of_step(step: &Step<'_>) -> Vec<(&'static str, &'static str)> {
    let mut forms = Vec::new();
    if step.item.course() != Course::Milestone && !step.is_settled() {
        forms.push(("replan", "page-own-replan"));
        if step.own_days().is_some() {
            forms.push(("restore", "page-own-restore"));
        }
    }
    if step.own_plan.is_some() {
        forms.push(("take_back_item", "page-own-take-back-plan"));
    } else if step.own.is_some() {
        forms.push(("take_back_item", "page-own-take-back"));
    }
    forms
}

/// The days it is planned for, beside those of the template where they are the project's own.
pub fn planned(teller: &Teller<'_>, step: &Step<'_>) -> String {
    let planned = teller.days(step.plan(), step.is_estimated());
    if step.own_days().is_none() {
        return planned;
    }
    let template = teller.days(step.item.plan, step.item.is_estimated());
    teller.locale.text_with("page-own-days-beside", &[("own", planned), ("template", template)])
}

/// The command of one of these forms; `None` where an input is no value, which is noted.
pub fn command(
    playbook: &Playbook,
    project: ProjectId,
    item: ItemCode,
    sent: &mut Returned,
) -> Option<Command> {
    let reason: Text = sent.said("reason").unwrap_or_default().into();
    match sent.what.as_str() {
        "add" => {
            let own = own(playbook, reason, sent);
            own.map(|own| Command::AddItem { project, item, own })
        }
        "replan" => {
            let days = days(sent)?;
            let plan = OwnPlan { days: Some(days), reason, works: None };
            Some(Command::ReplanItem { project, item, plan })
        }
        "restore" => {
            let plan = OwnPlan { days: None, reason, works: None };
            Some(Command::ReplanItem { project, item, plan })
        }
        _ => Some(Command::TakeBackItem { project, item, reason }),
    }
}

fn own(playbook: &Playbook, reason: Text, sent: &mut Returned) -> Option<OwnItem> {
    for name in ["name", "unit"] {
        if sent.said(name).is_none() {
            sent.fault(name, "page-act-needed");
        }
    }
    let lane = choice(sent, "lane", Lane::ALL, Lane::key);
    let kind = choice(sent, "kind", &OwnItem::KINDS, ItemKind::key);
    let plan = days(sent);
    let (after, before) = (codes(sent, "after"), codes(sent, "before"));
    let unit = sent.said("unit").map(|said| unit(playbook, said));
    Some(OwnItem {
        name: sent.said("name")?.into(),
        lane: lane?,
        kind: kind?,
        unit: unit?,
        plan: plan?,
        after: after?,
        before: before?,
        reason,
    })
}

/// The key of the unit the playbook names so; any other name stands as it is.
fn unit(playbook: &Playbook, said: &str) -> Text {
    let is_it = |name: &qinghuo_playbook::Name| &*name.zh == said || &*name.en == said;
    let known = playbook.procedures.units.iter().find(|unit| is_it(&unit.name));
    known.map_or(said, |unit| &unit.key).into()
}

fn days(sent: &mut Returned) -> Option<Days> {
    let kind = choice(sent, "day_kind", DayKind::ALL, DayKind::key);
    let count = match sent.said("days").map(str::parse::<u16>) {
        Some(Ok(count)) => Some(count),
        Some(Err(_)) => {
            sent.fault("days", "page-input-count");
            None
        }
        None => {
            sent.fault("days", "page-act-needed");
            None
        }
    };
    Some(Days { count: count?, kind: kind? })
}

fn choice<T: Copy>(
    sent: &mut Returned,
    name: &'static str,
    all: &[T],
    key: impl Fn(T) -> &'static str,
) -> Option<T> {
    let Some(said) = sent.said(name) else {
        sent.fault(name, "page-act-needed");
        return None;
    };
    let chosen = all.iter().copied().find(|one| key(*one) == said);
    if chosen.is_none() {
        sent.fault(name, "page-input-choice");
    }
    chosen
}

/// Codes of items, separated by commas or blanks.
fn codes(sent: &mut Returned, name: &'static str) -> Option<Vec<ItemCode>> {
    let said = sent.said(name).unwrap_or_default();
    let pieces = said.split(|c: char| c.is_whitespace() || "、，,;；".contains(c)).filter(|p| !p.is_empty());
    let codes: Option<Vec<ItemCode>> = pieces.map(|piece| piece.to_uppercase().parse().ok()).collect();
    if codes.is_none() {
        sent.fault(name, "page-own-not-codes");
    }
    codes
}
