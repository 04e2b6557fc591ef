//! The history of a project in words, fact by fact: what was recorded when, by whom, from which day it is true, and what it changed. The project's
//! page shows the latest facts, a page of its own all of them.

use super::{
    Misread,
    form::Group,
    frame::{Frame, with_query},
    html, page,
    pager::{Pager, Slice, pager},
    project::find,
};
use crate::{
    Served,
    approvals::named,
    evidence::value_in_words,
    people,
    problem::Problem,
    time,
    visit::{View, Visit},
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use qinghuo_domain::{
    Attribute, Fact, Field, Happening, Moment, Project, ProjectId, Seq, Subject, access::Action,
    fact::Origin, procedure::ItemCode, project::Seen,
};
use qinghuo_locale::Locale;
use qinghuo_office::{People, Recorded};
use qinghuo_playbook::Playbook;

/// Facts on a page of the history.
const PER_PAGE: usize = 50;
/// Facts the project's page shows.
const LATEST: usize = 6;

#[derive(Template)]
#[template(path = "history.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    id: String,
    name: String,
    href: String,
    facts: String,
    history: Vec<Entry>,
    pager: Pager,
}

/// One fact as the page shows it.
pub struct Entry {
    /// Its number.
    pub seq: u64,
    /// When it was recorded.
    pub recorded_at: String,
    /// From which day it is true.
    pub effective_on: String,
    /// Who brought it about.
    pub actor: String,
    /// What happened.
    pub headline: String,
    /// Field by field: name, before, after.
    pub moves: Vec<Move>,
    /// Why.
    pub reason: String,
    /// Where it was read.
    pub origin: String,
    /// The fact that took it back.
    pub retracted_by: Option<u64>,
    /// Where what it changed is put back as it was: group of fields and address. Nothing once something else stands there.
    pub restore: Vec<(String, String)>,
}

/// A field before and after.
pub struct Move {
    /// The field.
    pub field: String,
    /// What it was; empty when nothing was known.
    pub before: String,
    /// What it is; empty when it ends.
    pub after: String,
}

/// The latest of the facts about a project that a view knows.
pub struct Told {
    /// Those told.
    pub entries: Vec<Entry>,
    /// How many there are.
    pub all: usize,
}

/// The address of a fact up to its number, after which an anchor leads to its place: in templates `{{ facts }}{{ seq }}#fact-{{ seq }}`.
pub fn facts(project: ProjectId, moment: &str) -> String {
    let moment = if moment.is_empty() { String::new() } else { format!("{moment}&") };
    format!("/projects/{project}/history?{moment}fact=")
}

/// The address of a fact.
pub fn fact(project: ProjectId, moment: &str, seq: Seq) -> String {
    format!("{}{seq}#fact-{seq}", facts(project, moment))
}

/// All of it, page by page; `fact` opens the page a fact is on.
pub async fn show(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        let (query, mut bad) = visit.query();
        let wanted: Option<u64> = visit.own("fact", "value", |text| text.parse().ok(), &mut bad);
        let project = find(served, visit, &id)?;
        let view = visit.view(served, &query)?;
        let seqs = known(served, &view, &project)?;
        let place = wanted.and_then(|wanted| seqs.iter().rev().position(|seq| seq.0 == wanted));
        let asked = place.map_or(query.page, |place| place / PER_PAGE);
        let slice = Slice::of(seqs.len(), asked, PER_PAGE);
        bad.extend(slice.beyond(asked));
        let seen = project.at(view.board.at);
        let name = seen.name().map(ToString::to_string).unwrap_or_default();
        let locale = visit.locale;
        let is_now = query.as_of.is_none() && query.known_at.is_none() && seen.merged_into().is_none();
        let may_correct = is_now && visit.barred(&view, Action::Correct, seen).is_none();
        let title = format!("{} · {name} · {}", locale.text("page-history"), project.id);
        let query = query.at_page(slice.page);
        let frame = Frame::new(served, visit, &view, &query, "projects", title);
        let shown = Page {
            bad: Misread::of(locale, &bad),
            id: project.id.to_string(),
            name,
            href: frame.project(&project.id),
            facts: facts(project.id, &frame.moment),
            history: tell(
                served,
                locale,
                &view,
                &project,
                last(&seqs, slice.first(), slice.size),
                may_correct,
            )?,
            pager: pager(locale, "page-rows", slice, |page| {
                with_query(&visit.path, &query.at_page(page).address())
            }),
            frame,
        };
        html(shown.bad.status(), &shown)
    })
    .await
}

/// The latest facts about a project.
pub fn latest(
    served: &Served,
    locale: &'static Locale,
    view: &View,
    project: &Project,
    may_correct: bool,
) -> Result<Told, Problem> {
    let seqs = known(served, view, project)?;
    let entries = tell(served, locale, view, project, last(&seqs, 0, LATEST), may_correct)?;
    Ok(Told { entries, all: seqs.len() })
}

/// The numbers of the facts about a project that the view knows, oldest first.
fn known(served: &Served, view: &View, project: &Project) -> Result<Vec<Seq>, Problem> {
    let recorded = served.app.office.recorded_of(&Subject::Project(project.id));
    let mut seqs = recorded.map_err(|error| Problem::failed(&error))?;
    let known = view.known();
    seqs.truncate(seqs.partition_point(|seq| *seq <= known));
    Ok(seqs)
}

/// So many of the facts before the last so many.
fn last(seqs: &[Seq], after: usize, count: usize) -> &[Seq] {
    let end = seqs.len().saturating_sub(after);
    seqs.get(end.saturating_sub(count)..end).unwrap_or_default()
}

/// Facts in words, the latest first.
fn tell(
    served: &Served,
    locale: &'static Locale,
    view: &View,
    project: &Project,
    seqs: &[Seq],
    may_correct: bool,
) -> Result<Vec<Entry>, Problem> {
    let office = &served.app.office;
    let recorded = office.recorded_at(seqs).map_err(|error| Problem::failed(&error))?;
    let people = office.people();
    let teller =
        Teller { locale, playbook: &served.app.playbook, view, project, people: &people, may_correct };
    Ok(recorded.iter().rev().map(|fact| teller.entry(fact)).collect())
}

struct Teller<'a> {
    locale: &'static Locale,
    playbook: &'a Playbook,
    view: &'a View,
    project: &'a Project,
    people: &'a People,
    may_correct: bool,
}

impl Teller<'_> {
    fn entry(&self, recorded: &Recorded) -> Entry {
        let Recorded { seq, fact, .. } = recorded;
        Entry {
            seq: seq.0,
            recorded_at: time::wall_clock(recorded.recorded_at),
            effective_on: self.locale.day(fact.effective_on),
            actor: people::actor(self.locale, &self.view.image.city, self.people, &recorded.actor),
            headline: self.locale.happening(&fact.happening, &|item| self.items().named(item)),
            moves: self.moves(*seq, fact),
            reason: fact.happening.reason().unwrap_or_default().to_owned(),
            origin: fact
                .happening
                .origin()
                .map(|place| origin(self.locale, self.view, place))
                .unwrap_or_default(),
            retracted_by: self.retracted_by(*seq),
            restore: self.restore(*seq, fact),
        }
    }

    /// The groups of fields a change or a correction still stands in, each with the form that puts back what was there before.
    fn restore(&self, seq: Seq, fact: &Fact) -> Vec<(String, String)> {
        let is_change =
            matches!(fact.happening, Happening::ProjectRevised(_) | Happening::ProjectCorrected(_));
        let stands = |field: &Field| {
            self.project.entry(field, self.view.board.at).is_some_and(|entry| entry.seq == seq)
        };
        let year = self.view.board.month.year();
        let groups = Group::ALL.into_iter().filter(|_| self.may_correct && is_change);
        let touched = groups.filter(|group| group.fields(year).iter().any(stands));
        let restore = |group: Group| {
            let (id, key) = (self.project.id, group.key());
            let title = self.locale.text(&format!("page-group-{key}")).into_owned();
            (title, format!("/projects/{id}?edit={key}&restores={seq}#{key}"))
        };
        touched.map(restore).collect()
    }

    fn items(&self) -> Items<'_> {
        Items {
            locale: self.locale,
            playbook: self.playbook,
            seen: Some(self.project.at(self.view.board.at)),
        }
    }

    fn retracted_by(&self, seq: Seq) -> Option<u64> {
        let mut said = self.project.entries().iter().filter(|entry| entry.seq == seq);
        said.find_map(|entry| entry.retracted_by()).filter(|by| *by <= self.view.known()).map(|by| by.0)
    }

    fn moves(&self, seq: Seq, fact: &Fact) -> Vec<Move> {
        if let Happening::ProjectCorrected(correction) = &fact.happening {
            let wrong = |right: &Attribute| correction.was.iter().find(|was| was.field() == right.field());
            return correction.set.iter().map(|right| self.moved(wrong(right), right)).collect();
        }
        // What stood there just before, on the day the fact is true from.
        let at = Moment { as_of: fact.effective_on, known: Seq(seq.0.saturating_sub(1)) };
        let earlier = |field: &Field| self.project.entry(field, at).map(|entry| &entry.attribute);
        let said =
            self.project.entries().iter().filter(|entry| entry.seq == seq).map(|entry| &entry.attribute);
        said.map(|after| self.moved(earlier(&after.field()), after)).collect()
    }

    fn moved(&self, before: Option<&Attribute>, after: &Attribute) -> Move {
        let person = |id| people::name(self.people, id);
        let value = |attribute: &Attribute| value_in_words(self.locale, self.playbook, attribute, &person);
        Move {
            field: self.items().field(&after.field()),
            before: before.map(value).unwrap_or_default(),
            after: value(after),
        }
    }
}

/// The names of a project's items, by the procedure it follows and its own items.
pub struct Items<'a> {
    /// The texts.
    pub locale: &'static Locale,
    /// The procedures.
    pub playbook: &'a Playbook,
    /// The project as it is looked at, where it is known.
    pub seen: Option<Seen<'a>>,
}

impl Items<'_> {
    /// Code and name of an item.
    pub fn named(&self, item: &ItemCode) -> String {
        let own = self.seen.and_then(|seen| {
            seen.own_items().find(|(code, ..)| *code == item).map(|(.., own)| own.name.to_string())
        });
        let of_template = || {
            let template = self.playbook.procedures.assigned(self.seen?.procedure()?)?;
            let (index, _) = template.procedure.item(item)?;
            Some(named(self.locale, &template.words.get(index)?.name))
        };
        own.or_else(of_template).map_or_else(|| item.to_string(), |name| format!("{item} {name}"))
    }

    /// A field, with the name of its item where it is of one.
    pub fn field(&self, field: &Field) -> String {
        let (Field::Step(item) | Field::Promised(item) | Field::Delayed(item) | Field::OwnPlan(item)) = field
        else {
            return self.locale.field(field);
        };
        let name = self.locale.named("field", field.key());
        self.locale.text_with("value-field-of", &[("field", name), ("by", self.named(item))])
    }
}

/// A place in an imported file, in words.
pub fn origin(locale: &Locale, view: &View, origin: &Origin) -> String {
    let import = view.image.city.import(origin.import);
    let file = import.map(|import| import.ledger.file.to_string()).unwrap_or_default();
    locale.text_with(
        "page-origin",
        &[
            ("import", origin.import.to_string()),
            ("file", file),
            ("sheet", origin.sheet.to_string()),
            ("row", origin.row.to_string()),
        ],
    )
}
