//! The instruments of the cockpit, each from what was counted: texts, widths and the links to what they count. No sums are made here.

use super::Looked;
use crate::{
    Served,
    approvals::{item_name, unit_name},
    board::Board,
    inbox::Filter,
    pages::slice,
    pages::{
        filters::key_words,
        frame::{Frame, Lamp, with_query},
        items::item_address,
        projects::{signed, tone},
    },
    query::{Column, SIGNALS},
    row::Row,
};
use qinghuo_domain::{
    ProjectId,
    access::Topic,
    money::MoneyUnit,
    rules::Signal,
    time::days_between,
    views::{
        approval::inbox::Urgency,
        cockpit::{has_fallen, has_risen, ranking},
        punctuality::{LibraryEntry, Punctuality},
        totals::{Dimension, Key, Sums},
    },
};
use qinghuo_locale::{Locale, whole};
use std::collections::BTreeMap;

/// Of those whose light fell, how many are named; the numbers above them link to all.
const FELL: usize = 3;

/// Lights a bar shows, in its order.
const SHOWN: [Signal; 5] = [Signal::Red, Signal::Yellow, Signal::Exempted, Signal::Unknown, Signal::Green];

/// A number with its unit, that links to what it counts.
pub struct Figure {
    pub label: String,
    pub value: String,
    pub unit: String,
    pub note: String,
    pub href: String,
    pub tone: &'static str,
    topic: Option<Topic>,
}

/// Done and due as shares of the plan, in thousandths of the bar.
pub struct Gauge {
    pub done: i64,
    pub due: i64,
    pub tone: &'static str,
}

/// How many lights show a signal.
pub struct LampCount {
    pub lamp: Lamp,
    pub count: usize,
    pub href: String,
}

/// A part of a bar: where it begins, how wide it is, and how it is drawn.
pub struct Stretch {
    pub key: &'static str,
    pub from: i64,
    pub width: i64,
}

/// Starts, completions, or entries.
pub struct Event {
    pub key: &'static str,
    pub title: String,
    pub done: String,
    pub done_href: String,
    pub planned: String,
    pub note: String,
    pub bar: Vec<Stretch>,
    pub counts: Vec<Count>,
}

/// A number of an event.
pub struct Count {
    pub key: &'static str,
    pub word: String,
    pub count: usize,
    pub href: String,
}

/// Places or industries in their ranking.
pub struct Part {
    pub rows: Vec<PartRow>,
}

/// One place or industry.
pub struct PartRow {
    pub rank: String,
    pub label: String,
    /// The page of the part.
    pub href: String,
    /// Its projects.
    pub all: String,
    pub projects: usize,
    pub bar: Vec<Stretch>,
    pub lamps: Vec<LampCount>,
    pub completion: String,
    pub schedule: String,
    pub bullet: Option<(i64, i64)>,
    pub gap: String,
    pub gap_tone: &'static str,
}

/// A project behind the schedule.
pub struct Behind {
    pub lamp: Lamp,
    pub name: String,
    pub href: String,
    pub place: String,
    pub completion: String,
    pub gap: String,
}

/// An item that waits.
pub struct Wait {
    pub item: String,
    pub href: String,
    pub project: String,
    pub project_href: String,
    pub unit: String,
    pub days: String,
    pub over: String,
}

/// What moved since the dispatch before.
pub struct Moved {
    pub since: String,
    /// 当月完成
    pub invested: String,
    /// Whether there is a dispatch before to compare with.
    pub has_before: bool,
    pub counts: Vec<LampCount>,
    pub fell: Vec<Behind>,
    pub href: String,
    pub appeared: Option<(usize, String)>,
}

pub fn figures(locale: &Locale, looked: &Looked<'_>) -> Vec<Figure> {
    let sums = &looked.cockpit.sums;
    let stand = sums.progress(looked.board.standpoint());
    let text = |key: &str| locale.text(key).into_owned();
    let yi = |amount| locale.amount(amount, MoneyUnit::HundredMillion);
    let in_order = |column, descending| looked.to(&looked.query.in_order(column, descending));
    let percent = |share: Option<i64>| share.map_or_else(|| "—".to_owned(), |share| locale.percent(share));
    let missing = |key: &str, count: usize| if count > 0 { locale.count(key, count) } else { String::new() };
    let figure = |key: &str, value: String, unit: &str, column, descending| Figure {
        label: text(&format!("page-band-{key}")),
        value,
        unit: if unit.is_empty() { String::new() } else { text(unit) },
        note: String::new(),
        href: in_order(column, descending),
        tone: "",
        topic: column.topic(),
    };
    let gap = stand.gap_pp_hundredths;
    let month = looked.cockpit.done_in_month;
    let month = month.map(yi).map(|amount| locale.text_with("cockpit-this-month", &[("amount", amount)]));
    let done_note = month.unwrap_or_default();
    let mut figures = vec![
        Figure {
            tone: tone(gap),
            ..figure("gap", gap.map_or_else(|| "—".to_owned(), signed), "page-points", Column::Gap, false)
        },
        figure("completion", percent(stand.completion_hundredths), "", Column::Completion, false),
        figure("schedule", percent(stand.schedule_hundredths), "", Column::Completion, true),
        Figure {
            note: done_note,
            ..figure("done", yi(sums.done), "unit-shown-hundred-million", Column::Done, true)
        },
        Figure {
            note: missing("page-without-plan", sums.without_plan),
            ..figure("plan", yi(sums.plan), "unit-shown-hundred-million", Column::Plan, true)
        },
        Figure {
            note: missing("page-without-total", sums.without_total),
            ..figure("total", yi(sums.total), "unit-shown-hundred-million", Column::Total, true)
        },
        figure("projects", whole(sums.projects), "", Column::Number, false),
    ];
    figures.retain(|figure| looked.board.told.all_of(figure.topic));
    if !looked.board.told.of(Topic::Progress) {
        // The first is shown large: without a gap that is how many projects there are.
        figures.reverse();
    }
    figures
}

pub fn gauge(looked: &Looked<'_>) -> Option<Gauge> {
    let stand = looked.cockpit.sums.progress(looked.board.standpoint());
    let (done, due) = (stand.completion_hundredths?, stand.schedule_hundredths?);
    let thousandths = |hundredths: i64| (hundredths / 10).clamp(0, 1000);
    Some(Gauge { done: thousandths(done), due: thousandths(due), tone: tone(stand.gap_pp_hundredths) })
}

pub fn lamps(locale: &Locale, looked: &Looked<'_>) -> Vec<LampCount> {
    let lamp = |signal| LampCount {
        lamp: Lamp::new(locale, signal),
        count: looked.cockpit.sums.lit(signal),
        href: looked.to_only(Dimension::Light, &Key::Signal(signal)),
    };
    SIGNALS.into_iter().filter(|_| looked.board.told.of(Topic::Lights)).map(lamp).collect()
}

pub fn events(locale: &Locale, looked: &Looked<'_>) -> Vec<Event> {
    let cockpit = &*looked.cockpit;
    let mut events = vec![
        event(locale, looked, Dimension::Start, &cockpit.starts, cockpit.started_this_month),
        event(locale, looked, Dimension::Completion, &cockpit.completions, cockpit.completed_this_month),
    ];
    if looked.board.told.of(Topic::Handling) {
        events.push(entries(locale, looked));
    }
    events
}

fn event(
    locale: &Locale,
    looked: &Looked<'_>,
    dimension: Dimension,
    counts: &BTreeMap<Punctuality, usize>,
    this_month: usize,
) -> Event {
    let key = dimension.key();
    let of = |wanted: &dyn Fn(Punctuality) -> bool| -> usize {
        counts.iter().filter(|(each, _)| wanted(**each)).map(|(_, count)| count).sum()
    };
    let done: Vec<Key> =
        Punctuality::ALL.into_iter().filter(|each| each.is_done()).map(Key::Punctuality).collect();
    let count = |each: Punctuality| Count {
        key: each.key(),
        word: locale.named(&format!("cockpit-{key}"), each.key()),
        count: counts.get(&each).copied().unwrap_or_default(),
        href: looked.to_only(dimension, &Key::Punctuality(each)),
    };
    let all: Vec<Count> = Punctuality::ALL.into_iter().map(count).collect();
    Event {
        key,
        title: locale.text(&format!("cockpit-{key}")).into_owned(),
        done: of(&Punctuality::is_done).to_string(),
        done_href: looked.to_any(dimension, done),
        planned: locale.count(&format!("cockpit-{key}-planned"), of(&Punctuality::is_planned)),
        note: locale.count(&format!("cockpit-{key}-month"), this_month),
        bar: stretches(all.iter().map(|count| (count.key, count.count))),
        counts: all.into_iter().filter(|count| count.count > 0).collect(),
    }
}

/// Of the projects that follow a procedure with such an item; a checklist's state, never a figure.
fn entries(locale: &Locale, looked: &Looked<'_>) -> Event {
    let counts = &looked.cockpit.entries;
    let of = |entry: LibraryEntry| counts.get(&entry).copied().unwrap_or_default();
    let count = |entry: LibraryEntry| Count {
        key: entry.key(),
        word: locale.library_entry(entry),
        count: of(entry),
        href: looked.to_only(Dimension::LibraryEntry, &Key::LibraryEntry(entry)),
    };
    let all = LibraryEntry::ALL.map(count);
    Event {
        key: "entry",
        title: locale.text("cockpit-entry").into_owned(),
        done: of(LibraryEntry::Entered).to_string(),
        done_href: looked.to_only(Dimension::LibraryEntry, &Key::LibraryEntry(LibraryEntry::Entered)),
        planned: locale.count("cockpit-entry-planned", counts.values().sum()),
        note: locale.text("cockpit-entry-note").into_owned(),
        bar: stretches(all.iter().map(|count| (count.key, count.count))),
        counts: all.into_iter().filter(|count| count.count > 0).collect(),
    }
}

/// Counts as parts of a bar a thousand wide; what there is at all has a width that can be seen.
fn stretches(counts: impl Iterator<Item = (&'static str, usize)>) -> Vec<Stretch> {
    let counts: Vec<(&'static str, i64)> = counts
        .filter_map(|(key, count)| Some((key, i64::try_from(count).ok().filter(|count| *count > 0)?)))
        .collect();
    let all: i64 = counts.iter().map(|(_, count)| count).sum();
    let mut begun = 0;
    let mut stretch = |(key, count): (&'static str, i64)| {
        let from = begun * 1000 / all.max(1);
        begun += count;
        Stretch { key, from, width: (begun * 1000 / all.max(1) - from).max(2) }
    };
    counts.into_iter().map(&mut stretch).collect()
}

pub fn part(locale: &Locale, looked: &Looked<'_>, dimension: Dimension, parts: &BTreeMap<Key, Sums>) -> Part {
    let ranked = ranking(parts, looked.board.standpoint());
    let percent = |share: Option<i64>| share.map(|share| locale.percent(share)).unwrap_or_default();
    let row = |part: qinghuo_domain::views::cockpit::Ranked<'_>| {
        let within = looked.query.only(dimension, part.key.clone());
        let lamp = |signal| LampCount {
            lamp: Lamp::new(locale, signal),
            count: part.sums.lit(signal),
            href: looked.to(&within.only(Dimension::Light, Key::Signal(signal))),
        };
        let progress = &part.progress;
        let shares = progress.completion_hundredths.zip(progress.schedule_hundredths);
        PartRow {
            rank: part.rank.map(|rank| rank.to_string()).unwrap_or_default(),
            label: key_words(locale, part.key),
            href: slice::part_of(looked.query, dimension, part.key),
            all: looked.to(&within),
            projects: part.sums.projects,
            bar: stretches(
                SHOWN.into_iter().map(|signal| (Lamp::new(locale, signal).key, part.sums.lit(signal))),
            ),
            lamps: [Signal::Red, Signal::Yellow, Signal::Unknown].map(lamp).into(),
            completion: percent(progress.completion_hundredths),
            schedule: percent(progress.schedule_hundredths),
            bullet: shares.map(|(done, due)| ((done / 100).clamp(0, 100), (due / 100).clamp(0, 100))),
            gap: progress.gap_pp_hundredths.map(signed).unwrap_or_default(),
            gap_tone: tone(progress.gap_pp_hundredths),
        }
    };
    Part { rows: ranked.into_iter().map(row).collect() }
}

pub fn behind(locale: &Locale, frame: &Frame, board: &Board, worst: &[(i64, ProjectId)]) -> Vec<Behind> {
    let row = |id: &ProjectId| {
        let place = board.rows.binary_search_by_key(id, |row| row.project.id).ok()?;
        board.rows.get(place)
    };
    let line = |row: &std::sync::Arc<Row>, gap: i64| {
        let seen = board.seen(row);
        Behind {
            lamp: Lamp::new(locale, row.light.signal),
            name: seen.name().map(|name| name.to_string()).unwrap_or_default(),
            href: frame.project(&row.project.id),
            place: seen
                .district()
                .or_else(|| seen.functional_zone())
                .map(|place| place.to_string())
                .unwrap_or_default(),
            completion: row
                .progress
                .completion_hundredths
                .map(|share| locale.percent(share))
                .unwrap_or_default(),
            gap: signed(gap),
        }
    };
    worst.iter().filter_map(|(gap, id)| Some(line(row(id)?, *gap))).collect()
}

pub fn waits(served: &Served, locale: &Locale, frame: &Frame, looked: &Looked<'_>) -> Vec<Wait> {
    let playbook = &served.app.playbook;
    let as_of = looked.board.at.as_of;
    let count = |key: &str, days: i32| locale.count(key, usize::try_from(days).unwrap_or_default());
    let waits = looked.waits().into_iter().filter_map(|(course, open)| {
        let days = days_between(open.since?, as_of);
        Some(Wait {
            item: item_name(locale, playbook, &course.procedure, open.index, open.own_name.as_deref()),
            href: item_address(frame, open.project, &open.item.to_string()),
            project: course.name(looked.board.at).to_owned(),
            project_href: frame.project(&open.project),
            unit: unit_name(locale, playbook, &open.unit),
            days: count("page-days", days),
            over: open
                .left
                .filter(|(left, _)| *left < 0)
                .map(|(left, kind)| locale.left(left, kind))
                .unwrap_or_default(),
        })
    });
    waits.collect()
}

/// The items over their time, in words that link to them.
pub fn overdue(frame: &Frame) -> String {
    let filter = Filter { urgency: Some(Urgency::Overdue), ..Filter::default() };
    let joint = if frame.moment.is_empty() { "" } else { "&" };
    with_query("/items", &format!("{}{joint}{}", filter.address(), frame.moment))
}

pub fn moved(locale: &Locale, frame: &Frame, looked: &Looked<'_>) -> Moved {
    let (board, cockpit) = (looked.board, &*looked.cockpit);
    let before = board.month.before();
    let to = |now: Signal, came: &dyn Fn(Option<Signal>) -> bool| {
        let from: Vec<Signal> = SIGNALS.into_iter().filter(|before| came(Some(*before))).collect();
        let of_it = |((before, shows), count): (&(Option<Signal>, Signal), &usize)| {
            (*shows == now && before.is_some_and(|before| from.contains(&before))).then_some(*count)
        };
        let query = looked.query.only(Dimension::Light, Key::Signal(now));
        let keys = from.iter().copied().map(Key::Signal).collect();
        LampCount {
            lamp: Lamp::new(locale, now),
            count: cockpit.moves.iter().filter_map(of_it).sum(),
            href: looked.to(&query.any_of(Dimension::LightBefore, keys)),
        }
    };
    let appeared: usize =
        cockpit.moves.iter().filter(|((before, _), _)| before.is_none()).map(|(_, count)| count).sum();
    let since = before.map(|month| month.last_day());
    let until = board.at.as_of;
    let known =
        looked.query.known_at.as_ref().map(|(text, _)| format!("&known_at={}", crate::query::encode(text)));
    Moved {
        since: before.map(|month| locale.month(month)).unwrap_or_default(),
        invested: cockpit.done_in_month.map_or_else(|| "—".to_owned(), |done| locale.money(done)),
        has_before: cockpit.has_before(),
        counts: vec![
            to(Signal::Red, &|before| has_fallen(before, Signal::Red)),
            to(Signal::Yellow, &|before| has_fallen(before, Signal::Yellow)),
            to(Signal::Green, &|before| has_risen(before, Signal::Green)),
        ],
        fell: behind(locale, frame, board, cockpit.fell.get(..FELL).unwrap_or(&cockpit.fell)),
        href: since.map_or_else(
            || frame.to("/compare"),
            |since| format!("/compare?since={since}&until={until}{}", known.unwrap_or_default()),
        ),
        appeared: (appeared > 0).then(|| (appeared, looked.to_only(Dimension::LightBefore, &Key::Missing))),
    }
}
