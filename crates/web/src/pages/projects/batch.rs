//! One field of many projects at once: those a selection of the table holds, as far as they are ticked. First it is said what each would become and which are
//! refused and why; only what was previewed is done, each project by an order of its own, and what was refused stays with its reasons. What was done can be put
//! back: a correction for each project, to the value it had before.

use super::link;
use crate::{
    Served,
    pages::{
        edit::{FormInput, input},
        form::{Fault, Group, Said, read},
        frame::{Frame, with_query},
        html, page,
    },
    people,
    problem::Problem,
    query::Query,
    select::Selection,
    time,
    visit::{View, Visit},
};
use askama::Template;
use axum::{Form as Body, extract::State, http::StatusCode, response::Response};
use qinghuo_domain::{
    Attribute, Date, Fact, Field, Moment, Project, ProjectId, Refusal, Seq,
    access::Action,
    command::{Actor, Command, Context},
    decide::{decide, is_measure, unusual_values},
    intake::PersonRole,
    views::{Standpoint, line::line},
};
use qinghuo_locale::Locale;
use qinghuo_office::{People, Rejection};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Projects changed at once.
const MOST: usize = 120;

/// The parameter that says which project of a selection is the first shown.
const FROM: &str = "from";

/// Where it is.
pub const PATH: &str = "/projects/batch";

#[derive(Template)]
#[template(path = "projects_batch.html")]
struct Page {
    frame: Frame,
    table: String,
    action: String,
    kept: Vec<(String, String)>,
    /// Which part of the selection is shown, and the address of the next, where it is more than can be changed at once.
    part: Option<(String, Option<String>)>,
    troubles: Vec<String>,
    fields: Vec<FieldGroup>,
    form: Option<Form>,
    rows: Vec<Row>,
    done: Vec<Row>,
    put_back: Option<PutBack>,
    summary: String,
    needs_actor: bool,
}

/// Fields one can choose: key, name, whether chosen.
struct FieldGroup {
    label: String,
    choices: Vec<(&'static str, String, bool)>,
}

/// The form that puts back what was done.
struct PutBack {
    field: &'static str,
    key: String,
    /// Each project with the fact that changed it.
    facts: Vec<(String, u64)>,
}

/// The form of the field chosen.
struct Form {
    field: &'static str,
    input: FormInput,
    reason: String,
    reason_troubles: Vec<String>,
    effective_on: String,
    today: String,
    key: String,
    seen: u64,
    previewed: String,
    /// How many would change, once that was previewed.
    ready: Option<String>,
}

struct Row {
    id: String,
    name: String,
    href: String,
    before: String,
    after: String,
    is_ticked: bool,
    reasons: Vec<String>,
    /// What else is to be known before it is done.
    notes: Vec<String>,
    fact: Option<u64>,
}

/// What becomes of a project, or would.
enum Fate {
    /// Nothing was asked yet, or it is not ticked.
    Open,
    /// It would change; with what else is to be known of that.
    Would(Vec<String>),
    /// It is done.
    Done(Seq),
    /// Every reason why not, in words.
    Refused(Vec<String>),
}

/// What a form says.
#[derive(Default)]
struct Sent {
    text: String,
    reason: String,
    effective_on: String,
    key: String,
    seen: Seq,
    previewed: String,
    ticked: BTreeSet<String>,
    is_to_be_done: bool,
    /// Projects whose field is put back to what it was before a fact.
    restores: BTreeMap<ProjectId, Seq>,
}

impl Sent {
    fn new(pairs: &[(String, String)], field: &Field) -> Self {
        let said: BTreeMap<&str, &str> =
            pairs.iter().map(|(name, text)| (name.as_str(), text.trim())).collect();
        let of = |name: &str| said.get(name).copied().unwrap_or_default().to_owned();
        Self {
            text: of(field.key()).replace("\r\n", "\n"),
            reason: of("reason"),
            effective_on: of("effective_on"),
            key: of("key"),
            seen: Seq(of("seen").parse().unwrap_or_default()),
            previewed: of("previewed").replace("\r\n", "\n"),
            ticked: pairs.iter().filter(|(name, _)| name == "pick").map(|(_, id)| id.clone()).collect(),
            is_to_be_done: of("stage") == "do",
            restores: pairs
                .iter()
                .filter(|(name, _)| name == "restore")
                .filter_map(|(_, told)| restored(told))
                .collect(),
        }
    }

    /// What is asked, to tell whether it is what was previewed.
    fn content(&self, field: &Field) -> String {
        let ticked: Vec<&str> = self.ticked.iter().map(String::as_str).collect();
        [field.key(), &self.text, &self.reason, &self.effective_on, &ticked.join(" ")].join("\n")
    }
}

/// The projects of a selection, and the choice of a field.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let field = visit.pairs.iter().find(|(name, value)| name == "field" && !value.is_empty());
        let key = field.map(|(_, key)| key.clone());
        Batch::of(served, visit, key.as_deref())?.answer(None)
    })
    .await
}

/// A preview, or the doing of what was previewed.
pub async fn submit(
    State(served): State<Served>,
    visit: Visit,
    Body(pairs): Body<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let named =
            |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, text)| text.as_str());
        let bad = |name: &str| Problem::BadBody(name.to_owned());
        let mut batch = Batch::of(served, visit, named("field"))?;
        let field = batch.field.clone().ok_or_else(|| bad("field"))?;
        if named("key").is_none_or(str::is_empty) {
            return Err(bad("key"));
        }
        // The projects that were shown, whatever the selection holds by now.
        let sent = Sent::new(&pairs, &field);
        let rows = pairs.iter().filter(|(name, _)| name == "row").filter_map(|(_, id)| id.parse().ok());
        let rows: Vec<ProjectId> = rows.chain(sent.restores.keys().copied()).collect();
        batch.only(&rows);
        batch.answer(Some(&sent))
    })
    .await
}

/// The projects and the field.
struct Batch<'a> {
    served: &'a Served,
    visit: &'a Visit,
    view: View,
    query: Query,
    field: Option<Field>,
    year: i16,
    projects: Vec<Arc<Project>>,
    /// How many projects the selection holds, and which of them is the first shown.
    all: usize,
    first: usize,
    troubles: Vec<String>,
    /// What is wrong with the reason.
    reason_troubles: Vec<String>,
}

impl<'a> Batch<'a> {
    fn of(served: &'a Served, visit: &'a Visit, field: Option<&str>) -> Result<Self, Problem> {
        let (query, bad) = visit.query();
        Problem::unless_understood(bad)?;
        // Only the present can be changed.
        let query = Query { per_page: None, ..query.now() };
        let view = visit.view(served, &query)?;
        let year = view.board.month.year();
        let field = field
            .and_then(|key| groups().flat_map(|group| group.fields(year)).find(|field| field.key() == key));
        let from = visit.pairs.iter().find(|(name, _)| name == FROM).and_then(|(_, text)| text.parse().ok());
        let (projects, all, first) = {
            let selection = Selection::of(&view.board, &query);
            let all = selection.len();
            let first: usize = Some(from.unwrap_or(0)).filter(|first| *first < all).unwrap_or(0);
            let shown = selection.all().into_iter().skip(first).take(MOST);
            (shown.map(|row| Arc::clone(&row.project)).collect(), all, first)
        };
        let (troubles, reason_troubles) = (Vec::new(), Vec::new());
        Ok(Self { served, visit, view, query, field, year, projects, all, first, troubles, reason_troubles })
    }

    fn only(&mut self, ids: &[ProjectId]) {
        let city = &self.view.image.city;
        self.projects = ids.iter().take(MOST).filter_map(|id| city.project(*id).map(Arc::clone)).collect();
    }

    fn answer(mut self, sent: Option<&Sent>) -> Result<Response, Problem> {
        let mut status = StatusCode::OK;
        let mut faults = Vec::new();
        let fates: Vec<Fate> = match (sent, self.field.clone()) {
            (Some(sent), Some(field)) => {
                let fates = self.fates(sent, &field, &mut faults);
                let is_refused = fates.iter().any(|fate| matches!(fate, Fate::Refused(_)));
                let is_wrong =
                    !(faults.is_empty() && self.troubles.is_empty() && self.reason_troubles.is_empty());
                if is_refused || is_wrong {
                    status = StatusCode::UNPROCESSABLE_ENTITY;
                }
                fates
            }
            _ => self.projects.iter().map(|_| Fate::Open).collect(),
        };
        let shown = self.page(sent, &fates, &faults);
        html(status, &shown)
    }

    /// What becomes of each project, or would.
    fn fates(&mut self, sent: &Sent, field: &Field, faults: &mut Vec<Fault>) -> Vec<Fate> {
        let (locale, visit) = (self.visit.locale, self.visit);
        if !sent.restores.is_empty() {
            return self.projects.iter().map(|project| self.put_back(project, field, sent)).collect();
        }
        let effective_on = match sent.effective_on.as_str() {
            "" => None,
            text => {
                let day = time::day(text);
                if day.is_none() {
                    self.troubles.push(locale.text("page-input-effective-on").into_owned());
                }
                day
            }
        };
        let is_to_be_done = sent.is_to_be_done && sent.previewed == sent.content(field);
        if is_to_be_done && visit.needs_actor() {
            self.troubles.push(locale.text("page-problem-actor-missing").into_owned());
        }
        if sent.ticked.is_empty() {
            self.troubles.push(locale.text("batch-nothing").into_owned());
        }
        if is_measure(field) && sent.reason.is_empty() {
            self.reason_troubles.push(locale.text("refusal-change-unexplained").into_owned());
        }
        let said = read(field, &sent.text);
        faults.extend(said.as_ref().err());
        let open = || self.projects.iter().map(|_| Fate::Open).collect();
        let Ok(said) = said else { return open() };
        if !(self.troubles.is_empty() && self.reason_troubles.is_empty()) {
            return open();
        }
        let change = Change { said, sent, effective_on, is_to_be_done };
        self.projects.iter().map(|project| self.fate(project, field, &change)).collect()
    }

    fn fate(&self, project: &Project, field: &Field, change: &Change<'_>) -> Fate {
        if !change.sent.ticked.contains(&project.id.to_string()) {
            return Fate::Open;
        }
        // A preview is of now; what is done is refused where somebody changed the field since.
        let seen = change.is_to_be_done.then_some(change.sent.seen);
        let (set, person) = match &change.said {
            Said::Attribute(attribute) => (vec![attribute.clone()], None),
            Said::Person(role, name) => (Vec::new(), Some((*role, name.clone()))),
        };
        let reason = (!change.sent.reason.is_empty()).then(|| change.sent.reason.as_str().into());
        let command = Command::ReviseProject { project: project.id, set, seen, reason };
        if change.is_to_be_done {
            let people = person.into_iter().collect();
            return self.carry_out(project.id, command, (change.effective_on, people), &change.sent.key);
        }
        match person {
            Some((_, name)) if self.before(project, field) == name => {
                Fate::Refused(vec![self.visit.locale.text("refusal-nothing-changes").into_owned()])
            }
            Some(_) => Fate::Would(Vec::new()),
            None => self.foresee(project, command, change.effective_on.unwrap_or(self.visit.today)),
        }
    }

    /// A correction to what stood there before a fact.
    fn put_back(&self, project: &Project, field: &Field, sent: &Sent) -> Fate {
        let Some(seq) = sent.restores.get(&project.id).copied() else { return Fate::Open };
        let before = project.found_by(seq, field).map(|entry| entry.attribute.clone());
        let set = vec![before.unwrap_or_else(|| field.clone().cleared())];
        let reason = sent.reason.as_str().into();
        let command = Command::CorrectProject { project: project.id, set, seen: Some(seq), reason };
        self.carry_out(project.id, command, (None, Vec::new()), &sent.key)
    }

    fn foresee(&self, project: &Project, command: Command, effective_on: Date) -> Fate {
        let context = Context {
            by: Actor::Operator,
            today: self.visit.today,
            effective_on,
            rules: &self.view.board.rules,
        };
        let city = &self.view.image.city;
        let notes = match &command {
            Command::ReviseProject { set, .. } if set.iter().any(|told| is_measure(&told.field())) => {
                unusual_values(set, project.at(self.view.board.at))
            }
            _ => Vec::new(),
        };
        let mut notes = in_words(self.visit.locale, &notes);
        match decide(city, command, context) {
            Ok(facts) => {
                if self.field.as_ref().is_some_and(is_measure) {
                    notes.extend(self.light_after(project, facts));
                }
                Fate::Would(notes)
            }
            Err(refusals) => Fate::Refused(in_words(self.visit.locale, &refusals)),
        }
    }

    /// What the light becomes by facts nobody else sees yet.
    fn light_after(&self, project: &Project, facts: Vec<Fact>) -> Option<String> {
        let mut after = (*self.view.image.city).clone();
        for fact in facts {
            let seq = Seq(after.head().0 + 1);
            // A fact just decided against this very city fits it.
            let _ = after.apply(seq, fact);
        }
        let (locale, from) = (self.visit.locale, self.view.board.standpoint());
        let signal = |project: &Project, from: Standpoint<'_>| {
            locale.signal(line(project.at(from.at), from).light.signal)
        };
        let before = signal(project, from);
        // What was just decided is known to nobody yet, and counts here.
        let from = Standpoint { at: Moment { known: Seq::LATEST, ..from.at }, ..from };
        let after = signal(after.project(project.id)?, from);
        let key = if before == after { "batch-light-stays" } else { "batch-light" };
        Some(locale.text_with(key, &[("before", before), ("after", after)]))
    }

    fn carry_out(
        &self,
        id: ProjectId,
        command: Command,
        (effective_on, people): (Option<Date>, Vec<(PersonRole, String)>),
        key: &str,
    ) -> Fate {
        let visit = self.visit;
        let mut order = visit.order(command, format!("{key}-{id}"));
        order.effective_on = effective_on;
        order.people = people;
        match crate::api::order(self.served, order) {
            Ok(receipt) => Fate::Done(receipt.first),
            Err(Rejection::Refused(refusals)) => Fate::Refused(in_words(visit.locale, &refusals)),
            Err(other) => {
                let problem = Problem::from(other);
                let words = problem.words(visit.locale);
                Fate::Refused(vec![words])
            }
        }
    }

    fn people(&self) -> Arc<People> {
        self.served.app.office.people()
    }

    fn before(&self, project: &Project, field: &Field) -> String {
        let entry = project.entry(field, self.view.board.at).filter(|entry| !entry.attribute.is_cleared());
        let people = self.people();
        entry.map(|entry| words(self.visit.locale, &entry.attribute, &people)).unwrap_or_default()
    }

    fn page(&self, sent: Option<&Sent>, fates: &[Fate], faults: &[Fault]) -> Page {
        let (locale, visit) = (self.visit.locale, self.visit);
        let title = locale.text("batch").into_owned();
        let mut frame = Frame::new(self.served, visit, &self.view, &self.query, "projects", title);
        let selection = self.query.address();
        frame.here = match &self.field {
            Some(field) if selection.is_empty() => format!("{PATH}?field={}", field.key()),
            Some(field) => format!("{PATH}?{selection}&field={}", field.key()),
            None => with_query(PATH, &selection),
        };
        let after = sent.and_then(|sent| self.after(sent));
        let (mut rows, mut done) = (Vec::new(), Vec::new());
        for (project, fate) in self.projects.iter().zip(fates) {
            let row = self.row(&frame, project, fate, sent, after.as_deref());
            if row.fact.is_some() { done.push(row) } else { rows.push(row) }
        }
        let form = self.field.as_ref().filter(|_| !rows.is_empty());
        let is_restored = sent.is_some_and(|sent| !sent.restores.is_empty());
        let facts = done.iter().filter_map(|row: &Row| Some((row.id.clone(), row.fact?))).collect();
        let put_back = self
            .field
            .as_ref()
            .filter(|_| !done.is_empty() && !is_restored && visit.does(&self.view, Action::Correct));
        let first = (self.first > 0).then(|| (FROM.to_owned(), self.first.to_string()));
        Page {
            table: link(&self.query),
            action: with_query(PATH, &selection),
            kept: self.query.pairs().into_iter().chain(first).collect(),
            part: self.part(&selection).filter(|_| sent.is_none()),
            put_back: put_back.map(|field| PutBack {
                field: field.key(),
                key: self.served.form_key(visit.now),
                facts,
            }),
            troubles: self.troubles.clone(),
            fields: self.choices(),
            form: form.map(|field| self.form(field, sent, fates, faults)),
            summary: locale.count("batch-selected", rows.len()),
            rows,
            done,
            needs_actor: visit.needs_actor(),
            frame,
        }
    }

    /// What the field would be, in words.
    fn after(&self, sent: &Sent) -> Option<String> {
        match read(self.field.as_ref()?, &sent.text).ok()? {
            Said::Attribute(attribute) => Some(words(self.visit.locale, &attribute, &self.people())),
            Said::Person(_, name) => Some(name),
        }
    }

    fn row(
        &self,
        frame: &Frame,
        project: &Project,
        fate: &Fate,
        sent: Option<&Sent>,
        after: Option<&str>,
    ) -> Row {
        let id = project.id.to_string();
        let is_named = sent.is_none_or(|sent| sent.ticked.contains(&id));
        let name = project.at(self.view.board.at).name().map(|name| name.to_string());
        Row {
            name: name.unwrap_or_default(),
            href: frame.project(&project.id),
            before: self.field.as_ref().map(|field| self.before(project, field)).unwrap_or_default(),
            after: match (fate, sent.and_then(|sent| sent.restores.get(&project.id))) {
                (Fate::Done(_), Some(seq)) => self.found_by(project, *seq),
                (Fate::Would(_) | Fate::Done(_), None) => after.unwrap_or_default().to_owned(),
                _ => String::new(),
            },
            notes: match fate {
                Fate::Would(notes) => notes.clone(),
                _ => Vec::new(),
            },
            is_ticked: is_named && !matches!(fate, Fate::Refused(_)),
            reasons: match fate {
                Fate::Refused(reasons) => reasons.clone(),
                _ => Vec::new(),
            },
            fact: match fate {
                Fate::Done(seq) => Some(seq.0),
                _ => None,
            },
            id,
        }
    }

    /// What the field was before a fact, in words.
    fn found_by(&self, project: &Project, seq: Seq) -> String {
        let entry = self.field.as_ref().and_then(|field| project.found_by(seq, field));
        entry.map(|entry| words(self.visit.locale, &entry.attribute, &self.people())).unwrap_or_default()
    }

    /// Which part of the selection is shown, where it is more than can be changed at once.
    fn part(&self, selection: &str) -> Option<(String, Option<String>)> {
        let last = self.first + self.projects.len();
        let of = |number: usize| number.to_string();
        let said =
            [("all", of(self.all)), ("most", of(MOST)), ("first", of(self.first + 1)), ("last", of(last))];
        let field = self.field.as_ref().map(|field| format!("field={}", field.key()));
        let from = format!("{FROM}={}", if last < self.all { last } else { 0 });
        let parts = [Some(selection.to_owned()).filter(|kept| !kept.is_empty()), field, Some(from)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let next = (last < self.all).then(|| format!("{PATH}?{}", parts.join("&")));
        (self.all > MOST).then(|| (self.visit.locale.text_with("batch-part", &said), next))
    }

    /// The fields one can choose, by group.
    fn choices(&self) -> Vec<FieldGroup> {
        let locale = self.visit.locale;
        let choice = |field: Field| {
            let is_on = self.field.as_ref() == Some(&field);
            (field.key(), locale.field(&field), is_on)
        };
        let group = |group: Group| {
            let label = locale.text(&format!("page-group-{}", group.key())).into_owned();
            FieldGroup { label, choices: group.fields(self.year).into_iter().map(choice).collect() }
        };
        groups().map(group).collect()
    }

    fn form(&self, field: &Field, sent: Option<&Sent>, fates: &[Fate], faults: &[Fault]) -> Form {
        let (locale, visit) = (self.visit.locale, self.visit);
        let text = sent.map(|sent| sent.text.clone()).unwrap_or_default();
        let mut shown = input(self.served, locale, field, text);
        shown.troubles.extend(faults.iter().map(|fault| locale.text(fault).into_owned()));
        let would = fates.iter().filter(|fate| matches!(fate, Fate::Would(_))).count();
        // What was refused is no longer ticked; the preview speaks of the rest.
        let left = |sent: &Sent| {
            let refused =
                self.projects.iter().zip(fates).filter(|(_, fate)| matches!(fate, Fate::Refused(_)));
            let refused: BTreeSet<String> = refused.map(|(project, _)| project.id.to_string()).collect();
            Sent {
                ticked: sent.ticked.difference(&refused).cloned().collect(),
                text: sent.text.clone(),
                reason: sent.reason.clone(),
                effective_on: sent.effective_on.clone(),
                ..Sent::default()
            }
        };
        let previewed = sent.filter(|_| would > 0).map(|sent| left(sent).content(field));
        Form {
            field: field.key(),
            input: shown,
            reason: sent.map(|sent| sent.reason.clone()).unwrap_or_default(),
            reason_troubles: self.reason_troubles.clone(),
            effective_on: sent.map_or_else(|| visit.today.to_string(), |sent| sent.effective_on.clone()),
            today: visit.today.to_string(),
            key: self.served.form_key(visit.now),
            seen: self.view.image.head.seq,
            previewed: previewed.unwrap_or_default(),
            ready: (would > 0).then(|| locale.count("batch-do", would)),
        }
    }
}

/// A project with a fact, as a form names it.
fn restored(text: &str) -> Option<(ProjectId, Seq)> {
    let (id, seq) = text.split_once('-')?;
    Some((id.parse().ok()?, Seq(seq.parse().ok()?)))
}

/// The change asked for.
struct Change<'a> {
    said: Said,
    sent: &'a Sent,
    effective_on: Option<Date>,
    is_to_be_done: bool,
}

/// Groups of fields that many projects may share; names and codes are each project's own.
fn groups() -> impl Iterator<Item = Group> {
    Group::ALL.into_iter().filter(|group| *group != Group::Identity)
}

fn words(locale: &Locale, attribute: &Attribute, people: &People) -> String {
    locale.attribute(attribute, &|id| people::name(people, id))
}

fn in_words(locale: &Locale, refusals: &[Refusal]) -> Vec<String> {
    refusals.iter().map(|refusal| locale.phrase("refusal", "code", &refusal.cause)).collect()
}
