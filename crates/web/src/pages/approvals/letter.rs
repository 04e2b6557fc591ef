//! A letter (文书) an act produced, on a sheet to print. What the book does not know is left blank, to be filled in by hand.

use super::{Teller, asked::Asked};
use crate::{
    Served,
    pages::{frame::Frame, html, page, project::find},
    problem::Problem,
    visit::Visit,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use qinghuo_domain::{
    Happening, Seq,
    step::{Act, Deed},
};

#[derive(Template)]
#[template(path = "letter.html")]
struct Page {
    frame: Frame,
    back: String,
    title: String,
    number: String,
    addressee: String,
    body: String,
    basis: String,
    unit: String,
    day: String,
}

/// The letter a record produced.
pub async fn show(
    State(served): State<Served>,
    Path((id, seq)): Path<(String, u64)>,
    visit: Visit,
) -> Response {
    page(served, visit, move |served, visit| {
        let (query, _) = visit.query();
        let view = visit.view(served, &query)?;
        let project = find(served, visit, &id)?;
        let seen = project.at(view.board.at);
        let missing = || Problem::NoSuchPage;
        let recorded = served.app.office.recorded(Seq(seq)).map_err(|error| Problem::failed(&error))?;
        let recorded = recorded.filter(|recorded| {
            recorded.fact.subject == qinghuo_domain::Subject::Project(project.id)
                && recorded.seq <= view.known()
        });
        let recorded = recorded.ok_or_else(missing)?;
        let Happening::StepTaken(fact) = &recorded.fact.happening else { return Err(missing()) };
        let (locale, playbook) = (visit.locale, &*served.app.playbook);
        let approval = playbook.approval(seen, view.board.standpoint()).ok_or_else(missing)?;
        let step = approval.step(&fact.item).ok_or_else(missing)?;
        let letter = step.item.letter(fact.act.deed()).ok_or_else(missing)?;
        let path = format!("/projects/{id}/approvals");
        let teller = Teller {
            visit,
            locale,
            playbook,
            view: &view,
            approval: &approval,
            template: playbook.procedures.template_of(&approval.procedure),
            path: &path,
            moment: "",
            seen,
            asked: &Asked::default(),
        };
        let blank = || locale.text("letter-blank").into_owned();
        let (reason, days, until, document) = particulars(&fact.act);
        let day = |day: qinghuo_domain::Date| locale.day(day);
        let arguments = [
            ("project", seen.name().map_or_else(blank, |name| name.to_string())),
            ("item", teller.name(step.index)),
            ("unit", teller.lead(step)),
            ("day", day(recorded.fact.effective_on)),
            ("submitted", step.life.submitted_on.map_or_else(blank, day)),
            ("reason", reason.map_or_else(blank, str::to_owned)),
            ("days", days.map_or_else(blank, |days| days.to_string())),
            ("until", until.map_or_else(blank, day)),
            ("document", document.map_or_else(blank, str::to_owned)),
            (
                "special",
                match &fact.act {
                    Act::BeginSpecialProcedure { special, .. } => locale.named("special", special.key()),
                    _ => blank(),
                },
            ),
            (
                "amount",
                match &fact.act {
                    Act::DemandFee { amount_fen } => locale.exact(*amount_fen),
                    _ => blank(),
                },
            ),
        ];
        let mut key = letter.key().replace('_', "-");
        if fact.act.deed() == Deed::NoticeSilence {
            // It is not a result that was delivered.
            key += "-silence";
        }
        let title = locale.named("letter", letter.key());
        let mut frame = Frame::new(served, visit, &view, &query, "projects", title.clone());
        frame.here = format!("{path}/letters/{seq}");
        let shown = Page {
            frame,
            back: teller.href(step.index),
            title,
            number: locale.text_with("letter-number", &[("seq", seq.to_string())]),
            addressee: seen.owner().map_or_else(blank, |owner| owner.to_string()),
            body: locale.text_with(&format!("letter-body-{key}"), &arguments),
            basis: locale.text(&format!("letter-basis-{key}")).into_owned(),
            unit: teller.lead(step),
            day: day(recorded.fact.effective_on),
        };
        html(StatusCode::OK, &shown)
    })
    .await
}

/// Reason, days, day and document of an act, where it has them.
fn particulars(act: &Act) -> (Option<&str>, Option<u32>, Option<qinghuo_domain::Date>, Option<&str>) {
    let (days, until, document) = match act {
        Act::BeginSpecialProcedure { days, .. } | Act::Extend { days, .. } => (Some(*days), None, None),
        Act::Approve { document, valid_until } => (None, *valid_until, document.as_deref()),
        Act::ApproveTolerating { until, document, .. } => (None, Some(*until), document.as_deref()),
        Act::ApproveOnCommitment { check_by, document, .. } => (None, Some(*check_by), document.as_deref()),
        Act::NoticeSilence { document } => (None, None, Some(&**document)),
        _ => (None, None, None),
    };
    (act.reason(), days, until, document)
}
