//! One item opened: its life act by act with who and when, how much slack it has and why, the chain behind its date, and the forms for what may be done to it.

use super::{
    Teller,
    act_fields::{Field, fields, may, place},
    evidence::{self, Checklist},
    own,
    returned::{Returned, day},
    standing::{Note, missing, notes},
};
use crate::{evidence::act_in_words, problem::Problem, time};
use qinghuo_domain::{
    Happening, Project, Seq,
    access::Action,
    procedure::{Applies, LinkKind},
    project::Entry,
    step::{Concern, Deed},
    views::approval::{
        Step,
        why::{self, Because, Cause},
    },
};
use qinghuo_locale::Locale;
use qinghuo_office::{Office, Recorded};
use std::collections::BTreeMap;

pub struct Opened {
    pub code: String,
    pub name: String,
    pub unit: String,
    pub basis: String,
    pub note: String,
    pub state: String,
    pub moves: String,
    pub slack: String,
    pub chain: Vec<String>,
    pub life: Vec<Event>,
    pub forms: Vec<ActForm>,
    /// The form that takes a schedule of the works over, where the item is the owner's own work.
    pub works: Option<ActForm>,
    /// Acts without a place now, each with the reason.
    pub barred: Vec<(String, String)>,
    pub notes: Vec<Note>,
    pub missing: Option<String>,
    pub promise: String,
    /// What was just carried out, where there is something to know of it.
    pub done: Vec<String>,
    /// The papers, where the item is the entry into the statistics library.
    pub checklist: Option<Checklist>,
}

/// Something recorded of the item.
pub struct Event {
    pub seq: u64,
    pub words: String,
    pub day: String,
    pub recorded: String,
    pub letter: Option<(String, String)>,
    pub is_retracted: bool,
}

/// A form for one thing that may be done.
pub struct ActForm {
    /// What its inputs are told apart by.
    pub id: String,
    /// What it does: `step`, `promise`, `explain` or `take_back`.
    pub what: &'static str,
    /// The act, for `step`.
    pub deed: &'static str,
    pub title: String,
    pub role: String,
    /// How it moves the clock.
    pub clock: String,
    pub inputs: Vec<Field>,
    pub day: Field,
    pub troubles: Vec<String>,
    pub is_open: bool,
    /// Why the acting post may not do it.
    pub not_allowed: Option<String>,
}

pub fn open(
    teller: &Teller<'_>,
    office: &Office,
    project: &Project,
    step: &Step<'_>,
    is_now: bool,
    returned: Option<&Returned>,
) -> Result<Opened, Problem> {
    let locale = teller.locale;
    let all = if is_now { forms(teller, step, returned) } else { Vec::new() };
    let (forms, closed): (Vec<ActForm>, Vec<ActForm>) =
        all.into_iter().partition(|form| form.not_allowed.is_none());
    let not_now = if is_now { barred(teller, step) } else { Vec::new() };
    let words = teller.template.and_then(|template| template.words.get(step.index));
    let named = |name: &qinghuo_playbook::Name| crate::approvals::named(locale, name);
    let legal = words.and_then(|words| words.legal.as_ref()?.words.as_ref().map(named));
    Ok(Opened {
        code: step.item.code.to_string(),
        name: teller.name(step.index),
        unit: teller.lead(step),
        basis: legal.unwrap_or_default(),
        note: words.and_then(|words| words.note.as_ref().map(named)).unwrap_or_default(),
        state: locale.named("state", step.life.state.key()),
        moves: teller.moves(step).unwrap_or_default(),
        slack: slack(teller, step),
        chain: why::chain(teller.approval, step.index).iter().map(|cause| sentence(teller, cause)).collect(),
        life: life(teller, office, project, step)?,
        works: own::takes_works(step)
            .filter(|_| is_now)
            .map(|()| own::works(teller, returned))
            .filter(|form| form.not_allowed.is_none()),
        barred: closed.into_iter().filter_map(reason).chain(not_now).collect(),
        forms,
        notes: notes(teller, step),
        missing: (step.applies == Applies::Unknown)
            .then(|| missing(teller, step).join(&locale.text("value-join"))),
        promise: teller.promise(step),
        done: returned.map(|back| back.done.clone()).unwrap_or_default(),
        checklist: evidence::checklist(teller, office, step, is_now, returned),
    })
}

/// Whether an item is critical, and how much slack it has.
fn slack(teller: &Teller<'_>, step: &Step<'_>) -> String {
    let locale = teller.locale;
    let Some(dates) = teller.approval.forecast.of(step.index) else {
        return locale.text("page-slack-unneeded").into_owned();
    };
    if step.is_settled() {
        return locale.text_with("page-slack-settled", &[("day", locale.day(dates.early.to))]);
    }
    if let Some(missed) = why::missed(teller.approval, step.index) {
        let said = [
            ("milestone", teller.label(missed.index)),
            ("promised", locale.day(missed.promised_on)),
            ("expected", teller.expected(missed.index, missed.expected_on)),
            ("day", teller.day(dates.late.to)),
        ];
        let mut words = locale.text_with("page-slack-missed", &said);
        words += &locale.count("page-slack-short", usize::try_from(-dates.total_float).unwrap_or_default());
        if dates.is_critical {
            words += &locale.text("page-slack-and-critical");
        }
        return words;
    }
    if dates.is_critical {
        return locale.text("page-slack-critical").into_owned();
    }
    locale.text_with(
        "page-slack-some",
        &[
            ("day", teller.day(dates.late.to)),
            ("float", dates.total_float.to_string()),
            ("free", dates.free_float.to_string()),
        ],
    )
}

/// One link of the chain behind a date, as a sentence.
pub fn sentence(teller: &Teller<'_>, cause: &Cause) -> String {
    let locale = teller.locale;
    let (key, before) = match cause.because {
        Because::Beginning => ("page-why-beginning", String::new()),
        Because::Waits { index, kind } => {
            let key = match kind {
                LinkKind::FinishStart => "page-why-finish-start",
                LinkKind::StartStart => "page-why-start-start",
                LinkKind::FinishFinish => "page-why-finish-finish",
                LinkKind::StartFinish => "page-why-start-finish",
            };
            (key, teller.label(index))
        }
        Because::NobodyBegan => ("page-why-nobody-began", String::new()),
        Because::UnderWay => ("page-why-under-way", String::new()),
        Because::Over => ("page-why-over", String::new()),
    };
    let mut words = locale.text_with(
        key,
        &[
            ("item", teller.label(cause.index)),
            ("before", before),
            ("from", locale.day(cause.from)),
            ("to", teller.expected(cause.index, cause.to)),
            ("state", locale.named("state", cause.state.key())),
        ],
    );
    if !cause.also.is_empty() {
        let others = cause.also.iter().map(|(index, kind)| {
            let link = locale.named("link", kind.key());
            locale.text_with("page-why-also-item", &[("item", teller.label(*index)), ("link", link)])
        });
        let others = others.collect::<Vec<_>>().join(&locale.text("value-join"));
        words += &locale.text_with("page-why-also", &[("others", others)]);
    }
    if let Some(over) = cause.over {
        words += &locale.text_with("page-why-days-over", &[("days", locale.days(over))]);
    }
    words
}

fn life(
    teller: &Teller<'_>,
    office: &Office,
    project: &Project,
    step: &Step<'_>,
) -> Result<Vec<Event>, Problem> {
    let known = teller.view.known();
    let told: BTreeMap<Seq, &Entry> = project
        .said_of(&step.item.code)
        .filter(|entry| entry.seq <= known && entry.effective_on <= teller.approval.as_of)
        .map(|entry| (entry.seq, entry))
        .collect();
    let seqs: Vec<Seq> = told.keys().copied().collect();
    let history = office.recorded_at(&seqs).map_err(|error| Problem::failed(&error))?;
    let people = office.people();
    let retracted = |seq| told.get(&seq).is_some_and(|entry| entry.retracted_by().is_some());
    let locale = teller.locale;
    let event = |recorded: &Recorded| {
        let (words, letter) = match &recorded.fact.happening {
            Happening::StepTaken(fact) => {
                let letter = step.item.letter(fact.act.deed());
                let href = format!("{}/letters/{}", teller.path, recorded.seq);
                let words = act_in_words(locale, teller.playbook, &fact.act);
                (words, letter.map(|letter| (locale.named("letter", letter.key()), href)))
            }
            Happening::StepPromised(fact) => (locale.promise(&fact.promise), None),
            Happening::DelayExplained(fact) => (locale.delay(&fact.delay), None),
            Happening::ItemAdded(fact) => (locale.own_item(&fact.own), None),
            Happening::ItemReplanned(fact) => {
                let href = format!("{}/works/{}", teller.path, recorded.seq);
                (
                    locale.own_plan(&fact.plan),
                    fact.plan.works.as_ref().map(|works| (works.file.to_string(), href)),
                )
            }
            _ => (String::new(), None),
        };
        Event {
            seq: recorded.seq.0,
            words,
            day: locale.day(recorded.fact.effective_on),
            recorded: format!(
                "{} {}",
                time::wall_clock(recorded.recorded_at),
                crate::people::actor(locale, &teller.view.image.city, &people, &recorded.actor)
            ),
            letter,
            is_retracted: retracted(recorded.seq),
        }
    };
    Ok(history.iter().map(|recorded| event(recorded)).collect())
}

fn forms(teller: &Teller<'_>, step: &Step<'_>, returned: Option<&Returned>) -> Vec<ActForm> {
    let locale = teller.locale;
    let form = |what: &'static str, deed: Option<Deed>, title: String, role: String| {
        let back = returned.filter(|back| {
            back.what == what && deed.is_none_or(|deed| back.said("deed") == Some(deed.key()))
        });
        ActForm {
            id: format!("{what}{}", deed.map_or("", Deed::key)),
            what,
            deed: deed.map_or("", Deed::key),
            title,
            role,
            clock: clock(locale, deed.map_or(what, Deed::key)),
            inputs: fields((teller.visit, teller.playbook), what, deed, Some(step), back),
            day: day_of(teller, back),
            troubles: back.map(|back| back.troubles.clone()).unwrap_or_default(),
            is_open: back.is_some(),
            not_allowed: not_allowed(teller, step, what, deed),
        }
    };
    let deeds = Deed::ALL
        .iter()
        .filter(|deed| may(teller.approval, step, **deed) && deed.concerns() == Concern::Item);
    let mut forms: Vec<ActForm> = deeds
        .map(|deed| {
            let role = locale.named("role", deed.role().key());
            form("step", Some(*deed), locale.named("deed", deed.key()), role)
        })
        .collect();
    if !step.is_settled() {
        let title = if step.promise.is_some() { "page-act-move-promise" } else { "page-act-promise" };
        forms.push(form("promise", None, locale.text(title).into_owned(), String::new()));
        forms.push(form("explain", None, locale.text("page-act-explain").into_owned(), String::new()));
    }
    for (what, title) in own::of_step(step) {
        forms.push(form(what, None, locale.text(title).into_owned(), String::new()));
    }
    if step.life.since.is_some() || step.life.is_called_for || step.life.notice.is_some() {
        forms.push(form("take_back", None, locale.text("page-act-take-back").into_owned(), String::new()));
    }
    forms
}

/// The input for the day from which what is done is true.
pub fn day_of(teller: &Teller<'_>, back: Option<&Returned>) -> Field {
    day(teller.locale, back, &teller.approval.as_of.to_string(), &teller.visit.today.to_string())
}

/// Why the acting post may not do something to an item, in words.
pub(super) fn not_allowed(
    teller: &Teller<'_>,
    step: &Step<'_>,
    what: &str,
    deed: Option<Deed>,
) -> Option<String> {
    let authority = teller.visit.authority(&teller.view.image.city, &teller.view.board.rules).ok()??;
    let action = match (what, deed) {
        (_, Some(deed)) => authority.action_of(deed),
        ("promise", None) => Action::Promise,
        ("explain", None) => Action::ExplainDelay,
        ("take_back", None) => Action::TakeBackStep,
        _ => Action::OwnItems,
    };
    let bar = authority.bar_item(action, teller.seen, &step.item.code)?;
    Some(teller.locale.phrase("refusal", "code", &bar.cause()))
}

/// How something that may be done moves the clock, where anything is said about it.
fn clock(locale: &Locale, key: &str) -> String {
    let words = locale.named("clock", key);
    if words == key { String::new() } else { words }
}

/// The act of a form that is not for the acting post, with the reason.
fn reason(form: ActForm) -> Option<(String, String)> {
    Some((form.title, form.not_allowed?))
}

/// The acts that have a place on such an item at some time, but not now, each with the reason.
fn barred(teller: &Teller<'_>, step: &Step<'_>) -> Vec<(String, String)> {
    let locale = teller.locale;
    let barred = |deed: &Deed| {
        let reason = place(teller.approval, step, *deed)?.err()?;
        let title = locale.text_with(
            "page-act-of",
            &[("act", locale.named("deed", deed.key())), ("role", locale.named("role", deed.role().key()))],
        );
        Some((title, locale.text(reason).into_owned()))
    };
    Deed::ALL.iter().filter(|deed| deed.concerns() == Concern::Item).filter_map(barred).collect()
}
