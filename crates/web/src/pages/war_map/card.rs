//! A project beside the board: what one asks first, and the way to its page.

use crate::{
    Served,
    pages::{
        frame::{Frame, Lamp},
        html, page, project,
        projects::{signed, tone},
    },
    people,
    problem::Problem,
    query::Query,
    row::Row,
    select::unit,
    visit::{View, Visit},
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use qinghuo_domain::{
    Field, ProjectId, YearMonth,
    access::Topic,
    money::MoneyUnit,
    views::war_map::{Bar, Task, tasks},
};
use qinghuo_locale::Locale;

/// A project beside the board.
pub struct Card {
    /// Its number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// Its approvals, where they are told.
    pub approvals: Option<String>,
    /// Its light.
    pub lamp: Lamp,
    /// Why.
    pub reason: String,
    /// What is known of it: label and value.
    pub fields: Vec<(String, String)>,
    /// Its figures of the year: label, value, unit, tone.
    pub figures: Vec<(String, String, String, &'static str)>,
    /// What this month asks of it.
    pub tasks: Vec<TaskLine>,
    /// The month.
    pub month: String,
}

/// A task in words.
pub struct TaskLine {
    /// What.
    pub aim: String,
    /// By when, or how much.
    pub due: String,
    /// The outcome's key.
    pub outcome: &'static str,
    /// In words.
    pub outcome_words: String,
    /// The day it happened, or the amount done.
    pub done: String,
}

#[derive(Template)]
#[template(path = "war_map_card.html")]
struct Fragment {
    frame: Frame,
    card: Card,
}

/// The card by itself, as the board's script puts it beside the bars.
pub async fn show(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        let (query, _) = visit.query();
        let view = visit.view(served, &query)?;
        let moment = Query { as_of: query.as_of, known_at: query.known_at.clone(), ..Query::default() };
        let frame = Frame::new(served, visit, &view, &moment, "board", String::new());
        let project = project::find(served, visit, &id)?;
        let card = Card::of(served, visit, &frame, &view, project.id);
        let card = card.ok_or_else(|| Problem::NoSuchProject(id.clone()))?;
        html(StatusCode::OK, &Fragment { frame, card })
    })
    .await
}

impl Card {
    /// Of a project; `None` when it is not in the book at the view's moment.
    pub fn of(served: &Served, visit: &Visit, frame: &Frame, view: &View, id: ProjectId) -> Option<Self> {
        let (locale, board) = (visit.locale, &*view.board);
        let project = view.image.city.project(id)?;
        let seen = project.at(board.at);
        let name = seen.name()?.to_string();
        let row = Row::alone(project, board.standpoint());
        let bar = Bar::of(seen);
        let people = served.app.office.people();
        let person =
            |id: Option<&qinghuo_domain::attribute::PersonId>| id.map(|id| people::name(&people, *id));
        let phase = row.phase.map(|stay| {
            let days = locale.count("page-days", usize::try_from(stay.days).unwrap_or_default());
            format!("{} · {days}", locale.phase(stay.phase))
        });
        let place = seen.district().or_else(|| seen.functional_zone()).map(ToString::to_string);
        let planned = (bar.planned != qinghuo_domain::Period::default()).then(|| locale.period(bar.planned));
        let fields = [
            (Field::Phase, phase),
            (Field::District, place),
            (Field::Owner, unit(seen).map(str::to_owned)),
            (Field::LeaderSponsor, person(seen.leader_sponsor())),
            (Field::ServiceOfficer, person(seen.service_officer())),
            (Field::TotalInvestment, row.total.map(|total| locale.money(total))),
            (Field::Period, planned),
            (Field::StartedOn, bar.started_on.map(|day| locale.day(day))),
            (Field::CompletedOn, bar.completed_on.map(|day| locale.day(day))),
            (Field::ProducingSince, bar.producing_since.map(|day| locale.day(day))),
        ];
        let fields =
            fields.into_iter().filter_map(|(field, value)| Some((locale.field(&field), value?))).collect();
        let month = YearMonth::of(board.at.as_of);
        Some(Self {
            id: id.to_string(),
            name,
            href: frame.project(&id),
            approvals: frame.tells(Topic::Handling).then(|| frame.to(&format!("/projects/{id}/approvals"))),
            lamp: Lamp::new(locale, row.light.signal),
            reason: locale.phrase("light", "reason", &row.light.reason),
            fields,
            figures: figures(locale, &row),
            tasks: tasks(seen, board.standpoint(), month).iter().map(|task| line(locale, task)).collect(),
            month: locale.month(month),
        })
    }
}

fn figures(locale: &Locale, row: &Row) -> Vec<(String, String, String, &'static str)> {
    let progress = &row.progress;
    let wan = |amount| locale.amount(amount, MoneyUnit::TenThousand);
    let label = |key: &str| locale.text(&format!("page-column-{key}")).into_owned();
    let unit = |key: &str| if key.is_empty() { String::new() } else { locale.text(key).into_owned() };
    let gap = progress.gap_pp_hundredths;
    let figures = [
        ("plan", progress.plan.map(wan), "unit-shown-ten-thousand", ""),
        ("done", progress.done.map(wan), "unit-shown-ten-thousand", ""),
        ("completion", progress.completion_hundredths.map(|share| locale.percent(share)), "", ""),
        ("gap", gap.map(signed), "page-points", tone(gap)),
    ];
    let known = figures.into_iter().filter_map(|(key, value, of, tone)| Some((key, value?, of, tone)));
    known.map(|(key, value, of, tone)| (label(key), value, unit(of), tone)).collect()
}

/// A task in words.
pub fn line(locale: &Locale, task: &Task) -> TaskLine {
    let wan = |amount| locale.amount_told(amount, MoneyUnit::TenThousand);
    let (due, done) = match task.amounts {
        Some((planned, done)) => (wan(planned), done.map(wan)),
        None => (locale.partial_date(task.due), task.done_on.map(|on| locale.day(on))),
    };
    TaskLine {
        aim: locale.named("war-map-aim", task.aim.key()),
        due,
        outcome: task.outcome.key(),
        outcome_words: locale.named("war-map-outcome", task.outcome.key()),
        done: done.unwrap_or_default(),
    }
}
