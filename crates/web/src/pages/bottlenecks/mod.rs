//! 堵点: where the city loses days on the way to its projects' next milestones, and what the reform saved, by project, district, class and month; every row leads
//! to the projects behind it.

pub mod sheet;

use super::{
    Misread,
    filters::key_words,
    frame::{Frame, with_query},
    html, page,
    pager::{Pager, Slice, pager},
    period::Periods,
};
use crate::{
    Served,
    approvals::{Approvals, item_name, unit_name},
    bottleneck::{By, Narrowing, item_of, saved_by},
    problem::Problem,
    query::{BadParameter, Query, key_text},
    visit::{View, Visit},
};
use askama::Template;
use axum::{extract::State, response::Response};
use qinghuo_domain::{
    ProjectId, YearMonth,
    procedure::Milestone,
    views::{
        approval::bottleneck::{Cost, Difference, Loss, Saved, by},
        totals::Key,
    },
};
use qinghuo_locale::Locale;
use std::collections::BTreeSet;

const PATH: &str = "/bottlenecks";

/// Items and projects shown, the dearest; the workbook has all.
const MOST: usize = 15;
/// Projects on a page of those that saved days.
const PER_PAGE: usize = 25;

#[derive(Template)]
#[template(path = "bottlenecks.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    is_begun: bool,
    periods: Periods,
    selects: Vec<Select>,
    kept: Vec<(&'static str, String)>,
    chips: Vec<(String, String)>,
    workbook: String,
    lost: Vec<Losing>,
    saved: Vec<(String, Vec<Gained>)>,
    projects: Vec<ProjectSaved>,
    pager: Pager,
}

struct Select {
    name: &'static str,
    label: String,
    options: Vec<(String, String, bool)>,
}

/// A table of days lost.
struct Losing {
    title: String,
    rows: Vec<Lost>,
    /// How many rows are not shown.
    hidden: Option<String>,
}

struct Lost {
    label: String,
    href: String,
    projects: usize,
    over: u32,
    idle: u32,
    all: u32,
}

struct Gained {
    label: String,
    href: String,
    projects: usize,
    before: i32,
    now: i32,
    median: i32,
    least: i32,
    most: i32,
    estimates: usize,
    range: String,
}

struct ProjectSaved {
    label: String,
    href: String,
    before: i32,
    now: i32,
    saved: i32,
    range: String,
    month: String,
}

/// The page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let asked = Asked::read(served, visit)?;
        let (locale, playbook) = (visit.locale, &served.app.playbook);
        let approvals = asked.view.desk.of(&asked.view.board, playbook);
        let title = locale.text("page-bottlenecks").into_owned();
        let mut frame = Frame::new(served, visit, &asked.view, &asked.query, "bottlenecks", title);
        frame.here = asked.to(&asked.narrowing, &[]);
        frame.now = with_query(PATH, &asked.narrowing.address());
        let differences = asked.narrowing.differences(&asked.view.board, &approvals);
        let slice = Slice::of(differences.len(), asked.query.page, PER_PAGE);
        let teller = Teller { locale, asked: &asked, frame: &frame, approvals: &approvals };
        let shown = differences.iter().skip(slice.first()).take(slice.size);
        let projects = shown.map(|(course, saved)| teller.project(course.id(), *saved)).collect();
        let shown = Page {
            bad: Misread::of(locale, &asked.bad),
            is_begun: !approvals.courses.is_empty(),
            periods: Periods::of(
                locale,
                ("page-bottlenecks-period", PATH),
                (&asked.narrowing.period, &visit.pairs),
                asked.view.board.at.as_of,
                asked.kept(&["place", "class", "month", "milestone", "unit", "item"]),
                |one| asked.to(&Narrowing { period: one.clone(), ..asked.narrowing.clone() }, &[]),
            ),
            selects: teller.selects(),
            kept: asked.kept(&["unit", "item", "period", "period_from", "period_to"]),
            chips: teller.chips(|key| unit_name(locale, playbook, key)),
            workbook: with_query("/bottlenecks.xlsx", &asked.parameters(&asked.narrowing, &[])),
            lost: teller.lost(served),
            saved: By::ALL.into_iter().map(|by| teller.saved(by, &differences)).collect(),
            projects,
            pager: pager(locale, "page-rows", slice, |page| {
                let page = (page > 0).then(|| ("page", (page + 1).to_string()));
                format!("{}#projects", asked.to(&asked.narrowing, &page.into_iter().collect::<Vec<_>>()))
            }),
            frame,
        };
        let status = shown.bad.status();
        html(status, &shown)
    })
    .await
}

/// What an address asks for.
struct Asked {
    query: Query,
    narrowing: Narrowing,
    bad: Vec<BadParameter>,
    view: View,
}

impl Asked {
    fn read(served: &Served, visit: &Visit) -> Result<Self, Problem> {
        let (query, bad) = visit.query();
        let (narrowing, own) = Narrowing::read(&visit.pairs);
        let bad = bad.into_iter().chain(own).collect();
        let Query { page, as_of, known_at, .. } = query;
        let query = Query { page, as_of, known_at, ..Query::default() };
        let view = visit.view(served, &query)?;
        Ok(Self { query, narrowing, bad, view })
    }

    fn parameters(&self, narrowing: &Narrowing, more: &[(&str, String)]) -> String {
        let more = more.iter().map(|(name, value)| format!("{name}={}", crate::query::encode(value)));
        let parts = [narrowing.address(), self.query.moment_address()].into_iter().chain(more);
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&")
    }

    fn to(&self, narrowing: &Narrowing, more: &[(&str, String)]) -> String {
        with_query(PATH, &self.parameters(narrowing, more))
    }

    /// What a form carries on.
    fn kept(&self, names: &[&str]) -> Vec<(&'static str, String)> {
        let own = self.narrowing.pairs().into_iter().filter(|(name, _)| names.contains(name));
        let moment = [
            ("as_of", self.query.as_of.map(|day| day.to_string())),
            ("known_at", self.query.known_at.as_ref().map(|(text, _)| text.clone())),
        ];
        own.chain(moment.into_iter().filter_map(|(name, value)| Some((name, value?)))).collect()
    }
}

/// The bottlenecks put into words.
struct Teller<'a> {
    locale: &'static Locale,
    asked: &'a Asked,
    frame: &'a Frame,
    approvals: &'a Approvals,
}

impl Teller<'_> {
    /// The days lost by item, unit and project; nothing where none are.
    fn lost(&self, served: &Served) -> Vec<Losing> {
        let (locale, playbook, narrowing) = (self.locale, &served.app.playbook, &self.asked.narrowing);
        let losses = narrowing.losses(self.approvals);
        if losses.is_empty() {
            return Vec::new();
        }
        let all = || losses.iter().map(|loss| &**loss);
        let items = by(all(), item_of).into_iter().map(|((procedure, index, code, own), cost)| {
            let label = format!("{code} {}", item_name(locale, playbook, &procedure, index, own.as_deref()));
            let narrowing = Narrowing { item: Some(code), ..narrowing.clone() };
            lost(label, format!("{}#lost-project", self.asked.to(&narrowing, &[])), cost)
        });
        let units = by(all(), |loss: &Loss| loss.unit.clone()).into_iter().map(|(unit, cost)| {
            let narrowing = Narrowing { unit: Some(unit.to_string()), ..narrowing.clone() };
            lost(unit_name(locale, playbook, &unit), self.asked.to(&narrowing, &[]), cost)
        });
        let projects = by(all(), |loss: &Loss| loss.project).into_iter().map(|(project, cost)| {
            lost(self.name(project), self.approvals_of(project, narrowing.item.as_deref()), cost)
        });
        let table = |key: &'static str, rows: Vec<Lost>| {
            let hidden = rows.len().saturating_sub(MOST);
            Losing {
                title: locale.text(key).into_owned(),
                rows: rows.into_iter().take(MOST).collect(),
                hidden: (hidden > 0).then(|| locale.count("page-bottlenecks-hidden", hidden)),
            }
        };
        vec![
            table("page-items-item", items.collect()),
            table("page-bottlenecks-mover", units.collect()),
            table("page-column-name", projects.collect()),
        ]
    }

    fn name(&self, project: ProjectId) -> String {
        let course = self.approvals.courses.iter().find(|course| course.id() == project);
        let name = course.map(|course| course.name(self.approvals.at)).unwrap_or_default();
        format!("{project} {name}")
    }

    fn approvals_of(&self, project: ProjectId, item: Option<&str>) -> String {
        match item {
            Some(item) => super::items::item_address(self.frame, project, item),
            None => self.frame.to(&format!("/projects/{project}/approvals")),
        }
    }

    fn saved(
        &self,
        by: By,
        differences: &[(&crate::approvals::Course, Difference)],
    ) -> (String, Vec<Gained>) {
        let parts = saved_by(&self.asked.view.board, differences, by);
        (title(self.locale, by), parts.into_iter().map(|(key, saved)| self.gain(by, &key, &saved)).collect())
    }

    fn gain(&self, by: By, key: &Key, saved: &Saved) -> Gained {
        let narrowing = self.asked.narrowing.only(by, key);
        Gained {
            label: label(self.locale, by, key),
            href: format!("{}#projects", self.asked.to(&narrowing, &[])),
            projects: saved.projects,
            before: saved.before_median,
            now: saved.now_median,
            median: saved.median,
            least: saved.least,
            most: saved.most,
            estimates: saved.estimates,
            range: range(saved.lowest, saved.highest, saved.estimates > 0),
        }
    }

    fn project(&self, project: ProjectId, saved: Difference) -> ProjectSaved {
        ProjectSaved {
            label: self.name(project),
            href: self.approvals_of(project, None),
            before: saved.before_workdays,
            now: saved.now_workdays,
            saved: saved.workdays,
            range: range(saved.lowest, saved.highest, saved.is_estimate),
            month: self.locale.month(saved.month()),
        }
    }

    fn selects(&self) -> Vec<Select> {
        let (locale, narrowing, board) = (self.locale, &self.asked.narrowing, &self.asked.view.board);
        let all = Narrowing::default().differences(board, self.approvals);
        let select = |by: By, chosen: Option<String>| {
            let keys = saved_by(board, &all, by).into_iter().map(|(key, _)| key);
            let mut known: Vec<(String, String)> =
                keys.map(|key| (key_text(&key), label(locale, by, &key))).collect();
            // What is chosen stays on show even where no project has it.
            let absent = chosen.iter().filter(|chosen| !known.iter().any(|(value, _)| value == *chosen));
            let absent: Vec<_> = absent.map(|chosen| (chosen.clone(), chosen.clone())).collect();
            known.extend(absent);
            let label = title(locale, by);
            let options = known.into_iter().map(|(value, label)| {
                let is_on = chosen.as_ref() == Some(&value);
                (value, label, is_on)
            });
            Select { name: by.key(), label, options: options.collect() }
        };
        let milestone = |milestone: &Milestone| {
            let words = locale.named("milestone", milestone.key());
            (milestone.key().to_owned(), words, narrowing.milestone == Some(*milestone))
        };
        let milestones = Select {
            name: "milestone",
            label: locale.text("page-bottlenecks-milestone").into_owned(),
            options: Milestone::ALL.iter().map(milestone).collect(),
        };
        vec![
            milestones,
            select(By::Place, narrowing.place.clone()),
            select(By::Class, narrowing.class.clone()),
            select(By::Month, narrowing.month.map(|month| month.to_string())),
        ]
    }

    /// What narrows the days lost and is no select, with the address without it.
    fn chips(&self, unit: impl Fn(&str) -> String) -> Vec<(String, String)> {
        let narrowing = &self.asked.narrowing;
        let item = narrowing.item.as_ref().map(|code| {
            let words = self.locale.text_with("page-items-chip-item", &[("code", code.clone())]);
            (words, self.asked.to(&Narrowing { item: None, ..narrowing.clone() }, &[]))
        });
        let unit = narrowing.unit.as_ref().map(|key| {
            let words = self.locale.text_with("page-bottlenecks-chip-unit", &[("unit", unit(key))]);
            (words, self.asked.to(&Narrowing { unit: None, ..narrowing.clone() }, &[]))
        });
        item.into_iter().chain(unit).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

const fn lost(label: String, href: String, cost: Cost) -> Lost {
    Lost {
        label,
        href,
        projects: cost.projects,
        over: cost.over_workdays,
        idle: cost.idle_workdays,
        all: cost.workdays(),
    }
}

/// A group in words.
pub fn title(locale: &Locale, by: By) -> String {
    match by {
        By::Month => locale.text("page-bottlenecks-month").into_owned(),
        by => locale.named("dimension", by.key()),
    }
}

/// A value of a group in words.
pub fn label(locale: &Locale, by: By, key: &Key) -> String {
    let month = match key {
        Key::Word(word) if by == By::Month => word.parse::<YearMonth>().ok(),
        _ => None,
    };
    month.map_or_else(|| key_words(locale, key), |month| locale.month(month))
}

/// Where the days saved may lie while durations are estimates.
fn range(lowest: i32, highest: i32, is_estimate: bool) -> String {
    if is_estimate { format!("{lowest} – {highest}") } else { String::new() }
}
