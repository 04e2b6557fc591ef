//! The approvals of every project from the standpoint of a board: what somebody can act on, what loses days, what was saved. Computed once and kept
//! until a fact or the standpoint changes; a project nothing changed of keeps its result. All of it is derived.

use crate::{
    board::{Board, at_the_same_time},
    load::Period,
    row::Row,
};
use qinghuo_domain::{
    Moment, Project, ProjectId, Seq, YearMonth,
    attribute::Text,
    procedure::Lane,
    rules::Rules,
    views::{
        approval::{
            bottleneck::{self, Difference, Kept, Load, Loss, difference},
            inbox::{OpenItem, open_items},
        },
        totals::{Dimension, Key},
        war_map::{ItemDue, items_due},
    },
};
use qinghuo_locale::{Language, Locale};
use qinghuo_playbook::{Name, Playbook, Provenance, year::Year};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

/// Standpoints kept at hand.
const KEPT: usize = 2;

/// The approvals of every project that follows a procedure.
pub struct Approvals {
    /// The moment they are seen from.
    pub at: Moment,
    month: YearMonth,
    /// The rules they are seen by.
    pub rules: Arc<Rules>,
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
    /// Its class.
    pub class: Key,
    /// What somebody can act on, each with its lane.
    pub open: Vec<(Lane, OpenItem)>,
    /// Every item it has to go through, with the day it is due.
    pub due: Vec<ItemDue>,
    /// What loses days on the way to the next milestone.
    pub losses: Vec<Loss>,
    /// The items that were settled and had a limit to keep.
    pub kept: Vec<Kept>,
    /// What the reform saved it.
    pub saved: Option<Difference>,
}

impl Course {
    /// The project.
    pub fn id(&self) -> ProjectId {
        self.project.id
    }

    /// Whether it lies in a place.
    pub fn is_at(&self, place: &str) -> bool {
        matches!(&self.place, Key::Word(word) if **word == *place)
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
                class: board.keys(row, Dimension::Class).into_iter().next().unwrap_or(Key::Missing),
                open: open.collect(),
                due: items_due(&approval),
                losses: bottleneck::losses(id, &approval, &board.rules),
                kept: bottleneck::kept(&approval),
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

    /// What every unit has to do now, and how it kept its limits in a period, with the projects of one place or with all.
    pub fn loads(&self, place: Option<&str>, period: &Period) -> BTreeMap<Text, Load> {
        let mut loads: BTreeMap<Text, Load> = BTreeMap::new();
        for course in self.courses.iter().filter(|course| place.is_none_or(|place| course.is_at(place))) {
            for (_, open) in &course.open {
                loads.entry(open.unit.clone()).or_default().add_open(open.urgency);
            }
            for kept in course.kept.iter().filter(|kept| period.holds(kept.settled_on)) {
                loads.entry(kept.unit.clone()).or_default().add_kept(kept);
            }
        }
        loads
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

/// What a ground is marked as on screen: what is estimated, ours or another city's is never shown as official.
pub fn mark(locale: &Locale, year: &Year, provenance: Provenance) -> String {
    let mark = year.marks.iter().find(|(of, _)| *of == provenance);
    mark.map(|(_, name)| named(locale, name)).unwrap_or_default()
}

/// The name of a unit that handles items.
pub fn unit_name(locale: &Locale, playbook: &Playbook, key: &str) -> String {
    playbook.procedures.unit(key).map_or_else(|| key.to_owned(), |unit| named(locale, &unit.name))
}
