//! What stands before a value on a phone, where a table is a list of cards without its head: the words of each column, once per language in a style sheet
//! browsers keep, and not once per cell. A cell says by a short key which column it is of (`data-l`, `data-u` for its unit), and a cell of the table of
//! projects by its class.

use crate::{
    pages::projects::columns::{column_words, unit_words},
    query::Column,
};
use qinghuo_locale::{Language, Locale};
use std::fmt::Write;

/// The columns of all other tables: as a cell names them, and the key of their words.
const LABELS: [(&str, &str); 79] = [
    ("account", "account"),
    ("address", "log-address"),
    ("all", "page-bottlenecks-all"),
    ("appear", "page-migrations-appear"),
    ("at", "log-at"),
    ("batch-after", "batch-after"),
    ("batch-before", "batch-before"),
    ("bottlenecks-before", "page-bottlenecks-before"),
    ("bottlenecks-month", "page-bottlenecks-month"),
    ("by", "evidence-column-by"),
    ("changed", "import-figure-changed"),
    ("check-verdict", "import-check-verdict"),
    ("code", "organisation-credit-code"),
    ("column-number", "evidence-column-number"),
    ("completion", "page-column-completion"),
    ("dated", "evidence-column-dated"),
    ("declared", "import-check-declared"),
    ("difference", "compare-difference"),
    ("document", "evidence-column-document"),
    ("done", "page-column-done"),
    ("due", "page-items-due"),
    ("evidence-column-state", "evidence-column-state"),
    ("files", "import-column-files"),
    ("fixed", "organisation-fixed"),
    ("float", "page-items-float"),
    ("found", "import-check-found"),
    ("gap", "page-column-gap"),
    ("held", "organisation-posts-held"),
    ("hidden", "organisation-hidden"),
    ("idle", "page-bottlenecks-idle"),
    ("import-column-state", "import-column-state"),
    ("items-state", "page-items-state"),
    ("kept", "page-migrations-kept"),
    ("kind", "organisation-kind"),
    ("limit", "page-bottlenecks-limit"),
    ("log-what", "log-what"),
    ("measure", "import-check-measure"),
    ("migrations-from", "page-migrations-from"),
    ("milestones", "migration-milestones"),
    ("month-done", "war-map-month-done"),
    ("month-done-amount", "war-map-month-done-amount"),
    ("month-due", "war-map-month-due"),
    ("month-plan", "war-map-month-plan"),
    ("month-what", "war-map-month-what"),
    ("new", "import-figure-new"),
    ("now", "page-bottlenecks-now"),
    ("on", "page-effective-on"),
    ("open", "page-items-open"),
    ("organisation-from", "organisation-from"),
    ("over", "page-bottlenecks-over"),
    ("page-batch-after", "page-batch-after"),
    ("plan", "page-column-plan"),
    ("posts", "organisation-posts"),
    ("progress", "dispatch-progress"),
    ("projects", "page-band-projects"),
    ("promised", "page-items-promised"),
    ("range", "page-bottlenecks-range"),
    ("red", "signal-red"),
    ("retied", "page-migrations-retied"),
    ("role", "organisation-role"),
    ("row-number", "import-row-number"),
    ("saved", "page-bottlenecks-days-saved"),
    ("settled", "page-bottlenecks-settled"),
    ("subject", "log-subject"),
    ("this-month", "dispatch-done-this-month"),
    ("time", "page-bottlenecks-on-time"),
    ("to", "page-migrations-to"),
    ("total", "page-column-total"),
    ("unchanged", "import-figure-unchanged"),
    ("unit", "page-items-unit"),
    ("units", "organisation-role-units"),
    ("until", "organisation-until"),
    ("urgency", "page-items-urgency"),
    ("used", "page-bottlenecks-used"),
    ("vanish", "page-migrations-vanish"),
    ("when", "import-column-when"),
    ("year", "dispatch-done-this-year"),
    ("years-verdict", "years-verdict"),
    ("yellow", "signal-yellow"),
];

/// Tables all of whose cells are told by their place in the row, the first beside the row's name on: the table's class, and the keys of the words.
const BY_PLACE: [(&str, &[&str]); 2] = [
    (
        "course",
        &[
            "page-items-state",
            "page-steps-days",
            "page-steps-dates",
            "page-items-promised",
            "page-items-float",
            "page-steps-waits",
        ],
    ),
    (
        "gained",
        &[
            "page-band-projects",
            "page-bottlenecks-before",
            "page-bottlenecks-now",
            "page-bottlenecks-median",
            "page-bottlenecks-least",
            "page-bottlenecks-most",
            "page-bottlenecks-estimates",
            "page-bottlenecks-range",
        ],
    ),
];

/// The units.
const UNITS: [(&str, &str); 3] =
    [("yi", "unit-shown-hundred-million"), ("wan", "unit-shown-ten-thousand"), ("points", "page-points")];

/// The style sheet of a language.
pub fn sheet(language: Language) -> String {
    let locale = Locale::of(language);
    let mut sheet = String::new();
    let mut rule = |selector: &str, property: &str, words: &str| {
        let words = words.replace('\\', "\\\\").replace('"', "\\\"");
        // Writing to a string cannot fail.
        let _ = write!(sheet, "{selector}{{--{property}:\"{words}\"}}");
    };
    for (key, words) in LABELS {
        rule(&format!("[data-l={key}]"), "l", &locale.text(words));
    }
    rule(".course td small", "l", &locale.text("page-approvals-planned"));
    for (key, words) in UNITS {
        rule(&format!("[data-u={key}]"), "u", &format!(" {}", locale.text(words)));
    }
    for (class, keys) in BY_PLACE {
        for (place, words) in keys.iter().enumerate() {
            rule(&format!(".{class} td:nth-child({})", place + 2), "l", &locale.text(words));
        }
    }
    for column in Column::ALL.into_iter().filter(|column| column.is_chosen()) {
        let selector = format!(".by-column .c-{}", column.key());
        rule(&selector, "l", &column_words(locale, column));
        let unit = unit_words(locale, column);
        if !unit.is_empty() {
            rule(&selector, "u", &format!(" {unit}"));
        }
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, fs};

    #[test]
    fn every_key_of_a_template_has_its_words_and_every_word_its_template() {
        let templates = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
        let (mut labels, mut units) = (BTreeSet::new(), BTreeSet::new());
        for file in fs::read_dir(templates).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let said = |attribute: &str| {
                let parts = text.split(attribute).skip(1);
                parts.map(|rest| rest.split('"').next().unwrap().to_owned()).collect::<Vec<_>>()
            };
            labels.extend(said("data-l=\""));
            units.extend(said("data-u=\""));
        }
        assert_eq!(labels, LABELS.map(|(key, _)| key.to_owned()).into());
        assert!(units.is_subset(&UNITS.map(|(key, _)| key.to_owned()).into()), "{units:?}");
        for language in Language::ALL {
            let locale = Locale::of(language);
            for (key, words) in LABELS.iter().chain(&UNITS) {
                assert!(locale.has(words), "{key}: {words}");
            }
            assert_eq!(sheet(language).matches('{').count(), sheet(language).matches('}').count());
        }
    }
}
