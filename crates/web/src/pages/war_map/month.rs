//! 作战图 of a month: what it asks for, over all projects, done or not: starts, completions, statistics entry as an item, approvals due, and the month's part
//! of the plan. What earlier months asked for and did not get is carried over.

use super::super::{
    Misread,
    filters::Filters,
    frame::{Frame, Lamp, with_query},
    html,
    items::item_address,
    page,
    pager::{Pager, Slice, pager},
    sheet,
};
use crate::{
    Served,
    approvals::{item_name, unit_name},
    problem::Problem,
    query::{BadParameter, Query},
    row::Row,
    select::Selection,
    visit::{View, Visit},
};
use askama::Template;
use axum::{extract::State, response::Response};
use qinghuo_domain::{
    Fen, YearMonth,
    access::Topic,
    money::MoneyUnit,
    views::{
        totals::Dimension,
        war_map::{Aim, Outcome, Task, item_tasks, tasks},
    },
};
use qinghuo_locale::Locale;
use qinghuo_sheet::out::Cell;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// Where it is.
pub const PATH: &str = "/board/month";
/// Parameters of its own.
/// Tasks on a page; the workbook has all.
const PER_PAGE: usize = 90;

#[derive(Template)]
#[template(path = "war_map_month.html")]
struct Page {
    frame: Frame,
    assets: &'static [String; 2],
    bad: Misread,
    filters: Filters,
    earlier: String,
    later: String,
    board: String,
    download: String,
    aims: Vec<AimView>,
    outcomes: Vec<(&'static str, String, usize, String, bool)>,
    is_investment: bool,
    has_items: bool,
    rows: Vec<Line>,
    pager: Pager,
    /// That the month's figures were not dispatched yet.
    unfiled: Option<String>,
    as_of: String,
}

/// One kind of task with how far it is.
struct AimView {
    label: String,
    href: String,
    is_on: bool,
    done: usize,
    all: usize,
    carried: Option<String>,
    amounts: Option<String>,
    /// Hundredths of the bar that are done.
    share: usize,
}

struct Line {
    lamp: Lamp,
    id: String,
    name: String,
    href: String,
    what: String,
    what_href: String,
    unit: String,
    due: String,
    is_carried: bool,
    done: String,
    outcome: &'static str,
    outcome_words: String,
}

/// A month's tasks with their projects.
pub struct Month<'a> {
    /// The month.
    pub month: YearMonth,
    /// Its tasks, the worst first.
    pub tasks: Vec<(&'a Arc<Row>, Task)>,
}

/// What an address asks.
pub struct Asked {
    /// The selection.
    pub query: Query,
    /// The month.
    pub month: YearMonth,
    /// The kind of task shown.
    pub aim: Aim,
    /// How far it is to be.
    pub outcome: Option<Outcome>,
    /// What is not understood.
    pub bad: Vec<BadParameter>,
    /// The city.
    pub view: View,
}

impl Asked {
    /// Reads an address; the month of the day one looks from where it names none. Blocks.
    ///
    /// # Errors
    /// The ledger's.
    pub fn read(served: &Served, visit: &Visit) -> Result<Self, Problem> {
        let (query, mut bad) = visit.query();
        let view = visit.view(served, &query)?;
        let month = visit.own("month", "month", |text| text.parse().ok(), &mut bad);
        let aim = visit.own("aim", "value", Aim::from_key, &mut bad);
        let aim = aim.unwrap_or(Aim::Start);
        if let Some(topic) = aim.topic().filter(|topic| !view.board.told.of(*topic)) {
            return Err(Problem::Withheld(topic));
        }
        let outcome = visit.own("outcome", "value", Outcome::from_key, &mut bad);
        Ok(Self {
            month: month.unwrap_or_else(|| YearMonth::of(view.board.at.as_of)),
            aim,
            outcome,
            query,
            bad,
            view,
        })
    }

    fn address(&self, month: YearMonth, aim: Aim, outcome: Option<Outcome>) -> String {
        let selection = self.query.at_page(0).address();
        let joint = if selection.is_empty() { "" } else { "&" };
        let outcome = outcome.map(|outcome| format!("&outcome={}", outcome.key())).unwrap_or_default();
        with_query(PATH, &format!("{selection}{joint}month={month}&aim={}{outcome}", aim.key()))
    }

    /// The tasks of the month, of all kinds and outcomes.
    pub fn tasks(&self, served: &Served) -> Month<'_> {
        let board = &*self.view.board;
        let approvals = self.view.desk.of(board, &served.app.playbook);
        let due: HashMap<_, _> = approvals.courses.iter().map(|course| (course.id(), &course.due)).collect();
        let selection = Selection::of(board, &self.query);
        let mut found = Vec::new();
        for row in selection.all() {
            let own = tasks(board.seen(row), board.standpoint(), self.month);
            let of_items = due.get(&row.project.id).map(|due| item_tasks(due, self.month, board.at.as_of));
            let all = own.into_iter().chain(of_items.unwrap_or_default());
            found.extend(all.map(|task| (row, task)));
        }
        found.sort_by_key(|(row, task)| {
            let short = task.amounts.map(|(planned, done)| done.unwrap_or_default() - planned);
            (task.outcome, short, task.due.latest(), row.project.id)
        });
        Month { month: self.month, tasks: found }
    }

    /// Whether a task is one the address asks for.
    pub fn wants(&self, task: &Task) -> bool {
        task.aim == self.aim && self.outcome.is_none_or(|outcome| task.outcome == outcome)
    }
}

/// The page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let asked = Asked::read(served, visit)?;
        let locale = visit.locale;
        let found = asked.tasks(served);
        let title = locale.text_with("war-map-month-title", &[("month", locale.month(asked.month))]);
        let mut frame = Frame::new(served, visit, &asked.view, &asked.query, "board", title);
        frame.here = asked.address(asked.month, asked.aim, asked.outcome);
        let shown: Vec<_> = found.tasks.iter().filter(|(_, task)| asked.wants(task)).collect();
        let slice = Slice::of(shown.len(), asked.query.page, PER_PAGE);
        let rows = shown.iter().skip(slice.first()).take(slice.size);
        let rows = rows.map(|(row, task)| line(served, locale, &frame, &asked, row, task));
        let rows: Vec<Line> = rows.collect();
        let kept = vec![("month", asked.month.to_string()), ("aim", asked.aim.key().to_owned())];
        let at =
            |month: Option<YearMonth>| asked.address(month.unwrap_or(asked.month), asked.aim, asked.outcome);
        let view = Page {
            assets: &crate::asset::WAR_MAP,
            bad: Misread::of(locale, &asked.bad),
            filters: Filters::of(locale, &asked.view.board, &asked.query, PATH, kept),
            earlier: at(asked.month.before()),
            later: at(asked.month.after()),
            board: with_query(super::PATH, &asked.query.at_page(0).address()),
            download: asked.address(asked.month, asked.aim, asked.outcome).replacen(
                PATH,
                "/board/month.xlsx",
                1,
            ),
            aims: Aim::ALL
                .into_iter()
                .filter(|aim| asked.view.board.told.all_of(aim.topic()))
                .map(|aim| aim_view(locale, &asked, &found, aim))
                .collect(),
            outcomes: outcomes(locale, &asked, &found),
            is_investment: asked.aim == Aim::Investment,
            has_items: matches!(asked.aim, Aim::Entry | Aim::Approval),
            pager: pager(locale, "page-rows", slice, |page| {
                let here = asked.address(asked.month, asked.aim, asked.outcome);
                if page == 0 { here } else { format!("{here}&page={}", page + 1) }
            }),
            rows,
            unfiled: (asked.month > asked.view.board.month && frame.tells(Topic::Dispatch))
                .then(|| locale.text_with("war-map-month-unfiled", &[("month", locale.month(asked.month))])),
            as_of: locale.day(asked.view.board.at.as_of),
            frame,
        };
        let status = view.bad.status();
        html(status, &view)
    })
    .await
}

fn aim_view(locale: &Locale, asked: &Asked, found: &Month<'_>, aim: Aim) -> AimView {
    let of_aim = || found.tasks.iter().map(|(_, task)| task).filter(|task| task.aim == aim);
    let all = of_aim().count();
    let done = of_aim().filter(|task| task.outcome.is_done()).count();
    let carried = of_aim().filter(|task| task.is_carried).count();
    let (planned, invested) = sums(of_aim());
    let yi = |amount| locale.amount(amount, MoneyUnit::HundredMillion);
    let amounts = (aim == Aim::Investment && all > 0).then(|| {
        locale.text_with("war-map-month-amounts", &[("done", yi(invested)), ("planned", yi(planned))])
    });
    AimView {
        label: locale.named("war-map-aim", aim.key()),
        href: asked.address(asked.month, aim, None),
        is_on: aim == asked.aim,
        done,
        all,
        carried: (carried > 0).then(|| locale.count("war-map-month-carried", carried)),
        amounts,
        share: (done * 100).checked_div(all).unwrap_or_default(),
    }
}

/// What is planned and what was done, over tasks with amounts.
pub fn sums<'a>(tasks: impl Iterator<Item = &'a Task>) -> (Fen, Fen) {
    tasks.filter_map(|task| task.amounts).fold((Fen::ZERO, Fen::ZERO), |(planned, done), (plan, of)| {
        (planned + plan, done + of.unwrap_or_default())
    })
}

fn outcomes(
    locale: &Locale,
    asked: &Asked,
    found: &Month<'_>,
) -> Vec<(&'static str, String, usize, String, bool)> {
    let mut counts: BTreeMap<Outcome, usize> = BTreeMap::new();
    for (_, task) in found.tasks.iter().filter(|(_, task)| task.aim == asked.aim) {
        *counts.entry(task.outcome).or_default() += 1;
    }
    let chip = |outcome: Outcome| {
        let is_on = asked.outcome == Some(outcome);
        let href = asked.address(asked.month, asked.aim, (!is_on).then_some(outcome));
        let count = counts.get(&outcome).copied().unwrap_or_default();
        (outcome.key(), locale.named("war-map-outcome", outcome.key()), count, href, is_on)
    };
    let is_shown = |(_, _, count, _, is_on): &(_, _, usize, _, bool)| *count > 0 || *is_on;
    Outcome::ALL.into_iter().map(chip).filter(is_shown).collect()
}

fn line(served: &Served, locale: &Locale, frame: &Frame, asked: &Asked, row: &Row, task: &Task) -> Line {
    let seen = asked.view.board.seen(row);
    let playbook = &served.app.playbook;
    let words = super::card::line(locale, task);
    let procedure = seen.procedure().map_or("", |assigned| &assigned.key);
    let (what, what_href, unit) = match &task.item {
        Some(item) => {
            let code = item.code.to_string();
            let href = item_address(frame, row.project.id, &code);
            let name = item_name(locale, playbook, procedure, item.index, item.own_name.as_deref());
            (format!("{code} {name}"), href, unit_name(locale, playbook, &item.unit))
        }
        None => {
            let unit = crate::select::unit(seen).unwrap_or_default().to_owned();
            (words.aim.clone(), frame.project(&row.project.id), unit)
        }
    };
    Line {
        lamp: Lamp::new(locale, row.light.signal),
        id: row.project.id.to_string(),
        name: seen.name().map(|name| name.to_string()).unwrap_or_default(),
        href: frame.project(&row.project.id),
        what,
        what_href,
        unit,
        due: words.due,
        is_carried: task.is_carried,
        done: words.done,
        outcome: words.outcome,
        outcome_words: words.outcome_words,
    }
}

/// The tasks the address asks for, as a workbook.
pub async fn download(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let asked = Asked::read(served, visit)?;
        Problem::unless_understood(asked.bad.clone())?;
        let locale = visit.locale;
        let found = asked.tasks(served);
        let title = locale.text_with("war-map-month-title", &[("month", locale.month(asked.month))]);
        let frame = Frame::new(served, visit, &asked.view, &asked.query, "board", title.clone());
        let columns = [
            ("page-column-number", 8.0),
            ("page-column-name", 40.0),
            ("page-column-light", 8.0),
            ("page-dimension-place", 16.0),
            ("war-map-month-what", 28.0),
            ("page-column-unit", 26.0),
            ("war-map-month-due", 18.0),
            ("war-map-month-carried-over", 10.0),
            ("war-map-month-done", 18.0),
            ("war-map-month-outcome", 12.0),
        ];
        let columns = columns.map(|(key, width)| sheet::text_column(locale.text(key).into_owned(), width));
        let wanted = found.tasks.iter().filter(|(_, task)| asked.wants(task));
        let rows = wanted.map(|(row, task)| {
            let line = line(served, locale, &frame, &asked, row, task);
            let place = asked.view.board.keys(row, Dimension::Place).into_iter().next();
            let carried = line.is_carried.then(|| locale.truth(true));
            vec![
                Cell::Text(line.id),
                Cell::Text(line.name),
                Cell::Signal { text: line.lamp.word, tone: sheet::hue(row.light.signal) },
                sheet::text(place.map(|key| super::super::filters::key_words(locale, &key))),
                Cell::Text(line.what),
                Cell::Text(line.unit),
                Cell::Text(line.due),
                sheet::text(carried),
                Cell::Text(line.done),
                Cell::Text(line.outcome_words),
            ]
        });
        sheet::plain(
            visit,
            &asked.view,
            &format!("month-{}", asked.month),
            title,
            columns.into(),
            rows.collect(),
        )
    })
    .await
}
