//! The label of a group, subtotal or project: its numbering, the count it declares, the marks it carries, and what is left.

use crate::{
    caption::{chinese_number, is_chinese_digit},
    normal::{key, line},
    words::{WORDS, after_one_of, before_one_of},
};
use qinghuo_domain::{attribute::Text, phase::Nature};
use serde::{Deserialize, Serialize};

/// How a label is numbered. The order is the usual order of levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Numbering {
    /// 第一部分
    Part,
    /// Ⅰ、
    Roman,
    /// A、
    Letter,
    /// 一、
    Chinese,
    /// （一）
    ChineseInBrackets,
    /// 1、
    Digits,
    /// (1)
    DigitsInBrackets,
    /// ①
    Circled,
    /// ——
    Dash,
}

/// A label taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) numbering: Option<Numbering>,
    /// What it says, without numbering, count and brackets around the count.
    pub(crate) core: String,
    pub(crate) count: Option<u32>,
}

impl Label {
    /// Takes a label apart.
    pub(crate) fn read(text: &str) -> Self {
        let text = line(text);
        let (numbering, rest) = numbering(&text);
        let (core, count) = count(rest);
        let core = core.trim_end_matches([':', '\u{FF1A}', '\u{3001}', ',', '\u{FF0C}']).trim();
        Self { numbering, core: core.to_owned(), count }
    }
}

const AFTER_NUMBER: [char; 8] = ['\u{3001}', '.', '\u{FF0E}', ',', '\u{FF0C}', ':', '\u{FF1A}', ' '];

/// The numbering at the beginning of a text, and the text behind it.
pub(crate) fn numbering(text: &str) -> (Option<Numbering>, &str) {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return (None, text) };
    let none = (None, text);
    let digits = |c: char| c.is_ascii_digit() || ('\u{FF10}'..='\u{FF19}').contains(&c);
    match first {
        c if WORDS.ordinal.iter().any(|word| word.chars().eq([c])) => {
            let rest = chars.as_str();
            let number = rest
                .chars()
                .take_while(|c| is_chinese_digit(*c) || digits(*c))
                .map(char::len_utf8)
                .sum::<usize>();
            let behind = rest.get(number..).unwrap_or_default();
            match WORDS.part_words.iter().find_map(|word| behind.strip_prefix(word)).filter(|_| number > 0) {
                Some(rest) => (Some(Numbering::Part), rest.trim_start_matches(AFTER_NUMBER)),
                None => none,
            }
        }
        '\u{2014}' | '\u{2015}' | '\u{2500}' | '-' | '\u{FF0D}' | '\u{2013}' => {
            let rest = text
                .trim_start_matches(['\u{2014}', '\u{2015}', '\u{2500}', '-', '\u{FF0D}', '\u{2013}', ' ']);
            if rest.is_empty() || rest.starts_with(digits) { none } else { (Some(Numbering::Dash), rest) }
        }
        '\u{2460}'..='\u{2473}' => {
            (Some(Numbering::Circled), chars.as_str().trim_start_matches(AFTER_NUMBER))
        }
        '\u{2160}'..='\u{216B}' => (Some(Numbering::Roman), chars.as_str().trim_start_matches(AFTER_NUMBER)),
        '\u{3220}'..='\u{3229}' => {
            (Some(Numbering::ChineseInBrackets), chars.as_str().trim_start_matches(AFTER_NUMBER))
        }
        '\u{2474}'..='\u{2487}' => {
            (Some(Numbering::DigitsInBrackets), chars.as_str().trim_start_matches(AFTER_NUMBER))
        }
        '(' | '\u{FF08}' => {
            let inner = chars.as_str();
            let Some(close) = inner.find([')', '\u{FF09}']) else { return none };
            let (number, behind) = inner.split_at(close);
            let behind = behind.trim_start_matches([')', '\u{FF09}']).trim_start_matches(AFTER_NUMBER);
            let number = key(number);
            if chinese_number(&number).is_some() {
                (Some(Numbering::ChineseInBrackets), behind)
            } else if !number.is_empty() && number.len() <= 3 && number.chars().all(digits) {
                (Some(Numbering::DigitsInBrackets), behind)
            } else {
                none
            }
        }
        c if is_chinese_digit(c) => {
            let number = text.chars().take_while(|c| is_chinese_digit(*c)).map(char::len_utf8).sum::<usize>();
            let (number, behind) = text.split_at(number);
            let marked = behind.starts_with(AFTER_NUMBER) || behind.is_empty();
            if marked && chinese_number(number).is_some() {
                (Some(Numbering::Chinese), behind.trim_start_matches(AFTER_NUMBER))
            } else {
                none
            }
        }
        c if digits(c) => {
            let behind = text.trim_start_matches(digits);
            let length = text.len() - behind.len();
            let mut after = behind.chars();
            let marked = matches!(after.next(), Some('\u{3001}' | '.' | '\u{FF0E}' | ')' | '\u{FF09}'))
                && !after.as_str().starts_with(digits);
            if marked && length <= 3 && !after.as_str().is_empty() {
                (Some(Numbering::Digits), after.as_str().trim_start_matches(AFTER_NUMBER))
            } else {
                none
            }
        }
        c if c.is_ascii_uppercase() => {
            let rest = chars.as_str();
            match rest.strip_prefix(['\u{3001}', '.', '\u{FF0E}']) {
                Some(behind) if !behind.is_empty() => {
                    let roman = matches!(c, 'I' | 'V' | 'X');
                    (Some(if roman { Numbering::Roman } else { Numbering::Letter }), behind.trim_start())
                }
                _ => none,
            }
        }
        _ => none,
    }
}

/// A count at the end: `（共6项）`, `(10)`, `26个`, `（19个，总投资30亿元）`; and the text without it.
fn count(text: &str) -> (&str, Option<u32>) {
    let text = text.trim();
    let closed = text.strip_suffix([')', '\u{FF09}']);
    if let Some(inner) = closed
        && let Some(open) = inner.rfind(['(', '\u{FF08}'])
    {
        let (core, content) = inner.split_at(open);
        let content = content.trim_start_matches(['(', '\u{FF08}']);
        let first = key(content);
        let first = first.split([',', ';', '\u{3002}', '\u{3001}']).next().unwrap_or_default();
        if let Some(number) = counted(first, true) {
            return (core, Some(number));
        }
        return (text, None);
    }
    // Without brackets only with a word for what is counted.
    let normal = key(text);
    if let Some(before) = before_one_of(&normal, &WORDS.count_words) {
        let head = before.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = before.get(head.len()..).unwrap_or_default();
        if let Ok(number) = digits.parse()
            && !head.is_empty()
            && let Some(at) =
                text.find(|c: char| c.is_ascii_digit() || ('\u{FF10}'..='\u{FF19}').contains(&c))
            && key(text.get(..at).unwrap_or_default()) == head
        {
            let core = text.get(..at).unwrap_or_default().trim_end();
            // 总计3项 and 工业项目合计2项 remain sums.
            let sums = before_one_of(core, &WORDS.total).is_some();
            let core = if sums { core } else { before_one_of(core, &WORDS.counting).unwrap_or(core) };
            return (core.trim_end_matches(['\u{FF0C}', ',', '\u{FF1A}', ':']), Some(number));
        }
    }
    (text, None)
}

/// `共6项`, `597个`, `10`: a count and nothing else.
fn counted(text: &str, bare: bool) -> Option<u32> {
    let text = after_one_of(text, &WORDS.together).unwrap_or(text).trim_start_matches(':');
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = text.get(..text.len() - digits.len())?;
    let known = digits.is_empty() && bare && number.len() < 5 || WORDS.count_words.contains(&digits);
    known.then(|| number.parse().ok())?
}

/// Takes marks such as ★ from either end of a name.
pub(crate) fn take_marks(name: &str) -> (String, Vec<Text>) {
    let mut marks: Vec<Text> = Vec::new();
    let mut rest = name.trim();
    let mark = |c: char| WORDS.marks.iter().any(|mark| mark.chars().eq([c]));
    while let Some(c) = rest.chars().next().filter(|c| mark(*c)) {
        push(&mut marks, c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default().trim_start();
    }
    while let Some(c) = rest.chars().next_back().filter(|c| mark(*c)) {
        push(&mut marks, c);
        rest = rest.get(..rest.len() - c.len_utf8()).unwrap_or_default().trim_end();
    }
    (rest.to_owned(), marks)
}

fn push(marks: &mut Vec<Text>, mark: char) {
    let mark: Text = mark.to_string().into();
    if !marks.contains(&mark) {
        marks.push(mark);
    }
}

/// How a group gathers its projects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// By class of project.
    Class,
    /// By nature of construction.
    Nature,
    /// By district or functional zone.
    Place,
    /// By responsible department.
    Department,
    /// By something else, such as 市直及其他.
    Other,
}

/// The words for each nature.
fn nature_words() -> impl Iterator<Item = (&'static str, Nature)> {
    let lists = [
        (&WORDS.nature_start_and_complete, Nature::NewStart),
        (&WORDS.nature_completing, Nature::Completing),
        (&WORDS.nature_new_start, Nature::NewStart),
        (&WORDS.nature_continuing, Nature::Continuing),
        (&WORDS.nature_closing_out, Nature::ClosingOut),
        (&WORDS.nature_standby, Nature::Standby),
        (&WORDS.nature_preliminary, Nature::Preliminary),
        (&WORDS.nature_reserve, Nature::Reserve),
    ];
    lists.into_iter().flat_map(|(words, nature)| words.iter().map(move |word| (*word, nature)))
}

/// The nature a word names.
pub(crate) fn nature(text: &str) -> Option<Nature> {
    let key = key(text);
    nature_words()
        .filter(|(word, _)| key.contains(word))
        .max_by_key(|(word, _)| word.len())
        .map(|(_, nature)| nature)
}

/// Every word for a nature that stands in a text, those within longer ones of them left out.
pub(crate) fn natures_in(text: &str) -> Vec<(&'static str, Nature)> {
    let mut rest = text.to_owned();
    let mut words: Vec<(&'static str, Nature)> = nature_words().collect();
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    let mut found = Vec::new();
    for (word, nature) in words {
        if rest.contains(word) {
            rest = rest.replace(word, " ");
            found.push((word, nature));
        }
    }
    found
}

/// The nature a group's label names: the label must be hardly more than the word.
pub(crate) fn group_nature(core: &str) -> Option<Nature> {
    let key = key(core);
    let bare = before_one_of(&key, &WORDS.project_words).unwrap_or(&key);
    let bare = WORDS.this_year.iter().find_map(|word| bare.strip_prefix(word)).unwrap_or(bare);
    let found = nature(bare)?;
    (bare.chars().count() <= 6).then_some(found)
}

/// Whether a group's label names a department.
pub(crate) fn is_department(core: &str) -> bool {
    let key = key(core);
    key.chars().count() <= 20
        && before_one_of(&key, &WORDS.department_suffix).is_some_and(|before| !before.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_come_apart() {
        use Numbering::*;
        let table: &[(&str, Option<Numbering>, &str, Option<u32>)] = &[
            ("一、济南高新区(共6项)", Some(Chinese), "济南高新区", Some(6)),
            ("（一）交通", Some(ChineseInBrackets), "交通", None),
            ("——铁路", Some(Dash), "铁路", None),
            ("十二、其他（10）", Some(Chinese), "其他", Some(10)),
            ("(1)风电", Some(DigitsInBrackets), "风电", None),
            ("①光伏", Some(Circled), "光伏", None),
            ("Ⅰ、产业项目", Some(Roman), "产业项目", None),
            ("第一部分 续建项目", Some(Part), "续建项目", None),
            ("续建项目（597个）", None, "续建项目", Some(597)),
            ("新开工项目26个", None, "新开工项目", Some(26)),
            ("工业项目共2项", None, "工业项目", Some(2)),
            ("全县重点项目总计3项", None, "全县重点项目总计", Some(3)),
            ("历下区（共19个，总投资30亿元）", None, "历下区", Some(19)),
            ("1、高端装备", Some(Digits), "高端装备", None),
            ("3.5万吨轮胎项目", None, "3.5万吨轮胎项目", None),
            ("110kV线路工程", None, "110kV线路工程", None),
            ("世界透明质酸谷项目一期启动区(首开地块)", None, "世界透明质酸谷项目一期启动区(首开地块)", None),
            ("一期工程", None, "一期工程", None),
            ("三一重工项目", None, "三一重工项目", None),
            ("S301永安关至龙胜线（江底乡绕城线）", None, "S301永安关至龙胜线（江底乡绕城线）", None),
            ("城市更新项目（二期）", None, "城市更新项目（二期）", None),
        ];
        for (text, numbering, core, count) in table {
            let want = Label { numbering: *numbering, core: (*core).into(), count: *count };
            assert_eq!(Label::read(text), want, "{text}");
        }
    }

    #[test]
    fn marks_are_taken_from_names() {
        assert_eq!(take_marks("★▲浪潮产业园"), ("浪潮产业园".into(), vec!["★".into(), "▲".into()]));
        assert_eq!(take_marks("浪潮产业园※"), ("浪潮产业园".into(), vec!["※".into()]));
        assert_eq!(take_marks("1#楼改造"), ("1#楼改造".into(), vec![]));
    }

    #[test]
    fn natures_are_read_from_words() {
        let table = [
            ("新建", Some(Nature::NewStart)),
            ("计划新开工", Some(Nature::NewStart)),
            ("续建", Some(Nature::Continuing)),
            ("竣工投产", Some(Nature::Completing)),
            ("计划建成", Some(Nature::Completing)),
            ("收尾", Some(Nature::ClosingOut)),
            ("前期", Some(Nature::Preliminary)),
            ("重点准备类", Some(Nature::Standby)),
            ("储备项目", Some(Nature::Reserve)),
            ("民生", None),
        ];
        for (text, want) in table {
            assert_eq!(nature(text), want, "{text}");
        }
        assert_eq!(group_nature("新建医院及配套设施类"), None);
        assert_eq!(group_nature("计划新开工项目"), Some(Nature::NewStart));
    }
}
