//! What the program says, in two languages; the words stand in `words.tsv` beside it.

/// One of two languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// The first column of words.
    Chinese,
    /// The second.
    English,
}

impl Words {
    /// The language of this tag.
    pub fn of(tag: &str) -> Option<Words> {
        match tag {
            "zh" => Some(Words::Chinese),
            "en" => Some(Words::English),
            _ => None,
        }
    }

    /// The words of a key, `{1}`, `{2}`, … replaced by the arguments.
    pub fn say(self, key: &str, arguments: &[&str]) -> String {
        let line = include_str!("words.tsv").lines().find(|line| line.split('\t').next() == Some(key));
        let column = match self {
            Words::Chinese => 1,
            Words::English => 2,
        };
        let words = line.and_then(|line| line.split('\t').nth(column)).unwrap_or(key);
        // Piece by piece: an argument that looks like a place for another stays what it is.
        let mut pieces = words.split('{');
        let mut said = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (place, rest) = piece.split_once('}').unwrap_or((piece, ""));
            let index = place.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            said.push_str(index.and_then(|index| arguments.get(index)).unwrap_or(&place));
            said.push_str(rest);
        }
        said
    }
}

#[cfg(test)]
mod tests {
    //! Both columns, and what may stand in them.
    use super::Words;

    #[test]
    fn every_line_has_words_in_both_languages_with_the_same_places() {
        for line in include_str!("words.tsv").lines() {
            let columns: Vec<&str> = line.split('\t').collect();
            let [_, zh, en] = columns[..] else { panic!("{line}") };
            for place in ["{1}", "{2}", "{3}"] {
                assert_eq!(zh.contains(place), en.contains(place), "{line}");
            }
        }
    }

    #[test]
    fn an_argument_is_never_taken_for_a_place() {
        assert_eq!(Words::English.say("record", &["{2}", "x"]), "record {2} x");
    }
}
