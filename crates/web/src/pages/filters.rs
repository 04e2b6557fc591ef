//! The filters that stand above a table or a chart of projects: words, choices, moments, and chips for what no choice can show.

use super::frame::with_query;
use crate::{
    board::Board,
    query::{Query, key_text},
    row::FACETS,
    select::Selection,
};
use qinghuo_domain::views::totals::{Dimension, Key};
use qinghuo_locale::Locale;

/// The filters of one address.
pub struct Filters {
    /// Where the form leads.
    pub action: &'static str,
    /// The search words.
    pub search: String,
    /// Words in the name of a unit.
    pub unit: String,
    /// The choices.
    pub selects: Vec<Select>,
    /// Filters no select shows.
    pub chips: Vec<Chip>,
    /// What else of the address the form keeps: the page's own parameters, the order, the moment.
    pub kept: Vec<(&'static str, String)>,
    /// The same page without filters; nothing where nothing is filtered.
    pub clear: Option<String>,
}

/// A dimension one may choose a value of.
pub struct Select {
    /// Its parameter.
    pub name: &'static str,
    /// Its label.
    pub label: String,
    /// The values.
    pub options: Vec<SelectOption>,
    /// Whether one is chosen.
    pub is_on: bool,
}

/// A value one may choose.
pub struct SelectOption {
    /// As an address writes it.
    pub value: String,
    /// In words.
    pub label: String,
    /// How many projects have it.
    pub count: usize,
    /// Whether it is chosen.
    pub is_on: bool,
}

/// A filter no select shows, with the link that takes it off.
pub struct Chip {
    /// Its parameter.
    pub name: &'static str,
    /// Its values, as an address writes them.
    pub values: Vec<String>,
    /// In words.
    pub label: String,
    /// The page without it.
    pub off: String,
}

impl Filters {
    /// Of a query on a board. `kept` are the page's own parameters beside it.
    pub fn of(
        locale: &Locale,
        board: &Board,
        query: &Query,
        action: &'static str,
        kept: Vec<(&'static str, String)>,
    ) -> Self {
        let own: Vec<String> =
            kept.iter().map(|(name, value)| format!("{name}={}", crate::query::encode(value))).collect();
        let own = own.join("&");
        let link = |address: String| {
            let joint = if address.is_empty() || own.is_empty() { "" } else { "&" };
            with_query(action, &format!("{address}{joint}{own}"))
        };
        Self {
            action,
            search: query.search.clone(),
            unit: query.unit.clone(),
            selects: selects(locale, board, query),
            chips: chips(locale, query, &link),
            clear: query.narrows().then(|| link(query.unfiltered().address())),
            kept: kept.into_iter().chain(order(query)).chain(query.moment_pairs()).collect(),
        }
    }
}

/// The order and the columns, as a form keeps them.
fn order(query: &Query) -> impl Iterator<Item = (&'static str, String)> {
    let told = [("sort", query.sort_text()), ("column", query.columns_text())];
    told.into_iter().filter(|(_, value)| !value.is_empty())
}

/// A value of a dimension in words.
pub fn key_words(locale: &Locale, key: &Key) -> String {
    locale.key(key)
}

/// A dimension in words.
pub fn dimension_words(locale: &Locale, dimension: Dimension) -> String {
    locale.named("page-dimension", dimension.key())
}

/// What one may choose of each dimension the table offers.
pub fn selects(locale: &Locale, board: &Board, query: &Query) -> Vec<Select> {
    let facets = board.facets();
    let select = |dimension| {
        let chosen = query.filters.get(&dimension).map(Vec::as_slice).unwrap_or_default();
        let facet = facets.get(&dimension).map(Vec::as_slice).unwrap_or_default();
        // Counted are the projects the rest of the filters leave: so many there will be.
        let rest = query.without(dimension);
        let left = rest.narrows().then(|| Selection::of(board, &rest));
        let count = |(key, all): &(Key, usize)| left.as_ref().map_or(*all, |left| left.count(dimension, key));
        // What is chosen stays on show even where no project has it.
        let absent =
            chosen.iter().filter(|key| !facet.iter().any(|(known, _)| known == *key)).map(|key| (key, 0));
        let options = facet.iter().map(|each| (&each.0, count(each)));
        let options = options.filter(|(key, count)| *count > 0 || chosen.contains(key)).chain(absent);
        let option = |(key, count): (&Key, usize)| SelectOption {
            value: key_text(key),
            label: key_words(locale, key),
            count,
            is_on: chosen.contains(key),
        };
        Select {
            name: dimension.key(),
            label: dimension_words(locale, dimension),
            options: options.map(option).collect(),
            is_on: !chosen.is_empty(),
        }
    };
    let is_choice = |dimension: &Dimension| facets.get(dimension).is_some_and(|facet| facet.len() > 1);
    let is_single =
        |dimension: &Dimension| query.filters.get(dimension).is_none_or(|chosen| chosen.len() < 2);
    // One kind only is no choice.
    FACETS
        .into_iter()
        .filter(|dimension| board.told.all_of(dimension.topic()))
        .filter(is_single)
        .filter(|dimension| query.filters.contains_key(dimension) || is_choice(dimension))
        .map(select)
        .collect()
}

/// Filters that no select can show: on other dimensions, or on several values at once.
fn chips(locale: &Locale, query: &Query, link: &impl Fn(String) -> String) -> Vec<Chip> {
    let beyond = |(dimension, keys): &(&Dimension, &Vec<Key>)| keys.len() > 1 || !FACETS.contains(dimension);
    let chip = |(dimension, keys): (&Dimension, &Vec<Key>)| {
        let words: Vec<String> = keys.iter().map(|key| key_words(locale, key)).collect();
        let values = words.join(&locale.text("value-join"));
        let arguments = [("dimension", dimension_words(locale, *dimension)), ("values", values)];
        Chip {
            name: dimension.key(),
            values: keys.iter().map(key_text).collect(),
            label: locale.text_with("page-chip", &arguments),
            off: link(query.without(*dimension).address()),
        }
    };
    query.filters.iter().filter(beyond).map(chip).collect()
}
