//! What is done on the page of a project's approvals: letting it follow a procedure, acting on an item, promising, explaining, taking back. A form that is
//! refused comes back filled, with every reason.

use super::{own, render, returned::Returned};
use crate::{
    Served,
    pages::{form::amount, page, project::find},
    problem::Problem,
    visit::Visit,
};
use axum::{
    Form as Body,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_domain::{
    Project, Seq,
    command::Command,
    procedure::ItemCode,
    step::{Act, Deed, Delay, MovedBy, Promise},
};
use qinghuo_office::Rejection;
use qinghuo_playbook::Playbook;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The inputs of a form: name and kind.
pub const fn inputs(
    what: &str,
    deed: Option<Deed>,
    is_promised: bool,
) -> &'static [(&'static str, &'static str)] {
    const DOCUMENT: (&str, &str) = ("document", "line");
    const VALID: (&str, &str) = ("valid_until", "day");
    match (what.as_bytes(), deed) {
        (b"promise", _) if is_promised => &[
            ("on", "day"),
            ("moved_by", "choice"),
            ("reason", "lines"),
            ("consulted", "line"),
            ("decided_by", "line"),
            DOCUMENT,
        ],
        (b"promise", _) => &[("on", "day"), DOCUMENT],
        (b"explain", _) => &[("expected_on", "day"), ("reason", "lines")],
        (b"take_back" | b"restore" | b"take_back_item", _) => &[("reason", "lines")],
        (b"replan", _) => own::REPLAN,
        (_, Some(deed)) => match deed {
            Deed::GivePreReview => &[("opinion", "lines")],
            Deed::WantCorrections => &[("missing", "lines")],
            Deed::Decline
            | Deed::Refuse
            | Deed::FindUnneeded
            | Deed::NeedAfterAll
            | Deed::Withdraw
            | Deed::Revoke => &[("reason", "lines")],
            Deed::DemandFee => &[("amount_fen", "line")],
            Deed::BeginSpecialProcedure => &[("special", "choice"), ("days", "number")],
            Deed::Extend => &[("days", "number"), ("reason", "lines"), ("approver", "line")],
            Deed::Approve => &[DOCUMENT, VALID],
            Deed::ApproveTolerating => &[("missing", "lines"), ("until", "day"), DOCUMENT, VALID],
            Deed::ApproveOnCommitment => &[("check_by", "day"), DOCUMENT, VALID],
            Deed::Renew => &[VALID],
            Deed::Begin | Deed::NoticeSilence => &[DOCUMENT],
            Deed::GatherPaper => {
                &[("paper", "line"), ("document", "line"), ("dated_on", "day"), ("note", "lines")]
            }
            Deed::DropPaper => &[("paper", "line"), ("reason", "lines")],
            _ => &[],
        },
        _ => &[],
    }
}

/// Carries out what a form asks for.
pub async fn submit(
    State(served): State<Served>,
    Path(id): Path<String>,
    visit: Visit,
    Body(pairs): Body<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let texts: BTreeMap<String, String> =
            pairs.into_iter().map(|(name, text)| (name, text.replace("\r\n", "\n"))).collect();
        let what = texts.get("what").cloned().ok_or_else(|| Problem::BadBody("what".to_owned()))?;
        let mut sent = Returned::new(&what, None, texts);
        let project = find(served, visit, &id)?;
        let status = match carry_out(served, visit, &project, &mut sent)? {
            Ok(()) => {
                let back = match sent.said("item") {
                    // What was taken back may have been the item itself.
                    Some(code) if sent.what != "take_back_item" => {
                        let code = crate::query::encode(&code.to_uppercase());
                        format!("/projects/{id}/approvals?item={code}#{code}")
                    }
                    _ => format!("/projects/{id}/approvals"),
                };
                return Ok(Redirect::to(&back).into_response());
            }
            Err(status) => status,
        };
        // As it is by now: somebody else may have changed it.
        let project = find(served, visit, &id)?;
        render(served, visit, &project, Some(&sent), status)
    })
    .await
}

fn carry_out(
    served: &Served,
    visit: &Visit,
    project: &Project,
    sent: &mut Returned,
) -> Result<Result<(), StatusCode>, Problem> {
    let locale = visit.locale;
    let key = sent.said("key").map(str::to_owned).ok_or_else(|| Problem::BadBody("key".to_owned()))?;
    let seen = sent.said("seen").and_then(|seen| seen.parse().ok()).map(Seq);
    let effective_on = sent.effective_on();
    if visit.needs_actor() {
        sent.troubles.push(locale.text("page-problem-actor-missing").into_owned());
    }
    let command = command(&served.app.playbook, project, seen, sent)?;
    let Some(command) = command.filter(|_| !sent.is_faulty()) else {
        sent.tell_empty();
        return Ok(Err(StatusCode::UNPROCESSABLE_ENTITY));
    };
    let mut order = visit.order(command, key);
    order.effective_on = effective_on;
    match crate::api::order(served, order) {
        Ok(_) => Ok(Ok(())),
        Err(Rejection::Refused(refusals)) => {
            sent.refuse(locale, &refusals);
            Ok(Err(Problem::Refused(refusals).status()))
        }
        Err(Rejection::KeyReused) => {
            sent.troubles.push(locale.text("page-problem-key-reused").into_owned());
            Ok(Err(StatusCode::CONFLICT))
        }
        Err(other) => Err(other.into()),
    }
}

/// The command a form asks for about one item; `None` where an input is no value, which is noted.
pub fn command(
    playbook: &Playbook,
    project: &Project,
    seen: Option<Seq>,
    sent: &mut Returned,
) -> Result<Option<Command>, Problem> {
    let bad = |name: &str| Problem::BadBody(name.to_owned());
    let id = project.id;
    if sent.what == "assign" {
        let procedure = sent.said("procedure").ok_or_else(|| bad("procedure"))?.into();
        return Ok(Some(Command::AssignProcedure { project: id, procedure }));
    }
    if sent.what == "add"
        && sent.said("item").is_none_or(|code| code.to_uppercase().parse::<ItemCode>().is_err())
    {
        sent.fault("item", "page-own-not-a-code");
        return Ok(None);
    }
    let item: ItemCode =
        sent.said("item").and_then(|code| code.to_uppercase().parse().ok()).ok_or_else(|| bad("item"))?;
    let reason = sent.said("reason").unwrap_or_default().into();
    Ok(match sent.what.as_str() {
        "step" => {
            let deed = sent.said("deed").and_then(Deed::from_key).ok_or_else(|| bad("deed"))?;
            act(deed, sent).map(|act| Command::TakeStep { project: id, item, act, seen })
        }
        "promise" => {
            let on = sent.day("on", true);
            let moved_by =
                sent.said("moved_by").and_then(|key| MovedBy::ALL.into_iter().find(|by| by.key() == key));
            let pieces = |text: &str| {
                text.split(['、', '，', ','])
                    .map(str::trim)
                    .filter(|p| !p.is_empty())
                    .map(Into::into)
                    .collect()
            };
            let text = |name: &str| sent.said(name).map(Into::into);
            let consulted = sent.said("consulted").map(pieces).unwrap_or_default();
            let (reason, decided_by, document) = (text("reason"), text("decided_by"), text("document"));
            on.map(|on| Command::PromiseStep {
                project: id,
                item,
                promise: Promise { moved_by, reason, consulted, decided_by, document, ..Promise::first(on) },
            })
        }
        "explain" => sent.day("expected_on", true).map(|expected_on| Command::ExplainDelay {
            project: id,
            item,
            delay: Delay { reason, expected_on },
        }),
        "take_back" => Some(Command::TakeBackStep { project: id, item, reason }),
        "add" | "replan" | "restore" | "take_back_item" => own::command(playbook, id, item, sent),
        _ => return Err(bad("what")),
    })
}

/// An act with the particulars a form gave. Those the act may go without are left out where they are empty.
fn act(deed: Deed, sent: &mut Returned) -> Option<Act> {
    let mut particulars = Map::new();
    for (name, kind) in inputs("step", Some(deed), false).iter().copied() {
        let may_lack = match name {
            "document" => !matches!(deed, Deed::GatherPaper | Deed::NoticeSilence),
            "valid_until" => deed != Deed::Renew,
            "dated_on" | "note" => true,
            _ => false,
        };
        let text = sent.said(name).map(str::to_owned);
        let value = match (kind, text) {
            (_, None) if may_lack => Value::Null,
            // The rules say what is wrong with an empty reason.
            ("lines" | "line", None) if name != "amount_fen" => Value::from(""),
            (_, None) => {
                sent.fault(name, "page-act-needed");
                continue;
            }
            ("day", Some(_)) => match sent.day(name, true) {
                Some(day) => Value::from(day.to_string()),
                None => continue,
            },
            // Less than none is none: the rules say what is wrong with it.
            ("number", Some(text)) => match text.parse::<i64>() {
                Ok(number) => Value::from(u32::try_from(number.max(0)).unwrap_or(u32::MAX)),
                Err(_) => {
                    sent.fault(name, "page-input-count");
                    continue;
                }
            },
            (_, Some(text)) if name == "amount_fen" => match amount(&text) {
                Some(amount) => Value::from(amount.0),
                None => {
                    sent.fault(name, "page-input-amount");
                    continue;
                }
            },
            (_, Some(text)) => Value::from(text),
        };
        particulars.insert(name.to_owned(), value);
    }
    if !sent.faults.is_empty() {
        return None;
    }
    let written = Value::Object(Map::from_iter([(deed.key().to_owned(), Value::Object(particulars))]));
    serde_json::from_value(written).map_err(|_| sent.fault("special", "page-input-choice")).ok()
}
