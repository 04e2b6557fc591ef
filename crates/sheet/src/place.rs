//! Places: from a column or a group to a district or a functional zone. The dictionary decides first; without it the name's ending does.

use crate::{
    normal::{key, line},
    words::{WORDS, after_one_of, has_one_of},
};
use qinghuo_domain::{attribute::Text, rules::Place};
use std::collections::HashMap;

/// Where a project lies, as far as a text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Located {
    /// In a district.
    District(Text),
    /// In a functional zone.
    Zone(Text),
}

impl Located {
    /// The name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::District(name) | Self::Zone(name) => name,
        }
    }
}

/// The dictionary, by normalised names.
pub(crate) struct Places<'a> {
    by_name: HashMap<String, &'a Place>,
    /// Names, longest first, for the beginning of an address.
    names: Vec<(String, &'a Place)>,
}

impl<'a> Places<'a> {
    pub(crate) fn new(places: &'a [Place]) -> Self {
        let mut names: Vec<(String, &Place)> = places
            .iter()
            .flat_map(|place| {
                std::iter::once(&place.name)
                    .chain(&place.also)
                    .map(move |name| (bare(&key(name)).to_owned(), place))
            })
            .filter(|(name, _)| !name.is_empty())
            .collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        Self { by_name: names.iter().cloned().collect(), names }
    }

    /// The place a short text names as a whole: a cell of the district column, or a group's label.
    pub(crate) fn named(&self, text: &str) -> Option<Located> {
        let normal = key(text);
        if normal.is_empty() || after_one_of(&normal, &WORDS.not_a_place).is_some() {
            return None;
        }
        if let Some(place) = self.by_name.get(bare(&normal)) {
            return Some(locate(place));
        }
        let length = normal.chars().count();
        let ends =
            |words: &[&str]| words.iter().any(|word| normal.ends_with(word) && normal.len() > word.len());
        let is_zone = WORDS.zone_suffix.iter().any(|word| normal.ends_with(word));
        if length > 16
            || ends(&WORDS.not_a_zone)
            || has_one_of(&normal, WORDS.project_words.get(..1).unwrap_or_default())
            || normal.contains(['\u{3001}', ',', '(', ';'])
        {
            None
        } else if is_zone {
            Some(Located::Zone(line(text).into()))
        } else if length <= 9 && ends(&WORDS.district_suffix) {
            Some(Located::District(line(text).into()))
        } else {
            None
        }
    }

    /// The place at the beginning of an address, by the dictionary alone: endings mislead inside words.
    pub(crate) fn in_address(&self, text: &str) -> Option<Located> {
        let normal = key(text);
        let normal = bare(&normal);
        self.names
            .iter()
            .find(|(name, _)| name.chars().count() >= 3 && normal.starts_with(name.as_str()))
            .map(|(_, place)| locate(place))
    }
}

fn locate(place: &Place) -> Located {
    if place.zone { Located::Zone(place.name.clone()) } else { Located::District(place.name.clone()) }
}

/// The name without the city's before it.
fn bare(key: &str) -> &str {
    after_one_of(key, &WORDS.city_prefix).filter(|rest| rest.chars().count() >= 2).unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_placed_by_their_endings_without_a_dictionary() {
        let places = Places::new(&[]);
        let table = [
            ("济南高新区", Some(Located::Zone("济南高新区".into()))),
            ("起步区", Some(Located::Zone("起步区".into()))),
            ("济南国际医学中心", Some(Located::Zone("济南国际医学中心".into()))),
            ("济阳区", Some(Located::District("济阳区".into()))),
            ("市中区", Some(Located::District("市中区".into()))),
            ("平阴县", Some(Located::District("平阴县".into()))),
            ("南宁市", Some(Located::District("南宁市".into()))),
            ("市直及其他", None),
            ("市级", None),
            ("交通", None),
            ("幸福小区", None),
            ("历下区、市中区", None),
        ];
        for (text, want) in table {
            assert_eq!(places.named(text), want, "{text}");
        }
    }

    #[test]
    fn the_dictionary_decides_first() {
        let dictionary = [
            Place {
                name: "济南高新技术产业开发区".into(), also: vec!["高新区".into()], zone: true
            },
            Place { name: "历下区".into(), also: vec!["历下".into()], zone: false },
        ];
        let places = Places::new(&dictionary);
        assert_eq!(places.named("济南高新区"), Some(Located::Zone("济南高新技术产业开发区".into())));
        assert_eq!(places.named("历下"), Some(Located::District("历下区".into())));
        assert_eq!(places.in_address("济南市历下区经十路1号"), Some(Located::District("历下区".into())));
        assert_eq!(places.in_address("经十路历下区"), None);
    }
}
