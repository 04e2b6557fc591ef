//! The approvals over all projects without a server: the command line prints what the API answers.

use crate::{
    approvals::{Approvals, Desk},
    board::{Board, Boards},
    inbox::{Filter, Line, item_json},
};
use qinghuo_domain::{City, Moment, rules::Rules};
use qinghuo_locale::Locale;
use qinghuo_playbook::Playbook;
use serde_json::Value;
use std::sync::Arc;

/// The approvals of every project, seen from a moment.
pub struct Overview<'a> {
    playbook: &'a Playbook,
    approvals: Arc<Approvals>,
}

impl<'a> Overview<'a> {
    /// The approvals of a city.
    #[must_use]
    pub fn of(city: &City, at: Moment, rules: &Arc<Rules>, playbook: &'a Playbook) -> Self {
        let board: Arc<Board> = Boards::default().of(city, at, rules);
        Self { playbook, approvals: Desk::default().of(&board, playbook) }
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
}
