//! A ledger file through the API: the body is the file, the address says what to do with it. Without `commit=true` nothing changes, and the answer
//! is that of `qinghuo import --dry-run --json`.

use super::{header_of_key, problem};
use crate::{
    Served, drafts::file_name, pages::imports::commit::commit, problem::Problem, query::BadParameter, time,
    visit::Visit,
};
use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use qinghuo_domain::YearMonth;
use qinghuo_intake::{Asked, Decided, Doubtful, Intake, Mapped, NoIntake, unreadable};
use serde_json::{Value, json};

/// Takes a file, to look at or into the book.
pub async fn take(State(served): State<Served>, visit: Visit, headers: HeaderMap, body: Bytes) -> Response {
    let locale = visit.locale;
    let made = tokio::task::spawn_blocking(move || answer(&served, &visit, &headers, &body)).await;
    match made.unwrap_or_else(|error| Err(Problem::failed(&error))) {
        Ok(value) => Json(value).into_response(),
        Err(trouble) => problem(locale, &trouble),
    }
}

/// What an address asks for.
struct Wanted {
    file: String,
    commit: bool,
    asked: Asked,
}

impl Wanted {
    fn read(visit: &Visit) -> Result<Self, Problem> {
        let (mut wanted, mut bad) =
            (Self { file: String::new(), commit: false, asked: Asked::default() }, Vec::new());
        let untaken = super::untaken(visit);
        for (name, value) in &visit.pairs {
            let told = untaken.iter().find(|told| told.name == *name && told.value == *value);
            if let Some(fault) = told.map(|told| told.fault).or_else(|| wanted.take(name, value)) {
                bad.push(BadParameter { name: name.clone(), value: value.clone(), fault });
            }
        }
        if bad.is_empty() { Ok(wanted) } else { Err(Problem::BadParameters(bad)) }
    }

    /// Takes one parameter; what is wrong with it, if anything is.
    fn take(&mut self, name: &str, value: &str) -> Option<&'static str> {
        let asked = &mut self.asked;
        let taken = match name {
            "file" => {
                self.file = file_name(value);
                Some(())
            }
            "commit" => value.parse().ok().map(|commit| self.commit = commit),
            "synthetic" => value.parse().ok().map(|synthetic| asked.synthetic = synthetic),
            "effective_on" => time::day(value).map(|day| asked.effective_on = Some(day)),
            "month" => value.parse::<YearMonth>().ok().map(|month| {
                (asked.year, asked.month) = (Some(month.year()), Some(month.month()));
            }),
            "year" => {
                let year = value.parse().ok().filter(|year| (1990..=2200).contains(year));
                year.map(|year| asked.year = Some(year))
            }
            "sheet" => {
                asked.sheets.push(value.into());
                Some(())
            }
            "map" => Mapped::read(None, value).ok().map(|mapped| asked.columns.push(mapped)),
            "decide" => Decided::read(value).map(|decided| asked.decisions.push(decided)),
            "doubtful" => Doubtful::from_key(value).map(|doubtful| asked.doubtful = Some(doubtful)),
            "lang" => Some(()),
            _ => return Some("unknown"),
        };
        match (taken, name) {
            (Some(()), _) => None,
            (None, "effective_on") => Some("date"),
            (None, _) => Some("value"),
        }
    }
}

fn answer(served: &Served, visit: &Visit, headers: &HeaderMap, bytes: &[u8]) -> Result<Value, Problem> {
    let Wanted { file, commit: wants_commit, asked } = Wanted::read(visit)?;
    let key = match wants_commit {
        true => Some(header_of_key(headers).ok_or(Problem::KeyMissing)?),
        false => None,
    };
    if wants_commit {
        visit.actor()?;
    }
    let image = visit.window(served)?.image;
    let rules = served.app.office.rules();
    let intake = Intake::of(bytes, &file, &asked, &image.city, &rules, visit.today);
    let intake = intake.map_err(|no| match no {
        NoIntake::Unreadable(reason) => Problem::Unreadable(unreadable(visit.locale, &reason)),
        NoIntake::Misfits(misfits) => Problem::BadBody(format!("{misfits:?}")),
    })?;
    let Some(key) = key else {
        return intake.json().map_err(|error| Problem::failed(&error));
    };
    let receipt = commit(served, visit, &intake, bytes, &key)?;
    let city = served.app.office.city();
    let import =
        city.imports().find(|import| import.seq == receipt.first).map(|import| import.id.to_string());
    Ok(json!({
        "import": import,
        "first": receipt.first.0,
        "last": receipt.last.0,
        "repeated": receipt.repeated,
    }))
}
