//! `assign`, `step`, `promise` and `explain`: a project gets its procedure, and what is done to its items is told.

use super::{changes_of, migrate, procedure::in_words, text};
use crate::{
    exit::{Exit, Stop},
    input,
    screen::Screen,
    session::{Session, View, date, date_option},
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::{
    Date, ProjectId, Seq,
    attribute::Text,
    command::Command as Wanted,
    procedure::ItemCode,
    step::{Act, Deed, Delay, Promise},
};
use qinghuo_playbook::Playbook;

/// The particulars of acts, with the kind of value each takes.
pub(super) const PARTICULARS: [(&str, &str); 13] = [
    ("opinion", "text"),
    ("missing", "text"),
    ("amount", "amount"),
    ("special", "special"),
    ("days", "days"),
    ("approver", "name"),
    ("paper-name", "name"),
    ("document", "text"),
    ("dated-on", "date"),
    ("note", "text"),
    ("valid-until", "date"),
    ("until", "date"),
    ("reason", "text"),
];

/// The particulars an act must and may have.
const fn particulars(deed: Deed) -> (&'static [&'static str], &'static [&'static str]) {
    match deed {
        Deed::GivePreReview => (&["opinion"], &[]),
        Deed::WantCorrections => (&["missing"], &[]),
        Deed::DemandFee => (&["amount"], &[]),
        Deed::BeginSpecialProcedure => (&["special", "days"], &[]),
        Deed::Extend => (&["days", "reason", "approver"], &[]),
        Deed::Approve => (&[], &["document", "valid-until"]),
        Deed::ApproveTolerating => (&["missing", "until"], &["document", "valid-until"]),
        Deed::ApproveOnCommitment => (&["until"], &["document", "valid-until"]),
        Deed::Renew => (&["valid-until"], &[]),
        Deed::Begin => (&[], &["document"]),
        Deed::NoticeSilence => (&["document"], &[]),
        Deed::GatherPaper => (&["paper-name", "document"], &["dated-on", "note"]),
        Deed::DropPaper => (&["paper-name", "reason"], &[]),
        Deed::Decline
        | Deed::Refuse
        | Deed::FindUnneeded
        | Deed::NeedAfterAll
        | Deed::Withdraw
        | Deed::Revoke => (&["reason"], &[]),
        Deed::BeginPreHandling
        | Deed::Submit
        | Deed::SupplyCorrections
        | Deed::Accept
        | Deed::EndSpecialProcedure
        | Deed::SupplyTolerated
        | Deed::ConfirmCommitment
        | Deed::Deliver
        | Deed::HandOver
        | Deed::Finish
        | Deed::TakeIn => (&[], &[]),
    }
}

pub fn assign_arguments(command: Command, words: Words) -> Command {
    let procedure = words.positional("procedure").required(false);
    let command = command.arg(words.positional("project")).arg(procedure).arg(words.flag("yes"));
    let json = words.flag("json").requires("preview");
    changes_of(command.arg(words.flag("preview").conflicts_with("yes")).arg(json), words)
}

pub fn arguments(command: Command, words: Words) -> Command {
    let act = words.positional("act").required(false).required_unless_present("take-back");
    let mut command = command
        .arg(words.positional("project"))
        .arg(words.positional("item"))
        .arg(act)
        .arg(words.flag("take-back").conflicts_with("act").requires("reason"));
    for (name, value) in PARTICULARS {
        command = command.arg(words.option(name, value));
    }
    let seen = words.option("seen", "seq").value_parser(clap::value_parser!(u64));
    changes_of(command.arg(seen), words).after_help(acts_in_words(words))
}

pub fn promise_arguments(command: Command, words: Words) -> Command {
    let command = command
        .arg(words.positional("project"))
        .arg(words.positional("item"))
        .arg(words.positional("date"))
        .arg(words.option("moved-by", "moved-by"))
        .arg(words.reason())
        .arg(words.option("consulted", "names"))
        .arg(words.option("decided-by", "name"))
        .arg(words.option("document", "text"));
    changes_of(command, words)
}

pub fn explain_arguments(command: Command, words: Words) -> Command {
    let command =
        command.arg(words.positional("project")).arg(words.positional("item")).arg(words.positional("date"));
    changes_of(command.arg(words.reason().required(true)), words)
}

pub fn assign(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let book = session.look()?;
    let view = book.now(session);
    let project = input::project(words, &view, text(given, "project"))?;
    let follows = view.city.project(project).is_some_and(|known| known.at(view.at).procedure().is_some());
    let named = given.get_one::<String>("procedure").map(String::as_str);
    let look = migrate::Look { project, named, on: date_option(words, given, "effective-on")? };
    if given.get_flag("preview") {
        return migrate::preview(session, &book, &view, look, given.get_flag("json"));
    }
    let assign = |key: &str| Wanted::AssignProcedure { project, procedure: key.into() };
    let is_sure = given.get_flag("yes");
    if let Some(key) = named.filter(|_| is_sure || !follows) {
        return session.carry_out(&book, assign(key), Vec::new(), given);
    }
    let key = match named {
        Some(key) => key,
        None => proposed(session, &book.playbook, &view, project)?,
    };
    if !is_sure {
        // What would change is seen before it is chosen.
        let exit =
            migrate::preview(session, &book, &view, migrate::Look { named: Some(key), ..look }, false)?;
        if exit != Exit::Done {
            return Ok(exit);
        }
        if !Screen::is_interactive() {
            return Err(Stop::with(Exit::Refused, words.say("cli-assign-needs-yes")));
        }
        if !session.screen.ask(words, "cli-assign-ask", "cli-import-answers-yes") {
            return Err(Stop::with(Exit::Refused, words.say("cli-assign-left")));
        }
    }
    session.carry_out(&book, assign(key), Vec::new(), given)
}

/// The procedure a project's circumstances propose, which is said with the condition that holds.
fn proposed<'a>(
    session: &Session,
    playbook: &'a Playbook,
    view: &View<'_>,
    project: ProjectId,
) -> anyhow::Result<&'a str> {
    let words = session.words;
    let seen = view.city.project(project).map(|project| project.at(view.at));
    let Some(template) = seen.and_then(|seen| playbook.procedure_of(seen, view.standpoint())) else {
        let unjudged = words.say_with("cli-schedule-unjudged", &[("project", &project.to_string())]);
        return Err(Stop::with(Exit::Refused, unjudged));
    };
    let key = &*template.procedure.key;
    let said = [
        ("key", key),
        ("name", in_words(words, &template.name)),
        ("items", &*template.procedure.items.len().to_string()),
        ("condition", template.condition.source()),
    ];
    session.screen.note(&words.say_with("cli-assign-proposed", &said));
    Ok(key)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    if given.get_flag("take-back") {
        let reason = text(given, "reason").into();
        return tell(session, given, |project, item| Wanted::TakeBackStep { project, item, reason });
    }
    let mut notes = Vec::new();
    let act = act(words, input::deed(words, text(given, "act"))?, given, &mut notes)?;
    notes.iter().for_each(|note| session.screen.note(note));
    let seen = given.get_one::<u64>("seen").copied().map(Seq);
    tell(session, given, |project, item| Wanted::TakeStep { project, item, act, seen })
}

pub fn promise(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let promise = promised(words, given)?;
    tell(session, given, |project, item| Wanted::PromiseStep { project, item, promise })
}

/// A promise, as the options say it.
pub(super) fn promised(words: Words, given: &ArgMatches) -> anyhow::Result<Promise> {
    let on = date(words, text(given, "date"))?;
    let moved_by = given.get_one::<String>("moved-by").map(|by| input::moved_by(words, by)).transpose()?;
    let said = |name: &str| given.get_one::<String>(name).map(|text| Text::from(text.as_str()));
    let consulted = given.get_one::<String>("consulted").map_or("", String::as_str);
    let consulted = input::pieces(consulted).map(Text::from).collect();
    let (reason, decided_by, document) = (said("reason"), said("decided-by"), said("document"));
    Ok(Promise { moved_by, reason, consulted, decided_by, document, ..Promise::first(on) })
}

pub fn explain(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let delay = Delay {
        reason: text(given, "reason").into(),
        expected_on: date(session.words, text(given, "date"))?,
    };
    tell(session, given, |project, item| Wanted::ExplainDelay { project, item, delay })
}

/// Has a command about an item carried out.
pub(super) fn tell(
    session: &Session,
    given: &ArgMatches,
    wanted: impl FnOnce(ProjectId, ItemCode) -> Wanted,
) -> anyhow::Result<Exit> {
    let item = input::item(session.words, text(given, "item"))?;
    let book = session.look()?;
    let project = input::project(session.words, &book.now(session), text(given, "project"))?;
    session.carry_out(&book, wanted(project, item), Vec::new(), given)
}

/// An act with its particulars; what is missing and what is superfluous is said at once.
pub(super) fn act(
    words: Words,
    deed: Deed,
    given: &ArgMatches,
    notes: &mut Vec<String>,
) -> anyhow::Result<Act> {
    let (must, may) = particulars(deed);
    let has = |name: &str| given.contains_id(name);
    let missing: Vec<&str> = must.iter().copied().filter(|name| !has(name)).collect();
    let superfluous: Vec<&str> = PARTICULARS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| has(name) && !must.contains(name) && !may.contains(name))
        .collect();
    let name = words.named("deed", deed.key());
    let wrong = [("cli-step-needs", missing), ("cli-step-takes-no", superfluous)];
    let wrong: Vec<String> = wrong
        .into_iter()
        .filter(|(_, options)| !options.is_empty())
        .map(|(key, options)| words.say_with(key, &[("deed", &name), ("options", &listed(&options))]))
        .collect();
    if !wrong.is_empty() {
        return Err(Stop::with(Exit::Usage, wrong.join("\n")));
    }
    let said = |name: &str| Text::from(text(given, name));
    let day = |name: &str| date(words, text(given, name));
    let days = || input::count(words, text(given, "days"));
    let document = || given.get_one::<String>("document").map(|text| Text::from(text.as_str()));
    let valid_until = || -> anyhow::Result<Option<Date>> { date_option(words, given, "valid-until") };
    Ok(match deed {
        Deed::BeginPreHandling => Act::BeginPreHandling {},
        Deed::GivePreReview => Act::GivePreReview { opinion: said("opinion") },
        Deed::Submit => Act::Submit {},
        Deed::WantCorrections => Act::WantCorrections { missing: said("missing") },
        Deed::SupplyCorrections => Act::SupplyCorrections {},
        Deed::Decline => Act::Decline { reason: said("reason") },
        Deed::Accept => Act::Accept {},
        Deed::DemandFee => {
            Act::DemandFee { amount_fen: input::amount_or_stop(words, text(given, "amount"), notes)? }
        }
        Deed::BeginSpecialProcedure => {
            let special = input::special(words, text(given, "special"))?;
            Act::BeginSpecialProcedure { special, days: days()? }
        }
        Deed::EndSpecialProcedure => Act::EndSpecialProcedure {},
        Deed::Extend => Act::Extend { days: days()?, reason: said("reason"), approver: said("approver") },
        Deed::Approve => Act::Approve { document: document(), valid_until: valid_until()? },
        Deed::ApproveTolerating => Act::ApproveTolerating {
            missing: said("missing"),
            until: day("until")?,
            document: document(),
            valid_until: valid_until()?,
        },
        Deed::SupplyTolerated => Act::SupplyTolerated {},
        Deed::ApproveOnCommitment => Act::ApproveOnCommitment {
            check_by: day("until")?,
            document: document(),
            valid_until: valid_until()?,
        },
        Deed::ConfirmCommitment => Act::ConfirmCommitment {},
        Deed::Refuse => Act::Refuse { reason: said("reason") },
        Deed::FindUnneeded => Act::FindUnneeded { reason: said("reason") },
        Deed::NeedAfterAll => Act::NeedAfterAll { reason: said("reason") },
        Deed::Withdraw => Act::Withdraw { reason: said("reason") },
        Deed::Revoke => Act::Revoke { reason: said("reason") },
        Deed::Renew => Act::Renew { valid_until: day("valid-until")? },
        Deed::Deliver => Act::Deliver {},
        Deed::Begin => Act::Begin { document: document() },
        Deed::NoticeSilence => Act::NoticeSilence { document: said("document") },
        Deed::HandOver => Act::HandOver {},
        Deed::Finish => Act::Finish {},
        Deed::GatherPaper => Act::GatherPaper {
            paper: said("paper-name"),
            document: said("document"),
            dated_on: date_option(words, given, "dated-on")?,
            note: given.get_one::<String>("note").map(|text| Text::from(text.as_str())),
        },
        Deed::DropPaper => Act::DropPaper { paper: said("paper-name"), reason: said("reason") },
        Deed::TakeIn => Act::TakeIn {},
    })
}

/// Every act by its name on the command line, in words, with whose it is and what it takes.
pub(super) fn acts_in_words(words: Words) -> String {
    let mut said = vec![words.say("cli-step-acts")];
    for deed in Deed::ALL {
        let (must, may) = particulars(*deed);
        let optional = may.iter().map(|name| format!("[--{name}]"));
        let options: Vec<String> = must.iter().map(|name| format!("--{name}")).chain(optional).collect();
        let said_of = [
            ("act", &*format!("{:<24}", input::hyphened(deed.key()))),
            ("deed", &*words.named("deed", deed.key())),
            ("role", &*words.named("role", deed.role().key())),
            ("options", &*options.join(" ")),
        ];
        said.push(words.say_with("cli-step-act", &said_of).trim_end().to_owned());
    }
    said.join("\n")
}

fn listed(options: &[&str]) -> String {
    options.iter().map(|name| format!("--{name}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_particular_belongs_to_an_act() {
        for (name, _) in PARTICULARS {
            let takes = |deed: &Deed| {
                let (must, may) = particulars(*deed);
                must.contains(&name) || may.contains(&name)
            };
            assert!(Deed::ALL.iter().any(takes), "{name}");
        }
        let known = |name: &&str| PARTICULARS.iter().any(|(known, _)| known == name);
        for deed in Deed::ALL {
            let (must, may) = particulars(*deed);
            assert!(must.iter().chain(may).all(known), "{deed:?}");
        }
    }
}
