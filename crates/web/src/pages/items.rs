//! 待办: what somebody can act on over all projects, the most urgent first, as a page and as a calendar to subscribe to.

use super::{
    bad_words,
    frame::{Frame, with_query},
    html, page,
};
use crate::{
    Served,
    approvals::{Approvals, Course, Filter, ROLES, item_name, unit_name},
    query::Query,
    visit::{View, Visit},
};
use askama::Template;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use qinghuo_domain::{
    Date, ProjectId,
    procedure::Lane,
    views::{
        approval::inbox::{OpenItem, Urgency},
        totals::Key,
    },
};
use qinghuo_locale::Locale;
use std::collections::{BTreeMap, BTreeSet};

const PATH: &str = "/items";

/// Items shown; who wants more narrows the filter, or asks the API.
const MOST: usize = 500;

/// Octets of a line of a calendar, its end left out (RFC 5545 section 3.1).
const LINE: usize = 75;

#[derive(Template)]
#[template(path = "items.html")]
struct Page<'a> {
    frame: Frame<'a>,
    bad: Vec<String>,
    /// Whether any project follows a procedure.
    is_begun: bool,
    tabs: Vec<Choice>,
    units: Vec<Choice>,
    selects: Vec<Select>,
    kept: Vec<(&'static str, String)>,
    calendar: String,
    summary: String,
    cut: Option<String>,
    rows: Vec<Line>,
}

struct Choice {
    label: String,
    count: usize,
    href: String,
    is_on: bool,
}

struct Select {
    name: &'static str,
    label: String,
    options: Vec<(String, String, bool)>,
}

struct Line {
    urgency: &'static str,
    urgency_word: String,
    left: String,
    project: String,
    project_href: String,
    id: String,
    code: String,
    name: String,
    href: String,
    unit: String,
    lane: String,
    state: String,
    since: String,
    role: String,
    due_on: String,
    promised_on: String,
    float: String,
    is_critical: bool,
}

/// The page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (moment, filter, bad, view) = asked(served, visit)?;
        let (locale, playbook) = (visit.locale, &served.app.playbook);
        let approvals = served.desk.of(&view.board, playbook);
        let title = locale.text("page-items").into_owned();
        let mut frame = Frame::new(served, visit, &view, &moment, "items", title);
        frame.here = address(&frame, PATH, &filter);
        frame.now = with_query(PATH, &filter.address());
        let selected = filter.select(&approvals);
        let line = |(course, lane, open): &(&Course, Lane, &OpenItem)| Line {
            urgency: open.urgency.key(),
            urgency_word: locale.named("urgency", open.urgency.key()),
            left: left(locale, open),
            project: course.name(view.board.at).to_owned(),
            project_href: frame.project(&open.project),
            id: open.project.to_string(),
            code: open.item.to_string(),
            name: item_name(locale, playbook, &course.procedure, open.index, open.own_name.as_deref()),
            href: item_address(&frame, open.project, &open.item.to_string()),
            unit: unit_name(locale, playbook, &open.unit),
            lane: locale.named("lane", lane.key()),
            state: locale.named("state", open.state.key()),
            since: day(locale, open.since),
            role: locale.named("role", open.awaits.key()),
            due_on: day(locale, open.due_on),
            promised_on: day(locale, open.promised_on),
            float: open.float.to_string(),
            is_critical: open.is_critical,
        };
        let shown = Page {
            bad: bad_words(locale, &bad),
            is_begun: !approvals.courses.is_empty(),
            tabs: tabs(locale, &frame, &approvals, &filter),
            units: units(locale, &frame, &approvals, &filter, |key| unit_name(locale, playbook, key)),
            selects: selects(locale, &approvals, &view, &filter),
            kept: kept(&filter, &moment),
            calendar: address(&frame, "/items.ics", &filter),
            summary: locale.count("page-items-summary", selected.len()),
            cut: (selected.len() > MOST).then(|| locale.count("page-items-cut", MOST)),
            rows: selected.iter().take(MOST).map(line).collect(),
            frame,
        };
        let status = if shown.bad.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        html(status, &shown)
    })
    .await
}

/// The same items as a calendar: an all-day event on the last day of each limit, and on each promised date.
pub async fn calendar(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (_, filter, bad, view) = asked(served, visit)?;
        // A calendar of more than was asked for would fill somebody's days.
        if !bad.is_empty() {
            return Err(crate::problem::Problem::BadParameters(bad));
        }
        let (locale, playbook) = (visit.locale, &served.app.playbook);
        let approvals = served.desk.of(&view.board, playbook);
        let mut text = String::new();
        let mut put = |line: &str| fold(&mut text, line);
        for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Qinghuo//Items//ZH", "CALSCALE:GREGORIAN"] {
            put(line);
        }
        put(&format!("X-WR-CALNAME:{}", escaped(&locale.text("page-items"))));
        for (course, _, open) in filter.select(&approvals) {
            let said = [
                ("project", course.name(view.board.at).to_owned()),
                ("code", open.item.to_string()),
                (
                    "item",
                    item_name(locale, playbook, &course.procedure, open.index, open.own_name.as_deref()),
                ),
            ];
            let days = [
                ("due", "page-items-event-due", open.due_on),
                ("promise", "page-items-event-promise", open.promised_on),
            ];
            for (kind, key, on) in days {
                let Some(on) = on else { continue };
                put("BEGIN:VEVENT");
                put(&format!("UID:{}-{}-{kind}@qinghuo", open.project, open.item));
                // What the event says has been true since the item's last record, so that it is the same whenever it is asked for.
                put(&format!("DTSTAMP:{}T000000Z", compact(open.since.unwrap_or(on))));
                put(&format!("DTSTART;VALUE=DATE:{}", compact(on)));
                put(&format!("SUMMARY:{}", escaped(&locale.text_with(key, &said))));
                put(&format!("CATEGORIES:{}", escaped(&unit_name(locale, playbook, &open.unit))));
                put(&format!("DESCRIPTION:{}", escaped(&locale.named("state", open.state.key()))));
                put("TRANSP:TRANSPARENT");
                put("END:VEVENT");
            }
        }
        put("END:VCALENDAR");
        let kind = (header::CONTENT_TYPE, "text/calendar; charset=utf-8");
        Ok(([kind], text).into_response())
    })
    .await
}

type Asked = (Query, Filter, Vec<crate::query::BadParameter>, View);

/// The moment and the filter an address asks for, and what of it is not understood.
fn asked(served: &Served, visit: &Visit) -> Result<Asked, crate::problem::Problem> {
    let (query, bad) = visit.query();
    let (filter, own) = Filter::read(&visit.pairs);
    let bad = bad.into_iter().filter(|bad| !Filter::NAMES.contains(&&*bad.name)).chain(own).collect();
    let moment = Query { as_of: query.as_of, known_at: query.known_at, ..Query::default() };
    let view = visit.view(served, &moment)?;
    Ok((moment, filter, bad, view))
}

fn address(frame: &Frame<'_>, path: &str, filter: &Filter) -> String {
    let parts = [filter.address(), frame.moment.clone()];
    with_query(path, &parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&"))
}

/// Where an item is shown, in its project.
pub fn item_address(frame: &Frame<'_>, project: ProjectId, item: &str) -> String {
    let moment = if frame.moment.is_empty() { String::new() } else { format!("&{}", frame.moment) };
    format!("/projects/{project}/approvals?item={item}{moment}#{item}")
}

/// The urgencies, each with its count under the rest of the filter.
fn tabs(locale: &Locale, frame: &Frame<'_>, approvals: &Approvals, filter: &Filter) -> Vec<Choice> {
    let all = Filter { urgency: None, ..filter.clone() };
    let selected = all.select(approvals);
    let count = |urgency: Urgency| selected.iter().filter(|(_, _, open)| open.urgency == urgency).count();
    let one = |urgency: Urgency| Choice {
        label: locale.named("urgency", urgency.key()),
        count: count(urgency),
        href: address(frame, PATH, &Filter { urgency: Some(urgency), ..filter.clone() }),
        is_on: filter.urgency == Some(urgency),
    };
    let any = Choice {
        label: locale.text("page-any").into_owned(),
        count: selected.len(),
        href: address(frame, PATH, &all),
        is_on: filter.urgency.is_none(),
    };
    [any].into_iter().chain(Urgency::ALL.map(one)).collect()
}

/// The units, each with its count under the rest of the filter, the most first.
fn units(
    locale: &Locale,
    frame: &Frame<'_>,
    approvals: &Approvals,
    filter: &Filter,
    name: impl Fn(&str) -> String,
) -> Vec<Choice> {
    let all = Filter { unit: None, ..filter.clone() };
    let selected = all.select(approvals);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    selected.iter().for_each(|(_, _, open)| *counts.entry(&open.unit).or_default() += 1);
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by(|(a, few), (b, many)| many.cmp(few).then_with(|| a.cmp(b)));
    let any = Choice {
        label: locale.text("page-items-all-units").into_owned(),
        count: selected.len(),
        href: address(frame, PATH, &all),
        is_on: filter.unit.is_none(),
    };
    let one = |(unit, count): (&str, usize)| Choice {
        label: name(unit),
        count,
        href: address(frame, PATH, &Filter { unit: Some(unit.to_owned()), ..filter.clone() }),
        is_on: filter.unit.as_deref() == Some(unit),
    };
    [any].into_iter().chain(counts.into_iter().map(one)).collect()
}

fn selects(locale: &Locale, approvals: &Approvals, view: &View, filter: &Filter) -> Vec<Select> {
    let role = ROLES
        .map(|role| (role.key().to_owned(), locale.named("role", role.key()), filter.role == Some(role)));
    let lane = Lane::ALL
        .iter()
        .map(|lane| (lane.key().to_owned(), locale.named("lane", lane.key()), filter.lane == Some(*lane)));
    let places: BTreeSet<&str> = approvals
        .courses
        .iter()
        .filter_map(|course| match &course.place {
            Key::Word(place) => Some(&**place),
            _ => None,
        })
        .collect();
    let mut places: Vec<&str> = places.into_iter().collect();
    places.sort_by_key(|place| view.board.place_rank(place));
    let place = places
        .into_iter()
        .map(|place| (place.to_owned(), place.to_owned(), filter.place.as_deref() == Some(place)));
    let label = |key: &'static str| locale.text(key).into_owned();
    vec![
        Select { name: "role", label: label("page-items-role"), options: role.into() },
        Select { name: "lane", label: label("page-items-lane"), options: lane.collect() },
        Select { name: "place", label: label("page-column-place"), options: place.collect() },
    ]
}

/// What the form with the selects carries on.
fn kept(filter: &Filter, moment: &Query) -> Vec<(&'static str, String)> {
    let kept = [
        ("unit", filter.unit.clone()),
        ("urgency", filter.urgency.map(|urgency| urgency.key().to_owned())),
        ("as_of", moment.as_of.map(|day| day.to_string())),
        ("known_at", moment.known_at.as_ref().map(|(text, _)| text.clone())),
    ];
    kept.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// Days left or over, in words; nothing while no clock runs.
fn left(locale: &Locale, open: &OpenItem) -> String {
    let days = |key: &str, count: i32| locale.count(key, usize::try_from(count).unwrap_or_default());
    match open.left {
        None => String::new(),
        Some(over @ ..0) => days("page-items-over", -over),
        Some(left) => days("page-items-left", left),
    }
}

fn day(locale: &Locale, date: Option<Date>) -> String {
    date.map(|date| locale.day(date)).unwrap_or_default()
}

fn compact(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

/// Text as a calendar carries it (RFC 5545 section 3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Adds a line, folded between characters so that none is longer than 75 octets (RFC 5545 section 3.1).
fn fold(text: &mut String, line: &str) {
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > LINE {
            text.push_str("\r\n ");
            octets = 1;
        }
        text.push(c);
        octets += c.len_utf8();
    }
    text.push_str("\r\n");
}
