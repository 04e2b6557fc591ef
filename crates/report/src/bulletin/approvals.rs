//! What the approvals of all projects are waiting for: items over their limits, by the unit whose move it is.

use super::{Cell, Column, Table, figures::counted};
use crate::Issue;
use qinghuo_domain::{
    City, Date, Seen,
    attribute::Text,
    views::approval::inbox::{OpenItem, Urgency, open_items},
};
use std::collections::BTreeMap;

/// Units the table names at most.
const MOST_NAMED: usize = 12;

/// What is open, by unit.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    projects: usize,
    units: BTreeMap<Text, Load>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Load {
    open: usize,
    overdue: usize,
    this_week: usize,
    /// The most natural days any of them is over its limit.
    worst: i32,
}

impl Waiting {
    /// All that is open in the projects a bulletin counts, each one's approvals computed for it.
    #[must_use]
    pub fn of(issue: &Issue<'_>, city: &City, among: &dyn Fn(Seen<'_>) -> bool) -> Self {
        let mut waiting = Self::default();
        for seen in counted(city, issue.from.at).filter(|seen| among(*seen)) {
            if let Some(approval) = issue.playbook.approval(seen, issue.from) {
                let open: Vec<_> = open_items(seen.project.id, &approval).collect();
                waiting.add(&open, issue.from.at.as_of);
            }
        }
        waiting
    }

    /// Adds a project that follows a procedure, by what is open in it.
    pub fn add<'a>(&mut self, open: impl IntoIterator<Item = &'a OpenItem>, as_of: Date) {
        self.projects += 1;
        for open in open {
            let load = self.units.entry(open.unit.clone()).or_default();
            load.open += 1;
            match open.urgency {
                Urgency::Overdue => {
                    load.overdue += 1;
                    load.worst = load.worst.max(open.days_to_due(as_of).map_or(0, |days| -days));
                }
                Urgency::Today | Urgency::ThisWeek => load.this_week += 1,
                Urgency::Later | Urgency::Stopped | Urgency::Waiting => {}
            }
        }
    }

    pub(super) fn words(&self, issue: &Issue<'_>) -> Vec<String> {
        if self.projects == 0 {
            return Vec::new();
        }
        let sum = |of: fn(&Load) -> usize| self.units.values().map(of).sum::<usize>().to_string();
        vec![issue.locale.text_with(
            "bulletin-approvals-words",
            &[
                ("projects", self.projects.to_string()),
                ("open", sum(|load| load.open)),
                ("overdue", sum(|load| load.overdue)),
                ("week", sum(|load| load.this_week)),
            ],
        )]
    }

    pub(super) fn table(&self, issue: &Issue<'_>) -> Option<Table> {
        let mut units: Vec<(&Text, &Load)> = self.units.iter().filter(|(_, load)| load.overdue > 0).collect();
        units.sort_by_key(|(key, load)| (std::cmp::Reverse((load.overdue, load.worst)), (*key).clone()));
        let row = |((key, load), number): (&(&Text, &Load), usize)| {
            let counts = [load.open, load.overdue, load.this_week].map(|count| Cell::text(count.to_string()));
            let [open, overdue, week] = counts;
            vec![
                Cell::text(number.to_string()),
                Cell::text(issue.unit(key)),
                open,
                overdue,
                week,
                Cell::text(load.worst.to_string()),
            ]
        };
        let rows: Vec<Vec<Cell>> = units.iter().take(MOST_NAMED).zip(1..).map(row).collect();
        let column = |key: &'static str, width, is_number| Column {
            header: issue.locale.text(key).into_owned(),
            width,
            is_number,
        };
        let columns = vec![
            column("bulletin-row", 8, true),
            column("report-unit", 36, false),
            column("bulletin-open", 14, true),
            column("bulletin-overdue", 14, true),
            column("bulletin-week", 14, true),
            column("bulletin-worst", 14, true),
        ];
        (!rows.is_empty()).then_some(Table { columns, rows })
    }
}
