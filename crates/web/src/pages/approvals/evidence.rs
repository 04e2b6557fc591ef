//! The evidence of a project on its pages: the checklist where the entry's item is opened, each paper with its own small form, and the pack as a sheet to
//! print and as a workbook.

use super::{
    Teller,
    act_fields::{Field, may},
    opened::{ActForm, day_of, not_allowed},
    returned::Returned,
};
use crate::{
    Served,
    evidence::{Ground, Pack, PaperLine},
    pages::{
        frame::{Frame, with_query},
        html,
        imports::{WORKBOOK, download as as_file},
        page,
        project::find,
    },
    people,
    problem::Problem,
    query::Query,
    visit::{View, Visit},
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use qinghuo_domain::{
    Project, Seq,
    access::Action,
    project::Seen,
    step::{Concern, Course, Deed},
    views::approval::{Approval, Step},
};
use qinghuo_office::Office;
use std::sync::Arc;

/// The checklist of an opened item.
pub struct Checklist {
    pub pack: Pack,
    /// The sheet to print.
    pub sheet: String,
    /// The workbook, for those who may take data out.
    pub workbook: Option<String>,
    pub rows: Vec<PaperRow>,
}

/// A paper with its forms.
pub struct PaperRow {
    /// Its place in the list.
    pub place: usize,
    /// What there is to gather or take out.
    pub forms: Vec<ActForm>,
}

/// The evidence of a project as somebody sees it.
pub fn pack(
    office: &Office,
    visit: &Visit,
    of: (&View, Seen<'_>, &Approval<'_>),
    playbook: &qinghuo_playbook::Playbook,
) -> Option<Pack> {
    let (view, seen, approval) = of;
    let names = office.people();
    let city = &view.image.city;
    let who = |seq: Seq| {
        let recorded = office.recorded(seq).ok().flatten()?;
        Some(people::actor(visit.locale, city, &names, &recorded.actor))
    };
    let at = qinghuo_domain::Moment { known: view.known(), ..view.board.at };
    let ground = Ground { locale: visit.locale, playbook, city, at, head: view.record, who: &who };
    Pack::of(ground, seen, approval)
}

/// The checklist, where the opened item is the entry.
pub(super) fn checklist(
    teller: &Teller<'_>,
    office: &Office,
    step: &Step<'_>,
    is_now: bool,
    returned: Option<&Returned>,
) -> Option<Checklist> {
    if step.item.course() != Course::Evidence {
        return None;
    }
    let pack = pack(office, teller.visit, (teller.view, teller.seen, teller.approval), teller.playbook)?;
    let rows = pack.papers.iter().enumerate().map(|(place, paper)| PaperRow {
        place,
        forms: if is_now { forms(teller, step, (place, paper), returned) } else { Vec::new() },
    });
    let may_export = teller.visit.barred(teller.view, Action::Export, teller.seen).is_none();
    let at = |file: &str| with_query(&format!("{}/{file}", teller.path), teller.moment);
    Some(Checklist {
        rows: rows.collect(),
        sheet: at("evidence"),
        workbook: may_export.then(|| at("evidence.xlsx")),
        pack,
    })
}

/// What may be done about a paper.
fn forms(
    teller: &Teller<'_>,
    step: &Step<'_>,
    (place, paper): (usize, &PaperLine),
    returned: Option<&Returned>,
) -> Vec<ActForm> {
    let locale = teller.locale;
    let form = |deed: Deed| {
        let back = returned.filter(|back| {
            let said = |name: &str, what: &str| back.said(name) == Some(what);
            back.what == "step" && said("deed", deed.key()) && said("paper", &paper.key)
        });
        let field = |(name, kind): &(&'static str, &'static str)| Field {
            name,
            label: locale.named("evidence-input", name),
            kind,
            value: back.and_then(|back| back.said(name)).unwrap_or_default().to_owned(),
            options: Vec::new(),
            troubles: back.map(|back| back.troubles_of(locale, name)).unwrap_or_default(),
            latest: String::new(),
        };
        let inputs = super::acting::inputs("step", Some(deed), false).iter();
        ActForm {
            id: format!("paper-{place}-{}", deed.key()),
            what: "step",
            deed: deed.key(),
            title: locale.named("deed", deed.key()),
            role: String::new(),
            clock: String::new(),
            inputs: inputs.filter(|(name, _)| *name != "paper").map(field).collect(),
            day: day_of(teller, back),
            troubles: back.map(|back| back.troubles.clone()).unwrap_or_default(),
            is_open: back.is_some(),
            not_allowed: not_allowed(teller, step, "step", Some(deed)),
        }
    };
    let has_place = |deed: &Deed| {
        deed.concerns() == Concern::Paper
            && may(teller.approval, step, *deed)
            && (*deed == Deed::GatherPaper || paper.standing == "gathered")
    };
    let deeds = Deed::ALL.iter().copied().filter(has_place);
    deeds.map(form).filter(|form| form.not_allowed.is_none()).collect()
}

#[derive(Template)]
#[template(path = "evidence.html")]
struct Sheet {
    frame: Frame,
    back: String,
    workbook: Option<String>,
    pack: Pack,
}

/// The sheet to print.
pub async fn show(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        let (query, view, project, pack) = asked(served, visit, &id)?;
        let may_export = visit.barred(&view, Action::Export, project.at(view.board.at)).is_none();
        let frame = Frame::new(served, visit, &view, &query, "projects", pack.title.clone());
        let path = format!("/projects/{}/approvals", project.id);
        let shown = Sheet {
            back: frame.to(&path),
            workbook: may_export.then(|| frame.to(&format!("{path}/evidence.xlsx"))),
            pack,
            frame,
        };
        html(StatusCode::OK, &shown)
    })
    .await
}

/// The workbook.
pub async fn download(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        let (.., pack) = asked(served, visit, &id)?;
        let bytes = pack.workbook(visit.today).map_err(|error| Problem::failed(&error))?;
        Ok(as_file(&pack.file(), WORKBOOK, bytes))
    })
    .await
}

/// What an address asks for: the evidence of a project from a moment.
fn asked(served: &Served, visit: &Visit, id: &str) -> Result<(Query, View, Arc<Project>, Pack), Problem> {
    let (query, bad) = visit.query();
    Problem::unless_understood(bad)?;
    let view = visit.view(served, &query)?;
    let project = find(served, visit, id)?;
    let seen = project.at(view.board.at);
    let playbook = &*served.app.playbook;
    let approval = playbook.approval(seen, view.board.standpoint()).ok_or(Problem::NoProcedure)?;
    let pack = pack(&served.app.office, visit, (&view, seen, &approval), playbook);
    let pack = pack.ok_or(Problem::NoSuchPage)?;
    Ok((query, view, project, pack))
}
