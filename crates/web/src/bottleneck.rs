//! 堵点 over all projects: what an address asks of them ([`Narrowing`]), the days lost by item, unit and project, and what the reform saved by place, class,
//! month and project. The pages, the workbook, the API and the command line group alike.

use crate::{
    approvals::{Approvals, Course},
    board::Board,
    load::Period,
    query::{BadParameter, encode, key_text, said, words},
};
use qinghuo_domain::{
    YearMonth,
    attribute::Text,
    procedure::Milestone,
    views::{
        approval::bottleneck::{Difference, Loss, Saved, saved},
        totals::Key,
    },
};
use std::borrow::Cow;

/// What an address asks of the bottlenecks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// The project's place.
    pub place: Option<String>,
    /// The project's class.
    pub class: Option<String>,
    /// The month of its start of works, expected or past.
    pub month: Option<YearMonth>,
    /// The key of the unit whose move it is; narrows the days lost.
    pub unit: Option<String>,
    /// The item's code; narrows the days lost.
    pub item: Option<String>,
    /// The next milestone, to which days are lost on the way; narrows the days lost.
    pub milestone: Option<Milestone>,
    /// The days of which days lost are counted, and on which a start of works counts; what units settled in it too.
    pub period: Period,
}

/// What differences are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Place.
    Place,
    /// Class.
    Class,
    /// Month of the start of works.
    Month,
}

impl By {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Place, Self::Class, Self::Month];

    /// Its stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Class => "class",
            Self::Month => "month",
        }
    }
}

impl Narrowing {
    /// The parameters it reads.
    pub const NAMES: [&'static str; 9] = [
        "place",
        "class",
        "month",
        "milestone",
        "unit",
        "item",
        Period::NAMES[0],
        Period::NAMES[1],
        Period::NAMES[2],
    ];

    /// Reads an address's parameters; what is not understood is left out and reported.
    #[must_use]
    pub fn read(pairs: &[(String, String)]) -> (Self, Vec<BadParameter>) {
        let (period, mut bad) = Period::read(pairs);
        let mut asked = Self { period, ..Self::default() };
        for (name, value) in said(pairs) {
            match name {
                "place" => asked.place = words(value),
                "class" => asked.class = words(value),
                "unit" => asked.unit = words(value),
                "item" => asked.item = words(value).map(|item| item.to_uppercase()),
                "milestone" => match Milestone::ALL.iter().find(|milestone| milestone.key() == value) {
                    Some(milestone) => asked.milestone = Some(*milestone),
                    None => bad.push(BadParameter {
                        name: name.to_owned(),
                        value: value.to_owned(),
                        fault: "value",
                    }),
                },
                "month" => match value.parse() {
                    Ok(month) => asked.month = Some(month),
                    Err(_) => bad.push(BadParameter {
                        name: name.to_owned(),
                        value: value.to_owned(),
                        fault: "month",
                    }),
                },
                _ => {}
            }
        }
        (asked, bad)
    }

    /// Its parameters as they stand in an address.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let pairs = [
            ("place", self.place.clone()),
            ("class", self.class.clone()),
            ("month", self.month.map(|month| month.to_string())),
            ("milestone", self.milestone.map(|milestone| milestone.key().to_owned())),
            ("unit", self.unit.clone()),
            ("item", self.item.clone()),
        ];
        let own = pairs.into_iter().filter_map(|(name, value)| Some((name, value?)));
        own.chain(self.period.pairs()).collect()
    }

    /// As it stands in an address.
    #[must_use]
    pub fn address(&self) -> String {
        let pairs = self.pairs().into_iter().map(|(name, value)| format!("{name}={}", encode(&value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    /// The same with the projects narrowed to one value of a group.
    pub fn only(&self, by: By, key: &Key) -> Self {
        let text = Some(key_text(key));
        match by {
            By::Place => Self { place: text, ..self.clone() },
            By::Class => Self { class: text, ..self.clone() },
            By::Month => Self { month: text.and_then(|text| text.parse().ok()), ..self.clone() },
        }
    }

    fn lets_through(&self, course: &Course) -> bool {
        let is =
            |asked: &Option<String>, key: &Key| asked.as_deref().is_none_or(|asked| key_text(key) == asked);
        let month = |month: YearMonth| course.saved.is_some_and(|saved| saved.month() == month);
        is(&self.place, &course.place) && is(&self.class, &course.class) && self.month.is_none_or(month)
    }

    /// The projects it lets through.
    pub fn courses<'a>(&self, approvals: &'a Approvals) -> impl Iterator<Item = &'a Course> {
        approvals.courses.iter().map(|course| &**course).filter(move |course| self.lets_through(course))
    }

    /// The days they lose, on the items asked for.
    pub fn losses<'a>(&self, approvals: &'a Approvals) -> Vec<Cow<'a, Loss>> {
        let is_asked = |loss: &&Loss| {
            self.unit.as_deref().is_none_or(|unit| *loss.unit == *unit)
                && self.item.as_deref().is_none_or(|item| loss.item.as_str() == item)
                && self.milestone.is_none_or(|milestone| loss.milestone == milestone)
        };
        let within = |loss: &'a Loss| match self.period.days() {
            (None, None) => Some(Cow::Borrowed(loss)),
            days => loss.within(days, approvals.at.as_of, &approvals.rules.calendar).map(Cow::Owned),
        };
        self.courses(approvals)
            .flat_map(|course| &course.losses)
            .filter(is_asked)
            .filter_map(within)
            .collect()
    }

    /// What was saved on the way to the start, project by project, the most first; packages are counted by their parts.
    pub fn differences<'a>(&self, board: &Board, approvals: &'a Approvals) -> Vec<(&'a Course, Difference)> {
        let counted = self.courses(approvals).filter(|course| !board.packages.contains(&course.id()));
        let starts_in = |difference: &Difference| self.period.holds(difference.starts_on);
        let mut found: Vec<_> =
            counted.filter_map(|course| Some((course, course.saved.filter(starts_in)?))).collect();
        found.sort_by_key(|(course, difference)| (std::cmp::Reverse(difference.workdays), course.id()));
        found
    }
}

/// Differences by the values of a group, in their order.
pub fn saved_by(board: &Board, differences: &[(&Course, Difference)], by: By) -> Vec<(Key, Saved)> {
    let key = |course: &Course, difference: &Difference| match by {
        By::Place => course.place.clone(),
        By::Class => course.class.clone(),
        By::Month => Key::Word(difference.month().to_string().into()),
    };
    let keyed = differences.iter().map(|(course, difference)| (key(course, difference), *difference));
    let mut parts: Vec<(Key, Saved)> = saved(keyed).into_iter().collect();
    parts.sort_by_cached_key(|(key, _)| board.rank(key));
    parts
}

/// What names an item over all projects.
pub fn item_of(loss: &Loss) -> (Text, usize, String, Option<Text>) {
    (loss.procedure.clone(), loss.index, loss.item.to_string(), loss.own_name.clone())
}
