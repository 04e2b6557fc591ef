//! The approvals of one project: its milestones, its items on their lanes against the calendar, what is waited for and why; one item opened with its
//! life and what may be done to it.

pub mod act_fields;
pub mod acting;
mod asked;
mod assigning;
pub mod evidence;
mod lanes;
pub mod letter;
mod migrating;
pub mod network;
mod opened;
mod own;
pub mod panel;
pub mod returned;
mod standing;
pub mod works;

use super::{
    Misread,
    frame::{Frame, with_query},
    history, html, page,
    project::find,
};
use crate::{
    Served,
    approvals::{named, unit_name},
    problem::Problem,
    query::{BadParameter, Query},
    visit::{View, Visit},
};
use askama::Template;
use asked::{Asked, YES};
use assigning::{Assign, assign};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use lanes::Chart;
use migrating::{Migrating, Preview};
use opened::{ActForm, Opened};
use qinghuo_domain::{
    Date, Project,
    procedure::{Applies, Days, Flag, ItemCode, Lane, Milestone},
    project::Seen,
    step::State as StepState,
    views::approval::{Approval, Step, duty::duties, network::ItemDates, silence::silence, why},
};
use qinghuo_locale::{Locale, whole};
use qinghuo_playbook::{Playbook, procedures::Template as Procedure};
use returned::Returned;
use standing::{Note, missing, notes};
use std::{collections::BTreeSet, sync::Arc};

#[derive(Template)]
#[template(path = "approvals.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    id: String,
    project_href: String,
    /// The address of a fact, but for its number.
    facts: String,
    name: String,
    procedure: String,
    begins_on: String,
    assign: Option<Assign>,
    milestones: Vec<MilestoneView>,
    held_for: String,
    held: Vec<Held>,
    why: Option<Why>,
    choices: Vec<Choice>,
    only_critical: bool,
    kept: Vec<(&'static str, String)>,
    /// The page without the choices, where there are any.
    clear: Option<String>,
    chart: Option<Chart>,
    lanes: Vec<LaneView>,
    edit: Option<String>,
    unneeded: Vec<(String, String, String)>,
    adding: Option<ActForm>,
    migrating: Option<Migrating>,
    opened: Option<Opened>,
    network: Option<network::Offer>,
    needs_actor: bool,
    key: String,
    seen: u64,
    today: String,
}

struct MilestoneView {
    name: String,
    expected: String,
    is_past: bool,
    is_provisional: bool,
    planned: String,
    late: String,
    is_late: bool,
    serial: String,
    saved: String,
    is_estimate: bool,
    why: String,
}

/// What is behind a milestone's date.
struct Why {
    heading: String,
    chain: Vec<String>,
}

/// A choice among the items.
struct Choice {
    name: &'static str,
    label: String,
    options: Vec<(&'static str, String, bool)>,
}

/// An item that holds the next milestone, and whose move it is.
pub struct Held {
    pub label: String,
    pub href: String,
    pub words: String,
}

struct LaneView {
    name: String,
    rows: Vec<RowView>,
}

struct RowView {
    code: String,
    name: String,
    href: String,
    unit: String,
    flags: Vec<String>,
    state: String,
    state_key: &'static str,
    /// The facts missing to know whether it applies.
    missing: Option<String>,
    notes: Vec<Note>,
    statutory: String,
    promised: String,
    used: String,
    left: String,
    is_over: bool,
    dates: String,
    planned: String,
    promise: String,
    duties: Vec<String>,
    float: String,
    is_critical: bool,
    waits: Vec<(String, String)>,
}

/// The page.
pub async fn show(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        let project = find(served, visit, &id)?;
        render(served, visit, &project, None, StatusCode::OK)
    })
    .await
}

/// The page, with what a refused form said.
pub fn render(
    served: &Served,
    visit: &Visit,
    project: &Arc<Project>,
    returned: Option<&Returned>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let (query, bad) = visit.query();
    let (mut asked, own_bad) = Asked::read(&visit.pairs);
    let mut bad: Vec<_> = bad.into_iter().chain(own_bad).collect();
    let _ = visit.own(migrating::BEGINS, "date", crate::time::day_seen, &mut bad);
    let view = visit.view(served, &query)?;
    let seen = project.at(view.board.at);
    if !seen.exists() {
        return Err(Problem::NoSuchProject(project.id.to_string()));
    }
    let (locale, playbook) = (visit.locale, &*served.app.playbook);
    let name = seen.name().map(|name| name.to_string()).unwrap_or_default();
    let title = format!("{} · {name}", locale.text("page-approvals"));
    let path = format!("/projects/{}/approvals", project.id);
    let item_asked = asked.item.clone();
    asked.item = asked.item.or_else(|| returned?.said("item").map(str::to_owned));
    let mut frame = Frame::new(served, visit, &view, &query, "projects", title);
    frame.here = with_query(&path, &asked.address(&frame.moment));
    frame.now = with_query(&path, &asked.address(""));
    let approval = playbook.approval(seen, view.board.standpoint());
    let is_now = query.as_of.is_none() && query.known_at.is_none() && seen.merged_into().is_none();
    let mut shown = Page {
        bad: Misread::of(locale, &bad),
        id: project.id.to_string(),
        project_href: frame.project(&project.id),
        facts: history::facts(project.id, &frame.moment),
        name,
        procedure: String::new(),
        begins_on: String::new(),
        assign: None,
        milestones: Vec::new(),
        held_for: String::new(),
        held: Vec::new(),
        why: None,
        choices: Vec::new(),
        only_critical: asked.is_critical,
        kept: kept(&query, &asked),
        clear: None,
        chart: None,
        lanes: Vec::new(),
        edit: is_now.then(|| format!("/projects/{}?edit=approvals#approvals", project.id)),
        unneeded: Vec::new(),
        adding: None,
        migrating: None,
        opened: None,
        network: None,
        needs_actor: visit.needs_actor(),
        key: served.form_key(visit.now),
        seen: project.latest.0,
        today: visit.today.to_string(),
        frame,
    };
    match &approval {
        None => {
            let proposed = playbook.procedure_of(seen, view.board.standpoint());
            shown.assign = is_now.then(|| {
                let preview = Preview::asked(playbook, visit, &view, project, returned);
                assign((locale, playbook), proposed, visit.today, preview, returned)
            });
        }
        Some(approval) => {
            let template = playbook.procedures.template_of(&approval.procedure);
            let teller = Teller {
                visit,
                locale,
                playbook,
                view: &view,
                approval,
                template,
                path: &path,
                moment: &shown.frame.moment,
                seen,
                asked: &asked,
            };
            shown.procedure = template.map(|template| named(locale, &template.name)).unwrap_or_default();
            shown.begins_on = locale.day(approval.begins_on);
            shown.milestones =
                Milestone::ALL.iter().filter_map(|milestone| teller.milestone(*milestone)).collect();
            (shown.held_for, shown.held) = teller.held();
            shown.why = asked.why.and_then(|milestone| teller.why(milestone));
            shown.choices = teller.choices();
            let all = Asked { item: asked.item.clone(), why: asked.why, ..Asked::default() };
            shown.clear = asked.narrows().then(|| with_query(&path, &all.address(&shown.frame.moment)));
            shown.chart = lanes::draw(&teller);
            shown.lanes = teller.lanes();
            shown.network = teller.network();
            shown.unneeded = teller.unneeded();
            shown.adding = is_now.then(|| own::adding(&teller, returned));
            shown.migrating = if is_now { migrating::offer(&teller, visit, project, returned) } else { None };
            let code =
                asked.item.as_ref().and_then(|code| code.trim().to_uppercase().parse::<ItemCode>().ok());
            let step = code.and_then(|code| approval.step(&code));
            let office = &served.app.office;
            shown.opened = match step {
                Some(step) => Some(opened::open(&teller, office, project, step, is_now, returned)?),
                None => {
                    let unknown = |value| BadParameter { name: "item".to_owned(), value, fault: "value" };
                    let unknown = item_asked.map(unknown);
                    bad.extend(unknown);
                    None
                }
            };
        }
    }
    shown.bad = Misread::of(locale, &bad);
    html(shown.bad.or(status), &shown)
}

/// What the form with the choices carries on.
fn kept(query: &Query, asked: &Asked) -> Vec<(&'static str, String)> {
    let kept = [
        ("item", asked.item.clone()),
        ("why", asked.why.map(|milestone| milestone.key().to_owned())),
        ("as_of", query.as_of.map(|day| day.to_string())),
        ("known_at", query.known_at.as_ref().map(|(text, _)| text.clone())),
    ];
    kept.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// A project's approvals put into words.
struct Teller<'a> {
    visit: &'a Visit,
    locale: &'static Locale,
    playbook: &'a Playbook,
    view: &'a View,
    approval: &'a Approval<'a>,
    template: Option<&'a Procedure>,
    path: &'a str,
    moment: &'a str,
    seen: Seen<'a>,
    asked: &'a Asked,
}

impl Teller<'_> {
    /// The name of an item.
    fn name(&self, index: usize) -> String {
        if let Some(own) = self.approval.steps.get(index).and_then(Step::own_name) {
            return own.to_string();
        }
        let words = self.template.and_then(|template| template.words.get(index));
        words.map(|words| named(self.locale, &words.name)).unwrap_or_default()
    }

    /// Code and name of an item.
    fn label(&self, index: usize) -> String {
        format!("{} {}", self.code(index), self.name(index))
    }

    fn code(&self, index: usize) -> String {
        self.approval.procedure.items.get(index).map(|item| item.code.to_string()).unwrap_or_default()
    }

    /// Where an item is opened.
    fn href(&self, index: usize) -> String {
        let code = self.code(index);
        format!("{}#{code}", with_query(self.path, &self.asked.opening(&code).address(self.moment)))
    }

    /// The same, from this page itself: it names an item often.
    fn href_here(&self, index: usize) -> String {
        let href = self.href(index);
        href.strip_prefix(self.path).map(str::to_owned).unwrap_or(href)
    }

    /// The leading unit of an item.
    fn lead(&self, step: &Step<'_>) -> String {
        step.item.units.first().map(|key| unit_name(self.locale, self.playbook, key)).unwrap_or_default()
    }

    /// A day that is counted back from others: whether it may change is judged by its year.
    fn day(&self, day: Date) -> String {
        self.marked(day, self.playbook.rules.calendar.is_provisional(day))
    }

    /// The day an item is expected to end, with its mark.
    fn expected(&self, index: usize, day: Date) -> String {
        self.marked(day, self.approval.forecast.of(index).is_some_and(|dates| dates.is_provisional))
    }

    /// The day an item ends, with its mark.
    fn ends(&self, dates: &ItemDates) -> String {
        self.marked(dates.early.to, dates.is_provisional)
    }

    /// A day, marked where it may still change with days off nobody announced yet.
    fn marked(&self, day: Date, is_provisional: bool) -> String {
        let written = self.locale.day(day);
        if is_provisional { format!("{written}{}", self.locale.text("page-provisional")) } else { written }
    }

    fn milestone(&self, milestone: Milestone) -> Option<MilestoneView> {
        let (locale, rules) = (self.locale, &self.playbook.rules);
        let outlook = self.approval.outlook(milestone, rules)?;
        let compared = |days: i32, more: &str, less: &str| match days {
            0 => String::new(),
            days if days > 0 => locale.count(more, usize::try_from(days).unwrap_or_default()),
            days => locale.count(less, usize::try_from(-days).unwrap_or_default()),
        };
        Some(MilestoneView {
            name: locale.named("milestone", milestone.key()),
            expected: locale.day(outlook.expected_on),
            is_past: outlook.is_past,
            is_provisional: outlook.provisional.expected,
            planned: self.marked(outlook.planned_on, outlook.provisional.planned),
            late: compared(outlook.late_workdays, "page-approvals-late", "page-approvals-early"),
            is_late: outlook.late_workdays > 0,
            serial: self.marked(outlook.serial_on, outlook.provisional.serial),
            saved: compared(outlook.saved_workdays, "page-approvals-saved", "page-approvals-lost"),
            is_estimate: outlook.is_estimate,
            why: {
                let asked = Asked { why: Some(milestone), ..self.asked.clone() };
                format!("{}#why", with_query(self.path, &asked.address(self.moment)))
            },
        })
    }

    /// What is behind a milestone's date, link by link.
    fn why(&self, milestone: Milestone) -> Option<Why> {
        let outlook = self.approval.outlook(milestone, &self.playbook.rules)?;
        let told = [
            ("milestone", self.locale.named("milestone", milestone.key())),
            ("day", self.day(outlook.expected_on)),
        ];
        let chain = why::chain(self.approval, outlook.index);
        Some(Why {
            heading: self.locale.text_with("page-why-milestone", &told),
            chain: chain.iter().map(|cause| opened::sentence(self, cause)).collect(),
        })
    }

    /// What the listed items can be narrowed by.
    fn choices(&self) -> Vec<Choice> {
        let (locale, asked) = (self.locale, self.asked);
        let lane = |lane: &Lane| (lane.key(), locale.named("lane", lane.key()), asked.lane == Some(*lane));
        let needed = self.approval.steps.iter().filter(|step| step.is_needed());
        let mut states: BTreeSet<StepState> = needed.map(|step| step.life.state).collect();
        states.extend(asked.state);
        let state =
            |state: StepState| (state.key(), locale.named("state", state.key()), asked.state == Some(state));
        let label = |key: &'static str| locale.text(key).into_owned();
        vec![
            Choice {
                name: "lane",
                label: label("page-items-lane"),
                options: Lane::ALL.iter().map(lane).collect(),
            },
            Choice {
                name: "state",
                label: label("page-items-state"),
                options: states.into_iter().map(state).collect(),
            },
        ]
    }

    /// What the next milestone waits for: the items that hold it, and whose move each is.
    fn held(&self) -> (String, Vec<Held>) {
        let outlook = |milestone: &&Milestone| self.approval.outlook(**milestone, &self.playbook.rules);
        let next =
            Milestone::ALL.iter().find(|milestone| outlook(milestone).is_some_and(|next| !next.is_past));
        let index = next.and_then(|next| outlook(&next)).map(|next| next.index);
        let held = why::held_by(self.approval, index);
        let held = held.into_iter().filter_map(|index| {
            let step = self.approval.steps.get(index)?;
            Some(Held { label: self.label(index), href: self.href(index), words: self.moves(step)? })
        });
        (next.map(|next| self.locale.named("milestone", next.key())).unwrap_or_default(), held.collect())
    }

    /// Whose move an item is, since when, and how long it may still take.
    fn moves(&self, step: &Step<'_>) -> Option<String> {
        let locale = self.locale;
        let mut words = locale.text_with(
            "page-approvals-move",
            &[
                ("state", locale.named("state", step.life.state.key())),
                ("role", locale.named("role", step.awaits()?.key())),
                ("unit", self.lead(step)),
            ],
        );
        if let Some(since) = step.life.since {
            words += &locale.text_with("page-approvals-since", &[("day", locale.day(since))]);
        }
        let left = self.left(step);
        if !left.is_empty() {
            words += &locale.text("value-join-sentence");
            words += &left;
        }
        Some(words)
    }

    fn left(&self, step: &Step<'_>) -> String {
        let Some(reach) = step.clock.filter(|_| !step.is_settled()).map(|clock| clock.binding()) else {
            return String::new();
        };
        self.locale.left(reach.left, reach.kind)
    }

    fn lanes(&self) -> Vec<LaneView> {
        let lane = |lane: &Lane| LaneView {
            name: self.locale.named("lane", lane.key()),
            rows: self
                .approval
                .steps
                .iter()
                .filter(|step| step.item.lane == *lane && step.is_needed())
                .filter(|step| self.asked.lets_through(self.approval, step))
                .map(|step| self.row(step))
                .collect(),
        };
        Lane::ALL.iter().map(lane).filter(|lane| !lane.rows.is_empty()).collect()
    }

    fn unneeded(&self) -> Vec<(String, String, String)> {
        let reason = |step: &Step<'_>| match step.life.state {
            StepState::NotNeeded => self.locale.text("page-approvals-found-unneeded").into_owned(),
            _ => self.condition(step.index).unwrap_or_default(),
        };
        let steps = self.approval.steps.iter().filter(|step| !step.is_needed());
        steps.map(|step| (self.label(step.index), self.href(step.index), reason(step))).collect()
    }

    /// Why an item is not needed where its condition does not hold, in words.
    fn condition(&self, index: usize) -> Option<String> {
        let words = self.template?.words.get(index)?;
        Some(named(self.locale, &words.condition.as_ref()?.waived))
    }

    fn days(&self, days: Days, is_estimate: bool) -> String {
        let written = self.locale.days(days);
        if is_estimate { format!("{written}{}", self.locale.text("page-estimate")) } else { written }
    }

    fn row(&self, step: &Step<'_>) -> RowView {
        let (locale, item) = (self.locale, &*step.item);
        let dates = self.approval.forecast.of(step.index);
        let planned = self.approval.plan.of(step.index);
        let asked = duties(self.approval, step, silence(self.approval, step)).into_iter();
        let asked = asked.map(|duty| locale.named("duty", duty.key()));
        let shown_flags = [Flag::PreHandling, Flag::Commitment, Flag::AreaCovered, Flag::Joint, Flag::Staged];
        RowView {
            code: item.code.to_string(),
            name: self.name(step.index),
            href: self.href_here(step.index),
            unit: self.lead(step),
            flags: shown_flags
                .into_iter()
                .filter(|flag| item.has(*flag))
                .map(|flag| locale.named("item-flag", flag.key()))
                .collect(),
            state: locale.named("state", step.life.state.key()),
            state_key: tone(step),
            missing: (step.applies == Applies::Unknown)
                .then(|| missing(self, step).join(&locale.text("value-join"))),
            notes: notes(self, step),
            statutory: item
                .statutory
                .map(|limit| self.days(limit.days, limit.ground.is_estimate()))
                .unwrap_or_default(),
            promised: item
                .promised
                .filter(|_| step.own_days().is_none())
                .map_or_else(|| own::planned(self, step), |days| self.days(days, false)),
            used: step.clock.map(|clock| clock.used.to_string()).unwrap_or_default(),
            left: self.left(step),
            is_over: step.clock.is_some_and(|clock| clock.binding().left < 0 && !step.is_settled()),
            dates: dates
                .map(|dates| format!("{} – {}", locale.day(dates.early.from), self.ends(dates)))
                .unwrap_or_default(),
            planned: planned.map(|dates| self.ends(dates)).unwrap_or_default(),
            promise: self.promise(step),
            duties: asked.collect(),
            float: match dates {
                Some(dates) if !step.is_settled() => whole(dates.total_float),
                _ => String::new(),
            },
            is_critical: dates.is_some_and(|dates| dates.is_critical),
            waits: step.waits_for.iter().map(|index| (self.code(*index), self.href_here(*index))).collect(),
        }
    }

    /// The first promised date and the one that stands, with how often it moved.
    fn promise(&self, step: &Step<'_>) -> String {
        let (Some((_, first)), Some((_, last))) = (step.first_promise, step.promise) else {
            return String::new();
        };
        let (first_on, on) = (self.locale.day(first.on), self.locale.day(last.on));
        match step.moves {
            0 => on,
            moves => self.locale.text_with(
                "page-approvals-promise-moved",
                &[("first", first_on), ("on", on), ("moves", moves.to_string())],
            ),
        }
    }
}

/// The sign an item's state is shown with.
const fn tone(step: &Step<'_>) -> &'static str {
    match step.life.state {
        StepState::NotStarted => "ahead",
        StepState::PreHandling | StepState::PreReviewed => "pre",
        StepState::SpecialProcedure => "stands",
        StepState::CorrectionsWanted
        | StepState::Declined
        | StepState::Refused
        | StepState::Revoked
        | StepState::Withdrawn => "back",
        StepState::Approved | StepState::Done | StepState::NotNeeded => "done",
        StepState::Tolerated | StepState::Committed => "owed",
        _ => "open",
    }
}
