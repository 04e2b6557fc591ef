//! A project's approval network as a file for MS Project.

use super::Teller;
use crate::{
    Served,
    network::{Network, left_out},
    pages::{frame::with_query, imports::download as as_file, page, project::find},
    problem::Problem,
    visit::{View, Visit},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use qinghuo_domain::{access::Action, project::Seen, views::approval::Approval};
use qinghuo_interchange::approval::Left;

/// The network of a project as somebody sees it.
pub fn network(
    served: &Served,
    visit: &Visit,
    view: &View,
    seen: Seen<'_>,
    approval: &Approval<'_>,
) -> Network {
    let name = seen.name().map(|name| name.to_string()).unwrap_or_default();
    let is_synthetic = view.image.city.is_synthetic(view.known());
    Network::of(visit.locale, &served.app.playbook, (seen.project.id, &name), is_synthetic, approval)
}

/// The file.
pub async fn download(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        let (query, bad) = visit.query();
        Problem::unless_understood(bad)?;
        let view = visit.view(served, &query)?;
        let project = find(served, visit, &id)?;
        let seen = project.at(view.board.at);
        let approval = served.app.playbook.approval(seen, view.board.standpoint());
        let network = network(served, visit, &view, seen, &approval.ok_or(Problem::NoProcedure)?);
        Ok(as_file(&network.file, "application/xml", network.xml.into_bytes()))
    })
    .await
}

/// The file offered on the page.
pub struct Offer {
    /// Where it is.
    pub href: String,
    /// What it does not carry, each with the codes of the items it is about.
    pub left: Vec<(String, String)>,
}

impl Teller<'_> {
    /// Where the file is, for those who may take data out.
    pub(super) fn network_href(&self) -> Option<String> {
        let may = self.visit.barred(self.view, Action::Export, self.seen).is_none();
        may.then(|| with_query(&format!("{}/network.xml", self.path), self.moment))
    }

    /// The file with what it does not carry.
    pub(super) fn network(&self) -> Option<Offer> {
        self.network_href().map(|href| {
            let left = left_out(self.locale, self.playbook, self.approval).into_iter().map(
                |(left, words, items)| {
                    let is_all = left == Left::Words;
                    let items = if is_all {
                        self.locale.text("network-left-all").into_owned()
                    } else {
                        items.join(" ")
                    };
                    (words, items)
                },
            );
            Offer { href, left: left.collect() }
        })
    }
}
