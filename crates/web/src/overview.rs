//! The approvals over all projects without a server: the command line prints what the API answers.

use crate::{
    api::bottlenecks_json,
    approvals::{Approvals, Desk, item_name},
    board::{Board, Boards},
    bottleneck::{By, Narrowing, item_of, saved_by},
    inbox::{Filter, Line, item_json},
    load::{Loaded, Period, loaded, loads_json},
    pages::bottlenecks::{label, title},
};
use qinghuo_domain::{
    City, Moment,
    rules::Rules,
    views::approval::bottleneck::{Cost, Saved, by},
};
use qinghuo_locale::Locale;
use qinghuo_playbook::Playbook;
use serde_json::{Map, Value};
use std::sync::Arc;

/// The approvals of every project, seen from a moment.
pub struct Overview<'a> {
    playbook: &'a Playbook,
    board: Arc<Board>,
    approvals: Arc<Approvals>,
}

impl<'a> Overview<'a> {
    /// The approvals of a city.
    #[must_use]
    pub fn of(city: &City, at: Moment, rules: &Arc<Rules>, playbook: &'a Playbook) -> Self {
        let board: Arc<Board> = Boards::default().of(city, city, at, rules);
        Self { playbook, approvals: Desk::default().of(&board, playbook), board }
    }

    /// The items a filter lets through in words, the most urgent first.
    #[must_use]
    pub fn items(&self, locale: &Locale, filter: &Filter) -> Vec<Line> {
        let selected = filter.select(&self.approvals);
        selected.iter().map(|one| Line::of(locale, self.playbook, &self.approvals, one)).collect()
    }

    /// The same as the API gives them.
    #[must_use]
    pub fn items_json(&self, locale: &Locale, filter: &Filter) -> Vec<Value> {
        let selected = filter.select(&self.approvals);
        selected.iter().map(|one| item_json(locale, self.playbook, &self.approvals, one)).collect()
    }

    /// What every unit has to do, and how it kept its limits in a period, who has most first.
    #[must_use]
    pub fn loads(&self, locale: &Locale, place: Option<&str>, period: &Period) -> Vec<Loaded> {
        loaded(locale, self.playbook, &self.approvals, place, period)
    }

    /// The same as the API gives it.
    #[must_use]
    pub fn loads_json(&self, place: Option<&str>, period: &Period) -> Map<String, Value> {
        loads_json(&self.approvals, place, period)
    }

    /// The days lost by item, the dearest first.
    #[must_use]
    pub fn lost(&self, locale: &Locale, narrowing: &Narrowing) -> Vec<(String, Cost)> {
        let losses = narrowing.losses(&self.approvals);
        let items = by(losses.iter().map(|loss| &**loss), item_of).into_iter();
        let label = |procedure: &str, index, code, own: Option<&str>| {
            format!("{code} {}", item_name(locale, self.playbook, procedure, index, own))
        };
        items
            .map(|((procedure, index, code, own), cost)| {
                (label(&procedure, index, code, own.as_deref()), cost)
            })
            .collect()
    }

    /// What was saved on the way to the start of works, by place, class and month: title and rows of each.
    #[must_use]
    pub fn saved(&self, locale: &Locale, narrowing: &Narrowing) -> Vec<(String, Vec<(String, Saved)>)> {
        let differences = narrowing.differences(&self.board, &self.approvals);
        let group = |by| {
            let rows = saved_by(&self.board, &differences, by).into_iter();
            (title(locale, by), rows.map(|(key, saved)| (label(locale, by, &key), saved)).collect())
        };
        By::ALL.into_iter().map(group).collect()
    }

    /// The bottlenecks as the API gives them.
    #[must_use]
    pub fn bottlenecks_json(&self, locale: &Locale, narrowing: &Narrowing) -> Map<String, Value> {
        bottlenecks_json(locale, self.playbook, &self.board, &self.approvals, narrowing)
    }
}
