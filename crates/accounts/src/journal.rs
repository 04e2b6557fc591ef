//! The log of what was seen and of what was done to accounts, written off the way of those who are waiting.
//!
//! Views, failed sign-ins and the minute a session was last used are put into a queue in memory; a thread of its own writes
//! them, some hundreds at once, at most half a second later. So a crash takes half a second of views with it. What is done
//! *to* an account is not queued: it is written with the change itself.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use qinghuo_ledger::LedgerError;
use qinghuo_ledger::accounts::{Register, SeenFilter, SeenText};

use crate::account::{By, what};
use crate::time::{day, start_of, stored, told};
use crate::{AccountId, Accounts, Refusal, Trouble};

/// How long an entry waits for others.
const GATHERING: Duration = Duration::from_millis(500);
/// So many are written without waiting for more.
const FULL: usize = 512;
/// So many may wait; then whoever adds one waits too.
const MOST: usize = 8192;
/// Entries an export reads at once.
const CHUNK: u32 = 1000;
/// Entries removed at once.
const PIECE: u32 = 2000;
/// How long the log is kept at least (Cybersecurity Law, article 21): months.
const KEPT_MONTHS: i32 = 6;

/// Something that was seen or tried.
#[derive(Debug, Clone)]
pub struct Note {
    /// By whom; `None` for somebody who is not signed in.
    pub account: Option<AccountId>,
    /// In which post.
    pub post: Option<u32>,
    /// What: a key such as `project.view`.
    pub what: String,
    /// Of what: a key such as `project/P12`.
    pub subject: String,
    /// From which address.
    pub address: String,
}

/// An entry of the log.
#[derive(Debug, Clone)]
pub struct LogRow {
    /// Its number, in the order of writing.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub note: Note,
}

/// Which entries are meant; what is `None` does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub before: Option<Timestamp>,
    /// By this account.
    pub account: Option<AccountId>,
    /// About exactly this subject.
    pub subject: Option<String>,
    /// Of this kind; with a dot at its end, of all kinds that begin so: `account.`.
    pub what: Option<String>,
}

/// A part of a long answer.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Entries before it.
    pub skip: u32,
    /// Most entries on it.
    pub take: u32,
}

impl LogFilter {
    fn stored(&self) -> SeenFilter {
        SeenFilter {
            from: self.from.map(stored),
            before: self.before.map(stored),
            account: self.account.map(|id| id.0),
            subject: self.subject.clone(),
            what: self.what.clone(),
        }
    }
}

impl Note {
    pub(crate) fn stored(self, at: Timestamp) -> SeenText {
        SeenText {
            at: stored(at),
            account: self.account.map(|id| id.0),
            post: self.post,
            what: self.what,
            subject: self.subject,
            address: self.address,
        }
    }
}

impl LogRow {
    fn of(row: qinghuo_ledger::accounts::SeenRow) -> LogRow {
        let SeenText { at, account, post, what, subject, address } = row.text;
        let note = Note { account: account.map(AccountId), post, what, subject, address };
        LogRow { id: row.id, at: told(at), note }
    }
}

impl Accounts {
    /// Notes what was seen. Returns at once, unless thousands wait to be written.
    ///
    /// # Errors
    /// [`Trouble::LogStuck`] if the log cannot be written and no more can wait: what may not be seen unlogged should then not
    /// be shown.
    pub fn note(&self, now: Timestamp, note: Note) -> Result<(), Trouble> {
        self.inner.journal.add(note.stored(now))
    }

    /// Returns when all noted before is written.
    pub fn flush(&self) -> Result<(), Trouble> {
        self.inner.journal.flush()
    }

    /// A page of the log, the newest first. What was noted within the last half second may be missing.
    pub fn search_log(&self, filter: &LogFilter, page: Page) -> Result<Vec<LogRow>, Trouble> {
        let rows = self.read(|register| register.seen(&filter.stored(), page.skip, page.take))?;
        Ok(rows.into_iter().map(LogRow::of).collect())
    }

    /// How many entries there are.
    pub fn count_log(&self, filter: &LogFilter) -> Result<u64, Trouble> {
        self.read(|register| register.count_seen(&filter.stored()))
    }

    /// All entries, the oldest first, read as they are asked for.
    pub fn export_log(&self, filter: &LogFilter) -> Export {
        Export {
            accounts: self.clone(),
            filter: filter.stored(),
            after: (i64::MIN, i64::MIN),
            chunk: Vec::new().into_iter(),
        }
    }

    /// Removes the entries before a moment, which must be at least six months ago; how many. That it was done is an entry.
    pub fn purge_log(&self, now: Timestamp, by: &By, before: Timestamp) -> Result<u64, Trouble> {
        let latest = purgeable(day(now));
        if before > latest {
            return Err(Refusal::LogTooYoung { latest }.into());
        }
        let note = by.note(what::LOG_PURGED, format!("log/{}", day(before))).stored(now);
        self.transact(|register| Ok(register.insert_seen(&note)?))?;
        let mut removed = 0;
        // In pieces, so that whoever else wants to write need not wait for all of it.
        loop {
            match self.transact(|register| Ok(register.purge_seen(stored(before), PIECE)?))? {
                0 => return Ok(removed),
                piece => removed += u64::try_from(piece).unwrap_or_default(),
            }
        }
    }
}

/// The moment before which the log may be removed on a day.
fn purgeable(today: Date) -> Timestamp {
    start_of(today.saturating_sub(jiff::Span::new().months(KEPT_MONTHS)))
}

/// The entries of an export, in order. Ends after a failure.
pub struct Export {
    accounts: Accounts,
    filter: SeenFilter,
    after: (i64, i64),
    chunk: std::vec::IntoIter<qinghuo_ledger::accounts::SeenRow>,
}

impl Iterator for Export {
    type Item = Result<LogRow, Trouble>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.chunk.len() == 0 {
            let (filter, after) = (&self.filter, self.after);
            match self.accounts.read(|register| register.seen_after(filter, after, CHUNK)) {
                Ok(rows) => self.chunk = rows.into_iter(),
                Err(error) => {
                    // Nothing lies after this.
                    self.after = (i64::MAX, i64::MAX);
                    return Some(Err(error));
                }
            }
        }
        let row = self.chunk.next()?;
        self.after = (row.text.at, row.id);
        Some(Ok(LogRow::of(row)))
    }
}

/// What waits to be written.
#[derive(Default)]
struct Waiting {
    notes: Vec<SeenText>,
    /// When sessions and tokens were last used.
    sessions: HashMap<i64, i64>,
    tokens: HashMap<i64, i64>,
    /// Batches asked for and batches done, by those who wait for the writing.
    asked: u64,
    done: u64,
    /// The last writing failed.
    stuck: bool,
    closing: bool,
}

impl Waiting {
    fn is_empty(&self) -> bool {
        self.notes.is_empty() && self.sessions.is_empty() && self.tokens.is_empty()
    }

    fn hurried(&self) -> bool {
        self.notes.len() >= FULL || self.asked > self.done || self.closing
    }
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    /// Told when there is something to write, and when something was written.
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The queue and the thread that writes it.
pub(crate) struct Journal {
    shared: Arc<Shared>,
    writer: Option<JoinHandle<()>>,
}

impl Journal {
    /// Starts the thread, which writes through a handle of its own.
    pub(crate) fn start(register: Register) -> Journal {
        let shared = Arc::new(Shared::default());
        let writer = thread::spawn({
            let shared = Arc::clone(&shared);
            move || write_all(&shared, register)
        });
        Journal { shared, writer: Some(writer) }
    }

    pub(crate) fn add(&self, note: SeenText) -> Result<(), Trouble> {
        let full = |waiting: &mut Waiting| waiting.notes.len() >= MOST && !waiting.stuck;
        let waiting = self.shared.changed.wait_while(self.shared.lock(), full);
        let mut waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        if waiting.notes.len() >= MOST {
            return Err(Trouble::LogStuck);
        }
        waiting.notes.push(note);
        drop(waiting);
        self.shared.changed.notify_all();
        Ok(())
    }

    pub(crate) fn touch_session(&self, id: i64, at: i64) {
        self.shared.lock().sessions.insert(id, at);
        self.shared.changed.notify_all();
    }

    pub(crate) fn touch_token(&self, id: i64, at: i64) {
        self.shared.lock().tokens.insert(id, at);
        self.shared.changed.notify_all();
    }

    pub(crate) fn flush(&self) -> Result<(), Trouble> {
        let mut waiting = self.shared.lock();
        waiting.asked += 1;
        let mine = waiting.asked;
        self.shared.changed.notify_all();
        let waiting = self.shared.changed.wait_while(waiting, |waiting| waiting.done < mine);
        if waiting.unwrap_or_else(PoisonError::into_inner).stuck { Err(Trouble::LogStuck) } else { Ok(()) }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.shared.lock().closing = true;
        self.shared.changed.notify_all();
        if let Some(writer) = self.writer.take() {
            // It writes what is left; if it died there is nobody to tell.
            let _ = writer.join();
        }
    }
}

fn write_all(shared: &Shared, mut register: Register) {
    loop {
        let waiting =
            shared.changed.wait_while(shared.lock(), |waiting| waiting.is_empty() && !waiting.hurried());
        let waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        // After a failure there is something to wait for, hurried or not.
        let gathered = shared.changed.wait_timeout_while(waiting, GATHERING, |waiting| {
            !waiting.hurried() || (waiting.stuck && !waiting.closing)
        });
        let (mut waiting, _) = gathered.unwrap_or_else(PoisonError::into_inner);
        let batch = Waiting {
            notes: std::mem::take(&mut waiting.notes),
            sessions: std::mem::take(&mut waiting.sessions),
            tokens: std::mem::take(&mut waiting.tokens),
            ..Waiting::default()
        };
        let (asked, closing) = (waiting.asked, waiting.closing);
        drop(waiting);
        let written = write(&mut register, &batch);
        let mut waiting = shared.lock();
        waiting.stuck = written.is_err();
        waiting.done = asked;
        if written.is_err() {
            // Kept for the next time, before what came meanwhile. When a session was last used is not worth keeping.
            let later = std::mem::replace(&mut waiting.notes, batch.notes);
            waiting.notes.extend(later);
        }
        shared.changed.notify_all();
        if closing {
            return;
        }
    }
}

fn write(register: &mut Register, batch: &Waiting) -> Result<(), LedgerError> {
    if batch.is_empty() {
        return Ok(());
    }
    register.transact(|register| {
        batch.notes.iter().try_for_each(|note| register.insert_seen(note))?;
        batch.sessions.iter().try_for_each(|(id, at)| register.touch_session(*id, *at))?;
        batch.tokens.iter().try_for_each(|(id, at)| register.touch_token(*id, *at))
    })
}
