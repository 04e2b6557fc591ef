//! Editing a group of fields in place. What was changed is told by comparing with what the form showed, so two people who edit different
//! fields do not meet; where they meet, the second sees the first's change and decides. A form that is refused comes back filled, with every
//! reason next to its field.

use super::{
    form::{Fault, Group, Input, NO, Said, YES, hint, read, text_of},
    page, project,
};
use crate::{Served, people, problem::Problem, time, visit::Visit};
use axum::{
    Form as Body,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_domain::{
    Attribute, Date, Field, Moment, Project, Refusal, Seq,
    access::Action,
    circumstance::{Investor, LandSupply},
    command::{Command, Context},
    decide::decide,
    phase::Nature,
    project::Entry,
    refusal::Cause,
};
use qinghuo_locale::Locale;
use qinghuo_office::{People, Rejection};
use std::{collections::BTreeMap, sync::Arc};

/// A form as it is shown.
pub struct Form {
    /// The fields it edits.
    pub group: Group,
    /// The project.
    pub id: String,
    /// Names this order; sent twice, it is carried out once.
    pub key: String,
    /// The last fact about the project that the form shows.
    pub seen: u64,
    /// The year of fields kept by year.
    pub year: i16,
    /// The fields.
    pub inputs: Vec<FormInput>,
    /// Why.
    pub reason: String,
    /// From which day.
    pub effective_on: String,
    /// Today: no later day is taken.
    pub today: String,
    /// What is wrong apart from the fields.
    pub troubles: Vec<String>,
    /// Whether anything was refused.
    pub is_refused: bool,
    /// Whether nobody is named as acting yet.
    pub needs_actor: bool,
    /// Whether the acting post may say that something was recorded wrongly.
    pub may_correct: bool,
    /// The fact whose values before are put back, where that is what the form is for.
    pub restores: Option<u64>,
}

/// A field of the form.
pub struct FormInput {
    /// Its name in the form.
    pub name: &'static str,
    /// Its label.
    pub label: String,
    /// Its text.
    pub value: String,
    /// `line`, `lines`, `choice` or `day`.
    pub kind: &'static str,
    /// What can be chosen, or is suggested: value and label.
    pub options: Vec<(String, String)>,
    /// How it is written.
    pub hint: String,
    /// What is wrong with it.
    pub troubles: Vec<String>,
    /// What somebody else made it meanwhile.
    pub theirs: Option<Theirs>,
    /// Why the acting post only reads it.
    pub barred: Option<String>,
}

/// Another's change of a field.
pub struct Theirs {
    /// The value now.
    pub value: String,
    /// The fact.
    pub seq: u64,
    /// Who.
    pub actor: String,
    /// When.
    pub at: String,
}

/// How the change is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Something changed in the world.
    Revise,
    /// Something was written down wrongly.
    Correct,
}

/// A form as it came in.
struct Sent {
    group: Group,
    key: String,
    seen: Seq,
    year: i16,
    texts: BTreeMap<String, String>,
    reason: String,
    effective_on: String,
    restores: Option<u64>,
}

impl Sent {
    fn new(pairs: Vec<(String, String)>) -> Result<Self, Problem> {
        let mut pairs: BTreeMap<String, String> = pairs.into_iter().collect();
        let mut take = |name: &str| pairs.remove(name).unwrap_or_default();
        let bad = |name: &str| Problem::BadBody(name.to_owned());
        Ok(Self {
            group: Group::from_key(&take("group")).ok_or_else(|| bad("group"))?,
            key: Some(take("key")).filter(|key| !key.is_empty()).ok_or_else(|| bad("key"))?,
            seen: take("seen").parse().map(Seq).map_err(|_| bad("seen"))?,
            year: take("year").parse().map_err(|_| bad("year"))?,
            reason: take("reason").trim().to_owned(),
            effective_on: take("effective_on").trim().to_owned(),
            restores: take("restores").parse().ok(),
            // A browser sends line ends as the network writes them; the book keeps one kind.
            texts: pairs.into_iter().map(|(name, text)| (name, text.replace("\r\n", "\n"))).collect(),
        })
    }
}

/// What a form changes, and what of it is no value.
#[derive(Default)]
struct Change {
    set: Vec<Attribute>,
    people: Vec<(qinghuo_domain::intake::PersonRole, String)>,
    fields: Vec<Field>,
    faults: Vec<(Field, Fault)>,
}

impl Change {
    fn of(sent: &Sent, project: &Project, today: Date, people: &People) -> Self {
        let mut change = Self::default();
        // What the form showed: everything known up to the fact it was made from.
        let shown = Moment { as_of: today, known: sent.seen };
        for field in sent.group.fields(sent.year) {
            let Some(text) = sent.texts.get(field.key()) else { continue };
            let before = project
                .entry(&field, shown)
                .map(|entry| text_of(&entry.attribute, people))
                .unwrap_or_default();
            if text.trim() == before.trim() {
                continue;
            }
            match read(&field, text) {
                Ok(Said::Attribute(attribute)) => change.set.push(attribute),
                Ok(Said::Person(role, name)) => change.people.push((role, name)),
                Err(fault) => change.faults.push((field.clone(), fault)),
            }
            change.fields.push(field);
        }
        change
    }
}

/// Something changed.
pub async fn revise(
    served: State<Served>,
    id: Path<String>,
    visit: Visit,
    body: Body<Vec<(String, String)>>,
) -> Response {
    submit(served, id, visit, body, Mode::Revise).await
}

/// Something was written down wrongly.
pub async fn correct(
    served: State<Served>,
    id: Path<String>,
    visit: Visit,
    body: Body<Vec<(String, String)>>,
) -> Response {
    submit(served, id, visit, body, Mode::Correct).await
}

async fn submit(
    State(served): State<Served>,
    Path(id): Path<String>,
    visit: Visit,
    Body(pairs): Body<Vec<(String, String)>>,
    mode: Mode,
) -> Response {
    page(served, visit, move |served, visit| {
        let sent = Sent::new(pairs)?;
        let project = project::find(served, visit, &id)?;
        match carry_out(served, visit, &project, &sent, mode) {
            Ok(seq) => {
                let group = sent.group.key();
                let saved = format!("/projects/{}?saved={seq}#{group}", project.id);
                Ok(Redirect::to(&saved).into_response())
            }
            Err(refused) => {
                // The project as it is by now: somebody else may have changed it.
                let project = project::find(served, visit, &id)?;
                let status = refused.status();
                let form = Form::returned(served, visit, &project, &sent, &refused)?;
                project::render(served, visit, &project, Some(form), None, status)
            }
        }
    })
    .await
}

/// Why a form comes back.
#[derive(Default)]
struct Refused {
    refusals: Vec<Refusal>,
    faults: Vec<(Field, Fault)>,
    /// Keys of words that belong to no field.
    troubles: Vec<Fault>,
    failure: Option<Problem>,
}

impl Refused {
    fn status(&self) -> StatusCode {
        match &self.failure {
            Some(problem) => problem.status(),
            None if !self.refusals.is_empty() && self.faults.is_empty() => {
                Problem::Refused(self.refusals.clone()).status()
            }
            None => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

fn carry_out(
    served: &Served,
    visit: &Visit,
    project: &Arc<Project>,
    sent: &Sent,
    mode: Mode,
) -> Result<u64, Refused> {
    let office = &served.app.office;
    let mut refused = Refused::default();
    let change = Change::of(sent, project, visit.today, &office.people());
    let effective_on = match (mode, sent.effective_on.as_str()) {
        // A correction holds from the day the wrong value began.
        (Mode::Correct, _) | (_, "") => None,
        (Mode::Revise, text) => match time::day(text) {
            Some(day) => Some(day),
            None => {
                refused.troubles.push("page-input-effective-on");
                None
            }
        },
    };
    if visit.needs_actor() {
        refused.troubles.push("page-problem-actor-missing");
    }
    let command = command(project, sent, mode, change.set);
    if !change.faults.is_empty() || !refused.troubles.is_empty() {
        // The rules are asked all the same, so that every reason comes at once.
        let rules = office.rules();
        let context = Context {
            by: visit.by(),
            today: visit.today,
            effective_on: effective_on.unwrap_or(visit.today),
            rules: &rules,
        };
        refused.refusals = decide(&office.city(), command, context).err().unwrap_or_default();
        refused.refusals.retain(|refusal| refusal.cause != Cause::NothingChanges);
        refused.faults = change.faults;
        return Err(refused);
    }
    let mut order = visit.order(command, sent.key.as_str());
    order.effective_on = effective_on;
    order.people = change.people;
    match crate::api::order(served, order) {
        Ok(receipt) => Ok(receipt.first.0),
        Err(Rejection::Refused(refusals)) => Err(Refused { refusals, ..refused }),
        Err(Rejection::KeyReused) => Err(Refused { troubles: vec!["page-problem-key-reused"], ..refused }),
        Err(other) => Err(Refused { failure: Some(other.into()), ..refused }),
    }
}

fn command(project: &Project, sent: &Sent, mode: Mode, set: Vec<Attribute>) -> Command {
    let (project, seen, reason) = (project.id, Some(sent.seen), sent.reason.as_str());
    match mode {
        Mode::Revise => {
            let reason = (!reason.is_empty()).then(|| reason.into());
            Command::ReviseProject { project, set, seen, reason }
        }
        Mode::Correct => Command::CorrectProject { project, set, seen, reason: reason.into() },
    }
}

impl Form {
    /// A form that shows the group as it is now; what a fact said last, as it was before that fact.
    ///
    /// # Errors
    /// The ledger's.
    pub fn open(
        served: &Served,
        visit: &Visit,
        project: &Project,
        group: Group,
        restores: Option<u64>,
    ) -> Result<Self, Problem> {
        let office = &served.app.office;
        let view = visit.view(served, &crate::query::Query::default())?;
        let year = view.board.month.year();
        let people = office.people();
        let now = Moment::on(visit.today);
        let value = |field: &Field| {
            let entry = project.entry(field, now);
            let undone = entry.filter(|entry| Some(entry.seq.0) == restores);
            let entry = match undone {
                Some(told) => project.found_by(told.seq, field),
                None => entry,
            };
            entry.map(|entry| text_of(&entry.attribute, &people)).unwrap_or_default()
        };
        let shown = |field: &Field| match visit.barred_field(&view, field) {
            Some(barred) => fixed(served, visit.locale, field, project.entry(field, now), barred),
            None => input(served, visit.locale, field, value(field)),
        };
        let inputs = group.fields(year).iter().map(shown).collect();
        Ok(Self {
            group,
            id: project.id.to_string(),
            key: served.form_key(visit.now),
            seen: project.latest.0,
            year,
            inputs,
            reason: String::new(),
            effective_on: visit.today.to_string(),
            today: visit.today.to_string(),
            troubles: Vec::new(),
            is_refused: false,
            needs_actor: visit.needs_actor(),
            may_correct: visit.barred(&view, Action::Correct, project.at(now)).is_none(),
            restores,
        })
    }

    /// Whether the acting post may change anything here.
    pub fn is_open(&self) -> bool {
        self.inputs.iter().any(|input| input.barred.is_none())
    }

    /// A form that comes back: what was changed as it was typed, the rest as it is by now, and every reason.
    fn returned(
        served: &Served,
        visit: &Visit,
        project: &Project,
        sent: &Sent,
        refused: &Refused,
    ) -> Result<Self, Problem> {
        let locale = visit.locale;
        let people = served.app.office.people();
        let changed = Change::of(sent, project, visit.today, &people).fields;
        let mut form = Self::open(served, visit, project, sent.group, sent.restores)?;
        let mut opened = std::mem::take(&mut form.inputs).into_iter();
        for field in sent.group.fields(sent.year) {
            if let Some(fixed) = opened.next().filter(|input| input.barred.is_some()) {
                form.inputs.push(fixed);
                continue;
            }
            let now = project.entry(&field, Moment::on(visit.today));
            let value = match sent.texts.get(field.key()).filter(|_| changed.contains(&field)) {
                Some(typed) => typed.clone(),
                None => now.map(|entry| text_of(&entry.attribute, &people)).unwrap_or_default(),
            };
            let mut shown = input(served, locale, &field, value);
            for refusal in refused.refusals.iter().filter(|refusal| refusal.field.as_ref() == Some(&field)) {
                shown.troubles.push(locale.phrase("refusal", "code", &refusal.cause));
                if let Cause::ChangedMeanwhile { by } = refusal.cause {
                    shown.theirs = theirs(served, visit, project, &field, by)?;
                }
            }
            let faults = refused.faults.iter().filter(|(of, _)| *of == field);
            shown.troubles.extend(faults.map(|(_, fault)| locale.text(fault).into_owned()));
            form.inputs.push(shown);
        }
        let shown: Vec<Field> = sent.group.fields(sent.year);
        let elsewhere = refused
            .refusals
            .iter()
            .filter(|refusal| refusal.field.as_ref().is_none_or(|of| !shown.contains(of)));
        form.troubles.extend(elsewhere.map(|refusal| locale.phrase("refusal", "code", &refusal.cause)));
        form.troubles.extend(refused.troubles.iter().map(|key| locale.text(key).into_owned()));
        form.troubles.extend(refused.failure.iter().map(|problem| problem.words(locale)));
        form.reason.clone_from(&sent.reason);
        form.effective_on.clone_from(&sent.effective_on);
        form.is_refused = true;
        Ok(form)
    }
}

/// Who changed a field meanwhile, and to what.
fn theirs(
    served: &Served,
    visit: &Visit,
    project: &Project,
    field: &Field,
    by: Seq,
) -> Result<Option<Theirs>, Problem> {
    let office = &served.app.office;
    let recorded = office.recorded(by).map_err(|error| Problem::failed(&error))?;
    let people = office.people();
    let now = project.entry(field, Moment::on(visit.today));
    let value = now.map(|entry| visit.locale.attribute(&entry.attribute, &|id| people::name(&people, id)));
    Ok(recorded.map(|recorded| Theirs {
        value: value.unwrap_or_default(),
        seq: by.0,
        actor: people::actor(visit.locale, &office.city(), &people, &recorded.actor),
        at: time::wall_clock(recorded.recorded_at),
    }))
}

/// A field of a form that the acting post only reads.
fn fixed(served: &Served, locale: &Locale, field: &Field, now: Option<&Entry>, barred: String) -> FormInput {
    let people = served.app.office.people();
    let words = now.map(|entry| locale.attribute(&entry.attribute, &|id| people::name(&people, id)));
    FormInput { barred: Some(barred), ..input(served, locale, field, words.unwrap_or_default()) }
}

/// A field of a form, with this text in it.
pub fn input(served: &Served, locale: &Locale, field: &Field, value: String) -> FormInput {
    let places = |zone| {
        let rules = served.app.office.rules();
        rules
            .places
            .iter()
            .filter(|place| place.zone == zone)
            .map(|place| (place.name.to_string(), String::new()))
            .collect()
    };
    let options = match field {
        Field::Nature => {
            Nature::ALL.into_iter().map(|nature| (nature.key().to_owned(), locale.nature(nature))).collect()
        }
        Field::Investor => {
            let named =
                |investor: Investor| (investor.key().to_owned(), locale.named("investor", investor.key()));
            Investor::ALL.map(named).into()
        }
        Field::LandSupply => {
            let named =
                |supply: LandSupply| (supply.key().to_owned(), locale.named("land-supply", supply.key()));
            LandSupply::ALL.map(named).into()
        }
        field if Input::of(field) == Input::Choice => {
            vec![(YES.to_owned(), locale.truth(true)), (NO.to_owned(), locale.truth(false))]
        }
        Field::District => places(false),
        Field::FunctionalZone => places(true),
        _ => Vec::new(),
    };
    FormInput {
        name: field.key(),
        label: locale.field(field),
        value,
        kind: match Input::of(field) {
            Input::Line => "line",
            Input::Lines => "lines",
            Input::Choice => "choice",
            Input::Day => "day",
        },
        options,
        hint: hint(field).map(|key| locale.text(key).into_owned()).unwrap_or_default(),
        troubles: Vec::new(),
        theirs: None,
        barred: None,
    }
}
