//! What was found in a file, in words, and why a file cannot be read.

use qinghuo_domain::{Fen, intake::Ground};
use qinghuo_locale::Locale;
use qinghuo_sheet::{Finding, Measure, Unreadable};
use serde_json::Value;

/// Text from a file or another person, fit for a line: what could move a terminal's cursor, ring its bell, break the line or turn what
/// follows the other way round (so that a program looks like a workbook) becomes a space.
#[must_use]
pub fn tame(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || steers(c) { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Whether a character is there to steer what is around it rather than to be seen.
fn steers(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Why a file cannot be read.
#[must_use]
pub fn unreadable(locale: &Locale, error: &Unreadable) -> String {
    tame(&locale.phrase("unreadable", "reason", error))
}

/// A finding's words, without its place.
#[must_use]
pub fn finding(locale: &Locale, finding: &Finding) -> String {
    let mut code = serde_json::to_value(&finding.code).unwrap_or_default();
    if let Value::Object(object) = &mut code {
        for (name, value) in object {
            match (&**name, &*value) {
                ("role" | "field", Value::String(role)) => *value = locale.named("field", role).into(),
                (_, Value::Number(number)) if !number.is_i64() && !number.is_u64() => {
                    let percent = number.as_f64().unwrap_or_default();
                    *value = format!("{percent:.2}").trim_end_matches('0').trim_end_matches('.').into();
                }
                _ => {}
            }
        }
    }
    tame(&locale.phrase("finding", "code", &code))
}

/// Why a row was matched as it was.
#[must_use]
pub fn ground(locale: &Locale, ground: Ground) -> String {
    locale.named("ground", &key(&ground))
}

/// A checked figure to its last digit: what differs must be seen to differ.
#[must_use]
pub fn checked(locale: &Locale, measure: Measure, number: i64) -> String {
    match measure {
        Measure::Count => number.to_string(),
        Measure::Total | Measure::YearPlan | Measure::DoneThisYear | Measure::DoneThisMonth => {
            locale.exact(Fen(number))
        }
    }
}

/// A likeness as a percentage.
#[must_use]
pub fn likeness(locale: &Locale, likeness: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
    locale.percent((likeness * 10_000.0).round() as i64)
}

/// The stable key of a value that serialises to one.
pub fn key(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(key)) => key,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use qinghuo_locale::Language;
    use qinghuo_sheet::{FindingCode, LooksLike, Role, RowKind, Severity, SheetKind, Verdict};
    use serde_json::json;

    #[test]
    fn text_of_others_cannot_steer_the_terminal() {
        assert_eq!(tame("历下\x1b[31m区\r\n二期\x07 "), "历下 [31m区  二期");
    }

    /// The names of all variants of a tagged enum, as its reader lists them when it meets an unknown one.
    fn variants<T: serde::de::DeserializeOwned>(tag: &str) -> Vec<String> {
        let Err(error) = serde_json::from_value::<T>(json!({ tag: "?" })) else { panic!("? is known") };
        error.to_string().split('`').skip(1).step_by(2).skip(1).map(ToOwned::to_owned).collect()
    }

    fn is_said(said: &str, key: &str) {
        assert!(!said.is_empty() && !said.contains("{$") && said != key, "{key}: {said}");
        assert!(
            !said.starts_with(key.split('-').next().unwrap_or_default()) || !said.contains('-'),
            "{key}: {said}"
        );
    }

    #[test]
    fn every_finding_has_its_words() {
        let names = variants::<FindingCode>("code");
        assert!(names.len() > 30, "{names:?}");
        for name in names {
            // Every argument any finding has; each takes its own.
            let code = json!({
                "code": name, "text": "a", "field": "done_this_year", "role": "past_year", "formula": "=A1", "detail": "d",
                "header": "h", "fault": "shape", "period": "2025/2024", "first_row": 3, "last_row": 4, "plan_fen": 1,
                "total_fen": 2, "done_fen": 3, "month_fen": 4, "year_fen": 5, "stated": 12.345, "computed": 12.0,
                "unit": "yuan", "amounts": "added", "first": 1, "last": 2, "group": "g", "declared": 3, "found": 4,
                "declared_fen": 5, "found_fen": 6, "count": 7, "sequence": "1", "whole_row": 3,
            });
            let code: FindingCode = serde_json::from_value(code).unwrap();
            let found = Finding { severity: code.severity(), code, sheet: "s".into(), cell: None };
            for language in Language::ALL {
                let said = finding(Locale::of(language), &found);
                is_said(&said, &format!("finding-{}", name.replace('_', "-")));
                let raw = ["done_this_year", "past_year", "12.345", "yuan\""];
                assert!(raw.iter().all(|raw| !said.contains(raw)), "{said}");
            }
        }
    }

    #[test]
    fn every_reason_not_to_read_a_file_has_its_words() {
        use LooksLike::{Archive, Csv, Empty, Html, Pdf, Picture, Slides, Text, Unknown, Word, Xml, Zip};
        let kinds = [Empty, Pdf, Word, Slides, Csv, Html, Xml, Picture, Zip, Archive, Text, Unknown];
        let mut reasons: Vec<Unreadable> =
            kinds.into_iter().map(|looks_like| Unreadable::NotAWorkbook { looks_like }).collect();
        reasons.extend([
            Unreadable::Encrypted,
            Unreadable::TooLarge { limit: 1 },
            Unreadable::Bomb { part: "p".into() },
            Unreadable::TooManyCells { limit: 1 },
            Unreadable::TooManySheets { limit: 1 },
            Unreadable::DeclaresEntities { part: "p".into() },
            Unreadable::Damaged { detail: "d".into() },
        ]);
        for language in Language::ALL {
            let locale = Locale::of(language);
            let said: Vec<String> = reasons.iter().map(|reason| unreadable(locale, reason)).collect();
            for (at, said) in said.iter().enumerate() {
                assert!(!said.contains("unreadable-") && !said.contains("{$"), "{said}");
                assert!(!said.is_empty() && reasons.len() > at);
            }
            let different: std::collections::BTreeSet<&String> = said.iter().collect();
            assert!(different.len() >= said.len() - 1, "only the two kinds of archive may be told alike");
        }
    }

    #[test]
    fn everything_named_in_a_preview_has_a_name() {
        let named = |family: &str, key: &str| {
            for language in Language::ALL {
                let message = format!("{family}-{}", key.replace('_', "-"));
                assert!(Locale::of(language).has(&message) || message == "field-extra", "{message}");
            }
        };
        Role::ALL.iter().for_each(|role| named("field", role.key()));
        use SheetKind::{Empty, Enumeration, Ledger, Statistics, Unknown};
        [Ledger, Statistics, Enumeration, Empty, Unknown].iter().for_each(|kind| named("sheet", &key(kind)));
        use Measure::{Count, DoneThisMonth, DoneThisYear, Total, YearPlan};
        [Count, Total, YearPlan, DoneThisYear, DoneThisMonth]
            .iter()
            .for_each(|measure| named("measure", &key(measure)));
        [Verdict::Ok, Verdict::Rounding, Verdict::Differs]
            .iter()
            .for_each(|verdict| named("verdict", &key(verdict)));
        [Severity::Error, Severity::Warning, Severity::Note]
            .iter()
            .for_each(|one| named("severity", &key(one)));
        use Ground::{Code, CodeAgainstName, Likeness, Name, Nothing, TakenByRow};
        [Code, CodeAgainstName, Likeness, Name, Nothing, TakenByRow]
            .iter()
            .for_each(|ground| named("ground", &key(ground)));
        for kind in variants_of_row_kind() {
            named("row", &kind);
        }
    }

    /// The names of all kinds of rows, as their reader lists them when it meets an unknown one.
    fn variants_of_row_kind() -> Vec<String> {
        let Err(error) = serde_json::from_value::<RowKind>(json!("?")) else { panic!("? is known") };
        let names: Vec<String> =
            error.to_string().split('`').skip(3).step_by(2).map(ToOwned::to_owned).collect();
        assert!(names.len() > 10, "{names:?}");
        names
    }
}
