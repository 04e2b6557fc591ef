//! The figures of a bulletin's month, and the one before to compare with.

use super::{Cell, Column, Table};
use crate::{
    Issue,
    wall::{ratio, waits},
};
use qinghuo_domain::{
    City, Date, Fen, Phase, ProjectId,
    money::MoneyUnit,
    project::Seen,
    rules::Signal,
    time::Moment,
    views::{
        Standpoint, cockpit, counts,
        line::{Line, line},
        packages,
        progress::all_done_in_month,
        totals::{Dimension, Key, Sums, totals_of},
    },
};
use qinghuo_locale::{signal_key, signed};
use std::collections::{BTreeMap, BTreeSet};

/// Projects a table names at most; the rest is counted.
const MOST_NAMED: usize = 40;
/// Names a sentence holds at most.
const MOST_IN_A_SENTENCE: usize = 12;

/// All that a bulletin speaks of.
pub struct Month<'a> {
    issue: &'a Issue<'a>,
    lines: Vec<Line<'a>>,
    sums: Sums,
    before: BTreeMap<ProjectId, Signal>,
}

impl<'a> Month<'a> {
    pub fn of(issue: &'a Issue<'a>, city: &'a City, among: &dyn Fn(Seen<'_>) -> bool) -> Self {
        let from = issue.from;
        let seen = counted(city, from.at).filter(|seen| among(*seen));
        let lines: Vec<Line<'a>> = seen.map(|seen| line(seen, from)).collect();
        let (sums, _) = totals_of(lines.iter().map(|line| line.seen), from, Dimension::Place);
        let before = from.month.before().map_or_else(BTreeMap::new, |month| {
            let at = Moment { as_of: month.last_day(), known: from.at.known };
            let then = Standpoint { at, month, ..from };
            // A project that stands among them now is compared with itself, wherever it stood then.
            let ids: BTreeSet<ProjectId> = lines.iter().map(|line| line.seen.project.id).collect();
            let then_seen = counted(city, at).filter(|seen| ids.contains(&seen.project.id));
            then_seen.map(|seen| (seen.project.id, line(seen, then).light.signal)).collect()
        });
        Self { issue, lines, sums, before }
    }

    /// How the year stands.
    pub fn overall(&self) -> Vec<String> {
        let Issue { locale, from, .. } = *self.issue;
        if self.lines.is_empty() {
            return vec![locale.text_with("bulletin-no-projects", &[("day", locale.day(from.at.as_of))])];
        }
        let stand = self.sums.progress(from);
        let in_month = all_done_in_month(self.lines.iter().map(|line| line.seen), from.month);
        let said = [
            ("month", locale.month(from.month)),
            ("year", from.month.year().to_string()),
            ("projects", self.sums.projects.to_string()),
            ("total", locale.money(self.sums.total)),
            ("plan", locale.money(self.sums.plan)),
            ("done", locale.money(self.sums.done)),
            ("completion", ratio(stand.completion_hundredths, |it| locale.percent(it))),
            ("schedule", ratio(stand.schedule_hundredths, |it| locale.percent(it))),
            ("in-month", in_month.map_or_else(String::new, |done| locale.money(done))),
            ("against", stand.gap_pp_hundredths.map_or_else(String::new, |gap| self.against(gap))),
        ];
        let say = |key| locale.text_with(key, &said);
        let of_year = if stand.gap_pp_hundredths.is_some() { "bulletin-of-year" } else { "bulletin-no-plan" };
        let mut overall = vec![say("bulletin-of-all"), say(of_year)];
        overall.extend(in_month.map(|_| say("bulletin-in-month")));
        let join = locale.text("value-join");
        let lights = [
            Signal::Green,
            Signal::Yellow,
            Signal::Red,
            Signal::Exempted,
            Signal::Unknown,
            Signal::NotApplicable,
        ];
        let lights = lights.into_iter().map(|signal| (locale.signal(signal), self.sums.lit(signal)));
        let phases = Phase::ALL.into_iter().map(|phase| {
            let within = |line: &&Line<'_>| line.phase.is_some_and(|stay| stay.phase == phase);
            (locale.phase(phase), self.lines.iter().filter(within).count())
        });
        let told = |counts: &mut dyn Iterator<Item = (String, usize)>| {
            let words = counts.filter(|(_, count)| *count > 0).map(|(words, count)| {
                locale.text_with("bulletin-count", &[("words", words), ("count", count.to_string())])
            });
            words.collect::<Vec<_>>().join(&join)
        };
        let sentence = [("parts", overall.join(&locale.text("value-join-sentence")))];
        let mut words = vec![locale.text_with("bulletin-overall-words", &sentence)];
        let lights = told(&mut { lights });
        let phases = told(&mut { phases });
        if !lights.is_empty() {
            words.push(locale.text_with("bulletin-lights", &[("lights", lights), ("phases", phases)]));
        }
        words
    }

    /// A gap to the schedule in words.
    fn against(&self, gap: i64) -> String {
        let locale = self.issue.locale;
        let key = match gap {
            0 => "bulletin-level",
            gap if gap < 0 => "bulletin-behind",
            _ => "bulletin-ahead",
        };
        locale.text_with(key, &[("gap", locale.percent(gap.abs()).trim_end_matches('%').to_owned())])
    }

    /// How many projects it counts.
    pub const fn projects(&self) -> usize {
        self.lines.len()
    }

    /// How places are ranked; nothing where there is one only.
    pub fn ranked_words(&self) -> Vec<String> {
        let words = || self.issue.locale.text("bulletin-ranked").into_owned();
        if self.planned(Dimension::Place).len() > 1 { vec![words()] } else { Vec::new() }
    }

    /// The sums of what has a plan, by a dimension.
    fn planned(&self, by: Dimension) -> BTreeMap<Key, Sums> {
        let (_, parts) = totals_of(self.lines.iter().map(|line| line.seen), self.issue.from, by);
        parts.into_iter().filter(|(_, sums)| sums.plan > Fen::ZERO).collect()
    }

    /// The sums by a dimension, the furthest ahead first; nothing where places would be ranked and there is one only.
    pub fn ranking(&self, by: Dimension, is_ranked: bool) -> Option<Table> {
        let Issue { locale, from, .. } = *self.issue;
        let parts = self.planned(by);
        if is_ranked && parts.len() < 2 {
            return None;
        }
        let rows = cockpit::ranking(&parts, from).into_iter().zip(1usize..).map(|(part, place)| {
            let cockpit::Ranked { rank, key, sums, progress: stand } = part;
            // What is not stated is no place in an order, and stands last.
            let number = rank.map(|rank| if is_ranked { rank } else { place });
            vec![
                Cell::text(number.map_or_else(|| "—".to_owned(), |number| number.to_string())),
                Cell::text(locale.key(key)),
                Cell::text(sums.projects.to_string()),
                Cell::text(locale.amount_in_column(sums.plan, MoneyUnit::HundredMillion)),
                Cell::text(locale.amount_in_column(sums.done, MoneyUnit::HundredMillion)),
                Cell::text(ratio(stand.completion_hundredths, |it| locale.percent(it))),
                Cell::Bar {
                    percent: hundredths(stand.completion_hundredths),
                    is_behind: stand.gap_pp_hundredths.is_some_and(|gap| gap < 0),
                },
                Cell::text(ratio(stand.gap_pp_hundredths, signed)),
                Cell::text(sums.lit(Signal::Red).to_string()),
                Cell::text(sums.lit(Signal::Yellow).to_string()),
            ]
        });
        let rows: Vec<Vec<Cell>> = rows.collect();
        let first = if is_ranked { "bulletin-rank" } else { "bulletin-row" };
        let columns = self.columns(&[
            (first, None, 6, true),
            (if by == Dimension::Place { "report-place" } else { "field-industry" }, None, 18, false),
            ("bulletin-projects", None, 8, true),
            ("bulletin-plan", Some("unit-shown-hundred-million"), 13, true),
            ("bulletin-done", Some("unit-shown-hundred-million"), 13, true),
            ("report-completion", None, 11, true),
            ("bulletin-bar", None, 10, false),
            ("bulletin-gap", None, 11, true),
            ("signal-red", None, 6, true),
            ("signal-yellow", None, 6, true),
        ]);
        (!rows.is_empty()).then_some(Table { columns, rows })
    }

    fn columns(&self, columns: &[(&'static str, Option<&'static str>, u32, bool)]) -> Vec<Column> {
        let locale = self.issue.locale;
        let say = |key| locale.text(key).into_owned();
        let header = |key, unit: Option<&'static str>| match unit {
            None => say(key),
            Some(unit) => locale.text_with("report-with-unit", &[("name", say(key)), ("unit", say(unit))]),
        };
        let column = |(key, unit, width, is_number): &(&'static str, Option<&'static str>, u32, bool)| {
            Column { header: header(key, *unit), width: *width, is_number: *is_number }
        };
        columns.iter().map(column).collect()
    }

    fn red(&self) -> Vec<&Line<'a>> {
        let mut red: Vec<&Line<'a>> =
            self.lines.iter().filter(|line| line.light.signal == Signal::Red).collect();
        red.sort_by_key(|line| (line.progress.gap_pp_hundredths, line.seen.project.id));
        red
    }

    /// How many show red, and that the table does not name all where it does not.
    pub fn red_words(&self) -> Vec<String> {
        let locale = self.issue.locale;
        if self.lines.is_empty() {
            return Vec::new();
        }
        let count = self.red().len();
        let told = [("count", count.to_string()), ("named", MOST_NAMED.to_string())];
        vec![locale.text_with(
            match count {
                0 => "bulletin-no-red",
                count if count > MOST_NAMED => "bulletin-red-most",
                _ => "bulletin-red-all",
            },
            &told,
        )]
    }

    /// Those that show red, the furthest behind first.
    pub fn red_table(&self) -> Option<Table> {
        self.named(0, MOST_NAMED)
    }

    /// Those the table of red has no room for.
    pub fn red_rest(&self) -> Option<Table> {
        self.named(MOST_NAMED, usize::MAX)
    }

    fn named(&self, from: usize, most: usize) -> Option<Table> {
        let Issue { locale, .. } = *self.issue;
        let text = |text: Option<&qinghuo_domain::attribute::Text>| {
            Cell::text(text.map(|text| text.to_string()).unwrap_or_default())
        };
        let row = |(line, number): (&&Line<'a>, usize)| {
            let seen = line.seen;
            vec![
                Cell::text(number.to_string()),
                text(seen.name()),
                text(seen.district().or_else(|| seen.functional_zone())),
                text(seen.lead_unit()),
                Cell::text(ratio(line.progress.completion_hundredths, |it| locale.percent(it))),
                Cell::text(ratio(line.progress.gap_pp_hundredths, signed)),
                Cell::Light { signal: signal_key(line.light.signal), word: locale.signal(line.light.signal) },
                Cell::text(self.why(seen)),
            ]
        };
        let rows: Vec<Vec<Cell>> = self.red().iter().zip(1..).skip(from).take(most).map(row).collect();
        let columns = self.columns(&[
            ("bulletin-row", None, 6, true),
            ("field-name", None, 23, false),
            ("report-place", None, 11, false),
            ("field-lead-unit", None, 13, false),
            ("report-completion", None, 11, true),
            ("bulletin-gap", None, 11, true),
            ("report-light", None, 8, false),
            ("bulletin-why", None, 17, false),
        ]);
        (!rows.is_empty()).then_some(Table { columns, rows })
    }

    /// What a project waits for, or what was reported of it; that nothing was, where nothing was.
    fn why(&self, seen: Seen<'_>) -> String {
        let why = waits(self.issue, seen);
        if why.is_empty() { self.issue.locale.text("bulletin-no-reason").into_owned() } else { why }
    }

    /// What changed since the last dispatch: lights that turned, works begun and completed in the month.
    pub fn changes(&self) -> Vec<String> {
        let Issue { locale, from, .. } = *self.issue;
        if self.before.is_empty() {
            let words = (!self.lines.is_empty()).then(|| locale.text("bulletin-no-before").into_owned());
            return words.into_iter().collect();
        }
        let was_red = |line: &&Line<'a>| self.before.get(&line.seen.project.id) == Some(&Signal::Red);
        let is_red = |line: &&Line<'a>| line.light.signal == Signal::Red;
        let in_month =
            |on: Option<&Date>| on.is_some_and(|on| qinghuo_domain::YearMonth::of(*on) == from.month);
        let kinds: [(&'static str, Vec<&Line<'a>>); 6] = [
            ("bulletin-new-red", self.lines.iter().filter(|line| is_red(line) && !was_red(line)).collect()),
            (
                "bulletin-no-longer-red",
                self.lines.iter().filter(|line| !is_red(line) && was_red(line)).collect(),
            ),
            ("bulletin-started", self.lines.iter().filter(|line| in_month(line.seen.started_on())).collect()),
            (
                "bulletin-completed",
                self.lines.iter().filter(|line| in_month(line.seen.completed_on())).collect(),
            ),
            (
                "bulletin-producing",
                self.lines.iter().filter(|line| in_month(line.seen.producing_since())).collect(),
            ),
            ("bulletin-joined", {
                let known: BTreeSet<ProjectId> = self.before.keys().copied().collect();
                self.lines.iter().filter(|line| !known.contains(&line.seen.project.id)).collect()
            }),
        ];
        let told = kinds.into_iter().filter(|(_, lines)| !lines.is_empty()).map(|(key, lines)| {
            let join = locale.text("value-join");
            let names: Vec<&str> = lines
                .iter()
                .take(MOST_IN_A_SENTENCE)
                .filter_map(|line| line.seen.name().map(|name| &**name))
                .collect();
            let told = [("count", lines.len().to_string()), ("names", names.join(&join))];
            let all = locale.text_with(key, &told);
            match lines.len() > MOST_IN_A_SENTENCE {
                true => locale.text_with("bulletin-among-others", &[("told", all)]),
                false => all,
            }
        });
        let told: Vec<String> = told.collect();
        if told.is_empty() { vec![locale.text("bulletin-no-changes").into_owned()] } else { told }
    }
}

/// The projects that count at a moment.
pub fn counted(city: &City, at: Moment) -> impl Iterator<Item = Seen<'_>> {
    let packages = packages(city, at);
    city.projects().map(move |project| project.at(at)).filter(move |seen| counts(*seen, &packages))
}

fn hundredths(of_percent: Option<i64>) -> u32 {
    u32::try_from(of_percent.unwrap_or_default() / 100).unwrap_or_default().min(100)
}
