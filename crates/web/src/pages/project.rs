//! One project: how it stands, every field with the fact that says so, and what happened to it last.

use super::{
    Misread,
    approvals::panel::{Panel, panel},
    chart::{self, Chart},
    dispatch::{Filing, is_approved, next_month},
    edit::Form,
    form::Group,
    frame::{Frame, Lamp, with_query},
    history, html,
    map::{Position, position},
    page,
    projects::{signed, tone},
    standing::{PhaseView, of_project},
};
use crate::{
    Served, people,
    problem::Problem,
    query::Column,
    query::{Query, key_text},
    visit::{View, Visit},
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use qinghuo_domain::{
    Attribute, Field, Project, ProjectId, YearMonth,
    access::Action,
    access::Topic,
    attribute::Text,
    money::MoneyUnit,
    project::{Entry, Seen},
    views::{
        light::showing_since,
        line::{Line, line},
        living,
        totals::{Dimension, Key},
    },
};
use qinghuo_locale::Locale;
use qinghuo_office::People;
use std::{collections::BTreeSet, sync::Arc};

/// Ledgers it was read from that are shown at once.
const DOCUMENTS: usize = 3;

#[derive(Template)]
#[template(path = "project.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    approvals: Panel,
    id: String,
    name: String,
    name_fact: Option<u64>,
    former: String,
    merged: Option<Reference>,
    lamp: Lamp,
    reason: String,
    since: String,
    rule: String,
    month: String,
    phase: Option<Fact>,
    days: String,
    stand: Vec<Stand>,
    chart: Option<Chart>,
    phases: Vec<PhaseView>,
    wording: String,
    /// The ledgers it was read from, the latest first.
    documents: Vec<Document>,
    /// Those further back, folded away.
    older_documents: Vec<Document>,
    groups: Vec<GroupView>,
    /// Where it lies on the map.
    position: Option<Position>,
    figures: Vec<FigureView>,
    /// The fact just recorded of a figure.
    saved: Option<u64>,
    /// The form for the next month, or why it is not offered; nothing in a view of the past.
    filing: Option<Result<Filing, String>>,
    years: Vec<Fact>,
    lists: Vec<ListView>,
    exemptions: Vec<Fact>,
    /// That it is a package and counts in no sum, where it is one.
    package: Option<String>,
    part_of: Option<Reference>,
    parts: Vec<Reference>,
    extra: Vec<(String, String)>,
    extra_fact: Option<u64>,
    /// What happened to it last, or why that is not shown.
    history: Result<history::Told, String>,
    /// The address of all that happened to it.
    history_href: String,
    /// The address of a fact, but for its number.
    facts: String,
}

/// A ledger it was read from.
struct Document {
    id: String,
    file: String,
    page: String,
    download: String,
    is_undone: bool,
    places: Vec<(u64, String)>,
}

/// Another project.
struct Reference {
    id: String,
    name: String,
    href: String,
}

/// A field with its value, since when, and the fact that says so.
struct Fact {
    label: String,
    value: String,
    since: String,
    seq: Option<u64>,
}

/// A figure of the year.
struct Stand {
    label: String,
    value: String,
    unit: String,
    seq: Option<u64>,
    tone: &'static str,
}

struct GroupView {
    key: &'static str,
    title: String,
    fields: Vec<Fact>,
    /// Where it is edited, or why that is not offered; nothing in a view of the past.
    edit: Option<Result<String, String>>,
    form: Option<Form>,
    /// The fact just recorded of it.
    saved: Option<u64>,
}

struct FigureView {
    month: String,
    done_this_year: String,
    done_this_month: String,
    progress: String,
    problems: String,
    seq: u64,
    /// How far it got, as key and words: filed, or approved by somebody else as it stands.
    state: (&'static str, String),
}

struct ListView {
    label: String,
    href: String,
    reason: String,
    since: String,
    seq: u64,
}

/// The project's page.
pub async fn show(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        let edited =
            visit.pairs.iter().find(|(name, _)| name == "edit").and_then(|(_, key)| Group::from_key(key));
        let (query, _) = visit.query();
        let project = find(served, visit, &id)?;
        // Only the present can be edited: what is changed in a view of the past would be changed unseen.
        let is_now = query.as_of.is_none() && query.known_at.is_none();
        let restores = number(visit, "restores");
        let form = edited.filter(|_| is_now);
        let form = form.map(|group| Form::open(served, visit, &project, group, restores)).transpose()?;
        render(served, visit, &project, form, None, StatusCode::OK)
    })
    .await
}

/// A fact's number an address names.
fn number(visit: &Visit, wanted: &str) -> Option<u64> {
    visit.pairs.iter().find(|(name, _)| name == wanted).and_then(|(_, text)| text.parse().ok())
}

/// The project an address names.
pub fn find(served: &Served, visit: &Visit, text: &str) -> Result<Arc<Project>, Problem> {
    let id = text.parse::<ProjectId>().ok();
    let city = visit.city(served)?;
    let project = id.and_then(|id| city.project(id).map(Arc::clone));
    // Out of sight, or never registered: the same answer.
    let project = project.filter(|project| !project.entries().is_empty());
    project.ok_or_else(|| Problem::NoSuchProject(text.to_owned()))
}

/// The page of a project, with a form where one is open.
pub fn render(
    served: &Served,
    visit: &Visit,
    project: &Arc<Project>,
    form: Option<Form>,
    filing: Option<Filing>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let (query, bad) = visit.query();
    let view = visit.view(served, &query)?;
    let seen = project.at(view.board.at);
    if !seen.exists() {
        return Err(Problem::NoSuchProject(project.id.to_string()));
    }
    if seen.restricted().copied().unwrap_or(false)
        && let Some(signed) = visit.who.signed()
    {
        served.app.accounts.note(visit.now, signed.note("restricted", &project.id.to_string()))?;
    }
    let locale = visit.locale;
    let name = seen.name().map(|name| name.to_string()).unwrap_or_default();
    let title = format!("{name} · {}", project.id);
    let mut frame = Frame::new(served, visit, &view, &query, "projects", title);
    // A form's address takes no visitor who merely switches the language.
    frame.here = with_query(&format!("/projects/{}", project.id), &address_of(&query, form.as_ref()));
    let authority = visit.authority(&view.image.city, &view.board.rules)?;
    let hidden = authority.map(|own| own.role.hidden.clone()).unwrap_or_default();
    let people = &served.app.office.people();
    let teller = Teller { locale, hidden, frame: &frame, view: &view, seen, people };
    let from = view.board.standpoint();
    let line = line(seen, from);
    let approval = served.app.playbook.approval(seen, from);
    let is_now = query.as_of.is_none() && query.known_at.is_none() && seen.merged_into().is_none();
    let bad = Misread::of(locale, &bad);
    let status = bad.or(status);
    let may_edit = is_now.then(|| visit.barred(&view, Action::Revise, seen).map_or(Ok(()), Err));
    let saved = number(visit, "saved").filter(|_| is_now);
    let may_correct = is_now && visit.barred(&view, Action::Correct, seen).is_none();
    let mut documents = teller.documents();
    let shown = Page {
        bad,
        approvals: panel(served, visit, &view, seen, approval.as_ref(), &frame.moment),
        id: project.id.to_string(),
        name,
        name_fact: teller.fact_of(&Field::Name),
        former: seen.former_names().join(&locale.text("value-join")),
        merged: seen.merged_into().map(|id| teller.reference(*id)),
        lamp: Lamp::new(locale, line.light.signal),
        reason: locale.phrase("light", "reason", &line.light.reason),
        since: locale.month(showing_since(seen, from, line.light.signal)),
        rule: locale.named("light-rule", &from.rules.light.key),
        month: locale.month(from.month),
        phase: teller.phase(&line),
        days: line
            .phase
            .map(|stay| locale.count("page-days", usize::try_from(stay.days).unwrap_or_default()))
            .unwrap_or_default(),
        stand: teller.stand(&line),
        chart: chart::draw(locale, seen, from),
        phases: of_project(served, locale, &view, seen, approval.as_ref(), &frame.moment),
        wording: crate::approvals::named(locale, &served.app.playbook.phases.note),
        older_documents: documents.split_off(documents.len().min(DOCUMENTS)),
        documents,
        position: position(locale, &served.app.playbook, seen, &frame.moment),
        groups: teller.groups(visit, may_edit.as_ref(), form, saved),
        saved: saved.filter(|saved| teller.is_figure(*saved)),
        filing: match (is_now, visit.barred(&view, Action::FileDispatch, seen)) {
            (false, _) => None,
            (true, Some(barred)) => Some(Err(barred)),
            (true, None) => {
                let mut filing = filing.unwrap_or_else(|| Filing {
                    month: next_month(seen, from.month).to_string(),
                    key: served.form_key(visit.now),
                    ..Filing::default()
                });
                filing.last = teller.filed_before(&filing.month);
                Some(Ok(filing))
            }
        },
        figures: teller.figures(),
        years: teller.years(from.month.year()),
        lists: teller.lists(),
        exemptions: teller.exemptions(),
        package: view.board.packages.contains(&project.id).then(|| locale.text("page-package").into_owned()),
        part_of: seen.part_of().map(|id| teller.reference(*id)),
        parts: teller.parts(),
        extra: seen
            .extra()
            .into_iter()
            .flatten()
            .map(|(column, text)| (column.to_string(), text.to_string()))
            .collect(),
        extra_fact: teller.fact_of(&Field::Extra),
        history: match visit.barred(&view, Action::SeeHistory, seen) {
            None => Ok(history::latest(served, locale, &view, project, may_correct)?),
            Some(barred) => Err(barred),
        },
        history_href: frame.to(&format!("/projects/{}/history", project.id)),
        facts: history::facts(project.id, &frame.moment),
        frame,
    };
    html(status, &shown)
}

fn address_of(query: &Query, form: Option<&Form>) -> String {
    match form {
        Some(form) => format!("edit={}", form.group.key()),
        None => query.moment_address(),
    }
}

/// One project put into words.
struct Teller<'a> {
    locale: &'static Locale,
    /// Fields the acting post does not see, by key: nothing is said of them, not even that they are blank.
    hidden: BTreeSet<Text>,
    frame: &'a Frame,
    view: &'a View,
    seen: Seen<'a>,
    people: &'a People,
}

impl Teller<'_> {
    fn entry(&self, field: &Field) -> Option<&Entry> {
        self.seen.project.entry(field, self.view.board.at).filter(|entry| !entry.attribute.is_cleared())
    }

    fn fact_of(&self, field: &Field) -> Option<u64> {
        self.entry(field).map(|entry| entry.seq.0)
    }

    fn value(&self, attribute: &Attribute) -> String {
        self.locale.attribute(attribute, &|id| people::name(self.people, id))
    }

    fn fact(&self, field: &Field) -> Fact {
        let entry = self.entry(field);
        Fact {
            label: self.locale.field(field),
            value: entry.map(|entry| self.value(&entry.attribute)).unwrap_or_default(),
            since: entry.map(|entry| self.locale.day(entry.effective_on)).unwrap_or_default(),
            seq: entry.map(|entry| entry.seq.0),
        }
    }

    fn reference(&self, id: ProjectId) -> Reference {
        let project = self.view.image.city.project(id);
        let name = project.and_then(|project| project.at(self.view.board.at).name());
        Reference {
            id: id.to_string(),
            name: name.map(|name| name.to_string()).unwrap_or_default(),
            href: self.frame.project(&id),
        }
    }

    fn phase(&self, line: &Line<'_>) -> Option<Fact> {
        let stay = line.phase?;
        let since = self.locale.day(stay.since);
        Some(Fact { value: self.locale.phase(stay.phase), since, ..self.fact(&Field::Phase) })
    }

    fn stand(&self, line: &Line<'_>) -> Vec<Stand> {
        let progress = &line.progress;
        let locale = self.locale;
        let plan = self.fact_of(&Field::YearPlan(progress.month.year()));
        let done = progress.filed_for.and_then(|month| self.fact_of(&Field::Dispatch(month)));
        let unknown = || "—".to_owned();
        let stand = |key: &str, value: Option<String>, unit: &str, seq| Stand {
            label: locale.text(&format!("page-column-{key}")).into_owned(),
            value: value.unwrap_or_else(unknown),
            unit: if unit.is_empty() { String::new() } else { locale.text(unit).into_owned() },
            seq,
            tone: "",
        };
        let wan = |amount| locale.amount(amount, MoneyUnit::TenThousand);
        let percent = |share| locale.percent(share);
        let unit = "unit-shown-ten-thousand";
        let gap = progress.gap_pp_hundredths;
        let stands = [
            (Column::Plan, stand("plan", progress.plan.map(wan), unit, plan)),
            (Column::Done, stand("done", progress.done.map(wan), unit, done)),
            (Column::Completion, stand("completion", progress.completion_hundredths.map(percent), "", done)),
            (Column::Schedule, stand("schedule", progress.schedule_hundredths.map(percent), "", plan)),
            (Column::Gap, Stand { tone: tone(gap), ..stand("gap", gap.map(signed), "page-points", done) }),
        ];
        let told = stands.into_iter().filter(|(column, _)| self.frame.told.all_of(column.topic()));
        told.map(|(_, stand)| stand).collect()
    }

    /// The groups of fields; `edit` is whether they may be edited, or why not, and nothing in a view of the past.
    fn groups(
        &self,
        visit: &Visit,
        edit: Option<&Result<(), String>>,
        form: Option<Form>,
        saved: Option<u64>,
    ) -> Vec<GroupView> {
        // Where every field is beyond the acting post, there is nothing to edit.
        let mut form = form.filter(Form::is_open);
        let view = |group: Group| {
            let fields = group.fields(self.view.board.month.year());
            let barred: Option<Vec<String>> =
                fields.iter().map(|field| visit.barred_field(self.view, field)).collect();
            let barred = barred.and_then(|barred| barred.into_iter().next());
            GroupView {
                key: group.key(),
                title: self.locale.text(&format!("page-group-{}", group.key())).into_owned(),
                edit: edit.map(|edit| {
                    let id = self.seen.project.id;
                    edit.clone()?;
                    let href = format!("/projects/{id}?edit={}#{}", group.key(), group.key());
                    barred.map_or(Ok(href), Err)
                }),
                form: form.take_if(|form| form.group == group),
                saved: saved.filter(|seq| fields.iter().any(|field| self.says(*seq, field))),
                fields: fields
                    .iter()
                    .filter(|field| !self.hidden.contains(field.key()))
                    .map(|field| self.fact(field))
                    .collect(),
            }
        };
        let is_told = |group: &GroupView| !group.fields.is_empty() || group.form.is_some();
        Group::ALL.into_iter().map(view).filter(is_told).collect()
    }

    /// Whether a fact says something of a field.
    fn says(&self, seq: u64, field: &Field) -> bool {
        self.seen.project.timeline(field).iter().any(|entry| entry.seq.0 == seq)
    }

    /// Whether a fact files a figure.
    fn is_figure(&self, seq: u64) -> bool {
        self.seen.dispatches().any(|(.., entry)| entry.seq.0 == seq)
    }

    /// Monthly figures, the latest first.
    fn figures(&self) -> Vec<FigureView> {
        let wan = |amount| self.locale.amount(amount, MoneyUnit::TenThousand);
        let text = |text: &Option<Text>| text.as_deref().unwrap_or_default().to_owned();
        let figures = self.seen.dispatches().map(|(month, figure, entry)| FigureView {
            month: self.locale.month(month),
            done_this_year: figure.done_this_year.map(wan).unwrap_or_default(),
            done_this_month: figure.done_this_month.map(wan).unwrap_or_default(),
            progress: text(&figure.progress),
            problems: text(&figure.problems),
            seq: entry.seq.0,
            state: self.filing_state(is_approved(self.seen, month, entry.seq)),
        });
        let mut figures: Vec<FigureView> = figures.collect();
        figures.reverse();
        figures
    }

    fn filing_state(&self, is_approved: bool) -> (&'static str, String) {
        let key = if is_approved { "approved" } else { "filed" };
        (key, self.locale.named("dispatch-state", key))
    }

    /// The figure filed last before a month, to compare a new one with.
    fn filed_before(&self, month: &str) -> String {
        let Ok(month) = month.parse::<YearMonth>() else { return String::new() };
        let earlier = self.seen.dispatches().filter(|(of, ..)| *of < month);
        let last = earlier.filter_map(|(of, figure, _)| Some((of, figure.done_this_year?))).last();
        last.map_or_else(String::new, |(of, done)| {
            let said = [("month", self.locale.month(of)), ("done", self.locale.exact(done))];
            self.locale.text_with("dispatch-last", &said)
        })
    }

    /// Plans of other years than the one dispatched.
    fn years(&self, year: i16) -> Vec<Fact> {
        let is_other = |entry: &&Entry| match &entry.attribute {
            Attribute::YearPlan(of, _) | Attribute::PlanCurve(of, _) => *of != year,
            _ => false,
        };
        self.seen.current().filter(is_other).map(|entry| self.fact(&entry.attribute.field())).collect()
    }

    fn lists(&self) -> Vec<ListView> {
        let lists = self.seen.lists().map(|(list, membership)| {
            let entry = self.entry(&Field::Listed(list.clone()));
            let filter = format!(
                "{}={}",
                Dimension::List.key(),
                crate::query::encode(&key_text(&Key::List(list.clone())))
            );
            let joint = if self.frame.moment.is_empty() { "" } else { "&" };
            ListView {
                label: self.locale.list(list),
                href: with_query("/projects", &format!("{filter}{joint}{}", self.frame.moment)),
                reason: membership.reason.to_string(),
                since: entry.map(|entry| self.locale.day(entry.effective_on)).unwrap_or_default(),
                seq: entry.map(|entry| entry.seq.0).unwrap_or_default(),
            }
        });
        lists.collect()
    }

    fn exemptions(&self) -> Vec<Fact> {
        let granted = |entry: &&Entry| matches!(entry.attribute, Attribute::Exempt(..));
        self.seen.current().filter(granted).map(|entry| self.fact(&entry.attribute.field())).collect()
    }

    fn parts(&self) -> Vec<Reference> {
        let id = self.seen.project.id;
        // Hardly any project is a package; the board knows which are.
        if !self.view.board.packages.contains(&id) {
            return Vec::new();
        }
        let is_part = |project: &&Arc<Project>| project.at(self.view.board.at).part_of() == Some(&id);
        living(&self.view.image.city, self.view.board.at)
            .filter(is_part)
            .map(|part| self.reference(part.id))
            .collect()
    }

    /// The ledgers it was read from, each once, the latest first, with the places.
    fn documents(&self) -> Vec<Document> {
        let known = self.view.known();
        let mut documents: Vec<Document> = Vec::new();
        for (seq, origin) in self.seen.project.origins.iter().filter(|(seq, _)| *seq <= known).rev() {
            let id = origin.import.to_string();
            let place = match documents.iter().position(|document| document.id == id) {
                Some(place) => place,
                None => {
                    let import = self.view.image.city.import(origin.import);
                    documents.push(Document {
                        file: import.map(|import| import.ledger.file.to_string()).unwrap_or_default(),
                        page: format!("/imports/{id}"),
                        download: format!("/imports/{id}/file"),
                        is_undone: import
                            .is_some_and(|import| import.undone_by.is_some_and(|by| by <= known)),
                        id,
                        places: Vec::new(),
                    });
                    documents.len() - 1
                }
            };
            if let Some(document) = documents.get_mut(place) {
                let place = [("sheet", origin.sheet.to_string()), ("row", origin.row.to_string())];
                document.places.push((seq.0, self.locale.text_with("page-document-place", &place)));
            }
        }
        documents
    }
}
