//! A schedule of the works, as a file of MS Project or Primavera, taken over as an item's own days: on the page and over the API.

use super::{render, returned::Returned};
use crate::{
    Served,
    api::{header_of_key, problem},
    batch::Ground,
    drafts::{LARGEST, file_name},
    pages::{imports::download, page, project::find},
    problem::{NoSchedule, Problem},
    query::BadParameter,
    time,
    visit::Visit,
    works::{Fault, NotTaken, Takeover, found, found_json},
};
use axum::{
    Json,
    body::Bytes,
    extract::{Multipart, Path, State, multipart::MultipartRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_domain::{Date, Happening, Project, Seq, Subject, command::Command, procedure::ItemCode};
use qinghuo_locale::Locale;
use qinghuo_office::{Order, Rejection};
use serde_json::json;
use std::collections::BTreeMap;

/// A file and what was said with it.
#[derive(Default)]
struct Sent {
    file: Option<(String, Vec<u8>)>,
    texts: BTreeMap<String, String>,
    is_too_large: bool,
}

/// Takes the file a form sends.
pub async fn submit(
    State(served): State<Served>,
    Path(id): Path<String>,
    visit: Visit,
    parts: Result<Multipart, MultipartRejection>,
) -> Response {
    let sent = match parts {
        Ok(parts) => read(parts).await,
        Err(_) => Sent::default(),
    };
    page(served, visit, move |served, visit| {
        let Sent { file, mut texts, is_too_large } = sent;
        texts.insert("what".to_owned(), "works".to_owned());
        let mut back = Returned::new("works", None, texts);
        let project = find(served, visit, &id)?;
        let Some(key) = back.said("key").map(str::to_owned) else {
            return Err(Problem::BadBody("key".to_owned()));
        };
        let item: Option<ItemCode> = back.said("item").and_then(|code| code.parse().ok());
        let item = item.ok_or_else(|| Problem::BadBody("item".to_owned()))?;
        let words = |key: &str| visit.locale.text(key).into_owned();
        if visit.needs_actor() {
            back.troubles.push(words("page-problem-actor-missing"));
        }
        let effective_on = back.effective_on();
        let wanted = match file {
            _ if is_too_large => Err(vec![words("works-too-large")]),
            None => Err(vec![words("works-file-missing")]),
            Some((name, bytes)) => {
                let reason = back.said("reason").unwrap_or_default().to_owned();
                takeover(served, visit, (&project, effective_on), &item, (&name, &bytes), &reason)
                    .map(|wanted| (wanted, bytes))
                    .map_err(|not_taken| {
                        back.refuse(visit.locale, &not_taken.refusals);
                        troubles(visit.locale, &not_taken.fault)
                    })
            }
        };
        let mut status = StatusCode::UNPROCESSABLE_ENTITY;
        match wanted {
            Err(troubles) => {
                let is_asked = back.is_faulty();
                troubles.into_iter().for_each(|trouble| back.tell(Some("file"), trouble));
                if !is_asked {
                    back.tell_empty();
                }
            }
            Ok((Takeover { plan, left }, bytes)) if !back.is_faulty() => {
                let command = Command::ReplanItem { project: project.id, item: item.clone(), plan };
                let order = visit.order(command, key);
                match crate::api::order(served, Order { effective_on, attachment: Some(bytes), ..order }) {
                    Ok(_) if left.is_empty() => {
                        let address = format!("/projects/{id}/approvals?item={item}#{item}");
                        return Ok(Redirect::to(&address).into_response());
                    }
                    Ok(_) => {
                        let done = left.iter().map(|finding| found(visit.locale, finding)).collect();
                        back = Returned::done(&item, done);
                        status = StatusCode::OK;
                    }
                    Err(Rejection::Refused(refusals)) => {
                        back.refuse(visit.locale, &refusals);
                        status = Problem::Refused(refusals).status();
                    }
                    Err(Rejection::KeyReused) => {
                        back.troubles.push(words("page-problem-key-reused"));
                        status = StatusCode::CONFLICT;
                    }
                    Err(other) => return Err(other.into()),
                }
            }
            Ok(_) => back.tell_empty(),
        }
        let project = find(served, visit, &id)?;
        render(served, visit, &project, Some(&back), status)
    })
    .await
}

/// The file a schedule was taken from, as it was sent.
pub async fn file(
    State(served): State<Served>,
    Path((id, seq)): Path<(String, u64)>,
    visit: Visit,
) -> Response {
    page(served, visit, move |served, visit| {
        let project = find(served, visit, &id)?;
        let office = &served.app.office;
        let recorded = office.recorded(Seq(seq)).map_err(|error| Problem::failed(&error))?;
        let fact = recorded.as_ref().map(|recorded| &recorded.fact);
        let fact = fact.filter(|fact| fact.subject == Subject::Project(project.id));
        let Some(Happening::ItemReplanned(replanned)) = fact.map(|fact| &fact.happening) else {
            return Err(Problem::NoSuchPage);
        };
        let works = replanned.plan.works.as_ref().ok_or(Problem::NoSuchPage)?;
        let hash = works.attachment.parse().map_err(|_| Problem::NoSuchPage)?;
        let bytes = office.attachment(&hash).map_err(|error| Problem::failed(&error))?;
        Ok(download(&works.file, "application/octet-stream", bytes.ok_or(Problem::NoSuchPage)?))
    })
    .await
}

async fn read(mut parts: Multipart) -> Sent {
    let mut sent = Sent::default();
    loop {
        let part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => return sent,
            Err(error) => {
                sent.is_too_large |= error.status() == StatusCode::PAYLOAD_TOO_LARGE;
                return sent;
            }
        };
        let Some(name) = part.name().map(str::to_owned) else { continue };
        let file = file_name(part.file_name().unwrap_or_default());
        match part.bytes().await {
            Ok(bytes) if name == "file" => {
                sent.is_too_large |= bytes.len() > LARGEST;
                sent.file = (!file.is_empty() && !sent.is_too_large).then(|| (file, bytes.to_vec()));
            }
            Ok(bytes) => {
                sent.texts.insert(name, String::from_utf8_lossy(&bytes).into_owned());
            }
            Err(error) => sent.is_too_large |= error.status() == StatusCode::PAYLOAD_TOO_LARGE,
        }
    }
}

/// The plan a schedule makes for an item.
fn takeover(
    served: &Served,
    visit: &Visit,
    (project, effective_on): (&Project, Option<Date>),
    item: &ItemCode,
    file: (&str, &[u8]),
    reason: &str,
) -> Result<Takeover, NotTaken> {
    let (playbook, city) = (&served.app.playbook, served.app.office.city());
    let at = qinghuo_domain::Moment { as_of: visit.today, known: city.head() };
    let from = qinghuo_domain::views::Standpoint::new(&city, at, &playbook.rules);
    let effective_on = effective_on.unwrap_or(visit.today);
    let ground = Ground { city: &city, playbook, from, by: visit.by(), today: visit.today, effective_on };
    Takeover::of(&ground, project.at(at), item, file, reason)
}

/// What is wrong with a schedule, reason by reason.
fn troubles(locale: &Locale, fault: &Fault) -> Vec<String> {
    match fault {
        Fault::Unreadable(error) => vec![locale.phrase("works-unreadable", "reason", error)],
        Fault::Findings(findings) => findings.iter().map(|finding| found(locale, finding)).collect(),
    }
}

/// What an address says of a file.
#[derive(Default)]
struct Asked {
    file: String,
    reason: String,
    effective_on: Option<Date>,
}

impl Asked {
    fn read(visit: &Visit) -> Result<Self, Problem> {
        let (mut asked, mut bad) = (Self::default(), crate::api::untaken(visit));
        for (name, value) in &visit.pairs {
            match name.as_str() {
                "file" => asked.file = file_name(value),
                "reason" => asked.reason.clone_from(value),
                "effective_on" => {
                    asked.effective_on = time::day(value);
                    if asked.effective_on.is_none() && !bad.iter().any(|told| told.name == *name) {
                        bad.push(BadParameter { name: name.clone(), value: value.clone(), fault: "date" });
                    }
                }
                _ => {}
            }
        }
        if bad.is_empty() { Ok(asked) } else { Err(Problem::BadParameters(bad)) }
    }
}

/// Takes the file that is the body: `POST /projects/P1/items/A36/works?file=NAME&reason=…`.
pub async fn take(
    State(served): State<Served>,
    Path((id, code)): Path<(String, String)>,
    visit: Visit,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let locale = visit.locale;
    let made = tokio::task::spawn_blocking(move || {
        let asked = Asked::read(&visit)?;
        visit.actor()?;
        let key = header_of_key(&headers).ok_or(Problem::KeyMissing)?;
        let project = find(&served, &visit, &id)?;
        let item = code.to_uppercase().parse().map_err(|_| Problem::NoSuchPage)?;
        let file = if asked.file.is_empty() { "works" } else { &asked.file };
        let told = (&*project, asked.effective_on);
        let wanted = takeover(&served, &visit, told, &item, (file, &body), &asked.reason);
        let Takeover { plan, left } = wanted.map_err(|NotTaken { fault, refusals }| match fault {
            Fault::Unreadable(error) => {
                let detail = locale.phrase("works-unreadable", "reason", &error);
                Problem::NoSchedule(Box::new(NoSchedule { detail, findings: None, refusals }))
            }
            Fault::Findings(findings) => {
                let (detail, findings) = (String::new(), Some(findings));
                Problem::NoSchedule(Box::new(NoSchedule { detail, findings, refusals }))
            }
        })?;
        let order = visit.order(Command::ReplanItem { project: project.id, item, plan }, key);
        let order = Order { effective_on: asked.effective_on, attachment: Some(body.to_vec()), ..order };
        let receipt = crate::api::order(&served, order)?;
        Ok(json!({
            "first": receipt.first.0,
            "last": receipt.last.0,
            "repeated": receipt.repeated,
            "findings": found_json(locale, &left),
        }))
    })
    .await;
    match made.unwrap_or_else(|error| Err(Problem::failed(&error))) {
        Ok(value) => Json(value).into_response(),
        Err(trouble) => problem(locale, &trouble),
    }
}
