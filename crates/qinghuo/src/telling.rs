//! What the user is told of refusals, failures and things done.

use crate::{
    exit::{Exit, Stop},
    words::Words,
};
use qinghuo_domain::{Refusal, Subject};
use qinghuo_intake::tame;
use qinghuo_ledger::{Damage, LedgerError};
use qinghuo_office::{Head, OfficeError, Receipt, Rejection};
use qinghuo_playbook::Diagnostic;
use serde_json::{Value, json};
use std::{error::Error, io::ErrorKind, path::Path};

/// One reason why a command was refused: its place, then the reason.
pub fn refusal(words: Words, refusal: &Refusal) -> String {
    let mut said = String::new();
    if let Some(row) = &refusal.row {
        let place = [("sheet", &*row.sheet), ("row", &row.row.to_string())];
        said.push_str(&words.say_with("cli-at-row", &place));
    }
    if let Some(field) = &refusal.field {
        said.push_str(&words.say_with("at-field", &[("field", &words.field(field))]));
    }
    said.push_str(&words.phrase("refusal", "code", &refusal.cause));
    tame(&said)
}

/// All reasons, as lines.
pub fn refusals(words: Words, refusals: &[Refusal]) -> String {
    let mut said = words.count("cli-refused", refusals.len());
    for reason in refusals {
        said.push_str("\n  - ");
        said.push_str(&refusal(words, reason));
    }
    said
}

/// All reasons for a machine: the stable code with its arguments, and the words.
pub fn refusals_json(words: Words, refusals: &[Refusal]) -> Value {
    let one = |reason: &Refusal| {
        let mut value = serde_json::to_value(reason).unwrap_or_default();
        if let Value::Object(object) = &mut value {
            object.insert("words".into(), refusal(words, reason).into());
        }
        value
    };
    json!({ "refusals": refusals.iter().map(one).collect::<Vec<_>>() })
}

/// Why an order was not carried out.
pub fn rejected(words: Words, rejection: &Rejection) -> anyhow::Error {
    match rejection {
        Rejection::Refused(reasons) => Stop::with(Exit::Refused, refusals(words, reasons)),
        Rejection::KeyReused => Stop::with(Exit::Refused, words.say("cli-key-reused")),
        Rejection::Failed(error) => failure(words, error),
        Rejection::Closed => Stop::with(Exit::Failed, words.say("cli-closed")),
    }
}

/// What failed.
pub fn failure(words: Words, error: &OfficeError) -> anyhow::Error {
    let at = |exit, key: &str, arguments: &[(&str, &str)]| Stop::with(exit, words.say_with(key, arguments));
    match error {
        OfficeError::Ledger(error) => ledger_failure(words, error),
        OfficeError::Unreadable { seq, .. } => {
            at(Exit::Damaged, "cli-record-unreadable", &[("seq", &seq.to_string())])
        }
        OfficeError::Misfit(misfit) => {
            at(Exit::Damaged, "cli-record-misfit", &[("detail", &misfit.to_string())])
        }
        OfficeError::Forked { seq } => at(Exit::Damaged, "cli-ledger-forked", &[("seq", &seq.to_string())]),
        other => at(Exit::Failed, "cli-failed", &[("detail", &chain(other))]),
    }
}

fn ledger_failure(words: Words, error: &LedgerError) -> anyhow::Error {
    let at = |exit, key: &str, arguments: &[(&str, &str)]| Stop::with(exit, words.say_with(key, arguments));
    let path = |path: &Path| path.display().to_string();
    match error {
        LedgerError::Damaged { seq, damage } => {
            let damage = words.say(damage_key(*damage));
            at(Exit::Damaged, "cli-record-damaged", &[("seq", &seq.to_string()), ("damage", &damage)])
        }
        LedgerError::AttachmentDamaged { hash } => {
            at(Exit::Damaged, "cli-attachment-damaged", &[("hash", &hash.to_string())])
        }
        LedgerError::FileDamaged(_) | LedgerError::Inconsistent { .. } => {
            at(Exit::Damaged, "cli-file-damaged", &[("detail", &chain(error))])
        }
        LedgerError::Missing { path: at_path } => {
            at(Exit::Damaged, "cli-ledger-missing", &[("path", &path(at_path))])
        }
        LedgerError::NotALedger { path: at_path } => {
            at(Exit::Unreadable, "cli-not-a-ledger", &[("path", &path(at_path))])
        }
        LedgerError::KeyMissing { path: at_path } => {
            at(Exit::Unreadable, "cli-key-missing", &[("path", &path(at_path))])
        }
        LedgerError::KeyWrong { path: at_path } => {
            at(Exit::Unreadable, "cli-key-wrong", &[("path", &path(at_path))])
        }
        LedgerError::NotEncrypted { path: at_path } => {
            at(Exit::Refused, "cli-not-encrypted", &[("path", &path(at_path))])
        }
        LedgerError::NewerSchema { found, known } => {
            let versions = [("found", &*found.to_string()), ("known", &*known.to_string())];
            at(Exit::Unreadable, "cli-ledger-newer", &versions)
        }
        LedgerError::NoWriteAheadLog { path: at_path } => {
            at(Exit::Failed, "cli-network-drive", &[("path", &path(at_path))])
        }
        LedgerError::AlreadyExists { path: at_path } => {
            at(Exit::Refused, "cli-file-exists", &[("path", &path(at_path))])
        }
        LedgerError::NotEmpty { path: at_path } => {
            at(Exit::Refused, "cli-folder-not-empty", &[("path", &path(at_path))])
        }
        LedgerError::Io { path: at_path, source } => {
            at(Exit::Failed, "cli-io", &[("path", &path(at_path)), ("detail", &io(words, source))])
        }
        LedgerError::Busy => at(Exit::Failed, "cli-ledger-busy", &[]),
        other => at(Exit::Failed, "cli-failed", &[("detail", &chain(other))]),
    }
}

/// The words for what is wrong with a record.
pub const fn damage_key(damage: Damage) -> &'static str {
    match damage {
        Damage::Missing => "cli-damage-missing",
        Damage::OutOfPlace { .. } => "cli-damage-out-of-place",
        Damage::BrokenLink => "cli-damage-broken-link",
        Damage::WrongHash => "cli-damage-wrong-hash",
        Damage::TimeWentBack => "cli-damage-time-went-back",
        Damage::BeyondHead => "cli-damage-beyond-head",
        Damage::HeadMismatch => "cli-damage-head-mismatch",
        _ => "cli-damage-unreadable",
    }
}

/// An error with its causes: for whoever looks after the machine.
pub fn chain(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        said.push_str(": ");
        said.push_str(&error.to_string());
        cause = error.source();
    }
    said
}

/// What the system said of a file, in words where it is one of the usual things.
pub fn io(words: Words, error: &std::io::Error) -> String {
    let key = match error.kind() {
        ErrorKind::NotFound => "cli-io-not-found",
        ErrorKind::PermissionDenied => "cli-io-denied",
        ErrorKind::IsADirectory => "cli-io-is-directory",
        ErrorKind::NotADirectory => "cli-io-no-directory",
        ErrorKind::AddrInUse => "cli-io-address-in-use",
        ErrorKind::StorageFull => "cli-io-full",
        _ => return error.to_string(),
    };
    words.say(key)
}

/// A file that cannot be read.
pub fn unreadable_file(words: Words, path: &Path, error: &std::io::Error) -> anyhow::Error {
    let said = [("path", &*path.display().to_string()), ("detail", &*io(words, error))];
    Stop::with(Exit::Unreadable, words.say_with("cli-unreadable", &said))
}

/// What an order led to.
pub fn receipt(words: Words, receipt: &Receipt) -> String {
    let key = if receipt.repeated { "cli-repeated" } else { "cli-done" };
    let facts = (receipt.last.0 + 1).saturating_sub(receipt.first.0);
    let subjects: Vec<String> = receipt.subjects.iter().map(|of| subject(words, of)).take(8).collect();
    let more = receipt.subjects.len().saturating_sub(subjects.len());
    let mut about = subjects.join(&words.text("value-join"));
    if more > 0 {
        about.push_str(&words.count("cli-and-more", more));
    }
    let last = receipt.last.to_string();
    words.say_with(key, &[("facts", &facts.to_string()), ("last", &last), ("about", &about)])
}

/// What a fact is about.
pub fn subject(words: Words, subject: &Subject) -> String {
    match subject {
        Subject::City => words.say("cli-subject-city"),
        Subject::Project(id) => id.to_string(),
        Subject::Import(id) => id.to_string(),
        Subject::Layout(fingerprint) => words.say_with("cli-subject-layout", &[("fingerprint", fingerprint)]),
        Subject::List(list) => words.list(list),
        Subject::Unit(id) => id.to_string(),
        Subject::Post(id) => id.to_string(),
        Subject::Person(id) => words.say_with("cli-subject-person", &[("number", &id.0.to_string())]),
    }
}

/// A head as printed on papers: the number of the last record and its hash.
pub fn head(head: Head) -> String {
    format!("{}:{}", head.seq, head.hash)
}

/// All faults of a playbook.
pub fn faulty_playbook(words: Words, faults: &[Diagnostic]) -> anyhow::Error {
    let mut said: Vec<String> = faults.iter().map(|found| diagnostic(words, found)).collect();
    said.push(words.count("cli-playbook-faults", faults.len()));
    Stop::with(Exit::PlaybookInvalid, said.join("\n"))
}

/// One fault of a playbook: place, words, and the text in question.
pub fn diagnostic(words: Words, found: &Diagnostic) -> String {
    let mut said =
        format!("{}:{}: {}", found.file, found.place, words.phrase("playbook", "code", &found.fault));
    let arguments = found.fault.arguments();
    if let Some((_, near)) = arguments.iter().find(|(name, value)| *name == "nearest" && !value.is_empty()) {
        said.push_str(&words.say_with("cli-error-perhaps", &[("near", near)]));
    }
    if !found.quote.is_empty() {
        said.push_str(&words.say_with("cli-quote", &[("quote", &found.quote)]));
    }
    tame(&said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use qinghuo_domain::{
        Field, Phase, PostId, ProjectId, Seq, UnitId, YearMonth,
        access::{Action, Reach},
        fact::ImportId,
        list::{Level, ListKey},
        procedure::{Bound, DayKind, Days, ItemKind},
        refusal::Cause,
        rules::{Name, Provenance, Requirement},
        step::{Deed, State},
        unit::UnitKind,
    };
    use qinghuo_locale::Language;
    use qinghuo_playbook::Fault;
    use std::collections::BTreeSet;

    const REFUSALS: [&str; 2] = [
        include_str!("../../locale/locales/zh/refusal.ftl"),
        include_str!("../../locale/locales/zh/organisation.ftl"),
    ];

    /// One of each, in the order of the table of refusals. The test below fails when one is missing.
    fn every_cause() -> Vec<Cause> {
        let (project, into, by) = (ProjectId(1), ProjectId(2), Seq(9));
        let day = "2024-06-30".parse().unwrap();
        let project_code = "2402-370102-04-01-100001".parse().unwrap();
        let month = YearMonth::new(2024, 6).unwrap();
        let item = || "A24".parse().unwrap();
        let (unit, post) = (UnitId(1), PostId(1));
        let list = || ListKey { year: 2024, level: Level::City, class: "a".into() };
        vec![
            Cause::NameMissing,
            Cause::TextEmpty,
            Cause::TextTooLong { limit: 4000 },
            Cause::ProjectUnknown { project },
            Cause::ProjectMerged { project, into },
            Cause::ReasonMissing,
            Cause::ApproverMissing,
            Cause::EffectiveInFuture { effective_on: day, today: day },
            Cause::DateOutOfRange,
            Cause::PeriodReversed,
            Cause::CompletedBeforeStart,
            Cause::NegativeAmount,
            Cause::FieldHasOwnCommand,
            Cause::NothingChanges,
            Cause::FieldTwice,
            Cause::ChangedMeanwhile { by },
            Cause::CodeTaken { project_code, holder: into },
            Cause::CodeTakenUnseen { project_code: "2402-370102-04-01-100001".parse().unwrap() },
            Cause::CodeTwice { project_code: "2402-370102-04-01-100001".parse().unwrap(), first_row: 3 },
            Cause::NothingToCorrect,
            Cause::MonthNotBegun { month },
            Cause::FigureEmpty,
            Cause::MonthAboveYear,
            Cause::AmountTooLarge { largest_fen: 9 },
            Cause::ChangeUnexplained,
            Cause::PlanAboveTotal { plan_fen: 9, total_fen: 8 },
            Cause::PlanBesideCurve { curve_fen: 8 },
            Cause::DoneFalls { before_fen: 8, month },
            Cause::DoneAboveTotal { total_fen: 8 },
            Cause::CurveFalls { month: 3 },
            Cause::CurveMissesPlan,
            Cause::PhaseAccompanies,
            Cause::PhaseSame { phase: Phase::Landing },
            Cause::PhaseNotNext { from: Some(Phase::Landing), to: Phase::Benefit },
            Cause::GateUnmet { into: Phase::Landing, requirement: Requirement::Place },
            Cause::ListUnknown { list: list() },
            Cause::ListOpen { list: list() },
            Cause::AlreadyListed { list: list() },
            Cause::NotListed { list: list() },
            Cause::LightRuleUnknown { rule: "x".into() },
            Cause::ExemptionOver,
            Cause::NotExempt { rule: "x".into() },
            Cause::SameProject,
            Cause::TooFewParts,
            Cause::NameTwice { name: "a".into() },
            Cause::ImportUnknown { import: ImportId(1) },
            Cause::ImportUndone { import: ImportId(1) },
            Cause::ImportBuiltUpon { project, by },
            Cause::ProjectTwice { project, first_row: 3 },
            Cause::ImportEmpty,
            Cause::Undecided,
            Cause::PlaybookSame,
            Cause::ProcedureUnknown { procedure: "x".into() },
            Cause::ProcedureSame,
            Cause::ProcedureUnderWay { items: vec![item()] },
            Cause::ProcedureMissing,
            Cause::BeforeProcedure { begins_on: day },
            Cause::ItemUnknown { item: item() },
            Cause::ItemKnown { item: item() },
            Cause::NoOwnItemOfKind { item_kind: ItemKind::Milestone },
            Cause::ItemsInCircle { items: vec![item()] },
            Cause::ItemOver { item: item() },
            Cause::ItemActedOn { item: item() },
            Cause::ItemTied { item: item(), to: item() },
            Cause::ItemTakesNoTime,
            Cause::ItemNotWorks,
            Cause::PlanOutOfRange { longest: 3650 },
            Cause::PlanBeyondLimit {
                limit: Days { count: 20, kind: DayKind::Working },
                bound: Bound::AtMost,
            },
            Cause::NothingToTakeBack,
            Cause::StepNotNow { state: State::Approved, deed: Deed::Refuse },
            Cause::StepBeforeLast { last: day },
            Cause::CorrectionsToldAlready { told_on: day },
            Cause::DeemedAccepted { accepted_on: day },
            Cause::NoPreHandling,
            Cause::NoCommitment,
            Cause::PromiseInPast,
            Cause::NothingToRenew,
            Cause::ExtensionOutOfRange { limit: 60 },
            Cause::StayOutOfRange { longest: 500 },
            Cause::NoStepToTakeBack,
            Cause::StepSettled,
            Cause::PromiseFrozen { promised: day, days: 30 },
            Cause::MovedByMissing,
            Cause::ConsultedMissing,
            Cause::PromiseBeforeLast { made_on: day },
            Cause::CoordinatorMissing { moved_days: 60, allowed_days: 50 },
            Cause::CoordinatorDecides {
                moved_days: 60,
                allowed_days: 50,
                deciders: vec!["市重点项目办".into()],
            },
            Cause::DecidedByAnother,
            Cause::PromisePaperMissing { days: 1 },
            Cause::NoticeNumberMissing { days: 1 },
            Cause::NotSilentYet { since: day, days: 30 },
            Cause::SilenceNoticed { noticed_on: day },
            Cause::MinimumNotRun {
                limit: Days { count: 10, kind: DayKind::Working },
                ground: Provenance::Law,
                begun_on: day,
                earliest: day,
            },
            Cause::ItemFirst { item: item() },
            Cause::BeforeItem { item: item(), on: day },
            Cause::PapersMissing {
                papers: vec![Name { zh: "施工合同".into(), en: "construction contract".into() }],
            },
            Cause::PaperUnknown { paper: "x".into() },
            Cause::PaperNotGathered { paper: "x".into() },
            Cause::PaperFromLater { dated_on: day },
            Cause::UnitUnknown { unit },
            Cause::UnitOver { unit },
            Cause::BeforeUnit { unit, since: day },
            Cause::UnitWordTaken { word: "a".into(), other: unit },
            Cause::CreditCodeTaken { other: unit },
            Cause::UnitsInCircle,
            Cause::UnitHasParts { units: vec![unit, UnitId(2)] },
            Cause::PostUnknown { post },
            Cause::PostNotHeld { post },
            Cause::PostHeld { post },
            Cause::RoleUnknown { post_role: "x".into() },
            Cause::RoleNotOfUnit { post_role: "x".into(), unit_kind: UnitKind::Town },
            Cause::DeputyWithoutEnd,
            Cause::PostEndsBeforeItBegins,
            Cause::PersonUnknown,
            Cause::PersonInOffice { posts: vec![post] },
            Cause::ActorReserved,
            Cause::AppointsOneself,
            Cause::ClearsBeyondOneself,
            Cause::SamePerson,
            Cause::NothingFiled { month },
            Cause::ApprovedAlready,
            Cause::FiledByYourself { month },
            Cause::NotAllowed { action: Action::Revise },
            Cause::BeyondReach { action: Action::Revise, reach: Reach::Place },
            Cause::FieldNotAllowed,
        ]
    }

    #[test]
    fn every_refusal_has_its_words() {
        let keys: BTreeSet<&str> = REFUSALS
            .iter()
            .flat_map(|text| text.lines())
            .filter_map(|line| Some(line.strip_prefix("refusal-")?.split_once(" =")?.0))
            .collect();
        let causes = every_cause();
        let met: BTreeSet<String> = causes.iter().map(|cause| cause.code().replace('_', "-")).collect();
        assert_eq!(met.iter().map(String::as_str).collect::<BTreeSet<_>>(), keys);
        for cause in causes {
            for language in Language::ALL {
                let said = refusal(Words::of(language), &cause.clone().of(Field::Dispatch(YearMonth::FIRST)));
                assert!(!said.contains("refusal-") && !said.contains("{$"), "{said}");
            }
        }
    }

    #[test]
    fn every_fault_of_a_playbook_has_its_words() {
        for language in Language::ALL {
            for code in Fault::CODES {
                let key = format!("playbook-{}", code.replace('_', "-"));
                assert!(Words::of(language).has(&key), "{key}");
            }
        }
    }
}
