//! The words of `vocabulary.tsv`: input vocabulary lives in data, not in code.

use std::sync::LazyLock;

macro_rules! vocabulary {
    ($($name:ident),* $(,)?) => {
        /// Every list of the vocabulary, each word as [`crate::normal::key`] leaves it.
        pub(crate) struct Words { $(pub(crate) $name: Vec<&'static str>,)* }

        /// The vocabulary.
        pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| Words { $($name: list(stringify!($name)),)* });

        #[cfg(test)]
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

vocabulary! {
    total, subtotal, total_bare, note, unit_note, compiled_by, overview, secret, synthetic,
    unit_hundred_million, unit_ten_thousand, unit_yuan, foreign_currency,
    nothing, ongoing, duration_years, duration_months, duration_days,
    first_half, second_half, first_quarters, quarter_1, quarter_2, quarter_3, quarter_4, whole_year, year_end, year_begin,
    not_a_place, zone_suffix, district_suffix, not_a_zone, department_suffix, city_prefix,
    nature_reserve, nature_preliminary, nature_standby, nature_new_start, nature_continuing, nature_closing_out, nature_completing,
    nature_start_and_complete, marks, ranges, sources, statistics_title, enumeration_title, count_words, count_labels,
    yes, approximately, upto, month_word, year_word, unit_label, this_year, cumulative, of_which, part_words, together, project_words, no, rest, since_start, year_tail, month_tail, end_of, day_word, ordinal, other_units, chinese_digits, image, is_word, and_word,
    or_so, odd, begins, ends, onwards, ticks, stems, page_words, page_word, any_money, rest_words, whole_area, counting, odd_units, currency_words, plan_words, ratio_tail, growth_tail, expected, child_month, child_year, city_suffix,
}

const TABLE: &str = include_str!("vocabulary.tsv");

fn list(key: &str) -> Vec<&'static str> {
    TABLE
        .lines()
        .filter(|line| !line.starts_with("# "))
        .filter_map(|line| line.split_once('\t'))
        .filter(|(name, _)| *name == key)
        .flat_map(|(_, words)| words.split(' '))
        .collect()
}

/// Whether the text is one of the words.
pub(crate) fn is_one_of(text: &str, words: &[&str]) -> bool {
    words.contains(&text)
}

/// Whether the text contains one of the words.
pub(crate) fn has_one_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// The rest of the text behind the longest of the words it begins with.
pub(crate) fn after_one_of<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().filter_map(|word| text.strip_prefix(word)).min_by_key(|rest| rest.len())
}

/// The text before the longest of the words it ends with.
pub(crate) fn before_one_of<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().filter_map(|word| text.strip_suffix(word)).min_by_key(|rest| rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_in_the_file_and_every_line_is_a_list() {
        for name in NAMES {
            assert!(!list(name).is_empty(), "{name} has no words");
        }
        for (name, _) in
            TABLE.lines().filter(|line| !line.starts_with("# ")).filter_map(|line| line.split_once('\t'))
        {
            assert!(NAMES.contains(&name), "{name} is not used");
        }
    }

    #[test]
    fn the_longest_word_counts() {
        assert_eq!(after_one_of("aab", &["a", "aa"]), Some("b"));
        assert_eq!(before_one_of("baa", &["a", "aa"]), Some("b"));
        assert_eq!(after_one_of("b", &["a"]), None);
    }
}
