//! One field of many projects at once: those a selection of the table holds, as far as they are ticked. First it is said what each would become and which are
//! refused and why; only what was previewed is done, each project by an order of its own, and what was refused stays with its reasons.

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
    Attribute, Date, Field, Project, ProjectId, Refusal, Seq,
    command::{Actor, Command, Context},
    decide::decide,
    intake::PersonRole,
};
use qinghuo_locale::Locale;
use qinghuo_office::{People, Rejection};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Projects changed at once.
const MOST: usize = 120;

/// Where it is.
pub const PATH: &str = "/projects/batch";

#[derive(Template)]
#[template(path = "projects_batch.html")]
struct Page {
    frame: Frame,
    table: String,
    action: String,
    kept: Vec<(String, String)>,
    troubles: Vec<String>,
    fields: Vec<FieldGroup>,
    form: Option<Form>,
    rows: Vec<Row>,
    done: Vec<Row>,
    summary: String,
    needs_actor: bool,
}

/// Fields one can choose: key, name, whether chosen.
struct FieldGroup {
    label: String,
    choices: Vec<(&'static str, String, bool)>,
}

/// The form of the field chosen.
struct Form {
    field: &'static str,
    input: FormInput,
    reason: String,
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
    fact: Option<u64>,
}

/// What becomes of a project, or would.
enum Fate {
    /// Nothing was asked yet, or it is not ticked.
    Open,
    /// It would change.
    Would,
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
        let rows: Vec<ProjectId> =
            pairs.iter().filter(|(name, _)| name == "row").filter_map(|(_, id)| id.parse().ok()).collect();
        batch.only(&rows);
        batch.answer(Some(&Sent::new(&pairs, &field)))
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
    troubles: Vec<String>,
}

impl<'a> Batch<'a> {
    fn of(served: &'a Served, visit: &'a Visit, field: Option<&str>) -> Result<Self, Problem> {
        let (query, bad) = visit.query();
        Problem::unless_understood(bad)?;
        // Only the present can be changed.
        let query = Query { per_page: None, ..query.now() };
        let view = visit.view(served, &query)?;
        let year = view.board.month.year();
        let field = field.and_then(|key| fields(year).find(|field| field.key() == key));
        let mut troubles = Vec::new();
        let projects = {
            let selection = Selection::of(&view.board, &query);
            if selection.len() > MOST {
                troubles.push(visit.locale.count("batch-too-many", MOST));
            }
            selection.all().into_iter().take(MOST).map(|row| Arc::clone(&row.project)).collect()
        };
        Ok(Self { served, visit, view, query, field, year, projects, troubles })
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
                if is_refused || !faults.is_empty() || !self.troubles.is_empty() {
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
        let said = read(field, &sent.text);
        faults.extend(said.as_ref().err());
        let open = || self.projects.iter().map(|_| Fate::Open).collect();
        let Ok(said) = said else { return open() };
        if !self.troubles.is_empty() {
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
            return self.carry_out(project.id, command, person, change);
        }
        match person {
            Some((_, name)) if self.before(project, field) == name => {
                Fate::Refused(vec![self.visit.locale.text("refusal-nothing-changes").into_owned()])
            }
            Some(_) => Fate::Would,
            None => self.foresee(command, change.effective_on.unwrap_or(self.visit.today)),
        }
    }

    fn foresee(&self, command: Command, effective_on: Date) -> Fate {
        let context = Context {
            by: Actor::Operator,
            today: self.visit.today,
            effective_on,
            rules: &self.view.board.rules,
        };
        match decide(&self.view.image.city, command, context) {
            Ok(_) => Fate::Would,
            Err(refusals) => Fate::Refused(in_words(self.visit.locale, &refusals)),
        }
    }

    fn carry_out(
        &self,
        id: ProjectId,
        command: Command,
        person: Option<(PersonRole, String)>,
        change: &Change<'_>,
    ) -> Fate {
        let visit = self.visit;
        let key = format!("{}-{id}", change.sent.key);
        let mut order = visit.order(command, key);
        order.effective_on = change.effective_on;
        order.people = person.into_iter().collect();
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
        Page {
            table: link(&self.query),
            action: with_query(PATH, &selection),
            kept: self.query.pairs(),
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
            after: match fate {
                Fate::Would | Fate::Done(_) => after.unwrap_or_default().to_owned(),
                Fate::Open | Fate::Refused(_) => String::new(),
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
        let would = fates.iter().filter(|fate| matches!(fate, Fate::Would)).count();
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
            effective_on: sent.map_or_else(|| visit.today.to_string(), |sent| sent.effective_on.clone()),
            today: visit.today.to_string(),
            key: self.served.form_key(visit.now),
            seen: self.view.image.head.seq,
            previewed: previewed.unwrap_or_default(),
            ready: (would > 0).then(|| locale.count("batch-do", would)),
        }
    }
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

fn fields(year: i16) -> impl Iterator<Item = Field> {
    groups().flat_map(move |group| group.fields(year))
}

fn words(locale: &Locale, attribute: &Attribute, people: &People) -> String {
    locale.attribute(attribute, &|id| people::name(people, id))
}

fn in_words(locale: &Locale, refusals: &[Refusal]) -> Vec<String> {
    refusals.iter().map(|refusal| locale.phrase("refusal", "code", &refusal.cause)).collect()
}
