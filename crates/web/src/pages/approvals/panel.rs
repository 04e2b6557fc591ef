//! The approvals on the project's own page: what it waits for, whose move that is and since when, and the next three dates.

use super::{Held, Teller, asked::Asked};
use crate::{
    Served,
    visit::{View, Visit},
};
use qinghuo_domain::{
    Date,
    procedure::Milestone,
    project::Seen,
    views::approval::{Approval, Step},
};

/// Dates told.
const DATES: usize = 3;

/// The approvals in short.
pub struct Panel {
    /// The page with all of it.
    pub href: String,
    /// Whether the project follows a procedure.
    pub is_begun: bool,
    /// The next milestone.
    pub held_for: String,
    /// What it waits for.
    pub held: Vec<Held>,
    /// The dates to come, the nearest first: the day, what happens, and where it is told.
    pub dates: Vec<(String, String, String)>,
    /// The network as a file, for those who may take data out.
    pub network: Option<String>,
}

/// The panel of a project.
pub fn panel(
    served: &Served,
    visit: &Visit,
    view: &View,
    seen: Seen<'_>,
    approval: Option<&Approval<'_>>,
    moment: &str,
) -> Panel {
    let playbook = &*served.app.playbook;
    let path = format!("/projects/{}/approvals", seen.project.id);
    let asked = Asked::default();
    let mut panel = Panel {
        href: crate::pages::frame::with_query(&path, moment),
        is_begun: approval.is_some(),
        held_for: String::new(),
        held: Vec::new(),
        dates: Vec::new(),
        network: None,
    };
    if let Some(approval) = approval {
        let template = playbook.procedures.template_of(&approval.procedure);
        let teller = Teller {
            visit,
            locale: visit.locale,
            playbook,
            view,
            approval,
            template,
            path: &path,
            moment,
            seen,
            asked: &asked,
        };
        (panel.held_for, panel.held) = teller.held();
        panel.dates = teller.next_dates();
        panel.network = teller.network_href();
    }
    panel
}

impl Teller<'_> {
    /// The next dates of the project: milestones expected, limits and promises that end, what is owed, what ceases to hold.
    fn next_dates(&self) -> Vec<(String, String, String)> {
        let milestones = Milestone::ALL.iter().filter_map(|milestone| {
            let outlook =
                self.approval.outlook(*milestone, &self.playbook.rules).filter(|one| !one.is_past)?;
            let told = [("milestone", self.locale.named("milestone", milestone.key()))];
            Some((outlook.expected_on, self.locale.text_with("page-panel-milestone", &told), outlook.index))
        });
        let steps = self.approval.steps.iter().flat_map(|step| self.dates_of(step));
        let mut dates: Vec<_> =
            milestones.chain(steps).filter(|(day, ..)| *day >= self.approval.as_of).collect();
        dates.sort_by_key(|(day, _, index)| (*day, *index));
        dates.truncate(DATES);
        dates.into_iter().map(|(day, words, index)| (self.day(day), words, self.href(index))).collect()
    }

    fn dates_of(&self, step: &Step<'_>) -> Vec<(Date, String, usize)> {
        let told = |key: &str, day: Date| {
            (day, self.locale.text_with(key, &[("item", self.label(step.index))]), step.index)
        };
        let runs = step.clock.filter(|clock| !step.is_settled() && !clock.stands);
        let due = runs.map(|clock| told("page-panel-due", clock.binding().due_on));
        let promise = step.promise.filter(|_| !step.is_settled());
        let promise = promise.map(|(_, promise)| told("page-panel-promise", promise.on));
        let owed = step.life.owed_by.map(|day| told("page-panel-owed", day));
        let valid = step.life.valid_until.map(|day| told("page-panel-valid", day));
        due.into_iter().chain(promise).chain(owed).chain(valid).collect()
    }
}
