//! What goes into the office and what comes out.

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use qinghuo_domain::{Date, PostId, Refusal, Seq, Subject, command::Command, intake::PersonRole};
use qinghuo_ledger::Hash;

use crate::OfficeError;

/// Who sends an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Whoever keeps the machine or works alone on it, by the name given.
    Operator(String),
    /// The holder of a post, bound by its role.
    Post(PostId),
}

impl Actor {
    /// Whether the name given would be read as a post's; such a name is refused.
    pub(crate) fn is_disguised(&self) -> bool {
        matches!(self, Self::Operator(name) if name.parse::<Subject>().is_ok())
    }
}

/// As the ledger writes it.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator(name) => f.write_str(name),
            Self::Post(post) => Subject::Post(*post).fmt(f),
        }
    }
}

impl<T: Into<String>> From<T> for Actor {
    fn from(name: T) -> Self {
        Self::Operator(name.into())
    }
}

/// A command with everything around it.
#[derive(Clone, Debug)]
pub struct Order {
    /// What is wanted.
    pub command: Command,
    /// Who wants it.
    pub actor: Actor,
    /// Names this order for ever: sent twice, it is carried out once.
    pub key: String,
    /// The civil day from which it is true; `today` if nothing is said.
    pub effective_on: Option<Date>,
    /// The moment it came in.
    pub now: Timestamp,
    /// The civil day it came in.
    pub today: Date,
    /// The people a registration, revision or correction names; other commands take none. They become numbers
    /// before the command is decided, so that no name gets into a fact. A blank name says nothing.
    pub people: Vec<(PersonRole, String)>,
    /// The file an import, or the schedule of the works, was read from; it is kept under its hash, and the command refers to it by that.
    pub attachment: Option<Vec<u8>>,
}

impl Order {
    /// An order true from today, without people or attachment.
    #[must_use]
    pub fn new(
        command: Command,
        actor: impl Into<Actor>,
        key: impl Into<String>,
        now: Timestamp,
        today: Date,
    ) -> Self {
        let (actor, key) = (actor.into(), key.into());
        Self { command, actor, key, effective_on: None, now, today, people: Vec::new(), attachment: None }
    }

    /// Makes the command refer to the attachment it brings, or to none if it brings none: a fact never names a file on somebody's word, or a verifier
    /// would miss it for ever. Takes the digest of the order as it was sent: what tells
    /// a repetition from another order under the same key. The day it is sent is not part of it, so that a repetition
    /// after midnight is still one.
    pub(crate) fn seal(&mut self) -> Result<Hash, OfficeError> {
        let brought =
            || self.attachment.as_ref().map(|bytes| Hash::of(bytes).to_string()).unwrap_or_default();
        match &mut self.command {
            Command::ImportLedger(import) => import.attachment = brought().into(),
            Command::ReplanItem { plan, .. } => {
                if let Some(works) = &mut plan.works {
                    works.attachment = brought().into();
                }
            }
            _ => {}
        }
        let Self { command, actor, effective_on, people, .. } = self;
        let sent = serde_json::to_vec(&(command, actor.to_string(), effective_on, people));
        Ok(Hash::of(&sent.map_err(OfficeError::Unwritable)?))
    }
}

/// The order is carried out and on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its first fact.
    pub first: Seq,
    /// Its last fact.
    pub last: Seq,
    /// What its facts are about, each once, in their order.
    pub subjects: Vec<Subject>,
    /// It had been carried out before, and was not again.
    pub repeated: bool,
}

/// The order was not carried out; where not said otherwise, nothing was written.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Rejection {
    /// Rules said no; every reason.
    #[error("refused for {} reasons", .0.len())]
    Refused(Vec<Refusal>),
    /// Another order was sent under this key.
    #[error("the key belongs to another order")]
    KeyReused,
    /// The ledger or the machine failed. In the rare case of a failed commit it may have been carried out all the same:
    /// send it again under the same key.
    #[error("failed")]
    Failed(#[source] Arc<OfficeError>),
    /// The office is closed.
    #[error("closed")]
    Closed,
}

impl From<OfficeError> for Rejection {
    fn from(error: OfficeError) -> Self {
        Self::Failed(Arc::new(error))
    }
}

/// What the sender of an order is told.
pub(crate) type Answer = Result<Receipt, Rejection>;
