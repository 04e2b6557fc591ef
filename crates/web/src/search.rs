//! Search words against projects: Chinese as it stands, pinyin in full or by initials, project codes, and numbers such as `P12`.
//!
//! A character has the reading of its commonest use; `readings.tsv` puts phrases right in which it reads otherwise (长清 chang qing). Both
//! ways match, since people type both. Full-width and upper-case letters are the same as half-width and lower-case ones.

use pinyin::ToPinyin;
use qinghuo_domain::{Attribute, Project, Seq};
use std::{collections::BTreeMap, sync::LazyLock};

/// What can be found of one project, made once per change of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findable {
    /// The last fact it was made from.
    pub made_from: Seq,
    /// Names, codes and their readings, one a line.
    text: Box<str>,
    /// The present name's reading: how names sort.
    pub sounds: Box<str>,
}

impl Findable {
    /// From everything the book ever knew under the project's names: a former name still finds it.
    pub fn new(project: &Project) -> Self {
        let mut lines: Vec<String> = Vec::new();
        let mut sounds = String::new();
        let mut add_name = |name: &str| {
            let spoken = [common_reading(name), phrase_reading(name)];
            for Reading { full, initials } in &spoken {
                for line in [full, initials] {
                    if !line.is_empty() && !lines.contains(line) {
                        lines.push(line.clone());
                    }
                }
            }
            let [_, Reading { full, .. }] = spoken;
            sounds = full;
            let name = normal(name);
            if !lines.contains(&name) {
                lines.push(name);
            }
        };
        for entry in project.entries().iter().filter(|entry| entry.retracted_by().is_none()) {
            if let Attribute::Aliases(Some(names)) = &entry.attribute {
                names.iter().for_each(|name| add_name(name));
            }
        }
        // The names come last, and of them the present one, so that its reading is the one kept for sorting.
        for entry in project.entries().iter().filter(|entry| entry.retracted_by().is_none()) {
            if let Attribute::Name(Some(name)) = &entry.attribute {
                add_name(name);
            }
        }
        for entry in project.entries().iter().filter(|entry| entry.retracted_by().is_none()) {
            if let Attribute::Codes(Some(codes)) = &entry.attribute {
                lines.extend(codes.iter().map(|code| code.as_str().to_owned()));
            }
        }
        Self { made_from: project.latest, text: lines.join("\n").into(), sounds: sounds.into() }
    }
}

/// Words that must all be found.
#[derive(Clone, Debug, Default)]
pub struct Words(Vec<String>);

impl Words {
    /// Splits what was typed at blanks.
    pub fn new(typed: &str) -> Self {
        Self(normal(typed).split_whitespace().map(str::to_owned).collect())
    }

    /// Whether there is nothing to look for.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every word is found in a project: its number exactly, everything else anywhere.
    pub fn find(&self, number: u32, findable: &Findable) -> bool {
        self.0.iter().all(|word| is_number(word, number) || findable.text.contains(word.as_str()))
    }
}

/// Whether a text, normalised as names are, holds every word: for units, which are not read in pinyin.
pub fn holds(text: &str, words: &Words) -> bool {
    let text = normal(text);
    words.0.iter().all(|word| text.contains(word.as_str()))
}

fn is_number(word: &str, number: u32) -> bool {
    word.strip_prefix('p').is_some_and(|digits| digits.parse() == Ok(number))
}

/// Half-width, lower-case, `v` for ü.
fn normal(text: &str) -> String {
    let half = |letter: char| match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        'ü' | 'Ü' => 'v',
        letter => letter,
    };
    text.chars().map(half).flat_map(char::to_lowercase).collect()
}

/// How a text is typed by its sound.
#[derive(Debug, Default)]
struct Reading {
    full: String,
    initials: String,
}

impl Reading {
    fn add(&mut self, syllable: &str) {
        let syllable = syllable.replace('ü', "v");
        self.initials.extend(syllable.chars().next());
        self.full.push_str(&syllable);
    }

    /// Letters and digits within a name are typed as they are; everything else is not typed at all.
    fn add_character(&mut self, character: char) {
        match character.to_pinyin() {
            Some(reading) => self.add(reading.plain()),
            None => {
                for letter in
                    normal(character.encode_utf8(&mut [0; 4])).chars().filter(char::is_ascii_alphanumeric)
                {
                    self.full.push(letter);
                    self.initials.push(letter);
                }
            }
        }
    }
}

fn common_reading(name: &str) -> Reading {
    let mut reading = Reading::default();
    name.chars().for_each(|character| reading.add_character(character));
    reading
}

fn phrase_reading(name: &str) -> Reading {
    let mut reading = Reading::default();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let phrases = PHRASES.get(&first).map(Vec::as_slice).unwrap_or_default();
        match phrases.iter().find_map(|(phrase, syllables)| Some((rest.strip_prefix(phrase)?, syllables))) {
            Some((after, syllables)) => {
                syllables.split(' ').for_each(|syllable| reading.add(syllable));
                rest = after;
            }
            None => {
                reading.add_character(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
    }
    reading
}

/// The phrases by their first character, the longest first.
static PHRASES: LazyLock<BTreeMap<char, Vec<(&'static str, &'static str)>>> = LazyLock::new(|| {
    let mut phrases: BTreeMap<char, Vec<(&str, &str)>> = BTreeMap::new();
    for (phrase, syllables) in include_str!("readings.tsv").lines().filter_map(|line| line.split_once('\t')) {
        if let Some(first) = phrase.chars().next() {
            phrases.entry(first).or_default().push((phrase, syllables));
        }
    }
    phrases.values_mut().for_each(|alike| alike.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len())));
    phrases
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_has_a_syllable_per_character_and_says_something_new() {
        for line in include_str!("readings.tsv").lines() {
            let (phrase, syllables) = line.split_once('\t').unwrap();
            assert_eq!(phrase.chars().count(), syllables.split(' ').count(), "{line}");
            assert_eq!(phrase_reading(phrase).full, syllables.replace(' ', ""), "{line}");
        }
    }

    #[test]
    fn names_are_read_both_ways() {
        for (name, common, phrase, initials) in [
            ("长清区", "zhangqingqu", "changqingqu", "cqq"),
            ("重庆银行A座", "zhongqingyinxingazuo", "chongqingyinhangazuo", "cqyhaz"),
            ("绿地（二期）", "lvdierqi", "lvdierqi", "ldeq"),
            ("ＬＮＧ调峰站", "lngdiaofengzhan", "lngtiaofengzhan", "lngtfz"),
        ] {
            assert_eq!(common_reading(name).full, common);
            assert_eq!(phrase_reading(name).full, phrase);
            assert_eq!(phrase_reading(name).initials, initials);
        }
    }
}
