//! The register of those who sign in, opened: the handles it reads and writes through.
//!
//! One handle writes what must be on the disk before it is answered, one (the journal's) what may follow, and a few read.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use qinghuo_ledger::LedgerError;
use qinghuo_ledger::accounts::{Durability, Register};

use crate::challenge::Challenges;
use crate::failures::Failures;
use crate::hashing::Hasher;
use crate::journal::Journal;
use crate::secret::random;
use crate::setup::Setup;
use crate::tickets::Tickets;
use crate::{Settings, Trouble};

/// Reading handles kept open.
const READERS: usize = 8;

/// Those who sign in. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Accounts {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    dir: PathBuf,
    pub(crate) settings: Settings,
    pub(crate) hasher: Hasher,
    pub(crate) failures: Failures,
    pub(crate) tickets: Tickets,
    pub(crate) challenges: Challenges,
    pub(crate) setup: Setup,
    pub(crate) journal: Journal,
    /// A key of this ledger, by which unknown logins are answered the same way each time.
    pub(crate) key: Vec<u8>,
    writer: Mutex<Register>,
    readers: Mutex<Vec<Register>>,
}

impl Accounts {
    /// Opens the accounts of the ledger in `dir`, which must exist.
    pub fn open(dir: &Path, settings: Settings) -> Result<Accounts, Trouble> {
        let writer = Register::open(dir, Durability::Now)?;
        let key = writer.secret("logins", &random::<32>()?)?;
        let journal = Journal::start(Register::open(dir, Durability::Soon)?);
        let inner = Inner {
            dir: dir.to_owned(),
            hasher: Hasher::new(&settings.hashing),
            failures: Failures::default(),
            tickets: Tickets::default(),
            challenges: Challenges::new()?,
            setup: Setup::default(),
            journal,
            key,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            settings,
        };
        Ok(Accounts { inner: Arc::new(inner) })
    }

    /// Whether there is any account, or ever was one. While not, nobody signs in: whoever is at the machine is the one user.
    /// That the last account was erased opens nothing: the next one is made on the machine's command line.
    pub fn any(&self) -> Result<bool, Trouble> {
        self.read(Register::any_account)
    }

    /// How many passwords were hashed since the start.
    pub fn hashes_done(&self) -> u64 {
        self.inner.hasher.done()
    }

    pub(crate) fn read<T>(
        &self,
        question: impl FnOnce(&Register) -> Result<T, LedgerError>,
    ) -> Result<T, Trouble> {
        let idle = self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let register = match idle {
            Some(register) => register,
            None => Register::open_read_only(&self.inner.dir)?,
        };
        let answer = question(&register);
        let mut readers = self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS {
            readers.push(register);
        }
        Ok(answer?)
    }

    /// Makes a change as one transaction that is on the disk when this returns.
    pub(crate) fn transact<T>(
        &self,
        change: impl FnOnce(&Register) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        self.inner.writer.lock().unwrap_or_else(PoisonError::into_inner).transact(change)
    }
}
