//! Many projects on a wall chart: a row each, the year's months across, the share of the plan done in each against what was due, and the marks of what begins
//! and ends when (DOMAIN.md section 5.3). Grouped by any dimension, the worst first within a group.

use crate::{Issue, Paper};
use qinghuo_domain::{
    Date, Fen, YearMonth,
    money::MoneyUnit,
    project::Seen,
    views::{
        approval::{Approval, bottleneck::next_milestone, lead, why},
        line::{Line, line},
        progress::{Progress, due_by},
        totals::{Dimension, Key, Sums, keys_of, totals_of},
    },
};
use qinghuo_locale::{Locale, signal_key, signed, whole};
use serde::Serialize;
use std::collections::BTreeMap;

/// Rows that one page takes before a second column of rows is opened.
const ROWS_OF_A_PAGE: usize = 44;

/// A wall chart.
#[derive(Clone, Debug, Serialize)]
pub struct Wall {
    template: &'static str,
    paper: Paper,
    /// How many rows stand side by side.
    abreast: u8,
    title: String,
    basis: Vec<String>,
    synthetic: Option<String>,
    record: String,
    headers: Headers,
    months: Vec<String>,
    /// The month dispatched, counted from 0.
    now: usize,
    groups: Vec<Group>,
    sums: Summary,
    legend: Vec<(&'static str, String)>,
}

#[derive(Clone, Debug, Serialize)]
struct Headers {
    number: String,
    name: String,
    place: String,
    unit: String,
    leader: String,
    total: String,
    plan: String,
    done: String,
    completion: String,
    gap: String,
    light: String,
    waits: String,
}

#[derive(Clone, Debug, Serialize)]
struct Group {
    title: Option<String>,
    sums: Summary,
    rows: Vec<Row>,
}

/// Sums as a row shows them.
#[derive(Clone, Debug, Serialize)]
struct Summary {
    words: String,
    total: String,
    plan: String,
    done: String,
    completion: String,
    gap: String,
}

#[derive(Clone, Debug, Serialize)]
struct Row {
    number: usize,
    id: String,
    name: String,
    place: String,
    unit: String,
    leader: String,
    total: String,
    plan: String,
    done: String,
    completion: String,
    gap: String,
    light: &'static str,
    word: String,
    months: Vec<Month>,
    waits: String,
}

/// One month of a project.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Month {
    /// Share of the year's plan that was to be done by its end, in percent.
    due: Option<i64>,
    /// Share of it done by its end, in percent.
    done: Option<i64>,
    /// `kept`, `behind`, `unfiled`, or `ahead` while it is not over.
    state: Option<&'static str>,
    marks: Vec<&'static str>,
}

/// A wall chart of projects.
#[must_use]
pub fn wall<'a>(
    issue: &Issue<'_>,
    title: &str,
    projects: impl Iterator<Item = Seen<'a>>,
    by: Option<Dimension>,
    paper: Paper,
) -> Wall {
    let Issue { locale, from, .. } = *issue;
    let mut lines: Vec<Line<'a>> = projects.map(|seen| line(seen, from)).collect();
    lines.sort_by_key(|line| (line.progress.gap_pp_hundredths.unwrap_or(i64::MAX), line.seen.project.id));
    // Places in the order of the dictionary, as everywhere.
    let mut parts: BTreeMap<Option<(usize, Key)>, Vec<Line<'a>>> = BTreeMap::new();
    for line in lines {
        // Of several values the first one places it, so that nothing hangs on the wall twice.
        let key = by.and_then(|by| keys_of(line.seen, by, from).into_iter().next());
        let key = key.map(|key| key.rank(from.rules));
        parts.entry(key).or_default().push(line);
    }
    let count: usize = parts.values().map(Vec::len).sum();
    let all = parts.values().flatten().map(|line| line.seen);
    let (sums, _) = totals_of(all, from, Dimension::Place);
    let mut number = 0;
    let groups = parts.iter().map(|(key, lines)| {
        let (sums, _) = totals_of(lines.iter().map(|line| line.seen), from, Dimension::Place);
        let rows = lines.iter().map(|line| {
            number += 1;
            row(issue, line, number)
        });
        let rows = rows.collect();
        let title = key.as_ref().map(|(_, key)| locale.key(key));
        Group { sums: summary(issue, title.clone().unwrap_or_default(), &sums), title, rows }
    });
    let groups = groups.collect();
    Wall {
        template: "wall",
        paper,
        abreast: if paper != Paper::A3 && count > ROWS_OF_A_PAGE { 2 } else { 1 },
        title: title.to_owned(),
        basis: issue.basis(),
        synthetic: issue.synthetic(),
        record: issue.record(),
        headers: headers(locale),
        months: month_names(locale),
        now: usize::try_from(from.month.month() - 1).unwrap_or_default(),
        groups,
        sums: summary(issue, locale.text("report-all").into_owned(), &sums),
        legend: LEGEND.iter().map(|(mark, key)| (*mark, locale.text(key).into_owned())).collect(),
    }
}

const LEGEND: [(&str, &str); 11] = [
    ("share", "report-legend-share"),
    ("kept", "report-legend-kept"),
    ("behind", "report-legend-behind"),
    ("unfiled", "report-legend-unfiled"),
    ("ahead", "report-legend-ahead"),
    ("today", "report-legend-today"),
    ("start-planned", "report-legend-start-planned"),
    ("start", "report-legend-start"),
    ("end-planned", "report-legend-end-planned"),
    ("end", "report-legend-end"),
    ("production", "report-legend-production"),
];

/// The months of a year by their short names.
pub(crate) fn month_names(locale: &Locale) -> Vec<String> {
    (1..=12).map(|month| locale.count("report-month", month)).collect()
}

fn headers(locale: &Locale) -> Headers {
    let say = |key| locale.text(key).into_owned();
    let with_unit =
        |key, unit| locale.text_with("report-with-unit", &[("name", say(key)), ("unit", say(unit))]);
    Headers {
        number: say("bulletin-row"),
        name: say("field-name"),
        place: say("report-place"),
        unit: say("field-lead-unit"),
        leader: say("field-leader-sponsor"),
        total: with_unit("field-total-investment", "unit-shown-hundred-million"),
        plan: with_unit("field-year-plan", "unit-shown-ten-thousand"),
        done: with_unit("field-done-this-year", "unit-shown-ten-thousand"),
        completion: say("report-completion"),
        gap: say("bulletin-gap"),
        light: say("report-light"),
        waits: say("report-waits"),
    }
}

fn summary(issue: &Issue<'_>, words: String, sums: &Sums) -> Summary {
    let Issue { locale, from, .. } = *issue;
    let stand = sums.progress(from);
    let counted = [("words", words), ("projects", whole(sums.projects))];
    Summary {
        words: locale.text_with("report-projects", &counted),
        total: locale.amount(sums.total, MoneyUnit::HundredMillion),
        plan: locale.amount(sums.plan, MoneyUnit::TenThousand),
        done: locale.amount(sums.done, MoneyUnit::TenThousand),
        completion: ratio(stand.completion_hundredths, |hundredths| locale.percent(hundredths)),
        gap: ratio(stand.gap_pp_hundredths, signed),
    }
}

fn row(issue: &Issue<'_>, line: &Line<'_>, number: usize) -> Row {
    let Issue { locale, from, .. } = *issue;
    let Line { seen, progress, light, .. } = line;
    let amount = |fen: Option<Fen>, unit| fen.map_or_else(String::new, |fen| locale.amount(fen, unit));
    let text = |text: Option<&qinghuo_domain::attribute::Text>| {
        text.map(|text| text.to_string()).unwrap_or_default()
    };
    Row {
        number,
        id: seen.project.id.to_string(),
        name: text(seen.name()),
        place: text(seen.district().or_else(|| seen.functional_zone())),
        unit: text(seen.lead_unit()),
        leader: seen.leader_sponsor().map(|leader| (issue.person)(*leader)).unwrap_or_default(),
        total: amount(seen.total_investment().copied(), MoneyUnit::HundredMillion),
        plan: amount(progress.plan, MoneyUnit::TenThousand),
        done: amount(progress.done, MoneyUnit::TenThousand),
        completion: ratio(progress.completion_hundredths, |hundredths| locale.percent(hundredths)),
        gap: ratio(progress.gap_pp_hundredths, signed),
        light: signal_key(light.signal),
        word: locale.signal(light.signal),
        months: months(*seen, progress, from.month, from.rules.curve.as_ref()),
        waits: waits(issue, *seen),
    }
}

pub(crate) fn ratio(hundredths: Option<i64>, words: impl Fn(i64) -> String) -> String {
    hundredths.map_or_else(String::new, words)
}

/// The months of the dispatch's year.
pub(crate) fn months(
    seen: Seen<'_>,
    progress: &Progress,
    now: YearMonth,
    curve: Option<&[i64; 12]>,
) -> Vec<Month> {
    let year = now.year();
    let share = |part: Option<Fen>| {
        let (part, plan) = (part?, progress.plan.filter(|plan| *plan > Fen::ZERO)?);
        i64::try_from(i128::from(part.0) * 100 / i128::from(plan.0)).ok()
    };
    let mut months: Vec<Month> = (1..=12)
        .filter_map(|month| YearMonth::new(year, month))
        .map(|month| {
            let filed = seen.dispatch(month).and_then(|figure| figure.done_this_year);
            let due = due_by(seen, month, curve);
            let state = progress.plan.map(|_| match filed {
                _ if month > now => "ahead",
                None => "unfiled",
                Some(done) if due.is_none_or(|due| done >= due) => "kept",
                Some(_) => "behind",
            });
            let done = if month > now { None } else { share(filed) };
            Month { due: share(due), done, state, marks: Vec::new() }
        })
        .collect();
    for (mark, on) in marks(seen) {
        let month = usize::try_from(on.month() - 1).ok().filter(|_| on.year() == year);
        if let Some(month) = month.and_then(|month| months.get_mut(month)) {
            month.marks.push(mark);
        }
    }
    months
}

/// What begins and ends when: as planned, and as it happened.
fn marks(seen: Seen<'_>) -> Vec<(&'static str, Date)> {
    let period = seen.period();
    let (started, completed) = (seen.started_on().copied(), seen.completed_on().copied());
    let planned_start = period.and_then(|period| period.start).map(|start| start.earliest());
    let planned_end = period.and_then(|period| period.end).map(|end| end.earliest());
    [
        ("start-planned", planned_start.filter(|_| started.is_none())),
        ("start", started),
        ("end-planned", planned_end.filter(|_| completed.is_none())),
        ("end", completed),
        ("production", seen.producing_since().copied()),
    ]
    .into_iter()
    .filter_map(|(mark, on)| Some((mark, on?)))
    .collect()
}

/// What its next milestone waits for, and whose move that is; else the problem told with its last figure.
pub(crate) fn waits(issue: &Issue<'_>, seen: Seen<'_>) -> String {
    let approval = issue.playbook.approval(seen, issue.from);
    let held = approval.and_then(|approval| held(issue, &approval));
    let told = || seen.last_dispatch(issue.from.month)?.1.problems.as_deref().map(str::to_owned);
    held.or_else(told).unwrap_or_default()
}

/// The first item of the chain behind the next milestone that somebody can act on.
fn held(issue: &Issue<'_>, approval: &Approval<'_>) -> Option<String> {
    let locale = issue.locale;
    let next = next_milestone(approval, issue.from.rules).map(|(_, next)| next.index);
    let step = approval.steps.get(*why::held_by(approval, next).first()?)?;
    let unit = lead(&step.item).map(|unit| issue.unit(unit)).unwrap_or_default();
    let held = locale.text_with("report-held", &[("item", issue.item(approval, step.index)), ("unit", unit)]);
    let over = step.clock.map(|clock| clock.binding()).filter(|reach| reach.left < 0);
    Some(match over.map(|reach| locale.days(reach.days_apart())) {
        Some(days) => locale.text_with("report-held-over", &[("held", held), ("days", days)]),
        None => held,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use qinghuo_locale::Language;

    #[test]
    fn every_month_goes_by_a_name_of_its_own() {
        let [chinese, english] = Language::ALL.map(|language| month_names(Locale::of(language)));
        assert_eq!((&*chinese[0], &*chinese[11]), ("1月", "12月"));
        assert_eq!((&*english[0], &*english[9], &*english[11]), ("Jan", "Oct", "Dec"));
    }
}
