//! A header or title taken apart: the year and months it speaks of, the unit it gives, and the words that remain.
//!
//! `2024年计划投资(万元)` is year 2024, unit 万元 and the words 计划投资; `其中:6月完成` is month 6 and the word 完成.

use crate::words::{WORDS, after_one_of, before_one_of, has_one_of};
use qinghuo_domain::money::MoneyUnit;

/// The unit a text gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Money.
    Money(MoneyUnit),
    /// Money of another country, which is not converted.
    Foreign,
    /// Money in a unit that amounts are not read in, such as 千元.
    Odd,
    /// Percent.
    Percent,
    /// Some other unit, in brackets, such as persons.
    Other,
}

/// A text taken apart. All parts are normalised as by [`crate::normal::key`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Caption {
    /// The words that remain, what stood in brackets left out.
    pub(crate) words: String,
    /// The words that remain, with what stood in brackets.
    pub(crate) all_words: String,
    /// The first year named.
    pub(crate) year: Option<i16>,
    /// Another year named later, not as the end of a range: `2023年完成情况及2024年计划`.
    pub(crate) other_year: Option<i16>,
    /// The months named, first and last; one month twice.
    pub(crate) months: Option<(i8, i8)>,
    /// Whether the months reach from the year's beginning though only the last is named (截至6月底).
    pub(crate) up_to: bool,
    /// Whether it counts from the start of building (自开工) or up to a year before.
    pub(crate) since_start: bool,
    /// The unit given.
    pub(crate) unit: Option<Unit>,
}

impl Caption {
    /// Takes a text apart that was normalised before.
    pub(crate) fn read(key: &str) -> Self {
        let mut caption = Self { since_start: has_one_of(key, &WORDS.since_start), ..Self::default() };
        let key = WORDS.of_which.iter().fold(key.to_owned(), |key, word| key.replace(word, ""));
        let (outside, inside) = caption.take_brackets(&key);
        caption.words = caption.take_times(&outside);
        if caption.unit.is_none() {
            caption.take_bare_unit();
        }
        let with_brackets = if inside.is_empty() { outside } else { inside };
        caption.all_words = caption.take_times(&with_brackets);
        caption
    }

    /// The last month named, where the months begin with January or only their end is named.
    pub(crate) fn cumulative_month(&self) -> Option<i8> {
        self.months
            .filter(|(first, last)| *first == 1 && *last > 1 || self.up_to || (*first, *last) == (1, 1))
            .map(|(_, last)| last)
    }

    /// Removes brackets that hold a unit; answers the text without any brackets, and with the contents of the others.
    fn take_brackets(&mut self, key: &str) -> (String, String) {
        let mut outside = String::new();
        let mut all = String::new();
        let mut rest = key;
        while let Some(open) = rest.find(['(', '[', '\u{3010}', '\u{3014}']) {
            let (before, from) = rest.split_at(open);
            outside.push_str(before);
            all.push_str(before);
            let mut inner = from.chars();
            inner.next();
            let inner = inner.as_str();
            let close = inner.find([')', ']', '\u{3011}', '\u{3015}']);
            let (content, after) = match close {
                Some(close) => {
                    let (content, after) = inner.split_at(close);
                    let mut after = after.chars();
                    after.next();
                    (content, after.as_str())
                }
                None => (inner, ""),
            };
            match unit_of(content) {
                Some(unit) => self.unit = self.unit.or(Some(unit)),
                None => all.push_str(content),
            }
            rest = after;
        }
        outside.push_str(rest);
        all.push_str(rest);
        (outside, all)
    }

    /// `总投资:万元` and `总投资万元` without brackets; 元 alone would be read into 单元, and 亿 into 亿元以上.
    fn take_bare_unit(&mut self) {
        if before_one_of(&self.words, &WORDS.odd_units).is_some() {
            self.unit = Some(Unit::Odd);
            return;
        }
        for (names, unit) in [
            (&WORDS.unit_hundred_million, MoneyUnit::HundredMillion),
            (&WORDS.unit_ten_thousand, MoneyUnit::TenThousand),
        ] {
            let name = names.first().copied().unwrap_or_default();
            if let Some(words) = self.words.strip_suffix(name) {
                let words = words.trim_end_matches([':', ',', '/', '-']);
                self.words = before_one_of(words, &WORDS.unit_label)
                    .unwrap_or(words)
                    .trim_end_matches([':', ',', '/', '-'])
                    .to_owned();
                self.unit = Some(Unit::Money(unit));
                return;
            }
        }
        if self.words.ends_with('%') {
            self.unit = Some(Unit::Percent);
        }
    }

    fn take_times(&mut self, text: &str) -> String {
        let mut words = self.take_year(text);
        let spans = [
            (&WORDS.first_quarters, (1, 9)),
            (&WORDS.first_half, (1, 6)),
            (&WORDS.second_half, (7, 12)),
            (&WORDS.quarter_1, (1, 3)),
            (&WORDS.quarter_2, (4, 6)),
            (&WORDS.quarter_3, (7, 9)),
            (&WORDS.quarter_4, (10, 12)),
            (&WORDS.whole_year, (1, 12)),
        ];
        for (names, months) in spans {
            if let Some(name) =
                names.iter().filter(|name| words.contains(**name)).max_by_key(|name| name.len())
            {
                self.months = self.months.or(Some(months));
                words = words.replacen(name, "", 1);
                break;
            }
        }
        self.take_months(&words)
    }

    fn take_year(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
            let (before, from) = rest.split_at(at);
            let digits = from.len() - from.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, after) = from.split_at(digits);
            out.push_str(before);
            let year_follows = after_one_of(after, &WORDS.year_word);
            let year = match (digits, number.parse::<i16>()) {
                (4, Ok(year)) if (1990..=2100).contains(&year) => Some(year),
                (2, Ok(year)) if (15..=60).contains(&year) && year_follows.is_some() => Some(2000 + year),
                _ => None,
            };
            match year {
                Some(year) => {
                    match self.year {
                        Some(first) if first != year && after_one_of(before, &WORDS.ranges) != Some("") => {
                            self.other_year = Some(year);
                        }
                        _ => self.year = self.year.or(Some(year)),
                    }
                    rest = year_follows.unwrap_or(after);
                    rest = after_one_of(rest, &WORDS.year_tail).unwrap_or(rest);
                }
                None => {
                    out.push_str(number);
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    }

    fn take_months(&mut self, text: &str) -> String {
        // 月报(11月): the first 月 with a number before it.
        let word = WORDS.month_word.first().copied().unwrap_or_default();
        let numbered = |at: &usize| text.get(..*at).is_some_and(|before| trailing_number(before).is_some());
        let Some(at) = text.match_indices(word).map(|(at, _)| at).find(numbered) else {
            return self.strip_up_to(text);
        };
        let (before, after) = text.split_at(at);
        let mut after = after.chars();
        after.next();
        let after = after.as_str();
        let Some((last, head)) = trailing_number(before) else { return text.to_owned() };
        let joint = before_one_of(head, &WORDS.ranges)
            .map(|head| before_one_of(head, &WORDS.month_word).unwrap_or(head));
        let (first, head) = match joint.and_then(trailing_number) {
            Some((first, head)) if first <= last => (Some(first), head),
            _ => (None, head),
        };
        let tail = after_one_of(after, &WORDS.month_tail).unwrap_or(after);
        let tail = after_one_of(tail, &WORDS.end_of).unwrap_or(tail);
        let up_to_head = before_one_of(head, &WORDS.upto);
        if self.months.is_none() {
            self.up_to =
                first.is_none() && (up_to_head.is_some() || after_one_of(after, &WORDS.end_of).is_some());
            self.months = Some((first.unwrap_or(last), last));
        }
        format!("{}{}", up_to_head.unwrap_or(head), tail)
    }

    fn strip_up_to(&self, text: &str) -> String {
        // 截至2023年底: what remains of it says nothing once the year is known.
        match (self.year, after_one_of(text, &WORDS.upto)) {
            (Some(_), Some(rest)) => after_one_of(rest, &WORDS.end_of).unwrap_or(rest).to_owned(),
            _ => text.to_owned(),
        }
    }
}

/// The unit a bracket or note names; nothing where it says something else too.
pub(crate) fn unit_of(text: &str) -> Option<Unit> {
    let text = after_one_of(text, &WORDS.unit_label).unwrap_or(text).trim_start_matches(':');
    if has_one_of(text, &WORDS.foreign_currency) {
        return Some(Unit::Foreign);
    }
    if text == "%" {
        return Some(Unit::Percent);
    }
    if is_odd(text) {
        return Some(Unit::Odd);
    }
    money_unit(text).map(Unit::Money).or_else(|| {
        let short = text.chars().count() <= 2
            && !text.is_empty()
            && WORDS.count_words.iter().any(|word| text.starts_with(word));
        (short || WORDS.other_units.contains(&text)).then_some(Unit::Other)
    })
}

/// Whether a word is a money unit that amounts are not read in.
pub(crate) fn is_odd(text: &str) -> bool {
    WORDS.odd_units.contains(&after_one_of(text, &WORDS.currency_words).unwrap_or(text))
}

/// The money unit that is exactly this word.
pub(crate) fn money_unit(text: &str) -> Option<MoneyUnit> {
    [
        (&WORDS.unit_hundred_million, MoneyUnit::HundredMillion),
        (&WORDS.unit_ten_thousand, MoneyUnit::TenThousand),
        (&WORDS.unit_yuan, MoneyUnit::Yuan),
    ]
    .into_iter()
    .find(|(names, _)| names.contains(&text))
    .map(|(_, unit)| unit)
}

/// A number from 1 to 12 at the end of a text, in either writing, and what stands before it.
fn trailing_number(text: &str) -> Option<(i8, &str)> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = text.get(digits.len()..).unwrap_or_default();
    if !number.is_empty() {
        return number.parse().ok().filter(|month| (1..=12).contains(month)).map(|month| (month, digits));
    }
    let head = text.trim_end_matches(|c| chinese_digit(c).is_some());
    let month = chinese_number(text.get(head.len()..)?)?;
    i8::try_from(month).ok().filter(|month| (1..=12).contains(month)).map(|month| (month, head))
}

fn chinese_digit(c: char) -> Option<u32> {
    let at = WORDS.chinese_digits.iter().position(|digit| digit.chars().eq([c]))?;
    u32::try_from(at).ok().map(|at| at + 1)
}

/// Whether this is one of the digits of [`chinese_number`].
pub(crate) fn is_chinese_digit(c: char) -> bool {
    chinese_digit(c).is_some()
}

/// The number from 1 to 99 that these Chinese digits write.
pub(crate) fn chinese_number(text: &str) -> Option<u32> {
    let digits: Vec<u32> = text.chars().map(chinese_digit).collect::<Option<_>>()?;
    match digits.as_slice() {
        [one] => Some(*one),
        [10, one @ 1..=9] => Some(10 + one),
        [tens @ 1..=9, 10] => Some(tens * 10),
        [tens @ 1..=9, 10, one @ 1..=9] => Some(tens * 10 + one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normal::key;

    #[test]
    fn headers_and_titles_come_apart() {
        let table = [
            ("2024年计划投资\n(万元)", "计划投资", Some(2024), None, "万元"),
            ("1-6月完成投资(万元)", "完成投资", None, Some((1, 6)), "万元"),
            ("其中：6月\n完成(万元)", "完成", None, Some((6, 6)), "万元"),
            ("总投资（亿元）", "总投资", None, None, "亿元"),
            ("总投资：万元", "总投资", None, None, "万元"),
            ("2022年前期工作或工程\n形象进度目标", "前期工作或工程形象进度目标", Some(2022), None, ""),
            ("截至6月底累计完成投资", "累计完成投资", None, Some((6, 6)), ""),
            ("截至2023年底累计完成投资", "累计完成投资", Some(2023), None, ""),
            ("一至六月完成投资", "完成投资", None, Some((1, 6)), ""),
            ("2024年上半年完成投资", "完成投资", Some(2024), Some((1, 6)), ""),
            ("一季度形象进度", "形象进度", None, Some((1, 3)), ""),
            ("前三季度完成投资", "完成投资", None, Some((1, 9)), ""),
            ("项目（法人）单位", "项目单位", None, None, ""),
            ("完成率(%)", "完成率", None, None, "%"),
            ("合同外资（万美元）", "合同外资", None, None, "$"),
            ("总投资（百万元）", "总投资", None, None, "?"),
            ("总投资千元", "总投资千元", None, None, "?"),
            ("2024年月报(11月)", "月报", Some(2024), Some((11, 11)), ""),
            ("24年计划投资", "计划投资", Some(2024), None, ""),
            ("桂林市2022年重大（前期）项目投资计划", "桂林市重大项目投资计划", Some(2022), None, ""),
        ];
        for (text, words, year, months, unit) in table {
            let caption = Caption::read(&key(text));
            let said = match caption.unit {
                Some(Unit::Money(MoneyUnit::HundredMillion)) => "亿元",
                Some(Unit::Money(MoneyUnit::TenThousand)) => "万元",
                Some(Unit::Money(MoneyUnit::Yuan)) => "元",
                Some(Unit::Foreign) => "$",
                Some(Unit::Percent) => "%",
                Some(Unit::Other | Unit::Odd) => "?",
                None => "",
            };
            assert_eq!(
                (caption.words.as_str(), caption.year, caption.months, said),
                (words, year, months, unit),
                "{text:?}"
            );
        }
        assert_eq!(Caption::read(&key("项目（法人）单位")).all_words, "项目法人单位");
        assert_eq!(Caption::read(&key("截至6月底累计完成")).cumulative_month(), Some(6));
        assert_eq!(Caption::read(&key("6月完成")).cumulative_month(), None);
    }

    #[test]
    fn chinese_numbers_are_read() {
        for (text, want) in [
            ("一", Some(1)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("二十", Some(20)),
            ("三十五", Some(35)),
            ("百", None),
            ("", None),
        ] {
            assert_eq!(chinese_number(text), want, "{text}");
        }
    }
}
