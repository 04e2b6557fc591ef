//! Two moments of the city side by side: what an address asks for, the sums of each, and every project that moved between them with its facts.
//!
//! A light or a gap may move without a fact: time passes, and a month is dispatched that a project did not file.

use crate::{
    Served,
    board::Board,
    pages::totals,
    problem::Problem,
    query::{BadParameter, Query, SIGNALS},
    row::Row,
    select::Selection,
    time,
    visit::{View, Visit},
};
use jiff::Timestamp;
use qinghuo_domain::{
    Date, Fen, ProjectId,
    rules::Signal,
    views::{
        changes::{Kind, ProjectChange, change},
        totals::{Dimension, Key, Sums},
    },
};
use qinghuo_locale::signal_key;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// One of the two moments.
pub struct Side {
    /// What was true at the end of this day …
    pub day: Date,
    /// … as it was known then; as written, and the moment.
    pub known: Option<(String, Timestamp)>,
    /// The city from there.
    pub board: Arc<Board>,
}

impl Side {
    /// As an address asks for it; today as it is known now needs no words.
    pub fn moment(&self, today: Date) -> Query {
        let as_of = Some(self.day).filter(|day| *day != today || self.known.is_some());
        Query { as_of, known_at: self.known.clone(), ..Query::default() }
    }
}

/// What an address asks for.
pub struct Asked {
    /// The selection, with no moment of its own.
    pub query: Query,
    /// The earlier side.
    pub since: Side,
    /// The later side.
    pub until: Side,
    /// What the sums are parted by.
    pub by: Dimension,
    /// How the projects shown are to differ.
    pub kind: Option<Kind>,
    /// From which light to which they are to have gone.
    pub shift: Option<(Signal, Signal)>,
    /// What is not understood.
    pub bad: Vec<BadParameter>,
    /// The city from the later side.
    pub view: View,
}

/// The kinds of difference with their stable names.
pub const KINDS: [(Kind, &str); 3] =
    [(Kind::Appeared, "appeared"), (Kind::Vanished, "vanished"), (Kind::Changed, "changed")];

impl Asked {
    /// Reads an address: a month up to today where nothing is said. Blocks.
    ///
    /// # Errors
    /// The ledger's.
    pub fn read(served: &Served, visit: &Visit) -> Result<Self, Problem> {
        let (mut query, mut bad) = visit.query();
        let both = query.known_at.take();
        let today = query.as_of.take().unwrap_or(visit.today);
        let until = visit.own("until", "date", time::day_seen, &mut bad).unwrap_or(today);
        let since = visit
            .own("since", "date", time::day_seen, &mut bad)
            .unwrap_or_else(|| until.checked_sub(jiff::Span::new().months(1)).unwrap_or(until));
        let moment = |text: &str| Some((text.to_owned(), time::moment(text)?));
        let mut known = |name| visit.own(name, "moment", moment, &mut bad).or_else(|| both.clone());
        let (since_known, until_known) = (known("since_known"), known("until_known"));
        let by = totals::dimension(visit).unwrap_or_else(|fault| {
            bad.push(fault);
            Dimension::Place
        });
        let named = |text: &str| KINDS.into_iter().find(|(_, key)| *key == text).map(|(kind, _)| kind);
        let kind = visit.own("kind", "value", named, &mut bad);
        let shift = visit.own("shift", "value", shift_of, &mut bad);
        let seen = |day, known: &Option<(String, Timestamp)>| {
            let moment = Query { as_of: Some(day), known_at: known.clone(), ..Query::default() };
            visit.view(served, &moment)
        };
        let (earlier, view) = (seen(since, &since_known)?, seen(until, &until_known)?);
        Ok(Self {
            since: Side { day: since, known: since_known, board: earlier.board },
            until: Side { day: until, known: until_known, board: Arc::clone(&view.board) },
            query,
            by,
            kind,
            shift,
            bad,
            view,
        })
    }

    /// The sums of both sides, and the same by the values of the dimension, in their order.
    pub fn sums(&self) -> (Pair, Vec<(Key, Pair)>) {
        let (all_before, before) = sums(&self.since.board, &self.query, self.by);
        let (all_after, mut after) = sums(&self.until.board, &self.query, self.by);
        let keys: BTreeSet<Key> = before.keys().chain(after.keys()).cloned().collect();
        let mut before = before;
        let mut parts: Vec<(Key, Pair)> = keys
            .into_iter()
            .map(|key| {
                let pair = Pair {
                    before: before.remove(&key).unwrap_or_default(),
                    after: after.remove(&key).unwrap_or_default(),
                };
                (key, pair)
            })
            .collect();
        parts.sort_by_cached_key(|(key, _)| self.until.board.rank(key));
        (Pair { before: all_before, after: all_after }, parts)
    }

    /// Every project of the selection, on either side, that moved: the worst turn of the light first, then the largest loss against the schedule.
    pub fn moved(&self) -> Vec<Moved<'_>> {
        let rows = |board| {
            let rows = Selection::of(board, &self.query).all();
            rows.into_iter().map(|row| (row.project.id, row)).collect::<BTreeMap<_, _>>()
        };
        let (before, after) = (rows(&self.since.board), rows(&self.until.board));
        let ids: BTreeSet<ProjectId> = before.keys().chain(after.keys()).copied().collect();
        let mut moved: Vec<Moved<'_>> = ids
            .into_iter()
            .filter_map(|id| self.moved_one(self.since.board.row(id), self.until.board.row(id)))
            .collect();
        moved.sort_by_cached_key(|moved| (moved.turn(), moved.gap_move().unwrap_or_default(), moved.id()));
        moved
    }

    fn moved_one<'a>(&self, before: Option<&'a Arc<Row>>, after: Option<&'a Arc<Row>>) -> Option<Moved<'a>> {
        let project = &after.or(before)?.project;
        let told = change(project, self.since.board.at, self.until.board.at);
        let is_same = |was: &Row, is: &Row| was.light.signal == is.light.signal;
        if told.is_none() && before.zip(after).is_none_or(|(was, is)| is_same(was, is)) {
            return None;
        }
        let change = told.unwrap_or_else(|| ProjectChange {
            project: project.id,
            kind: Kind::Changed,
            fields: Vec::new(),
        });
        Some(Moved { change, before, after })
    }

    /// Whether a project is one of those the address asks for.
    pub fn wants(&self, moved: &Moved<'_>) -> bool {
        self.kind.is_none_or(|kind| moved.change.kind == kind)
            && self.shift.is_none_or(|shift| moved.shift() == Some(shift))
    }
}

fn sums(board: &Board, query: &Query, by: Dimension) -> (Sums, BTreeMap<Key, Sums>) {
    let selection = Selection::of(board, query);
    let mut parts = BTreeMap::<Key, Sums>::new();
    for row in selection.all().into_iter().filter(|row| board.counts(row)) {
        for key in board.keys(row, by) {
            row.add_to(parts.entry(key).or_default());
        }
    }
    (selection.sums, parts)
}

/// `green.red`: from green to red.
fn shift_of(text: &str) -> Option<(Signal, Signal)> {
    let signal = |key: &str| SIGNALS.into_iter().find(|signal| signal_key(*signal) == key);
    let (from, to) = text.split_once('.')?;
    Some((signal(from)?, signal(to)?))
}

/// A turn of the light as an address writes it.
pub fn shift_text((from, to): (Signal, Signal)) -> String {
    format!("{}.{}", signal_key(from), signal_key(to))
}

/// Sums before and after.
pub struct Pair {
    /// At the earlier side.
    pub before: Sums,
    /// At the later side.
    pub after: Sums,
}

/// A project that moved.
pub struct Moved<'a> {
    /// What was told of it between the two moments.
    pub change: ProjectChange,
    /// As it stood.
    pub before: Option<&'a Arc<Row>>,
    /// As it stands.
    pub after: Option<&'a Arc<Row>>,
}

impl Moved<'_> {
    /// The project.
    pub const fn id(&self) -> ProjectId {
        self.change.project
    }

    /// From which light to which it went; nothing where it kept its light, or is on one side only.
    pub fn shift(&self) -> Option<(Signal, Signal)> {
        let (was, is) = (self.before?.light.signal, self.after?.light.signal);
        (was != is).then_some((was, is))
    }

    /// How many points it won against the schedule, in hundredths; negative is lost.
    pub fn gap_move(&self) -> Option<i64> {
        Some(self.after?.progress.gap_pp_hundredths? - self.before?.progress.gap_pp_hundredths?)
    }

    /// How much more is done.
    pub fn done_move(&self) -> Option<Fen> {
        Some(self.after?.progress.done? - self.before?.progress.done?)
    }

    /// Worse lights first, then what kept its light, then better ones.
    fn turn(&self) -> i64 {
        let rank = |signal| SIGNALS.iter().position(|of| *of == signal).unwrap_or_default();
        self.shift().map_or(0, |(was, is)| {
            i64::try_from(rank(is)).unwrap_or_default() - i64::try_from(rank(was)).unwrap_or_default()
        })
    }
}
