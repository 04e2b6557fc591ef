//! A doubtful row beside the projects it may be.

use crate::Intake;
use qinghuo_domain::{Attribute, City, Date, Fen, Moment, ProjectId, attribute::Text};

/// One side of the comparison.
#[derive(Debug)]
pub struct Side {
    /// The project with its likeness from 0 to 1; the row itself has none.
    pub candidate: Option<(ProjectId, f64)>,
    /// What it is called.
    pub name: String,
    /// Its district, else its functional zone.
    pub place: String,
    /// Its owner.
    pub owner: String,
    /// Its total investment.
    pub total: Option<Fen>,
}

impl Intake {
    /// A row, counted from 0, and then the projects it may be, most alike first.
    #[must_use]
    pub fn side_by_side(&self, row: usize, city: &City) -> Vec<Side> {
        let (Some((ledger, _)), Some(found)) = (self.rows.get(row), self.matches.get(row)) else {
            return Vec::new();
        };
        let stated = |pick: fn(&Attribute) -> Option<&str>| {
            ledger.attributes.iter().find_map(pick).unwrap_or_default().to_owned()
        };
        let mut sides = vec![Side {
            candidate: None,
            name: stated(
                |attribute| if let Attribute::Name(name) = attribute { name.as_deref() } else { None },
            ),
            place: stated(|attribute| match attribute {
                Attribute::District(place) | Attribute::FunctionalZone(place) => place.as_deref(),
                _ => None,
            }),
            owner: stated(
                |attribute| if let Attribute::Owner(owner) = attribute { owner.as_deref() } else { None },
            ),
            total: ledger.attributes.iter().find_map(|attribute| match attribute {
                Attribute::TotalInvestment(total) => *total,
                _ => None,
            }),
        }];
        let text = |text: Option<&Text>| text.map(ToString::to_string).unwrap_or_default();
        sides.extend(found.candidates.iter().filter_map(|candidate| {
            let seen = city.project(candidate.project)?.at(Moment::on(Date::MAX));
            Some(Side {
                candidate: Some((candidate.project, candidate.likeness)),
                name: text(seen.name()),
                place: text(seen.district().or_else(|| seen.functional_zone())),
                owner: text(seen.owner()),
                total: seen.total_investment().copied(),
            })
        }));
        sides
    }
}
