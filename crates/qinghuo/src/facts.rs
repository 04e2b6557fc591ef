//! Facts in words: what happened, and for each field what stood there before.

use crate::{session::before, words::Words};
use qinghuo_domain::{
    Attribute, City, Fact, Field, Happening, Project, Seq, Subject, fact::Origin, intake::FieldChange,
};
use qinghuo_intake::tame;

/// What happened, in one line.
pub fn headline(words: Words, happening: &Happening) -> String {
    tame(&words.happening(happening, &ToString::to_string))
}

/// The fields a fact about a project changed, each with what stood there just before, on the day the fact is true from.
pub fn moves(city: &City, seq: Seq, fact: &Fact) -> Vec<FieldChange> {
    let Subject::Project(id) = fact.subject else { return Vec::new() };
    let Some(project) = city.project(id) else { return Vec::new() };
    if let Happening::ProjectCorrected(correction) = &fact.happening {
        let wrong =
            |right: &Attribute| correction.was.iter().find(|was| was.field() == right.field()).cloned();
        return correction
            .set
            .iter()
            .map(|after| FieldChange { before: wrong(after), after: after.clone() })
            .collect();
    }
    let at = before(seq, fact.effective_on);
    let earlier = |field: &Field| {
        let entry = project.entry(field, at)?;
        (!entry.attribute.is_cleared()).then(|| entry.attribute.clone())
    };
    said_by(project, seq)
        .map(|after| FieldChange { before: earlier(&after.field()), after: after.clone() })
        .collect()
}

fn said_by(project: &Project, seq: Seq) -> impl Iterator<Item = &Attribute> {
    project.entries().iter().filter(move |entry| entry.seq == seq).map(|entry| &entry.attribute)
}

/// A field's move in words: old → new.
pub fn moved(words: Words, moved: &FieldChange, in_words: &dyn Fn(&Attribute) -> String) -> String {
    let value = |attribute: &Attribute| tame(&in_words(attribute));
    let field = words.field(&moved.after.field());
    let before = moved.before.as_ref().map(value).filter(|text| !text.is_empty());
    let after = Some(value(&moved.after)).filter(|text| !text.is_empty());
    match (before, after) {
        (Some(before), Some(after)) => {
            words.say_with("cli-moved", &[("field", &field), ("before", &before), ("after", &after)])
        }
        (Some(before), None) => words.say_with("cli-cleared", &[("field", &field), ("before", &before)]),
        (None, after) => {
            words.say_with("cli-set-to", &[("field", &field), ("after", &after.unwrap_or_default())])
        }
    }
}

/// A place in an imported file, in words.
pub fn origin(words: Words, origin: &Origin, file: &str) -> String {
    tame(&words.say_with(
        "cli-origin",
        &[
            ("import", &origin.import.to_string()),
            ("file", file),
            ("sheet", &origin.sheet),
            ("row", &origin.row.to_string()),
        ],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use qinghuo_locale::Language;
    use std::collections::BTreeSet;

    const EVERY_FACT: &str = include_str!("../../domain/tests/fixtures/every_fact.txt");

    #[test]
    fn every_kind_of_fact_has_its_words() {
        let mut met = BTreeSet::new();
        for line in EVERY_FACT.lines().filter(|line| !line.starts_with('#')) {
            let [kind, version, _, _, body] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let happening = Happening::read(kind, version.parse().unwrap(), body).unwrap();
            met.insert(kind.to_owned());
            for language in Language::ALL {
                let said = headline(Words::of(language), &happening);
                assert!(
                    !said.contains("fact-") && !said.contains("{$") && !said.is_empty(),
                    "{kind}: {said}"
                );
                assert!(!said.contains(['{', '[', '"']), "raw data in {said}");
            }
        }
        let all: BTreeSet<String> = Happening::KINDS.iter().map(|(kind, _)| (*kind).to_owned()).collect();
        assert_eq!(met, all);
    }
}
