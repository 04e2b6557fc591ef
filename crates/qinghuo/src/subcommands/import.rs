//! `import FILE`: the main road. Reads, matches and previews; commits when somebody says yes.

use super::{changes_of, text};
use crate::{
    asked::{asked, misfits},
    exit::{Exit, Stop},
    intake::{in_words, unreadable_ledger},
    screen::{Screen, Waiting},
    session::{Book, Session, fresh_key},
    telling,
    words::Words,
    writing::write,
};
use clap::{ArgAction, ArgMatches, Command};
use qinghuo_domain::{City, Refusal, command::Command as Wanted, fact::ImportId, refusal::Cause};
use qinghuo_intake::{Intake, NoIntake, marked};
use qinghuo_office::{Order, Rejection};
use serde_json::json;
use std::{fs, io::Read as _, path::Path};

/// No ledger is larger; the reader has the same bound.
const LARGEST: u64 = 64 << 20;

pub fn arguments(command: Command, words: Words) -> Command {
    let command = command
        .arg(words.positional("file"))
        .arg(words.flag("dry-run"))
        .arg(words.flag("json"))
        .arg(words.flag("yes"))
        .arg(words.option("sheet", "sheet"))
        .arg(words.option("year", "year"))
        .arg(words.option("month", "month"))
        .arg(words.option("map", "mapping").action(ArgAction::Append))
        .arg(words.option("decide", "decision").action(ArgAction::Append))
        .arg(words.option("doubtful", "doubtful").value_parser(["new", "skip", "match"]))
        .arg(words.option("marked", "output"))
        .arg(words.flag("overwrite"));
    changes_of(command, words)
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let asked = asked(words, given)?;
    let path = Path::new(text(given, "file"));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let marked_to = given.get_one::<String>("marked").map(Path::new);
    if let Some(to) = marked_to {
        check_output(words, to, path, given.get_flag("overwrite"))?;
    }
    let dry = given.get_flag("dry-run");
    if !dry {
        // Who answers for it is asked before a long preview, not after.
        session.actor()?;
    }
    let bytes = bytes_of(words, path)?;
    // A preview must not bring a city into being.
    let book = if dry && !session.has_city() { None } else { Some(session.open()?) };
    let (city, rules) = match &book {
        Some(book) => (book.office.city(), book.playbook.rules.clone()),
        None => (City::new().into(), session.playbook()?.rules),
    };
    let waiting = Waiting::for_(words.say_with("cli-import-reading", &[("file", &name)]));
    let intake = Intake::of(&bytes, &name, &asked, &city, &rules, session.clock.today());
    let intake = intake.map_err(|no| match no {
        NoIntake::Unreadable(error) => unreadable_ledger(words, &name, &error),
        NoIntake::Misfits(said) => misfits(words, &said),
    })?;
    drop(waiting);
    let job = Job { session, given, intake: &intake, bytes: &bytes, marked_to };
    match &book {
        Some(book) if !dry => job.take_in(book, &city),
        _ => job.preview_only(&city),
    }
}

/// What is known to stand in the way is said before anything is committed.
fn check_output(words: Words, to: &Path, source: &Path, overwrite: bool) -> anyhow::Result<()> {
    let path = to.display().to_string();
    let stop = |key| Err(Stop::with(Exit::Refused, words.say_with(key, &[("path", &path)])));
    match (fs::canonicalize(to), fs::canonicalize(source)) {
        (Ok(to), Ok(source)) if to == source => stop("cli-would-overwrite-source"),
        (Ok(_), _) if !overwrite => stop("cli-file-exists"),
        _ => Ok(()),
    }
}

fn bytes_of(words: Words, path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    read.map_err(|error| telling::unreadable_file(words, path, &error))?;
    Ok(bytes)
}

/// One import under way.
struct Job<'a> {
    session: &'a Session,
    given: &'a ArgMatches,
    intake: &'a Intake,
    bytes: &'a [u8],
    marked_to: Option<&'a Path>,
}

impl Job<'_> {
    fn preview_only(&self, city: &City) -> anyhow::Result<Exit> {
        self.mark(&[])?;
        if self.is_json() {
            self.session.screen.say_json(&self.intake.json()?)?;
        } else {
            self.show(city);
            self.session.screen.say(&format!("\n{}", self.session.words.text("cli-import-dry")));
        }
        Ok(Exit::Done)
    }

    fn take_in(&self, book: &Book, city: &City) -> anyhow::Result<Exit> {
        let (session, words, screen) = (self.session, self.session.words, self.session.screen);
        if !self.is_json() {
            self.show(city);
            screen.say("");
        }
        if self.intake.rows.is_empty() {
            return self.stop_short(Exit::Refused, &words.text("cli-import-no-rows"));
        }
        if self.intake.counts().undecided > 0 {
            return self.stop_short(Exit::Refused, &self.how_to_decide());
        }
        // Under a key of its own it may be the repetition of an import whose answer was lost.
        if !self.intake.is_news() && self.given.get_one::<String>("key").is_none() {
            return self.stop_short(Exit::Done, &words.text("cli-import-nothing-new"));
        }
        if !self.given.get_flag("yes") {
            if self.is_json() || !Screen::is_interactive() {
                return self.stop_short(Exit::Refused, &words.text("cli-import-needs-yes"));
            }
            if !screen.ask(words, "cli-import-ask", "cli-import-answers-yes") {
                return self.stop_short(Exit::Refused, &words.text("cli-import-declined"));
            }
        }
        let mut order = session.order(self.intake.command(), self.given)?;
        order.effective_on = Some(self.intake.effective_on);
        order.attachment = Some(self.bytes.to_vec());
        let waiting = Waiting::for_(words.say("cli-import-committing"));
        let receipt = session.try_submit(book, order);
        drop(waiting);
        let receipt = match receipt {
            Ok(receipt) => receipt,
            Err(Rejection::Refused(reasons)) if reasons == [Cause::NothingChanges.alone()] => {
                return self.stop_short(Exit::Done, &words.text("cli-import-nothing-new"));
            }
            Err(Rejection::Refused(reasons)) => {
                self.mark(&reasons)?;
                if self.is_json() {
                    screen.say_json(&telling::refusals_json(words, &reasons))?;
                    return Ok(Exit::Refused);
                }
                return Err(Stop::with(Exit::Refused, telling::refusals(words, &reasons)));
            }
            Err(other) => return Err(telling::rejected(words, &other)),
        };
        self.mark(&[])?;
        let city = book.office.city();
        let import = city.imports().find(|import| import.seq == receipt.first);
        let id = import.map_or(ImportId(0), |import| import.id);
        let facts = (receipt.last.0 + 1).saturating_sub(receipt.first.0);
        if self.is_json() {
            screen.say_json(&json!({
                "import": id.to_string(),
                "first": receipt.first,
                "last": receipt.last,
                "repeated": receipt.repeated,
                "head": telling::head(book.office.head()),
            }))?;
        } else if let Some(import) = import {
            let key = if receipt.repeated { "cli-import-repeated" } else { "cli-import-committed" };
            screen.say(&words.say_with(
                key,
                &[
                    ("import", &id.to_string()),
                    ("registered", &import.ledger.registered.to_string()),
                    ("changed", &import.ledger.changed.to_string()),
                    ("unchanged", &import.ledger.unchanged.to_string()),
                    ("facts", &facts.to_string()),
                ],
            ));
        }
        self.remember(book)?;
        Ok(Exit::Done)
    }

    /// Remembers the columns as corrected, for the next file of the layout.
    fn remember(&self, book: &Book) -> anyhow::Result<()> {
        let (session, words) = (self.session, self.session.words);
        for command in self.intake.mappings(&book.office.city()) {
            let Wanted::MapLayout { fingerprint, .. } = &command else { continue };
            let fingerprint = fingerprint.clone();
            let (now, today) = (session.clock.now(), session.clock.today());
            session.submit(book, Order::new(command, session.actor()?, fresh_key(), now, today))?;
            if !self.is_json() {
                session
                    .screen
                    .say(&words.say_with("cli-import-mapping-kept", &[("fingerprint", &fingerprint)]));
            }
        }
        Ok(())
    }

    fn is_json(&self) -> bool {
        self.given.get_flag("json")
    }

    fn show(&self, city: &City) {
        self.session.screen.say(&in_words(self.session.words, self.session.screen, self.intake, city));
    }

    /// Ends without a change: a person reads why, a machine gets the preview.
    fn stop_short(&self, exit: Exit, words: &str) -> anyhow::Result<Exit> {
        self.mark(&[])?;
        if self.is_json() {
            self.session.screen.say_json(&self.intake.json()?)?;
        }
        match exit {
            Exit::Done => self.session.screen.note(words),
            exit => return Err(Stop::with(exit, words)),
        }
        Ok(exit)
    }

    fn how_to_decide(&self) -> String {
        let rows = self.intake.preview.rows.iter().zip(&self.intake.matches);
        let undecided = rows
            .filter(|(row, _)| row.outcome == qinghuo_domain::intake::Outcome::Undecided)
            .find_map(|(row, found)| Some((row.source.row, found.candidates.first()?.project)));
        let example = undecided.map_or_else(String::new, |(row, project)| {
            format!("--decide {row}={project} / --decide {row}=new / --decide {row}=skip")
        });
        self.session.words.say_with("cli-import-how-to-decide", &[("example", &example)])
    }

    /// Writes the workbook to hand back, where one is asked for.
    fn mark(&self, refusals: &[Refusal]) -> anyhow::Result<()> {
        let words = self.session.words;
        let Some(to) = self.marked_to else { return Ok(()) };
        let marked = {
            let Intake { reading, preview, .. } = self.intake;
            marked(&words, self.bytes, reading, Some(preview), refusals, self.session.clock.today())
        };
        let marked = marked.map_err(|error| {
            let said = [("path", &*to.display().to_string()), ("detail", &*telling::chain(&error))];
            Stop::with(Exit::Failed, words.say_with("cli-unwritable", &said))
        })?;
        write(words, to, &marked, self.given.get_flag("overwrite"))?;
        let path = to.display().to_string();
        self.session.screen.note(&words.say_with("cli-written", &[("path", &path)]));
        Ok(())
    }
}
