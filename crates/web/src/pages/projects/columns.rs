//! The columns of the table: which are shown, in which order the projects stand, and what stands in each cell.

use super::{link, signed, tone};
use crate::{
    board::Board,
    pages::{filters::dimension_words, frame::Frame, frame::Lamp},
    people,
    query::{Column, Query, Sort},
    row::Row,
    select::unit,
};
use qinghuo_domain::{
    Date, Field, access::Told, attribute::Text, money::MoneyUnit, views::totals::Dimension,
};
use qinghuo_locale::Locale;
use qinghuo_office::People;

/// Orders one after another that the form offers.
const ORDERS: usize = 3;

/// The head of a column.
pub struct Heading {
    /// The column's key.
    pub key: &'static str,
    /// Its name.
    pub label: String,
    /// The unit of its numbers.
    pub unit: String,
    /// The table in its order.
    pub href: String,
    /// `ascending`, `descending` or `none`, in the words of ARIA.
    pub order: &'static str,
    /// Its place among several orders, from 1; nothing where there is one order only.
    pub place: Option<usize>,
    /// Whether it holds numbers.
    pub is_number: bool,
}

/// A project in the table.
pub struct Line {
    /// Its number.
    pub id: String,
    /// Its page.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Its codes.
    pub codes: String,
    /// That it is a package and counts in no sum, where it is one.
    pub package: Option<String>,
    /// Its light.
    pub lamp: Lamp,
    /// Why.
    pub reason: String,
    /// The other columns shown.
    pub cells: Vec<Cell>,
}

/// A cell of a column.
#[derive(Default)]
pub struct Cell {
    /// The column's key.
    pub key: &'static str,
    /// What stands in it.
    pub text: String,
    /// What stands under that.
    pub under: String,
    /// Whether it is a number.
    pub is_number: bool,
    /// `behind` or nothing.
    pub tone: &'static str,
    /// Share of the bar that is filled, and where the schedule stands on it, in hundredths of its length.
    pub bar: Option<(i64, i64)>,
}

/// What the form of columns and orders offers.
pub struct Choice {
    /// Columns: key, name, whether shown.
    pub columns: Vec<(&'static str, String, bool)>,
    /// Orders one after another: for each what can be chosen, as an address writes it.
    pub orders: Vec<Vec<(String, String, bool)>>,
    /// What of the address the form keeps.
    pub kept: Vec<(String, String)>,
    /// Whether the columns or the order are not the usual ones.
    pub is_own: bool,
    /// The table with the usual columns in the usual order.
    pub usual: String,
}

/// A column's name.
pub fn column_words(locale: &Locale, column: Column) -> String {
    match column {
        Column::PolicyArea => dimension_words(locale, Dimension::PolicyArea),
        Column::LeadUnit => dimension_words(locale, Dimension::LeadUnit),
        Column::Sponsor => locale.field(&Field::LeaderSponsor),
        Column::Period => locale.field(&Field::Period),
        Column::StartedOn => locale.field(&Field::StartedOn),
        Column::CompletedOn => locale.field(&Field::CompletedOn),
        // Where the ledger names no owner, the table shows who answers for the project.
        Column::Owner => locale.text("page-column-unit").into_owned(),
        column => locale.text(&format!("page-column-{}", column.key())).into_owned(),
    }
}

/// The unit of a column's numbers, where they have one.
pub fn unit_words(locale: &Locale, column: Column) -> String {
    let key = match column {
        Column::Total => "unit-shown-hundred-million",
        Column::Plan | Column::Done => "unit-shown-ten-thousand",
        Column::Gap => "page-points",
        _ => return String::new(),
    };
    locale.text(key).into_owned()
}

/// The heads of the columns shown.
pub fn headings(locale: &Locale, query: &Query, told: Told) -> Vec<Heading> {
    let heading = |column: Column| {
        let place = query.sort.iter().position(|sort| sort.column == column);
        let sorted = place.and_then(|place| query.sort.get(place));
        Heading {
            key: column.key(),
            label: column_words(locale, column),
            unit: unit_words(locale, column),
            href: link(&query.sorted_by(column)),
            order: match sorted {
                None => "none",
                Some(sort) if sort.descending => "descending",
                Some(_) => "ascending",
            },
            place: place.filter(|_| query.sort.len() > 1).map(|place| place + 1),
            is_number: column.is_number(),
        }
    };
    let always = [Column::Light, Column::Name].into_iter().filter(|column| told.all_of(column.topic()));
    always.chain(query.shown(told)).map(heading).collect()
}

/// What the form offers.
pub fn choice(locale: &Locale, query: &Query, told: Told) -> Choice {
    let columns: Vec<Column> = Column::ALL.into_iter().filter(|column| told.all_of(column.topic())).collect();
    let orders = (0..ORDERS).map(|place| orders(locale, &columns, query.sort.get(place))).collect();
    let shown: Vec<Column> = query.shown(told).collect();
    let columns = columns.into_iter().filter(|column| column.is_chosen());
    let plain = Query { sort: Vec::new(), columns: Vec::new(), page: 0, ..query.clone() };
    Choice {
        columns: columns
            .map(|column| (column.key(), column_words(locale, column), shown.contains(&column)))
            .collect(),
        orders,
        kept: plain.pairs(),
        is_own: !query.sort.is_empty() || !query.columns.is_empty(),
        usual: link(&plain),
    }
}

fn orders(locale: &Locale, columns: &[Column], chosen: Option<&Sort>) -> Vec<(String, String, bool)> {
    let each = columns
        .iter()
        .copied()
        .flat_map(|column| [false, true].map(|descending| Sort { column, descending }));
    each.map(|sort| {
        let key = if sort.descending { "page-order-descending" } else { "page-order-ascending" };
        let words = locale.text_with(key, &[("column", column_words(locale, sort.column))]);
        (sort.text(), words, chosen == Some(&sort))
    })
    .collect()
}

/// A project with the columns shown.
pub fn line(
    locale: &Locale,
    frame: &Frame,
    board: &Board,
    row: &Row,
    query: &Query,
    people: &People,
) -> Line {
    let seen = board.seen(row);
    let codes: Vec<&str> = seen.codes().into_iter().flatten().map(|code| code.as_str()).collect();
    Line {
        id: row.project.id.to_string(),
        href: frame.project(&row.project.id),
        name: seen.name().map(|name| name.to_string()).unwrap_or_default(),
        codes: codes.join(" "),
        package: (!board.counts(row)).then(|| locale.text("page-package").into_owned()),
        lamp: Lamp::new(locale, row.light.signal),
        reason: locale.phrase("light", "reason", &row.light.reason),
        cells: query.shown(board.told).map(|column| cell(locale, board, row, column, people)).collect(),
    }
}

fn cell(locale: &Locale, board: &Board, row: &Row, column: Column, people: &People) -> Cell {
    let seen = board.seen(row);
    let progress = &row.progress;
    let text = |text: Option<&Text>| text.map(|text| text.to_string()).unwrap_or_default();
    let wan = |amount| locale.amount(amount, MoneyUnit::TenThousand);
    let percent = |share: Option<i64>| share.map(|share| locale.percent(share)).unwrap_or_default();
    let day = |day: Option<&Date>| day.map(|day| locale.day(*day)).unwrap_or_default();
    let mut cell = Cell { key: column.key(), is_number: column.is_number(), ..Cell::default() };
    cell.text = match column {
        Column::Light | Column::Name | Column::Number => String::new(),
        Column::Place => text(seen.district().or_else(|| seen.functional_zone())),
        Column::Phase => {
            let days = |stay: qinghuo_domain::views::line::PhaseStay| {
                locale.count("page-days", usize::try_from(stay.days).unwrap_or_default())
            };
            cell.under = row.phase.map(days).unwrap_or_default();
            row.phase.map(|stay| locale.phase(stay.phase)).unwrap_or_default()
        }
        Column::Nature => seen.nature().map(|nature| locale.nature(*nature)).unwrap_or_default(),
        Column::Total => row
            .total
            .map(|total| locale.amount_in_column(total, MoneyUnit::HundredMillion))
            .unwrap_or_default(),
        Column::Plan => progress.plan.map(wan).unwrap_or_default(),
        Column::Done => progress.done.map(wan).unwrap_or_default(),
        Column::Completion => {
            cell.tone = tone(progress.gap_pp_hundredths);
            let bar = progress.completion_hundredths.zip(progress.schedule_hundredths);
            cell.bar = bar.map(|(done, due)| ((done / 100).clamp(0, 100), (due / 100).clamp(0, 100)));
            percent(progress.completion_hundredths)
        }
        Column::Gap => {
            cell.tone = tone(progress.gap_pp_hundredths);
            progress.gap_pp_hundredths.map(signed).unwrap_or_default()
        }
        Column::Owner => unit(seen).unwrap_or_default().to_owned(),
        Column::Schedule => percent(progress.schedule_hundredths),
        Column::Class => text(seen.class()),
        Column::PolicyArea => text(seen.policy_area()),
        Column::Industry => text(seen.industry()),
        Column::LeadUnit => text(seen.lead_unit()),
        Column::Sponsor => seen.leader_sponsor().map(|id| people::name(people, *id)).unwrap_or_default(),
        Column::Period => seen.period().map(|period| locale.period(*period)).unwrap_or_default(),
        Column::StartedOn => day(seen.started_on()),
        Column::CompletedOn => day(seen.completed_on()),
    };
    cell
}
