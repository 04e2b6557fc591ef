//! Text as ledgers write it, brought to one form: full-width digits and letters, odd spaces, line breaks inside words.
//!
//! Three strengths, each idempotent: [`prose`] keeps what a person wrote and only tidies it, [`line`] makes one line of it, [`key`] is for
//! comparing with vocabulary and for reading numbers; it is never shown.

/// One character in its half-width form; all kinds of space become a space, characters without width become nothing.
fn narrow(c: char) -> Option<char> {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0),
        '\u{3000}' | '\u{A0}' | '\u{2002}'..='\u{200A}' | '\u{202F}' | '\t' | '\u{B}' | '\u{C}' => Some(' '),
        '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{2060}' | '\u{AD}' => None,
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{FE63}' => Some('-'),
        c if c.is_control() && c != '\n' => None,
        c => Some(c),
    }
}

/// Like [`narrow`], but Chinese punctuation stays as it was written.
fn narrow_prose(c: char) -> Option<char> {
    match c {
        '\u{FF01}'..='\u{FF5E}' => narrow(c).map(|n| if n.is_ascii_alphanumeric() { n } else { c }),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{FE63}' => Some(c),
        c => narrow(c),
    }
}

/// Whether Chinese is written around this character without spaces.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF)
        || matches!(c, '\u{201C}' | '\u{201D}' | '\u{2018}' | '\u{2019}' | '\u{2014}' | '\u{2026}')
}

/// Tidied text of any number of lines: digits and letters half-width, no space at either end of a line, no empty lines.
#[must_use]
pub fn prose(text: &str) -> String {
    // Most cells are tidy as they are.
    if text.chars().all(|c| !c.is_whitespace() && narrow_prose(c) == Some(c)) {
        return text.to_owned();
    }
    let narrowed: String = text.chars().filter_map(narrow_prose).collect();
    let mut out = String::with_capacity(narrowed.len());
    for part in narrowed.split('\n') {
        let part = squeeze(part.trim());
        if !part.is_empty() {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&part);
        }
    }
    out
}

/// Tidied text on one line. Lines are joined without a space where Chinese stands on either side.
#[must_use]
pub fn line(text: &str) -> String {
    let text = prose(text);
    if !text.contains('\n') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for part in text.split('\n') {
        if let (Some(before), Some(after)) = (out.chars().next_back(), part.chars().next())
            && !is_wide(before)
            && !is_wide(after)
        {
            out.push(' ');
        }
        out.push_str(part);
    }
    squeeze(&out)
}

/// Text for comparing and reading: all half-width, Latin letters lower case, no white space at all.
#[must_use]
pub fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    key.extend(
        text.chars().filter_map(narrow).filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()),
    );
    key
}

/// Runs of spaces become one; a space between two Chinese characters goes.
fn squeeze(text: &str) -> String {
    if !text.contains(' ') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if c == ' ' {
            space = true;
            continue;
        }
        if space && out.chars().next_back().is_some_and(|before| !(is_wide(before) && is_wide(c))) {
            out.push(' ');
        }
        space = false;
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_comes_to_one_form() {
        let table = [
            ("项 目　名 称", "项目名称", "项目名称"),
            ("建设起止\n年限", "建设起止年限", "建设起止年限"),
            ("１２０，０００", "120，000", "120,000"),
            ("Ｇ３０８公铁两用桥（一期）", "G308公铁两用桥（一期）", "g308公铁两用桥(一期)"),
            ("  a \r\n\r\n b ", "a b", "ab"),
            ("2023—2025年", "2023—2025年", "2023-2025年"),
            ("零\u{200B}宽\u{FEFF}", "零宽", "零宽"),
            ("110 kV 线路", "110 kV 线路", "110kv线路"),
        ];
        for (text, one_line, compared) in table {
            assert_eq!(line(text), one_line, "{text:?}");
            assert_eq!(key(text), compared, "{text:?}");
        }
        assert_eq!(prose("1.前期。\n\n 2.环评 "), "1.前期。\n2.环评");
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "[ \\t\\r\\n\\PC\u{200B}\u{3000}Ａ-Ｚ０-９（），一-龥]{0,40}") {
            prop_assert_eq!(prose(&prose(&text)), prose(&text));
            prop_assert_eq!(line(&line(&text)), line(&text));
            prop_assert_eq!(key(&key(&text)), key(&text));
        }
    }
}
