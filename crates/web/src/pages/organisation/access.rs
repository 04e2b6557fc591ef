//! The roles as people read them: who may do what, and how far. The policy itself is data of the playbook.

use super::{Tab, tabs};
use crate::{
    Served,
    approvals::named,
    pages::{frame::Frame, html, page},
    query::Query,
    visit::Visit,
};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use qinghuo_domain::access::{Action, Group, Reach, Role};
use qinghuo_locale::Locale;

#[derive(Template)]
#[template(path = "access.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    roles: Vec<RoleView>,
    groups: Vec<GroupView>,
    reaches: Vec<(&'static str, String, String)>,
}

struct RoleView {
    name: String,
    duty: String,
    units: String,
    hidden: String,
    fixed: String,
    /// Whether the visitor acts in it.
    is_own: bool,
}

struct GroupView {
    name: String,
    actions: Vec<ActionView>,
}

struct ActionView {
    name: String,
    /// For each role how far, as key and words; nothing where not at all.
    reaches: Vec<Option<(&'static str, String)>>,
}

/// The roles.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let locale = visit.locale;
        let query = Query::default();
        let view = visit.view(served, &query)?;
        let access = &served.app.playbook.access;
        let own = visit.authority(&view.image.city, &view.board.rules)?.map(|own| own.role.key.clone());
        let roles = access.policy.roles.iter().zip(&access.roles);
        let roles = roles.map(|(role, words)| RoleView {
            name: named(locale, &words.name),
            duty: named(locale, &words.duty),
            units: joined(locale, role.kinds.iter().map(|kind| locale.named("unit-kind", kind.key()))),
            hidden: joined(locale, role.hidden.iter().map(|field| locale.named("field", field))),
            fixed: joined(locale, role.fixed.iter().map(|field| locale.named("field", field))),
            is_own: own.as_ref() == Some(&role.key),
        });
        let title = locale.text("organisation-access").into_owned();
        let shown = Page {
            tabs: tabs(visit, &view, "/access"),
            roles: roles.collect(),
            groups: Group::ALL.map(|group| rows(locale, group, &access.policy.roles)).into(),
            reaches: Reach::ALL
                .map(|reach| {
                    let words = locale.named("reach", reach.key());
                    (reach.key(), words, locale.named("reach-means", reach.key()))
                })
                .into(),
            frame: Frame::aside(served, visit, "organisation", title),
        };
        html(StatusCode::OK, &shown)
    })
    .await
}

fn rows(locale: &Locale, group: Group, roles: &[Role]) -> GroupView {
    let reach = |action: &Action, role: &Role| {
        let reach = role.may.get(action)?;
        Some((reach.key(), locale.named("reach", reach.key())))
    };
    let actions = Action::ALL.iter().filter(|action| action.group() == group);
    let actions = actions.map(|action| ActionView {
        name: locale.named("action", action.key()),
        reaches: roles.iter().map(|role| reach(action, role)).collect(),
    });
    GroupView { name: locale.named("action-group", group.key()), actions: actions.collect() }
}

fn joined(locale: &Locale, words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(&locale.text("value-join"))
}
