//! What the city's office does in a month besides taking in the ledger: projects pass gates, join and leave lists, errors are put right, a few are
//! exempted, one package is split and one project that was told twice becomes one again.

use crate::{By, Demo, Step, TIDIED, chance::About, life::Life, rows, span::MONTHS};
use qinghuo_domain::{
    Attribute, Fen, Phase, ProjectId,
    attribute::Text,
    command::Command,
    figure::DispatchFigure,
    intake::LedgerRow,
    list::{Level, ListKey},
    rules::Exemption,
};
use std::sync::Arc;

/// Levels of the lists, what they are called, and how many in a hundred projects are on them.
const LISTS: [(Level, &str, i64); 3] = [
    (Level::Provincial, "list_province", 7),
    (Level::City, "list_city", 26),
    (Level::District, "list_district", 20),
];

impl Demo<'_> {
    fn text(&self, key: &str) -> Text {
        self.lexicon.say(key, &[]).into()
    }

    fn list(&self, month: i32, (level, class): (Level, &str)) -> ListKey {
        ListKey { year: self.span.year(month), level, class: self.text(class) }
    }

    /// Through the gate into the next phase.
    pub(crate) fn advance(&self, month: i32, life: &Life<'_>) -> Option<Step> {
        let to = life.enters(month)?;
        Some(self.step(month, 10, Command::AdvancePhase { project: Self::id(life.number), to }))
    }

    /// Whether the lists of a year are issued in a month.
    fn are_issued(&self, month: i32) -> bool {
        month == 0 || self.span.place(month) == 0
    }

    /// The lists of a year, opened in its first month.
    pub(crate) fn opened_lists(&self, month: i32) -> Vec<Step> {
        let lists = LISTS.iter().filter(|_| self.are_issued(month));
        lists
            .map(|(level, class, _)| {
                let list = self.list(month, (*level, class));
                self.step(month, 11, Command::OpenList { list })
            })
            .collect()
    }

    /// The lists a project joins and leaves in a month.
    pub(crate) fn lists_of(&self, month: i32, life: &Life<'_>) -> Vec<Step> {
        let active = |month: i32| {
            month >= life.joins && matches!(life.phase(month), Phase::Landing | Phase::Construction)
        };
        let year = self.span.year(month);
        let issued = month - self.span.place(month).min(month);
        let project = Self::id(life.number);
        // The month of the year it first is what a list is for.
        let Some(joined) = (issued..=month).find(|month| active(*month)) else { return Vec::new() };
        let mut steps = Vec::new();
        for (place, (level, class, percent)) in LISTS.into_iter().enumerate() {
            let mut chance = life.chance(About::Lists, place as i32);
            // The larger, the higher the list.
            let larger = if life.total.0 > 2 * crate::MEAN_TOTAL { 2 } else { 1 };
            if !chance.percent(percent * larger) {
                continue;
            }
            let list = self.list(month, (level, class));
            let mut fate = life.chance(About::Lists, i32::from(year) * 4 + place as i32);
            let leaves = fate.percent(3).then(|| joined + fate.count(3, 8));
            let mut say = |key: &str| Text::from(fate.word(self.lexicon.ways(key)));
            if month == joined {
                let reason = say(if self.are_issued(month) { "join" } else { "join_midyear" });
                steps.push(self.step(month, 11, Command::JoinList { project, list, reason }));
            } else if leaves == Some(month) {
                let reason = say("leave");
                steps.push(self.step(month, 11, Command::LeaveList { project, list, reason }));
            }
        }
        steps
    }

    /// What is put right or excused in a month about a project.
    pub(crate) fn event(&self, month: i32, life: &Life<'_>) -> Option<Step> {
        let project = Self::id(life.number);
        let mut chance = life.chance(About::Events, 500);
        if self.is_odd(life.number) {
            return None;
        }
        let command = if rows::is_misstated(life) && month == life.joins + 3 {
            let set = vec![Attribute::TotalInvestment(Some(life.total))];
            Command::CorrectProject { project, set, seen: None, reason: self.text("correct_total") }
        } else if life.known.is_none() && chance.percent(1) && month == life.joins + chance.count(2, 9) {
            let owner = self.lexicon.say("owner_public", &[life.place.short]);
            let set = vec![Attribute::Owner(Some(owner.into()))];
            Command::ReviseProject { project, set, seen: None, reason: Some(self.text("owner_revised")) }
        } else if month == MONTHS - 1 && life.phase(month) == Phase::Construction && life.is_behind(month) {
            if !chance.percent(9) {
                return None;
            }
            let exemption = Exemption {
                reason: chance.word(self.lexicon.ways("exempt")).into(),
                approver: self.text("approver"),
                until: self.span.month(month + 2).last_day(),
            };
            let rule = self.playbook.rules.light.key.clone();
            Command::GrantExemption { project, rule, exemption }
        } else {
            return None;
        };
        Some(self.step(month, 14, command))
    }

    /// A figure told too low is told again.
    pub(crate) fn refiled(&self, month: i32, life: &Life<'_>) -> Option<Step> {
        let day = self.span.refiled_on(month)?;
        if self.is_odd(life.number) || !rows::is_told_low(life, month) {
            return None;
        }
        let command = Command::FileDispatch {
            project: Self::id(life.number),
            month: self.span.month(month),
            figure: rows::right_figure(life, &self.lexicon, month),
            reason: Some(self.text("refiled")),
        };
        let by = By::Post(self.clerk_of(life, month)?);
        Some(Step { by, sent_on: day, ..self.step(month, 15, command) })
    }

    /// The double project comes in, and a month later is found; then the package is split too.
    pub(crate) fn tidied(&self, month: i32) -> Vec<Step> {
        let Some((package, twice)) = self.odd else { return Vec::new() };
        let (Some(package), Some(twice)) = (self.life(package), self.life(twice)) else { return Vec::new() };
        let (keep, absorb) = (Self::id(twice.number), ProjectId(self.sums.len() as u32 + 1));
        let commands = if month == TIDIED - 1 {
            let name = self.lexicon.say("duplicate", &[&rows::name(&twice, &self.lexicon)]);
            let mut set = rows::first_attributes(&twice, &self.lexicon);
            set.retain(|attribute| {
                matches!(
                    attribute,
                    Attribute::District(_)
                        | Attribute::FunctionalZone(_)
                        | Attribute::Owner(_)
                        | Attribute::TotalInvestment(_)
                )
            });
            set.push(Attribute::Name(Some(name.into())));
            vec![Command::RegisterProject { set }]
        } else if month == TIDIED {
            let parts = [0, 1].map(|part| self.part(&package, part, month));
            vec![
                Command::MergeProjects { keep, absorb, reason: self.text("merge") },
                Command::SplitPackage {
                    project: Self::id(package.number),
                    parts: parts.into(),
                    reason: self.text("split"),
                },
            ]
        } else {
            Vec::new()
        };
        commands.into_iter().map(|command| self.step(month, 14, command)).collect()
    }

    /// The number a part of the package gets in the book, after the double project.
    pub(crate) const fn part_id(&self, part: usize) -> ProjectId {
        ProjectId((self.sums.len() + 2 + part) as u32)
    }

    fn part_name(&self, package: &str, part: usize) -> Text {
        let number = self.lexicon.ways("part_numbers").get(part).copied().unwrap_or_default();
        self.lexicon.say("part", &[package, number]).into()
    }

    /// What is known of a part of the package when it is split.
    fn part(&self, package: &Life<'_>, part: usize, month: i32) -> Vec<Attribute> {
        let name = rows::name(package, &self.lexicon);
        let mut set = vec![
            Attribute::Name(Some(self.part_name(&name, part))),
            Attribute::TotalInvestment(Some(portion(package.total, part))),
        ];
        set.extend(rows::year_plan(package, month).map(|attribute| shared(attribute, part)));
        set
    }

    /// The package's row as the rows of its parts.
    pub(crate) fn parts_of_row(&self, row: &LedgerRow) -> [LedgerRow; 2] {
        [0, 1].map(|part| {
            let attributes = row.attributes.iter().cloned().map(|attribute| match attribute {
                Attribute::Name(Some(name)) => Attribute::Name(Some(self.part_name(&name, part))),
                other => shared(other, part),
            });
            let figure = row.figure.as_ref().map(|(month, figure)| {
                let done = |fen: Option<Fen>| fen.map(|fen| portion(fen, part));
                let figure = DispatchFigure {
                    done_this_year: done(figure.done_this_year),
                    done_this_month: done(figure.done_this_month),
                    ..figure.clone()
                };
                (*month, figure)
            });
            LedgerRow { attributes: attributes.collect(), figure, ..row.clone() }
        })
    }
}

/// Six tenths for the first part, the rest for the second.
const fn portion(whole: Fen, part: usize) -> Fen {
    let first = whole.0 / 10 * 6;
    Fen(if part == 0 { first } else { whole.0 - first })
}

/// The part's share of a plan.
fn shared(attribute: Attribute, part: usize) -> Attribute {
    match attribute {
        Attribute::YearPlan(year, plan) => Attribute::YearPlan(year, plan.map(|plan| portion(plan, part))),
        Attribute::PlanCurve(year, curve) => {
            Attribute::PlanCurve(year, curve.map(|curve| Arc::new(curve.map(|due| portion(due, part)))))
        }
        other => other,
    }
}
