//! The handle everybody holds.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc::{self, SyncSender},
    },
    thread::{self, JoinHandle},
};

use arc_swap::{ArcSwap, ArcSwapOption};
use jiff::Timestamp;
use qinghuo_domain::{City, Seq, Subject, rules::Rules};
use qinghuo_ledger::{Anchor, Hash, Head, Ledger};

use crate::{
    Audit, Image, OfficeError, Opening, Order, People, Receipt, Recorded, Rejection, audit,
    codec::time_text,
    facts::Facts,
    fold::Fold,
    opening,
    order::Answer,
    people,
    snapshot::Keeper,
    writer::{Message, Ticket, Writer},
};

/// Facts from one snapshot to the next, or a part of a larger book: a start never folds many more.
const SNAPSHOT_EVERY: u64 = 50_000;
/// Orders that may wait; whoever comes later waits to be let in.
const LONGEST_QUEUE: usize = 4096;

/// The running city. Clones are the same office; the last one dropped closes it.
#[derive(Clone, Debug)]
pub struct Office(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    dir: PathBuf,
    opening: Opening,
    board: Arc<Board>,
    queue: SyncSender<Message>,
    writer: Mutex<Option<JoinHandle<Result<(), OfficeError>>>>,
    reader: Mutex<Ledger>,
    facts: Facts,
}

/// What is wrong at the moment, for whoever watches over the machine. All of it heals by itself when its cause is gone.
#[derive(Clone, Debug, Default)]
pub struct Health {
    /// Why the last orders failed, or the image cannot keep up with other processes.
    pub writer: Option<Arc<OfficeError>>,
    /// Why the last snapshot was not written; costs time at the next start, and nothing else.
    pub snapshot: Option<Arc<OfficeError>>,
}

impl Office {
    /// Opens the city in `dir`, which is created if there is none.
    ///
    /// # Errors
    /// Damage names the first bad record; nothing is repaired, and no city is shown in part.
    pub fn open(dir: &Path, rules: Rules) -> Result<Self, OfficeError> {
        Self::start(dir, rules, SNAPSHOT_EVERY)
    }

    pub(crate) fn start(dir: &Path, rules: Rules, snapshot_every: u64) -> Result<Self, OfficeError> {
        let ledger = Ledger::open(dir)?;
        let (fold, opening) = opening::open(dir, &ledger)?;
        let board = Arc::new(Board::new(fold.into(), people::read(&ledger)?, rules));
        let kept = opening.snapshot.as_ref().map_or(0, |seq| seq.0);
        let keeper = Keeper::new(dir.to_owned(), Arc::clone(&board), snapshot_every, kept);
        let reader = Mutex::new(Ledger::open_read_only(dir)?);
        let (queue, orders) = mpsc::sync_channel(LONGEST_QUEUE);
        let writer = Writer::new(ledger, Arc::clone(&board), orders, keeper);
        let writer = thread::Builder::new().name("writer".to_owned()).spawn(|| writer.run());
        let writer = Mutex::new(Some(writer.map_err(OfficeError::Thread)?));
        let facts = Facts::default();
        Ok(Self(Arc::new(Inner { dir: dir.to_owned(), opening, board, queue, writer, reader, facts })))
    }

    /// Where the city lives.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.0.dir
    }

    /// Carries out an order and returns when it is on the disk. Blocks; to be called from as many threads as there are
    /// senders.
    ///
    /// # Errors
    /// See [`Rejection`].
    pub fn submit(&self, order: Order) -> Result<Receipt, Rejection> {
        self.queue(order)?.recv().unwrap_or(Err(Rejection::Closed))
    }

    /// Has orders carried out one after another, as [`Office::submit`] does each, without waiting for one to be on the
    /// disk before the next is sent: many small orders then share a commit.
    ///
    /// # Errors
    /// The first [`Rejection`]; the other orders are carried out or not, each by itself.
    pub fn submit_all(&self, orders: impl IntoIterator<Item = Order>) -> Result<(), Rejection> {
        self.submit_each(orders).into_iter().try_for_each(|answer| answer.map(drop))
    }

    /// The same with an answer for each order, in their order.
    pub fn submit_each(&self, orders: impl IntoIterator<Item = Order>) -> Vec<Result<Receipt, Rejection>> {
        let queued: Vec<_> = orders.into_iter().map(|order| self.queue(order)).collect();
        let answer = |queued: Result<mpsc::Receiver<Answer>, Rejection>| {
            queued.and_then(|answer| answer.recv().unwrap_or(Err(Rejection::Closed)))
        };
        queued.into_iter().map(answer).collect()
    }

    fn queue(&self, mut order: Order) -> Result<mpsc::Receiver<Answer>, Rejection> {
        let digest = order.seal()?;
        let (reply, answer) = mpsc::sync_channel(1);
        let ticket = Message::Order(Box::new(Ticket { order, digest, reply }));
        self.0.queue.send(ticket).map_err(|_| Rejection::Closed)?;
        Ok(answer)
    }

    /// Everything known, current to the last order answered.
    #[must_use]
    pub fn city(&self) -> Arc<City> {
        Arc::clone(&self.0.board.image.load().city)
    }

    /// The last record [`Office::city`] is current to. To have both of one moment, take [`Office::image`].
    #[must_use]
    pub fn head(&self) -> Head {
        self.0.board.image.load().head
    }

    /// The city together with its head.
    #[must_use]
    pub fn image(&self) -> Arc<Image> {
        self.0.board.image()
    }

    /// The people whose names are known.
    #[must_use]
    pub fn people(&self) -> Arc<People> {
        self.0.board.people()
    }

    /// The rules by which orders are decided.
    #[must_use]
    pub fn rules(&self) -> Arc<Rules> {
        self.0.board.rules()
    }

    /// Decides by these rules from now on; orders already waiting together are still decided by one set of rules.
    pub fn set_rules(&self, rules: Rules) {
        self.0.board.rules.store(Arc::new(rules));
    }

    /// The last fact recorded at or before `at`.
    ///
    /// # Errors
    /// The ledger's.
    pub fn known_at(&self, at: Timestamp) -> Result<Seq, OfficeError> {
        Ok(Seq(self.read(|ledger| ledger.seq_known_at(&time_text(at)))?))
    }

    /// Everything recorded of a subject, oldest first, as far as the image shows it.
    ///
    /// # Errors
    /// The ledger's, or a record nobody can read.
    pub fn history(&self, subject: &Subject) -> Result<Vec<Arc<Recorded>>, OfficeError> {
        self.recorded_at(&self.recorded_of(subject)?)
    }

    /// The numbers of the facts recorded of a subject, oldest first, as far as the image shows it.
    ///
    /// # Errors
    /// The ledger's.
    pub fn recorded_of(&self, subject: &Subject) -> Result<Vec<Seq>, OfficeError> {
        let until = self.head().seq;
        let seqs = self.read(|ledger| ledger.records_of(&subject.to_string(), until))?;
        Ok(seqs.into_iter().map(Seq).collect())
    }

    /// The facts of these numbers, in their order, with what the ledger knows of them.
    ///
    /// # Errors
    /// The ledger's, or a record nobody can read.
    pub fn recorded_at(&self, seqs: &[Seq]) -> Result<Vec<Arc<Recorded>>, OfficeError> {
        self.0.facts.of(seqs, |missing| self.read_facts(missing))
    }

    fn read_facts(&self, seqs: &[Seq]) -> Result<Vec<Recorded>, OfficeError> {
        let seqs: Vec<u64> = seqs.iter().map(|seq| seq.0).collect();
        let mut facts = Vec::with_capacity(seqs.len());
        let read = self.read(|ledger| {
            ledger.read_each(&seqs, |record| match Recorded::read(record) {
                Ok(recorded) => {
                    facts.push(recorded);
                    ControlFlow::Continue(())
                }
                Err(error) => ControlFlow::Break(error),
            })
        })?;
        match read {
            ControlFlow::Continue(()) => Ok(facts),
            ControlFlow::Break(error) => Err(error),
        }
    }

    /// One fact with what the ledger knows of it; none where the image does not hold it.
    ///
    /// # Errors
    /// The ledger's, or a record nobody can read.
    pub fn recorded(&self, seq: Seq) -> Result<Option<Arc<Recorded>>, OfficeError> {
        if seq == Seq(0) || seq.0 > self.head().seq {
            return Ok(None);
        }
        Ok(self.recorded_at(&[seq])?.pop())
    }

    /// The record up to which facts are known, with its hash; the head where that is later.
    ///
    /// # Errors
    /// The ledger's.
    pub fn record(&self, known: Seq) -> Result<Head, OfficeError> {
        let head = self.head();
        if known.0 >= head.seq {
            return Ok(head);
        }
        let mut found = Head { seq: 0, hash: Hash::GENESIS };
        if known == Seq(0) {
            return Ok(found);
        }
        let _: ControlFlow<()> = self.read(|ledger| {
            ledger.read_each(&[known.0], |record| {
                found = Head { seq: record.seq, hash: record.hash };
                ControlFlow::Continue(())
            })
        })?;
        Ok(found)
    }

    /// An attachment, checked against its hash.
    ///
    /// # Errors
    /// The ledger's; damage included.
    pub fn attachment(&self, hash: &Hash) -> Result<Option<Vec<u8>>, OfficeError> {
        Ok(self.read(|ledger| ledger.attachment(hash))?)
    }

    /// Copies the ledger, as of one moment, into the new file `path` while work goes on. Returns the head of the copy.
    ///
    /// # Errors
    /// The ledger's; an existing file is never overwritten.
    pub fn backup(&self, path: &Path) -> Result<Head, OfficeError> {
        // On a connection of its own: history stays at hand meanwhile.
        Ok(Ledger::open_read_only(&self.0.dir)?.backup_to(path)?)
    }

    /// What another party may keep of the ledger as it stands.
    ///
    /// # Errors
    /// The ledger's.
    pub fn anchor(&self) -> Result<Anchor, OfficeError> {
        let city = self.city();
        Ok(self.read(|ledger| ledger.anchor(city.playbook().unwrap_or_default()))?)
    }

    /// Proves the whole ledger and holds the image and the snapshot against it, while work goes on.
    /// `on_progress(done, total)` counts records, each twice.
    ///
    /// # Errors
    /// The first bad record.
    pub fn audit(&self, on_progress: impl FnMut(u64, u64)) -> Result<Audit, OfficeError> {
        audit::examine(&self.0.dir, Some(&self.image()), on_progress)
    }

    /// How the office came to its first image.
    #[must_use]
    pub fn opening(&self) -> &Opening {
        &self.0.opening
    }

    /// What is wrong at the moment.
    #[must_use]
    pub fn health(&self) -> Health {
        let board = &self.0.board;
        Health { writer: board.writer_trouble.load_full(), snapshot: board.snapshot_trouble.load_full() }
    }

    /// How many batches this office has committed.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.0.board.commits()
    }

    /// Answers every order sent before, writes a snapshot and stops; whoever comes later is told
    /// [`Rejection::Closed`]. What was published can still be read.
    ///
    /// # Errors
    /// When the snapshot could not be written; nothing is lost by that.
    pub fn close(&self) -> Result<(), OfficeError> {
        self.0.close()
    }

    fn read<T>(&self, read: impl FnOnce(&Ledger) -> T) -> T {
        read(&self.0.reader.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Inner {
    fn close(&self) -> Result<(), OfficeError> {
        // Held until the writer has ended, so that nobody takes the office for closed before it is.
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(thread) = writer.take() else { return Ok(()) };
        // If the writer is gone already, joining it says why.
        let _ = self.queue.send(Message::Close);
        thread.join().unwrap_or(Err(OfficeError::Panicked))
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let _ = self.close();
    }
}

/// What the writer shows to everybody.
#[derive(Debug)]
pub(crate) struct Board {
    image: ArcSwap<Image>,
    people: ArcSwap<People>,
    rules: ArcSwap<Rules>,
    commits: AtomicU64,
    writer_trouble: ArcSwapOption<OfficeError>,
    snapshot_trouble: ArcSwapOption<OfficeError>,
}

impl Board {
    pub(crate) fn new(image: Image, people: People, rules: Rules) -> Self {
        Self {
            image: ArcSwap::from_pointee(image),
            people: ArcSwap::from_pointee(people),
            rules: ArcSwap::from_pointee(rules),
            commits: AtomicU64::new(0),
            writer_trouble: ArcSwapOption::empty(),
            snapshot_trouble: ArcSwapOption::empty(),
        }
    }

    pub(crate) fn image(&self) -> Arc<Image> {
        self.image.load_full()
    }

    pub(crate) fn people(&self) -> Arc<People> {
        self.people.load_full()
    }

    pub(crate) fn rules(&self) -> Arc<Rules> {
        self.rules.load_full()
    }

    /// Shows the city as it was folded on from the image `before`.
    pub(crate) fn publish(&self, fold: Fold, before: &Image) {
        if fold.head != before.head {
            self.image.store(Arc::new(fold.into()));
        }
    }

    pub(crate) fn publish_people(&self, people: People) {
        self.people.store(Arc::new(people));
    }

    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    pub(crate) fn count_commit(&self) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn tell_writer(&self, trouble: Option<Arc<OfficeError>>) {
        self.writer_trouble.store(trouble);
    }

    /// Whether the snapshot was written.
    pub(crate) fn tell_snapshot(&self, trouble: Option<OfficeError>) -> bool {
        let written = trouble.is_none();
        self.snapshot_trouble.store(trouble.map(Arc::new));
        written
    }
}
