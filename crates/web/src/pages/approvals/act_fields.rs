//! The inputs of an act and whether it has a place: shared by the forms of one item and by those of many.

use super::{acting::inputs, own, returned::Returned};
use crate::visit::Visit;
use qinghuo_domain::{
    command::Actor,
    procedure::Flag,
    step::{Deed, MovedBy, SpecialProcedure, State},
    views::approval::{Approval, Step, silence::silence},
};
use qinghuo_playbook::Playbook;

/// An input of a form.
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its label.
    pub label: String,
    /// `line`, `lines`, `day`, `number`, `choice`, `suggestion` or `file`.
    pub kind: &'static str,
    /// Its text.
    pub value: String,
    /// What can be chosen: value and label.
    pub options: Vec<(String, String)>,
    /// What is wrong with it.
    pub troubles: Vec<String>,
    /// The latest day it takes, for `day`; empty where any will do.
    pub latest: String,
}

/// The inputs of a form about an item, with what it said before where it comes back.
pub fn fields(
    (visit, playbook): (&Visit, &Playbook),
    what: &str,
    deed: Option<Deed>,
    step: Option<&Step<'_>>,
    back: Option<&Returned>,
) -> Vec<Field> {
    let locale = visit.locale;
    let is_promised = step.is_some_and(|step| step.promise.is_some());
    let field = |(name, kind): (&'static str, &'static str)| Field {
        name,
        label: locale.text(&label(what, deed, name)).into_owned(),
        kind,
        value: match (name, back) {
            (_, Some(back)) => back.said(name).unwrap_or_default().to_owned(),
            ("day_kind", None) => step.map_or("", |step| step.plan().kind.key()).to_owned(),
            _ => String::new(),
        },
        options: match name {
            "special" => SpecialProcedure::ALL
                .iter()
                .map(|special| (special.key().to_owned(), locale.named("special", special.key())))
                .collect(),
            "moved_by" => MovedBy::ALL
                .iter()
                .map(|by| (by.key().to_owned(), locale.named("moved-by", by.key())))
                .collect(),
            name => own::options(locale, playbook, name),
        },
        troubles: back.map(|back| back.troubles_of(locale, name)).unwrap_or_default(),
        latest: String::new(),
    };
    // A post that decides is itself written down as having decided.
    let decides_itself = matches!(visit.by(), Actor::Post { .. });
    let asked = inputs(what, deed, is_promised).iter().copied();
    // What is published has a notice; nothing else that begins has a number.
    let is_published = step.is_some_and(|step| step.item.minimum().is_some());
    let is_asked = |name: &str| match (name, deed) {
        ("decided_by", _) => !decides_itself,
        ("document", Some(Deed::Begin)) => is_published,
        _ => true,
    };
    asked.filter(|(name, _)| is_asked(name)).map(field).collect()
}

/// The key of an input's label: a number is that of different papers.
fn label(what: &str, deed: Option<Deed>, name: &str) -> String {
    match (name, what, deed) {
        ("document", "promise", _) => "page-act-promise-paper".to_owned(),
        ("document", _, Some(Deed::Begin)) => "page-act-notice-number".to_owned(),
        _ => format!("page-act-{}", name.replace('_', "-")),
    }
}

/// Why an act has no place: the key of the words.
pub type Barred = &'static str;

/// Whether an act has a place on an item now, and why not; nothing where it never has any on such an item.
pub fn place(approval: &Approval<'_>, step: &Step<'_>, deed: Deed) -> Option<Result<(), Barred>> {
    let (course, life) = (step.item.course(), &step.life);
    let ever = State::ALL.iter().any(|state| state.after(course, deed).is_some());
    let is_nobodys = deed == Deed::NoticeSilence && !step.item.is_applicants();
    if !ever || is_nobodys || step.item.merged_into.is_some() {
        return None;
    }
    let barred = match deed {
        Deed::BeginPreHandling if !step.item.has(Flag::PreHandling) => Some("act-barred-pre-handling"),
        Deed::ApproveOnCommitment if !step.item.has(Flag::Commitment) => Some("act-barred-commitment"),
        Deed::WantCorrections if life.is_deemed => Some("act-barred-deemed"),
        Deed::WantCorrections if life.corrections_told_on.is_some() => Some("act-barred-told"),
        Deed::Accept if life.is_deemed => None,
        Deed::NeedAfterAll if step.is_needed() => Some("act-barred-needed"),
        Deed::FindUnneeded if !step.is_needed() => Some("act-barred-unneeded"),
        _ if life.state.after(course, deed).is_none() => Some("act-barred-state"),
        Deed::Renew if life.valid_until.is_none() => Some("act-barred-validity"),
        // What the law sets a shortest time is begun, and done when that has run.
        Deed::Finish if step.item.minimum().is_some() && step.clock.is_none() => Some("act-barred-not-begun"),
        Deed::Finish if step.clock.is_some_and(|clock| clock.earliest().is_some()) => {
            Some("act-barred-minimum")
        }
        Deed::NoticeSilence => match silence(approval, step) {
            None => Some("act-barred-not-silent"),
            Some(silence) => silence.noticed_on.map(|_| "act-barred-noticed"),
        },
        _ => None,
    };
    Some(barred.map_or(Ok(()), Err))
}

/// Whether an act has a place on an item now.
pub fn may(approval: &Approval<'_>, step: &Step<'_>, deed: Deed) -> bool {
    matches!(place(approval, step, deed), Some(Ok(())))
}
