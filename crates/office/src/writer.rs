//! The one writer: orders that wait together are decided one after another and committed together.

use std::{
    cell::RefCell,
    collections::HashSet,
    ops::ControlFlow,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, SyncSender},
    },
    thread,
    time::{Duration, Instant},
};

use qinghuo_domain::{
    City, Happening, Seq, Subject,
    attribute::PersonId,
    command::{Actor as By, Context},
    decide::decide,
    refusal::Cause,
    rules::Rules,
};
use qinghuo_ledger::{Batch, Hash, Ledger};

use crate::{
    Actor, OfficeError, Order, People, Receipt, Rejection,
    codec::{self, Written},
    fold::Fold,
    office::Board,
    order::Answer,
    people,
    snapshot::Keeper,
};

/// Orders committed together at most: what bounds how long the first of them waits for the last.
const LARGEST_BATCH: usize = 1024;
/// How long a batch waits for those just answered to come back; a fraction of what a sync takes.
const LINGER: Duration = Duration::from_micros(200);
/// How often an idle writer looks whether another process wrote.
const LOOK_EVERY: Duration = Duration::from_millis(200);

pub(crate) enum Message {
    Order(Box<Ticket>),
    Close,
}

/// An order in the queue.
pub(crate) struct Ticket {
    pub(crate) order: Order,
    pub(crate) digest: Hash,
    pub(crate) reply: SyncSender<Answer>,
}

pub(crate) struct Writer {
    ledger: Ledger,
    board: Arc<Board>,
    queue: Receiver<Message>,
    keeper: Keeper,
    /// The state of the file the image is known to be current to; `None` if that is in doubt.
    version: Option<u64>,
}

impl Writer {
    pub(crate) fn new(ledger: Ledger, board: Arc<Board>, queue: Receiver<Message>, keeper: Keeper) -> Self {
        Self { ledger, board, queue, keeper, version: None }
    }

    /// Works until the office closes and every order sent before is answered.
    pub(crate) fn run(mut self) -> Result<(), OfficeError> {
        let (mut open, mut answered) = (true, 0);
        while open {
            let mut waiting = Vec::new();
            match self.queue.recv_timeout(LOOK_EVERY) {
                Ok(Message::Order(ticket)) => waiting.push(*ticket),
                Ok(Message::Close) | Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    let looked = self.look();
                    self.board.tell_writer(looked.err().map(Arc::new));
                    answered = 0;
                    continue;
                }
            }
            open = self.gather(&mut waiting, answered);
            answered = waiting.len();
            self.serve(waiting);
            self.keeper.offer(&self.board.image());
        }
        // A folder at rest is one database file and its snapshot, whole without the log.
        self.ledger.checkpoint()?;
        self.keeper.finish(&self.board.image())
    }

    /// Takes whoever waits into the batch; whether the office stays open. Most who were answered a moment ago come back
    /// with their next order a moment later: to sync the disk once for all of them, they are given that moment.
    fn gather(&self, waiting: &mut Vec<Ticket>, answered: usize) -> bool {
        let begun = Instant::now();
        let mut open = self.drain(waiting);
        let expected = LARGEST_BATCH.min(waiting.len() + answered.saturating_sub(1));
        while open && waiting.len() < expected && begun.elapsed() < LINGER {
            thread::yield_now();
            open = self.drain(waiting);
        }
        open
    }

    fn drain(&self, waiting: &mut Vec<Ticket>) -> bool {
        while waiting.len() < LARGEST_BATCH {
            match self.queue.try_recv() {
                Ok(Message::Order(ticket)) => waiting.push(*ticket),
                Ok(Message::Close) => return false,
                Err(_) => break,
            }
        }
        true
    }

    /// Carries out the orders and answers each.
    fn serve(&mut self, waiting: Vec<Ticket>) {
        let mut replies = Vec::with_capacity(waiting.len());
        let mut orders = Vec::with_capacity(waiting.len());
        for ticket in waiting {
            let Ticket { order, digest, reply } = ticket;
            replies.push(reply);
            orders.push((order, digest));
        }
        match self.sit(orders) {
            Ok(answers) => {
                self.board.tell_writer(None);
                for (reply, answer) in replies.into_iter().zip(answers) {
                    // Whoever no longer waits has the key to ask again.
                    let _ = reply.send(answer);
                }
            }
            Err(error) => {
                let error = Arc::new(error);
                // Before anybody is told: a failed commit may have been one, and then the image must show it.
                self.version = None;
                let looked = self.look();
                self.board.tell_writer(Some(looked.err().map_or_else(|| Arc::clone(&error), Arc::new)));
                for reply in replies {
                    let _ = reply.send(Err(Rejection::Failed(Arc::clone(&error))));
                }
            }
        }
    }

    /// Decides the orders against the city as it is on the disk, and commits what follows from them.
    fn sit(&mut self, orders: Vec<(Order, Hash)>) -> Result<Vec<Answer>, OfficeError> {
        self.look()?;
        let image = self.board.image();
        let rules = self.board.rules();
        let batch = self.ledger.begin()?;
        let mut fold = Fold::from(City::clone(&image.city), image.head);
        // Now that nobody else can write: what came in since the look.
        if batch.head() != fold.head {
            fold.follow(|after, visit| batch.read_from(after, visit))?;
        }
        if batch.head() != fold.head {
            return Err(OfficeError::Forked { seq: Seq(fold.head.seq) });
        }
        let mut sitting =
            Sitting { batch, fold, rules: &rules, new_people: People::new(), erased: Vec::new() };
        let answers = orders
            .into_iter()
            .map(|(order, digest)| sitting.carry_out(order, &digest))
            .collect::<Result<Vec<Answer>, OfficeError>>()?;
        let Sitting { batch, mut fold, new_people, erased, .. } = sitting;
        if batch.head() == fold.head {
            drop(batch);
        } else {
            fold.head = batch.commit()?;
            self.board.count_commit();
        }
        if !new_people.is_empty() || !erased.is_empty() {
            let mut people = People::clone(&self.board.people());
            people.extend(new_people);
            people.retain(|person, _| !erased.contains(person));
            self.board.publish_people(people);
        }
        self.board.publish(fold, &image);
        Ok(answers)
    }

    /// Takes in what other processes committed, if they did.
    fn look(&mut self) -> Result<(), OfficeError> {
        let version = Some(self.ledger.data_version()?);
        if version == self.version {
            return Ok(());
        }
        let image = self.board.image();
        let mut fold = Fold::from(City::clone(&image.city), image.head);
        fold.follow(|after, visit| self.ledger.read_from(after, visit))?;
        if !self.ledger.holds(&fold.head)? {
            return Err(OfficeError::Forked { seq: Seq(fold.head.seq) });
        }
        // Names first, so that whoever sees a fact can see whom it speaks of.
        self.board.publish_people(people::read(&self.ledger)?);
        self.board.publish(fold, &image);
        self.version = version;
        Ok(())
    }
}

/// One batch under way.
struct Sitting<'a> {
    batch: Batch<'a>,
    /// The city with every order of the batch so far; its head stays that before the batch.
    fold: Fold,
    rules: &'a Rules,
    new_people: People,
    /// Whose names this batch erases.
    erased: Vec<PersonId>,
}

impl Sitting<'_> {
    /// Carries out one order. Whatever is wrong with the order alone becomes its answer and leaves no trace.
    ///
    /// # Errors
    /// What is wrong with the ledger; then nothing of the batch counts.
    fn carry_out(&mut self, order: Order, digest: &Hash) -> Result<Answer, OfficeError> {
        let Order { mut command, actor, key, effective_on, now, today, people, attachment } = order;
        if let Some(known) = self.batch.find_command(&key)? {
            if known.digest != *digest {
                return Ok(Err(Rejection::KeyReused));
            }
            return self.repeat(known.first_seq, known.last_seq).map(Ok);
        }
        if actor.is_disguised() {
            return Ok(Err(Rejection::Refused(vec![Cause::ActorReserved.alone()])));
        }
        let new_people = people::number(&mut self.batch, &mut command, people)?;
        // Read while deciding, and only for what must not be done by the same person twice.
        let failed = RefCell::new(None);
        let author = |seq: Seq| {
            self.author_of(seq).unwrap_or_else(|error| {
                failed.replace(Some(error));
                None
            })
        };
        let by = match &actor {
            Actor::Operator(_) => By::Operator,
            Actor::Post(post) => By::Post { post: *post, author: &author },
        };
        let context = Context { by, today, effective_on: effective_on.unwrap_or(today), rules: self.rules };
        let decided = decide(&self.fold.city, command, context).map_err(Rejection::Refused);
        if let Some(error) = failed.take() {
            return Err(error);
        }
        let decided = decided.and_then(|facts| {
            let written = facts.iter().map(Written::of).collect::<Result<Vec<_>, _>>()?;
            Ok((facts, written))
        });
        let (facts, written) = match decided {
            Ok(decided) => decided,
            Err(rejection) => {
                for id in new_people.into_keys() {
                    self.batch.erase_person(id.0)?;
                }
                return Ok(Err(rejection));
            }
        };
        self.new_people.extend(new_people);
        for fact in &facts {
            if let (Subject::Person(person), Happening::PersonErased(_)) = (&fact.subject, &fact.happening) {
                self.batch.erase_person(person.0)?;
                self.erased.push(*person);
            }
        }

        if let Some(bytes) = attachment {
            self.batch.attach(&bytes)?;
        }
        // Clocks go back; the order of facts does not.
        let recorded_at = codec::time_text(now).max(self.batch.last_recorded_at().to_owned());
        let actor_text = actor.to_string();
        let first = self.batch.head().seq + 1;
        for written in &written {
            self.batch.append(&written.record(&recorded_at, &actor_text))?;
        }
        let last = self.batch.head().seq;
        self.batch.note_command(&key, digest, first, last, "")?;
        let subjects = distinct(facts.iter().map(|fact| fact.subject.clone()));
        for (seq, fact) in (first..).zip(facts) {
            self.fold.city.apply(Seq(seq), fact)?;
        }
        Ok(Ok(Receipt { first: Seq(first), last: Seq(last), subjects, repeated: false }))
    }

    /// Who recorded a fact, one of this batch included.
    fn author_of(&self, seq: Seq) -> Result<Option<String>, OfficeError> {
        let mut actor = None;
        let _ = self.batch.read_from(seq.0.saturating_sub(1), |record| {
            actor = (record.seq == seq.0).then(|| record.actor.to_owned());
            ControlFlow::Break(())
        })?;
        Ok(actor)
    }

    /// The receipt of an order carried out before.
    fn repeat(&self, first: u64, last: u64) -> Result<Receipt, OfficeError> {
        let mut subjects = Vec::new();
        let read = self.batch.read_from(first.saturating_sub(1), |record| {
            if record.seq > last {
                return ControlFlow::Break(Ok(()));
            }
            match codec::fact_of(record) {
                Ok(fact) => subjects.push(fact.subject),
                Err(error) => return ControlFlow::Break(Err(error)),
            }
            ControlFlow::Continue(())
        })?;
        if let ControlFlow::Break(stopped) = read {
            stopped?;
        }
        Ok(Receipt { first: Seq(first), last: Seq(last), subjects: distinct(subjects), repeated: true })
    }
}

/// Each subject once, in the order they first come up.
fn distinct(subjects: impl IntoIterator<Item = Subject>) -> Vec<Subject> {
    let mut seen = HashSet::new();
    subjects.into_iter().filter(|subject| seen.insert(subject.clone())).collect()
}
