//! What an address asks of the table of projects: filters, search words, order, page. An address says it in one way only, so that the same
//! selection is always the same link.

use crate::time;
use jiff::Timestamp;
use qinghuo_domain::{
    Date, Phase,
    access::{Told, Topic},
    phase::Nature,
    rules::Signal,
    views::{
        punctuality::{LibraryEntry, Punctuality},
        totals::{Dimension, Key},
    },
};
use qinghuo_locale::signal_key;
use std::{borrow::Cow, collections::BTreeMap, fmt::Write};

/// Projects on a page.
pub const PER_PAGE: usize = 50;
/// The most a machine may ask for at once.
pub const MOST_PER_PAGE: usize = 1000;
/// The last page anybody may ask for.
pub const LAST_PAGE: usize = 1_000_000;
/// How a filter names what is not known.
pub const MISSING: &str = "-";
/// What single pages ask beside it. A link may carry it on to a page that does not ask for it, where it says nothing; any other name is nobody's.
const OF_ONE_PAGE: &[&str] = &[
    "act",
    "aim",
    "all",
    "back",
    "by",
    "critical",
    "done",
    "due",
    "edit",
    "effective_on",
    "fact",
    "field",
    "from",
    "group",
    "item",
    "kind",
    "lane",
    "milestone",
    "month",
    "open",
    "outcome",
    "paper",
    "period",
    "period_from",
    "period_to",
    "pick",
    "procedure",
    "restores",
    "role",
    "saved",
    "shift",
    "since",
    "since_known",
    "state",
    "to",
    "until",
    "until_known",
    "urgency",
    "why",
];

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The light, the worst first.
    Light,
    /// The name, by its sound.
    Name,
    /// The project's number.
    Number,
    /// District or functional zone, in the order of the dictionary.
    Place,
    /// The phase, then the days in it.
    Phase,
    /// The nature of the year.
    Nature,
    /// Total investment.
    Total,
    /// The year's plan.
    Plan,
    /// Done this year.
    Done,
    /// Done against plan.
    Completion,
    /// Points ahead of or behind the schedule.
    Gap,
    /// The owner.
    Owner,
    /// What should be done by now, as a share of the plan.
    Schedule,
    /// The class.
    Class,
    /// The policy area.
    PolicyArea,
    /// The industry.
    Industry,
    /// The lead unit.
    LeadUnit,
    /// The leader whose project it is; in the order persons came into the book.
    Sponsor,
    /// The planned start, then the planned end.
    Period,
    /// The actual start.
    StartedOn,
    /// The actual completion.
    CompletedOn,
}

impl Column {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::Light,
        Self::Name,
        Self::Number,
        Self::Place,
        Self::Phase,
        Self::Nature,
        Self::Total,
        Self::Plan,
        Self::Done,
        Self::Completion,
        Self::Gap,
        Self::Owner,
        Self::Schedule,
        Self::Class,
        Self::PolicyArea,
        Self::Industry,
        Self::LeadUnit,
        Self::Sponsor,
        Self::Period,
        Self::StartedOn,
        Self::CompletedOn,
    ];
    /// Those shown where an address chooses none; light and name always are.
    pub const USUAL: [Self; 9] = [
        Self::Place,
        Self::Phase,
        Self::Nature,
        Self::Total,
        Self::Plan,
        Self::Done,
        Self::Completion,
        Self::Gap,
        Self::Owner,
    ];

    /// Its stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Name => "name",
            Self::Number => "number",
            Self::Place => "place",
            Self::Phase => "phase",
            Self::Nature => "nature",
            Self::Total => "total",
            Self::Plan => "plan",
            Self::Done => "done",
            Self::Completion => "completion",
            Self::Gap => "gap",
            Self::Owner => "owner",
            Self::Schedule => "schedule",
            Self::Class => "class",
            Self::PolicyArea => "policy_area",
            Self::Industry => "industry",
            Self::LeadUnit => "lead_unit",
            Self::Sponsor => "sponsor",
            Self::Period => "period",
            Self::StartedOn => "started_on",
            Self::CompletedOn => "completed_on",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.key() == key)
    }

    /// What it rests on, where that may be withheld.
    pub const fn topic(self) -> Option<Topic> {
        match self {
            Self::Light => Some(Topic::Lights),
            Self::Plan => Some(Topic::Plan),
            Self::Done => Some(Topic::Dispatch),
            Self::Completion | Self::Gap | Self::Schedule => Some(Topic::Progress),
            _ => None,
        }
    }

    /// Whether it can be left out.
    pub const fn is_chosen(self) -> bool {
        !matches!(self, Self::Light | Self::Name | Self::Number)
    }

    /// Whether it holds numbers, which stand right and of which the large come first.
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Total | Self::Plan | Self::Done | Self::Completion | Self::Gap | Self::Schedule)
    }
}

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub column: Column,
    /// From the last or largest on.
    pub descending: bool,
}

impl Sort {
    /// As an address writes it.
    pub fn text(&self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.column.key())
    }
}

/// What an address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Search words.
    pub search: String,
    /// Words in the name of the owner or a unit.
    pub unit: String,
    /// For each dimension the values of which one must be had.
    pub filters: BTreeMap<Dimension, Vec<Key>>,
    /// The order; empty is the usual one, the worst light first.
    pub sort: Vec<Sort>,
    /// The columns shown; empty is the usual ones.
    pub columns: Vec<Column>,
    /// The page, from 0.
    pub page: usize,
    /// Projects on a page, where another number than the usual is asked for.
    pub per_page: Option<usize>,
    /// The day to see the city as of.
    pub as_of: Option<Date>,
    /// The moment up to which facts are known, as it was written.
    pub known_at: Option<(String, Timestamp)>,
}

/// A part of an address that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadParameter {
    /// Its name.
    pub name: String,
    /// What it says.
    pub value: String,
    /// What is wrong: the key of its explanation, under `page-bad-`.
    pub fault: &'static str,
}

impl BadParameter {
    /// Whether no page has a parameter of this name.
    pub fn is_nobodys(&self) -> bool {
        self.fault == NOBODYS
    }
}

/// The fault of a name no page knows.
const NOBODYS: &str = "unknown";

/// What an address says, parameter by parameter. One that is left empty says nothing: a form sends every input, also those nobody filled in. A blank
/// that somebody wrote is a value like any other: where words are asked for it holds none, and where anything else is, its reader reports it.
pub fn said(pairs: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    pairs.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.as_str(), value.trim()))
}

/// A value as words, where it holds any.
pub fn words(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

impl Query {
    /// Reads an address's parameters; what is not understood is left out and reported.
    pub fn read(pairs: &[(String, String)]) -> (Self, Vec<BadParameter>) {
        let mut query = Self::default();
        let mut bad = Vec::new();
        for (name, value) in said(pairs) {
            if let Err(fault) = query.take(name, value) {
                bad.push(BadParameter { name: name.to_owned(), value: value.to_owned(), fault });
            }
        }
        (query, bad)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), &'static str> {
        match name {
            "q" => value.clone_into(&mut self.search),
            "unit" => value.clone_into(&mut self.unit),
            // A form sends each part by itself, a link all of them together.
            "sort" => {
                for sort in value.split(',').map(sort).collect::<Option<Vec<_>>>().ok_or("sort")? {
                    if !self.sort.iter().any(|earlier| earlier.column == sort.column) {
                        self.sort.push(sort);
                    }
                }
            }
            "column" => {
                let chosen =
                    value.split(',').map(|key| Column::from_key(key).filter(|column| column.is_chosen()));
                for column in chosen.collect::<Option<Vec<_>>>().ok_or("column")? {
                    if !self.columns.contains(&column) {
                        self.columns.push(column);
                    }
                }
            }
            "page" => {
                let asked = value.parse::<usize>().ok().filter(|asked| (1..=LAST_PAGE).contains(asked));
                self.page = asked.ok_or("page")? - 1;
            }
            "per_page" => {
                let asked = value.parse().ok().filter(|asked| (1..=MOST_PER_PAGE).contains(asked));
                self.per_page = Some(asked.ok_or("per-page")?);
            }
            "as_of" => self.as_of = Some(time::day_seen(value).ok_or("date")?),
            "known_at" => self.known_at = Some((value.to_owned(), time::moment(value).ok_or("moment")?)),
            // The page's own switches, see `visit`.
            "lang" | "theme" => {}
            _ if OF_ONE_PAGE.contains(&name) => {}
            _ => {
                let dimension = Dimension::from_key(name).ok_or(NOBODYS)?;
                let key = key_of(dimension, value).ok_or("value")?;
                if matches!(&key, Key::Word(word) if word.is_empty()) {
                    return Ok(());
                }
                let keys = self.filters.entry(dimension).or_default();
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        Ok(())
    }

    /// The query as it stands in an address, without a question mark.
    pub fn address(&self) -> String {
        let mut address = Address::default();
        address.add("q", &self.search);
        for (dimension, keys) in &self.filters {
            keys.iter().for_each(|key| address.add(dimension.key(), &key_text(key)));
        }
        address.add("unit", &self.unit);
        address.add("sort", &self.sort_text());
        address.add("column", &self.columns_text());
        self.add_moment(&mut address);
        if self.page > 0 {
            address.add("page", &(self.page + 1).to_string());
        }
        if let Some(per_page) = self.per_page {
            address.add("per_page", &per_page.to_string());
        }
        address.0
    }

    /// What it selects and in which order, whatever is shown of it and from which moment.
    pub fn selection(&self) -> String {
        let Self { search, filters, unit, sort, .. } = self.clone();
        Self { search, filters, unit, sort, ..Self::default() }.address()
    }

    /// Only the moment, for links to other pages.
    pub fn moment_address(&self) -> String {
        let mut address = Address::default();
        self.add_moment(&mut address);
        address.0
    }

    fn add_moment(&self, address: &mut Address) {
        self.moment_pairs().iter().for_each(|(name, value)| address.add(name, value));
    }

    /// The moment as a form's hidden fields keep it.
    pub fn moment_pairs(&self) -> Vec<(&'static str, String)> {
        let day = self.as_of.map(|day| ("as_of", day.to_string()));
        let known = self.known_at.as_ref().map(|(text, _)| ("known_at", text.clone()));
        day.into_iter().chain(known).collect()
    }

    /// The query as pairs, as a form's hidden fields keep it.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let filters = self.filters.iter();
        let filters =
            filters.flat_map(|(dimension, keys)| keys.iter().map(|key| (dimension.key(), key_text(key))));
        let mut pairs = vec![("q", self.search.clone()), ("unit", self.unit.clone())];
        pairs.extend(filters);
        pairs.extend([("sort", self.sort_text()), ("column", self.columns_text())]);
        pairs.extend(self.moment_pairs());
        pairs.retain(|(_, value)| !value.is_empty());
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// The order as an address writes it.
    pub fn sort_text(&self) -> String {
        self.sort.iter().map(Sort::text).collect::<Vec<_>>().join(",")
    }

    /// The columns as an address writes them.
    pub fn columns_text(&self) -> String {
        self.columns.iter().map(|column| column.key()).collect::<Vec<_>>().join(",")
    }

    /// The columns shown to who is told this.
    pub fn shown(&self, told: Told) -> impl Iterator<Item = Column> {
        let chosen: &[Column] = if self.columns.is_empty() { &Column::USUAL } else { &self.columns };
        chosen.iter().copied().filter(move |column| told.all_of(column.topic()))
    }

    /// The same view of every project.
    pub fn unfiltered(&self) -> Self {
        Self { search: String::new(), unit: String::new(), filters: BTreeMap::new(), page: 0, ..self.clone() }
    }

    /// The same selection in another order, from the first page. Asked for the order it is in, the column turns round.
    pub fn sorted_by(&self, column: Column) -> Self {
        let first = self.sort.first().filter(|sort| sort.column == column);
        let descending = first.map_or(column.is_number(), |sort| !sort.descending);
        Self { sort: vec![Sort { column, descending }], page: 0, ..self.clone() }
    }

    /// The same selection in an order of one column.
    pub fn in_order(&self, column: Column, descending: bool) -> Self {
        Self { sort: vec![Sort { column, descending }], page: 0, ..self.clone() }
    }

    /// Another page of the same.
    pub fn at_page(&self, page: usize) -> Self {
        Self { page, ..self.clone() }
    }

    /// The same with one dimension narrowed to one value.
    pub fn only(&self, dimension: Dimension, key: Key) -> Self {
        self.any_of(dimension, vec![key])
    }

    /// The same with one dimension narrowed to some values.
    pub fn any_of(&self, dimension: Dimension, keys: Vec<Key>) -> Self {
        let mut query = Self { page: 0, ..self.clone() };
        query.filters.insert(dimension, keys);
        query
    }

    /// The same without a filter on a dimension.
    pub fn without(&self, dimension: Dimension) -> Self {
        let mut query = Self { page: 0, ..self.clone() };
        query.filters.remove(&dimension);
        query
    }

    /// The same as seen now.
    pub fn now(&self) -> Self {
        Self { as_of: None, known_at: None, page: 0, ..self.clone() }
    }

    /// Whether anything narrows the selection.
    pub fn narrows(&self) -> bool {
        !self.search.is_empty() || !self.unit.is_empty() || !self.filters.is_empty()
    }
}

#[derive(Default)]
struct Address(String);

impl Address {
    fn add(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(name);
        self.0.push('=');
        self.0.push_str(&encode(value));
    }
}

/// Percent-encodes everything but letters, digits and what an address may carry plainly.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b',' | b':' | b'/') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// An address in which letters beyond ASCII are written as they are. Whatever else is encoded stays so: what steers, what is no letter, and what is no text.
pub fn with_letters(address: &str) -> Cow<'_, str> {
    let Some(first) = address.find("%E") else { return address.into() };
    let (before, mut rest) = address.split_at(first);
    let mut plain = before.to_owned();
    while !rest.is_empty() {
        let bytes: Vec<u8> = rest.as_bytes().chunks_exact(3).map_while(high_byte).collect();
        if bytes.is_empty() {
            let next = rest.chars().next().map_or(1, char::len_utf8);
            let (kept, after) = rest.split_at(next);
            plain.push_str(kept);
            rest = after;
            continue;
        }
        let (encoded, after) = rest.split_at(bytes.len() * 3);
        match std::str::from_utf8(&bytes) {
            Ok(text) if text.chars().all(char::is_alphanumeric) => plain.push_str(text),
            _ => plain.push_str(encoded),
        }
        rest = after;
    }
    plain.into()
}

/// The byte three characters encode, where it is no ASCII.
fn high_byte(written: &[u8]) -> Option<u8> {
    let [b'%', high, low] = written else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? * 16 + digit(low)?).filter(|byte| *byte >= 0x80)
}

fn sort(text: &str) -> Option<Sort> {
    let (descending, key) = text.strip_prefix('-').map_or((false, text), |key| (true, key));
    Some(Sort { column: Column::from_key(key)?, descending })
}

/// The value of a dimension as an address writes it.
pub fn key_text(key: &Key) -> String {
    match key {
        Key::Phase(phase) => phase.key().to_owned(),
        Key::Nature(nature) => nature.key().to_owned(),
        Key::Signal(signal) => signal_key(*signal).to_owned(),
        Key::List(list) => list.to_string(),
        Key::Year(year) => year.to_string(),
        Key::Month(month) => month.to_string(),
        Key::Punctuality(punctuality) => punctuality.key().to_owned(),
        Key::LibraryEntry(entry) => entry.key().to_owned(),
        Key::Word(word) => word.to_string(),
        Key::Missing => MISSING.to_owned(),
    }
}

/// Reads what [`key_text`] writes.
pub fn key_of(dimension: Dimension, text: &str) -> Option<Key> {
    if text == MISSING {
        return Some(Key::Missing);
    }
    match dimension {
        Dimension::Phase => Phase::from_key(text).map(Key::Phase),
        Dimension::Nature => Nature::from_key(text).map(Key::Nature),
        Dimension::Light | Dimension::LightBefore => {
            SIGNALS.into_iter().find(|signal| signal_key(*signal) == text).map(Key::Signal)
        }
        Dimension::List => text.parse().ok().map(Key::List),
        Dimension::StartYear => text.parse().ok().map(Key::Year),
        Dimension::StartMonth | Dimension::CompletionMonth => text.parse().ok().map(Key::Month),
        Dimension::Start | Dimension::Completion => Punctuality::from_key(text).map(Key::Punctuality),
        Dimension::LibraryEntry => LibraryEntry::from_key(text).map(Key::LibraryEntry),
        _ => Some(Key::Word(text.into())),
    }
}

/// All signals, the worst first.
pub const SIGNALS: [Signal; 6] =
    [Signal::Red, Signal::Yellow, Signal::Exempted, Signal::Unknown, Signal::Green, Signal::NotApplicable];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> (Query, Vec<BadParameter>) {
        let pairs: Vec<(String, String)> = address
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Query::read(&pairs)
    }

    #[test]
    fn what_a_form_leaves_empty_says_nothing_and_a_blank_is_no_day() {
        let read = |name: &str, value: &str| Query::read(&[(name.to_owned(), value.to_owned())]).1.len();
        for (name, value, faults) in [
            ("as_of", "", 0),
            ("as_of", " ", 1),
            ("as_of", "\u{a0}", 1),
            ("page", "\t", 1),
            ("q", " ", 0),
            ("place", " ", 0),
            ("phase", " ", 1),
            ("phase", "", 0),
        ] {
            assert_eq!(read(name, value), faults, "{name}={value:?}");
        }
    }

    #[test]
    fn addresses_read_back_as_they_are_written() {
        for address in [
            "",
            "q=jn&phase=construction&phase=-&light=red&unit=x&sort=-gap,name&as_of=2024-06-30&page=3",
            "list=2024/city/A&start_year=2024&known_at=2024-06-30&per_page=10&column=period,gap",
        ] {
            let (query, bad) = read(address);
            assert_eq!(bad, []);
            let pairs = |text: &str| {
                let mut pairs: Vec<String> = text.split('&').map(str::to_owned).collect();
                pairs.sort();
                pairs
            };
            assert_eq!(pairs(&query.address()), pairs(address));
        }
    }

    #[test]
    fn what_is_not_understood_is_reported_and_left_out() {
        let (query, bad) = read(
            "as_of=2024-02-30&page=0&phase=flying&light=pink&sort=size&colour=red&q=x&per_page=1001&known_at=soon",
        );
        let named: Vec<(&str, &str)> = bad.iter().map(|bad| (&*bad.name, bad.fault)).collect();
        assert_eq!(
            named,
            [
                ("as_of", "date"),
                ("page", "page"),
                ("phase", "value"),
                ("light", "value"),
                ("sort", "sort"),
                ("colour", "unknown"),
                ("per_page", "per-page"),
                ("known_at", "moment"),
            ]
        );
        assert_eq!(query, Query { search: "x".into(), ..Query::default() });
    }

    #[test]
    fn letters_may_stand_as_they_are_and_nothing_else() {
        for (address, plain) in [
            ("/projects?place=%E5%8E%86%E4%B8%8B%E5%8C%BA&light=red", "/projects?place=历下区&light=red"),
            ("/places/%E5%8E%86%E4%B8%8B%E5%8C%BA%2F%22", "/places/历下区%2F%22"),
            ("back=%2Fplaces%2F%25E5%258E%2586", "back=%2Fplaces%2F%25E5%258E%2586"),
            ("q=%E2%80%AE", "q=%E2%80%AE"),
            ("q=%E5%8E", "q=%E5%8E"),
            ("q=%E5%8E%8", "q=%E5%8E%8"),
            ("q=%EF%BC%88x%E5%8C%BA", "q=%EF%BC%88x区"),
        ] {
            assert_eq!(with_letters(address), plain);
        }
    }

    #[test]
    fn values_are_encoded_for_addresses() {
        assert_eq!(encode("a&b=c d\"<历"), "a%26b%3Dc%20d%22%3C%E5%8E%86");
    }
}
