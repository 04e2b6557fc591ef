//! 对比: any two moments side by side: what moved, by how much and why, in sums and project by project, each move with the fact behind it.

pub mod sides;

use super::{
    Misread,
    filters::{Filters, dimension_words, key_words},
    frame::{Frame, Lamp, with_query},
    history::{self, Items},
    html, page,
    projects::{signed, tone},
    sheet,
};
use crate::{
    Served, people,
    problem::Problem,
    query::{Query, SIGNALS, encode},
    time,
    visit::Visit,
};
use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::{Redirect, Response},
};
use qinghuo_domain::{
    Attribute, Fen, ProjectId, Seq,
    money::MoneyUnit,
    rules::Signal,
    views::{
        Standpoint,
        changes::{FieldMove, Kind},
        totals::{Dimension, Key},
    },
};
use qinghuo_locale::Locale;
use qinghuo_office::People;
use qinghuo_sheet::out::{Cell, Column, Kind as CellKind};
use sides::{Asked, KINDS, Moved, Pair, Side, shift_text};
use std::collections::{BTreeMap, BTreeSet};

/// Where it is.
pub const PATH: &str = "/compare";
/// Moves of a project told on the page, in table order; all of them are in the workbook and on the project's page.
const MOVES: usize = 6;
/// Facts of a project told on the page, the latest first.
const FACTS: usize = 3;
/// Projects on a page, each with its moves and facts.
const PER_PAGE: usize = 12;

#[derive(Template)]
#[template(path = "compare.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    filters: Filters,
    since: SideView,
    until: SideView,
    today: String,
    measures: Vec<Measure>,
    dimensions: Vec<(String, String, bool)>,
    chosen: String,
    overlaps: bool,
    parts: Vec<Part>,
    kinds: Vec<Chip>,
    shifts: Vec<Chip>,
    rows: Vec<Line>,
    summary: String,
    previous: Option<String>,
    next: Option<String>,
    download: String,
}

/// A moment as the form shows it.
struct SideView {
    day: String,
    known: String,
    month: String,
}

/// One sum on both sides.
struct Measure {
    label: String,
    unit: String,
    before: String,
    after: String,
    difference: String,
    tone: &'static str,
}

/// The sums of one value of the dimension.
struct Part {
    label: String,
    href: String,
    projects: (String, String),
    done: (String, String),
    gap: (String, String, &'static str),
    red: (String, String),
    yellow: (String, String),
}

struct Chip {
    label: String,
    from: Option<Lamp>,
    to: Option<Lamp>,
    count: usize,
    href: String,
    is_on: bool,
}

struct Line {
    id: String,
    name: String,
    href: String,
    kind: String,
    kind_key: &'static str,
    lamps: Vec<Lamp>,
    gap: String,
    gap_tone: &'static str,
    done: String,
    moves: Vec<Move>,
    facts: Vec<FactLine>,
    /// Says how many moves and facts are left out; empty where none are.
    left_out: String,
    /// Whether its light moved and nothing was told of it.
    is_time_alone: bool,
}

struct Move {
    field: String,
    before: String,
    after: String,
    href: Option<String>,
}

/// A fact behind a move.
struct FactLine {
    seq: u64,
    href: String,
    headline: String,
    actor: String,
    recorded_at: String,
    reason: String,
}

/// The address of before, which others may have kept.
pub async fn moved_here(RawQuery(query): RawQuery) -> Redirect {
    Redirect::permanent(&with_query(PATH, &query.unwrap_or_default()))
}

/// The page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let asked = Asked::read(served, visit)?;
        let locale = visit.locale;
        let title = locale.text("compare").into_owned();
        let mut frame = Frame::new(served, visit, &asked.view, &asked.query, "compare", title);
        let address = Address(&asked);
        frame.here = address.page(asked.query.page);
        // The moments of this page are those of its two sides; with the later one one goes on.
        frame.seen = None;
        frame.moment = asked.until.moment(visit.today).moment_address();
        let moved = asked.moved();
        let (all, parts) = asked.sums();
        let shown: Vec<&Moved<'_>> = moved.iter().filter(|moved| asked.wants(moved)).collect();
        let size = asked.query.per_page.unwrap_or(PER_PAGE);
        let pages = shown.len().div_ceil(size).max(1);
        let here = asked.query.page.min(pages - 1);
        let people = served.app.office.people();
        let teller = Teller::new(served, visit, &asked, &people);
        let rows = shown.iter().skip(here * size).take(size).map(|moved| teller.line(moved));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let from = (asked.since.board.standpoint(), asked.until.board.standpoint());
        let numbers = [("projects", shown.len()), ("page", here + 1), ("pages", pages)]
            .map(|(name, n)| (name, n.to_string()));
        let view = Page {
            bad: Misread::of(locale, &asked.bad),
            filters: filters(locale, &asked),
            since: side(locale, &asked.since),
            until: side(locale, &asked.until),
            today: visit.today.to_string(),
            measures: measures(locale, &all, from),
            dimensions: Dimension::ALL
                .into_iter()
                .map(|by| (dimension_words(locale, by), address.by(by), by == asked.by))
                .collect(),
            chosen: dimension_words(locale, asked.by),
            overlaps: asked.by.overlaps(),
            parts: parts.iter().map(|(key, pair)| part(locale, &asked, key, pair, from)).collect(),
            kinds: kinds(locale, &asked, &moved),
            shifts: shifts(locale, &asked, &moved),
            rows,
            summary: locale.text_with("war-map-summary", &numbers),
            previous: here.checked_sub(1).map(|page| address.page(page)),
            next: (here + 1 < pages).then(|| address.page(here + 1)),
            download: address.page(0).replacen(PATH, "/compare.xlsx", 1),
            frame,
        };
        let status = view.bad.status();
        html(status, &view)
    })
    .await
}

/// The addresses of the page beside this one.
struct Address<'a>(&'a Asked);

impl Address<'_> {
    fn own(&self) -> Vec<(&'static str, String)> {
        let Asked { since, until, by, .. } = self.0;
        let known = |side: &Side| side.known.as_ref().map(|(text, _)| text.clone());
        let pairs = [
            ("since", Some(since.day.to_string())),
            ("until", Some(until.day.to_string())),
            ("since_known", known(since)),
            ("until_known", known(until)),
            ("by", Some(by.key().to_owned())),
        ];
        pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    fn of(
        &self,
        query: &Query,
        by: Dimension,
        kind: Option<Kind>,
        shift: Option<(Signal, Signal)>,
    ) -> String {
        let mut parts: Vec<String> = self
            .own()
            .into_iter()
            .filter(|(name, _)| *name != "by")
            .map(|(name, value)| format!("{name}={}", encode(&value)))
            .collect();
        parts.push(format!("by={}", by.key()));
        let named = |kind| KINDS.into_iter().find(|(of, _)| *of == kind);
        parts.extend(kind.and_then(named).map(|(_, key)| format!("kind={key}")));
        parts.extend(shift.map(|shift| format!("shift={}", shift_text(shift))));
        let selection = query.address();
        parts.extend((!selection.is_empty()).then_some(selection));
        with_query(PATH, &parts.join("&"))
    }

    fn page(&self, page: usize) -> String {
        self.of(&self.0.query.at_page(page), self.0.by, self.0.kind, self.0.shift)
    }

    fn by(&self, by: Dimension) -> String {
        self.of(&self.0.query.at_page(0), by, self.0.kind, self.0.shift)
    }

    fn kind(&self, kind: Option<Kind>) -> String {
        self.of(&self.0.query.at_page(0), self.0.by, kind, None)
    }

    fn shift(&self, shift: Option<(Signal, Signal)>) -> String {
        self.of(&self.0.query.at_page(0), self.0.by, None, shift)
    }
}

fn filters(locale: &Locale, asked: &Asked) -> Filters {
    Filters::of(locale, &asked.until.board, &asked.query, PATH, Address(asked).own())
}

fn side(locale: &Locale, side: &Side) -> SideView {
    SideView {
        day: side.day.to_string(),
        known: side.known.as_ref().map(|(text, _)| text.clone()).unwrap_or_default(),
        month: locale.month(side.board.month),
    }
}

fn measures(locale: &Locale, pair: &Pair, from: (Standpoint<'_>, Standpoint<'_>)) -> Vec<Measure> {
    let (was, is) = (pair.before.progress(from.0), pair.after.progress(from.1));
    let label = |key: &str| locale.text(&format!("page-band-{key}")).into_owned();
    let count = |label: String, before: usize, after: usize, is_bad: bool| {
        let difference = difference(before, after);
        let tone = if is_bad && after > before { "behind" } else { "" };
        Measure {
            label,
            unit: String::new(),
            before: before.to_string(),
            after: after.to_string(),
            difference,
            tone,
        }
    };
    let money = |key: &str, before: Fen, after: Fen| Measure {
        label: label(key),
        unit: locale.text("unit-shown-hundred-million").into_owned(),
        before: yi(locale, before),
        after: yi(locale, after),
        difference: money_move(after - before, |amount| yi(locale, amount)),
        tone: "",
    };
    let share = |key: &str, before: Option<i64>, after: Option<i64>, show: &dyn Fn(i64) -> String| {
        let moved = before.zip(after).map(|(before, after)| after - before);
        let shown = |value: Option<i64>| value.map_or_else(|| "—".to_owned(), show);
        Measure {
            label: label(key),
            unit: String::new(),
            before: shown(before),
            after: shown(after),
            difference: moved.map(|moved| locale.points(moved)).unwrap_or_default(),
            tone: tone(moved),
        }
    };
    let percent = |n: i64| locale.percent(n);
    let mut measures = vec![
        count(label("projects"), pair.before.projects, pair.after.projects, false),
        money("total", pair.before.total, pair.after.total),
        money("plan", pair.before.plan, pair.after.plan),
        money("done", pair.before.done, pair.after.done),
        share("completion", was.completion_hundredths, is.completion_hundredths, &percent),
        share("gap", was.gap_pp_hundredths, is.gap_pp_hundredths, &|n| locale.points(n)),
    ];
    measures.extend(SIGNALS.into_iter().map(|signal| {
        let is_bad = matches!(signal, Signal::Red | Signal::Yellow | Signal::Unknown);
        count(locale.signal(signal), pair.before.lit(signal), pair.after.lit(signal), is_bad)
    }));
    measures
}

fn yi(locale: &Locale, amount: Fen) -> String {
    locale.amount_in_column(amount, MoneyUnit::HundredMillion)
}

/// How far a count moved, with its sign; nothing where it did not.
fn difference(before: usize, after: usize) -> String {
    match after.cmp(&before) {
        std::cmp::Ordering::Equal => String::new(),
        std::cmp::Ordering::Greater => format!("+{}", after - before),
        std::cmp::Ordering::Less => format!("\u{2212}{}", before - after),
    }
}

/// How far an amount moved, in words with its sign; nothing where it did not.
fn money_move(moved: Fen, words: impl Fn(Fen) -> String) -> String {
    let amount = words(Fen(moved.0.saturating_abs()));
    match moved.0 {
        0 => String::new(),
        1.. => format!("+{amount}"),
        _ => format!("\u{2212}{amount}"),
    }
}

fn part(
    locale: &Locale,
    asked: &Asked,
    key: &Key,
    Pair { before, after }: &Pair,
    from: (Standpoint<'_>, Standpoint<'_>),
) -> Part {
    let (was, is) = (before.progress(from.0).gap_pp_hundredths, after.progress(from.1).gap_pp_hundredths);
    let moved = was.zip(is).map(|(was, is)| is - was);
    let counts = |before: usize, after: usize| (after.to_string(), difference(before, after));
    let narrowed = asked.query.only(asked.by, key.clone());
    Part {
        label: key_words(locale, key),
        href: Address(asked).of(&narrowed, asked.by, asked.kind, asked.shift),
        projects: counts(before.projects, after.projects),
        done: (yi(locale, after.done), money_move(after.done - before.done, |amount| yi(locale, amount))),
        gap: (
            is.map(signed).unwrap_or_default(),
            moved.filter(|moved| *moved != 0).map(signed).unwrap_or_default(),
            tone(moved),
        ),
        red: counts(before.lit(Signal::Red), after.lit(Signal::Red)),
        yellow: counts(before.lit(Signal::Yellow), after.lit(Signal::Yellow)),
    }
}

fn kinds(locale: &Locale, asked: &Asked, moved: &[Moved<'_>]) -> Vec<Chip> {
    let chip = |(kind, key): (Kind, &str)| {
        let is_on = asked.kind == Some(kind);
        Chip {
            label: locale.text(&format!("page-change-{key}")).into_owned(),
            from: None,
            to: None,
            count: moved.iter().filter(|moved| moved.change.kind == kind).count(),
            href: Address(asked).kind((!is_on).then_some(kind)),
            is_on,
        }
    };
    KINDS.into_iter().map(chip).filter(|chip| chip.count > 0 || chip.is_on).collect()
}

/// Which lights turned into which, the most frequent first.
fn shifts(locale: &Locale, asked: &Asked, moved: &[Moved<'_>]) -> Vec<Chip> {
    let mut counts: BTreeMap<(Signal, Signal), usize> = BTreeMap::new();
    for shift in moved.iter().filter_map(Moved::shift).chain(asked.shift) {
        *counts.entry(shift).or_default() += 1;
    }
    if let Some(count) = asked.shift.and_then(|shift| counts.get_mut(&shift)) {
        *count -= 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let chip = |(shift, count): ((Signal, Signal), usize)| {
        let is_on = asked.shift == Some(shift);
        Chip {
            label: String::new(),
            from: Some(Lamp::new(locale, shift.0)),
            to: Some(Lamp::new(locale, shift.1)),
            count,
            href: Address(asked).shift((!is_on).then_some(shift)),
            is_on,
        }
    };
    counts.into_iter().map(chip).collect()
}

/// Moves put into words.
struct Teller<'a> {
    served: &'a Served,
    locale: &'static Locale,
    asked: &'a Asked,
    people: &'a People,
    /// The later side's moment, for links.
    moment: String,
}

impl<'a> Teller<'a> {
    fn new(served: &'a Served, visit: &Visit, asked: &'a Asked, people: &'a People) -> Self {
        let Side { day, known, .. } = &asked.until;
        let as_of = (*day != visit.today).then_some(*day);
        let moment = Query { as_of, known_at: known.clone(), ..Query::default() }.moment_address();
        Self { served, locale: visit.locale, asked, people, moment }
    }

    fn line(&self, moved: &Moved<'_>) -> Result<Line, Problem> {
        let (kind, kind_key) = match moved.change.kind {
            Kind::Appeared => ("page-change-appeared", "appeared"),
            Kind::Vanished => ("page-change-vanished", "vanished"),
            Kind::Changed => ("page-change-changed", "changed"),
        };
        let href = with_query(&format!("/projects/{}", moved.id()), &self.moment);
        // Of a project that came in, everything is new; its page says it better.
        let fields = if moved.change.kind == Kind::Changed { moved.change.fields.as_slice() } else { &[] };
        let items = self.items(moved);
        let gap = moved.gap_move().filter(|moved| *moved != 0);
        let done = moved.done_move().filter(|moved| *moved != Fen::ZERO);
        let lamps = moved.shift().map(|(was, is)| [was, is].map(|signal| Lamp::new(self.locale, signal)));
        let facts: BTreeSet<Seq> = moved.change.fields.iter().filter_map(|moved| moved.by).collect();
        Ok(Line {
            id: moved.id().to_string(),
            name: self.name(moved),
            kind: self.locale.text(kind).into_owned(),
            kind_key,
            is_time_alone: fields.is_empty() && moved.change.kind == Kind::Changed,
            lamps: lamps.into_iter().flatten().collect(),
            gap: gap.map(|moved| self.locale.points(moved)).unwrap_or_default(),
            gap_tone: tone(gap),
            done: done
                .map(|moved| {
                    money_move(moved, |amount| self.locale.amount_told(amount, MoneyUnit::TenThousand))
                })
                .unwrap_or_default(),
            moves: fields.iter().take(MOVES).map(|field| self.moved(&items, moved.id(), field)).collect(),
            left_out: Some(fields.len().saturating_sub(MOVES) + facts.len().saturating_sub(FACTS))
                .filter(|count| *count > 0)
                .map(|count| self.locale.count("compare-left-out", count))
                .unwrap_or_default(),
            facts: self.facts(&items, moved.id(), facts)?,
            href,
        })
    }

    fn name(&self, moved: &Moved<'_>) -> String {
        let at = |side: &Side| {
            let project = self.asked.view.image.city.project(moved.id())?;
            project.at(side.board.at).name().map(|name| name.to_string())
        };
        at(&self.asked.until).or_else(|| at(&self.asked.since)).unwrap_or_default()
    }

    /// The names of its items, as it stands on the later side.
    fn items(&self, moved: &Moved<'_>) -> Items<'a> {
        let project = self.asked.view.image.city.project(moved.id());
        let seen = project.map(|project| project.at(self.asked.until.board.at));
        Items { locale: self.locale, playbook: &self.served.app.playbook, seen }
    }

    fn value(&self, attribute: &Attribute) -> String {
        let (playbook, name) = (&self.served.app.playbook, |id| people::name(self.people, id));
        crate::evidence::value_in_words(self.locale, playbook, attribute, &name)
    }

    fn moved(&self, items: &Items<'_>, project: ProjectId, moved: &FieldMove) -> Move {
        Move {
            field: items.field(&moved.change.after.field()),
            before: moved.change.before.as_ref().map(|before| self.value(before)).unwrap_or_default(),
            after: self.value(&moved.change.after),
            href: moved.by.map(|seq| history::fact(project, &self.moment, seq)),
        }
    }

    /// The latest of the facts behind the moves.
    fn facts(
        &self,
        items: &Items<'_>,
        project: ProjectId,
        facts: BTreeSet<Seq>,
    ) -> Result<Vec<FactLine>, Problem> {
        let told = facts.into_iter().rev().take(FACTS).map(|seq| {
            let recorded = self.served.app.office.recorded(seq).map_err(|error| Problem::failed(&error))?;
            Ok(recorded.map(|recorded| FactLine {
                seq: seq.0,
                href: history::fact(project, &self.moment, seq),
                headline: self.locale.happening(&recorded.fact.happening, &|item| items.named(item)),
                reason: recorded.fact.happening.reason().unwrap_or_default().to_owned(),
                actor: people::actor(
                    self.locale,
                    &self.served.app.office.city(),
                    &self.served.app.office.people(),
                    &recorded.actor,
                ),
                recorded_at: time::wall_clock(recorded.recorded_at),
            }))
        });
        Ok(told.collect::<Result<Vec<_>, Problem>>()?.into_iter().flatten().collect())
    }
}

/// Every move of the projects the address asks for, as a workbook.
pub async fn download(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let asked = Asked::read(served, visit)?;
        Problem::unless_understood(asked.bad.clone())?;
        let locale = visit.locale;
        let people = served.app.office.people();
        let teller = Teller::new(served, visit, &asked, &people);
        let heading = |(key, width): (&str, f64)| {
            let column = sheet::text_column(locale.text(key).into_owned(), width);
            let kind = if key == "compare-gap-move" { CellKind::Decimal { places: 2 } } else { column.kind };
            Column { kind, ..column }
        };
        let columns = [
            ("page-column-number", 8.0),
            ("page-column-name", 36.0),
            ("page-dimension-place", 14.0),
            ("compare-kind", 8.0),
            ("compare-light-before", 10.0),
            ("compare-light-after", 10.0),
            ("compare-gap-move", 12.0),
            ("compare-field", 18.0),
            ("compare-before", 24.0),
            ("compare-after", 24.0),
            ("compare-fact", 10.0),
        ];
        let mut rows = Vec::new();
        for moved in asked.moved().iter().filter(|moved| asked.wants(moved)) {
            rows.extend(teller.cells(moved));
        }
        let span = [("since", asked.since.day.to_string()), ("until", asked.until.day.to_string())];
        let title = locale.text_with("compare-title", &span);
        sheet::plain(visit, &asked.view, "compare", title, columns.map(heading).into(), rows)
    })
    .await
}

impl Teller<'_> {
    /// A row per move, or one of a project that came or went.
    fn cells(&self, moved: &Moved<'_>) -> Vec<Vec<Cell>> {
        let key = KINDS.into_iter().find(|(kind, _)| *kind == moved.change.kind).map_or("", |(_, key)| key);
        let row = moved.after.or(moved.before);
        let board = if moved.after.is_some() { &self.asked.until.board } else { &self.asked.since.board };
        let place = row.and_then(|row| board.keys(row, Dimension::Place).into_iter().next());
        let light = |row: Option<&std::sync::Arc<crate::row::Row>>| {
            row.map_or(Cell::Empty, |row| {
                let signal = row.light.signal;
                Cell::Signal { text: self.locale.signal(signal), tone: sheet::hue(signal) }
            })
        };
        let gap = moved.gap_move().filter(|moved| *moved != 0);
        let lead = || {
            vec![
                Cell::Text(moved.id().to_string()),
                Cell::Text(self.name(moved)),
                sheet::text(place.as_ref().map(|key| key_words(self.locale, key))),
                sheet::text(Some(self.locale.text(&format!("page-change-{key}")))),
                light(moved.before),
                light(moved.after),
                sheet::points(gap),
            ]
        };
        if moved.change.kind != Kind::Changed || moved.change.fields.is_empty() {
            return vec![lead()];
        }
        let items = self.items(moved);
        let told = moved.change.fields.iter().map(|field| {
            let told = self.moved(&items, moved.id(), field);
            let mut cells = lead();
            cells.extend([Cell::Text(told.field), Cell::Text(told.before), Cell::Text(told.after)]);
            cells.push(sheet::text(field.by.map(|seq| format!("#{seq}"))));
            cells
        });
        told.collect()
    }
}
