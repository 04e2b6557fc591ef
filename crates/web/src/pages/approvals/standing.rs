//! What holds of an item besides its state: how long what it yields holds, what is owed and by when, that it counts as accepted, and what the book would have
//! to say before anybody knows whether it applies.

use super::Teller;
use qinghuo_domain::{
    Date,
    procedure::{Applies, DayKind, Milestone},
    step::{Course, State},
    time::days_between,
    views::approval::{
        Step,
        entry::entry,
        silence::{miss, silence},
    },
};

/// Something that holds of an item.
pub struct Note {
    /// In words.
    pub words: String,
    /// Whether somebody should act on it.
    pub is_alarm: bool,
}

/// How long before its end a validity is worth a word where the rule names no time, in natural days.
const WARN_DAYS: i32 = 30;

/// What holds of an item.
pub fn notes(teller: &Teller<'_>, step: &Step<'_>) -> Vec<Note> {
    let (locale, life, as_of) = (teller.locale, &step.life, teller.approval.as_of);
    let told = |key: &str, day: Date, is_alarm: bool| Note {
        words: locale.text_with(key, &[("day", locale.day(day))]),
        is_alarm,
    };
    let deemed = life.accepted_on.filter(|_| life.is_deemed && !step.is_settled());
    let deemed = deemed.map(|day| told("page-note-deemed", day, false));
    let minimum = step.clock.filter(|_| !step.is_settled()).and_then(|clock| clock.earliest());
    let minimum = minimum.map(|day| told("page-note-minimum", day, false));
    let silent = silence(teller.approval, step)
        .map(|silence| Note { words: locale.silence(&silence), is_alarm: silence.noticed_on.is_none() });
    let missed = miss(teller.approval, step).map(|miss| Note { words: locale.miss(&miss), is_alarm: true });
    let owed = life.owed_by.map(|day| {
        let key = match (life.state, day < as_of) {
            (State::Committed, false) => "page-note-check",
            (State::Committed, true) => "page-note-check-over",
            (_, false) => "page-note-owed",
            (_, true) => "page-note-owed-over",
        };
        told(key, day, day < as_of)
    });
    let valid = life.valid_until.map(|day| match standing(teller, step, day) {
        Standing::Holds => told("page-note-valid", day, false),
        Standing::Ends => told("page-note-valid-ends", day, true),
        Standing::Over => told("page-note-valid-over", day, true),
    });
    let document = life.document.as_ref().map(|document| Note {
        words: locale.text_with("page-note-document", &[("document", document.to_string())]),
        is_alarm: false,
    });
    let papers = papers(teller, step);
    deemed
        .into_iter()
        .chain(missed)
        .chain(silent)
        .chain(minimum)
        .chain(document)
        .chain(owed)
        .chain(valid)
        .chain(papers)
        .collect()
}

/// How many of the papers for the statistics library are there, while they are gathered.
fn papers(teller: &Teller<'_>, step: &Step<'_>) -> Option<Note> {
    if step.item.course() != Course::Evidence
        || !matches!(step.life.state, State::NotStarted | State::UnderWay)
    {
        return None;
    }
    let entry = entry(teller.approval, teller.seen, &teller.playbook.rules)?;
    let words = crate::evidence::standing(teller.locale, &entry);
    (!entry.papers.is_empty()).then_some(Note { words, is_alarm: false })
}

enum Standing {
    Holds,
    Ends,
    Over,
}

/// Whether a validity wants a word: once the works are completed nobody needs the permit to hold.
fn standing(teller: &Teller<'_>, step: &Step<'_>, until: Date) -> Standing {
    let (rules, as_of) = (&teller.playbook.rules, teller.approval.as_of);
    let completed =
        teller.approval.outlook(Milestone::Completion, rules).is_some_and(|outlook| outlook.is_past);
    if completed {
        return Standing::Holds;
    }
    if until < as_of {
        return Standing::Over;
    }
    let before = step.item.validity.as_ref().and_then(|validity| validity.apply_before);
    let left = match before.map(|days| days.kind) {
        Some(DayKind::Working) => rules.calendar.workdays_between(as_of, until),
        _ => days_between(as_of, until),
    };
    if left <= before.map_or(WARN_DAYS, |days| i32::from(days.count)) {
        Standing::Ends
    } else {
        Standing::Holds
    }
}

/// The facts missing to know whether an item applies, in words; none where that is known.
pub fn missing(teller: &Teller<'_>, step: &Step<'_>) -> Vec<String> {
    if step.applies != Applies::Unknown {
        return Vec::new();
    }
    let Some(template) = teller.template else { return Vec::new() };
    let seen = teller.seen;
    let unknown = teller.playbook.unknown_of(template, step.index, seen, teller.view.board.standpoint());
    unknown.into_iter().map(|attribute| teller.locale.named("field", attribute.name)).collect()
}
