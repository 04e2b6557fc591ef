//! The bars of a board: which projects, in which groups, and what is drawn of each.

use super::axis::{Axis, percent};
use crate::{
    board::Board,
    pages::filters::{dimension_words, key_words},
    people,
    query::BadParameter,
    row::Row,
    select::Selection,
};
use qinghuo_domain::{
    Date, PartialDate,
    access::Topic,
    attribute::PersonId,
    views::{
        totals::{Dimension, Key},
        war_map::Bar,
    },
};
use qinghuo_locale::Locale;
use qinghuo_office::People;
use std::{collections::BTreeMap, sync::Arc};

/// What bars are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// A dimension.
    By(Dimension),
    /// 包挂领导
    Sponsor,
}

impl Group {
    /// What it rests on, where that may be withheld.
    pub const fn topic(self) -> Option<Topic> {
        match self {
            Self::By(dimension) => dimension.topic(),
            Self::Sponsor => None,
        }
    }

    /// What one can choose; the first is the usual one.
    pub const ALL: [Self; 6] = [
        Self::By(Dimension::Place),
        Self::By(Dimension::Industry),
        Self::By(Dimension::List),
        Self::Sponsor,
        Self::By(Dimension::Phase),
        Self::By(Dimension::Light),
    ];

    /// Its stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::By(dimension) => dimension.key(),
            Self::Sponsor => "sponsor",
        }
    }

    /// In words.
    pub fn words(self, locale: &Locale) -> String {
        match self {
            Self::By(dimension) => dimension_words(locale, dimension),
            Self::Sponsor => locale.field(&qinghuo_domain::Field::LeaderSponsor),
        }
    }

    /// What an address asks for.
    pub fn read(pairs: &[(String, String)]) -> (Self, Option<BadParameter>) {
        let [usual, ..] = Self::ALL;
        let Some((name, value)) = pairs.iter().find(|(name, value)| name == "group" && !value.is_empty())
        else {
            return (usual, None);
        };
        match Self::ALL.into_iter().find(|group| group.key() == value) {
            Some(group) => (group, None),
            None => {
                let (name, value) = (name.clone(), value.clone());
                (usual, Some(BadParameter { name, value, fault: "value" }))
            }
        }
    }
}

/// Projects that have something in common.
pub struct Lane<'a> {
    /// What.
    pub label: String,
    /// The value, where the table can be narrowed to it.
    pub key: Option<Key>,
    /// The projects.
    pub rows: Vec<&'a Arc<Row>>,
    /// How many of them count: packages do not, their parts do.
    pub counted: usize,
}

/// Where a lane stands among the others, and what it is.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Key((usize, Key)),
    Person(bool, String, Option<PersonId>),
}

/// A selection in its groups; a project may stand in several.
pub fn lanes<'a>(
    locale: &Locale,
    board: &'a Board,
    selection: &Selection<'a>,
    group: Group,
    people: &People,
) -> Vec<Lane<'a>> {
    let mut lanes: BTreeMap<Place, Vec<&'a Arc<Row>>> = BTreeMap::new();
    for row in selection.all() {
        match group {
            Group::By(dimension) => {
                for key in board.keys(row, dimension) {
                    lanes.entry(Place::Key(board.rank(&key))).or_default().push(row);
                }
            }
            Group::Sponsor => {
                let person = board.seen(row).leader_sponsor().copied();
                let name = person.map(|id| people::name(people, id)).unwrap_or_default();
                lanes.entry(Place::Person(person.is_none(), name, person)).or_default().push(row);
            }
        }
    }
    let lane = |(place, rows): (Place, Vec<&'a Arc<Row>>)| {
        let (label, key) = match place {
            Place::Key((_, key)) => (key_words(locale, &key), Some(key)),
            Place::Person(true, ..) => (key_words(locale, &Key::Missing), None),
            Place::Person(_, name, _) => (name, None),
        };
        let counted = rows.iter().filter(|row| board.counts(row)).count();
        Lane { label, key, rows, counted }
    };
    lanes.into_iter().map(lane).collect()
}

/// What is drawn of a project, in percent of the axis.
#[derive(Default)]
pub struct Shapes {
    /// The plan: left edge and width, and whether an end of it passed without what was planned.
    pub plan: Option<(String, String, bool)>,
    /// The phases: key, left edge, width.
    pub phases: Vec<(&'static str, String, String)>,
    /// What happened: which mark, and where.
    pub marks: Vec<(&'static str, String)>,
}

impl Shapes {
    /// Draws a bar on an axis; `today` is the day one looks from.
    pub fn draw(bar: &Bar, axis: Axis, today: Date) -> Self {
        let ends = bar.phases.iter().skip(1).map(|(_, since)| *since).chain([today]);
        let phases = bar.phases.iter().zip(ends).filter_map(|((phase, since), until)| {
            let (x, width) = axis.stretch(*since, until.max(*since))?;
            Some((phase.key(), x, width))
        });
        let facts = [
            ("started", bar.started_on),
            ("completed", bar.completed_on),
            ("producing", bar.producing_since),
        ];
        let shown = |(mark, on): (&'static str, Option<Date>)| {
            on.filter(|on| axis.holds(*on)).map(|on| (mark, percent(axis.place(on))))
        };
        Self {
            plan: plan(bar, axis, today),
            phases: phases.collect(),
            marks: facts.into_iter().filter_map(shown).collect(),
        }
    }
}

/// A plan with one end only is drawn as that year, month or day.
fn plan(bar: &Bar, axis: Axis, today: Date) -> Option<(String, String, bool)> {
    let (start, end) = (bar.planned.start.or(bar.planned.end)?, bar.planned.end.or(bar.planned.start)?);
    let (x, width) = axis.stretch(start.earliest(), end.latest())?;
    Some((x, width, is_behind(bar, today)))
}

/// Whether a planned start or completion has passed and did not happen.
pub fn is_behind(bar: &Bar, today: Date) -> bool {
    let passed = |planned: Option<PartialDate>| planned.is_some_and(|planned| planned.latest() < today);
    (passed(bar.planned.start) && bar.begun_on().is_none())
        || (passed(bar.planned.end) && bar.over_on().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use qinghuo_domain::Phase;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_bar_is_its_plan_its_phases_and_its_marks() {
        let axis = Axis::around(day("2023-01-01"), day("2023-12-31"));
        let mut bar = Bar {
            planned: "2023/2023-03-14".parse().unwrap(),
            phases: vec![(Phase::Landing, day("2022-06-01")), (Phase::Construction, day("2023-03-15"))],
            started_on: Some(day("2023-03-15")),
            completed_on: None,
            producing_since: None,
        };
        let shapes = Shapes::draw(&bar, axis, day("2023-03-15"));
        assert_eq!(shapes.plan, Some(("0.00%".into(), "19.72%".into(), true)), "not complete by the day");
        let phases: Vec<(&str, &str, &str)> =
            shapes.phases.iter().map(|(phase, x, width)| (*phase, &**x, &**width)).collect();
        assert_eq!(phases, [("landing", "0.00%", "20.00%"), ("construction", "20.00%", "0.10%")]);
        assert_eq!(shapes.marks, [("started", "20.00%".to_owned())]);
        bar.completed_on = Some(day("2023-03-14"));
        assert!(!is_behind(&bar, day("2023-03-15")));
        bar.planned = "2024/".parse().unwrap();
        assert_eq!(Shapes::draw(&bar, axis, day("2023-03-15")).plan, None);
    }
}
