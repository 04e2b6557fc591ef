//! The approvals of every project from the standpoint of a board: what somebody can act on, what loses days, what was saved. Computed once and kept
//! until a fact or the standpoint changes; a project nothing changed of keeps its result. All of it is derived.

use crate::{
    board::{Board, at_the_same_time},
    query::{BadParameter, encode},
    row::Row,
};
use qinghuo_domain::{
    Moment, Project, ProjectId, Seq, YearMonth,
    attribute::Text,
    procedure::Lane,
    rules::Rules,
    step::Role,
    views::{
        approval::{
            bottleneck::{self, Difference, Load, Loss, Saved, difference, load, saved},
            inbox::{OpenItem, Urgency, open_items},
        },
        totals::{Dimension, Key},
        war_map::{ItemDue, items_due},
    },
};
use qinghuo_locale::{Language, Locale};
use qinghuo_playbook::{Name, Playbook};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

/// Standpoints kept at hand.
const KEPT: usize = 2;

/// The approvals of every project that follows a procedure.
pub struct Approvals {
    at: Moment,
    month: YearMonth,
    rules: Arc<Rules>,
    head: Seq,
    /// The projects, by number.
    pub courses: Vec<Arc<Course>>,
}

/// The approvals of a project, as far as they are looked at together with others.
pub struct Course {
    project: Arc<Project>,
    /// The procedure it follows.
    pub procedure: Text,
    /// Its place, as the board keeps it.
    pub place: Key,
    /// What somebody can act on, each with its lane.
    pub open: Vec<(Lane, OpenItem)>,
    /// Every item it has to go through, with the day it is due.
    pub due: Vec<ItemDue>,
    /// What loses days on the way to the next milestone.
    pub losses: Vec<Loss>,
    /// What the units have to do with it.
    pub loads: BTreeMap<Text, Load>,
    /// What the reform saved it.
    pub saved: Option<Difference>,
}

impl Course {
    /// The project.
    pub fn id(&self) -> ProjectId {
        self.project.id
    }

    /// Its name at a moment.
    pub fn name(&self, at: Moment) -> &str {
        self.project.at(at).name().map_or("", |name| name)
    }
}

impl Approvals {
    fn build(board: &Board, playbook: &Playbook, before: Option<&Self>) -> Self {
        let same = before.filter(|before| before.is_from(board));
        let known: HashMap<ProjectId, &Arc<Course>> =
            same.into_iter().flat_map(|same| &same.courses).map(|course| (course.id(), course)).collect();
        let course = |row: &Arc<Row>| {
            let kept = known.get(&row.project.id).filter(|course| row.is_of(&course.project));
            if let Some(course) = kept {
                return Some(Arc::clone(course));
            }
            let approval = playbook.approval(board.seen(row), board.standpoint())?;
            let id = row.project.id;
            let open = open_items(id, &approval)
                .filter_map(|open| Some((approval.procedure.items.get(open.index)?.lane, open)));
            Some(Arc::new(Course {
                project: Arc::clone(&row.project),
                procedure: approval.procedure.key.clone(),
                place: board.keys(row, Dimension::Place).into_iter().next().unwrap_or(Key::Missing),
                open: open.collect(),
                due: items_due(&approval),
                losses: bottleneck::losses(id, &approval, &board.rules),
                loads: load(id, &approval),
                saved: difference(&approval, &board.rules),
            }))
        };
        Self {
            at: board.at,
            month: board.month,
            rules: Arc::clone(&board.rules),
            head: board.head,
            courses: at_the_same_time(&board.rows, course).flatten().collect(),
        }
    }

    fn is_from(&self, board: &Board) -> bool {
        self.at == board.at && self.month == board.month && Arc::ptr_eq(&self.rules, &board.rules)
    }
}

/// The approvals looked at last.
#[derive(Default)]
pub struct Desk(Mutex<Vec<Arc<Approvals>>>);

impl Desk {
    /// The approvals of a board. Whoever else wants them meanwhile waits.
    pub fn of(&self, board: &Board, playbook: &Playbook) -> Arc<Approvals> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|approvals| approvals.is_from(board));
        let before = place.map(|place| kept.remove(place));
        let approvals = match before {
            Some(before) if before.head == board.head => before,
            before => Arc::new(Approvals::build(board, playbook, before.as_deref())),
        };
        kept.insert(0, Arc::clone(&approvals));
        kept.truncate(KEPT);
        approvals
    }
}

/// What an address asks of the items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The key of the unit that leads.
    pub unit: Option<String>,
    /// Whose move it is.
    pub role: Option<Role>,
    /// How near the end is.
    pub urgency: Option<Urgency>,
    /// The project's place.
    pub place: Option<String>,
    /// The side of 四个并联.
    pub lane: Option<Lane>,
}

/// Whose a move can be.
pub const ROLES: [Role; 3] = [Role::Applicant, Role::Department, Role::Coordinator];

impl Filter {
    /// The parameters it reads.
    pub const NAMES: [&str; 5] = ["unit", "role", "urgency", "place", "lane"];

    /// Reads an address's parameters; what is not understood is left out and reported.
    pub fn read(pairs: &[(String, String)]) -> (Self, Vec<BadParameter>) {
        let (mut filter, mut bad) = (Self::default(), Vec::new());
        for (name, value) in pairs {
            let value = value.trim();
            let understood = match &**name {
                _ if value.is_empty() => true,
                "unit" => filter.unit.replace(value.to_owned()).is_none(),
                "place" => filter.place.replace(value.to_owned()).is_none(),
                "role" => {
                    filter.role = ROLES.into_iter().find(|role| role.key() == value);
                    filter.role.is_some()
                }
                "urgency" => {
                    filter.urgency = Urgency::from_key(value);
                    filter.urgency.is_some()
                }
                "lane" => {
                    filter.lane = Lane::ALL.iter().copied().find(|lane| lane.key() == value);
                    filter.lane.is_some()
                }
                _ => true,
            };
            if !understood {
                let (name, value) = (name.clone(), value.to_owned());
                bad.push(BadParameter { name, value, fault: "value" });
            }
        }
        (filter, bad)
    }

    /// As it stands in an address.
    pub fn address(&self) -> String {
        let pairs = [
            ("unit", self.unit.as_deref()),
            ("role", self.role.map(Role::key)),
            ("urgency", self.urgency.map(Urgency::key)),
            ("place", self.place.as_deref()),
            ("lane", self.lane.map(Lane::key)),
        ];
        let pairs = pairs.into_iter().filter_map(|(name, value)| Some((name, value?)));
        pairs.map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
    }

    /// The items it lets through, the most urgent first.
    pub fn select<'a>(&self, approvals: &'a Approvals) -> Vec<(&'a Course, Lane, &'a OpenItem)> {
        let all = approvals
            .courses
            .iter()
            .flat_map(|course| course.open.iter().map(move |(lane, open)| (&**course, *lane, open)));
        let mut items: Vec<_> =
            all.filter(|(course, lane, open)| self.lets_through(course, *lane, open)).collect();
        items.sort_by_key(|(_, _, open)| (open.urgency, open.left, open.since, open.project, open.index));
        items
    }

    fn lets_through(&self, course: &Course, lane: Lane, open: &OpenItem) -> bool {
        let is_place = |place: &str| matches!(&course.place, Key::Word(word) if **word == *place);
        self.unit.as_deref().is_none_or(|unit| *open.unit == *unit)
            && self.role.is_none_or(|role| open.awaits == role)
            && self.urgency.is_none_or(|urgency| open.urgency == urgency)
            && self.place.as_deref().is_none_or(is_place)
            && self.lane.is_none_or(|asked| lane == asked)
    }
}

/// A name of the playbook in a language.
pub fn named(locale: &Locale, name: &Name) -> String {
    match locale.language() {
        Language::Chinese => name.zh.to_string(),
        Language::English => name.en.to_string(),
    }
}

/// The name of an item: its own where only one project has it, else its procedure's, or nothing where the playbook no longer has it.
pub fn item_name(
    locale: &Locale,
    playbook: &Playbook,
    procedure: &str,
    index: usize,
    own: Option<&str>,
) -> String {
    if let Some(own) = own {
        return own.to_owned();
    }
    let template = playbook.procedures.template(procedure);
    let words = template.and_then(|template| template.words.get(index));
    words.map(|words| named(locale, &words.name)).unwrap_or_default()
}

/// The name of a unit that handles items.
pub fn unit_name(locale: &Locale, playbook: &Playbook, key: &str) -> String {
    playbook.procedures.unit(key).map_or_else(|| key.to_owned(), |unit| named(locale, &unit.name))
}

/// Every loss of the city.
pub fn losses(approvals: &Approvals) -> Vec<&Loss> {
    approvals.courses.iter().flat_map(|course| &course.losses).collect()
}

/// What names an item over all projects.
pub fn item_of(loss: &Loss) -> (Text, usize, String, Option<Text>) {
    (loss.procedure.clone(), loss.index, loss.item.to_string(), loss.own_name.clone())
}

/// What every unit has to do.
pub fn loads(approvals: &Approvals) -> BTreeMap<Text, Load> {
    let mut loads: BTreeMap<Text, Load> = BTreeMap::new();
    for (unit, load) in approvals.courses.iter().flat_map(|course| &course.loads) {
        loads.entry(unit.clone()).or_default().add(load);
    }
    loads
}

/// What was saved, by the values of a dimension, in their order.
pub fn saved_by(board: &Board, approvals: &Approvals, dimension: Dimension) -> Vec<(Key, Saved)> {
    let rows: BTreeMap<_, &Arc<Row>> =
        board.rows.iter().filter(|row| board.counts(row)).map(|row| (row.project.id, row)).collect();
    let differences =
        approvals.courses.iter().filter_map(|course| Some((rows.get(&course.id())?, course.saved?)));
    let keyed = differences.flat_map(|(row, difference)| {
        board.keys(row, dimension).into_iter().map(move |key| (key, difference))
    });
    let mut parts: Vec<(Key, Saved)> = saved(keyed).into_iter().collect();
    parts.sort_by_cached_key(|(key, _)| board.rank(dimension, key));
    parts
}

/// What was saved, by the month of the start.
pub fn saved_by_month(approvals: &Approvals) -> Vec<(Key, Saved)> {
    let keyed = approvals.courses.iter().filter_map(|course| {
        let difference = course.saved?;
        Some((Key::Word(difference.month.to_string().into()), difference))
    });
    saved(keyed).into_iter().collect()
}
