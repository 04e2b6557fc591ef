//! The log of views and of what was done to accounts; what was done to the book is in the book itself.

use super::post_words;
use crate::{
    Served,
    pages::{
        frame::Frame,
        html,
        organisation::{Tab, tabs},
        page, sheet,
    },
    problem::Problem,
    query::{Query, encode},
    time,
    visit::Visit,
};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use jiff::Timestamp;
use qinghuo_accounts::{AccountId, LogFilter, LogRow, Page as Span};
use qinghuo_domain::{City, PostId, attribute::PersonId};
use qinghuo_office::People;
use qinghuo_sheet::out::Cell;
use std::collections::BTreeMap;

/// Lines of a page.
const PER_PAGE: u32 = 100;
/// Lines of a workbook: a sheet holds no more than about a million.
const MOST_EXPORTED: usize = 1_000_000;

#[derive(Template)]
#[template(path = "log.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    total: u64,
    from: String,
    to: String,
    subject: String,
    what: String,
    login: String,
    workbook: String,
    newer: Option<String>,
    older: Option<String>,
    troubles: Vec<String>,
}

struct Line {
    at: String,
    who: String,
    post: String,
    what: String,
    subject: String,
    address: String,
}

/// What an address asks of the log.
#[derive(Default)]
struct Asked {
    filter: LogFilter,
    page: u32,
    troubles: Vec<String>,
    said: BTreeMap<&'static str, String>,
}

impl Asked {
    fn read(served: &Served, visit: &Visit) -> Result<Self, Problem> {
        let mut asked = Self::default();
        let said = |name: &str| {
            let found = visit.pairs.iter().find(|(given, _)| given == name);
            found.map_or("", |(_, value)| value.trim())
        };
        for name in ["from", "to", "subject", "what", "login"] {
            asked.said.insert(name, said(name).to_owned());
        }
        let text = |name: &str| Some(said(name).to_owned()).filter(|text| !text.is_empty());
        asked.filter.subject = text("subject");
        asked.filter.what = text("what");
        for (name, is_end) in [("from", false), ("to", true)] {
            let Some(given) = text(name) else { continue };
            match time::day(&given).and_then(|day| time::bound_of(day, is_end)) {
                Some(at) if is_end => asked.filter.before = Some(at),
                Some(at) => asked.filter.from = Some(at),
                None => {
                    asked.troubles.push(visit.locale.text_with("organisation-no-day", &[("given", given)]));
                }
            }
        }
        if let Some(login) = text("login") {
            let known = served.app.accounts.list()?.into_iter().find(|account| account.login == login);
            match known {
                Some(account) => asked.filter.account = Some(account.id),
                None => asked.troubles.push(visit.locale.text_with("log-no-login", &[("given", login)])),
            }
        }
        asked.page = said("page").parse().unwrap_or_default();
        Ok(asked)
    }

    fn address(&self, path: &str, page: u32) -> String {
        let said = self.said.iter().filter(|(_, value)| !value.is_empty());
        let mut pairs: Vec<String> = said.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if page > 0 {
            pairs.push(format!("page={page}"));
        }
        crate::pages::frame::with_query(path, &pairs.join("&"))
    }
}

/// The log.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let asked = Asked::read(served, visit)?;
        let locale = visit.locale;
        let query = Query::default();
        let view = visit.view(served, &query)?;
        let accounts = &served.app.accounts;
        accounts.flush()?;
        let total = accounts.count_log(&asked.filter)?;
        let span = Span { skip: asked.page.saturating_mul(PER_PAGE), take: PER_PAGE };
        let rows = accounts.search_log(&asked.filter, span)?;
        let teller = Teller::new(served, visit)?;
        let said = |name| asked.said.get(name).cloned().unwrap_or_default();
        let shown_until = (u64::from(asked.page) + 1) * u64::from(PER_PAGE);
        let title = locale.text("organisation-log").into_owned();
        let mut frame = Frame::aside(served, visit, "organisation", title);
        frame.here = asked.address("/log", asked.page);
        let status = if asked.troubles.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        let shown = Page {
            tabs: tabs(visit, &view, "/log"),
            lines: rows.iter().map(|row| teller.line(row)).collect(),
            total,
            from: said("from"),
            to: said("to"),
            subject: said("subject"),
            what: said("what"),
            login: said("login"),
            workbook: asked.address("/log.xlsx", 0),
            newer: asked.page.checked_sub(1).map(|page| asked.address("/log", page)),
            older: (shown_until < total).then(|| asked.address("/log", asked.page + 1)),
            troubles: asked.troubles,
            frame,
        };
        html(status, &shown)
    })
    .await
}

/// The same as a workbook, the oldest line first.
pub async fn download(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let asked = Asked::read(served, visit)?;
        if !asked.troubles.is_empty() {
            return Err(Problem::BadBody(asked.troubles.join("; ")));
        }
        let locale = visit.locale;
        served.app.accounts.flush()?;
        let teller = Teller::new(served, visit)?;
        let heading = |(key, width): (&str, f64)| sheet::text_column(locale.text(key).into_owned(), width);
        let columns = [
            ("log-at", 20.0),
            ("log-who", 18.0),
            ("log-post", 30.0),
            ("log-what", 18.0),
            ("log-subject", 40.0),
            ("log-address", 18.0),
        ];
        let mut rows = Vec::new();
        for row in served.app.accounts.export_log(&asked.filter).take(MOST_EXPORTED) {
            let line = teller.line(&row?);
            let cells = [line.at, line.who, line.post, line.what, line.subject, line.address];
            rows.push(cells.map(Cell::Text).into());
        }
        let title = locale.text("organisation-log").into_owned();
        let view = visit.view(served, &Query::default())?;
        sheet::plain(visit, &view, "log", title, columns.map(heading).into(), rows)
    })
    .await
}

struct Teller<'a> {
    served: &'a Served,
    visit: &'a Visit,
    city: std::sync::Arc<City>,
    people: std::sync::Arc<People>,
    accounts: BTreeMap<AccountId, (Option<PersonId>, String)>,
}

impl<'a> Teller<'a> {
    fn new(served: &'a Served, visit: &'a Visit) -> Result<Self, Problem> {
        let accounts = served.app.accounts.list()?.into_iter();
        Ok(Self {
            served,
            visit,
            city: served.app.office.city(),
            people: served.app.office.people(),
            accounts: accounts
                .map(|account| (account.id, (account.person.map(PersonId), account.login)))
                .collect(),
        })
    }

    fn line(&self, row: &LogRow) -> Line {
        let locale = self.visit.locale;
        let account = row.note.account.and_then(|id| self.accounts.get(&id));
        let who = account.map(|(person, login)| {
            let name = person.and_then(|person| self.people.get(&person).cloned());
            name.unwrap_or_else(|| login.clone())
        });
        let post = row.note.post.map(|post| post_words(self.served, locale, &self.city, PostId(post)));
        let key = format!("log-what-{}", row.note.what.replace(['_', '.'], "-"));
        let at: Timestamp = row.at;
        Line {
            at: time::wall_clock(at),
            who: who.unwrap_or_else(|| {
                let key = if row.note.address.is_empty() { "log-machine" } else { "log-nobody" };
                locale.text(key).into_owned()
            }),
            post: post.unwrap_or_default(),
            what: if locale.has(&key) {
                locale.text(&key).into_owned()
            } else {
                locale.named("action", &row.note.what)
            },
            subject: row.note.subject.clone(),
            address: row.note.address.clone(),
        }
    }
}
