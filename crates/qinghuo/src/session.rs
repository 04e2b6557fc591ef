//! One run of the program: who asks, in which language, of which city, at what time.

use crate::{
    clock::{Clock, end_of},
    exit::{Exit, Stop},
    screen::Screen,
    subcommands::{account, key},
    telling,
    words::Words,
};
use anyhow::Context as _;
use clap::ArgMatches;
use jiff::Timestamp;
use qinghuo_accounts::{Accounts, Settings};
use qinghuo_domain::{
    City, Date, Moment, Seq, attribute::PersonId, command::Command, intake::PersonRole, rules::Rules,
    views::Standpoint,
};
use qinghuo_ledger::DATABASE_FILE;
use qinghuo_office::{Head, Office, OfficeError, Order, People, Receipt, Rejection};
use qinghuo_playbook::{BUNDLED, Playbook, before, own_map::FILE as MAP, procedures::FOLDER};
use std::{
    env,
    hash::{BuildHasher, Hasher, RandomState},
    path::{Path, PathBuf},
    sync::Arc,
};

/// One run of the program.
pub struct Session {
    /// The user's language.
    pub words: Words,
    /// Where answers go.
    pub screen: Screen,
    /// What time it is.
    pub clock: Clock,
    /// The city's directory.
    pub data: PathBuf,
    playbook: Option<PathBuf>,
    actor: Option<String>,
}

impl Session {
    /// Reads the global options.
    ///
    /// # Errors
    /// A clock that is no moment; a key that cannot be read.
    pub fn new(words: Words, given: &ArgMatches) -> anyhow::Result<Self> {
        let text = |name: &str| given.get_one::<String>(name).cloned();
        let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        let from_environment = |name: &str| set(name).and_then(|value| value.into_string().ok());
        let clock = match text("now") {
            None => Clock::System,
            Some(now) => Clock::Held(moment(words, &now)?),
        };
        let key_file =
            text("key-file").map(PathBuf::from).or_else(|| set("QINGHUO_KEY_FILE").map(PathBuf::from));
        if let Some(path) = key_file {
            let key = key::read(words, &path)?;
            qinghuo_ledger::use_key(key).map_err(|_| anyhow::anyhow!("one run uses one key"))?;
        }
        Ok(Self {
            words,
            screen: Screen::new(),
            clock,
            data: text("data")
                .map(PathBuf::from)
                .or_else(|| set("QINGHUO_DATA").map(PathBuf::from))
                .unwrap_or_else(|| PathBuf::from("data")),
            playbook: text("rules").map(PathBuf::from),
            actor: text("actor")
                .or_else(|| from_environment("QINGHUO_ACTOR"))
                .or_else(|| ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(from_environment))
                .or_else(user_of_the_machine),
        })
    }

    /// The rules of the year.
    ///
    /// # Errors
    /// Every fault of the playbook, in words.
    pub fn playbook(&self) -> anyhow::Result<Playbook> {
        let Some(dir) = &self.playbook else {
            return qinghuo_playbook::bundled()
                .map_err(|faults| telling::faulty_playbook(self.words, &faults));
        };
        let files = playbook_files(self.words, dir)?;
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
        qinghuo_playbook::load(&files).map_err(|faults| telling::faulty_playbook(self.words, &faults))
    }

    /// Whether there is a city in the directory.
    pub fn has_city(&self) -> bool {
        self.data.join(DATABASE_FILE).exists()
    }

    /// Opens the city for looking at it; one that is not there is not made.
    ///
    /// # Errors
    /// No city, or a damaged one.
    pub fn look(&self) -> anyhow::Result<Book> {
        if !self.has_city() {
            let dir = self.data.display().to_string();
            return Err(Stop::with(Exit::Unreadable, self.words.say_with("cli-no-city", &[("dir", &dir)])));
        }
        self.open()
    }

    /// Opens the city, and makes one where there is none.
    ///
    /// # Errors
    /// A damaged city, or a directory that cannot be written.
    pub fn open(&self) -> anyhow::Result<Book> {
        let playbook = self.playbook()?;
        let office = Office::open(&self.data, playbook.rules.clone()).map_err(|error| self.failed(&error))?;
        if let Some(adopted) = office.city().playbook().filter(|adopted| *adopted != playbook.name()) {
            let names = [("adopted", adopted), ("given", playbook.name())];
            self.screen.note(&self.words.say_with("cli-playbook-differs", &names));
        }
        Ok(Book { office, playbook })
    }

    /// Who may sign in to the city.
    ///
    /// # Errors
    /// A ledger that cannot be written.
    pub fn accounts(&self) -> anyhow::Result<Accounts> {
        let accounts = Accounts::open(&self.data, Settings::default());
        accounts.map_err(|trouble| account::trouble(self.words, &trouble))
    }

    /// Puts an error of the office into words.
    pub fn failed(&self, error: &OfficeError) -> anyhow::Error {
        telling::failure(self.words, error)
    }

    /// Who asks.
    ///
    /// # Errors
    /// When neither the options nor the system name anybody.
    pub fn actor(&self) -> anyhow::Result<&str> {
        let named = self.actor.as_deref().map(str::trim).filter(|actor| !actor.is_empty());
        named.ok_or_else(|| Stop::with(Exit::Usage, self.words.say("cli-actor-missing")))
    }

    /// An order for a command, from the options `--effective-on` and `--key`.
    ///
    /// # Errors
    /// A date that is none; nobody to act.
    pub fn order(&self, command: Command, given: &ArgMatches) -> anyhow::Result<Order> {
        let key = given.get_one::<String>("key").cloned().unwrap_or_else(fresh_key);
        let mut order = Order::new(command, self.actor()?, key, self.clock.now(), self.clock.today());
        order.effective_on = date_option(self.words, given, "effective-on")?;
        Ok(order)
    }

    /// Has an order carried out. The first order of a city puts its playbook in force.
    ///
    /// # Errors
    /// Every reason it was refused for, or what failed.
    pub fn submit(&self, book: &Book, order: Order) -> anyhow::Result<Receipt> {
        self.try_submit(book, order).map_err(|rejection| telling::rejected(self.words, &rejection))
    }

    /// The same, leaving the reasons as they are.
    ///
    /// # Errors
    /// The office's.
    pub fn try_submit(&self, book: &Book, order: Order) -> Result<Receipt, Rejection> {
        let receipt = book.office.submit(order.clone())?;
        if book.office.city().playbook().is_none() {
            let playbook = Command::AdoptPlaybook { playbook: book.playbook.name().into() };
            book.office.submit(Order::new(playbook, order.actor, fresh_key(), order.now, order.today))?;
        }
        Ok(receipt)
    }

    /// Has a command carried out and says so.
    ///
    /// # Errors
    /// See [`Session::submit`].
    pub fn carry_out(
        &self,
        book: &Book,
        command: Command,
        people: Vec<(PersonRole, String)>,
        given: &ArgMatches,
    ) -> anyhow::Result<Exit> {
        let order = Order { people, ..self.order(command, given)? };
        let receipt = self.submit(book, order)?;
        self.screen.say(&telling::receipt(self.words, &receipt));
        Ok(Exit::Done)
    }
}

/// A city at hand with the rules it is looked at by.
pub struct Book {
    /// The running city.
    pub office: Office,
    /// The rules of the year.
    pub playbook: Playbook,
}

impl Book {
    /// What the options `--as-of` and `--known-at` let one see.
    ///
    /// # Errors
    /// A date or moment that is none.
    pub fn view(&self, session: &Session, given: &ArgMatches) -> anyhow::Result<View<'_>> {
        let words = session.words;
        let mut view = self.now(session);
        if let Some(as_of) = date_option(words, given, "as-of")? {
            view.at.as_of = as_of;
        }
        if let Some(text) = given.get_one::<String>("known-at") {
            let at = moment(words, text)?;
            view.at.known = self.office.known_at(at).map_err(|error| session.failed(&error))?;
            view.record = self.office.record(view.at.known).map_err(|error| session.failed(&error))?;
        }
        Ok(view)
    }

    /// Everything known now to be true today.
    pub fn now(&self, session: &Session) -> View<'_> {
        let image = self.office.image();
        let at = Moment { as_of: session.clock.today(), known: image.city.head() };
        let people = self.office.people();
        let (city, head) = (Arc::clone(&image.city), image.head);
        View { city, head, record: head, at, rules: &self.playbook.rules, people }
    }
}

/// The city as seen from a moment.
pub struct View<'a> {
    /// The city.
    pub city: Arc<City>,
    /// The last record it is current to.
    pub head: Head,
    /// The last record that counts.
    pub record: Head,
    /// From when it is seen.
    pub at: Moment,
    /// The rules it is judged by.
    pub rules: &'a Rules,
    people: Arc<People>,
}

impl View<'_> {
    /// Where derived views are taken from.
    pub fn standpoint(&self) -> Standpoint<'_> {
        Standpoint::new(&self.city, self.at, self.rules)
    }

    /// The name of a person, or the number where the name was erased.
    pub fn person(&self, id: PersonId) -> String {
        self.people.get(&id).cloned().unwrap_or_else(|| format!("#{}", id.0))
    }

    /// The name of a person; `None` where it was erased.
    pub fn name(&self, id: PersonId) -> Option<&str> {
        self.people.get(&id).map(String::as_str)
    }

    /// Everybody whose name is known.
    pub fn people(&self) -> impl Iterator<Item = (PersonId, &str)> {
        self.people.iter().map(|(id, name)| (*id, name.as_str()))
    }

    /// Who did something, as the ledger says, by name and unit.
    pub fn actor(&self, words: Words, actor: &str) -> String {
        words.actor(actor, &self.city, &|id| self.name(id).map(str::to_owned))
    }

    /// The values every JSON answer begins with.
    pub fn json(&self) -> serde_json::Map<String, serde_json::Value> {
        let from = self.standpoint();
        let mut answer = serde_json::Map::new();
        answer.insert("as_of".into(), self.at.as_of.to_string().into());
        answer.insert("known".into(), self.at.known.0.into());
        answer.insert("dispatch_month".into(), from.month.to_string().into());
        answer.insert("rules".into(), (&*self.rules.name).into());
        answer.insert("head".into(), telling::head(self.head).into());
        answer.insert("synthetic".into(), self.city.is_synthetic(self.at.known).into());
        answer
    }

    /// A line that says from when the city is seen.
    pub fn caption(&self, words: Words) -> String {
        let mut said = words.say_with("cli-as-of", &[("day", &words.day(self.at.as_of))]);
        if self.at.known < self.city.head() {
            said.push_str(&words.say_with("cli-known", &[("seq", &self.at.known.to_string())]));
        }
        if self.city.is_synthetic(self.at.known) {
            said.push_str(&words.text("value-join-sentence"));
            said.push_str(&words.text("cli-synthetic"));
        }
        said
    }
}

impl Drop for Book {
    fn drop(&mut self) {
        // A snapshot that could not be written costs time at the next start and nothing else; `serve` watches over it.
        let _ = self.office.close();
    }
}

/// The files of a playbook directory.
///
/// # Errors
/// A directory or file that cannot be read.
pub fn playbook_files(words: Words, dir: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut files = toml_files(words, dir, "")?;
    let procedures = dir.join(FOLDER);
    if procedures.is_dir() {
        files.extend(toml_files(words, &procedures, FOLDER)?);
    }
    let year = files.iter().find(|(name, _)| name == "year.toml");
    if let Some(id) = year.and_then(|(_, text)| before::named_in(text)) {
        files.extend(year_before(words, dir, &id)?);
    }
    files.sort();
    Ok(files)
}

/// The files of the year before, whose folder lies beside the playbook's; those that ship with the program, where there is no such folder.
fn year_before(words: Words, dir: &Path, id: &str) -> anyhow::Result<Vec<(String, String)>> {
    let (folder, beside) = (before::folder_of(id), dir.join("..").join(id));
    if !beside.is_dir() {
        let shipped = BUNDLED.iter().filter(|(name, _)| name.starts_with(&folder));
        return Ok(shipped.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect());
    }
    let mut files = toml_files(words, &beside, &folder)?;
    let procedures = beside.join(FOLDER);
    if procedures.is_dir() {
        files.extend(toml_files(words, &procedures, &format!("{folder}{FOLDER}"))?);
    }
    Ok(files)
}

/// The TOML files of one directory, and in the first the map, their names with `before` in front.
fn toml_files(words: Words, dir: &Path, before: &str) -> anyhow::Result<Vec<(String, String)>> {
    let unreadable = |path: &Path, error: &std::io::Error| telling::unreadable_file(words, path, error);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(|error| unreadable(dir, &error))? {
        let path = entry.context("directory entry")?.path();
        let is_map = before.is_empty() && path.file_name().is_some_and(|name| name == MAP);
        if is_map || path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            files.push((format!("{before}{name}"), text));
        }
    }
    Ok(files)
}

/// A key nobody used before: two commands typed alike are two commands unless `--key` says otherwise.
pub fn fresh_key() -> String {
    let chance = || RandomState::new().build_hasher().finish();
    format!("cli-{:016x}{:016x}", chance(), chance())
}

/// A moment: RFC 3339, or a day, which stands for its end in the city.
fn moment(words: Words, text: &str) -> anyhow::Result<Timestamp> {
    let day = || text.parse::<Date>().ok().filter(|_| text.len() == 10).and_then(end_of);
    day()
        .or_else(|| text.parse().ok())
        .ok_or_else(|| Stop::with(Exit::Usage, words.say_with("cli-error-not-a-moment", &[("given", text)])))
}

/// A date given as an option.
///
/// # Errors
/// A text that is no date.
pub fn date_option(words: Words, given: &ArgMatches, name: &str) -> anyhow::Result<Option<Date>> {
    given.get_one::<String>(name).map(|text| date(words, text)).transpose()
}

/// A date as somebody typed it.
///
/// # Errors
/// A text that is no date.
pub fn date(words: Words, text: &str) -> anyhow::Result<Date> {
    let read = (text.len() == 10).then(|| text.parse().ok()).flatten();
    read.ok_or_else(|| Stop::with(Exit::Usage, words.say_with("cli-error-not-a-date", &[("given", text)])))
}

/// Everything known up to a fact, that fact left out.
pub const fn before(seq: Seq, as_of: Date) -> Moment {
    Moment { as_of, known: Seq(seq.0.saturating_sub(1)) }
}

/// Who runs the program, as the machine knows it; where no name is known, by number.
fn user_of_the_machine() -> Option<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        // What a process runs as is whose its own entry is.
        let uid = std::fs::metadata("/proc/self").ok()?.uid().to_string();
        let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let mut users = users.lines().map(|line| line.split(':'));
        let name = users.find_map(|mut user| {
            let name = user.next()?;
            (user.nth(1)? == uid).then(|| name.to_owned())
        });
        Some(name.unwrap_or_else(|| format!("uid {uid}")))
    }
    #[cfg(not(unix))]
    None
}
