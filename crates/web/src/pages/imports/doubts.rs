//! What would become of the rows: the doubtful ones beside the projects they may be, and then what is new, what changes field by field, and
//! what the file does not mention.

use super::understood::row_address;
use crate::people;
use qinghuo_domain::{City, Date, Moment, command::Decision, intake::Outcome};
use qinghuo_intake::{Intake, ground, likeness};
use qinghuo_locale::Locale;
use qinghuo_office::People;

/// Doubtful rows shown at once; those nobody decided come first.
const MOST_DOUBTS: usize = 50;
/// Rows and names told one by one.
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

/// What would become of the rows.
pub struct Told {
    /// New projects.
    pub new: Vec<Named>,
    /// Projects that change.
    pub changed: Vec<Changed>,
    /// Projects the file does not mention.
    pub absent: Vec<Named>,
    /// How many more of each are not shown.
    pub more: [usize; 3],
}

/// Tells what would become of the rows.
pub fn told(locale: &Locale, draft: &str, intake: &Intake, city: &City, names: &People) -> Told {
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    let mut more = [0, 0, intake.preview.absent.len().saturating_sub(MOST)];
    let [more_new, more_changed, _] = &mut more;
    let value =
        |attribute: &qinghuo_domain::Attribute| locale.attribute(attribute, &|id| people::name(names, id));
    for row in &intake.preview.rows {
        let named = || Named {
            number: row.source.row.to_string(),
            name: row.name.to_string(),
            href: row_address(draft, &row.source.sheet, row.source.row),
        };
        match &row.outcome {
            Outcome::New if new.len() < MOST => new.push(named()),
            Outcome::New => *more_new += 1,
            Outcome::Changed { project, changes } if changed.len() < MOST => changed.push(Changed {
                named: named(),
                project: project.to_string(),
                moves: changes
                    .iter()
                    .map(|change| {
                        let before = change.before.as_ref().map(value).unwrap_or_default();
                        (locale.field(&change.after.field()), before, value(&change.after))
                    })
                    .collect(),
            }),
            Outcome::Changed { .. } => *more_changed += 1,
            Outcome::Unchanged { .. } | Outcome::Skipped | Outcome::Undecided => {}
        }
    }
    let absent = intake.preview.absent.iter().take(MOST).map(|id| {
        let name = city.project(*id).and_then(|project| project.at(Moment::on(Date::MAX)).name());
        Named {
            number: id.to_string(),
            name: name.map(ToString::to_string).unwrap_or_default(),
            href: format!("/projects/{id}"),
        }
    });
    Told { new, changed, absent: absent.collect(), more }
}
