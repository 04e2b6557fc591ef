//! What would become of the rows: the doubtful ones beside the projects they may be, and then what is new, what changes field by field, and
//! what the file does not mention.

use super::understood::row_address;
use crate::{
    pages::pager::{Pager, Slice, pager},
    people,
};
use qinghuo_domain::{
    Attribute, City, Date, Fen, Moment, ProjectId,
    attribute::Text,
    command::Decision,
    figure::DispatchFigure,
    intake::{FieldChange, Outcome, RowPreview},
};
use qinghuo_intake::{Intake, ground, likeness};
use qinghuo_locale::Locale;
use qinghuo_office::People;

/// Doubtful rows shown at once; those nobody decided come first.
const MOST_DOUBTS: usize = 50;
/// Rows and names of a page.
const MOST: usize = 60;

/// A doubtful row.
pub struct Doubt {
    /// The name of its choice in the form.
    pub name: String,
    /// Where it is.
    pub place: String,
    /// The row's address.
    pub href: String,
    /// Why it is doubtful.
    pub ground: String,
    /// The row and the projects it may be.
    pub sides: Vec<Side>,
    /// Decided as new.
    pub is_new: bool,
    /// Decided to be left out.
    pub is_skipped: bool,
    /// Whether nobody decided yet.
    pub is_open: bool,
}

/// The row, or a project it may be.
pub struct Side {
    /// The project's number; empty for the row.
    pub project: String,
    /// How alike.
    pub likeness: String,
    /// Name.
    pub name: String,
    /// Place.
    pub place: String,
    /// Owner.
    pub owner: String,
    /// Total investment.
    pub total: String,
    /// Decided to be this one.
    pub is_chosen: bool,
}

/// The doubtful rows, and how many are not shown.
pub fn doubts(locale: &Locale, draft: &str, intake: &Intake, city: &City) -> (Vec<Doubt>, usize) {
    let matched = intake.matches.iter().zip(&intake.rows).enumerate();
    let mut doubtful: Vec<(usize, Decision)> = matched
        .filter(|(_, (found, _))| found.decision == Decision::Undecided)
        .map(|(at, (_, (_, decision)))| (at, *decision))
        .collect();
    doubtful.sort_by_key(|(_, decision)| *decision != Decision::Undecided);
    let doubt = |(at, decision): &(usize, Decision)| {
        let (row, _) = intake.rows.get(*at)?;
        let (sheet, number) = (&row.source.sheet, row.source.row);
        let sides = intake.side_by_side(*at, city).into_iter().map(|side| Side {
            project: side.candidate.map(|(project, _)| project.to_string()).unwrap_or_default(),
            likeness: side.candidate.map(|(_, alike)| likeness(locale, alike)).unwrap_or_default(),
            name: side.name,
            place: side.place,
            owner: side.owner,
            total: side.total.map(|total| locale.exact(total)).unwrap_or_default(),
            is_chosen: side.candidate.is_some_and(|(project, _)| *decision == Decision::Existing(project)),
        });
        Some(Doubt {
            name: format!("row/{number}/{sheet}"),
            place: locale
                .text_with("import-at-row", &[("sheet", sheet.to_string()), ("row", number.to_string())]),
            href: row_address(draft, sheet, number),
            ground: intake.matches.get(*at).map(|found| ground(locale, found.ground)).unwrap_or_default(),
            sides: sides.collect(),
            is_new: *decision == Decision::New,
            is_skipped: *decision == Decision::Skip,
            is_open: *decision == Decision::Undecided,
        })
    };
    let shown = doubtful.iter().take(MOST_DOUBTS).filter_map(doubt).collect();
    (shown, doubtful.len().saturating_sub(MOST_DOUBTS))
}

/// A row that is new, or a project the file does not mention.
pub struct Named {
    /// Number of the row or the project.
    pub number: String,
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub href: String,
}

/// A project that changes.
pub struct Changed {
    /// The row and the project.
    pub named: Named,
    /// The project.
    pub project: String,
    /// Field, old, new.
    pub moves: Vec<(String, String, String)>,
}

/// What would become of the rows, a page of each list.
pub struct Told {
    /// New projects.
    pub new: (Vec<Named>, Pager),
    /// Projects that change.
    pub changed: (Vec<Changed>, Pager),
    /// Projects the file does not mention.
    pub absent: (Vec<Named>, Pager),
}

/// The parameters that say which page of each list is shown: of the new, the changed and those not mentioned.
pub const LISTS: [&str; 3] = ["new", "changed", "absent"];

/// Puts into words what would become of the rows.
pub struct Teller<'a> {
    /// The texts.
    pub locale: &'a Locale,
    /// The draft's address.
    pub draft: &'a str,
    /// The city as it is.
    pub city: &'a City,
    /// The names of people.
    pub names: &'a People,
    /// The page asked for of each list, from 0.
    pub pages: [usize; 3],
}

impl Teller<'_> {
    /// Tells what would become of the rows.
    pub fn told(&self, intake: &Intake) -> Told {
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for row in &intake.preview.rows {
            match &row.outcome {
                Outcome::New => new.push(row),
                Outcome::Changed { project, changes } => changed.push((row, project, changes)),
                Outcome::Unchanged { .. } | Outcome::Skipped | Outcome::Undecided => {}
            }
        }
        Told {
            new: self.part(0, &new, |row| self.row(row)),
            changed: self.part(1, &changed, |(row, project, changes)| Changed {
                named: self.row(row),
                project: project.to_string(),
                moves: changes.iter().flat_map(|change| self.moves(change)).collect(),
            }),
            absent: self.part(2, &intake.preview.absent, |id| self.absent(*id)),
        }
    }

    /// The page of a list that is asked for.
    fn part<T, U>(&self, list: usize, all: &[T], told: impl Fn(&T) -> U) -> (Vec<U>, Pager) {
        let (name, page) =
            (LISTS.get(list).copied().unwrap_or_default(), self.pages.get(list).copied().unwrap_or_default());
        let slice = Slice::of(all.len(), page, MOST);
        let link = |page: usize| format!("{}?{name}={}#{name}", self.draft, page + 1);
        let shown = all.iter().skip(slice.first()).take(slice.size).map(told).collect();
        (shown, pager(self.locale, "page-rows", slice, link))
    }

    fn row(&self, row: &RowPreview) -> Named {
        Named {
            number: row.source.row.to_string(),
            name: row.name.to_string(),
            href: row_address(self.draft, &row.source.sheet, row.source.row),
        }
    }

    fn absent(&self, id: ProjectId) -> Named {
        let name = self.city.project(id).and_then(|project| project.at(Moment::on(Date::MAX)).name());
        Named {
            number: id.to_string(),
            name: name.map(ToString::to_string).unwrap_or_default(),
            href: format!("/projects/{id}"),
        }
    }

    /// A change, a figure part by part: of a whole one nobody sees which part moved.
    fn moves(&self, change: &FieldChange) -> Vec<(String, String, String)> {
        let locale = self.locale;
        let field = locale.field(&change.after.field());
        let Attribute::Dispatch(_, Some(after)) = &change.after else {
            let value =
                |attribute: &Attribute| locale.attribute(attribute, &|id| people::name(self.names, id));
            let before = change.before.as_ref().map(value).unwrap_or_default();
            return vec![(field, before, value(&change.after))];
        };
        let before = match &change.before {
            Some(Attribute::Dispatch(_, Some(before))) => (**before).clone(),
            _ => DispatchFigure::default(),
        };
        let money = |amount: Option<Fen>| amount.map(|amount| locale.exact(amount)).unwrap_or_default();
        let words = |text: &Option<Text>| text.as_deref().unwrap_or_default().to_owned();
        let parts = [
            ("done-this-year", money(before.done_this_year), money(after.done_this_year)),
            ("done-this-month", money(before.done_this_month), money(after.done_this_month)),
            ("progress", words(&before.progress), words(&after.progress)),
            ("problems", words(&before.problems), words(&after.problems)),
        ];
        let moved = parts.into_iter().filter(|(_, before, after)| before != after);
        let named = |part: &str| format!("{field} {}", locale.text(&format!("dispatch-{part}")));
        moved.map(|(part, before, after)| (named(part), before, after)).collect()
    }
}
