//! Which passwords are good: long, and not among those that are tried first (NIST SP 800-63B 5.1.1.2, OWASP ASVS 2.1).
//!
//! There are no rules about kinds of characters: they make passwords harder to keep in mind and no harder to guess. Every
//! reason is given at once.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::Refusal;

/// Fewest and most characters.
const MIN: usize = 12;
const MAX: usize = 128;
/// Different characters a password must have.
const DIFFERENT: usize = 5;
/// Characters that may be left when the runs of a password are taken away.
const BESIDE_RUNS: usize = 3;
/// Shorter names and words of the place do not count: they are in half of all passwords by chance.
const WORD_LEAST: usize = 4;

/// Neighbours on the keyboard and in the alphabet; runs go both ways.
const ROWS: [&str; 12] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "!@#$%^&*()",
    "qweasdzxc",
    "147258369",
    "5201314",
];

/// Passwords known to be tried first, see the head of the file.
static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../data/common_passwords.txt").lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with("# ")).collect()
});

/// Everything that speaks against a password.
pub(crate) fn check(password: &str, login: &str, names: &[&str], words: &[String]) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let has = password.chars().count();
    if has < MIN {
        refusals.push(Refusal::PasswordTooShort { min: MIN, has });
    }
    if has > MAX {
        refusals.push(Refusal::PasswordTooLong { max: MAX });
        return refusals;
    }
    let folded = password.to_lowercase();
    if is_common(&folded) {
        refusals.push(Refusal::PasswordCommon);
    }
    if is_run(&folded) {
        refusals.push(Refusal::PasswordRun);
    }
    if repeats(&folded) {
        refusals.push(Refusal::PasswordRepeats);
    }
    if holds(&folded, login) {
        refusals.push(Refusal::PasswordHoldsLogin);
    }
    if names.iter().any(|name| holds_name(&folded, name)) {
        refusals.push(Refusal::PasswordHoldsName);
    }
    let held = words.iter().filter(|word| holds(&folded, word));
    refusals.extend(held.map(|word| Refusal::PasswordHoldsWord { word: word.clone() }));
    refusals
}

/// Whether a password is a common one, bare or in the usual disguises: digits and signs around it, signs for letters, twice.
fn is_common(folded: &str) -> bool {
    let plain: String = folded.chars().map(undisguised).collect();
    let bare = |text: &str| text.trim_matches(|letter: char| !letter.is_alphabetic()).to_owned();
    let candidates =
        [folded.to_owned(), bare(folded), plain.clone(), bare(&plain), bare_digits(&plain, folded)];
    candidates.iter().any(|text| COMMON.contains(text.as_str()) || COMMON.contains(half(text)))
}

/// The letters of a password whose digits at the ends were digits, and in between letters in disguise.
fn bare_digits(plain: &str, folded: &str) -> String {
    let start = folded.chars().take_while(|letter| !letter.is_alphabetic()).count();
    let end = folded.chars().rev().take_while(|letter| !letter.is_alphabetic()).count();
    let length = folded.chars().count().saturating_sub(start + end);
    plain.chars().skip(start).take(length).collect()
}

/// The first half of a text that is the same twice, else nothing.
fn half(text: &str) -> &str {
    match text.split_at_checked(text.len() / 2) {
        Some((first, second)) if first == second => first,
        _ => "",
    }
}

fn undisguised(letter: char) -> char {
    match letter {
        '@' | '4' => 'a',
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Whether hardly anything is left of a password when runs of three neighbours or more, or of the same character, are taken
/// away.
fn is_run(folded: &str) -> bool {
    let letters: Vec<char> = folded.chars().collect();
    let mut rest = letters.as_slice();
    let mut beside = 0;
    while let Some((_, tail)) = rest.split_first() {
        match run_at_start(rest) {
            run if run >= 3 => rest = rest.get(run..).unwrap_or_default(),
            _ => {
                beside += 1;
                rest = tail;
            }
        }
    }
    letters.len() >= MIN && beside <= BESIDE_RUNS
}

/// The length of the longest run a text begins with.
fn run_at_start(letters: &[char]) -> usize {
    let same = letters.iter().take_while(|letter| letters.first() == Some(letter)).count();
    let along = |row: &[char]| {
        let starts = (0..row.len()).map(|start| {
            row.iter().skip(start).zip(letters).take_while(|(there, here)| there == here).count()
        });
        starts.max().unwrap_or(0)
    };
    let rows = ROWS.iter().map(|row| {
        let forward: Vec<char> = row.chars().collect();
        let backward: Vec<char> = row.chars().rev().collect();
        along(&forward).max(along(&backward))
    });
    rows.max().unwrap_or(0).max(same)
}

/// Whether a password is made of few characters, or of a short piece again and again.
fn repeats(folded: &str) -> bool {
    let letters: Vec<char> = folded.chars().collect();
    let different = letters.iter().collect::<HashSet<_>>().len();
    let periodic = (1..=letters.len() / 3)
        .any(|period| letters.iter().zip(letters.iter().skip(period)).all(|(left, right)| left == right));
    letters.len() >= MIN && (different < DIFFERENT || periodic)
}

/// Whether a password holds a word, written forwards or backwards.
fn holds(folded: &str, word: &str) -> bool {
    let word = word.trim().to_lowercase();
    let backwards: String = word.chars().rev().collect();
    word.chars().count() >= WORD_LEAST && (folded.contains(&word) || folded.contains(&backwards))
}

/// Whether a password holds a name; one in Chinese characters counts from two of them on.
fn holds_name(folded: &str, name: &str) -> bool {
    let joined: String = name.to_lowercase().split_whitespace().collect();
    let chinese = joined.chars().count() >= 2 && joined.chars().all(|letter| !letter.is_ascii());
    holds(folded, &joined) || (chinese && folded.contains(&joined))
}

#[cfg(test)]
mod tests {
    //! Passwords with everything that speaks against each.
    use super::*;

    #[test]
    fn every_reason_is_given_at_once() {
        let table: &[(&str, &[&str])] = &[
            ("", &["password_too_short"]),
            ("kurz", &["password_too_short"]),
            ("correct horse battery staple", &[]),
            ("三月的泉水从趵突泉里涌出", &[]),
            ("mellow-otter-paints-7", &[]),
            ("password", &["password_too_short", "password_common"]),
            ("P@ssw0rd2026!!", &["password_common"]),
            ("2026Password", &["password_common"]),
            ("passwordpassword", &["password_common"]),
            ("woaini1314520", &["password_common"]),
            ("Woaini@520520", &["password_common"]),
            ("woaizhongguo!1949", &["password_common"]),
            ("qwertyuiop123", &["password_common", "password_run"]),
            ("1qaz2wsx3edc", &["password_common", "password_run"]),
            ("abcdefghijklm", &["password_run"]),
            ("123456789012", &["password_common", "password_run"]),
            ("zxcvbnm,./987", &["password_common", "password_run"]),
            ("aaaaaaaaaaaa", &["password_run", "password_repeats"]),
            ("abacabacabac", &["password_repeats"]),
            ("xk9fxk9fxk9f", &["password_repeats"]),
            ("my-wang.wei-lock", &["password_holds_login"]),
            ("iew.gnaw-mirror", &["password_holds_login"]),
            ("trust-wangwei-now", &["password_holds_name"]),
            ("春天王伟来到了江南水乡看花", &["password_holds_name"]),
            ("jinan-is-blue-today", &["password_holds_word"]),
            ("jinan-wangwei", &["password_holds_name", "password_holds_word"]),
        ];
        let words = ["jinan".to_owned(), "qinghuo".to_owned()];
        for (password, expected) in table {
            let found: Vec<_> = check(password, "wang.wei", &["王伟", "Wang Wei", "an"], &words)
                .iter()
                .map(Refusal::code)
                .collect();
            assert_eq!(&found, expected, "{password}");
        }
    }

    #[test]
    fn a_password_is_measured_in_characters_and_has_an_upper_limit() {
        assert_eq!(check("春江花月夜曲", "a", &[], &[]), [Refusal::PasswordTooShort { min: 12, has: 6 }]);
        let long = "correct horse battery staple ".repeat(5);
        assert_eq!(check(&long, "a", &[], &[]), [Refusal::PasswordTooLong { max: 128 }]);
    }

    #[test]
    fn the_list_holds_what_is_tried_first() {
        assert!(COMMON.len() > 15_000, "{}", COMMON.len());
        for password in ["password", "12345678", "iloveyou", "woaini", "5201314"] {
            assert!(COMMON.contains(password), "{password}");
        }
    }
}
