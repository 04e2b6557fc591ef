//! The month's dispatch figures: who filed, who has still to, and what is to be approved. Whoever filed a figure does not approve it. These are
//! dispatch figures (调度数); statistics figures are another matter and not here.

use super::{
    Misread,
    filters::Filters,
    form::amount,
    frame::{Frame, with_query},
    html,
    organisation::Sent,
    page,
    pager::{self, Pager, Slice},
    sheet,
};
use crate::{
    Served,
    approvals::named,
    board::Board,
    people,
    problem::Problem,
    query::{BadParameter, Query},
    row::Row,
    select::Selection,
    time,
    visit::{View, Visit},
};
use askama::Template;
use axum::{
    Form,
    extract::{self, Path},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_domain::{
    Field, ProjectId, Seq, YearMonth,
    access::Action,
    command::Command,
    figure::DispatchFigure,
    money::MoneyUnit,
    project::Seen,
    refusal::Cause,
    rules::Signal,
    views::{Standpoint, light::light},
};
use qinghuo_locale::Locale;
use qinghuo_office::Rejection;
use qinghuo_sheet::out::{Cell, Column, Kind};
use std::sync::Arc;

/// Where the page is.
const PATH: &str = "/dispatch";
/// Projects of a page.
const PER_PAGE: usize = 50;

/// How a project stands towards a month's filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Filed, and nobody approved it yet.
    Filed,
    /// Due and not filed: the light of the month is held up by it.
    Missing,
    /// Not filed, and no light asks for it.
    NotDue,
    /// Approved as it stands.
    Approved,
}

impl State {
    /// What is to be done first comes first.
    const ALL: [Self; 4] = [Self::Filed, Self::Missing, Self::NotDue, Self::Approved];

    /// Its stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Missing => "missing",
            Self::NotDue => "not-due",
            Self::Approved => "approved",
        }
    }

    /// Of a project.
    pub fn of(seen: Seen<'_>, from: Standpoint<'_>, month: YearMonth) -> Self {
        let filed = seen.project.entry(&Field::Dispatch(month), seen.at);
        match filed.filter(|entry| !entry.attribute.is_cleared()) {
            None if light(seen, Standpoint { month, ..from }).signal == Signal::Unknown => Self::Missing,
            None => Self::NotDue,
            Some(entry) if is_approved(seen, month, entry.seq) => Self::Approved,
            Some(_) => Self::Filed,
        }
    }
}

#[derive(Template)]
#[template(path = "dispatch.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    filters: Filters,
    month: String,
    months: Vec<(String, String, bool)>,
    tabs: Vec<(String, String, usize, bool)>,
    lines: Vec<Line>,
    pager: Pager,
    may_approve: bool,
    needs_actor: bool,
    action: String,
    download: String,
    key: String,
    done: Option<String>,
    /// How many of those shown the visitor filed, and who approves them instead.
    own: Option<String>,
    troubles: Vec<String>,
}

struct Line {
    id: String,
    href: String,
    name: String,
    under: String,
    /// That it is a package and counts in no sum, where it is one.
    package: Option<String>,
    done_this_year: String,
    done_this_month: String,
    progress: String,
    problems: String,
    state: &'static str,
    state_words: String,
    filed: String,
    /// Why it cannot be ticked, where it could be approved by others.
    barred: Option<String>,
    is_own: bool,
    can_pick: bool,
}

/// What the address asks for beside the filters.
pub struct Asked {
    /// The moment and the selection.
    pub query: Query,
    /// What is not understood.
    pub bad: Vec<BadParameter>,
    /// The city.
    pub view: View,
    /// The month.
    pub month: YearMonth,
    state: Option<State>,
}

impl Asked {
    /// Reads an address. Blocks.
    ///
    /// # Errors
    /// The ledger's.
    pub fn read(served: &Served, visit: &Visit) -> Result<Self, Problem> {
        let (query, mut bad) = visit.query();
        let month = visit.own("month", "month", |text| text.parse().ok(), &mut bad);
        let state = |text: &str| State::ALL.into_iter().find(|state| state.key() == text);
        let state = visit.own("state", "value", state, &mut bad);
        let view = visit.view(served, &query)?;
        let month = month.unwrap_or(view.board.month);
        Ok(Self { query, bad, view, month, state })
    }

    fn address(&self, month: YearMonth, state: Option<State>, page: usize) -> String {
        with_query(PATH, &self.selection(month, state, page))
    }

    fn selection(&self, month: YearMonth, state: Option<State>, page: usize) -> String {
        let selection = self.query.at_page(page).address();
        let joint = if selection.is_empty() { "" } else { "&" };
        let state = state.map(|state| format!("&state={}", state.key())).unwrap_or_default();
        format!("{selection}{joint}month={month}{state}")
    }
}

/// The month.
pub async fn show(extract::State(served): extract::State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| render(served, visit, Vec::new(), StatusCode::OK)).await
}

/// The same selection as a workbook: who filed what.
pub async fn download(extract::State(served): extract::State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let asked = Asked::read(served, visit)?;
        Problem::unless_understood(asked.bad.clone())?;
        let (locale, board) = (visit.locale, &*asked.view.board);
        let text = |key: &'static str, width| sheet::text_column(locale.text(key).into_owned(), width);
        let money = |key: &'static str| Column {
            header: locale.text(key).into_owned(),
            unit: Some(locale.text("unit-ten-thousand").into_owned()),
            width: 16.0,
            kind: Kind::Decimal { places: 2 },
        };
        let columns = vec![
            text("page-column-number", 8.0),
            text("page-column-name", 40.0),
            text("page-column-place", 14.0),
            text("page-column-owner", 28.0),
            text("dispatch-states", 10.0),
            money("dispatch-done-this-year"),
            money("dispatch-done-this-month"),
            text("dispatch-progress", 40.0),
            text("dispatch-problems", 40.0),
        ];
        let rows = Selection::of(board, &asked.query).all().into_iter().filter_map(|row| {
            let seen = board.seen(row);
            let state = State::of(seen, board.standpoint(), asked.month);
            asked.state.is_none_or(|wanted| wanted == state).then_some(())?;
            let figure = seen.dispatch(asked.month).filter(|_| state != State::Missing);
            Some(vec![
                Cell::Text(row.project.id.to_string()),
                sheet::text(seen.name()),
                sheet::text(seen.functional_zone().or(seen.district())),
                sheet::text(seen.owner()),
                Cell::Text(locale.named("dispatch-state", state.key())),
                sheet::wan(figure.and_then(|figure| figure.done_this_year)),
                sheet::wan(figure.and_then(|figure| figure.done_this_month)),
                sheet::text(figure.and_then(|figure| figure.progress.as_ref())),
                sheet::text(figure.and_then(|figure| figure.problems.as_ref())),
            ])
        });
        let title = format!("{} {}", locale.text("dispatch"), locale.month(asked.month));
        sheet::plain(visit, &asked.view, "dispatch", title, columns, rows.collect())
    })
    .await
}

/// Approves what was ticked; each figure by itself.
pub async fn approve(
    extract::State(served): extract::State<Served>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let sent = Sent::new(pairs);
        let asked = Asked::read(served, visit)?;
        let locale = visit.locale;
        let picked: Vec<ProjectId> = sent.all("pick").filter_map(|text| text.parse().ok()).collect();
        let mut troubles = Vec::new();
        if visit.needs_actor() {
            troubles.push(locale.text("page-problem-actor-missing").into_owned());
        } else if picked.is_empty() {
            troubles.push(locale.text("dispatch-nothing-picked").into_owned());
        }
        if !troubles.is_empty() {
            return render(served, visit, troubles, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let order = |project: &ProjectId| {
            let command = Command::ApproveDispatch { project: *project, month: asked.month };
            visit.order(command, format!("{}-{project}", sent.said("key")))
        };
        let answers = crate::api::orders(served, picked.iter().map(order).collect());
        let mut done = 0_usize;
        for (project, answer) in picked.iter().zip(answers) {
            match answer {
                Ok(_) => done += 1,
                Err(Rejection::Refused(refusals)) => {
                    let words =
                        refusals.iter().map(|refusal| locale.phrase("refusal", "code", &refusal.cause));
                    troubles.extend(words.map(|words| format!("{project} {words}")));
                }
                Err(Rejection::KeyReused) => {
                    troubles.push(locale.text("page-problem-key-reused").into_owned());
                }
                Err(other) => return Err(other.into()),
            }
        }
        if troubles.is_empty() {
            let back = asked.address(asked.month, asked.state, 0);
            return Ok(Redirect::to(&format!("{back}&done={done}")).into_response());
        }
        render(served, visit, troubles, StatusCode::UNPROCESSABLE_ENTITY)
    })
    .await
}

fn render(
    served: &Served,
    visit: &Visit,
    troubles: Vec<String>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let locale = visit.locale;
    let asked = Asked::read(served, visit)?;
    let board = &*asked.view.board;
    let from = board.standpoint();
    let selection = Selection::of(board, &asked.query);
    let rows: Vec<(&Arc<Row>, State)> =
        selection.all().into_iter().map(|row| (row, State::of(board.seen(row), from, asked.month))).collect();
    let counted = || rows.iter().filter(|(row, _)| board.counts(row));
    let count = |state: State| counted().filter(|(_, other)| *other == state).count();
    let tab = |state: Option<State>, words: String, count: usize| {
        (words, asked.address(asked.month, state, 0), count, asked.state == state)
    };
    let all = tab(None, locale.text("dispatch-all").into_owned(), counted().count());
    let tabs =
        State::ALL.map(|state| tab(Some(state), locale.named("dispatch-state", state.key()), count(state)));
    let mut wanted: Vec<_> =
        rows.iter().filter(|(_, state)| asked.state.is_none_or(|wanted| wanted == *state)).collect();
    wanted.sort_by_key(|(_, state)| State::ALL.iter().position(|known| known == state));
    let slice = Slice::of(wanted.len(), asked.query.page, PER_PAGE);
    let beyond = slice.beyond(asked.query.page);
    let shown = wanted.iter().skip(slice.first()).take(slice.size);
    let may_approve = visit.does(&asked.view, Action::ApproveDispatch);
    let lines: Result<Vec<Line>, Problem> =
        shown.map(|(row, state)| line(served, visit, &asked, row, *state)).collect();
    let lines = lines?;
    let title = locale.text("dispatch").into_owned();
    let mut frame = Frame::new(served, visit, &asked.view, &asked.query, "dispatch", title);
    frame.here = asked.address(asked.month, asked.state, asked.query.page);
    let kept = vec![
        ("month", asked.month.to_string()),
        ("state", asked.state.map(State::key).unwrap_or_default().to_owned()),
    ];
    let done = visit.pairs.iter().find(|(name, _)| name == "done").and_then(|(_, count)| count.parse().ok());
    let bad: Vec<_> = asked.bad.iter().cloned().chain(beyond).collect();
    let bad = Misread::of(locale, &bad);
    let status = bad.or(status);
    let mut pager =
        pager::pager(locale, "page-rows", slice, |page| asked.address(asked.month, asked.state, page));
    let packages = wanted.iter().filter(|(row, _)| !board.counts(row)).count();
    if packages > 0 {
        pager.summary += &locale.text("value-join-sentence");
        pager.summary += &locale.count("page-packages-not-counted", packages);
    }
    let page = Page {
        bad,
        filters: Filters::of(locale, board, &asked.query, PATH, kept),
        month: locale.month(asked.month),
        months: months(locale, board, &asked),
        tabs: std::iter::once(all).chain(tabs).collect(),
        pager,
        may_approve: may_approve && lines.iter().any(|line| line.can_pick),
        needs_actor: visit.needs_actor(),
        action: asked.address(asked.month, asked.state, 0),
        download: with_query("/dispatch.xlsx", &asked.selection(asked.month, asked.state, 0)),
        key: served.form_key(visit.now),
        done: done.map(|count: usize| locale.count("dispatch-done", count)),
        own: may_approve.then(|| own(served, locale, &lines)).flatten(),
        troubles,
        lines,
        frame,
    };
    html(status, &page)
}

/// What is said of the figures the visitor filed: that others approve them, and in which roles.
fn own(served: &Served, locale: &Locale, lines: &[Line]) -> Option<String> {
    let count = lines.iter().filter(|line| line.is_own).count();
    let access = &served.app.playbook.access;
    let roles = access.policy.roles.iter().zip(&access.roles);
    let approve = roles.filter(|(role, _)| role.may.contains_key(&Action::ApproveDispatch));
    let names: Vec<String> = approve.map(|(_, words)| named(locale, &words.name)).collect();
    let said = [("count", count.to_string()), ("roles", names.join(&locale.text("value-join")))];
    (count > 0).then(|| locale.text_with("dispatch-own", &said))
}

/// The year's months up to the one dispatched.
fn months(locale: &Locale, board: &Board, asked: &Asked) -> Vec<(String, String, bool)> {
    let year = board.month.year();
    let months = (1..=12).filter_map(|month| YearMonth::new(year, month));
    let told = months.take_while(|month| *month <= YearMonth::of(board.at.as_of).max(board.month));
    let mut told: Vec<YearMonth> = told.collect();
    if !told.contains(&asked.month) {
        told.insert(0, asked.month);
    }
    told.into_iter()
        .map(|month| (locale.month(month), asked.address(month, asked.state, 0), month == asked.month))
        .collect()
}

fn line(
    served: &Served,
    visit: &Visit,
    asked: &Asked,
    row: &Arc<Row>,
    state: State,
) -> Result<Line, Problem> {
    let locale = visit.locale;
    let seen = asked.view.board.seen(row);
    let figure = seen.dispatch(asked.month).map(|figure| &**figure);
    let entry = seen.project.entry(&Field::Dispatch(asked.month), seen.at);
    let recorded = match entry.filter(|_| matches!(state, State::Filed | State::Approved)) {
        Some(entry) => served.app.office.recorded(entry.seq).map_err(|error| Problem::failed(&error))?,
        None => None,
    };
    let city = &asked.view.image.city;
    let filed_by_self = match (&recorded, visit.authority(city, &asked.view.board.rules)?) {
        (Some(recorded), Some(authority)) => authority.is_self(&recorded.actor),
        _ => false,
    };
    let barred = match (state, filed_by_self) {
        (State::Filed, true) => {
            let month = locale.month(asked.month);
            Some(locale.text_with("refusal-filed-by-yourself", &[("month", month)]))
        }
        (State::Filed, false) => visit.barred(&asked.view, Action::ApproveDispatch, seen),
        _ => None,
    };
    let wan = |amount| locale.amount(amount, MoneyUnit::TenThousand);
    let text =
        |text: Option<&qinghuo_domain::attribute::Text>| text.map(ToString::to_string).unwrap_or_default();
    let place = seen.functional_zone().or(seen.district());
    let under = [text(place), text(seen.owner())];
    let names = served.app.office.people();
    Ok(Line {
        id: row.project.id.to_string(),
        href: with_query(&format!("/projects/{}#figures", row.project.id), &asked.query.moment_address()),
        name: text(seen.name()),
        under: under.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "),
        package: (!asked.view.board.counts(row)).then(|| locale.text("page-package").into_owned()),
        done_this_year: figure.and_then(|figure| figure.done_this_year).map(wan).unwrap_or_default(),
        done_this_month: figure.and_then(|figure| figure.done_this_month).map(wan).unwrap_or_default(),
        progress: text(figure.and_then(|figure| figure.progress.as_ref())),
        problems: text(figure.and_then(|figure| figure.problems.as_ref())),
        state: state.key(),
        state_words: locale.named("dispatch-state", state.key()),
        filed: recorded
            .map(|recorded| {
                let actor = people::actor(locale, city, &names, &recorded.actor);
                format!("{actor} {}", time::wall_clock(recorded.recorded_at))
            })
            .unwrap_or_default(),
        can_pick: state == State::Filed && barred.is_none(),
        is_own: state == State::Filed && filed_by_self,
        barred,
    })
}

/// The form on a project's page by which a month is filed.
#[derive(Clone, Default)]
pub struct Filing {
    /// The month.
    pub month: String,
    /// What was typed.
    pub done_this_year: String,
    /// What was typed.
    pub done_this_month: String,
    /// Physical progress in words.
    pub progress: String,
    /// Problems in words.
    pub problems: String,
    /// Why a figure filed before is replaced.
    pub reason: String,
    /// Names the order.
    pub key: String,
    /// The figure filed last before it, to compare.
    pub last: String,
    /// What is wrong, each with the name of its input; without one, of the whole.
    pub troubles: Vec<(&'static str, String)>,
}

impl Filing {
    /// What is wrong with an input.
    pub fn at<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.troubles.iter().filter(move |(of, _)| *of == name).map(|(_, words)| words.as_str())
    }
}

/// The input a reason stands beside.
const fn input_of(cause: &Cause) -> &'static str {
    match cause {
        Cause::MonthNotBegun { .. } => "month",
        Cause::DoneFalls { .. }
        | Cause::DoneAboveTotal { .. }
        | Cause::AmountTooLarge { .. }
        | Cause::NegativeAmount => "done_this_year",
        Cause::MonthAboveYear => "done_this_month",
        Cause::ReasonMissing => "reason",
        _ => "",
    }
}

/// Files a month of a project.
pub async fn file(
    extract::State(served): extract::State<Served>,
    Path(id): Path<String>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let sent = Sent::new(pairs);
        let project = super::project::find(served, visit, &id)?;
        let said = |name: &str| sent.said(name).to_owned();
        let mut filing = Filing {
            month: said("month"),
            done_this_year: said("done_this_year"),
            done_this_month: said("done_this_month"),
            progress: said("progress"),
            problems: said("problems"),
            reason: said("reason"),
            key: served.form_key(visit.now),
            ..Filing::default()
        };
        let locale = visit.locale;
        let words = |key| vec![("", locale.text(key).into_owned())];
        let done = match wanted(locale, &sent) {
            Ok(_) if visit.needs_actor() => Err(words("page-problem-actor-missing")),
            Ok((month, figure)) => {
                let reason = (!filing.reason.is_empty()).then(|| filing.reason.as_str().into());
                let command = Command::FileDispatch { project: project.id, month, figure, reason };
                match crate::api::order(served, visit.order(command, sent.said("key"))) {
                    Ok(receipt) => Ok(receipt),
                    Err(Rejection::Refused(refusals)) => {
                        let word = |cause: &Cause| (input_of(cause), locale.phrase("refusal", "code", cause));
                        Err(refusals.iter().map(|refusal| word(&refusal.cause)).collect())
                    }
                    Err(Rejection::KeyReused) => Err(words("page-problem-key-reused")),
                    Err(other) => return Err(other.into()),
                }
            }
            Err(troubles) => Err(troubles),
        };
        match done {
            Ok(receipt) => {
                let saved = format!("/projects/{}?saved={}#figures", project.id, receipt.first);
                Ok(Redirect::to(&saved).into_response())
            }
            Err(troubles) => {
                filing.troubles = troubles;
                super::project::render(
                    served,
                    visit,
                    &project,
                    None,
                    Some(filing),
                    StatusCode::UNPROCESSABLE_ENTITY,
                )
            }
        }
    })
    .await
}

/// What a filing says, or everything in it that cannot be read.
fn wanted(locale: &Locale, sent: &Sent) -> Result<(YearMonth, DispatchFigure), Vec<(&'static str, String)>> {
    let mut troubles = Vec::new();
    let month: Option<YearMonth> = sent.said("month").parse().ok();
    if month.is_none() {
        let given = [("given", sent.said("month").to_owned())];
        troubles.push(("month", locale.text_with("dispatch-no-month", &given)));
    }
    let mut money = |name: &'static str| {
        let text = sent.said(name);
        let read = (!text.is_empty()).then(|| amount(text));
        if read == Some(None) {
            let field = locale.text(&format!("dispatch-{}", name.replace('_', "-"))).into_owned();
            let said = [("field", field), ("given", text.to_owned())];
            troubles.push((name, locale.text_with("dispatch-no-amount", &said)));
        }
        read.flatten()
    };
    let (done_this_year, done_this_month) = (money("done_this_year"), money("done_this_month"));
    let words = |name: &str| Some(sent.said(name)).filter(|text| !text.is_empty()).map(Into::into);
    match month {
        Some(month) if troubles.is_empty() => Ok((
            month,
            DispatchFigure {
                done_this_year,
                done_this_month,
                progress: words("progress"),
                problems: words("problems"),
            },
        )),
        _ => Err(troubles),
    }
}

/// The month a project's next filing speaks of: the first after the last one filed, or the city's.
pub fn next_month(seen: Seen<'_>, dispatched: YearMonth) -> YearMonth {
    let last = seen.dispatches().last().map(|(month, ..)| month);
    last.and_then(YearMonth::after).unwrap_or(dispatched).min(YearMonth::of(seen.at.as_of))
}

/// Whether a month's figure is approved as it stands at the moment.
pub fn is_approved(seen: Seen<'_>, month: YearMonth, filed: Seq) -> bool {
    seen.approved(month) == Some(&filed)
}
