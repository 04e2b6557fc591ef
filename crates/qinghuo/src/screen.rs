//! What is written where: answers to standard output, everything about them to standard error. A reader that went away
//! (`qinghuo cockpit | head`) ends the program quietly.

use crate::{exit::Exit, words::Words};
use std::{
    io::{self, IsTerminal, Write},
    process,
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// Nothing is said of work shorter than this.
const PATIENCE: Duration = Duration::from_secs(1);

/// Colours a word may take; the word itself always says the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paint {
    /// As it is.
    #[default]
    Plain,
    /// A red light, a refusal.
    Red,
    /// A yellow light, a warning.
    Yellow,
    /// A green light.
    Green,
    /// Something that matters less.
    Faint,
    /// A heading.
    Strong,
}

impl Paint {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Red => "\x1b[31m",
            Self::Yellow => "\x1b[33m",
            Self::Green => "\x1b[32m",
            Self::Faint => "\x1b[2m",
            Self::Strong => "\x1b[1m",
        }
    }
}

/// Where the program writes to.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    colours: bool,
    colours_of_notes: bool,
}

impl Screen {
    /// Colours only where a person looks, and not where `NO_COLOR` asks for none.
    pub fn new() -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colours = |is_terminal: bool| is_terminal && !unwanted;
        Self {
            colours: colours(io::stdout().is_terminal()),
            colours_of_notes: colours(io::stderr().is_terminal()),
        }
    }

    /// Whether a person can answer a question.
    pub fn is_interactive() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// A word of an answer in a colour, where colours show.
    pub fn paint(self, word: &str, paint: Paint) -> String {
        painted(word, paint, self.colours)
    }

    /// A word about an answer in a colour, where colours show.
    pub fn paint_note(self, word: &str, paint: Paint) -> String {
        painted(word, paint, self.colours_of_notes)
    }

    /// Writes lines of an answer.
    pub fn say(self, text: &str) {
        deliver(io::stdout().lock(), text);
    }

    /// Writes a JSON answer.
    ///
    /// # Errors
    /// When the answer has no JSON form.
    pub fn say_json(self, answer: &impl serde::Serialize) -> anyhow::Result<()> {
        self.say(&serde_json::to_string_pretty(answer)?);
        Ok(())
    }

    /// Writes lines about an answer: warnings, errors, progress.
    pub fn note(self, text: &str) {
        deliver(io::stderr().lock(), text);
    }

    /// Asks a person; anything but one of the words for yes is a no.
    pub fn ask(self, words: Words, question: &str, answers_yes: &str) -> bool {
        let mut answer = String::new();
        let asked = write!(io::stderr().lock(), "{}", words.text(question));
        let answered =
            asked.and_then(|()| io::stderr().flush()).and_then(|()| io::stdin().read_line(&mut answer));
        let answer = answer.trim().to_lowercase();
        answered.is_ok() && words.text(answers_yes).split(' ').any(|yes| yes == answer)
    }
}

fn painted(word: &str, paint: Paint, colours: bool) -> String {
    if colours && paint != Paint::Plain { format!("{}{word}\x1b[0m", paint.code()) } else { word.to_owned() }
}

fn deliver(mut to: impl Write, text: &str) {
    let newline = if text.ends_with('\n') { "" } else { "\n" };
    // Nobody is left to tell when the reader went away or the disk behind a redirection is full; the exit code still says so.
    match write!(to, "{text}{newline}").and_then(|()| to.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => process::exit(Exit::Done as i32),
        Err(_) => process::exit(Exit::Failed as i32),
        Ok(()) => {}
    }
}

/// A line on standard error that follows work taking longer than a second, as it counts: overwritten on a terminal, a line each few seconds
/// elsewhere.
pub struct Progress {
    began: Instant,
    told: Option<Instant>,
    on_terminal: bool,
}

impl Progress {
    /// Begins to count.
    pub fn begin() -> Self {
        Self { began: Instant::now(), told: None, on_terminal: io::stderr().is_terminal() }
    }

    /// Says how far the work is, if it has been going on for long enough to be worth saying.
    pub fn show(&mut self, words: impl FnOnce() -> String) {
        let pause = if self.on_terminal { Duration::from_millis(200) } else { Duration::from_secs(5) };
        let now = Instant::now();
        if now.duration_since(self.began) < PATIENCE
            || self.told.is_some_and(|told| now.duration_since(told) < pause)
        {
            return;
        }
        self.told = Some(now);
        mention(self.on_terminal, &words());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.told.is_some() {
            wipe(self.on_terminal);
        }
    }
}

/// The same for work that cannot count: what is going on and for how many seconds, until this is dropped.
pub struct Waiting {
    done: Option<Sender<()>>,
    watch: Option<JoinHandle<()>>,
}

impl Waiting {
    /// Begins to watch.
    pub fn for_(doing: String) -> Self {
        let (done, end) = mpsc::channel();
        let watch = move || {
            let on_terminal = io::stderr().is_terminal();
            let began = Instant::now();
            let mut pause = PATIENCE;
            while end.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                mention(on_terminal, &format!("{doing} {}s", began.elapsed().as_secs()));
                pause = Duration::from_secs(if on_terminal { 1 } else { 10 });
            }
            if pause != PATIENCE {
                wipe(on_terminal);
            }
        };
        // Without a thread to watch, the work goes on unwatched.
        let watch = thread::Builder::new().name("progress".to_owned()).spawn(watch).ok();
        Self { done: Some(done), watch }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.done.take();
        if let Some(watch) = self.watch.take() {
            let _ = watch.join();
        }
    }
}

/// Progress is a courtesy: where it cannot be shown the work goes on.
fn mention(on_terminal: bool, line: &str) {
    let mut to = io::stderr().lock();
    let _ = if on_terminal { write!(to, "\r\x1b[K{line}") } else { writeln!(to, "{line}") };
    let _ = to.flush();
}

fn wipe(on_terminal: bool) {
    if on_terminal {
        let _ = write!(io::stderr().lock(), "\r\x1b[K");
    }
}
