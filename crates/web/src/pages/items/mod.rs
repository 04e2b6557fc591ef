//! 待办: what somebody can act on over all projects, the most urgent first. The same selection as a month ([`month`]), by unit ([`load`]), as a calendar to
//! subscribe to ([`ics`]) and as a workbook ([`sheet`]); ticked items are acted on together in [`batch`].

pub mod batch;
pub mod ics;
pub mod load;
pub mod month;
pub mod sheet;

use super::{
    Misread,
    frame::{Frame, with_query},
    html, page,
    pager::{Pager, Slice, pager},
};
use crate::{
    Served,
    approvals::{Approvals, unit_name},
    inbox::{Filter, Line, ROLES},
    load::{Loaded, Period},
    problem::Problem,
    query::{BadParameter, PER_PAGE, Query},
    visit::{View, Visit},
};
use askama::Template;
use axum::{extract::State, response::Response};
use qinghuo_domain::{
    Date, ProjectId,
    access::Action,
    procedure::Lane,
    step::State as StepState,
    views::{approval::inbox::Urgency, totals::Key},
};
use qinghuo_locale::{Language, Locale, whole};
use qinghuo_playbook::Playbook;
use std::collections::{BTreeMap, BTreeSet};

const PATH: &str = "/items";
/// What may be done to an item; who does none of it ticks none.
const ACTS: [Action; 6] = [
    Action::Apply,
    Action::Handle,
    Action::Coordinate,
    Action::TakeBackStep,
    Action::Promise,
    Action::ExplainDelay,
];

#[derive(Template)]
#[template(path = "items.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    head: Head,
    units: Vec<Choice>,
    load: Option<Loaded>,
    /// Where ticked items are acted on; nowhere in a view of the past.
    may_act: bool,
    act_on_all: Option<(String, String)>,
    rows: Vec<Row>,
    pager: Pager,
}

/// What stands over every view of the items.
pub struct Head {
    /// Whether any project follows a procedure.
    is_begun: bool,
    summary: String,
    views: Vec<Choice>,
    tabs: Vec<Choice>,
    selects: Vec<Select>,
    kept: Vec<(&'static str, String)>,
    /// What narrows the selection and is no select: its words, and the address without it.
    chips: Vec<(String, String)>,
    action: &'static str,
    /// The calendar, to fetch once, and as a calendar program subscribes to it.
    calendar: String,
    subscription: String,
    workbook: String,
}

struct Choice {
    label: String,
    count: Option<usize>,
    href: String,
    is_on: bool,
}

struct Select {
    name: &'static str,
    label: String,
    options: Vec<(String, String, bool)>,
}

/// An item with its addresses.
struct Row {
    line: Line,
    pick: String,
    href: String,
    project_href: String,
    since: String,
    due_on: String,
    promised: String,
    float: String,
}

/// The page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let mut asked = asked(served, visit)?;
        let (locale, playbook) = (visit.locale, &served.app.playbook);
        let approvals = asked.view.desk.of(&asked.view.board, playbook);
        let frame = asked.frame(served, visit, PATH);
        let selected = asked.filter.select(&approvals);
        let slice = Slice::of(selected.len(), asked.query.page, asked.query.per_page.unwrap_or(PER_PAGE));
        asked.bad.extend(slice.beyond(asked.query.page));
        let row = |selected| row(locale, &frame, Line::of(locale, playbook, &approvals, selected));
        let rows = selected.iter().skip(slice.first()).take(slice.size).map(row).collect();
        let may_act = asked.is_now() && ACTS.iter().any(|act| visit.does(&asked.view, *act));
        let act_on_all = (may_act && (2..=crate::batch::MOST).contains(&selected.len())).then(|| {
            let words = locale.count("page-batch-all", selected.len());
            (words, asked.address("/items/batch", &[("all", "yes".to_owned())]))
        });
        let unit = |key: &str| unit_name(locale, playbook, key);
        let of_unit = asked.filter.unit.as_deref().and_then(|key| {
            let load = approvals.loads(asked.filter.place.as_deref(), &Period::default()).remove(key)?;
            Some(Loaded::of(locale, playbook, key, &load))
        });
        let shown = Page {
            bad: Misread::of(locale, &asked.bad),
            head: asked.head(locale, playbook, &approvals, PATH, selected.len()),
            units: units(locale, &asked, &approvals, PATH, unit),
            load: of_unit,
            may_act,
            act_on_all,
            rows,
            pager: pager(locale, "page-items-rows", slice, |page| asked.page_address(page)),
            frame,
        };
        let status = shown.bad.status();
        html(status, &shown)
    })
    .await
}

/// What an address asks for.
struct Asked {
    /// The platform's address.
    origin: String,
    /// The moment and the page.
    query: Query,
    filter: Filter,
    bad: Vec<BadParameter>,
    view: View,
}

/// The moment and the filter an address asks for, and what of it is not understood.
fn asked(served: &Served, visit: &Visit) -> Result<Asked, Problem> {
    let (query, bad) = visit.query();
    let (filter, own) = Filter::read(&visit.pairs);
    let bad = bad.into_iter().chain(own).collect();
    let Query { page, per_page, as_of, known_at, .. } = query;
    let query = Query { page, per_page, as_of, known_at, ..Query::default() };
    let view = visit.view(served, &query)?;
    Ok(Asked { origin: visit.origin.clone(), query, filter, bad, view })
}

impl Asked {
    /// The same, or every fault: a file of more than was asked for would mislead.
    fn understood(mut self) -> Result<Self, Problem> {
        Problem::unless_understood(std::mem::take(&mut self.bad))?;
        Ok(self)
    }

    fn is_now(&self) -> bool {
        self.query.as_of.is_none() && self.query.known_at.is_none()
    }

    fn frame(&self, served: &Served, visit: &Visit, path: &str) -> Frame {
        let title = visit.locale.text("page-items").into_owned();
        let mut frame = Frame::new(served, visit, &self.view, &self.query, "items", title);
        frame.here = self.address(path, &[]);
        frame.now = with_query(path, &self.filter.address());
        frame
    }

    /// An address with the filter, the moment and what else it says.
    fn address(&self, path: &str, more: &[(&str, String)]) -> String {
        self.with(&self.filter, path, more)
    }

    /// Another page of the same, from 0.
    fn page_address(&self, page: usize) -> String {
        let page = (page > 0).then(|| ("page", (page + 1).to_string()));
        let size = self.query.per_page.map(|size| ("per_page", size.to_string()));
        self.address(PATH, &page.into_iter().chain(size).collect::<Vec<_>>())
    }

    /// The same with another filter.
    fn with(&self, filter: &Filter, path: &str, more: &[(&str, String)]) -> String {
        let more = more.iter().map(|(name, value)| format!("{name}={}", crate::query::encode(value)));
        let parts = [filter.address(), self.query.moment_address()].into_iter().chain(more);
        with_query(path, &parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&"))
    }

    fn head(
        &self,
        locale: &Locale,
        playbook: &Playbook,
        approvals: &Approvals,
        path: &'static str,
        count: usize,
    ) -> Head {
        let view = |key: &str, of: &'static str| Choice {
            label: locale.text(key).into_owned(),
            count: None,
            href: self.address(of, &[]),
            is_on: of == path,
        };
        Head {
            is_begun: !approvals.courses.is_empty(),
            summary: locale.count("page-items-summary", count),
            views: vec![
                view("page-items-list", PATH),
                view("page-items-month", month::PATH),
                view("page-items-load", load::PATH),
            ],
            tabs: self.tabs(locale, approvals, path),
            selects: self.selects(locale, playbook, approvals),
            kept: self.kept(&["urgency", "item", "due"]),
            chips: self.chips(locale, path),
            action: path,
            subscription: self.subscription(locale),
            calendar: self.address("/items.ics", &[]),
            workbook: self.address("/items.xlsx", &[]),
        }
    }

    /// The calendar's address as it is copied into another program, which has chosen no language and asks again and again.
    fn subscription(&self, locale: &Locale) -> String {
        let language = locale.language();
        let said = (language != Language::default()).then(|| ("lang", language.tag().to_owned()));
        let said = said.into_iter().map(|(name, value)| format!("{name}={value}"));
        let own = Some(self.filter.address()).filter(|address| !address.is_empty());
        let path = with_query("/items.ics", &own.into_iter().chain(said).collect::<Vec<_>>().join("&"));
        format!("{}{path}", self.origin)
    }

    /// The urgencies, each with its count under the rest of the filter.
    fn tabs(&self, locale: &Locale, approvals: &Approvals, path: &str) -> Vec<Choice> {
        let all = Filter { urgency: None, ..self.filter.clone() };
        let mut counts: BTreeMap<Urgency, usize> = BTreeMap::new();
        for selected in all.select(approvals) {
            *counts.entry(selected.open.urgency).or_default() += 1;
        }
        let one = |urgency: Urgency| Choice {
            label: locale.named("urgency", urgency.key()),
            count: Some(counts.get(&urgency).copied().unwrap_or_default()),
            href: self.with(&Filter { urgency: Some(urgency), ..self.filter.clone() }, path, &[]),
            is_on: self.filter.urgency == Some(urgency),
        };
        let any = Choice {
            label: locale.text("page-any").into_owned(),
            count: Some(counts.values().sum()),
            href: self.with(&all, path, &[]),
            is_on: self.filter.urgency.is_none(),
        };
        [any].into_iter().chain(Urgency::ALL.map(one)).collect()
    }

    fn selects(&self, locale: &Locale, playbook: &Playbook, approvals: &Approvals) -> Vec<Select> {
        let filter = &self.filter;
        let chosen = filter.unit.as_deref();
        let open = approvals.courses.iter().flat_map(|course| &course.open);
        let units: BTreeSet<&str> = open.map(|(_, open)| &*open.unit).chain(chosen).collect();
        let mut units: Vec<(String, String, bool)> = units
            .into_iter()
            .map(|key| (key.to_owned(), unit_name(locale, playbook, key), chosen == Some(key)))
            .collect();
        let rank = |key: &str| playbook.procedures.units.iter().position(|unit| *unit.key == *key);
        units.sort_by_key(|(key, ..)| rank(key).unwrap_or(usize::MAX));
        let role = ROLES
            .map(|role| (role.key().to_owned(), locale.named("role", role.key()), filter.role == Some(role)));
        let lane = Lane::ALL.iter().map(|lane| {
            (lane.key().to_owned(), locale.named("lane", lane.key()), filter.lane == Some(*lane))
        });
        let open = approvals.courses.iter().flat_map(|course| &course.open);
        let mut states: BTreeSet<StepState> = open.map(|(_, open)| open.state).collect();
        states.extend(filter.state);
        let state = states.into_iter().map(|state| {
            (state.key().to_owned(), locale.named("state", state.key()), filter.state == Some(state))
        });
        let label = |key: &'static str| locale.text(key).into_owned();
        vec![
            Select {
                name: "place",
                label: label("page-column-place"),
                options: places(approvals, &self.view, filter.place.as_deref()),
            },
            Select { name: "unit", label: label("page-items-unit"), options: units },
            Select { name: "lane", label: label("page-items-lane"), options: lane.collect() },
            Select { name: "state", label: label("page-items-state"), options: state.collect() },
            Select { name: "role", label: label("page-items-role"), options: role.into() },
        ]
    }

    /// What a form carries on.
    fn kept(&self, names: &[&str]) -> Vec<(&'static str, String)> {
        let own = self.filter.pairs().into_iter().filter(|(name, _)| names.contains(name));
        own.chain(self.query.moment_pairs()).collect()
    }

    fn chips(&self, locale: &Locale, path: &str) -> Vec<(String, String)> {
        let filter = &self.filter;
        let item = filter.item.as_ref().map(|code| {
            let words = locale.text_with("page-items-chip-item", &[("code", code.clone())]);
            (words, self.with(&Filter { item: None, ..filter.clone() }, path, &[]))
        });
        let due = filter.due.map(|day| {
            let words = locale.text_with("page-items-chip-due", &[("day", locale.day(day))]);
            (words, self.with(&Filter { due: None, ..filter.clone() }, path, &[]))
        });
        item.into_iter().chain(due).collect()
    }
}

/// The places of projects with a procedure, in the order of the dictionary.
fn places(approvals: &Approvals, view: &View, chosen: Option<&str>) -> Vec<(String, String, bool)> {
    let known = approvals.courses.iter().filter_map(|course| match &course.place {
        Key::Word(place) => Some(&**place),
        _ => None,
    });
    let places: BTreeSet<&str> = known.chain(chosen).collect();
    let mut places: Vec<&str> = places.into_iter().collect();
    places.sort_by_key(|place| view.board.place_rank(place));
    places.into_iter().map(|place| (place.to_owned(), place.to_owned(), chosen == Some(place))).collect()
}

/// The units, each with its count under the rest of the filter, the most first.
fn units(
    locale: &Locale,
    asked: &Asked,
    approvals: &Approvals,
    path: &str,
    name: impl Fn(&str) -> String,
) -> Vec<Choice> {
    let all = Filter { unit: None, ..asked.filter.clone() };
    let selected = all.select(approvals);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    selected.iter().for_each(|selected| *counts.entry(&selected.open.unit).or_default() += 1);
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by(|(a, few), (b, many)| many.cmp(few).then_with(|| a.cmp(b)));
    let any = Choice {
        label: locale.text("page-items-all-units").into_owned(),
        count: Some(selected.len()),
        href: asked.with(&all, path, &[]),
        is_on: asked.filter.unit.is_none(),
    };
    let one = |(unit, count): (&str, usize)| Choice {
        label: name(unit),
        count: Some(count),
        href: asked.with(&Filter { unit: Some(unit.to_owned()), ..asked.filter.clone() }, path, &[]),
        is_on: asked.filter.unit.as_deref() == Some(unit),
    };
    [any].into_iter().chain(counts.into_iter().map(one)).collect()
}

fn row(locale: &Locale, frame: &Frame, line: Line) -> Row {
    Row {
        pick: format!("{}-{}", line.project, line.code),
        href: item_address(frame, line.project, &line.code),
        project_href: frame.project(&line.project),
        float: whole(line.float),
        since: day(locale, line.since),
        due_on: day(locale, line.due_on),
        promised: promised(locale, line.first_promised_on, line.promised_on),
        line,
    }
}

/// Where an item is shown, in its project.
pub fn item_address(frame: &Frame, project: ProjectId, item: &str) -> String {
    let moment = if frame.moment.is_empty() { String::new() } else { format!("&{}", frame.moment) };
    format!("/projects/{project}/approvals?item={item}{moment}#{item}")
}

fn day(locale: &Locale, date: Option<Date>) -> String {
    date.map(|date| locale.day(date)).unwrap_or_default()
}

/// The first promised date and the one that stands.
fn promised(locale: &Locale, first: Option<Date>, last: Option<Date>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first != last => locale
            .text_with("page-items-promise-moved", &[("first", locale.day(first)), ("on", locale.day(last))]),
        (_, last) => day(locale, last),
    }
}
